"""Where a table begins on a sheet, and what each of its columns means."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from werkmonitor.errors import near_miss
from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.findings import quoted
from werkmonitor.intake.header import Fault, Figures, Header
from werkmonitor.intake.header_search import HeaderSearch
from werkmonitor.intake.numbers import is_figure
from werkmonitor.intake.table_layout import UNUSED, Column, Measure, Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import Sheet, Value, address, column_letters, is_blank

_EXPECTED = {
    "period": ("a period", "een periode"),
    "period_name": ("a period", "een periode"),
    "year": ("a year", "een jaar"),
    "day": ("a date", "een datum"),
}
"""Kinds of fields of a header that say when → what is expected there, in both languages."""


def find_header(
    sheet: Sheet, table: Table, reader: CellReader, received_on: date, said: Mapping[str, Sequence[Value]] | None = None
) -> Header | None:
    """The header of a table on this sheet, or None where no row holds any of its names.

    said: field → what stands elsewhere of it (the sheet's name, a cell above the table), and what the header completes.
    The rows with most of the names win; what is missing there, stands twice or cannot be read is in `faults`.
    """
    reading = _Reading(sheet, table, reader, received_on, said or {})
    top = reading.top()
    return None if top is None else reading.read(top)


class _Reading(HeaderSearch):
    """Reads the header that was found, and says what is wrong with it."""

    def read(self, top: int) -> Header:
        header = Header(top, top + self.depth - 1, columns=dict(self.fixed))
        header.titles = {name: f"{column_letters(place)}" for name, place in self.fixed.items()}
        missing: list[tuple[str, Column]] = []
        for name, column in self.named.items():
            places = self.places(column, top)
            if not places:
                missing += [] if column.is_optional else [(name, column)]
                continue
            header.columns[name] = places[0]
            header.titles[name] = self._title(top, places[0])
            self._note_name(header, column, places, top)
        taken = set(header.columns.values())
        self.labels.stop_at(taken if self.table.yields is None else self.fixed.values())
        unread = self._read_figures(header, taken) if self.table.kind != "list" else {}
        self._note_missing(header, missing, taken)
        self._note_unreadable(header, unread, taken)
        self._note_unread(header, taken)
        return header

    def _title(self, top: int, column: int) -> str:
        labels = [label for label in self.labels.over(top, column) if label]
        return labels[-1] if labels else column_letters(column)

    def _note_name(self, header: Header, column: Column, places: list[int], top: int) -> None:
        first = column.header[0].text
        title = self._title(top, places[0])
        if len(places) > 1:
            cells = ", ".join(address(header.bottom, place) for place in places)
            header.faults.append(
                Fault("column_twice", address(header.bottom, places[0]), {"found": title, "cells": cells})
            )
        elif not {fold(first)} & self.labels.names_of(top, places[0]):
            cell = address(header.bottom, places[0])
            header.remarks.append(Fault("column_renamed", cell, {"found": title, "expected": first}))

    def _read_figures(self, header: Header, taken: set[int]) -> dict[int, dict[int, Unreadable]]:
        """Find the columns of figures; returns those whose header cannot be read: column → level → what is wrong."""
        seen: dict[tuple[Any, ...], int] = {}
        unread: dict[int, dict[int, Unreadable]] = {}
        marks = self._columns_of_marks(header, taken)
        for column in range(self.sheet.width):
            if column in taken or column in marks.values() or self._is_spacer(header, column):
                continue
            labels = self.labels.over(header.top, column)
            if not any(labels):
                continue
            if any(map(self._is_total, labels)):
                header.totals[column] = tuple(labels)
                continue
            if any(self.skipped.match(fold(label)) for label in labels if label):
                header.skipped.append(column)
                continue
            said, problems = self._say(header.top, column)
            if problems:
                unread[column] = problems
                continue
            if self.table.yields is None and not any(said.values()):
                continue
            key = tuple(said.values())
            title = " > ".join(filter(None, labels))
            if key in seen:
                cells = f"{address(header.bottom, seen[key])}, {address(header.bottom, column)}"
                fault = Fault("column_twice", address(header.bottom, column), {"found": title, "cells": cells})
                header.faults.append(fault)
                continue
            seen[key] = column
            note = "".join(dict.fromkeys(self.reader.unmarked(label)[1] for label in labels))
            figures = Figures(column, title, tuple(labels), said, self._measure(labels), marks.get(column), note)
            header.figures.append(figures)
        taken.update(seen.values(), header.totals, header.skipped, marks.values())
        return unread

    def _is_total(self, label: str) -> bool:
        words = {fold(label).rstrip(" *:"), fold(self.reader.unmarked(label)[0])} - {""}
        return any(total.fullmatch(word) for total in self.totals for word in words)

    def _measure(self, labels: Sequence[str]) -> Measure:
        names = {fold(one) for label in labels for one in (label, unmarked(label)[0])}
        return next((measure for text, measure in self.measures.items() if text in names), self.table.value)

    def _is_spacer(self, header: Header, column: int) -> bool:
        """A column without a header of its own in which nothing stands."""
        below = self.sheet.columns[column].present(header.bottom + 1)
        return self.labels.is_bare(header.top, column) and all(map(is_blank, below))

    def _columns_of_marks(self, header: Header, taken: set[int]) -> dict[int, int]:
        """Column of figures → the bare column beside it that holds their marks."""
        if self.table.marks == "none":
            return {}
        step = 1 if self.table.marks == "right" else -1
        found = {}
        for column in set(range(self.sheet.width)) - taken:
            beside = column - step
            is_no_figure = beside in taken or not 0 <= beside < self.sheet.width
            if is_no_figure or self._is_of_marks(header, beside):
                continue
            if self._is_of_marks(header, column) or self._only_begins_a_group(header, column, beside):
                found[beside] = column
        return found

    def _is_of_marks(self, header: Header, column: int) -> bool:
        """Whether a column has no header of its own, or one that the layout names."""
        if self.labels.is_bare(header.top, column):
            return True
        own = (self.sheet.value(row, column) for row in range(header.top, header.bottom + 1))
        return any(self.named_marks.match(fold(as_text(value))) for value in own if not is_blank(value))

    def _only_begins_a_group(self, header: Header, column: int, beside: int) -> bool:
        """Whether what stands over a column is the name of a group, whose first figures stand in the one beside it."""
        row = header.top + max(level for level, name in enumerate(self.table.across) if name != UNUSED)
        return is_blank(self.sheet.value(row, column)) and not is_blank(self.sheet.value(row, beside))

    def _say(self, top: int, column: int) -> tuple[dict[str, Any], dict[int, Unreadable]]:
        """What the header rows say of a column, by field; or level → why that cannot be read."""
        parts: dict[str, list[Value]] = {}
        levels: dict[str, int] = {}
        for level, name in enumerate(self.table.across):
            if name != UNUSED:
                parts.setdefault(name, [*self.said.get(name, ())]).append(self.labels.value(top, level, column))
                levels[name] = level
        said: dict[str, Any] = {}
        problems: dict[int, Unreadable] = {}
        for name, values in parts.items():
            one = self.fields[name]
            try:
                said[name] = self.reader.read(name, one, self.reader.together(name, one, values))
                if said[name] is None and one.kind != "label":
                    raise Unreadable("cell_blank")
            except Unreadable as problem:
                problems[levels[name]] = problem
        return {name: "" if value is None else value for name, value in said.items()}, problems

    def _note_unreadable(self, header: Header, unread: dict[int, dict[int, Unreadable]], taken: set[int]) -> None:
        """A column of figures whose header says no date or known word would be lost: that refuses the delivery.

        Told once for each header cell, however many columns it spans.
        """
        kinds = {level: self.fields[name].kind for level, name in enumerate(self.table.across) if name != UNUSED}
        if not any(kind in _EXPECTED for kind in kinds.values()):
            return
        told: dict[str, Fault] = {}
        for column, problems in unread.items():
            if not self._holds_figures(header, column):
                continue
            taken.add(column)
            for level, problem in problems.items():
                row, kind = header.top + level, kinds[level]
                start = self.labels.place(row, column, is_last=level == self.depth - 1)
                found, cell = as_text(self.sheet.value(row, start) or ""), address(row, start)
                words = _EXPECTED.get(kind, ("an agreed name", "een afgesproken naam"))
                given = {"hint": ""} | problem.given | dict(zip(("expected", "expected_nl"), words, strict=True))
                code = "header_unreadable" if kind in _EXPECTED else "header_unknown"
                told[cell] = Fault(code if found else "header_blank", cell, given | {"found": found})
        header.faults += told.values()

    def _holds_figures(self, header: Header, column: int) -> bool:
        """Whether numbers stand under it; of an analyst's own table also numbers in text."""
        values = self.sheet.columns[column].present(header.bottom + 1)
        if self.table.yields is None:
            return any(is_figure(value, self.reader.signs) for value in values)
        return any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)

    def _note_missing(self, header: Header, missing: list[tuple[str, Column]], taken: set[int]) -> None:
        spare = [title for title in self._titles(header, taken) if title]
        present = self._titles(header, set())
        named = [[one.text for one in column.header if one.is_used_on(self.received_on)] for _, column in missing]
        self._tell_missing(header, header.bottom, named, present, spare)
        if self.table.yields and "indicator" in self.table.across:
            said = {one.said["indicator"] for one in header.figures}
            expected = self.reader.layout.words.get("indicator", {})
            absent = dict.fromkeys(code for code in expected.values() if code not in said)
            names = [[next(word for word, meant in expected.items() if meant == code)] for code in absent]
            level = self.table.across.index("indicator")
            row, columns = header.top + level, set(range(self.sheet.width)) - set(header.columns.values())
            labels = dict.fromkeys(filter(None, (self.labels.over(header.top, one)[level] for one in sorted(columns))))
            there = [label for label in labels if fold(label).rstrip(" *:") not in self.totals]
            unknown = [label for label in there if not self.is_said("indicator", label)]
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
            if column not in without and (title := " > ".join(filter(None, self.labels.over(header.top, column))))
        ]

    def _note_unread(self, header: Header, taken: set[int]) -> None:
        for column in range(self.sheet.width):
            if column in taken:
                continue
            label = self.labels.over(header.top, column)[-1]
            if label or not all(map(is_blank, self.sheet.columns[column].present(header.bottom + 1))):
                given = {"header": label or "(no name)"}
                header.remarks.append(Fault("column_not_read", address(header.bottom, column), given))
