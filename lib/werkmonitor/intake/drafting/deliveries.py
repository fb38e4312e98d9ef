"""A table that was seen on a sheet, recognised as part of a delivery: its columns as fields of the tidy tables."""

import re
from collections.abc import Collection
from typing import Any

from werkmonitor.intake.cells import as_text, as_written
from werkmonitor.intake.drafting.guesses import Guess, labels_of
from werkmonitor.intake.drafting.kinds import kind_of
from werkmonitor.intake.drafting.known import Known
from werkmonitor.intake.drafting.layout_text import UNSURE, as_toml
from werkmonitor.intake.drafting.looks import DAY, look_of
from werkmonitor.intake.drafting.sightings import labels_above
from werkmonitor.intake.fields import CROSSTABS, LISTS
from werkmonitor.intake.personal import is_personal_header
from werkmonitor.intake.table_layout import UNUSED
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Value, is_blank

_LOOKED_AT, _SEVERAL = 2000, 5
_PERSON = re.compile(
    r"(deelnemer|student|cli[eë]nt|kandidaat|klant|leerling|persoons?|dossier|volg)s?[ -]?(nummer|nr\.?|code|id)"
)
_DAYS = {
    "work_checked_on": r"nog (aan het werk|werkzaam|in dienst)|werk (nagegaan|gecontroleerd|vastgesteld)",
    "work_ended_on": r"einde? (van )?(het )?(werk|dienst|dienstverband|contract|baan)\b|uit dienst",
    "benefit_ended_on": r"uitkering",
    "referred_on": r"doorverwezen|doorverwijzing|terug ?gemeld|terugmelding",
    "training_completed_on": r"scholing|opleiding|diploma|certificaat|cursus|examen|training",
    "qualified_on": r"diploma|certificaat|gediplomeerd",
    "ended_on": r"eind|uitgestroomd|uitstroom|beëindig|gestopt|uitval|afgesloten",
    "placed_on": r"geplaatst|plaatsing|werk|baan|dienst|contract|bemiddel",
    "started_on": r"start|aanvang|begin|instroom|ingestroomd|ingang|aanmeld",
}
"""Field → words by which its column is mostly called; the first one that fits and has no column yet counts."""
_OF_THE_PLACE = (
    "name",
    "sheet",
    "area",
    "header_row",
    "header_rows",
    "below",
    "skip_columns",
    "skip_rows",
    "marks",
)
"""Keys of a layout that hold for a delivery as well."""


def as_delivery(
    guessed: Guess, known: Known, sheets: list[str], file_name: str
) -> tuple[dict[str, Any], dict[str, str]] | None:
    """The keys of the table as part of a delivery, and the words of its header that mean an indicator.

    None where nothing of the programme is in it. sheets: the names of those on which it stands.
    """
    guessed.hints.clear()
    recognised = (
        _List(guessed, known, sheets, file_name)
        if guessed.sighting.is_list
        else _Figures(guessed, known, sheets, file_name)
    )
    keys = recognised.keys()
    return None if keys is None else (keys, recognised.words)


class _Recognised:
    def __init__(self, guessed: Guess, known: Known, sheets: list[str], file_name: str):
        self.guessed, self.known, self.sheets = guessed, known, sheets
        self.sighting = guessed.sighting
        titles = [text for _, _, text in labels_above(self.sighting)]
        self.around = [*titles, *sheets, re.sub(r"\.\w+$", "", file_name)]
        self.words: dict[str, str] = {}
        self.columns: dict[str, Any] = {}
        self.constants: dict[str, str] = {}

    def _values(self, column: int) -> list[Value]:
        return [self.sighting.sheet.value(row, column) for row in self.sighting.data[:_LOOKED_AT]]

    def _places(self) -> dict[str, Any]:
        return {name: self.guessed.keys[name] for name in _OF_THE_PLACE if name in self.guessed.keys}

    def _own_columns(self) -> list[tuple[int, Any]]:
        """Every column of labels with how the draft names it."""
        return list(zip(self.sighting.labels, self.guessed.keys["columns"].values(), strict=True))

    def _put_project(self) -> None:
        """Where no column names the project, the texts around the table may."""
        if "project" not in self.columns and (code := self.known.project_named_in(self.around)):
            self.constants["project"] = code
            self.guessed.doubts["constants.project"] = "no column names it, what stands above the table does"

    def _add_constants(self, keys: dict[str, Any], given: Collection[str]) -> dict[str, Any]:
        place = self.known.place_named_in(self.around)
        if place and "municipality" not in given:
            said = as_toml({"municipality": place})
            self.guessed.hints.append(
                f"constants = {said}    {UNSURE}it is named above the table or in the file's name"
            )
        return keys | ({"constants": self.constants} if self.constants else {})

    def keys(self) -> dict[str, Any] | None:
        raise NotImplementedError


