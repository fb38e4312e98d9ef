"""Of which day a workbook gives the state: found in its sheets, compared with its name and its receipt."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.layout import AsOf
from werkmonitor.intake.values import Unreadable, find_day
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, address, is_blank
from werkmonitor.programme import Programme

_LOOKED_AT = 100
_IN_NAMES = {
    "yyyymm": re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?!\d)()"),
    "yyyy-mm": re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?![-\d])()"),
    "yyyy-mm-dd": re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])-(\d\d)(?!\d)"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    sheet: str
    cell: str


def find_as_of(
    sheets: Iterable[Sheet],
    as_of: AsOf,
    file_name: str,
    across: Iterable[date],
    received_on: date,
    programme: Programme,
    findings: Findings,
) -> date | None:
    """The as-of date, or None with a finding that refuses the delivery.

    across: the days in the header of a standing, of which the last one serves where no line says the date.
    """
    found: list[_Found] = []
    for sheet in sheets:
        found += _in_sheet(sheet, as_of, findings)
    in_name = _in_name(file_name, as_of)
    if not found and findings.count("as_of_unreadable"):
        return None
    last = max(across, default=None) or in_name
    if not found and last is None:
        findings.add("as_of_missing", expected=as_of.text[0])
        return None
    first = found[0] if found else _Found(last or date.max, "", "")
    for other in found[1:]:
        if other.day != first.day:
            _contradict(findings, first, other.day, f"at {other.sheet}!{other.cell}", f"in {other.sheet}!{other.cell}")
    if in_name and as_of.file_name and (in_name.year, in_name.month) != (first.day.year, first.day.month):
        _contradict(findings, first, in_name, "in the file's name", "in de bestandsnaam")
    if first.day > received_on:
        days = {"found": f"{first.day:%d-%m-%Y}", "received": f"{received_on:%d-%m-%Y}"}
        findings.add("as_of_after_receipt", first.sheet, first.cell, **days)
    elif first.day not in {edition.as_of for edition in programme.editions}:
        findings.add("as_of_unusual", first.sheet, first.cell, found=f"{first.day:%d-%m-%Y}")
    return first.day


def _contradict(findings: Findings, first: _Found, other: date, place: str, place_nl: str) -> None:
    days = {"found": f"{first.day:%d-%m-%Y}", "other": f"{other:%d-%m-%Y}"}
    findings.add("as_of_contradicts", first.sheet, first.cell, place=place, place_nl=place_nl, **days)


def _in_sheet(sheet: Sheet, as_of: AsOf, findings: Findings) -> Iterable[_Found]:
    openings = tuple(fold(text) for text in as_of.text)
    for row, cells in enumerate(sheet.rows(0, _LOOKED_AT)):
        for column, value in enumerate(cells):
            if not isinstance(value, str) or not fold(value).startswith(openings):
                continue
            try:
                day = find_day(value) or _beside(cells, column)
            except Unreadable:
                findings.add("as_of_unreadable", sheet.name, address(row, column), found=value)
                continue
            if day:
                yield _Found(day, sheet.name, address(row, column))
            elif any(sign.isdigit() for sign in value):
                findings.add("as_of_unreadable", sheet.name, address(row, column), found=value)


def _beside(cells: tuple[Value, ...], column: int) -> date | None:
    """The date in the next filled cell on the same row."""
    value = next((value for value in cells[column + 1 :] if not is_blank(value)), None)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return find_day(value) if isinstance(value, str) else None


def _in_name(file_name: str, as_of: AsOf) -> date | None:
    match = _IN_NAMES[as_of.file_name].search(file_name) if as_of.file_name else None
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(match[3]), last) if match[3] else last)
