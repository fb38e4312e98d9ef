"""The reply to every delivery with findings: outputs/replies/<partner>/<name> (ontvangen <date>).xlsx.

A reply holds the partner's own rows. It is for that partner and for whoever may see the delivery itself, and nothing
that is published links to it.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from werkmonitor.fingerprints import digest, digest_of, digest_of_code, digest_of_versions
from werkmonitor.intake.door import safe_name
from werkmonitor.intake.files.reader import Child
from werkmonitor.intake.judging import Judged
from werkmonitor.intake.replies.comparison import compare
from werkmonitor.intake.replies.letter import Difference, Letter
from werkmonitor.intake.replies.record import Made, read_record, write_record
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import Limits
from werkmonitor.workspace import Workspace, write_file

JOBS = 2
PATIENCE = 15
"""So many times as long as reading a workbook may take, its reply may."""
_RECEIVED = re.compile(r"( \(ontvangen \d{4}-\d\d-\d\d\))+$")
_A_REPLY = re.compile(r" \(ontvangen \d{4}-\d\d-\d\d\)( [0-9a-f]{8})?$")


class Maker(Child):
    """A child process that makes replies."""

    module = "werkmonitor.intake.replies.book"

    def make(self, content: bytes | None, letter: Letter, password: str | None = None) -> bytes:
        """The reply; the findings alone where the workbook cannot be copied within the limits.

        Raises Hopeless when not even those can be written.
        """
        if content is not None:
            with suppress(Hopeless):
                return self._made(content, letter, password)
        return self._made(None, letter, None)

    def _made(self, content: bytes | None, letter: Letter, password: str | None) -> bytes:
        seconds = PATIENCE * self.limits.seconds_for(len(content or b""))
        answer = self.ask((content, letter, self.limits, password), seconds)
        if not isinstance(answer, bytes):
            raise Hopeless("reader_failed")
        return answer


@dataclass(frozen=True)
class Reply:
    """A reply that is due. before: the delivery of this partner and layout that was in force until this one came.

    names: code of a project or indicator → what people call it.
    """

    judged: Judged
    before: Judged | None
    rules: Rules
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        """Below outputs/replies: after the file and the day it was received."""
        delivery = self.judged.delivery
        file = PurePosixPath(safe_name(delivery.key))
        stem, suffix = _RECEIVED.sub("", file.stem), file.suffix.lower()
        kind = "" if suffix == ".xlsx" else f" {suffix[1:]}"
        folder = delivery.partner.code if delivery.partner else ""
        return f"{folder}/{stem}{kind} (ontvangen {delivery.received_on}).xlsx"

    @cached_property
    def made_of(self) -> str:
        """A digest of all it depends on."""
        before = self.before.delivery.delivery_id if self.before else ""
        versions = digest_of_code("intake", "errors.py"), digest_of_versions()
        told = asdict(self.letter), self.judged.outcome.layout, sorted(self.names.items())
        return digest_of([self.judged.delivery.delivery_id, before, *told, dict(self.rules.digests), *versions])

    @cached_property
    def letter(self) -> Letter:
        """What it says, without the difference, which is only computed when it is made."""
        delivery, outcome, about = self.judged.delivery, self.judged.outcome, self.rules.programme.programme
        return Letter(
            programme=about.name,
            notice="Voorbeeld met fictieve gegevens." if about.is_fictional else "",
            partner=delivery.partner.name if delivery.partner else "",
            file="".join(sign if sign.isprintable() else " " for sign in PurePosixPath(delivery.key).name),
            received_on=delivery.received_on or date.min,
            as_of_on=outcome.as_of_on,
            state=outcome.state,
            rows_read=outcome.rows_read,
            rows_kept=outcome.rows_kept,
            rows_listed=outcome.rows_listed,
            findings=tuple(outcome.findings),
        )

    def make(self, maker: Maker) -> bytes:
        """Its bytes; raises Hopeless when it cannot be made."""
        password = self.rules.passwords.of(self.judged.delivery.delivery_id)
        return maker.make(self._content(), self.letter.beside(self._difference()), password)

    def _content(self) -> bytes | None:
        """The workbook that goes back; None where it may not, or nothing of it could be read."""
        if self.letter.is_private or self.judged.outcome.layout is None:
            return None
        try:
            return self.judged.delivery.read(self.rules.limits)
        except Hopeless:
            return None

    def _difference(self) -> Difference | None:
        now, before = self.judged.outcome, self.before
        if before is None or before.outcome.as_of_on is None or now.as_of_on is None or now.state == "refused":
            return None
        numbers, rows = compare(
            before.outcome.tables, before.outcome.as_of_on, now.tables, now.as_of_on, self.rules.programme.list_days
        )
        received_on = before.delivery.received_on or date.min
        return Difference(
            PurePosixPath(before.delivery.key).name, received_on, before.outcome.as_of_on, numbers, rows, self.names
        )


def write_replies(workspace: Workspace, rules: Rules, judged: Sequence[Judged], *, force: bool = False) -> list[Path]:
    """Make the replies that are new or changed, remove those that nobody needs any more; returns those made.

    One that cannot be made is tried again next time. judged: all deliveries, in the order in which they were judged.
    """
    record = {} if force else read_record(workspace)
    due = _due(judged, rules)
    standing = {name: record[name] for name in due if name in record and record[name].made_of == due[name].made_of}
    stale = [name for name in due if name not in standing]
    made: dict[str, Made] = {}
    with ThreadPoolExecutor(JOBS) as threads:
        parts = [{name: due[name] for name in stale[number::JOBS]} for number in range(JOBS)]
        for some in threads.map(lambda part: _make(workspace, part, rules.limits), parts):
            made |= some
    _remove_others(workspace, {*standing, *made})
    write_record(workspace, standing | made)
    return [workspace.replies / name for name in stale if name in made]


def reply_to(new: Judged, judged: Sequence[Judged], rules: Rules) -> bytes | None:
    """The reply to one workbook that need not be stored; None where nothing is found, or it cannot be made.

    judged: all deliveries that it was judged with.
    """
    if not new.outcome.findings:
        return None
    reply = Reply(new, _before(new, judged), rules, _names(judged, rules))
    with Maker(rules.limits) as maker, suppress(Hopeless):
        return reply.make(maker)
    return None


def _due(judged: Sequence[Judged], rules: Rules) -> dict[str, Reply]:
    """Name below outputs/replies → reply, for every delivery with findings that lies where a delivery should."""
    names = _names(judged, rules)
    due: dict[str, Reply] = {}
    taken: set[str] = set()
    for one in judged:
        if one.delivery.misplaced or one.delivery.partner is None or not one.outcome.findings:
            continue
        reply = Reply(one, _before(one, judged), rules, names)
        name = reply.name
        if name.casefold() in taken:  # files that differ by capitals or format only
            name = name.replace(".xlsx", f" {one.delivery.delivery_id[:8]}.xlsx")
        taken.add(name.casefold())
        due[name] = reply
    return due


def _make(workspace: Workspace, replies: Mapping[str, Reply], limits: Limits) -> dict[str, Made]:
    made = {}
    with Maker(limits) as maker:
        for name, reply in replies.items():
            with suppress(Hopeless):
                content = reply.make(maker)
                write_file(workspace.replies / name, content)
                made[name] = Made(reply.made_of, digest(content))
    return made


def _remove_others(workspace: Workspace, names: set[str]) -> None:
    """Remove the replies that have no delivery any more; a file that is no reply stays where someone put it."""
    kept = {workspace.replies / name for name in names}
    for path in workspace.replies.glob("*/*.xlsx"):
        if path not in kept and _A_REPLY.search(path.stem):
            path.unlink()
    for folder in workspace.replies.glob("*/"):
        with suppress(OSError):  # one that is not empty stays
            folder.rmdir()


def _before(one: Judged, judged: Sequence[Judged]) -> Judged | None:
    """The delivery of the same partner and layout that was in force before this one came.

    Of a standing the last one of the same as-of date, else of the day before it; of what holds everything, the last.
    """
    earlier = [
        other
        for other in judged
        if other.delivery.partner == one.delivery.partner
        and other.outcome.layout == one.outcome.layout
        and other.outcome.state != "refused"
        and other.outcome.as_of_on is not None
        and (one.outcome.as_of_on is None or other.outcome.as_of_on <= one.outcome.as_of_on)
        and _turn(other) < _turn(one)
    ]
    return max(earlier, key=lambda other: (other.outcome.as_of_on, *_turn(other)), default=None)


def _turn(one: Judged) -> tuple[date, str]:
    return one.delivery.received_on or date.max, one.delivery.key


def _names(judged: Sequence[Judged], rules: Rules) -> dict[str, str]:
    """What the projects are called in the last register, and the indicators."""
    names = {one.code: one.name for one in rules.programme.indicators}
    for one in judged:
        if (projects := one.outcome.tables.get("projects")) is not None:
            names |= zip(projects["project"].to_pylist(), projects["name"].to_pylist(), strict=True)
    return names
