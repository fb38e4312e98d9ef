"""Observations: the facts of all partners in one table, each counted once.

A list gives an observation of a trajectory for every indicator that happens in it; a crosstab's counts are
observations; a cumulative standing is the difference with the standing before it. Where two partners speak of the same
residents, one leads; the other's facts stay in the table, with the reason why they do not count.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, get_args

import pandas as pd
from pandas.api.types import union_categoricals

from werkmonitor.figures.events import base_of, happened
from werkmonitor.figures.register import Register, register_known, table
from werkmonitor.indicators import TrajectoryDay
from werkmonitor.programme import UNALLOCATED, Programme
from werkmonitor.tables import SCHEMAS, Tables, as_table

SERIES = ["partner", "layout", "project", "municipality", "target_groups", "indicator"]
"""What makes standings successive: the same words about the same people by the same partner."""

WAS = ["low", "high", "delivery_id", "sheet", "cell"]
NUMBERS = ("trajectory", "low", "high", "low_step", "high_step", "was_low", "was_high")
STANDING = ["is_cumulative", *(f"was_{name}" for name in WAS)]
"""Of a standing: what stood where before, of which it is the difference; missing for the first one."""

ORDER = ["project", "indicator", "occurred_on", "partner", "municipality", "sheet", "cell", "delivery_id"]

NAMES = ["delivery_id", "sheet", "partner", "project", "municipality", "indicator", "origin", "layout"]
"""Columns in which the same few texts come back in every row: kept as categories, in alphabetical order."""

Aggregates = Sequence[tuple[int, Any]]
"""(index, fact) of aggregates, in the order in which they lead."""


def observe(tables: Tables, programme: Programme, known_until: date | None = None) -> pd.DataFrame:
    """Every fact that speaks of an indicator, counted or not, from the deliveries in force on a day.

    tables: the tidy tables. known_until: None for all that is known now. Returns the table 'observations' (see
    `tables.py`); low and high bound what happened in the fact's own period.
    """
    found = merged(tables, programme, register_known(tables, known_until))
    return as_table("observations", found[SCHEMAS["observations"].names])


def merged(tables: Tables, programme: Programme, register: Register) -> pd.DataFrame:
    """The observations with what counting needs besides: layout, from_on, low_step, high_step and STANDING;
    and of a list `trajectory`, which row of its table it is, from 0.

    register: as known on the day; facts of its deliveries are taken, those of projects that it follows in words do not
    count.
    The steps add up: their running sums are the bounds of the total since the start. They differ from low and high only
    after a suppressed standing: "<5" and then 7 is 3 to 6 in the second period, but 7 since the start.
    """
    layouts = pd.Series({row["delivery_id"]: row["layout"] for row in register.deliveries}, dtype="str")
    facts = _together([_from_lists(tables, layouts, programme, register), _from_counts(tables, layouts, programme)])
    facts = facts.sort_values(ORDER, kind="stable", na_position="first", ignore_index=True)
    facts["not_counted_because"] = ""
    _without_figures(facts, register, programme)
    _ruled_out(facts, programme, register)
    _own_figures_lead(facts, programme)
    _as_its_base(facts, programme)
    aggregates = _counting_aggregates(facts, programme)
    reasons = _list_leads_aggregate(facts, aggregates, programme)
    reasons |= _earlier_partner_leads([(i, fact) for i, fact in aggregates if i not in reasons], programme)
    if reasons:
        facts.loc[list(reasons), "not_counted_because"] = list(reasons.values())
    return facts


def _from_lists(tables: Tables, layouts: "pd.Series[str]", programme: Programme, register: Register) -> pd.DataFrame:
    rows = table(tables, "trajectories").drop(columns="person").reset_index(drop=True)
    rows = _in_force(_placed(rows), layouts)
    rows = _named(rows.assign(origin="list", is_cumulative=False, trajectory=rows.index))
    # What follows later than the day of which the list tells is not known from it.
    known_until = rows["delivery_id"].map({row["delivery_id"]: row["as_of_on"] for row in register.deliveries})
    known_until = pd.to_datetime(known_until.astype("object"))
    facts = rows.drop(columns=list(get_args(TrajectoryDay)))
    found = [facts.assign(indicator="", occurred_on=rows["started_on"], step=1).iloc[:0]]
    for indicator in programme.indicators:
        for day, step in happened(rows, indicator):
            is_there = day.notna() & ~((day > known_until) & (base_of(indicator, programme) is not None))
            found.append(facts.assign(indicator=indicator.code, occurred_on=day, step=step)[is_there])
    facts = pd.concat(found)
    steps = dict.fromkeys(("low", "high", "low_step", "high_step"), facts["step"])
    return _shaped(facts.assign(from_on=facts["occurred_on"], **steps))


def _from_counts(tables: Tables, layouts: "pd.Series[str]", programme: Programme) -> pd.DataFrame:
    rows = _in_force(_placed(table(tables, "counts")), layouts)
    rows = rows.assign(occurred_on=rows["until_on"], origin="aggregate")
    is_standing = rows["is_cumulative"].fillna(False).astype(bool)
    rows = rows.assign(is_cumulative=is_standing)
    periods = rows[~is_standing]
    month = periods["until_on"].to_numpy().astype("datetime64[M]").astype("datetime64[us]")
    from_on = periods["from_on"].where(periods["from_on"].notna(), month)
    periods = periods.assign(from_on=from_on, low_step=periods["low"], high_step=periods["high"])
    differences = _differences(rows[is_standing], pd.Timestamp(programme.programme.started_on))
    return _shaped(pd.concat([periods, differences]))


def _differences(standings: pd.DataFrame, started_on: pd.Timestamp) -> pd.DataFrame:
    """Successive standings as what happened between them; a standing without a number stays out of the series."""
    unknown = standings[standings["low"].isna()]
    unknown = unknown.assign(low_step=None, high_step=None, from_on=unknown["until_on"])
    known = standings[standings["low"].notna()]
    keys = [*SERIES, "until_on", "delivery_id"]
    # Two rows of one standing about the same thing (a project under its old and its new name) are one number.
    one_number: dict[str, Any] = {"low": "sum", "high": "sum", "cell": ", ".join}
    one_number |= dict.fromkeys(("sheet", "occurred_on", "origin", "is_cumulative"), "first")
    known = known.groupby(keys, sort=False, dropna=False, as_index=False).agg(one_number)
    known = known.sort_values("until_on", kind="stable")
    before = known.groupby(SERIES, sort=False, dropna=False)[[*WAS, "until_on"]].shift(1)
    was = before[["low", "high"]].fillna(0)
    known = known.assign(**{f"was_{name}": before[name] for name in WAS})
    since = (before["until_on"] + pd.Timedelta(days=1)).fillna(started_on)
    differences = known.assign(
        low=known["low"] - was["high"],
        high=known["high"] - was["low"],
        low_step=known["low"] - was["low"],
        high_step=known["high"] - was["high"],
        from_on=since.astype("datetime64[us]"),
    )
    # Nobody "unstarts": below nil only where the standing itself fell (a stated correction).
    fell = differences["high"] < 0
    differences["low"] = differences["low"].where(fell, differences["low"].clip(lower=0))
    return pd.concat([differences, unknown]) if len(unknown) else differences


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(municipality=rows["municipality"].fillna(UNALLOCATED))


def _in_force(rows: pd.DataFrame, layouts: "pd.Series[str]") -> pd.DataFrame:
    rows = rows[rows["delivery_id"].isin(layouts.index)]
    return rows.assign(layout=rows["delivery_id"].map(layouts))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({name: "category" for name in NAMES if name in rows})


def _together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames under each other; names stay categories, those of all frames."""
    names = {name: union_categoricals([frame[name] for frame in frames], sort_categories=True) for name in NAMES}
    return pd.concat([frame.drop(columns=NAMES) for frame in frames], ignore_index=True).assign(**names)


