"""The secret key of a programme: for pseudonyms (intake) and for the draws of the protection (figures).

The key lies outside the project. Only the fictional example has its key beside its data, marked as no secret, so that
everyone gets the same bytes.
"""

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from platformdirs import user_config_path

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace, write_file

EXAMPLE_KEY = "example.key"


def key_file(workspace: Workspace, programme: Programme) -> Path:
    """$WERKMONITOR_KEY_FILE, else the example's own key, else a file in the user's configuration folder."""
    if named := os.environ.get("WERKMONITOR_KEY_FILE"):
        return Path(named)
    beside = workspace.data / EXAMPLE_KEY
    if programme.programme.is_fictional and beside.is_file():
        return beside
    return user_config_path("werkmonitor") / f"{programme.programme.code}.key"


def ensure_key(workspace: Workspace, programme: Programme) -> str | None:
    """Make a key where there is none; returns the sentence that says where, or None when it stood already.

    Raises ConfigurationError where editions are released: they need the key that they were made with.
    """
    path = key_file(workspace, programme)
    if path.is_file():
        return None
    if _has_released(workspace):
        raise ConfigurationError(_missing(workspace, path))
    write_file(path, f"{secrets.token_hex(32)}\n")
    path.chmod(0o600)
    return f"A secret key was made: {path}. Keep it, back it up, and never put it in the project."


_RESTORE = "restore it from a back-up, or let WERKMONITOR_KEY_FILE name its file"


def _has_released(workspace: Workspace) -> bool:
    return any(workspace.editions.glob("[!.]*"))


def _missing(workspace: Workspace, path: Path) -> Problem:
    if _has_released(workspace):
        return Problem(str(path), "the secret key is gone that editions were released with", _RESTORE)
    remedy = f"'werkmonitor run' makes one; where there was one before: {_RESTORE}"
    return Problem(str(path), "there is no secret key yet", remedy)


def secret_key(workspace: Workspace, programme: Programme, purpose: str) -> bytes:
    """The key for one purpose ('pseudonym', 'protection'), derived so that one never tells the other.

    Raises ConfigurationError when the key file is missing or too short.
    """
    path = key_file(workspace, programme)
    try:
        words = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    except FileNotFoundError:
        raise ConfigurationError(_missing(workspace, path)) from None
    except OSError:
        raise ConfigurationError(Problem(str(path), "the secret key cannot be read", _RESTORE)) from None
    if not words or len(words[0]) < 32:
        raise ConfigurationError(Problem(str(path), "holds no key of at least 32 characters", "restore it"))
    return _derive(words[0], purpose)


def key_id(key: bytes) -> str:
    """What tells which key was used, and nothing else of it."""
    return hmac.new(key, b"key id", hashlib.sha256).hexdigest()[:8]


@cache
def _derive(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"werkmonitor/{purpose}".encode(), hashlib.sha256).digest()
