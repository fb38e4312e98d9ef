"""Whatever the figures are: words lie in the picture and not over each other, marks are as long as their numbers."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.publish.test_pictures import SVG, count, figure
from werkmonitor.publish.charts import PALETTE, filling
from werkmonitor.publish.charts.bars import WIDEST_SHARE
from werkmonitor.publish.charts.lettering import Box, shortened, width, wrapped
from werkmonitor.publish.charts.marks import WIDTH
from werkmonitor.publish.dutch import number
from werkmonitor.publish.svg import picture

LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappij"
WORDY = "Voortzetting van de gezamenlijke aanpak van Geestelijke gezondheidszorg en Werk & inkomen in de hele regio"


def trend(totals: list[int], plans: list[int], goal: int | None, first: int = 0) -> dict[str, Any]:
    """A line by quarter; first: with which quarter it begins."""
    ends = ("03-31", "06-30", "09-30", "12-31")
    rows = [
        {
            "on": f"{2020 + (first + n) // 4}-{ends[(first + n) % 4]}",
            "cumulative": totals[n] if n < len(totals) else None,
            "added": totals[n] - (totals[n - 1] if n else 0) if n < len(totals) else None,
            "plan": plans[n] if n < len(plans) else None,
        }
        for n in range(max(len(totals), len(plans)))
    ]
    label = f"doel: ten minste {goal}, eind 2023" if goal else ""
    return figure("trend", rows=rows, goal=goal, goal_label=label)


def bars(rows: list[tuple[str, int | None, float | None, int | None]], base: int = 1) -> dict[str, Any]:
    """Parts against plan and goal: name, count, plan, goal."""
    said = ("name", "count", "plan", "goal")
    parts = [dict(zip(said, row, strict=True)) for row in rows]
    shares = [value / row[3] for row in rows for value in row[1:3] if row[3] and value is not None]
    return figure(
        "goal_bars",
        widest=max(shares, default=0),
        rows=[
            part | {"count": None if part["count"] is None else count(part["count"], base), "word": "attention"}
            for part in parts
        ],
    )


def boxes(figure: dict[str, Any]) -> Iterator[tuple[str, Box]]:
    """Every text of a picture, and the room that it takes."""
    for text in filling(figure).rows["texts"]:
        size, wide = text["fontSize"], width(text["text"], text["fontSize"], is_bold=text["fontWeight"] == "bold")
        left = text["x"] - {"left": 0.0, "center": wide / 2, "right": wide}[text["align"]]
        yield text["text"], Box(left, text["y"] - size * 0.75, left + wide, text["y"] + size * 0.2)


def check(figure: dict[str, Any]) -> list[str]:
    """The texts of a picture, each within it, no two over each other."""
    found = list(boxes(figure))
    whole = Box(-0.01, 0, WIDTH + 0.01, filling(figure).height)
    assert not [text for text, box in found if not box.within(whole)]
    assert not [(one, other) for (one, box), (other, second) in combinations(found, 2) if box.meets(second)]
    return [text for text, _ in found]


counts = st.one_of(st.integers(0, 30), st.integers(0, 10_000_000))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(counts, min_size=1, max_size=24),
    st.lists(counts, max_size=32),
    st.none() | counts.filter(bool),
    st.integers(0, 3),
)
def test_the_words_of_a_trend_fit(totals: list[int], plans: list[int], goal: int | None, first: int) -> None:
    """One quarter or eight years, nil or millions, growing or falling: the last total and the goal are named."""
    said = check(trend(totals, plans, goal, first))
    assert number(totals[-1]) in said
    assert not goal or any(text.startswith("doel: ") for text in said)
    added = [number(now - before) for before, now in pairwise([0, *totals])]
    assert added[-1] in said


names = st.sampled_from(["Laren", LONG, WORDY, "De Gooise Waardebox (fictief)"]) | st.text(
    st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=90
).filter(str.strip)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(names, st.none() | counts, st.none() | counts.map(float), st.none() | counts.filter(bool)),
        min_size=1,
        max_size=27,
    ),
    st.sampled_from([1, 5, 10]),
)
def test_the_words_of_bars_fit(rows: list[tuple[str, int | None, float | None, int | None]], base: int) -> None:
    """Names and numbers of any length; what has no goal says so in words."""
    said = check(bars(rows, base))
    assert sum("geen doel" in text for text in said) >= sum(goal is None for *_, goal in rows)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(names, st.none() | counts, st.none() | counts), min_size=1, max_size=27))
def test_the_words_of_nested_bars_fit(rows: list[tuple[str, int | None, int | None]]) -> None:
    """Their two numbers stand behind names of any length."""
    parts = [
        {"name": name, "started": outer and count(outer, 5), "placed": inner and count(inner, 5)}
        for name, outer, inner in rows
    ]
    check(figure("nested_bars", rows=parts))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Laren", ["Laren"]),
        ("Werkgeversdienstverlening en mobiliteit (fictief)", ["Werkgeversdienstverlening en", "mobiliteit (fictief)"]),
        (WORDY, ["Voortzetting van de", "gezamenlijke aanpak van G…"]),
        (LONG, ["Arbeidsongeschiktheidsverz…"]),
        ("", []),
    ],
)
def test_a_long_name_is_wrapped_and_then_shortened(text: str, lines: list[str]) -> None:
    """On two lines at most; the whole name is in the table."""
    assert wrapped(text, 210, 14) == lines


def test_what_fits_is_not_shortened() -> None:
    """A text keeps every letter when there is room for it."""
    assert shortened("Hilversum", width("Hilversum", 14), 14) == "Hilversum"


# ------------------------------------------------------------ marks are as long as their numbers


def rectangles(drawn: str, colour: str) -> list[tuple[float, float]]:
    """Of every bar in a colour: where it begins and how long it is."""
    paths = [part.get("d", "") for part in fromstring(drawn).iter(f"{SVG}path") if part.get("fill") == PALETTE[colour]]
    found = [re.match(r"M([\d.]+),[\d.]+h([\d.]+)v", path) for path in paths]
    return [(float(one[1]), float(one[2])) for one in found if one]


ROWS: list[tuple[str, int | None, float | None, int | None]] = [
    ("half", 50, 80.0, 100),
    ("a goal passed", 120, 80.0, 100),
    ("far past", 1000, None, 100),
    ("nothing", 0, 20.0, 100),
]


def test_a_bar_is_as_long_as_its_share_of_the_goal() -> None:
    """All goals are as long; a bar of half its goal is half as long, one far past it as long as the picture is wide."""
    drawn = picture(bars(ROWS))
    goals = [length for _, length in rectangles(drawn, "goal")]
    assert len(set(goals)) == 1
    reached = [length for _, length in rectangles(drawn, "bar")]
    assert reached == pytest.approx([goals[0] * share for share in (0.5, 1.2, WIDEST_SHARE, 0)], abs=0.02)


def test_a_bar_past_its_goal_shows_where_the_goal_was() -> None:
    """A line through it at the goal; one that is cut off also has two strokes at its end. No other has either."""

    def marks(rows: list[tuple[str, int | None, float | None, int | None]]) -> tuple[int, int]:
        data = filling(bars(rows)).rows
        return len(data["past"]), len(data["cut"])

    assert [marks([row]) for row in ROWS] == [(0, 0), (1, 0), (1, 1), (0, 0)]


def test_pictures_beside_each_other_have_one_scale() -> None:
    """With the widest share of all, a goal is as long in each."""
    one, other = (bars([row]) | {"widest": 1.2} for row in ROWS[:2])
    lengths = [[length for _, length in rectangles(picture(figure), "goal")] for figure in (one, other)]
    assert lengths[0] == lengths[1]


def test_a_line_is_as_high_as_its_numbers() -> None:
    """Every quarter of the total so far, and of the plan, is where the scale of the picture says."""
    totals, plans = [10, 30, 25, 60], [20, 40, 60, 80]
    drawn = fromstring(picture(trend(totals, plans, 80)))
    lines = {
        part.get("stroke"): [float(y) for y in re.findall(r"[ML][\d.]+,([\d.]+)", part.get("d", ""))]
        for part in drawn.iter(f"{SVG}path")
        if part.get("fill") is None and part.get("stroke")
    }
    for colour, values in (("bar", totals), ("text-subtle", plans)):
        heights = lines[PALETTE[colour]]
        steps = [
            (to - at) / (other - value)
            for (at, to), (value, other) in zip(pairwise(heights), pairwise(values), strict=True)
        ]
        assert steps == pytest.approx([steps[0]] * len(steps), rel=0.01)
        assert steps[0] < 0  # up


def test_a_small_trend_has_the_lines_of_the_whole_one() -> None:
    """In as many points, without a word."""
    given = trend([10, 30, 60], [20, 40, 60, 80], 80)
    small, whole = (
        [
            (part.get("stroke"), part.get("stroke-dasharray"), part.get("d", "").count("L"))
            for part in fromstring(picture(given | {"chart": chart, "is_bare": True})).iter(f"{SVG}path")
            if part.get("d", "").count("L") > 1
        ]
        for chart in ("spark", "trend")
    )
    assert small == whole
    assert [(dash is not None, points) for _, dash, points in small] == [(True, 3), (False, 2)]


# ------------------------------------------------------------ in a browser

IN_BROWSER = """
() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
  const whole = svg.getBoundingClientRect()
  const out = texts.filter(([, box]) => box.left < whole.left - 1 || box.right > whole.right + 1
    || box.top < whole.top - 1 || box.bottom > whole.bottom + 1).map(([text]) => `sticks out: ${text}`)
  const over = texts.flatMap(([one, box], n) => texts.slice(n + 1).filter(([, other]) =>
    box.left < other.right - .5 && other.left < box.right - .5
    && box.top + 4 < other.bottom && other.top + 4 < box.bottom
  ).map(([other]) => `${one} over ${other}`))
  return [...out, ...over]
})
"""

GROWING = list(range(3, 60, 4))


@pytest.mark.browser
def test_words_fit_in_the_fonts_of_a_browser(page: Page) -> None:
    """Measured in the font that a reader has, not in ours: every kind of odd figure on one page."""
    odd = [
        trend([5], [], None),
        trend([1_234_567], [1_000_000], 2_000_000),
        trend([10, 30, 25, 40, 20], [5] * 12, 40),
        trend([123_456 * n for n in range(1, 24)], [100_000 * n for n in range(32)], 1_500_000),
        trend(GROWING, [n + 2 for n in GROWING] + [70, 80], 80, first=2),
        trend([0, 0, 0], [0, 1, 2], 10),
        bars([*ROWS, (LONG, 1_234_567, 2.0, 7_654_321), (WORDY, 3, None, None), ("Wijdemeren" * 9, None, 3.0, 8)]),
        figure(
            "nested_bars", rows=[{"name": name, "started": count(88_888), "placed": None} for name in (LONG, WORDY)]
        ),
    ]
    page.set_content("".join(picture(one | {"id": f"odd-{n}"}) for n, one in enumerate(odd)))
    assert page.evaluate(IN_BROWSER) == []
