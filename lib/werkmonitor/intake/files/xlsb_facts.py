"""The facts of an .xlsb, from its binary records; runs in the reader's process.

An .xlsb is a package as an .xlsx is, with records (type, length, content) in the place of XML. Source: Microsoft
[MS-XLSB]. calamine gives a blank for an error cell, and tells of neither number formats nor hidden rows.
"""

import io
import struct
import zipfile
from collections.abc import Collection, Iterator

from werkmonitor.intake.files.package import Package
from werkmonitor.intake.files.package_facts import add_common_facts, targets_of
from werkmonitor.intake.files.sheet_facts import BUILT_IN_PERCENTS, ERRORS, BookFacts, SheetFacts, is_percent_format
from werkmonitor.intake.workbook import Fault, Hopeless

_ROW, _ERROR, _REAL, _RK, _TEXT_OF_FORMULA, _NUMBER_OF_FORMULA, _ERROR_OF_FORMULA = 0, 3, 5, 2, 8, 9, 11
_BLANK, _BOOL, _TEXT, _SHARED_TEXT = 1, 4, 6, 7
_SHORT = frozenset(range(12, 19))
"""Cells without a column of their own, as some programs write them; calamine passes over them without a word."""
_FORMAT, _STYLE, _COLUMN, _BOOK_PROPERTIES, _SHEET = 44, 47, 60, 153, 156
_COMMENTER, _COMMENT = 632, 637
_MERGED, _FILTERED, _STYLES, _END_OF_STYLES = 176, 163, 617, 618


def read_facts(content: bytes, package: Package) -> BookFacts:
    """Raises KeyError, ValueError and struct.error for what cannot be understood."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return _book_facts(file, package)


def _book_facts(file: zipfile.ZipFile, package: Package) -> BookFacts:
    facts = BookFacts()
    targets = targets_of(file, "xl/_rels/workbook.bin.rels")
    percents = _percent_styles(file, targets)
    for kind, content in _records(file.read("xl/workbook.bin")):
        if kind == _BOOK_PROPERTIES:
            facts.has_1904_dates = bool(content[0] & 1)
        elif kind == _SHEET:
            relation, rest = _text(content[8:])
            name, _ = _text(rest)
            if (part := targets.get(relation, ("", ""))[1]) in package.parts and "/worksheets/" in part:
                facts.sheets[name] = _facts(file.read(part), percents)
    add_common_facts(facts, file, package)
    for part in sorted(name for name in package.parts if name.startswith("xl/comments")):
        for kind, content in _records(file.read(part)):
            if kind == _COMMENT:
                facts.comments.append(_text(content[1:])[0])
            elif kind == _COMMENTER:
                facts.persons.append(_text(content)[0])
    return facts


def _records(stream: bytes, silent: Collection[int] = ()) -> Iterator[tuple[int, bytes]]:
    """Type and content of every record, but of those of a silent type; both numbers are written 7 bits a byte."""
    place, end = 0, len(stream)
    while place < end:
        kind = stream[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (stream[place] & 0x7F) << 7
            place += 1
        size, shift = 0, 0
        while True:
            byte = stream[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        if kind not in silent:
            yield kind, stream[place : place + size]
        place += size


def _text(content: bytes) -> tuple[str, bytes]:
    """A text after its number of signs, and what follows it."""
    count = struct.unpack_from("<I", content)[0]
    if count == 0xFFFFFFFF:
        return "", content[4:]
    return content[4 : 4 + 2 * count].decode("utf-16-le"), content[4 + 2 * count :]


def _percent_styles(file: zipfile.ZipFile, targets: dict[str, tuple[str, str]]) -> frozenset[int]:
    part = next((part for kind, part in targets.values() if kind == "styles"), "")
    if not part:
        return frozenset()
    shown, of_cells, formats = set(BUILT_IN_PERCENTS), False, []
    for kind, content in _records(file.read(part)):
        if kind == _FORMAT:
            number = struct.unpack_from("<H", content)[0]
            (shown.add if is_percent_format(_text(content[2:])[0]) else shown.discard)(number)
        elif kind in (_STYLES, _END_OF_STYLES):
            of_cells = kind == _STYLES
        elif kind == _STYLE and of_cells:
            formats.append(struct.unpack_from("<2xH", content)[0])
    return frozenset(style for style, number in enumerate(formats) if number in shown)


def _facts(stream: bytes, percents: frozenset[int]) -> SheetFacts:
    facts, row = SheetFacts(), -1
    silent = {_BLANK, _BOOL, _TEXT, _SHARED_TEXT} | (set() if percents else {_REAL, _RK, _NUMBER_OF_FORMULA})
    for kind, content in _records(stream, silent):
        if kind == _ROW:
            row = struct.unpack_from("<I", content)[0]
            if content[11] & 0x10:
                facts.hidden_rows.add(row)
        elif kind in (_REAL, _RK, _NUMBER_OF_FORMULA):
            column, style = struct.unpack_from("<II", content)
            if style & 0xFFFFFF in percents:
                facts.percents.add((row, column))
        elif kind in (_ERROR, _ERROR_OF_FORMULA):
            facts.faults[row, struct.unpack_from("<I", content)[0]] = Fault(ERRORS.get(content[8], "#ERROR!"))
        elif kind == _COLUMN:
            first, last, flags = struct.unpack_from("<II8xH", content)
            if flags & 1:
                facts.hidden_columns.append((first, last))
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", content)
            facts.merged.append((top, left, bottom, right))
        elif kind in _SHORT:
            raise Hopeless("not_a_workbook", what="an .xlsb of a kind that cannot be read")
        elif kind == _FILTERED:
            facts.is_filtered = True
    return facts
