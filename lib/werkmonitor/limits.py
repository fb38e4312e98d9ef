"""What intake accepts at most, and from which share of bad rows on a delivery is refused.

The sizes keep a hostile or broken workbook from taking the machine along; every honest delivery seen so far stays far
below them. The table [limits] of programme.toml raises one by its name; none can be lowered there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from werkmonitor.errors import near_miss

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_megabytes: float = 25
    parts: int = 500
    """Files in the package that a workbook is."""
    unpacked_megabytes: float = 300
    part_megabytes: float = 200
    ratio: int = 200
    """Unpacked ÷ packed size of a part above 1 MB; more is a zip bomb."""
    rows: int = 100_000
    columns: int = 300
    cells: int = 5_000_000
    """Of one sheet."""
    shared_texts: int = 1_000_000
    """Different texts in a workbook."""
    text_length: int = 32_767
    xml_depth: int = 64
    reader_seconds: float = 3
    """Of work, for any workbook, and one more for every megabyte of its file."""
    reader_megabytes: int = 1024
    """Of memory."""

    unknown_share: float = 0.10
    """Of the rows of a table: how many may name an unknown project, and how many an unknown place."""
    unreadable_share: float = 0.05

    takes_pivots: bool = False
    """Whether the rows behind a pivot table may be there: of public statistics, never of a delivery."""

    @property
    def file_bytes(self) -> int:
        return int(self.file_megabytes * MEGABYTE)

    def seconds_for(self, size: int) -> float:
        """How long a file of so many bytes may take to read."""
        return self.reader_seconds + size / MEGABYTE if self.reader_seconds else 0


DEFAULT_LIMITS = Limits()


def wrong_limits(given: Mapping[str, float]) -> list[str]:
    """What is wrong with the table [limits]: names that do not exist, and values below the default."""
    names = [one.name for one in fields(Limits) if one.name != "takes_pivots"]
    wrong = []
    for name, value in given.items():
        if name not in names:
            close = near_miss(name, names)
            wrong.append(f"unknown key '{name}'; " + (f"did you mean '{close}'?" if close else f"one of {names}"))
        elif value < getattr(DEFAULT_LIMITS, name):
            wrong.append(f"{name} can only be raised above {getattr(DEFAULT_LIMITS, name)}; found {value}")
    return wrong
