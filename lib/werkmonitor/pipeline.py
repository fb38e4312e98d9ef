"""From workbooks to published monitors, step by step; every step leaves what stood before when it fails.

Every step knows what its result was made of, and does nothing when all of that is as it was.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkmonitor import intake, publish
from werkmonitor.cube import CUBE_FILE, to_json
from werkmonitor.editions import (
    CODE,
    MANIFEST_FILE,
    Mark,
    Released,
    all_released,
    damage,
    freeze,
    lost_deliveries,
    lost_editions,
    lost_while_online,
    mark_of,
    of_another_key,
    versions_of,
)
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.fingerprints import Parts, changed, digest, digest_of, digest_of_code, digest_of_versions
from werkmonitor.keys import ensure_key, key_id, secret_key
from werkmonitor.programme import Edition, Programme
from werkmonitor.signoffs import as_recorded, load_signoffs, standings, unsigned
from werkmonitor.workspace import Workspace, is_as_written, write_file

if TYPE_CHECKING:
    from werkmonitor.cube import CubeRows
    from werkmonitor.figures import Origin, Revision, Row
    from werkmonitor.publish import Workers
    from werkmonitor.tables import Tables

INTAKE_RECORD = "intake.json"
EDITION_RECORD = "made-of.json"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Intake:
    """What is known of the deliveries.

    counts: deliveries, refused, rows_read, rows_kept, rows_listed. files: by delivery its file. refused: deliveries.
    urgent: by delivery what refuses it or leaves a row of it out. editions: by edition the deliveries it is made of,
    and whether any of them tells something new. reasons: what is other than at the last intake; where nothing is, that
    one stands. read: the files that were read for it. news: what is urgent and no earlier intake told. newly_refused:
    files refused now that were not refused in the last intake. unread: files for which there was too little time or
    memory.
    """

    snapshot: str
    counts: Mapping[str, int]
    files: Mapping[str, str]
    refused: Sequence[str]
    urgent: Mapping[str, Sequence[Problem]]
    editions: Mapping[str, Mapping[str, Any]]
    parts: Parts
    unread: Sequence[str] = ()
    reasons: Sequence[str] = ()
    read: Sequence[str] = ()
    news: Sequence[Problem] = ()
    newly_refused: Sequence[str] = ()


@dataclass
class RunResult:
    """What a run did. made: monitors made, with why. computed: editions computed, with why.

    problems: what of released editions is not as it was; the site then stays as it is, and nothing is released.
    refused: why a concept could not be made; the one before it stays, and all else is done.
    """

    intake: Intake
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    computed: dict[str, list[str]] = field(default_factory=dict)
    made: dict[str, Sequence[str]] = field(default_factory=dict)

    def why(self) -> list[str]:
        """A line for everything that was done, with what gave rise to it."""
        steps = {"deliveries": self.intake.reasons}
        steps |= {f"edition {edition}": reasons for edition, reasons in self.computed.items()}
        return [f"{name}: {', '.join(reasons)}" for name, reasons in {**steps, **self.made}.items() if reasons]


def run(
    workspace: Workspace,
    programme: Programme,
    today: date,
    progress: Progress | None = None,
    workers: "Workers | None" = None,
    *,
    jobs: int | None = None,
    force: bool = False,
) -> RunResult:
    """Clean the deliveries, compute every edition, publish the adopted ones and build the others as concepts.

    workers: where monitors are made; processes of this machine by default. jobs: how many processes read deliveries.
    force: do everything again, also what stands; released editions stay as they were published. Raises
    PublicationRefused when an edition does not pass its checks; the site and the released editions then stay.
    """
    notes = [note] if (note := ensure_key(workspace, programme)) else []
    with publish.shared(workers or publish.processes) as at_work:
        known = take_in(workspace, programme, progress, on_news=at_work, jobs=jobs, force=force)
        result = compute_editions(workspace, programme, known, today, force=force)
        result.notes[:0] = notes
        if known.reasons and not result.problems:
            stood = [edition for edition in result.released if edition not in result.computed]
            result.notes += _otherwise_by_now(workspace, programme, stood)
        for editions, target in ((result.released, workspace.site), (result.concepts, workspace.concepts / "site")):
            if editions and not (result.problems and target == workspace.site):
                done = publish.publish(
                    workspace, programme, editions, target=target, force=force, progress=progress, workers=at_work
                )
                result.made |= done.made
    return result


# ------------------------------------------------------------ deliveries


def take_in(
    workspace: Workspace,
    programme: Programme,
    progress: Progress | None = None,
    *,
    on_news: Callable[[], object] | None = None,
    jobs: int | None = None,
    force: bool = False,
) -> Intake:
    """The deliveries in tidy tables, and the replies to them: a new snapshot, unless the last one is made of the same.

    on_news: called before anything is read, if anything is. jobs: how many processes read. Raises PublicationRefused
    when the tables are not as they were written, or a row got lost on its way into them; and with another secret key
    than released editions were made with.
    """
    if problems := not_of_this_key(workspace, programme):
        raise PublicationRefused(problems)
    before = last_intake(workspace)
    parts = intake_parts(workspace, programme)
    reasons = ["asked for"] if force else intake_reasons(workspace, before, parts)
    if before and not force and not is_as_written(workspace.processed / before.snapshot):
        from werkmonitor import figures

        raise PublicationRefused(figures.lost_rows(workspace, programme))
    if before and not reasons:
        return before
    if on_news:
        on_news()
    made = _read_deliveries(workspace, programme, parts, progress, jobs, force)
    known, was_refused = (before.files, before.refused) if before else ((), ())
    return replace(
        made,
        reasons=reasons,
        news=[problem for delivery, problems in made.urgent.items() if delivery not in known for problem in problems],
        newly_refused=[made.files[delivery] for delivery in made.refused if delivery not in was_refused],
    )


def last_intake(workspace: Workspace) -> Intake | None:
    """The last intake, as it is recorded beside its tables; None before the first, or when its tables are gone."""
    try:
        record = json.loads((workspace.processed / INTAKE_RECORD).read_text("utf-8"))
        urgent = {key: [Problem(*told) for told in problems] for key, problems in record.pop("urgent").items()}
        found = Intake(urgent=urgent, **record)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    tables = workspace.current_tables
    return found if tables and tables.name == found.snapshot else None


def intake_reasons(workspace: Workspace, last: Intake | None, parts: Parts) -> list[str]:
    """Why the deliveries must be taken in again; nothing where the last intake stands, and so do its replies."""
    if last is None:
        return changed(None, parts)
    unread = [f"{file}, which could not be read to its end" for file in last.unread]
    replies = [] if intake.replies_stand(workspace) else ["replies, which are not as they were made"]
    return changed(last.parts, parts) + unread + replies


def intake_parts(workspace: Workspace, programme: Programme) -> Parts:
    """What the tidy tables are made of."""
    return intake.inputs(workspace, programme) | {
        "the programme's settings": digest(workspace.programme_file.read_bytes()),
        "the code of figures": digest_of_code("figures", "pipeline.py", "tables.py"),
    }


def _read_deliveries(
    workspace: Workspace,
    programme: Programme,
    parts: Parts,
    progress: Progress | None,
    jobs: int | None,
    force: bool,
) -> Intake:
    from werkmonitor import figures
    from werkmonitor.tables import save_snapshot

    found = intake.read_deliveries(workspace, programme, progress, jobs=jobs, force=force)
    tables = {**found.tables, "observations": figures.observe(found.tables, programme)}
    if problems := figures.refused(figures.reconcile_tables(tables, programme)):
        raise PublicationRefused(problems)
    deliveries = tables["deliveries"]
    files = dict(zip(deliveries["delivery_id"], deliveries["file"], strict=True))
    refused = deliveries.loc[deliveries["state"] == "refused", "delivery_id"]
    rows = {name: int(deliveries[name].sum()) for name in ("rows_read", "rows_kept", "rows_listed")}
    made = Intake(
        snapshot=save_snapshot(workspace, tables),
        counts={"deliveries": len(deliveries), "refused": len(refused), **rows},
        files=files,
        refused=list(refused),
        urgent={delivery: list(problems) for delivery, problems in found.urgent.items() if problems},
        editions={edition.id: _inputs(tables, programme, edition) for edition in programme.editions},
        parts=parts,
        unread=[files[delivery] for delivery in found.unread],
    )
    intake.write_replies(workspace, found.rules, found.judged, force=force)
    record = {name: value for name, value in vars(made).items() if name not in _OF_ONE_NIGHT}
    record["urgent"] = {key: [astuple(problem) for problem in problems] for key, problems in made.urgent.items()}
    write_file(workspace.processed / INTAKE_RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return replace(made, read=[files[delivery] for delivery in found.read])


_OF_ONE_NIGHT = ("reasons", "read", "news", "newly_refused")
"""What is true of one intake only, and not of the next that finds nothing new."""


def _inputs(tables: "Tables", programme: Programme, edition: Edition) -> dict[str, Any]:
    """The deliveries an edition is made from, and whether any tells of the time after the previous edition."""
    from werkmonitor.tables import in_force

    used = in_force(tables["deliveries"], edition.deliveries_until)
    previous = programme.previous_edition(edition)
    days = used["as_of_on"].dropna().dt.date
    return {
        "deliveries": sorted(used["delivery_id"]),
        "has_news": bool(len(days) and (previous is None or days.max() > previous.as_of)),
    }


# ------------------------------------------------------------ editions


def is_public(edition: Edition, today: date) -> bool:
    """Whether a person has adopted the edition and its publication date (embargo) has come."""
    return edition.is_adopted and edition.published_on <= today


def compute_editions(
    workspace: Workspace,
    programme: Programme,
    known: Intake,
    today: date,
    *,
    force: bool = False,
    only: str | None = None,
) -> RunResult:
    """Make sure of the cube of every edition that can be made; released ones stay as they were published.

    only: nothing of any other edition. All are computed and checked before any is written. Sentences are noted for
    editions that wait, and for released ones whose deliveries differ by now. Nothing is published yet.
    """
    standing = all_released(workspace, [edition.id for edition in programme.editions])
    result = RunResult(known, problems=not_as_released(workspace, known.parts, all_released(workspace)))
    computed: list[_Computed] = []
    earlier: list[Released | _Computed] = []
    for edition in programme.editions:
        used = known.editions[edition.id]
        if versions := [one for one in standing if one.edition == edition.id]:
            result.released.append(edition.id)
            earlier += versions
            if (
                not result.problems
                and len(versions) == 1
                and (differing := _differing(versions[0], used["deliveries"]))
            ):
                result.notes.append(
                    f"Edition {edition.id} is published and stays as it is; {differing} of the deliveries it was "
                    f"made from changed since. A new revision needs a decision of its own: werkmonitor release "
                    f'{edition.id} --revision "why"'
                )
            continue
        if only not in (None, edition.id):
            continue
        if not used["has_news"]:
            result.notes.append(f"Edition {edition.id} waits: nothing was delivered for it yet.")
            continue
        waits_for = _unsigned(workspace, programme, edition) if is_public(edition, today) else []
        if waits_for:
            result.notes.append(f"Edition {edition.id} is adopted and waits for sign-off: {', '.join(waits_for)}")
        is_concept = bool(result.problems or waits_for) or not is_public(edition, today)
        parts = edition_parts(workspace, programme, edition, known, [one.mark for one in earlier], is_concept)
        if reasons := ["asked for"] if force else concept_reasons(workspace, edition, parts):
            result.computed[edition.id] = reasons
            tables = tables_known(workspace, programme, edition.deliveries_until)
            try:
                cube = build_cube(workspace, programme, edition, tables, earlier, is_concept=is_concept)
            except PublicationRefused as refused:
                if not is_concept:
                    raise
                result.refused += refused.problems
                continue
            computed.append(_Computed(edition, cube, tables, parts, tuple(one.mark for one in earlier), programme))
        if is_concept:
            result.concepts.append(edition.id)
        else:
            result.released.append(edition.id)
            earlier.append(computed[-1])
    for one in computed:
        _keep(workspace, one)
    return result


def _unsigned(workspace: Workspace, programme: Programme, edition: Edition) -> list[str]:
    """The partners without whom an edition may not be released, and who did not confirm their figures."""
    if not programme.release.needs_signoff:
        return []
    tables = tables_known(workspace, programme, edition.deliveries_until)
    return unsigned(standings(workspace, programme, edition, tables))


def signed(workspace: Workspace, programme: Programme, edition: Edition, tables: "Tables") -> list[dict[str, str]]:
    """The confirmations of an edition's figures that hold."""
    if all(one.edition != edition.id for one in load_signoffs(workspace)):
        return []
    return as_recorded(standings(workspace, programme, edition, tables))


