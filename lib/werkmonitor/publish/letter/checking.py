"""Whether a Word file can be a template of the letter: what kind of file it is, and which fields it asks for.

The language of templates is Jinja's, as docxtpl reads it, and no more of it than a letter needs: fields, `if` and
`for`, the latter two either within a paragraph, or alone in one ({%p … %}), or alone in a row of a table ({%tr … %}).
All that is wrong is told at once, each with the paragraph in which it stands.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from werkmonitor.errors import ConfigurationError, Problem, did_you_mean
from werkmonitor.publish.letter.fields import FIELDS, Field

LARGEST = 50_000_000
"""How many bytes a template may be when it is unpacked."""

ATTACHED_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
PICTURE = "dashboard"
NOTICE = "melding"

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{\{|\{%|\{#|\}\}|%\}|#\}")
_STATEMENT = re.compile(r"\{%(?P<alone>p|tr)?\s+(?P<word>\w+)\s*(?P<rest>.*?)\s*%\}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_LOOP = {name: Field("") for name in ("index", "first", "last")}
_ENDS = {"endfor": "for", "endif": "if"}
_FETCHES = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|DDE|DDEAUTO|LINK|DATABASE)\b", re.IGNORECASE)
_RUNS = {
    RELATIONSHIP_TYPE.OLE_OBJECT: "an embedded object",
    RELATIONSHIP_TYPE.PACKAGE: "an embedded file",
    RELATIONSHIP_TYPE.CONTROL: "a control (ActiveX)",
    RELATIONSHIP_TYPE.A_F_CHUNK: "a document within the document",
}
_MACROS = "application/vnd.ms-office.vbaProject"

Shown = Mapping[str, Field]


def check(template: bytes, name: str) -> None:
    """Raises ConfigurationError with everything that keeps a file from being a template. name: how messages call it."""
    document = _open(template, name)
    found = [Problem(name, what, remedy) for what, remedy in _whole(document)]
    asked = False
    for story, root in _stories(document):
        reading = _Reading(f"{name} › {story}")
        reading.read(root)
        found += reading.found
        asked |= NOTICE in reading.shown and story == "body"
    if not asked:
        what = f"does not say {{{{ {NOTICE} }}}}: that a letter is a concept, or fictional, must stand in it"
        found.append(Problem(name, what, f"add a paragraph with {{{{ {NOTICE} }}}} at the top of the letter"))
    if found:
        raise ConfigurationError(found)


# ------------------------------------------------------------ the file


def _open(template: bytes, name: str) -> Any:
    remedy = "save it in Word as 'Word-document (*.docx)', or start from ours: werkmonitor letter --template FILE"
    try:
        with zipfile.ZipFile(BytesIO(template)) as package:
            size = sum(part.file_size for part in package.infolist())
            names = package.namelist()
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
        if size > LARGEST:
            what = f"is {size // 1_000_000} MB when it is unpacked; at most {LARGEST // 1_000_000} is read"
            raise ConfigurationError(Problem(name, what, "make its pictures smaller"))
        if "macroEnabled" in types or _MACROS in types or any(part.endswith("vbaProject.bin") for part in names):
            raise ConfigurationError(Problem(name, "has macros, which are never run or passed on", remedy))
        if CONTENT_TYPE.WML_DOCUMENT_MAIN not in types:
            what = (
                "is a Word template (.dotx)" if "wordprocessingml.template" in types else "is no Word document (.docx)"
            )
            raise ConfigurationError(Problem(name, what, remedy))
        document = Document(BytesIO(template))
        list(_stories(document))  # these are read now, so that none is found to be broken later
        return document
    except ConfigurationError:
        raise
    except Exception:  # whatever python-docx, zipfile or lxml stumble over, it is not a document we can read
        locked = template[:4] == b"\xd0\xcf\x11\xe0"
        what = "is an old or a locked Word document" if locked else "cannot be read as a Word document"
        raise ConfigurationError(Problem(name, what, remedy)) from None


def _whole(document: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a document as a whole: what it fetches from elsewhere, or brings along that nobody sees."""
    told = set()
    for rel in document.part.package.iter_rels():
        if rel.reltype == ATTACHED_TEMPLATE:  # where Word made it from: `filling` takes it out
            continue
        if rel.is_external and rel.reltype != RELATIONSHIP_TYPE.HYPERLINK:
            is_picture = rel.reltype == RELATIONSHIP_TYPE.IMAGE
            what = "a picture that is linked, not embedded" if is_picture else "a link to something outside it"
            told.add((f"has {what}", "put it in the document itself"))
        elif rel.is_external and not rel.target_ref.startswith(("https:", "http:", "mailto:")):
            told.add(("has a link to a file or a folder", "link to a web address (https:), or to nothing"))
        elif rel.reltype in _RUNS:
            told.add((f"has {_RUNS[rel.reltype]}", "take it out in Word, and save again"))
        elif rel.reltype == RELATIONSHIP_TYPE.COMMENTS and b"<w:comment " in rel.target_part.blob:
            told.add(("has comments, with the names of those who made them", "take them out in Word, and save again"))
    for _, root in _stories(document):
        if fetches := _FETCHES.search(_instructions(root)):
            what = f"has a field that fetches from elsewhere ({fetches[1].upper()})"
            told.add((what, "put the text or the picture itself in its place"))
        if any(True for _ in root.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))):
            told.add(
                ("has changes that are tracked", "accept or reject them all in Word (Controleren), and save again")
            )
    yield from sorted(told)


