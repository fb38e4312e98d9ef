"""The rules of a list of participants: dates in order, one row a participation, no one's own number kept."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from werkmonitor.intake.columns import NO_DAY, alike, at, days_of
from werkmonitor.intake.fields import LISTS
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import Remark, Rows, Tally, leave_out, tell
from werkmonitor.intake.words import fold

EVENTS = tuple(name for name, field in LISTS["trajectories"].items() if field.kind == "day")
OF_WORK = ("work_ended_on", "work_checked_on")
"""Days of the work that was found, which are none before it began."""
_SAME_PERSON = ("person", "project", "started_on")
_BLOCK = 64
"""Bytes that SHA-256 takes at a time."""
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


def pseudonyms(key: bytes, partner: str) -> Callable[[str], str]:
    """Makes of a participant's number what is kept of it: the same for the same number, and no way back.

    HMAC-SHA256 (RFC 2104) of partner and number. What key and partner contribute is hashed once for all numbers: with
    `hmac.digest` a long list spends a third of its time here.
    """
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    inside = sha256(bytes(byte ^ 0x36 for byte in block) + f"{partner}\0".encode())
    outside = sha256(bytes(byte ^ 0x5C for byte in block))

    def pseudonym(number: str) -> str:
        inner, outer = inside.copy(), outside.copy()
        inner.update(fold(number).encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]

    return pseudonym


def _impossible_dates(rows: Rows, header: Header, programme_started_on: date, as_of_on: date) -> list[Remark]:
    wrong: list[Remark] = []
    started = days_of(rows.fields["started_on"])
    placed = days_of(rows.fields["placed_on"]) if "placed_on" in rows.fields else np.full_like(started, NO_DAY)
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
            ("date_before_work", (days < placed) & (name in OF_WORK)),
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
