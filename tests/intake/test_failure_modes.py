"""Every known way in which deliveries go wrong, by its number: an example, what is done, what the facts become.

The list with all treatments stands in tests/intake/failure_modes.py; docs/failure-modes.md is made of it.
"""

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from tests.intake.books import cells, drawn, write
from tests.intake.failure_modes import (
    TESTED,
    Case,
    D,
    F,
    L,
    R,
    Seen,
    check,
    exercised,
    known_codes,
    mode,
    modes,
    page,
)
from tests.intake.reading import PROGRAMME, ROOT, facts, made, read, values
from werkmonitor import figures, intake, pipeline, status
from werkmonitor.cube import as_rows
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.tidy import observe
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Range, Sheet, Workbook
from werkmonitor.programme import load_programme
from werkmonitor.tables import read_table
from werkmonitor.workspace import Workspace

# ---------------------------------------------------------------- the list as a whole


def test_every_failure_mode_has_its_tests() -> None:
    """From 1 to 62, and each with an example of every treatment that is said of it."""
    assert [one.number for one in modes()] == list(range(1, 63))
    assert {one.number: exercised(TESTED.get(one.number, ()), one.ours) for one in modes()} == {
        one.number: set(one.ours.split()) for one in modes()
    }


def test_what_is_told_is_a_finding_of_the_catalogue_and_otherwise_has_its_reason() -> None:
    """Where we do something else than is usual, the page says why."""
    assert {case.code for cases in TESTED.values() for case in cases} <= known_codes()
    assert all(bool(one.because) == (one.ours != one.treatments) for one in modes())


def test_the_page_about_them_is_in_step() -> None:
    """docs/failure-modes.md; if not: `python -m tests.intake.failure_modes > docs/failure-modes.md`."""
    assert (ROOT / "docs" / "failure-modes.md").read_text("utf-8") == page()


# ---------------------------------------------------------------- drawing a delivery

LIST = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
GOOD = "\n".join(f"H{n} | ZorgStart | jongere | 2021-01-{n:02} | | |" for n in range(1, 22))
STANDING = "Project | Gestart | Scholing afgerond | Bemiddeld naar werk"
RECEIVED = date(2021, 10, 20)


def hilversum(rows: str, *, above: str = "Stand per 30-09-2021", head: str = LIST, good: str = GOOD) -> Outcome:
    """A list of participants: 21 good rows, and the given ones under them."""
    return read(drawn(Deelnemers="\n".join(filter(None, (above, head, good, rows)))))


def started_on(outcome: Outcome) -> Any:
    """The day in the last row of a list; None where that row is left out."""
    rows = facts(outcome, "trajectories")
    return rows[-1]["started_on"] if len(rows) > 21 else None


def wijdemeren(rows: str, *, above: str = "Stand per 30-09-2021", merged: tuple[Range, ...] = ()) -> Outcome:
    """A standing."""
    sheet = Sheet.of("Stand", cells(f"{above}\n{STANDING}\n{rows}"), merged)
    return read(Workbook("xlsx", [sheet]), "gemeente-wijdemeren")


def first_count(outcome: Outcome) -> Any:
    """(value, low, high) of the first figure, None where there is none."""
    rows = values(facts(outcome, "counts"), "value", "low", "high")
    return rows[0] if rows else None


MONTHS = """
Stand per 30-09-2021
Project | Gestart | | | Scholing afgerond | | | Geplaatst | |
 | {aug} | sep-21 | Totaal | {aug} | sep-21 | Totaal | {aug} | sep-21 | Totaal
ZorgStart | 3 | {sep} | {total} | 1 | 0 | 1 | 0 | 1 | 1
Taaltrajecten | 1 | 4 | 5 | 0 | 0 | 0 | 0 | 0 | 0
"""
GROUPS = ((1, 1, 1, 3), (1, 4, 1, 6), (1, 7, 1, 9))


def gooise_meren(
    *, aug: str = "aug-21", sep: str = "2", total: str = "5", more: str = "", merged: tuple[Range, ...] = GROUPS
) -> Outcome:
    """A crosstab of months under indicators."""
    text = MONTHS.format(aug=aug, sep=sep, total=total) + more
    return read(Workbook("xlsx", [Sheet.of("Kruistabel", cells(text), merged)]), "gemeente-gooise-meren")


HBEL = "Gemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk"


def hbel(rows: str, merged: tuple[Range, ...] = ()) -> Outcome:
    """A long table of months of four municipalities together."""
    sheet = Sheet.of("Trajecten", cells(f"Stand per 30-09-2021\n{HBEL}\n{rows}"), merged)
    return read(Workbook("xlsx", [sheet]), "hbel")


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with the example's first register."""
    register = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
    (workspace.raw / register).parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / register, workspace.raw / register)
    return workspace


def list_file(path: Path, rows: str, *, as_of: str = "31-03-2021", head: str = LIST) -> Path:
    """A list of Hilversum as a real file."""
    return write(path, Deelnemers=f"Stand per {as_of}\n{head}\n{rows}")


def standing_file(path: Path, rows: str, *, as_of: str) -> Path:
    """A standing of Wijdemeren as a real file."""
    return write(path, Stand=f"Stand per {as_of}\n{STANDING}\n{rows}")


def taken_in(workspace: Workspace) -> intake.IntakeResult:
    return intake.read_deliveries(workspace, load_programme(workspace.programme_file))


# ---------------------------------------------------------------- where the table stands, and its header


@mode(
    1,
    Case(F, "", "Logo\nblank\nDeelnemers Hilversum\nblank\nStand per 30-09-2021\nblank", date(2021, 9, 30)),
    Case(L, "as_of_unusual", "Deelnemers\nPeildatum: 15 september 2021", date(2021, 9, 15)),
)
def test_the_table_is_found_below_its_title(case: Case) -> None:
    """By its names; the as-of date is found there too."""
    outcome = hilversum("", above=case.given)
    check(Seen.of(outcome), case)
    assert (outcome.rows_kept, outcome.as_of_on) == (21, case.becomes)


@mode(
    2,
    Case(F, "", GROUPS, {"started": 10, "training_completed": 1, "placed": 1}),
    Case(F, "", (), {"started": 10, "training_completed": 1, "placed": 1}),
    Case(D, "header_blank", ((1, 1, 1, 2), (1, 4, 1, 6), (1, 7, 1, 8)), None),
)
def test_a_header_of_two_rows(case: Case) -> None:
    """A group reaches as far as it is merged, else to the next one; a column that belongs to none refuses."""
    given = {"total": "5"} if case.treatment == F else {"total": "blank"}
    text = MONTHS.format(aug="aug-21", sep=2, **given)
    if case.treatment == D:
        text = text.replace("sep-21 | Totaal\n", "sep-21 | okt-21\n")
    sheet = Sheet.of("Kruistabel", cells(text), case.given)
    outcome = read(Workbook("xlsx", [sheet]), "gemeente-gooise-meren")
    check(Seen.of(outcome), case)
    sums: dict[str, int] = {}
    for row in facts(outcome, "counts"):
        sums[row["indicator"]] = sums.get(row["indicator"], 0) + row["value"]
    assert sums == (case.becomes or {})


@mode(
    3,
    Case(F, "", ((2, 0, 3, 0),), ["huizen", "huizen", "laren"]),
    Case(R, "cell_blank", (), ["huizen", "laren"]),
)
def test_a_label_merged_over_its_rows(case: Case) -> None:
    """It holds inside the merged cells only; a blank outside them is no label."""
    rows = """
Huizen | ZorgStart | jul-21 | 1 | 0 | 0
 | ZorgStart | aug-21 | 2 | 0 | 0
Laren | ZorgStart | jul-21 | 3 | 0 | 0
""".strip()
    outcome = hbel(rows, case.given)
    check(Seen.of(outcome), case)
    assert [row["municipality"] for row in facts(outcome, "counts")[::3]] == case.becomes


