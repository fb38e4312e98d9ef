"""The protected cube: all that may be published of one edition, and the only meeting point of figures and publishing.

A cube is one JSON file, one row a line, so that it can be read, compared and kept for decades. Its figures are
protected already; shares, words and trends were computed from the protected figures. Nothing in it can point at a
person.

Every notebook kernel reads a cube, and importing pandas costs more than all else it does: `read_rows` does without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.workspace import Workspace, write_file

if TYPE_CHECKING:
    import pandas as pd

    from werkmonitor.programme import Edition

CUBE_FILE = "cube.json"
FORMAT = 1

LEVELS = ("programme", "category", "project", "sector", "target_group", "municipality")
"""`code` of the programme level is the programme's own code."""

PROGRESS_WORDS = ("ahead", "on_course", "attention", "behind", "too_small", "undeterminable", "qualitative")

FORECAST_WORDS = ("met", "likely", "uncertain", "unlikely", "too_few")

REVISION_CAUSES = ("late_record", "corrected_delivery", "definition", "our_correction")

SHARE_REASONS = ("too_small", "too_young", "unknown")
"""Why a share cannot be told: its denominator is too small, too young to judge, or not known."""

PUBLIC, TEAM = "public", "team"
"""For whom an edition is. The team's own one holds exact figures of small areas and groups: it is never published."""

COLUMNS: dict[str, dict[str, str]] = {
    # What is shown, with everything readers may be told about it. One row a scope.
    # kind: quantitative or qualitative. state: of a project, on the as-of date. target_groups and aliases: tuples.
    # is_member: of a municipality on the as-of date ("voormalig Weesp" and "Buiten de regio" are not).
    # protection: exact, rounded or not_published.
    "scopes": {
        "level": "str",
        "code": "str",
        "name": "str",
        "kind": "str",
        "category": "str",
        "plan": "str",
        "sector": "str",
        "target_groups": "object",
        "aliases": "object",
        "number": "str",
        "is_fictional": "boolean",
        "is_member": "boolean",
        "protection": "str",
        "state": "str",
        "state_on": "datetime64[us]",
        "starts_on": "datetime64[us]",
        "ends_on": "datetime64[us]",
        "capacity": "Int64",
        "description": "str",
        "aim": "str",
        "financing": "str",
    },
    # Every published count: cumulative since the start of the programme, up to and including `on`.
    # category: only for municipality × category, else NA. base: 1 = exact, 5 or 10 = rounded to that base.
    # low and high: what the count can be for a reader (exact: both equal value; a rounded 0 is 0–4, a 5 is 1–9).
    # Scopes that are exact have a row for every quarter's end up to the as-of date; rounded ones only the as-of date.
    "cells": {
        "level": "str",
        "code": "str",
        "category": "str",
        "indicator": "str",
        "on": "datetime64[us]",
        "value": "Int64",
        "low": "Int64",
        "high": "Int64",
        "base": "Int64",
    },
    # Goals in force on the publication date, and of every level the earlier versions (is_current False).
    "goals": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "version": "Int64",
        "value": "Int64",
        "relation": "str",
        "goal_on": "datetime64[us]",
        "valid_from_on": "datetime64[us]",
        "decided_by": "str",
        "reference": "str",
        "is_current": "boolean",
    },
    # Cumulative plan at every quarter's end from the start of the programme to the goal date (straight line between the
    # delivered points), for drawing beside the realised line.
    "plan": {"level": "str", "code": "str", "indicator": "str", "on": "datetime64[us]", "value": "float64"},
    # One row a scope and indicator that has a goal or a count, at the as-of date.
    # plan_to_date and ratio: NA where it cannot be determined. word: one of PROGRESS_WORDS.
    # over_goal: by how much more than the goal was reached, as a part of the goal (0.2462); NA where it was not.
    # previous_*: the same scope and indicator in the previous edition, as published then; change = value −
    # previous_value.
    "progress": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "value": "Int64",
        "low": "Int64",
        "high": "Int64",
        "base": "Int64",
        "goal": "Int64",
        "goal_relation": "str",
        "goal_on": "datetime64[us]",
        "share_of_goal": "float64",
        "over_goal": "float64",
        "plan_to_date": "float64",
        "ratio": "float64",
        "word": "str",
        "previous_edition": "str",
        "previous_value": "Int64",
        "change": "Int64",
    },
    # Quarters: exact scopes only. added: within the quarter; cumulative: at its end. label: '2e kwartaal 2021'.
    "trend": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "on": "datetime64[us]",
        "label": "str",
        "added": "Int64",
        "cumulative": "Int64",
    },
    # Earlier editions' published figures of the scopes that are rounded: the trend that may be shown of them.
    "history": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "edition": "str",
        "on": "datetime64[us]",
        "value": "Int64",
        "low": "Int64",
        "high": "Int64",
        "base": "Int64",
    },
    "states": {
        "project": "str",
        "state": "str",
        "on": "datetime64[us]",
        "cause": "str",
        "effect": "str",
        "action": "str",
    },
    "results": {"project": "str", "on": "datetime64[us]", "kind": "str", "text": "str"},
    "expectations": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "on": "datetime64[us]",
        "text": "str",
        "decided_by": "str",
    },
    # One row a partner of whom a delivery was expected. state: delivered, or missing (nothing new for this as-of date;
    # as_of_on is then the last state that was delivered, NA where there never was one). municipality: whose residents
    # it delivers, a municipality or a reporting unit; NA where it is neither, and in cubes from before it was there.
    "partners": {
        "partner": "str",
        "name": "str",
        "municipality": "str",
        "state": "str",
        "as_of_on": "datetime64[us]",
    },
    # Figures of earlier quarters that differ from what was published before: in the previous edition, or, of a revised
    # edition, in the revision before. since: that edition, as '2022-07', or revision, as '2022-07 r1'.
    # cause: one of REVISION_CAUSES; a difference with several causes has a row for each, from one `was` to the next.
    "revisions": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "on": "datetime64[us]",
        "was": "Int64",
        "now": "Int64",
        "since": "str",
        "cause": "str",
    },
    # Indicators that are no count, at the as-of date, from published figures only: numerator ÷ denominator.
    # undetermined: of a cohort, how many are too young or not known yet. value: the ratio (0.92), or the days of a
    # median; NA where it cannot be told, and because says why: one of SHARE_REASONS.
    "shares": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "numerator": "Int64",
        "denominator": "Int64",
        "undetermined": "Int64",
        "value": "float64",
        "because": "str",
    },
    # What is computed to be reached on the goal's date: expected, low to high with a chance of 80%, and the chance that
    # the goal is met. word: one of FORECAST_WORDS. Only where the programme makes it public, and in the team's edition.
    "forecasts": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "on": "datetime64[us]",
        "goal": "Int64",
        "expected": "float64",
        "low": "float64",
        "high": "float64",
        "probability": "float64",
        "word": "str",
    },
    # Whole euros, of the register, as known at the as-of date: the latest row of every scope. freed: not spent any more
    # because a project stopped; freed_for: what for.
    "money": {
        "level": "str",
        "code": "str",
        "on": "datetime64[us]",
        "budget": "Int64",
        "spent": "Int64",
        "freed": "Int64",
        "freed_for": "str",
    },
    # A person's judgement beside the computed word: one of PROGRESS_WORDS, the role (never a name), the day, and why.
    "overrides": {
        "level": "str",
        "code": "str",
        "indicator": "str",
        "word": "str",
        "role": "str",
        "on": "datetime64[us]",
        "reason": "str",
    },
}


