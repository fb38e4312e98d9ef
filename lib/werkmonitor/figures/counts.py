"""The true counts of an edition: what every cell would say without protection. Nothing here is written anywhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any

import pandas as pd

from werkmonitor.figures.register import Cell, Part, Register
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Programme

UNKNOWN_GROUP = "onbekend"
"""Target group of facts that were delivered without one."""

Bounds = tuple[int, int]
"""The least and the most a count can be; they differ only where a partner suppressed a number."""

Counts = Mapping[Cell, Mapping[date, Bounds]]
"""Of every cell its cumulative count since the start on every day, nil included."""


@cache
def quarter_ends(since: date, until: date) -> tuple[date, ...]:
    """Every quarter's end from `since` up to `until`, and `until` itself."""
    years = range(since.year, until.year + 1)
    ends = (date(year, month, day) for year in years for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)))
    return (*(end for end in ends if since <= end < until), until)


def residences_shown(facts: pd.DataFrame, programme: Programme, as_of: date) -> list[str]:
    """Every municipality that ever was a member, then units, outside and unallocated where they have data.

    A municipality whose residents are known within a reporting unit only is left out: its count is not nil but unknown.
    """
    happened = (facts["occurred_on"] <= pd.Timestamp(as_of)) & (facts["high"] > 0)
    present = set(facts.loc[happened, "municipality"].unique())
    units = [unit for unit in programme.reporting_units if unit.code in present]
    hidden = {member for unit in units for member in unit.members if member not in present}
    ever = [
        m.code
        for m in programme.municipalities
        if m.code in present or ((m.member_from or date.min) <= as_of and m.code not in hidden)
    ]
    others = [code for code in (OUTSIDE_REGION, UNALLOCATED) if code in present]
    return [*ever, *(unit.code for unit in units), *others]


def groups_shown(facts: Iterable[tuple[str, ...]], programme: Programme) -> list[str]:
    """The target groups of programme.toml, and 'onbekend' where facts came without one. facts: their target groups."""
    known = [group.code for group in programme.target_groups]
    return [*known, UNKNOWN_GROUP] if UNKNOWN_GROUP not in known and () in facts else known


def membership(register: Register, programme: Programme) -> Callable[[str, str, tuple[str, ...]], list[Part]]:
    """In what a fact counts, by its project, place of residence and target groups: (level, code, category or '')."""
    category, sector = register.attribute("category"), register.attribute("sector")
    whole = programme.programme.code

    def counts_in(project: str, place: str, groups: tuple[str, ...]) -> list[Part]:
        found = [("municipality", place, ""), ("municipality", place, category.get(project, ""))]
        if programme.outside_region.counts_for_goals or place != OUTSIDE_REGION:
            found += [("programme", whole, ""), ("category", category.get(project, ""), ""), ("project", project, "")]
            found += [("sector", sector.get(project, ""), "")]
            found += [("target_group", group, "") for group in groups or (UNKNOWN_GROUP,)]
        return found

    return counts_in


def true_counts(
    facts: pd.DataFrame, register: Register, programme: Programme, places: Iterable[str], days: Sequence[date]
) -> Counts:
    """Cumulative counts since the start of every cell of the main indicators, on every day.

    facts: the counted observations (with low_step, high_step) of those. places: the residences that are shown. days:
    ascending.
    """
    category, sector = register.attribute("category"), register.attribute("sector")
    whole = programme.programme.code
    counts_in = membership(register, programme)
    lows, highs = Counter[tuple[Cell, int]](), Counter[tuple[Cell, int]]()
    groups_of_region: set[tuple[str, ...]] = set()
    for project, place, groups, indicator, day, low, high in _by_day(facts, days):
        scopes = counts_in(project, place, groups)
        if ("programme", whole, "") in scopes:
            groups_of_region.add(groups)
        for scope in scopes:
            lows[(*scope, indicator), day] += low
            highs[(*scope, indicator), day] += high

    counted = register.counted_projects
    categories = [c.code for c in programme.categories if c.code in {category[project] for project in counted}]
    sectors = [s.code for s in programme.sectors if s.code in {sector.get(project) for project in counted}]
    shown = [
        ("programme", whole, ""),
        *(("category", code, "") for code in categories),
        *(("project", code, "") for code in counted),
        *(("sector", code, "") for code in sectors),
        *(("target_group", code, "") for code in groups_shown(groups_of_region, programme)),
        *(("municipality", code, "") for code in places),
        *(("municipality", code, of_category) for code in places for of_category in categories),
    ]
    counts: dict[Cell, dict[date, Bounds]] = {}
    for scope in shown:
        for cell in ((*scope, indicator.code) for indicator in programme.main_indicators):
            least = accumulate(lows[cell, number] for number in range(len(days)))
            most = accumulate(highs[cell, number] for number in range(len(days)))
            counts[cell] = dict(zip(days, zip(least, most, strict=True), strict=True))
    return counts


def _by_day(facts: pd.DataFrame, days: Sequence[date]) -> Iterator[tuple[Any, ...]]:
    """Facts that no figure tells apart as one: project, municipality, target groups, indicator, day, low, high.

    day: the number of the first day on which they show; later facts are left out.
    """
    keys = ["project", "municipality", "target_groups", "indicator", "day"]
    day = pd.DatetimeIndex(list(days)).searchsorted(facts["occurred_on"])
    facts = facts.assign(day=day)[day < len(days)]
    together = facts.groupby(keys, observed=True, dropna=False, sort=False, as_index=False)
    summed = together[["low_step", "high_step"]].sum()
    return zip(*(summed[column].tolist() for column in summed), strict=True)
