"""The zoo sent back: a reply to an odd workbook reads as the workbook itself, to the last cell."""

from datetime import date
from pathlib import Path

import pytest

from tests.zoo import figures, headers, packages, programs, rows, texts
from tests.zoo.zoo import ZOO, Animal
from werkmonitor.intake.files.worker import read
from werkmonitor.intake.replies import book as reply_book
from werkmonitor.intake.replies.letter import Letter
from werkmonitor.limits import Limits

HOUSES = (headers, rows, figures, texts, packages, programs)
"""Where the animals live; to import a house is to fill it."""
LIMITS = Limits(reader_seconds=30)
NOTHING_TO_SAY = Letter("Programma", "", "Partner", "dier.xlsx", date(2021, 10, 20), None, "remarks", 0, 0, 0, ())


@pytest.mark.parametrize("animal", [one for one in ZOO.values() if not one.refused], ids=lambda animal: animal.name)
def test_a_reply_reads_as_the_workbook(tmp_path: Path, animal: Animal) -> None:
    """The same observations at the same cells, and the same findings; whatever program made the workbook."""
    content = animal.make(tmp_path).read_bytes()
    reply = reply_book.make(content, NOTHING_TO_SAY, LIMITS)
    assert animal.comes_of(read(reply, LIMITS), tmp_path) == animal.comes_of(read(content, LIMITS), tmp_path)
