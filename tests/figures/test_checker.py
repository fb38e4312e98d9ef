"""The checker passes what is right and names every single fault: each rule is broken once here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from tests.figures.world import KEY, LIST, build, people, programme, tables
from werkmonitor.cube import CubeRows
from werkmonitor.errors import Problem
from werkmonitor.figures.checker import check, check_derived
from werkmonitor.figures.counts import Counts, groups_shown, quarter_ends, residences_shown, true_counts
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import decide
from werkmonitor.figures.protection import Protected, Unprotected, protect
from werkmonitor.figures.register import Row, Scope, parts, register_of_edition

AS_OF = date(2021, 9, 30)
NEXT_LIST = LIST.replace("2021-04-02", "2021-10-02").replace("2021-03-31", "2021-09-30")


@dataclass(frozen=True)
class Made:
    """An edition at the moment it is checked."""

    protected: Protected
    given: Unprotected

    def check(self) -> list[Problem]:
        return check(self.protected, self.given)


def made(released: tuple[CubeRows, ...] = (), **settings: object) -> Made:
    """The second edition, made by the rooms themselves."""
    of = programme(protection=settings)
    drawn = tables(NEXT_LIST, trajectories=people(3, 400))
    edition = of.edition("2021-11")
    register = register_of_edition(drawn, of, edition)
    facts = merged(drawn, of, register)
    within = parts(register, of)
    places = residences_shown(facts, of, AS_OF)
    truth = true_counts(facts, register, of, places, quarter_ends(of.programme.started_on, AS_OF))
    policy = decide(of, within, groups_shown(facts["target_groups"].unique(), of), places, {})
    given = Unprotected(truth, policy, within, of, AS_OF, released, "edition 2021-11")
    return Made(protect(given, KEY), given)


@pytest.fixture(scope="module")
def first() -> CubeRows:
    return build(tables(LIST, trajectories=people(3, 400)), programme())


@pytest.fixture(scope="module")
def good(first: CubeRows) -> Made:
    return made((first,))


def test_what_the_protection_makes_passes(good: Made) -> None:
    """The checker shares no code with the rounding, and finds nothing."""
    assert good.check() == []


def test_the_strict_policy_passes_too() -> None:
    """Everything rounded together under the exact total of the programme."""
    assert made(policy="strict").check() == []


Change = Callable[[list[Row]], list[Row]]


def is_at(row: Row, level: str, code: str, category: str | None, indicator: str) -> bool:
    cell = (row["level"], row["code"], row["category"], row["indicator"])
    return cell == (level, code, category, indicator) and row["on"] == AS_OF


def changed(level: str, code: str, category: str | None, indicator: str, **by: int) -> Change:
    """Cells with one row changed: columns moved by so much."""

    def change(cells: list[Row]) -> list[Row]:
        (row,) = (row for row in cells if is_at(row, level, code, category, indicator))
        moved = row | {column: row[column] + step for column, step in by.items()}
        return [moved if other is row else other for other in cells]

    return change


def with_row(**values: object) -> Change:
    """Cells with one more row."""
    row = {"category": None, "indicator": "started", "on": AS_OF, "value": 5, "low": 1, "high": 9, "base": 5}
    return lambda cells: [*cells, row | values]


def without(level: str, code: str, category: str | None, indicator: str) -> Change:
    return lambda cells: [row for row in cells if not is_at(row, level, code, category, indicator)]


def one_step_too_far(cells: list[Row]) -> list[Row]:
    """A multiple of its base, between one and two bases from the true count."""
    truth = int((people(3, 400)["target_groups"].map(len) == 0).sum())
    value = truth // 5 * 5 + 10
    far = {"value": value, "low": value - 4, "high": value + 4}
    return [row | far if is_at(row, "target_group", "onbekend", None, "started") else row for row in cells]


def at_quarter(cells: list[Row]) -> list[Row]:
    (row,) = (row for row in cells if is_at(row, "municipality", "berg", None, "started"))
    return [*cells, row | {"on": date(2021, 6, 30)}]


FAULTS = [
    pytest.param(
        with_row(level="project", code="groen", category="banen"), "a cross that is never published", id="project cross"
    ),
    pytest.param(
        with_row(level="municipality", code="elders"), "may not be published", id="a scope outside the policy"
    ),
    pytest.param(
        changed("project", "taal", None, "started", base=-9), "has base 1; the policy says 10", id="exact where rounded"
    ),
    pytest.param(
        changed("municipality", "berg", None, "started", base=5), "has base 10; the policy says 5", id="another base"
    ),
    pytest.param(at_quarter, "rounded figures stand on the as-of date only", id="a rounded quarter"),
    pytest.param(lambda cells: [*cells, cells[-1]], "stands twice", id="twice"),
    pytest.param(
        with_row(level="target_group", code="jongeren", indicator="trained"), "has no true count", id="no truth"
    ),
    pytest.param(without("municipality", "veen", None, "placed"), "is missing", id="a rounded cell left out"),
    pytest.param(without("category", "banen", None, "placed"), "is missing", id="an exact count left out"),
    pytest.param(
        changed("category", "banen", None, "started", value=1, low=1, high=1),
        "is not the true count",
        id="not the truth",
    ),
    pytest.param(
        changed("category", "banen", None, "started", high=1), "is not the true count", id="an exact interval"
    ),
    pytest.param(
        changed("project", "horeca", None, "started", value=1, low=1, high=1), "no multiple of its base", id="(b)"
    ),
    pytest.param(
        changed("target_group", "onbekend", None, "started", value=15, low=15, high=15), "widest margin", id="(c)"
    ),
    pytest.param(one_step_too_far, "the edition says 0", id="(c) by one step"),
    pytest.param(one_step_too_far, "between which the true count does not lie", id="bounds without the truth"),
    pytest.param(
        changed("target_group", "onbekend", None, "started", low=1),
        "does not follow from its value",
        id="a low that tells",
    ),
    pytest.param(
        changed("target_group", "onbekend", None, "started", high=-1),
        "does not follow from its value",
        id="a high that tells",
    ),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_every_fault_is_found(good: Made, fault: Change, said: str) -> None:
    """Change one cell of a good edition: the checker names the rule."""
    cells = fault(good.protected.cells)
    found = replace(good, protected=replace(good.protected, cells=cells)).check()
    assert any(said in problem.what for problem in found), [str(problem) for problem in found]


def shifted(good: Made, cell: tuple[str, str, str | None, str], step: int) -> Made:
    """A good edition in which one rounded value and its truth moved together: only relations can be broken."""
    move = changed(*cell, value=step, low=step, high=step)(good.protected.cells)
    truth = raised(good.given.truth, cell, step)
    return Made(replace(good.protected, cells=move), replace(good.given, truth=truth))


def raised(truth: Counts, cell: tuple[str, str, str | None, str], step: int) -> Counts:
    """True counts with that of one cell moved."""
    level, code, category, indicator = cell
    key = (level, code, category or "", indicator)
    low, high = truth[key][AS_OF]
    return {**truth, key: {**truth[key], AS_OF: (low + step, high + step)}}


RELATIONS = [
    pytest.param(
        ("municipality", "berg", None, "started"), 10, "its rounded parts add up to", id="place is not its categories"
    ),
    pytest.param(
        ("municipality", "berg", "banen", "started"), 10, "its rounded parts add up to", id="category of a place"
    ),
]


@pytest.mark.parametrize(("cell", "step", "said"), RELATIONS)
def test_sums_that_do_not_hold_are_found(
    good: Made, cell: tuple[str, str, str | None, str], step: int, said: str
) -> None:
    """(a): rounded parts add up to their rounded total."""
    found = shifted(good, cell, step).check()
    assert any(said in problem.what for problem in found), [str(problem) for problem in found]


def test_parts_that_drift_from_an_exact_total_are_found(good: Made) -> None:
    """All municipalities together stay within a base of the region's exact total."""
    one = shifted(good, ("municipality", "berg", "banen", "started"), 15)
    both = shifted(one, ("municipality", "berg", None, "started"), 15)
    found = [problem for problem in both.check() if "is exact, but its rounded parts" in problem.what]
    assert {problem.where for problem in found} == {
        "edition 2021-11, category · banen · started",
        "edition 2021-11, programme · heuvelland · started",
    }


