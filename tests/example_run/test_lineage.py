"""Any figure of any monitor of the example is traced to its cells, and adds up."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import run_cli
from werkmonitor.cube import CubeRows
from werkmonitor.figures import observe
from werkmonitor.figures.lineage import Lineage
from werkmonitor.figures.register import Cell
from werkmonitor.figures.tracing import trace
from werkmonitor.programme import OUTSIDE_REGION, Programme
from werkmonitor.tables import Tables, in_force, read_tables
from werkmonitor.traces import Piece, Trace, as_csv
from werkmonitor.tracing import lineages
from werkmonitor.workspace import Workspace

EDITIONS = ("2021-05", "2022-01", "2022-07", "2022-11")

Figure = tuple[str, Cell, str, date]
"""(edition, cell, what, on)"""


@pytest.fixture(scope="module")
def lineage(example: Workspace, programme: Programme) -> Callable[[str], Lineage]:
    return lineages(example, programme)


@pytest.fixture(scope="module")
def known(example: Workspace) -> Tables:
    return read_tables(example)


def figures(cube: CubeRows) -> Iterator[tuple[Cell, str, date, float | None]]:
    """Every figure of an edition's monitors, with what is published where that is one number."""
    of_progress = {
        "plan": "plan_to_date",
        "goal": "goal",
        "ratio": "ratio",
        "share_of_goal": "share_of_goal",
        "over_goal": "over_goal",
        "change": "change",
    }
    for row in cube["cells"]:
        cell = (row["level"], row["code"], row["category"] or "", row["indicator"])
        yield cell, "value", row["on"], row["value"] if row["base"] == 1 and row["low"] == row["high"] else None
    for table, what, column in (
        ("trend", "added", "added"),
        ("history", "value", None),
        ("plan", "plan", "value"),
        ("shares", "value", "value"),
        ("forecasts", "forecast", "expected"),
    ):
        for row in cube[table]:
            day = cube.as_of if table in ("shares", "forecasts") else row["on"]
            yield (row["level"], row["code"], "", row["indicator"]), what, day, row[column] if column else None
    for row in cube["progress"]:
        cell = (row["level"], row["code"], "", row["indicator"])
        yield cell, "word", cube.as_of, None
        for what, column in of_progress.items():
            if row[column] is not None:
                yield cell, what, cube.as_of, row[column]
        if row["previous_value"] is not None:
            yield cell, "previous", cube.as_of, None
    for row in cube["revisions"]:
        yield (row["level"], row["code"], "", row["indicator"]), "revisions", row["on"], None
    for row in cube["scopes"]:
        if row["capacity"] is not None:
            yield (row["level"], row["code"], "", ""), "capacity", cube.as_of, row["capacity"]
    for row in cube["money"]:
        for what in ("budget", "spent", "freed"):
            if row[what] is not None:
                yield (row["level"], row["code"], "", ""), what, cube.as_of, row[what]
    for row in cube["overrides"]:
        yield (row["level"], row["code"], "", row["indicator"]), "override", cube.as_of, None
    for row in cube["expectations"]:
        yield (row["level"], row["code"], "", row["indicator"] or ""), "expectation", cube.as_of, None


@pytest.mark.parametrize("edition", EDITIONS)
def test_figures_of_every_kind_are_traced(lineage: Callable[[str], Lineage], edition: str) -> None:
    """Of everything that the monitors tell, up to ten figures of each kind and level lead to what is published."""
    draw = random.Random(edition)  # noqa: S311  a sample, no secret
    kinds: dict[tuple[str, str], list[Any]] = {}
    for figure in figures(lineage(edition).cube):
        kinds.setdefault((figure[1], figure[0][0]), []).append(figure)
    assert {what for what, _ in kinds} >= {"value", "added", "plan", "goal", "ratio", "word", "share_of_goal"}
    for several in kinds.values():
        for cell, what, on, published in draw.sample(several, min(10, len(several))):
            found = trace(lineage(edition), cell, what, on)
            assert not found.differs, found
            assert published is None or found.low == pytest.approx(published, abs=1e-5), found


