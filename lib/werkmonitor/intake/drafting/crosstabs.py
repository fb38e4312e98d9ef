"""Crosstabs on a sheet that nobody described yet: labels on the left, a header above, figures where they meet."""

from collections.abc import Sequence

from werkmonitor.intake.drafting.looks import BLANK, DAY, FIGURES, LETTER, NUMBER, SIGN, TEXT, has_mostly, look_of
from werkmonitor.intake.drafting.rows import Rows
from werkmonitor.intake.drafting.sightings import Sighting, Strip
from werkmonitor.intake.table_layout import MOST_HEADER_ROWS
from werkmonitor.intake.words import fold

_LONGEST_MARK = 4
_HIDDEN = ("x", "c")
"""Letters that mostly hide a number."""


def see_crosstabs(strip: Strip) -> list[Sighting]:
    """The crosstabs in a strip of a sheet, from top to bottom."""
    rows = Rows(strip)
    labels, figures = _columns(strip, sorted(rows.figured))
    return _Crosstabs(strip, rows, labels, figures).see() if figures else []


def _columns(strip: Strip, figured: Sequence[int]) -> tuple[list[int], list[int]]:
    """Which columns hold labels, and which figures: the first ones are labels as far as texts go."""
    kinds = strip.kinds(figured)
    figures = [one for one, kind in enumerate(kinds) if has_mostly(kind, FIGURES)]
    if not figures:
        return [], []
    edge = -1
    for one, kind in enumerate(kinds):
        if one in figures or not has_mostly(kind, TEXT + DAY + LETTER):
            continue
        if kind.strip(LETTER + SIGN) and one < figures[-1]:
            between = [other for other in figures if edge < other < one]
            if len(between) > 1 or (edge >= 0 and between):
                break
            edge = one
        elif edge + 1 == one and len(kind) > 0.6 * len(figured):
            edge = one  # a letter for each row, beside its label
    if edge < 0:
        edge = next(one for one, kind in enumerate(kinds) if kind)
    return [one for one in range(edge + 1) if kinds[one]], [one for one in figures if one > edge]


