"""Where a table begins, and what its columns mean: found by names, wherever they stand."""

from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import cells, drawn
from tests.intake.reading import codes, facts, made, read, told, values
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.workbook import Hidden, Sheet, Workbook

ROWS = "H1 | ZorgStart | jongere | 2021-01-01 | | |"
HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"


def hilversum(sheet: str, **more: str) -> Outcome:
    return read(drawn(Deelnemers=f"Stand per 30-09-2021\n{sheet}", **more))


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(f"{HEAD}\n{ROWS}", id="right under the title"),
        pytest.param("\n".join(["Titel", "blank", "Let op: | concept", "blank", HEAD, ROWS]), id="below titles"),
        pytest.param(f"{HEAD.upper()}\n{ROWS}", id="in capitals"),
        pytest.param(
            f"{HEAD.replace('Scholing afgerond op', 'Scholing  afgerond op *')}\n{ROWS}", id="spaces and marks"
        ),
        pytest.param(
            "Project | Startdatum | Deelnemernummer | Geplaatst op | Einde traject | Scholing afgerond op | Doelgroep\n"
            "ZorgStart | 2021-01-01 | H1 | | | | jongere",
            id="columns in another order",
        ),
    ],
)
def test_a_header_is_found_wherever_it_stands(sheet: str) -> None:
    """Any row below a title, columns by name (failure modes 1 and 11)."""
    outcome = hilversum(sheet)
    assert values(facts(outcome, "trajectories"), "project", "started_on") == [("zorgstart", date(2021, 1, 1))]
    assert outcome.state == "accepted"


def test_a_table_may_start_in_any_column() -> None:
    """Blank columns on its left shift the addresses, not the meaning."""
    outcome = read(drawn(Deelnemers=f"| | Stand per 30-09-2021\n| | {HEAD}\n| | {ROWS}"))
    assert values(facts(outcome, "trajectories"), "cell", "project") == [("C3", "zorgstart")]


def test_a_renamed_column_refuses_the_delivery_and_names_what_is_there() -> None:
    """The message lists the columns that are there, the remedy the nearest of those nobody reads."""
    outcome = hilversum(f"{HEAD.replace('Startdatum', 'Startdatums')}\n{ROWS}")
    (finding,) = (one for one in outcome.findings if one.treatment == "delivery")
    assert finding.code == "column_missing"
    assert "'Startdatum'" in finding.message
    assert "'Startdatums'" in finding.message
    assert "'Startdatums'" in finding.remedy
    assert "data/layouts/deelnemerslijst-gemeente.toml" in finding.remedy
    assert outcome.tables == {}


def test_every_missing_column_is_told_at_once() -> None:
    """Two renamed columns are two findings."""
    outcome = hilversum(f"{HEAD.replace('Startdatum', 'Begin').replace('Project', 'Wat')}\n{ROWS}")
    assert [code for code, _ in told(outcome)].count("column_missing") == 2


@pytest.mark.parametrize(("received_on", "state"), [(date(2022, 6, 16), "remarks"), (date(2021, 12, 31), "refused")])
def test_a_dated_name_is_known_from_its_date(received_on: date, state: str) -> None:
    """'Datum aanvang' is the start date since 2022; before, it is an unknown column (failure mode 10)."""
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD.replace('Startdatum', 'Datum aanvang')}\n{ROWS}")
    outcome = read(book, received_on=received_on)
    assert outcome.state == state
    assert ("column_renamed" in codes(outcome)) == (state == "remarks")


def test_the_same_header_twice_is_refused() -> None:
    """Nobody knows which of the two counts (failure mode 12)."""
    outcome = hilversum(f"{HEAD} | Startdatum\n{ROWS} | 2021-02-01")
    assert ("column_twice", "Deelnemers!D2") in told(outcome)
    assert outcome.state == "refused"


def test_columns_outside_the_layout_are_not_read_and_told_by_name() -> None:
    """Free remarks may hold anything; only the name of the column is told (failure mode 40)."""
    outcome = hilversum(f"{HEAD} | Opmerkingen\n{ROWS} | depressie")
    (finding,) = outcome.findings
    assert (finding.code, finding.cell) == ("remarks_column", "H2")
    assert "'Opmerkingen'" in finding.message
    assert "depressie" not in str(outcome)


