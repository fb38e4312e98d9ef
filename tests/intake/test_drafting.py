"""Drafts of layouts: what is seen on a sheet that nobody described, and what comes of reading it with the draft."""

import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.books import cells, drawn, write
from tests.intake.reading import PROGRAMME, ROOT, known
from werkmonitor.errors import UsageError
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.drafting.draft import Draft, Drafting, draft_layout
from werkmonitor.intake.drafting.known import Known
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.tidy import observe, open_workbook
from werkmonitor.intake.workbook import Fault, Range, Sheet, Workbook
from werkmonitor.limits import DEFAULT_LIMITS
from werkmonitor.models import load_model
from werkmonitor.programme import load_programme
from werkmonitor.workspace import Workspace

DAY = date(2022, 2, 1)
RAW = ROOT / "data" / "raw"
KNOWN = Known(PROGRAMME, known(), None, DEFAULT_LIMITS)


def book(merged: tuple[Range, ...] = (), **sheets: str) -> Workbook:
    """A drawn workbook. merged: ranges on its first sheet."""
    first = next(iter(sheets))
    return Workbook("xlsx", [Sheet.of(first, cells(sheets[first]), merged), *drawn(**sheets).sheets[1:]])


def drafted(workbook: Workbook, at_hand: Known | None = None, file_name: str = "tabel.xlsx") -> Draft:
    return Drafting(workbook, file_name, DAY, at_hand).draft()


def keys(draft: Draft) -> dict[str, Any]:
    """The layout of a draft, as it stands in the file."""
    return tomllib.loads(draft.text)


def read(workbook: Workbook, draft: Draft) -> list[str]:
    """What comes of the workbook with the draft: cell, and value or meaning."""
    observations = observe(workbook, Layout.model_validate(keys(draft)), DAY)
    return [
        f"{row['cell']} {row['value'] if row['value'] is not None else row['meaning']}" for row in observations.rows
    ]


def test_a_draft_is_a_layout_with_remarks() -> None:
    """What was seen stands above each table, what is a guess behind its line."""
    table = """
        Werkzame personen, 2021
        Bedragen x 1 000
        |
        Regio | Geslacht | Banen | | | Aandeel
        | | 2020 | 2021 | 2022 | 2022
        | | x 1 000 | x 1 000 | x 1 000 | %
        Laren 1) | man | 1.2 | 1.3 | x | 45
        | vrouw | 1.5 | x | 1.5 | 55
        Huizen | man | 3.1 | 3,2p | 3.3 | 48
        | vrouw | - | 3.4 | 3.5 | 52
        Totaal | | 5.8 | 7.9 | 8.3 | 100
        |
        x | geheim
        1) Zonder uitzendbanen.
        """
    draft = drafted(book(((3, 2, 3, 4),), Banen=table))
    assert (
        draft.text
        == """\
# Drafted from 'tabel.xlsx' (xlsx).
# Look at every '# unsure:', and at docs/layouts.md.
title = "tabel"

[signs]
hidden = ["x"]
beside = ["p"]

# sheet 'Banen': header in rows 4-6, labels in A-B, figures in C-F, rows 7-11
# row 6 is passed over: x 1 000, %
# totals in row 11: compared, not read
# 'Banen' is merged over C4:E4
[[tables]]
kind = "crosstab"
across = ["measure", "year", "-"]    # unsure: the names of the fields are yours to choose
totals = ["Totaal"]    # unsure: left out, and compared with their parts
# value = { scale = 1000 } # unsure: 'x 1 000' stands there
# value = { scale = 1000 } # unsure: 'Bedragen x 1 000' stands there
# values = { "%" = { kind = "share", scale = 0.01 } } # unsure: '%' stands there, with figures above 1 under it

[tables.columns]
regio = { header = "Regio", fill_down = true }    # unsure: a blank is taken for the same as above
geslacht = "Geslacht"

[tables.fields]
year = "year"
"""
    )
    assert draft.unsure == 6
    assert "tried at once: 20 read = 16 observations + 4 totals + 0 skipped + 0 listed" in draft.summary