def test_rounded_projects_that_drift_from_what_exact_ones_leave_are_found(good: Made) -> None:
    """Category minus its exact projects is known; what is rounded stays within a base of that."""
    found = shifted(good, ("project", "taal", None, "started"), 20).check()
    assert any(problem.where.endswith("category · scholing · started") for problem in found)


def test_two_ways_to_divide_a_total_that_tell_different_stories_are_found() -> None:
    """Under the strict policy categories, sectors and municipalities add up to one hidden total."""
    strict = made(policy="strict")
    found = shifted(strict, ("sector", "zorg", None, "started"), 5).check()
    assert any("do not add up to the same" in problem.what for problem in found)


@pytest.mark.parametrize("level", ["programme", "category", "sector"])
def test_strict_parts_that_do_not_add_up_are_found(level: str) -> None:
    """(a) under the strict policy: projects, categories and sectors are rounded together too."""
    strict = made(policy="strict")
    cell = {
        "programme": ("sector", "zorg", None, "started"),
        "category": ("project", "groen", None, "started"),
        "sector": ("project", "zorgstart", None, "started"),
    }[level]
    found = shifted(strict, cell, 20).check()
    assert any(problem.where.startswith(f"edition 2021-11, {level} ·") for problem in found)


def test_placed_above_started_is_found(good: Made) -> None:
    """(d): where the true counts are in order, the rounded ones are."""
    of_group = [("target_group", "onbekend", None, indicator) for indicator in ("started", "placed")]
    started, placed = (row["value"] for cell in of_group for row in good.protected.cells if is_at(row, *cell))
    above = shifted(good, of_group[1], started - placed + 5)
    truth = raised(above.given.truth, of_group[1], -5)
    found = Made(above.protected, replace(above.given, truth=truth)).check()
    assert any("is more than the 'started' it is part of" in problem.what for problem in found)


