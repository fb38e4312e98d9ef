"""The door: a workbook is looked at first, and stored whole, under a safe name, never over another."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import write
from werkmonitor import intake
from werkmonitor.errors import DeliveryRefused, UsageError
from werkmonitor.intake.checking import check
from werkmonitor.intake.door import safe_name
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
TODAY = date(2021, 10, 20)
HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
GOOD = f"Stand per 30-09-2021\n{HEAD}\nH1 | ZorgStart | | 2021-01-01 | | |"


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with the example's first register."""
    (workspace.raw / REGISTER).parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / REGISTER, workspace.raw / REGISTER)
    return workspace


def stored(workspace: Workspace) -> list[str]:
    """Every file below data/raw but the register, hidden ones too."""
    files = (path.relative_to(workspace.raw).as_posix() for path in workspace.raw.rglob("*") if path.is_file())
    return sorted(name for name in files if name != REGISTER)


def test_a_good_workbook_is_put_where_it_belongs(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """raw/<partner>/<received>/, byte for byte, and found there by the next intake."""
    path = write(tmp_path / "in" / "Lijst september.xlsx", Deelnemers=GOOD)
    received = intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    assert stored(begun) == ["gemeente-hilversum/2021-10-20/Lijst september.xlsx"]
    assert received.path.read_bytes() == path.read_bytes()
    assert (received.is_new, received.findings) == (True, ())
    assert len(intake.read_deliveries(begun, programme).tables["trajectories"]) == 1


def test_the_same_bytes_are_not_stored_twice(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """Under another name, on another day, or from where it lies: it lies where it lay."""
    path = write(tmp_path / "in" / "a.xlsx", Deelnemers=GOOD)
    first = intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    again = shutil.copy(path, tmp_path / "in" / "b.xlsx")
    later = date(2021, 11, 1)
    second = intake.receive(Path(again), "gemeente-hilversum", later, begun, programme, today=later)
    assert (first.is_new, second.is_new, second.path) == (True, False, first.path)
    itself = intake.receive(first.path, "gemeente-hilversum", later, begun, programme, today=later)
    assert (itself.is_new, itself.path) == (False, first.path)
    assert stored(begun) == ["gemeente-hilversum/2021-10-20/a.xlsx"]


def test_another_file_of_the_same_name_gets_a_number(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """Nothing is ever overwritten."""
    for number in (1, 2, 3):
        path = write(tmp_path / str(number) / "a.xlsx", Deelnemers=GOOD.replace("H1", f"H{number}"))
        intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    folder = "gemeente-hilversum/2021-10-20"
    assert stored(begun) == [f"{folder}/a (2).xlsx", f"{folder}/a (3).xlsx", f"{folder}/a.xlsx"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Deelnemer;Project\n", "not a workbook"),
        (None, "is missing"),
    ],
    ids=["no workbook", "a renamed column"],
)
def test_a_workbook_that_would_be_refused_is_not_stored(
    begun: Workspace, programme: Programme, tmp_path: Path, content: bytes | None, said: str
) -> None:
    """Every reason is told, and data/raw stays as it was."""
    path = write(tmp_path / "a.xlsx", Deelnemers=GOOD.replace("Startdatum", "Begin"))
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeliveryRefused) as refused:
        intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    assert said in str(refused.value)
    assert "→" in str(refused.value)
    assert stored(begun) == []
    assert not (begun.raw / "gemeente-hilversum").exists()


def test_a_workbook_with_personal_data_never_comes_in(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """A BSN column is stopped at the door, before anything is stored (failure mode 41)."""
    path = write(tmp_path / "a.xlsx", Deelnemers=GOOD.replace("Einde traject", "Einde traject | BSN") + " | 123456782")
    with pytest.raises(DeliveryRefused, match="BSN"):
        intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    assert stored(begun) == []


def test_a_workbook_with_remarks_is_taken(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """What would be listed is told by `check_delivery`, which stores nothing."""
    rows = "\n".join(f"H{n} | ZorgStart | | 2021-01-01 | | |" for n in range(2, 22))
    path = write(tmp_path / "a.xlsx", Deelnemers=f"{GOOD}\n{rows}\nX | ZorgStart | | 31-02-2021 | | |")
    findings = intake.check_delivery(path, "gemeente-hilversum", TODAY, begun, programme)
    assert [(one.code, one.cell) for one in findings] == [("date_impossible", "D24")]
    assert stored(begun) == []
    received = intake.receive(path, "gemeente-hilversum", TODAY, begun, programme, today=TODAY)
    assert [one.where for one in received.findings] == ["a.xlsx › Deelnemers!D24"]
    assert stored(begun) == ["gemeente-hilversum/2021-10-20/a.xlsx"]


def test_a_fall_is_refused_at_the_door_too(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """What intake would refuse beside the earlier deliveries never gets in."""
    text = "Stand per {}\nProject | Gestart | Scholing afgerond | Bemiddeld naar werk\nZorgStart | {} | 0 | 0"
    write(begun.raw / "gemeente-wijdemeren" / "2021-04-21" / "a.xlsx", Stand=text.format("31-03-2021", 42))
    path = write(tmp_path / "b.xlsx", Stand=text.format("30-09-2021", 39))
    with pytest.raises(DeliveryRefused, match="fell to 39"):
        intake.receive(path, "gemeente-wijdemeren", TODAY, begun, programme, today=TODAY)


def test_a_partner_or_a_file_that_does_not_exist(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """Both are slips of the one who calls."""
    with pytest.raises(UsageError, match="did you mean 'uwv'"):
        intake.receive(tmp_path / "a.xlsx", "uvw", TODAY, begun, programme, today=TODAY)
    with pytest.raises(UsageError, match="no such file"):
        intake.receive(tmp_path / "a.xlsx", "uwv", TODAY, begun, programme, today=TODAY)
    with pytest.raises(UsageError, match="is a folder, not a file"):
        intake.receive(tmp_path, "uwv", TODAY, begun, programme, today=TODAY)


def test_nothing_is_received_in_the_future(begun: Workspace, programme: Programme, tmp_path: Path) -> None:
    """A slip in the year would put a delivery in force over every later one."""
    path = write(tmp_path / "a.xlsx", Deelnemers=GOOD)
    with pytest.raises(UsageError, match="in the future"):
        intake.receive(path, "gemeente-hilversum", date(2021, 10, 21), begun, programme, today=TODAY)
    assert stored(begun) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Stand maart.xlsx", "Stand maart.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\stand.xlsx", "stand.xlsx"),
        ("stand\u202exslx.exe.xlsx", "stand xslx.exe.xlsx"),
        ("stand\x1b[31m.xlsx", "stand 31m.xlsx"),
        (".verborgen.xlsx", "verborgen.xlsx"),
        ("nul.xlsx", "levering nul.xlsx"),
        ("a:b|c?.xlsx", "a b c.xlsx"),
        ("…", "levering"),
        ("x" * 300 + ".xlsx", "x" * 120 + ".xlsx"),
        ("één ‘stand’ – def2.xlsx", "één stand def2.xlsx"),
    ],
)
def test_names_are_safe_on_every_system(name: str, expected: str) -> None:
    """No path, no signs that steer, no hidden file, no device of Windows, not too long."""
    assert safe_name(name) == expected


def test_check_says_whose_a_workbook_is_by_its_folder_or_layout(begun: Workspace, programme: Programme) -> None:
    """One that lies below data/raw is judged as what it is; another by the one layout that fits it."""
    path = begun.raw / "hbel" / "2021-04-28" / "HBEL.xlsx"
    path.parent.mkdir(parents=True)
    shutil.copy(next((ROOT / "data" / "raw" / "hbel" / "2021-04-28").iterdir()), path)
    there = check(path, None, None, begun, programme, TODAY)
    elsewhere = check(shutil.copy(path, begun.data / "x.xlsx"), None, None, begun, programme, TODAY)
    assert (there.partner, there.state, there.rows_read) == ("hbel", "remarks", there.rows_kept)
    assert elsewhere.partner == "hbel"


def test_check_asks_whose_a_workbook_is_where_no_layout_fits(begun: Workspace, programme: Programme) -> None:
    """Nothing is guessed."""
    path = write(begun.data / "x.xlsx", Blad1="Naam | Getal\na | 1")
    with pytest.raises(UsageError, match="--partner CODE"):
        check(path, None, None, begun, programme, TODAY)
