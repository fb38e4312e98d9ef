"""What stands over a column: its own header cells, and those of the groups it belongs to."""

from collections.abc import Collection, Sequence
from itertools import groupby

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.table_layout import UNUSED
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import Sheet, Value, is_blank


class Labels:
    """The header cells of a sheet, read as headers of `depth` rows.

    levels: what each row gives (see `Table.across`); empty where all give names. names: texts that name a column by
    themselves, and so never reach over the next one; nor do those in the columns `stops`.
    """

    def __init__(self, sheet: Sheet, depth: int, levels: Sequence[str], names: Collection[str], stops: Collection[int]):
        self.sheet, self.depth, self.levels, self.names = sheet, depth, levels, names
        self.stops: set[int] = set(stops)
        self._known: dict[tuple[int, int], list[str]] = {}
        self._named: dict[tuple[int, int], set[str]] = {}

    def stop_at(self, columns: Collection[int]) -> None:
        """From now on nothing reaches beyond these columns."""
        self.stops = set(columns)
        self._known.clear()

    def over(self, top: int, column: int) -> list[str]:
        """The header of a column, row by row; a group's name reaches to the right until the next one."""
        if (top, column) not in self._known:
            self._known[top, column] = [self._text(top, level, column) for level in range(self.depth)]
        return self._known[top, column]

    def value(self, top: int, level: int, column: int) -> Value:
        """What a header row says of a column, as it stands in its cell: a real date says more than its text."""
        own = self.sheet.value(top + level, column)
        return self.over(top, column)[level] if is_blank(own) else own

    def place(self, row: int, column: int, *, is_last: bool) -> int:
        """In which column the label stands that holds for this one: in it, or to the left of it."""
        start = column
        while is_blank(value := self.sheet.value(row, start)) and start > 0:
            if is_last and not self._is_merged_to_the_left(row, start):
                return column
            start -= 1
        if start == column or is_blank(value):
            return column
        names_another_column = start in self.stops or fold(as_text(value)) in self.names
        return column if names_another_column or self._ends_before(row, start, column) else start

    def names_of(self, top: int, column: int) -> set[str]:
        """Every way in which a layout may name this column: any of its own header cells, or 'Group > Name'."""
        if (top, column) not in self._named:
            cells = (self.sheet.value(top + level, column) for level in range(self.depth))
            texts = [as_text(value) for value in cells if not is_blank(value)]
            names = {fold(one).rstrip(" *:") for text in texts for one in (text, unmarked(text)[0])}
            over = [text for text in self.over(top, column) if text]
            names.add(fold(" > ".join(over)))
            names.add(
                fold(" > ".join(text for text, _ in groupby(over)))
            )  # merged downwards, a name is one all the same
            self._named[top, column] = names - {""}
        return self._named[top, column]

    def is_bare(self, top: int, column: int) -> bool:
        """Whether the column has no header cell of its own."""
        return all(is_blank(self.sheet.value(top + level, column)) for level in range(self.depth))

    def _text(self, top: int, level: int, column: int) -> str:
        row = top + level
        value = self.sheet.value(row, self.place(row, column, is_last=level == self.depth - 1))
        if is_blank(value):
            value = self._merged_from_above(top, level, column)
        return "" if is_blank(value) else as_text(value)

    def _merged_from_above(self, top: int, level: int, column: int) -> Value:
        """What a cell merged downwards says, where the row it begins in gives nothing that we need."""
        for first, left, last, right in self.sheet.merged:
            if left <= column <= right and top <= first < top + level <= last:
                between = self.levels[first - top : level] if self.levels else [UNUSED]
                if all(one == UNUSED for one in between):
                    return self.sheet.value(first, left)
        return None

    def _ends_before(self, row: int, start: int, column: int) -> bool:
        """Whether the cell at `start` is merged, and not as far as `column`."""
        return any(
            top <= row <= bottom and left <= start <= right < column for top, left, bottom, right in self.sheet.merged
        )

    def _is_merged_to_the_left(self, row: int, column: int) -> bool:
        return any(top <= row <= bottom and left < column <= right for top, left, bottom, right in self.sheet.merged)
