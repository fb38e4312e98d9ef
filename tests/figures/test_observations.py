"""Facts of several partners become one table in which each counts once."""

from datetime import date
from typing import Any

import pytest

from tests.figures.world import programme, rows, tables
from werkmonitor.figures import observe
from werkmonitor.programme import Programme
from werkmonitor.tables import SCHEMAS

DELIVERIES = """
delivery_id | partner | layout    | received_on | as_of_on   | coverage    | state
lijst-1     | zorg    | lijst     | 2021-04-02  | 2021-03-31 | since_start | accepted
berg-1      | berg    | tel-berg  | 2021-04-02  | 2021-03-31 | since_start | accepted
dal-1       | dal     | tel-dal   | 2021-04-02  | 2021-03-31 | since_start | accepted
samen-1     | samen   | tel-samen | 2021-04-02  | 2021-03-31 | since_start | accepted
uwv-1       | uwv     | stand     | 2021-04-02  | 2021-03-31 | as_of       | accepted
uwv-2       | uwv     | stand     | 2021-10-02  | 2021-09-30 | as_of       | accepted
uwv-0       | uwv     | stand     | 2021-04-02  | 2021-03-31 | as_of       | refused
"""


COUNTS = "delivery_id | partner | project | municipality | indicator | from_on | until_on | value\n"


def facts(
    people: str = "", numbers: str = "", known_until: date | None = None, of: Programme | None = None
) -> list[tuple[Any, ...]]:
    """What is observed, as (partner, project, municipality, indicator, day, low, high, counts?)."""
    drawn = {}
    if people:
        drawn["trajectories"] = (
            "delivery_id | partner | project | municipality | target_groups | started_on | placed_on\n" + people
        )
    if numbers:
        drawn["counts"] = COUNTS + numbers
    found = observe(tables(DELIVERIES, **drawn), of or programme(), known_until)
    assert list(found.columns) == SCHEMAS["observations"].names
    return [
        (
            f.partner,
            f.project,
            f.municipality,
            f.indicator,
            f"{f.occurred_on:%m-%d}",
            f.low,
            f.high,
            f.not_counted_because,
        )
        for f in found.itertuples(index=False)
    ]


def test_a_trajectory_gives_an_observation_for_every_day_it_has() -> None:
    """Started and placed are two facts of one person; a blank day is none."""
    assert facts(
        "lijst-1 | zorg | zorgstart | berg | jongeren | 2021-01-05 | 2021-03-01\n"
        "lijst-1 | zorg | zorgstart | dal  |          | 2021-02-05 |"
    ) == [
        ("zorg", "zorgstart", "berg", "placed", "03-01", 1, 1, ""),
        ("zorg", "zorgstart", "berg", "started", "01-05", 1, 1, ""),
        ("zorg", "zorgstart", "dal", "started", "02-05", 1, 1, ""),
    ]


def test_without_a_place_of_residence_a_fact_is_unallocated() -> None:
    """Nobody is divided over municipalities, and nobody is lost."""
    assert facts("lijst-1 | zorg | zorgstart | | | 2021-01-05 |") == [
        ("zorg", "zorgstart", "niet-toe-te-delen", "started", "01-05", 1, 1, "")
    ]


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        pytest.param(("7", "12"), [(7, 7), (5, 5)], id="what came since the last standing"),
        pytest.param(("7", "7"), [(7, 7), (0, 0)], id="nothing new"),
        pytest.param(("42", "39"), [(42, 42), (-3, -3)], id="a stated correction downwards"),
        pytest.param(("<5", "7"), [(1, 4), (3, 6)], id="after a suppressed one: an interval"),
        pytest.param(("<5", "<5"), [(1, 4), (0, 3)], id="nobody un-starts"),
        pytest.param(("0", "<5"), [(0, 0), (1, 4)], id="the first few"),
    ],
)
def test_standings_become_differences(standings: tuple[str, str], expected: list[tuple[int, int]]) -> None:
    """A cumulative standing says what happened since the standing before it."""
    numbers = f"""uwv-1 | uwv | groen | | started | | 2021-03-31 | {standings[0]}
uwv-2 | uwv | groen | | started | | 2021-09-30 | {standings[1]}"""
    assert [fact[5:7] for fact in facts(numbers=numbers)] == expected


