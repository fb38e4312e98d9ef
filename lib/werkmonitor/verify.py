"""Is a released edition what its workbooks say? It is made again from what it was made of, and compared.

Everything happens in a folder of its own: the workbooks that its manifest names, found in data/raw by their digests,
and the decisions as they lie frozen beside its cube. Nothing of today's programme.toml, layouts or tables takes part.
"""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from werkmonitor.cube import COLUMNS, CUBE_FILE, CubeRows, rows_from_json, to_json
from werkmonitor.editions import (
    INPUTS,
    Released,
    Versions,
    all_released,
    damage,
    digests_of,
    lost_deliveries,
    lost_editions,
    of_another_key,
)
from werkmonitor.errors import ConfigurationError, Problem, UsageError, WerkmonitorError, did_you_mean
from werkmonitor.fingerprints import digest
from werkmonitor.keys import EXAMPLE_KEY, key_id, secret_key
from werkmonitor.pipeline import build_cube, tables_known
from werkmonitor.programme import load_programme
from werkmonitor.workspace import Workspace, link_or_copy

if TYPE_CHECKING:
    from werkmonitor.tables import Tables

MOST_SHOWN = 20
"""So many differences of an edition are told one by one."""

RESTATE = "look at what changed there; what was published stays, and a new version is released with --revision"


@dataclass(frozen=True)
class Verified:
    """What came of an edition. others: what is another version now than it was made with; nothing: to the byte.

    deliveries: how many workbooks it was made of again. problems: what is not as it was.
    """

    released: Released
    others: Sequence[str]
    deliveries: int
    problems: Sequence[Problem]

    def __str__(self) -> str:
        if self.problems:
            return f"Edition {self.released.name}: not the same, {len(self.problems)} found"
        how = f"figure for figure (since then changed: {', '.join(self.others)})" if self.others else "byte for byte"
        return f"Edition {self.released.name}: made again of {self.deliveries} workbooks, and the same {how}"


def find(workspace: Workspace, asked: Sequence[str]) -> list[Released]:
    """The released versions that are asked for, as '2022-11' (all of it), '2022-11 r2' or '2022-11/r2'; else all.

    Raises UsageError for what is not released.
    """
    standing = all_released(workspace)
    if not standing:
        raise UsageError(Problem("editions", "none is released yet", "run 'werkmonitor run' or release one first"))
    if not asked:
        return standing
    known = {one.name: [one] for one in standing} | {f"{one.edition} r{one.revision}": [one] for one in standing}
    known |= {one.edition: [other for other in standing if other.edition == one.edition] for one in standing}
    wanted = re.sub(r"[ /]+r(\d+)\b", r"/r\1", " ".join(asked)).split()
    named = [one.replace("/", " ") for one in wanted]
    if unknown := [one for one in named if one not in known]:
        raise UsageError([Problem(f"edition '{one}'", "is not released", did_you_mean(one, known)) for one in unknown])
    return list(dict.fromkeys(found for one in named for found in known[one]))


def verify(workspace: Workspace, released: Sequence[Released]) -> Iterator[Verified]:
    """Make every one again and compare it: to the byte under the versions it was made with, else by its figures."""
    raw = {path.relative_to(workspace.raw).as_posix(): path for path in workspace.raw.rglob("*") if path.is_file()}
    there = {name: digest(path.read_bytes()) for name, path in raw.items()}
    found = {sha256: raw[name] for name, sha256 in there.items()}
    with TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        again = Workspace(Path(folder) / "data", Path(folder) / "outputs")
        for one in released:
            problems = damage(one)
            others: list[str] = []
            deliveries = 0
            try:
                others, deliveries = one.manifest.versions.others(Versions.here()), len(one.manifest.deliveries)
                problems += lost_deliveries(one, workspace, there)
                problems += lost_editions(one, all_released(workspace))
                if not any(problem.where != f"{one.shown}/{CUBE_FILE}" for problem in problems):
                    _lay_out(again, workspace, one, found)
                    problems += _compared(again, workspace, one, is_to_the_byte=not others)
            except ConfigurationError as error:  # our own files may say what a later version does not understand
                problems += [
                    replace(problem, where=f"{one.shown}/{INPUTS}, {problem.where}") for problem in error.problems
                ]
            except WerkmonitorError as error:
                problems += [problem for problem in error.problems if problem not in problems]
            except Exception as error:  # whatever a later version stumbles on, the others are verified all the same
                what = f"cannot be made again here ({type(error).__name__}: {error})"
                problems.append(Problem(f"edition {one.name}", what, "verify it with the version that made it"))
            yield Verified(one, others, deliveries, problems)


