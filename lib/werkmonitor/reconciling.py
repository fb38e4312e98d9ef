"""Does everything in a workspace agree: tables, released editions, concepts? What is compared says `figures`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from werkmonitor.cube import cube_path, read_rows
from werkmonitor.editions import all_released, damage
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.fingerprints import digest
from werkmonitor.programme import Edition, Programme
from werkmonitor.workspace import Workspace, is_as_written

if TYPE_CHECKING:
    from werkmonitor.figures.reconciliation import Check
    from werkmonitor.tables import Tables

TABLES = "tables"


def reconcile(workspace: Workspace, programme: Programme, editions: Sequence[Edition]) -> "list[Check]":
    """Every check of the tables, and of these editions as far as they stand: the newest version, or the concept.

    Raises UsageError before the first intake.
    """
    from werkmonitor.figures.reconciliation import reconcile_tables
    from werkmonitor.tables import read_tables

    tables = read_tables(workspace)
    checks = [_as_written(workspace), *reconcile_tables(tables, programme)]
    for edition in editions:
        checks += _of_edition(workspace, programme, edition, tables)
    return checks


def lost_since_intake(workspace: Workspace, programme: Programme) -> list[Problem]:
    """What is wrong with the tables of the last intake where they are not as they were written; else nothing.

    Reads their bytes only, as long as nothing is wrong.
    """
    folder = workspace.current_tables
    if folder is None or is_as_written(folder):
        return []
    from werkmonitor.figures.reconciliation import refused

    problems = list(_as_written(workspace).breaches)
    try:
        from werkmonitor.figures.reconciliation import reconcile_tables
        from werkmonitor.tables import read_tables

        return problems + refused(reconcile_tables(read_tables(workspace), programme))
    except (OSError, ValueError, KeyError):  # what cannot be read at all has no rows to name
        return problems


def _as_written(workspace: Workspace) -> "Check":
    """The snapshot holds what its name says, and is the one that the last intake made."""
    from werkmonitor.figures.reconciliation import Check
    from werkmonitor.pipeline import last_intake

    folder = workspace.current_tables
    assert folder is not None
    files = len(list(folder.glob("*.parquet")))
    name = "files as they were written"
    if not is_as_written(folder):
        what = "the tables are not as they were written: one of them was changed, damaged or taken away"
    elif last_intake(workspace) is None:
        what = "the tables are not those of the last intake"
    else:
        return Check(TABLES, name, files, files, files)
    remedy = "run 'werkmonitor run --force', which reads all workbooks again"
    return Check(TABLES, name, files, files, 0, (Problem(workspace.relative(folder), what, remedy),))


def _of_edition(workspace: Workspace, programme: Programme, edition: Edition, tables: "Tables") -> "Iterator[Check]":
    """The newest released version beside what it was made of; of an edition that is not released its concept."""
    from werkmonitor.figures import origin
    from werkmonitor.figures.reconciliation import Check, reconcile_edition

    standing = all_released(workspace, [one.id for one in programme.editions])
    about = f"edition {edition.id}"
    if not (versions := [one for one in standing if one.edition == edition.id]):
        if _is_concept_of(workspace, edition):
            cube = read_rows(cube_path(workspace, edition))
            made, before = origin(cube, tables, programme), [one.cube for one in standing]
            yield from reconcile_edition(cube, made, tables, edition, before)
        return
    newest = versions[-1]
    problems = damage(newest)
    try:
        files = 2 + len(newest.manifest.inputs)
        yield Check(about, "files as they were released", files, files, files - len(problems), tuple(problems))
        marks, made = set(newest.manifest.editions), newest.origin
        before = [one.cube for one in standing if one.mark in marks]
        as_decided = (made.programme or programme).edition(edition.id)
        made = replace(made, programme=made.programme or programme)
        yield from reconcile_edition(newest.cube, made, tables, as_decided, before)
    except PublicationRefused as refused:  # a file of it cannot be read
        yield Check(about, "files as they were released", 1, 1, 0, tuple(dict.fromkeys((*problems, *refused.problems))))


def _is_concept_of(workspace: Workspace, edition: Edition) -> bool:
    """Whether there is a concept, made of the tables and the settings of now; another one is made anew by a run."""
    from werkmonitor.pipeline import EDITION_RECORD

    try:
        record = json.loads((workspace.concepts / edition.id / EDITION_RECORD).read_text("utf-8"))
        made_of = (record["parts"]["its deliveries"], record["parts"]["the programme's settings"])
    except (OSError, ValueError, KeyError):
        return False
    tables = workspace.current_tables
    return made_of == (tables and tables.name, digest(workspace.programme_file.read_bytes()))
