"""Files made to harm, or hopeless: refused within five seconds with one clear reason; the next one is read as ever."""

import io
import re
import struct
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from tests.intake.test_formats import row, text, write_ods
from werkmonitor.intake.catalogue import CATALOGUE, NAMES_NL
from werkmonitor.intake.files.disguises import what_it_is
from werkmonitor.intake.files.package import inspect
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.workbook import Hopeless
from werkmonitor.limits import Limits

SECONDS = 5
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {name} "{10 * f"&{before};"}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """The same child process for all, as long as it lives."""
    with Reader() as one:
        yield one


def workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Blad1").write_row("A1", ["a", 1])
    return target.getvalue()


def changed(change: Callable[[str, bytes], bytes] = lambda name, part: part, **more: bytes) -> bytes:
    """The workbook with its parts changed and others added; '__' in a name is a slash, '_' before an ending a point."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in more.items():
            new.writestr(re.sub(r"_(xml|bin|zip|data)$", r".\1", name.replace("__", "/")), part)
    return target.getvalue()


def sheet(rows: bytes, dimension: bytes = b"A1:B2") -> bytes:
    """With these rows instead of its own."""

    def change(name: str, part: bytes) -> bytes:
        if "sheet1" not in name:
            return part
        part = re.sub(rb"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + rows + b"</sheetData>", part)
        return re.sub(rb'ref="[^"]*"', b'ref="' + dimension + b'"', part)

    return changed(change)


def in_sheet(old: bytes, new: bytes) -> bytes:
    return changed(lambda name, part: part.replace(old, new, 1) if "sheet1" in name else part)


def named(name: str, part: bytes = b"<x/>") -> bytes:
    target = io.BytesIO(workbook())
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as file:
        warnings.simplefilter("ignore")
        file.writestr(name, part)
    return target.getvalue()


def spread(number: int, letters: bytes) -> bytes:
    return b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (number, letters, number)


def wide(count: int) -> bytes:
    return b"<row>" + b"<c><v>1</v></c>" * count + b"</row>"


def nested(depth: int) -> bytes:
    return in_sheet(b"<sheetData>", b"<x>" * depth + b"</x>" * depth + b"<sheetData>")


def utf16(name: str, part: bytes) -> bytes:
    laughs = LAUGHS.replace('"1.0"', '"1.0" encoding="UTF-16"') + "<worksheet>&i;</worksheet>"
    return laughs.encode("utf-16") if "sheet1" in name else part


def texts(count: int) -> bytes:
    found = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t/></si>" * count
    return changed(lambda name, part: found + b"</sst>" if "sharedStrings" in name else part)


def with_false_size() -> bytes:
    """A part that says it is small, and is not."""
    content = bytearray(changed(xl__media__a_bin=b"abc" * 1_000_000))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(content)


def with_overlap() -> bytes:
    """Two parts of the same bytes: so a small file unpacks to an enormous one."""
    content = changed(xl__media__a_bin=b"a" * 100)
    entry, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    twice = content[entry:end].replace(b"media/a", b"media/b")
    count, size = (
        struct.unpack("<H", content[end + 10 : end + 12])[0] + 1,
        struct.unpack("<I", content[end + 12 : end + 16])[0],
    )
    numbers = struct.pack("<HHI", count, count, size + len(twice))
    return content[:end] + twice + content[end : end + 8] + numbers + content[end + 16 :]


def encrypted_zip() -> bytes:
    content = bytearray(workbook())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        content[at + place] |= 1
    return bytes(content)


def with_macro_sheet() -> bytes:
    target = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("Blad1").write(0, 0, 1)
    book.save(target)
    content = target.getvalue()
    place = content.index(struct.pack("<H", 0x0085)) + 4 + 5
    return content[:place] + b"\x01" + content[place + 1 :]


HOSTILE = {
    "one cell at the far corner": (lambda: sheet(spread(1_048_576, b"XFD"), b"A1:XFD1048576"), "workbook_too_large"),
    "the same, and the sheet denies it": (
        lambda: sheet(spread(1, b"A") + spread(1_048_576, b"XFD") + b'<row r="3"></row>' * 9),
        "reader_failed",
    ),
    "a far cell in every row": (
        lambda: sheet(b"".join(spread(number, b"XFD") for number in range(1, 20_001))),
        "workbook_too_large",
    ),
    "more columns than any table": (
        lambda: sheet(wide(301)),
        "workbook_too_large",
    ),
    "more rows than any list": (
        lambda: sheet(b"".join(spread(number, b"A") for number in range(1, 100_002))),
        "workbook_too_large",
    ),
    "more cells than any table": (
        lambda: sheet((b"<row>" + b"<c><v>1</v></c>" * 64 + b"</row>") * 80_000),
        "workbook_too_large",
    ),
    "a text of 20 megabytes": (
        lambda: sheet(b'<row><c t="inlineStr"><is><t>' + b"x" * 20_000_000 + b"</t></is></c></row>"),
        "workbook_too_large",
    ),
    "a text of 40,000 signs": (
        lambda: sheet(b'<row><c t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c></row>"),
        "workbook_too_large",
    ),
    "more than a million texts": (lambda: texts(1_000_001), "workbook_too_large"),
    "entities within entities": (
        lambda: in_sheet(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', LAUGHS.encode()),
        "workbook_unsafe",
    ),
    "the same in UTF-16": (lambda: changed(utf16), "workbook_unsafe"),
    "an entity that names a file": (
        lambda: changed(
            lambda name, part: part.replace(b"<Types", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Types')
        ),
        "workbook_unsafe",
    ),
    "elements 65 deep": (
        lambda: in_sheet(b"<sheetData>", b"<x>" * 64 + b"</x>" * 64 + b"<sheetData>"),
        "workbook_unsafe",
    ),
    "elements three hundred thousand deep": (lambda: nested(300_000), "workbook_unsafe"),
    "ten megabytes of nothing": (lambda: changed(xl__media__a_bin=b"\0" * 10_000_000), "workbook_too_large"),
    "501 parts": (
        lambda: changed(**{f"xl__media__{number}_bin": b"x" for number in range(500)}),
        "workbook_too_large",
    ),
    "a part larger than it says": (with_false_size, "workbook_damaged"),
    "parts that overlap": (with_overlap, "workbook_unsafe"),
    "a part outside the package": (lambda: named("../../evil.xml"), "workbook_unsafe"),
    "a part at the root": (lambda: named("/etc/evil"), "workbook_unsafe"),
    "a part on a drive": (lambda: named("C:\\evil"), "workbook_unsafe"),
    "a part by a crooked path": (lambda: named("xl\\..\\..\\evil"), "workbook_unsafe"),
    "two parts of one name": (lambda: named("xl/workbook.xml"), "workbook_unsafe"),
    "two parts of one name but for a capital": (lambda: named("xl/Workbook.xml"), "workbook_unsafe"),
    "a macro sheet": (lambda: named("xl/macrosheets/sheet1.xml"), "workbook_unsafe"),
    "a macro sheet in an .xls": (with_macro_sheet, "workbook_unsafe"),
    "an ActiveX control": (lambda: named("xl/activeX/activeX1.xml"), "workbook_unsafe"),
    "an embedded file": (lambda: named("xl/embeddings/oleObject1.bin"), "workbook_unsafe"),
    "database connections": (lambda: named("xl/connections.xml"), "workbook_unsafe"),
    "a database query": (lambda: named("xl/queryTables/queryTable1.xml"), "workbook_unsafe"),
    "a data model": (lambda: named("xl/model/item.data"), "workbook_unsafe"),
    "a log of changes": (lambda: named("xl/revisions/revisionLog1.xml"), "workbook_unsafe"),
    "rows behind a pivot table": (lambda: named("xl/pivotCache/pivotCacheRecords1.xml"), "pivot_records"),
    "the same in an .xlsb": (lambda: named("xl/pivotCache/PivotCacheRecords1.bin"), "pivot_records"),
    "a zip with a password": (encrypted_zip, "workbook_locked"),
    "cut off in the middle": (lambda: workbook()[: len(workbook()) // 2], "workbook_damaged"),
    "cut off at the last byte": (lambda: workbook()[:-1], "workbook_damaged"),
    "the rows of a sheet twice": (
        lambda: changed(lambda name, part: part.replace(b"</sheetData>", b"</sheetData><sheetData></sheetData>")),
        "workbook_damaged",
    ),
    "a text with something else in it": (
        lambda: changed(lambda name, part: part.replace(b"<t>a</t>", b"<t>a<v>1</v></t>")),
        "workbook_damaged",
    ),
    "two workbooks behind each other": (lambda: workbook() + workbook(), "workbook_damaged"),
    "a beginning of an .xls and then nothing": (lambda: OLE + b"\xff" * 5000, "workbook_damaged"),
    "an .ods that repeats a row": (
        lambda: ods(
            row(text("a")).replace("<table:table-row", '<table:table-row table:number-rows-repeated="1048576"')
        ),
        "workbook_too_large",
    ),
    "an .ods that repeats a column": (
        lambda: ods(row(text("a", 'table:number-columns-repeated="16384"'))),
        "workbook_too_large",
    ),
    "an .ods with a million spaces": (lambda: ods(row(text('<text:s text:c="2000000000"/>'))), "workbook_too_large"),
    "an .ods that repeats less than nothing": (
        lambda: ods(row(text("a", 'table:number-columns-repeated="-5"'))),
        "workbook_damaged",
    ),
    "an .ods with a log of changes": (
        lambda: ods(row(text("a")), "<table:tracked-changes><table:deletion/></table:tracked-changes>"),
        "workbook_unsafe",
    ),
    "an .ods with a password": (lambda: ods(row(text("a")), encrypted=True), "workbook_locked"),
}


def ods(rows: str, before: str = "", *, encrypted: bool = False) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        parts = {"META-INF__manifest_xml": "<m><encryption-data/></m>"} if encrypted else {}
        return write_ods(
            Path(folder), f'{before}<table:table table:name="A">{rows}</table:table>', **parts
        ).read_bytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time(reader: Reader, name: str) -> None:
    """With its reason in both languages; the reader lives, or another one takes its place."""
    make, code = HOSTILE[name]
    content = make()
    began = time.perf_counter()
    with pytest.raises(Hopeless) as hopeless:
        reader.read(content)
    assert time.perf_counter() - began < SECONDS
    assert hopeless.value.code == code
    findings = Findings()
    findings.add(code, **hopeless.value.given)
    (finding,) = findings.listed()
    assert "{" not in "".join(finding[3:7])
    assert reader.read(workbook()).sheets[0].rows() == [("a", 1)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"\0" * 600, "an empty file"),
        (b"Deelnemer;Project\n1;ZorgStart\n", "a text file with separators (CSV)"),
        ("Deelnemer\tProject\n1\tZorgStart\n".encode("utf-16"), "a text file with separators (CSV)"),
        (b"Geachte heer", "a text file"),
        (b"<html><body><table><tr><td>1", "a web page"),
        (b"\xef\xbb\xbf<meta http-equiv=content-type><table>", "a web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "a workbook in an old XML format",
        ),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"From: jan@example.org\n", "an e-mail"),
        (bytes(range(256)) * 4, "a file of an unknown kind"),
    ],
)
def test_what_a_file_is_instead_is_said(reader: Reader, content: bytes, what: str) -> None:
    """Partners send CSVs and web pages under a workbook's name (failure mode 14)."""
    assert what_it_is(content) == what
    assert what in NAMES_NL
    with pytest.raises(Hopeless) as hopeless:
        reader.read(content)
    assert (hopeless.value.code, hopeless.value.given) == ("not_a_workbook", {"what": what})


def test_a_zip_of_other_things_is_no_workbook(reader: Reader) -> None:
    """Nor is a text document."""
    for name, what in (("lijst.csv", "a zip file"), ("word/document.xml", "another kind of document")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as file:
            file.writestr(name, "<x/>")
        with pytest.raises(Hopeless) as hopeless:
            reader.read(target.getvalue())
        assert hopeless.value.given == {"what": what}


def test_harmless_oddities_are_read(reader: Reader) -> None:
    """A declared size that is a lie, a zip in a picture's place, a drawing as Excel writes it: nobody's harm."""
    assert reader.read(sheet(spread(1, b"A"), b"A1:XFD1048576")).sheets[0].rows() == [(1,)]
    assert reader.read(changed(xl__media__a_zip=workbook())).has_pictures
    assert reader.read(named("xl/drawings/vmlDrawing1.vml", b"<xml><br><br></xml>")).sheets[0].rows() == [("a", 1)]


def test_the_first_look_refuses_before_anything_is_parsed() -> None:
    """It needs no child process, and no time."""
    content = sheet(spread(1_048_576, b"XFD"), b"A1:XFD1048576")
    with pytest.raises(Hopeless) as hopeless:
        inspect(content, Limits())
    assert hopeless.value.given["limit"] == "columns"


def test_a_limit_that_is_named_can_be_raised(reader: Reader) -> None:
    """The message names it; programme.toml raises it."""
    content = sheet(wide(301))
    with Reader(Limits(columns=400)) as patient:
        assert patient.read(content).sheets[0].width == 301
    assert "{limit}" in CATALOGUE["workbook_too_large"].remedy
