"""The letter to the councils: what it says, what a template may ask for, and what a Word document must be."""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.publish.example import DATA, example_cube, planted_cube
from werkmonitor.cube import CUBE_FILE, Cube, write_cube
from werkmonitor.errors import ConfigurationError, PublicationRefused, UsageError
from werkmonitor.programme import load_programme
from werkmonitor.publish.accessible import faults
from werkmonitor.publish.charts import lettering
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.letter import TEMPLATE, as_page, as_word, write_letter, write_template
from werkmonitor.publish.letter.checking import check
from werkmonitor.publish.letter.contents import Letter, _clean
from werkmonitor.publish.letter.dashboard import WIDTH, as_svg
from werkmonitor.publish.letter.fields import FIELDS, Field
from werkmonitor.publish.letter.filling import fill
from werkmonitor.publish.letter.template import default_template
from werkmonitor.workspace import Workspace

ABOUT = {
    "title": "Brief",
    "subject": "Programma",
    "author": "Team",
    "on": load_programme(DATA / "programme.toml").editions[0].as_of,
}
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
"""A picture of one pixel."""


def letter_of(cube: Cube) -> Letter:
    return Letter(Facts.of(cube))


def word(letter: Letter, template: bytes | None = None) -> bytes:
    return as_word(letter, template or default_template(), "brief.docx")


def paragraphs(document: bytes) -> list[str]:
    """Every text of a document's body, those in tables too."""
    body = Document(BytesIO(document)).element.body
    return ["".join(text.text or "" for text in one.iter(qn("w:t"))) for one in body.iter(qn("w:p"))]


@pytest.fixture(scope="module")
def letter() -> bytes:
    """The letter with the fourth edition, by our own template."""
    return word(letter_of(example_cube("2022-11")))


# ------------------------------------------------------------ what it says


def test_it_has_the_headings_of_a_council_letter(letter: bytes) -> None:
    """In the order in which councils read them; an appendix has the figures and the words."""
    document = Document(BytesIO(letter))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == [
        "Kennisnemen van",
        "Inleiding",
        "Kernboodschap",
        "Doelstellingen en resultaten",
        "Wat blijft achter, en wat gebeurt eraan?",
        "Ontwikkelingen",
        "Vervolg",
        "Bijlage 1: cijfers per categorie",
        "Bijlage 2: wat de woorden betekenen",
    ]


def test_its_table_is_the_cube(letter: bytes) -> None:
    """A row for each indicator of page one: what was reached, the plan to date, goal, word and change."""
    header, *rows = ([cell.text for cell in row.cells] for row in Document(BytesIO(letter)).tables[0].rows)
    facts = Facts.of(example_cube("2022-11"))
    assert header == ["Wat is geteld", "Bereikt", "Planning tot nu toe", "Doel", "Oordeel", "Sinds de vorige monitor"]
    assert [row[0] for row in rows] == ["Gestarte trajecten", "Afgeronde scholingstrajecten", "Bemiddeld naar werk"]
    for told, row in zip(rows, facts.progress(facts.whole()), strict=True):
        numbers = [int(cell.replace(".", "")) for cell in told[1:3]]
        assert numbers == [row["value"], round(row["plan_to_date"])]
        assert told[3] == f"ten minste {row['goal']}, eind 2023"
        assert told[4].endswith({"behind": "loopt achter", "on_course": "op koers"}[row["word"]])
        assert told[5] == f"{row['change']} meer"


def test_letter_and_monitor_conclude_the_same(letter: bytes) -> None:
    """The first sentence of the monitor stands in the letter, and every figure of the programme in a sentence."""
    told = letter_of(example_cube("2022-11"))
    said = paragraphs(letter)
    assert told.monitor.conclusion().content["paragraphs"][0] in said
    assert any(line.startswith("793 trajecten zijn gestart") for line in said)


def test_it_says_what_lags_why_and_what_is_done(letter: bytes) -> None:
    """A project that stopped is named with its cause, its effect and the action."""
    said = "\n".join(paragraphs(letter))
    for part in ("Taaltrajecten: loopt achter", "Oorzaak", "Gevolg", "Wat er gebeurt"):
        assert part in said


