"""What an edition would say otherwise if it were made with what is known now: the months that changed, as numbers."""

import pandas as pd

from werkmonitor.figures.observations import observe
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables


def restated(tables: Tables, programme: Programme, edition: Edition) -> pd.DataFrame:
    """The months up to an edition's as-of date of which other numbers are known by now than when it was made.

    tables: all tidy tables, with the observations of now. Returns indicator (code), month (its first day), then_low,
    then_high, now_low, now_high (how many in that month), in order of the programme's indicators. A standing counts in
    the month of its day.
    """
    then = _by_month(observe(tables, programme, edition.deliveries_until), edition).add_prefix("then_")
    now = _by_month(tables["observations"], edition).add_prefix("now_")
    both = then.join(now, how="outer").fillna(0).astype("int64")
    differs = (both["then_low"] != both["now_low"]) | (both["then_high"] != both["now_high"])
    found = both[differs].reset_index()
    order = {indicator.code: number for number, indicator in enumerate(programme.indicators)}
    return found.sort_values(["indicator", "month"], key=lambda one: one.map(order) if one.name == "indicator" else one)


def _by_month(observations: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """low and high of what counts, by indicator and month."""
    is_counted = observations["not_counted_because"] == ""
    counted = observations[is_counted & (observations["occurred_on"] <= pd.Timestamp(edition.as_of))]
    month = counted["occurred_on"].dt.to_period("M").dt.to_timestamp().rename("month")
    return counted.groupby(["indicator", month])[["low", "high"]].sum()
