"""Odd files: XML that is right and that hardly any program writes, and some that is wrong."""

import re
import zipfile
from pathlib import Path

from tests.zoo.raw import (
    DAY,
    DURATION,
    LINKS,
    MAIN,
    PERCENT,
    RELATIONS,
    SHEET,
    STYLES,
    TEXTS,
    WORKBOOK,
    inline,
    pack,
    parts,
)
from tests.zoo.zoo import SMALL, YEARS, animal

LIST = """
[[tables]]
kind = "list"
columns = { a = "A", b = "B", c = "C" }
"""
MEASURES = """
[[tables]]
kind = "crosstab"
across = "measure"
columns = { region = "Regio" }
"""


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr">{inline(text)}</c>'


def _figures(*cells: str) -> str:
    """Rows of MEASURES: one measure, and a cell XML a row, with {} for its address."""
    head = _row(1, _text("A1", "Regio"), _text("B1", "M"), _text("C1", "N"))
    rows = (
        _row(number, _text(f"A{number}", f"r{number}"), cell.format(f"B{number}"), f'<c r="C{number}"><v>1</v></c>')
        for number, cell in enumerate(cells, start=2)
    )
    return head + "".join(rows)


# ------------------------------------------------------------ addresses


@animal(YEARS, SMALL)
def rows_without_a_number(folder: Path) -> Path:
    """They follow each other, and so do their cells: neither has an address."""
    made = parts()
    made[SHEET] = re.sub(r' r="[A-Z]*\d+"', "", made[SHEET])
    return pack(folder, made)


@animal(YEARS, SMALL)
def cells_without_an_address(folder: Path) -> Path:
    """Only the rows are numbered."""
    made = parts()
    made[SHEET] = re.sub(r'<c r="[A-Z]+\d+"', "<c", made[SHEET])
    return pack(folder, made)


@animal(YEARS, SMALL.replace("C2", "E2").replace("C3", "E3").replace("B3", "B3"))
def cells_that_skip_columns(folder: Path) -> Path:
    """From B to E, without a word of those between."""
    made = parts()
    made[SHEET] = re.sub(r'"C(\d)"', r'"E\1"', made[SHEET])
    return pack(folder, made)


@animal(YEARS, SMALL)
def cells_out_of_order(folder: Path) -> Path:
    """C before A within a row, and row 3 before row 2."""
    rows = re.findall(r"<row.*?</row>", parts()[SHEET])
    turned = [row[: row.index(">") + 1] + "".join(re.findall(r"<c .*?</c>", row)[::-1]) + "</row>" for row in rows]
    return pack(folder, parts("".join([turned[0], turned[2], turned[1]])))


@animal(YEARS, SMALL)
def no_dimension(folder: Path) -> Path:
    """Nothing says how large the sheet is."""
    return pack(folder, parts())


@animal(YEARS, SMALL)
def a_dimension_too_small(folder: Path) -> Path:
    """It says A1, and there are nine cells."""
    return pack(folder, parts(before='<dimension ref="A1"/>'))


@animal(YEARS, SMALL)
def a_dimension_too_large(folder: Path) -> Path:
    """It says that the last cell of Excel is used."""
    return pack(folder, parts(before='<dimension ref="A1:XFD1048576"/>'))


@animal(YEARS, SMALL)
def a_dimension_elsewhere(folder: Path) -> Path:
    """It says that the table starts in Q40."""
    return pack(folder, parts(before='<dimension ref="Q40:Z50"/>'))


@animal(YEARS, SMALL)
def blank_cells_and_rows_everywhere(folder: Path) -> Path:
    """With a style and nothing else."""
    rows = parts()[SHEET].replace("</row>", '<c r="D9" s="1"/></row>').replace("D9", "D{}")
    for number in (1, 2, 3):
        rows = rows.replace("D{}", f"D{number}", 1)
    made = parts()
    made[SHEET] = rows.replace(
        "</sheetData>", '<row r="4" s="1" customFormat="1"/><row r="9"><c r="B9" s="1"/></row></sheetData>'
    )
    return pack(folder, made)


