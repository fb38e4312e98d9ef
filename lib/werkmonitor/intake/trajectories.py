"""The rules of a list of participants: dates in order, one row a participation, no one's own number kept."""

import hmac
from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np

from werkmonitor.intake.columns import NO_DAY, alike, at, days_of
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Header
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import Remark, Rows, Tally, leave_out, tell
from werkmonitor.intake.words import fold

EVENTS = ("started_on", "training_completed_on", "placed_on", "ended_on")
_SAME_PERSON = ("person", "project", "started_on")
_MOST_OTHERS = 200
"""Of so many other rows one is told the addresses; a message holds no more."""


def settle_trajectories(
    rows: Rows,
    tally: Tally,
    header: Header,
    findings: Findings,
    places: Places,
    *,
    programme_started_on: date,
    as_of_on: date,
) -> Rows:
    """Leave out (and list) rows whose dates cannot be, rows that stand twice and rows that contradict each other."""
    findings.about_persons = True
    wrong = _impossible_dates(rows, header, programme_started_on, as_of_on)
    tell(wrong, rows, findings)
    rows = leave_out(wrong, rows, tally)
    repeated = _repeated(rows)
    tell(repeated, rows, findings)
    rows = leave_out(repeated, rows, tally)
    rows.fields["municipality"] = places.settle_rows(rows, "started_on")
    rows.fill("target_groups", ("onbekend",))
    findings.about_persons = False
    return rows


def pseudonym(key: bytes, partner: str, number: str) -> str:
    """A participant's number as it is kept: the same for the same number of the same partner, and no way back."""
    return hmac.digest(key, f"{partner}\0{fold(number)}".encode(), "sha256").hex()[:32]


def _impossible_dates(rows: Rows, header: Header, programme_started_on: date, as_of_on: date) -> list[Remark]:
    wrong: list[Remark] = []
    started = days_of(rows.fields["started_on"])
    for order, name in enumerate(EVENTS):
        if name not in rows.fields:
            continue
        days = days_of(rows.fields[name])
        column, given = header.columns.get(name, rows.first_column), {"column": header.titles.get(name, name)}
        is_told = days == NO_DAY
        for code, is_wrong in (
            ("date_after_as_of", days > as_of_on.toordinal()),
            ("date_before_programme", days < programme_started_on.toordinal()),
            ("date_before_start", days < started),
        ):
            wrong += [Remark(row, order, code, column, given) for row in at(is_wrong & ~is_told)]
            is_told |= is_wrong
    return wrong


def _repeated(rows: Rows) -> list[Remark]:
    """Rows of the same person, project and start: all but one of identical ones, all of contradicting ones."""
    if "person" not in rows.fields:
        return []
    group = alike(*(rows.fields[name] for name in _SAME_PERSON))
    groups: dict[int, list[int]] = defaultdict(list)
    for row in at(np.bincount(group)[group] > 1):
        groups[int(group[row])].append(row)
    told: list[Remark] = []
    nothing: dict[str, Any] = {}
    for same in groups.values():
        if len({tuple(rows.value(name, row) for name in rows.fields) for row in same}) == 1:
            told += [Remark(row, 0, "row_twice", rows.first_column, nothing) for row in same[1:]]
            continue
        cells = [rows.cell(row) for row in same[: _MOST_OTHERS + 1]]
        for number, row in enumerate(same):
            others = ", ".join(cells[:number] + cells[number + 1 :])
            told.append(Remark(row, 0, "row_contradicts", rows.first_column, {"other": others}))
    return told