def test_an_edition_that_is_a_concept_says_so_everywhere() -> None:
    """In the text, in the header of each page, in the title and in the words of the picture; a released one nowhere."""
    cube = example_cube("2022-11")
    concept = Cube(
        cube.edition | {"is_concept": True, "adopted_by": None, "adopted_on": None}, cube.programme, cube.tables
    )
    document = Document(BytesIO(word(letter_of(concept))))
    said = "CONCEPT · Voorbeeld met fictieve gegevens"
    assert document.paragraphs[0].text == said
    assert said in document.sections[0].header.paragraphs[0].text
    assert said in document.core_properties.title
    assert said in document.element.body.find(f".//{qn('wp:docPr')}").get("descr")
    assert "CONCEPT" in as_page(letter_of(concept))
    assert "CONCEPT" not in as_page(letter_of(cube))


def test_a_real_edition_has_no_notice() -> None:
    """Nothing is left of the place where it would stand."""
    cube = example_cube("2022-11")
    real = Cube(cube.edition, cube.programme | {"notice": "", "is_fictional": False, "explanation": ""}, cube.tables)
    assert paragraphs(word(letter_of(real)))[0] == "Informatiebrief aan de gemeenteraden"


def test_a_revised_edition_says_so() -> None:
    """Which version it is, and why."""
    revised = example_cube("2022-11", revision=2, revised_on="2023-02-03", revision_reason="Hilversum leverde na.")
    assert "Dit is versie 2, herzien op 3 februari 2023: Hilversum leverde na." in paragraphs(word(letter_of(revised)))


def test_the_address_of_the_monitor_stands_in_it_when_it_is_known() -> None:
    """Then the page's links lead there; else they are plain text, and none leads to nowhere."""
    facts = Facts.of(example_cube("2022-11"))
    online = Letter(facts, "https://voorbeeld.nl/monitor/2022-11/index.html")
    assert any("https://voorbeeld.nl/monitor/2022-11/index.html" in line for line in paragraphs(word(online)))
    assert _links(as_page(online)) >= {"https://voorbeeld.nl/monitor/2022-11/project/taaltrajecten.html"}
    assert {link for link in _links(as_page(Letter(facts))) if not link.startswith("#")} == set()


def _links(html: str) -> set[str]:
    return {str(link["href"]) for link in BeautifulSoup(html, "html.parser").find_all("a", href=True)}


@pytest.mark.parametrize("edition", ["2021-05", "2022-11"])
def test_every_field_is_filled_as_it_is_declared(edition: str) -> None:
    """The fields of a template are exactly those of a letter; each row has exactly the parts it is said to have."""
    values = letter_of(example_cube(edition)).values()
    assert set(values) == set(FIELDS) - {"dashboard"}
    for name, field in FIELDS.items():
        if name != "dashboard":
            _is_as_declared(values[name], field)


def _is_as_declared(value: Any, field: Field) -> None:
    if field.is_list:
        assert isinstance(value, list)
        for item in value:
            _is_as_declared(item, Field("", parts=field.parts))
    elif field.parts:
        assert set(value) == set(field.parts)
        for name, part in field.parts.items():
            _is_as_declared(value[name], part)
    else:
        assert isinstance(value, str)


def test_the_docs_explain_every_field() -> None:
    """docs/letter.md has each field by its name and with our explanation of it."""
    docs = (DATA.parent / "docs" / "letter.md").read_text("utf-8")
    for name, field in FIELDS.items():
        assert f"| `{name}` | {field.explained} |" in docs


def test_a_programme_that_has_ended_is_told_of_as_such() -> None:
    """No new monitors are promised then."""
    cube = example_cube("2022-11")
    ended = Cube(cube.edition, cube.programme | {"goals_on": "2021-12-31", "ends_on": "2022-06-30"}, cube.tables)
    assert letter_of(cube).values()["vervolg"] == (
        "De doelen gelden tot eind 2023. Het programma loopt tot en met 31 december 2024. Tot die tijd verschijnen er "
        "nieuwe monitors. Eerdere monitors blijven beschikbaar."
    )
    assert letter_of(ended).values()["vervolg"] == (
        "De doelen golden tot eind 2021. Het programma liep tot en met 30 juni 2022. Eerdere monitors blijven "
        "beschikbaar."
    )


