"""A first draft of the layout of a workbook, from a look at it: a person finishes it."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from werkmonitor.errors import DeliveryRefused, Problem, UsageError
from werkmonitor.intake.cells import CellReader
from werkmonitor.intake.drafting.crosstab_guesses import guess_crosstab
from werkmonitor.intake.drafting.crosstabs import see_crosstabs
from werkmonitor.intake.drafting.guesses import Guess, guess_list, name_of, scale_words, where
from werkmonitor.intake.drafting.kinds import kind_of, language_of
from werkmonitor.intake.drafting.layout_text import UNSURE, as_toml, remark, section, table
from werkmonitor.intake.drafting.lists import see_list
from werkmonitor.intake.drafting.looks import grid_of
from werkmonitor.intake.drafting.sightings import Sighting, labels_above, strips_of
from werkmonitor.intake.drafting.signs import note_measures, signs_of
from werkmonitor.intake.findings import Finding, Findings, quoted, together
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.reader import Reader
from werkmonitor.intake.tidy import observe
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.whereabouts import find_tables
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Hopeless, Sheet, Workbook, address, column_letters
from werkmonitor.limits import DEFAULT_LIMITS, Limits

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def see(sheet: Sheet) -> list[Sighting]:
    """Every table on a sheet, from left to right and from top to bottom; none where only texts stand."""
    found: list[Sighting] = []
    for strip in strips_of(sheet, grid_of(sheet)):
        listed = see_list(strip)
        found += [listed] if listed else see_crosstabs(strip)
    return found


@dataclass(frozen=True)
class Draft:
    """text: the layout as TOML. summary: what was seen, and what came of trying the draft at once. unsure: how many
    guesses a person should look at. is_read: whether the workbook could be read with it.
    """

    text: str
    summary: tuple[str, ...]
    unsure: int
    is_read: bool


def draft_layout(path: Path, received_on: date, limits: Limits = DEFAULT_LIMITS) -> Draft:
    """Look at a workbook and draft its layout, with fields of one's own.

    Raises UsageError for a file that is not there or holds no table, DeliveryRefused for one that cannot be read.
    """
    workbook = open_workbook(path, limits)
    drafting = Drafting(workbook, path.name, received_on)
    return drafting.draft()


def open_workbook(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    if not path.is_file():
        raise UsageError(Problem(str(path), "there is no such file", "give the path of the workbook"))
    try:
        with Reader(limits) as reader:
            return reader.read(path.read_bytes())
    except Hopeless as hopeless:
        findings = Findings()
        findings.add(hopeless.code, **hopeless.given)
        raise DeliveryRefused(one.as_problem(path.name) for one in findings.listed()) from None


@dataclass
class Drafting:
    """The draft of one workbook while it is made."""

    workbook: Workbook
    file_name: str
    received_on: date
    guesses: list[Guess] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def draft(self) -> Draft:
        groups = self._groups()
        if not groups:
            remedy = "a layout needs names over its columns; see docs/layouts.md"
            raise UsageError(Problem(self.file_name, "no table with a header was seen in it", remedy))
        self.language = language_of(one for group in groups for one in group)
        self.guesses = [self._guess(group, groups) for group in groups]
        for one in self.guesses:
            note_measures(one)
        self.signs = signs_of([one for one in self.guesses if not one.sighting.is_list], self.workbook.sheets)
        for one in self.guesses:
            self._settle(one)
        text = self.text()
        outcome, is_read = self._try(text)
        unsure = text.count(UNSURE)
        return Draft(text, (*self.seen, *outcome), unsure, is_read)

    # ------------------------------------------------------------ tables and their sheets

    def _groups(self) -> list[list[Sighting]]:
        """The tables seen; those that stand alike on several sheets together."""
        groups: dict[Any, list[Sighting]] = {}
        for sheet in self.workbook.sheets:
            found = [] if sheet.is_empty else see(sheet)
            for number, one in enumerate(found):
                if one.has_header:
                    alike = (one.is_list, one.header_texts(), tuple(one.labels), number, len(found))
                    groups.setdefault(alike, []).append(one)
                else:
                    start = address(one.top, one.left)
                    self.seen.append(f"sheet '{sheet.name}': no names over the table that begins in {start}: left out")
            if not found and not sheet.is_empty:
                self.seen.append(f"sheet '{sheet.name}': no table")
        tables = list(groups.values())
        if any(not group[0].is_list for group in tables):  # contents and notes beside figures
            tables = [group for group in tables if not (group[0].is_list and len(group[0].labels) <= 2)]
        return tables

    def _guess(self, group: Sequence[Sighting], groups: Sequence[Sequence[Sighting]]) -> Guess:
        first = group[0]
        guessed = (guess_list if first.is_list else guess_crosstab)(first, self.language)
        sheets = [sheet for sheet in self.workbook.sheets if not sheet.is_empty]
        keys: dict[str, Any] = {"kind": guessed.keys.pop("kind")}
        if len(groups) > 1:
            keys["name"] = self._title(first, groups)
        if len(group) > 1:
            names = [one.sheet.name for one in group]
            keys["sheet"] = pattern if (pattern := _pattern(names, sheets)) else names
            kind = kind_of(names, self.language)
            said = name_of(kind if kind != "text" else "tab", guessed.keys["columns"])
            keys["sheet_means"] = said
            guessed.doubts["sheet_means"] = "the same table stands on several sheets; what do their names say?"
            if kind != "text":
                guessed.keys.setdefault("fields", {})[said] = kind
        elif len(sheets) > 1:
            keys["sheet"] = first.sheet.name
        guessed.keys = keys | guessed.keys
        names = [one.sheet.name for one in group]
        shown = f"sheet{'s' * (len(names) > 1)} {quoted(names)}"
        guessed.seen.insert(0, f"{shown}: {where(first)}")
        self._note_sheet(first.sheet, guessed)
        self._hint(guessed)
        self.seen.append(guessed.seen[0])
        return guessed

    def _title(self, sighting: Sighting, groups: Sequence[Sequence[Sighting]]) -> str:
        """A name for a table among others: its sheet's, or the text above it."""
        beside = [group for group in groups if any(one.sheet is sighting.sheet for one in group)]
        if len(beside) == 1:
            return sighting.sheet.name
        number = 1 + next(place for place, group in enumerate(beside) if sighting in group)
        return f"{sighting.sheet.name} {number}"

    def _note_sheet(self, sheet: Sheet, guessed: Guess) -> None:
        if sheet.is_hidden:
            guessed.seen.append("the sheet is hidden")
        if sheet.hidden:
            guessed.seen.append(f"hidden: {sheet.hidden.in_words()['hidden']}")
        top, bottom = guessed.sighting.top, guessed.sighting.bottom
        for first, left, last, right in sorted(sheet.merged):
            if top <= first and last <= bottom and left < right and left >= guessed.sighting.left:
                value = sheet.value(first, left)
                guessed.seen.append(f"'{value}' is merged over {address(first, left)}:{address(last, right)}")

    def _hint(self, guessed: Guess) -> None:
        """What stands above a table and may belong to every figure in it, as lines to uncomment."""
        if guessed.sighting.is_list:
            return
        above = list(labels_above(guessed.sighting))
        header = [text for row in guessed.sighting.header_texts() for text in row]
        for text in scale_words([*header, *(text for _, _, text in above)])[:2]:
            guessed.hints.append(f"value = {{ scale = 1000 }}    {UNSURE}'{text[:60]}' stands there")
        if not {"year", "period"} & {*guessed.keys.get("across", ()), *guessed.keys.get("fields", {})}:
            for row, column, text in above:
                if _YEAR.search(text):
                    cell = as_toml({"year": {"cell": address(row, column), "find": r"(\d{4})"}})
                    guessed.hints.append(f"cells = {cell}    {UNSURE}a year stands there")
                    break

    # ------------------------------------------------------------ where it is found

    def _settle(self, guessed: Guess) -> None:
        """Say where the table stands by an address, where its names do not tell."""
        if self._is_found(guessed):
            return
        one = guessed.sighting
        beside = [other for other in self.guesses if other.sighting.sheet is one.sheet and other is not guessed]
        if not beside:
            guessed.keys = _with(guessed.keys, "header_row", one.top + 1)
            if self._is_found(guessed):
                guessed.seen.append("the names of its columns do not tell where it begins: its row does")
                return
            del guessed.keys["header_row"]
        below = [
            other.sighting for other in beside if other.sighting.top > one.last and other.sighting.left <= one.right
        ]
        bottom = str(min(other.top for other in below)) if below else ""
        area = f"{address(one.top, one.left)}:{column_letters(one.right)}{bottom}"
        guessed.keys = _with(guessed.keys, "area", area)
        guessed.doubts["area"] = "other tables look alike; 'below' with the text above it would follow it when it moves"

    def _is_found(self, guessed: Guess) -> bool:
        """Whether the engine sees the table where we do, among the others."""
        layout = self._layout([one.keys for one in self.guesses])
        index = self.guesses.index(guessed)
        findings = Findings()
        try:
            made = Layout.model_validate(layout)
        except ValueError:
            return False
        reader = CellReader(made, Vocabulary({}, {}))
        spots = find_tables(self.workbook, made, [made.tables[index]], reader, self.received_on, findings)
        wanted = (guessed.sighting.sheet.name, guessed.sighting.top, sorted(guessed.figures))
        return not findings.is_refused and any(
            (spot.sheet.name, spot.header.top, sorted(one.column for one in spot.header.figures)) == wanted
            for spot in spots
        )

    # ------------------------------------------------------------ the text, and trying it

    def _layout(self, tables: Iterable[dict[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {"language": self.language, "tables": list(tables)}
        return made | ({"signs": self.signs.keys} if self.signs.keys else {})

    def text(self) -> str:
        """The draft as TOML."""
        lines = [
            f"# Drafted from '{remark(self.file_name)}' ({self.workbook.format}).",
            f"# Look at every '{UNSURE.strip()}', and at docs/layouts.md.",
            f"title = {as_toml(Path(self.file_name).stem)}",
        ]
        if self.language != "nl":
            lines.append(f"language = {as_toml(self.language)}")
        lines += section("signs", self.signs.keys, self.signs.doubts)
        for one in self.guesses:
            lines += table(one.keys, one.doubts, one.seen, one.hints)
        return "\n".join(lines) + "\n"

    def _try(self, text: str) -> tuple[list[str], bool]:
        """What comes of reading the workbook with the draft, as lines for a person."""
        try:
            made = Layout.model_validate(tomllib.loads(text))
        except ValueError as error:
            return [f"the draft is not finished: {error}"], False
        observations = observe(self.workbook, made, self.received_on)
        refused = [one for one in observations.findings if one.treatment == "delivery"]
        counts = f"{observations.read} = {len(observations.rows)} observations + {observations.listed} listed"
        said = f"read with this draft: {counts}"
        if refused:
            said = "with this draft the workbook is not read yet:"
        return [said, *_told(refused or observations.findings, self.file_name)], not refused


_MOST_TOLD = 8


def _told(findings: Iterable[Finding], file_name: str) -> list[str]:
    problems = [str(one.as_problem(file_name)) for one in together(findings)]
    return problems[:_MOST_TOLD] + ([f"… and {len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else [])


def _with(keys: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Keys with one more, among the plain ones in front."""
    first = {one: keys[one] for one in ("kind", "yields", "name", "sheet", "sheet_means") if one in keys}
    return first | {name: value} | {one: said for one, said in keys.items() if one not in first}


def _pattern(names: Sequence[str], sheets: Sequence[Sheet]) -> str:
    """A pattern of just these names, 'Tabel *', if there is one."""
    start = 0
    while len({name[: start + 1] for name in names}) == 1 and start < min(map(len, names)):
        start += 1
    opening = names[0][:start].rstrip("0123456789")
    matching = [sheet.name for sheet in sheets if fold(sheet.name).startswith(fold(opening))]
    return f"{opening}*" if len(opening.strip()) >= 3 and matching == list(names) else ""