@mode(4, Case(F, "", "Subtotaal | 7 | 3 | 2\nTaaltrajecten | 4 | 1 | 0\nEindtotaal | 11 | 4 | 2", 6))
def test_totals_are_checks_and_no_figures(case: Case) -> None:
    """Three rows of two projects: the totals add nothing."""
    outcome = wijdemeren(f"ZorgStart | 7 | 3 | 2\n{case.given}")
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == case.becomes


@mode(
    5,
    Case(L, "count_hidden", "ZorgStart | <5 | 0 | 0\nTaaltrajecten | 2 | 0 | 0\nTotaal | 5 | 0 | 0"),
    Case(L, "total_rounded", "ZorgStart | 5 | 0 | 0\nTaaltrajecten | 10 | 0 | 0\nTotaal | 20 | 0 | 0"),
    Case(D, "total_differs", "ZorgStart | 7 | 0 | 0\nTaaltrajecten | 2 | 0 | 0\nTotaal | 10 | 0 | 0"),
    Case(D, "total_differs", "ZorgStart | <5 | 0 | 0\nTaaltrajecten | 2 | 0 | 0\nTotaal | 7 | 0 | 0"),
    Case(D, "total_differs", "ZorgStart | 5 | 0 | 0\nTaaltrajecten | 10 | 0 | 0\nTotaal | 40 | 0 | 0"),
)
def test_a_total_that_is_not_the_sum_of_its_parts(case: Case) -> None:
    """2 and '<5' may be 5; fives that were rounded may be 20; anything else is wrong."""
    check(Seen.of(wijdemeren(case.given)), case)


@mode(
    6,
    Case(F, "", "blank\nBron: afdeling W&I", 7),
    Case(L, "note_not_read", "blank\n* incl. naleveringen", 7),
    Case(L, "number_marked", "Taaltrajecten | 4* | 1 | 0\nblank\nBron: afdeling W&I", 7),
)
def test_notes_under_a_table(case: Case) -> None:
    """Where figures come from changes nothing; what may change their meaning is told, in a cell too."""
    outcome = wijdemeren(f"ZorgStart | 7 | 3 | 2\n{case.given}")
    check(Seen.of(outcome), case)
    assert first_count(outcome) == (case.becomes,) * 3


@mode(
    7,
    Case(D, "figure_twice", f"blank\n2022\n{STANDING}\nZorgStart | 9 | 4 | 3"),
    Case(D, "figure_twice", "ZorgStart | 9 | 4 | 3"),
    Case(D, "figure_twice", "zorgstart | 7 | 3 | 2"),
)
def test_a_second_table_on_the_sheet(case: Case) -> None:
    """The layout knows one: the same figure twice is never added up."""
    check(Seen.of(wijdemeren(f"ZorgStart | 7 | 3 | 2\n{case.given}")), case)


TABLE = f"Stand per 30-09-2021\n{LIST}\n{GOOD}"


@mode(
    8,
    Case(F, "", {"Deelnemers": TABLE, "Toelichting": "Let op | dit is een lijst"}, 21),
    Case(L, "sheet_copy", {"Deelnemers": TABLE, "Deelnemers (2)": TABLE}, 21),
    Case(L, "sheet_renamed", {"Blad1": TABLE, "Toelichting": "Let op | dit is een lijst"}, 21),
    Case(D, "sheet_twice", {"Blad1": TABLE, "Blad1 (2)": TABLE}, 0),
)
def test_more_sheets_than_agreed(case: Case) -> None:
    """The agreed name decides; without it the only sheet that fits; of two that fit, neither."""
    outcome = read(drawn(**case.given))
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == case.becomes


@mode(9, Case(L, "sheet_hidden", "sheet"), Case(L, "cells_hidden", "rows"), Case(L, "cells_hidden", "filter"))
def test_what_is_hidden_is_read_and_told(case: Case, begun: Workspace) -> None:
    """Facts of the file itself, so a real one."""
    path = begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Toelichting").write(0, 0, "lijst")
        sheet = book.add_worksheet("Deelnemers")
        for row, line in enumerate(cells(f"Stand per 31-03-2021\n{LIST}\nH1 | ZorgStart | | 1-1-2021 | | |")):
            sheet.write_row(row, 0, line)
        if case.given == "sheet":
            sheet.hide()
        elif case.given == "rows":
            sheet.set_row(2, None, None, {"hidden": True})
        else:
            sheet.autofilter(1, 0, 2, 6)
            sheet.filter_column(1, "x == Taaltrajecten")
            sheet.set_row(2, None, None, {"hidden": True})
    seen = Seen.in_ledger(taken_in(begun), "a.xlsx")
    check(seen, case)
    assert seen.kept == 1


@mode(
    10,
    Case(L, "column_renamed", ("Datum aanvang", date(2022, 2, 1)), 21),
    Case(D, "column_missing", ("Datum aanvang", date(2021, 10, 20)), 0),
    Case(D, "column_missing", ("Begon op", date(2022, 2, 1)), 0),
)
def test_a_header_that_was_renamed(case: Case) -> None:
    """A name holds since the day that the layout says; an unknown one refuses, and the near miss is told."""
    name, received_on = case.given
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST.replace('Startdatum', name)}\n{GOOD}")
    outcome = read(book, received_on=received_on)
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == case.becomes
    if case.treatment == D:
        assert any(f"'{name}'" in one.remedy for one in outcome.findings)


@mode(
    11,
    Case(F, "", "Startdatum | Project | Deelnemernummer | Doelgroep"),
    Case(L, "column_not_read", "Startdatum | Project | Deelnemernummer | Doelgroep | Uurloon"),
)
def test_columns_are_known_by_name(case: Case) -> None:
    """Wherever they stand; one that nobody knows is not read at all."""
    head = f"{case.given} | Scholing afgerond op | Geplaatst op | Einde traject"
    outcome = hilversum("2021-03-01 | ZorgStart | H99 | jongere | 3 | | |", head=head, good="")
    if case.treatment == F:
        outcome = hilversum("2021-03-01 | ZorgStart | H99 | jongere | | |", head=head, good="")
    check(Seen.of(outcome), case)
    assert values(facts(outcome, "trajectories"), "project", "started_on") == [("zorgstart", date(2021, 3, 1))]


@mode(12, Case(D, "column_twice", "Startdatum | Startdatum"), Case(D, "column_twice", "startdatum | Startdatum *"))
def test_the_same_header_twice(case: Case) -> None:
    """Nobody knows which of the two counts."""
    check(Seen.of(hilversum("", head=LIST.replace("Startdatum", case.given), good="")), case)


@mode(
    13,
    Case(F, "", "aug-21", date(2021, 8, 31)),
    Case(F, "", "augustus 2021", date(2021, 8, 31)),
    Case(F, "", "2021-08-01", date(2021, 8, 31)),
    Case(L, "header_serial", "44409", date(2021, 8, 31)),
)
def test_months_as_columns(case: Case) -> None:
    """Each figure gets its month; a bare number over a column is told as the day it was read as."""
    outcome = gooise_meren(aug=case.given)
    check(Seen.of(outcome), case)
    assert facts(outcome, "counts")[0]["until_on"] == case.becomes


# ---------------------------------------------------------------- the file


