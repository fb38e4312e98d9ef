"""What a page tells besides the indicators of page one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.publish.example import example_cube
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.monitors.project import ProjectMonitor

AS_OF = date(2022, 9, 30)


def project(**tables: list[dict[str, Any]]) -> ProjectMonitor:
    """ZorgStart's page with more rows in tables of the cube."""
    rows = Facts.of(example_cube("2022-11")).rows
    own = {"level": "project", "code": "zorgstart"}
    added = {
        name: rows[name] + [dict.fromkeys(rows[name][0] if rows[name] else row) | own | row for row in more]
        for name, more in tables.items()
        for row in more[:1]
    }
    facts = Facts(replace(rows, tables=rows.tables | added))
    return ProjectMonitor(facts, facts.scope("project", "zorgstart"))


def share(indicator: str, **more: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("numerator", "denominator", "undetermined", "value", "because"))
    return {"indicator": indicator} | nothing | more


def cell(indicator: str, value: int) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "category": None,
        "on": AS_OF,
        "value": value,
        "low": value,
        "high": value,
        "base": 1,
    }


def told(monitor: Any) -> list[tuple[str, str, str]]:
    content = monitor.other_indicators().content
    return [(row["name"], row["value"], row["note"]) for row in content.get("rows", [])]


def defined(monitor: Any) -> dict[str, str]:
    """Term → what the page says it means."""
    content = monitor.definitions().content
    return {term["term"]: term["text"] for block in content.get("blocks", [content]) for term in block["terms"]}


def test_counts_shares_and_what_is_undetermined_stand_in_one_table() -> None:
    """In the order of programme.toml, whatever the order of the cube."""
    monitor = project(
        cells=[cell("informed", 600), cell("left_benefit", 41), cell("work_known", 121)],
        shares=[
            share("time_to_placement", value=120.0),
            share("left_benefit", because="unknown"),
            share("participants", because="unknown"),
            share("sustained_work", numerator=98, denominator=121, undetermined=69, value=0.809917),
        ],
    )
    assert told(monitor) == [
        ("Unieke deelnemers", "nog niet te bepalen", "Niet van alle trajecten is geleverd wat hiervoor nodig is."),
        ("Uitstroom uit uitkering", "ten minste 41", "Deelnemers; niet van alle trajecten geleverd."),
        ("Duurzaam aan het werk", "81%", "Bij 98 van 121; 69 zijn nog niet te bepalen."),
        ("Voorgelicht", "600", "Inwoners"),
        ("Doorlooptijd tot plaatsing", "120 dagen", "De middelste waarde."),
    ]
    intro = monitor.other_indicators().content["intro"][0]
    assert intro == (
        "Naast de cijfers hierboven is dit bekend. "
        "Wat ‘nog niet te bepalen’ is, is te kort geleden of hebben niet alle partners geleverd."
    )


def test_a_page_without_further_indicators_does_not_speak_of_them() -> None:
    """The question is left out with its answer."""
    assert project().other_indicators().content["kind"] == "none"


def test_a_project_s_own_goal_stands_among_the_tiles() -> None:
    """81 of 65 work-learning places, 24,62% over the goal; and not once more in the table."""
    monitor = project(
        cells=[cell("work_learning_places", 81)],
        progress=[
            cell("work_learning_places", 81)
            | {"goal": 65, "goal_relation": "ten minste", "goal_on": date(2023, 12, 31), "share_of_goal": 1.246154}
            | {"over_goal": 0.2462, "plan_to_date": 65.0, "ratio": 1.246154, "word": "ahead"}
        ],
    )
    tile = monitor.indicators().content["tiles"][-1]
    assert (tile["name"], tile["count"]["value"], tile["word"]) == ("Leerwerkplekken", 81, "ahead")
    assert ("Percentage boven ambitie", "24,62% (81 van 65)") in [(one["term"], one["text"]) for one in tile["terms"]]
    assert told(monitor) == []
    assert {"Leerwerkplekken", "Percentage boven ambitie"} <= defined(monitor).keys()
    assert tile["text"] == "25% meer dan gepland (65)."


def test_what_is_shown_is_defined_with_its_source() -> None:
    """And what is not shown is not."""
    monitor = project(shares=[share("sustained_work", numerator=98, denominator=121, undetermined=69, value=0.809917)])
    terms = defined(monitor)
    assert "nog niet te bepalen" in terms["Duurzaam aan het werk"]
    assert "Bron: CBS" in terms["Duurzaam aan het werk"]
    assert "Bron: " in terms["Bemiddeld naar werk"]
    assert "Uitstroom uit uitkering" not in terms


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        pytest.param(
            lambda facts: ProgrammeMonitor(facts, facts.whole()),
            {
                "Beschikbare trajecten": ("2.000", "Trajecten"),
                "Projecten naar stand": ("27", None),
                "Resultaten in woorden": (None, "Resultaten"),
            },
            id="programme",
        ),
        pytest.param(
            lambda facts: CategoryMonitor(facts, facts.scope("category", "doorstroombanen")),
            {"Beschikbare trajecten": ("200", "Trajecten"), "Projecten naar stand": ("4", None)},
            id="category",
        ),
    ],
)
def test_what_the_register_says_of_many_projects(open_: Any, expected: dict[str, tuple[Any, Any]]) -> None:
    """Room, states and results; every project has one state."""
    rows = Facts.of(example_cube("2022-11")).rows
    room = {"programme": 2000, "category": 200}
    scopes = [row | {"capacity": room.get(row["level"])} for row in rows["scopes"]]
    facts = Facts(replace(rows, tables=rows.tables | {"scopes": scopes}))
    found = {name: (value, note) for name, value, note in told(open_(facts))}
    assert found.keys() == expected.keys()
    for name, pair in expected.items():
        assert all(wanted in (None, given) for wanted, given in zip(pair, found[name], strict=True)), found[name]
    total, states = found["Projecten naar stand"]
    counts = [int(part.split()[0]) for part in states.replace(" en ", ", ").split(", ")]
    assert sum(counts) == int(total)


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        pytest.param(["zorgstart"], [], id="one project's funnel stands on its own page"),
        pytest.param(["zorgstart", "wijkleerbedrijf"], [("Voorgelicht", "600", "Inwoners")], id="of two it adds up"),
    ],
)
def test_a_funnel_is_of_its_project(projects: list[str], expected: list[tuple[str, str, str]]) -> None:
    """A category tells of it where several of its projects have one."""
    rows = Facts.of(example_cube("2022-11")).rows
    empty = dict.fromkeys(rows["progress"][0])
    progress = [empty | cell("informed", 300) | {"level": "project", "code": code} for code in projects]
    own = dict.fromkeys(rows["cells"][0]) | cell("informed", 600) | {"level": "category", "code": "scholingstrajecten"}
    tables = {"progress": rows["progress"] + progress, "cells": [*rows["cells"], own]}
    facts = Facts(replace(rows, tables=rows.tables | tables))
    found = told(CategoryMonitor(facts, facts.scope("category", "scholingstrajecten")))
    assert [one for one in found if one[0] == "Voorgelicht"] == expected
