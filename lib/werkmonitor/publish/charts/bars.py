"""Bars: parts against plan and goal, and counts within counts. A part's name and label stand above its bar."""

from collections.abc import Iterator
from typing import Any

from werkmonitor.publish import wording
from werkmonitor.publish.charts.lettering import Box, width, wrapped
from werkmonitor.publish.charts.marks import (
    BAR,
    EDGE,
    INK,
    MUTED,
    PAPER,
    SMALLEST,
    SOFT,
    TYPE,
    WIDTH,
    Content,
    Filling,
    answering,
    lettered,
    placed,
    rows_of,
    texts_layer,
)
from werkmonitor.publish.dutch import number

LINE_HEIGHT, BAR_HEIGHT, BETWEEN = 19, 26, 12

WIDEST_SHARE = 1.5
"""Up to this share of its goal a bar is drawn; then it shows that it goes on, and its label says how far."""

GOES_ON = "M-1,1L-0.4,-1M0.2,1L0.8,-1"
"""Two strokes through a bar."""


def goal_bars() -> Any:
    import altair as alt

    share, plan, goal = (_across(field) for field in ("share", "plan", "goal"))
    down = placed("y")
    past = rows_of("past").mark_tick(color=PAPER, thickness=2, size=10, opacity=1)
    goes_on = rows_of("cut").mark_point(shape=GOES_ON, size=120, stroke=PAPER, strokeWidth=2, opacity=1, xOffset=-10)
    around, at = (
        rows_of("parts").mark_tick(color=colour, thickness=thickness, size=22, opacity=1)
        for colour, thickness in ((PAPER, 5.0), (INK, 2.5))
    )
    return alt.layer(
        _bar(goal, SOFT, 16),
        _bar(share, BAR, 10),
        past.encode(x=goal, y=down),
        goes_on.encode(x=share, y=down),
        around.encode(x=plan, y=down),
        at.encode(x=plan, y=down),
        texts_layer(),
    )


def fill_goal_bars(figure: Content) -> Filling:
    """A figure names the `widest` share of all that it stands beside, so that they are drawn on one scale."""
    widest = min(max(1.0, figure["widest"]), WIDEST_SHARE)
    parts: list[Content] = []
    texts: list[Content] = []
    answers: list[Content] = []
    below = 0.0
    for row in figure["rows"]:
        top = below
        for line in wrapped(name_of(row), WIDTH, TYPE, is_bold=True):
            below += LINE_HEIGHT
            texts.append(lettered(0, below - 5, line, is_bold=True))
        below += LINE_HEIGHT
        texts.append(lettered(0, below - 5, _against_goal(row)))
        goal, plan, reached = row["goal"], row["plan"], (row["count"] or {}).get("value")
        share = reached / goal if goal and reached is not None else None
        part = {
            "y": below + BAR_HEIGHT / 2,
            "reached": share or 0,
            "share": None if share is None else min(share, widest),
            "plan": plan / goal if goal and plan is not None and plan / goal <= widest else None,
            "goal": 1 if goal else None,
        }
        below += BAR_HEIGHT
        if not parts:
            texts += _key(part, below + 9, widest)
            below += 12
        parts.append(part)
        answers.append(answering(0, WIDTH, top, below, _told(row)))
        below += BETWEEN
    past = [part for part in parts if part["reached"] > 1]
    cut = [part for part in past if part["reached"] > widest]
    rows = {"parts": parts, "past": past, "cut": cut, "texts": texts, "answers": answers}
    return Filling(rows, {"widest": widest}, below - BETWEEN + 2)


def _against_goal(row: Content) -> str:
    """'90 van 140  ·  ◆ vraagt aandacht'; the word, which the table has too, is left out where it does not fit."""
    count, goal = row["count"], row["goal"]
    if not goal:
        return f"{wording.figure(count)}  ·  geen doel" if count else "geen doel"
    if not count:
        return f"geen cijfer  ·  doel {number(goal)}"
    said = f"{wording.figure(count)} van {number(goal)}"
    word = wording.PROGRESS.get(row["word"])
    ways = [f"{said}  ·  {word.mark} {word.text}", f"{said}  ·  {word.mark}"] if word else []
    return next((way for way in ways if width(way, TYPE) <= WIDTH), said)


