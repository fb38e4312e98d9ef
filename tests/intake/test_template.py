"""The workbook we would like to get: made from layouts and vocabulary, and accepted without a remark when filled in."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import run_cli
from tests.intake.filling import COMPARED, HELPERS, ROWS, header_of, what_to_type
from werkmonitor.errors import UsageError
from werkmonitor.intake import check_delivery, make_templates
from werkmonitor.intake.checking import check
from werkmonitor.programme import Programme, load_programme
from werkmonitor.tables import as_table, save_snapshot
from werkmonitor.workspace import Workspace, write_file

ROOT = Path(__file__).resolve().parents[2]
ON = date(2022, 10, 1)
RECEIVED = date(2022, 11, 10)
PARTNERS = [partner.code for partner in load_programme(ROOT / "data" / "programme.toml").partners]


@pytest.fixture(scope="module")
def made(register_only: Workspace, programme: Programme) -> dict[str, bytes]:
    """Partner → its template."""
    return {partner: make_templates(partner, register_only, programme, ON)[0].content for partner in PARTNERS}


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def words_of(book: Workbook, heading: str) -> list[str]:
    """What stands under a heading on the sheet of lists."""
    column = next(column for column in book["Lijsten"].iter_cols(values_only=True) if heading in column)
    return [str(word) for word in column[column.index(heading) + 1 :] if word is not None]


def filled(content: bytes, target: Path) -> Path:
    """The template with something allowed typed in every cell."""
    target.write_bytes(content)
    book = load_workbook(target)
    for one in what_to_type(target):
        cell = book[one.sheet][one.cell]
        assert is_open(book[one.sheet], cell.row, cell.column), f"{one.sheet}!{one.cell} is locked"
        cell.value = _value(one.text)
    book.save(target)
    return target


def _value(text: str) -> object:
    if text.isdigit():
        return int(text)
    try:
        return datetime.strptime(text, "%d-%m-%Y")
    except ValueError:
        return text


@pytest.mark.parametrize("partner", PARTNERS)
def test_filled_in_as_it_asks_it_is_accepted_without_a_remark(
    partner: str, made: dict[str, bytes], register_only: Workspace, programme: Programme, tmp_path: Path
) -> None:
    """For every partner of the example: a list, crosstabs of each kind, standings, and the register itself."""
    path = filled(made[partner], tmp_path / "uwv-stand-202209.xlsx")
    told = {one.code for one in check_delivery(path, partner, RECEIVED, register_only, programme)}
    assert told == COMPARED.get(partner, set())


@pytest.mark.parametrize("partner", ["gemeente-hilversum", "gemeente-gooise-meren", "gemeente-weesp", "programmateam"])
def test_an_unfilled_one_is_refused_with_one_line(
    partner: str, made: dict[str, bytes], register_only: Workspace, programme: Programme, tmp_path: Path
) -> None:
    """Not with a line for every cell that is blank."""
    path = tmp_path / "leeg.xlsx"
    path.write_bytes(made[partner])
    (only,) = check_delivery(path, partner, RECEIVED, register_only, programme)
    assert (only.code, only.treatment) == ("nothing_filled_in", "delivery")


def test_the_same_gives_the_same_bytes(made: dict[str, bytes], register_only: Workspace, programme: Programme) -> None:
    """Nothing in it depends on the moment it was made."""
    assert make_templates("uwv", register_only, programme, ON)[0].content == made["uwv"]


def test_a_list_has_the_columns_of_its_layout(made: dict[str, bytes]) -> None:
    """In the order in which the layout has them, under their own names."""
    sheet = opened(made["opleiders"])["Trajecten"]
    first, width = header_of(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(first - 2, first - 1, 1, width)]
    assert rows == [
        ["Studentnummer", "Project", "Woonplaats", "Doelgroep", "Verloop", None, None],
        [None, None, None, None, "Start", "Diploma/afgerond", "Baan per"],
    ]


def test_a_crosstab_has_projects_down_and_months_across(made: dict[str, bytes], programme: Programme) -> None:
    """From the programme's first month to that of the as-of date, for each indicator; without a total."""
    sheet = opened(made["gemeente-gooise-meren"])["Kruistabel"]
    first, width = header_of(sheet)
    months = [sheet.cell(first - 1, column).value for column in range(2, width + 1)]
    assert (months[0], months[32], len(months)) == ("jan-20", "sep-22", 3 * 33)
    indicators = [sheet.cell(first - 2, column).value for column in range(2, width + 1)]
    assert indicators == ["Gestart"] * 33 + ["Scholing afgerond"] * 33 + ["Geplaatst"] * 33
    assert sheet.cell(first, 1).value == "De Gooise Waardebox"


