"""A workspace that lies at a URL (s3://…, sftp://…, memory://…): here for the time of a command, then back there.

Whatever fsspec and the libraries that serve it can reach. All of it comes down into a private folder, which goes when
the command ends. What changed goes up: every file whole, and none before the files it points at, so that who reads
there meanwhile never sees half an edition. Nothing is ever written in data/raw there.
"""

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from werkmonitor.errors import ConfigurationError, Problem, PublicationRefused, UsageError, WerkmonitorError
from werkmonitor.fingerprints import digest
from werkmonitor.workspace import PROGRAMME_FILE, Workspace

LOCK_FILE = ".lock"
POINTERS = {"cube.json", "current", "index.html"}
"""Files that make others count: of a released edition, of the tables in force, of the pages. They follow those."""


@dataclass(frozen=True, slots=True)
class Mirror(Workspace):
    """A workspace of which a folder is a copy of what lies at a URL; '' for one that is not."""

    data_url: str = ""
    outputs_url: str = ""

    def address(self, path: Path) -> str:
        """Where the file of a path will be when the command is done."""
        for folder, url in ((self.data, self.data_url), (self.outputs, self.outputs_url)):
            if url and path.is_relative_to(folder):
                return f"{url}/{path.relative_to(folder).as_posix()}".removesuffix("/.")
        return str(path)


def is_url(place: str | None) -> bool:
    """Whether a place is more than a path of this machine."""
    return "://" in (place or "")


@contextmanager
def opened(
    data: str | None = None, outputs: str | None = None, *, writes: bool = True, receives: bool = False
) -> Iterator[Workspace]:
    """The workspace asked for (as Workspace.find), each folder by its path or by a URL that fsspec knows.

    writes: whether anything may change. receives: whether a delivery will, which at a URL is not ours to do. What
    stands when the work fails goes up too, as it would stay in a folder.

    A second run on the same URL stops at once: as surely as its file system can make a file that must be new (S3 can;
    elsewhere two runs that begin in the same moment may both go on). A run that is killed leaves its lock behind, and a
    person must remove it.

    Raises UsageError for a lock or a missing library, ConfigurationError for a place without a programme or that cannot
    be read, PublicationRefused when it cannot be written.
    """
    source = _place(data or os.environ.get("WERKMONITOR_DATA"))
    target = _place(outputs or os.environ.get("WERKMONITOR_OUTPUTS"))
    if isinstance(source, _Remote):
        _check(source, receives)
        target = target or source.beside("outputs")
    if not isinstance(source, _Remote) and not isinstance(target, _Remote):
        yield Workspace.find(source, target)
        return
    copies: list[_Copy] = []

    def copied(place: _Remote | Path | None, name: str, *written: str) -> Path | None:
        if not isinstance(place, _Remote):
            return place
        copies.append(_Copy(place, folder / name, written if writes else ()))
        return copies[-1].folder

    with tempfile.TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name).resolve()
        here = copied(source, "data", "processed", "editions", "signoffs.toml"), copied(target, "outputs", "")
        if isinstance(source, _Remote) and "/" in source.root:
            copied(source.beside("notebooks"), "notebooks")
        for copy in copies:
            stack.enter_context(copy.alone())
        for copy in copies:
            copy.down()
        found = Workspace.find(*here)
        urls = [place.shown if isinstance(place, _Remote) else "" for place in (source, target)]
        try:
            yield Mirror(found.data, found.outputs, *urls)
        finally:
            for copy in copies:  # data first: no page speaks of figures that are not kept
                copy.up()


@dataclass(frozen=True)
class _Remote:
    """A folder at a URL. shown: the URL without a password. root: its path as the file system says it."""

    shown: str
    fs: Any
    root: str

    def beside(self, name: str) -> "_Remote":
        """Another folder in the same one; raises UsageError where there is none above it, as of a whole bucket."""
        if "/" not in self.root:
            remedy = f"name another place for it: --{name}"
            raise UsageError(Problem(self.shown, f"has no room for '{name}' beside it", remedy))
        root, shown = (f"{place.rpartition('/')[0]}/{name}" for place in (self.root, self.shown))
        return _Remote(shown, self.fs, root)


def _check(source: _Remote, receives: bool) -> None:
    if receives:
        remedy = "put the workbook there yourself, in raw/PARTNER/DATE/, or receive it in a folder"
        raise UsageError(Problem(source.shown, "deliveries are not received at a URL", remedy))
    with _told(ConfigurationError, source.shown, "read"):
        try:
            source.fs.info(f"{source.root}/{PROGRAMME_FILE}")
        except FileNotFoundError:
            remedy = "name the folder that holds it: --data URL"
            raise ConfigurationError(Problem(source.shown, f"there is no {PROGRAMME_FILE} here", remedy)) from None


