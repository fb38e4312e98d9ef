"""The protection policy: which scope is exact, which is rounded to what base, which is not published.

The settings come from `programme.toml`. Two things follow from them: no rounded figure may be computable from exact
ones (then the fewest exact scopes are rounded too), and a total whose parts are all rounded is at least as coarse as
the finest of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.figures.inference import also_rounded
from werkmonitor.figures.register import Cell, Part, Scope
from werkmonitor.programme import OUTSIDE_REGION, Base, Programme

EXACT = 1
"""The base of an exact figure, as the cube writes it."""

USUAL_BASE = 5
"""What `policy = "strict"` and automatic rounding use where the settings name no base of their own."""


@dataclass(frozen=True)
class Policy:
    """The base of every scope; a scope that is not published is not in it.

    bases: (level, code) → base, 1 is exact. cross: category code → base of municipality × category, empty when those
    are not published. also_rounded: scopes that the settings call exact but that are rounded to protect another.
    """

    bases: Mapping[Scope, int]
    cross: Mapping[str, int]
    also_rounded: tuple[Scope, ...] = ()

    def base(self, cell: Cell) -> int:
        """The base of a cell; 0 where it is not published."""
        level, code, category, _ = cell
        return self.cross.get(category, 0) if category else self.bases.get((level, code), 0)

    def protection(self, scope: Scope) -> str:
        base = self.bases.get(scope)
        return "not_published" if base is None else "exact" if base == EXACT else "rounded"


def decide(
    programme: Programme,
    parts: Mapping[Scope, frozenset[str]],
    groups: Iterable[str],
    places: Iterable[str],
    sizes: Mapping[Scope, int],
    rounded_before: Iterable[Scope] = (),
    file: str = "programme.toml",
) -> Policy:
    """The policy of an edition.

    parts: the projects within every scope of the whole region. groups, places: codes of target groups and places of
    residence that are shown. sizes: the counts by which the smallest scope is chosen where an exact one must be
    rounded too. rounded_before: scopes that were, in an earlier edition; they stay so. file: names programme.toml.
    Raises ConfigurationError for project × municipality and for bases that do not fit together, PublicationRefused
    where the exact total of the programme alone gives a protected figure away.
    """
    settings = programme.protection
    if settings.project_by_municipality != "not_published":
        raise ConfigurationError(
            Problem(
                f"{file} › protection.project_by_municipality",
                "figures of projects by municipality are too small to publish; expected 'not_published'",
                "set it to 'not_published'",
            )
        )
    bases = {scope: _region_base(programme, scope) for scope in parts}
    exact = {scope for scope, base in bases.items() if base == EXACT}
    also = also_rounded(parts, exact, sizes, [scope for scope in rounded_before if scope in exact], file)
    # A cover is as coarse as what it covers: beside a figure known to 9 the other is known to 9 as well.
    rounded = [base for base in bases.values() if base is not None and base != EXACT]
    bases |= dict.fromkeys(also, max(rounded, default=_automatic_base(programme)))

    sensitive = {group.code for group in programme.target_groups if group.is_sensitive}
    for group in groups:
        bases["target_group", group] = _number(settings.sensitive if group in sensitive else settings.target_group)
    places = list(places)
    bases |= {("municipality", code): _number(settings.municipality) for code in places}
    crossed = _number(settings.category_by_municipality) if settings.municipality != "not_published" else None
    if crossed is not None and settings.policy == "strict":
        crossed = max(crossed, _strict_base(programme))
    categories = [code for level, code in parts if level == "category"]
    cross = dict.fromkeys(categories, crossed) if crossed is not None else {}
    published = {scope: base for scope, base in bases.items() if base is not None}
    _fit_together({*published.values(), *cross.values()}, file)
    return Policy(_coarse_enough(published, cross, partitions(parts, places, programme)), cross, tuple(also))


def _region_base(programme: Programme, scope: Scope) -> int | None:
    level, code = scope
    settings = programme.protection
    setting: Base = {
        "programme": settings.programme,
        "category": settings.category,
        "project": settings.sensitive if code in settings.sensitive_projects else settings.project,
        "sector": settings.sector,
    }[level]
    if settings.policy == "strict" and level != "programme" and setting == "exact":
        return _strict_base(programme)
    return _number(setting)


def _automatic_base(programme: Programme) -> int:
    """The finest base of the settings: what is rounded without a base of its own fits all others."""
    settings = programme.protection
    named = (settings.municipality, settings.category_by_municipality, settings.target_group, settings.sensitive)
    return min((base for base in named if isinstance(base, int)), default=USUAL_BASE)


def _strict_base(programme: Programme) -> int:
    """Under the strict policy all ways to divide the programme's total are as coarse as the coarsest of them.

    Parts rounded to 5 that add up to a multiple of 10 can be far from the total, which is exact: it would tell them.
    """
    settings = programme.protection
    named = [base for base in (settings.municipality, settings.category_by_municipality) if isinstance(base, int)]
    return max(named, default=_automatic_base(programme))


def _number(setting: Base) -> int | None:
    if setting == "exact":
        return EXACT
    return None if setting == "not_published" else int(setting)


def _fit_together(bases: Iterable[int], file: str) -> None:
    """Sums of multiples of 3 are seldom multiples of 5: of any two bases one must divide the other."""
    ordered = sorted({base for base in bases if base != EXACT})
    wrong = [(fine, coarse) for fine, coarse in combinations(ordered, 2) if coarse % fine]
    if wrong:
        raise ConfigurationError(
            Problem(
                f"{file} › protection",
                f"figures rounded to {fine} and to {coarse} cannot add up together",
                f"choose bases of which one divides the other, such as {fine} and {2 * fine}",
            )
            for fine, coarse in wrong
        )


def _coarse_enough(
    bases: Mapping[Scope, int], cross: Mapping[str, int], divided: Iterable[tuple[Scope, list[Part]]]
) -> dict[Scope, int]:
    """Raise the base of a rounded total to the finest base of its parts, where all of those are rounded."""
    result = dict(bases)
    divided = list(divided)
    for _ in divided:  # a raised total can raise the total above it; there are fewer storeys than partitions
        for total, members in divided:
            below = [
                cross.get(category, 0) if category else result.get((level, code), 0)
                for level, code, category in members
            ]
            if result.get(total, EXACT) != EXACT and below and min(below) > EXACT:
                result[total] = max(result[total], min(below))
    return result


def partitions(
    parts: Mapping[Scope, frozenset[str]], places: Iterable[str], programme: Programme
) -> list[tuple[Scope, list[Part]]]:
    """Every way in which a total is the sum of others: (total, its parts)."""
    categories = [scope for scope in parts if scope[0] == "category"]
    sectors = [scope for scope in parts if scope[0] == "sector"]
    whole = ("programme", programme.programme.code)
    places = list(places)
    in_region = [code for code in places if code != OUTSIDE_REGION or programme.outside_region.counts_for_goals]
    found: list[tuple[Scope, list[Part]]] = []
    for total, members in [(whole, categories), (whole, sectors)]:
        if members and frozenset().union(*(parts[member] for member in members)) == parts[total]:
            found.append((total, [(*member, "") for member in members]))
    for total in [*categories, *sectors]:
        found.append((total, [("project", project, "") for project in sorted(parts[total])]))
    found.append((whole, [("municipality", code, "") for code in in_region]))
    for _, category in categories:
        found.append((("category", category), [("municipality", code, category) for code in in_region]))
    for code in places:
        found.append((("municipality", code), [("municipality", code, category) for _, category in categories]))
    return found
