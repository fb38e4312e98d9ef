"""The rules of the register: every name stands for one project, and no project may be lost."""

from collections.abc import Iterator

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Header
from werkmonitor.intake.records import Parsed, Record
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import address


def settle_projects(parsed: Parsed, header: Header, findings: Findings) -> None:
    """Refuse a register whose projects share a code or name, or in which a project cannot be read.

    A project that is left out would take its goals and figures along; the earlier register is better than that.
    """
    taken: dict[str, tuple[Record, str]] = {}
    for record in parsed.kept:
        record["target_groups"] = record.get("target_groups") or ()
        record["aliases"] = record.get("aliases") or ()
        record["is_fictional"] = bool(record.get("is_fictional"))
        for name, word in _names(record):
            cell = _cell(record, header, name)
            first, other = taken.setdefault(fold(word), (record, cell))
            if first is not record:
                findings.add("name_taken", record["sheet"], cell, found=word, other=other)
    if parsed.listed:
        findings.add("register_incomplete", next(iter(parsed.listed))[0], count=len(parsed.listed))


def _names(record: Record) -> Iterator[tuple[str, str]]:
    yield "project", record["project"]
    yield "name", record["name"]
    yield from (("aliases", alias) for alias in record["aliases"])


def _cell(record: Record, header: Header, name: str) -> str:
    return address(record["row"], header.columns[name]) if name in header.columns else record["cell"]