# ------------------------------------------------------------ its picture


def drawn(cube: Cube) -> list[Any]:
    """The lines of text in the picture of a letter."""
    return [one for one in fromstring(as_svg(Facts.of(cube))).iter() if one.tag.endswith("text")]


def test_the_picture_has_the_numbers_of_the_tables() -> None:
    """Each figure of the programme and of its categories, as the tables have it, and the notice."""
    cube = example_cube("2022-11")
    values, texts = letter_of(cube).values(), [one.text for one in drawn(cube)]
    for row in values["cijfers"]:
        assert row["bereikt"] in texts
        assert f"planning tot nu toe: {row['planning']}" in texts
        assert f"doel: {row['doel']}" in texts
    for row in values["categorieen"]:
        assert f"{row['bereikt']} van {row['doel']}" in texts
    assert "Voorbeeld met fictieve gegevens" in texts


def test_no_name_sticks_out_of_the_picture() -> None:
    """Long names are wrapped, and shortened where that is not enough."""
    cube = example_cube("2022-11")
    scopes = cube["scopes"].assign(name="Werkgeversdienstverlening, arbeidsmarkttoeleiding en mobiliteitsbevordering")
    indicators = [row | {"name": row["name"] * 3, "unit": row["unit"] * 3} for row in cube.programme["indicators"]]
    named = Cube(cube.edition, cube.programme | {"indicators": indicators}, cube.tables | {"scopes": scopes})
    for one in drawn(named):
        wide = lettering.width(one.text, float(one.get("font-size")), is_bold=one.get("font-weight") == "bold")
        assert float(one.get("x")) + wide / lettering.ROOM <= WIDTH, one.text


# ------------------------------------------------------------ good Word


def test_who_cannot_see_it_can_read_it(letter: bytes) -> None:
    """Headings without gaps, repeated table headers, a picture with words, Dutch, a title."""
    document = Document(BytesIO(letter))
    levels = [int(one.style.name[-1]) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in document.tables:
        assert table._tbl.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
    (picture,) = document.element.body.iter(qn("wp:docPr"))
    assert [picture.getparent().get(side) for side in ("distT", "distB", "distL", "distR")] == ["0"] * 4
    assert picture.get("descr").startswith("Dashboard. 793 trajecten zijn gestart")
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert document.core_properties.title.startswith("Informatiebrief Werken aan Werk")
    assert document.core_properties.language == "nl-NL"
    assert document.core_properties.author == "Programmateam Economie en Werk, Regio Gooi en Vechtstreek"


@pytest.mark.parametrize("make", [example_cube, planted_cube])
def test_everybody_can_read_the_page(make: Callable[[], Cube]) -> None:
    """What is asked of a monitor's page holds for the letter's."""
    assert faults(as_page(letter_of(make()))) == []


IN_ORDER = {
    "tblPr": "tblStyle tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout tblCellMar "
    "tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing "
    "jc outlineLvl",
}
"""How Word wants properties one after the other (ECMA-376, part 1, annex A); it may refuse another order."""


@pytest.mark.parametrize("element", IN_ORDER)
def test_properties_stand_in_the_order_that_word_wants(letter: bytes, element: str) -> None:
    """In the text and in the styles."""
    document, order = Document(BytesIO(letter)), IN_ORDER[element].split()
    for root in (document.element.body, document.styles.element):
        for properties in root.iter(qn(f"w:{element}")):
            names = [etree.QName(one).localname for one in properties]
            assert names == sorted(names, key=order.index)


def test_no_field_and_no_tag_is_left(letter: bytes) -> None:
    """In no part of the document."""
    with zipfile.ZipFile(BytesIO(letter)) as package:
        for name in package.namelist():
            assert not re.search(rb"\{[{%]|[%}]\}", package.read(name)) or name.endswith(".png")


def test_the_same_edition_and_template_give_the_same_bytes(letter: bytes) -> None:
    """Also in another process, with another time zone and hash seed; no part tells the time at which it was made."""
    program = (
        "import sys, hashlib; sys.path.insert(0, '.')\n"
        "from tests.publish.test_letter import example_cube, letter_of, word\n"
        "print(hashlib.sha256(word(letter_of(example_cube('2022-11')))).hexdigest())"
    )
    environment = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PATH": "/usr/bin", "LANG": "C.UTF-8"}
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=DATA.parent,
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    assert other.stdout.strip() == hashlib.sha256(letter).hexdigest()
    with zipfile.ZipFile(BytesIO(letter)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_tells_who_made_the_template() -> None:
    """Neither its author nor where it was made: an attached template is a path on somebody's computer."""
    own = _with_part(
        default_template(),
        "word/_rels/settings.xml.rels",
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///C:/Users/jan.jansen/huisstijl.dotm" TargetMode="External"/></Relationships>',
    )
    filled = word(letter_of(example_cube("2021-05")), own)
    with zipfile.ZipFile(BytesIO(filled)) as package:
        assert b"jan.jansen" not in b"".join(package.read(name) for name in package.namelist())


@pytest.mark.office
def test_an_office_program_opens_it(letter: bytes, tmp_path: Path) -> None:
    """LibreOffice makes a PDF of it: A4, six pages, none of them nearly empty."""
    from pypdf import PdfReader

    (tmp_path / "brief.docx").write_bytes(letter)
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "brief.docx"],
        check=True,
        capture_output=True,
    )
    pages = PdfReader(tmp_path / "brief.pdf").pages
    assert 4 <= len(pages) <= 8
    for page in pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert len(page.extract_text()) > 300


