"""What a cell of a workbook is by its layout: a header, a label, a figure, a part of a row, a total, or not read."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from werkmonitor.intake.cells import CellReader
from werkmonitor.intake.fields import ABOUT_PERSONS
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.regions import Region, find_region
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.whereabouts import Spot, find_tables
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Workbook, address


class Role(NamedTuple):
    """said: what the cell is. facts: the addresses by which the facts are known in which it speaks. beside: other cells
    that say something of them. may_be_shown: what stands in it is no one's own, nor a text that nobody reads.
    """

    said: str
    facts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    may_be_shown: bool = False


def role_of(
    workbook: Workbook, layout: Layout, vocabulary: Vocabulary, received_on: date, sheet: Sheet, row: int, column: int
) -> Role:
    """What a cell (row and column counted from 0) is in a workbook received on a day."""
    reader = CellReader(layout, vocabulary, has_1904_dates=workbook.has_1904_dates)
    tables = [table for table in layout.tables if table.yields and table.holds_on(received_on)]
    for spot in find_tables(workbook, layout, tables, reader, received_on, Findings()):
        if spot.sheet.name == sheet.name:
            region = find_region(spot.sheet, spot.table, spot.header, reader)
            if role := _in_table(spot, region, row, column):
                return role
    if any(_says_day(layout, sheet, row, one) for one in range(sheet.width)):
        return Role("gives the day of which the workbook says the state")
    return Role("stands outside the tables of the layout, and is not read")


def _says_day(layout: Layout, sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.value(row, column)
    return isinstance(value, str) and fold(value).startswith(tuple(map(fold, layout.as_of.text)))


def _in_table(spot: Spot, region: Region, row: int, column: int) -> Role | None:
    header = spot.header
    if header.top <= row <= header.bottom:
        return _of_header(spot, region, column)
    if row in region.totals or (column in header.totals and row in region.data):
        return Role("is a total: compared with its parts, and no fact of its own", may_be_shown=True)
    if row in region.notes:
        return Role("is a note under the table, and is not read")
    if row in region.blocks or row in region.headings:
        return Role("is the label of a block of rows")
    rows = _rows_of(spot.sheet, region, header, row, column)
    if rows and spot.table.kind == "list" and column < spot.sheet.width:
        return _of_row(spot, column, rows)
    return _of_figure(spot, column, rows) if rows else None


def _rows_of(sheet: Sheet, region: Region, header: Header, row: int, column: int) -> list[int]:
    """The rows of data that a cell belongs to: several where it is a label merged over them."""
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right and column in header.columns.values():
            return [one for one in region.data if top <= one <= bottom]
    return [row] if row in region.data else []


def _of_header(spot: Spot, region: Region, column: int) -> Role:
    header = spot.header
    for name, place in header.columns.items():
        if place == column:
            return Role(f"is the header of column '{header.titles[name]}', which gives {name}", may_be_shown=True)
    for figures in header.figures:
        if figures.column == column:
            cells = tuple(address(row, column) for row in region.data)
            return Role(f"stands over figures: {_words(figures.said)}", cells, may_be_shown=True)
    if column in header.totals:
        return Role("stands over a column of totals, which are compared with their parts")
    return Role("stands over a column that the layout does not read")


def _of_row(spot: Spot, column: int, rows: Sequence[int]) -> Role:
    header = spot.header
    name = next((name for name, place in header.columns.items() if place == column), None)
    where = f"is {name}" if name else "stands in a column that the layout does not read"
    said = f"{where}, of the row known as {address(rows[0], header.first_column)}"
    cells = tuple(address(row, one) for row in rows for one in header.columns.values())
    facts = tuple(address(row, header.first_column) for row in rows)
    return Role(said, facts, cells, may_be_shown=name is not None and spot.table.yields not in ABOUT_PERSONS)


def _of_figure(spot: Spot, column: int, rows: Sequence[int]) -> Role | None:
    header = spot.header
    labels = tuple(address(row, place) for row in rows for place in header.columns.values())
    for figures in header.figures:
        if figures.column == column:
            over = tuple(address(row, column) for row in range(header.top, header.bottom + 1))
            said = f"is a figure: {_words(figures.said)}"
            return Role(said, (address(rows[0], column),), (*labels, *over), may_be_shown=True)
    name = next((name for name, place in header.columns.items() if place == column), None)
    if name is None:
        return None
    facts = tuple(address(row, figures.column) for row in rows for figures in header.figures)
    return Role(f"is a label: {name} of the figures on its right", facts, may_be_shown=True)


def _words(said: dict[str, object]) -> str:
    """What a header says, as 'indicator started, period 2021-08-01 to 2021-08-31'."""
    return ", ".join(f"{name} {_word(value)}" for name, value in said.items()) or "nothing of its own"


def _word(value: object) -> str:
    return " to ".join(map(str, value)) if isinstance(value, tuple) else str(value)
