"""The Word template to start from: made by this code, so that it can be made again; a municipality makes it its own.

Its headings are those of council letters (raadsinformatiebrieven). All its looks are in styles of Word, which a house
style replaces without touching a field.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from werkmonitor.publish.letter.filling import LANGUAGE, detach, packed

FONT = "Arial"
INK, BRAND, LINE = RGBColor(0x16, 0x23, 0x2B), RGBColor(0x0F, 0x44, 0x59), "8FA1AB"
NOTICE, LABEL, SMALL, NUMBER = "Melding", "Gegeven", "Klein", "Getal"

Column = tuple[str, str, float, bool]
"""Of a table: heading, field of a row, width in mm, and whether it is a number."""

_FIGURES: Sequence[Column] = (
    ("Wat is geteld", "indicator", 37, False),
    ("Bereikt", "bereikt", 16, True),
    ("Planning tot nu toe", "planning", 20, True),
    ("Doel", "doel", 30, False),
    ("Oordeel", "oordeel", 31, False),
    ("Sinds de vorige monitor", "verandering", 26, False),
)
_GOALS: Sequence[Column] = (
    ("Doel", "indicator", 36, False),
    ("Was", "was", 20, False),
    ("Is nu", "nu", 28, False),
    ("Geldt vanaf", "vanaf", 28, False),
    ("Besluit", "besluit", 48, False),
)
_CATEGORIES: Sequence[Column] = (
    ("Categorie", "categorie", 46, False),
    ("Wat is geteld", "indicator", 36, False),
    ("Bereikt", "bereikt", 16, True),
    ("Planning tot nu toe", "planning", 20, True),
    ("Doel", "doel", 14, True),
    ("Oordeel", "oordeel", 28, False),
)


def default_template() -> bytes:
    """The template that stands in where a municipality has none of its own; always the same bytes."""
    document = Document()
    _styles(document)
    _page(document)
    _opening(document)
    _letter(document)
    _appendices(document)
    _finish(document)
    written = BytesIO()
    document.save(written)
    return packed(written)


# ------------------------------------------------------------ what it says


def _opening(document: Any) -> None:
    _if(document, "melding", ("{{ melding }}", NOTICE))
    document.add_paragraph("Informatiebrief aan de gemeenteraden", "Title")
    for label, text in (
        ("Aan", "de gemeenteraden{% if gemeenten %} van {{ gemeenten }}{% endif %}"),
        ("Van", "{{ uitgever }}"),
        ("Datum", "{{ datum }}"),
        ("Onderwerp", "{{ onderwerp }}"),
    ):
        _labelled(document, label, text)
    document.add_paragraph("{%p if vastgesteld %}")
    _labelled(document, "Vastgesteld", "{{ vastgesteld }}")
    document.add_paragraph("{%p endif %}")
    _if(document, "versie", ("{{ versie }}", NOTICE))
    document.add_paragraph("Geachte raadsleden,").paragraph_format.space_before = Pt(14)


def _letter(document: Any) -> None:
    _section(document, "Kennisnemen van", "{{ kennisnemen }}")
    _section(document, "Inleiding", "{{ inleiding }}")
    _section(document, "Kernboodschap")
    document.add_paragraph("{{ kernboodschap }}").runs[0].bold = True
    _each(document, "zin", "conclusies", ("{{ zin }}", "List Bullet"))
    _section(document, "Doelstellingen en resultaten")
    _table(document, "cijfers", _FIGURES, "De cijfers van het programma, stand op {{ peildatum }}")
    picture = document.add_paragraph("{{ dashboard }}")
    picture.paragraph_format.keep_with_next = True
    document.add_paragraph("Dashboard: het programma en zijn categorieën, stand op {{ peildatum }}", "Caption")
    document.add_paragraph("{%p if doelen %}")
    _section(document, "Veranderde doelen", level=2)
    _table(document, "doelen", _GOALS, "Elk doel: wat het was, en wat het nu is")
    document.add_paragraph("{%p endif %}")
    _section(document, "Wat blijft achter, en wat gebeurt eraan?")
    _points(document, "achter", heading="Heading 2")
    _section(document, "Ontwikkelingen")
    for heading, field in (
        ("Wat gaat goed", "goed"),
        ("Resultaten in woorden", "in_woorden"),
        ("Verwachting", "verwachting"),
        ("Geld", "geld"),
        ("Herziene cijfers", "herzien"),
        ("Wie leverde cijfers", "leveringen"),
    ):
        document.add_paragraph(f"{{%p if {field} %}}")
        _section(document, heading, level=2)
        _points(document, field, SMALL if field == "in_woorden" else LABEL)
        document.add_paragraph("{%p endif %}")
    _section(document, "Vervolg", "{{ vervolg }}")
    _if(
        document,
        "adres",
        ("In de monitor staan alle cijfers, ook per categorie, per gemeente en per project: {{ adres }}", ""),
    )
    closing = document.add_paragraph("Met deze brief bent u geïnformeerd over de voortgang van het programma.")
    closing.paragraph_format.keep_with_next = True
    regards = document.add_paragraph("Met vriendelijke groet,")
    regards.paragraph_format.keep_with_next = True
    document.add_paragraph("{{ uitgever }}")


def _appendices(document: Any) -> None:
    first = _section(document, "Bijlage 1: cijfers per categorie")
    first.paragraph_format.page_break_before = True
    _table(document, "categorieen", _CATEGORIES, "De categorieën, stand op {{ peildatum }}")
    _each(document, "noot", "categorieen_noot", ("{{ noot }}", SMALL))
    _section(document, "Bijlage 2: wat de woorden betekenen")
    document.add_paragraph("{%p for een in begrippen %}")
    _labelled(document, "{{ een.begrip }}", "{{ een.uitleg }}", SMALL)
    document.add_paragraph("{%p endfor %}")
    _if(document, "toelichting", ("{{ melding }}. {{ toelichting }}", SMALL))


def _section(document: Any, heading: str, text: str = "", level: int = 1) -> Any:
    added = document.add_heading(heading, level)
    if text:
        document.add_paragraph(text)
    return added


def _if(document: Any, field: str, paragraph: tuple[str, str]) -> None:
    document.add_paragraph(f"{{%p if {field} %}}")
    document.add_paragraph(paragraph[0], paragraph[1] or None)
    document.add_paragraph("{%p endif %}")


def _each(document: Any, name: str, field: str, paragraph: tuple[str, str]) -> None:
    document.add_paragraph(f"{{%p for {name} in {field} %}}")
    document.add_paragraph(*paragraph)
    document.add_paragraph("{%p endfor %}")


def _points(document: Any, field: str, style: str = LABEL, heading: str = "Heading 3") -> None:
    """Every point of a list: its heading with the judgement, its text, and a line for each thing that goes with it."""
    document.add_paragraph(f"{{%p for punt in {field} %}}")
    _if(document, "punt.kop", ("{{ punt.kop }}{% if punt.oordeel %}: {{ punt.oordeel }}{% endif %}", heading))
    _if(document, "punt.tekst", ("{{ punt.tekst }}", ""))
    document.add_paragraph("{%p for regel in punt.regels %}")
    _labelled(document, "{{ regel.naam }}", "{{ regel.tekst }}", style)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")


def _labelled(document: Any, label: str, text: str, style: str = LABEL) -> None:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(label if style == LABEL else f"{label}: ").bold = True
    paragraph.add_run(f"\t{text}" if style == LABEL else text)


def _table(document: Any, field: str, columns: Sequence[Column], title: str) -> None:
    """A table with a row for each item of a list; its header is repeated on every page, and no row is broken."""
    document.add_paragraph(title, "Caption").paragraph_format.keep_with_next = True
    table = document.add_table(4, len(columns))
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for rij in {field} %}}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for place, (heading, name, width, is_number) in enumerate(columns):
        cells = table.columns[place].cells
        cells[0].paragraphs[0].add_run(heading).bold = True
        cells[2].paragraphs[0].add_run(f"{{{{ rij.{name} }}}}")
        table.columns[place].width = Mm(width)
        for cell in cells:
            cell.width = Mm(width)
            cell.paragraphs[0].style = NUMBER
            if is_number:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    _rule(table, title.partition(",")[0])
    document.add_paragraph(style=SMALL)


def _rule(table: Any, name: str) -> None:
    """Lines between the rows, little room within cells, and the table's name for whoever cannot see it."""
    table.autofit = False
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(_element("w:tblBorders", _element("w:insideH", val="single", sz="4", color=LINE)))
    sides = (_element(f"w:{side}", w="70", type="dxa") for side in ("left", "right"))
    layout.addnext(_element("w:tblCellMar", *sides))
    properties.append(_element("w:tblCaption", val=name))


