"""Counted deliveries: crosstabs project × month, a joint table, and cumulative standings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from examples.books import MONTH_NAMES as NAMES
from examples.books import MONTHS, NOTICE, long_date, months_until, short_date, write_ods, write_xls, xlsx
from examples.draws import Draws
from examples.scenario import INDICATORS, Delivery, Scenario
from examples.simulation import Trajectory

People = Mapping[str, Sequence[Trajectory]]
"""Trajectories by the partner that leads them."""

GOOISE_MEREN = ("Gooise Meren", "Bussum", "Naarden", "Muiden", "Muiderberg")


def counted(trajectories: Sequence[Trajectory], edition: int) -> Counter[tuple[str, str, date]]:
    """How many events by (project, indicator, first day of the month), as known with an edition."""
    return Counter(
        (t.project, indicator, day.replace(day=1))
        for t in trajectories
        for indicator in INDICATORS
        if (day := t.delivered(indicator, edition))
    )


def write_gooise_meren(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """Three merged blocks of months, with totals; holds the coalition's participants who live here once more."""
    partner = scenario.partners[delivery.partner]
    draws = Draws(scenario.seed, "gooise meren knows of")
    doubles = [
        t
        for t in people.get("zorgcoalitie", ())
        if t.place in GOOISE_MEREN and draws.chance(0.9) and not t.is_late and partner.doubles
    ]
    counts = counted([*people[delivery.partner], *doubles], edition)
    projects = [code for code in scenario.projects if code in partner.projects or code == partner.doubles]
    names = {code: _name(scenario, code, delivery) for code in projects}
    if delivery.is_superseded:  # the first version had two rows mixed up
        names["gooise-waardebox"], names["recycling-hout"] = names["recycling-hout"], names["gooise-waardebox"]
    months = months_until(scenario.started_on, delivery.as_of)
    as_text = delivery.as_of < date(2022, 1, 1)
    width = len(months) + 1
    with xlsx(path, delivery.received_on) as book:
        sheet = book.sheet("Kruistabel", "Kruistabel trajecten Gooise Meren", f"Stand per {short_date(delivery.as_of)}")
        sheet.freeze_panes(6, 1)
        sheet.merge_range(4, 0, 5, 0, "Project", book.middle)
        for block, (indicator, title) in enumerate(
            zip(INDICATORS, ("Gestart", "Scholing afgerond", "Geplaatst"), strict=True)
        ):
            first = 1 + block * width
            sheet.merge_range(4, first, 4, first + width - 1, title, book.middle)
            for column, month in enumerate(months, first):
                if as_text:
                    sheet.write_string(5, column, month_label(month), book.header)
                else:
                    sheet.write_datetime(5, column, month, book.header_month)
            sheet.write_string(5, first + width - 1, "Totaal", book.header)
            for row, code in enumerate(projects, 6):
                sheet.write_string(row, 0, names[code])
                values = [counts[code, indicator, month] for month in months]
                book.row(sheet, row, [*values, sum(values)], first=first)
            totals = [sum(counts[code, indicator, month] for code in projects) for month in months]
            book.row(sheet, 6 + len(projects), [*totals, sum(totals)], book.bold, first)
        sheet.write_string(6 + len(projects), 0, "Totaal", book.bold)
        sheet.write_string(8 + len(projects), 0, "* incl. naleveringen")
        sheet.write_string(9 + len(projects), 0, "Bron: afdeling Werk en Inkomen, Gooise Meren (fictief)")


