"""The scenario as data: what the example deliveries must add up to, who delivers what, and what the register says.

Everything is read from one folder below scenarios/: figures.csv (cumulative counts, as known at each edition),
goals.csv, plan.csv, money.csv, project-figures.csv, deliveries.csv, partners.toml and projects.toml.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

GOOI, RIVIERENLAND = (Path(__file__).parent / "scenarios" / name for name in ("gooi-en-vechtstreek", "rivierenland"))

INDICATORS = ("started", "training_completed", "placed")
INDICATOR_NAMES = {
    "": "",
    "started": "Gestarte trajecten",
    "training_completed": "Afgeronde scholingstrajecten",
    "placed": "Bemiddeld naar werk",
    "informed": "Voorgelicht",
    "intake": "Intake gedaan",
    "goods": "Verwerkte goederen",
    "tonnes": "Verwerkt hout",
    "work_learning_places": "Leerwerkplekken",
    "language_level_raised": "Trajecten met een verhoogd taalniveau",
}


@dataclass(frozen=True, slots=True)
class Edition:
    id: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the register describes it; mix: weights of target groups, for the simulation."""

    number: str
    code: str
    name: str
    is_real: bool
    aliases: tuple[str, ...]
    category: str
    plan: str
    sector: str
    groups: str
    starts_on: date
    ends_on: date
    aim: str
    description: str
    financing: str
    states: tuple[dict[str, Any], ...]
    results: tuple[dict[str, Any], ...]
    later_aliases: dict[date, tuple[str, ...]] = field(default_factory=dict)
    mix: dict[str, int] = field(default_factory=dict)
    capacity: int | None = None
    closed_on: date | None = None

    def aliases_on(self, day: date) -> tuple[str, ...]:
        later = [name for since, names in self.later_aliases.items() if since <= day for name in names]
        return (*self.aliases, *later)


@dataclass(frozen=True, slots=True)
class Partner:
    """Who delivers; writer: the shape of the workbook; doubles: a project that another partner leads."""

    code: str
    writer: str
    weight: int
    projects: tuple[str, ...]
    places: dict[str, int]
    jointly: tuple[str, ...] = ()
    doubles: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    partner: str
    edition: str
    received_on: date
    as_of: date
    file: str
    is_superseded: bool = False

    @property
    def path(self) -> str:
        """Below data/raw, with forward slashes."""
        return f"{self.partner}/{self.received_on.isoformat()}/{self.file}"


@dataclass(frozen=True, slots=True)
class Late:
    """Trajectories first known with an edition although they began before an earlier as-of date."""

    partner: str
    project: str
    edition: str
    trajectories: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Goal:
    level: str
    code: str
    indicator: str
    version: int
    value: int
    relation: str
    goal_on: date
    valid_from_on: date
    decided_by: str
    reference: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Cumulative plan of one indicator at dated points, delivered from a day on."""

    level: str
    code: str
    indicator: str
    known_from: date
    points: dict[date, int]


@dataclass(frozen=True, slots=True)
class Money:
    """Whole euros since the start, as the register has them of a day."""

    level: str
    code: str
    on: date
    budget: int | None
    spent: int | None
    freed: int | None
    freed_for: str


@dataclass(frozen=True, slots=True)
class ProjectFigure:
    """What a project counts besides its trajectories, by who delivers it. counts: day → since the start."""

    partner: str
    project: str
    indicator: str
    unit: str
    counts: dict[date, int]


@dataclass(frozen=True, slots=True)
class Scenario:
    """figures: (project, indicator) → cumulative counts, one an edition, as known at that edition.

    judgements: of persons, beside the word that is computed.
    """

    code: str
    seed: str
    started_on: date
    editions: tuple[Edition, ...]
    projects: dict[str, Project]
    figures: dict[tuple[str, str], tuple[int, ...]]
    goals: tuple[Goal, ...]
    plan: tuple[PlanLine, ...]
    partners: dict[str, Partner]
    deliveries: tuple[Delivery, ...]
    late: tuple[Late, ...]
    expectations: tuple[dict[str, Any], ...]
    judgements: tuple[dict[str, Any], ...]
    money: tuple[Money, ...]
    project_figures: tuple[ProjectFigure, ...]

    def total(self, indicator: str, edition: int, projects: tuple[str, ...] | None = None) -> int:
        """The sum over projects (all by default) of the figures at an edition, counted from 0."""
        return sum(
            counts[edition]
            for (project, name), counts in self.figures.items()
            if name == indicator and (projects is None or project in projects)
        )

    def increments(self, project: str, indicator: str) -> list[int]:
        """What each edition adds to the one before it; zeros where the project does not count the indicator."""
        counts = self.figures.get((project, indicator), (0,) * len(self.editions))
        return [now - before for before, now in zip((0, *counts), counts, strict=False)]

    def windows(self, partner: str) -> list[tuple[date, date] | None]:
        """For each edition the days that a partner's delivery adds (first, last); None where it delivers nothing."""
        as_of = {d.edition: d.as_of for d in self.deliveries if d.partner == partner}
        windows: list[tuple[date, date] | None] = []
        last = date.fromordinal(self.started_on.toordinal() - 1)
        for edition in self.editions:
            if edition.id in as_of:
                windows.append((date.fromordinal(last.toordinal() + 1), as_of[edition.id]))
                last = as_of[edition.id]
            else:
                windows.append(None)
        return windows


