"""The example deliveries: the tidy tables hold the facts that the generator put in the workbooks, and no others."""

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from examples.aggregates import counted
from examples.lists import known
from examples.scenario import Delivery, Scenario, load_scenario
from examples.simulation import Trajectory, simulate
from werkmonitor.intake import IntakeResult, read_deliveries
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
DELIVERIES = load_scenario().deliveries
LISTS = {"gemeente-hilversum", "zorgcoalitie", "opleiders", "jongerenloket"}
CROSSTABS = {"gemeente-gooise-meren", "gemeente-weesp", "hbel"}
STANDINGS = {"gemeente-wijdemeren", "uwv", "ggz-pilot"}
EVENTS = ("training_completed", "placed")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> IntakeResult:
    """The example deliveries, read once."""
    return read_deliveries(Workspace(ROOT / "data", tmp_path_factory.mktemp("outputs")), programme)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario()


@pytest.fixture(scope="module")
def people(scenario: Scenario) -> dict[str, list[Trajectory]]:
    return simulate(scenario)


def of(result: IntakeResult, table: str, delivery: Delivery) -> pd.DataFrame:
    """The rows of one workbook."""
    deliveries = result.tables["deliveries"].set_index("file")["delivery_id"]
    rows = result.tables[table]
    return rows[rows["delivery_id"] == deliveries[f"data/raw/{delivery.path}"]]


def edition_of(scenario: Scenario, delivery: Delivery) -> int:
    return [edition.id for edition in scenario.editions].index(delivery.edition)


