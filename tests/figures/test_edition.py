"""One edition from tables to cube: what it shows, what it leaves out, and what it refuses."""

from datetime import date

import pandas as pd
import pytest

from tests.figures.world import KEY, LIST, PROGRAMME, PROJECTS, build, people, programme, shown, tables
from tests.figures.world import counts as drawn_counts
from werkmonitor.cube import COLUMNS, CubeRows, to_json
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures.rounding import prefers_up

DELIVERIES = """
delivery_id | partner | layout    | received_on | as_of_on   | coverage    | state
d-berg      | berg    | tel-berg  | 2021-04-02  | 2021-03-31 | since_start | accepted
d-samen     | samen   | tel-samen | 2021-04-02  | 2021-03-31 | since_start | accepted
d-uwv       | uwv     | stand     | 2021-04-02  | 2021-03-31 | as_of       | accepted
l-berg      | berg    | tel-berg  | 2021-10-02  | 2021-09-30 | since_start | accepted
"""

COUNTS = """
delivery_id | partner | project   | municipality | indicator | from_on    | until_on   | value
d-berg      | berg    | zorgstart | berg         | started   | 2021-01-01 | 2021-01-31 | 23
d-berg      | berg    | zorgstart | berg         | started   | 2021-04-01 | 2021-04-30 | 99
d-berg      | berg    | zorgstart | berg         | placed    | 2021-02-01 | 2021-02-28 | 8
d-berg      | berg    | zorgstart | buiten-regio | started   | 2021-02-01 | 2021-02-28 | 4
d-samen     | samen   | horeca    | bergdal      | started   | 2021-02-01 | 2021-02-28 | 6
d-uwv       | uwv     | groen     |              | started   |            | 2021-03-31 | 11
l-berg      | berg    | zorgstart | berg         | started   | 2021-01-01 | 2021-01-31 | 25
l-berg      | berg    | zorgstart | berg         | started   | 2021-04-01 | 2021-04-30 | 30
l-berg      | berg    | zorgstart | berg         | placed    | 2021-02-01 | 2021-02-28 | 8
l-berg      | berg    | zorgstart | berg         | started   | 2021-02-01 | 2021-02-28 | 4
"""

TARGETS = """
delivery_id | level   | code      | indicator | version | value | relation   | goal_on    | valid_from_on
r1          | project | zorgstart | started   | 1       | 100   | ten minste | 2022-12-31 | 2021-01-01
r1          | project | taal      | started   | 1       | 80    | ten minste | 2022-12-31 | 2021-01-01
"""

PLAN = """
delivery_id | level   | code      | indicator | on         | value
r1          | project | zorgstart | started   | 2021-03-31 | 20
r1          | project | zorgstart | started   | 2022-12-31 | 100
r1          | project | taal      | started   | 2021-03-31 | 40
r1          | project | taal      | started   | 2022-12-31 | 80
"""


PARTNERS_WITHOUT_A_PLACE = [{**partner, "municipality": None} for partner in PROGRAMME["partners"]]


@pytest.fixture(scope="module")
def given() -> dict[str, pd.DataFrame]:
    return tables(DELIVERIES, counts=COUNTS, targets=TARGETS, plan=PLAN)


@pytest.fixture(scope="module")
def first(given: dict[str, pd.DataFrame]) -> CubeRows:
    return build(given, programme())


@pytest.fixture(scope="module")
def second(given: dict[str, pd.DataFrame], first: CubeRows) -> CubeRows:
    return build(given, programme(), "2021-11", [first])


def test_region_totals_are_exact(first: CubeRows) -> None:
    """Programme, category, project and sector say what was counted, up to the as-of date and no further."""
    figures = shown(first, "cells", "level code indicator value low high", base=1)
    assert figures == [
        ("programme", "heuvelland", "started", 44, 44, 44),
        ("programme", "heuvelland", "placed", 8, 8, 8),
        ("category", "scholing", "started", 33, 33, 33),
        ("category", "scholing", "placed", 8, 8, 8),
        ("category", "banen", "started", 11, 11, 11),
        ("project", "zorgstart", "started", 27, 27, 27),
        ("project", "zorgstart", "placed", 8, 8, 8),
        ("project", "groen", "started", 11, 11, 11),
        ("sector", "zorg", "started", 27, 27, 27),
        ("sector", "zorg", "placed", 8, 8, 8),
        ("sector", "breed", "started", 17, 17, 17),
    ]


