"""The programme team's register as it was known on a day: projects, goals, plan points, states, results."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables, as_table, in_force

Scope = tuple[str, str]
"""(level, code): what a figure is about."""

REGISTER_TABLES = ("projects", "targets", "plan", "project_states", "results", "expectations")
LEVELLED = ("targets", "plan", "expectations")


@dataclass(frozen=True)
class Register:
    """The register in force; every table in the shape of `tables.py`, `projects` one row a project."""

    projects: pd.DataFrame
    targets: pd.DataFrame
    plan: pd.DataFrame
    project_states: pd.DataFrame
    results: pd.DataFrame
    expectations: pd.DataFrame

    def attribute(self, name: str) -> dict[str, str]:
        """A column of the projects by project code, without the missing ones."""
        column = self.projects.set_index("project")[name].dropna()
        return {str(project): str(value) for project, value in column.items()}

    @property
    def counted_projects(self) -> tuple[str, ...]:
        """The projects that are followed in figures; the others are followed in words."""
        return tuple(self.projects.loc[self.projects["kind"] != "qualitative", "project"])


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, columns as attributes."""
    return frame.itertuples(index=False)


def table(tables: Tables, name: str) -> pd.DataFrame:
    """A tidy table, empty where it is not there."""
    return as_table(name, tables.get(name, pd.DataFrame()))


def register_known(tables: Tables, known_until: date | None) -> Register:
    """The register from the deliveries in force on a day (None: now)."""
    deliveries = in_force(table(tables, "deliveries"), known_until)["delivery_id"].tolist()
    rank = {delivery: number for number, delivery in enumerate(deliveries)}
    found = {}
    for name in REGISTER_TABLES:
        rows = table(tables, name)
        rows = rows[rows["delivery_id"].isin(rank)]
        found[name] = rows.iloc[rows["delivery_id"].map(rank).argsort(kind="stable")].reset_index(drop=True)
    found["projects"] = found["projects"].drop_duplicates("project", keep="last").reset_index(drop=True)
    return Register(**found)


def register_of_edition(tables: Tables, programme: Programme, edition: Edition) -> Register:
    """The register an edition is made with; raises PublicationRefused when it is missing or does not fit."""
    register = register_known(tables, edition.deliveries_until)
    where = f"edition {edition.id}"
    if register.projects.empty:
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
    without = register.projects[register.projects["category"].isna()]["project"]
    problems += [
        Problem(f"{where}, register › project '{project}'", "has no category", "fill it in in the register")
        for project in without
    ]
    if problems:
        raise PublicationRefused(problems)
    return replace(register, **{name: _coded(getattr(register, name), programme) for name in LEVELLED})


def _coded(rows: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Rows of the programme level with the programme's code: a register with one programme leaves it blank."""
    is_programme = rows["level"] == "programme"
    return rows.assign(code=rows["code"].where(~is_programme, programme.programme.code))


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
