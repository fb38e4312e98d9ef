"""`make backtest`: how well forecasts came true, beside two naive methods; writes the tables of docs/forecast.md.

    python -m benchmarks.backtest [--programmes N] [--write]

Many made-up programmes (simulated.py) and the example, each cut off at several days (cuts.py). The naive methods: the
last quarter's rate goes on; the average rate since the start goes on. Both also as someone uses them who has the
register at hand: project by project, as long as a project runs, up to its capacity.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import inf
from pathlib import Path
from statistics import fmean

from benchmarks.cuts import Cut, example_cuts, simulated_cuts
from benchmarks.measure import ROOT, table, werkmonitor
from werkmonitor.figures.forecast import forecasts
from werkmonitor.figures.outlook import CLOSED
from werkmonitor.figures.units import Unit, units
from werkmonitor.workspace import Workspace

PROGRAMMES = 280
SEED = 2
"""The numbers of the method were chosen on programmes of seed 1."""

PAGE = ROOT / "docs" / "forecast.md"
BEGIN = "<!-- measured: everything below is written by `make backtest` -->\n"

NAIVE = {
    "last": "last rate",
    "straight": "straight line",
    "last_known": "last rate, with register",
    "straight_known": "straight line, with register",
}
METHODS = {"forecast": "forecast", **NAIVE}


@dataclass(frozen=True)
class Tried:
    """One forecast and what became of it. said: per method the total it expected; low, high: of the 80% interval."""

    label: str
    regime: str
    level: str
    indicator: str
    word: str
    goal: int
    outcome: int
    said: dict[str, float]
    low: float = 0
    high: float = 0
    probability: float = 0

    @property
    def is_open(self) -> bool:
        """Whether the forecast leaves anything open: what is certain has no interval."""
        return self.low < self.high

    @property
    def is_covered(self) -> bool:
        return self.low <= self.outcome <= self.high


def tried(cut: Cut) -> list[Tried]:
    """Every forecast that is made of a cut, also where it says that the data are too few."""
    found = []
    of_scope = units(cut.cells, cut.planned.parts)
    for row in forecasts(cut.cells, cut.planned, cut.register, cut.programme, cut.as_of, cut.until):
        scope, indicator = (row["level"], row["code"]), row["indicator"]
        about = (
            cut.label,
            cut.regime,
            row["level"],
            indicator,
            row["word"],
            row["goal"],
            cut.outcomes[scope, indicator],
        )
        if "expected" not in row:
            found.append(Tried(*about, {}))
            continue
        said = {"forecast": row["expected"], **_naive(cut, of_scope[scope], indicator)}
        found.append(Tried(*about, said, row["low"], row["high"], row["probability"]))
    return found


def _naive(cut: Cut, parts: Sequence[Unit], indicator: str) -> dict[str, float]:
    """The totals that rates give which simply go on: of the whole, and project by project with the register."""
    days = [cut.programme.programme.started_on, *sorted({day for unit in parts for day in unit.days})]
    found = dict.fromkeys(NAIVE, 0.0)
    for unit in parts:
        now, was = unit.on(indicator, cut.as_of), unit.on(indicator, days[-2])
        begins, goes_on, room = _registered(cut, unit, indicator)
        last, since = (now - was) / (cut.as_of - days[-2]).days, max((cut.as_of - begins).days, 1)
        left = (cut.until - cut.as_of).days
        found["last"] += now + last * left
        found["straight"] += now + now / (cut.as_of - days[0]).days * left
        found["last_known"] += now + min(max(last, 0) * goes_on, room)
        found["straight_known"] += now + min(now / since * goes_on, room)
    return found


def _registered(cut: Cut, unit: Unit, indicator: str) -> tuple[date, int, float]:
    """When a unit's projects begin, for how many days one of them goes on, and how many more fit in."""
    rows = [row for row in cut.register.projects if row["project"] in unit.projects]
    closed = {
        event["project"]
        for event in cut.register.project_states
        if event["state"] in CLOSED and event["on"] <= cut.as_of
    }
    ends = [min(row["ends_on"] or cut.until, cut.until) for row in rows if row["project"] not in closed]
    capacities = [row["capacity"] for row in rows]
    is_limited = indicator == cut.programme.indicators[0].code and None not in capacities
    room = sum(capacities) - unit.on(indicator, cut.as_of) if is_limited else inf
    begins = min(row["starts_on"] or cut.programme.programme.started_on for row in rows)
    return begins, max(((end - cut.as_of).days for end in ends if end > cut.as_of), default=0), max(room, 0)


