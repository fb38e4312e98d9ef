"""The facts of an .xls, from its own records; runs in the reader's process.

An .xls is a small file system (OLE) with a stream of records (BIFF): type, length, content. Source: Microsoft [MS-XLS].
calamine gives a blank for an error cell, and tells of neither number formats nor hidden rows.
"""

import io
import struct
from collections.abc import Collection, Iterator

import olefile

from werkmonitor.intake.files.package import Package
from werkmonitor.intake.files.sheet_facts import BUILT_IN_PERCENTS, ERRORS, BookFacts, SheetFacts, is_percent_format
from werkmonitor.intake.workbook import Fault, Hopeless

_BOF, _EOF, _CONTINUE, _FILEPASS = 0x0809, 0x000A, 0x003C, 0x002F
_ABOVE_THE_LINE = 1
_BOUNDSHEET, _DATE_MODE, _XF, _FORMAT, _SUPBOOK, _FONT = 0x0085, 0x0022, 0x00E0, 0x041E, 0x01AE, 0x0031
_ROW, _COLINFO, _MERGED, _FILTERED, _NOTE, _TEXT_OBJECT = 0x0208, 0x007D, 0x00E5, 0x009B, 0x001C, 0x01B6
_FORMULA, _BOOL_OR_ERROR, _NUMBER, _RK, _MANY_RK, _STRING = 0x0006, 0x0205, 0x0203, 0x027E, 0x00BD, 0x0207
_PICTURES, _SIGNS_OF_A_PICTURE = 0x00EB, (b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")
_TEXT, _BLANK, _MANY_BLANKS = 0x00FD, 0x0201, 0x00BE
_QUERY_TABLE, _DATABASE_QUERY, _PIVOT_ROW = 0x01AD, 0x00DC, 0x00C8
_HEAD = struct.Struct("<HH")
_BIFF8 = 0x0600
_MACRO_SHEET = 1
_OWN_SHEETS, _ADD_IN = 0x0401, 0x3A01
_DOCUMENTS = ("WordDocument", "PowerPoint Document", "__properties_version1.0", "VisioDocument", "EscherStm")
_ARITHMETIC = (0x03, 0x04, 0x05, 0x06, 0x07)
_NUMBER_FUNCTIONS = {0, 4, 5, 6, 7}
"""COUNT, SUM, AVERAGE, MIN and MAX."""


def read_facts(content: bytes, package: Package) -> BookFacts:
    """Raises Hopeless for what is no workbook, is encrypted, or holds what may not be in a delivery.

    Raises OSError and struct.error for what cannot be understood.
    """
    del package  # an .xls has no parts but those in its own file system
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        parts = [[step.casefold() for step in path] for path in file.listdir()]
        _refuse(file, parts)
        name = "Workbook" if file.exists("Workbook") else "Book"
        facts = _Records(file.openstream(name).read()).facts()
        facts.has_macros = any(path[0] == "_vba_project_cur" for path in parts)
        about = file.get_metadata()
        facts.persons += [_text(who) for who in (about.author, about.last_saved_by) if who]
        facts.about = [_text(what) for what in (about.title, about.subject, about.keywords, about.comments) if what]
    return facts


def _refuse(file: olefile.OleFileIO, parts: list[list[str]]) -> None:
    if ["encryptedpackage"] in parts:
        raise Hopeless("workbook_encrypted" if ["encryptioninfo"] in parts else "workbook_locked")
    if not file.exists("Workbook") and not file.exists("Book"):
        is_document = any(file.exists(name) for name in _DOCUMENTS)
        what = "another kind of document" if is_document else "a file of an unknown kind"
        raise Hopeless("not_a_workbook", what=what)
    for path in parts:
        if path[0].startswith("mbd") or path[-1] == "\x01ole10native":
            raise Hopeless("workbook_unsafe", what="embedded files")
        if path[-1] == "ctls":
            raise Hopeless("workbook_unsafe", what="ActiveX controls")
        if path[0] == "revision log":
            raise Hopeless("workbook_unsafe", what="a record of earlier changes")
        if path[0] == "_sx_db_cur" and any(kind == _PIVOT_ROW for kind, _, _ in _records(file.openstream(path).read())):
            raise Hopeless("pivot_records")


def _text(value: object) -> str:
    return value.decode("cp1252", "replace") if isinstance(value, bytes) else str(value)


def _records(stream: bytes, silent: Collection[int] = ()) -> Iterator[tuple[int, int, bytes]]:
    """Type, place and content of every record, but of those of a silent type; there may be millions."""
    place, end, head = 0, len(stream) - 4, _HEAD.unpack_from
    while place <= end:
        kind, size = head(stream, place)
        if kind not in silent:
            yield kind, place, stream[place + 4 : place + 4 + size]
        place += 4 + size


class _Records:
    """One pass over the records of a workbook; its own part comes first, then sheet by sheet."""

    def __init__(self, stream: bytes) -> None:
        self.book = BookFacts()
        self._stream = stream
        self._names: dict[int, str] = {}
        """Where a sheet begins → its name."""
        self._shown = set(BUILT_IN_PERCENTS)
        self._formats: list[int] = []
        self._percents: frozenset[int] = frozenset()
        self._sheet: SheetFacts | None = None
        self._depth = 0
        self._is_wide = True
        self._awaits_text: tuple[int, int] | None = None
        self._signs = 0
        self._silent = {_TEXT, _BLANK, _MANY_BLANKS}

    def facts(self) -> BookFacts:
        for kind, place, content in _records(self._stream, self._silent):
            if kind == _BOF:
                self._begin(place, content)
            elif kind == _EOF:
                self._depth -= 1
                if self._depth == 0:
                    self._end_sheet()
            elif self._depth == 1 and self._sheet is None:
                self._of_book(kind, content)
            elif self._depth == 1 and self._sheet is not None:
                self._of_sheet(self._sheet, kind, content)
        return self.book

    def _begin(self, place: int, content: bytes) -> None:
        self._depth += 1
        if self._depth > 1:  # a chart within a sheet
            return
        self._is_wide = struct.unpack_from("<H", content)[0] >= _BIFF8
        self._sheet = None
        if place in self._names:
            self._percents = frozenset(xf for xf, number in enumerate(self._formats) if number in self._shown)
            if not self._percents:
                self._silent |= {_NUMBER, _RK, _MANY_RK}
            self._sheet = self.book.sheets.setdefault(self._names[place], SheetFacts())

    def _end_sheet(self) -> None:
        if self._sheet is not None and self._awaits_text:
            self._sheet.faults[self._awaits_text] = Fault("")
        self._sheet, self._awaits_text = None, None

    def _of_book(self, kind: int, content: bytes) -> None:
        if kind == _FILEPASS:
            raise Hopeless("workbook_encrypted")
        if kind == _BOUNDSHEET:
            place, _, sheet_kind = struct.unpack_from("<IBB", content)
            if sheet_kind == _MACRO_SHEET:
                raise Hopeless("workbook_unsafe", what="macro sheets")
            self._names[place] = self._string(content[6:], 1)
        elif kind == _DATE_MODE:
            self.book.has_1904_dates = content[:1] == b"\x01"
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", content)[0]
            shows = is_percent_format(self._string(content[2:], 2 if self._is_wide else 1))
            (self._shown.add if shows else self._shown.discard)(number)
        elif kind == _FONT and struct.unpack_from("<8xH", content)[0] == _ABOVE_THE_LINE:
            self.book.has_raised_fonts = True
        elif kind == _XF:
            self._formats.append(struct.unpack_from("<2xH", content)[0])
        elif kind == _SUPBOOK and struct.unpack_from("<2xH", content)[0] not in (_OWN_SHEETS, _ADD_IN):
            self.book.has_links = True
        elif kind == _DATABASE_QUERY:
            raise Hopeless("workbook_unsafe", what="database queries")
        elif kind in (_PICTURES, _CONTINUE) and any(sign in content for sign in _SIGNS_OF_A_PICTURE):
            self.book.has_pictures = True

    def _of_sheet(self, sheet: SheetFacts, kind: int, content: bytes) -> None:
        if self._awaits_text and kind in (_STRING, _FORMULA, _ROW, _BOOL_OR_ERROR):
            if kind != _STRING:
                sheet.faults[self._awaits_text] = Fault("")
            self._awaits_text = None
        if kind in (_NUMBER, _RK):
            row, column, xf = struct.unpack_from("<HHH", content)
            if xf in self._percents:
                sheet.percents.add((row, column))
        elif kind == _MANY_RK:
            self._many(sheet, content)
        elif kind == _FORMULA:
            self._formula(sheet, content)
        elif kind == _BOOL_OR_ERROR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", content)
            if is_error:
                sheet.faults[row, column] = Fault(ERRORS.get(code, "#ERROR!"))
        elif kind == _ROW:
            if content[12] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", content)[0])
        elif kind == _COLINFO:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", content)
            if flags & 1:
                sheet.hidden_columns.append((first, last))
        elif kind == _MERGED:
            count = struct.unpack_from("<H", content)[0]
            for first, last, left, right in struct.iter_unpack("<HHHH", content[2 : 2 + 8 * count]):
                sheet.merged.append((first, left, last, right))
        elif kind == _FILTERED:
            sheet.is_filtered = True
        elif kind in (_QUERY_TABLE, _DATABASE_QUERY):
            raise Hopeless("workbook_unsafe", what="database queries")
        else:
            self._of_comments(kind, content)

    def _of_comments(self, kind: int, content: bytes) -> None:
        if kind == _NOTE and self._is_wide:
            self.book.persons.append(self._string(content[8:], 2))
        elif kind == _TEXT_OBJECT and len(content) >= 12:
            self._signs = struct.unpack_from("<10xH", content)[0]
        elif kind == _CONTINUE and self._signs:
            self.book.comments.append(self._signs_of(content[1:], self._signs, is_double=bool(content[:1] > b"\0")))
            self._signs = 0

    def _many(self, sheet: SheetFacts, content: bytes) -> None:
        row, first = struct.unpack_from("<HH", content)
        for number, (xf, _) in enumerate(struct.iter_unpack("<HI", content[4:-2])):
            if xf in self._percents:
                sheet.percents.add((row, first + number))

    def _formula(self, sheet: SheetFacts, content: bytes) -> None:
        row, column, xf = struct.unpack_from("<HHH", content)
        kind, code, mark = struct.unpack_from("<BxBxxxH", content, 6)
        if mark != 0xFFFF:
            if xf in self._percents:
                sheet.percents.add((row, column))
        elif kind == 0:
            self._awaits_text = (row, column)
        elif kind == 2:
            sheet.faults[row, column] = Fault(ERRORS.get(code, "#ERROR!"))
        elif kind == 3 and _yields_a_number(content[22 : 22 + struct.unpack_from("<H", content, 20)[0]]):
            sheet.faults[row, column] = Fault("")

    def _string(self, content: bytes, width: int) -> str:
        """A text after its number of signs, which stands in one or two bytes; before 1997 a sign was always a byte."""
        count = int.from_bytes(content[:width], "little")
        if not self._is_wide:
            return content[width : width + count].decode("cp1252", "replace")
        return self._signs_of(content[width + 1 :], count, is_double=bool(content[width] & 1))

    @staticmethod
    def _signs_of(content: bytes, count: int, *, is_double: bool) -> str:
        return content[: 2 * count].decode("utf-16-le", "replace") if is_double else content[:count].decode("latin-1")


def _yields_a_number(tokens: bytes) -> bool:
    """Whether a formula ends in arithmetic or a sum: then an empty text is no result, but the lack of one.

    Programs that write a workbook without calculating store that. tokens: the formula as [MS-XLS] 2.5.198 has it.
    """
    *_, kind, sort, low, high = bytes(4) + tokens
    is_sum = (kind, sort) == (0x19, 0x10)
    is_function = kind in (0x22, 0x42, 0x62) and low + 256 * high in _NUMBER_FUNCTIONS
    return is_sum or is_function or high in _ARITHMETIC
