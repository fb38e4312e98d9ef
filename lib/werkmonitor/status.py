"""What came in, what is missing, and what a run would do and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from werkmonitor import publish
from werkmonitor.editions import all_released, versions_of
from werkmonitor.errors import Problem, did_you_mean
from werkmonitor.fingerprints import Parts
from werkmonitor.pipeline import (
    Intake,
    intake_parts,
    intake_reasons,
    is_public,
    last_intake,
    not_as_it_was,
    not_as_released,
    not_of_this_key,
    restated,
)
from werkmonitor.programme import Edition, Programme
from werkmonitor.signoffs import standings, unsigned
from werkmonitor.tables import Tables, in_force, read_table, read_tables
from werkmonitor.workspace import Workspace, is_as_written

MOST_SHOWN = 12
_SHORT = 12
"""So many signs of a content hash tell deliveries apart."""
_STATES = {"accepted": "accepted", "remarks": "accepted with remarks", "refused": "refused"}
_REPLACING = {"supersedes": "replaces", "superseded_by": "replaced by"}
CAUSES = {
    "late_record": "late records",
    "corrected_delivery": "a corrected delivery",
    "definition": "another definition",
    "our_correction": "a correction of ours",
}
_LEFT_OUT = ("row_twice", "count_not_applicable")
"""Remarks that leave something out, and rightly so."""


def describe(workspace: Workspace, programme: Programme, today: date) -> str:
    """A page of text: the last intake, the editions with their deliveries, and what a run would do."""
    return "\n".join(_lines(workspace, programme, today))


def ledger(workspace: Workspace) -> str:
    """Every delivery: what became of it, what it replaces, how many of its rows are used and left out, and why."""
    return "\n".join(_ledger(read_table(workspace, "deliveries"), read_table(workspace, "findings")))


def _ledger(deliveries: pd.DataFrame, findings: pd.DataFrame) -> Iterator[str]:
    in_turn = deliveries.sort_values(["received_on", "file"], kind="stable", na_position="last").to_dict("records")
    for one in in_turn:
        days = (one["received_on"], one["as_of_on"])
        received, as_of = (f"{day:%Y-%m-%d}" if pd.notna(day) else "no date" for day in days)
        told = findings[findings["delivery_id"] == one["delivery_id"]]
        said = [
            f"received {received}, state of {as_of}: {_STATES[one['state']]}",
            f"{one['rows_read']} read, {one['rows_kept']} used, {one['rows_listed']} left out",
            *(f"{word} {one[name][:_SHORT]}" for name, word in _REPLACING.items() if pd.notna(one[name])),
        ]
        yield f"{one['delivery_id'][:_SHORT]}  {one['file']}"
        yield f"    {'; '.join(said)}"
        if one["state"] == "refused":
            reasons = dict.fromkeys(told.loc[told["treatment"] == "delivery", "message"])
            yield from (f"    {reason}" for reason in reasons)
        elif one["rows_listed"]:
            codes = told.loc[(told["treatment"] == "row") | told["code"].isin(_LEFT_OUT), "code"]
            yield f"    left out: {', '.join(sorted(set(codes)))}"


def _lines(workspace: Workspace, programme: Programme, today: date) -> Iterator[str]:
    yield f"{programme.programme.name} — {workspace.address(workspace.data)}"
    known = last_intake(workspace)
    if known is None:
        yield "Nothing was read yet: a run reads every delivery, computes every edition and publishes the adopted ones."
        return
    tables = read_tables(workspace)
    yield ""
    yield from _last_intake(tables["deliveries"], tables["findings"])
    yield from _counted_once(tables["observations"], programme)
    yield from _perhaps_twice(tables["observations"], programme)
    yield from _leads_without_project(tables["projects"], programme)
    yield from _hidden_by_partners(tables["counts"], tables["deliveries"])
    yield ""
    parts = intake_parts(workspace, programme)
    for edition in programme.editions:
        yield from _edition(workspace, programme, edition, known, parts, tables, today)
    yield ""
    yield "A run would:"
    yield from (f"  {line}" for line in _due(workspace, programme, known, parts, today))


def _last_intake(deliveries: pd.DataFrame, findings: pd.DataFrame) -> Iterator[str]:
    counts = deliveries["state"].value_counts()
    yield "Deliveries: " + ", ".join(f"{counts.get(state, 0)} {word}" for state, word in _STATES.items())
    reasons = findings[findings["treatment"] == "delivery"].drop_duplicates("delivery_id").set_index("delivery_id")
    for refused in deliveries[deliveries["state"] == "refused"].itertuples():
        yield f"  refused: {refused.file}: {reasons['message'].get(refused.delivery_id, '')}"


def _counted_once(observations: pd.DataFrame, programme: Programme) -> Iterator[str]:
    """Where two partners, or a list and figures, tell of the same: whose numbers are left out, how many, and why."""
    names = {indicator.code: indicator.name for indicator in programme.indicators}
    doubled = observations[observations["not_counted_because"].str.contains(" lead") & (observations["high"] > 0)]
    for index, (keys, facts) in enumerate(doubled.groupby(["partner", "project", "not_counted_because"], sort=True)):
        if index == 0:
            yield "Told by more than one, and counted once; left out are:"
        partner, project, because = keys
        sums = facts.groupby("indicator", sort=False)[["low", "high"]].sum()
        told = [f"{names[code]} {_range(*sums.loc[code])}" for code in names if code in sums.index]
        yield f"  {partner}, {project}: {', '.join(told)} ({because})"


def _perhaps_twice(observations: pd.DataFrame, programme: Programme) -> Iterator[str]:
    """Where two lists tell of the same project, indicator, month and municipality, and both count: perhaps one person.

    No identity is shared between partners, so nobody can see it in the data; at most the smaller number is double.
    """
    listed = observations[(observations["origin"] == "list") & (observations["not_counted_because"] == "")]
    month = listed["occurred_on"].dt.strftime("%Y-%m").rename("month")
    told: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    cells = listed.groupby(["project", "indicator", month, "municipality", "partner"]).size().reset_index(name="count")
    for *cell, partner, count in cells.itertuples(index=False, name=None):
        told[tuple(cell)][partner] = count
    at_most: Counter[tuple[str, str]] = Counter()
    partners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (project, indicator, *_), counts in told.items():
        if len(counts) > 1:
            at_most[project, indicator] += sum(counts.values()) - max(counts.values())
            partners[project, indicator].update(counts)
    if at_most:
        yield "Told by two lists, and both count; if these are the same persons, say in [[leads]] who leads:"
    for (project, indicator), count in sorted(at_most.items()):
        who = ", ".join(sorted(partners[project, indicator]))
        yield f"  {project}, {programme.indicator(indicator).name}: at most {count} twice ({who})"


def _leads_without_project(projects: pd.DataFrame, programme: Programme) -> Iterator[str]:
    """Rules of programme.toml that decide nothing, because no register knows their project."""
    known = set(projects["project"])
    for lead in programme.leads:
        if known and lead.project not in known:
            close = did_you_mean(lead.project, known)
            yield f"programme.toml: no register knows '{lead.project}' of [[leads]]; {close}"


def _hidden_by_partners(counts: pd.DataFrame, deliveries: pd.DataFrame) -> Iterator[str]:
    """How many numbers partners hid: they count as what they lie between, and what is published is rounded besides."""
    used = counts[counts["delivery_id"].isin(in_force(deliveries)["delivery_id"])]
    hidden = used.loc[used["value"].isna() & used["low"].notna(), "partner"].value_counts().sort_index()
    if len(hidden):
        each = ", ".join(f"{partner} {count}" for partner, count in hidden.items())
        yield f"Numbers that partners hid, counted as what they lie between: {each}"


def _range(low: Any, high: Any) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _edition(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    known: Intake,
    parts: Parts,
    tables: Tables,
    today: date,
) -> Iterator[str]:
    versions = versions_of(workspace, edition.id)
    if versions:
        state = f"published {edition.published_on}"
        if versions[-1].revision > 1:
            state += f", version {versions[-1].revision} on {versions[-1].cube.edition['revised_on']}"
    elif is_public(edition, today):
        state = "adopted, not published yet"
    elif edition.is_adopted:
        state = f"adopted, under embargo until {edition.published_on}"
    else:
        state = "concept, not adopted"
    yield f"Edition {edition.id} (as of {edition.as_of}): {state}"
    if not versions and known.editions[edition.id]["has_news"]:
        yield from _not_signed(workspace, programme, edition, tables)
    if any(not_as_it_was(workspace, parts, one, all_released(workspace)) for one in versions):
        yield "  is not as it was released: see below"
    elif versions:
        yield from _restated(workspace, programme, edition.id, tables)
    there = in_force(tables["deliveries"], edition.deliveries_until)
    for partner in programme.partners:
        if not partner.delivers_on(edition.as_of):
            continue
        latest = there.loc[there["partner"] == partner.code, "as_of_on"].max()
        if pd.isna(latest):
            yield f"  missing: {partner.code} (nothing received by {edition.deliveries_until})"
        elif latest.date() < edition.as_of:
            yield f"  missing: {partner.code} (last state {latest.date()})"


def _not_signed(workspace: Workspace, programme: Programme, edition: Edition, tables: Tables) -> Iterator[str]:
    """Who did not confirm the figures of an edition that is to be released."""
    standing = standings(workspace, programme, edition, tables)
    if missing := unsigned(standing):
        yield f"  not signed off: {', '.join(missing)}"


def _restated(workspace: Workspace, programme: Programme, edition: str, tables: Tables) -> Iterator[str]:
    """What a published edition would say otherwise by now, and why; it stays as it was published.

    Of every figure the latest day on which it differs.
    """
    changed: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(restated(workspace, programme, edition, tables), key=lambda row: row["on"], reverse=True):
        figure = changed[row["level"], row["code"], row["indicator"]]
        if not figure or figure[0]["on"] == row["on"]:
            figure.append(row)
    if changed:
        yield "  known otherwise by now, for a revision:"
    for (level, code, indicator), steps in list(changed.items())[:MOST_SHOWN]:
        told = "".join(f" → {step['now']} ({CAUSES[step['cause']]})" for step in steps)
        name = programme.indicator(indicator).name
        yield f"    {level} {code}, {name} until {steps[0]['on']}: {steps[0]['was']}{told}"
    if len(changed) > MOST_SHOWN:
        yield f"    … (+{len(changed) - MOST_SHOWN})"


def _due(workspace: Workspace, programme: Programme, known: Intake, parts: Parts, today: date) -> Iterator[str]:
    if problems := not_of_this_key(workspace, programme):
        yield from (f"stop: {line}" for line in _told(problems))
        return
    if not is_as_written(workspace.processed / known.snapshot):
        yield "stop: the tables are not as they were written; 'werkmonitor run --force' reads all workbooks again"
        return
    if reasons := intake_reasons(workspace, known, parts):
        yield f"read what is new or changed: {', '.join(reasons)}"
    else:
        yield "read no delivery: nothing they are made of changed"
    if problems := not_as_released(workspace, parts, all_released(workspace)):
        yield from (f"publish nothing: {line}" for line in _told(problems))
        return
    adopted = [edition for edition in programme.editions if is_public(edition, today)]
    standing = [edition.id for edition in adopted if versions_of(workspace, edition.id)]
    if waiting := [edition.id for edition in adopted if edition.id not in standing]:
        yield f"publish {', '.join(waiting)}: adopted, and the publication date has come"
    if not standing:
        return
    plan = publish.Plan.of(workspace, standing, site=programme.programme.address)
    due = plan.due()
    for reason, monitors in Counter(reason for reasons in due.values() for reason in reasons).items():
        yield f"make {monitors} of {len(plan.shelves)} monitors again: {reason}"
    if not due and not publish.stands(programme, plan, workspace.site):
        yield "put the site together again: its files are not as they were made"
    elif not due:
        yield "leave the site as it stands: nothing it is made of changed"


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    """Each on a line of its own, with what to do about it."""
    return (f"{problem.where} {problem.what} → {problem.remedy}" for problem in problems)
