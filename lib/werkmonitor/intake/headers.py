"""Where a table begins on a sheet, and what each of its columns means."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from werkmonitor.errors import near_miss
from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.findings import Findings, quoted
from werkmonitor.intake.labels import Labels
from werkmonitor.intake.numbers import is_figure, read_figure
from werkmonitor.intake.table_layout import UNUSED, Column, Measure, Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.words import fold, pattern_of, unmarked, whole_pattern
from werkmonitor.intake.workbook import Sheet, Value, address, column_letters, column_number, is_blank

FARTHEST_HEADER = 100
"""A header stands within so many rows from the top."""

_EXPECTED = {
    "period": ("a period", "een periode"),
    "period_name": ("a period", "een periode"),
    "year": ("a year", "een jaar"),
    "day": ("a date", "een datum"),
}
"""Kinds of fields of a header that say when → what is expected there, in both languages."""
_NOTHING = (0, 0, 0)
_ONE = ("1", "(1)", "1)")
_FIRST_DAY = 30_000
"""As Excel numbers days: one in 1982."""
_OWN = ("label", "period_name", "year")
"""Kinds of an analyst's own fields: almost anything may be one, so only the names of columns tell where they stand."""


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


def find_header(
    sheet: Sheet, table: Table, reader: CellReader, received_on: date, said: Mapping[str, Sequence[Value]] | None = None
) -> Header | None:
    """The header of a table on this sheet, or None where no row holds any of its names.

    said: field → what stands elsewhere of it (the sheet's name, a cell above the table), and what the header completes.
    The rows with most of the names win; what is missing there, stands twice or cannot be read is in `faults`.
    """
    return _Search(sheet, table, reader, received_on, said or {}).best()


