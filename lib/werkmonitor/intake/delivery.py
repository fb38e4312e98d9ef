"""One workbook, from bytes to facts or to the reasons why not."""

import fnmatch
import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from werkmonitor.errors import near_miss
from werkmonitor.intake.as_of import find_as_of
from werkmonitor.intake.cells import CellReader
from werkmonitor.intake.columns import each
from werkmonitor.intake.corrections import Correction, apply_corrections
from werkmonitor.intake.counts import note_parts_above_whole, settle_counts
from werkmonitor.intake.crosstabs import read_figures
from werkmonitor.intake.facts import as_facts
from werkmonitor.intake.fields import ABOUT_PERSONS
from werkmonitor.intake.findings import Finding, Findings, quoted, word_as_shown
from werkmonitor.intake.headers import Header, find_header
from werkmonitor.intake.layout import Layout, Table
from werkmonitor.intake.personal import refuse_personal_data
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import (
    Record,
    Tally,
    check_row_count,
    columns_read,
    note_rest,
    read_constants,
    read_rows,
)
from werkmonitor.intake.regions import Region, find_region
from werkmonitor.intake.registers import settle_projects
from werkmonitor.intake.trajectories import pseudonyms, settle_trajectories
from werkmonitor.intake.values import Unreadable
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Workbook, is_blank
from werkmonitor.limits import Limits
from werkmonitor.programme import Partner, Programme


