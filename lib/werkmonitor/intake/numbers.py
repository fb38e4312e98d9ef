"""Figures of any kind, as they stand in statistics: numbers with their marks, shares, amounts, signs in their place."""

import re
from decimal import Decimal
from math import isfinite
from typing import NamedTuple

from werkmonitor.intake.values import LESS_THAN, Signs, Unreadable, read_whole, refuse_fault
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import Value, is_blank

_NUMBERS = {
    ",": re.compile(r"[+-]? ?(\d{1,3}([. ']\d{3})+|\d+)(,\d+)?"),
    ".": re.compile(r"[+-]? ?(\d{1,3}([, ']\d{3})+|\d+)?(\.\d+)?(?<=\d)"),
}
"""Numbers in text by their decimal sign; groups of three may be parted by the other sign, a space or an apostrophe."""
_CURRENCY = re.compile(r"^(€|eur|euro|\$|£|kr)? ?(.*?)(,--?)? ?(€|eur|euro|\$|£|kr|kr\.)?$")
MEANINGS = ("nil", "not_applicable", "unknown", "not_yet", "suppressed", "missing")
"""What may stand where a number should, each another thing."""


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
    return Figure(_scaled(_in_text(text, kind, decimal), scale), marker=mark)


def _sign(text: str, signs: Signs) -> Figure | None:
    word = fold(text)
    if word in signs.own:
        return Figure(None, marker=text, meaning=signs.own[word])
    if word in signs.nil:
        return Figure(0, marker=text, meaning="nil")
    for words, meaning in (
        (signs.not_applicable, "not_applicable"),
        (signs.unknown, "unknown"),
        (signs.not_yet, "not_yet"),
    ):
        if word in words:
            return Figure(None, marker=text, meaning=meaning)
    if word in signs.hidden:
        low, high = signs.hidden_range or (None, None)
        return Figure(None, low, high, text, "suppressed")
    if (match := LESS_THAN.fullmatch(word)) and int(match[1]) > 1:
        return Figure(None, 1, int(match[1]) - 1, marker=text, meaning="suppressed")
    return None


def _without_mark(text: str, signs: Signs) -> tuple[str, str]:
    """A number without what stands beside it: a footnote mark, or a letter of the layout."""
    rest, mark = unmarked(text)
    folded = fold(rest)
    for sign in sorted(signs.beside, key=len, reverse=True):
        if folded.endswith(sign) and len(folded) > len(sign):
            return fold(folded[: -len(sign)]), sign + mark
        if folded.startswith(sign) and len(folded) > len(sign):
            return fold(folded[len(sign) :]), sign + mark
    return rest, mark


def _number(value: Value, kind: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Unreadable("not_a_number")
    if kind == "count":
        return read_whole(value)
    return int(value) if value == int(value) else value


def _in_text(text: str, kind: str, decimal: str) -> int | float:
    word = fold(text)
    if kind == "money" and (match := _CURRENCY.fullmatch(word)):
        word = match[2].strip()
    is_percentage = kind == "share" and word.endswith("%")
    if is_percentage:
        word = word[:-1].strip()
    if not word or not _NUMBERS[decimal].fullmatch(word):
        raise Unreadable("not_a_number", found=text)
    plain = re.sub(r"[. ']" if decimal == "," else r"[, ']", "", word).replace(",", ".")
    number = Decimal(plain) / 100 if is_percentage else Decimal(plain)
    if kind == "count" and (number != int(number) or number < 0):
        raise Unreadable("number_not_whole" if number >= 0 else "number_negative", found=text)
    return _plain(number)


def _scaled(number: int | float, scale: float) -> int | float:
    """Multiplied as people do it: 12.3 thousand is 12300, whatever a processor makes of it."""
    return number if scale == 1 else _plain(Decimal(repr(number)) * Decimal(repr(scale)))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
