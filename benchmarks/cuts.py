"""Programmes cut off at a day: what was known then, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from benchmarks.simulated import simulate
from werkmonitor.figures.counts import quarter_ends, true_counts
from werkmonitor.figures.goals import Plans, current_goals, plans
from werkmonitor.figures.observations import merged
from werkmonitor.figures.register import Register, Row, Scope, parts, register_of_edition
from werkmonitor.programme import Edition, Programme, load_programme
from werkmonitor.tables import Tables, read_tables
from werkmonitor.workspace import Workspace


@dataclass(frozen=True)
class Cut:
    """What was known on a day, and what became of it by scope and indicator. label: which cut-off this is."""

    label: str
    regime: str
    programme: Programme
    cells: Sequence[Row]
    planned: Plans
    register: Register
    as_of: date
    until: date
    outcomes: Mapping[tuple[Scope, str], int]


def simulated_cuts(seed: int, number: int) -> Iterator[Cut]:
    """A made-up programme at every cut-off, and what it had reached on its goals' date."""
    made = simulate(seed, number)
    for share, as_of in made.cut_offs():
        cells, planned, register = made.known(as_of)
        label = f"{share:.0%} of the time"
        became = {(scope, indicator): made.outcome(scope, indicator) for scope, indicator in planned.goals}
        yield Cut(label, made.regime, made.programme, cells, planned, register, as_of, made.goals_on, became)


def example_cuts(workspace: Workspace) -> Iterator[Cut]:
    """The example's editions, each with what was known for it, beside every later edition as known for the last."""
    programme, tables = load_programme(workspace.programme_file), read_tables(workspace)
    *_, last = programme.editions
    for edition, later in combinations(programme.editions, 2):
        cells, planned, register = _known(tables, programme, edition, edition.as_of)
        reached, _, _ = _known(tables, programme, last, later.as_of)
        became = {((c["level"], c["code"]), c["indicator"]): c["value"] for c in reached if c["on"] == later.as_of}
        label = f"{edition.as_of} → {later.as_of}"
        regime = programme.programme.code
        yield Cut(label, regime, programme, cells, planned, register, edition.as_of, later.as_of, became)


def _known(tables: Tables, programme: Programme, edition: Edition, as_of: date) -> tuple[list[Row], Plans, Register]:
    """The figures of programme, categories and projects as the team sees them: all of them exact."""
    register = register_of_edition(tables, programme, edition)
    within = parts(register, programme)
    planned = plans(register, current_goals(register, programme, edition.published_on, within), within)
    facts = merged(tables, programme, register)
    main = [indicator.code for indicator in programme.main_indicators]
    facts = facts[(facts["not_counted_because"] == "") & facts["indicator"].isin(main)]
    counts = true_counts(facts, register, programme, [], quarter_ends(programme.programme.started_on, as_of))
    cells = [
        {"level": level, "code": code, "category": None, "indicator": indicator, "on": on, "value": low, "base": 1}
        for (level, code, category, indicator), by_day in counts.items()
        for on, (low, _) in by_day.items()
        if not category and (level, code) in within
    ]
    return cells, planned, register
