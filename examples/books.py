"""Writing workbooks whose bytes depend on their content only: no clock, no platform, no compression library."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

NOTICE = "VOORBEELD MET FICTIEVE GEGEVENS"
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MONTH_NAMES = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def short_date(day: date) -> str:
    """'31-03-2021'"""
    return f"{day.day:02d}-{day.month:02d}-{day.year}"


def long_date(day: date) -> str:
    """'31 maart 2021'"""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def months_until(first: date, last: date) -> list[date]:
    """The first day of every month that a span touches."""
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in span]


class Book:
    """An XlsxWriter workbook with the few formats our partners use."""

    def __init__(self, workbook: Any):
        self.workbook = workbook
        self.bold = workbook.add_format({"bold": True})
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.header = workbook.add_format({"bold": True, "bg_color": "#DDE6EF", "bottom": 1, "text_wrap": True})
        self.middle = workbook.add_format({"bold": True, "bg_color": "#DDE6EF", "align": "center", "border": 1})
        self.top = workbook.add_format({"valign": "top"})
        self.day = workbook.add_format({"num_format": "dd-mm-yyyy"})
        self.header_day = workbook.add_format({"num_format": "dd-mm-yyyy", "bold": True, "bg_color": "#DDE6EF"})
        self.header_month = workbook.add_format({"num_format": "mmm-yy", "bold": True, "bg_color": "#DDE6EF"})
        self.month = workbook.add_format({"num_format": "mmmm yyyy"})

    def sheet(self, name: str, title: str, stand: str = "") -> Any:
        """A new sheet with its title, the notice, and where given the line that says of when it is."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_column(0, 0, 28)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, NOTICE, self.bold)
        if stand:
            sheet.write_string(2, 0, stand)
        return sheet

    def row(self, sheet: Any, row: int, values: Any, style: Any = None, first: int = 0) -> None:
        """One row of cells: dates as dates, None as nothing."""
        for column, value in enumerate(values, first):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                is_header = style in (self.header, self.middle)
                sheet.write_datetime(row, column, value, self.header_day if is_header else self.day)
            elif isinstance(value, int):
                sheet.write_number(row, column, value, style)
            else:
                sheet.write_string(row, column, value, style)


@contextmanager
def xlsx(path: Path, created: date, streaming: bool = False) -> Iterator[Book]:
    """A new .xlsx at `path`. streaming: rows go to disk as they are written, and the file is compressed."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    raw = path.with_name(f".{path.name}.tmp")
    workbook = xlsxwriter.Workbook(str(raw), {"constant_memory": streaming, "tmpdir": str(path.parent)})
    workbook.set_properties(
        {"title": NOTICE, "company": "fictief", "created": datetime(created.year, created.month, created.day)}
    )
    try:
        yield Book(workbook)
        workbook.close()
        _normalise(raw, path, zipfile.ZIP_DEFLATED if streaming else zipfile.ZIP_STORED)
    finally:
        raw.unlink(missing_ok=True)


def _normalise(source: Path, target: Path, compression: int) -> None:
    """Write a package again with fixed times and platform marks.

    The examples are stored uncompressed, since zlib and its successors give different bytes for the same content.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            with old.open(name) as part, new.open(_entry(name, compression), "w") as copy:
                while piece := part.read(1 << 20):
                    copy.write(piece)


def write_xls(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """An old .xls (BIFF8): sheets as rows of cells, from A1."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyxf("font: bold on")
    plain = xlwt.easyxf("")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.col(0).width = 28 * 256
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value, bold if number < 5 else plain)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def write_ods(path: Path, sheets: dict[str, list[list[Any]]], created: date) -> None:
    """An OpenDocument spreadsheet: sheets as rows of cells, from A1."""
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = odfdo.Table(name)
        for values in rows:
            row = odfdo.Row()
            for value in values:
                row.append_cell(odfdo.Cell(value) if value is not None else odfdo.Cell())
            table.append_row(row)
        document.body.append(table)
    stamp = datetime(created.year, created.month, created.day)
    meta = document.meta
    meta.title, meta.creation_date, meta.date = NOTICE, stamp, stamp
    meta.set_generator("werkmonitor examples")
    meta.set_editing_cycles(1)
    saved = io.BytesIO()
    document.save(saved)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        names = sorted(old.namelist(), key=lambda name: (name != "mimetype", name))  # mimetype must come first
        for name in names:
            new.writestr(_entry(name, zipfile.ZIP_STORED), old.read(name))


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIXED_TIME)
    entry.create_system = 3  # Unix, also when written on Windows
    entry.external_attr = 0o600 << 16
    entry.compress_type = compression
    return entry
