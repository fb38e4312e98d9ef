"""What kind of thing each cell seems to hold, as one letter: the shape of a row is then a short text."""

import re
from datetime import date, datetime
from functools import lru_cache

from werkmonitor.intake.values import Unreadable, is_month_first, read_day
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Fault, Sheet, Value, is_blank

BLANK, NUMBER, YEAR, SIGN, LETTER, DAY, TEXT = " nysldt"
FIGURES = NUMBER + YEAR + SIGN
_NUMBER = re.compile(
    r"[(±+\-/\s]*([€$£]|eur|euro)?\s?-?[.,]?\d[\d\s.,'⁄]*\s?([%‰]|eur|euro|€)?(,-+)?[-)]?"
    r"(\s?([a-z]{1,2}|\([a-z]{1,2}\)|\*{1,3}|#|\d{1,2}\)|\[\w{1,2}\]))?"
)
_INTERVAL = re.compile(r"\d+\s?-\s?\d+|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*")
_CODE = re.compile(r"0\d+")
_YEAR = re.compile(r"(19|20)\d\d\s?(\*{1,3}|\(?[a-z]\)?|\d\)|\[\w{1,2}\])?")
_SIGN = re.compile(
    r"[^\w\s%€$£]{1,6}|<\s?\d+|(minder dan|fewer than|less than) \d+|\([a-z#x*]{1,2}\)|n\.?v\.?t\.?"
    r"|n\.?[abd]\.?|n/a|p\.?m\.?|onbekend|nihil|geen|volgt|nog niet bekend"
)


@lru_cache(maxsize=20_000)
def _look_of_text(text: str) -> str:
    word = fold(text)
    if _CODE.fullmatch(word):
        return TEXT
    if _YEAR.fullmatch(word):
        return YEAR
    if _NUMBER.fullmatch(word) and not _INTERVAL.fullmatch(word):
        return NUMBER
    if _SIGN.fullmatch(word):
        return SIGN
    if len(word) <= 2 and word.isalpha():
        return LETTER
    try:
        read_day(text)
    except Unreadable:
        return DAY if is_month_first(text) else TEXT
    return DAY


def look_of(value: Value) -> str:
    """What kind of thing a cell seems to hold, as one letter."""
    if is_blank(value):
        return BLANK
    if isinstance(value, str):
        return _look_of_text(value.strip())
    if isinstance(value, Fault):
        return NUMBER
    if isinstance(value, date | datetime):
        return DAY
    if isinstance(value, int | float) and not isinstance(value, bool):
        return YEAR if 1900 <= value <= 2100 and value == int(value) else NUMBER
    return TEXT


def grid_of(sheet: Sheet) -> list[str]:
    """Every row of a sheet as the letters of its cells."""
    looks = [[look_of(value) for value in column.values] for column in sheet.columns]
    columns = [[looked[code] for code in column.codes] for looked, column in zip(looks, sheet.columns, strict=True)]
    return ["".join(cells) for cells in zip(*columns, strict=True)]


def has_mostly(kind: str, wanted: str) -> bool:
    """Whether at least half of these letters are some of the wanted ones."""
    return bool(kind) and sum(kind.count(one) for one in wanted) * 2 >= len(kind)
