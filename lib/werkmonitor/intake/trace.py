"""From a delivered cell to the facts it became, and from a row of a tidy table back to its cell.

What is said of a person's row is its place, its project and its months. Its exact days, target groups and pseudonym
stay in the tables: what a command prints ends in logs, mails and on screens that others see.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from werkmonitor.errors import Problem, UsageError, did_you_mean, near_miss
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.folders import Delivery, find_deliveries
from werkmonitor.intake.ledger import FACTS
from werkmonitor.intake.roles import Role, role_of
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.telling import described, shown, state_of
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Hopeless, Value, Workbook, column_number, is_blank
from werkmonitor.programme import Programme
from werkmonitor.tables import DAY, SCHEMAS, Tables, read_tables
from werkmonitor.workspace import Workspace

TRACEABLE = (*FACTS, "observations")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Traced:
    """where: a cell, or a row of a tidy table. said: what is known of it, a line each."""

    where: str
    said: tuple[str, ...]

    def __str__(self) -> str:
        return "\n    ".join((self.where, *self.said))


def trace_cell(workspace: Workspace, programme: Programme, file: str, cell: str) -> Traced:
    """What became of a delivered cell: delivery, findings, facts, observations.

    file: below data/raw, or any name that only one delivery has. cell: 'Sheet!D14'. Raises UsageError where there are
    no tables yet, for a file that was not taken in, and for a sheet that is not there.
    """
    tables = read_tables(workspace)
    delivery = _delivery(file, find_deliveries(workspace, programme))
    known = tables["deliveries"]["delivery_id"] == delivery.delivery_id
    if not known.any():
        raise UsageError(Problem(delivery.file, "has not been taken in yet", "run 'werkmonitor intake' first"))
    about = tables["deliveries"][known].iloc[0]
    name, address = _sheet_and_cell(cell)
    rules = Rules.of(workspace, programme)
    with Reader(rules.limits) as reader:
        workbook = _opened(reader, delivery, rules)
    if workbook is None:
        sheet, role, value = name, Role("could not be looked at", (address,)), None
    else:
        sheet, role, value = _look(workbook, about, rules, tables, name, address)
    said = [state_of(about.to_dict(), _files(tables))]
    if role.may_be_shown and not is_blank(value):
        said.append(f"holds {shown(value)}")
    said.append(role.said)
    here = {address, *role.facts[:1], *role.beside}
    said += _findings(tables["findings"], delivery.delivery_id, sheet, here, is_refused=about["state"] == "refused")
    facts = [
        f"{name} row {number}: {described(name, fact)}"
        for name in TRACEABLE
        for number, fact in _standing_in(tables[name], delivery.delivery_id, sheet, role.facts)
    ]
    said += facts or (["became no fact"] if role.facts else [])
    return Traced(f"{delivery.file} › {sheet}!{address}", tuple(said))


def trace_rows(
    workspace: Workspace,
    programme: Programme,
    table: str,
    row: int | None = None,
    until: date | None = None,
    **wanted: str | None,
) -> list[Traced]:
    """Rows of a tidy table, each with the cell it stands in and what stands there, if it is no person's row.

    row: its number, from 0, as data frames have it. until: only what happened up to and including that day. wanted:
    column → its value, as project='zorgstart'; None for any. Raises UsageError for an unknown table, value or row, and
    where nothing is chosen or found.
    """
    if table not in TRACEABLE:
        raise UsageError(Problem(f"table '{table}'", "holds no facts to trace", did_you_mean(table, TRACEABLE)))
    tables = read_tables(workspace)
    rows = _chosen(tables[table], table, row, until, {name: one for name, one in wanted.items() if one is not None})
    deliveries = {one["delivery_id"]: one for one in tables["deliveries"].to_dict("records")}
    rules = Rules.of(workspace, programme)
    at_hand = {one.delivery_id: one for one in find_deliveries(workspace, programme)}
    with Reader(rules.limits) as reader:

        @cache
        def opened(delivery_id: str) -> Workbook | None:
            return _opened(reader, at_hand[delivery_id], rules) if delivery_id in at_hand else None

        traced = []
        for number, fact in zip(rows.index, rows.to_dict("records"), strict=True):
            about = deliveries[fact["delivery_id"]]
            source = f"{about['file']} › {fact['sheet']}!{fact['cell']}"
            if not _is_personal(table, fact) and (workbook := opened(fact["delivery_id"])):
                source += f": {', '.join(shown(one) for one in _values(workbook, fact['sheet'], fact['cell']))}"
            where = f"{table} row {number}: {described(table, fact)}"
            traced.append(Traced(where, (f"← {source}", state_of(about, _files(tables)))))
    return traced


# ------------------------------------------------------------ where one looks


def _delivery(file: str, found: Sequence[Delivery]) -> Delivery:
    """The delivery meant by a path below data/raw or by a name."""
    given, place = file.replace("\\", "/"), Path(file).resolve()
    fitting = [one for one in found if given in (one.key, one.file) or one.path.resolve() == place]
    fitting = fitting or [one for one in found if one.key.endswith(f"/{given}")]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        keys = ", ".join(one.key for one in fitting)
        raise UsageError(Problem(file, "more than one delivery has this name", f"choose one of: {keys}"))
    close = near_miss(given, [one.key if "/" in given else one.path.name for one in found])
    remedy = f"did you mean '{close}'?" if close else "'werkmonitor status' lists what was delivered"
    raise UsageError(Problem(file, "is no file below data/raw", remedy))


def _sheet_and_cell(text: str) -> tuple[str, str]:
    sheet, _, cell = text.rpartition("!")
    match = _CELL.fullmatch(cell)
    if not sheet or not match:
        raise UsageError(Problem(f"'{text}'", "is not a cell", "write it as 'Sheet!D14', with its quotes"))
    return sheet.strip("'"), f"{match[1].upper()}{match[2]}"


def _opened(reader: Reader, delivery: Delivery, rules: Rules) -> Workbook | None:
    try:
        return reader.read(delivery.read(rules.limits), rules.passwords.of(delivery.delivery_id))
    except Hopeless:
        return None


def _look(
    workbook: Workbook, about: "pd.Series[Any]", rules: Rules, tables: Tables, name: str, address: str
) -> tuple[str, Role, Value]:
    """The sheet's own name, what the cell is, and what stands in it."""
    sheets = {sheet.name.casefold(): sheet for sheet in workbook.sheets}
    if name.casefold() not in sheets:
        remedy = did_you_mean(name, [sheet.name for sheet in workbook.sheets])
        raise UsageError(Problem(f"sheet '{name}'", "is not in this workbook", remedy))
    sheet = sheets[name.casefold()]
    row, column = _position(address)
    value = sheet.value(row, column)
    if about["layout"] not in rules.layouts or pd.isna(about["received_on"]):
        return sheet.name, Role("belongs to no layout"), value
    projects: list[Mapping[Any, Any]] = tables["projects"].to_dict("records")  # type: ignore[assignment]
    vocabulary = vocabulary_of(rules.programme).with_projects(projects)
    layout, received_on = rules.layouts[about["layout"]], about["received_on"].date()
    return sheet.name, role_of(workbook, layout, vocabulary, received_on, sheet, row, column), value


