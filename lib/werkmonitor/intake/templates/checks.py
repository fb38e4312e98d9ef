"""What may stand in a cell of a template, as Excel checks it while one types: drop-downs, days, whole numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from werkmonitor.intake.fields import Field
from werkmonitor.intake.templates.choices import Choices
from werkmonitor.intake.templates.forms import Form, Labels
from werkmonitor.intake.templates.instructions import name_of

Rule = dict[str, Any]
"""As XlsxWriter takes it."""
FIRST_WORD = 4
"""Row on the sheet of lists, counted from 0."""
_OPEN = {"place", "target_groups"}
"""Kinds of words of which more can be read than the list holds: a village, two groups with a '/' between."""
_MOST_PROJECTS = 500
"""Of a register, in a drop-down."""


class Checks:
    """The checks of one workbook.

    list_sheet: where its lists will stand. lists: their words → the name of the column and the cells of it. as_of: the
    cell with the as-of date, as a formula; known when that is written.
    """

    def __init__(self, choices: Choices, forms: Sequence[Form], list_sheet: str):
        self.choices, self.forms, self.list_sheet = choices, forms, list_sheet
        self.lists: dict[tuple[str | date, ...], tuple[str, str]] = {}
        self.as_of = ""

    def of(self, form: Form, labels: Labels) -> Rule | None:
        """The check of a column; None where anything may be written."""
        field = labels.field
        if field.kind == "day":
            return self._between(form, labels)
        if field.kind in ("whole", "euros"):
            return whole(is_strict=True)
        rule = self._projects_of_register(form, field)
        if rule is None and labels.words:
            rule = self.chosen_from(labels.words, name_of(form, labels))
        if rule and field.kind in _OPEN:
            rule |= {"error_type": "warning", "error_message": "Dit woord staat niet in de lijst. Klopt het toch?"}
        if rule and field.kind == "level_code":
            rule |= {"show_error": False}  # a project may be new
        return rule

    def chosen_from(self, words: tuple[str | date, ...], heading: str) -> Rule:
        """A drop-down of words that stand on the sheet of lists, however few: it is one place to look them up."""
        if words not in self.lists:
            column = len(self.lists)
            cells = xl_range_abs(FIRST_WORD, column, FIRST_WORD + len(words) - 1, column)
            self.lists[words] = heading, f"={quoted(self.list_sheet)}!{cells}"
        return _drop_down(self.lists[words][1])

    def _projects_of_register(self, form: Form, field: Field) -> Rule | None:
        """In a register, those that stand on its own sheet of projects."""
        own = next((one for one in self.forms if one.table.yields == "projects"), None)
        if own is None or field.kind != "project" or form is own:
            return None
        column = next(one.column for one in own.labels if one.name == "name")
        cells = xl_range_abs(own.first_row, column, own.first_row + _MOST_PROJECTS - 1, column)
        return _drop_down(f"={quoted(own.sheet)}!{cells}")

    def _between(self, form: Form, labels: Labels) -> Rule:
        """A real date. Of a trajectory: in the programme, not after the as-of date, not before its own start."""
        about = self.choices.programme.programme
        rule: Rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": _serial(about.started_on),
            "maximum": _serial(about.ends_on),
            "error_title": "Klopt deze datum?",
            "error_type": "warning",
            "error_message": "De datum ligt buiten het programma, of is niet als dag-maand-jaar te lezen.",
        }
        if form.table.yields == "trajectories":
            rule |= {"maximum": self.as_of or rule["maximum"], "error_type": "stop"}
            rule["error_message"] = "Vul een datum in vanaf het begin van het programma tot en met de peildatum."
            start = next((one.column for one in form.labels if one.name == "started_on"), None)
            if labels.name != "started_on" and start is not None:
                rule["minimum"] = f"={xl_rowcol_to_cell(form.first_row, start, col_abs=True)}"
                rule["error_message"] = "Vul een datum in vanaf de start van dit traject tot en met de peildatum."
        return rule


def whole(*, is_strict: bool) -> Rule:
    """A whole number of 0 or more; a sign that there is none may stand in its place where counts are delivered."""
    rule: Rule = {"validate": "integer", "criteria": ">=", "value": 0, "error_title": "Geen heel getal"}
    if is_strict:
        return rule | {"error_message": "Vul een heel getal in, 0 of meer."}
    message = "Vul een heel getal in, 0 of meer. Een teken zoals <5 of n.v.t. mag, als u het getal niet kunt geven."
    return rule | {"error_type": "warning", "error_message": message}


def _drop_down(source: str) -> Rule:
    message = "Kies een woord uit de lijst."
    return {"validate": "list", "source": source, "error_title": "Niet in de lijst", "error_message": message}


def _serial(day: date) -> int:
    """A day as Excel counts it."""
    return (day - date(1899, 12, 30)).days


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas have it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