# ------------------------------------------------------------ names and parts


@animal(YEARS, SMALL)
def names_with_a_prefix(folder: Path) -> Path:
    """<x:row> for <row>, in every part."""
    made = parts()
    for name in (SHEET, WORKBOOK, STYLES, TEXTS):
        xml = made[name].replace("xmlns=", "xmlns:x=")
        made[name] = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace("<?x:xml", "<?xml")
    return pack(folder, made)


@animal(YEARS, SMALL)
def the_strict_standard(folder: Path) -> Path:
    """ISO 29500 strict: the same names in other namespaces, as Excel saves it when asked to."""
    made = parts()
    for name, xml in made.items():
        xml = xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        made[name] = xml.replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    return pack(folder, made)


@animal(YEARS, SMALL)
def parts_by_their_whole_path(folder: Path) -> Path:
    """/xl/worksheets/sheet1.xml, from the root of the package."""
    made = parts()
    made[LINKS] = re.sub(r'Target="', 'Target="/xl/', made[LINKS])
    return pack(folder, made)


@animal(YEARS, SMALL)
def parts_with_other_names(folder: Path) -> Path:
    """The sheet is called blad.xml, and the texts begin with a capital; the relations say so."""
    renamed = {}
    for name, xml in parts().items():
        xml = xml.replace("worksheets/sheet1.xml", "worksheets/blad.xml").replace(
            "sharedStrings.xml", "SharedStrings.xml"
        )
        renamed[name.replace("sheet1.xml", "blad.xml").replace("sharedStrings.xml", "SharedStrings.xml")] = xml
    return pack(folder, renamed)


@animal(
    YEARS.replace("[[tables]]", '[[tables]]\nsheet = ["Een", "Twee"]\nsheet_means = "of"'),
    """
    of | region | year | value | sheet | cell
    Een | Huizen | 2020 | 7 | Een | B2
    Twee | Laren | 2020 | 5 | Twee | B2
    """,
    tells="sheet_hidden Twee",
)
def sheets_in_another_order_than_their_files(folder: Path) -> Path:
    """The first sheet is sheet2.xml; the numbers of files, sheets and relations have nothing to do with each other."""
    made = parts(
        _row(1, _text("A1", "Regio"), '<c r="B1"><v>2020</v></c>')
        + _row(2, _text("A2", "Laren"), '<c r="B2"><v>5</v></c>')
    )
    made["xl/worksheets/sheet2.xml"] = made[SHEET].replace("Laren", "Huizen").replace("<v>5</v>", "<v>7</v>")
    made["[Content_Types].xml"] = re.sub(
        r"<Override[^>]*sheet1[^>]*>",
        lambda match: match[0] + match[0].replace("sheet1", "sheet2"),
        made["[Content_Types].xml"],
    )
    link = re.search(r"<Relationship Id=.rId1.*?/>", made[LINKS])[0]  # type: ignore[index]
    other = link.replace("rId1", "rId9").replace("sheet1", "sheet2")
    made[LINKS] = made[LINKS].replace(link, other + link)
    made[WORKBOOK] = re.sub(
        r"<sheets>.*</sheets>",
        '<sheets><sheet name="Een" sheetId="7" r:id="rId9"/>'
        '<sheet name="Twee" sheetId="1" state="hidden" r:id="rId1"/></sheets>',
        made[WORKBOOK],
    )
    return pack(folder, made)


@animal(YEARS, SMALL)
def no_styles(folder: Path) -> Path:
    """A part that Excel always writes is not there, nor is any word of it."""
    made = parts()
    del made[STYLES]
    for name in ("[Content_Types].xml", LINKS):
        made[name] = re.sub(r"<(?:Override|Relationship) [^>]*styles[^>]*/>", "", made[name])
    return pack(folder, made)


