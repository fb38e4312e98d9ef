"""What a workbook's file tells besides its values; runs in the reader's process.

Before anything is parsed: size, parts, ratio, entities, parts that do not belong in a delivery. Afterwards: error cells
and formulas without a stored value (calamine returns a blank for both), hidden rows and columns, the date system.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from werkmonitor.intake.limits import MEGABYTE, Limits
from werkmonitor.intake.workbook import Fault, Hopeless, column_number

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|<\x00!\x00|\x00<\x00!", re.IGNORECASE)
_TELLING = re.compile(rb"""t=["']e["']|<(\w+:)?f[\s>/]|hidden=["'](1|true)""")
_SIGNS_OF_TELLING = (b'"e"', b"'e'", b"<f", b":f", b"hidden=")
"""One of these stands in all that _TELLING finds; plain bytes are found many times faster than a pattern."""
_END_OF_ROW = re.compile(rb"</(\w+:)?row>")
_CHUNK = 1024 * 1024

_UNWANTED = {
    "macrosheets": "macro sheets",
    "activex": "ActiveX controls",
    "embeddings": "embedded files",
    "querytables": "database queries",
    "connections.xml": "database connections",
}
"""Parts of a package that never belong in a delivery: name in its path → what it is."""


@dataclass(frozen=True, slots=True)
class Package:
    """kind: xlsx, xlsm, xlsb, xls or ods. parts: their names. telling: those that may hold what calamine leaves out."""

    kind: str
    parts: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()


@dataclass(slots=True)
class SheetFacts:
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    has_hidden_cells: bool = False


def inspect(content: bytes, limits: Limits) -> Package:
    """What kind of workbook this is, by content; raises Hopeless for what cannot or may not be read."""
    if len(content) > limits.file_bytes:
        raise Hopeless("workbook_too_large", what="megabytes in the file", most=limits.file_bytes // MEGABYTE)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Hopeless("workbook_encrypted")
        return Package("xls")
    if not content.startswith(b"PK"):
        raise Hopeless("not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _scan(file, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Hopeless("workbook_damaged") from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise Hopeless("workbook_encrypted") from error


def _scan(file: zipfile.ZipFile, limits: Limits) -> Package:
    parts = file.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.parts:
        raise Hopeless("workbook_too_large", what="parts in the package", most=limits.parts)
    if len(set(names)) < len(names):
        raise Hopeless("workbook_unsafe", what="two parts with the same name")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise Hopeless("workbook_unsafe", what="part names that point outside the package")
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        most = limits.unpacked_bytes // MEGABYTE
        raise Hopeless("workbook_too_large", what="megabytes when unpacked", most=most)
    kind = _kind_by_parts(file, set(names))
    telling = set()
    for part in parts:
        path = part.filename.casefold().split("/")
        for unwanted, what in _UNWANTED.items():
            if unwanted in path:
                raise Hopeless("workbook_unsafe", what=what)
        if path[-1].startswith("pivotcacherecords"):
            raise Hopeless("pivot_records")
        if _scan_part(file, part, limits):
            telling.add(part.filename)
    return Package(kind, frozenset(names), frozenset(telling))


def _kind_by_parts(file: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "content.xml" in names and "mimetype" in names and b"spreadsheet" in file.read("mimetype")[:200]:
        return "ods"
    raise Hopeless("not_a_workbook")


def _scan_part(file: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> bool:
    """Unpack a part piece by piece: its true size, and no entities in its XML.

    Returns whether it may hold an error, a formula or something hidden; most sheets do not, and need no parsing.
    """
    is_xml = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    size, tail, is_telling = 0, b"", False
    with file.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > limits.part_bytes:
                most = limits.part_bytes // MEGABYTE
                raise Hopeless("workbook_too_large", what="megabytes in one part", most=most)
            if size > MEGABYTE and size > limits.ratio * max(part.compress_size, 1):
                raise Hopeless("workbook_too_large", what="times its packed size when unpacked", most=limits.ratio)
            if is_xml:
                seen = tail + piece
                if b"!" in seen and _ENTITIES.search(seen):
                    raise Hopeless("workbook_unsafe", what="a document type or entities in its XML")
                is_telling = is_telling or (_may_tell(seen) and bool(_TELLING.search(seen)))
                tail = piece[-64:]
    return is_telling


def _may_tell(xml: bytes) -> bool:
    for sign in _SIGNS_OF_TELLING:  # noqa: SIM110 - asked of every row, and any() takes twice as long
        if sign in xml:
            return True
    return False


def read_facts(content: bytes, package: Package) -> tuple[dict[str, SheetFacts], bool, bool]:
    """Of an .xlsx or .xlsm: facts by sheet name, whether dates count from 1904, whether it links to other workbooks."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        workbook = fromstring(file.read("xl/workbook.xml"))
        has_1904_dates = any(
            _local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true")
            for element in workbook.iter()
        )
        has_links = any(name.startswith("xl/externalLinks/") for name in package.parts)
        relations = fromstring(file.read("xl/_rels/workbook.xml.rels"))
        parts = {name: part for name, part in _sheet_parts(workbook, relations) if part in package.telling}
        return {name: _facts(file, part) for name, part in parts.items()}, has_1904_dates, has_links


def _sheet_parts(workbook: Any, relations: Any) -> Iterator[tuple[str, str]]:
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in workbook.iter():
        if _local(element.tag) == "sheet":
            relation = next((value for key, value in element.attrib.items() if _local(key) == "id"), None)
            target = targets.get(relation, "")
            yield (
                element.get("name", ""),
                target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)),
            )


def _facts(file: zipfile.ZipFile, part: str) -> SheetFacts:
    reading = _FactsParser()
    with file.open(part) as stream:
        for xml in _without_silent_rows(stream):
            reading.feed(xml)
    reading.end()
    return reading.facts


def _without_silent_rows(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML of a sheet, but of a row that has nothing to tell only its tags: parsing is what takes time."""
    tail, start, end = b"", b"", b""
    while piece := stream.read(_CHUNK):
        xml = tail + piece
        if not end and (match := _END_OF_ROW.search(xml)):
            end = match[0]
            start = end.replace(b"/", b"", 1)[:-1]
        *rows, tail = xml.split(end) if end else [xml]
        if rows:
            kept = [row if _may_tell(row) else row[: row.find(b">", row.rfind(start)) + 1] for row in rows]
            yield end.join([*kept, b""])
    yield tail


class _FactsParser:
    """Faults and hidden parts of a sheet, from its XML as it streams by. Raises ValueError for a document type."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._row, self._column = -1, -1
        self._kind: str | None = None
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
        elif name == "v":
            self._parser.CharacterDataHandler = self._add
        elif name == "f":
            self._has_formula = True
        elif name in ("row", "col"):
            if attributes.get("hidden") in ("1", "true"):
                self.facts.has_hidden_cells = True
            if name == "row":
                self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1

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

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type")


@cache
def _number(letters: str) -> int | None:
    return column_number(letters) if letters.isascii() and letters.isalpha() and letters.isupper() else None


def _local(name: str) -> str:
    """A name without its namespace, be it {uri}name or prefix:name."""
    return name.replace("}", ":").rpartition(":")[2] if ":" in name or "}" in name else name