# ------------------------------------------------------------------------------------------------------- what it tells


def summary(found: Sequence[Tried], by: Callable[[Tried], str], title: str) -> str:
    """A table: for each group and all together the coverage, and the error of every method."""
    rows = [_measured(name, [one for one in found if by(one) == name]) for name in dict.fromkeys(map(by, found))]
    columns = [title, "forecasts", "covered by 80%", *(f"error: {name}" for name in METHODS.values()), "error ÷ goal"]
    return table(columns, [*rows, _measured("all", found)])


def coverage(found: Iterable[Tried]) -> float:
    """The share of outcomes within the interval, of the forecasts that leave anything open."""
    return fmean(one.is_covered for one in found if one.said and one.is_open)


def error(found: Iterable[Tried], method: str) -> float:
    """The mean absolute error of a method: how many persons it was beside the outcome."""
    return fmean(abs(one.said[method] - one.outcome) for one in found if one.said)


def _measured(name: str, found: Sequence[Tried]) -> list[object]:
    made = [one for one in found if one.said]
    of_goal = fmean(abs(one.said["forecast"] - one.outcome) / one.goal for one in made)
    errors = [error(made, method) for method in METHODS]
    return [name, len(made), _percent(coverage(made)), *errors, _percent(of_goal)]


def promises(found: Sequence[Tried]) -> str:
    """A table: how often the goal was met, by the word that was said."""
    words = {"likely": "naar verwachting gehaald", "uncertain": "onzeker", "unlikely": "naar verwachting niet gehaald"}
    rows = []
    for word, dutch in words.items():
        told = [one for one in found if one.word == word]
        chance, met = fmean(one.probability for one in told), fmean(one.outcome >= one.goal for one in told)
        rows.append([f"{dutch}", len(told), _percent(chance), _percent(met)])
    return table(["word", "forecasts", "mean probability", "goal was met"], rows)


def certainties(found: Sequence[Tried]) -> str:
    """A sentence on what the tables leave out: too few data, and nothing left open."""
    few = sum(not one.said for one in found)
    sure = [one for one in found if one.said and not one.is_open]
    right = sum(one.low == one.outcome for one in sure)
    return (
        f"Of {len(found)} figures with a goal {few} had too few data for a forecast. Of {len(sure)} nothing was left "
        f"open, as nobody can be added any more: {right} came out so. These are in the errors, not in the coverage."
    )


def _percent(share: float) -> str:
    return f"{share:.0%}"


def of_programmes(how_many: int, seed: int = SEED, workers: int | None = None) -> list[Tried]:
    """Every forecast of so many made-up programmes."""
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        return [one for found in pool.map(partial(of_programme, seed), range(how_many), chunksize=4) for one in found]


def of_programme(seed: int, number: int) -> list[Tried]:
    return [one for cut in simulated_cuts(seed, number) for one in tried(cut)]


def of_example(folder: Path) -> list[Tried]:
    """Every forecast of the example's editions; folder: an empty one."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("processed", "editions"))
    werkmonitor(data, "intake")
    return [one for cut in example_cuts(Workspace(data, folder / "outputs")) for one in tried(cut)]


def report(made_up: Sequence[Tried], example: Sequence[Tried], how_many: int) -> str:
    """The measured part of docs/forecast.md."""
    return "\n\n".join(
        [
            f"## {how_many} made-up programmes",
            summary(made_up, lambda one: one.label, "cut-off"),
            certainties(made_up),
            summary(made_up, lambda one: one.level, "level"),
            summary(made_up, lambda one: one.indicator, "indicator"),
            summary(made_up, lambda one: one.regime, "regime"),
            promises(made_up),
            "## The example",
            summary(example, lambda one: one.label, "edition → later"),
            certainties(example),
        ]
    )


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backtest", description=__doc__)
    parser.add_argument("--programmes", type=int, default=PROGRAMMES, metavar="N", help="how many are made up")
    parser.add_argument("--write", action="store_true", help="write docs/forecast.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wm-backtest-", ignore_cleanup_errors=True) as scratch:
        example = of_example(Path(scratch))
    told = report(of_programmes(asked.programmes), example, asked.programmes)
    print(told)
    if asked.write:
        head, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{told}\n", "utf-8")


if __name__ == "__main__":
    main()
