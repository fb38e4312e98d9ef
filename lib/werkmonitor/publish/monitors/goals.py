"""Which goals changed: from what to what, since when, by whose decision."""

from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from werkmonitor.publish.blocks import Block, column, nothing
from werkmonitor.publish.dutch import end_of, long_date, number_in_text
from werkmonitor.publish.facts import Row
from werkmonitor.publish.led import traced

if TYPE_CHECKING:
    from werkmonitor.publish.monitors.base import Monitor


def changed(monitor: "Monitor") -> Block:
    """Every change of a goal of this page, the oldest first; nothing where there are no goals to change."""
    facts, scope = monitor.facts, monitor.scope
    versions = {code: facts.goals(scope, code) for code in facts.definitions}
    if not any(versions.values()):
        return nothing()
    rows = [
        {
            "indicator": facts.definitions[code]["name"],
            "was": _said(was, now),
            "now": _said(now, was),
            "since": now["valid_from_on"],
            "decision": now["decided_by"] or now["reference"] or "",
            **traced(now, "was", "now"),
        }
        for code, goals in versions.items()
        for was, now in pairwise(goals)
        if _said(was, now) != _said(now, was)
    ]
    if not rows:
        return Block("prose", paragraphs=["Er is nog geen doel veranderd."])
    rows.sort(key=lambda row: row["since"] or date.min)
    return Block(
        "table",
        id="doelen-veranderd",
        intro=[_sentence(day, list(those)) for day, those in groupby(rows, key=lambda row: row["since"])],
        caption="Doelen die zijn veranderd",
        columns=[
            column("indicator", "Doel"),
            column("was", "Was"),
            column("now", "Is nu"),
            column("since", "Geldt vanaf", "date"),
            column("decision", "Besluit"),
        ],
        rows=rows,
    )


def _sentence(since: date | None, rows: list[Row]) -> str:
    told = " ".join(f"{row['indicator']}: van {row['was']} naar {row['now']}." for row in rows)
    what = "geldt een ander doel" if len(rows) == 1 else "gelden andere doelen"
    return f"Sinds {long_date(since)} {what}. {told}" if since else told


def _said(goal: Row, other: Row) -> str:
    """'1200', or as far as another goal differs in it: 'ten minste 1200', '1200, eind 2023'."""
    relation = f"{goal['relation']} " if goal["relation"] and goal["relation"] != other["relation"] else ""
    by = f", {end_of(goal['goal_on'])}" if goal["goal_on"] and goal["goal_on"] != other["goal_on"] else ""
    return f"{relation}{number_in_text(goal['value'])}{by}"
