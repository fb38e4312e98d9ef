"""Every table of a workbook that nobody described yet, with what its place says: its sheet, what stands above it."""

import re
from collections.abc import Sequence
from typing import Any

from werkmonitor.intake.cells import as_text, as_written
from werkmonitor.intake.drafting.crosstab_guesses import guess_crosstab
from werkmonitor.intake.drafting.crosstabs import see_crosstabs
from werkmonitor.intake.drafting.guesses import Guess, guess_list, name_of, scale_words, where
from werkmonitor.intake.drafting.kinds import kind_of
from werkmonitor.intake.drafting.layout_text import UNSURE, as_toml
from werkmonitor.intake.drafting.lists import see_list
from werkmonitor.intake.drafting.looks import grid_of
from werkmonitor.intake.drafting.sightings import Sighting, labels_above, strips_of
from werkmonitor.intake.findings import quoted
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Workbook, address

_NUMBERED = re.compile(r"(sheet|blad|tab\w*|data\w*|feuil\w*|hoja|foglio|arkusz)?[ _.-]*\d+", re.IGNORECASE)
"""Names of sheets that say nothing but a number."""
_MOST_MERGED = 6
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
Group = list[Sighting]
"""A table, or several alike on as many sheets."""


def see(sheet: Sheet) -> list[Sighting]:
    """Every table on a sheet, from left to right and from top to bottom; none where only texts stand."""
    found: list[Sighting] = []
    for strip in strips_of(sheet, grid_of(sheet)):
        listed = see_list(strip)
        found += [listed] if listed else see_crosstabs(strip)
    return found


def groups_of(workbook: Workbook, told: list[str]) -> list[Group]:
    """The tables of a workbook; what is left out is told."""
    groups: dict[Any, Group] = {}
    for sheet in workbook.sheets:
        found = [] if sheet.is_empty else see(sheet)
        for number, one in enumerate(found):
            if one.has_header:
                alike = (one.is_list, one.header_texts(), tuple(one.labels), number, len(found))
                groups.setdefault(alike, []).append(one)
            else:
                start = address(one.top, one.left)
                told.append(f"sheet '{sheet.name}': no names over the table that begins in {start}: left out")
        if not found and not sheet.is_empty:
            told.append(f"sheet '{sheet.name}': no table")
    tables = list(groups.values())
    if any(not group[0].is_list for group in tables):  # contents and notes beside figures
        tables = [group for group in tables if not (group[0].is_list and len(group[0].labels) <= 2)]
    return tables


def guess_group(group: Group, groups: Sequence[Group], sheets: Sequence[Sheet], language: str) -> Guess:
    """The layout of a table, with the sheets on which it stands. sheets: those of the workbook that hold anything."""
    first = group[0]
    guessed = (guess_list if first.is_list else guess_crosstab)(first, language)
    keys: dict[str, Any] = {"kind": guessed.keys.pop("kind")}
    if len(groups) > 1:
        keys["name"] = _name(first, groups)
    names = [one.sheet.name for one in group]
    if len(group) > 1:
        keys["sheet"] = _pattern(names, sheets) or names
        _tell_apart(group, guessed, keys, language)
    elif len(sheets) > 1:
        keys["sheet"] = first.sheet.name
    guessed.keys = keys | guessed.keys
    guessed.seen.insert(0, f"sheet{'s' * (len(names) > 1)} {quoted(names)}: {where(first)}")
    _note_sheet(guessed)
    _hint(guessed)
    return guessed


def _tell_apart(group: Group, guessed: Guess, keys: dict[str, Any], language: str) -> None:
    """What tells the sheets of one table apart: a cell above it, where their names are only numbers; or their names."""
    names = [one.sheet.name for one in group]
    taken = [*guessed.keys["columns"], *guessed.keys.get("across", ())]
    place = _cell_that_differs(group) if all(_NUMBERED.fullmatch(name) for name in names) else None
    if place:
        row, column = place
        left = (as_written(group[0].sheet.value(row, one)) for one in range(column))
        said = name_of(next(filter(None, left), ""), taken, "tab")
        keys["every_sheet"] = True
        guessed.keys["cells"] = {said: {"cell": address(row, column)}}
        guessed.doubts[f"cells.{said}"] = "on every sheet it says something else"
        return
    kind = kind_of(names, language)
    said = name_of(kind if kind != "text" else "tab", taken)
    keys["sheet_means"] = said
    guessed.doubts["sheet_means"] = "the same table stands on several sheets; what do their names say?"
    if kind != "text":
        guessed.keys.setdefault("fields", {})[said] = kind


