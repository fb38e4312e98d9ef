"""From a delivered cell to what it became, and from a row of a tidy table back to its cell."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_cli
from tests.intake.books import write
from werkmonitor.errors import UsageError
from werkmonitor.intake import trace_cell, trace_rows
from werkmonitor.pipeline import take_in
from werkmonitor.programme import Programme
from werkmonitor.tables import read_table
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
OLD, NEW = "gemeente-hilversum/2021-04-21/oud.xlsx", "gemeente-hilversum/2021-10-20/nieuw.xlsx"
INDICATORS = ["placed", "started", "training_completed"]
LIST = """
Stand per {}
blank
Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject | Opmerkingen
H1 | Taaltrajecten | statushouder | 2021-01-12 | | 2021-03-08 | |
H2 | Taaltrajecten | | 31-2-2021 | | | | belt niet terug
blank
Bron: eigen registratie
"""
HBEL = """
Stand per 30-09-2021
Gemeente | Project | Maand | Gestart | Scholing afgerond | Bemiddeld naar werk
Huizen | Doorstroombaan Groen | aug-21 | 3 | 0 | 1
 | Doorstroombaan Groen | sep-21 | 2 | 0 | 0
Laren | Doorstroombaan Groen | sep-21 | ca. 20 | 0 | 0
Totaal | | | 5 | 0 | 1
"""
UWV = """
Stand per 30 september 2021
Project | Trajecten | | Uitstroom
 | Gestart | Afgerond (scholing) | Bemiddeld naar werk
ZorgStart | 12 | - | <5
"""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Workspace:
    """Two lists of Hilversum, a crosstab of HBEL with a merged label, a standing of UWV, a refused one; taken in."""
    data = tmp_path_factory.mktemp("traced") / "data"
    shutil.copytree(ROOT / "data" / "layouts", data / "layouts")
    for name in ("programme.toml", "example.key", f"raw/{REGISTER}"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / name, data / name)
    workspace = Workspace(data, data.parent / "outputs")
    write(workspace.raw / OLD, Deelnemers=LIST.format("31-03-2021"))
    write(workspace.raw / NEW, Deelnemers=LIST.format("30-09-2021"))
    write(workspace.raw / "hbel/2021-12-20/hbel.xlsx", Trajecten=HBEL, merged=("A3:A4",))
    write(workspace.raw / "uwv/2021-12-10/UWV_202109.xlsx", Rapport=UWV)
    write(workspace.raw / "gemeente-wijdemeren/2022-01-04/stand.xlsx", Stand="Stand per 30-09-2021\nProject | Gestart")
    take_in(workspace, programme)
    return workspace


def said(workspace: Workspace, programme: Programme, file: str, cell: str) -> list[str]:
    return list(trace_cell(workspace, programme, file, cell).said)


def test_a_figure_is_followed_to_its_fact_and_its_observation(traced: Workspace, programme: Programme) -> None:
    """The delivery and its state, what stands there, what the header says of it, and where it counts."""
    assert said(traced, programme, "hbel.xlsx", "Trajecten!D3") == [
        "hbel, received 2021-12-20, as of 2021-09-30: accepted with remarks, in force",
        "holds '3'",
        "is a figure: indicator started",
        "counts row 0: started of doorstroombaan-groen, huizen, 2021-08-01 to 2021-08-31: 3",
        "observations row 3: started of doorstroombaan-groen, huizen, 2021-08: 3, counted",
    ]


def test_a_label_merged_over_rows_speaks_of_all_of_them(traced: Workspace, programme: Programme) -> None:
    """Also a blank cell within it, for that is the same label."""
    first, second = (said(traced, programme, "hbel.xlsx", f"Trajecten!A{row}") for row in (3, 4))
    assert "is a label: municipality of the figures on its right" in first
    assert [line for line in first if line.startswith("counts")] == [
        line for line in second if line.startswith("counts")
    ]
    assert sum(line.startswith("counts") for line in first) == 6


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("Deelnemers!A4", "is person, of the row known as A4", id="the first cell"),
        pytest.param("deelnemers!$d$4", "is started_on, of the row known as A4", id="written another way"),
        pytest.param(
            "Deelnemers!H4", "stands in a column that the layout does not read, of the row known as A4", id="not read"
        ),
    ],
)
def test_any_cell_of_a_lists_row_leads_to_its_fact(
    traced: Workspace, programme: Programme, cell: str, expected: str
) -> None:
    """A row is known by its first cell; it is one trajectory, and up to three observations."""
    lines = said(traced, programme, NEW, cell)
    assert expected in lines
    assert "trajectories row 1: taaltrajecten, hilversum: started in 2021-01, placed in 2021-03" in lines
    assert sum(line.startswith("observations") for line in lines) == 2


def test_nothing_personal_is_said(traced: Workspace, programme: Programme) -> None:
    """No number, no day, no target group, no remark; nor the pseudonym."""
    lines = [
        line
        for cell in ("A4", "C4", "D4", "F4", "H5", "H3")
        for line in said(traced, programme, NEW, f"Deelnemers!{cell}")
    ]
    lines += [str(one) for one in trace_rows(traced, programme, "trajectories", project="taaltrajecten")]
    persons = set(read_table(traced, "trajectories")["person"])
    for secret in ("H1", "H2", "2021-01-12", "statushouder", "belt", *persons):
        assert not any(secret in line for line in lines), secret


def test_a_row_that_was_left_out_says_why(traced: Workspace, programme: Programme) -> None:
    """With the finding, at whichever cell of the row it was found."""
    lines = said(traced, programme, NEW, "Deelnemers!B5")
    assert any(line.startswith("finding at Deelnemers!D5: '31-2-2021' is a day that does not exist") for line in lines)
    assert lines[-2:] == [
        "    → ask the partner for the right value, or record their answer in corrections.toml",
        "became no fact",
    ]
    (figure,) = (line for line in said(traced, programme, "hbel.xlsx", "Trajecten!D5") if line.startswith("finding"))
    assert "'ca. 20' is not a whole number" in figure


def test_a_superseded_delivery_says_by_what(traced: Workspace, programme: Programme) -> None:
    """Its facts are still there, and count for nothing now."""
    lines = said(traced, programme, "oud.xlsx", "Deelnemers!A4")
    assert lines[0].endswith(f"superseded by data/raw/{NEW}")
    assert any(line.startswith("trajectories row 0") for line in lines)
    assert not any(line.startswith("observations") for line in lines)


def test_a_refused_delivery_says_what_refuses_it(traced: Workspace, programme: Programme) -> None:
    """Whatever cell was asked for."""
    lines = said(traced, programme, "stand.xlsx", "Stand!A1")
    assert "refused: nothing of it counts" in lines[0]
    assert sum(line.startswith("finding") for line in lines) == 2  # two columns are missing


@pytest.mark.parametrize(
    ("file", "cell", "expected"),
    [
        ("hbel.xlsx", "Trajecten!D2", "stands over figures: indicator started"),
        ("hbel.xlsx", "Trajecten!B2", "is the header of column 'Project', which gives project"),
        ("hbel.xlsx", "Trajecten!D6", "is a total: compared with its parts, and no fact of its own"),
        ("hbel.xlsx", "Trajecten!A1", "gives the day of which the workbook says the state"),
        (NEW, "Deelnemers!A7", "is a note under the table, and is not read"),
        (NEW, "Deelnemers!C1", "gives the day of which the workbook says the state"),
        (NEW, "Deelnemers!Q90", "stands outside the tables of the layout, and is not read"),
    ],
)
def test_a_cell_that_is_no_fact_says_what_it_is(
    traced: Workspace, programme: Programme, file: str, cell: str, expected: str
) -> None:
    """Headers, totals, notes, the as-of line, and what nobody reads."""
    assert expected in said(traced, programme, file, cell)


def test_a_row_leads_back_to_its_cell_and_what_stands_there(traced: Workspace, programme: Programme) -> None:
    """As it stands in the workbook, where it is no person's row."""
    (one,) = trace_rows(traced, programme, "counts", project="zorgstart", indicator="placed")
    assert str(one).splitlines() == [
        "counts row 14: placed of zorgstart, niet-toe-te-delen, until 2021-09-30: 1–4",
        "    ← data/raw/uwv/2021-12-10/UWV_202109.xlsx › Rapport!D4: '<5'",
        "    uwv, received 2021-12-10, as of 2021-09-30: accepted with remarks, in force",
    ]
    (person,) = trace_rows(traced, programme, "trajectories", 1)
    assert person.said[0] == f"← data/raw/{NEW} › Deelnemers!A4"


