"""What published figures and the register say of what is to come: of every project its pace, its time and its room."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import inf

import numpy as np

from werkmonitor.figures.chance import (
    CASES,
    Chances,
    Each,
    Pace,
    Step,
    common_change,
    how_many_more,
    recent_pace,
    together,
    usual_pace,
)
from werkmonitor.figures.counts import quarter_ends
from werkmonitor.figures.goals import Plans
from werkmonitor.figures.register import Register, Row, Scope, figure_of
from werkmonitor.figures.units import Unit, units
from werkmonitor.programme import Programme

QUARTER = 365.25 / 4
"""Days."""

CLOSED = ("stopped_early", "completed", "transferred")
"""States after which nobody starts any more."""

STARTING_UP = 1.0
"""Quarters in which a new project comes up to its pace."""

AFTERWARDS = timedelta(days=91)
"""How long participants go on when their project was completed as meant; they do not when it stopped early."""

LEAVING = 0.1
"""The share of participants under way that leaves in a quarter without the result that is waited for."""

OF_PARTICIPANTS = 0.1
"""How many participants under way reach a result in a quarter, before any was counted."""

TOGETHER = 0.15
"""How much what hits all projects together changes the pace at which people start, a quarter ahead: a coefficient of
variation. Further ahead it is more, as the square root of the quarters."""

TOGETHER_UNDER_WAY = 0.06
"""The same for those who are under way, who are fewer or more already when fewer or more start."""


class Outlook:
    """Every unit's past and what it may still do, as of an edition. cells: the published ones."""

    def __init__(
        self, cells: Iterable[Row], planned: Plans, register: Register, programme: Programme, as_of: date
    ) -> None:
        cells = list(cells)
        self.as_of = as_of
        self.units = units(cells, planned.parts)
        self._totals = {figure_of(c): c["value"] for c in cells if c["on"] == as_of and c["category"] is None}
        self._planned = planned
        self._about = programme.programme
        self._first_indicator = programme.indicators[0].code
        self._every = list(dict.fromkeys(unit for of_scope in self.units.values() for unit in of_scope))
        days = {day for unit in self._every for day in unit.days}
        self._past_days = [self._about.started_on - timedelta(days=1), *sorted(days)]
        # Who are under way is known only where that which encloses an indicator is told of them too.
        counted = {i.code: sum(unit.on(i.code, as_of) for unit in self._every) for i in programme.indicators}
        self._parent = {
            indicator.code: indicator.part_of
            if counted.get(indicator.part_of or "", 0) >= counted[indicator.code]
            else None
            for indicator in programme.indicators
        }
        self._projects = {row["project"]: row for row in register.projects}
        dated = sorted((event for event in register.project_states if event["on"]), key=lambda event: event["on"])
        self._last_event = {event["project"]: event for event in dated}
        self._ahead = cache(self._find_ahead)
        self._past = cache(self._find_past)
        self._usual = cache(self._find_usual)

    def is_whole(self, scope: Scope, indicator: str) -> bool:
        """Whether all that is published of a scope is in its units: else of some projects an indicator is not told."""
        return self.so_far(scope, indicator) == self._totals.get((*scope, indicator))

    def so_far(self, scope: Scope, indicator: str) -> int:
        return sum(unit.on(indicator, self.as_of) for unit in self.units[scope])

    def more(self, scope: Scope, indicator: str, until: date) -> Chances:
        """The chances of how many more a scope gets by a day."""
        return together(self._ahead(unit, indicator, until)[1] for unit in self.units[scope])

    # ---------------------------------------------------------------------------------------------- past and future

    def _find_past(self, unit: Unit, indicator: str) -> tuple[list[Step], float]:
        """What a unit did so far, oldest first, and how many are under way now."""
        parent = self._parent[indicator]
        steps, under_way = [], 0.0
        for before, day in pairwise(self._past_days):
            quarters = (day - before).days / QUARTER
            added = max(unit.on(indicator, day) - unit.on(indicator, before), 0)
            time = self._time(unit, indicator, before, day)
            if added and not time:  # it did run, whatever the register says
                time = sum(self._weights(unit, indicator).values()) * quarters
            if parent is None:
                steps.append(Step(quarters, time, added))
                continue
            begun = max(unit.on(parent, day) - unit.on(parent, before), 0)
            steps.append(Step(quarters, time * (under_way + begun / 2), added))
            under_way = max(under_way + begun - added, 0.0) * (1 - LEAVING) ** quarters
        return steps, under_way

    def _find_usual(self, indicator: str) -> Pace:
        """The pace of a unit of which nothing is known yet."""
        start = OF_PARTICIPANTS if self._parent[indicator] else 1.0
        return usual_pace([self._past(unit, indicator)[0] for unit in self._every], start)

    def _find_ahead(self, unit: Unit, indicator: str, until: date) -> tuple[list[Each], Chances]:
        """How many are expected in every quarter until a day, in each case, and the chances of how many in all."""
        parent = self._parent[indicator]
        past, now_under_way = self._past(unit, indicator)
        pace = recent_pace(self._usual(indicator), past)
        stretches = list(pairwise([self.as_of, *quarter_ends(self.as_of + timedelta(days=1), until)]))
        quarters = (until - self.as_of).days / QUARTER
        change = common_change((TOGETHER_UNDER_WAY if parent else TOGETHER) * quarters**0.5)
        begun = self._ahead(unit, parent, until)[0] if parent else [np.zeros(CASES)] * len(stretches)
        room = np.full(CASES, self._room(unit, indicator))
        if parent:
            now = unit.on(indicator, self.as_of)
            room = max(unit.on(parent, self.as_of), now) + np.ceil(sum(begun)) - now
        under_way = np.full(CASES, now_under_way if parent else 1.0)
        coming: list[Each] = []
        exposure = np.zeros(CASES)
        for (before, day), new in zip(stretches, begun, strict=True):
            exposed = self._time(unit, indicator, before, day) * (under_way + new / 2) * change
            added = np.clip(pace.ratio * exposed, 0, np.maximum(room - sum(coming), 0))
            exposure, coming = exposure + exposed, [*coming, added]
            if parent:
                kept = (1 - LEAVING) ** ((day - before).days / QUARTER)
                under_way = np.maximum(under_way + new - added, 0) * kept
        return coming, how_many_more(pace, exposure, quarters, np.maximum(room, 0))

    # ------------------------------------------------------------------------------------------------ time and room

    def _room(self, unit: Unit, indicator: str) -> float:
        """How many more fit in. Capacity is of what the programme counts first."""
        capacities = [self._projects[project]["capacity"] for project in unit.projects]
        if indicator != self._first_indicator or None in capacities:
            return inf
        left = sum(capacities) - unit.on(indicator, self.as_of)
        return left if left >= 0 else inf  # more than there was room for: that was no limit

    def _time(self, unit: Unit, indicator: str, before: date, day: date) -> float:
        """How long the projects ran after one day up to another, in quarters, weighted."""
        return sum(
            weight * self._ran(project, before, day, is_under_way=self._parent[indicator] is not None)
            for project, weight in self._weights(unit, indicator).items()
        )

    def _ran(self, project: str, before: date, day: date, is_under_way: bool) -> float:
        first, last, is_completed = self._runs(project)
        if is_under_way and is_completed:
            last += AFTERWARDS
        begin, end = (max((one - first).days + 1, 0) / QUARTER for one in (before, min(day, last)))
        if end <= begin:
            return 0.0
        return end - begin if is_under_way else _at_full_pace(end) - _at_full_pace(begin)

    def _runs(self, project: str) -> tuple[date, date, bool]:
        """The first and last day of a project as far as is known now, and whether it is completed as meant."""
        row, event = self._projects[project], self._last_event.get(project)
        first, last = row["starts_on"] or self._about.started_on, row["ends_on"] or self._about.ends_on
        if event and event["state"] == "in_preparation":
            first = max(first, self.as_of + timedelta(days=1))
        if event and event["state"] in CLOSED:
            return first, min(last, event["on"]), event["state"] == "completed"
        return first, last, True

    def _weights(self, unit: Unit, indicator: str) -> Mapping[str, float]:
        """What a quarter of every project counts: what its goal asks a quarter; for those under way, its share.

        Without a goal it is what a quarter gave so far.
        """
        parent = self._parent[indicator]
        asked = {project: self._asked(project, parent or indicator) for project in sorted(unit.projects)}
        whole = sum(asked.values())
        if not whole and parent is None:
            ran = sum(self._ran(project, self._past_days[0], self.as_of, is_under_way=False) for project in asked)
            return dict.fromkeys(asked, unit.on(indicator, self.as_of) / max(ran, 1))
        if not whole:
            return dict.fromkeys(asked, 1 / len(asked))
        return {project: pace / whole for project, pace in asked.items()} if parent else asked

    def _asked(self, project: str, indicator: str) -> float:
        """The goal divided over the quarters in which the project is meant to run."""
        key = (("project", project), indicator)
        goal_on = self._planned.goal_dates.get(key, self._about.goals_on)
        row = self._projects[project]
        first, last = row["starts_on"] or self._about.started_on, min(row["ends_on"] or goal_on, goal_on)
        return self._planned.goals.get(key, 0) / max(_at_full_pace((last - first).days / QUARTER), 0.5)


def _at_full_pace(quarters: float) -> float:
    """Quarters since a project's start as quarters at full pace: it has to come up to it."""
    return quarters - STARTING_UP / 2 if quarters > STARTING_UP else max(quarters, 0) ** 2 / (2 * STARTING_UP)