def old_workbook() -> bytes:
    """An .xls file of before 2007."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Deelnemers")
    for row, line in enumerate(cells(f"Stand per 31-03-2021\n{LIST}\nH1 | ZorgStart | | 1-1-2021 | | |")):
        for column, value in enumerate(line):
            if value is not None:
                sheet.write(row, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def encrypted_workbook() -> bytes:
    """A workbook that is locked with a password."""
    plain, locked = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("Deelnemers").write(0, 0, "Stand per 31-03-2021")
    OOXMLFile(plain).encrypt("geheim!", locked)
    return locked.getvalue()


def put(begun: Workspace, name: str, content: bytes) -> Seen:
    """A file of Hilversum with these bytes, taken in."""
    path = begun.raw / "gemeente-hilversum" / "2021-04-21" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return Seen.in_ledger(taken_in(begun), name)


@mode(
    14,
    Case(F, "", ("lijst.xls", old_workbook()), 1),
    Case(F, "", ("lijst.xlsx", old_workbook()), 1),
    Case(D, "not_a_workbook", ("lijst.xlsx", b"Deelnemernummer;Project\nH1;ZorgStart\n"), 0),
    Case(D, "not_a_workbook", ("lijst.xlsx", b"%PDF-1.7\n%..."), 0),
    Case(D, "workbook_damaged", ("lijst.xls", old_workbook()[:3000]), 0),
    Case(D, "workbook_encrypted", ("lijst.xlsx", encrypted_workbook()), 0),
    Case(D, "not_a_workbook", ("lijst.xls", b"<html><table><tr><td>1</td></tr></table></html>"), 0),
)
def test_a_file_is_known_by_its_content(case: Case, begun: Workspace) -> None:
    """Never by its name."""
    seen = put(begun, *case.given)
    check(seen, case)
    assert seen.kept == case.becomes


def with_parts(content: bytes, *parts: str) -> bytes:
    """A package with more parts in it."""
    made_of = io.BytesIO(content)
    with zipfile.ZipFile(made_of, "a") as package:
        for part in parts:
            package.writestr(part, b"<x/>")
    return made_of.getvalue()


@mode(
    15,
    Case(L, "workbook_macros", "xl/vbaProject.bin"),
    Case(L, "workbook_links", "xl/externalLinks/externalLink1.xml"),
)
def test_macros_and_links(case: Case, begun: Workspace, tmp_path: Path) -> None:
    """Only the values are read; values of other workbooks may be out of date."""
    content = list_file(tmp_path / "a.xlsx", "H1 | ZorgStart | | 1-1-2021 | | |").read_bytes()
    seen = put(begun, "a.xlsm", with_parts(content, case.given))
    check(seen, case)
    assert seen.kept == 1


@mode(
    16,
    Case(R, "cell_error", "H99 | ZorgStart | | #REF! | | |"),
    Case(R, "cell_error", "H99 | ZorgStart | | #VERW! | | |"),
    Case(R, "cell_error", "H99 | ZorgStart | | #N/B | | |"),
    Case(R, "cell_error", "H99 | ZorgStart | | 2021-03-01 | | #DEEL/0! |"),
    Case(R, "cell_formula", "H99 | ZorgStart | | = | | |"),
    Case(D, "too_many_unreadable", "H98 | ZorgStart | | = | | |\nH99 | ZorgStart | | #REF! | | |"),
)
def test_errors_and_formulas_without_a_value(case: Case) -> None:
    """Never a blank; in more than one row of twenty they refuse the list."""
    outcome = hilversum(case.given)
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == (21 if case.treatment == R else 0)


@mode(17, Case(F, "", 1_048_575))
def test_formatted_empty_rows_are_no_rows(case: Case, begun: Workspace) -> None:
    """To the end of the sheet."""
    path = begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        sheet, bold = book.add_worksheet("Deelnemers"), book.add_format({"bold": True})
        for row, line in enumerate(cells(f"Stand per 31-03-2021\n{LIST}\nH1 | ZorgStart | | 1-1-2021 | | |")):
            sheet.write_row(row, 0, line)
        for row in (10, 5_000, case.given):
            sheet.write_blank(row, 0, None, bold)
    check(Seen.in_ledger(taken_in(begun), "a.xlsx"), case)


# ---------------------------------------------------------------- numbers


@mode(
    18,
    Case(F, "", "'1.250", (1250,) * 3),
    Case(F, "", "'1 250", (1250,) * 3),
    Case(F, "", "'1\u00a0250 ", (1250,) * 3),
    Case(F, "", "1250", (1250,) * 3),
)
def test_numbers_as_text(case: Case) -> None:
    """Groups of three, as Dutch people write them."""
    outcome = wijdemeren(f"ZorgStart | {case.given} | 0 | 0")
    check(Seen.of(outcome), case)
    assert first_count(outcome) == case.becomes


OWN = """
[[tables]]
kind = "crosstab"
across = "measure"
columns = {{ project = "Project" }}
value = {{ kind = "{kind}" }}
"""


def observed(
    tmp_path: Path, kind: str, rows: str, percents: tuple[tuple[int, int], ...] = ()
) -> tuple[Seen, list[Any]]:
    """The values of a table with figures of this kind, by a layout of one's own."""
    sheet = Sheet.of("Blad1", cells(f"Project | Cijfer\n{rows}"), percents=percents)
    found = observe(Workbook("xlsx", [sheet]), made(tmp_path, OWN.format(kind=kind)), RECEIVED, "made")
    told = {one.code: one.treatment for one in found.findings}
    state = "remarks" if told else "accepted"
    return Seen(state, told, found.listed, len(found.rows)), [row["value"] for row in found.rows]


@mode(19, Case(F, "", "€ 250.000,-", [250_000]), Case(F, "", "12,5", [12.5]), Case(F, "", "12.5", [12.5]))
def test_amounts_of_money(case: Case, tmp_path: Path) -> None:
    """With their sign and their dash; a real number stays what it is."""
    seen, found = observed(tmp_path, "money", f"ZorgStart | {case.given}")
    check(seen, case)
    assert found == case.becomes


@mode(20, Case(R, "number_not_whole", "1.25"), Case(R, "number_not_whole", "12,5"))
def test_a_count_is_whole(case: Case) -> None:
    """Nobody knows whether 1.250 was meant."""
    outcome = wijdemeren(f"ZorgStart | {case.given} | 0 | 0")
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == 2


@mode(
    21,
    Case(L, "count_hidden", "<5", (None, 1, 4)),
    Case(L, "count_hidden", "< 5", (None, 1, 4)),
    Case(L, "count_hidden", "minder dan 10", (None, 1, 9)),
    Case(L, "count_hidden", "x", (None, 1, 4)),
)
def test_numbers_the_partner_hid(case: Case, tmp_path: Path) -> None:
    """An interval, never 0; a sign such as 'x' is named in the layout."""
    own = made(tmp_path, (ROOT / "data/layouts/stand-wijdemeren.toml").read_text("utf-8") + '[signs]\nhidden = "x"\n')
    book = drawn(Stand=f"Stand per 30-09-2021\n{STANDING}\nZorgStart | {case.given} | 0 | 0")
    outcome = read(book, "gemeente-wijdemeren", own)
    check(Seen.of(outcome), case)
    assert first_count(outcome) == case.becomes


@mode(
    22,
    Case(F, "", "-", (0, 0, 0)),
    Case(L, "count_not_applicable", "n.v.t.", None, listed=True),
    Case(R, "count_unknown", "onbekend", None),
    Case(R, "count_unknown", "?", None),
    Case(R, "count_not_yet", "volgt", None),
    Case(R, "count_missing", "", None),
)
def test_what_stands_where_a_number_should(case: Case) -> None:
    """Five things that are not the same, and only one of them is 0."""
    outcome = wijdemeren(f"ZorgStart | {case.given} | 0 | 0")
    check(Seen.of(outcome), case)
    counts = {row["indicator"]: row["value"] for row in facts(outcome, "counts")}
    assert counts.get("started") == (case.becomes[0] if case.becomes else None)
    assert counts["placed"] == 0