# ------------------------------------------------------------ what it looks like


def _styles(document: Any) -> None:
    styles = document.styles
    for name in (NOTICE, LABEL, SMALL, NUMBER):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _type(styles["Normal"], 10, INK, after=5, leading=1.15)
    _type(styles["Title"], 20, BRAND, is_bold=True, after=10)
    _type(styles["Heading 1"], 13, BRAND, is_bold=True, before=13, after=3)
    _type(styles["Heading 2"], 11, BRAND, is_bold=True, before=9, after=2)
    _type(styles["Heading 3"], 10, INK, is_bold=True, before=6, after=1)
    _type(styles["List Bullet"], 10, INK, after=2)
    _type(styles["Caption"], 9, INK, after=4)
    _type(styles["Header"], 9, INK)
    _type(styles["Footer"], 9, INK)
    _type(styles[NOTICE], 12, INK, is_bold=True, after=10)
    _type(styles[LABEL], 10, INK, after=2)
    _type(styles[SMALL], 9.5, INK, after=3)
    _type(styles[NUMBER], 9.5, INK, before=1.5, after=1.5)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.keep_with_next = True
    label = styles[LABEL].paragraph_format
    label.left_indent, label.first_line_indent = Mm(32), -Mm(32)
    label.tab_stops.add_tab_stop(Mm(32))
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    borders = (
        _element(f"w:{side}", val="single", sz="12", space="6", color="7D5200")
        for side in ("top", "left", "bottom", "right")
    )
    shade = _element("w:shd", val="clear", color="auto", fill="FFF4D6")
    _insert(styles[NOTICE].element.get_or_add_pPr(), _element("w:pBdr", *borders), shade)


