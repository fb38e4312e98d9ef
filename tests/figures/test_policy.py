"""Which figures are exact, and what is rounded because exact it would give away another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.world import programme
from werkmonitor.errors import ConfigurationError, PublicationRefused
from werkmonitor.figures.inference import given_away
from werkmonitor.figures.policy import decide
from werkmonitor.figures.register import Scope


def region(text: str) -> dict[Scope, frozenset[str]]:
    """Scopes drawn as `category a: one two`, with a programme above and a project below."""
    lines = [line.strip() for line in text.strip().splitlines()]
    scopes = {}
    for line in lines:
        name, _, projects = line.partition(":")
        level, code = name.split()
        scopes[level, code] = frozenset(projects.split())
    everything = frozenset().union(*scopes.values())
    below = {("project", project): frozenset({project}) for project in sorted(everything)}
    return {("programme", "heuvelland"): everything, **scopes, **below}


REGION = region("""
    category scholing: zorgstart taal horeca
    category banen: groen hout
    sector zorg: zorgstart
    sector breed: taal horeca groen hout
""")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(
            {},
            {"programme": 1, "category": 1, "project": 1, "sector": 1, "municipality": 5, "target_group": 5},
            id="default",
        ),
        pytest.param({"municipality": 10}, {"municipality": 10}, id="coarser by municipality"),
        pytest.param({"municipality": "not_published"}, {"municipality": None}, id="not by municipality"),
        pytest.param({"policy": "strict"}, {"programme": 1, "category": 5, "project": 5, "sector": 5}, id="strict"),
        pytest.param({"category_by_municipality": 10}, {"municipality": 10}, id="a total is as coarse as its parts"),
    ],
)
def test_settings_become_bases(settings: dict, expected: dict) -> None:
    """1 is exact; what is not published has no base."""
    of = programme(protection={"sensitive_projects": [], **settings})
    policy = decide(of, REGION, ["jongeren"], ["berg"], {})
    first = {level: next((s for s in policy.bases if s[0] == level), None) for level in expected}
    assert {level: policy.bases.get(scope) if scope else None for level, scope in first.items()} == expected


def test_sensitive_projects_and_groups_are_coarser() -> None:
    """What reveals health or origin is rounded to 10, under the strict policy too."""
    for name in ("region_exact", "strict"):
        policy = decide(programme(protection={"policy": name}), REGION, ["jongeren", "statushouders"], ["berg"], {})
        assert policy.bases["project", "taal"] == 10
        assert policy.bases["target_group", "statushouders"] == 10
        assert policy.bases["target_group", "jongeren"] == 5


def test_a_lone_rounded_project_takes_the_smallest_other_one_with_it() -> None:
    """Category minus the exact projects would be the rounded one; so one more is rounded, as coarsely: the smallest."""
    sizes = {("project", "zorgstart"): 90, ("project", "horeca"): 7, ("project", "groen"): 3, ("project", "hout"): 5}
    policy = decide(programme(), REGION, [], [], sizes)
    assert policy.also_rounded == (("project", "horeca"),)
    assert policy.bases["project", "horeca"] == policy.bases["project", "taal"] == 10
    assert policy.bases["project", "groen"] == 1


def test_a_sector_of_one_sensitive_project_is_rounded_as_coarsely() -> None:
    """Its total is the project's count; and another sector goes with it, or subtraction would tell."""
    within = region("""
        category scholing: taal horeca zorgstart
        category banen: ggz groen
        sector horeca: horeca
        sector zorg: zorgstart
        sector groen: groen
        sector breed: taal ggz
    """)
    of = programme(protection={"sensitive_projects": ["taal", "horeca", "ggz"]})
    policy = decide(of, within, [], [], {("sector", "zorg"): 1, ("sector", "breed"): 50, ("project", "groen"): 2})
    assert ("sector", "horeca") in policy.also_rounded
    assert policy.bases["sector", "horeca"] == 10
    exact = [scope for scope in within if policy.bases.get(scope) == 1]
    assert given_away(within, exact) == []


def test_what_an_earlier_edition_rounded_stays_rounded() -> None:
    """Sizes change from edition to edition; exact now would reveal what was rounded then."""
    within = region("category scholing: zorgstart taal horeca")
    sizes = {("project", "zorgstart"): 2, ("project", "horeca"): 70}
    assert decide(programme(), within, [], [], sizes).also_rounded == (("project", "zorgstart"),)
    after = decide(programme(), within, [], [], sizes, rounded_before=[("project", "horeca")])
    assert after.also_rounded == (("project", "horeca"),)


def test_project_by_municipality_is_refused() -> None:
    """Nearly half of those cells are one to four persons."""
    with pytest.raises(ConfigurationError, match="project_by_municipality"):
        decide(programme(protection={"project_by_municipality": 10}), REGION, [], [], {})


