"""The tables that stand on a sheet which nobody described yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from werkmonitor.intake.cells import as_text, as_written
from werkmonitor.intake.drafting.looks import BLANK, DAY, FIGURES, LETTER, TEXT
from werkmonitor.intake.workbook import Sheet


@dataclass(slots=True)
class Sighting:
    """A table as it was seen; rows and columns from 0.

    top, bottom: its header. labels, figures: its columns (of a list all are labels). others: columns among the figures
    that hold none. headings: rows with a label only; depth: how many of those follow each other at most.
    """

    sheet: Sheet
    is_list: bool
    left: int
    right: int
    top: int
    bottom: int
    data: list[int]
    labels: list[int]
    figures: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    depth: int = 0

    @property
    def has_header(self) -> bool:
        return self.bottom >= self.top

    @property
    def last(self) -> int:
        return self.data[-1]

    def header_texts(self) -> tuple[tuple[str, ...], ...]:
        """The header as it stands, row by row, over all its columns."""
        return tuple(
            tuple(as_written(self.sheet.value(row, column)) for column in range(self.left, self.right + 1))
            for row in range(self.top, self.bottom + 1)
        )


def labels_above(table: Sighting) -> Iterator[tuple[int, int, str]]:
    """Texts above a table, nearest first: row, column, text."""
    for row in range(table.top - 1, max(table.top - 12, -1), -1):
        for column in range(table.sheet.width):
            value = table.sheet.value(row, column)
            if isinstance(value, str) and value.strip():
                yield row, column, as_text(value)


class Strip:
    """The cells between two columns of a sheet, as letters. wide: the rows in which at least two cells are filled."""

    def __init__(self, sheet: Sheet, grid: Sequence[str], left: int, right: int):
        self.sheet, self.left, self.right = sheet, left, right
        self.rows = [row[left : right + 1] for row in grid]
        self.wide = [number for number, row in enumerate(self.rows) if len(row) - row.count(BLANK) >= 2]

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def kinds(self, rows: Sequence[int]) -> list[str]:
        """The letters of each column in these rows, without its blanks."""
        return ["".join(self.rows[row][one] for row in rows).replace(BLANK, "") for one in range(self.width)]

    def text(self, row: int, one: int) -> str:
        return as_written(self.sheet.value(row, self.left + one))


def strips_of(sheet: Sheet, grid: Sequence[str]) -> list[Strip]:
    """The columns of tables that stand side by side: parted by blank columns, and each with labels of its own."""
    width = len(grid[0]) if grid else 0
    filled = [any(row[column] != BLANK for row in grid) for column in range(width)]
    runs: list[list[int]] = []
    for column in range(width):
        if filled[column] and (column == 0 or not filled[column - 1]):
            runs.append([column, column])
        elif filled[column]:
            runs[-1][1] = column
    strips: list[list[int]] = []
    for left, right in runs:
        first = [row[left] for row in grid if row[left] != BLANK and row[left + 1 : right + 1].strip()]
        has_labels = first.count(TEXT) >= 2 and first.count(TEXT) + first.count(LETTER) > len(first) / 2
        has_figures = any(
            sum(row[column] in FIGURES + DAY for row in grid) >= 2 for column in range(left + 1, right + 1)
        )
        if strips and not (has_labels and has_figures):
            strips[-1][1] = right
        else:
            strips.append([left, right])
    return [Strip(sheet, grid, left, right) for left, right in strips]
