"""The programme team's register: projects, goals, plan points, states, results, expectations, money and judgements."""

from datetime import date
from pathlib import Path
from typing import Any

from examples.books import Book, short_date, xlsx
from examples.scenario import INDICATOR_NAMES, Delivery, ProjectFigure, Scenario

MOVED_ON = date(2022, 7, 1)
"""From here on what ran under Perspectief op Werk runs under Werken aan Werk."""


def write_register(path: Path, scenario: Scenario, delivery: Delivery) -> None:
    """The register as it stood on the delivery's as-of date: nothing in it is dated later, save goals and plans.

    And save judgements, which are of the figures of that date. Sheets that have nothing to say yet are not there.
    """
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
        own = [one for one in scenario.project_figures if one.partner == delivery.partner]
        days = sorted({day for one in own for day in one.counts if day <= delivery.as_of})
        for name, columns, rows in (
            ("Projectcijfers", [*FIGURE_COLUMNS, *days], _project_figures(scenario, own, days)),
            ("Geld", MONEY_COLUMNS, _money(scenario, delivery.as_of)),
            ("Oordeel", JUDGEMENT_COLUMNS, _judgements(scenario, delivery.received_on)),
        ):
            if rows:
                _table(book, delivery, name, columns, rows)


GUIDE = (
    "Dit register hoort bij een voorbeeld. Namen, doelen en aantallen die als fictief zijn gemerkt, zijn verzonnen.",
    "Projecten: een regel per project. Kolom Fictief: 'ja' als de naam is verzonnen.",
    "Doelen: per indicator, met versie; een nieuwe versie vervangt de oude vanaf de datum in 'Geldig vanaf'.",
    "Planning: wat op die dag bereikt moet zijn, geteld vanaf het begin. Leeg: geen planpunt.",
    "Standen: wat er met een project is gebeurd, met oorzaak, gevolg en actie.",
    "Projectcijfers: wat een project verder telt, in zijn eigen eenheid, vanaf het begin tot en met de dag erboven.",
    "Geld: in hele euro's vanaf het begin. Alle bedragen zijn verzonnen.",
    "Oordeel: hoe iemand over een cijfer oordeelt, naast het berekende oordeel; met de rol, nooit met een naam.",
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
FIGURE_COLUMNS = ["Project", "Indicator", "Eenheid"]
MONEY_COLUMNS = ["Niveau", "Code", "Datum", "Begroot", "Besteed", "Vrijgevallen", "Waarvoor"]
JUDGEMENT_COLUMNS = ["Niveau", "Code", "Indicator", "Oordeel", "Rol", "Datum", "Reden"]


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


def _project_figures(scenario: Scenario, own: list[ProjectFigure], days: list[date]) -> list[list[Any]]:
    return [
        [scenario.projects[one.project].name, INDICATOR_NAMES[one.indicator], one.unit, *map(one.counts.get, days)]
        for one in own
        if any(day in one.counts for day in days)
    ]


def _money(scenario: Scenario, as_of: date) -> list[list[Any]]:
    return [[m.level, m.code, m.on, m.budget, m.spent, m.freed, m.freed_for] for m in scenario.money if m.on <= as_of]


def _judgements(scenario: Scenario, received_on: date) -> list[list[Any]]:
    return [
        [j["level"], j["code"], INDICATOR_NAMES[j["indicator"]], j["word"], j["role"], j["on"], j["reason"]]
        for j in scenario.judgements
        if j["on"] <= received_on
    ]
