"""What is shown: every scope of an edition with what readers may be told about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from werkmonitor.figures.counts import UNKNOWN_GROUP
from werkmonitor.figures.policy import Policy
from werkmonitor.figures.register import Register, Row, Scope
from werkmonitor.programme import Edition, Programme

UNKNOWN_GROUP_NAME = "Doelgroep niet geleverd"

AS_REGISTERED = (
    *("kind", "category", "sector", "target_groups", "aliases", "number", "is_fictional"),
    *("starts_on", "ends_on", "capacity", "description", "aim", "financing"),
)
"""Columns of a project that the cube repeats."""


def scopes(
    register: Register,
    programme: Programme,
    edition: Edition,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    places: Iterable[str],
) -> list[Row]:
    """The cube's table 'scopes', in the order of programme.toml and the register.

    places: the residences that have figures; municipalities that ever were members are shown in any case.
    """
    projects = {row["project"]: row for row in register.projects}
    about = programme.programme
    rows: list[Row] = [
        {
            **_scope("programme", about.code, about.name, policy),
            "starts_on": about.started_on,
            "ends_on": about.ends_on,
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
    return rows


def _scope(level: str, code: str, name: str, policy: Policy) -> Row:
    return {
        "level": level,
        "code": code,
        "name": name,
        "kind": "quantitative",
        "protection": policy.protection((level, code)),
    }


def _project(row: Row, register: Register, programme: Programme, edition: Edition, policy: Policy) -> Row:
    events = [
        event
        for event in register.project_states
        if event["project"] == row["project"] and event["on"] is not None and event["on"] <= edition.as_of
    ]
    last = max(reversed(events), key=lambda event: event["on"], default=None)
    as_registered = {name: row[name] for name in AS_REGISTERED}
    return {
        **_scope("project", row["project"], row["name"], policy),
        **as_registered,
        "plan": _plan_in_force(row["plan"], programme, edition),
        "state": last["state"] if last else None,
        "state_on": last["on"] if last else None,
    }


def _plan_in_force(code: Any, programme: Programme, edition: Edition) -> Any:
    """The labour-market plan a project runs under on the as-of date: an ended plan is continued as another."""
    plans = {plan.code: plan for plan in programme.plans}
    while (plan := plans.get(code)) and plan.until and plan.until < edition.as_of and plan.continued_as:
        code = plan.continued_as
        plans.pop(plan.code)  # two plans that continue each other would go round for ever
    return code


def _capacity(projects: Mapping[str, Row], within: Iterable[str]) -> int | None:
    known = [capacity for project in within if (capacity := projects[project]["capacity"]) is not None]
    return sum(known) if known else None
