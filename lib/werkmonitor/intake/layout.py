"""What a workbook looks like: a layout, `data/layouts/<code>.toml`, written by an analyst (see docs/layouts.md)."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from werkmonitor.errors import ConfigurationError, Problem, did_you_mean, near_miss
from werkmonitor.intake.table_layout import Table, Texts
from werkmonitor.intake.values import Signs
from werkmonitor.intake.words import fold
from werkmonitor.models import Code, Model, load_model
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace


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
    hidden: Texts | dict[str, tuple[int, int]] | None = None
    """Signs, or sign → between which numbers the hidden one lies."""
    hidden_range: tuple[int, int] | None = None
    blank: Literal["missing", "nil", "nothing"] = "missing"
    """nothing: a blank is no figure at all."""
    own: dict[str, str] = Field(default_factory=dict)
    """Other signs of theirs → what they mean."""
    beside: Texts = ()
    """Letters and signs that may stand beside a number ('12,3p') and say something of it."""

    @property
    def signs(self) -> Signs:
        given = {
            name: frozenset(map(fold, words))
            for name in ("nil", "not_applicable", "unknown", "not_yet", "hidden")
            if (words := getattr(self, name)) is not None
        }
        ranges = self.hidden if isinstance(self.hidden, dict) else {}
        return Signs(
            **given,
            hidden_range=self.hidden_range,
            hidden_ranges={fold(word): between for word, between in ranges.items()},
            blank=self.blank,
            own={fold(word): meaning for word, meaning in self.own.items()},
            beside=self.beside,
        )


class Layout(Model):
    """coverage: since_start (holds everything since the start; replaces the earlier ones) or as_of (one standing)."""

    title: str = ""
    coverage: Literal["since_start", "as_of"] | None = None
    """Of a delivery; a workbook that is only turned into observations has none."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "nl"
    """Of the names of months."""
    as_of: AsOf = AsOf()
    signs: SignWords = SignWords()
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    tables: tuple[Table, ...]

    @model_validator(mode="after")
    def _words_lead_somewhere(self) -> Self:
        if not self.tables:
            raise ValueError("a layout has at least one [[tables]]")
        if self.coverage is None and any(table.yields for table in self.tables):
            raise ValueError("say the 'coverage' of a delivery: since_start or as_of")
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

    @cached_property
    def decimal(self) -> str:
        """The decimal sign in the layout's language."""
        if self.language == "nl":
            return ","
        from babel.numbers import get_decimal_symbol  # takes long, and a delivery is Dutch

        return get_decimal_symbol(self.language)

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
    words = layout.words.get("indicator", {})
    indicators = {word: one.code for one in programme.counted_indicators for word in (one.code, *one.aliases)}
    wrong = [
        Problem(
            f"{workspace.relative(path)} › words.indicator['{word}']",
            f"'{meant}' is not an indicator of programme.toml that can be delivered",
            did_you_mean(meant, indicators),
        )
        for word, meant in words.items()
        if meant not in indicators
    ]
    if wrong:
        raise ConfigurationError(wrong)
    if not words:
        return layout
    in_codes = {word: indicators[meant] for word, meant in words.items()}
    return layout.model_copy(update={"words": layout.words | {"indicator": in_codes}})
