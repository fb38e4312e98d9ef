"""The true counts of an edition: what every cell would say without protection. Nothing here is written anywhere."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import pandas as pd

from werkmonitor.figures.register import Register
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Programme

UNKNOWN_GROUP = "onbekend"
"""Target group of facts that were delivered without one."""

CELL = ["level", "code", "category", "indicator"]
"""What names a cell; category is '' for all but municipality × category."""

TRUTH = [*CELL, "on", "low", "high"]


@cache
def quarter_ends(since: date, until: date) -> tuple[pd.Timestamp, ...]:
    """Every quarter's end from `since` up to `until`, and `until` itself."""
    ends = pd.date_range(since, until, freq="QE").normalize().tolist()
    last = pd.Timestamp(until)
    return tuple(ends if ends and ends[-1] == last else [*ends, last])


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


def groups_shown(facts: pd.DataFrame, programme: Programme) -> list[str]:
    """The target groups of programme.toml, and 'onbekend' where facts came without one."""
    known = [group.code for group in programme.target_groups]
    needs = UNKNOWN_GROUP not in known and () in set(facts["target_groups"].unique())
    return [*known, UNKNOWN_GROUP] if needs else known


def true_counts(
    facts: pd.DataFrame, register: Register, programme: Programme, as_of: date, days: Iterable[pd.Timestamp]
) -> pd.DataFrame:
    """Cumulative counts since the start of every cell, on every day.

    facts: the counted observations (with low_step, high_step). days: ascending. Returns the columns of TRUTH, every
    scope × indicator × day once, nil included; low < high only where a partner suppressed a number.
    """
    days = list(days)
    rows = _by_day(facts[facts["occurred_on"] <= days[-1]], days)
    rows = rows.assign(
        category=rows["project"].map(register.attribute("category")),
        sector=rows["project"].map(register.attribute("sector")),
        programme=programme.programme.code,
    )
    of_region = rows
    if not programme.outside_region.counts_for_goals:
        of_region = rows[rows["municipality"] != OUTSIDE_REGION]
    groups = of_region.assign(target_group=of_region["target_groups"].map(lambda g: g or (UNKNOWN_GROUP,)))
    counted = set(register.counted_projects)
    with_figures = [c.code for c in programme.categories if counted & set(_projects_of(register, "category", c.code))]
    sectors = [s.code for s in programme.sectors if counted & set(_projects_of(register, "sector", s.code))]
    places = residences_shown(facts, programme, as_of)
    indicators = [indicator.code for indicator in programme.indicators]

    def total(level: str, frame: pd.DataFrame, codes: Iterable[str], categories: Iterable[str] = ("",)) -> pd.DataFrame:
        named = frame.assign(code=frame[level], category=frame["category"] if tuple(categories) != ("",) else "")
        return _cumulative(named, level, codes, categories, indicators, days)

    return pd.concat(
        [
            total("programme", of_region, [programme.programme.code]),
            total("category", of_region, with_figures),
            total("project", of_region, register.counted_projects),
            total("sector", of_region, sectors),
            total("target_group", groups.explode("target_group"), groups_shown(of_region, programme)),
            total("municipality", rows, places),
            total("municipality", rows, places, with_figures),
        ],
        ignore_index=True,
    )


def _by_day(facts: pd.DataFrame, days: list[pd.Timestamp]) -> pd.DataFrame:
    """Facts that no figure tells apart as one; day: the number of the first day on which they show."""
    keys = ["project", "municipality", "target_groups", "indicator", "day"]
    day = pd.Series(pd.Index(days).searchsorted(facts["occurred_on"]), index=facts.index, dtype="int64")
    together = facts.assign(day=day).groupby(keys, observed=True, dropna=False, sort=False, as_index=False)
    summed = together[["low_step", "high_step"]].sum()
    return summed.astype(dict.fromkeys(("project", "municipality", "indicator"), "str"))


def _cumulative(
    rows: pd.DataFrame,
    level: str,
    codes: Iterable[str],
    categories: Iterable[str],
    indicators: list[str],
    days: list[pd.Timestamp],
) -> pd.DataFrame:
    every = pd.MultiIndex.from_product(
        [list(codes), list(categories), indicators], names=["code", "category", "indicator"]
    )
    keys = ["code", "category", "indicator", "day"]
    steps = rows.groupby(keys)[["low_step", "high_step"]].sum().astype("int64")
    bounds = {}
    for name, step in (("low", "low_step"), ("high", "high_step")):
        wide = steps[step].unstack("day", fill_value=0) if len(steps) else pd.DataFrame(index=every)
        wide = wide.reindex(index=every, columns=range(len(days)), fill_value=0)
        bounds[name] = wide.cumsum(axis=1).to_numpy().ravel().astype("int64")
    frame = pd.DataFrame([(level, *key, day) for key in every for day in days], columns=[*CELL, "on"])
    frame["on"] = frame["on"].astype("datetime64[us]")
    return frame.assign(**bounds)[TRUTH]


def _projects_of(register: Register, attribute: str, code: str) -> list[str]:
    return [project for project, value in register.attribute(attribute).items() if value == code]
