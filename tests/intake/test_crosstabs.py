"""Crosstabs and standings: one cell a figure."""

from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import cells, drawn
from tests.intake.reading import PROGRAMME, codes, facts, made, read, rows_add_up, told, values
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Sheet, Workbook

BLOCKS = """
Kruistabel
Stand per 30-09-2021
Project | Gestart | | | Scholing afgerond | | | Geplaatst | |
 | aug-21 | sep-21 | Totaal | aug-21 | sep-21 | Totaal | aug-21 | sep-21 | Totaal
ZorgStart | 3 | 2 | 5 | 1 | 0 | 1 | 0 | 1 | 1
Waardetas | 1 | 4 | 5 | 0 | 0 | 0 | 0 | 0 | 0
Totaal | 4 | 6 | 10 | 1 | 0 | 1 | 0 | 1 | 1
blank
* incl. naleveringen
Bron: afdeling W&I
"""
MERGED = [(2, 0, 3, 0), (2, 1, 2, 3), (2, 4, 2, 6), (2, 7, 2, 9)]


def gooise_meren(text: str = BLOCKS, merged: list[tuple[int, int, int, int]] | None = None) -> Outcome:
    sheet = Sheet.of("Kruistabel", cells(text), MERGED if merged is None else merged)
    return read(Workbook("xlsx", [sheet]), "gemeente-gooise-meren")


@pytest.mark.parametrize("merged", [pytest.param(MERGED, id="merged"), pytest.param([], id="left blank")])
def test_blocks_of_months_under_merged_headers(merged: list[tuple[int, int, int, int]]) -> None:
    """Every figure with its own cell, its period and its indicator; totals and notes are no figures."""
    outcome = gooise_meren(merged=merged)
    rows = values(facts(outcome, "counts"), "cell", "project", "indicator", "from_on", "until_on", "value")
    assert len(rows) == 12
    assert rows[0] == ("B5", "zorgstart", "started", date(2021, 8, 1), date(2021, 8, 31), 3)
    assert rows[-1] == ("I6", "gooise-waardebox", "placed", date(2021, 9, 1), date(2021, 9, 30), 0)
    assert {row["municipality"] for row in facts(outcome, "counts")} == {"gooise-meren"}
    assert not any(row["is_cumulative"] for row in facts(outcome, "counts"))
    assert told(outcome) == [("note_not_read", "Kruistabel!A9"), ("project_read_as", "Kruistabel!A6")]


@pytest.mark.parametrize(
    ("find", "replace", "code", "cell"),
    [
        ("Totaal | 4 | 6 | 10", "Totaal | 4 | 7 | 10", "total_differs", "C7"),
        ("ZorgStart | 3 | 2 | 5", "ZorgStart | 3 | 2 | 6", "total_differs", "D5"),
        ("aug-21 | sep-21 | Totaal | aug-21", "aug-21 | aug-21 | Totaal | aug-21", "column_twice", "C4"),
        ("aug-21 | sep-21 | Totaal | aug-21", "aug-21 | septem | Totaal | aug-21", "header_unreadable", "C4"),
        ("Geplaatst", "Werk gevonden", "column_missing", "3:3"),
        ("Geplaatst", "Werk gevonden", "header_unknown", "H3"),
        ("aug-21 | sep-21 | Totaal | aug-21", "aug-21 | | Totaal | aug-21", "header_blank", "C4"),
    ],
)
def test_what_is_structurally_wrong_refuses_the_delivery(find: str, replace: str, code: str, cell: str) -> None:
    """Totals that differ, months twice or unreadable, a missing block (failure modes 5, 12 and 13)."""
    assert find in BLOCKS
    outcome = gooise_meren(BLOCKS.replace(find, replace))
    assert (code, f"Kruistabel!{cell}") in told(outcome)
    assert (outcome.state, outcome.tables) == ("refused", {})
    assert rows_add_up(outcome)


