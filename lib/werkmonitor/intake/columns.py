"""What holds of the rows of a column, found out once for every value that occurs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from werkmonitor.intake.workbook import Column, Sheet, is_blank

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
"""Which rows."""
NO_DAY = 0
T = TypeVar("T")


def codes_of(column: Column) -> npt.NDArray[np.uint32]:
    return np.asarray(column.codes, dtype=np.uint32)


def constant(value: Any, height: int) -> Column:
    """The same value in every row."""
    return coded([value], np.zeros(height, np.uint32))


def coded(values: list[Any], codes: npt.NDArray[Any]) -> Column:
    return Column(values, codes)  # type: ignore[arg-type]  # an array of numpy is a sequence


def where(column: Column, test: Callable[[Any], bool]) -> Mask:
    """The rows in which a value passes."""
    return np.fromiter(map(test, column.values), np.bool_, len(column.values))[codes_of(column)]


def at(mask: Mask) -> list[int]:
    """The numbers of the rows."""
    rows: list[int] = np.flatnonzero(mask).tolist()
    return rows


def counted(column: Column, first: int = 0) -> list[tuple[Any, int]]:
    """Every value with the number of rows, from row `first` on, in which it stands; perhaps none."""
    counts = np.bincount(codes_of(column)[first:], minlength=len(column.values))
    return list(zip(column.values, counts.tolist(), strict=True))


def each(column: Column, read: Callable[[Any], Any]) -> Column:
    """What `read` makes of the values that occur."""
    return coded([read(value) if count else None for value, count in counted(column)], codes_of(column))


def standing(told: Mapping[int, T], column: Column) -> Iterator[tuple[int, T]]:
    """The rows whose value something is told of, by the number of that value."""
    if told:
        codes = codes_of(column)
        is_told = np.zeros(len(column.values), np.bool_)
        is_told[list(told)] = True
        for row in at(is_told[codes]):
            yield row, told[int(codes[row])]


def days_of(column: Column) -> Numbers:
    """Days as numbers, one after the other; NO_DAY where there is none."""
    return np.array([day.toordinal() if day else NO_DAY for day in column.values], np.int64)[codes_of(column)]


def taken(column: Column, rows: Numbers | Mask) -> Column:
    """These rows of a column."""
    return coded(column.values, codes_of(column)[rows])


def paired(first: Column, second: Column) -> Column:
    """Two columns as one, of pairs."""
    width = len(second.values)
    pairs, codes = np.unique(codes_of(first).astype(np.int64) * width + codes_of(second), return_inverse=True)
    return coded([(first.values[pair // width], second.values[pair % width]) for pair in pairs.tolist()], codes)


def alike(*columns: Column) -> Numbers:
    """A number for every row, the same for rows that hold the same values."""
    found = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        numbers: dict[Any, int] = {}
        same = np.array([numbers.setdefault(value, len(numbers)) for value in column.values], np.int64)
        _, found = np.unique(found * max(len(numbers), 1) + same[codes_of(column)], return_inverse=True)
    return found


def blanks(sheet: Sheet) -> Mask:
    """Which cells of a sheet are blank, column by column."""
    return np.stack([where(column, is_blank) for column in sheet.columns])
