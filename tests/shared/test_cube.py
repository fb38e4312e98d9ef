"""The cube on disk: readable, comparable, the same bytes for the same content."""

from datetime import date
from pathlib import Path

import pytest

from werkmonitor.cube import Cube, as_cube, cube_path, read_cube, read_rows, to_json, write_cube
from werkmonitor.errors import PublicationRefused
from werkmonitor.workspace import Workspace


@pytest.fixture
def cube() -> Cube:
    cell = {"level": "municipality", "code": "laren", "indicator": "placed", "on": date(2021, 3, 31)}
    return as_cube(
        {"id": "2021-05", "as_of": "2021-03-31", "is_concept": False},
        {"name": "Werken aan Werk"},
        {
            "cells": [{**cell, "value": 5, "low": 1, "high": 9, "base": 5}],
            "scopes": [
                {"level": "project", "code": "ict", "target_groups": ("jongeren", "zzp"), "name": "Instroom ICT"}
            ],
        },
    )


def test_a_cube_comes_back_as_it_was_written(cube: Cube, tmp_path: Path) -> None:
    """Frames and plain rows, to the byte."""
    write_cube(cube, tmp_path / "cube.json")
    again = read_cube(tmp_path / "cube.json")
    assert to_json(again) == to_json(cube)
    (cell,) = read_rows(tmp_path / "cube.json")["cells"]
    assert (cell["value"], cell["on"], cell["category"]) == (5, date(2021, 3, 31), None)


def test_one_row_a_line(cube: Cube) -> None:
    """So that any tool can compare two editions."""
    assert '["municipality", "laren", null, "placed", "2021-03-31", 5, 1, 9, 5]' in to_json(cube).splitlines()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "no cube"), ("{", "not a cube"), ('{"format": 99}', "format 99"), ("{}", "format")]
)
def test_what_is_no_cube_is_refused(tmp_path: Path, content: str | None, said: str) -> None:
    """Never a traceback, never half a cube."""
    file = tmp_path / "cube.json"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(PublicationRefused, match=said):
        read_cube(file)


def test_a_column_the_cube_does_not_have_is_refused() -> None:
    """What may be published is listed; nothing else gets in."""
    with pytest.raises(KeyError, match="person"):
        as_cube({}, {}, {"cells": [{"person": "x"}]})


def test_a_released_cube_goes_before_a_concept(workspace: Workspace, cube: Cube) -> None:
    """What was published is what is shown."""
    write_cube(cube, workspace.concepts / "2021-05" / "cube.json")
    assert cube_path(workspace, "2021-05").is_relative_to(workspace.outputs)
    write_cube(cube, workspace.editions / "2021-05" / "cube.json")
    assert cube_path(workspace, "2021-05").is_relative_to(workspace.data)
