"""Where the tables of a layout stand in a workbook: on which sheets, within which rows and columns."""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkmonitor.errors import near_miss
from werkmonitor.intake.cells import CellReader, as_text, put_together
from werkmonitor.intake.findings import Findings, quoted
from werkmonitor.intake.header import Fault, Header
from werkmonitor.intake.headers import find_header
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.table_layout import FARTHEST, Cell, Table
from werkmonitor.intake.words import fold, pattern_of
from werkmonitor.intake.workbook import Range, Sheet, Value, Workbook, address, column_number, is_blank


@dataclass(slots=True)
class Spot:
    """A table of the layout found on a sheet. sheet: with nothing in it outside the table's bounds.

    parts: field → what stands outside the table, of it. faults: what of that is missing.
    """

    table: Table
    sheet: Sheet
    header: Header
    parts: dict[str, list[Value]]
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not (self.header.faults or self.faults)

    def tell(self, findings: Findings) -> None:
        self.header.tell(findings, self.sheet)
        for one in self.faults:
            findings.add(one.code, self.sheet.name, one.cell, **one.given)

    def said(self, reader: CellReader) -> dict[str, Any]:
        """What holds of the whole table, by field; raises Unreadable for a word that is not known.

        Without what a label, a block or the header completes.
        """
        waiting, fields = {*self.table.columns, *self.table.across, *self.table.fields_of_blocks}, self.table.fields
        alone = {name: put_together(fields[name], values) for name, values in self.parts.items() if name not in waiting}
        return {name: reader.read(name, fields[name], value) for name, value in alone.items()}


def find_tables(
    workbook: Workbook,
    layout: Layout,
    tables: Sequence[Table],
    reader: CellReader,
    received_on: date,
    findings: Findings,
) -> list[Spot]:
    """Every table on every sheet where it stands; what is missing or cannot be read is noted.

    Tables on one sheet end where the next begins, below them or on their right.
    """
    search = _Search(workbook, layout, reader, received_on, findings)
    spots = [spot for table in tables for spot in search.find(table)]
    for spot in spots:
        search.bound(spot, [other for other in spots if other is not spot and other.sheet.name == spot.sheet.name])
    for spot in spots:
        spot.tell(findings)
    for name in dict.fromkeys(spot.sheet.name for spot in spots):
        sheet = next(spot.sheet for spot in spots if spot.sheet.name == name)
        if sheet.is_hidden:
            findings.add("sheet_hidden", name)
        if sheet.hidden:
            findings.add("cells_hidden", name, **sheet.hidden.in_words())
    return spots


