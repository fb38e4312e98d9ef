"""The audit finds what readers of everything together can conclude: each way of attack is drawn once here."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.world import LIST, build, people, programme, tables
from werkmonitor.cube import CubeRows, as_rows
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures import worlds
from werkmonitor.figures.audit import audit, more_to_round
from werkmonitor.figures.counts import Counts
from werkmonitor.figures.register import Cell

MARCH, JUNE, SEPTEMBER = date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30)
OF = programme()


def drawn(text: str, as_of: date = SEPTEMBER, **about: Any) -> tuple[CubeRows, dict[Cell, dict[date, tuple[int, int]]]]:
    """An edition as readers have it, and its true counts.

    A line a figure: `project taal in scholing/breed | 12`; a column an indicator, `started` or `started 2021-06-30`.
    `12` is exact; `10~5=12` is rounded to 10 with base 5, and 12 in truth; blank is not published.
    """
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    columns = [
        (name.split(" ")[0], date.fromisoformat(name.split(" ")[1]) if " " in name else as_of) for name in lines[0][1:]
    ]
    scopes, cells = [], []
    truth: dict[Cell, dict[date, tuple[int, int]]] = {}
    for name, *values in lines[1:]:
        (named, _, within), rounded = name.partition(" in "), any("~" in value for value in values)
        level, code = named.split(" ")
        code, _, category = code.partition("/")
        if not category:
            of_category, _, sector = within.partition("/")
            place = {"category": of_category or None, "sector": sector or None}
            kind = "rounded" if rounded else "exact"
            scopes.append({"level": level, "code": code, "kind": "quantitative", "protection": kind, **place})
        for (indicator, on), value in zip(columns, values, strict=True):
            if not (found := re.fullmatch(r"(\d+)(?:~(\d+)=(\d+))?", value)):
                continue
            shown, base = int(found[1]), int(found[2] or 1)
            bounds = {"value": shown, "low": max(0, shown - base + 1), "high": shown + base - 1, "base": base}
            cell = {"level": level, "code": code, "category": category or None, "indicator": indicator}
            cells.append(cell | {"on": on} | bounds)
            true = int(found[3] or shown)
            truth.setdefault((level, code, category, indicator), {})[on] = (true, true)
    edition = {"id": as_of.isoformat(), "as_of": as_of.isoformat(), "published_on": as_of.isoformat(), "previous": None}
    return as_rows(edition | about, {}, {"scopes": scopes, "cells": cells}), truth


def narrow(last: str, *before: tuple[str, date], **about: Any) -> list[str]:
    """What the audit finds of the last edition, as 'figure: least to most of needed'."""
    released = [drawn(text, as_of)[0] for text, as_of in before]
    previous = {"previous": released[-1].edition["id"]} if released else {}
    cube, truth = drawn(last, **{**previous, **about})
    found = audit(cube, released, OF, truth)
    return [f"{one}: {one.least} to {one.most} of {one.needed}" for one in found]


REMAINDERS = [
    pytest.param(
        """
        figure                        | started
        programme heuvelland          | 45
        category scholing             | 30
        category banen                | 15
        project zorgstart in scholing | 30
        project taal in scholing      | 0~10=0
        project horeca in scholing    | 0~10=0
        project groen in banen        | 15
        """,
        [],
        id="the exact figures leave nothing: nobody is in it, and there is nothing to tell",
    ),
    pytest.param(
        """
        figure                        | started
        programme heuvelland          | 45
        category scholing             | 30
        category banen                | 15
        project zorgstart in scholing | 27
        project taal in scholing      | 0~10=1
        project horeca in scholing    | 0~10=2
        project groen in banen        | 15
        """,
        [],
        id="3 are left, and each can be 0 to 3",
    ),
    pytest.param(
        """
        figure                        | started
        programme heuvelland          | 45
        category scholing             | 30
        category banen                | 15
        project zorgstart in scholing | 27
        project taal in scholing      | 0~10=1
        project horeca in scholing    | 10~10=2
        project groen in banen        | 15
        """,
        ["project · taal · started: 0 to 2 of 4", "project · horeca · started: 1 to 3 of 4"],
        id="3 are left, and one shows that it is not nil",
    ),
    pytest.param(
        """
        figure                        | started
        programme heuvelland          | 45
        category scholing             | 30
        category banen                | 15
        project zorgstart in scholing | 29
        project taal in scholing      | 0~10=0
        project horeca in scholing    | 10~10=1
        project groen in banen        | 15
        """,
        ["project · taal · started: 0 to 0 of 2", "project · horeca · started: 1 to 1 of 2"],
        id="the one that is left is known",
    ),
    pytest.param(
        """
        figure                 | started
        programme heuvelland   | 21
        municipality berg      | 25~5=21
        municipality dal       | 0~5=0
        municipality bron      | 0~5=0
        """,
        [
            "municipality · berg · started: 21 to 21 of 5",
            "municipality · dal · started: 0 to 0 of 5",
            "municipality · bron · started: 0 to 0 of 5",
        ],
        id="a part that shows more than its exact total",
    ),
    pytest.param(
        """
        figure                 | started
        programme heuvelland   | 21
        municipality berg      | 20~5=21
        """,
        [],
        id="all of an exact total is as public as that",
    ),
    pytest.param(
        """
        figure                 | started
        programme heuvelland   | 3
        target_group jongeren  | 5~5=3
        target_group onbekend  | 0~5=1
        """,
        ["target_group · jongeren · started: 1 to 3 of 4"],
        id="a target group is within the programme",
    ),
    pytest.param(
        """
        figure                 | started
        programme heuvelland   | 20
        target_group jongeren  | 0~5=4
        target_group onbekend  | 15~5=16
        """,
        ["target_group · jongeren · started: 1 to 4 of 5", "target_group · onbekend · started: 16 to 19 of 5"],
        id="everybody is in a target group",
    ),
    pytest.param(
        """
        figure                     | started
        programme heuvelland       | 20
        target_group jongeren      | 0~5=4
        target_group onbekend      | 15~5=12
        target_group statushouders |
        """,
        [],
        id="or in one that is not published",
    ),
    pytest.param(
        """
        figure                        | started
        programme heuvelland          | 20
        category scholing             | 12
        category banen                | 8
        project zorgstart in scholing | 10
        project ict in scholing       | 2
        project taal in scholing      | 0~10=0
        project groen in banen        | 8
        municipality berg             | 10~5=12
        municipality berg/scholing    | 10~5=12
        municipality berg/banen       | 0~5=0
        municipality dal              | 10~5=8
        municipality dal/scholing     | 0~5=0
        municipality dal/banen        | 10~5=8
        """,
        ["municipality · dal · banen · started: 6 to 8 of 5", "municipality · berg · banen · started: 0 to 2 of 5"],
        id="exact categories on one side, rounded places on the other",
    ),
]


@pytest.mark.parametrize(("edition", "expected"), REMAINDERS)
def test_what_exact_figures_leave(edition: str, expected: list[str]) -> None:
    """A rounded figure leaves its base in values, or all that its own exact total leaves."""
    assert sorted(narrow(edition)) == sorted(expected)


def test_nested_indicators() -> None:
    """Who is placed has started: each indicator narrows the other."""
    found = narrow("""
        figure               | started | placed
        programme heuvelland | 12      | 12
        municipality berg    | 5~5=4   | 5~5=4
        municipality dal     | 10~5=8  | 5~5=8
    """)
    assert found == [
        f"municipality · {place} · {indicator}: {bounds} of 5"
        for place, bounds in (("berg", "3 to 6"), ("dal", "6 to 9"))
        for indicator in ("started", "placed")
    ]


FIRST = """
    figure                        | started
    programme heuvelland          | 45
    category scholing             | 30
    category banen                | 15
    project zorgstart in scholing | 18
    project taal in scholing      | 0~10=5
    project horeca in scholing    | 10~10=7
    project groen in banen        | 15
