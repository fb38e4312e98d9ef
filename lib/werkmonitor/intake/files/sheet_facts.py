"""What a workbook's own parts tell besides values, the same for every format.

Runs in the reader's process.
"""

import re
from dataclasses import dataclass, field

from werkmonitor.intake.workbook import Fault, Range, Sheet

_NO_SIGN_OF_A_NUMBER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
BUILT_IN_PERCENTS = frozenset({9, 10})
"""Number formats 0% and 0.00%, which every Excel has without saying so."""
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The errors of .xls and .xlsb, by their codes."""


@dataclass(slots=True)
class SheetFacts:
    """Of one sheet; rows and columns count from 0.

    faults: error cells, and formulas without a stored value. percents: cells shown as a percentage.
    hidden_columns: first and last of a run.
    """

    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_filtered: bool = False


@dataclass(slots=True)
class BookFacts:
    """sheets: by name; one that has nothing to tell may be absent. parts: of an .xlsx, a sheet's name → its part.
    unusual: names of parts → where calamine looks for them.

    persons: who made it, saved it last or wrote comments. about: its title, subject and the like. behind: what nobody
    sees, as sheets: the fields of pivot tables with the values that are kept of them. has_raised_fonts: of an .xls,
    whether something in it may be set above the line.
    """

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    unusual: dict[str, str] = field(default_factory=dict)
    has_1904_dates: bool = False
    has_links: bool = False
    has_macros: bool = False
    has_pictures: bool = False
    has_raised_fonts: bool = False
    comments: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    behind: list[Sheet] = field(default_factory=list)


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a percentage.

    >>> is_percent_format("0.0%"), is_percent_format('0" %"'), is_percent_format("0;[Red]-0")
    (True, False, False)
    """
    return "%" in _NO_SIGN_OF_A_NUMBER.sub("", code)
