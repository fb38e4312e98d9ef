"""One cell, one value: Dutch numbers, dates, months, and the markers that stand where a number should.

Every function returns the value or raises `Unreadable`; none guesses, none returns a blank for what it cannot read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import isfinite
from typing import NamedTuple

from werkmonitor.intake.periods import MONTHS, month_around, period_of, year_of
from werkmonitor.intake.words import fold, has_raised_digits, unmarked
from werkmonitor.intake.workbook import Fault, Value, is_blank

_PASTED_ERRORS = re.compile(
    r"#(ref!|verw!|n/a|n/b|div/0!|deel/0!|value!|waarde!|name\?|naam\?|num!|getal!|null!|leeg!|spill!|overloop!|calc!)"
)
_GROUPED = re.compile(r"\d{1,3}([. ]\d{3})+|\d+")
_FRACTION = re.compile(r"(\d{1,3}([. ]\d{3})+|\d+),\d+")
_LESS_THAN = re.compile(r"(?:<|minder dan|kleiner dan|fewer than|less than)\s*(\d{1,3})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_DAY_WORD_YEAR = re.compile(r"(\d{1,2})[ \-.]*([a-z]{3,9})\.?[ \-.]*'?(\d{4}|\d{2})")
_WEEK = re.compile(r"(\d{4}[ -]?)?(week|wk|w)\.? ?\d{1,2}([ \-/]*'?(\d{4}|\d{2}))?")
_WEEKDAY = re.compile(r"^(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag),? ")
HIDDEN_RANGE = (1, 4)
_NO_COUNT = {
    "not_applicable": "count_not_applicable",
    "unknown": "count_unknown",
    "not_yet": "count_not_yet",
}
"""What a sign may mean that is no number → the finding where a count must stand."""
LARGEST = 10**9
"""No programme counts further; what is larger is a slip, or a number of something else."""
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 54_789
"""1990 and 2049 as Excel counts days: a number outside is no date anyone meant."""
_EMPTY_DAY, _FIRST_TRUE_DAY = date(1899, 12, 30), date(1900, 3, 1)
"""Day 0, and the first one after the 29 February 1900 that Excel believes in: between them a cell shows another day,
most often because it shows a 0."""


class Unreadable(Exception):
    """A cell that is not what its column needs; `code` is a finding of the catalogue, `given` fills its text."""

    def __init__(self, code: str, **given: object):
        super().__init__(code)
        self.code = code
        self.given = given


class Count(NamedTuple):
    """A delivered number. value is None where the partner hid it; then it lies between low and high."""

    value: int | None
    low: int
    high: int
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands for what where a number should stand, folded (see words.fold)."""

    nil: frozenset[str] = frozenset({"-", "nihil", "geen"})
    not_applicable: frozenset[str] = frozenset({"n.v.t.", "nvt", "n.v.t"})
    unknown: frozenset[str] = frozenset({"onbekend", "?", "."})
    not_yet: frozenset[str] = frozenset({"..", "volgt", "nog niet bekend"})
    hidden: frozenset[str] = frozenset()
    hidden_range: tuple[int, int] | None = None
    """Between which numbers a hidden one lies; 1 and 4 in a delivery if nothing else is said."""
    hidden_ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of signs that have one of their own."""
    blank: str = "missing"
    """missing: a number should stand here; nil: the partner leaves zeros blank; nothing: a blank is no figure."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Other signs → what they mean."""
    beside: tuple[str, ...] = ()
    """What may stand before or behind a number and says something of it ('p' in '12,3p')."""

    def said_by(self, word: str) -> tuple[str, tuple[int, int] | None] | None:
        """What a word (folded) means in the place of a number, or None where it is no sign.

        nil, not_applicable, unknown, not_yet or suppressed; and of what is suppressed between which numbers it lies, as
        far as that is known.
        """
        for meaning in ("nil", *_NO_COUNT):
            if word in getattr(self, meaning):
                return meaning, None
        if word in self.hidden:
            return "suppressed", self.hidden_ranges.get(word, self.hidden_range)
        if (match := _LESS_THAN.fullmatch(word)) and int(match[1]) > 1:
            return "suppressed", (1, int(match[1]) - 1)
        return None


def read_count(value: Value, signs: Signs) -> Count:
    """A whole number of 0 or more, or a marker for one.

    '<5' becomes the interval 1 to 4; nil becomes 0. Not applicable, unknown, not yet and missing are four different
    findings, never 0.
    """
    refuse_fault(value)
    if is_blank(value):
        if signs.blank == "nil":
            return Count(0, 0, 0, "")
        raise Unreadable("count_missing")
    if isinstance(value, str):
        return _count_from_text(value, signs)
    return _exactly(read_whole(value))


def _count_from_text(text: str, signs: Signs) -> Count:
    match signs.said_by(fold(text)):
        case "nil", _:
            return Count(0, 0, 0, text.strip())
        case "suppressed", between:
            return Count(None, *(between or HIDDEN_RANGE), text.strip())
        case meaning, _:
            raise Unreadable(_NO_COUNT[meaning], found=text.strip())
    number, mark = unmarked(text.strip())
    return _exactly(read_whole(number))._replace(marker=mark)


def _exactly(number: int) -> Count:
    return Count(number, number, number)


