"""Do the tidy tables hold together: no row lost on the way, nobody counted twice, everybody in the right place?

Everything is counted again here, from the tables themselves, and not by the code that counts figures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from werkmonitor.figures.observations import SERIES
from werkmonitor.figures.reconciliation.checks import Check, compare
from werkmonitor.figures.register import table
from werkmonitor.indicators import Events
from werkmonitor.programme import UNALLOCATED, Programme
from werkmonitor.tables import SCHEMAS, Tables, in_force

ABOUT = "tables"
FACTS = [name for name in SCHEMAS if name not in ("deliveries", "findings", "observations")]
READ_AGAIN = "run 'werkmonitor run --force', which reads all workbooks again"


def reconcile_tables(tables: Tables, programme: Programme) -> list[Check]:
    """Whether a row of the tidy tables got lost on its way from a workbook to the observations."""
    return [*rows(ABOUT, tables), _findings(tables), *_observations(tables, programme)]


def reconcile_facts(about: str, tables: Tables, facts: pd.DataFrame, programme: Programme) -> list[Check]:
    """Whether everybody counts once and in the right place. facts: what `observations.merged` gives for the tables."""
    return [
        _standings(about, tables, facts),
        _counted_once(about, facts, programme),
        *_members(about, tables, programme),
    ]


# ------------------------------------------------------------ rows


def rows(about: str, tables: Tables) -> Iterator[Check]:
    """Rows read = kept + listed, and every kept row is a fact."""
    deliveries = table(tables, "deliveries")
    files = dict(zip(deliveries["delivery_id"], deliveries["file"], strict=True))
    read, kept, listed = (
        dict(zip(deliveries["file"], deliveries[name].fillna(0).astype(int), strict=True))
        for name in ("rows_read", "rows_kept", "rows_listed")
    )
    kept_and_listed = {file: kept[file] + listed[file] for file in read}
    yield compare(about, "rows read = kept + listed", read, kept_and_listed, ("read", "kept or listed"), READ_AGAIN)
    found = Counter(delivery for name in FACTS for delivery in table(tables, name)["delivery_id"])
    facts = {files.get(delivery, f"delivery {delivery[:12]}, which is in no list"): n for delivery, n in found.items()}
    kept = {file: number for file, number in kept.items() if number or file in facts}
    yield compare(about, "rows kept = facts", kept, facts, ("rows kept", "facts in the tables"), READ_AGAIN)


def _findings(tables: Tables) -> Check:
    """What was accepted without remarks has none; what has remarks or was refused has them listed."""
    deliveries, findings = table(tables, "deliveries"), table(tables, "findings")
    told = set(findings["delivery_id"])
    refusing = set(findings.loc[findings["treatment"] == "delivery", "delivery_id"])
    states = dict(
        zip(deliveries["file"], deliveries["state"].map({"accepted": 0, "remarks": 1, "refused": 2}), strict=True)
    )
    of_findings = {
        file: 2 if delivery in refusing else int(delivery in told)
        for delivery, file in zip(deliveries["delivery_id"], deliveries["file"], strict=True)
    }
    sides = ("as its state (0 accepted, 1 with remarks, 2 refused)", "by its findings")
    return compare(ABOUT, "states = findings", states, of_findings, sides, READ_AGAIN)


# ------------------------------------------------------------ observations


def _observations(tables: Tables, programme: Programme) -> Iterator[Check]:
    """Every fact in force that speaks of an indicator is an observation, with its number."""
    deliveries = in_force(table(tables, "deliveries"))
    files = dict(zip(deliveries["delivery_id"], deliveries["file"], strict=True))
    lists, periods, standings = _spoken(tables, programme, set(files))
    observed = table(tables, "observations")
    keys = ["delivery_id", "indicator", "project"]
    expected = Counter[Any]()
    for spoken in (lists, periods, standings):
        expected.update(spoken.groupby(keys, observed=True).size().to_dict())
    by_dates = _of_days(programme)
    told = observed[(observed["origin"] == "aggregate") | observed["indicator"].isin(by_dates)]
    found = told.groupby(keys, observed=True).size().to_dict()
    sides = ("rows in the tables", "observations")
    yield compare(ABOUT, "facts = observations", _named(expected, files), _named(found, files), sides, READ_AGAIN)
    sums = periods.groupby(keys, observed=True)["low"].sum().to_dict()
    cells = set(zip(periods["delivery_id"], periods["sheet"], periods["cell"], strict=True))
    is_period = [cell in cells for cell in zip(told["delivery_id"], told["sheet"], told["cell"], strict=True)]
    counted = (
        told[pd.Series(is_period, index=told.index, dtype=bool)].groupby(keys, observed=True)["low"].sum().to_dict()
    )
    sides = ("delivered in periods", "observed")
    yield compare(
        ABOUT, "numbers of periods = observed", _named(sums, files), _named(counted, files), sides, READ_AGAIN
    )


def _spoken(tables: Tables, programme: Programme, ids: set[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Rows of lists with a day, figures of periods, and standings (one a series and day) of these deliveries."""
    rows = table(tables, "trajectories")
    rows = rows[rows["delivery_id"].isin(ids)]
    events = _of_days(programme)
    lists = pd.concat(
        [
            rows.loc[rows[way.on].notna() & rows[list(way.without)].isna().all(axis=1)].assign(indicator=code)
            for code, way in events.items()
        ]
        or [rows.iloc[:0].assign(indicator="")]
    )
    counts = table(tables, "counts")
    counts = counts[counts["delivery_id"].isin(ids)]
    is_standing = counts["is_cumulative"].fillna(False).astype(bool)
    standings = counts[is_standing].assign(municipality=counts["municipality"].fillna(UNALLOCATED))
    known = standings[standings["low"].notna()]
    series = ["delivery_id", "partner", "project", "municipality", "target_groups", "indicator", "until_on"]
    return lists, counts[~is_standing], pd.concat([known.drop_duplicates(series), standings[standings["low"].isna()]])


