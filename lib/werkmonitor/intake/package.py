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
from posixpath import join, normpath
from typing import IO

from defusedxml.ElementTree import fromstring, iterparse

from werkmonitor.intake.limits import MEGABYTE, Limits
from werkmonitor.intake.workbook import Fault, Hopeless, column_number

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|<\x00!\x00|\x00<\x00!", re.IGNORECASE)
_NEEDS_A_LOOK = re.compile(rb"""t=["']e["']|<(\w+:)?f[\s>/]|hidden=["'](1|true)""")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_CHUNK = 1024 * 1024

_UNWANTED = {
    "macrosheets": "macro sheets",
    "activex": "ActiveX controls",
    "embeddings": "embedded files",
    "querytables": "database queries",
    "connections.xml": "database connections",
}
"""Parts of a package that never belong in a delivery: name in its path → what it is."""


@dataclass(slots=True)
class SheetFacts:
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    has_hidden_cells: bool = False


def kind_of(content: bytes, limits: Limits) -> str:
    """xlsx, xlsm, xlsb, xls or ods, by content; raises Hopeless for what cannot or may not be read."""
    if len(content) > limits.file_bytes:
        raise Hopeless("workbook_too_large", what="megabytes in the file", most=limits.file_bytes // MEGABYTE)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Hopeless("workbook_encrypted")
        return "xls"
    if not content.startswith(b"PK"):
        raise Hopeless("not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _scan(package, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Hopeless("workbook_damaged") from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise Hopeless("workbook_encrypted") from error


def _scan(package: zipfile.ZipFile, limits: Limits) -> str:
    parts = package.infolist()
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
    kind = _kind_by_parts(package, set(names))
    for part in parts:
        path = part.filename.casefold().split("/")
        for unwanted, what in _UNWANTED.items():
            if unwanted in path:
                raise Hopeless("workbook_unsafe", what=what)
        if path[-1].startswith("pivotcacherecords"):
            raise Hopeless("pivot_records")
        _scan_part(package, part, limits)
    return kind


def _kind_by_parts(package: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "content.xml" in names and "mimetype" in names and b"spreadsheet" in package.read("mimetype")[:200]:
        return "ods"
    raise Hopeless("not_a_workbook")


def _scan_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    """Unpack a part piece by piece: its true size, and no entities in its XML."""
    is_xml = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    size, tail = 0, b""
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > limits.part_bytes:
                most = limits.part_bytes // MEGABYTE
                raise Hopeless("workbook_too_large", what="megabytes in one part", most=most)
            if size > MEGABYTE and size > limits.ratio * max(part.compress_size, 1):
                raise Hopeless("workbook_too_large", what="times its packed size when unpacked", most=limits.ratio)
            if is_xml and _ENTITIES.search(tail + piece):
                raise Hopeless("workbook_unsafe", what="a document type or entities in its XML")
            tail = piece[-64:]


def read_facts(content: bytes) -> tuple[dict[str, SheetFacts], bool, bool]:
    """Of an .xlsx or .xlsm: facts by sheet name, whether dates count from 1904, whether it links to other workbooks."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        workbook = fromstring(package.read("xl/workbook.xml"))
        has_1904_dates = any(
            _local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true")
            for element in workbook.iter()
        )
        has_links = any(name.startswith("xl/externalLinks/") for name in names)
        facts = {name: _facts(package, part) for name, part in _sheet_parts(package, workbook) if part in names}
        return facts, has_1904_dates, has_links


def _sheet_parts(package: zipfile.ZipFile, workbook: object) -> Iterator[tuple[str, str]]:
    relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in workbook.iter():  # type: ignore[attr-defined]
        if _local(element.tag) == "sheet":
            relation = next((value for key, value in element.attrib.items() if _local(key) == "id"), None)
            target = targets.get(relation, "")
            yield (
                element.get("name", ""),
                target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)),
            )


def _facts(package: zipfile.ZipFile, part: str) -> SheetFacts:
    with package.open(part) as stream:
        if not _has_something_to_tell(stream):
            return SheetFacts()
    with package.open(part) as stream:
        return _parse_facts(stream)


def _has_something_to_tell(stream: IO[bytes]) -> bool:
    """A quick look at the bytes: most sheets have no formula, error or hidden row, and need no parsing."""
    tail = b""
    while piece := stream.read(_CHUNK):
        if _NEEDS_A_LOOK.search(tail + piece):
            return True
        tail = piece[-64:]
    return False


def _parse_facts(stream: IO[bytes]) -> SheetFacts:
    facts = SheetFacts()
    row, column = -1, -1
    for event, element in iterparse(stream, events=("start", "end")):
        tag = _local(element.tag)
        if event == "start":
            if tag in ("row", "col") and element.get("hidden") in ("1", "true"):
                facts.has_hidden_cells = True
            if tag == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif tag == "c":
                match = _ADDRESS.fullmatch(element.get("r", ""))
                column = column_number(match[1]) if match else column + 1
        elif tag == "c":
            inner = {_local(child.tag): child.text or "" for child in element}
            if element.get("t") == "e":
                facts.faults[row, column] = Fault(inner.get("v", "") or "#ERROR!")
            elif "f" in inner and not inner.get("v") and element.get("t") != "str":
                facts.faults[row, column] = Fault("")
            element.clear()
        elif tag == "row":
            element.clear()
    return facts


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