@animal(YEARS, SMALL)
def not_packed_at_all(folder: Path) -> Path:
    """A zip that only holds its parts together."""
    return pack(folder, parts(), zipfile.ZIP_STORED)


@animal(YEARS, SMALL)
def xml_that_begins_with_a_mark(folder: Path) -> Path:
    """The mark of UTF-8 stands before every part."""
    return pack(folder, {name: "\ufeff" + xml for name, xml in parts().items()})


@animal(YEARS, SMALL)
def elements_from_the_future(folder: Path) -> Path:
    """Extensions of later versions, before, in and after the rows."""
    future = '<ext uri="{1}" xmlns:z="urn:z"><z:row r="2"><z:c r="B2"><z:v>99</z:v></z:c></z:row></ext>'
    made = parts(after=f"<extLst>{future}</extLst>", before='<sheetPr><tabColor rgb="FF0000"/></sheetPr>')
    made[SHEET] = (
        made[SHEET].replace("<worksheet ", '<worksheet xmlns:q="urn:q" ').replace("<row ", '<row q:dyDescent="0.25" ')
    )
    return pack(folder, made)


@animal("", refused="workbook_unsafe")
def xml_in_another_encoding(folder: Path) -> Path:
    """UTF-16, which no spreadsheet program writes and in which much can be hidden."""
    made = parts()
    path = folder / "dier.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for name, xml in made.items():
            text = xml.replace("UTF-8", "UTF-16").encode("utf-16") if name == SHEET else xml.encode()
            file.writestr(zipfile.ZipInfo(name), text)
    return path


@animal("", refused="workbook_damaged")
def a_text_that_does_not_exist(folder: Path) -> Path:
    """A cell points at the tenth shared text, and there are three."""
    made = parts()
    made[SHEET] = made[SHEET].replace('<c r="A3" t="s"><v>2</v>', '<c r="A3" t="s"><v>10</v>')
    return pack(folder, made)


@animal(YEARS, SMALL.replace("Laren | 2020 | 5 | B2\n", ""), tells="not_a_figure Blad1!B2")
def a_number_that_is_none(folder: Path) -> Path:
    """A cell says that it holds a number, and holds 'vijf'."""
    made = parts()
    made[SHEET] = made[SHEET].replace("<v>5</v>", "<v>vijf</v>")
    return pack(folder, made)


@animal("", refused="workbook_damaged")
def the_same_cell_twice(folder: Path) -> Path:
    """B2 is 5, and a little later it is 50: programs take the one or the other, and nobody notices."""
    made = parts()
    made[SHEET] = made[SHEET].replace('<c r="B2"><v>5</v></c>', '<c r="B2"><v>5</v></c><c r="B2"><v>50</v></c>')
    return pack(folder, made)


@animal("", refused="workbook_damaged")
def the_same_row_twice(folder: Path) -> Path:
    """Row 3 says that it is row 2."""
    made = parts()
    made[SHEET] = made[SHEET].replace('<row r="3">', '<row r="2">').replace('3"', '2"')
    return pack(folder, made)


@animal(YEARS, SMALL.replace("Laren | 2020 | 5 | B2\n", ""), tells="cell_error Blad1!B2")
def a_number_without_end(folder: Path) -> Path:
    """1e400 is more than any program can count."""
    made = parts()
    made[SHEET] = made[SHEET].replace("<v>5</v>", "<v>1e400</v>")
    return pack(folder, made)


# ------------------------------------------------------------ texts


@animal(
    LIST,
    """
    a | b | c | cell
    Laren | De Gooise Waardebox | x | A2
    """,
)
def texts_of_every_make(folder: Path) -> Path:
    """Within the cell, in coloured pieces, with a reading for Japanese, with spaces that must be kept."""
    texts = (
        "<si><r><rPr><b/></rPr><t xml:space='preserve'>De Gooise </t></r><r><t>Waarde</t></r><r><t>box</t></r></si>"
        "<si><t>x</t><rPh sb='0' eb='1'><t>iks</t></rPh><phoneticPr fontId='1'/></si>"
    )
    rows = _row(1, _text("A1", "A"), _text("B1", "B"), '<c r="C1" t="inlineStr"><is><r><t>C</t></r></is></c>')
    rows += _row(2, _text("A2", "Laren"), '<c r="B2" t="s"><v>0</v></c>', '<c r="C2" t="s"><v>1</v></c>')
    return pack(folder, parts(rows, texts))