def _type(
    style: Any,
    size: float,
    colour: RGBColor,
    *,
    is_bold: bool = False,
    before: float = 0,
    after: float = 0,
    leading: float | None = None,
) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size, style.font.bold, style.font.italic = Pt(size), is_bold, False
    style.font.color.rgb = colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if leading:
        style.paragraph_format.line_spacing = leading


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(28), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)
    header = section.header.paragraphs[0]
    header.add_run("{{ programma }} – Regio {{ regio }}")
    header.add_run("{% if melding %} · {{ melding }}{% endif %}").bold = True
    footer = section.footer.paragraphs[0]
    footer.add_run("Informatiebrief bij de monitor van {{ monitor }} – pagina ")
    for run in (_counter("PAGE"), None, _counter("NUMPAGES")):
        footer.add_run(" van ") if run is None else footer._p.append(run)


def _finish(document: Any) -> None:
    """Dutch, and without what the library that writes it begins with."""
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE)
    detach(document)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = "Informatiebrief", LANGUAGE, "", ""


def _counter(name: str) -> Any:
    """A number that Word counts: PAGE or NUMPAGES."""
    field = _element("w:fldSimple", instr=name)
    run = _element("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _element(tag: str, *inside: Any, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    for one in inside:
        element.append(one)
    return element


def _insert(properties: Any, *elements: Any) -> None:
    """Before spacing and indents: Word wants the properties of a paragraph in its own order."""
    first = next((one for one in properties if one.tag in (qn("w:spacing"), qn("w:ind"))), None)
    for element in elements:
        properties.append(element) if first is None else first.addprevious(element)
