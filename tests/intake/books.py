"""Workbooks drawn as text: one line a row, cells between '|'.

A cell is read as it looks: 12 and 1.5 are numbers, 2021-03-01 is a real date, `mrt 2021`, 1-3-2021 and '12 (with a
quote before it) are texts, #REF! is an error cell, =formula is a formula without a stored value, nothing is a blank.
"""

import re
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from werkmonitor.intake.workbook import Fault, Sheet, Value, Workbook

_CREATED = datetime(2021, 1, 1)


def cells(text: str) -> list[list[Value]]:
    """The rows of a drawn table, from row 1 on; a line of only '|' or 'blank' is a blank row."""
    rows = [[_value(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def drawn(**sheets: str) -> Workbook:
    """A workbook in memory, as the reader gives it."""
    return Workbook("xlsx", [Sheet.of(name, cells(text)) for name, text in sheets.items()])


def write(path: Path, merged: tuple[str, ...] = (), **sheets: str) -> Path:
    """The same as a real .xlsx file; merged: ranges such as 'B5:D5', on the first sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _CREATED})
        day = book.add_format({"num_format": "d-m-yyyy"})
        for number, (name, text) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for row, values in enumerate(cells(text)):
                for column, value in enumerate(values):
                    if isinstance(value, Fault):
                        sheet.write_formula(row, column, "=1", None, value.text)
                    elif isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif value is not None:
                        sheet.write(row, column, value)
            for ranges in merged if number == 0 else ():
                sheet.merge_range(ranges, cells(text)[_row(ranges)][_column(ranges)])
    return path


def _value(cell: str) -> Value:
    if cell in ("", "blank"):
        return None
    if cell.startswith("'"):
        return cell[1:]
    if cell.startswith("="):
        return Fault("")
    if re.fullmatch(r"#[A-Z/0]+[!?]?", cell):
        return Fault(cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return float(cell)
    return cell.replace("\\u00a0", "\u00a0")


def _row(ranges: str) -> int:
    return int(re.sub(r"\D", "", ranges.split(":")[0])) - 1


def _column(ranges: str) -> int:
    return ord(ranges[0]) - ord("A")