@animal(
    LIST,
    """
    a | b | c | cell
    € & < > " é 😀 | een twee | Laren 1 | A2
    """,
)
def texts_in_escapes(folder: Path) -> Path:
    """Signs by their numbers, in a CDATA section, and in the way of Excel: _x000a_."""
    rows = _row(1, _text("A1", "A"), _text("B1", "B"), _text("C1", "C"))
    first = "&#8364; &amp; &lt; &gt; &quot; &#xe9; &#128512;"
    rows += _row(2, _text("A2", first), _text("B2", "een_x000a_twee"), _text("C2", "<![CDATA[Laren 1]]>"))
    return pack(folder, parts(rows))


@animal(
    LIST,
    """
    a | b | c | cell
    1 | | drie | A2
    | 2 | | A3
    """,
)
def texts_that_are_empty(folder: Path) -> Path:
    """An empty shared text, an empty one within the cell, a value without a sign in it: all of them are blanks."""
    rows = _row(1, _text("A1", "A"), _text("B1", "B"), _text("C1", "C"))
    rows += _row(2, '<c r="A2"><v>1</v></c>', '<c r="B2" t="s"><v>0</v></c>', _text("C2", "drie"))
    rows += _row(3, '<c r="A3" t="inlineStr"><is><t/></is></c>', '<c r="B3"><v>2</v></c>', '<c r="C3"><v></v></c>')
    return pack(folder, parts(rows, "<si><t></t></si><si/>"))


# ------------------------------------------------------------ values


@animal(
    MEASURES,
    """
    region | measure | value | cell
    r2 | M | 12 | B2
    r2 | N | 1 | C2
    r3 | M | 0.0001 | B3
    r3 | N | 1 | C3
    r4 | M | -1500 | B4
    r4 | N | 1 | C4
    r5 | M | 0 | B5
    r5 | N | 1 | C5
    r6 | M | 0.1 | B6
    r6 | N | 1 | C6
    r7 | M | 12 | B7
    r7 | N | 1 | C7
    """,
)
def numbers_in_every_notation(folder: Path) -> Path:
    """An exponent, a sign, leading zeros, a minus zero, seventeen digits, spaces around it."""
    notations = ["12", "1E-4", "-1.5e+3", "-0", "0.10000000000000001", "012"]
    return pack(folder, parts(_figures(*(f'<c r="{{}}"><v>{one}</v></c>' for one in notations))))


@animal(
    MEASURES,
    """
    region | measure | value | cell
    r2 | M | 5 | B2
    r2 | N | 1 | C2
    r3 | M | 7 | B3
    r3 | N | 1 | C3
    r4 | M | 8 | B4
    r4 | N | 1 | C4
    r5 | M | | B5
    r5 | N | 1 | C5
    r6 | N | 1 | C6
    r7 | N | 1 | C7
    r8 | N | 1 | C8
    r9 | N | 1 | C9
    """,
    tells="not_a_figure Blad1!B6\ncell_formula Blad1!B7\ncell_error Blad1!B8\ncell_formula Blad1!B9",
)
def formulas_of_every_make(folder: Path) -> Path:
    """Shared, of an array, with a text, an empty text, a truth, without a value, an error, with an empty value."""
    return pack(
        folder,
        parts(
            _figures(
                '<c r="{}"><f t="shared" ref="B2:B3" si="0">C2+4</f><v>5</v></c>',
                '<c r="{}"><f t="shared" si="0"/><v>7</v></c>',
                '<c r="{}"><f t="array" ref="B4">SUM(C2:C3)</f><v>8</v></c>',
                '<c r="{}" t="str"><f>IF(1=2,1,"")</f><v></v></c>',
                '<c r="{}" t="b"><f>1=1</f><v>1</v></c>',
                '<c r="{}"><f>C2</f></c>',
                '<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
                '<c r="{}"><f>C2</f><v/></c>',
            )
        ),
    )


