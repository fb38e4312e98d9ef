"""What the register says in words, and who delivered: the parts of a cube that are no figures."""

from datetime import date

from werkmonitor.figures.register import Figure, Register, Row, Scope, figure_of, until
from werkmonitor.programme import Edition, Programme


def states(register: Register, edition: Edition) -> list[Row]:
    """The cube's table 'states': what happened to the projects up to the as-of date, oldest first."""
    columns = ("project", "state", "on", "cause", "effect", "action")
    return [{name: row[name] for name in columns} for row in until(register.project_states, edition.as_of)]


def results(register: Register, edition: Edition) -> list[Row]:
    """The cube's table 'results': only what is flagged for publication, up to the as-of date, oldest first."""
    columns = ("project", "on", "kind", "text")
    public = [row for row in register.results if row["is_public"]]
    return [{name: row[name] for name in columns} for row in until(public, edition.as_of)]


def expectations(register: Register, edition: Edition) -> list[Row]:
    """The cube's table 'expectations': of every scope the latest, not those of earlier editions."""
    columns = ("level", "code", "indicator", "on", "text", "decided_by")
    known = [row for row in register.expectations if row["on"] is None or row["on"] <= edition.published_on]
    latest: dict[Scope, date] = {}
    for row in known:
        scope = (row["level"], row["code"])
        if row["on"] is not None:
            latest[scope] = max(row["on"], latest.get(scope, row["on"]))
    return [
        {name: row[name] for name in columns} for row in known if row["on"] == latest.get((row["level"], row["code"]))
    ]


def overrides(register: Register, edition: Edition) -> list[Row]:
    """The cube's table 'overrides': of every scope and indicator the latest judgement on its publication."""
    columns = ("level", "code", "indicator", "word", "role", "on", "reason")
    in_force: dict[Figure, Row] = {figure_of(row): row for row in until(register.overrides, edition.published_on)}
    return [{name: row[name] for name in columns} for _, row in sorted(in_force.items())]


def partners(register: Register, programme: Programme, edition: Edition) -> list[Row]:
    """The cube's table 'partners': who delivered something new for this edition, and who did not.

    New is a state after the previous edition's as-of date. A partner of whom nothing is expected any more is named only
    when it delivered once more. as_of_on: the oldest of its layouts' latest states.
    """
    latest: dict[tuple[str, str], date] = {}
    for row in register.deliveries:
        layout, on = (row["partner"], row["layout"]), row["as_of_on"]
        if on is not None:
            latest[layout] = max(on, latest.get(layout, on))
    previous = programme.previous_edition(edition)
    since = previous.as_of if previous else date.min
    found = []
    for partner in programme.partners:
        there = [latest[key] for layout in partner.layouts if (key := (partner.code, layout)) in latest]
        on = min(there, default=None)
        is_complete = on is not None and len(there) == len(partner.layouts) and on > since
        if partner.delivers_on(edition.as_of) or is_complete:
            state = "delivered" if is_complete else "missing"
            about = {"partner": partner.code, "name": partner.name, "municipality": partner.municipality}
            found.append({**about, "state": state, "as_of_on": on})
    return found