def _shaped(facts: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in SCHEMAS["observations"].names if name != "not_counted_because"]
    added = ["layout", "trajectory", "from_on", "low_step", "high_step", *STANDING]
    shaped = _named(facts.reindex(columns=[*columns, *added]))
    days = {name: shaped[name].astype("datetime64[us]") for name in ("occurred_on", "from_on")}
    return shaped.assign(**days).astype(dict.fromkeys(NUMBERS, "Int64"))


# ------------------------------------------------------------------------------------------------- what does not count


def _without_figures(facts: pd.DataFrame, register: Register, programme: Programme) -> None:
    """Facts without a number, of indicators that are not counted, and of projects that have no figures."""
    facts.loc[facts["low"].isna(), "not_counted_because"] = "the partner gave no number"
    is_counted = facts["indicator"].isin([indicator.code for indicator in programme.counted_indicators])
    facts.loc[~is_counted, "not_counted_because"] = "the indicator is not one that programme.toml counts"
    if not register.projects:
        return
    kind = facts["project"].map(register.attribute("kind"))
    facts.loc[kind.isna(), "not_counted_because"] = "the project is not in the register that was known then"
    facts.loc[kind == "qualitative", "not_counted_because"] = "the project is followed in words"


def _ruled_out(facts: pd.DataFrame, programme: Programme, register: Register) -> None:
    """Apply the `leads` of programme.toml: the leading partner speaks up to the last state it delivered.

    A standing cannot be cut in two: where one overlaps the rule's dates, the rule holds for its whole period.
    """
    facts["leads"] = False
    as_of = {row["delivery_id"]: row["as_of_on"] for row in register.deliveries}
    for lead in programme.leads:
        counted = (facts["not_counted_because"] == "") & (facts["project"] == lead.project)
        leading = facts[counted & (facts["partner"] == lead.partner)]
        spoken = [day for delivery in leading["delivery_id"].unique() if (day := as_of[delivery]) is not None]
        if not spoken:
            continue
        spoken_until = pd.Timestamp(max(spoken))
        since = pd.Timestamp(lead.since) if lead.since else pd.Timestamp.min
        until = min(spoken_until, pd.Timestamp(lead.until)) if lead.until else spoken_until
        ruling = leading[(leading["from_on"] <= until) & (leading["occurred_on"] >= since)]
        facts.loc[ruling.index, "leads"] = True
        if len(ruling):
            since, until = min(since, ruling["from_on"].min()), max(until, ruling["occurred_on"].max())
        scope = programme.partner(lead.partner).municipality or UNALLOCATED
        ruled_out = (
            counted
            & (facts["partner"] != lead.partner)
            & facts["indicator"].isin(leading["indicator"].unique())
            & (facts["from_on"] <= until)
            & (facts["occurred_on"] >= since)
            & facts["municipality"].isin(_speak_of_same(programme, scope, facts["municipality"].unique()))
        )
        facts.loc[ruled_out, "not_counted_because"] = f"{lead.partner} leads: {lead.reason}"


