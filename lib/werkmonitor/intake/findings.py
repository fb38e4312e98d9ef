"""Findings: what was found where, in both languages, without a personal value."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from werkmonitor.errors import Problem
from werkmonitor.intake.catalogue import CATALOGUE, NAMES_NL, Treatment

_LONGEST = 600
_DATE_LIKE = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}[-/. ]?[a-z]{3,9}\.?[-/. ]?\d{2,4}", re.IGNORECASE)
_ERROR_LIKE = re.compile(r"#[\w/]{2,10}[!?]?")
_SIGN_LIKE = re.compile(r"\W{1,3}|n\.?v\.?t\.?|onbekend|volgt", re.IGNORECASE)
_WORDS = {
    "project_unknown",
    "place_unknown",
    "word_unknown",
    "place_read_as",
    "place_outside_region",
    "place_no_longer_member",
    "place_is_unit",
    "place_is_region",
    "project_read_as",
}
"""Findings whose found text is a word of the vocabulary, or was meant to be one."""


class Finding(NamedTuple):
    """One finding; sheet and cell are empty where it concerns the whole file or sheet.

    cells: where it says the same of several, the addresses of all of them, with blanks between.
    """

    code: str
    sheet: str
    cell: str
    message: str
    remedy: str
    message_nl: str
    remedy_nl: str
    cells: str = ""

    @property
    def treatment(self) -> Treatment:
        return CATALOGUE[self.code].treatment

    @property
    def all_cells(self) -> list[str]:
        """The addresses of all cells it speaks of; none where it speaks of more than cells."""
        return self.cells.split() or ([self.cell] if self.cell else [])

    @property
    def said_nl(self) -> str:
        """The Dutch message without the list of cells at its end."""
        return self.message_nl.removesuffix(_listed(self.cells.split(), "cellen")) if self.cells else self.message_nl

    def as_problem(self, file: str) -> Problem:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return Problem(_cut(f"{file} › {place}" if place else file), self.message, self.remedy)


class Wording(NamedTuple):
    """What a finding says, without its place."""

    code: str
    message: str
    remedy: str
    message_nl: str
    remedy_nl: str


class Findings:
    """Everything found in one delivery. Found values pass through `_shown`, so that no message holds a personal one."""

    def __init__(self, layout: str = "") -> None:
        self.layout = layout
        self.about_persons = False
        """While a list of persons is read, only dates, signs and words of the vocabulary are quoted."""
        self._all: list[Finding] = []

    def add(self, code: str, sheet: str = "", cell: str = "", /, **given: object) -> None:
        """Note a finding of the catalogue; `given` fills its texts (`hint_nl` follows `hint` where it is not given)."""
        self.note(self.wording(code, **given), sheet, cell)

    def note(self, wording: Wording, sheet: str, cell: str) -> None:
        """Note a finding that was put in words before."""
        code, *texts = wording
        self._all.append(Finding(code, sheet, cell, *texts))

    def wording(self, code: str, /, **given: object) -> Wording:
        """A finding in words, of whatever cell."""
        entry = CATALOGUE[code]
        words = {name: _cut(value) for name, value in given.items()}
        if "found" in words:
            words["found"] = self._shown(code, words["found"])
        words.setdefault("found", "…")
        words.setdefault("layout", self.layout)
        words.setdefault("hint", "")
        words.setdefault("hint_nl", VRAAG_HINT if not words["hint"] else words["hint"])
        words.setdefault("found_in_words", "")
        for name in ("what", "where"):
            if name in words:
                words[f"{name}_nl"] = NAMES_NL[words[name]]
        return Wording(code, *(text.format_map(words) for text in entry[1:]))

    def listed(self) -> tuple[Finding, ...]:
        """All findings, those that refuse the delivery first; what says the same of several cells as one."""
        return together(self._all, only_remarks=True)

    @property
    def is_refused(self) -> bool:
        return any(finding.treatment == "delivery" for finding in self._all)

    def tells_of(self, sheet: str, cell: str) -> bool:
        """Whether something is told of this very cell."""
        return any((one.sheet, one.cell) == (sheet, cell) for one in self._all)

    def count(self, *codes: str) -> int:
        return sum(finding.code in codes for finding in self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _shown(self, code: str, found: str) -> str:
        if not self.about_persons or CATALOGUE[code].treatment == "delivery":
            return found
        if code in _WORDS:
            return word_as_shown(found)
        harmless = any(pattern.fullmatch(found) for pattern in (_DATE_LIKE, _ERROR_LIKE, _SIGN_LIKE))
        return found if harmless else "…"


VRAAG_HINT = "Gebruik een van de afgesproken woorden."


def word_as_shown(word: str) -> str:
    """A word of the vocabulary, or what was meant as one; unless it looks like a number or an address of someone."""
    return "…" if "@" in word or sum(sign.isdigit() for sign in word) > 4 else word


def quoted(words: Iterable[str]) -> str:
    """'Project', 'Start' as it stands in messages; long rows are cut."""
    shown = [f"'{_cut(word)[:60]}'" for word in words]
    return ", ".join(shown[:12]) + (f", … (+{len(shown) - 12})" if len(shown) > 12 else "") or "–"


def _cut(value: object) -> str:
    """A value in one line of plain, visible signs: nothing that steers a terminal or turns text around."""
    text = str(value)
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST:
        return text
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def together(findings: Iterable[Finding], *, only_remarks: bool = False) -> tuple[Finding, ...]:
    """Findings that say the same of several cells of a sheet as one, those that refuse a delivery first.

    only_remarks: leave every row that was left out its own finding.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = not finding.cell or (only_remarks and finding.treatment == "row")
        key = (number,) if alone else (finding.code, finding.sheet, finding.message)
        groups.setdefault(key, []).append(finding)
    return tuple(sorted(map(_as_one, groups.values()), key=lambda one: one.treatment != "delivery"))


def _as_one(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    cells = [finding.cell for finding in group]
    return first._replace(
        message=first.message + _listed(cells, "cells"),
        message_nl=first.message_nl + _listed(cells, "cellen"),
        cells=" ".join(cells),
    )


def _listed(cells: list[str], word: str) -> str:
    return f" ({len(cells)} {word}: {', '.join(cells[:8])}{', …' if len(cells) > 8 else ''})"
