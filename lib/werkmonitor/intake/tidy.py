"""Any workbook as one tidy table of observations, by a layout; it need not have to do with the programme.

One row an observation: what its labels and headers say, its value or what stood in its place, and its cell.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from werkmonitor.errors import DeliveryRefused, Problem, UsageError
from werkmonitor.intake.cells import CellReader, as_written
from werkmonitor.intake.crosstabs import UNKNOWN, Amount, read_figures
from werkmonitor.intake.fields import ABOUT_PERSONS
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.findings import Finding, Findings, together
from werkmonitor.intake.header import Figures
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.numbers import read_figure
from werkmonitor.intake.records import Record, Tally, note_rest, read_rows
from werkmonitor.intake.regions import open_table
from werkmonitor.intake.table_layout import OwnField, Table
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.whereabouts import Spot, find_tables
from werkmonitor.intake.workbook import Hopeless, Value, Workbook, address, is_blank
from werkmonitor.limits import Limits
from werkmonitor.models import load_model

LIMITS = Limits(rows=1_048_576, columns=16_384, takes_pivots=True)
"""Statistics are longer and wider than deliveries; how many cells there may be stays what it is."""
FIGURE = ("value", "low", "high", "unit", "marker", "meaning", "note")
SOURCE = ("sheet", "cell")


@dataclass(frozen=True)
class Observations:
    """columns: of the table, in order. rows: one an observation (of a list: one a row of it).

    findings: what was left out, and what was noticed. read: how many figures (rows of a list) the workbook holds there;
    those that are not among the rows are listed in the findings. totals, skipped: how many figures besides are totals,
    or none of ours.
    """

    columns: tuple[str, ...]
    rows: list[Record]
    findings: tuple[Finding, ...]
    read: int
    listed: int
    totals: int = 0
    skipped: int = 0

    @property
    def count(self) -> str:
        """What became of everything that was read."""
        parts = ((self.totals, "totals"), (self.skipped, "skipped"), (self.listed, "listed"))
        return f"{self.read + self.totals + self.skipped} read = {len(self.rows)} observations" + "".join(
            f" + {number} {name}" for number, name in parts
        )

    def as_csv(self) -> str:
        """Text for spreadsheets: a text that would be taken for a formula is written with a quote before it."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_plain(row.get(name)) for name in self.columns] for row in self.rows)
        return text.getvalue()


def read_tidy(
    path: Path, layout_file: Path, received_on: date, password: Callable[[], str] | None = None
) -> Observations:
    """The observations of a workbook by a layout.

    received_on: decides which of several dated tables and names hold. password: asked for where the workbook is
    encrypted. Raises UsageError for a file that is not there,
    ConfigurationError for a faulty layout, DeliveryRefused with every reason why the workbook cannot be read by it.
    """
    _refuse_absent(path, layout_file)
    layout = load_model(layout_file, Layout, shown_as=layout_file.name)
    workbook = open_workbook(path, password)
    observations = observe(workbook, layout, received_on, layout_file.stem)
    if refused := [one for one in observations.findings if one.treatment == "delivery"]:
        rest = [one for one in observations.findings if one.treatment == "row"]
        raise DeliveryRefused(one.as_problem(path.name) for one in together([*refused, *rest]))
    return observations


def open_workbook(path: Path, password: Callable[[], str] | None = None) -> Workbook:
    """Any workbook, also a longer and wider one than deliveries are.

    password: asked for where it is encrypted. Raises UsageError for a file that is not there, DeliveryRefused for one
    that cannot be read.
    """
    _refuse_absent(path)
    try:
        return _workbook(path.read_bytes(), password)
    except Hopeless as hopeless:
        findings = Findings()
        findings.add(hopeless.code, **hopeless.given)
        raise DeliveryRefused(one.as_problem(path.name) for one in findings.listed()) from None


def _refuse_absent(*files: Path) -> None:
    for file in files:
        if not file.is_file():
            raise UsageError(Problem(str(file), "there is no such file", "give the path of the file"))


def _workbook(content: bytes, password: Callable[[], str] | None) -> Workbook:
    with Reader(LIMITS) as reader:
        try:
            return reader.read(content)
        except Hopeless as hopeless:
            if password is None or hopeless.code != "workbook_encrypted":
                raise
            return reader.read(content, password())


def observe(workbook: Workbook, layout: Layout, received_on: date, name: str = "") -> Observations:
    """The observations of a workbook that was read. name: of the layout, for messages."""
    findings = Findings(name)
    reader = CellReader(layout, Vocabulary({}, {}), has_1904_dates=workbook.has_1904_dates)
    tables = [_own(one) for one in layout.tables if one.holds_on(received_on)]
    spots = find_tables(workbook, layout, tables, reader, received_on, findings)
    rows: list[Record] = []
    tallies: list[Tally] = []
    for spot in spots if not findings.is_refused else ():
        found, tally = _read(spot, reader, findings)
        rows += [{"table": spot.table.name} | row for row in found]
        tallies.append(tally)
    read, listed = sum(one.read for one in tallies), sum(len(one.listed) for one in tallies)
    if spots and not rows and not findings.is_refused:
        findings.add("nothing_usable", count=read)
    for row in _read_twice(rows):
        findings.add("cell_read_twice", row["sheet"], row["cell"])
    columns = _columns(tables)
    for row, other in _alike(rows, columns):
        findings.add("observation_twice", row["sheet"], row["cell"], other=f"{other['sheet']}!{other['cell']}")
    totals, skipped = sum(one.totals for one in tallies), sum(one.skipped for one in tallies)
    return Observations(columns, rows, findings.listed(), read, listed, totals, skipped)


