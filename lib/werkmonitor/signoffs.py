"""Partners confirm their own figures: who did, for which, and whether that still holds. Kept in data/signoffs.toml."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from werkmonitor.errors import Problem, UsageError, did_you_mean
from werkmonitor.fingerprints import digest_of
from werkmonitor.models import Code, Day, Model, load_model
from werkmonitor.programme import Edition, Programme
from werkmonitor.workspace import Workspace, write_file

if TYPE_CHECKING:
    from werkmonitor.figures.contributions import Contribution
    from werkmonitor.tables import Tables

SIGNOFFS_FILE = "signoffs.toml"

HEADER = """\
# Who confirmed the figures of its own deliveries, edition by edition; `werkmonitor signoff` writes it.
# figures: the digest of what was confirmed. When a figure is another afterwards, it was not what was confirmed.
"""


class Signoff(Model):
    """A partner's confirmation. role: of who confirms, never a name."""

    edition: str
    partner: Code
    role: Annotated[str, Field(min_length=3)]
    on: Day
    remark: str = ""
    figures: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Signoffs(Model):
    signoffs: tuple[Signoff, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A partner of an edition: what it delivered, a digest of its figures, and its latest confirmation."""

    contribution: "Contribution"
    figures: str
    signoff: Signoff | None

    @property
    def partner(self) -> str:
        return self.contribution.partner

    @property
    def state(self) -> Literal["signed", "lapsed", "open"]:
        """Lapsed: the figures are not those that were confirmed."""
        if self.signoff is None:
            return "open"
        return "signed" if self.signoff.figures == self.figures else "lapsed"

    @property
    def told(self) -> str:
        """As a command tells it."""
        if self.signoff is None:
            return "not confirmed yet"
        said = f"confirmed on {self.signoff.on} by {self.signoff.role}"
        return said if self.state == "signed" else f"{said}; lapsed, since figures changed after that"


def load_signoffs(workspace: Workspace) -> tuple[Signoff, ...]:
    """All that were given, oldest first. Raises ConfigurationError for a faulty file."""
    path = workspace.data / SIGNOFFS_FILE
    return load_model(path, Signoffs, workspace.relative(path)).signoffs if path.is_file() else ()


def standings(workspace: Workspace, programme: Programme, edition: Edition, tables: "Tables") -> list[Standing]:
    """Every partner of whom an edition has figures, and whether it confirmed them.

    tables: the tidy tables as known at its deliveries_until.
    """
    from werkmonitor.figures import contributions

    latest = {one.partner: one for one in load_signoffs(workspace) if one.edition == edition.id}
    return [Standing(own, _digest(own), latest.get(own.partner)) for own in contributions(tables, programme, edition)]


def _digest(own: "Contribution") -> str:
    """Of what a partner confirms: its figures and goals, not the files they came in."""
    goals = [(one["level"], one["code"], one["indicator"], one["value"], one["goal_on"]) for one in own.goals]
    return digest_of([[(one.project, one.indicator, one.delivered, one.counted) for one in own.figures], goals])


def sign(
    workspace: Workspace,
    edition: Edition,
    standing: Sequence[Standing],
    partner: str,
    role: str,
    on: date,
    remark: str = "",
) -> None:
    """Keep that a partner confirms the figures as they are now. Raises UsageError when there are none."""
    known = {one.partner: one for one in standing}
    if partner not in known:
        what = f"has no figures in edition {edition.id} to confirm"
        raise UsageError(Problem(f"partner '{partner}'", what, did_you_mean(partner, known)))
    if len(role.strip()) < 3:
        raise UsageError(Problem("--role", f"'{role}' says not who confirms", 'name the role, as "teammanager"'))
    made = Signoff(edition=edition.id, partner=partner, role=role, on=on, remark=remark, figures=known[partner].figures)
    path = workspace.data / SIGNOFFS_FILE
    before = path.read_text("utf-8-sig") if load_signoffs(workspace) else HEADER
    write_file(path, f"{before.rstrip()}\n\n[[signoffs]]\n{_as_toml(made)}")


def _as_toml(signoff: Signoff) -> str:
    """Its lines; a text of JSON without escapes but the usual ones is one of TOML."""
    values = {name: value for name, value in signoff.model_dump(mode="json").items() if value}
    written = {name: value if name == "on" else json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return "".join(f"{name} = {value}\n" for name, value in written.items()).replace("\x7f", "\\u007f")


def unsigned(standing: Sequence[Standing]) -> list[str]:
    """The partners who did not confirm their figures as they are now."""
    return [one.partner for one in standing if one.state != "signed"]


def as_recorded(standing: Sequence[Standing]) -> list[dict[str, str]]:
    """The confirmations that hold, as a manifest names them."""
    held = [one.signoff for one in standing if one.signoff and one.state == "signed"]
    return [one.model_dump(mode="json", exclude={"edition"}) for one in held]
