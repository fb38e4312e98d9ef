"""The checker: a short reading of what is about to be published, without a solver and without the code that rounds.

It reads the cells as a reader gets them, beside the true counts and the earlier editions, and lists every breach of the
policy. Nothing is published while it lists anything. The rules (a)–(d) are those of `docs/protection.md`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from werkmonitor.cube import Cube
from werkmonitor.errors import Problem
from werkmonitor.figures.counts import CELL
from werkmonitor.figures.inference import given_away
from werkmonitor.figures.policy import EXACT, Policy
from werkmonitor.figures.protection import Protected
from werkmonitor.figures.register import Scope, each
from werkmonitor.programme import OUTSIDE_REGION, Programme

REMEDY = "this is a fault in the protection: publish nothing, and report it with the edition id"


def check(
    protected: Protected,
    truth: pd.DataFrame,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    released: Sequence[Cube],
    where: str,
) -> list[Problem]:
    """Every rule that the cells of an edition break; an empty list lets them pass.

    protected: the cells as they will be published, and how many of them the edition says are wider. truth: the true
    counts. policy: the base of every scope. parts: the projects within every scope. released: earlier editions.
    """
    cells, stuck = protected.cells.assign(category=protected.cells["category"].fillna("")), protected.stuck
    wrong = [
        *_not_the_settings(policy, programme),
        *_given_away(policy, parts),
        *_wrong_cells(cells, truth, policy, as_of),
    ]
    if not wrong:  # the rules below read every cell beside its truth
        joined = cells.merge(truth, on=[*CELL, "on"], suffixes=("", "_true"))
        rounded = joined[joined["base"] > EXACT]
        rules: Iterable[Callable[[], Iterable[tuple[str, str]]]] = (
            lambda: _not_the_truth(joined[joined["base"] == EXACT]),
            lambda: _not_multiples(rounded),
            lambda: _too_far(rounded, stuck),
            lambda: _wrong_bounds(rounded, stuck),
            lambda: _sums(rounded, truth, parts, programme, as_of, 2 if protected.is_wide_below or stuck else 1),
            lambda: _order(rounded, programme),
            lambda: _falls(cells, released, as_of),
        )
        wrong = [finding for rule in rules for finding in rule()]
    return [Problem(f"{where}, {cell}", what, REMEDY) for cell, what in wrong]


def check_derived(cube: Cube, released: Sequence[Cube], where: str) -> list[Problem]:
    """What is derived says no more than the cells: progress, trend and history repeat published values only."""
    cells = cube["cells"]
    cells = cells[cells["category"].isna()]
    figure = ["level", "code", "indicator"]
    today = cells[cells["on"] == pd.Timestamp(cube.as_of)]
    earlier = [
        old["cells"].assign(edition=old.edition["id"])[lambda f, day=old.as_of: f["on"] == pd.Timestamp(day)]
        for old in released
    ]
    before = pd.concat(earlier) if earlier else cells.iloc[:0].assign(edition="")
    before = before[before["category"].isna()]
    exact = cells[cells["base"] == EXACT]
    progress, trend = cube["progress"], cube["trend"]
    with_value = progress[progress["value"].notna()]
    previous = progress[progress["previous_value"].notna()]
    claims = {
        "progress": (with_value[[*figure, "value", "low", "high", "base"]], today),
        "progress, previous edition": (
            previous[[*figure, "previous_edition", "previous_value"]].rename(
                columns={"previous_edition": "edition", "previous_value": "value"}
            ),
            before,
        ),
        "trend": (trend[[*figure, "on", "cumulative"]].rename(columns={"cumulative": "value"}), exact),
        "history": (cube["history"][[*figure, "edition", "on", "value", "low", "high", "base"]], before),
    }
    wrong = []
    for name, (claim, published) in claims.items():
        both = claim.merge(published[list(claim.columns)].drop_duplicates(), how="left", indicator=True)
        wrong += [(f"{name}: {_name(row)}", "is not a published value") for row in each(both[both["_merge"] != "both"])]
    running = trend.groupby(figure, sort=False)["added"].cumsum()
    for row in each(trend[running != trend["cumulative"]]):
        wrong.append((f"trend: {_name(row)}", "does not add up"))
    change = progress["value"] - progress["previous_value"]
    for row in each(progress[progress["change"].notna() & (progress["change"] != change)]):
        wrong.append((f"progress: {_name(row)}", "has a change that is not the difference of two published values"))
    for column, divisor in (("share_of_goal", "goal"), ("ratio", "plan_to_date")):
        given = progress[progress[column].notna()]
        quotient = given["value"].astype("float64") / given[divisor].astype("float64")
        for row in each(given[(given[column] - quotient).abs() > 1e-6 * quotient.abs().clip(lower=1)]):
            wrong.append((f"progress: {_name(row)}", f"has a {column} that is not computed from the published value"))
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


def _wrong_cells(cells: pd.DataFrame, truth: pd.DataFrame, policy: Policy, as_of: date) -> Iterable[tuple[str, str]]:
    """Every cell is one that may be there, has the base of its scope, and stands once."""
    for row in each(cells):
        name = _name(row)
        if row.category and row.level != "municipality":
            yield name, "is a cross that is never published"
            continue
        base = policy.cross.get(row.category) if row.category else policy.bases.get((row.level, row.code))
        if base is None:
            yield name, "may not be published"
        elif row.base != base:
            yield name, f"has base {row.base}; the policy says {base}"
        elif base != EXACT and row.on != pd.Timestamp(as_of):
            yield name, f"is rounded and stands on {row.on:%Y-%m-%d}; rounded figures stand on the as-of date only"
    names = cells[[*CELL, "on"]]
    for row in each(cells[names.duplicated()]):
        yield _name(row), "stands twice"
    with_truth = names.merge(truth[[*CELL, "on"]], how="left", indicator=True)
    for row in each(with_truth[with_truth["_merge"] != "both"]):
        yield _name(row), "has no true count to compare with"
    today = truth[truth["on"] == pd.Timestamp(as_of)]
    expected = today.merge(names, on=[*CELL, "on"], how="left", indicator=True)
    for row in each(expected[expected["_merge"] != "both"]):
        base = policy.cross.get(row.category) if row.category else policy.bases.get((row.level, row.code))
        # An exact nil may be left out ("not offered here"); leaving out a rounded cell would tell that it is nil.
        if base is not None and not (base == EXACT and row.high == 0):
            yield _name(row), "is missing"


def _given_away(policy: Policy, parts: Mapping[Scope, frozenset[str]]) -> Iterable[tuple[str, str]]:
    exact = [scope for scope in parts if policy.bases.get(scope) == EXACT]
    for level, code in given_away(parts, exact):
        yield f"{level} · {code}", "can be computed from exact figures by adding and subtracting"


def _not_the_truth(exact: pd.DataFrame) -> Iterable[tuple[str, str]]:
    right = (
        (exact["value"] == exact["low_true"])
        & (exact["low"] == exact["low_true"])
        & (exact["high"] == exact["high_true"])
    )
    for row in each(exact[~right]):
        yield _name(row), "is called exact but is not the true count"


def _not_multiples(rounded: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Rule (b)."""
    for row in each(rounded[(rounded["value"] % rounded["base"] != 0) | (rounded["value"] < 0)]):
        yield _name(row), f"is no multiple of its base {row.base}, nil or more"


