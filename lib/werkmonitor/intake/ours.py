"""What we add to a workbook that goes to a partner, and know again when it comes back: sheets and comments.

Sheets by a sentence in one of their first cells, not by their name: it stands in every format, comes through every
program, and a partner's own sheet of the same name does not hold it. Comments by how they begin.
"""

from werkmonitor.intake.workbook import Sheet

MARK = "Dit tabblad is gemaakt door werkmonitor. Het hoort niet bij uw gegevens: wij lezen het niet."
COMMENT = "Bevinding van werkmonitor"
_ROWS = 5


def is_ours(sheet: Sheet) -> bool:
    """Whether we made this sheet: the sentence stands in column A, at most a few rows lower than we wrote it."""
    return any(sheet.value(row, 0) == MARK for row in range(_ROWS))
