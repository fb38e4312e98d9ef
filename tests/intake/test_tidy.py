"""Any workbook as one tidy table: what the layout language can say, one thing at a time and together."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import cells, drawn, write
from tests.intake.reading import made
from werkmonitor.intake.tidy import Observations, observe
from werkmonitor.intake.workbook import Range, Sheet, Workbook

DAY = date(2026, 1, 1)


def tidy(tmp_path: Path, toml: str, *, merged: tuple[Range, ...] = (), **sheets: str) -> Observations:
    """The observations of a drawn workbook. merged: ranges on its first sheet."""
    book = drawn(**sheets)
    if merged:
        first = next(iter(sheets))
        book = Workbook("xlsx", [Sheet.of(first, cells(sheets[first]), merged), *book.sheets[1:]])
    return observe(book, made(tmp_path, toml), DAY, "made")


def lines(observations: Observations, *names: str) -> list[str]:
    """Some columns of the observations, drawn."""
    return [" | ".join("" if row.get(name) is None else str(row[name]) for name in names) for row in observations.rows]


def codes(observations: Observations) -> list[str]:
    return [one.code for one in observations.findings]


CROSSTAB = """
[[tables]]
kind = "crosstab"
across = "year"
columns = { region = "Region" }
fields = { year = "year" }
totals = "Totaal"
"""


@pytest.mark.parametrize(
    ("toml", "sheet", "names", "expected"),
    [
        pytest.param(
            "[signs]\nhidden = ['x']\n" + CROSSTAB,
            "Bevolking\n|\nRegion | 2020 | '2021*\nLaren 2) | 5 | 6\nHuizen | 1.5 | x\nBron: CBS",
            ("region", "year", "value", "marker", "meaning", "cell", "note"),
            [
                "Laren | 2020 | 5 |  |  | B4 | 2)",
                "Laren | 2021 | 6 |  |  | C4 | 2) *",
                "Huizen | 2020 | 1.5 |  |  | B5 | ",
                "Huizen | 2021 |  | x | suppressed | C5 | *",
            ],
            id="years across, footnote and revision marks, a sign, a source under it",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = ["year", "sex"]
            columns = { region = "Regio" }
            """,
            "| 2020 | | 2021 |\nRegio | man | vrouw | man | vrouw\nA | 1 | 2 | 3 | 4",
            ("region", "year", "sex", "value", "cell"),
            [
                "A | 2020 | man | 1 | B3",
                "A | 2020 | vrouw | 2 | C3",
                "A | 2021 | man | 3 | D3",
                "A | 2021 | vrouw | 4 | E3",
            ],
            id="a header left blank to the right",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = ["when", "when"]
            columns = { project = "Project" }
            fields = { when = "period" }
            """,
            "Project | 2021 | | 2022 |\n | nov | dec | jan | feb\nA | 1 | 2 | 3 | 4",
            ("when", "value"),
            ["2021-11 | 1", "2021-12 | 2", "2022-01 | 3", "2022-02 | 4"],
            id="a month under its year",
        ),
        pytest.param(
            """
            [signs]
            beside = ["p", "b"]
            unknown = [":"]

            [[tables]]
            kind = "crosstab"
            across = ["year", "-"]
            columns = { geo = "GEO (Labels)" }
            marks = "right"
            """,
            "Data extracted on 1-1-2024\n|\nTIME | '2020 | | '2021 |\nGEO (Labels) | | | |\n"
            "Belgium | 1.5 | b | 2 |\nItaly | ': | | 3 | p\n|\nSpecial value\n: | not available",
            ("geo", "year", "value", "marker", "meaning", "cell"),
            [
                "Belgium | 2020 | 1.5 | b |  | B5",
                "Belgium | 2021 | 2 |  |  | D5",
                "Italy | 2020 |  | : | unknown | B6",
                "Italy | 2021 | 3 | p |  | D6",
            ],
            id="flags in a column of their own, a legend under it",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = "year"
            blocks = "province"
            columns = { sex = { column = "A" } }
            header_row = 2
            """,
            "Poblacion\n| '2020 | '2021\nMadrid\nHombres | 1 | 2\nMujeres | 3 | 4\n|\n"
            "Sevilla\nHombres | 5 | 6\nMujeres | 7 | 8\nNota: x",
            ("province", "sex", "year", "value", "cell"),
            [
                "Madrid | Hombres | 2020 | 1 | B4",
                "Madrid | Hombres | 2021 | 2 | C4",
                "Madrid | Mujeres | 2020 | 3 | B5",
                "Madrid | Mujeres | 2021 | 4 | C5",
                "Sevilla | Hombres | 2020 | 5 | B8",
                "Sevilla | Hombres | 2021 | 6 | C8",
                "Sevilla | Mujeres | 2020 | 7 | B9",
                "Sevilla | Mujeres | 2021 | 8 | C9",
            ],
            id="stacked blocks under a label",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = "year"
            blocks = "province"
            totals = "total"
            columns = { sex = "Sex" }
            """,
            "Madrid\nSex | '2020 | '2021\nm | 1 | 2\nTotal | 1 | 2\n|\n"
            "Sevilla\nSex | '2020 | '2021\nm | 5 | 6\nTotal | 5 | 6",
            ("province", "sex", "year", "value"),
            ["Madrid | m | 2020 | 1", "Madrid | m | 2021 | 2", "Sevilla | m | 2020 | 5", "Sevilla | m | 2021 | 6"],
            id="blocks with the header repeated, the first label above it",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            area = "D3:E5"
            across = "measure"
            columns = { region = { column = "D" } }

            [[tables]]
            kind = "crosstab"
            area = "A3:B5"
            across = "measure"
            columns = { region = { column = "A" } }
            """,
            "Links | | | Rechts\n|\n| x | | | y\nA | 1 | | B | 2\nC | 3 | | D | 4\nnoot",
            ("region", "measure", "value", "cell"),
            ["B | y | 2 | E4", "D | y | 4 | E5", "A | x | 1 | B4", "C | x | 3 | B5"],
            id="tables side by side, by address",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            name = "een"
            across = "measure"
            columns = { region = "Regio" }

            [[tables]]
            kind = "crosstab"
            name = "twee"
            across = "measure"
            columns = { group = "Groep" }
            """,
            "Tabel 1\nRegio | x\nA | 1\n|\nTabel 2\nGroep | x\nB | 2\n|\nToelichting | y",
            ("table", "region", "group", "measure", "value", "cell"),
            ["een | A |  | x | 1 | B3", "twee |  | B | x | 2 | B7"],
            id="two tables below each other, each ends where the next begins",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = "measure"
            below = "Tabel 2"
            ends_before = "Tabel 3"
            columns = { region = "Regio" }
            """,
            "Tabel 1\nRegio | x\nA | 1\nTabel 2\nRegio | x\nB | 2\nTabel 3\nRegio | x\nC | 3",
            ("region", "value", "cell"),
            ["B | 2 | B6"],
            id="one of three tables that look alike",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = ["measure", "-", "-"]
            columns = { region = { header = "Regio", fill_down = true }, sex = "Geslacht" }
            totals = "Totaal"
            skip_rows = ["verandering"]
            skip_columns = ["rang"]
            value = { scale = 1000, unit = "personen" }
            values = { "Aandeel" = { kind = "share", unit = "%" } }
            """,
            "Regio | Geslacht | Banen | | Aandeel | Rang | Totaal\n | | x 1 000 | | % | | \n 1 | 2 | 3 | | 4 | 5 | 6\n"
            "A | m | 1.2 | | '45 % | 1 | 1.2\n | v | 2.3 | | 0.55 | 2 | 2.3\n"
            "Verandering | | 9 | | 9 | 9 | 9\nTotaal | | 3.5 | | 1 | | 3.5",
            ("region", "sex", "measure", "value", "unit", "cell"),
            [
                "A | m | Banen | 1200 | personen | C4",
                "A | m | Aandeel | 0.45 | % | E4",
                "A | v | Banen | 2300 | personen | C5",
                "A | v | Aandeel | 0.55 | % | E5",
            ],
            id="units, numbered columns, a spacer, ranks, changes, totals, labels filled down",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = "year"
            blocks = ["province", "town"]
            columns = { sex = "Sex" }
            """,
            "Sex | '2020\nNorth\nA\nm | 1\nTotal | 1\nB\nm | 2\nSouth\nC\nm | 3",
            ("province", "town", "sex", "value"),
            ["North | A | m | 1", "North | A | Total | 1", "North | B | m | 2", "South | C | m | 3"],
            id="two levels of blocks, totals kept",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            sheet = -1
            across = ["measure", "sex"]
            marks = "left"
            columns = { region = { header = ["Regio", { text = "Gebied", from = 2025-01-01 }] } }
            """,
            "Gebied | | Banen | | | | Uren\n | | m | | v | | \nA | p | 1 | | 2 | r | 3",
            ("region", "measure", "sex", "value", "marker", "cell"),
            ["A | Banen | m | 1 | p | C3", "A | Banen | v | 2 |  | E3", "A | Uren |  | 3 | r | G3"],
            id="the last sheet, a dated name, marks on the left, a header that says less",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            header_row = 2
            totals = "Totaal"
            across = "measure"
            columns = { code = { column = "A" }, region = { column = "B" } }
            fields = { code = { digits = 4 } }
            value = { kind = "money", unit = "euro" }
            """,
            "x\n | | Begroot | Besteed\n376 | Blaricum | '€ 250.000,- | '€ 1,5\n"
            "'0317 | Eemnes | 3 | -\n | Totaal | 250003 | 9",
            ("code", "region", "measure", "value", "cell"),
            [
                "0376 | Blaricum | Begroot | 250000 | C3",
                "0376 | Blaricum | Besteed | 1.5 | D3",
                "0317 | Eemnes | Begroot | 3 | C4",
                "0317 | Eemnes | Besteed | 0 | D4",
            ],
            id="columns by letter, codes with their zeros, money",
        ),
        pytest.param(
            """
            [[tables]]
            kind = "crosstab"
            across = "measure"
            columns = { when = { together = [{ header = "Jaar", fill_down = true }, "Maand"] }, land = "Land" }
            fields = { when = "period" }
            label_marks = ["a"]
            """,
            "Jaar | Maand | Land | Personen a\n2021 | januari | N | 1\n | feb..... | N | 2\n2022 | mrt | Z (b) | 3",
            ("when", "land", "measure", "value", "note"),
            ["2021-01 | N | Personen | 1 | a", "2021-02 | N | Personen | 2 | a", "2022-03 | Z | Personen | 3 | (b) a"],
            id="a period from two columns, dots that lead to a figure, marks of the layout's own",
        ),
        pytest.param(
            """
            [words.when]
            Jaar = ""
            [[tables]]
            kind = "crosstab"
            across = ["when", "when"]
            columns = { region = "Regio" }
            fields = { when = "period" }
            """,
            "Regio | 2020 | | 2021\n | K1 | Jaar | K1\nA | 1 | 2 | 3",
            ("when", "value"),
            ["2020-Q1 | 1", "2020 | 2", "2021-Q1 | 3"],
            id="a whole year among its quarters",
        ),
        pytest.param(
            """
            [signs]
            hidden = { "≤ 4" = [0, 4], "veel" = [100, 999] }
            [[tables]]
            kind = "crosstab"
            across = "year"
            marks = "right"
            mark_columns = ["Noot", "Status*"]
            label_marks = ["p"]
            columns = { region = "Regio" }
            """,
            "Regio | '2020 | Noot | '2021 | Status b\nSoep p | 1 | r | ≤ 4 | \nJap | veel | | 2 | e",
            ("region", "year", "value", "low", "high", "marker"),
            [
                "Soep | 2020 | 1 |  |  | r",
                "Soep | 2021 |  | 0 | 4 | ≤ 4",
                "Jap | 2020 |  | 100 | 999 | veel",
                "Jap | 2021 | 2 |  |  | e",
            ],
            id="columns of marks with names, signs with ranges of their own, marks that are no part of a word",
        ),
        pytest.param(
            """
            language = "en"
            [[tables]]
            kind = "crosstab"
            across = "series"
            blocks = { field = "month", find = '^(\\d{4})$' }
            columns = { month = "Period" }
            fields = { month = "period" }
            """,
            "Period | Total | Men\n2020 | 9 | 8\n  Jan | 1 | 2\n  Feb | 3 | 4\n2021 | 9 | 8\n  Jan | 5 | 6",
            ("month", "series", "value"),
            [
                "2020-01 | Total | 1",
                "2020-01 | Men | 2",
                "2020-02 | Total | 3",
                "2020-02 | Men | 4",
                "2021-01 | Total | 5",
                "2021-01 | Men | 6",
            ],
            id="a line of its own for the year, with figures that are not asked for",
        ),
        pytest.param(
            """
            language = "en"
            [[tables]]
            kind = "crosstab"
            sheet = "Year *"
            sheet_means = "when"
            across = "when"
            cells = { area = { text = "Area:" }, source = { cell = "A1", find = "by (.*)" } }
            columns = { region = "Region" }
            fields = { when = "period" }
            value = { decimal = "." }
            """,
            "",
            ("area", "source", "region", "when", "value", "sheet", "cell"),
            [
                "North | ONS | A | 2020-01 | 1234.5 | Year 2020 | B4",
                "North | ONS | A | 2020-03 | 2 | Year 2020 | C4",
                "South | ONS | A | 2021-01 | 3 | Year 2021 | B4",
                "South | ONS | A | 2021-03 | 4 | Year 2021 | C4",
            ],
            id="the year from the sheet, the month across, cells above the table",
        ),
    ],
)
def test_what_a_layout_can_say(
    tmp_path: Path, toml: str, sheet: str, names: tuple[str, ...], expected: list[str]
) -> None:
    """Every observation with its value and its cell, and nothing else."""
    sheets = (
        {"Blad1": sheet}
        if sheet
        else {
            "Year 2020": "Table by ONS\nArea: North\nRegion | January | Mar\nA | '1,234.5 | 2",
            "Year 2021": "Table by ONS\nArea: | South\nRegion | January | Mar\nA | 3 | 4",
        }
    )
    assert lines(tidy(tmp_path, toml, **sheets), *names) == expected


