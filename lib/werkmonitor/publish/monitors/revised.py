"""Was and is: which published figures are other than they were, and why."""

from typing import TYPE_CHECKING

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, column, link, nothing
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.led import traced
from werkmonitor.publish.monitors.drawings import quarter_name

if TYPE_CHECKING:
    from werkmonitor.publish.monitors.base import Monitor

MOST_AT_ONCE = 10
"""A longer table is folded."""


def table(monitor: "Monitor") -> Block:
    """Of every exact figure of this page that is different now: from what to what, and the cause.

    The programme's page has those of the programme and the sectors, and of categories the indicators of page one; a
    category's page has its own and those of its projects.
    """
    edition = monitor.facts.edition
    version = edition.get("revision") or 1
    if edition["previous"] is None and version == 1:
        return Block("prose", paragraphs=["Dit is de eerste monitor; er is nog niets herzien."])
    if monitor.is_qualitative:
        return nothing()
    compared = "de vorige monitor" if version == 1 else f"versie {version - 1} van deze monitor"
    if monitor.scope["protection"] == "rounded":
        return Block("prose", paragraphs=[wording.not_revised_by_cause(compared)])
    rows = [row for row in monitor.facts.rows["revisions"] if _is_told(monitor, row)]
    if not rows:
        return Block(
            "prose", paragraphs=[f"De precieze cijfers over eerdere kwartalen zijn dezelfde als in {compared}."]
        )
    return Block(
        "table",
        id="herzien",
        intro=[f"Deze cijfers zijn anders dan in {compared}, die blijft staan zoals hij was.", *wording.causes(rows)],
        summary=f"De {len(rows)} cijfers die zijn herzien" if len(rows) > MOST_AT_ONCE else "",
        caption="Cijfers die zijn herzien",
        columns=columns("Indicator"),
        rows=[told(monitor.facts, row, _scope(monitor, row)) | traced(row, "was", "now") for row in rows],
    )


def columns(of_indicators: str) -> list[dict[str, str]]:
    """Of a table of revisions. of_indicators: what it calls the column that names them."""
    return [
        column("scope", "Onderdeel", "link"),
        column("indicator", of_indicators),
        column("quarter", "Tot en met"),
        column("was", "Was", "number"),
        column("now", "Is nu", "number"),
        column("cause", "Oorzaak"),
    ]


def told(facts: Facts, row: Row, scope: dict[str, str]) -> Row:
    """A row of a table of revisions, for one of the cube. scope: what it is about, and its page."""
    return {
        "scope": scope,
        "indicator": facts.definitions[row["indicator"]]["name"],
        "quarter": quarter_name(row["on"]),
        "was": row["was"],
        "now": row["now"],
        "cause": wording.cause(row),
    }


def _is_told(monitor: "Monitor", row: Row) -> bool:
    level, code = row["level"], row["code"]
    if monitor.kind == "programme":
        is_of_page_one = row["indicator"] in monitor.facts.indicators
        return level in ("programme", "sector") or (level == "category" and is_of_page_one)
    if monitor.kind == "category" and level == "project":
        return code in {project["code"] for project in monitor.facts.projects(monitor.scope["code"])}
    return bool((level, code) == (monitor.kind, monitor.scope["code"]))


def _scope(monitor: "Monitor", row: Row) -> dict[str, str]:
    """Its name, with its page where that is another one."""
    if row["level"] == "programme":
        return link("Programma", "")
    scope = monitor.facts.scope(row["level"], row["code"])
    is_own = (row["level"], row["code"]) == (monitor.kind, monitor.scope["code"])
    return (
        link(monitor.facts.name(scope), "")
        if is_own or row["level"] == "sector"
        else monitor.link_to(row["level"], scope)
    )
