"""Does a cube say what the tables say, do its parts add up, and does it follow on the edition before it?

The facts are those that counted for the edition, as it was known then; they are added up again here, and everything
else is read from the cube as a reader would.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter

import numpy as np
import pandas as pd

from werkmonitor.cube import REVISION_CAUSES, CubeRows
from werkmonitor.figures.counts import UNKNOWN_GROUP, quarter_ends
from werkmonitor.figures.goals import SUMMED
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.published import FACTS, Origin, is_counted_otherwise, missing, register_of
from werkmonitor.figures.reconciliation.checks import Check, compare, within
from werkmonitor.figures.reconciliation.of_tables import reconcile_facts, rows
from werkmonitor.figures.register import Cell, Figure, Register, Row, cell_of, figure_of, table
from werkmonitor.programme import OUTSIDE_REGION, Edition, Programme
from werkmonitor.tables import Tables

FAULT = "publish nothing, and look with 'werkmonitor verify' at what was changed by hand; else report it as a fault"


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
        return max(before, key=_age, default=None)

    @property
    def compared(self) -> CubeRows | None:
        """The cube with which its revisions compare it: its own version before, else the last edition."""
        own = [one for one in self.released if one.edition["id"] == self.cube.edition["id"]]
        return max(own, key=_age, default=self.last)

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


def reconcile_edition(
    cube: CubeRows, made: Origin, tables: Tables, edition: Edition, released: Iterable[CubeRows]
) -> list[Check]:
    """All checks of an edition's cube.

    made: what it was made of. tables: with those deliveries in them. released: cubes of the released editions that it
    was made with.
    """
    number = cube.edition.get("revision") or 1
    about = f"edition {edition.id}" + (f" r{number}" if number > 1 else "")
    if absent := missing(made, tables):
        gone = dict.fromkeys((f"delivery {one[:12]}" for one in absent), 1)
        remedy = "restore the workbook from a back-up, then run 'werkmonitor run'"
        return [compare(about, "deliveries it was made of", gone, {}, ("then", "now"), remedy)]
    programme, register = made.programme, register_of(made, tables)
    assert programme is not None
    facts = merged(tables, programme, register)
    whole = [*rows(about, tables)]
    is_ours = all(check.is_passed for check in whole) and is_counted_otherwise(made, tables)
    given = Reconciled(about, cube, tables, programme, edition, [*released], register, facts, is_ours)
    used = {name: frame[frame["delivery_id"].isin(made.used)] for name, frame in tables.items() if name in FACTS}
    return [
        *whole,
        *reconcile_facts(given.about, {**tables, **used}, facts, programme),
        *_cells(given),
        *_parts(given),
        *_places(given),
        *_former_members(given),
        *_plans(given),
        *_goals(given),
        *_last(given),
    ]


# ------------------------------------------------------------ the cube against the tables


def _cells(given: Reconciled) -> Iterator[Check]:
    """Every exact figure is the recount of its day, every rounded one holds it; none is missing."""
    countable = {one.code for one in given.programme.counted_indicators}
    published: dict[str, int] = {}
    recount: dict[str, int] = {}
    shown: dict[str, tuple[int, int]] = {}
    true: dict[str, tuple[int, int]] = {}
    for (cell, on), row in given.cells.items():
        if cell[3] not in countable:
            continue
        key, (low, high) = _name(cell, on), given.counted.until(cell, on)
        if row["base"] == EXACT:
            published[key], recount[key] = row["value"], low
        else:
            shown[key], true[key] = (row["low"], row["high"]), (low, high)
    sides = ("published", "counted again from the tables")
    yield compare(given.about, "exact figures = tables", published, recount, sides, FAULT, explained=given.is_ours)
    yield within(given.about, "rounded figures hold tables", shown, true, sides, FAULT, explained=given.is_ours)
    yield _complete(given)


def _complete(given: Reconciled) -> Check:
    """Every figure of page one that somebody counts in is there; an exact one that is, is at every quarter's end."""
    cube = given.cube
    days = quarter_ends(given.programme.programme.started_on, cube.as_of)
    exact = {(row["level"], row["code"]) for row in cube["scopes"] if row["protection"] == "exact"}
    published = exact | {(row["level"], row["code"]) for row in cube["scopes"] if row["protection"] == "rounded"}
    crossed = {row["category"] for row in cube["cells"] if row["category"]}
    expected, found = {}, {}
    shown = dict.fromkeys(cell for cell, _ in given.cells)
    for cell in dict.fromkeys((*given.counted.cells(), *shown)):
        level, code, category, indicator = cell
        _, most = given.counted.until(cell, cube.as_of)
        is_missed = indicator in given.main and most > 0 and (not category or category in crossed)
        if (level, code) in published and (cell in shown or is_missed):
            wanted = days if (level, code) in exact and not category else (cube.as_of,)
            expected[_name(cell)], found[_name(cell)] = len(wanted), sum((cell, day) in given.cells for day in wanted)
    sides = ("days expected", "days in the cube")
    return compare(given.about, "no figure is missing", expected, found, sides, FAULT)


