"""From workbooks to published monitors, step by step; every step leaves what stood before when it fails.

Every step knows what its result was made of, and does nothing when all of that is as it was.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkmonitor import intake, publish
from werkmonitor.cube import CUBE_FILE, read_rows, to_json
from werkmonitor.errors import Problem
from werkmonitor.fingerprints import Parts, changed, digest, digest_of, digest_of_code, digest_of_versions
from werkmonitor.keys import ensure_key, secret_key
from werkmonitor.programme import Edition, Programme
from werkmonitor.workspace import Workspace, replaced_folder, write_file

if TYPE_CHECKING:
    import pandas as pd

    from werkmonitor.cube import CubeRows
    from werkmonitor.publish import Workers
    from werkmonitor.tables import Tables

MANIFEST_FILE = "manifest.json"
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
    """What a run did. made: monitors made, with why. computed: editions computed, with why."""

    intake: Intake
    notes: list[str] = field(default_factory=list)
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
        for editions, target in ((result.released, workspace.site), (result.concepts, workspace.concepts / "site")):
            if editions:
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

    on_news: called before anything is read, if anything is. jobs: how many processes read.
    """
    before = last_intake(workspace)
    parts = intake_parts(workspace, programme)
    reasons = ["asked for"] if force else intake_reasons(workspace, before, parts)
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
    workspace: Workspace, programme: Programme, known: Intake, today: date, *, force: bool = False
) -> RunResult:
    """Make sure of the cube of every edition that can be made; released ones stay as they were published.

    All are computed and checked before any is written. Sentences are noted for editions that wait, and for released
    ones whose deliveries differ by now. Nothing is published yet.
    """
    result = RunResult(known)
    computed: dict[str, CubeRows] = {}
    parts: dict[str, Parts] = {}
    tables = cache(lambda: _read_tables(workspace))
    for edition in programme.editions:
        used = known.editions[edition.id]
        if _released(workspace, edition).is_file():
            result.released.append(edition.id)
            if differing := set(_manifest(workspace, edition)["deliveries"]) ^ set(used["deliveries"]):
                result.notes.append(
                    f"Edition {edition.id} is published and stays as it is; {len(differing)} of the deliveries it was "
                    f"made from changed since. A new revision needs a decision of its own."
                )
            continue
        if not used["has_news"]:
            result.notes.append(f"Edition {edition.id} waits: nothing was delivered for it yet.")
            continue
        is_concept = not is_public(edition, today)
        earlier = [one for one in programme.editions if one.id in result.released]
        (result.concepts if is_concept else result.released).append(edition.id)
        parts[edition.id] = edition_parts(workspace, programme, edition, known, earlier, is_concept)
        if reasons := ["asked for"] if force else concept_reasons(workspace, edition, parts[edition.id]):
            result.computed[edition.id] = reasons
            before = [computed.get(one.id) or _read_cube(workspace, one) for one in earlier]
            computed[edition.id] = _build(workspace, programme, edition, tables(), before, is_concept)
    for edition in programme.editions:
        if cube := computed.get(edition.id):
            _keep(workspace, edition, cube, known, parts[edition.id])
    return result


def edition_parts(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    known: Intake,
    earlier: Sequence[Edition],
    is_concept: bool,
) -> Parts:
    """What the cube of an edition that is not released is made of. earlier: the editions that are."""
    return {
        "its deliveries": known.snapshot,
        "the programme's settings": digest(workspace.programme_file.read_bytes()),
        "earlier editions": digest_of([one.id for one in earlier]),
        "its adoption": str(is_concept),
        "the key": known.parts["key"],
        "the code of figures": digest_of_code("figures", "tables.py", "cube.py", "programme.py"),
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


def restated(workspace: Workspace, programme: Programme, edition: Edition) -> "pd.DataFrame":
    """The months of which an edition tells other numbers than are known by now (see `figures.restated`)."""
    from werkmonitor import figures

    return figures.restated(_read_tables(workspace), programme, edition)


def _build(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    tables: "Tables",
    earlier: "Sequence[CubeRows]",
    is_concept: bool,
) -> "CubeRows":
    from werkmonitor import figures

    key = secret_key(workspace, programme, "protection")
    return figures.build_edition(workspace, programme, edition, tables, earlier, key, is_concept)


def _keep(workspace: Workspace, edition: Edition, cube: "CubeRows", known: Intake, parts: Parts) -> None:
    """Store what was computed: released editions for ever, concepts in outputs."""
    content = to_json(cube)
    if cube.is_concept:
        folder = workspace.concepts / edition.id
        (folder / EDITION_RECORD).unlink(missing_ok=True)
        write_file(folder / CUBE_FILE, content)
        record = {"cube_sha256": digest(content), "parts": parts}
        write_file(folder / EDITION_RECORD, json.dumps(record, indent=2) + "\n")
        return
    with replaced_folder(workspace.editions / edition.id) as folder:
        write_file(folder / CUBE_FILE, content)
        manifest = {
            "edition": edition.id,
            "cube_sha256": digest(content),
            "deliveries": known.editions[edition.id]["deliveries"],
            "programme_sha256": digest(workspace.programme_file.read_bytes()),
            "werkmonitor": version("werkmonitor"),
        }
        write_file(folder / MANIFEST_FILE, json.dumps(manifest, indent=2) + "\n")


def _released(workspace: Workspace, edition: Edition) -> Path:
    return workspace.editions / edition.id / CUBE_FILE


def _read_cube(workspace: Workspace, edition: Edition) -> "CubeRows":
    return read_rows(_released(workspace, edition))


def _read_tables(workspace: Workspace) -> "Tables":
    from werkmonitor.tables import read_tables

    return read_tables(workspace)


def _manifest(workspace: Workspace, edition: Edition) -> dict[str, list[str]]:
    content: dict[str, list[str]] = json.loads((workspace.editions / edition.id / MANIFEST_FILE).read_text("utf-8"))
    return content


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
    """Monitors of editions whose figures stand already, in outputs/preview; the site is not touched."""
    return publish.publish(
        workspace,
        programme,
        list(editions),
        only=only,
        target=workspace.preview,
        force=force,
        progress=progress,
        workers=workers,
    )
