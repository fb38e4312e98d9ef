"""How partners write words, made comparable: spaces, quotes, case, broken encodings."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_WITHOUT_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_OF_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = dict.fromkeys(map(ord, _WITHOUT_WIDTH + _OF_DIRECTION))
_SAME = str.maketrans({"‘": "'", "’": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"'}) | str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
)
_BROKEN = re.compile(r"[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_RAISED = "\u00b9\u00b2\u00b3\u2070\u2071\u2074-\u2079\u02b0-\u02b8\u02e1-\u02e3\u1d43-\u1dbf\u207f"
_MARK = re.compile(
    rf"\s*(\*{{1,3}}|(?<![mM])\(?[{_RAISED}]+(?:[, ]{{1,2}}[{_RAISED}]+)*\)?|\d{{1,2}}\)|\(\d{{1,2}}\)"
    r"|(?<=\s)\([a-z]\)|\[(?:(?:note|noot|voetnoot)s? ?)?(?:\d{1,2}|[a-z]{1,2})\])$",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\s*(?:\.{2,}|…))+$")


def clean(text: str) -> str:
    """A text as it is kept: one line a paragraph, single ordinary spaces, no invisible signs.

    >>> clean("De  Gooise\\u00a0Waarde\\u00adbox ")
    'De Gooise Waardebox'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    lines = unicodedata.normalize("NFC", repair(text)).translate(_INVISIBLE).splitlines()
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in lines) if line)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A text as it is compared: also without difference of case, quotes and dashes.

    >>> fold("Zzp’ers") == fold("ZZP'ERS ")
    True
    """
    if text.isascii():  # the same, without what only other signs need
        return " ".join(text.split()).replace("`", "'").casefold()
    same = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_INVISIBLE)
    return _SPACES.sub(" ", repair(same)).strip().casefold()


def repair(text: str) -> str:
    """Undo the best known broken encoding: UTF-8 that was read as Windows text ('geÃ¯nformeerd').

    A text that does not become valid by it stays as it is.
    """
    if not _BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def unmarked(text: str, own: Iterable[str] = ()) -> tuple[str, str]:
    """A label without the footnote marks glued to its end and the dots that led to a figure, and those marks.

    own: further marks, as a layout names them.

    >>> unmarked("Laren 2)"), unmarked("2015 *"), unmarked("Leeftijd (15-64)"), unmarked("Employed.....")
    (('Laren', '2)'), ('2015', '*'), ('Leeftijd (15-64)', ''), ('Employed', ''))
    """
    marks = ""
    while True:
        rest, mark = _one_less(text, own)
        if not rest or rest == text or rest.count("(") > rest.count(")") or rest[-1] in "-–/,":
            return text, marks
        text, marks = rest, mark + marks


def _one_less(text: str, own: Iterable[str]) -> tuple[str, str]:
    if match := _LEADERS.search(text):
        return text[: match.start()].rstrip(), ""
    if match := _MARK.search(text):
        return text[: match.start()].rstrip(), match[1]
    for mark in own:
        if text.endswith(mark) and not _is_within_a_word(text, len(text) - len(mark)):
            return text[: -len(mark)].rstrip(), mark
    return text, ""


def has_raised_digits(text: str) -> bool:
    """Whether a digit in it is raised or in a circle; folded, 7² would be 72.

    >>> has_raised_digits("7²"), has_raised_digits("72")
    (True, False)
    """
    return not text.isascii() and any(sign.isdigit() and not sign.isdecimal() for sign in text)


def is_mark(text: str) -> bool:
    """Whether a text is nothing but a footnote mark, as stands before what the footnote says.

    >>> is_mark("1)"), is_mark("Laren 1)")
    (True, False)
    """
    return bool(_MARK.fullmatch(text))


def _is_within_a_word(text: str, place: int) -> bool:
    """Whether what stands on both sides of a place is of one word or number."""
    before, after = text[max(place - 1, 0) : place], text[place]
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern, for folded texts, of one of these words or what begins with it; '*' in a word stands for anything.

    >>> bool(pattern_of(["totaal"]).match("totaal 2021")), bool(pattern_of(["totaal"]).match("totaalplan"))
    (True, False)
    """
    return re.compile("|".join(map(_opening, words)) or "(?!)")


def whole_pattern(word: str) -> re.Pattern[str]:
    """A pattern, for folded texts, of this word and nothing more; '*' in it stands for anything."""
    return re.compile(".*".join(map(re.escape, fold(word).split("*"))))


def _opening(word: str) -> str:
    folded = fold(word)
    if not folded.strip("*"):
        return re.escape(folded)  # the sign itself, with which notes begin
    inner = ".*".join(map(re.escape, folded.split("*")))
    return inner if folded.endswith("*") else rf"{inner}(?!\w)"