@dataclass(frozen=True)
class _Computed:
    """A cube that is not kept yet, and what it was made of. known: the released editions it was made with."""

    edition: Edition
    cube: "CubeRows"
    tables: "Tables"
    parts: Parts
    known: tuple[Mark, ...]
    programme: Programme

    @property
    def origin(self) -> "Origin":
        from werkmonitor import figures

        return figures.origin(self.cube, self.tables, self.programme)

    @property
    def mark(self) -> Mark:
        return mark_of(self.cube)


def not_of_this_key(workspace: Workspace, programme: Programme) -> list[Problem]:
    """The released editions that were made with another secret key than is here, as far as they can say so."""
    problems = []
    for one in all_released(workspace):
        try:
            problems += of_another_key(one, key_id(secret_key(workspace, programme, "protection")))
        except PublicationRefused:  # a damaged manifest, of which not_as_released tells
            continue
    return problems


def not_as_released(workspace: Workspace, parts: Parts, released: Sequence[Released]) -> list[Problem]:
    """What of released editions is not as it was written, and what they were made of that is not there any more.

    parts: of the deliveries (see `intake_parts`). released: all that are.
    """
    problems = [found for one in released for found in not_as_it_was(workspace, parts, one, released)]
    return list(dict.fromkeys([*problems, *lost_while_online(workspace)]))