"""


def test_the_difference_of_two_editions() -> None:
    """Nothing was added, but another rounding says something else about the same people."""
    assert narrow(FIRST) == []
    other = FIRST.replace("| 0~10=5", "| 10~10=5").replace("10~10=7", "0~10=7")
    assert narrow(other) == []
    assert narrow(other, (FIRST, MARCH)) == [
        "project · taal · started: 3 to 9 of 10",
        "project · horeca · started: 3 to 9 of 10",
    ]


def test_a_change_is_a_figure_too() -> None:
    """Six more in all, at most four of them in Berg: of Dal it could be any number up to six, and is two to six."""
    march = """
        figure               | started
        programme heuvelland | 11
        municipality berg    | 0~5=2
        municipality dal     | 10~10=9
    """
    now = march.replace("| 11", "| 17").replace("10~10=9", "20~10=15")
    assert narrow(now, (march, MARCH)) == [
        "municipality · dal · started: 13 to 17 of 10",
        "municipality · dal · started, change since 2021-03-31: 2 to 6 of 7",
    ]


def test_a_row_that_was_not_there_before_is_what_was_added() -> None:
    """Bron has residents for the first time, of the two that were added: 0 to 2, as the exact totals say themselves."""
    march = """
        figure               | started
        programme heuvelland | 4
        municipality berg    | 0~5=4
        municipality dal     | 0~5=0
    """
    now = march.replace("| 4", "| 6").replace("dal     | 0~5=0", "dal     | 0~5=0\nmunicipality bron | 0~5=2")
    assert narrow(now, (march, MARCH)) == []


def test_an_earlier_exact_number() -> None:
    """What was exact once is known for ever: since then at most one was added."""
    exact = FIRST.replace("| 0~10=5", "| 5").replace("10~10=7", "7")
    later = FIRST.replace("| 45", "| 46").replace("| 30", "| 31").replace("10~10=7", "10~10=8")
    assert narrow(later) == []
    assert narrow(later, (exact, MARCH)) == [
        "project · taal · started: 5 to 6 of 10",
        "project · horeca · started: 7 to 8 of 10",
    ]


QUARTERS = """
    figure               | started | placed | started 2021-06-30 | placed 2021-06-30
    programme heuvelland | 20      | 10     | 10                 | 10
    municipality berg    | 10~5=10 | 5~5=3  |                    |
    municipality dal     | 10~5=10 | 5~5=7  |                    |
