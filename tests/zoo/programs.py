"""Files of other programs and other times: .xls, .ods, .xlsb, .xlsm, and what only looks like a workbook."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from odfdo import Document, Table
from openpyxl import Workbook

from tests.zoo import biff12
from tests.zoo.biff12 import Cell, write_xlsb
from tests.zoo.raw import SHEET, WORKBOOK, pack, parts
from tests.zoo.zoo import SMALL, YEARS, animal

SMALL_CELLS = [["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8]]
DAYS = """
[[tables]]
kind = "list"
columns = { who = "Wie", on = "Datum" }
fields = { on = "day" }
"""
MEASURES = """
[[tables]]
kind = "crosstab"
across = "measure"
columns = { region = "Regio" }
"""
FIRST_OF_MARCH = """
who | on | cell
a | 2021-03-01 | A2
"""


# ------------------------------------------------------------ .xls


def _xls(folder: Path, fill: Callable[[xlwt.Workbook, xlwt.Worksheet], None]) -> Path:
    book = xlwt.Workbook()
    fill(book, book.add_sheet("Blad1"))
    path = folder / "dier.xls"
    book.save(path)
    return path


def _write(page: xlwt.Worksheet, rows: list[list[object]]) -> None:
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None:
                page.write(row, column, value)


@animal(
    YEARS.replace("[[tables]]", '[[tables]]\nsheet = "Blad1"'),
    SMALL,
    tells="cells_hidden Blad1",
)
def an_xls_with_hidden_things(folder: Path) -> Path:
    """A sheet, a row and a column that nobody sees, in the format of 1997."""

    def fill(book: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        _write(page, SMALL_CELLS)  # type: ignore[arg-type]
        page.row(2).hidden = True
        page.col(2).hidden = True
        other = book.add_sheet("Oud")
        _write(other, SMALL_CELLS)  # type: ignore[arg-type]
        other.visibility = 2

    return _xls(folder, fill)


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex"]
    columns = { region = "Regio", town = "Plaats" }
    """,
    """
    region | town | year | sex | value | cell
    Gooi | Laren | 2020 | m | 1 | C3
    Gooi | Laren | 2020 | v | 2 | D3
    Gooi | Huizen | 2020 | m | 3 | C4
    Gooi | Huizen | 2020 | v | 4 | D4
    """,
)
def an_xls_with_merged_cells(folder: Path) -> Path:
    """A year over two columns, a region over two rows, and texts beyond Latin."""

    def fill(_: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        page.write_merge(0, 0, 2, 3, "2020")
        page.write_merge(2, 3, 0, 0, "Gooi")
        _write(page, [[None], ["Regio", "Plaats", "m", "v"], [None, "Laren", 1, 2], [None, "Huizen", 3, 4]])

    return _xls(folder, fill)


@animal(DAYS, FIRST_OF_MARCH)
def an_xls_that_counts_from_1904(folder: Path) -> Path:
    """Made on an old Macintosh."""

    def fill(book: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        book.dates_1904 = True
        _write(page, [["Wie", "Datum"], ["a"]])
        page.write(1, 1, 42794, xlwt.easyxf(num_format_str="D-M-YYYY"))

    return _xls(folder, fill)


@animal(
    DAYS,
    FIRST_OF_MARCH,
    tells="\n".join(f"not_a_date Blad1!B{row}" for row in range(3, 10)),
)
def an_xls_with_hours_shown_as_days(folder: Path) -> Path:
    """Thirty-six hours, a zero, less than that, and numbers around the 29 February 1900 that never was."""

    def fill(_: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        _write(page, [["Wie", "Datum"], *([letter] for letter in "abcdefgh")])
        for row, number in enumerate((44256, 1.5, 0, -3, -0.25, 59, 60.5, 0.75), start=1):
            page.write(row, 1, number, xlwt.easyxf(num_format_str="D-M-YYYY"))

    return _xls(folder, fill)


@animal(
    MEASURES + 'value = { kind = "share" }',
    """
    region | measure | value | cell
    a | M | 0.5 | B2
    a | N | 0.25 | C2
    b | M | 0.75 | B3
    b | N | 1 | C3
    """,
    tells="",
)
def an_xls_with_percentages(folder: Path) -> Path:
    """By a built-in format and by one of their own."""

    def fill(_: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        _write(page, [["Regio", "M", "N"], ["a"], ["b"]])
        for cell, (value, shown) in zip(
            ((1, 1), (1, 2), (2, 1), (2, 2)),
            ((0.5, "0%"), (0.25, "0.0%"), (0.75, "[Red]0%;-0%"), (1, "0%")),
            strict=True,
        ):
            page.write(*cell, value, xlwt.easyxf(num_format_str=shown))

    return _xls(folder, fill)


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 5 | B2
    a | N | 1250.5 | C2
    b | M | -3 | B3
    c | M | 1e-07 | B4
    c | N | 123456789 | C4
    """,
    tells="not_a_figure Blad1!C3",
)
def an_xls_with_every_kind_of_number(folder: Path) -> Path:
    """Packed in 30 bits and in 64, below zero, a truth."""

    def fill(_: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        rows = [["Regio", "M", "N"], ["a", 5, 1250.5], ["b", -3, True], ["c", 1e-7, 123456789]]
        _write(page, rows)  # type: ignore[arg-type]

    return _xls(folder, fill)


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | N | 1 | C2
    b | N | 2 | C3
    """,
    tells="cell_formula Blad1!B2\ncell_error Blad1!B3",
)
def an_xls_with_a_formula_and_an_error(folder: Path) -> Path:
    """A sum that was never calculated, and #DIV/0!."""

    def fill(_: xlwt.Workbook, page: xlwt.Worksheet) -> None:
        _write(page, [["Regio", "M", "N"], ["a", None, 1], ["b", None, 2]])
        page.write(1, 1, xlwt.Formula("C2+C3"))
        page.row(2).set_cell_error(1, "#DIV/0!")

    return _xls(folder, fill)


@animal(YEARS, SMALL)
def an_xls_with_the_name_of_an_xlsx(folder: Path) -> Path:
    """Known by its content, whatever it is called."""
    path = _xls(folder, lambda _, page: _write(page, SMALL_CELLS))  # type: ignore[arg-type]
    return path.rename(folder / "dier.xlsx")


# ------------------------------------------------------------ .ods


def _ods(folder: Path, *tables: Table, change: Callable[[str], str] = str) -> Path:
    document = Document("spreadsheet")
    document.body.clear()
    for table in tables:
        document.body.append(table)
    path = folder / "dier.ods"
    document.save(path)
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()) if name == "content.xml" else part)
    path.write_bytes(changed.getvalue())
    return path


def _table(rows: list[list[object]], name: str = "Blad1") -> Table:
    table = Table(name)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None:
                table.set_value((column, row), value)
    return table


def _rows(*rows: str) -> Callable[[str], str]:
    """Put rows of XML in the place of those of the one table."""

    def change(xml: str) -> str:
        start = xml.index("<table:table-row")
        end = xml.rindex("</table:table-row>") + len("</table:table-row>")
        return xml[:start] + "".join(f"<table:table-row{row}</table:table-row>" for row in rows) + xml[end:]

    return change


def _number(value: float, more: str = "", kind: str = "float") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}/>'


