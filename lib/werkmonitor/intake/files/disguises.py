"""What a file is that is no workbook: partners send CSVs and web pages under a workbook's name."""

import re

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office files before 2007, and encrypted ones since, begin."""

_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "another kind of document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"From:", "an e-mail"),
    (b"MIME-Version:", "a web page"),
)
_PAGE = re.compile(r"<(!doctype html|html|table|head|body|meta)\b", re.IGNORECASE)
_SEPARATED = re.compile(r"[;,\t|]")


def what_it_is(content: bytes) -> str:
    """In the words of catalogue.NAMES_NL.

    >>> what_it_is(b"<html><table><tr><td>1"), what_it_is(b"a;b\\n1;2"), what_it_is(b"")
    ('a web page', 'a text file with separators (CSV)', 'an empty file')
    """
    if not content.strip(b"\0 \t\r\n"):
        return "an empty file"
    for beginning, what in _BEGINNINGS:
        if content.startswith(beginning):
            return what
    text = _start_as_text(content[:4096])
    if text is None:
        return "a file of an unknown kind"
    if "schemas-microsoft-com:office:spreadsheet" in text:
        return "a workbook in an old XML format"
    if _PAGE.search(text):
        return "a web page"
    if text.lstrip().startswith("<"):
        return "a file of an unknown kind"
    return "a text file with separators (CSV)" if _SEPARATED.search(text) else "a text file"


def _start_as_text(start: bytes) -> str | None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")
    if any(sign < 9 for sign in start):
        return None
    return start.decode("utf-8-sig", "replace")
