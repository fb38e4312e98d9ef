"""The checker: a short reading of what is about to be published, without a solver and without the code that rounds.

It reads the cells as a reader gets them, beside the true counts and the earlier editions, and lists every breach of the
policy. Nothing is published while it lists anything. The rules (a)–(d) are those of `docs/protection.md`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isclose, nan
from typing import NamedTuple

from werkmonitor.cube import CubeRows
from werkmonitor.errors import Problem
from werkmonitor.figures.inference import given_away
from werkmonitor.figures.policy import EXACT, Policy
from werkmonitor.figures.protection import Protected, Unprotected
from werkmonitor.figures.register import Cell, Figure, Row, Scope, cell_of, figure_of
from werkmonitor.programme import OUTSIDE_REGION, Programme

REMEDY = "this is a fault in the protection: publish nothing, and report it with the edition id"


class Shown(NamedTuple):
    """A published cell beside its true count (least to most)."""

    cell: Cell
    value: int
    low: int
    high: int
    base: int
    least: int
    most: int


def check(protected: Protected, given: Unprotected) -> list[Problem]:
    """Every rule that the cells of an edition break; an empty list lets them pass.

    protected: the cells as they will be published, and how many of them the edition says are wider. given: the edition
    before protection, with its true counts.
    """
    cells, stuck = protected.cells, protected.stuck
    wrong = [
        *_not_the_settings(given.policy, given.programme),
        *_given_away(given.policy, given.parts),
        *_wrong_cells(cells, given),
    ]
    if not wrong:  # the rules below read every cell beside its truth
        true = given.truth
        shown = [
            Shown(cell_of(row), row["value"], row["low"], row["high"], row["base"], *true[cell_of(row)][row["on"]])
            for row in cells
        ]
        rounded = [one for one in shown if one.base > EXACT]
        rules: Iterable[Callable[[], Iterable[tuple[str, str]]]] = (
            lambda: _not_the_truth(one for one in shown if one.base == EXACT),
            lambda: _not_multiples(rounded),
            lambda: _too_far(rounded, stuck),
            lambda: _wrong_bounds(rounded, stuck),
            lambda: _sums(rounded, given, 2 if protected.is_wide_below or stuck else 1),
            lambda: _order(rounded, given.programme),
            lambda: _falls(rounded, given.released),
        )
        wrong = [finding for rule in rules for finding in rule()]
    return [Problem(f"{given.where}, {cell}", what, REMEDY) for cell, what in wrong]


def check_derived(cube: CubeRows, released: Sequence[CubeRows], where: str) -> list[Problem]:
    """What is derived says no more than the cells: progress, trend and history repeat published values only."""
    cells = [row for row in cube["cells"] if row["category"] is None]
    today = [row for row in cells if row["on"] == cube.as_of]
    before = [
        row | {"edition": old.edition["id"]}
        for old in released
        for row in old["cells"]
        if row["on"] == old.as_of and row["category"] is None
    ]
    progress, trend = cube["progress"], cube["trend"]
    exact = [row for row in cells if row["base"] == EXACT]
    shown = ("value", "low", "high", "base")
    claims = [  # what is said, the columns that say it, and as which columns it was published
        ("progress", [row for row in progress if row["value"] is not None], shown, today, shown),
        (
            "progress, previous edition",
            [row for row in progress if row["previous_value"] is not None],
            ("previous_edition", "previous_value"),
            before,
            ("edition", "value"),
        ),
        ("trend", trend, ("on", "cumulative"), exact, ("on", "value")),
        ("history", cube["history"], ("edition", "on", *shown), before, ("edition", "on", *shown)),
    ]
    wrong = []
    for name, rows, said, published, columns in claims:
        known = {(figure_of(row), *(row[column] for column in columns)) for row in published}
        for row in rows:
            if (figure_of(row), *(row[column] for column in said)) not in known:
                wrong.append((f"{name}: {_name(figure_of(row))}", "is not a published value"))
    running = Counter[Figure]()
    for row in trend:
        running[figure_of(row)] += row["added"]
        if running[figure_of(row)] != row["cumulative"]:
            wrong.append((f"trend: {_name(figure_of(row))}", "does not add up"))
    for row in progress:
        name = f"progress: {_name(figure_of(row))}"
        value, previous = row["value"], row["previous_value"]
        if row["change"] is not None and (None in (value, previous) or row["change"] != value - previous):
            wrong.append((name, "has a change that is not the difference of two published values"))
        for column, divisor in (("share_of_goal", "goal"), ("ratio", "plan_to_date")):
            quotient = value / row[divisor] if value is not None and row[divisor] else nan
            if row[column] is not None and not isclose(row[column], quotient, rel_tol=1e-6, abs_tol=1e-6):
                wrong.append((name, f"has a {column} that is not computed from the published value"))
    return [Problem(f"{where}, {cell}", what, REMEDY) for cell, what in wrong]


def _not_the_settings(policy: Policy, programme: Programme) -> Iterable[tuple[str, str]]:
    """The policy is at least as strict as programme.toml."""
    settings = programme.protection
    sensitive = {("target_group", group.code) for group in programme.target_groups if group.is_sensitive}
    sensitive |= {("project", code) for code in settings.sensitive_projects}
    places = [
        (f"category {code} by municipality", settings.category_by_municipality, b) for code, b in policy.cross.items()
    ]
    for name, setting, base in [
        *(
            (" · ".join(s), settings.sensitive if s in sensitive else getattr(settings, s[0]), b)
            for s, b in policy.bases.items()
        ),
        *places,
    ]:
        if setting == "not_published":
            yield name, "may not be published"
        elif setting == "exact":
            if settings.policy == "strict" and base == EXACT and not name.startswith("programme"):
                yield name, "is exact; under the strict policy only the programme is"
        elif base < setting:
            yield name, f"has base {base}; programme.toml says {setting}"


def _wrong_cells(cells: Sequence[Row], given: Unprotected) -> Iterable[tuple[str, str]]:
    """Every cell is one that may be there, has the base of its scope, and stands once."""
    truth, policy, as_of = given.truth, given.policy, given.as_of
    found = Counter((cell_of(row), row["on"]) for row in cells)
    for row in cells:
        cell, on, base = cell_of(row), row["on"], _base(cell_of(row), policy)
        if row["category"] and row["level"] != "municipality":
            yield _name(cell), "is a cross that is never published"
        elif base is None:
            yield _name(cell), "may not be published"
        elif row["base"] != base:
            yield _name(cell), f"has base {row['base']}; the policy says {base}"
        elif base != EXACT and on != as_of:
            yield _name(cell), f"is rounded and stands on {on}; rounded figures stand on the as-of date only"
        if on not in truth.get(cell, {}):
            yield _name(cell), "has no true count to compare with"
    for (cell, _), times in found.items():
        if times > 1:
            yield _name(cell), "stands twice"
    for cell, by_day in truth.items():
        base, (_, most) = _base(cell, policy), by_day[as_of]
        # An exact nil may be left out ("not offered here"); leaving out a rounded cell would tell that it is nil.
        if (cell, as_of) not in found and base is not None and not (base == EXACT and most == 0):
            yield _name(cell), "is missing"


def _base(cell: Cell, policy: Policy) -> int | None:
    level, code, category, _ = cell
    return policy.cross.get(category) if category else policy.bases.get((level, code))


def _given_away(policy: Policy, parts: Mapping[Scope, frozenset[str]]) -> Iterable[tuple[str, str]]:
    exact = [scope for scope in parts if policy.bases.get(scope) == EXACT]
    for level, code in given_away(parts, exact):
        yield f"{level} · {code}", "can be computed from exact figures by adding and subtracting"


def _not_the_truth(exact: Iterable[Shown]) -> Iterable[tuple[str, str]]:
    for one in exact:
        if (one.value, one.low, one.high) != (one.least, one.least, one.most):
            yield _name(one.cell), "is called exact but is not the true count"


def _not_multiples(rounded: Iterable[Shown]) -> Iterable[tuple[str, str]]:
    """Rule (b)."""
    for one in rounded:
        if one.value % one.base or one.value < 0:
            yield _name(one.cell), f"is no multiple of its base {one.base}, nil or more"


def _too_far(rounded: Iterable[Shown], stuck: int) -> Iterable[tuple[str, str]]:
    """Rule (c), and no more wider cells than the edition says."""
    wider = [one for one in rounded if abs(one.value - one.least) >= one.base]
    for one in wider:
        if abs(one.value - one.least) >= 2 * one.base:
            yield _name(one.cell), "is further from the true count than the widest margin"
    if len(wider) != stuck:
        yield "rounded cells", f"{len(wider)} are a base or more from the true count; the edition says {stuck}"


def _wrong_bounds(rounded: Iterable[Shown], stuck: int) -> Iterable[tuple[str, str]]:
    """low and high hold the truth and follow from the published value alone, so that they tell nothing more."""
    for one in rounded:
        margin = one.base * (2 if stuck else 1) - 1
        if (one.low, one.high) != (max(one.value - margin, 0), one.value + margin + one.most - one.least):
            yield _name(one.cell), "has a low or high that does not follow from its value and base"
        if not one.low <= one.least <= one.most <= one.high:
            yield _name(one.cell), "has a low and high between which the true count does not lie"


def _sums(rounded: Sequence[Shown], given: Unprotected, steps: int) -> Iterable[tuple[str, str]]:
    """Rule (a): rounded parts add up to their rounded total.

    Under an exact total, or one that is not published, every way to divide it adds up to the same, within one base of
    the truth (the base of the coarser way); so do the rounded parts of what exact parts leave of it.
    """
    shown = {one.cell: one.value for one in rounded}
    unpublished: dict[tuple[Cell, tuple[Cell, ...]], list[tuple[int, int]]] = {}
    for total, members, exact in _divided(rounded, given):
        added = sum(one.value for one in members)
        if total not in shown:
            unpublished.setdefault((total, tuple(exact)), []).append((added, min(one.base for one in members)))
        elif not exact and shown[total] != added:
            yield _name(total), f"is {shown[total]}, but its rounded parts add up to {added}"
    for (total, known), ways in unpublished.items():
        if len({added for added, _ in ways}) > 1:
            yield _name(total), "is divided in several ways that do not add up to the same"
        margin = steps * max(base for _, base in ways)
        true = given.truth[total][given.as_of][0] - sum(given.truth[cell][given.as_of][0] for cell in known)
        if any(abs(added - true) >= margin for added, _ in ways):
            yield _name(total), "is exact, but its rounded parts add up to a base or more above or below it"


def _divided(rounded: Iterable[Shown], given: Unprotected) -> Iterable[tuple[Cell, list[Shown], list[Cell]]]:
    """Every total with the rounded cells and the exact ones that it is the sum of."""
    parts, programme = given.parts, given.programme
    divided: dict[Cell, list[Shown]] = {}
    of_scope: dict[Cell, Shown] = {}
    for one in rounded:
        level, code, category, indicator = one.cell
        is_of_region = programme.outside_region.counts_for_goals or code != OUTSIDE_REGION
        if category:
            divided.setdefault(("municipality", code, "", indicator), []).append(one)
            if is_of_region:
                divided.setdefault(("category", category, "", indicator), []).append(one)
        elif level == "municipality" and is_of_region:
            divided.setdefault(("programme", programme.programme.code, "", indicator), []).append(one)
        elif level in ("category", "sector", "project"):
            of_scope[one.cell] = one
    yield from ((total, members, []) for total, members in divided.items())
    below = (("programme", "category"), ("programme", "sector"), ("category", "project"), ("sector", "project"))
    for (level, code), projects in parts.items():
        for members in (
            [scope for scope in parts if scope[0] == of_level and parts[scope] <= projects]
            for own, of_level in below
            if own == level
        ):
            if frozenset().union(*(parts[scope] for scope in members)) != projects:
                continue
            for indicator in (i.code for i in programme.main_indicators):
                cells = [(*scope, "", indicator) for scope in members]
                within = [of_scope[cell] for cell in cells if cell in of_scope]
                exact = [cell for cell in cells if given.policy.bases.get(cell[:2]) == EXACT]
                if within and len(within) + len(exact) == len(members):
                    yield (level, code, "", indicator), within, exact


def _order(rounded: Iterable[Shown], programme: Programme) -> Iterable[tuple[str, str]]:
    """Rule (d), within an edition: placed ≤ started, wherever the true counts say so."""
    enclosing = {indicator.code: indicator.part_of or "" for indicator in programme.indicators}
    shown = {one.cell: one for one in rounded}
    for inner in shown.values():
        level, code, category, indicator = inner.cell
        outer = shown.get((level, code, category, enclosing[indicator]))
        if outer and inner.value > outer.value and inner.least <= outer.least:
            yield _name(inner.cell), f"is more than the '{enclosing[indicator]}' it is part of"


def _falls(rounded: Iterable[Shown], released: Sequence[CubeRows]) -> Iterable[tuple[str, str]]:
    """Rule (d), over editions: a rounded figure never falls below what an earlier edition showed."""
    for cube in released:
        was = {cell_of(row): row["value"] for row in cube["cells"] if row["on"] == cube.as_of}
        for one in rounded:
            if one.value < was.get(one.cell, 0):
                yield _name(one.cell), f"is {one.value}; edition {cube.edition['id']} showed {was[one.cell]}"


def _name(cell: Iterable[str]) -> str:
    return " · ".join(part for part in cell if part)