# ------------------------------------------------------------ hostile texts


def test_hostile_texts_stay_texts() -> None:
    """What a partner or the register wrote stands in the document as it was written; nothing of it is carried out."""
    cube = planted_cube()
    said = "\n".join(paragraphs(word(letter_of(cube))))
    assert str(cube.programme["name"]) in said
    for cause in cube["states"]["cause"].dropna().unique()[:3]:
        assert cause in said


def template_of(*lines: str) -> bytes:
    """A Word document with these paragraphs, after one with the notice."""
    document = Document()
    for line in ("{{ melding }}", *lines):
        document.add_paragraph(line)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def filled(template: bytes, **values: Any) -> list[str]:
    """What a template says with these values; the fields that are not given are empty."""
    empty: dict[str, Any] = {name: [] if field.is_list else "" for name, field in FIELDS.items() if name != "dashboard"}
    return paragraphs(fill(template, "brief.docx", _clean(empty | values), DOT, "een punt", ABOUT))


ONE_LINE = template_of("[{{ onderwerp }}]", "{%p for zin in conclusies %}", "[{{ zin }}]", "{%p endfor %}")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(st.sampled_from("{}%#&<>\"'\\ a\n\t\a\f_"), max_size=12), max_size=3))
def test_no_text_breaks_out(subject: str, sentences: list[str]) -> None:
    """Any text is one run of text in its own paragraph: no field, no tag, no line is made of it."""
    told = filled(ONE_LINE, onderwerp=subject, conclusies=sentences)
    assert len(told) == 2 + len(sentences)
    assert [_bare(line) for line in told[1:]] == [_bare(f"[{_clean(one)}]") for one in (subject, *sentences)]


def _bare(line: str) -> str:
    """Without what docxtpl writes otherwise: '{_{' is how it takes a '{{' that is no field."""
    return line.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")


# ------------------------------------------------------------ templates of one's own


