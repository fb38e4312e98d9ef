"""The reader's own process: bytes in, cells out. A workbook that kills it kills nothing else.

Imports as little as possible: it starts once for many workbooks and runs under a memory limit.
"""

import gc
import io
import os
import pickle
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from itertools import zip_longest
from math import ceil, isfinite
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from werkmonitor.intake.files.package import Package, inspect, too_large
from werkmonitor.intake.files.raised import with_raised_marks
from werkmonitor.intake.files.sheet_facts import BookFacts, SheetFacts
from werkmonitor.intake.ours import COMMENT, is_ours
from werkmonitor.intake.workbook import Column, Fault, Hidden, Hopeless, Sheet, Value, Workbook, is_blank
from werkmonitor.limits import MEGABYTE, Limits

try:
    import resource
except ImportError:  # Windows
    CAN_LIMIT_WORK = False
else:
    CAN_LIMIT_WORK = True

LENGTH = struct.Struct(">Q")
_FACTS = {"xlsx": "xlsx_facts", "xlsm": "xlsx_facts", "xlsb": "xlsb_facts", "xls": "xls_facts"}
"""Modules that know what calamine does not tell; only those that are needed are loaded."""


def read(content: bytes, limits: Limits, password: str | None = None) -> Workbook:
    """Read a workbook by content; raises Hopeless when it is none, is damaged, unsafe or too large.

    One that is encrypted is decrypted in memory, where the password is given or none is needed.
    """
    try:
        return _read_plain(content, limits)
    except Hopeless as hopeless:
        if hopeless.code != "workbook_encrypted":
            raise
    from werkmonitor.intake.files.decrypting import decrypted

    return _read_plain(decrypted(content, password), limits)


def _read_plain(content: bytes, limits: Limits) -> Workbook:
    package = inspect(content, limits)
    try:
        reads = _read_ods if package.kind == "ods" else _read
        sheets, facts = reads(content, package, limits)
    except (Hopeless, MemoryError):
        raise
    except PasswordError:
        raise Hopeless("workbook_encrypted") from None
    except Exception:  # whatever a library or we stumble over: errors in cells could go unseen
        raise Hopeless("workbook_damaged") from None
    for sheet in sheets:
        if told := facts.sheets.get(sheet.name):
            _add_facts(sheet, told, limits)
    ours = [number for number, sheet in enumerate(sheets) if is_ours(sheet)]
    theirs = [sheet for number, sheet in enumerate(sheets) if number not in ours]
    if all(sheet.is_empty for sheet in theirs):
        raise Hopeless("workbook_empty")
    return Workbook(
        package.kind,
        theirs,
        has_1904_dates=facts.has_1904_dates,
        has_links=facts.has_links,
        has_macros=facts.has_macros,
        has_pictures=facts.has_pictures,
        comments=[text for text in facts.comments if not text.startswith(COMMENT)],
        persons=facts.persons,
        about=facts.about,
        behind=facts.behind,
        ours=[sheets[number] for number in ours],
    )