"""


def test_a_quarter_between_two_editions() -> None:
    """In June nobody had started since March, and all were placed: who is placed now had started in March."""
    march = """
        figure               | started | placed
        programme heuvelland | 10      | 5
        municipality berg    | 0~5=3   | 0~5=1
        municipality dal     | 10~5=7  | 5~5=4
    """
    without = "\n".join(" | ".join(line.split("|")[:3]) for line in QUARTERS.strip().splitlines())
    assert narrow(without, (march, MARCH)) == []
    assert "municipality · berg · placed: 1 to 4 of 5" in narrow(QUARTERS, (march, MARCH))


def test_a_revision_of_exact_figures_loosens_what_was_said_before() -> None:
    """Six late records about March: readers know that each figure rose by 0 to 6, and no more."""
    late = FIRST.replace("| 45", "| 51").replace("| 30", "| 36").replace("10~10=7", "10~10=13")
    columns = zip(
        late.strip().splitlines(),
        [" | started 2021-03-31", " | 51", " | 36", " | 15", " | 18", " |", " |", " | 15"],
        strict=True,
    )
    assert narrow("\n".join(line + more for line, more in columns), (FIRST, MARCH)) == []


def test_a_revision_says_no_more_than_it_shows() -> None:
    """One late record about March, and nothing since: each figure is what it was or one more."""
    late = FIRST.replace("| 45", "| 46").replace("| 30", "| 31")
    late = late.replace("| 0~10=5", "| 10~10=5").replace("10~10=7", "0~10=8")
    columns = zip(
        late.strip().splitlines(),
        [" | started 2021-03-31", " | 46", " | 31", " | 15", " | 18", " |", " |", " | 15"],
        strict=True,
    )
    assert narrow("\n".join(line + more for line, more in columns), (FIRST, MARCH)) == [
        "project · taal · started: 4 to 10 of 10",
        "project · horeca · started: 3 to 9 of 10",
    ]


def test_a_correction_may_lower_a_figure() -> None:
    """A marked revision of an edition says less than the edition did; the audit takes what it says."""
    wrong = """
        figure               | started
        programme heuvelland | 40
        municipality berg    | 30~5=30
        municipality dal     | 10~5=10
    """
    right = wrong.replace("| 40", "| 30").replace("30~5=30", "20~5=20")
    moved = wrong.replace("30~5=30", "20~5=20").replace("10~5=10", "20~5=20")
    other = wrong.replace("30~5=30", "25~5=28").replace("10~5=10", "15~5=12")
    for corrected in (right, moved, other):
        before = drawn(wrong)[0]
        cube, truth = drawn(corrected, revision=2, revised_on="2021-12-01")
        assert audit(cube, [before], OF, truth) == []


def test_what_readers_take_for_granted_but_is_not_true_tells_nothing() -> None:
    """Two residents turned out to live elsewhere: no exact figure says so, and conclusions from it would be wrong."""
    march = """
        figure               | started
        programme heuvelland | 20
        municipality berg    | 15~5=17
        municipality dal     | 0~5=3
    """
    now = march.replace("| 20", "| 22").replace("15~5=17", "15~5=12").replace("0~5=3", "10~5=10")
    assert narrow(now, (march, MARCH)) == []
    if_true = now.replace("15~5=12", "15~5=16").replace("10~5=10", "10~5=6")
    assert "municipality · berg · started: 16 to 16 of 5" in narrow(if_true, (march, MARCH))


COVERED = """
    figure                               | started
    programme heuvelland                 | 20
    category scholing                    | 12
    category banen                       | 8
    project zorgstart in scholing/zorg   | 10
    project ict in scholing/ict          | 2
    project taal in scholing/breed       | 0~10=0
    project horeca in scholing/horeca    | 0~10=0
    project groen in banen/breed         | 8
    sector zorg                          | 10
    sector ict                           | 2
    sector horeca                        | 0~10=0
    sector breed                         | 10~10=8
