"""One page as one file, that works where nothing else of its site is: as an attachment of a mail, on a stick."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from markupsafe import escape

from werkmonitor.publish import live
from werkmonitor.publish.security import secured
from werkmonitor.publish.site import made_page
from werkmonitor.workspace import Workspace, write_file

_LINK = re.compile(r'<a\b([^>]*?) href="([^"#][^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_AROUND = re.compile(
    r'<nav class="(?:site-nav|editions)".*?</nav>\n?'
    r'|<p class="(?:downloads|offers)">.*?</p>\n?'
    r'|<div class="around">.*?\n</div>\n(?=<footer)',
    re.DOTALL,
)
"""The ways to the rest of the site, and what it offers."""


def save_page(workspace: Workspace, editions: list[str], edition: str, page: str, file: Path, address: str) -> None:
    """Write one monitor as one file, with everything in it; it is made first where it does not stand.

    editions: those of the site that it is a page of. page: 'programme', 'category/CODE', …. address: where the site
    stands (https://…/); when empty, what leads out of the page stands there as plain text. Raises UsageError for a page
    that the edition has not, PublicationRefused for one that cannot be made.
    """
    shelf = made_page(workspace, editions, edition, page, address)
    where = urljoin(address, shelf.job.label) if address else ""
    write_file(file, alone(shelf.page.read_text("utf-8"), where))


def alone(html: str, where: str) -> str:
    """A page of a site by itself: the script of its pictures stands in it, and its links lead to where the site is.

    where: the page's own address; when empty, links are no links, and the ways to the rest of the site and its
    downloads are left out.
    """
    if not where:
        html = _AROUND.sub("", html)
    html = _LINK.sub(lambda link: _led_out(*link.groups(), where=where), html)
    script = re.compile(r'<script data-bundle="[^"]+">')
    if script.search(html):
        bundle = live.bundle().replace("</script", r"<\/script")
        html = script.sub(lambda _: f'<script>{bundle}</script>\n<script data-bundle="">', html)
    return secured(html, where or "the page")


def _led_out(before: str, href: str, after: str, text: str, *, where: str) -> str:
    """A link that leads out of the page."""
    if _WHOLE.match(href):
        return f'<a{before} href="{href}"{after}>{text}</a>'
    if not where:
        return text
    return f'<a{before} href="{escape(urljoin(where, unescape(href)))}"{after}>{text}</a>'
