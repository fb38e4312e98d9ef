"""The zoo: workbooks as odd as those that people send, each named for its oddity, with its story.

An animal is a function that writes the workbook in a folder and returns its path; its docstring is the story. Beside it
stands by which layout it is read and what must come of that, to the last cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import xlsxwriter

from tests.intake.books import write

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

    @property
    def names(self) -> list[str]:
        return [name.strip() for name in self.gives[0].split("|")] if self.gives else []


ZOO: dict[str, Animal] = {}

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


def _trimmed(line: str) -> str:
    return " | ".join(cell.strip() for cell in line.split("|"))
