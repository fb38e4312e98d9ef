"""Which replies were made, and of what: outputs/replies/made-of.json. Says at once whether they all still lie there."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from werkmonitor.fingerprints import digest
from werkmonitor.workspace import Workspace, write_file

RECORD = "made-of.json"


class Made(NamedTuple):
    """A reply: a digest of all it was made of, and one of its bytes."""

    made_of: str
    sha256: str


def read_record(workspace: Workspace) -> dict[str, Made]:
    """Name of a reply below outputs/replies → what it was made of; those that lie there as they were made."""
    try:
        record = json.loads((workspace.replies / RECORD).read_text("utf-8"))
        return {name: Made(*made) for name, made in record.items() if _lies_there(workspace, name, made[1])}
    except (OSError, ValueError, TypeError, IndexError, AttributeError):
        return {}


def write_record(workspace: Workspace, record: Mapping[str, Made]) -> None:
    """Write it anew, in order of names."""
    lines = json.dumps(dict(sorted(record.items())), indent=1, ensure_ascii=False)
    write_file(workspace.replies / RECORD, lines + "\n")


def replies_stand(workspace: Workspace) -> bool:
    """Whether every reply that was made lies there as it was made; without any record none does."""
    try:
        record = json.loads((workspace.replies / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and len(read_record(workspace)) == len(record)


def _lies_there(workspace: Workspace, name: str, sha256: str) -> bool:
    try:
        return digest((workspace.replies / name).read_bytes()) == sha256
    except OSError:
        return False