class _List(_Recognised):
    """A list of trajectories."""

    def keys(self) -> dict[str, Any] | None:
        not_read: list[str] = []
        for column, said in self._own_columns():
            field = self._field(column)
            if field and field not in self.columns:
                self.columns[field] = said
            elif isinstance(said, str):
                not_read.append(said)
        if "started_on" not in self.columns or len(self.columns) < 2 or self._are_projects():
            return None
        self._put_project()
        if "project" not in {*self.columns, *self.constants}:
            return None
        if "target_groups" not in self.columns and (group := self.known.group_named_in(self.around)):
            self.constants["target_groups"] = group
            self.guessed.doubts["constants.target_groups"] = "no column names it, what stands above the table does"
        if not_read:
            self.guessed.seen.append(f"not read: {', '.join(not_read)}")
        columns = {name: self.columns[name] for name in LISTS["trajectories"] if name in self.columns}
        return self._add_constants({"kind": "list", "yields": "trajectories"} | self._places(), columns) | {
            "columns": columns
        }

    def _are_projects(self) -> bool:
        """Whether this is a list of the projects themselves: each once, and nobody's number."""
        column = next((one for one, said in self._own_columns() if said == self.columns.get("project")), None)
        texts = [] if column is None else [value for value in self._values(column) if not is_blank(value)]
        return "person" not in self.columns and len(texts) >= _SEVERAL and len(set(texts)) == len(texts)

    def _field(self, column: int) -> str | None:
        name = fold(" > ".join(filter(None, labels_of(self.sighting).over(self.sighting.top, column))))
        values = self._values(column)
        looks = [look_of(value) for value in values if not is_blank(value)]
        own = fold(as_written(self.sighting.sheet.value(self.sighting.bottom, column)))
        if _PERSON.search(own) and "person" not in self.columns:
            return "person"
        if is_personal_header(own):
            return None
        if looks.count(DAY) * 2 > len(looks) or not looks:
            fitting = [field for field, words in _DAYS.items() if re.search(rf"\b\w*(?:{words})", own or name)]
            fitting = [field for field in fitting if field not in self.columns] or fitting
            if len(fitting) > 1:
                self.guessed.doubts[f"columns.{fitting[0]}"] = "by its name"
            return fitting[0] if fitting else None
        field = self.known.field_of(values)
        return None if field == "indicator" else field


class _Figures(_Recognised):
    """Counts by project and indicator: of a period each, or as of one day."""

    def keys(self) -> dict[str, Any] | None:
        fill_down = {}
        for column, said in self._own_columns():
            field = self._label(self._values(column))
            if field and field not in self.columns:
                self.columns[field] = said
                fill_down[field] = isinstance(said, dict) and "fill_down" in said
            if self.known.are_levels(self._values(column)):
                return None  # a plan: its figures are no counts
        across = self._across()
        place: dict[str, Any] = {}
        if len(self.sheets) > 1:
            field = self._label(list(self.sheets))
            place = {"sheet_means": field} if field else {"every_sheet": True}
        if blocks := self._blocks():
            place["blocks"] = blocks
        given = {*self.columns, *across, *place.values()} - {UNUSED, True}
        if "project" not in given and "indicator" in given:
            self._put_project()
        if not {"project", "indicator"} <= given | {*self.constants}:
            return None
        is_standing = "period" not in given
        kind = "standing" if is_standing else "crosstab"
        columns = {name: self.columns[name] for name in CROSSTABS["counts"] if name in self.columns}
        keys = {"kind": kind, "yields": "counts"} | self._places() | place | {"across": across}
        return self._add_constants(keys, given) | {"columns": columns}

    def _label(self, values: list[Value]) -> str | None:
        if kind_of(values, "nl") in ("period", "year"):
            return "period"
        field = self.known.field_of(values)
        if field == "indicator":
            self._note_indicators([as_text(value) for value in values if isinstance(value, str)])
        return field

    def _note_indicators(self, texts: list[str]) -> None:
        for text in dict.fromkeys(filter(None, texts)):
            if found := self.known.indicator(text):
                code, is_guess = found
                self.words[text] = code
                if is_guess:
                    self.guessed.doubts[f"words.{text}"] = "by the sound of it"

    def _across(self) -> list[str]:
        """The field of every header row; the lowest one that names indicators does."""
        kinds = self.guessed.keys.get("fields", {})
        across: list[str] = []
        for level, name in reversed(list(enumerate(self.guessed.keys["across"]))):
            texts = [labels[level] for labels in self.guessed.titles()]
            kind = kinds.get(name, "text")
            if name == UNUSED:
                field = None
            elif kind in ("period", "year"):
                field = "period"
            elif kind == "day":
                field = "until_on"
            else:
                field = self._label(list(texts))
            is_free = field is not None and field not in self.columns and (field not in across or field == "period")
            across.insert(0, field if field and is_free else UNUSED)
        return across

    def _blocks(self) -> str | None:
        values = [
            next((value for value in cells if not is_blank(value)), None)
            for row in self.sighting.headings
            for cells in self.sighting.sheet.rows(row, row + 1)
        ]
        return self._label(values) if values else None
