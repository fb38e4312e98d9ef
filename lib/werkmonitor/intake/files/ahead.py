"""Several readers side by side, so that the next workbooks are read while the present one is judged."""

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.workbook import Workbook
from werkmonitor.limits import DEFAULT_LIMITS, Limits


class Readers:
    """At most `jobs` child processes; one is started only when a workbook is asked for and no other is free.

    Use as a context manager; what was asked for and is not awaited any more is dropped at the end.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, jobs: int = 1):
        self.jobs = max(1, jobs)
        self._readers = [Reader(limits) for _ in range(self.jobs)]
        self._free: SimpleQueue[Reader] = SimpleQueue()
        self._threads = ThreadPoolExecutor(self.jobs)
        for reader in self._readers:
            self._free.put(reader)

    def ask(self, content: bytes, password: str | None = None) -> Future[Workbook]:
        """The workbook in these bytes, as soon as it is there; its result raises Hopeless as `Reader.read` does."""
        return self._threads.submit(self._read, content, password)

    def _read(self, content: bytes, password: str | None) -> Workbook:
        reader = self._free.get()
        try:
            return reader.read(content, password)
        finally:
            self._free.put(reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:  # a child at work ends now: nobody waits for it any more
            reader.close()
        self._threads.shutdown()
        for reader in self._readers:  # one that was only just starting
            reader.close()
