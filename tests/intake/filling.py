"""Filling in a template as its own drop-downs and checks allow: what one would type, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

HELPERS = ("Uitleg", "Lijsten")
COMPARED = {"programmateam": {"projects_gone", "closed_months_restated"}}
"""Partner → what is told of its template once it is filled in: a made-up register is not the one that stands."""
ROWS = 4
"""So many rows are added where a table has no rows of its own."""
Already = dict[tuple[str, str], str]
"""Sheet and cell → what was typed there."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed in a cell, as a Dutch user does: '1-2-2021'."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Cells below each other that are checked by the same rule."""

    top: int
    bottom: int
    column: int
    rule: DataValidation


def what_to_type(path: Path) -> list[Typed]:
    """Something allowed in every cell of every row that is there or may be added; dates of one row in order."""
    book = load_workbook(path)
    typed: Already = {}
    for sheet in book.worksheets:
        if sheet.title not in HELPERS:
            for top, columns in groupby(
                sorted(_checked(sheet), key=lambda one: (one.top, one.column)), lambda one: one.top
            ):
                for cell, text in _table(book, sheet, top, list(columns), typed):
                    typed[sheet.title, cell] = text
    return [Typed(sheet, cell, text) for (sheet, cell), text in typed.items()]


def _checked(sheet: Worksheet) -> Iterator[Checked]:
    for rule in sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            for column in range(cells.min_col, cells.max_col + 1):
                yield Checked(cells.min_row, cells.max_row, column, rule)


def _table(
    book: Workbook, sheet: Worksheet, top: int, checked: list[Checked], typed: Already
) -> Iterator[tuple[str, str]]:
    """What to type in the columns of a table that begins in a row; or in one cell above it."""
    rules = {one.column: one.rule for one in checked}
    if all(one.top == one.bottom for one in checked):
        rows = [top]
    else:
        rules |= {column: None for column in _unchecked(sheet, top, max(rules)) if column not in rules}
        rows = _rows(sheet, top, max(one.bottom for one in checked), sorted(rules))
    days = 0
    for column, rule in sorted(rules.items()):
        days += rule is not None and rule.type == "date"
        for number, row in enumerate(rows):
            if sheet.cell(row, column).value is None:
                name = sheet.cell(top - 1, column).value
                yield f"{get_column_letter(column)}{row}", _text(book, rule, name, number, days, typed)


def _unchecked(sheet: Worksheet, top: int, last: int) -> list[int]:
    """Columns with a name, in which anything may be written."""
    above = {column: sheet.cell(top - 1, column) for column in range(1, last + 6)}
    return [column for column, one in above.items() if one.value is not None or isinstance(one, MergedCell)]


def _rows(sheet: Worksheet, top: int, bottom: int, columns: list[int]) -> list[int]:
    """The rows that are there, but for labels of blocks (locked); else the first ones that may be added."""
    there = [
        row
        for row in range(top, min(bottom, sheet.max_row) + 1)
        for cells in [[sheet.cell(row, column) for column in columns]]
        if any(cell.value is not None and not cell.protection.locked for cell in cells)
    ]
    return there or list(range(top, top + ROWS))


def _text(book: Workbook, rule: DataValidation | None, name: object, number: int, days: int, typed: Already) -> str:
    if rule is None:
        return f"w{number + 1}"
    if rule.type == "date":
        return f"{1 + number}-{days}-2021"
    if rule.type == "whole":
        return str(number + 1) if name == "Versie" else "1"
    if name == "Code":
        return _code(book, number, typed)
    words = _words(book, rule.formula1, typed)
    if "kwantitatief" in words:  # figures are filled in of every project
        return "kwantitatief"
    return words[number % len(words)]


def _code(book: Workbook, number: int, typed: Already) -> str:
    """In a register, beside the levels programma, categorie, project, gemeente: of each of these."""
    listed = next(column for column in book["Lijsten"].iter_cols(values_only=True) if "Code" in column)
    words = [word for word in listed[listed.index("Code") + 1 :] if word]
    return str((words[0], words[1], typed["Projecten", "C8"], words[-1])[number % 4])


def header_of(sheet: Worksheet) -> tuple[int, int]:
    """The first row to fill in and the number of columns: what is frozen ends there."""
    first = int("".join(sign for sign in str(sheet.freeze_panes) if sign.isdigit()))
    return first, max(cell.column for row in sheet.iter_rows(first - 1, first - 1) for cell in row if cell.has_style)


def _words(book: Workbook, source: str, typed: Already) -> list[str]:
    """What a drop-down offers: what stands in its range, or was typed there."""
    name, _, cells = source.replace("'", "").replace("$", "").rpartition("!")
    left, top, _, bottom = range_boundaries(cells)
    addresses = [f"{get_column_letter(left or 1)}{row}" for row in range(top or 1, (bottom or 1) + 1)]
    words = [book[name][cell].value or typed.get((name, cell)) for cell in addresses]
    return [str(word) for word in words if word]