def test_a_list_offers_the_projects_of_the_register_with_figures(made: dict[str, bytes]) -> None:
    """Those that are followed in words have no participants."""
    projects = words_of(opened(made["gemeente-hilversum"]), "Project")
    assert len(projects) == 22
    assert "ZorgStart" in projects
    assert "Regionale Benchmark" not in projects


def test_rows_are_the_projects_a_partner_delivered_before(
    register_only: Workspace, programme: Programme, made: dict[str, bytes], tmp_path: Path
) -> None:
    """Where that is known; all that have register_only by the as-of date where it is not."""
    unknown = opened(made["uwv"])["Rapport"]
    first, _ = header_of(unknown)
    assert sum(value is not None for (value,) in unknown.iter_rows(first, max_col=1, values_only=True)) == 22
    workspace = Workspace(shutil.copytree(register_only.data, tmp_path / "data"), tmp_path / "outputs")
    delivered = [("uwv", "zorgstart"), ("uwv", "doorstroombaan-groen"), ("hbel", "taaltrajecten")]
    rows = [{"partner": partner, "project": project} for partner, project in delivered]
    save_snapshot(workspace, {"counts": as_table("counts", rows)})
    known = opened(make_templates("uwv", workspace, programme, ON)[0].content)["Rapport"]
    words = [value for (value,) in known.iter_rows(first, max_col=1, values_only=True) if value]
    assert words == ["Doorstroombaan Groen", "ZorgStart"]


def test_a_joint_partner_chooses_among_its_members_and_itself(made: dict[str, bytes]) -> None:
    """Others are not theirs to deliver."""
    assert words_of(opened(made["hbel"]), "Gemeente") == [
        *("Huizen", "Blaricum", "Eemnes", "Laren"),
        "HBEL (Huizen, Blaricum, Eemnes en Laren samen)",
    ]


def rules_of(book: Workbook, name: str) -> dict[str, tuple[str, str | None]]:
    """Header → (kind of check, what it is checked against) of a sheet's columns."""
    sheet = book[name]
    first, width = header_of(sheet)
    found = {}
    for column in range(1, width + 1):
        cell = sheet.cell(first, column).coordinate
        for rule in sheet.data_validations.dataValidation:
            if cell in rule.sqref:
                found[str(sheet.cell(first - 1, column).value)] = (rule.type, rule.formula1)
    return found


def test_cells_are_checked_as_they_are_typed(made: dict[str, bytes]) -> None:
    """Words are chosen, days are days that can be; a placement comes after the start of its row."""
    rules = rules_of(opened(made["gemeente-hilversum"]), "Deelnemers")
    assert rules["Project"][0] == rules["Doelgroep"][0] == "list"
    assert rules["Startdatum"] == ("date", "43831")  # 1 January 2020, the programme's first day
    assert rules["Geplaatst op"] == ("date", "$D8")
    assert rules_of(opened(made["uwv"]), "Rapport")["Gestart"] == ("whole", "0")


def test_no_list_stands_in_a_rule_itself(made: dict[str, bytes]) -> None:
    """Above 255 signs that breaks the workbook; all lists stand on a sheet that everyone can open."""
    for content in made.values():
        book = opened(content)
        rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
        assert all("!" in rule.formula1 for rule in rules if rule.type == "list")
        assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"] * len(book.worksheets)


