"""What the register says in words, and who delivered: the parts of a cube that are no figures."""

from datetime import date

import pandas as pd

from werkmonitor.figures.register import Register, table
from werkmonitor.programme import Edition, Programme
from werkmonitor.tables import Tables, in_force


def states(register: Register, edition: Edition) -> pd.DataFrame:
    """The cube's table 'states': what happened to the projects up to the as-of date, oldest first."""
    events = register.project_states
    events = events[events["on"] <= pd.Timestamp(edition.as_of)]
    events = events.sort_values("on", kind="stable")
    return events[["project", "state", "on", "cause", "effect", "action"]].reset_index(drop=True)


def results(register: Register, edition: Edition) -> pd.DataFrame:
    """The cube's table 'results': only what is flagged for publication, up to the as-of date, oldest first."""
    rows = register.results
    is_public = rows["is_public"].fillna(False).astype(bool)
    rows = rows[is_public & (rows["on"] <= pd.Timestamp(edition.as_of))].sort_values("on", kind="stable")
    return rows[["project", "on", "kind", "text"]].reset_index(drop=True)


def expectations(register: Register, edition: Edition) -> pd.DataFrame:
    """The cube's table 'expectations': of every scope the latest, not those of earlier editions."""
    rows = register.expectations
    rows = rows[rows["on"].isna() | (rows["on"] <= pd.Timestamp(edition.published_on))]
    latest = rows.groupby(["level", "code"], dropna=False)["on"].transform("max")
    rows = rows[(rows["on"] == latest) | latest.isna()]
    return rows[["level", "code", "indicator", "on", "text", "decided_by"]].reset_index(drop=True)


def partners(tables: Tables, programme: Programme, edition: Edition) -> pd.DataFrame:
    """The cube's table 'partners': who delivered something new for this edition, and who did not.

    New is a state after the previous edition's as-of date. A partner of whom nothing is expected any more is named only
    when it delivered once more. as_of_on: the oldest of its layouts' latest states.
    """
    known = in_force(table(tables, "deliveries"), edition.deliveries_until)
    latest = known.groupby(["partner", "layout"])["as_of_on"].max()
    previous = programme.previous_edition(edition)
    since = pd.Timestamp(previous.as_of if previous else date(1900, 1, 1))
    rows = []
    for partner in programme.partners:
        states_known = [latest.get((partner.code, layout), pd.NaT) for layout in partner.layouts]
        there = [day for day in states_known if pd.notna(day)]
        is_complete = len(there) == len(states_known) and min(there) > since if there else False
        if partner.delivers_on(edition.as_of) or is_complete:
            state = "delivered" if is_complete else "missing"
            on = min(there) if there else pd.NaT
            about = {"partner": partner.code, "name": partner.name, "municipality": partner.municipality}
            rows.append({**about, "state": state, "as_of_on": on})
    return pd.DataFrame.from_records(rows, columns=["partner", "name", "municipality", "state", "as_of_on"])
