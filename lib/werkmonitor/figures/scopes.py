"""What is shown: every scope of an edition with what readers may be told about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from werkmonitor.figures.counts import UNKNOWN_GROUP
from werkmonitor.figures.policy import Policy
from werkmonitor.figures.register import Register, Scope, each
from werkmonitor.programme import Edition, Programme

UNKNOWN_GROUP_NAME = "Doelgroep niet geleverd"


def scopes(
    register: Register,
    programme: Programme,
    edition: Edition,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    places: Iterable[str],
) -> pd.DataFrame:
    """The cube's table 'scopes', in the order of programme.toml and the register.

    places: the residences that have figures; municipalities that ever were members are shown in any case.
    """
    projects = {row.project: row for row in each(register.projects)}
    about = programme.programme
    rows: list[dict[str, Any]] = [
        {
            **_scope("programme", about.code, about.name, policy),
            "starts_on": pd.Timestamp(about.started_on),
            "ends_on": pd.Timestamp(about.ends_on),
            "capacity": _capacity(projects, parts.get(("programme", about.code), frozenset())),
            "is_fictional": about.is_fictional,
            "description": about.explanation or None,
        }
    ]
    for category in programme.categories:
        scope = ("category", category.code)
        rows.append(
            {
                **_scope(*scope, category.name, policy),
                "kind": category.kind,
                "is_fictional": category.is_fictional_name,
                "capacity": _capacity(projects, parts.get(scope, frozenset())),
                "description": category.description or None,
                "aliases": category.aliases,
            }
        )
    rows += [_project(row, register, programme, edition, policy) for row in projects.values()]
    rows += [
        _scope("sector", sector.code, sector.name, policy)
        for sector in programme.sectors
        if ("sector", sector.code) in parts
    ]
    groups = {group.code: group.name for group in programme.target_groups}
    if ("target_group", UNKNOWN_GROUP) in policy.bases:
        groups.setdefault(UNKNOWN_GROUP, UNKNOWN_GROUP_NAME)
    rows += [_scope("target_group", code, name, policy) for code, name in groups.items()]
    members = {municipality.code for municipality in programme.members_on(edition.as_of)}
    ever = [m.code for m in programme.municipalities if (m.member_from or date.min) <= edition.as_of]
    rows += [
        {
            **_scope("municipality", code, programme.residence_name(code, edition.as_of), policy),
            "is_member": code in members,
        }
        for code in [*ever, *(place for place in places if place not in ever)]
    ]
    return pd.DataFrame.from_records(rows)


def _scope(level: str, code: str, name: str, policy: Policy) -> dict[str, Any]:
    return {
        "level": level,
        "code": code,
        "name": name,
        "kind": "quantitative",
        "protection": policy.protection((level, code)),
    }


def _project(row: Any, register: Register, programme: Programme, edition: Edition, policy: Policy) -> dict[str, Any]:
    events = register.project_states
    events = events[(events["project"] == row.project) & (events["on"] <= pd.Timestamp(edition.as_of))]
    last = events.sort_values("on", kind="stable").tail(1)
    return {
        **_scope("project", row.project, row.name, policy),
        "kind": row.kind,
        "category": row.category,
        "plan": _plan_in_force(row.plan, programme, edition),
        "sector": row.sector,
        "target_groups": row.target_groups,
        "aliases": row.aliases,
        "number": row.number,
        "is_fictional": row.is_fictional,
        "state": last["state"].iloc[0] if len(last) else None,
        "state_on": last["on"].iloc[0] if len(last) else pd.NaT,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "capacity": row.capacity,
        "description": row.description,
        "aim": row.aim,
        "financing": row.financing,
    }


def _plan_in_force(code: Any, programme: Programme, edition: Edition) -> Any:
    """The labour-market plan a project runs under on the as-of date: an ended plan is continued as another."""
    plans = {plan.code: plan for plan in programme.plans}
    while (plan := plans.get(code)) and plan.until and plan.until < edition.as_of and plan.continued_as:
        code = plan.continued_as
        plans.pop(plan.code)  # two plans that continue each other would go round for ever
    return code


def _capacity(projects: Mapping[str, Any], within: Iterable[str]) -> int | None:
    known = [projects[project].capacity for project in within if pd.notna(projects[project].capacity)]
    return int(sum(known)) if known else None