@dataclass(slots=True)
class Outcome:
    """What came of one workbook. tables: name of tidy table → its facts (see facts.py); empty when refused."""

    layout: str | None = None
    coverage: str | None = None
    as_of_on: date | None = None
    rows_read: int = 0
    rows_kept: int = 0
    rows_listed: int = 0
    tables: dict[str, pa.Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unmatched: tuple[Correction, ...] = ()

    @property
    def state(self) -> str:
        if any(finding.treatment == "delivery" for finding in self.findings):
            return "refused"
        return "remarks" if self.findings else "accepted"

    def refuse(self, findings: Findings) -> None:
        """Refuse it after all: its facts go, what was read counts as listed."""
        self.findings = [*findings.listed(), *self.findings]
        self._drop_facts()

    def _drop_facts(self) -> None:
        self.tables = {}
        self.rows_kept, self.rows_listed = 0, self.rows_read


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a workbook is judged by besides itself. key: for pseudonyms."""

    programme: Programme
    partner: Partner
    received_on: date
    file_name: str
    vocabulary: Vocabulary
    key: bytes
    limits: Limits
    corrections: tuple[Correction, ...] = ()


def read_delivery(workbook: Workbook, layouts: dict[str, Layout], circumstances: Circumstances) -> Outcome:
    """Read a workbook by the one of its partner's layouts that fits.

    Where none fits, the problems of the nearest one are told; where two fit, that itself is the problem.
    """
    corrected = Findings()
    unmatched = apply_corrections(workbook, circumstances.corrections, corrected)
    with _garbage_left():
        outcomes = [_Reading(workbook, code, layout, circumstances).outcome() for code, layout in layouts.items()]
    fitting = [outcome for outcome in outcomes if outcome.state != "refused"]
    if len(fitting) > 1:
        findings = Findings()
        findings.add("layout_ambiguous", present=quoted(outcome.layout or "" for outcome in fitting))
        fitting[0].refuse(findings)
    chosen = (fitting or sorted(outcomes, key=_structural_problems))[0]
    chosen.findings = [*chosen.findings, *corrected.listed()]
    chosen.unmatched = unmatched
    return chosen


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Let nobody look for garbage meanwhile: of a long list it looks at everything again and again, and finds none."""
    was_collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collected:
            gc.enable()


def _structural_problems(outcome: Outcome) -> int:
    return sum(finding.treatment == "delivery" for finding in outcome.findings)


@dataclass(slots=True)
class _Place:
    """A table of the layout found on a sheet. sheet_name: as the layout has it."""

    table: Table
    sheet_name: str
    sheet: Sheet
    header: Header


class _Reading:
    """Reading one workbook by one layout."""

    def __init__(self, workbook: Workbook, code: str, layout: Layout, circumstances: Circumstances):
        self.workbook, self.code, self.layout, self.given = workbook, code, layout, circumstances
        self.findings = Findings(code)
        self.reader = self._reader(circumstances.vocabulary)
        self.places = Places(circumstances.programme, circumstances.partner, self.findings)
        self.counts: list[Record] = []
        self.facts: dict[str, list[pa.Table]] = defaultdict(list)

    def _reader(self, vocabulary: Vocabulary) -> CellReader:
        return CellReader(self.layout, vocabulary, has_1904_dates=self.workbook.has_1904_dates)

    def outcome(self) -> Outcome:
        outcome = Outcome(self.code, self.layout.coverage)
        refuse_personal_data(self.workbook, self.given.partner.personal_columns, self.findings)
        self._tell_of_the_file()
        tables = [table for table in self.layout.tables if table.holds_on(self.given.received_on)]
        tables.sort(key=lambda table: table.yields != "projects")  # the other tables speak of them
        found = [place for table in tables for place in self._find(table)]
        outcome.as_of_on = self._as_of(found)
        if not self.given.vocabulary.has_projects and not self.layout.yields("projects"):
            self.findings.add("register_missing")
        if self._is_unfilled(found):
            self.findings.add("nothing_filled_in")
        elif outcome.as_of_on and not any(place.header.faults for place in found):
            for place in found:
                self._read(place, outcome, outcome.as_of_on)
            note_parts_above_whole(self.counts, self.given.programme, self.findings)
            self._check_rows(outcome)
            if outcome.rows_read and not outcome.rows_kept:
                self.findings.add("nothing_usable", count=outcome.rows_read)
        outcome.findings = list(self.findings.listed())
        if outcome.state == "refused":
            outcome._drop_facts()
        else:
            outcome.tables = {name: pa.concat_tables(parts) for name, parts in self.facts.items()}
        return outcome

    def _tell_of_the_file(self) -> None:
        if self.workbook.format == "xlsm":
            self.findings.add("workbook_macros")
        if self.workbook.has_links:
            self.findings.add("workbook_links")

    # ------------------------------------------------------------ finding tables

    def _find(self, table: Table) -> Iterator[_Place]:
        for name in table.sheet:
            sheet, header = self._sheet(name, table)
            if sheet is None:
                continue
            if header is None:
                expected = [column.header[0].text for column in table.columns.values() if column.header]
                self.findings.add("header_missing", sheet.name, expected=quoted(expected))
                continue
            header.tell(self.findings, sheet)
            if sheet.is_hidden:
                self.findings.add("sheet_hidden", sheet.name)
            if sheet.hidden:
                self.findings.add("cells_hidden", sheet.name, **sheet.hidden.in_words())
            yield _Place(table, name, sheet, header)

    def _is_unfilled(self, found: list[_Place]) -> bool:
        """Whether it is as blank as when it was sent out: no figure, and no row of any list."""
        return not all(place.table.may_be_empty for place in found) and not any(map(_is_filled, found))

    def _said_by_sheet(self, place: _Place) -> Record:
        name = place.table.sheet_means
        return {name: self.reader.read(name, place.table.fields[name], place.sheet_name)} if name else {}

    def _sheet(self, name: str, table: Table) -> tuple[Sheet | None, Header | None]:
        """The sheet of that name, or the only other one that holds the table; None with a finding where there is none.

        Where a table stands on several sheets, their names say which is which, and another name is never taken for one.
        """
        sheets = [sheet for sheet in self.workbook.sheets if not sheet.is_empty]
        named = [sheet for sheet in sheets if _matches(sheet, name)]
        present = quoted(sheet.name for sheet in sheets)
        if len(named) == 1:
            return named[0], self._header(named[0], table)
        free = [sheet for sheet in sheets if len(table.sheet) == 1 and not self._is_named(sheet)]
        candidates = [(sheet, self._header(sheet, table)) for sheet in named or free]
        fitting: list[tuple[Sheet, Header | None]] = [
            (sheet, header) for sheet, header in candidates if header and not header.faults
        ]
        if len(sheets) == 1 and not named and not fitting:
            fitting = list(candidates)  # its one sheet must be meant: say what is wrong with it
        if len(fitting) == 1:
            sheet, header = fitting[0]
            if not named:
                self.findings.add("sheet_renamed", sheet.name, found=name)
            return sheet, header
        if fitting:
            self.findings.add("sheet_twice", found=name, present=present)
        else:
            close = near_miss(name, [sheet.name for sheet in sheets])
            hint = f"; did they mean '{close}'?" if close else ""
            self.findings.add("sheet_missing", found=name, present=present, hint=hint)
        return None, None

    def _is_named(self, sheet: Sheet) -> bool:
        """Whether any table of the layout speaks of this sheet."""
        return any(_matches(sheet, name) for table in self.layout.tables for name in table.sheet)

    def _header(self, sheet: Sheet, table: Table) -> Header | None:
        return find_header(sheet, table, self.reader, self.given.received_on)

    def _as_of(self, found: list[_Place]) -> date | None:
        sheets = {place.sheet.name: place.sheet for place in found} or {
            sheet.name: sheet for sheet in self.workbook.sheets
        }
        across = [
            day for place in found for one in place.header.figures if isinstance(day := one.said.get("until_on"), date)
        ]
        given = self.given
        return find_as_of(
            sheets.values(),
            self.layout.as_of,
            given.file_name,
            across,
            given.received_on,
            given.programme,
            self.findings,
        )

    # ------------------------------------------------------------ reading tables

    def _read(self, place: _Place, outcome: Outcome, as_of_on: date) -> None:
        table, sheet, header = place.table, place.sheet, place.header
        region = find_region(sheet, table, header.bottom, columns_read(header))
        if not region.data and not table.may_be_empty:
            self.findings.add("no_rows", sheet.name)
            return
        try:
            said = read_constants(table, self.reader) | self._said_by_sheet(place)
        except Unreadable as problem:
            given = {"hint": "", "hint_nl": ""} | problem.given
            self.findings.add("constant_unknown", sheet.name, **given)
            return
        read = self._read_list if table.kind == "list" else self._read_figures
        facts, tally = read(place, region, said, as_of_on)
        note_rest(sheet, region, header, self.findings)
        self._check_shares(tally, place)
        outcome.rows_read += tally.read
        outcome.rows_kept += len(facts)
        outcome.rows_listed += len(tally.listed)
        self.facts[table.yields].append(facts)

    def _read_figures(self, place: _Place, region: Region, said: Record, as_of_on: date) -> tuple[pa.Table, Tally]:
        """What a crosstab or standing gives after all rules; said: what the layout and the sheet's name say of it."""
        table, sheet, header, findings = place.table, place.sheet, place.header, self.findings
        records, tally = read_figures(sheet, table, header, region, self.reader, findings, said=said, as_of_on=as_of_on)
        if table.yields == "counts":
            settle_counts(records, self.places, as_of_on=as_of_on)
            self.counts += records
        return as_facts(table.yields, records), tally

    def _read_list(self, place: _Place, region: Region, said: Record, as_of_on: date) -> tuple[pa.Table, Tally]:
        """The same of a list."""
        table, sheet, header, findings = place.table, place.sheet, place.header, self.findings
        rows, tally = read_rows(sheet, table, header, region, self.reader, findings, said=said)
        check_row_count(sheet, region, findings)
        if table.yields in ABOUT_PERSONS:
            started_on = self.given.programme.programme.started_on
            rows = settle_trajectories(
                rows, tally, header, findings, self.places, programme_started_on=started_on, as_of_on=as_of_on
            )
            if person := rows.fields.get("person"):
                rows.fields["person"] = each(person, pseudonyms(self.given.key, self.given.partner.code))
        elif table.yields == "projects":
            settle_projects(rows, tally, header, findings)
            self.reader = self._reader(self.given.vocabulary.with_projects(rows.records("project", "name", "aliases")))
        return rows.facts(table.yields), tally

    def _check_shares(self, tally: Tally, place: _Place) -> None:
        """Too many rows that cannot be used mean that something else is wrong with the delivery as a whole."""
        limits, total = self.given.limits, tally.rows
        for kind, code in (("project", "too_many_unknown_projects"), ("place", "too_many_unknown_places")):
            unknown = tally.unknown[f"{kind}_unknown"]
            if len(unknown) <= limits.unknown_share * total:
                continue
            words = list(dict.fromkeys(map(word_as_shown, unknown)))
            given = {"count": len(unknown), "total": total, "present": quoted(words)}
            hint = self.reader.vocabulary.hint(kind, words[0])["hint"]
            self.findings.add(code, place.sheet.name, **given, hint=hint)
        if tally.unreadable > limits.unreadable_share * tally.read:
            self.findings.add("too_many_unreadable", place.sheet.name, count=tally.unreadable, total=tally.read)

    def _check_rows(self, outcome: Outcome) -> None:
        """No row may get lost: every one that was read is kept or listed."""
        if outcome.rows_read != outcome.rows_kept + outcome.rows_listed:
            raise RuntimeError(
                f"{self.given.file_name}: {outcome.rows_read} rows read, but {outcome.rows_kept} kept and "
                f"{outcome.rows_listed} listed; this is a fault in werkmonitor itself"
            )


def _is_filled(place: _Place) -> bool:
    """Whether anything stands where a partner fills in: of a crosstab its figures, for its words were there before."""
    header = place.header
    columns = [one.column for one in header.figures] or [*header.columns.values()]
    below = (place.sheet.columns[column].present(header.bottom + 1) for column in columns if column < place.sheet.width)
    return not all(is_blank(value) for values in below for value in values)


def _matches(sheet: Sheet, name: str) -> bool:
    """Whether a sheet has this name, in which '*' stands for anything."""
    return fnmatch.fnmatchcase(fold(sheet.name), fold(name))
