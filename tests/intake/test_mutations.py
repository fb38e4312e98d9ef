"""Workbooks with something changed at random. The full run: python -m tests.intake.mutations --count 10000."""

from collections import Counter

import pytest

from tests.intake.mutations import SLOWEST, Judge, example_workbooks, mutations
from werkmonitor.intake.files.reader import Reader

BUSY = 3


@pytest.fixture(scope="module")
def outcomes() -> Counter[str]:
    """What came of 400 of them; the slowest in hundredths of a second."""
    found: Counter[str] = Counter()
    with Reader() as reader:
        judge = Judge(reader)
        for mutated in mutations(400):
            verdict = judge.judge(mutated)
            found[verdict.outcome.partition(":")[0]] += 1
            found["slowest"] = max(found["slowest"], int(verdict.seconds * 100))
    return found


def test_no_value_becomes_another_one_without_a_word(outcomes: Counter[str]) -> None:
    """Either it is equal, or the workbook is refused, or the value itself was changed in the file."""
    assert outcomes["silent"] == 0
    assert outcomes["same"] + outcomes["refused"] + outcomes["changed"] == 400


def test_mutations_reach_the_values(outcomes: Counter[str]) -> None:
    """Some change a value, many are refused, some do no harm: else this would prove nothing."""
    assert min(outcomes["same"], outcomes["refused"], outcomes["changed"]) >= 5


def test_nothing_hangs(outcomes: Counter[str]) -> None:
    """Five seconds are enough; on a machine that does much else they take longer by the clock."""
    assert outcomes["slowest"] <= BUSY * SLOWEST * 100


def test_every_format_of_the_examples_is_mutated() -> None:
    """A format that is left out would prove nothing."""
    assert {path.suffix for path in example_workbooks()} == {".xlsx", ".xls", ".ods"}
