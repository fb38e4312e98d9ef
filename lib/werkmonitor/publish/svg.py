"""From a figure block to an SVG that stands on its own: named in Dutch, saying that it is fictional, same bytes always.

Vega's own markup is for Vega: English roles, empty paths, a process-wide counter in ids, fifteen decimals. All of it
goes; a title, a description and the notice come in.
"""

import json
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import vl_convert
from defusedxml.ElementTree import fromstring
from platformdirs import user_cache_path

from werkmonitor.fingerprints import digest_of, digest_of_code, digest_of_versions
from werkmonitor.publish.charts import CHARTS, PALETTE, filling, specification
from werkmonitor.publish.charts.lettering import wrapped
from werkmonitor.publish.charts.marks import SMALL
from werkmonitor.workspace import write_file

SVG = "http://www.w3.org/2000/svg"
FONT_STACK = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans Condensed', sans-serif"
NOTICE_HEIGHT = 24

DUTCH = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€\N{NO-BREAK SPACE}", ""]}
_UNUSED = {
    "class",
    "pointer-events",
    "aria-hidden",
    "aria-roledescription",
    "aria-label",
    "role",
    "font-family",
    "style",
}
_USUAL = {
    ("opacity", "1"),
    ("stroke-opacity", "1"),
    ("fill-opacity", "1"),
    ("font-weight", "normal"),
    ("text-anchor", "start"),
}
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def picture(figure: dict[str, Any]) -> str:
    """A figure block as SVG markup, to stand inside HTML.

    Its ids begin with the figure's own, so that several pictures can stand on one page.
    """
    root = fromstring(vl_convert.vega_to_svg(_filled(figure), format_locale=DUTCH))
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    _clean(root, figure["id"])
    _name(root, figure)
    return tostring(root, encoding="unicode", short_empty_elements=True)


def prepare() -> None:
    """Start the drawing library and compile every chart, which the first picture of each would wait for."""
    for chart in CHARTS:
        compiled(chart)
    vl_convert.vega_to_svg({"width": 1, "height": 1})


def prepare_to_fork() -> None:
    """What can be prepared without the drawing library: a fork of a process that has used it hangs."""
    for chart in CHARTS:
        if _kept(chart) is None:
            specification(chart)


@cache
def compiled(chart: str) -> dict[str, Any]:
    """A chart as Vega, without rows. Making it takes a second (most of it Altair's import), so it is kept."""
    if kept := _kept(chart):
        return kept
    vega: dict[str, Any] = vl_convert.vegalite_to_vega(specification(chart))
    with suppress(OSError):
        write_file(_place(chart), json.dumps(vega))
    return vega


@cache
def _kept(chart: str) -> dict[str, Any] | None:
    try:
        vega: dict[str, Any] = json.loads(_place(chart).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return vega


def _place(chart: str) -> Path:
    """In the user's folder for what can always be made again."""
    made_of = digest_of([digest_of_code("publish/charts"), digest_of_versions()])
    return user_cache_path("werkmonitor") / f"chart-{chart}-{made_of[:16]}.json"


def _filled(figure: dict[str, Any]) -> dict[str, Any]:
    """The Vega specification of a figure: that of its chart, with the figure's rows and values."""
    vega = compiled(figure["chart"])
    rows, values, height = filling(figure)
    data = [table | {"values": rows[table["name"]]} if table["name"] in rows else table for table in vega["data"]]
    signals = [*vega.get("signals", []), *({"name": name, "value": value} for name, value in values.items())]
    return vega | {"data": data, "signals": signals, "height": height}


def _clean(element: Element, prefix: str) -> None:
    for key, value in list(element.attrib.items()):
        is_of_no_stroke = key.startswith("stroke-") and element.tag != "g" and not element.get("stroke")
        if key in _UNUSED or (key, value) in _USUAL or is_of_no_stroke:
            del element.attrib[key]
        elif key == "id":
            element.set(key, f"{prefix}-{value}")
        else:
            rounded = _NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0:g}", value)
            element.set(key, _REFERENCE.sub(rf"url(#{prefix}-\1)", rounded))
    if element.tag == "text" and element.get("stroke"):
        element.set("paint-order", "stroke")  # a halo: around the letters, never over them
    for child in list(element):
        _clean(child, prefix)
        is_empty_path = child.tag == "path" and child.get("d", "") in ("", "M0,0h0v0h0Z")
        is_invisible = child.tag == "path" and child.get("fill") is None and child.get("stroke") is None
        is_empty_group = child.tag == "g" and not len(child)
        is_unseen = child.get("fill-opacity") == "0"  # a place that answers: nobody points at what stands still
        if is_unseen or is_empty_path or (is_invisible and child.get("d", "").endswith("Z")) or is_empty_group:
            element.remove(child)


def _name(root: Element, figure: dict[str, Any]) -> None:
    """A title, a description and the notice. A bare picture, without a word in it, has the notice in its name only."""
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    notice = figure["notice"]
    for line in [] if figure.get("is_bare") else wrapped(notice, width, SMALL, most=4):
        attributes = {
            "y": f"{height + 15:g}",
            "font-size": f"{SMALL}px",
            "fill": PALETTE["text"],
            "font-style": "italic",
        }
        SubElement(root, "text", attributes).text = line
        height += NOTICE_HEIGHT
    description = " ".join(filter(None, [figure["description"], notice and f"{notice}."]))
    names = {"title": f"{figure['title']}: {figure['conclusion']}"} | ({"desc": description} if description else {})
    for place, (tag, text) in enumerate(names.items()):
        element = Element(tag, {"id": f"{figure['id']}-{tag}"})
        element.text = text
        root.insert(place, element)
    root.attrib.clear()
    root.attrib.update(
        {
            "xmlns": SVG,
            "role": "img",
            "aria-labelledby": " ".join(f"{figure['id']}-{tag}" for tag in names),
            "viewBox": f"0 0 {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "font-family": FONT_STACK,
        }
    )
