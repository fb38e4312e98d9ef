"""Cumulative standings over time: they rise or stay; a fall without a stated reason refuses the delivery."""

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

_Series = tuple[str, str, str]
"""Project, municipality, indicator."""


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

    def refuse_falls(self, outcome: Outcome, file: str, corrections: Corrections) -> tuple[Fall, ...]:
        """Refuse a delivery in which a standing is lower than an earlier one, or higher than a later one.

        Hidden counts fall only when even their highest is lower. A fall that corrections.toml explains is noted.
        Returns the explanations that were used; remembers the standings of a delivery that is not refused.
        """
        own = _series(outcome.tables.get("counts"))
        findings, used = Findings(outcome.layout or ""), []
        for series, points in sorted(own.items()):
            known = sorted({**self._points[series], **points}.values())
            for before, after in pairwise(known):
                if after.high >= before.low or (after not in points.values() and before not in points.values()):
                    continue
                told = after if after in points.values() else before
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
                    findings.add("standing_fell", told.sheet, told.cell, **given)
        if findings.is_refused:
            outcome.refuse(findings)
        else:
            outcome.findings.extend(findings.listed())
            for series, points in own.items():
                self._points[series].update(points)
        return tuple(used)


def _series(counts: pa.Table | None) -> dict[_Series, dict[date, _Point]]:
    found: dict[_Series, dict[date, _Point]] = defaultdict(dict)
    for count in as_records(counts) if counts is not None else []:
        if count["is_cumulative"]:
            series = (count["project"], count["municipality"], count["indicator"])
            found[series][count["until_on"]] = _Point(
                count["until_on"], count["low"], count["high"], count["sheet"], count["cell"]
            )
    return found


def _shown(point: _Point) -> str:
    return str(point.low) if point.low == point.high else f"{point.low}–{point.high}"
