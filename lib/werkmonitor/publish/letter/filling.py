"""From a Word template and what a letter says to a Word document: the same bytes for the same template and edition."""

import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from werkmonitor.errors import ConfigurationError, Problem
from werkmonitor.publish.letter.checking import ATTACHED_TEMPLATE, NOTICE, PICTURE

LANGUAGE = "nl-NL"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can say; every part of a document says it."""

WIDEST = 160 * 36_000
"""Of the picture, in Word's units: 160 mm."""


def fill(
    template: bytes, name: str, values: Mapping[str, Any], picture: bytes, described: str, about: Mapping[str, Any]
) -> bytes:
    """A checked template with all its fields filled in.

    picture: a PNG, and described: what it shows, in words. about: title, author, subject and the day (`on`) of the
    document's properties. Raises ConfigurationError where the filled document is none, or lacks its notice.
    """
    document = _Template(BytesIO(template))
    document.init_docx()
    _reset_properties(document)
    width = min(WIDEST, _text_width(document))
    shown = {**values, PICTURE: _Picture(document, BytesIO(picture), described, width)}
    try:
        document.render(shown, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    except (etree.XMLSyntaxError, TemplateError) as error:
        what = "does not become a document when it is filled in"
        if isinstance(error, TemplateError):
            what = f"cannot be filled in: {error}"
        remedy = "write if, elif, else, endif and for, endfor in this order, each as in our own template"
        raise ConfigurationError(Problem(name, what, remedy)) from None
    if values[NOTICE] not in "".join(text.text or "" for text in document.docx.element.body.iter(qn("w:t"))):
        what = f"leaves out {{{{ {NOTICE} }}}}, although this letter has one: '{values[NOTICE]}'"
        raise ConfigurationError(Problem(name, what, "let it stand in the letter itself, for every edition"))
    _describe(document.docx, about)
    detach(document.docx)
    _speak_dutch(document.docx)
    filled = BytesIO()
    document.save(filled)
    return packed(filled)


class _Template(DocxTemplate):  # type: ignore[misc]
    def fix_tables(self, xml: str) -> Any:
        """docxtpl's own reading mends broken XML by leaving out what it cannot place: ours says so instead."""
        etree.fromstring(xml)
        tree = super().fix_tables(xml)
        for cell in list(tree.iter(qn("w:tc"))):
            if cell[-1].tag != qn("w:p"):  # all its paragraphs were left out; Word wants one
                cell.append(OxmlElement("w:p"))
        return tree


class _Picture(InlineImage):  # type: ignore[misc]
    """A picture in a paragraph, with what it shows in words."""

    def __init__(self, template: DocxTemplate, picture: BytesIO, described: str, width: int):
        super().__init__(template, picture, width)
        self.described = described

    def __bool__(self) -> bool:
        return True

    def _insert_image(self) -> str:
        self.image_descriptor.seek(0)
        inline = self.tpl.current_rendering_part.new_pic_inline(self.image_descriptor, self.width)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")  # else LibreOffice leaves an eighth of an inch on every side
        for properties in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
            properties.set("name", PICTURE)
            properties.set("descr", self.described)
        return (
            "</w:t></w:r><w:r><w:drawing>"
            f"{etree.tostring(inline, encoding='unicode')}"
            '</w:drawing></w:r><w:r><w:t xml:space="preserve">'
        )


def _text_width(document: Any) -> int:
    section = document.docx.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _reset_properties(document: Any) -> None:
    """The template's own remarks are not those of a letter; its title and author are replaced."""
    properties = document.docx.core_properties
    for name in ("category", "comments", "content_status", "identifier", "keywords", "version"):
        setattr(properties, name, "")


def _describe(document: Any, about: Mapping[str, Any]) -> None:
    """Properties of the document: of the edition, never of whoever runs this, nor of when."""
    properties = document.core_properties
    properties.title, properties.subject = about["title"], about["subject"]
    properties.author = properties.last_modified_by = about["author"]
    properties.language = LANGUAGE
    properties.revision = 1
    on: date = about["on"]
    properties.created = properties.modified = datetime.combine(on, time())
    properties.last_printed = datetime.combine(on, time())


def detach(document: Any) -> None:
    """Take out where the template was made from, a path on somebody's computer, and the picture of its first page."""
    package = document.part.package
    for name in [rel.rId for rel in package.rels.values() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[name]
    for part in package.iter_parts():
        for name in [rel.rId for rel in part.rels.values() if rel.reltype == ATTACHED_TEMPLATE]:
            del part.rels[name]
    settings = document.settings.element
    for element in settings.findall(qn("w:attachedTemplate")):
        settings.remove(element)


def _speak_dutch(document: Any) -> None:
    """What is written is Dutch, whatever language the template's computer spoke."""
    styles = document.styles.element
    for spoken in styles.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE)


def packed(filled: BytesIO) -> bytes:
    """The same parts in the same order, without the times at which they were written."""
    packed = BytesIO()
    with zipfile.ZipFile(filled) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(entry, source.read(part.filename))
    return packed.getvalue()
