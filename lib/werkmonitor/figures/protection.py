"""From true counts to the cells that may be published: exact ones as they are, the others rounded together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from werkmonitor.cube import Cube
from werkmonitor.figures.counts import CELL
from werkmonitor.figures.policy import EXACT, Policy, partitions
from werkmonitor.figures.register import Scope
from werkmonitor.figures.rounding import Cell, Rounding, published_bounds, round_together
from werkmonitor.programme import Programme


@dataclass(frozen=True)
class Protected:
    """cells: the cube's table. stuck: how many rounded cells needed a wider margin. is_wide_below: see `Rounded`."""

    cells: pd.DataFrame
    stuck: int
    is_wide_below: bool


def protect(
    truth: pd.DataFrame,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    released: Sequence[Cube],
    key: bytes,
    where: str,
) -> Protected:
    """The published cells of an edition.

    truth: what `counts.true_counts` returns; of a scope that is exact every day is published, of a rounded one the
    as-of date. released: cubes of earlier released editions. where: names the edition in messages.
    Raises PublicationRefused when no rounding holds.
    """
    base = base_of(truth, policy)
    exact = truth[base == EXACT].assign(value=lambda f: f["low"], base=EXACT)
    rounded = truth[base.gt(EXACT) & (truth["on"] == pd.Timestamp(as_of))].assign(base=base[base.gt(EXACT)])
    bounds: dict[Cell, tuple[int, int, int]] = {
        (level, code, category, indicator): (low, high, own)
        for level, code, category, indicator, low, high, own in rounded[[*CELL, "low", "high", "base"]].itertuples(
            index=False, name=None
        )
    }
    task = rounding_task(truth, bounds, policy, parts, programme, as_of, published_before(released))
    found = round_together(task, key, where)
    rows = []
    for cell, (low, high, own) in bounds.items():
        least, most = published_bounds(found.values[cell], own, is_wide=bool(found.stuck), width=high - low)
        rows.append((*cell, pd.Timestamp(as_of), found.values[cell], least, most, own))
    columns = [*CELL, "on", "value", "low", "high", "base"]
    cells = pd.concat([exact[columns], pd.DataFrame(rows, columns=columns)], ignore_index=True)
    named = cells.assign(category=cells["category"].replace("", pd.NA))
    return Protected(named, len(found.stuck), found.is_wide_below)


def base_of(truth: pd.DataFrame, policy: Policy) -> "pd.Series[int]":
    """The base of every row of true counts; 0 where it is not published."""
    scopes = zip(truth["level"], truth["code"], truth["category"], strict=True)
    bases = [
        policy.cross.get(category, 0) if category else policy.bases.get((level, code), 0)
        for level, code, category in scopes
    ]
    return pd.Series(bases, index=truth.index, dtype="int64")


def published_before(released: Iterable[Cube]) -> dict[Cell, int]:
    """The highest value that earlier editions showed of every cell, each at its own as-of date."""
    highest: dict[Cell, int] = {}
    for cube in released:
        cells = cube["cells"]
        shown = cells[cells["on"] == pd.Timestamp(cube.as_of)]
        names = zip(*(shown[column].fillna("") for column in CELL), strict=True)
        for (level, code, category, indicator), value in zip(names, shown["value"], strict=True):
            cell = (level, code, category, indicator)
            highest[cell] = max(highest.get(cell, 0), int(value))
    return highest


def rounding_task(
    truth: pd.DataFrame,
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
    indicators = [indicator.code for indicator in programme.indicators]
    today = truth[(truth["on"] == pd.Timestamp(as_of)) & (truth["category"] == "")]
    totals = today.set_index(["level", "code", "indicator"])["low"].to_dict()

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
                counts[total] = totals[level, code, indicator]
                # Both halves of a table divide the same total: it is as coarse as the coarser of the two.
                bases[total] = max(bases.get(total, 0), min(bases[cell] for cell in cells))
            sums.append((total, cells))

    enclosing = [(indicator.code, indicator.part_of) for indicator in programme.indicators if indicator.part_of]
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
