"""Reading an .ods: values and facts in one pass over its XML; runs in the reader's process.

calamine tells neither errors, truth values, durations, merged nor hidden cells of this format. Source: OASIS Open
Document 1.3, part 3 (chapter 9).
"""

import io
import re
import zipfile
from datetime import datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from werkmonitor.intake.files.package import CHUNK, Package, too_large
from werkmonitor.intake.files.package_facts import local
from werkmonitor.intake.files.raised import raised
from werkmonitor.intake.files.sheet_facts import BookFacts, SheetFacts
from werkmonitor.intake.workbook import Fault, Hopeless, Value
from werkmonitor.limits import Limits

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,](\d+))?S")
_UNSEEN = ("collapse", "filter")
_PERSONS, _ABOUT = {"initial-creator", "creator"}, {"title", "subject", "description", "keyword", "user-defined"}
_DATABASE = {"database-source-sql", "database-source-table", "database-source-query"}
_CHANGES = {"cell-content-change", "insertion", "deletion", "movement"}
_OF_A_PICTURE = ("application/vnd.oasis.opendocument.chart", "application/vnd.oasis.opendocument.formula")

Rows = list[list[Value]]


def read_ods(content: bytes, package: Package, limits: Limits) -> tuple[dict[str, tuple[Rows, bool]], BookFacts]:
    """The rows of every sheet by its name, and whether it is hidden; rows end at their last value. And the facts.

    Raises Hopeless for what is too large, is locked, or holds what may not be in a delivery; KeyError, ValueError and
    expat's error for what cannot be understood.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if "META-INF/manifest.xml" in package.parts:
            _refuse_unwanted(fromstring(file.read("META-INF/manifest.xml")))
        reading = _Content(limits)
        with file.open("content.xml") as stream:
            while piece := stream.read(CHUNK):
                reading.feed(piece)
        reading.feed(b"", is_last=True)
        facts = reading.facts
        facts.has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in package.parts)
        facts.has_pictures = any(name.startswith("Pictures/") for name in package.parts)
        if "meta.xml" in package.parts:
            _add_properties(facts, fromstring(file.read("meta.xml")))
    return reading.sheets, facts


def _add_properties(facts: BookFacts, meta: Any) -> None:
    for element in meta.iter():
        text = (element.text or "").strip()
        if text and local(element.tag) in _PERSONS:
            facts.persons.append(text)
        elif text and local(element.tag) in _ABOUT:
            facts.about.append(text)


def _refuse_unwanted(manifest: Any) -> None:
    for element in manifest.iter():
        kind = local(element.tag)
        given = {local(name): value for name, value in element.attrib.items()}
        if kind == "encryption-data":
            raise Hopeless("workbook_locked")
        is_object = kind == "file-entry" and re.fullmatch(r"Object \d+/?", given.get("full-path", ""))
        if is_object and given.get("media-type") not in _OF_A_PICTURE:
            raise Hopeless("workbook_unsafe", what="embedded files")


class _Content:
    """content.xml as it streams by. sheets: name → its rows, and whether it is hidden."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: dict[str, tuple[Rows, bool]] = {}
        self.facts = BookFacts()
        self._limits = limits
        self._styles_of_hidden: set[str] = set()
        self._styles_above_the_line: set[str] = set()
        self._spans: list[bool] = []
        self._style = ""
        self._sheet: SheetFacts | None = None
        self._name, self._is_hidden, self._depth = "", False, 0
        self._rows: Rows = []
        self._row, self._column, self._rows_here = 0, 0, 1
        self._cells: list[Value] = []
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._comment: list[str] | None = None
        self._creator: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.CharacterDataHandler = self._add
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, xml: bytes, *, is_last: bool = False) -> None:
        self._parser.Parse(xml, is_last)

    # ------------------------------------------------------------ elements

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("table-cell", "covered-table-cell"):
            self._cell, self._texts = _of_cell(attributes), []
        elif name == "p":
            self._texts_here().append("\n" if self._texts_here() else "")
        elif name == "span":
            self._spans.append(_attribute(attributes, "style-name") in self._styles_above_the_line)
        elif name == "s":
            self._texts_here().append(" " * min(_count(attributes, "c"), self._limits.text_length + 1))
        elif name in ("tab", "line-break"):
            self._texts_here().append(" ")
        elif name == "table-row":
            self._begin_row(attributes)
        elif name == "table-column":
            self._column_facts(attributes)
        elif name == "table":
            self._begin_sheet(attributes)
        elif name == "annotation":
            self._comment = []
        elif name in ("creator", "date") and self._comment is not None:
            self._creator = []
        elif name == "style":
            self._style = _attribute(attributes, "name")
        elif name == "text-properties" and _is_above_the_line(_attribute(attributes, "text-position")):
            self._styles_above_the_line.add(self._style)
        elif name == "table-properties" and _attribute(attributes, "display") == "false":
            self._styles_of_hidden.add(self._style)
        elif name == "null-date":
            self.facts.has_1904_dates = _attribute(attributes, "date-value").startswith("1904")
        elif name in ("table-source", "cell-range-source", "dde-link"):
            self.facts.has_links = True
        elif name in _DATABASE:
            raise Hopeless("workbook_unsafe", what="database connections")
        elif name in _CHANGES:
            raise Hopeless("workbook_unsafe", what="a record of earlier changes")

    def _finish(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "span" and self._spans:
            self._spans.pop()
        elif name == "table-row":
            self._end_row()
        elif name == "annotation":
            self.facts.comments.append("".join(self._comment or ()))
            self._comment = None
        elif name in ("creator", "date") and self._creator is not None:
            if name == "creator":
                self.facts.persons.append("".join(self._creator))
            self._creator = None
        elif name == "table":
            self._end_sheet()

    def _add(self, text: str) -> None:
        if self._creator is not None:
            self._creator.append(text)
        elif self._comment is not None or self._cell is not None:
            self._texts_here().append(raised(text) if any(self._spans) else text)

    def _texts_here(self) -> list[str]:
        return self._texts if self._comment is None else self._comment

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type")

    # ------------------------------------------------------------ sheets, columns, rows, cells

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 1:
            raise ValueError("a table within a cell")
        self._name = _attribute(attributes, "name")
        if self._name in self.sheets:
            raise ValueError("two sheets of the same name")
        self._is_hidden = _attribute(attributes, "style-name") in self._styles_of_hidden
        self._sheet, self._rows, self._row, self._column = SheetFacts(), [], 0, 0

    def _end_sheet(self) -> None:
        self._depth -= 1
        if self._name.startswith("'file:"):  # what was last seen in another workbook
            self.facts.has_links = True
        elif self._sheet is not None:
            self.sheets[self._name], self.facts.sheets[self._name] = (self._rows, self._is_hidden), self._sheet
        self._sheet = None

    def _column_facts(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated")
        if self._sheet is not None and _attribute(attributes, "visibility") in _UNSEEN:
            self._sheet.hidden_columns.append((self._column, self._column + count - 1))
        self._column += count

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows_here, self._column, self._cells = _count(attributes, "number-rows-repeated"), 0, []
        seen = _attribute(attributes, "visibility")
        if self._sheet is not None and seen in _UNSEEN:
            if seen == "filter":
                self._sheet.is_filtered = True
            self._sheet.hidden_rows.update(range(self._row, min(self._row + self._rows_here, self._limits.rows)))

    def _end_row(self) -> None:
        if self._cells:
            if self._row + self._rows_here > self._limits.rows:
                raise too_large("rows", self._limits)
            self._rows += [[] for _ in range(self._row - len(self._rows))]
            self._rows += [self._cells] * self._rows_here
        self._row += self._rows_here

    def _end_cell(self) -> None:
        given, self._cell = self._cell or {}, None
        count = _count(given, "number-columns-repeated")
        value = _value(given, self._texts)
        sheet = self._sheet
        if value is not None and sheet is not None:
            if self._column + count > self._limits.columns:
                raise too_large("columns", self._limits)
            self._cells += [None] * (self._column - len(self._cells))
            self._cells += [value] * count
            self._note(sheet, value, count, is_percent=given.get("value-type") == "percentage")
        across, down = _count(given, "number-columns-spanned"), _count(given, "number-rows-spanned")
        if sheet is not None and across * down > 1:
            sheet.merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        self._column += count

    def _note(self, sheet: SheetFacts, value: Value, count: int, *, is_percent: bool) -> None:
        """What is to be told of a value, in every row and column in which it is repeated."""
        if not is_percent and not isinstance(value, Fault):
            return
        if self._row + self._rows_here > self._limits.rows:
            raise too_large("rows", self._limits)
        for row in range(self._row, self._row + self._rows_here):
            for column in range(self._column, self._column + count):
                if isinstance(value, Fault):
                    sheet.faults[row, column] = value
                else:
                    sheet.percents.add((row, column))


def _count(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated; raises ValueError for what is no number from 1 on."""
    count = int(_attribute(attributes, name, "1"))
    if count < 1:
        raise ValueError("repeated less than once")
    return count


def _attribute(attributes: dict[str, str], name: str, default: str = "") -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), default)


def _is_above_the_line(position: str) -> bool:
    """position: 'super' or how far above the line, and the size: '33% 58%'."""
    height = position.partition(" ")[0]
    return height == "super" or bool(re.fullmatch(r"0*[1-9]\d*(\.\d+)?%", height))


def _of_cell(attributes: dict[str, str]) -> dict[str, str]:
    """By name without namespace; LibreOffice tells an error in a second `value-type`, of its own."""
    given = {}
    for key, value in attributes.items():
        space, _, name = key.rpartition(" ")
        if name != "value-type" or space == _OFFICE:
            given[name] = value
        elif value == "error":
            given["is-error"] = "yes"
    return given


def _value(given: dict[str, str], texts: list[str]) -> Value:
    """What a cell holds; raises ValueError for what no spreadsheet program writes."""
    text = "".join(texts)
    match given.get("value-type"):
        case "float" | "currency" | "percentage":
            return float(given["value"])
        case "date":
            day = datetime.fromisoformat(given["date-value"].partition(".")[0])
            return day.date() if day.time() == time() and "T" not in given["date-value"] else day
        case "time":
            return _time(given["time-value"])
        case "boolean":
            return given["boolean-value"] == "true"
        case "string" if given.get("is-error"):
            return Fault(text)
        case "string":
            return given.get("string-value", text) or None
        case None | "void":
            pass
        case _:
            raise ValueError("a value of an unknown kind")
    if "formula" in given and not texts:
        return Fault("")
    return text or None


def _time(duration: str) -> time | timedelta:
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError("no duration")
    hours, minutes, seconds, rest = int(match[1]), int(match[2]), int(match[3]), float(f"0.{match[4] or 0}")
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds + rest)
    return (datetime.min + length).time() if length < timedelta(days=1) else length
