"""All deliveries of a workspace together: where they lie, which replace which, and what stays when one is refused."""

import os
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.intake.books import write
from werkmonitor import intake, pipeline, status
from werkmonitor.errors import ConfigurationError
from werkmonitor.intake.folders import find_deliveries
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import Limits
from werkmonitor.programme import Programme
from werkmonitor.tables import in_force, read_table
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = "programmateam/2021-05-04/register-arbeidsmarktprogramma-2021-03-31.xlsx"
HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with the example's first register."""
    (workspace.raw / REGISTER).parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / REGISTER, workspace.raw / REGISTER)
    return workspace


def participants(path: Path, *starts: str, as_of: str = "31-03-2021", head: str = HEAD) -> Path:
    """A list of Hilversum with one participant a start date."""
    rows = "\n".join(f"H{n} | ZorgStart | | {start} | | |" for n, start in enumerate(starts, 1))
    return write(path, Deelnemers=f"Stand per {as_of}\n{head}\n{rows}")


def standing(path: Path, started: int, *, as_of: str) -> Path:
    """A standing of Wijdemeren with one project."""
    text = (
        f"Stand per {as_of}\nProject | Gestart | Scholing afgerond | Bemiddeld naar werk\nZorgStart | {started} | 0 | 0"
    )
    return write(path, Stand=text)


def ledger(workspace: Workspace, programme: Programme) -> pd.DataFrame:
    """The deliveries by file name, without the register."""
    table = intake.read_deliveries(workspace, programme).tables["deliveries"]
    assert (table["rows_read"] == table["rows_kept"] + table["rows_listed"]).all()
    return table[table["partner"] != "programmateam"].set_index("file")


@pytest.mark.parametrize(
    ("place", "said", "remedy"),
    [
        ("gemeente-hilversum/voorjaar/lijst.xlsx", "'voorjaar' is not a date", "2021-05-07"),
        ("gemeente-hilversum/2021-13-01/lijst.xlsx", "'2021-13-01' is not a date", "2021-05-07"),
        ("gemeente-hilversum/20210501/lijst.xlsx", "'20210501' is not a date", "2021-05-07"),
        ("gemeente-hilversm/2021-05-01/lijst.xlsx", "'gemeente-hilversm' is not a partner", "'gemeente-hilversum'"),
        ("gemeente-hilversum/lijst.xlsx", "does not lie in a folder", "receive"),
        ("lijst.xlsx", "does not lie in a folder", "receive"),
        ("gemeente-hilversum/2021-05-01/dieper/lijst.xlsx", "does not lie in a folder", "receive"),
    ],
)
def test_a_file_in_a_wrong_place_is_one_refused_delivery(
    begun: Workspace, programme: Programme, place: str, said: str, remedy: str
) -> None:
    """With its place, what is wrong with it and what to do; all others go on."""
    participants(begun.raw / place, "2021-01-01")
    participants(begun.raw / "gemeente-hilversum" / "2021-05-02" / "goed.xlsx", "2021-01-01")
    result = intake.read_deliveries(begun, programme)
    table = result.tables["deliveries"].set_index("file")
    refused, good = table.loc[f"data/raw/{place}"], table.loc["data/raw/gemeente-hilversum/2021-05-02/goed.xlsx"]
    assert (refused["state"], pd.isna(refused["received_on"]), refused["rows_kept"]) == ("refused", True, 0)
    assert (good["state"], good["rows_kept"]) == ("accepted", 1)
    first = result.problems[0]
    assert (first.where, said in first.what, remedy in first.remedy) == (f"data/raw/{place}", True, True)


def test_a_name_in_another_encoding_is_a_name_all_the_same(begun: Workspace, programme: Programme) -> None:
    """As an old Windows archive unpacks it; the file is read, and its name can be written everywhere."""
    good = participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "2021-01-01")
    try:
        good.rename(os.fsdecode(bytes(good.parent) + b"/Priv\xe9.xlsx"))
    except OSError:
        pytest.skip("this file system knows no such names")
    result = intake.read_deliveries(begun, programme)
    row = result.tables["deliveries"].query("partner == 'gemeente-hilversum'").iloc[0]
    assert (row["file"], row["state"]) == ("data/raw/gemeente-hilversum/2021-04-21/Priv\ufffd.xlsx", "accepted")
    assert intake.read_deliveries(begun, programme).read == ()
    assert row["file"] in intake.inputs(begun, programme)