@pytest.mark.parametrize(
    ("sheets", "merged", "expected", "cells_read"),
    [
        pytest.param(
            {"A": "Tabel\nRegio | jan-21 | feb-21 | Totaal\nLaren | 1 | 2 | 3\nHuizen | 3 | 4 | 7"},
            (),
            {"across": ["period"], "totals": ["Totaal"], "columns": {"regio": "Regio"}, "fields": {"period": "period"}},
            ["B3 1", "C3 2", "B4 3", "C4 4"],
            id="months across, and a column of totals",
        ),
        pytest.param(
            {"A": "Gemeente | 2020 | | | 2021 |\n| Q1 | Q2 | Jaar | Q1 | Q2\nLaren | 1 | 2 | 3 | 4 | 5"},
            (),
            {"across": ["period", "period"], "skip_columns": ["Jaar"]},
            ["B3 1", "C3 2", "E3 4", "F3 5"],
            id="quarters under years, and whole years among them",
        ),
        pytest.param(
            {
                "A": "Land | Q1 2021 | | Q2 2021 |\nNoord\nDenemarken | 5 | b | 6 |\nZweden | 8 | | 7 | p\n"
                "Zuid\nItalie | 8 | | 9 |"
            },
            (),
            {"blocks": "block", "marks": "right"},
            ["B3 5", "D3 6", "B4 8", "D4 7", "B6 8", "D6 9"],
            id="labels of blocks, and marks beside the figures",
        ),
        pytest.param(
            {"A": "Cijfers\n|\n| 2020 | 2021\nLaren | 1 | 2\nHuizen | 3 | 4"},
            (),
            {"header_row": 3, "columns": {"label": {"column": "A"}}},
            ["B4 1", "C4 2", "B5 3", "C5 4"],
            id="labels without a name",
        ),
        pytest.param(
            {
                "A": "Regio | Rang | Banen | Verandering\nLaren | 1 | 5 | 1\nHuizen | 2 | 6 | -1\n"
                "Verschil met 2020 | | 1 | 0"
            },
            (),
            {"skip_columns": ["Rang", "Verandering"], "skip_rows": ["Verschil*"]},
            ["C2 5", "C3 6"],
            id="ranks and changes",
        ),
        pytest.param(
            {
                "A": "Geslacht | Regio | 2020 | 2021\nTotaal | Laren | 1 | 2\n| Huizen | 3 | 4\n"
                "Man | Laren | 1 | 1\n| Huizen | 2 | 3"
            },
            ((1, 0, 2, 0), (3, 0, 4, 0)),
            {"across": ["year"], "columns": {"geslacht": "Geslacht", "regio": "Regio"}},
            ["C2 1", "D2 2", "C3 3", "D3 4", "C4 1", "D4 1", "C5 2", "D5 3"],
            id="a total that is the label of several rows",
        ),
        pytest.param(
            {"A": "Regio | 2020 | 2021\n(1) | (2) | (3)\nLaren | 1 | 2\nHuizen | 3 | 4"},
            (),
            {"across": ["year", "-"]},
            ["B3 1", "C3 2", "B4 3", "C4 4"],
            id="numbered columns",
        ),
        pytest.param(
            {"A": "|\n| Thema | Onderwerp | Eenheid | 2020\n| Werk | Banen | aantal | 5\n| | Krapte | % | 21.5"},
            (),
            {
                "columns": {
                    "thema": {"header": "Thema", "fill_down": True},
                    "onderwerp": "Onderwerp",
                    "eenheid": "Eenheid",
                }
            },
            ["E3 5", "E4 21.5"],
            id="a table that starts in another column",
        ),
        pytest.param(
            {"A": "Code | Regio | Bedrag | Deel\n0402 | Hilversum | € 1.250,- | 12,5%\n0417 | Laren | € 75,- | 87,5%"},
            (),
            {"values": {"Deel": {"kind": "share"}, "Bedrag": {"kind": "money"}}},
            ["C2 1250", "D2 0.125", "C3 75", "D3 0.875"],
            id="amounts and shares in text",
        ),
        pytest.param(
            {"A": "Post | 2020 | 2021\nUitgaven | 5 | '-/- 1.250\nOntvangsten | '(75) | 6"},
            (),
            {"value": {"kind": "money"}},
            ["B2 5", "C2 -1250", "B3 -75", "C3 6"],
            id="numbers below zero as in an account",
        ),
        pytest.param(
            {"A": "Region | Jobs\nA | '40,513\nB | '1,250.5"},
            (),
            {"value": {"decimal": "."}},
            ["B2 40513", "B3 1250.5"],
            id="english numbers in text",
        ),
    ],
)
def test_what_is_seen_on_a_sheet(
    sheets: dict[str, str], merged: tuple[Range, ...], expected: dict[str, Any], cells_read: list[str]
) -> None:
    """The keys of the one table, and what is read with them."""
    draft = drafted(book(merged, **sheets))
    (table,) = keys(draft)["tables"]
    assert {name: table.get(name) for name in expected} == expected
    assert read(book(merged, **sheets), draft) == cells_read


