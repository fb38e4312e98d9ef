"""What intake accepts at most, and from which share of bad rows on a delivery is refused.

The sizes keep a hostile or broken workbook from taking the machine along; every honest delivery seen so far stays far
below them. Raise one by name: `Limits(rows=500_000)`.
"""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 25 * MEGABYTE
    parts: int = 500
    unpacked_bytes: int = 300 * MEGABYTE
    part_bytes: int = 200 * MEGABYTE
    ratio: int = 200
    """Unpacked ÷ packed size of a part above 1 MB; more is a zip bomb."""
    rows: int = 100_000
    columns: int = 300
    cells: int = 5_000_000
    text_length: int = 32_767
    reader_seconds: int = 60
    reader_memory_bytes: int = 1024 * MEGABYTE

    unknown_share: float = 0.10
    """Of the rows of a table: how many may name an unknown project, and how many an unknown place."""
    unreadable_share: float = 0.05


DEFAULT_LIMITS = Limits()