def _too_far(rounded: pd.DataFrame, stuck: int) -> Iterable[tuple[str, str]]:
    """Rule (c), and no more wider cells than the edition says."""
    distance = (rounded["value"] - rounded["low_true"]).abs()
    for row in each(rounded[distance >= 2 * rounded["base"]]):
        yield _name(row), "is further from the true count than the widest margin"
    if (found := int((distance >= rounded["base"]).sum())) != stuck:
        yield "rounded cells", f"{found} are a base or more from the true count; the edition says {stuck}"


def _wrong_bounds(rounded: pd.DataFrame, stuck: int) -> Iterable[tuple[str, str]]:
    """low and high hold the truth and follow from the published value alone, so that they tell nothing more."""
    margin = rounded["base"] * (2 if stuck else 1) - 1
    width = rounded["high_true"] - rounded["low_true"]
    follow = (rounded["low"] == (rounded["value"] - margin).clip(lower=0)) & (
        rounded["high"] == rounded["value"] + margin + width
    )
    for row in each(rounded[~follow]):
        yield _name(row), "has a low or high that does not follow from its value and base"
    holds = (rounded["low"] <= rounded["low_true"]) & (rounded["high_true"] <= rounded["high"])
    for row in each(rounded[~holds]):
        yield _name(row), "has a low and high between which the true count does not lie"


