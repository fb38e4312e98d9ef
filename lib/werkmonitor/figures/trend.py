"""Over time: quarters of exact figures, and earlier editions of rounded ones.

Everything here is computed from published cells, never from true counts.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from werkmonitor.cube import CubeRows
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Figure, Row, figure_of


def quarter_label(on: date) -> str:
    """What readers see: '2e kwartaal 2021', and for a day within it '2e kwartaal 2021 (tot en met 15-5)'."""
    whole = f"{(on.month + 2) // 3}e kwartaal {on.year}"
    is_quarter_end = on.month % 3 == 0 and (on + timedelta(days=1)).day == 1
    return whole if is_quarter_end else f"{whole} (tot en met {on.day}-{on.month})"


def trend(cells: Iterable[Row]) -> list[Row]:
    """The cube's table 'trend': per exact figure every quarter's end, with what was added within the quarter."""
    lines: dict[Figure, list[Row]] = {}
    for cell in cells:
        if cell["base"] == EXACT and cell["category"] is None:
            lines.setdefault(figure_of(cell), []).append(cell)
    rows = []
    for (level, code, indicator), line in lines.items():
        before = 0
        for cell in sorted(line, key=lambda cell: cell["on"]):
            rows.append(
                {
                    "level": level,
                    "code": code,
                    "indicator": indicator,
                    "on": cell["on"],
                    "label": quarter_label(cell["on"]),
                    "added": cell["value"] - before,
                    "cumulative": cell["value"],
                }
            )
            before = cell["value"]
    return rows


def history(cells: Iterable[Row], released: Iterable[CubeRows]) -> list[Row]:
    """The cube's table 'history': what earlier editions showed of the figures that are rounded now."""
    rounded = dict.fromkeys(figure_of(cell) for cell in cells if cell["base"] > EXACT and cell["category"] is None)
    rows = []
    for cube in released:
        shown = {
            figure_of(cell): cell for cell in cube["cells"] if cell["on"] == cube.as_of and cell["category"] is None
        }
        for earlier in (shown[one] for one in rounded if one in shown):
            of_edition = earlier | {"edition": cube.edition["id"]}
            rows.append({name: value for name, value in of_edition.items() if name != "category"})
    return rows
