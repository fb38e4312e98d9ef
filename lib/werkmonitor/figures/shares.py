"""Shares, rates and medians: the cube's table 'shares', from figures that may be told and from nothing else."""

from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median

import pandas as pd

from werkmonitor.figures.counts import Bounds
from werkmonitor.figures.further import Further, trajectories_of
from werkmonitor.figures.register import Figure, Row, Scope
from werkmonitor.indicators import Indicator, Median, Share
from werkmonitor.programme import OUTSIDE_REGION, Programme
from werkmonitor.tables import Tables

Days = Mapping[Figure, list[int]]
"""Of every median the numbers of days, one a trajectory."""


def shares(
    figures: Mapping[Figure, Bounds],
    further: Further,
    days: Days,
    exact: Iterable[Scope],
    within: Mapping[Scope, frozenset[str]],
    programme: Programme,
) -> list[Row]:
    """One row a scope and indicator that is no count, or of which the count is not complete.

    figures: what may be told at the as-of date. exact: the scopes that may tell. within: the projects of every scope.
    """
    rows = []
    for scope in exact:
        for indicator in programme.indicators:
            figure = (*scope, indicator.code)
            found: Row | None = None
            if isinstance(indicator.counted, Share):
                found = _share(scope, indicator, indicator.counted, figures, further, within[scope], programme)
            elif isinstance(indicator.counted, Median) and (found_days := days.get(figure)):
                found = _median(found_days, programme)
            elif (*scope, "", indicator.code) in further.counts and figure not in figures:
                found = {"because": "too_small"}  # rounded projects are in it
            elif figure in further.incomplete and figures.get(figure) != (0, 0):
                found = {"because": "unknown"}
            if found:
                rows.append({"level": scope[0], "code": scope[1], "indicator": indicator.code} | found)
    return rows


def not_told(rows: Iterable[Row], programme: Programme) -> frozenset[Figure]:
    """The counts that would tell a share that is not told: its numerator and denominator, but for those of page one."""
    found = set()
    for row in rows:
        way = programme.indicator(row["indicator"]).counted
        if isinstance(way, Share) and row.get("because") == "too_small":
            found |= {(row["level"], row["code"], code) for code in (way.numerator, way.denominator)}
    return frozenset(figure for figure in found if not programme.indicator(figure[2]).is_main)


def days_between(
    facts: pd.DataFrame, tables: Tables, programme: Programme, within: Mapping[Scope, frozenset[str]], as_of: date
) -> Days:
    """Of every median the days of the trajectories that count: those of which the last day is an observation.

    facts: the counted observations, with what `merged` adds.
    """
    if not programme.outside_region.counts_for_goals:
        facts = facts[facts["municipality"] != OUTSIDE_REGION]
    facts = facts[facts["occurred_on"] <= pd.Timestamp(as_of)]
    ends = {day: code for code, day in programme.list_days.items()}
    found: dict[Figure, list[int]] = {}
    for indicator in programme.indicators:
        way = indicator.counted
        if isinstance(way, Median) and way.until in ends:
            rows = trajectories_of(facts[facts["indicator"] == ends[way.until]], tables)
            taken = (rows[way.until] - rows[way.since]).dt.days
            for (level, code), projects in within.items():
                own = taken[rows["project"].isin(projects) & taken.notna()]
                found[level, code, indicator.code] = own.astype("int64").tolist()
    return found


def _share(
    scope: Scope,
    indicator: Indicator,
    way: Share,
    figures: Mapping[Figure, Bounds],
    further: Further,
    projects: frozenset[str],
    programme: Programme,
) -> Row | None:
    parts = [(*scope, code) for code in (way.numerator, way.denominator)]
    besides = [part for part in parts if part[2] in further.having]
    if not all(projects & further.having[code] for _, _, code in besides):
        return None
    if len(besides) == 1 and not projects <= further.having[besides[0][2]]:
        return None  # a part of some projects by the whole of all would pass for a share
    if any((*part[:2], "", part[2]) in further.counts and part not in figures for part in besides):
        return {"because": "too_small"}  # rounded projects are in it
    (numerator, most), (denominator, most_of_all) = (figures.get(part, (0, 0)) for part in parts)
    if (numerator, denominator) != (most, most_of_all) or numerator > denominator:
        return {"because": "unknown"}
    out_of, most_out_of = figures.get((*scope, way.out_of or ""), (denominator, denominator))
    if out_of != most_out_of or out_of < denominator:
        return {"because": "unknown"}
    undetermined = out_of - denominator if way.out_of else None
    if denominator == 0:
        return {"undetermined": undetermined, "because": "too_young"} if undetermined else None
    settings = programme.protection
    if indicator.about == "people" and (
        denominator < settings.smallest_share
        or (numerator in (0, denominator) and denominator < settings.smallest_share_of_all)
    ):
        return {"because": "too_small"}
    counted = {"numerator": numerator, "denominator": denominator, "undetermined": undetermined}
    return counted | {"value": round(numerator / denominator, 6)}


def _median(days: list[int], programme: Programme) -> Row:
    if len(days) < programme.protection.smallest_share:
        return {"because": "too_small"}
    return {"value": float(median(days))}
