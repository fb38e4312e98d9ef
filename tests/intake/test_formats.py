"""The same facts from every format: errors, hidden and merged cells, percentages, days of either calendar."""

import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from tests.intake.books import drawn
from tests.intake.reading import read, told
from tests.zoo.biff12 import DAY, PERCENT, Cell, write_xlsb
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.files.sheet_facts import is_percent_format
from werkmonitor.intake.workbook import Fault, Hidden, Hopeless

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child process for all of these."""
    with Reader() as one:
        yield one


def xlsx(folder: Path, *, is_1904: bool = False) -> Path:
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet, formats = book.add_worksheet("Blad1"), {}
        for name, code in {"day": "d-m-yyyy", "percent": "0.0%"}.items():
            formats[name] = book.add_format({"num_format": code})
        sheet.merge_range("A1:C1", "Stand")
        sheet.write("A2", "a")
        sheet.write_datetime("B2", date(2021, 3, 1), formats["day"])
        sheet.write("C2", 0.92, formats["percent"])
        sheet.write("A3", "b")
        sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C3", "=B2+1", None, "")
        sheet.write_row("A4", ["c", 4, 5])
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        book.add_worksheet("Weg").hide()
    return path


def xls(folder: Path, *, is_1904: bool = False) -> Path:
    path = folder / "a.xls"
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    sheet = book.add_sheet("Blad1")
    day = (date(2021, 3, 1) - date(1904, 1, 1)).days if is_1904 else date(2021, 3, 1)
    sheet.write_merge(0, 0, 0, 2, "Stand")
    sheet.write(1, 0, "a")
    sheet.write(1, 1, day, xlwt.easyxf(num_format_str="D-M-YYYY"))
    sheet.write(1, 2, 0.92, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(2, 0, "b")
    sheet.row(2).set_cell_error(1, "#DIV/0!")
    sheet.write(2, 2, xlwt.Formula("B2+1"))
    for column, value in enumerate(("c", 4, 5)):
        sheet.write(3, column, value)
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("Weg").visibility = 1
    book.save(path)
    return path


def xlsb(folder: Path, *, is_1904: bool = False) -> Path:
    serial = (date(2021, 3, 1) - (date(1904, 1, 1) if is_1904 else date(1899, 12, 30))).days
    rows = [
        [Cell("Stand"), None, None],
        [Cell("a"), Cell(serial, DAY), Cell(0.92, PERCENT)],
        [Cell("b"), Cell("#DIV/0!"), Cell("#REF!", is_formula=True)],
        [Cell("c"), Cell(4, is_packed=True), Cell(5)],
    ]
    merged = [(0, 0, 0, 2)]
    return write_xlsb(folder, rows, merged=merged, hidden_rows=[3], hidden_columns=[2], has_1904_dates=is_1904)


def ods(folder: Path, *, is_1904: bool = False) -> Path:
    """As LibreOffice writes it; laid out by hand."""
    epoch = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    rows = (
        row(
            text("Stand", 'table:number-columns-spanned="3"'),
            '<table:covered-table-cell table:number-columns-repeated="2"/>',
        ),
        row(text("a"), typed("date", 'office:date-value="2021-03-01"'), typed("percentage", 'office:value="0.92"')),
        row(
            text("b"),
            text("#DIV/0!", 'office:string-value="" calcext:value-type="error"'),
            '<table:table-cell table:formula="of:=[.B2]+1"/>',
        ),
        row(text("c"), typed("float", 'office:value="4"'), typed("float", 'office:value="5"'), unseen=True),
    )
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    return write_ods(
        folder,
        (epoch if is_1904 else "")
        + f'<table:table table:name="Blad1">{columns}{"".join(rows)}</table:table>'
        + '<table:table table:name="Weg" table:style-name="unseen"/>',
    )


def row(*cells: str, unseen: bool = False) -> str:
    start = '<table:table-row table:visibility="collapse">' if unseen else "<table:table-row>"
    return f"{start}{''.join(cells)}</table:table-row>"


def text(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{words}</text:p></table:table-cell>'


def typed(kind: str, more: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" {more}><text:p>zo staat het er</text:p></table:table-cell>'


def write_ods(folder: Path, tables: str, **parts: str) -> Path:
    """A workbook around these tables; parts: others beside content.xml, '__' in a name is a slash."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = {name: f"{oasis}:{name}:1.0" for name in ("office", "table", "text", "style")}
    spaces |= {"calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"}
    spaces |= {"dc": "http://purl.org/dc/elements/1.1/"}
    declared = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    style = '<style:style style:name="unseen"><style:table-properties table:display="false"/></style:style>'
    content = (
        f"<office:document-content {declared}><office:automatic-styles>{style}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "a.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        for name, part in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return path


ALL = [
    pytest.param(xlsx, id="xlsx"),
    pytest.param(xls, id="xls"),
    pytest.param(xlsb, id="xlsb"),
    pytest.param(ods, id="ods"),
]


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("is_1904", [False, True], ids=["from 1900", "from 1904"])
def test_every_format_tells_the_same(reader: Reader, tmp_path: Path, make: Callable[..., Path], is_1904: bool) -> None:
    """Errors, hidden and merged cells, percentages, days (failure modes 2, 9, 14, 16, 24 and 28)."""
    workbook = reader.read(make(tmp_path, is_1904=is_1904).read_bytes())
    sheet, *others = workbook.sheets
    uncalculated = Fault("#REF!") if workbook.format == "xlsb" else Fault("")
    assert sheet.rows() == [
        ("Stand", None, None),
        ("a", date(2021, 3, 1), 0.92),
        ("b", Fault("#DIV/0!"), uncalculated),
        ("c", 4, 5),
    ]
    assert (sheet.merged, sheet.percents) == ([(0, 0, 0, 2)], {(1, 2)})
    assert sheet.hidden == Hidden((3,), (2,))
    assert [one.is_hidden for one in others] == [True] * len(others)
    assert workbook.has_1904_dates is is_1904


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice Calc")
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_libreoffice_saves_the_same_in_another_format(reader: Reader, tmp_path: Path, suffix: str) -> None:
    """What it makes of an .xlsx says the same to us; an uncalculated formula it calculates."""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    path = xlsx(tmp_path)
    command = [str(OFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    before, after = (reader.read((tmp_path / f"a.{one}").read_bytes()).sheets[0] for one in ("xlsx", suffix))
    assert [cells[:2] for cells in after.rows()] == [cells[:2] for cells in before.rows()]
    assert (after.merged, after.percents, after.hidden) == (before.merged, before.percents, before.hidden)


# ------------------------------------------------------------ what only one format has


def test_an_ods_says_what_kind_each_value_is(reader: Reader, tmp_path: Path) -> None:
    """Days with a time, times, durations of more than a day, truths, spaces and lines in a text."""
    cells = (
        typed("date", 'office:date-value="2021-03-01T13:30:00"'),
        typed("time", 'office:time-value="PT13H30M00S"'),
        typed("time", 'office:time-value="PT36H00M00S"'),
        typed("boolean", 'office:boolean-value="true"'),
        typed("currency", 'office:value="12.5"'),
        text('een<text:s text:c="2"/>twee</text:p><text:p>drie'),
    )
    path = write_ods(tmp_path, f'<table:table table:name="A">{row(*cells)}</table:table>')
    assert reader.read(path.read_bytes()).sheets[0].rows() == [
        (datetime(2021, 3, 1, 13, 30), time(13, 30), timedelta(hours=36), True, 12.5, "een  twee\ndrie")
    ]


def test_rows_and_columns_of_an_ods_that_are_repeated(reader: Reader, tmp_path: Path) -> None:
    """A value is repeated with its row; a million blank rows at the end are none."""
    one = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    rows = f'<table:table-row table:number-rows-repeated="2">{one}</table:table-row>{blank}'
    path = write_ods(tmp_path, f'<table:table table:name="A"><table:table-row/>{rows}</table:table>')
    assert reader.read(path.read_bytes()).sheets[0].rows() == [(None, None), (1, 1), (1, 1)]


def test_a_filter_of_an_ods_hides_rows(reader: Reader, tmp_path: Path) -> None:
    """Told apart from rows that someone hid (failure mode 9)."""
    hidden = row(text("b")).replace("<table:table-row", '<table:table-row table:visibility="filter"')
    path = write_ods(tmp_path, f'<table:table table:name="A">{row(text("a"))}{hidden}</table:table>')
    assert reader.read(path.read_bytes()).sheets[0].hidden == Hidden((1,), (), is_filtered=True)


@pytest.mark.parametrize(
    ("formula", "has_value"),
    [("1+1", False), ("SUM(A1:A3)", False), ('IF(A1=1,"","x")', True), ("A1", True)],
)
def test_an_empty_text_is_no_result_of_a_sum(reader: Reader, tmp_path: Path, formula: str, has_value: bool) -> None:
    """xlwt stores one for every formula; so does Excel, for a formula that gives an empty text (failure mode 16)."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad1")
    sheet.write(0, 0, 1)
    sheet.write(0, 1, xlwt.Formula(formula))
    book.save(tmp_path / "a.xls")
    value = reader.read((tmp_path / "a.xls").read_bytes()).sheets[0].value(0, 1)
    assert (value is None) == has_value
    assert has_value or value == Fault("")


def test_a_zero_that_was_never_calculated_is_no_value(reader: Reader, tmp_path: Path) -> None:
    """Programs store a 0 for every formula and ask for calculation when the workbook is opened (failure mode 16)."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1")
        sheet.write_formula("B1", "=1+2", None, 3)
    assert reader.read((tmp_path / "a.xlsx").read_bytes()).sheets[0].rows() == [(Fault(""), 3)]


def test_two_readers_must_see_the_same_in_an_xls(reader: Reader, tmp_path: Path) -> None:
    """An .xls has no checksum: where a record is cut off, what follows would be something else."""
    content = xls(tmp_path).read_bytes()
    place = content.index(struct.pack("<HHHH", 0x00BD, 18, 3, 1))  # the record of B4 and C4
    spoilt = content[: place + 2] + b"\x06" + content[place + 3 :]
    with pytest.raises(Hopeless) as hopeless:
        reader.read(spoilt)
    assert hopeless.value.code == "workbook_damaged"


def test_a_hidden_sheet_that_nobody_asked_for_is_told() -> None:
    """It came along with the delivery, whatever it is for (failure mode 9); a blank one says nothing."""
    head = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
    rows = f"Stand per 30-09-2021\n{head}\nH1 | ZorgStart | | 2021-01-01 | | |"
    book = drawn(Deelnemers=rows, Bron="a | b\n1 | 2", Leeg="blank")
    for sheet in book.sheets[1:]:
        sheet.is_hidden = True
    assert told(read(book)) == [("sheet_hidden_unread", "Bron")]


def test_comments_links_macros_and_makers_are_known(reader: Reader, tmp_path: Path) -> None:
    """What stands beside the cells: told of, and looked through for personal data."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.set_properties({"author": "J. Jansen", "title": "Stand"})
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write_comment("A1", "klopt dit?", {"author": "P. Pietersen"})
    workbook = reader.read((tmp_path / "a.xlsx").read_bytes())
    assert (workbook.comments, workbook.about) == (["klopt dit?"], ["Stand"])
    assert {"J. Jansen", "P. Pietersen"} <= set(workbook.persons)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0%", True), ("0.0 %", True), ('0" %"', False), ("0\\%", False), ("[$%-409]0", False), ("General", False)],
)
def test_which_number_formats_show_a_percentage(code: str, expected: bool) -> None:
    """Not one with the sign as a text."""
    assert is_percent_format(code) is expected


def test_what_has_no_height_or_width_is_hidden_too(tmp_path: Path, reader: Reader) -> None:
    """Rows and columns drawn shut are as unseen as those that were hidden by name."""
    path = tmp_path / "shut.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(4):
            sheet.write_row(row, 0, [1, 2, 3])
    shut = tmp_path / "shut too.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(shut, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name.endswith("sheet1.xml"):
                xml = xml.replace(b'<row r="2"', b'<row ht="0" customHeight="1" r="2"')
                xml = xml.replace(b"<sheetData>", b'<cols><col min="2" max="2" width="0"/></cols><sheetData>')
            new.writestr(name, xml)
    assert reader.read(path.read_bytes()).sheets[0].hidden is None
    hidden = reader.read(shut.read_bytes()).sheets[0].hidden
    assert hidden is not None
    assert hidden.in_words()["hidden"] == "row 2, column B"
