"""Where jobs are made: in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import cache
from itertools import islice
from multiprocessing.context import BaseContext

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.publish.jobs import Job, Made, make

Progress = Callable[[int, int, str], None]
_SHOWN = 3
"""How many of the monitors that are being made are named."""

Workers = Callable[[], AbstractContextManager[Executor]]
"""Where jobs are made, for as long as there are any: `processes`, or the workers of a cluster."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(jobs: int | None = None) -> Iterator[Executor]:
    """So many processes of this machine, by default one a processor; they get ready while the caller goes on."""
    number = jobs or cores()
    pool = ProcessPoolExecutor(number, mp_context=_context(), initializer=_begin)
    # Starting a process takes until the one it is forked from has imported everything.
    starting = threading.Thread(target=lambda: [pool.submit(int) for _ in range(number)], daemon=True)
    starting.start()
    try:
        yield pool
    finally:
        starting.join()
        pool.shutdown(cancel_futures=True)


@contextmanager
def shared(workers: Workers) -> Iterator[Workers]:
    """The same executor for everyone who asks, from the first who does until the end."""
    with ExitStack() as stack:
        executor = cache(lambda: stack.enter_context(workers()))
        yield lambda: nullcontext(executor())


def _context() -> BaseContext:
    """Processes begin as forks of one in which everything is imported (not of this one: vl-convert hangs in a fork of
    a process that used it), or where nothing can be forked, anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["werkmonitor.publish.preload"])
    return context


def make_all(jobs: Sequence[Job], executor: Executor, progress: Progress | None = None) -> Iterator[tuple[Job, Made]]:
    """Every job with what came of it, as it is done. progress(done, total, what is being made).

    What has not begun is given up when the caller stops asking. Raises PublicationRefused when a process dies.
    """
    waiting: dict[Future[Made], Job] = {executor.submit(make, job): job for job in jobs}

    def tell() -> None:
        if progress:
            busy = (job.label.removesuffix(".html") for future, job in waiting.items() if future.running())
            progress(len(jobs) - len(waiting), len(jobs), ", ".join(islice(busy, _SHOWN)))

    try:
        tell()
        for future in as_completed(list(waiting)):
            yield waiting.pop(future), _result(future)
            tell()
    finally:
        for future in waiting:
            future.cancel()


def _result(future: Future[Made]) -> Made:
    try:
        return future.result()
    except BrokenProcessPool:
        remedy = "run again, what was made is kept; free memory, or ask for fewer --jobs, if it recurs"
        raise PublicationRefused(Problem("monitors", "a process that makes them has died", remedy)) from None


def _begin() -> None:
    """Ready a process for its jobs. Ctrl-C reaches every process of a terminal; only the one asked to work answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from werkmonitor.publish import svg

    threading.Thread(target=svg.prepare, daemon=True).start()  # until there is something to draw, notebooks run
