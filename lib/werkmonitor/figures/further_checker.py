"""The checker of indicators besides those of page one: none gives a rounded project away, no share a small group.

Like `checker`, it reads what is about to be published, without the code that decided on it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from math import isclose

from werkmonitor.cube import CubeRows
from werkmonitor.errors import Problem
from werkmonitor.figures.checker import REMEDY
from werkmonitor.figures.further import FEWEST_HIDDEN, Further
from werkmonitor.figures.inference import given_away
from werkmonitor.figures.policy import EXACT, Policy
from werkmonitor.figures.register import Figure, Row, Scope, figure_of
from werkmonitor.indicators import Share
from werkmonitor.programme import Programme

Findings = Iterable[tuple[str, str]]


def check_further(
    cells: Iterable[Row],
    further: Further,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
    where: str,
) -> list[Problem]:
    """Every published count that leaves a rest that may not be known; an empty list lets them pass.

    cells: as they will be published. further: the true counts, also of scopes that are not told. parts: the projects
    within every scope.
    """
    people = {one.code for one in programme.indicators if one.about == "people" and not one.is_main}
    shown: dict[str, set[Scope]] = {}
    for row in cells:
        if row["on"] == as_of and row["indicator"] in people:
            shown.setdefault(row["indicator"], set()).add((row["level"], row["code"]))
    found = [
        (f"{level} · {code} · {indicator}", what)
        for indicator, scopes in shown.items()
        for (level, code), what in _rests(indicator, scopes, further, policy, parts, programme, as_of)
    ]
    return [Problem(f"{where}, {figure}", what, REMEDY) for figure, what in found]


def check_shares(cube: CubeRows, programme: Programme, where: str) -> list[Problem]:
    """Shares repeat published counts, and are of no small group."""
    published = {
        figure_of(row): row["value"] for row in cube["cells"] if row["on"] == cube.as_of and row["base"] == EXACT
    }
    wrong = [
        (f"shares: {row['level']} · {row['code']} · {row['indicator']}", what)
        for row in cube["shares"]
        for what in _wrong_share(row, published, programme)
    ]
    return [Problem(f"{where}, {figure}", what, REMEDY) for figure, what in wrong]


def _rests(
    indicator: str,
    shown: set[Scope],
    further: Further,
    policy: Policy,
    parts: Mapping[Scope, frozenset[str]],
    programme: Programme,
    as_of: date,
) -> Iterable[tuple[Scope, str]]:
    having = further.having.get(indicator, frozenset())
    own = {scope: projects & having for scope, projects in parts.items() if projects & having}
    for scope in shown - own.keys():
        yield scope, "is published where nothing of it is delivered"
    shown = shown & own.keys()
    hidden = {p for p in having if policy.bases.get(("project", p)) != EXACT}
    for scope in shown:
        if policy.bases.get(scope) != EXACT:
            yield scope, "is published of a scope that is rounded"
        below = [other for other in shown if other != scope and own[other] < own[scope]]
        rest = own[scope] & hidden - frozenset[str]().union(*(own[other] for other in below))
        counts = [further.counts.get(("project", p, "", indicator), {}).get(as_of, (0, 0))[0] for p in rest]
        if rest and (len(rest) < FEWEST_HIDDEN or sum(counts) < programme.protection.smallest_share):
            yield scope, "leaves a rest of rounded projects that is too small"
    for scope in given_away(own, shown):
        if scope[0] == "project" and scope[1] in hidden:
            yield scope, "can be computed from published counts by adding and subtracting"


def _wrong_share(row: Row, published: Mapping[Figure, int], programme: Programme) -> Iterable[str]:
    indicator = programme.indicator(row["indicator"])
    way, settings = indicator.counted, programme.protection
    numerator, denominator, value = row["numerator"], row["denominator"], row["value"]
    if (value is None) == (row["because"] is None):
        yield "needs a value, or why there is none"
    if not isinstance(way, Share):
        return
    scope = row["level"], row["code"]
    for count, code in ((numerator, way.numerator), (denominator, way.denominator)):
        if count is not None and published.get((*scope, code), 0) != count:
            yield f"says {count} of '{code}', which is not the published count"
    if row["undetermined"] is not None and way.out_of is not None:
        of_all = published.get((*scope, way.out_of), 0)
        if row["undetermined"] != of_all - published.get((*scope, way.denominator), 0):
            yield "says another number of undetermined ones than the published counts"
    if value is None:
        return
    if not denominator or not isclose(value, numerator / denominator, abs_tol=1e-6):
        yield "has a value that is not its numerator by its denominator"
    elif indicator.about == "people" and denominator < settings.smallest_share:
        yield "is of too few people"
    elif indicator.about == "people" and value in (0, 1) and denominator < settings.smallest_share_of_all:
        yield "tells of everyone in a small group that they are in it, or that nobody is"
