"""What is known besides page one: further indicators of a scope, each with what it says and what is known of it."""

from collections.abc import Iterator
from typing import NamedTuple

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, column, nothing
from werkmonitor.publish.dutch import capital
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.led import section_of


class Told(NamedTuple):
    """A further indicator as a table shows it: what stands there, and what must be known of it."""

    indicator: Row
    value: str
    note: str


def table(facts: Facts, scope: Row) -> Block:
    """All further indicators that say something of a scope."""
    told = list(further(facts, scope))
    if not told:
        return nothing()
    return Block(
        "table",
        id="verder-bekend",
        intro=[wording.known_besides([one.value for one in told])],
        caption=f"Andere indicatoren: {facts.name(scope)}",
        columns=[column("name", "Indicator"), column("value", "Stand"), column("note", "Toelichting")],
        rows=[
            {"name": one.indicator["name"], "value": one.value, "note": one.note}
            | section_of(scope, one.indicator["name"], "value")
            for one in told
        ],
    )


def further(facts: Facts, scope: Row) -> Iterator[Told]:
    """In the order of the programme; what a project has a goal for stands with page one's on its page."""
    elsewhere = {row["indicator"] for row in facts.progress(scope)}
    rates = {row["indicator"]: row for row in facts.about("shares", scope)}
    progress = {row["indicator"]: row for row in facts.about("progress", scope)}
    of_rates = {
        row["counted"][part]
        for row in facts.definitions.values()
        for part in ("numerator", "denominator")
        if row["code"] in rates and part in row.get("counted", {})
    }
    for code, indicator in facts.definitions.items():
        if code in facts.indicators or code in elsewhere:
            continue
        if indicator["counted"]["how"] == "register":
            if found := _of_register(facts, scope, indicator):
                yield Told(indicator, *found)
        elif code in progress and progress[code]["goal"] is not None and progress[code]["value"] is not None:
            yield Told(indicator, wording.figure(progress[code]), wording.of_goal(progress[code], indicator))
        elif indicator["kind"] in ("share", "derived"):
            if code in rates:
                yield Told(indicator, *wording.rate(rates[code], indicator))
        elif code in rates or (
            code not in of_rates and facts.cell(scope, code) and _is_of_several(facts, scope, indicator)
        ):
            because = rates[code]["because"] if code in rates else None
            yield Told(indicator, *wording.counted_besides(facts.cell(scope, code), indicator, because))


def _is_of_several(facts: Facts, scope: Row, indicator: Row) -> bool:
    """Whether several projects have an indicator of their own, such as a funnel; that of one stands on its page."""
    if scope["level"] == "project" or indicator["counted"]["how"] != "delivered":
        return True
    projects = facts.projects(None if scope["level"] == "programme" else scope["code"])
    return sum(any(facts.about("progress", one, indicator=indicator["code"])) for one in projects) > 1


def _of_register(facts: Facts, scope: Row, indicator: Row) -> tuple[str, str] | None:
    """What the register says of a programme's or a category's projects; a project's own page says it elsewhere."""
    if scope["level"] == "project":
        return None
    projects = facts.projects(None if scope["level"] == "programme" else scope["code"])
    match indicator["counted"]["column"]:
        case "capacity" if scope["capacity"]:
            return wording.whole(scope["capacity"]), capital(indicator["unit"])
        case "state" if any(project["state"] for project in projects):
            states = [project["state"] for project in projects if project["state"]]
            known = {state: states.count(state) for state in wording.STATES if state in states}
            return wording.whole(len(projects)), wording.of_states(known)
        case "results":
            codes = {project["code"] for project in projects}
            results = [row for row in facts.rows["results"] if row["project"] in codes]
            return (wording.whole(len(results)), capital(indicator["unit"])) if results else None
    return None
