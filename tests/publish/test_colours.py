"""The colours of pictures: they stand out for everyone, in the light, in the dark and in greyscale."""

import pytest
from defusedxml.ElementTree import fromstring

from tests.publish.test_pictures import SVG, figure
from werkmonitor.publish import themes
from werkmonitor.publish.charts import PALETTE
from werkmonitor.publish.svg import picture
from werkmonitor.publish.themes import contrast

# Machado, Oliveira & Fernandes 2009, a physiologically-based model, severity 1.0, on linear colours.
SEEN = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red (protanopia)": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green (deuteranopia)": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue (tritanopia)": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "no colour": ((0.2126, 0.7152, 0.0722),) * 3,
}
MODES = {"light": themes.default().light, "dark": themes.default().light | themes.default().dark}

NEIGHBOURS = [
    ("bar", "background"),
    ("bar", "goal"),  # what is reached, in what it lies in
    ("text", "goal"),  # the plan, across the goal
    ("text", "background"),
    ("edge", "background"),
    ("text-subtle", "background"),  # the plan as a line
]
"""What must be told apart by lightness; whatever crosses a bar has a rim of the background."""


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> str:
    """A colour as somebody sees it, #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    mixed = [min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in matrix]
    shown = [part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in mixed]
    return "#" + "".join(f"{round(part * 255):02x}" for part in shown)


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", MODES)
def test_neighbours_stand_out(mode: str, eyes: str) -> None:
    """At least 3 to 1, for who sees no red, no green, no blue, or no colour at all."""
    colours = {role: seen(MODES[mode][f"--wm-chart-{role}"], SEEN[eyes]) for role in PALETTE}
    faint = [(one, other) for one, other in NEIGHBOURS if contrast(colours[one], colours[other]) < 3]
    assert faint == []


def test_the_test_sees_what_cannot_be_told_apart() -> None:
    """A red and a green of one lightness are one colour to who sees no green."""
    one, other = (seen(colour, SEEN["no green (deuteranopia)"]) for colour in ("#c05020", "#808020"))
    assert contrast(one, other) < 1.3


@pytest.mark.parametrize("mode", MODES)
def test_words_in_pictures_stand_out(mode: str) -> None:
    """At least 4.5 to 1 on their ground."""
    for role in ("text", "text-subtle", "bar"):
        assert contrast(MODES[mode][f"--wm-chart-{role}"], MODES[mode]["--wm-chart-background"]) >= 4.5


def test_a_picture_by_itself_has_the_colours_of_the_light() -> None:
    """What is cut out of a page looks as the page does by day: the palette is the theme."""
    assert {f"--wm-chart-{role}": colour for role, colour in PALETTE.items()} == {
        name: colour for name, colour in MODES["light"].items() if name.startswith("--wm-chart-")
    }


@pytest.mark.parametrize("chart", ["trend", "spark", "goal_bars", "nested_bars"])
def test_every_colour_is_one_of_the_palette(chart: str) -> None:
    """So that a style can give each another value: in the dark, in a house style, for high contrast."""
    used = {
        value
        for part in fromstring(picture(figure(chart))).iter()
        for key, value in part.attrib.items()
        if key in ("fill", "stroke") and value != "none"
    }
    assert used <= set(PALETTE.values())
    assert len(set(PALETTE.values())) == len(PALETTE)
    assert all(f'[{what}="{colour}"]' in themes.recoloured() for colour in used for what in ("fill", "stroke"))


def test_lines_differ_in_shape() -> None:
    """What is reached is solid, the plan dashed, the goal dotted: that is how they are told apart."""
    parts = fromstring(picture(figure("trend"))).iter()
    dashes = {part.get("stroke"): part.get("stroke-dasharray") for part in parts if part.tag != f"{SVG}text"}
    assert [dashes[PALETTE[role]] for role in ("bar", "text-subtle", "text")] == [None, "6,4", "2,3"]
