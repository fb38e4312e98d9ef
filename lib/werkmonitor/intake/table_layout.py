"""What one table of a workbook looks like: `[[tables]]` in a layout (see docs/layouts.md)."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from werkmonitor.errors import did_you_mean
from werkmonitor.intake.fields import CROSSTABS, LISTS, OWN_KINDS
from werkmonitor.intake.fields import Field as TidyField
from werkmonitor.intake.workbook import Range, column_number
from werkmonitor.models import Day, Model

UNUSED = "-"
"""In `across`: a header row that says nothing we need."""
MOST_HEADER_ROWS = 10
FARTHEST = 10_000_000
"""Beyond any sheet: where an area has no end of its own."""
_AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})?([1-9]\d{0,6})?)?")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _as_column(value: Any) -> Any:
    return value if isinstance(value, dict) and "text" not in value else {"header": value}


def _as_name(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _as_cell(value: Any) -> Any:
    return {"cell": value} if isinstance(value, str) else value


def _is_area(text: str) -> str:
    if not _AREA.fullmatch(text) or text.endswith(":"):
        raise ValueError("expected an area such as 'B5:M40', 'B5:M' (to the last row) or 'B5'")
    return text


class Name(Model):
    """A column's name, and if need be the receipt dates between which it was used."""

    text: str
    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    def is_used_on(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


Names = Annotated[tuple[Annotated[Name, BeforeValidator(_as_name)], ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Sheets = Annotated[tuple[str | int, ...], BeforeValidator(_listed)]
Letters = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
Address = Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9]\d{0,6}$")]


class Column(Model):
    """Where a field stands: under one of these names, or always in one column."""

    header: Names = ()
    column: Letters | None = None
    is_optional: bool = False
    """The column may be absent."""
    fill_down: bool = False
    """A blank means: the same as above. (Merged cells are always filled.)"""
    together: "tuple[Annotated[Column, BeforeValidator(_as_column)], ...]" = ()
    """Several columns that give the field together: a year and a month."""

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if [bool(self.header), bool(self.column), bool(self.together)].count(True) != 1:
            raise ValueError("give either 'header' (its name), 'column' (its letter) or 'together' (several of these)")
        if any(one.together for one in self.together):
            raise ValueError("'together' names columns, not others that are together")
        return self


def _is_pattern(pattern: str) -> str:
    """A pattern with one group: the part of a text that counts."""
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"is no pattern: {error}") from None
    if groups != 1:
        raise ValueError('mark the part that counts with one pair of brackets: "per (.*)"')
    return pattern


Pattern = Annotated[str, AfterValidator(_is_pattern)]


class Cell(Model):
    """A cell outside the table that says something of every figure in it.

    cell: its address; or text: how a cell begins that says it, behind this text or in the next filled cell on its row.
    find: a pattern whose first group is the part that counts.
    """

    cell: Address | None = None
    text: str | None = None
    find: Pattern | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if bool(self.cell) == bool(self.text):
            raise ValueError("give either 'cell' (its address) or 'text' (how it begins)")
        return self


def _as_block(value: Any) -> Any:
    return {"field": value} if isinstance(value, str) else value


class Block(Model):
    """A field that rows of their own give. find: how their labels look, where figures stand beside them too."""

    field: str
    find: Pattern | None = None


class Measure(Model):
    """What the figures are. scale: by what the number in a cell is multiplied. decimal: its sign in numbers in text.

    Without a decimal sign it is that of the layout's language.
    """

    kind: Literal["number", "count", "share", "money"] = "number"
    unit: str = ""
    scale: Annotated[float, Field(gt=0)] = 1
    decimal: Literal[",", "."] | None = None


def _as_field(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class OwnField(Model):
    """A field with a name of the analyst's own. digits: a code that Excel took for a number gets its zeros back.

    find: a pattern whose first group is the part of the text that counts.
    """

    kind: Literal["text", "period", "year", "day", "whole"] = "text"
    digits: Annotated[int, Field(ge=2, le=20)] | None = None
    find: Pattern | None = None


_COLUMNS_OF_OBSERVATIONS = ("table", "value", "low", "high", "unit", "marker", "meaning", "note", "sheet", "cell")

TOTALS = ("totaal", "subtotaal", "eindtotaal", "generaal totaal", "total")
NOTES = (
    "*",
    "bron",
    "noot",
    "legenda",
    "toelichting",
    "let op",
    "n.b.",
    "nb:",
    "opmerking",
    "voetnoot",
    "source",
    "note",
)


class Table(Model):
    """One table of the workbook, and the tidy table it fills (or observations with fields of one's own)."""

    kind: Literal["list", "crosstab", "standing"]
    yields: str | None = None
    name: str = ""
    """What the table is called in a file of observations."""
    sheet: Sheets = ("*",)
    """Name, pattern (* stands for anything) or position (1 is the first, -1 the last), or several."""
    is_on_every_sheet: bool = Field(False, alias="every_sheet")
    """The table stands on every sheet that fits."""
    sheet_means: str | None = None
    """The field that the sheet's name gives, where the same table stands on several sheets."""
    area: Annotated[str, AfterValidator(_is_area)] | None = None
    """Where the table stands, header included; found by the names where it is not given."""
    below: str | None = None
    """The table begins below the cell that begins with this text."""
    ends_before: Texts = ()
    """The table ends before a row with a cell that begins with one of these."""
    columns: dict[str, Annotated[Column, BeforeValidator(_as_column)]] = Field(default_factory=dict)
    across: Texts = ()
    """crosstab and standing: the field that each header row gives, from top to bottom."""
    blocks: Annotated[tuple[Annotated[Block, BeforeValidator(_as_block)], ...], BeforeValidator(_listed)] = ()
    """The fields that rows with a label only give, for the rows under them; the outer one first."""
    cells: dict[str, Annotated[Cell, BeforeValidator(_as_cell)]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    own_fields: dict[str, Annotated[OwnField, BeforeValidator(_as_field)]] = Field(default_factory=dict, alias="fields")
    value: Measure = Measure()
    values: dict[str, Measure] = Field(default_factory=dict)
    """Header text → what the figures under it are, where not all are alike."""
    marks: Literal["none", "left", "right"] = "none"
    """The column beside each figure holds its footnote mark or flag."""
    mark_columns: Texts = ()
    """How the headers of those columns begin, where they have any."""
    header_row: Annotated[int, Field(ge=1)] | None = None
    """The first header row as Excel numbers it; found by the names where it is not given."""
    header_rows: Annotated[int, Field(ge=1, le=MOST_HEADER_ROWS)] = 1
    """list: how many rows the header takes; a name may then be written 'Group > Name'."""
    label_marks: Texts = ()
    """Footnote marks at the end of labels, beside those that are known."""
    totals: Texts | None = None
    skip_rows: Texts = ()
    """Rows that are no figures of ours: changes, ranks. Words as in `totals`."""
    skip_columns: Texts = ()
    notes: Texts = NOTES
    may_be_empty: bool = False
    """A table without rows is right."""
    is_optional: bool = False
    """Its sheet may be absent."""
    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _fits_its_tidy_table(self) -> Self:
        known = LISTS if self.kind == "list" else CROSSTABS
        if self.yields is not None and self.yields not in known:
            raise ValueError(f"a {self.kind} cannot yield '{self.yields}': {did_you_mean(self.yields, known)}")
        if self.kind == "list" and (self.across or not self.columns):
            raise ValueError("a list has 'columns' and no 'across'")
        if self.kind != "list" and not 1 <= len(self.across) <= MOST_HEADER_ROWS:
            raise ValueError(f"a {self.kind} says in 'across' what its header rows mean (one to ten of them)")
        if self.kind == "list" and any(column.together for column in self.columns.values()):
            raise ValueError("'together' is for crosstabs and standings: a list has one column for each field")
        if self.area and self.header_row:
            raise ValueError("'area' begins with the header: leave out 'header_row'")
        self._names_fields()
        return self

    def _names_fields(self) -> None:
        given = self.given
        if self.yields is None:
            known = set(given)
            if wrong := next((name for name in self.own_fields if name not in known), None):
                raise ValueError(f"fields.{wrong} is given by nothing here: {did_you_mean(wrong, known)}")
            if wrong := next((name for name in given if name in _COLUMNS_OF_OBSERVATIONS), None):
                raise ValueError(f"'{wrong}' is a column of every file of observations: choose another name")
            self._can_be_found()
        else:
            if self.own_fields:
                raise ValueError(f"'fields' are for a table without 'yields'; those of {self.yields} are known")
            for name in given:
                if name not in self.fields:
                    raise ValueError(f"'{name}' is no field of {self.yields}: {did_you_mean(name, self.fields)}")
        self._gives_a_field_once()
        if self.yields is not None:
            self._says_what_is_needed(given)

    def _can_be_found(self) -> None:
        if not (self.area or self.header_row or any(column.header for column in self.places.values())):
            raise ValueError("nothing says where the header stands: name a column, or give 'header_row' or 'area'")

    def _gives_a_field_once(self) -> None:
        """Texts and periods may be put together from several places; a column and the header cannot both say one."""
        given = [*self.columns, *self.constants, *dict.fromkeys(used for used in self.across if used != UNUSED)]
        if twice := sorted({name for name in given if given.count(name) > 1}):
            raise ValueError(f"'{twice[0]}' is given twice")
        for name in {name for name in self.given if self.given.count(name) > 1}:
            if self.fields[name].kind not in ("period", "label", "period_name"):
                raise ValueError(f"'{name}' is given twice")

    def _says_what_is_needed(self, given: list[str]) -> None:
        # A project's code is a fact of every count; a person is not, of a list that has no numbers.
        needed = [name for name, field in self.fields.items() if field.must_be_filled and name != "person"]
        if self.yields == "counts" and self.kind == "crosstab":
            needed.append("period")
        for name in needed:
            if name not in given:
                raise ValueError(f"nothing says what '{name}' is: add it to columns, across or constants")
        if self.kind == "standing" and "period" in given:
            raise ValueError("a standing has no 'period'; use kind = \"crosstab\" for figures per month")

    @property
    def places(self) -> dict[str, Column]:
        """Every column of labels, by its field; of several that give one together the first, and the others numbered.

        >>> Table(kind="crosstab", across="x", columns={"on": {"together": ["Jaar", "Maand"]}}).places.keys()
        dict_keys(['on', 'on 2'])
        """
        return {
            place: one
            for name, column in self.columns.items()
            for place, one in zip(self.places_of(name), column.together or (column,), strict=True)
        }

    def places_of(self, name: str) -> list[str]:
        """What `places` calls the columns of a field."""
        return [name, *(f"{name} {number}" for number in range(2, len(self.columns[name].together) + 1))]

    @property
    def given(self) -> list[str]:
        """The fields that something gives, once for every place that does."""
        across = [name for name in self.across if name != UNUSED]
        sheet = [self.sheet_means] if self.sheet_means else []
        return [*self.constants, *sheet, *self.cells, *self.fields_of_blocks, *self.columns, *across]

    @property
    def fields_of_blocks(self) -> tuple[str, ...]:
        return tuple(block.field for block in self.blocks)

    @property
    def words_of_totals(self) -> tuple[str, ...]:
        """With what totals begin: in a delivery or a list the usual words, else none, unless the layout says others."""
        if self.totals is None:
            return TOTALS if self.yields or self.kind == "list" else ()
        return self.totals

    @property
    def fields(self) -> dict[str, TidyField]:
        if self.yields is not None:
            return (LISTS if self.kind == "list" else CROSSTABS)[self.yields]
        own = {name: self.own_fields.get(name, OwnField()) for name in self.given}
        return {
            name: TidyField(OWN_KINDS[one.kind], digits=one.digits or 0, find=one.find) for name, one in own.items()
        }

    @property
    def bounds(self) -> Range:
        """The rows and columns within which the table stands, as far as `area` says."""
        if self.area is None:
            return 0, 0, FARTHEST, FARTHEST
        left, top, right, bottom = _AREA.fullmatch(self.area).groups()  # type: ignore[union-attr]  # validated above
        last_column = column_number(right) if right else FARTHEST
        return int(top) - 1, column_number(left), int(bottom) - 1 if bottom else FARTHEST, last_column

    def holds_on(self, received_on: date) -> bool:
        return (self.since or date.min) <= received_on <= (self.until or date.max)