def _read(content: bytes, package: Package, limits: Limits) -> tuple[list[Sheet], BookFacts]:
    """Values by calamine, facts by the parts of the file, which come first: they refuse what may not be read."""
    reads = import_module(f"werkmonitor.intake.files.{_FACTS[package.kind]}")
    facts: BookFacts = reads.read_facts(content, package)
    book = CalamineWorkbook.from_filelike(io.BytesIO(_as_calamine_reads(content, package, facts.unusual)))
    sheets = [_sheet(book, meta, limits) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise Hopeless("workbook_damaged")
    if package.kind == "xls":
        check = import_module("werkmonitor.intake.files.xls_check")
        check.check_cells(content, sheets)
        if facts.has_raised_fonts:
            check.raise_marks(content, sheets)
    elif facts.parts:
        _check(content, package, facts.parts, sheets)
    return sheets, facts


def _as_calamine_reads(content: bytes, package: Package, names: dict[str, str]) -> bytes:
    """The same package with its parts where calamine looks for them, and marks above the line in signs of their own.

    Nearly all are so already.
    """
    raised = {name for name, found in package.parts.items() if found.is_raised}
    if not raised and all(name == usual or name not in package.parts for name, usual in names.items()):
        return content
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in package.parts:
            if name in names or name not in names.values():  # else a part of that name which nothing points at
                part = old.read(name)
                new.writestr(names.get(name, name), with_raised_marks(part) if name in raised else part)
    return target.getvalue()


def _check(content: bytes, package: Package, parts: dict[str, str], sheets: list[Sheet]) -> None:
    """Raises ValueError where a value in a sheet of an .xlsx did not arrive as it stands there."""
    from werkmonitor.intake.files.xlsx_check import check_cells, has_arrived

    if not all(package.parts[parts[sheet.name]].is_sheet for sheet in sheets):
        raise ValueError("something else in the place of a sheet")
    doubtful = [sheet for sheet in sheets if not has_arrived(package.parts[parts[sheet.name]], sheet)]
    if doubtful:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for sheet in doubtful:
                with file.open(parts[sheet.name]) as stream:
                    check_cells(stream)


def _read_ods(content: bytes, package: Package, limits: Limits) -> tuple[list[Sheet], BookFacts]:
    from werkmonitor.intake.files.ods import read_ods

    tables, facts = read_ods(content, package, limits)
    sheets = []
    for name, (rows, is_hidden) in tables.items():
        _refuse_size(len(rows), max(map(len, rows), default=0), limits)
        columns = [_column(list(cells), limits) for cells in zip_longest(*rows)]
        sheets.append(Sheet(name, columns, is_hidden=is_hidden))
    return sheets, facts


def _sheet(book: CalamineWorkbook, meta: SheetMetadata, limits: Limits) -> Sheet:
    cells = book.get_sheet_by_name(meta.name)
    end = cells.end or (-1, -1)
    _refuse_size(end[0] + 1, end[1] + 1, limits)
    rows = cells.to_python(skip_empty_area=False)
    columns = [_column([row[number] for row in rows], limits) for number in range(end[1] + 1)]
    return Sheet(meta.name, columns, is_hidden=meta.visible != SheetVisibleEnum.Visible)


def _refuse_size(height: int, width: int, limits: Limits) -> None:
    for size, limit in ((height, "rows"), (width, "columns"), (height * width, "cells")):
        if size > getattr(limits, limit):
            raise too_large(limit, limits)


def _column(cells: list[Value], limits: Limits) -> Column:
    column = Column.of(cells)
    if any(isinstance(value, str) and len(value) > limits.text_length for value in column.values):
        raise too_large("text_length", limits)
    column.values = [_plain(value) for value in column.values]
    return column


def _plain(value: Value) -> Value:
    """An empty text is a blank, and what is no number is an error, whatever a program wrote."""
    if value == "":
        return None
    return Fault("#NUM!") if isinstance(value, float) and not isfinite(value) else value


def _add_facts(sheet: Sheet, facts: SheetFacts, limits: Limits) -> None:
    last_row, last_column = limits.rows - 1, limits.columns - 1
    sheet.merged = [
        (top, left, min(bottom, last_row), min(right, last_column))
        for top, left, bottom, right in facts.merged
        if top <= min(bottom, last_row) and left <= min(right, last_column)
    ]
    sheet.percents = facts.percents
    if facts.faults:
        height, width = (1 + max(cell[axis] for cell in facts.faults) for axis in (0, 1))
        _refuse_size(max(height, sheet.height), max(width, sheet.width), limits)
        sheet.put(facts.faults)
    rows = _filled_rows(sheet, {row for row in facts.hidden_rows if row < sheet.height})
    columns = tuple(
        column
        for column in range(sheet.width)
        if any(first <= column <= last for first, last in facts.hidden_columns)
        and not all(map(is_blank, sheet.columns[column].values))
    )
    if rows or columns or facts.is_filtered:
        sheet.hidden = Hidden(rows, columns, facts.is_filtered)


def _filled_rows(sheet: Sheet, rows: set[int]) -> tuple[int, ...]:
    """Those of these rows that hold a value."""
    blank = set(rows)
    for column in sheet.columns:
        values, codes = column.values, column.codes
        blank = {row for row in blank if is_blank(values[codes[row]])}
        if not blank:
            break
    return tuple(sorted(rows - blank))


def limit_memory(megabytes: int) -> None:
    """Where the platform can: no more than that, and no core file when the reader is killed by it."""
    if not CAN_LIMIT_WORK:
        return
    most = megabytes * MEGABYTE
    for what, size in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, most)):
        with suppress(ValueError, OSError):  # macOS does not let a process limit its address space
            resource.setrlimit(what, (size, size))


def limit_work(seconds: float) -> None:
    """Where the platform can: end this process after so many more seconds of work."""
    if CAN_LIMIT_WORK:
        until = ceil(time.process_time() + seconds)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def serve(answer_to: Callable[[Any], Any]) -> None:
    """Answer questions until there are no more. A message is its length (8 bytes) and its pickled content.

    Its process is told on the command line how many megabytes it may have. `answer_to` gets what was asked; Hopeless
    and too little memory become the code of a finding with what fills its text.
    """
    limit_memory(int(sys.argv[1]))
    # What a library prints must not mix with the answers, nor with the terminal of whoever runs us.
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    while len(head := questions.read(LENGTH.size)) == LENGTH.size:
        seconds, question = pickle.loads(questions.read(LENGTH.unpack(head)[0]))  # noqa: S301 - from our own parent
        limit_work(seconds)
        gc.disable()  # hundreds of thousands of cells, and no circles among them
        try:
            answer = answer_to(question)
        except Hopeless as hopeless:
            answer = (hopeless.code, hopeless.given)
        except MemoryError:
            answer = ("reader_failed", {})
        gc.enable()
        message = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        answers.write(LENGTH.pack(len(message)))
        answers.write(message)
        answers.flush()


if __name__ == "__main__":
    serve(lambda question: read(*question))
