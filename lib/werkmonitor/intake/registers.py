"""The rules of the register: every name stands for one project, nothing is said twice, and no project may be lost."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from werkmonitor.intake.facts import as_records
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.records import Remark, Rows, Tally, leave_out, tell
from werkmonitor.intake.words import fold
from werkmonitor.programme import Programme

_ABOUT = ("level", "code", "indicator")
_SAID_ONCE = {
    "targets": ("version of a goal", "Deze versie van een doel", (*_ABOUT, "version")),
    "plan": ("plan point", "Dit planpunt", (*_ABOUT, "on")),
    "money": ("amount of a day", "Dit bedrag van een dag", ("level", "code", "on")),
    "overrides": ("judgement of a day", "Dit oordeel van een dag", (*_ABOUT, "on")),
}
"""Tables of which two rows about the same cannot both hold: what that is in two languages, and by which columns."""
_AMOUNTS = ("budget", "spent", "freed")


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


def settle_money(rows: Rows, tally: Tally, header: Header, findings: Findings) -> Rows:
    """Leave out (and list) rows that say no amount."""
    column, nothing = header.columns.get(_AMOUNTS[0], rows.first_column), dict[str, str]()
    given = [name for name in _AMOUNTS if name in rows.fields]
    empty = [row for row in range(len(rows)) if all(rows.value(name, row) is None for name in given)]
    wrong = [Remark(row, 0, "money_without_amount", column, nothing) for row in empty]
    tell(wrong, rows, findings)
    return leave_out(wrong, rows, tally)


def check_register(name: str, facts: pa.Table, findings: Findings) -> None:
    """Refuse a register that says two things of one goal, plan point, amount or judgement: nobody knows which holds.

    name: of the tidy table. Notes where the projects together have more money than the programme.
    """
    if name not in _SAID_ONCE:
        return
    kind, kind_nl, columns = _SAID_ONCE[name]
    records, known = as_records(facts), dict[tuple[object, ...], dict[str, object]]()
    for row in records:
        first = known.setdefault(tuple(row[column] for column in columns), row)
        if any(row[column] != first[column] for column in row if column not in ("sheet", "cell")):
            given = {"kind": kind, "kind_nl": kind_nl, "other": first["cell"]}
            findings.add("register_contradicts", row["sheet"], row["cell"], **given)
    if name == "money":
        _note_money_above(list(known.values()), findings)


def _note_money_above(money: list[dict[str, Any]], findings: Findings) -> None:
    words = {"budget": "Begroot", "spent": "Besteed", "freed": "Vrijgevallen"}
    for whole in (row for row in money if row["level"] == "programme"):
        parts = [row for row in money if row["level"] == "project" and row["on"] == whole["on"]]
        for amount, amount_nl in words.items():
            total = sum(row[amount] or 0 for row in parts)
            if whole[amount] is not None and total > whole[amount]:
                given = {"amount": amount, "amount_nl": amount_nl, "found": total, "most": whole[amount]}
                findings.add("money_above_whole", whole["sheet"], whole["cell"], **given)


def _names(rows: Rows, row: int) -> Iterator[tuple[str, str]]:
    yield "project", rows.value("project", row)
    yield "name", rows.value("name", row)
    yield from (("aliases", alias) for alias in rows.value("aliases", row))
