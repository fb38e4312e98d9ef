"""What came of every workbook, kept on disk, so that it is read again only when something it depends on changed.

One file an outcome, named after a digest of all it depends on; it holds what the tidy tables hold. The folder may
always be deleted, and an entry that is damaged is as good as none.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from werkmonitor.fingerprints import digest
from werkmonitor.intake.corrections import Correction
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.facts import schema_of
from werkmonitor.intake.findings import Finding
from werkmonitor.workspace import Workspace

# For small tables zstd takes six times as long, and threads cost more than they give.
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_ALONE = pa.ipc.IpcReadOptions(use_threads=False)
_schema = cache(schema_of)
_DIGEST_LENGTH = len(digest(b""))


class Outcomes:
    """The outcomes kept in a workspace. key: a digest of all that an outcome depends on.

    is_readonly: keep no others. forget: as if there were none yet.
    """

    def __init__(self, workspace: Workspace, *, is_readonly: bool = False, forget: bool = False) -> None:
        self.folder, self.is_readonly = workspace.processed / "outcomes", is_readonly
        self._kept = set() if forget else {path.name for path in self.folder.glob("*")}
        self._of = {name.partition(".")[0] for name in self._kept}
        self._used: set[str] = set()

    def knows(self, delivery_id: str) -> bool:
        """Whether there is any outcome of these bytes, though perhaps not of these circumstances."""
        return delivery_id[:_SHORT] in self._of

    def has(self, delivery_id: str, key: str) -> bool:
        return _name(delivery_id, key) in self._kept

    def find(self, delivery_id: str, key: str, corrections: Sequence[Correction]) -> Outcome | None:
        """The outcome kept under this key; None where there is none or it is damaged. corrections: of its file."""
        name = _name(delivery_id, key)
        if name not in self._kept:
            return None
        try:
            outcome = _unpacked((self.folder / name).read_bytes(), corrections)
        except (OSError, ValueError, KeyError, IndexError, TypeError, pa.ArrowException):
            return None
        self._used.add(name)
        return outcome

    def keep(self, delivery_id: str, key: str, outcome: Outcome, corrections: Sequence[Correction]) -> None:
        """Keep an outcome whole or not at all. Where it cannot be written, the workbook is read again next time."""
        if self.is_readonly:
            return
        name = _name(delivery_id, key)
        new = self.folder / f"{name}.new"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_packed(outcome, corrections))
            new.replace(self.folder / name)
            self._kept.add(name)
            self._used.add(name)

    def remove_unused(self) -> None:
        """Remove what was neither found nor kept since this was made."""
        for path in self.folder.glob("*"):
            if path.name not in self._used:
                with suppress(OSError):
                    path.unlink()


_SHORT = 32
"""Of both digests in the name of a file, which must not be too long."""


def _name(delivery_id: str, key: str) -> str:
    return f"{delivery_id[:_SHORT]}.{key[:_SHORT]}"


def _packed(outcome: Outcome, corrections: Sequence[Correction]) -> bytes:
    """A digest of the rest, a line of JSON, and each table as an Arrow stream."""
    streams = {name: _stream(table) for name, table in outcome.tables.items()}
    about = {
        "layout": outcome.layout,
        "coverage": outcome.coverage,
        "as_of_on": outcome.as_of_on.isoformat() if outcome.as_of_on else None,
        "rows": [outcome.rows_read, outcome.rows_kept, outcome.rows_listed],
        "findings": [list(finding) for finding in outcome.findings],
        "unmatched": [corrections.index(one) for one in outcome.unmatched],
        "tables": {name: len(stream) for name, stream in streams.items()},
    }
    content = b"".join([json.dumps(about).encode("ascii"), b"\n", *streams.values()])
    return digest(content).encode("ascii") + content


def _unpacked(packed: bytes, corrections: Sequence[Correction]) -> Outcome:
    """Raises ValueError (and what Arrow raises) for what is no whole entry."""
    content = packed[_DIGEST_LENGTH:]
    if digest(content).encode("ascii") != packed[:_DIGEST_LENGTH]:
        raise ValueError("not as it was written")
    line, _, _ = content.partition(b"\n")
    about: Mapping[str, Any] = json.loads(line)
    tables, start = {}, len(line) + 1
    for name, size in about["tables"].items():
        tables[name] = pa.ipc.open_stream(pa.py_buffer(content)[start : start + size], options=_ALONE).read_all()
        if tables[name].schema != _schema(name):
            raise ValueError("of another schema")
        start += size
    rows_read, rows_kept, rows_listed = about["rows"]
    return Outcome(
        about["layout"],
        about["coverage"],
        date.fromisoformat(about["as_of_on"]) if about["as_of_on"] else None,
        rows_read,
        rows_kept,
        rows_listed,
        tables,
        [Finding(*values) for values in about["findings"]],
        tuple(corrections[place] for place in about["unmatched"]),
    )


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_PACKED) as writer:
        writer.write_table(table)
    stream: bytes = sink.getvalue().to_pybytes()
    return stream
