"""A workspace at a URL: here for the time of a command, whole there at every moment, and nothing lost on failure."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem
from typer.testing import CliRunner

from tests.publish.example import write_example
from werkmonitor import cli
from werkmonitor.errors import ConfigurationError, PublicationRefused, UsageError, WerkmonitorError
from werkmonitor.remote import opened
from werkmonitor.workspace import Workspace, write_file

DATA, OUTPUTS = "memory://region/data", "memory://region/outputs"
Files = dict[str, str]

# What stands there at first: one edition, its page, and what the analyst keeps.
STANDING = """
data/programme.toml                     1
data/raw/uwv/2021-05-07/stand.xlsx      1
data/editions/2021-05/cube.json         1
data/editions/2021-05/manifest.json     1
data/processed/current                  1
data/processed/aaa/counts.parquet       1
notebooks/project.ipynb                 1
outputs/site/index.html                 1
outputs/site/2021-05/index.html         1
outputs/site/2021-05/project/a.html     1
outputs/site/2021-05/project/b.html     1
"""
# What a run makes of it: a second edition; links to it on the old pages; a page that is gone, and old tables.
MADE = """
data/editions/2022-01/cube.json         2
data/editions/2022-01/manifest.json     2
data/processed/current                  2
data/processed/bbb/counts.parquet       2
outputs/site/index.html                 2
outputs/site/2021-05/index.html         2
outputs/site/2021-05/project/a.html     2
outputs/site/2022-01/index.html         2
outputs/site/2022-01/project/a.html     2
"""
GONE = ["data/processed/aaa/counts.parquet", "outputs/site/2021-05/project/b.html"]


def drawn(text: str) -> Files:
    return dict(line.split() for line in text.strip().splitlines())


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryFileSystem]:
    """A file system that is not of this machine, with what stands there at first."""
    for name in ("WERKMONITOR_DATA", "WERKMONITOR_OUTPUTS"):
        monkeypatch.delenv(name, raising=False)
    files = fsspec.filesystem("memory")
    files.pipe({f"/region/{path}": text.encode() for path, text in drawn(STANDING).items()})
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def held(files: MemoryFileSystem) -> Files:
    return {path.removeprefix("/region/"): files.cat_file(path).decode() for path in files.find("/region")}


def work(workspace: Workspace) -> None:
    """What a run does, in the mirror."""
    for path, text in drawn(MADE).items():
        write_file(workspace.data.parent / path, text)
    for path in GONE:
        (workspace.data.parent / path).unlink()


AFTER = {path: text for path, text in {**drawn(STANDING), **drawn(MADE)}.items() if path not in GONE}


def test_everything_comes_down_and_what_changed_goes_up(there: MemoryFileSystem) -> None:
    """Outputs lie beside data, as in a folder; notebooks of the workspace's own come too."""
    with opened(DATA) as workspace:
        assert workspace.outputs == workspace.data.parent / "outputs"
        assert workspace.notebooks == workspace.data.parent / "notebooks"
        below = (path for path in workspace.data.parent.rglob("*") if path.is_file())
        assert {path.relative_to(workspace.data.parent).as_posix() for path in below} == set(drawn(STANDING))
        assert workspace.address(workspace.site / "index.html") == "memory://region/outputs/site/index.html"
        work(workspace)
    assert held(there) == AFTER
    assert not workspace.data.exists()


def test_what_is_not_ours_to_write_stays(there: MemoryFileSystem) -> None:
    """Deliveries, layouts and programme.toml never change there, nor does anything hidden go up."""
    with opened(DATA) as workspace:
        for path in ("raw/uwv/2021-05-07/stand.xlsx", "raw/new.xlsx", "programme.toml", "processed/.lock"):
            write_file(workspace.data / path, "2")
        write_file(workspace.outputs / ".site.new.1" / "index.html", "2")
    assert held(there) == drawn(STANDING)


