"""Participant lists, one row a trajectory: as Hilversum, the care coalition, trainers and the youth desk make them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from examples.afterwards import afterwards
from examples.books import MONTHS, Book, short_date, xlsx
from examples.draws import Draws
from examples.scenario import INDICATOR_NAMES, Delivery, Scenario
from examples.simulation import Trajectory

STREAMED_FROM = 5_000
"""Rows from which a list is written to disk as it is made."""

RENAMED_ON = date(2022, 1, 1)
"""From here on Hilversum writes 'Datum aanvang' where it wrote 'Startdatum'."""

MISSPELLED = {
    "gooise-waardebox": ("De Gooise Waardebox", "Waardebox"),
    "recycling-hout": ("Recycling Hout Ontwikkeltraject", "Recycling  Hout"),
    "taaltrajecten": ("Taaltrajecten", "taaltrajecten", "Taal trajecten"),
    "terug-aan-de-slag-50plus": ("Terug aan de Slag 50+", "Terug aan\u00a0de Slag 50+"),
    "wijkleerbedrijf": ("WijkLeerbedrijf", "Wijkleerbedrijf", "WijkLeerbedrijf "),
    "zij-instroom-techniek": ("Zij-instroom Techniek", "Zij-instroom  techniek"),
}
"""How projects are written in lists, beside the register's own name."""


def write_hilversum(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: Sequence[Trajectory]
) -> None:
    draws = Draws(scenario.seed, delivery.path)
    started = "Datum aanvang" if delivery.as_of >= RENAMED_ON else "Startdatum"
    header = [
        "Deelnemernummer",
        "Project",
        "Doelgroep",
        started,
        "Scholing afgerond op",
        "Geplaatst op",
        "Einde traject",
    ]
    with _list(path, delivery, people, "Deelnemers", "Deelnemers arbeidsmarktprogramma, gemeente Hilversum") as (
        book,
        sheet,
    ):
        rows = 0
        book.row(sheet, 4, header, book.header)
        for t in people:
            events = (
                t.started_on,
                t.delivered("training_completed", edition),
                t.delivered("placed", edition),
                _ended(t, delivery),
            )
            days = [_written(draws, day) for day in events]
            name = _project(scenario, draws, t, delivery.as_of)
            book.row(sheet, 5 + rows, [f"HV{t.number:04d}", name, t.groups, *days])
            rows += 1
        book.row(sheet, 5 + rows, ["Totaal", rows], book.bold)
        notes = book.sheet("Toelichting", "Toelichting")
        for number, line in enumerate(
            ("Een regel is een traject; wie twee trajecten volgt, staat er twee keer in.", "Bron: eigen registratie."),
            3,
        ):
            notes.write_string(number, 0, line)


def write_zorgstart(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: Sequence[Trajectory]
) -> None:
    header = [
        "Deelnemernummer",
        "Woonplaats",
        "Doelgroep",
        "Startdatum",
        "Opleiding afgerond",
        "In dienst per",
        "Uitgestroomd",
        "Diploma behaald op",
        "Uitkering gestopt per",
        "Uit dienst per",
        "Nog in dienst op",
    ]
    with _list(path, delivery, people, "Deelnemers", "ZorgStart: deelnemers") as (book, sheet):
        sheet.set_column(8, 10, 18)
        book.row(sheet, 4, header, book.header)
        for number, t in enumerate(people, 5):
            days = (t.started_on, t.delivered("training_completed", edition), t.delivered("placed", edition))
            after = afterwards(scenario, t, edition, delivery.as_of)
            later = (after.qualified_on, after.benefit_ended_on, after.work_ended_on, after.work_checked_on)
            book.row(sheet, number, [f"ZS-{t.number:04d}", t.place, t.groups, *days, _ended(t, delivery), *later])


