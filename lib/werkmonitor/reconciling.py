"""Does everything in a workspace agree: tables, released editions, concepts? What is compared says `figures`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from werkmonitor.cube import cube_path, read_rows
from werkmonitor.editions import all_released, damage
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.fingerprints import digest
from werkmonitor.pipeline import EDITION_RECORD, last_intake
from werkmonitor.programme import Edition, Programme
from werkmonitor.workspace import Workspace

if TYPE_CHECKING:
    from werkmonitor.figures.reconciliation import Check
    from werkmonitor.tables import Tables


def reconcile(workspace: Workspace, programme: Programme, editions: Sequence[Edition]) -> tuple[str, list[Problem]]:
    """Every check of the tables, and of these editions as far as they stand, as a table; and all that is wrong.

    Of an edition its newest version is compared, or its concept. Raises UsageError before the first intake.
    """
    from werkmonitor.figures.reconciliation import as_text, reconcile_snapshot, reconcile_tables, refused
    from werkmonitor.tables import read_tables

    tables, known = read_tables(workspace), last_intake(workspace)
    checks = [reconcile_snapshot(workspace, known.snapshot if known else None), *reconcile_tables(tables, programme)]
    for edition in editions:
        checks += _of_edition(workspace, programme, edition, tables)
    return as_text(checks), refused(checks)


def _of_edition(workspace: Workspace, programme: Programme, edition: Edition, tables: "Tables") -> "Iterator[Check]":
    """The newest released version beside what it was made of; of an edition that is not released its concept."""
    from werkmonitor.figures import origin
    from werkmonitor.figures.reconciliation import Check, reconcile_edition

    standing = all_released(workspace, [one.id for one in programme.editions])
    if not (versions := [one for one in standing if one.edition == edition.id]):
        if _is_concept_of(workspace, edition):
            cube = read_rows(cube_path(workspace, edition))
            made, before = origin(cube, tables, programme), [one.cube for one in standing]
            yield from reconcile_edition(cube, made, tables, edition, before)
        return
    newest = versions[-1]
    about, problems = f"edition {newest.name}", damage(newest)
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
    try:
        record = json.loads((workspace.concepts / edition.id / EDITION_RECORD).read_text("utf-8"))
        made_of = (record["parts"]["its deliveries"], record["parts"]["the programme's settings"])
    except (OSError, ValueError, KeyError):
        return False
    tables = workspace.current_tables
    return made_of == (tables and tables.name, digest(workspace.programme_file.read_bytes()))
