"""A workbook in XML by hand, part by part, for what no program can be made to write."""

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET, WORKBOOK, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
LINKS = "xl/_rels/workbook.xml.rels"
GENERAL, PERCENT, DAY, DURATION = range(4)
"""Cell styles, by their number."""

SMALL_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2020</v></c><c r="C1"><v>2021</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>5</v></c><c r="C2"><v>6</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>7</v></c><c r="C3"><v>8</v></c></row>'
)
"""The table of which zoo.SMALL comes."""
SMALL_TEXTS = "<si><t>Regio</t></si><si><t>Laren</t></si><si><t>Huizen</t></si>"

Parts = dict[str, str]


def parts(rows: str = SMALL_ROWS, texts: str = SMALL_TEXTS, *, before: str = "", after: str = "") -> Parts:
    """The parts of a workbook with one sheet. before, after: XML of the sheet around its rows."""
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
            f'{kind}+xml"/>'
            for part, kind in (
                (WORKBOOK, "sheet.main"),
                (SHEET, "worksheet"),
                (STYLES, "styles"),
                (TEXTS, "sharedStrings"),
            )
        )
        + "</Types>",
        "_rels/.rels": _relations(("rId1", "officeDocument", WORKBOOK)),
        WORKBOOK: f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        LINKS: _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        STYLES: f'{XML}<styleSheet xmlns="{MAIN}">'
        '<cellXfs count="4"><xf/><xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs>'
        "</styleSheet>",
        TEXTS: f'{XML}<sst xmlns="{MAIN}">{texts}</sst>',
        SHEET: f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    }


def inline(text: str) -> str:
    """The inside of a cell with t="inlineStr"."""
    return f"<is><t>{text}</t></is>"


def pack(folder: Path, parts: Parts, how: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write the parts as a package, always the same."""
    path = folder / "dier.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for name, xml in parts.items():
            file.writestr(zipfile.ZipInfo(name), xml, how)
    return path


def _relations(*ones: tuple[str, str, str]) -> str:
    links = "".join(f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="{part}"/>' for id_, kind, part in ones)
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
