"""A first draft of the layout of a workbook, from a look at it: a person finishes it."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from werkmonitor.errors import Problem, UsageError
from werkmonitor.intake.cells import CellReader
from werkmonitor.intake.checking import folder_of
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.drafting.deliveries import as_delivery
from werkmonitor.intake.drafting.guesses import Guess
from werkmonitor.intake.drafting.kinds import language_of
from werkmonitor.intake.drafting.known import Known
from werkmonitor.intake.drafting.layout_text import UNSURE, entries, remark, section, table
from werkmonitor.intake.drafting.signs import SignsSeen, note_measures, signs_of
from werkmonitor.intake.drafting.tables_seen import Group, groups_of, guess_group
from werkmonitor.intake.findings import Finding, Findings, together
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.tidy import observe, open_workbook
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.whereabouts import find_tables
from werkmonitor.intake.workbook import Workbook, address, column_letters
from werkmonitor.programme import Partner, Programme
from werkmonitor.workspace import Workspace

_MOST_TOLD = 8
_IN_NAMES = {"yyyymm": r"(?<!\d)20\d\d(0[1-9]|1[0-2])(?!\d)", "yyyy-mm": r"(?<!\d)20\d\d-(0[1-9]|1[0-2])(?![-\d])"}
"""How a date is written in a file's name."""


@dataclass(frozen=True)
class Draft:
    """text: the layout as TOML. summary: what was seen, and what came of trying the draft at once. unsure: how many
    guesses a person should look at. is_read: whether the workbook could be read with it.
    """

    text: str
    summary: tuple[str, ...]
    unsure: int
    is_read: bool


def draft_layout(
    path: Path,
    received_on: date | None,
    today: date,
    at_hand: tuple[Workspace, Programme] | None = None,
    partner: str | None = None,
    password: Callable[[], str] | None = None,
) -> Draft:
    """Look at a workbook and draft its layout: of a delivery where the words of a programme at hand stand in it, and
    with fields of one's own otherwise.

    received_on, partner: by its folder where they are not given. password: asked for where it is encrypted. Raises
    UsageError for a file that is not there or holds no table, or an unknown partner; DeliveryRefused for one that
    cannot be read.
    """
    known, day = None, None
    if at_hand:
        folder, day = folder_of(path, at_hand[0])
        known = Known.of(*at_hand, partner or folder)
    return Drafting(open_workbook(path, password), path.name, received_on or day or today, known).draft()


