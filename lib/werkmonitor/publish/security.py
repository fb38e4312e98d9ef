"""The security policy of a page, computed on the page as it is when all else is done: only what stands in it may run.

Nothing is loaded while a page is read: no font, no picture, no script. An inline script may add a script of the site
itself later ('strict-dynamic'). That also holds for a page that is opened from a disk, where not every browser takes
'self' for the folder in which it lies.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from werkmonitor.errors import Problem, PublicationRefused

Element = Any
"""An element of lxml, which has no types of its own."""

DATA = "application/json"
"""A script element of this type is data: it is never run."""

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')
_ALWAYS = ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:")
_NEVER = {"iframe", "frame", "object", "embed", "applet", "base", "audio", "video", "source", "portal"}
_LOADING = {"src", "srcset", "srcdoc", "data", "poster", "background", "action", "formaction", "ping", "xlink:href"}
_RELATIONS = {"canonical", "prev", "next", "license"}
"""Links of a page's head that say something and load nothing."""
_DRAWING = {
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "cursor",
}
_UNSEEN = re.compile(r"[\x00-\x20]")
"""What a browser overlooks in an address."""
_LEADS = re.compile(r"(?:https?:|mailto:|tel:)|(?![a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LOADS = re.compile(r"url\((?!#)|@import|expression\(", re.IGNORECASE)


def secured(html: str, name: str) -> str:
    """The page with its policy: hashes of every style and script that stands in it, and nothing else allowed.

    name: what messages call it. Raises PublicationRefused with everything that would load or run something, or that
    the policy would stop: handlers, style attributes, scripts and pictures from elsewhere.
    """
    from lxml.html import document_fromstring

    page = document_fromstring(html)
    if wrong := dict.fromkeys(_wrong(page)):
        remedy = "let the template say it in another way: by a class, or by what stands in the page itself"
        raise PublicationRefused([Problem(name, f"the page {what}", remedy) for what in wrong])
    policy = "; ".join(_policy(page))
    return _POLICY.sub(lambda found: found[1] + policy + found[2], html, count=1)


def _policy(page: Element) -> Iterator[str]:
    yield from _ALWAYS
    yield " ".join(["style-src", *(_hashes(page.iter("style")) or ["'none'"])])
    if scripts := _hashes(script for script in page.iter("script") if script.get("type") != DATA):
        yield " ".join(["script-src", *scripts, "'strict-dynamic'"])


def _hashes(elements: Iterator[Element]) -> list[str]:
    digests = (hashlib.sha256((element.text or "").encode()).digest() for element in elements)
    return list(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def _wrong(page: Element) -> Iterator[str]:
    """What may not be in a page, in words for whoever wrote its template."""
    first = page.xpath("//meta[@http-equiv='Content-Security-Policy'] | //style | //script")
    if not first or first[0].tag != "meta" or len([one for one in first if one.tag == "meta"]) != 1:
        yield "has no single place for its security policy, ahead of every style and script"
    for element in page.iter("*"):
        tag = element.tag
        if tag in _NEVER:
            yield f"has an element <{tag}>"
        if tag == "script" and element.get("type") not in (None, DATA):
            yield f"has a script of type {element.get('type')!r}"
        if tag == "style" and _LOADS.search(element.text or ""):
            yield "has a style that loads something"
        if tag == "meta" and element.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            yield f"has <meta http-equiv={element.get('http-equiv')!r}>"
        for name, value in element.attrib.items():
            if reason := _refused(element, name, value):
                yield f"has <{tag} {name}>, which {reason}"


def _refused(element: Element, name: str, value: str) -> str:
    """Why an attribute may not be in a page; empty when it may."""
    if name.startswith("on"):
        return "would run something"
    if name == "style":
        return "belongs in the style sheet"
    if name in _LOADING:
        is_inside = element.tag == "img" and name == "src" and value.startswith("data:image/")
        return "" if is_inside else "would load something"
    if name == "href":
        return _refused_link(element, value)
    return "would load something" if name in _DRAWING and _LOADS.search(value) else ""


def _refused_link(element: Element, href: str) -> str:
    if element.tag == "a":
        return "" if _LEADS.match(_UNSEEN.sub("", href)) else "would run something"
    is_said = element.tag == "link" and (
        element.get("rel") in _RELATIONS or (element.get("rel") == "icon" and href.startswith("data:"))
    )
    return "" if is_said or href.startswith("#") else "would load something"
