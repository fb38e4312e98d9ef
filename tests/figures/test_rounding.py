"""Controlled rounding: sums still add up, nobody is more than a base away, and the choice tells nothing."""

import builtins
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.world import KEY
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures import rounding
from werkmonitor.figures.rounding import Cell, Rounding, prefers_up, published_bounds, round_together


def cell(name: str, category: str = "", indicator: str = "started") -> Cell:
    return ("municipality", name, category, indicator)


def table(counts: list[list[int]], base: int = 5, **more: Any) -> Rounding:
    """Places by categories with totals by place, and hidden totals by category and of all together."""
    cells, sums, hidden = {}, [], set()
    for place, row in enumerate(counts):
        cells[cell(f"p{place}")] = sum(row)
        cells |= {cell(f"p{place}", f"c{c}"): count for c, count in enumerate(row)}
        sums.append((cell(f"p{place}"), [cell(f"p{place}", f"c{c}") for c in range(len(row))]))
    for c in range(len(counts[0])):
        total = ("category", f"c{c}", "", "started")
        cells[total] = sum(row[c] for row in counts)
        sums.append((total, [cell(f"p{p}", f"c{c}") for p in range(len(counts))]))
        hidden.add(total)
    whole = ("programme", "all", "", "started")
    cells[whole] = sum(map(sum, counts))
    sums.append((whole, [cell(f"p{p}") for p in range(len(counts))]))
    return Rounding(cells, dict.fromkeys(cells, base), sums, frozenset({*hidden, whole}), **more)


def below_exact_totals(task: Rounding) -> Rounding:
    """The same with every part under its hidden totals' counts."""
    ceilings = {part: task.counts[total] for total, parts in task.sums if total in task.hidden for part in parts}
    return replace(task, ceilings=ceilings)


def drawn(text: str) -> list[Any]:
    """Rows of `story | counts | expected`, as parameters."""
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    numbers = [(story, *([int(n) for n in part.split()] for part in rest)) for story, *rest in lines]
    return [pytest.param(*rest, id=story) for story, *rest in numbers]


tables_of_counts = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 40), min_size=wide, max_size=wide), min_size=2, max_size=7)
)


@settings(max_examples=60, deadline=None)
@given(tables_of_counts, st.sampled_from([3, 5, 10]), st.binary(min_size=32, max_size=32))
def test_every_table_can_be_rounded_without_a_wider_margin(counts: list[list[int]], base: int, key: bytes) -> None:
    """(a) sums hold, (b) multiples from nil, (c) less than a base away: for any table with its totals."""
    task = table(counts, base)
    found = round_together(task, key, "edition")
    for name, value in found.values.items():
        assert value >= 0
        assert value % base == 0
        assert abs(value - task.counts[name]) < base
    for total, parts in task.sums:
        assert found.values[total] == sum(found.values[part] for part in parts)
    assert not found.stuck


EXACT_TOTALS = """
one place has all of it: it shows no 25 below the exact 21 | 21  0 0 | 20 0 0
a total of 4 leaves 0 to 4                                 |  4  0 0 |  0 0 0
what is spread may show more together                      | 12 13 2 |
"""


@pytest.mark.parametrize(("counts", "expected"), drawn(EXACT_TOTALS))
def test_a_part_shows_no_more_than_its_exact_total(counts: list[int], expected: list[int]) -> None:
    """Whatever the key draws: else the total would say what the part is."""
    for draw in range(20):
        task = below_exact_totals(table([[count] for count in counts]))
        found = round_together(task, bytes([draw]) * 32, "edition").values
        shown = [found[cell(f"p{place}")] for place in range(len(counts))]
        assert shown == expected or not expected
        assert max(shown) <= sum(counts)


@settings(max_examples=40, deadline=None)
@given(tables_of_counts, st.binary(min_size=32, max_size=32))
def test_hidden_totals_give_way_to_exact_ones(counts: list[list[int]], key: bytes) -> None:
    """No published cell is further from its count for it, and what no choice can avoid stands."""
    task = below_exact_totals(table(counts))
    found = round_together(task, key, "edition")
    assert not found.stuck
    assert all(abs(found.values[name] - n) < 5 for name, n in task.counts.items() if name not in task.hidden)
    assert all(abs(found.values[name] - n) < 10 for name, n in task.counts.items())


@settings(max_examples=25, deadline=None)
@given(tables_of_counts, tables_of_counts)
def test_later_editions_never_fall_and_unchanged_figures_stay(first: list[list[int]], more: list[list[int]]) -> None:
    """Counts only grow: no figure goes down; and an edition in which nothing happened is the same again."""
    before = round_together(table(first), KEY, "edition").values
    assert round_together(table(first, floors=before), KEY, "edition").values == before
    grown = [
        [n + (more[p][c] if p < len(more) and c < len(more[0]) else 0) for c, n in enumerate(row)]
        for p, row in enumerate(first)
    ]
    after = round_together(
        table(grown, floors={c: v for c, v in before.items() if c[0] == "municipality"}), KEY, "edition"
    )
    task = table(grown)
    assert all(after.values[name] >= value for name, value in before.items() if name[0] == "municipality")
    assert all(abs(value - task.counts[name]) < 10 for name, value in after.values.items())