def _of_days(programme: Programme) -> dict[str, Events]:
    """The indicators that are a day in a list, that very day."""
    ways = {indicator.code: indicator.counted for indicator in programme.indicators}
    return {code: way for code, way in ways.items() if isinstance(way, Events) and not way.after_months}


def _named(numbers: Mapping[Any, int], files: dict[str, str]) -> dict[str, int]:
    """By file, project and indicator."""
    return {
        f"{files.get(delivery, delivery[:12])}, {project}, {indicator}": int(number)
        for (delivery, indicator, project), number in numbers.items()
    }


def _standings(about: str, tables: Tables, facts: pd.DataFrame) -> Check:
    """What happened between standings adds up to the last standing of every series."""
    layouts = dict(zip(facts["delivery_id"], facts["layout"], strict=True))
    counts = table(tables, "counts")
    is_known = counts["is_cumulative"].fillna(False).astype(bool) & counts["low"].notna()
    counts = counts[
        is_known & counts["delivery_id"].isin(layouts) & counts["indicator"].isin(facts["indicator"].unique())
    ]
    counts = counts.assign(
        layout=counts["delivery_id"].map(layouts), municipality=counts["municipality"].fillna(UNALLOCATED)
    )
    whole = [*SERIES, "until_on", "delivery_id"]
    standings = counts.groupby(whole, dropna=False, sort=False, as_index=False)[["low"]].sum()
    in_turn = standings.sort_values("until_on", kind="stable")
    last = in_turn.groupby(SERIES, dropna=False)["low"].last()
    steps = facts[facts["is_cumulative"].fillna(False).astype(bool) & facts["low_step"].notna()]
    added = steps.groupby(SERIES, dropna=False, observed=True)["low_step"].sum()
    sides = ("in the last standing", "by adding what happened between standings")
    remedy = "this is a fault in werkmonitor itself: report it with the partner and the project"
    return compare(about, "standings = what happened between them", _series(last), _series(added), sides, remedy)


def _series(numbers: "pd.Series[int]") -> dict[str, int]:
    named = Counter[str]()
    by_series: Mapping[Any, int] = numbers.to_dict()
    for (partner, layout, project, place, _, indicator), number in by_series.items():
        named[f"{partner}, {layout}, {project}, {place}, {indicator}"] += int(number)
    return named


# ------------------------------------------------------------ who counts


