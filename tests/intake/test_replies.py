"""The reply: the partner's own workbook with the wrong cells marked; corrected there and sent back it is accepted."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Color, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import copy_data, run_cli
from tests.intake.books import write
from werkmonitor.intake import IntakeResult, read_deliveries, replies_stand, write_replies
from werkmonitor.intake.catalogue import CATALOGUE, PRIVATE
from werkmonitor.intake.files.worker import read
from werkmonitor.intake.findings import Finding, Findings
from werkmonitor.intake.ledger import FACTS
from werkmonitor.intake.ours import MARK
from werkmonitor.intake.replies import book as reply_book
from werkmonitor.intake.replies.expected import EXPECTED
from werkmonitor.intake.replies.letter import Letter, lines
from werkmonitor.intake.replies.looks import is_harmless
from werkmonitor.intake.replies.making import Maker
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import DEFAULT_LIMITS
from werkmonitor.pipeline import take_in
from werkmonitor.programme import Programme
from werkmonitor.workspace import Workspace

PARTNER, RECEIVED = "gemeente-hilversum", "2021-10-20"
HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
GOOD = f"""
Stand per 30-09-2021
{HEAD}
H1 | ZorgStart | | 2021-01-04 | | |
H2 | ZorgStart | | 2021-02-01 | | |
H3 | Taaltrajecten | | 2021-02-08 | | 2021-06-01 |
"""
WRONG = GOOD.replace("H2 | ZorgStart | | 2021-02-01", "H2 | ZorgStrat | | '31-02-2021")
OTHERS = "".join(f"H{number} | ZorgStart | | 2021-03-01 | | |\n" for number in range(4, 24))
"""So many good rows that two bad ones do not refuse the list."""

Deliver = Callable[..., list[Path]]


@pytest.fixture
def begun(register_only: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with one of the example's registers."""
    shutil.copytree(register_only.data, tmp_path / "data")
    return Workspace(tmp_path / "data", tmp_path / "outputs")


@pytest.fixture
def answer(begun: Workspace, programme: Programme) -> Callable[[], list[Path]]:
    """Takes in everything that lies in the workspace; returns the replies that were made, but those to the register."""

    def take_in() -> list[Path]:
        found = read_deliveries(begun, programme)
        made = write_replies(begun, found.rules, found.judged)
        return [path for path in made if path.parent.name != "programmateam"]

    return take_in


def place(workspace: Workspace, name: str = "lijst.xlsx", received: str = RECEIVED, partner: str = PARTNER) -> Path:
    """Where a delivery lies."""
    path = workspace.raw / partner / received / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def found_in(workspace: Workspace, programme: Programme, name: str) -> set[tuple[str, str, str, str]]:
    """(code, sheet, cell, message) of what an intake finds in a file; what compares deliveries left out."""
    tables = read_deliveries(workspace, programme).tables
    ids = dict(zip(tables["deliveries"]["delivery_id"], tables["deliveries"]["file"], strict=True))
    return {
        (row["code"], row["sheet"], row["cell"], row["message"])
        for row in tables["findings"].fillna("").to_dict("records")
        if ids[row["delivery_id"]].endswith(name)
    }


def by_file(found: IntakeResult, table: str) -> list[str]:
    """The rows of a table, each with the file it is of instead of the file's digest."""
    deliveries = found.tables["deliveries"]
    files = {one: Path(file).with_suffix("").as_posix() for one, file in deliveries[["delivery_id", "file"]].values}
    rows = found.tables[table].assign(delivery_id=found.tables[table]["delivery_id"].map(files))
    return sorted(re.sub(r"\.(xls|ods)\b", ".xlsx", str(row)) for row in rows.itertuples(index=False))


def texts(sheet: Worksheet) -> str:
    """Everything that stands in a sheet."""
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def letter(*findings: Finding, state: str = "remarks") -> Letter:
    """A letter about these findings."""
    return Letter(
        "Programma", "", "Gemeente X", "lijst.xlsx", date(2021, 10, 20), None, state, 3, 2, 1, tuple(findings)
    )


def finding(code: str, sheet: str, cell: str, **given: object) -> Finding:
    """A finding as intake makes it."""
    findings = Findings("a")
    findings.add(code, sheet, cell, **given)
    return findings.listed()[0]


def copied(content: bytes, *findings: Finding) -> openpyxl.Workbook:
    """The reply to a workbook with these findings, opened."""
    made = reply_book.make(content, letter(*findings), DEFAULT_LIMITS)
    return openpyxl.load_workbook(io.BytesIO(made), rich_text=False)


