"""What a published cube was made of, and by which rules: so that it can be counted again as it was then."""

from datetime import date
from importlib.metadata import version
from typing import Any

from pydantic import ValidationError

from werkmonitor.cube import CubeRows
from werkmonitor.figures.register import Register, register_known, table
from werkmonitor.programme import Programme
from werkmonitor.tables import Tables, digest_of_table, in_force

SHORT = 12
"""So many signs of a delivery's SHA-256 tell it from all others."""

FACTS = ("trajectories", "counts")

_OF_PARTNERS = {"code", "layouts", "municipality", "own_figures_lead"}
"""Settings of a partner that decide whose figures count."""

_RULES: dict[str, Any] = {
    "indicators": True,
    "reporting_units": True,
    "outside_region": True,
    "leads": True,
    "partners": {"__all__": _OF_PARTNERS},
}
"""Settings of programme.toml that decide which facts count, and in what."""


def made_of(tables: Tables, register: Register) -> dict[str, Any]:
    """What a cube says of its origin: the deliveries in force, and a digest of the facts as they were read."""
    ids = {row["delivery_id"] for row in register.deliveries}
    found = {"deliveries": sorted(one[:SHORT] for one in ids), "facts": _digest(tables, ids)}
    return found | {"werkmonitor": version("werkmonitor")}


def is_counted_otherwise(cube: CubeRows, tables: Tables) -> bool:
    """Whether we did something else with the same deliveries: corrected or read them otherwise, or changed the code."""
    made = cube.edition.get("made_of", {})
    now = made_of(tables, register_of(cube, tables))
    return any(made.get(name) != now[name] for name in ("facts", "werkmonitor"))


def missing(cube: CubeRows, tables: Tables) -> list[str]:
    """The deliveries of a cube that are not in the tables any more (the first signs of their SHA-256)."""
    present = {one[:SHORT] for one in table(tables, "deliveries")["delivery_id"]}
    return sorted(set(cube.edition.get("made_of", {}).get("deliveries", ())) - present)


def tables_of(cube: CubeRows, tables: Tables) -> Tables:
    """The tables with the deliveries that a cube was made of, and no others."""
    deliveries = table(tables, "deliveries")
    made = cube.edition.get("made_of")
    if made is None:  # a cube of an earlier version: what was received by then
        until = date.fromisoformat(cube.edition["deliveries_until"])
        ids = set(in_force(deliveries, until)["delivery_id"])
    else:
        ids = {one for one in deliveries["delivery_id"] if one[:SHORT] in made["deliveries"]}
    return {**tables, "deliveries": deliveries[deliveries["delivery_id"].isin(ids)].reset_index(drop=True)}


def register_of(cube: CubeRows, tables: Tables) -> Register:
    """The register and the deliveries in force as a cube was made with them."""
    return register_known(tables_of(cube, tables), None)


def rules(programme: Programme) -> dict[str, Any]:
    """The settings that decide which facts count, as a cube keeps them."""
    return programme.model_dump(mode="json", by_alias=True, include=_RULES)


def programme_of(cube: CubeRows, programme: Programme) -> Programme:
    """The programme of now with the rules of counting by which a cube was made.

    Where those cannot be read any more, or are of a version that did not keep them, the rules of now.
    """
    kept = {name: cube.programme[name] for name in _RULES if name in cube.programme}
    if len(kept) < len(_RULES):
        return programme
    now = programme.model_dump(mode="json", by_alias=True)
    partners = {one["code"]: one for one in now["partners"]}
    then = [partners.pop(one["code"], {}) | one for one in kept["partners"]]
    try:
        return Programme.model_validate(now | kept | {"partners": [*filter(_is_whole, then), *partners.values()]})
    except ValidationError:
        return programme


def _is_whole(partner: dict[str, Any]) -> bool:
    """Whether the programme still knows it; a partner that is gone has nothing but its rules."""
    return "kind" in partner


def _digest(tables: Tables, ids: set[str]) -> str:
    facts = []
    for name in FACTS:
        frame = table(tables, name)
        facts.append(
            digest_of_table(name, frame[frame["delivery_id"].isin(ids)].drop(columns="person", errors="ignore"))
        )
    return "".join(one[:SHORT] for one in facts)