def _words(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B3
    Laren | 2021 | 5 | C3
    Laren | 2020 | 5 | B4
    Laren | 2021 | 5 | C4
    Huizen | 2020 | 7 | B8
    Huizen | 2021 | 8 | C8
    """,
    tells="observation_twice Blad1!B4\nobservation_twice Blad1!C4",
)
def an_ods_that_says_how_often(folder: Path) -> Path:
    """Equal cells and rows are written once, with how often; so are the blank ones, up to the last of the sheet."""
    twice = ' table:number-columns-repeated="2"'
    change = _rows(
        "><table:table-cell/>",
        f">{_words('Regio')}{_number(2020)}{_number(2021)}",
        f' table:number-rows-repeated="2">{_words("Laren")}{_number(5, twice)}',
        ' table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/>',
        f'>{_words("Huizen")}{_number(7)}{_number(8)}<table:table-cell table:number-columns-repeated="1021"/>',
        ' table:number-rows-repeated="1048568"><table:table-cell table:number-columns-repeated="1024"/>',
    )
    return _ods(folder, _table([["x"]]), change=change)


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex"]
    columns = { region = "Regio", town = "Plaats" }
    """,
    """
    region | town | year | sex | value | cell
    Gooi | Laren | 2020 | m | 1 | C3
    Gooi | Laren | 2020 | v | 2 | D3
    Gooi | Huizen | 2020 | m | 3 | C4
    Gooi | Huizen | 2020 | v | 4 | D4
    """,
)
def an_ods_with_merged_cells(folder: Path) -> Path:
    """Spanned cells, and covered ones beside them."""
    covered = "<table:covered-table-cell/>"
    across, down = ' table:number-columns-spanned="2" table:number-rows-spanned="1"', ' table:number-rows-spanned="2"'
    change = _rows(
        f">{'<table:table-cell/>' * 2}{_number(2020, across)}{covered}",
        f">{''.join(map(_words, ('Regio', 'Plaats', 'm', 'v')))}",
        f">{_words('Gooi', down)}{_words('Laren')}{_number(1)}{_number(2)}",
        f">{covered}{_words('Huizen')}{_number(3)}{_number(4)}",
    )
    return _ods(folder, _table([["x"]]), change=change)


