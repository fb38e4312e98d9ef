"""The words a partner may choose from in a cell of a template: those of its layout first, else ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkmonitor.intake.fields import Field
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.vocabulary import LEVELS
from werkmonitor.models import Coded
from werkmonitor.programme import Edition, Partner, Programme

_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True)
class Choices:
    """What may be chosen in a template of one layout for the state of one edition's as-of date.

    projects: of the registers in force, as rows of the table of that name.
    """

    programme: Programme
    partner: Partner
    layout: Layout
    projects: Sequence[Mapping[str, Any]]
    edition: Edition

    def of(self, name: str, field: Field) -> tuple[str, ...]:
        """The words for a field, none where anything may be written."""
        return tuple(self._with_codes(name, field).values())

    def projects_delivered(self, codes: frozenset[str], field: Field) -> tuple[str, ...]:
        """Their words for the projects they deliver figures of; for all that have begun where that is not known."""
        words = self._with_codes("project", field)
        begun = {
            one["project"]
            for one in self._with_figures
            if one["starts_on"] is None or one["starts_on"] <= self.edition.as_of
        }
        return tuple(word for code, word in words.items() if code in (codes & words.keys() or begun))

    def months(self) -> tuple[str, ...]:
        """From the programme's first month to that of the as-of date, as 'jan-20'."""
        return tuple(f"{_MONTHS[month]}-{year % 100:02}" for year, month in self._months())

    def years(self) -> tuple[str, ...]:
        """The same where a year and a month stand apart."""
        return tuple(dict.fromkeys(str(year) for year, _ in self._months()))

    def month_names(self) -> tuple[str, ...]:
        return _MONTHS

    def months_of_years(self) -> frozenset[str]:
        """As '2020 jan'."""
        return frozenset(f"{year} {_MONTHS[month]}" for year, month in self._months())

    def _months(self) -> list[tuple[int, int]]:
        first, last = self.programme.programme.started_on, self.edition.as_of
        return [divmod(number, 12) for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]

    def days(self, name: str) -> tuple[date, ...]:
        """The days a header asks for: as-of dates so far of standings; for a plan also its begin and its end."""
        about, editions = self.programme.programme, self.programme.editions
        if name == "until_on":
            return tuple(sorted({one.as_of for one in editions if one.as_of <= self.edition.as_of}))
        return tuple(sorted({about.started_on, about.goals_on, *(one.as_of for one in editions)}))

    def _with_codes(self, name: str, field: Field) -> dict[str, str]:
        """Our code → the word for it."""
        ours = self._ours(name, field)
        theirs = _first_words(self.layout.words.get(name, {}))
        if name == "indicator" and theirs:  # a table holds those that its layout speaks of
            return {code: word for code, word in theirs.items() if code in ours}
        return {code: theirs.get(code, word) for code, word in ours.items()}

    def _ours(self, name: str, field: Field) -> dict[str, str]:
        programme = self.programme
        match field.kind:
            case "project":
                known = self._with_figures if name == "project" and self._is_about_figures else self.projects
                return {one["project"]: one["name"] for one in known}
            case "place":
                return self._places()
            case "target_groups":
                return _names(programme.target_groups)
            case "category":
                return _names(programme.categories)
            case "plan":
                return _names([one for one in programme.plans if not one.until or one.until >= self.edition.as_of])
            case "sector":
                return _names(programme.sectors)
            case "indicator":
                return _names(programme.counted_indicators)
            case "level":
                return _first_words(LEVELS)
            case "level_code":
                levels = {programme.programme.code: programme.programme.code} | _names(programme.categories)
                levels |= {one["project"]: one["name"] for one in self.projects}
                return levels | _names(programme.municipalities)
            case "period":
                return {month: month for month in self.months()}
            case "label" if name == "unit":
                told = self._with_codes("indicator", Field("indicator"))
                return {one.unit: one.unit for one in programme.counted_indicators if one.code in told}
            case "truth":
                return {"ja": "ja", "nee": "nee"}
            case "words":
                return {word: word for word in field.allowed}
        return {}

    @property
    def _is_about_figures(self) -> bool:
        return any(table.yields in ("trajectories", "counts") for table in self.layout.tables)

    @property
    def _with_figures(self) -> list[Mapping[str, Any]]:
        """A project that is followed in words has no participants to count."""
        return [one for one in self.projects if one["kind"] == "quantitative"]

    def _places(self) -> dict[str, str]:
        """The members of their own reporting unit and the unit itself, else every municipality and elsewhere."""
        programme = self.programme
        for unit in programme.reporting_units:
            if unit.code == self.partner.municipality:
                return {**{code: programme.municipality(code).name for code in unit.members}, unit.code: unit.name}
        return _names(programme.municipalities) | {"": programme.outside_region.name}


def _first_words(words: Mapping[str, str]) -> dict[str, str]:
    """Code → the first of the words that lead to it."""
    found: dict[str, str] = {}
    for word, code in words.items():
        found.setdefault(code, word)
    return found


def _names(coded: Sequence[Coded]) -> dict[str, str]:
    return {one.code: one.name for one in coded}
