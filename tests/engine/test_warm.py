"""The warm process: what it imports, how long it lives, and when papermill's own engine serves instead."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import papermill
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from tests.engine.conftest import STOCK, Outcome, Runner, notebook_of
from tests.engine.test_isolation import is_running, processes_below
from werkmonitor.engine import engine_name, kernels, warm

WHO = "import os\nos.getppid()"


def parent_of_run(run: Runner) -> int:
    """The process a run was forked from; with the stock engine, this one."""
    return int(run(WHO).text(0))


def until(condition: Callable[[], bool]) -> bool:
    """Whether something comes to be within a minute."""
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_runs_are_forked_from_one_process_that_imported_beforehand(run: Runner) -> None:
    """Not from us; and its imports are those of the list."""
    cell = "import os, sys\nprint(os.getppid(), all(name in sys.modules for name in ('pandas', 'werkmonitor.cube')))"
    first, second = run(cell).text(0), run(cell).text(0)
    assert first == second
    assert first.split()[1] == "True"
    assert int(first.split()[0]) != os.getpid()


def test_the_shell_needs_nothing_more_to_start(run: Runner) -> None:
    """What every run would import for itself is in the list, so that a run costs little."""
    names = [*warm.SHELL, *warm.PRELOAD]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    known = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=True).stdout
    own = {"runpy", "werkmonitor.engine.nursery"}  # how the warm process itself was started
    assert set(run("import sys; print(*sys.modules)").text(0).split()) - set(known.split()) <= own


def test_the_shell_needs_nothing_more_to_show_and_fail(run: Runner) -> None:
    """Nor later, at a first display and a first traceback."""
    cells = """
import sys; known = set(sys.modules)
---
from IPython.display import HTML, display; display(HTML("x")); 1
--- raises-exception
1 / 0
---
sorted(set(sys.modules) - known)
"""
    assert run(cells).text(3) == "[]"


def test_another_list_is_another_process(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """WERKMONITOR_PRELOAD; what does not exist is for the notebook to notice."""
    cell = "import sys\n[name in sys.modules for name in ('pandas', 'wave')]"
    monkeypatch.setenv("WERKMONITOR_PRELOAD", "wave, no_such_module")
    assert run(cell).text(0) == "[False, True]"


def test_settings_read_at_the_start_of_python_hold(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash seed, for one: a new warm process serves it."""
    monkeypatch.setenv("WERKMONITOR_PRELOAD", "")
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        code = "print(hash('a'))"
        expected = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert run(code).text(0) == expected


def test_a_warm_process_that_died_is_replaced(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run starts another, and the dead one leaves no zombie."""
    monkeypatch.setenv("WERKMONITOR_PRELOAD", "")
    first = parent_of_run(run)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: warm.warm_process().process.pid != first)
    assert parent_of_run(run) != first
    assert not is_running(first)


def test_it_is_not_troubled_by_what_we_do(run: Runner) -> None:
    """vl-convert at work here, threads, locks held: a fork of ourselves might hang there."""
    import vl_convert

    svg = """vl_convert.vegalite_to_svg({"data": {"values": [{"a": 1}]}, "mark": "bar"})"""
    assert eval(svg, {"vl_convert": vl_convert})  # noqa: S307
    held = threading.Lock()
    thread = threading.Thread(target=lambda: held.acquire(timeout=60))
    with held:
        thread.start()
        assert run(f"import vl_convert\nlen({svg}) > 99").text(0) == "True"
    thread.join()


def run_alone(text: str) -> Outcome:
    """A run that writes no file."""
    return Outcome(
        papermill.execute_notebook(notebook_of(text), None, engine_name="werkmonitor", progress_bar=False), None
    )


def test_processes_forked_from_ours_share_it(run: Runner) -> None:
    """A pool of workers needs one warm process, not one each."""
    parent = parent_of_run(run)
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        assert [result.text(0) for result in pool.map(run_alone, [WHO] * 4)] == [str(parent)] * 4
    assert parent_of_run(run) == parent


SCRIPT = """
    import papermill, sys
    from tests.engine.conftest import notebook_of
    cell = "import os, time\\nopen(os.environ['NOTE'], 'w').write(f'{os.getpid()} {os.getppid()}')\\n" + sys.argv[1]
    papermill.execute_notebook(notebook_of(cell), None, engine_name="werkmonitor", progress_bar=False)
"""


def asker(note: Path, cell: str) -> subprocess.Popen[str]:
    """A process that runs a notebook, which notes its own number and that of the warm process."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), cell],
        env=os.environ | {"NOTE": str(note), "WERKMONITOR_PRELOAD": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_nothing_outlives_the_process_that_ran_papermill(tmp_path: Path) -> None:
    """Whether that ends by Ctrl-C or is killed, in the middle of a cell."""
    notes = {number: tmp_path / number.name for number in (signal.SIGINT, signal.SIGKILL)}
    askers = {number: asker(note, "time.sleep(60)") for number, note in notes.items()}
    for number in notes:
        assert until(lambda note=notes[number]: note.exists() and len(note.read_text("ascii").split()) == 2)  # type: ignore[misc]
        askers[number].send_signal(number)
    for number, process in askers.items():
        _, errors = process.communicate(timeout=60)  # ends only when nobody holds its output open
        assert process.returncode == -number or (number == signal.SIGINT and "KeyboardInterrupt" in errors)
        for pid in map(int, notes[number].read_text("ascii").split()):
            assert until(lambda pid=pid: not is_running(pid))  # type: ignore[misc]


def test_a_service_without_output_can_run_it(tmp_path: Path) -> None:
    """Standard input, output and error closed, as some schedulers leave them."""
    note = tmp_path / "note"
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), "print(1)"]
    closing = "import os, sys\nfor number in range(3): os.close(number)\nos.execv(sys.argv[1], sys.argv[1:])"
    environment = os.environ | {"NOTE": str(note), "WERKMONITOR_PRELOAD": ""}
    subprocess.run([sys.executable, "-c", closing, *command], env=environment, check=True, timeout=60)
    assert note.exists()


