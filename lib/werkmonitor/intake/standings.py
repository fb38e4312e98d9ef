"""Cumulative standings over time: they rise or stay; a fall without a stated reason refuses the delivery."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa

from werkmonitor.intake.corrections import Corrections, Fall
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.findings import Findings
from werkmonitor.programme import Programme

_Series = tuple[str, str, str, tuple[str, ...]]
"""Project, municipality, indicator, target groups."""

FEWEST_FALLS = 3
"""So many standings that are lower, when they are most of them, are figures of another kind."""


class _Point(NamedTuple):
    on: date
    low: int
    high: int
    sheet: str
    cell: str


class Standings:
    """The standings of one partner and layout so far, as deliveries are judged in order of receipt."""

    def __init__(self, programme: Programme):
        self.programme = programme
        self._points: dict[_Series, dict[date, _Point]] = defaultdict(dict)
        self._days: dict[_Series, list[date]] = defaultdict(list)

    def note_falls(self, outcome: Outcome, file: str, corrections: Corrections, findings: Findings) -> tuple[Fall, ...]:
        """Tell where a standing is lower than an earlier one, or higher than a later one; that refuses the delivery.

        Hidden counts fall only when even their highest is lower. A fall that corrections.toml explains is a remark.
        Where most of the standings are lower, they are probably figures of the last period: told once more, as that.
        Returns the explanations that were used.
        """
        own = _series(outcome.tables.get("counts"))
        used: list[Fall] = []
        compared = fallen = 0
        for series, points in sorted(own.items()):
            if self.programme.indicator(series[2]).kind == "stock":  # what runs on a day may well be fewer later
                continue
            for before, after in pairwise(self._beside(series, points)):
                if after.on not in points and before.on not in points:
                    continue
                compared += before.low > 0
                if after.high >= before.low:
                    continue
                told = after if after.on in points else before
                fall = corrections.fall(file, series[0], series[2])
                given = {
                    "indicator": self.programme.indicator(series[2]).name,
                    "project": series[0],
                    "found": _shown(after),
                    "earlier": _shown(before),
                    "since": f"{before.on:%d-%m-%Y}",
                }
                if fall:
                    used.append(fall)
                    findings.add("standing_fell_explained", told.sheet, told.cell, reason=fall.reason, **given)
                else:
                    fallen += 1
                    findings.add("standing_fell", told.sheet, told.cell, **given)
        if fallen >= FEWEST_FALLS and fallen * 2 > compared:
            findings.add("standing_of_a_period", count=fallen, total=compared)
        return tuple(used)

    def remember(self, outcome: Outcome) -> None:
        """Compare later deliveries with the standings of this one."""
        for series, points in _series(outcome.tables.get("counts")).items():
            for day, point in points.items():
                if day not in self._points[series]:
                    insort(self._days[series], day)
                self._points[series][day] = point

    def _beside(self, series: _Series, points: dict[date, _Point]) -> list[_Point]:
        """Points of a delivery and the earlier known ones next to them, by day; one of the same day is replaced."""
        known, days = self._points[series], self._days[series]
        near = set(points)
        for day in points:
            before, after = bisect_left(days, day), bisect_right(days, day)
            near.update(days[max(before - 1, 0) : before], days[after : after + 1])
        return [points.get(day) or known[day] for day in sorted(near)]


def _series(counts: pa.Table | None) -> dict[_Series, dict[date, _Point]]:
    found: dict[_Series, dict[date, _Point]] = defaultdict(dict)
    if counts is not None:
        for count in as_records(counts.filter(counts["is_cumulative"])):
            if count["low"] is None:
                continue
            series = (count["project"], count["municipality"], count["indicator"], count["target_groups"] or ())
            day, low, high = count["until_on"], count["low"], count["high"]
            if same := found[series].get(day):  # a project under its old and its new name
                low, high = low + same.low, high + same.high
            found[series][day] = _Point(day, low, high, count["sheet"], count["cell"])
    return found


def _shown(point: _Point) -> str:
    return str(point.low) if point.low == point.high else f"{point.low}–{point.high}"
