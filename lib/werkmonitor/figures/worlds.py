"""All worlds that agree with what is published, as a linear programme: a column for every count on every day.

A reader combines all editions: the bounds of rounded figures, exact figures at every quarter's end, sums, what is part
of what, and that counts since the start do not fall. Where an edition says otherwise of a day than an earlier one did,
the two know different things of it, and differ by no more than the exact figures show.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from math import ceil, floor, inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from werkmonitor.figures.counts import Counts
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Cell, Part
from werkmonitor.figures.statements import Shown, Statement
from werkmonitor.programme import Programme

World = NDArray[np.float64]
"""A count for every column."""

Goal = Mapping[int, float]
"""What a world is chosen for: column → weight."""

TOLERANCE = 1e-6
PUSHES = 3
"""How often many figures at once are pushed apart before each is looked at by itself."""

REGION, GROUPS, PLACES = "region", "target groups", "municipalities"


class Granted(Enum):
    """What a reader takes for granted beyond what is said.

    ORDER: that nothing is more than what it is part of, and that no count falls unless a revision says so. WITHIN: the
    same within an edition, while what was counted may have been corrected in between. NOTHING: sums only.
    """

    ORDER = "order"
    WITHIN = "within"
    NOTHING = "nothing"


@dataclass
class Question:
    """How many values a count can have, or the difference of two: whether `needed`, and if not, which.

    now, then: columns. low, high: of the worlds looked at so far.
    """

    now: int
    then: int | None
    needed: int
    low: float = inf
    high: float = -inf

    def see(self, world: World) -> None:
        value = float(world[self.now] - (0 if self.then is None else world[self.then]))
        self.low, self.high = min(self.low, value), max(self.high, value)

    def goal(self, sign: int) -> Goal:
        return {self.now: sign} if self.then is None else {self.now: sign, self.then: -sign}

    @property
    def least(self) -> int:
        return ceil(self.low - TOLERANCE)

    @property
    def most(self) -> int:
        return floor(self.high + TOLERANCE)

    @property
    def is_open(self) -> bool:
        return self.most - self.least + 1 < self.needed


class Worlds:
    """The linear programme of what was said, in the order in which it was published."""

    def __init__(self, said: Sequence[Statement], programme: Programme, granted: Granted) -> None:
        self._columns: dict[tuple[int, Cell, date], int] = {}
        self._neighbours: dict[str, list[int]] = {}
        self._low: list[float] = []
        self._high: list[float] = []
        self._rows: dict[tuple[tuple[int, float], ...], tuple[float, float]] = {}
        indicators = [indicator.code for indicator in programme.main_indicators]
        self._states, revised = _states_of_knowledge(said, indicators, granted is Granted.ORDER)
        self._last = len(said) - 1
        for number, one in enumerate(said):
            self._bound(number, one, indicators)
        for number, one in enumerate(said):
            self._add_up(number, one, indicators, ("programme", programme.programme.code, ""))
            if granted is not Granted.NOTHING:
                self._order(number, one, programme)
        for (number, indicator, day), (state, fallen, risen) in revised.items():
            for cell in ((*scope, indicator) for scope in said[number].scopes):
                if (then := self._columns.get((state, cell, day))) is not None:
                    self._row({self.column(number, cell, day): 1, then: -1}, fallen, risen)
        self._matrix = _Matrix(self._low, self._high, self._rows)
        # In the middle of all worlds there is room on every side; where nothing is found, simplex says whether none is.
        self.world = self._matrix.part(solver="ipm").best({})
        if self.world is None:
            self.world = self._matrix.part().best({})

    def column(self, number: int, cell: Cell, day: date) -> int:
        """The column of a count on a day, as known when the statement of that number was published."""
        key = (self._states[number][cell[3], day], cell, day)
        if key not in self._columns:
            self._columns[key] = len(self._low)
            self._neighbours.setdefault(_neighbourhood(cell), []).append(len(self._low))
            self._low.append(0)
            self._high.append(inf)
        return self._columns[key]

    def hold(self, truth: Counts) -> bool:
        """Whether the true counts of the last statement are in one of the worlds."""
        world, free = self._matrix.low.copy(), []
        state = self._states[self._last]
        for (number, cell, day), column in self._columns.items():
            if state.get((cell[3], day)) == number and day in truth.get(cell, {}):
                world[column] = truth[cell][day][0]
            else:
                free.append(column)
        return self._matrix.part(free, world).best({}) is not None

    def ask(self, questions: Sequence[Question]) -> None:
        """Look for worlds until every question has its number of values, or all there are.

        First a part of the tables at a time, all else standing still: what is found there is quickly found. Then by
        itself every figure that is left. Raises ArithmeticError when the solver gives no answer.
        """
        if (world := self.world) is None:
            return
        for one in questions:
            one.see(world)
        draw = random.Random(0)  # noqa: S311 - it looks for worlds, it protects nothing
        for is_wide in (False, True):
            for columns in self._parts(is_wide):
                own = set(columns)
                mine = [one for one in questions if one.now in own and one.is_open]
                if not mine:
                    continue
                part = self._matrix.part(columns, world)
                if seen := _pushed(part, mine, draw):
                    world = np.mean(seen, axis=0)
                if is_wide:
                    _each(part, mine)
        if any(one.is_open for one in questions) and not _each(self._matrix.part(), questions):
            raise ArithmeticError("the solver gives no answer")

    def _parts(self, is_wide: bool) -> list[list[int]]:
        """Parts of the tables that can move by themselves: the region, target groups, a category's places, or two's."""
        alone = [self._neighbours.get(name, []) for name in (REGION, GROUPS)]
        places = self._neighbours.get(PLACES, [])
        categories = [found for name, found in self._neighbours.items() if name not in (REGION, GROUPS, PLACES)]
        if is_wide:
            categories = [
                [*one, *other] for one, other in zip(categories, categories[1:] + categories[:1], strict=True)
            ]
        return [part for part in (*alone, *([*found, *places] for found in categories or [[]])) if part]

    # ------------------------------------------------------------ what is known

    def _row(self, weights: Goal, least: float, most: float) -> None:
        key = tuple(sorted(weights.items()))
        low, high = self._rows.get(key, (-inf, inf))
        self._rows[key] = (max(low, least), min(high, most))

    def _at_most(self, one: int, other: int) -> None:
        """One count is no more than another, unless it is said to be."""
        if one != other and self._low[one] <= self._high[other]:
            self._row({one: 1, other: -1}, -inf, 0)

    def _bound(self, number: int, one: Statement, indicators: Iterable[str]) -> None:
        for indicator in indicators:
            for day in self._days(number):
                for scope in one.scopes:
                    column = self.column(number, (*scope, indicator), day)
                    low, high = one.known((*scope, indicator), day)
                    self._low[column] = max(self._low[column], low)
                    self._high[column] = min(self._high[column], high)

    def _add_up(self, number: int, one: Statement, indicators: Iterable[str], whole: Part) -> None:
        """Totals are the sum of their parts; a target group is within the whole, which all together cover."""
        for indicator in indicators:
            for day in self._days(number):
                column = {scope: self.column(number, (*scope, indicator), day) for scope in one.scopes}
                for total, members in one.sums:
                    self._row({**dict.fromkeys((column[member] for member in members), 1), column[total]: -1}, 0, 0)
                groups = [column[scope] for scope in one.scopes if scope[0] == "target_group"]
                for group in groups:
                    self._at_most(group, column[whole])
                if groups:
                    self._row({**dict.fromkeys(groups, 1), column[whole]: -1}, 0, inf)

    def _order(self, number: int, one: Statement, programme: Programme) -> None:
        """What is part of another is no more than that, where the published figures are; counts do not fall."""
        days = self._days(number)
        for indicator in programme.main_indicators:
            for scope in one.scopes:
                cell = (*scope, indicator.code)
                columns = [self.column(number, cell, day) for day in days]
                for earlier, later in pairwise(columns):
                    self._at_most(earlier, later)
                if indicator.part_of:
                    outer = (*scope, indicator.part_of)
                    for day, column in zip(days, columns, strict=True):
                        inside, around = one.shown.get((cell, day)), one.shown.get((outer, day))
                        if not inside or not around or inside.value <= around.value:
                            self._at_most(column, self.column(number, outer, day))

    def _days(self, number: int) -> list[date]:
        """The days of which something is known when a statement is published, up to its as-of date."""
        return sorted({day for _, day in self._states[number]})


def _neighbourhood(cell: Cell) -> str:
    level, _, category, _ = cell
    if category:
        return category
    return {"municipality": PLACES, "target_group": GROUPS}.get(level, REGION)


def _states_of_knowledge(
    said: Sequence[Statement], indicators: Sequence[str], is_ordered: bool
) -> tuple[list[dict[tuple[str, date], int]], dict[tuple[int, str, date], tuple[int, float, float]]]:
    """What is known of an indicator on a day has a new state with every statement that revises one of its figures.

    Returns for every statement the state of each indicator and day up to its as-of date; and by statement, indicator
    and day the state before, and how far counts can have fallen and risen by the exact figures that were revised (not
    where a rounded one was: then nothing is known). Without order every statement is a state of its own.
    """
    latest: dict[tuple[Cell, date], Shown] = {}
    state: dict[tuple[str, date], int] = {}
    states, revised = [], {}
    for number, one in enumerate(said):
        changes: dict[tuple[str, date], set[float]] = {}
        for (cell, day), now in one.shown.items():
            then = latest.get((cell, day), now)
            if then.base == now.base == EXACT and then.value != now.value:
                changes.setdefault((cell[3], day), set()).add(now.value - then.value)
            elif (then.base == now.base and then.value != now.value) or now.low > then.high or now.high < then.low:
                changes.setdefault((cell[3], day), set()).add(inf)
            latest[cell, day] = now
        for key, found in changes.items() if is_ordered else ():
            if inf not in found:
                revised[number, *key] = (state[key], min(0, *found), max(0, *found))
        told = {(indicator, day) for day in one.days for indicator in indicators}
        state |= {key: number for key in told if key not in state or key in changes or not is_ordered}
        states.append({(indicator, day): known for (indicator, day), known in state.items() if day <= one.on})
    return states, revised


def _pushed(part: "_LinearProgramme", questions: Sequence[Question], draw: random.Random) -> list[World]:
    """Worlds in which many figures at once are far up or far down."""
    seen: list[World] = []
    for _ in range(PUSHES):
        left = [one for one in questions if one.is_open]
        signs = [draw.choice((1, -1)) for _ in left]
        for turn in (1, -1) if left else ():
            goal: dict[int, float] = {}
            for one, sign in zip(left, signs, strict=True):
                for column, weight in one.goal(sign * turn).items():
                    goal[column] = goal.get(column, 0) + weight
            if (world := part.best(goal)) is None:
                return seen
            seen.append(world)
            for one in left:
                one.see(world)
    return seen


def _each(part: "_LinearProgramme", questions: Sequence[Question]) -> bool:
    """Look at every open figure by itself; whether the solver found all it was asked for."""
    for one in questions:
        for sign in (1, -1):
            if one.is_open:
                if (world := part.best(one.goal(sign))) is None:
                    return False
                for other in questions:
                    other.see(world)
    return True


# ------------------------------------------------------------ solving


class _Matrix:
    """The columns' bounds and the rows, as arrays."""

    def __init__(
        self, low: Sequence[float], high: Sequence[float], rows: Mapping[tuple[tuple[int, float], ...], Any]
    ) -> None:
        self.low, self.high = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
        sizes = [len(row) for row in rows]
        self.row = np.repeat(np.arange(len(rows)), sizes)
        self.column = np.array([column for row in rows for column, _ in row], dtype=np.int64)
        self.weight = np.array([weight for row in rows for _, weight in row], dtype=np.float64)
        self.least = np.array([least for least, _ in rows.values()], dtype=np.float64)
        self.most = np.array([most for _, most in rows.values()], dtype=np.float64)

    def part(
        self, columns: Sequence[int] | None = None, world: World | None = None, solver: str = "simplex"
    ) -> "_LinearProgramme":
        """The linear programme of some columns, the others being as in a world; of all when none are named.

        solver: "simplex", which goes on from where it was, or "ipm", whose world lies in the middle of all.
        """
        free = np.zeros(len(self.low), dtype=bool)
        free[slice(None) if columns is None else columns] = True
        free &= self.low < self.high
        return _LinearProgramme(self, free, self.low.copy() if world is None else world, solver)


