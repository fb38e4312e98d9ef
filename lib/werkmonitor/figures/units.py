"""Which published figures a scope is the sum of: its exact projects, and together what these leave of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Row, Scope

Line = Mapping[date, int]
"""Day → the published total since the start."""


@dataclass(frozen=True, eq=False)
class Unit:
    """A project, or several of which only the sum is published. lines: by indicator."""

    projects: frozenset[str]
    lines: Mapping[str, Line]

    @property
    def days(self) -> set[date]:
        return {day for line in self.lines.values() for day in line}

    def on(self, indicator: str, day: date) -> int:
        return self.lines.get(indicator, {}).get(day, 0)


def units(cells: Iterable[Row], parts: Mapping[Scope, frozenset[str]]) -> dict[Scope, list[Unit]]:
    """Every exact programme, category and project as units, which add up to it.

    cells: the published ones. parts: the projects within a scope. A project that is not exact is in what the exact ones
    leave of its category, or of the programme where the category is not exact either: anyone can compute as much.
    """
    lines: dict[Scope, dict[str, dict[date, int]]] = {}
    for cell in cells:
        scope = (cell["level"], cell["code"])
        if cell["base"] == EXACT and scope in parts:
            lines.setdefault(scope, {}).setdefault(cell["indicator"], {})[cell["on"]] = cell["value"]

    def exact(level: str) -> list[Scope]:
        return [scope for scope in parts if scope[0] == level and scope in lines]

    def divided(scope: Scope, below: Sequence[Scope]) -> list[Unit]:
        others = parts[scope].difference(*(parts[one] for one in below))
        left = {
            indicator: {
                day: total - sum(lines[one].get(indicator, {}).get(day, 0) for one in below)
                for day, total in line.items()
            }
            for indicator, line in lines[scope].items()
        }
        return [*(unit for one in below for unit in found[one]), *([Unit(others, left)] if others else [])]

    projects, categories = exact("project"), exact("category")
    found = {scope: [Unit(parts[scope], lines[scope])] for scope in projects}
    for scope in categories:
        found[scope] = divided(scope, [one for one in projects if parts[one] <= parts[scope]])
    for scope in exact("programme"):
        alone = [one for one in projects if not any(parts[one] <= parts[category] for category in categories)]
        found[scope] = divided(scope, [*categories, *alone])
    return found
