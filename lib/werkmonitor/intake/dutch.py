"""Dutch as partners read it."""

from datetime import date

from babel.dates import format_date


def day_in_words(day: date) -> str:
    """
    >>> day_in_words(date(2022, 9, 30))
    '30 september 2022'
    """
    return format_date(day, "d MMMM y", locale="nl")
