"""The charts: a figure block's rows drawn in Altair, all in one theme.

Everything is drawn about 420 units wide in 14-unit type, names above their bars, so that a chart still reads on a
telephone. Shape and lightness carry the meaning, colour only helps: each chart reads in greyscale. No chart uses a
date scale (vl-convert would follow the machine's time zone); quarters are an ordinal scale.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import altair as alt
from altair.utils.schemapi import debug_mode

from werkmonitor.publish import wording
from werkmonitor.publish.dutch import number

WIDTH = 420
INK, MUTED, LINE = "#16232b", "#51606a", "#d3dbe0"
BAR, SOFT, SOFT_EDGE = "#17607d", "#e4edf1", "#6d818c"
FONT = "Liberation Sans"
"""vl-convert brings this font with it, so that text is measured alike on every machine."""

WIDEST_SHARE = 1.5
"""A bar that passes its goal is drawn up to this share of it; its label says the rest."""

Content = dict[str, Any]


class Drawing(NamedTuple):
    """A chart, and the rows it draws by the names its layers give them."""

    chart: Any
    rows: dict[str, list[Content]]


def draw(figure: Content) -> Content:
    """The Vega-Lite specification of a figure block; raises KeyError for a chart that does not exist."""
    # Altair checks every part against its schema as it is made, and copies the rows each time: most of the work. The
    # tests check the whole instead, and the rows are named and put in at the end.
    with debug_mode(False):
        drawing = CHARTS[figure["chart"]](figure)
        specification: Content = drawing.chart.configure(**_THEME).to_dict(validate=False)
    specification["datasets"] = drawing.rows
    return specification


_THEME: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": {"left": 2, "top": 4, "right": 6, "bottom": 2},
    "view": {"stroke": None},
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


def _trend(figure: Content) -> Drawing:
    rows = figure["rows"]
    known = [row for row in rows if row["cumulative"] is not None]
    planned = [row for row in rows if row["plan"] is not None]
    last = known[-1]
    top = max([row["cumulative"] for row in known] + [row["plan"] for row in planned] + [figure["goal"] or 0, 1]) * 1.1
    quarters = alt.X(
        "on:O",
        title=None,
        sort=[row["on"] for row in rows],
        scale=alt.Scale(domain=[row["on"] for row in rows], paddingInner=0.25, paddingOuter=0.1),
        axis=alt.Axis(
            labelExpr="substring(datum.value, 5, 7) == '03' ? substring(datum.value, 0, 4) : ''",
            labelAngle=0,
            labelOverlap=False,
            labelAlign="left",
            labelOffset=-8,
            ticks=False,
        ),
    )
    height = alt.Y(
        "cumulative:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=_counts(top, domain=False, ticks=False)
    )

    named = planned[min(len(planned) - 1, round(len(planned) * 0.68))] if planned else {}
    data = {
        "known": [row | {"text": number(row["added"])} for row in known if row["added"] is not None],
        "last": [last | {"text": number(last["cumulative"])}],
        "plan": planned,
        "named": [named | {"text": "planning"}],
        "goal": [{"goal": figure["goal"], "text": figure["goal_label"]}],
    }
    layers: list[Any] = []
    if figure["goal"]:
        goal = _chart("goal")
        layers.append(goal.mark_rule(color=INK, strokeDash=[2, 3]).encode(y=alt.Y("goal:Q")))
        label = goal.mark_text(align="left", baseline="bottom", dx=4, dy=-4, color=INK, fontSize=13)
        layers.append(label.encode(x=alt.value(0), y="goal:Q", text="text:N"))
    if planned:
        plan = height.copy(deep=True)
        plan.shorthand = "plan:Q"
        line = _chart("plan").mark_line(color=MUTED, strokeDash=[6, 4], strokeWidth=2)
        layers.append(line.encode(x=quarters, y=plan))
        text = _chart("named").mark_text(align="left", dx=6, dy=14, color=MUTED, fontSize=13)
        layers.append(text.encode(x=quarters, y=plan, text="text:N"))
    layers.append(_chart("known").mark_line(color=BAR, strokeWidth=3.5).encode(x=quarters, y=height))
    layers.append(_chart("last").mark_point(color=BAR, filled=True, size=70, opacity=1).encode(x=quarters, y=height))
    is_above = last["plan"] is None or last["cumulative"] >= last["plan"]
    count = _chart("last").mark_text(
        align="right" if is_above else "left",
        dx=-6 if is_above else 7,
        dy=-12 if is_above else 13,
        color=BAR,
        fontSize=17,
        fontWeight="bold",
    )
    layers.append(count.encode(x=quarters, y=height, text="text:N"))
    lines = alt.layer(*layers).properties(width=WIDTH - 44, height=200)

    most = max(row["added"] or 0 for row in known)
    added = alt.Y(
        "added:Q",
        title=None,
        scale=alt.Scale(domain=[min(0, *(row["added"] or 0 for row in known)), most * 1.25 or 1]),
        axis=None,
    )
    bars = _chart("known").mark_bar(color=BAR, opacity=1).encode(x=quarters, y=added)
    texts = (
        _chart("known")
        .mark_text(baseline="bottom", dy=-3, fontSize=12, color=INK)
        .encode(x=quarters, y=added, text="text:N")
    )
    title = alt.TitleParams(
        "Erbij per kwartaal", anchor="start", fontSize=13, fontWeight="normal", color=MUTED, offset=4
    )
    whole = alt.vconcat(lines, alt.layer(bars, texts).properties(width=WIDTH - 44, height=70, title=title), spacing=12)
    return Drawing(whole, data)


def _goal_bars(figure: Content) -> Drawing:
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
    return _bars(rows, widest, [("goal", SOFT, 16), ("share", BAR, 10)], tick="plan", step=66, lines=2)


def _nested_bars(figure: Content) -> Drawing:
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
    series = [("s0", SOFT, 16), ("s1", BAR, 8)][: len(figure["series"])]
    widest = max([1, *(row["s0"] or 0 for row in rows)])
    return _bars(rows, widest, series, tick=None, step=46, lines=1)


def _bars(
    rows: list[Content], widest: float, series: list[tuple[str, str, int]], tick: str | None, step: int, lines: int
) -> Drawing:
    """Bars within bars, each with its name and label above it. series: field, colour, thickness; widest first."""
    data = _chart("parts")
    place = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    low = step // 2 - 13
    scale = alt.Scale(domain=[0, widest], nice=False)
    layers: list[Any] = []
    for field, colour, thickness in series:
        edge = SOFT_EDGE if colour == SOFT else colour
        bar = data.mark_bar(color=colour, size=thickness, yOffset=low, stroke=edge, strokeWidth=1)
        layers.append(bar.encode(x=alt.X(f"{field}:Q", scale=scale, axis=None), y=place))
    if tick:
        for halo_or_line, width in (("#ffffff", 5.0), (INK, 2.5)):
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
    return Drawing(alt.layer(*layers).properties(width=WIDTH, height=alt.Step(step)), {"parts": rows})


def _chart(rows: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=rows))


def _counts(top: float, **options: Any) -> alt.Axis:
    """An axis of whole numbers: three or four lines, Dutch thousands."""
    step = next(size for size in _steps() if top / size <= 4.5)
    return alt.Axis(values=list(range(0, int(top) + 1, step)), format=",.0f", labelPadding=6, **options)


def _steps() -> list[int]:
    return [factor * 10**power for power in range(7) for factor in (1, 2, 5)]


def _name(row: Content) -> str:
    return str(row["name"]["text"] if isinstance(row["name"], dict) else row["name"])


CHARTS: dict[str, Callable[[Content], Drawing]] = {
    "trend": _trend,
    "goal_bars": _goal_bars,
    "nested_bars": _nested_bars,
}