@pytest.fixture
def drawn() -> Callable[..., bytes]:
    """Makes a workbook with XlsxWriter, as bytes."""

    def make(draw: Callable[[Any], None], **options: object) -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
            draw(book)
        return target.getvalue()

    return make


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with another text in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            xml = source.read(name)
            copy.writestr(name, xml.replace(old.encode(), new.encode()) if name == part else xml)
    return target.getvalue()


# ------------------------------------------------------------ there and back


def test_a_reply_marks_and_explains_every_wrong_cell(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """The same cells at the same addresses; each wrong one filled, with a comment; the rest as it was."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    assert reply == begun.replies / PARTNER / "lijst (ontvangen 2021-10-20).xlsx"
    book = openpyxl.load_workbook(reply)
    assert book.sheetnames == ["Bevindingen", "Deelnemers"]
    sheet = book["Deelnemers"]
    assert (sheet["A1"].value, sheet["A4"].value, sheet["B4"].value) == ("Stand per 30-09-2021", "H2", "ZorgStrat")
    assert (sheet["D3"].value, sheet["D4"].value) == (datetime(2021, 1, 4), "31-02-2021")
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"B4", "D4"}
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type} == marked
    assert "'31-02-2021' is een dag die niet bestaat" in sheet["D4"].comment.text
    assert "\n→ " in sheet["D4"].comment.text


def test_the_first_sheet_says_it_all_in_dutch(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """Who, what, the outcome; of every finding what was found, what is expected and how to mend it, with a link."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    sheet = openpyxl.load_workbook(reply, rich_text=False)["Bevindingen"]
    said = texts(sheet)
    for line in (
        MARK,
        "Voorbeeld met fictieve gegevens.",
        "Van: Gemeente Hilversum",
        "Bestand: lijst.xlsx",
        "Ontvangen: 20 oktober 2021",
        "Stand van: 30 september 2021",
        "Uitkomst: Geaccepteerd met opmerkingen",
        "Rijen of cijfers: 23 gelezen, 22 gebruikt, 1 niet gebruikt",
    ):
        assert line in said
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"B4": "'Deelnemers'!B4", "D4": "'Deelnemers'!D4"}
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[3] == "D4"]
    assert row[1:] == (
        "Telt niet mee",
        "Deelnemers",
        "D4",
        "'31-02-2021' is een dag die niet bestaat (kolom 'Startdatum').",
        EXPECTED["date_impossible"],
        CATALOGUE["date_impossible"].remedy_nl,
        1,
    )


def test_corrected_in_the_reply_it_is_accepted(
    begun: Workspace, programme: Programme, answer: Callable[[], list[Path]]
) -> None:
    """Marks, comments and our own sheets do no harm; only what was not corrected is told again."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    book = openpyxl.load_workbook(reply)
    book["Deelnemers"]["B4"] = "ZorgStart"
    book["Deelnemers"]["D4"] = datetime(2021, 2, 1)
    book.save(place(begun, reply.name, "2021-10-27"))
    tables = read_deliveries(begun, programme).tables
    (again,) = tables["deliveries"].query(f"partner == '{PARTNER}' and file.str.contains('2021-10-27')").itertuples()
    assert (again.state in ("accepted", "remarks"), again.rows_read, again.rows_kept) == (True, 23, 23)
    assert not {code for code, *_ in found_in(begun, programme, reply.name)} - {"delivery_replaced"}


def test_every_reply_of_the_example_sent_back_says_the_same(tmp_path: Path, programme: Programme) -> None:
    """Without a correction: the same findings in the same words and cells, and the same facts."""
    copy_data(tmp_path / "data")
    workspace = Workspace(tmp_path / "data", tmp_path / "outputs")
    found = read_deliveries(workspace, programme)
    made = write_replies(workspace, found.rules, found.judged)
    for reply in made:
        parts = re.fullmatch(r"(.*?)(?: (?:xls|ods))? \(ontvangen (.*)\)", reply.stem)
        assert parts
        (delivered,) = (workspace.raw / reply.parent.name / parts[2]).glob(f"{parts[1]}.*")
        delivered.unlink()
        shutil.copy(reply, delivered.with_suffix(".xlsx"))
    again = read_deliveries(workspace, programme)
    assert len(made) > 20
    for name in ("findings", *FACTS):
        assert by_file(again, name) == by_file(found, name), name


def test_a_reply_to_a_reply_is_named_after_the_first(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """And holds our sheets once."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (first,) = answer()
    shutil.copy(first, place(begun, first.name, "2021-10-27"))
    (second,) = answer()
    assert second.name == "lijst (ontvangen 2021-10-27).xlsx"
    assert openpyxl.load_workbook(second).sheetnames == ["Bevindingen", "Verschil", "Deelnemers"]