@pytest.mark.parametrize("partner", PARTNERS)
def test_headers_are_locked_and_cells_to_fill_in_are_not(partner: str, made: dict[str, bytes]) -> None:
    """By a protection without a password: who must, can take it off."""
    for sheet in opened(made[partner]).worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        if sheet.title in HELPERS:
            continue
        first, width = header_of(sheet)
        above = [cell for row in sheet.iter_rows(1, first - 1, 1, width) for cell in row]
        asked = [cell.coordinate for cell in above if not cell.protection.locked]
        assert not any(isinstance(sheet[cell].value, str) for cell in asked)  # but for as-of and plan dates
        assert all(is_open(sheet, first, column) for column in range(1, width + 1))


def is_open(sheet: Worksheet, row: int, column: int) -> bool:
    """Whether a cell may be written in, by itself or because its whole column may."""
    cell = sheet.cell(row, column)
    columns = [one for one in sheet.column_dimensions.values() if one.min <= column <= one.max]
    return not cell.protection.locked or any(not one.protection.locked for one in columns)


def test_it_says_of_what_it_is_a_template(made: dict[str, bytes]) -> None:
    """On every sheet to fill in, in print and in the file's properties; and that the example is fictional."""
    book = opened(made["uwv"])
    above = [value for (value,) in book["Rapport"].iter_rows(1, 3, 1, 1, values_only=True)]
    assert above[1:] == [
        "Sjabloon van Werken aan Werk en Perspectief op Werk, regio Gooi en Vechtstreek, "
        "voor UWV WERKbedrijf Gooi en Vechtstreek",
        "VOORBEELD MET FICTIEVE GEGEVENS",
    ]
    assert "VOORBEELD MET FICTIEVE GEGEVENS" in str(book["Rapport"].oddFooter.left.text)
    assert "VOORBEELD MET FICTIEVE GEGEVENS" in str(book.properties.description)


def texts_of(book: Workbook, name: str) -> Iterator[str]:
    for row in book[name].iter_rows(values_only=True):
        yield " | ".join(str(value) for value in row if value is not None)


def test_it_explains_what_to_send_and_what_never(made: dict[str, bytes]) -> None:
    """The day, what each column means, the signs for no number, and no names and BSN."""
    said = "\n".join(texts_of(opened(made["uwv"]), "Uitleg"))
    assert "Peildatum | 30 september 2022." in said
    assert "Uiterlijk | 11 november 2022." in said
    assert "Bestandsnaam | Zet 202209 in de naam van het bestand." in said
    assert "Bemiddeld naar werk | Inwoners die tot en met de peildatum" in said
    assert "n.v.t. | " in said
    assert "Burgerservicenummers (BSN)." in said


def test_the_next_edition_is_asked_for(register_only: Workspace, programme: Programme) -> None:
    """The first that nobody adopted; another one where it is named; for a partner that stopped, its last one."""
    third = programme.editions[2].model_copy(update={"adopted_on": None, "adopted_by": None})
    open_now = programme.model_copy(update={"editions": (*programme.editions[:2], third, programme.editions[3])})
    assert make_templates("uwv", register_only, open_now, ON)[0].name == "uwv-stand-202203.xlsx"
    assert make_templates("uwv", register_only, programme, ON, "2021-05")[0].name == "uwv-stand-202103.xlsx"
    assert make_templates("gemeente-weesp", register_only, programme, ON)[0].name == "weesp-2021-09-30.xlsx"


def test_without_a_register_it_says_what_is_needed(workspace: Workspace, programme: Programme) -> None:
    """Only the register's own template needs none."""
    with pytest.raises(UsageError, match="receive the programme team's register first"):
        make_templates("uwv", workspace, programme, ON)
    assert make_templates("programmateam", workspace, programme, ON)[0].name == "register-2022-09-30.xlsx"


def test_a_column_that_would_be_refused_is_not_asked_for(register_only: Workspace, programme: Programme) -> None:
    """A layout that wants what the agreement does not allow is told before anyone fills it in."""
    partners = [
        one.model_copy(update={"personal_columns": ()}) if one.code == "opleiders" else one
        for one in programme.partners
    ]
    strict = programme.model_copy(update={"partners": tuple(partners)})
    with pytest.raises(UsageError, match="asks for column 'Studentnummer', which is not agreed"):
        make_templates("opleiders", register_only, strict, ON)


