"""The facts of an .xlsx or .xlsm, from its XML by address; runs in the reader's process.

calamine gives a blank for an error cell and for a formula without a stored value, and tells of neither number formats
nor hidden rows.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from werkmonitor.intake.package import CHUNK, Package, may_tell
from werkmonitor.intake.sheet_facts import BUILT_IN_PERCENTS, BookFacts, SheetFacts, is_percent_format
from werkmonitor.intake.workbook import Fault, Range, column_number

_END_OF_ROW = re.compile(rb"</(\w+:)?row>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_OF_CELLS = re.compile(rb"""<(?:\w+:)?xf\b(?:[^>]*?\bnumFmtId=["'](\d+)["'])?""")
_OWN_FORMAT = re.compile(rb"""<(?:\w+:)?numFmt\b[^>]*>""")
_ATTRIBUTE = re.compile(r"""(numFmtId|formatCode)=(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_YES = ("1", "true")


def read_facts(file: zipfile.ZipFile, package: Package) -> BookFacts:
    """Raises KeyError, ValueError and expat's error for what cannot be understood."""
    workbook = fromstring(file.read("xl/workbook.xml"))
    relations = fromstring(file.read("xl/_rels/workbook.xml.rels"))
    has_1904_dates = any(
        _local(element.tag) == "workbookPr" and element.get("date1904") in _YES for element in workbook.iter()
    )
    percents = _percent_styles(file, relations)
    sheets = {}
    for name, part in _sheet_parts(workbook, relations):
        if part in package.telling or (percents and part in package.parts):
            sheets[name] = _facts(file, part, percents)
    has_links = any(name.startswith("xl/externalLinks/") for name in package.parts)
    return BookFacts(sheets, has_1904_dates, has_links)


def _target(relation: Any) -> str:
    target: str = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _sheet_parts(workbook: Any, relations: Any) -> Iterator[tuple[str, str]]:
    targets = {relation.get("Id"): _target(relation) for relation in relations}
    for element in workbook.iter():
        if _local(element.tag) == "sheet":
            relation = next((value for key, value in element.attrib.items() if _local(key) == "id"), None)
            yield element.get("name", ""), targets.get(relation, "")


def _percent_styles(file: zipfile.ZipFile, relations: Any) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage; most workbooks have none."""
    part = next((_target(one) for one in relations if one.get("Type", "").endswith("/styles")), "")
    if part not in file.NameToInfo:
        return frozenset()
    xml = file.read(part)
    shown = set(BUILT_IN_PERCENTS)
    for tag in _OWN_FORMAT.findall(xml) if b"%" in xml else ():
        given = {name: double or single for name, double, single in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}
        number = int(given.get("numFmtId", "-1"))
        (shown.add if is_percent_format(unescape(given.get("formatCode", ""))) else shown.discard)(number)
    cell_formats = _CELL_FORMATS.search(xml)
    numbers = _FORMAT_OF_CELLS.findall(cell_formats[0]) if cell_formats else []
    return frozenset(style for style, number in enumerate(numbers) if int(number or 0) in shown)


def _facts(file: zipfile.ZipFile, part: str, percents: frozenset[int]) -> SheetFacts:
    signs = tuple(sign % style for style in sorted(percents) for sign in (b's="%d"', b"s='%d'"))
    reading = _FactsParser(percents)
    with file.open(part) as stream:
        for xml in _without_silent_rows(stream, signs):
            reading.feed(xml)
    reading.end()
    return reading.facts


def _without_silent_rows(stream: IO[bytes], signs: tuple[bytes, ...]) -> Iterator[bytes]:
    """The XML of a sheet, but of a row that has nothing to tell only its tags: parsing is what takes time."""
    tail, start, end = b"", b"", b""
    while piece := stream.read(CHUNK):
        xml = tail + piece
        if not end and (match := _END_OF_ROW.search(xml)):
            end = match[0]
            start = end.replace(b"/", b"", 1)[:-1]
        *rows, tail = xml.split(end) if end else [xml]
        if rows:
            kept = [row if may_tell(row, signs) else row[: row.find(b">", row.rfind(start)) + 1] for row in rows]
            yield end.join([*kept, b""])
    yield tail


class _FactsParser:
    """The facts of a sheet, from its XML as it streams by. Raises ValueError for a document type."""

    def __init__(self, percents: frozenset[int]) -> None:
        self.facts = SheetFacts()
        self._percents = percents
        self._row, self._column = -1, -1
        self._kind: str | None = None
        self._style = 0
        self._has_formula = False
        self._value = ""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, xml: bytes) -> None:
        self._parser.Parse(xml)

    def end(self) -> None:
        self._parser.Parse(b"", True)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            cell = attributes.get("r", "")
            letters = cell.rstrip("0123456789")
            number = _number(letters) if letters != cell else None
            self._column = self._column + 1 if number is None else number
            self._kind, self._has_formula, self._value = attributes.get("t"), False, ""
            self._style = int(attributes.get("s", 0))
        elif name == "v":
            self._parser.CharacterDataHandler = self._add
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
            if attributes.get("hidden") in _YES:
                self.facts.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden") in _YES:
            self.facts.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif name == "mergeCell":
            self.facts.merged.append(range_of(attributes.get("ref", "")))
        elif name == "filterColumn":
            self.facts.is_filtered = True

    def _add(self, text: str) -> None:
        self._value += text

    def _finish(self, tag: str) -> None:
        name = _local(tag)
        if name == "v":
            self._parser.CharacterDataHandler = None
        elif name == "c":
            if self._kind == "e":
                self.facts.faults[self._row, self._column] = Fault(self._value or "#ERROR!")
            elif self._has_formula and not self._value and self._kind != "str":
                self.facts.faults[self._row, self._column] = Fault("")
            elif self._value and self._style in self._percents:
                self.facts.percents.add((self._row, self._column))

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type")


def range_of(text: str) -> Range:
    """
    >>> range_of("B5:D6")
    (4, 1, 5, 3)
    """
    cells = [_CELL.fullmatch(cell) for cell in text.split(":")]
    ends = [(int(cell[2]) - 1, column_number(cell[1])) for cell in cells if cell]
    if len(ends) != len(cells):
        raise ValueError("no range of cells")
    return (*ends[0], *ends[-1])


@cache
def _number(letters: str) -> int | None:
    return column_number(letters) if letters.isascii() and letters.isalpha() and letters.isupper() else None


def _local(name: str) -> str:
    """A name without its namespace, be it {uri}name or prefix:name."""
    return name.replace("}", ":").rpartition(":")[2] if ":" in name or "}" in name else name