def test_a_file_that_changes_while_it_is_read_is_not_used(begun: Workspace, programme: Programme) -> None:
    """Someone may still be copying it; its facts would stand under the id of other bytes."""
    participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "2021-01-01")
    delivery = next(one for one in find_deliveries(begun, programme) if one.path.name == "a.xlsx")
    assert delivery.delivery_id
    assert delivery.read(Limits())
    delivery.path.write_bytes(b"half of it")
    with pytest.raises(Hopeless):
        delivery.read(Limits())


def test_what_systems_leave_beside_workbooks_is_no_delivery(begun: Workspace, programme: Programme) -> None:
    """Lock files, thumbnails and the list of example checksums."""
    for name in ("~$lijst.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (begun.raw / "programmateam" / "2021-05-04" / name).write_bytes(b"x")
    (begun.raw / "EXAMPLES.sha256").write_text("", "utf-8")
    assert ledger(begun, programme).empty
    assert [path.name for path in intake.delivery_files(begun)] == [Path(REGISTER).name]


def test_a_refused_delivery_gives_no_fact_and_the_earlier_good_one_stays(
    begun: Workspace, programme: Programme
) -> None:
    """A renamed column in May leaves April's figures in force."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "a.xlsx", "2021-01-01", "2021-02-01")
    participants(folder / "2021-05-03" / "b.xlsx", *["2021-01-01"] * 3, head=HEAD.replace("Startdatum", "Begin"))
    result = intake.read_deliveries(begun, programme)
    deliveries = result.tables["deliveries"]
    assert dict(zip(deliveries["file"].str[-6:], deliveries["state"], strict=True))["b.xlsx"] == "refused"
    assert len(result.tables["trajectories"]) == 2
    assert set(in_force(deliveries)["file"].str[-6:]) >= {"a.xlsx"}


def test_everything_that_is_wrong_is_told_and_refusals_first(begun: Workspace, programme: Programme) -> None:
    """A listed row of one partner, a refusal of another, in a fixed order."""
    participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "31-02-2021", "2021-02-01")
    (begun.raw / "uwv" / "2021-04-21").mkdir(parents=True)
    (begun.raw / "uwv" / "2021-04-21" / "b.xlsx").write_text("no workbook", "utf-8")
    told = [str(problem) for problem in intake.read_deliveries(begun, programme).problems]
    assert ["b.xlsx" in told[0], "a.xlsx › Deelnemers!D3: '31-02-2021'" in told[1]] == [True, True]
    assert told == [str(problem) for problem in intake.read_deliveries(begun, programme).problems]


def test_the_same_file_again_counts_once(begun: Workspace, programme: Programme) -> None:
    """By its bytes, whatever its name and day (failure mode 53); the first received is the delivery."""
    folder = begun.raw / "gemeente-hilversum"
    first = participants(folder / "2021-04-21" / "a.xlsx", "2021-01-01")
    (folder / "2021-05-01").mkdir()
    shutil.copy(first, folder / "2021-05-01" / "kopie.xlsx")
    result = intake.read_deliveries(begun, programme)
    assert len(result.tables["trajectories"]) == 1
    assert len(result.tables["deliveries"]) == 2
    assert any(
        "received again, byte for byte, as gemeente-hilversum/2021-05-01/kopie.xlsx" in problem.what
        for problem in result.problems
    )
    assert first in intake.delivery_files(begun)
    assert len(intake.delivery_files(begun)) == 2


def test_a_later_list_replaces_the_earlier_one_and_is_known_by_its_id(begun: Workspace, programme: Programme) -> None:
    """'def2' of the same day, received later (failure mode 52)."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "lijst.xlsx", "2021-01-01")
    participants(folder / "2021-04-28" / "lijst def2.xlsx", "2021-01-01", "2021-02-01")
    table = ledger(begun, programme)
    later = table.loc["data/raw/gemeente-hilversum/2021-04-28/lijst def2.xlsx"]
    assert list(table["superseded_by"].fillna("")) == [later["delivery_id"], ""]


@pytest.mark.parametrize(("first", "second", "state"), [(7, 9, "accepted"), (7, 7, "accepted"), (42, 39, "refused")])
def test_a_standing_that_falls_is_refused(
    begun: Workspace, programme: Programme, first: int, second: int, state: str
) -> None:
    """42 → 39 without a stated reason (failure mode 50)."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing(folder / "2021-04-21" / "a.xlsx", first, as_of="31-03-2021")
    standing(folder / "2021-10-20" / "b.xlsx", second, as_of="30-09-2021")
    assert list(ledger(begun, programme)["state"]) == ["accepted", state]


def test_a_fall_with_a_stated_reason_is_accepted_and_told(begun: Workspace, programme: Programme) -> None:
    """The reason stands in corrections.toml; an entry for a fall that is none is an error."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing(folder / "2021-04-21" / "a.xlsx", 42, as_of="31-03-2021")
    standing(folder / "2021-10-20" / "b.xlsx", 39, as_of="30-09-2021")
    reason = """
        [[falls]]
        file = "gemeente-wijdemeren/2021-10-20/b.xlsx"
        project = "zorgstart"
        indicator = "started"
        who = "beleidsmedewerker"
        when = 2021-10-21
        reason = "drie trajecten waren dubbel geteld"
    """
    (begun.data / "corrections.toml").write_text(reason, "utf-8")
    result = intake.read_deliveries(begun, programme)
    assert set(result.tables["deliveries"]["state"]) == {"accepted", "remarks"}
    assert any("drie trajecten waren dubbel geteld" in problem.what for problem in result.problems)
    (begun.data / "corrections.toml").write_text(reason.replace("started", "placed"), "utf-8")
    with pytest.raises(ConfigurationError, match="did not fall"):
        intake.read_deliveries(begun, programme)


def test_a_corrected_standing_of_the_same_day_is_no_fall(begun: Workspace, programme: Programme) -> None:
    """It replaces the one of that day, and is compared with the day before it."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing(folder / "2021-04-21" / "a.xlsx", 5, as_of="31-03-2021")
    standing(folder / "2021-10-20" / "b.xlsx", 12, as_of="30-09-2021")
    standing(folder / "2021-10-27" / "b def2.xlsx", 9, as_of="30-09-2021")
    assert list(ledger(begun, programme)["state"]) == ["accepted", "accepted", "remarks"]


def test_an_old_standing_that_arrives_late_may_not_exceed_a_later_one(begun: Workspace, programme: Programme) -> None:
    """What was 12 in September cannot have been 15 in March."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing(folder / "2021-10-20" / "a.xlsx", 12, as_of="30-09-2021")
    standing(folder / "2021-10-27" / "b.xlsx", 15, as_of="31-03-2021")
    assert list(ledger(begun, programme)["state"]) == ["accepted", "refused"]


CORRECTION = """
    [[corrections]]
    file = "gemeente-hilversum/2021-04-21/a.xlsx"
    sheet = "Deelnemers"
    cell = "D3"
    found = "{found}"
    use = 2021-02-28
    who = "projectleider"
    when = 2021-04-23
    reason = "typefout in de dag"
"""


def test_a_correction_puts_the_right_value_in_its_cell_and_is_told(begun: Workspace, programme: Programme) -> None:
    """The workbook itself stays as received."""
    path = participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "31-02-2021", "2021-01-01")
    before = path.read_bytes()
    (begun.data / "corrections.toml").write_text(CORRECTION.format(found="31-02-2021"), "utf-8")
    result = intake.read_deliveries(begun, programme)
    assert set(result.tables["trajectories"]["started_on"].dt.date) == {date(2021, 2, 28), date(2021, 1, 1)}
    assert any("typefout in de dag" in problem.what for problem in result.problems)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("31-02-2021", "30-02-2021"), "no longer finds what it corrects"),
        (('sheet = "Deelnemers"', 'sheet = "Blad1"'), "no longer finds what it corrects"),
        (("a.xlsx", "b.xlsx"), "there is no such delivery"),
        (("who =", "whom ="), "unknown key 'whom'"),
        (("when = 2021-04-23", ""), "is missing"),
        (('cell = "D3"', 'cell = "3D"'), "cell"),
    ],
)
def test_a_correction_that_matches_nothing_is_an_error(
    begun: Workspace, programme: Programme, change: tuple[str, str], said: str
) -> None:
    """The partner may have mended the workbook, so somebody has to look."""
    participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "31-02-2021", "2021-01-01")
    text = CORRECTION.format(found="31-02-2021")
    assert change[0] in text
    (begun.data / "corrections.toml").write_text(text.replace(*change), "utf-8")
    with pytest.raises(ConfigurationError) as error:
        intake.read_deliveries(begun, programme)
    assert said in str(error.value)
    assert "corrections.toml" in str(error.value)