@animal(
    DAYS,
    """
    who | on | cell
    a | 2021-03-01 | A2
    b | 2021-03-01 | A3
    c | 1899-01-01 | A4
    """,
    tells="not_a_date Blad1!B5",
)
def an_ods_with_days_and_times(folder: Path) -> Path:
    """A day, one with a time, one that Excel does not know, and a length of 49 hours."""
    days = ["2021-03-01", "2021-03-01T14:30:00", "1899-01-01"]
    cells = [f'<table:table-cell office:value-type="date" office:date-value="{day}"/>' for day in days]
    cells.append('<table:table-cell office:value-type="time" office:time-value="PT49H00M00S"/>')
    rows = [f">{_words(name)}{cell}" for name, cell in zip("abcd", cells, strict=True)]
    return _ods(folder, _table([["x"]]), change=_rows(f">{_words('Wie')}{_words('Datum')}", *rows))


@animal(
    MEASURES + 'value = { kind = "share" }',
    """
    region | measure | value | cell
    a | M | 0.5 | B2
    a | N | 0.25 | C2
    b | M | 0.75 | B3
    """,
    tells="cell_error Blad1!C3",
)
def an_ods_with_percentages_and_an_error(folder: Path) -> Path:
    """An error is a text to the standard; LibreOffice says in a word of its own that it is none."""
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    error = (
        f'<table:table-cell{calc} table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DEEL/0!</text:p></table:table-cell>'
    )
    change = _rows(
        f">{''.join(map(_words, ('Regio', 'M', 'N')))}",
        f">{_words('a')}{_number(0.5, kind='percentage')}{_number(0.25, kind='percentage')}",
        f">{_words('b')}{_number(0.75, kind='percentage')}{error}",
    )
    return _ods(folder, _table([["x"]]), change=change)


@animal(
    YEARS.replace("[[tables]]", '[[tables]]\nsheet = "Blad1"'),
    SMALL,
    tells="sheet_hidden Blad1\ncells_hidden Blad1",
)
def an_ods_with_hidden_things(folder: Path) -> Path:
    """The sheet itself, a folded row and a filtered one."""

    def change(xml: str) -> str:
        properties = '<style:table-properties table:display="false"/>'
        hidden = f'<style:style style:name="weg" style:family="table">{properties}</style:style>'
        xml = xml.replace("<office:automatic-styles>", f"<office:automatic-styles>{hidden}")
        xml = xml.replace("<office:automatic-styles/>", f"<office:automatic-styles>{hidden}</office:automatic-styles>")
        xml = xml.replace('table:name="Blad1"', 'table:name="Blad1" table:style-name="weg"')
        return _rows(
            f">{_words('Regio')}{_number(2020)}{_number(2021)}",
            f' table:visibility="collapse">{_words("Laren")}{_number(5)}{_number(6)}',
            f' table:visibility="filter">{_words("Huizen")}{_number(7)}{_number(8)}',
        )(xml)

    return _ods(folder, _table([["x"]]), _table([["iets"]], "Blad2"), change=change)