def test_a_template_may_ask_for_what_it_likes() -> None:
    """Fields, lists and lists within lists, conditions; nothing where there is nothing."""
    template = template_of(
        "Peildatum: {{ peildatum }}.",
        "{%p for punt in achter %}",
        "{% if punt.oordeel %}{{ punt.kop }} ({{ punt.oordeel }}){% else %}{{ punt.kop }}{% endif %}",
        "{%p for regel in punt.regels %}",
        "{{ loop.index }}. {{ regel.naam }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "{%p if not goed and geld == geld %}",
        "niets",
        "{%p endif %}",
    )
    check(template, "brief.docx")
    lines = [{"naam": "Oorzaak", "tekst": "x"}, {"naam": "Gevolg", "tekst": "y"}]
    points = [
        {"kop": "Taal", "oordeel": "loopt achter", "tekst": "", "regels": lines},
        {"kop": "Zorg", "oordeel": "", "tekst": "", "regels": []},
    ]
    assert filled(template, peildatum="30 september 2022", achter=points) == [
        "",
        "Peildatum: 30 september 2022.",
        "Taal (loopt achter)",
        "1. Oorzaak",
        "2. Gevolg",
        "Zorg",
        "niets",
    ]


def test_fields_that_word_has_cut_in_pieces_are_fields() -> None:
    """Word spreads a word over several runs, and makes quotation marks round; both are read."""
    document = Document()
    document.add_paragraph("{{ melding }}")
    cut = document.add_paragraph()
    for piece in ("{", "{ onder", "werp }", "}{% if monitor == “mei” %}!{% endif %}"):
        cut.add_run(piece)
    written = BytesIO()
    document.save(written)
    check(written.getvalue(), "brief.docx")
    assert filled(written.getvalue(), onderwerp="Stand", monitor="mei")[1] == "Stand!"


WRONG = {
    "unknown field": ("{{ xyz }}", "there is no field 'xyz'", "choose one of"),
    "near miss": ("{{ peildtum }}", "there is no field 'peildtum'", "did you mean 'peildatum'?"),
    "unknown part": (
        "{% for p in achter %}{{ p.kopje }}{% endfor %}",
        "there is no field 'kopje'",
        "did you mean 'kop'?",
    ),
    "part of a text": ("{{ monitor.jaar }}", "there is no field 'jaar'", "leave it out"),
    "part of a list": ("{{ achter.kop }}", "there is no field 'kop'", "go through the list"),
    "a list as a text": ("{{ achter }}", "{{ achter }} is a list", "{%p for een in achter %}"),
    "a text as a list": ("{% for een in monitor %}x{% endfor %}", "monitor is no list", "lists are: conclusies"),
    "beyond its loop": ("{% for p in goed %}{% endfor %}{{ p.kop }}", "there is no field 'p'", "choose one of"),
    "not closed": ("{{ monitor }", "{{ stands alone", "{{ name }}"),
    "not opened": ("monitor }}", "}} stands alone", "{{ name }}"),
    "a loop that is not closed": ("{%p for een in achter %}", "is not closed", "{%p endfor %}"),
    "a loop that nothing opens": ("{%p endfor %}", "closes nothing", "take it out"),
    "closed by another": ("{% if monitor %}{% endfor %}", "closes nothing", "take it out"),
    "over paragraphs": ("{% if monitor %}", "is not closed in its paragraph", "{%p if monitor %}"),
    "with text beside it": ("x {%p if monitor %}", "does not stand alone in a paragraph", "a paragraph of its own"),
    "a row without a table": ("{%tr for een in goed %}", "does not stand alone in a row of a table", "of its own"),
    "an unknown statement": ("{% include 'x' %}", "is not known in a letter", "use for, if"),
    "a computation": ("{{ monitor * 1000000 }}", "computes something", "only shows fields"),
    "a call": ("{{ monitor.__class__() }}", "computes something", "only shows fields"),
    "a filter": ("{{ monitor|upper }}", "computes something", "only shows fields"),
    "something unreadable": ("{{ monitor nummer }}", "cannot be read", "write a field as {{ name }}"),
    "an unreadable loop": ("{% for in achter %}{% endfor %}", "cannot be read", "{%p for een in achter %}"),
    "a comment": ("{# onthoud #}", "is a comment", "leave it out"),
}


