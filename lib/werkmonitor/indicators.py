"""What can be measured, as data: names, unit, definition and source of every indicator, and how it is counted.

There are a few ways of counting, each with its parameters; an indicator is one of them and its words. So a new
indicator, a funnel or a project's own unit is a table in programme.toml, and no code.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from werkmonitor.models import Code, Coded, Model

TrajectoryDay = Literal[
    "started_on",
    "training_completed_on",
    "qualified_on",
    "placed_on",
    "benefit_ended_on",
    "work_ended_on",
    "work_checked_on",
    "referred_on",
    "ended_on",
]
"""The days that a list of participants can hold of a trajectory."""

Months = Annotated[int, Field(ge=1, le=120)]


class Events(Model):
    """Trajectories with a day, from that day or `after_months` later; `without`: only where these days are blank."""

    how: Literal["events"]
    on: TrajectoryDay
    after_months: Annotated[int, Field(ge=0, le=120)] = 0
    without: tuple[TrajectoryDay, ...] = ()

    @property
    def days(self) -> tuple[TrajectoryDay, ...]:
        return (self.on,)


class Reached(Model):
    """Trajectories in which `by` came within `months` of `since`, from the end of those months."""

    how: Literal["reached"]
    since: TrajectoryDay
    months: Months
    by: TrajectoryDay

    @property
    def days(self) -> tuple[TrajectoryDay, ...]:
        return (self.by,)


class Held(Model):
    """Trajectories in which what began `since` still lasted `months` later (held), or of which it is known (known).

    Held: seen (`checked`) that day or later, or ended later. Not held: `ended` before that day. Else not known.
    """

    how: Literal["held"]
    since: TrajectoryDay
    months: Months
    ended: TrajectoryDay
    checked: TrajectoryDay
    outcome: Literal["held", "known"]

    @property
    def days(self) -> tuple[TrajectoryDay, ...]:
        return (self.ended, self.checked)


class Running(Model):
    """Trajectories that began `since` and have not ended (`until`): a stock, which can fall."""

    how: Literal["running"]
    since: TrajectoryDay
    until: TrajectoryDay

    @property
    def days(self) -> tuple[TrajectoryDay, ...]:
        return (self.until,)


class Persons(Model):
    """Different persons with a trajectory that began `since`; known only where all of them come from lists."""

    how: Literal["persons"]
    since: Literal["started_on"]

    @property
    def days(self) -> tuple[TrajectoryDay, ...]:
        return (self.since,)


class Delivered(Model):
    """Only what partners deliver as figures: a funnel, goods, tons, places."""

    how: Literal["delivered"]


class Register(Model):
    """What the register says of the projects: how many have room, how many are in which state, results in words."""

    how: Literal["register"]
    column: Literal["capacity", "state", "results"]


class Share(Model):
    """One counted indicator by another. out_of: of how many the denominator can be told; the rest is undetermined."""

    how: Literal["share"]
    numerator: Code
    denominator: Code
    out_of: Code | None = None


class Median(Model):
    """The median number of days from one day to another, of the trajectories that have both."""

    how: Literal["median"]
    since: TrajectoryDay
    until: TrajectoryDay


class OfProgress(Model):
    """What is computed of every figure that has a goal or a plan: a column of the cube's table 'progress'."""

    how: Literal["progress"]
    column: Literal["share_of_goal", "ratio", "over_goal"]


OfTrajectories = Events | Reached | Held | Running
Way = Annotated[
    Events | Reached | Held | Running | Persons | Delivered | Register | Share | Median | OfProgress,
    Field(discriminator="how"),
]

_KINDS: dict[str, tuple[str, ...]] = {
    "flow": ("events", "reached", "held", "delivered"),
    "stock": ("running", "persons", "delivered", "register"),
    "share": ("share",),
    "derived": ("share", "median", "progress"),
    "text": ("register",),
}
"""Kind → the ways in which it can be counted."""


class Indicator(Coded):
    """One indicator. unit, unit_one: what is counted, several and one ('trajecten', 'traject').

    done, subject: how a sentence says it ('gestart', 'het aantal gestarte trajecten'). about: things need no
    protection. part_of: the indicator that encloses this one: placed ≤ started in every cell. is_main: one of page one,
    and counted for municipalities and target groups too.
    """

    name_en: str
    unit: str
    unit_one: str = ""
    done: str = ""
    subject: str = ""
    kind: Literal["flow", "stock", "share", "derived", "text"]
    about: Literal["people", "things"] = "people"
    is_main: bool = False
    definition: str
    source: str
    part_of: Code | None = None
    counted: Way

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.counted.how not in _KINDS[self.kind]:
            raise ValueError(f"a {self.kind} is counted as {' or '.join(_KINDS[self.kind])}, not {self.counted.how}")
        if self.is_main and not (self.kind == "flow" and self.about == "people"):
            raise ValueError("a main indicator is a flow of people")
        if not self.is_counted and self.part_of:
            raise ValueError("only what is counted is part of another")
        return self

    @property
    def is_counted(self) -> bool:
        """Whether partners can deliver it as figures, and it can have goals and plan points."""
        return isinstance(self.counted, OfTrajectories | Delivered)