@pytest.mark.parametrize("merged", [pytest.param(MERGED, id="merged"), pytest.param([], id="left blank")])
def test_a_renamed_block_is_told_once(merged: list[tuple[int, int, int, int]]) -> None:
    """First the name that is missing with what stands there, then the cell that holds another one."""
    missing, unknown = gooise_meren(BLOCKS.replace("Gestart", "Begonnen"), merged).findings
    assert missing.message == "column 'Gestart' is missing; there is: 'Begonnen', 'Scholing afgerond', 'Geplaatst'"
    assert "rename it to 'Begonnen'?" in missing.remedy
    assert (unknown.code, unknown.cell) == ("header_unknown", "B3")
    assert unknown.message.startswith("'Begonnen'")
    assert "data/layouts/kruistabel-gooise-meren.toml" in unknown.remedy


def test_months_that_cannot_be_read_are_told_together() -> None:
    """One finding where the header says the same over several columns."""
    (finding,) = gooise_meren(BLOCKS.replace("sep-21", "septem")).findings
    assert finding.message == "'septem' stands over figures, and cannot be read as a period (3 cells: C4, F4, I4)"


@pytest.mark.parametrize(("unknown", "state"), [(3, "remarks"), (4, "refused")])
def test_more_than_a_tenth_of_unknown_municipalities_refuses_a_table_of_figures(unknown: int, state: str) -> None:
    """'Verweg' where 'Huizen' should stand: the earlier good version stays."""
    places = ["Verweg"] * unknown + ["Huizen"] * (30 - unknown)
    rows = "\n".join(
        f"{place} | ZorgStart | {n % 12 + 1}-20{19 + n // 12} | {n} | 0 | 0" for n, place in enumerate(places)
    )
    head = "Stand per 30-09-2021\nGemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk"
    outcome = read(drawn(Trajecten=f"{head}\n{rows}"), "hbel")
    assert outcome.state == state
    assert ("too_many_unknown_places" in codes(outcome)) == (state == "refused")
    assert rows_add_up(outcome)


@pytest.mark.parametrize(
    ("cell", "code", "kept"),
    [
        ("<5", "count_hidden", 12),
        ("-", None, 12),
        ("", "count_missing", 11),
        ("onbekend", "count_unknown", 11),
        ("n.v.t.", "count_not_applicable", 11),
        ("ca. 20", "not_a_number", 11),
        ("1.25", "number_not_whole", 11),
        ("-2", "number_negative", 11),
        ("#REF!", "cell_error", 0),
        ("=", "cell_formula", 0),
    ],
)
def test_a_cell_that_is_no_number_is_an_interval_or_is_listed(cell: str, code: str | None, kept: int) -> None:
    """The others stay; totals with an unknown part are unchecked. One error in 12 cells is more than a twentieth."""
    rest = BLOCKS.split("Waardetas")[1].replace("4 | 6 | 10", "4 | | ")
    outcome = gooise_meren(
        BLOCKS.split("ZorgStart")[0] + f"ZorgStart | 3 | {cell} | | 1 | 0 | 1 | 0 | 1 | 1\nWaardetas{rest}"
    )
    assert (outcome.rows_read, outcome.rows_kept) == (12, kept)
    assert code is None or (code, "Kruistabel!C5") in told(outcome)
    assert outcome.state == ("refused" if kept == 0 else "remarks")


def test_a_total_over_hidden_numbers_is_an_interval() -> None:
    """2 + '<5' may be 3 to 6; 7 is refused (failure mode 5)."""
    table = """
Stand per 30-09-2021
Project | Trajecten | | Uitstroom
 | Gestart | Afgerond (scholing) | Bemiddeld naar werk
ZorgStart | <5 | - | -
Waardebox | 2 | - | -
Totaal | {total} | - | -
"""
    states = {total: read(drawn(Rapport=table.format(total=total)), "uwv").state for total in (2, 3, 6, 7)}
    assert states == {2: "refused", 3: "remarks", 6: "remarks", 7: "refused"}


