"""Money and judgements of the register: the latest of every scope, and no sum that passes for the whole."""

from datetime import date

import pytest

from tests.figures.world import build, programme, shown, tables

MONEY = """
delivery_id | level   | code      | on         | budget | spent | freed | freed_for
r1          | project | zorgstart | 2020-12-31 | 1000   | 100   |       |
r1          | project | zorgstart | 2021-03-31 | 1000   | 250   |       |
r1          | project | zorgstart | 2021-04-30 | 1000   | 999   |       |
r1          | project | taal      | 2021-02-28 | 500    | 200   | 300   | Nieuwe projecten
r1          | project | horeca    | 2021-03-31 | 400    |       | 0     | Niets
"""
OTHERS = """
r1 | project | groen     | 2021-03-31 | 300 | 50 | 20 | Begeleiding
r1 | project | kennis    | 2021-03-31 | 100 | 10 |    |
"""
COLUMNS = "level code on budget spent freed freed_for"


def told(money: str, level: str) -> list[tuple]:
    return shown(build(tables(money=money), programme()), "money", COLUMNS, level=level)


def test_of_every_scope_the_latest_row_up_to_the_as_of_date() -> None:
    """What was known of a later day is not of this edition."""
    assert told(MONEY, "project") == [
        ("project", "horeca", date(2021, 3, 31), 400, None, 0, "Niets"),
        ("project", "taal", date(2021, 2, 28), 500, 200, 300, "Nieuwe projecten"),
        ("project", "zorgstart", date(2021, 3, 31), 1000, 250, None, None),
    ]


@pytest.mark.parametrize(
    ("money", "level", "expected"),
    [
        pytest.param(MONEY, "programme", [], id="two projects have no row: no sum"),
        pytest.param(
            MONEY,
            "category",
            [("category", "scholing", date(2021, 2, 28), 1900, None, 300, "Nieuwe projecten")],
            id="all projects of a category have one; of one nobody knows what was spent; as of the oldest day",
        ),
        pytest.param(
            MONEY + OTHERS,
            "programme",
            [("programme", "heuvelland", date(2021, 2, 28), 2300, None, 320, "Nieuwe projecten; Begeleiding")],
            id="projects that are followed in words cost money too",
        ),
        pytest.param(
            MONEY + OTHERS + "r1 | programme | | 2021-03-31 | 2500 | 700 | |",
            "programme",
            [("programme", "heuvelland", date(2021, 3, 31), 2500, 700, None, None)],
            id="the programme's own row goes first",
        ),
        pytest.param("\n".join(MONEY.strip().splitlines()[:1]), "project", [], id="a register without money"),
    ],
)
def test_a_whole_has_a_row_of_its_own_or_the_sum_of_all_its_projects(
    money: str, level: str, expected: list[tuple]
) -> None:
    """Never the sum of some of them."""
    assert told(money, level) == expected


OVERRIDES = """
delivery_id | level    | code       | indicator | word      | role             | on         | reason
r1          | project  | zorgstart  | started   | attention | programmamanager | 2021-04-10 | Een.
r1          | project  | zorgstart  | started   | on_course | programmamanager | 2021-05-14 | Twee.
r1          | project  | zorgstart  | started   | behind    | programmamanager | 2021-05-15 | Later.
r1          | project  | zorgstart  | placed    | ahead     | wethouder        | 2021-04-01 | Drie.
r1          | programme|            | started   | attention | wethouder        | 2021-04-01 | Vier.
"""


def test_the_latest_judgement_of_a_scope_and_indicator_is_in_force() -> None:
    """Up to and including the day of publication; the word that was computed stays what it is."""
    cube = build(tables(overrides=OVERRIDES), programme())
    assert shown(cube, "overrides", "level code indicator word role on reason") == [
        ("programme", "heuvelland", "started", "attention", "wethouder", date(2021, 4, 1), "Vier."),
        ("project", "zorgstart", "placed", "ahead", "wethouder", date(2021, 4, 1), "Drie."),
        ("project", "zorgstart", "started", "on_course", "programmamanager", date(2021, 5, 14), "Twee."),
    ]
