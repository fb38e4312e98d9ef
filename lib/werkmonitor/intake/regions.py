"""Which rows under a header are data, which are totals, labels of blocks, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from werkmonitor.intake.cells import CellReader, as_text, as_written
from werkmonitor.intake.columns import Mask, Numbers, blanks, coded, codes_of, constant, each, taken, where
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.numbers import is_figure
from werkmonitor.intake.table_layout import Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.whereabouts import Spot
from werkmonitor.intake.words import fold, is_mark, pattern_of
from werkmonitor.intake.workbook import Column, Sheet, Value, address, is_blank

_NEITHER, _NOTE, _SKIPPED, _TOTAL = range(4)


@dataclass(slots=True)
class Region:
    """Row numbers (from 0). totals: row of totals → how many of the data rows stand above it, and above the total
    before it. blocks: rows with a label only, which holds for those below. headings: the same where the layout does not
    say what they mean. skipped: rows that are none of our figures. repeats: whether the header stands there again.
    other_headers: rows that repeat the names of the labels, but not what stands over the figures.
    """

    data: list[int] = field(default_factory=list)
    totals: dict[int, tuple[int, int]] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    repeats: bool = False
    other_headers: list[int] = field(default_factory=list)

    def parts_of(self, total: int) -> list[list[int]]:
        """What a row of totals may add up: the rows above it, all or since the total before; or below it, so too."""
        count, before = self.totals[total]
        after = next((above for row, (above, _) in self.totals.items() if row > total and above > count), None)
        candidates = self.data[:count], self.data[before:count], self.data[count:after], self.data[count:]
        return [rows for rows in candidates if rows]


def columns_read(header: Header) -> set[int]:
    return {*header.columns.values(), *(one.column for one in header.figures), *header.totals}


def open_table(spot: Spot, reader: CellReader, findings: Findings) -> tuple[Region, dict[str, Any]] | None:
    """The rows of a table, and what holds of all of it by field; None, with the reason noted, where there is neither.

    A row that repeats the header, but not what it says of the figures, is noted too: there begins another table.
    """
    region = find_region(spot.sheet, spot.table, spot.header, reader)
    for row in region.other_headers:
        findings.add("header_changes", spot.sheet.name, address(row, spot.header.first_column))
    if not region.data and not spot.table.may_be_empty:
        findings.add("no_rows", spot.sheet.name)
        return None
    try:
        return region, spot.said(reader)
    except Unreadable as problem:
        findings.add("constant_unknown", spot.sheet.name, **({"hint": "", "hint_nl": ""} | problem.given))
        return None


def find_region(sheet: Sheet, table: Table, header: Header, reader: CellReader) -> Region:
    """The rows under a header.

    A wholly blank row is no row; nor is the header once more, as printing repeats it. A row is a total, or none of our
    figures, by its first word (in a crosstab by any of its labels); a note by its first word, because it holds nothing
    in the columns that are read, or because it stands apart under the table and holds no figure. In a table with fields
    of one's own, a row of labels without any figure is the label of a block. Everything else is data, and must be read
    or listed.
    """
    if not sheet.columns:
        return Region()
    below, is_list = header.bottom, table.kind == "list"
    is_filled = ~blanks(sheet)
    filled, first = is_filled.sum(axis=0), is_filled.argmax(axis=0)
    every_row = np.flatnonzero(filled[below + 1 :]) + below + 1
    rows = _without_repeated_headers(sheet, header, every_row)
    words = _first_words(sheet, table, header, rows, first[rows])
    is_read = is_filled[sorted(column for column in columns_read(header) if column < sheet.width)][:, rows].any(axis=0)
    has_figures = is_filled[[one.column for one in header.figures]][:, rows].any(axis=0)
    is_total, is_skipped = words == _TOTAL, words == _SKIPPED
    if not (is_list or table.yields):
        is_total &= has_figures  # 'Totaal' over a block of rows is its name
    is_note = ~is_total & ~is_skipped & (~is_read | ((words == _NOTE) & (filled[rows] <= 2)))
    is_label = np.zeros(len(rows), np.bool_)
    if not is_list and (table.blocks or table.yields is None):
        has_figures &= ~_lone_texts(sheet, reader, rows, filled, first)
        is_named = _named_blocks(sheet, table, rows, first)
        is_total, is_skipped, has_figures = is_total & ~is_named, is_skipped & ~is_named, has_figures & ~is_named
        is_label = ~is_total & ~is_skipped & ~has_figures & ~((words == _NOTE) & is_note)
        if not table.blocks:
            is_label &= is_read
        is_note &= ~is_label
        is_readable = np.zeros(len(rows), np.bool_)
        for column in (one.column for one in header.figures):
            is_readable |= where(sheet.columns[column], lambda value: is_figure(value, reader.signs))[rows]
        last = np.flatnonzero(is_readable)
        is_late = np.arange(len(rows)) > (last[-1] if len(last) else len(rows))
        is_note |= is_label & is_late
        is_label &= ~is_late
    is_data = ~is_total & ~is_note & ~is_skipped & ~is_label
    above: list[int] = is_data.cumsum()[is_total].tolist()
    totals = dict(zip(rows[is_total].tolist(), zip(above, [0, *above], strict=False), strict=True))
    region = Region(rows[is_data].tolist(), totals, rows[is_note].tolist())
    region.skipped, region.repeats = rows[is_skipped].tolist(), len(rows) < len(every_row)
    if table.blocks:
        region.blocks = rows[is_label].tolist()
    else:
        region.headings = rows[is_label].tolist()
    region.other_headers = _other_headers(sheet, table, header, region.data)
    _end_before_notes(sheet, table, header, region, reader, filled, first)
    return region


def labels_of_blocks(sheet: Sheet, table: Table, header: Header, region: Region) -> dict[int, tuple[Value, ...]]:
    """Data row → what the blocks it stands in say, the outer one first; None where nothing does.

    Rows of labels that follow each other name one level each, the inner ones last; a single one names the innermost.
    The label of the first block may stand above the header, where the others do too.
    """
    if not table.blocks:
        return {}
    now: list[Value] = [None] * len(table.blocks)
    if region.repeats and region.blocks and region.data and region.blocks[0] > region.data[0]:
        now[-1] = _label_above(sheet, table, header)
    found: dict[int, tuple[Value, ...]] = {}
    waiting: list[Value] = []
    labels = set(region.blocks)
    for row in sorted((*region.blocks, *region.data)):
        if row in labels:
            waiting.append(_label(sheet, table, row))
            continue
        if waiting:
            count = min(len(waiting), len(now))
            now[len(now) - count :] = waiting[-count:]
            waiting = []
        found[row] = tuple(now)
    return found


def filled_down(sheet: Sheet, column: int, top: int, *, through_blanks: bool, without: Sequence[int] = ()) -> Column:
    """A column of labels under row `top`, in which a blank gets its value.

    That is the value of the merged cell it belongs to, or (if the layout says so) the one above. without: rows whose
    labels hold for no other row, and beyond which none holds: those of blocks.
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
        is_source = ~(is_free | (rows <= top))
        is_apart = np.zeros(sheet.height, np.bool_)
        is_apart[list(without)] = True
        above = np.maximum.accumulate(np.where(is_source & ~is_apart, rows, -1))
        begun = np.maximum.accumulate(np.where(is_apart, rows, -1))
        codes = np.where(is_free & (above > begun), codes[above], codes)
    apart = set(without)
    for first, left, last, right in reversed(sheet.merged):  # where two overlap, the first one counts
        if left <= column <= right and first not in apart:
            codes[first : last + 1][is_free[first : last + 1]] = len(values)
            values.append(sheet.value(first, left))
    return coded(values, codes)


