"""The rules of delivered figures: periods, places, and parts that exceed their whole."""

from collections import defaultdict
from datetime import date

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.places import Places
from werkmonitor.intake.records import Record
from werkmonitor.programme import Programme


def settle_counts(counts: list[Record], places: Places, *, as_of_on: date) -> None:
    """Give every figure its days and its municipality.

    A standing has no from_on; its until_on is the header's day, else the as-of date. A month that the as-of date falls
    in is counted until that date.
    """
    for record in counts:
        period = record.pop("period", None)
        record["is_cumulative"] = period is None
        record["from_on"] = period[0] if period else None
        record["until_on"] = min(period[1], as_of_on) if period else record.get("until_on") or as_of_on
        sheet, cell = record["sheet"], record.pop("place_cell", record["cell"])
        code, written = record.get("municipality"), record.pop("written_place", None)
        record["municipality"] = places.settle(code, written, record["from_on"], sheet, cell)
        record["target_groups"] = record.get("target_groups") or ()


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
