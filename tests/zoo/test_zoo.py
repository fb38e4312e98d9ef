"""The zoo through the real reader: a file on disk, the reader's own process, the layout, every value and address."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.zoo import figures, headers, packages, programs, rows, texts
from tests.zoo.zoo import ZOO, Animal
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import Limits

HOUSES = (headers, rows, figures, texts, packages, programs)
"""Where the animals live; to import a house is to fill it."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child process for the whole zoo."""
    with Reader(Limits(reader_seconds=30)) as one:
        yield one


@pytest.mark.parametrize("animal", ZOO.values(), ids=ZOO)
def test_the_zoo(reader: Reader, tmp_path: Path, animal: Animal) -> None:
    """Every observation and every finding, and nothing else; or the refusal."""
    content = animal.make(tmp_path).read_bytes()
    if animal.refused:
        with pytest.raises(Hopeless) as hopeless:
            reader.read(content)
        assert hopeless.value.code == animal.refused
        return
    assert animal.comes_of(reader.read(content), tmp_path) == (list(animal.gives[1:]), animal.tells)


def test_the_zoo_is_large_and_every_animal_has_its_story() -> None:
    """At least a hundred, from every house, none of them twice."""
    assert len(ZOO) >= 100
    assert {animal.make.__module__ for animal in ZOO.values()} == {house.__name__ for house in HOUSES}
    assert [animal.name for animal in ZOO.values() if not animal.story.endswith(".")] == []
