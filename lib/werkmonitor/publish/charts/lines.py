"""Lines by quarter: a whole trend, and the small one of a tile."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from werkmonitor.publish.charts.lettering import Box, width
from werkmonitor.publish.charts.marks import (
    BAR,
    EDGE,
    INK,
    LARGE,
    MUTED,
    PAPER,
    SMALL,
    SMALLEST,
    WIDTH,
    Content,
    Filling,
    answering,
    lettered,
    placed,
    rows_of,
    ruled,
    rules_layer,
    texts_layer,
)
from werkmonitor.publish.dutch import number

TOP, BOTTOM, ADDED_TOP, ADDED_BOTTOM, HEIGHT = 12, 200, 278, 336, 340
WIDEST_BAR = 28
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 280, 64, 5

DASHED, DOTTED = [6, 4], [2, 3]
"""The plan, and the goal."""


def trend() -> Any:
    import altair as alt

    lines = alt.layer(rules_layer("heights"), *_course(WIDTH, TOP, BOTTOM, 3.5, 70))
    domain = [alt.ExprRef("least_added"), alt.ExprRef("most_added")]
    scale = alt.Scale(domain=domain, range=[ADDED_BOTTOM, ADDED_TOP], nice=False)
    added = alt.Y("added:Q", axis=None, stack=None, scale=scale)
    bars = rows_of("known").mark_bar(color=BAR, opacity=1, size=alt.ExprRef("bar")).encode(x=_quarters(WIDTH), y=added)
    return alt.layer(lines, alt.layer(bars, rules_layer("floor"), texts_layer())).resolve_scale(y="independent")


def spark() -> Any:
    import altair as alt

    return alt.layer(*_course(SPARK_WIDTH - SPARK_EDGE, SPARK_EDGE, SPARK_HEIGHT - SPARK_EDGE, 3, 60))


def _course(right: float, top: float, bottom: float, weight: float, size: float) -> list[Any]:
    """The total so far as a line with a point at its end, the plan dashed, the goal dotted."""
    import altair as alt

    quarters = _quarters(right)
    scale = alt.Scale(domain=[0, alt.ExprRef("most")], range=[bottom, top], nice=False)
    total, plan, goal = (alt.Y(f"{field}:Q", axis=None, scale=scale) for field in ("cumulative", "plan", "goal"))
    sides = {"x": placed("left"), "x2": "right:Q"}
    return [
        rows_of("goal").mark_rule(color=INK, strokeDash=DOTTED).encode(y=goal, **sides),
        rows_of("planned").mark_line(color=MUTED, strokeDash=DASHED, strokeWidth=2).encode(x=quarters, y=plan),
        rows_of("known").mark_line(color=BAR, strokeWidth=weight).encode(x=quarters, y=total),
        rows_of("last").mark_point(color=BAR, filled=True, size=size, opacity=1).encode(x=quarters, y=total),
    ]


def _quarters(right: float) -> Any:
    import altair as alt

    # With half as much beside the quarters as between them each has the same room: `Course.across` reckons with it.
    sides: list[Any] = [alt.ExprRef("left"), right]
    scale = alt.Scale(domain=alt.ExprRef("quarters"), range=sides, paddingInner=0.25, paddingOuter=0.125)
    return alt.X("on:O", sort=None, axis=None, scale=scale)


class Course:
    """The rows of a line by quarter, and where they come to lie: between `left` and `right`, `top` and `bottom`."""

    def __init__(self, figure: Content, right: float, top: float, bottom: float):
        self.left, self.right, self._top, self.bottom = 0.0, right, top, bottom
        self.rows: list[Content] = figure["rows"]
        self.known = [row for row in self.rows if row["cumulative"] is not None]
        self.planned = [row for row in self.rows if row["plan"] is not None]
        self.goal: float = figure["goal"] or 0
        totals, plans = ([row[key] for row in rows] for key, rows in self._lines())
        self.most: float = max([*totals, *plans, self.goal, 1]) * 1.1

    def across(self, place: float) -> float:
        """The middle of a quarter; the first is at 0."""
        return self.left + (self.right - self.left) * (place + 0.5) / len(self.rows)

    def up(self, value: float) -> float:
        return self.bottom - (self.bottom - self._top) * value / self.most

    def points(self) -> list[list[tuple[float, float]]]:
        """Where the line of the total and that of the plan run."""
        place = {row["on"]: self.across(n) for n, row in enumerate(self.rows)}
        return [[(place[row["on"]], self.up(row[key])) for row in rows] for key, rows in self._lines()]

    def data(self) -> dict[str, list[Content]]:
        goal = [{"goal": self.goal, "left": self.left, "right": self.right}] if self.goal else []
        return {"known": self.known, "last": self.known[-1:], "planned": self.planned, "goal": goal}

    def answers(self, bottom: float) -> list[Content]:
        """What each quarter says, from the top to `bottom`."""
        return [
            answering(self.across(place - 0.5), self.across(place + 0.5), 0, bottom, _told(row))
            for place, row in enumerate(self.rows)
        ]

    def values(self) -> Content:
        return {"quarters": [row["on"] for row in self.rows], "left": self.left, "most": self.most}

    def _lines(self) -> list[tuple[str, list[Content]]]:
        return [("cumulative", self.known), ("plan", self.planned)]


def _told(row: Content) -> str:
    """'2e kwartaal 2022: 620 totaal, 45 erbij, 708 gepland'"""
    said = (("cumulative", "totaal"), ("added", "erbij"), ("plan", "gepland"))
    known = [f"{number(row[key])} {word}" for key, word in said if row[key] is not None]
    year, month = row["on"][:4], int(row["on"][5:7])
    return f"{(month + 2) // 3}e kwartaal {year}: {', '.join(known) or 'geen cijfer'}"


def fill_spark(figure: Content) -> Filling:
    course = Course(figure, SPARK_WIDTH - SPARK_EDGE, SPARK_EDGE, SPARK_HEIGHT - SPARK_EDGE)
    return Filling(course.data(), course.values(), SPARK_HEIGHT)


def fill_trend(figure: Content) -> Filling:
    course = Course(figure, WIDTH, TOP, BOTTOM)
    heights = [(value, number(value)) for value in _round_numbers(course.most)]
    course.left = max(width(said, SMALL) for _, said in heights) + 6
    added = [row["added"] for row in course.known if row["added"] is not None]
    least, most = min([0, *added]), max([0, *added]) or 1
    unit = (ADDED_BOTTOM - ADDED_TOP) / (most - least)
    floor = ADDED_BOTTOM + least * unit
    rows = course.data() | {
        "answers": course.answers(HEIGHT),
        "heights": [ruled(course.left, course.right, course.up(value)) for value, _ in heights],
        "floor": [ruled(course.left, course.right, floor, EDGE)],
        "texts": [
            *(lettered(course.left - 6, course.up(at) + 4, said, MUTED, SMALL, "right") for at, said in heights),
            *_years(course),
            lettered(0, ADDED_TOP - 30, "Erbij per kwartaal", MUTED, SMALL),
            *_additions(course, floor, unit),
            *_names(course, figure["goal_label"]),
        ],
    }
    bar = min(WIDEST_BAR, (course.right - course.left) / len(course.rows) * 0.75)
    return Filling(rows, course.values() | {"least_added": least, "most_added": most, "bar": bar}, HEIGHT)


def _years(course: Course) -> Iterator[Content]:
    """Where each year begins; those that do not fit are left out, the earliest of them first."""
    years = [row["on"][:4] for row in course.rows]
    wide, free_until = width("2000", SMALL), course.right + 6
    for place in reversed(range(len(years))):
        left = min(course.across(place - 0.5), course.right - wide)
        if (place == 0 or years[place] != years[place - 1]) and left + wide + 6 <= free_until:
            free_until = left
            yield lettered(left, BOTTOM + 18, years[place], MUTED, SMALL)


def _additions(course: Course, floor: float, unit: float) -> Iterator[Content]:
    """What quarters added, above their bars: the last and the most first, the others as far as there is room."""
    bars = [(row["added"], course.across(n)) for n, row in enumerate(course.rows) if row["added"] is not None]
    half_bar = (course.right - course.left) / len(course.rows) / 2
    taken: list[Box] = []
    for added, middle in sorted(bars, key=lambda bar: (bar not in (bars[-1], max(bars)), -bar[1])):
        half = width(number(added), SMALLEST) / 2
        across = min(max(middle, half), WIDTH - half)
        highest = max(value for value, at in bars if abs(at - across) < half + half_bar)
        base = floor - max(0, highest) * unit - 4
        box = Box(across - half - 2, base - SMALLEST, across + half + 2, base + 2)
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            yield lettered(across, base, number(added), INK, SMALLEST, "center")


def _names(course: Course, goal_label: str) -> Iterator[Content]:
    """The last total, the goal and the plan by name, each where it lies on no other text and on least of the lines."""
    totals, plans = lines = course.points()
    frame = Box(course.left, 0, course.right, course.bottom)
    taken: list[Box] = []

    def best(
        text: str, colour: str, size: int, places: Iterable[tuple[float, float, str]], *, is_bold: bool = False
    ) -> Iterator[Content]:
        """The text at the first of its best places: x, y and align. Nowhere, when there is no room."""
        wide = width(text, size, is_bold=is_bold)
        found: list[tuple[int, int, Box, tuple[float, float, str]]] = []
        for x, y, align in places:
            left = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
            box = Box(left, y - size, left + wide, y + size * 0.3)
            if box.within(frame) and not any(box.meets(other) for other in taken):
                found.append((sum(_runs_through(line, box) for line in lines), len(found), box, (x, y, align)))
        if found:
            _, _, box, (x, y, align) = min(found)
            taken.append(box)
            yield lettered(x, y, text, colour, size, align, is_bold=is_bold, halo=PAPER)

    x, y = totals[-1]
    last = course.known[-1]
    beside = [(x - 6, y - 8, "right"), (x + 7, y + 20, "left")]
    if last["plan"] is not None and last["cumulative"] < last["plan"]:
        beside.reverse()
    around = [(x + side, y + down, "center") for down in (-10, 25) for side in (0, 24, -24)]
    corners = [
        (at, y + down, align) for down in (-10, 25) for at, align in ((frame.left, "left"), (frame.right, "right"))
    ]
    yield from best(number(last["cumulative"]), BAR, LARGE, [*beside, *around, *corners], is_bold=True)
    if course.goal and goal_label:
        room = frame.right - frame.left - 6
        said = goal_label if width(goal_label, SMALL) <= room else f"doel: {number(course.goal)}"
        y, aside = course.up(course.goal), (room - width(said, SMALL)) / 4
        along = [frame.left + 4 + aside * n for n in (0, 4, 3, 2, 1)]
        yield from best(
            said, INK, SMALL, [(at, y + down, "left") for down in (-5, 15, -25, 35, -45, 55) for at in along]
        )
    if len(plans) < 2:
        return
    two_thirds = len(plans) * 0.68
    spots = sorted(plans, key=lambda point: abs(plans.index(point) - two_thirds))
    ways = [(6, 16, "left"), (-6, -7, "right")]
    yield from best("planning", MUTED, SMALL, [(x + right, y + down, at) for x, y in spots for right, down, at in ways])


def _runs_through(line: list[tuple[float, float]], box: Box) -> bool:
    """Whether a line runs through a part of the picture; looked at in nine points of each piece."""
    return any(
        box.meets(
            Box(
                x + (to_x - x) * n / 8 - 1,
                y + (to_y - y) * n / 8 - 1,
                x + (to_x - x) * n / 8 + 1,
                y + (to_y - y) * n / 8 + 1,
            )
        )
        for (x, y), (to_x, to_y) in pairwise(line)
        for n in range(9)
    )


def _round_numbers(top: float) -> list[int]:
    """Where an axis of whole numbers has its lines: three or four of them."""
    steps = (factor * 10**power for power in range(15) for factor in (1, 2, 5))
    step = next(size for size in steps if top / size <= 4.5)
    return list(range(0, int(top) + 1, step))
