"""What a crosstab that was seen on a sheet seems to mean."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from werkmonitor.intake.cells import as_text, as_written
from werkmonitor.intake.drafting.guesses import Guess, labels_of, letters, name_of, rows_of
from werkmonitor.intake.drafting.kinds import kind_of
from werkmonitor.intake.drafting.levels import PARTS, TEXT, Levels, is_row_of_codes
from werkmonitor.intake.drafting.sightings import Sighting
from werkmonitor.intake.regions import filled_down
from werkmonitor.intake.table_layout import TOTALS, UNUSED
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import column_letters, is_blank

_NOT_OURS = re.compile(
    r"^(rang|rank|index)\b|^%? ?t\.o\.v\.|\b(old|oude)[ _]?code\b"
    r"|\b(verandering|mutatie|verschil|ontwikkeling|change|difference|veränderung|évolution|variation)\b",
    re.IGNORECASE,
)
"""Columns and rows of changes and ranks."""
_TOTAL = re.compile(rf"(?P<word>{'|'.join(TOTALS)})\b|.*\btotaal$", re.IGNORECASE)
_LEVELS_OF_BLOCKS = ("area", "block", "part")


def guess_crosstab(sighting: Sighting, language: str) -> Guess:
    """The layout of a crosstab, with fields of one's own."""
    return _Crosstab(sighting, language).guess()


