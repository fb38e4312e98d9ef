"""What would become of one workbook if it were received: everything that is found, and nothing is stored."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from werkmonitor.errors import Problem, UsageError
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.door import Password, look
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.findings import Finding, together
from werkmonitor.intake.replies.making import reply_to
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace, write_file


@dataclass(frozen=True)
class Checked:
    """partner: whose it is taken for. state: accepted, remarks or refused. rows_*: see the table `deliveries`.

    has_reply: whether the reply was written that was asked for; there is none where nothing was found.
    """

    partner: str
    state: str
    layout: str | None
    as_of_on: date | None
    rows_read: int
    rows_kept: int
    rows_listed: int
    findings: tuple[Finding, ...]
    has_reply: bool = False


def check(
    path: Path,
    partner: str | None,
    received_on: date | None,
    workspace: Workspace,
    programme: Programme,
    today: date,
    password: Password | None = None,
    reply: Path | None = None,
) -> Checked:
    """Judge a workbook as if it were the next delivery.

    reply: where the reply to the partner goes.

    partner, received_on: from its folder where it lies below data/raw; otherwise the one partner by whose layout it can
    be read, and today. Raises UsageError where it is not clear whose it is, or the file is not there.
    """
    if reply and (reply.suffix.lower() != ".xlsx" or reply.resolve() == path.resolve()):
        raise UsageError(Problem(str(reply), "cannot be the reply", "give it a name of its own that ends in .xlsx"))
    folder, day = folder_of(path, workspace)
    whose = partner or folder or _by_its_layout(path, received_on or today, workspace, programme)
    seen = look(path, whose, received_on or day or today, workspace, programme, password)
    outcome = seen.judged.outcome
    if folder:  # the very file that lies there is no second delivery
        outcome.findings = [one for one in outcome.findings if one.code != "delivery_identical"]
    content = reply_to(seen.judged, seen.beside, seen.rules) if reply else None
    if reply and content:
        write_file(reply, content)
    return Checked(
        whose,
        outcome.state,
        outcome.layout,
        outcome.as_of_on,
        outcome.rows_read,
        outcome.rows_kept,
        outcome.rows_listed,
        together(outcome.findings),
        content is not None,
    )


def folder_of(path: Path, workspace: Workspace) -> tuple[str | None, date | None]:
    """The partner and the day of receipt that its folder names; None where it does not lie below data/raw."""
    try:
        partner, day, _ = path.resolve().relative_to(workspace.raw.resolve()).parts
        return partner, date.fromisoformat(day)
    except ValueError:
        return None, None


def _by_its_layout(path: Path, received_on: date, workspace: Workspace, programme: Programme) -> str:
    fitting = _fitting(path, received_on, workspace, programme) if path.is_file() else []
    if len(fitting) == 1:
        return fitting[0]
    what = f"could be of {', '.join(fitting)}" if fitting else "is not known by the layout of any partner"
    raise UsageError(Problem(path.name, what, "say whose it is: --partner CODE"))


def _fitting(path: Path, received_on: date, workspace: Workspace, programme: Programme) -> list[str]:
    """The partners by whose layouts the workbook can be read, whatever is wrong in its cells."""
    rules = Rules.of(workspace, programme)
    try:
        with Reader(rules.limits) as reader:
            workbook = reader.read(path.read_bytes())
    except Hopeless:
        return []
    fitting: dict[str, bool] = {}
    for partner in programme.partners:
        given = Circumstances(
            programme, partner, received_on, path.name, vocabulary_of(programme), rules.key, rules.limits
        )
        outcome = read_delivery(workbook, rules.layouts_of(partner), given)
        told = {one.code for one in outcome.findings}
        if not told & _ABOUT_THE_SHAPE:
            fitting[partner.code] = "sheet_renamed" not in told
    return [code for code, is_named in fitting.items() if is_named] or list(fitting)


_ABOUT_THE_SHAPE = {"sheet_missing", "sheet_twice", "header_missing", "column_missing", "header_unknown"}
