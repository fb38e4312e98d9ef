"""A monitor knows its own part of the cube: enough for its whole page, and no more."""

from pathlib import Path

import pytest

from tests.publish.example import example_cube
from werkmonitor.cube import to_json
from werkmonitor.publish.facts import Facts, vocabulary
from werkmonitor.publish.monitors import MONITORS
from werkmonitor.publish.monitors.base import Monitor
from werkmonitor.publish.slices import slice_of
from werkmonitor.workspace import Workspace

PARTS = {"link_to", "headline", "measured", "counts", "rounding_note", "mark_rounded", "state", "not_delivered"}
"""Public methods of a monitor that are no questions."""

EDITIONS = ("2021-05", "2022-11")


def scopes(facts: Facts) -> list[tuple[str, str]]:
    """Every monitor but the programme's, as (kind, code)."""
    return [(kind, code) for kind, codes in vocabulary(facts, []).items() for code in codes]


def answers(kind: str, code: str, facts: Facts) -> dict[str, object]:
    """The answer to every question a notebook may ask of a monitor."""
    monitor: Monitor = MONITORS[kind](facts, facts.scope(kind, code))
    questions = [
        name
        for name in dir(monitor)
        if not name.startswith("_") and name not in PARTS and callable(getattr(monitor, name))
    ]
    assert {"head", "conclusion", "definitions"} <= set(questions)
    return {name: getattr(monitor, name)().content for name in questions}


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_part_answers_as_the_whole_does(edition: str) -> None:
    """Every question of every category, municipality and project: the same answer from the part as from the cube."""
    facts = Facts.of(example_cube(edition))
    for kind, code in scopes(facts):
        assert answers(kind, code, slice_of(facts, kind, code)) == answers(kind, code, facts), (kind, code)


def test_a_part_of_a_part_is_that_part() -> None:
    """A notebook that is given a part takes its part of that: nothing changes."""
    facts = Facts.of(example_cube("2022-11"))
    for kind, code in [("programme", ""), *scopes(facts)]:
        part = slice_of(facts, kind, code)
        assert to_json(slice_of(part, kind, code).rows) == to_json(part.rows)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(
            ("progress", {"level": "project", "code": "zorgstart"}, {"value": 291}),
            {"programme", "category/scholingstrajecten", "project/zorgstart"},
            id="a project's figure",
        ),
        pytest.param(
            ("cells", {"level": "municipality", "code": "eemnes"}, {"value": 10, "low": 6, "high": 14}),
            {"programme", "municipality/eemnes"},
            id="a municipality's figure",
        ),
        pytest.param(
            ("results", {"project": "regionale-benchmark"}, {"text": "anders"}),
            {"programme", "category/versterken-arbeidsmarkt", "project/regionale-benchmark"},
            id="a result in words",
        ),
        pytest.param(("partners", {"state": "delivered"}, {"as_of_on": "2022-09-01"}), {"programme"}, id="a delivery"),
    ],
)
def test_a_change_reaches_the_monitors_that_show_it_and_no_other(
    changed: tuple[str, dict[str, str], dict[str, object]], expected: set[str]
) -> None:
    """Of 41 monitors only those whose part of the cube is other than it was."""
    table, where, values = changed
    before = Facts.of(example_cube("2022-11"))
    after = Facts.of(example_cube("2022-11"))
    rows = [row for row in after.rows[table] if all(row[key] == value for key, value in where.items())]
    rows = [row for row in rows if row.get("category") is None]
    assert rows
    for row in rows:
        row.update(values)
    touched = {
        "/".join(filter(None, (kind, code)))
        for kind, code in [("programme", ""), *scopes(before)]
        if to_json(slice_of(before, kind, code).rows) != to_json(slice_of(after, kind, code).rows)
    }
    assert touched == expected


def test_the_part_is_all_that_a_notebook_gets(released: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """open_monitor keeps the rest of the edition away, whatever a notebook asks."""
    monkeypatch.setenv("WERKMONITOR_DATA", str(released.data))
    from werkmonitor import open_monitor

    monitor = open_monitor("project", edition="2022-11", project="zorgstart")
    assert {row["code"] for row in monitor.facts.rows["progress"]} == {"zorgstart"}
    assert Path(released.editions / "2022-11" / "cube.json").stat().st_size > 5 * len(to_json(monitor.facts.rows))