@dataclass(frozen=True)
class Cube:
    """One edition's protected figures and texts.

    edition: id, number, as_of, as_of_is_assumed, published_on, deliveries_until, adopted_by, adopted_on, is_concept,
        previous (id or None), stuck_cells (how many rounded cells needed a wider margin), audience ('public' or
        'team'), revision (1, 2, …), revision_reason and revised_on (of a later one; else None).
    programme: code, name, region, publisher, notice, explanation, is_fictional, started_on, goals_on, ends_on, website,
        thresholds, protection, and the definitions of indicators and categories, in their order.
    tables: the data frames of COLUMNS, by name.
    """

    edition: dict[str, Any]
    programme: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.edition["as_of"])

    @property
    def is_concept(self) -> bool:
        return bool(self.edition["is_concept"])


@dataclass(frozen=True)
class CubeRows:
    """A cube as plain rows: every table of COLUMNS as a list of dicts, dates as date, missing as None."""

    edition: dict[str, Any]
    programme: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables[table]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.edition["as_of"])

    @property
    def is_concept(self) -> bool:
        return bool(self.edition["is_concept"])


def as_rows(
    edition: dict[str, Any], programme: dict[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]]
) -> CubeRows:
    """A cube from plain rows: every table with its columns in order; tables and values that are not given are empty.

    Raises KeyError for a column the table does not have.
    """
    found = {}
    for name, columns in COLUMNS.items():
        rows = tables.get(name, ())
        if unknown := sorted({column for row in rows for column in row} - set(columns)):
            raise KeyError(f"cube table {name} has no column {', '.join(unknown)}")
        empty: dict[str, Any] = {column: [] if kind == "object" else None for column, kind in columns.items()}
        found[name] = [empty | {column: value for column, value in row.items() if value is not None} for row in rows]
    return CubeRows(edition, programme, found)


