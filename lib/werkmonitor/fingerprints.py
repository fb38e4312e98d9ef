"""What a thing was made of: the name of every part with a digest of its content. Equal parts need no making again.

Digests are of contents, never of times: a file that was only touched is the same file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parents[1]

Parts = Mapping[str, str]
"""Name of a part, in words a user knows → digest."""


def digest(content: bytes | str) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def digest_of(value: Any) -> str:
    """Of plain data: the same data give the same digest, whatever the order of keys."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def digest_of_files(paths: Iterable[Path]) -> str:
    """Of files and what lies in folders: names and contents."""
    files = sorted(file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    return digest_of(
        [(file.name, digest(file.read_bytes())) for file in files if file.is_file() and "__pycache__" not in file.parts]
    )


@cache
def digest_of_code(*modules: str) -> str:
    """Of parts of this package: 'cube.py', 'publish/monitors'; without any of them, of all of it."""
    return digest_of_files([PACKAGE / module for module in modules] or [PACKAGE])


@cache
def digest_of_versions() -> str:
    """Of the versions of all libraries: the lock file, or where that does not come along, what is installed."""
    return lock_digest() or digest_of(libraries())


@cache
def lock_digest() -> str | None:
    """Of the lock file; None where it does not come along, as in an installed package."""
    lock = PROJECT / "uv.lock"
    return digest(lock.read_bytes()) if lock.is_file() else None


@cache
def libraries() -> dict[str, str]:
    """Every library that is installed, and its version."""
    from importlib.metadata import distributions

    return dict(sorted((one.name.lower(), one.version) for one in distributions() if one.name))


def changed(was: Parts | None, now: Parts) -> list[str]:
    """The parts that are new, gone or other than they were; nothing for a thing that stands as it is.

    was: None for a thing that was never made.
    """
    if was is None:
        return ["it was never made"]
    return [name for name in {**was, **now} if was.get(name) != now.get(name)]
