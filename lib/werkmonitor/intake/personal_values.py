"""Values that tell of one person, recognised by what they are: BSN, e-mail, telephone, IBAN, address, birth, name.

Every value of a column is looked at once, however many rows it stands in.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from werkmonitor.intake.workbook import Value

Counted = list[tuple[Value, int]]
"""The values of a column, each with the number of cells in which it stands."""

FEWEST_BSN, BSN_SHARE = 3, 0.6
"""A column holds BSNs when at least 3 of its values have 8 or 9 digits and 60 % of those pass the eleven test. One
value in eleven passes by chance: 3 of 3 do so in 1 column of 1,000, 10 numbers in one of 12,000."""
FEWEST_SUSPECT, SUSPECT_SHARE = 10, 0.3
"""Where more than 30 % of at least 10 such numbers pass, some of them may be BSNs: by chance 9 % do."""
_FEWEST, _SHARE = 3, 0.5
"""Of other kinds: at least 3 cells, and half of those filled in the column."""
_YOUNGEST, _OLDEST = 15, 75

_EMAIL = re.compile(r"[^\s@<>:;,]+@[^\s@<>:;,]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+31|0031|\(?0)[\s.\-)(0]*(?:6(?:[\s.\-]*\d){8}|[1-578](?:[\s.\-()]*\d){8})")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}")
_POSTCODE = re.compile(r"[1-9]\d{3}\s?[A-Z]{2}(?:[\s,]+\d{1,5}\s?[a-zA-Z]{0,3}\d{0,3})?")
_NAME = re.compile(
    r"(?:(?:[A-Z]\.\s?){1,5}(?:(?:van|de|der|den|ten|ter|te|het|'t|el|al|la|von)\s)*[A-Z]\S+(?:[\s-][A-Z]\S+)?"
    r"|[A-Z][^\d,]+,\s?(?:[A-Z]\.\s?){1,5}(?:\s?(?:van|de|der|den|ten|ter|te)\b)*)"
)
_NAME_WITHIN = re.compile(
    r"\b(?:[A-Z]\.\s?){1,5}(?:(?:van|de|der|den|ten|ter|te|het|'t|el|al|la|von)\s)*[A-Z][a-z]"
    r"|(?i:\b(?:dhr|mevr|mw|drs|ir|ing|mr|dr)\b\.?\s+\S|\b(?:de heer|mevrouw|meneer)\s+\S)",
)
_BARE_NAME = re.compile(
    r"[A-Z][a-zà-ÿ]+(?:\s(?:van|de|der|den|ten|ter|te|het|'t|el|al|la|von))*(?:\s[A-Z][a-zà-ÿ-]+){1,2}"
)
_OF_OFFICE = re.compile(
    r"manager|leider|co[oö]rdinator|wethouder|portefeuille|bestuur|directeur|adviseur|analist|regisseur|consulent|"
    r"opdracht|secretaris|voorzitter|controller|medewerker|hoofd|team|overleg|groep|raad|kamer|college|partner|"
    r"gemeente|regio|programma|project|coalitie|loket|gebied|servicepunt|bedrijf|dienst|bureau|afdeling|instelling|"
    r"kwartiermaker|coach|opleider|werk|uwv",
    re.IGNORECASE,
)
_WRITTEN_DAY = re.compile(r"(?:(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?)")
_SEPARATORS = re.compile(r"[\s.\-]")
_NUMBERS = re.compile(r"(?<!\d)\d{8,9}(?!\d)")
_BSN_IN_WORDS = re.compile(r"\b(?:bsn|burgerservicenummer|sofi)\D{0,12}\d{8,9}\b", re.IGNORECASE)


def count_bsn(values: Iterable[tuple[Value, int]]) -> int:
    """How many cells look like BSNs, when there are enough of them to be no coincidence; otherwise 0.

    values: what stands in the cells, and in how many.
    """
    total, passing = _eleven_tests(values)
    return passing if total >= FEWEST_BSN and passing >= BSN_SHARE * total else 0


def suspected_bsn(values: Iterable[tuple[Value, int]]) -> tuple[int, int] | None:
    """How many of how many numbers pass the eleven test, where that is more than chance gives."""
    total, passing = _eleven_tests(values)
    return (passing, total) if total >= FEWEST_SUSPECT and passing > SUSPECT_SHARE * total else None


def passes_eleven_test(digits: str) -> bool:
    """The check on a BSN: 9a + 8b + … + 2h − i is a multiple of 11; Excel drops a leading zero.

    >>> passes_eleven_test("123456782"), passes_eleven_test("123456789")
    (True, False)
    """
    numbers = [int(sign) for sign in digits.zfill(9)]
    total = sum(weight * number for weight, number in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), numbers, strict=True))
    return total % 11 == 0 and any(numbers)


def eight_or_nine_digits(value: Value) -> str | None:
    """The digits of a number that may be a BSN, however it is written."""
    if isinstance(value, float | int):
        return str(int(value)) if 10_000_000 <= value <= 999_999_999 and value == int(value) else None
    if not isinstance(value, str) or not 8 <= len(value) <= 20 or value[0].isalpha():
        return None
    text = _SEPARATORS.sub("", value)
    return text if text.isascii() and text.isdigit() and len(text) in (8, 9) else None


def passes_iban(text: str) -> bool:
    """The check on a bank account number: ISO 13616, modulo 97.

    >>> passes_iban("NL91 ABNA 0417 1643 00"), passes_iban("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    signs = _SEPARATORS.sub("", text)
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def personal_kind(values: Counted) -> tuple[str, int] | None:
    """Which personal data a column holds, in the words of catalogue.NAMES_NL, and in how many cells; None for none."""
    kinds: Counter[str] = Counter()
    filled = 0
    for value, count in values:
        if isinstance(value, str) and value and count:
            filled += count
            if kind := _kind_of(value):
                kinds[kind] += count
        elif count and value is not None:
            filled += count
    if not kinds:
        return None
    kind, count = kinds.most_common(1)[0]
    return (kind, count) if count >= _FEWEST and count >= _SHARE * filled else None


def births(values: Counted, on: date) -> int:
    """How many cells hold a day on which someone of 15 to 75 was born, where nearly all days of a column do; else 0."""
    days = [(day, count) for value, count in values if count and (day := _as_day(value))]
    total = sum(count for _, count in days)
    of_age = sum(count for day, count in days if _YOUNGEST <= (on - day).days / 365.25 <= _OLDEST)
    return of_age if of_age >= _FEWEST and of_age >= 0.9 * total else 0


def personal_words(text: str) -> str | None:
    """What a text of a comment or a property tells of one person, in the words of catalogue.NAMES_NL."""
    if _BSN_IN_WORDS.search(text) or count_bsn((number, 1) for number in _NUMBERS.findall(text)):
        return "citizen service numbers (BSN)"
    if _EMAIL.search(text):
        return "e-mail addresses"
    if any(passes_iban(found) for found in _IBAN.findall(text)):
        return "bank account numbers (IBAN)"
    return "telephone numbers" if _PHONE.search(text) else None


def names_a_person(text: str) -> bool:
    """Whether a text that should name a role names someone: initials, a title or two capitals without a word of office.

    >>> [names_a_person(text) for text in ("wethouder J. de Vries", "mevr. Jansen", "Jan Jansen", "Wethouder Werk")]
    [True, True, True, False]
    """
    if _NAME_WITHIN.search(text) or personal_words(text):
        return True
    return bool(_BARE_NAME.fullmatch(text.strip())) and not _OF_OFFICE.search(text)


def _eleven_tests(values: Iterable[tuple[Value, int]]) -> tuple[int, int]:
    numbers = [(digits, count) for value, count in values if (digits := eight_or_nine_digits(value))]
    return sum(count for _, count in numbers), sum(count for digits, count in numbers if passes_eleven_test(digits))


def _kind_of(value: str) -> str | None:
    """Looks at the first sign before it tries a pattern: lists hold many thousands of different texts."""
    text = value.strip()
    if "@" in text:
        return "e-mail addresses" if _EMAIL.fullmatch(text.removeprefix("mailto:")) else None
    first = text[:1]
    if first in ("0", "+", "("):
        return "telephone numbers" if 10 <= len(text) <= 20 and _PHONE.fullmatch(text) else None
    if first.isdigit():
        return "postal codes of a street or house" if 6 <= len(text) <= 18 and _POSTCODE.fullmatch(text) else None
    if first.isupper() and ("." in text[:3] or "," in text):
        return "names of persons" if len(text) <= 60 and _NAME.fullmatch(text) else None
    if 15 <= len(text) <= 42 and text[2:4].isdigit() and _IBAN.fullmatch(text) and passes_iban(text):
        return "bank account numbers (IBAN)"
    return None


def _as_day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not 8 <= len(value) <= 19 or not (match := _WRITTEN_DAY.fullmatch(value.strip())):
        return None
    day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
