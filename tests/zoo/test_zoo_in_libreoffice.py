"""Animals of the zoo after LibreOffice opened and saved them: another producer, and another format."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.office import PROGRAM, Office
from tests.zoo import test_zoo
from tests.zoo.zoo import ZOO
from werkmonitor.intake.files.reader import Reader
from werkmonitor.limits import Limits

pytestmark = pytest.mark.office

TRAVELLERS = (
    "a header of five rows",
    "a header with line breaks and soft hyphens",
    "a label merged down three header rows",
    "a sheet with all that excel can add",
    "an ods that says how often",
    "an xls that counts from 1904",
    "an xls with merged cells",
    "an xls with percentages",
    "an xlsb with merged and hidden cells",
    "codes that lost their zeros",
    "days that are none",
    "every sign there is",
    "four tables in a square",
    "hidden rows columns and a filter",
    "hidden the long way",
    "one day in ten ways",
    "row labels merged down",
    "sheets with the oddest names",
    "texts in escapes",
    "the strict standard",
    "words of many scripts",
    "words with what nobody sees",
)
"""Those in which nothing is to be calculated: LibreOffice does that when it opens a workbook."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(reader_seconds=30)) as one:
        yield one


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if PROGRAM is None:
        pytest.fail("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    return Office(tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_nothing_changes_on_the_way(office: Office, reader: Reader, tmp_path: Path, kind: str) -> None:
    """Every value, address and finding is the same in what LibreOffice made of it."""
    assert test_zoo.HOUSES
    originals = []
    for name in TRAVELLERS:
        folder = tmp_path / name
        folder.mkdir()
        path = ZOO[name].make(folder)
        originals.append(path.rename(path.with_stem(name)))
    (tmp_path / kind).mkdir()
    saved = office.save_as(kind, originals, tmp_path / kind)
    came = {path.stem: ZOO[path.stem].comes_of(reader.read(path.read_bytes()), tmp_path) for path in saved}
    assert came == {name: (list(ZOO[name].gives[1:]), ZOO[name].tells) for name in TRAVELLERS}