# ------------------------------------------------------------ parts and totals


def _parts(given: Reconciled) -> Iterator[Check]:
    """Projects add up to categories and sectors, those to the programme; every project of the register is in one."""
    projects = [row for row in given.cube["scopes"] if row["level"] == "project"]
    whole = ("programme", given.programme.programme.code)
    for level, plural in (("category", "categories"), ("sector", "sectors")):
        grouped: dict[Scope, list[Scope]] = defaultdict(list)
        for row in projects:
            if row[level]:
                grouped[level, row[level]].append(("project", row["code"]))
        yield _add_up(given, f"projects = {level}", grouped)
        if all(row[level] for row in projects if row["kind"] != "qualitative"):  # who has no sector is in none
            yield _add_up(given, f"{plural} = programme", {whole: [*grouped]})
    registered = dict.fromkeys((row["project"] for row in given.register.projects), 1)
    categories = [row["code"] for row in given.cube["scopes"] if row["level"] == "category"]
    placed = Counter({row["code"]: categories.count(row["category"]) for row in projects})
    sides = ("in the register", "in a category of the cube")
    yield compare(given.about, "projects, also those in words", registered, placed, sides, FAULT)


def _places(given: Reconciled) -> Iterator[Check]:
    """Municipalities, units, outside and what cannot be allocated are together the region, and so in every category."""
    rounded = {cell for cell, row in given.today.items() if row["level"] == "municipality"}
    places = sorted({code for _, code, category, _ in rounded if not category})
    if not places:
        return  # programme.toml publishes no figure by municipality
    whole, categories = given.programme.programme.code, sorted({category for _, _, category, _ in rounded} - {""})
    in_region = [code for code in places if code != OUTSIDE_REGION or given.programme.outside_region.counts_for_goals]
    region, shown = {}, {}
    for indicator in given.main:
        region[indicator], _ = given.counted.until(("programme", whole, "", indicator), given.cube.as_of)
        shown[indicator] = sum(
            given.counted.until(cell, given.cube.as_of)[0]
            for cell in (("municipality", code, "", indicator) for code in in_region)
            if cell in rounded
        )
    sides = ("in the region", "in the places that are shown")
    yield compare(given.about, "everybody is in a place that is shown", region, shown, sides, FAULT)
    of_region = {("programme", whole): [("municipality", code) for code in in_region]}
    yield _add_up(given, "municipalities = region", of_region)
    if categories:
        totals = {("category", code): [("municipality", place) for place in in_region] for code in categories}
        yield _add_up(given, "municipalities = category", totals, is_crossed=True)
        left, right = {}, {}
        for place in places:
            for indicator in given.main:
                total = given.today.get(("municipality", place, "", indicator))
                parts = [given.today.get(("municipality", place, category, indicator)) for category in categories]
                if total and all(parts):
                    left[f"{place}, {indicator}"] = _sum(parts)
                    right[f"{place}, {indicator}"] = _sum([total])
        yield within(given.about, "categories = municipality", left, right, PARTS, FAULT)


Scope = tuple[str, str]
PARTS = ("by adding its parts", "as the total")


