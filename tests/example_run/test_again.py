"""Run again, elsewhere, in another time zone: the same bytes. Run when nothing is new: nothing happens."""

import hashlib
from pathlib import Path

from tests.conftest import copy_data, run_cli
from werkmonitor.workspace import Workspace


def digest(folder: Path, pattern: str = "*") -> dict[str, str]:
    """Every file below a folder with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob(pattern))
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_second_run_does_nothing(standing: Workspace) -> None:
    """Idempotent and quiet: no notebook is run and nothing is written anew."""
    before = {path: path.stat().st_mtime_ns for path in standing.site.rglob("*")}
    said = run_cli("run", standing)
    assert "nothing to do" in said
    assert {path: path.stat().st_mtime_ns for path in standing.site.rglob("*")} == before


def test_built_anew_in_another_time_zone_it_is_the_same_to_the_byte(example: Workspace, tmp_path: Path) -> None:
    """From the raw workbooks alone: tables, cubes, manifests and pages, with another hash seed and language too."""
    anew = Workspace(tmp_path / "anew" / "data", tmp_path / "anew" / "outputs")
    copy_data(anew.data)
    elsewhere = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    run_cli("run", anew, **elsewhere)
    assert digest(anew.processed, "*.parquet") == digest(example.processed, "*.parquet")
    assert digest(anew.editions) == digest(example.editions)
    assert digest(anew.site) == digest(example.site)
