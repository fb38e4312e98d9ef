"""The reader's own process: bytes in, cells out. A workbook that kills it kills nothing else.

Imports as little as possible: it starts once for many workbooks and runs under a memory limit.
"""

import io
import os
import pickle
import struct
import sys
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from werkmonitor.intake.limits import Limits
from werkmonitor.intake.package import SheetFacts, kind_of, read_facts
from werkmonitor.intake.workbook import Hopeless, Sheet, Value, Workbook

LENGTH = struct.Struct(">Q")


def read(content: bytes, limits: Limits) -> Workbook:
    """Read a workbook by content; raises Hopeless when it is none, is damaged, unsafe or too large."""
    kind = kind_of(content, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [_sheet(book, meta, limits) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise Hopeless("workbook_encrypted") from None
    except (CalamineError, OSError, ValueError, UnicodeError):
        raise Hopeless("not_a_workbook" if kind == "xls" else "workbook_damaged") from None
    workbook = Workbook(kind, sheets)
    if kind in ("xlsx", "xlsm"):
        try:
            facts, workbook.has_1904_dates, workbook.has_links = read_facts(content)
        except Exception:  # its own XML cannot be read, so errors in cells could go unseen
            raise Hopeless("workbook_damaged") from None
        for sheet in sheets:
            if told := facts.get(sheet.name):
                _add_facts(sheet, told, limits)
    if all(sheet.is_empty for sheet in sheets):
        raise Hopeless("workbook_empty")
    return workbook


def _sheet(book: CalamineWorkbook, meta: object, limits: Limits) -> Sheet:
    name: str = meta.name  # type: ignore[attr-defined]
    cells = book.get_sheet_by_name(name)
    end = cells.end or (-1, -1)
    for size, most, what in (
        (end[0] + 1, limits.rows, "rows on a sheet"),
        (end[1] + 1, limits.columns, "columns on a sheet"),
        ((end[0] + 1) * (end[1] + 1), limits.cells, "cells on a sheet"),
    ):
        if size > most:
            raise Hopeless("workbook_too_large", what=what, most=most)
    rows: list[list[Value]] = [
        [None if value == "" else value for value in row] for row in cells.to_python(skip_empty_area=False)
    ]
    if any(isinstance(value, str) and len(value) > limits.text_length for row in rows for value in row):
        raise Hopeless("workbook_too_large", what="characters in one cell", most=limits.text_length)
    merged = [(*start, *stop) for start, stop in cells.merged_cell_ranges or []]
    hidden: bool = meta.visible != SheetVisibleEnum.Visible  # type: ignore[attr-defined]
    return Sheet(name, _rectangle(rows), merged, is_hidden=hidden)


def _add_facts(sheet: Sheet, facts: SheetFacts, limits: Limits) -> None:
    sheet.has_hidden_cells = facts.has_hidden_cells
    for (row, column), fault in facts.faults.items():
        if row >= limits.rows or column >= limits.columns:
            raise Hopeless("workbook_too_large", what="rows or columns on a sheet", most=limits.rows)
        while len(sheet.rows) <= row:
            sheet.rows.append([])
        cells = sheet.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = fault
    if facts.faults:
        sheet.rows = _rectangle(sheet.rows)


def _rectangle(rows: list[list[Value]]) -> list[list[Value]]:
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([None] * (width - len(row)))
    return rows


def limit_memory(limit: int) -> None:
    """Where the platform can: at most so many bytes, and no core file when the reader is killed by it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, limit)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS does not let a process limit its address space
            continue


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer workbooks until there are no more. A message is its length (8 bytes) and its pickled content."""
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        content, limits = pickle.loads(requests.read(LENGTH.unpack(head)[0]))  # noqa: S301 - from our own parent
        answer: Workbook | tuple[str, dict[str, object]]
        try:
            answer = read(content, limits)
        except Hopeless as hopeless:
            answer = (hopeless.code, hopeless.given)
        except MemoryError:
            answer = ("reader_failed", {})
        message = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(LENGTH.pack(len(message)))
        answers.write(message)
        answers.flush()


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    # What a library prints must not mix with the answers, nor with the terminal of whoever runs us.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    serve(sys.stdin.buffer, channel)