def counts(cube: CubeRows) -> list[tuple[Cell, date]]:
    main = {row["code"] for row in cube.programme["indicators"] if row.get("is_main")}
    rows = [row for row in cube["cells"] if row["indicator"] in main]
    return [((row["level"], row["code"], row["category"] or "", row["indicator"]), row["on"]) for row in rows]


def test_two_hundred_figures_add_up(lineage: Callable[[str], Lineage], known: Tables, programme: Programme) -> None:
    """Fifty of each edition, of all levels and days: the cells add up to the count, which a second way finds too, and
    protection leads from it to what is published."""
    draw, traced = random.Random(2022), []  # noqa: S311  a sample, no secret
    cells = Cells(known)
    for edition in EDITIONS:
        every = counts(lineage(edition).cube)
        by_level = {level: [one for one in every if one[0][0] == level] for level, *_ in (cell for cell, _ in every)}
        chosen = [one for several in by_level.values() for one in draw.sample(several, min(8, len(several)))]
        chosen += draw.sample(every, 50 - len(chosen))
        recount = Recount(known, cells, programme, lineage(edition).cube)
        for cell, on in chosen:
            found = trace(lineage(edition), cell, "value", on)
            assert (found.low, found.high) == recount(cell, on), found
            assert adds_up(found, cells), found
            assert leads_to_published(found, lineage(edition).cube, cell, on), found
            traced.append(found)
    assert len(traced) == 200
    assert {found.asked.level for found in traced} == {
        *("programme", "category", "project", "sector", "target_group", "municipality")
    }
    assert any(found.asked.category for found in traced)


class Cells:
    """What the tidy tables have in every cell, by file, sheet and cell."""

    def __init__(self, known: Tables):
        self.files = dict(zip(known["deliveries"]["delivery_id"], known["deliveries"]["file"], strict=True))
        self.rows = {self.place(row): row for row in known["trajectories"].to_dict("records")}
        self.counts: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in known["counts"].to_dict("records"):
            self.counts.setdefault((*self.place(row), row["indicator"]), []).append(row)

    def place(self, row: dict[Any, Any]) -> tuple[str, ...]:
        return self.files[row["delivery_id"]], row["sheet"], row["cell"]

    def of(self, file: str, sheet: str, cells: str, indicator: str) -> list[dict[str, Any]]:
        return [row for cell in cells.split(", ") for row in self.counts[file, sheet, cell, indicator]]


DAYS = {"started": "started_on", "training_completed": "training_completed_on", "placed": "placed_on"}


def adds_up(found: Trace, cells: Cells) -> bool:
    """Whether the cells say what the trace says of them, and their sum is the figure."""
    low = sum(piece.low or 0 for piece in found.pieces)
    high = sum(piece.high or 0 for piece in found.pieces)
    return (low, high) == (found.low, found.high) and all(
        says_so(piece, found.asked.indicator, cells) for piece in found.pieces
    )


def says_so(piece: Piece, indicator: str, cells: Cells) -> bool:
    if piece.kind == "row":
        row = cells.rows[piece.place[1:]]
        is_same = (f"{row[DAYS[indicator]]:%Y-%m}", row["project"]) == (piece.when, piece.project)
        return is_same and piece.low == piece.high == 1
    rows = cells.of(*piece.place[1:], indicator)
    stands = piece.standing if piece.kind == "standing" else (piece.low, piece.high)
    return (sum(row["low"] for row in rows), sum(row["high"] for row in rows)) == stands


def leads_to_published(found: Trace, cube: CubeRows, cell: Cell, on: date) -> bool:
    (row,) = [
        row
        for row in cube["cells"]
        if (row["level"], row["code"], row["category"] or "", row["indicator"]) == cell and row["on"] == on
    ]
    if row["base"] == 1:
        return found.published == f"protection: none, published as it is: {found.value}" and row["value"] == found.low
    return f"{found.value} → published {row['value']} (" in found.published and row["low"] <= (found.low or 0)