def _counted_once(about: str, facts: pd.DataFrame, programme: Programme) -> Check:
    """Where figures stand beside a list or beside others' figures, the same residents and months count once."""
    counted = _months(facts[facts["not_counted_because"] == ""])
    told = _months(facts[facts["low"].notna()])
    doubled = _pairs(counted, programme)
    both = _pairs(told, programme)
    cell = ["project", "indicator", "month"]
    shared = both[cell].drop_duplicates()
    twice = {tuple(row) for row in doubled[cell].drop_duplicates().itertuples(index=False, name=None)}
    once = {_month_named(*row): 1 for row in shared.itertuples(index=False, name=None)}
    found = {_month_named(*row): 2 if row in twice else 1 for row in shared.itertuples(index=False, name=None)}
    sums = {
        origin: int(told[told["origin"] == origin].merge(shared, on=cell)["low"].sum())
        for origin in ("list", "aggregate")
    }
    note = f"lists say {sums['list']} of these months, figures {sums['aggregate']}" if len(shared) else ""
    remedy = "say in programme.toml who leads: [[leads]], or own_figures_lead of the partner"
    sides = ("time to count", "times counted")
    return compare(about, "list and figures: counted once", once, found, sides, remedy, note=note)


def _months(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts by source, place and month; figures of several months in each of them, whole."""
    facts = facts[facts["high"].fillna(0) > 0]
    first, last = (facts[name].dt.year * 12 + facts[name].dt.month - 1 for name in ("from_on", "occurred_on"))
    months = pd.Series([[*range(begin, end + 1)] for begin, end in zip(first, last, strict=True)], index=facts.index)
    by_month = facts.assign(month=months.astype(object)).explode("month")
    source = ["project", "indicator", "month", "municipality", "partner", "layout", "origin", "leads"]
    return by_month.groupby(source, observed=True, as_index=False)[["low"]].sum()


def _pairs(facts: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The pairs of sources that tell of the same residents and month, at least one of them figures.

    Where [[leads]] names one of two partners, a person has said who speaks for whom; that is not asked again.
    """
    figures = facts[facts["origin"] == "aggregate"]
    pairs = figures.merge(facts, on=["project", "indicator", "month"], suffixes=("", "_other"))
    source = ["partner", "layout", "origin"]
    is_other = pd.Series(False, index=pairs.index)
    for name in source:
        is_other |= pairs[name].astype(str) != pairs[f"{name}_other"].astype(str)
    is_said = (pairs["leads"] | pairs["leads_other"]) & (
        pairs["partner"].astype(str) != pairs["partner_other"].astype(str)
    )
    pairs = pairs[is_other & ~is_said]
    members = {unit.code: set(unit.members) for unit in programme.reporting_units}
    is_same = [
        one == other or UNALLOCATED in (one, other) or bool(members.get(one, {one}) & members.get(other, {other}))
        for one, other in zip(pairs["municipality"], pairs["municipality_other"], strict=True)
    ]
    return pairs[pd.Series(is_same, index=pairs.index, dtype=bool)]


def _month_named(project: str, indicator: str, month: int) -> str:
    return f"{project}, {indicator}, {month // 12}-{month % 12 + 1:02}"


def _members(about: str, tables: Tables, programme: Programme) -> Iterator[Check]:
    """Nobody who began after a municipality left the region (or before it joined) is counted as its resident."""
    rows, counts = table(tables, "trajectories"), table(tables, "counts")
    is_period = ~counts["is_cumulative"].fillna(False).astype(bool)
    began = pd.concat(
        [
            rows[["municipality", "started_on"]].rename(columns={"started_on": "on"}).assign(number=1),
            counts.loc[is_period, ["municipality", "from_on", "high"]].rename(
                columns={"from_on": "on", "high": "number"}
            ),
        ]
    )
    for one in programme.municipalities:
        if one.member_from is None and one.member_until is None:
            continue
        dated = began[(began["municipality"] == one.code) & began["on"].notna()]
        first, last = (
            pd.Timestamp(one.member_from or pd.Timestamp.min),
            pd.Timestamp(one.member_until or pd.Timestamp.max),
        )
        was_member = dated["on"].between(first, last)
        told, found = ({one.name: int(some["number"].fillna(0).sum())} for some in (dated, dated[was_member]))
        remedy = "run 'werkmonitor run --force': a place of residence is read by the dates of programme.toml"
        sides = ("counted as its residents", "who began while it was in the region")
        yield compare(about, f"{one.code} before and after it left", told, found, sides, remedy)
