"""What a published cube was made of, so that it can be counted again as it was then. The cube itself does not tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from werkmonitor.cube import CubeRows
from werkmonitor.figures.register import Register, register_known, table
from werkmonitor.programme import Programme
from werkmonitor.tables import Tables, digest_of_table, in_force

FACTS = ("trajectories", "counts", "projects")
"""The tables that figures are counted from."""


@dataclass(frozen=True)
class Origin:
    """What a cube was made of.

    programme: as it was decided then; None where that cannot be read any more. used: the deliveries that counted,
    known: all that were received; by their SHA-256. facts: digests of `FACTS` as they were read from the known ones.
    is_of_other_code: whether our code was another than it is now.
    """

    programme: Programme | None
    used: frozenset[str]
    known: frozenset[str]
    facts: Mapping[str, str]
    is_of_other_code: bool = False


def origin(cube: CubeRows, tables: Tables, programme: Programme) -> Origin:
    """The origin of a cube that is made now, or of which nothing else is known: what was received until its day."""
    deliveries = table(tables, "deliveries")
    until = date.fromisoformat(cube.edition["deliveries_until"])
    known = frozenset(deliveries.loc[deliveries["received_on"] <= pd.Timestamp(until), "delivery_id"])
    return Origin(programme, frozenset(in_force(deliveries, until)["delivery_id"]), known, _digests(tables, known))


def is_counted_otherwise(made: Origin, tables: Tables) -> bool:
    """Whether we do something else with the same deliveries: facts were corrected, or are read or counted otherwise."""
    return made.is_of_other_code or made.facts != _digests(tables, made.known)


def missing(made: Origin, tables: Tables) -> list[str]:
    """The deliveries of a cube that are not in the tables any more."""
    return sorted(made.used - set(table(tables, "deliveries")["delivery_id"]))


def tables_of(made: Origin, tables: Tables) -> Tables:
    """The tables with the deliveries that a cube was made of, and no others."""
    deliveries = table(tables, "deliveries")
    return {**tables, "deliveries": deliveries[deliveries["delivery_id"].isin(made.used)].reset_index(drop=True)}


def register_of(made: Origin, tables: Tables) -> Register:
    """The register and the deliveries in force as a cube was made with them."""
    return register_known(tables_of(made, tables), None)


def _digests(tables: Tables, known: frozenset[str]) -> dict[str, str]:
    facts = {name: table(tables, name) for name in FACTS}
    return {name: digest_of_table(name, one[one["delivery_id"].isin(known)]) for name, one in facts.items()}
