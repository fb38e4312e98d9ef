"""Was and is on a page: which rows it shows, with which cause, and what it says where there are none."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.publish.example import example_cube
from werkmonitor.cube import REVISION_CAUSES
from werkmonitor.publish import wording
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.monitors.base import Monitor
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.monitors.project import ProjectMonitor
from werkmonitor.publish.slices import slice_of

REVISED = """
level     | code                | indicator | was | now | cause
programme | gooi-en-vechtstreek | started   | 242 | 250 | corrected_delivery
programme | gooi-en-vechtstreek | started   | 250 | 245 | late_record
category  | scholingstrajecten  | started   | 120 | 123 | late_record
category  | doorstroombanen     | placed    | 8   | 9   | definition
project   | zorgstart           | started   | 100 | 103 | our_correction
project   | jongerenspecialist  | placed    | 12  | 11  | corrected_delivery
sector    | zorg                | started   | 104 | 107 | late_record
"""

MONITORS: dict[str, type[Monitor]] = {
    "programme": ProgrammeMonitor,
    "category": CategoryMonitor,
    "project": ProjectMonitor,
}


def revised(edition: str = "2022-11", about: dict[str, Any] | None = None, drawn: str = REVISED) -> Facts:
    """The facts of an edition with these rows revised."""
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines())
    rows = [dict(zip(header, line, strict=True)) | {"on": date(2021, 3, 31), "since": "2022-07"} for line in lines]
    rows = [row | {name: int(row[name]) for name in ("was", "now")} for row in rows]
    cube = Facts.of(example_cube(edition)).rows
    return Facts(replace(cube, edition=cube.edition | (about or {}), tables=cube.tables | {"revisions": rows}))


def page(facts: Facts, kind: str, code: str = "") -> dict[str, Any]:
    """The answer of a page that has its own part of the cube only."""
    part = slice_of(facts, kind, code)
    scope = part.scope(kind, code or "gooi-en-vechtstreek")
    return MONITORS[kind](part, scope).revisions().content


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        pytest.param(
            "programme",
            "",
            [
                ("Programma", 242, 250, "verbeterde levering"),
                ("Programma", 250, 245, "nalevering"),
                ("Scholingstrajecten", 120, 123, "nalevering"),
                ("Doorstroombanen", 8, 9, "andere definitie"),
                ("Zorg en welzijn", 104, 107, "nalevering"),
            ],
            id="programme, sectors and categories",
        ),
        pytest.param(
            "category",
            "scholingstrajecten",
            [("Scholingstrajecten", 120, 123, "nalevering"), ("ZorgStart", 100, 103, "eigen correctie")],
            id="a category and its projects",
        ),
        pytest.param(
            "project",
            "jongerenspecialist",
            [("Jongerenspecialist", 12, 11, "verbeterde levering")],
            id="a project",
        ),
    ],
)
def test_a_page_shows_its_own_rows_with_their_cause(kind: str, code: str, expected: list[tuple[object, ...]]) -> None:
    """From what to what, and why; one row a cause."""
    content = page(revised(), kind, code)
    found = [(row["scope"]["text"], row["was"], row["now"], row["cause"]) for row in content["rows"]]
    assert found == expected
    assert content["columns"][-1]["title"] == "Oorzaak"


def test_every_cause_is_explained_once_above_the_table() -> None:
    """In the order of the causes, and only those that are there."""
    intro = page(revised(), "programme")["intro"]
    assert intro == [
        "Deze cijfers zijn anders dan in de vorige monitor, die blijft staan zoals hij was.",
        "Nalevering: een partner meldde later wat al eerder was gebeurd.",
        "Verbeterde levering: een partner verbeterde gegevens die al waren geleverd.",
        "Andere definitie: we tellen anders dan toen.",
    ]


@pytest.mark.parametrize(
    ("edition", "about", "kind", "code", "said"),
    [
        pytest.param("2021-05", {}, "programme", "", "eerste monitor", id="the first edition"),
        pytest.param("2022-11", {}, "programme", "", "dezelfde als in de vorige monitor", id="nothing is different"),
        pytest.param("2022-11", {"revision": 2}, "programme", "", "versie 1 van deze monitor", id="a second version"),
        pytest.param("2022-11", {}, "project", "taaltrajecten", "Van afgeronde cijfers", id="rounded figures"),
    ],
)
def test_where_there_is_nothing_to_show_it_says_why(
    edition: str, about: dict[str, Any], kind: str, code: str, said: str
) -> None:
    """A first edition, the same figures, another version, rounded figures."""
    (paragraph,) = page(revised(edition, about, "level | code | indicator | was | now | cause"), kind, code)[
        "paragraphs"
    ]
    assert said in paragraph


def test_a_second_version_is_compared_with_the_first() -> None:
    """Its table speaks of version 1, not of the edition before."""
    intro = page(revised("2021-05", {"revision": 2}), "programme")["intro"]
    assert intro[0] == "Deze cijfers zijn anders dan in versie 1 van deze monitor, die blijft staan zoals hij was."


def test_every_cause_has_its_dutch_words() -> None:
    """The cube knows no cause that a page cannot say."""
    words = {wording.cause({"cause": one}) for one in REVISION_CAUSES}
    assert words == {"nalevering", "verbeterde levering", "andere definitie", "eigen correctie"}
    assert len(wording.causes([{"cause": one} for one in REVISION_CAUSES])) == len(REVISION_CAUSES)