@mode(22, Case(R, "cell_blank", "H99 | | jongere | 2021-03-01 | | |"), Case(L, "place_missing", "Z9 | onbekend"))
def test_a_blank_where_something_must_stand(case: Case) -> None:
    """Of a list a row; a place that is said to be unknown counts for the region."""
    outcome = hilversum(case.given) if case.treatment == R else zorgstart(*case.given.split(" | "))
    check(Seen.of(outcome), case)


@mode(23, Case(R, "not_a_number", "ca. 20"), Case(R, "not_a_number", "ruim 240"), Case(R, "not_a_number", "10 à 12"))
def test_numbers_in_words_are_no_numbers(case: Case) -> None:
    """The partner is asked; the message quotes what stands there."""
    outcome = wijdemeren(f"ZorgStart | {case.given} | 0 | 0")
    check(Seen.of(outcome), case)
    assert any(f"'{case.given}'" in one.message for one in outcome.findings)


@mode(
    24,
    Case(F, "", ("A | 0.92\nB | 92 %", ((1, 1),)), [0.92, 0.92]),
    Case(L, "shares_mixed", ("A | 0.92\nB | 92\nC | 92 %", ()), [0.92, 92, 0.92]),
    Case(L, "share_impossible", ("A | 0.92\nB | 130 %", ()), [0.92, 1.3]),
)
def test_percentages(case: Case, tmp_path: Path) -> None:
    """A share is a part of one, by the format of its cell or its sign; what is doubtful stays as it stands."""
    rows, percents = case.given
    seen, found = observed(tmp_path, "share", rows, percents)
    check(seen, case)
    assert found == case.becomes


# ---------------------------------------------------------------- dates


@mode(
    25,
    Case(F, "", "1-3-2021", date(2021, 3, 1)),
    Case(F, "", "1 mrt 2021", date(2021, 3, 1)),
    Case(F, "", "'2021-03-01", date(2021, 3, 1)),
    Case(F, "", "maandag 1 maart 2021", date(2021, 3, 1)),
    Case(F, "", "01/03/21", date(2021, 3, 1)),
)
def test_dates_as_text(case: Case) -> None:
    """Day, month, year."""
    outcome = hilversum(f"H99 | ZorgStart | | {case.given} | | |")
    check(Seen.of(outcome), case)
    assert started_on(outcome) == case.becomes


@mode(
    26,
    Case(R, "date_month_first", "H99 | ZorgStart | | 01/28/21 | | |"),
    Case(D, "dates_month_first", "H98 | ZorgStart | | 03/01/21 | | |\nH99 | ZorgStart | | 01/28/21 | | |"),
)
def test_dates_with_the_month_first(case: Case) -> None:
    """One alone is left out; beside dates that can be read both ways it makes all of these doubtful."""
    check(Seen.of(hilversum(case.given)), case)


@mode(
    27,
    Case(R, "date_without_day", "maart 2021"),
    Case(R, "date_without_day", "Q3 2021"),
    Case(R, "date_without_day", "week 12"),
    Case(R, "date_without_day", "week 12 2021"),
)
def test_a_period_where_a_day_is_needed(case: Case) -> None:
    """No day is invented for a person."""
    outcome = hilversum(f"H99 | ZorgStart | | {case.given} | | |")
    check(Seen.of(outcome), case)
    assert started_on(outcome) is None


@mode(
    27,
    Case(F, "", "maart 2021", (date(2021, 3, 1), date(2021, 3, 31))),
    Case(F, "", "Q2 2021", (date(2021, 4, 1), date(2021, 6, 30))),
    Case(R, "not_a_period", "week 12", None),
)
def test_periods_of_figures(case: Case) -> None:
    """A fact holds its first and its last day, so how precise it is; a week belongs to no month."""
    outcome = hbel(f"Huizen | ZorgStart | {case.given} | 1 | 0 | 0\nLaren | ZorgStart | jan-21 | 1 | 0 | 0")
    check(Seen.of(outcome), case)
    assert (case.becomes or (date(2021, 1, 1), date(2021, 1, 31))) == values(
        facts(outcome, "counts")[:1], "from_on", "until_on"
    )[0]


@mode(
    28,
    Case(F, "", (44256, False), date(2021, 3, 1)),
    Case(F, "", (42794, True), date(2021, 3, 1)),
    Case(R, "date_before_programme", (42794, False), None),
    Case(R, "date_after_as_of", (46000, False), None),
)
def test_dates_as_numbers(case: Case) -> None:
    """As Excel counts days, from 1900 or 1904; a wrong count lands outside the years of the programme."""
    number, has_1904_dates = case.given
    rows = "\n".join(f"H{n} | ZorgStart | | 1-1-2021 | | |" for n in range(21))
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST}\n{rows}\nH99 | ZorgStart | | {number} | | |")
    book.has_1904_dates = has_1904_dates
    outcome = read(book)
    check(Seen.of(outcome), case)
    assert started_on(outcome) == case.becomes


@mode(28, Case(L, "serial_unlikely", "47484"))
def test_a_number_far_from_the_programme_s_years_is_told_as_the_day_it_is(case: Case) -> None:
    """In the register a day may lie far away; a number that says so is probably something else."""
    sheets = register_sheets()
    sheets["Standen"] = sheets["Standen"].replace("2020-11-02", case.given)
    check(Seen.of(read(drawn(**sheets), "programmateam", received_on=date(2022, 10, 20))), case)


@mode(
    29,
    Case(R, "date_before_programme", "2012-03-01"),
    Case(R, "date_before_programme", "1-3-1921"),
    Case(R, "date_after_as_of", "2021-10-01"),
)
def test_dates_that_cannot_be(case: Case) -> None:
    """Before the programme, or after the day whose state is given."""
    check(Seen.of(hilversum(f"H99 | ZorgStart | | {case.given} | | |")), case)


@mode(
    30,
    Case(R, "date_before_start", "| 2021-02-01 | | "),
    Case(R, "date_before_start", "| | 2020-12-01 | "),
    Case(R, "date_before_start", "| | | 2021-02-28"),
)
def test_an_end_before_the_start(case: Case) -> None:
    """Of the training, the placement, the trajectory."""
    check(Seen.of(hilversum(f"H99 | ZorgStart | | 2021-03-01 {case.given}")), case)


# ---------------------------------------------------------------- words and places


@mode(
    31,
    Case(F, "", "zorg\\u00a0start"),
    Case(F, "", "  ZORG  START "),
    Case(F, "", "Zorg\N{SOFT HYPHEN}start"),
)
def test_spaces_case_and_signs_nobody_sees(case: Case) -> None:
    """The words stay the same."""
    name = "Zorg start" if "\N{SOFT HYPHEN}" not in case.given else "Zorgstart"
    project = {"project": "zorgstart", "name": name, "aliases": ()}
    words = vocabulary_of(PROGRAMME).with_projects([project])
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST}\nH99 | {case.given} | Zzp’er | 2021-03-01 | | |")
    outcome = read(book, vocabulary=words)
    check(Seen.of(outcome), case)
    assert values(facts(outcome, "trajectories"), "project", "target_groups") == [("zorgstart", ("zzp",))]


@mode(32, Case(L, "text_repaired", "zij-instromer/overig: geÃ¯nteresseerd"))
def test_broken_signs_are_mended(case: Case) -> None:
    """As a text in another encoding looks; the words of a project too."""
    outcome = hilversum(f"H99 | ZorgStart | {case.given} | 2021-03-01 | | |")
    check(Seen.of(outcome), case)
    assert facts(outcome, "trajectories")[-1]["target_groups"] == ("zij-instromers",)


