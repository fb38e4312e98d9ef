"""A figure is made of facts that add up to it, each with its cell; protection is the last step."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests.figures.test_indicators import heuvelland
from tests.figures.world import build, people, programme, tables
from werkmonitor.cube import CubeRows
from werkmonitor.errors import UsageError
from werkmonitor.figures.lineage import Lineage
from werkmonitor.figures.tracing import asked, trace
from werkmonitor.programme import Programme
from werkmonitor.tables import Tables
from werkmonitor.traces import Piece, Trace, as_csv, folded

DELIVERIES = """
delivery_id | partner | layout    | received_on | as_of_on   | coverage    | state
lijst       | zorg    | lijst     | 2021-04-02  | 2021-03-31 | since_start | accepted
berg        | berg    | tel-berg  | 2021-04-02  | 2021-03-31 | since_start | accepted
samen       | samen   | tel-samen | 2021-04-02  | 2021-03-31 | since_start | accepted
stand-1     | uwv     | stand     | 2021-04-02  | 2021-03-31 | as_of       | accepted
stand-2     | uwv     | stand     | 2021-10-02  | 2021-09-30 | as_of       | accepted
"""
COUNTS = "delivery_id | partner | project | municipality | indicator | from_on | until_on | value\n"
PEOPLE = "delivery_id | partner | person | project | municipality | target_groups | started_on | placed_on\n"
PLACED = ("programme", "heuvelland", "", "placed")
STARTED = ("programme", "heuvelland", "", "started")


def drawn(listed: str = "", counted: str = "", **more: Any) -> Tables:
    """Tidy tables of what partners sent; every delivery is a file."""
    if listed:
        more["trajectories"] = PEOPLE + listed
    if counted:
        more["counts"] = COUNTS + counted
    found = tables(DELIVERIES, **more)
    found["deliveries"] = found["deliveries"].assign(file=found["deliveries"]["delivery_id"] + ".xlsx")
    return found


def lineages(of: Tables, programme: Programme, *editions: str) -> Callable[[str], Lineage]:
    """The lineage of each edition; all are released, one after the other."""
    cubes: dict[str, CubeRows] = {}
    for edition in editions:
        cubes[edition] = build(of, programme, edition, released=list(cubes.values()))

    @cache
    def lineage(edition: str) -> Lineage:
        return Lineage(of, programme, cubes[edition], lineage)

    return lineage


def told(pieces: tuple[Piece, ...]) -> list[str]:
    """A piece as 'berg.xlsx!A5 = 3', with why it does not count, or what it is the difference of."""
    lines = []
    for piece in pieces:
        amount = f"{piece.low}" if piece.low == piece.high else f"{piece.low}..{piece.high}"
        after = f" ({piece.standing} after {piece.was})" if piece.standing else ""
        because = f": {piece.because}" if piece.because else ""
        lines.append(f"{piece.place.file}!{piece.place.cell} = {amount}{after}{because}")
    return lines


def test_rows_of_lists_and_counts_add_up() -> None:
    """Two persons in a list and three in a crosstab are five; nil counts nothing and stands there all the same."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 | 2021-03-01\n"
        "lijst | zorg | p2 | zorgstart | dal  | | 2021-02-05 |",
        "berg | berg | groen | berg | started | 2021-01-01 | 2021-01-31 | 3\n"
        "berg | berg | groen | berg | started | 2021-02-01 | 2021-02-28 | 0",
    )
    found = trace(lineages(of, programme(), "2021-05")("2021-05"), STARTED, "value")
    assert (found.low, found.high) == (5, 5)
    assert told(found.pieces) == ["berg.xlsx!A5 = 3", "berg.xlsx!A6 = 0", "lijst.xlsx!A5 = 1", "lijst.xlsx!A6 = 1"]
    assert found.published == "protection: none, published as it is: 5"
    assert not found.differs