def test_tables_beside_and_under_each_other() -> None:
    """Each is a table of its own, where need be by its address."""
    workbook = book(
        Blad="""
        Gemeente | 2020 | 2021 | | Gemeente | Doel | Bereikt
        Laren | 1 | 2 | | Laren | 50 | 60
        Huizen | 3 | 4 | | Huizen | 70 | 80
        |
        Reden | 2020 | 2021
        Baan | 5 | 6
        Studie | 7 | 8
        """
    )
    draft = drafted(workbook)
    assert [one.get("area") for one in keys(draft)["tables"]] == ["A1:C4", None, "E1:G"]
    assert read(workbook, draft) == [
        *("B2 1", "C2 2", "B3 3", "C3 4"),
        *("B6 5", "C6 6", "B7 7", "C7 8"),
        *("F2 50", "G2 60", "F3 70", "G3 80"),
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("jan 2021", "feb 2021"), {"sheet": ["jan 2021", "feb 2021"], "sheet_means": "period", "kind": "period"}),
        (("Tabel 1", "Tabel 2"), {"sheet": "Tabel *", "sheet_means": "tab", "kind": None}),
        (("Man", "Vrouw"), {"sheet": ["Man", "Vrouw"], "sheet_means": "tab", "kind": None}),
    ],
)
def test_the_same_table_on_many_sheets(names: tuple[str, str], expected: dict[str, Any]) -> None:
    """It is one table, and the names of the sheets say something."""
    table = "Gemeente | In | Uit\nLaren | 1 | 2\nHuizen | 3 | 4"
    draft = drafted(book(Toelichting="Wat hier staat", **dict.fromkeys(names, table)))
    (found,) = keys(draft)["tables"]
    kind = found.get("fields", {}).get(found["sheet_means"])
    assert {"sheet": found["sheet"], "sheet_means": found["sheet_means"], "kind": kind} == expected
    assert "sheet 'Toelichting': no table" in draft.summary
    assert "tried at once: 8 read = 8 observations + 0 totals + 0 skipped + 0 listed" in draft.summary


def test_sheets_with_numbers_for_names_are_told_apart_by_a_cell_above_the_table() -> None:
    """As statistics offices write them: what the sheet is about stands on it."""
    sheets = {
        f"Sheet {number}": f"Unit | | Persons\nSex | | {sex}\n|\nRegion | 2020 | 2021\nA | 1 | 2\nB | 3 | 4"
        for number, sex in enumerate(("Total", "Males", "Females"), 1)
    }
    (table,) = keys(drafted(book(**sheets)))["tables"]
    assert (table["sheet"], table["every_sheet"]) == ("Sheet *", True)
    assert table["cells"] == {"sex": {"cell": "C2"}}


