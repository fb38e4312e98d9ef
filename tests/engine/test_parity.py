"""What our engine makes of a notebook is what papermill's own makes of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import OURS, STOCK, Outcome, Runner
from werkmonitor.workspace import Workspace

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

NOTEBOOK = r"""
import os, sys, time
print("to stdout"); print("to stderr", file=sys.stderr); print("to stdout again")
---
print("no newline", end="")
---
print("over\rwritten"); print("12\b3"); sys.stdout.flush(); print("café €")
---
print("one", flush=True); print("two"); time.sleep(0.5); print("three"); time.sleep(0.4); print("4", file=sys.stderr)
---
sys.stdout.write("written"), sys.stdout.isatty(), sys.stdout.encoding, sys.stderr.name
---
import subprocess
subprocess.run(["echo", "from a program"]); os.write(2, b"from a descriptor\n"); time.sleep(0.3)
---
!echo from a shell; echo to its stderr >&2
---
lines = !echo captured
lines
---
import threading
thread = threading.Thread(target=print, args=["from a thread"]); thread.start(); thread.join()
---
threading.Thread(target=lambda: 1 / 0, name="t").start(); time.sleep(0.3)
---
print("x" * 300_000)  # more than a pipe holds
---
class Html:
    def _repr_html_(self): return "<b>html</b>"
Html()
---
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "bundle", "application/x+json": {"a": (1, 2.5, None, True)}}, {"text/plain": {"m": 1}}
Bundle()
---
from IPython.display import HTML, JSON, Image, Markdown, SVG, clear_output, display, update_display
handle = display("first", display_id="shown"); display(HTML("<i>x</i>"), Markdown("*m*"))
handle
---
update_display("second", display_id="shown"); display("once more", display_id="shown")
---
handle.update(HTML("third")); display(Bundle(), metadata={"q": 1})
---
display(Image(data=b"\x89PNG\r\n\x1a\n1234", format="png"), JSON({"a": 1}), SVG("<svg/>"))
---
display({"text/plain": "raw", "image/png": b"123"}, raw=True)
---
display({"application/json": {1: object()}}, raw=True)
---
for i in range(3):
    clear_output(wait=True); print(i)
---
print("gone"); clear_output(); print("kept"); clear_output(wait=True)
---
1 + 1; 2
---
3;
---
_, __, _22, len(In), len(Out)
---
1 / 0
--- raises-exception
1 / 0
--- skip-execution
print("never")
---
def fall(n):
    if n: return fall(n - 1)
    raise ValueError("boom\nsecond line")
try:
    fall(3)
except ValueError as error:
    raise KeyError("other") from error
---
depth = 0
def endless():
    global depth
    depth += 1
    endless()
