"""The programme team's register: projects, goals, plan points, states, results and expectations."""

from datetime import date
from pathlib import Path
from typing import Any

from examples.books import Book, short_date, xlsx
from examples.scenario import INDICATOR_NAMES, Delivery, Scenario

MOVED_ON = date(2022, 7, 1)
"""From here on what ran under Perspectief op Werk runs under Werken aan Werk."""


def write_register(path: Path, scenario: Scenario, delivery: Delivery) -> None:
    """The register as it stood on the delivery's as-of date: nothing in it is dated later, save goals and plans."""
    with xlsx(path, delivery.received_on) as book:
        guide = book.sheet("Leeswijzer", "Register arbeidsmarktprogramma")
        for row, line in enumerate(GUIDE, 3):
            guide.write_string(row, 0, line)
        _table(book, delivery, "Projecten", PROJECT_COLUMNS, _projects(scenario, delivery.as_of))
        _table(book, delivery, "Doelen", GOAL_COLUMNS, _goals(scenario, delivery.as_of))
        days = sorted({day for line in scenario.plan for day in line.points})
        _table(book, delivery, "Planning", ["Niveau", "Code", "Indicator", *days], _plan(scenario, delivery, days))
        _table(book, delivery, "Standen", STATE_COLUMNS, _states(scenario, delivery.as_of))
        _table(book, delivery, "Resultaten", RESULT_COLUMNS, _results(scenario, delivery.as_of))
        _table(book, delivery, "Verwachting", EXPECTATION_COLUMNS, _expectations(scenario, delivery.as_of))


GUIDE = (
    "Dit register hoort bij een voorbeeld. Namen, doelen en aantallen die als fictief zijn gemerkt, zijn verzonnen.",
    "Projecten: een regel per project. Kolom Fictief: 'ja' als de naam is verzonnen.",
    "Doelen: per indicator, met versie; een nieuwe versie vervangt de oude vanaf de datum in 'Geldig vanaf'.",
    "Planning: wat op die dag bereikt moet zijn, geteld vanaf het begin. Leeg: geen planpunt.",
    "Standen: wat er met een project is gebeurd, met oorzaak, gevolg en actie.",
)
PROJECT_COLUMNS = [
    "Nr",
    "Code",
    "Projectnaam",
    "Eerdere namen",
    "Categorie",
    "Programma",
    "Sector",
    "Doelgroep",
    "Soort",
    "Fictief",
    "Capaciteit",
    "Startdatum",
    "Einddatum",
    "Doelstelling",
    "Beschrijving",
    "Financiering",
]
GOAL_COLUMNS = [
    "Niveau",
    "Code",
    "Indicator",
    "Versie",
    "Doel",
    "Relatie",
    "Doeldatum",
    "Geldig vanaf",
    "Besluit",
    "Bron",
]
STATE_COLUMNS = ["Project", "Stand", "Datum", "Oorzaak", "Gevolg", "Actie"]
RESULT_COLUMNS = ["Project", "Datum", "Soort", "Tekst", "Publiceren"]
EXPECTATION_COLUMNS = ["Niveau", "Code", "Indicator", "Datum", "Tekst", "Besluit"]


def _table(book: Book, delivery: Delivery, name: str, columns: list[Any], rows: list[list[Any]]) -> None:
    sheet = book.sheet(name, f"Register: {name.lower()}", f"Stand per {short_date(delivery.as_of)}")
    sheet.set_column(1, len(columns) - 1, 20)
    sheet.freeze_panes(5, 0)
    book.row(sheet, 4, columns, book.header)
    for number, row in enumerate(rows, 5):
        book.row(sheet, number, row)


def _projects(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [
        [
            p.number,
            p.code,
            p.name,
            "; ".join(p.aliases_on(as_of)),
            p.category,
            "Werken aan Werk" if as_of >= MOVED_ON else p.plan,
            p.sector,
            p.groups,
            "kwalitatief" if p.capacity is None else "kwantitatief",
            "nee" if p.is_real else "ja",
            p.capacity,
            p.starts_on,
            p.ends_on,
            p.aim,
            p.description,
            p.financing,
        ]
        for p in scenario.projects.values()
    ]


def _goals(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [
        [
            g.level,
            g.code,
            INDICATOR_NAMES[g.indicator],
            g.version,
            g.value,
            g.relation,
            g.goal_on,
            g.valid_from_on,
            g.decided_by,
            g.reference,
        ]
        for g in scenario.goals
        if g.valid_from_on <= as_of
    ]


def _plan(scenario: Scenario, delivery: Delivery, days: list[date]) -> list[list[Any]]:
    return [
        [line.level, line.code, INDICATOR_NAMES[line.indicator], *(line.points.get(day) for day in days)]
        for line in scenario.plan
        if line.known_from <= delivery.as_of
    ]


def _states(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [
        [p.name, s["state"], s["on"], s.get("cause"), s.get("effect"), s.get("action")]
        for p in scenario.projects.values()
        for s in p.states
        if s["on"] <= as_of
    ]


def _results(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [
        [p.name, r["on"], r["kind"], r["text"], "ja" if r["publish"] else "nee"]
        for p in scenario.projects.values()
        for r in p.results
        if r["on"] <= as_of
    ]


def _expectations(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [
        [e["level"], e["code"], INDICATOR_NAMES[e["indicator"]], e["on"], e["text"], e["decided_by"]]
        for e in scenario.expectations
        if e["on"] <= as_of
    ]
