"""What an analyst uses in JupyterLab: the tidy tables, and charts to choose in. Internal: nothing here is protected.

The charts draw without a network: JupyterLab ships an older Vega than Altair asks for, and Altair's default renderer
loads its own from elsewhere, so charts go through Altair's widget with the libraries that come along with it.
"""

from functools import cache

import altair as alt
import pandas as pd
import vl_convert

from werkmonitor.programme import Programme, load_programme
from werkmonitor.tables import SCHEMAS, in_force, read_table
from werkmonitor.tables import describe as columns_of
from werkmonitor.workspace import Workspace

alt.renderers.enable(
    "jupyter",
    offline=True,
    embed_options={
        "actions": False,
        "formatLocale": vl_convert.get_format_locale("nl-NL"),
        "timeFormatLocale": vl_convert.get_time_format_locale("nl-NL"),
    },
)


_TITLE = "Interne cijfers, niet beveiligd"


@cache
def programme() -> Programme:
    """The programme of the workspace this notebook lies in."""
    return load_programme(Workspace.find().programme_file)


def overview() -> pd.DataFrame:
    """The tidy tables there are: name, rows and columns."""
    return pd.DataFrame(
        [{"table": name, "rows": len(table(name)), "columns": ", ".join(columns_of(name))} for name in SCHEMAS]
    )


def table(name: str) -> pd.DataFrame:
    """One tidy table, as `counts` or `trajectories`; raises UsageError with the near miss for an unknown name."""
    return read_table(Workspace.find(), name)


def findings() -> pd.DataFrame:
    """What was wrong in the deliveries, each with its file, sheet and cell."""
    files = table("deliveries").set_index("delivery_id")["file"]
    found = table("findings")
    return found.assign(file=found["delivery_id"].map(files))[
        ["file", "sheet", "cell", "treatment", "message", "remedy"]
    ]


def monthly() -> pd.DataFrame:
    """Counted facts by month: columns month, category, project, indicator (names), count, cumulative.

    Suppressed counts ("<5") are left out here; the observations table has them with low and high.
    """
    projects = current_projects().set_index("project")
    categories = {category.code: category.name for category in programme().categories}
    facts = _counted()
    facts = facts.assign(
        month=facts["occurred_on"].dt.to_period("M").dt.to_timestamp(),
        category=facts["project"].map(projects["category"]).map(categories),
        project=facts["project"].map(projects["name"]),
    )
    counts = _summed(facts, ["month", "category", "project", "indicator"])
    return counts.assign(cumulative=counts.groupby(["category", "project", "indicator"])["count"].cumsum())


def current_projects() -> pd.DataFrame:
    """The projects as the register in force has them."""
    registers = in_force(table("deliveries"))["delivery_id"]
    projects = table("projects")
    return projects[projects["delivery_id"].isin(registers)].reset_index(drop=True)


def trend() -> alt.Chart:
    """Cumulative count by month, with lists to choose a category and an indicator from."""
    counts = _summed(monthly(), ["month", "category", "indicator"])
    counts["cumulative"] = counts.groupby(["category", "indicator"])["count"].cumsum()
    return _over_time(counts, "category", "Categorie")


def project_trend() -> alt.Chart:
    """Cumulative count by month, with lists to choose a project and an indicator from."""
    return _over_time(monthly(), "project", "Project")


def by_residence() -> alt.Chart:
    """Counts by place of residence, with a list to choose an indicator from."""
    facts = _counted()
    today = facts["occurred_on"].max().date()
    facts["residence"] = [programme().residence_name(code, today) for code in facts["municipality"]]
    counts = _summed(facts, ["residence", "indicator"])
    bars = (
        alt.Chart(counts, title=_TITLE, width=560)
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title="Aantal"),
            y=alt.Y("residence:N", title=None, sort="-x", axis=alt.Axis(labelLimit=320)),
            tooltip=["residence", "indicator", "count"],
        )
    )
    return _with_choices(bars, counts, {"indicator": "Indicator"})


def _counted() -> pd.DataFrame:
    """The observations that count and are not suppressed, with `count` and the indicator's name."""
    facts = table("observations")
    facts = facts[(facts["not_counted_because"].fillna("") == "") & (facts["low"] == facts["high"])]
    names = {indicator.code: indicator.name for indicator in programme().indicators}
    return facts.assign(indicator=facts["indicator"].map(names), count=facts["low"])


def _summed(facts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return facts.groupby(by)[["count"]].sum().reset_index()


def _over_time(counts: pd.DataFrame, column: str, label: str) -> alt.Chart:
    lines = (
        alt.Chart(counts, title=_TITLE, width=640, height=320)
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("month:T", title=None),
            y=alt.Y("cumulative:Q", title="Cumulatief"),
            tooltip=[column, "indicator", alt.Tooltip("month:T", format="%m-%Y"), "count", "cumulative"],
        )
    )
    return _with_choices(lines, counts, {column: label, "indicator": "Indicator"})


def _with_choices(chart: alt.Chart, counts: pd.DataFrame, columns: dict[str, str]) -> alt.Chart:
    """The chart with a list to choose from for each column, and only what is chosen drawn."""
    for column, label in columns.items():
        options = sorted(counts[column].unique())
        menu = alt.binding_select(options=options, name=f"{label}: ")
        choice = alt.selection_point(fields=[column], bind=menu, value=options[0])
        chart = chart.add_params(choice).transform_filter(choice)
    return chart
