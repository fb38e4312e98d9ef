"""What a table that was seen on a sheet seems to mean: the layout of it, with remarks and doubts."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkmonitor.intake.cells import as_written
from werkmonitor.intake.drafting.kinds import kind_of
from werkmonitor.intake.drafting.sightings import Sighting
from werkmonitor.intake.labels import Labels
from werkmonitor.intake.tidy import FIGURE, SOURCE
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import column_letters

_SCALES = re.compile(
    r"(?:[x×]\s?(?:€\s?)?1[ .]?000(?![ .]?\d))|in (?:thousands|duizenden|duizendtallen|tausend)|\bdzd\b|^1[ .]?000$",
    re.IGNORECASE,
)
_TAKEN = ("table", *FIGURE, *SOURCE)
"""Columns of every file of observations: no names for fields."""
_LOOKED_AT = 2000


@dataclass(slots=True)
class Guess:
    """A table as a layout would say it. keys: as in a layout. seen: what stands there. doubts: key → what is unsure.

    hints: lines that may be added. figures: the columns of figures that are read.
    """

    sighting: Sighting
    keys: dict[str, Any]
    seen: list[str] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)

    def titles(self) -> list[list[str]]:
        """The header of each column of figures, row by row."""
        labels = labels_of(self.sighting)
        return [labels.over(self.sighting.top, column) for column in self.figures]


def name_of(text: str, taken: Iterable[str] = (), default: str = "label") -> str:
    """A field's name of what stands over its column.

    >>> name_of("Regio's (2021)"), name_of("Value"), name_of("Código")
    ('regio_s_2021', 'value_1', 'codigo')
    """
    plain = unicodedata.normalize("NFKD", unmarked(text)[0]).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "_", plain.split(" > ")[-1]).strip("_")[:30].strip("_") or default
    name = f"f_{name}" if name[0].isdigit() else name
    used, number, unique = {*taken, *_TAKEN}, 1, name
    while unique in used:
        unique, number = f"{name}_{number}", number + 1
    return unique


def labels_of(sighting: Sighting) -> Labels:
    """What stands over its columns."""
    return Labels(sighting.sheet, sighting.bottom - sighting.top + 1, (), (), sighting.labels)


def guess_list(sighting: Sighting, language: str) -> Guess:
    """The layout of a list, with fields of one's own."""
    guessed = Guess(sighting, {"kind": "list"})
    labels, depth = labels_of(sighting), sighting.bottom - sighting.top + 1
    if depth > 1:
        guessed.keys["header_rows"] = depth
    titles = [" > ".join(filter(None, labels.over(sighting.top, one))) for one in sighting.labels]
    own = [as_written(sighting.sheet.value(sighting.bottom, column)) for column in sighting.labels]
    columns: dict[str, Any] = {}
    fields: dict[str, str] = {}
    for column, name, title in zip(sighting.labels, own, titles, strict=True):
        field_name = name_of(name or title, columns)
        text = name if name and own.count(name) == 1 else title
        columns[field_name] = text if text and titles.count(title) == 1 else {"column": column_letters(column)}
        values = [sighting.sheet.value(row, column) for row in sighting.data[:_LOOKED_AT]]
        if (kind := kind_of(values, language)) in ("day", "year"):
            fields[field_name] = kind
    guessed.keys["columns"] = columns
    guessed.keys |= {"fields": fields} if fields else {}
    return guessed


def letters(columns: Iterable[int]) -> str:
    """Columns by their letters: 'A, C-F'."""
    runs: list[list[int]] = []
    for column in columns:
        if runs and column == runs[-1][1] + 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    ends = ([column_letters(one) for one in dict.fromkeys(run)] for run in runs)
    return ", ".join("-".join(one) for one in ends)


def rows_of(rows: Sequence[int]) -> str:
    """Rows by their numbers: 'rows 3, 5'."""
    shown = ", ".join(str(row + 1) for row in rows[:8])
    return f"row{'s' * (len(rows) > 1)} {shown}" + (f", … (+{len(rows) - 8})" if len(rows) > 8 else "")


def where(sighting: Sighting) -> str:
    """Where a table was seen, in words."""
    first, last = sighting.top + 1, sighting.bottom + 1
    header = f"header in row {first}" if first == last else f"header in rows {first}-{last}"
    data = f"rows {sighting.data[0] + 1}-{sighting.last + 1}"
    if sighting.is_list:
        return f"a list: {header}, columns {letters(sighting.labels)}, {data}"
    return f"{header}, labels in {letters(sighting.labels)}, figures in {letters(sighting.figures)}, {data}"


def scale_words(texts: Iterable[str]) -> list[str]:
    """Words that say that figures are in thousands."""
    return [text for text in dict.fromkeys(texts) if _SCALES.search(fold(text))]
