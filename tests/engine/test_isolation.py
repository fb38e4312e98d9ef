"""Nothing one run does is seen by the next, and a run sees nothing of ours but environment and working directory."""

import ast
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import OURS, STOCK, Runner

UNTIDY = """
import builtins, gc, os, random, signal, sys, threading, types, warnings, subprocess
import pandas as pd
os.environ["LEFT_BEHIND"] = "yes"; os.environ.pop("HOME", None)
os.chdir("/"); os.umask(0o777)
sys.modules["left_behind"] = types.ModuleType("left_behind")
sys.path.insert(0, "/left/behind"); sys.argv.append("left")
builtins.left_behind = left_behind = 1; pd.left_behind = 1; pd.set_option("display.max_rows", 3)
warnings.simplefilter("error"); signal.signal(signal.SIGINT, signal.SIG_IGN); sys.setrecursionlimit(5000)
file = open("/dev/null"); threading.Thread(target=threading.Event().wait, daemon=True).start(); gc.disable()
get_ipython().Completer.left_behind = 1
sleeper = subprocess.Popen(["sleep", "60"])
print(os.getpid(), sleeper.pid)
"""
SEEN = """
import builtins, gc, os, random, signal, sys, threading, warnings
import pandas as pd
umask = os.umask(0); os.umask(umask)
print([
    dict(os.environ), os.getcwd(), umask, sorted(os.listdir("/proc/self/fd")),
    [name for name in sys.modules if "left" in name], sys.path, sys.argv,
    [key for of in (builtins, pd, get_ipython().Completer) for key in vars(of) if "left" in key],
    [key for key in globals() if "left" in key], pd.get_option("display.max_rows"),
    str(warnings.filters), str(signal.getsignal(signal.SIGINT)), sys.getrecursionlimit(),
    len(threading.enumerate()), gc.isenabled(), len(In), len(Out),
])
"""


def processes_below(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text("ascii").split()):
            found += [child, *processes_below(child)]
    return found


def is_running(pid: int) -> bool:
    """Whether there is such a process, be it a zombie of ours; orphaned zombies are for the system to reap."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return (state, parent) != ("Z", "1")


def test_what_a_run_leaves_behind_the_next_does_not_see(run: Runner) -> None:
    """Environment, folder, modules, settings, files, threads and processes are as they were."""
    before = run(SEEN).text(0)
    untidy = run(UNTIDY)
    assert untidy.error is None
    assert run(SEEN).text(0) == before
    assert not any(map(is_running, map(int, untidy.text(0).split())))


def test_a_run_sees_our_environment_and_folder_of_the_moment(
    run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As a kernel started now would; papermill's `cwd` too."""
    monkeypatch.setenv("EDITION", "2021-2")
    monkeypatch.chdir(tmp_path)
    cell = "import os\nprint(os.environ['EDITION'], os.getcwd(), end='')"
    assert run(cell).text(0) == f"2021-2 {tmp_path}"
    (tmp_path / "below").mkdir()
    assert run(cell, cwd=tmp_path / "below").text(0) == f"2021-2 {tmp_path / 'below'}"


def test_a_run_sees_nothing_else_of_ours(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what we imported, patched or set, as in a stock kernel."""
    monkeypatch.setitem(sys.modules, "ours", sys)
    monkeypatch.setattr(os, "ours", 1, raising=False)
    monkeypatch.syspath_prepend("/ours")
    cell = """
import os, sys, warnings
'ours' in sys.modules, hasattr(os, 'ours'), sys.path, sorted(map(str, warnings.filters))
"""
    ours, stock = (ast.literal_eval(run(cell, engine).text(0)) for engine in (OURS, STOCK))
    assert ours[:3] == stock[:3]
    assert set(stock[3]) <= set(ours[3])  # pandas, imported beforehand, has some of its own


def test_runs_draw_other_random_numbers(run: Runner) -> None:
    """Forks share no random state, of Python's or of numpy's."""
    cell = "import random, numpy\nprint(random.random(), numpy.random.random())"
    first, second = (run(cell).text(0).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_we_keep_nothing_of_a_run(run: Runner) -> None:
    """No open files, no threads' worth of processes, no zombies; our own folder and environment as they were."""

    def ours() -> Any:
        descriptors = sorted(path.name for path in Path("/proc/self/fd").iterdir())
        return descriptors, processes_below(os.getpid()), Path.cwd(), dict(os.environ)

    run("1")
    before = ours()
    for cells in ("1", UNTIDY, "import os\nos._exit(1)"):
        run(cells)
    assert ours() == before
