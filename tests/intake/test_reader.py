"""From bytes to cells, in a process that may die."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from odfdo import Document, Table

from tests.intake.books import write
from werkmonitor.intake.files.ahead import Readers
from werkmonitor.intake.files.package import Found, inspect
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.files.xlsx_facts import read_facts
from werkmonitor.intake.workbook import Fault, Hidden, Hopeless, Workbook
from werkmonitor.limits import Limits

SHEET = "Project | Datum\nZorgStart | 2021-03-01\nTotaal | 12"
EXPECTED = [("Project", "Datum"), ("ZorgStart", date(2021, 3, 1)), ("Totaal", 12)]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child process for all of these."""
    with Reader(Limits(reader_seconds=30)) as one:
        yield one


def xlsx(path: Path) -> bytes:
    return write(path / "a.xlsx", Blad1=SHEET).read_bytes()


def xls(path: Path) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad1")
    for row, cells in enumerate(EXPECTED):
        for column, value in enumerate(cells):
            style = xlwt.easyxf(num_format_str="D-M-YYYY") if isinstance(value, date) else xlwt.easyxf()
            sheet.write(row, column, value, style)
    book.save(path / "a.xls")
    return (path / "a.xls").read_bytes()


def ods(path: Path) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Blad1")
    for row, cells in enumerate(EXPECTED):
        for column, value in enumerate(cells):
            table.set_value((column, row), value)
    document.body.append(table)
    document.save(path / "a.ods")
    return (path / "a.ods").read_bytes()


def code_of(reader: Reader, content: bytes) -> str:
    with pytest.raises(Hopeless) as hopeless:
        reader.read(content)
    return hopeless.value.code


def changed(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """A package with its parts changed (None leaves one out) and others added; '__' in a name is a slash."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), part)
    return target.getvalue()


def same(name: str, part: bytes) -> bytes:
    return part


@pytest.mark.parametrize(("make", "kind"), [(xlsx, "xlsx"), (xls, "xls"), (ods, "ods")])
def test_every_format_gives_the_same_cells(
    reader: Reader, tmp_path: Path, make: Callable[[Path], bytes], kind: str
) -> None:
    """By content, whatever the file is called."""
    workbook = reader.read(make(tmp_path))
    assert (workbook.format, workbook.sheets[0].name, workbook.sheets[0].rows()) == (kind, "Blad1", EXPECTED)


def test_addresses_count_from_a1_also_when_the_sheet_begins_blank(reader: Reader, tmp_path: Path) -> None:
    """Leading blank rows and columns stay."""
    content = write(tmp_path / "a.xlsx", Blad1="blank\nblank\n | | 5").read_bytes()
    assert reader.read(content).sheets[0].value(2, 2) == 5


def test_errors_and_formulas_without_a_value_are_no_blanks(reader: Reader, tmp_path: Path) -> None:
    """calamine gives a blank for both; the sheet's own XML tells them apart (failure mode 16)."""
    content = write(tmp_path / "a.xlsx", Blad1="a | #REF! | = | 1\n#DIV/0! | | | ").read_bytes()
    assert reader.read(content).sheets[0].rows() == [
        ("a", Fault("#REF!"), Fault(""), 1),
        (Fault("#DIV/0!"), None, None, None),
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: xml, id="as Excel writes it"),
        pytest.param(lambda xml: xml.replace(b't="e"', b"t='e'"), id="other quotes"),
        pytest.param(lambda xml: re.sub(rb' r="[A-Z]+\d+"', b"", xml), id="cells without an address"),
        pytest.param(
            lambda xml: re.sub(rb"<(/?)(worksheet|row|c|v|f|sheetData|t)\b", rb"<\1x:\2", xml).replace(
                b"xmlns=", b"xmlns:x="
            ),
            id="names with a prefix",
        ),
        pytest.param(lambda xml: re.sub(rb"(<f>.*?</f>)(<v>.*?</v>)", rb"\2\1", xml), id="value before formula"),
        pytest.param(lambda xml: xml.replace(b"</row>", b"</row\n>"), id="odd ends of rows"),
        pytest.param(lambda xml: xml.replace(b"<sheetData>", b"<!-- <row> --><sheetData>"), id="a comment"),
    ],
)
def test_errors_are_found_among_many_rows_without_any(
    reader: Reader, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    """Of rows that have nothing to tell only the tags are parsed; nothing is lost by that, however it is written."""
    lines = [f"P{number} | {number} | 2021-03-01" for number in range(40)]
    lines[17], lines[30], lines[39] = "P17 | #REF! | x", "P30 | = | brown row", "Totaal | = | #N/A"
    content = write(tmp_path / "a.xlsx", Blad1="\n".join(lines)).read_bytes()
    content = changed(content, lambda name, part: change(part) if "sheet1" in name else part)
    rows = reader.read(content).sheets[0].rows()
    faults = {
        (row, column): cell
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, Fault)
    }
    assert faults == {(17, 1): Fault("#REF!"), (30, 1): Fault(""), (39, 1): Fault(""), (39, 2): Fault("#N/A")}
    assert [cells[0] for cells in rows] == [line.partition(" ")[0] for line in lines]


