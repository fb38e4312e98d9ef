"""Will the goal be met by its date? An expected value, an 80% interval and a probability per scope and indicator.

The method, in three sentences. Of every project we take its recent pace, in which a quarter counts for less the longer
ago it is, and which for a new project begins at what projects usually reach of their plan. That pace goes on as long as
the project runs, up to its capacity; trainings and placements go on at a pace per participant who is under way. How far
it may turn out otherwise follows from chance, from how surely the pace is known, and from what hits all projects
together, such as a lockdown.

`docs/forecast.md` has the formulas, their source and the backtest. Everything is computed from published cells, so a
forecast tells nothing new of anybody: projects whose own figures are not published are taken together, as what the
exact ones leave of their category.
"""

from collections.abc import Iterable
from datetime import date

from werkmonitor.figures.chance import at_least, between, expected
from werkmonitor.figures.goals import Plans
from werkmonitor.figures.outlook import Outlook
from werkmonitor.figures.register import Register, Row, Scope
from werkmonitor.programme import Forecast, Programme

INTERVAL = 0.80


def forecasts(
    cells: Iterable[Row],
    planned: Plans,
    register: Register,
    programme: Programme,
    as_of: date,
    by: date | None = None,
) -> list[Row]:
    """The cube's table 'forecasts': programme, categories and projects that are exact and have a goal of a later date.

    cells: the published cells. planned, register: as of the edition. expected, low and high are totals on the goal's
    date, or on the day `by`; probability: that the goal is reached by then. Without numbers where too few were counted
    to tell.
    """
    outlook = Outlook(cells, planned, register, programme, as_of)
    rows = []
    for scope in (scope for scope in planned.parts if scope in outlook.units):
        for indicator in (i.code for i in programme.indicators if i.kind == "flow"):
            goal = planned.goals.get((scope, indicator), 0)
            until = by or planned.goal_dates.get((scope, indicator), programme.programme.goals_on)
            if goal > 0 and until > as_of and outlook.is_whole(scope, indicator):
                line = {"level": scope[0], "code": scope[1], "indicator": indicator, "on": until, "goal": goal}
                rows.append(line | _told(outlook, scope, indicator, goal, until, programme.forecast))
    return rows


def _told(outlook: Outlook, scope: Scope, indicator: str, goal: int, until: date, settings: Forecast) -> Row:
    """The numbers and the word of a forecast."""
    so_far = outlook.so_far(scope, indicator)
    more = outlook.more(scope, indicator, until)
    can_change = more.shape[1] > 1
    if can_change and so_far < settings.least_events:
        return {"word": "met" if so_far >= goal else "too_few"}
    low, high = between(more, INTERVAL)
    probability = round(at_least(more, goal - so_far), 4)
    is_sure = "likely" if probability >= settings.likely else "unlikely" if probability <= settings.unlikely else ""
    return {
        "expected": round(so_far + expected(more), 2),
        "low": float(so_far + low),
        "high": float(so_far + high),
        "probability": probability,
        "word": "met" if so_far >= goal else is_sure or "uncertain",
    }
