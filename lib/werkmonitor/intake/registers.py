"""The rules of the register: every name stands for one project, and no project may be lost."""

from collections.abc import Iterator
from datetime import date

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.records import Rows, Tally
from werkmonitor.intake.words import fold
from werkmonitor.programme import Programme


def settle_projects(
    rows: Rows, tally: Tally, header: Header, programme: Programme, as_of_on: date, findings: Findings
) -> None:
    """Refuse a register whose projects share a code or name, or in which a project cannot be read.

    A project that is left out would take its goals and figures along; the earlier register is better than that. A plan
    that had ended is told with the one that continues it; the fact stays as sent.
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
    plans = {plan.code: plan for plan in programme.plans}
    for row in range(len(rows)) if "plan" in rows.fields else ():
        plan = plans.get(rows.value("plan", row))
        if plan and plan.until and plan.until < as_of_on and plan.continued_as:
            given = {"found": plan.name, "until": f"{plan.until:%d-%m-%Y}", "used": plans[plan.continued_as].name}
            findings.add("plan_ended", rows.sheet, rows.cell(row, header.columns.get("plan")), **given)
    if tally.listed:
        findings.add("register_incomplete", rows.sheet, count=len(tally.listed))


def _names(rows: Rows, row: int) -> Iterator[tuple[str, str]]:
    yield "project", rows.value("project", row)
    yield "name", rows.value("name", row)
    yield from (("aliases", alias) for alias in rows.value("aliases", row))
