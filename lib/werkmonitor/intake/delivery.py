"""One workbook, from bytes to facts or to the reasons why not."""

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from werkmonitor.intake.as_of import find_as_of
from werkmonitor.intake.cells import CellReader
from werkmonitor.intake.columns import each
from werkmonitor.intake.corrections import Correction, apply_corrections
from werkmonitor.intake.counts import Figures, note_parts_above_whole, settle_counts
from werkmonitor.intake.crosstabs import Counts, PlanPoints, read_figures
from werkmonitor.intake.facts import as_facts
from werkmonitor.intake.fields import ABOUT_PERSONS
from werkmonitor.intake.findings import Finding, Findings, quoted, word_as_shown
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.personal import Agreement, is_program, refuse_personal_data, settle_bsn
from werkmonitor.intake.places import Places
from werkmonitor.intake.readings import note_projects_in_words, note_readings
from werkmonitor.intake.records import (
    Record,
    Tally,
    check_row_count,
    note_rest,
    read_rows,
)
from werkmonitor.intake.regions import Region, open_table
from werkmonitor.intake.registers import check_register, settle_money, settle_projects
from werkmonitor.intake.trajectories import pseudonyms, settle_trajectories
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.whereabouts import Spot, find_tables
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Workbook, is_blank
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
    as_sent = replace(workbook, sheets=[replace(sheet, columns=[*sheet.columns]) for sheet in workbook.sheets])
    unmatched = apply_corrections(workbook, circumstances.corrections, corrected)
    with _garbage_left():
        outcomes = [
            _Reading(workbook, as_sent, code, layout, circumstances).outcome() for code, layout in layouts.items()
        ]
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


