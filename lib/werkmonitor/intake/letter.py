"""What a reply says to a partner, apart from how it looks: findings in groups, and what changed since last time."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from werkmonitor.intake.catalogue import PRIVATE, Treatment
from werkmonitor.intake.expected import EXPECTED
from werkmonitor.intake.facts import schema_of
from werkmonitor.intake.findings import Finding
from werkmonitor.intake.sums import NOBODY, Range, Told

STATES = {"accepted": "Geaccepteerd", "remarks": "Geaccepteerd met opmerkingen", "refused": "Geweigerd"}

_KEYS = {
    "trajectories": ("person", "project"),
    "projects": ("project",),
    "targets": ("level", "code", "indicator", "version"),
    "plan": ("level", "code", "indicator", "on"),
    "project_states": ("project", "state"),
    "results": ("project", "on"),
    "expectations": ("level", "code", "indicator", "on"),
}
"""Lists, and by which of their columns a row is the same one as last time."""
_PLACE = ("sheet", "cell")
_IN_COLUMN = re.compile(r"kolom '(.*?)( > .*?)?'\)")
"""A name of several header rows stands as 'Gestart > 01-09-2020': what is wrong under 'Gestart' is one line."""
_LETTERS = re.compile(r"([A-Z]+)")


class Numbers(NamedTuple):
    """How many of a project and indicator; codes, not names."""

    project: str
    indicator: str
    before: Range
    now: Range


class Rows(NamedTuple):
    """How many rows of a tidy table are new, gone or other than they were."""

    table: str
    new: int
    gone: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A delivery beside the one before it. names: code of a project or indicator → what people call it."""

    file: str
    received_on: date
    as_of_on: date
    numbers: tuple[Numbers, ...]
    rows: tuple[Rows, ...]
    names: Mapping[str, str]

    def name(self, code: str) -> str:
        return self.names.get(code, code)

    @property
    def changed(self) -> list[Numbers]:
        return [one for one in self.numbers if one.before != one.now]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything in a reply but the partner's own sheets. file: the name of the partner's workbook.

    notice: that the data are fictional; empty where they are not.
    """

    programme: str
    notice: str
    partner: str
    file: str
    received_on: date
    as_of_on: date | None
    state: str
    rows_read: int
    rows_kept: int
    rows_listed: int
    findings: tuple[Finding, ...]
    difference: Difference | None = None

    @property
    def is_private(self) -> bool:
        """Whether the workbook holds data that may not be sent on, not even back."""
        return any(one.code in PRIVATE for one in self.findings)

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings a partner is told of: of a workbook that may not be sent back no other text is quoted."""
        return tuple(one for one in self.findings if one.code in PRIVATE) if self.is_private else self.findings

    def beside(self, difference: Difference | None) -> "Letter":
        """The same, with what changed since the delivery before."""
        return replace(self, difference=difference)

    def count(self, treatment: Treatment) -> int:
        return sum(one.treatment == treatment for one in self.told)


class Line(NamedTuple):
    """A line of the list of findings. cells: by address what is found there; all of them where they are many."""

    treatment: Treatment
    sheet: str
    place: str
    found: str
    expected: str
    remedy: str
    cells: Mapping[str, str]

    @property
    def is_various(self) -> bool:
        """Whether its cells do not all say the same."""
        return len(set(self.cells.values())) > 1


def lines(findings: Iterable[Finding]) -> list[Line]:
    """Findings as lines: what is the matter with several cells of a column is one line. What refuses comes first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, one in enumerate(findings):
        column = _IN_COLUMN.search(one.said_nl) or _LETTERS.match(one.cell)
        key = (one.code, one.sheet, column[1] if column else "") if one.cell else (number,)
        groups.setdefault(key, []).append(one)
    order = ("delivery", "row", "logged")
    return sorted(map(_line, groups.values()), key=lambda line: order.index(line.treatment))


def _line(group: Sequence[Finding]) -> Line:
    first = group[0]
    cells = {cell: said for one in group for said in (one.said_nl,) for cell in one.all_cells}
    expected = EXPECTED.get(first.code, "")
    return Line(first.treatment, first.sheet, first.cell, first.said_nl, expected, first.remedy_nl.strip(), cells)


# ------------------------------------------------------------ what changed


def compare(
    before: Mapping[str, pa.Table], before_on: date, now: Mapping[str, pa.Table], now_on: date
) -> tuple[tuple[Numbers, ...], tuple[Rows, ...]]:
    """The facts of a delivery beside those of the one before: per project and indicator, and per list."""
    was, has = Told.by(before, before_on).totals, Told.by(now, now_on).totals
    numbers = [Numbers(*key, was.get(key, NOBODY), has.get(key, NOBODY)) for key in sorted({*was, *has})]
    rows = [_rows(name, before, now) for name in _KEYS if name in before or name in now]
    return tuple(numbers), tuple(rows)


def _rows(name: str, before: Mapping[str, pa.Table], now: Mapping[str, pa.Table]) -> Rows:
    was, has = _contents(before.get(name)), _contents(now.get(name))
    same, gone, new = was & has, was - has, has - was
    gone_keys, new_keys = _keys(name, gone), _keys(name, new)
    changed = (gone_keys & new_keys).total()
    return Rows(name, new.total() - changed, gone.total() - changed, changed, same.total())


def _contents(facts: pa.Table | None) -> Counter[tuple[Any, ...]]:
    """Rows, wherever they stand: the values of all columns but those of their place."""
    if facts is None:
        return Counter()
    columns = facts.drop_columns([*_PLACE]).to_pydict().values()
    return Counter(zip(*(map(_hashable, column) for column in columns), strict=True))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _keys(name: str, rows: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """By which rows are recognised; none for a row that has no number of its own, as of an unnumbered participant."""
    columns = [column for column in schema_of(name).names if column not in _PLACE]
    places = [columns.index(column) for column in _KEYS[name]]
    found: Counter[tuple[Any, ...]] = Counter()
    for row, count in rows.items():
        if row[places[0]] is not None:
            found[tuple(row[place] for place in places)] += count
    return found