def _add_up(
    given: Reconciled, name: str, totals: Mapping[Scope, Sequence[Scope]], *, is_crossed: bool = False
) -> Check:
    """Published parts beside their published total: where some are rounded, their bounds must meet.

    An exact figure that is not there is nil; rounded ones stand on the as-of date only. A total of which a part is not
    published is left out. is_crossed: the parts are those within the total's category.
    """
    protection = {
        (row["level"], row["code"]): row["protection"] for row in given.cube["scopes"] if row["kind"] != "qualitative"
    }
    left: dict[str, tuple[int, int]] = {}
    right: dict[str, tuple[int, int]] = {}
    for total, parts in totals.items():
        parts = [part for part in parts if part in protection]
        kinds = {protection.get(scope, "") for scope in (total, *parts)}
        if not parts or kinds - {"exact", "rounded"}:
            continue
        for on in given.days if kinds == {"exact"} else [given.cube.as_of]:
            for indicator in given.main:
                category = total[1] if is_crossed else ""
                members = [given.cells.get(((*part, category, indicator), on)) for part in parts]
                key = _name((*total, "", indicator), on)
                left[key] = _sum(members)
                right[key] = _sum([given.cells.get(((*total, "", indicator), on))])
    return within(given.about, name, left, right, PARTS, FAULT)


def _sum(rows: Iterable[Row | None]) -> tuple[int, int]:
    """The least and the most that published figures say together; of an exact one its value."""
    there = [row for row in rows if row]
    exact = sum(row["value"] for row in there if row["base"] == EXACT)
    rounded = [row for row in there if row["base"] != EXACT]
    return exact + sum(row["low"] for row in rounded), exact + sum(row["high"] for row in rounded)


def _former_members(given: Reconciled) -> Iterator[Check]:
    """Who was counted for a municipality until it left the region is in every later edition."""
    for one in given.programme.municipalities:
        last = one.member_until
        if last is None or last >= given.cube.as_of or ("municipality", one.code, "", given.main[0]) not in given.today:
            continue
        left, right = {}, {}
        for indicator in given.main:
            cell = ("municipality", one.code, "", indicator)
            until, _ = given.counted.until(cell, last)
            left[f"{one.code}, {indicator}, until {last}"] = (
                until,
                max(until, given.counted.until(cell, given.cube.as_of)[1]),
            )
            right[f"{one.code}, {indicator}, until {last}"] = _sum([given.today.get(cell)])
        sides = (f"counted until it left on {last}, and of those since", "published for it")
        yield within(given.about, f"{one.code} stays in", left, right, sides, FAULT, explained=given.is_ours)


def _plans(given: Reconciled) -> Iterator[Check]:
    """A project runs under one plan on every day, and what was counted under all plans is the programme."""
    plans = {plan.code: plan for plan in given.programme.plans}
    if not plans:
        return
    latest = given.register_rows("projects")
    under: list[tuple[str, str, date, date]] = []
    for project, plan in latest[["project", "plan"]].itertuples(index=False, name=None):
        since, code = date.min, plan
        while (rule := plans.get(code)) and rule.until and rule.continued_as and rule.until > since:
            under.append((project, code, since, rule.until))
            since, code = rule.until + timedelta(days=1), rule.continued_as
        under.append((project, code, since, date.max))
    facts = given.region[["project", "indicator", "occurred_on", "low_step"]].astype({"project": str, "indicator": str})
    facts = facts[(facts["occurred_on"] <= pd.Timestamp(given.cube.as_of)) & facts["indicator"].isin(given.main)]
    rules = pd.DataFrame(under, columns=["project", "plan", "since", "until"])
    by_plan = facts.merge(rules, on="project")
    day = by_plan["occurred_on"].dt.date
    added = by_plan[(day >= by_plan["since"]) & (day <= by_plan["until"])].groupby("indicator")["low_step"].sum()
    whole = {
        indicator: given.counted.until(("programme", given.programme.programme.code, "", indicator), given.cube.as_of)[
            0
        ]
        for indicator in given.main
    }
    sides = ("under all plans together, before and after a change", "in the programme")
    remedy = "give every project one plan in the register"
    yield compare(
        given.about, "plans = programme", {one: int(added.get(one, 0)) for one in whole}, whole, sides, remedy
    )
    on = [(project, code) for project, code, since, until in under if since <= given.cube.as_of <= until]
    shown = {f"{row['code']} under {row['plan']}": 1 for row in given.cube["scopes"] if row["level"] == "project"}
    today = Counter(f"{project} under {code if isinstance(code, str) else None}" for project, code in on)
    yield compare(given.about, "one plan for a project", today, shown, ("by the register", "in the cube"), remedy)


