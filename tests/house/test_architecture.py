"""Who may import whom, and which library lives in which room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[2] / "lib" / "werkmonitor"

# Shared modules import only what stands to the left of them in this order.
SHARED = (
    "errors",
    "fingerprints",
    "workspace",
    "limits",
    "models",
    "indicators",
    "programme",
    "keys",
    "tables",
    "cube",
    "traces",
)
ROOMS = {
    "intake": {"errors", "fingerprints", "workspace", "limits", "models", "indicators", "programme", "keys", "tables"},
    "figures": {"errors", "workspace", "indicators", "programme", "keys", "tables", "cube", "traces"},
    "publish": {"errors", "fingerprints", "workspace", "programme", "cube", "traces", "engine"},
    "engine": {"errors"},
    "remote": {"errors", "fingerprints", "workspace"},
    "explore": {"errors", "workspace", "programme", "tables"},
    "editions": {*SHARED, "figures"},
    "signoffs": {*SHARED, "figures"},
    "signoff_pages": {*SHARED, "figures", "publish", "signoffs", "pipeline"},
    "pipeline": {*SHARED, "intake", "figures", "publish", "editions", "signoffs"},
    "release": {*SHARED, "figures", "publish", "editions", "pipeline"},
    "verify": {*SHARED, "figures", "editions", "pipeline"},
    "reconciling": {*SHARED, "figures", "editions", "pipeline"},
    "tracing": {*SHARED, "figures", "editions"},
    "team_pages": {"programme", "traces", "publish", "figures", "signoff_pages"},
    "team": {*SHARED, "figures", "publish", "editions", "pipeline", "tracing", "team_pages"},
    "status": {*SHARED, "pipeline", "publish", "editions", "signoffs"},
    "cli": {
        *SHARED,
        "intake",
        "publish",
        "pipeline",
        "status",
        "remote",
        "release",
        "verify",
        "reconciling",
        "tracing",
        "signoff_pages",
        "team",
    },
    "__main__": {"cli"},
    "__init__": {"late"},
    "late": set(),
}
HOMES = {
    "python_calamine": {"intake"},
    "openpyxl": {"intake"},
    "defusedxml": {"intake", "publish"},
    "msoffcrypto": {"intake"},
    "olefile": {"intake"},
    "xlrd": {"intake"},
    "xlsxwriter": {"intake", "publish"},
    "highspy": {"figures"},
    "altair": {"publish", "explore"},
    "vl_convert": {"publish", "explore"},
    "papermill": {"publish", "engine"},
    "ipykernel": {"engine"},
    "jupyter_client": {"engine"},
    "zmq": {"engine"},
    "nbconvert": {"publish"},
    "docx": {"publish"},
    "docxtpl": {"publish"},
    "nbformat": {"publish", "engine"},
    "lxml": {"publish"},
    "tinycss2": {"publish"},
    "typer": {"cli"},
    "rich": {"cli"},
    "pyarrow": {"tables", "intake"},
    "filelock": {"workspace"},
    "distributed": {"publish"},
    "fsspec": {"remote"},
    "pydantic": {"models", "indicators", "programme", "intake", "editions", "signoffs"},
}


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(room: str, source: str) -> list[str]:
    """What a module of a room imports although it may not."""
    wrong = []
    known = {*SHARED, *ROOMS}
    for name in imports(source):
        top, _, rest = name.partition(".")
        if top == "werkmonitor":
            part = rest.split(".")[0]
            allowed = set(SHARED[: SHARED.index(room)]) if room in SHARED else ROOMS[room] | {room}
            if part in known and part not in allowed:
                wrong.append(f"{room} imports {part}")
        elif room not in HOMES.get(top, {room}):
            wrong.append(f"{room} imports {top}, which lives in {', '.join(sorted(HOMES[top]))}")
    return wrong


def modules() -> list[Path]:
    return sorted(LIB.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(LIB).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(LIB).as_posix())
def test_every_module_imports_only_what_its_room_may(path: Path) -> None:
    """intake and figures meet in the tables; figures and publish meet in the cube."""
    assert violations(room_of(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("room", "planted"),
    [
        ("intake", "from werkmonitor.figures import observe"),
        ("figures", "import werkmonitor.intake.cells"),
        ("publish", "from werkmonitor.tables import read_table"),
        ("publish", "def f():\n    from werkmonitor import figures"),
        ("errors", "from werkmonitor.workspace import Workspace"),
        ("figures", "import python_calamine"),
        ("intake", "import altair as alt"),
        ("tables", "import highspy"),
        ("engine", "from werkmonitor.publish import monitors"),
    ],
)
def test_a_planted_violation_is_found(room: str, planted: str) -> None:
    """The guard itself works, also inside functions."""
    assert violations(room, planted)


def test_every_module_has_a_room() -> None:
    """A new room is given its place in the table above."""
    assert {room_of(path) for path in modules()} <= {*SHARED, *ROOMS}
