"""Do published parts and totals agree: projects, categories, sectors, places of residence, labour-market plans?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.reconciliation.checks import Check, compare, within
from werkmonitor.figures.reconciliation.given import FAULT, PARTS, Reconciled, named
from werkmonitor.figures.register import Row, Scope
from werkmonitor.programme import OUTSIDE_REGION


def reconcile_totals(given: Reconciled) -> Iterator[Check]:
    yield from _parts(given)
    yield from _places(given)
    yield from _former_members(given)
    yield from _plans(given)


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
                key = named((*total, "", indicator), on)
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
