"""Released editions: frozen with all they were made of, revised with a reason, and verified from their workbooks."""

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.publish.there import Here, no_picture, there
from werkmonitor import status, verify
from werkmonitor.cube import CUBE_FILE, cube_path
from werkmonitor.editions import MANIFEST_FILE, Released, Versions, all_released, freeze, versions_of
from werkmonitor.errors import Problem, PublicationRefused, UsageError
from werkmonitor.fingerprints import digest
from werkmonitor.pipeline import compute_editions, run, tables_known, take_in
from werkmonitor.programme import load_programme
from werkmonitor.publish.addresses import Address
from werkmonitor.release import ReleaseResult, release
from werkmonitor.team import team_cubes
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2021, 7, 1)
LATER = date(2021, 8, 2)
EDITION = "2021-05"
REASON = "Gemeente Hilversum leverde trajecten na."


def edition_of(workspace: Workspace) -> Released:
    return versions_of(workspace, EDITION)[-1]


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Change a frozen file, as somebody who has the right to."""
    text = path.read_text("utf-8")
    assert change(text) != text
    path.chmod(0o644)
    path.write_text(change(text), "utf-8")


# ------------------------------------------------------------ frozen


def test_an_edition_is_frozen_with_all_it_was_made_of(first: Workspace) -> None:
    """Every workbook, every file of decisions, every table, every library: each with its digest."""
    one = edition_of(first)
    manifest = one.manifest
    workbooks = {path.relative_to(first.raw).as_posix(): path for path in first.raw.glob("*/*/*")}
    assert {found.file: found.sha256 for found in manifest.deliveries} == {
        name: digest(path.read_bytes()) for name, path in workbooks.items()
    }
    assert {found.state for found in manifest.deliveries} == {"used"}
    decisions = {"programme.toml", "corrections.toml", "layouts/uwv-stand.toml", "layouts/register.toml"}
    assert decisions <= set(manifest.inputs)
    for name, sha256 in manifest.inputs.items():
        assert digest((one.folder / "inputs" / name).read_bytes()) == sha256
        assert digest((first.data / name).read_bytes()) == sha256
    assert {"trajectories", "counts", "targets", "observations"} <= set(manifest.tables)
    assert manifest.cube_sha256 == digest(one.cube_file.read_bytes())
    assert manifest.versions == Versions.here()
    assert manifest.versions.lock == digest((ROOT / "uv.lock").read_bytes())
    assert {"pandas", "highspy"} <= set(manifest.versions.libraries)
    assert (one.cube.edition["revision"], one.cube.edition["revised_on"]) == (1, None)


def test_what_is_frozen_is_written_once(first: Workspace) -> None:
    """Its files are read-only, and nothing of ours writes there again."""
    one = edition_of(first)
    assert {path.stat().st_mode & 0o222 for path in one.folder.rglob("*") if path.is_file()} == {0}
    tables = tables_known(first, load_programme(first.programme_file), one.manifest.deliveries_until)
    with pytest.raises(PublicationRefused, match="is released and is never written again"):
        freeze(first, one.cube, tables, ())


def test_an_edition_is_made_of_what_was_known_then(first: Workspace, tmp_path: Path) -> None:
    """With later registers and deliveries in data/raw it is the same, to the byte."""
    later = Workspace(tmp_path / "data", tmp_path / "outputs")
    shutil.copytree(first.data, later.data, ignore=shutil.ignore_patterns("processed", "editions"))
    for place in ("programmateam/2022-06-28", "gemeente-hilversum/2022-06-16"):
        shutil.copytree(ROOT / "data" / "raw" / place, later.raw / place)
    programme = load_programme(later.programme_file)
    compute_editions(later, programme, take_in(later, programme), TODAY, only=EDITION)
    assert edition_of(later).cube_file.read_bytes() == edition_of(first).cube_file.read_bytes()
    assert edition_of(later).manifest == edition_of(first).manifest


def test_a_concept_that_cannot_be_made_keeps_nothing_else_back(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and what was released stays out; an edition that is to be released stops the run."""
    late_delivery(own)
    programme = load_programme(own.programme_file)
    problem = Problem("edition", "does not pass its checks", "mend it")

    def refuse(*_: object, **__: object) -> None:
        raise PublicationRefused(problem)

    monkeypatch.setattr("werkmonitor.pipeline.build_cube", refuse)
    known = take_in(own, programme)
    result = compute_editions(own, programme, known, TODAY)
    assert (result.refused, result.released, result.concepts) == ([problem], [EDITION], [])
    with pytest.raises(PublicationRefused, match="does not pass"):
        compute_editions(own, programme, known, date(2022, 2, 1))


