"""From true counts to the cells that may be published: exact ones as they are, the others rounded together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from werkmonitor.cube import CubeRows
from werkmonitor.figures.counts import Counts
from werkmonitor.figures.policy import EXACT, Policy, partitions
from werkmonitor.figures.register import Cell, Row, Scope, cell_of
from werkmonitor.figures.rounding import Rounding, published_bounds, round_together
from werkmonitor.programme import Programme


@dataclass(frozen=True)
class Unprotected:
    """An edition before protection: its true counts, and everything that decides what may be shown of them.

    truth: what `counts.true_counts` returns. parts: the projects within every scope. released: the newest revision of
    every edition before this one. where: names the edition in messages.
    """

    truth: Counts
    policy: Policy
    parts: Mapping[Scope, frozenset[str]]
    programme: Programme
    as_of: date
    released: Sequence[CubeRows]
    where: str


@dataclass(frozen=True)
class Protected:
    """cells: the cube's table. stuck: how many rounded cells needed a wider margin. is_wide_below: see `Rounded`."""

    cells: list[Row]
    stuck: int
    is_wide_below: bool


def protect(given: Unprotected, key: bytes) -> Protected:
    """The published cells of an edition: of an exact scope every day of its counts, of a rounded one the as-of date.

    Raises PublicationRefused when no rounding holds.
    """
    policy, as_of = given.policy, given.as_of
    exact = [
        _row(cell, on, low, low, high, EXACT)
        for cell, by_day in given.truth.items()
        if policy.base(cell) == EXACT
        for on, (low, high) in by_day.items()
    ]
    bounds = {
        cell: (*by_day[as_of], base) for cell, by_day in given.truth.items() if (base := policy.base(cell)) > EXACT
    }
    found = round_together(rounding_task(given, bounds), key, given.where)
    rounded = []
    for cell, (low, high, base) in bounds.items():
        value = found.values[cell]
        least, most = published_bounds(value, base, is_wide=bool(found.stuck), width=high - low)
        rounded.append(_row(cell, as_of, value, least, most, base))
    return Protected([*exact, *rounded], len(found.stuck), found.is_wide_below)


def _row(cell: Cell, on: date, value: int, low: int, high: int, base: int) -> Row:
    level, code, category, indicator = cell
    named = {"level": level, "code": code, "category": category or None, "indicator": indicator}
    return {**named, "on": on, "value": value, "low": low, "high": high, "base": base}


def published_before(released: Iterable[CubeRows]) -> dict[Cell, int]:
    """The highest value that earlier editions showed of every cell, each at its own as-of date."""
    highest: dict[Cell, int] = {}
    for cube in released:
        for row in cube["cells"]:
            if row["on"] == cube.as_of:
                cell = cell_of(row)
                highest[cell] = max(highest.get(cell, 0), row["value"])
    return highest


def rounding_task(given: Unprotected, bounds: Mapping[Cell, tuple[int, int, int]]) -> Rounding:
    """The joint rounding problem of an edition: every relation among rounded cells, nesting, and earlier editions.

    bounds: cell → (low, high, base) of all cells to round. A total that is exact, or is not published, takes part as a
    hidden cell, so that the errors of its parts do not pile up and all its partitions tell one story; where some of the
    parts are exact, what they leave of it does.
    """
    truth, policy, programme, as_of = given.truth, given.policy, given.programme, given.as_of
    before = published_before(given.released)
    counts = {cell: low for cell, (low, _, _) in bounds.items()}
    bases = {cell: base for cell, (_, _, base) in bounds.items()}
    indicators = [indicator.code for indicator in programme.main_indicators]

    sums: list[tuple[Cell, list[Cell]]] = []
    hidden: set[Cell] = set()
    ceilings: dict[Cell, int] = {}
    places = [code for level, code in policy.bases if level == "municipality"]
    for (level, code), partition in partitions(given.parts, places, programme):
        for indicator in indicators:
            total, members = (level, code, "", indicator), [(*part, indicator) for part in partition]
            rounded = [cell for cell in members if cell in bounds]
            exact = [cell for cell in members if policy.base(cell) == EXACT]
            if not rounded or len(rounded) + len(exact) < len(members) or (exact and total in bounds):
                continue
            left = truth[total][as_of][0] - sum(truth[cell][as_of][0] for cell in exact)
            if policy.base(total) == EXACT:
                ceilings |= {cell: min(left, ceilings.get(cell, left)) for cell in rounded}
            if exact:
                total = ("remainder", f"{level}/{code}", partition[0][0], indicator)
            if total not in bounds:
                hidden.add(total)
                counts[total] = left
                # Both halves of a table divide the same total: it is as coarse as the coarser of the two.
                bases[total] = max(bases.get(total, 0), min(bases[cell] for cell in rounded))
            sums.append((total, rounded))
    whole = programme.programme.code
    for cell in (cell for cell in bounds if cell[0] == "target_group"):
        if policy.base(total := ("programme", whole, "", cell[3])) == EXACT:
            ceilings[cell] = truth[total][as_of][0]

    enclosing = [(indicator.code, indicator.part_of) for indicator in programme.main_indicators if indicator.part_of]
    nested = [
        ((level, code, category, inner), (level, code, category, outer))
        for inner, outer in enclosing
        for level, code, category, indicator in bounds
        if indicator == inner and counts[level, code, category, inner] <= counts.get((level, code, category, outer), -1)
    ]
    is_strict = programme.protection.policy == "strict"
    return Rounding(
        counts,
        bases,
        sums,
        frozenset(hidden),
        nested,
        floors={cell: before[cell] for cell in bounds if cell in before},
        ceilings=ceilings,
        downward=frozenset(cell for cell in hidden if is_strict and cell[0] == "programme"),
    )
