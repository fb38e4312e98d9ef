"""Every way of counting an indicator, and where what is counted may be told."""

from datetime import date
from typing import Any

import pytest

from tests.figures.world import PROGRAMME, build, programme, shown, tables
from werkmonitor.cube import CubeRows
from werkmonitor.programme import Programme

DELIVERIES = """
delivery_id | partner | layout   | received_on | as_of_on   | coverage    | state
lijst       | zorg    | lijst    | 2021-10-02  | 2021-09-30 | since_start | accepted
cijfers     | uwv     | stand    | 2021-10-02  | 2021-09-30 | as_of       | accepted
tel-berg    | berg    | tel-berg | 2021-10-02  | 2021-09-30 | since_start | accepted
"""

WORDS = {"name_en": "-", "definition": "-", "source": "-", "unit": "trajecten", "kind": "flow"}
DELIVERED = {"how": "delivered"}
HELD = {"how": "held", "since": "placed_on", "months": 3, "ended": "work_ended_on", "checked": "work_checked_on"}


def indicator(code: str, counted: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {"code": code, "name": code.capitalize(), **WORDS, **words, "counted": counted}


FURTHER = [
    indicator("left_benefit", {"how": "events", "on": "benefit_ended_on"}),
    indicator(
        "dropped_out",
        {"how": "events", "on": "ended_on", "without": ["training_completed_on", "placed_on"]},
    ),
    indicator("running", {"how": "running", "since": "started_on", "until": "ended_on"}, kind="stock"),
    indicator("participants", {"how": "persons", "since": "started_on"}, kind="stock"),
    indicator("in_time", {"how": "reached", "since": "started_on", "months": 6, "by": "placed_on"}),
    indicator("long_ago", {"how": "events", "on": "started_on", "after_months": 6}),
    indicator("held", {**HELD, "outcome": "held"}),
    indicator("known", {**HELD, "outcome": "known"}),
    indicator("informed", DELIVERED),
    indicator("raised", DELIVERED, part_of="started"),
    indicator("goods", DELIVERED, unit="goederen", about="things"),
    indicator(
        "sustained",
        {"how": "share", "numerator": "held", "denominator": "known", "out_of": "placed"},
        kind="share",
    ),
    indicator("raised_share", {"how": "share", "numerator": "raised", "denominator": "started"}, kind="share"),
    indicator("due", {"how": "events", "on": "started_on", "after_months": 3}),
    indicator("found", {"how": "reached", "since": "started_on", "months": 3, "by": "placed_on"}),
    indicator(
        "rate", {"how": "share", "numerator": "found", "denominator": "due", "out_of": "started"}, kind="derived"
    ),
    indicator("lead_time", {"how": "median", "since": "started_on", "until": "placed_on"}, kind="derived"),
]


def heuvelland(**changes: Any) -> Programme:
    return programme(indicators=[*PROGRAMME["indicators"], *FURTHER], **changes)


def made(people: str = "", counts: str = "", *, targets: str = "", **changes: Any) -> CubeRows:
    """The second edition (as of 30 September 2021). people: what the list says, one a line; counts: standings."""
    drawn: dict[str, str] = {}
    if people.strip():
        names, _, lines = people.strip().partition("\n")
        drawn["trajectories"] = f"delivery_id | partner | {names}\n" + "\n".join(
            f"lijst | zorg | {line}" for line in lines.splitlines()
        )
    if counts.strip():
        drawn["counts"] = "delivery_id | partner | municipality | until_on | project | indicator | value\n" + "\n".join(
            f"cijfers | uwv | niet-toe-te-delen | 2021-09-30 | {line.strip()}" for line in counts.strip().splitlines()
        )
    if targets:
        drawn["targets"] = (
            "delivery_id | version | goal_on | relation | level | code | indicator | value\n"
            f"r1 | 1 | 2022-12-31 | ten minste | {targets}"
        )
    return build(tables(DELIVERIES, **drawn), heuvelland(**changes), "2021-11")


def counted(cube: CubeRows, indicator: str, code: str = "zorgstart") -> int | None:
    found = shown(cube, "cells", "value", code=code, indicator=indicator, on=date(2021, 9, 30), category=None)
    return found[0][0] if found else None


def share(cube: CubeRows, indicator: str, code: str = "zorgstart") -> tuple[Any, ...] | None:
    """(numerator, denominator, undetermined, value, because)."""
    columns = "numerator denominator undetermined value because"
    found = shown(cube, "shares", columns, code=code, indicator=indicator)
    return found[0] if found else None


# ------------------------------------------------------------------------------------------------------ in one project

ONE_LIST = """
person | project   | started_on | training_completed_on | placed_on  | benefit_ended_on | ended_on
p1     | zorgstart | 2021-01-10 |                       | 2021-03-10 | 2021-04-01       |
p2     | zorgstart | 2021-01-10 |                       |            |                  | 2021-05-01
p3     | zorgstart | 2021-02-01 | 2021-05-01            |            |                  | 2021-05-02
p1     | zorgstart | 2021-06-01 |                       |            | 2021-09-30       |
p4     | zorgstart | 2021-06-01 |                       | 2021-07-01 |                  | 2021-09-30
"""


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        pytest.param("started", 5, id="trajectories, not persons"),
        pytest.param("participants", 4, id="p1 began two trajectories and is one person"),
        pytest.param("placed", 2, id="placed"),
        pytest.param("left_benefit", 2, id="left benefit: also who found no work, not all who did"),
        pytest.param("dropped_out", 1, id="dropped out: ended without training completed and without work"),
        pytest.param("running", 2, id="running: who ended on the as-of date does not run any more"),
        pytest.param("long_ago", 3, id="six months before the as-of date, or longer"),
        pytest.param("in_time", 1, id="placed within six months, of those six months ago"),
    ],
)
def test_ways_of_counting_a_list(indicator: str, expected: int) -> None:
    """Each is one way with its parameters, in data."""
    assert counted(made(ONE_LIST), indicator) == expected


