"""Lists: one row a record."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.fields import ABOUT_PERSONS, Field
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Header
from werkmonitor.intake.layout import Table
from werkmonitor.intake.regions import Region, filled_down
from werkmonitor.intake.values import Unreadable, could_be_month_first, is_month_first
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, address, is_blank

Record = dict[str, Any]
"""A row of a tidy table on its way: with `sheet` and `cell`, and what later steps need (INTERNAL)."""

INTERNAL = ("row", "written_place", "place_cell")
"""Keys of a record that the tidy tables do not have."""


@dataclass(slots=True)
class Parsed:
    """What one table gave. read: rows (list) or cells (crosstab, standing) that hold something.

    listed: those that were left out, by the address of their first cell; every one has a finding. unknown: what stands
    there instead of a known project or place, once for each of the `rows` rows in which it does. unreadable: how many
    of those read hold an error or a formula without a value.
    """

    read: int = 0
    kept: list[Record] = field(default_factory=list)
    listed: set[tuple[str, str]] = field(default_factory=set)
    rows: int = 0
    unknown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unreadable: int = 0


def read_records(
    sheet: Sheet,
    table: Table,
    header: Header,
    region: Region,
    reader: CellReader,
    findings: Findings,
    *,
    said: Record,
) -> Parsed:
    """Every data row of a list as a record, or listed with all that is wrong with it. said: what holds of every row."""
    parsed = Parsed(read=len(region.data), rows=len(region.data))
    findings.about_persons = table.yields in ABOUT_PERSONS
    _refuse_month_first(sheet, table, header, region, findings)
    columns = [
        (name, table.fields[name], column, header.titles[name], table.columns[name].fill_down)
        for name, column in header.columns.items()
    ]
    for row in region.data:
        cell = address(row, header.first_column)
        record: Record = {"sheet": sheet.name, "cell": cell, "row": row} | said
        problems: list[str] = []
        for name, kind, column, title, fill_down in columns:
            value = filled_down(sheet, row, column, header.bottom, through_blanks=fill_down)
            try:
                if kind.kind == "place":
                    record |= written_place(value, row, column)
                record[name] = read_field(name, kind, value, record, reader)
            except Unreadable as problem:
                findings.add(problem.code, sheet.name, address(row, column), column=title, **problem.given)
                problems.append(problem.code)
                parsed.unknown[problem.code].append(str(problem.given.get("found", "")))
            else:
                if kind.kind == "target_groups":
                    _note_groups(name, value, reader, findings, sheet.name, address(row, column))
        parsed.unreadable += any(code in ("cell_error", "cell_formula") for code in problems)
        if problems:
            parsed.listed.add((sheet.name, cell))
        else:
            parsed.kept.append(record)
    findings.about_persons = False
    return parsed


def read_constants(table: Table, reader: CellReader) -> Record:
    """What the layout says of every row; raises Unreadable where its word is not known."""
    return {name: reader.read(name, table.fields[name], word) for name, word in table.constants.items()}


def read_field(name: str, field: Field, value: Value, record: Record, reader: CellReader) -> Any:
    """One field of a record; raises Unreadable, also for a blank where something must stand."""
    if field.kind == "level_code":
        result: Any = reader.level_code(record["level"], value) if record.get("level") else None
        if result is None and record.get("level") is None:
            return None  # the unknown level is told already
    else:
        if (field.kind == "day" and _is_no_date(value, reader)) or (
            field.kind == "place" and _is_no_place(value, reader)
        ):
            value = None
        result = reader.read(name, field, value)
    if result is None and field.must_be_filled:
        raise Unreadable("cell_blank")
    return result


def written_place(value: Value, row: int, column: int) -> Record:
    """A place of residence as it is written, and where: for what is told of it later."""
    return {"written_place": "" if is_blank(value) else as_text(value), "place_cell": address(row, column)}


def _is_no_date(value: Value, reader: CellReader) -> bool:
    """A sign that nothing happened ('-', 'n.v.t.'); 'onbekend' is another thing, and a finding."""
    if not isinstance(value, str):
        return False
    signs, word = reader.signs, fold(value)
    if word in signs.unknown | signs.not_yet:
        raise Unreadable("date_unknown", found=value.strip())
    return word in signs.nil | signs.not_applicable


def _is_no_place(value: Value, reader: CellReader) -> bool:
    signs = reader.signs
    return isinstance(value, str) and fold(value) in signs.nil | signs.not_applicable | signs.unknown


def _note_groups(name: str, value: Value, reader: CellReader, findings: Findings, sheet: str, cell: str) -> None:
    if is_blank(value):
        return
    for word in reader.target_groups(name, value)[1]:
        hint = reader.vocabulary.hint("target_groups", word)
        findings.add("target_group_unknown", sheet, cell, **hint)


def _refuse_month_first(sheet: Sheet, table: Table, header: Header, region: Region, findings: Findings) -> None:
    """Dates written month first prove that others in the column, which can be read both ways, are not to be trusted."""
    for name, column in header.columns.items():
        if table.fields[name].kind != "day":
            continue
        values = [sheet.value(row, column) for row in region.data]
        ambiguous = sum(map(could_be_month_first, values))
        if ambiguous and any(map(is_month_first, values)):
            cell = address(header.bottom, column)
            findings.add("dates_month_first", sheet.name, cell, column=header.titles[name], count=ambiguous)


def note_rest(sheet: Sheet, region: Region, header: Header, findings: Findings) -> None:
    """Tell of the notes under a table, except of its source; they may hold anything, so they are never quoted."""
    for row in region.notes:
        column = next(column for column, value in enumerate(sheet.rows[row]) if not is_blank(value))
        if fold(as_text(sheet.value(row, column))).startswith("bron"):
            continue  # where figures come from changes nothing about them
        findings.add("note_not_read", sheet.name, address(row, column))


def columns_read(header: Header) -> set[int]:
    return {*header.columns.values(), *(one.column for one in header.figures), *header.totals}


def check_row_count(sheet: Sheet, region: Region, findings: Findings) -> None:
    """A list may end with 'Totaal 27': how many rows it holds."""
    for row in region.totals:
        numbers = [
            (column, int(value))
            for column, value in enumerate(sheet.rows[row])
            if isinstance(value, int | float) and float(value).is_integer() and not isinstance(value, bool)
        ]
        possible = {len(part) for part in region.parts_of(row)}
        if len(numbers) != 1:
            findings.add("total_unchecked", sheet.name, address(row, 0))
        elif numbers[0][1] not in possible:
            column, found = numbers[0]
            expected = region.totals[row]
            findings.add("total_differs", sheet.name, address(row, column), found=found, expected=expected)