def test_every_layout_of_a_partner_gets_a_workbook(register_only: Workspace, tmp_path: Path) -> None:
    """Named after the layout where one name is given for all of them."""
    data = shutil.copytree(register_only.data, tmp_path / "data")
    settings = (data / "programme.toml").read_text("utf-8")
    two = settings.replace('layouts = ["uwv-stand"]', 'layouts = ["uwv-stand", "stand-wijdemeren"]')
    write_file(data / "programme.toml", two)
    workspace = Workspace(data, tmp_path / "outputs")
    run_cli(f"template uwv -o {tmp_path.as_posix()}/blad.xlsx", workspace)
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [
        "blad-stand-wijdemeren.xlsx",
        "blad-uwv-stand.xlsx",
    ]
    assert "let it end in .xlsx" in run_cli(f"template uwv -o {tmp_path.as_posix()}/blad.ods", workspace, expect=2)
    run_cli("template uwv", workspace)
    assert len(list((workspace.outputs / "templates" / "uwv").glob("*.xlsx"))) == 2


def test_an_unknown_partner_is_told_the_nearest(register_only: Workspace) -> None:
    """Exit 2, and nothing is written."""
    assert "did you mean 'gemeente-weesp'?" in run_cli("template gemeente-wesp", register_only, expect=2)


SHAPES = {
    "the second sheet": 'sheet = 2\nacross = "indicator"\ncolumns = { project = "Project" }',
    "a sheet for each indicator": (
        'sheet = "Stand *"\nsheet_means = "indicator"\nacross = "period"\ncolumns = { project = "Project" }'
    ),
    "the last sheet": 'sheet = -1\nacross = "indicator"\ncolumns = { project = "Project" }',
    "several columns of words": (
        'across = "indicator"\ncolumns = { project = "Project", municipality = "Gemeente", unit = "Eenheid" }'
    ),
    "any sheet": 'across = "indicator"\ncolumns = { project = "Project" }',
    "at an address": 'area = "C9"\nacross = ["-", "indicator"]\ncolumns = { project = "Project" }',
    "in a row": 'header_row = 4\nacross = "indicator"\ncolumns = { project = { column = "B" } }',
    "below a text": 'below = "Tabel 1"\nacross = "indicator"\ncolumns = { project = "Project" }',
    "blocks of municipalities": 'blocks = "municipality"\nacross = "indicator"\ncolumns = { project = "Project" }',
    "a cell beside a text": (
        'cells = { municipality = { text = "Gemeente" } }\nacross = "indicator"\ncolumns = { project = "Project" }'
    ),
    "a cell at an address": 'cells = { project = "F2" }\nacross = "indicator"\ncolumns = { municipality = "Gemeente" }',
    "a column for marks": 'marks = "right"\nacross = "indicator"\ncolumns = { project = "Project" }',
    "years over months": 'across = ["period", "period", "indicator"]\ncolumns = { project = "Project" }',
    "a year above months": (
        'cells = { period = { text = "Jaar" } }\nacross = ["indicator", "period"]\ncolumns = { project = "Project" }'
    ),
    "a year above a column of months": (
        'cells = { period = { text = "Jaar" } }\nacross = "indicator"\n'
        'columns = { project = "Project", period = "Maand" }'
    ),
    "projects across": 'across = "project"\ncolumns = { indicator = "Indicator", municipality = "Gemeente" }',
}


def test_an_old_layout_gives_no_template(register_only: Workspace, tmp_path: Path) -> None:
    """A table that holds no more asks for nothing."""
    shape = 'until = 2021-12-31\nacross = "indicator"\ncolumns = { project = "Project" }'
    workspace, programme = with_layout(shape, register_only, tmp_path)
    with pytest.raises(UsageError, match="no table of its layouts"):
        make_templates("uwv", workspace, programme, ON)


