"""A workbook as intake sees it: sheets of addressed cells, and what the package itself tells about them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value: an error such as #REF!, or a formula whose result was never stored."""

    text: str
    """The error as Excel shows it; empty for a formula without a stored value."""


Value = str | float | int | bool | date | datetime | time | timedelta | Fault | None
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0, the last ones included."""


@dataclass(slots=True)
class Sheet:
    """One sheet. rows: the cells from A1 on, every row as long as the sheet is wide; a blank is None."""

    name: str
    rows: list[list[Value]]
    merged: list[Range] = field(default_factory=list)
    is_hidden: bool = False
    has_hidden_cells: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def is_empty(self) -> bool:
        return all(is_blank(value) for row in self.rows for value in row)

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; None outside the used area."""
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < self.width else None


@dataclass(slots=True)
class Workbook:
    """format: xlsx, xlsm, xlsb, xls or ods, by content. has_1904_dates: which day is number 0."""

    format: str
    sheets: list[Sheet]
    has_1904_dates: bool = False
    has_links: bool = False
    """Values that come from other workbooks, and may be stale."""


class Hopeless(Exception):
    """A file that cannot be read as a workbook; `code` is a finding of the catalogue, `given` fills its text."""

    def __init__(self, code: str, **given: object):
        super().__init__(code)
        self.code = code
        self.given = given


def is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@cache
def column_letters(column: int) -> str:
    """
    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """
    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def address(row: int, column: int) -> str:
    """
    >>> address(13, 3)
    'D14'
    """
    return f"{column_letters(column)}{row + 1}"
