"""As what a cell or a header can be read: a year, a period, a day; and in which language months are written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.drafting.looks import DAY, look_of
from werkmonitor.intake.drafting.sightings import Sighting
from werkmonitor.intake.periods import months_of
from werkmonitor.intake.values import Unreadable, read_day, read_period
from werkmonitor.intake.words import unmarked
from werkmonitor.intake.workbook import Value, is_blank

LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pl", "sv")
_YEAR = re.compile(r"(19|20)\d\d( ?[/-] ?(\d{4}|\d{2}))?")


def language_of(sightings: Iterable[Sighting]) -> str:
    """The language in which most names of months can be read; Dutch where there are none."""
    texts = {text for one in sightings for text in _times(one)}
    counts = {one: sum(is_period(text, one) for text in texts) for one in LANGUAGES}
    return max(LANGUAGES, key=lambda one: (counts[one], -LANGUAGES.index(one)))


def _times(sighting: Sighting) -> Iterator[str]:
    for texts in sighting.header_texts():
        yield from (f"{text} 2021" if text.isalpha() else text for text in texts if 2 < len(text) < 30)
    for column in sighting.labels if not sighting.is_list else ():
        for row in sighting.data[:60]:
            if isinstance(value := sighting.sheet.value(row, column), str) and 2 < len(value) < 30:
                yield f"{value.strip()} 2021" if value.strip().isalpha() else value


def is_period(text: str, language: str) -> bool:
    """Whether this is a month, quarter, half-year or year, in words of this language."""
    with suppress(Unreadable):
        read_period(text, months=months_of(language))
        return True
    return False


def _is_day(value: Value) -> bool:
    with suppress(Unreadable):
        read_day(value)
        return True
    return False


def is_year(value: Value) -> bool:
    return bool(_YEAR.fullmatch(unmarked(as_text(value))[0]))


def kind_of(values: Sequence[Value], language: str) -> str:
    """As what all of these can be read: year, period, day or text."""
    filled = [value for value in values if not is_blank(value)]
    if not filled:
        return "text"
    if all(map(is_year, filled)):
        return "year"
    if all(look_of(value) == DAY and _is_day(value) for value in filled):
        return "day"
    if any(isinstance(value, int | float) for value in filled):
        return "text"
    return "period" if all(is_period(as_text(value), language) for value in filled) else "text"
