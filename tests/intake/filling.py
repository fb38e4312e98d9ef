"""Filling in a template as its own drop-downs and checks allow: what one would type, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

HELPERS = ("Uitleg", "Lijsten")
ROWS = 4
"""So many rows are added where a table has no rows of its own."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed in a cell, as a Dutch user does: '1-2-2021'."""

    sheet: str
    cell: str
    text: str


def what_to_type(path: Path) -> list[Typed]:
    """Something allowed in every cell of every row that is there or may be added; dates of one row in order."""
    book = load_workbook(path)
    typed: dict[tuple[str, str], str] = {}
    for sheet in book.worksheets:
        if sheet.title not in HELPERS:
            for cell, text in _sheet(book, sheet, typed):
                typed[sheet.title, cell] = text
    return [Typed(sheet, cell, text) for (sheet, cell), text in typed.items()]


def _sheet(book: Workbook, sheet: Worksheet, typed: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    first, width = header_of(sheet)
    filled = [row for row in range(first, sheet.max_row + 1) if sheet.cell(row, 1).value is not None]
    days = 0
    for column in range(1, width + 1):
        letter = get_column_letter(column)
        rule = next((one for one in sheet.data_validations.dataValidation if f"{letter}{first}" in one.sqref), None)
        days += rule is not None and rule.type == "date"
        for number, row in enumerate(filled or range(first, first + ROWS)):
            if sheet.cell(row, column).value is not None:
                continue  # the word of a row that is there
            if rule is None:
                text = f"w{number + 1}"
            elif rule.type == "date":
                text = f"{1 + number}-{days}-2021"
            elif rule.type == "whole":
                text = "1"
            elif sheet.cell(first - 1, column).value == "Code":
                text = _code(book, number, typed)
            else:
                words = _words(book, rule.formula1, typed)
                text = words[number % len(words)]
            yield f"{letter}{row}", text


def _code(book: Workbook, number: int, typed: dict[tuple[str, str], str]) -> str:
    """In a register, beside the levels programma, categorie, project: of the programme, a category, a project."""
    listed = next(column for column in book["Lijsten"].iter_cols(values_only=True) if "Code" in column)
    of_programme, of_category = (word for word in listed[listed.index("Code") + 1 :][:2])
    return str((of_programme, of_category, typed["Projecten", "C8"])[number % 3])


def header_of(sheet: Worksheet) -> tuple[int, int]:
    """The first row to fill in and the number of columns: what is frozen ends there."""
    first = int("".join(sign for sign in str(sheet.freeze_panes) if sign.isdigit()))
    return first, max(cell.column for row in sheet.iter_rows(first - 1, first - 1) for cell in row if cell.has_style)


def _words(book: Workbook, source: str, typed: dict[tuple[str, str], str]) -> list[str]:
    """What a drop-down offers: what stands in its range, or was typed there."""
    name, _, cells = source.replace("'", "").replace("$", "").rpartition("!")
    left, top, _, bottom = range_boundaries(cells)
    addresses = [f"{get_column_letter(left or 1)}{row}" for row in range(top or 1, (bottom or 1) + 1)]
    words = [book[name][cell].value or typed.get((name, cell)) for cell in addresses]
    return [str(word) for word in words if word]
