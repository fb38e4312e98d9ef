"""What would become of one workbook if it were received: everything that is found, and nothing is stored."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from werkmonitor.errors import Problem, UsageError
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.door import Password, look
from werkmonitor.intake.findings import Finding, together
from werkmonitor.intake.reader import Reader
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace


@dataclass(frozen=True)
class Checked:
    """partner: whose it is taken for. state: accepted, remarks or refused. rows_*: see the table `deliveries`."""

    partner: str
    state: str
    layout: str | None
    as_of_on: date | None
    rows_read: int
    rows_kept: int
    rows_listed: int
    findings: tuple[Finding, ...]


def check(
    path: Path,
    partner: str | None,
    received_on: date | None,
    workspace: Workspace,
    programme: Programme,
    today: date,
    password: Password | None = None,
) -> Checked:
    """Judge a workbook as if it were the next delivery.

    partner, received_on: from its folder where it lies below data/raw; otherwise the one partner by whose layout it can
    be read, and today. Raises UsageError where it is not clear whose it is, or the file is not there.
    """
    folder, day = _folder(path, workspace)
    whose = partner or folder or _by_its_layout(path, received_on or today, workspace, programme)
    outcome = look(path, whose, received_on or day or today, workspace, programme, password).judged.outcome
    return Checked(
        whose,
        outcome.state,
        outcome.layout,
        outcome.as_of_on,
        outcome.rows_read,
        outcome.rows_kept,
        outcome.rows_listed,
        together(one for one in outcome.findings if not (folder and one.code == "delivery_identical")),
    )


def _folder(path: Path, workspace: Workspace) -> tuple[str | None, date | None]:
    """The partner and the day of receipt that its folder names."""
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