def test_pseudonyms_depend_on_the_key_and_the_partner_and_hold_no_number(
    begun: Workspace, programme: Programme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same number gives the same pseudonym in a later list; another key gives another."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "a.xlsx", "2021-01-01")
    participants(folder / "2021-10-20" / "b.xlsx", "2021-01-01", "2021-05-01", as_of="30-09-2021")
    persons = list(intake.read_deliveries(begun, programme).tables["trajectories"]["person"])
    assert persons[0] == persons[1] != persons[2]
    assert not any("H1" in person for person in persons)
    (tmp_path / "other.key").write_text("o" * 40, "utf-8")
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(tmp_path / "other.key"))
    assert set(intake.read_deliveries(begun, programme).tables["trajectories"]["person"]).isdisjoint(persons)


def test_progress_is_told_for_every_file(begun: Workspace, programme: Programme) -> None:
    """(done, total, label), to the end."""
    participants(begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx", "2021-01-01")
    said: list[tuple[int, int, str]] = []
    intake.read_deliveries(begun, programme, lambda *step: said.append(step))
    assert [(done, total) for done, total, _ in said] == [(0, 2), (1, 2), (2, 2)]


def test_without_deliveries_there_are_empty_tables(workspace: Workspace, programme: Programme) -> None:
    """Also where data/raw does not exist yet."""
    result = intake.read_deliveries(workspace, programme)
    assert all(table.empty for table in result.tables.values())
    assert result.problems == ()


def test_the_ledger_knows_what_supersedes_what(begun: Workspace, programme: Programme) -> None:
    """A refused delivery replaces nothing; of three lists each replaces the one before it."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "a.xlsx", "2021-01-01")
    participants(folder / "2021-04-22" / "b.xlsx", "2021-01-01", head=HEAD.replace("Startdatum", "Begin"))
    participants(folder / "2021-04-28" / "c.xlsx", "2021-01-01", "2021-01-02")
    participants(folder / "2021-10-20" / "d.xlsx", "2021-01-01", "2021-01-02", as_of="30-09-2021")
    table = ledger(begun, programme)
    ids = {delivery: Path(file).name for file, delivery in table["delivery_id"].items()}
    assert [ids.get(one, "") for one in table["supersedes"]] == ["", "", "a.xlsx", "c.xlsx"]
    assert [ids.get(one, "") for one in table["superseded_by"]] == ["c.xlsx", "", "d.xlsx", ""]


def test_status_shows_the_ledger(begun: Workspace, programme: Programme) -> None:
    """Content, partner, receipt, state, what replaces what, rows read, used and left out, and why."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "a.xlsx", "2021-01-01", "31-02-2021")
    participants(folder / "2021-04-28" / "b.xlsx", "2021-01-01")
    participants(folder / "2021-05-03" / "c.xlsx", "2021-01-01", head=HEAD.replace("Startdatum", "Begin"))
    pipeline.take_in(begun, programme)
    table = read_table(begun, "deliveries")
    a, b, c = (table.loc[table["file"].str.endswith(f"/{name}.xlsx"), "delivery_id"].item()[:12] for name in "abc")
    said = status.ledger(begun)
    assert (
        f"""\
{a}  data/raw/gemeente-hilversum/2021-04-21/a.xlsx
    received 2021-04-21, state of 2021-03-31: accepted with remarks; 2 read, 1 used, 1 left out; replaced by {b}
    left out: date_impossible
{b}  data/raw/gemeente-hilversum/2021-04-28/b.xlsx
    received 2021-04-28, state of 2021-03-31: accepted with remarks; 1 read, 1 used, 0 left out; replaces {a}
{c}  data/raw/gemeente-hilversum/2021-05-03/c.xlsx
    received 2021-05-03, state of 2021-03-31: refused; 0 read, 0 used, 0 left out
    column 'Startdatum' is missing"""
        in said
    )


def test_a_month_that_was_not_over_is_no_closed_one(begun: Workspace, programme: Programme) -> None:
    """What came in the second half of it is news, no late record; of the same day it is a change."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-03-20" / "a.xlsx", "2021-03-01", as_of="15-03-2021")
    participants(folder / "2021-04-21" / "b.xlsx", "2021-03-01", "2021-03-20")
    codes = intake.read_deliveries(begun, programme).tables["findings"]["code"]
    assert not set(codes) & {"months_restated", "closed_months_restated"}
    participants(folder / "2021-03-22" / "a2.xlsx", "2021-03-01", "2021-03-02", as_of="15-03-2021")
    found = intake.read_deliveries(begun, programme).tables["findings"].query("code == 'delivery_replaced'")
    assert found["message"].item().endswith("zorgstart Gestarte trajecten 2021-03 1 → 2")


def test_an_older_state_that_comes_later_is_kept_and_not_used(begun: Workspace, programme: Programme) -> None:
    """The newest state stays in force."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-10-20" / "a.xlsx", "2021-01-01", "2021-05-01", as_of="30-09-2021")
    participants(folder / "2021-10-27" / "b.xlsx", "2021-01-01", as_of="31-03-2021")
    result = intake.read_deliveries(begun, programme)
    assert "delivery_outdated" in set(result.tables["findings"]["code"])
    used = in_force(result.tables["deliveries"])
    assert [Path(file).name for file in used["file"] if "hilversum" in file] == ["a.xlsx"]


