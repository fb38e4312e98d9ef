"""What can go wrong, in one shape: where, what, remedy.

A leaf module: it imports nothing of ours. Every message a user reads is a `Problem`:

    data/raw/gemeente-laren/2021-05-07/stand.xlsx › Deelnemers!D14: 'ca. 20' is not a whole number
        → ask the partner for the exact number, or record their answer in corrections.toml
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz, process


class Exit(IntEnum):
    """What the command line returns to a scheduler."""

    FINE = 0
    DELIVERIES_REFUSED = 1
    WRONG_USAGE = 2
    PUBLICATION_REFUSED = 3


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong.

    where: the place in the reader's own coordinates (file, key, `file › Sheet!D14`).
    what: what was found and what was expected; never a personal value.
    remedy: the file to edit or whom to ask, with the near miss where there is one.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n    → {self.remedy}"


class WerkmonitorError(Exception):
    """Base of all errors a user can mend; carries every problem found, not the first only."""

    exit_code = Exit.WRONG_USAGE

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["WerkmonitorError"], tuple[tuple[Problem, ...]]]:
        """Comes back whole from another process."""
        return type(self), (self.problems,)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter and papermill show of it: the problems, without a wall of code above them."""
        return [f"{type(self).__name__}: {self}"]


class ConfigurationError(WerkmonitorError):
    """A file of the analyst's own (programme.toml, a layout, corrections.toml) is not right."""


class UsageError(WerkmonitorError):
    """A command or a notebook was called with something that does not exist."""


class DeliveryRefused(WerkmonitorError):
    """A partner's workbook cannot be used as a whole."""

    exit_code = Exit.DELIVERIES_REFUSED


class PublicationRefused(WerkmonitorError):
    """An edition may not be published: a check did not pass."""

    exit_code = Exit.PUBLICATION_REFUSED


def near_miss(given: str, known: Iterable[str]) -> str | None:
    """The known word the writer most likely meant, or None when nothing is close.

    >>> near_miss("doorstroombaan", ["doorstroombanen", "scholingstrajecten"])
    'doorstroombanen'
    """
    found = process.extractOne(
        given.casefold(), {word: word.casefold() for word in known}, scorer=fuzz.ratio, score_cutoff=65
    )
    return found[2] if found else None


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A remedy that offers the near miss first and otherwise lists what is known."""
    words = sorted(known)
    if close := near_miss(given, words):
        return f"did you mean '{close}'?"
    return f"choose one of: {', '.join(words)}"
