"""A reply as a workbook: the partner's own sheets with marks, and ours before them. Runs in a process of its own.

XlsxWriter makes it anew from the values as they were read, so that nothing of the file comes along that nobody looked
at: no macros, links, pictures, names of authors or rows behind a pivot table.
"""

import io
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from werkmonitor.intake.catalogue import Treatment
from werkmonitor.intake.files.worker import read, serve
from werkmonitor.intake.findings import Finding
from werkmonitor.intake.ours import COMMENT
from werkmonitor.intake.replies.letter import Letter
from werkmonitor.intake.replies.looks import Book, Looks, Place, looks_of
from werkmonitor.intake.replies.sheets import MARKS, OwnSheets
from werkmonitor.intake.workbook import Fault, Sheet, Value, Workbook, column_number, is_blank
from werkmonitor.limits import Limits

AUTHOR = "werkmonitor"
MOST_CELLS = 2_000_000
"""Of a larger workbook only the findings are sent, with addresses: a copy would take more time than it is worth."""
MOST_LOOKS = 100_000
"""A larger one comes back as plain values: openpyxl needs ten seconds for so many cells with their looks."""
MOST_NOTES = 500
"""Cells with an explanation that opens when they are pointed at; Excel gets slow of more. All are coloured."""

_TOO_LARGE = "Uw werkboek is te groot om terug te sturen. De adressen hieronder gelden voor uw eigen bestand."
_CELL = re.compile(r"([A-Z]{0,3})([1-9]\d{0,6})?(:[A-Z]{0,3}\d{0,7})?")
"""A cell, or a range of which the first cell is marked: 'B2', 'B2:D2', '2:2', 'C:C'."""
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
_PERCENT = "0.##%"
_KINDS: dict[type, str] = {
    datetime: "dd-mm-yyyy hh:mm",
    date: "dd-mm-yyyy",
    timedelta: "[h]:mm",
    time: "hh:mm",
}
"""How a value looks where the workbook says nothing of it."""
_NO_DATE = re.compile(r"general|[0#.,% ]*", re.IGNORECASE)
_USUAL_WIDTH, _WIDEST = 8.43, 40
_PORTRAIT, _LEGIBLE = 5, 16
"""Columns that fit on an upright page, and at most on one that lies."""


class Mark(NamedTuple):
    """What a cell is marked with. texts: for the explanation."""

    treatment: Treatment
    texts: tuple[str, ...]


def make(content: bytes | None, letter: Letter, limits: Limits, password: str | None = None) -> bytes:
    """The reply to a workbook, as the bytes of an .xlsx; the same for the same, whenever and wherever it is made.

    content: None where the workbook itself does not come along. password: of a locked workbook; the reply to it is
    locked with the same one. Raises Hopeless when the workbook cannot be read.
    """
    source, looks, reason = None, Book(), ""
    if content is not None:
        source = read(content, limits, password)
        cells = sum(sheet.width * sheet.height for sheet in source.sheets)
        if cells > MOST_CELLS:
            source, reason = None, _TOO_LARGE
        elif cells <= MOST_LOOKS and source.format in ("xlsx", "xlsm"):
            looks = looks_of(content if content.startswith(b"PK") else _unlocked(content, password))
    made = _written(source, looks, letter, reason)
    return made if content is None or password is None else _locked(made, password)


def _unlocked(content: bytes, password: str | None) -> bytes:
    from werkmonitor.intake.files.decrypting import decrypted

    return decrypted(content, password)


def _locked(content: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, target)
    return target.getvalue()


def _written(source: Workbook | None, looks: Book, letter: Letter, reason: str) -> bytes:
    target = io.BytesIO()
    sheets = source.sheets if source else []
    names = _names(sheets)
    options = {"in_memory": True, "date_1904": bool(source and source.has_1904_dates)}
    with xlsxwriter.Workbook(target, options) as book:
        made = datetime.combine(letter.received_on, time())
        book.set_properties({"author": AUTHOR, "title": "Bevindingen", "created": made})
        own = OwnSheets(book, letter, names)
        own.write_findings(_free("Bevindingen", names.values()), reason=reason)
        if letter.difference:
            own.write_difference(_free("Verschil", names.values()), letter.difference)
        formats = _Formats(book, looks.styles, 1904 if options["date_1904"] else 1900)
        marks = _marks(letter.told, names)
        notes = MOST_NOTES
        for sheet in sheets:
            copy = _Copy(book.add_worksheet(names[sheet.name], _Exact), sheet, looks.sheets.get(sheet.name), formats)
            notes -= copy.write(marks.get(sheet.name, {}), notes)
        for name, meaning in looks.names.items():
            book.define_name(name, meaning)
    return target.getvalue()