DAMAGE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a figure": (
        CUBE_FILE,
        lambda path: rewrite(path, lambda text: text.replace(", 242, ", ", 243, ")),
        "another digest",
    ),
    "a decision": (
        "inputs/programme.toml",
        lambda path: rewrite(path, lambda text: text.replace("on_course = 0.95", "on_course = 0.90")),
        "another digest",
    ),
    "a layout that is gone": ("inputs/layouts/hbel.toml", Path.unlink, "is gone"),
    "a file more": ("inputs/layouts/new.toml", Path.touch, "was not there"),
    "a manifest that is gone": (MANIFEST_FILE, Path.unlink, "cannot be read"),
    "a manifest that is none": (MANIFEST_FILE, lambda path: rewrite(path, lambda _: "[]"), "does not say"),
    "a manifest of another edition": (
        MANIFEST_FILE,
        lambda path: rewrite(path, lambda text: text.replace('"edition": "2021-05"', '"edition": "2022-01"', 1)),
        "is the manifest of edition 2022-01",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_named(own: Workspace, what: str) -> None:
    """By a run, which then publishes nothing, and by verify; with the file."""
    name, break_it, said = DAMAGE[what]
    break_it(edition_of(own).folder / name)
    programme = load_programme(own.programme_file)
    problems = compute_editions(own, programme, take_in(own, programme), TODAY).problems
    assert problems
    assert any(said in problem.what and problem.where == f"data/editions/{EDITION}/{name}" for problem in problems)
    (verified,) = verify.verify(own, all_released(own))
    assert set(problems) <= set(verified.problems)


def test_an_earlier_edition_that_is_lost_is_told_loudly(own: Workspace) -> None:
    """By a run, which does not release it anew: what was published with it would say otherwise."""
    earlier = '[{"edition": "2020-11", "revision": 1, "cube_sha256": "' + 64 * "0" + '"}]'
    rewrite(
        edition_of(own).folder / MANIFEST_FILE, lambda text: text.replace('"editions": []', f'"editions": {earlier}')
    )
    programme = load_programme(own.programme_file)
    (problem,) = compute_editions(own, programme, take_in(own, programme), TODAY).problems
    assert problem.where == "edition 2020-11, version 1"
    assert problem.what == "is not the one that edition 2021-05 was made with"
    (verified,) = verify.verify(own, all_released(own))
    assert problem in verified.problems


def test_an_edition_that_is_online_and_not_kept_is_told_loudly(own: Workspace) -> None:
    """It is not released anew: it could say otherwise. Where nothing is online any more, everything begins anew."""
    (own.site / EDITION).mkdir(parents=True)
    (own.site / EDITION / "index.html").write_text("<p>242</p>", "utf-8")
    shutil.rmtree(own.editions)
    programme = load_programme(own.programme_file)
    result = compute_editions(own, programme, take_in(own, programme), TODAY)
    assert result.released == []
    (problem,) = result.problems
    assert (problem.where, problem.what) == ("data/editions/2021-05", "is gone, and edition 2021-05 is online")
    with pytest.raises(PublicationRefused, match="is online"):
        by_hand(own)
    assert not own.editions.exists()
    assert problem.what in status.describe(own, programme, TODAY)
    shutil.rmtree(own.outputs)
    assert compute_editions(own, programme, take_in(own, programme), TODAY).released == [EDITION]


def some_workbook(workspace: Workspace) -> Path:
    return next(workspace.raw.glob("uwv/2021-*/*.xlsx"))


@pytest.mark.parametrize(
    ("lose", "said"),
    [
        pytest.param(Path.unlink, "is gone: a workbook that edition 2021-05 was made of", id="gone"),
        pytest.param(
            lambda path: path.write_bytes(b"another"),
            "is not the workbook that edition 2021-05 was made of",
            id="another",
        ),
    ],
)
def test_a_workbook_that_is_lost_is_told_loudly(own: Workspace, lose: Callable[[Path], object], said: str) -> None:
    """By a run and by verify, by its place."""
    lose(some_workbook(own))
    programme = load_programme(own.programme_file)
    (problem,) = compute_editions(own, programme, take_in(own, programme), TODAY).problems
    assert problem.what == said
    assert problem.where.startswith("data/raw/uwv/2021-")
    (verified,) = verify.verify(own, all_released(own))
    assert verified.problems == [problem]


@pytest.mark.parametrize(
    ("name", "said"), [("cube.json", "is not what was released"), ("inputs/layouts/hbel.toml", "is gone")]
)
def test_status_tells_what_stops_a_run(own: Workspace, name: str, said: str) -> None:
    """And no cause of a difference that has another: the damage."""
    late_delivery(own)
    programme = load_programme(own.programme_file)
    take_in(own, programme)
    before = status.describe(own, programme, TODAY)
    assert "known otherwise by now" in before
    assert "publish nothing" not in before
    path = edition_of(own).folder / name
    if name == CUBE_FILE:
        rewrite(path, lambda text: text.replace(", 242, ", ", 243, "))
    else:
        path.unlink()
    told = status.describe(own, programme, TODAY)
    assert f"publish nothing: data/editions/2021-05/{name} {said}" in told
    assert "known otherwise by now" not in told
    assert "leave the site" not in told


def test_status_tells_of_a_lost_workbook_before_a_run_does(own: Workspace) -> None:
    """What it counts would differ for no other reason."""
    lost = some_workbook(own)
    lost.unlink()
    told = status.describe(own, load_programme(own.programme_file), TODAY)
    assert f"publish nothing: {own.relative(lost)} is gone: a workbook" in told


def test_a_workbook_is_known_by_its_content(own: Workspace) -> None:
    """One that lies elsewhere below data/raw is found."""
    workbook = some_workbook(own)
    (own.raw / "elsewhere").mkdir()
    workbook.rename(own.raw / "elsewhere" / "x.xlsx")
    (verified,) = verify.verify(own, all_released(own))
    assert str(verified) == "Edition 2021-05: made again of 11 workbooks, and the same byte for byte"


# ------------------------------------------------------------ verified


def test_an_edition_is_verified_with_the_decisions_of_its_day(own: Workspace) -> None:
    """Whatever programme.toml, layouts and tables say by now; the workspace is not touched."""
    rewrite(own.programme_file, lambda text: text.replace("on_course = 0.95", "on_course = 0.90"))
    shutil.rmtree(own.layouts)
    shutil.rmtree(own.processed)
    before = {path: path.read_bytes() for path in own.data.parent.rglob("*") if path.is_file()}
    (verified,) = verify.verify(own, all_released(own))
    assert verified.problems == []
    assert {path: path.read_bytes() for path in own.data.parent.rglob("*") if path.is_file()} == before


def test_a_figure_that_is_not_what_the_workbooks_say_is_named(own: Workspace) -> None:
    """Also where somebody gave the manifest the digest of the changed cube: table, scope, indicator, was and is."""
    one = edition_of(own)
    rewrite(
        one.cube_file,
        lambda text: text.replace('null, "started", "2021-03-31", 242, 242, 242', "!", 1).replace(
            "!", 'null, "started", "2021-03-31", 250, 250, 250'
        ),
    )
    sha256 = digest(one.cube_file.read_bytes())
    rewrite(one.folder / MANIFEST_FILE, lambda text: text.replace(one.manifest.cube_sha256, sha256))
    (verified,) = verify.verify(own, all_released(own))
    where = "edition 2021-05 › cells › programme gooi-en-vechtstreek started 2021-03-31"
    assert [(problem.where, problem.what) for problem in verified.problems] == [
        (where, f"{column} was 250, is 242") for column in ("value", "low", "high")
    ]


def test_a_table_that_is_not_what_was_read_then_is_named(own: Workspace) -> None:
    """By its name."""
    tables = edition_of(own).manifest.tables
    rewrite(edition_of(own).folder / MANIFEST_FILE, lambda text: text.replace(tables["counts"], tables["plan"]))
    (verified,) = verify.verify(own, all_released(own))
    assert [problem.where for problem in verified.problems] == ["edition 2021-05 › table 'counts'"]


def test_another_key_is_told(own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the key that made it an edition cannot be made again."""
    (tmp_path / "other.key").write_text("x" * 64, "utf-8")
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(tmp_path / "other.key"))
    (verified,) = verify.verify(own, all_released(own))
    (problem,) = verified.problems
    assert "was made with another secret key (136aab93)" in problem.what
    assert "WERKMONITOR_KEY_FILE" in problem.remedy


def test_with_another_key_nothing_is_released(own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither read nor rounded anew: what was published and its revision would be two draws of the same count."""
    programme, tables = load_programme(own.programme_file), own.current_tables
    (tmp_path / "other.key").write_text("x" * 64, "utf-8")
    monkeypatch.setenv("WERKMONITOR_KEY_FILE", str(tmp_path / "other.key"))
    for refused in (lambda: run(own, programme, TODAY), lambda: by_hand(own, LATER, reason=REASON)):
        with pytest.raises(PublicationRefused, match="edition 2021-05: was made with another secret key"):
            refused()
    assert own.current_tables == tables
    assert [one.name for one in versions_of(own, EDITION)] == [EDITION]
    assert "stop: edition 2021-05 was made with another secret key" in status.describe(own, programme, TODAY)


@pytest.mark.parametrize(
    ("was", "expected"),
    [
        pytest.param({"lock": "0" * 64}, ["uv.lock"], id="another lock file"),
        pytest.param({"libraries": {"pandas": "2.0"}}, [], id="libraries that the lock file tells of"),
        pytest.param({"lock": None, "libraries": {"pandas": "2.0"}}, ["pandas"], id="no lock file, another library"),
        pytest.param({"code": "0" * 64}, ["its code"], id="other code of ours"),
        pytest.param({"python": "3.9.1"}, [], id="another Python"),
    ],
)
def test_what_is_another_version(was: dict[str, object], expected: list[str]) -> None:
    """The lock file counts; without one each library does."""
    now = Versions.here()
    then = now.model_copy(update=was)
    if then.lock is None:
        then = then.model_copy(update={"libraries": {**now.libraries, "pandas": "2.0"}})
    assert then.others(now) == expected


def test_under_other_versions_an_edition_is_the_same_figure_for_figure(own: Workspace) -> None:
    """Texts, tables and bytes may differ then; a figure may not. It says which of both it did."""
    one = edition_of(own)
    rewrite(one.folder / MANIFEST_FILE, lambda text: text.replace(str(one.manifest.versions.lock), "0" * 64))
    rewrite(one.cube_file, lambda text: text.replace("Inwoners met een afstand", "Mensen met een afstand"))
    sha256 = digest(one.cube_file.read_bytes())
    rewrite(one.folder / MANIFEST_FILE, lambda text: text.replace(one.manifest.cube_sha256, sha256))
    (verified,) = verify.verify(own, all_released(own))
    assert str(verified) == (
        "Edition 2021-05: made again of 11 workbooks, and the same figure for figure (since then changed: uv.lock)"
    )
    rewrite(one.cube_file, lambda text: re.sub(r'("started", "2021-03-31"), 242, 242', r"\1, 241, 242", text, count=1))
    sha256, before = digest(one.cube_file.read_bytes()), sha256
    rewrite(one.folder / MANIFEST_FILE, lambda text: text.replace(before, sha256))
    (verified,) = verify.verify(own, all_released(own))
    assert [problem.what for problem in verified.problems] == ["value was 241, is 242"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [([], ["2021-05", "2021-05 r2"]), (["2021-05"], ["2021-05", "2021-05 r2"]), (["2021-05", "r2"], ["2021-05 r2"]),
     (["2021-05 r1"], ["2021-05"]), (["2021-05/r2"], ["2021-05 r2"])],
)  # fmt: skip
def test_versions_are_asked_for_by_name(own: Workspace, asked: list[str], found: list[str]) -> None:
    """All, all of an edition, or one version."""
    shutil.copytree(edition_of(own).folder, own.editions / EDITION / "r2")
    assert [one.name for one in verify.find(own, asked)] == found


def test_what_was_cut_off_is_no_edition(own: Workspace) -> None:
    """A folder that a run was building when it was stopped counts for nothing."""
    shutil.copytree(edition_of(own).folder, own.editions / ".2022-01.new.x")
    assert [one.name for one in all_released(own)] == [EDITION]


def test_what_is_not_released_cannot_be_verified(own: Workspace, workspace: Workspace) -> None:
    """Near misses are named."""
    with pytest.raises(UsageError, match="did you mean '2021-05'"):
        verify.find(own, ["2021-06"])
    with pytest.raises(UsageError, match="none is released yet"):
        verify.find(workspace, [])


# ------------------------------------------------------------ released by hand


def by_hand(workspace: Workspace, today: date = TODAY, **options: object) -> ReleaseResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkmonitor.publish.svg.picture", no_picture)
        patch.setattr("werkmonitor.publish.site._addresses", lambda *_: [Address("programme")])  # one page says enough
        programme = load_programme(workspace.programme_file)
        return release(workspace, programme, EDITION, today, workers=there(Here()), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({}, "never changes in silence", id="released already"),
        pytest.param({"reason": "zo"}, "'zo' is no reason", id="no reason that says anything"),
        pytest.param({"reason": REASON, "until": date(2021, 7, 2)}, "is yet to come", id="of tomorrow"),
        pytest.param({"reason": REASON, "until": date(2021, 5, 6)}, "lies before 2021-05-07", id="of before"),
    ],
)
def test_a_revision_needs_a_reason(own: Workspace, options: dict[str, object], said: str) -> None:
    """And a day from the last one up to today."""
    with pytest.raises(UsageError, match=said):
        by_hand(own, **options)
    assert [one.name for one in versions_of(own, EDITION)] == [EDITION]


@pytest.mark.parametrize(
    ("change", "today", "options", "said"),
    [
        pytest.param(("adopted_", "# "), TODAY, {}, "nobody has adopted it", id="not adopted"),
        pytest.param(None, date(2021, 5, 13), {}, "may not be public before 2021-05-14", id="under embargo"),
        pytest.param(None, TODAY, {"reason": REASON}, "there is nothing to revise", id="nothing to revise"),
        pytest.param(None, TODAY, {"until": TODAY}, "is for a new version", id="a day of its own"),
    ],
)
def test_an_edition_is_released_when_it_may_be(
    own: Workspace, change: tuple[str, str] | None, today: date, options: dict[str, object], said: str
) -> None:
    """Adopted, and its publication date has come; the refusal says what to write where."""
    shutil.rmtree(own.editions)
    if change:
        rewrite(own.programme_file, lambda text: text.replace(*change))
    with pytest.raises((PublicationRefused, UsageError), match=said):
        by_hand(own, today, **options)
    assert not own.editions.exists()
    assert not own.site.exists()


def test_releasing_by_hand_gives_what_a_run_gives(own: Workspace, first: Workspace) -> None:
    """The same folder, and the edition online."""
    shutil.rmtree(own.editions)
    result = by_hand(own)
    assert result.released == edition_of(own)
    assert edition_of(own).manifest == edition_of(first).manifest
    assert (own.site / EDITION / "index.html").is_file()


# ------------------------------------------------------------ revised


def late_delivery(workspace: Workspace, received: str = "2021-07-28", more: int = 3) -> None:
    """Hilversum's list of a later state, with trajectories of before the as-of date that were not in it before."""
    (sent,) = workspace.raw.glob("gemeente-hilversum/2021-04*/*.xlsx")
    book = openpyxl.load_workbook(sent)
    book.worksheets[0]["A3"] = "Stand per 30-06-2021"
    for number in range(more):
        book.worksheets[0].append([f"HV9{number:03}", "Doorstroombaan Groen", "afstand", datetime(2021, 2, 10)])
    path = workspace.raw / "gemeente-hilversum" / received / "Deelnemers Hilversum nalevering.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)


def started(one: Released) -> int:
    """Of the programme, on the as-of date."""
    return next(
        int(row["value"])
        for row in one.cube["cells"]
        if (row["level"], row["indicator"], row["on"]) == ("programme", "started", one.cube.as_of)
    )


def test_what_arrives_late_gives_a_revision_when_a_person_says_so(own: Workspace) -> None:
    """A run changes nothing; a release with a reason makes the next version, and keeps the first."""
    before = {path: path.read_bytes() for path in edition_of(own).folder.rglob("*") if path.is_file()}
    late_delivery(own)
    programme = load_programme(own.programme_file)
    assert compute_editions(own, programme, take_in(own, programme), LATER, only=EDITION).computed == {}
    assert [one.name for one in versions_of(own, EDITION)] == [EDITION]

    released = by_hand(own, LATER, reason=REASON).released
    assert released is not None
    assert (released.name, released.shown) == ("2021-05 r2", "data/editions/2021-05/r2")
    assert cube_path(own, EDITION) == released.cube_file
    assert {path: path.read_bytes() for path in before} == before
    first, second = versions_of(own, EDITION)
    assert (started(first), started(second)) == (242, 245)
    edition = second.cube.edition
    assert (edition["revision"], edition["revision_reason"], edition["revised_on"]) == (2, REASON, "2021-08-02")
    assert (edition["as_of"], edition["deliveries_until"]) == ("2021-03-31", "2021-08-02")
    (told,) = [
        (row["was"], row["now"], row["since"], row["cause"])
        for row in second.cube["revisions"]
        if (row["level"], row["indicator"], row["on"]) == ("programme", "started", date(2021, 3, 31))
    ]
    assert told == (242, 245, "2021-05 r1", "late_record")
    assert "Dit is versie 2, herzien op 2 augustus 2021" in (own.site / EDITION / "index.html").read_text("utf-8")
    assert "Vervangen door versie 2" in (own.site / EDITION / "r1" / "index.html").read_text("utf-8")

    found = list(verify.verify(own, all_released(own)))
    assert [str(one) for one in found] == [
        "Edition 2021-05: made again of 11 workbooks, and the same byte for byte",
        "Edition 2021-05 r2: made again of 12 workbooks, and the same byte for byte",
    ]


def test_a_run_that_reads_something_new_tells_what_would_be_otherwise(own: Workspace) -> None:
    """Once: a night without news looks at nothing."""
    programme = load_programme(own.programme_file)
    late_delivery(own)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkmonitor.publish.svg.picture", no_picture)
        patch.setattr("werkmonitor.publish.site._addresses", lambda *_: [Address("programme")])
        first, second = (run(own, programme, TODAY, workers=there(Here())).notes for _ in range(2))
    (note,) = [one for one in first if EDITION in one]
    assert re.search(r"would say otherwise by now \(\d+ figures\): 'werkmonitor status' tells which", note)
    assert [one for one in second if EDITION in one] == []


def test_a_revision_knows_what_was_received_by_its_day(own: Workspace) -> None:
    """What came later is for the next one; a third version is compared with the second."""
    late_delivery(own, "2021-07-28", more=3)
    late_delivery(own, "2021-07-30", more=5)
    by_hand(own, LATER, reason=REASON, until=date(2021, 7, 28))
    by_hand(own, LATER, reason=REASON)
    assert [started(one) for one in versions_of(own, EDITION)] == [242, 245, 247]
    assert {row["since"] for row in edition_of(own).cube["revisions"]} == {"2021-05 r2"}


def test_the_team_sees_a_revision_as_it_was_made(own: Workspace) -> None:
    """Of the deliveries of that version, also when others of an earlier day have come since."""
    late_delivery(own, "2021-07-28", more=3)
    by_hand(own, LATER, reason=REASON)
    late_delivery(own, "2021-07-30", more=5)
    programme = load_programme(own.programme_file)
    take_in(own, programme)
    cube = team_cubes(own, programme, EDITION)[EDITION]
    assert (cube.edition["audience"], cube.edition["revision"]) == ("team", 2)
    on_the_day = (row for row in cube["cells"] if row["level"] == "programme" and row["on"] == cube.as_of)
    assert next(row["value"] for row in on_the_day if row["indicator"] == "started") == 245


def test_without_a_difference_there_is_no_revision(own: Workspace) -> None:
    """Nothing new, nothing else to say."""
    assert by_hand(own, LATER, reason=REASON).released is None
    assert [one.name for one in versions_of(own, EDITION)] == [EDITION]


def test_a_revision_may_lower_a_figure(own: Workspace) -> None:
    """A wrong figure is corrected, also where the rounded ones fall with it."""
    (own.data / "corrections.toml").write_text(CORRECTION, "utf-8")
    released = by_hand(own, LATER, reason="De opgave van UWV over Doorstroombaan Facilitair was te hoog.").released
    assert released is not None
    assert started(released) == 242 - 10
    assert {row["cause"] for row in released.cube["revisions"]} == {"our_correction"}
    (verified,) = verify.verify(own, [released])
    assert verified.problems == []


CORRECTION = """
[[corrections]]
file = "uwv/2021-04-15/UWV_GV_202103.xlsx"
sheet = "Rapport"
cell = "B7"
found = 12
use = 2
who = "contactpersoon UWV"
when = 2021-07-20
reason = "Verkeerde regel overgenomen"
"""
