"""Search without a server: an index read from the finished pages, a script that asks it, and a list of all pages.

The index is a script that sets one variable, because a page on disk may load a script beside it and nothing else; the
page's own script adds it. It holds, of every page in its newest edition, the title, the headings that can be linked to,
one sentence and the words; of older ones the title.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from werkmonitor.publish.addresses import DEFINITIONS, SEARCH, SITE_PAGES, Address
from werkmonitor.publish.blocks import Content
from werkmonitor.publish.site_pages.editions import Editions

INDEX = "assets/zoekindex.js"

GROUPS = {"programme": "Monitor", "category": "Categorie", "municipality": "Gemeente", "project": "Project"}
WORD = "Begrip"

COMMON = 0.6
"""A word on more than this share of the pages is common."""

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_PLACE = re.compile(r'<a class="permalink" href="#([^"]+)">(.*?)</a>', re.DOTALL)
_CONCLUSION = re.compile(r'<p class="(?:conclusion|finding)">(.*?)</p>', re.DOTALL)
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_MARKUP = re.compile(r"<(svg|script)\b.*?</\1>|<[^>]+>", re.DOTALL)
_ACCENT = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]{3,}")


class Entry(NamedTuple):
    """One page, or one word, that can be found. edition: its month, and whether it is the newest that has the page.

    places: anchors with their headings. words: what stands on it, folded.
    """

    group: str
    title: str
    href: str
    edition: str = ""
    is_newest: bool = True
    about: str = ""
    places: tuple[tuple[str, str], ...] = ()
    words: frozenset[str] = frozenset()

    @property
    def told(self) -> set[str]:
        """The words of its title and headings."""
        return _words_of(" ".join([self.title, *(heading for _, heading in self.places)]))


def search_files(editions: Editions, pages: Mapping[str, Path], definitions: str) -> dict[str, str]:
    """The page to search from, and its index. pages: the monitors. definitions: the page of words."""
    found = [*_pages(editions, pages), *_words(definitions)]
    page = editions.page(SEARCH, "search.html.j2", "Zoeken", letters=[*_by_letter(found)], index=INDEX)
    return {SEARCH.path: page, INDEX: index_of(found)}


def index_of(found: Sequence[Entry]) -> str:
    """The entries as a script: {common, places: [[anchor, heading]], entries: [[group, title, href, edition, …]]}.

    common: words of so many pages that they tell none from another; they are kept once.
    """
    on_pages = Counter(word for one in found for word in one.words)
    number = sum(bool(one.words) for one in found)
    common = {word for word, times in on_pages.items() if times > COMMON * number}
    places: dict[tuple[str, str], int] = {}
    entries = [
        [
            *(one.group, one.title, one.href, one.edition, int(one.is_newest), one.about),
            [places.setdefault(place, len(places)) for place in one.places],
            " ".join(sorted(one.words - common - one.told)),
        ]
        for one in found
    ]
    told = {"common": " ".join(sorted(common)), "places": [*places], "entries": entries}
    return f"var zoekindex = {json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n"


def folded(text: str) -> str:
    """
    >>> folded("Reïntegratie")
    'reintegratie'
    """
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _pages(editions: Editions, pages: Mapping[str, Path]) -> Iterator[Entry]:
    """Every monitor of every edition in its newest version, newest first."""
    seen: set[Address] = set()
    for folder in editions.newest_first:
        for address in editions.addresses[folder]:
            html = pages[f"{folder}/{address.path}"].read_text("utf-8")
            yield _entry(html, address, f"{folder}/{address.path}", editions.month(folder), address not in seen)
            seen.add(address)


def _entry(html: str, address: Address, href: str, edition: str, is_newest: bool) -> Entry:
    found = Entry(GROUPS[address.kind], _text(_first(_HEADING, html)), href, edition, is_newest)
    if not is_newest:
        return found
    main = _first(_MAIN, html)
    places = tuple((place, _text(heading)) for place, heading in _PLACE.findall(main))
    about = _text(_first(_CONCLUSION, main))
    return found._replace(about=about, places=places, words=frozenset(_words_of(_text(main))))


def _words(definitions: str) -> Iterator[Entry]:
    """Every word that the page of definitions explains."""
    for place, name, text in re.findall(
        r'<article id="([^"]+)"[^>]*>\s*<h3>(.*?)</h3>\s*<p>(.*?)</p>', definitions, re.DOTALL
    ):
        yield Entry(WORD, _text(_first(_PLACE, name, 2)), f"{DEFINITIONS.path}#{place}", about=_text(text))


def _by_letter(found: Iterable[Entry]) -> Iterator[Content]:
    """All pages from A to Z, each with its editions, newest first; the words, and the pages about all monitors."""
    shown: dict[tuple[str, str], Content] = {}
    about = (Entry("Over de monitors", page.name, page.path) for page in SITE_PAGES)
    for one in (*found, *about):
        key = (one.group, one.href.partition("/")[2] or one.href)
        line = shown.setdefault(key, {"title": one.title, "group": one.group, "href": one.href, "editions": []})
        if one.edition:
            line["editions"].append({"text": one.edition, "href": one.href})
    lines = sorted(shown.values(), key=lambda line: (folded(line["title"]), line["group"], line["href"]))
    for letter, those in groupby(lines, key=lambda line: folded(line["title"])[:1].upper()):
        yield {"letter": letter, "lines": list(those)}


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(folded(text)))


def _first(pattern: re.Pattern[str], html: str, group: int = 1) -> str:
    match = pattern.search(html)
    return match[group if pattern.groups else 0] if match else ""


def _text(html: str) -> str:
    return " ".join(unescape(_MARKUP.sub(" ", html)).split())