def test_an_error_cell_far_away_does_not_make_a_sheet_too_large(reader: Reader, tmp_path: Path) -> None:
    """calamine does not count it, so the limits must."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write("A1", "a")
        book.worksheets()[0].write_formula(90_000, 250, "=1", None, "#REF!")
    assert code_of(reader, (tmp_path / "a.xlsx").read_bytes()) == "workbook_too_large"


def test_a_sheet_with_a_document_type_is_not_parsed(tmp_path: Path) -> None:
    """Also if it got past the first look."""
    xml = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    package = inspect(xlsx(tmp_path), Limits())
    content = changed(xlsx(tmp_path), lambda name, part: xml if "sheet1" in name else part)
    with pytest.raises(ValueError, match="document type"):
        read_facts(content, replace(package, parts=dict.fromkeys(package.parts, Found(is_telling=True))))


def test_merged_cells_hidden_parts_and_the_date_system(reader: Reader, tmp_path: Path) -> None:
    """What the package tells besides values (failure modes 2, 9 and 28)."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        sheet = book.add_worksheet("Eerste")
        sheet.merge_range("B2:D2", "Gestart")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.write("B4", "niet te zien")
        sheet.write("A5", date(2021, 3, 1), book.add_format({"num_format": "d-m-yyyy"}))
        book.add_worksheet("Tweede").hide()
    workbook = reader.read((tmp_path / "a.xlsx").read_bytes())
    first, second = workbook.sheets
    assert (first.merged, first.hidden, first.value(4, 0)) == ([(1, 1, 1, 3)], Hidden((3,)), date(2021, 3, 1))
    assert (second.is_hidden, first.is_hidden, workbook.has_1904_dates) == (True, False, True)


def test_which_cells_are_percentages_and_which_are_hidden(reader: Reader, tmp_path: Path) -> None:
    """By number format, not by value; hidden columns without a value are none (failure modes 9 and 24)."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        formats = ("0%", "0.0%", '0" %"', "General", "[Red]0%;-0%")
        for column, code in enumerate(formats):
            sheet.write(0, column, 0.92, book.add_format({"num_format": code}))
            sheet.write_blank(1, column, None, book.add_format({"num_format": code}))
        sheet.set_column("B:C", None, None, {"hidden": True})
        sheet.set_column("K:XFD", None, None, {"hidden": True})
        sheet.write_row("A3", [1, 2, 3])
    (first,) = reader.read((tmp_path / "a.xlsx").read_bytes()).sheets
    assert first.percents == {(0, 0), (0, 1), (0, 4)}
    assert first.hidden == Hidden((), (1, 2))
    assert first.hidden.in_words() == {"hidden": "columns B-C", "hidden_nl": "kolom B-C"}


def test_a_million_formatted_empty_rows_are_no_rows(reader: Reader, tmp_path: Path) -> None:
    """Only what holds a value counts (failure mode 17)."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write("A1", "a")
        for row in (10, 5_000, 1_048_575):
            sheet.write_blank(row, 0, None, book.add_format({"bold": True}))
    assert reader.read((tmp_path / "a.xlsx").read_bytes()).sheets[0].height == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "not_a_workbook", id="nothing"),
        pytest.param(b"Deelnemer;Project\n1;ZorgStart\n", "not_a_workbook", id="a CSV"),
        pytest.param(b"%PDF-1.7\n...", "not_a_workbook", id="a PDF"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "not_a_workbook", id="an empty zip"),
        pytest.param(b"PK\x03\x04broken", "workbook_damaged", id="a broken zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "workbook_damaged", id="a broken old file"),
    ],
)
def test_what_is_no_workbook_is_refused(reader: Reader, content: bytes, code: str) -> None:
    """With one code each (failure mode 14)."""
    assert code_of(reader, content) == code


