"""Random draws that are the same on every platform, Python version and hash seed."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")

HOLIDAYS = ((1, 1), (4, 27), (12, 25), (12, 26))


class Draws:
    """A stream of draws named after its purpose, so that one part of the simulation never shifts another.

    Only `random.Random.random` is used: the one method whose sequence Python promises to keep for a seed.
    """

    def __init__(self, *name: object):
        self._random = random.Random("/".join(map(str, name)))

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but not including limit."""
        return min(int(self._random.random() * limit), limit - 1)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def weighted(self, weights: Mapping[T, int]) -> T:
        """A key, drawn by its weight."""
        left = self.below(sum(weights.values()))
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        raise ValueError("expected at least one positive weight")

    def one_of(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weekday(self, first: date, last: date) -> date:
        """A day from first up to and including last; a working day where one comes up within twenty draws."""
        for _ in range(20):
            day = first + timedelta(days=self.below((last - first).days + 1))
            if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS:
                return day
        return last

    def shares(self, total: int, weights: Sequence[int]) -> list[int]:
        """A total divided by weight into whole numbers: the floors, and the rest to drawn takers.

        No share exceeds its weight when total ≤ sum(weights), so that people can be taken from who is there.
        """
        whole = sum(weights)
        parts = [total * weight // whole if whole else 0 for weight in weights]
        rests = [total * weight % whole if whole else 0 for weight in weights]
        for _ in range(total - sum(parts)):
            taker = self.weighted(dict(enumerate(rests)))
            parts[taker] += 1
            rests[taker] = 0
        return parts