def test_each_quarter_has_its_running_trajectories() -> None:
    """A stock falls where trajectories end."""
    found = shown(made(ONE_LIST), "cells", "on value", code="zorgstart", indicator="running")
    assert [value for _, value in found] == [3, 3, 2]


@pytest.mark.parametrize(
    ("work_ended_on", "work_checked_on", "expected"),
    [
        pytest.param("", "2021-06-30", "held", id="seen on the day three months later"),
        pytest.param("", "2021-06-29", "undetermined", id="seen, but before that"),
        pytest.param("", "", "undetermined", id="nothing is known"),
        pytest.param("2021-06-29", "", "lost", id="ended before"),
        pytest.param("2021-06-30", "", "held", id="ended on that day or later: it lasted"),
        pytest.param("2021-05-01", "2021-08-01", "lost", id="ended, and seen in other work later"),
    ],
)
def test_whether_work_lasted(work_ended_on: str, work_checked_on: str, expected: str) -> None:
    """Placed on 31 March: three months later is 30 June."""
    sure = "s | zorgstart | 2021-01-01 | 2021-02-01 | | 2021-09-01"
    unsure = f"p | zorgstart | 2021-01-01 | 2021-03-31 | {work_ended_on} | {work_checked_on}"
    names = "person | project | started_on | placed_on | work_ended_on | work_checked_on"
    lines = [sure.replace("s", f"s{n}", 1) for n in range(20)] + [
        sure.replace("| |", "| 2021-02-20 |").replace("s", "t", 1)
    ]
    assert share(made("\n".join([names, *lines])), "sustained") == (20, 21, 0, 0.952381, None)
    found = share(made("\n".join([names, *lines, unsure])), "sustained")
    assert (
        found
        == {
            "held": (21, 22, 0, 0.954545, None),
            "lost": (20, 22, 0, 0.909091, None),
            "undetermined": (20, 21, 1, 0.952381, None),
        }[expected]
    )


def test_young_placements_are_undetermined_and_no_no() -> None:
    """All placed in August: nobody can have worked for three months by the end of September."""
    names = "person | project | started_on | placed_on | work_ended_on | work_checked_on"
    lines = [f"p{n} | zorgstart | 2021-01-01 | 2021-08-01 | | 2021-09-30" for n in range(12)]
    assert share(made("\n".join([names, *lines])), "sustained") == (None, None, 12, None, "too_young")


def test_the_placement_rate_is_of_trajectories_old_enough() -> None:
    """Placed within three months, of the twelve that began so long ago; the three of July are too young."""
    lines = [f"p{n} | zorgstart | 2021-01-01 | {'2021-04-01' if n < 6 else '2021-04-02'}" for n in range(12)]
    lines += [f"q{n} | zorgstart | 2021-07-01 | 2021-07-02" for n in range(3)]
    cube = made("\n".join(["person | project | started_on | placed_on", *lines]))
    assert share(cube, "rate") == (6, 12, 3, 0.5, None)


