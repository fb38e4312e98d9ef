"""The figures of an edition as a file: semicolons and a byte-order mark, as a Dutch spreadsheet program opens it."""

import csv
import io
from datetime import date

from werkmonitor.publish import wording
from werkmonitor.publish.facts import Facts, Row

LEVELS = {
    "programme": "programma",
    "category": "categorie",
    "project": "project",
    "sector": "sector",
    "target_group": "doelgroep",
    "municipality": "woonplaats",
}

HEADER = (
    "Monitor",
    "Niveau",
    "Code",
    "Naam",
    "Categorie",
    "Indicator",
    "Eenheid",
    "Stand op",
    "Aantal",
    "Ten minste",
    "Ten hoogste",
    "Afgerond op",
    "Doel",
    "Planning tot nu toe",
    "Oordeel",
    "Teller",
    "Noemer",
    "Nog niet te bepalen",
    "Aard van de gegevens",
)


def figures_csv(facts: Facts, version: str = "") -> str:
    """Every published count of an edition, one a line, and at the as-of date its goal, plan and progress word.

    Shares and medians follow, with their two counts and how many are undetermined. 'Ten minste' and 'Ten hoogste' say
    what a rounded count can be; 'Afgerond op' is 1 for an exact one. The last column says of every line that it is
    fictional, a concept or of a version that was replaced, where it is. version: which one it is of, in words; empty
    for the only one.
    """
    progress = {
        (row["level"], row["code"], row["indicator"]): row for level in LEVELS for row in _of(facts, "progress", level)
    }
    target = io.StringIO(newline="")
    kind = " · ".join(part for part in (facts.notice, version) if part)
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for level, name in LEVELS.items():
        shown = [_line(facts, name, cell, progress) for cell in _of(facts, "cells", level)]
        shown += [_share(facts, name, row) for row in _of(facts, "shares", level)]
        writer.writerows([_safe(value) for value in [*line, kind]] for line in shown)
    return "\ufeff" + target.getvalue()


def _line(facts: Facts, level: str, cell: Row, progress: dict[tuple[str, str, str], Row]) -> list[object]:
    scope = facts.scope(cell["level"], cell["code"])
    indicator = facts.definitions[cell["indicator"]]
    within = cell["category"] or (scope["category"] if cell["level"] == "project" else None)
    category = facts.name(facts.scope("category", within)) if within else ""
    is_now = cell["on"] == facts.as_of and not cell["category"]
    judged = progress.get((cell["level"], cell["code"], cell["indicator"])) if is_now else None
    goal, plan, word = (judged["goal"], judged["plan_to_date"], judged["word"]) if judged else (None, None, None)
    return [
        facts.edition["id"],
        level,
        cell["code"],
        facts.name(scope),
        category,
        indicator["name"],
        indicator["unit"],
        _day(cell["on"]),
        cell["value"],
        cell["low"],
        cell["high"],
        cell["base"],
        goal,
        _decimal(plan, 1),
        wording.PROGRESS[word].text if word else "",
        *("", "", ""),
    ]


def _share(facts: Facts, level: str, row: Row) -> list[object]:
    """A share (as a percentage) or a median at the as-of date; or why it cannot be told, in place of a judgement."""
    scope, indicator = facts.scope(row["level"], row["code"]), facts.definitions[row["indicator"]]
    category = facts.name(facts.scope("category", scope["category"])) if row["level"] == "project" else ""
    value = row["value"]
    if value is not None and indicator["unit"] == "%":
        value *= 100
    return [
        *(facts.edition["id"], level, row["code"], facts.name(scope), category, indicator["name"], indicator["unit"]),
        *(_day(facts.as_of), _decimal(value, 2), "", "", "", "", ""),
        wording.WHY_NOT[row["because"]] if row["because"] else "",
        *(row["numerator"], row["denominator"], row["undetermined"]),
    ]


def _decimal(value: float | None, digits: int) -> str | None:
    """'301,6', and without what is nil behind the comma: '51'."""
    return None if value is None else f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",")


def _of(facts: Facts, table: str, level: str) -> list[Row]:
    return [row for row in facts.rows[table] if row["level"] == level]


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")


def _safe(value: object) -> object:
    """Text that a spreadsheet program would run as a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\0"):
        return f"'{value}"
    return "" if value is None else value
