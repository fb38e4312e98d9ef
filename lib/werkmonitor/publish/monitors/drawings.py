"""The figures that monitors show: what to draw, what it says, and the table that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, column, nothing
from werkmonitor.publish.dutch import capital, listed, long_date
from werkmonitor.publish.facts import Facts, Row, published
from werkmonitor.publish.led import traced

if TYPE_CHECKING:
    from werkmonitor.publish.monitors.base import Monitor

IN_THE_TABLE = "De cijfers staan in de tabel."

SAID = {
    "count": ("Bereikt", "count"),
    "plan": ("Planning", "number"),
    "goal": ("Doel", "number"),
    "word": ("Oordeel", "word"),
}
"""What a table says of each indicator: heading and kind of the column."""


def trend(monitor: Monitor, progress: Row) -> Block:
    """One indicator by quarter: the total so far against plan and goal, and what each quarter added."""
    facts = monitor.facts
    indicator = facts.definitions[progress["indicator"]]
    code, name = indicator["code"], indicator["name"]
    rows = _by_quarter(monitor, progress)
    known = [row for row in rows if row["cumulative"] is not None]
    if not known or not (progress["value"] or progress["goal"]):
        return nothing()
    plan = any(row["plan"] is not None for row in rows)
    latest = known[-1]["quarter"]
    goal = wording.goal_in_words(progress)
    compared = " met de planning en het doel" if plan and goal else " met de planning" if plan else ""
    added = wording.quarter_added(known[-1]["added"], latest)
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
            f"Lijn per kwartaal van {rows[0]['quarter']} tot en met {latest}{compared}; daaronder staven "
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


def small_trend(monitor: Monitor, progress: Row) -> Row | None:
    """The picture in a tile: how the total came to be, against plan and goal; none of what cannot be told by quarter.

    It has no words of its own, for the tile says them; its name says from what to what it went.
    """
    indicator = monitor.facts.definitions[progress["indicator"]]
    rows = _by_quarter(monitor, progress)
    known = [row for row in rows if row["cumulative"] is not None]
    if len(known) < 2 or not known[-1]["cumulative"]:
        return None
    return {
        "id": f"trend-{indicator['code'].replace('_', '-')}",
        "chart": "spark",
        "is_bare": True,
        "title": indicator["name"],
        "conclusion": wording.went(known[0], known[-1]),
        "description": "",
        "notice": monitor.facts.notice,
        "goal": progress["goal"],
        "rows": [{key: row[key] for key in ("on", "cumulative", "plan")} for row in rows],
    }


def _by_quarter(monitor: Monitor, progress: Row) -> list[Row]:
    """Every quarter with a published figure or a plan: what it added, the total, the plan; what is unknown is None."""
    facts, code = monitor.facts, progress["indicator"]
    told = {row["on"]: row for row in facts.about("trend", monitor.scope, indicator=code)}
    plan = {row["on"]: row["value"] for row in facts.about("plan", monitor.scope, indicator=code)}
    return [
        {
            "on": day,
            "quarter": quarter_name(day),
            "added": told[day]["added"] if day in told else None,
            "cumulative": told[day]["cumulative"] if day in told else None,
            "plan": plan.get(day),
            **traced(progress, "added", "cumulative", "plan"),
        }
        for day in sorted({*told, *plan})
    ]


class Part(NamedTuple):
    """One of several that are drawn beside each other: how it is called, its scope, and its state in words."""

    name: dict[str, str]
    scope: Row
    state: str = ""


def against_goals(
    monitor: Monitor,
    figure_id: str,
    title: str,
    parts: Sequence[Part],
    caption: str,
    *,
    one: str,
    many: str,
) -> Block:
    """Parts against plan and goal: a picture of the same parts for each main indicator, and one table of all.

    one, many: what parts are called. Those that are followed in words are in the table only. Where no part has a goal
    their counts are drawn.
    """
    facts = monitor.facts
    bars = {code: [_against_goal(facts, part, code) for part in parts] for code in facts.indicators}
    bars = {code: rows for code, rows in bars.items() if any(row["count"] or row["goal"] for row in rows)}
    with_goals = [code for code, rows in bars.items() if any(row["goal"] for row in rows)]
    if not with_goals:
        return _counted(monitor, figure_id, title, parts, bars, capital(one), caption)
    counted = [(row["name"]["text"], row["count"]) for rows in zip(*bars.values(), strict=True) for row in rows]
    note = monitor.mark_rounded([(name, count) for name, count in counted if count])
    drawn = [n for n, part in enumerate(parts) if part.scope["kind"] != "qualitative"]
    names = listed(parts[n].name["text"] for n in drawn)
    words = [(parts[n].name["text"], [rows[n]["word"] for rows in bars.values()]) for n in drawn]
    pictures = [
        {
            "id": f"{figure_id}-{code.replace('_', '-')}",
            "chart": "goal_bars",
            "title": facts.indicators[code]["name"],
            "conclusion": wording.lagging_bars([row["word"] for row in bars[code]]),
            "description": f"Een balk voor {names}: bereikt, planning tot nu toe en doel. {IN_THE_TABLE}",
            "notice": facts.notice,
            "widest": max(share for rows in bars.values() for share in _shares_of_goal(rows)),
            "rows": [bars[code][n] for n in drawn],
        }
        for code in with_goals
    ]
    return Block(
        "figure",
        id=figure_id,
        chart="goal_bars",
        title=title,
        conclusion=wording.lagging_parts(words, many),
        subtitle="De donkere balk is wat bereikt is, het streepje de planning tot nu toe, het lichte vak het doel.",
        pictures=pictures,
        caption=caption,
        notice=facts.notice,
        columns=[
            column("name", capital(one), "link"),
            *(
                column(f"{code}_{key}", heading, kind, group=facts.indicators[code]["name"])
                for code in bars
                for key, (heading, kind) in SAID.items()
            ),
            *_state_column(parts),
        ],
        rows=[
            {"name": part.name, "state": part.state, "traces": _by_column(bars, n, "traces")} | _by_column(bars, n)
            for n, part in enumerate(parts)
        ],
        note=note,
    )


def _counted(
    monitor: Monitor,
    figure_id: str,
    title: str,
    parts: Sequence[Part],
    bars: dict[str, list[Row]],
    first: str,
    caption: str,
) -> Block:
    """Parts that have no goals, by their counts; nothing where they have no counts either."""
    if not bars:
        return nothing()
    rows = [
        {"name": part.name, "state": part.state} | {code: rows[n]["count"] for code, rows in bars.items()}
        for n, part in enumerate(parts)
    ]
    figure = nested_bars(monitor, figure_id, title, rows, first, caption)
    figure.content["columns"] += _state_column(parts)
    return figure


def _state_column(parts: Sequence[Part]) -> list[dict[str, str]]:
    return [column("state", "Stand")] if any(part.state for part in parts) else []


def _by_column(bars: dict[str, list[Row]], place: int, within: str = "") -> Row:
    """What the table says of the part at a place, by column; or what stands `within` that."""
    found = {code: rows[place][within] if within else rows[place] for code, rows in bars.items()}
    return {f"{code}_{key}": value for code, row in found.items() for key, value in row.items() if key in SAID}


def _against_goal(facts: Facts, part: Part, code: str) -> Row:
    """What is reached, planned and aimed for; all empty where there is neither count nor goal."""
    found = facts.about("progress", part.scope, indicator=code)
    progress = next((row for row in found if row["value"] or row["goal"]), None)
    if progress is None:
        return {"name": part.name, "count": None, "plan": None, "goal": None, "word": "", "traces": {}}
    return {
        "name": part.name,
        "count": published(progress),
        "plan": progress["plan_to_date"],
        "goal": progress["goal"],
        "word": progress["word"] if progress["goal"] else "",
        "traces": {},
        **traced(progress, "plan", "goal"),
    }


def _shares_of_goal(rows: Sequence[Row]) -> list[float]:
    """How far each of the rows is, and would be by its plan, as a share of its goal; what has no goal is at nil."""
    reached = [(row["goal"], value) for row in rows for value in ((row["count"] or {}).get("value"), row["plan"])]
    return [value / goal if goal and value else 0 for goal, value in reached]


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
    counted = [(_text(row["name"]), count) for row in rows for code in indicators if (count := row.get(code))]
    is_rounded = all(count["base"] > 1 for _, count in counted)
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
        note=monitor.mark_rounded(counted) if with_note else "",
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