def _told(row: Content) -> str:
    """'Zorgstart: 90 bereikt, 75 gepland, doel 140, vraagt aandacht'"""
    word = wording.PROGRESS.get(row["word"])
    said = [
        f"{wording.figure(row['count'])} bereikt" if row["count"] else "geen cijfer",
        f"{number(row['plan'])} gepland" if row["plan"] is not None else "",
        f"doel {number(row['goal'])}" if row["goal"] else "geen doel",
        word.text if word else "",
    ]
    return f"{name_of(row)}: {', '.join(filter(None, said))}"


def _key(part: Content, y: float, widest: float) -> Iterator[Content]:
    """What is what in the first bar, below it, as far as there is room: the plan in the middle, if need be aside."""
    taken: list[Box] = []
    begins = 0 if part["share"] else None
    for said, share, leans in (
        ("doel", part["goal"], [1.0]),
        ("planning", part["plan"], [0.5, 0.75, 1.0]),
        ("bereikt", begins, [0.0]),
    ):
        wide = width(said, SMALLEST)
        for left in (1 + (WIDTH - 2) * share / widest - wide * lean for lean in leans if share is not None):
            box = Box(left, y - SMALLEST, left + wide + 6, y)
            if left >= 0 and left + wide <= WIDTH and not any(box.meets(other) for other in taken):
                taken.append(box)
                yield lettered(left, y, said, MUTED, SMALLEST)
                break


def nested_bars() -> Any:
    import altair as alt

    return alt.layer(_bar(_across("s0"), SOFT, 16), _bar(_across("s1"), BAR, 8), texts_layer())


def fill_nested_bars(figure: Content) -> Filling:
    parts: list[Content] = []
    texts: list[Content] = []
    answers: list[Content] = []
    below = 0.0
    titles = {column["key"]: column["title"] for column in figure["columns"] if column["kind"] == "count"}
    for line in wrapped(" · ".join(titles[key] for key in figure["series"]), WIDTH, SMALLEST):
        below += LINE_HEIGHT - 2
        texts.append(lettered(WIDTH, below - 5, line, MUTED, SMALLEST, "right"))
    for row in figure["rows"]:
        counts = [row.get(key) for key in figure["series"]]
        if not any(counts):  # what is followed in words is in the table only
            continue
        top = below
        label = "  ·  ".join(wording.figure(count) if count else "–" for count in counts)
        for line in wrapped(name_of(row), WIDTH - width(label, TYPE) - 12, TYPE, is_bold=True):
            below += LINE_HEIGHT
            texts.append(lettered(0, below - 5, line, is_bold=True))
        texts.append(lettered(WIDTH, below - 5, label, align="right"))
        parts.append({"y": below + 10} | {f"s{n}": (count or {}).get("value") for n, count in enumerate(counts)})
        below += BAR_HEIGHT - 2
        told = ", ".join(f"{title.lower()} {wording.figure(row[key])}" for key, title in titles.items() if row.get(key))
        answers.append(answering(0, WIDTH, top, below, f"{name_of(row)}: {told or 'geen cijfer'}"))
    widest = max([1, *(part[bar] or 0 for part in parts for bar in ("s0", "s1"))])
    return Filling({"parts": parts, "texts": texts, "answers": answers}, {"widest": widest}, below + 2)


def _across(field: str) -> Any:
    """From nil to the value called `widest`."""
    import altair as alt

    scale = alt.Scale(domain=[0, alt.ExprRef("widest")], range=[1, WIDTH - 1], nice=False)
    return alt.X(f"{field}:Q", axis=None, stack=None, scale=scale)


def _bar(across: Any, colour: str, thickness: int) -> Any:
    import altair as alt

    edge = EDGE if colour == SOFT else colour
    bar = rows_of("parts").mark_bar(orient="horizontal", color=colour, size=thickness, stroke=edge, strokeWidth=1)
    return bar.encode(x=across, x2=alt.datum(0), y=placed("y"))


def name_of(row: Content) -> str:
    return str(row["name"]["text"] if isinstance(row["name"], dict) else row["name"])
