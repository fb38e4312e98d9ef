"""Lists: one row a record. Read by columns; a row is looked at by itself only where something is told of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from werkmonitor.intake.cells import CellReader, as_text, as_written
from werkmonitor.intake.columns import (
    Mask,
    Numbers,
    at,
    coded,
    codes_of,
    constant,
    counted,
    each,
    paired,
    standing,
    taken,
)
from werkmonitor.intake.facts import schema_of
from werkmonitor.intake.fields import ABOUT_PERSONS, Field
from werkmonitor.intake.findings import Findings, Wording
from werkmonitor.intake.header import Header
from werkmonitor.intake.regions import Region, filled_down
from werkmonitor.intake.table_layout import Table
from werkmonitor.intake.values import Unreadable, could_be_month_first, is_month_first
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Column, Sheet, Value, address, column_letters, is_blank

Record = dict[str, Any]
"""A row of a tidy table on its way."""


@dataclass(slots=True)
class Tally:
    """What became of a table. read: rows (list) or cells (crosstab, standing) that hold something.

    listed: those that were left out, by the address of their first cell; every one has a finding. unknown: what stands
    there instead of a known project or place, once for each of the `rows` rows in which it does. unreadable: how many
    of those read hold an error or a formula without a value. totals, skipped: how many cells more hold a total, or
    a figure that the layout skips.
    """

    read: int = 0
    listed: set[tuple[str, str]] = field(default_factory=set)
    rows: int = 0
    unknown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unreadable: int = 0
    totals: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Rows:
    """Rows of a list. numbers: of the rows on the sheet. fields: what was read, by field.

    written: the places of residence as they stand in the cells of column `place_column`, where a column gives them.
    """

    sheet: str
    first_column: int
    numbers: Numbers
    fields: dict[str, Column]
    written: Column | None = None
    place_column: int | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def cell(self, row: int, column: int | None = None) -> str:
        """The address of a cell in one of these rows; by its first one a row is known."""
        return address(int(self.numbers[row]), self.first_column if column is None else column)

    def value(self, name: str, row: int) -> Any:
        column = self.fields[name]
        return column.values[column.codes[row]]

    def records(self, *names: str) -> Iterator[Record]:
        for row in range(len(self)):
            yield {name: self.value(name, row) for name in names}

    def only(self, kept: Mask) -> "Rows":
        return replace(
            self,
            numbers=self.numbers[kept],
            fields={name: taken(column, kept) for name, column in self.fields.items()},
            written=taken(self.written, kept) if self.written else None,
        )

    def fill(self, name: str, value: Any) -> None:
        """Put a value where nothing stands in a field, or where no column gives it."""
        column = self.fields.get(name) or constant(None, len(self))
        self.fields[name] = each(column, lambda found: found or value)

    def facts(self, name: str) -> pa.Table:
        """These rows as facts of a tidy table."""
        schema, letters = schema_of(name), column_letters(self.first_column)
        arrays = {
            "sheet": pa.array([self.sheet] * len(self), schema.field("sheet").type),
            "cell": pa.array([f"{letters}{row}" for row in (self.numbers + 1).tolist()], schema.field("cell").type),
        } | {
            field: pa.array(column.values, schema.field(field).type).take(pa.array(codes_of(column)))
            for field, column in self.fields.items()
        }
        return pa.table([arrays.get(one.name, pa.nulls(len(self), one.type)) for one in schema], schema=schema)


class Remark(NamedTuple):
    """A finding about a row. order: of what is looked at in a row, which one this is; so they stand as one reads.

    given: fills its text; remarks that say the same should share it.
    """

    row: int
    order: int
    code: str
    column: int
    given: dict[str, Any]


def tell(remarks: list[Remark], rows: Rows, findings: Findings) -> None:
    wordings: dict[tuple[str, int], Wording] = {}  # what was found out of a value once is put in words once
    for one in sorted(remarks, key=lambda one: (one.row, one.order)):
        key = one.code, id(one.given)
        if key not in wordings:
            wordings[key] = findings.wording(one.code, **one.given)
        findings.note(wordings[key], rows.sheet, rows.cell(one.row, one.column))


def leave_out(wrong: list[Remark], rows: Rows, tally: Tally) -> Rows:
    """List the rows with something wrong in them; returns the others."""
    if not wrong:
        return rows
    is_kept = np.ones(len(rows), np.bool_)
    is_kept[[one.row for one in wrong]] = False
    tally.listed.update((rows.sheet, rows.cell(row)) for row in at(~is_kept))
    return rows.only(is_kept)


def read_rows(
    sheet: Sheet,
    table: Table,
    header: Header,
    region: Region,
    reader: CellReader,
    findings: Findings,
    *,
    said: Record,
) -> tuple[Rows, Tally]:
    """Every data row of a list, or listed with all that is wrong with it. said: what holds of every row."""
    tally = Tally(read=len(region.data), rows=len(region.data))
    findings.about_persons = table.yields in ABOUT_PERSONS
    numbers = np.array(region.data, np.int64)
    _refuse_month_first(sheet, table, header, numbers, findings)
    fields = {name: constant(value, len(numbers)) for name, value in said.items()}
    rows = Rows(sheet.name, header.first_column, numbers, fields)
    wrong: list[Remark] = []
    noted: list[Remark] = []
    for order, (name, column) in enumerate(header.columns.items()):
        field = table.fields[name]
        below = filled_down(sheet, column, header.bottom, through_blanks=table.columns[name].fill_down)
        cells, read = taken(below, numbers), partial(read_field, name, field, reader)
        if field.kind == "level_code":
            cells = paired(cells, fields.get("level") or constant(None, len(rows)))
            read = partial(_read_code, name, field, reader)
        fields[name], problems = _read_column(cells, read)
        for problem in problems.values():
            problem.given["column"] = header.titles[name]
        wrong += [Remark(row, order, one.code, column, one.given) for row, one in standing(problems, cells)]
        if field.kind == "place":
            rows.written, rows.place_column = each(cells, as_written), column
        elif field.kind == "target_groups":
            for row, hints in standing(_unknown_groups(name, cells, problems, reader), cells):
                noted += [Remark(row, order, "target_group_unknown", column, hint) for hint in hints]
    tell(wrong + noted, rows, findings)
    for one in wrong:
        tally.unknown[one.code].append(str(one.given.get("found", "")))
    tally.unreadable = len({one.row for one in wrong if one.code in ("cell_error", "cell_formula")})
    findings.about_persons = False
    return leave_out(wrong, rows, tally), tally


def _read_column(cells: Column, read: Callable[[Any], Any]) -> tuple[Column, dict[int, Unreadable]]:
    """What `read` makes of the cells, and by the code of a value what is wrong with it (read as None)."""
    values: list[Any] = []
    problems: dict[int, Unreadable] = {}
    for code, (value, count) in enumerate(counted(cells)):
        try:
            values.append(read(value) if count else None)
        except Unreadable as problem:
            values.append(None)
            problems[code] = problem.with_traceback(None)
    return coded(values, codes_of(cells)), problems


def _unknown_groups(
    name: str, cells: Column, problems: Mapping[int, Unreadable], reader: CellReader
) -> dict[int, list[dict[str, str]]]:
    """By the code of a value that could be read: hints for the words in it that are no target group."""
    unknown = {
        code: reader.target_groups(name, value)[1]
        for code, (value, count) in enumerate(counted(cells))
        if count and code not in problems and not is_blank(value)
    }
    hint = reader.vocabulary.hint
    return {code: [hint("target_groups", word) for word in words] for code, words in unknown.items() if words}


def read_field(name: str, field: Field, reader: CellReader, value: Value, level: str | None = None) -> Any:
    """One field; raises Unreadable, also for a blank where something must stand. level: of what a code is."""
    if field.kind == "level_code":
        if level is None:
            return None  # the unknown level is told already
        result: Any = reader.level_code(level, value)
    else:
        if (field.kind == "day" and _is_no_date(value, reader)) or (
            field.kind == "place" and _is_no_place(value, reader)
        ):
            value = None
        result = reader.read(name, field, value)
    if result is None and field.must_be_filled:
        raise Unreadable("cell_blank")
    return result


def _read_code(name: str, field: Field, reader: CellReader, pair: tuple[Value, str | None]) -> Any:
    return read_field(name, field, reader, *pair)


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


def _refuse_month_first(sheet: Sheet, table: Table, header: Header, rows: Numbers, findings: Findings) -> None:
    """Dates written month first prove that others in the column, which can be read both ways, are not to be trusted."""
    for name, column in header.columns.items():
        if table.fields[name].kind != "day" or column >= sheet.width:
            continue
        values = [(value, count) for value, count in counted(taken(sheet.columns[column], rows)) if count]
        ambiguous = sum(count for value, count in values if could_be_month_first(value))
        if ambiguous and any(is_month_first(value) for value, _ in values):
            cell = address(header.bottom, column)
            findings.add("dates_month_first", sheet.name, cell, column=header.titles[name], count=ambiguous)


def note_rest(sheet: Sheet, region: Region, header: Header, findings: Findings) -> None:
    """Tell of the notes under a table; they may hold anything, so they are never quoted.

    Not of its source, which changes nothing about the figures, unless something stands among them beside it.
    """
    for row in region.notes:
        column = next(column for column in range(sheet.width) if not is_blank(sheet.value(row, column)))
        is_source = fold(as_text(sheet.value(row, column))).startswith("bron")
        if is_source and all(is_blank(sheet.value(row, one.column)) for one in header.figures if one.column != column):
            continue
        findings.add("note_not_read", sheet.name, address(row, column))


def check_row_count(sheet: Sheet, region: Region, findings: Findings) -> None:
    """A list may end with 'Totaal 27': how many rows it holds."""
    for row, (above, before) in region.totals.items():
        numbers = [
            (column, int(value))
            for column, value in enumerate(sheet.rows(row, row + 1)[0])
            if isinstance(value, int | float) and float(value).is_integer() and not isinstance(value, bool)
        ]
        last = min(above, len(region.data))
        if len(numbers) != 1:
            findings.add("total_unchecked", sheet.name, address(row, 0))
        elif numbers[0][1] not in (last, max(last - before, 0)):
            column, found = numbers[0]
            findings.add("total_differs", sheet.name, address(row, column), found=found, expected=above)
