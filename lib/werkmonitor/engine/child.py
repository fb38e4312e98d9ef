# mypy: allow-untyped-calls
"""The child of one run: ipykernel's own application, kernel and shell, with our wire instead of ZeroMQ's sockets.

What a cell does and prints is ipykernel's doing, as in the stock engine. Here is only how requests come in (`Requests`)
and what an ordinary kernel opens and this one does not (`ForkedKernelApp`): ports, a connection file, a heartbeat, a
debugger.
"""

import atexit
import json
import os
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import ipykernel
import zmq

# Nobody can attach a debugger to a run, and debugpy takes half a second to import.
sys.modules["ipykernel.debugger"] = _no_debugger = ModuleType("ipykernel.debugger")
_no_debugger._is_debugpy_available = False  # type: ignore[attr-defined]
del ipykernel

from ipykernel.iostream import IOPubThread  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.kernelbase import Kernel  # noqa: E402
from jupyter_client.session import Session  # noqa: E402
from tornado.ioloop import IOLoop  # noqa: E402
from traitlets import Any as AnyTrait  # noqa: E402
from traitlets import Type  # noqa: E402

from werkmonitor.engine.wire import Wire  # noqa: E402


class Requests:
    """What a kernel asks of the ZMQStream of its shell channel, over our wire."""

    def __init__(self, wire: Wire, replies: IOPubThread):
        self.wire = wire
        self.replies = replies
        self.io_loop = IOLoop.current()

    def on_recv(self, callback: Callable[[list[zmq.Frame]], Any], copy: bool = False) -> None:
        """Hand every request to the kernel's loop; a thread reads, so that the asker never waits for a busy kernel."""
        threading.Thread(target=self._listen, args=[callback], daemon=True, name="Requests").start()

    def _listen(self, callback: Callable[[list[zmq.Frame]], Any]) -> None:
        while frames := self.wire.receive():
            self.io_loop.add_callback(callback, [zmq.Frame(frame) for frame in frames])
        os._exit(1)  # nobody is listening any more

    def send_multipart(self, frames: Sequence[bytes], *_: Any, **__: Any) -> None:
        """Reply from the thread that sends everything else too: an interrupt cannot cut a message in two there."""
        self.replies.schedule(lambda: self.wire.send_multipart(frames))

    def flush(self, *_: Any) -> None:
        """Nothing is held back here."""


class Outbox(IOPubThread):
    """The thread that sends everything, woken by its own loop instead of by a ZeroMQ message: at half the cost."""

    def schedule(self, f: Callable[[], Any]) -> None:
        """Have something done in this thread; at once, where it does not run (in a process that a cell forked)."""
        if self.thread.is_alive():
            self._events.append(f)
            self.io_loop.add_callback(self._handle_event, None)
        else:
            f()


class NoSubshells:
    """Stands for the thread that would receive requests for subshells; async cells ask it which thread runs cells."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class ForkedKernel(IPythonKernel):
    """The IPython kernel, with requests from our wire and without subshells."""

    shell_stream = AnyTrait()
    debugger_class = AnyTrait()
    _supports_kernel_subshells = False

    def start(self) -> None:
        """As the base classes do, without the debugger's part."""
        assert self.shell is not None
        self.shell.exit_now = False
        Kernel.start(self)


class ForkedKernelApp(IPKernelApp):
    """The kernel application, with the user's IPython profile and start-up files, but without ports."""

    kernel_class = Type(ForkedKernel, klass=Kernel)
    shell_wire = AnyTrait()
    iopub_wire = AnyTrait()
    key = AnyTrait()

    def init_connection_file(self) -> None:
        """There is nothing to connect to."""

    init_poller = init_heartbeat = log_connection_info = init_connection_file

    def write_connection_file(self, **_: Any) -> None:
        """As above."""

    def init_sockets(self) -> None:
        """Take our wires. ZeroMQ still brings in what processes forked by a cell print."""
        self.session = Session(parent=self, key=self.key)
        self.iopub_wire.context = zmq.Context()
        self.configure_tornado_logger()
        self.iopub_thread = Outbox(self.iopub_wire, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_kernel(self) -> None:
        """Make the kernel."""
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_stream=Requests(self.shell_wire, self.iopub_thread),
            shell_channel_thread=NoSubshells(),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


def main(shell: socket.socket, iopub: socket.socket) -> None:
    """Be the kernel of one run until it is asked to shut down, then end this process; never returns.

    The first thing on the shell wire is the asker's setting: environment, working directory, arguments and signing key.
    """
    status = 1
    errors = os.fdopen(os.dup(2), "w", encoding="utf-8")  # the asker's; the shell captures descriptor 2
    try:
        wire = Wire(shell)
        (setting,) = wire.receive() or os._exit(1)
        prepare(**json.loads(setting))
        app = ForkedKernelApp.instance()
        app.shell_wire, app.iopub_wire = wire, Wire(iopub)
        app.key = json.loads(setting)["key"].encode("ascii")
        app.initialize(sys.argv[1:])
        app.start()
        # As Python ends: wait for threads, then the registered functions. Taking the heap apart would only cost time.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        status = 0
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else 1
    except BaseException:
        traceback.print_exc(file=errors)
        errors.flush()
    finally:
        os._exit(status)


def prepare(environment: dict[str, str], folder: str, arguments: list[str], **_: Any) -> None:
    """Make of the forked process what a kernel started just now would be."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [sys.modules["ipykernel"].__path__[0] + "_launcher.py", *arguments]
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()  # Python reseeds its own `random` at a fork, numpy does not
