"""What each header row of a crosstab seems to say of the figures under it."""

import re
from collections.abc import Sequence

from werkmonitor.intake.cells import as_text, as_written, put_together
from werkmonitor.intake.drafting.guesses import labels_of
from werkmonitor.intake.drafting.kinds import is_period, kind_of
from werkmonitor.intake.drafting.sightings import Sighting
from werkmonitor.intake.fields import Field
from werkmonitor.intake.table_layout import UNUSED
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Value, is_blank

TEXT, PARTS = "text", "parts"
"""Kinds of header rows besides year, period and day: words; and a part of a period, with another row."""
_WHOLE_YEAR = re.compile(r"(heel )?jaar(totaal)?|year|annual|année|jahr|año|anno")
_UNIT = (
    r"[x×]? ?[€$£]? ?1[ .,]?000([ .,]?000)?|%|procent|percent|percentage|pct\.?|aantal(len)?|number|level|"
    r"abs(oluut)?\.?|anzahl|thousands|millions|mln\.?|mld\.?|dzd\.?|duizend|miljoen|personen|euro|[€$£]"
)
_UNITS = re.compile(rf"[(\[]?(persons )?(in )?({_UNIT})( (euro|banen|personen|persons))?[)\]]?")
_CODES = re.compile(r"[A-Z][A-Z0-9]{1,7}([._-][A-Z0-9]{1,6})*")


def is_row_of_codes(sighting: Sighting, row: int) -> bool:
    """Whether a header row holds codes or the numbers of columns, under one that holds words."""
    values = (sighting.sheet.value(row, column) for column in sighting.figures)
    texts = [as_text(value) for value in values if not is_blank(value)]
    return row > sighting.top and bool(texts) and (all(map(_CODES.fullmatch, texts)) or _are_numbered(texts))


class Levels:
    """The header rows over some columns of figures.

    texts: what each row says of each column. kinds: year, period, day, PARTS (of a period), TEXT or UNUSED. odd: texts
    of whole years among parts of years: columns that are none of ours.
    """

    def __init__(self, sighting: Sighting, figures: Sequence[int], language: str):
        self.sighting, self.language = sighting, language
        self.labels, depth = labels_of(sighting), sighting.bottom - sighting.top + 1
        over = [self.labels.over(sighting.top, column) for column in figures]
        self.texts = [[labels[level] for labels in over] for level in range(depth)]
        self.odd: list[str] = []
        self.kinds = [self._kind(level, figures) for level in range(depth)]
        self._put_together()
        self._tell_apart()

    def _kind(self, level: int, figures: Sequence[int]) -> str:
        texts, row = self.texts[level], self.sighting.top + level
        filled = [text for text in texts if text]
        if not filled or all(_UNITS.fullmatch(fold(text)) for text in filled):
            return UNUSED
        if _are_numbered(filled) or is_row_of_codes(self.sighting, row):
            return UNUSED
        if len(filled) < len(texts):
            return TEXT
        return self._when([self.labels.value(self.sighting.top, level, column) for column in figures], texts)

    def _when(self, values: Sequence[Value], texts: Sequence[str]) -> str:
        kind = kind_of(values, self.language)
        if kind == "day" and all(as_text(value).startswith("01-") for value in values):
            return "period"
        if kind != TEXT:
            return kind
        return "period" if self._are_periods(texts, texts) else TEXT

    def _are_periods(self, texts: Sequence[str], names: Sequence[str]) -> bool:
        """Whether these are periods, save for the names of whole years among them."""
        odd = [name for text, name in zip(texts, names, strict=True) if not is_period(text, self.language)]
        if len(texts) - len(odd) < 2 or not all(_WHOLE_YEAR.fullmatch(fold(name)) for name in odd):
            return False
        self.odd += odd
        return True

    def _put_together(self) -> None:
        """Two header rows that say together when: '2021' over 'jan'."""
        years = next((level for level, kind in enumerate(self.kinds) if kind == "year"), None)
        for other, kind in enumerate(self.kinds):
            if years is None or other == years or kind not in (TEXT, "period") or not all(self.texts[other]):
                continue
            first, second = sorted((years, other))
            pairs = zip(self.texts[first], self.texts[second], strict=True)
            whole = [as_text(put_together(Field("period_name"), pair)) for pair in pairs]
            if self._are_periods(whole, self.texts[other]):
                self.kinds[years] = self.kinds[other] = PARTS
                return

    def _tell_apart(self) -> None:
        """Units and codes say something after all where the columns cannot be told apart without them."""
        if set(self.kinds) == {UNUSED}:
            self.kinds[max(level for level, texts in enumerate(self.texts) if any(texts) or level == 0)] = TEXT
        for level in reversed(range(len(self.kinds))):
            used = [texts for texts, kind in zip(self.texts, self.kinds, strict=True) if kind != UNUSED]
            columns = list(zip(*used, strict=True)) if used else [()] * len(self.texts[0])
            if len(set(columns)) == len(columns):
                return
            if self.kinds[level] == UNUSED and any(self.texts[level]):
                self.kinds[level] = TEXT

    def name(self, level: int, names: Sequence[str]) -> str:
        """What stands left of a header row and is none of the names of the labels, or a plain word for it."""
        row = self.sighting.top + level
        for column in self.sighting.labels:
            text = as_written(self.sighting.sheet.value(row, column))
            if text and text not in names:
                return text
        if self.kinds[level] != TEXT:
            return self.kinds[level]
        return "measure" if TEXT not in self.kinds[level + 1 :] else "group"


def _are_numbered(texts: Sequence[str]) -> bool:
    """Whether these are numbers that follow each other, as of columns: 3, 4, 5."""
    plain = [text.strip("()") for text in texts]
    if len(plain) < 2 or not all(one.isdigit() and len(one) <= 2 for one in plain):
        return False
    return [int(one) for one in plain] == list(range(int(plain[0]), int(plain[0]) + len(plain)))