class Drafting:
    """The draft of one workbook while it is made."""

    def __init__(self, workbook: Workbook, file_name: str, received_on: date, known: Known | None = None):
        self.workbook, self.file_name, self.received_on, self.known = workbook, file_name, received_on, known
        self.sheets = [sheet for sheet in workbook.sheets if not sheet.is_empty]
        self.seen: list[str] = []
        self.head: dict[str, Any] = {"title": Path(file_name).stem}
        self.head_doubts: dict[str, str] = {}
        self.indicators: dict[str, str] = {}
        self.guesses: list[Guess] = []
        self.signs = SignsSeen()

    def draft(self) -> Draft:
        groups = groups_of(self.workbook, self.seen)
        if not groups:
            remedy = "a layout needs names over its columns; see docs/layouts.md"
            raise UsageError(Problem(self.file_name, "no table with a header was seen in it", remedy))
        language = language_of(one for group in groups for one in group)
        if language != "nl":
            self.head["language"] = language
        decimal = Layout.model_construct(language=language).decimal
        self.guesses = [guess_group(group, groups, self.sheets, language) for group in groups]
        for one in self.guesses:
            note_measures(one, decimal)
        self._recognise(groups)
        self.signs = signs_of([one for one in self.guesses if not one.sighting.is_list], self.workbook.sheets, decimal)
        for one in self.guesses:
            self._settle(one)
        self.seen += [one.seen[0] for one in self.guesses]
        text = self._text()
        outcome, is_read = self._try(text)
        return Draft(text, (*self.seen, *outcome), text.count(UNSURE), is_read)

    # ------------------------------------------------------------ a delivery of the programme

    def _recognise(self, groups: list[Group]) -> None:
        """Where words of the programme stand in it, the draft is that of a delivery, and of nothing else."""
        if self.known is None:
            return
        found: list[Guess] = []
        for group, one in zip(groups, self.guesses, strict=True):
            names = [sighting.sheet.name for sighting in group]
            if recognised := as_delivery(one, self.known, names, self.file_name):
                one.keys, words = recognised
                one.keys.pop("name", None)
                one.doubts.pop("across", None)
                self.indicators |= words
                found.append(one)
        if not found:
            self.seen.append("nothing of the programme was recognised: the fields are ones of its own")
            return
        self.seen += [
            f"left out, nothing of the programme in it: {one.seen[0]}" for one in self.guesses if one not in found
        ]
        self.guesses = found
        is_one_day = all(one.keys["kind"] == "standing" and "until_on" not in one.keys["across"] for one in found)
        self.head["coverage"] = "as_of" if is_one_day else "since_start"
        self.head_doubts["coverage"] = "does every workbook hold " + (
            "one standing?" if is_one_day else "all since the start?"
        )
        names = [way for way, pattern in _IN_NAMES.items() if re.search(pattern, self.file_name)]
        if names and is_one_day:
            self.head["as_of"] = {"file_name": names[0]}
            self.head_doubts["as_of"] = "does every file's name hold its date?"

    @property
    def _is_delivery(self) -> bool:
        return "coverage" in self.head

    # ------------------------------------------------------------ where the tables are found

    def _settle(self, guessed: Guess) -> None:
        """Say where the table stands by an address, where its names do not tell."""
        if self._is_found(guessed):
            return
        one = guessed.sighting
        beside = [
            other.sighting for other in self.guesses if other is not guessed and other.sighting.sheet is one.sheet
        ]
        if not beside:
            guessed.keys["header_row"] = one.top + 1
            if self._is_found(guessed):
                guessed.seen.append("the names of its columns do not tell where it begins: its row does")
                return
            del guessed.keys["header_row"]
        under = [other for other in beside if other.top > one.last]
        below = [other.top for other in under if other.left <= one.right and one.left <= other.right]
        guessed.keys["area"] = f"{address(one.top, one.left)}:{column_letters(one.right)}{min(below, default='')}"
        guessed.doubts["area"] = "tables beside it look alike; 'below' with the text above it would follow it"

    def _is_found(self, guessed: Guess) -> bool:
        """Whether the table is found where it was seen."""
        try:
            layout = Layout.model_validate(self._keys())
        except ValueError:
            return False
        wanted = layout.tables[self.guesses.index(guessed)]
        reader = CellReader(layout, self._vocabulary, has_1904_dates=self.workbook.has_1904_dates)
        spots = find_tables(self.workbook, layout, layout.tables, reader, self.received_on, Findings())
        place = (guessed.sighting.sheet.name, guessed.sighting.top, sorted(guessed.figures))
        return any(
            spot.table is wanted
            and spot.is_sound
            and (spot.sheet.name, spot.header.top, sorted(one.column for one in spot.header.figures)) == place
            for spot in spots
        )

    @property
    def _vocabulary(self) -> Vocabulary:
        return self.known.vocabulary if self.known else Vocabulary({}, {})

    # ------------------------------------------------------------ the text, and trying it

    def _keys(self) -> dict[str, Any]:
        parts = {"signs": self.signs.keys, "words": {"indicator": self.indicators} if self.indicators else {}}
        return (
            self.head
            | {name: part for name, part in parts.items() if part}
            | {"tables": [one.keys for one in self.guesses]}
        )

    def _text(self) -> str:
        """The draft as TOML."""
        lines = [
            f"# Drafted from '{remark(self.file_name)}' ({self.workbook.format}).",
            f"# Look at every '{UNSURE.strip()}', and at docs/layouts.md.",
            *entries(self.head, self.head_doubts),
            *section("signs", self.signs.keys, self.signs.doubts),
        ]
        doubts = {name.removeprefix("words."): doubt for one in self.guesses for name, doubt in one.doubts.items()}
        lines += section("words.indicator", self.indicators, doubts)
        for one in self.guesses:
            lines += table(one.keys, one.doubts, one.seen, one.hints)
        return "\n".join(lines) + "\n"

    def _try(self, text: str) -> tuple[list[str], bool]:
        """What comes of reading the workbook with the draft, as lines for a person."""
        try:
            layout = Layout.model_validate(tomllib.loads(text))
        except ValueError as error:
            return [f"the draft is not finished: {error}"], False
        findings: Iterable[Finding]
        if self.known and self._is_delivery:
            given = Circumstances(
                self.known.programme,
                self._partner(),
                self.received_on,
                self.file_name,
                self._vocabulary,
                b"",
                self.known.limits,
            )
            outcome = read_delivery(self.workbook, {"draft": layout}, given)
            findings = outcome.findings
            count = f"{outcome.rows_read} rows read = {outcome.rows_kept} kept + {outcome.rows_listed} listed"
        else:
            observed = observe(self.workbook, layout, self.received_on)
            # What stands in a list may be about persons: that it cannot be read is counted, and told by 'read'.
            lists = {one.sighting.sheet.name for one in self.guesses if one.sighting.is_list}
            findings = [one for one in observed.findings if one.treatment != "row" or one.sheet not in lists]
            count = observed.count
        refused = [one for one in findings if one.treatment == "delivery"]
        said = "with this draft the workbook is not read yet:" if refused else f"tried at once: {count}"
        return [said, *self._told(refused or findings)], not refused

    def _partner(self) -> Partner:
        """Whose workbook it is; of a stranger's every personal column of the draft is allowed, to try it."""
        if self.known and self.known.partner:
            return self.known.partner
        persons = [one.keys["columns"].get("person") for one in self.guesses]
        allowed = tuple(name for name in persons if isinstance(name, str))
        return Partner(code="draft", name="", kind="other", layouts=(), personal_columns=allowed)

    def _told(self, findings: Iterable[Finding]) -> list[str]:
        told = sorted(together(findings), key=lambda one: one.treatment not in ("delivery", "row"))
        problems = [str(one.as_problem(self.file_name)) for one in told if one.code != "column_not_read"]
        more = len(problems) - _MOST_TOLD
        return problems[:_MOST_TOLD] + ([f"… and {more} more"] if more > 0 else [])