@pytest.mark.parametrize(
    ("figure", "legend", "expected"),
    [
        ("c", "c | Suppressed to protect confidentiality", {"hidden": ["c"]}),
        ("*", "* = niet van toepassing", {"not_applicable": ["*"]}),
        (":", ": | not available", {"unknown": [":"]}),
        ("/", "", {"hidden": ["/"]}),
        ("§", "", {"own": {"§": "unclear"}}),
        ("12r", "r = herzien", {"beside": ["r"]}),
        ("<5", "", {}),
        ("..", "'.. = nihil of verwaarloosbaar", {"nil": [".."], "not_yet": []}),
        ("n.v.t.", "", {}),
    ],
)
def test_signs_by_the_legend_of_the_workbook(figure: str, legend: str, expected: dict[str, Any]) -> None:
    """What no legend explains is a guess by habit, and said to be unsure; what all layouts understand is not named."""
    workbook = book(A=f"Regio | 2020 | 2021\nLaren | 1 | {figure}\nHuizen | 3 | 4\n|\nLegenda\n{legend}")
    draft = drafted(workbook)
    assert keys(draft).get("signs", {}) == expected
    is_guess = not legend and bool(expected)
    assert ("no legend says what these signs mean" in draft.text) == is_guess
    assert "tried at once: 4 read = 4 observations + 0 totals + 0 skipped + 0 listed" in draft.summary


def test_the_language_of_months_is_that_in_which_most_can_be_read() -> None:
    """The decimal sign follows from it."""
    draft = drafted(book(A="Region | Mai 2021 | Okt. 2021 | Dez. 2021\nA | '1.250 | 2 | '3,5\nB | 4 | 5 | 6"))
    assert keys(draft)["language"] == "de"
    assert keys(draft)["tables"][0]["fields"] == {"period": "period"}


PEOPLE = """
    Deelnemers gemeente Voorbeeld
    Stand per 30-09-2021
    Deelnemernummer | Project | Woonplaats | Doelgroep | Aanvang | Scholing afgerond op | Geplaatst op | Opmerkingen
    V1 | ZorgStart | Laren | jongere/statushouder | 1-3-2021 | 2021-06-01 | 1 jul 2021 | belt graag
    V2 | Waardebox | Huizen | | 2021-04-15 | | | Jan komt later
    V3 | ZorgStart | Laren | | 2021-04-16 | | |
    """


def test_a_list_is_recognised_as_a_delivery_by_the_words_of_the_programme() -> None:
    """Columns of project names and places by what stands in them, days by the names over them; others are not read."""
    draft = drafted(book(Deelnemers=PEOPLE), KNOWN)
    table = keys(draft)["tables"][0]
    assert (keys(draft)["coverage"], table["kind"], table["yields"]) == ("since_start", "list", "trajectories")
    assert table["columns"] == {
        "person": "Deelnemernummer",
        "project": "Project",
        "municipality": "Woonplaats",
        "target_groups": "Doelgroep",
        "started_on": "Aanvang",
        "training_completed_on": "Scholing afgerond op",
        "placed_on": "Geplaatst op",
    }
    assert "# not read: Opmerkingen" in draft.text
    assert "tried at once: 3 rows read = 3 kept + 0 listed" in draft.summary


