"""Where everything lies, and how it is written: complete, or not at all."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from werkmonitor.errors import ConfigurationError, Problem, UsageError

PROGRAMME_FILE = "programme.toml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The two folders of one programme: `data` (kept) and `outputs` (may always be deleted)."""

    data: Path
    outputs: Path

    @classmethod
    def find(cls, data: Path | str | None = None, outputs: Path | str | None = None) -> "Workspace":
        """The workspace asked for, else $WERKMONITOR_DATA, else the nearest `data/programme.toml` upwards.

        Raises ConfigurationError when there is no programme.toml.
        """
        chosen = data or os.environ.get("WERKMONITOR_DATA")
        folder = Path(chosen).resolve() if chosen else _nearest_data(Path.cwd())
        if not (folder / PROGRAMME_FILE).is_file():
            raise ConfigurationError(
                Problem(
                    str(folder / PROGRAMME_FILE),
                    "there is no programme file here",
                    "start from the folder that holds data/, or name it with --data DIR",
                )
            )
        target = outputs or os.environ.get("WERKMONITOR_OUTPUTS")
        return cls(folder, Path(target).resolve() if target else folder.parent / "outputs")

    @property
    def programme_file(self) -> Path:
        return self.data / PROGRAMME_FILE

    @property
    def theme(self) -> Path:
        """The house style of whoever publishes, where there is one."""
        return self.data / "theme.css"

    @property
    def layouts(self) -> Path:
        return self.data / "layouts"

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def processed(self) -> Path:
        return self.data / "processed"

    @property
    def current_tables(self) -> Path | None:
        """The folder of the snapshot of tidy tables in force; None before the first intake."""
        pointer = self.processed / "current"
        folder = self.processed / pointer.read_text("utf-8").strip() if pointer.is_file() else None
        return folder if folder and folder.is_dir() else None

    @property
    def editions(self) -> Path:
        """Released editions: their protected cubes and manifests, kept for ever."""
        return self.data / "editions"

    @property
    def concepts(self) -> Path:
        """Protected cubes of editions that nobody has adopted yet."""
        return self.outputs / "concepts"

    @property
    def site(self) -> Path:
        return self.outputs / "site"

    @property
    def preview(self) -> Path:
        """Monitors made to look at; never the live site."""
        return self.outputs / "preview"

    @property
    def team(self) -> Path:
        """The programme team's own editions, with exact figures; never the live site."""
        return self.outputs / "team"

    @property
    def runs(self) -> Path:
        """Executed notebooks: internal, never published."""
        return self.outputs / "runs"

    @property
    def replies(self) -> Path:
        """Answers to partners, in their own workbooks: internal, each for its partner only, never published."""
        return self.outputs / "replies"

    @property
    def signoffs(self) -> Path:
        """Partners' own figures, to confirm: internal, each page for its partner only, never published."""
        return self.outputs / "signoff"

    @property
    def saved(self) -> Path:
        """Monitors as one file each, to send."""
        return self.outputs / "saved"

    @property
    def letters(self) -> Path:
        """Letters to the councils, by edition."""
        return self.outputs / "letters"

    @property
    def templates(self) -> Path:
        """Workbooks for partners to fill in."""
        return self.outputs / "templates"

    @property
    def notebooks(self) -> Path:
        """The workspace's own notebooks where it has them, else those of this project."""
        own = self.data.parent / "notebooks"
        return own if own.is_dir() else Path(__file__).resolve().parents[2] / "notebooks"

    def relative(self, path: Path) -> str:
        """A path as messages show it: from the folder above `data`, with forward slashes."""
        try:
            return path.resolve().relative_to(self.data.parent).as_posix()
        except ValueError:
            return path.as_posix()

    def address(self, path: Path) -> str:
        """Where whoever asked finds a path of the workspace."""
        return str(path)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One run at a time in a workspace; a second one stops with a clear line."""
        self.processed.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.processed / ".lock", timeout=0):
                yield
        except Timeout:
            raise UsageError(
                Problem(str(self.data), "another run is at work here", "wait until it is done, then try again")
            ) from None


def write_file(path: Path, content: bytes | str) -> None:
    """Write a file whole or not at all: temporary file beside it, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def snapshot_id(files: Mapping[str, bytes]) -> str:
    """The name of a snapshot of tables: a digest of what its files hold."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()[:16]


def is_as_written(snapshot: Path) -> bool:
    """Whether the tables of a snapshot are those that were written: its name says what they hold."""
    return snapshot.name == snapshot_id({path.name: path.read_bytes() for path in snapshot.glob("*.parquet")})


def link_or_copy(source: Path, target: Path) -> None:
    """The same file in a second place; a copy where the file system cannot link."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Build a folder beside `target` and put it in place at the end; the old one stays when building fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():  # a run was cut off between the two renames below
        old.replace(target)
    shutil.rmtree(old, ignore_errors=True)
    new = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.new."))
    new.chmod(0o755)
    try:
        yield new
        if target.exists():
            target.replace(old)
        new.replace(target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not target.exists():
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _nearest_data(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / "data" / PROGRAMME_FILE).is_file():
            return folder / "data"
    return start / "data"
