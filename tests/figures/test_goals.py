"""Goals have versions, and a plan to date is read off dated points, never guessed."""

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.world import programme, tables
from werkmonitor.figures.goals import current_goals, in_force, plans
from werkmonitor.figures.register import Scope, parts, register_of_edition

TARGETS = """
delivery_id | level     | code       | indicator | version | value | relation   | goal_on    | valid_from_on
r1          | programme |            | started   | 1       | 500   | circa      | 2022-12-31 | 2021-01-01
r1          | programme |            | started   | 2       | 600   | ten minste | 2022-12-31 | 2021-05-10
r1          | programme |            | started   | 3       | 700   | ten minste | 2022-12-31 | 2021-05-15
r1          | project   | zorgstart  | started   | 1       | 100   | ten minste | 2022-12-31 | 2021-01-01
r1          | project   | horeca     | started   | 1       | 50    | ten minste | 2022-12-31 | 2021-01-01
r1          | project   | groen      | started   | 1       | 30    | circa      | 2022-12-31 | 2021-01-01
r1          | project   | zorgstart  | placed    | 1       | 40    | circa      | 2022-12-31 | 2021-01-01
"""

PLAN = """
delivery_id | level    | code      | indicator | on         | value
r1          | project  | zorgstart | started   | 2021-01-31 | 10
r1          | project  | zorgstart | started   | 2021-03-31 | 69
r1          | project  | zorgstart | started   | 2022-12-31 | 100
r1          | project  | horeca    | started   | 2021-01-31 | 5
r1          | project  | horeca    | started   | 2021-12-31 | 50
r1          | category | banen     | started   | 2021-01-31 | 7
r1          | category | banen     | started   | 2022-12-31 | 30
"""


def register() -> tuple:
    of = programme()
    found = register_of_edition(tables(targets=TARGETS, plan=PLAN), of, of.edition("2021-05"))
    return of, found, parts(found, of)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 5, 1), [(1, 500, "circa", True)]),
        (date(2021, 5, 14), [(1, 500, "circa", False), (2, 600, "ten minste", True)]),
        (date(2021, 5, 15), [(1, 500, "circa", False), (2, 600, "ten minste", False), (3, 700, "ten minste", True)]),
    ],
)
def test_the_highest_version_that_is_valid_counts(on: date, expected: list[tuple]) -> None:
    """Earlier versions stay, so that a page can say what changed; later ones are not there yet."""
    of, found, within = register()
    goals = current_goals(found, of, on, within)
    own = [row for row in goals if row["level"] == "programme" and row["indicator"] == "started"]
    columns = ("version", "value", "relation", "is_current")
    assert [tuple(row[column] for column in columns) for row in own] == expected


@pytest.mark.parametrize(
    ("scope", "indicator", "expected"),
    [
        (("category", "scholing"), "started", (150, "ten minste", "som van de doelen van de projecten")),
        (("sector", "breed"), "started", (80, "circa", "som van de doelen van de projecten")),
        (("programme", "heuvelland"), "placed", (40, "circa", "som van de doelen van de projecten")),
        (("category", "banen"), "placed", None),
    ],
)
def test_without_a_goal_of_its_own_a_scope_has_the_sum_of_its_projects(
    scope: Scope, indicator: str, expected: tuple | None
) -> None:
    """The page can say where the number comes from; without goals below there is none."""
    of, found, within = register()
    row = in_force(current_goals(found, of, date(2021, 5, 14), within)).get((scope, indicator))
    assert (None if row is None else (row["value"], row["relation"], row["reference"])) == expected


