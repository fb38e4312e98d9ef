"""Zero-restricted controlled rounding of linked counts, with HiGHS.

One integer variable per cell, relations as equalities. Which of its two multiples a cell prefers is drawn by a keyed
hash of cell and count, up with probability remainder ÷ base: a reader who knows the method learns nothing from the
choice, the expected error is nil, and an unchanged cell draws the same again. Sources: Handbook on Statistical
Disclosure Control (sdcTools), ch. 5; Fischetti & Salazar-González (1998) on controlled rounding.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.register import Cell

TIME_LIMIT_SECONDS = 120.0


@dataclass(frozen=True)
class Rounding:
    """What is to be rounded together.

    counts: the true count of every cell (the low end where a partner suppressed a number). bases: of every cell.
    sums: (total, parts): after rounding the parts still add up to the total. hidden: totals that are not published and
    only keep the errors of their parts from piling up. nested: (inner, outer): inner stays ≤ outer.
    floors: what a released edition showed; a cell never falls below it. ceilings: what exact figures leave for a cell;
    as few as possible show more, for a 25 below an exact 21 says 21. downward: cells that take the lower multiple
    (hidden totals under an exact one, `docs/protection.md` gives the reason).
    """

    counts: Mapping[Cell, int]
    bases: Mapping[Cell, int]
    sums: Sequence[tuple[Cell, Sequence[Cell]]] = ()
    hidden: frozenset[Cell] = frozenset()
    nested: Sequence[tuple[Cell, Cell]] = ()
    floors: Mapping[Cell, int] = field(default_factory=dict)
    ceilings: Mapping[Cell, int] = field(default_factory=dict)
    downward: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Rounded:
    """With r rounded and v true: |r − v| < base, and < 2 × base for the stuck cells, the fewest possible.

    values: of all cells, hidden ones included. stuck: the published cells that needed one step more. is_wide_below: a
    hidden total needed one, so that its parts together are up to two bases from it.
    """

    values: Mapping[Cell, int]
    stuck: Sequence[Cell] = ()
    is_wide_below: bool = False


def round_together(task: Rounding, key: bytes, where: str) -> Rounded:
    """Round all cells of an edition in one problem.

    where: names the edition in messages. Raises PublicationRefused when the solver is missing, finds no solution or
    runs out of time, and for a count that fell so far that only a correction edition can say so.
    """
    if fallen := [cell for cell, floor in task.floors.items() if floor >= task.counts[cell] + 2 * task.bases[cell]]:
        raise PublicationRefused(
            Problem(
                f"{where}, {_named(cell)}",
                "is so much lower now than an earlier edition published that rounding cannot bridge it",
                "check the corrected delivery; if it is right, correct the earlier edition first: "
                "werkmonitor release ID --revision REASON",
            )
            for cell in fallen
        )
    if not task.counts:
        return Rounded({})
    for may_widen in (False, True):
        if (values := _solve(task, key, where, may_widen)) is not None:
            far = [cell for cell, value in values.items() if abs(value - task.counts[cell]) >= task.bases[cell]]
            return Rounded(values, [cell for cell in far if cell not in task.hidden], bool(task.hidden & set(far)))
    what = "no rounding keeps all sums, not even with a wider margin"
    raise PublicationRefused(Problem(where, what, "report this with the edition id; nothing is published meanwhile"))


def prefers_up(key: bytes, cell: Cell, count: int, base: int) -> bool:
    """Whether this cell with this count prefers the higher multiple: with probability remainder ÷ base."""
    return _draw(key, "up", cell, count) * base < (count % base) << 64


def published_bounds(rounded: int, base: int, is_wide: bool, width: int = 0) -> tuple[int, int]:
    """What a count can be for a reader of its rounded value: 0 is 0–4 and 5 is 1–9 for base 5.

    is_wide: the edition has stuck cells; then all its rounded cells say the wider margin, so that nobody can tell which
    ones are stuck. width: how far apart the bounds of the count itself are (a partner sent "<5").
    """
    margin = (2 * base if is_wide else base) - 1
    return max(0, rounded - margin), rounded + margin + width


def _solve(task: Rounding, key: bytes, where: str, may_widen: bool) -> dict[Cell, int] | None:
    """One joint solution, or None when there is none.

    Variables: the multiple of every cell; with may_widen also whether a cell moves one step further.
    """
    try:
        import highspy
    except ImportError:
        problem = Problem(where, "the solver (HiGHS) is missing", "run 'uv sync', then try again")
        raise PublicationRefused(problem) from None

    cells = list(task.counts)
    number = {cell: place for place, cell in enumerate(cells)}
    size = len(cells)
    below = [task.counts[cell] // task.bases[cell] for cell in cells]
    above = [
        low if cell in task.downward else -(-task.counts[cell] // task.bases[cell])
        for cell, low in zip(cells, below, strict=True)
    ]
    floors = [-(-task.floors.get(cell, 0) // task.bases[cell]) for cell in cells]
    tops = [task.ceilings.get(cell, inf) for cell in cells]
    step = 1 if may_widen else 0
    lower: list[float] = [max(low - step, 0, floor) for low, floor in zip(below, floors, strict=True)]
    upper: list[float] = [high + step for high in above]
    if not may_widen:
        upper = [min(high, top // task.bases[cell]) for high, top, cell in zip(upper, tops, cells, strict=True)]
    if any(low > high for low, high in zip(lower, upper, strict=True)):
        return None
    cost = [0.0 if cell in task.hidden else _wish(key, cell, task.counts[cell], task.bases[cell]) for cell in cells]

    rows: list[tuple[dict[int, int], float, float]] = []
    for total, parts in task.sums:
        row = {number[total]: task.bases[total]}
        for part in parts:
            row[number[part]] = row.get(number[part], 0) - task.bases[part]
        rows.append((row, 0, 0))
    for inner, outer in task.nested:
        rows.append(({number[inner]: task.bases[inner], number[outer]: -task.bases[outer]}, -inf, 0))
    if may_widen:
        # One wider hidden cell less is worth more than all wishes together, one cell less above its ceiling more than
        # all hidden ones, and one wider published cell less more than all of those.
        of_hidden = 4.0 * size + 4.0
        of_ceiling = of_hidden * (len(task.hidden) + 1)
        of_published = of_ceiling * (size + 1)
        for place, (cell, high, top) in enumerate(zip(cells, above, tops, strict=True)):
            if high * task.bases[cell] > top:
                cost[place] = of_ceiling
        cost += [of_hidden if cell in task.hidden else of_published for cell in cells]
        for place in range(size):
            rows.append(({place: 1, size + place: -1}, -inf, above[place]))
            rows.append(({place: 1, size + place: 1}, below[place], inf))
        lower += [0] * size
        upper += [1] * size

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    model.row_lower_, model.row_upper_ = [low for _, low, _ in rows], [high for _, _, high in rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = [0, *accumulate(len(row) for row, _, _ in rows)]
    model.a_matrix_.index_ = [column for row, _, _ in rows for column in row]
    model.a_matrix_.value_ = [value for row, _, _ in rows for value in row.values()]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    # One thread: the same search everywhere.
    options = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "time_limit": TIME_LIMIT_SECONDS}
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    found, status = solver.getModelStatus(), highspy.HighsModelStatus
    # Every variable is bounded, so "unbounded or infeasible" can only mean infeasible.
    if found in (status.kInfeasible, status.kUnboundedOrInfeasible):
        return None
    if found != status.kOptimal:
        what = "ran out of time" if found == status.kTimeLimit else f"failed ({solver.modelStatusToString(found)})"
        raise PublicationRefused(Problem(where, f"rounding {what}; nothing is published", "try again, or report this"))
    multiples = solver.getSolution().col_value
    return {cell: round(multiples[place]) * task.bases[cell] for cell, place in number.items()}


def _wish(key: bytes, cell: Cell, count: int, base: int) -> float:
    """What one multiple more costs: a gain for a cell that prefers the higher one.

    A wish weighs 1 to 2, drawn too, so that the optimum is unique and every platform finds the same one. In steps of
    2^-18 sums stay exact in floating point, and two solutions never differ by less than the solver's gap (1e-6).
    """
    weight = 1 + (_draw(key, "tie", cell, count) >> 46) / 2**18
    return -weight if prefers_up(key, cell, count, base) else weight


def _draw(key: bytes, purpose: str, cell: Cell, count: int) -> int:
    """64 bits that only the holder of the key can foresee."""
    message = "\x1f".join((purpose, *cell, str(count))).encode()
    return int.from_bytes(hmac.new(key, message, hashlib.sha256).digest()[:8], "big")


def _named(cell: Cell) -> str:
    return " · ".join(part for part in cell if part)
