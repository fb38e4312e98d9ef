"""What goes wrong gets one clear line with where, what and remedy, and a proper exit code; all else stays."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from tests.conftest import run_cli
from tests.example_run.test_again import digest
from werkmonitor.tables import read_tables
from werkmonitor.workspace import Workspace

HEADER = [
    "Deelnemernummer",
    "Project",
    "Doelgroep",
    "Datum aanvang",
    "Scholing afgerond op",
    "Geplaatst op",
    "Einde traject",
]


def participants(path: Path, rows: list[list[object]], header: list[str] | None = None) -> None:
    """A list as Hilversum sends it."""
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Deelnemers")
        sheet.write("A1", "Deelnemerslijst gemeente Hilversum")
        sheet.write("A2", "VOORBEELD MET FICTIEVE GEGEVENS")
        sheet.write("A3", "Stand per 30-09-2022")
        for column, name in enumerate(header or HEADER):
            sheet.write(4, column, name)
        for number, row in enumerate(rows, 5):
            for column, value in enumerate(row):
                sheet.write(number, column, value)


def rows(project: str = "Doorstroombaan Groen", start: str = "1-3-2021") -> list[list[object]]:
    """Thirty participants, the tenth with the project and start given."""
    usual = [f"H-{n:04}" for n in range(30)]
    return [
        [number, project if n == 9 else "Doorstroombaan Groen", "afstand", start if n == 9 else "1-3-2021", "", "", ""]
        for n, number in enumerate(usual)
    ]


NEW = "gemeente-hilversum/2022-11-20/lijst.xlsx"


def no_workbook(raw: Path) -> None:
    (raw / NEW).parent.mkdir(parents=True)
    (raw / NEW).write_text("Deelnemernummer;Project\nH-1;ZorgStart\n", "utf-8")


def empty(raw: Path) -> None:
    (raw / NEW).parent.mkdir(parents=True)
    with xlsxwriter.Workbook(raw / NEW) as book:
        book.add_worksheet("Deelnemers")


def renamed_column(raw: Path) -> None:
    participants(raw / NEW, rows(), ["Begonnen" if name == "Datum aanvang" else name for name in HEADER])


def no_date(raw: Path) -> None:
    participants(raw / "gemeente-hilversum" / "najaar" / "lijst.xlsx", rows())


@pytest.mark.parametrize(
    ("fault", "where", "said"),
    [
        pytest.param(no_workbook, "lijst.xlsx", "workbook", id="a workbook that is no workbook"),
        pytest.param(empty, "lijst.xlsx", "empty|no cell|nothing", id="an empty workbook"),
        pytest.param(
            renamed_column, "lijst.xlsx › Deelnemers", "Datum aanvang|Startdatum", id="a renamed required column"
        ),
        pytest.param(no_date, "gemeente-hilversum/najaar", "date", id="a raw folder without a date"),
    ],
)
def test_a_faulty_delivery_is_refused_once_and_changes_nothing(
    standing: Workspace, fault: Callable[[Path], None], where: str, said: str
) -> None:
    """Exit 1 the first night, 0 the next; facts, editions and site stay as they were."""
    before_facts, before_site = facts(standing), digest(standing.site)
    before_editions = digest(standing.editions)
    fault(standing.raw)
    message = run_cli("run", standing, expect=1)
    assert where in message
    assert any(word in message for word in said.split("|")), message
    assert "→" in message
    assert facts(standing).equals(before_facts)
    assert (digest(standing.site), digest(standing.editions)) == (before_site, before_editions)
    run_cli("run", standing, expect=0)


@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        pytest.param({"project": "ZorgStrat"}, "lijst.xlsx › Deelnemers!", "ZorgStart", id="an unknown project"),
        pytest.param({"start": "31-02-2021"}, "lijst.xlsx › Deelnemers!D15", "31-02-2021", id="a date of 31-02-2021"),
    ],
)
def test_a_faulty_row_is_listed_and_the_others_are_used(
    standing: Workspace, row: dict[str, str], where: str, said: str
) -> None:
    """The row is left out and named; the site that was published stays."""
    before_site = digest(standing.site)
    participants(standing.raw / NEW, rows(**row))
    message = run_cli("run", standing, expect=0)
    assert where in message
    assert said in message
    assert digest(standing.site) == before_site
    deliveries = read_tables(standing)["deliveries"].set_index("file")
    new = deliveries.loc[f"data/raw/{NEW}"]
    assert (new["rows_read"], new["rows_kept"], new["rows_listed"]) == (30, 29, 1)


@pytest.mark.parametrize(
    ("find", "replace", "said"),
    [
        pytest.param(
            "on_course = 0.95", "on_coarse = 0.95", ["on_coarse", "on_course", "data/programme.toml:"], id="unknown key"
        ),
        pytest.param('kind = "uwv"', 'kind = "uvw"', ["partners['uwv'].kind", "'uvw'"], id="value outside its list"),
        pytest.param("as_of = 2021-09-30", "as_of = 2021-09-31", ["data/programme.toml", "TOML"], id="impossible date"),
    ],
)
def test_a_faulty_programme_stops_everything_before_it_starts(
    standing: Workspace, find: str, replace: str, said: list[str]
) -> None:
    """Exit 2, every place named, nothing touched."""
    before = digest(standing.data.parent)
    text = standing.programme_file.read_text("utf-8")
    assert find in text
    standing.programme_file.write_text(text.replace(find, replace), "utf-8")
    message = run_cli("run", standing, expect=2)
    assert all(word in message for word in said), message
    standing.programme_file.write_text(text, "utf-8")
    assert digest(standing.data.parent) == before


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("publish --edition 2021-50", ["2021-50", "2021-05"]),
        ("publish --edition 2021-05 --only 'categry/*'", ["categry", "category"]),
        ("publish --edition 2021-05 --only category/doorstroombaan", ["doorstroombaan", "doorstroombanen"]),
        ("notebook category -p edition=2021-05 -p categroy=doorstroombanen", ["categroy", "category"]),
        ("notebook category -p edition=2021-05 -p category=doorstroombaan", ["doorstroombaan", "doorstroombanen"]),
        ("notebook category -p edition=2021 -p category=doorstroombanen", ["2021", "2021-05"]),
        ("notebook categorie", ["categorie", "category"]),
        ("receive nergens.xlsx --partner uwv", ["nergens.xlsx"]),
        ("receive nergens.xlsx --partner uvw", ["uvw", "uwv"]),
    ],
)
def test_a_slip_on_the_command_line_is_answered_with_the_near_miss(
    example: Workspace, command: str, said: list[str]
) -> None:
    """Exit 2, before any notebook runs."""
    message = run_cli(command, example, expect=2)
    assert all(word in message for word in said), message


def facts(workspace: Workspace) -> pd.Series:
    """Every fact table as text, to compare."""
    tables = read_tables(workspace)
    return pd.Series({name: t.to_csv() for name, t in tables.items() if name not in {"deliveries", "findings"}})


def test_another_faulty_file_in_the_same_place_is_newly_refused(standing: Workspace) -> None:
    """A refusal is known by the bytes, not by the file's name; status gives its reason."""
    no_workbook(standing.raw)
    run_cli("intake", standing, expect=1)
    run_cli("intake", standing, expect=0)
    (standing.raw / NEW).unlink()
    (standing.raw / NEW).parent.rmdir()
    empty(standing.raw)
    assert "Newly refused" in run_cli("intake", standing, expect=1)
    assert f"refused: data/raw/{NEW}: " in run_cli("status", standing)