def not_as_it_was(workspace: Workspace, parts: Parts, one: Released, released: Sequence[Released]) -> list[Problem]:
    """The same of one version."""
    below = f"{workspace.relative(workspace.raw)}/"
    there = {name.removeprefix(below): part for name, part in parts.items() if name.startswith(below)}
    return damage(one) or [*lost_editions(one, released), *lost_deliveries(one, workspace, there)]


def _differing(released: Released, used: Iterable[str]) -> int:
    """How many deliveries count by now of what a released edition knew then and did not use, or the other way."""
    return len({one.sha256 for one in released.manifest.deliveries if one.state == "used"} ^ set(used))


def edition_parts(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    known: Intake,
    earlier: Sequence[Mark],
    is_concept: bool,
) -> Parts:
    """What the cube of an edition that is not released is made of. earlier: those that are."""
    return {
        "its deliveries": known.snapshot,
        "the programme's settings": digest(workspace.programme_file.read_bytes()),
        "earlier editions": digest_of([one.model_dump() for one in earlier]),
        "its adoption": str(is_concept),
        "the key": known.parts["key"],
        "the code of figures": digest_of_code(*CODE),
        "versions of libraries": digest_of_versions(),
    }


def concept_reasons(workspace: Workspace, edition: Edition, parts: Parts) -> list[str]:
    """Why the cube of an edition that is not released must be computed; nothing where its concept stands."""
    folder = workspace.concepts / edition.id
    try:
        record = json.loads((folder / EDITION_RECORD).read_text("utf-8"))
        stands = record["cube_sha256"] == digest((folder / CUBE_FILE).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return changed(None, parts)
    return changed(record.get("parts"), parts) if stands else ["its figures are damaged"]


def restated(workspace: Workspace, programme: Programme, edition: str, tables: "Tables") -> "list[Row]":
    """What the newest version of a released edition would say otherwise by now, and why (see `figures.restated`)."""
    from werkmonitor import figures

    newest = versions_of(workspace, edition)[-1]
    return figures.restated(newest.cube, newest.origin, tables, programme)


def _otherwise_by_now(workspace: Workspace, programme: Programme, editions: Iterable[str]) -> list[str]:
    """A sentence for every released edition that would say something else by now."""
    from werkmonitor.tables import read_tables

    notes = []
    tables = read_tables(workspace)
    for edition in editions:
        rows = restated(workspace, programme, edition, tables)
        if figures := len({(row["level"], row["code"], row["indicator"]) for row in rows}):
            notes.append(
                f"Edition {edition} stays as it is, and would say otherwise by now ({figures} "
                f"figure{'s' if figures > 1 else ''}): 'werkmonitor status' tells which, and why"
            )
    return notes


def tables_known(workspace: Workspace, programme: Programme, until: date) -> "Tables":
    """The tidy tables as if nothing had been received after a day: also the projects and corrections known then."""
    import pandas as pd

    from werkmonitor import figures
    from werkmonitor.tables import read_tables

    if workspace.current_tables:
        tables: Tables = read_tables(workspace)
        if (tables["deliveries"]["received_on"] <= pd.Timestamp(until)).all():
            return tables
    known = intake.read_deliveries(workspace, programme, known_until=until).tables
    return {**known, "observations": figures.observe(known, programme, until)}


def build_cube(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    tables: "Tables",
    released: "Sequence[Released | _Computed]",
    *,
    is_concept: bool = False,
    revision: "Revision | None" = None,
) -> "CubeRows":
    """The protected cube of an edition (see `figures.build_edition`), with the key of the programme, and reconciled.

    Raises PublicationRefused with everything that does not agree.
    """
    from werkmonitor import figures

    key = secret_key(workspace, programme, "protection")
    cubes, origins = [one.cube for one in released], {figures.version_of(one.cube): one.origin for one in released}
    cube = figures.build_edition(workspace, programme, edition, tables, cubes, key, is_concept, revision, origins)
    made = figures.origin(cube, tables, programme)
    if problems := figures.refused(figures.reconcile_edition(cube, made, tables, edition, cubes)):
        raise PublicationRefused(problems)
    return cube


def _keep(workspace: Workspace, computed: _Computed) -> None:
    """Store what was computed: released editions for ever, concepts in outputs."""
    if not computed.cube.is_concept:
        confirmed = signed(workspace, computed.programme, computed.edition, computed.tables)
        freeze(workspace, computed.cube, computed.tables, computed.known, confirmed)
        return
    content, folder = to_json(computed.cube), workspace.concepts / computed.edition.id
    (folder / EDITION_RECORD).unlink(missing_ok=True)
    write_file(folder / CUBE_FILE, content)
    record = {"cube_sha256": digest(content), "parts": computed.parts}
    write_file(folder / EDITION_RECORD, json.dumps(record, indent=2) + "\n")


# ------------------------------------------------------------ monitors


def preview(
    workspace: Workspace,
    programme: Programme,
    editions: Iterable[str],
    only: str | None,
    progress: Progress | None = None,
    workers: "Workers | None" = None,
    *,
    force: bool = False,
) -> publish.PublishResult:
    """Monitors of editions whose figures stand already, in outputs/preview; the site is not touched.

    Raises PublicationRefused when a released edition is not as its manifest says; a lost manifest stops a run.
    """
    wanted = list(editions)
    _refuse_changed(workspace, wanted)
    return publish.publish(
        workspace,
        programme,
        wanted,
        only=only,
        target=workspace.preview,
        force=force,
        progress=progress,
        workers=workers,
    )


def letter(workspace: Workspace, programme: Programme, edition: str, folder: Path | None = None) -> tuple[Path, Path]:
    """The letter to the councils of an edition whose figures stand, as .docx and .html; returns their paths.

    folder: by default one in outputs/letters. Raises PublicationRefused when a released edition is not as its manifest
    says, UsageError and ConfigurationError as `publish.letter.write_letter` does.
    """
    from werkmonitor.publish.letter import write_letter

    wanted = programme.edition(edition).id
    _refuse_changed(workspace, [wanted])
    return write_letter(workspace, wanted, folder or workspace.letters / wanted, programme.programme.address)


def save(workspace: Workspace, programme: Programme, edition: str, page: str, file: Path | None = None) -> Path:
    """One monitor of an edition whose figures stand, as one file with everything in it; returns its path.

    page: 'programme', 'category/CODE', …. file: by default one in outputs/saved. Raises UsageError for what there is
    not, PublicationRefused when a released edition is not as its manifest says or the page cannot be made.
    """
    from werkmonitor.publish.saving import save_page

    wanted = programme.edition(edition).id
    _refuse_changed(workspace, [wanted])
    released = [one.id for one in programme.editions if versions_of(workspace, one.id)]
    file = file or workspace.saved / f"{wanted}-{page.replace('/', '-')}.html"
    editions = released if wanted in released else [wanted]
    save_page(workspace, editions, wanted, page, file, programme.programme.address)
    return file


def _refuse_changed(workspace: Workspace, editions: Sequence[str]) -> None:
    """Raises PublicationRefused with every released edition that is not as its manifest says."""
    written = [one for one in all_released(workspace, editions) if (one.folder / MANIFEST_FILE).is_file()]
    if problems := [found for one in written for found in damage(one)]:
        raise PublicationRefused(problems)
