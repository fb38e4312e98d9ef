"""All deliveries of a workspace: found below data/raw, read one by one, judged together, put in the tidy tables."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from werkmonitor.errors import Problem, near_miss
from werkmonitor.intake.corrections import Corrections, Fall, load_corrections, refuse_unused
from werkmonitor.intake.delivery import Circumstances, Outcome, read_delivery
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.findings import Findings, together
from werkmonitor.intake.folders import Delivery, find_deliveries
from werkmonitor.intake.layout import Layouts, load_layouts
from werkmonitor.intake.limits import DEFAULT_LIMITS, Limits
from werkmonitor.intake.reader import Reader
from werkmonitor.intake.standings import Standings
from werkmonitor.intake.vocabulary import Vocabulary, vocabulary_of
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.keys import secret_key
from werkmonitor.programme import Partner, Programme
from werkmonitor.tables import as_table, with_supersession
from werkmonitor.workspace import Workspace

Progress = Callable[[int, int, str], None]

FACTS = ("trajectories", "counts", "projects", "targets", "plan", "project_states", "results", "expectations")


@dataclass(frozen=True)
class IntakeResult:
    """tables: the tidy tables that intake fills, by name. problems: every finding, of refused deliveries first.

    urgent: by delivery_id those that refuse it or leave a row out; the others are remarks about what was used.
    """

    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    urgent: dict[str, tuple[Problem, ...]]


@dataclass(frozen=True)
class Rules:
    """All that deliveries are judged by: the programme, the layouts, the corrections, the key for pseudonyms."""

    programme: Programme
    layouts: Layouts
    corrections: Corrections
    key: bytes
    limits: Limits = DEFAULT_LIMITS

    @classmethod
    def of(cls, workspace: Workspace, programme: Programme) -> "Rules":
        layouts = load_layouts(workspace, programme)
        return cls(programme, layouts, load_corrections(workspace), secret_key(workspace, programme, "pseudonym"))

    def is_register(self, partner: Partner) -> bool:
        return any(self.layouts[code].yields("projects") for code in partner.layouts)


def read_deliveries(workspace: Workspace, programme: Programme, progress: Progress | None = None) -> IntakeResult:
    """Read every file below data/raw/<partner>/<received>/ into the tidy tables; the registers first.

    progress: called as (done, total, label). Raises ConfigurationError for a faulty layout or correction; nothing a
    partner sends raises.
    """
    rules = Rules.of(workspace, programme)
    found = find_deliveries(workspace, programme)
    with Reader(rules.limits) as reader:
        judged = list(_judge_all(found, rules, reader, progress or (lambda done, total, label: None)))
    _refuse_stale_corrections(workspace, rules.corrections, judged, found)
    return _result(judged)


@dataclass
class Judged:
    delivery: Delivery
    outcome: Outcome
    falls: tuple[Fall, ...] = ()


def judge(delivery: Delivery, content: bytes, rules: Rules, vocabulary: Vocabulary, reader: Reader) -> Outcome:
    """One file that lies in its place, read and judged by itself."""
    partner, received_on = delivery.partner, delivery.received_on
    if partner is None or received_on is None:
        raise ValueError(f"{delivery.key} has no partner or date of receipt")
    try:
        workbook = reader.read(content)
    except Hopeless as hopeless:
        return hopeless_outcome(hopeless)
    circumstances = Circumstances(
        rules.programme,
        partner,
        received_on,
        delivery.path.name,
        vocabulary,
        rules.key,
        rules.limits,
        rules.corrections.of(delivery.key),
    )
    return read_delivery(workbook, {code: rules.layouts[code] for code in partner.layouts}, circumstances)


def hopeless_outcome(hopeless: Hopeless) -> Outcome:
    findings = Findings()
    findings.add(hopeless.code, **hopeless.given)
    return Outcome(findings=list(findings.listed()))


def judge_new(new: Delivery, workspace: Workspace, rules: Rules, reader: Reader) -> Judged:
    """A workbook that is not in the workspace yet, judged as if it were the last one received.

    Beside the registers and its partner's earlier deliveries; where it is one of them, byte for byte, that one.
    """
    beside = [
        one
        for one in find_deliveries(workspace, rules.programme)
        if one.partner and not one.misplaced and (one.partner == new.partner or rules.is_register(one.partner))
    ]
    judged = list(_judge_all([*beside, new], rules, reader, lambda done, total, label: None))
    return next(one for one in judged if one.delivery.delivery_id == new.delivery_id)


def _judge_all(found: list[Delivery], rules: Rules, reader: Reader, progress: Progress) -> Iterator[Judged]:
    """Registers first: they say which projects there are. Then all others, in order of receipt."""
    seen: dict[str, Judged] = {}
    standings: dict[str, Standings] = {}
    vocabulary = vocabulary_of(rules.programme)
    registers_first = sorted(found, key=lambda one: not (one.partner and rules.is_register(one.partner)))
    for number, delivery in enumerate(registers_first):
        progress(number, len(found), delivery.key)
        judged = _judge_one(delivery, rules, vocabulary, reader, seen, standings)
        if judged is not None:
            if (projects := judged.outcome.tables.get("projects")) is not None:
                vocabulary = vocabulary.with_projects(as_records(projects))
            yield judged
    progress(len(found), len(found), "")


def _judge_one(
    delivery: Delivery,
    rules: Rules,
    vocabulary: Vocabulary,
    reader: Reader,
    seen: dict[str, Judged],
    standings: dict[str, Standings],
) -> Judged | None:
    """A delivery judged, also against the earlier ones; None for a file that came before, byte for byte."""
    if earlier := seen.get(delivery.delivery_id):
        findings = Findings()
        findings.add("delivery_identical", other=delivery.key)
        earlier.outcome.findings.extend(findings.listed())
        return None
    if delivery.misplaced or delivery.partner is None:
        judged = Judged(delivery, _misplaced(delivery, rules.programme))
    else:
        try:
            outcome = judge(delivery, delivery.read(rules.limits), rules, vocabulary, reader)
        except Hopeless as hopeless:
            outcome = hopeless_outcome(hopeless)
        known = standings.setdefault(f"{delivery.partner.code}/{outcome.layout}", Standings(rules.programme))
        falls = known.refuse_falls(outcome, delivery.key, rules.corrections)
        judged = Judged(delivery, outcome, falls)
    seen[delivery.delivery_id] = judged
    return judged


def _misplaced(delivery: Delivery, programme: Programme) -> Outcome:
    code, found = delivery.misplaced or ("not_in_place", "")
    partners = [partner.code for partner in programme.partners]
    close = near_miss(found, partners)
    hint = f"did you mean '{close}'?" if close else "rename it to a partner's code, or add the partner"
    findings = Findings()
    findings.add(code, found=found, hint=hint)
    return Outcome(findings=list(findings.listed()))


def _refuse_stale_corrections(
    workspace: Workspace, corrections: Corrections, judged: list[Judged], found: list[Delivery]
) -> None:
    named = {one.file for one in (*corrections.corrections, *corrections.falls)}
    unmatched = [one for each in judged for one in each.outcome.unmatched]
    fallen = {fall for each in judged for fall in each.falls}
    keys = {one.key for one in found}
    unused = [fall for fall in corrections.falls if fall not in fallen and fall.file in keys]
    refuse_unused(workspace, corrections, unmatched, named - keys, unused)


def _result(judged: list[Judged]) -> IntakeResult:
    ordered = sorted(judged, key=lambda one: Path(one.delivery.key).parts)
    rows: dict[str, list[Mapping[str, object]]] = {name: [] for name in ("deliveries", "findings", *FACTS)}
    for one in ordered:
        delivery, outcome = one.delivery, one.outcome
        own: dict[str, object] = {"delivery_id": delivery.delivery_id}
        rows["deliveries"].append(own | _ledger_line(delivery, outcome))
        rows["findings"] += [own | finding.as_row() for finding in outcome.findings]
        partner = {"partner": delivery.partner.code} if delivery.partner else {}
        for name, facts in outcome.tables.items():
            whose = partner if name in ("trajectories", "counts") else {}
            rows[name] += [own | whose | record for record in as_records(facts)]
    tables = {name: as_table(name, records) for name, records in rows.items()}
    tables["deliveries"] = _with_successors(tables["deliveries"])
    refused_first = sorted(ordered, key=lambda one: one.outcome.state != "refused")
    problems: list[Problem] = []
    urgent: dict[str, tuple[Problem, ...]] = {}
    for one in refused_first:
        told = [(found.treatment, found.as_problem(one.delivery.file)) for found in together(one.outcome.findings)]
        problems += [problem for _, problem in told]
        urgent[one.delivery.delivery_id] = tuple(problem for treatment, problem in told if treatment != "logged")
    return IntakeResult(tables, tuple(problems), urgent)


def _ledger_line(delivery: Delivery, outcome: Outcome) -> dict[str, object]:
    return {
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


def _with_successors(deliveries: pd.DataFrame) -> pd.DataFrame:
    usable = with_supersession(deliveries)
    successors = dict(zip(usable["delivery_id"], usable["superseded_by"], strict=True))
    return as_table("deliveries", deliveries.assign(superseded_by=deliveries["delivery_id"].map(successors)))
