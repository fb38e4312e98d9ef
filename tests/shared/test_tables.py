"""Tidy tables: the same content gives the same bytes, and one rule says which deliveries count at a moment."""

from datetime import date

import pandas as pd
import pytest

from werkmonitor.errors import UsageError
from werkmonitor.tables import as_table, current_snapshot, in_force, read_table, save_snapshot
from werkmonitor.workspace import Workspace

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
    assert current_snapshot(workspace) == workspace.processed / first


def test_a_column_the_table_does_not_have_is_refused() -> None:
    """Nothing slips into the tidy store."""
    with pytest.raises(KeyError, match="bsn"):
        as_table("trajectories", [{"bsn": "x"}])


@pytest.mark.parametrize(("name", "said"), [("trajectorys", "trajectories"), ("counts", "werkmonitor intake")])
def test_reading_what_is_not_there_says_what_to_do(workspace: Workspace, name: str, said: str) -> None:
    """An unknown table gets the near miss, an empty workspace the command."""
    with pytest.raises(UsageError, match=said):
        read_table(workspace, name)