@animal(
    MEASURES + 'value = { kind = "share" }',
    """
    region | measure | value | cell
    r2 | M | 0.5 | B2
    r2 | N | 1 | C2
    r3 | M | 0.25 | B3
    r3 | N | 1 | C3
    """,
    tells="shares_mixed Blad1!B3",
)
def a_percentage_by_its_style_alone(folder: Path) -> Path:
    """50 % and 25 %: the second is a plain 0.25."""
    return pack(folder, parts(_figures(f'<c r="{{}}" s="{PERCENT}"><v>0.5</v></c>', '<c r="{}"><v>0.25</v></c>')))


@animal(
    """
    [[tables]]
    kind = "list"
    columns = { who = "Regio", on = "M" }
    fields = { on = "day" }
    """,
    """
    who | on | cell
    r2 | 2021-03-01 | A2
    r3 | 2021-03-01 | A3
    r4 | 2021-03-01 | A4
    r5 | 2021-03-01 | A5
    """,
    tells="column_not_read Blad1!C1\nnot_a_date Blad1!B6",
)
def dates_as_iso_texts(folder: Path) -> Path:
    """t="d", with and without a time of day; a number with a style; one with part of a day; a length of time."""
    return pack(
        folder,
        parts(
            _figures(
                '<c r="{}" t="d"><v>2021-03-01</v></c>',
                '<c r="{}" t="d"><v>2021-03-01T14:30:00</v></c>',
                f'<c r="{{}}" s="{DAY}"><v>44256</v></c>',
                f'<c r="{{}}" s="{DAY}"><v>44256.75</v></c>',
                f'<c r="{{}}" s="{DURATION}"><v>2.5</v></c>',
            )
        ),
    )


@animal(YEARS, SMALL, tells="cells_hidden Blad1")
def hidden_the_long_way(folder: Path) -> Path:
    """hidden="true" instead of "1", on a row and on a run of columns."""
    made = parts(before='<cols><col min="3" max="20" width="9" hidden="true" customWidth="1"/></cols>')
    made[SHEET] = made[SHEET].replace('<row r="3">', '<row r="3" hidden="true">')
    return pack(folder, made)


@animal(
    """
    [[tables]]
    kind = "list"
    columns = { who = "Regio", on = "M" }
    fields = { on = "day" }
    """,
    """
    who | on | cell
    r2 | 2021-03-01 | A2
    """,
    tells="column_not_read Blad1!C1",
)
def a_workbook_of_1904_in_words(folder: Path) -> Path:
    """date1904="true" instead of "1"."""
    made = parts(_figures(f'<c r="{{}}" s="{DAY}"><v>42794</v></c>'))
    made[WORKBOOK] = made[WORKBOOK].replace("<sheets>", '<workbookPr date1904="true"/><sheets>')
    return pack(folder, made)


@animal(YEARS, SMALL)
def a_merge_that_hides_a_label(folder: Path) -> Path:
    """A2:A3 is merged and A3 still holds a word, as with formats that were copied: what a cell holds counts."""
    return pack(folder, parts(after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'))


@animal(YEARS, SMALL)
def xml_laid_out_for_people(folder: Path) -> Path:
    """Every element on a line of its own, with comments and instructions between them."""
    made = parts()
    made[SHEET] = (
        made[SHEET].replace("><", ">\n  <!-- <row r='9'> -->\n  <").replace("<sheetData>", "<?let op?><sheetData>")
    )
    made[TEXTS] = made[TEXTS].replace("><si", ">\n<si").replace("</si><", "</si>\n<")
    return pack(folder, made)