def as_cube(edition: dict[str, Any], programme: dict[str, Any], tables: dict[str, Any]) -> Cube:
    """A cube with every table in its columns and types; tables not given are empty."""
    return Cube(edition, programme, {name: _frame(name, tables.get(name, [])) for name in COLUMNS})


def write_cube(cube: Cube, path: Path) -> None:
    """Write a cube as JSON: the same cube gives the same bytes."""
    write_file(path, to_json(cube))


def to_json(cube: Cube | CubeRows) -> str:
    """A cube as its file has it, one row a line."""
    parts = [f'"format": {FORMAT}', f'"edition": {_json(cube.edition)}', f'"programme": {_json(cube.programme)}']
    for name, columns in COLUMNS.items():
        rows = ",\n".join(map(_json, _plain_rows(cube, name)))
        parts.append(f'"{name}": {{"columns": {_json(list(columns))}, "rows": [\n{rows}\n]}}')
    return "{" + ",\n".join(parts) + "}\n"


def _plain_rows(cube: Cube | CubeRows, table: str) -> Iterator[list[Any]]:
    if isinstance(cube, CubeRows):
        yield from (list(row.values()) for row in cube[table])
    else:
        for row in cube[table].itertuples(index=False, name=None):
            yield [_plain(value) for value in row]


def read_cube(path: Path) -> Cube:
    """Read a cube; raises PublicationRefused when the file is not a cube of this format."""
    rows = read_rows(path)
    return as_cube(rows.edition, rows.programme, rows.tables)


def read_rows(path: Path) -> CubeRows:
    """Read a cube as plain rows; raises PublicationRefused when the file is not a cube of this format."""
    try:
        return rows_from_json(path.read_text("utf-8"))
    except FileNotFoundError:
        problem = Problem(path.as_posix(), "there is no cube of this edition", "run 'werkmonitor run' first")
    except (ValueError, KeyError, TypeError) as error:
        problem = Problem(path.as_posix(), f"is not a cube that can be read ({error})", "restore it from a back-up")
    raise PublicationRefused(problem)


def rows_from_json(text: str) -> CubeRows:
    """The rows of a cube's JSON; raises ValueError, KeyError or TypeError when it is none."""
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise ValueError(f"format {content['format']}")
    tables = {}
    nothing: dict[str, Any] = {"rows": []}  # a table that the cube of an earlier version does not have
    for name, columns in COLUMNS.items():
        days = {column for column, kind in columns.items() if kind.startswith("datetime")}
        tables[name] = [
            dict.fromkeys(columns)
            | {
                column: date.fromisoformat(value) if column in days and value is not None else value
                for column, value in zip(content[name]["columns"], row, strict=True)
            }
            for row in content.get(name, nothing)["rows"]
        ]
    return CubeRows(content["edition"], content["programme"], tables)


def cube_path(workspace: Workspace, edition: Edition | str) -> Path:
    """Where an edition's cube lies: the newest released in data/editions, else the concept in outputs/concepts."""
    name = edition if isinstance(edition, str) else edition.id
    released = list(released_cubes(workspace, name).values())
    return released[-1] if released else workspace.concepts / name / CUBE_FILE


def released_cubes(workspace: Workspace, edition: str) -> dict[int, Path]:
    """Revision (1, 2, …) → its cube, oldest first: data/editions/<id>/, <id>/r2/, <id>/r3/, …"""
    folder = workspace.editions / edition
    later = {
        int(path.parent.name[1:]): path for path in folder.glob(f"r*/{CUBE_FILE}") if path.parent.name[1:].isdigit()
    }
    return {number: path for number, path in sorted({1: folder / CUBE_FILE, **later}.items()) if path.is_file()}


def _frame(name: str, rows: Any) -> pd.DataFrame:
    import pandas as pd

    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records(list(rows))
    columns = COLUMNS[name]
    if unknown := sorted(set(frame.columns) - set(columns)):
        raise KeyError(f"cube table {name} has no column {', '.join(unknown)}")
    result = {}
    for column, kind in columns.items():
        values: pd.Series[Any] = frame[column] if column in frame else pd.Series([None] * len(frame), index=frame.index)
        if kind == "object":
            values = pd.Series([tuple(v) if isinstance(v, list | tuple) else () for v in values], index=frame.index)
        result[column] = pd.Series(values, dtype=kind, index=frame.index)
    return pd.DataFrame(result).reset_index(drop=True)


def _plain(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, tuple):
        return list(value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=date.isoformat).encode