@pytest.mark.parametrize(
    ("standings", "pieces", "value"),
    [
        pytest.param(("7", "12"), ["7 ((7, 7) after (0, 0))", "5 ((12, 12) after (7, 7))"], (12, 12), id="a rise"),
        pytest.param(
            ("42", "39"), ["42 ((42, 42) after (0, 0))", "-3 ((39, 39) after (42, 42))"], (39, 39), id="a fall"
        ),
        pytest.param(("<5", "<5"), ["1..4 ((1, 4) after (0, 0))", "0 ((1, 4) after (1, 4))"], (1, 4), id="hidden"),
        pytest.param(
            ("<5", "7"), ["1..4 ((1, 4) after (0, 0))", "6..3 ((7, 7) after (1, 4))"], (7, 7), id="known again"
        ),
    ],
)
def test_a_standing_adds_its_difference_with_the_one_before(
    standings: tuple[str, str], pieces: list[str], value: tuple[int, int]
) -> None:
    """Both cells are named; least and most add up apart, and so to what the last standing says."""
    of = drawn(
        counted=f"stand-1 | uwv | groen | | started | | 2021-03-31 | {standings[0]}\n"
        f"stand-2 | uwv | groen | | started | | 2021-09-30 | {standings[1]}"
    )
    found = trace(lineages(of, programme(), "2021-11")("2021-11"), STARTED, "value")
    assert told(found.pieces) == [f"stand-{n}.xlsx!A{n + 4} = {piece}" for n, piece in enumerate(pieces, 1)]
    assert (found.low, found.high) == value
    assert found.pieces[1].before == found.pieces[0].place


def test_what_does_not_count_is_named_with_the_reason() -> None:
    """A municipality counts in January whom the list has in January too: the list leads."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |",
        "berg | berg | zorgstart | berg | started | 2021-01-01 | 2021-01-31 | 3\n"
        "berg | berg | zorgstart | berg | started | 2021-02-01 | 2021-02-28 | ?",
    )
    found = trace(lineages(of, programme(), "2021-05")("2021-05"), ("project", "zorgstart", "", "started"), "value")
    assert told(found.pieces) == ["lijst.xlsx!A5 = 1"]
    assert told(found.not_counted) == [
        "berg.xlsx!A5 = 3: the list of zorg leads: same project, indicator and month",
        "berg.xlsx!A6 = None: the partner gave no number",
    ]


def test_a_corrected_cell_says_so() -> None:
    """What we changed in a cell, or in a row of a list, and why, stands beside it."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |",
        "berg | berg | groen | berg | started | 2021-01-01 | 2021-01-31 | 3",
        findings="delivery_id | code | treatment | message | cells\n"
        "berg  | correction_applied | logged | was corrected (typing error)  | A5\n"
        "lijst | correction_applied | logged | was corrected (wrong day)     | D5\n"
        "lijst | place_read_as      | logged | 'Bergen' is read as Berg      | A5",
    )
    found = trace(lineages(of, programme(), "2021-05")("2021-05"), STARTED, "value")
    assert [piece.remark for piece in found.pieces] == ["was corrected (typing error)", "was corrected (wrong day)"]


PLACES = [
    # code | indicator is of the residents of | how many
    pytest.param("berg", 1, id="a member of a reporting unit has its own, and not the unit's"),
    pytest.param("bergdal", 4, id="the unit"),
    pytest.param("veen", 1, id="who lived in a municipality that left later"),
    pytest.param("buiten-regio", 1, id="outside the region"),
    pytest.param("niet-toe-te-delen", 2, id="of the whole region"),
]


@pytest.mark.parametrize(("place", "number"), PLACES)
def test_places_of_residence(place: str, number: int) -> None:
    """Nobody is divided over municipalities; all of them together are the programme's."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |\n"
        "lijst | zorg | p2 | zorgstart | veen | | 2021-01-06 |\n"
        "lijst | zorg | p3 | zorgstart | buiten-regio | | 2021-01-06 |",
        "samen | samen | groen | bergdal | started | 2021-01-01 | 2021-01-31 | 4\n"
        "stand-1 | uwv | horeca | | started | | 2021-03-31 | 2",
    )
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    found = trace(lineage, ("municipality", place, "", "started"), "value")
    assert (found.low, found.high) == (number, number)
    assert f"protection: {number} → published " in found.published
    assert trace(lineage, STARTED, "value").low == 9


def test_who_lives_outside_is_not_counted_where_that_is_decided() -> None:
    """The programme does not have them, the row of those outside does."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |\n"
        "lijst | zorg | p2 | zorgstart | buiten-regio | | 2021-01-06 |"
    )
    lineage = lineages(of, programme(outside_region={"counts_for_goals": False}), "2021-05")("2021-05")
    found = trace(lineage, STARTED, "value")
    assert (told(found.pieces), found.low) == (["lijst.xlsx!A5 = 1"], 1)
    assert told(found.not_counted) == [
        "lijst.xlsx!A6 = 1: lives outside the region, which does not count for the goals"
    ]
    outside = trace(lineage, ("municipality", "buiten-regio", "", "started"), "value")
    assert (outside.low, outside.not_counted) == (1, ())


