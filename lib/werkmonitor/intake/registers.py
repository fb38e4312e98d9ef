"""The rules of the register: every name stands for one project, and no project may be lost."""

from collections.abc import Iterator

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Header
from werkmonitor.intake.records import Rows, Tally
from werkmonitor.intake.words import fold


def settle_projects(rows: Rows, tally: Tally, header: Header, findings: Findings) -> None:
    """Refuse a register whose projects share a code or name, or in which a project cannot be read.

    A project that is left out would take its goals and figures along; the earlier register is better than that.
    """
    rows.fill("target_groups", ())
    rows.fill("aliases", ())
    rows.fill("is_fictional", False)
    taken: dict[str, tuple[int, str]] = {}
    for row in range(len(rows)):
        for name, word in _names(rows, row):
            cell = rows.cell(row, header.columns.get(name))
            first, other = taken.setdefault(fold(word), (row, cell))
            if first != row:
                findings.add("name_taken", rows.sheet, cell, found=word, other=other)
    if tally.listed:
        findings.add("register_incomplete", rows.sheet, count=len(tally.listed))


def _names(rows: Rows, row: int) -> Iterator[tuple[str, str]]:
    yield "project", rows.value("project", row)
    yield "name", rows.value("name", row)
    yield from (("aliases", alias) for alias in rows.value("aliases", row))