@pytest.fixture
def other_kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Kernel specifications that are not simply this Python's ipykernel."""
    python3 = KernelSpecManager().get_kernel_spec("python3")
    launch = python3.argv[1:]
    specs = {
        "same": {"argv": [sys.executable, *launch], "language": "python", "env": {"FROM_SPEC": "yes"}},
        "elsewhere": {"argv": ["/opt/other/bin/python3", *launch], "language": "python"},
        "wrapped": {"argv": [sys.executable, "-m", "own_launcher", "-f", "{connection_file}"], "language": "python"},
        "provisioned": {
            "argv": python3.argv,
            "language": "python",
            "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}},
        },
    }
    for name, spec in specs.items():
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps({"display_name": name} | spec), "utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


@pytest.mark.usefixtures("other_kernels")
@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("python3", True),
        ("same", True),
        ("elsewhere", False),
        ("wrapped", False),
        ("provisioned", False),
        ("absent", False),
    ],
)
def test_only_this_pythons_kernel_is_forked(name: str, ours: bool) -> None:
    """Any other notebook is for the stock engine."""
    assert kernels.can_fork(name) is ours


@pytest.mark.usefixtures("other_kernels")
def test_another_kernel_runs_as_with_the_stock_engine(run: Runner) -> None:
    """It is started by jupyter_client, from this process; what a specification sets is set."""
    assert int(run(WHO, kernel="provisioned").text(0)) == os.getpid()
    assert run("import os\nos.environ['FROM_SPEC']", kernel="same").text(0) == "'yes'"


def test_without_fork_the_stock_engine_serves(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setattr(warm, "AVAILABLE", False)
    assert engine_name() is STOCK
    assert parent_of_run(run) == os.getpid()


def test_when_the_warm_process_does_not_start_the_stock_engine_serves_and_says_so(
    run: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No run fails for want of speed."""
    monkeypatch.setenv("WERKMONITOR_PRELOAD", "antigravity_" * 9)  # its own warm process
    monkeypatch.setattr(warm.WarmProcess, "ready", lambda *_: False)
    assert parent_of_run(run) == os.getpid()
    assert "did not start; the notebook runs in a stock kernel" in caplog.text


def test_engine_name_is_what_papermill_knows() -> None:
    """The entry point is installed under the name we give."""
    assert papermill.engines.papermill_engines.get_engine(engine_name()) is kernels.ForkEngine


def test_importing_the_engine_first_is_fine() -> None:
    """papermill imports us while we import papermill; and looking is cheap."""
    code = """
import sys, werkmonitor.engine
werkmonitor.engine.engine_name()
assert not {'papermill', 'IPython', 'pandas'} & set(sys.modules)
from werkmonitor.engine import ForkEngine
import papermill.engines
assert papermill.engines.papermill_engines.get_engine("werkmonitor") is ForkEngine
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_processes_below_finds_processes() -> None:
    """The helper the tests above rely on."""
    with subprocess.Popen(["sleep", "5"]) as sleeper:
        assert sleeper.pid in processes_below(os.getpid())
        sleeper.kill()