def write_opleiders(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: Sequence[Trajectory]
) -> None:
    header = ["Studentnummer", "Project", "Woonplaats", "Doelgroep", "Start", "Diploma/afgerond", "Baan per"]
    draws = Draws(scenario.seed, "opleiders")  # the same oddities in every edition
    with _list(path, delivery, people, "Trajecten", "Trajecten bij de gezamenlijke opleiders") as (book, sheet):
        if len(people) < STREAMED_FROM:
            sheet.merge_range(4, 0, 4, 3, "Deelnemer", book.middle)
            sheet.merge_range(4, 4, 4, 6, "Verloop", book.middle)
        else:  # a merge writes its cells out of order, which streaming cannot
            book.row(sheet, 4, ["Deelnemer", None, None, None, "Verloop"], book.middle)
        book.row(sheet, 5, header, book.header)
        for row, t in enumerate(people, 6):
            place = draws.weighted({t.place: 90, t.place.upper(): 5, f"{t.place} ": 4, None: 1})
            groups = draws.weighted({t.groups: 96, "?": 2, "onbekend": 2})
            name = _project(scenario, draws, t, delivery.as_of)
            days = (t.started_on, t.delivered("training_completed", edition), t.delivered("placed", edition))
            book.row(sheet, row, [20_000 + t.number, name, place, groups, *days])


def write_jongeren(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: Sequence[Trajectory]
) -> None:
    header = ["Deelnemernummer", "Gemeente", "Startdatum", "Werk gevonden op", "Beëindigd op", "Doorverwezen op"]
    with _list(path, delivery, people, "Jongeren", "Jongerenspecialist: jongeren in begeleiding") as (book, sheet):
        book.row(sheet, 4, header, book.header)
        for number, t in enumerate(people, 5):
            referred_on = afterwards(scenario, t, edition, delivery.as_of).referred_on
            days = (t.started_on, t.delivered("placed", edition), _ended(t, delivery), referred_on)
            book.row(sheet, number, [f"J{t.number:03d}", t.place, *days])


def write_taalaanbieders(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: Sequence[Trajectory]
) -> None:
    """The participants, and on a sheet of its own in how many trajectories the language level was raised."""
    header = ["Deelnemernummer", "Woonplaats", "Startdatum", "Werk gevonden op", "Einde traject"]
    with _list(path, delivery, people, "Deelnemers", "Voorschakel taaltrajecten: deelnemers") as (book, sheet):
        book.row(sheet, 4, header, book.header)
        for number, t in enumerate(people, 5):
            days = (t.started_on, t.delivered("placed", edition), _ended(t, delivery))
            book.row(sheet, number, [f"TA{t.number:03d}", t.place, *days])
        sheet = book.sheet(
            "Resultaat", "Voorschakel taaltrajecten: resultaat", f"Stand per {short_date(delivery.as_of)}"
        )
        book.row(sheet, 4, ["Indicator", "Aantal"], book.header)
        own = [one for one in scenario.project_figures if one.partner == delivery.partner]
        for number, one in enumerate(own, 5):
            book.row(sheet, number, [INDICATOR_NAMES[one.indicator], one.counts[delivery.as_of]])


@contextmanager
def _list(
    path: Path, delivery: Delivery, people: Sequence[Trajectory], name: str, title: str
) -> Iterator[tuple[Book, Any]]:
    """The workbook of a list and its first sheet, headed."""
    with xlsx(path, delivery.received_on, streaming=len(people) >= STREAMED_FROM) as book:
        sheet = book.sheet(name, title, f"Stand per {short_date(delivery.as_of)}")
        sheet.set_column(1, 7, 18)
        yield book, sheet


def known(people: Iterable[Trajectory], edition: int) -> list[Trajectory]:
    """The trajectories that a partner's list holds with an edition."""
    return [t for t in people if t.known["started"] <= edition]


def _ended(trajectory: Trajectory, delivery: Delivery) -> date | None:
    day = trajectory.ended_on
    return day if day and day <= delivery.as_of else None


def _project(scenario: Scenario, draws: Draws, trajectory: Trajectory, as_of: date) -> str:
    project = scenario.projects[trajectory.project]
    if trajectory.project == "gooise-waardebox" and "Waardetas" in project.aliases_on(as_of):
        return "Waardetas"
    return draws.one_of(MISSPELLED.get(trajectory.project, (project.name,)))


def _written(draws: Draws, day: date | None) -> date | str | None:
    """Most dates as dates, some typed as text."""
    if day is None or draws.chance(0.9):
        return day
    if draws.chance(0.5):
        return f"{day.day}-{day.month}-{day.year}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
