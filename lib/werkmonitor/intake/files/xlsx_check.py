"""Whether every value that stands in an .xlsx has arrived; runs in the reader's process.

calamine is lenient: of a cell that stands twice it gives the last, a kind of cell that it does not know it takes for a
number, and a cell that points at no text gets the first one. What stands in the XML is counted while it is scanned, and
compared with what came out; only where that differs, as it does for errors and empty texts, every cell is looked at.
"""

import re
from collections import Counter
from typing import IO
from xml.parsers import expat

from werkmonitor.intake.files.package import CHUNK, Found
from werkmonitor.intake.files.package_facts import local
from werkmonitor.intake.workbook import Column, Sheet, is_blank

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_KINDS = {"b", "d", "e", "inlineStr", "n", "s", "str"}
_FEW = 3


def has_arrived(found: Found, sheet: Sheet) -> bool:
    """Whether as many values and as many texts came out of a sheet as stand in it. Before errors are put in it."""
    values = texts = 0
    for column in sheet.columns:
        values += _count(column, [not (value is None or is_blank(value)) for value in column.values])
        texts += _count(column, [isinstance(value, str) and not is_blank(value) for value in column.values])
    return not found.is_doubtful and (found.values, found.texts) == (values, texts)


def _count(column: Column, is_so: list[bool]) -> int:
    """In how many rows stands a value of which it is so; values are many, but those of one sort mostly few."""
    for sought in (False, True):
        if is_so.count(sought) <= _FEW:
            count = sum(column.codes.count(code) for code, is_it in enumerate(is_so) if is_it is sought)
            return count if sought else len(column.codes) - count
    return sum(count for code, count in Counter(column.codes).items() if is_so[code])


def check_cells(stream: IO[bytes]) -> None:
    """Raises ValueError where a cell of a sheet stands twice, or says of itself what no cell can be."""
    cells = _Cells()
    while piece := stream.read(CHUNK):
        cells.parser.Parse(piece)
    cells.parser.Parse(b"", True)


class _Cells:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._finish
        self._is_among_rows = False
        self._row = "0"
        self._seen: set[str] = set()
        self._kind = "n"
        self._value = ""
        self._has_value = False

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "sheetData":
            self._is_among_rows = True
        elif not self._is_among_rows:
            return
        elif name == "c":
            self._kind, self._value, self._has_value = attributes.get("t", "n"), "", False
            if self._kind not in _KINDS:
                raise ValueError("a cell of an unknown kind")
            if cell := attributes.get("r"):
                match = _ADDRESS.fullmatch(cell)
                if match is None or match[2] != self._row or cell in self._seen:
                    raise ValueError("a cell that stands twice, or in another row")
                self._seen.add(cell)
        elif name == "row":
            row = attributes.get("r", str(int(self._row) + 1))
            if not row.isdigit() or int(row) <= int(self._row):
                raise ValueError("rows that are not in order")
            self._row = row
            self._seen.clear()

        elif name == "v":
            if self._has_value:
                raise ValueError("two values in a cell")
            self._has_value = True
            self.parser.CharacterDataHandler = self._add if self._kind == "s" else None

    def _add(self, text: str) -> None:
        self._value += text

    def _finish(self, tag: str) -> None:
        name = local(tag)
        if name == "sheetData":
            self._is_among_rows = False
        elif name == "v" and self.parser.CharacterDataHandler:
            self.parser.CharacterDataHandler = None
            if not self._value.strip().isdigit():
                raise ValueError("a text that has no number")