def test_persons_count_once() -> None:
    """Who begins twice is a person once; the second row says why it counts nobody."""
    of = drawn(
        "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |\n"
        "lijst | zorg | p2 | zorgstart | berg | | 2021-01-06 |\n"
        "lijst | zorg | p1 | groen     | berg | | 2021-03-06 |"
    )
    found = trace(lineages(of, heuvelland(), "2021-05")("2021-05"), (*STARTED[:3], "participants"), "value")
    assert told(found.pieces) == ["lijst.xlsx!A5 = 1", "lijst.xlsx!A6 = 1"]
    assert [line.split(": ")[0] for line in told(found.not_counted)] == ["lijst.xlsx!A7 = 1"]
    assert found.published == "protection: none, published as it is: 2"


def test_a_share_is_made_of_two_counts() -> None:
    """Of ten who began, five had work within three months: 0.5, and both counts add up."""
    listed = "\n".join(
        f"lijst | zorg | p{n} | zorgstart | berg | | 2021-0{n % 2 + 1}-05 | {'2021-03-01' if n < 5 else ''}"
        for n in range(10)
    )
    made = drawn(listed)
    made["deliveries"].loc[1, "as_of_on"] = pd.Timestamp(2021, 9, 30)
    found = trace(lineages(made, heuvelland(), "2021-11")("2021-11"), (*STARTED[:3], "rate"), "value")
    assert [(one.asked.indicator, one.low, len(one.pieces)) for one in found.made_of] == [
        ("found", 5, 5),
        ("due", 10, 10),
        ("started", 10, 10),
    ]
    assert (found.low, found.how) == (0.5, "5 ÷ 10; of 0 more it is not known yet")


PLAN = """
delivery_id | level | code | indicator | on | value
r1 | project | zorgstart | started | 2021-01-01 | 0
r1 | project | zorgstart | started | 2021-05-01 | 60
r1 | project | groen     | started | 2021-03-31 | 7
"""
TARGETS = """
delivery_id | level | code | indicator | version | value | goal_on | valid_from_on
r1 | project | zorgstart | started | 1 | 90 | 2022-12-31 |
r1 | project | zorgstart | started | 2 | 80 | 2022-12-31 | 2021-02-01
r1 | project | groen     | started | 1 | 10 | 2022-12-31 |
"""


def test_goals_and_plans_lead_to_the_register() -> None:
    """A goal that is a sum names its parts; a plan names the points around the day, and the line between them."""
    of = drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |", plan=PLAN, targets=TARGETS)
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    scholing, zorgstart = ("category", "scholing", "", "started"), ("project", "zorgstart", "", "started")
    goal = trace(lineage, zorgstart, "goal")
    assert (goal.low, told(goal.pieces)) == (80, ["r1.xlsx!A6 = 80"])
    assert [piece.because for piece in goal.not_counted] == ["version 2 is in force on 2021-05-14"]
    plan = trace(lineage, zorgstart, "plan", date(2021, 3, 2))
    assert (plan.low, told(plan.pieces)) == (30.0, ["r1.xlsx!A5 = 0", "r1.xlsx!A6 = 60"])
    assert plan.how == "on a straight line from 0 on 2021-01-01 to 60 on 2021-05-01"
    summed = trace(lineage, STARTED, "goal")
    assert (summed.low, [one.low for one in summed.made_of]) == (90, [10, 80])
    assert trace(lineage, scholing, "share_of_goal").how == "published 1 ÷ goal 80"
    assert trace(lineage, STARTED, "plan").low == pytest.approx(7 + 60 * 89 / 120)


