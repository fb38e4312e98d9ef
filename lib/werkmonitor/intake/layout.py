"""What a partner's workbook looks like: `data/layouts/<code>.toml`, written by an analyst (see docs/layouts.md)."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from werkmonitor.errors import ConfigurationError, Problem, did_you_mean, near_miss
from werkmonitor.intake.fields import CROSSTABS, LISTS
from werkmonitor.intake.fields import Field as TidyField
from werkmonitor.intake.values import Signs
from werkmonitor.intake.words import fold
from werkmonitor.programme import Code, Day, Model, Programme, load_model
from werkmonitor.workspace import Workspace

UNUSED = "-"
"""In `across`: a header row that says nothing we need."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _as_column(value: Any) -> Any:
    return value if isinstance(value, dict) and "text" not in value else {"header": value}


def _as_name(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Name(Model):
    """A column's name, and if need be the receipt dates between which it was used."""

    text: str
    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    def is_used_on(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


Names = Annotated[tuple[Annotated[Name, BeforeValidator(_as_name)], ...], BeforeValidator(_listed)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Column(Model):
    """Where a field stands: under one of these names, or always in one column."""

    header: Names = ()
    column: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")] | None = None
    is_optional: bool = False
    """The column may be absent."""
    fill_down: bool = False
    """A blank means: the same as above. (Merged cells are always filled.)"""

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if bool(self.header) == bool(self.column):
            raise ValueError("give either 'header' (its name) or 'column' (its letter)")
        return self


class Table(Model):
    """One table of the workbook and the tidy table it fills."""

    kind: Literal["list", "crosstab", "standing"]
    yields: str
    sheet: Texts
    sheet_means: str | None = None
    """The field that the sheet's name gives, where the same table stands on several sheets."""
    columns: dict[str, Annotated[Column, BeforeValidator(_as_column)]] = Field(default_factory=dict)
    across: Texts = ()
    """crosstab and standing: the field that each header row gives, from top to bottom."""
    constants: dict[str, str] = Field(default_factory=dict)
    header_row: Annotated[int, Field(ge=1)] | None = None
    """The first header row as Excel numbers it; found by the names where it is not given."""
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    """list: how many rows the header takes; a name may then be written 'Group > Name'."""
    totals: Texts = ("totaal", "subtotaal", "eindtotaal", "generaal totaal", "total")
    notes: Texts = ("*", "bron", "noot", "legenda", "toelichting", "let op", "n.b.", "nb:", "opmerking", "voetnoot")
    may_be_empty: bool = False
    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _fits_its_tidy_table(self) -> Self:
        known = LISTS if self.kind == "list" else CROSSTABS
        if self.yields not in known:
            raise ValueError(f"a {self.kind} cannot yield '{self.yields}': {did_you_mean(self.yields, known)}")
        if self.kind == "list" and (self.across or not self.columns):
            raise ValueError("a list has 'columns' and no 'across'")
        if self.kind != "list" and not self.across:
            raise ValueError(f"a {self.kind} says in 'across' what its header rows mean")
        given = [*self.columns, *self.across, *self.constants, *([self.sheet_means] if self.sheet_means else [])]
        for name in given:
            if name not in self.fields and name != UNUSED:
                raise ValueError(f"'{name}' is no field of {self.yields}: {did_you_mean(name, self.fields)}")
        if twice := sorted({name for name in given if given.count(name) > 1 and name != UNUSED}):
            raise ValueError(f"'{twice[0]}' is given twice")
        self._says_what_is_needed(given)
        return self

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
    def fields(self) -> dict[str, TidyField]:
        return (LISTS if self.kind == "list" else CROSSTABS)[self.yields]

    def holds_on(self, received_on: date) -> bool:
        return (self.since or date.min) <= received_on <= (self.until or date.max)


class AsOf(Model):
    """Where the workbook says of which day it gives the state."""

    text: Texts = ("Stand per", "Stand op", "Peildatum")
    file_name: Literal["yyyymm", "yyyy-mm", "yyyy-mm-dd"] | None = None
    """The name of the file holds it too, so (a month stands for its last day)."""


class SignWords(Model):
    """What stands for what where a number should stand; what is given replaces the default."""

    nil: Texts | None = None
    not_applicable: Texts | None = None
    unknown: Texts | None = None
    not_yet: Texts | None = None
    hidden: Texts | None = None
    hidden_range: tuple[int, int] = (1, 4)
    blank: Literal["missing", "nil"] = "missing"

    @property
    def signs(self) -> Signs:
        given = {
            name: frozenset(map(fold, words))
            for name in ("nil", "not_applicable", "unknown", "not_yet", "hidden")
            if (words := getattr(self, name)) is not None
        }
        return Signs(**given, hidden_range=self.hidden_range, blank=self.blank)


class Layout(Model):
    """coverage: since_start (holds everything since the start; replaces the earlier ones) or as_of (one standing)."""

    title: str
    coverage: Literal["since_start", "as_of"]
    as_of: AsOf = AsOf()
    signs: SignWords = SignWords()
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    tables: tuple[Table, ...]

    @model_validator(mode="after")
    def _words_lead_somewhere(self) -> Self:
        if not self.tables:
            raise ValueError("a layout has at least one [[tables]]")
        allowed: dict[str, set[str]] = {}  # two tables may have a field of the same name
        for table in self.tables:
            for name, field in table.fields.items():
                allowed.setdefault(name, set()).update(field.allowed)
        for name, words in self.words.items():
            if name not in allowed:
                raise ValueError(f"words.{name} is of no field here: {did_you_mean(name, allowed)}")
            for word, meant in words.items():
                if allowed[name] and meant not in allowed[name]:
                    close = did_you_mean(meant, allowed[name])
                    raise ValueError(f"words.{name}: '{word}' leads to '{meant}', which is unknown: {close}")
        return self

    @cached_property
    def folded_words(self) -> dict[str, dict[str, str]]:
        """Field → word as compared → our code."""
        return {name: {fold(word): meant for word, meant in words.items()} for name, words in self.words.items()}

    def yields(self, table: str) -> bool:
        return any(one.yields == table for one in self.tables)


Layouts = dict[Code, Layout]


def load_layouts(workspace: Workspace, programme: Programme) -> Layouts:
    """The layouts that programme.toml names, by code; raises ConfigurationError with every problem in every file."""
    present = {path.stem for path in workspace.layouts.glob("*.toml")}
    problems: list[Problem] = []
    layouts: Layouts = {}
    for partner in programme.partners:
        for code in partner.layouts:
            if code in layouts:
                continue
            path = workspace.layouts / f"{code}.toml"
            if code not in present:
                close = near_miss(code, present)
                remedy = f"did you mean '{close}'?" if close else "write it; docs/layouts.md says how"
                problems.append(Problem(workspace.relative(path), f"layout of '{partner.code}' is missing", remedy))
                continue
            try:
                layouts[code] = _load(path, workspace, programme)
            except ConfigurationError as error:
                problems.extend(error.problems)
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))
    return layouts


def _load(path: Path, workspace: Workspace, programme: Programme) -> Layout:
    layout = load_model(path, Layout, shown_as=workspace.relative(path))
    indicators = [indicator.code for indicator in programme.indicators]
    wrong = [
        Problem(
            f"{workspace.relative(path)} › words.indicator['{word}']",
            f"'{meant}' is not an indicator of programme.toml",
            did_you_mean(meant, indicators),
        )
        for word, meant in layout.words.get("indicator", {}).items()
        if meant not in indicators
    ]
    if wrong:
        raise ConfigurationError(wrong)
    return layout
