"""Monitors: what a notebook opens, and the questions it may ask."""

from typing import Any

from werkmonitor.errors import Problem, UsageError, did_you_mean
from werkmonitor.publish.facts import Facts, known_editions, vocabulary
from werkmonitor.publish.monitors.base import Monitor
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.municipality import MunicipalityMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.monitors.project import ProjectMonitor
from werkmonitor.publish.slices import slice_of
from werkmonitor.workspace import Workspace

MONITORS: dict[str, type[Monitor]] = {
    "programme": ProgrammeMonitor,
    "category": CategoryMonitor,
    "municipality": MunicipalityMonitor,
    "project": ProjectMonitor,
}


def open_monitor(kind: str, *, edition: str, **scope: str) -> Monitor:
    """The monitor of an edition: `open_monitor("category", edition="2022-11", category="scholingstrajecten")`.

    Reads this scope's part of the edition's protected cube in the workspace that holds the notebook, and nothing else.
    Raises UsageError for a kind, parameter or value that does not exist, with the near miss.
    """
    if kind not in MONITORS:
        raise UsageError(Problem(f"monitor '{kind}'", "is not a kind of monitor", did_you_mean(kind, MONITORS)))
    wanted = set() if kind == "programme" else {kind}
    problems = [
        Problem(
            f"parameter '{name}'", f"a {kind} monitor has no such parameter", did_you_mean(name, wanted or ["edition"])
        )
        for name in sorted(set(scope) - wanted)
    ]
    problems += [
        Problem(f"parameter '{name}'", "is missing", f"give it: open_monitor('{kind}', edition=edition, {name}={name})")
        for name in sorted(wanted - set(scope))
    ]
    if problems:
        raise UsageError(problems)
    cubes = known_editions(Workspace.find())
    check_value("edition", edition, list(cubes))
    facts = Facts.read(cubes[edition])
    if kind == "programme":
        return ProgrammeMonitor(facts, facts.whole())
    check_value(kind, scope[kind], vocabulary(facts, list(cubes))[kind])
    own = slice_of(facts, kind, scope[kind])
    return MONITORS[kind](own, own.scope(kind, scope[kind]))


def check_value(name: str, value: Any, known: list[str]) -> None:
    """Raises UsageError when a parameter's value is not in the vocabulary."""
    if value in known:
        return
    if not known:
        raise UsageError(Problem(f"{name} '{value}'", "there is no edition yet", "run 'werkmonitor run' first"))
    if not isinstance(value, str):
        raise UsageError(Problem(f"parameter '{name}'", f"expected text, found {value!r}", did_you_mean("", known)))
    raise UsageError(Problem(f"{name} '{value}'", f"is not a known {name}", did_you_mean(value, known)))
