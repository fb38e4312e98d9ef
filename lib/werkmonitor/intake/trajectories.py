"""The rules of a list of participants: dates in order, one row a participation, no one's own number kept."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import Header
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import Parsed, Record
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, address

EVENTS = ("started_on", "training_completed_on", "placed_on", "ended_on")
_SAME_PERSON = ("person", "project", "started_on")


def settle_trajectories(
    parsed: Parsed,
    sheet: Sheet,
    header: Header,
    findings: Findings,
    places: Places,
    *,
    programme_started_on: date,
    as_of_on: date,
) -> None:
    """Leave out (and list) rows whose dates cannot be, rows that stand twice and rows that contradict each other."""
    findings.about_persons = True
    kept = []
    for record in parsed.kept:
        wrong = list(_impossible_dates(record, programme_started_on, as_of_on))
        for code, name in wrong:
            title = header.titles.get(name, name)
            findings.add(code, sheet.name, _cell(record, header, name), column=title)
        if wrong:
            parsed.listed.add((sheet.name, record["cell"]))
        else:
            kept.append(record)
    parsed.kept = list(_once(kept, parsed, sheet, findings))
    for record in parsed.kept:
        record["municipality"] = places.settle(record, record["started_on"])
        record["target_groups"] = record.get("target_groups") or ("onbekend",)
    findings.about_persons = False


def pseudonym(key: bytes, partner: str, number: str) -> str:
    """A participant's number as it is kept: the same for the same number of the same partner, and no way back."""
    return hmac.new(key, f"{partner}\0{fold(number)}".encode(), hashlib.sha256).hexdigest()[:32]


def _impossible_dates(record: Record, programme_started_on: date, as_of_on: date) -> Iterator[tuple[str, str]]:
    started_on = record["started_on"]
    for name in EVENTS:
        day = record.get(name)
        if day is None:
            continue
        if day > as_of_on:
            yield "date_after_as_of", name
        elif day < programme_started_on:
            yield "date_before_programme", name
        elif day < started_on:
            yield "date_before_start", name


def _once(records: list[Record], parsed: Parsed, sheet: Sheet, findings: Findings) -> Iterator[Record]:
    """Rows of the same person, project and start: one of identical ones, none of contradicting ones."""
    same: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        same[tuple(record.get(name) for name in _SAME_PERSON)].append(record)
    for record in records:
        group = same[tuple(record.get(name) for name in _SAME_PERSON)]
        others = [other for other in group if other is not record]
        if not others or "person" not in record:
            yield record
        elif any(_values(other) != _values(record) for other in others):
            rows = ", ".join(other["cell"] for other in others)
            findings.add("row_contradicts", sheet.name, record["cell"], other=rows)
            parsed.listed.add((sheet.name, record["cell"]))
        elif record is group[0]:
            yield record
        else:
            findings.add("row_twice", sheet.name, record["cell"])
            parsed.listed.add((sheet.name, record["cell"]))


def _values(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in ("cell", "row")}


def _cell(record: Record, header: Header, name: str) -> str:
    column = header.columns.get(name)
    return record["cell"] if column is None else address(record["row"], column)
