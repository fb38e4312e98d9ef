"""Where does a figure of an edition come from?

Which edition is meant, and what was known when it was made, is found here; the rest is found by `figures`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from werkmonitor.cube import cube_path, read_rows
from werkmonitor.editions import Released, damage, lost_deliveries, versions_of
from werkmonitor.errors import Problem, PublicationRefused, UsageError
from werkmonitor.programme import Programme
from werkmonitor.traces import Trace
from werkmonitor.workspace import Workspace, is_as_written

if TYPE_CHECKING:
    from werkmonitor.figures.lineage import Lineage
    from werkmonitor.tables import Tables


def trace_figure(
    workspace: Workspace,
    programme: Programme,
    edition: str,
    indicator: str | None,
    scope: Mapping[str, str | None],
    *,
    what: str | None = None,
    on: date | None = None,
    revision: int | None = None,
) -> Trace:
    """What a figure of an edition is made of, as known when the edition was made, and what was published of it.

    indicator, what, scope (level → code): see `figures.tracing`. on: the as-of date by default. revision: the newest by
    default. Raises UsageError for what is no edition, or no figure of its monitors; PublicationRefused as `lineages`.
    """
    from werkmonitor.figures.tracing import asked, trace

    programme.edition(edition)
    lineage = lineages(workspace, programme)(edition if revision is None else f"{edition} r{revision}")
    cell, wanted = asked(lineage, indicator, what, scope)
    return trace(lineage, cell, wanted, on)


def lineages(workspace: Workspace, programme: Programme) -> "Callable[[str], Lineage]":
    """Gives the lineage of an edition ('2022-11', its newest version) or of one version ('2022-11 r1').

    A released one is counted with the workbooks and decisions that it was made of, as the tables of now have them.
    Raises PublicationRefused for tables and released editions that are not as they were written.
    """
    from werkmonitor.figures.lineage import Lineage
    from werkmonitor.figures.published import tables_of

    tables = tables_as_written(workspace, programme)

    @cache
    def lineage_of(named: str) -> Lineage:
        edition, _, revision = named.partition(" r")
        versions = {one.revision: one for one in versions_as_released(workspace, edition, tables)}
        if revision and int(revision) not in versions:
            there = ", ".join(map(str, versions)) or "none: it is not released"
            raise UsageError(
                Problem(f"--revision {revision}", f"is no version of edition {edition}", f"there is {there}")
            )
        if not versions:
            return Lineage(tables, programme, read_rows(cube_path(workspace, edition)), lineage_of)
        released = versions[int(revision) if revision else max(versions)]
        made = released.origin
        return Lineage(tables_of(made, tables), made.programme or programme, released.cube, lineage_of)

    return lineage_of


def tables_as_written(workspace: Workspace, programme: Programme) -> "Tables":
    """All tidy tables. Raises PublicationRefused when they are not as they were written."""
    from werkmonitor.tables import read_tables

    refuse_changed_tables(workspace, programme)
    return read_tables(workspace)


def refuse_changed_tables(workspace: Workspace, programme: Programme) -> None:
    """Raises PublicationRefused when the tidy tables are not as they were written, with what is lost."""
    current = workspace.current_tables
    if current is not None and not is_as_written(current):
        from werkmonitor.figures import lost_rows

        raise PublicationRefused(lost_rows(workspace, programme))


def versions_as_released(workspace: Workspace, edition: str, tables: "Tables") -> list[Released]:
    """The released versions of an edition, oldest first.

    Raises PublicationRefused when one is not as it was written, or was made of what is not in the tables any more.
    """
    below, known = f"{workspace.relative(workspace.raw)}/", tables["deliveries"]
    there = dict(zip(known["file"].str.removeprefix(below), known["delivery_id"], strict=True))
    versions = versions_of(workspace, edition)
    problems = [found for one in versions for found in damage(one) or lost_deliveries(one, workspace, there)]
    if problems:
        raise PublicationRefused(list(dict.fromkeys(problems)))
    return versions
