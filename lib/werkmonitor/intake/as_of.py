"""Of which day a workbook gives the state: found in its sheets, compared with its name and its receipt."""

import calendar
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.layout import AsOf
from werkmonitor.intake.periods import MONTHS
from werkmonitor.intake.values import Unreadable, find_day
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, address, is_blank
from werkmonitor.programme import Programme

_LOOKED_AT = 100
_NAME_OF_MONTH = "|".join(MONTHS)
_YEAR, _MONTH, _DAY = r"20\d\d", r"0[1-9]|1[0-2]", r"0[1-9]|[12]\d|3[01]"
_PERIODS = [
    re.compile(rf"(?<![\d-])(?:{pattern})(?![\d-])")
    for pattern in (
        rf"(?P<year>{_YEAR})-?(?P<month>{_MONTH})-?(?P<day>{_DAY})",
        rf"(?P<day>\d\d?)-(?P<month>\d\d?)-(?P<year>{_YEAR})",
        rf"(?P<day>\d\d?)[ -](?P<name>{_NAME_OF_MONTH})[ -](?P<year>{_YEAR})",
        rf"(?P<year>{_YEAR})-?(?P<month>{_MONTH})",
        rf"(?P<name>{_NAME_OF_MONTH})[ -]?(?P<year>{_YEAR})",
        rf"(?P<year>{_YEAR})[ -]?(?:k|q|kw)(?P<quarter>[1-4])",
        rf"(?:k|q|kw|kwartaal) ?(?P<quarter>[1-4])[ -]?(?P<year>{_YEAR})",
        rf"(?P<quarter>[1-4])e (?:kwartaal|kw)[ -]?(?P<year>{_YEAR})",
    )
]
"""How names of files write days, months and quarters: 2021-03-31, 31-03-2021, 202103, maart 2021, 2021 K1, Q1 2021."""
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
    if other_period := _other_period(file_name, as_of, first.day, received_on, programme):
        _contradict(findings, first, other_period, "in the file's name", "in de bestandsnaam")
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


def _other_period(file_name: str, as_of: AsOf, day: date, received_on: date, programme: Programme) -> date | None:
    """The last day of a period in the file's name, when none of those in it is the one of the as-of date.

    The state of 1 April is that of March. A day between the as-of date and receipt is the one on which the file was
    made, unless it is the end of a month or an edition's as-of date: then it is meant as the as-of date.
    """
    if as_of.file_name:
        in_name = _in_name(file_name, as_of)
        return in_name if in_name and (in_name.year, in_name.month) != (day.year, day.month) else None
    states = {edition.as_of for edition in programme.editions}
    others: list[date] = []
    for first, last in _periods_in(file_name):
        if first <= day <= last or first <= day - timedelta(days=1) <= last:
            return None
        is_state = first != last or last in states or (last + timedelta(days=1)).day == 1
        if is_state or not day < last <= received_on:
            others.append(last)
    return others[0] if others else None


def _periods_in(file_name: str) -> Iterator[tuple[date, date]]:
    """Every day, month and quarter that a file's name speaks of, as first and last day."""
    words = re.sub(r"[^\w-]|_", " ", fold(file_name.rpartition(".")[0] or file_name))
    for pattern in _PERIODS:
        for match in pattern.finditer(words):
            found = match.groupdict()
            if found.get("quarter"):
                month, months = int(found["quarter"]) * 3 - 2, 3
            else:
                month, months = MONTHS.get(found.get("name") or "") or int(found["month"]), 1
            with suppress(ValueError):  # no such day or month: no period
                first = date(int(found["year"]), month, int(found.get("day") or 1))
                yield first, first if found.get("day") else _end_of_month(first.replace(month=month + months - 1))
        words = pattern.sub(" ", words)


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _in_name(file_name: str, as_of: AsOf) -> date | None:
    match = _IN_NAMES[as_of.file_name].search(file_name) if as_of.file_name else None
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(match[3]), last) if match[3] else last)
