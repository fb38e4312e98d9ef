"""The programme team's own edition: every figure as it is counted, and the computed forecast. It is never published."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from werkmonitor.cube import TEAM, CubeRows
from werkmonitor.figures.edition import Version, build_edition
from werkmonitor.figures.published import Origin
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables
from werkmonitor.workspace import Workspace

SETTINGS = (
    "programme",
    "category",
    "project",
    "sector",
    "municipality",
    "target_group",
    "category_by_municipality",
    "sensitive",
)
"""Of protection, that are opened; what is never published stays so."""


def build_for_team(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    tables: Tables,
    earlier: Iterable[CubeRows],
    key: bytes,
    is_concept: bool,
    origins: Mapping[Version, Origin],
) -> CubeRows:
    """The cube of an edition for the team: what the public one shows, exact; its audience is 'team'.

    earlier: the team's cubes of earlier editions, with which it is compared. origins: what those were made of. Figures
    of projects by municipality are in none. It passes every check of a public edition; as nothing is rounded, there is
    nothing to narrow down. Raises what `build_edition` raises.
    """
    open_to_us = programme.model_copy(
        update={
            "protection": programme.protection.model_copy(
                update={**dict.fromkeys(SETTINGS, "exact"), "policy": "region_exact"}
                | {"smallest_share": 1, "smallest_share_of_all": 1}
            ),
            "forecast": programme.forecast.model_copy(update={"public": True}),
        }
    )
    cube = build_edition(workspace, open_to_us, edition, tables, earlier, key, is_concept, origins=origins)
    return replace(cube, edition=cube.edition | {"audience": TEAM})