def test_a_figure_below_an_earlier_edition_is_found(good: Made, first: CubeRows) -> None:
    """(d) over editions: what was published never falls."""
    higher = [
        row | {"value": row["value"] + 300} if row["code"] == "berg" and row["category"] is None else row
        for row in first["cells"]
    ]
    earlier = replace(first, tables={**first.tables, "cells": higher})
    found = Made(good.protected, replace(good.given, released=(earlier,))).check()
    assert {problem.where for problem in found} == {
        f"edition 2021-11, municipality · berg · {indicator}" for indicator in ("started", "placed")
    }


def test_a_lone_rounded_part_under_an_exact_total_is_found(good: Made) -> None:
    """A reader could subtract: the category minus its other projects."""
    policy = good.given.policy
    bases = {**policy.bases, ("project", "horeca"): 1, ("project", "zorgstart"): 1}
    found = Made(good.protected, replace(good.given, policy=replace(policy, bases=bases))).check()
    assert any("project · taal" in p.where and "adding and subtracting" in p.what for p in found)


@pytest.mark.parametrize(
    ("settings", "scope", "base", "said"),
    [
        pytest.param({}, ("municipality", "berg"), 1, "programme.toml says 5", id="a municipality that is exact"),
        pytest.param({}, ("project", "taal"), 5, "programme.toml says 10", id="a sensitive project, too finely"),
        pytest.param(
            {}, ("target_group", "statushouders"), 5, "programme.toml says 10", id="a sensitive group, too finely"
        ),
        pytest.param({"policy": "strict"}, ("category", "banen"), 1, "only the programme is", id="strict"),
        pytest.param(
            {"target_group": "not_published"}, ("target_group", "jongeren"), 5, "may not be", id="not published"
        ),
    ],
)
def test_a_policy_laxer_than_the_settings_is_found(
    good: Made, settings: dict[str, str], scope: Scope, base: int, said: str
) -> None:
    """The checker reads programme.toml itself."""
    policy = good.given.policy
    lax = replace(policy, bases={**policy.bases, scope: base})
    found = Made(good.protected, replace(good.given, programme=programme(protection=settings), policy=lax)).check()
    assert any(problem.where.endswith(" · ".join(scope)) and said in problem.what for problem in found)


