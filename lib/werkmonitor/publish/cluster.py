"""Where jobs are made: on the machines of a Dask cluster.

    werkmonitor run --cluster tcp://10.0.0.5:8786

A job carries all it needs, so that its worker needs neither our data folder nor a shared disk, only the same version
of us. What goes over the wire is a notebook, its part of the protected cube and the page made of it: nothing personal.
What a lost worker had not handed in is made again by another: that is Dask's doing.
"""

# mypy: allow-untyped-calls
from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from functools import cache, partial
from importlib import metadata, util
from typing import TYPE_CHECKING, Any

from werkmonitor.errors import Problem, PublicationRefused, UsageError, WerkmonitorError
from werkmonitor.fingerprints import Parts, changed, digest_of_code
from werkmonitor.publish.jobs import RENDER_CODE, RUN_CODE, Job, Made, template
from werkmonitor.publish.pool import Workers

if TYPE_CHECKING:
    from distributed import Client

ANSWER_SECONDS = 5
"""How long a scheduler may take to answer."""

JOIN_SECONDS = 15
"""How long the first worker may take to join, at the start."""

ALONE_SECONDS = 60
"""How long there may be no worker at all, later: one that restarts comes back sooner."""

_NAMED = 4
"""How many differing libraries a message names."""

_one_at_a_time = threading.Lock()
"""Dask makes jobs in threads; a run changes the environment of its process, and pages share their exporter."""


def cluster(address: str) -> Workers:
    """The workers of the scheduler at an address, as tcp://HOST:PORT or tls://HOST:PORT.

    Raises UsageError for what is no address, and without the library `distributed`. When jobs are to be made:
    UsageError when no scheduler answers there or no worker joins it, PublicationRefused when a worker has other code
    or other libraries than there are here, and when the cluster is lost on the way; what was made is kept.
    """
    if not re.fullmatch(r"[a-z]+://\S+:\d+", address):
        what = "is not the address of a scheduler"
        raise UsageError(
            Problem(f"--cluster {address}", what, "write it as tcp://HOST:8786; 'dask scheduler' prints it")
        )
    if not util.find_spec("distributed"):
        remedy = 'uv sync --extra cluster, or pip install "werkmonitor[cluster]"'
        raise UsageError(Problem(f"--cluster {address}", "needs the library 'distributed', which is not here", remedy))
    return partial(_workers, address)


@contextmanager
def _workers(address: str) -> Iterator[Executor]:
    client = _connect(address)
    done = threading.Event()
    try:
        _check(client, address)
        executor = client.get_executor(pure=False)
        threading.Thread(target=_give_up_when_alone, args=(client, executor, done), daemon=True).start()
        yield _SameEverywhere(executor, address)
    finally:
        done.set()
        client.close(timeout=ANSWER_SECONDS)


class _SameEverywhere(Executor):
    """Has jobs made only where everything they depend on is as it is here, and says what went wrong in our words."""

    def __init__(self, executor: Executor, address: str):
        self._executor = executor
        self._address = address
        self._here = surroundings()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        ours: Future[Any] = Future()
        theirs = self._executor.submit(_if_same, self._here, fn, *args, **kwargs)
        theirs.add_done_callback(lambda _: self._hand_over(theirs, ours))
        ours.add_done_callback(lambda _: theirs.cancel())
        return ours

    def _hand_over(self, theirs: Future[Any], ours: Future[Any]) -> None:
        if not ours.set_running_or_notify_cancel():  # nobody waits for it any more
            return
        error = CancelledError() if theirs.cancelled() else theirs.exception()
        if error is None:
            ours.set_result(theirs.result())
        else:
            known = isinstance(error, WerkmonitorError)
            ours.set_exception(error if known else PublicationRefused(_lost(self._address, error)))


# ------------------------------------------------------------ at the asker's


