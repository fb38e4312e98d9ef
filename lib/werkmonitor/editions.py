"""Released editions: where they lie, what they were made of, and whether they are what they were.

Every version of an edition has a folder of its own, written once and never changed: data/editions/<id>/ the first,
<id>/r2/, <id>/r3/, … its revisions. In it lie the cube, the decisions it was made by (programme.toml, layouts,
corrections) as they were, and a manifest with a digest of all it was made of. Workbooks stay in data/raw.
"""

import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from werkmonitor.cube import CUBE_FILE, TEAM, CubeRows, read_rows, released_cubes, to_json
from werkmonitor.errors import ConfigurationError, Problem, PublicationRefused
from werkmonitor.fingerprints import digest, digest_of_code, libraries, lock_digest
from werkmonitor.models import Day, Model
from werkmonitor.programme import load_programme
from werkmonitor.workspace import PROGRAMME_FILE, Workspace, replaced_folder, write_file

if TYPE_CHECKING:
    from werkmonitor.figures import Origin
    from werkmonitor.tables import Tables

MANIFEST_FILE = "manifest.json"
INPUTS = "inputs"
CODE = (
    "intake",
    "figures",
    "cube.py",
    "indicators.py",
    "keys.py",
    "limits.py",
    "models.py",
    "programme.py",
    "tables.py",
)
"""The part of our code that figures are made by."""

RESTORE = "restore it from a back-up; what was published never changes"


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Delivered(Model):
    """A workbook that was known. file: its place below data/raw. state: what was done with it."""

    model_config = ConfigDict(str_strip_whitespace=False)

    file: Annotated[str, Field(pattern=r"^[^/]+/[^/]{10}/[^/]+$")]
    sha256: Sha256
    state: Literal["used", "replaced", "refused"]


class Mark(Model):
    """A released version of an edition, as what was made with it names it."""

    edition: str
    revision: int
    cube_sha256: Sha256


class Versions(Model):
    """What made the figures. code: digest of our part. lock: of the lock file; None where it did not come along."""

    werkmonitor: str
    code: Sha256
    python: str
    lock: Sha256 | None
    libraries: dict[str, str]

    @classmethod
    def here(cls) -> "Versions":
        return cls(
            werkmonitor=version("werkmonitor"),
            code=digest_of_code(*CODE),
            python=platform.python_version(),
            lock=lock_digest(),
            libraries=libraries(),
        )

    def others(self, now: "Versions") -> list[str]:
        """What is another version now, of that on which figures may depend."""
        named: dict[str, tuple[str | None, str | None]] = {
            "werkmonitor": (self.werkmonitor, now.werkmonitor),
            "its code": (self.code, now.code),
        }
        if self.lock and now.lock:
            named["uv.lock"] = (self.lock, now.lock)
        else:
            both = sorted({**self.libraries, **now.libraries})
            named |= {name: (self.libraries.get(name), now.libraries.get(name)) for name in both}
        return [name for name, (was, is_now) in named.items() if was != is_now]


class Manifest(Model):
    """What a released edition was made of.

    deliveries: every workbook known then. inputs: digests of the files of decisions, tables: of the tidy tables as
    known then. editions: the released ones it was made with. signoffs: who confirmed the figures.
    """

    edition: str
    revision: int
    revision_reason: str | None
    revised_on: Day | None
    as_of: Day
    deliveries_until: Day
    cube_sha256: Sha256
    key_id: str
    deliveries: tuple[Delivered, ...]
    inputs: dict[str, Sha256]
    tables: dict[str, Sha256]
    editions: tuple[Mark, ...]
    signoffs: tuple[dict[str, str], ...]
    versions: Versions


