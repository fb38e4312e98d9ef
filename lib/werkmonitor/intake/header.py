"""A header as it was found: what each column of a table means."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.table_layout import Measure
from werkmonitor.intake.workbook import Sheet


class Figures(NamedTuple):
    """A column of figures: what its header says of every figure in it.

    labels: its header, row by row. mark: the column that holds the footnote marks of these figures. note: the marks
    in the header.
    """

    column: int
    title: str
    labels: tuple[str, ...]
    said: dict[str, Any]
    measure: Measure
    mark: int | None = None
    note: str = ""


class Fault(NamedTuple):
    code: str
    cell: str
    given: dict[str, Any]


@dataclass(slots=True)
class Header:
    """rows: first and last header row. columns: field → column of labels. titles: that column's name as written.

    totals: column of totals → its header, row by row. skipped: columns that are none of our figures. faults: what does
    not fit the layout; remarks: what was noticed.
    """

    top: int
    bottom: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    figures: list[Figures] = field(default_factory=list)
    totals: dict[int, tuple[str, ...]] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    @property
    def first_column(self) -> int:
        return min((*self.columns.values(), *(one.column for one in self.figures)), default=0)

    @property
    def last_column(self) -> int:
        return max((*self.columns.values(), *(one.column for one in self.figures), *self.totals), default=0)

    def parts_of(self, total: int) -> list[int]:
        """The columns that a column of totals adds up: those whose header differs from its own in one row only."""
        labels = self.totals[total]
        return [
            one.column
            for one in self.figures
            if sum(mine != theirs for mine, theirs in zip(labels, one.labels, strict=True)) == 1
        ]

    def tell(self, findings: Findings, sheet: Sheet) -> None:
        for one in (*self.faults, *self.remarks):
            if one.code == "column_not_read" and findings.tells_of(sheet.name, one.cell):
                continue  # personal data: nobody should think of reading it
            findings.add(one.code, sheet.name, one.cell, **one.given)
