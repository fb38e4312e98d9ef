"""The programme team's own editions, in outputs/team: exact figures, each leading to what it is made of. Not public."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from werkmonitor import publish
from werkmonitor.cube import cube_path, read_rows
from werkmonitor.keys import secret_key
from werkmonitor.programme import Programme
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.site import PublishResult, Team
from werkmonitor.team_pages import pages_of
from werkmonitor.tracing import lineages, tables_as_written, versions_as_released
from werkmonitor.workspace import Workspace

if TYPE_CHECKING:
    from werkmonitor.cube import CubeRows
    from werkmonitor.figures.edition import Version
    from werkmonitor.figures.published import Origin
    from werkmonitor.pipeline import Progress
    from werkmonitor.publish import Workers
    from werkmonitor.tables import Tables

DAYS = ("as_of", "deliveries_until", "published_on")
"""The days of a public edition that its team's edition has too."""


def publish_for_team(
    workspace: Workspace,
    programme: Programme,
    editions: Iterable[str],
    only: str | None,
    progress: "Progress | None" = None,
    workers: "Workers | None" = None,
    *,
    force: bool = False,
) -> PublishResult:
    """Make the team's monitors of these editions, of which the public figures stand, and the pages they lead to.

    Exact figures are computed anew from the tables, as known when the public edition was made. They are kept nowhere
    but in outputs/team and outputs/runs/team.
    """
    wanted = set(editions)
    last = max(wanted, key=lambda edition: programme.edition(edition).as_of)
    facts = {edition: Facts(cube) for edition, cube in team_cubes(workspace, programme, last).items()}
    facts = {edition: found for edition, found in facts.items() if edition in wanted}
    lineage_of = lineages(workspace, programme)
    pages: dict[str, str] = {}
    for edition, found in facts.items():
        made = pages_of(lineage_of(edition), found, programme)
        pages |= {f"{edition}/{name}": html for name, html in made.items()}
    team = Team(facts, pages)
    return publish.publish(
        workspace, programme, list(facts), only=only, force=force, progress=progress, workers=workers, team=team
    )


def team_cubes(workspace: Workspace, programme: Programme, last: str) -> "dict[str, CubeRows]":
    """The team's cube of every edition up to this one of which the public figures stand, oldest first.

    Raises PublicationRefused for tables and released editions that are not as they were written.
    """
    from werkmonitor.figures.team import build_for_team

    tables, key = tables_as_written(workspace, programme), secret_key(workspace, programme, "protection")
    found: dict[str, CubeRows] = {}
    origins: dict[Version, Origin] = {}
    for edition in programme.editions:
        if edition.as_of > programme.edition(last).as_of or not (path := cube_path(workspace, edition)).is_file():
            continue
        public = read_rows(path)
        days = {name: date.fromisoformat(public.edition[name]) for name in DAYS}
        until = edition.model_copy(update=days)  # a revision knows what came after it was published: nothing to refuse
        versions = versions_as_released(workspace, edition.id, tables)
        made = versions[-1].origin if versions else None
        rules, known = (made.programme or programme, _known(made, tables)) if made else (programme, tables)
        cube = build_for_team(workspace, rules, until, known, list(found.values()), key, public.is_concept, origins)
        version = {name: public.edition.get(name) for name in ("revision", "revision_reason", "revised_on")}
        found[edition.id] = replace(cube, edition=cube.edition | version)
        if made:
            origins[edition.id, version["revision"] or 1] = made
    return found


def _known(made: "Origin", tables: "Tables") -> "Tables":
    """The tables with all deliveries that an edition knew, those too of which only earlier editions are made."""
    deliveries = tables["deliveries"]
    return {**tables, "deliveries": deliveries[deliveries["delivery_id"].isin(made.known)].reset_index(drop=True)}