def test_a_cross_that_is_laxer_than_the_settings_is_found(good: Made) -> None:
    """Municipality × category has a setting of its own."""
    lax = replace(good.given.policy, cross={"scholing": 1, "banen": 5})
    found = Made(good.protected, replace(good.given, policy=lax)).check()
    assert any("category scholing by municipality" in p.where and "programme.toml says 5" in p.what for p in found)


DERIVED = [
    pytest.param("progress", "value", 1, "is not a published value", id="progress is not the cell"),
    pytest.param("progress", "previous_value", 1, "is not a published value", id="not what was published then"),
    pytest.param("progress", "change", 1, "not the difference of two published values", id="change"),
    pytest.param("progress", "share_of_goal", 0.01, "has a share_of_goal", id="share of goal"),
    pytest.param("progress", "ratio", 0.01, "has a ratio", id="ratio"),
    pytest.param("trend", "cumulative", 1, "is not a published value", id="trend"),
    pytest.param("trend", "added", 1, "does not add up", id="added"),
    pytest.param("history", "value", 5, "is not a published value", id="history"),
]


@pytest.fixture(scope="module")
def second(first: CubeRows) -> CubeRows:
    goal = """
delivery_id | level   | code      | indicator | version | value | relation   | goal_on    | valid_from_on
r1          | project | zorgstart | started   | 1       | 500   | ten minste | 2022-12-31 | 2021-01-01
"""
    plan = """
delivery_id | level   | code      | indicator | on         | value
r1          | project | zorgstart | started   | 2021-01-01 | 0
r1          | project | zorgstart | started   | 2022-12-31 | 500
"""
    drawn = tables(NEXT_LIST, trajectories=people(3, 400), targets=goal, plan=plan)
    return build(drawn, programme(), "2021-11", [first])


@pytest.mark.parametrize(("table", "column", "step", "said"), DERIVED)
def test_what_is_derived_repeats_published_values_only(
    first: CubeRows, second: CubeRows, table: str, column: str, step: float, said: str
) -> None:
    """Progress, trend and history say nothing that the cells do not say."""
    assert check_derived(second, [first], "edition") == []
    filled = [row for row in second[table] if row[column] is not None]
    for row in (filled[0], filled[-1]):
        wrong = [other | {column: row[column] + step} if other is row else other for other in second[table]]
        cube = replace(second, tables={**second.tables, table: wrong})
        assert any(said in problem.what for problem in check_derived(cube, [first], "edition"))


@pytest.mark.parametrize(
    ("lost", "said"),
    [("previous_value", "not the difference of two published values"), ("goal", "has a share_of_goal")],
)
def test_what_is_computed_from_a_figure_that_is_not_there_is_found(
    first: CubeRows, second: CubeRows, lost: str, said: str
) -> None:
    """A change without an earlier value, a share without a goal: a finding, never a fault of the checker."""
    progress = [row | {lost: None} for row in second["progress"]]
    cube = replace(second, tables={**second.tables, "progress": progress})
    assert any(said in problem.what for problem in check_derived(cube, [first], "edition"))