class _Search:
    def __init__(self, workbook: Workbook, layout: Layout, reader: CellReader, received_on: date, findings: Findings):
        self.sheets = [sheet for sheet in workbook.sheets if not sheet.is_empty]
        self.all_sheets = workbook.sheets
        self.layout, self.reader, self.received_on, self.findings = layout, reader, received_on, findings

    def find(self, table: Table) -> Iterator[Spot]:
        found: set[str] = set()
        for wanted in table.sheet:
            for sheet, spot in self._on_sheets(wanted, table):
                if spot is not None:
                    if sheet.name not in found:
                        found.add(sheet.name)
                        yield spot
                    continue
                expected = [column.header[0].text for column in table.places.values() if column.header]
                self.findings.add("header_missing", sheet.name, expected=quoted(expected))

    # ------------------------------------------------------------ which sheets

    def _on_sheets(self, wanted: str | int, table: Table) -> list[tuple[Sheet, Spot | None]]:
        """The sheets of that name, pattern or position; or the only other one that holds the table.

        Where a table stands on several sheets, their names say which is which, and another name is never taken for one.
        """
        if isinstance(wanted, int):
            return self._at_position(wanted, table)
        named = [sheet for sheet in self.sheets if _matches(sheet, wanted)]
        is_on_several = table.is_on_every_sheet or (table.sheet_means is not None and "*" in wanted)
        if is_on_several and named:
            return [(sheet, self._spot(sheet, table, wanted)) for sheet in named]
        is_free = len(table.sheet) == 1 and not is_on_several
        free = [sheet for sheet in self.sheets if is_free and not self._is_named(sheet)]
        if len(named) == 1:
            self._tell_copies(free, table, wanted)
            return [(named[0], self._spot(named[0], table, wanted))]
        candidates = [(sheet, self._spot(sheet, table, wanted)) for sheet in named or free]
        fitting = [(sheet, spot) for sheet, spot in candidates if spot and spot.is_sound]
        if len(self.sheets) == 1 and not named and not fitting and not table.is_optional:
            fitting = list(candidates)  # type: ignore[arg-type]  # its one sheet must be meant: say what is wrong with it
        if len(fitting) == 1:
            sheet, spot = fitting[0]
            if not named:
                self.findings.add("sheet_renamed", sheet.name, found=wanted)
            return [(sheet, spot)]
        if not fitting and table.is_optional and not near_miss(wanted, [sheet.name for sheet in named or free]):
            return []
        if not fitting and wanted == "*":
            return [max(candidates, key=lambda one: one[1] is not None)]
        if fitting:
            self.findings.add("sheet_twice", found=wanted, present=self._present)
        else:
            close = near_miss(wanted, [sheet.name for sheet in self.sheets])
            hint = f"; did they mean '{close}'?" if close else ""
            self.findings.add("sheet_missing", found=wanted, present=self._present, hint=hint)
        return []

    def _tell_copies(self, others: Sequence[Sheet], table: Table, wanted: str) -> None:
        """Note sheets of other names that hold the same table: a copy that was left in, perhaps.

        A table without any name of a column looks like anything.
        """
        has_names = any(column.header for column in table.columns.values())
        for sheet in others if has_names and table.yields else ():
            if (spot := self._spot(sheet, table, wanted)) and spot.is_sound:
                self.findings.add("sheet_copy", sheet.name, found=wanted)

    def _at_position(self, wanted: int, table: Table) -> list[tuple[Sheet, Spot | None]]:
        position = wanted - 1 if wanted > 0 else len(self.all_sheets) + wanted
        if wanted and 0 <= position < len(self.all_sheets):
            sheet = self.all_sheets[position]
            return [(sheet, self._spot(sheet, table, sheet.name))]
        self.findings.add("sheet_missing", found=str(wanted), present=self._present, hint="")
        return []

    @property
    def _present(self) -> str:
        return quoted(sheet.name for sheet in self.sheets)

    def _is_named(self, sheet: Sheet) -> bool:
        """Whether any table of the layout speaks of this sheet."""
        return any(
            _matches(sheet, name) for table in self.layout.tables for name in table.sheet if isinstance(name, str)
        )

    # ------------------------------------------------------------ where on the sheet

    def _spot(self, sheet: Sheet, table: Table, wanted: str) -> Spot | None:
        within = sheet.within(self._bounds(sheet, table))
        faults: list[Fault] = []
        parts = _parts(sheet, table, wanted, faults)
        header = find_header(within, table, self.reader, self.received_on, parts)
        if header is None:
            return None
        return Spot(table, within, header, parts, faults)

    def _bounds(self, sheet: Sheet, table: Table) -> Range:
        """Where the layout says that the table may stand."""
        top, left, bottom, right = self._area(table)
        if table.below is not None:
            row = _row_that_says((table.below,), sheet, top)
            top = sheet.height if row is None else row + 1
        return top, left, bottom, right

    def _area(self, table: Table) -> Range:
        """An area without an end reaches to the next one on its right or below it."""
        top, left, bottom, right = table.bounds
        if table.area:
            others = [one.bounds for one in self.layout.tables if one.area and one.sheet == table.sheet]
            if right == FARTHEST:
                right = min((other[1] - 1 for other in others if other[0] == top and other[1] > left), default=right)
            if bottom == FARTHEST:
                beneath = (
                    other[0] - 1 for other in others if other[0] > top and other[1] <= right and other[3] >= left
                )
                bottom = min(beneath, default=bottom)
        return top, left, bottom, right

    def bound(self, spot: Spot, others: Sequence[Spot]) -> None:
        """End a table where the layout says so, and where another one begins."""
        header, table = spot.header, spot.table
        first_column, last_row, last_column = 0, FARTHEST, FARTHEST
        if table.ends_before:
            row = _row_that_says(table.ends_before, spot.sheet, header.bottom + 1)
            last_row = FARTHEST if row is None else row - 1
        if not table.area:
            theirs = [other.header for other in others]
            if any(_is_left_of(one, header) for one in theirs):
                first_column = _begins_at(header)
            last_column = min((_begins_at(one) - 1 for one in theirs if _is_left_of(header, one)), default=FARTHEST)
            for one in theirs:
                is_below = first_column <= _begins_at(one) <= min(header.last_column, last_column)
                if is_below and one.top > header.bottom:
                    last_row = min(last_row, one.top - 1)
        if (first_column, last_row, last_column) != (0, FARTHEST, FARTHEST):
            spot.sheet = spot.sheet.within((0, first_column, last_row, last_column))
            found = find_header(spot.sheet, table, self.reader, self.received_on, spot.parts)
            spot.header = found or header

    # ------------------------------------------------------------ what else says something of it