def _sums(
    rounded: pd.DataFrame,
    truth: pd.DataFrame,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    steps: int,
) -> Iterable[tuple[str, str]]:
    """Rule (a): rounded parts add up to their rounded total.

    Under an exact total, or one that is not published, every way to divide it adds up to the same, within one base of
    the truth (the base of the coarser way).
    """
    today = truth[(truth["on"] == pd.Timestamp(as_of)) & (truth["category"] == "")]
    true = {(r.level, r.code, r.indicator): r.low for r in each(today)}
    shown = {(r.level, r.code, r.indicator): r.value for r in each(rounded[rounded["category"] == ""])}
    unpublished: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for total, values in _divided(rounded, parts, programme):
        added = int(values["value"].sum())
        if total not in shown:
            unpublished.setdefault(total, []).append((added, int(values["base"].min())))
        elif shown[total] != added:
            yield " · ".join(total), f"is {shown[total]}, but its rounded parts add up to {added}"
    for total, ways in unpublished.items():
        if len({added for added, _ in ways}) > 1:
            yield " · ".join(total), "is divided in several ways that do not add up to the same"
        margin = steps * max(base for _, base in ways)
        if any(abs(added - true[total]) >= margin for added, _ in ways):
            yield " · ".join(total), "is exact, but its rounded parts add up to a base or more above or below it"


def _divided(
    rounded: pd.DataFrame, parts: Mapping[Scope, frozenset[str]], programme: Programme
) -> Iterable[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Every total with rounded cells that it is the sum of: ((level, code, indicator), cells)."""
    crossed = rounded[rounded["category"] != ""]
    of_region = pd.Series(True, index=rounded.index)
    if not programme.outside_region.counts_for_goals:
        of_region = rounded["code"] != OUTSIDE_REGION
    for (code, indicator), values in crossed.groupby(["code", "indicator"]):
        yield ("municipality", str(code), str(indicator)), values
    for (category, indicator), values in crossed[of_region[crossed.index]].groupby(["category", "indicator"]):
        yield ("category", str(category), str(indicator)), values
    places = rounded[(rounded["level"] == "municipality") & (rounded["category"] == "") & of_region]
    for indicator, values in places.groupby("indicator"):
        yield ("programme", programme.programme.code, str(indicator)), values
    below = (("programme", "category"), ("programme", "sector"), ("category", "project"), ("sector", "project"))
    for (level, code), projects in parts.items():
        for own, of_level in below:
            members = [c for part_level, c in parts if part_level == of_level and parts[part_level, c] <= projects]
            if level != own or frozenset().union(*(parts[of_level, member] for member in members)) != projects:
                continue
            within = rounded[(rounded["level"] == of_level) & rounded["code"].isin(members)]
            for indicator, values in within.groupby("indicator"):
                if len(values) == len(members):  # a total of exact and rounded parts need not add up
                    yield (level, code, str(indicator)), values


def _order(rounded: pd.DataFrame, programme: Programme) -> Iterable[tuple[str, str]]:
    """Rule (d), within an edition: placed ≤ started, wherever the true counts say so."""
    keys = ["level", "code", "category"]
    for indicator in programme.indicators:
        if indicator.part_of is None:
            continue
        inner = rounded[rounded["indicator"] == indicator.code]
        outer = rounded[rounded["indicator"] == indicator.part_of]
        both = inner.merge(outer, on=keys, suffixes=("", "_outer"))
        breach = (both["value"] > both["value_outer"]) & (both["low_true"] <= both["low_true_outer"])
        for row in each(both[breach]):
            yield _name(row), f"is more than the '{indicator.part_of}' it is part of"


def _falls(cells: pd.DataFrame, released: Sequence[Cube], as_of: date) -> Iterable[tuple[str, str]]:
    """Rule (d), over editions: a rounded figure never falls below what an earlier edition showed."""
    now = cells[(cells["on"] == pd.Timestamp(as_of)) & (cells["base"] > EXACT)]
    for cube in released:
        earlier = cube["cells"]
        earlier = earlier[earlier["on"] == pd.Timestamp(cube.as_of)]
        both = now.merge(earlier.assign(category=earlier["category"].fillna("")), on=CELL, suffixes=("", "_was"))
        for row in each(both[both["value"] < both["value_was"]]):
            yield _name(row), f"is {row.value}; edition {cube.edition['id']} showed {row.value_was}"


def _name(row: object) -> str:
    return " · ".join(str(value) for column in CELL if (value := getattr(row, column, "")))
