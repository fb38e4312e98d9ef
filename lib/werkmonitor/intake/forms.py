"""What is to be filled in, sheet by sheet, by a layout: which header stands where, and what may stand below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from werkmonitor.intake.choices import Choices
from werkmonitor.intake.fields import Field
from werkmonitor.intake.layout import UNUSED, Table
from werkmonitor.intake.layout import Column as Named
from werkmonitor.intake.workbook import column_number

ABOVE = 6
"""Rows above a header: what the workbook is, of which day, and how to fill it in."""
SPARE_ROWS = 5
ROOM = 200
"""Rows kept free below a table without an end, where another one follows on the same sheet."""
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Labels:
    """A column to write words, days or numbers in. title: its name, from the top; field: its name and kind."""

    column: int
    title: tuple[str, ...]
    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class Heads:
    """A column of figures. above: what stands over it in each header row."""

    column: int
    above: tuple[str | date, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A table to be filled in. top: its first header row, counted from 0; depth: how many there are.

    rows: what stands already in the first column, one row each; none where rows are to be added. end: the last row that
    may be filled; None where there is no end.
    """

    sheet: str
    table: Table
    top: int
    depth: int
    labels: tuple[Labels, ...]
    figures: tuple[Heads, ...]
    rows: tuple[str, ...]
    end: int | None

    @property
    def first_row(self) -> int:
        return self.top + self.depth

    @property
    def width(self) -> int:
        return 1 + max([one.column for one in self.labels] + [one.column for one in self.figures])


def forms_of(choices: Choices, on: date, delivered: frozenset[str]) -> list[Form]:
    """The tables of a layout that hold for what is received on a day. delivered: codes of the partner's projects."""
    forms: list[Form] = []
    tables = [table for table in choices.layout.tables if table.yields and table.holds_on(on)]
    places = [(sheet_name(str(name), choices.layout.title), table) for table in tables for name in table.sheet]
    for number, (sheet, table) in enumerate(places):
        above = next((one for one in reversed(forms) if one.sheet == sheet), None)
        is_last = all(other != sheet for other, _ in places[number + 1 :])
        forms.append(_form(sheet, table, choices, on, delivered, above, is_last=is_last))
    return forms


def sheet_name(pattern: str, otherwise: str) -> str:
    """A name for a sheet that a layout names, perhaps by a pattern, as Excel allows it.

    >>> sheet_name("Rapport*", "…"), sheet_name("*", "Stand UWV")
    ('Rapport', 'Stand UWV')
    """
    plain = _NO_SHEET_NAME.sub("", pattern).strip() or _NO_SHEET_NAME.sub(" ", otherwise).strip()
    return plain[:_LONGEST_SHEET_NAME].strip()


def _form(
    sheet: str,
    table: Table,
    choices: Choices,
    on: date,
    delivered: frozenset[str],
    above: Form | None,
    *,
    is_last: bool,
) -> Form:
    depth = table.header_rows if table.kind == "list" else len(table.across)
    top = ABOVE if above is None else (above.end or above.first_row + ROOM) + 3
    if table.header_row:
        top = table.header_row - 1
    labels = tuple(_labels(table, on))
    after = 1 + max((one.column for one in labels), default=-1)
    figures = tuple(
        Heads(after + number, heads) for number, heads in enumerate(product(*_across(table, choices, delivered)))
    )
    rows = _rows(table, labels, choices, delivered)
    end: int | None = None
    if rows:
        end = top + depth + len(rows) - 1 + (SPARE_ROWS if labels[0].name == "project" else 0)
    elif not is_last:
        end = top + depth + ROOM - 1
    return Form(sheet, table, top, depth, labels, figures if table.kind != "list" else (), rows, end)


def _labels(table: Table, on: date) -> Iterator[Labels]:
    """The columns with words: those with a place of their own there, the others where there is room."""
    taken = {column_number(one.column) for one in table.columns.values() if one.column}
    free = (column for column in range(len(table.columns) + len(taken) + 1) if column not in taken)
    for name, column in table.columns.items():
        if column.column:
            yield Labels(column_number(column.column), (), name, table.fields[name])
        else:
            title = tuple(_name_on(column, on).split(" > "))
            yield Labels(next(free), title, name, table.fields[name])


def _name_on(column: Named, on: date) -> str:
    """The name that is read without a remark: the first that holds on a day."""
    return next((name.text for name in column.header if name.is_used_on(on)), column.header[0].text)


def _across(table: Table, choices: Choices, delivered: frozenset[str]) -> Iterator[tuple[str | date, ...]]:
    """What stands in each header row over the figures."""
    for name in table.across:
        if name == UNUSED:
            yield ("Aantal sinds de start" if table.kind == "standing" else "Aantal",)
        elif name in ("until_on", "on"):
            yield choices.days(name)
        elif name == "project":
            yield choices.projects_delivered(delivered, table.fields[name])
        else:
            yield choices.of(name, table.fields[name])


def _rows(table: Table, labels: tuple[Labels, ...], choices: Choices, delivered: frozenset[str]) -> tuple[str, ...]:
    """The words of a crosstab's only column of words: with several, nobody can say which of them go together."""
    if table.kind == "list" or len(labels) != 1:
        return ()
    (only,) = labels
    if only.name == "project":
        return choices.projects_delivered(delivered, only.field)
    return choices.of(only.name, only.field)