@pytest.mark.parametrize(
    ("scope", "on", "expected"),
    [
        pytest.param(("project", "zorgstart"), date(2020, 12, 31), 0, id="before the start nothing was planned"),
        pytest.param(("project", "zorgstart"), date(2021, 1, 15), None, id="before the first point nothing was agreed"),
        pytest.param(("project", "zorgstart"), date(2021, 1, 31), 10, id="on a point"),
        pytest.param(("project", "zorgstart"), date(2021, 2, 28), 10 + Fraction(28, 59) * 59, id="straight line"),
        pytest.param(("project", "zorgstart"), date(2023, 6, 30), 100, id="after the goal date the plan stands still"),
        pytest.param(("project", "horeca"), date(2022, 6, 30), None, id="after the last point, before the goal date"),
        pytest.param(("project", "groen"), date(2021, 3, 31), None, id="a goal without points"),
        pytest.param(("category", "banen"), date(2021, 1, 31), 7, id="own points come first"),
        pytest.param(("category", "scholing"), date(2021, 1, 31), 15, id="else the sum over the projects"),
        pytest.param(("programme", "heuvelland"), date(2021, 1, 31), None, id="a sum with a hole is no sum"),
        pytest.param(("municipality", "berg"), date(2021, 1, 31), None, id="no plan below the region"),
    ],
)
def test_plan_to_date(scope: Scope, on: date, expected: float | None) -> None:
    """Dated points, a straight line between, and otherwise undeterminable."""
    of, found, within = register()
    goals = current_goals(found, of, date(2021, 5, 14), within)
    assert plans(found, goals, within).to_date(scope, "started", on) == expected


CHANGED = """
delivery_id | level    | code      | indicator | version | value | relation   | goal_on    | valid_from_on | decided_by
r1          | project  | zorgstart | started   | 1       | 100   | ten minste | 2022-12-31 | 2021-01-01    | team
r1          | project  | horeca    | started   | 1       | 50    | ten minste | 2022-12-31 | 2021-02-01    | team
r1          | project  | horeca    | started   | 2       | 60    | ten minste | 2022-12-31 | 2021-06-01    | overleg
r1          | project  | groen     | started   | 1       | 30    | ten minste | 2022-12-31 | 2021-07-01    | team
r1          | project  | groen     | started   | 2       | 30    | circa      | 2022-12-31 | 2021-08-01    | team
r1          | category | banen     | started   | 1       | 40    | ten minste | 2022-12-31 | 2021-10-01    | raad
"""


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param(
            ("category", "scholing"),
            [(1, 150, date(2021, 2, 1), None, False), (2, 160, date(2021, 6, 1), "overleg", True)],
            id="a sum is another one from the day on which a project's goal changed",
        ),
        pytest.param(
            ("programme", "heuvelland"),
            [
                (1, 150, date(2021, 2, 1), None, False),
                (2, 160, date(2021, 6, 1), "overleg", False),
                (3, 190, date(2021, 7, 1), "team", True),
            ],
            id="or a project came; how the first sum came about is no change, nor is another relation",
        ),
        pytest.param(
            ("category", "banen"),
            [(0, 30, date(2021, 7, 1), None, False), (1, 40, date(2021, 10, 1), "raad", True)],
            id="a goal of its own takes the place of the sum that readers saw",
        ),
    ],
)
def test_what_readers_saw_before_stands_beside_what_holds_now(scope: Scope, expected: list[tuple]) -> None:
    """So that a page can say from what to what, since when and by whose decision."""
    of = programme()
    found = register_of_edition(tables(targets=CHANGED), of, of.edition("2021-11"))
    goals = current_goals(found, of, date(2021, 11, 14), parts(found, of))
    columns = ("version", "value", "valid_from_on", "decided_by", "is_current")
    assert [tuple(row[name] for name in columns) for row in goals if (row["level"], row["code"]) == scope] == expected


def test_a_municipality_may_have_a_goal_and_a_plan_of_its_own() -> None:
    """It is no sum of projects: only its own points count."""
    goal = TARGETS + "r1 | municipality | berg | started | 1 | 60 | circa | 2022-12-31 | 2021-01-01\n"
    points = "r1 | municipality | berg | started | {} | {}\n"
    plan = PLAN + points.format("2021-01-31", 10) + points.format("2022-12-31", 60)
    of = programme()
    found = register_of_edition(tables(targets=goal, plan=plan), of, of.edition("2021-05"))
    within = parts(found, of)
    goals = current_goals(found, of, date(2021, 5, 14), within)
    berg = ("municipality", "berg")
    assert in_force(goals)[berg, "started"]["value"] == 60
    planned = plans(found, goals, within)
    assert planned.to_date(berg, "started", date(2022, 1, 31)) == 10 + Fraction(50 * 365, 699)
    assert planned.to_date(berg, "started", date(2021, 1, 15)) is None