def _read_twice(rows: Iterable[Record]) -> Iterator[Record]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row["sheet"], row["cell"]) in seen:
            yield row
        seen.add((row["sheet"], row["cell"]))


def _alike(rows: Iterable[Record], columns: Iterable[str]) -> Iterator[tuple[Record, Record]]:
    """Observations of which everything that their labels and headers say has been said of another one before."""
    fields = [name for name in columns if name not in (*FIGURE, *SOURCE)]
    seen: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        first = seen.setdefault(tuple(row.get(name) for name in fields), row)
        if "value" in row and any(row[name] != first[name] for name in SOURCE):
            yield row, first


def _columns(tables: Iterable[Table]) -> tuple[str, ...]:
    tables = list(tables)
    fields = dict.fromkeys(name for table in tables for name in table.given)
    figures = FIGURE if any(table.kind != "list" for table in tables) else ()
    return (*(("table",) if any(table.name for table in tables) else ()), *fields, *figures, *SOURCE)


def _own(table: Table) -> Table:
    """A table that fills a tidy table of the programme, with its fields as ones of one's own.

    Raises UsageError for a list of persons: it stays where the rules for persons hold.
    """
    if table.yields is None:
        return table
    if table.yields in ABOUT_PERSONS:
        remedy = "use 'werkmonitor check' or 'werkmonitor receive' for it"
        raise UsageError(Problem(f"yields = '{table.yields}'", "a list of persons is not written to a file", remedy))
    kinds = {"period": "period", "day": "day", "whole": "whole"}
    own = {name: OwnField(kind=kinds.get(table.fields[name].kind, "text")) for name in table.given}  # type: ignore[arg-type]
    return table.model_copy(update={"yields": None, "own_fields": own})


def _read(spot: Spot, reader: CellReader, findings: Findings) -> tuple[list[Record], Tally]:
    """The rows of one table, and what became of its figures (or the rows of a list)."""
    opened = open_table(spot, reader, findings)
    if opened is None:
        return [], Tally()
    region, said = opened
    note_rest(spot.sheet, region, spot.header, findings)
    for row in region.headings:
        findings.add("heading_not_read", spot.sheet.name, address(row, spot.header.first_column))
    if spot.table.kind == "list":
        rows, tally = read_rows(spot.sheet, spot.table, spot.header, region, reader, findings, said=said)
        names = list(rows.fields)
        found = [
            {"sheet": rows.sheet, "cell": rows.cell(number)} | record
            for number, record in enumerate(rows.records(*names))
        ]
    else:
        figures = _Figures(spot, reader)
        found, tally = read_figures(spot, region, reader, figures, findings, said)
        figures.tell(findings)
    return found, tally


class _Figures:
    """Figures of any kind. A blank is a missing one, unless the layout says that it is none.

    A share in a cell that shows a percentage is a part of 1 already, whatever the others in its column are.
    """

    total_differs = "total_off"

    def __init__(self, spot: Spot, reader: CellReader):
        self.sheet, self.signs, self.decimal = spot.sheet, reader.signs, reader.layout.decimal
        self.decimals: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        """Column → of every number in text with a decimal sign: its row, whether it could be one of thousands."""
        self.shares: dict[int, list[tuple[int, bool, float]]] = defaultdict(list)
        """Column → of every share in it: its row, whether it is shown as a percentage, what was read."""

    def is_no_figure(self, value: Value, figures: Figures) -> bool:
        return self.signs.blank == "nothing" and is_blank(value)

    def read(self, value: Value, figures: Figures, row: int) -> tuple[Record, Amount]:
        measure = figures.measure
        is_percentage = measure.kind == "share" and (row, figures.column) in self.sheet.percents
        scale = 1 if is_percentage else measure.scale
        figure = read_figure(value, self.signs, measure.kind, scale, measure.decimal or self.decimal)
        decimal = measure.decimal or self.decimal
        if isinstance(value, str) and (match := re.search(rf"\d{re.escape(decimal)}(\d+)\D*$", value)):
            self.decimals[figures.column].append((row, len(match[1]) == 3))
        beside = None if figures.mark is None else self.sheet.value(row, figures.mark)
        marker = " ".join(filter(None, (figure.marker, as_written(beside))))
        record = figure._asdict() | {"marker": marker, "unit": measure.unit, "note": figures.note}
        if figure.value is not None:
            if measure.kind == "share" and not figure.meaning:
                is_percentage |= isinstance(value, str) and "%" in value
                self.shares[figures.column].append((row, is_percentage, figure.value))
            return record, Amount(figure.value, figure.value)
        if figure.meaning in ("missing", "not_applicable"):
            return record, Amount(0, 0)
        if figure.low is None or figure.high is None:
            return record, UNKNOWN
        return record, Amount(figure.low, figure.high)

    def tell(self, findings: Findings) -> None:
        """Decimals that look like thousands; shares of more than all, or of which only some are percentages."""
        for column, decimals in self.decimals.items():
            if all(could_be_thousands for _, could_be_thousands in decimals):
                findings.add("decimals_or_thousands", self.sheet.name, address(decimals[0][0], column))
        for column, shares in self.shares.items():
            if len({is_percentage for _, is_percentage, _ in shares}) > 1:
                first = next(row for row, is_percentage, _ in shares if is_percentage != shares[0][1])
                findings.add("shares_mixed", self.sheet.name, address(first, column))
            for row, _, share in shares:
                if not 0 <= share <= 1:
                    findings.add("share_impossible", self.sheet.name, address(row, column))


def _plain(value: Any) -> Any:
    """A text that would be taken for a formula with a quote before it; a sign such as '--' is none."""
    is_text = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if is_text and any(map(str.isalnum, value)) else value
