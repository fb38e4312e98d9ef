"""What monitors say beside their figures: what is rounded, what is missing, what is known of a lag."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.publish.example import example_cube
from werkmonitor.cube import CubeRows, rows_from_json, to_json
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.municipality import MunicipalityMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor


def facts_of(edition: str, **tables: list[dict[str, Any]]) -> Facts:
    """The facts of an edition, with other rows in some of its tables."""
    rows = Facts.of(example_cube(edition)).rows
    return Facts(replace(rows, tables=rows.tables | tables))


def category(facts: Facts, code: str = "scholingstrajecten") -> CategoryMonitor:
    return CategoryMonitor(facts, facts.scope("category", code))


def about(facts: Facts, municipality: str) -> str:
    """What a municipality's page says beside its figures."""
    return " ".join(MunicipalityMonitor(facts, facts.scope("municipality", municipality)).conclusion().content["about"])


# ------------------------------------------------------------ rounding


def test_rounded_rows_among_exact_ones_are_named_and_marked() -> None:
    """The note speaks of them only, and every one of their counts is marked."""
    content = category(facts_of("2022-11")).projects().content
    assert (
        "De aantallen van Taaltrajecten en Leerwerk Horeca (fictief) zijn afgerond op een veelvoud van 10"
        in (content["note"])
    )
    for row in content["rows"]:
        for count in (row["started_count"], row["placed_count"]):
            if count:
                assert count.get("is_marked", False) == (count["base"] > 1)


def test_rows_that_are_all_rounded_need_no_mark() -> None:
    """Places of residence: 'deze aantallen'."""
    content = category(facts_of("2022-11")).municipalities().content
    assert content["note"].startswith("Deze aantallen zijn afgerond")
    assert not any("is_marked" in row["started"] for row in content["rows"])


# ------------------------------------------------------------ parts beside each other


def test_parts_without_goals_are_drawn_by_their_counts() -> None:
    """As bars of what was counted: against no goal there is nothing to draw; every project keeps its row and state."""
    facts = facts_of("2022-11")
    progress = [row | {"goal": None, "plan_to_date": None} for row in facts.rows["progress"]]
    content = category(facts_of("2022-11", progress=progress)).projects().content
    assert content["chart"] == "nested_bars"
    assert "pictures" not in content
    assert [column["key"] for column in content["columns"]] == ["name", *facts.indicators, "state"]
    assert len(content["rows"]) == len(facts.projects("scholingstrajecten"))


def test_an_indicator_without_goals_has_no_picture_but_its_counts() -> None:
    """Its columns stay in the table."""
    facts = facts_of("2022-11")
    progress = [
        row | ({"goal": None, "plan_to_date": None} if row["indicator"] == "placed" else {})
        for row in facts.rows["progress"]
    ]
    content = category(facts_of("2022-11", progress=progress)).projects().content
    assert [picture["title"] for picture in content["pictures"]] == [
        "Gestarte trajecten",
        "Afgeronde scholingstrajecten",
    ]
    assert content["rows"][0]["placed_count"]


# ------------------------------------------------------------ what is not in the figures


@pytest.mark.parametrize(
    ("municipality", "is_member"), [("laren", True), ("huizen", True), ("hilversum", False), ("wijdemeren", False)]
)
def test_what_was_delivered_together_is_said_on_the_page_of_each_member(municipality: str, is_member: bool) -> None:
    """With the published figure, and that it is in none of those on the page."""
    said = about(facts_of("2022-11"), municipality)
    assert ("HBEL (Huizen, Blaricum, Eemnes en Laren samen) leverde" in said) == is_member
    assert ("Daarnaast zijn ongeveer 15 trajecten gestart die" in said) == is_member
    assert ("Ze staan niet in de cijfers op deze pagina." in said) == is_member


def test_nothing_is_said_of_what_was_not_delivered_together() -> None:
    """No figures of the unit in this edition; or a cube that does not hold its members."""
    facts = facts_of("2022-11")
    assert "Daarnaast" not in about(facts_of("2022-11", cells=_without(facts, "cells")), "laren")
    older = {key: value for key, value in facts.programme.items() if key != "reporting_units"}
    assert "Daarnaast" not in about(Facts(CubeRows(facts.edition, older, facts.rows.tables)), "laren")