class _Search:
    def __init__(
        self, sheet: Sheet, table: Table, reader: CellReader, received_on: date, said: Mapping[str, Sequence[Value]]
    ):
        self.sheet, self.table, self.reader, self.received_on, self.said = sheet, table, reader, received_on, said
        self.fields = table.fields
        self.depth = table.header_rows if table.kind == "list" else len(table.across)
        self.named = {name: column for name, column in table.places.items() if column.header}
        self.fixed = {name: column_number(one.column) for name, one in table.places.items() if one.column}
        self.totals = [whole_pattern(word) for word in table.words_of_totals]
        self.skipped = pattern_of(table.skip_columns)
        self.named_marks = pattern_of(table.mark_columns)
        self.measures = {fold(text): measure for text, measure in table.values.items()}
        names = {fold(name.text) for column in self.named.values() for name in column.header}
        self.labels = Labels(sheet, self.depth, table.across, names, self.fixed.values())
        self._first = sheet.first_row
        self._ends = {name.rpartition(" > ")[2] for name in names}
        self._holds_names = [
            any(map(self._is_name, cells))
            for cells in sheet.rows(self._first, self._first + FARTHEST_HEADER + self.depth)
        ]

    def _is_name(self, value: Value) -> bool:
        """Whether a cell is a name of the layout, or the last part of one."""
        if not isinstance(value, str):
            return False
        return bool({fold(value).rstrip(" *:"), fold(unmarked(as_text(value))[0]).rstrip(" *:")} & self._ends)

    @property
    def is_fixed(self) -> bool:
        return bool(self.table.header_row or self.table.area)

    def best(self) -> Header | None:
        if self.is_fixed:
            tops = [self.table.header_row - 1 if self.table.header_row else self.table.bounds[0]]
        else:
            last = min(self.sheet.height, self._first + FARTHEST_HEADER)
            tops = [top for top in range(self._first, last) if self._may_begin(top)]
        for is_lenient in (False, True):
            scores = {top: self._score(top, is_lenient=is_lenient) for top in tops}
            if scores and max(scores.values()) != _NOTHING:
                return self._read(max(tops, key=lambda top: (scores[top], -top)))
        return None

    def _may_begin(self, top: int) -> bool:
        """A quick look: whether any cell of these rows is a name of the layout."""
        if not self.named:
            return True
        start = top - self._first
        return any(self._holds_names[start : start + self.depth])

    def _score(self, top: int, *, is_lenient: bool) -> tuple[int, int, int]:
        """How many names of the layout stand in these rows, how few of them are rows of data, and (for its own fields)
        how much else says something.

        _NOTHING where a needed header row says nothing; is_lenient: never mind, it will be told what cannot be read.
        """
        places = [self._places(column, top) for column in self.named.values()]
        found = sum(map(bool, places))
        known_names = {place for one in places for place in one}
        own = 0
        for level, name in enumerate(self.table.across):
            if name == UNUSED:
                continue
            is_own = self.fields[name].kind in _OWN
            if is_own and not (found or self.is_fixed):
                return _NOTHING
            besides = known_names if is_own else set()
            known = sum(
                self._is_said(name, value) for column, value in self._level(top + level) if column not in besides
            )
            if known == 0 and not (self.is_fixed or (is_lenient and is_own)):
                return _NOTHING
            if is_own:
                own += known
            else:
                found += known
        if not (found or own):
            return (1, 0, 0) if self.is_fixed else _NOTHING
        return found, -sum(self._is_data(top, level, known_names) for level in range(1, self.depth)), own

    def _is_data(self, top: int, level: int, named: Collection[int]) -> bool:
        """Whether this row cannot belong to a header: a label under the name of a column of labels, and figures beside.

        Years may stand in one row of a header. A row that numbers the columns starts with 1.
        """
        row = top + level
        has_label = any(
            not (is_blank(label := self.sheet.value(row, column)) or as_text(label) in _ONE or self._is_name(label))
            and any(self._is_name(self.sheet.value(above, column)) for above in range(top, row))
            for column in named
        )
        if not has_label:
            return False
        beside = self._beside(row, named)
        if 2 * sum(map(self._is_number, beside)) <= len(beside):
            return False
        is_used = bool(self.table.across) and self.table.across[level] != UNUSED
        is_second = any(self._is_of_years(self._beside(above, named)) for above in range(top, row))
        return not is_used or is_second or not self._is_of_years(beside)

    def _beside(self, row: int, named: Collection[int]) -> list[Value]:
        return [value for column, value in self._level(row) if column not in named and not is_blank(value)]

    def _is_number(self, value: Value) -> bool:
        """Whether this is nothing but a number, or a sign for one."""
        if not isinstance(value, str):
            return isinstance(value, int | float) and not isinstance(value, bool)
        for decimal in (",", "."):
            with suppress(Unreadable):
                read_figure(value, self.reader.signs, decimal=decimal)
                return True
        return False

    def _is_of_years(self, values: Sequence[Value]) -> bool:
        """Whether all numbers among these may be years, or days by their number; and there are any."""
        numbers = [
            float(as_text(value)) if as_text(value).isdecimal() else 0.0 for value in values if self._is_number(value)
        ]
        return bool(numbers) and all(1900 <= one <= 2100 or one >= _FIRST_DAY for one in numbers)

    def _level(self, row: int) -> Iterator[tuple[int, Value]]:
        for column in range(self.sheet.width):
            if column not in self.fixed.values():
                yield column, self.sheet.value(row, column)

    def _is_said(self, name: str, value: Value) -> int:
        """Whether a header cell gives a value of this field; small bare numbers are figures, never headers.

        Of an analyst's own field a text (2) does more likely than a number (1).
        """
        kind = self.fields[name].kind
        if is_blank(value):
            return 0
        if kind == "label":
            return 2 if isinstance(value, str) or 1900 <= _number(value) <= 2100 else 1
        if kind not in _OWN and isinstance(value, int | float) and value < _FIRST_DAY:
            return 0
        if name in self.said or self.table.across.count(name) > 1:
            return 1  # the header completes it: 'jan' says nothing by itself
        try:
            self.reader.read(name, self.fields[name], value)
        except Unreadable:
            return 1 if kind in _OWN and self.table.across.count(name) > 1 else 0
        return 2 if kind in _OWN else 1

    def _places(self, column: Column, top: int) -> list[int]:
        names = {fold(name.text) for name in column.header if name.is_used_on(self.received_on)}
        return [place for place in range(self.sheet.width) if names & self.labels.names_of(top, place)]

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


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