# ------------------------------------------------------------ goals and plan points


def _goals(given: Reconciled) -> Iterator[Check]:
    """Goals and plan points are those of the register; summed goals are the sum of the projects'."""
    cube, published_on = given.cube, pd.Timestamp(given.edition.published_on)
    scopes = {(row["level"], row["code"]) for row in cube["scopes"] if row["kind"] != "qualitative"}
    scopes -= {
        ("category", one.code) for one in given.programme.categories if not _projects(cube, "category", one.code)
    }
    indicators = {one.code for one in given.programme.indicators}
    targets = given.register_rows("targets")
    is_valid = targets["valid_from_on"].isna() | (targets["valid_from_on"] <= published_on)
    registered = {
        f"{level} · {code} · {indicator}, version {version}": value
        for level, code, indicator, version, value in targets.loc[
            is_valid, ["level", "code", "indicator", "version", "value"]
        ].itertuples(index=False, name=None)
        if (level, code) in scopes and indicator in indicators and pd.notna(value)
    }
    own = {
        f"{_name(figure_of(row))}, version {row['version']}": row["value"]
        for row in cube["goals"]
        if row["reference"] != SUMMED and row["value"] is not None
    }
    yield compare(given.about, "goals = register", own, registered, ("in the cube", "in the register"), FAULT)
    current = {figure_of(row): row for row in cube["goals"] if row["is_current"]}
    added, summed = {}, {}
    for level, code in sorted(scopes):
        for indicator in sorted(indicators):
            below = [("project", project, indicator) for project in _projects(cube, level, code)]
            goals = [current[one]["value"] for one in below if one in current]
            goal = current.get((level, code, indicator))
            if goals and (goal is None or goal["reference"] == SUMMED):
                added[_name((level, code, indicator))] = sum(goals)
            if goals and goal and goal["reference"] == SUMMED:
                summed[_name((level, code, indicator))] = goal["value"]
    yield compare(given.about, "goals of projects = summed goal", added, summed, PARTS, FAULT)
    yield _plan_points(given, scopes)


def _plan_points(given: Reconciled, scopes: set[Scope]) -> Check:
    """At every quarter's end the plan of a project is on the line between its points, that of others the sum of these.

    A scope with points of its own is left out: when those begin to count is not said again here.
    """
    countable = {one.code for one in given.programme.counted_indicators}
    own = {(level, code) for level, code in given.register_rows("plan")[["level", "code"]].itertuples(index=False)}
    points: dict[Figure, dict[date, int]] = defaultdict(dict)
    for level, code, indicator, on, value in given.register_rows("plan")[
        ["level", "code", "indicator", "on", "value"]
    ].itertuples(index=False, name=None):
        is_known = (level, code) in scopes and indicator in countable
        if level == "project" and is_known and pd.notna(on) and pd.notna(value):
            points[level, code, indicator][on.date()] = int(value)
    planned = {(figure_of(row), row["on"]): row["value"] for row in given.cube["plan"]}
    goals = {figure_of(row): row for row in given.cube["goals"] if row["is_current"]}
    # Where nothing is to be reached, nothing is drawn.
    points = {one: dated for one, dated in points.items() if any(dated.values()) or (goals.get(one) or {}).get("value")}
    left, right = {}, {}
    for figure in dict.fromkeys((*points, *(one for one, _ in planned), *goals)):
        level, code, indicator = figure
        last = (goals.get(figure) or {}).get("goal_on") or given.programme.programme.goals_on
        below = [("project", one, indicator) for one in _projects(given.cube, level, code)]
        below = [one for one in below if one in points or (one in goals and goals[one]["value"])]
        for on in quarter_ends(given.programme.programme.started_on, last):
            if figure in points:
                expected = _on_the_line(points[figure], on)
            elif (level, code) in own or not below:
                expected = None
            else:
                sums = [planned.get((one, on)) for one in below]
                expected = None if None in sums else sum(filter(None, sums))
            if expected is not None:
                key = _name((level, code, "", indicator), on)
                left[key] = round(expected * 100)
                if (figure, on) in planned:
                    right[key] = round(planned[figure, on] * 100)
    sides = ("hundredths by the register", "hundredths in the cube")
    return compare(given.about, "plan points = register", left, right, sides, FAULT)


