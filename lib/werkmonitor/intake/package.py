"""A look at a file before anything in it is parsed; runs in the reader's process.

Size, parts, ratio, entities, parts that do not belong in a delivery.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from werkmonitor.intake.limits import MEGABYTE, Limits
from werkmonitor.intake.workbook import Hopeless

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|<\x00!\x00|\x00<\x00!", re.IGNORECASE)
_TELLING = re.compile(rb"""t=["']e["']|<(\w+:)?(f|mergeCell|filterColumn)[\s>/]|hidden=["'](1|true)""")
_SIGNS_OF_TELLING = (b'"e"', b"'e'", b"<f", b":f", b"hidden=", b"mergeCell")
"""One of these stands in all that _TELLING finds; plain bytes are found many times faster than a pattern."""
CHUNK = 1024 * 1024

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
        while piece := stream.read(CHUNK):
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
                is_telling = is_telling or (may_tell(seen) and bool(_TELLING.search(seen)))
                tail = piece[-64:]
    return is_telling


def may_tell(xml: bytes, more: tuple[bytes, ...] = ()) -> bool:
    """Whether one of the signs stands in a sheet's XML that something is to be told of it."""
    for sign in _SIGNS_OF_TELLING + more:  # noqa: SIM110 - asked of every row, and any() takes twice as long
        if sign in xml:
            return True
    return False