def test_what_is_not_offered_has_no_figure(first: CubeRows) -> None:
    """No goal, no plan and nobody counted: an exact nil would say something that nobody asked; a rounded one stays."""
    assert shown(first, "cells", "value", code="groen", indicator="placed") == []
    assert shown(first, "progress", "value", code="groen", indicator="placed") == []
    assert shown(first, "cells", "value low high base", code="taal", indicator="placed") == [(0, 0, 9, 10)]


def test_every_rounded_figure_is_near_the_count(first: CubeRows) -> None:
    """By municipality: 23 is 20 or 25, 6 is 5 or 10, and the bounds say so."""
    figures = {
        code: (value, low, high)
        for code, value, low, high in shown(
            first, "cells", "code value low high", level="municipality", category=None, indicator="started"
        )
    }
    assert figures["berg"] in [(20, 16, 24), (25, 21, 29)]
    assert figures["bergdal"] in [(5, 1, 9), (10, 6, 14)]
    assert figures["buiten-regio"] in [(0, 0, 4), (5, 1, 9)]
    assert figures["bron"] == (0, 0, 4)


def test_members_known_within_a_unit_only_have_no_figure_of_their_own(first: CubeRows) -> None:
    """Berg delivers itself and has a figure; Dal is somewhere in 'Berg en Dal samen': not nil but unknown."""
    protections = dict(shown(first, "scopes", "code protection", level="municipality"))
    assert protections == {
        "berg": "rounded",
        "dal": "not_published",
        "bron": "rounded",
        "veen": "rounded",
        "bergdal": "rounded",
        "buiten-regio": "rounded",
        "niet-toe-te-delen": "rounded",
    }
    assert shown(first, "cells", "value", code="dal") == []


def test_a_former_member_keeps_its_page_under_another_name(first: CubeRows, second: CubeRows) -> None:
    """Veen left the region in July: a member in the first edition, 'voormalig Veen' in the second."""
    assert shown(first, "scopes", "name is_member", code="veen") == [("Veen", True)]
    assert shown(second, "scopes", "name is_member", code="veen") == [("voormalig Veen", False)]


def test_residents_from_outside_count_for_the_goals_unless_the_programme_says_no(
    given: dict[str, pd.DataFrame],
) -> None:
    """Four people from outside: in the total or not, but always in their own row."""
    of = programme(outside_region={"counts_for_goals": False})
    cube = build(given, of)
    assert shown(cube, "cells", "value", code="heuvelland", indicator="started") == [(40,)]
    assert shown(cube, "cells", "value", code="scholing", indicator="started", category=None) == [(29,)]
    assert shown(cube, "cells", "high", code="buiten-regio", indicator="started", category=None)[0][0] >= 4


def test_facts_without_a_target_group_are_counted_as_such(first: CubeRows) -> None:
    """Everything here was delivered without one."""
    groups = dict(shown(first, "cells", "code value", level="target_group", indicator="started"))
    assert groups.pop("onbekend") in (40, 45)
    assert groups == {"jongeren": 0, "statushouders": 0}


def test_qualitative_projects_have_words_and_no_figures(first: CubeRows) -> None:
    """A scope, but no cell, no goal, no progress."""
    assert shown(first, "scopes", "kind protection", code="kennis") == [("qualitative", "not_published")]
    assert shown(first, "scopes", "kind protection", code="woorden") == [("qualitative", "not_published")]
    for table in ("cells", "progress", "goals", "plan", "trend"):
        assert shown(first, table, "code", code="kennis") == []


def test_quarters_of_exact_scopes_only(second: CubeRows) -> None:
    """Every quarter's end from the start; rounded figures stand on the as-of date alone."""
    assert shown(second, "trend", "label added cumulative", code="zorgstart", indicator="started") == [
        ("1e kwartaal 2021", 29, 29),
        ("2e kwartaal 2021", 30, 59),
        ("3e kwartaal 2021", 0, 59),
    ]
    assert {row["on"] for row in second["cells"] if row["base"] > 1} == {date(2021, 9, 30)}


def test_an_as_of_date_within_a_quarter_is_its_own_last_point(given: dict[str, pd.DataFrame]) -> None:
    """The label says up to which day."""
    edition = {
        "id": "2021-05",
        "number": 1,
        "as_of": date(2021, 2, 15),
        "deliveries_until": date(2021, 4, 30),
        "published_on": date(2021, 5, 14),
    }
    cube = build(given, programme(editions=[edition]))
    assert shown(cube, "trend", "label added", code="zorgstart", indicator="started") == [
        ("1e kwartaal 2021 (tot en met 15-2)", 23)
    ]