class _Copy:
    """A partner's sheet, written with the marks."""

    def __init__(self, target: Any, sheet: Sheet, looks: Looks | None, formats: "_Formats") -> None:
        self.target, self.sheet, self.formats = target, sheet, formats
        self.looks, self.is_plain = looks or Looks(), looks is None

    def write(self, marks: Mapping[Place, Mark], most_notes: int) -> int:
        """Everything of it; returns how many explanations it has now."""
        self._shape(marks)
        self._merge()
        styles, written = self.looks.styles, set()
        for number, column in enumerate(self.sheet.columns):
            blank = [is_blank(value) and not value for value in column.values]
            for row, code in enumerate(column.codes):
                at = row, number
                if not blank[code]:
                    self._put(at, column.values[code], marks.get(at))
                    written.add(at)
        for at in (styles.keys() | marks.keys()) - written:
            self.target.write_blank(*at, None, self.formats.get(styles.get(at), self._kind(at), marks.get(at)))
        noted = [(at, mark) for at, mark in marks.items() if mark.texts][:most_notes]
        for at, mark in noted:
            self._explain(at, mark)
        return len(noted)

    def _put(self, at: Place, value: Value, mark: Mark | None) -> None:
        form = self.formats.get(self.looks.styles.get(at), self._kind(at, value), mark)
        if isinstance(value, bool):
            self.target.write_boolean(*at, value, form)
        elif isinstance(value, Fault):
            self._put_fault(at, value, form)
        elif isinstance(value, int | float) and math.isfinite(value):
            self.target.write_number(*at, value, form)
        elif isinstance(value, date) and value.year < self.formats.first_year:  # as other programs know it
            self.target.write_string(*at, f"{value:%d-%m-%Y}", form)
        elif isinstance(value, datetime | date | time | timedelta):
            self.target.write_datetime(*at, value, form)
        else:
            self.target.write_string(*at, str(value), form)

    def _put_fault(self, at: Place, fault: Fault, form: Any) -> None:
        if not fault.text:  # a formula without a value: so it goes back, and Excel computes it when it is opened
            self.target.write_formula(*at, self.looks.formulas.get(at, "=NA()"), form, "")
        elif fault.text in _ERRORS:
            self.target.write_error(*at, fault.text, form)
        else:
            self.target.write_string(*at, fault.text, form)

    def _kind(self, at: Place, value: Value = None) -> str:
        """The number format of a cell of which none is known."""
        if self.is_plain and at in self.sheet.percents:
            return _PERCENT
        return _KINDS.get(type(value), "")

    def _shape(self, marks: Mapping[Place, Mark]) -> None:
        """Widths, heights, panes, drop-downs, paper. What was hidden stays hidden, unless something in it is marked."""
        rows = set(self.sheet.hidden.rows if self.sheet.hidden else ()) - {row for row, _ in marks}
        columns = set(self.sheet.hidden.columns if self.sheet.hidden else ()) - {column for _, column in marks}
        widths = self.looks.widths
        if self.is_plain:
            widths = {number: _width(column.values) for number, column in enumerate(self.sheet.columns)}
        for number in sorted(widths.keys() | columns):
            self.target.set_column(
                number, number, widths.get(number, _USUAL_WIDTH), None, {"hidden": number in columns}
            )
        for row in sorted(self.looks.heights.keys() | rows):
            self.target.set_row(row, self.looks.heights.get(row), None, {"hidden": row in rows})
        self.target.set_paper(9)  # A4
        if self.sheet.width > _PORTRAIT:
            self.target.set_landscape()
        if self.sheet.width <= _LEGIBLE:
            self.target.fit_to_pages(1, 0)
        if self.looks.frozen:
            self.target.freeze_panes(*self.looks.frozen)
        if self.looks.filtered:
            self.target.autofilter(self.looks.filtered)
        for ranges, options in self.looks.choices:
            self.target.data_validation(ranges, dict(options))
        if self.sheet.is_hidden and not marks:
            self.target.hide()

    def _merge(self) -> None:
        taken: set[Place] = set()
        for top, left, bottom, right in self.sheet.merged:
            area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if len(area) > 1 and not area & taken:
                taken |= area
                form = self.formats.get(self.looks.styles.get((top, left)), "", None)
                self.target.merge_range(top, left, bottom, right, "", form)

    def _explain(self, at: Place, mark: Mark) -> None:
        text = "\n\n".join((COMMENT, *mark.texts))
        lines = sum(1 + len(line) // 48 for line in text.split("\n"))
        options = {"author": AUTHOR, "width": 330, "height": 16 * lines + 12, "font_size": 9, "color": "#FFFFE7"}
        self.target.write_comment(*at, text, options)


class _Exact(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet that keeps all digits of a number and can hold an error. XlsxWriter rounds to 16 digits."""

    def write_error(self, row: int, column: int, error: str, form: Any) -> None:
        """A cell that is an error such as #REF!, without a formula."""
        self.write_formula(row, column, f"={error}", form, error)

    def _xml_number_element(self, number: float, attributes: Iterable[tuple[str, Any]] = ()) -> None:
        tags = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{tags}><v>{number!r}</v></c>")

    def _xml_formula_element(self, formula: str, result: Any, attributes: Iterable[tuple[str, Any]] = ()) -> None:
        if formula != result:
            super()._xml_formula_element(formula, result, list(attributes))
            return
        tags = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{tags}><v>{result}</v></c>")


@dataclass
class _Formats:
    """The formats of the copied cells. styles: by number as the partner's workbook counts them.

    first_year: in which the days begin that the workbook can count; an earlier one goes back as text.
    """

    book: Any
    styles: Mapping[int, dict[str, Any]]
    first_year: int

    def __post_init__(self) -> None:
        self._made: dict[tuple[int | None, str, str], Any] = {}

    def get(self, style: int | None, kind: str, mark: Mark | None) -> Any:
        """kind: the number format where the style says none that shows such a value. None for a plain cell."""
        key = style, kind, mark.treatment if mark else ""
        if key not in self._made:
            properties = dict(self.styles.get(style, {})) if style is not None else {}
            if kind and _NO_DATE.fullmatch(properties.get("num_format", "general")):
                properties["num_format"] = kind
            if mark:
                properties |= MARKS[mark.treatment]
            self._made[key] = self.book.add_format(properties) if properties else None
        return self._made[key]


def _marks(findings: Iterable[Finding], names: Mapping[str, str]) -> dict[str, dict[Place, Mark]]:
    """Sheet → cell → what is said of it, all findings of a cell together; the gravest gives the colour."""
    order: tuple[Treatment, ...] = ("delivery", "row", "logged")
    found: dict[str, dict[Place, Mark]] = {name: {} for name in names}
    for one in sorted(findings, key=lambda one: order.index(one.treatment)):
        text = f"{one.said_nl}\n→ {one.remedy_nl.strip()}"
        for cell in one.all_cells if one.sheet in names else ():
            if match := _CELL.fullmatch(cell):
                at = int(match[2] or 1) - 1, column_number(match[1] or "A")
                mark = found[one.sheet].get(at, Mark(one.treatment, ()))
                found[one.sheet][at] = Mark(mark.treatment, tuple(dict.fromkeys((*mark.texts, text))))
    return found


def _names(sheets: Iterable[Sheet]) -> dict[str, str]:
    """The name of every sheet as Excel allows it: other programs know no limit of 31 signs."""
    found: dict[str, str] = {}
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\]", " ", sheet.name).strip("'")[:31].strip() or "Tabblad"
        found[sheet.name] = _free(plain, found.values())
    return found


def _free(name: str, taken: Iterable[str]) -> str:
    """This name, or a numbered one where a sheet has it: Excel does not tell capitals apart."""
    used, number, free = {one.casefold() for one in taken}, 1, name
    while free.casefold() in used:
        number += 1
        free = f"{name[:26].strip()} ({number})"
    return free


def _width(values: Iterable[Value]) -> float:
    longest = max((len(str(value)) for value in values if value is not None), default=8)
    return min(max(longest, 8), _WIDEST) + 2


if __name__ == "__main__":

    def _answer(question: tuple[bytes | None, Letter, Limits, str | None]) -> bytes:
        return make(*question)

    serve(_answer)
