"""Was and is: every difference with what was published has its cause, and one without a cause stops the publication."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures import world as heuvelland
from tests.figures.world import PROJECTS, build, shown, tables
from werkmonitor.cube import CubeRows
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures import Origin, Revision, origin, restated
from werkmonitor.programme import Programme

Tables = Mapping[str, pd.DataFrame]

DELIVERIES = """
delivery_id | partner | layout   | received_on | as_of_on   | coverage    | state
list-1      | zorg    | lijst    | 2021-04-02  | 2021-03-31 | since_start | accepted
berg-1      | berg    | tel-berg | 2021-04-02  | 2021-03-31 | since_start | accepted
uwv-1       | uwv     | stand    | 2021-04-02  | 2021-03-31 | as_of       | accepted
list-2      | zorg    | lijst    | 2021-10-02  | 2021-09-30 | since_start | accepted
berg-2      | berg    | tel-berg | 2021-10-02  | 2021-09-30 | since_start | accepted
"""
AGAIN = "berg-1b | berg | tel-berg | 2021-05-20 | 2021-03-31 | since_start | accepted\n"

PEOPLE = """
delivery_id | partner | person | project   | municipality | started_on | placed_on
list-1      | zorg    | p1     | zorgstart | berg         | 2021-01-10 |
list-1      | zorg    | p2     | zorgstart | berg         | 2021-02-10 | 2021-03-20
list-1      | zorg    | p3     | zorgstart | dal          | 2021-03-10 |
list-2      | zorg    | p1     | zorgstart | berg         | 2021-01-10 |
list-2      | zorg    | p2     | zorgstart | berg         | 2021-02-10 | 2021-03-20
list-2      | zorg    | p3     | zorgstart | dal          | 2021-03-10 |
"""

COUNTS = """
delivery_id | partner | project | municipality | indicator | from_on    | until_on   | value
berg-1      | berg    | groen   | berg         | started   | 2021-02-01 | 2021-02-28 | 9
berg-2      | berg    | groen   | berg         | started   | 2021-02-01 | 2021-02-28 | 9
"""


NOT_BY_PLACE = dict.fromkeys(("municipality", "category_by_municipality", "target_group"), "not_published")


def programme(**changes: Any) -> Programme:
    """Heuvelland without figures by place or target group: those of so few people could not be published."""
    return heuvelland.programme(**changes, protection=NOT_BY_PLACE)


def world(*, people: str = PEOPLE, counts: str = COUNTS, more: str = "", projects: str = PROJECTS) -> dict[str, Any]:
    return tables(DELIVERIES + more, projects, trajectories=people, counts=counts)


@cache
def as_published() -> tuple[Tables, CubeRows]:
    """What was known in April, and the first edition of it: the same for most tests."""
    return world(), build(world(), programme())


def then_and_now(
    then: Tables, now: Tables, of: Programme | None = None, made: Programme | None = None
) -> tuple[CubeRows, CubeRows]:
    """The first edition of what was known then, and the second of what is known now. made: how it was decided then."""
    of = of or programme()
    first = build(then, made or of) if made or then is not as_published()[0] else as_published()[1]
    return first, build(now, of, "2021-11", [first], origins={("2021-05", 1): origin(first, then, made or of)})


def changes(cube: CubeRows, code: str, indicator: str = "started") -> list[tuple[Any, ...]]:
    return shown(cube, "revisions", "was now cause", code=code, indicator=indicator, on=date(2021, 3, 31))


def with_line(text: str, line: str) -> str:
    return text + line + "\n"


P1 = "list-2      | zorg    | p1     | zorgstart | berg         | 2021-01-10 |"
P3 = "list-2      | zorg    | p3     | zorgstart | dal          | 2021-03-10 |"
NINE = "berg-2      | berg    | groen   | berg         | started   | 2021-02-01 | 2021-02-28 | 9"
TWELVE = "berg-1b | berg | groen | berg | started | 2021-02-01 | 2021-02-28 | 12"
REGISTER = "r2 | team | register | 2021-10-02 | 2021-09-30 | since_start | accepted\n"
MOVED = (
    PROJECTS.partition("capacity\n")[2].replace("r1 |", "r2 |").replace("Groen     | banen ", "Groen     | scholing")
)
LIST_AGAIN = "".join(line.replace("list-1 ", "list-1b") + "\n" for line in PEOPLE.splitlines() if "list-1" in line)
LATE_P4 = "list-2 | zorg | p4 | zorgstart | dal | 2021-03-05 | "


@pytest.mark.parametrize(
    ("now", "code", "indicator", "expected"),
    [
        pytest.param({}, "heuvelland", "started", [], id="nothing is different"),
        pytest.param(
            {"people": with_line(PEOPLE, LATE_P4)},
            "zorgstart", "started", [(3, 4, "late_record")], id="somebody told later",
        ),
        pytest.param(
            {"people": with_line(PEOPLE, LATE_P4) + LIST_AGAIN + LATE_P4.replace("list-2", "list-1b") + "\n",
             "more": "list-1b | zorg | lijst | 2021-05-20 | 2021-03-31 | since_start | accepted\n"},
            "zorgstart", "started", [(3, 4, "late_record")], id="a list again, with somebody more",
        ),
        pytest.param(
            {"people": PEOPLE.replace(P1, P1 + " 2021-03-30")},
            "zorgstart", "placed", [(1, 2, "late_record")], id="a placement told later",
        ),
        pytest.param(
            {"people": PEOPLE.replace(P3 + "\n", "")},
            "zorgstart", "started", [(3, 2, "corrected_delivery")], id="somebody is gone",
        ),
        pytest.param(
            {"people": PEOPLE.replace(P3, P3.replace("2021-03-10", "2021-04-10"))},
            "zorgstart", "started", [(3, 2, "corrected_delivery")], id="a start that was later",
        ),
        pytest.param(
            {"people": PEOPLE.replace(P3, P3.replace("2021-03-10", "2021-03-12"))},
            "zorgstart", "started", [], id="another day that changes no figure",
        ),
        pytest.param(
            {"people": PEOPLE.replace(P3, P3.replace("zorgstart", "horeca"))},
            "zorgstart", "started", [(3, 2, "corrected_delivery")], id="somebody in another project",
        ),
        pytest.param(
            {"people": with_line(PEOPLE.replace(P1 + "\n", ""), LATE_P4) + LATE_P4.replace("p4", "p5") + "\n"},
            "zorgstart", "started", [(3, 2, "corrected_delivery"), (2, 4, "late_record")],
            id="one is gone, two are late",
        ),
        pytest.param(
            {"counts": COUNTS.replace(NINE, NINE[:-1] + "11")},
            "groen", "started", [(9, 11, "late_record")], id="more in a month",
        ),
        pytest.param(
            {"counts": COUNTS.replace(NINE, NINE[:-1] + "8")},
            "groen", "started", [(9, 8, "corrected_delivery")], id="less in a month",
        ),
        pytest.param(
            {"counts": COUNTS.replace(NINE, NINE.replace("02-01", "05-01").replace("02-28", "05-31"))},
            "groen", "started", [(9, 0, "corrected_delivery")], id="another month",
        ),
        pytest.param(
            {"counts": with_line(COUNTS.replace(NINE, NINE[:-1] + "13"), TWELVE), "more": AGAIN},
            "groen", "started", [(9, 12, "corrected_delivery"), (12, 13, "late_record")],
            id="delivered again, then late",
        ),
        pytest.param(
            {"counts": with_line(COUNTS, "uwv-0 | uwv | horeca | | started | | 2021-03-31 | 4"),
             "more": "uwv-0 | uwv | stand | 2021-05-20 | 2021-03-31 | as_of | accepted\n"},
            "heuvelland", "started", [(12, 16, "corrected_delivery")], id="a standing delivered again",
        ),
        pytest.param(
            {"counts": with_line(COUNTS, "samen-1 | samen | horeca | bergdal | started | 2021-02-01 | 2021-02-28 | 6"),
             "more": "samen-1 | samen | tel-samen | 2021-05-20 | 2021-03-31 | since_start | accepted\n"},
            "heuvelland", "started", [(12, 18, "late_record")], id="a partner that was late",
        ),
        pytest.param(
            {"people": with_line(PEOPLE, "list-2 | zorg | g1 | groen | berg | 2021-02-05 | ")},
            "groen", "started", [(9, 1, "late_record")], id="a list that leads figures from now on",
        ),
        pytest.param(
            {"projects": PROJECTS + MOVED, "more": REGISTER},
            "scholing", "started", [(3, 12, "definition")], id="a project in another category",
        ),
    ],
)  # fmt: skip
def test_every_difference_has_its_cause(
    now: dict[str, str], code: str, indicator: str, expected: list[tuple[int, int, str]]
) -> None:
    """From what was published to what is known now, a row a cause."""
    _, second = then_and_now(as_published()[0], world(**now))
    assert changes(second, code, indicator) == expected


OUTSIDE = COUNTS + "berg-1 | berg | groen | buiten-regio | started | 2021-02-01 | 2021-02-28 | 5\n"
OUTSIDE += "berg-2 | berg | groen | buiten-regio | started | 2021-02-01 | 2021-02-28 | 5\n"


@pytest.mark.parametrize(
    ("then", "now", "counts", "expected"),
    [
        pytest.param(
            {}, {"outside_region": {"counts_for_goals": False}}, OUTSIDE, [(14, 9, "definition")],
            id="residents of other regions count no more",
        ),
        pytest.param(
            {}, {"leads": [{"project": "groen", "partner": "uwv", "reason": "UWV telt"}]},
            COUNTS + "uwv-1 | uwv | groen | | started | | 2021-03-31 | 7\n", [(9, 7, "definition")],
            id="another partner leads",
        ),
        pytest.param(
            {"leads": [{"project": "groen", "partner": "uwv", "reason": "UWV telt"}]}, {},
            COUNTS + "uwv-1 | uwv | groen | | started | | 2021-03-31 | 7\n", [(7, 9, "definition")],
            id="no partner leads any more",
        ),
    ],
)  # fmt: skip
def test_what_is_decided_otherwise_is_a_definition(
    then: dict[str, Any], now: dict[str, Any], counts: str, expected: list[tuple[int, int, str]]
) -> None:
    """The same deliveries by other rules of programme.toml."""
    given = world(counts=counts)
    _, second = then_and_now(given, given, programme(**now), programme(**then))
    assert changes(second, "groen") == expected


CORRECTED = COUNTS.replace("2021-02-28 | 9", "2021-02-28 | 10")


def test_a_cell_that_we_corrected_is_a_correction_of_ours() -> None:
    """The delivery that was known then is read otherwise now."""
    _, second = then_and_now(as_published()[0], world(counts=CORRECTED))
    assert changes(second, "groen") == [(9, 10, "our_correction")]


def test_a_project_of_the_register_that_we_corrected_is_a_correction_of_ours() -> None:
    """The same register, read with another category."""
    _, second = then_and_now(
        as_published()[0], world(projects=PROJECTS.replace("Groen     | banen ", "Groen     | scholing"))
    )
    assert changes(second, "scholing") == [(3, 12, "our_correction")]


def test_all_causes_of_one_difference_stand_in_their_order() -> None:
    """Ours, then the definition, then what partners corrected, then what came late: each from the one before."""
    counts = with_line(OUTSIDE.replace(NINE, NINE[:-1] + "13").replace("2021-02-28 | 9", "2021-02-28 | 10"), TWELVE)
    now = world(counts=counts, more=AGAIN)
    of = programme(outside_region={"counts_for_goals": False})
    _, second = then_and_now(world(counts=OUTSIDE), now, of, programme())
    assert changes(second, "groen") == [
        (14, 15, "our_correction"),
        (15, 10, "definition"),
        (10, 12, "corrected_delivery"),
        (12, 13, "late_record"),
    ]


def test_a_difference_that_nobody_can_account_for_stops_the_publication() -> None:
    """The same deliveries, read as they were, by the same rules: then somebody changed the published figure."""
    given = world()
    first = build(given, programme())
    for row in first["cells"]:
        row |= {"value": row["value"] + 1} if row["base"] == 1 and row["code"] == "groen" else {}
    with pytest.raises(PublicationRefused, match="nothing explains it") as refused:
        build(given, programme(), "2021-11", [first])
    assert "project · groen · started on 2021-03-31" in refused.value.problems[0].where


def test_other_code_of_ours_explains_a_difference() -> None:
    """A fault that we mended in counting is a correction of ours."""
    given = world()
    first = build(given, programme())
    made = origin(first, given, programme())
    for row in first["cells"]:
        row |= {"value": row["value"] + 1} if row["base"] == 1 and row["code"] == "groen" else {}
    older = Origin(made.programme, made.used, made.known, made.facts, is_of_other_code=True)
    second = build(given, programme(), "2021-11", [first], origins={("2021-05", 1): older})
    assert changes(second, "groen") == [(10, 9, "our_correction")]


def test_rounded_figures_have_no_was_and_is() -> None:
    """A reader sees what every edition showed, and not what each cause changed."""
    now = world(people=with_line(PEOPLE, "list-2 | zorg | p4 | taal | dal | 2021-03-05 | "))
    _, second = then_and_now(as_published()[0], now)
    assert changes(second, "taal") == []
    assert {row["level"] for row in second["revisions"]} <= {"programme", "category", "project", "sector"}


def test_a_second_version_is_compared_with_the_first() -> None:
    """Also on the as-of date itself; it names the version."""
    of, then = programme(), world()
    now = world(people=with_line(PEOPLE, LATE_P4))
    first = build(then, of)
    second = build(
        now, of, "2021-05", [first],
        until=date(2021, 10, 31),
        revision=Revision(2, "Zorg leverde na.", date(2021, 11, 1)),
        origins={("2021-05", 1): origin(first, then, of)},
    )  # fmt: skip
    found = shown(second, "revisions", "on was now since cause", code="zorgstart", indicator="started")
    assert found == [(date(2021, 3, 31), 3, 4, "2021-05 r1", "late_record")]


def test_what_a_released_edition_would_say_by_now() -> None:
    """The same table for an edition that nobody revised yet."""
    then, now = world(), world(people=with_line(PEOPLE, LATE_P4))
    first = build(then, programme())
    rows = restated(first, origin(first, then, programme()), now, programme())
    assert ("project", "zorgstart", 3, 4, "2021-05 r1", "late_record") in [
        tuple(row[name] for name in ("level", "code", "was", "now", "since", "cause")) for row in rows
    ]
    assert restated(first, origin(first, then, programme()), then, programme()) == []


def lists(until: date) -> st.SearchStrategy[dict[str, tuple[str, date]]]:
    """Person → project and start: what a list of somebody's trajectories says."""
    told = st.tuples(st.sampled_from(["zorgstart", "horeca"]), st.dates(date(2021, 1, 1), until))
    return st.dictionaries(st.sampled_from([f"p{number}" for number in range(12)]), told, min_size=1)