def test_what_came_later_is_a_revision_and_no_silent_change(first: CubeRows, second: CubeRows) -> None:
    """Two late starts in January: the first edition stays as published, the second one lists them."""
    assert shown(first, "cells", "value", code="zorgstart", indicator="started") == [(27,)]
    found = shown(second, "revisions", "level code indicator on was now")
    january = date(2021, 3, 31)
    assert ("project", "zorgstart", "started", january, 27, 29) in found
    assert ("programme", "heuvelland", "started", january, 44, 46) in found
    assert not any(code == "groen" for _, code, *_ in found)
    assert all(was != now for *_, was, now in found)


def test_change_and_history_are_as_published_then(first: CubeRows, second: CubeRows) -> None:
    """The previous edition's own figures, exact ones and rounded ones."""
    (zorg,) = shown(
        second, "progress", "value previous_edition previous_value change", code="zorgstart", indicator="started"
    )
    assert zorg == (59, "2021-05", 27, 32)
    (was,) = shown(first, "progress", "value", code="berg", indicator="started")
    (now,) = shown(second, "progress", "value previous_value change", code="berg", indicator="started")
    assert now == (now[0], was[0], now[0] - was[0])
    assert shown(second, "history", "edition value", code="berg", indicator="started") == [("2021-05", was[0])]
    assert shown(first, "history", "value") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("zorgstart", (27, 100, 0.27, 20.0, 1.35, "ahead"), id="realised beside plan to date"),
        pytest.param("groen", (11, None, None, None, None, "undeterminable"), id="no plan: never a guess"),
        pytest.param("scholing", (33, 180, 0.183333, 60.0, 0.55, "behind"), id="sum of the projects below"),
    ],
)
def test_progress(first: CubeRows, code: str, expected: tuple) -> None:
    """Value, goal, share of goal, plan to date, ratio, word."""
    columns = "value goal share_of_goal plan_to_date ratio word"
    assert shown(first, "progress", columns, code=code, indicator="started") == [expected]


def test_a_rounded_figure_needs_a_larger_plan_to_be_judged(first: CubeRows) -> None:
    """40 planned is enough for an exact figure, not for one that is rounded to ten."""
    (row,) = shown(first, "progress", "plan_to_date base word", code="taal", indicator="started")
    assert row == (40.0, 10, "too_small")


def test_a_suppressed_count_stays_an_interval() -> None:
    """A partner's '<5' is 1 to 4: rounded on its low end, and the bounds hold every possible truth."""
    counts = """
delivery_id | partner | project | municipality | indicator | from_on    | until_on   | value
d-berg      | berg    | groen   | berg         | started   | 2021-02-01 | 2021-02-28 | <5
d-berg      | berg    | groen   | berg         | started   | 2021-03-01 | 2021-03-31 | 10
"""
    cube = build(tables(DELIVERIES, counts=counts), programme())
    assert shown(cube, "cells", "value low high", code="groen", indicator="started") == [(11, 11, 14)]
    (row,) = shown(cube, "cells", "value low high", code="berg", category=None, indicator="started")
    assert row in [(10, 6, 17), (15, 11, 22)]


def test_after_a_suppressed_standing_the_total_is_known_again() -> None:
    """'<5' in March and 7 in September is 7 in September."""
    counts = """
delivery_id | partner | project | municipality | indicator | from_on | until_on   | value
d-uwv       | uwv     | groen   |              | started   |         | 2021-03-31 | <5
l-uwv       | uwv     | groen   |              | started   |         | 2021-09-30 | 7
"""
    later = DELIVERIES + "l-uwv | uwv | stand | 2021-10-02 | 2021-09-30 | as_of | accepted\n"
    given = tables(later, counts=counts)
    assert shown(build(given, programme(), "2021-11"), "trend", "cumulative", code="groen", indicator="started") == [
        (1,), (1,), (7,)
    ]  # fmt: skip


def test_whose_residents_a_partner_delivers(second: CubeRows) -> None:
    """A municipality, or a unit whose members the cube names; of the others nothing."""
    places = dict(shown(second, "partners", "partner municipality"))
    assert places == {"team": None, "berg": "berg", "dal": "dal", "samen": "bergdal", "zorg": None, "uwv": None}
    members = {unit["code"]: unit["members"] for unit in second.programme["reporting_units"]}
    assert members == {unit.code: list(unit.members) for unit in programme().reporting_units}
    assert "bergdal" in members


def test_who_delivered_and_who_did_not(second: CubeRows) -> None:
    """New for this edition is a state after the previous as-of date; else the last one that is known."""
    assert shown(second, "partners", "partner state as_of_on") == [
        ("team", "missing", date(2021, 3, 31)),
        ("berg", "delivered", date(2021, 9, 30)),
        ("dal", "missing", None),
        ("samen", "missing", date(2021, 3, 31)),
        ("zorg", "missing", None),
        ("uwv", "missing", date(2021, 3, 31)),
    ]


