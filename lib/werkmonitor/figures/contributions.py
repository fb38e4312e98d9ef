"""What each partner's own deliveries say for an edition: unprotected, for that partner's eyes only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from werkmonitor.figures.observations import merged
from werkmonitor.figures.register import Register, Row, register_known, rows
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables

Bounds = tuple[int, int] | None
"""What a number lies between (twice the same where it is known); None where none was given."""


Key = tuple[str, str, str]
"""Partner, project, indicator."""


class Own(NamedTuple):
    """A partner's figure of a project.

    delivered: since the start. counted: how much of it counts. before: delivered for the previous edition. delivery:
    the latest one that tells of it. reasons: why the rest does not count.
    """

    project: str
    indicator: str
    delivered: Bounds
    counted: Bounds
    before: Bounds
    delivery: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Contribution:
    """What an edition has of a partner.

    deliveries: the rows of that table that count; refused: those received since the previous edition that do not.
    left_out: the rows of the table findings of rows that are not used. goals: of a register, the goals in it.
    """

    partner: str
    deliveries: list[Row]
    refused: list[Row]
    figures: list[Own]
    left_out: list[Row]
    goals: list[Row]


def contributions(tables: Tables, programme: Programme, edition: Edition) -> list[Contribution]:
    """Of every partner with a delivery that counts for an edition, or a refused one, in the order of programme.toml.

    tables: the tidy tables as known at its deliveries_until.
    """
    register = register_known(tables, edition.deliveries_until)
    previous = programme.previous_edition(edition)
    before: dict[Key, Bounds] = {}
    if previous:
        before = _summed(_facts(tables, programme, previous.deliveries_until, previous.as_of))
    facts = _facts(tables, programme, edition.deliveries_until, edition.as_of)
    figures = list(_own(facts, before, programme, register))
    since = previous.deliveries_until if previous else date.min
    refused = [
        row
        for row in rows("deliveries", tables["deliveries"])
        if row["state"] == "refused" and since < row["received_on"] <= edition.deliveries_until
    ]
    left_out = rows("findings", tables["findings"][tables["findings"]["treatment"] != "logged"])
    found = []
    for partner in programme.partners:
        used = [row for row in register.deliveries if row["partner"] == partner.code]
        not_used = [row for row in refused if row["partner"] == partner.code]
        ids = {row["delivery_id"] for row in (*used, *not_used)}
        if ids:
            found.append(
                Contribution(
                    partner.code,
                    used,
                    not_used,
                    [own for code, own in figures if code == partner.code],
                    [row for row in left_out if row["delivery_id"] in ids],
                    _goals(register, {row["delivery_id"] for row in used}),
                )
            )
    return found


def _facts(tables: Tables, programme: Programme, until: date, as_of: date) -> pd.DataFrame:
    facts = merged(tables, programme, register_known(tables, until))
    return facts[facts["occurred_on"] <= pd.Timestamp(as_of)]


_KEY = ["partner", "project", "indicator"]


def _summed(facts: pd.DataFrame) -> dict[Key, Bounds]:
    """Sums of what was delivered."""
    sums = facts.groupby(_KEY, observed=True)[["low_step", "high_step"]].sum(min_count=1).reset_index()
    return {
        (partner, project, indicator): None if pd.isna(low) else (int(low), int(high))
        for partner, project, indicator, low, high in sums.itertuples(index=False)
    }


def _own(
    facts: pd.DataFrame, before: Mapping[Key, Bounds], programme: Programme, register: Register
) -> Iterator[tuple[str, Own]]:
    """The partner and the figure, in order of project and indicator."""
    delivered, counted = _summed(facts), _summed(facts[facts["not_counted_because"] == ""])
    as_of = {row["delivery_id"]: row["as_of_on"] or date.min for row in register.deliveries}
    latest: dict[Key, str] = {}
    reasons: dict[Key, set[str]] = defaultdict(set)
    told = facts[[*_KEY, "delivery_id", "not_counted_because"]].drop_duplicates()
    for partner, project, indicator, delivery, because in told.itertuples(index=False):
        key = (partner, project, indicator)
        latest[key] = max(latest.get(key, delivery), delivery, key=lambda one: (as_of[one], one))
        reasons[key] |= {because} - {""}
    order = {indicator.code: number for number, indicator in enumerate(programme.indicators)}
    for key in sorted(delivered, key=lambda key: (key[1], order.get(key[2], len(order)), key)):
        partner, project, indicator = key
        why = tuple(sorted(reasons[key]))
        own = Own(project, indicator, delivered[key], counted.get(key, (0, 0)), before.get(key), latest[key], why)
        yield partner, own


def _goals(register: Register, deliveries: Iterable[str]) -> list[Row]:
    """The newest version of every goal of these deliveries."""
    of = set(deliveries)
    latest: dict[tuple[str, str, str], Row] = {}
    for row in register.targets:
        if row["delivery_id"] in of:
            key = (row["level"], row["code"], row["indicator"])
            if key not in latest or (row["version"] or 0) >= (latest[key]["version"] or 0):
                latest[key] = row
    return list(latest.values())
