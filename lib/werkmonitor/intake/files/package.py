"""A look at a file before anything in it is parsed: what it is, and whether it may be read. In the reader's process.

By content, never by name. A package (.xlsx, .xlsm, .xlsb, .ods) is unpacked piece by piece and thrown away: its true
sizes, its parts, entities in its XML. Raises Hopeless with the reason for all that is refused here.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from werkmonitor.intake.files.disguises import OLE, what_it_is
from werkmonitor.intake.files.raised import RAISED
from werkmonitor.intake.workbook import Hopeless, column_number
from werkmonitor.limits import MEGABYTE, Limits

CHUNK = 1024 * 1024
_LARGE = 4 * 1024 * 1024
"""Of a sheet: so much XML is parsed only where it must be."""
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*\bencoding=["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
_TELLING = re.compile(
    rb"""t=["']e["']|<(\w+:)?(f|mergeCell|filterColumn)[\s>/]|hidden=["'](1|true)|\s(width|ht)=["]0[.0]*["]"""
)
_SIGNS_OF_TELLING = (b'"e"', b"'e'", b"<f", b":f", b"hidden=", b"mergeCell", b' ht="0', b' width="0')
"""One of these stands in all that _TELLING finds; plain bytes are found many times faster than a pattern."""
_NO_NUMBER_OF_A_TEXT = re.compile(rb"""t="s"[^>]*>\s*<v>\d*[^\d<]""")
_TEXT_WITH_PARTS = re.compile(rb"""<(?:\w+:)?t(?:\s[^>]*)?(?<!/)>[^<]*<[^/!]""")
"""A text holds nothing but signs; of one that does, readers differ in what they make."""
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*ref=["'](?:[A-Z]+\d+:)?([A-Z]{1,3})(\d+)["']""")
_LAST_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)["']""")
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d{1,7})["'][^>/]*>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_NO_SIGN_OF_A_LEVEL = bytes(sign for sign in range(256) if sign not in b"<\x01\x02")

_UNWANTED = {
    "macrosheets": "macro sheets",
    "activex": "ActiveX controls",
    "embeddings": "embedded files",
    "querytables": "database queries",
    "connections": "database connections",
    "revisions": "a record of earlier changes",
    "model": "a data model with the rows behind the tables",
}
"""Parts of a package that never belong in a delivery: name in its path, without an ending → what it is."""

_END_OF_ZIP = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_LOCAL_HEADER = 30
_UNICODE_PATH = 0x7075
"""Another name of a part than the one that stands in the list: readers differ in which they follow."""


_TOO_LARGE = {
    "file_megabytes": "megabytes in the file",
    "parts": "parts in the package",
    "unpacked_megabytes": "megabytes when unpacked",
    "part_megabytes": "megabytes in one part",
    "ratio": "times its packed size when unpacked",
    "rows": "rows on a sheet",
    "columns": "columns on a sheet",
    "cells": "cells on a sheet",
    "shared_texts": "different texts",
    "text_length": "characters in one cell",
}
"""Of which limit there is too much, in words."""


@dataclass(slots=True)
class Found:
    """What was seen in a part while it was unpacked. is_telling: whether it may hold what calamine leaves out.

    is_sheet: whether it holds the rows of a sheet, whatever it is called. values, texts: how many of its cells hold a
    value, and how many of those a text. is_doubtful: whether a cell points at a text by something else than a number.
    is_raised: whether texts in it may be set above the line. bodies: how often the rows of a sheet begin.
    """

    is_telling: bool = False
    is_sheet: bool = False
    values: int = 0
    texts: int = 0
    is_doubtful: bool = False
    is_raised: bool = False
    bodies: int = 0


@dataclass(frozen=True, slots=True)
class Package:
    """kind: xlsx, xlsm, xlsb, xls or ods. parts: their names, with what was found in each."""

    kind: str
    parts: Mapping[str, Found] = field(default_factory=dict)


def inspect(content: bytes, limits: Limits) -> Package:
    """What kind of workbook this is, by content; raises Hopeless for what cannot or may not be read."""
    if len(content) > limits.file_bytes:
        raise too_large("file_megabytes", limits)
    if content.startswith(OLE):
        return Package("xls")
    if not content.startswith(b"PK"):
        raise Hopeless("not_a_workbook", what=what_it_is(content))
    try:
        _refuse_two_ends(content)
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _scan(file, limits)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        struct.error,
        zlib.error,
        expat.error,
    ) as error:
        raise Hopeless("workbook_damaged") from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise Hopeless("workbook_locked") from error