def commits(monkeypatch: pytest.MonkeyPatch, most: float = float("inf")) -> list[str]:
    """The files as they appear there; after so many of them the network is gone."""
    told: list[str] = []
    commit, remove = MemoryFile.commit, MemoryFileSystem.rm_file

    def noted(file: MemoryFile) -> None:
        if not file.path.endswith(".lock"):
            if len(told) >= most:
                raise OSError("the network is gone")
            told.append(file.path)
        commit(file)

    def removed(files: MemoryFileSystem, path: str) -> None:
        if not path.endswith(".lock"):
            told.append(f"- {path}")
        remove(files, path)

    monkeypatch.setattr(MemoryFile, "commit", noted)
    monkeypatch.setattr(MemoryFileSystem, "rm_file", removed)
    return told


def test_what_points_at_others_follows_them(there: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures before pages, new before changed, the front page of all editions last; only then what is gone goes."""
    told = commits(monkeypatch)
    with opened(DATA) as workspace:
        work(workspace)
    assert [path.removeprefix("/region/") for path in told] == [
        "data/editions/2022-01/manifest.json",
        "data/processed/bbb/counts.parquet",
        "data/editions/2022-01/cube.json",
        "data/processed/current",
        "- /region/data/processed/aaa/counts.parquet",
        "outputs/site/2022-01/project/a.html",
        "outputs/site/2021-05/project/a.html",
        "outputs/site/2022-01/index.html",
        "outputs/site/2021-05/index.html",
        "outputs/site/index.html",
        "- /region/outputs/site/2021-05/project/b.html",
    ]


@pytest.mark.parametrize("most", range(9))
def test_cut_off_anywhere_it_is_whole(there: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """However many files came over: the tables in force are there, an edition with its manifest, every page linked."""
    with monkeypatch.context() as patch:
        commits(patch, most)
        with (
            pytest.raises(PublicationRefused, match=r"cannot be written \(OSError: the network is gone\)"),
            opened(DATA) as it,
        ):
            work(it)
    found = held(there)
    tables = {"1": "aaa", "2": "bbb"}[found["data/processed/current"]]
    assert f"data/processed/{tables}/counts.parquet" in found
    for edition in ("2021-05", "2022-01"):
        assert f"data/editions/{edition}/cube.json" not in found or f"data/editions/{edition}/manifest.json" in found
    if found["outputs/site/index.html"] == "2":
        assert {path: text for path, text in found.items() if text == "2"} == drawn(MADE)
    if any(path.startswith("outputs/site/2022-01") for path in found):
        assert found["data/editions/2022-01/cube.json"] == "2"
    with opened(DATA) as workspace:  # and the next run makes up for it
        for path in drawn(MADE):
            write_file(workspace.data.parent / path, "2")
        for path in GONE:
            (workspace.data.parent / path).unlink(missing_ok=True)
    assert held(there) == AFTER


def test_nothing_new_writes_nothing(there: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was made again as it was is not sent."""
    told = commits(monkeypatch)
    with opened(DATA) as workspace:
        write_file(workspace.site / "index.html", "1")
    assert told == []


def test_what_stands_when_the_work_fails_goes_up(there: MemoryFileSystem) -> None:
    """As it would stay in a folder: the next run goes on from there."""

    def fail() -> None:
        with opened(DATA) as workspace:
            work(workspace)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert held(there) == AFTER


def test_two_runs_do_not_meet(there: MemoryFileSystem) -> None:
    """The second stops with a clear line, who only looks does not; afterwards the lock is gone."""
    with opened(DATA):
        with (
            pytest.raises(UsageError, match=r"another run is at work here \(.*, process \d+\)\n.*remove .*/\.lock"),
            opened(DATA),
        ):
            pytest.fail("two runs at once")
        with opened(DATA, writes=False) as looked_at:
            work(looked_at)
    assert held(there) == drawn(STANDING)


@pytest.mark.parametrize(("data", "outputs"), [(DATA, "{here}"), ("{here}", OUTPUTS), ("{here}", None)])
def test_either_folder_may_be_here(there: MemoryFileSystem, tmp_path: Path, data: str, outputs: str | None) -> None:
    """Data there and outputs in a folder, or the other way round; or both here, as ever."""
    write_file(tmp_path / "programme.toml", "")
    data, outputs = data.format(here=tmp_path), outputs and outputs.format(here=tmp_path)
    with opened(data, outputs) as workspace:
        write_file(workspace.editions / "2022-01" / "cube.json", "2")
        write_file(workspace.site / "new.html", "2")
    where = tmp_path if outputs is None else tmp_path / "site"
    assert ("data/editions/2022-01/cube.json" in held(there)) == (data == DATA)
    assert ("outputs/site/new.html" in held(there)) == (outputs == OUTPUTS)
    assert (tmp_path / "editions" / "2022-01" / "cube.json").is_file() == (data != DATA)
    assert (where / "new.html").is_file() == (outputs not in (OUTPUTS, None))


def test_confirmations_go_up_too(there: MemoryFileSystem) -> None:
    """A single file beside the folders that are written; nothing else of data is."""
    with opened(DATA) as workspace:
        write_file(workspace.data / "signoffs.toml", "2")
        write_file(workspace.data / "corrections.toml", "2")
    assert "data/signoffs.toml" in held(there)
    assert "data/corrections.toml" not in held(there)


def test_a_file_url_is_a_folder(tmp_path: Path) -> None:
    """Nothing is copied: the same folder by another name."""
    write_file(tmp_path / "data" / "programme.toml", "")
    with opened(f"file://{tmp_path.as_posix()}/data") as workspace:
        assert workspace == Workspace(tmp_path / "data", tmp_path / "outputs")


@pytest.mark.parametrize(
    ("data", "options", "expected"),
    [
        ("memory://region", {}, "memory://region: there is no programme.toml here\n    → name the folder"),
        ("nosuch://region/data", {}, "nosuch://region/data: cannot be opened (Protocol not known: nosuch)"),
        (
            "far://me:secret@region/data",
            {},
            "far://region/data: needs a library that is not installed\n    → Install far",
        ),
        (DATA, {"receives": True}, "deliveries are not received at a URL\n    → put the workbook there yourself"),
    ],
)
def test_a_place_that_will_not_do_is_told(
    there: MemoryFileSystem, data: str, options: dict[str, bool], expected: str
) -> None:
    """Where, what and remedy, without the password; and nothing is left there."""
    fsspec.register_implementation("far", "no_such_module.Far", clobber=True, errtxt="Install far")
    with pytest.raises(WerkmonitorError) as told, opened(data, **options):
        pytest.fail("there is nothing to open")
    assert expected in str(told.value)
    assert "secret" not in str(told.value)
    assert held(there) == drawn(STANDING)


def test_a_place_that_cannot_be_read_is_told(there: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the library of the file system raises; the lock does not stay."""

    def denied(*_: object, **__: object) -> None:
        raise RuntimeError("403 Forbidden\nand more")

    monkeypatch.setattr(MemoryFileSystem, "get", denied)
    with pytest.raises(ConfigurationError, match=r"cannot be read \(RuntimeError: 403 Forbidden\)"), opened(DATA):
        pytest.fail("there is nothing to open")
    assert held(there) == drawn(STANDING)


def test_a_name_that_leads_elsewhere_is_refused(there: MemoryFileSystem) -> None:
    """A bucket may hold any name; none is written outside the private folder."""
    there.store["/region/data/../../elsewhere"] = there.store["/region/data/programme.toml"]
    with pytest.raises(ConfigurationError, match="a file named"), opened(DATA):
        pytest.fail("it was taken in")


def test_a_command_on_a_url(there: MemoryFileSystem, tmp_path: Path) -> None:
    """`publish` of one monitor: the page is there, and the line that says so gives its URL."""
    write_example(tmp_path / "data", ("2022-11",))
    there.rm("/region", recursive=True)
    there.put(str(tmp_path / "data"), "/region/data", recursive=True)
    done = CliRunner().invoke(cli.app, ["publish", "--only", "project/zorgstart", "--data", DATA])
    assert done.exit_code == 0, done.output
    assert "1 monitors, 1 made now → memory://region/outputs/preview/index.html" in done.output
    found = there.find("/region")
    assert "/region/outputs/preview/2022-11/project/zorgstart.html" in found
    assert not [path for path in found if "/." in path]
