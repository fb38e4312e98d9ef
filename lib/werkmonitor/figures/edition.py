"""One edition, from tidy tables to its protected cube: counts, protection, checker, and what follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from werkmonitor.cube import PUBLIC, CubeRows, as_rows
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.audit import audit, more_to_round
from werkmonitor.figures.checker import check, check_derived
from werkmonitor.figures.counts import (
    UNKNOWN_GROUP,
    Bounds,
    Counts,
    groups_shown,
    quarter_ends,
    residences_shown,
    true_counts,
)
from werkmonitor.figures.forecast import forecasts
from werkmonitor.figures.further import further_counts, tellable
from werkmonitor.figures.further_checker import check_further, check_shares
from werkmonitor.figures.goals import Plans, current_goals, plans
from werkmonitor.figures.money import money
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import EXACT, decide
from werkmonitor.figures.progress import progress
from werkmonitor.figures.protection import Unprotected, protect
from werkmonitor.figures.published import Origin, origin
from werkmonitor.figures.register import Figure, Row, Scope, figure_of, parts, register_of_edition
from werkmonitor.figures.revisions import revisions
from werkmonitor.figures.scopes import scopes
from werkmonitor.figures.shares import days_between, not_told, shares
from werkmonitor.figures.texts import expectations, overrides, partners, results, states
from werkmonitor.figures.trend import history, trend
from werkmonitor.keys import key_id
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Edition, Programme
from werkmonitor.tables import Tables
from werkmonitor.workspace import Workspace

Version = tuple[str, int]
"""(edition, revision 1, 2, …)."""


@dataclass(frozen=True)
class Revision:
    """A later version of an edition: its number (2, 3, …), why it is made, and the day on which."""

    number: int
    reason: str
    on: date


def build_edition(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    tables: Tables,
    released: Iterable[CubeRows],
    key: bytes,
    is_concept: bool,
    revision: Revision | None = None,
    origins: Mapping[Version, Origin] | None = None,
) -> CubeRows:
    """The protected cube of an edition, as known at its deliveries_until and up to its as_of.

    workspace: only names the programme file in messages. tables: the tidy tables. released: cubes of released editions,
    every revision of them; of each edition before this one the newest binds it. key: the secret key of the protection.
    revision: where this is a later version of a released edition, which is then compared with the one before it.
    origins: what the released ones were made of; of one that is not there, what was received until its day.
    Unprotected counts never leave this function.
    Raises PublicationRefused with everything that is wrong: no register, no rounding that holds, a check not passed,
    rounded figures that readers could narrow down and that no further rounding helps.
    """
    released = newest_last(released)
    build = partial(_build, workspace, programme, edition, tables, released, key, is_concept, revision, origins or {})
    also, file = _rounded_before(released), workspace.relative(workspace.programme_file)
    while True:
        cube, truth = build(also)
        narrow = audit(cube, released, programme, truth)
        more = more_to_round(narrow, cube, released, programme, truth, file) if narrow else []
        if not more:
            return cube
        also += more


def _build(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    tables: Tables,
    released: Sequence[CubeRows],
    key: bytes,
    is_concept: bool,
    revision: Revision | None,
    origins: Mapping[Version, Origin],
    also: Sequence[Scope],
) -> tuple[CubeRows, Counts]:
    """The cube of an edition before its audit, and its true counts. also: exact scopes that are rounded in any case."""
    where = f"edition {edition.id}"
    before = list({cube.edition["id"]: cube for cube in released if cube.as_of < edition.as_of}.values())
    compared = [*before, *(cube for cube in released if revision and cube.edition["id"] == edition.id)]
    register = register_of_edition(tables, programme, edition)
    known = merged(tables, programme, register)
    facts = known[known["not_counted_because"] == ""]
    main = facts[facts["indicator"].isin([indicator.code for indicator in programme.main_indicators])]
    if problems := _unknown_codes(facts, programme, where):
        raise PublicationRefused(problems)
    within = parts(register, programme)
    goals = current_goals(register, programme, edition.published_on, within)
    planned = plans(register, goals, within)

    days = quarter_ends(programme.programme.started_on, edition.as_of)
    all_days = sorted({*days, *(cube.as_of for cube in before)})
    places = residences_shown(main, programme, edition.as_of)
    truth = true_counts(main, register, programme, places, all_days)
    file = workspace.relative(workspace.programme_file)
    groups = groups_shown(facts["target_groups"].unique(), programme)
    sizes = _sizes(truth, programme, edition.as_of)
    policy = decide(programme, within, groups, places, sizes, also, file)
    further = further_counts(facts, tables, programme, within, all_days)
    may_be_told = tellable(further, policy, within, programme, edition.as_of)
    told = [cell for cell in further.counts if cell in may_be_told]
    exact = [scope for scope in within if policy.bases.get(scope) == EXACT]
    figures = _figures_at({**truth, **{cell: further.counts[cell] for cell in told}}, exact, edition.as_of)
    medians = days_between(facts, tables, programme, within, edition.as_of)
    rates = shares(figures, further, medians, exact, within, programme)
    hushed = {one for one in not_told(rates, programme) if not planned.is_planned(one[:2], one[2])}
    truth = {**truth, **{cell: further.counts[cell] for cell in told if (*cell[:2], cell[3]) not in hushed}}
    of_edition = {cell: {day: by_day[day] for day in days} for cell, by_day in truth.items()}
    given = Unprotected(of_edition, policy, within, programme, edition.as_of, before, where)
    protected = protect(given, key)
    cells = _offered(protected.cells, planned, programme, edition.as_of)
    protected = replace(protected, cells=cells)
    problems = check(protected, given)
    problems += check_further(cells, further, policy, within, programme, edition.as_of, where)
    if problems:
        raise PublicationRefused(problems)

    exact_then = {
        ((level, code, indicator), on): low
        for (level, code, category, indicator), by_day in truth.items()
        if policy.bases.get((level, code)) == EXACT and not category
        for on, (low, _) in by_day.items()
    }
    revised: list[Row] = []
    for last in compared[-1:]:
        made = origins.get(version_of(last)) or origin(last, tables, programme)
        revised = revisions(last, made, exact_then, tables, programme, register, known, edition.id)
    found = scopes(register, programme, edition, policy, within, places)
    named = [(row["level"], row["code"]) for row in found]
    derived = {
        "cells": cells,
        "goals": goals,
        "plan": _plan_lines(within, planned, programme, edition.as_of),
        "progress": progress(named, cells, goals, planned, programme, edition.as_of, before),
        "trend": trend(cells),
        "shares": rates,
        "forecasts": forecasts(cells, planned, register, programme, edition.as_of) if programme.forecast.public else [],
        "history": history(cells, before),
        "revisions": revised,
    }
    texts = {
        "scopes": found,
        "states": states(register, edition),
        "results": results(register, edition),
        "expectations": expectations(register, edition),
        "money": money(register, programme, edition),
        "overrides": overrides(register, edition),
        "partners": partners(register, programme, edition),
    }
    about = {
        "id": edition.id,
        "number": edition.number,
        "as_of": edition.as_of.isoformat(),
        "as_of_is_assumed": edition.as_of_is_assumed,
        "published_on": edition.published_on.isoformat(),
        "deliveries_until": edition.deliveries_until.isoformat(),
        "adopted_by": edition.adopted_by,
        "adopted_on": edition.adopted_on.isoformat() if edition.adopted_on else None,
        "is_concept": is_concept,
        "audience": PUBLIC,
        "revision": revision.number if revision else 1,
        "revision_reason": revision.reason if revision else None,
        "revised_on": revision.on.isoformat() if revision else None,
        "previous": before[-1].edition["id"] if before else None,
        "stuck_cells": protected.stuck,
        "also_rounded": [f"{level}/{code}" for level, code in policy.also_rounded],
        "key_id": key_id(key),
    }
    cube = as_rows(about, _about_programme(programme), {**derived, **texts})
    if problems := [*check_derived(cube, before, where), *check_shares(cube, programme, where)]:
        raise PublicationRefused(problems)
    return cube, of_edition


def newest_last(released: Iterable[CubeRows]) -> list[CubeRows]:
    """Cubes in order of as-of date, and of one edition in order of revision."""
    return sorted(released, key=lambda cube: (cube.as_of, version_of(cube)))


def version_of(cube: CubeRows) -> Version:
    """Which edition, and which revision of it."""
    return cube.edition["id"], cube.edition.get("revision") or 1


def _unknown_codes(facts: pd.DataFrame, programme: Programme, where: str) -> list[Problem]:
    """Places and groups of facts that programme.toml does not know: they would be in no figure."""
    places = {m.code for m in (*programme.municipalities, *programme.reporting_units)} | {OUTSIDE_REGION, UNALLOCATED}
    groups = {group.code for group in programme.target_groups} | {UNKNOWN_GROUP}
    unknown = [
        *(("place of residence", code) for code in sorted(set(facts["municipality"].unique()) - places)),
        *(
            ("target group", code)
            for code in sorted(set().union(*filter(None, facts["target_groups"].unique())) - groups)
        ),
    ]
    remedy = "add it to programme.toml, or run 'werkmonitor intake' again after a change there"
    return [Problem(where, f"{kind} '{code}' is not in programme.toml", remedy) for kind, code in unknown]


def _figures_at(truth: Counts, scopes: Iterable[Scope], day: date) -> dict[Figure, Bounds]:
    """What these scopes count on a day."""
    chosen = set(scopes)
    return {
        (level, code, indicator): by_day[day]
        for (level, code, category, indicator), by_day in truth.items()
        if (level, code) in chosen and not category
    }


def _offered(cells: Iterable[Row], planned: Plans, programme: Programme, as_of: date) -> list[Row]:
    """Without exact figures of what a scope does not offer: no goal, no plan point and nobody counted.

    The programme offers all of page one. Rounded figures are always offered: leaving one out would tell that it is nil.
    """
    cells = list(cells)
    counted = {figure_of(cell) for cell in cells if cell["on"] == as_of and cell["high"] > 0}
    asked = {one for one in map(figure_of, cells) if one in counted or planned.is_planned(one[:2], one[2])}
    asked |= {("programme", programme.programme.code, indicator.code) for indicator in programme.main_indicators}
    return [cell for cell in cells if cell["base"] != EXACT or figure_of(cell) in asked]


def _sizes(truth: Counts, programme: Programme, as_of: date) -> Mapping[Scope, int]:
    """How large a scope is: its count of the first indicator."""
    first = programme.main_indicators[0].code
    return {
        (level, code): by_day[as_of][0]
        for (level, code, category, indicator), by_day in truth.items()
        if indicator == first and not category
    }


def _rounded_before(released: Sequence[CubeRows]) -> list[Scope]:
    """What any edition rounded besides the settings: it stays rounded, so that no edition reveals another."""
    named = dict.fromkeys(name for cube in released for name in cube.edition.get("also_rounded") or ())
    return [(level, code) for level, _, code in (name.partition("/") for name in named)]


def _plan_lines(within: Iterable[Scope], planned: Plans, programme: Programme, as_of: date) -> list[Row]:
    """The cube's table 'plan': every quarter's end from the start to the goal date where the plan can be determined.

    And on to the as-of date, where that is later.
    """
    rows = []
    for level, code in within:
        for indicator in (i.code for i in programme.counted_indicators):
            if not planned.is_planned((level, code), indicator):
                continue
            until = planned.goal_dates.get(((level, code), indicator), programme.programme.goals_on)
            for on in quarter_ends(programme.programme.started_on, max(until, as_of)):
                if (value := planned.to_date((level, code), indicator, on)) is not None:
                    line = {"level": level, "code": code, "indicator": indicator}
                    rows.append({**line, "on": on, "value": round(float(value), 6)})
    return rows


def _about_programme(programme: Programme) -> dict[str, Any]:
    of_today = {"address", "contact", "licence"}  # not of the edition
    about = programme.programme.model_dump(mode="json", exclude=of_today)
    about["thresholds"] = programme.thresholds.model_dump(mode="json")
    about["protection"] = programme.protection.model_dump(mode="json")
    about["categories"] = [category.model_dump(mode="json") for category in programme.categories]
    about["indicators"] = [indicator.model_dump(mode="json") for indicator in programme.indicators]
    about["reporting_units"] = [unit.model_dump(mode="json") for unit in programme.reporting_units]
    return about