def test_a_partners_own_sheet_of_that_name_is_theirs(
    begun: Workspace, programme: Programme, answer: Callable[[], list[Path]]
) -> None:
    """It comes along, ours gets another name, and it is looked at as any other sheet."""
    write(place(begun), Bevindingen="Onze bevindingen | en nog iets", Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    book = openpyxl.load_workbook(reply)
    assert book.sheetnames == ["Bevindingen (2)", "Bevindingen", "Deelnemers"]
    assert book["Bevindingen"]["A1"].value == "Onze bevindingen"
    workbook = read(reply.read_bytes(), DEFAULT_LIMITS)
    assert [sheet.name for sheet in workbook.sheets] == ["Bevindingen", "Deelnemers"]


def test_what_is_typed_in_our_sheet_is_looked_at_for_personal_data(
    begun: Workspace, programme: Programme, answer: Callable[[], list[Path]]
) -> None:
    """A list of names pasted below the findings is refused, though nothing else of that sheet is read."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    book = openpyxl.load_workbook(reply)
    for row, bsn in enumerate((123456782, 111222333, 123456782, 111222333), 40):
        book["Bevindingen"].cell(row, 10, bsn)
    book.save(place(begun, reply.name, "2021-10-27"))
    assert "bsn_column" in {code for code, *_ in found_in(begun, programme, reply.name)}


# ------------------------------------------------------------ what may not come along

SECRETS = ("Zeldenrust", "123456782", "ZorgStart", "ZorgStrat", "Taaltrajecten", "31-02-2021", "30 september 2021")


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        (
            {"Deelnemers": GOOD.replace("Einde traject", "Achternaam").replace("| |\n", "| | Zeldenrust\n")},
            "persoonsgegevens",
        ),
        (
            {
                "Deelnemers": WRONG,
                "Blad2": "Naam | BSN\nZeldenrust | 123456782\nZeldenrust | 123456782\nZeldenrust | 123456782",
            },
            "burgerservicenummer",
        ),
    ],
    ids=["a name", "a BSN on another sheet"],
)
def test_refused_for_privacy_no_value_goes_back(
    begun: Workspace, answer: Callable[[], list[Path]], sheets: dict[str, str], told: str
) -> None:
    """The findings alone, and of those only the ones about privacy: nothing of the workbook is in the file."""
    write(place(begun), **sheets)
    (reply,) = answer()
    book = openpyxl.load_workbook(reply)
    assert book.sheetnames == ["Bevindingen"]
    assert told in texts(book["Bevindingen"])
    assert "Uitkomst: Geweigerd" in texts(book["Bevindingen"])
    with zipfile.ZipFile(reply) as file:
        held = b"\n".join(file.read(name) for name in file.namelist()).decode("utf-8")
    assert [secret for secret in SECRETS if secret in held] == []


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"Naam;Project\nZeldenrust;ZorgStart\n", "geen werkboek"), (b"PK\x03\x04 Zeldenrust", "beschadigd")],
    ids=["csv", "damaged"],
)
def test_what_is_no_workbook_gets_the_findings_alone(
    begun: Workspace, answer: Callable[[], list[Path]], content: bytes, told: str
) -> None:
    """With what to do."""
    place(begun).write_bytes(content)
    (reply,) = answer()
    book = openpyxl.load_workbook(reply)
    assert book.sheetnames == ["Bevindingen"]
    assert told in texts(book["Bevindingen"])
    assert "Zeldenrust" not in texts(book["Bevindingen"])


def test_nothing_of_the_file_but_its_cells_comes_along(drawn: Callable[..., bytes]) -> None:
    """No author, title, comment, picture or defined name of the partner's."""

    def draw(book: Any) -> None:
        book.set_properties({"author": "J. Zeldenrust", "title": "Zeldenrust", "company": "Zeldenrust"})
        book.define_name("Zeldenrust", "=Blad!$A$1")
        sheet = book.add_worksheet("Blad")
        sheet.write_string(0, 0, "x")
        sheet.write_comment(0, 0, "Zeldenrust", {"author": "Zeldenrust"})
        sheet.set_header("&LZeldenrust")

    made = reply_book.make(drawn(draw), letter(finding("note_not_read", "Blad", "A1")), DEFAULT_LIMITS)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if b"Zeldenrust" in file.read(name)]


def test_the_reply_to_a_locked_workbook_is_locked(drawn: Callable[..., bytes]) -> None:
    """With the same password, so that it is as safe on its way back."""

    def draw(book: Any) -> None:
        book.add_worksheet("Blad").write_string("A1", "Zeldenrust")

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(drawn(draw))).encrypt("geheim!", locked)
    told = letter(finding("note_not_read", "Blad", "A1"))
    made = reply_book.make(locked.getvalue(), told, DEFAULT_LIMITS, "geheim!")
    assert b"Zeldenrust" not in made
    assert [sheet.name for sheet in read(made, DEFAULT_LIMITS, "geheim!").sheets] == ["Blad"]
    with pytest.raises(Hopeless, match="workbook_encrypted"):
        read(made, DEFAULT_LIMITS)


