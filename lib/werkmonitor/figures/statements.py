"""What an edition says, read from its cube as its readers have it: the material of the audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import inf
from typing import NamedTuple

from werkmonitor.cube import CubeRows
from werkmonitor.figures.policy import partitions
from werkmonitor.figures.register import Cell, Part, Scope, cell_of
from werkmonitor.programme import Programme


class Shown(NamedTuple):
    """A published figure: value, the bounds that go with it, and its base."""

    value: int
    low: int
    high: int
    base: int


@dataclass(frozen=True)
class Statement:
    """What one edition, or one revision of it, says of the main indicators.

    on: its as-of date. shown: every published cell by its day. parts: the projects within every scope of the whole
    region. exact: the scopes that are published as counted. covers: those that are rounded only because exact they
    would give others away. scopes: everything that has a count, published or not. sums: every total with its parts.
    """

    id: str
    previous: str | None
    on: date
    shown: Mapping[tuple[Cell, date], Shown]
    parts: Mapping[Scope, frozenset[str]]
    exact: frozenset[Scope]
    covers: frozenset[Scope]
    scopes: tuple[Part, ...]
    sums: tuple[tuple[Part, tuple[Part, ...]], ...]

    @cached_property
    def days(self) -> frozenset[date]:
        """The days of which it says something."""
        return frozenset(day for _, day in self.shown)

    def known(self, cell: Cell, day: date) -> tuple[float, float]:
        """The least and the most that a count is by itself; an exact figure that is left out is nil."""
        if (shown := self.shown.get((cell, day))) is not None:
            return shown.low, shown.high
        is_nil = day in self.days and cell[:2] in self.exact and not cell[2]
        return (0, 0) if is_nil else (0, inf)

    def without(self, scopes: Iterable[Scope], base: int) -> "Statement":
        """The same with exact scopes rounded: on the as-of date within a base, on other days not at all."""
        hidden = set(scopes)
        shown = {
            (cell, day): Shown(one.value, max(0, one.low - base + 1), one.high + base - 1, base)
            if cell[:2] in hidden
            else one
            for (cell, day), one in self.shown.items()
            if cell[:2] not in hidden or day == self.on
        }
        return replace(self, shown=shown, exact=self.exact - hidden, covers=self.covers | hidden)


def statement(cube: CubeRows, programme: Programme) -> Statement:
    """What a cube says."""
    main = {indicator.code for indicator in programme.main_indicators}
    shown = {
        (cell_of(row), row["on"]): Shown(row["value"], row["low"], row["high"], row["base"])
        for row in cube["cells"]
        if row["indicator"] in main
    }
    parts = _parts(cube, programme)
    told = {(row["level"], row["code"]): row["protection"] for row in cube["scopes"]}
    others = dict.fromkeys(cell[:3] for cell, _ in shown if cell[:2] not in parts)
    others |= dict.fromkeys((*scope, "") for scope in told if scope[0] == "target_group")
    scopes = (*((*scope, "") for scope in parts), *others)
    places = [code for level, code, category in others if level == "municipality" and not category]
    there = set(scopes)
    sums = tuple(
        ((*total, ""), tuple(members))
        for total, members in partitions(parts, places, programme)
        if members and there.issuperset(members)
    )
    return Statement(
        id=cube.edition["id"],
        previous=cube.edition["previous"],
        on=cube.as_of,
        shown=shown,
        parts=parts,
        exact=frozenset(scope for scope in told if told[scope] == "exact" and scope in parts),
        covers=frozenset(scope for scope in told if "/".join(scope) in (cube.edition.get("also_rounded") or ())),
        scopes=scopes,
        sums=sums,
    )


def _parts(cube: CubeRows, programme: Programme) -> dict[Scope, frozenset[str]]:
    """The projects within every scope of the whole region, as the pages tell them."""
    projects = [row for row in cube["scopes"] if row["level"] == "project" and row["kind"] != "qualitative"]
    found = {("programme", programme.programme.code): frozenset(row["code"] for row in projects)}
    for level in ("category", "sector"):
        for code in dict.fromkeys(row[level] for row in projects if row[level] is not None):
            found[level, code] = frozenset(row["code"] for row in projects if row[level] == code)
    return found | {("project", row["code"]): frozenset({row["code"]}) for row in projects}
