"""What the programme is: categories, indicators, places, partners, editions, thresholds, protection.

Read from `data/programme.toml` into frozen models that refuse unknown keys and say where.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    ValidationError,
    field_validator,
    model_validator,
)

from werkmonitor.errors import ConfigurationError, Problem, UsageError, did_you_mean, near_miss
from werkmonitor.limits import wrong_limits

OUTSIDE_REGION = "buiten-regio"
UNALLOCATED = "niet-toe-te-delen"

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+|-[a-z0-9]+)*$")]
Base = Literal["exact", "not_published"] | Annotated[int, Field(ge=2, le=100)]


def _not_a_timestamp(value: Any) -> Any:
    if type(value) is not date and not isinstance(value, str):
        raise ValueError("expected a date as yyyy-mm-dd")
    return value


Day = Annotated[date, BeforeValidator(_not_a_timestamp)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Coded(Model):
    """Something with a code that never changes and a Dutch name that readers see."""

    code: Code
    name: str
    aliases: tuple[str, ...] = ()


class About(Model):
    code: Code
    name: str
    region: str
    publisher: str
    started_on: Day
    goals_on: Day
    ends_on: Day
    is_fictional: bool = False
    notice: str = ""
    explanation: str = ""
    website: str = ""

    @model_validator(mode="after")
    def _says_that_it_is_fictional(self) -> Self:
        if self.is_fictional and not self.notice:
            raise ValueError("a fictional programme needs a notice")
        return self


class Plan(Coded):
    """A labour-market plan under which projects run (Dutch: programma, arbeidsmarktplan)."""

    until: Day | None = None
    continued_as: Code | None = None


class Category(Coded):
    description: str = ""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    is_fictional_name: bool = False


class Indicator(Coded):
    unit: str
    definition: str
    source: str
    part_of: Code | None = None
    """The indicator that encloses this one: placed ≤ started in every cell."""


class Municipality(Coded):
    cbs_code: Annotated[str, Field(pattern=r"^GM\d{4}$")]
    places: tuple[str, ...] = ()
    member_from: Day | None = None
    member_until: Day | None = None
    name_afterwards: str | None = None

    def is_member_on(self, day: date) -> bool:
        return (self.member_from or date.min) <= day <= (self.member_until or date.max)

    def name_on(self, day: date) -> str:
        return self.name if self.is_member_on(day) or not self.name_afterwards else self.name_afterwards


class ReportingUnit(Coded):
    members: tuple[Code, ...]


class OutsideRegion(Model):
    name: str = "Buiten de regio"
    places: tuple[str, ...] = ()
    counts_for_goals: bool = True


class Sector(Coded):
    pass


class TargetGroup(Coded):
    is_sensitive: bool = False


class Partner(Coded):
    kind: Literal["programme_team", "municipality", "uwv", "care", "training", "other"]
    layouts: tuple[Code, ...]
    municipality: Code | None = None
    """Whose residents the delivery is about where a row does not say: a municipality or a reporting unit."""
    personal_columns: tuple[str, ...] = ()
    """Columns with personal data that the agreement allows."""
    forbidden_columns: tuple[str, ...] = ()
    """Columns that it forbids: a delivery that has one is refused, also where we would only have left it unread."""
    own_figures_lead: Literal["list", "figures"] | None = None
    """Which counts where its own list and figures differ; where this is not said, the delivery is refused."""
    delivers_from: Day | None = None
    delivers_until: Day | None = None

    def delivers_on(self, as_of: date) -> bool:
        """Whether a delivery of the state on this day is expected."""
        return (self.delivers_from or date.min) <= as_of <= (self.delivers_until or date.max)


class Lead(Model):
    """Whose figures count where several partners speak of the same project, indicator and month."""

    project: Code
    partner: Code
    reason: str
    since: Day | None = Field(None, alias="from")
    until: Day | None = None


class Edition(Model):
    id: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    number: Annotated[int, Field(ge=1)]
    as_of: Day
    as_of_is_assumed: bool = False
    deliveries_until: Day
    published_on: Day
    adopted_by: str | None = None
    adopted_on: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.adopted_by is None) != (self.adopted_on is None):
            raise ValueError("adopted_by and adopted_on go together")
        if not self.as_of <= self.deliveries_until <= self.published_on:
            raise ValueError("expected as_of ≤ deliveries_until ≤ published_on")
        return self

    @property
    def is_adopted(self) -> bool:
        return self.adopted_on is not None


class Thresholds(Model):
    ahead: float = 1.10
    on_course: float = 0.95
    attention: float = 0.80
    smallest_plan: int = 10
    smallest_plan_rounded: int = 50

    @model_validator(mode="after")
    def _descending(self) -> Self:
        if not self.ahead > self.on_course > self.attention > 0:
            raise ValueError("expected ahead > on_course > attention > 0")
        return self


class Protection(Model):
    policy: Literal["region_exact", "strict"] = "region_exact"
    programme: Base = "exact"
    category: Base = "exact"
    project: Base = "exact"
    sector: Base = "exact"
    municipality: Base = 5
    target_group: Base = 5
    category_by_municipality: Base = 5
    project_by_municipality: Base = "not_published"
    sensitive: Base = 10
    sensitive_projects: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _small_areas_are_never_exact(self) -> Self:
        for key in ("municipality", "target_group", "category_by_municipality", "project_by_municipality", "sensitive"):
            if getattr(self, key) == "exact":
                raise ValueError(f"{key} may not be exact: choose a base (5 or more) or not_published")
        return self


C = TypeVar("C", bound=Coded)


class Programme(Model):
    programme: About
    plans: tuple[Plan, ...] = ()
    categories: tuple[Category, ...]
    indicators: tuple[Indicator, ...]
    municipalities: tuple[Municipality, ...]
    reporting_units: tuple[ReportingUnit, ...] = ()
    outside_region: OutsideRegion = OutsideRegion()
    sectors: tuple[Sector, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    partners: tuple[Partner, ...]
    leads: tuple[Lead, ...] = ()
    editions: tuple[Edition, ...]
    thresholds: Thresholds = Thresholds()
    protection: Protection = Protection()
    limits: dict[str, StrictInt | StrictFloat] = {}
    """What intake accepts at most, where that is more than `limits.Limits` says."""

    @field_validator("limits")
    @classmethod
    def _only_known_limits(cls, given: dict[str, int | float]) -> dict[str, int | float]:
        if wrong := wrong_limits(given):
            raise ValueError("; ".join(wrong))
        return given

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Every code once, every reference to something that exists."""
        wrong: list[str] = []
        lists: dict[str, Iterable[Coded]] = {
            "plans": self.plans,
            "categories": self.categories,
            "indicators": self.indicators,
            "municipalities and reporting units": (*self.municipalities, *self.reporting_units),
            "sectors": self.sectors,
            "target_groups": self.target_groups,
            "partners": self.partners,
        }
        for name, items in lists.items():
            codes = [item.code for item in items]
            wrong += [
                f"{name}: code '{code}' stands twice" for code in sorted({c for c in codes if codes.count(c) > 1})
            ]
        ids = [edition.id for edition in self.editions]
        wrong += [f"editions: id '{i}' stands twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
        if [e.as_of for e in self.editions] != sorted(e.as_of for e in self.editions):
            wrong.append("editions: expected in order of as_of")

        def refers(where: str, code: str | None, items: Iterable[Coded]) -> None:
            known = [item.code for item in items]
            if code is not None and code not in known:
                wrong.append(f"{where}: '{code}' is not known; {did_you_mean(code, known)}")

        for plan in self.plans:
            refers(f"plans '{plan.code}' continued_as", plan.continued_as, self.plans)
        for indicator in self.indicators:
            refers(f"indicators '{indicator.code}' part_of", indicator.part_of, self.indicators)
        for unit in self.reporting_units:
            for member in unit.members:
                refers(f"reporting_units '{unit.code}' members", member, self.municipalities)
        for partner in self.partners:
            refers(
                f"partners '{partner.code}' municipality",
                partner.municipality,
                (*self.municipalities, *self.reporting_units),
            )
        for lead in self.leads:
            refers(f"leads '{lead.project}' partner", lead.partner, self.partners)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def category(self, code: str) -> Category:
        return _find(code, self.categories, "category")

    def indicator(self, code: str) -> Indicator:
        return _find(code, self.indicators, "indicator")

    def municipality(self, code: str) -> Municipality:
        return _find(code, self.municipalities, "municipality")

    def partner(self, code: str) -> Partner:
        return _find(code, self.partners, "partner")

    def edition(self, edition_id: str) -> Edition:
        for edition in self.editions:
            if edition.id == edition_id:
                return edition
        raise UsageError(
            Problem(
                f"edition '{edition_id}'",
                "is not an edition of this programme",
                did_you_mean(edition_id, [e.id for e in self.editions]),
            )
        )

    def previous_edition(self, edition: Edition) -> Edition | None:
        earlier = [e for e in self.editions if e.as_of < edition.as_of]
        return max(earlier, key=lambda e: e.as_of) if earlier else None

    def members_on(self, day: date) -> tuple[Municipality, ...]:
        """The municipalities that belong to the region on a day."""
        return tuple(m for m in self.municipalities if m.is_member_on(day))

    @cached_property
    def residences(self) -> dict[str, str]:
        """How a place of residence is written (lower case) → municipality, reporting unit, outside or all of it."""
        words = dict.fromkeys((self.outside_region.name, "Buiten regio", *self.outside_region.places), OUTSIDE_REGION)
        words |= dict.fromkeys(("regio", self.programme.region, f"regio {self.programme.region}"), UNALLOCATED)
        words |= {
            place: m.code for m in self.municipalities for place in (m.code, m.name, m.cbs_code, *m.places, *m.aliases)
        }
        words |= {word: unit.code for unit in self.reporting_units for word in (unit.code, unit.name, *unit.aliases)}
        return {word.casefold(): code for word, code in words.items()}

    def residence_name(self, code: str, day: date) -> str:
        """What readers see for a place of residence: 'Hilversum', 'voormalig Weesp', 'Buiten de regio'."""
        if code == OUTSIDE_REGION:
            return self.outside_region.name
        if code == UNALLOCATED:
            return "Niet toe te delen"
        for unit in self.reporting_units:
            if unit.code == code:
                return unit.name
        return self.municipality(code).name_on(day)


def load_programme(path: Path) -> Programme:
    """Read programme.toml; raises ConfigurationError with every problem found and its place in the file."""
    return load_model(path, Programme, shown_as=f"{path.parent.name}/{path.name}")


M = TypeVar("M", bound=BaseModel)


def load_model(path: Path, model: type[M], shown_as: str) -> M:
    """Read a TOML file into a frozen model.

    Raises ConfigurationError: every unknown key (with its near miss), missing key and wrong value, each with its place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(shown_as, f"cannot be read ({type(error).__name__})", "save the file as UTF-8 text")
        raise ConfigurationError(problem) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(shown_as, f"is not valid TOML: {error}", "mend the line named here")
        raise ConfigurationError(problem) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ConfigurationError(
            [_explain(details, content, model, text, shown_as) for details in error.errors()]
        ) from None


def _explain(details: Any, content: dict[str, Any], model: type[BaseModel], text: str, shown_as: str) -> Problem:
    path = [step for step in details["loc"] if not str(step).startswith(("function-", "literal[", "constrained-"))]
    where = f"{shown_as} › {_key(path, content)}"
    if details["type"] == "extra_forbidden":
        key = str(path[-1])
        where = f"{shown_as}{_line_of(key, text)} › {_key(path, content)}"
        close = near_miss(key, _known_keys(model, path[:-1]))
        return Problem(where, f"unknown key '{key}'", f"did you mean '{close}'?" if close else "remove it")
    if details["type"] == "missing":
        return Problem(where, "is missing", f"add '{path[-1]}'")
    found = details["input"]
    shown = f"; found {found!r}" if isinstance(found, str | int | float | bool | date) else ""
    return Problem(where, details["msg"].removeprefix("Value error, ") + shown, f"mend it in {shown_as}")


def _key(path: list[Any], content: Any) -> str:
    """`partners['uwv'].kind` says more than `partners[6].kind`."""
    words, here = "", content
    for step in path:
        here = (
            here[step]
            if isinstance(here, list) and isinstance(step, int) and step < len(here)
            else (here.get(step) if isinstance(here, dict) else None)
        )
        if isinstance(step, int):
            name = here.get("code") or here.get("id") if isinstance(here, dict) else None
            words += f"['{name}']" if name else f"[{step + 1}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the file as a whole"


def _line_of(key: str, text: str) -> str:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*{re.escape(key)}\]*\s*(=|$)", line)]
    return f":{lines[0]}" if len(lines) == 1 else ""


def _known_keys(model: type[BaseModel], path: list[Any]) -> list[str]:
    """The keys allowed at a place, found by walking the models along the path."""
    here: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        field = here.model_fields.get(step)
        inner = field.annotation if field else None
        arguments = [a for a in getattr(inner, "__args__", ()) if isinstance(a, type) and issubclass(a, BaseModel)]
        here = arguments[0] if arguments else inner
        if not (isinstance(here, type) and issubclass(here, BaseModel)):
            return []
    return [field.alias or name for name, field in here.model_fields.items()]


def _find(code: str, items: Iterable[C], kind: str) -> C:
    by_code = {item.code: item for item in items}
    if code not in by_code:
        raise UsageError(Problem(f"{kind} '{code}'", "is not known in programme.toml", did_you_mean(code, by_code)))
    return by_code[code]