# ------------------------------------------------------------ the copy


def test_values_come_back_exactly(drawn: Callable[..., bytes]) -> None:
    """Numbers to the last digit, dates, times, booleans, errors, texts that look like formulas."""
    values = {
        "A1": 12.5,
        "A2": 123456789012345.0,
        "A3": datetime(2021, 3, 1),
        "A4": datetime(2021, 3, 1, 13, 45),
        "A5": time(13, 45),
        "A6": True,
        "A7": "=1+1",
        "A8": "+31 6",
        "A9": "@SUM(A1)",
        "A10": " voor en achter ",
        "A11": "0012",
        "A12": -5,
    }

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Blad")
        day, moment = book.add_format({"num_format": "d mmmm yyyy"}), book.add_format({"num_format": "hh:mm"})
        share = book.add_format({"num_format": "0.0%"})
        for cell, value in values.items():
            if isinstance(value, str):
                sheet.write_string(cell, value)
            elif isinstance(value, datetime | time):
                sheet.write_datetime(cell, value, moment if isinstance(value, time) else day)
            else:
                sheet.write(cell, value)
        sheet.write_formula("B1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B2", "=SUM(A1:A2)", None, "")
        sheet.write_formula("B3", "=WEBSERVICE(A1)", None, "")
        sheet.write_formula("B4", "=A1*2", None, 0.6)
        sheet.write_number("B5", 0.123, share)

    content = drawn(draw)
    book = copied(content, finding("note_not_read", "Blad", "A1"))
    sheet = book["Blad"]
    assert {cell: sheet[cell].value for cell in values} == values
    assert {sheet[cell].data_type for cell in ("A7", "A8", "A9", "A10", "A11")} == {"s"}
    assert (sheet["B1"].value, sheet["B1"].data_type) == ("#DIV/0!", "e")
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B4"].value) == ("=SUM(A1:A2)", "=NA()", 0.6)
    assert (sheet["A3"].number_format, sheet["B5"].number_format) == ("d mmmm yyyy", "0.0%")
    made = reply_book.make(content, letter(finding("note_not_read", "Blad", "A1")), DEFAULT_LIMITS)
    (before,), (after,) = (read(one, DEFAULT_LIMITS).sheets for one in (content, made))
    assert after.rows() == before.rows()


@pytest.mark.parametrize(
    ("formula", "harmless"),
    [
        ("=SUM(B2:B9)", True),
        ("=ROUND(B2/B$9*100;1)", True),
        ("=IF(Blad2!A1>0,1,0)", True),
        ("=WEBSERVICE(A1)", False),
        ("=cmd|'/c calc'!A0", False),
        ("='[ander.xlsx]Blad'!A1", False),
        ("=HYPERLINK(A1)", False),
        ("=_xlfn.ENCODEURL(A1)", False),
    ],
)
def test_only_a_harmless_formula_goes_back(formula: str, harmless: bool) -> None:
    """Sums over the workbook's own cells."""
    assert is_harmless(formula) is harmless


def test_a_number_keeps_all_its_digits(drawn: Callable[..., bytes]) -> None:
    """Seventeen, where a program wrote them."""

    def draw(book: Any) -> None:
        book.add_worksheet("Blad").write_number("A1", 12.5)

    content = changed(drawn(draw), "xl/worksheets/sheet1.xml", "12.5", "0.30000000000000004")
    assert copied(content, finding("note_not_read", "Blad", "A1"))["Blad"]["A1"].value == 0.1 + 0.2


def test_it_looks_as_the_partner_knows_it(drawn: Callable[..., bytes]) -> None:
    """Widths, heights, merged cells, panes, header colours, drop-downs, what is hidden."""

    def draw(book: Any) -> None:
        sheet, listed = book.add_worksheet("Blad"), book.add_worksheet("Lijsten")
        head = book.add_format({"bold": True, "bg_color": "#336699", "font_color": "#FFFFFF", "border": 1})
        sheet.set_column("A:A", 31)
        sheet.set_column("C:C", 12, None, {"hidden": True})
        sheet.set_column("D:D", 12, None, {"hidden": True})
        sheet.set_row(0, 33)
        sheet.merge_range("A1:B1", "Kop", head)
        for cell in ("A3", "B3", "C3", "D3"):
            sheet.write_string(cell, "x")
        sheet.freeze_panes(1, 1)
        sheet.data_validation("A3:A9", {"validate": "list", "source": ["ja", "nee"]})
        sheet.data_validation("B3:B9", {"validate": "list", "source": "=Lijsten!$A$1:$A$2"})
        listed.write_column("A1", ["een", "twee"])
        listed.hide()

    book = copied(drawn(draw), finding("cell_blank", "Blad", "D4", column="x"))
    sheet = book["Blad"]
    assert round(sheet.column_dimensions["A"].width) == 32
    assert sheet.row_dimensions[1].height == 33
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet.freeze_panes == "B2"
    assert (sheet["A1"].font.b, sheet["A1"].fill.fgColor.rgb, sheet["A1"].border.left.style) == (
        True,
        "FF336699",
        "thin",
    )
    assert {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation} == {
        "A3:A9": '"ja,nee"',
        "B3:B9": "Lijsten!$A$1:$A$2",
    }
    assert (sheet.column_dimensions["C"].hidden, sheet.column_dimensions["D"].hidden) == (True, False)
    assert book["Lijsten"].sheet_state == "hidden"


