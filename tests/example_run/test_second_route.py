"""The main figures of every edition, counted again from the raw workbooks by a route without our code, are the same."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.example_run import second_route
from tests.example_run.second_route import EDITIONS, PLACED, STARTED, TRAINED, figures, register
from werkmonitor.workspace import Workspace

INDICATORS = (STARTED, TRAINED, PLACED)


def cube_of(example: Workspace, edition: str) -> dict[str, list[dict[str, Any]]]:
    """A released edition's tables, read as anybody can: lists of rows by name."""
    content = json.loads((example.editions / edition / "cube.json").read_text("utf-8"))
    return {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in content.items()
        if isinstance(table, dict) and "rows" in table
    }


def counted_again(raw: Path, edition: str) -> dict[tuple[str, str, str], int]:
    """(level, code or name, indicator) → count, of the programme, every category, sector and project."""
    counts, projects = figures(raw, EDITIONS[edition]), register(raw, EDITIONS[edition])
    found = {("programme", "gooi-en-vechtstreek", indicator): 0 for indicator in INDICATORS}
    for code, about in projects.items():
        scopes = [("programme", "gooi-en-vechtstreek"), ("category", about["category"]), ("project", code)]
        if about["sector"] in ("zorg", "zorg-welzijn"):
            scopes.append(("sector", "zorg"))
        for level, name in scopes:
            for indicator in INDICATORS:
                found[level, name, indicator] = found.get((level, name, indicator), 0) + counts[code, indicator]
    assert sum(counts.values()) == sum(found["programme", "gooi-en-vechtstreek", indicator] for indicator in INDICATORS)
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_counted_again_every_main_figure_is_the_same(example: Workspace, edition: str) -> None:
    """Exact figures are equal, rounded ones have the count within their bounds; what is not shown is nil."""
    cube, again = cube_of(example, edition), counted_again(example.raw, edition)
    names = {row["name"]: row["code"] for row in cube["scopes"] if row["level"] == "category"}
    shown = {
        (row["level"], row["code"], row["indicator"]): (row["low"], row["high"])
        for row in cube["cells"]
        if row["on"] == EDITIONS[edition].as_of.isoformat() and row["category"] is None
    }
    compared = 0
    for (level, name, indicator), count in again.items():
        low, high = shown.get((level, names.get(name, name), indicator), (0, 0))
        assert low <= count <= high, (level, name, indicator)
        compared += low == high
    assert compared >= 60
    assert {level for level, *_ in again} == {"programme", "category", "project", "sector"}


def test_every_project_of_the_workbooks_is_compared(example: Workspace) -> None:
    """22 projects in figures, five categories, one sector, the programme: three indicators each."""
    assert len(counted_again(example.raw, "2022-11")) == (22 + 5 + 1 + 1) * 3


def test_the_second_route_shares_no_code() -> None:
    """Nothing of werkmonitor is imported, nor anything that reads workbooks for it."""
    tree = ast.parse(Path(second_route.__file__).read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert not imported & {"werkmonitor", "tests", "examples", "python_calamine", "pandas"}