def test_without_a_programme_the_same_list_has_fields_of_its_own() -> None:
    """And neither draft holds anything of a person."""
    own, delivery = drafted(book(Deelnemers=PEOPLE)), drafted(book(Deelnemers=PEOPLE), KNOWN)
    assert keys(own)["tables"][0]["columns"]["aanvang"] == "Aanvang"
    for draft in (own, delivery):
        assert not re.search(r"V\d|Jan|belt|jongere|2021", draft.text + " ".join(draft.summary))


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        pytest.param(
            {
                "Kruistabel": "Stand per 31-03-2021\nProject | Gestart | | Geplaatst |\n"
                "| jan-21 | feb-21 | jan-21 | feb-21\n"
                "ZorgStart | 1 | 2 | 0 | 1\nTaaltrajecten | 3 | <5 | 0 | 0"
            },
            {"kind": "crosstab", "across": ["indicator", "period"], "columns": {"project": "Project"}},
            id="months under indicators",
        ),
        pytest.param(
            {
                "Stand": "Stand per 31-03-2021\nProject | Trajecten | | Uitstroom\n"
                "| Gestart | Scholing | Bemiddeld naar werk\n"
                "ZorgStart | 12 | 1 | 3\nTaaltrajecten | 4 | n.v.t. | -"
            },
            {"kind": "standing", "across": ["-", "indicator"], "columns": {"project": "Project"}},
            id="a standing under groups",
        ),
        pytest.param(
            dict.fromkeys(
                ("Gestart", "Geplaatst"),
                "Stand per 31-03-2021\nProject | jan-21 | feb-21\nZorgStart | 1 | 2\nTaaltrajecten | 3 | 4",
            ),
            {"kind": "crosstab", "sheet": ["Gestart", "Geplaatst"], "sheet_means": "indicator", "across": ["period"]},
            id="a sheet for each indicator",
        ),
        pytest.param(
            {
                "Lijst": "Stand per 31-03-2021\nGemeente | Project | Maand | Gestart | Geplaatst\n"
                "Laren | ZorgStart | jan-21 | 1 | 2\n| Taaltrajecten | feb-21 | 3 | 4"
            },
            {
                "kind": "crosstab",
                "across": ["indicator"],
                "columns": {
                    "project": "Project",
                    "municipality": {"header": "Gemeente", "fill_down": True},
                    "period": "Maand",
                },
            },
            id="months in a column",
        ),
        pytest.param(
            {"Stand": "Pilot GGZ en inkomen\nIndicator | 31-03-2021 | 30-09-2021\nGestart | 1 | 2\nGeplaatst | 3 | 4"},
            {"kind": "standing", "across": ["until_on"], "constants": {"project": "ggz-werk-inkomen"}},
            id="a day over each column, the project in the title",
        ),
    ],
)
def test_figures_are_recognised_as_a_delivery(sheets: dict[str, str], expected: dict[str, Any]) -> None:
    """Indicators by their names or by the sound of them, which is unsure."""
    draft = drafted(book(**sheets), KNOWN)
    table = keys(draft)["tables"][0]
    assert table["yields"] == "counts"
    assert {name: table.get(name) for name in expected} == expected
    assert keys(draft)["words"]["indicator"]["Gestart"] == "started"
    assert draft.is_read


def test_a_place_in_the_title_is_a_line_to_uncomment() -> None:
    """Not where the partner's own is known already."""
    table = book(A="Stand trajecten gemeente Laren\nProject | Gestart\nZorgStart | 5\nTaaltrajecten | 6")
    assert '# constants = { municipality = "Laren" } # unsure: it is named above' in drafted(table, KNOWN).text
    own = PROGRAMME.partner("gemeente-wijdemeren").model_copy(update={"municipality": "laren"})
    assert "# constants" not in drafted(table, replace(KNOWN, partner=own)).text


def test_a_plan_and_a_list_of_projects_are_no_delivery_of_counts() -> None:
    """Where nothing is recognised, the fields are ones of its own."""
    plan = "Niveau | Code | Indicator | 2021-01-01\nproject | zorgstart | Gestarte trajecten | 5"
    projects = "Code | Startdatum | Doelgroep\n" + "\n".join(
        f"{code} | 2021-01-0{day} | jongeren"
        for day, code in enumerate(
            ("zorgstart", "taaltrajecten", "gooise-waardebox", "jongerenspecialist", "ggz-werk-inkomen"), 1
        )
    )
    for table in (plan, projects):
        draft = drafted(book(A=table), KNOWN)
        assert "coverage" not in keys(draft)
        assert any("nothing of the programme was recognised" in line for line in draft.summary)