LISTS = {
    "columns at letters": (
        'sheet = "Deelnemers"\nheader_row = 5\n'
        'columns = { person = { column = "B" }, project = { column = "D" }, started_on = { column = "E" } }'
    ),
    "a header in the first row": (
        "header_row = 1\n"
        'columns = { person = "Deelnemernummer", project = "Project", started_on = "Start", placed_on = "Baan" }'
    ),
    "three header rows": (
        "header_rows = 3\n"
        'columns = { person = "Wie > Deelnemernummer", project = "Wat > Traject > Project", '
        'started_on = "Wat > Traject > Start", placed_on = "Wat > Baan" }'
    ),
    "a sheet for each municipality": (
        'sheet = "Lijst *"\nsheet_means = "municipality"\n'
        'columns = { person = "Deelnemernummer", project = "Project", started_on = "Start" }'
    ),
    "a constant and an optional column": (
        'constants = { project = "zorgstart" }\ncolumns = { person = "Deelnemernummer", started_on = "Start", '
        'municipality = { header = "Woonplaats", is_optional = true } }'
    ),
    "two tables on a sheet": (
        'sheet = "Alles"\ncolumns = { person = "Deelnemernummer", project = "Project", started_on = "Start" }\n'
        '[[tables]]\nkind = "standing"\nyields = "counts"\nsheet = "Alles"\nacross = "indicator"\n'
        'columns = { project = "Projectnaam" }'
    ),
}


@pytest.mark.parametrize("shape", LISTS.values(), ids=LISTS)
def test_a_list_of_any_shape_has_a_template(shape: str, register_only: Workspace, tmp_path: Path) -> None:
    """Whatever the layout says of rows and columns, every row is read."""
    workspace, programme = with_layout(shape, register_only, tmp_path)
    (made,) = make_templates("opleiders", workspace, programme, ON)
    path = filled(made.content, tmp_path / "lijst 202209.xlsx")
    judged = check(path, "opleiders", RECEIVED, workspace, programme, RECEIVED)
    assert [one.code for one in judged.findings] == []
    assert judged.rows_kept >= ROWS


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_layout_of_any_shape_has_a_template(shape: str, register_only: Workspace, tmp_path: Path) -> None:
    """Whatever the layout says of sheets, places and headers, what is filled in is read as it was meant."""
    workspace, programme = with_layout(shape, register_only, tmp_path)
    (made,) = make_templates("uwv", workspace, programme, ON)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    figures = sum(one.text == "1" for one in what_to_type(path))
    judged = check(filled(made.content, path), "uwv", RECEIVED, workspace, programme, RECEIVED)
    assert [one.code for one in judged.findings] == []
    assert judged.rows_kept == figures > 0


def with_layout(shape: str, register_only: Workspace, tmp_path: Path) -> tuple[Workspace, Programme]:
    """A workspace in which UWV, or the educators with a list, deliver a workbook of that shape."""
    is_list = "person = " in shape
    kind = "list" if is_list else "crosstab" if "period" in shape else "standing"
    layout = f"""
title = "Proef"
coverage = "since_start"
as_of = {{ file_name = "yyyymm" }}
words.indicator = {{ Gestart = "started", Geplaatst = "placed" }}
[[tables]]
kind = "{kind}"
yields = "{"trajectories" if is_list else "counts"}"
{shape}
"""
    if is_list and "indicator" not in shape:
        layout = layout.replace("words.indicator", "#")
    data = shutil.copytree(register_only.data, tmp_path / "data")
    write_file(data / "layouts" / "proef.toml", layout)
    settings = (data / "programme.toml").read_text("utf-8")
    for code in ("uwv-stand", "deelnemerslijst-opleiders"):
        settings = settings.replace(f'layouts = ["{code}"]', 'layouts = ["proef"]')
    agreed = 'personal_columns = ["Studentnummer"]'
    write_file(data / "programme.toml", settings.replace(agreed, 'personal_columns = ["Deelnemernummer", "B"]'))
    return Workspace(data, tmp_path / "outputs"), load_programme(data / "programme.toml")
