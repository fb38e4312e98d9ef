"""A writer of .xlsb, which no library here can write: records of type, length and content. Source: [MS-XLSB]."""

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.zoo.raw import LINKS, parts

_ERRORS = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#N/A": 0x2A}
PERCENT, DAY = 1, 2
"""Cell styles, by their number."""


@dataclass(frozen=True)
class Cell:
    """value: a number, a text, a truth or an error ('#REF!'). packed: a number in 30 bits instead of 64."""

    value: float | str | bool
    style: int = 0
    is_packed: bool = False
    is_formula: bool = False


Rows = Sequence[Sequence[Cell | None]]


def write_xlsb(
    folder: Path,
    rows: Rows,
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    has_1904_dates: bool = False,
) -> Path:
    """One sheet, Blad1. merged: first row, last row, first column, last column, from 0."""
    texts = list(dict.fromkeys(cell.value for row in rows for cell in row if cell and _is_shared(cell)))
    made = {name.replace(".xml", ".bin") if name.startswith("xl/") else name: xml for name, xml in parts().items()}
    main = "application/vnd.ms-excel"
    types = made["[Content_Types].xml"].replace("sheet1.xml", "sheet1.bin").replace("styles.xml", "styles.bin")
    types = types.replace("workbook.xml", "workbook.bin").replace("sharedStrings.xml", "sharedStrings.bin")
    types = types.replace("application/vnd.openxmlformats-officedocument.spreadsheetml", main)
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": types.replace("sheet.main+xml", "sheet.binary.macroEnabled.main"),
        "_rels/.rels": made["_rels/.rels"].replace("workbook.xml", "workbook.bin"),
        "xl/workbook.bin": _workbook(has_1904_dates),
        "xl/_rels/workbook.bin.rels": parts()[LINKS].replace(".xml", ".bin"),
        "xl/styles.bin": _styles(),
        "xl/sharedStrings.bin": _texts(texts),
        "xl/worksheets/sheet1.bin": _sheet(rows, texts, merged, hidden_rows, hidden_columns),
    }
    path = folder / "dier.xlsb"
    with zipfile.ZipFile(path, "w") as file:
        for name, part in content.items():
            file.writestr(zipfile.ZipInfo(name), part)
    return path


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(content), b""
    while True:
        size, seven = size >> 7, size & 0x7F
        length += bytes([seven | (0x80 if size else 0)])
        if not size:
            return head + length + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _workbook(has_1904_dates: bool) -> bytes:
    properties = struct.pack("<III", int(has_1904_dates), 0, 0)
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Blad1")
    return b"".join(
        (
            _record(131),
            _record(153, properties),
            _record(143),
            _record(156, sheet),
            _record(144),
            _record(132),
        )
    )


def _styles() -> bytes:
    formats = b"".join(_record(47, struct.pack("<HH12x", 0, number)) for number in (0, 9, 14))
    return b"".join((_record(278), _record(617, struct.pack("<I", 3)), formats, _record(618), _record(279)))


def _texts(texts: Sequence[object]) -> bytes:
    items = b"".join(_record(19, b"\0" + _wide(str(text))) for text in texts)
    return _record(159, struct.pack("<II", len(texts), len(texts))) + items + _record(160)


def _is_shared(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.value not in _ERRORS and not cell.is_formula


def _sheet(
    rows: Rows,
    texts: list[object],
    merged: Sequence[tuple[int, int, int, int]],
    hidden_rows: Sequence[int],
    hidden_columns: Sequence[int],
) -> bytes:
    width = max(map(len, rows))
    out = [_record(129), _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))]
    if hidden_columns:
        columns = b"".join(_record(60, struct.pack("<IIIIH", one, one, 2304, 0, 1)) for one in hidden_columns)
        out += [_record(390), columns, _record(391)]
    out.append(_record(145))
    for row, cells in enumerate(rows):
        flags = 0x10 if row in hidden_rows else 0
        out.append(_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 1) + struct.pack("<II", 0, width - 1)))
        out += [_cell(column, cell, texts) for column, cell in enumerate(cells) if cell]
    out.append(_record(146))
    if merged:
        cells = b"".join(_record(176, struct.pack("<IIII", *one)) for one in merged)
        out += [_record(177, struct.pack("<I", len(merged))), cells, _record(178)]
    return b"".join((*out, _record(130)))


def _cell(column: int, cell: Cell, texts: list[object]) -> bytes:
    head = struct.pack("<II", column, cell.style)
    formula = struct.pack("<HI", 0, 3) + b"\x1e\x01\0" + struct.pack("<I", 0) if cell.is_formula else b""  # =1
    value = cell.value
    if isinstance(value, bool):
        return _record(10 if formula else 4, head + bytes([value]) + formula)
    if isinstance(value, str) and value in _ERRORS:
        return _record(11 if formula else 3, head + bytes([_ERRORS[value]]) + formula)
    if isinstance(value, str):
        if formula:
            return _record(8, head + _wide(value) + formula)
        return _record(7, head + struct.pack("<I", texts.index(value)))
    if cell.is_packed:
        return _record(2, head + struct.pack("<i", int(value) << 2 | 2))
    return _record(9 if formula else 5, head + struct.pack("<d", value) + formula)
