"""Only what is new is read: of every other workbook the outcome stands, until something it depends on changes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.intake.books import write
from werkmonitor import intake
from werkmonitor.intake import judging
from werkmonitor.intake.files import reader
from werkmonitor.intake.files.ahead import Readers
from werkmonitor.intake.judging import Judging
from werkmonitor.intake.ledger import IntakeResult
from werkmonitor.intake.outcomes import Outcomes
from werkmonitor.limits import Limits
from werkmonitor.programme import load_programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = (
    "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx",
    "programmateam/2022-01-05/register-arbeidsmarktprogramma-2021-09-30.xlsx",
)
HILVERSUM = (
    "gemeente-hilversum/2021-04-21/Deelnemers Hilversum 2021-03.xlsx",
    "gemeente-hilversum/2021-12-15/Deelnemers Hilversum 2021-09.xlsx",
)
OTHERS = ("uwv/2021-04-15/UWV_GV_202103.xlsx", "gemeente-wijdemeren/2021-05-03/stand wijdemeren.ods")
BROKEN = "hbel/2021-04-28/kapot.xlsx"
MISPLACED = "hbel/ergens.xlsx"
ALL = {*REGISTERS, *HILVERSUM, *OTHERS, BROKEN}
"""What is read at first; of what lies in a wrong place nothing is."""


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with deliveries of every kind, also one that is no workbook and one in a wrong place."""
    for name in (*REGISTERS, *HILVERSUM, *OTHERS):
        (workspace.raw / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / "raw" / name, workspace.raw / name)
    for name in (BROKEN, MISPLACED):
        (workspace.raw / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.raw / name).write_text(f"no workbook: {name}", "utf-8")
    return workspace


def take_in(workspace: Workspace, *, jobs: int = 2) -> IntakeResult:
    return intake.read_deliveries(workspace, load_programme(workspace.programme_file), jobs=jobs)


def names_read(workspace: Workspace) -> set[str]:
    """Which files an intake reads, below data/raw."""
    result = take_in(workspace)
    deliveries = result.tables["deliveries"].set_index("delivery_id")["file"]
    return {deliveries[delivery].removeprefix("data/raw/") for delivery in result.read}


