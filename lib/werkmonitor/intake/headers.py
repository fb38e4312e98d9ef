"""Where a table begins on a sheet, and what each of its columns means."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from werkmonitor.errors import near_miss
from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.findings import Findings, quoted
from werkmonitor.intake.layout import UNUSED, Column, Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, address, column_letters, column_number, is_blank

FARTHEST_HEADER = 100
"""A header stands within so many rows from the top."""


_EXPECTED = {
    "period": ("a period", "een periode"),
    "until_on": ("a date", "een datum"),
    "on": ("a date", "een datum"),
}
"""Fields of a header that say when: field → what is expected there, in both languages."""


class Figures(NamedTuple):
    """A column of figures: what its header says of every figure in it. above: the header without its last row."""

    column: int
    title: str
    above: tuple[str, ...]
    said: dict[str, Any]


class Fault(NamedTuple):
    code: str
    cell: str
    given: dict[str, Any]


@dataclass(slots=True)
class Header:
    """rows: first and last header row. columns: field → column of labels. titles: that column's name as written.

    totals: column of totals → the header above it. faults: what does not fit the layout; remarks: what was noticed.
    """

    top: int
    bottom: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    figures: list[Figures] = field(default_factory=list)
    totals: dict[int, tuple[str, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    @property
    def first_column(self) -> int:
        return min((*self.columns.values(), *(one.column for one in self.figures)), default=0)

    def tell(self, findings: Findings, sheet: Sheet) -> None:
        for one in (*self.faults, *self.remarks):
            if one.code == "column_not_read" and findings.refuses(sheet.name, one.cell):
                continue  # personal data: nobody should think of reading it
            findings.add(one.code, sheet.name, one.cell, **one.given)


def find_header(sheet: Sheet, table: Table, reader: CellReader, received_on: date) -> Header | None:
    """The header of a table on this sheet, or None where no row holds any of its names.

    The rows with most of the names win; what is missing there, stands twice or cannot be read is in `faults`.
    """
    return _Search(sheet, table, reader, received_on).best()


class _Search:
    def __init__(self, sheet: Sheet, table: Table, reader: CellReader, received_on: date):
        self.sheet, self.table, self.reader, self.received_on = sheet, table, reader, received_on
        self.depth = table.header_rows if table.kind == "list" else len(table.across)
        self.named = {name: column for name, column in table.columns.items() if column.header}
        self.fixed = {name: column_number(one.column) for name, one in table.columns.items() if one.column}
        self.totals = {fold(word) for word in table.totals}
        self.names = {fold(name.text) for column in self.named.values() for name in column.header}
        ends = {name.rpartition(" > ")[2] for name in self.names}
        self._holds_names = [
            any(isinstance(value, str) and fold(value).rstrip(" *:") in ends for value in cells)
            for cells in sheet.rows(0, FARTHEST_HEADER + self.depth)
        ]
        self._known_labels: dict[tuple[int, int], list[str]] = {}
        self._known_names: dict[tuple[int, int], set[str]] = {}

    def best(self) -> Header | None:
        if self.table.header_row:
            tops = [self.table.header_row - 1]
        else:
            tops = [top for top in range(min(self.sheet.height, FARTHEST_HEADER)) if self._may_begin(top)]
        scores = {top: self._score(top) for top in tops}
        if not scores or max(scores.values()) == 0:
            return None
        return self._read(max(tops, key=lambda top: (scores[top], -top)))

    def _may_begin(self, top: int) -> bool:
        """A quick look: whether any cell of these rows is a name of the layout."""
        if not self.names:
            return True
        return any(self._holds_names[top : top + self.depth])

    def _score(self, top: int) -> int:
        """How many names of the layout stand in these rows; 0 where a needed header row says nothing."""
        found = sum(bool(self._places(column, top)) for column in self.named.values())
        for level, name in enumerate(self.table.across):
            if name == UNUSED:
                continue
            known = sum(self._is_said(name, value) for _, value in self._level(top + level))
            if known == 0:
                return 0
            found += known
        return found

    def _level(self, row: int) -> Iterator[tuple[int, Value]]:
        for column in range(self.sheet.width):
            if column not in self.fixed.values():
                yield column, self.sheet.value(row, column)

    def _is_said(self, name: str, value: Value) -> bool:
        """Whether a header cell gives a value of this field; small bare numbers are figures, never headers."""
        if is_blank(value) or (isinstance(value, int | float) and value < 30_000):
            return False
        try:
            self.reader.read(name, self.table.fields[name], value)
        except Unreadable:
            return False
        return True

    def _labels(self, top: int, column: int) -> list[str]:
        """The header of a column, row by row; a group's name reaches to the right until the next one."""
        if (top, column) not in self._known_labels:
            labels = (self._label(top + level, column, is_last=level == self.depth - 1) for level in range(self.depth))
            self._known_labels[top, column] = ["" if is_blank(value) else as_text(value) for value in labels]
        return self._known_labels[top, column]

    def _label(self, row: int, column: int, *, is_last: bool) -> Value:
        return self.sheet.value(row, self._label_column(row, column, is_last=is_last))

    def _label_column(self, row: int, column: int, *, is_last: bool) -> int:
        """Where the label over a column stands: in it, or to the left of it."""
        start = column
        while is_blank(value := self.sheet.value(row, start)) and start > 0:
            if is_last and not self._is_merged_to_the_left(row, start):
                return column
            start -= 1
        if start == column or is_blank(value):
            return column
        names_another_column = start in self.fixed.values() or fold(as_text(value)) in self.names
        return column if names_another_column or self._ends_before(row, start, column) else start

    def _ends_before(self, row: int, start: int, column: int) -> bool:
        """Whether the cell at `start` is merged, and not as far as `column`."""
        return any(
            top <= row <= bottom and left <= start <= right < column for top, left, bottom, right in self.sheet.merged
        )

    def _is_merged_to_the_left(self, row: int, column: int) -> bool:
        return any(top <= row <= bottom and left < column <= right for top, left, bottom, right in self.sheet.merged)

    def _names_of(self, top: int, column: int) -> set[str]:
        """Every way in which the layout may name this column: any of its own header cells, or 'Group > Name'."""
        if (top, column) not in self._known_names:
            cells = (self.sheet.value(top + level, column) for level in range(self.depth))
            names = {fold(as_text(value)).rstrip(" *:") for value in cells if not is_blank(value)}
            names.add(fold(" > ".join(filter(None, self._labels(top, column)))))
            self._known_names[top, column] = names - {""}
        return self._known_names[top, column]

    def _places(self, column: Column, top: int) -> list[int]:
        names = {fold(name.text) for name in column.header if name.is_used_on(self.received_on)}
        return [place for place in range(self.sheet.width) if names & self._names_of(top, place)]

    def _read(self, top: int) -> Header:
        header = Header(top, top + self.depth - 1, columns=dict(self.fixed))
        header.titles = {name: f"{column_letters(place)}" for name, place in self.fixed.items()}
        missing: list[tuple[str, Column]] = []
        for name, column in self.named.items():
            places = self._places(column, top)
            if not places:
                missing += [] if column.is_optional else [(name, column)]
                continue
            header.columns[name] = places[0]
            header.titles[name] = self._title(top, places[0])
            self._note_name(header, column, places, top)
        taken = set(header.columns.values())
        unread = self._read_figures(header, taken) if self.table.kind != "list" else {}
        self._note_missing(header, missing, taken)
        self._note_unreadable(header, unread, taken)
        self._note_unread(header, taken)
        return header

    def _title(self, top: int, column: int) -> str:
        labels = [label for label in self._labels(top, column) if label]
        return labels[-1] if labels else column_letters(column)

    def _note_name(self, header: Header, column: Column, places: list[int], top: int) -> None:
        first = column.header[0].text
        title = self._title(top, places[0])
        if len(places) > 1:
            cells = ", ".join(address(header.bottom, place) for place in places)
            header.faults.append(
                Fault("column_twice", address(header.bottom, places[0]), {"found": title, "cells": cells})
            )
        elif not {fold(first)} & self._names_of(top, places[0]):
            cell = address(header.bottom, places[0])
            header.remarks.append(Fault("column_renamed", cell, {"found": title, "expected": first}))

    def _read_figures(self, header: Header, taken: set[int]) -> dict[int, dict[int, Unreadable]]:
        """Find the columns of figures; returns those whose header cannot be read: column → level → what is wrong."""
        seen: dict[tuple[Any, ...], int] = {}
        unread: dict[int, dict[int, Unreadable]] = {}
        for column in range(self.sheet.width):
            if column in taken:
                continue
            labels = self._labels(header.top, column)
            if not any(labels):
                continue
            if any(fold(label).rstrip(" *:") in self.totals for label in labels):
                header.totals[column] = tuple(labels[:-1])
                continue
            said: dict[str, Any] = {}
            for level, (name, label) in enumerate(zip(self.table.across, labels, strict=True)):
                if name == UNUSED:
                    continue
                try:
                    said[name] = self._say(name, label, header.top + level, column)
                except Unreadable as problem:
                    unread.setdefault(column, {})[level] = problem
            if column in unread:
                continue
            key = tuple(said.values())
            title = " > ".join(filter(None, labels))
            if key in seen:
                cells = f"{address(header.bottom, seen[key])}, {address(header.bottom, column)}"
                fault = Fault("column_twice", address(header.bottom, column), {"found": title, "cells": cells})
                header.faults.append(fault)
                continue
            seen[key] = column
            header.figures.append(Figures(column, title, tuple(labels[:-1]), said))
        taken.update(seen.values(), header.totals)
        return unread

    def _say(self, name: str, label: str, row: int, column: int) -> Any:
        own = self.sheet.value(row, column)
        value: Value = label if is_blank(own) else own  # a real date says more than its text
        said = self.reader.read(name, self.table.fields[name], value)
        if said is None:
            raise Unreadable("cell_blank")
        return said

    def _note_unreadable(self, header: Header, unread: dict[int, dict[int, Unreadable]], taken: set[int]) -> None:
        """A column of figures whose header says no date or known word would be lost: that refuses the delivery.

        Told once for each header cell, however many columns it spans.
        """
        if not any(name in _EXPECTED for name in self.table.across):
            return
        told: dict[str, Fault] = {}
        for column, problems in unread.items():
            if not self._holds_figures(header, column):
                continue
            taken.add(column)
            for level, problem in problems.items():
                row, name = header.top + level, self.table.across[level]
                start = self._label_column(row, column, is_last=level == self.depth - 1)
                found, cell = as_text(self.sheet.value(row, start) or ""), address(row, start)
                words = _EXPECTED.get(name, ("an agreed name", "een afgesproken naam"))
                given = {"hint": ""} | problem.given | dict(zip(("expected", "expected_nl"), words, strict=True))
                code = "header_unreadable" if name in _EXPECTED else "header_unknown"
                told[cell] = Fault(code if found else "header_blank", cell, given | {"found": found})
        header.faults += told.values()

    def _holds_figures(self, header: Header, column: int) -> bool:
        values = self.sheet.columns[column].present(header.bottom + 1)
        return any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)

    def _note_missing(self, header: Header, missing: list[tuple[str, Column]], taken: set[int]) -> None:
        spare = [title for title in self._titles(header, taken) if title]
        present = self._titles(header, set())
        named = [[one.text for one in column.header if one.is_used_on(self.received_on)] for _, column in missing]
        self._tell_missing(header, header.bottom, named, present, spare)
        if "indicator" in self.table.across:
            said = {one.said["indicator"] for one in header.figures}
            expected = self.reader.layout.words.get("indicator", {})
            absent = dict.fromkeys(code for code in expected.values() if code not in said)
            names = [[next(word for word, meant in expected.items() if meant == code)] for code in absent]
            level = self.table.across.index("indicator")
            row, columns = header.top + level, set(range(self.sheet.width)) - set(header.columns.values())
            labels = dict.fromkeys(filter(None, (self._labels(header.top, one)[level] for one in sorted(columns))))
            there = [label for label in labels if fold(label).rstrip(" *:") not in self.totals]
            unknown = [label for label in there if not self._is_said("indicator", label)]
            self._tell_missing(header, row, names, there, unknown)

    def _tell_missing(
        self, header: Header, row: int, missing: list[list[str]], present: list[str], spare: list[str]
    ) -> None:
        """One fault for each name (in its possible spellings) that does not stand in a header row.

        present: what stands there; spare: what of it nobody reads, and may thus be what is missing.
        """
        for used in missing:
            close = next((found for one in used if (found := near_miss(one, spare))), None)
            if close is None and len(missing) == len(spare) == 1:
                close = spare[0]
            given = {
                "found": " / ".join(f"'{one}'" for one in used),
                "present": quoted(present),
                "hint": f"did the partner rename it to '{close}'? " if close else "",
                "hint_nl": f"Is de kolom hernoemd tot '{close}'? " if close else " ",
            }
            header.faults.append(Fault("column_missing", f"{row + 1}:{row + 1}", given))

    def _titles(self, header: Header, without: set[int]) -> list[str]:
        return [
            title
            for column in range(self.sheet.width)
            if column not in without and (title := " > ".join(filter(None, self._labels(header.top, column))))
        ]

    def _note_unread(self, header: Header, taken: set[int]) -> None:
        for column in range(self.sheet.width):
            if column in taken:
                continue
            label = self._labels(header.top, column)[-1]
            if label or not all(map(is_blank, self.sheet.columns[column].present(header.bottom + 1))):
                given = {"header": label or "(no name)"}
                header.remarks.append(Fault("column_not_read", address(header.bottom, column), given))
