"""What is to be filled in, sheet by sheet, by a layout: which header stands where, and what may stand below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from werkmonitor.errors import Problem, UsageError
from werkmonitor.intake.fields import Field
from werkmonitor.intake.table_layout import FARTHEST, UNUSED, Table
from werkmonitor.intake.table_layout import Column as Named
from werkmonitor.intake.templates.choices import Choices
from werkmonitor.intake.workbook import column_number

ABOVE = 6
"""Rows above the first header of a sheet: what the workbook is, of which day, and how to fill it in."""
SPARE_ROWS = 5
ROOM = 60
"""Rows kept free below a table without an end, where another one follows on the same sheet: a header is looked for in
the first hundred rows."""
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Labels:
    """A column to write words, days or numbers in. title: its name, from the top; field: its name and kind.

    words: to choose from; none where anything may be written.
    """

    column: int
    title: tuple[str, ...]
    name: str
    field: Field
    words: tuple[str | date, ...]


@dataclass(frozen=True, slots=True)
class Heads:
    """A column of figures. above: what stands over it in each header row. mark: the column beside it for a sign."""

    column: int
    above: tuple[str | date, ...]
    mark: int | None = None


class Row(NamedTuple):
    """A row that is there already. is_block: its word holds for the rows below it; an empty word is to be chosen."""

    word: str
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell outside the table that says something of all of it: at a place of its own, or beside a text above it."""

    place: tuple[int, int] | None
    text: str
    name: str
    field: Field
    words: tuple[str | date, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A table to be filled in. top: its first header row, counted from 0; depth: how many there are.

    sheet: its name; position: where the layout says that it stands among the others. caption: a line above the table by
    which it is known. rows: what stands in the first column already; none where rows are to be added. end: the last row
    that may be filled; None where there is no end.
    """

    sheet: str
    position: int | None
    table: Table
    top: int
    depth: int
    caption: str
    asked: tuple[Asked, ...]
    labels: tuple[Labels, ...]
    figures: tuple[Heads, ...]
    rows: tuple[Row, ...]
    end: int | None

    @property
    def first_row(self) -> int:
        return self.top + self.depth

    @property
    def width(self) -> int:
        columns = [one.column for one in self.labels] + [max(one.column, one.mark or 0) for one in self.figures]
        return 1 + max(columns)


def forms_of(choices: Choices, on: date, delivered: frozenset[str]) -> list[Form]:
    """The tables of a layout that hold for what is received on a day. delivered: codes of the partner's projects.

    Raises UsageError for a word that is too long for the name of a sheet.
    """
    tables = [table for table in choices.layout.tables if table.yields and table.holds_on(on)]
    fillings = [_Filling(table, choices, on, delivered) for table in tables]
    places = [(place, filling) for filling in fillings for place in filling.sheets()]
    forms: list[Form] = []
    for sheet in dict.fromkeys(name for (name, _), _ in places):
        here = [(position, filling) for (name, position), filling in places if name == sheet]
        here.sort(key=lambda one: one[1].is_endless)  # a table without an end stands below the others
        for number, (position, filling) in enumerate(here, start=1):
            above = forms[-1] if forms and forms[-1].sheet == sheet else None
            forms.append(filling.form(sheet, position, above, is_last=number == len(here)))
    return forms


class _Filling:
    """One table of a layout, and the words that its fields may hold."""

    def __init__(self, table: Table, choices: Choices, on: date, delivered: frozenset[str]):
        self.table, self.choices, self.on, self.delivered = table, choices, on, delivered

    @property
    def is_endless(self) -> bool:
        """Whether rows are added to it, as many as are needed."""
        return not any(self._rows(tuple(self._labels())))

    def sheets(self) -> Iterator[tuple[str, int | None]]:
        """The names of its sheets, each with its position where the layout gives that."""
        table, title = self.table, self.choices.layout.title
        for wanted in table.sheet:
            if isinstance(wanted, int):
                yield sheet_name(table.name or f"{title} {abs(wanted)}", "Tabel"), wanted
            elif table.sheet_means and "*" in wanted:
                for word in self._words(table.sheet_means, "sheet"):
                    yield _refuse_long(wanted.replace("*", str(word)), table.sheet_means), None
            else:
                yield sheet_name(wanted, table.name or title or "Tabel"), None

    def form(self, sheet: str, position: int | None, above: Form | None, *, is_last: bool) -> Form:
        table = self.table
        depth = table.header_rows if table.kind == "list" else len(table.across)
        labels = tuple(self._labels())
        asked = tuple(self._asked({one.text for one in above.asked} if above else set()))
        caption = table.below or ""
        lines = sum(one.place is None for one in asked) + bool(caption)
        top = lines + (ABOVE if above is None else (above.end or above.first_row + ROOM) + 3)
        if table.area or table.header_row:
            top = table.bounds[0] if table.area else (table.header_row or 1) - 1
        rows = tuple(self._rows(labels))
        end: int | None = None
        if rows:
            end = top + depth + len(rows) - 1
        elif not is_last:
            end = top + depth + ROOM - 1
        if table.bounds[2] < FARTHEST:
            end = table.bounds[2]
        figures = tuple(self._figures(labels))
        return Form(sheet, position, table, top, depth, caption, asked, labels, figures, rows, end)

    def _labels(self) -> Iterator[Labels]:
        """The columns with words: those with a place of their own there, the others where there is room."""
        table, first = self.table, self.table.bounds[1]
        taken = {column_number(one.column) for one in table.columns.values() if one.column}
        room = range(first, first + len(table.columns) + len(taken) + 1)
        free = (column for column in room if column not in taken)
        for name, column in table.columns.items():
            field = table.fields[name]
            words = self._words(name, "columns") if name == "period" else self.choices.of(name, field)
            if column.column:
                yield Labels(column_number(column.column), (), name, field, words)
            else:
                title = tuple(_name_on(column, self.on).split(" > "))
                yield Labels(next(free), title, name, field, words)

    def _figures(self, labels: tuple[Labels, ...]) -> Iterator[Heads]:
        table = self.table
        if table.kind == "list":
            return
        column = max((one.column + 1 for one in labels), default=table.bounds[1])
        for heads in product(*(self._across(level) for level in range(len(table.across)))):
            if not self._is_one_period(heads):
                continue
            if table.marks == "none":
                yield Heads(column, heads)
            else:
                is_left = table.marks == "left"
                yield Heads(column + is_left, heads, column + (not is_left))
            column += 1 if table.marks == "none" else 2

    def _across(self, level: int) -> tuple[str | date, ...]:
        """What may stand in one header row over the figures."""
        name = self.table.across[level]
        if name == UNUSED:
            return ("Aantal sinds de start" if self.table.kind == "standing" else "Aantal",)
        is_first = self.table.across.index(name) == level
        return self._words(name, "across" if is_first else "again")

    def _is_one_period(self, heads: tuple[str | date, ...]) -> bool:
        """Whether a year and a month over one column are a month of the programme."""
        parts = [head for name, head in zip(self.table.across, heads, strict=True) if name == "period"]
        return len(parts) < 2 or " ".join(map(str, parts)) in self.choices.months_of_years()

    def _rows(self, labels: tuple[Labels, ...]) -> Iterator[Row]:
        """The words of a crosstab's only column of words: with several, nobody can say which of them go together."""
        table = self.table
        if table.kind == "list":
            return
        words = self._words(labels[0].name, "columns") if len(labels) == 1 else ()
        spare = ("",) * (SPARE_ROWS if not words or labels[0].name == "project" else 0)
        if not table.blocks:
            yield from (Row(str(word)) for word in ((*words, *spare) if words else ()))
            return
        before: tuple[str | date, ...] = ()
        for block in product(*(self._words(name, "blocks") for name in table.fields_of_blocks)):
            changed = next((level for level, word in enumerate(block) if before[level : level + 1] != (word,)), 0)
            yield from (Row(str(word), is_block=True) for word in block[changed:])
            yield from (Row(str(word)) for word in (*words, *spare))
            before = block

    def _asked(self, there: set[str]) -> Iterator[Asked]:
        """there: texts beside which something is asked on this sheet already."""
        for name, cell in self.table.cells.items():
            if cell.cell:
                letters = cell.cell.rstrip("0123456789")
                place = int(cell.cell[len(letters) :]) - 1, column_number(letters)
                yield Asked(place, "", name, self.table.fields[name], self._words(name, "cells"))
            elif cell.text not in there:
                yield Asked(None, cell.text or "", name, self.table.fields[name], self._words(name, "cells"))

    def _words(self, name: str, place: str) -> tuple[str | date, ...]:
        """What may stand for a field in one of the places that give it; a period may be put together from two."""
        table, choices = self.table, self.choices
        if name in ("until_on", "on"):
            return choices.days(name)
        if name == "project" and table.kind != "list":
            return choices.projects_delivered(self.delivered, table.fields[name])
        if name == "period" and table.given.count(name) > 1:
            inner = "again" if table.across.count(name) > 1 else "across" if name in table.across else "columns"
            return choices.month_names() if place == inner else choices.years()
        return choices.of(name, table.fields[name])


def sheet_name(pattern: str, otherwise: str) -> str:
    """A name for a sheet that a layout names, perhaps by a pattern, as Excel allows it.

    >>> sheet_name("Rapport*", "…"), sheet_name("*", "Stand UWV")
    ('Rapport', 'Stand UWV')
    """
    plain = _NO_SHEET_NAME.sub("", pattern).strip() or _NO_SHEET_NAME.sub(" ", otherwise).strip()
    return plain[:_LONGEST_SHEET_NAME].strip()


def _refuse_long(name: str, field: str) -> str:
    if len(name) > _LONGEST_SHEET_NAME or _NO_SHEET_NAME.search(name):
        what = f"cannot be the name of a sheet ({_LONGEST_SHEET_NAME} signs at most, without : / ? * [ ])"
        raise UsageError(Problem(f"'{name}'", what, f"give a shorter word under [words.{field}] in the layout"))
    return name


def _name_on(column: Named, on: date) -> str:
    """The name that is read without a remark: the first that holds on a day."""
    return next((name.text for name in column.header if name.is_used_on(on)), column.header[0].text)