def test_every_sheet_may_hold_the_table(tmp_path: Path) -> None:
    """Where the names of the sheets say nothing; one that lacks it is told."""
    toml = CROSSTAB.replace('kind = "crosstab"', 'kind = "crosstab"\nsheet = "Tab*"\nevery_sheet = true')
    found = tidy(tmp_path, toml, Tab1="Region | '2020\nA | 1", Tab2="Region | '2020\nB | 2", Info="x")
    assert lines(found, "region", "sheet", "value") == ["A | Tab1 | 1", "B | Tab2 | 2"]


def test_what_cannot_be_read_is_listed_and_never_dropped(tmp_path: Path) -> None:
    """An unknown sign, an error, a formula without a value: each with its cell; the rest is used."""
    found = tidy(tmp_path, CROSSTAB, Blad1="Region | 2020 | 2021\nA | ca. 5 | #REF!\nB | = | 4\nC | [c] | 5")
    assert lines(found, "region", "value") == ["B | 4", "C | 5"]
    assert (found.read, found.listed) == (6, 4)
    assert [(one.code, one.cell) for one in found.findings] == [
        ("not_a_figure", "B2"),
        ("cell_error", "C2"),
        ("cell_formula", "B3"),
        ("not_a_figure", "B4"),
    ]


def test_what_is_passed_over_is_told(tmp_path: Path) -> None:
    """A heading among the rows, a total that is not the sum, a column without a name."""
    text = "Region | 2020 | 2021 | | Totaal\nNorth\nA | 1 | 2 | 9 | 4\nB | 1 | 2 | | 3\nTotaal | 3 | 4"
    found = tidy(tmp_path, CROSSTAB, Blad1=text)
    assert len(found.rows) == 4
    assert sorted((one.code, one.cell) for one in found.findings) == [
        ("column_not_read", "D1"),
        ("heading_not_read", "A2"),
        ("total_off", "B5"),
        ("total_off", "E3"),
    ]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("Gebied | 2020\nA | 1", "header_missing"),
        ("Region | 2020 | 2020\nA | 1 | 2", "column_twice"),
        ("Region | 2020 | later\nA | 1 | 2", "header_unreadable"),
        ("Region | 2020\nBron: CBS", "no_rows"),
        ("Region | 2020 | 2021\nA | 1 | 2\nRegion | 2022 | 2023\nA | 3 | 4", "header_changes"),
    ],
)
def test_a_workbook_that_does_not_fit_is_refused(tmp_path: Path, sheet: str, code: str) -> None:
    """With every reason, and nothing is read."""
    found = tidy(tmp_path, CROSSTAB, Blad1=sheet)
    assert code in codes(found)
    assert found.rows == [] or code == "header_changes"