@pytest.mark.parametrize(("cells", "kept"), [('"D3"', 2), ('["D3", "D4"]', 3), ('"D3:D4"', 3), ('["D3:D3", "D4"]', 3)])
def test_a_correction_may_name_several_cells(begun: Workspace, programme: Programme, cells: str, kept: int) -> None:
    """That hold the same wrong value."""
    folder = begun.raw / "gemeente-hilversum"
    participants(folder / "2021-04-21" / "a.xlsx", "31-02-2021", "31-02-2021", "2021-01-01")
    text = CORRECTION.format(found="31-02-2021").replace('cell = "D3"', f"cells = {cells}")
    (begun.data / "corrections.toml").write_text(text, "utf-8")
    assert len(intake.read_deliveries(begun, programme).tables["trajectories"]) == kept


TWICE = CORRECTION.format(found="31-02-2021")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWICE.replace('"D3"', '"D3:D4"'), "no longer finds what it corrects"),
        (TWICE + TWICE, "corrected twice"),
        (TWICE.replace('"D3"', '"A1:ZZ9999"'), "at most 1000 cells"),
        (
            TWICE.replace("2021-04-21/a.xlsx", "2021-04-28/kopie.xlsx"),
            "the same file as gemeente-hilversum/2021-04-21/a",
        ),
        (TWICE.replace("2021-04-21/a.xlsx", "2021-04-29/kapot.xlsx"), "no longer finds what it corrects"),
        (
            TWICE
            + """
            [[accepted]]
            file = "gemeente-hilversum/2021-04-21/a.xlsx"
            finding = "periods_cumulative"
            who = "projectleider"
            when = 2021-04-23
            reason = "het klopt"
            """,
            "no finding 'periods_cumulative'",
        ),
    ],
    ids=["not in all cells", "twice", "too many", "a copy", "a file that cannot be read", "nothing to accept"],
)
def test_what_a_correction_says_must_be_so(begun: Workspace, programme: Programme, text: str, said: str) -> None:
    """None is silently without effect."""
    folder = begun.raw / "gemeente-hilversum"
    first = participants(folder / "2021-04-21" / "a.xlsx", "31-02-2021", "2021-01-01")
    for name, content in (("2021-04-28/kopie.xlsx", first.read_bytes()), ("2021-04-29/kapot.xlsx", b"no workbook")):
        (folder / name).parent.mkdir()
        (folder / name).write_bytes(content)
    (begun.data / "corrections.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=said):
        intake.read_deliveries(begun, programme)


def test_a_correction_takes_no_personal_data_out_of_a_file(begun: Workspace, programme: Programme) -> None:
    """What lies in data/raw still holds it, so the delivery stays refused."""
    head = f"{HEAD} | Achternaam"
    path = begun.raw / "gemeente-hilversum" / "2021-04-21" / "a.xlsx"
    write(path, Deelnemers=f"Stand per 31-03-2021\n{head}\nH1 | ZorgStart | | 2021-01-01 | | | | Jansen")
    text = CORRECTION.replace('"D3"', '"H3"').replace("{found}", "Jansen").replace("use = 2021-02-28", 'use = ""')
    (begun.data / "corrections.toml").write_text(text, "utf-8")
    result = intake.read_deliveries(begun, programme)
    assert "personal_column" in set(result.tables["findings"]["code"])
    assert len(result.tables["trajectories"]) == 0


def test_months_that_only_rise_may_be_right(begun: Workspace, programme: Programme) -> None:
    """When somebody looked at them and says so."""
    head = "Stand per 31-05-2021\nProject | jan-21 | feb-21 | mrt-21 | apr-21 | mei-21\n"
    names = ("ZorgStart", "Taaltrajecten")
    rising = head + "\n".join(f"{name} | 1 | 2 | 3 | 4 | 5" for name in names)
    nothing = head + "\n".join(f"{name} | - | - | - | - | -" for name in names)
    write(begun.raw / "gemeente-weesp/2021-06-03/a.xlsx", Gestart=rising, Scholing=nothing, Geplaatst=nothing)
    assert list(ledger(begun, programme)["state"]) == ["refused"]
    accepted = """
        [[accepted]]
        file = "gemeente-weesp/2021-06-03/a.xlsx"
        finding = "periods_cumulative"
        who = "projectleider"
        when = 2021-06-04
        reason = "het project begon in januari en groeit nog"
    """
    (begun.data / "corrections.toml").write_text(accepted, "utf-8")
    assert list(ledger(begun, programme)["state"]) == ["remarks"]


def test_a_register_that_comes_again_tells_how_many_rows_changed(begun: Workspace, programme: Programme) -> None:
    """By table: the goals of a project, a state that was added."""
    later = begun.raw / "programmateam" / "2021-05-06" / "register def.xlsx"
    later.parent.mkdir()
    book = load_workbook(begun.raw / REGISTER)
    goals, states = book["Doelen"], book["Standen"]
    goals["E6"] = goals["E6"].value + 5
    states.append([states.cell(6, column).value for column in range(1, 7)])
    book.save(later)
    findings = intake.read_deliveries(begun, programme).tables["findings"]
    (message,) = findings.query("code == 'delivery_replaced'")["message"]
    assert message.endswith("changed: rows of targets: 1; rows of project_states: 1")


def test_what_explains_a_delivery_that_is_refused_for_something_else_may_wait(
    begun: Workspace, programme: Programme
) -> None:
    """Nobody can say yet whether it is needed."""
    folder = begun.raw / "gemeente-wijdemeren"
    standing(folder / "2021-05-03" / "a.xlsx", 42, as_of="31-03-2021")
    text = "Stand per 30-09-2021\nProject | Begonnen | Scholing afgerond | Bemiddeld naar werk\nZorgStart | 39 | 0 | 0"
    write(folder / "2021-10-20" / "b.xlsx", Stand=text)
    reason = """
        [[falls]]
        file = "gemeente-wijdemeren/2021-10-20/b.xlsx"
        project = "zorgstart"
        indicator = "started"
        who = "contactpersoon"
        when = 2021-10-21
        reason = "dubbel geteld"
    """
    (begun.data / "corrections.toml").write_text(reason, "utf-8")
    assert list(ledger(begun, programme)["state"]) == ["accepted", "refused"]