def _label(sheet: Sheet, table: Table, row: int) -> Value:
    """What a row of labels says: its first text, or of that the part that the layout finds."""
    value = next((value for value in sheet.rows(row, row + 1)[0] if not is_blank(value)), None)
    for block in table.blocks:
        if block.find and (match := re.search(block.find, as_written(value))):
            return match[1]
    return value


def _label_above(sheet: Sheet, table: Table, header: Header) -> Value:
    """The text right above a header, where it stands alone on its row."""
    row = header.top - 1
    filled = [value for value in sheet.rows(row, row + 1)[0] if not is_blank(value)] if row >= 0 else []
    return _label(sheet, table, row) if len(filled) == 1 else None


def _named_blocks(sheet: Sheet, table: Table, rows: Numbers, first: Numbers) -> Mask:
    """Which rows begin with the label of a block, by how the layout says that it looks."""
    patterns = [re.compile(block.find) for block in table.blocks if block.find]
    found = np.zeros(len(rows), np.bool_)
    for number, row in enumerate(rows.tolist() if patterns else ()):
        text = as_written(sheet.value(row, first[row]))
        found[number] = any(pattern.search(text) for pattern in patterns)
    return found


def _lone_texts(sheet: Sheet, reader: CellReader, rows: Numbers, filled: Numbers, first: Numbers) -> Mask:
    """Which rows hold one text that is no figure, in whatever column, and nothing else."""
    found = np.zeros(len(rows), np.bool_)
    for number in np.flatnonzero(filled[rows] == 1).tolist():
        value = sheet.value(row := rows[number], first[row])
        found[number] = isinstance(value, str) and not is_figure(value, reader.signs)
    return found