def zorgstart(number: str, place: str, began: str = "2021-01-01") -> Outcome:
    """The care coalition's list: one participant who lives there."""
    head = "Deelnemernummer | Woonplaats | Doelgroep | Startdatum | Opleiding afgerond | In dienst per | Uitgestroomd"
    rows = f"{number} | {place} | | {began} | | |\nZ2 | Huizen | | 2021-01-01 | | |"
    book = drawn(Deelnemers=f"Stand per 30-09-2022\n{head}\n{rows}")
    return read(book, "zorgcoalitie", received_on=date(2022, 10, 20))


def lives_in(outcome: Outcome) -> str:
    return str(facts(outcome, "trajectories")[0]["municipality"])


@mode(33, Case(L, "place_read_as", "Bussum", "gooise-meren"), Case(L, "place_read_as", "Loosdrecht", "wijdemeren"))
def test_places_are_read_as_their_municipality(case: Case) -> None:
    """By the list in programme.toml."""
    outcome = zorgstart("Z1", case.given)
    check(Seen.of(outcome), case)
    assert lives_in(outcome) == case.becomes


@mode(
    34,
    Case(L, "place_is_unit", "HBEL", "hbel"),
    Case(L, "place_is_unit", "BEL-gemeenten", "hbel"),
    Case(L, "place_is_region", "regio", "niet-toe-te-delen"),
    Case(L, "place_is_region", "Gooi en Vechtstreek", "niet-toe-te-delen"),
)
def test_several_municipalities_together_are_never_divided(case: Case) -> None:
    """They count for their unit, or for the region only."""
    outcome = zorgstart("Z1", case.given)
    check(Seen.of(outcome), case)
    assert lives_in(outcome) == case.becomes


@mode(
    35,
    Case(F, "", "2022-03-23", "weesp"),
    Case(L, "place_no_longer_member", "2022-03-24", "buiten-regio"),
)
def test_weesp_left_the_region(case: Case) -> None:
    """The day on which the trajectory began decides; it is never silently Amsterdam."""
    outcome = zorgstart("Z1", "Weesp", case.given)
    check(Seen.of(outcome), case)
    assert lives_in(outcome) == case.becomes


@mode(36, Case(L, "place_outside_region", "Almere", "buiten-regio"))
def test_a_municipality_outside_the_region(case: Case) -> None:
    """Whether it counts for the goals is a setting."""
    outcome = zorgstart("Z1", case.given)
    check(Seen.of(outcome), case)
    assert lives_in(outcome) == case.becomes


@mode(
    37,
    Case(L, "project_read_as", "Waardetas", "gooise-waardebox"),
    Case(R, "project_unknown", "Zorgstrat", None),
    Case(D, "too_many_unknown_projects", "Onbekend", None),
)
def test_projects_by_other_names(case: Case) -> None:
    """An earlier name is known from the register; an unknown one is left out; many refuse the list."""
    rows = "\n".join(f"X{n} | {case.given} | | 2021-03-01 | | |" for n in range(3 if case.treatment == D else 1))
    outcome = hilversum(rows)
    check(Seen.of(outcome), case)
    if case.treatment == L:
        assert facts(outcome, "trajectories")[-1]["project"] == case.becomes


def register_sheets() -> dict[str, str]:
    """The sheets of a small register."""
    head = "Nr | Code | Projectnaam | Eerdere namen | Categorie | Programma | Sector | Doelgroep | Soort | Fictief"
    more = "Capaciteit | Startdatum | Einddatum | Doelstelling | Beschrijving | Financiering"
    return {
        "Projecten": f"Stand per 30-09-2022\n{head} | {more}\n"
        "B1 | zorgstart | ZorgStart | | Scholingstrajecten | Werken aan Werk | zorg | jongeren | kwantitatief | nee"
        " | 600 | 2020-11-02 | | a | b | c\n"
        "F1 | benchmark | Benchmark | | Versterken regionale arbeidsmarkt | Werken aan Werk | breed | | kwalitatief"
        " | ja | | | | a | b | c",
        "Doelen": "Niveau | Code | Indicator | Versie | Doel | Relatie | Doeldatum | Geldig vanaf | Besluit | Bron\n"
        "project | ZorgStart | Gestarte trajecten | 1 | 400 | circa | 2023-12-31 | 2020-01-01 | |",
        "Planning": "Niveau | Code | Indicator | 2020-12-31\nproject | zorgstart | Gestarte trajecten | 10",
        "Standen": "Project | Stand | Datum | Oorzaak | Gevolg | Actie\nZorgStart | gestart | 2020-11-02 | | |",
        "Resultaten": "Project | Datum | Soort | Tekst | Publiceren",
        "Verwachting": "Niveau | Code | Indicator | Datum | Tekst | Besluit",
    }


@mode(38, Case(F, "", "Werken aan Werk", "waw"), Case(L, "plan_ended", "Perspectief op Werk", "pow"))
def test_a_project_under_a_plan_that_has_ended(case: Case) -> None:
    """The fact stays as sent; figures count it under the plan that continues the ended one, from that day."""
    sheets = register_sheets()
    sheets["Projecten"] = sheets["Projecten"].replace("Werken aan Werk", case.given)
    outcome = read(drawn(**sheets), "programmateam", received_on=date(2022, 10, 20))
    check(Seen.of(outcome), case)
    assert facts(outcome, "projects")[0]["plan"] == case.becomes


@mode(
    39,
    Case(F, "", "jongere/statushouder", ("jongeren", "statushouders")),
    Case(L, "target_group_unknown", "marsmannen", ("onbekend",)),
    Case(L, "target_group_unknown", "jongere; marsmannen", ("jongeren",)),
)
def test_several_target_groups_in_a_cell(case: Case) -> None:
    """Each is one; an unknown one is 'onbekend', and never dropped without a word."""
    outcome = hilversum(f"H99 | ZorgStart | {case.given} | 2021-03-01 | | |")
    check(Seen.of(outcome), case)
    assert facts(outcome, "trajectories")[-1]["target_groups"] == case.becomes


# ---------------------------------------------------------------- personal data

PERSONS = ["123456782", "249566758", "111222333", "999999990", "100000009", "100000010"]


def with_column(name: str, found: list[str], allowed: tuple[str, ...] = ("Deelnemernummer",)) -> Outcome:
    """A list with one more column."""
    rows = "\n".join(f"H{n} | ZorgStart | | 2021-01-01 | | | | {one}" for n, one in enumerate(found))
    return read(drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST} | {name}\n{rows}"), allowed=allowed)


@mode(
    40,
    Case(L, "remarks_column", ("Opmerkingen", ["depressie", "belt 06-nummer"])),
    Case(D, "personal_column", ("Achternaam", ["Jansen", "De Vries"])),
)
def test_remarks_about_persons(case: Case) -> None:
    """The column is not read, and only its name is told; forbidden ones refuse the delivery."""
    outcome = with_column(*case.given)
    check(Seen.of(outcome), case)
    said = " ".join(one.message + one.message_nl for one in outcome.findings)
    assert not any(word in said for word in case.given[1])


@mode(41, Case(D, "bsn_column", ("BSN", ["123456782"])), Case(D, "bsn_column", ("Burgerservicenummer", ["1"])))
def test_a_bsn_without_a_basis(case: Case) -> None:
    """The door stores nothing; a file that lies there is refused, and to be removed."""
    outcome = with_column(*case.given)
    check(Seen.of(outcome), case)
    assert any("remove this file" in one.remedy for one in outcome.findings)


@mode(42, Case(D, "bsn_column", ("Klantref", PERSONS[:4])))
def test_numbers_that_look_like_bsns(case: Case) -> None:
    """Whatever the column is called; the message counts them and quotes none."""
    outcome = with_column(*case.given)
    check(Seen.of(outcome), case)
    assert not any(number in one.message for one in outcome.findings for number in PERSONS)


