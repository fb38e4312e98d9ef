"""The asker's end of a run, in the shapes nbclient knows (a kernel manager and its client), and the engine itself."""

import asyncio
import json
import os
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager
from papermill.engines import NBClientEngine
from papermill.log import logger

from werkmonitor.engine import warm
from werkmonitor.engine.wire import Wire

LAUNCH = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
BUSY = 0.25  # seconds without an answer to a request to shut down, after which a cell must still be running


class ForkEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, with kernels that are forked from the warm process where they can be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, start_timeout: float = 60, **kwargs: Any) -> Any:
        """Run the notebook that `nb_man` holds; arguments and results are those of papermill's own engine."""
        if "kernel_manager_class" not in kwargs and can_fork(kernel_name):
            if warm.warm_process().ready(start_timeout):
                kwargs["kernel_manager_class"] = ForkedKernelManager
            else:
                logger.warning("werkmonitor's warm process did not start; the notebook runs in a stock kernel")
        return super().execute_managed_notebook(nb_man, kernel_name, start_timeout=start_timeout, **kwargs)


def can_fork(kernel_name: str) -> bool:
    """Whether a kernel of this name is just an ipykernel of this very Python, on a machine that can fork."""
    if not warm.AVAILABLE:
        return False
    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False  # papermill's own engine has the words for it
    python, *launch = [argument for argument in spec.argv if argument != "-Xfrozen_modules=off"]
    version = sys.version_info
    here = python in {"python", f"python{version[0]}", f"python{version[0]}.{version[1]}"} or (
        # Not the file behind a link: the Pythons of two environments may be links to one.
        Path(python).parent.resolve() == Path(sys.executable).parent.resolve()
    )
    return here and launch == LAUNCH and not spec.metadata.get("kernel_provisioner")


class ForkedKernelManager(KernelManager):
    """What nbclient asks of a kernel manager: start, client, alive?, interrupt, shut down, clean up."""

    run: warm.Run | None = None
    _ended = False

    @property
    def has_kernel(self) -> bool:
        """Whether a run was started."""
        return self.run is not None

    def start_kernel(self, *, extra_arguments: list[str] | None = None, cwd: str | None = None, **_: Any) -> None:
        """Fork a run, with our environment and working directory of this moment."""
        assert self.kernel_spec is not None
        self.run = warm.warm_process().fork()
        setting = {
            "environment": os.environ | self.kernel_spec.env | {"JPY_PARENT_PID": str(os.getpid())},
            "folder": str(cwd or Path.cwd()),
            "arguments": extra_arguments or [],
            "key": self.session.key.decode("ascii"),
        }
        Wire(self.run.shell).send_multipart([json.dumps(setting).encode("ascii")])

    def client(self, **_: Any) -> "ForkedKernelClient":  # type: ignore[override]
        """The client of the run."""
        return ForkedKernelClient(self)

    def is_alive(self) -> bool:
        """Whether the run's process has not ended."""
        return self.run is not None and not self._has_ended(within=0)

    def _has_ended(self, within: float) -> bool:
        assert self.run is not None
        if not self._ended:
            self._ended = bool(select.select([self.run.life], [], [], within)[0])
        return self._ended

    def _signal(self, number: int) -> None:
        assert self.run is not None
        if not self._ended:
            self.run.life.sendall(bytes([number]))

    def interrupt_kernel(self) -> None:
        """Interrupt the cell that is running."""
        self._signal(signal.SIGINT)

    def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the run as jupyter_client does: ask, interrupt, terminate; `cleanup_resources` kills."""
        assert self.run is not None
        self.run.iopub.close()  # nobody reads what it still says, and it may not wait for that
        if now:
            return
        self.session.send(Wire(self.run.shell), "shutdown_request", {"restart": False})
        if not self._has_ended(within=BUSY):
            self._signal(signal.SIGINT)
            if not self._has_ended(within=self.shutdown_wait_time / 2):
                self._signal(signal.SIGTERM)
                self._has_ended(within=self.shutdown_wait_time / 2)

    def cleanup_resources(self, restart: bool = False) -> None:
        """Kill what is left of the run, and let go of it."""
        if self.run is not None:
            with suppress(OSError):
                self._signal(signal.SIGKILL)
            for end in self.run:
                end.close()
            self.run = None


class ForkedKernelClient(KernelClient):
    """What nbclient asks of a kernel client."""

    def __init__(self, manager: ForkedKernelManager):
        assert manager.run is not None
        super().__init__(session=manager.session)
        self.manager = manager
        self._shell_channel = Channel(manager.run.shell, self.session)
        self._iopub_channel = Channel(manager.run.iopub, self.session)

    def start_channels(self, *_: Any, **__: Any) -> None:
        """They are open."""

    def stop_channels(self) -> None:
        """The manager closes them."""

    def is_alive(self) -> bool:
        """Whether the run's process has not ended."""
        return self.manager.is_alive()

    async def wait_for_ready(self, timeout: float = 60) -> None:
        """Wait until the kernel answers; RuntimeError when it ends, or has not answered after `timeout` seconds."""
        self.kernel_info()
        deadline = monotonic() + timeout
        while True:
            with suppress(Empty):
                await self._shell_channel.get_msg(timeout=0.5)
                return
            if not self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class Channel:
    """What nbclient asks of a channel: send a message, get the next one."""

    def __init__(self, end: Any, session: Any):
        self.wire = Wire(end)
        self.session = session
        self.ended = False

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as the session makes them."""
        self.session.send(self.wire, message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; raises queue.Empty when none comes within `timeout` seconds.

        From a kernel that has died none comes, ever: who waits here looks whether it lives, as with ZeroMQ.
        """
        try:
            async with asyncio.timeout(timeout):
                while (frames := self.wire.take()) is None:
                    await self._more()
        except TimeoutError:
            raise Empty from None
        _, frames = self.session.feed_identities(frames)
        message: dict[str, Any] = self.session.deserialize(frames)
        return message

    async def _more(self) -> None:
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        descriptor = self.wire.socket.fileno()
        if not self.ended:
            loop.add_reader(descriptor, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(descriptor)
        self.ended = not self.wire.fill()
