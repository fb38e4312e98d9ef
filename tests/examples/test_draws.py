"""Draws that stay the same, and divisions that add up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.draws import Draws

weights = st.lists(st.integers(0, 50), min_size=1, max_size=9).filter(any)


def test_a_stream_is_the_same_for_ever() -> None:
    """These draws stand in committed files: another Python must give the same."""
    draws = Draws("seed", 1)
    assert [draws.below(1000) for _ in range(6)] == [97, 75, 679, 853, 451, 926]


@given(weights, st.data())
def test_shares_add_up_and_take_only_from_who_is_there(parts: list[int], data: st.DataObject) -> None:
    """Every share is whole, at most its weight, and nothing is lost."""
    total = data.draw(st.integers(0, sum(parts)))
    shares = Draws("shares", total).shares(total, parts)
    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, parts, strict=True))


@given(weights, st.integers(0, 10_000))
def test_a_total_above_the_weights_is_divided_too(parts: list[int], total: int) -> None:
    """Then in proportion, within one of the exact share; who has no weight gets nothing."""
    shares = Draws("shares", total).shares(total, parts)
    assert sum(shares) == total
    assert all(abs(share - total * w / sum(parts)) < 1 for share, w in zip(shares, parts, strict=True))


@given(st.dates(date(2020, 1, 1), date(2022, 12, 31)), st.integers(0, 40))
def test_days_lie_in_their_span(first: date, length: int) -> None:
    """From the first up to and including the last."""
    last = date.fromordinal(first.toordinal() + length)
    day = Draws("days", first, length).weekday(first, last)
    assert first <= day <= last


def test_working_days_without_holidays() -> None:
    """Around Christmas nobody starts on a holiday or in a weekend."""
    draws = Draws("christmas")
    days = {draws.weekday(date(2020, 12, 21), date(2021, 1, 3)) for _ in range(300)}
    assert days == {date(2020, 12, n) for n in (21, 22, 23, 24, 28, 29, 30, 31)}


def test_weights_decide_how_often() -> None:
    """A weight of nought is never drawn; three times the weight about three times as often."""
    draws = Draws("weights")
    found = [draws.weighted({"a": 3, "b": 1, "c": 0}) for _ in range(4000)]
    assert found.count("c") == 0
    assert found.count("a") / found.count("b") == pytest.approx(3, rel=0.15)
    with pytest.raises(ValueError, match="weight"):
        draws.weighted({})
