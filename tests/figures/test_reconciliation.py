"""Every check of the reconciliation: passed by a whole programme, failed by exactly the fault that it is for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.figures.world import PROJECTS, build, people, programme, tables
from werkmonitor.cube import CubeRows
from werkmonitor.figures.observations import merged, observe
from werkmonitor.figures.published import origin
from werkmonitor.figures.reconciliation import Check, as_text, reconcile_edition, reconcile_tables, refused
from werkmonitor.figures.reconciliation.of_tables import FACTS, reconcile_facts
from werkmonitor.figures.register import register_known
from werkmonitor.programme import Programme
from werkmonitor.tables import as_table

DELIVERIES = """
delivery_id | partner | layout   | received_on | as_of_on   | coverage    | state
list-1      | zorg    | lijst    | 2021-04-02  | 2021-03-31 | since_start | accepted
list-2      | zorg    | lijst    | 2021-10-02  | 2021-09-30 | since_start | remarks
berg-1      | berg    | tel-berg | 2021-04-02  | 2021-03-31 | since_start | accepted
berg-2      | berg    | tel-berg | 2021-10-02  | 2021-09-30 | since_start | accepted
uwv-1       | uwv     | stand    | 2021-04-02  | 2021-03-31 | as_of       | accepted
uwv-2       | uwv     | stand    | 2021-10-02  | 2021-09-30 | as_of       | accepted
r2          | team    | register | 2021-10-02  | 2021-09-30 | since_start | accepted
"""

COUNTS = """
delivery_id | partner | project   | municipality | indicator | from_on    | until_on   | value
berg-1      | berg    | zorgstart | berg         | started   | 2021-02-01 | 2021-02-28 | 9
berg-1      | berg    | metaal    | berg         | started   | 2021-02-01 | 2021-02-28 | 6
berg-1      | berg    | metaal    | veen         | started   | 2021-03-01 | 2021-03-31 | 7
berg-2      | berg    | zorgstart | berg         | started   | 2021-02-01 | 2021-02-28 | 9
berg-2      | berg    | metaal    | berg         | started   | 2021-02-01 | 2021-02-28 | 6
berg-2      | berg    | metaal    | veen         | started   | 2021-03-01 | 2021-03-31 | 8
berg-2      | berg    | metaal    | buiten-regio | started   | 2021-08-01 | 2021-08-31 | 3
uwv-1       | uwv     | hout      |              | started   |            | 2021-03-31 | 11
uwv-2       | uwv     | hout      |              | started   |            | 2021-09-30 | 15
uwv-2       | uwv     | metaal    |              | started   |            | 2021-09-30 | 8
"""

TARGETS = """
delivery_id | level     | code      | indicator | version | value | relation   | goal_on    | valid_from_on
r1          | project   | zorgstart | started   | 1       | 100   | ten minste | 2022-12-31 | 2021-01-01
r1          | project   | hout      | started   | 1       | 80    | ten minste | 2022-12-31 | 2021-01-01
r2          | project   | zorgstart | started   | 1       | 100   | ten minste | 2022-12-31 | 2021-01-01
r2          | project   | zorgstart | started   | 2       | 120   | ten minste | 2022-12-31 | 2021-09-01
r2          | project   | hout      | started   | 1       | 80    | ten minste | 2022-12-31 | 2021-01-01
r2          | programme |           | placed    | 1       | 90    | ten minste | 2022-12-31 | 2021-01-01
"""

PLAN = """
delivery_id | level   | code      | indicator | on         | value
r1          | project | zorgstart | started   | 2021-03-31 | 20
r1          | project | zorgstart | started   | 2022-12-31 | 100
r2          | project | zorgstart | started   | 2021-03-31 | 20
r2          | project | zorgstart | started   | 2022-12-31 | 100
"""

PLANS = [
    {"code": "pow", "name": "PoW", "until": date(2021, 6, 30), "continued_as": "waw"},
    {"code": "waw", "name": "WaW"},
]


def register(delivery: str) -> str:
    """The projects of Heuvelland and two that no list knows, three of them under the plan that ends in June."""
    more = "r1 | hout   | B2 | Hout   | banen | breed | quantitative | 2021-01-01 | 50\n"
    more += "r1 | metaal | B3 | Metaal | banen | breed | quantitative | 2021-01-01 | 50\n"
    header, *rows = (PROJECTS + more).strip().splitlines()
    plans = [" | pow" if row.split("|")[1].strip() in ("zorgstart", "taal", "hout") else " | waw" for row in rows]
    planned = "\n".join(row + plan for row, plan in zip(rows, plans, strict=True))
    return f"{header} | plan\n{planned.replace('r1 |', f'{delivery} |')}"


def participants() -> pd.DataFrame:
    """What the care coalition knows in October, and of that what it knew in April."""
    october = people(5, 260).assign(delivery_id="list-2")
    has_left = (october["municipality"] == "veen") & (october["started_on"] > "2021-07-31")
    october["municipality"] = october["municipality"].mask(has_left, "buiten-regio")
    april = october[october["started_on"] <= "2021-03-31"].assign(delivery_id="list-1")
    april["placed_on"] = april["placed_on"].where(april["placed_on"] <= "2021-03-31")
    return as_table("trajectories", pd.concat([april, october]))


@pytest.fixture(scope="module")
def of() -> Programme:
    return programme(plans=PLANS)


@pytest.fixture(scope="module")
def given(of: Programme) -> dict[str, pd.DataFrame]:
    """All tidy tables, with as many rows kept as there are facts."""
    found = tables(
        DELIVERIES,
        register("r1") + "\n" + register("r2").partition("\n")[2],
        trajectories=participants(),
        counts=COUNTS,
        targets=TARGETS,
        plan=PLAN,
    )
    rows = pd.concat([found[name]["delivery_id"] for name in FACTS]).value_counts()
    deliveries = found["deliveries"].assign(file=found["deliveries"]["delivery_id"] + ".xlsx")
    kept = deliveries["delivery_id"].map(rows).fillna(0)
    found["deliveries"] = as_table("deliveries", deliveries.assign(rows_read=kept + 1, rows_kept=kept, rows_listed=1))
    found["findings"] = as_table("findings", [{"delivery_id": "list-2", "code": "row_twice", "treatment": "logged"}])
    return {**found, "observations": observe(found, of)}


@pytest.fixture(scope="module")
def first(given: dict[str, pd.DataFrame], of: Programme) -> CubeRows:
    return build(given, of)


@pytest.fixture(scope="module")
def second(given: dict[str, pd.DataFrame], of: Programme, first: CubeRows) -> CubeRows:
    return build(given, of, "2021-11", [first])


def failed(checks: list[Check]) -> set[str]:
    return {check.name for check in checks if not check.is_passed}


# ------------------------------------------------------------ tables


def without(table: str, **where: object) -> Callable[[dict[str, pd.DataFrame]], None]:
    """Take the first row away of which this holds."""

    def fault(found: dict[str, pd.DataFrame]) -> None:
        frame = found[table]
        is_meant = pd.Series(True, index=frame.index)
        for column, value in where.items():
            is_meant &= frame[column] == value
        found[table] = frame.drop(index=frame.index[is_meant][0]).reset_index(drop=True)

    return fault


def with_other(table: str, column: str, value: object, **where: object) -> Callable[[dict[str, pd.DataFrame]], None]:
    """Give the first row of which this holds another value."""

    def fault(found: dict[str, pd.DataFrame]) -> None:
        frame = found[table].copy()
        is_meant = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            is_meant &= frame[name] == wanted
        frame.loc[frame.index[is_meant][0], column] = value
        found[table] = frame

    return fault


LOST, UNSEEN, NUMBERS = "rows kept = facts", "facts = observations", "numbers of periods = observed"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(without("trajectories", delivery_id="list-2"), {LOST, UNSEEN}, id="a participant"),
        pytest.param(without("trajectories", delivery_id="list-1"), {LOST}, id="one of a list that is replaced"),
        pytest.param(without("counts", delivery_id="berg-2"), {LOST, UNSEEN}, id="a figure of a period"),
        pytest.param(without("counts", delivery_id="uwv-2"), {LOST, UNSEEN}, id="a standing"),
        pytest.param(without("projects"), {LOST}, id="a project of the register"),
        pytest.param(without("targets"), {LOST}, id="a goal"),
        pytest.param(without("plan"), {LOST}, id="a plan point"),
        pytest.param(without("deliveries", delivery_id="uwv-2"), {LOST, UNSEEN}, id="a delivery"),
        pytest.param(without("observations", origin="list"), {UNSEEN}, id="an observation of a list"),
        pytest.param(without("observations", delivery_id="berg-2"), {UNSEEN, NUMBERS}, id="an observation of a period"),
        pytest.param(without("observations", delivery_id="uwv-2"), {UNSEEN}, id="an observation of a standing"),
        pytest.param(
            with_other("observations", "low", 99, delivery_id="berg-2"), {NUMBERS}, id="another number observed"
        ),
        pytest.param(
            with_other("deliveries", "rows_listed", 0), {"rows read = kept + listed"}, id="a row left out in silence"
        ),
        pytest.param(without("findings"), {"states = findings"}, id="a finding"),
        pytest.param(
            with_other("deliveries", "state", "refused", delivery_id="uwv-2"),
            {"states = findings", UNSEEN},
            id="refused for nothing",
        ),
    ],
)
def test_a_row_that_got_lost_fails(
    given: dict[str, pd.DataFrame], of: Programme, fault: Callable[[dict[str, pd.DataFrame]], None], expected: set[str]
) -> None:
    """Exactly the checks of what is gone, with the file or the table in the message."""
    assert failed(reconcile_tables(given, of)) == set()
    damaged = dict(given)
    fault(damaged)
    checks = reconcile_tables(damaged, of)
    assert failed(checks) == expected
    assert all(problem.where.startswith("tables, ") and problem.remedy for problem in refused(checks))


FACT = "not_counted_because"


def counts_too(facts: pd.DataFrame) -> None:
    """What yields to another counts as well."""
    yields = facts.index[facts[FACT].str.contains(" leads")][0]
    facts.loc[yields, FACT] = ""


def adds_more(facts: pd.DataFrame) -> None:
    """Between two standings more happened than they differ."""
    facts.loc[facts.index[facts["is_cumulative"].fillna(False).astype(bool)][0], "low_step"] += 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(counts_too, "list and figures: counted once", id="counted twice"),
        pytest.param(adds_more, "standings = what happened between them", id="standings that do not add up"),
    ],
)
def test_facts_that_count_too_much_fail(
    given: dict[str, pd.DataFrame], of: Programme, fault: Callable[[pd.DataFrame], None], expected: str
) -> None:
    """Who is told of twice counts once; what happened between standings is their difference."""
    facts = merged(given, of, register_known(given, None))
    assert failed(reconcile_facts("tables", given, facts, of)) == set()
    fault(facts)
    assert failed(reconcile_facts("tables", given, facts, of)) == {expected}


@pytest.mark.parametrize(
    ("table", "where"),
    [
        pytest.param("trajectories", {"municipality": "buiten-regio", "delivery_id": "list-2"}, id="of a list"),
        pytest.param("counts", {"municipality": "buiten-regio"}, id="of a period"),
    ],
)
def test_nobody_begins_in_a_municipality_that_has_left(
    given: dict[str, pd.DataFrame], of: Programme, table: str, where: dict[str, str]
) -> None:
    """Veen left in July: who began in August is no resident of it, wherever it stands."""
    damaged = dict(given)
    frame = given[table].sort_values("started_on" if table == "trajectories" else "until_on", ascending=False)
    damaged[table] = frame.reset_index(drop=True)
    with_other(table, "municipality", "veen", **where)(damaged)
    checks = reconcile_facts("tables", damaged, merged(damaged, of, register_known(damaged, None)), of)
    assert "veen before and after it left" in failed(checks)


# ------------------------------------------------------------ editions

EXACT, HELD, MISSING = "exact figures = tables", "rounded figures hold tables", "no figure is missing"
REGION, OF_PLACE, PLACES = (
    "municipalities = region",
    "categories = municipality",
    "everybody is in a place that is shown",
)
PREVIOUS, EARLIER = "previous values = last edition", "earlier days = last edition"
FALLS, POINTS = "nothing falls since the last edition", "plan points = register"
QUARTER = {"code": "zorgstart", "on": date(2021, 9, 30)}
TODAY = date(2021, 9, 30)


def checked(cube: CubeRows, given: Mapping[str, pd.DataFrame], of: Programme, *released: CubeRows) -> list[Check]:
    edition = of.edition(cube.edition["id"])
    return reconcile_edition(cube, origin(cube, given, of), given, edition, released)


Change = Callable[[dict[str, Any]], dict[str, Any] | None]


def changed(cube: CubeRows, table: str, change: Change, **where: object) -> CubeRows:
    """A cube in which the first row of which this holds is another one, or gone."""
    rows = list(cube[table])
    place = next(n for n, row in enumerate(rows) if all(row[name] == value for name, value in where.items()))
    new = change(dict(rows[place]))
    rows[place : place + 1] = [] if new is None else [new]
    return replace(cube, tables={**cube.tables, table: rows})


def gone(_: dict[str, Any]) -> None:
    """Take the row away."""


def more(column: str = "value", by: int = 1) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda row: row | {column: row[column] + by}


def higher(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: row[name] + 100 for name in ("value", "low", "high")}


def test_a_whole_programme_agrees(
    given: dict[str, pd.DataFrame], of: Programme, first: CubeRows, second: CubeRows
) -> None:
    """Two editions with lists, periods, standings, a member that left, plans that changed, and late records."""
    for cube, released in ((first, ()), (second, (first,))):
        checks = checked(cube, given, of, *released)
        assert refused(checks) == []
        assert all(check.compared for check in checks if check.name != PREVIOUS), [
            check.name for check in checks if not check.compared
        ]
    assert "all passed" in as_text(checked(second, given, of, first))


@pytest.mark.parametrize(
    ("table", "change", "where", "expected"),
    [
        pytest.param(
            "cells", more(), {"level": "project", "code": "zorgstart", "on": TODAY},
            {EXACT, "projects = sector"}, id="a project's figure",
        ),
        pytest.param(
            "cells", more(), {"level": "programme", "on": date(2021, 6, 30)},
            {EXACT, "categories = programme", "sectors = programme"}, id="a total on an earlier day",
        ),
        pytest.param(
            "cells", gone, {"level": "category", "code": "banen", "on": TODAY},
            {MISSING, "categories = programme", "projects = category", "municipalities = category"},
            id="a category's row",
        ),
        pytest.param(
            "cells", gone, {"level": "project", "code": "zorgstart", "on": date(2021, 6, 30)},
            {MISSING, "projects = sector"}, id="a quarter of a project",
        ),
        pytest.param(
            "cells", higher, {"level": "municipality", "code": "berg", "category": None},
            {HELD, REGION, OF_PLACE}, id="a municipality's figure",
        ),
        pytest.param(
            "cells", gone, {"level": "municipality", "code": "berg", "category": None},
            {MISSING, PLACES, REGION},
            id="a municipality's row",
        ),
        pytest.param(
            "cells", higher, {"level": "municipality", "category": "scholing", "code": "berg"},
            {HELD, "municipalities = category", OF_PLACE}, id="a category in a municipality",
        ),
        pytest.param(
            "cells", higher, {"level": "target_group"}, {HELD}, id="a target group's figure",
        ),
        pytest.param(
            "cells", lambda row: row | {"low": 0, "high": 1, "value": 0},
            {"level": "municipality", "code": "veen", "category": None},
            {HELD, "veen stays in", OF_PLACE, FALLS},
            id="residents of a former member",
        ),
        pytest.param(
            "scopes", gone, {"level": "project", "code": "kennis"},
            {"projects, also those in words", "one plan for a project"}, id="a project in words",
        ),
        pytest.param(
            "scopes", lambda row: row | {"plan": "pow"}, {"level": "project", "code": "hout"},
            {"one plan for a project"}, id="a project under an ended plan",
        ),
        pytest.param(
            "goals", more(), {"level": "project", "code": "zorgstart", "is_current": True},
            {"goals = register", "goals of projects = summed goal"}, id="a goal",
        ),
        pytest.param(
            "goals", gone, {"level": "programme", "indicator": "placed"}, {"goals = register"}, id="a goal's row"
        ),
        pytest.param(
            "goals", more(), {"level": "programme", "indicator": "started", "is_current": True},
            {"goals of projects = summed goal"}, id="a goal that is a sum",
        ),
        pytest.param("plan", gone, QUARTER, {POINTS}, id="a plan point"),
        pytest.param("plan", more(), QUARTER, {POINTS}, id="another plan"),
        pytest.param("revisions", gone, {}, {EARLIER}, id="a revision in silence"),
        pytest.param("revisions", more("was"), {}, {EARLIER}, id="a revision of something else"),
        pytest.param(
            "revisions", lambda row: row | {"cause": None}, {}, {EARLIER}, id="without a cause"
        ),
        pytest.param(
            "progress", more("previous_value"), {"level": "programme", "indicator": "started"},
            {PREVIOUS}, id="another previous value",
        ),
    ],
)  # fmt: skip
def test_a_cube_that_says_something_else_fails(
    given: dict[str, pd.DataFrame],
    of: Programme,
    first: CubeRows,
    second: CubeRows,
    table: str,
    change: Change,
    where: dict[str, object],
    expected: set[str],
) -> None:
    """Exactly the checks that the changed or missing row is for."""
    checks = checked(changed(second, table, change, **where), given, of, first)
    assert failed(checks) == expected
    assert all(problem.where.startswith("edition 2021-11, ") for problem in refused(checks))


def test_a_figure_that_falls_fails_unless_a_revision_says_so(
    given: dict[str, pd.DataFrame], of: Programme, first: CubeRows, second: CubeRows
) -> None:
    """The edition before showed more of metal: told, unless corrections.toml states a fall."""
    before = changed(first, "cells", more(by=500), level="project", code="groen", on=date(2021, 3, 31))
    name = FALLS
    assert name in failed(checked(second, given, of, before))
    stated = {**given, "findings": as_table("findings", [{"delivery_id": "list-2", "code": "standing_fell_explained"}])}
    assert name not in failed(checked(second, stated, of, before))


def test_a_project_under_two_plans_fails(given: dict[str, pd.DataFrame], of: Programme, second: CubeRows) -> None:
    """Its starts would count twice."""
    projects = given["projects"]
    twice = projects[(projects["delivery_id"] == "r2") & (projects["project"] == "hout")].assign(plan="waw")
    damaged = {**given, "projects": pd.concat([twice, projects], ignore_index=True)}
    assert failed(checked(second, damaged, of)) >= {"plans = programme", "one plan for a project"}


def test_a_delivery_that_is_gone_is_told_first(given: dict[str, pd.DataFrame], of: Programme, second: CubeRows) -> None:
    """Without it nothing else can be compared."""
    made = origin(second, given, of)
    left = {**given, "deliveries": given["deliveries"][given["deliveries"]["delivery_id"] != "uwv-2"]}
    checks = reconcile_edition(second, made, left, of.edition("2021-11"), ())
    assert failed(checks) == {"deliveries it was made of"}


def test_what_we_corrected_since_waits_for_a_revision(
    given: dict[str, pd.DataFrame], of: Programme, second: CubeRows
) -> None:
    """The same delivery read otherwise is no fault: it says how many figures a revision would change."""
    corrected = dict(given)
    with_other("counts", "low", 7, delivery_id="berg-2", project="metaal", municipality="veen")(corrected)
    made = origin(second, given, of)
    checks = reconcile_edition(second, made, corrected, of.edition("2021-11"), ())
    (exact,) = [check for check in checks if check.name == EXACT]
    assert exact.is_passed
    assert exact.known > 0
    assert exact.verdict == f"ok, {exact.known} to revise"
