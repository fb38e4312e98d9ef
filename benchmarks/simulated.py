"""Made-up programmes for the backtest: made month by month and person by person, without a thought for any forecast.

A programme has 8 to 30 projects with a size, a start that may be late, a ramp-up, seasons, months that hang together,
groups that start together, capacity, an end that may be put off or come early; people finish and find work after a
time of their own. Some regimes hurt every forecast: a lockdown, demand that dries up, a sprint at the end, many stops.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from werkmonitor.figures.counts import quarter_ends
from werkmonitor.figures.goals import Plans
from werkmonitor.figures.register import Register, Row, Scope, parts
from werkmonitor.programme import Programme

REGIMES = ("ordinary", "slow start", "lockdown", "drying up", "final sprint", "many stops", "wild")
CUT_OFFS = (0.2, 0.35, 0.5, 0.65, 0.8)
"""Shares of the time from a programme's start to its goals' date."""

FIRST = date(2020, 1, 1)
INDICATORS = ("started", "training_completed", "placed")
CATEGORIES = tuple("abcde")


@dataclass(frozen=True)
class Project:
    """One project from beginning to end. added: per indicator the persons of every month; months count from 0."""

    code: str
    category: str
    goals: dict[str, int]
    capacity: int | None
    meant_to_start: int
    starts: int
    meant_to_end: int
    ends: int
    put_off_in: int | None
    stopped_in: int | None
    is_rounded: bool
    half_yearly: bool
    points: dict[str, list[tuple[date, int]]]
    added: dict[str, np.ndarray[Any, Any]]

    def until(self, indicator: str, month: int) -> int:
        """How many since the start, at the end of a month."""
        return int(self.added[indicator][: month + 1].sum())


@dataclass(frozen=True)
class Simulated:
    """A programme and what became of it; months: how many until its goals' date."""

    regime: str
    programme: Programme
    months: int
    projects: tuple[Project, ...]

    @property
    def goals_on(self) -> date:
        return last_day(self.months - 1)

    def cut_offs(self) -> list[tuple[float, date]]:
        """The shares of the programme's time, each with the quarter's end nearest to it."""
        quarters = self.months // 3
        return [(share, last_day(3 * max(1, min(quarters - 1, round(share * quarters))) - 1)) for share in CUT_OFFS]

    def known(self, as_of: date) -> tuple[list[Row], Plans, Register]:
        """What an edition of that day would publish, plan and have in its register."""
        now = month_of(as_of)
        register = _register(self, now)
        within = parts(register, self.programme)
        goals = _goals(self, within)
        plans = Plans(
            points={
                (("project", project.code), indicator): line
                for project in self.projects
                for indicator, line in project.points.items()
            },
            starts={row["project"]: row["starts_on"] for row in register.projects},
            goal_dates=dict.fromkeys(goals, self.goals_on),
            parts=within,
            goals=goals,
        )
        return list(_cells(self, within, goals, as_of)), plans, register

    def outcome(self, scope: Scope, indicator: str) -> int:
        """What a programme, category or project had reached on the goals' date."""
        level, code = scope
        within = (p for p in self.projects if level == "programme" or code in (p.category, p.code))
        return sum(project.until(indicator, self.months - 1) for project in within)


def simulate(seed: int, number: int) -> Simulated:
    """The programme of this number; the same for the same seed."""
    draw = np.random.default_rng([seed, number])
    regime = REGIMES[number % len(REGIMES)]
    months = int(draw.choice([30, 36, 42, 48]))
    climate = _climate(draw, regime, months)
    projects = tuple(_project(draw, regime, months, climate, n) for n in range(int(draw.integers(8, 31))))
    return Simulated(regime, _programme(months), months, projects)


def last_day(month: int) -> date:
    """The last day of a month; 0 is the first."""
    year, index = divmod(month + 1, 12)
    return date(FIRST.year + year, index + 1, 1) - timedelta(days=1)


def month_of(day: date) -> int:
    return (day.year - FIRST.year) * 12 + day.month - 1


# ---------------------------------------------------------------------------------------------------- how it happens