@animal(
    """
    [[tables]]
    kind = "list"
    columns = { a = "A", b = "B" }
    """,
    """
    a | b | cell
    een twee | regel een regel twee | A2
    Laren | vet en schuin | A3
    """,
)
def an_ods_with_texts_of_every_make(folder: Path) -> Path:
    """Spaces as elements, paragraphs, a tab, pieces with a style, and a comment that is none of the text."""
    comment = "<office:annotation><text:p>let op</text:p></office:annotation>"
    first = '<text:p>een<text:s text:c="2"/>twee</text:p>'
    change = _rows(
        f">{_words('A')}{_words('B')}",
        f'><table:table-cell office:value-type="string">{comment}{first}</table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>regel een</text:p><text:p>regel<text:tab/>twee</text:p>'
        "</table:table-cell>",
        f">{_words('Laren')}{_words('vet <text:span>en</text:span> <text:span>schuin</text:span>')}",
    )
    return _ods(folder, _table([["x"]]), change=change)


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 5 | B2
    a | N | 12.5 | C2
    b | N | 2 | C3
    """,
    tells="not_a_figure Blad1!B3",
)
def an_ods_with_money_and_a_truth(folder: Path) -> Path:
    """A currency is a kind of number there, and a truth is a kind of its own."""
    money = '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="12.5"/>'
    truth = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    change = _rows(
        f">{''.join(map(_words, ('Regio', 'M', 'N')))}",
        f">{_words('a')}{_number(5)}{money}",
        f">{_words('b')}{truth}{_number(2)}",
    )
    return _ods(folder, _table([["x"]]), change=change)


# ------------------------------------------------------------ .xlsb and .xlsm


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Laren | 2021 | 6 | C2
    Huizen | 2020 | 7 | B3
    Huizen | 2021 | 8.5 | C3
    """,
)
def an_xlsb_with_numbers_of_two_sizes(folder: Path) -> Path:
    """A binary workbook: numbers in 30 bits and in 64."""
    rows = [
        [Cell("Regio"), Cell(2020, is_packed=True), Cell(2021)],
        [Cell("Laren"), Cell(5, is_packed=True), Cell(6)],
        [Cell("Huizen"), Cell(7), Cell(8.5)],
    ]
    return write_xlsb(folder, rows)


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 3 | B2
    a | N | 12 | C2
    b | N | 1 | C3
    c | N | 2 | C4
    """,
    tells="cell_error Blad1!B3\nnot_a_figure Blad1!B4",
)
def an_xlsb_with_formulas(folder: Path) -> Path:
    """A number, a text that is a number, an error and a truth, each the result of a formula."""
    rows = [
        [Cell("Regio"), Cell("M"), Cell("N")],
        [Cell("a"), Cell(3, is_formula=True), Cell("12", is_formula=True)],
        [Cell("b"), Cell("#REF!", is_formula=True), Cell(1)],
        [Cell("c"), Cell(value=True, is_formula=True), Cell(2)],
    ]
    return write_xlsb(folder, rows)


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex"]
    columns = { region = "Regio", town = "Plaats" }
    """,
    """
    region | town | year | sex | value | cell
    Gooi | Laren | 2020 | m | 1 | C3
    Gooi | Laren | 2020 | v | 2 | D3
    Gooi | Huizen | 2020 | m | 3 | C4
    Gooi | Huizen | 2020 | v | 4 | D4
    """,
    tells="cells_hidden Blad1",
)
def an_xlsb_with_merged_and_hidden_cells(folder: Path) -> Path:
    """A year over two columns, a region over two rows, a hidden row and a hidden column."""
    rows = [
        [None, None, Cell("2020"), None],
        [Cell("Regio"), Cell("Plaats"), Cell("m"), Cell("v")],
        [Cell("Gooi"), Cell("Laren"), Cell(1), Cell(2)],
        [None, Cell("Huizen"), Cell(3), Cell(4)],
    ]
    merged = [(0, 0, 2, 3), (2, 3, 0, 0)]
    return write_xlsb(folder, rows, merged=merged, hidden_rows=[3], hidden_columns=[3])


@animal(DAYS, FIRST_OF_MARCH)
def an_xlsb_that_counts_from_1904(folder: Path) -> Path:
    """With a day that is one by its style."""
    rows = [[Cell("Wie"), Cell("Datum")], [Cell("a"), Cell(42794, biff12.DAY)]]
    return write_xlsb(folder, rows, has_1904_dates=True)


@animal(
    MEASURES + 'value = { kind = "share" }',
    """
    region | measure | value | cell
    a | M | 0.5 | B2
    a | N | 0.25 | C2
    """,
    tells="",
)
def an_xlsb_with_percentages(folder: Path) -> Path:
    """By their style."""
    shown = biff12.PERCENT
    rows = [[Cell("Regio"), Cell("M"), Cell("N")], [Cell("a"), Cell(0.5, shown), Cell(0.25, shown)]]
    return write_xlsb(folder, rows)