def test_a_drop_down_that_excel_keeps_in_an_extension_comes_along(drawn: Callable[..., bytes]) -> None:
    """A list on another sheet, as Excel itself writes it: openpyxl does not know it."""
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Lijsten!$A$1:$A$2</xm:f></x14:formula1>'
        "<xm:sqref>B3:B9 C3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )

    def draw(book: Any) -> None:
        book.add_worksheet("Blad").write_string("A1", "x")
        book.add_worksheet("Lijsten").write_column("A1", ["een", "twee"])

    content = changed(drawn(draw), "xl/worksheets/sheet1.xml", "</worksheet>", extension)
    sheet = copied(content, finding("note_not_read", "Blad", "A1"))["Blad"]
    assert {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation} == {
        "B3:B9": "Lijsten!$A$1:$A$2",
        "C3": "Lijsten!$A$1:$A$2",
    }


def test_the_date_system_stays_what_it_was(drawn: Callable[..., bytes]) -> None:
    """A number that stands for a day is the same day in the reply."""

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Blad")
        sheet.write_number("A1", 43000)
        sheet.write_datetime("A2", datetime(2021, 3, 1), book.add_format({"num_format": "d-m-yyyy"}))

    content = drawn(draw, date_1904=True)
    made = reply_book.make(content, letter(finding("note_not_read", "Blad", "A1")), DEFAULT_LIMITS)
    before, after = (read(one, DEFAULT_LIMITS) for one in (content, made))
    assert (after.has_1904_dates, after.sheets[0].rows()) == (True, before.sheets[0].rows())


def test_a_marked_sheet_is_shown_another_stays_hidden(drawn: Callable[..., bytes]) -> None:
    """What a partner hid stays so, unless they must see a cell of it."""

    def draw(book: Any) -> None:
        for name in ("Open", "Dicht", "Anders"):
            book.add_worksheet(name).write_string("A1", "x")
        book.get_worksheet_by_name("Dicht").hide()
        book.get_worksheet_by_name("Anders").hide()

    marked = finding("cell_blank", "Dicht", "A1", column="x"), finding("sheet_hidden", "Anders", "")
    book = copied(drawn(draw), *marked)
    assert {sheet.title: sheet.sheet_state for sheet in book.worksheets[1:]} == {
        "Open": "visible",
        "Dicht": "visible",
        "Anders": "hidden",
    }


