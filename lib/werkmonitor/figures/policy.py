"""The protection policy: which scope is exact, which is rounded to what base, which is not published.

The settings come from `programme.toml`. Two things follow from them: no rounded figure may be computable from exact
ones (then the fewest exact scopes are rounded too), and a total whose parts are all rounded is at least as coarse as
the finest of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from werkmonitor.errors import ConfigurationError, Problem, PublicationRefused
from werkmonitor.figures.register import Scope
from werkmonitor.programme import Base, Programme

EXACT = 1
"""The base of an exact figure, as the cube writes it."""

AUTOMATIC_BASE = 5
"""The base of what is rounded because exact it would give away another figure, and of `policy = "strict"`."""

_PRIME = 2**61 - 1


@dataclass(frozen=True)
class Policy:
    """The base of every scope; a scope that is not published is not in it.

    bases: (level, code) → base, 1 is exact. cross: category code → base of municipality × category, empty when those
    are not published. also_rounded: scopes that the settings call exact but that are rounded to protect another.
    """

    bases: Mapping[Scope, int]
    cross: Mapping[str, int]
    also_rounded: tuple[Scope, ...] = ()

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
    Raises ConfigurationError for project × municipality, PublicationRefused where nothing can protect the others.
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
    also = _also_rounded(parts, bases, sizes, [s for s in rounded_before if bases.get(s) == EXACT], file)
    bases |= dict.fromkeys(also, AUTOMATIC_BASE)

    sensitive = {group.code for group in programme.target_groups if group.is_sensitive}
    for group in groups:
        bases["target_group", group] = _number(settings.sensitive if group in sensitive else settings.target_group)
    place = _number(settings.municipality)
    categories = [code for level, code in parts if level == "category"]
    cross = _number(settings.category_by_municipality) if place is not None else None
    for code in places:
        bases["municipality", code] = place if cross is None or place is None else max(place, cross)
    published = {scope: base for scope, base in _coarse_enough(parts, bases).items() if base is not None}
    return Policy(published, dict.fromkeys(categories, cross) if cross is not None else {}, tuple(also))


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
        return AUTOMATIC_BASE
    return _number(setting)


def _number(setting: Base) -> int | None:
    if setting == "exact":
        return EXACT
    return None if setting == "not_published" else int(setting)


def _coarse_enough(parts: Mapping[Scope, frozenset[str]], bases: Mapping[Scope, int | None]) -> dict[Scope, int | None]:
    """Raise the base of a rounded total to the finest base of its projects, where all of those are rounded."""
    result = dict(bases)
    for scope, projects in parts.items():
        own = result[scope]
        of_projects = [bases["project", project] for project in projects]
        if own is not None and own != EXACT and all(base is not None and base != EXACT for base in of_projects):
            result[scope] = max(own, min(base for base in of_projects if base is not None))
    return result


# ------------------------------------------------------------------------------------ what exact figures give away


def given_away(parts: Mapping[Scope, frozenset[str]], exact: Iterable[Scope]) -> list[Scope]:
    """The scopes that are not exact but can be computed from the exact ones by adding and subtracting.

    A scope's count is the sum of its projects' counts. A reader can compute it if and only if its row of zeros and ones
    is a combination of the exact scopes' rows.
    """
    exact = set(exact)
    known = frozenset().union(*(parts[scope] for scope in exact if len(parts[scope]) == 1))
    # What is known exactly can be subtracted: what is left of each row is small.
    rows = {parts[scope] - known for scope in exact} - {frozenset()}
    columns = sorted(frozenset().union(*parts.values()) - known)
    basis: list[dict[str, int]] = []
    for row in sorted(rows, key=sorted):
        if rest := _reduced(dict.fromkeys(row, 1), basis):
            basis.append(rest)
    return [
        scope
        for scope, projects in parts.items()
        if scope not in exact and not _reduced(dict.fromkeys((c for c in columns if c in projects), 1), basis)
    ]


def _reduced(row: dict[str, int], basis: list[dict[str, int]]) -> dict[str, int]:
    """A row minus its combination of the basis, modulo a large prime; empty when nothing is left.

    Every row of the basis starts (its first key in order) with a 1 in a column of its own.
    """
    row = dict(row)
    for pivot_row in basis:
        pivot = next(iter(pivot_row))
        if factor := row.get(pivot, 0):
            for column, value in pivot_row.items():
                if rest := (row.get(column, 0) - factor * value) % _PRIME:
                    row[column] = rest
                else:
                    row.pop(column, None)
    if not row:
        return {}
    first = min(row)
    inverse = pow(row[first], -1, _PRIME)
    return {first: 1} | {column: value * inverse % _PRIME for column, value in row.items()}


def _also_rounded(
    parts: Mapping[Scope, frozenset[str]],
    bases: Mapping[Scope, int | None],
    sizes: Mapping[Scope, int],
    rounded_before: Iterable[Scope],
    file: str,
) -> list[Scope]:
    """The fewest, and of those the smallest, exact scopes to round so that nothing is given away."""
    exact = {scope for scope, base in bases.items() if base == EXACT and scope[0] != "programme"}
    always = {scope for scope, base in bases.items() if base == EXACT} - exact
    # An exact scope of the same projects as a protected one says the same number.
    protected = {parts[scope] for scope in parts if scope not in exact | always}
    chosen = {*rounded_before, *(scope for scope in exact if parts[scope] in protected)}
    while found := given_away(parts, always | (exact - chosen)):
        candidates = sorted(exact - chosen, key=lambda scope: (sizes.get(scope, 0), scope))
        if not candidates:
            raise PublicationRefused(_cannot_be_protected(found, file))
        # One more or two more at a time; where even two do not protect everything, the two that protect most.
        singles: list[tuple[Scope, ...]] = [(scope,) for scope in candidates]
        steps = [*singles, *combinations(candidates, 2)]
        left = {more: len(given_away(parts, always | (exact - chosen - set(more)))) for more in steps}
        best = min(steps, key=lambda more: (left[more], len(more), sum(sizes.get(s, 0) for s in more), more))
        chosen |= set(best)
    return sorted(chosen)


def _cannot_be_protected(lone: Iterable[Scope], file: str) -> Problem:
    named = ", ".join(f"{level} '{code}'" for level, code in lone)
    what = f"the exact total of the programme gives away what must be rounded: {named}"
    return Problem(f"{file} › protection", what, "set protection.programme to 5 as well")
