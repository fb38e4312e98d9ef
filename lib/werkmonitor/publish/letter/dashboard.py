"""The picture in the letter: a tile for each figure of the programme, and its categories as bars against plan and goal.

Made for paper: 1000 units are the width of a page's text (160 mm), so that 20 units are about 9 points. Marks are
drawn, not typed: no font has all of them.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import vl_convert

from werkmonitor.publish import wording
from werkmonitor.publish.charts import lettering
from werkmonitor.publish.charts.bars import WIDEST_SHARE
from werkmonitor.publish.charts.marks import FONT, PALETTE
from werkmonitor.publish.dutch import number
from werkmonitor.publish.facts import Facts, Row

WIDTH = 1000
DOTS = 1600
"""In the width of the picture: 250 dots per inch over 160 mm."""

NAMES = 252
"""The width of the column with the names of categories."""

MUTED = PALETTE["text-subtle"]
_GAP = 22
_COLOURS = {"ahead": "#1c6b3f", "on_course": "#1c6b3f", "attention": "#7d5200", "behind": "#a3271f"}
_SHAPES = {
    "▲": "M0,-8 L8,7 L-8,7 Z",
    "▼": "M0,8 L8,-7 L-8,-7 Z",
    "◆": "M0,-9 L9,0 L0,9 L-9,0 Z",
    "●": "M-8,0 a8,8 0 1,0 16,0 a8,8 0 1,0 -16,0 Z",
    "○": "M-7,0 a7,7 0 1,0 14,0 a7,7 0 1,0 -14,0 Z",
    "□": "M-7,-7 H7 V7 H-7 Z",
}
_OUTLINED = "○□"


def as_svg(facts: Facts) -> str:
    """The picture as SVG markup that stands on its own."""
    drawing = _Drawing()
    rows = [row for row in facts.progress(facts.whole()) if row["value"] is not None]
    parts = [row for one in facts.scopes("category") for row in facts.progress(one) if row["goal"]]
    drawing.tiles([_Tile.of(facts, row) for row in rows])
    drawing.categories(facts)
    words = {row["word"] for row in rows if row["word"] in wording.JUDGED} | {row["word"] for row in parts}
    drawing.legend([word for word in wording.PROGRESS if word in words])
    drawing.notice(facts.notice)
    return drawing.markup()


def as_png(svg: str) -> bytes:
    """A picture at the resolution of print."""
    png: bytes = vl_convert.svg_to_png(svg, scale=DOTS / WIDTH)
    return png


def described(facts: Facts) -> str:
    """What the picture shows, in words."""
    figures = " ".join(
        wording.measured(row, facts.definitions[row["indicator"]])
        for row in facts.progress(facts.whole())
        if row["value"] is not None
    )
    notice = f" {facts.notice}." if facts.notice else ""
    return (
        f"Dashboard. {figures} Daaronder een staaf voor elke categorie: bereikt, planning tot nu toe en doel; dezelfde "
        f"cijfers staan in de tabel met categorieën.{notice}"
    )


def _wide(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide a text is in the font that the picture is drawn in."""
    return lettering.width(text, size, is_bold=is_bold) / lettering.ROOM


def _shortened(text: str, room: float, size: float, *, is_bold: bool = False) -> str:
    return lettering.shortened(text, room * lettering.ROOM, size, is_bold=is_bold)


def _wrapped(text: str, room: float, size: float, *, is_bold: bool = False) -> list[str]:
    return lettering.wrapped(text, room * lettering.ROOM, size, is_bold=is_bold, most=3)


class _Tile:
    """What a tile shows of one figure."""

    def __init__(self, name: str, row: Row, unit: str):
        self.name, self.row, self.unit = name, row, unit

    @classmethod
    def of(cls, facts: Facts, row: Row) -> "_Tile":
        indicator = facts.definitions[row["indicator"]]
        return cls(indicator["name"], row, indicator["unit"])