def _position(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)


def _values(workbook: Workbook, sheet: str, cells: str) -> Iterator[Value]:
    """What stands in one or several cells ('B7, B9': a project under two names)."""
    found = next((one for one in workbook.sheets if one.name == sheet), None)
    for cell in cells.split(", ") if found else ():
        yield found.value(*_position(cell)) if found else None


# ------------------------------------------------------------ what is chosen


def _chosen(
    rows: pd.DataFrame, table: str, row: int | None, until: date | None, wanted: dict[str, str]
) -> pd.DataFrame:
    if row is None and until is None and not wanted:
        raise UsageError(Problem(f"table '{table}'", "which row?", "name it: --row 17, or --project zorgstart"))
    if row is not None:
        if not 0 <= row < len(rows):
            what = f"there is no row {row}: they are numbered 0 to {len(rows) - 1}" if len(rows) else "has no rows"
            raise UsageError(Problem(f"table '{table}'", what, "look it up in the tidy table"))
        rows = rows.iloc[[row]]
    for name, value in wanted.items():
        if name not in rows:
            raise UsageError(Problem(f"--{name}", f"table '{table}' has no such column", "leave it out"))
        if (rows[name] != value).all():
            known = sorted(set(rows[name].dropna()))
            raise UsageError(Problem(f"--{name} {value}", f"no row of '{table}' has it", did_you_mean(value, known)))
        rows = rows[rows[name] == value]
    if until is not None:
        rows = rows[rows[_day_of(table)] <= pd.Timestamp(until)]
    if rows.empty:
        raise UsageError(Problem(f"table '{table}'", "no row is like that", "ask for less at once"))
    return rows


def _day_of(table: str) -> str:
    """The column that says when."""
    days = [field.name for field in SCHEMAS[table] if field.type == DAY]
    return next((name for name in ("occurred_on", "until_on", "started_on", "on") if name in days), days[0])


def _standing_in(
    rows: pd.DataFrame, delivery_id: str, sheet: str, cells: Collection[str]
) -> Iterator[tuple[int, Mapping[Any, Any]]]:
    """The rows of a tidy table, with their numbers, that come from one of these cells."""
    if not cells:
        return
    here = rows[(rows["delivery_id"] == delivery_id) & (rows["sheet"] == sheet)]
    wanted = set(cells)
    here = here[[not wanted.isdisjoint(cell.split(", ")) for cell in here["cell"]]]
    for number, fact in zip(here.index, here.to_dict("records"), strict=True):
        yield int(number), fact


# ------------------------------------------------------------ what is said


def _files(tables: Tables) -> dict[str, str]:
    deliveries = tables["deliveries"]
    return dict(zip(deliveries["delivery_id"], deliveries["file"], strict=True))


def _findings(
    findings: pd.DataFrame, delivery_id: str, sheet: str, cells: Set[str], *, is_refused: bool
) -> Iterator[str]:
    """Those of these cells; of a refused delivery also all that refuses it."""
    own = findings[findings["delivery_id"] == delivery_id]
    for one in own.to_dict("records"):
        where = f"{one['sheet']}!{one['cell']}" if pd.notna(one["cell"]) else one["sheet"]
        is_here = one["sheet"] == sheet and not cells.isdisjoint(_cells_of(one))
        if is_here or (is_refused and one["treatment"] == "delivery"):
            yield f"finding{'' if pd.isna(where) else f' at {where}'}: {one['message']}"
            if one["treatment"] != "logged":
                yield f"    → {one['remedy']}"


def _cells_of(finding: Mapping[Any, Any]) -> set[str]:
    cells = finding["cells"] if pd.notna(finding["cells"]) else finding["cell"]
    return set(cells.split()) if pd.notna(cells) else set()


def _is_personal(table: str, fact: Mapping[Any, Any]) -> bool:
    return table == "trajectories" or fact.get("origin") == "list"
