"""Crosstabs and standings: one cell a figure, with labels on its left and over it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from werkmonitor.intake.cells import CellReader, as_text, as_written
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Figures
from werkmonitor.intake.records import Record, Tally, read_field
from werkmonitor.intake.regions import Region, filled_down, labels_of_blocks
from werkmonitor.intake.values import Count, Unreadable, read_count, read_whole
from werkmonitor.intake.whereabouts import Spot
from werkmonitor.intake.words import fold, pattern_of
from werkmonitor.intake.workbook import Column, Sheet, Value, address, is_blank


class Amount(NamedTuple):
    """What a cell adds to a total: between low and high; not known when it cannot be read."""

    low: float
    high: float
    is_known: bool = True


NOTHING = Amount(0, 0)
UNKNOWN = Amount(0, 0, is_known=False)
ROUNDED_TO = 5
"""Partners who round do so to fives or tens."""


class Kind(Protocol):
    """How the cells of a table are read: as counts of a delivery, as points of a plan, as observations."""

    def is_no_figure(self, value: Value, figures: Figures) -> bool:
        """Whether nothing is missing where this stands."""

    def read(self, value: Value, figures: Figures, row: int) -> tuple[Record, Amount]:
        """What a cell gives, and adds to a total; raises Unreadable."""

    total_differs: str
    """The finding for a total that is not the sum of its parts."""


class Counts:
    """Counts of a delivery: whole numbers, or an interval where the partner hid one.

    A blank is a missing figure, except in a period after the as-of date.
    """

    total_differs = "total_differs"

    def __init__(self, reader: CellReader, as_of_on: date):
        self.signs, self.as_of_on = reader.signs, as_of_on

    def is_no_figure(self, value: Value, figures: Figures) -> bool:
        if not is_blank(value):
            return False
        period = figures.said.get("period")
        return self.signs.blank == "nothing" or (period is not None and period[0] > self.as_of_on)

    def read(self, value: Value, figures: Figures, row: int) -> tuple[Record, Amount]:
        count = read_count(value, self.signs)
        self._refuse_after(figures, count)
        return count._asdict(), Amount(count.low, count.high)

    def _refuse_after(self, figures: Figures, count: Count) -> None:
        """A figure of a period after the state that the workbook gives cannot be right; a 0 there says nothing."""
        period: tuple[date, date] | None = figures.said.get("period")
        day: date | None = figures.said.get("until_on")
        begins = period[0] if period else day
        if begins and begins > self.as_of_on and count.high > 0:
            raise Unreadable("count_after_as_of", found=f"{begins:%d-%m-%Y}")


class PlanPoints:
    """Points of a plan: whole numbers; a blank is no point."""

    total_differs = "total_differs"

    def is_no_figure(self, value: Value, figures: Figures) -> bool:
        return is_blank(value)

    def read(self, value: Value, figures: Figures, row: int) -> tuple[Record, Amount]:
        number = read_whole(value)
        return {"value": number}, Amount(number, number)


def read_figures(
    spot: Spot, region: Region, reader: CellReader, kind: Kind, findings: Findings, said: Record
) -> tuple[list[Record], Tally]:
    """Every figure of a crosstab as a record, or listed with what is wrong. said: what holds of every row.

    Totals are compared with their parts.
    """
    sheet, header = spot.sheet, spot.header
    tally = Tally(rows=len(region.data))
    kept: list[Record] = []
    labels_of = _Labels(spot, region, reader, findings, said)
    merged = _merged_figures(spot)
    tally.totals, tally.skipped = _passed_over(spot, region)
    amounts: dict[tuple[int, int], Amount] = {}
    for row in region.data:
        labels, problems = labels_of.read(row)
        marks = labels_of.marks(row) if spot.table.yields is None else ""
        for problem in problems:
            tally.unknown[problem.code].append(str(problem.given.get("found", "")))
        tally.unreadable += any(problem.code in ("cell_error", "cell_formula") for problem in problems)
        for figures in header.figures:
            value = sheet.value(row, figures.column)
            if kind.is_no_figure(value, figures) or merged.get((row, figures.column)) is False:
                continue
            tally.read += 1
            cell = address(row, figures.column)
            try:
                if merged.get((row, figures.column)):
                    raise Unreadable("figure_merged")
                record, amount = kind.read(value, figures, row)
            except Unreadable as unread:
                findings.add(unread.code, sheet.name, cell, column=figures.title, **unread.given)
                tally.listed.add((sheet.name, cell))
                # "not applicable" adds nothing to a total; what cannot be read adds nobody knows what
                amounts[row, figures.column] = NOTHING if unread.code == "count_not_applicable" else UNKNOWN
                tally.unreadable += unread.code in ("cell_error", "cell_formula")
                continue
            amounts[row, figures.column] = amount
            if labels is None:
                tally.listed.add((sheet.name, cell))
                continue
            if marks:
                record["note"] = " ".join(filter(None, (marks, record["note"])))
            if record["value"] is None and spot.table.yields:
                given = {"found": record["marker"], "low": record["low"], "high": record["high"]}
                findings.add("count_hidden", sheet.name, cell, **given)
            elif spot.table.yields == "counts" and record["value"] and record["marker"]:
                findings.add("number_marked", sheet.name, cell, found=record["marker"])
            kept.append({"sheet": sheet.name, "cell": cell} | labels | figures.said | record)
    _Totals(spot, region, kind, amounts, labels_of, findings).check()
    return kept, tally


def _merged_figures(spot: Spot) -> dict[tuple[int, int], bool]:
    """Cells of figures that are merged with others: whether it is the one that holds the figure."""
    columns = {one.column for one in spot.header.figures}
    found: dict[tuple[int, int], bool] = {}
    for first, left, last, right in spot.sheet.merged:
        if first <= spot.header.bottom:
            continue
        cells = [
            (row, column) for row in range(first, last + 1) for column in range(left, right + 1) if column in columns
        ]
        if len(cells) > 1 and not is_blank(spot.sheet.value(first, left)):
            found |= {cell: cell == (first, left) for cell in cells}
    return found


def _passed_over(spot: Spot, region: Region) -> tuple[int, int]:
    """How many cells with totals, and how many that the layout skips, hold something."""
    sheet, header = spot.sheet, spot.header
    columns = [one.column for one in header.figures]

    def count(rows: Iterable[int], columns: Iterable[int]) -> int:
        columns = list(columns)
        return sum(not is_blank(sheet.value(row, column)) for row in rows for column in columns)

    totals = count(region.totals, [*columns, *header.totals]) + count(region.data, header.totals)
    skipped = count(region.skipped, [*columns, *header.totals, *header.skipped])
    return totals, skipped + count([*region.data, *region.totals], header.skipped)


class _Labels:
    """What stands on the left of the figures of a row, and over its block."""

    def __init__(self, spot: Spot, region: Region, reader: CellReader, findings: Findings, said: Record):
        self.sheet, self.header, self.table = spot.sheet, spot.header, spot.table
        self.fields, self.parts = spot.table.fields, spot.parts
        self.reader, self.findings, self.said = reader, findings, said
        self.blocks = labels_of_blocks(spot.sheet, spot.table, spot.header, region)
        self.totals = pattern_of(spot.table.words_of_totals)
        apart = (*region.blocks, *region.headings)
        places = spot.table.places
        self.cells = {
            place: filled_down(
                spot.sheet, column, spot.header.bottom, through_blanks=places[place].fill_down, without=apart
            )
            for place, column in spot.header.columns.items()
        }
        self.places = {
            name: [place for place in spot.table.places_of(name) if place in self.cells] for name in spot.table.columns
        }

    def read(self, row: int) -> tuple[Record | None, list[Unreadable]]:
        """What the labels of a row say; None with the problems where some of them cannot be read."""
        record = dict(self.said)
        problems: list[Unreadable] = []
        over = dict(zip(self.table.fields_of_blocks, self.blocks.get(row, ()), strict=False))
        for name in (*(name for name in over if name not in self.places), *self.places):
            places = self.places.get(name, [])
            parts = [*self.parts.get(name, ()), *([over[name]] if name in over else [])]
            parts += [_in_row(self.cells[place], row) for place in places]
            value = self.reader.together(name, self.fields[name], parts) if len(parts) != 1 else parts[0]
            where = address(row, self.header.columns[places[0]] if places else self.header.first_column)
            try:
                if self.fields[name].kind == "place":
                    record |= {"written_place": as_written(value), "place_cell": where}
                record[name] = read_field(name, self.fields[name], self.reader, value, record.get("level"))
            except Unreadable as unread:
                title = self.header.titles.get(name, name)
                self.findings.add(unread.code, self.sheet.name, where, column=title, **unread.given)
                problems.append(unread)
        return (None if problems else record), problems

    def marks(self, row: int) -> str:
        """The footnote marks at the labels of a row."""
        texts = (as_written(_in_row(cells, row)) for cells in self.cells.values())
        return "".join(dict.fromkeys(mark for text in texts if (mark := self.reader.unmarked(text)[1])))

    def beside(self, total: int, rows: Sequence[int]) -> list[int]:
        """Of these rows those that a total adds up: they have its labels, but where it says 'total' or nothing."""
        alike = {
            place: word
            for place, cells in self.cells.items()
            if (word := fold(as_written(_in_row(cells, total)))) and not self.totals.match(word)
        }
        return [
            row
            for row in rows
            if all(fold(as_written(_in_row(self.cells[place], row))) == word for place, word in alike.items())
        ]


def _in_row(column: Column, row: int) -> Value:
    value: Value = column.values[column.codes[row]]
    return value


class _Totals:
    """Rows and columns of totals, compared with their parts."""

    def __init__(
        self,
        spot: Spot,
        region: Region,
        kind: Kind,
        amounts: dict[tuple[int, int], Amount],
        labels: _Labels,
        findings: Findings,
    ):
        self.labels = labels
        self.spot, self.region, self.kind, self.amounts, self.findings = spot, region, kind, amounts, findings
        self.sheet: Sheet = spot.sheet

    def check(self) -> None:
        header = self.spot.header
        for row in self.region.totals:
            candidates = [*self.region.parts_of(row), self.labels.beside(row, self.region.data)]
            for figures in header.figures:
                parts = [[(part, figures.column) for part in rows] for rows in candidates if rows]
                self._compare((row, figures.column), parts, figures)
        for column in header.totals:
            across = header.parts_of(column)
            for figures in [one for one in header.figures if one.column in across][:1]:
                for row in self.region.data:
                    self._compare((row, column), [[(row, part) for part in across]], figures)

    def _compare(
        self, total: tuple[int, int], candidates: Sequence[Sequence[tuple[int, int]]], figures: Figures
    ) -> None:
        """Compare a total with its parts (or, for a subtotal, with those since the last one)."""
        value = self.sheet.value(*total)
        if is_blank(value) or not candidates or figures.measure.kind == "share":
            return
        cell = address(*total)
        try:
            record, found = self.kind.read(value, figures._replace(said={}), total[0])
        except Unreadable:
            found, record = UNKNOWN, {}
        sums = [[self.amounts.get(part, NOTHING) for part in parts] for parts in candidates]
        if not (found.is_known and all(amount.is_known for amount in sums[0])):
            self.findings.add("total_unchecked", self.sheet.name, cell)
            return
        ranges = [(sum(one.low for one in parts), sum(one.high for one in parts)) for parts in sums]
        slack = _rounding([found, *sums[0]])
        if any(found.low <= high + slack and low - slack <= found.high for low, high in ranges):
            return
        low, high = ranges[0]
        given: dict[str, Any] = {
            "found": record.get("marker") or _shown(found.low),
            "expected": _shown(low) if low == high else f"{_shown(low)}–{_shown(high)}",
        }
        fives = [one.low for parts in sums for one in parts] + [found.low]
        is_rounded = any(fives) and all(number % ROUNDED_TO == 0 for number in fives)
        is_near = any(
            low - ROUNDED_TO * len(parts) / 2 <= found.high and found.low <= high + ROUNDED_TO * len(parts) / 2
            for (low, high), parts in zip(ranges, sums, strict=True)
        )
        code = "total_rounded" if is_rounded and is_near else self.kind.total_differs
        self.findings.add(code, self.sheet.name, cell, **given)


def _rounding(amounts: Sequence[Amount]) -> float:
    """How far a sum of rounded decimals may be off: half a unit of the last decimal for each of them."""
    decimals = max((len(repr(one.low).partition(".")[2]) for one in amounts if one.low != int(one.low)), default=0)
    return 0.5 * 10**-decimals * len(amounts) + 1e-9 if 0 < decimals <= 6 else 1e-6 if decimals else 0


def _shown(number: float) -> str:
    return as_text(round(number, 6)).replace(".", ",")