def write_hbel(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """A long table; two projects only for the four municipalities together."""
    partner = scenario.partners[delivery.partner]
    counts: dict[str, Counter[tuple[str, str, date]]] = {}
    for place in (*partner.places, "HBEL"):
        those = [t for t in people[delivery.partner] if place == ("HBEL" if t.project in partner.jointly else t.place)]
        counts[place] = counted(those, edition)
    with xlsx(path, delivery.received_on) as book:
        sheet = book.sheet("Trajecten", "HBEL: trajecten werk en inkomen", f"Stand per {long_date(delivery.as_of)}")
        sheet.set_column(1, 2, 30)
        header = ["Gemeente", "Project", "Maand", "Gestart", "Scholing afgerond", "Bemiddeld naar werk"]
        book.row(sheet, 4, header, book.header)
        row = 5
        for place, found in counts.items():
            keys = sorted({(project, month) for project, _, month in found})
            for offset, (project, month) in enumerate(keys):
                sheet.write_string(row + offset, 1, _name(scenario, project, delivery))
                if edition % 2 == 0 or month.month % 4 == 0:
                    sheet.write_string(row + offset, 2, f"{NAMES[month.month - 1]} {month.year}")
                else:
                    sheet.write_datetime(row + offset, 2, month, book.month)
                book.row(sheet, row + offset, [found[project, i, month] for i in INDICATORS], first=3)
            if len(keys) > 1:
                sheet.merge_range(row, 0, row + len(keys) - 1, 0, place, book.top)
            elif keys:
                sheet.write_string(row, 0, place, book.top)
            row += len(keys)
        sheet.write_string(row + 1, 0, "Bron: HBEL Werk en Inkomen (fictief)")


def write_weesp(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """An old .xls: one crosstab a sheet; '-' is nil."""
    partner = scenario.partners[delivery.partner]
    counts = counted(people[delivery.partner], edition)
    months = months_until(scenario.started_on, delivery.as_of)
    projects = [code for code in scenario.projects if code in partner.projects]
    sheets = {}
    for indicator, name in zip(INDICATORS, ("Gestart", "Scholing", "Geplaatst"), strict=True):
        rows: list[list[Any]] = [
            [f"Trajecten gemeente Weesp: {name.lower()}"],
            [NOTICE],
            [f"Stand per {short_date(delivery.as_of)}"],
            [],
            ["Project", *map(month_label, months), "Totaal"],
        ]
        for code in projects:
            values = [counts[code, indicator, month] for month in months]
            rows.append([_name(scenario, code, delivery), *(value or "-" for value in values), sum(values)])
        totals = [sum(counts[code, indicator, month] for code in projects) for month in months]
        sheets[name] = [*rows, ["Totaal", *totals, sum(totals)]]
    write_xls(path, sheets)


def write_wijdemeren(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """A cumulative standing as .ods; 'n.v.t.' where a project has no training."""
    partner = scenario.partners[delivery.partner]
    totals = _standing(people[delivery.partner], edition)
    rows: list[list[Any]] = []
    for code in scenario.projects:
        if code in partner.projects:
            rows.append([_name(scenario, code, delivery), *_cells(scenario, code, totals, "n.v.t.")])
    sums = [sum(row[column] for row in rows if row[column] != "n.v.t.") for column in (1, 2, 3)]
    head: list[list[Any]] = [
        ["Stand trajecten gemeente Wijdemeren"],
        [NOTICE],
        [f"Stand per {long_date(delivery.as_of)}"],
        [],
        ["Project", "Gestart", "Scholing afgerond", "Bemiddeld naar werk"],
    ]
    write_ods(path, {"Stand": [*head, *rows, ["Totaal", *sums]]}, delivery.received_on)


def write_uwv(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """A cumulative standing without municipality; '<5' hides small numbers of ZorgStart, '-' is nil."""
    partner = scenario.partners[delivery.partner]
    totals = _standing(people[delivery.partner], edition)
    with xlsx(path, delivery.received_on) as book:
        sheet = book.sheet("Rapport", "UWV WERKbedrijf Gooi en Vechtstreek", f"Stand per {long_date(delivery.as_of)}")
        sheet.set_column(1, 3, 20)
        sheet.merge_range(4, 0, 5, 0, "Project", book.middle)
        sheet.merge_range(4, 1, 4, 2, "Trajecten", book.middle)
        sheet.write_string(4, 3, "Uitstroom", book.middle)
        book.row(sheet, 5, ["Gestart", "Afgerond (scholing)", "Bemiddeld naar werk"], book.header, 1)
        row = 6
        for code in scenario.projects:
            if code in partner.projects:
                cells = [value or "-" for value in _cells(scenario, code, totals, "-")]
            elif code == partner.doubles:
                cells = ["<5", "<5" if edition else "-", "<5" if edition else "-"]
            else:
                continue
            book.row(sheet, row, [_name(scenario, code, delivery), *cells])
            row += 1
        for offset, line in enumerate(
            ("Legenda", "<5 = minder dan vijf personen", "- = nul", "Bron: UWV (fictief)"), 1
        ):
            sheet.write_string(row + offset, 0, line)


def write_ggz(path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People) -> None:
    """Cumulative standings with the as-of dates across, one column more each time."""
    days = [e.as_of for e in scenario.editions[: edition + 1]]
    totals = [_standing(people[delivery.partner], number) for number in range(edition + 1)]
    (project,) = scenario.partners[delivery.partner].projects
    with xlsx(path, delivery.received_on) as book:
        sheet = book.sheet("Stand", "Pilot GGZ en Werk & inkomen (IPS)", f"Stand per {short_date(delivery.as_of)}")
        sheet.set_column(1, len(days), 12)
        for column, day in enumerate(days, 1):
            sheet.write_string(4, column, short_date(day), book.header)
        sheet.write_string(4, 0, "Indicator", book.header)
        book.row(sheet, 5, ["Gestarte trajecten", *(total[project, "started"] for total in totals)])
        book.row(sheet, 6, ["Bemiddeld naar werk", *(total[project, "placed"] for total in totals)])
        sheet.write_string(8, 0, "Bron: GGZ-instellingen in de regio (fictief)")


def write_werkgeversservicepunt(
    path: Path, scenario: Scenario, delivery: Delivery, edition: int, people: People
) -> None:
    """A long table by municipality and quarter; the work-learning places by year on a sheet of their own."""
    partner = scenario.partners[delivery.partner]
    source = "Bron: Werkgeversservicepunt Rivierenland (fictief)"
    with xlsx(path, delivery.received_on) as book:
        stand = f"Stand per {long_date(delivery.as_of)}"
        sheet = book.sheet("Trajecten", "Perspectief op Werk Rivierenland: trajecten", stand)
        sheet.set_column(1, 1, 40)
        book.row(sheet, 4, ["Gemeente", "Project", "Kwartaal", "Gestart", "Bemiddeld naar werk"], book.header)
        row = 5
        for place in partner.places:
            counts: Counter[tuple[str, int, str]] = Counter()
            for (project, indicator, month), number in counted(
                [t for t in people[delivery.partner] if t.place == place], edition
            ).items():
                counts[project, month.year * 4 + (month.month - 1) // 3, indicator] += number
            for project, quarter in sorted({(project, quarter) for project, quarter, _ in counts}):
                label = f"{quarter % 4 + 1}e kwartaal {quarter // 4}"
                cells = [counts[project, quarter, indicator] for indicator in ("started", "placed")]
                book.row(sheet, row, [place, _name(scenario, project, delivery), label, *cells])
                row += 1
        sheet.write_string(row + 1, 0, source)
        sheet = book.sheet("Leerwerkplekken", "Perspectief op Werk Rivierenland: leerwerkplekken", stand)
        own = [one for one in scenario.project_figures if one.partner == delivery.partner]
        days = sorted({day for one in own for day in one.counts})
        book.row(sheet, 4, ["Project", *(str(day.year) for day in days)], book.header)
        for number, one in enumerate(own, 5):
            added = [one.counts[day] - before for day, before in zip(days, (0, *one.counts.values()), strict=False)]
            book.row(sheet, number, [_name(scenario, one.project, delivery), *added])
        sheet.write_string(6 + len(own), 0, source)


def month_label(month: date) -> str:
    """'mrt-21'"""
    return f"{MONTHS[month.month - 1]}-{month.year % 100:02d}"


def _standing(trajectories: Sequence[Trajectory], edition: int) -> Counter[tuple[str, str]]:
    """How many events by (project, indicator) since the start, as known with an edition."""
    return Counter(
        (t.project, indicator) for t in trajectories for indicator in INDICATORS if t.delivered(indicator, edition)
    )


def _cells(scenario: Scenario, code: str, totals: Counter[tuple[str, str]], nothing: Any) -> list[Any]:
    return [totals[code, i] if (code, i) in scenario.figures else nothing for i in INDICATORS]


def _name(scenario: Scenario, code: str, delivery: Delivery) -> str:
    """The register's name, or the one this partner prefers."""
    project = scenario.projects[code]
    has_new_name = "Waardetas" in project.aliases_on(delivery.as_of)
    if code == "gooise-waardebox" and has_new_name and delivery.partner in ("gemeente-gooise-meren", "hbel"):
        return "Waardetas"
    preferred = {
        ("gemeente-gooise-meren", "zorgstart"): "Zorgstart",
        ("gemeente-weesp", "recycling-hout"): "Recycling Hout",
        ("gemeente-weesp", "terug-aan-de-slag-50plus"): "50+",
        ("hbel", "werkfit-op-maat"): "Werkfit op  Maat",
        ("gemeente-wijdemeren", "startbaan-statushouders"): "Startbaan\u00a0Statushouders",
        ("uwv", "gv-werkt-door"): "GV Werkt Door",
        ("uwv", "zorgstart"): "Zorgstart",
    }
    return preferred.get((delivery.partner, code), project.name)