def test_a_plan_says_what_is_published_of_it() -> None:
    """At the end of a quarter and on the as-of date a number; on other days none. Its points are not added up."""
    of = drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |", plan=PLAN, targets=TARGETS)
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    zorgstart = ("project", "zorgstart", "", "started")
    (told,) = (row for row in lineage.cube["progress"] if (row["code"], row["indicator"]) == ("zorgstart", "started"))
    plan = trace(lineage, zorgstart, "plan")
    assert (plan.published, plan.differs) == (f"published {told['plan_to_date']:.6g}", False)
    assert str(plan).splitlines()[1] == "    team › r1.xlsx › Blad1:"
    between = trace(lineage, zorgstart, "plan", date(2021, 3, 2))
    assert between.published == "not published: plans are told at the end of quarters and on 2021-03-31"
    before = trace(lineage, ("project", "groen", "", "started"), "plan", date(2021, 3, 2))
    assert before.published == "not published: it cannot be determined"


LATER = [
    # what | scope | of which day it would be
    ("ratio", ("project", "zorgstart", "", "started")),
    ("share_of_goal", ("project", "zorgstart", "", "started")),
    ("goal", ("project", "zorgstart", "", "started")),
    ("value", (*STARTED[:3], "rate")),
]


@pytest.mark.parametrize(("what", "cell"), LATER, ids=lambda given: given if isinstance(given, str) else "")
def test_a_figure_of_the_as_of_date_has_no_other_day(what: str, cell: tuple[str, str, str, str]) -> None:
    """It is not answered with the figure of another day than was asked."""
    of = drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |", plan=PLAN, targets=TARGETS)
    lineage = lineages(of, heuvelland(), "2021-05")("2021-05")
    with pytest.raises(UsageError, match="is told of the as-of date 2021-03-31 only"):
        trace(lineage, cell, what, date(2021, 2, 28))
    assert trace(lineage, cell, what, date(2021, 3, 31)) == trace(lineage, cell, what)


def test_what_is_not_computed_says_why() -> None:
    """One of eighty is not over its goal."""
    of = drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |", plan=PLAN, targets=TARGETS)
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    found = trace(lineage, ("category", "scholing", "", "started"), "over_goal")
    assert (found.low, found.how) == (None, "published 1 is not over the goal of 80")
    assert found.published == "not published"