try: endless()
except RecursionError: print(depth)  # the traceback says how often a frame repeats
---
raise ExceptionGroup("group", [ValueError(1), TypeError("t")])
---
exec("raise ValueError('in exec')")
---
def bad(:
---
if True:
print(1)
---
import json; json.loads("{")
---
class Unprintable:
    def __repr__(self): raise ValueError("in repr")
Unprintable()
---
class Unspeakable(Exception):
    def __str__(self): raise RuntimeError("no words")
raise Unspeakable
---
raise KeyboardInterrupt
---
import signal
os.kill(os.getpid(), signal.SIGINT); time.sleep(1)
---
input("name?")
---
import getpass; getpass.getpass()
---
sys.stdin.read()
---
import asyncio
await asyncio.sleep(0.01); print("slept")
"done"
---
async def numbers():
    yield 1
async for number in numbers(): print(number)
await asyncio.wait_for(asyncio.sleep(10), 0.01)
---
background = asyncio.create_task(asyncio.sleep(0.01, "from the background")); asyncio.get_event_loop().is_running()
---
await background
---
asyncio.run(numbers())
---
import warnings; warnings.warn("careful"); warnings.warn("old", DeprecationWarning)
---
import logging; logging.warning("logged")
---
%%bash
echo bash; echo to its stderr >&2
---
%%capture captured
print("captured")
---
captured.stdout
---
%who
---
%no_such_magic
---
%tb
---
len?
---
get_ipython().run_cell("1/0"); 5
---
import ipywidgets
area = ipywidgets.Output()
display(area)
with area: print("inside"); display("shown inside")
---
area.clear_output()
with area: print("afterwards")
ipywidgets.IntSlider(value=3)
---
import pandas as pd
table = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}); table
---
table.nope
---
pd.DataFrame([range(30)], columns=[f"a column with a long name {n}" for n in range(30)])
---
sys.path, sys.flags, __name__, sys.modules["__main__"].__dict__ is globals(), os.getcwd()
---
signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGCHLD).name
---
sorted({*os.environ} - {"PYDEVD_USE_FRAME_EVAL"}), os.environ["JPY_PARENT_PID"]  # that one debugpy sets
---
type(get_ipython()).__name__, "IPKernelApp" in get_ipython().config
---
sys.exit(0)
---
sys.exit(3)
---
raise SystemExit("bye")
---
print("last"); print("to stderr", file=sys.stderr)
"end"
"""

WIDGETS = "application/vnd.jupyter.widget-state+json"
CELLS = NOTEBOOK.count("\n---") + 1
VOLATILE = [
    (r"ipykernel_\d+/", "ipykernel_N/"),  # the folder of cells, by process
    (r"0x[0-9a-f]{6,}", "0xN"),
    (r'"(IPY_MODEL_)?[0-9a-f]{32}"', '"id"'),  # of widgets
]


def lasting(value: Any) -> Any:
    """A value as JSON without what differs between any two runs."""
    text = json.dumps(value, indent=1, sort_keys=True)
    for pattern, replacement in VOLATILE:
        text = re.sub(pattern, replacement, text)
    return text


def shape(cell: Any) -> Any:
    """A cell without its times."""
    metadata = dict(cell.metadata)
    metadata["execution"] = sorted(metadata.get("execution", {}))
    metadata["papermill"] = {key: metadata["papermill"][key] for key in ("status", "exception")}
    return lasting([cell.source, cell.execution_count, metadata, cell.outputs])


@pytest.fixture(scope="module")
def both(run: Runner) -> tuple[Outcome, Outcome]:
    """The notebook run through to its end with both engines."""
    options = {"allow_errors": True, "request_save_on_cell_execute": False, "execution_timeout": 60}
    return run(NOTEBOOK, OURS, **options), run(NOTEBOOK, STOCK, **options)


@pytest.mark.parametrize("number", range(CELLS), ids=NOTEBOOK.split("\n---"))
def test_a_cell_gives_what_it_gives_in_a_stock_kernel(both: tuple[Outcome, Outcome], number: int) -> None:
    """Streams, displays, updates, errors and their tracebacks, counts, metadata."""
    ours, stock = both
    assert shape(ours.cells[number]) == shape(stock.cells[number])


def test_the_whole_was_run(both: tuple[Outcome, Outcome]) -> None:
    """The comparison is of something."""
    assert len(both[0].cells) == CELLS
    assert both[0].text(CELLS - 1) == "last\nto stderr\n'end'"


def test_the_notebook_around_the_cells_is_the_same(both: tuple[Outcome, Outcome]) -> None:
    """Language, widgets' state, and what papermill notes of a run."""
    ours, stock = (outcome.notebook.metadata for outcome in both)
    assert ours.language_info == stock.language_info
    widgets = [sorted(map(lasting, of[WIDGETS]["state"].values())) for of in (ours.widgets, stock.widgets)]
    assert widgets[0] == widgets[1]
    assert "afterwards" in "".join(widgets[0])
    assert ours.papermill.keys() == stock.papermill.keys()


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("print(1)\n---\n1/0\n---\nprint('not run')", {}),
        ("print(1)\n--- raises-exception\n1/0\n---\nprint('run')", {}),
        ("import sys\n---\nsys.exit(0)\n---\nprint('not run')", {}),
        ("import os, time\n---\nprint('x', flush=True); time.sleep(0.2); os._exit(7)\n---\nprint('not run')", {}),
        ("import os, time\n---\ntime.sleep(0.2); os.kill(os.getpid(), 11)\n---\nprint('not run')", {}),
        ("import time\n---\ntime.sleep(30)\n---\nprint('not run')", {"execution_timeout": 1}),
        ("import time\n---\ntime.sleep(30)\n---\nprint('run')", {"execution_timeout": 1, "interrupt_on_timeout": True}),
    ],
    ids=["error", "allowed error", "sys.exit", "crash", "signal", "hang", "hang, interrupted"],
)
def test_a_run_that_fails_fails_in_the_same_way(run: Runner, text: str, options: dict[str, Any]) -> None:
    """The same exception with the same words, the same cells done, failed and not run."""
    ours, stock = run(text, OURS, **options), run(text, STOCK, **options)
    assert (type(ours.error), str(ours.error)) == (type(stock.error), str(stock.error))
    assert [shape(cell) for cell in ours.cells] == [shape(cell) for cell in stock.cells]


@pytest.mark.parametrize(
    ("notebook", "parameters"),
    [
        ("programme", {"edition": "2021-05"}),
        ("category", {"edition": "2022-11", "category": "scholingstrajecten"}),
        ("municipality", {"edition": "2022-07", "municipality": "hilversum"}),
        ("project", {"edition": "2022-11", "project": "zorgstart"}),
        ("project", {"edition": "2022-11", "project": "regionale-benchmark"}),
        ("explore", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value.values()),
)
def test_our_own_notebooks_say_the_same(
    run: Runner, example: Workspace, monkeypatch: pytest.MonkeyPatch, notebook: str, parameters: dict[str, str]
) -> None:
    """Every notebook there is, on the example: each cell, and all its outputs."""
    monkeypatch.setenv("WERKMONITOR_DATA", str(example.data))
    path = NOTEBOOKS / f"{notebook}.ipynb"
    ours, stock = (run(path, engine, parameters=parameters) for engine in (OURS, STOCK))
    assert (ours.error, stock.error) == (None, None)
    assert any(cell.outputs for cell in ours.cells)
    assert [shape(cell) for cell in ours.cells] == [shape(cell) for cell in stock.cells]


def test_every_notebook_is_compared() -> None:
    """A new one is added above."""
    compared = {"programme", "category", "municipality", "project", "explore"}
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == compared
