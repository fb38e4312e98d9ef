"""How a partner's .xlsx looks, taken over as far as a reply needs it: formats, widths, drop-downs, panes, formulas.

openpyxl reads it; nothing of the file itself comes along, only what is named here. Runs in a process of its own.
"""

import colorsys
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from defusedxml.ElementTree import fromstring

Place = tuple[int, int]

# fmt: off
_PATTERNS = (
    "none", "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp",
    "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid", "lightTrellis",
    "gray125", "gray0625",
)
_BORDERS = (
    "none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot",
    "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)
"""Their number is what XlsxWriter calls them."""
_THEME = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)
"""In the order in which cells count them."""
# fmt: on
_PADDING = 0.7109375
"""Of a column, in characters: the file counts it, XlsxWriter adds it."""
_EXTENDED = re.compile(rb"<x14:dataValidations\b.*?</x14:dataValidations>", re.DOTALL)
_HARMLESS = re.compile(r"=[\w$:;,.()+\-*/^<>=&%!'\" ]+")
_FUNCTION = re.compile(
    r"SUM(IFS?|PRODUCT)?|SUBTOTAL|COUNT(A|IFS?)?|AVERAGE|MIN|MAX|ROUND|IF(ERROR)?|AND|OR|NOT|VLOOKUP|INDEX|MATCH"
)


@dataclass(slots=True)
class Looks:
    """Of one sheet. styles: cell → number of its style in `Book.styles`. widths, heights: by column and row, as
    XlsxWriter takes them. choices: drop-downs and other rules, each with its ranges and XlsxWriter's options.
    formulas: of cells that hold one, where it does no harm to send it back.
    """

    styles: dict[Place, int] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    frozen: Place | None = None
    filtered: str = ""
    choices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    formulas: dict[Place, str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """sheets: by name. styles: properties of a format as XlsxWriter names them. names: defined names → what they mean,
    as far as a drop-down needs them."""

    sheets: dict[str, Looks] = field(default_factory=dict)
    styles: dict[int, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def looks_of(content: bytes) -> Book:
    """How an .xlsx or .xlsm looks; plain where openpyxl cannot read it."""
    from openpyxl.reader.excel import ExcelReader

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = ExcelReader(io.BytesIO(content), keep_links=False)
            reader.read()
            parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        except Exception:  # what the reader could read but openpyxl cannot comes back as plain values
            return Book()
    source = reader.wb
    colours = _Colours(source.loaded_theme)
    book = Book()
    for sheet in source.worksheets:
        looks = book.sheets[sheet.title] = Looks()
        for place, cell in sheet._cells.items():
            at = place[0] - 1, place[1] - 1
            if cell.has_style:
                looks.styles[at] = number = cell.style_id
                if number not in book.styles:
                    book.styles[number] = _style(cell, colours)
            if cell.data_type == "f" and isinstance(cell.value, str) and is_harmless(cell.value):
                looks.formulas[at] = cell.value
        _measure(sheet, looks)
        looks.choices += (
            (str(ranges), options)
            for rule in sheet.data_validations.dataValidation
            if (options := _choice(rule))
            for ranges in rule.sqref.ranges
        )
    for name, found in _extended_choices(content, {name: parts[name] for name in book.sheets if name in parts}):
        book.sheets[name].choices += found
    used = {str(options["source"]).lstrip("=") for looks in book.sheets.values() for _, options in looks.choices}
    book.names = {
        name: f"={defined.value}"
        for name, defined in source.defined_names.items()
        if name in used and _HARMLESS.fullmatch(f"={defined.value}")
    }
    return book


def is_harmless(formula: str) -> bool:
    """Whether a partner's formula may be sent back: sums and the like over cells of the workbook itself.

    >>> is_harmless("=SUM(B2:B9)"), is_harmless("=WEBSERVICE(A1)"), is_harmless("=cmd|'/c calc'!A0")
    (True, False, False)
    """
    called = re.findall(r"([\w.]+)\s*\(", formula)
    return bool(_HARMLESS.fullmatch(formula)) and all(map(_FUNCTION.fullmatch, called))


def _measure(sheet: Any, looks: Looks) -> None:
    for one in sheet.column_dimensions.values():
        if one.width and one.min and one.max:
            last = min(one.max, sheet.max_column + 1)  # a width may be given to all columns there can be
            looks.widths |= dict.fromkeys(range(one.min - 1, last), max(one.width - _PADDING, 0.5))
    looks.heights = {number - 1: one.height for number, one in sheet.row_dimensions.items() if one.height}
    if isinstance(sheet.freeze_panes, str):
        row, column = sheet[sheet.freeze_panes].row, sheet[sheet.freeze_panes].column
        looks.frozen = row - 1, column - 1
    looks.filtered = sheet.auto_filter.ref or ""


# ------------------------------------------------------------ formats


def _style(cell: Any, colours: "_Colours") -> dict[str, Any]:
    font, fill, border, alignment = cell.font, cell.fill, cell.border, cell.alignment
    found: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.size,
        "bold": font.bold,
        "italic": font.italic,
        "underline": 1 if font.underline else None,
        "font_strikeout": font.strike,
        "font_color": colours.of(font.color),
        "num_format": cell.number_format,
        "align": alignment.horizontal,
        "valign": {"center": "vcenter", "justify": "vjustify"}.get(alignment.vertical, alignment.vertical),
        "text_wrap": alignment.wrap_text,
        "indent": int(alignment.indent or 0),
        "shrink": alignment.shrink_to_fit,
        "rotation": alignment.text_rotation if 0 < (alignment.text_rotation or 0) <= 90 else None,
    }
    if found["align"] in ("general", "centerContinuous", "distributed"):
        del found["align"]
    if getattr(fill, "fill_type", None) in _PATTERNS[1:]:
        found["pattern"] = _PATTERNS.index(fill.fill_type)
        front, back = colours.of(fill.fgColor), colours.of(fill.bgColor)
        found |= {"bg_color": front} if found["pattern"] == 1 else {"fg_color": front, "bg_color": back}
    for side in ("left", "right", "top", "bottom"):
        line = getattr(border, side)
        if line is not None and line.style in _BORDERS[1:]:
            found[side] = _BORDERS.index(line.style)
            found[f"{side}_color"] = colours.of(line.color)
    return {name: value for name, value in found.items() if value}


class _Colours:
    """Colours as #RRGGBB, also those that a workbook takes from its theme."""

    def __init__(self, theme: bytes | None) -> None:
        self._theme: list[str] = []
        if theme:
            parts = {_local(element): element for element in fromstring(theme).iter()}
            self._theme = [self._first(parts.get(name)) for name in _THEME]

    @staticmethod
    def _first(element: Any) -> str:
        colour = next(iter(element), None) if element is not None else None
        return "" if colour is None else colour.get("lastClr") or colour.get("val") or ""

    def of(self, colour: Any) -> str | None:
        from openpyxl.styles.colors import COLOR_INDEX

        found = ""
        if colour is None:
            return None
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            found = colour.rgb[-6:]
        elif colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
            found = COLOR_INDEX[colour.indexed][-6:]
        elif colour.type == "theme" and 0 <= colour.theme < len(self._theme):
            found = self._theme[colour.theme]
        if not re.fullmatch(r"[0-9A-Fa-f]{6}", found):
            return None
        return "#" + _tinted(found, colour.tint or 0.0).upper()


def _tinted(colour: str, tint: float) -> str:
    """Lighter or darker, as Excel does it: by the lightness of the colour."""
    if not tint:
        return colour
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), full))