def _own_figures_lead(facts: pd.DataFrame, programme: Programme) -> None:
    """Of a partner whose own figures lead, its list does not count in the months of which these figures speak."""
    for partner in programme.partners:
        if partner.own_figures_lead != "figures":
            continue
        own = facts[(facts["not_counted_because"] == "") & (facts["partner"] == partner.code)]
        figures = own[own["origin"] == "aggregate"]
        first, last = _month(figures["from_on"]), _month(figures["occurred_on"])
        months = {
            (project, indicator, month)
            for project, indicator, begin, end in zip(
                figures["project"], figures["indicator"], first, last, strict=True
            )
            for month in range(begin, end + 1)
        }
        listed = own[own["origin"] == "list"]
        keys = zip(listed["project"], listed["indicator"], _month(listed["occurred_on"]), strict=True)
        ruled_out = [index for index, key in zip(listed.index, keys, strict=True) if key in months]
        facts.loc[ruled_out, "not_counted_because"] = f"the own figures of {partner.code} lead its list"


def _as_its_base(facts: pd.DataFrame, programme: Programme) -> None:
    """What follows from an event in a list (still in work, a year ago) counts where that event counts."""
    is_listed = facts["origin"] == "list"
    for indicator in programme.indicators:
        if (base := base_of(indicator, programme)) is None:
            continue
        bases = facts[is_listed & (facts["indicator"] == base)].set_index("trajectory")["not_counted_because"]
        following = is_listed & (facts["indicator"] == indicator.code)
        facts.loc[following, "not_counted_because"] = facts.loc[following, "trajectory"].map(bases)


