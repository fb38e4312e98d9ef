"""Tidy tables: the same content gives the same bytes, and one rule says which deliveries count at a moment."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkmonitor.errors import UsageError
from werkmonitor.tables import (
    SCHEMAS,
    as_table,
    from_arrow,
    in_force,
    read_table,
    save_snapshot,
    to_arrow,
)
from werkmonitor.workspace import Workspace, is_as_written

DELIVERIES = """
id | layout  | coverage    | as of      | received   | state
a  | list    | since_start | 2021-03-31 | 2021-05-01 | accepted
b  | list    | since_start | 2021-09-30 | 2021-11-01 | remarks
c  | list    | since_start | 2022-03-31 | 2022-05-01 | refused
d  | stand   | as_of       | 2021-03-31 | 2021-05-02 | accepted
e  | stand   | as_of       | 2021-09-30 | 2021-11-02 | accepted
f  | stand   | as_of       | 2021-09-30 | 2021-11-20 | accepted
"""


def deliveries(text: str) -> pd.DataFrame:
    _, *lines = text.strip().splitlines()
    columns = ("delivery_id", "layout", "coverage", "as_of_on", "received_on", "state")
    rows = [dict(zip(columns, map(str.strip, line.split("|")), strict=True)) for line in lines]
    return as_table("deliveries", [{**row, "partner": "uwv", "file": row["delivery_id"] + ".xlsx"} for row in rows])


@pytest.mark.parametrize(
    ("known_until", "expected"),
    [
        pytest.param(date(2021, 4, 30), "", id="nothing received yet"),
        pytest.param(date(2021, 5, 1), "a", id="the first list"),
        pytest.param(date(2021, 10, 1), "a d", id="a list and a standing"),
        pytest.param(date(2021, 11, 2), "b d e", id="a later list replaces, a later standing adds"),
        pytest.param(date(2021, 12, 1), "b d f", id="a standing sent again replaces its own date"),
        pytest.param(None, "b d f", id="a refused delivery replaces nothing"),
    ],
)
def test_the_deliveries_in_force(known_until: date | None, expected: str) -> None:
    """As known at a moment: an edition can be rebuilt years later."""
    assert " ".join(sorted(in_force(deliveries(DELIVERIES), known_until)["delivery_id"])) == expected


def test_a_table_comes_back_as_it_was_saved(workspace: Workspace) -> None:
    """Types, missing values, lists and dates survive; columns not given are missing, not zero."""
    rows = [
        {"delivery_id": "a", "cell": "A14", "target_groups": ("jongeren", "zzp"), "started_on": date(2021, 3, 1)},
        {"delivery_id": "b", "cell": "A15", "target_groups": (), "started_on": None},
    ]
    saved = as_table("trajectories", rows)
    save_snapshot(workspace, {"trajectories": saved})
    pd.testing.assert_frame_equal(read_table(workspace, "trajectories"), saved)
    assert saved["person"].isna().all()


def test_the_same_tables_are_the_same_snapshot(workspace: Workspace) -> None:
    """A snapshot is named after its content; the pointer follows the last one saved."""
    one = as_table("counts", [{"delivery_id": "a", "low": 1, "high": 4}])
    other = as_table("counts", [{"delivery_id": "a", "low": 2, "high": 4}])
    first = save_snapshot(workspace, {"counts": one})
    second = save_snapshot(workspace, {"counts": other})
    assert first != second
    assert save_snapshot(workspace, {"counts": one}) == first
    assert workspace.current_tables == workspace.processed / first


def test_a_table_that_did_not_change_is_not_written_again(workspace: Workspace) -> None:
    """In the next snapshot it is the same file under a second name; a changed one is another."""
    projects = as_table("projects", [{"delivery_id": "a", "project": "zorgstart"}])
    folders = []
    for low in (1, 2):
        counts = as_table("counts", [{"delivery_id": "a", "low": low, "high": 4}])
        folders.append(workspace.processed / save_snapshot(workspace, {"projects": projects, "counts": counts}))
    before, after = folders
    same = {name for name in SCHEMAS if (before / f"{name}.parquet").samefile(after / f"{name}.parquet")}
    assert same == set(SCHEMAS) - {"counts"}


words = st.none() | st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), max_size=5)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "project": words,
            "aliases": st.lists(words.filter(lambda word: word is not None), max_size=3).map(tuple),
            "capacity": st.none() | st.integers(-(10**12), 10**12),
            "is_fictional": st.none() | st.booleans(),
            "starts_on": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        }
    ),
    max_size=8,
)


@given(ROWS)
def test_nothing_is_lost_in_arrow(rows: list[dict[str, Any]]) -> None:
    """Every value of every type, an empty text as an empty text; but lists are sorted, and no list is an empty one."""
    table = as_table("projects", rows)
    found = from_arrow("projects", to_arrow("projects", table))
    in_order = [row | {"aliases": tuple(sorted(row["aliases"])), "target_groups": ()} for row in rows]
    pd.testing.assert_frame_equal(found, as_table("projects", in_order))
    written = to_arrow("projects", table).to_pylist()
    assert [{name: row[name] for name in given} for row, given in zip(written, rows, strict=True)] == [
        row | {"aliases": sorted(row["aliases"])} for row in rows
    ]


def test_a_column_the_table_does_not_have_is_refused() -> None:
    """Nothing slips into the tidy store."""
    with pytest.raises(KeyError, match="bsn"):
        as_table("trajectories", [{"bsn": "x"}])


@pytest.mark.parametrize(("name", "said"), [("trajectorys", "trajectories"), ("counts", "werkmonitor intake")])
def test_reading_what_is_not_there_says_what_to_do(workspace: Workspace, name: str, said: str) -> None:
    """An unknown table gets the near miss, an empty workspace the command."""
    with pytest.raises(UsageError, match=said):
        read_table(workspace, name)


def test_a_snapshot_says_whether_it_is_as_it_was_written_and_is_mended_when_it_is_not(workspace: Workspace) -> None:
    """A row that is taken out changes what it holds; saving the same tables again puts it back, under the same name."""
    results = as_table("results", [{"project": "zorgstart", "text": "Een kaart"}, {"project": "groen", "text": "Twee"}])
    snapshot = save_snapshot(workspace, {"results": results})
    folder = workspace.processed / snapshot
    assert is_as_written(folder)
    (folder / "results.parquet").unlink()
    results.iloc[:1].to_parquet(folder / "results.parquet")
    assert not is_as_written(folder)
    assert save_snapshot(workspace, {"results": results}) == snapshot
    assert is_as_written(folder)
    (folder / "counts.parquet").unlink()
    assert not is_as_written(folder)
