"""Signals that figures of months are in truth totals since the start of the programme."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate, pairwise

from werkmonitor.intake.sums import Period, Range, Sums

FEWEST_RISES, FEWEST_MONTHS = 8, 5
"""So many rises from one month to the next, over so many months and without a single fall, are no coincidence: the
figures are standings. In fewer months the start of a programme may look the same."""
FEWEST_SERIES = 2
"""Of one project and indicator alone a month may well hold more than all before; of most of them it does not."""
FEWEST_SUMS = 3
"""So many months that now hold the running total of what they held before are no corrections."""
FEWEST_BEFORE, FEWEST_FILLED = 5, 3
"""Where there were fewer, or in fewer periods, one period soon holds as many as all before it."""


def looks_cumulative(counted: Sums, before: Sums) -> bool:
    """Whether figures of periods are probably totals since the start. before: those of the delivery before."""
    return _only_rises(counted) or _adds_up(before, counted) or _holds_everything_before(before, counted)


def _only_rises(counted: Sums) -> bool:
    """Whether figures of successive months never fall, and rise so often that it is no coincidence."""
    rises = 0
    for series in _series(counted):
        for before, after in pairwise(series[period] for period in sorted(series, key=lambda one: one.until_on)):
            if after.high < before.low:
                return False
            rises += after.low > before.high and len(series) >= FEWEST_MONTHS
    return rises >= FEWEST_RISES


def _adds_up(before: Sums, after: Sums) -> bool:
    """Whether the months that both tell of now hold the running total of what they held."""
    differing = 0
    for series in _series(before):
        shared = sorted((period for period in series if period in after), key=lambda one: one.until_on)
        running = accumulate((series[period] for period in shared), Range.plus)
        for period, sofar in zip(shared, running, strict=True):
            if after[period] != sofar:
                return False
            differing += sofar != series[period]
    return differing >= FEWEST_SUMS


def _holds_everything_before(before: Sums, after: Sums) -> bool:
    """Whether, of nearly every project and indicator, a new period holds at least as many as all before it together."""
    now = {_whom(series): series for series in _series(after)}
    compared = holding = 0
    for series in _series(before):
        total = sum(number.high for number in series.values())
        last = max(period.until_on for period in series)
        new = [number.low for period, number in now.get(_whom(series), {}).items() if (period.from_on or last) > last]
        is_enough = total >= FEWEST_BEFORE and sum(number.high > 0 for number in series.values()) >= FEWEST_FILLED
        if is_enough and any(new):
            compared += 1
            holding += max(new) >= total
    return holding >= FEWEST_SERIES and holding * 3 >= compared * 2


def _whom(series: dict[Period, Range]) -> tuple[str, str]:
    period = next(iter(series))
    return period.project, period.indicator


def _series(counted: Sums) -> Iterable[dict[Period, Range]]:
    """The periods of each project and indicator."""
    found: dict[tuple[str, str], dict[Period, Range]] = defaultdict(dict)
    for period, number in counted.items():
        found[period.project, period.indicator][period] = number
    return found.values()
