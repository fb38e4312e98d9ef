"""Reading workbooks in a child process, which can be aborted, run out of memory or hang without harm to us."""

import pickle
import subprocess
import sys
import threading
from types import TracebackType
from typing import Any, Self

from werkmonitor.intake.files.package import too_large
from werkmonitor.intake.files.worker import CAN_LIMIT_WORK, LENGTH
from werkmonitor.intake.workbook import Hopeless, Workbook
from werkmonitor.limits import DEFAULT_LIMITS, Limits

_PATIENCE = 5
"""How much longer by the clock than its seconds of work a child is waited for."""


class Child:
    """One child process that answers one question after another; started when needed, replaced when it dies.

    module: what it runs. Use as a context manager, or call `close`.
    """

    module: str

    def __init__(self, limits: Limits = DEFAULT_LIMITS):
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, question: Any, seconds: float) -> Any:
        """Its answer, in pickled data both ways; raises Hopeless when it did not survive the question.

        seconds: of work where the platform can count that, so that a busy machine refuses nothing, and of the clock
        elsewhere.
        """
        child = self._running_child()
        timer = threading.Timer(seconds * (_PATIENCE if CAN_LIMIT_WORK else 1), child.kill)
        timer.start()
        try:
            return _ask(child, pickle.dumps((seconds, question), protocol=pickle.HIGHEST_PROTOCOL))
        except (OSError, EOFError):
            self.close()
            raise Hopeless("reader_failed") from None
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the child process, also while another thread waits for it; a next question starts a new one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # the child is dead and something was still to be written
                pass
        child.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", self.module, str(self.limits.reader_megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # an abort in Rust prints a trace that helps no one here
            )
        return self._child


class Reader(Child):
    """A child process that reads workbooks."""

    module = "werkmonitor.intake.files.worker"

    def read(self, content: bytes, password: str | None = None) -> Workbook:
        """The workbook in these bytes; password: for one that is encrypted.

        Raises Hopeless when it is none, is empty, damaged, unsafe or too large, or when the reader did not survive it.
        """
        if len(content) > self.limits.file_bytes:
            raise too_large("file_megabytes", self.limits)
        answer = self.ask((content, self.limits, password), self.limits.seconds_for(len(content)))
        if isinstance(answer, Workbook):
            return answer
        code, given = answer
        raise Hopeless(code, **given)


def _ask(child: subprocess.Popen[bytes], message: bytes) -> Any:
    if child.stdin is None or child.stdout is None:
        raise OSError("the reader has no pipes")
    child.stdin.write(LENGTH.pack(len(message)))
    child.stdin.write(message)
    child.stdin.flush()
    head = child.stdout.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    size = LENGTH.unpack(head)[0]
    content = child.stdout.read(size)
    if len(content) < size:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - from our own child