class _LinearProgramme:
    """HiGHS with one model, whose goal changes: it starts each time from where it was."""

    def __init__(self, matrix: _Matrix, free: NDArray[np.bool_], world: World, solver: str) -> None:
        import highspy

        self._highs, self._free, self._world = highspy, np.flatnonzero(free), world
        is_free = free[matrix.column]
        fixed = np.bincount(
            matrix.row[~is_free],
            weights=matrix.weight[~is_free] * world[matrix.column[~is_free]],
            minlength=len(matrix.least),
        )
        least, most = matrix.least - fixed, matrix.most - fixed
        counted = np.bincount(matrix.row[is_free], minlength=len(least))
        there = counted > 0
        within = (matrix.low - TOLERANCE <= world) & (world <= matrix.high + TOLERANCE)
        self._is_possible = bool(
            (least[~there] <= TOLERANCE).all() and (most[~there] >= -TOLERANCE).all() and within[~free].all()
        )
        number = np.zeros(len(free), dtype=np.int32)
        number[self._free] = np.arange(len(self._free))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self._free), int(there.sum())
        model.col_cost_ = np.zeros(len(self._free))
        model.col_lower_, model.col_upper_ = matrix.low[self._free], matrix.high[self._free]
        model.row_lower_, model.row_upper_ = least[there], most[there]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counted[there])]).astype(np.int32)
        model.a_matrix_.index_ = number[matrix.column[is_free]]
        model.a_matrix_.value_ = matrix.weight[is_free]
        self._number = number
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, bool | int | str] = {
            "output_flag": False,
            "threads": 1,
            "simplex_strategy": 4,
            "solver": solver,
            "run_crossover": "off",
        }
        for option, value in options.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)

    def best(self, goal: Goal) -> World | None:
        """A world in which the goal is as large as it can be; None where there is none at all."""
        if not self._is_possible:
            return None
        if not len(self._free):
            return self._world
        cost = np.zeros(len(self._free))
        for column, weight in goal.items():
            place = self._number[column]
            if self._free[place] == column:
                cost[place] -= weight
        everything = np.arange(len(cost), dtype=np.int32)
        self._solver.changeColsCost(len(cost), everything, cost)
        self._solver.run()
        self._solver.setOptionValue("presolve", "off")  # from here on it starts from where it was
        if self._solver.getModelStatus() != self._highs.HighsModelStatus.kOptimal:
            return None
        world = self._world.copy()
        world[self._free] = self._solver.getSolution().col_value
        return world
