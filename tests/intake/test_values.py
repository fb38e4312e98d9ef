"""One cell, one value: Dutch numbers, dates and months, and the markers that stand where a number should."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkmonitor.intake.values import (
    Count,
    Signs,
    Unreadable,
    could_be_month_first,
    find_day,
    is_month_first,
    read_count,
    read_day,
    read_period,
    read_whole,
)
from werkmonitor.intake.workbook import Fault, Value

MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


def said_by(error: pytest.ExceptionInfo[Unreadable]) -> str:
    return error.value.code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("1250 ", 1250),
        ("1.250", 1250),
        ("1 250", 1250),
        ("1\u00a0250", 1250),
        ("12.345.678", 12345678),
        (0, 0),
    ],
)
def test_whole_numbers_as_dutch_people_write_them(cell: Value, expected: int) -> None:
    """A point or a space between groups of three is no decimal sign."""
    assert read_whole(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1.25, "number_not_whole"),
        ("12,5", "number_not_whole"),
        ("1.250,50", "number_not_whole"),
        ("1.25", "not_a_number"),
        ("1,250", "number_not_whole"),
        ("1.2500", "not_a_number"),
        (-3, "number_negative"),
        ("-3", "number_negative"),
        ("ca. 20", "not_a_number"),
        ("ruim 240", "not_a_number"),
        ("10 à 12", "not_a_number"),
        (True, "not_a_number"),
        (float("inf"), "not_a_number"),
        (1e300, "not_a_number"),
        ("123456789012", "not_a_number"),
        (date(2021, 1, 1), "not_a_number"),
        (Fault("#REF!"), "cell_error"),
        (Fault(""), "cell_formula"),
        ("#VERW!", "cell_error"),
        ("#N/B", "cell_error"),
        ("#DEEL/0!", "cell_error"),
    ],
)
def test_what_is_no_whole_number_is_never_guessed(cell: Value, code: str) -> None:
    """1.25 may have been 1250, but nobody knows."""
    with pytest.raises(Unreadable) as error:
        read_whole(cell)
    assert said_by(error) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<5", Count(None, 1, 4, "<5")),
        ("< 5", Count(None, 1, 4, "< 5")),
        ("minder dan 5", Count(None, 1, 4, "minder dan 5")),
        ("<10", Count(None, 1, 9, "<10")),
        ("-", Count(0, 0, 0, "-")),
        ("–", Count(0, 0, 0, "–")),
        (7, Count(7, 7, 7, "")),
        ("7", Count(7, 7, 7, "")),
    ],
)
def test_counts_and_what_stands_for_them(cell: Value, expected: Count) -> None:
    """A hidden small number is an interval, never 0; a dash is nil."""
    assert read_count(cell, Signs()) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "count_missing"),
        ("  ", "count_missing"),
        ("n.v.t.", "count_not_applicable"),
        ("onbekend", "count_unknown"),
        ("?", "count_unknown"),
        ("..", "count_not_yet"),
        ("<1", "not_a_number"),
    ],
)
def test_missing_unknown_not_applicable_and_not_yet_are_four_things(cell: Value, code: str) -> None:
    """None of them is 0."""
    with pytest.raises(Unreadable) as error:
        read_count(cell, Signs())
    assert said_by(error) == code


def test_a_layout_may_give_signs_another_meaning() -> None:
    """'x' hides a number of 1 to 4 for one partner, a blank is nil for another."""
    assert read_count("X", Signs(hidden=frozenset({"x"}))) == Count(None, 1, 4, "X")
    assert read_count(None, Signs(blank="nil")) == Count(0, 0, 0, "")


@pytest.mark.parametrize(
    "cell",
    [
        "1-3-2021",
        "01-03-2021",
        "1/3/2021",
        "1.3.2021",
        "1-3-21",
        "1 mrt 2021",
        "1 maart 2021",
        "1 MRT. 2021",
        "1-mrt-21",
        "maandag 1 maart 2021",
        "2021-03-01",
        "2021-03-01T00:00:00",
        44256,
        44256.0,
        date(2021, 3, 1),
        datetime(2021, 3, 1, 14, 30),
    ],
)
def test_one_day_in_all_its_ways(cell: Value) -> None:
    """Text is read day-month-year; a bare number as Excel counts days."""
    assert read_day(cell) == date(2021, 3, 1)


def test_a_workbook_may_count_days_from_1904() -> None:
    """The same number is then four years and a day later."""
    assert read_day(42794, has_1904_dates=True) == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31-02-2021", "date_impossible"),
        ("31 februari 2021", "date_impossible"),
        ("2021-02-31", "date_impossible"),
        ("0-3-2021", "date_impossible"),
        ("01/28/21", "date_month_first"),
        ("maart 2021", "date_without_day"),
        ("Q3 2021", "date_without_day"),
        ("begin maart", "not_a_date"),
        ("1 maa 2021", "not_a_date"),
        (12, "not_a_date"),
        (20210301, "not_a_date"),
        (True, "not_a_date"),
        (Fault("#N/A"), "cell_error"),
    ],
)
def test_a_day_is_never_invented(cell: Value, code: str) -> None:
    """A month alone, a day that does not exist, a day written month first: each says what it is."""
    with pytest.raises(Unreadable) as error:
        read_day(cell)
    assert said_by(error) == code


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2048, 12, 31)))
def test_every_day_is_read_back_from_every_way_of_writing_it(day: date) -> None:
    """For all days of half a century."""
    month = MONTHS[day.month - 1]
    serial = (day - date(1899, 12, 30)).days
    ways: list[Value] = [
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {month} {day.year}",
        f"{day.day}-{month}-{day:%y}",
        day.isoformat(),
        serial,
        float(serial),
    ]
    assert {read_day(way) for way in ways} == {day}
    assert read_day(serial - 1462, has_1904_dates=True) == day


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_every_count_is_read_back_with_and_without_groups(number: int) -> None:
    """Points, spaces and no-break spaces between groups, or none."""
    grouped = f"{number:,}"
    ways: list[Value] = [number, float(number), str(number), *(grouped.replace(",", sign) for sign in ". \u00a0")]
    assert {read_whole(way) for way in ways} == {number}


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("jan-21", date(2021, 1, 1), date(2021, 1, 31)),
        ("mrt 2021", date(2021, 3, 1), date(2021, 3, 31)),
        ("februari 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("sept. '21", date(2021, 9, 1), date(2021, 9, 30)),
        ("09-2021", date(2021, 9, 1), date(2021, 9, 30)),
        ("2021-09", date(2021, 9, 1), date(2021, 9, 30)),
        (date(2021, 9, 1), date(2021, 9, 1), date(2021, 9, 30)),
        (44440, date(2021, 9, 1), date(2021, 9, 30)),
        ("Q3 2021", date(2021, 7, 1), date(2021, 9, 30)),
        ("3e kwartaal 2021", date(2021, 7, 1), date(2021, 9, 30)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        (2021, date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_months_quarters_and_years(cell: Value, first: date, last: date) -> None:
    """A period is its first and its last day."""
    assert read_period(cell) == (first, last)


def test_what_is_no_period_says_so() -> None:
    """'Totaal' and 'jan' alone are no periods."""
    for cell in ("Totaal", "jan", "13-2021"):
        with pytest.raises(Unreadable) as error:
            read_period(cell)
        assert said_by(error) == "not_a_period"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stand per 30 september 2021 (voorlopig)", date(2021, 9, 30)),
        ("Stand per 31-03-2021", date(2021, 3, 31)),
        ("Peildatum: 30/9/21", date(2021, 9, 30)),
        ("Stand per heden", None),
    ],
)
def test_the_day_in_a_title(text: str, expected: date | None) -> None:
    """The one day that a text mentions."""
    assert find_day(text) == expected


def test_month_first_is_recognised_only_where_it_is_certain() -> None:
    """01/28/21 can only be American; 03/01/21 could be either; 28/01/21 and 03/03/21 leave no doubt."""
    assert is_month_first("01/28/21")
    assert could_be_month_first("03/01/21")
    assert not any(is_month_first(cell) or could_be_month_first(cell) for cell in ("28/01/21", "03/03/21", 44256, None))
