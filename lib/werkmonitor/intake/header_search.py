"""In which rows of a sheet the header of a table stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.labels import Labels
from werkmonitor.intake.numbers import read_figure
from werkmonitor.intake.table_layout import UNUSED, Column, Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.words import fold, pattern_of, unmarked, whole_pattern
from werkmonitor.intake.workbook import Sheet, Value, column_number, is_blank

FARTHEST_HEADER = 100
"""A header stands within so many rows from the top."""
_NOTHING = (0, 0, 0)
_ONE = ("1", "(1)", "1)")
_FIRST_DAY = 30_000
"""As Excel numbers days: one in 1982."""
_OWN = ("label", "period_name", "year")
"""Kinds of an analyst's own fields: almost anything may be one, so only the names of columns tell where they stand."""


class HeaderSearch:
    """Looks for the rows of a sheet in which the header of a table stands."""

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
            any(map(self.is_name, cells))
            for cells in sheet.rows(self._first, self._first + FARTHEST_HEADER + self.depth)
        ]

    def is_name(self, value: Value) -> bool:
        """Whether a cell is a name of the layout, or the last part of one."""
        if not isinstance(value, str):
            return False
        return bool({fold(value).rstrip(" *:"), fold(unmarked(as_text(value))[0]).rstrip(" *:")} & self._ends)

    @property
    def is_fixed(self) -> bool:
        return bool(self.table.header_row or self.table.area)

    def top(self) -> int | None:
        """The first row of the header (from 0): the rows with most of the names; None where no row holds any."""
        if self.is_fixed:
            tops = [self.table.header_row - 1 if self.table.header_row else self.table.bounds[0]]
        else:
            last = min(self.sheet.height, self._first + FARTHEST_HEADER)
            tops = [top for top in range(self._first, last) if self._may_begin(top)]
        for is_lenient in (False, True):
            scores = {top: self._score(top, is_lenient=is_lenient) for top in tops}
            if scores and max(scores.values()) != _NOTHING:
                return max(tops, key=lambda top: (scores[top], -top))
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
        places = [self.places(column, top) for column in self.named.values()]
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
            known = sum(self.is_said(name, value) for column, value in self.level(top + level) if column not in besides)
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
            not (is_blank(label := self.sheet.value(row, column)) or as_text(label) in _ONE or self.is_name(label))
            and any(self.is_name(self.sheet.value(above, column)) for above in range(top, row))
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
        return [value for column, value in self.level(row) if column not in named and not is_blank(value)]

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

    def level(self, row: int) -> Iterator[tuple[int, Value]]:
        for column in range(self.sheet.width):
            if column not in self.fixed.values():
                yield column, self.sheet.value(row, column)

    def is_said(self, name: str, value: Value) -> int:
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

    def places(self, column: Column, top: int) -> list[int]:
        names = {fold(name.text) for name in column.header if name.is_used_on(self.received_on)}
        return [place for place in range(self.sheet.width) if names & self.labels.names_of(top, place)]


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