def test_the_same_key_gives_the_same_and_another_key_another_rounding() -> None:
    """Nothing but the key decides; the order in which cells are given does not."""
    task = table([[13, 7, 2], [8, 21, 4], [1, 0, 9], [3, 3, 3]])
    found = round_together(task, KEY, "edition").values
    turned = replace(task, counts=dict(reversed(task.counts.items())), sums=list(reversed(task.sums)))
    assert round_together(turned, KEY, "edition").values == found
    assert round_together(task, bytes(32), "edition").values != found


@pytest.mark.parametrize(("count", "base"), [(1, 5), (3, 5), (7, 10), (5, 5), (0, 5)])
def test_a_cell_prefers_up_as_often_as_its_remainder_says(count: int, base: int) -> None:
    """Unbiased: the expected rounded value is the count itself."""
    drawn = [prefers_up(KEY, cell(f"p{n}"), count, base) for n in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(count % base / base, abs=0.03)


def test_nested_cells_keep_their_order() -> None:
    """Placed stays at or below started, whatever they would prefer."""
    counts = {cell(f"p{n}", indicator=i): v for n in range(60) for i, v in (("started", 7), ("placed", 6))}
    nested = [(cell(f"p{n}", indicator="placed"), cell(f"p{n}")) for n in range(60)]
    free = round_together(Rounding(counts, dict.fromkeys(counts, 5)), KEY, "edition").values
    assert any(free[inner] > free[outer] for inner, outer in nested)
    bound = round_together(Rounding(counts, dict.fromkeys(counts, 5), nested=nested), KEY, "edition").values
    assert all(bound[inner] <= bound[outer] for inner, outer in nested)


STUCK = Rounding(
    {cell("a"): 1, cell("b"): 1, cell("c"): 2},
    dict.fromkeys([cell("a"), cell("b"), cell("c")], 5),
    [(cell("c"), [cell("a"), cell("b")])],
    floors={cell("a"): 5, cell("b"): 5},
)
"""Earlier editions showed 5 and 5, so their total must be 10 at least; but it is 2."""


def test_where_it_is_stuck_the_fewest_cells_move_one_step_further() -> None:
    """Never unrounded, never a broken sum: one cell is up to two bases away and the edition says so."""
    found = round_together(STUCK, KEY, "edition")
    assert found.stuck == [cell("c")]
    assert dict(found.values) == {cell("a"): 5, cell("b"): 5, cell("c"): 10}
    assert not found.is_wide_below


def test_a_hidden_total_gives_way_before_a_published_one() -> None:
    """Then no published margin is wider."""
    found = round_together(replace(STUCK, hidden=frozenset({cell("c")})), KEY, "edition")
    assert found.stuck == []
    assert found.is_wide_below


def test_a_hidden_total_under_an_exact_one_can_be_rounded_down() -> None:
    """`strict` needs that: what is left to add is then nil or more."""
    task = table([[3, 4], [4, 4], [4, 4]])
    whole = ("programme", "all", "", "started")
    keys = [bytes([n]) * 32 for n in range(12)]
    assert {round_together(task, key, "edition").values[whole] for key in keys} == {20, 25}
    down = replace(task, downward=frozenset({whole}))
    assert {round_together(down, key, "edition").values[whole] for key in keys} == {20}


@pytest.mark.parametrize(
    ("task", "message"),
    [
        pytest.param(
            replace(STUCK, floors={cell("a"): 45, cell("b"): 80}),
            "b · started: is so much lower",
            id="every fall is named",
        ),
        pytest.param(
            replace(STUCK, counts={**STUCK.counts, cell("c"): 30}, floors={}),
            "no rounding keeps all sums",
            id="no solution",
        ),
    ],
)
def test_what_cannot_be_rounded_is_refused(task: Rounding, message: str) -> None:
    """A downward correction needs a decision; a table that does not add up is a fault."""
    with pytest.raises(PublicationRefused, match=message) as refused:
        round_together(task, KEY, "edition 2021-05")
    assert all("edition 2021-05" in problem.where for problem in refused.value.problems)
    assert len(refused.value.problems) == (2 if task.floors else 1)


def test_without_the_solver_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without HiGHS says so, in one line."""
    real = builtins.__import__

    def without_highs(name: str, *args: Any, **more: Any) -> Any:
        if name.startswith("highspy"):
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without_highs)
    with pytest.raises(PublicationRefused, match=r"solver .* is missing"):
        round_together(table([[1, 2], [3, 4]]), KEY, "edition")


def test_out_of_time_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that stops halfway has no answer."""
    monkeypatch.setattr(rounding, "TIME_LIMIT_SECONDS", 0.0)
    with pytest.raises(PublicationRefused, match="ran out of time"):
        round_together(table([[13, 7, 2], [8, 21, 4], [1, 0, 9]]), KEY, "edition")


@pytest.mark.parametrize(
    ("value", "base", "is_wide", "width", "expected"),
    [
        (0, 5, False, 0, (0, 4)),
        (5, 5, False, 0, (1, 9)),
        (40, 5, False, 0, (36, 44)),
        (0, 10, False, 0, (0, 9)),
        (10, 5, True, 0, (1, 19)),
        (5, 5, False, 3, (1, 12)),
    ],
)
def test_what_a_rounded_figure_means_to_a_reader(
    value: int, base: int, is_wide: bool, width: int, expected: tuple[int, int]
) -> None:
    """A rounded 0 is 0–4, a 5 is 1–9; wider where the edition says so."""
    assert published_bounds(value, base, is_wide, width) == expected