"""


def test_a_cover_must_not_be_known_with_somebody_in_it() -> None:
    """A sector that is rounded only to cover another needs no base of values, but more than one."""
    also = {"also_rounded": ["sector/horeca", "sector/breed"]}
    assert narrow(COVERED, **also) == ["sector · breed · started: 8 to 8 of 2"]
    empty = COVERED.replace("| 20", "| 12").replace("| 8", "| 0").replace("10~10=8", "0~10=0")
    assert narrow(empty, **also) == []


def test_the_smallest_exact_figures_are_rounded_until_nothing_is_narrow() -> None:
    """Of all exact figures the smallest project that helps, with the sector that would give it away."""
    cube, truth = drawn(COVERED, also_rounded=["sector/horeca", "sector/breed"])
    more = more_to_round(audit(cube, [], OF, truth), cube, [], OF, truth, "programme.toml")
    assert more == [("project", "ict"), ("sector", "ict")]


def test_where_no_exact_figure_helps_nothing_is_published() -> None:
    """The programme itself says it, and that stays exact."""
    cube, truth = drawn("""
        figure                        | started
        programme heuvelland          | 21
        category scholing             | 11
        category banen                | 10
        project zorgstart in scholing | 11
        project groen in banen        | 10
        municipality berg             | 25~5=21
        municipality dal              | 0~5=0
    """)
    with pytest.raises(PublicationRefused, match="leaves too few values: municipality · berg · started"):
        more_to_round(audit(cube, [], OF, truth), cube, [], OF, truth, "programme.toml")


def test_less_than_a_coarse_base_is_enough_where_no_rounding_promises_more() -> None:
    """Of two parts of an exact total, one rounded to 5, the other leaves 9 values: no other rounding would help."""
    cube, truth = drawn("""
        figure               | started
        programme heuvelland | 40
        municipality berg    | 20~5=22
        municipality dal     | 20~10=18
    """)
    found = audit(cube, [], OF, truth)
    assert [(str(one), one.values) for one in found] == [("municipality · dal · started", 9)]
    assert more_to_round(found, cube, [], OF, truth, "programme.toml") == []


def test_no_category_is_rounded_for_more_values_than_the_finest_base_promises() -> None:
    """Two editions leave 7 of 10 values: enough where only the categories themselves could give more."""
    march = """
        figure                     | started
        programme heuvelland       | 42
        category scholing          | 12
        category banen             | 30
        project taal in scholing   | 0~10=5
        project horeca in scholing | 10~10=7
        project groen in banen     | 30
        municipality berg          | 20~5=20
        municipality dal           | 20~5=22
    """
    now = march.replace("| 0~10=5", "| 10~10=5").replace("10~10=7", "0~10=7")
    before = drawn(march, MARCH)[0]
    cube, truth = drawn(now, previous=before.edition["id"])
    found = audit(cube, [before], OF, truth)
    assert [(str(one), one.values) for one in found] == [
        ("project · taal · started", 7),
        ("project · horeca · started", 7),
    ]
    assert more_to_round(found, cube, [before], OF, truth, "programme.toml") == []


@pytest.mark.parametrize("fault", ["a true count that nothing allows", "figures that no count agrees with"])
def test_figures_that_cannot_be_true_are_refused(fault: str) -> None:
    """A fault of the rounding or of the audit itself: nothing is published."""
    value, total = ("10~5=15", "12") if "true" in fault else ("10~5=12", "30")
    cube, truth = drawn(f"""
        figure               | started
        programme heuvelland | {total}
        municipality berg    | {value}
        municipality dal     | 0~5=0
    """)
    with pytest.raises(PublicationRefused, match="the true counts do not agree"):
        audit(cube, [], OF, truth)


def test_a_solver_that_gives_no_answer_stops_the_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is no pass."""
    monkeypatch.setattr(worlds, "PUSHES", 0)
    monkeypatch.setattr(worlds, "_each", lambda part, questions: False)
    with pytest.raises(PublicationRefused, match="the solver gives no answer"):
        narrow(FIRST)


