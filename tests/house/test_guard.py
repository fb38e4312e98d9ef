"""Real deliveries cannot be committed by accident."""

import subprocess
from pathlib import Path

import pytest

from examples.guard import LISTS, ROOT, strangers


def test_every_workbook_in_git_is_a_listed_example() -> None:
    """Nothing but the fictional deliveries is tracked."""
    assert strangers() == []


@pytest.mark.parametrize(
    "name",
    [
        "data/raw/gemeente-laren/2021-05-07/stand.xlsx",
        "data/raw/uwv/2021-05-07/notitie.txt",
        "examples/rivierenland/data/raw/taalaanbieders/2022-02-03/notitie.txt",
        "examples/rivierenland/deelnemers.xlsx",
        "deelnemers.xlsx",
    ],
)
def test_a_real_workbook_that_was_added_by_force_is_named(tmp_path: Path, name: str) -> None:
    """A file in git that is not one of the examples is a stranger, wherever it lies."""
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"real people")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-f", name], cwd=tmp_path, check=True)
    assert strangers(tmp_path) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "data/raw/uwv/2023-05-07/stand.xlsx",
        "data/raw/uwv/2023-05-07/x.csv",
        "examples/rivierenland/data/raw/uwv/2023-05-07/x.csv",
        "list.ods",
    ],
)
def test_git_ignores_workbooks(name: str) -> None:
    """An ordinary `git add` passes them by."""
    assert subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_list_is_in_git(file: Path) -> None:
    """A list of examples is itself committed."""
    assert subprocess.run(["git", "check-ignore", "-q", str(file)], cwd=ROOT, check=False).returncode == 1


def test_a_template_of_the_letter_is_no_delivery(tmp_path: Path) -> None:
    """A municipality may keep its own in git; a Word document among the deliveries is a stranger."""
    assert subprocess.run(["git", "check-ignore", "-q", "data/brief.docx"], cwd=ROOT, check=False).returncode == 1
    for name in ("data/brief.docx", "data/raw/uwv/2021-05-07/brief.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"a letter")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-f", "data"], cwd=tmp_path, check=True)
    assert strangers(tmp_path) == ["data/raw/uwv/2021-05-07/brief.docx"]