def test_receiving_says_at_once_what_will_be_left_out(standing: Workspace, tmp_path: Path) -> None:
    """Stored once, with its faulty row named; the same bytes again are not stored; the future is no date of receipt."""
    sent = tmp_path / "sent" / "lijst.xlsx"
    participants(sent, rows(start="31-02-2021"))
    receive = f"receive '{sent.as_posix()}' --partner gemeente-hilversum --received"
    said = run_cli(f"{receive} 2022-11-20", standing)
    assert "Deelnemers!D15: '31-02-2021'" in said
    assert f"Received: data/raw/{NEW}" in said
    assert (standing.raw / NEW).read_bytes() == sent.read_bytes()
    assert f"Received before, nothing stored: data/raw/{NEW}" in run_cli(f"{receive} 2022-11-21", standing)
    run_cli(f"{receive} 2999-01-01", standing, expect=2)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(no_workbook, 1), (empty, 1), (renamed_column, 1)],
    ids=["no workbook", "empty", "renamed column"],
)
def test_a_faulty_workbook_is_not_received(
    standing: Workspace, tmp_path: Path, fault: Callable[[Path], None], code: int
) -> None:
    """Refused at the door, and nothing is stored."""
    fault(tmp_path / "sent")
    before = digest(standing.data)
    run_cli(f"receive '{(tmp_path / 'sent' / NEW).as_posix()}' --partner gemeente-hilversum", standing, expect=code)
    assert digest(standing.data) == before