def _cell_that_differs(group: Group) -> tuple[int, int] | None:
    """The nearest cell above a table with another text on every sheet."""
    for row, column, _ in labels_above(group[0]):
        texts = [as_written(one.sheet.value(row, column)) for one in group]
        if all(texts) and len(set(texts)) == len(texts):
            return row, column
    return None


def _name(sighting: Sighting, groups: Sequence[Group]) -> str:
    """A name for a table among others: its sheet's, with a number where it holds several."""
    beside = [group for group in groups if any(one.sheet is sighting.sheet for one in group)]
    number = 1 + next(place for place, group in enumerate(beside) if sighting in group)
    return sighting.sheet.name if len(beside) == 1 else f"{sighting.sheet.name} {number}"


def _pattern(names: Sequence[str], sheets: Sequence[Sheet]) -> str:
    """A pattern of just these names, 'Tabel *', if there is one."""
    start = 0
    while start < min(map(len, names)) and len({name[: start + 1] for name in names}) == 1:
        start += 1
    opening = names[0][:start].rstrip("0123456789")
    matching = [sheet.name for sheet in sheets if fold(sheet.name).startswith(fold(opening))]
    return f"{opening}*" if len(opening.strip()) >= 3 and matching == list(names) else ""


def _note_sheet(guessed: Guess) -> None:
    sighting, sheet = guessed.sighting, guessed.sighting.sheet
    if sheet.is_hidden:
        guessed.seen.append("the sheet is hidden")
    if sheet.hidden:
        guessed.seen.append(f"hidden: {sheet.hidden.in_words()['hidden']}")
    merged: list[str] = []
    for first, left, last, right in sorted(sheet.merged):
        is_in_header = sighting.top <= first and last <= sighting.bottom
        if is_in_header and sighting.left <= left < right <= sighting.right and sheet.value(first, left) is not None:
            text = as_text(sheet.value(first, left))
            merged.append(f"'{text}' is merged over {address(first, left)}:{address(last, right)}")
    guessed.seen += merged[:_MOST_MERGED] + [f"… and {len(merged) - _MOST_MERGED} more"] * (len(merged) > _MOST_MERGED)


def _hint(guessed: Guess) -> None:
    """What stands above a table and may belong to every figure in it, as lines to uncomment."""
    if guessed.sighting.is_list:
        return
    above = list(labels_above(guessed.sighting))
    header = [text for row in guessed.sighting.header_texts() for text in row]
    for text in scale_words([*header, *(text for _, _, text in above)])[:2]:
        guessed.hints.append(f"value = {{ scale = 1000 }}    {UNSURE}'{text[:60]}' stands there")
    if percents := _percents(guessed):
        share = as_toml({text: {"kind": "share", "scale": 0.01} for text in percents})
        guessed.hints.append(f"values = {share}    {UNSURE}'%' stands there, with figures above 1 under it")
    if {"year", "period"} & {*guessed.keys.get("across", ()), *guessed.keys.get("fields", {}).values()}:
        return
    for row, column, text in above:
        if _YEAR.search(text):
            cell = as_toml({"year": {"cell": address(row, column), "find": r"(\d{4})"}})
            guessed.hints.append(f"cells = {cell}    {UNSURE}a year stands there")
            return


def _percents(guessed: Guess) -> list[str]:
    """Headers with '%' over plain numbers that are no parts of 1."""
    sheet, found = guessed.sighting.sheet, []
    for column, labels in zip(guessed.figures, guessed.titles(), strict=True):
        cells = {(row, column): sheet.value(row, column) for row in guessed.sighting.data}
        plain = [
            value for place, value in cells.items() if isinstance(value, int | float) and place not in sheet.percents
        ]
        if max(plain, default=0) > 1:
            found += [label for label in labels if "%" in label][:1]
    return list(dict.fromkeys(found))
