"""Whether two readers see the same in an .xls; runs in the reader's process.

An .xls has no checksum, and where it is damaged calamine leaves out what it cannot follow, without a word. So xlrd
reads it too, and what they do not agree on is read by nobody. It also tells what is set above the line.
"""

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import xlrd

from werkmonitor.intake.files.raised import raised
from werkmonitor.intake.workbook import Column, Sheet, Value, is_blank

_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))
_VALUES = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN)
_NEAR = 1e-6
"""Of a day: less than a second."""
_BEFORE_MARCH_1900 = 61


def check_cells(content: bytes, sheets: Iterable[Sheet]) -> None:
    """Raises ValueError where a cell differs, and what xlrd raises where it cannot read the file.

    sheets: as calamine gives them, before errors are put in.
    """
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ignore_workbook_corruption=True)
    epoch = _EPOCHS[book.datemode]
    for sheet in sheets:
        theirs = book.sheet_by_name(sheet.name)
        for number in range(max(sheet.width, theirs.ncols)):
            here = _filled(sheet.columns[number]) if number < sheet.width else {}
            there = _filled_there(theirs, number) if number < theirs.ncols else {}
            if here.keys() != there.keys() or not all(_is_same(here[row], there[row], epoch) for row in here):
                raise ValueError("two readers see different cells")


def raise_marks(content: bytes, sheets: Iterable[Sheet]) -> None:
    """Write what is set above the line in signs of its own, so that 1234 and its footnote 1 are not 12341."""
    book = xlrd.open_workbook(
        file_contents=content, logfile=io.StringIO(), ignore_workbook_corruption=True, formatting_info=True
    )
    for sheet in sheets:
        runs_of = book.sheet_by_name(sheet.name).rich_text_runlist_map
        marked = {
            cell: _with_raised(text, runs, book) for cell, runs in runs_of.items() if (text := sheet.value(*cell))
        }
        if changed := {cell: text for cell, text in marked.items() if text != sheet.value(*cell)}:
            sheet.put(changed)


def _with_raised(text: Value, runs: list[tuple[int, int]], book: Any) -> Value:
    """runs: from which sign on a text has which font."""
    if not isinstance(text, str):
        return text
    parts = [text[: runs[0][0]]]
    for (start, font), (end, _) in zip(runs, [*runs[1:], (len(text), 0)], strict=True):
        part = text[start:end]
        parts.append(raised(part) if book.font_list[font].escapement == 1 else part)
    return "".join(parts)


def _filled(column: Column) -> dict[int, Value]:
    is_filled = [not is_blank(value) for value in column.values]
    return {row: column.values[code] for row, code in enumerate(column.codes) if is_filled[code]}


def _filled_there(sheet: Any, number: int) -> dict[int, Any]:
    """The same as xlrd sees it, without errors."""
    cells = sheet.col_values(number)
    kinds = enumerate(sheet.col_types(number))
    return {row: cells[row] for row, kind in kinds if kind in _VALUES and not is_blank(cells[row])}


def _is_same(ours: Value, theirs: Any, epoch: datetime) -> bool:
    if isinstance(ours, str):
        return ours == theirs or (isinstance(theirs, str) and _words(ours) == _words(theirs))
    if isinstance(theirs, str):
        return False
    number, other = _serial(ours, epoch), float(theirs)
    if isinstance(ours, time) and other < 0:
        other %= 1  # of what is below zero and shown as a day, calamine gives the time of day
    if isinstance(ours, date) and epoch == _EPOCHS[0] and number <= _BEFORE_MARCH_1900 and other < number - 0.5:
        number -= 1  # Excel counts a 29 February 1900, so before it the days are off by one
    return abs(number - other) <= max(_NEAR, 1e-12 * abs(number))


def _words(text: str) -> list[str]:
    """Without a byte order mark, which only one of them keeps."""
    return text.replace("\ufeff", "").split()


def _serial(value: Value, epoch: datetime) -> float:
    """A day or a time as the number by which it is stored."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.min
    elif isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        value = moment - epoch
    if not isinstance(value, timedelta):
        raise ValueError("no number")
    return value / timedelta(days=1)
