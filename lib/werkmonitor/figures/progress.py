"""Progress: published figures beside goal and plan to date, the word that follows, and the change since last time.

Everything here is computed from published cells, never from true counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from werkmonitor.cube import CubeRows
from werkmonitor.figures.goals import Plans, in_force
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Row, Scope
from werkmonitor.programme import Programme, Thresholds


def progress(
    scopes: Iterable[Scope],
    cells: Iterable[Row],
    goals: Iterable[Row],
    plans: Plans,
    programme: Programme,
    as_of: date,
    released: Sequence[CubeRows],
) -> list[Row]:
    """The cube's table 'progress': one row a scope and indicator that has a goal or a count.

    cells: the published cells. goals: the cube's table. released: earlier released editions, oldest first.
    """
    shown = _at(cells, as_of)
    goal_of = in_force(goals)
    previous = released[-1] if released else None
    before = _at(previous["cells"], previous.as_of) if previous else {}
    rows = []
    for scope in scopes:
        for indicator in (i.code for i in programme.indicators):
            cell, goal = shown.get((scope, indicator)), goal_of.get((scope, indicator))
            if cell is None and goal is None:
                continue
            planned = plans.to_date(scope, indicator, as_of)
            row: Row = {"level": scope[0], "code": scope[1], "indicator": indicator}
            row["plan_to_date"] = None if planned is None else round(float(planned), 6)
            if goal is not None:
                row |= {"goal": goal["value"], "goal_relation": goal["relation"], "goal_on": goal["goal_on"]}
            if cell is None:
                row["word"] = "undeterminable"
            else:
                row |= {name: cell[name] for name in ("value", "low", "high", "base")}
                row |= _judged(cell["value"], cell["base"], planned, programme.thresholds)
                if goal is not None and goal["value"] > 0:
                    row["share_of_goal"] = round(cell["value"] / goal["value"], 6)
                    if cell["base"] == EXACT and cell["value"] > goal["value"]:
                        row["over_goal"] = round(cell["value"] / goal["value"] - 1, 4)
            if previous is not None and (was := before.get((scope, indicator))) is not None:
                row |= {"previous_edition": previous.edition["id"], "previous_value": was["value"]}
                if cell is not None and was["base"] == cell["base"]:  # an exact and a rounded figure cannot be compared
                    row["change"] = cell["value"] - was["value"]
            rows.append(row)
    return rows


def _judged(value: int, base: int, planned: Fraction | None, thresholds: Thresholds) -> Row:
    """ratio and word of a published value beside its plan to date."""
    if planned is None:
        return {"word": "undeterminable"}
    ratio = float(value / planned) if planned > 0 else None
    smallest = thresholds.smallest_plan if base == EXACT else thresholds.smallest_plan_rounded
    if ratio is None or planned < smallest:
        word = "too_small"
    elif ratio >= thresholds.ahead:
        word = "ahead"
    elif ratio >= thresholds.on_course:
        word = "on_course"
    elif ratio >= thresholds.attention:
        word = "attention"
    else:
        word = "behind"
    return {"ratio": None if ratio is None else round(ratio, 6), "word": word}


def _at(cells: Iterable[Row], day: date) -> Mapping[tuple[Scope, str], Row]:
    """The published cells of a day by scope and indicator, without the crosses."""
    return {
        ((cell["level"], cell["code"]), cell["indicator"]): cell
        for cell in cells
        if cell["on"] == day and cell["category"] is None
    }
