"""Are the goals and plan points of a cube those of the register?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

from werkmonitor.figures.counts import quarter_ends
from werkmonitor.figures.goals import SUMMED
from werkmonitor.figures.reconciliation.checks import Check, compare
from werkmonitor.figures.reconciliation.given import FAULT, PARTS, Reconciled, named, projects_in
from werkmonitor.figures.register import Figure, Scope, figure_of


def reconcile_register(given: Reconciled) -> Iterator[Check]:
    """Goals and plan points are those of the register; summed goals are the sum of the projects'."""
    cube, published_on = given.cube, pd.Timestamp(given.edition.published_on)
    scopes = {(row["level"], row["code"]) for row in cube["scopes"] if row["kind"] != "qualitative"}
    scopes -= {
        ("category", one.code) for one in given.programme.categories if not projects_in(cube, "category", one.code)
    }
    indicators = {one.code for one in given.programme.indicators}
    targets = given.register_rows("targets")
    is_valid = targets["valid_from_on"].isna() | (targets["valid_from_on"] <= published_on)
    registered = {
        f"{level} · {code} · {indicator}, version {version}": value
        for level, code, indicator, version, value in targets.loc[
            is_valid, ["level", "code", "indicator", "version", "value"]
        ].itertuples(index=False, name=None)
        if (level, code) in scopes and indicator in indicators and pd.notna(value)
    }
    own = {
        f"{named(figure_of(row))}, version {row['version']}": row["value"]
        for row in cube["goals"]
        if row["reference"] != SUMMED and row["value"] is not None
    }
    yield compare(given.about, "goals = register", own, registered, ("in the cube", "in the register"), FAULT)
    current = {figure_of(row): row for row in cube["goals"] if row["is_current"]}
    added, summed = {}, {}
    for level, code in sorted(scopes):
        for indicator in sorted(indicators):
            below = [("project", project, indicator) for project in projects_in(cube, level, code)]
            goals = [current[one]["value"] for one in below if one in current]
            goal = current.get((level, code, indicator))
            if goals and (goal is None or goal["reference"] == SUMMED):
                added[named((level, code, indicator))] = sum(goals)
            if goals and goal and goal["reference"] == SUMMED:
                summed[named((level, code, indicator))] = goal["value"]
    yield compare(given.about, "goals of projects = summed goal", added, summed, PARTS, FAULT)
    yield _plan_points(given, scopes)


def _plan_points(given: Reconciled, scopes: set[Scope]) -> Check:
    """At every quarter's end the plan of a project is on the line between its points, that of others the sum of these.

    A scope with points of its own is left out: when those begin to count is not said again here.
    """
    countable = {one.code for one in given.programme.counted_indicators}
    own = {(level, code) for level, code in given.register_rows("plan")[["level", "code"]].itertuples(index=False)}
    points: dict[Figure, dict[date, int]] = defaultdict(dict)
    for level, code, indicator, on, value in given.register_rows("plan")[
        ["level", "code", "indicator", "on", "value"]
    ].itertuples(index=False, name=None):
        is_known = (level, code) in scopes and indicator in countable
        if level == "project" and is_known and pd.notna(on) and pd.notna(value):
            points[level, code, indicator][on.date()] = int(value)
    planned = {(figure_of(row), row["on"]): row["value"] for row in given.cube["plan"]}
    goals = {figure_of(row): row for row in given.cube["goals"] if row["is_current"]}
    # Where nothing is to be reached, nothing is drawn.
    points = {one: dated for one, dated in points.items() if any(dated.values()) or (goals.get(one) or {}).get("value")}
    left, right = {}, {}
    for figure in dict.fromkeys((*points, *(one for one, _ in planned), *goals)):
        level, code, indicator = figure
        last = (goals.get(figure) or {}).get("goal_on") or given.programme.programme.goals_on
        below = [("project", one, indicator) for one in projects_in(given.cube, level, code)]
        below = [one for one in below if one in points or (one in goals and goals[one]["value"])]
        for on in quarter_ends(given.programme.programme.started_on, last):
            if figure in points:
                expected = _on_the_line(points[figure], on)
            elif (level, code) in own or not below:
                expected = None
            else:
                sums = [planned.get((one, on)) for one in below]
                expected = None if None in sums else sum(filter(None, sums))
            if expected is not None:
                key = named((level, code, "", indicator), on)
                left[key] = round(expected * 100)
                if (figure, on) in planned:
                    right[key] = round(planned[figure, on] * 100)
    sides = ("hundredths by the register", "hundredths in the cube")
    return compare(given.about, "plan points = register", left, right, sides, FAULT)


def _on_the_line(points: Mapping[date, int], on: date) -> float | None:
    """The plan on a day between the first point and the last; before and after them it is not for sure."""
    days = sorted(points)
    if not days[0] <= on <= days[-1]:
        return None
    return float(np.interp(on.toordinal(), [day.toordinal() for day in days], [points[day] for day in days]))
