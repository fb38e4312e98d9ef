"""Releasing, because a person says so: an adopted edition becomes public, or a released one gets a new version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from werkmonitor import publish
from werkmonitor.cube import CubeRows, rows_from_json, to_json
from werkmonitor.editions import Released, all_released, freeze, versions_of
from werkmonitor.errors import Problem, PublicationRefused, UsageError
from werkmonitor.keys import ensure_key
from werkmonitor.pipeline import (
    Intake,
    Progress,
    build_cube,
    compute_editions,
    not_as_released,
    signed,
    tables_known,
    take_in,
)
from werkmonitor.programme import Edition, Programme
from werkmonitor.workspace import Workspace

if TYPE_CHECKING:
    from werkmonitor.publish import PublishResult, Workers

SHORTEST_REASON = 10
"""Readers must understand from it what changed."""


@dataclass(frozen=True)
class ReleaseResult:
    """What a release did.

    released: the version that was released; None where a revision would say nothing else. site: its pages. notes:
    what the releaser must know besides.
    """

    intake: Intake
    released: Released | None
    site: "PublishResult"
    notes: Sequence[str] = ()


def release(
    workspace: Workspace,
    programme: Programme,
    edition_id: str,
    today: date,
    progress: Progress | None = None,
    workers: "Workers | None" = None,
    *,
    reason: str | None = None,
    until: date | None = None,
    jobs: int | None = None,
) -> ReleaseResult:
    """Release an adopted edition, or with a reason a new version of a released one, and publish the site.

    reason: what readers are told of why there is a new version. until: a new version holds what was received by then;
    by default all that was received by today. jobs: how many processes read deliveries. Raises UsageError when it is
    called for what cannot be, PublicationRefused when the edition may not be public, or does not pass its checks.
    """
    edition = programme.edition(edition_id)
    versions = versions_of(workspace, edition.id)
    if problems := list(_wrong_usage(edition, versions, reason, until, today)):
        raise UsageError(problems)
    notes = [note] if (note := ensure_key(workspace, programme)) else []
    known = take_in(workspace, programme, progress, jobs=jobs)
    standing = all_released(workspace)
    if problems := not_as_released(workspace, known.parts, standing):
        raise PublicationRefused(problems)
    if versions:
        made = _revise(workspace, programme, edition, standing, str(reason), until or today, today)
    else:
        if problems := list(_hindrances(workspace, programme, edition, known, today)):
            raise PublicationRefused(problems)
        result = compute_editions(workspace, programme, known, today, only=edition.id)
        if edition.id not in result.released:
            remedy = f"send them their pages: werkmonitor signoff {edition.id}"
            raise PublicationRefused(Problem(f"edition {edition.id}", " ".join(result.notes), remedy))
        made = versions_of(workspace, edition.id)[-1]
    public = [one.id for one in programme.editions if versions_of(workspace, one.id)]
    site = publish.publish(workspace, programme, public, progress=progress, workers=workers)
    return ReleaseResult(known, made, site, notes)


def _wrong_usage(
    edition: Edition, versions: Sequence[Released], reason: str | None, until: date | None, today: date
) -> Iterator[Problem]:
    where = f"edition {edition.id}"
    if reason is None:
        if versions:
            remedy = f'for a new version: werkmonitor release {edition.id} --revision "what changed, and why"'
            yield Problem(where, "is released, and what was published never changes in silence", remedy)
        elif until is not None:
            what = "is for a new version of a released edition"
            yield Problem("--until", what, "leave it out: deliveries_until in programme.toml says it of a first one")
        return
    if not versions:
        yield Problem(where, "is not released yet: there is nothing to revise", "leave out --revision")
    if len(reason.strip()) < SHORTEST_REASON:
        remedy = "write a sentence that readers understand, in Dutch: it stands on every page"
        yield Problem("--revision", f"'{reason}' is no reason", remedy)
    if until is not None and until > today:
        yield Problem("--until", f"{until} is yet to come", "give a day up to today")
    if until is not None and versions and until < (before := versions[-1].manifest.deliveries_until):
        what = f"{until} lies before {before}, until when the present version knows"
        yield Problem("--until", what, f"give a day from {before} on")


def _hindrances(
    workspace: Workspace, programme: Programme, edition: Edition, known: Intake, today: date
) -> Iterator[Problem]:
    """Why an edition may not be released yet."""
    where, file = f"edition {edition.id}", workspace.relative(workspace.programme_file)
    if not edition.is_adopted:
        remedy = f'write there who adopted it and when: adopted_by = "…", adopted_on = {today.isoformat()}'
        yield Problem(f"{file} › editions['{edition.id}']", "nobody has adopted it: it is a concept", remedy)
    if edition.published_on > today:
        remedy = f"wait until then, or give another published_on in {file}"
        yield Problem(where, f"may not be public before {edition.published_on}", remedy)
    if not known.editions[edition.id]["has_news"]:
        yield Problem(where, "nothing was delivered for it yet", "receive the deliveries first: werkmonitor receive")
    for one in programme.editions:
        is_due = one.is_adopted and one.published_on <= today and known.editions[one.id]["has_news"]
        if one.as_of < edition.as_of and is_due and not versions_of(workspace, one.id):
            what = f"edition {one.id} comes before it, is adopted too, and is not released yet"
            yield Problem(where, what, f"release that first: werkmonitor release {one.id}")


def _revise(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    standing: Sequence[Released],
    reason: str,
    until: date,
    today: date,
) -> Released | None:
    """Keep a new version of an edition, made of what was known by a day; None where it says nothing else."""
    from werkmonitor.figures import Revision

    newest = versions_of(workspace, edition.id)[-1]
    tables = tables_known(workspace, programme, until)
    as_known = edition.model_copy(update={"deliveries_until": until})
    revision = Revision(newest.revision + 1, reason.strip(), today)
    cube = build_cube(workspace, programme, as_known, tables, standing, revision=revision)
    if _says(cube) == _says(newest.cube):
        return None
    confirmed = signed(workspace, programme, as_known, tables)
    return freeze(workspace, cube, tables, [one.mark for one in standing], confirmed)


_OF_THE_VERSION = ("revision", "revision_reason", "revised_on", "deliveries_until")


def _says(cube: CubeRows) -> tuple[Any, ...]:
    """All that a version tells its readers, but which version it is and what it is compared with."""
    read = rows_from_json(to_json(cube))
    edition = {name: value for name, value in read.edition.items() if name not in _OF_THE_VERSION}
    return edition, read.programme, {name: rows for name, rows in read.tables.items() if name != "revisions"}