def test_there_and_back_again(traced: Workspace, programme: Programme) -> None:
    """A row leads to a cell that leads to it, in every table that has rows."""
    for table in ("counts", "observations", "trajectories", "projects", "plan"):
        if rows := len(read_table(traced, table)):
            (row,) = trace_rows(traced, programme, table, rows - 1)
            file, _, cell = row.said[0].removeprefix("← ").split(": '")[0].partition(" › ")
            assert row.where in said(traced, programme, file, cell)


def test_observations_until_a_day_are_those_that_make_up_a_figure(traced: Workspace, programme: Programme) -> None:
    """What lists and aggregates said of a project, counted or not."""
    found = trace_rows(traced, programme, "observations", None, date(2021, 8, 31), project="doorstroombaan-groen")
    assert sorted(one.where.split(": ")[1].split(" of ")[0] for one in found) == [
        "placed",
        "started",
        "training_completed",
    ]


@pytest.mark.parametrize(
    ("file", "cell", "expected"),
    [
        ("hbl.xlsx", "Trajecten!D3", "did you mean 'hbel.xlsx'?"),
        ("hbel.xlsx", "Trajekten!D3", "did you mean 'Trajecten'?"),
        ("hbel.xlsx", "D3", "write it as 'Sheet!D14'"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(
    traced: Workspace, programme: Programme, file: str, cell: str, expected: str
) -> None:
    """A file, a sheet, an address."""
    with pytest.raises(UsageError, match=expected.replace("?", r"\?")):
        trace_cell(traced, programme, file, cell)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trace hbel.xlsx 'Trajecten!D3'", "counts row 0"),
        ("trace --table counts --row 0", "Trajecten!D3: '3'"),
        ("trace --project zorgstart --indicator started --until 2021-09-30", "Rapport!B4: '12'"),
    ],
)
def test_the_command(traced: Workspace, words: str, expected: str) -> None:
    """Both ways."""
    assert expected in run_cli(words, traced)


@pytest.mark.parametrize(
    ("table", "wanted", "expected"),
    [
        ("counts", {}, "which row"),
        ("findings", {"row": 1}, "holds no facts to trace"),
        ("counts", {"row": 999}, "there is no row 999: they are numbered 0 to"),
        ("observations", {"project": "zorgstar"}, "did you mean 'zorgstart'"),
        ("trajectories", {"indicator": "placed"}, "has no such column"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    traced: Workspace, programme: Programme, table: str, wanted: dict[str, Any], expected: str
) -> None:
    """With what may be asked instead."""
    with pytest.raises(UsageError, match=expected):
        trace_rows(traced, programme, table, **wanted)


def test_a_file_without_a_cell_is_no_question(traced: Workspace) -> None:
    """Exit 2."""
    assert "which cell of it?" in run_cli("trace hbel.xlsx", traced, expect=2)
