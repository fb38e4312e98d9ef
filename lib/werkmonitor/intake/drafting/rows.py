"""Which rows of a strip of a sheet hold figures, and which stand over them."""

import re

from werkmonitor.intake.drafting.looks import BLANK, FIGURES, LETTER, NUMBER, SIGN, YEAR
from werkmonitor.intake.drafting.sightings import Strip


class Rows:
    """The rows of a strip. figured: those that hold figures, or signs in their place."""

    def __init__(self, strip: Strip):
        self.strip, self.looks = strip, strip.rows
        self.figured: set[int] = set()
        for row in strip.wide:
            if self._holds_figures(row):
                self.figured.add(row)

    def filled(self, row: int) -> list[int]:
        """The columns of the strip in which something stands."""
        return [one for one, look in enumerate(self.looks[row]) if look != BLANK]

    def is_header(self, row: int, first_figure: int) -> bool:
        """Whether words or years stand over figures here."""
        filled = self.filled(row)
        return row not in self.figured and len(filled) >= 2 and filled[-1] >= first_figure

    def is_alone(self, row: int) -> bool:
        return len(self.filled(row)) == 1

    def _holds_figures(self, row: int) -> bool:
        looks = self.looks[row].strip()
        numbers, signs = looks.count(NUMBER), looks.count(SIGN)
        is_below_figures = row - 1 in self.figured
        if not numbers and not signs and YEAR in looks:
            return not self._is_row_of_years(row, is_below_figures)
        if not numbers and not signs:  # letters are signs too, below other figures
            return is_below_figures and not looks[1:].strip(LETTER + BLANK)
        if self._is_numbering(row):
            return False
        if looks[0] == SIGN and not numbers and self.filled(row)[0] == 0:
            return False  # a legend
        return numbers >= 2 or looks[-1] in FIGURES + LETTER

    def _is_row_of_years(self, row: int, is_below_figures: bool) -> bool:
        """Years over figures: in order, perhaps several times; a single one not among figures."""
        texts = (self.strip.text(row, one) for one, look in enumerate(self.looks[row]) if look == YEAR)
        years = [int(re.sub(r"\D.*", "", text)) for text in texts]
        if len(years) == 1:
            return not is_below_figures
        once = years[: years.index(years[0], 1)] if years[0] in years[1:] else years
        is_repeated = years == (once * len(years))[: len(years)]
        return sorted(years) == years or (is_repeated and sorted(once) in (once, once[::-1]))

    def _is_numbering(self, row: int) -> bool:
        """Columns numbered from 1 on, as statistics offices do."""
        filled = self.filled(row)
        if self.strip.text(row, filled[0]).strip("()") != "1":
            return False
        texts = [self.strip.text(row, one).strip("()") for one in filled]
        return len(texts) >= 3 and texts == [str(one + 1) for one in range(len(texts))]