def test_no_header_at_all_is_refused_without_quoting_the_rows() -> None:
    """What stands there may be anything, so only what is expected is named."""
    outcome = hilversum("Jan Jansen | Kerkstraat 1 | Bussum\nPiet Pietersen | Dorpsstraat 2 | Laren")
    assert codes(outcome) == {"header_missing"}
    assert "Jansen" not in str(outcome.findings)


@pytest.mark.parametrize(
    ("sheets", "state", "code"),
    [
        ({"Blad1": f"Stand per 30-09-2021\n{HEAD}\n{ROWS}"}, "remarks", "sheet_renamed"),
        (
            {"Info": "Toelichting | bij\nde lijst | ", "Blad1": f"Stand per 30-09-2021\n{HEAD}\n{ROWS}"},
            "remarks",
            "sheet_renamed",
        ),
        (
            {"Blad1": f"Stand per 30-09-2021\n{HEAD}\n{ROWS}", "Blad1 (2)": f"Stand per 30-09-2021\n{HEAD}\n{ROWS}"},
            "refused",
            "sheet_twice",
        ),
        ({"Info": "Toelichting | a", "Cijfers": "1 | 2"}, "refused", "sheet_missing"),
        (
            {"DEELNEMERS ": f"Stand per 30-09-2021\n{HEAD}\n{ROWS}", "oud": f"Stand per 31-03-2021\n{HEAD}\n{ROWS}"},
            "remarks",
            "sheet_copy",
        ),
    ],
)
def test_the_agreed_sheet_or_the_only_one_that_can_be_meant(
    sheets: dict[str, str], state: str, code: str | None
) -> None:
    """By name; else the one sheet that holds the table; two that fit are refused (failure mode 8)."""
    outcome = read(drawn(**sheets))
    assert outcome.state == state
    assert code is None or code in codes(outcome)


def test_the_only_sheet_with_another_name_and_a_renamed_column_says_what_is_wrong() -> None:
    """Not merely that the sheet is missing."""
    outcome = read(drawn(Blad1=f"Stand per 30-09-2021\n{HEAD.replace('Startdatum', 'Begin')}\n{ROWS}"))
    assert {"sheet_renamed", "column_missing"} <= codes(outcome)


GROUPED = """
    title = "t"
    coverage = "since_start"
    [[tables]]
    kind = "list"
    yields = "trajectories"
    sheet = "L"
    header_rows = 2
    columns = { project = "Project", started_on = "Start > Datum", placed_on = "Werk > Datum" }
"""


@pytest.mark.parametrize(
    "merged", [pytest.param([(1, 1, 1, 2), (1, 3, 1, 4)], id="merged"), pytest.param([], id="left blank to the right")]
)
def test_a_header_of_two_rows_tells_equal_names_apart(tmp_path: Path, merged: list[tuple[int, int, int, int]]) -> None:
    """'Start > Datum' and 'Werk > Datum', whether the groups are merged or merely left blank (failure mode 2)."""
    sheet = Sheet.of(
        "L",
        cells(
            """
            Stand per 30-09-2021 | | | |
             | Start | | Werk |
            Project | Datum | Door | Datum | Bij
            ZorgStart | 2021-01-01 | x | 2021-03-01 | y
            """.replace("            ", "").strip("\n")
        ),
        merged,
    )
    outcome = read(Workbook("xlsx", [sheet]), own=made(tmp_path, GROUPED))
    assert values(facts(outcome, "trajectories"), "started_on", "placed_on") == [(date(2021, 1, 1), date(2021, 3, 1))]


