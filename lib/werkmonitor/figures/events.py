"""When an indicator happens in a trajectory of a list of participants, by the way in which it is counted."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from werkmonitor.indicators import Events, Held, Indicator, OfTrajectories, Reached, Running
from werkmonitor.programme import Programme


class Happened(NamedTuple):
    """Of every trajectory the day on which it begins to count (missing: never), and how many it is: 1, or −1 for one
    that counts no more."""

    occurred_on: "pd.Series[pd.Timestamp]"
    step: int


def happened(rows: pd.DataFrame, indicator: Indicator) -> Iterator[Happened]:
    """rows: of the table 'trajectories', with their layout. Nothing for an indicator that is not counted in lists."""
    match indicator.counted:
        case Events(on=on, after_months=months, without=without):
            yield Happened(_later(rows[on], months).where(rows[list(without)].isna().all(axis=1)), 1)
        case Reached(since=since, months=months, by=by):
            judged_on = _later(rows[since], months)
            yield Happened(judged_on.where(rows[by] <= judged_on), 1)
        case Held(since=since, months=months, ended=ended, checked=checked, outcome=outcome):
            judged_on = _later(rows[since], months)
            is_lost = rows[ended] < judged_on
            is_held = ~is_lost & ((rows[checked] >= judged_on) | (rows[ended] >= judged_on))
            yield Happened(judged_on.where(is_held if outcome == "held" else is_held | is_lost), 1)
        case Running(since=since, until=until):
            is_told = tells(rows, indicator)
            yield Happened(rows[since].where(is_told), 1)
            yield Happened(rows[until].where(is_told), -1)


def tells(rows: pd.DataFrame, indicator: Indicator) -> "pd.Series[bool]":
    """Whether the list a trajectory stands in tells the days that the indicator needs: of anyone in it.

    A column that nobody has a day in cannot be told from one that is not delivered.
    """
    way = indicator.counted
    assert isinstance(way, OfTrajectories)
    is_given = rows[list(way.days)].notna().any(axis=1)
    return is_given.groupby([rows["partner"], rows["layout"]], observed=True).transform("any")


def base_of(indicator: Indicator, programme: Programme) -> str | None:
    """The indicator of which every observation of this one is one too, months before: it counts where that counts."""
    of_day = {day: code for code, day in programme.list_days.items()}
    match indicator.counted:
        case Reached(since=day) | Held(since=day) | Running(since=day):
            return of_day.get(day)
        case Events(on=day) if indicator.code not in programme.list_days:
            return of_day.get(day)
    return None


def _later(days: "pd.Series[pd.Timestamp]", months: int) -> "pd.Series[pd.Timestamp]":
    """31 August and six months is 28 February."""
    return days + pd.DateOffset(months=months) if months else days