def load_scenario(folder: Path = GOOI) -> Scenario:
    """Read a scenario folder."""
    projects = _toml(folder / "projects.toml")
    partners = _toml(folder / "partners.toml")
    figures = _rows(folder / "figures.csv")
    days = [name for name in figures[0] if name[:2] == "20"]
    deliveries = _deliveries(_rows(folder / "deliveries.csv"))
    ids = list(dict.fromkeys(d.edition for d in deliveries))
    return Scenario(
        code=folder.name,
        seed=partners["seed"],
        started_on=partners["started_on"],
        editions=tuple(Edition(i, date.fromisoformat(day)) for i, day in zip(ids, days, strict=True)),
        projects={entry["code"]: _project(entry) for entry in projects["projects"]},
        figures={(row["project"], row["indicator"]): tuple(int(row[day]) for day in days) for row in figures},
        goals=tuple(_goal(row, folder.name) for row in _rows(folder / "goals.csv")),
        plan=tuple(_plan(row, folder.name) for row in _rows(folder / "plan.csv")),
        partners={entry["code"]: _partner(entry) for entry in partners["partners"]},
        deliveries=deliveries,
        late=tuple(
            Late(**{"since" if k == "from" else k: v for k, v in entry.items()}) for entry in partners.get("late", ())
        ),
        expectations=tuple({"code": folder.name, "indicator": "", **entry} for entry in projects["expectations"]),
        judgements=tuple({"code": folder.name, **entry} for entry in projects.get("judgements", ())),
        money=tuple(_money(row, folder.name) for row in _rows(folder / "money.csv")),
        project_figures=tuple(_project_figure(row) for row in _rows(folder / "project-figures.csv")),
    )


def _project(entry: dict[str, Any]) -> Project:
    later = {date.fromisoformat(day): tuple(names) for day, names in entry.get("later_aliases", {}).items()}
    lists = {name: tuple(entry[name]) for name in ("aliases", "states", "results")}
    return Project(**{**entry, **lists, "later_aliases": later})


def _partner(entry: dict[str, Any]) -> Partner:
    lists = {name: tuple(entry.get(name, ())) for name in ("projects", "jointly")}
    return Partner(**{**entry, **lists})


def _deliveries(rows: list[dict[str, str]]) -> tuple[Delivery, ...]:
    """A delivery is superseded when its partner delivers again for the same edition."""
    last = {(row["partner"], row["edition"]): row["received_on"] for row in rows}
    return tuple(
        Delivery(
            row["partner"],
            row["edition"],
            date.fromisoformat(row["received_on"]),
            date.fromisoformat(row["as_of"]),
            row["file"],
            is_superseded=row["received_on"] != last[row["partner"], row["edition"]],
        )
        for row in rows
    )


def _goal(row: dict[str, str], programme: str) -> Goal:
    return Goal(
        row["level"],
        row["code"] or programme,
        row["indicator"],
        int(row["version"]),
        int(row["value"]),
        row["relation"],
        date.fromisoformat(row["goal_on"]),
        date.fromisoformat(row["valid_from_on"]),
        row["decided_by"],
        row["reference"],
    )


def _plan(row: dict[str, str], programme: str) -> PlanLine:
    points = {date.fromisoformat(day): int(value) for day, value in row.items() if day[:2] == "20" and value}
    known_from = date.fromisoformat(row["known_from"])
    return PlanLine(row["level"], row["code"] or programme, row["indicator"], known_from, points)


def _money(row: dict[str, str], programme: str) -> Money:
    budget, spent, freed = (int(row[name]) if row[name] else None for name in ("budget", "spent", "freed"))
    code, on = row["code"] or programme, date.fromisoformat(row["on"])
    return Money(row["level"], code, on, budget, spent, freed, row["freed_for"])


def _project_figure(row: dict[str, str]) -> ProjectFigure:
    counts = {date.fromisoformat(day): int(value) for day, value in row.items() if day[:2] == "20" and value}
    return ProjectFigure(row["partner"], row["project"], row["indicator"], row["unit"], counts)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