@pytest.mark.parametrize(("line", "what", "remedy"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named_with_its_paragraph(line: str, what: str, remedy: str) -> None:
    """Where, what and remedy; where is the part of the document and the paragraph, as one finds it in Word."""
    with pytest.raises(ConfigurationError) as refused:
        check(template_of(line), "data/brief.docx")
    told = refused.value.problems[0]
    assert told.where == f"data/brief.docx › body: ‘{line}’"
    assert what in told.what
    assert remedy in told.remedy


def test_everything_wrong_is_told_at_once_and_nothing_is_written(own: Workspace, tmp_path: Path) -> None:
    """In the text, in a table and in the header; the letter that stood stays."""
    document = Document()
    document.add_paragraph("{{ peildtum }}")
    document.add_table(1, 1).cell(0, 0).text = "{{ regeo }}"
    document.sections[0].header.paragraphs[0].text = "{{ monitr }}"
    document.save(own.data / TEMPLATE)
    with pytest.raises(ConfigurationError) as refused:
        write_letter(own, "2022-11", tmp_path / "letter")
    assert [problem.where for problem in refused.value.problems] == [
        "data/brief.docx › body: ‘{{ peildtum }}’",
        "data/brief.docx › body: ‘{{ regeo }}’",
        "data/brief.docx › header: ‘{{ monitr }}’",
        "data/brief.docx",
    ]
    assert "{{ melding }}" in refused.value.problems[-1].what
    assert not (tmp_path / "letter").exists()


def test_what_only_filling_in_shows_is_told_too() -> None:
    """Statements in an order that nothing can be made of."""
    template = template_of("{% if monitor %}a{% else %}b{% else %}c{% endif %}")
    check(template, "brief.docx")
    with pytest.raises(ConfigurationError, match="cannot be filled in"):
        filled(template)


def test_what_is_no_document_is_never_written() -> None:
    """docxtpl would leave out what it cannot place."""
    document = Document(BytesIO(template_of("{% for zin in conclusies %}")))
    document.add_table(1, 1).cell(0, 0).text = "{% endfor %}"
    written = BytesIO()
    document.save(written)
    with pytest.raises(ConfigurationError, match="does not become a document"):
        filled(written.getvalue(), conclusies=["a", "b"])


def test_a_word_in_an_address_is_no_instruction() -> None:
    """Word writes a link as a field of its own: HYPERLINK "https://…/link"."""
    field = b'<w:p><w:r><w:instrText>HYPERLINK "https://voorbeeld.nl/link"</w:instrText></w:r></w:p></w:body>'
    check(_changed("word/document.xml", b"</w:body>", field), "brief.docx")


@pytest.mark.parametrize("story", ["header", "footer"])
def test_the_picture_may_stand_anywhere(story: str) -> None:
    """Also in a letterhead."""
    document = Document(BytesIO(template_of()))
    getattr(document.sections[0], story).paragraphs[0].text = "{{ dashboard }}"
    written = BytesIO()
    document.save(written)
    check(written.getvalue(), "brief.docx")
    empty = {name: [] if field.is_list else "" for name, field in FIELDS.items() if name != "dashboard"}
    made = Document(BytesIO(fill(written.getvalue(), "brief.docx", empty, DOT, "een punt", ABOUT)))
    (picture,) = getattr(made.sections[0], story)._element.iter(qn("wp:docPr"))
    assert picture.get("descr") == "een punt"


def test_a_loop_may_not_run_from_the_text_into_a_table() -> None:
    """Filled in that would be no document."""
    document = Document()
    document.add_paragraph("{{ melding }}")
    document.add_paragraph("{%p for een in goed %}")
    document.add_table(1, 1).cell(0, 0).text = "{%p endfor %}"
    written = BytesIO()
    document.save(written)
    with pytest.raises(ConfigurationError, match="does not stand as"):
        check(written.getvalue(), "brief.docx")


def test_a_notice_cannot_be_left_out() -> None:
    """A template that shows it only sometimes is refused for a letter that has one."""
    document = Document(BytesIO(template_of("x")))
    document.paragraphs[0].text = "{% if versie %}{{ melding }}{% endif %}"
    written = BytesIO()
    document.save(written)
    check(written.getvalue(), "brief.docx")
    with pytest.raises(ConfigurationError, match=re.escape("leaves out {{ melding }}")):
        word(letter_of(example_cube("2022-11")), written.getvalue())


def test_a_cell_with_nothing_left_in_it_is_still_a_cell() -> None:
    """Word refuses a cell without a paragraph."""
    document = Document()
    document.add_paragraph("{{ melding }}")
    cell = document.add_table(1, 1).cell(0, 0)
    for line in ("{%p if versie %}", "x", "{%p endif %}"):
        cell.add_paragraph(line)
    cell._tc.remove(cell.paragraphs[0]._p)
    written = BytesIO()
    document.save(written)
    check(written.getvalue(), "brief.docx")
    assert filled(written.getvalue()) == ["", ""]


# ------------------------------------------------------------ files that are no template


def _with_part(document: bytes, name: str, content: bytes) -> bytes:
    """The document with one part replaced or added."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return changed.getvalue()


def _changed(name: str, old: bytes, new: bytes) -> bytes:
    """Our template with something else in one of its parts."""
    template = default_template()
    with zipfile.ZipFile(BytesIO(template)) as package:
        content = package.read(name)
    assert old in content
    return _with_part(template, name, content.replace(old, new, 1))


def _related(kind: str, target: str) -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return _changed("word/_rels/document.xml.rels", b"</Relationships>", relation.encode())


def _broken_footnotes() -> bytes:
    relation = (
        b'<Relationship Id="rId98" Target="footnotes.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    template = _changed("word/_rels/document.xml.rels", b"</Relationships>", relation)
    with zipfile.ZipFile(BytesIO(template)) as package:
        types = package.read("[Content_Types].xml").replace(b"</Types>", FOOTNOTES + b"</Types>")
    return _with_part(_with_part(template, "[Content_Types].xml", types), "word/footnotes.xml", b"<w:footnotes>")


def _commented() -> bytes:
    document = Document(BytesIO(default_template()))
    paragraph = document.paragraphs[0]
    document.add_comment(paragraph.runs, "is dit zo?", "J. Jansen", "JJ")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


FOOTNOTES = (
    b'<Override PartName="/word/footnotes.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
)
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

NO_TEMPLATE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"Geachte raadsleden,", "cannot be read as a Word document"),
    "old .doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old or a locked Word document"),
    "cut off": (lambda: default_template()[:9000], "cannot be read as a Word document"),
    "another zip": (lambda: _with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), "cannot be read as a Word document"),
    "workbook": (
        lambda: _changed("[Content_Types].xml", b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
        "is no Word document (.docx)",
    ),
    ".dotx": (
        lambda: _changed("[Content_Types].xml", b"wordprocessingml.document.main", b"wordprocessingml.template.main"),
        "is a Word template (.dotx)",
    ),
    ".docm": (
        lambda: _changed("[Content_Types].xml", MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        "has macros",
    ),
    "a macro": (lambda: _with_part(default_template(), "word/vbaProject.bin", b"x"), "has macros"),
    "too large": (
        lambda: _with_part(default_template(), "word/media/x.png", bytes(51_000_000)),
        "MB when it is unpacked",
    ),
    "a linked picture": (lambda: _related("image", "https://volger.example/x.png"), "a picture that is linked"),
    "a linked object": (lambda: _related("oleObject", "file:///C:/x.xlsx"), "a link to something outside it"),
    "a link to a file": (lambda: _related("hyperlink", "file:///C:/x.docx"), "has a link to a file or a folder"),
    "a fetching field": (
        lambda: _changed(
            "word/document.xml",
            b"</w:body>",
            b'<w:p><w:r><w:instrText>INCLUDEPICTURE "https://x"</w:instrText></w:r></w:p></w:body>',
        ),
        "fetches from elsewhere (INCLUDEPICTURE)",
    ),
    "a simple fetching field": (
        lambda: _changed(
            "word/document.xml", b"</w:body>", b'<w:p><w:fldSimple w:instr=" DDEAUTO x y "/></w:p></w:body>'
        ),
        "fetches from elsewhere (DDEAUTO)",
    ),
    "broken footnotes": (_broken_footnotes, "cannot be read as a Word document"),
    "comments": (_commented, "has comments, with the names of those who made them"),
    "tracked changes": (
        lambda: _changed(
            "word/document.xml", b"</w:body>", b'<w:p><w:ins w:id="1" w:author="J."><w:r/></w:ins></w:p></w:body>'
        ),
        "has changes that are tracked",
    ),
}


@pytest.mark.parametrize(("make", "what"), NO_TEMPLATE.values(), ids=NO_TEMPLATE)
def test_a_file_that_is_no_template_is_told_what_it_is(make: Callable[[], bytes], what: str) -> None:
    """With a remedy, and without a traceback."""
    with pytest.raises(ConfigurationError) as refused:
        check(make(), "data/brief.docx")
    (told,) = refused.value.problems
    assert what in told.what
    assert told.where == "data/brief.docx"


def test_our_own_template_is_one() -> None:
    """And always the same."""
    check(default_template(), "ours")
    assert default_template() == default_template()


# ------------------------------------------------------------ the command


def test_the_municipalitys_own_template_is_used(own: Workspace, tmp_path: Path) -> None:
    """data/brief.docx, where there is one."""
    (own.data / TEMPLATE).write_bytes(template_of("Van het gemeentebestuur over {{ monitor }}"))
    made, _ = write_letter(own, "2022-11", tmp_path)
    assert paragraphs(made.read_bytes())[1] == "Van het gemeentebestuur over november 2022"


def test_the_newest_version_is_told_of(own: Workspace, tmp_path: Path) -> None:
    """A letter is of what was published last."""
    later = example_cube("2022-11", revision=2, revised_on="2023-02-03", revision_reason="Hilversum leverde na.")
    write_cube(later, own.editions / "2022-11" / "r2" / CUBE_FILE)
    made, _ = write_letter(own, "2022-11", tmp_path)
    assert "Dit is versie 2, herzien op 3 februari 2023: Hilversum leverde na." in paragraphs(made.read_bytes())


def test_only_what_is_published_is_said_to_be_online(own: Workspace, tmp_path: Path) -> None:
    """The address of a released edition stands in its letter; a concept has none."""
    address = "https://voorbeeld.nl/monitor/2022-11/index.html"
    released, _ = write_letter(own, "2022-11", tmp_path, "https://voorbeeld.nl/monitor/")
    assert any(line.endswith(address) for line in paragraphs(released.read_bytes()))
    cube = example_cube("2022-11")
    write_cube(
        Cube(cube.edition | {"is_concept": True}, cube.programme, cube.tables), own.editions / "2022-11" / CUBE_FILE
    )
    concept, _ = write_letter(own, "2022-11", tmp_path, "https://voorbeeld.nl/monitor/")
    assert not any(address in line for line in paragraphs(concept.read_bytes()))


def test_an_edition_without_figures_has_no_letter(own: Workspace, tmp_path: Path) -> None:
    """It says what to do."""
    with pytest.raises(UsageError, match="has no figures yet"):
        write_letter(own, "2021-05", tmp_path)


def test_the_teams_own_edition_has_no_letter(own: Workspace, tmp_path: Path) -> None:
    """Exact figures of small groups go to nobody's council."""
    cube = example_cube("2022-11")
    write_cube(
        Cube(cube.edition | {"audience": "team"}, cube.programme, cube.tables), own.editions / "2022-11" / CUBE_FILE
    )
    with pytest.raises(PublicationRefused, match="is the team's own"):
        write_letter(own, "2022-11", tmp_path)


def test_a_letter_needs_a_folder(own: Workspace, tmp_path: Path) -> None:
    """A file is no place for two."""
    (tmp_path / "brief").touch()
    with pytest.raises(UsageError, match="name a folder"):
        write_letter(own, "2022-11", tmp_path / "brief")


def test_a_template_never_replaces_one(tmp_path: Path) -> None:
    """It is somebody's work."""
    write_template(tmp_path / "brief.docx")
    with pytest.raises(UsageError, match="stands already"):
        write_template(tmp_path / "brief.docx")