def test_an_unknown_project_lists_all_its_cells_under_one_finding() -> None:
    """Its figures are read and listed; ten of its like stay below the tenth."""
    names = ["ZorgStart", "Zorg Start", "De Gooise Waardebox", "Waardebox", "Waardetas", "Taaltrajecten", "IPS/GGZ"]
    names += ["gooise-waardebox", "Jongerenspecialist", "Voortzetting gezamenlijke aanpak GGZ", "ggz-werk-inkomen"]
    rows = "\n".join(f"{name} | 1 | 1 | 1" for name in names)
    text = f"""
Stand per 30-09-2021
Project | Trajecten | | Uitstroom
 | Gestart | Afgerond (scholing) | Bemiddeld naar werk
{rows}
Zorgstrat | 1 | 1 | 1
"""
    outcome = read(drawn(Rapport=text), "uwv")
    assert ("project_unknown", "Rapport!A15") in told(outcome)
    assert (outcome.rows_read, outcome.rows_kept, outcome.rows_listed) == (36, 33, 3)


HBEL = """
Stand per 30 september 2021
Gemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk
Huizen | ZorgStart | juli 2021 | 1 | 0 | 0
 | Taaltrajecten | 2021-08-01 | 2 | 0 | 0
HBEL | Waardetas | sep-21 | 3 | 1 | 0
"""


def test_a_label_merged_over_its_rows_holds_for_all_of_them() -> None:
    """Inside the merged cells only (failure mode 3); 'HBEL' is a reporting unit, never split (failure mode 34)."""
    sheet = Sheet.of("Trajecten", cells(HBEL), [(2, 0, 3, 0)])
    outcome = read(Workbook("xlsx", [sheet]), "hbel")
    assert values(facts(outcome, "counts")[::3], "municipality", "project", "until_on", "value") == [
        ("huizen", "zorgstart", date(2021, 7, 31), 1),
        ("huizen", "taaltrajecten", date(2021, 8, 31), 2),
        ("hbel", "gooise-waardebox", date(2021, 9, 30), 3),
    ]


def test_a_blank_label_outside_merged_cells_means_nothing() -> None:
    """The partner's own reporting unit would be a guess only where the layout has no column for it."""
    outcome = read(drawn(Trajecten=HBEL), "hbel")
    assert facts(outcome, "counts")[3]["municipality"] == "hbel"


@pytest.mark.parametrize(("october", "state", "kept"), [("", "accepted", 2), ("0", "accepted", 3), ("2", "remarks", 2)])
def test_months_after_the_as_of_date(tmp_path: Path, october: str, state: str, kept: int) -> None:
    """Blank or 0 says nothing; a number there cannot be right (failure mode 29)."""
    toml = """
        title = "t"
        coverage = "since_start"
        [[tables]]
        kind = "crosstab"
        yields = "counts"
        sheet = "S"
        across = "period"
        constants = { indicator = "started" }
        columns = { project = "Project" }
    """
    text = f"Stand per 30-09-2021\nProject | aug-21 | sep-21 | okt-21\nZorgStart | 1 | 2 | {october}"
    outcome = read(drawn(S=text), own=made(tmp_path, toml))
    assert (outcome.state, outcome.rows_kept) == (state, kept)
    assert rows_add_up(outcome)


def test_a_sheet_for_each_indicator() -> None:
    """The name of the sheet gives the indicator; a sheet less is refused."""
    table = (
        "Stand per 30-09-2021\nProject | aug-21 | sep-21 | Totaal\nZorgStart | {a} | - | {a}\nTotaal | {a} | 0 | {a}"
    )
    sheets = {name: table.format(a=n) for n, name in enumerate(("Gestart", "Scholing", "Geplaatst"), 1)}
    outcome = read(drawn(**sheets), "gemeente-weesp")
    assert values(facts(outcome, "counts"), "sheet", "indicator", "value", "marker") == [
        ("Gestart", "started", 1, ""),
        ("Gestart", "started", 0, "-"),
        ("Scholing", "training_completed", 2, ""),
        ("Scholing", "training_completed", 0, "-"),
        ("Geplaatst", "placed", 3, ""),
        ("Geplaatst", "placed", 0, "-"),
    ]
    assert codes(outcome) == {"part_above_whole"}
    del sheets["Scholing"]
    refused = read(drawn(**sheets), "gemeente-weesp")
    assert refused.state == "refused"
    assert "sheet_missing" in codes(refused)
    assert "sheet_missing" in codes(read(drawn(Opleiding=table.format(a=2), **sheets), "gemeente-weesp"))


