"""Does an edition follow on the one before it, and a new version on the version before?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from werkmonitor.cube import REVISION_CAUSES, CubeRows
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.reconciliation.checks import Check, compare
from werkmonitor.figures.reconciliation.given import FAULT, Reconciled, named
from werkmonitor.figures.register import Cell, Row, cell_of, figure_of, table


def reconcile_last(given: Reconciled) -> Iterator[Check]:
    """What was published before is the same now, or a revision says from what to what; and nothing falls."""
    if given.compared is not None:
        yield _unrevised(given, _published(given.compared))
    if given.last is not None:
        yield _previous(given, given.last)
        yield _falling(given, given.last)


def _published(cube: CubeRows) -> dict[tuple[Cell, date], Row]:
    return {(cell_of(row), row["on"]): row for row in cube["cells"]}


def _previous(given: Reconciled, last: CubeRows) -> Check:
    """The previous value beside a figure is the one that was published."""
    told = {
        named(figure_of(row)): row["previous_value"]
        for row in given.cube["progress"]
        if row["previous_value"] is not None
    }
    published = {
        named(cell): row["value"]
        for (cell, on), row in _published(last).items()
        if on == last.as_of and not cell[2] and named(cell) in told
    }
    sides = ("told as the previous value", "published then")
    return compare(given.about, "previous values = last edition", told, published, sides, FAULT)


def _unrevised(given: Reconciled, was: Mapping[tuple[Cell, date], Row]) -> Check:
    """Every exact figure of an earlier day is as published, or its revisions lead from that to what it is now."""
    chains: dict[tuple[Cell, date], list[Row]] = defaultdict(list)
    for row in given.cube["revisions"]:
        chains[(row["level"], row["code"], "", row["indicator"]), row["on"]].append(row)
    before, after = {}, {}
    for (cell, on), row in was.items():
        now = given.cells.get((cell, on))
        if row["base"] != EXACT or cell[2] or (now is None and (cell, on) not in chains):
            continue
        value = row["value"]
        for step in chains.pop((cell, on), ()):
            value = step["now"] if step["was"] == value and step["cause"] in REVISION_CAUSES else -1
        before[named(cell, on)] = value
        after[named(cell, on)] = now["value"] if now and now["base"] == EXACT else value
    for cell, on in chains:
        before[named(cell, on)], after[named(cell, on)] = -1, 0
    sides = ("published before and revised", "now")
    return compare(given.about, "earlier days = last edition", before, after, sides, FAULT)


def _falling(given: Reconciled, last: CubeRows) -> Check:
    """No cumulative figure is lower than in the last edition, but for a revision or a fall in corrections.toml."""
    flows = {one.code for one in given.programme.counted_indicators if one.kind == "flow"}
    revised = {(row["level"], row["code"], "", row["indicator"]) for row in given.cube["revisions"]}
    codes = table(given.tables, "findings")["code"]
    may_fall = bool((codes == "standing_fell_explained").any()) or (given.cube.edition.get("revision") or 1) > 1
    was = _published(last)
    left, right = {}, {}
    for cell, now in given.today.items():
        before = was.get((cell, last.as_of))
        if before is None or cell[3] not in flows or cell in revised or may_fall:
            continue
        if before["base"] == now["base"]:
            left[named(cell)], right[named(cell)] = now["value"], max(now["value"], before["value"])
    sides = ("now", "at least, as published before")
    return compare(given.about, "nothing falls since the last edition", left, right, sides, FAULT)