def test_a_partner_that_stopped_is_named_once_more() -> None:
    """Its last delivery, then no more: it is not missing."""
    stopped = [
        {**p.model_dump(), **({"delivers_until": date(2021, 2, 28)} if p.code == "berg" else {})}
        for p in programme().partners
    ]
    of = programme(partners=stopped)
    given = tables("\n".join(DELIVERIES.splitlines()[:3]))
    assert ("berg", "delivered") in shown(build(given, of), "partners", "partner state")
    assert "berg" not in [partner for (partner,) in shown(build(given, of, "2021-11"), "partners", "partner")]


def test_texts_of_the_register_up_to_the_as_of_date() -> None:
    """Dated events, results that may be published, and of every scope the latest expectation."""
    given = tables(
        DELIVERIES,
        counts=COUNTS,
        project_states="""
delivery_id | project | state         | on         | cause | effect | action
r1          | taal    | started       | 2021-01-01 |       |        |
r1          | taal    | stopped_early | 2021-03-01 | te weinig instroom | minder starts | geld naar ZorgStart
r1          | groen   | extended      | 2021-05-01 |       |        |
""",
        results="""
delivery_id | project | on         | kind    | text     | is_public
r1          | kennis  | 2021-02-01 | product | Een kaart | yes
r1          | kennis  | 2021-02-02 | story   | Geheim    | no
r1          | kennis  | 2021-04-02 | story   | Te laat   | yes
""",
        expectations="""
delivery_id | level     | code | indicator | on         | text  | decided_by
r1          | programme |      |           | 2021-01-01 | Oud   | Raad
r1          | programme |      | placed    | 2021-03-31 | Nieuw | Raad
r1          | project   | taal |           | 2021-02-01 | Taal  | Raad
""",
    )
    cube = build(given, programme())
    assert shown(cube, "scopes", "state state_on", code="taal") == [("stopped_early", date(2021, 3, 1))]
    assert shown(cube, "scopes", "state", code="groen") == [(None,)]
    assert shown(cube, "states", "project state cause") == [
        ("taal", "started", None),
        ("taal", "stopped_early", "te weinig instroom"),
    ]
    assert shown(cube, "results", "text") == [("Een kaart",)]
    assert shown(cube, "expectations", "level code indicator text") == [
        ("programme", "heuvelland", "placed", "Nieuw"),
        ("project", "taal", None, "Taal"),
    ]


def test_a_project_moves_with_its_plan() -> None:
    """An ended labour-market plan goes on as another from the day after."""
    plans = [
        {"code": "pow", "name": "PoW", "until": date(2021, 6, 30), "continued_as": "waw"},
        {"code": "waw", "name": "WaW"},
    ]
    projects = (
        PROJECTS.replace("| capacity", "| capacity | plan")
        .replace("| 100\n", "| 100 | pow\n")
        .replace("| 50\n", "| 50 | waw\n")
        .replace("2021-01-01 |\n", "2021-01-01 | | waw\n")
    )
    given = tables(DELIVERIES, counts=COUNTS, projects=projects)
    of = programme(plans=plans)
    assert shown(build(given, of), "scopes", "plan", code="zorgstart") == [("pow",)]
    assert shown(build(given, of, "2021-11"), "scopes", "plan", code="zorgstart") == [("waw",)]


def test_the_cube_says_what_it_is(first: CubeRows, second: CubeRows) -> None:
    """Edition, programme, definitions; every table in its columns."""
    assert first.edition["previous"] is None
    assert second.edition["previous"] == "2021-05"
    assert {"id", "as_of", "published_on", "is_concept", "stuck_cells", "also_rounded", "key_id"} <= set(first.edition)
    assert [indicator["code"] for indicator in first.programme["indicators"]] == ["started", "placed"]
    for table, columns in COLUMNS.items():
        assert all(list(row) == list(columns) for row in first[table])


def test_the_same_tables_in_another_order_give_the_same_bytes(given: dict[str, pd.DataFrame], first: CubeRows) -> None:
    """No order of rows, hash seed or clock can be read from a cube."""
    turned = {name: frame if name in {"projects", "deliveries"} else frame.iloc[::-1] for name, frame in given.items()}
    assert to_json(build(turned, programme())) == to_json(first)
    assert to_json(build(given, programme(), key=bytes(32))) != to_json(first)


