"""The zoo: workbooks as odd as those that people send, each named for its oddity, with its story.

An animal is a function that writes the workbook in a folder and returns its path; its docstring is the story. Beside it
stands by which layout it is read and what must come of that, to the last cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

import xlsxwriter

from tests.intake.books import write
from tests.intake.reading import made
from werkmonitor.intake.tidy import observe
from werkmonitor.intake.workbook import Workbook

Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Animal:
    """make: writes it in a folder. layout: TOML. gives: the observations as a drawn table, names in its first line.

    tells: every finding, as 'code Sheet!Cells'. refused: the code with which the reader refuses it, instead.
    """

    name: str
    story: str
    make: Make
    layout: str
    gives: tuple[str, ...]
    tells: tuple[str, ...]
    refused: str

    def comes_of(self, workbook: Workbook, folder: Path) -> tuple[list[str], tuple[str, ...]]:
        """What its layout makes of a workbook, drawn as in `gives` (without the names), and as in `tells`.

        A delivery that is refused gives nothing.
        """
        seen = observe(workbook, made(folder, self.layout), DAY, "made")
        told = tuple(f"{one.code} {one.sheet}!{' '.join(one.all_cells)}".rstrip(" !") for one in seen.findings)
        is_refused = any(one.treatment == "delivery" for one in seen.findings)
        names = self.gives[0].split(" | ") if self.gives else []
        rows = [" | ".join(_drawn(row.get(name)) for name in names) for row in seen.rows]
        return [] if is_refused else rows, told


ZOO: dict[str, Animal] = {}
DAY = date(2026, 1, 1)

YEARS = """
[[tables]]
kind = "crosstab"
across = "year"
columns = { region = "Regio" }
fields = { year = "year" }
totals = ["Totaal", "Subtotaal", "Eindtotaal"]
"""
"""The layout of the plainest table there is; SMALL is what comes of the one in `small`."""

SMALL = """
region | year | value | cell
Laren | 2020 | 5 | B2
Laren | 2021 | 6 | C2
Huizen | 2020 | 7 | B3
Huizen | 2021 | 8 | C3
"""


def animal(layout: str, gives: str = "", *, tells: str = "", refused: str = "") -> Callable[[Make], Make]:
    """Put a workbook in the zoo."""

    def catch(make: Make) -> Make:
        name = make.__name__.replace("_", " ").strip()
        if name in ZOO or not make.__doc__:
            raise ValueError(f"{name}: every animal has a name of its own and a story")
        drawn, told = dedent(gives).strip().splitlines(), tuple(tells.split("\n")) if tells else ()
        ZOO[name] = Animal(name, make.__doc__, make, layout, tuple(map(_trimmed, drawn)), told, refused)
        return make

    return catch


def sheet(folder: Path, text: str, *merged: str) -> Path:
    """A workbook with one drawn sheet (see tests.intake.books)."""
    return write(folder / "dier.xlsx", merged, Blad1=dedent(text))


def sheets(folder: Path, **drawn: str) -> Path:
    return write(folder / "dier.xlsx", **{name: dedent(text) for name, text in drawn.items()})


def book(folder: Path, **options: object) -> xlsxwriter.Workbook:
    """A workbook to write cell by cell; use it in `with`."""
    return xlsxwriter.Workbook(folder / "dier.xlsx", options)


def _drawn(value: object) -> str:
    return "" if value is None else str(value)


def _trimmed(line: str) -> str:
    return " | ".join(cell.strip() for cell in line.split("|"))