def test_shares_are_read_as_they_are_shown(tmp_path: Path) -> None:
    """0.92 shown as 92 % and a bare 92 in one column; what is more than all is told (failure mode 24)."""
    toml = CROSSTAB + 'value = { kind = "share", scale = 0.01 }'
    sheet = Sheet.of("Blad1", cells("Region | 2020\nA | 0.92\nB | 92\nC | '92 %\nD | 920"))
    sheet.percents = frozenset({(1, 1)})
    found = observe(Workbook("xlsx", [sheet]), made(tmp_path, toml), DAY)
    assert lines(found, "value") == ["0.92", "0.92", "0.92", "9.2"]
    assert codes(found) == ["shares_mixed", "share_impossible"]


def test_a_text_that_would_be_a_formula_is_written_as_text(tmp_path: Path) -> None:
    """Spreadsheets run what begins with '=' (failure mode 60); numbers and signs stay what they are."""
    toml = "[signs]\nown = { '--' = 'te klein' }\n" + CROSSTAB
    found = tidy(tmp_path, toml, Blad1="Region | 2020\n'=cmd() | -5\n- waarvan | '-\nA | '--")
    assert found.as_csv().splitlines()[1:] == [
        "'=cmd(),2020,-5,,,,,,,Blad1,B2",
        "'- waarvan,2020,0,,,,-,nil,,Blad1,B3",
        "A,2020,,,,,--,te klein,,Blad1,B4",
    ]