def test_several_sectors_of_one_sensitive_project_each() -> None:
    """Each is rounded, and then as few others as needed: no setting is refused that can be protected."""
    within = region("""
        category scholing: a b c zorgstart
        category banen: d e groen
        sector sa: a
        sector sb: b
        sector sc: c
        sector sd: d
        sector breed: zorgstart e groen
    """)
    sizes = {("project", "e"): 3, ("project", "groen"): 5, ("project", "zorgstart"): 32, ("sector", "breed"): 40}
    sizes |= {("category", "scholing"): 60, ("category", "banen"): 50}
    policy = decide(programme(protection={"sensitive_projects": ["a", "b", "c", "d"]}), within, [], [], sizes)
    sectors = [("sector", sector) for sector in ("sa", "sb", "sc", "sd")]
    assert policy.also_rounded == (("project", "e"), ("project", "zorgstart"), *sectors)
    assert given_away(within, [scope for scope in within if policy.bases.get(scope) == 1]) == []


def test_rounded_sectors_of_one_exact_project_each_take_all_with_them() -> None:
    """A setting that protects little by itself is carried through: project, category and sector say one number."""
    within = region("\n".join(f"category {c}: p{c}\nsector s{c}: p{c}" for c in "abc"))
    policy = decide(programme(protection={"sector": 5, "sensitive_projects": []}), within, [], [], {})
    assert {scope for scope in within if policy.bases[scope] == 1} == {("programme", "heuvelland")}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(
            {"category_by_municipality": 10}, {"municipality": 10, "category": 10, "programme": 1}, id="crosses of 10"
        ),
        pytest.param(
            {"municipality": 10}, {"municipality": 10, "category": 10, "programme": 1}, id="municipalities of 10"
        ),
        pytest.param({"programme": 5, "municipality": 10}, {"programme": 10, "category": 10}, id="a rounded programme"),
        pytest.param(
            {"municipality": 3, "category_by_municipality": 3, "target_group": 3, "sensitive": 9},
            {"category": 3, "project": 3, "municipality": 3},
            id="the settings' own finest",
        ),
    ],
)
def test_all_ways_to_divide_a_strict_total_are_equally_coarse(settings: dict, expected: dict) -> None:
    """Fives that add up to tens can be far from the exact total, and it would tell them: then they are tens too."""
    of = programme(protection={"policy": "strict", "sensitive_projects": [], **settings})
    policy = decide(of, REGION, ["jongeren"], ["berg", "dal"], {})
    found = {level: {base for (own, _), base in policy.bases.items() if own == level} for level in expected}
    assert found == {level: {base} for level, base in expected.items()}


def test_bases_that_cannot_add_up_are_refused() -> None:
    """3 and 5, 3 and 10: each pair is named."""
    with pytest.raises(ConfigurationError) as refused:
        decide(programme(protection={"municipality": 3}), REGION, ["jongeren"], ["berg"], {})
    assert [problem.what for problem in refused.value.problems] == [
        "figures rounded to 3 and to 5 cannot add up together",
        "figures rounded to 3 and to 10 cannot add up together",
    ]


def test_a_programme_of_one_sensitive_project_cannot_be_exact() -> None:
    """Its total is the project's count; the message says what to set."""
    within = region("category scholing: taal")
    with pytest.raises(PublicationRefused, match=r"project 'taal'[\s\S]*protection.programme to 5"):
        decide(programme(), within, [], [], {})


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("", ""),
        ("programme category-banen", "category-scholing"),
        ("category-scholing project-zorgstart project-taal", "project-horeca sector-zorg"),
        ("sector-breed category-banen project-horeca", "project-taal"),
    ],
)
def test_what_a_reader_can_compute_by_adding_and_subtracting(exact: str, expected: str) -> None:
    """A scope is given away when it is a combination of exact ones."""
    named = {f"{level}-{code}" if level != "programme" else level: (level, code) for level, code in REGION}
    found = given_away(REGION, [named[name] for name in exact.split()])
    assert set(found) == {named[name] for name in expected.split()}


@given(st.sets(st.sampled_from(sorted(REGION))))
def test_given_away_agrees_with_linear_algebra(exact: set[Scope]) -> None:
    """The same answer as the rank of a matrix of zeros and ones."""
    import numpy as np

    projects = sorted(REGION["programme", "heuvelland"])

    def rank(scopes: list[Scope]) -> int:
        rows = [[project in REGION[scope] for project in projects] for scope in scopes]
        return int(np.linalg.matrix_rank(np.array(rows, dtype=float))) if rows else 0

    known = sorted(exact)
    expected = {s for s in REGION if s not in exact and rank([*known, s]) == rank(known)}
    assert set(given_away(REGION, exact)) == expected
