"""Which rows under a header are data, which are totals, which are notes."""

import re
from dataclasses import dataclass, field

import numpy as np

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.columns import Numbers, blanks, coded, codes_of, constant, each, taken, where
from werkmonitor.intake.layout import Table
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Column, Sheet, Value, is_blank

_NEITHER, _TOTAL, _NOTE = range(3)


@dataclass(slots=True)
class Region:
    """Row numbers (from 0). totals: row of totals → how many of the data rows stand above it, and above the total
    before it."""

    data: list[int] = field(default_factory=list)
    totals: dict[int, tuple[int, int]] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)

    def parts_of(self, total: int) -> tuple[list[int], list[int]]:
        """What a row of totals may add up: all rows above it, or those since the total before it (a subtotal)."""
        count, before = self.totals[total]
        return self.data[:count], self.data[before:count]


def find_region(sheet: Sheet, table: Table, below: int, columns: set[int]) -> Region:
    """The rows under header row `below`; `columns` are those that are read.

    A wholly blank row is no row. A row is a total by its first word; a note by its first word, because it holds nothing
    in the columns that are read, or because it is a lone text that stands apart under the table. Everything else is
    data, and must be read or listed.
    """
    if not sheet.columns:
        return Region()
    is_filled = ~blanks(sheet)
    filled, first = is_filled.sum(axis=0), is_filled.argmax(axis=0)
    rows = np.flatnonzero(filled[below + 1 :]) + below + 1
    words = _first_words(sheet, table, rows, first[rows])
    is_read = is_filled[[column for column in columns if column < sheet.width]][:, rows].any(axis=0)
    is_total = words == _TOTAL
    is_note = ~is_total & (~is_read | ((words == _NOTE) & (filled[rows] <= 2)))
    is_data = ~is_total & ~is_note
    above: list[int] = is_data.cumsum()[is_total].tolist()
    totals = dict(zip(rows[is_total].tolist(), zip(above, [0, *above], strict=False), strict=True))
    region = Region(rows[is_data].tolist(), totals, rows[is_note].tolist())
    _end_before_notes(sheet, region, filled, first)
    return region


def filled_down(sheet: Sheet, column: int, top: int, *, through_blanks: bool) -> Column:
    """A column of labels under row `top`, in which a blank gets its value.

    That is the value of the merged cell it belongs to, or (if the layout says so) the one above.
    """
    own = sheet.columns[column] if column < sheet.width else constant(None, sheet.height)
    is_free = where(own, is_blank)
    if not is_free.any():
        return own
    values: list[Value] = [*own.values, None]
    codes = codes_of(own).copy()
    codes[is_free] = len(own.values)
    if through_blanks:
        rows = np.arange(sheet.height)
        above = np.maximum.accumulate(np.where(is_free | (rows <= top), -1, rows))
        codes = np.where(is_free & (above >= 0), codes[above], codes)
    for first, left, last, right in reversed(sheet.merged):  # where two overlap, the first one counts
        if left <= column <= right:
            codes[first : last + 1][is_free[first : last + 1]] = len(values)
            values.append(sheet.value(first, left))
    return coded(values, codes)


def _first_words(sheet: Sheet, table: Table, rows: Numbers, first: Numbers) -> Numbers:
    """By what the first filled cell of each row opens with: a total, a note or neither. first: that cell's column."""
    known = re.compile(f"({_one_of(table.totals)})|({_one_of(table.notes)})")

    def opening(value: Value) -> int:
        if not isinstance(value, str):
            return _NEITHER
        match = known.match(fold(value if value.isascii() else as_text(value)))
        return _NEITHER if match is None else _NOTE if match[1] is None else _TOTAL

    found = np.zeros(len(rows), np.int64)
    for column in set(first.tolist()):
        is_here = first == column
        words = each(taken(sheet.columns[column], rows[is_here]), opening)
        found[is_here] = np.array([word or _NEITHER for word in words.values])[codes_of(words)]
    return found


def _one_of(words: tuple[str, ...]) -> str:
    """A pattern for one of these words, or what begins with it; a sign such as '*' may touch what follows."""
    return "|".join(rf"{re.escape(fold(word))}(?!\w)" for word in words) or "(?!)"


def _end_before_notes(sheet: Sheet, region: Region, filled: Numbers, first: Numbers) -> None:
    """Lone texts at the end, after a blank row, a total or a note, are notes: the table has ended there.

    filled: how many cells of a row hold something; first: the column of the first one.
    """
    start = len(region.data)
    while start and filled[row := region.data[start - 1]] == 1 and isinstance(sheet.value(row, first[row]), str):
        start -= 1
    apart = {*region.totals, *region.notes}
    while start < len(region.data):
        above = region.data[start] - 1
        if above in apart or filled[above] == 0:
            break
        start += 1
    if start > 0:  # a table of nothing but lone texts is a table
        region.notes = sorted((*region.notes, *region.data[start:]))
        del region.data[start:]