@dataclass(frozen=True)
class Released:
    """One version of a released edition. folder: where it lies. shown: that place, as messages name it."""

    edition: str
    revision: int
    folder: Path
    shown: str

    @property
    def name(self) -> str:
        """'2022-11', and of a revision '2022-11 r2'."""
        return self.edition if self.revision == 1 else f"{self.edition} r{self.revision}"

    @property
    def cube_file(self) -> Path:
        return self.folder / CUBE_FILE

    @cached_property
    def cube(self) -> CubeRows:
        """Raises PublicationRefused when it cannot be read."""
        return read_rows(self.cube_file)

    @cached_property
    def manifest(self) -> Manifest:
        """Raises PublicationRefused when there is none that says what the edition was made of."""
        where = f"{self.shown}/{MANIFEST_FILE}"
        try:
            return Manifest.model_validate_json((self.folder / MANIFEST_FILE).read_bytes())
        except OSError:
            what = "cannot be read"
        except ValidationError as error:
            keys = (".".join(map(str, one["loc"])) or "all of it" for one in error.errors())
            what = f"does not say what the edition was made of: {', '.join(dict.fromkeys(keys))}"
        raise PublicationRefused(Problem(where, what, RESTORE))

    @cached_property
    def origin(self) -> "Origin":
        """What its cube was made of; the programme as it lies beside it, unless that cannot be read any more."""
        from werkmonitor.figures.published import FACTS, Origin

        manifest = self.manifest
        try:
            programme = load_programme(self.folder / INPUTS / PROGRAMME_FILE)
        except ConfigurationError:
            programme = None
        return Origin(
            programme,
            frozenset(one.sha256 for one in manifest.deliveries if one.state == "used"),
            frozenset(one.sha256 for one in manifest.deliveries),
            {name: manifest.tables[name] for name in FACTS},
            bool({"werkmonitor", "its code"} & set(manifest.versions.others(Versions.here()))),
        )

    @cached_property
    def mark(self) -> Mark:
        digest_now = digest(self.cube_file.read_bytes())
        return Mark(edition=self.edition, revision=self.revision, cube_sha256=digest_now)


def mark_of(cube: CubeRows) -> Mark:
    """Of a version that is not kept yet."""
    edition = cube.edition
    return Mark(edition=edition["id"], revision=edition["revision"], cube_sha256=digest(to_json(cube)))


def versions_of(workspace: Workspace, edition: str) -> list[Released]:
    """The released versions of an edition, oldest first; none for one that is not released."""
    cubes = released_cubes(workspace, edition)
    return [Released(edition, number, path.parent, workspace.relative(path.parent)) for number, path in cubes.items()]


def all_released(workspace: Workspace, editions: Iterable[str] | None = None) -> list[Released]:
    """Every version that was released of these editions, or of all that there are."""
    if editions is None:
        editions = sorted(folder.name for folder in workspace.editions.glob("[!.]*"))
    return [one for edition in editions for one in versions_of(workspace, edition)]


# ------------------------------------------------------------ freezing


def freeze(
    workspace: Workspace,
    cube: CubeRows,
    tables: "Tables",
    known: Iterable[Mark],
    signoffs: Iterable[dict[str, str]] = (),
) -> Released:
    """Keep a released cube for ever, with what it was made of; returns where.

    tables: the tidy tables as known at its deliveries_until. known: the released editions it was made with. signoffs:
    who confirmed the figures. Raises PublicationRefused where this version stands already.
    """
    edition, number = str(cube.edition["id"]), int(cube.edition["revision"])
    folder = workspace.editions / edition / ("" if number == 1 else f"r{number}")
    made = Released(edition, number, folder, workspace.relative(folder))
    if cube.edition.get("audience") == TEAM:
        raise PublicationRefused(
            Problem(made.shown, "is the team's own edition, which is not public", "release the public one")
        )
    if folder.exists():
        raise PublicationRefused(Problem(made.shown, "is released and is never written again", "release a revision"))
    inputs = dict(_inputs(workspace))
    named = ("edition", "revision", "revision_reason", "revised_on", "as_of", "deliveries_until", "key_id")
    manifest = Manifest(
        **{name: cube.edition[name if name != "edition" else "id"] for name in named},
        cube_sha256=digest(to_json(cube)),
        deliveries=tuple(_deliveries(workspace, tables)),
        inputs={name: digest(content) for name, content in inputs.items()},
        tables=digests_of(tables),
        editions=tuple(known),
        signoffs=tuple(signoffs),
        versions=Versions.here(),
    )
    with replaced_folder(folder) as new:
        write_file(new / CUBE_FILE, to_json(cube))
        for name, content in inputs.items():
            write_file(new / INPUTS / name, content)
        said = json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False)
        write_file(new / MANIFEST_FILE, f"{said}\n")
        for path in new.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
    return made


def digests_of(tables: "Tables") -> dict[str, str]:
    """Of what every tidy table says."""
    from werkmonitor.tables import SCHEMAS, digest_of_table

    return {name: digest_of_table(name, tables[name]) for name in SCHEMAS}