def _on_the_line(points: Mapping[date, int], on: date) -> float | None:
    """The plan on a day between the first point and the last; before and after them it is not for sure."""
    days = sorted(points)
    if not days[0] <= on <= days[-1]:
        return None
    return float(np.interp(on.toordinal(), [day.toordinal() for day in days], [points[day] for day in days]))


def _projects(cube: CubeRows, level: str, code: str) -> list[str]:
    """The projects in figures within a scope."""
    return [
        row["code"]
        for row in cube["scopes"]
        if row["level"] == "project"
        and row["kind"] != "qualitative"
        and (level == "programme" or row.get(level) == code)
    ]


# ------------------------------------------------------------ against the last edition


def _last(given: Reconciled) -> Iterator[Check]:
    """What was published before is the same now, or a revision says from what to what; and nothing falls."""
    if given.compared is not None:
        yield _unrevised(given, _published(given.compared))
    if given.last is not None:
        yield _previous(given, given.last)
        yield _falling(given, given.last)


def _published(cube: CubeRows) -> dict[tuple[Cell, date], Row]:
    return {(cell_of(row), row["on"]): row for row in cube["cells"]}


def _previous(given: Reconciled, last: CubeRows) -> Check:
    """The previous value beside a figure is the one that was published."""
    told = {
        _name(figure_of(row)): row["previous_value"]
        for row in given.cube["progress"]
        if row["previous_value"] is not None
    }
    published = {
        _name(cell): row["value"]
        for (cell, on), row in _published(last).items()
        if on == last.as_of and not cell[2] and _name(cell) in told
    }
    sides = ("told as the previous value", "published then")
    return compare(given.about, "previous values = last edition", told, published, sides, FAULT)


def _unrevised(given: Reconciled, was: Mapping[tuple[Cell, date], Row]) -> Check:
    """Every exact figure of an earlier day is as published, or its revisions lead from that to what it is now."""
    chains: dict[tuple[Cell, date], list[Row]] = defaultdict(list)
    for row in given.cube["revisions"]:
        chains[(row["level"], row["code"], "", row["indicator"]), row["on"]].append(row)
    before, after = {}, {}
    for (cell, on), row in was.items():
        now = given.cells.get((cell, on))
        if row["base"] != EXACT or cell[2] or (now is None and (cell, on) not in chains):
            continue
        value = row["value"]
        for step in chains.pop((cell, on), ()):
            value = step["now"] if step["was"] == value and step["cause"] in REVISION_CAUSES else -1
        before[_name(cell, on)] = value
        after[_name(cell, on)] = now["value"] if now and now["base"] == EXACT else value
    for cell, on in chains:
        before[_name(cell, on)], after[_name(cell, on)] = -1, 0
    sides = ("published before and revised", "now")
    return compare(given.about, "earlier days = last edition", before, after, sides, FAULT)


def _falling(given: Reconciled, last: CubeRows) -> Check:
    """No cumulative figure is lower than in the last edition, but for a revision or a fall in corrections.toml."""
    flows = {one.code for one in given.programme.counted_indicators if one.kind == "flow"}
    revised = {(row["level"], row["code"], "", row["indicator"]) for row in given.cube["revisions"]}
    codes = table(given.tables, "findings")["code"]
    may_fall = bool((codes == "standing_fell_explained").any()) or (given.cube.edition.get("revision") or 1) > 1
    was = _published(last)
    left, right = {}, {}
    for cell, now in given.today.items():
        before = was.get((cell, last.as_of))
        if before is None or cell[3] not in flows or cell in revised or may_fall:
            continue
        if before["base"] == now["base"]:
            left[_name(cell)], right[_name(cell)] = now["value"], max(now["value"], before["value"])
    sides = ("now", "at least, as published before")
    return compare(given.about, "nothing falls since the last edition", left, right, sides, FAULT)


def _age(cube: CubeRows) -> tuple[date, int]:
    return cube.as_of, cube.edition.get("revision") or 1


def _name(cell: Sequence[str], on: date | None = None) -> str:
    figure = " · ".join(part for part in cell if part)
    return f"{figure} on {on}" if on else figure