def drawn(delivery: str, people: Mapping[str, tuple[str, date]]) -> str:
    lines = (f"{delivery} | zorg | {who} | {project} | berg | {on} | " for who, (project, on) in sorted(people.items()))
    return "\n".join(lines) + "\n"


@settings(max_examples=12, deadline=None)
@given(then=lists(date(2021, 3, 31)), now=lists(date(2021, 9, 30)))
def test_causes_lead_from_what_was_published_to_what_is_known_now(
    then: dict[str, tuple[str, date]], now: dict[str, tuple[str, date]]
) -> None:
    """Whatever two lists say: each row begins where the one before ends, the last ends at the count of now."""
    header, of = PEOPLE.strip().partition("\n")[0] + "\n", programme()
    before = world(people=header + drawn("list-1", then))
    after = world(people=header + drawn("list-1", then) + drawn("list-2", now))
    first = build(before, of)
    found = restated(first, origin(first, before, of), after, of)
    published = shown(first, "cells", "code on value", level="project", indicator="started", base=1)
    for code, on, was in (one for one in published if one[0] != "groen"):
        steps = [row for row in found if (row["code"], row["on"], row["indicator"]) == (code, on, "started")]
        is_now = sum(project == code and started <= on for project, started in now.values())
        assert [was, *(row["now"] for row in steps)] == [*(row["was"] for row in steps), is_now]
        assert all(row["was"] != row["now"] for row in steps)
