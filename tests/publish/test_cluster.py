"""On a Dask cluster: the same pages as here, also when a worker is lost; and nothing from a worker that differs."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_cli
from werkmonitor.errors import PublicationRefused, UsageError
from werkmonitor.publish.cluster import cluster, differing, surroundings
from werkmonitor.workspace import Workspace

DOZEN = "--edition 2022-11 --only project/[a-j]*"
HERE = {
    "werkmonitor's code": "a",
    "werkmonitor's template": "b",
    "Python": "3.12",
    "altair": "6.3.0",
    "jinja2": "3.1.6",
}


class Cluster:
    """A scheduler of this machine and its workers, each a process of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        wait_until(file.is_file)
        wait_until(lambda: '"address"' in file.read_text("utf-8"))
        self.address = file.read_text("utf-8").partition('"address": "')[2].partition('"')[0]

    def worker(self, threads: int = 1, **environment: str) -> "Worker":
        temporary = Path(tempfile.mkdtemp(dir=self.folder))
        process = self._start(
            "worker", self.address, "--no-nanny", "--nthreads", str(threads), TMPDIR=str(temporary), **environment
        )
        return Worker(process, temporary)

    def _start(self, kind: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, "--no-dashboard"]
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1"],
                env=os.environ | {"DASK_CONFIG": str(self.folder)} | environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process


class Worker:
    """temporary: where its jobs put their files; one that was killed at work leaves them there."""

    def __init__(self, process: subprocess.Popen[bytes], temporary: Path):
        self.process, self.temporary = process, temporary

    def has_job(self) -> bool:
        return any(self.temporary.glob("wm-*"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def dask() -> Iterator[Cluster]:
    """A cluster without workers, in a folder whose path leaves room for the names of sockets."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        started = Cluster(Path(folder))
        yield started
        for process in started.processes:
            process.kill()
            process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.01)


def pages(workspace: Workspace) -> dict[str, bytes]:
    return {
        path.relative_to(workspace.preview).as_posix(): path.read_bytes()
        for path in workspace.preview.rglob("*")
        if path.is_file()
    }


def work_during(event: Callable[[], None], address: str) -> None:
    """Something happens while a job that takes a minute is at work there."""
    with cluster(address)() as executor:
        waiting = executor.submit(time.sleep, 60)
        event()
        waiting.result()


def test_a_worker_that_is_killed_costs_time_only(own: Workspace, dask: Cluster) -> None:
    """A dozen monitors, one of two workers killed while it makes one: every page, byte for byte as made here.

    The other worker makes jobs in three threads at once: they do not disturb each other.
    """
    run_cli(f"publish {DOZEN}", own)
    expected = pages(own)
    shutil.rmtree(own.outputs)
    lost, _ = dask.worker(), dask.worker(threads=3)
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(run_cli, f"publish {DOZEN} --cluster {dask.address}", own)
        wait_until(lambda: lost.has_job() or running.done())
        lost.kill()
        assert lost.has_job()
        assert not running.done()
        assert "12 monitors, 12 made now" in running.result()
    assert len([name for name in expected if name.startswith("2022-11/project/") and name.endswith(".html")]) == 12
    assert pages(own) == expected


def test_a_worker_with_other_code_is_refused_whenever_it_comes(dask: Cluster, tmp_path: Path) -> None:
    """One that replaces a worker on the way, and one that was there before."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "lib", other / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "share", other / "share")
    with (other / "lib" / "werkmonitor" / "publish" / "wording.py").open("a", encoding="utf-8") as file:
        file.write("# one line more\n")
    refused = r"has other versions than there are here: werkmonitor's code\n    → install the same version"
    first = dask.worker()

    def replace() -> None:
        first.kill()
        dask.worker(PYTHONPATH=str(other / "lib"))

    with pytest.raises(PublicationRefused, match=refused):
        work_during(replace, dask.address)
    with pytest.raises(PublicationRefused, match=refused), cluster(dask.address)():
        pytest.fail("nothing may be asked of it")


def test_a_scheduler_without_workers_is_told(dask: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the start after a while, and on the way when the last one has gone: nobody waits for ever."""
    for seconds in ("JOIN_SECONDS", "ALONE_SECONDS"):
        monkeypatch.setattr(f"werkmonitor.publish.cluster.{seconds}", 1)
    with (
        pytest.raises(UsageError, match="has no workers, also after 1 seconds\n    → start some"),
        cluster(dask.address)(),
    ):
        pytest.fail("nobody is there")
    monkeypatch.setattr("werkmonitor.publish.cluster.JOIN_SECONDS", 60)
    last = dask.worker()
    with pytest.raises(PublicationRefused, match="its last worker has gone"):
        work_during(last.kill, dask.address)


def test_a_scheduler_that_is_lost_is_told(dask: Cluster) -> None:
    """What was made is kept; see the tests of the site."""
    dask.worker()
    with pytest.raises(PublicationRefused, match="was lost on the way"):
        work_during(dask.processes[0].kill, dask.address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("tcp://127.0.0.1:9", "no scheduler answers there"),
        ("xyz://127.0.0.1:9", "unknown address scheme 'xyz'"),
        ("tls://127.0.0.1:9", "perhaps check your TLS configuration"),
        ("127.0.0.1", "is not the address of a scheduler\n    → write it as tcp://HOST:8786"),
    ],
)
def test_an_address_that_is_none_is_told_at_once(address: str, expected: str) -> None:
    """Within seconds, and before anything is made."""
    started = time.monotonic()
    with pytest.raises(UsageError) as told, cluster(address)():
        pytest.fail("nobody is there")
    assert expected in str(told.value)
    assert time.monotonic() - started < 20


def test_processes_and_a_cluster_do_not_go_together(own: Workspace) -> None:
    """A wish that cannot be met is refused before anything is made."""
    assert "--jobs, --cluster" in run_cli(f"publish {DOZEN} --cluster tcp://127.0.0.1:9 --jobs 2", own, expect=2)
    assert not own.outputs.exists()


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask is not installed with everything else."""
    monkeypatch.setattr("werkmonitor.publish.cluster.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"needs the library 'distributed'.*\n.*uv sync --extra cluster"):
        cluster("tcp://127.0.0.1:8786")


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({}, None),
        ({"colorama": "0.4"}, None),
        ({"werkmonitor's code": "c"}, "werkmonitor's code"),
        ({"altair": "6.2.0"}, "altair 6.2.0 (here 6.3.0)"),
        ({"Python": "3.11", "altair": "6.2.0"}, "Python 3.11 (here 3.12), altair 6.2.0 (here 6.3.0)"),
        (dict.fromkeys(HERE, "x"), "Python x (here 3.12), altair x (here 6.3.0), jinja2 x (here 3.1.6), werkmo"),
        (dict.fromkeys(HERE, "x"), "werkmonitor's code and 1 more"),
    ],
)
def test_what_a_worker_has_otherwise_is_named(there: dict[str, str], expected: str | None) -> None:
    """A library that only one of both has (for another platform) is no difference."""
    problem = differing("tcp://10.0.0.7:1", HERE, HERE | there)
    assert (problem is None) if expected is None else (problem and expected in str(problem))


def test_versions_of_what_makes_a_page_count() -> None:
    """Also of libraries that come with a library; those of tests do not."""
    known = surroundings()
    assert {"werkmonitor", "papermill", "nbclient", "jinja2", "markupsafe", "vl-convert-python"} <= set(known)
    assert "pytest" not in known
