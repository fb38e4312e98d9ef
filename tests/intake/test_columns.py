"""Sheets are kept by columns, each value once; a cell is still what it was."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkmonitor.intake.columns import alike, counted, paired
from werkmonitor.intake.regions import filled_down
from werkmonitor.intake.workbook import Column, Fault, Sheet, Value, is_blank

odd: st.SearchStrategy[Value] = st.sampled_from(
    [
        None,
        "",
        " ",
        "a",
        "b",
        0.0,
        1,
        1.0,
        True,
        False,
        date(2021, 1, 1),
        datetime(2021, 1, 1),
        Fault("#REF!"),
        Fault(""),
    ]
)
labels = st.lists(st.sampled_from(["a", "b", None, " "]), min_size=1, max_size=12)
ranges = st.tuples(*[st.integers(0, 11), st.integers(0, 1)] * 2).map(
    lambda one: (min(one[0], one[2]), min(one[1], one[3]), max(one[0], one[2]), max(one[1], one[3]))
)


@given(st.lists(odd))
def test_a_column_gives_back_every_cell_as_it_was(cells: list[Value]) -> None:
    """In its kind too: True is not 1, although Python holds them for equal."""
    column = Column.of(cells)
    assert [(type(value), value) for value in column.cells()] == [
        (type(column.values[code]), value) for code, value in zip(column.codes, cells, strict=True)
    ]
    assert [isinstance(value, bool) for value in column.cells()] == [isinstance(value, bool) for value in cells]
    assert sum(count for _, count in counted(column)) == len(cells)


@given(st.lists(odd, max_size=8), st.lists(odd, max_size=8))
def test_columns_side_by_side(first: list[Value], second: list[Value]) -> None:
    """Pairs of values, and rows that hold the same."""
    size = min(len(first), len(second))
    left, right = Column.of(first[:size]), Column.of(second[:size])
    pairs = list(zip(left.cells(), right.cells(), strict=True))
    assert paired(left, right).cells() == pairs
    same = alike(left, right)
    assert all((same[a] == same[b]) == (pairs[a] == pairs[b]) for a in range(size) for b in range(size))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({(0, 0): "x"}, [("x", 1), ("b", 2)], id="in its place"),
        pytest.param({(1, 1): None}, [("a", 1), ("b", None)], id="blanked"),
        pytest.param({(3, 0): "x"}, [("a", 1), ("b", 2), (None, None), ("x", None)], id="below"),
        pytest.param({(0, 3): "x", (1, 0): "y"}, [("a", 1, None, "x"), ("y", 2, None, None)], id="to the right"),
        pytest.param({(2, 2): "x"}, [("a", 1, None), ("b", 2, None), (None, None, "x")], id="both"),
    ],
)
def test_a_sheet_grows_where_a_value_is_put_outside_it(
    cells: dict[tuple[int, int], Value], expected: list[tuple[Value, ...]]
) -> None:
    """Every column stays as long as the sheet is high."""
    sheet = Sheet.of("Blad1", [["a", 1], ["b", 2]])
    sheet.put(cells)
    assert sheet.rows() == expected
    assert (sheet.height, sheet.width) == (len(expected), len(expected[0]))


def test_what_a_correction_took_away_is_no_longer_there() -> None:
    """Also not among the values of its column."""
    sheet = Sheet.of("Blad1", [["a"]])
    sheet.put({(0, 0): None})
    assert sheet.is_empty


@given(labels, st.lists(ranges, max_size=3), st.integers(0, 3), st.booleans())
def test_a_label_is_filled_from_its_merged_cell_or_from_above(
    cells: list[str | None], merged: list[tuple[int, int, int, int]], top: int, through_blanks: bool
) -> None:
    """The same as looked up cell by cell."""
    sheet = Sheet.of("Blad1", [["left", cell] for cell in cells], merged)

    def looked_up(row: int) -> Value:
        if not is_blank(sheet.value(row, 1)):
            return sheet.value(row, 1)
        for first, left, last, right in merged:
            if first <= row <= last and left <= 1 <= right:
                return sheet.value(first, left)
        above = [cells[other] for other in range(row - 1, top, -1) if not is_blank(cells[other])]
        return above[0] if above and through_blanks else None

    filled = filled_down(sheet, 1, top, through_blanks=through_blanks)
    below = range(top + 1, len(cells))
    assert filled.cells(top + 1) == [looked_up(row) for row in below]
