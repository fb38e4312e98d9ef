"""Goals by version, and the plan to date: dated points with a straight line between, never a guess."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise

from werkmonitor.cube import COLUMNS
from werkmonitor.figures.register import Register, Row, Scope
from werkmonitor.programme import Programme

SUMMED = "som van de doelen van de projecten"

GOAL = [column for column in COLUMNS["goals"] if column != "is_current"]


@dataclass(frozen=True)
class Plans:
    """The plan of every scope and indicator.

    points: of own level, ascending. starts: of projects. goal_dates: after the last point the plan stands still only
    when that point is the goal's. parts: the projects within a scope. goals: (scope, indicator) → the goal.
    """

    points: Mapping[tuple[Scope, str], list[tuple[date, int]]]
    starts: Mapping[str, date]
    goal_dates: Mapping[tuple[Scope, str], date]
    parts: Mapping[Scope, frozenset[str]]
    goals: Mapping[tuple[Scope, str], int]

    def is_planned(self, scope: Scope, indicator: str) -> bool:
        """Whether there is anything to reach: a goal above nil, or plan points, of the scope or a project in it."""
        within = [scope, *(("project", project) for project in self.parts.get(scope, ()))]
        return any(
            self.goals.get((s, indicator), 0) > 0 or any(value > 0 for _, value in self.points.get((s, indicator), ()))
            for s in within
        )

    def to_date(self, scope: Scope, indicator: str, on: date) -> Fraction | None:
        """The cumulative plan on a day; None where it cannot be determined.

        Points of the own level come first; where there are none yet, the sum over the projects that have a goal or
        points. Before a project starts its plan is nil; between its start and its first point nothing was agreed.
        """
        givers = self.given_by(scope, indicator, on)
        if givers == [scope]:
            return self._own(scope, indicator, self.points.get((scope, indicator), []), on)
        values = [self.to_date(project, indicator, on) for project in givers]
        return None if None in values or not values else sum((v for v in values if v is not None), Fraction(0))

    def given_by(self, scope: Scope, indicator: str, on: date) -> list[Scope]:
        """Whose points make the plan on a day: its own, where it has any by then, else those of its projects."""
        own = self.points.get((scope, indicator), [])
        if scope[0] == "project" or (own and on >= own[0][0]):
            return [scope]
        within = [("project", project) for project in sorted(self.parts.get(scope, ()))]
        return [s for s in within if self.points.get((s, indicator)) or self.goals.get((s, indicator), 0) > 0]

    def _own(self, scope: Scope, indicator: str, points: list[tuple[date, int]], on: date) -> Fraction | None:
        if not points:
            return None
        (first_on, first), (last_on, last) = points[0], points[-1]
        if on < first_on:
            start = self.starts.get(scope[1])
            return Fraction(0) if start is not None and on < start else None
        if on >= last_on:
            goal_on = self.goal_dates.get((scope, indicator))
            is_complete = on == last_on or (goal_on is not None and last_on >= goal_on)
            return Fraction(last) if is_complete else None
        for (left_on, left), (right_on, right) in pairwise(points):
            if left_on <= on < right_on:
                return left + Fraction((right - left) * (on - left_on).days, (right_on - left_on).days)
        return Fraction(first)


def current_goals(
    register: Register, programme: Programme, on: date, parts: Mapping[Scope, frozenset[str]]
) -> list[Row]:
    """The goals in force on a day and the earlier versions: the rows of the cube's table 'goals'.

    In force is the highest version that is valid by then. A programme, category or sector without a goal of its own
    gets the sum of its projects' goals (relation 'circa' as soon as one of them says so), which is another version as
    soon as it is another number.
    """
    places = [("municipality", one.code) for one in programme.municipalities]
    order = {scope: number for number, scope in enumerate([*parts, *places])}
    rank = {indicator.code: number for number, indicator in enumerate(programme.indicators)}
    # Of a version that was delivered twice the last one counts.
    versions = {
        (row["level"], row["code"], row["indicator"], row["version"]): row
        for row in register.targets
        if (row["valid_from_on"] is None or row["valid_from_on"] <= on)
        and (row["level"], row["code"]) in order
        and row["indicator"] in rank
    }
    own: dict[tuple[Scope, str], list[Row]] = {}
    for (level, code, indicator), keys in groupby(sorted(versions), key=lambda key: key[:3]):
        own[(level, code), indicator] = [{name: versions[key][name] for name in GOAL} for key in keys]
    found, since = dict(own), min(on, programme.editions[0].published_on)
    for scope, projects in parts.items():
        for indicator in rank if scope[0] != "project" else ():
            below = [own[part] for project in sorted(projects) if (part := (("project", project), indicator)) in own]
            sums = _sums(scope, indicator, below, since)
            found[scope, indicator] = _after_sums(sums, own.get((scope, indicator), []), since)
    rows = [row | {"is_current": row is goals[-1]} for goals in found.values() for row in goals]
    return sorted(rows, key=lambda row: (order[row["level"], row["code"]], rank[row["indicator"]], row["version"]))


def _after_sums(sums: list[Row], own: list[Row], since: date) -> list[Row]:
    """The goals of one's own, and before them the last sum that readers saw, where that was another number."""
    if not own or _valid_from(own[0]) <= since:
        return own or sums
    seen = [total for total in sums if _valid_from(total) < _valid_from(own[0])][-1:]
    return [total | {"version": own[0]["version"] - 1} for total in seen if total["value"] != own[0]["value"]] + own


