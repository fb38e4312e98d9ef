"""Dutch numbers and dates, the same on every machine: nothing here depends on its locale, time zone or clock.

Sources: taaladvies.net on thousands (none in four-digit numbers in a sentence, a point in tables, so that columns line
up) and on dates (the month in letters).
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

_DUTCH = Locale.parse("nl")
get_month_names(locale=_DUTCH)  # read now, and not once more in every process that is forked from this one


@lru_cache(4096)
def number(value: float) -> str:
    """A whole number in a table or tile.

    >>> number(1200), number(-3)
    ('1.200', '−3')
    """
    return format_decimal(half_up(value), format="#,##0;−#,##0", locale=_DUTCH)


def number_in_text(value: float) -> str:
    """A whole number in a sentence.

    >>> number_in_text(1200), number_in_text(12000), number_in_text(12.5)
    ('1200', '12.000', '13')
    """
    whole = half_up(value)
    return str(whole) if abs(whole) < 10_000 else number(whole)


def number_exactly(value: float) -> str:
    """A number that is divided by: with the decimals that it has, up to six.

    >>> number_exactly(12.0), number_exactly(10.471204)
    ('12', '10,471204')
    """
    return format_decimal(value, format="#,##0.######;−#,##0.######", locale=_DUTCH)


def euros(amount: float) -> str:
    """An amount in whole euros, its sign never on another line.

    >>> euros(250000)
    '€\xa0250.000'
    """
    return f"€\u00a0{number(amount)}"


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.205)
    '21%'
    """
    return f"{number(share * 100)}%"


def percent_exactly(share: float) -> str:
    """A share as a percentage with two decimals, as the sources print it.

    >>> percent_exactly(0.2462)
    '24,62%'
    """
    return f"{format_decimal(share * 100, format='#,##0.00;−#,##0.00', locale=_DUTCH)}%"


def long_date(day: date) -> str:
    """
    >>> long_date(date(2021, 3, 1))
    '1 maart 2021'
    """
    return format_date(day, "d MMMM y", locale=_DUTCH)


def month_year(day: date) -> str:
    """
    >>> month_year(date(2022, 11, 25))
    'november 2022'
    """
    return format_date(day, "MMMM y", locale=_DUTCH)


def end_of(day: date) -> str:
    """A goal date as it is said.

    >>> end_of(date(2023, 12, 31)), end_of(date(2023, 6, 30))
    ('eind 2023', '30 juni 2023')
    """
    return f"eind {day.year}" if (day.month, day.day) == (12, 31) else long_date(day)


def listed(words: Iterable[str]) -> str:
    """
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b en c')
    """
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} en {items[-1]}" if items else ""


def capital(sentence: str) -> str:
    """
    >>> capital("ruim 300"), capital("ijs")
    ('Ruim 300', 'IJs')
    """
    return "IJ" + sentence[2:] if sentence[:2] == "ij" else sentence[:1].upper() + sentence[1:]


def slug(text: str) -> str:
    """Text as an address within a page.

    >>> slug("Wat blijft achter, en waarom?")
    'wat-blijft-achter-en-waarom'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def size(length: int) -> str:
    """How large a file of so many bytes is.

    >>> size(300), size(14_500), size(2_340_000)
    ('1 kB', '15 kB', '2,3 MB')
    """
    if length < 999_500:
        return f"{max(half_up(length / 1000), 1)} kB"
    return f"{length / 1_000_000:.1f} MB".replace(".", ",")


def half_up(value: float) -> int:
    """Rounding as readers know it (2.5 → 3), after taking away what binary fractions add."""
    return int(abs(value) + 0.5 + 1e-9) * (1 if value >= 0 else -1)
