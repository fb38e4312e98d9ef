"""From workbooks to published monitors, step by step; every step leaves what stood before when it fails."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from werkmonitor import figures, intake, publish
from werkmonitor.cube import CUBE_FILE, Cube, cube_path, read_cube, to_json
from werkmonitor.errors import Problem
from werkmonitor.keys import ensure_key, secret_key
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables, as_table, current_snapshot, in_force, read_table, save_snapshot
from werkmonitor.workspace import Workspace, replaced_folder, write_file

MANIFEST_FILE = "manifest.json"
SITE_KEY_FILE = ".site-key"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Intake:
    """What an intake did.

    urgent: what refuses a delivery or leaves a row out. news: those of them that no earlier intake told. newly_refused:
    files refused now that were not refused in the last intake.
    """

    tables: Tables
    urgent: Sequence[Problem]
    news: Sequence[Problem]
    newly_refused: tuple[str, ...]
    snapshot: str


@dataclass
class RunResult:
    """What a run did, for the summary a scheduler logs."""

    intake: Intake
    notes: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    monitors: int = 0
    """How many notebooks were run; 0 when the site stood already."""


def run(workspace: Workspace, programme: Programme, today: date, progress: Progress | None = None) -> RunResult:
    """Clean the deliveries, compute every edition, publish the adopted ones and build the others as concepts.

    Raises PublicationRefused when an edition does not pass its checks; the site and the released editions then stay.
    """
    notes = [note] if (note := ensure_key(workspace, programme)) else []
    result = RunResult(take_in(workspace, programme, progress), notes)
    cubes = compute_editions(workspace, programme, result.intake.tables, today, result.notes)
    for edition_id, cube in cubes.items():
        (result.concepts if cube.is_concept else result.released).append(edition_id)
    _keep(workspace, programme, cubes, result.intake.tables)
    result.monitors += _publish_site(workspace, programme, result.released, workspace.site, progress)
    result.monitors += _publish_site(workspace, programme, result.concepts, workspace.concepts / "site", progress)
    return result


def take_in(workspace: Workspace, programme: Programme, progress: Progress | None = None) -> Intake:
    """Read every delivery into a new snapshot of the tidy tables and make it the current one."""
    before = _deliveries_before(workspace)
    found = intake.read_deliveries(workspace, programme, progress)
    tables = {**found.tables, "observations": figures.observe(found.tables, programme)}
    snapshot = save_snapshot(workspace, tables)
    urgent = [problem for problems in found.urgent.values() for problem in problems]
    known = set(before["delivery_id"])
    news = [problem for delivery, problems in found.urgent.items() if delivery not in known for problem in problems]
    refused = tables["deliveries"].query("state == 'refused'")
    known_refused = set(before.query("state == 'refused'")["delivery_id"])
    newly_refused = refused.loc[~refused["delivery_id"].isin(known_refused), "file"]
    return Intake(tables, urgent, news, tuple(newly_refused), snapshot)


def _deliveries_before(workspace: Workspace) -> pd.DataFrame:
    """The deliveries the last intake read; none before the first."""
    if current_snapshot(workspace) is None:
        return as_table("deliveries", [])
    return read_table(workspace, "deliveries")


def compute_editions(
    workspace: Workspace, programme: Programme, tables: Tables, today: date, notes: list[str]
) -> dict[str, Cube]:
    """The cube of every edition that can be made, in order: released ones as they were published, others computed.

    notes: sentences are added for editions that wait, and for released ones whose deliveries differ by now.
    """
    key = secret_key(workspace, programme, "protection")
    cubes: dict[str, Cube] = {}
    for edition in programme.editions:
        kept = workspace.editions / edition.id / CUBE_FILE
        if kept.is_file():
            cubes[edition.id] = read_cube(kept)
            if (was := _manifest(workspace, edition)["deliveries"]) != (now := _inputs(tables, edition)):
                changed = len(set(was) ^ set(now))
                notes.append(
                    f"Edition {edition.id} is published and stays as it is; {changed} of the deliveries it was made "
                    f"from changed since. A new revision needs a decision of its own."
                )
        elif _has_news(tables, programme, edition):
            earlier = [cube for cube in cubes.values() if not cube.is_concept]
            is_concept = not is_public(edition, today)
            cubes[edition.id] = figures.build_edition(workspace, programme, edition, tables, earlier, key, is_concept)
        else:
            notes.append(f"Edition {edition.id} waits: nothing was delivered for it yet.")
    return cubes


def is_public(edition: Edition, today: date) -> bool:
    """Whether a person has adopted the edition and its publication date (embargo) has come."""
    return edition.is_adopted and edition.published_on <= today


def preview(
    workspace: Workspace, programme: Programme, editions: Iterable[str], only: str | None, progress: Progress | None
) -> publish.PublishResult:
    """Monitors of editions whose figures stand already, in outputs/preview; the site is not touched."""
    return publish.publish(workspace, programme, list(editions), only=only, target=workspace.preview, progress=progress)


def _keep(workspace: Workspace, programme: Programme, cubes: dict[str, Cube], tables: Tables) -> None:
    """Store what was computed: released editions for ever, concepts in outputs."""
    for edition in programme.editions:
        if (cube := cubes.get(edition.id)) is None:
            continue
        content = to_json(cube)
        if cube.is_concept:
            write_file(workspace.concepts / edition.id / CUBE_FILE, content)
        elif not (workspace.editions / edition.id / CUBE_FILE).is_file():
            with replaced_folder(workspace.editions / edition.id) as folder:
                write_file(folder / CUBE_FILE, content)
                manifest = {
                    "edition": edition.id,
                    "cube_sha256": _sha256(content.encode()),
                    "deliveries": _inputs(tables, edition),
                    "programme_sha256": _sha256(workspace.programme_file.read_bytes()),
                    "werkmonitor": version("werkmonitor"),
                }
                write_file(folder / MANIFEST_FILE, json.dumps(manifest, indent=2) + "\n")


def _publish_site(
    workspace: Workspace, programme: Programme, editions: list[str], target: Path, progress: Progress | None
) -> int:
    """Publish a site unless the one that stands is made of the same things; returns how many notebooks were run."""
    if not editions:
        return 0
    if site_is_current(workspace, editions, target):
        return 0
    _key_file(target).unlink(missing_ok=True)
    result = publish.publish(workspace, programme, editions, target=target, progress=progress)
    write_file(_key_file(target), _site_key(workspace, editions))
    return len(result.pages)


def site_is_current(workspace: Workspace, editions: list[str], target: Path | None = None) -> bool:
    """Whether the site (default: the live one) was made from the cubes, code and versions that stand now."""
    target = target or workspace.site
    key_file = _key_file(target)
    return (
        (target / "index.html").is_file()
        and key_file.is_file()
        and key_file.read_text("utf-8") == _site_key(workspace, editions)
    )


def unread_deliveries(workspace: Workspace, deliveries: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Files in data/raw that the last intake did not read, and files it read that are gone."""
    there = {workspace.relative(path) for path in intake.delivery_files(workspace)}
    read = set(deliveries["file"])
    return sorted(there - read), sorted(read - there)