class _Crosstabs:
    """Those of a strip. labels, figures: its columns, from 0."""

    def __init__(self, strip: Strip, rows: Rows, labels: Sequence[int], figures: Sequence[int]):
        self.strip, self.rows, self.labels, self.figures = strip, rows, labels, figures

    def see(self) -> list[Sighting]:
        found: list[Sighting] = []
        for above, rows in self._groups():
            table = self._table(above, rows)
            is_repeated = bool(found) and table.header_texts() == found[-1].header_texts()
            if found and (not table.has_header or is_repeated):  # printed once more, or the next block
                found[-1].data += table.data
                found[-1].figures = sorted({*found[-1].figures, *table.figures})
            elif table.figures:
                found.append(table)
        for table in found:
            self._note_headings(table)
        return found

    def _groups(self) -> list[tuple[int, list[int]]]:
        """Rows of figures, parted by headers: with the row below which each group begins."""
        groups: list[tuple[int, list[int]]] = []
        last = -1
        for row in sorted(self.rows.figured):
            if not any(self.strip.rows[row][one] in FIGURES + LETTER for one in self.figures):
                continue
            if not groups or any(self._is_header(one) for one in range(last + 1, row)):
                groups.append((last, []))
            groups[-1][1].append(row)
            last = row
        return groups

    def _is_header(self, row: int) -> bool:
        return self.rows.is_header(row, self.figures[0])

    # ------------------------------------------------------------ the header

    def _table(self, above: int, data: list[int]) -> Sighting:
        """A group of rows with the header found over it."""
        strip = self.strip
        top, bottom = self._header(above, data)
        labels = [strip.left + one for one in self.labels]
        table = Sighting(strip.sheet, False, strip.left, strip.right, top, bottom, data, labels)
        kinds = strip.kinds(data)
        for one in range(self.figures[0], strip.width):
            column, is_bare = strip.left + one, all(not strip.text(row, one) for row in range(top, bottom + 1))
            if is_bare and not kinds[one]:
                continue
            if is_bare and self._is_marks(kinds[one], one, data) and not self._is_under_a_group(top, bottom, column):
                table.marks.append(column)
            elif one in self.figures or self._is_hidden(one, data):
                table.figures.append(column)
            else:
                table.others.append(column)
        return table

    def _header(self, above: int, data: Sequence[int]) -> tuple[int, int]:
        """First and last row of it; the last before the first where there is none."""
        bottom = next((row for row in range(data[0] - 1, above, -1) if self._is_header(row)), None)
        if bottom is None:
            return data[0], data[0] - 1
        top = bottom
        while top - 1 > above and self._belongs(top - 1):
            top -= 1
        if bottom + 1 < data[0] and self._goes_on(bottom + 1, data):
            bottom += 1
        top = max(top, bottom + 1 - MOST_HEADER_ROWS)
        while top < bottom and self._says_one_thing(top):
            top += 1
        return top, bottom

    def _belongs(self, row: int) -> bool:
        """Whether the row above a header row belongs to it."""
        if self._is_header(row):
            return True
        filled = self.rows.filled(row)
        return len(filled) == 1 and filled[0] >= self.figures[0] and self._is_merged(row, filled[0])

    def _goes_on(self, row: int, data: Sequence[int]) -> bool:
        """Whether texts under a header row are part of it: a unit over the figures, the names of the labels."""
        filled = self.rows.filled(row)
        if not filled:
            return False
        if len(filled) > 1:
            return filled[-1] < self.figures[0]
        if filled[0] >= self.figures[0]:
            return not self._is_merged(row, filled[0])
        alone = [one for one in range(row, data[-1]) if self.rows.is_alone(one)]
        is_repeated = self._row(row - 1) in map(self._row, range(row + 1, len(self.strip.rows)))
        return filled[0] in self.labels and alone == [row] and not is_repeated

    def _row(self, row: int) -> list[str]:
        return [self.strip.text(row, one) for one in range(self.strip.width)]

    def _says_one_thing(self, row: int) -> bool:
        """Whether a row says the same of all figures: that is no header, but a text above it."""
        filled = [one for one in self.rows.filled(row) if one >= self.figures[0]]
        has_names_below = any(one < self.figures[0] for one in self.rows.filled(row + 1))
        return len(self.figures) > 1 and filled == [self.figures[0]] and has_names_below

    def _is_merged(self, row: int, one: int) -> bool:
        column = self.strip.left + one
        return any(top == row and left == column < right for top, left, _, right in self.strip.sheet.merged)

    # ------------------------------------------------------------ columns and rows

    def _is_marks(self, kind: str, one: int, data: Sequence[int]) -> bool:
        """Whether a column without a header holds marks of the figures beside it."""
        return NUMBER not in kind and all(len(text) <= _LONGEST_MARK for text in self._texts(one, data))

    def _is_hidden(self, one: int, data: Sequence[int]) -> bool:
        """Whether nothing but signs stands in a column: all its figures may be hidden."""
        return all(look_of(text) in (BLANK, *FIGURES) or fold(text) in _HIDDEN for text in self._texts(one, data))

    def _texts(self, one: int, data: Sequence[int]) -> list[str]:
        return [self.strip.text(row, one) for row in data]

    def _is_under_a_group(self, top: int, bottom: int, column: int) -> bool:
        return any(
            first <= bottom and last >= top and left < column <= right
            for first, left, last, right in self.strip.sheet.merged
        )

    def _note_headings(self, table: Sighting) -> None:
        """Rows with one text only between the header and the last figures."""
        held, header = set(table.data), set(table.header_texts())
        run = 0
        for row in range(table.bottom + 1, table.last):
            if row in held or tuple(self._row(row)) in header:
                run = 0
            elif self.rows.is_alone(row):
                table.headings.append(row)
                run += 1
                table.depth = max(table.depth, run)
