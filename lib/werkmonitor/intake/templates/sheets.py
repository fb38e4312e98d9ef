"""Writing a template: sheets with locked headers, drop-downs and checked cells, an instruction sheet, the lists.

Nothing in it is a formula, not even a total: a sum overlooks '<5', and would then differ from its parts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from werkmonitor.intake.fields import Field
from werkmonitor.intake.templates.checks import FIRST_WORD, Checks, quoted, whole
from werkmonitor.intake.templates.choices import Choices
from werkmonitor.intake.templates.forms import Form, Row
from werkmonitor.intake.templates.instructions import instructions, name_of, text_of

LAST_ROW = 1_048_575
"""Of a sheet, counted from 0."""
_MAY = ("format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
_WIDTHS = {"day": 15, "level": 14, "period": 12, "person": 18, "code": 22, "text": 30} | dict.fromkeys(
    ("whole", "euros", "truth"), 11
)
"""Of columns by the kind of their field, in signs; others hold words to choose from."""
_MOST_MERGED = 8
"""So many columns of a group are seen at once; in a wider one each column repeats its name."""
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "mark": {"italic": True, "font_color": "#595959"},
    "text": {},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1F3864"},
    "name": {"bold": True, "valign": "top", "text_wrap": True},
    "meaning": {"valign": "top", "text_wrap": True},
    "head": {
        "bold": True,
        "bg_color": "#D9E2F3",
        "border": 1,
        "border_color": "#8EA9DB",
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "num_format": "dd-mm-yyyy",
    },
    "listed_day": {"num_format": "dd-mm-yyyy", "align": "left"},
    "word": {"border": 1, "border_color": "#BFBFBF", "bg_color": "#F2F2F2", "locked": False},
    "input": {"border": 1, "border_color": "#BFBFBF", "locked": False},
    "number": {"border": 1, "border_color": "#BFBFBF", "locked": False, "num_format": "0"},
    "day": {"border": 1, "border_color": "#BFBFBF", "locked": False, "num_format": "dd-mm-yyyy", "align": "left"},
    "code": {"border": 1, "border_color": "#BFBFBF", "locked": False, "num_format": "@"},
}


def write_template(target: BinaryIO, choices: Choices, forms: Sequence[Form]) -> None:
    """The workbook for one layout: its own sheets first, then 'Uitleg' and 'Lijsten'."""
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        _Writing(book, choices, forms).write()


class _Writing:
    def __init__(self, book: xlsxwriter.Workbook, choices: Choices, forms: Sequence[Form]):
        self.book, self.choices, self.forms = book, choices, forms
        self.formats = {name: book.add_format({"font_name": "Calibri"} | one) for name, one in _FORMATS.items()}
        sheets = {form.sheet.casefold() for form in forms}
        self.instructions, self.list_sheet = (
            name if name.casefold() not in sheets else f"{name} (sjabloon)" for name in ("Uitleg", "Lijsten")
        )
        self.checks = Checks(choices, forms, self.list_sheet)

    def write(self) -> None:
        choices = self.choices
        self.book.set_properties(
            {
                "title": f"{choices.layout.title} (sjabloon)",
                "subject": f"Peildatum {choices.edition.as_of:%d-%m-%Y}",
                "comments": ". ".join(_marks(choices)),
                "created": datetime.combine(choices.edition.as_of, time()),
            }
        )
        names = list(dict.fromkeys(form.sheet for form in self.forms))
        positions = {form.sheet: form.position for form in self.forms if form.position}
        for name in _in_order([*names, self.instructions, self.list_sheet], positions):
            self.book.add_worksheet(name)
        for name in names:
            self._write_sheet(name, [form for form in self.forms if form.sheet == name])
        self._write_instructions()
        self._write_lists()
        self.book.get_worksheet_by_name(names[0]).activate()

    # ------------------------------------------------------------ a sheet to fill in

    def _write_sheet(self, name: str, forms: list[Form]) -> None:
        sheet = self.book.get_worksheet_by_name(name)
        first = forms[0]
        self._write_columns(sheet, forms)
        self._write_above(sheet, first)
        for form in forms:
            self._write_asked(sheet, form)
            self._write_header(sheet, form)
            self._write_rows(sheet, form)
        labels = 1 + max((one.column for one in first.labels), default=-1)
        sheet.freeze_panes(first.first_row, labels if first.figures and first.rows else 0)
        sheet.repeat_rows(first.top, first.first_row - 1)
        if is_wide := sum(_widths(first).values()) > _WIDEST_PAGE:
            sheet.repeat_columns(0, max(labels - 1, 0) if first.figures else 0)
        self._finish(sheet, is_wide=is_wide)

    def _write_columns(self, sheet: Worksheet, forms: list[Form]) -> None:
        """Widths; and where a table has no end, whole columns are open (what stands above it is locked again)."""
        formats: dict[int, Format] = {}
        if (form := forms[-1]).end is None:
            formats = {one.column: self._input(one.field) for one in form.labels}
            formats |= {one.column: self.formats["number"] for one in form.figures}
            formats |= {one.mark: self.formats["input"] for one in form.figures if one.mark is not None}
            for row in range(form.top):
                for column in formats:
                    sheet.write_blank(row, column, None, self.formats["text"])
        widths = [_widths(form) for form in forms]
        for column in sorted({column for one in widths for column in one}):
            width = max(one.get(column, 0) for one in widths)
            sheet.set_column(column, column, width, formats.get(column))

    def _write_above(self, sheet: Worksheet, form: Form) -> None:
        """What the workbook is, and of which day; the day only once, so that there cannot be two."""
        choices, formats = self.choices, self.formats
        says_day = not self.checks.as_of
        room = form.top - sum(one.place is None for one in form.asked) - bool(form.caption)
        lines = [("title", choices.layout.title), *(("mark", one) for one in _marks(choices))]
        lines = lines[: max(room - says_day, 0)]
        taken = {one.place[0] for one in form.asked if one.place}
        free = iter([row for row in range(form.top) if row not in taken])
        for style, text in lines:
            if (row := next(free, None)) is not None:
                sheet.write_string(row, 0, text, formats[style])
        if says_day:
            row = next(free, form.top)
            if row < form.top or not choices.layout.as_of.file_name:
                self._write_as_of(sheet, form, row)
        row = next(free, form.top)
        if row < room - 1:
            hint = f"Vul alleen de witte cellen in. Lees eerst het tabblad {self.instructions}."
            sheet.write_string(row, 0, hint, formats["text"])

    def _write_asked(self, sheet: Worksheet, form: Form) -> None:
        """Right above the header: what holds of the whole table, and the line by which it is known."""
        row = form.top - 1
        if form.caption:
            sheet.write_string(row, 0, form.caption, self.formats["heading"])
            row -= 1
        for one in reversed(form.asked):
            place = one.place or (row, 1)
            if one.place is None:
                sheet.write_string(row, 0, one.text, self.formats["name"])
                row -= 1
            sheet.write_blank(*place, None, self._input(one.field))
            if one.words:
                heading = one.text or text_of(form, one.name).name
                sheet.data_validation(*place, *place, self.checks.chosen_from(one.words, heading))

    def _write_as_of(self, sheet: Worksheet, form: Form, row: int) -> None:
        choices = self.choices
        column = 0 if row < form.top else form.width + 1  # no row above a header in row 1
        last = column + (3 if form.width > 3 and len(form.labels) == 1 else 1)
        sheet.write_string(row, column, choices.layout.as_of.text[0], self.formats["name"])
        if last > column + 1:  # columns of months are too narrow for a day
            sheet.merge_range(row, column + 1, row, last, None, self.formats["day"])
        sheet.write_datetime(row, column + 1, _moment(choices.edition.as_of), self.formats["day"])
        self.checks.as_of = (
            f"={quoted(sheet.get_name())}!{xl_rowcol_to_cell(row, column + 1, row_abs=True, col_abs=True)}"
        )
        days = tuple(one.as_of for one in choices.programme.editions)
        rule = self.checks.chosen_from(days, "Peildatum") | {
            "error_type": "warning",
            "error_message": "Dit is geen peildatum van een monitor.",
        }
        sheet.data_validation(row, column + 1, row, column + 1, rule)

    def _write_header(self, sheet: Worksheet, form: Form) -> None:
        heads: dict[int, tuple[str | date, ...]] = {
            one.column: one.title or (name_of(form, one),) for one in form.labels
        } | {one.column: one.above for one in form.figures}
        widths = _widths(form)
        is_asked = form.table.across and form.table.across[-1] == "on"  # they say themselves for which days they plan
        for column, titles in heads.items():
            for level, title in enumerate(titles):
                left, right = _group(heads, column, level) if level < form.depth - 1 else (column, column)
                if right - left >= _MOST_MERGED:
                    left = right = column
                if left < column:
                    continue  # merged with the one on its left
                bottom = form.depth - 1 if level == len(titles) - 1 else level
                room = sum(widths.get(one, 0) for one in range(left, right + 1)) * (1 + bottom - level)
                if isinstance(title, str) and len(title) > room - 3:
                    sheet.set_row(form.top + level, 30)
                style = self.formats["day" if is_asked and isinstance(title, date) else "head"]
                _put(sheet, (form.top + level, column, form.top + bottom, right), title, style)

    def _write_rows(self, sheet: Worksheet, form: Form) -> None:
        last = LAST_ROW if form.end is None else form.end
        for number in range(last - form.first_row + 1 if form.end is not None else 0):
            row = form.rows[number] if number < len(form.rows) else Row("")
            self._write_row(sheet, form, form.first_row + number, row)
        for one in form.labels:
            if rule := self.checks.of(form, one):
                sheet.data_validation(form.first_row, one.column, last, one.column, rule)
        rule = whole(is_strict=form.table.yields != "counts")
        runs = [(one.column, one.column) for one in form.figures]
        if form.figures and form.figures[0].mark is None:
            runs = [(form.figures[0].column, form.figures[-1].column)]
        for left, right in runs:
            sheet.data_validation(form.first_row, left, last, right, rule)

    def _write_row(self, sheet: Worksheet, form: Form, number: int, row: Row) -> None:
        if row.is_block:
            sheet.write_string(number, form.labels[0].column, row.word, self.formats["name"])
            return
        for one in form.labels:
            sheet.write_blank(number, one.column, None, self._input(one.field))
        for figures in form.figures:
            sheet.write_blank(number, figures.column, None, self.formats["number"])
            if figures.mark is not None:
                sheet.write_blank(number, figures.mark, None, self.formats["input"])
        if row.word:
            sheet.write_string(number, form.labels[0].column, row.word, self.formats["word"])

    # ------------------------------------------------------------ what may stand in a cell

    def _input(self, field: Field) -> Format:
        of_kind = {"day": "day", "whole": "number", "euros": "number", "person": "code", "period": "code"}
        return self.formats[of_kind.get(field.kind, "input")]

    # ------------------------------------------------------------ the sheets that help

    def _write_instructions(self) -> None:
        sheet = self.book.get_worksheet_by_name(self.instructions)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 92)
        row = 0
        for line in instructions(self.choices, self.forms):
            if line.style == "heading":
                row += 1
            if line.style == "row":
                sheet.write_string(row, 0, line.text, self.formats["name"])
                sheet.write_string(row, 1, line.meaning, self.formats["meaning"])
                sheet.set_row(row, 15 * (1 + len(line.meaning) // _LINE))
            else:
                sheet.write_string(row, 0, line.text, self.formats[line.style])
            row += 1
        self._finish(sheet, is_text=True)

    def _write_lists(self) -> None:
        sheet = self.book.get_worksheet_by_name(self.list_sheet)
        sheet.write_string(0, 0, "Lijsten", self.formats["title"])
        sheet.write_string(
            1, 0, "De woorden waaruit u kunt kiezen. U hoeft hier niets in te vullen.", self.formats["text"]
        )
        for column, (words, (heading, _)) in enumerate(self.checks.lists.items()):
            longest = max((len(word) if isinstance(word, str) else 10 for word in words), default=0)
            sheet.set_column(column, column, min(max(longest, len(heading)) + 2, 60))
            sheet.write_string(FIRST_WORD - 1, column, heading, self.formats["head"])
            for number, word in enumerate(words):
                _put(sheet, (FIRST_WORD + number, column) * 2, word, self.formats["text"], self.formats["listed_day"])
        self._finish(sheet)

    def _finish(self, sheet: Worksheet, *, is_wide: bool = False, is_text: bool = False) -> None:
        sheet.protect("", dict.fromkeys(_MAY, True))
        if not is_text:
            sheet.set_landscape()
        sheet.set_paper(9)
        if not is_wide:
            sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{list(_marks(self.choices))[-1]}&R&A, bladzijde &P van &N")


_LINE = 109
"""Signs on a line of the instructions, in the widest of fonts."""
_WIDEST_PAGE = 190
"""So many signs side by side can still be read on a page."""


def _widths(form: Form) -> dict[int, float]:
    """Of its columns, in signs."""
    width = 8.5 if form.table.across and form.table.across[-1] == "period" else 14
    marks = {one.mark: 4.0 for one in form.figures if one.mark is not None}
    words = {one.column: max(_WIDTHS.get(one.field.kind, 34), len(name_of(form, one)) + 3) for one in form.labels}
    return {**words, **{one.column: width for one in form.figures}, **marks}


def _in_order(names: list[str], positions: dict[str, int]) -> list[str]:
    """Names of sheets, those with a position of their own (1 is the first, -1 the last) in their place."""
    last = len(names) - 1
    places = {min(one - 1, last) if one > 0 else max(len(names) + one, 0): name for name, one in positions.items()}
    others = iter([name for name in names if name not in positions])
    return [places.get(number) or next(others) for number in range(len(names))]


def _group(heads: dict[int, tuple[str | date, ...]], column: int, level: int) -> tuple[int, int]:
    """The first and last of the columns beside each other that have the same heads down to a level."""
    same, left, right = heads[column][: level + 1], column, column
    while heads.get(left - 1, ())[: level + 1] == same:
        left -= 1
    while heads.get(right + 1, ())[: level + 1] == same:
        right += 1
    return left, right


def _marks(choices: Choices) -> Iterator[str]:
    """What everyone must see of it at once."""
    about = choices.programme.programme
    yield f"Sjabloon van {about.name}, regio {about.region}, voor {choices.partner.name}"
    if about.is_fictional:
        yield about.notice.upper()


def _put(
    sheet: Worksheet, cells: tuple[int, int, int, int], value: str | date, style: Format, day: Format | None = None
) -> None:
    """A text or day in a cell, or in several merged ones."""
    top, left, bottom, right = cells
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, None, style)
    if isinstance(value, str):
        sheet.write_string(top, left, value, style)
    else:
        sheet.write_datetime(top, left, _moment(value), day or style)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())