class _Crosstab:
    def __init__(self, sighting: Sighting, language: str):
        self.sighting, self.sheet, self.language = sighting, sighting.sheet, language
        self.guessed = Guess(sighting, {"kind": "crosstab"})
        self.names = {column: self._name(column) for column in sighting.labels}
        self.kinds: dict[str, str] = {}
        """Fields that are more than text → their kind."""

    def guess(self) -> Guess:
        sighting, keys = self.sighting, self.guessed.keys
        columns = self._columns()
        skipped, totals = self._skipped(), self._totals()
        figures = [one for one in sighting.figures if one not in skipped and one not in totals]
        levels = Levels(sighting, figures, self.language)
        keys["across"] = self._across(levels, columns)
        skipped |= self._odd(figures, levels)
        self.guessed.figures = [one for one in figures if one not in skipped]
        self._blocks([*columns, *keys["across"]])
        keys["columns"] = columns
        if self.kinds:
            keys["fields"] = self.kinds
        if sighting.marks:
            is_right = sum(one - 1 in sighting.figures for one in sighting.marks) * 2 >= len(sighting.marks)
            keys["marks"] = "right" if is_right else "left"
            self.guessed.seen.append(f"marks beside the figures in {letters(sighting.marks)}")
        if skipped:
            keys["skip_columns"] = list(dict.fromkeys(skipped.values()))
            self.guessed.doubts["skip_columns"] = "changes, ranks or remarks? Leave out what you want to read"
        self._rows()
        if totals:
            self.guessed.seen.append(f"totals in column {letters(totals)}: compared, not read")
        return self.guessed

    # ------------------------------------------------------------ the labels on the left

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        rows = [row for row in self.sighting.data if not self._is_total_row(row)]
        for column, text in self.names.items():
            name = name_of(text, columns)
            said: dict[str, Any] = {"header": text} if self._is_unique(text) else {"column": column_letters(column)}
            if rows and self._has_gaps(column, rows):
                said["fill_down"] = True
                self.guessed.doubts[f"columns.{name}"] = "a blank is taken for the same as above"
            columns[name] = text if list(said) == ["header"] else said
            kind = kind_of([self.sheet.value(row, column) for row in rows], self.language)
            if kind != TEXT:
                self.kinds[name] = kind
        return columns

    def _has_gaps(self, column: int, rows: list[int]) -> bool:
        """Whether a label is written once for several rows (and not merged over them)."""
        if column == self.sighting.labels[-1] or is_blank(self.sheet.value(rows[0], column)):
            return False
        cells = filled_down(self.sheet, column, self.sighting.bottom, through_blanks=False).cells()
        return any(is_blank(cells[row]) for row in rows)

    def _name(self, column: int) -> str:
        """The lowest name over a column of labels, if possible one beside words."""
        rows = range(self.sighting.bottom, self.sighting.top - 1, -1)
        names = [row for row in rows if not is_blank(self.sheet.value(row, column))]
        row = min(names, key=lambda one: is_row_of_codes(self.sighting, one), default=None)
        return "" if row is None else as_text(self.sheet.value(row, column))

    def _is_unique(self, text: str) -> bool:
        """Whether one column only is called so."""
        names = [fold(one).rstrip(" *:") for row in self.sighting.header_texts() for one in row]
        return bool(text) and names.count(fold(text).rstrip(" *:")) == 1

    # ------------------------------------------------------------ the columns of figures

    def _skipped(self) -> dict[int, str]:
        """Columns that are no figures of ours → the header by which they are known."""
        sighting, skipped = self.sighting, {}
        for column in range(sighting.labels[-1] + 1, sighting.right + 1):
            texts = [as_written(self.sheet.value(row, column)) for row in range(sighting.top, sighting.bottom + 1)]
            texts = [text for text in texts if text]
            is_other = column in sighting.others or column < sighting.figures[0]
            text = next(filter(_NOT_OURS.search, texts), texts[-1] if texts and is_other else "")
            if text and column not in sighting.marks and len(sighting.figures) > 1:
                first, *more = text.split("\n")
                skipped[column] = first + "*" * bool(more)
        return skipped

    def _totals(self) -> list[int]:
        """Columns of totals; where one has no parts beside it, they are figures like the others."""
        labels = labels_of(self.sighting)
        over = {column: labels.over(self.sighting.top, column) for column in self.sighting.figures}
        words = {column: {_plain(text) for text in texts} & set(TOTALS) for column, texts in over.items()}
        totals = [column for column, found in words.items() if found]
        parts = [texts for column, texts in over.items() if column not in totals]
        for column in totals:
            if not any(sum(one != two for one, two in zip(over[column], part, strict=True)) == 1 for part in parts):
                self.guessed.seen.append(f"column {letters(totals)} is read: it is not the sum of columns beside it")
                return []
        if totals:
            self._put_totals(text for column in totals for text in over[column] if _plain(text) in TOTALS)
        return totals

    def _put_totals(self, words: Iterable[str]) -> None:
        self.guessed.keys["totals"] = list(dict.fromkeys([*self.guessed.keys.get("totals", ()), *words]))
        self.guessed.doubts["totals"] = "left out, and compared with their parts"

    def _across(self, levels: Levels, columns: dict[str, Any]) -> list[str]:
        """The field of every header row."""
        names: list[str] = []
        for level, kind in enumerate(levels.kinds):
            if kind == UNUSED:
                names.append(UNUSED)
                if shown := ", ".join(dict.fromkeys(filter(None, levels.texts[level]))):
                    self.guessed.seen.append(f"row {self.sighting.top + level + 1} is passed over: {shown[:80]}")
                continue
            if kind == PARTS:
                names.append("period")
                self.kinds["period"] = "period"
                continue
            name = name_of(levels.name(level, list(self.names.values())), [*columns, *names])
            names.append(name)
            if kind != TEXT:
                self.kinds[name] = kind
            else:
                self.guessed.doubts["across"] = "the names of the fields are yours to choose"
        return names

    def _odd(self, figures: list[int], levels: Levels) -> dict[int, str]:
        """Columns of whole years among those of parts of years → that header."""
        over = dict(zip(figures, zip(*levels.texts, strict=True), strict=True))
        return {column: text for column, labels in over.items() for text in labels if text in levels.odd}

    # ------------------------------------------------------------ rows

    def _blocks(self, taken: list[str]) -> None:
        sighting = self.sighting
        depth = min(sighting.depth, len(_LEVELS_OF_BLOCKS))
        if not depth:
            return
        names = _LEVELS_OF_BLOCKS[:depth] if depth > 1 else ("block",)
        unique = [name_of(name, taken) for name in names]
        self.guessed.keys["blocks"] = unique if depth > 1 else unique[0]
        self.guessed.seen.append(f"a label only in {rows_of(sighting.headings)}")
        self.guessed.doubts["blocks"] = "each is taken to hold for the rows below it"

    def _texts(self, row: int) -> Iterator[str]:
        values = (self.sheet.value(row, column) for column in self.sighting.labels)
        return (as_text(value) for value in values if isinstance(value, str) and not is_blank(value))

    def _is_total_row(self, row: int) -> bool:
        return any(_TOTAL.match(text) for text in self._texts(row))

    def _rows(self) -> None:
        guessed, data = self.guessed, self.sighting.data
        totals = [row for row in data if self._is_total_row(row)]
        if categories := [row for row in totals if self._is_category(row)]:
            guessed.seen.append(f"{rows_of(categories)} and those below are read: 'total' is their label")
            guessed.keys.pop("totals", None)
        elif totals:
            guessed.seen.append(f"totals in {rows_of(totals)}: compared, not read")
            found = [match for row in totals for text in self._texts(row) if (match := _TOTAL.match(text))]
            self._put_totals(match[0] if match["word"] else "*totaal" for match in found)
        openings = (next(self._texts(row), "") for row in data)
        words = dict.fromkeys(f"{match[0]}*" for text in openings if (match := _NOT_OURS.match(text)))
        if words:
            guessed.keys["skip_rows"] = list(words)
            guessed.doubts["skip_rows"] = "changes or ranks? Leave out what you want to read"

    def _is_category(self, row: int) -> bool:
        """Whether 'Totaal …' is the label of this row and of those below it."""
        for column in self.sighting.labels[:-1]:
            value = self.sheet.value(row, column)
            if isinstance(value, str) and _TOTAL.match(as_text(value)) and row + 1 in self.sighting.data:
                return is_blank(self.sheet.value(row + 1, column))
        return False


def _plain(text: str) -> str:
    return fold(unmarked(text)[0]).rstrip(" *:")
