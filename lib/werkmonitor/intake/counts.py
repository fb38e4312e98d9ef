"""The rules of delivered figures: periods, places, units, and figures that contradict each other."""

from collections import defaultdict
from datetime import date

from werkmonitor.indicators import Indicator
from werkmonitor.intake.cells import as_written
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import Record, Tally
from werkmonitor.intake.table_layout import UNUSED
from werkmonitor.intake.whereabouts import Spot
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import cell_position
from werkmonitor.programme import Programme

UNITS = frozenset(
    {"aantal", "aantallen", "traject", "trajecten", "plaatsing", "plaatsingen", "persoon", "personen", "mens", "mensen"}
    | {"deelnemer", "deelnemers", "inwoner", "inwoners", "kandidaat", "kandidaten", "werkzoekende", "werkzoekenden"}
)
"""What people and their trajectories are counted in, whatever an indicator calls its own unit."""
OTHER_UNITS = frozenset(
    {
        "fte",
        "fte's",
        "uur",
        "uren",
        "dag",
        "dagen",
        "ton",
        "kg",
        "kilo",
        "goederen",
        "stuks",
        "€",
        "euro",
        "%",
        "procent",
    }
)
"""Units that are known where they stand: also in a header row of which the layout needs nothing."""


def settle_counts(
    counts: list[Record], spot: Spot, tally: Tally, places: Places, programme: Programme, as_of_on: date
) -> list[Record]:
    """Give every figure its days and its municipality; returns those that count, the others are listed.

    A standing has no from_on; its until_on is the header's day, else the as-of date; of what runs on a day (a stock) a
    month's figure is its standing at the end. A month that the as-of date falls in is counted until that date. A figure
    in another unit than its indicator does not count, nor one of a row whose place is blank: a place that is not known
    must be said to be so.
    """
    kept: list[Record] = []
    told: set[str] = set()
    units = _units_over_columns(spot)
    for record in counts:
        cell, place_cell = record["cell"], record.pop("place_cell", None)
        period, unit = record.pop("period", None), record.pop("unit", None) or units.get(cell_position(cell)[1])
        written = record.pop("written_place", None)
        indicator = programme.indicator(record["indicator"])
        if written == "" or not _is_in(unit, indicator):
            tally.listed.add((spot.sheet.name, cell))
            if written != "":
                given = {"found": unit, "indicator": indicator.name, "unit": indicator.unit}
                places.findings.add("unit_differs", spot.sheet.name, cell, **given)
            elif place_cell not in told:
                column = spot.header.titles.get("municipality", "municipality")
                places.findings.add("cell_blank", spot.sheet.name, place_cell or cell, column=column)
                told.add(place_cell or cell)
            continue
        record["is_cumulative"] = period is None or indicator.kind == "stock"
        record["from_on"] = None if record["is_cumulative"] else period[0]
        record["until_on"] = min(period[1], as_of_on) if period else record.get("until_on") or as_of_on
        code = record.get("municipality")
        record["municipality"] = places.settle(code, written, record["from_on"], spot.sheet.name, place_cell or cell)
        record["target_groups"] = record.get("target_groups") or ()
        kept.append(record)
    return kept


def _units_over_columns(spot: Spot) -> dict[int, str]:
    """Other units in header rows that give nothing: column → what stands over it."""
    return {
        figures.column: label
        for figures in spot.header.figures
        for name, label in zip(spot.table.across, figures.labels, strict=True)
        if name == UNUSED and fold(label).strip("().: ") in OTHER_UNITS
    }


def _is_in(unit: str | None, indicator: Indicator) -> bool:
    own = {fold(indicator.unit), fold(indicator.unit_one), "aantal", "aantallen"}
    return not unit or fold(unit).strip(". ") in (own | UNITS if indicator.about == "people" else own)


class Figures:
    """The figures of a workbook so far, by whom they are about: none may be told twice."""

    def __init__(self) -> None:
        self._told: dict[tuple[object, ...], dict[tuple[date, date], tuple[str, str]]] = defaultdict(dict)

    def refuse_twice(self, counts: list[Record], spot: Spot, findings: Findings) -> None:
        """Refuse a table with a figure that stands elsewhere too, or periods that overlap (a quarter and its months).

        Which of them holds, or whether both do, nobody can say. A project under its old and its new name has two rows
        by right.
        """
        told: set[object] = set()
        for record in counts:
            names = ("project", "municipality", "target_groups", "indicator", "is_cumulative")
            key = (*(record[name] for name in names), _project_as_written(record, spot))
            period = record["from_on"] or record["until_on"], record["until_on"]
            here, known = (spot.sheet.name, record["cell"]), self._told[key]
            other = next((known[one] for one in known if one[0] <= period[1] and period[0] <= one[1]), here)
            known.setdefault(period, here)
            code = "figure_twice" if known[period] != here else "periods_overlap"
            pair = (code, cell_position(other[1])[1], cell_position(here[1])[1])
            if other != here and (code == "figure_twice" or pair not in told):
                told.add(pair)
                where = other[1] if other[0] == here[0] else f"{other[0]}!{other[1]}"
                findings.add(code, *here, project=record["project"], other=where)


def _project_as_written(record: Record, spot: Spot) -> str:
    column = spot.header.columns.get("project")
    return "" if column is None else fold(as_written(spot.sheet.value(cell_position(record["cell"])[0], column)))


def note_parts_above_whole(counts: list[Record], programme: Programme, findings: Findings) -> None:
    """Tell where more people were placed (or trained) than started, over everything the workbook counts."""
    sums: dict[tuple[str, date | None, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for record in counts:
        day = record["until_on"] if record["is_cumulative"] else None
        key = record["project"], day, record["indicator"]
        sums[key] = sums[key][0] + record["low"], sums[key][1] + record["high"]
    for indicator in programme.indicators:
        for (project, day, code), (low, _) in list(sums.items()):
            whole = (project, day, indicator.part_of or "")
            if code == indicator.code and whole in sums and low > sums[whole][1]:
                findings.add(
                    "part_above_whole",
                    counts[0]["sheet"],
                    part=indicator.name,
                    whole=programme.indicator(whole[2]).name,
                    found=low,
                    most=sums[whole][1],
                    project=project,
                )
