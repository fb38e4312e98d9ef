# mypy: disable-error-code="override"
# nbclient awaits what can be awaited; the signatures of the base classes are those of their blocking kind.
"""The asker's end of a run, in the shapes nbclient knows (a kernel manager and its client), and the engine itself."""

import asyncio
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any, cast

from jupyter_client.client import KernelClient
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
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

    def client(self, **_: Any) -> "ForkedKernelClient":
        """The client of the run."""
        return ForkedKernelClient(self)

    async def is_alive(self) -> bool:
        """Whether the run's process has not ended."""
        return self.run is not None and not await readable(self.run.life, within=0)

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that is running."""
        self._signal(signal.SIGINT)

    def _signal(self, number: int) -> None:
        assert self.run is not None
        with suppress(BrokenPipeError, ConnectionResetError):  # it has just ended
            self.run.life.sendall(bytes([number]))

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the run as jupyter_client does: ask, interrupt, terminate, kill."""
        assert self.run is not None
        life = self.run.life
        if not now:
            self.session.send(cast(Any, Wire(self.run.shell)), "shutdown_request", {"restart": False})
            if await readable(life, within=BUSY):
                return
            self._signal(signal.SIGINT)
            if await readable(life, within=self.shutdown_wait_time / 2):
                return
            self._signal(signal.SIGTERM)
            if await readable(life, within=self.shutdown_wait_time / 2):
                return
        self._signal(signal.SIGKILL)
        await readable(life, within=self.shutdown_wait_time)

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Let go of the run; the warm process kills what is left of it. The client closes the rest."""
        if self.run is not None:
            self.run.life.close()
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

    async def stop_channels(self) -> None:
        """Close them."""
        await self._shell_channel.close()
        await self._iopub_channel.close()

    async def is_alive(self) -> bool:
        """Whether the run's process has not ended."""
        return await self.manager.is_alive()

    async def wait_for_ready(self, timeout: float = 60) -> None:
        """Wait until the kernel answers; RuntimeError when it ends, or has not answered after `timeout` seconds."""
        self.kernel_info()
        deadline = monotonic() + timeout
        while True:
            with suppress(Empty):
                await self._shell_channel.get_msg(timeout=0.5)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class Channel:
    """What nbclient asks of a channel: send a message, get the next one."""

    def __init__(self, end: socket.socket, session: Session):
        self.wire = Wire(end)
        self.session = session
        self._waiting: asyncio.Task[Any] | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as the session makes them."""
        self.session.send(cast(Any, self.wire), message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; raises queue.Empty when none comes within `timeout` seconds.

        From a kernel that has died none comes, ever: who waits here looks whether it lives, as with ZeroMQ.
        """
        self._waiting = asyncio.current_task()
        try:
            async with asyncio.timeout(timeout):
                while (frames := self.wire.take()) is None:
                    await readable(self.wire.socket)
                    if not self.wire.fill():
                        await asyncio.Event().wait()
        except TimeoutError:
            raise Empty from None
        finally:
            self._waiting = None
        _, message = self.session.feed_identities(frames)
        return self.session.deserialize(message)

    async def close(self) -> None:
        """Close the channel, after ending whoever waits at it: nbclient leaves one there when a cell has hung."""
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.wait([self._waiting])
        self.wire.socket.close()


async def readable(end: socket.socket, within: float | None = None) -> bool:
    """Wait until there is something to read, or the other end has gone; False if not `within` seconds."""
    if within == 0:
        return bool(select.select([end], [], [], 0)[0])
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(end, arrived.set)
    try:
        async with asyncio.timeout(within):
            await arrived.wait()
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(end)
    return True