def test_a_list_only_judges_what_was_due_by_its_own_day() -> None:
    """A list as of 30 September knows nothing of what is due later, whatever the edition's as-of date."""
    cube = made(
        "person | project | started_on | placed_on\np1 | zorgstart | 2021-04-01 | \np2 | zorgstart | 2021-03-01 |"
    )
    assert counted(cube, "long_ago") == 1


MANY = "person | project | started_on | placed_on\n" + "\n".join(
    f"p{n} | {project} | 2021-01-01 | 2021-02-{n % 28 + 1:02}"
    for n, project in enumerate(["zorgstart"] * 20 + ["groen"] * 9)
)


def test_the_median_of_days_needs_enough_trajectories() -> None:
    """Twenty placements 31 to 50 days after the start have a median; nine are too few to tell one."""
    cube = made(MANY)
    assert share(cube, "lead_time") == (None, None, None, 40.5, None)
    assert share(cube, "lead_time", "groen") == (None, None, None, None, "too_small")


# ---------------------------------------------------------------------------------------------- what is only delivered


def test_a_funnel_and_goods_need_a_row_of_data_only() -> None:
    """Delivered figures are counted as they are, in their project and in what it is part of."""
    cube = made(counts="zorgstart | informed | 600\ngroen | goods | 7450")
    assert (counted(cube, "informed"), counted(cube, "informed", "scholing")) == (600, 600)
    assert (counted(cube, "goods", "groen"), counted(cube, "goods", "heuvelland")) == (7450, 7450)
    assert counted(cube, "goods", "zorgstart") is None


def test_over_the_goal() -> None:
    """Rivierenland's work-learning places: 81 of 65 is 24,62% more than the goal."""
    cube = made(counts="groen | informed | 81", targets="project | groen | informed | 65")
    columns = "value goal over_goal share_of_goal"
    assert shown(cube, "progress", columns, code="groen", indicator="informed") == [(81, 65, 0.2462, 1.246154)]


def test_what_is_below_its_goal_is_not_over_it() -> None:
    """64 of 65."""
    cube = made(counts="groen | informed | 64", targets="project | groen | informed | 65")
    assert shown(cube, "progress", "value over_goal", code="groen", indicator="informed") == [(64, None)]


@pytest.mark.parametrize(
    ("raised", "started", "expected"),
    [
        pytest.param(46, 50, (46, 50, None, 0.92, None), id="46 of 50 is 92%"),
        pytest.param(8, 9, (None, None, None, None, "too_small"), id="of nine: too few to tell"),
        pytest.param(9, 10, (9, 10, None, 0.9, None), id="of ten"),
        pytest.param(49, 49, (None, None, None, None, "too_small"), id="all of a small group: not told"),
        pytest.param(0, 49, (None, None, None, None, "too_small"), id="none of a small group: not told"),
        pytest.param(50, 50, (50, 50, None, 1.0, None), id="all of a large group"),
        pytest.param(51, 50, (None, None, None, None, "unknown"), id="more than all: figures contradict each other"),
        pytest.param("<5", 50, (None, None, None, None, "unknown"), id="a hidden number"),
    ],
)
def test_a_share_is_two_counts(raised: int | str, started: int, expected: tuple[Any, ...]) -> None:
    """Rivierenland's language level, and what is not told."""
    cube = made(counts=f"groen | raised | {raised}\ngroen | started | {started}")
    assert share(cube, "raised_share", "groen") == expected
    if expected[4] == "too_small":  # nor can it be computed
        assert counted(cube, "raised", "groen") is None


# ------------------------------------------------------------------------------------------------- what is not complete


def test_persons_are_unknown_where_a_partner_sends_totals() -> None:
    """Totals cannot be unduplicated: the programme and the category do not know, the other project does."""
    cube = made(ONE_LIST, "taal | started | 30\ngroen | started | 20")
    assert counted(cube, "participants") == 4
    for code in ("heuvelland", "scholing"):
        assert counted(cube, "participants", code) is None
        assert share(cube, "participants", code) == (None, None, None, None, "unknown")