def test_a_list_gives_its_rows(tmp_path: Path) -> None:
    """One row a record, with its first cell."""
    toml = """
    [[tables]]
    kind = "list"
    columns = { name = "Naam", when = { header = "Sinds", is_optional = true }, count = "Aantal" }
    fields = { when = "day", count = "whole" }
    """
    found = tidy(tmp_path, toml, Blad1="Lijst\nNaam | Aantal | Sinds\nA | '1.250 | 1-3-2021\nB | x | \nTotaal | 2")
    assert found.columns == ("name", "when", "count", "sheet", "cell")
    assert lines(found, "name", "when", "count", "cell") == ["A | 2021-03-01 | 1250 | A3"]
    assert (found.read, found.listed) == (2, 1)


def test_a_total_holds_for_all_rows_of_its_merged_label(tmp_path: Path) -> None:
    """And is compared with the rows that have its other labels; all of them are counted."""
    toml = CROSSTAB.replace('{ region = "Region" }', '{ sex = "Sex", region = "Region" }')
    text = "Sex | Region | 2020\nTotaal | A | 4\n | B | 6\nm | A | 1\n | B | 2\nv | A | 3\n | B | 5"
    found = tidy(tmp_path, toml, merged=((1, 0, 2, 0), (3, 0, 4, 0), (5, 0, 6, 0)), Blad1=text)
    assert lines(found, "sex", "region", "value") == ["m | A | 1", "m | B | 2", "v | A | 3", "v | B | 5"]
    assert [(one.code, one.cell) for one in found.findings] == [("total_off", "C3")]
    assert found.count == "6 read = 4 observations + 2 totals + 0 skipped + 0 listed"


