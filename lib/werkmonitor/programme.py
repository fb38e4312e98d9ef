"""What the programme is: categories, indicators, places, partners, editions, thresholds, protection.

Read from `data/programme.toml` into frozen models that refuse unknown keys and say where.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, StrictFloat, StrictInt, field_validator, model_validator

from werkmonitor.errors import Problem, UsageError, did_you_mean
from werkmonitor.indicators import Events, Indicator, Share
from werkmonitor.limits import wrong_limits
from werkmonitor.models import Code, Coded, Day, Model, load_model

OUTSIDE_REGION = "buiten-regio"
UNALLOCATED = "niet-toe-te-delen"

WEB_ADDRESS = re.compile(r"https://[^\s<>\"']+")
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")

Base = Literal["exact", "not_published"] | Annotated[int, Field(ge=2, le=100)]


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
    address: str = ""
    """Where the monitors stand on the web, as 'https://monitor.example.nl/'; empty while that is not known."""
    contact: str = ""
    """Whom readers can ask, as downloads say it: an address or a name."""
    licence: str = ""
    """What others may do with the published figures: 'CC BY 4.0'. Empty: not decided."""

    @field_validator("address")
    @classmethod
    def _is_a_folder(cls, given: str) -> str:
        if given and not (WEB_ADDRESS.fullmatch(given) and given.endswith("/")):
            raise ValueError("expected where the monitors stand: https://…/, with a slash at its end")
        return given

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


class ReleaseRules(Model):
    """When an edition may be released, besides that it is adopted and its day has come."""

    needs_signoff: bool = False
    """Every partner confirmed its own figures."""


class Accessibility(Model):
    """What only who publishes can say in the accessibility statement; the page says what is still to be filled in.

    Status: of its declaration in the register of the Dutch government (digitoegankelijk.nl, "De status"); without a
    declaration it is E.
    """

    organisation: str = ""
    contact: str = ""
    """An address for e-mail, or of a page (https://)."""
    status: Literal["A", "B", "C", "D"] | None = None
    researched_on: Day | None = None
    declaration: str = ""
    """Where it stands in the register (https://)."""

    @field_validator("contact")
    @classmethod
    def _can_be_reached(cls, given: str) -> str:
        if given and not WEB_ADDRESS.fullmatch(given) and not MAIL_ADDRESS.fullmatch(given):
            raise ValueError("expected an e-mail address, or the address of a page (https://)")
        return given

    @field_validator("declaration")
    @classmethod
    def _is_a_page(cls, given: str) -> str:
        if given and not WEB_ADDRESS.fullmatch(given):
            raise ValueError("expected the address of a page (https://)")
        return given

    @model_validator(mode="after")
    def _has_what_the_status_needs(self) -> Self:
        if (self.status is None) != (not self.declaration):
            raise ValueError("status and declaration go together: a status is that of a declaration in the register")
        if self.status in ("A", "B") and not self.researched_on:
            raise ValueError(f"status {self.status} needs researched_on: the day of the research that it rests on")
        return self

    @property
    def is_complete(self) -> bool:
        return all((self.organisation, self.contact, self.status, self.researched_on))


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


class Forecast(Model):
    """When a computed forecast is made, what it is called, and whether readers see it."""

    likely: float = 0.80
    unlikely: float = 0.20
    least_events: Annotated[int, Field(ge=1)] = 10
    public: bool = False

    @model_validator(mode="after")
    def _descending(self) -> Self:
        if not 1 > self.likely > self.unlikely > 0:
            raise ValueError("expected 1 > likely > unlikely > 0")
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
    smallest_share: Annotated[int, Field(ge=5)] = 10
    """A share, rate or median of fewer people is not told."""
    smallest_share_of_all: Annotated[int, Field(ge=5)] = 50
    """Nor that it is none or all of them, where they are fewer than this: that says it of every one."""

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
    forecast: Forecast = Forecast()
    protection: Protection = Protection()
    release: ReleaseRules = ReleaseRules()
    accessibility: Accessibility = Accessibility()
    limits: dict[str, StrictInt | StrictFloat] = Field(default_factory=dict)
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
        wrong += self._wrong_indicators(refers)
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

    def _wrong_indicators(self, refers: Callable[[str, str | None, Iterable[Coded]], None]) -> list[str]:
        """Parts and shares are of indicators that are counted, in one unit; no word means two of them."""
        counted = self.counted_indicators
        unit = {indicator.code: indicator.unit for indicator in counted}
        wrong = [] if self.main_indicators else ["indicators: none is_main; those of page one are"]
        for indicator in self.indicators:
            where, way = f"indicators '{indicator.code}'", indicator.counted
            refers(f"{where} part_of", indicator.part_of, self.main_indicators if indicator.is_main else counted)
            if isinstance(way, Share):
                parts = {"numerator": way.numerator, "denominator": way.denominator, "out_of": way.out_of}
                for name, code in parts.items():
                    refers(f"{where} {name}", code, counted)
                if len({unit.get(code) for code in (way.numerator, way.denominator)}) > 1:
                    wrong.append(f"{where}: {way.numerator} and {way.denominator} are counted in different units")
        meant: dict[str, str] = {}
        for indicator in self.indicators:
            for word in {word.casefold() for word in (indicator.code, indicator.name, *indicator.aliases)}:
                if meant.setdefault(word, indicator.code) != indicator.code:
                    wrong.append(f"indicators '{indicator.code}': '{word}' is also '{meant[word]}'")
        return wrong

    @cached_property
    def main_indicators(self) -> tuple[Indicator, ...]:
        """Those of page one: counted for municipalities and target groups too, and rounded there."""
        return tuple(indicator for indicator in self.indicators if indicator.is_main)

    @cached_property
    def counted_indicators(self) -> tuple[Indicator, ...]:
        """Those that partners can deliver as figures and that can have goals; the others are computed of them."""
        return tuple(indicator for indicator in self.indicators if indicator.is_counted)

    @cached_property
    def list_days(self) -> dict[str, str]:
        """Indicator → the day of a list of participants on which it happens, of those that are as simple as that."""
        return {
            indicator.code: way.on
            for indicator in self.indicators
            if isinstance(way := indicator.counted, Events) and not way.without and not way.after_months
        }

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


def _find(code: str, items: Iterable[C], kind: str) -> C:
    by_code = {item.code: item for item in items}
    if code not in by_code:
        raise UsageError(Problem(f"{kind} '{code}'", "is not known in programme.toml", did_you_mean(code, by_code)))
    return by_code[code]
