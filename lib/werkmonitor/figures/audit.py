"""The audit: what an informed reader of all editions together can conclude about one rounded figure.

It reads cubes as readers get them. Of every rounded figure of an edition, and of its change since the edition before,
it asks how many values the worlds leave that agree with everything published (`worlds.py`). `docs/protection.md` says
how many there must be. Source: the attacker's problem in statistical disclosure control, as in `attack()` of sdcTable.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from werkmonitor.cube import CubeRows
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.counts import Counts
from werkmonitor.figures.inference import also_rounded
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.register import Cell, Scope
from werkmonitor.figures.statements import Statement, statement
from werkmonitor.figures.worlds import Granted, Question, Worlds
from werkmonitor.programme import OUTSIDE_REGION, Programme


@dataclass(frozen=True)
class Narrow:
    """A rounded figure, or its change since the edition `since`, that readers know to be least to most."""

    cell: Cell
    since: str
    least: int
    most: int
    needed: int

    @property
    def values(self) -> int:
        return self.most - self.least + 1

    def __str__(self) -> str:
        named = " · ".join(part for part in self.cell if part)
        return f"{named}, change since {self.since}" if self.since else named


def audit(cube: CubeRows, released: Iterable[CubeRows], programme: Programme, truth: Counts) -> list[Narrow]:
    """The rounded figures of an edition, and their changes, that leave too few values; an empty list lets it pass.

    released: all other cubes that readers have, every revision of them. truth: the true counts of the edition; what
    readers take for granted and is not true (after a correction) is left out. A figure must leave as many values as its
    base, or as what exact figures leave of its own total; one that is rounded only to cover others (`also_rounded`)
    must not be known with somebody in it. Raises PublicationRefused when the worlds cannot be found.
    """
    return _narrow(_said(cube, released, programme), programme, truth)


def more_to_round(
    narrow: Sequence[Narrow],
    cube: CubeRows,
    released: Iterable[CubeRows],
    programme: Programme,
    truth: Counts,
    file: str,
) -> list[Scope]:
    """The fewest, and of those the smallest, exact scopes to round too, so that nothing is narrow any more.

    narrow: what `audit` found. A scope comes with those that would give it away. Where no step is enough, the step that
    helps most. Figures with a coarse base that leave as many values as the finest base are given more by one project
    with what goes with it, or not at all: no rounding promises more. file: names programme.toml. Raises
    PublicationRefused where a figure leaves fewer, somebody can be in it, and no step helps.
    """
    said = _said(cube, released, programme)
    now, named = said[-1], {(one.cell, one.since) for one in narrow}
    first = programme.main_indicators[0].code
    sizes = {scope: int(now.known((*scope, "", first), now.on)[1]) for scope in now.exact}
    bases = {shown.base for shown in now.shown.values()} - {EXACT}
    too_few = [one for one in narrow if one.values < min(one.needed, *bases)]

    left: dict[tuple[Scope, ...], int] = {}
    about = frozenset().union(*(now.parts.get(one.cell[:2], frozenset()) for one in narrow))
    steps = [one for one in _steps(now, sizes, file) if too_few or (_is_small(one) and _is_near(one, about, now))]
    for step in sorted(steps, key=lambda step: (len(step), sum(map(sizes.__getitem__, step)), step)):
        found = _narrow([*said[:-1], now.without(step, max(bases))], programme, truth, named)
        if not found:
            return list(step)
        left[step] = sum(one.values < min(one.needed, *bases) for one in found)
    if not too_few:
        return []
    best = min(left, key=left.__getitem__, default=())
    if best and left[best] < len(too_few):
        return list(best)
    if somebody := [one for one in too_few if one.most > 0]:
        what = f"what is published leaves too few values: {', '.join(map(str, somebody[:5]))}"
        remedy = "choose a coarser base in [protection] of programme.toml, or 'not_published'"
        raise PublicationRefused(Problem(f"edition {now.id}", what, remedy))
    return []


def _steps(now: Statement, sizes: Mapping[Scope, int], file: str) -> set[tuple[Scope, ...]]:
    """Every exact scope with those that would give it away."""
    steps = set()
    for scope in (scope for scope in now.exact if scope[0] != "programme"):
        try:
            steps.add(tuple(also_rounded(now.parts, now.exact, sizes, [scope], file)))
        except PublicationRefused:  # the total of the programme would give it away, and that stays exact
            continue
    return steps - {()}


def _is_small(step: tuple[Scope, ...]) -> bool:
    """A project, perhaps with a sector or another project; no category, for those are what councils steer by."""
    return len(step) <= 2 and all(level in ("project", "sector") for level, _ in step)


def _is_near(step: tuple[Scope, ...], projects: frozenset[str], now: Statement) -> bool:
    """Whether a project of a step is in one category or sector with one of these: else its rounding helps nothing."""
    together = [found for scope, found in now.parts.items() if scope[0] in ("category", "sector") and found & projects]
    return any(now.parts[scope] & found for scope in step for found in together)


def _said(cube: CubeRows, released: Iterable[CubeRows], programme: Programme) -> list[Statement]:
    """What readers got, in that order; this cube last."""
    before = sorted(released, key=lambda one: (one.edition.get("revised_on") or one.edition["published_on"], one.as_of))
    return [statement(one, programme) for one in [*before, cube]]


def _narrow(
    said: Sequence[Statement], programme: Programme, truth: Counts, only: Container[tuple[Cell, str]] | None = None
) -> list[Narrow]:
    """What is narrow of the last of these statements; only: of these figures and changes."""
    asked = {one: needed for one, needed in _asked(said, programme).items() if only is None or one in only}
    if not asked:
        return []
    worlds = _worlds(said, programme, truth)
    questions = [_question(cell, since, said, worlds, needed) for (cell, since), needed in asked.items()]
    try:
        worlds.ask(questions)
    except ArithmeticError as error:
        raise _failed(said[-1], str(error)) from None
    found = []
    for ((cell, since), needed), question in zip(asked.items(), questions, strict=True):
        if question.is_open and not (cell[:2] in said[-1].covers and question.most == 0):
            found.append(Narrow(cell, since, question.least, question.most, needed))
    return found


def _worlds(said: Sequence[Statement], programme: Programme, truth: Counts) -> Worlds:
    """The worlds of a reader who takes for granted as much as is true."""
    for granted in Granted:
        worlds = Worlds(said, programme, granted)
        if worlds.world is not None and worlds.hold(truth):
            return worlds
    raise _failed(said[-1], "the true counts do not agree with what is published")


def _failed(now: Statement, what: str) -> PublicationRefused:
    remedy = "report this with the edition id; nothing is published meanwhile"
    return PublicationRefused(Problem(f"edition {now.id}", f"the audit failed: {what}", remedy))


def _asked(said: Sequence[Statement], programme: Programme) -> dict[tuple[Cell, str], int]:
    """(cell, '' or the id of the edition before) → how many values it must leave at least."""
    now = said[-1]
    before = next((one for one in reversed(said[:-1]) if one.id == now.previous), None)
    asked: dict[tuple[Cell, str], int] = {}
    alone = {members[0] for (*total, _), members in now.sums if len(members) == 1 and tuple(total) in now.exact}
    for (cell, _), shown in now.shown.items():
        if shown.base == EXACT or cell[:3] in alone:  # what is all of an exact total is as public as that
            continue
        if cell[:2] in now.covers:
            asked[cell, ""] = 2
            continue
        asked[cell, ""] = _needed(shown.base, _left(now, cell, programme, now.exact))
        if before:
            both = now.exact & before.exact
            left, then = (_left(one, cell, programme, both) for one in (now, before))
            added = {total: max(0, left[total] - then[total]) for total in left if total in then}
            # A row that was not there before was nil: it is what was added.
            since = before.id if (cell, before.on) in before.shown else ""
            asked[cell, since] = _needed(shown.base, added)
    enclosing = {indicator.code: indicator.part_of for indicator in programme.main_indicators}
    for (cell, since), needed in asked.items():  # of what is part of another no more is left than of that
        level, code, category, indicator = cell
        around = asked.get(((level, code, category, enclosing[indicator] or ""), since)) if not since else None
        asked[cell, since] = min(needed, around or needed)
    return {one: needed for one, needed in asked.items() if needed > 1}


def _needed(base: int, left: Mapping[Scope, float]) -> int:
    return int(min(base, min(left.values(), default=inf) + 1))


def _left(said: Statement, cell: Cell, programme: Programme, exact: Container[Scope]) -> dict[Scope, float]:
    """Every exact total that a rounded cell is part of → what exact figures of other projects leave of it."""
    level, code, category, indicator = cell
    if code == OUTSIDE_REGION and not programme.outside_region.counts_for_goals:
        return {}
    own = said.parts.get(("category", category) if category else (level, code))
    whole = ("programme", programme.programme.code)
    totals = [scope for scope, projects in said.parts.items() if own <= projects] if own else [whole]
    largest_first = sorted(said.parts, key=lambda scope: -len(said.parts[scope]))
    left: dict[Scope, float] = {}
    for total in (scope for scope in totals if scope in exact):
        left[total] = said.known((*total, "", indicator), said.on)[1]
        others = said.parts[total] - own if own else frozenset()
        for scope in largest_first if others else ():
            if scope in exact and said.parts[scope] <= others:
                left[total] -= said.known((*scope, "", indicator), said.on)[0]
                others -= said.parts[scope]
    return left


def _question(cell: Cell, since: str, said: Sequence[Statement], worlds: Worlds, needed: int) -> Question:
    last = len(said) - 1
    now = worlds.column(last, cell, said[last].on)
    if not since:
        return Question(now, None, needed)
    then = max(number for number, one in enumerate(said[:last]) if one.id == since)
    return Question(now, worlds.column(then, cell, said[then].on), needed)
