"""Whoever runs papermill starts a warm process here, and asks it for runs."""

import atexit
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

from werkmonitor.engine.nursery import READY

AVAILABLE = hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "emscripten"

# What notebooks import: ours, and pandas for those that explore.
PRELOAD = (
    "werkmonitor.cube",
    "werkmonitor.programme",
    "werkmonitor.workspace",
    "werkmonitor.publish.monitors",
    "pandas",
)
# What the shell itself loads late: at its start and end, at a first display, at a first traceback.
SHELL = (
    "werkmonitor.engine.child",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.debugger_backport",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.display",
    "IPython.extensions.storemagic",
    "faulthandler",
    "psutil",
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "sqlite3",
    "stack_data",
    "tornado.platform.asyncio",
)
# Settings that Python and native libraries read once, when they start: another value needs another warm process.
READ_ONCE = (
    "PYTHON",
    "LANG",
    "LC_",
    "TZ",
    "LD_",
    "DYLD_",
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "ARROW_",
    "WERKMONITOR_PRELOAD",
)


class Run(NamedTuple):
    """Our ends of a run's three sockets; see `nursery`."""

    shell: socket.socket
    iopub: socket.socket
    life: socket.socket


class WarmProcess:
    """A process that has imported some modules, and forks."""

    def __init__(self, modules: Sequence[str]):
        self.owner = os.getpid()
        self.requests, theirs = socket.socketpair()
        command = [sys.executable, "-m", "werkmonitor.engine", str(theirs.fileno()), *modules]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us; we end our runs ourselves
            )

    def ready(self, timeout: float | None = None) -> bool:
        """Wait until all is imported; False if the process has ended, or is not there within `timeout` seconds."""
        arrived, _, _ = select.select([self.requests], [], [], timeout)
        with suppress(ConnectionResetError):
            # The byte stays there, for the next time and for processes forked from this one.
            return bool(arrived) and self.requests.recv(1, socket.MSG_PEEK) == READY
        return False

    def ended(self) -> bool:
        """Whether the process has ended."""
        hang_up = select.poll()
        hang_up.register(self.requests, 0)  # READY still lies there to be read: only a hang-up tells
        return bool(hang_up.poll(0))

    def fork(self) -> Run:
        """Ask for a run, with our present standard output and error."""
        with ExitStack() as stack:
            pairs = [socket.socketpair() for _ in Run._fields]
            ends: list[Any] = [stack.enter_context(theirs) for _, theirs in pairs]
            ends += [stack.enter_context(copy_of(descriptor)) for descriptor in (1, 2)]
            socket.send_fds(self.requests, [b"r"], [end.fileno() for end in ends])
        return Run(*(ours for ours, _ in pairs))

    def close(self) -> None:
        """Let the process end, and its runs with it."""
        self.requests.close()
        if self.owner == os.getpid():
            self.process.wait()


def copy_of(descriptor: int) -> Any:
    """An open copy of a file descriptor, or the null device where that is closed (a service may have no output)."""
    try:
        return os.fdopen(os.dup(descriptor), "wb", buffering=0)
    except OSError:
        return Path(os.devnull).open("wb", buffering=0)


_current: tuple[Any, WarmProcess] | None = None
_lock = threading.Lock()


def warm_process() -> WarmProcess:
    """The warm process for the present settings and the present text of the library; started if need be."""
    global _current
    named = os.environ.get("WERKMONITOR_PRELOAD")
    modules = PRELOAD if named is None else [name.strip() for name in named.split(",") if name.strip()]
    library = Path(__file__).parents[1]
    wanted = (
        sys.executable,
        sorted((key, value) for key, value in os.environ.items() if key.startswith(READ_ONCE)),
        max(path.stat().st_mtime_ns for path in library.rglob("*.py")),  # one edited since is imported anew
    )
    with _lock:
        if _current and (_current[0] != wanted or _current[1].ended()):
            _close()
        if _current is None:
            _current = wanted, WarmProcess([*SHELL, *modules])
        return _current[1]


@atexit.register
def _close() -> None:
    global _current
    if _current is not None:
        _current[1].close()
        _current = None
