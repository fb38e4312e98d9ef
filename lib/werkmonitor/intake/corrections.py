"""`data/corrections.toml`: cells known to be wrong, each with who said so, when and why.

A correction that no longer finds what it corrects is an error: the partner may have mended the workbook.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import product
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.intake.cells import as_text
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.folders import CORRECTIONS_FILE, received_on
from werkmonitor.intake.workbook import Fault, Value, Workbook, address, cell_position, is_blank
from werkmonitor.models import Code, Day, Model, load_model
from werkmonitor.workspace import Workspace

Scalar = bool | str | int | float | date
MOST_CELLS = 1000
"""So many cells with the same slip; a larger part of a workbook is sent anew."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Cells = Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9]\d{0,6}(:[A-Z]{1,3}[1-9]\d{0,6})?$")]


class Stated(Model):
    """file: below data/raw, as partner/2021-05-07/name.xlsx. who: a role, never a name."""

    file: str
    who: str
    when: Day
    reason: Annotated[str, Field(min_length=3)]


class Correction(Stated):
    """Cells that hold the same wrong value: what was found there, and what to use instead (an empty text for a blank).

    cells: 'D14', 'D14:D20', or several of these.
    """

    sheet: str
    cells: Annotated[tuple[Cells, ...], BeforeValidator(_listed), Field(validation_alias=AliasChoices("cells", "cell"))]
    found: Scalar
    use: Scalar

    @model_validator(mode="after")
    def _no_more_than_a_few(self) -> Self:
        if sum(len(rows) * len(columns) for rows, columns in map(_area, self.cells)) > MOST_CELLS:
            raise ValueError(f"a correction names at most {MOST_CELLS} cells")
        return self

    def positions(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        for rows, columns in map(_area, self.cells):
            yield from product(rows, columns)


class Fall(Stated):
    """A standing that rightly is lower than the one before."""

    project: Code
    indicator: Code

    @property
    def nothing_to_explain(self) -> str:
        return f"{self.indicator} of '{self.project}' did not fall in it"


class Accepted(Stated):
    """A finding that would refuse a delivery, which somebody looked at: the figures are right all the same."""

    finding: Literal["periods_cumulative"]

    @property
    def nothing_to_explain(self) -> str:
        return f"there is no finding '{self.finding}' in it"


S = TypeVar("S", bound=Stated)


class Corrections(Model):
    corrections: tuple[Correction, ...] = ()
    falls: tuple[Fall, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @model_validator(mode="after")
    def _every_cell_once(self) -> Self:
        cells = Counter((one.file, one.sheet, at) for one in self.corrections for at in one.positions())
        if twice := [f"{file} › {sheet}!{address(*at)}" for (file, sheet, at), count in cells.items() if count > 1]:
            raise ValueError(f"corrected twice: {', '.join(twice[:5])}")
        return self

    def of(self, file: str) -> tuple[Correction, ...]:
        return self._by_file.get(file, ())

    def known_until(self, day: date) -> "Corrections":
        """Those of deliveries that were received by a day."""

        def kept(entries: Iterable[S]) -> tuple[S, ...]:
            return tuple(one for one in entries if (received_on(one.file) or date.min) <= day)

        return Corrections(corrections=kept(self.corrections), falls=kept(self.falls), accepted=kept(self.accepted))

    def fall(self, file: str, project: str, indicator: str) -> Fall | None:
        return self._falls.get((file, project, indicator))

    def accepts(self, file: str, finding: str) -> Accepted | None:
        return next((one for one in self.accepted if (one.file, one.finding) == (file, finding)), None)

    @property
    def explanations(self) -> tuple[Fall | Accepted, ...]:
        """What is no correction of a cell, and explains something in a delivery."""
        return (*self.falls, *self.accepted)

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
        sheet, positions = sheets.get(one.sheet), list(one.positions())
        found = _as_written(_value(one.found))
        if sheet is None or any(_as_written(sheet.value(*position)) != found for position in positions):
            unmatched.append(one)
            continue
        sheet.put(dict.fromkeys(positions, _value(one.use)))
        given = {"who": one.who, "when": f"{one.when:%d-%m-%Y}", "reason": one.reason}
        for position in positions:
            findings.add("correction_applied", one.sheet, address(*position), **given)
    return tuple(unmatched)


def refuse_unused(
    workspace: Workspace,
    corrections: Corrections,
    unmatched: Iterable[Correction],
    unused: Iterable[Fall | Accepted],
    present: Mapping[str, str],
) -> None:
    """Raise ConfigurationError when an entry matched nothing.

    present: every file below data/raw, and the one that it is judged as: itself, or the first of identical ones.
    """
    shown = workspace.relative(workspace.data / CORRECTIONS_FILE)
    problems = [
        Problem(
            f"{shown} › {one.file} › {one.sheet}!{', '.join(one.cells)}",
            "this correction no longer finds what it corrects",
            "look at the cells: remove the correction if the partner mended them",
        )
        for one in unmatched
    ]
    for one in (*corrections.corrections, *corrections.explanations):
        if one.file not in present:
            remedy = "write the file as it stands below data/raw: partner/2021-05-07/name.xlsx; or remove the entry"
            problems.append(Problem(f"{shown} › {one.file}", "there is no such delivery", remedy))
        elif (judged := present[one.file]) != one.file:
            what = f"is the same file as {judged}, byte for byte, and only that one is read"
            problems.append(Problem(f"{shown} › {one.file}", what, f"name {judged} here"))
    problems += [
        Problem(f"{shown} › {one.file}", one.nothing_to_explain, "remove the entry")
        for one in unused
        if present.get(one.file) == one.file
    ]
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))


def _area(cells: str) -> tuple[range, range]:
    """The rows and columns of 'D14' or 'D14:E20'."""
    corners = [cell_position(cell) for cell in cells.split(":")]
    rows, columns = ([corner[axis] for corner in corners] for axis in (0, 1))
    return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)


def _value(given: Scalar) -> Value:
    return None if given == "" else float(given) if isinstance(given, int) else given


def _as_written(value: Value) -> str:
    if isinstance(value, Fault):
        return value.text
    return "" if is_blank(value) else as_text(value)
