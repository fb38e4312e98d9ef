"""`data/corrections.toml`: cells known to be wrong, each with who said so, when and why.

A correction that no longer finds what it corrects is an error: the partner may have mended the workbook.
"""

from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.intake.cells import as_text
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.folders import CORRECTIONS_FILE
from werkmonitor.intake.workbook import Fault, Value, Workbook, column_number, is_blank
from werkmonitor.programme import Code, Day, Model, load_model
from werkmonitor.workspace import Workspace

Scalar = str | int | float | date


class Stated(Model):
    """file: below data/raw, as partner/2021-05-07/name.xlsx. who: a role, never a name."""

    file: str
    who: str
    when: Day
    reason: Annotated[str, Field(min_length=3)]


class Correction(Stated):
    """One cell: what was found there, and what to use instead (an empty text for a blank)."""

    sheet: str
    cell: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9]\d{0,6}$")]
    found: Scalar
    use: Scalar


class Fall(Stated):
    """A standing that rightly is lower than the one before."""

    project: Code
    indicator: Code


class Corrections(Model):
    corrections: tuple[Correction, ...] = ()
    falls: tuple[Fall, ...] = ()

    def of(self, file: str) -> tuple[Correction, ...]:
        return self._by_file.get(file, ())

    def fall(self, file: str, project: str, indicator: str) -> Fall | None:
        return self._falls.get((file, project, indicator))

    @cached_property
    def _by_file(self) -> dict[str, tuple[Correction, ...]]:
        found: dict[str, tuple[Correction, ...]] = {}
        for one in self.corrections:
            found[one.file] = (*found.get(one.file, ()), one)
        return found

    @cached_property
    def _falls(self) -> dict[tuple[str, str, str], Fall]:
        return {(one.file, one.project, one.indicator): one for one in reversed(self.falls)}


def load_corrections(workspace: Workspace) -> Corrections:
    """The corrections of a workspace; none where there is no file. Raises ConfigurationError for a faulty one."""
    path = workspace.data / CORRECTIONS_FILE
    if not path.is_file():
        return Corrections()
    return load_model(path, Corrections, shown_as=workspace.relative(path))


def apply_corrections(
    workbook: Workbook, corrections: tuple[Correction, ...], findings: Findings
) -> tuple[Correction, ...]:
    """Put the right values in the cells, and note each; returns the corrections that did not find what they correct."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    unmatched = []
    for one in corrections:
        sheet = sheets.get(one.sheet)
        row, column = _position(one.cell)
        if sheet is None or _as_written(sheet.value(row, column)) != _as_written(_value(one.found)):
            unmatched.append(one)
            continue
        sheet.put({(row, column): _value(one.use)})
        when = f"{one.when:%d-%m-%Y}"
        findings.add("correction_applied", one.sheet, one.cell, who=one.who, when=when, reason=one.reason)
    return tuple(unmatched)


def refuse_unused(
    workspace: Workspace, corrections: Corrections, unmatched: list[Correction], missing: set[str], unused: list[Fall]
) -> None:
    """Raise ConfigurationError when a correction matched nothing. missing: files named that are not there."""
    shown = workspace.relative(workspace.data / CORRECTIONS_FILE)
    problems = [
        Problem(
            f"{shown} › {one.file} › {one.sheet}!{one.cell}",
            "this correction no longer finds what it corrects",
            "look at the cell: remove the correction if the partner mended it",
        )
        for one in unmatched
    ]
    problems += [
        Problem(
            f"{shown} › {one.file}",
            "there is no such delivery",
            "write the file as it stands below data/raw: partner/2021-05-07/name.xlsx; or remove the correction",
        )
        for one in (*corrections.corrections, *corrections.falls)
        if one.file in missing
    ]
    problems += [
        Problem(f"{shown} › {one.file}", f"{one.indicator} of '{one.project}' did not fall in it", "remove the entry")
        for one in unused
    ]
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))


def _position(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]) - 1, column_number(letters)


def _value(given: Scalar) -> Value:
    return None if given == "" else float(given) if isinstance(given, int) else given


def _as_written(value: Value) -> str:
    if isinstance(value, Fault):
        return value.text
    return "" if is_blank(value) else as_text(value)