def test_a_figure_in_a_merged_cell_is_of_nobody(tmp_path: Path) -> None:
    """It is listed; the cells it covers hold nothing and miss nothing."""
    found = tidy(tmp_path, CROSSTAB, merged=((1, 1, 2, 1),), Blad1="Region | 2020 | 2021\nA | 50 | 1\nB | | 2")
    assert lines(found, "cell") == ["C2", "C3"]
    assert [(one.code, one.cell) for one in found.findings] == [("figure_merged", "B2")]


def test_a_figure_that_two_tables_read_is_refused(tmp_path: Path) -> None:
    """The layout must say where each of them stands."""
    found = tidy(tmp_path, CROSSTAB + CROSSTAB, Blad1="Region | 2020\nA | 50")
    assert codes(found) == ["cell_read_twice"]


def test_the_decimal_sign_follows_the_language(tmp_path: Path) -> None:
    """'40,513' is forty thousand in English."""
    text = "Region | 2020\nA | '40,513"
    read = [tidy(tmp_path, f'language = "{one}"\n{CROSSTAB}', Blad1=text).rows[0]["value"] for one in ("en", "nl")]
    assert read == [40513, 40.513]


def test_blocks_are_named_anywhere_on_their_row_and_fill_no_labels(tmp_path: Path) -> None:
    """Over the figures, merged over all columns, or glued to its footnote."""
    toml = """
    [[tables]]
    kind = "crosstab"
    across = "measure"
    blocks = "area"
    columns = { year = { header = "Year", fill_down = true }, sex = "Sex" }
    """
    text = "Table 1\nYear | Sex | x | y\n | | North\n2020 | m | 1 | 2\n | v | 3 | 4\nSouth 1)\n2021 | m | 5 | 6"
    found = tidy(tmp_path, toml, merged=((5, 0, 5, 3),), Blad1=text)
    assert lines(found, "area", "year", "sex", "value")[::2] == [
        "North | 2020 | m | 1",
        "North | 2020 | v | 3",
        "South | 2021 | m | 5",
    ]