def test_an_edition_knows_only_what_was_received_by_then() -> None:
    """The standing of September is not there in May, and a refused delivery never."""
    numbers = """uwv-0 | uwv | groen | | started | | 2021-03-31 | 99
uwv-1 | uwv | groen | | started | | 2021-03-31 | 7
uwv-2 | uwv | groen | | started | | 2021-09-30 | 12"""
    assert [fact[4:6] for fact in facts(numbers=numbers, known_until=date(2021, 5, 1))] == [("03-31", 7)]
    assert [fact[4:6] for fact in facts(numbers=numbers)] == [("03-31", 7), ("09-30", 5)]


def test_two_lines_of_one_standing_about_the_same_are_one_number() -> None:
    """A project under its old and its new name in one standing: 3 and 4 are 7."""
    numbers = """uwv-1 | uwv | groen | | started | | 2021-03-31 | 3
uwv-1 | uwv | groen | | started | | 2021-03-31 | 4"""
    found = observe(
        tables(DELIVERIES, counts=COUNTS + numbers),
        programme(),
    )
    assert found[["low", "cell"]].to_numpy().tolist() == [[7, "A5, A6"]]


OVERLAPS = [
    # who speaks besides the list (project zorgstart, started, 5 January, a resident of Berg) | counts?
    pytest.param("berg-1 | berg | zorgstart | berg | started | 2021-01-01 | 2021-01-31 | 3", False, id="same month"),
    pytest.param("berg-1 | berg | zorgstart | berg | started | 2021-02-01 | 2021-02-28 | 3", True, id="other month"),
    pytest.param(
        "berg-1 | berg | zorgstart | berg | placed  | 2021-01-01 | 2021-01-31 | 3", True, id="other indicator"
    ),
    pytest.param("berg-1 | berg | groen     | berg | started | 2021-01-01 | 2021-01-31 | 3", True, id="other project"),
    pytest.param(
        "dal-1  | dal  | zorgstart | dal  | started | 2021-01-01 | 2021-01-31 | 3", True, id="other residents"
    ),
    pytest.param("samen-1| samen| zorgstart | bergdal | started | 2021-01-01 | 2021-01-31 | 3", False, id="unit of it"),
    pytest.param(
        "uwv-1  | uwv  | zorgstart |      | started | | 2021-03-31 | 3", False, id="a standing over the month"
    ),
    pytest.param("uwv-1  | uwv  | zorgstart |      | started | | 2021-03-31 | 0", True, id="nil doubles nobody"),
]


@pytest.mark.parametrize(("number", "counts"), OVERLAPS)
def test_a_list_leads_an_aggregate_about_the_same_residents(number: str, counts: bool) -> None:
    """Same project, indicator and month, and both can speak of the same residents: the list counts."""
    found = facts("lijst-1 | zorg | zorgstart | berg | | 2021-01-05 |", number)
    of_list = [fact for fact in found if fact[0] == "zorg"]
    (other,) = [fact for fact in found if fact[0] != "zorg"]
    assert [fact[7] for fact in of_list] == [""]
    expected = "" if counts else "the list of zorg leads: same project, indicator and month"
    assert other[7] == expected


@pytest.mark.parametrize(
    ("numbers", "counted"),
    [
        pytest.param(["berg", "uwv"], ["berg"], id="municipality before UWV"),
        pytest.param(["berg", "dal"], ["berg", "dal"], id="two municipalities do not overlap"),
        pytest.param(["samen", "uwv"], ["samen"], id="unit before UWV"),
        pytest.param(["dal", "samen"], ["dal"], id="a member before its unit"),
        pytest.param(["uwv"], ["uwv"], id="alone"),
    ],
)
def test_of_two_aggregates_the_earlier_partner_counts(numbers: list[str], counted: list[str]) -> None:
    """Without a rule the order of programme.toml decides, and the table says so."""
    place = {"berg": "berg", "dal": "dal", "samen": "bergdal", "uwv": ""}
    drawn = "\n".join(
        f"{partner}-1 | {partner} | groen | {place[partner]} | started | 2021-01-01 | 2021-01-31 | 3"
        for partner in numbers
    )
    found = facts(numbers=drawn)
    assert sorted(fact[0] for fact in found if not fact[7]) == sorted(counted)
    for fact in found:
        assert (
            not fact[7] or fact[7] == f"{counted[0]} leads, as the earlier partner: same project, indicator and month"
        )


