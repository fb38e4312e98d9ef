"""The charts: a figure block's rows drawn in Altair, all in one theme.

Everything is drawn 340 units wide in 14-unit type, names above their bars, so that a chart still reads on a telephone
and three stand beside each other on a wide screen. Shape and lightness carry the meaning, colour only helps: each
chart reads in greyscale. No chart uses a date scale (vl-convert would follow the machine's time zone); quarters are an
ordinal scale.

What is measured stands on a scale. Words, and the lines to read by, are placed by us, because only we know how wide
they are: so they never lie over each other, and a picture is as wide as it is whatever it says.

A chart is drawn once: without rows, and with names where a figure has numbers. Filling it is all that a figure costs.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from werkmonitor.publish.charts import bars, lines
from werkmonitor.publish.charts.marks import FONT, PALETTE, WIDTH, Content, Filling, answers_layer

__all__ = ["CHARTS", "PALETTE", "Chart", "Filling", "filling", "specification"]


class Chart(NamedTuple):
    """A kind of chart: how it is drawn, how a figure fills it, and how wide it is."""

    draw: Callable[[], Any]
    fill: Callable[[Content], Filling]
    width: float = WIDTH


CHARTS = {
    "trend": Chart(lines.trend, lines.fill_trend),
    "spark": Chart(lines.spark, lines.fill_spark, lines.SPARK_WIDTH),
    "goal_bars": Chart(bars.goal_bars, bars.fill_goal_bars),
    "nested_bars": Chart(bars.nested_bars, bars.fill_nested_bars),
}


def filling(figure: Content) -> Filling:
    """The rows and values of a figure block; raises KeyError for a chart that does not exist."""
    found = CHARTS[figure["chart"]].fill(figure)
    return found._replace(values=found.values | {"pointing": ""})


@cache
def specification(chart: str) -> Content:
    """The Vega-Lite specification of a chart, without rows, and with parameters without values."""
    import altair as alt
    from altair.utils.schemapi import debug_mode

    # Altair checks every part against its schema as it is made: most of the work. The tests check the whole instead.
    with debug_mode(False):
        whole = alt.layer(answers_layer(), CHARTS[chart].draw())
        sized = whole.properties(width=CHARTS[chart].width, height=1, autosize="none", padding=0)
        drawn: Content = sized.configure(**_THEME).to_dict(validate=False)
    return drawn


_THEME: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "mark": {"aria": False},
}
