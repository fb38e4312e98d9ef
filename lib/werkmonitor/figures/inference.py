"""What a reader can infer: which protected figures exact ones give away, and what must be rounded besides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.register import Scope

_PRIME = 2**61 - 1


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


def also_rounded(
    parts: Mapping[Scope, frozenset[str]],
    exact: Iterable[Scope],
    sizes: Mapping[Scope, int],
    rounded_before: Iterable[Scope],
    file: str,
) -> list[Scope]:
    """The fewest, and of those the smallest, exact scopes to round so that nothing is given away.

    The programme's own total stays exact. sizes: how large each scope is. rounded_before: scopes that an earlier
    edition rounded for this reason. Raises PublicationRefused when the programme's total alone gives something away.
    """
    exact = set(exact)
    always = {scope for scope in exact if scope[0] == "programme"}
    exact -= always
    # An exact scope of the same projects as a protected one says the same number.
    protected = {parts[scope] for scope in parts if scope not in exact | always}
    chosen = {*rounded_before, *(scope for scope in exact if parts[scope] in protected)}
    while found := given_away(parts, always | (exact - chosen)):
        candidates = sorted(exact - chosen, key=lambda scope: (sizes.get(scope, 0), scope))
        if not candidates:
            raise PublicationRefused(_cannot_be_protected(found, file))
        # One more, or two more at a time: the smallest that protect everything, else those that protect most.
        left: dict[tuple[Scope, ...], int] = {}
        for more in _smallest_first(candidates, sizes):
            left[more] = len(given_away(parts, always | (exact - chosen - set(more))))
            if not left[more]:
                break
        best = min(left, key=left.__getitem__)
        chosen |= set(best)
    return sorted(chosen)


def _smallest_first(scopes: Sequence[Scope], sizes: Mapping[Scope, int]) -> Iterator[tuple[Scope, ...]]:
    """Every scope and then every two of them, the smallest first."""
    for number in (1, 2):
        yield from sorted(
            combinations(scopes, number), key=lambda some: (sum(sizes.get(scope, 0) for scope in some), some)
        )


def _cannot_be_protected(lone: Iterable[Scope], file: str) -> Problem:
    named = ", ".join(f"{level} '{code}'" for level, code in lone)
    what = f"the exact total of the programme gives away what must be rounded: {named}"
    return Problem(f"{file} › protection", what, "set protection.programme to 5 as well")
