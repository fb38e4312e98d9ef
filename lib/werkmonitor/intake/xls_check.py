"""Whether two readers see the same in an .xls; runs in the reader's process.

An .xls has no checksum, and where it is damaged calamine leaves out what it cannot follow, without a word. So xlrd
reads it too, and what they do not agree on is read by nobody.
"""

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import xlrd

from werkmonitor.intake.workbook import Sheet, Value, is_blank

_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))
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
            ours = sheet.columns[number].cells() if number < sheet.width else []
            cells = theirs.col_values(number) if number < theirs.ncols else []
            kinds = theirs.col_types(number) if number < theirs.ncols else []
            shown = [None if kind == xlrd.XL_CELL_ERROR else cell for kind, cell in zip(kinds, cells, strict=True)]
            height = max(len(ours), len(shown))
            if not all(map(_is_same, _to(height, ours), _to(height, shown), [epoch] * height)):
                raise ValueError("two readers see different cells")


def _to(height: int, cells: list[Any]) -> list[Any]:
    return cells + [None] * (height - len(cells))


def _is_same(ours: Value, theirs: Any, epoch: datetime) -> bool:
    if is_blank(ours) or theirs is None:
        return is_blank(ours) and (theirs is None or is_blank(theirs))
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
