"""Are the tables on the disk those that were written? Whoever takes a row out changes what their snapshot holds."""

from werkmonitor.errors import Problem
from werkmonitor.figures.reconciliation.checks import Check, refused
from werkmonitor.figures.reconciliation.of_tables import ABOUT, READ_AGAIN, reconcile_tables
from werkmonitor.programme import Programme
from werkmonitor.tables import read_tables
from werkmonitor.workspace import Workspace, is_as_written


def reconcile_snapshot(workspace: Workspace, snapshot_of_intake: str | None) -> Check:
    """Whether the current snapshot holds what its name says, and is the one that the last intake made."""
    folder = workspace.current_tables
    files = len(list(folder.glob("*.parquet"))) if folder else 0
    name = "files as they were written"
    if folder is None or not is_as_written(folder):
        what = "the tables are not as they were written: one of them was changed, damaged or taken away"
    elif folder.name != snapshot_of_intake:
        what = "the tables are not those of the last intake"
    else:
        return Check(ABOUT, name, files, files, files)
    problem = Problem(workspace.relative(folder or workspace.processed), what, READ_AGAIN)
    return Check(ABOUT, name, files, files, 0, (problem,))


def lost_rows(workspace: Workspace, programme: Programme) -> list[Problem]:
    """All that is wrong with tables that are not as they were written; what is gone, as far as they can be read."""
    problems = list(reconcile_snapshot(workspace, None).breaches)
    try:
        return problems + refused(reconcile_tables(read_tables(workspace), programme))
    except (OSError, ValueError, KeyError):  # what cannot be read at all has no rows to name
        return problems
