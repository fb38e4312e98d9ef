"""The checker of further indicators refuses what would give a rounded project or a small group away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from highspy import Highs, HighsModelStatus, ObjSense
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.test_indicators import heuvelland, made
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures import edition as building
from werkmonitor.figures.further import Further, tellable
from werkmonitor.figures.further_checker import check_further
from werkmonitor.figures.policy import Policy
from werkmonitor.figures.register import Cell, Scope

AS_OF = date(2021, 9, 30)

ONE_LEFT = "zorgstart | informed | 40\ntaal | informed | 30"
FEW_LEFT = "zorgstart | informed | 40\ntaal | informed | 4\nhoreca | informed | 5"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param(ONE_LEFT, "leaves a rest of rounded projects that is too small", id="one project is left"),
        pytest.param(FEW_LEFT, "leaves a rest of rounded projects that is too small", id="too few people are left"),
        pytest.param("taal | informed | 30", "project · taal · informed", id="a rounded project itself"),
    ],
)
def test_a_total_that_leaves_too_little_is_refused(monkeypatch: pytest.MonkeyPatch, counts: str, expected: str) -> None:
    """Were everything told, nothing would be published."""
    monkeypatch.setattr(building, "tellable", lambda further, *_: frozenset(further.counts))
    with pytest.raises(PublicationRefused) as raised:
        made(counts=counts, protection={"sensitive_projects": ["taal", "horeca"]})
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param({"numerator": 47}, "says 47 of 'raised', which is not the published count", id="another count"),
        pytest.param({"value": 0.93}, "is not its numerator by its denominator", id="another value"),
        pytest.param({"because": "too_small"}, "needs a value, or why there is none", id="a value and a reason"),
        pytest.param({"value": None}, "needs a value, or why there is none", id="neither"),
    ],
)
def test_a_share_that_is_not_its_counts_is_refused(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], expected: str
) -> None:
    """46 of 50 is 92%, and nothing else."""
    right = building.shares

    def wrong(*given: Any) -> list[dict[str, Any]]:
        return [one | row if one["indicator"] == "raised_share" else one for one in right(*given)]

    monkeypatch.setattr(building, "shares", wrong)
    with pytest.raises(PublicationRefused) as raised:
        made(counts="groen | raised | 46\ngroen | started | 50")
    assert expected in str(raised.value)


def test_a_share_of_a_small_group_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were nine enough, the checker would not agree."""
    right = building.shares

    def wrong(*given: Any) -> list[dict[str, Any]]:
        told = {"numerator": 8, "denominator": 9, "value": 0.888889, "because": None}
        return [one | told if one["indicator"] == "raised_share" else one for one in right(*given)]

    monkeypatch.setattr(building, "shares", wrong)
    monkeypatch.setattr(building, "not_told", lambda *_: frozenset())
    with pytest.raises(PublicationRefused, match="is of too few people"):
        made(counts="groen | raised | 8\ngroen | started | 9")


# ------------------------------------------------------------------------------------------------ every division

PROJECTS = tuple("abcdefgh")
WORLD = heuvelland()


@st.composite
def divided(draw: st.DrawFn) -> tuple[dict[Scope, frozenset[str]], dict[str, int], frozenset[str], frozenset[str]]:
    """Scopes of eight projects, their counts, those that are rounded, and those that have the indicator."""
    categories = {p: draw(st.sampled_from("xyz")) for p in PROJECTS}
    sectors = {p: draw(st.sampled_from("uvw")) for p in PROJECTS}
    within: dict[Scope, frozenset[str]] = {("programme", "heuvelland"): frozenset(PROJECTS)}
    for level, of in (("category", categories), ("sector", sectors)):
        for code in sorted(set(of.values())):
            within[level, code] = frozenset(p for p in PROJECTS if of[p] == code)
    within |= {("project", p): frozenset({p}) for p in PROJECTS}
    counts = {p: draw(st.integers(0, 14)) for p in PROJECTS}
    return within, counts, frozenset(draw(st.sets(st.sampled_from(PROJECTS)))), frozenset(PROJECTS)


@settings(max_examples=150, deadline=None)
@given(divided())
def test_every_rounded_project_keeps_ten_possible_counts(world: tuple[Any, ...]) -> None:
    """By linear programming: with all that is told subtracted, each may be any of at least eleven numbers."""
    within, counts, rounded, having = world
    further = Further(_sums(within, counts), {"informed": having}, frozenset())
    policy = Policy({scope: 5 if scope[0] == "project" and scope[1] in rounded else 1 for scope in within}, {})
    told = tellable(further, policy, within, WORLD, AS_OF)
    cells = [
        {"level": level, "code": code, "category": None, "indicator": indicator, "on": AS_OF}
        for level, code, _, indicator in told
    ]
    assert not check_further(cells, further, policy, within, WORLD, AS_OF, "edition")
    assert {cell for cell in told if cell[0] == "project"} == {("project", p, "", "informed") for p in having - rounded}
    rows = [[PROJECTS.index(p) for p in sorted(within[level, code])] for level, code, _, _ in told]
    sums = [further.counts[cell][AS_OF][0] for cell in told]
    for project in sorted(rounded):
        most = _extreme(rows, sums, PROJECTS.index(project), ObjSense.kMaximize)
        least = _extreme(rows, sums, PROJECTS.index(project), ObjSense.kMinimize)
        assert most - least >= WORLD.protection.smallest_share


def _sums(within: Mapping[Scope, frozenset[str]], counts: Mapping[str, int]) -> dict[Cell, dict[date, tuple[int, int]]]:
    found = {}
    for (level, code), projects in within.items():
        total = sum(counts[project] for project in projects)
        found[level, code, "", "informed"] = {AS_OF: (total, total)}
    return found


def _extreme(rows: list[list[int]], sums: list[int], project: int, sense: ObjSense) -> float:
    """The least or most that a project may count; nobody counts a hundred."""
    solver = Highs()
    solver.silent()
    counts = [solver.addVariable(lb=0, ub=100) for _ in PROJECTS]
    for row, total in zip(rows, sums, strict=True):
        solver.addConstr(sum(counts[number] for number in row) == total)
    solver.setObjective(counts[project], sense)
    solver.run()
    assert solver.getModelStatus() == HighsModelStatus.kOptimal
    return float(solver.getObjectiveValue())
