"""Does a cube say what the tables say, do its parts add up, and does it follow on the edition before it?"""

from collections.abc import Iterable, Iterator

from werkmonitor.cube import CubeRows
from werkmonitor.figures.counts import quarter_ends
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.published import FACTS, Origin, is_counted_otherwise, missing, register_of
from werkmonitor.figures.reconciliation.checks import Check, compare, within
from werkmonitor.figures.reconciliation.given import FAULT, Reconciled, named
from werkmonitor.figures.reconciliation.last_edition import reconcile_last
from werkmonitor.figures.reconciliation.of_register import reconcile_register
from werkmonitor.figures.reconciliation.of_tables import reconcile_facts, rows
from werkmonitor.figures.reconciliation.totals import reconcile_totals
from werkmonitor.programme import Edition
from werkmonitor.tables import Tables


def reconcile_edition(
    cube: CubeRows, made: Origin, tables: Tables, edition: Edition, released: Iterable[CubeRows]
) -> list[Check]:
    """All checks of an edition's cube.

    made: what it was made of. tables: with those deliveries in them. released: cubes of the released editions that it
    was made with.
    """
    number = cube.edition.get("revision") or 1
    about = f"edition {edition.id}" + (f" r{number}" if number > 1 else "")
    if absent := missing(made, tables):
        gone = dict.fromkeys((f"delivery {one[:12]}" for one in absent), 1)
        remedy = "restore the workbook from a back-up, then run 'werkmonitor run'"
        return [compare(about, "deliveries it was made of", gone, {}, ("then", "now"), remedy)]
    programme, register = made.programme, register_of(made, tables)
    assert programme is not None
    facts = merged(tables, programme, register)
    whole = [*rows(about, tables)]
    is_ours = all(check.is_passed for check in whole) and is_counted_otherwise(made, tables)
    given = Reconciled(about, cube, tables, programme, edition, [*released], register, facts, is_ours)
    used = {name: frame[frame["delivery_id"].isin(made.used)] for name, frame in tables.items() if name in FACTS}
    return [
        *whole,
        *reconcile_facts(given.about, {**tables, **used}, facts, programme),
        *_cells(given),
        *reconcile_totals(given),
        *reconcile_register(given),
        *reconcile_last(given),
    ]


def _cells(given: Reconciled) -> Iterator[Check]:
    """Every exact figure is the recount of its day, every rounded one holds it; none is missing."""
    countable = {one.code for one in given.programme.counted_indicators}
    published: dict[str, int] = {}
    recount: dict[str, int] = {}
    shown: dict[str, tuple[int, int]] = {}
    true: dict[str, tuple[int, int]] = {}
    for (cell, on), row in given.cells.items():
        if cell[3] not in countable:
            continue
        key, (low, high) = named(cell, on), given.counted.until(cell, on)
        if row["base"] == EXACT:
            published[key], recount[key] = row["value"], low
        else:
            shown[key], true[key] = (row["low"], row["high"]), (low, high)
    sides = ("published", "counted again from the tables")
    yield compare(given.about, "exact figures = tables", published, recount, sides, FAULT, explained=given.is_ours)
    yield within(given.about, "rounded figures hold tables", shown, true, sides, FAULT, explained=given.is_ours)
    yield _complete(given)


def _complete(given: Reconciled) -> Check:
    """Every figure of page one that somebody counts in is there; an exact one that is, is at every quarter's end."""
    cube = given.cube
    days = quarter_ends(given.programme.programme.started_on, cube.as_of)
    exact = {(row["level"], row["code"]) for row in cube["scopes"] if row["protection"] == "exact"}
    published = exact | {(row["level"], row["code"]) for row in cube["scopes"] if row["protection"] == "rounded"}
    crossed = {row["category"] for row in cube["cells"] if row["category"]}
    expected, found = {}, {}
    shown = dict.fromkeys(cell for cell, _ in given.cells)
    for cell in dict.fromkeys((*given.counted.cells(), *shown)):
        level, code, category, indicator = cell
        _, most = given.counted.until(cell, cube.as_of)
        is_missed = indicator in given.main and most > 0 and (not category or category in crossed)
        if (level, code) in published and (cell in shown or is_missed):
            wanted = days if (level, code) in exact and not category else (cube.as_of,)
            expected[named(cell)], found[named(cell)] = len(wanted), sum((cell, day) in given.cells for day in wanted)
    sides = ("days expected", "days in the cube")
    return compare(given.about, "no figure is missing", expected, found, sides, FAULT)
