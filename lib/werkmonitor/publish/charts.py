"""The charts: a figure block's rows drawn in Altair, all in one theme.

Everything is drawn about 420 units wide in 14-unit type, names above their bars, so that a chart still reads on a
telephone. Shape and lightness carry the meaning, colour only helps: each chart reads in greyscale. No chart uses a
date scale (vl-convert would follow the machine's time zone); quarters are an ordinal scale.

A chart is drawn once: without rows, and with names where a figure has numbers. Filling it is all that a figure costs.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from werkmonitor.publish import wording
from werkmonitor.publish.dutch import number

if TYPE_CHECKING:
    import altair as alt

WIDTH = 420
PALETTE = {
    "ink": "#16232b",  # names, what is said, the goal and the plan in bars
    "muted": "#51606a",  # axes, the plan as a line
    "line": "#d3dbe0",  # lines to read a height by
    "bar": "#17607d",  # what was reached
    "soft": "#e4edf1",  # what it lies in: the goal
    "edge": "#6d818c",  # around that
    "paper": "#ffffff",  # around what lies over something else
}
"""Every colour there is, by its role; no two roles share one, so a style can give each another in the dark."""

INK, MUTED, LINE, BAR, SOFT, SOFT_EDGE, PAPER = PALETTE.values()
FONT = "Liberation Sans"
"""vl-convert brings this font with it, so that text is measured alike on every machine."""

WIDEST_SHARE = 1.5
"""A bar that passes its goal is drawn up to this share of it; its label says the rest."""

Content = dict[str, Any]


class Filling(NamedTuple):
    """What a chart does not know before there is a figure: rows and values, by the names it gives them."""

    rows: dict[str, list[Content]]
    values: Content


def filling(figure: Content) -> Filling:
    """The rows and values of a figure block; raises KeyError for a chart that does not exist."""
    return CHARTS[figure["chart"]].fill(figure)


@cache
def specification(chart: str) -> Content:
    """The Vega-Lite specification of a chart, without rows, and with parameters without values."""
    from altair.utils.schemapi import debug_mode

    # Altair checks every part against its schema as it is made: most of the work. The tests check the whole instead.
    with debug_mode(False):
        drawn: Content = CHARTS[chart].draw().configure(**_THEME).to_dict(validate=False)
    return drawn


_THEME: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": {"left": 2, "top": 4, "right": 6, "bottom": 2},
    "view": {"stroke": None},
    "mark": {"aria": False},
    "axis": {
        "aria": False,
        "domainColor": SOFT_EDGE,
        "gridColor": LINE,
        "labelColor": MUTED,
        "labelFontSize": 13,
        "tickColor": SOFT_EDGE,
        "titleColor": MUTED,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
    },
    "text": {"fontSize": 14, "color": INK, "font": FONT},
}


def _trend() -> Any:
    import altair as alt

    quarters = alt.X(
        "on:O",
        title=None,
        sort=None,
        scale=alt.Scale(domain=alt.ExprRef("quarters"), paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(
            values=alt.ExprRef("years"),
            labelExpr="substring(datum.value, 0, 4)",
            labelAngle=0,
            labelOverlap=False,
            labelAlign="left",
            labelOffset=-8,
            ticks=False,
        ),
    )
    height = alt.Y(
        "cumulative:Q",
        title=None,
        scale=alt.Scale(domain=[0, alt.ExprRef("top")]),
        axis=alt.Axis(
            values=alt.ExprRef("lines"),
            format=",.0f",
            labelOverlap=False,
            labelPadding=6,
            domain=False,
            ticks=False,
        ),
    )
    plan = height.copy(deep=True)
    plan.shorthand = "plan:Q"
    goal, line, named, known, last = (_chart(name) for name in ("goal", "plan", "named", "known", "last"))
    label = goal.mark_text(align="left", baseline="bottom", dx=4, dy=-4, color=INK, fontSize=13)
    count = last.mark_text(
        align=alt.ExprRef("is_above ? 'right' : 'left'"),
        dx=alt.ExprRef("is_above ? -6 : 7"),
        dy=alt.ExprRef("is_above ? -12 : 13"),
        color=BAR,
        fontSize=17,
        fontWeight="bold",
    )
    lines = alt.layer(
        goal.mark_rule(color=INK, strokeDash=[2, 3]).encode(y="goal:Q"),
        label.encode(x=alt.value(0), y="goal:Q", text="text:N"),
        line.mark_line(color=MUTED, strokeDash=[6, 4], strokeWidth=2).encode(x=quarters, y=plan),
        named.mark_text(align="left", dx=6, dy=14, color=MUTED, fontSize=13).encode(x=quarters, y=plan, text="text:N"),
        known.mark_line(color=BAR, strokeWidth=3.5).encode(x=quarters, y=height),
        last.mark_point(color=BAR, filled=True, size=70, opacity=1).encode(x=quarters, y=height),
        count.encode(x=quarters, y=height, text="text:N"),
    ).properties(width=WIDTH - 44, height=200)

    domain = [alt.ExprRef("least_added"), alt.ExprRef("most_added")]
    added = alt.Y("added:Q", title=None, scale=alt.Scale(domain=domain), axis=None)
    bars = known.mark_bar(color=BAR, opacity=1).encode(x=quarters, y=added)
    texts = known.mark_text(baseline="bottom", dy=-3, fontSize=12, color=INK).encode(x=quarters, y=added, text="text:N")
    title = alt.TitleParams(
        "Erbij per kwartaal", anchor="start", fontSize=13, fontWeight="normal", color=MUTED, offset=4
    )
    below = alt.layer(bars, texts).properties(width=WIDTH - 44, height=70, title=title)
    return alt.vconcat(lines, below, spacing=12)


def _fill_trend(figure: Content) -> Filling:
    rows = figure["rows"]
    known = [row for row in rows if row["cumulative"] is not None]
    planned = [row for row in rows if row["plan"] is not None]
    named = planned[min(len(planned) - 1, round(len(planned) * 0.68)) :][:1]
    last = known[-1]
    added = [row["added"] for row in known if row["added"] is not None]
    top = max([row["cumulative"] for row in known] + [row["plan"] for row in planned] + [figure["goal"] or 0, 1]) * 1.1
    quarters = [row["on"] for row in rows]
    data = {
        "known": [row | {"text": number(row["added"])} for row in known if row["added"] is not None],
        "last": [last | {"text": number(last["cumulative"])}],
        "plan": planned,
        "named": [row | {"text": "planning"} for row in named],
        "goal": [{"goal": figure["goal"], "text": figure["goal_label"]}] if figure["goal"] else [],
    }
    values = {
        "quarters": quarters,
        "years": [quarter for quarter in quarters if quarter[5:7] == "03"],
        "top": top,
        "lines": _lines(top),
        "is_above": last["plan"] is None or last["cumulative"] >= last["plan"],
        "least_added": min([0, *added]),
        "most_added": max([0, *added]) * 1.25 or 1,
    }
    return Filling(data, values)


def _goal_bars() -> Any:
    return _bars([("goal", SOFT, 16), ("share", BAR, 10)], tick="plan", step=66, lines=2)


def _fill_goal_bars(figure: Content) -> Filling:
    rows: list[Content] = []
    for place, row in enumerate(figure["rows"]):
        count, goal, plan = row["count"], row["goal"], row["plan"]
        value = count["value"] if count else None
        word = wording.PROGRESS.get(row["word"])
        said = wording.figure(count) if count else "geen cijfer"
        said += f" van {number(goal)}" if count and goal else ""
        rows.append(
            {
                "place": place,
                "name": _name(row),
                "label": said + (f"  ·  {word.mark} {word.text}" if word and count and goal else ""),
                "share": min(value / goal, WIDEST_SHARE) if goal and value is not None else None,
                "plan": min(plan / goal, WIDEST_SHARE) if goal and plan is not None else None,
                "goal": 1 if goal else None,
            }
        )
    widest = max([1.0, *(row["share"] or 0 for row in rows), *(row["plan"] or 0 for row in rows)])
    return Filling({"parts": rows}, {"widest": widest})


def _nested_bars() -> Any:
    return _bars([("s0", SOFT, 16), ("s1", BAR, 8)], tick=None, step=46, lines=1)


def _fill_nested_bars(figure: Content) -> Filling:
    rows: list[Content] = []
    for place, row in enumerate(figure["rows"]):
        counts = [row.get(key) for key in figure["series"]]
        rows.append(
            {
                "place": place,
                "name": _name(row),
                "label": "  ·  ".join(wording.figure(count) if count else "–" for count in counts),
                **{f"s{n}": count["value"] if count else None for n, count in enumerate(counts)},
            }
        )
    return Filling({"parts": rows}, {"widest": max([1, *(row["s0"] or 0 for row in rows)])})


def _bars(series: list[tuple[str, str, int]], tick: str | None, step: int, lines: int) -> Any:
    """Bars within bars, each with its name and label above it. series: field, colour, thickness; widest first."""
    import altair as alt

    data = _chart("parts")
    place = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    low = step // 2 - 13
    scale = alt.Scale(domain=[0, alt.ExprRef("widest")], nice=False)
    layers: list[Any] = []
    for field, colour, thickness in series:
        edge = SOFT_EDGE if colour == SOFT else colour
        bar = data.mark_bar(color=colour, size=thickness, yOffset=low, stroke=edge, strokeWidth=1)
        layers.append(bar.encode(x=alt.X(f"{field}:Q", scale=scale, axis=None), y=place))
    if tick:
        for halo_or_line, width in ((PAPER, 5.0), (INK, 2.5)):
            mark = data.mark_tick(color=halo_or_line, thickness=width, size=22, yOffset=low, opacity=1)
            layers.append(mark.encode(x=alt.X(f"{tick}:Q", scale=scale, axis=None), y=place))
    name = data.mark_text(
        align="left", baseline="middle", dy=low - (40 if lines == 2 else 21), fontWeight="bold", color=INK
    )
    layers.append(name.encode(x=alt.value(0), y=place, text="name:N"))
    if lines == 2:
        label = data.mark_text(align="left", baseline="middle", dy=low - 21, color=INK)
        layers.append(label.encode(x=alt.value(0), y=place, text="label:N"))
    else:
        label = data.mark_text(align="right", baseline="middle", dy=low - 21, color=INK)
        layers.append(label.encode(x=alt.value(WIDTH), y=place, text="label:N"))
    return alt.layer(*layers).properties(width=WIDTH, height=alt.Step(step))


def _chart(rows: str) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.NamedData(name=rows))


def _lines(top: float) -> list[int]:
    """Where an axis of whole numbers has its lines: three or four of them."""
    step = next(size for size in _steps() if top / size <= 4.5)
    return list(range(0, int(top) + 1, step))


def _steps() -> list[int]:
    return [factor * 10**power for power in range(7) for factor in (1, 2, 5)]


def _name(row: Content) -> str:
    return str(row["name"]["text"] if isinstance(row["name"], dict) else row["name"])


class Chart(NamedTuple):
    """A kind of chart: how it is drawn, and how a figure fills it."""

    draw: Callable[[], Any]
    fill: Callable[[Content], Filling]


CHARTS = {
    "trend": Chart(_trend, _fill_trend),
    "goal_bars": Chart(_goal_bars, _fill_goal_bars),
    "nested_bars": Chart(_nested_bars, _fill_nested_bars),
}
