"""Was and is: which published figures are different now, and why.

From what was published to what is known now in four steps, each of which counts the same facts once more with one thing
changed: our corrections, definitions, corrected deliveries, late records. What a step changes has that cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from werkmonitor.cube import REVISION_CAUSES, CubeRows
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.figures.further import further_counts
from werkmonitor.figures.observations import NAMES, merged
from werkmonitor.figures.policy import EXACT
from werkmonitor.figures.published import Origin, is_counted_otherwise, register_of, tables_of
from werkmonitor.figures.register import Figure, Register, Row, figure_of, parts, register_known, table
from werkmonitor.indicators import Persons
from werkmonitor.programme import OUTSIDE_REGION, Programme
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

SAME_PERSONS = ["partner", "layout", "origin", "person", "indicator"]
"""Who is spoken of: one person of a list, or all who are in a partner's figures of a project."""


def revisions(
    published: CubeRows,
    made: Origin,
    now: Counted,
    tables: Tables,
    programme: Programme,
    register: Register,
    facts: pd.DataFrame,
    edition: str,
) -> list[Row]:
    """The cube's table 'revisions': exact figures that are different now, with the cause.

    published: the cube that is compared, the previous edition or the revision before. made: what it was made of. now:
    the exact counts as known now, on every day that either shows; only those are compared. register: with the
    deliveries of now; facts: what `merged` makes of it. edition: the id of the one that is made. Raises
    PublicationRefused for a difference without a cause: then a published figure, or the facts that it was made of,
    changed in a way that nobody can account for.
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
    steps = {**_steps(made, changed, tables, programme, register, facts), LATE: now}
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
    if unexplained and not is_counted_otherwise(made, tables):
        raise PublicationRefused([_without_cause(row, published) for row in unexplained])
    return found


def restated(published: CubeRows, made: Origin, tables: Tables, programme: Programme) -> list[Row]:
    """What a released edition would say otherwise if it were made with all that is known now, with the cause.

    published: its newest revision; made: what that was made of. Returns rows of the cube's table 'revisions'.
    """
    register = register_known(tables, None)
    days = sorted({row["on"] for row in published["cells"]})
    facts = merged(tables, programme, register)
    now = _counted(facts, tables, register, programme, days)
    return revisions(published, made, now, tables, programme, register, facts, published.edition["id"])


def _without_cause(row: Row, published: CubeRows) -> Problem:
    figure = f"{row['level']} · {row['code']} · {row['indicator']} on {row['on']}"
    return Problem(
        f"edition {published.edition['id']}, revisions: {figure}",
        f"{row['was']} was published, and the same deliveries by the same rules give {row['now']}: nothing explains it",
        "look with 'werkmonitor reconcile' and 'werkmonitor verify' at what was changed by hand, and restore it",
    )


# ------------------------------------------------------------ step by step


def _steps(
    made: Origin,
    changed: Sequence[Key],
    tables: Tables,
    programme: Programme,
    register: Register,
    facts: pd.DataFrame,
) -> dict[str, Counted]:
    """Cause → the figures counted with that step taken, in order; the last step, to what is known now, is left out."""
    days = sorted({on for _, on in changed})
    known_then = register_of(made, tables)
    rules_then = made.programme or programme
    ours = merged(tables, rules_then, known_then)
    redefined = replace(known_then, projects=register.projects)
    definition = merged(tables, programme, redefined)
    corrected = merged(tables, programme, _with_corrected(made, tables, register))
    withdrawn = _withdrawn(corrected, facts, tables)
    return {
        OURS: _counted(ours, tables, known_then, rules_then, days),
        DEFINITION: _counted(definition, tables, redefined, programme, days),
        DELIVERY: _counted(pd.concat([corrected, withdrawn]), tables, register, programme, days),
    }


def _counted(
    facts: pd.DataFrame, tables: Tables, register: Register, programme: Programme, days: Sequence[date]
) -> Counted:
    """Every figure of the region on these days."""
    counts = facts[facts["not_counted_because"] == ""]
    if not programme.outside_region.counts_for_goals:
        counts = counts[counts["municipality"] != OUTSIDE_REGION]
    within, indicators = parts(register, programme), counts["indicator"].unique()
    found: dict[Key, int] = {}
    for (level, code), projects in within.items():
        own = counts[counts["project"].isin(list(projects))]
        for on in days:
            sums = own[own["occurred_on"] <= pd.Timestamp(on)].groupby("indicator", observed=True)["low_step"].sum()
            found |= {((level, code, indicator), on): int(sums.get(indicator, 0)) for indicator in indicators}
    persons = {one.code for one in programme.indicators if isinstance(one.counted, Persons)}
    known = counts[counts["person"].isna()] if "person" in counts else counts
    for (level, code, _, indicator), by_day in further_counts(known, tables, programme, within, days).counts.items():
        if indicator in persons:
            found |= {((level, code, indicator), on): low for on, (low, _) in by_day.items()}
    return found


def _with_corrected(made: Origin, tables: Tables, register: Register) -> Register:
    """The register of now, with the deliveries of then and those that bring figures of them again: of the same day.

    Not lists: of these it is known person by person who came late and of whom something else is said.
    """
    then = table(tables_of(made, tables), "deliveries")
    same = ["partner", "layout", "as_of_on"]
    known = {tuple(one) for one in then[same].itertuples(index=False, name=None)}
    deliveries = table(tables, "deliveries")
    is_again = [tuple(one) in known for one in deliveries[same].itertuples(index=False, name=None)]
    is_list = deliveries["delivery_id"].isin(table(tables, "trajectories")["delivery_id"])
    is_received = deliveries["received_on"] <= pd.Timestamp(
        max((row["received_on"] for row in register.deliveries), default=date.min)
    )
    ids = {
        *then["delivery_id"],
        *deliveries.loc[pd.Series(is_again, index=deliveries.index) & is_received & ~is_list, "delivery_id"],
    }
    kept = {**tables, "deliveries": deliveries[deliveries["delivery_id"].isin(ids)]}
    return replace(register, deliveries=register_known(kept, None).deliveries)


def _withdrawn(before: pd.DataFrame, after: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """What later deliveries take back, and what of it they say otherwise, as facts to add.

    Of a person that is another day, place or project; of figures as much as falls in one month or place and is more in
    another. A fact that is delivered as before and counts no more, since later ones about the same residents lead, is
    none: those are late records.
    """
    both = pd.concat([_told(before, tables, "before"), _told(after, tables, "after")]).fillna(0)
    both = both.groupby(CONTENT, dropna=False, observed=True, as_index=False).sum().sort_values("occurred_on")
    change = (both["counted_after"] - both["counted_before"]).astype("int64")
    before_told, after_told = both["told_before"].abs(), both["told_after"].abs()
    less, more = (change.abs().where(is_so, 0) for is_so in (after_told < before_told, after_told > before_told))
    whose = [both[name] for name in SAME_PERSONS] + [both["project"].where(both["origin"] != "list", "")]
    taken_back = less.groupby(whose, dropna=False).transform("sum")
    earlier = more.groupby(whose, dropna=False).cumsum() - more
    said_otherwise = (taken_back - earlier).clip(lower=0).clip(upper=more)
    leads_no_more = change.where((before_told == after_told) & (change > 0), 0)
    amount = (less + said_otherwise) * np.sign(change) + leads_no_more
    return both.assign(low_step=amount, not_counted_because="")[amount != 0]


def _told(facts: pd.DataFrame, tables: Tables, when: str) -> pd.DataFrame:
    """How many facts say what, and how many of them count."""
    source = ["delivery_id", "sheet", "cell"]
    persons = table(tables, "trajectories")[[*source, "person"]].astype(str)
    facts = facts[facts["low_step"].notna()]
    facts = facts.astype(dict.fromkeys([*source, *(name for name in NAMES if name in CONTENT)], str))
    facts = facts.merge(persons, on=source, how="left").fillna({"person": ""})
    facts.loc[facts["origin"] != "list", "person"] = ""
    is_counted = facts["not_counted_because"] == ""
    amounts = facts["low_step"].astype("int64")
    named = facts.assign(**{f"told_{when}": amounts, f"counted_{when}": amounts.where(is_counted, 0)})
    return named.groupby(CONTENT, dropna=False, observed=True, as_index=False)[
        [f"told_{when}", f"counted_{when}"]
    ].sum()