def _key_file(target: Path) -> Path:
    return target.parent / f"{SITE_KEY_FILE}-{target.name}"


def _site_key(workspace: Workspace, editions: list[str]) -> str:
    """A hash of all that a site is made of: cubes, notebooks, our code and template, and the locked versions."""
    project = Path(__file__).resolve().parents[2]
    sources = [
        *(cube_path(workspace, edition) for edition in editions),
        *sorted(workspace.notebooks.glob("*.ipynb")),
        *sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in (".py", ".j2", ".css")),
        *sorted(path for path in (project / "share").rglob("*") if path.is_file()),
        project / "uv.lock",
        workspace.programme_file,
    ]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.name}:{_sha256(path.read_bytes()) if path.is_file() else ''}\n".encode())
    return digest.hexdigest()


def _has_news(tables: Tables, programme: Programme, edition: Edition) -> bool:
    """Whether anything was delivered about the time after the previous edition's as-of date."""
    previous = programme.previous_edition(edition)
    since = pd.Timestamp(previous.as_of) if previous else pd.Timestamp.min
    return bool((in_force(tables["deliveries"], edition.deliveries_until)["as_of_on"] > since).any())


def _inputs(tables: Tables, edition: Edition) -> list[str]:
    """The ids of the deliveries an edition is made from."""
    return sorted(in_force(tables["deliveries"], edition.deliveries_until)["delivery_id"])


def _manifest(workspace: Workspace, edition: Edition) -> dict[str, list[str]]:
    content: dict[str, list[str]] = json.loads((workspace.editions / edition.id / MANIFEST_FILE).read_text("utf-8"))
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
