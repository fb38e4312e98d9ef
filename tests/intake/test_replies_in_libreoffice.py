"""A reply corrected by hand in a real spreadsheet program, saved there, and delivered."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import run_cli
from tests.intake.books import write
from tests.intake.filling import Typed
from tests.intake.office import PROGRAM, Office
from tests.intake.test_replies import OTHERS, PARTNER, WRONG
from werkmonitor.intake import check_delivery
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

pytestmark = pytest.mark.office
RECEIVED = date(2021, 10, 20)
CORRECTED = [Typed("Deelnemers", "B4", "ZorgStart"), Typed("Deelnemers", "D4", "1-2-2021")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if PROGRAM is None:
        pytest.fail("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def reply(register_only: Workspace, tmp_path: Path) -> Path:
    """The reply to a list with two wrong cells."""
    file = write(tmp_path / "lijst.xlsx", Deelnemers=WRONG + OTHERS)
    made = tmp_path / "antwoord.xlsx"
    run_cli(f"check {file} --partner {PARTNER} --received {RECEIVED} --reply {made}", register_only)
    return made


@pytest.mark.parametrize(
    ("typed", "told"),
    [(CORRECTED, []), ([], [("project_unknown", "B4"), ("date_impossible", "D4")])],
    ids=["corrected", "as it was"],
)
def test_only_what_is_not_corrected_is_told_again(
    office: Office,
    reply: Path,
    typed: list[Typed],
    told: list[tuple[str, str]],
    register_only: Workspace,
    programme: Programme,
    tmp_path: Path,
) -> None:
    """Saved as .xlsx and as .ods; our sheet, colours and comments came along, and do no harm."""
    for saved in office.type_in(reply, typed, tmp_path / "verbeterd"):
        findings = check_delivery(saved, PARTNER, RECEIVED, register_only, programme)
        assert sorted((one.code, one.cell) for one in findings) == sorted(told), saved.name
