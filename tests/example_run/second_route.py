"""The main figures once more, from the raw workbooks, by a route of its own: nothing of werkmonitor is imported here.

One function a partner says how many had started, completed training and been placed by a day, as one workbook of that
partner tells it. What every workbook looks like is written here, as its partner made it; the names of projects, their
categories and sectors come from the register of the programme team.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlrd
from defusedxml import ElementTree

STARTED, TRAINED, PLACED = "started", "training_completed", "placed"
Figures = Counter[tuple[str, str]]
"""(project as the partner writes it, indicator) → how many since the start."""

MONTHS = ("jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
"""How the Dutch names of months begin; maart is also mrt."""


@dataclass(frozen=True)
class Edition:
    """as_of: the day it describes. until: the last day on which workbooks for it were received."""

    as_of: date
    until: date


EDITIONS = {
    "2021-05": Edition(date(2021, 3, 31), date(2021, 5, 7)),
    "2022-01": Edition(date(2021, 9, 30), date(2022, 1, 7)),
    "2022-07": Edition(date(2022, 3, 31), date(2022, 7, 1)),
    "2022-11": Edition(date(2022, 9, 30), date(2022, 11, 11)),
}


# ------------------------------------------------------------------------------------------- one function a partner
def hilversum(file: Path, until: date) -> Figures:
    """A list of participants; the column with the start was renamed in 2022."""
    return _listed(
        _records(file, "Deelnemers", 5), until, ("Startdatum", "Datum aanvang"), "Scholing afgerond op", "Geplaatst op"
    )


def zorgcoalitie(file: Path, until: date) -> Figures:
    """A list of participants of ZorgStart."""
    rows = ({**row, "Project": "ZorgStart"} for row in _records(file, "Deelnemers", 5))
    return _listed(rows, until, ("Startdatum",), "Opleiding afgerond", "In dienst per")


def jongerenloket(file: Path, until: date) -> Figures:
    """A list of participants of the Jongerenspecialist, who have no training."""
    rows = ({**row, "Project": "Jongerenspecialist"} for row in _records(file, "Jongeren", 5))
    return _listed(rows, until, ("Startdatum",), None, "Werk gevonden op")


def opleiders(file: Path, until: date) -> Figures:
    """A list of participants over several projects, with a header of two rows."""
    return _listed(_records(file, "Trajecten", 6), until, ("Start",), "Diploma/afgerond", "Baan per")


def gooise_meren(file: Path, until: date) -> Figures:
    """Projects by month, three blocks side by side, each with a total."""
    names = {"Gestart": STARTED, "Scholing afgerond": TRAINED, "Geplaatst": PLACED}
    _, _, _, _, blocks, months, *rows = _xlsx(file, "Kruistabel")
    found, indicator = Figures(), ""
    for column in range(1, len(months)):
        indicator = names.get(blocks[column], indicator)
        if (month := _month(months[column])) and _end(month) <= until:
            for row in _until_blank(rows):
                found[row[0], indicator] += _number(row[column])
    return found


def weesp(file: Path, until: date) -> Figures:
    """Projects by month, a sheet an indicator, in an old .xls."""
    found = Figures()
    book = xlrd.open_workbook(str(file))
    for sheet, indicator in (("Gestart", STARTED), ("Scholing", TRAINED), ("Geplaatst", PLACED)):
        _, _, _, _, months, *rows = (
            book.sheet_by_name(sheet).row_values(n) for n in range(book.sheet_by_name(sheet).nrows)
        )
        for column in range(1, len(months)):
            if (month := _month(months[column])) and _end(month) <= until:
                for row in _until_blank(rows):
                    found[row[0], indicator] += _number(row[column])
    return found


def hbel(file: Path, until: date) -> Figures:
    """A row a municipality, project and month."""
    found = Figures()
    for row in _records(file, "Trajecten", 5):
        if row["Project"] and _end(_month(row["Maand"])) <= until:
            for column, indicator in (
                ("Gestart", STARTED),
                ("Scholing afgerond", TRAINED),
                ("Bemiddeld naar werk", PLACED),
            ):
                found[row["Project"], indicator] += _number(row[column])
    return found


def wijdemeren(file: Path, until: date) -> Figures:
    """All since the start on one day, in an .ods; 'n.v.t.' where a project does not have it."""
    _, _, _, _, _, *rows = _ods(file, "Stand")
    return _standing(_until_blank(rows))


def uwv(file: Path, until: date) -> Figures:
    """All since the start on one day; '-' is nil. '<5' stands at ZorgStart only, of which the coalition tells."""
    _, _, _, _, _, _, *rows = _xlsx(file, "Rapport")
    return _standing(row for row in _until_blank(rows) if row[0] != "Zorgstart")


def ggz(file: Path, until: date) -> Figures:
    """A column a day so far, each with all since the start."""
    names = {"Gestarte trajecten": STARTED, "Bemiddeld naar werk": PLACED}
    _, _, _, _, days, *rows = _xlsx(file, "Stand")
    column = max((n for n in range(1, len(days)) if _day(days[n]) <= until), key=lambda n: _day(days[n]))
    return Figures({("GGZ en Werk & inkomen", names[row[0]]): _number(row[column]) for row in _until_blank(rows)})


WHOLE: dict[str, Callable[[Path, date], Figures]] = {
    "gemeente-hilversum": hilversum,
    "zorgcoalitie": zorgcoalitie,
    "jongerenloket": jongerenloket,
    "opleiders": opleiders,
    "gemeente-gooise-meren": gooise_meren,
    "gemeente-weesp": weesp,
    "hbel": hbel,
    "ggz-pilot": ggz,
}
"""Partners who send everything since the start again: the workbook that came last holds."""

STANDINGS: dict[str, Callable[[Path, date], Figures]] = {"gemeente-wijdemeren": wijdemeren, "uwv": uwv}
"""Partners who send how many there are on one day: the last day that was sent holds."""


# ------------------------------------------------------------------------------------------- all together
def figures(raw: Path, edition: Edition) -> Figures:
    """(project's code, indicator) → how many since the start by the edition's as-of date, as known then.

    Of ZorgStart the coalition registers everybody, so what others tell of it is left out.
    """
    codes = {_plain(name): code for code, row in register(raw, edition).items() for name in row["names"]}
    found = Figures()
    for partner, read in {**WHOLE, **STANDINGS}.items():
        file = _last(raw / partner, edition, is_standing=partner in STANDINGS)
        for (project, indicator), number in read(file, edition.as_of).items():
            code = codes[_plain(project)]
            if code != "zorgstart" or partner == "zorgcoalitie":
                found[code, indicator] += number
    return found


def register(raw: Path, edition: Edition) -> dict[str, dict[str, Any]]:
    """Project's code → names, category and sector, of the projects that are followed in figures."""
    file = _last(raw / "programmateam", edition, is_standing=False)
    return {
        row["Code"]: {
            "names": [row["Projectnaam"], *(row["Eerdere namen"] or "").split("; ")],
            "category": row["Categorie"],
            "sector": row["Sector"],
        }
        for row in _records(file, "Projecten", 5)
        if row["Code"] and row["Soort"] == "kwantitatief"
    }


def _last(folder: Path, edition: Edition, *, is_standing: bool) -> Path:
    """The workbook that was received last by then (a standing: of the last day by then)."""
    received = [
        (date.fromisoformat(file.parent.name), file)
        for file in folder.glob("*/*")
        if date.fromisoformat(file.parent.name) <= edition.until
    ]
    # Every standing was sent before the next edition's day, so the order of receipt is that of the days.
    assert not is_standing or len({day for day, _ in received}) == len(received)
    return max(received)[1]


# ------------------------------------------------------------------------------------------- tables
def _listed(
    rows: Iterable[dict[str, Any]], until: date, started: tuple[str, ...], trained: str | None, placed: str
) -> Figures:
    """A list of participants, counted: a row a trajectory; a row that stands twice counts once."""
    found = Figures()
    for key in dict.fromkeys(tuple(sorted((name, str(value)) for name, value in row.items())) for row in rows):
        row = {name: None if value == "None" else value for name, value in key}
        if row["Project"] is None or row["Project"] == "Totaal":
            continue
        start = next(row[name] for name in started if name in row)
        for indicator, value in ((STARTED, start), (TRAINED, trained and row[trained]), (PLACED, row[placed])):
            if value and _day(value) <= until:
                found[row["Project"], indicator] += 1
    return found


def _standing(rows: Iterable[list[Any]]) -> Figures:
    return Figures(
        {
            (row[0], indicator): _number(value)
            for row in rows
            for indicator, value in zip((STARTED, TRAINED, PLACED), row[1:4], strict=True)
        }
    )


def _until_blank(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The rows of a table: up to its total, or a blank."""
    for row in rows:
        if row[0] in (None, "", "Totaal"):
            return
        yield row


def _records(file: Path, sheet: str, header: int) -> list[dict[str, Any]]:
    """The rows below a header (the number of its row), by name."""
    rows = _xlsx(file, sheet)
    return [dict(zip(rows[header - 1], row, strict=True)) for row in rows[header:] if row[0] != "Totaal"]


def _xlsx(file: Path, sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(file, data_only=True)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def _ods(file: Path, sheet: str) -> list[list[Any]]:
    """The texts of a sheet of an OpenDocument spreadsheet."""
    space = {
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    repeated = f"{{{space['table']}}}number-columns-repeated"
    with zipfile.ZipFile(file) as parts:
        content = ElementTree.fromstring(parts.read("content.xml"))
    (table,) = (
        one for one in content.iterfind(".//table:table", space) if one.get(f"{{{space['table']}}}name") == sheet
    )
    return [
        [
            "\n".join("".join(text.itertext()) for text in cell.iterfind("text:p", space)) or None
            for cell in row.iterfind("table:table-cell", space)
            for _ in range(min(int(cell.get(repeated, "1")), 10))
        ]
        for row in table.iterfind("table:table-row", space)
    ]


# ------------------------------------------------------------------------------------------- cells
def _plain(name: str) -> str:
    """A name without what people write differently: capitals, spaces, points and dashes."""
    return re.sub(r"[^a-z0-9+]", "", name.casefold())


def _number(value: Any) -> int:
    """A count; '-', 'n.v.t.' and a blank are nobody."""
    return 0 if value in (None, "", "-", "n.v.t.") else int(value)


def _day(value: Any) -> date:
    """A day, as Excel has it or as somebody wrote it: 24-7-2020, 8 dec 2020."""
    if isinstance(value, datetime):
        return value.date()
    text = str(value)
    if found := re.match(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(*map(int, found.groups()))
    day, month, year = re.split(r"[\s-]+", text.strip())
    return date(int(year), int(month) if month.isdigit() else _month_number(month), int(day))


def _month(value: Any) -> date | None:
    """A month's first day, as Excel has it or as somebody wrote it: jan-20, augustus 2021; None of another header."""
    if isinstance(value, datetime):
        return value.date().replace(day=1)
    found = re.fullmatch(r"([a-z]+)[ -](\d{2,4})", str(value).strip())
    return date(int(found[2]) % 100 + 2000, _month_number(found[1]), 1) if found else None


def _month_number(name: str) -> int:
    return 5 if name == "mei" else next(n for n, start in enumerate(MONTHS, 1) if name.startswith(start))


def _end(month: date | None) -> date:
    assert month
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
