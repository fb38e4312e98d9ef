"""The example reconciles; whatever row is taken out of it, of a table or of a cube, the next run fails loudly."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.conftest import run_cli
from tests.example_run.test_again import digest
from werkmonitor.cube import CubeRows, cube_path, read_rows, to_json
from werkmonitor.editions import all_released, versions_of
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures.reconciliation import reconcile_edition
from werkmonitor.pipeline import take_in
from werkmonitor.programme import Programme
from werkmonitor.tables import SCHEMAS, read_tables
from werkmonitor.workspace import Workspace

EDITIONS = ("2021-05", "2022-01", "2022-07", "2022-11")


def test_everything_in_the_example_agrees(example: Workspace) -> None:
    """Every check of the tables and of all four editions, as a table."""
    said = run_cli("reconcile", example)
    assert [line for line in said.splitlines() if line.startswith(("tables", "edition"))] == [
        "tables",
        *(f"edition {edition}" for edition in EDITIONS),
    ]
    assert "checks, all passed" in said
    assert "weesp stays in" in said
    of_one = run_cli("reconcile 2022-07", example)
    assert "edition 2022-07" in of_one
    assert "edition 2022-11" not in of_one


def test_a_row_that_is_removed_from_any_table_stops_the_run(standing: Workspace, programme: Programme) -> None:
    """Also when nothing else changed: nothing is read, nothing is published, and what stood stays."""
    draw = np.random.default_rng(20221125)
    folder = standing.current_tables
    assert folder is not None
    before = digest(standing.site), digest(standing.editions)
    for name in SCHEMAS:
        file = folder / f"{name}.parquet"
        content = file.read_bytes()
        frame = pd.read_parquet(file)
        file.unlink()  # it may be linked to an older snapshot
        frame.drop(index=draw.integers(len(frame))).to_parquet(file)
        with pytest.raises(PublicationRefused) as refused:
            take_in(standing, programme)
        told = "\n".join(map(str, refused.value.problems))
        assert "not as they were written" in told
        if name not in ("findings", "deliveries", "observations"):
            assert "facts in the tables" in told, name
        file.unlink()
        file.write_bytes(content)
    assert take_in(standing, programme).read == ()
    assert (digest(standing.site), digest(standing.editions)) == before


def test_a_run_and_the_command_say_what_is_gone_and_how_it_comes_back(standing: Workspace) -> None:
    """Exit 3 with the file that a row is missing of; reading all again mends the tables."""
    folder = standing.current_tables
    assert folder is not None
    file = folder / "trajectories.parquet"
    frame = pd.read_parquet(file)
    file.unlink()
    frame.iloc[1:].to_parquet(file)
    for command in (
        "run",
        "intake",
        "reconcile 2022-11",
        "trace 2022-11 placed",
        "trace --row 0",
        "publish --audience team",
    ):
        said = run_cli(command, standing, expect=3)
        assert "rows kept, " in said
        assert "run 'werkmonitor run --force'" in said
    run_cli("intake --force", standing)
    run_cli("reconcile 2022-11", standing)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_row_that_is_removed_from_a_cube_fails(example: Workspace, programme: Programme, edition: str) -> None:
    """A dozen random rows of figures, goals, plan and revisions, one at a time: none can be missed."""
    (newest,) = versions_of(example, edition)
    tables, wanted = read_tables(example), programme.edition(edition)
    earlier = [one.cube for one in all_released(example, EDITIONS) if one.cube.as_of < wanted.as_of]
    draw = np.random.default_rng(EDITIONS.index(edition))
    for table in ("cells", "goals", "plan", "revisions"):
        rows = [row for row in newest.cube[table] if _must_be_there(row)]
        for place in draw.choice(len(rows), size=min(3, len(rows)), replace=False):
            left = [row for row in newest.cube[table] if row is not rows[place]]
            cube = CubeRows(newest.cube.edition, newest.cube.programme, {**newest.cube.tables, table: left})
            checks = reconcile_edition(cube, newest.origin, tables, wanted, earlier)
            assert not all(check.is_passed for check in checks), (table, rows[place])


def _must_be_there(row: dict[str, Any]) -> bool:
    """Not the plan of a scope that has points of its own, nor of one whose projects are not all planned."""
    return "base" in row or "cause" in row or "version" in row or row["level"] == "project"


def test_a_cube_that_was_changed_after_its_release_is_named(standing: Workspace) -> None:
    """By its manifest, and by what does not add up any more."""
    path = cube_path(standing, "2022-07")
    cube = read_rows(path)
    cell = next(row for row in cube["cells"] if row["level"] == "category" and row["base"] == 1)
    cell |= {name: cell[name] + 1 for name in ("value", "low", "high")}
    path.chmod(0o644)
    path.write_text(to_json(cube), "utf-8")
    said = run_cli("reconcile 2022-07", standing, expect=3)
    assert "data/editions/2022-07/cube.json" in said
    assert f"exact figures = tables › category · {cell['code']}" in said


def test_a_late_delivery_is_told_with_its_cause(standing: Workspace) -> None:
    """`status` says of every released edition what a revision would say otherwise."""
    said = run_cli("status", standing)
    assert "known otherwise by now, for a revision:" in said
    assert "project zorgstart, Gestarte trajecten until 2022-03-31: 212 → 218 (late records)" in said


def test_revisions_on_pages_have_their_cause(example: Workspace) -> None:
    """The late records of the care coalition: on the page of the programme, of the category, and of the project."""
    for page in ("index.html", "categorie/scholingstrajecten.html", "project/zorgstart.html"):
        html = (example.site / "2022-11" / page).read_text("utf-8")
        assert "Oorzaak" in html, page
        assert "nalevering" in html, page
