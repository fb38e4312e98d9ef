"""What was read as something else than it stands there: told, so that a wrong reading is seen."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.columns import counted, standing, taken
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.numbers import in_whole_euros, read_amount
from werkmonitor.intake.table_layout import Table
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.words import fold, repair
from werkmonitor.intake.workbook import Sheet, Value, address, is_blank
from werkmonitor.programme import About


class _Told(NamedTuple):
    code: str
    given: dict[str, str]


def note_readings(
    sheet: Sheet, rows: list[int], header: Header, table: Table, reader: CellReader, about: About, findings: Findings
) -> None:
    """Note projects under another name than their own, broken signs that were mended, and numbers read as days.

    rows: of the table, as they stand on the sheet. about: the programme; a number is a day without a remark only where
    that day lies within its years, or in the one before or after.
    """
    here = np.array(rows, np.int64)
    for name, column in header.columns.items():
        if column >= sheet.width or table.fields[name].kind == "person":
            continue
        cells = taken(sheet.columns[column], here)
        values = [(code, value) for code, (value, count) in enumerate(counted(cells)) if count]
        told = {code: one for code, value in values if (one := _told(value, name, table, reader, about))}
        for row, one in standing(told, cells):
            findings.add(one.code, sheet.name, address(rows[row], column), **one.given)
    for figures in header.figures:
        for row in range(header.top, header.bottom + 1):
            value = sheet.value(row, figures.column)
            days = [day for one in figures.said.values() if (day := _first_day(one))]
            if _is_number(value) and days:
                given = {"found": f"{value:g}", "used": f"{days[0]:%d-%m-%Y}"}
                findings.add("header_serial", sheet.name, address(row, figures.column), **given)


def note_projects_in_words(facts: pa.Table, sheet: Sheet, vocabulary: Vocabulary, findings: Findings) -> None:
    """Note figures, persons, goals, plan points and judgements of projects followed in words: kept, and not counted."""
    if not vocabulary.in_words or not {"value", "started_on", "word"}.intersection(facts.column_names):
        return  # the register's projects, their states, results, expectations and money
    codes = facts["project"] if "project" in facts.column_names else facts["code"]
    if "level" in facts.column_names:
        codes = pc.if_else(pc.equal(facts["level"], "project"), codes, None)
    for code in sorted(vocabulary.in_words.intersection(pc.unique(codes).to_pylist())):
        cells = facts["cell"].filter(pc.equal(codes, code))
        given = {"project": vocabulary.names[code], "count": len(cells)}
        findings.add("project_in_words", sheet.name, cells[0].as_py(), **given)


def _told(value: Value, name: str, table: Table, reader: CellReader, about: About) -> _Told | None:
    field = table.fields[name]
    if isinstance(value, str) and not value.isascii() and repair(value) != value:
        return _Told("text_repaired", {})
    is_project = isinstance(value, str) and field.kind == "project"
    if field.kind == "euros":
        return _told_of_cents(value, reader)
    if not is_project and not (_is_number(value) and field.kind in ("day", "period")):
        return None
    try:
        read = reader.read(name, field, value)
    except Unreadable:
        return None
    if is_project:
        own = reader.vocabulary.names.get(read, "")
        is_own = not own or fold(str(value)) in (fold(own), fold(read))
        return None if is_own else _Told("project_read_as", {"found": as_text(value), "used": own})
    day = _first_day(read)
    if day is None or about.started_on.year - 1 <= day.year <= about.ends_on.year + 1:
        return None
    return _Told("serial_unlikely", {"found": f"{value:g}", "used": f"{day:%d-%m-%Y}"})


def _told_of_cents(value: Value, reader: CellReader) -> _Told | None:
    try:
        amount = None if is_blank(value) else read_amount(value, reader.signs)
    except Unreadable:
        return None
    if amount is None or amount == int(amount):
        return None
    found = as_text(value) if isinstance(value, str) else as_text(value).replace(".", ",")
    return _Told("amount_rounded", {"found": found, "used": f"{in_whole_euros(amount)}"})


def _is_number(value: Value) -> bool:
    """Whether it may be a day as Excel counts them; a year such as 2021 is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 9999


def _first_day(read: object) -> date | None:
    if isinstance(read, tuple) and read and isinstance(read[0], date):
        return read[0]
    return read if isinstance(read, date) else None