@animal(YEARS, SMALL)
def an_xlsm_under_the_name_of_an_xlsx(folder: Path) -> Path:
    """Its values are read; what it could run is not."""
    made = parts()
    made["xl/vbaProject.bin"] = "no macro at all"
    return pack(folder, made)


# ------------------------------------------------------------ .xlsx of other programs than Excel


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex", "-"]
    columns = { region = "Regio" }
    """,
    """
    region | year | sex | value | cell
    Laren | 2020 | m | 1 | B4
    Laren | 2020 | v | 2 | C4
    Laren | 2021 | m | 3 | D4
    Laren | 2021 | v | 4 | E4
    """,
)
def what_pandas_writes(folder: Path) -> Path:
    """Columns of two levels, merged, and under them a row with only the name of the labels."""
    columns = pd.MultiIndex.from_product([[2020, 2021], ["m", "v"]], names=["jaar", "geslacht"])
    frame = pd.DataFrame([[1, 2, 3, 4]], index=pd.Index(["Laren"], name="Regio"), columns=columns)
    frame.to_excel(folder / "dier.xlsx", engine="openpyxl")
    return folder / "dier.xlsx"


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Huizen | 2021 | 8 | C3
    """,
    tells="cell_formula Blad1!C2\ncell_formula Blad1!B3",
)
def formulas_of_a_program_that_cannot_count(folder: Path) -> Path:
    """Written by a script: the formulas are there, and nobody ever calculated them."""
    written = Workbook()
    page = written.active
    page.title = "Blad1"
    for row in [["Regio", 2020, 2021], ["Laren", 5, "=B2+1"], ["Huizen", "=1/0", 8]]:
        page.append(row)
    written.save(folder / "dier.xlsx")
    return folder / "dier.xlsx"


# ------------------------------------------------------------ what only looks like a workbook


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "dier.xlsx"
    path.write_bytes(content)
    return path


@animal("", refused="not_a_workbook")
def a_csv_in_disguise(folder: Path) -> Path:
    """Text with semicolons, called .xlsx by hand."""
    return _file(folder, "Regio;2020\nLaren;5\n".encode("cp1252"))


@animal("", refused="not_a_workbook")
def a_web_page_in_disguise(folder: Path) -> Path:
    """What many systems call an export to Excel."""
    return _file(folder, b"<html><body><table><tr><td>Regio</td><td>2020</td></tr></table></body></html>")


@animal("", refused="not_a_workbook")
def an_xml_spreadsheet_of_2003(folder: Path) -> Path:
    """Excel opens it; it has neither the safety nor the facts of a real workbook."""
    return _file(
        folder,
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>',
    )


@animal("", refused="not_a_workbook")
def a_letter_in_disguise(folder: Path) -> Path:
    """A Word document that was renamed."""
    return pack(folder, {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})


@animal("", refused="workbook_encrypted")
def a_workbook_with_a_password(folder: Path) -> Path:
    """Nothing can be said of what is in it."""
    plain = pack(folder, parts())
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(plain.read_bytes())).encrypt("geheim", locked)
    return _file(folder, locked.getvalue())


@animal("", refused="workbook_damaged")
def half_a_workbook(folder: Path) -> Path:
    """The download broke off."""
    return _file(folder, (whole := pack(folder, parts()).read_bytes())[: len(whole) // 2])


@animal("", refused="workbook_empty")
def a_workbook_with_nothing_in_it(folder: Path) -> Path:
    """Three sheets full of borders, and not one cell with a value."""
    return pack(folder, parts('<row r="1"><c r="A1" s="1"/></row>'))


@animal("", refused="workbook_unsafe")
def a_sheet_that_grows_when_it_is_read(folder: Path) -> Path:
    """A billion laughs: entities that unfold each other."""
    made = parts()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    made[SHEET] = made[SHEET].replace("<worksheet", laughs + "<worksheet", 1)
    return pack(folder, made)


@animal("", refused="workbook_too_large")
def a_cell_at_the_end_of_the_world(folder: Path) -> Path:
    """One number in XFD1048576, in a file of two thousand bytes."""
    return pack(folder, parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


@animal("", refused="workbook_damaged")
def two_sheets_of_one_name(folder: Path) -> Path:
    """Nobody can say which one is meant."""
    made = parts()
    made[WORKBOOK] = made[WORKBOOK].replace("</sheets>", '<sheet name="Blad1" sheetId="2" r:id="rId1"/></sheets>')
    return pack(folder, made)