def _stories(document: Any) -> Iterator[tuple[str, Any]]:
    """Every text of a document: its body, headers, footers and footnotes."""
    kinds = {
        RELATIONSHIP_TYPE.HEADER: "header",
        RELATIONSHIP_TYPE.FOOTER: "footer",
        RELATIONSHIP_TYPE.FOOTNOTES: "footnotes",
    }
    yield "body", document.element.body
    for rel in document.part.rels.values():
        if rel.reltype in kinds:
            yield kinds[rel.reltype], parse_xml(rel.target_part.blob)


def _instructions(root: Any) -> str:
    """What Word's own fields are told to do, without the addresses in it."""
    simple = [str(element.get(qn("w:instr"))) for element in root.iter(qn("w:fldSimple"))]
    return re.sub(r'"[^"]*"', " ", "".join([*_texts(root, "w:instrText"), *(f" {one} " for one in simple)]))


def _texts(root: Any, tag: str) -> list[str]:
    return [element.text or "" for element in root.iter(qn(tag))]


# ------------------------------------------------------------ its fields


@dataclass
class _Open:
    """An `if` or `for` that is not closed yet: how it stands there, in what, and what it names."""

    word: str
    alone: str | None
    within: Any
    shown: Shown
    tag: str
    where: str


@dataclass
class _Reading:
    """One text of a template, paragraph by paragraph."""

    part: str
    found: list[Problem] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    _open: list[_Open] = field(default_factory=list)

    def read(self, root: Any) -> None:
        for paragraph in root.iter(qn("w:p")):
            self._paragraph(paragraph)
        for one in self._open:
            self._tell(one.where, f"{one.tag} is not closed", f"close it: {_closed(one)}")

    def _paragraph(self, paragraph: Any) -> None:
        text = _text_of(paragraph)
        where = f"‘{text if len(text) <= 60 else f'{text[:57]}…'}’"
        before = len(self._open)
        for tag in _TAG.findall(text):
            if tag.startswith("{{") and tag.endswith("}}") and len(tag) > 3:
                self._shown(tag, where)
            elif tag.startswith("{%") and tag.endswith("%}") and len(tag) > 3:
                self._statement(tag, where, paragraph, text)
            elif tag.startswith("{#") and tag.endswith("#}") and len(tag) > 3:
                self._tell(where, f"{tag} is a comment", "leave it out of the letter")
            else:
                self._tell(where, f"{tag} stands alone", "write a field as {{ name }}, the rest as {% … %}")
        for one in self._open[before:]:
            if one.alone is None:
                remedy = f"close it in the same paragraph, or put {one.tag.replace('{%', '{%p', 1)} in one of its own"
                self._tell(where, f"{one.tag} is not closed in its paragraph", remedy)
                self._open.remove(one)

    def _shown(self, tag: str, where: str) -> None:
        """A field in the text: one that is known, and is a text or the picture."""
        known = self._expression(tag[2:-2], tag, where)
        if known is None:
            return
        name = tag[2:-2].strip()
        self.shown.add(name)
        if name == PICTURE and self.part.endswith("footnotes"):
            self._tell(where, f"{tag} cannot stand in a footnote", "put it in the text")
        if known.is_list or known.parts:
            self._tell(where, f"{tag} is a list", f"go through it: {{%p for een in {name} %}} … {{%p endfor %}}")

    def _statement(self, tag: str, where: str, paragraph: Any, text: str) -> None:
        parts = _STATEMENT.fullmatch(tag)
        if parts is None or parts["word"] not in ("for", "if", "elif", "else", *_ENDS):
            self._tell(where, f"{tag} is not known in a letter", "use for, if, elif, else, endfor and endif")
            return
        alone, word, rest = parts["alone"], parts["word"], parts["rest"]
        within = _within(paragraph, alone)
        if alone and (within is None or (alone == "tr" and _row_text(paragraph) != tag) or text.strip() != tag):
            place = "row of a table" if alone == "tr" else "paragraph"
            self._tell(where, f"{tag} does not stand alone in a {place}", f"give it a {place} of its own")
        if word in ("for", "if"):
            shown = self._looped(rest, tag, where) if word == "for" else {}
            if word == "if":
                self._expression(rest, tag, where)
            self._open.append(_Open(word, alone, within, shown, tag, where))
            return
        if not self._open or (word in _ENDS and self._open[-1].word != _ENDS[word]):
            self._tell(where, f"{tag} closes nothing", "take it out, or write what it closes before it")
            return
        last = self._open[-1]
        if (last.alone, last.within) != (alone, within):
            remedy = f"put {_closed(last)} in the same text or table"
            self._tell(where, f"{tag} does not stand as {last.tag} does", remedy)
        if word == "elif":
            self._expression(rest, tag, where)
        if word in _ENDS:
            self._open.pop()

    def _looped(self, rest: str, tag: str, where: str) -> Shown:
        """What a `for` names: each item of a list, and `loop`."""
        name, _, of = rest.partition(" in ")
        if not name.strip().isidentifier() or not of.strip():
            self._tell(where, f"{tag} cannot be read", "write it as {%p for een in achter %}")
            return {}
        known = self._expression(of, tag, where)
        if known is not None and not known.is_list:
            self._tell(where, f"{of.strip()} is no list", f"lists are: {', '.join(_lists(FIELDS))}")
        return {name.strip(): Field("", False, known.parts if known else {}), "loop": Field("", False, _LOOP)}

    def _expression(self, text: str, tag: str, where: str) -> Field | None:
        """What an expression stands for; None where that is told to be wrong."""
        try:
            (output,) = SandboxedEnvironment().parse(f"{{{{ {text} }}}}").body
            (node,) = output.nodes  # type: ignore[attr-defined]
            return self._known(node, tag, where)
        except (TemplateSyntaxError, ValueError, RecursionError):
            self._tell(where, f"{tag} cannot be read", "write a field as {{ name }}")
            return None

    def _known(self, node: nodes.Node, tag: str, where: str) -> Field | None:
        known: Shown = dict(FIELDS)
        for one in self._open:
            known = {**known, **one.shown}
        match node:
            case nodes.Name():
                if node.name not in known:
                    self._tell(where, f"there is no field '{node.name}' (in {tag})", did_you_mean(node.name, known))
                return known.get(node.name)
            case nodes.Getattr():
                of = self._known(node.node, tag, where)
                if of is not None and (of.is_list or node.attr not in of.parts):
                    remedy = "leave it out, or go through the list with for" if of.is_list else "leave it out"
                    remedy = did_you_mean(node.attr, of.parts) if of.parts and not of.is_list else remedy
                    self._tell(where, f"there is no field '{node.attr}' (in {tag})", remedy)
                    return None
                return of.parts[node.attr] if of else None
            case nodes.Const():
                return Field("")
            case nodes.Not() | nodes.And() | nodes.Or() | nodes.Compare() | nodes.Operand():
                told = [self._known(one, tag, where) for one in node.iter_child_nodes()]
                return None if None in told else Field("")
        self._tell(where, f"{tag} computes something", "a letter only shows fields: leave the rest out")
        return None

    def _tell(self, where: str, what: str, remedy: str) -> None:
        problem = Problem(f"{self.part}: {where}", what, remedy)
        if problem not in self.found:
            self.found.append(problem)


def _text_of(paragraph: Any) -> str:
    """A paragraph's own text, without that of text boxes in it, with quotes as Jinja reads them."""
    own = (text for text in paragraph.iter(qn("w:t")) if _nearest(text, "w:p") is paragraph)
    return "".join(text.text or "" for text in own).translate(_QUOTES)


def _row_text(paragraph: Any) -> str:
    row = _nearest(paragraph, "w:tr")
    return "".join(_texts(row, "w:t")).translate(_QUOTES).strip() if row is not None else ""


def _within(paragraph: Any, alone: str | None) -> Any:
    """What must be the same for both ends of a statement: the paragraph, what holds it, or the table."""
    if alone == "tr":
        return _nearest(paragraph, "w:tbl")
    return paragraph.getparent() if alone else paragraph


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(qn(tag)), None)


def _closed(one: _Open) -> str:
    return f"{{%{one.alone or ''} end{one.word} %}}"


def _lists(fields: Shown) -> Sequence[str]:
    return [name for name, one in fields.items() if one.is_list]