def _parts(sheet: Sheet, table: Table, wanted: str, faults: list[Fault]) -> dict[str, list[Value]]:
    """What constants, the sheet's name and cells outside the table say, by field; what they do not say is a fault."""
    parts: dict[str, list[Value]] = {name: [word] for name, word in table.constants.items()}
    if table.sheet_means:
        parts.setdefault(table.sheet_means, []).append(_said_by_name(sheet, wanted))
    for name, cell in table.cells.items():
        where, value = _cell_that_says(sheet, cell)
        if cell.find and not is_blank(value):
            match = re.search(cell.find, as_text(value))
            value = match[1] if match else None
        if is_blank(value):
            faults.append(Fault("cell_not_found", where, {"field": name, "expected": cell.text or cell.cell}))
        parts.setdefault(name, []).append(value)
    return parts


def _begins_at(header: Header) -> int:
    """The column where a table begins: that of its first labels, for figures may turn out to be of another table."""
    return min(header.columns.values(), default=header.first_column)


def _is_left_of(header: Header, other: Header) -> bool:
    """Whether the first table stands on the left of the other: on the same rows, or wholly before its columns."""
    is_beside = other.top <= header.bottom and header.top <= other.bottom
    start = _begins_at(other)
    return header.last_column < start or (is_beside and _begins_at(header) < start)


def _matches(sheet: Sheet, name: str) -> bool:
    if "*" not in name:
        return fold(sheet.name) == fold(name)
    return fnmatch.fnmatchcase(fold(sheet.name), fold(name))


def _said_by_name(sheet: Sheet, wanted: str) -> str:
    """What the name of a sheet says: the agreed name, or of 'Tabel *' what stands for the star."""
    if wanted.count("*") != 1:
        return sheet.name if "*" in wanted else wanted
    before, after = map(len, fold(wanted).split("*"))
    name = sheet.name.strip()
    return name[before : len(name) - after].strip() or name


def _row_that_says(texts: Sequence[str], sheet: Sheet, first: int) -> int | None:
    """The first row, from `first` on, with a cell that begins with one of these texts."""
    opening = pattern_of(texts)
    for row in range(first, sheet.height):
        for column in range(sheet.width):
            value = sheet.value(row, column)
            if isinstance(value, str) and opening.match(fold(value)):
                return row
    return None


def _cell_that_says(sheet: Sheet, cell: Cell) -> tuple[str, Value]:
    """Where the cell stands, and what it says."""
    if cell.cell:
        letters = cell.cell.rstrip("0123456789")
        return cell.cell, sheet.value(int(cell.cell[len(letters) :]) - 1, column_number(letters))
    opening = fold(cell.text or "")
    for row in range(sheet.height):
        for column in range(sheet.width):
            value = sheet.value(row, column)
            if not (isinstance(value, str) and fold(value).startswith(opening)):
                continue
            rest = as_text(value)[len(opening) :].strip(" :")
            if rest:
                return address(row, column), rest
            beside = (sheet.value(row, place) for place in range(column + 1, sheet.width))
            return address(row, column), next((one for one in beside if not is_blank(one)), None)
    return "", None