def assert_same(one: IntakeResult, other: IntakeResult) -> None:
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])
    assert (one.problems, one.urgent) == (other.problems, other.urgent)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_second_intake_reads_no_file(begun: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a reader is started, and tables and findings are the same as those of the first."""
    first = take_in(begun)
    assert len(first.read) == len(ALL)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader was started")

    monkeypatch.setattr(reader.subprocess, "Popen", refuse)
    second = take_in(begun)
    assert second.read == ()
    assert_same(first, second)


@pytest.mark.parametrize(
    ("change", "read"),
    [
        pytest.param(lambda w: os.utime(w.raw / HILVERSUM[0], (0, 0)), set(), id="a file touched"),
        pytest.param(
            lambda w: (w.raw / OTHERS[0]).rename(w.raw / "uwv" / "2021-04-15" / "UWV_202103.xlsx"),
            {"uwv/2021-04-15/UWV_202103.xlsx"},
            id="a file under another name, which may hold its date",
        ),
        pytest.param(
            lambda w: (w.raw / OTHERS[0]).parent.rename(w.raw / "uwv" / "2021-04-16"),
            {"uwv/2021-04-16/UWV_GV_202103.xlsx"},
            id="received on another day",
        ),
        pytest.param(lambda w: (w.raw / HILVERSUM[0]).unlink(), set(), id="a file gone"),
        pytest.param(
            lambda w: replaced(w.layouts / "deelnemerslijst-gemeente.toml", "title", "# changed\ntitle"),
            set(HILVERSUM),
            id="a layout: its partner's deliveries only",
        ),
        pytest.param(
            lambda w: replaced(w.programme_file, 'personal_columns = ["Deelnemernummer"]', "personal_columns = []"),
            set(HILVERSUM),
            id="the agreement with a partner: its deliveries only",
        ),
        pytest.param(lambda w: replaced(w.programme_file, '"Bussum"', '"Bussem"'), ALL, id="a place of residence"),
        pytest.param(lambda w: replaced(w.programme_file, "number = 1", "number = 11"), set(), id="a number"),
        pytest.param(lambda w: (w.data / "example.key").write_text("0" * 64, "utf-8"), ALL, id="the key"),
        pytest.param(lambda w: (w.raw / REGISTERS[1]).unlink(), set(), id="a register gone that told no new project"),
        pytest.param(lambda w: shutil.rmtree(w.processed / "outcomes"), ALL, id="what was kept deleted"),
    ],
)
def test_what_changed_is_read_again_and_nothing_else(
    begun: Workspace, change: Callable[[Workspace], None], read: set[str]
) -> None:
    """And what comes of it is what comes of reading everything."""
    take_in(begun)
    change(begun)
    assert names_read(begun) == read
    programme = load_programme(begun.programme_file)
    assert_same(take_in(begun), intake.read_deliveries(begun, programme, force=True))


def test_of_several_deliveries_the_one_new_one_is_read(begun: Workspace) -> None:
    """A later list of the same partner, with what its arrival does to the earlier one."""
    (begun.raw / HILVERSUM[1]).unlink()
    take_in(begun)
    shutil.copy(ROOT / "data" / "raw" / HILVERSUM[1], begun.raw / HILVERSUM[1])
    assert names_read(begun) == {HILVERSUM[1]}
    deliveries = take_in(begun).tables["deliveries"].set_index("file")
    later = deliveries.loc[f"data/raw/{HILVERSUM[1]}", "delivery_id"]
    assert deliveries.loc[f"data/raw/{HILVERSUM[0]}", "superseded_by"] == later


def test_a_new_project_in_a_register_has_the_others_read_again(begun: Workspace) -> None:
    """Its name may stand in any of them, but in no register before it."""
    take_in(begun)
    book = load_workbook(begun.raw / REGISTERS[1])
    sheet = book["Projecten"]
    named = ("Projectnaam", "Code", "Nr", "Eerdere namen")
    columns = {cell.value: cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value in named}
    last = max(row[0].row for row in sheet.iter_rows() if row[0].value)
    for cell in sheet[last]:
        sheet.cell(last + 1, cell.column, cell.value)
    for name, value in zip(named, ("Iets nieuws", "iets-nieuws", "Z9", ""), strict=True):
        sheet.cell(last + 1, columns[name], value)
    book.save(begun.raw / REGISTERS[1])
    assert names_read(begun) == ALL - {REGISTERS[0]}
    assert "iets-nieuws" in set(take_in(begun).tables["projects"]["project"])


def test_a_correction_has_its_own_workbook_read_again(begun: Workspace) -> None:
    """Also when it does not find what it corrects: that is told every time."""
    take_in(begun)
    correction = f"""
        [[corrections]]
        file = "{OTHERS[0]}"
        sheet = "Rapport"
        cell = "A1"
        found = "{{found}}"
        use = "Trajecten UWV"
        who = "projectleider"
        when = 2021-04-23
        reason = "titel"
    """
    title = "VOORBEELD MET FICTIEVE GEGEVENS"
    (begun.data / "corrections.toml").write_text(correction.format(found=title), "utf-8")
    found = cell_a1(begun.raw / OTHERS[0])
    (begun.data / "corrections.toml").write_text(correction.format(found=found), "utf-8")
    assert names_read(begun) == {OTHERS[0]}
    assert names_read(begun) == set()
    (begun.data / "corrections.toml").write_text(correction.format(found="iets anders"), "utf-8")
    for _ in range(2):
        with pytest.raises(Exception, match="no longer finds what it corrects"):
            take_in(begun)


def cell_a1(path: Path) -> str:
    with Readers() as readers:
        return str(readers.ask(path.read_bytes()).result().sheets[0].value(0, 0))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def one_byte_other(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    "damage", [cut_short, one_byte_other, lambda path: path.write_bytes(b"")], ids=["cut short", "a byte", "empty"]
)
def test_a_damaged_outcome_is_made_anew(begun: Workspace, damage: Callable[[Path], None]) -> None:
    """Whichever of them; nobody has to know."""
    first = take_in(begun)
    for path in sorted((begun.processed / "outcomes").iterdir())[::2]:
        damage(path)
    second = take_in(begun)
    assert 0 < len(second.read) < len(ALL)
    assert_same(first, second)
    assert take_in(begun).read == ()


def test_what_is_not_needed_any_more_goes(begun: Workspace) -> None:
    """One outcome a delivery, and what a cut-off run left goes too."""
    take_in(begun)
    (begun.processed / "outcomes" / "half.new").write_bytes(b"x")
    replaced(begun.layouts / "uwv-stand.toml", "title", "# changed\ntitle")
    take_in(begun)
    assert len(list((begun.processed / "outcomes").iterdir())) == len(ALL)


def test_what_may_be_due_to_the_machine_is_read_again(begun: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that ran out of time says nothing about the workbook."""
    patient, impatient = Limits(), Limits(reader_seconds=0)
    for limits, failed in ((impatient, True), (patient, False)):
        monkeypatch.setattr(
            "werkmonitor.intake.ledger.Readers", lambda given, jobs, limits=limits: Readers(limits, jobs)
        )
        result = take_in(begun)
        assert len(result.read) == len(ALL)
        assert ("reader_failed" in set(result.tables["findings"]["code"])) == failed


@pytest.mark.parametrize("jobs", [1, 3])
def test_how_many_read_changes_nothing(begun: Workspace, jobs: int) -> None:
    """Tables, findings and their order are those of one after the other."""
    first = take_in(begun)
    shutil.rmtree(begun.processed)
    assert_same(first, take_in(begun, jobs=jobs))


@pytest.mark.parametrize(("small", "expected"), [(0, 2), (10**6, len(ALL) - 1)], ids=["large files", "small files"])
def test_the_next_workbooks_are_read_while_one_is_judged(
    begun: Workspace, monkeypatch: pytest.MonkeyPatch, small: int, expected: int
) -> None:
    """As many as there are readers, more where they are small, and none twice."""
    asked: list[bytes] = []
    ahead: list[int] = []

    class Counting(Readers):
        def ask(self, content: bytes, password: str | None = None) -> object:  # type: ignore[override]
            asked.append(content)
            return super().ask(content, password)

    class Watched(Judging):
        def _read(self, *given: object) -> object:  # type: ignore[override]
            ahead.append(len(self._asked))
            return super()._read(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("werkmonitor.intake.ledger.Readers", Counting)
    monkeypatch.setattr("werkmonitor.intake.ledger.Judging", Watched)
    monkeypatch.setattr(judging, "_SMALL", small)
    take_in(begun, jobs=2)
    assert (len(asked), len(set(asked))) == (len(ALL), len(ALL))
    assert max(ahead) == ahead[0] == expected


def test_looking_at_a_workbook_or_receiving_it_keeps_nothing(begun: Workspace, tmp_path: Path) -> None:
    """The next intake reads it, and only it."""
    take_in(begun)
    kept = set((begun.processed / "outcomes").iterdir())
    head = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
    path = write(tmp_path / "a.xlsx", Deelnemers=f"Stand per 30-09-2021\n{head}\nH1 | ZorgStart | | 2021-01-01 | | |")
    programme = load_programme(begun.programme_file)
    received_on = pd.Timestamp("2021-12-20").date()
    intake.check_delivery(path, "gemeente-hilversum", received_on, begun, programme)
    intake.receive(path, "gemeente-hilversum", received_on, begun, programme, today=received_on)
    assert set((begun.processed / "outcomes").iterdir()) == kept
    assert len(take_in(begun).read) == 1


def test_where_nothing_can_be_kept_everything_is_read(begun: Workspace) -> None:
    """A file in the way of the folder costs time, nothing else."""
    begun.processed.mkdir(exist_ok=True)
    (begun.processed / "outcomes").write_bytes(b"")
    assert_same(take_in(begun), take_in(begun))
    assert len(take_in(begun).read) == len(ALL)


def test_an_outcome_holds_what_the_tables_hold(begun: Workspace) -> None:
    """No number of a participant and no path of this machine."""
    take_in(begun)
    content = b"".join(path.read_bytes() for path in (begun.processed / "outcomes").iterdir())
    assert str(begun.data).encode() not in content
    assert Outcomes(begun).knows(take_in(begun).tables["deliveries"]["delivery_id"].iloc[0])