def test_a_code_that_was_changed_since_is_not_said_to_be_revised() -> None:
    """The tables have nothing of it, which no revision mends."""
    cube = build(drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |"), programme())
    later = Lineage(drawn("lijst | zorg | p1 | groen | berg | | 2021-01-05 |"), programme(), cube)
    found = trace(later, ("category", "scholing", "", "started"), "value")
    assert found.differs
    assert found.published.endswith("they have nothing of category 'scholing'; was its code in programme.toml changed?")


def test_change_names_both_editions() -> None:
    """What was published before, and is now, each with its facts."""
    of = drawn(
        counted="stand-1 | uwv | groen | | started | | 2021-03-31 | 7\n"
        "stand-2 | uwv | groen | | started | | 2021-09-30 | 12"
    )
    lineage = lineages(of, programme(), "2021-05", "2021-11")
    change = trace(lineage("2021-11"), STARTED, "change")
    assert [(one.asked.edition, one.low) for one in change.made_of] == [("2021-11", 12), ("2021-05", 7)]
    assert (change.low, change.how) == (5, "published 12 less published 7 in edition 2021-05")
    assert trace(lineage("2021-11"), STARTED, "added", date(2021, 3, 31)).low == 7
    assert trace(lineage("2021-11"), STARTED, "added", date(2021, 6, 30)).low == 0


def test_a_frozen_figure_that_the_tables_no_longer_make_is_told() -> None:
    """A published number never changes in silence."""
    listed = "lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |\n"
    cube = build(drawn(listed), programme())
    later = Lineage(drawn(listed + "lijst | zorg | p2 | zorgstart | berg | | 2021-01-06 |"), programme(), cube)
    found = trace(later, STARTED, "value")
    assert found.differs
    assert "published 1;" in found.published
    assert "the tables now make 2" in found.published


UNIT = "samen | samen | groen | bergdal | started | 2021-01-01 | 2021-01-31 | 4"


def test_a_day_on_which_nothing_is_published_says_so() -> None:
    """The facts are there all the same."""
    of = drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |")
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    february = trace(lineage, STARTED, "value", date(2021, 2, 28))
    assert (february.low, february.published) == (1, "not published on this day: it is at the end of quarters")
    rounded = trace(lineage, ("municipality", "berg", "", "started"), "value", date(2021, 2, 28))
    assert rounded.published.endswith("on the as-of date 2021-03-31, being rounded")
    below_a_unit = lineages(drawn(counted=UNIT), programme(), "2021-05")("2021-05")
    unknown = trace(below_a_unit, ("municipality", "dal", "", "started"), "value")
    assert unknown.published == "not published: these residents are known within a reporting unit only"
    in_words = trace(lineage, ("project", "kennis", "", "started"), "value")
    assert in_words.published == "not published: it is followed in words, not in figures"


@pytest.mark.parametrize(
    ("indicator", "what", "scope", "said"),
    [
        ("startd", None, {}, "did you mean 'started'"),
        ("Geplaats", None, {}, "did you mean 'placed'"),
        ("xyzzy", None, {}, "choose one of"),
        ("started", "override", {}, "the monitor tells no override of it"),
        (None, None, {}, "which figure of it?"),
        ("started", "valeu", {}, "did you mean 'value'"),
        ("started", None, {"category": "scholin"}, "did you mean 'scholing'"),
        ("started", None, {"category": "scholing", "project": "groen"}, "no figures of these together"),
        ("started", "goal", {"project": "kennis"}, "has no goal"),
    ],
)
def test_what_is_no_figure_is_refused(indicator: str, what: str, scope: dict[str, str], said: str) -> None:
    """With what is meant, where that is near."""
    lineage = lineages(drawn("lijst | zorg | p1 | zorgstart | berg | | 2021-01-05 |"), programme(), "2021-05")

    def ask() -> None:
        trace(lineage("2021-05"), *asked(lineage("2021-05"), indicator, what, scope))

    with pytest.raises(UsageError) as refused:
        ask()
    assert said in str(refused.value)


def test_the_text_adds_up_and_holds_no_person() -> None:
    """By partner, workbook and sheet; rows side by side are one range, and no day or person is told."""
    of = drawn(
        "\n".join(f"lijst | zorg | person-{n} | zorgstart | berg | jongeren | 2021-01-1{n} |" for n in range(4)),
        "stand-1 | uwv | groen | | started | | 2021-03-31 | <5",
    )
    found = trace(lineages(of, programme(), "2021-05")("2021-05"), STARTED, "value")
    assert str(found).splitlines() == [
        "2021-05 · programme heuvelland · started · 2021-03-31",
        "    uwv › stand-1.xlsx › Blad1: 1–4",
        "        A5: 1–4 = standing 1–4, nothing before (groen, 2021-01-01 to 2021-03-31)",
        "    zorg › lijst.xlsx › Blad1: 4",
        "        4 rows: A5:A8",
        "    = 5–8",
        "    → protection: none, published as it is: 5–8",
    ]
    table = as_csv(found)
    assert table.count("\n") == 6
    for secret in ("person-", "jongeren", "2021-01-1"):
        assert secret not in str(found) + table


def test_every_count_of_a_cube_is_traced() -> None:
    """Each cell of an edition adds up: exact ones to what is published, rounded ones to within its bounds."""
    of = tables(DELIVERIES, trajectories=people(7, 120))
    lineage = lineages(of, programme(), "2021-05")("2021-05")
    for row in lineage.cube["cells"]:
        cell = (row["level"], row["code"], row["category"] or "", row["indicator"])
        found: Trace = trace(lineage, cell, "value", row["on"])
        assert found.low == sum(piece.low or 0 for piece in found.pieces)
        assert row["low"] <= (found.low or 0) <= row["high"]
        assert not found.differs


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("A14 A15 A16", "A14:A16"),
        ("C7 D7 E7", "C7:E7"),
        ("D7 E7 D8 E8 G8", "D7:E8, G8"),
        ("A9 A10 A99 A101", "A9:A10, A99, A101"),
        ("Z3 AA3 AB3", "Z3:AB3"),
        ("B7 B7", "B7"),
    ],
)
def test_cells_that_lie_together_are_one_range(cells: str, expected: str) -> None:
    """Columns first, then columns of the same rows beside each other."""
    assert folded(cells.split()) == expected
