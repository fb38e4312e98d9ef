"""How many a delivery tells of, by project, indicator and month: what deliveries are compared by."""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from werkmonitor.intake.facts import as_records


class Range(NamedTuple):
    """A number, or what one that the partner hid lies between."""

    low: int
    high: int

    def plus(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


NOBODY = Range(0, 0)


class Period(NamedTuple):
    """Whom a number is about: of a month its first day, of a standing the first day is None."""

    project: str
    indicator: str
    from_on: date | None
    until_on: date


Sums = Mapping[Period, Range]


class Told(NamedTuple):
    """What a delivery says. listed: its list of participants, month by month. counted: its figures of periods.

    standing: its standings since the start. None of them knows municipalities or target groups.
    """

    as_of_on: date
    listed: Sums
    counted: Sums
    standing: Sums
    others: Mapping[str, Counter[tuple[object, ...]]]
    """Of a register: table → its rows, without the cells they stand in."""

    @classmethod
    def by(cls, tables: Mapping[str, pa.Table], as_of_on: date, list_days: Mapping[str, str]) -> "Told":
        """Of the facts of one workbook. list_days: indicator → its day in a list, as programme.toml has it."""
        counts = tables.get("counts")
        return cls(
            as_of_on,
            _listed(tables["trajectories"], list_days) if "trajectories" in tables else {},
            _counted(counts.filter(pc.invert(counts["is_cumulative"]))) if counts else {},
            _counted(counts.filter(counts["is_cumulative"])) if counts else {},
            {name: _rows(table) for name, table in tables.items() if name not in ("trajectories", "counts")},
        )

    @property
    def dated(self) -> dict[Period, Range]:
        """What happened in each month, whether a list or figures tell it, and every standing."""
        found = dict(self.standing)
        for period, number in (*self.listed.items(), *self.counted.items()):
            first = period.until_on.replace(day=1)
            month = period._replace(from_on=first, until_on=first)
            found[month] = found.get(month, NOBODY).plus(number)
        return found

    @property
    def totals(self) -> dict[tuple[str, str], Range]:
        """(project, indicator) → everything since the start: the months added up, or the last standing."""
        found: dict[tuple[str, str], Range] = {}
        for period, number in (*self.listed.items(), *self.counted.items()):
            key = period.project, period.indicator
            found[key] = found.get(key, NOBODY).plus(number)
        for period in sorted(self.standing, key=lambda one: one.until_on):
            found[period.project, period.indicator] = self.standing[period]
        return found

    @property
    def projects(self) -> set[str]:
        """The projects of which it tells anything, be it a nil."""
        return {period.project for sums in (self.listed, self.counted, self.standing) for period in sums}


def _rows(table: pa.Table) -> Counter[tuple[object, ...]]:
    told = table.drop_columns(["sheet", "cell"])
    return Counter(tuple(row.values()) for row in as_records(told))


def _listed(trajectories: pa.Table, list_days: Mapping[str, str]) -> Sums:
    found: dict[Period, Range] = {}
    for indicator, column in list_days.items():
        dated = pa.table({"project": trajectories["project"], "day": trajectories[column]}).drop_null()
        months = pa.table({"project": dated["project"], "first": pc.floor_temporal(dated["day"], unit="month")})
        for row in months.group_by(["project", "first"]).aggregate([([], "count_all")]).to_pylist():
            first, count = row["first"], row["count_all"]
            last = first.replace(day=monthrange(first.year, first.month)[1])
            found[Period(row["project"], indicator, first, last)] = Range(count, count)
    return found


def _counted(counts: pa.Table) -> Sums:
    known = counts.filter(pc.is_valid(counts["low"]))
    grouped = known.group_by([*Period._fields]).aggregate([("low", "sum"), ("high", "sum")])
    return {
        Period(row["project"], row["indicator"], row["from_on"], row["until_on"]): Range(
            row["low_sum"], row["high_sum"]
        )
        for row in grouped.to_pylist()
    }
