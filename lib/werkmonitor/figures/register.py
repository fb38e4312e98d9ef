"""The programme team's register as it was known on a day: projects, goals, plan points, states, results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables, as_table, in_force, to_arrow

Scope = tuple[str, str]
"""(level, code): what a figure is about."""

Cell = tuple[str, str, str, str]
"""(level, code, category, indicator); category is '' for all but municipality × category."""

Part = tuple[str, str, str]
"""(level, code, category or ''): a part of a total, which a fact counts in."""

Figure = tuple[str, str, str]
"""(level, code, indicator): a cell that is no cross."""

Row = dict[str, Any]
"""A row of a small table, column → value: days as date, lists as list, missing as None."""

REGISTER_TABLES = ("projects", "targets", "plan", "project_states", "results", "expectations", "money", "overrides")
LEVELLED = ("targets", "plan", "expectations", "money", "overrides")


@dataclass(frozen=True)
class Register:
    """What is known on a day: the deliveries in force and the register among them.

    The rows of every table of `tables.py`, `projects` one row a project.
    """

    deliveries: list[Row]
    projects: list[Row]
    targets: list[Row]
    plan: list[Row]
    project_states: list[Row]
    results: list[Row]
    expectations: list[Row]
    money: list[Row]
    overrides: list[Row]

    def attribute(self, name: str) -> dict[str, str]:
        """A column of the projects by project code, without the missing ones."""
        return {row["project"]: row[name] for row in self.projects if row[name] is not None}

    @property
    def counted_projects(self) -> tuple[str, ...]:
        """The projects that are followed in figures; the others are followed in words."""
        return tuple(row["project"] for row in self.projects if row["kind"] != "qualitative")


def cell_of(row: Row) -> Cell:
    return row["level"], row["code"], row["category"] or "", row["indicator"]


def figure_of(row: Row) -> Figure:
    return row["level"], row["code"], row["indicator"]


def until(rows: Iterable[Row], day: date) -> list[Row]:
    """Dated rows up to and including a day, oldest first; of one day in the order in which they were known."""
    return sorted((row for row in rows if row["on"] is not None and row["on"] <= day), key=lambda row: row["on"])


def table(tables: Tables, name: str) -> pd.DataFrame:
    """A tidy table, empty where it is not there."""
    return tables[name] if name in tables else as_table(name, ())


def rows(name: str, frame: pd.DataFrame) -> list[Row]:
    """The rows of a small tidy table."""
    found: list[Row] = to_arrow(name, frame).to_pylist()
    return found


def register_known(tables: Tables, known_until: date | None) -> Register:
    """The register from the deliveries in force on a day (None: now)."""
    deliveries = rows("deliveries", in_force(table(tables, "deliveries"), known_until))
    rank = {row["delivery_id"]: number for number, row in enumerate(deliveries)}
    found = {"deliveries": deliveries}
    for name in REGISTER_TABLES:
        known = [row for row in rows(name, table(tables, name)) if row["delivery_id"] in rank]
        found[name] = sorted(known, key=lambda row: rank[row["delivery_id"]])
    latest = {row["project"]: number for number, row in enumerate(found["projects"])}
    found["projects"] = [found["projects"][number] for number in sorted(latest.values())]
    return Register(**found)


def register_of_edition(tables: Tables, programme: Programme, edition: Edition) -> Register:
    """The register an edition is made with; raises PublicationRefused when it is missing or does not fit."""
    register = register_known(tables, edition.deliveries_until)
    where = f"edition {edition.id}"
    if not register.projects:
        what = f"there is no register of projects that was received by {edition.deliveries_until}"
        raise PublicationRefused(Problem(where, what, "ask the programme team for the register, then run again"))
    known: Mapping[str, set[str]] = {
        "category": {category.code for category in programme.categories},
        "sector": {sector.code for sector in programme.sectors},
    }
    problems = [
        Problem(
            f"{where}, register › project '{project}'",
            f"{attribute} '{code}' is not in programme.toml",
            "mend the register or add it to programme.toml",
        )
        for attribute, codes in known.items()
        for project, code in register.attribute(attribute).items()
        if code not in codes
    ]
    problems += [
        Problem(f"{where}, register › project '{row['project']}'", "has no category", "fill it in in the register")
        for row in register.projects
        if row["category"] is None
    ]
    if problems:
        raise PublicationRefused(problems)
    return replace(register, **{name: _coded(getattr(register, name), programme) for name in LEVELLED})


def _coded(rows: list[Row], programme: Programme) -> list[Row]:
    """Rows of the programme level with the programme's code: a register with one programme leaves it blank."""
    return [row | {"code": programme.programme.code} if row["level"] == "programme" else row for row in rows]


def parts(register: Register, programme: Programme) -> dict[Scope, frozenset[str]]:
    """The counted projects within every scope of the whole region: programme, category, project, sector.

    Scopes without a counted project are left out. Target groups and municipalities are no sum of projects.
    """
    counted = register.counted_projects
    found: dict[Scope, frozenset[str]] = {("programme", programme.programme.code): frozenset(counted)}
    groupings: list[tuple[Literal["category", "sector"], tuple[str, ...]]] = [
        ("category", tuple(category.code for category in programme.categories)),
        ("sector", tuple(sector.code for sector in programme.sectors)),
    ]
    for level, codes in groupings:
        of = register.attribute(level)
        for code in codes:
            found[level, code] = frozenset(project for project in counted if of.get(project) == code)
    found |= {("project", project): frozenset({project}) for project in counted}
    return {scope: projects for scope, projects in found.items() if projects}