def some(partners: set[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "delivery", [pytest.param(one, id=one.path) for one in DELIVERIES if one.partner in partners]
    )


def test_none_is_refused_and_no_row_is_lost(result: IntakeResult) -> None:
    """Every workbook of the example is accepted, some with remarks; only cells that say 'n.v.t.' are left out."""
    deliveries = result.tables["deliveries"]
    assert len(deliveries) == len(DELIVERIES)
    assert set(deliveries["state"]) <= {"accepted", "remarks"}
    assert (deliveries["rows_read"] == deliveries["rows_kept"] + deliveries["rows_listed"]).all()
    listed = deliveries[deliveries["rows_listed"] > 0]
    assert set(listed["partner"]) == {"gemeente-wijdemeren"}
    assert not (result.tables["findings"]["treatment"] == "row").any()


def test_as_of_dates_and_receipts_are_those_of_the_scenario(result: IntakeResult) -> None:
    """Found in the sheets, and in the folders."""
    table = result.tables["deliveries"]
    found = {row.file: (row.received_on.date(), row.as_of_on.date()) for row in table.itertuples()}
    assert found == {f"data/raw/{one.path}": (one.received_on, one.as_of) for one in DELIVERIES}


@some(LISTS)
def test_a_list_holds_the_trajectories_known_at_its_edition(
    delivery: Delivery, result: IntakeResult, scenario: Scenario, people: dict[str, list[Trajectory]]
) -> None:
    """Project, start, training and placement of every participant."""
    edition = edition_of(scenario, delivery)
    expected = Counter(
        (t.project, t.started_on, *(t.delivered(event, edition) for event in EVENTS))
        for t in known(people[delivery.partner], edition)
    )
    rows = of(result, "trajectories", delivery)
    days = [[day(value) for value in rows[name]] for name in ("started_on", "training_completed_on", "placed_on")]
    assert Counter(zip(rows["project"], *days, strict=True)) == expected


@some({"gemeente-hilversum", "zorgcoalitie", "jongerenloket"})
def test_everyone_lives_where_the_scenario_has_them_live(
    delivery: Delivery,
    result: IntakeResult,
    scenario: Scenario,
    people: dict[str, list[Trajectory]],
    programme: Programme,
) -> None:
    """Places as municipalities; Weesp only until it left the region."""

    def municipality(t: Trajectory) -> str:
        code = programme.residences[t.place.casefold()]
        return "buiten-regio" if code == "weesp" and t.started_on > date(2022, 3, 23) else code

    everyone = known(people[delivery.partner], edition_of(scenario, delivery))
    expected = Counter("hilversum" if delivery.partner == "gemeente-hilversum" else municipality(t) for t in everyone)
    assert Counter(of(result, "trajectories", delivery)["municipality"]) == expected


@some(CROSSTABS)
def test_a_crosstab_holds_the_monthly_counts_known_at_its_edition(
    delivery: Delivery, result: IntakeResult, scenario: Scenario, people: dict[str, list[Trajectory]]
) -> None:
    """By project, indicator and month; the mixed-up first version of a re-delivery is as mixed up as it was sent."""
    expected = counted(people[delivery.partner], edition_of(scenario, delivery))
    rows = of(result, "counts", delivery)
    assert not rows["is_cumulative"].any()
    doubles = scenario.partners[delivery.partner].doubles
    found = Counter(
        {
            (row.project, row.indicator, row.from_on.date()): int(row.value)
            for row in rows.groupby(["project", "indicator", "from_on"], as_index=False)["value"].sum().itertuples()
            if row.value and row.project != doubles
        }
    )
    if delivery.is_superseded:
        assert found != expected
        swap = {"gooise-waardebox": "recycling-hout", "recycling-hout": "gooise-waardebox"}
        found = Counter({(swap.get(p, p), i, m): n for (p, i, m), n in found.items()})
    assert found == expected


@some(STANDINGS)
def test_a_standing_holds_the_sums_known_at_its_edition(
    delivery: Delivery, result: IntakeResult, scenario: Scenario, people: dict[str, list[Trajectory]]
) -> None:
    """By project and indicator, as of its day; what UWV hides is an interval."""
    edition = edition_of(scenario, delivery)
    rows = of(result, "counts", delivery)
    assert rows["is_cumulative"].all()
    rows = rows[rows["until_on"] == pd.Timestamp(delivery.as_of)]
    events = Counter(
        (t.project, indicator)
        for t in people[delivery.partner]
        for indicator in ("started", *EVENTS)
        if t.delivered(indicator, edition)
    )
    doubles = scenario.partners[delivery.partner].doubles
    own = rows[rows["project"] != doubles]
    found = {(row.project, row.indicator): row.value for row in own.itertuples()}
    assert {key: value for key, value in found.items() if value} == dict(events)
    hidden = rows[rows["value"].isna()]
    assert set(zip(hidden["low"], hidden["high"], hidden["marker"], strict=True)) <= {(1, 4, "<5")}


def test_the_register_holds_goals_plan_and_projects(result: IntakeResult, scenario: Scenario) -> None:
    """Of the last edition: 27 projects, every goal and every plan point delivered so far."""
    last = next(one for one in reversed(DELIVERIES) if one.partner == "programmateam")
    projects = of(result, "projects", last)
    assert (len(projects), projects["capacity"].sum(), projects["is_fictional"].sum()) == (27, 2000, 17)
    goals = of(result, "targets", last)
    assert sorted(zip(goals["code"], goals["indicator"], goals["version"], goals["value"], strict=True)) == sorted(
        (goal.code, goal.indicator, goal.version, goal.value)
        for goal in scenario.goals
        if goal.valid_from_on <= last.received_on
    )
    plan = of(result, "plan", last)
    assert sorted(
        (row.code, row.indicator, row.on.date(), row.value) for row in plan.itertuples() if row.level == "project"
    ) == sorted(
        (line.code, line.indicator, on, value)
        for line in scenario.plan
        if line.level == "project"
        for on, value in line.points.items()
    )
    assert set(of(result, "expectations", last)["level"]) <= {"programme", "category", "project"}


def test_no_number_of_a_participant_is_kept(result: IntakeResult) -> None:
    """Not in the tables, not in a message."""
    text = "".join(table.to_csv() for table in result.tables.values()) + str(result.problems)
    assert not any(number in text for number in ("HV0001", "ZS-0001", "J001"))
    assert result.tables["trajectories"]["person"].str.fullmatch("[0-9a-f]{32}").all()


def day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
