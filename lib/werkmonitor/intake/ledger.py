"""All deliveries of a workspace: found below data/raw, judged together, put in the tidy tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from werkmonitor.errors import Problem
from werkmonitor.intake.corrections import Corrections, refuse_unused
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.facts import schema_of
from werkmonitor.intake.files.ahead import Readers
from werkmonitor.intake.findings import together
from werkmonitor.intake.folders import Delivery, find_deliveries
from werkmonitor.intake.judging import Judged, Judging, Progress, ran_out
from werkmonitor.intake.outcomes import Outcomes
from werkmonitor.intake.rules import Rules
from werkmonitor.programme import Programme
from werkmonitor.tables import SCHEMAS, as_table, from_arrow, with_supersession
from werkmonitor.workspace import Workspace

FACTS = (
    *("trajectories", "counts"),
    *("projects", "targets", "plan", "project_states", "results", "expectations", "money", "overrides"),
)

JOBS = 2
"""Processes that read workbooks while this one judges them."""


@dataclass(frozen=True)
class IntakeResult:
    """tables: the tidy tables that intake fills, by name. problems: every finding, of refused deliveries first.

    urgent: by delivery_id those that refuse it or leave a row out; the others are remarks about what was used.
    read: the ids of the deliveries that were read this time; of the others the outcome stood. unread: the ids of those
    for which there was too little time or memory. judged: the deliveries in the order in which they were judged, by the
    rules beside them.
    """

    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    urgent: dict[str, tuple[Problem, ...]]
    read: tuple[str, ...]
    unread: tuple[str, ...]
    judged: tuple[Judged, ...]
    rules: Rules


def read_deliveries(
    workspace: Workspace,
    programme: Programme,
    progress: Progress | None = None,
    *,
    jobs: int | None = None,
    force: bool = False,
    known_until: date | None = None,
) -> IntakeResult:
    """Every file below data/raw/<partner>/<received>/ in the tidy tables; the registers first.

    Only those are read of which no outcome is kept that still stands; with force all are. progress: called as (done,
    total, label). jobs: how many processes read at most. known_until: as if nothing had been received after that day;
    None for all. Raises ConfigurationError for a faulty layout or correction; nothing a partner sends raises.
    """
    rules, outcomes = Rules.of(workspace, programme), Outcomes(workspace, forget=force)
    found = find_deliveries(workspace, programme)
    if known_until is not None:
        found = [one for one in found if one.received_on and one.received_on <= known_until]
        rules = replace(rules, corrections=rules.corrections.known_until(known_until))
    with Readers(rules.limits, jobs or JOBS) as readers:
        judging = Judging(rules, readers, outcomes)
        judged = list(judging.judge(found, progress or _in_silence))
    _refuse_stale_corrections(workspace, rules.corrections, judged, found)
    if known_until is None:
        outcomes.remove_unused()
    return _result(judged, tuple(judging.read), rules)


def judge_beside(new: Delivery, workspace: Workspace, rules: Rules) -> list[Judged]:
    """A workbook that is not in the workspace yet, judged as the last one received, and all it stands beside.

    Those are the registers and its partner's earlier deliveries; it may be one of them, byte for byte. Nothing is kept.
    """
    beside = [
        one
        for one in find_deliveries(workspace, rules.programme)
        if one.partner and not one.misplaced and (one.partner == new.partner or rules.is_register(one.partner))
    ]
    with Readers(rules.limits, JOBS) as readers:
        judging = Judging(rules, readers, Outcomes(workspace, is_readonly=True))
        return list(judging.judge([*beside, new], _in_silence))


def _in_silence(done: int, total: int, label: str) -> None:
    """No one wants to see how far we are."""


def _refuse_stale_corrections(
    workspace: Workspace, corrections: Corrections, judged: list[Judged], found: list[Delivery]
) -> None:
    judged_as = {one.delivery.delivery_id: one.delivery.key for one in judged}
    present = {one.key: judged_as[one.delivery_id] for one in found}
    unmatched = [one for each in judged for one in each.outcome.unmatched]
    for each in judged:
        if each.outcome.layout is None and not ran_out(each.outcome):  # it could not be read at all
            unmatched += corrections.of(each.delivery.key)
    explained = {one for each in judged for one in each.explained or ()}
    judged_beside = {each.delivery.key for each in judged if each.explained is not None}
    unused = [one for one in corrections.explanations if one not in explained and one.file in judged_beside]
    refuse_unused(workspace, corrections, unmatched, unused, present)


def _result(judged: list[Judged], read: tuple[str, ...], rules: Rules) -> IntakeResult:
    ordered = sorted(judged, key=lambda one: Path(one.delivery.key).parts)
    tables = {"deliveries": _deliveries(ordered), "findings": _findings(ordered)}
    tables |= {name: _facts(name, ordered) for name in FACTS}
    refused_first = sorted(ordered, key=lambda one: one.outcome.state != "refused")
    problems: list[Problem] = []
    urgent: dict[str, tuple[Problem, ...]] = {}
    for one in refused_first:
        told = [(found.treatment, found.as_problem(one.delivery.file)) for found in together(one.outcome.findings)]
        problems += [problem for _, problem in told]
        urgent[one.delivery.delivery_id] = tuple(problem for treatment, problem in told if treatment != "logged")
    unread = tuple(one.delivery.delivery_id for one in judged if ran_out(one.outcome))
    return IntakeResult(tables, tuple(problems), urgent, read, unread, tuple(judged), rules)


def _deliveries(ordered: Sequence[Judged]) -> pd.DataFrame:
    deliveries = as_table("deliveries", [_ledger_line(one.delivery, one.outcome) for one in ordered])
    usable = with_supersession(deliveries)
    successors = dict(zip(usable["delivery_id"], usable["superseded_by"], strict=True))
    replaced = {later: earlier for earlier, later in successors.items() if isinstance(later, str)}
    ids = deliveries["delivery_id"]
    return as_table("deliveries", deliveries.assign(superseded_by=ids.map(successors), supersedes=ids.map(replaced)))


def _ledger_line(delivery: Delivery, outcome: Outcome) -> dict[str, object]:
    return {
        "delivery_id": delivery.delivery_id,
        "partner": Path(delivery.key).parts[0] if delivery.partner is None else delivery.partner.code,
        "layout": outcome.layout,
        "file": delivery.file,
        "received_on": delivery.received_on,
        "as_of_on": outcome.as_of_on,
        "coverage": outcome.coverage,
        "state": outcome.state,
        "rows_read": outcome.rows_read,
        "rows_kept": outcome.rows_kept,
        "rows_listed": outcome.rows_listed,
    }


def _findings(ordered: Sequence[Judged]) -> pd.DataFrame:
    found = [(one.delivery.delivery_id, finding) for one in ordered for finding in one.outcome.findings]
    columns: dict[str, list[str | None]] = {
        name: [getattr(finding, name) or None for _, finding in found]
        for name in SCHEMAS["findings"].names
        if name != "delivery_id"
    }
    return as_table("findings", pd.DataFrame({"delivery_id": [delivery for delivery, _ in found], **columns}))


def _facts(name: str, ordered: Sequence[Judged]) -> pd.DataFrame:
    """The facts of all workbooks in one table, with what is the same for all of a delivery."""
    found = [(one.delivery, one.outcome.tables[name]) for one in ordered if name in one.outcome.tables]
    facts = pa.concat_tables([schema_of(name).empty_table(), *(table for _, table in found)])
    whose = pa.array(np.repeat(np.arange(len(found)), [len(table) for _, table in found]))
    added = {
        "delivery_id": [delivery.delivery_id for delivery, _ in found],
        "partner": [delivery.partner.code if delivery.partner else None for delivery, _ in found],
    }
    columns = [
        pa.array(added[field.name], field.type).take(whose) if field.name in added else facts[field.name]
        for field in SCHEMAS[name]
    ]
    return from_arrow(name, pa.table(columns, schema=SCHEMAS[name]))
