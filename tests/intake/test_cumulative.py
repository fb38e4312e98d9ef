"""Figures of months that are in truth totals since the start."""

from datetime import date

import pytest

from werkmonitor.intake.cumulative import looks_cumulative
from werkmonitor.intake.sums import Period, Range, Sums


def drawn(text: str) -> Sums:
    """Months of projects: a line a project, a number a month from January on; '1-4' is hidden, '.' is not told."""
    found: dict[Period, Range] = {}
    for number, line in enumerate(text.strip().splitlines()):
        for month, cell in enumerate(line.split(), 1):
            if cell != ".":
                low, _, high = cell.partition("-")
                day = date(2021, month, 28)
                period = Period(f"p{number}", "started", day.replace(day=1), day)
                found[period] = Range(int(low), int(high or low))
    return found


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param("", "1 2 4 7 9\n0 1 2 5 6", True, id="only rises, eight times"),
        pytest.param("", "1 2 4 7 9\n0 1 2 2 2", False, id="rises six times"),
        pytest.param("", "1 2 4 7 9 8\n0 1 2 5 6 7", False, id="falls once"),
        pytest.param("", "1 2 4\n0 1 2\n3 4 5\n1 3 5\n2 4 6", False, id="three months: a beginning"),
        pytest.param("", "1 1-4 4 7 9\n0 1 2 5 6", False, id="a hidden one may be anything: seven certain rises"),
        pytest.param("3 2 4 1", "3 5 9 10", True, id="the running total of what was told"),
        pytest.param("3 2 4", "3 5 9", False, id="two months corrected"),
        pytest.param("3 2 4 1\n1 1 1 1", "3 5 9 10\n1 1 1 1", False, id="one project corrected, not the other"),
        pytest.param("3 2 4\n1 6 2", "3 2 4 10\n1 6 2 11", True, id="new months hold all before"),
        pytest.param("3 2 4\n1 6 2", "3 2 4 10\n1 6 2 3", False, id="one of two does"),
        pytest.param("3 2 4", "3 2 4 12", False, id="of one project alone"),
        pytest.param("6\n7", "6 8\n7 9", False, id="after one period"),
        pytest.param("3 2 4\n1 6 2", "3 2 4 0\n1 6 2 0", False, id="nothing new"),
        pytest.param("", "", False, id="nothing at all"),
    ],
)
def test_what_gives_totals_away(before: str, now: str, expected: bool) -> None:
    """Each signal, and what comes near it."""
    assert looks_cumulative(drawn(now), drawn(before)) == expected