class Recount:
    """Counts of an edition from the tidy tables, without the code that counts: sums of what the observations say.

    Standings of one series are taken at their last day; what does not count is what the observations of all deliveries
    in force then call so.
    """

    def __init__(self, known: Tables, cells: Cells, programme: Programme, cube: CubeRows):
        until = date.fromisoformat(cube.edition["deliveries_until"])
        facts = observe(known, programme, until)
        facts = facts[facts["not_counted_because"] == ""]
        used = in_force(known["deliveries"], until)
        projects = known["projects"][known["projects"]["delivery_id"].isin(used["delivery_id"])]
        projects = projects.drop_duplicates("project", keep="last").set_index("project")
        self.facts = facts.assign(
            category=facts["project"].map(projects["category"]),
            sector=facts["project"].map(projects["sector"]),
            stands=[_stands(cells, fact) for fact in facts.itertuples()],
        )
        self.programme = programme

    def __call__(self, cell: Cell, on: date) -> tuple[int, int]:
        level, code, category, indicator = cell
        rows = self.facts[(self.facts["indicator"] == indicator) & (self.facts["occurred_on"] <= pd.Timestamp(on))]
        if level == "target_group":
            rows = rows[[code in (groups or ("onbekend",)) for groups in rows["target_groups"]]]
        elif level != "programme":
            rows = rows[rows[level] == code]
        if level != "municipality" and not self.programme.outside_region.counts_for_goals:
            rows = rows[rows["municipality"] != OUTSIDE_REGION]
        if category:
            rows = rows[rows["category"] == category]
        is_standing = rows["stands"].notna()
        standings, others = rows[is_standing], rows[~is_standing]
        series = ["partner", "project", "municipality", "target_groups"]
        last = standings.sort_values("occurred_on").groupby(series, observed=True)["stands"].last()
        low = others["low"].sum() + sum(least for least, _ in last)
        return int(low), int(others["high"].sum() + sum(most for _, most in last))


def _stands(cells: Cells, fact: Any) -> tuple[int, int] | None:
    """Where the fact comes of a standing: what its cells say together."""
    if fact.origin == "list":
        return None
    rows = cells.of(cells.files[fact.delivery_id], fact.sheet, fact.cell, fact.indicator)
    if not any(row["is_cumulative"] is True for row in rows):
        return None
    return sum(row["low"] for row in rows), sum(row["high"] for row in rows)


def test_the_command_traces_a_figure(example: Workspace, tmp_path: Path) -> None:
    """As somebody asks it, with every fact in a file that adds up."""
    file = tmp_path / "doorstroombanen.csv"
    said = run_cli(f"trace 2022-11 placed --category doorstroombanen -o {file}", example)
    assert said.startswith("2022-11 · category doorstroombanen · placed · 2022-09-30")
    total = int(said.rsplit("= ", 1)[1].split()[0])
    assert f"→ protection: none, published as it is: {total}" in said
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert sum(int(row["low"]) for row in rows if row["counts"] == "yes") == total
    rounded = run_cli("trace 2022-11 traject_gestart --municipality huizen --category scholingstrajecten", example)
    assert "jointly rounded to multiples of 5" in rounded
    assert "did you mean 'placed'" in run_cli("trace 2022-11 placd", example, expect=2)
    assert "is for rows of a tidy table" in run_cli("trace 2022-11 placed --row 3", example, expect=2)


def test_a_trace_holds_no_person(lineage: Callable[[str], Lineage], known: Tables) -> None:
    """No pseudonym and no day of a person: of a row its cell, project and month."""
    persons = set(known["trajectories"]["person"])
    found = trace(lineage("2022-11"), ("programme", "gooi-en-vechtstreek", "", "started"), "value")
    told = as_csv(found)
    assert not persons & set(told.replace(",", " ").split())
    assert all(len(piece.when) == 7 for piece in found.pieces if piece.kind == "row")