def _connect(address: str) -> Client:
    from distributed import Client

    for name in ("distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they report, we say
    try:
        # A Client waits a minute for what never answers, and one that fails says more than anybody wants to read.
        asyncio.run(_knock(address))
        return Client(address, timeout=ANSWER_SECONDS, set_as_default=False, name="werkmonitor")
    except Exception as error:  # of the network, of certificates, or because something else lives there
        what = f"no scheduler answers there ({_said(error)})"
        remedy = "start one with 'dask scheduler', which prints its address; see docs/scheduling.md"
        raise UsageError(Problem(f"--cluster {address}", what, remedy)) from None


async def _knock(address: str) -> None:
    from distributed.core import rpc
    from distributed.security import Security

    async with asyncio.timeout(ANSWER_SECONDS):
        async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
            if (kind := (await there.identity())["type"]) != "Scheduler":
                raise ValueError(f"it is a {kind}")


def _check(client: Client, address: str) -> None:
    """Ask every worker what it makes jobs with; raises UsageError without any, PublicationRefused with what differs."""
    try:
        client.wait_for_workers(1, timeout=JOIN_SECONDS)
    except TimeoutError:
        what = f"this scheduler has no workers, also after {JOIN_SECONDS} seconds"
        raise UsageError(
            Problem(f"--cluster {address}", what, f"start some: dask worker {address} --nthreads 1")
        ) from None
    here = surroundings()
    try:
        there: Mapping[str, Parts | BaseException] = client.run(surroundings, on_error="return")
    except Exception as error:  # the connection is lost at this very moment
        raise PublicationRefused(_lost(address, error)) from None
    found = [
        _cannot_ask(worker, parts) if isinstance(parts, BaseException) else differing(worker, here, parts)
        for worker, parts in there.items()
    ]
    if problems := [problem for problem in found if problem]:
        raise PublicationRefused(problems)


def _give_up_when_alone(client: Client, executor: Executor, done: threading.Event) -> None:
    """Cancel what is waited for once there has been no worker for a while: nobody would ever make it."""
    seconds = 0
    while not done.wait(1):
        try:
            seconds = 0 if client.nthreads() else seconds + 1
        except Exception:  # the connection is lost, and Dask cancels everything itself
            return
        if seconds >= ALONE_SECONDS:
            executor.shutdown(wait=False)
            return


def _lost(address: str, error: BaseException) -> Problem:
    remedy = "look at the scheduler and the workers, and run again: what was made is kept"
    if isinstance(error, CancelledError):
        return Problem(f"--cluster {address}", "was lost on the way: its scheduler or its last worker has gone", remedy)
    return Problem(f"--cluster {address}", f"a worker could not make a monitor ({_said(error)})", remedy)


def _cannot_ask(worker: str, error: BaseException) -> Problem:
    remedy = "start it in an environment that has the same version of werkmonitor as this one"
    return Problem(f"worker {worker}", f"has no werkmonitor that can be asked ({_said(error)})", remedy)


def _said(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


# ------------------------------------------------------------ at a worker's


def _if_same(here: Parts, make: Callable[[Job], Made], job: Job) -> Made:
    """Make a job, if everything it depends on is here as it is at the asker's; raises PublicationRefused if not."""
    from distributed import Reschedule, Status, get_worker

    worker = get_worker()
    if problem := differing(worker.address, here, surroundings()):
        raise PublicationRefused(problem)
    with _one_at_a_time:
        made = make(job)
    if made.problems and worker.status != Status.running:  # its kernel was stopped together with the worker
        raise Reschedule
    return made


@cache
def surroundings() -> Parts:
    """What decides a job's outcome besides the job itself: our code and template, Python, and libraries' versions."""
    return {
        "werkmonitor's code": digest_of_code(*RUN_CODE, *RENDER_CODE, "publish/jobs.py", "publish/cluster.py"),
        "werkmonitor's template": template(),
        "Python": ".".join(map(str, sys.version_info[:2])),
        **_libraries(),
    }


def _libraries() -> dict[str, str]:
    """Name → version of every library that we need and that those need, as far as it is installed."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    waiting = ["werkmonitor"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        needs = map(Requirement, metadata.requires(name) or ())
        waiting += [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return found


def differing(worker: str, here: Parts, there: Parts) -> Problem | None:
    """What a worker has otherwise than the asker; a library that one of them does without does not count."""
    both = here.keys() & there.keys()
    names = changed({key: here[key] for key in both}, {key: there[key] for key in both})
    if not names:
        return None
    told = [name if name.startswith("werkmonitor's") else f"{name} {there[name]} (here {here[name]})" for name in names]
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    what = f"has other versions than there are here: {', '.join(sorted(told)[:_NAMED])}{more}"
    return Problem(f"worker {worker}", what, "install the same version of werkmonitor there (uv sync), and restart it")
