"""What the warm process does: import, and fork a child for each run.

Why a process of its own, and not a fork of whoever calls papermill: that one may have threads (a progress bar,
vl-convert, a running kernel), open files, changed settings and much else imported; its fork may hang, and the run would
see it all. The warm process has only imported. It is reached over sockets:

- requests (one, shared with processes forked from the asker): a byte that carries five file descriptors (shell, iopub,
  life, standard output and error) asks for a run; end of file says that nobody is left to ask.
- shell and iopub (of each run): between the asker and the child, see `child`.
- life (of each run): the asker writes numbers of signals for the child and what it started; end of file kills them. The
  warm process writes the exit code once the child has ended.
"""

import builtins
import gc
import importlib
import os
import selectors
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import SimpleNamespace

READY = b"!"
GONE = (BrokenPipeError, ConnectionResetError)


def serve(requests_descriptor: int, modules: Sequence[str]) -> tuple[socket.socket, socket.socket] | None:
    """Import the modules, say so, then fork a child for each request.

    Returns in every child, with its ends of shell and iopub, and in the warm process once nobody is left to ask.
    """
    requests = socket.socket(fileno=requests_descriptor)
    with as_in_a_kernel():
        for name in modules:
            with suppress(Exception):  # what is not installed, or does not import, the notebook will say itself
                importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the garbage collector of a child leaves these pages shared
    return Nursery(requests).serve()


@contextmanager
def as_in_a_kernel() -> Iterator[None]:
    """Libraries look while they are imported whether that is in a notebook: pandas, for how wide a table may be."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None, config={"IPKernelApp": {}})  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


class Nursery:
    """The children, and the loop that looks after them."""

    def __init__(self, requests: socket.socket):
        self.requests = requests
        self.lives: dict[int, socket.socket] = {}
        self.ends_seen, self.ends_told = socket.socketpair()
        self.ends_told.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.ends_told.fileno())
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)
        self.selector.register(self.ends_seen, selectors.EVENT_READ)

    def serve(self) -> tuple[socket.socket, socket.socket] | None:
        """See the function `serve`."""
        with suppress(*GONE):
            self.requests.sendall(READY)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.ends_seen:
                    self._reap()
                elif key.fileobj is self.requests:
                    descriptors = self._request()
                    if not descriptors:
                        return None
                    if ends := self._fork(descriptors):
                        return ends
                elif key.data in self.lives:
                    self._pass_on(key.data)

    def _request(self) -> list[int]:
        """The descriptors of the next request; none, and no children either, when nobody is left to ask."""
        descriptors: list[int] = []
        with suppress(*GONE):
            _, descriptors, _, _ = socket.recv_fds(self.requests, 1, 5)
        if not descriptors:
            for pid in self.lives:
                self._kill(pid)
        return descriptors

    def _fork(self, descriptors: Sequence[int]) -> tuple[socket.socket, socket.socket] | None:
        """In the child, its ends of shell and iopub."""
        shell, iopub, life = (socket.socket(fileno=descriptor) for descriptor in descriptors[:3])
        pid = os.fork()
        if pid == 0:
            self._leave(life)
            for number, descriptor in enumerate(descriptors[3:], start=1):
                os.dup2(descriptor, number)
                os.close(descriptor)
            return shell, iopub
        shell.close()
        iopub.close()
        for descriptor in descriptors[3:]:
            os.close(descriptor)
        self.lives[pid] = life
        self.selector.register(life, selectors.EVENT_READ, pid)
        return None

    def _leave(self, life: socket.socket) -> None:
        """In the child: a group of its own, and nothing of the warm process's or of other runs."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for end in (self.requests, self.ends_seen, self.ends_told, life, *self.lives.values()):
            end.close()

    def _pass_on(self, pid: int) -> None:
        """Send a child the signals its asker wrote; kill it when the asker has gone."""
        numbers = b""
        with suppress(*GONE):
            numbers = self.lives[pid].recv(16)
        for number in numbers:
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
        if not numbers:
            self.selector.unregister(self.lives[pid])
            self._kill(pid)

    def _kill(self, pid: int) -> None:
        """Kill a child and what it started."""
        for kill in (os.killpg, os.kill):  # a child of a moment old has no group yet
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Tell the askers which children have ended, and how; end what those left running."""
        self.ends_seen.recv(4096)
        for pid in list(self.lives):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            with self.lives.pop(pid) as life:
                with suppress(KeyError):  # its asker had gone
                    self.selector.unregister(life)
                with suppress(*GONE):
                    life.sendall(str(os.waitstatus_to_exitcode(status)).encode("ascii"))
