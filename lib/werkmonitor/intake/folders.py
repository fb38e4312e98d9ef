"""Where deliveries lie: data/raw/<partner>/<received yyyy-mm-dd>/<file>; what is corrected in them stands beside."""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from werkmonitor.intake.files.package import too_large
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import Limits
from werkmonitor.programme import Partner, Programme, load_programme
from werkmonitor.workspace import Workspace

CORRECTIONS_FILE = "corrections.toml"

_NO_DELIVERIES = re.compile(r"\..*|~\$.*|Thumbs\.db|desktop\.ini|EXAMPLES\.sha256", re.IGNORECASE)
"""What programs and systems leave beside workbooks; EXAMPLES.sha256 lists the example workbooks."""


@dataclass(frozen=True)
class Delivery:
    """A file below data/raw. file: its place as messages show it; key: below data/raw, as corrections.toml names it."""

    path: Path
    file: str
    key: str
    partner: Partner | None
    received_on: date | None
    misplaced: tuple[str, str] | None = None
    """Code and found text of what is wrong with its place."""

    @cached_property
    def delivery_id(self) -> str:
        """The SHA-256 of its bytes; of a file that lies in a wrong place, of that place too: it is no delivery yet."""
        digest = hashlib.sha256(self.key.encode() if self.misplaced else b"")
        try:
            with self.path.open("rb") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
        except OSError:  # judged as damaged; it needs an id all the same
            digest.update(self.key.encode())
        return digest.hexdigest()

    def read(self, limits: Limits) -> bytes:
        """Its bytes; raises Hopeless when they cannot be read or are changing, or are too many (without reading)."""
        try:
            if self.path.stat().st_size > limits.file_bytes:
                raise too_large("file_megabytes", limits)
            content = self.path.read_bytes()
        except OSError:
            raise Hopeless("workbook_damaged") from None
        if hashlib.sha256(content).hexdigest() != self.delivery_id:  # someone is still writing it
            raise Hopeless("workbook_damaged")
        return content


def find_deliveries(workspace: Workspace, programme: Programme) -> list[Delivery]:
    """Every file below data/raw, in order of receipt; also those that do not lie where a delivery should."""
    partners = {partner.code: partner for partner in programme.partners}
    raw, shown_raw = workspace.raw, workspace.relative(workspace.raw)
    found = []
    for path in delivery_paths(workspace):
        parts = path.relative_to(raw).parts
        misplaced: tuple[str, str] | None = None
        partner, received_on = partners.get(parts[0]), None
        if len(parts) == 1:
            misplaced = ("not_in_place", "")
        elif partner is None:
            misplaced = ("partner_unknown", parts[0])
        elif len(parts) == 2:
            misplaced = ("not_in_place", "")
        elif (received_on := _as_day(parts[1])) is None:
            misplaced = ("folder_without_date", parts[1])
        elif len(parts) > 3:
            misplaced, received_on = ("not_in_place", ""), None
        key = _readable("/".join(parts))
        found.append(Delivery(path, f"{shown_raw}/{key}", key, partner, received_on, misplaced))
    return sorted(found, key=lambda one: (one.received_on or date.max, one.key))


def _readable(name: str) -> str:
    """A name as a text that can be written anywhere: what is no character in it shows as replaced."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", name)


def received_on(key: str) -> date | None:
    """When the delivery with this place below data/raw was received; None where it lies in no dated folder."""
    parts = key.split("/")
    return _as_day(parts[1]) if len(parts) == 3 else None


def delivery_paths(workspace: Workspace) -> list[Path]:
    """Every file below data/raw that is meant as a delivery, sorted."""
    found = []
    for folder, folders, files in os.walk(workspace.raw):
        folders[:] = [name for name in folders if not _NO_DELIVERIES.fullmatch(name)]
        found += [Path(folder, name) for name in files if not _NO_DELIVERIES.fullmatch(name)]
    return sorted(path for path in found if path.is_file())


def delivery_files(workspace: Workspace) -> list[Path]:
    """The files an intake makes a delivery of: those below data/raw, and of identical ones the first received."""
    first: dict[str, Path] = {}
    for delivery in find_deliveries(workspace, load_programme(workspace.programme_file)):
        first.setdefault(delivery.delivery_id, delivery.path)
    return sorted(first.values())


def _as_day(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if len(name) == 10 else None
    except ValueError:
        return None