# ------------------------------------------------------------------------------------------- against all worlds
def all_worlds(shown: Sequence[Sequence[int]], totals: Sequence[int]) -> list[tuple[tuple[int, ...], ...]]:
    """Every pair of editions in whole persons, of three places with base 5, that agrees with what is published."""
    possible = [
        [world for world in product(*(range(max(0, value - 4), value + 5) for value in values)) if sum(world) == total]
        for values, total in zip(shown, totals, strict=True)
    ]
    return [
        (then, now)
        for then in possible[0]
        for now in possible[1]
        if all(a <= b for a, b in zip(then, now, strict=True))
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), min_size=3, max_size=3))
def test_the_linear_programme_finds_what_trying_all_worlds_finds(places: list[tuple[int, ...]]) -> None:
    """Three places, two editions, any rounding that never falls: the same figures are narrow, with the same bounds."""
    then = [count for count, *_ in places]
    now = [count + added for count, added, *_ in places]
    shown_then = [min(5 * -(-count // 5), 5 * (count // 5) + 5 * (up % 2)) for count, _, up, _ in places]
    shown_now = [
        max(before, min(5 * -(-count // 5), 5 * (count // 5) + 5 * (up % 2)))
        for count, before, (*_, up) in zip(now, shown_then, places, strict=True)
    ]
    if not (worlds_ := all_worlds([shown_then, shown_now], [sum(then), sum(now)])):
        return

    def edition(shown: Sequence[int], counts: Sequence[int]) -> str:
        rows = [f"municipality {p} | {s}~5={n}" for p, s, n in zip(("berg", "dal", "bron"), shown, counts, strict=True)]
        return "\n".join(["figure | started", f"programme heuvelland | {sum(counts)}", *rows])

    expected = []
    for number, place in enumerate(("berg", "dal", "bron")):
        level = {world[1][number] for world in worlds_}
        change = {world[1][number] - world[0][number] for world in worlds_}
        for values, since, left in ((level, "", sum(now)), (change, ", change since 2021-03-31", sum(now) - sum(then))):
            if len(values) < (needed := min(5, left + 1)):
                line = f"municipality · {place} · started{since}: {min(values)} to {max(values)} of {needed}"
                expected.append(line)
    assert narrow(edition(shown_now, now), (edition(shown_then, then), MARCH)) == expected


# ------------------------------------------------------------------------------------------- in an edition
SECTORS = [{"code": code, "name": code.title()} for code in ("zorg", "ict", "horeca", "breed")]
PROJECTS = """
delivery_id | project   | number | name      | category | sector | kind         | starts_on
r1          | zorgstart | A1     | ZorgStart | scholing | zorg   | quantitative | 2021-01-01
r1          | ict       | A2     | Ict       | scholing | ict    | quantitative | 2021-01-01
r1          | taal      | A3     | Taal      | scholing | breed  | quantitative | 2021-01-01
r1          | horeca    | A4     | Horeca    | scholing | horeca | quantitative | 2021-01-01
r1          | groen     | B1     | Groen     | banen    | breed  | quantitative | 2021-01-01
"""
DELIVERIES = """
delivery_id | partner | layout | received_on | as_of_on   | coverage | state
d1          | uwv     | stand  | 2021-04-02  | 2021-03-31 | as_of    | accepted
d2          | uwv     | stand  | 2021-10-02  | 2021-09-30 | as_of    | accepted
"""
COUNTS = """
delivery_id | partner | project   | municipality | indicator | from_on | until_on   | value
d1          | uwv     | zorgstart | berg         | started   |         | 2021-03-31 | 10
d1          | uwv     | ict       | berg         | started   |         | 2021-03-31 | 2
d1          | uwv     | groen     | dal          | started   |         | 2021-03-31 | 8
d2          | uwv     | zorgstart | berg         | started   |         | 2021-09-30 | 60
d2          | uwv     | ict       | berg         | started   |         | 2021-09-30 | 40
d2          | uwv     | groen     | dal          | started   |         | 2021-09-30 | 50
d2          | uwv     | taal      | dal          | started   |         | 2021-09-30 | 30
d2          | uwv     | horeca    | dal          | started   |         | 2021-09-30 | 30
"""


def test_an_edition_rounds_what_the_audit_asks_for_and_says_so_ever_after() -> None:
    """Ict is rounded too, for readers would know the sector 'breed'; the next edition would not need it any more."""
    of = programme(sectors=SECTORS, protection={"sensitive_projects": ["taal", "horeca"]})
    known = tables(DELIVERIES, projects=PROJECTS, counts=COUNTS)
    first = build(known, of)
    assert first.edition["also_rounded"] == ["project/ict", "sector/breed", "sector/horeca", "sector/ict"]
    assert all(row["base"] == 10 for row in first["cells"] if row["code"] == "ict" and row["level"] == "sector")
    second = build(known, of, "2021-11", [first])
    assert set(first.edition["also_rounded"]) <= set(second.edition["also_rounded"])


@pytest.mark.parametrize("draw", range(4))
def test_four_in_all_are_never_shown_as_five(draw: int) -> None:
    """Everybody is in one target group and in one place: whatever the key draws, 0 to 4."""
    counts = COUNTS.splitlines()[1] + "\nd1 | uwv | groen | dal | started | | 2021-03-31 | 4"
    cube = build(
        tables(DELIVERIES, projects=PROJECTS, counts=counts), programme(sectors=SECTORS), key=bytes([draw]) * 32
    )
    assert {row["value"] for row in cube["cells"] if row["base"] == 5} == {0}


@pytest.mark.parametrize("seed", range(3))
def test_what_exact_projects_leave_is_rounded_as_one(seed: int) -> None:
    """All rounded projects of an exact category together are less than a base from what is left of it."""
    of = programme(protection={"sensitive_projects": ["taal", "horeca"]})
    cube = build(tables(LIST, trajectories=people(seed, 60, last=MARCH)), of)
    value = {
        (row["code"], row["indicator"]): row["value"]
        for row in cube["cells"]
        if row["level"] in ("category", "project") and row["on"] == MARCH and not row["category"]
    }
    for indicator in ("started", "placed"):
        left = value["scholing", indicator] - value["zorgstart", indicator]
        assert abs(value["taal", indicator] + value["horeca", indicator] - left) < 10


def test_the_audit_asks_readers_of_every_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """All cubes that are released are given to it, also those that a later revision has replaced."""
    from werkmonitor.figures import edition

    asked: list[list[str]] = []

    def ask(
        cube: CubeRows, released: Sequence[CubeRows], of: object, truth: Mapping[Cell, object] | Counts
    ) -> list[Any]:
        asked.append([f"{one.edition['id']} r{one.edition['revision']}" for one in released])
        return []

    monkeypatch.setattr(edition, "audit", ask)
    known = tables(DELIVERIES, projects=PROJECTS, counts=COUNTS)
    of = programme(sectors=SECTORS)
    first = build(known, of)
    again = as_rows(first.edition | {"revision": 2}, first.programme, first.tables)
    build(known, of, "2021-11", [first, again])
    assert asked == [[], ["2021-05 r1", "2021-05 r2"]]