def too_large(limit: str, limits: Limits) -> Hopeless:
    """The reason to refuse what is above the limit of this name."""
    return Hopeless("workbook_too_large", what=_TOO_LARGE[limit], most=getattr(limits, limit), limit=limit)


def _refuse_two_ends(content: bytes) -> None:
    """A zip is read from its end; with two ends one reader sees other parts than the next."""
    end = content.rfind(_END_OF_ZIP, max(0, len(content) - _LONGEST_END))
    if end < 0 or content.count(_END_OF_ZIP, max(0, len(content) - _LONGEST_END)) > 1:
        raise zipfile.BadZipFile("not exactly one end")
    size, start = struct.unpack("<II", content[end + 12 : end + 20])
    is_zip64 = content[end - 20 : end - 16] == b"PK\x06\x07"
    if not is_zip64 and start + size != end:
        raise zipfile.BadZipFile("something stands before, between or after its parts")


def _scan(file: zipfile.ZipFile, limits: Limits) -> Package:
    parts = file.infolist()
    if len(parts) > limits.parts:
        raise too_large("parts", limits)
    _refuse_names(parts)
    _refuse_overlap(parts)
    if sum(part.file_size for part in parts) > limits.unpacked_megabytes * MEGABYTE:
        raise too_large("unpacked_megabytes", limits)
    names = {part.filename for part in parts}
    kind = _kind_by_parts(file, names)
    if kind != "ods":
        _refuse_unwanted(names, limits)
    return Package(kind, {part.filename: _scan_part(file, part, limits) for part in parts})


def _refuse_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names):
        raise Hopeless("workbook_unsafe", what="two parts with the same name")
    for part in parts:
        steps = re.split(r"[/\\]", part.filename)
        is_path = ".." in steps or ":" in part.filename or part.filename.startswith(("/", "\\"))
        if is_path or not part.orig_filename.isprintable():
            raise Hopeless("workbook_unsafe", what="part names that point outside the package")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or _has_other_name(part.extra):
            raise zipfile.BadZipFile("packed in a way that no spreadsheet program does")


def _has_other_name(extra: bytes) -> bool:
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH:
            return True
        extra = extra[4 + size :]
    return False


def _refuse_overlap(parts: list[zipfile.ZipInfo]) -> None:
    """Parts that share bytes are how a small file unpacks to an enormous one."""
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < end:
            raise Hopeless("workbook_unsafe", what="parts that overlap")
        end = part.header_offset + _LOCAL_HEADER + part.compress_size