class _Copy:
    """A remote folder and its copy here. written: the parts of it that go up again."""

    def __init__(self, remote: _Remote, folder: Path, written: tuple[str, ...]):
        self.shown, self.fs, self.root = remote.shown, remote.fs, remote.root
        self.folder, self.written = folder, written
        self.before: dict[str, str] = {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """With a lock there, where anything is written."""
        if not self.written:
            yield
            return
        part = f"{self.root}/{self.written[0]}".rstrip("/")
        lock, mine = f"{part}/{LOCK_FILE}", f"{socket.gethostname()}, process {os.getpid()}, {uuid4().hex}".encode()
        with _told(PublicationRefused, self.shown, "written"):
            self.fs.makedirs(part, exist_ok=True)
            try:
                self.fs.pipe_file(lock, mine, mode="create")
            except FileExistsError:
                who = self.fs.cat_file(lock).decode("utf-8", "replace").rpartition(", ")[0]
                remedy = f"wait until it is done; if it was cut off, remove {lock}"
                raise UsageError(Problem(self.shown, f"another run is at work here ({who})", remedy)) from None
        try:
            yield
        finally:
            with suppress(Exception):  # what happened before matters more; the next run names the lock
                if self.fs.cat_file(lock) == mine:
                    self.fs.rm_file(lock)

    def down(self) -> None:
        with _told(ConfigurationError, self.shown, "read"):
            self.fs.invalidate_cache()
            found = {name: PurePosixPath(name[len(self.root) :].lstrip("/")) for name in self.fs.find(self.root)}
            if odd := [path for path in found.values() if ".." in path.parts or "\\" in str(path)]:
                raise ValueError(f"a file named {odd[0]}")
            wanted = {name: str(self.folder / path) for name, path in found.items() if not _is_hidden(path)}
            if wanted:
                self.fs.get(list(wanted), list(wanted.values()))
        self.before = self._digests()

    def up(self) -> None:
        """Send what changed: to be there, in its turn and whole, once all was sent; then remove what is gone."""
        after = self._digests()
        changed = [path for path in after if self.before.get(path) != after[path]]
        gone = self.before.keys() - after.keys()
        with _told(PublicationRefused, self.shown, "written"):
            for parent in sorted({f"{self.root}/{path}".rpartition("/")[0] for path in changed}):
                self.fs.makedirs(parent, exist_ok=True)
            with self.fs.transaction if changed else nullcontext():
                for path in sorted(changed, key=self._turn):
                    with (self.folder / path).open("rb") as here, self.fs.open(f"{self.root}/{path}", "wb") as there:
                        shutil.copyfileobj(here, there)
            for path in sorted(gone):
                self.fs.rm_file(f"{self.root}/{path}")

    def _turn(self, path: str) -> tuple[bool, int, bool, str]:
        """New files, changed ones, then what points at them: an edition's front page, and that of all editions last."""
        is_pointer = PurePosixPath(path).name in POINTERS
        return is_pointer, -path.count("/") if is_pointer else 0, path in self.before, path

    def _digests(self) -> dict[str, str]:
        """Path below the folder → digest of the file, in the parts that are written; hidden files are only ours."""
        parts = [self.folder / part for part in self.written]
        files = [file for part in parts for file in (part, *part.rglob("*")) if file.is_file()]
        found = {file.relative_to(self.folder): file for file in files}
        return {path.as_posix(): digest(file.read_bytes()) for path, file in found.items() if not _is_hidden(path)}


def _place(text: str | None) -> _Remote | Path | None:
    if not text or not is_url(text):
        return Path(text) if text else None
    shown = re.sub(r"//[^/@]*@", "//", text.rstrip("/"))
    try:
        from fsspec.core import url_to_fs

        fs, root = url_to_fs(text)
    except ImportError as error:
        remedy = (
            'uv sync --extra cluster, or pip install "werkmonitor[cluster]"' if error.name == "fsspec" else str(error)
        )
        raise UsageError(Problem(shown, "needs a library that is not installed", remedy)) from None
    except ValueError as error:
        raise UsageError(Problem(shown, f"cannot be opened ({error})", "see docs/scheduling.md")) from None
    return Path(root) if "file" in fs.protocol else _Remote(shown, fs, root.rstrip("/"))


def _is_hidden(path: PurePosixPath | Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


@contextmanager
def _told(kind: type[WerkmonitorError], shown: str, what: str) -> Iterator[None]:
    """Whatever a file system raises, in our words."""
    try:
        yield
    except WerkmonitorError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}".partition("\n")[0]
        remedy = "look at the address, the network and your rights there, and run again: what was there is there still"
        raise kind(Problem(shown, f"cannot be {what} ({said})", remedy)) from None
