"""The door for one workbook: look at it first, then put it where it belongs, whole and under a name of ours."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from werkmonitor.errors import DeliveryRefused, Problem, UsageError
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.files.passwords import keep_password
from werkmonitor.intake.findings import Finding, together
from werkmonitor.intake.folders import Delivery
from werkmonitor.intake.judging import Judged
from werkmonitor.intake.ledger import judge_beside
from werkmonitor.intake.rules import Rules
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

Password = Callable[[], str]
"""Gives the password of a locked workbook when it is needed."""
_LONGEST_NAME = 120
_UNWANTED_SIGNS = re.compile(r"[^\w .,()&+'-]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def check_delivery(
    path: Path,
    partner: str,
    received_on: date,
    workspace: Workspace,
    programme: Programme,
    password: Password | None = None,
) -> tuple[Finding, ...]:
    """What would be found in this workbook if it were received, without storing anything.

    Raises UsageError for an unknown partner or a file that is not there.
    """
    return together(look(path, partner, received_on, workspace, programme, password).judged.outcome.findings)


@dataclass(frozen=True)
class Received:
    """path: where the workbook lies. is_new: False where the same bytes were delivered before, and lie there still.

    findings: what `check` says of it, as messages: first the rows and cells that cannot be used, then the remarks.
    """

    path: Path
    is_new: bool
    outcome: Outcome
    findings: tuple[Problem, ...]


def receive(
    path: Path,
    partner: str,
    received_on: date,
    workspace: Workspace,
    programme: Programme,
    *,
    today: date,
    password: Password | None = None,
) -> Received:
    """Check a workbook and put it in data/raw/<partner>/<received>/.

    What this partner delivered before, byte for byte, is not stored again. Another file of the same name is never
    overwritten. An encrypted workbook is filed as it came; its password is kept, sealed, so that it can be read again.

    password: asked for only where the workbook is locked. Raises DeliveryRefused with all that was found, and stores
    nothing, when the delivery would be refused; UsageError for an unknown partner, a file that is not there, or a date
    of receipt after today.
    """
    if received_on > today:
        what = f"the date of receipt lies in the future (today is {today})"
        raise UsageError(Problem(received_on.isoformat(), what, "give the day on which the file came in"))
    seen = look(path, partner, received_on, workspace, programme, password)
    delivery, outcome = seen.judged.delivery, seen.judged.outcome
    findings = together(outcome.findings)
    if outcome.state == "refused":
        raise DeliveryRefused(one.as_problem(delivery.file) for one in findings)
    keep_password(workspace, seen.rules.passwords, delivery.delivery_id)
    place = delivery.path
    if seen.is_new:
        place = _store(
            delivery.read(seen.rules.limits), workspace.raw / partner / received_on.isoformat(), safe_name(path.name)
        )
    by_weight = sorted(findings, key=lambda one: one.treatment != "row")
    return Received(place, seen.is_new, outcome, tuple(one.as_problem(delivery.file) for one in by_weight))


def safe_name(name: str) -> str:
    """A file name that is safe on every system: no signs that steer, no path, no hidden file, not too long.

    >>> safe_name("../Stand: 'maart' <def>.xlsx")
    "Stand 'maart' def.xlsx"
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = " ".join(_UNWANTED_SIGNS.sub(" ", plain).split()).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    stem = stem.strip(" .") or "levering"
    if _DEVICES.fullmatch(stem):
        stem = f"levering {stem}"
    return f"{stem[:_LONGEST_NAME].strip()}.{suffix[:10]}" if suffix else stem[:_LONGEST_NAME].strip()


@dataclass(frozen=True)
class Look:
    """judged: the workbook; where the same bytes were delivered before, that delivery, and it is not new.

    beside: all deliveries that it was judged with, by these rules.
    """

    judged: Judged
    is_new: bool
    beside: list[Judged]
    rules: Rules


def look(
    path: Path,
    partner: str,
    received_on: date,
    workspace: Workspace,
    programme: Programme,
    password: Password | None = None,
) -> Look:
    """Judge a workbook where it lies. Raises UsageError for an unknown partner or a file that is not there."""
    whose = programme.partner(partner)
    shown = path.name if path.is_absolute() else path.as_posix()
    if path.is_dir():
        raise UsageError(Problem(shown, "is a folder, not a file", "name the workbook in it, one at a time"))
    if not path.is_file():
        raise UsageError(Problem(shown, "there is no such file", "check the name and the folder"))
    rules = Rules.of(workspace, programme)
    key = f"{whose.code}/{received_on.isoformat()}/{safe_name(path.name)}"
    new = Delivery(path, shown, key, whose, received_on)
    seen = _judge(new, workspace, rules)
    if password and any(one.code in ("workbook_encrypted", "password_wrong") for one in seen.judged.outcome.findings):
        given = {new.delivery_id: password()}
        seen = _judge(new, workspace, replace(rules, passwords=replace(rules.passwords, given=given)))
    return seen


def _judge(new: Delivery, workspace: Workspace, rules: Rules) -> Look:
    beside = judge_beside(new, workspace, rules)
    judged = next(one for one in beside if one.delivery.delivery_id == new.delivery_id)
    return Look(judged, judged.delivery is new, beside, rules)


def _store(content: bytes, folder: Path, name: str) -> Path:
    """Put the bytes in the folder under this name, or a numbered one where another file has it; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".receiving.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        number = 1
        while True:
            target = folder / (name if number == 1 else _numbered(name, number))
            try:
                _move_to_free_name(Path(temporary), target)
            except FileExistsError:
                number += 1
                continue
            return target
    finally:
        Path(temporary).unlink(missing_ok=True)


def _move_to_free_name(source: Path, target: Path) -> None:
    """Move a file to a name that no other file has; raises FileExistsError where one has it.

    A hard link is made at once and never replaces a file; where a file system has none, `rename` (Windows never
    replaces a file by it) under the workspace's lock must do.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)


def _numbered(name: str, number: int) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({number}).{suffix}" if dot else f"{name} ({number})"
