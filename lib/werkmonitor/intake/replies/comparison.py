"""What changed between two deliveries, as a reply tells it: numbers only, no row of anyone."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from werkmonitor.intake.facts import schema_of
from werkmonitor.intake.replies.letter import Numbers, Rows, Span
from werkmonitor.intake.sums import NOBODY, Told

_KEYS = {
    "trajectories": ("person", "project"),
    "projects": ("project",),
    "targets": ("level", "code", "indicator", "version"),
    "plan": ("level", "code", "indicator", "on"),
    "project_states": ("project", "state"),
    "results": ("project", "on"),
    "expectations": ("level", "code", "indicator", "on"),
    "money": ("level", "code", "on"),
    "overrides": ("level", "code", "indicator", "on"),
}
"""Lists, and by which of their columns a row is the same one as last time."""
_PLACE = ("sheet", "cell")


def compare(
    before: Mapping[str, pa.Table],
    before_on: date,
    now: Mapping[str, pa.Table],
    now_on: date,
    list_days: Mapping[str, str],
) -> tuple[tuple[Numbers, ...], tuple[Rows, ...]]:
    """The facts of a delivery beside those of the one before: per project and indicator, and per list.

    list_days: indicator → its day in a list.
    """
    was, has = (Told.by(*told, list_days).totals for told in ((before, before_on), (now, now_on)))
    numbers = [Numbers(*key, Span(*was.get(key, NOBODY)), Span(*has.get(key, NOBODY))) for key in sorted({*was, *has})]
    rows = [_rows(name, before, now) for name in _KEYS if name in before or name in now]
    return tuple(numbers), tuple(rows)


def _rows(name: str, before: Mapping[str, pa.Table], now: Mapping[str, pa.Table]) -> Rows:
    was, has = _contents(before.get(name)), _contents(now.get(name))
    same, gone, new = was & has, was - has, has - was
    gone_keys, new_keys = _keys(name, gone), _keys(name, new)
    changed = (gone_keys & new_keys).total()
    return Rows(name, new.total() - changed, gone.total() - changed, changed, same.total())


def _contents(facts: pa.Table | None) -> Counter[tuple[Any, ...]]:
    """Rows, wherever they stand: the values of all columns but those of their place."""
    if facts is None:
        return Counter()
    columns = facts.drop_columns([*_PLACE]).to_pydict().values()
    return Counter(zip(*(map(_hashable, column) for column in columns), strict=True))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _keys(name: str, rows: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """By which rows are recognised; none for a row that has no number of its own, as of an unnumbered participant."""
    columns = [column for column in schema_of(name).names if column not in _PLACE]
    places = [columns.index(column) for column in _KEYS[name]]
    found: Counter[tuple[Any, ...]] = Counter()
    for row, count in rows.items():
        if row[places[0]] is not None:
            found[tuple(row[place] for place in places)] += count
    return found
