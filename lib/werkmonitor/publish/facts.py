"""What a monitor may know: one edition's protected cube, and questions asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from werkmonitor.cube import TEAM, Cube, CubeRows, cube_path, read_rows, rows_from_json, to_json
from werkmonitor.errors import Problem, UsageError, did_you_mean
from werkmonitor.publish import wording
from werkmonitor.workspace import Workspace

Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """An edition's cube as rows (cube.COLUMNS says every column), with the look-ups that monitors need."""

    rows: CubeRows

    @classmethod
    def read(cls, path: Path) -> "Facts":
        """Raises PublicationRefused when there is no readable cube at the path."""
        return cls(read_rows(path))

    @classmethod
    def of(cls, cube: Cube) -> "Facts":
        return cls(rows_from_json(to_json(cube)))

    @property
    def edition(self) -> Row:
        return self.rows.edition

    @property
    def programme(self) -> Row:
        return self.rows.programme

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.edition["as_of"])

    @property
    def published_on(self) -> date:
        return date.fromisoformat(self.edition["published_on"])

    @property
    def is_concept(self) -> bool:
        return bool(self.edition["is_concept"])

    @property
    def is_for_team(self) -> bool:
        """Whether it is the programme team's own edition, which is not public."""
        return bool(self.edition.get("audience") == TEAM)

    @property
    def notice(self) -> str:
        """What every page, picture and download says of itself; empty for a real, adopted edition."""
        concept, team = "CONCEPT" if self.is_concept else "", wording.FOR_THE_TEAM if self.is_for_team else ""
        return " · ".join(part for part in (concept, team, self.programme["notice"]) if part)

    @cached_property
    def indicators(self) -> dict[str, Row]:
        """Those of page one: code → definition, in the order of the programme."""
        return {code: row for code, row in self.definitions.items() if row.get("is_main", True)}

    @cached_property
    def definitions(self) -> dict[str, Row]:
        """Every indicator: code → definition, in the order of the programme."""
        return {row["code"]: row for row in self.programme["indicators"]}

    @cached_property
    def _scopes(self) -> dict[tuple[str, str], Row]:
        return {(row["level"], row["code"]): row for row in self.rows["scopes"]}

    def scope(self, level: str, code: str) -> Row:
        """One scope; raises UsageError with the near miss when the edition has none of that code."""
        if (level, code) not in self._scopes:
            known = [row["code"] for row in self.scopes(level)]
            what = f"is not in edition {self.edition['id']}"
            raise UsageError(Problem(f"{level} '{code}'", what, did_you_mean(code, known)))
        return self._scopes[level, code]

    def scopes(self, level: str) -> list[Row]:
        return [row for row in self.rows["scopes"] if row["level"] == level]

    def whole(self) -> Row:
        """The scope of the programme as a whole."""
        return self.scope("programme", self.programme["code"])

    def projects(self, category: str | None = None) -> list[Row]:
        """Projects by their number in the register ('A1', 'B2', 'B10')."""
        chosen = [row for row in self.scopes("project") if category in (None, row["category"])]
        return sorted(chosen, key=lambda row: (_natural(row["number"]), row["code"]))

    def municipalities(self) -> list[Row]:
        """Members first, by name; then the places of residence that are no member, in the cube's order."""
        members = sorted((row for row in self.scopes("municipality") if row["is_member"]), key=lambda row: row["name"])
        return [*members, *(row for row in self.scopes("municipality") if not row["is_member"])]

    def name(self, scope: Row) -> str:
        """A scope's name as readers see it: made-up names say so. Of a programme only the data are, never the name."""
        is_made_up = scope["is_fictional"] and scope["level"] != "programme"
        return f"{scope['name']} (fictief)" if is_made_up else str(scope["name"])

    def about(self, table: str, scope: Row, **where: Any) -> list[Row]:
        """The rows of a table that speak of a scope, in the cube's order."""
        key = {"level": scope["level"], "code": scope["code"], **where}
        return [row for row in self.rows[table] if all(row[column] == value for column, value in key.items())]

    def progress(self, scope: Row) -> list[Row]:
        """The scope's row of each indicator of page one, and of a project also of those that it has a goal for.

        In the order of the programme; indicators without a row are left out.
        """
        by_indicator = {
            row["indicator"]: row
            for row in self.about("progress", scope)
            if row["indicator"] in self.indicators or (scope["level"] == "project" and row["goal"] is not None)
        }
        return [by_indicator[code] for code in self.definitions if code in by_indicator]

    def goals(self, scope: Row, indicator: str) -> list[Row]:
        """All versions of a goal, oldest first."""
        return sorted(self.about("goals", scope, indicator=indicator), key=lambda row: row["version"] or 0)

    def cell(self, scope: Row, indicator: str, category: str | None = None) -> Row | None:
        """The published count at the as-of date."""
        found = self.about("cells", scope, indicator=indicator, category=category, on=self.as_of)
        return found[0] if found else None

    @cached_property
    def rounded_levels(self) -> list[str]:
        """The levels of which the edition has rounded counts; a part of the edition says it of the whole."""
        told: list[str] | None = self.edition.get("rounded_levels")
        return told if told is not None else sorted({row["level"] for row in self.rows["cells"] if row["base"] > 1})

    def states(self, project: str) -> list[Row]:
        """A project's dated events up to the as-of date, newest first."""
        rows = [row for row in self.rows["states"] if row["project"] == project and row["on"] <= self.as_of]
        return sorted(rows, key=lambda row: row["on"], reverse=True)


def published(row: Row) -> Row | None:
    """A published count, as blocks carry it: value, what it can be, and to what base it is rounded."""
    if row["value"] is None:
        return None
    return {key: row[key] for key in ("value", "low", "high", "base", "trace") if key in row}


def known_editions(workspace: Workspace) -> dict[str, Path]:
    """Edition id → its cube, for every edition that has one, oldest first."""
    folders = [workspace.editions, workspace.concepts]
    ids = {path.parent.name for folder in folders for path in folder.glob("*/cube.json")}
    return {edition: cube_path(workspace, edition) for edition in sorted(ids)}


def vocabulary(facts: Facts, editions: Sequence[str]) -> dict[str, list[str]]:
    """Parameter name → the values a notebook may be given: what has a monitor of its own in this edition."""
    return {
        "edition": list(editions),
        "category": [row["code"] for row in facts.scopes("category")],
        "municipality": [row["code"] for row in facts.municipalities() if row["is_member"]],
        "project": [row["code"] for row in facts.projects()],
    }


def _natural(text: str | None) -> tuple[str, int]:
    letters = (text or "").rstrip("0123456789")
    digits = (text or "")[len(letters) :]
    return letters, int(digits) if digits else 0
