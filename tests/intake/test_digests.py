"""What an intake depends on, part by part: the same parts, the same tables."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from werkmonitor import intake
from werkmonitor.programme import Programme, load_programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
LIST = "gemeente-hilversum/2021-04-21/Deelnemers Hilversum 2021-03.xlsx"


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """A workspace with one delivery."""
    (workspace.raw / LIST).parent.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / LIST, workspace.raw / LIST)
    return workspace


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def changed(workspace: Workspace, change: Callable[[Workspace], None]) -> set[str]:
    """The parts that are new, gone or other after a change."""
    was = intake.inputs(workspace, load_programme(workspace.programme_file))
    change(workspace)
    now = intake.inputs(workspace, load_programme(workspace.programme_file))
    return {part for part in {**was, **now} if was.get(part) != now.get(part)}


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        pytest.param(lambda w: os.utime(w.raw / LIST, (0, 0)), set(), id="a file touched"),
        pytest.param(lambda w: (w.raw / LIST).write_bytes(b"x"), {f"data/raw/{LIST}"}, id="other bytes"),
        pytest.param(lambda w: (w.raw / "new.xlsx").write_bytes(b"x"), {"data/raw/new.xlsx"}, id="a new file"),
        pytest.param(lambda w: (w.raw / LIST).unlink(), {f"data/raw/{LIST}"}, id="a file gone"),
        pytest.param(
            lambda w: (w.layouts / "hbel.toml").write_bytes(b""), {"layouts/hbel.toml"}, id="the layout of one partner"
        ),
        pytest.param(
            lambda w: (w.data / "corrections.toml").write_text("# none", "utf-8"),
            {"corrections.toml"},
            id="corrections",
        ),
        pytest.param(
            lambda w: replaced(w.programme_file, '"Bussum"', '"Bussem"'), {"programme.toml"}, id="a place of residence"
        ),
        pytest.param(
            lambda w: replaced(w.programme_file, 'personal_columns = ["Deelnemernummer"]', "personal_columns = []"),
            {"partners/gemeente-hilversum"},
            id="the agreement with one partner",
        ),
        pytest.param(
            lambda w: replaced(w.programme_file, "number = 1", "number = 11"), set(), id="an edition's number"
        ),
        pytest.param(
            lambda w: (w.data / "example.key").write_text("0" * 64, "utf-8"), {"key"}, id="the key for pseudonyms"
        ),
    ],
)
def test_a_change_shows_in_its_own_part(begun: Workspace, change: Callable[[Workspace], None], parts: set[str]) -> None:
    """And in no other: what the tables do not depend on is not in it."""
    assert changed(begun, change) == parts


def test_the_key_itself_is_in_no_part(begun: Workspace, programme: Programme) -> None:
    """A digest that leads nowhere, also for who has it printed."""
    key = (begun.data / "example.key").read_text("utf-8").split()[-1]
    assert not any(key in digest for digest in intake.inputs(begun, programme).values())


def test_nothing_heavy_is_loaded(begun: Workspace) -> None:
    """A run that finds nothing new does not pay for pandas."""
    program = (
        "import sys; from werkmonitor import intake; from werkmonitor.workspace import Workspace; "
        "from werkmonitor.programme import load_programme; work = Workspace.find(); "
        "intake.inputs(work, load_programme(work.programme_file)); "
        "print(*sorted({'pandas', 'pyarrow', 'python_calamine'} & set(sys.modules)))"
    )
    environment = os.environ | {"WERKMONITOR_DATA": str(begun.data)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == ""