class _Reading:
    """Reading one workbook by one layout. as_sent: without corrections, which take nothing out of the file itself."""

    def __init__(self, workbook: Workbook, as_sent: Workbook, code: str, layout: Layout, circumstances: Circumstances):
        self.workbook, self.as_sent, self.code, self.layout = workbook, as_sent, code, layout
        self.given = circumstances
        self.findings = Findings(code)
        self.reader = self._reader(circumstances.vocabulary)
        self.places = Places(circumstances.programme, circumstances.partner, self.findings)
        self.counts: list[Record] = []
        self.figures = Figures()
        self.facts: dict[str, list[pa.Table]] = defaultdict(list)

    def _reader(self, vocabulary: Vocabulary) -> CellReader:
        return CellReader(self.layout, vocabulary, has_1904_dates=self.workbook.has_1904_dates)

    def outcome(self) -> Outcome:
        outcome = Outcome(self.code, self.layout.coverage)
        agreement = Agreement.of(self.given.partner, self.layout)
        refuse_personal_data(self.as_sent, agreement, self.given.received_on, self.findings)
        self._tell_of_the_file()
        tables = [one for one in self.layout.tables if one.yields and one.holds_on(self.given.received_on)]
        tables.sort(key=lambda table: table.yields != "projects")  # the other tables speak of them
        found = find_tables(self.workbook, self.layout, tables, self.reader, self.given.received_on, self.findings)
        self._tell_of_hidden_sheets(found)
        outcome.as_of_on = self._as_of(found)
        if not self.given.vocabulary.has_projects and not self.layout.yields("projects"):
            self.findings.add("register_missing")
        if self._is_unfilled(found):
            self.findings.add("nothing_filled_in")
        elif outcome.as_of_on and all(spot.is_sound for spot in found):
            for spot in found:
                self._read(spot, outcome, outcome.as_of_on)
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
        book = self.workbook
        told = {
            "workbook_macros": book.has_macros,
            "workbook_links": book.has_links,
            "workbook_pictures": book.has_pictures,
        }
        for code in (code for code, is_so in told.items() if is_so):
            self.findings.add(code)
        if book.comments:
            self.findings.add("workbook_comments", count=len(book.comments))
        if persons := {who.casefold() for who in book.persons if not is_program(who)}:
            self.findings.add("workbook_persons", count=len(persons))

    def _tell_of_hidden_sheets(self, found: list[Spot]) -> None:
        read = {spot.sheet.name for spot in found}
        for sheet in self.workbook.sheets:
            if sheet.is_hidden and sheet.name not in read and not sheet.is_empty:
                self.findings.add("sheet_hidden_unread", sheet.name)

    def _is_unfilled(self, found: list[Spot]) -> bool:
        """Whether it is as blank as when it was sent out: headers as agreed, no figure, and no row of any list."""
        may_be = all(spot.table.may_be_empty for spot in found) or not all(spot.is_sound for spot in found)
        return not may_be and not any(map(_is_filled, found))

    def _as_of(self, found: list[Spot]) -> date | None:
        names = {spot.sheet.name for spot in found}
        sheets = [sheet for sheet in self.workbook.sheets if sheet.name in names or not names]
        across = [
            day for spot in found for one in spot.header.figures if isinstance(day := one.said.get("until_on"), date)
        ]
        given = self.given
        return find_as_of(
            sheets,
            self.layout.as_of,
            given.file_name,
            across,
            given.received_on,
            given.programme,
            self.findings,
        )

    # ------------------------------------------------------------ reading tables

    def _read(self, spot: Spot, outcome: Outcome, as_of_on: date) -> None:
        opened = open_table(spot, self.reader, self.findings)
        if opened is None:
            return
        region, said = opened
        table, sheet, header = spot.table, spot.sheet, spot.header
        read = self._read_list if table.kind == "list" else self._read_figures
        facts, tally = read(spot, region, said, as_of_on)
        note_rest(sheet, region, header, self.findings)
        note_readings(sheet, region.data, header, table, self.reader, self.given.programme.programme, self.findings)
        check_register(table.yields or "", facts, self.findings)
        note_projects_in_words(facts, sheet, self.reader.vocabulary, self.findings)
        self._check_shares(tally, spot)
        outcome.rows_read += tally.read
        outcome.rows_kept += len(facts)
        outcome.rows_listed += len(tally.listed)
        self.facts[table.yields or ""].append(facts)

    def _read_figures(self, spot: Spot, region: Region, said: Record, as_of_on: date) -> tuple[pa.Table, Tally]:
        """What a crosstab or standing gives after all rules."""
        are_counts = spot.table.yields == "counts"
        kind = Counts(self.reader, as_of_on) if are_counts else PlanPoints()
        records, tally = read_figures(spot, region, self.reader, kind, self.findings, said)
        if are_counts:
            records = settle_counts(records, spot, tally, self.places, self.given.programme, as_of_on)
            self.figures.refuse_twice(records, spot, self.findings)
            self.counts += records
        return as_facts(spot.table.yields or "", records), tally

    def _read_list(self, spot: Spot, region: Region, said: Record, as_of_on: date) -> tuple[pa.Table, Tally]:
        """The same of a list."""
        table, sheet, header, findings = spot.table, spot.sheet, spot.header, self.findings
        rows, tally = read_rows(sheet, table, header, region, self.reader, findings, said=said)
        check_row_count(sheet, region, findings)
        if table.yields in ABOUT_PERSONS:
            permitted = {fold(name) for name in self.given.partner.personal_columns}
            rows = settle_bsn(rows, tally, header, permitted, findings)
            started_on = self.given.programme.programme.started_on
            rows = settle_trajectories(
                rows, tally, header, findings, self.places, programme_started_on=started_on, as_of_on=as_of_on
            )
            if person := rows.fields.get("person"):
                rows.fields["person"] = each(person, pseudonyms(self.given.key, self.given.partner.code))
        elif table.yields == "projects":
            settle_projects(rows, tally, header, self.given.programme, as_of_on, findings)
            self.reader = self._reader(
                self.given.vocabulary.with_projects(rows.records("project", "name", "aliases", "kind"))
            )
        elif table.yields == "money":
            rows = settle_money(rows, tally, header, findings)
        return rows.facts(table.yields or ""), tally

    def _check_shares(self, tally: Tally, spot: Spot) -> None:
        """Too many rows that cannot be used mean that something else is wrong with the delivery as a whole."""
        limits, total = self.given.limits, tally.rows
        for kind, code in (("project", "too_many_unknown_projects"), ("place", "too_many_unknown_places")):
            unknown = tally.unknown[f"{kind}_unknown"]
            if len(unknown) <= limits.unknown_share * total:
                continue
            words = list(dict.fromkeys(map(word_as_shown, unknown)))
            given = {"count": len(unknown), "total": total, "present": quoted(words)}
            hint = self.reader.vocabulary.hint(kind, words[0])["hint"]
            self.findings.add(code, spot.sheet.name, **given, hint=hint)
        if tally.unreadable > limits.unreadable_share * tally.read:
            self.findings.add("too_many_unreadable", spot.sheet.name, count=tally.unreadable, total=tally.read)

    def _check_rows(self, outcome: Outcome) -> None:
        """No row may get lost: every one that was read is kept or listed."""
        if outcome.rows_read != outcome.rows_kept + outcome.rows_listed:
            raise RuntimeError(
                f"{self.given.file_name}: {outcome.rows_read} rows read, but {outcome.rows_kept} kept and "
                f"{outcome.rows_listed} listed; this is a fault in werkmonitor itself"
            )


def _is_filled(spot: Spot) -> bool:
    """Whether anything stands where a partner fills in: of a crosstab its figures, for its words were there before."""
    sheet, header = spot.sheet, spot.header
    columns = [one.column for one in header.figures] or [*header.columns.values()]
    below = (sheet.columns[column].present(header.bottom + 1) for column in columns if column < sheet.width)
    return not all(is_blank(value) for values in below for value in values)