def _kind_by_parts(file: zipfile.ZipFile, names: Collection[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "mimetype" in names and file.getinfo("mimetype").file_size < 200:
        kind = file.read("mimetype")
        if b"opendocument.spreadsheet" in kind and "content.xml" in names:
            return "ods"
        raise Hopeless("not_a_workbook", what="another kind of document")
    is_document = any(name.startswith(("word/", "ppt/", "Index/")) for name in names)
    raise Hopeless("not_a_workbook", what="another kind of document" if is_document else "a zip file")


def _refuse_unwanted(names: Collection[str], limits: Limits) -> None:
    for name in sorted(names):
        path = [step.partition(".")[0] for step in name.casefold().split("/")]
        if path[-1].startswith("pivotcacherecords") and not limits.takes_pivots:
            raise Hopeless("pivot_records")
        for unwanted, what in _UNWANTED.items():
            if unwanted in path[1:]:
                raise Hopeless("workbook_unsafe", what=what)


def _scan_part(file: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> Found:
    """Unpack a part piece by piece: its true size, and no entities in its XML.

    XML that is cut off or spoilt is refused, for what reads it later may pass over that; of a large sheet it is enough
    that all cells arrive (see xlsx_check). Most sheets hold no error, no formula and nothing hidden: they need no more.
    """
    name = part.filename.casefold()
    is_xml = name.endswith((".xml", ".rels"))  # Excel's own .vml is not always XML, and nothing here reads it
    is_sheet = is_xml and "/worksheets/" in name
    shared_texts, found = 0, Found()
    is_whole = is_xml and part.file_size > 0 and not (is_sheet and part.file_size > _LARGE)
    whole = expat.ParserCreate() if is_whole else None
    for number, (before, piece) in enumerate(_pieces(file, part, limits)):
        if not is_xml:
            continue
        seen = before[-64:] + piece
        if number == 0:
            _refuse_odd_xml(piece, limits)
        if b"!" in seen and _ENTITIES.search(seen):
            raise Hopeless("workbook_unsafe", what="a document type or entities in its XML")
        if whole:
            whole.Parse(piece)
        if is_sheet:
            _scan_sheet(found, before, piece, limits)
        elif name.endswith("sharedstrings.xml"):
            if _TEXT_WITH_PARTS.search(seen):
                raise Hopeless("workbook_damaged")
            shared_texts += _new(b"<si>", before, piece) + _new(b":si>", before, piece)
            if shared_texts > limits.shared_texts:
                raise too_large("shared_texts", limits)
        found.is_sheet = found.is_sheet or b"sheetData" in seen
        found.is_raised = found.is_raised or RAISED in seen
        found.is_telling = found.is_telling or (may_tell(seen) and bool(_TELLING.search(seen)))
    if whole:
        whole.Parse(b"", True)
    return found


def _scan_sheet(found: Found, before: bytes, piece: bytes, limits: Limits) -> None:
    found.bodies += _new(b"<sheetData", before, piece)
    if found.bodies > 1:
        raise Hopeless("workbook_damaged")  # readers differ in which one they follow
    within = _new(b"<is>", before, piece)
    found.values += _new(b"<v>", before, piece) + _new(b":v>", before, piece) // 2 + within
    found.texts += _new(b't="s"', before, piece) + _new(b't="str"', before, piece) + within
    found.is_doubtful = found.is_doubtful or bool(_NO_NUMBER_OF_A_TEXT.search(before[-64:] + piece))
    if found.values > limits.cells:
        raise too_large("cells", limits)
    if (not before and _is_far(_DIMENSION.search(piece), limits)) or _is_far_down(piece, limits):
        _refuse_far_cells(before[-64:] + piece, limits)


def _new(sign: bytes, before: bytes, piece: bytes) -> int:
    """How often a sign ends in this piece; one that begins in the piece before is not lost."""
    return (before[1 - len(sign) :] + piece).count(sign)


def _pieces(file: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    """Each piece of a part with the one before it; raises Hopeless as soon as it has become too large."""
    size, before = 0, b""
    with file.open(part) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > limits.part_megabytes * MEGABYTE:
                raise too_large("part_megabytes", limits)
            if size > MEGABYTE and size > limits.ratio * max(part.compress_size, 1):
                raise too_large("ratio", limits)
            yield before, piece
            before = piece


def _refuse_odd_xml(start: bytes, limits: Limits) -> None:
    """What the first megabyte of a part's XML tells: another encoding than readers expect, elements nested too deep.

    In what is longer, nesting does no harm: no reader here calls itself for an element in another.
    """
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:4] or _ENCODING.match(start.lstrip(b"\xef\xbb\xbf")):
        raise Hopeless("workbook_unsafe", what="XML in an unusual encoding")
    tags = start.replace(b"<?", b"").replace(b"<!", b"").replace(b"</", b"\x01").replace(b"/>", b"\x02")
    levels = tags.translate(None, _NO_SIGN_OF_A_LEVEL)
    for _ in range(limits.xml_depth):  # each turn takes the innermost elements away; what is open at the end stays
        shorter = levels.replace(b"<\x02", b"").replace(b"<\x01", b"")
        if len(shorter) == len(levels):
            break
        levels = shorter
    if levels.count(b"<") > limits.xml_depth or b"<\x01" in levels:
        raise Hopeless("workbook_unsafe", what="XML nested too deep")


def _is_far(corner: re.Match[bytes] | None, limits: Limits) -> bool:
    if corner is None:
        return False
    return column_number(corner[1].decode()) >= limits.columns or int(corner[2]) > limits.rows


def _is_far_down(xml: bytes, limits: Limits) -> bool:
    start = xml.rfind(b"row ")
    row = _LAST_ROW.search(xml, max(0, start - 16)) if start >= 0 else None
    return row is not None and int(row[1]) > limits.rows


def _refuse_far_cells(xml: bytes, limits: Limits) -> None:
    """A cell with a value far outside any honest table; formatted blanks that far out are common, and no harm."""
    for cell in _FILLED_CELL.finditer(xml):
        if column_number(cell[1].decode()) >= limits.columns:
            raise too_large("columns", limits)
        if int(cell[2]) > limits.rows:
            raise too_large("rows", limits)


def may_tell(xml: bytes, more: tuple[bytes, ...] = ()) -> bool:
    """Whether one of the signs stands in a sheet's XML that something is to be told of it."""
    for sign in _SIGNS_OF_TELLING + more:  # noqa: SIM110 - asked of every row, and any() takes twice as long
        if sign in xml:
            return True
    return False
