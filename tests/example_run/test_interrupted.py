"""Ctrl-C, a scheduler's stop, a process that is killed: nothing half, nothing lost, no process left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import run_cli
from tests.example_run.test_again import digest
from werkmonitor import publish
from werkmonitor.errors import PublicationRefused
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

PUBLISH = "publish --edition 2022-11 --only 'municipality/*'"
PLACES = 7

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")


def begun(workspace: Workspace, *words: str) -> "subprocess.Popen[str]":
    """The command line at work, as in a terminal of its own."""
    command = [sys.executable, "-m", "werkmonitor", *words, "--data", workspace.data, "--outputs", workspace.outputs]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", start_new_session=True
    )


def made(workspace: Workspace) -> int:
    return len(list((workspace.runs / "2022-11").glob("*/*.json")))


def wait_for(workspace: Workspace, number: int, process: "subprocess.Popen[str]") -> None:
    """Until so many monitors are made."""
    until = time.monotonic() + 60
    while made(workspace) < number:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until
        time.sleep(0.02)


def living(session: int) -> list[str]:
    """Processes that were started from this session and are still there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()
            if int(words[3]) == session and words[0] != "Z":
                found.append((entry / "cmdline").read_text("utf-8"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a scheduler's stop"])
def test_work_that_is_stopped_goes_on_where_it_was(standing: Workspace, number: int) -> None:
    """Exit code 130 and one line; the site stands, no preview is half; the next time only the rest is made."""
    shutil.rmtree(standing.runs)
    before = digest(standing.site)
    process = begun(standing, "publish", "--edition", "2022-11", "--only", "municipality/*")
    wait_for(standing, 2, process)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal tells everyone
    else:
        process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert said.splitlines() == ["Stopped. What was published stands as it was; a next run goes on where this one was."]
    assert not standing.preview.exists()
    assert digest(standing.site) == before
    if Path("/proc").is_dir():
        assert living(process.pid) == []
    kept = made(standing)
    assert 2 <= kept < PLACES
    assert f"{PLACES} monitors, {PLACES - kept} made now" in run_cli(PUBLISH, standing)


def test_another_run_may_begin_after_one_was_killed(standing: Workspace) -> None:
    """Killed outright: no lock remains, and what was made is kept."""
    shutil.rmtree(standing.runs)
    process = begun(standing, "publish", "--edition", "2022-11", "--only", "municipality/*")
    wait_for(standing, 2, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    said = run_cli(PUBLISH, standing)
    found = re.search(r"7 monitors, (\d+) made now", said)
    assert found
    assert int(found[1]) <= PLACES - 2


def test_a_process_that_dies_is_told(standing: Workspace, programme: Programme) -> None:
    """One line with what to do, instead of a traceback; the others' work is kept."""
    shutil.rmtree(standing.runs)

    def kill_one(done: int, total: int, busy: str) -> None:
        if done == 2:
            import multiprocessing

            multiprocessing.active_children()[0].kill()

    with pytest.raises(PublicationRefused, match="a process that makes them has died"):
        publish.publish(standing, programme, ["2022-11"], only="municipality/*", progress=kill_one)
    assert made(standing) >= 2
    assert not standing.preview.exists()
