"""Tables as an Excel workbook: first a sheet that says what it is, then a sheet for each table.

Nothing in it is a formula: a text that begins like one is a text. The same tables give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from typing import Any

from werkmonitor.publish.downloads.sheets import Column, Sheet, Value, is_unsafe

READ_ME = "Lees mij"

DATES_AND_NUMBERS = (
    "Datums zijn echte datums en getallen echte getallen: u kunt ermee rekenen. Een lege cel betekent dat er niets "
    "bekend is; nul is 0."
)

_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "indent": 1},
    "unsafe": {"text_wrap": True, "indent": 1, "quote_prefix": True},
    "whole": {"num_format": "#,##0"},
    "number": {"num_format": "General"},
    "date": {"num_format": "dd-mm-yyyy", "align": "left"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "indent": 1,
        "bg_color": "#E4EAF1",
        "bottom": 2,
        "bottom_color": "#1F3864",
    },
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
    "notice": {"bold": True, "font_color": "#9C0006"},
    "heading": {"bold": True, "font_size": 13, "font_color": "#1F3864"},
    "term": {"bold": True, "text_wrap": True},
    "link": {"font_color": "#0B5394", "underline": 1, "text_wrap": True},
}
_WIDEST, _NARROWEST = 45, 10
_TERMS, _TEXTS = 28, 88
"""How many signs the two columns of the first sheet hold; they are somewhat wider."""
_LINE, _HIGHEST = 15, 405
"""Of a row, in points: not every program makes room for a text of several lines by itself."""
_LONGEST_NAME = 31
_A4 = 9
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]|[^\x00-\uffff]")


@dataclass(frozen=True)
class Part:
    """A heading of the first sheet with what stands under it: terms, each with a text."""

    heading: str
    terms: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReadMe:
    """The first sheet. made_on: a day of the data, never of today. notice: what a cut-out must say too, if anything."""

    title: str
    notice: str
    publisher: str
    made_on: date
    parts: Sequence[Part]


def to_xlsx(read_me: ReadMe, sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the workbook. The names of the sheets can be those of tabs (`tab`), each another."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": read_me.title,
                "author": read_me.publisher,
                "company": read_me.publisher,
                "comments": read_me.notice,
                "created": datetime.combine(read_me.made_on, time()),
            }
        )
        book.set_custom_property("Taal", "nl-NL")
        looks = {name: book.add_format(_FONT | look) for name, look in _LOOKS.items()}
        _write_read_me(_page(book, READ_ME, read_me), looks, read_me, [sheet.name for sheet in sheets])
        for sheet in sheets:
            _write(_page(book, sheet.name, read_me), looks, sheet)
    return target.getvalue()


def tab(number: int, title: str) -> str:
    """The name of a tab: what Excel allows of a title, whole words.

    >>> tab(3, "Wie tot wanneer heeft geleverd: alle partners")
    '3 Wie tot wanneer heeft'
    """
    plain = " ".join(_NOT_IN_A_NAME.sub(" ", f"{number} {title}").split())
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME + 1].rpartition(" ")[0]


def _page(book: Any, name: str, read_me: ReadMe) -> Any:
    """A sheet that prints on A4, with the notice on every page."""
    page = book.add_worksheet(name)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2 if name == READ_ME else 1)
    page.set_footer(f"&L{read_me.notice[:200].replace('&', '&&')}&R&P van &N")
    return page


def _write_read_me(page: Any, looks: dict[str, Any], read_me: ReadMe, names: Sequence[str]) -> None:
    page.set_column(0, 0, _TERMS + 3)
    page.set_column(1, 1, _TEXTS + 9)
    page.set_row(0, 24)
    page.write_string(0, 0, read_me.title, looks["title"])
    row = 1
    if read_me.notice:
        page.write_string(row, 0, read_me.notice, looks["notice"])
        row += 1
    for part in read_me.parts:
        row += 1
        page.write_string(row, 0, part.heading, looks["heading"])
        for term, text in part.terms:
            row += 1
            page.set_row(row, _height((term, _TERMS), (text, _TEXTS)))
            if term in names:
                page.write_url(row, 0, f"internal:'{term}'!A1", looks["link"], term)
            else:
                page.write_string(row, 0, term, looks["term"])
            page.write_string(row, 1, text, looks["text"])
        row += 1


def _write(page: Any, looks: dict[str, Any], sheet: Sheet) -> None:
    page.set_landscape()
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    widths = [_width(column, [row[place] for row in sheet.rows]) for place, column in enumerate(sheet.columns)]
    page.set_row(0, _height(*((column.title, width) for column, width in zip(sheet.columns, widths, strict=True))))
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, widths[place])
        page.write_string(0, place, column.title, looks["head"])
    for number, row in enumerate(sheet.rows, 1):
        texts = [(value, width) for value, width in zip(row, widths, strict=True) if isinstance(value, str)]
        page.set_row(number, _height(*texts))
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number, place, value, looks["unsafe" if is_unsafe(value) else "text"])
            elif isinstance(value, date):
                page.write_datetime(number, place, value, looks["date"])
            elif value is not None:
                page.write_number(number, place, value, looks["whole" if isinstance(value, int) else "number"])


def _height(*texts: tuple[str, float]) -> int:
    """In points: of the longest of the texts, each in a column of a width."""
    lines = max((sum(ceil(max(len(line), 1) / width) for line in text.split("\n")) for text, width in texts), default=1)
    return min(_LINE * lines, _HIGHEST)


def _width(column: Column, values: Sequence[Value]) -> float:
    """In signs: of the longest value and the longest word of the header."""
    longest = max((len(value) if isinstance(value, str) else 10 for value in values if value is not None), default=0)
    word = max(len(word) for word in column.title.split()) + 4  # the button of the filter
    return max(_NARROWEST, min(longest + 1, _WIDEST), word)