# ------------------------------------------------------------ drop-downs


def _choice(rule: Any) -> dict[str, Any] | None:
    """A drop-down list as XlsxWriter takes it; other rules are left: they could refuse the right value."""
    if rule.type != "list" or not rule.formula1:
        return None
    return _list_options(rule.formula1, rule.allow_blank, rule.errorStyle)


def _list_options(formula: str, ignores_blank: bool | None, strictness: str | None) -> dict[str, Any] | None:
    formula = formula.strip()
    if formula.startswith('"'):
        listed = formula.strip('"').split(",")
        source: Any = listed if len(",".join(listed)) <= 255 else None
    else:
        source = f"={formula}" if _HARMLESS.fullmatch(f"={formula}") and "(" not in formula else None
    if not source:
        return None
    kinds = {"warning": "warning", "information": "information"}
    return {
        "validate": "list",
        "source": source,
        "ignore_blank": bool(ignores_blank),
        "error_type": kinds.get(strictness or "", "stop"),
    }


def _extended_choices(
    content: bytes, parts: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Drop-downs whose list stands on another sheet: Excel writes those in an extension that openpyxl skips.

    parts: the part of the package in which each sheet stands.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name, part in parts.items():
            if block := _EXTENDED.search(file.read(part)):
                yield name, list(_in_extension(block[0]))


def _in_extension(block: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    spaces = b'xmlns:x14="a" xmlns:xm="b" xmlns:xr="c" xmlns:mc="d"'  # some stand further up, some in the block itself
    for rule in fromstring(b"<root " + spaces + b">" + block + b"</root>").iter():
        if _local(rule) == "dataValidation" and rule.get("type") == "list":
            said = {_local(parent): "".join(parent.itertext()) for parent in rule}
            options = _list_options(said.get("formula1", ""), rule.get("allowBlank") == "1", rule.get("errorStyle"))
            yield from ((one, options) for one in said.get("sqref", "").split() if options)


def _local(element: Any) -> str:
    name: str = element.tag
    return name.rpartition("}")[2]