def test_an_empty_workbook_is_refused(reader: Reader, tmp_path: Path) -> None:
    """Sheets without any cell."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("Deelnemers")
        book.add_worksheet("Toelichting")
    assert code_of(reader, (tmp_path / "a.xlsx").read_bytes()) == "workbook_empty"


def test_a_truncated_workbook_is_refused(reader: Reader, tmp_path: Path) -> None:
    """Half a file is not half the figures."""
    content = xlsx(tmp_path)
    assert code_of(reader, content[: len(content) // 2]) == "workbook_damaged"


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        pytest.param(
            lambda name, part: (
                part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
                if "sheet1" in name
                else part
            ),
            {},
            "workbook_unsafe",
            id="an entity",
        ),
        pytest.param(same, {"xl__embeddings__a_bin": b"x"}, "workbook_unsafe", id="an embedded file"),
        pytest.param(same, {"xl__connections_xml": b"<x/>"}, "workbook_unsafe", id="a database connection"),
        pytest.param(same, {"..__evil_xml": b"<x/>"}, "workbook_unsafe", id="a path out of the package"),
        pytest.param(
            same, {"xl__pivotCache__pivotCacheRecords1_xml": b"<x/>"}, "pivot_records", id="rows behind a pivot table"
        ),
        pytest.param(same, {"xl__media__zeros_bin": b"\0" * 3_000_000}, "workbook_too_large", id="a zip bomb"),
        pytest.param(
            lambda name, part: None if name == "xl/workbook.xml" else part, {}, "workbook_damaged", id="a part missing"
        ),
        pytest.param(
            lambda name, part: part[:100] if "sheet1" in name else part, {}, "workbook_damaged", id="a part cut off"
        ),
    ],
)
def test_a_package_that_is_not_to_be_trusted_is_refused(
    reader: Reader,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    more: dict[str, bytes],
    code: str,
) -> None:
    """Before anything in it is read (failure mode 59)."""
    assert code_of(reader, changed(xlsx(tmp_path), change, **more)) == code


@pytest.mark.parametrize(
    "limits",
    [
        Limits(file_megabytes=0.001),
        Limits(parts=3),
        Limits(unpacked_megabytes=0.001),
        Limits(part_megabytes=0.0005),
        Limits(rows=2),
        Limits(columns=1),
        Limits(cells=5),
        Limits(text_length=5),
    ],
    ids=lambda limits: next(name for name in Limits.__slots__ if getattr(limits, name) != getattr(Limits(), name)),
)
def test_every_limit_has_a_name_and_is_kept(tmp_path: Path, limits: Limits) -> None:
    """The same workbook, just above each limit."""
    with Reader(limits) as strict:
        assert code_of(strict, xlsx(tmp_path)) == "workbook_too_large"


def test_a_workbook_that_kills_the_reader_kills_nothing_else(tmp_path: Path) -> None:
    """One cell at the far corner makes calamine abort its process; the next workbook is read by a new one."""
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        book.add_worksheet().write(1_048_575, 16_383, 1)
    good = xlsx(tmp_path)
    with Reader(Limits(rows=2**20, columns=2**14, cells=2**40)) as careless:
        assert code_of(careless, (tmp_path / "far.xlsx").read_bytes()) == "reader_failed"
        assert isinstance(careless.read(good), Workbook)


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """After the seconds that the limit allows."""
    with Reader(Limits(reader_seconds=0)) as impatient:
        assert code_of(impatient, xlsx(tmp_path)) == "reader_failed"


def test_a_workbook_with_macros_is_read_for_its_values(reader: Reader, tmp_path: Path) -> None:
    """Known by its content; nothing in it runs (failure mode 15)."""
    workbook = reader.read(changed(xlsx(tmp_path), same, xl__vbaProject_bin=b"x", xl__externalLinks__a_xml=b"<x/>"))
    assert (workbook.format, workbook.has_links, workbook.sheets[0].rows()) == ("xlsm", True, EXPECTED)


def test_readers_that_nobody_waits_for_end_at_once(tmp_path: Path) -> None:
    """As when a run is stopped: what was asked for is dropped, in the middle of a workbook too."""
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(60_000):
            sheet.write_row(row, 0, range(row, row + 12))
    content = path.read_bytes()
    with Readers(jobs=2) as readers:
        started = [readers.ask(xlsx(tmp_path)) for _ in range(2)]
        assert all(one.result().sheets for one in started)
        asked = [readers.ask(content) for _ in range(4)]
    ends = [asked[number].cancelled() or type(asked[number].exception()) is Hopeless for number in range(4)]
    assert ends == [True] * 4


def test_a_mark_above_the_line_is_no_digit(tmp_path: Path) -> None:
    """'1234' with a raised 1 is 1234 and its footnote; 'm' with a raised 2 stays what it is."""
    path = tmp_path / "raised.xlsx"
    with xlsxwriter.Workbook(path) as book:
        raised, sheet = book.add_format({"font_script": 1}), book.add_worksheet()
        for row, (text, mark) in enumerate((("1234", "1"), ("Laren", "a,2"), ("m", "2"), ("x & y", "*"))):
            sheet.write_rich_string(row, 0, text, raised, mark)
    with Reader() as reader:
        (sheet,) = reader.read(path.read_bytes()).sheets
    assert [sheet.value(row, 0) for row in range(4)] == ["1234¹", "Larenᵃ,²", "m²", "x & y*"]


def test_a_mark_above_the_line_is_no_digit_in_an_xls_either(tmp_path: Path) -> None:
    """There the fonts of the parts of a text tell."""
    book = xlwt.Workbook()
    sheet, raised = book.add_sheet("Blad1"), xlwt.easyfont("escapement superscript")
    sheet.write_rich_text(0, 0, ["1234", ("1", raised)])
    sheet.write(1, 0, "Laren2")
    book.save(tmp_path / "raised.xls")
    with Reader() as reader:
        (read,) = reader.read((tmp_path / "raised.xls").read_bytes()).sheets
    assert [read.value(row, 0) for row in range(2)] == ["1234¹", "Laren2"]
