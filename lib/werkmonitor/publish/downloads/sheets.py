"""A table to download. What it becomes, a CSV or a sheet of a workbook, is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Value = str | int | float | date | None
"""None where there is nothing to tell."""

Kind = Literal["text", "whole", "number", "date"]

KIND_OF_DATA = "Aard van de gegevens"
"""The title of the last column of every table: that the data are fictional, a concept, or of a replaced version."""

_UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """title: as the header says it. name: for programs, as the cube names it. about: what stands in it (Dutch)."""

    name: str
    title: str
    kind: Kind = "text"
    about: str = ""


@dataclass(frozen=True)
class Sheet:
    """name: of its tab in a workbook. about: what it holds, in a sentence. rows: a value for each column."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    def marked(self, kind_of_data: str) -> "Sheet":
        """The same with the column that says of every row what kind of data it is, also when it is cut out."""
        about = "Of de regel fictief is, een concept is, of van een versie die is vervangen. Leeg als dat niet zo is."
        column = Column("kind_of_data", KIND_OF_DATA, "text", about)
        rows = [[*row, kind_of_data or None] for row in self.rows]
        return Sheet(self.name, self.about, [*self.columns, column], rows)


def is_unsafe(text: str) -> bool:
    """Whether a spreadsheet program could take a text for a formula (OWASP, CSV injection)."""
    return text.lstrip(" ").startswith(_UNSAFE)