def read_whole(value: Value) -> int:
    """A whole number of 0 or more; groups of three ('1.250', '1 250') are read as Dutch people write them."""
    refuse_fault(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("not_a_number")
    if isinstance(value, str):
        word = fold(value)
        if word.startswith("-") and _GROUPED.fullmatch(word[1:].strip()):
            raise Unreadable("number_negative", found=value.strip())
        if _FRACTION.fullmatch(word):
            raise Unreadable("number_not_whole", found=value.strip())
        if has_raised_digits(value) or not _GROUPED.fullmatch(word):
            raise Unreadable("not_a_number", found=value.strip())
        return _not_absurd(int(re.sub(r"[. ]", "", word)), value)
    if not isfinite(value):
        raise Unreadable("not_a_number")
    if value != int(value):
        raise Unreadable("number_not_whole", found=str(value).replace(".", ","))
    if value < 0:
        raise Unreadable("number_negative", found=str(int(value)))
    return _not_absurd(int(value), str(value))


def _not_absurd(number: int, found: str) -> int:
    if number > LARGEST:
        raise Unreadable("not_a_number", found=found.strip()[:20])
    return number


def read_day(value: Value, *, has_1904_dates: bool = False) -> date:
    """A day. Text is read day-month-year; a bare number as Excel counts days.

    Never invents a day: a month alone is refused, and so is a day that does not exist.
    """
    refuse_fault(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if _EMPTY_DAY <= day < _FIRST_TRUE_DAY:
            raise Unreadable("not_a_date", found=f"{day:%d-%m-%Y}")
        return day
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(value, has_1904_dates)
    if not isinstance(value, str):
        raise Unreadable("not_a_date")
    word = _WEEKDAY.sub("", fold(value))
    if match := _ISO.fullmatch(word):
        return _day(int(match[1]), int(match[2]), int(match[3]), value)
    if match := _DAY_MONTH_YEAR.fullmatch(word):
        return _day_month_year(int(match[1]), int(match[2]), year_of(match[3]), value)
    if (match := _DAY_WORD_YEAR.fullmatch(word)) and match[2] in MONTHS:
        return _day(year_of(match[3]), MONTHS[match[2]], int(match[1]), value)
    if period_of(word) or _WEEK.fullmatch(word):
        raise Unreadable("date_without_day", found=value.strip())
    raise Unreadable("not_a_date", found=value.strip())


def is_month_first(value: Value) -> bool:
    """Whether a date in text can only be month-day-year, as American programs write it ('01/28/21')."""
    match = _DAY_MONTH_YEAR.fullmatch(fold(value)) if isinstance(value, str) else None
    return bool(match) and int(match[1]) <= 12 < int(match[2]) <= 31 if match else False


def could_be_month_first(value: Value) -> bool:
    """Whether a date in text could be read both ways ('03/01/21'), and means two different days."""
    match = _DAY_MONTH_YEAR.fullmatch(fold(value)) if isinstance(value, str) else None
    return bool(match) and max(int(match[1]), int(match[2])) <= 12 and match[1] != match[2] if match else False


def read_period(value: Value, *, has_1904_dates: bool = False, months: Mapping[str, int] = MONTHS) -> tuple[date, date]:
    """A month, quarter, half-year or year as its first and last day ('jan-21', 'Q3 2021', '2021', a real date).

    months: the names of months, folded, in the language of the workbook.
    """
    refuse_fault(value)
    if isinstance(value, str):
        value = unmarked(value.strip())[0]
        if period := period_of(fold(value), months):
            return period
        if fold(value).isdigit() and 1900 <= int(fold(value)) <= 2099:
            return date(int(fold(value)), 1, 1), date(int(fold(value)), 12, 31)
        try:
            return month_around(read_day(value))
        except Unreadable:
            raise Unreadable("not_a_period", found=value.strip()) from None
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        if 1900 <= value <= 2099:
            return date(int(value), 1, 1), date(int(value), 12, 31)
        if period := period_of(str(int(value))):
            return period
    return month_around(read_day(value, has_1904_dates=has_1904_dates))


def find_day(text: str) -> date | None:
    """The one day that a text mentions ('Stand per 30 september 2021 (voorlopig)'), or None; raises for 31 februari."""
    word = fold(text)
    for pattern in (_ISO, _DAY_MONTH_YEAR, _DAY_WORD_YEAR):
        if match := pattern.search(word):
            return read_day(match[0].strip())
    return None


def refuse_fault(value: Value) -> None:
    """Raise for an error cell (#REF!), an error pasted as text (#VERW!), a formula without a stored value."""
    if isinstance(value, Fault):
        if value.text:
            raise Unreadable("cell_error", found=value.text)
        raise Unreadable("cell_formula")
    if isinstance(value, str) and "#" in value and _PASTED_ERRORS.fullmatch(fold(value)):
        raise Unreadable("cell_error", found=value.strip())


def _day_month_year(day: int, month: int, year: int, found: str) -> date:
    if day <= 12 < month <= 31:
        raise Unreadable("date_month_first", found=found.strip())
    return _day(year, month, day, found)


def _day(year: int, month: int, day: int, found: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("date_impossible", found=found.strip()) from None


def _from_serial(number: float, has_1904_dates: bool) -> date:
    if has_1904_dates:
        number += 1462
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise Unreadable("not_a_date", found=f"{number:g}")
    return date(1899, 12, 30) + timedelta(days=int(number))
