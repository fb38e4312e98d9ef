"""Which rows under a header are data, which are totals, which are notes."""

import re
from dataclasses import dataclass, field

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.layout import Table
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, is_blank


@dataclass(slots=True)
class Region:
    """Row numbers (from 0). totals: row of totals → how many of the data rows stand above it."""

    data: list[int] = field(default_factory=list)
    totals: dict[int, int] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)

    def parts_of(self, total: int) -> tuple[list[int], list[int]]:
        """What a row of totals may add up: all rows above it, or those since the total before it (a subtotal)."""
        count = self.totals[total]
        before = max((other for row, other in self.totals.items() if row < total), default=0)
        return self.data[:count], self.data[before:count]


def find_region(sheet: Sheet, table: Table, below: int, columns: set[int]) -> Region:
    """The rows under header row `below`; `columns` are those that are read.

    A wholly blank row is no row. A row is a total by its first word; a note by its first word, because it holds nothing
    in the columns that are read, or because it is a lone text that stands apart under the table. Everything else is
    data, and must be read or listed.
    """
    is_total = _opens_with(table.totals)
    is_note = _opens_with(table.notes)
    region = Region()
    for row in range(below + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        filled = [value for value in cells if not is_blank(value)]
        if not filled:
            continue
        first = fold(as_text(filled[0])) if isinstance(filled[0], str) else ""
        if is_total.match(first):
            region.totals[row] = len(region.data)
        elif (is_note.match(first) and len(filled) <= 2) or all(is_blank(cells[column]) for column in columns):
            region.notes.append(row)
        else:
            region.data.append(row)
    _end_before_notes(sheet, region)
    return region


def filled_down(sheet: Sheet, row: int, column: int, top: int, *, through_blanks: bool) -> Value:
    """A label's value: its own, that of the merged cell it belongs to, or (if the layout says so) the one above."""
    value = sheet.value(row, column)
    if not is_blank(value):
        return value
    for first, left, last, right in sheet.merged:
        if first <= row <= last and left <= column <= right:
            return sheet.value(first, left)
    if through_blanks:
        for above in range(row - 1, top, -1):
            if not is_blank(sheet.value(above, column)):
                return sheet.value(above, column)
    return None


def _opens_with(words: tuple[str, ...]) -> re.Pattern[str]:
    """A text that is one of these words, or begins with it; a sign such as '*' may touch what follows."""
    whole = "|".join(rf"{re.escape(fold(word))}(?!\w)" for word in words)
    return re.compile(whole or r"(?!)")


def _end_before_notes(sheet: Sheet, region: Region) -> None:
    """Lone texts at the end, after a blank row, a total or a note, are notes: the table has ended there."""
    start = len(region.data)
    while start and _is_lone_text(sheet.rows[region.data[start - 1]]):
        start -= 1
    while start < len(region.data):
        above = region.data[start] - 1
        if above in region.totals or above in region.notes or all(map(is_blank, sheet.rows[above])):
            break
        start += 1
    if start > 0:  # a table of nothing but lone texts is a table
        region.notes = sorted((*region.notes, *region.data[start:]))
        del region.data[start:]


def _is_lone_text(cells: list[Value]) -> bool:
    filled = [value for value in cells if not is_blank(value)]
    return len(filled) == 1 and isinstance(filled[0], str)