class _Drawing:
    """A picture that grows downwards, part by part."""

    def __init__(self) -> None:
        self.root = Element("svg")
        self.height = 0.0

    def markup(self) -> str:
        self.root.attrib.update(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {self.height:g}",
                "width": str(WIDTH),
                "height": f"{self.height:g}",
                "font-family": FONT,
            }
        )
        self.root.insert(0, Element("rect", {"width": "100%", "height": "100%", "fill": PALETTE["background"]}))
        return tostring(self.root, encoding="unicode")

    # ------------------------------------------------------------ parts

    def tiles(self, tiles: Sequence[_Tile]) -> None:
        """Three beside each other: name, number, judgement, goal, and a bar against plan and goal."""
        beside = min(len(tiles), 3)
        width = (WIDTH - (beside - 1) * _GAP) / beside if tiles else 0
        for start in range(0, len(tiles), 3):
            row = tiles[start : start + 3]
            for place, tile in enumerate(row):
                self._tile(tile, place * (width + _GAP), width)
            self.height += 244 + _GAP

    def _tile(self, tile: _Tile, left: float, width: float) -> None:
        top, inner, row = self.height, left + 18, tile.row
        colour = _COLOURS.get(row["word"], MUTED)
        self._rect(left, top, width, 244, "#f4f7f9")
        self._rect(left, top, width, 6, colour)
        self._text(inner, top + 40, _shortened(tile.name, width - 36, 20, is_bold=True), 20, is_bold=True)
        said = wording.figure(row)
        self._text(inner, top + 100, said, 52, is_bold=True)
        beside = inner + _wide(said, 52, is_bold=True) + 10
        self._text(beside, top + 100, _shortened(tile.unit, left + width - beside, 19), 19, MUTED)
        if row["word"] in wording.JUDGED:
            self._mark(wording.PROGRESS[row["word"]].mark, inner + 9, top + 128, colour)
            self._text(inner + 28, top + 135, wording.PROGRESS[row["word"]].text, 20, colour, is_bold=True)
        self._bar(inner, top + 156, width - 36, row, [row], 24)
        told = [f"planning tot nu toe: {number(row['plan_to_date'])}"] if row["plan_to_date"] is not None else []
        told += [f"doel: {wording.goal_in_words(row)}"] if row["goal"] else []
        for place, line in enumerate(told):
            shown = _shortened(line, width - 36, 18)
            self._text(inner, top + 205 + 24 * place, shown, 18, MUTED)

    def categories(self, facts: Facts) -> None:
        """A row for each category with figures, a column for each figure of the programme."""
        categories = [
            (facts.name(one), {row["indicator"]: row for row in facts.progress(one) if row["value"] or row["goal"]})
            for one in facts.scopes("category")
        ]
        rows = [(name, cells) for name, cells in categories if cells]
        shown = [code for code in facts.indicators if any(code in cells for _, cells in rows)][:3]
        if not shown:
            return
        width = (WIDTH - NAMES - len(shown) * _GAP) / len(shown)
        lefts = {code: NAMES + _GAP + place * (width + _GAP) for place, code in enumerate(shown)}
        headings = {code: _wrapped(facts.indicators[code]["name"], width, 19, is_bold=True) for code in shown}
        tallest = max(len(lines) for lines in headings.values())
        for code, lines in headings.items():
            for place, line in enumerate(lines, tallest - len(lines)):
                self._text(lefts[code], self.height + 23 + 23 * place, line, 19, is_bold=True)
        self.height += 14 + 23 * tallest
        for name, cells in rows:
            lines = _wrapped(name, NAMES, 19)
            tall = max(60, 14 + 23 * len(lines))
            self._rect(0, self.height, WIDTH, 1, PALETTE["grid"])
            for place, line in enumerate(lines):
                self._text(0, self.height + 26 + 23 * place, line, 19)
            for code in shown:
                self._cell(cells.get(code), lefts[code], width, [row[code] for _, row in rows if code in row])
            self.height += tall

    def _cell(self, row: Row | None, left: float, width: float, column: Sequence[Row]) -> None:
        top = self.height
        if row is None:
            self._text(left, top + 26, "–", 19, MUTED)
            return
        said = f"{wording.figure(row)} van {number(row['goal'])}" if row["goal"] else wording.figure(row)
        self._text(left, top + 25, said, 19)
        if row["goal"] and row["word"] in wording.PROGRESS:
            mark = wording.PROGRESS[row["word"]].mark
            self._mark(mark, left + width - 10, top + 19, _COLOURS.get(row["word"], MUTED))
        self._bar(left, top + 33, width, row, column, 18)

    def legend(self, words: Sequence[str]) -> None:
        """What bars and marks mean. words: those that the picture has marks of."""
        self._rect(0, self.height, WIDTH, 1, PALETTE["grid"])
        top = self.height + 20
        self._rect(0, top, 26, 12, PALETTE["bar"])
        self._text(34, top + 13, "bereikt", 17, MUTED)
        self._tick(128, top - 3, 18)
        self._text(140, top + 13, "planning tot nu toe", 17, MUTED)
        self._rect(318, top - 2, 26, 16, PALETTE["goal"], PALETTE["edge"])
        self._text(352, top + 13, "doel", 17, MUTED)
        self.height += 46
        left, top = 0.0, self.height
        for word in words:
            mark, said = wording.PROGRESS[word].mark, wording.PROGRESS[word].text
            self._mark(mark, left + 9, top + 7, _COLOURS.get(word, MUTED))
            self._text(left + 26, top + 13, said, 17, MUTED)
            left += 52 + _wide(said, 17)
        self.height += 36

    def notice(self, notice: str) -> None:
        """That it is fictional or a concept: a picture that is cut out still says so."""
        if notice:
            self._text(0, self.height + 16, notice, 19, is_bold=True)
            self.height += 26

    # ------------------------------------------------------------ shapes

    def _bar(self, left: float, top: float, width: float, row: Row, column: Sequence[Row], tall: float) -> None:
        """What was reached within the goal, with the plan to date as a line across; without a goal within the most."""
        if row["goal"]:
            whole = max(1.0, *(min(_share(one), WIDEST_SHARE) for one in column)) * row["goal"]
            self._rect(left, top, width * row["goal"] / whole, tall, PALETTE["goal"], PALETTE["edge"])
        else:
            whole = max(1, *(one["value"] or 0 for one in column if not one["goal"]))
        reached = min((row["value"] or 0) / whole, 1)
        self._rect(left, top + tall / 5, width * reached, tall * 3 / 5, PALETTE["bar"])
        if row["goal"] and row["plan_to_date"] is not None:
            self._tick(left + width * min(row["plan_to_date"] / whole, 1), top - 3, tall + 6)

    def _tick(self, x: float, top: float, tall: float) -> None:
        self._rect(x - 4, top, 8, tall, PALETTE["background"])
        self._rect(x - 1.75, top, 3.5, tall, PALETTE["text"])

    def _mark(self, mark: str, x: float, y: float, colour: str) -> None:
        look = {"fill": "none", "stroke": colour, "stroke-width": "2.5"} if mark in _OUTLINED else {"fill": colour}
        SubElement(self.root, "path", {"d": _SHAPES[mark], "transform": f"translate({x:g} {y:g})", **look})

    def _rect(self, x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> None:
        place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}", "fill": fill}
        SubElement(self.root, "rect", place | ({"stroke": stroke} if stroke else {}))

    def _text(
        self, x: float, y: float, text: str, size: float, fill: str = PALETTE["text"], *, is_bold: bool = False
    ) -> None:
        look = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "fill": fill}
        SubElement(self.root, "text", look | ({"font-weight": "bold"} if is_bold else {})).text = text


def _share(row: Row) -> float:
    """How much of its goal was reached or planned, whichever is more."""
    return max(row["value"] or 0, row["plan_to_date"] or 0) / row["goal"] if row["goal"] else 0