def _list_leads_aggregate(facts: pd.DataFrame, aggregates: Aggregates, programme: Programme) -> dict[int, str]:
    """An aggregate does not count where a list has someone in the same project, indicator and months: why, by index."""
    lists = facts[(facts["not_counted_because"] == "") & (facts["origin"] == "list")]
    spoken: dict[tuple[str, str, int], dict[str, str]] = {}
    months = _month(lists["occurred_on"])
    rows = lists.assign(month=months)[["project", "indicator", "month", "municipality", "partner"]].drop_duplicates()
    for project, indicator, month, municipality, partner in rows.itertuples(index=False, name=None):
        spoken.setdefault((project, indicator, month), {}).setdefault(municipality, partner)
    same = _same_residents(programme)
    reasons: dict[int, str] = {}
    for index, fact in aggregates:
        if fact.leads:
            continue
        for month in range(fact.first, fact.last + 1):
            there = spoken.get((fact.project, fact.indicator, month), {})
            if partners := sorted({there[place] for place in there if same(place, fact.municipality)}):
                reasons[index] = f"the list of {', '.join(partners)} leads: same project, indicator and month"
                break
    return reasons


def _earlier_partner_leads(aggregates: Aggregates, programme: Programme) -> dict[int, str]:
    """Of two aggregates about the same residents and months, the partner that stands first in programme.toml counts."""
    same = _same_residents(programme)
    # What counts so far: for a project, indicator and month who first spoke of which residents, and in which turn.
    counted: dict[tuple[str, str, int], dict[tuple[str, str, str], int]] = {}
    reasons: dict[int, str] = {}
    for turn, (index, fact) in enumerate(aggregates):
        own = (fact.partner, fact.layout)
        months = [(fact.project, fact.indicator, month) for month in range(fact.first, fact.last + 1)]
        others = [
            (other_turn, partner)
            for month in months
            for (partner, layout, place), other_turn in counted.get(month, {}).items()
            if (partner, layout) != own and same(place, fact.municipality)
        ]
        if others:
            _, partner = min(others)
            reasons[index] = f"{partner} leads, as the earlier partner: same project, indicator and month"
            continue
        for month in months:
            counted.setdefault(month, {}).setdefault((*own, fact.municipality), turn)
    return reasons


def _counting_aggregates(facts: pd.DataFrame, programme: Programme) -> Aggregates:
    """(index, fact) of the aggregates that count so far; first, last: months.

    Those that lead by rule come first, then the order of partners and their layouts. A count of nil counts nobody
    twice, so it neither leads nor yields.
    """
    rows = facts[(facts["not_counted_because"] == "") & (facts["origin"] == "aggregate") & (facts["high"] != 0)]
    order = {
        pair: number for number, pair in enumerate((p.code, layout) for p in programme.partners for layout in p.layouts)
    }
    rows = rows.assign(
        first=_month(rows["from_on"]),
        last=_month(rows["occurred_on"]),
        rank=[order.get(pair, len(order)) for pair in zip(rows["partner"], rows["layout"], strict=True)],
    ).sort_values(["leads", "rank"], ascending=[False, True], kind="stable")
    return list(zip(rows.index, rows.itertuples(index=False), strict=True))


def _same_residents(programme: Programme) -> Callable[[str, str], bool]:
    """Whether two places can stand for the same residents: equal, one unallocated, or a unit and its member."""
    members = {unit.code: set(unit.members) for unit in programme.reporting_units}

    def same(one: str, other: str) -> bool:
        return (
            one == other
            or UNALLOCATED in (one, other)
            or other in members.get(one, ())
            or one in members.get(other, ())
            or bool(members.get(one, set()) & members.get(other, set()))
        )

    return same


def _speak_of_same(programme: Programme, place: str, places: Iterable[str]) -> list[str]:
    same = _same_residents(programme)
    return [other for other in places if same(place, other)]


def _month(days: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    return (days.dt.year * 12 + days.dt.month).astype("int64")
