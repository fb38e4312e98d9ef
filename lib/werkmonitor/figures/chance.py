"""Paces and chances: how fast something goes, how many more that gives, and how sure that is.

The gamma-Poisson model with discounting of A. C. Harvey and C. Fernandes, "Time series models for count or qualitative
observations", Journal of Business & Economic Statistics 7 (1989), 407–417. Nothing is drawn: all chances are computed.
The numbers below were chosen by the backtest, on other programmes than those of the table in docs/forecast.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import exp, log
from statistics import NormalDist
from typing import Any

import numpy as np

KEPT = 0.9
"""What a quarter counts beside the next one (the discount factor)."""

UNITS_DIFFER = 0.5
"""How much projects differ in pace: a coefficient of variation."""

IRREGULAR = 1.5
"""How irregular counts are (see Pace) before there are any to tell."""

FEW = 10.0
"""What is assumed beforehand counts as much as so many counts or persons."""

CASES = 15
"""In how many equally likely cases that which hits all projects together is divided."""

BEYOND = 1e-10
"""A number with less chance than this is not looked at."""

Each = np.ndarray[Any, np.dtype[np.float64]]
"""A number for each of the cases."""

Chances = np.ndarray[Any, np.dtype[np.float64]]
"""Case × how many more → chance; every case adds up to 1."""


@dataclass(frozen=True)
class Step:
    """A stretch of time: its length in quarters, what was exposed to the pace, and how many came of it."""

    quarters: float
    exposure: float
    added: int


@dataclass(frozen=True)
class Pace:
    """How many come of one unit of exposure: a gamma distribution.

    ratio: its mean. shape: how sure that is, as a number of persons counted. irregular: variance ÷ mean of a count at a
    known pace; 1 is pure chance, and more where people come in groups or seasons.
    """

    ratio: float
    shape: float
    irregular: float


def usual_pace(courses: Sequence[Sequence[Step]], start: float) -> Pace:
    """The pace of a unit of which nothing is known yet: what the others do, as sure as units are alike.

    courses: what the units did so far, oldest first. start: the pace before anything is counted.
    """
    added, exposure = FEW * start, FEW
    for course in courses:
        weight = 1.0
        for step in reversed(course):
            weight *= KEPT**step.quarters
            added, exposure = added + weight * step.added, exposure + weight * step.exposure
    usual = Pace(added / exposure, UNITS_DIFFER**-2, IRREGULAR)
    found = [one for course in courses for one in _irregularities(usual, course)]
    return replace(usual, irregular=max((FEW * IRREGULAR + sum(found)) / (FEW + len(found)), 1.01))


def recent_pace(usual: Pace, course: Iterable[Step]) -> Pace:
    """The pace of a unit after what was counted of it, the last quarters most."""
    return reduce(_learned, course, usual)


def how_many_more(pace: Pace, exposure: Each, quarters: float, room: Each) -> Chances:
    """The chances of 0, 1, 2 … more. exposure and room: in every case, all in all. quarters: how far ahead.

    The pace is less sure the further ahead: it may drift as much as the past is discounted, half of that on average.
    """
    mean = np.maximum(pace.ratio * exposure, 0)[:, None]
    if not mean.any() or not room.any():
        return np.ones((CASES, 1))
    mean = np.maximum(mean, BEYOND)
    variance = pace.irregular * mean + mean**2 / (pace.shape * KEPT ** (quarters / 2))
    most = int((mean + 8 * np.sqrt(variance)).max()) + 10
    # The negative binomial with this mean and variance: from each number to the next by their ratio, in logarithms.
    size = mean**2 / (variance - mean)
    number = np.arange(1.0, most + 1)
    ratios = np.log((number - 1 + size) / number) + np.log(1 - mean / variance)
    chances = np.exp(np.cumsum(np.column_stack([size * np.log(mean / variance), ratios]), axis=1))
    # What does not fit in any more is as many as fit in.
    fits = np.minimum(room, most).astype(int)
    beyond = np.arange(most + 1) > fits[:, None]
    chances[np.arange(CASES), fits] += np.where(beyond, chances, 0).sum(axis=1)
    chances = np.where(beyond, 0, chances)
    return _shortened(chances / chances.sum(axis=1, keepdims=True))


def together(several: Iterable[Chances]) -> Chances:
    """The chances of the sum: within a case, every unit goes its own way."""
    return reduce(_added, several, np.ones((CASES, 1)))


def expected(chances: Chances) -> float:
    return float(chances.mean(axis=0) @ np.arange(chances.shape[1]))


def between(chances: Chances, chance: float) -> tuple[int, int]:
    """From how many to how many it is with this chance; what is left is divided over both sides.

    Of a number at an edge half its chance counts as inside, else the interval of small numbers is too wide.
    """
    each = chances.mean(axis=0)
    middle = np.cumsum(each) - each / 2
    return int(np.argmax(middle >= (1 - chance) / 2)), int(np.flatnonzero(middle <= (1 + chance) / 2)[-1])


def at_least(chances: Chances, number: int) -> float:
    """The chance of so many or more."""
    return 1.0 if number <= 0 else float(chances.mean(axis=0)[number:].sum())


def common_change(spread: float) -> Each:
    """A factor around 1 for every case: the middles of equal slices of a lognormal distribution.

    spread: its coefficient of variation.
    """
    sigma = log(1 + spread**2) ** 0.5
    factors = np.array([exp(sigma * NormalDist().inv_cdf((case + 0.5) / CASES)) for case in range(CASES)])
    return np.asarray(factors / factors.mean())


def _learned(pace: Pace, step: Step) -> Pace:
    """The pace after one step more; before the first one, nothing is forgotten."""
    if step.exposure <= 0:
        return pace
    kept = KEPT**step.quarters
    shape = kept * pace.shape + step.added / pace.irregular
    rate = kept * pace.shape / pace.ratio + step.exposure / pace.irregular
    return replace(pace, ratio=shape / rate, shape=shape)


def _irregularities(usual: Pace, course: Iterable[Step]) -> Iterator[float]:
    """How far counts were from what was expected just before: squared, beside what chance alone gives."""
    pace = usual
    for step in course:
        mean = pace.ratio * step.exposure
        if mean >= 1:
            yield max((step.added - mean) ** 2 - mean**2 / pace.shape, 0) / mean
        pace = _learned(pace, step)


def _added(one: Chances, other: Chances) -> Chances:
    return _shortened(np.stack([np.convolve(a, b) for a, b in zip(one, other, strict=True)]))


def _shortened(chances: Chances) -> Chances:
    """Without the large numbers that have next to no chance in any case."""
    likely = np.flatnonzero(chances.max(axis=0) > BEYOND)
    return np.asarray(chances[:, : likely[-1] + 1])