@pytest.mark.parametrize(
    "file",
    [
        "gemeente-hilversum/2021-04-12/Deelnemers Hilversum 2021-03.xlsx",
        "opleiders",
        "gemeente-gooise-meren",
        "hbel",
        "gemeente-wijdemeren",
        "uwv",
        "gemeente-weesp",
        "jongerenloket",
        "zorgcoalitie",
    ],
)
def test_a_draft_in_the_place_of_the_layout_reads_the_same_facts(file: str) -> None:
    """Of an example delivery of each kind and format, from the workbook alone."""
    path = next(one for one in sorted((RAW / file.split("/")[0]).glob("*/*")) if not one.name.endswith(".toml"))
    workspace = Workspace.find(str(ROOT / "data"))
    programme = load_programme(workspace.programme_file)
    partner, received_on = programme.partner(path.parts[-3]), date.fromisoformat(path.parts[-2])
    at_hand = _registers(workspace)
    draft = Drafting(open_workbook(path), path.name, received_on, at_hand).draft()
    given = Circumstances(programme, partner, received_on, path.name, at_hand.vocabulary, b"k", DEFAULT_LIMITS)
    layouts = {code: load_model(workspace.layouts / f"{code}.toml", Layout, shown_as=code) for code in partner.layouts}
    committed = read_delivery(open_workbook(path), layouts, given)
    ours = read_delivery(open_workbook(path), {"draft": Layout.model_validate(keys(draft))}, given)
    assert committed.rows_kept > 0
    assert {name: as_records(table) for name, table in ours.tables.items()} == {
        name: as_records(table) for name, table in committed.tables.items()
    }


_KNOWN: list[Known] = []


def _registers(workspace: Workspace) -> Known:
    """Read once: the words of the example programme and its registers."""
    if not _KNOWN:
        _KNOWN.append(Known.of(workspace, load_programme(workspace.programme_file), None))
    return _KNOWN[0]


WORDS = st.sampled_from(
    ["Laren", "Regio", "x", "-", "..", "<5", "Totaal", "jan", "2021", "1e kw", "%", "12,3p", "1.250", "€ 5,-"]
)
CELLS = st.one_of(
    st.none(),
    st.integers(0, 99).map(float),
    st.sampled_from([2020.0, 2021.0, 1.5, True, date(2021, 2, 3), Fault("#REF!"), Fault("")]),
    WORDS,
    st.text(max_size=8),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=7))
def test_whatever_stands_on_a_sheet_the_draft_is_a_layout(rows: list[list[Any]]) -> None:
    """Or it says that there is no table: never an error of ours, never TOML that does not load."""
    workbook = Workbook("xlsx", [Sheet.of("Blad", rows)])
    with suppress(UsageError):  # no table was seen
        draft = drafted(workbook)
        assert Layout.model_validate(keys(draft)).tables
        assert not any("not finished" in line for line in draft.summary)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("abcde \n'\"=#<>.-", max_size=6).map("geheim{}".format), min_size=12, max_size=12))
def test_nothing_of_a_record_is_in_the_draft_of_a_list(secrets: list[str]) -> None:
    """Whatever stands in the columns of a list, only their names are written."""
    rows: list[list[Any]] = [["Naam", "Plaats", "Start", "Notitie"]]
    rows += [[*secrets[3 * row : 3 * row + 2], date(2021, 1, 1 + row), secrets[3 * row + 2]] for row in range(4)]
    draft = drafted(Workbook("xlsx", [Sheet.of("Lijst", rows)]))
    assert "geheim" not in draft.text + " ".join(draft.summary)
    assert list(keys(draft)["tables"][0]["columns"].values()) == ["Naam", "Plaats", "Start", "Notitie"]


def test_a_list_without_names_over_it_is_left_out() -> None:
    """Its first record is not taken for the names of columns."""
    with pytest.raises(UsageError, match="no table with a header"):
        drafted(book(Lijst="Jan | Laren | 2021-01-01\nPiet | Huizen | 2021-02-01\nKees | Laren | 2021-02-03"))


