"""The facts of an .xlsx or .xlsm, from its XML by address; runs in the reader's process.

calamine gives a blank for an error cell and for a formula without a stored value, and tells of neither number formats
nor hidden rows.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape
from posixpath import basename, dirname
from typing import IO
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from werkmonitor.intake.files.package import CHUNK, Package, may_tell
from werkmonitor.intake.files.package_facts import add_common_facts, local, targets_of
from werkmonitor.intake.files.sheet_facts import BUILT_IN_PERCENTS, BookFacts, SheetFacts, is_percent_format
from werkmonitor.intake.workbook import Fault, Range, column_number

_END_OF_ROW = re.compile(rb"</(\w+:)?row>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_OF_CELLS = re.compile(rb"""<(?:\w+:)?xf\b(?:[^>]*?\bnumFmtId=["'](\d+)["'])?""")
_OWN_FORMAT = re.compile(rb"""<(?:\w+:)?numFmt\b[^>]*>""")
_ATTRIBUTE = re.compile(r"""(numFmtId|formatCode)=(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_YES = ("1", "true")
_USUAL = {"styles": "xl/styles.xml", "sharedStrings": "xl/sharedStrings.xml"}
"""Where calamine looks for a part, whatever the relations of the workbook say."""


def read_facts(content: bytes, package: Package) -> BookFacts:
    """Raises KeyError, ValueError and expat's error for what cannot be understood."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return _book_facts(file, package)


def _book_facts(file: zipfile.ZipFile, package: Package) -> BookFacts:
    facts = BookFacts()
    own = next((part for kind, part in targets_of(file, "_rels/.rels").values() if kind == "officeDocument"), "")
    own = own if own in package.parts and dirname(own) == "xl" else "xl/workbook.xml"
    relations = f"xl/_rels/{basename(own)}.rels"
    workbook, targets = fromstring(file.read(own)), targets_of(file, relations)
    facts.unusual = {own: "xl/workbook.xml", relations: "xl/_rels/workbook.xml.rels"}
    facts.unusual |= {part: _USUAL[kind] for kind, part in targets.values() if kind in _USUAL}
    percents = _percent_styles(file, targets)
    is_uncalculated = False
    for element in workbook.iter():
        name = local(element.tag)
        if name == "workbookPr" and element.get("date1904") in _YES:
            facts.has_1904_dates = True
        elif name == "calcPr" and element.get("fullCalcOnLoad") in _YES:
            is_uncalculated = True
        elif name == "sheet":
            relation = next((value for key, value in element.attrib.items() if local(key) == "id"), "")
            part = targets.get(relation, ("", ""))[1]
            if part in package.parts:
                facts.parts[element.get("name", "")] = part
    for name, part in facts.parts.items():
        if percents or package.parts[part].is_telling:
            facts.sheets[name] = _facts(file, part, percents, is_uncalculated=is_uncalculated)
    add_common_facts(facts, file, package)
    return facts


def _percent_styles(file: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage; most workbooks have none."""
    part = next((part for kind, part in targets.values() if kind == "styles"), "")
    if not part:
        return frozenset()
    xml = file.read(part)
    if b"styleSheet" not in xml:  # then no number would be shown as a date
        raise ValueError("no styles")
    shown = set(BUILT_IN_PERCENTS)
    for tag in _OWN_FORMAT.findall(xml) if b"%" in xml else ():
        given = {name: double or single for name, double, single in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}
        number = int(given.get("numFmtId", "-1"))
        (shown.add if is_percent_format(unescape(given.get("formatCode", ""))) else shown.discard)(number)
    cell_formats = _CELL_FORMATS.search(xml)
    numbers = _FORMAT_OF_CELLS.findall(cell_formats[0]) if cell_formats else []
    return frozenset(style for style, number in enumerate(numbers) if int(number or 0) in shown)


def _facts(file: zipfile.ZipFile, part: str, percents: frozenset[int], *, is_uncalculated: bool) -> SheetFacts:
    signs = tuple(sign % style for style in sorted(percents) for sign in (b's="%d"', b"s='%d'"))
    reading = _FactsParser(percents, is_uncalculated)
    with file.open(part) as stream:
        for xml in _without_silent_rows(stream, signs):
            reading.feed(xml)
    reading.end()
    return reading.facts


def _without_silent_rows(stream: IO[bytes], signs: tuple[bytes, ...]) -> Iterator[bytes]:
    """The XML of a sheet, but of a row that has nothing to tell only its tags: parsing is what takes time.

    A row with a comment is left whole: tags may stand in it that are none.
    """
    tail, start, end = b"", b"", b""
    while piece := stream.read(CHUNK):
        xml = tail + piece
        if not end and (match := _END_OF_ROW.search(xml)):
            end = match[0]
            start = end.replace(b"/", b"", 1)[:-1]
        *rows, tail = xml.split(end) if end else [xml]
        if rows:
            kept = [
                row if may_tell(row, signs) or b"<!" in row else row[: row.find(b">", row.rfind(start)) + 1]
                for row in rows
            ]
            yield end.join([*kept, b""])
    yield tail


def _tags(row: bytes, start: bytes) -> bytes:
    return row[: row.find(b">", row.rfind(start)) + 1]


class _FactsParser:
    """The facts of a sheet, from its XML as it streams by. Raises ValueError for a document type.

    is_uncalculated: whether the workbook asks to be calculated when it is opened, as programs do that store a 0 for
    every formula; such a 0 is no value.
    """

    def __init__(self, percents: frozenset[int], is_uncalculated: bool) -> None:
        self._no_values = ("", "0") if is_uncalculated else ("",)
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
        name = local(tag)
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
            if _is_unseen(attributes, "ht"):
                self.facts.hidden_rows.add(self._row)
        elif name == "col" and _is_unseen(attributes, "width"):
            self.facts.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif name == "mergeCell":
            self.facts.merged.append(range_of(attributes.get("ref", "")))
        elif name == "filterColumn":
            self.facts.is_filtered = True

    def _add(self, text: str) -> None:
        self._value += text

    def _finish(self, tag: str) -> None:
        name = local(tag)
        if name == "v":
            self._parser.CharacterDataHandler = None
        elif name == "c":
            if self._kind == "e":
                self.facts.faults[self._row, self._column] = Fault(self._value or "#ERROR!")
            elif self._has_formula and self._value in self._no_values and self._kind not in ("str", "b"):
                self.facts.faults[self._row, self._column] = Fault("")
            elif self._value and self._style in self._percents:
                self.facts.percents.add((self._row, self._column))
        elif name == "sheetData":
            self._parser.EndElementHandler = None  # what programs add after the rows may look like cells

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


def _is_unseen(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or column is hidden, or has no height or width."""
    return attributes.get("hidden") in _YES or float(attributes.get(size, 1)) == 0


@cache
def _number(letters: str) -> int | None:
    return column_number(letters) if letters.isascii() and letters.isalpha() and letters.isupper() else None