def _sums(scope: Scope, indicator: str, goals: Sequence[list[Row]], since: date) -> list[Row]:
    """The sums of the goals of projects as they were from a day on, one a number.

    goals: of every project that has one its versions. since: the first edition's publication; how goals came about
    before it changed nothing for readers.
    """
    days = sorted({max(_valid_from(goal), since) for versions in goals for goal in versions})
    found: list[Row] = []
    for day in days:
        valid = [[goal for goal in versions if _valid_from(goal) <= day] for versions in goals]
        then = [versions[-1] for versions in valid if versions]
        total = _sum(scope, indicator, then)
        if found and found[-1]["value"] == total["value"]:
            found[-1] = total | {name: found[-1][name] for name in ("version", "valid_from_on", "decided_by")}
        else:
            deciders = dict.fromkeys(goal["decided_by"] for goal in then if found and _valid_from(goal) == day)
            by = "; ".join(filter(None, deciders)) or None
            found.append(total | {"version": len(found) + 1, "decided_by": by})
    return found


def _sum(scope: Scope, indicator: str, goals: Sequence[Row]) -> Row:
    relations = {goal["relation"] for goal in goals}
    return {
        "level": scope[0],
        "code": scope[1],
        "indicator": indicator,
        "value": sum(goal["value"] for goal in goals),
        "relation": relations.pop() if len(relations) == 1 else "circa",
        "goal_on": max((goal["goal_on"] for goal in goals if goal["goal_on"]), default=None),
        "valid_from_on": max((goal["valid_from_on"] for goal in goals if goal["valid_from_on"]), default=None),
        "reference": SUMMED,
    }


def _valid_from(goal: Row) -> date:
    return goal["valid_from_on"] or date.min


def in_force(goals: Iterable[Row]) -> dict[tuple[Scope, str], Row]:
    """The current ones of goals, by scope and indicator."""
    return {((row["level"], row["code"]), row["indicator"]): row for row in goals if row["is_current"]}


def plans(register: Register, goals: Iterable[Row], parts: Mapping[Scope, frozenset[str]]) -> Plans:
    """The plans of the register, ready to be asked for any day.

    A later point of the same day replaces an earlier one. goals: what `current_goals` returns.
    """
    points: dict[tuple[Scope, str], dict[date, int]] = {}
    for row in register.plan:
        if row["value"] is not None and row["on"] is not None:
            points.setdefault(((row["level"], row["code"]), row["indicator"]), {})[row["on"]] = row["value"]
    current = in_force(goals)
    return Plans(
        points={key: sorted(dated.items()) for key, dated in points.items()},
        starts={row["project"]: row["starts_on"] for row in register.projects if row["starts_on"]},
        goal_dates={key: row["goal_on"] for key, row in current.items() if row["goal_on"]},
        parts=parts,
        goals={key: row["value"] for key, row in current.items() if row["value"] is not None},
    )
