"""Crosstabs and standings: one cell a figure, with labels on its left and over it."""

from datetime import date
from typing import Any, NamedTuple

from werkmonitor.intake.cells import CellReader, as_written
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Figures, Header
from werkmonitor.intake.layout import Table
from werkmonitor.intake.records import Record, Tally, read_field
from werkmonitor.intake.regions import Region, filled_down
from werkmonitor.intake.values import Count, Unreadable, read_count, read_whole
from werkmonitor.intake.workbook import Column, Sheet, Value, address, is_blank


class _Amount(NamedTuple):
    """What a cell adds to a total: between low and high; not known when it cannot be read."""

    low: int
    high: int
    is_known: bool = True


_NOTHING = _Amount(0, 0)
_UNKNOWN = _Amount(0, 0, is_known=False)


def read_figures(
    sheet: Sheet,
    table: Table,
    header: Header,
    region: Region,
    reader: CellReader,
    findings: Findings,
    *,
    said: Record,
    as_of_on: date,
) -> tuple[list[Record], Tally]:
    """Every figure of a crosstab as a record with `value`, `low`, `high`, `marker`, or listed with what is wrong.

    said: what holds of every row. A blank is a missing figure, except in a plan (no point was delivered) and in
    periods after the as-of date. Totals are compared with their parts.
    """
    tally = Tally(rows=len(region.data))
    kept: list[Record] = []
    cells = {
        name: filled_down(sheet, column, header.bottom, through_blanks=table.columns[name].fill_down)
        for name, column in header.columns.items()
    }
    amounts: dict[tuple[int, int], _Amount] = {}
    for row in region.data:
        labels, problems = _labels(sheet, table, header, row, cells, reader, findings, said)
        for problem in problems:
            tally.unknown[problem.code].append(str(problem.given.get("found", "")))
        tally.unreadable += any(problem.code in ("cell_error", "cell_formula") for problem in problems)
        for figures in header.figures:
            value = sheet.value(row, figures.column)
            if is_blank(value) and _may_be_blank(table, figures, as_of_on):
                continue
            tally.read += 1
            cell = address(row, figures.column)
            try:
                count = _read(table, value, reader)
                _refuse_after(figures, count, as_of_on)
            except Unreadable as unread:
                findings.add(unread.code, sheet.name, cell, column=figures.title, **unread.given)
                tally.listed.add((sheet.name, cell))
                # "not applicable" adds nothing to a total; what cannot be read adds nobody knows what
                amounts[row, figures.column] = _NOTHING if unread.code == "count_not_applicable" else _UNKNOWN
                tally.unreadable += unread.code in ("cell_error", "cell_formula")
                continue
            amounts[row, figures.column] = _Amount(count.low, count.high)
            if labels is None:
                tally.listed.add((sheet.name, cell))
                continue
            if count.value is None:
                given = {"found": count.marker, "low": count.low, "high": count.high}
                findings.add("count_hidden", sheet.name, cell, **given)
            kept.append({"sheet": sheet.name, "cell": cell} | labels | figures.said | _as_record(table, count))
    _check_totals(sheet, header, region, reader, amounts, findings)
    return kept, tally


def _read(table: Table, value: Value, reader: CellReader) -> Count:
    """A figure; a plan has no hidden ones."""
    if table.yields == "plan":
        number = read_whole(value)
        return Count(number, number, number)
    return read_count(value, reader.signs)


def _as_record(table: Table, count: Count) -> Record:
    return {"value": count.value} if table.yields == "plan" else count._asdict()


def _labels(
    sheet: Sheet,
    table: Table,
    header: Header,
    row: int,
    cells: dict[str, Column],
    reader: CellReader,
    findings: Findings,
    said: Record,
) -> tuple[Record | None, list[Unreadable]]:
    """What the labels of a row say; None with the problems where some of them cannot be read."""
    record = dict(said)
    problems: list[Unreadable] = []
    for name, column in header.columns.items():
        value = cells[name].values[cells[name].codes[row]]
        try:
            if table.fields[name].kind == "place":
                record |= {"written_place": as_written(value), "place_cell": address(row, column)}
            record[name] = read_field(name, table.fields[name], reader, value, record.get("level"))
        except Unreadable as unread:
            cell = address(row, column)
            findings.add(unread.code, sheet.name, cell, column=header.titles[name], **unread.given)
            problems.append(unread)
    return (None if problems else record), problems


def _may_be_blank(table: Table, figures: Figures, as_of_on: date) -> bool:
    if table.yields == "plan":
        return True
    period = figures.said.get("period")
    return period is not None and period[0] > as_of_on


def _refuse_after(figures: Figures, count: Count, as_of_on: date) -> None:
    """A figure of a period after the state that the workbook gives cannot be right; a 0 there says nothing."""
    period: tuple[date, date] | None = figures.said.get("period")
    day: date | None = figures.said.get("until_on")
    begins = period[0] if period else day
    if begins and begins > as_of_on and count.high > 0:
        raise Unreadable("count_after_as_of", found=f"{begins:%d-%m-%Y}")


def _check_totals(
    sheet: Sheet,
    header: Header,
    region: Region,
    reader: CellReader,
    amounts: dict[tuple[int, int], _Amount],
    findings: Findings,
) -> None:
    for row in region.totals:
        for figures in header.figures:
            parts = [[(part, figures.column) for part in rows] for rows in region.parts_of(row)]
            _check_total(sheet, (row, figures.column), parts, reader, amounts, findings)
    for column, above in header.totals.items():
        across = [one.column for one in header.figures if one.above == above]
        for row in region.data:
            _check_total(sheet, (row, column), [[(row, part) for part in across]], reader, amounts, findings)


def _check_total(
    sheet: Sheet,
    total: tuple[int, int],
    candidates: list[list[tuple[int, int]]],
    reader: CellReader,
    amounts: dict[tuple[int, int], _Amount],
    findings: Findings,
) -> None:
    """Compare a total with its parts (or, for a subtotal, with those since the last one)."""
    value = sheet.value(*total)
    if is_blank(value) or not candidates[0]:
        return
    cell = address(*total)
    try:
        found = read_count(value, reader.signs)
    except Unreadable:
        findings.add("total_unchecked", sheet.name, cell)
        return
    sums = [[amounts.get(part, _NOTHING) for part in parts] for parts in candidates]
    if not all(amount.is_known for amount in sums[0]):
        findings.add("total_unchecked", sheet.name, cell)
        return
    ranges = [(sum(one.low for one in parts), sum(one.high for one in parts)) for parts in sums]
    if not any(found.low <= high and low <= found.high for low, high in ranges):
        low, high = ranges[0]
        given: dict[str, Any] = {
            "found": found.marker or found.value,
            "expected": low if low == high else f"{low}–{high}",
        }
        findings.add("total_differs", sheet.name, cell, **given)
