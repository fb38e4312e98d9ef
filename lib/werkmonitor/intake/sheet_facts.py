"""What a workbook's own parts tell besides values, the same for every format.

Runs in the reader's process.
"""

import re
from dataclasses import dataclass, field

from werkmonitor.intake.workbook import Fault, Range

_NO_SIGN_OF_A_NUMBER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
BUILT_IN_PERCENTS = frozenset({9, 10})
"""Number formats 0% and 0.00%, which every Excel has without saying so."""


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
    """sheets: by name; one that has nothing to tell may be absent."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    has_1904_dates: bool = False
    has_links: bool = False


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a percentage.

    >>> is_percent_format("0.0%"), is_percent_format('0" %"'), is_percent_format("0;[Red]-0")
    (True, False, False)
    """
    return "%" in _NO_SIGN_OF_A_NUMBER.sub("", code)
