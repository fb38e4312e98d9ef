"""Indicators besides those of page one: what they count within the region, and where that may be told.

They are counted for the programme, categories, projects and sectors only, and told only where the policy is exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd

from werkmonitor.figures.counts import Bounds, Counts
from werkmonitor.figures.events import tells
from werkmonitor.figures.policy import EXACT, Policy
from werkmonitor.figures.register import Cell, Figure, Scope, table
from werkmonitor.indicators import Events, Indicator, OfTrajectories, Persons, Running
from werkmonitor.programme import OUTSIDE_REGION, Programme
from werkmonitor.tables import Tables

FEWEST_HIDDEN = 2
"""Of one rounded project alone a total less the exact ones is its figure."""

Source = tuple[str, str, str, str]
"""(project, partner, layout, origin): who tells of the trajectories of a project, and how."""


class Further(NamedTuple):
    """counts: cumulative, of every scope that has the indicator. having: the projects that have it, be it nil.

    incomplete: the figures that count only a part, because it is not told of all trajectories of the scope.
    """

    counts: Counts
    having: Mapping[str, frozenset[str]]
    incomplete: frozenset[Figure]


def further_counts(
    facts: pd.DataFrame,
    tables: Tables,
    programme: Programme,
    within: Mapping[Scope, frozenset[str]],
    days: Sequence[date],
) -> Further:
    """Of every indicator that is counted and not a main one.

    facts: the counted observations, with what `merged` adds. within: the projects of every scope. days: ascending.
    What counts persons or who is still there is left out where it is incomplete: a part of it says nothing.
    """
    facts = facts[facts["occurred_on"] <= pd.Timestamp(days[-1])]
    if not programme.outside_region.counts_for_goals:
        facts = facts[facts["municipality"] != OUTSIDE_REGION]
    facts = facts.assign(day=pd.DatetimeIndex(list(days)).searchsorted(facts["occurred_on"]))
    started = facts[facts["indicator"] == _code_of_starts(programme)]
    sources = _sources(started)
    trajectories = _trajectories(started, tables)

    counts: dict[Cell, dict[date, Bounds]] = {}
    having: dict[str, frozenset[str]] = {}
    incomplete: set[Figure] = set()
    for indicator in programme.indicators:
        if indicator.is_main or not (indicator.is_counted or isinstance(indicator.counted, Persons)):
            continue
        own = facts[facts["indicator"] == indicator.code]
        told = _told_by(indicator, own, sources, trajectories)
        having[indicator.code] = frozenset(own["project"]) | {project for project, *_ in told}
        of_project = _by_project(own, len(days))
        for (level, code), projects in within.items():
            if not projects & having[indicator.code]:
                continue
            is_incomplete = _must_be_whole(indicator) and any(s[0] in projects and s not in told for s in sources)
            if is_incomplete:
                incomplete.add((level, code, indicator.code))
            if is_incomplete and not isinstance(indicator.counted, Events):
                continue
            sums = (
                _persons(trajectories, projects, len(days))
                if isinstance(indicator.counted, Persons)
                else _added(of_project[project] for project in sorted(projects) if project in of_project)
            )
            cell = (level, code, "", indicator.code)
            counts[cell] = dict(zip(days, sums or [(0, 0)] * len(days), strict=True))
    return Further(counts, having, frozenset(incomplete))


def tellable(
    further: Further, policy: Policy, within: Mapping[Scope, frozenset[str]], programme: Programme, as_of: date
) -> frozenset[Cell]:
    """The cells of exact scopes that may be told: what is left of a total, less what else is told, must be no one's.

    Of people that is nothing, or several rounded projects with enough of them together. Categories and the programme
    may have such a rest; a sector may not, for sectors and categories overlap.
    """
    whole = ("programme", programme.programme.code)
    exact = [scope for scope in within if policy.bases.get(scope) == EXACT]
    found: set[Cell] = set()
    for code, having in further.having.items():
        hidden = frozenset(project for project in having if policy.bases.get(("project", project)) != EXACT)
        if programme.indicator(code).about == "things":
            hidden = frozenset()

        def is_crowd(rest: frozenset[str], code: str = code) -> bool:
            together = sum(_at(further, ("project", project), code, as_of) for project in rest)
            return len(rest) >= FEWEST_HIDDEN and together >= programme.protection.smallest_share

        rests = {scope: within[scope] & hidden for scope in exact}
        told = {scope for scope, rest in rests.items() if not rest or (scope[0] == "category" and is_crowd(rest))}
        subtracted = frozenset[str]().union(*(rests[scope] for scope in told))
        if whole in rests and (not (left := rests[whole] - subtracted) or is_crowd(left)):
            told.add(whole)
        found |= {(*scope, "", code) for scope in told}
    return frozenset(found & further.counts.keys())


def trajectories_of(facts: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The rows of the table 'trajectories' behind observations of lists, with what the observations say of them."""
    listed = facts[facts["origin"] == "list"]
    rows = table(tables, "trajectories").iloc[listed["trajectory"].astype("int64")]
    return rows.assign(**{name: listed[name].to_numpy() for name in ("layout", "municipality")})


