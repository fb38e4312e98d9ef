"""Notebooks are thin: a question, then one call that answers it."""

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Lambda, ast.ListComp)

by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def test_the_notebooks_are_there() -> None:
    """One per kind of monitor, and one to explore in."""
    assert {path.stem for path in NOTEBOOKS} == {"programme", "category", "municipality", "project", "explore"}


@by_name
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    """No output, no execution count, nothing a machine left behind."""
    subprocess.run([sys.executable, "-m", "nbstripout", "--keep-id", "--verify", str(path)], check=True)


@by_name
def test_a_notebook_is_thin(path: Path) -> None:
    """At most eight lines a cell; no definitions, loops, branches, paths or group-bys."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for cell in cells:
        assert len(cell.source.splitlines()) <= 8, cell.source
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, FORBIDDEN)], cell.source
        assert "groupby" not in cell.source
        assert ".parquet" not in cell.source
        assert ".json" not in cell.source


@by_name
def test_a_call_follows_a_question_in_prose(path: Path) -> None:
    """Between two calls stands text, so that a reader knows what the next answer is about."""
    kinds = [cell.cell_type for cell in nbformat.read(path, as_version=4).cells]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") >= kinds.count("code") // 2
