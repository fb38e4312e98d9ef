"""Months, quarters, half-years, years and weeks, as people write them."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from werkmonitor.intake.words import fold

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan januari",
            "feb februari febr",
            "mrt maart mar",
            "apr april",
            "mei",
            "jun juni",
            "jul juli",
            "aug augustus",
            "sep sept september",
            "okt oktober oct",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for word in words.split()
}
_WORD_YEAR = re.compile(r"([^\W\d]{3,10})\.?[ \-./]*'?(\d{4}|\d{2})")
_YEAR_WORD = re.compile(r"(\d{4})[ \-./]*([^\W\d]{3,10})\.?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/]| ?m)(\d{1,2})|(20\d{2})(0[1-9]|1[0-2])")
_MONTHS_YEAR = re.compile(r"([^\W\d]{3,10})\.? ?- ?([^\W\d]{3,10})\.?[ \-./]*'?(\d{4}|\d{2})")
_ROMAN = re.compile(r"(i{1,3}|iv)[ ./-]+(\d{4})|(\d{4})[ ./-]+(i{1,3}|iv)")
_MONTHS_YEARS = re.compile(
    r"([^\W\d]{3,10})\.? '?(\d{4}) ?(?:-|to|t/m|tot en met|bis|à|a) ?([^\W\d]{3,10})\.? '?(\d{4})"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WEEK = re.compile(r"(\d{4})[ \-/]*(?:week|w|wk)[ .]?(\d{1,2})|(?:week|wk|w)[ .]?(\d{1,2})[ \-/,]*(\d{4})")
_PARTS = {
    "kwartaal": 3,
    "quarter": 3,
    "quartal": 3,
    "trimestre": 3,
    "trim": 3,
    "kvartal": 3,
    "kw": 3,
    "q": 3,
    "k": 3,
    "t": 3,
}
_PARTS |= {"halfjaar": 6, "semester": 6, "semestre": 6, "h": 6, "s": 6}
"""Parts of a year → of how many months."""
_PART = "|".join(_PARTS)
_ORDINAL = r"(?:e|er|ère|nd|rd|st|th|ste|de|\.|º|ª|o)?"
_YEAR_PART = re.compile(
    rf"(?P<a>{_PART})[ .]?(?P<n>[1-4])[ \-/]*'?(?P<y>\d{{4}}|\d{{2}})"
    rf"|(?P<n2>[1-4]){_ORDINAL} ?(?P<a2>{_PART})\.?[ \-/]*'?(?P<y2>\d{{4}}|\d{{2}})"
    rf"|(?P<y3>\d{{4}})[ \-/]*(?P<a3>{_PART})[ .]?(?P<n3>[1-4])"
    rf"|(?P<y4>\d{{4}})[ \-/]*(?P<n4>[1-4]){_ORDINAL} ?(?P<a4>{_PART})\.?"
)

_ALSO = {"en": {"sept": 9}, "de": {"jän": 1, "jänner": 1, "mrz": 3, "feber": 2}}
"""Short names that people write and no table of names has."""


@cache
def months_of(language: str) -> Mapping[str, int]:
    """The names of months in a language (as 'de'), folded, and beginnings that only one has → its number."""
    if language == "nl":
        return MONTHS
    from babel.dates import get_month_names  # takes long, and a delivery is Dutch

    names: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, written in get_month_names(width, context, language).items():
                name = fold(written).rstrip(".")
                names[name] = number
                for length in range(3, len(name)):
                    beginnings.setdefault(name[:length], set()).add(number)
    return (
        {short: numbers.pop() for short, numbers in beginnings.items() if len(numbers) == 1}
        | names
        | _ALSO.get(language, {})
    )


def period_of(word: str, months: Mapping[str, int] = MONTHS) -> tuple[date, date] | None:
    """The first and last day of a period, or None where the text (folded) names none."""
    if (match := _WORD_YEAR.fullmatch(word)) and match[1] in months:
        return month_around(date(year_of(match[2]), months[match[1]], 1))
    if (match := _YEAR_WORD.fullmatch(word)) and match[2] in months:
        return month_around(date(int(match[1]), months[match[2]], 1))
    if (match := _MONTH_YEAR.fullmatch(word)) and 1 <= int(match[1]) <= 12:
        return month_around(date(int(match[2]), int(match[1]), 1))
    if (match := _YEAR_MONTH.fullmatch(word)) and 1 <= int(match[2] or match[4]) <= 12:
        return month_around(date(int(match[1] or match[3]), int(match[2] or match[4]), 1))
    if (match := _MONTHS_YEAR.fullmatch(word)) and match[1] in months and match[2] in months:
        year, first, last = year_of(match[3]), months[match[1]], months[match[2]]
        return date(year - (first > last), first, 1), month_around(date(year, last, 1))[1]
    if (match := _MONTHS_YEARS.fullmatch(word)) and match[1] in months and match[3] in months:
        begin = date(int(match[2]), months[match[1]], 1)
        end = month_around(date(int(match[4]), months[match[3]], 1))[1]
        return (begin, end) if begin <= end else None
    if match := _ROMAN.fullmatch(word):
        number = _QUARTERS[match[1] or match[4]]
        return date(int(match[2] or match[3]), number * 3 - 2, 1), month_around(
            date(int(match[2] or match[3]), number * 3, 1)
        )[1]
    if match := _WEEK.fullmatch(word):
        year, week = int(match[1] or match[4]), int(match[2] or match[3])
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:
            return None
        return monday, monday + timedelta(days=6)
    if match := _YEAR_PART.fullmatch(word):
        said = {name[0]: value for name, value in match.groupdict().items() if value is not None}
        year, length, number = year_of(said["y"]), _PARTS[said["a"]], int(said["n"])
        if number * length <= 12:
            return date(year, (number - 1) * length + 1, 1), month_around(date(year, number * length, 1))[1]
    return None


def month_around(day: date) -> tuple[date, date]:
    """The month a day lies in."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def year_of(digits: str) -> int:
    """A year of four digits, or of two in this century."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