def _lay_out(again: Workspace, workspace: Workspace, released: Released, found: Mapping[str, Path]) -> None:
    """What an edition was made of, in a workspace of its own; what was read there of workbooks before stays."""
    for name in [path.name for path in again.data.glob("*") if path != again.processed]:
        path = again.data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(released.folder / INPUTS, again.data, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for name in (EXAMPLE_KEY, "passwords.json"):
        if (workspace.data / name).is_file():
            shutil.copyfile(workspace.data / name, again.data / name)
    for one in released.manifest.deliveries:
        link_or_copy(found[one.sha256], again.raw / one.file)


def _compared(again: Workspace, workspace: Workspace, released: Released, *, is_to_the_byte: bool) -> list[Problem]:
    """What is different when the edition is made again."""
    from werkmonitor.figures import Revision

    manifest = released.manifest
    programme = load_programme(again.programme_file)
    if problems := of_another_key(released, key_id(secret_key(again, programme, "protection"))):
        return problems
    edition = programme.edition(manifest.edition).model_copy(update={"deliveries_until": manifest.deliveries_until})
    tables = tables_known(again, programme, manifest.deliveries_until)
    standing = {one.mark: one for one in all_released(workspace, {mark.edition for mark in manifest.editions})}
    revision = (
        Revision(manifest.revision, str(manifest.revision_reason), manifest.revised_on) if manifest.revised_on else None
    )
    with_others = [standing[mark] for mark in manifest.editions]
    cube = build_cube(again, programme, edition, tables, with_others, revision=revision)
    problems = list(_differences(released, cube, is_to_the_byte))
    if is_to_the_byte:
        problems += _other_tables(released, tables)
    return problems


def _other_tables(released: Released, tables: "Tables") -> Iterator[Problem]:
    now = digests_of(tables)
    for name, sha256 in released.manifest.tables.items():
        if now.get(name) != sha256:
            where = f"edition {released.name} › table '{name}'"
            yield Problem(where, "what is read of the workbooks is not what was read then", RESTATE)


# ------------------------------------------------------------ comparing cubes

_KEYS = ("level", "code", "category", "indicator", "project", "partner", "edition", "version", "on", "since")
"""Columns that say what a row is about."""
_WORDS = ("word", "because", "cause")
"""Columns that hold no number and are figures all the same."""


def _differences(released: Released, cube: CubeRows, is_to_the_byte: bool) -> Iterator[Problem]:
    """Where a cube says something else than the released one: all of it, or its figures only."""
    text, made = released.cube_file.read_text("utf-8"), to_json(cube)
    if text == made:
        return
    was, now = rows_from_json(text), rows_from_json(made)
    told = list(_told(json.loads(text), was, now, is_to_the_byte))
    for where, what in told[:MOST_SHOWN]:
        yield Problem(f"edition {released.name} › {where}", what, RESTATE)
    if len(told) > MOST_SHOWN:
        yield Problem(f"edition {released.name}", f"{len(told) - MOST_SHOWN} differences more", RESTATE)
    if is_to_the_byte and not told:
        pairs = enumerate(zip_longest(text.splitlines(), made.splitlines()), 1)
        line = next((number for number, (old, new) in pairs if old != new), 1)
        what = f"says the same, and is written otherwise: line {line} is another"
        yield Problem(f"{released.shown}/{CUBE_FILE}", what, RESTATE)


def _told(content: Any, was: CubeRows, now: CubeRows, is_to_the_byte: bool) -> Iterator[tuple[str, str]]:
    """Where, and what: of every table that the released cube has, of every column that it has."""
    if is_to_the_byte:
        for part, then, is_now in (("edition", was.edition, now.edition), ("programme", was.programme, now.programme)):
            for key in sorted({**then, **is_now}):
                if then.get(key) != is_now.get(key):
                    yield f"{part} › {key}", f"was {_shown(then.get(key))}, is {_shown(is_now.get(key))}"
    for table in (name for name in COLUMNS if is_to_the_byte or name in content):
        columns = [
            column
            for column in (COLUMNS[table] if is_to_the_byte else content[table]["columns"])
            if column in COLUMNS[table] and (is_to_the_byte or _is_figure(table, column))
        ]
        if columns:
            yield from _of_table(table, columns, _by_key(was, table), _by_key(now, table))


def _is_figure(table: str, column: str) -> bool:
    return COLUMNS[table][column] in ("Int64", "float64") or (column in _WORDS and table != "states")


def _by_key(cube: CubeRows, table: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The rows of a table by what they are about; where several are about the same, in their order."""
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in cube[table]:
        rows[tuple(str(row[key]) for key in _KEYS if key in row and row[key] is not None)].append(row)
    return rows


def _of_table(
    table: str,
    columns: Sequence[str],
    was: Mapping[tuple[str, ...], Sequence[Mapping[str, Any]]],
    now: Mapping[tuple[str, ...], Sequence[Mapping[str, Any]]],
) -> Iterator[tuple[str, str]]:
    for key in {**was, **now}:
        where = f"{table} › {' '.join(key)}"
        then, is_now = was.get(key, ()), now.get(key, ())
        if len(then) != len(is_now):
            yield (
                where,
                f"{len(then)} rows were released, {len(is_now)} come now"
                if then and is_now
                else ("was released, and does not come now" if then else "was not released, and comes now"),
            )
        for old, new in zip(then, is_now, strict=False):
            for column in columns:
                if not _is_same(old[column], new[column]):
                    yield where, f"{column} was {_shown(old[column])}, is {_shown(new[column])}"


def _is_same(was: Any, now: Any) -> bool:
    if isinstance(was, float) and isinstance(now, int | float):
        return isclose(was, now, rel_tol=1e-9, abs_tol=1e-9)
    return bool(was == now)


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