def test_a_month_that_was_under_way_counts_until_the_as_of_date() -> None:
    """Weesp delivered up to 23 March 2022, its last day in the region; its residents of then stay its own."""
    table = "Stand per 23-03-2022\nProject | feb-22 | mrt-22\nZorgStart | 1 | 2"
    outcome = read(
        drawn(Gestart=table, Scholing=table, Geplaatst=table), "gemeente-weesp", received_on=date(2022, 6, 13)
    )
    assert values(facts(outcome, "counts")[:2], "municipality", "until_on") == [
        ("weesp", date(2022, 2, 28)),
        ("weesp", date(2022, 3, 23)),
    ]


STAND = """
Stand per 30 september 2021
Project | Gestart | Scholing afgerond | Bemiddeld naar werk
ZorgStart | 7 | 3 | 2
Taaltrajecten | 4 | n.v.t. | '1.000
Totaal | 11 | 3 | 1002
"""


def test_a_standing_is_kept_as_sent() -> None:
    """Cumulative, without a first day, at the as-of date; n.v.t. is told and adds nothing to its total."""
    outcome = read(drawn(Stand=STAND), "gemeente-wijdemeren")
    assert values(facts(outcome, "counts"), "cell", "is_cumulative", "from_on", "until_on", "value") == [
        ("B3", True, None, date(2021, 9, 30), 7),
        ("C3", True, None, date(2021, 9, 30), 3),
        ("D3", True, None, date(2021, 9, 30), 2),
        ("B4", True, None, date(2021, 9, 30), 4),
        ("D4", True, None, date(2021, 9, 30), 1000),
    ]
    assert ("count_not_applicable", "Stand!C4") in told(outcome)


def test_a_standing_for_each_day_across() -> None:
    """Days as header, indicators as rows, the project and its group from the layout."""
    text = """
Stand per 30-09-2021
Indicator | 31-03-2021 | 2021-09-30
Gestarte trajecten | 8 | 15
Bemiddeld naar werk | 1 | 5
"""
    outcome = read(drawn(Stand=text), "ggz-pilot")
    assert values(facts(outcome, "counts"), "project", "target_groups", "indicator", "until_on", "value") == [
        ("ggz-werk-inkomen", ("psychische-klachten",), "started", date(2021, 3, 31), 8),
        ("ggz-werk-inkomen", ("psychische-klachten",), "started", date(2021, 9, 30), 15),
        ("ggz-werk-inkomen", ("psychische-klachten",), "placed", date(2021, 3, 31), 1),
        ("ggz-werk-inkomen", ("psychische-klachten",), "placed", date(2021, 9, 30), 5),
    ]


def test_more_placed_than_started_is_asked_about() -> None:
    """Used as sent, and told (failure mode 57)."""
    outcome = read(drawn(Stand=STAND.replace("'1.000", "5").replace("1002", "7")), "gemeente-wijdemeren")
    (finding,) = (one for one in outcome.findings if one.code == "part_above_whole")
    assert "taaltrajecten" in finding.message


def test_a_subtotal_adds_up_the_rows_since_the_last_one() -> None:
    """A total may also add up everything above it; both are tried."""
    text = """
Stand per 30-09-2021
Project | Gestart | Scholing afgerond | Bemiddeld naar werk
ZorgStart | 7 | 3 | 2
Subtotaal | 7 | 3 | 2
Taaltrajecten | 4 | 1 | 0
Subtotaal | 4 | 1 | 0
Totaal | 11 | 4 | 2
"""
    assert read(drawn(Stand=text), "gemeente-wijdemeren").state == "accepted"
    assert (
        read(drawn(Stand=text.replace("| 4 | 1 | 0\nTotaal", "| 5 | 1 | 0\nTotaal")), "gemeente-wijdemeren").state
        == "refused"
    )


def test_a_project_the_register_does_not_know_cannot_stand_in_a_layout() -> None:
    """The layout says it of every row, so the delivery waits for the register."""
    other = vocabulary_of(PROGRAMME).with_projects([{"project": "p", "name": "P", "aliases": ()}])
    text = "Stand per 30-09-2021\nIndicator | 30-09-2021\nGestarte trajecten | 8"
    assert codes(read(drawn(Stand=text), "ggz-pilot", vocabulary=other)) == {"constant_unknown"}