PAGE = (ROOT / "docs" / "layouts.md").read_text("utf-8")
EXAMPLES = re.findall(r"```text\n(.*?)```\s+```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("drawing", "layout"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_drafts_of_the_examples_of_the_page_read_what_its_layouts_read(drawing: str, layout: str) -> None:
    """The same cells with the same numbers, save that a scale is a hint; of a delivery the same rows."""
    workbook, theirs = book(Blad1=drawing), Layout.model_validate(tomllib.loads(layout))
    draft = drafted(workbook, KNOWN)
    if theirs.coverage:
        ours = Layout.model_validate(keys(draft))
        sheets = [Sheet.of("Blad1", cells(drawing))]
        given = Circumstances(
            PROGRAMME, PROGRAMME.partner("gemeente-hilversum"), DAY, "stand.xlsx", known(), b"k", DEFAULT_LIMITS
        )
        partner = given.partner.model_copy(update={"personal_columns": ("Deelnemernummer",)})
        outcomes = [
            read_delivery(Workbook("xlsx", sheets), {"t": one}, replace(given, partner=partner))
            for one in (ours, theirs)
        ]
        facts = [{name: as_records(table) for name, table in one.tables.items()} for one in outcomes]
        assert facts[0] == facts[1] != {}
    else:
        assert [line.split()[0] for line in read(workbook, draft)] == [
            row["cell"] for row in observe(workbook, theirs, DAY).rows
        ]


# ------------------------------------------------------------ the command


def werkmonitor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "werkmonitor", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_the_command_drafts_and_the_draft_reads(tmp_path: Path) -> None:
    """`layout FILE -o L.toml`, then `read FILE --layout L.toml`; a layout that stands is not overwritten."""
    write(tmp_path / "b.xlsx", A="Regio | 2020 | 2021\nLaren | 1 | 2\nHuizen | 3 | 4")
    made = werkmonitor(tmp_path, "layout", "b.xlsx", "-o", "L.toml")
    assert (made.returncode, made.stdout) == (0, "")
    assert "tried at once: 4 read = 4 observations + 0 totals + 0 skipped + 0 listed" in made.stderr
    assert "Unsure guesses: 0." in made.stderr
    assert werkmonitor(tmp_path, "read", "b.xlsx", "--layout", "L.toml", "-o", "t.csv").returncode == 0
    assert (tmp_path / "t.csv").read_text("utf-8").splitlines()[1] == "Laren,2020,1,,,,,,,A,B2"
    again = werkmonitor(tmp_path, "layout", "b.xlsx", "-o", "L.toml")
    assert (again.returncode, "stands already" in again.stderr) == (2, True)


def test_what_cannot_be_drafted_is_said_in_one_line(tmp_path: Path) -> None:
    """Never a traceback; a partner can only be one of a programme."""
    write(tmp_path / "b.xlsx", A="Regio | 2020\nLaren | 1")
    (tmp_path / "tekst.xlsx").write_bytes(b"geen werkboek")
    text, partner = (
        werkmonitor(tmp_path, "layout", "tekst.xlsx"),
        werkmonitor(tmp_path, "layout", "b.xlsx", "--partner", "x"),
    )
    assert (text.returncode, partner.returncode) == (1, 2)
    assert text.stderr.startswith("tekst.xlsx: is a text file")
    assert "there is no programme file here" in partner.stderr


def test_a_workbook_without_a_table_has_no_draft(tmp_path: Path) -> None:
    """Nor has one that is not there."""
    for path in (write(tmp_path / "b.xlsx", A="Alleen tekst"), tmp_path / "weg.xlsx"):
        with pytest.raises(UsageError, match=r"no table with a header was seen|there is no such file"):
            draft_layout(path, None, DAY)


def test_a_remark_among_figures_is_no_sign() -> None:
    """A word that no legend explains may be about somebody: it is told as what cannot be read, never proposed."""
    draft = drafted(book(A="Regio | 2020 | 2021\nLaren | 1 | ziek\nHuizen | 3 | 4\nEemnes | 5 | 6"))
    assert "signs" not in keys(draft)


def test_a_file_below_the_raw_data_is_its_partners() -> None:
    """Its folder says whose it is and when it came."""
    path = next((RAW / "uwv").glob("*/*.xlsx"))
    workspace = Workspace.find(str(ROOT / "data"))
    draft = draft_layout(path, None, date(2030, 1, 1), (workspace, load_programme(workspace.programme_file)))
    assert keys(draft)["coverage"] == "as_of"
    assert draft.is_read
