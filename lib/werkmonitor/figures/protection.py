"""From true counts to the cells that may be published: exact ones as they are, the others rounded together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from werkmonitor.cube import CubeRows
from werkmonitor.figures.counts import Counts
from werkmonitor.figures.policy import EXACT, Policy, partitions
from werkmonitor.figures.register import Cell, Row, Scope, cell_of
from werkmonitor.figures.rounding import Rounding, published_bounds, round_together
from werkmonitor.programme import Programme


@dataclass(frozen=True)
class Protected:
    """cells: the cube's table. stuck: how many rounded cells needed a wider margin. is_wide_below: see `Rounded`."""

    cells: list[Row]
    stuck: int
    is_wide_below: bool


def protect(
    truth: Counts,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    released: Iterable[CubeRows],
    key: bytes,
    where: str,
) -> Protected:
    """The published cells of an edition.

    truth: what `counts.true_counts` returns; of a scope that is exact every day is published, of a rounded one the
    as-of date. released: cubes of earlier released editions. where: names the edition in messages.
    Raises PublicationRefused when no rounding holds.
    """
    exact = [
        _row(cell, on, low, low, high, EXACT)
        for cell, by_day in truth.items()
        if policy.base(cell) == EXACT
        for on, (low, high) in by_day.items()
    ]
    bounds = {cell: (*by_day[as_of], base) for cell, by_day in truth.items() if (base := policy.base(cell)) > EXACT}
    task = rounding_task(truth, bounds, policy, parts, programme, as_of, published_before(released))
    found = round_together(task, key, where)
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


def rounding_task(
    truth: Counts,
    bounds: Mapping[Cell, tuple[int, int, int]],
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    before: Mapping[Cell, int],
) -> Rounding:
    """The joint rounding problem of an edition: every relation among rounded cells, nesting, and earlier editions.

    bounds: cell → (low, high, base) of all cells to round. A total that is exact, or is not published, takes part as a
    hidden cell, so that the errors of its parts do not pile up and all its partitions tell one story.
    """
    counts = {cell: low for cell, (low, _, _) in bounds.items()}
    bases = {cell: base for cell, (_, _, base) in bounds.items()}
    indicators = [indicator.code for indicator in programme.main_indicators]

    sums: list[tuple[Cell, list[Cell]]] = []
    hidden: set[Cell] = set()
    places = [code for level, code in policy.bases if level == "municipality"]
    for (level, code), partition in partitions(parts, places, programme):
        for indicator in indicators:
            total = (level, code, "", indicator)
            cells = [(*part, indicator) for part in partition]
            if not cells or not all(cell in bounds for cell in cells):
                continue
            if total not in bounds:
                hidden.add(total)
                counts[total], _ = truth[total][as_of]
                # Both halves of a table divide the same total: it is as coarse as the coarser of the two.
                bases[total] = max(bases.get(total, 0), min(bases[cell] for cell in cells))
            sums.append((total, cells))

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
        downward=frozenset(cell for cell in hidden if is_strict and cell[0] == "programme"),
    )