@mode(
    43,
    Case(L, "bsn_padded", "12345672"),
    Case(R, "bsn_imprecise", "'1,23457E8"),
    Case(R, "bsn_invalid", "123456789"),
)
def test_a_permitted_bsn(case: Case, tmp_path: Path) -> None:
    """Excel drops a leading zero, and rounds what it shows; the eleven test tells."""
    own = (ROOT / "data/layouts/deelnemerslijst-gemeente.toml").read_text("utf-8").replace("Deelnemernummer", "BSN")
    rows = "\n".join(f"{number} | ZorgStart | | 2021-01-01 | | |" for number in ("123456782", case.given))
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST.replace('Deelnemernummer', 'BSN')}\n{rows}")
    check(Seen.of(read(book, own=made(tmp_path, own), allowed=("BSN",))), case)


# ---------------------------------------------------------------- the same person, the same placement


@mode(44, Case(L, "row_twice", "H99 | ZorgStart | | 2021-03-01 | | |", 22, listed=True))
def test_a_row_that_stands_twice(case: Case) -> None:
    """It counts once."""
    outcome = hilversum(f"{case.given}\n{case.given}")
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == case.becomes


@mode(45, Case(R, "row_contradicts", ("2021-03-01 | | |", "2021-03-01 | | 2021-05-01 |"), 21))
def test_rows_that_contradict_each_other(case: Case) -> None:
    """Neither counts until the partner says which is right."""
    outcome = hilversum("\n".join(f"H99 | ZorgStart | | {rest}" for rest in case.given))
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == case.becomes


@mode(46, Case(F, "", ("2021-03-01", "2021-06-01"), 1))
def test_a_person_who_starts_again(case: Case) -> None:
    """Two trajectories of one person."""
    outcome = hilversum("\n".join(f"H99 | ZorgStart | | {day} | | |" for day in case.given))
    check(Seen.of(outcome), case)
    rows = facts(outcome, "trajectories")[-2:]
    assert (len(rows), len({row["person"] for row in rows})) == (2, case.becomes)


@mode(47, Case(L, "", "zorgcoalitie", (2, 3)))
def test_a_placement_that_two_partners_claim(case: Case, begun: Workspace) -> None:
    """Both claims are kept, one counts; `werkmonitor status` shows how many are left out, and why. Never persons."""
    head = "Deelnemernummer | Woonplaats | Doelgroep | Startdatum | Opleiding afgerond | In dienst per | Uitgestroomd"
    rows = "\n".join(f"Z{n} | Hilversum | | 2021-01-0{n} | | 2021-02-01 |" for n in (1, 2))
    write(begun.raw / "zorgcoalitie/2021-05-04/a.xlsx", Deelnemers=f"Stand per 31-03-2021\n{head}\n{rows}")
    top = "Project | Trajecten | | Uitstroom\n | Gestart | Afgerond (scholing) | Bemiddeld naar werk"
    write(begun.raw / "uwv/2021-04-15/b.xlsx", Rapport=f"Stand per 31-03-2021\n{top}\nZorgStart | 3 | 0 | 3")
    programme = load_programme(begun.programme_file)
    pipeline.take_in(begun, programme)
    observations = read_table(begun, "observations").query("indicator == 'placed' and high > 0")
    counted = observations["not_counted_because"] == ""
    assert (observations[counted]["low"].sum(), observations[~counted]["low"].sum()) == case.becomes
    said = status.describe(begun, programme, date(2021, 5, 20))
    assert f"uwv, zorgstart: Gestarte trajecten 3, Bemiddeld naar werk 3 ({case.given} leads" in said
    assert "Z1" not in said


@mode(47, Case(L, "", "Bemiddeld naar werk: at most 1 twice (gemeente-hilversum, zorgcoalitie)"))
def test_a_placement_on_two_lists(case: Case, begun: Workspace) -> None:
    """Without a rule both count, for nobody can see whether they are one person; status says how many it may be."""
    text = begun.programme_file.read_text("utf-8")
    begun.programme_file.write_text(
        text.replace('[[leads]]\nproject = "zorgstart"', '[[leads]]\nproject = "zorg"'), "utf-8"
    )
    head = "Deelnemernummer | Woonplaats | Doelgroep | Startdatum | Opleiding afgerond | In dienst per | Uitgestroomd"
    rows = "\n".join(f"Z{n} | Hilversum | | 2021-01-0{n} | | 2021-02-01 |" for n in (1, 2))
    write(begun.raw / "zorgcoalitie/2021-05-04/a.xlsx", Deelnemers=f"Stand per 31-03-2021\n{head}\n{rows}")
    list_file(begun.raw / "gemeente-hilversum/2021-04-21/b.xlsx", "H1 | ZorgStart | | 2020-12-01 | | 2021-02-08 |")
    programme = load_programme(begun.programme_file)
    pipeline.take_in(begun, programme)
    said = status.describe(begun, programme, date(2021, 5, 20))
    assert case.given in said
    assert "no register knows 'zorg' of [[leads]]" in said


BOTH = """
title = "Lijst en kruistabel van één partner"
coverage = "since_start"
[words.indicator]
Gestart = "started"
Geplaatst = "placed"
[[tables]]
kind = "list"
yields = "trajectories"
sheet = "Lijst"
columns = { person = "Nr", project = "Project", started_on = "Start", placed_on = "Werk" }
[[tables]]
kind = "crosstab"
yields = "counts"
sheet = "Tabel"
across = ["indicator", "period"]
columns = { project = "Project" }
"""


@mode(
    48,
    Case(F, "", ("", 2), 2),
    Case(D, "list_differs", ("", 3), 0),
    Case(L, "list_differs_ruled", ('own_figures_lead = "list"', 3), 2),
    Case(L, "list_differs_ruled", ('own_figures_lead = "figures"', 3), 3),
)
def test_a_list_and_a_crosstab_of_one_partner(case: Case, begun: Workspace) -> None:
    """They must tell the same of the same months, unless programme.toml says which counts."""
    rule, crosstab = case.given
    (begun.layouts / "deelnemerslijst-gemeente.toml").write_text(BOTH, "utf-8")
    text = begun.programme_file.read_text("utf-8")
    code = 'code = "gemeente-hilversum"'
    begun.programme_file.write_text(text.replace(code, f"{code}\n{rule}"), "utf-8")
    listed = "Stand per 31-03-2021\nNr | Project | Start | Werk\n" + "\n".join(
        f"H{n} | ZorgStart | 2021-02-0{n} | " for n in (1, 2)
    )
    table = (
        f"Project | Gestart | | Geplaatst |\n | feb-21 | mrt-21 | feb-21 | mrt-21\nZorgStart | {crosstab} | 0 | 0 | 0"
    )
    write(begun.raw / "gemeente-hilversum/2021-04-21/a.xlsx", Lijst=listed, Tabel=table)
    result = taken_in(begun)
    check(Seen.in_ledger(result, "a.xlsx"), case)
    programme = load_programme(begun.programme_file)
    counted = figures.observe(result.tables, programme).query("not_counted_because == '' and indicator == 'started'")
    assert counted["low"].sum() == case.becomes


