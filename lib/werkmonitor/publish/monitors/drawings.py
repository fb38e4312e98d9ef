"""The figures that monitors show: what to draw, what it says, and the table that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, column, nothing
from werkmonitor.publish.dutch import capital, listed, long_date
from werkmonitor.publish.facts import Row
from werkmonitor.publish.led import traced

if TYPE_CHECKING:
    from werkmonitor.publish.monitors.base import Monitor

IN_THE_TABLE = "De cijfers staan in de tabel."


def trend(monitor: Monitor, progress: Row) -> Block:
    """One indicator by quarter: the total so far against plan and goal, and what each quarter added."""
    facts, scope = monitor.facts, monitor.scope
    indicator = facts.definitions[progress["indicator"]]
    code, name = indicator["code"], indicator["name"]
    quarters = {row["on"]: row for row in facts.about("trend", scope, indicator=code)}
    if not quarters or not (progress["value"] or progress["goal"]):
        return nothing()
    plan = {row["on"]: row["value"] for row in facts.about("plan", scope, indicator=code)}
    rows = [
        {
            "on": day,
            "quarter": quarter_name(day),
            "added": quarters[day]["added"] if day in quarters else None,
            "cumulative": quarters[day]["cumulative"] if day in quarters else None,
            "plan": plan.get(day),
            **traced(progress, "added", "cumulative", "plan"),
        }
        for day in sorted({*quarters, *plan})
    ]
    latest = max(quarters)
    goal = wording.goal_in_words(progress)
    compared = " met de planning en het doel" if plan and goal else " met de planning" if plan else ""
    added = wording.quarter_added(quarters[latest]["added"], quarter_name(latest))
    return Block(
        "figure",
        id=f"verloop-{code.replace('_', '-')}",
        chart="trend",
        title=name,
        conclusion=wording.measured(progress, indicator),
        subtitle=" ".join(
            filter(
                None,
                [
                    f"{capital(indicator['unit'])}, geteld vanaf het begin van het programma.",
                    f"Doel: {goal}." if goal else "",
                    added,
                ],
            )
        ),
        description=(
            f"Lijn per kwartaal van {rows[0]['quarter']} tot en met {quarter_name(latest)}{compared}; daaronder staven "
            f"van wat er elk kwartaal bij kwam. {IN_THE_TABLE}"
        ),
        caption=f"{name} per kwartaal: {monitor.name}",
        goal=progress["goal"],
        goal_label=f"doel: {goal}" if goal else "",
        notice=facts.notice,
        columns=[
            column("quarter", "Kwartaal"),
            column("added", "In dit kwartaal", "number"),
            column("cumulative", "Totaal tot en met dit kwartaal", "number"),
            *([column("plan", "Planning", "number")] if plan else []),
        ],
        rows=rows,
    )


def goal_bars(monitor: Monitor, figure_id: str, indicator: Row, rows: Sequence[Row], first: str, caption: str) -> Block:
    """One indicator as bars against plan and goal, a bar for each part. rows: as `goal_bar` makes them."""
    if not rows:
        return nothing()
    names = listed(row["name"]["text"] for row in rows)
    return Block(
        "figure",
        id=figure_id,
        chart="goal_bars",
        title=indicator["name"],
        conclusion=wording.parts_against_plan(rows, indicator),
        subtitle="De donkere balk is wat bereikt is, het streepje de planning tot nu toe, het lichte vak het doel.",
        description=f"Een staaf voor {names}: bereikt, planning tot nu toe en doel. {IN_THE_TABLE}",
        caption=caption,
        notice=monitor.facts.notice,
        columns=[
            column("name", first, "link"),
            column("count", "Bereikt", "count"),
            column("plan", "Planning tot nu toe", "number"),
            column("goal", "Doel", "number"),
            column("word", "Oordeel", "word"),
        ],
        rows=rows,
        note=monitor.mark_rounded([(row["name"]["text"], row["count"]) for row in rows if row["count"]]),
    )


def goal_bar(name: dict[str, str], progress: Row, count: Row | None) -> Row:
    return {
        "name": name,
        "count": count,
        "plan": progress["plan_to_date"],
        "goal": progress["goal"],
        "word": progress["word"],
        **traced(progress, "plan", "goal"),
    }


def nested_bars(
    monitor: Monitor,
    figure_id: str,
    title: str,
    rows: Sequence[Row],
    first: str,
    caption: str,
    *,
    conclusion: str = "",
    with_note: bool = True,
) -> Block:
    """Counts as bars within bars (placed are part of started), every indicator in the table.

    rows: a name and a count per indicator. with_note: whether the page does not yet say elsewhere what rounding means.
    """
    if not rows:
        return nothing()
    indicators = monitor.facts.indicators
    outer = [code for code, row in indicators.items() if not row["part_of"]][:1]
    inner = [code for code, row in indicators.items() if row["part_of"] in outer][-1:]
    names = [indicators[code]["name"].lower() for code in (*outer, *inner)]
    bars = "; ".join([f"lichte balk: {names[0]}", *(f"donkere balk: {name}" for name in names[1:])])
    parts = listed(_text(row["name"]) for row in rows)
    counted = [count for row in rows for code in indicators if (count := row.get(code))]
    is_rounded = any(count["base"] > 1 for count in counted)
    numbers = "Afgeronde aantallen" if is_rounded else "Aantallen"
    return Block(
        "figure",
        id=figure_id,
        chart="nested_bars",
        title=title,
        conclusion=conclusion or wording.most_in(rows, indicators),
        subtitle=f"{numbers} sinds het begin van het programma. {capital(bars)}.",
        description=f"Een staaf voor {parts}: {' en '.join(names)}. {IN_THE_TABLE}",
        caption=f"{caption}, afgerond" if is_rounded else caption,
        notice=monitor.facts.notice,
        series=[*outer, *inner],
        columns=[
            column("name", first, "link" if isinstance(rows[0]["name"], dict) else "text"),
            *(column(code, row["name"], "count") for code, row in indicators.items()),
        ],
        rows=rows,
        note=monitor.rounding_note(counted) if with_note else "",
    )


def history(monitor: Monitor) -> Block:
    """A scope's rounded figures as each monitor published them; nothing for a scope that is exact."""
    facts, scope = monitor.facts, monitor.scope
    now = {code: row for code in facts.indicators if (row := facts.cell(scope, code)) and row["base"] > 1}
    if not now:
        return nothing()
    earlier: dict[str, dict[str, Row]] = {}
    for row in facts.about("history", scope):
        earlier.setdefault(row["edition"], {})[row["indicator"]] = row
    editions = [*(rows for _, rows in sorted(earlier.items())), now]
    rows = monitor.counts((f"Stand {long_date(_day_of(found))}", found) for found in editions)
    return nested_bars(
        monitor,
        "eerdere-monitors",
        "Stand in elke monitor",
        rows,
        "Monitor",
        f"{monitor.name}: aantallen in elke monitor",
        conclusion=wording.grown(rows, facts.indicators),
        with_note=False,  # the same figures stand above, with their note
    )


def quarter_name(day: date) -> str:
    """
    >>> quarter_name(date(2021, 6, 30))
    '2e kwartaal 2021'
    """
    return f"{(day.month + 2) // 3}e kwartaal {day.year}"


def _day_of(rows: dict[str, Row]) -> date:
    day: date = next(iter(rows.values()))["on"]
    return day


def _text(name: Any) -> str:
    return str(name["text"] if isinstance(name, dict) else name)