def test_a_file_becomes_a_table_on_the_command_line(tmp_path: Path) -> None:
    """The CSV is written whole, the count told; a cell that cannot be read ends with exit code 1."""
    layout = tmp_path / "banen.toml"
    layout.write_text(CROSSTAB, "utf-8")
    good = write(tmp_path / "goed.xlsx", Blad1="Region | 2020\nA | 5")
    bad = write(tmp_path / "fout.xlsx", Blad1="Region | 2020\nA | 5\nB | [c]")
    wrong = write(tmp_path / "anders.xlsx", Blad1="Gebied | 2020\nA | 5")
    results = [
        subprocess.run(
            [sys.executable, "-m", "werkmonitor", "read", str(book), "--layout", str(layout), "-o", f"{book}.csv"],
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        for book in (good, bad, wrong)
    ]
    assert [one.returncode for one in results] == [0, 1, 1]
    assert Path(f"{good}.csv").read_text("utf-8").splitlines()[1] == "A,2020,5,,,,,,,Blad1,B2"
    assert "fout.xlsx › Blad1!B3: '[c]'" in results[1].stderr
    assert "2 read = 1 observations + 0 totals + 0 skipped + 1 listed" in results[1].stderr
    assert not Path(f"{wrong}.csv").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Region | 2020\nA | 1\nA | 2", "observation_twice"),
        ("Region | 2020\nA | '40,513\nB | '1,250", "decimals_or_thousands"),
    ],
)
def test_what_looks_odd_is_told(tmp_path: Path, text: str, code: str) -> None:
    """Two figures of which the same is said; decimals that may be thousands. They are read all the same."""
    found = tidy(tmp_path, CROSSTAB, Blad1=text)
    assert codes(found) == [code]
    assert len(found.rows) == 2
