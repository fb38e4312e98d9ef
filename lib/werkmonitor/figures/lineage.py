"""What the figures of an edition are made of, down to the cell.

The facts are those that the edition counts, by the same rules (`observations`, `counts.membership`, `goals`), as known
when it was made; what is published is read from its cube. So a trace adds up, or it says what changed since.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from string import ascii_uppercase
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from werkmonitor.cube import CubeRows
from werkmonitor.errors import Problem, UsageError
from werkmonitor.figures.counts import membership, quarter_ends
from werkmonitor.figures.goals import current_goals, plans
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Cell, Part, Row, cell_of, parts, register_of_edition, table
from werkmonitor.indicators import Persons
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Programme
from werkmonitor.tables import Tables
from werkmonitor.traces import Asked, Piece, Place, Trace, amount

Positions = np.ndarray[Any, np.dtype[np.intp]]
"""Of facts, among all of them."""

OUTSIDE = "lives outside the region, which does not count for the goals"

NOT_TOLD = {
    "unknown": "it is not delivered of all trajectories",
    "too_small": "too few are counted",
    "too_young": "all are too young to judge",
}
"""Why a share, or a count that must be whole, is not told: cube.SHARE_REASONS in words."""

AGAIN = "counts nobody new: a person who is counted already, or a figure that tells of no persons"

CORRECTED = "correction_applied"
"""The finding that says that a cell was corrected by us."""


class Fact(NamedTuple):
    """An observation, as far as a trace tells of it: columns of what `observations.merged` returns."""

    delivery_id: str
    sheet: str
    cell: str
    project: str
    origin: str
    from_on: pd.Timestamp
    occurred_on: pd.Timestamp
    low_step: Any
    high_step: Any
    is_cumulative: bool
    was_low: Any
    was_high: Any
    was_delivery_id: str
    was_sheet: str
    was_cell: str
    not_counted_because: str


class Lineage:
    """One edition as it was known when it was made, and every figure of its cube with what it is made of.

    before: gives the lineage of an earlier edition, by its id.
    """

    def __init__(
        self, tables: Tables, programme: Programme, cube: CubeRows, before: "Callable[[str], Lineage] | None" = None
    ):
        self.cube = cube
        self.programme = programme
        about = cube.edition
        days = {name: date.fromisoformat(about[name]) for name in ("as_of", "deliveries_until", "published_on")}
        self.edition = programme.edition(about["id"]).model_copy(update=days)
        self.register = register_of_edition(tables, programme, self.edition)
        self.within = parts(self.register, programme)
        self.goals = current_goals(self.register, programme, self.edition.published_on, self.within)
        self.plans = plans(self.register, self.goals, self.within)
        self._facts = merged(tables, programme, self.register)
        self._days = self._facts["occurred_on"].to_numpy()
        self._indicators = self._facts["indicator"].astype("object").to_numpy()
        self._is_counted = (self._facts["not_counted_because"] == "").to_numpy()
        self._partner_and_file = {row["delivery_id"]: (row["partner"], row["file"]) for row in self.register.deliveries}
        self._trajectories = table(tables, "trajectories")
        self._corrected = _corrected(table(tables, "findings"))
        self._before = before
        self._made: dict[int, Piece] = {}

    def previous(self, edition: str) -> "Lineage":
        """The lineage of an earlier edition."""
        if self._before is None:
            raise UsageError(Problem(f"edition {edition}", "is not at hand", "ask for it by itself"))
        return self._before(edition)

    # ------------------------------------------------------------ counts

    def count(self, cell: Cell, on: date, since: date | None = None) -> Trace:
        """A cell's count up to and including a day, or what was added to it after another day."""
        level, code, category, indicator = cell
        part, persons_in = (level, code, category), self._persons_in(indicator)
        about = persons_in or indicator
        inside, outside = (self._until(of.get(part), about, on, since) for of in (self._inside, self._outside))
        is_counted = self._is_counted[inside]
        if persons_in:
            is_counted &= self._is_first(part, persons_in, inside)
        pieces = tuple(self._pieces(inside[is_counted]))
        others = (*self._pieces(inside[~is_counted], AGAIN if persons_in else ""), *self._pieces(outside, OUTSIDE))
        asked = self.asked(cell, "value" if since is None else "added", on)
        low, high = sum(piece.low or 0 for piece in pieces), sum(piece.high or 0 for piece in pieces)
        found = Trace(asked, low, high, pieces, others)
        return self._published(found, cell, on) if since is None else self._added(found, cell, on)

    def days_between(self, cell: Cell, since: str, until: str, on: date) -> tuple[tuple[Piece, ...], list[int]]:
        """The rows of lists that count by their day `until`, and how many days that is after their day `since`."""
        ends = next((code for code, day in self.programme.list_days.items() if day == until), "")
        chosen = self._until(self._inside.get(cell[:3]), ends, on, None)
        facts = self._facts.iloc[chosen[self._is_counted[chosen]]]
        facts = facts[facts["origin"] == "list"]
        rows = self._trajectories.loc[facts["trajectory"].astype("int64")]
        taken = (rows[until] - rows[since]).dt.days
        is_known = taken.notna().to_numpy()
        return tuple(self._pieces(facts.index.to_numpy()[is_known])), taken[is_known].astype("int64").tolist()

    def _persons_in(self, indicator: str) -> str | None:
        """The indicator in whose rows an indicator counts persons; None for one that does not."""
        way = self.programme.indicator(indicator).counted
        days = self.programme.list_days.items()
        return next((code for code, day in days if isinstance(way, Persons) and day == way.since), None)

    def _is_first(self, part: Part, starts: str, chosen: Positions) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """Of some rows of lists, whether each is the first of its person in this part; counts are of no person."""
        every = self._until(self._inside.get(part), starts, date.max, None)
        rows = self._facts.iloc[every[self._is_counted[every]]]
        rows = rows[rows["origin"] == "list"].sort_values("occurred_on", kind="stable")
        persons = self._trajectories["person"].loc[rows["trajectory"].astype("int64")].to_numpy()
        is_again = rows.assign(person=persons).duplicated(["partner", "person"])
        return np.isin(chosen, rows.index[~is_again])

    def _until(self, here: Positions | None, indicator: str, on: date, since: date | None) -> Positions:
        """Those of some facts that are about an indicator, and about the time until a day."""
        if here is None:
            return np.empty(0, dtype=np.intp)
        days = self._days[here]
        wanted = (self._indicators[here] == indicator) & (days <= np.datetime64(on))
        if since is not None:
            wanted &= days > np.datetime64(since)
        chosen: Positions = here[wanted]
        return chosen

    @cached_property
    def _inside(self) -> dict[Part, Positions]:
        """The facts about every part, counted or not."""
        return self._by_part(membership(self.register, self.programme))

    @cached_property
    def _outside(self) -> dict[Part, Positions]:
        """The facts that would be in a part if their residents lived in the region."""
        counts_in = membership(self.register, self.programme)

        def would_be_in(project: str, place: str, groups: tuple[str, ...]) -> Iterable[Part]:
            if place != OUTSIDE_REGION:
                return ()
            here = {*counts_in(project, place, groups)}
            return [one for one in counts_in(project, UNALLOCATED, groups) if one not in here and one[1] != UNALLOCATED]

        return self._by_part(would_be_in)

    def _by_part(self, parts_of: Callable[[str, str, tuple[str, ...]], Iterable[Part]]) -> dict[Part, Positions]:
        together = self._facts.groupby(["project", "municipality", "target_groups"], observed=True, sort=False)
        found: dict[Part, list[Positions]] = {}
        for alike, positions in together.indices.items():
            for part in dict.fromkeys(parts_of(*alike)):  # type: ignore[misc]
                found.setdefault(part, []).append(np.asarray(positions))
        return {part: np.sort(np.concatenate(several)) for part, several in found.items()}

    def _pieces(self, positions: Positions, because: str = "") -> Iterator[Piece]:
        """Facts as pieces. because: why they do not count, where they do not say so themselves."""
        asked = positions.tolist()
        new = [position for position in asked if position not in self._made]
        rows = self._facts.iloc[new]
        facts = zip(*(rows[name].tolist() for name in Fact._fields), strict=True)
        self._made |= {position: self._piece(Fact(*fact)) for position, fact in zip(new, facts, strict=True)}
        for piece in (self._made[position] for position in asked):
            yield replace(piece, because=because) if because and not piece.because else piece

    def _piece(self, fact: Fact) -> Piece:
        is_known, is_first = not pd.isna(fact.low_step), pd.isna(fact.was_low)
        low, high = (int(fact.low_step), int(fact.high_step)) if is_known else (None, None)
        was = (0, 0) if is_first else (int(fact.was_low), int(fact.was_high))
        is_standing = fact.is_cumulative and is_known
        return Piece(
            place=self._place(fact.delivery_id, fact.sheet, fact.cell),
            kind="row" if fact.origin == "list" else "standing" if is_standing else "count",
            project=fact.project,
            when=_when(fact),
            low=low,
            high=high,
            standing=(was[0] + low, was[1] + high) if is_standing and low is not None and high is not None else None,
            was=was if is_standing else None,
            before=None if is_first else self._place(fact.was_delivery_id, fact.was_sheet, fact.was_cell),
            remark=self._remark(fact),
            because=fact.not_counted_because,
        )

    def registered(self, row: Row, number: int | None, said: str) -> Piece:
        """A row of the register as a piece: where it stands, and what it says."""
        place = self._place(row["delivery_id"], row["sheet"], row["cell"])
        project = row.get("project") or (row["code"] if row["level"] == "project" else "")
        return Piece(place, "register", project, "", number, number, remark=said)

    def asked(self, cell: Cell, what: str, on: date) -> Asked:
        revision = self.cube.edition.get("revision") or 1
        name = self.edition.id if revision == 1 else f"{self.edition.id} r{revision}"
        return Asked(name, *cell, what, on)

    def _place(self, delivery_id: str, sheet: str, cell: str) -> Place:
        return Place(*self._partner_and_file[delivery_id], sheet, cell)

    def _remark(self, fact: Fact) -> str:
        """What intake says of a fact's cell (of a list: of a cell in its row) where we corrected it."""
        cells = fact.cell.split(", ")
        keys = [cell.lstrip(ascii_uppercase) for cell in cells] if fact.origin == "list" else cells
        said = (self._corrected.get((fact.delivery_id, fact.sheet, key)) for key in keys)
        return "; ".join(dict.fromkeys(filter(None, said)))

    # ------------------------------------------------------------ what is published of a count

    def _published(self, found: Trace, cell: Cell, on: date) -> Trace:
        """The last step of a count: what protection made of it."""
        row = self.published(cell, on)
        if row is None:
            return replace(found, published=self.why_not(cell, on))
        shown, true = amount(row["low"], row["high"]), amount(found.low, found.high)
        if row["base"] == EXACT:
            differs = (row["low"], row["high"]) != (found.low, found.high)
            said = f"protection: published {shown}" if differs else f"protection: none, published as it is: {shown}"
        else:
            differs = not row["low"] <= (found.low or 0) <= (found.high or 0) <= row["high"]
            said = (
                f"protection: {true} → published {row['value']} (jointly rounded to multiples of {row['base']}; "
                f"to a reader it is {shown})"
            )
        if differs:
            nothing = f"they have nothing of {cell[0]} '{cell[1]}'; was its code in programme.toml changed?"
            said += f"; of what was known on {self.edition.deliveries_until} the tables now make {true}: " + (
                f"a revision of edition {self.edition.id} would say so" if cell[:3] in self._inside else nothing
            )
        return replace(found, published=said, differs=differs)

    def published(self, cell: Cell, on: date) -> Row | None:
        """The cube's row of a count; None where that is not published."""
        return self._cells.get((cell, on))

    @cached_property
    def _cells(self) -> dict[tuple[Cell, date], Row]:
        return {(cell_of(row), row["on"]): row for row in self.cube["cells"]}

    def why_not(self, cell: Cell, on: date) -> str:
        """Why a count is not in the cube."""
        scopes = [row for row in self.cube["scopes"] if (row["level"], row["code"]) == cell[:2]]
        if any(row["kind"] == "qualitative" for row in scopes):
            return "not published: it is followed in words, not in figures"
        shown = {row["protection"] for row in scopes}
        if cell in {one for one, _ in self._cells}:
            if on > self.edition.as_of:
                return f"not published: edition {self.edition.id} tells what happened until {self.edition.as_of}"
            is_exact = self._cells.get((cell, self.edition.as_of), {}).get("base") == EXACT
            days = "at the end of quarters" if is_exact else f"on the as-of date {self.edition.as_of}, being rounded"
            return f"not published on this day: it is {days}"
        share = self.row("shares", dict(zip(("level", "code", "indicator"), (*cell[:2], cell[3]), strict=True)))
        if share and share["because"]:
            return f"not told: {NOT_TOLD[share['because']]}"
        if cell[0] in ("municipality", "target_group") and not self.programme.indicator(cell[3]).is_main:
            return "not published: of places and target groups only the indicators of page one are told"
        if any(cell[1] in unit.members for unit in self.programme.reporting_units if cell[0] == "municipality"):
            return "not published: these residents are known within a reporting unit only"
        if "not_published" in shown:
            return "not published: the protection policy of programme.toml says so"
        if self._until(self._inside.get(cell[:3]), self._persons_in(cell[3]) or cell[3], on, None).size:
            return "not published: it would tell of a few people, or of a project that is rounded"
        return "not published: nothing to reach and nobody counted" if shown else "not published: no such scope"

    def _added(self, found: Trace, cell: Cell, on: date) -> Trace:
        level, code, category, indicator = cell
        figure = {"level": level, "code": code, "indicator": indicator, "on": on}
        row = None if category else self.row("trend", figure)
        if row is None:
            said = "not published: only exact figures have a trend by quarter, at the end of each"
            return replace(found, published=said)
        differs = row["added"] != found.low
        said = f"protection: {'' if differs else 'none, '}published {'' if differs else 'as it is: '}{row['added']}"
        return replace(found, published=said, differs=differs)

    def row(self, name: str, where: Mapping[str, Any]) -> Row | None:
        """The row of a cube's table that has these values; None where there is none."""
        return next((row for row in self.cube[name] if all(row[key] == value for key, value in where.items())), None)

    def quarter_before(self, on: date) -> date:
        """The last quarter's end before a day; in the first quarter the beginning of time."""
        ends = quarter_ends(self.programme.programme.started_on, self.edition.as_of)
        return max((end for end in ends if end < on), default=date.min)


def _when(fact: Fact) -> str:
    """The month of a person's row, the period of a count."""
    if fact.origin == "list":
        return f"{fact.occurred_on:%Y-%m}"
    return f"{fact.from_on:%Y-%m-%d} to {fact.occurred_on:%Y-%m-%d}"


def _corrected(findings: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """What intake says of cells that we corrected, by delivery, sheet and address, and by the number of their row."""
    found = {}
    for row in findings[findings["code"] == CORRECTED].to_dict("records"):
        cells = row["cells"] if pd.notna(row["cells"]) else row["cell"]
        for cell in cells.split():
            for key in (cell, cell.lstrip(ascii_uppercase)):
                found[row["delivery_id"], row["sheet"], key] = row["message"]
    return found
