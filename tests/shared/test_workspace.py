"""Written whole or not at all; found from anywhere below; one run at a time."""

from pathlib import Path

import pytest

from werkmonitor.errors import ConfigurationError, UsageError
from werkmonitor.workspace import Workspace, replaced_folder, write_file


def test_a_workspace_is_found_from_a_folder_below_it(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook in notebooks/ finds data/ beside it."""
    below = workspace.data.parent / "notebooks" / "mine"
    below.mkdir(parents=True)
    monkeypatch.delenv("WERKMONITOR_DATA", raising=False)
    monkeypatch.chdir(below)
    assert Workspace.find() == workspace


def test_a_folder_without_a_programme_is_refused(tmp_path: Path) -> None:
    """Where, what and remedy."""
    with pytest.raises(ConfigurationError, match=r"programme\.toml.*\n.*--data DIR"):
        Workspace.find(tmp_path)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """And no temporary file beside it."""
    file = tmp_path / "a.txt"
    write_file(file, "old")
    with pytest.raises(UnicodeEncodeError):
        write_file(file, "\ud800")
    assert (file.read_text("utf-8"), list(tmp_path.iterdir())) == ("old", [file])


def build(folder: Path, *, fail: bool = False) -> None:
    with replaced_folder(folder) as new:
        write_file(new / "page.html", "new")
        if fail:
            raise RuntimeError


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    """What was in the old one is gone, nothing is left beside it."""
    site = tmp_path / "site"
    write_file(site / "old.html", "old")
    build(site)
    assert [path.name for path in site.iterdir()] == ["page.html"]
    assert list(tmp_path.iterdir()) == [site]


def test_a_failed_build_leaves_the_old_folder(tmp_path: Path) -> None:
    """Complete, or not at all."""
    site = tmp_path / "site"
    write_file(site / "old.html", "old")
    with pytest.raises(RuntimeError):
        build(site, fail=True)
    assert [path.name for path in site.iterdir()] == ["old.html"]
    assert list(tmp_path.iterdir()) == [site]


def test_a_build_cut_off_between_its_two_renames_is_recovered(tmp_path: Path) -> None:
    """The old folder was set aside and the new one not yet put in place: the next build restores it first."""
    site = tmp_path / "site"
    write_file(tmp_path / ".site.old" / "old.html", "old")
    with pytest.raises(RuntimeError):
        build(site, fail=True)
    assert [path.name for path in site.iterdir()] == ["old.html"]


def test_two_runs_do_not_meet(workspace: Workspace) -> None:
    """The second one stops with a clear line."""
    with workspace.lock(), pytest.raises(UsageError, match="another run"), workspace.lock():
        pass