LEAD = {"project": "zorgstart", "partner": "uwv", "reason": "UWV registreert iedereen."}


@pytest.mark.parametrize(
    ("lead", "counted"),
    [
        pytest.param(LEAD, ["uwv"], id="the rule beats the list, in every month it covers"),
        pytest.param(LEAD | {"from": date(2021, 4, 1)}, ["zorg"], id="not yet in force"),
        pytest.param(LEAD | {"until": date(2021, 2, 1)}, ["uwv"], id="until a day: a standing is not cut in two"),
        pytest.param(LEAD | {"project": "groen"}, ["zorg"], id="another project"),
    ],
)
def test_a_dated_rule_decides_who_leads(lead: dict[str, Any], counted: list[str]) -> None:
    """`leads` in programme.toml overrides what would lead without it."""
    found = facts(
        "lijst-1 | zorg | zorgstart | berg | | 2021-01-05 |",
        """uwv-1 | uwv | zorgstart | | started | | 2021-03-31 | 3
berg-1 | berg | zorgstart | berg | started | 2021-03-01 | 2021-03-31 | 2""",
        of=programme(leads=[lead]),
    )
    if counted == ["zorg"]:  # without the rule the list and the crosstab speak of different months
        counted = ["berg", "zorg"]
    assert sorted(fact[0] for fact in found if not fact[7]) == counted
    assert all(fact[7] in ("", "uwv leads: UWV registreert iedereen.") or "list" in fact[7] for fact in found)


def test_a_leading_partner_speaks_up_to_its_last_delivery() -> None:
    """After the last state it delivered, others count again: a missing partner does not silence them."""
    found = facts(
        "lijst-1 | zorg | zorgstart | berg | | 2021-01-05 |",
        """berg-1 | berg | zorgstart | berg | started | 2021-03-01 | 2021-03-31 | 2
berg-1 | berg | zorgstart | berg | started | 2021-04-01 | 2021-04-30 | 5""",
        of=programme(leads=[LEAD | {"partner": "zorg", "reason": "De coalitie telt."}]),
    )
    assert [(fact[4], fact[7]) for fact in found if fact[0] == "berg"] == [
        ("03-31", "zorg leads: De coalitie telt."),
        ("04-30", ""),
    ]


UNKNOWN_PROJECT = "the project is not in the register that was known then"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("kennis | berg | started | 2021-01-01 | 2021-01-31 | 3", "the project is followed in words"),
        ("elders | berg | started | 2021-01-01 | 2021-01-31 | 3", UNKNOWN_PROJECT),
        ("groen  | berg | started | 2021-01-01 | 2021-01-31 | ?", "the partner gave no number"),
    ],
)
def test_what_has_no_figures_stays_in_the_table(number: str, reason: str) -> None:
    """It does not count, it is not dropped, and the row says why."""
    assert [fact[7] for fact in facts(numbers=f"berg-1 | berg | {number}")] == [reason]


def test_every_fact_keeps_its_cell() -> None:
    """A number can be traced to delivery, sheet and cell."""
    drawn = rows(
        "trajectories",
        """
delivery_id | partner | project   | municipality | sheet      | cell | started_on
lijst-1     | zorg    | zorgstart | berg         | Deelnemers | A14  | 2021-01-05""",
    )
    found = observe(tables(DELIVERIES, trajectories=drawn), programme())
    assert found[["delivery_id", "sheet", "cell"]].to_numpy().tolist() == [["lijst-1", "Deelnemers", "A14"]]