def _without(facts: Facts, table: str) -> list[dict[str, Any]]:
    return [row for row in facts.rows[table] if row["code"] != "hbel"]


@pytest.mark.parametrize(
    ("edition", "municipality", "absent"),
    [
        ("2022-07", "wijdemeren", True),
        ("2022-07", "hilversum", False),
        ("2022-11", "wijdemeren", False),
    ],
)
def test_a_municipality_whose_partner_did_not_deliver(edition: str, municipality: str, absent: bool) -> None:
    """Says so, and of when its figures are."""
    said = about(facts_of(edition), municipality)
    expected = "Gemeente Wijdemeren heeft voor deze monitor geen nieuwe cijfers geleverd. De laatste stand, van 30 sept"
    assert (expected in said) == absent
    assert ("niets bijgeschat" in said) == absent


def test_the_partner_of_several_municipalities_did_not_deliver() -> None:
    """Each of them says so; and where there never was a delivery, that."""
    missing = {"partner": "hbel", "name": "HBEL-samenwerking", "municipality": "hbel", "state": "missing"}
    facts = facts_of("2022-11", partners=[missing | {"as_of_on": None}])
    assert "HBEL-samenwerking heeft nog geen cijfers geleverd." in about(facts, "eemnes")
    assert "HBEL-samenwerking" not in about(facts, "hilversum")


def test_an_older_cube_can_still_be_read() -> None:
    """One that does not say whose residents a partner delivers: nothing is said of it, nothing fails."""
    content = json.loads(to_json(example_cube("2022-07")))
    table = content["partners"]
    place = table["columns"].index("municipality")
    table["columns"].pop(place)
    for row in table["rows"]:
        row.pop(place)
    facts = Facts(rows_from_json(json.dumps(content)))
    assert {row["municipality"] for row in facts.rows["partners"]} == {None}
    assert "Gemeente Wijdemeren" not in about(facts, "wijdemeren")


def test_a_category_names_who_did_not_deliver() -> None:
    """As the programme does; nothing when everyone delivered."""
    sentence = "Niet geleverd: Gemeente Wijdemeren. De laatste stand telt mee; er is niets bijgeschat."
    late = facts_of("2022-07")
    assert sentence in category(late).conclusion().content["about"]
    assert sentence in ProgrammeMonitor(late, late.whole()).deliveries().content["intro"][0]
    assert "Niet geleverd" not in str(category(facts_of("2022-11")).conclusion().content)


# ------------------------------------------------------------ why something lags


@pytest.mark.parametrize(
    ("state", "cause", "expected"),
    [
        ("stopped_early", "Te weinig deelnemers.", "Te weinig deelnemers."),
        ("adapted", "", "Geen oorzaak geleverd."),
        ("started", "De vraag is groot.", "Geen oorzaak geleverd."),
        ("extended", "De vraag is groot.", "Geen oorzaak geleverd."),
        (None, "", "Geen oorzaak geleverd."),
    ],
)
def test_the_cause_of_a_lag_is_that_of_the_latest_event(state: str | None, cause: str, expected: str) -> None:
    """Why a project started or goes on is no cause of a lag; an older event's cause is not either."""
    earlier = {"project": "taaltrajecten", "state": "adapted", "on": date(2021, 1, 1), "cause": "Oud."}
    latest = {"project": "taaltrajecten", "state": state, "on": date(2022, 3, 1), "cause": cause}
    rows = [row | {"effect": "", "action": ""} for row in (earlier, latest)] if state else []
    items = category(facts_of("2022-11", states=rows)).lagging().content["items"]
    (terms,) = [item["terms"] for item in items if item["title"]["text"] == "Taaltrajecten"]
    assert [term["text"] for term in terms if term["term"] == "Oorzaak"] == [expected]


def test_a_programme_is_not_called_made_up() -> None:
    """Only its data are; the notice says so."""
    facts = facts_of("2022-11")
    made_up = facts.whole() | {"is_fictional": True}
    assert facts.name(made_up) == made_up["name"]
