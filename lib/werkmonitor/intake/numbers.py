"""Figures of any kind, as they stand in statistics: numbers with their marks, shares, amounts, signs in their place."""

import re
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import NamedTuple
from unicodedata import numeric

from werkmonitor.intake.values import LARGEST, Signs, Unreadable, read_day, read_whole, refuse_fault
from werkmonitor.intake.words import fold, has_raised_digits, unmarked
from werkmonitor.intake.workbook import Value, is_blank

_NUMBERS = {
    ",": re.compile(r"[+-]? ?(\d{1,3}([. ']\d{3})+|\d+)(,\d+)?"),
    ".": re.compile(r"[+-]? ?(\d{1,3}([, ']\d{3})+|\d+)?(\.\d+)?(?<=\d)"),
}
"""Numbers in text by their decimal sign; groups of three may be parted by the other sign, a space or an apostrophe."""
_CURRENCY = re.compile(r"^(€|eur|euro|\$|£|kr)? ?(.*?)(,--?)? ?(€|eur|euro|\$|£|kr|kr\.)?$")
_LESS = (re.compile(r"-/-(.*)"), re.compile(r"-(.*)"), re.compile(r"\((.*)\)"), re.compile(r"(.*\d) ?-"))
_FRACTION = re.compile(r"([+\-\u2212]?\s*\d*)\s*([\u00bc-\u00be\u2150-\u215e])")
"""A half, a quarter, an eighth as one sign."""


class Figure(NamedTuple):
    """One figure. value: None where it is hidden or there is none; then `meaning` says why.

    low, high: between what a hidden one lies, where that is known. marker: the sign in the cell, or beside its number.
    """

    value: int | float | None
    low: int | None = None
    high: int | None = None
    marker: str = ""
    meaning: str = ""


def read_figure(value: Value, signs: Signs, kind: str = "number", scale: float = 1, decimal: str = ",") -> Figure:
    """A figure of this kind (number, count, share, money), or the sign for one; raises Unreadable for anything else.

    scale: by what the number in the cell is multiplied. decimal: the decimal sign of numbers in text. A share is a part
    of 1, so '92 %' is 0.92, which is also what Excel keeps in a cell that shows 92 %.
    """
    refuse_fault(value)
    if is_blank(value):
        return Figure(0, meaning="nil") if signs.blank == "nil" else Figure(None, meaning="missing")
    if not isinstance(value, str):
        return Figure(_scaled(_number(value, kind), scale))
    marker = value.strip()
    if sign := _sign(marker, signs):
        return sign
    text, mark = _without_mark(marker, signs)
    if mark and (sign := _sign(text, signs)):
        return sign._replace(marker=marker)
    if kind == "share" and text.endswith("%"):
        return Figure(_plain(Decimal(repr(_in_text(text[:-1], "number", decimal))) / 100), marker=mark)
    return Figure(_scaled(_in_text(text, kind, decimal), scale), marker=mark)


def read_amount(value: Value, signs: Signs) -> int | float | None:
    """An amount of 0 euros or more; None where a sign says that there is none, or that it is not known."""
    figure = read_figure(value, signs, "money")
    if figure.meaning == "suppressed" or (figure.value is not None and figure.value > LARGEST):
        raise Unreadable("not_a_figure", found=str(value).strip())
    if figure.value is not None and figure.value < 0:
        raise Unreadable("number_negative", found=str(value).strip())
    return figure.value


def in_whole_euros(amount: int | float) -> int:
    """Half a euro is rounded up.

    >>> in_whole_euros(12500.5), in_whole_euros(12500.49)
    (12501, 12500)
    """
    return int(Decimal(repr(amount)).quantize(Decimal(1), ROUND_HALF_UP))


def is_figure(value: Value, signs: Signs) -> bool:
    """Whether this is a number, or anything that may stand for one: also an error, or 'ca. 5'; a day in text is not."""
    if is_blank(value):
        return False
    if not isinstance(value, str):
        return True
    try:
        read_figure(value, signs)
    except Unreadable:
        return (any(sign.isdigit() for sign in value[:8]) and not _is_day(value)) or "#" in value
    return True


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except Unreadable:
        return False
    return True


def _sign(text: str, signs: Signs) -> Figure | None:
    word = fold(text)
    if word in signs.own:
        return Figure(None, marker=text, meaning=signs.own[word])
    said = signs.said_by(word)
    if said is None:
        return None
    meaning, between = said
    low, high = between or (None, None)
    return Figure(0 if meaning == "nil" else None, low, high, text, meaning)


def _without_mark(text: str, signs: Signs) -> tuple[str, str]:
    """A number without what stands beside it: a footnote mark, or a sign of the layout ('( )' stands on both sides)."""
    text, mark = unmarked(text)
    for sign in sorted(signs.beside, key=len, reverse=True):
        before, is_pair, after = sign.partition(" ")
        places = ((before, after),) if is_pair else (("", sign), (sign, ""))
        for start, end in places:
            inner = text[len(start) : len(text) - len(end)].strip()
            begins, ends = text[: len(start)], text[len(text) - len(end) :]
            if inner and (begins.casefold(), ends.casefold()) == (start.casefold(), end.casefold()):
                return inner, begins + ends + mark
    return text, mark


def _number(value: Value, kind: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Unreadable("not_a_figure", found=str(value))
    if kind == "count":
        return read_whole(value)
    return int(value) if value == int(value) else value


def _in_text(text: str, kind: str, decimal: str) -> int | float:
    fraction = _FRACTION.fullmatch(text.strip())
    word = fold(fraction[1]) if fraction else fold(text)
    sign = 1
    if kind == "money":
        word, sign = _amount(word)
    if fraction:
        sign, word = (-1, word[1:]) if word.startswith("-") else (sign, word)
    if has_raised_digits(text) or not _NUMBERS[decimal].fullmatch(word or ("0" if fraction else "")):
        raise Unreadable("percentage_found" if "%" in text else "not_a_figure", found=text)
    plain = re.sub(r"[. ']" if decimal == "," else r"[, ']", "", word).replace(",", ".")
    number = sign * (Decimal(plain or 0) + (Decimal(str(numeric(fraction[2]))) if fraction else 0))
    if kind == "count" and (number != int(number) or number < 0):
        raise Unreadable("number_not_whole" if number >= 0 else "number_negative", found=text)
    return _plain(number)


def _amount(word: str) -> tuple[str, int]:
    """An amount without its currency, and whether it is one less: '-/- 5', '(5)', '5-'."""
    match = _CURRENCY.fullmatch(word)
    word = match[2].strip() if match else word
    for pattern in _LESS:
        if found := pattern.fullmatch(word):
            match = _CURRENCY.fullmatch(found[1].strip())
            return (match[2] if match else found[1]).strip(), -1
    return word, 1


def _scaled(number: int | float, scale: float) -> int | float:
    """Multiplied as people do it: 12.3 thousand is 12300, whatever a processor makes of it."""
    return number if scale == 1 else _plain(Decimal(repr(number)) * Decimal(repr(scale)))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
