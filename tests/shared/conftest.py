"""A workspace with one released edition, made of the real example workbooks of its day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from werkmonitor.pipeline import compute_editions, take_in
from werkmonitor.programme import load_programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The first example edition, released, with what was received by then. Nobody changes it."""
    folder = tmp_path_factory.mktemp("first")
    workspace = Workspace(folder / "data", folder / "outputs")
    shutil.copytree(ROOT / "data", workspace.data, ignore=shutil.ignore_patterns("processed", "editions", "2022-*"))
    for late in [path for path in workspace.raw.glob("*/2021-*") if path.name > "2021-05-07"]:
        shutil.rmtree(late)
    programme = load_programme(workspace.programme_file)
    result = compute_editions(workspace, programme, take_in(workspace, programme), date(2021, 7, 1))
    assert (result.released, result.problems) == (["2021-05"], [])
    return workspace


@pytest.fixture
def own(first: Workspace, tmp_path: Path) -> Workspace:
    """That, to change and to break at will."""
    shutil.copytree(first.data.parent, tmp_path / "own")
    return Workspace(tmp_path / "own" / "data", tmp_path / "own" / "outputs")