def test_what_is_told_of_a_part_is_said_to_be_a_part() -> None:
    """Two left benefit in the list; the partner of the other project tells nothing of benefit."""
    cube = made(ONE_LIST, "horeca | started | 30", protection={"sensitive_projects": []})
    assert counted(cube, "left_benefit", "scholing") == 2
    assert share(cube, "left_benefit", "scholing") == (None, None, None, None, "unknown")
    assert share(cube, "left_benefit") is None
    told_of_all = "horeca | started | 30\nhoreca | left_benefit | 0"
    whole = made(ONE_LIST, told_of_all, protection={"sensitive_projects": []})
    assert counted(whole, "left_benefit", "scholing") == 2
    assert share(whole, "left_benefit", "scholing") is None


def test_who_still_runs_is_unknown_where_ends_are_not_told() -> None:
    """A list without a single end date does not tell that all still run."""
    cube = made("person | project | started_on\np1 | zorgstart | 2021-01-01")
    assert counted(cube, "running") is None


def test_running_trajectories_may_be_delivered() -> None:
    """A standing of what runs completes what lists tell."""
    cube = made(ONE_LIST, "groen | started | 20\ngroen | running | 11")
    assert counted(cube, "running", "groen") == 11
    assert counted(cube, "running", "heuvelland") == 13


# --------------------------------------------------------------------------------------------- where it may be told


def told(counts: str, **changes: Any) -> dict[str, int | None]:
    cube = made(counts=counts, **changes)
    return {code: counted(cube, "informed", code) for code in ("heuvelland", "scholing", "banen", "zorgstart", "taal")}


@pytest.mark.parametrize(
    ("counts", "sensitive", "expected"),
    [
        pytest.param(
            "zorgstart | informed | 40",
            ["taal"],
            {"heuvelland": 40, "scholing": 40, "zorgstart": 40},
            id="no rounded project has it",
        ),
        pytest.param(
            "zorgstart | informed | 40\ntaal | informed | 30\nhoreca | informed | 5",
            ["taal", "horeca"],
            {"heuvelland": 75, "scholing": 75, "zorgstart": 40},
            id="two rounded projects with 35 together",
        ),
        pytest.param(
            "zorgstart | informed | 40\ntaal | informed | 4\nhoreca | informed | 5",
            ["taal", "horeca"],
            {"zorgstart": 40},
            id="two rounded projects with too few together: nor in the programme",
        ),
        pytest.param(
            "zorgstart | informed | 40\ntaal | informed | 30\nhoreca | informed | 0",
            ["taal", "horeca"],
            {"heuvelland": 70, "scholing": 70, "zorgstart": 40},
            id="a nil is one of two",
        ),
        pytest.param(
            "zorgstart | informed | 40\ntaal | informed | 30",
            ["taal", "horeca"],
            {"zorgstart": 40},
            id="one rounded project: its figure would be what is left",
        ),
    ],
)
def test_no_total_gives_a_rounded_project_away(counts: str, sensitive: list[str], expected: dict[str, int]) -> None:
    """Exact totals less exact projects leave nothing, or a crowd."""
    found = told(counts, protection={"sensitive_projects": sensitive})
    assert {code: value for code, value in found.items() if value is not None} == expected


def test_things_need_no_protection() -> None:
    """Goods of a rounded project are part of the programme's."""
    cube = made(
        counts="zorgstart | goods | 10\ntaal | goods | 3", protection={"sensitive_projects": ["taal", "horeca"]}
    )
    assert counted(cube, "goods", "heuvelland") == 13


def test_further_indicators_are_of_no_municipality_and_no_group() -> None:
    """They are counted within the region only."""
    found = {row["level"] for row in made(ONE_LIST)["cells"] if row["indicator"] == "left_benefit"}
    assert found <= {"programme", "category", "project", "sector"}


def test_a_count_that_programme_toml_does_not_know_is_kept_with_the_reason() -> None:
    """It is in no figure, and not lost."""
    from werkmonitor.figures import observe

    counts = (
        "delivery_id | partner | municipality | until_on | project | indicator | value\n"
        "cijfers | uwv | niet-toe-te-delen | 2021-09-30 | groen | bogus | 3"
    )
    found = observe(tables(DELIVERIES, counts=counts), heuvelland())
    assert list(found["not_counted_because"]) == ["the indicator is not one that programme.toml counts"]
