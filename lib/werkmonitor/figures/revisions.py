"""Was and is: which published figures are different now, and why.

From what was published to what is known now in four steps, each of which counts the same facts once more with one thing
changed: our corrections, definitions, corrected deliveries, late records. What a step changes has that cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from werkmonitor.cube import REVISION_CAUSES, CubeRows
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.counts import true_counts
from werkmonitor.figures.observations import merged
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.published import is_counted_otherwise, programme_of, register_of, rules, tables_of
from werkmonitor.figures.register import Figure, Register, Row, figure_of, register_known, table
from werkmonitor.programme import Programme
from werkmonitor.tables import Tables

Key = tuple[Figure, date]
Counted = Mapping[Key, int]
"""Figures on days."""

LATE, DELIVERY, DEFINITION, OURS = REVISION_CAUSES

CONTENT = [
    "partner",
    "layout",
    "origin",
    "person",
    "project",
    "municipality",
    "target_groups",
    "indicator",
    "occurred_on",
]
"""What a fact says, and of whom it says it."""

OF_PERSON = ["partner", "layout", "person", "indicator"]


def revisions(
    published: CubeRows, now: Counted, tables: Tables, programme: Programme, register: Register, edition: str
) -> list[Row]:
    """The cube's table 'revisions': exact figures that are different now, with the cause.

    published: the cube that is compared, the previous edition or the revision before. now: the exact counts as known
    now, on every day that either shows; only those are compared. register: with the deliveries of now. edition: the id
    of the one that is made. Raises PublicationRefused for a difference without a cause: then a published figure, or the
    facts that it was made of, changed in a way that nobody can account for.
    """
    was = {
        (figure_of(row), row["on"]): row["value"]
        for row in published["cells"]
        if row["base"] == EXACT and row["category"] is None
    }
    changed = [key for key, value in was.items() if now.get(key, value) != value]
    if not changed:
        return []
    number = published.edition.get("revision") or 1
    since = f"{edition} r{number}" if published.edition["id"] == edition else published.edition["id"]
    steps = {**_steps(published, changed, tables, programme, register), LATE: now}
    found, unexplained = [], []
    for key in changed:
        (level, code, indicator), on = key
        before = was[key]
        for cause, counted in steps.items():
            after = counted.get(key, before)
            if after != before:
                named = {"level": level, "code": code, "indicator": indicator, "on": on}
                found.append({**named, "was": before, "now": after, "since": since, "cause": cause})
                unexplained += [found[-1]] if cause == OURS else []
            before = after
    if unexplained and not is_counted_otherwise(published, tables):
        raise PublicationRefused([_without_cause(row, published) for row in unexplained])
    return found


def restated(published: CubeRows, tables: Tables, programme: Programme) -> list[Row]:
    """What a released edition would say otherwise if it were made with all that is known now, with the cause.

    published: its newest revision. Returns rows of the cube's table 'revisions'.
    """
    register = register_known(tables, None)
    now = _counted(merged(tables, programme, register), register, programme, _days(published["cells"]))
    return revisions(published, now, tables, programme, register, published.edition["id"])


def _without_cause(row: Row, published: CubeRows) -> Problem:
    figure = f"{row['level']} · {row['code']} · {row['indicator']} on {row['on']}"
    return Problem(
        f"edition {published.edition['id']}, revisions: {figure}",
        f"{row['was']} was published, and the same deliveries by the same rules give {row['now']}: nothing explains it",
        "look with 'werkmonitor reconcile' and 'werkmonitor verify' at what was changed by hand, and restore it",
    )


# ------------------------------------------------------------ step by step


def _steps(
    published: CubeRows, changed: Sequence[Key], tables: Tables, programme: Programme, register: Register
) -> dict[str, Counted]:
    """Cause → the figures counted with that step taken, in order; the last step, to what is known now, is left out."""
    days = sorted({on for _, on in changed})
    rules_then = programme_of(published, programme)
    known_then = register_of(published, tables)
    ours = merged(tables, rules_then, known_then)
    redefined = replace(known_then, projects=register.projects)
    if rules(rules_then) == rules(programme) and redefined == known_then:
        definition = ours
    else:
        definition = merged(tables, programme, redefined)
    corrected_register = _with_corrected(published, tables, register)
    corrected = merged(tables, programme, corrected_register)
    withdrawn = _withdrawn(corrected, merged(tables, programme, register), tables)
    return {
        OURS: _counted(ours, known_then, rules_then, days),
        DEFINITION: _counted(definition, redefined, programme, days),
        DELIVERY: _counted(pd.concat([corrected, withdrawn]), register, programme, days),
    }


def _counted(facts: pd.DataFrame, register: Register, programme: Programme, days: Sequence[date]) -> Counted:
    """Every figure of the region on these days."""
    counted = facts[facts["not_counted_because"] == ""]
    truth = true_counts(counted, register, programme, (), days)
    return {
        ((level, code, indicator), on): low
        for (level, code, category, indicator), by_day in truth.items()
        if not category
        for on, (low, _) in by_day.items()
    }


def _days(cells: Sequence[Row]) -> list[date]:
    return sorted({row["on"] for row in cells})


def _with_corrected(published: CubeRows, tables: Tables, register: Register) -> Register:
    """The register of now, with the deliveries of then and those that bring one of them again: of the same day."""
    then = table(tables_of(published, tables), "deliveries")
    same = ["partner", "layout", "as_of_on"]
    known = {tuple(one) for one in then[same].itertuples(index=False, name=None)}
    deliveries = table(tables, "deliveries")
    is_again = [tuple(one) in known for one in deliveries[same].itertuples(index=False, name=None)]
    is_received = deliveries["received_on"] <= pd.Timestamp(
        max((row["received_on"] for row in register.deliveries), default=date.min)
    )
    ids = {
        *then["delivery_id"],
        *deliveries.loc[pd.Series(is_again, index=deliveries.index) & is_received, "delivery_id"],
    }
    kept = {**tables, "deliveries": deliveries[deliveries["delivery_id"].isin(ids)]}
    return replace(register, deliveries=register_known(kept, None).deliveries)


def _withdrawn(before: pd.DataFrame, after: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """What later deliveries take back or say otherwise, as facts to add: of a person in another place or month, less.

    A fact that is delivered as before and counts no more, since later ones about the same residents lead, is none.
    """
    both = pd.concat([_told(before, tables, "before"), _told(after, tables, "after")]).fillna(0)
    both = both.groupby(CONTENT, dropna=False, observed=True, as_index=False).sum()
    change = both["counted_after"] - both["counted_before"]
    is_same = both["told_after"] == both["told_before"]
    is_less = ~is_same & (both["told_after"] < both["told_before"])
    of_person = both[OF_PERSON].apply(tuple, axis=1) if len(both) else pd.Series(dtype=object)
    moved = set(of_person[is_less & (both["person"] != "")])
    is_moved = of_person.isin(moved) & ~is_same
    is_corrected = (change != 0) & (is_less | is_moved | (is_same & (change > 0)))
    amount = change[is_corrected].astype("Int64")
    return both.loc[is_corrected, CONTENT].assign(low_step=amount, high_step=amount, not_counted_because="")


def _told(facts: pd.DataFrame, tables: Tables, when: str) -> pd.DataFrame:
    """How many facts say what, and how many of them count."""
    source = ["delivery_id", "sheet", "cell"]
    persons = table(tables, "trajectories")[[*source, "person"]].astype(str)
    facts = facts[facts["low_step"].notna()].astype(dict.fromkeys(source, str))
    facts = facts.merge(persons, on=source, how="left").fillna({"person": ""})
    facts.loc[facts["origin"] != "list", "person"] = ""
    is_counted = facts["not_counted_because"] == ""
    amounts = facts["low_step"].astype("int64")
    named = facts.assign(**{f"told_{when}": amounts, f"counted_{when}": amounts.where(is_counted, 0)})
    return named.groupby(CONTENT, dropna=False, observed=True, as_index=False)[
        [f"told_{when}", f"counted_{when}"]
    ].sum()
