"""A template filled in by hand in a real spreadsheet program, saved there, and delivered."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import run_cli
from tests.intake.filling import COMPARED, Typed, header_of, what_to_type
from tests.intake.office import PROGRAM, Office
from tests.intake.test_template import ON, RECEIVED
from werkmonitor.intake import check_delivery, make_templates
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if PROGRAM is None:
        pytest.fail("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    return Office(tmp_path_factory.mktemp("office"))


def template(partner: str, register_only: Workspace, programme: Programme, folder: Path) -> Path:
    (made,) = make_templates(partner, register_only, programme, ON)
    path = folder / made.name
    path.write_bytes(made.content)
    return path


@pytest.mark.parametrize(
    "partner",
    [
        pytest.param("gemeente-hilversum", id="a list"),
        pytest.param("opleiders", id="a list with two header rows"),
        pytest.param("gemeente-gooise-meren", id="a crosstab of months"),
        pytest.param("gemeente-weesp", id="a crosstab on three sheets"),
        pytest.param("hbel", id="a crosstab without rows"),
        pytest.param("uwv", id="a standing"),
        pytest.param("ggz-pilot", id="a standing of several days"),
        pytest.param("programmateam", id="the register"),
    ],
)
def test_filled_in_by_hand_it_passes_without_a_remark(
    partner: str,
    office: Office,
    register_only: Workspace,
    programme: Programme,
    tmp_path: Path,
) -> None:
    """Saved as .xlsx and as .ods."""
    path = template(partner, register_only, programme, tmp_path)
    for saved in office.type_in(path, what_to_type(path), tmp_path / f"ingevuld {path.stem}"):
        told = {one.code for one in check_delivery(saved, partner, RECEIVED, register_only, programme)}
        assert told == COMPARED.get(partner, set()), saved.name


def test_headers_cannot_be_typed_over(
    office: Office,
    register_only: Workspace,
    programme: Programme,
    tmp_path: Path,
) -> None:
    """Calc keeps to the protection; what may be typed beside them is typed."""
    path = template("gemeente-hilversum", register_only, programme, tmp_path)
    first, _ = header_of(load_workbook(path)["Deelnemers"])
    typed = [Typed("Deelnemers", f"A{first - 1}", "Naam"), Typed("Deelnemers", f"A{first}", "w1")]
    saved, _ = office.type_in(path, typed, tmp_path / "getypt")
    sheet = load_workbook(saved)["Deelnemers"]
    assert [sheet.cell(row, 1).value for row in (first - 1, first)] == ["Deelnemernummer", "w1"]


def test_a_day_is_typed_as_dutch_people_do(
    office: Office,
    register_only: Workspace,
    programme: Programme,
    tmp_path: Path,
) -> None:
    """3-4-2021 is the third of April, and is saved as a real date."""
    path = template("gemeente-hilversum", register_only, programme, tmp_path)
    first, _ = header_of(load_workbook(path)["Deelnemers"])
    saved, _ = office.type_in(path, [Typed("Deelnemers", f"D{first}", "3-4-2021")], tmp_path / "getypt")
    assert load_workbook(saved)["Deelnemers"][f"D{first}"].value.date() == date(2021, 4, 3)


def test_what_was_filled_in_is_received(
    office: Office,
    register_only: Workspace,
    programme: Programme,
    tmp_path: Path,
) -> None:
    """Through the door, with nothing to say of it."""
    path = template("jongerenloket", register_only, programme, tmp_path)
    saved, _ = office.type_in(path, what_to_type(path), tmp_path / "ingevuld")
    workspace = Workspace(shutil.copytree(register_only.data, tmp_path / "data"), tmp_path / "outputs")
    said = run_cli(f"receive '{saved}' --partner jongerenloket --received {RECEIVED}", workspace)
    assert said.splitlines()[0] == "Received: data/raw/jongerenloket/2022-11-10/ingevuld.xlsx"
    assert said.endswith("4 rows read = 4 kept + 0 listed\n")