@mode(
    49,
    Case(D, "standing_of_a_period", "standing"),
    Case(D, "periods_cumulative", "rising"),
    Case(D, "periods_cumulative", "running total"),
    Case(D, "periods_cumulative", "new months"),
)
def test_a_period_where_a_standing_belongs_and_the_reverse(case: Case, begun: Workspace) -> None:
    """Most standings fall; months never fall, or hold the total of all before them."""
    if case.given == "standing":
        folder, rows = begun.raw / "gemeente-wijdemeren", "ZorgStart | {} | {} | {}\nTaaltrajecten | {} | 0 | 0"
        standing_file(folder / "2021-05-03/a.xlsx", rows.format(40, 20, 10, 30), as_of="31-03-2021")
        standing_file(folder / "2021-10-20/b.xlsx", rows.format(12, 6, 4, 9), as_of="30-09-2021")
    else:
        first, second = {
            "rising": ((), ("3 | 5 | 9 | 10 | 12", "1 | 2 | 4 | 6 | 6", "2 | 3 | 4 | 7 | 7")),
            "running total": (("3 | 2 | 4 | 1",), ("3 | 5 | 9 | 10",)),
            "new months": (("3 | 2 | 4", "1 | 6 | 2"), ("3 | 2 | 4 | 10 | 12", "1 | 6 | 2 | 11 | 11")),
        }[case.given]
        if first:
            months_file(begun, "2021-06-03/a.xlsx", *first)
        months_file(begun, "2021-10-20/b.xlsx", *second)
    check(Seen.in_ledger(taken_in(begun), "b.xlsx"), case)


def months_file(begun: Workspace, name: str, *rows: str) -> None:
    """Started trajectories of Weesp by month, a row for each project; its other sheets hold nothing but 0."""
    projects = ["ZorgStart", "Taaltrajecten", "Jongerenspecialist"][: len(rows)]
    months = ["jan-21", "feb-21", "mrt-21", "apr-21", "mei-21"][: rows[0].count("|") + 1]
    head = f"Stand per 31-05-2021\nProject | {' | '.join(months)}\n"
    started = "\n".join(f"{project} | {row}" for project, row in zip(projects, rows, strict=True))
    nothing = "\n".join(f"{project} | {' | '.join('-' for _ in months)}" for project in projects)
    sheets = {"Gestart": head + started, "Scholing": head + nothing, "Geplaatst": head + nothing}
    write(begun.raw / "gemeente-weesp" / name, **sheets)


REASON = """
[[falls]]
file = "gemeente-wijdemeren/2021-10-20/b.xlsx"
project = "zorgstart"
indicator = "started"
who = "contactpersoon, per e-mail"
when = 2021-10-21
reason = "drie trajecten waren dubbel geteld"
"""


@mode(50, Case(D, "standing_fell", "", 0), Case(L, "standing_fell_explained", REASON, 3))
def test_a_standing_that_falls(case: Case, begun: Workspace) -> None:
    """42 and then 39: somebody has to say why."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing_file(folder / "2021-05-03/a.xlsx", "ZorgStart | 42 | 0 | 0", as_of="31-03-2021")
    standing_file(folder / "2021-10-20/b.xlsx", "ZorgStart | 39 | 0 | 0", as_of="30-09-2021")
    (begun.data / "corrections.toml").write_text(case.given, "utf-8")
    seen = Seen.in_ledger(taken_in(begun), "b.xlsx")
    check(seen, case)
    assert seen.kept == case.becomes


@mode(51, Case(L, "closed_months_restated", "2021-02-10", "zorgstart Gestarte trajecten 2021-02 0 → 1"))
def test_late_records_of_closed_months(case: Case, begun: Workspace) -> None:
    """Told with their months and numbers, and the editions that were made without them; those stay as published."""
    folder = begun.raw / "gemeente-hilversum"
    list_file(folder / "2021-04-21/a.xlsx", "H1 | ZorgStart | | 2021-01-05 | | |")
    rows = f"H1 | ZorgStart | | 2021-01-05 | | |\nH2 | ZorgStart | | {case.given} | | |"
    list_file(folder / "2021-12-15/b.xlsx", rows, as_of="30-09-2021")
    result = taken_in(begun)
    check(Seen.in_ledger(result, "b.xlsx"), case)
    (message,) = result.tables["findings"].query("code == @case.code")["message"]
    assert case.becomes in message
    assert "(2021-05)" in message
    programme = load_programme(begun.programme_file)
    edition = programme.edition("2021-05")
    about = {"id": edition.id, "as_of": edition.as_of.isoformat(), "deliveries_until": "2021-05-07"}
    named = {"level": "programme", "code": programme.programme.code, "indicator": "started", "on": edition.as_of}
    published = as_rows(about, {}, {"cells": [named | {"value": 1, "low": 1, "high": 1, "base": 1}]})
    made = figures.origin(published, result.tables, programme)
    (row,) = figures.restated(published, made, result.tables, programme)
    assert (row["was"], row["now"], row["cause"]) == (1, 2, "late_record")


@mode(52, Case(L, "delivery_replaced", "lijst DEFINITIEF def2.xlsx", "2021-02 0 → 1"))
def test_a_delivery_that_comes_again(case: Case, begun: Workspace) -> None:
    """The later one counts, the earlier one is kept, and the difference is told."""
    folder = begun.raw / "gemeente-hilversum"
    list_file(folder / "2021-04-21/lijst.xlsx", "H1 | ZorgStart | | 2021-01-05 | | |")
    rows = "H1 | ZorgStart | | 2021-01-05 | | |\nH2 | ZorgStart | | 2021-02-05 | | |"
    list_file(folder / "2021-04-28" / case.given, rows)
    result = taken_in(begun)
    check(Seen.in_ledger(result, case.given), case)
    assert case.becomes in result.tables["findings"].query("code == @case.code")["message"].iloc[0]
    ledger = result.tables["deliveries"].set_index(result.tables["deliveries"]["file"].str.rpartition("/")[2])
    assert ledger.loc[case.given, "supersedes"] == ledger.loc["lijst.xlsx", "delivery_id"]
    assert ledger.loc["lijst.xlsx", "superseded_by"] == ledger.loc[case.given, "delivery_id"]


@mode(53, Case(L, "delivery_identical", "kopie.xlsx"))
def test_the_same_file_again(case: Case, begun: Workspace) -> None:
    """By its bytes: it is no delivery of its own, whatever its name and day."""
    folder = begun.raw / "gemeente-hilversum"
    first = list_file(folder / "2021-04-21/lijst.xlsx", "H1 | ZorgStart | | 2021-01-05 | | |")
    (folder / "2021-05-01").mkdir()
    shutil.copy(first, folder / "2021-05-01" / case.given)
    result = taken_in(begun)
    check(Seen.in_ledger(result, "lijst.xlsx"), case)
    assert (len(result.tables["deliveries"]), len(result.tables["trajectories"])) == (2, 1)


@mode(
    54,
    Case(D, "as_of_contradicts", "Deelnemers maart 2021.xlsx"),
    Case(D, "as_of_contradicts", "Deelnemers 2021 K1.xlsx"),
    Case(D, "as_of_after_receipt", "lijst.xlsx"),
)
def test_a_period_that_is_not_the_one_of_the_name_or_the_folder(case: Case) -> None:
    """The state of 30 September 2021, in a file of March, or received in May."""
    received_on = date(2021, 5, 3) if case.code == "as_of_after_receipt" else RECEIVED
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{LIST}\nH1 | ZorgStart | | 2021-01-05 | | |")
    check(Seen.of(read(book, file_name=case.given, received_on=received_on)), case)


@mode(55, Case(L, "projects_gone", "taaltrajecten"))
def test_a_project_or_a_partner_missing_this_time(case: Case, begun: Workspace) -> None:
    """Never 0, never carried forward without a word: `werkmonitor status` names partners with their last state."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing_file(folder / "2021-05-03/a.xlsx", "ZorgStart | 4 | 0 | 0\nTaaltrajecten | 7 | 0 | 0", as_of="31-03-2021")
    standing_file(folder / "2021-10-20/b.xlsx", "ZorgStart | 5 | 0 | 0", as_of="30-09-2021")
    result = taken_in(begun)
    check(Seen.in_ledger(result, "b.xlsx"), case)
    assert case.given in result.tables["findings"].query("code == @case.code")["message"].iloc[0]
    programme = load_programme(begun.programme_file)
    pipeline.take_in(begun, programme)
    said = status.describe(begun, programme, date(2022, 1, 10))
    assert "missing: gemeente-wijdemeren (last state 2021-09-30)" in said
    assert "missing: uwv (nothing received by 2021-05-07)" in said


