"""Footnote marks set above the line: a number in front of one would otherwise be read as a longer number."""

import re

_RUN = re.compile(
    rb"""(<(?:\w+:)?rPr>(?:(?!</(?:\w+:)?rPr>).)*?<(?:\w+:)?vertAlign\s+val=["']superscript["']"""
    rb"""(?:(?!</(?:\w+:)?rPr>).)*?</(?:\w+:)?rPr>\s*<(?:\w+:)?t(?:\s[^>]*)?>)([^<]*)""",
    re.DOTALL,
)
RAISED = b"superscript"
"""Stands in every part that may hold one."""
_RAISED = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")


def with_raised_marks(xml: bytes) -> bytes:
    """Texts of a workbook in which what is set above the line is written with raised signs: 1234¹ instead of 12341.

    >>> with_raised_marks(b'<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>').decode()
    '<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>¹</t></r>'
    """
    return _RUN.sub(lambda run: run[1] + raised(run[2].decode("utf-8")).encode("utf-8"), xml)


def raised(text: str) -> str:
    """A text in signs that stand above the line by themselves."""
    return text.translate(_RAISED)
