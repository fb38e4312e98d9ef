"""One shape for every message, and the near miss where there is one."""

import pytest

from werkmonitor.errors import (
    ConfigurationError,
    DeliveryRefused,
    Exit,
    Problem,
    PublicationRefused,
    UsageError,
    did_you_mean,
    near_miss,
)

KNOWN = ["doorstroombanen", "scholingstrajecten", "kwetsbare-doelgroepen"]


def test_a_problem_says_where_what_and_remedy() -> None:
    """The shape that every message has."""
    problem = Problem("stand.xlsx › Deelnemers!D14", "'ca. 20' is not a whole number", "ask the partner")
    assert str(problem) == "stand.xlsx › Deelnemers!D14: 'ca. 20' is not a whole number\n    → ask the partner"


def test_an_error_carries_all_its_problems() -> None:
    """Never the first only."""
    first, second = Problem("a", "b", "c"), Problem("d", "e", "f")
    error = ConfigurationError([first, second])
    assert error.problems == (first, second)
    assert str(error) == f"{first}\n{second}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("doorstroombaan", "doorstroombanen"),
        ("Doorstroombanen", "doorstroombanen"),
        ("kwetsbare doelgroepen", "kwetsbare-doelgroepen"),
        ("xyz", None),
    ],
)
def test_the_near_miss(given: str, expected: str | None) -> None:
    """The word the writer most likely meant, or none."""
    assert near_miss(given, KNOWN) == expected


def test_without_a_near_miss_the_known_words_are_listed() -> None:
    """The remedy always helps."""
    assert did_you_mean("doorstrombanen", KNOWN) == "did you mean 'doorstroombanen'?"
    assert did_you_mean("xyz", ["b", "a"]) == "choose one of: a, b"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError, Exit.WRONG_USAGE),
        (UsageError, Exit.WRONG_USAGE),
        (DeliveryRefused, Exit.DELIVERIES_REFUSED),
        (PublicationRefused, Exit.PUBLICATION_REFUSED),
    ],
)
def test_every_kind_of_failure_has_its_exit_code(error: type[ConfigurationError], code: Exit) -> None:
    """A scheduler can tell them apart."""
    assert error(Problem("a", "b", "c")).exit_code == code
