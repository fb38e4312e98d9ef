"""What a reply says to a partner, apart from how it looks: findings in groups, and what changed since last time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from werkmonitor.intake.catalogue import PRIVATE, Treatment
from werkmonitor.intake.findings import Finding
from werkmonitor.intake.replies.expected import EXPECTED

STATES = {"accepted": "Geaccepteerd", "remarks": "Geaccepteerd met opmerkingen", "refused": "Geweigerd"}

_IN_COLUMN = re.compile(r"kolom '(.*?)( > .*?)?'\)")
"""A name of several header rows stands as 'Gestart > 01-09-2020': what is wrong under 'Gestart' is one line."""
_LETTERS = re.compile(r"([A-Z]+)")


class Span(NamedTuple):
    """A number, or what one that the partner hid lies between."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} tot en met {self.high}"


class Numbers(NamedTuple):
    """How many of a project and indicator; codes, not names."""

    project: str
    indicator: str
    before: Span
    now: Span


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