@mode(56, Case(L, "as_of_unusual", "15-09-2021"))
def test_a_state_of_another_day_than_agreed(case: Case) -> None:
    """Used, and told: it compares less well."""
    check(Seen.of(wijdemeren("ZorgStart | 4 | 0 | 0", above=f"Stand per {case.given}")), case)


@mode(
    57,
    Case(L, "part_above_whole", "ZorgStart | 4 | 0 | 5"),
    Case(L, "part_above_whole", "ZorgStart | 4 | 6 | 0"),
)
def test_more_placed_than_started(case: Case) -> None:
    """A question to the partner; the figures are used as sent."""
    check(Seen.of(wijdemeren(case.given)), case)


@mode(57, Case(L, "numbers_jumped", "40"))
def test_a_month_with_three_times_as_many_as_ever(case: Case, begun: Workspace) -> None:
    """Besides the total since the start, which 30 and then 80 would not be."""
    months_file(begun, "2021-06-03/a.xlsx", "10 | 12 | 8 | 9")
    months_file(begun, "2021-10-20/b.xlsx", f"10 | 12 | 8 | 9 | {case.given}")
    check(Seen.in_ledger(taken_in(begun), "b.xlsx"), case)


@mode(57, Case(L, "numbers_jumped", 15), Case(R, "date_before_start", "2021-01-04"))
def test_three_times_as_many_and_a_placement_before_the_start(case: Case, begun: Workspace) -> None:
    """The first is asked about; of a list the row is left out."""
    if case.treatment == L:
        folder = begun.raw / "gemeente-wijdemeren"
        standing_file(folder / "2021-05-03/a.xlsx", "ZorgStart | 5 | 0 | 0", as_of="31-03-2021")
        standing_file(folder / "2021-10-20/b.xlsx", f"ZorgStart | {case.given} | 0 | 0", as_of="30-09-2021")
    else:
        rows = f"H1 | ZorgStart | | 2021-01-05 | | {case.given} |\nH2 | ZorgStart | | 2021-01-05 | | |"
        list_file(begun.raw / "gemeente-hilversum/2021-04-21/b.xlsx", rows)
    check(Seen.in_ledger(taken_in(begun), "b.xlsx"), case)


@mode(
    58,
    Case(L, "project_in_words", "Regionale Benchmark | 4 | 0 | 0"),
    Case(R, "not_a_number", "ZorgStart | veel | 0 | 0"),
)
def test_figures_of_a_project_in_words_and_words_for_figures(case: Case, begun: Workspace) -> None:
    """Kept, and in no total; words where a number must stand are asked about."""
    standing_file(begun.raw / "gemeente-wijdemeren/2021-05-03/b.xlsx", case.given, as_of="31-03-2021")
    result = taken_in(begun)
    check(Seen.in_ledger(result, "b.xlsx"), case)
    observed = figures.observe(result.tables, load_programme(begun.programme_file))
    counted = observed.query("partner == 'gemeente-wijdemeren' and not_counted_because == ''")
    assert counted["low"].sum() == 0


# ---------------------------------------------------------------- what nobody sees


@mode(59, Case(D, "pivot_records", "xl/pivotCache/pivotCacheRecords1.xml"))
def test_the_rows_behind_a_pivot_table(case: Case, begun: Workspace, tmp_path: Path) -> None:
    """What looks like a safe table carries them."""
    content = standing_file(tmp_path / "a.xlsx", "ZorgStart | 4 | 0 | 0", as_of="31-03-2021").read_bytes()
    check(put(begun, "a.xlsx", with_parts(content, case.given)), case)


@mode(59, Case(D, "bsn_column", "hidden sheet"))
def test_persons_on_a_hidden_sheet(case: Case) -> None:
    """Every sheet is looked at, also those nobody reads."""
    persons = "\n".join(f"{number} | Jansen" for number in PERSONS[:3])
    book = drawn(Stand=f"Stand per 30-09-2021\n{STANDING}\nZorgStart | 4 | 0 | 0", Brongegevens=persons)
    book.sheets[1].is_hidden = True
    check(Seen.of(read(book, "gemeente-wijdemeren")), case)


@mode(60, Case(F, "", "=SUM(A1:A9)", "'=SUM(A1:A9)"), Case(F, "", "@cmd", "'@cmd"), Case(F, "", "+31", "'+31"))
def test_texts_that_a_spreadsheet_would_run(case: Case, tmp_path: Path) -> None:
    """In a CSV of ours they begin with a quote, so that a spreadsheet program takes them for a text."""
    book = Workbook("xlsx", [Sheet.of("Blad1", [["Project", "Cijfer"], [case.given, 4.0]])])
    found = observe(book, made(tmp_path, OWN.format(kind="count")), RECEIVED, "made")
    assert found.as_csv().splitlines()[1].startswith(case.becomes)


@mode(61, Case(L, "count_hidden", "<5", (1, 4)))
def test_a_number_hidden_by_the_partner_and_by_us(case: Case, begun: Workspace) -> None:
    """It counts as what it lies between, so what is published is at least as wide; status says how many there are."""
    standing_file(
        begun.raw / "gemeente-wijdemeren/2021-05-03/b.xlsx", f"ZorgStart | {case.given} | 0 | 0", as_of="31-03-2021"
    )
    programme = load_programme(begun.programme_file)
    pipeline.take_in(begun, programme)
    result = taken_in(begun)
    check(Seen.in_ledger(result, "b.xlsx"), case)
    observed = figures.observe(result.tables, programme)
    (fact,) = observed.query("partner == 'gemeente-wijdemeren' and high > 0").itertuples()
    assert (fact.low, fact.high) == case.becomes
    said = status.describe(begun, programme, date(2021, 5, 20))
    assert "Numbers that partners hid, counted as what they lie between: gemeente-wijdemeren 1" in said


UNITS = """
title = "Stand met eenheden"
coverage = "as_of"
[words.indicator]
Gestart = "started"
Geplaatst = "placed"
[[tables]]
kind = "standing"
yields = "counts"
sheet = "Stand"
across = "indicator"
columns = { project = "Project", unit = "Eenheid" }
"""


@mode(
    62,
    *(Case(R, "unit_differs", unit) for unit in ("fte", "uren", "goederen", "ton")),
)
def test_figures_in_another_unit(case: Case, tmp_path: Path) -> None:
    """Nothing is converted; a unit of people or trajectories is right."""
    rows = (
        f"Project | Eenheid | Gestart | Geplaatst\nZorgStart | trajecten | 4 | 2\nTaaltrajecten | {case.given} | 7 | 3"
    )
    outcome = read(drawn(Stand=f"Stand per 30-09-2021\n{rows}"), "gemeente-wijdemeren", made(tmp_path, UNITS))
    check(Seen.of(outcome), case)
    assert values(facts(outcome, "counts"), "project", "value") == [("zorgstart", 4), ("zorgstart", 2)]


@mode(62, Case(R, "unit_differs", "fte"), Case(R, "unit_differs", "(uren)"), Case(F, "", "trajecten"))
def test_another_unit_in_a_header_row_that_gives_nothing(case: Case) -> None:
    """The layout passes over the row; a unit in it that is known to be another one is seen all the same."""
    head = f"Project | Trajecten | | {case.given}\n | Gestart | Afgerond (scholing) | Bemiddeld naar werk"
    outcome = read(drawn(Rapport=f"Stand per 30-09-2021\n{head}\nZorgStart | 4 | 3 | 2"), "uwv")
    check(Seen.of(outcome), case)
    assert outcome.rows_kept == (3 if case.treatment == F else 2)