def _climate(draw: Generator, regime: str, months: int) -> np.ndarray[Any, Any]:
    """What hits all projects together: seasons, lockdowns, times when all goes well."""
    size = draw.uniform(0, 0.5)
    season = 1 + size * np.array([0.3, 0.2, 0.2, 0, 0, -0.2, -1, -1, 0.9, 0.5, 0.3, -0.6])
    climate: np.ndarray[Any, Any] = np.tile(season, months // 12 + 1)[:months]
    lockdowns = {"lockdown": 2, "wild": 2}.get(regime, int(draw.random() < 0.35))
    for _ in range(lockdowns):
        since, long = int(draw.integers(3, months - 2)), int(draw.integers(2, 6))
        climate[since : since + long] *= draw.uniform(0.15, 0.6)
        climate[since + long : since + long + 3] *= draw.uniform(1.0, 1.4)  # some catch up
    if regime == "drying up":
        climate *= np.exp(-draw.uniform(0.2, 0.7) * np.arange(months) / 12)
    if regime == "final sprint":
        climate[-int(draw.integers(6, 13)) :] *= draw.uniform(1.3, 2.2)
    drift = np.cumsum(draw.normal(0, 0.12 if regime == "wild" else 0.04, months))
    climate *= np.exp(drift - drift[0])
    return climate


def _project(draw: Generator, regime: str, months: int, climate: np.ndarray[Any, Any], number: int) -> Project:
    goal = int(np.clip(draw.lognormal(np.log(35), 0.9), 5, 500))
    meant_to_start = int(draw.choice([0, 0, 1, 2, 3, 6, 9, 12, 15]))
    late = int(draw.integers(1, 10)) if draw.random() < (0.5 if regime == "slow start" else 0.15) else 0
    starts = min(meant_to_start + late, months - 6)
    meant_to_end = months if draw.random() < 0.7 else int(draw.integers(min(starts + 9, months - 1), months))
    put_off_in, ends = None, meant_to_end
    if meant_to_end < months and draw.random() < 0.4:
        put_off_in, ends = meant_to_end - 2, min(months, meant_to_end + int(draw.integers(4, 13)))
    stopped_in = None
    if draw.random() < (0.3 if regime == "many stops" else 0.07) and ends - starts > 6:
        stopped_in = int(draw.integers(starts + 4, ends))
        ends = stopped_in + 1
    ramp = int(draw.integers(6, 19)) if regime == "slow start" else int(draw.integers(1, 10))
    potential = goal * draw.lognormal(-0.15, 0.45)
    capacity = int(goal * draw.uniform(1.0, 1.6)) if draw.random() < 0.7 else None
    rate = potential / max(meant_to_end - meant_to_start, 6) * np.minimum(1, (np.arange(months) + 1) / ramp)
    rate = np.concatenate([np.zeros(starts), rate])[:months] * climate * _own_weather(draw, months)
    rate[ends:] = 0
    begun = draw.poisson(rate * draw.gamma(4, 1 / 4, months))
    if draw.random() < 0.25:
        begun = _in_groups(begun, starts, ends, int(draw.integers(2, 7)))
    if capacity is not None:
        begun = np.diff(np.minimum(np.cumsum(begun), capacity), prepend=0)
    added = {"started": begun} | _followed(draw, begun, months, ends, stopped_in)
    goals = {"started": goal, "placed": max(1, round(goal * draw.uniform(0.3, 0.7)))}
    if added["training_completed"].any() or draw.random() < 0.3:
        goals["training_completed"] = max(1, round(goal * draw.uniform(0.6, 0.95)))
    has_points = draw.random() < 0.85
    return Project(
        code=f"p{number}",
        category=str(draw.choice(CATEGORIES)),
        goals=goals,
        capacity=capacity,
        meant_to_start=meant_to_start,
        starts=starts,
        meant_to_end=meant_to_end,
        ends=ends,
        put_off_in=put_off_in,
        stopped_in=stopped_in,
        is_rounded=draw.random() < 0.2,
        half_yearly=draw.random() < 0.12,
        points=_points(draw, goals, meant_to_start, meant_to_end, months) if has_points else {},
        added=added,
    )


def _own_weather(draw: Generator, months: int) -> np.ndarray[Any, Any]:
    """Good and bad months of one project, which hang together."""
    hangs, size = draw.uniform(0.6, 0.97), draw.uniform(0.1, 0.5)
    steps = draw.normal(0, size, months)
    level = np.empty(months)
    level[0] = steps[0]
    for month in range(1, months):
        level[month] = hangs * level[month - 1] + (1 - hangs**2) ** 0.5 * steps[month]
    return np.exp(level - size**2 / 2)


def _in_groups(begun: np.ndarray[Any, Any], starts: int, ends: int, every: int) -> np.ndarray[Any, Any]:
    """People who wait until a group begins, every so many months."""
    grouped = np.zeros_like(begun)
    for month in range(starts, ends):
        begins = min(month + (-(month - starts) % every), ends - 1)
        grouped[begins] += begun[month]
    return grouped


def _followed(
    draw: Generator, begun: np.ndarray[Any, Any], months: int, ends: int, stopped_in: int | None
) -> dict[str, np.ndarray[Any, Any]]:
    """Who finishes a training and who finds work, each after a time of their own; some do neither."""
    trains, finish = draw.random() < 0.75, draw.uniform(0.45, 0.95)
    find_work, lag, search = draw.uniform(0.2, 0.75), draw.uniform(2, 8), draw.uniform(2, 9)
    afterwards = 0 if stopped_in is not None else int(draw.choice([0, 3, 6]))  # who is under way at the end goes on
    done = {name: np.zeros(months, dtype=int) for name in INDICATORS[1:]}
    for month in np.repeat(np.arange(months), begun):
        finished = month + 1 + draw.gamma(3, lag / 3)
        found = month + 1 + draw.gamma(2, search / 2)
        if trains and draw.random() < finish and finished < min(months, ends + afterwards):
            done["training_completed"][int(finished)] += 1
            found = max(found, finished - 1)
        if draw.random() < find_work and found < min(months, ends + afterwards):
            done["placed"][int(found)] += 1
    return done


def _points(
    draw: Generator, goals: dict[str, int], starts: int, ends: int, months: int
) -> dict[str, list[tuple[date, int]]]:
    """Plan points every half year: a straight line, or one that begins slowly; later for who must first be trained."""
    bend, later = draw.choice([1.0, 1.0, 1.4]), {"started": 0, "training_completed": 4, "placed": 5}
    found = {}
    for indicator, goal in goals.items():
        line = []
        for month in sorted({*range(5, months, 6), months - 1}):
            share = (month + 1 - starts - later[indicator]) / max(ends - starts - later[indicator], 6)
            line.append((last_day(month), goal if month == months - 1 else round(goal * min(max(share, 0), 1) ** bend)))
        found[indicator] = line
    return found


# ------------------------------------------------------------------------------------------------------ how it is told


def _programme(months: int) -> Programme:
    words = dict.fromkeys(("unit", "definition", "source"), "-") | {"kind": "flow", "is_main": True}
    return Programme.model_validate(
        {
            "programme": dict.fromkeys(("name", "region", "publisher"), "-")
            | {"code": "whole", "started_on": FIRST}
            | dict.fromkeys(("goals_on", "ends_on"), last_day(months - 1)),
            "categories": [{"code": code, "name": code} for code in CATEGORIES],
            "indicators": [
                {"code": code, "name": code, "name_en": code, **words, "counted": {"how": "events", "on": f"{code}_on"}}
                | ({} if code == "started" else {"part_of": "started"})
                for code in INDICATORS
            ],
            "municipalities": [],
            "partners": [],
            "editions": [],
        }
    )


def _register(simulated: Simulated, now: int) -> Register:
    """The register as it is at the end of a month: what was not decided by then is not in it."""
    projects, states = [], []
    for project in simulated.projects:
        ends = project.ends if project.put_off_in is not None and project.put_off_in <= now else project.meant_to_end
        starts = project.starts if project.starts <= now else project.meant_to_start
        projects.append(
            dict.fromkeys(("number", "name", "sector"))
            | {
                "project": project.code,
                "category": project.category,
                "kind": "quantitative",
                "capacity": project.capacity,
                "starts_on": last_day(starts - 1) + timedelta(days=1),
                "ends_on": last_day(max(ends, project.meant_to_end) - 1),
            }
        )
        states.append(_event(project, "in_preparation", project.meant_to_start - 1))
        if project.starts <= now:
            states.append(_event(project, "started", project.starts))
        if project.stopped_in is not None and project.stopped_in <= now:
            states.append(_event(project, "stopped_early", project.stopped_in))
        elif project.ends <= now:
            states.append(_event(project, "completed", project.ends - 1))
    empty: dict[str, Any] = {field.name: [] for field in fields(Register)}
    return Register(**(empty | {"projects": projects, "project_states": states}))


def _event(project: Project, state: str, month: int) -> Row:
    return {"project": project.code, "state": state, "on": last_day(month)}


def _goals(simulated: Simulated, within: dict[Scope, frozenset[str]]) -> dict[tuple[Scope, str], int]:
    found = {}
    for scope, projects in within.items():
        for indicator in INDICATORS:
            if goal := sum(p.goals.get(indicator, 0) for p in simulated.projects if p.code in projects):
                found[scope, indicator] = goal
    return found


def _cells(
    simulated: Simulated, within: dict[Scope, frozenset[str]], goals: dict[tuple[Scope, str], int], as_of: date
) -> Iterator[Row]:
    """Published counts: exact ones of every quarter's end, of a rounded project the last one only."""
    days = quarter_ends(FIRST, as_of)
    shown = {p.code: [_delivered(p, on, as_of) for on in days] for p in simulated.projects}
    for (level, code), projects in within.items():
        is_rounded = level == "project" and any(p.is_rounded for p in simulated.projects if p.code == code)
        for indicator in INDICATORS:
            counts = [sum(shown[project][n][indicator] for project in projects) for n in range(len(days))]
            if ((level, code), indicator) not in goals and not counts[-1]:
                continue
            for on, count in list(zip(days, counts, strict=True))[-1 if is_rounded else 0 :]:
                base, value = (10, round(count, -1)) if is_rounded else (1, count)
                cell = {"level": level, "code": code, "category": None, "indicator": indicator, "on": on}
                yield cell | {"value": value, "low": value, "high": value, "base": base}


def _delivered(project: Project, on: date, as_of: date) -> dict[str, int]:
    """The counts of a day; who delivers standings by the half year has none between."""
    is_between = project.half_yearly and on.month in (3, 9) and on != as_of
    month = month_of(on) - 3 if is_between else month_of(on)
    return {indicator: project.until(indicator, month) for indicator in INDICATORS}
