"""What an edition is reconciled with: its cube as a reader has it, and the facts behind it, added up again."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter

import pandas as pd

from werkmonitor.cube import CubeRows
from werkmonitor.figures.counts import UNKNOWN_GROUP
from werkmonitor.figures.register import Cell, Register, Row, cell_of, table
from werkmonitor.programme import OUTSIDE_REGION, Edition, Programme
from werkmonitor.tables import Tables

FAULT = "publish nothing, and look with 'werkmonitor verify' at what was changed by hand; else report it as a fault"
PARTS = ("by adding its parts", "as the total")


@dataclass(frozen=True)
class Reconciled:
    """What an edition is compared with. programme: as it was decided then. released: those it was made with."""

    about: str
    cube: CubeRows
    tables: Tables
    programme: Programme
    edition: Edition
    released: Sequence[CubeRows]
    register: Register
    facts: pd.DataFrame
    is_ours: bool

    @property
    def last(self) -> CubeRows | None:
        """The newest version of the edition before it."""
        before = [one for one in self.released if one.as_of < self.cube.as_of]
        return max(before, key=age, default=None)

    @property
    def compared(self) -> CubeRows | None:
        """The cube with which its revisions compare it: its own version before, else the last edition."""
        own = [one for one in self.released if one.edition["id"] == self.cube.edition["id"]]
        return max(own, key=age, default=self.last)

    @cached_property
    def counted(self) -> "Counted":
        return Counted(self._counting, self.region, self.register, self.programme)

    @cached_property
    def region(self) -> pd.DataFrame:
        """The facts that count for the region as a whole."""
        if self.programme.outside_region.counts_for_goals:
            return self._counting
        return self._counting[self._counting["municipality"] != OUTSIDE_REGION]

    @cached_property
    def _counting(self) -> pd.DataFrame:
        return self.facts[self.facts["not_counted_because"] == ""]

    @cached_property
    def main(self) -> list[str]:
        return [indicator.code for indicator in self.programme.main_indicators]

    @cached_property
    def days(self) -> list[date]:
        return sorted({on for _, on in self.cells})

    def register_rows(self, name: str) -> pd.DataFrame:
        """A table of the register in force, the last delivery of every project or row; programme level by its code."""
        turn = {row["delivery_id"]: number for number, row in enumerate(self.register.deliveries)}
        frame = table(self.tables, name)
        frame = frame[frame["delivery_id"].isin(turn)]
        newest = frame["delivery_id"].map(turn).astype("int64")
        frame = frame.loc[newest.sort_values(kind="stable").index]
        if "level" in frame:
            is_whole = frame["level"] == "programme"
            return frame.assign(code=frame["code"].mask(is_whole, self.programme.programme.code))
        return frame[newest == newest.groupby(frame["project"]).transform("max")]

    @cached_property
    def cells(self) -> dict[tuple[Cell, date], Row]:
        return {(cell_of(row), row["on"]): row for row in self.cube["cells"]}

    @cached_property
    def today(self) -> dict[Cell, Row]:
        """The cells of the as-of date."""
        as_of = self.cube.as_of
        return {cell: row for (cell, on), row in self.cells.items() if on == as_of}


class Counted:
    """Facts that count, added up by what they count in; without the code that makes figures."""

    def __init__(self, facts: pd.DataFrame, of_region: pd.DataFrame, register: Register, programme: Programme):
        category, sector = register.attribute("category"), register.attribute("sector")
        groups = of_region["target_groups"].map(lambda codes: codes or (UNKNOWN_GROUP,))
        scopes = [
            of_region.assign(level="programme", code=programme.programme.code, category=""),
            of_region.assign(level="category", code=of_region["project"].astype(str).map(category), category=""),
            of_region.assign(level="project", code=of_region["project"].astype(str), category=""),
            of_region.assign(level="sector", code=of_region["project"].astype(str).map(sector), category=""),
            of_region.assign(level="target_group", code=groups, category="").explode("code"),
            facts.assign(level="municipality", code=facts["municipality"].astype(str), category=""),
            facts.assign(
                level="municipality",
                code=facts["municipality"].astype(str),
                category=facts["project"].astype(str).map(category),
            ),
        ]
        keys = ["level", "code", "category", "indicator", "occurred_on"]
        steps = pd.concat(scopes).astype({"indicator": str})[[*keys, "low_step", "high_step"]]
        by_day = steps.groupby(keys, sort=True)[["low_step", "high_step"]].sum()
        self._running: dict[Cell, list[tuple[pd.Timestamp, int, int]]] = {}
        for (*key, day), low, high in by_day.itertuples(name=None):
            so_far = self._running.setdefault((key[0], key[1], key[2], key[3]), [(pd.Timestamp.min, 0, 0)])
            _, least, most = so_far[-1]
            so_far.append((day, least + int(low), most + int(high)))

    def until(self, cell: Cell, on: date) -> tuple[int, int]:
        """The least and the most that were counted up to and including a day."""
        so_far = self._running.get(cell, [(pd.Timestamp.min, 0, 0)])
        _, least, most = so_far[bisect_right(so_far, pd.Timestamp(on), key=itemgetter(0)) - 1]
        return least, most

    def cells(self) -> list[Cell]:
        return [*self._running]


def projects_in(cube: CubeRows, level: str, code: str) -> list[str]:
    """The projects in figures within a scope."""
    return [
        row["code"]
        for row in cube["scopes"]
        if row["level"] == "project"
        and row["kind"] != "qualitative"
        and (level == "programme" or row.get(level) == code)
    ]


def age(cube: CubeRows) -> tuple[date, int]:
    return cube.as_of, cube.edition.get("revision") or 1


def named(cell: Sequence[str], on: date | None = None) -> str:
    figure = " · ".join(part for part in cell if part)
    return f"{figure} on {on}" if on else figure