def _inputs(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The files of decisions: their names below data, and what they hold."""
    files = [workspace.programme_file, workspace.data / "corrections.toml", *workspace.layouts.glob("*.toml")]
    for path in sorted(path for path in files if path.is_file()):
        yield path.relative_to(workspace.data).as_posix(), path.read_bytes()


def _deliveries(workspace: Workspace, tables: "Tables") -> Iterator[Delivered]:
    """Every workbook that was known, in order of receipt."""
    from werkmonitor.tables import in_force

    deliveries = tables["deliveries"].sort_values(["received_on", "file"], kind="stable")
    used = set(in_force(deliveries)["delivery_id"])
    below = f"{workspace.relative(workspace.raw)}/"
    for file, delivery, state in deliveries[["file", "delivery_id", "state"]].itertuples(index=False):
        done: Literal["used", "replaced", "refused"] = (
            "refused" if state == "refused" else "used" if delivery in used else "replaced"
        )
        yield Delivered(file=file.removeprefix(below), sha256=delivery, state=done)


# ------------------------------------------------------------ what is not as it was


def damage(released: Released) -> list[Problem]:
    """What of a released edition is not as it was written."""
    try:
        manifest = released.manifest
    except PublicationRefused as refused:
        return list(refused.problems)
    expected = {CUBE_FILE: manifest.cube_sha256}
    expected |= {f"{INPUTS}/{name}": sha256 for name, sha256 in manifest.inputs.items()}
    found = {
        path.relative_to(released.folder).as_posix(): digest(path.read_bytes())
        for path in (released.cube_file, *(released.folder / INPUTS).rglob("*"))
        if path.is_file()
    }
    problems = []
    for name in sorted({**expected, **found}):
        if name not in found:
            what = "is gone"
        elif name not in expected:
            what = "was not there when the edition was released"
        elif found[name] != expected[name]:
            what = f"is not what was released; {MANIFEST_FILE} says another digest"
        else:
            continue
        problems.append(Problem(f"{released.shown}/{name}", what, RESTORE))
    if (manifest.edition, manifest.revision) != (released.edition, released.revision):
        what = f"is the manifest of edition {manifest.edition}, version {manifest.revision}"
        problems.append(Problem(f"{released.shown}/{MANIFEST_FILE}", what, RESTORE))
    return problems


def of_another_key(released: Released, here: str) -> list[Problem]:
    """That a released edition was made with another secret key than the one here, which is named by its id."""
    if (made_with := released.manifest.key_id) == here:
        return []
    what = f"was made with another secret key ({made_with}) than is here ({here}), which would round anew"
    remedy = "restore the key that made it from a back-up, or let WERKMONITOR_KEY_FILE name its file"
    return [Problem(f"edition {released.name}", what, remedy)]


def lost_while_online(workspace: Workspace) -> list[Problem]:
    """The editions that are on the site and are not kept any more: released anew they could say otherwise."""
    online = sorted(page.parent.name for page in workspace.site.glob("*/index.html"))
    return [
        Problem(workspace.relative(workspace.editions / edition), f"is gone, and edition {edition} is online", RESTORE)
        for edition in online
        if not released_cubes(workspace, edition)
    ]


def lost_deliveries(released: Released, workspace: Workspace, there: Mapping[str, str]) -> list[Problem]:
    """The workbooks a released edition was made of that are not there any more, or hold something else now.

    there: place below data/raw → SHA-256 of every file.
    """
    digests, raw = set(there.values()), workspace.relative(workspace.raw)
    return [
        Problem(
            f"{raw}/{one.file}",
            f"{'is not the workbook' if one.file in there else 'is gone: a workbook'} that edition {released.name} "
            "was made of",
            "restore it from a back-up; a corrected workbook is a delivery of its own, in a folder of its own day",
        )
        for one in released.manifest.deliveries
        if one.sha256 not in digests
    ]


def lost_editions(released: Released, standing: Iterable[Released]) -> list[Problem]:
    """The released editions it was made with that are not there any more, or not what they were."""
    marks = {one.mark for one in standing}
    return [
        Problem(
            f"edition {mark.edition}, version {mark.revision}",
            f"is not the one that edition {released.name} was made with",
            "restore it from a back-up: an edition is made with those before it",
        )
        for mark in released.manifest.editions
        if mark not in marks
    ]