@pytest.mark.parametrize(
    ("line", "state", "code"),
    [
        ("Stand per 30-09-2021", "accepted", None),
        ("Stand per 30 september 2021", "accepted", None),
        ("Peildatum: | 2021-09-30", "accepted", None),
        ("Stand per | 30-9-2021", "accepted", None),
        ("Stand per 15-09-2021", "remarks", "as_of_unusual"),
        ("Stand per 31-10-2021", "refused", "as_of_after_receipt"),
        ("Stand per 31-02-2021", "refused", "as_of_unreadable"),
        ("Stand per september 2021", "refused", "as_of_unreadable"),
        ("geen datum", "refused", "as_of_missing"),
        ("Stand per 30-09-2021\nPeildatum 31-03-2021", "refused", "as_of_contradicts"),
    ],
)
def test_the_day_whose_state_is_given(line: str, state: str, code: str | None) -> None:
    """Found above the table, compared with the receipt on 20 October 2021 (failure modes 1, 54 and 56)."""
    outcome = read(drawn(Deelnemers=f"{line}\n{HEAD}\n{ROWS}"))
    assert (outcome.state, codes(outcome)) == (state, {code} if code else set())
    assert state == "refused" or outcome.as_of_on in (date(2021, 9, 30), date(2021, 9, 15))


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("UWV_GV_202109.xlsx", "accepted"),
        ("UWV_GV_202106.xlsx", "refused"),
        ("uwv.xlsx", "accepted"),
        ("uwv 2021 K3 (def2).xlsx", "accepted"),
    ],
)
def test_a_date_in_the_name_of_the_file_must_agree(name: str, state: str) -> None:
    """Where the layout says how the name holds it, that alone counts (failure mode 54)."""
    book = drawn(
        Rapport="""
Stand per 30-09-2021
Project | Trajecten | | Uitstroom
 | Gestart | Afgerond (scholing) | Bemiddeld naar werk
ZorgStart | 7 | 3 | 2
"""
    )
    outcome = read(book, "uwv", file_name=name)
    assert outcome.state == state
    assert ("as_of_contradicts" in codes(outcome)) == (state == "refused")


def test_a_wholly_other_name_is_offered_where_it_is_the_only_one_left() -> None:
    """'Begonnen' does not look like 'Startdatum', but one column is missing and one is not read."""
    outcome = hilversum(f"{HEAD.replace('Startdatum', 'Begonnen')}\n{ROWS}")
    (finding,) = (one for one in outcome.findings if one.code == "column_missing")
    assert "'Begonnen'" in finding.remedy
    assert "'Begonnen'" in finding.remedy_nl


def test_what_is_hidden_or_comes_from_elsewhere_is_read_and_told() -> None:
    """Hidden sheets, rows and columns, macros and links (failure modes 9 and 15)."""
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{ROWS}")
    book.has_macros = book.has_links = True
    book.sheets[0].is_hidden, book.sheets[0].hidden = True, Hidden((4, 5, 6), (2,))
    outcome = read(book)
    assert codes(outcome) == {"workbook_macros", "workbook_links", "sheet_hidden", "cells_hidden"}
    assert outcome.rows_kept == 1


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("lijst.xlsx", "accepted"),
        ("lijst 2021.xlsx", "accepted"),
        ("Stand 30-09-2021 def2.xlsx", "accepted"),
        ("Stand per 30 september 2021.xlsx", "accepted"),
        ("hilversum_202109.xlsx", "accepted"),
        ("3e kwartaal 2021.xlsx", "accepted"),
        ("lijst 2021-10-18.xlsx", "accepted"),
        ("lijst 2021-03, verzonden 2021-10-18.xlsx", "refused"),
        ("lijst maart 2021.xlsx", "refused"),
        ("Q2 2021.xlsx", "refused"),
        ("Stand 31-03-2021.xlsx", "refused"),
        ("Stand per 31 maart 2021.xlsx", "refused"),
        ("lijst 2021-12-01.xlsx", "refused"),
        ("project 50plus 2020-2024, 1 2021.xlsx", "accepted"),
    ],
)
def test_a_period_in_the_name_of_the_file_is_that_of_the_state(name: str, state: str) -> None:
    """The state of 30 September; a day between that and receipt is when the file was made (failure mode 54)."""
    outcome = read(drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{ROWS}"), file_name=name)
    assert (outcome.state, codes(outcome)) == (state, {"as_of_contradicts"} if state == "refused" else set())