JOINT = """
title = "HBEL zonder gemeente"
coverage = "since_start"
[words.indicator]
Gestart = "started"
[[tables]]
kind = "crosstab"
yields = "counts"
sheet = "Trajecten"
across = "indicator"
columns = { project = "Project", period = "Maand" }
"""


def test_a_joint_delivery_counts_for_each_municipality_or_for_the_unit(tmp_path: Path) -> None:
    """With a column that says whose residents they are, and without one."""
    rows = "Huizen | ZorgStart | jul-21 | 1 | 0 | 0\nLaren | ZorgStart | jul-21 | 2 | 0 | 0"
    head = "Gemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk"
    each = read(drawn(Trajecten=f"Stand per 30-09-2021\n{head}\n{rows}"), "hbel")
    assert values(facts(each, "counts")[::3], "municipality", "value") == [("huizen", 1), ("laren", 2)]
    together = drawn(Trajecten="Stand per 30-09-2021\nProject | Maand | Gestart\nZorgStart | jul-21 | 3")
    unit = read(together, "hbel", made(tmp_path, JOINT))
    assert (values(facts(unit, "counts"), "municipality", "value"), told(unit)) == ([("hbel", 3)], [])


@pytest.mark.parametrize(
    ("place", "month", "expected", "code"),
    [
        ("HBEL", "jul-21", "hbel", "place_is_unit"),
        ("regio", "jul-21", "niet-toe-te-delen", "place_is_region"),
        ("Weesp", "mrt-22", "weesp", None),
        ("Weesp", "apr-22", "buiten-regio", "place_no_longer_member"),
        ("Almere", "jul-21", "buiten-regio", "place_outside_region"),
        ("Bussum", "jul-21", "gooise-meren", "place_read_as"),
        ("onbekend", "jul-21", "hbel", None),
    ],
)
def test_places_in_a_table_of_figures(place: str, month: str, expected: str, code: str | None) -> None:
    """As in a list; the month decides who belongs to the region (failure modes 33 to 36)."""
    head = "Stand per 30-09-2022\nGemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk"
    book = drawn(Trajecten=f"{head}\n{place} | ZorgStart | {month} | 1 | 0 | 0")
    outcome = read(book, "hbel", received_on=date(2022, 10, 20))
    assert {row["municipality"] for row in facts(outcome, "counts")} == {expected}
    assert codes(outcome) == ({code} if code else set())


def test_a_quarter_beside_its_months_would_count_twice() -> None:
    """Told once for each pair of columns; a column called 'Totaal' is a check, and no period."""
    head = "Stand per 30-09-2021\nProject | jul-21 | aug-21 | sep-21 | {}"
    rows = "ZorgStart | 1 | 2 | 3 | 6\nTaaltrajecten | 1 | 0 | 0 | 1"
    sheets = dict.fromkeys(("Gestart", "Scholing", "Geplaatst"), f"{head}\n{rows}")
    quarter = read(drawn(**{name: text.format("Q3 2021") for name, text in sheets.items()}), "gemeente-weesp")
    assert told(quarter)[:2] == [("periods_overlap", "Gestart!E3"), ("periods_overlap", "Scholing!E3")]
    total = read(drawn(**{name: text.format("Totaal") for name, text in sheets.items()}), "gemeente-weesp")
    assert (told(total), total.rows_kept) == ([], 18)


def test_the_same_figure_on_two_sheets_is_told_with_the_other_sheet(tmp_path: Path) -> None:
    """Where nothing says what tells the sheets apart."""
    own = made(tmp_path, JOINT.replace('sheet = "Trajecten"', 'sheet = "Deel *"\nevery_sheet = true'))
    text = "Stand per 30-09-2021\nProject | Maand | Gestart\nZorgStart | jul-21 | 3"
    outcome = read(drawn(**{"Deel 1": text, "Deel 2": text}), "hbel", own)
    (finding,) = (one for one in outcome.findings if one.code == "figure_twice")
    assert (finding.sheet, "Deel 1!C3" in finding.message) == ("Deel 2", True)