def test_nothing_in_a_cube_points_at_a_delivery_or_a_person() -> None:
    """No pseudonym, delivery, sheet or cell, and no true count of a rounded cell where it can be helped."""
    given = tables(LIST, trajectories=people(5, 300).assign(person="pseudoniem-x", sheet="Deelnemerslijst"))
    text = to_json(build(given, programme()))
    for word in ("pseudoniem", "Deelnemerslijst", '"lijst"'):
        assert word not in text


def test_without_a_register_there_is_no_edition() -> None:
    """The message says whom to ask."""
    given = tables(DELIVERIES, counts=COUNTS)
    given["deliveries"] = given["deliveries"][given["deliveries"]["partner"] != "team"]
    with pytest.raises(PublicationRefused, match="ask the programme team for the register"):
        build(given, programme())


def test_a_register_that_does_not_fit_the_programme_is_refused_with_all_that_is_wrong() -> None:
    """An unknown category and an unknown sector are two problems."""
    projects = PROJECTS.replace("banen    | breed", "baantjes | media")
    with pytest.raises(PublicationRefused) as refused:
        build(tables(DELIVERIES, counts=COUNTS, projects=projects), programme())
    assert {problem.what for problem in refused.value.problems} == {
        "category 'baantjes' is not in programme.toml",
        "sector 'media' is not in programme.toml",
    }


def test_a_large_correction_downwards_needs_a_decision(given: dict[str, pd.DataFrame], first: CubeRows) -> None:
    """Berg showed at least 20; with 3 left no rounding can say so."""
    fewer = {**given, "counts": given["counts"].assign(value=0, low=0, high=0)}
    with pytest.raises(PublicationRefused, match="correct the earlier edition first") as refused:
        build(fewer, programme(), "2021-11", [first])
    assert any("municipality · berg · started" in problem.where for problem in refused.value.problems)


def test_a_fault_in_the_rounding_stops_the_edition(
    given: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No pass of the checker, no publication."""
    from werkmonitor.figures import protection

    honest = protection.round_together

    def unrounded(task, key, where):  # type: ignore[no-untyped-def]
        found = honest(task, key, where)
        return type(found)({cell: task.counts[cell] for cell in found.values})

    monkeypatch.setattr(protection, "round_together", unrounded)
    with pytest.raises(PublicationRefused, match="is no multiple of its base"):
        build(given, programme())


def test_preference_follows_the_key(first: CubeRows) -> None:
    """A cell that is in no sum takes exactly what it drew: up or down by the key."""
    (value,) = shown(first, "cells", "value", code="onbekend", indicator="started")[0]
    wishes_up = prefers_up(KEY, ("target_group", "onbekend", "", "started"), 44, 5)
    assert value == (45 if wishes_up else 40)


WITHOUT_SECTORS = PROJECTS.replace("zorg  |", "      |").replace("breed |", "      |")
WITHOUT_PLACES = drawn_counts(COUNTS).assign(municipality=None)


@pytest.mark.parametrize(
    ("changes", "projects", "counts", "total"),
    [
        pytest.param({"sectors": []}, WITHOUT_SECTORS, COUNTS, [(44,)], id="no sectors"),
        pytest.param({"target_groups": []}, PROJECTS, COUNTS, [(44,)], id="no target groups"),
        pytest.param(
            {"municipalities": [], "reporting_units": [], "partners": PARTNERS_WITHOUT_A_PLACE},
            PROJECTS,
            WITHOUT_PLACES,
            [(44,)],
            id="no municipalities",
        ),
        pytest.param({}, PROJECTS.replace("quantitative", "qualitative "), COUNTS, [], id="everything in words"),
    ],
)
def test_a_programme_may_do_without(changes: dict, projects: str, counts: str | pd.DataFrame, total: list) -> None:
    """What a programme does not have, its editions do not show; the rest stands."""
    cube = build(tables(DELIVERIES, counts=counts, projects=projects), programme(**changes))
    assert shown(cube, "cells", "value", code="heuvelland", indicator="started") == total


def test_a_place_that_the_programme_does_not_know_is_named() -> None:
    """Its residents would be in the total and in no municipality."""
    with pytest.raises(PublicationRefused, match=r"place of residence 'elders' is not in programme.toml"):
        build(tables(DELIVERIES, counts=COUNTS.replace("buiten-regio", "elders      ")), programme())


def test_an_edition_without_a_single_fact_shows_nil() -> None:
    """Nothing counted yet: the programme says 0, and rounded figures say 0 to 4."""
    cube = build(tables(DELIVERIES), programme())
    assert shown(cube, "cells", "value low high", code="heuvelland", indicator="started") == [(0, 0, 0)]
    assert shown(cube, "cells", "value low high", code="berg", indicator="started", category=None) == [(0, 0, 4)]