def _without_repeated_headers(sheet: Sheet, header: Header, rows: Numbers) -> Numbers:
    """The rows without those that hold, in all columns of figures, just what a header row holds there.

    Where there are fewer than two such columns, the labels must be those of the header too.
    """
    columns = [one.column for one in header.figures]
    if len(columns) < 2:
        columns += sorted(header.columns.values())
    levels = {tuple(sheet.value(row, one) for one in columns) for row in range(header.top, header.bottom + 1)}
    levels = {cells for cells in levels if not is_blank(cells[0]) and not all(map(is_blank, cells[1:]))}
    if not levels:
        return rows
    starts = {cells[0] for cells in levels}
    may_repeat = where(sheet.columns[columns[0]], lambda value: value in starts)
    repeated = {
        row for row in rows[may_repeat[rows]].tolist() if tuple(sheet.value(row, one) for one in columns) in levels
    }
    return rows[~np.isin(rows, list(repeated))]


def _other_headers(sheet: Sheet, table: Table, header: Header, data: Sequence[int]) -> list[int]:
    """The rows of data that hold, in every column of labels that is known by its name, that name, and names beside."""
    named = [column for name, column in header.columns.items() if (place := table.places.get(name)) and place.header]
    if not named or not data:
        return []
    is_one = np.ones(len(data), np.bool_)
    for column in sorted(named, key=lambda column: len(sheet.columns[column].values)):  # the quickest to look through
        if not is_one.any():
            return []
        names = {fold(as_written(sheet.value(row, column))) for row in range(header.top, header.bottom + 1)} - {""}
        is_one &= where(sheet.columns[column], partial(_is_written, names))[data]
    columns = [one.column for one in header.figures]
    rows = [data[number] for number in np.flatnonzero(is_one).tolist()]
    return [row for row in rows if all(_may_be_over_figures(sheet.value(row, column)) for column in columns)]


def _may_be_over_figures(value: Value) -> bool:
    """Whether this can stand in a header: a text, a year, a day; not a number of anything."""
    return is_blank(value) or not isinstance(value, int | float) or 1900 <= value <= 2100


def _is_written(words: set[str], value: Value) -> bool:
    return fold(as_written(value)) in words


def _first_words(sheet: Sheet, table: Table, header: Header, rows: Numbers, first: Numbers) -> Numbers:
    """By what a row opens with: a total, a row that is no figure of ours, a note or neither.

    first: the column of the first filled cell of each row. In a crosstab any label may say so.
    """
    totals, skipped, notes = pattern_of(table.words_of_totals), pattern_of(table.skip_rows), pattern_of(table.notes)

    def opening(value: Value) -> int:
        if not isinstance(value, str) and (is_blank(value) or not table.skip_rows):
            return _NEITHER
        text = fold(value if isinstance(value, str) and value.isascii() else as_text(value))
        if skipped.match(text):
            return _SKIPPED
        return _TOTAL if totals.match(text) else _NOTE if notes.match(text) or is_mark(text) else _NEITHER

    found = np.zeros(len(rows), np.int64)
    labels = set() if table.kind == "list" else {*header.columns.values()}
    through_blanks = {
        header.columns[name] for name, one in table.places.items() if one.fill_down and name in header.columns
    }
    for column in sorted({*first.tolist(), *labels}):
        if column >= sheet.width:
            continue
        is_here = np.ones(len(rows), np.bool_) if column in labels else first == column
        words = each(taken(sheet.columns[column], rows[is_here]), opening)
        said = np.array([word or _NEITHER for word in words.values], np.int64)[codes_of(words)]
        if column in labels:
            said[(said == _NOTE) & (first[is_here] != column)] = _NEITHER
        found[is_here] = np.maximum(found[is_here], said)
        if column in labels:  # a merged label, or one that is filled down, says so of all its rows
            below = filled_down(sheet, column, header.bottom, through_blanks=column in through_blanks)
            found[where(below, lambda value: opening(value) == _TOTAL)[rows]] = _TOTAL
    return found


def _end_before_notes(
    sheet: Sheet,
    table: Table,
    header: Header,
    region: Region,
    reader: CellReader,
    filled: Numbers,
    first: Numbers,
) -> None:
    """What stands apart at the end and holds no figure, after a blank row, a total or a note, is no data any more.

    Of a list that is a lone text; of a crosstab also a legend: signs and words under a title such as "Legenda" are
    no figures. filled: how many cells of a row hold something; first: the column of the first one.
    """
    columns = [one.column for one in header.figures]
    titles = [row for row in region.notes if filled[row] == 1 and _is_one_word(sheet.value(row, first[row]))]

    def is_a_note(row: int) -> bool:
        if filled[row] == 1 and isinstance(sheet.value(row, first[row]), str):
            return True
        figures = [value for column in columns if is_figure(value := sheet.value(row, column), reader.signs)]
        if titles and titles[0] < row:
            return all(isinstance(value, str) for value in figures)
        return bool(columns) and not figures

    start = len(region.data)
    while start and is_a_note(region.data[start - 1]):
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


def _is_one_word(value: Value) -> bool:
    return isinstance(value, str) and as_text(value).rstrip(" :").isalpha()
