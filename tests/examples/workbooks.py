"""An independent reading of the example workbooks: what they hold, without the intake of the project."""

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from examples.scenario import Delivery, Scenario

EVENTS = {
    "started": ("Startdatum", "Datum aanvang", "Start", "Gestart", "Gestarte trajecten"),
    "training_completed": (
        "Scholing afgerond op",
        "Opleiding afgerond",
        "Diploma/afgerond",
        "Scholing afgerond",
        "Afgerond (scholing)",
        "Scholing",
    ),
    "placed": ("Geplaatst op", "In dienst per", "Baan per", "Werk gevonden op", "Geplaatst", "Bemiddeld naar werk"),
}
INDICATOR = {name: indicator for indicator, names in EVENTS.items() for name in names}
LISTS = ("gemeente-hilversum", "zorgcoalitie", "opleiders", "jongerenloket")

Rows = list[list[Any]]


def sheets(path: Path) -> dict[str, Rows]:
    """Every sheet as rows of cells, from A1."""
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def latest(scenario: Scenario, edition: int) -> list[Delivery]:
    """The delivery of each partner that counts for an edition: the last one known by then."""
    ids = [e.id for e in scenario.editions][: edition + 1]
    return list({d.partner: d for d in scenario.deliveries if d.edition in ids}.values())


def count(scenario: Scenario, delivery: Delivery, path: Path) -> Counter[tuple[str, str]]:
    """How many events by (project, indicator) one workbook speaks of, since the start."""
    found: Counter[tuple[str, str]] = Counter()
    book = sheets(path)
    first = next(iter(book.values()))
    if delivery.partner in LISTS:
        header = next(row for row in first if any(name in row for name in EVENTS["started"]))
        fixed = {"zorgcoalitie": "zorgstart", "jongerenloket": "jongerenspecialist"}.get(delivery.partner)
        for row in first[first.index(header) + 1 :]:
            cells = dict(zip(header, row, strict=True))
            if row[0] not in ("", "Totaal"):
                project = fixed or project_code(scenario, cells["Project"])
                found += Counter(
                    (project, INDICATOR[name]) for name, cell in cells.items() if name in INDICATOR and cell
                )
    elif delivery.partner == "gemeente-gooise-meren":
        titles, months = first[4], first[5]
        indicator = ""
        for column in range(1, len(titles)):
            indicator = INDICATOR.get(titles[column], indicator)
            for row in first[6:]:
                if row[0] == "Totaal":
                    break
                if months[column] != "Totaal":
                    found[project_code(scenario, row[0]), indicator] += int(row[column])
    elif delivery.partner == "gemeente-weesp":
        for name, rows in book.items():
            for row in rows[5:-1]:
                found[project_code(scenario, row[0]), INDICATOR[name]] += sum(int(c) for c in row[1:-1] if c != "-")
    elif delivery.partner == "ggz-pilot":
        for row in first[5:7]:
            found["ggz-werk-inkomen", INDICATOR[row[0]]] = int(row[-1])
    else:
        header = next(row for row in first if "Gestart" in row)
        name_column = 1 if delivery.partner == "hbel" else 0
        for row in first[first.index(header) + 1 :]:
            if row[name_column] in ("", "Totaal", "Legenda"):
                if row[name_column] == "Legenda":
                    break
                continue
            for name, cell in zip(header, row, strict=True):
                if name in INDICATOR and cell not in ("-", "n.v.t.", "<5"):
                    found[project_code(scenario, row[name_column]), INDICATOR[name]] += int(cell)
    return +found


def project_code(scenario: Scenario, name: str) -> str:
    """The project of a name as partners write it."""
    words = {
        plain(word): project.code
        for project in scenario.projects.values()
        for word in (project.name, *project.aliases_on(date.max))
    }
    return words[plain(name)]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().casefold()


def cells(path: Path) -> list[Any]:
    return [cell for rows in sheets(path).values() for row in rows for cell in row if cell != ""]


def is_day(cell: Any) -> bool:
    return isinstance(cell, date | datetime)
