"""What stands where figures are: numbers in text, signs in their place, marks beside them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.drafting.guesses import Guess
from werkmonitor.intake.drafting.looks import NUMBER, YEAR, look_of
from werkmonitor.intake.numbers import read_figure
from werkmonitor.intake.values import Signs, Unreadable
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import Sheet, is_blank

CATEGORIES = ("nil", "not_applicable", "unknown", "not_yet", "hidden")
_DEFAULTS = Signs()
_LONGEST_SIGN, _LONGEST_WORD = 12, 3
_MONEY = re.compile(r"€|\beuro?\b|,-+$")
_BELOW_ZERO = re.compile(r"-/- ?\d.*|\d.*\d ?-")
"""A number below zero as in an account."""
_NUMBERED_SIGN = re.compile(r"\(\d{1,2}\)|\d{1,2} ?- ?\d{1,2}")
"""A footnote in the place of a number, and a range."""
_BESIDE = re.compile(r"(?P<number>.*\d[\d.,' ]*?%?)\s?(?P<mark>%|[^\d\s%.,)½¾¼⁄]{1,3}|\([a-z]{1,2}\))")
_BEFORE = re.compile(r"(?P<mark>[^\d\s.,(€$£-])\s?(?P<number>\d.*)")
_MEANINGS = {
    "hidden": r"geheim|vertrouwelijk|onderdrukt|suppress|confidential|disclos|secret|minder dan|fewer than|less than"
    r"|< ?\d|zu ungenau|nicht sicher|riservat|unreliable|low reliability",
    "not_applicable": r"niet van toepassing|not applicable|not relevant|nicht sinnvoll|n\.v\.t|gesperrt",
    "not_yet": r"nog niet|not yet|volgt|later|folgen|te verschijnen",
    "unknown": r"ontbre|onbekend|not available|unknown|no data|missing|unbekannt"
    r"|non dispon|niet beschikbaar|nicht vorhanden|too unreliable",
    "nil": r"nihil|\bnul\b|\bnil\b|\bzero\b|negligible|nichts vorhanden|fenomeno non esiste|null\b",
}
"""What a legend says of a sign → what that means."""
_KNOWN = {
    "hidden": ("x", "c", "s", "*", "**", "#", "/", "geheim"),
    "not_applicable": ("z", "n/a", "(x)"),
    "unknown": (":", "...", "....", "n.a.", "n.a", "na", "n.b.", "nb", "nd", "n.d.", "n.d", "n", "f", "m", "u"),
}
"""What signs mostly mean, where no legend says it."""


@dataclass(slots=True)
class SignsSeen:
    """keys: as in `[signs]` of a layout. doubts: key → what is unsure."""

    keys: dict[str, Any] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def put(self, category: str, sign: str) -> None:
        if category in CATEGORIES or category == "beside":
            self.keys.setdefault(category, []).append(sign)
        else:
            self.keys.setdefault("own", {})[sign] = category


def texts_in(guess: Guess, column: int) -> list[str]:
    """The texts in a column of figures."""
    present = guess.sighting.sheet.columns[column].present(guess.sighting.data[0])
    if not any(isinstance(value, str) for value in present):
        return []
    values = (guess.sighting.sheet.value(row, column) for row in guess.sighting.data)
    return [as_text(value) for value in values if isinstance(value, str) and not is_blank(value)]


def note_measures(guess: Guess, decimal: str) -> None:
    """Add to a table what its figures are, as far as the texts among them say it: `value`, or `values`.

    decimal: the sign in numbers where nothing else is said.
    """
    texts = {column: texts_in(guess, column) for column in guess.figures}
    is_account = any(_BELOW_ZERO.fullmatch(fold(text)) for column in texts.values() for text in column)
    measures = {
        column: _measure(found, _has_fractions(guess, column), is_account=is_account) for column, found in texts.items()
    }
    decimals = Counter(one["decimal"] for one in measures.values() if "decimal" in one)
    if decimals and (sign := decimals.most_common(1)[0][0]) != decimal:
        guess.keys["value"] = {"decimal": sign}
        group = ",." if sign == "." else ".,"
        guess.doubts["value"] = f"'1{group[0]}250' is taken for 1250 and '1{group[1]}25' for a fraction"
    kinds = {column: one["kind"] for column, one in measures.items() if "kind" in one}
    more = guess.keys.get("value", {})
    if len(set(kinds.values())) == 1 and (len(kinds) == len(measures) or is_account):
        guess.keys["value"] = {"kind": next(iter(kinds.values()))} | more
    elif kinds:
        titles = dict(zip(guess.figures, guess.titles(), strict=True))
        guess.keys["values"] = {
            text: {"kind": kind} | more
            for kind in dict.fromkeys(kinds.values())
            for text in _said_of(kind, kinds, titles)
        }


def _said_of(kind: str, kinds: dict[int, str], titles: dict[int, list[str]]) -> list[str]:
    """The header texts under which all columns are of this kind, or of none; those with the fewest of these first."""
    wanted = {column for column, one in kinds.items() if one == kind}
    under: dict[str, set[int]] = {}
    for column, labels in titles.items():
        for label in filter(None, labels):
            under.setdefault(label, set()).add(column)
    fitting = [text for text, columns in under.items() if not columns & (set(kinds) - wanted)]
    found: list[str] = []
    for text in sorted(fitting, key=lambda one: len(under[one] - wanted)):
        if under[text] & wanted:
            found.append(text)
            wanted -= under[text]
    return found


def _has_fractions(guess: Guess, column: int) -> bool:
    present = guess.sighting.sheet.columns[column].present(guess.sighting.data[0])
    return any(isinstance(value, float) and value != int(value) for value in present)


def _measure(texts: Sequence[str], has_fractions: bool, *, is_account: bool) -> dict[str, str]:
    numbers = [text for text in texts if any(sign.isdigit() for sign in text) and not text.startswith("<")]
    measure = {}
    joined = " ; ".join(numbers)
    fractions = {sign: len(re.findall(rf"\{sign}(?:\d{{1,2}}|\d{{4,}})(?!\d|[.,]\d)", joined)) for sign in ",."}
    groups = {sign: len(re.findall(rf"\d\{sign}\d{{3}}(?!\d)", joined)) for sign in ",."}
    if fractions[","] != fractions["."]:
        measure["decimal"] = "," if fractions[","] > fractions["."] else "."
    elif groups[","] > groups["."] or (groups["."] and has_fractions):
        measure["decimal"] = "."
    elif groups["."]:
        measure["decimal"] = ","
    percents = sum("%" in text for text in numbers)
    less = is_account and any(_BELOW_ZERO.fullmatch(fold(text)) or text.startswith("(") for text in numbers)
    money = sum(bool(_MONEY.search(fold(text))) for text in numbers)
    if percents and percents == len(numbers):
        measure["kind"] = "share"
    elif less or money > len(numbers) / 2:
        measure["kind"] = "money"
    return measure


def signs_of(guesses: Iterable[Guess], sheets: Iterable[Sheet], decimal: str) -> SignsSeen:
    """The signs among the figures, with what they mean by the workbook's own legend, or mostly do.

    decimal: as of `note_measures`.
    """
    seen = SignsSeen()
    strange: dict[str, None] = {}
    usual: dict[str, str] = {}
    for guess in guesses:
        for column, labels in zip(guess.figures, guess.titles() or [[]] * len(guess.figures), strict=True):
            measure = next(
                (guess.keys.get("values", {})[one] for one in labels if one in guess.keys.get("values", {})), None
            )
            measure = measure or guess.keys.get("value", {})
            for text in texts_in(guess, column):
                try:
                    meaning = read_figure(text, _DEFAULTS, **{"decimal": decimal, **measure}).meaning
                except Unreadable:
                    strange[text] = None
                    continue
                if meaning in CATEGORIES and fold(text) in getattr(_DEFAULTS, meaning):
                    usual[fold(text)] = meaning
    legend = _legend(sheets)
    _note_strange(strange, legend, seen)
    _note_usual(usual, legend, seen)
    return seen


def _note_usual(usual: dict[str, str], legend: dict[str, str], seen: SignsSeen) -> None:
    """Signs that all layouts understand are named where the legend says otherwise, or beside others of their kind."""
    told = {word: _meaning(legend.get(word, "")) or meaning for word, meaning in usual.items()}
    for word, meaning in usual.items():
        if told[word] != meaning:
            seen.put(told[word], word)
            seen.doubts[told[word]] = f"the legend says so of '{word}'; mostly it is {meaning}"
            seen.keys.setdefault(meaning, [])
    for word, meaning in told.items():
        if meaning in seen.keys and word not in map(fold, seen.keys[meaning]):
            seen.keys[meaning].append(word)


def _meaning(said: str) -> str | None:
    """What a line of a legend means."""
    return next((one for one in _MEANINGS if re.search(_MEANINGS[one], said)), None)


def _note_strange(strange: Iterable[str], legend: dict[str, str], seen: SignsSeen) -> None:
    given: set[str] = set()
    for text in strange:
        plain = unmarked(text)[0] if any(map(str.isalnum, unmarked(text)[0])) else text
        word = fold(plain)
        is_note = bool(_NUMBERED_SIGN.fullmatch(word)) and word.strip("()") in legend
        mark = "" if is_note else _mark_in(word)
        if mark:
            if mark not in given:
                given.add(mark)
                seen.put("beside", mark)
                if mark == "( )":
                    seen.doubts["beside"] = "if '(5)' is 5 below zero: kind = \"money\""
            continue
        if len(word) > _LONGEST_SIGN or (any(map(str.isdigit, word)) and not _NUMBERED_SIGN.fullmatch(word)):
            continue  # told as what cannot be read
        if word.isalpha() and len(word) > _LONGEST_WORD and word not in legend and word not in _KNOWN["hidden"]:
            continue  # a remark, perhaps on somebody
        if word in given:
            continue
        given.add(word)
        said = legend.get(word) or legend.get(word.strip("()"), "")
        meaning = _meaning(said)
        if meaning is None:
            meaning = next((one for one, words in _KNOWN.items() if word in words), None) or "unclear"
            meaning = "hidden" if word[0].isdigit() else meaning
            seen.doubts[meaning if meaning in CATEGORIES else "own"] = "no legend says what these signs mean"
        seen.put(meaning, plain)


def _mark_in(word: str) -> str:
    """What stands beside a number."""
    if word.startswith("(") and look_of(word) in (NUMBER, YEAR):
        return "( )"
    for pattern in (_BESIDE, _BEFORE):
        if (match := pattern.fullmatch(word)) and not match["mark"].startswith("-"):
            for decimal in ",.":
                for kind in ("number", "share", "money"):
                    try:
                        read_figure(match["number"], _DEFAULTS, kind, 1, decimal)
                    except Unreadable:
                        continue
                    return match["mark"]
    return ""


def _legend(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Sign → what a line of the workbook says of it: 'x = geheim', or the sign and its meaning in two cells."""
    legend: dict[str, str] = {}
    for sheet in sheets:
        for row in sheet.rows():
            texts = [as_text(value) for value in row if isinstance(value, str) and value.strip()]
            if not texts or len(texts) > 3:
                continue
            if len(texts) == 2 and len(texts[0]) <= 6:
                legend.setdefault(fold(texts[0]), fold(texts[1]))
            for line in texts[0].splitlines() if len(texts) == 1 else ():
                for part in line.split(";"):
                    match = re.fullmatch(
                        r"[\"'(]?(\S{1,8}?)[\"')]?(?: {2,}|\s?[:=]\s| - | denotes | staat voor | )\s*(.+)", part.strip()
                    )
                    if match:
                        legend.setdefault(fold(match[1]), fold(match[2]))
    return legend
