"""Goals by version, and the plan to date: dated points with a straight line between, never a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pandas as pd

from werkmonitor.figures.register import Register, Scope, each
from werkmonitor.programme import Programme

SUMMED = "som van de doelen van de projecten"


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
        own = self.points.get((scope, indicator), [])
        if own and (scope[0] == "project" or on >= own[0][0]):
            return self._own(scope, indicator, own, on)
        if scope[0] == "project":
            return None
        within = [("project", project) for project in sorted(self.parts.get(scope, ()))]
        planned = [s for s in within if self.points.get((s, indicator)) or self.goals.get((s, indicator), 0) > 0]
        if not planned:
            return None
        values = [self.to_date(project, indicator, on) for project in planned]
        return None if None in values else sum((v for v in values if v is not None), Fraction(0))

    def _own(self, scope: Scope, indicator: str, points: list[tuple[date, int]], on: date) -> Fraction | None:
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
                share = Fraction((on - left_on).days, (right_on - left_on).days)
                return left + share * (right - left)
        return Fraction(first)


def current_goals(
    register: Register, programme: Programme, on: date, parts: Mapping[Scope, frozenset[str]]
) -> pd.DataFrame:
    """The goals in force on a day and the earlier versions, in the columns of the cube's table 'goals'.

    In force is the highest version that is valid by then. A programme, category or sector without a goal of its own
    gets the sum of its projects' goals (relation 'circa' as soon as one of them says so).
    """
    targets = register.targets
    valid = targets["valid_from_on"].isna() | (targets["valid_from_on"] <= pd.Timestamp(on))
    known = [(level, code) in parts for level, code in zip(targets["level"], targets["code"], strict=True)]
    delivered = targets[valid & pd.Series(known, index=targets.index, dtype=bool)]
    keys = ["level", "code", "indicator"]
    delivered = delivered.drop_duplicates([*keys, "version"], keep="last").sort_values(
        [*keys, "version"], kind="stable"
    )
    delivered = delivered.assign(is_current=~delivered.duplicated(keys, keep="last"))
    current = {((row.level, row.code), row.indicator): row for row in each(delivered[delivered["is_current"]])}
    summed = [
        _summed(scope, indicator.code, [current.get((("project", p), indicator.code)) for p in sorted(projects)])
        for scope, projects in parts.items()
        for indicator in programme.indicators
        if scope[0] != "project" and (scope, indicator.code) not in current
    ]
    rows: list[dict[Any, Any]] = [
        *delivered.drop(columns=["delivery_id", "sheet", "cell"]).to_dict("records"),
        *(row for row in summed if row),
    ]
    order = {scope: number for number, scope in enumerate(parts)}
    rank = {indicator.code: number for number, indicator in enumerate(programme.indicators)}
    rows = [row for row in rows if row["indicator"] in rank]
    rows.sort(key=lambda row: (order[row["level"], row["code"]], rank[row["indicator"]], row["version"]))
    return pd.DataFrame.from_records(rows)


def _summed(scope: Scope, indicator: str, goals: Iterable[Any]) -> dict[str, Any] | None:
    there = [goal for goal in goals if goal is not None]
    if not there:
        return None
    relations = {goal.relation for goal in there}
    return {
        "level": scope[0],
        "code": scope[1],
        "indicator": indicator,
        "version": max(goal.version for goal in there),
        "value": sum(goal.value for goal in there),
        "relation": relations.pop() if len(relations) == 1 else "circa",
        "goal_on": max((goal.goal_on for goal in there if pd.notna(goal.goal_on)), default=pd.NaT),
        "valid_from_on": max((goal.valid_from_on for goal in there if pd.notna(goal.valid_from_on)), default=pd.NaT),
        "decided_by": None,
        "reference": SUMMED,
        "is_current": True,
    }


def plans(register: Register, goals: pd.DataFrame, parts: Mapping[Scope, frozenset[str]]) -> Plans:
    """The plans of the register, ready to be asked for any day.

    A later point of the same day replaces an earlier one. goals: what `current_goals` returns.
    """
    points: dict[tuple[Scope, str], dict[date, int]] = {}
    delivered = register.plan[register.plan["value"].notna() & register.plan["on"].notna()]
    for row in each(delivered):
        points.setdefault(((row.level, row.code), row.indicator), {})[row.on.date()] = int(row.value)
    current = list(each(goals[goals["is_current"].astype(bool)])) if len(goals) else []
    return Plans(
        points={key: sorted(dated.items()) for key, dated in points.items()},
        starts={row.project: row.starts_on.date() for row in each(register.projects) if pd.notna(row.starts_on)},
        goal_dates={
            ((row.level, row.code), row.indicator): row.goal_on.date() for row in current if pd.notna(row.goal_on)
        },
        parts=parts,
        goals={((row.level, row.code), row.indicator): int(row.value) for row in current if pd.notna(row.value)},
    )
