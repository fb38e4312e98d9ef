"""What lags, and why: from published values and the causes that the register states."""

from collections.abc import Sequence

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Content
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.monitors.base import Monitor

LAGGING = ("attention", "behind")
CHANGED = ("stopped_early", "adapted")

PLAIN = ("in_preparation", "started", "extended", "completed")
"""Why a project started, goes on or is done is no reason for a lag."""

NO_CAUSE = "Geen oorzaak geleverd."

CAUSE = "Oorzaak"

MUCH = 0.25
"""From this share of all that is missing a project explains an indicator's lag."""


def lagging_rows(facts: Facts, scope: Row) -> list[Row]:
    """The rows of progress of a scope that lag."""
    return [row for row in facts.progress(scope) if row["word"] in LAGGING]


def missing(facts: Facts, indicator: str, projects: Sequence[Row]) -> list[tuple[Row, float]]:
    """The projects below their plan with how much, as a share of all that is missing; the largest first."""
    short = [
        (project, row["plan_to_date"] - row["value"])
        for project in projects
        for row in facts.about("progress", project, indicator=indicator)
        if row["plan_to_date"] is not None and row["value"] is not None and row["plan_to_date"] > row["value"]
    ]
    whole = sum(amount for _, amount in short)
    return [
        (project, amount / whole) for project, amount in sorted(short, key=lambda pair: (-pair[1], pair[0]["code"]))
    ]


def causes(facts: Facts, scope: Row, projects: Sequence[Row]) -> dict[str, str]:
    """Indicator that lags → why, as a clause: the projects that stopped early and explain much of it."""
    found = {}
    for row in lagging_rows(facts, scope):
        names = [
            facts.name(project)
            for project, share in missing(facts, row["indicator"], projects)
            if project["state"] == "stopped_early" and share >= MUCH
        ]
        if names:
            found[row["indicator"]] = wording.stopped(names)
    return found


def why(facts: Facts, project: Row) -> list[Content]:
    """Cause, effect and action of a project's latest event; nothing of one that cannot be why a project lags."""
    latest = facts.states(project["code"])[:1]
    return [term for state in latest if state["state"] not in PLAIN for term in event_terms(state)]


def event_terms(state: Row) -> list[Content]:
    """Cause, effect and action of one event, as far as the register states them."""
    words = ((CAUSE, "cause"), ("Gevolg", "effect"), ("Wat er gebeurt", "action"))
    return [{"term": term, "text": state[key]} for term, key in words if state[key]]


def lagging_project(monitor: Monitor, project: Row) -> Content:
    """An item on a project that lags, changed or stopped: figures, state, cause, effect, action."""
    rows = lagging_rows(monitor.facts, project)
    words = [row["word"] for row in rows]
    terms = why(monitor.facts, project)
    if rows and CAUSE not in [term["term"] for term in terms]:
        terms = [{"term": CAUSE, "text": NO_CAUSE}, *terms]
    return {
        "title": monitor.link_to("project", project),
        "word": "behind" if "behind" in words else "attention" if words else "",
        "text": monitor.measured(rows),
        "terms": [{"term": "Stand", "text": monitor.state(project)}, *terms],
    }
