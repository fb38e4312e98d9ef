"""A workbook as intake sees it: sheets of addressed cells, and what the package itself tells about them."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import compress, count
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value: an error such as #REF!, or a formula whose result was never stored."""

    text: str
    """The error as Excel shows it; empty for a formula without a stored value."""


_MOST_RUNS = 12
Value = str | float | int | bool | date | datetime | time | timedelta | Fault | None
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0, the last ones included."""


@dataclass(slots=True)
class Column:
    """The cells of a column: the values that occur, each once, and for every row the number of its value.

    A long list holds few values many times: what is found out of a value holds of every row in which it stands.
    """

    values: list[Any]
    codes: Sequence[int]

    @classmethod
    def of(cls, cells: Sequence[Value]) -> "Column":
        kinds = set(map(type, cells))
        if bool in kinds and kinds & {int, float}:  # True == 1, but 'ja' is no number
            typed = dict(zip(dict.fromkeys((type(value), value) for value in cells), count(), strict=False))
            return cls([value for _, value in typed], array("I", [typed[type(value), value] for value in cells]))
        distinct: dict[Value, int] = dict(zip(dict.fromkeys(cells), count(), strict=False))
        return cls(list(distinct), array("I", map(distinct.__getitem__, cells)))

    def cells(self, first: int = 0, end: int | None = None) -> list[Any]:
        """The values row by row, from row `first` to before row `end`."""
        return [self.values[code] for code in self.codes[first:end]]

    def present(self, first: int) -> list[Any]:
        """The values that occur from row `first` on, each once."""
        return [self.values[code] for code in set(self.codes[first:])]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Which rows and columns of a sheet that hold values nobody sees; counted from 0. is_filtered: by a filter."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    is_filtered: bool = False

    def in_words(self) -> dict[str, str]:
        """In English and in Dutch, as the finding `cells_hidden` says it.

        >>> Hidden((4, 5, 6), (2,)).in_words()
        {'hidden': 'rows 5-7, column C', 'hidden_nl': 'rij 5-7, kolom C'}
        """
        rows = _runs(self.rows, lambda row: str(row + 1))
        columns = _runs(self.columns, column_letters)
        english = [f"row{'s' * (len(self.rows) > 1)} {rows}", f"column{'s' * (len(self.columns) > 1)} {columns}"]
        dutch = [f"rij {rows}", f"kolom {columns}", "een filter"]
        is_there = [bool(rows), bool(columns), self.is_filtered]
        return {
            "hidden": ", ".join(compress([*english, "by a filter"], is_there)),
            "hidden_nl": ", ".join(compress(dutch, is_there)),
        }


def _runs(numbers: Sequence[int], shown: Callable[[int], str]) -> str:
    """Numbers in order as the runs they form: '5-7, 9'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [shown(first) if first == last else f"{shown(first)}-{shown(last)}" for first, last in runs]
    return ", ".join(words[:_MOST_RUNS]) + (f", … (+{len(words) - _MOST_RUNS})" if len(words) > _MOST_RUNS else "")


@dataclass(slots=True)
class Sheet:
    """One sheet. columns: the cells from A1 on, every column as long as the sheet is high; a blank is None.

    percents: the cells (row, column) that are shown as a percentage, so that 0.92 means 92 %. hidden: the rows and
    columns with values that nobody sees; None where all are seen.
    """

    name: str
    columns: list[Column]
    merged: list[Range] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    is_hidden: bool = False
    hidden: Hidden | None = None

    @classmethod
    def of(
        cls,
        name: str,
        rows: Iterable[Sequence[Value]],
        merged: Iterable[Range] = (),
        percents: Iterable[tuple[int, int]] = (),
    ) -> "Sheet":
        """A sheet of rows, all of them equally wide."""
        columns = [Column.of(cells) for cells in zip(*rows, strict=True)]
        return cls(name, columns, list(merged), set(percents))

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def height(self) -> int:
        return len(self.columns[0].codes) if self.columns else 0

    @property
    def first_row(self) -> int:
        """The first row that holds anything; 0 where none does."""
        for row in range(self.height):
            if not all(is_blank(self.value(row, column)) for column in range(self.width)):
                return row
        return 0

    @property
    def is_empty(self) -> bool:
        return all(is_blank(value) for column in self.columns for value in column.values)

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; None outside the used area."""
        if not (0 <= column < len(self.columns)):
            return None
        cells = self.columns[column]
        value: Value = cells.values[cells.codes[row]] if 0 <= row < len(cells.codes) else None
        return value

    def rows(self, first: int = 0, end: int | None = None) -> list[tuple[Value, ...]]:
        """The cells row by row, from row `first` to before row `end`."""
        return list(zip(*(column.cells(first, end) for column in self.columns), strict=True))

    def within(self, bounds: Range) -> "Sheet":
        """This sheet with nothing in it outside these bounds; every cell keeps its address."""
        top, left, bottom, right = bounds
        if top <= 0 and left <= 0 and bottom >= self.height - 1 and right >= self.width - 1:
            return self
        columns = []
        for number, column in enumerate(self.columns[: right + 1]):
            codes = array("I", column.codes)
            blank = array("I", [len(column.values)])
            if number < left:
                codes = blank * len(codes)
            else:
                codes[:top] = blank * min(top, len(codes))
                codes[bottom + 1 :] = blank * max(len(codes) - bottom - 1, 0)
            columns.append(Column([*column.values, None], codes))
        inside = [
            (max(first, top), max(begin, left), min(last, bottom), min(end, right))
            for first, begin, last, end in self.merged
            if first <= bottom and last >= top and begin <= right and end >= left
        ]
        return replace(self, columns=columns, merged=inside)

    def put(self, cells: Mapping[tuple[int, int], Value]) -> None:
        """Put values in cells (row, column); the sheet grows where they stand outside it."""
        height = max(self.height, 1 + max(row for row, _ in cells))
        width = max(self.width, 1 + max(column for _, column in cells))
        is_higher = height > self.height
        by_column: dict[int, dict[int, Value]] = {}
        for (row, column), value in cells.items():
            by_column.setdefault(column, {})[row] = value
        for column in range(width):
            if column < self.width and not is_higher and column not in by_column:
                continue
            now = self.columns[column].cells() if column < self.width else []
            now += [None] * (height - len(now))
            for row, value in by_column.get(column, {}).items():
                now[row] = value
            self.columns[column : column + 1] = [Column.of(now)]


@dataclass(slots=True)
class Workbook:
    """format: xlsx, xlsm, xlsb, xls or ods, by content. has_1904_dates: which day is number 0.

    What stands beside the cells: comments; persons (who made it, saved it last or wrote comments); about (its title,
    subject and the like); behind (what nobody sees, as sheets: fields of pivot tables with the values kept of them).
    """

    format: str
    sheets: list[Sheet]
    has_1904_dates: bool = False
    has_links: bool = False
    """Values that come from other workbooks, and may be stale."""
    has_macros: bool = False
    has_pictures: bool = False
    comments: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    behind: list[Sheet] = field(default_factory=list)
    ours: list[Sheet] = field(default_factory=list)
    """Sheets that we made, of a reply that came back: no part of the delivery."""


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


def cell_position(cell: str) -> tuple[int, int]:
    """
    >>> cell_position("D14")
    (13, 3)
    """
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]) - 1, column_number(letters)


def address(row: int, column: int) -> str:
    """
    >>> address(13, 3)
    'D14'
    """
    return f"{column_letters(column)}{row + 1}"
