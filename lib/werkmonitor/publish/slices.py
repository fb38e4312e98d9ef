"""The part of an edition's cube that one monitor may know: its page is made of this and of nothing else.

So a page is due again when its part changed, and only then. A question that looks further finds nothing there.
"""

from collections.abc import Callable
from typing import Any

from werkmonitor.cube import CubeRows
from werkmonitor.publish.facts import Facts, Row

Wanted = Callable[[Row], bool]

OF_SCOPES = (
    *("cells", "goals", "plan", "progress", "trend", "history", "shares", "revisions"),
    *("expectations", "forecasts", "overrides", "money"),
)
"""The tables that speak of scopes."""


def slice_of(facts: Facts, kind: str, code: str) -> Facts:
    """The part for the monitor of this kind ('programme', 'category', …) and code; of a part, that part again.

    A code that the edition does not have gets a part without figures.
    """
    if kind == "programme":
        return facts
    wanted = _OF[kind](facts, code)
    tables = {
        name: [row for row in rows if wanted[name](row)] if name in wanted else []
        for name, rows in facts.rows.tables.items()
    }
    edition = facts.edition | {"rounded_levels": facts.rounded_levels}
    return Facts(CubeRows(edition, facts.programme, tables))


def _of_category(facts: Facts, code: str) -> dict[str, Wanted]:
    """Its projects' progress and stories, and its participants' places of residence."""
    projects = {row["code"] for row in facts.projects(code)}
    own = _own("category", code)
    return own | {
        "scopes": _scopes(facts, {"category": {code}, "project": projects}, {"municipality"}),
        "cells": lambda row: own["cells"](row) or (row["level"] == "municipality" and row["category"] == code),
        **dict.fromkeys(
            ("progress", "revisions"),
            lambda row: own["progress"](row) or (row["level"] == "project" and row["code"] in projects),
        ),
        "states": lambda row: row["project"] in projects,
        "results": lambda row: row["project"] in projects,
        "partners": lambda row: row["state"] == "missing",
    }


def _of_municipality(facts: Facts, code: str) -> dict[str, Wanted]:
    """Its residents, and what was delivered of them together with others."""
    units = {unit["code"] for unit in facts.programme.get("reporting_units") or [] if code in unit["members"]}
    own = _own("municipality", code)
    return own | {
        "scopes": _scopes(facts, {}, {"category", "municipality"}),
        "cells": lambda row: row["level"] == "municipality" and row["code"] in {code, *units},
        "partners": lambda row: row["state"] == "missing" and row["municipality"] in {code, *units},
    }


def _of_project(facts: Facts, code: str) -> dict[str, Wanted]:
    """Its own rows; of its category, sector and target groups the names."""
    mine = [row for row in facts.scopes("project") if row["code"] == code]
    categories = {row["category"] for row in mine}
    scopes = _scopes(facts, {"project": {code}, "category": categories}, {"sector", "target_group"})
    stories: dict[str, Wanted] = dict.fromkeys(("states", "results"), lambda row: row["project"] == code)
    return _own("project", code) | stories | {"scopes": scopes}


_OF = {"category": _of_category, "municipality": _of_municipality, "project": _of_project}


def _own(level: str, code: str) -> dict[str, Wanted]:
    """The scope's own rows of every table that speaks of scopes."""

    def is_own(row: Row) -> bool:
        return bool(row["level"] == level and row["code"] == code)

    return dict.fromkeys(OF_SCOPES, is_own)


def _scopes(facts: Facts, chosen: dict[str, set[Any]], whole: set[str]) -> Wanted:
    """Scopes of these levels and codes, and those that are rounded besides, which every page names."""
    also = {tuple(name.split("/")) for name in facts.edition.get("also_rounded") or []}
    return lambda row: (
        row["level"] in whole or row["code"] in chosen.get(row["level"], ()) or (row["level"], row["code"]) in also
    )