def test_a_very_large_workbook_gets_addresses(drawn: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """No copy, and the first sheet says why."""
    monkeypatch.setattr(reply_book, "MOST_CELLS", 3)

    def draw(book: Any) -> None:
        book.add_worksheet("Blad").write_row("A1", ["geheim"] * 4)

    book = copied(drawn(draw), finding("cell_blank", "Blad", "B2", column="x"))
    assert book.sheetnames == ["Bevindingen"]
    said = texts(book["Bevindingen"])
    assert "te groot om terug te sturen" in said
    assert "B2" in said
    assert "geheim" not in said


def test_what_openpyxl_cannot_read_comes_back_as_plain_values(
    drawn: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With dates as dates and the marks."""
    monkeypatch.setattr(reply_book, "MOST_LOOKS", 0)

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Blad")
        sheet.write_datetime("A1", datetime(2021, 3, 1), book.add_format({"num_format": "d mmm yy"}))
        sheet.write_string("B1", "x" * 20)

    sheet = copied(drawn(draw), finding("cell_blank", "Blad", "A2", column="x"))["Blad"]
    assert (sheet["A1"].value, sheet["A1"].number_format) == (datetime(2021, 3, 1), "dd-mm-yyyy")
    assert sheet.column_dimensions["B"].width > 20
    assert sheet["A2"].fill.fill_type == "gray125"


# ------------------------------------------------------------ the findings as a partner reads them


def test_findings_of_a_column_are_one_line() -> None:
    """With each cell's own text; what refuses the delivery stands first, remarks last."""
    told = [
        finding("place_read_as", "S", "B3", found="Bussum", used="Gooise Meren"),
        *(finding("not_a_date", "S", f"D{row}", found=f"x{row}", column="Start") for row in (4, 5, 6)),
        finding("not_a_date", "S", "E4", found="x", column="Eind"),
        finding("column_missing", "S", "2:2", found="'X'", present="'Y'"),
    ]
    found = lines(told)
    assert [(one.treatment, one.place, len(one.cells)) for one in found] == [
        ("delivery", "2:2", 1),
        ("row", "D4", 3),
        ("row", "E4", 1),
        ("logged", "B3", 1),
    ]
    assert found[1].cells["D6"] == "'x6' is geen datum (kolom 'Start')."
    assert (found[1].is_various, found[2].is_various) == (True, False)


def test_many_cells_are_all_marked_and_some_linked(drawn: Callable[..., bytes]) -> None:
    """Also where the finding names only the first eight."""

    def draw(book: Any) -> None:
        book.add_worksheet("S").write_column("A1", ["x"] * 60)

    findings = Findings("a")
    for row in range(1, 61):
        findings.add("place_missing", "S", f"A{row}")
    book = copied(drawn(draw), *findings.listed())
    fill = [book["S"][f"A{row}"].fill for row in range(1, 61)]
    assert {one.fill_type for one in fill} == {"solid"}
    links = [cell for row in book["Bevindingen"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 25
    assert "… en nog 35 cellen." in texts(book["Bevindingen"])


def test_many_findings_on_one_cell_are_one_comment(drawn: Callable[..., bytes]) -> None:
    """The gravest gives the colour."""

    def draw(book: Any) -> None:
        book.add_worksheet("S").write_string("A1", "x")

    told = finding("place_missing", "S", "A1"), finding("not_a_date", "S", "A1", found="x", column="Start")
    cell = copied(drawn(draw), *told)["S"]["A1"]
    assert cell.comment.text.index("geen datum") < cell.comment.text.index("geen woonplaats")
    assert cell.fill.fill_type == "gray125"


@pytest.mark.parametrize("code", [code for code in CATALOGUE if not CATALOGUE[code].remedy_nl.endswith("partner toe.")])
def test_every_finding_says_what_is_expected(code: str) -> None:
    """In a sentence; but for those that only say where a file lies, which no partner sees."""
    if code in ("not_in_place", "folder_without_date"):
        assert code not in EXPECTED
    else:
        assert EXPECTED[code].endswith(".")


def test_what_is_expected_is_of_a_finding_there_is() -> None:
    """None of them is left over."""
    assert set(EXPECTED) <= set(CATALOGUE)
    assert set(CATALOGUE) >= PRIVATE


# ------------------------------------------------------------ what changed


def test_the_difference_with_the_delivery_before(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """Per project and indicator, and of the rows only how many; lower numbers are pointed out."""
    write(place(begun), Deelnemers=GOOD)
    later = GOOD.replace("30-09-2021", "31-10-2021").replace("| | 2021-06-01 |", "| | |") + OTHERS
    later = later.replace("H1 | ZorgStart | | 2021-01-04 | | |", "H1 | ZorgStart | | 2021-01-04 | | 2021-05-03 |")
    write(place(begun, "nieuw.xlsx", "2021-11-05"), Deelnemers=later.replace("H2 | ZorgStart", "H2 | Onbekend"))
    reply = next(path for path in answer() if path.name.startswith("nieuw"))
    sheet = openpyxl.load_workbook(reply, rich_text=False)["Verschil"]
    rows = {row[:2]: row[2:5] for row in sheet.iter_rows(values_only=True) if isinstance(row[2], int)}
    assert rows[("ZorgStart", "Gestarte trajecten")] == (2, 21, 19)
    assert rows[("ZorgStart", "Bemiddeld naar werk")] == (0, 1, 1)
    assert rows[("Taaltrajecten", "Bemiddeld naar werk")] == (1, 0, -1)
    said = texts(sheet)
    assert "Rijen met trajecten: 20 nieuw, 1 vervallen, 2 gewijzigd, 0 gelijk gebleven." in said
    assert "Bemiddeld naar werk bij Taaltrajecten: vorige keer 1, nu 0" in said
    assert "lijst.xlsx, ontvangen 20 oktober 2021" in said
    assert "H1" not in said


def test_the_first_delivery_has_nothing_to_differ_from(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """Nor has a refused one."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    write(place(begun, "kapot.xlsx", "2021-11-05"), Deelnemers=WRONG.replace("Startdatum", "Begin"))
    for reply in answer():
        assert "Verschil" not in openpyxl.load_workbook(reply).sheetnames


# ------------------------------------------------------------ which replies there are


def test_replies_are_made_once_and_are_the_same_again(
    begun: Workspace, programme: Programme, answer: Callable[[], list[Path]]
) -> None:
    """Nothing new, nothing made; made again, the same bytes. The delivery itself is never touched."""
    delivered = write(place(begun), Deelnemers=WRONG + OTHERS)
    before = delivered.read_bytes()
    (reply,) = answer()
    content = reply.read_bytes()
    assert (answer(), replies_stand(begun)) == ([], True)
    found = read_deliveries(begun, programme)
    assert reply in write_replies(begun, found.rules, found.judged, force=True)
    assert reply.read_bytes() == content
    assert delivered.read_bytes() == before


@pytest.mark.parametrize("damage", ["unlink", "write_bytes"])
def test_a_reply_that_is_not_as_it_was_made_is_made_again(
    begun: Workspace, answer: Callable[[], list[Path]], damage: str
) -> None:
    """Removed or changed by whoever looked at it."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    content = reply.read_bytes()
    getattr(reply, damage)(*([b"x"] if damage == "write_bytes" else []))
    assert not replies_stand(begun)
    assert answer() == [reply]
    assert reply.read_bytes() == content


def test_a_reply_nobody_needs_disappears(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """With its delivery, or when nothing is found in that any more."""
    delivered = write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    delivered.unlink()
    assert (answer(), reply.exists(), reply.parent.exists()) == ([], False, False)
    write(place(begun), Deelnemers=GOOD)
    assert answer() == []
    assert replies_stand(begun)


def test_what_someone_else_put_beside_the_replies_stays(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """A note, a corrected copy; but no reply to a delivery that is gone, even where nobody remembers having made it."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    others = [reply.with_name(name) for name in ("notitie.txt", "verbeterd.xlsx", "oud (ontvangen 2020-01-01).xlsx")]
    for path in others:
        path.write_bytes(b"x")
    (begun.replies / "made-of.json").unlink()
    answer()
    assert [path.exists() for path in others] == [True, True, False]


def test_a_workbook_that_cannot_be_copied_gets_the_findings_alone() -> None:
    """Whatever keeps the process from making the copy."""
    told = letter(finding("cell_blank", "Blad", "B2", column="x"))
    with Maker(DEFAULT_LIMITS) as maker:
        book = openpyxl.load_workbook(io.BytesIO(maker.make(b"PK no workbook", told)))
    assert book.sheetnames == ["Bevindingen"]
    assert "B2" in texts(book["Bevindingen"])


def test_files_of_one_name_get_replies_of_their_own(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """By their format, and where that is the same, by a number."""
    write(place(begun, "lijst.xlsx"), Deelnemers=WRONG + OTHERS)
    write(place(begun, "lijst.xlsm"), Deelnemers=WRONG + OTHERS + "H90 | ZorgStart | | 2021-03-01 | | |")
    write(place(begun, "Lijst.xlsx"), Deelnemers=WRONG + OTHERS + "H91 | ZorgStart | | 2021-03-01 | | |")
    names = sorted(path.name for path in answer())
    assert len(set(map(str.casefold, names))) == 3
    assert "lijst xlsm (ontvangen 2021-10-20).xlsx" in names


def test_a_night_without_news_makes_no_reply_but_what_is_gone_comes_back(
    begun: Workspace, programme: Programme
) -> None:
    """outputs may always be deleted; the deliveries need not be read again for that."""
    write(place(begun), Deelnemers=WRONG + OTHERS)
    assert len(take_in(begun, programme).read) == 1
    assert take_in(begun, programme).reasons == ()
    shutil.rmtree(begun.outputs)
    again = take_in(begun, programme)
    assert (again.read, again.news) == ([], [])
    assert (begun.replies / PARTNER / "lijst (ontvangen 2021-10-20).xlsx").is_file()
    assert take_in(begun, programme).reasons == ()


def test_a_name_that_steers_becomes_a_safe_one(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """What turns text around or ends a line is in no name, and not on the sheet."""
    write(place(begun, "lijst \u202e\n: cod.xlsx"), Deelnemers=WRONG + OTHERS)
    (reply,) = answer()
    assert reply.name == "lijst cod (ontvangen 2021-10-20).xlsx"
    assert "\u202e" not in texts(openpyxl.load_workbook(reply)["Bevindingen"])


def test_a_file_that_lies_nowhere_gets_no_reply(begun: Workspace, answer: Callable[[], list[Path]]) -> None:
    """Where it belongs is for the analyst to say."""
    write(begun.raw / PARTNER / "lijst.xlsx", Deelnemers=WRONG)
    write(begun.raw / "niemand" / RECEIVED / "lijst.xlsx", Deelnemers=WRONG)
    assert answer() == []


@pytest.mark.parametrize(
    ("place", "marked", "shown"),
    [("B2", "B2", "B2"), ("B2:D2", "B2", "B2:D2"), ("2:2", "A2", "rij 2"), ("C:C", "C1", "kolom C")],
)
def test_of_a_row_column_or_range_the_first_cell_is_marked(
    drawn: Callable[..., bytes], place: str, marked: str, shown: str
) -> None:
    """The link goes to all of it."""

    def draw(book: Any) -> None:
        book.add_worksheet("S").write_row("A1", ["a", "b", "c"])

    book = copied(drawn(draw), finding("column_missing", "S", place, found="'X'", present="'Y'"))
    assert [cell.coordinate for row in book["S"].iter_rows() for cell in row if cell.comment] == [marked]
    links = {cell.value: cell.hyperlink.location for row in book["Bevindingen"] for cell in row if cell.hyperlink}
    assert links == {shown: f"'S'!{place}"}


def test_what_is_wrong_under_one_heading_is_one_line() -> None:
    """Of figures by month: the month is no column of its own."""
    told = [
        finding("count_missing", "S", f"{letter}7", column=f"Gestart > 0{month}-2021")
        for month, letter in enumerate("DEF", 1)
    ]
    told.append(finding("count_missing", "S", "G7", column="Geplaatst > 01-2021"))
    assert [len(line.cells) for line in lines(told)] == [3, 1]


# ------------------------------------------------------------ one workbook by itself


def test_a_workbook_that_is_only_looked_at_has_its_reply_too(begun: Workspace, tmp_path: Path) -> None:
    """Also one that is refused at the door; nothing of it is stored, and the reply goes where it was asked for."""
    file = write(tmp_path / "in" / "lijst.xlsx", Deelnemers=WRONG.replace("Startdatum", "Begin"))
    told = run_cli(f"receive {file} --partner {PARTNER} --received {RECEIVED}", begun, expect=1)
    assert f"werkmonitor check {file} --partner {PARTNER} --reply antwoord.xlsx" in told
    asked = f"check {file} --partner {PARTNER} --received {RECEIVED} --reply {tmp_path / 'antwoord.xlsx'}"
    assert "Reply to the partner" in run_cli(asked, begun, expect=1)
    book = openpyxl.load_workbook(tmp_path / "antwoord.xlsx")
    assert book.sheetnames == ["Bevindingen", "Deelnemers"]
    assert "Uitkomst: Geweigerd" in texts(openpyxl.load_workbook(tmp_path / "antwoord.xlsx")["Bevindingen"])
    assert not (begun.raw / PARTNER).exists()
    assert not begun.replies.exists()


def test_a_delivery_that_is_looked_at_again_says_nothing_of_itself(begun: Workspace, tmp_path: Path) -> None:
    """It is no second delivery of the same file. A good workbook has no reply."""
    bad = write(place(begun), Deelnemers=WRONG + OTHERS)
    good = write(place(begun, received="2021-10-10"), Deelnemers=GOOD.replace("2021-01-04", "2021-01-05"))
    run_cli(f"check {bad} --reply {tmp_path / 'a.xlsx'}", begun)
    assert "nog eens ontvangen" not in texts(openpyxl.load_workbook(tmp_path / "a.xlsx")["Bevindingen"])
    assert "No reply: nothing was found." in run_cli(f"check {good} --reply {tmp_path / 'b.xlsx'}", begun)
    assert not (tmp_path / "b.xlsx").exists()


def test_a_reply_never_takes_the_place_of_the_workbook(begun: Workspace, tmp_path: Path) -> None:
    """The original is never touched."""
    file = write(tmp_path / "lijst.xlsx", Deelnemers=WRONG)
    before = file.read_bytes()
    assert "cannot be the reply" in run_cli(f"check {file} --partner {PARTNER} --reply {file}", begun, expect=2)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (Color(theme=4), "4F81BD"),
        (Color(theme=4, tint=0.5999938962981048), "B9CDE5"),
        (Color(theme=0, tint=-0.249977111117893), "BFBFBF"),
        (Color(theme=1), "000000"),
        (Color(indexed=5), "FFFF00"),
        (Color(rgb="FF123456"), "123456"),
    ],
    ids=["accent", "lighter", "darker", "text", "indexed", "plain"],
)
def test_colours_are_those_that_the_partner_sees(colour: Color, shown: str) -> None:
    """Also those of the workbook's theme, which most headers have."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    cell = book.worksheets[0]["A1"]
    cell.value, cell.fill = "Kop", PatternFill("solid", fgColor=colour)
    book.save(target)
    copy = copied(target.getvalue(), finding("note_not_read", "Sheet", "B9"))["Sheet"]["A1"]
    assert copy.fill.fgColor.rgb == f"FF{shown}"