def _code_of_starts(programme: Programme) -> str | None:
    return next((code for code, day in programme.list_days.items() if day == "started_on"), None)


def _trajectories(started: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    listed = started[started["origin"] == "list"]
    return trajectories_of(started, tables).assign(day=listed["day"].to_numpy())


def _sources(started: pd.DataFrame) -> frozenset[Source]:
    there = started[started["high_step"] != 0]
    return frozenset(zip(*(there[name] for name in ("project", "partner", "layout", "origin")), strict=True))


def _must_be_whole(indicator: Indicator) -> bool:
    way = indicator.counted
    return isinstance(way, Running | Persons) or (isinstance(way, Events) and not way.after_months)


def _told_by(
    indicator: Indicator, own: pd.DataFrame, sources: Iterable[Source], trajectories: pd.DataFrame
) -> frozenset[Source]:
    """The sources that tell of an indicator: a list with its days in it, figures with it."""
    lists: set[Any] = set()
    if isinstance(indicator.counted, Persons):
        lists = {(partner, layout) for _, partner, layout, origin in sources if origin == "list"}
    elif isinstance(indicator.counted, OfTrajectories):
        telling = trajectories[tells(trajectories, indicator)]
        lists = set(zip(telling["partner"], telling["layout"], strict=True))
    figures = _sources_of_figures(own)
    return frozenset(
        source for source in sources if (source[1:3] in lists if source[3] == "list" else source in figures)
    )


def _sources_of_figures(own: pd.DataFrame) -> set[Source]:
    figures = own[own["origin"] == "aggregate"]
    return set(zip(*(figures[name] for name in ("project", "partner", "layout", "origin")), strict=True))


def _by_project(own: pd.DataFrame, days: int) -> dict[str, list[Bounds]]:
    """Project → what was added on each day."""
    summed = own.groupby(["project", "day"], observed=True)[["low_step", "high_step"]].sum()
    found: dict[str, list[Bounds]] = {}
    for (project, day), low, high in zip(summed.index, summed["low_step"], summed["high_step"], strict=True):
        found.setdefault(project, [(0, 0)] * days)[day] = (int(low), int(high))
    return found


def _added(projects: Iterable[list[Bounds]]) -> list[Bounds]:
    """Running sums of several projects together."""
    steps = [(sum(low for low, _ in day), sum(high for _, high in day)) for day in zip(*projects, strict=True)]
    return list(accumulate(steps, lambda one, other: (one[0] + other[0], one[1] + other[1])))


def _persons(trajectories: pd.DataFrame, projects: Iterable[str], days: int) -> list[Bounds]:
    """How many different persons have begun by each day; of two partners nobody is the same person."""
    there = trajectories[trajectories["project"].isin(list(projects))]
    first = there.groupby(["partner", "person"], observed=True)["day"].min()
    new = first.value_counts()
    return [(count, count) for count in accumulate(int(new.get(day, 0)) for day in range(days))]


def _at(further: Further, scope: Scope, indicator: str, as_of: date) -> int:
    return further.counts.get((*scope, "", indicator), {}).get(as_of, (0, 0))[0]
