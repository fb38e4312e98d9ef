"""What every chart is drawn with: its colours, its measures, and the words and lines that are placed by us."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import altair as alt

Content = dict[str, Any]


class Filling(NamedTuple):
    """What a chart does not know before there is a figure: rows and values, by the names it gives them; its height."""

    rows: dict[str, list[Content]]
    values: Content
    height: float


WIDTH = 340
PALETTE = {
    "text": "#16232b",  # names, what is said, the goal, and the plan in bars
    "text-subtle": "#51606a",  # what a height or a quarter is called, and the plan as a line
    "grid": "#d3dbe0",  # lines to read a height by
    "bar": "#17607d",  # what was reached
    "goal": "#e4edf1",  # what that lies in: the goal
    "edge": "#6d818c",  # around the goal, and where bars begin
    "background": "#ffffff",  # around what lies over something else
}
"""Every colour there is, by its role: `--wm-chart-…` in the style, which may give it another value in the dark. No two
roles share one."""

INK, MUTED, LINE, BAR, SOFT, EDGE, PAPER = PALETTE.values()

FONT = "Liberation Sans"
"""vl-convert brings this font with it, so that text is measured alike on every machine."""

TYPE, SMALL, SMALLEST, LARGE = 14, 13, 12, 17


def rows_of(table: str) -> "alt.Chart":
    """A chart of the rows that a figure gives to this table."""
    import altair as alt

    return alt.Chart(alt.NamedData(name=table))


def placed(field: str) -> Any:
    """Where the row itself says, in units: down if the field is called y, else across."""
    import altair as alt

    channel = alt.Y if field == "y" else alt.X
    return channel(f"{field}:Q", axis=None, scale=None, stack=None)


def texts_layer() -> Any:
    """The rows of `texts`, which `lettered` makes."""
    import altair as alt

    its: dict[str, Any] = {
        key: alt.ExprRef(f"datum.{key}") for key in ("align", "fontSize", "fontWeight", "fill", "stroke")
    }
    mark = rows_of("texts").mark_text(baseline="alphabetic", strokeWidth=4, strokeJoin="round", font=FONT, **its)
    return mark.encode(x=placed("x"), y=placed("y"), text="text:N")


def lettered(
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    size: int = TYPE,
    align: str = "left",
    *,
    is_bold: bool = False,
    halo: str | None = None,
) -> Content:
    """A line of text. x: its left, centre or right, as `align` says; y: what its letters stand on."""
    weight = "bold" if is_bold else "normal"
    return {"x": x, "y": y, "text": text, "fill": colour, "fontSize": size, "align": align} | {
        "fontWeight": weight,
        "stroke": halo,
    }


def answers_layer() -> Any:
    """The rows of `answers`, which `answering` makes: unseen, but for the one whose words are in `pointing`."""
    import altair as alt

    lit = alt.ExprRef("datum.says === pointing ? 0.1 : 0")
    mark = rows_of("answers").mark_rect(fill=INK, fillOpacity=lit)
    return mark.encode(x=placed("x"), x2="x2:Q", y=placed("y"), y2="y2:Q")


def answering(left: float, right: float, top: float, bottom: float, says: str) -> Content:
    """A place in the picture, and what it says to whoever points at it."""
    return {"x": left, "x2": right, "y": top, "y2": bottom, "says": says}


def rules_layer(table: str) -> Any:
    """Rows that `ruled` makes."""
    import altair as alt

    return rows_of(table).mark_rule(stroke=alt.ExprRef("datum.colour")).encode(x=placed("x"), x2="x2:Q", y=placed("y"))


def ruled(left: float, right: float, y: float, colour: str = LINE) -> Content:
    """A line across."""
    return {"x": left, "x2": right, "y": y, "colour": colour}
