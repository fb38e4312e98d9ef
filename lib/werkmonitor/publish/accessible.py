"""What a page must have so that everybody can read it. A page that lacks any of it is not published.

WCAG 2.2 (AA), of what can be read from the page itself: above all what tools overlook, such as a wrong language, a
picture without a name, a table without headers. What only a browser sees (contrast, focus, a narrow screen) is tested.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Element = Any
"""An element of lxml, which has no types of its own."""

LANGUAGE = "nl"

_REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")


def faults(html: str) -> list[str]:
    """What is wrong with a page, in words for whoever wrote it; nothing when all is well."""
    from lxml.html import document_fromstring

    page = document_fromstring(html)
    return [fault for check in CHECKS for fault in check(page)]


def language(page: Element) -> Iterator[str]:
    """The page says that it is Dutch (3.1.1), or a screen reader speaks it as English."""
    if page.get("lang") != LANGUAGE:
        yield f"its language is {page.get('lang')!r}, expected {LANGUAGE!r}"


def title(page: Element) -> Iterator[str]:
    """The title of the window names the page, as its main heading does (2.4.2)."""
    heading, named = (_text(found[0]) if (found := page.xpath(f"//{tag}")) else "" for tag in ("h1", "head/title"))
    if not named or heading not in named:
        yield f"the title {named!r} does not name the page {heading!r}"


def headings(page: Element) -> Iterator[str]:
    """One main heading, no level left out on the way down, none empty (1.3.1, 2.4.6)."""
    found = page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    levels = [int(heading.tag[1]) for heading in found]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"it has {levels.count(1)} main headings (h1), expected one, before all others"
    for (before, after), heading in zip(pairwise(levels), found[1:], strict=True):
        if after > before + 1:
            yield f"heading {_text(heading)!r} is of level {after}, below one of level {before}"
    yield from (
        f"a heading of level {level} is empty" for level, one in zip(levels, found, strict=True) if not _text(one)
    )


def references(page: Element) -> Iterator[str]:
    """Every id stands once, and whatever refers to one leads to something (1.3.1, 4.1.2)."""
    ids = Counter(page.xpath("//@id"))
    yield from (f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    named = [name for attribute in _REFERRING for value in page.xpath(f"//@{attribute}") for name in value.split()]
    linked = [href[1:] for href in page.xpath("//a/@href") if len(href) > 1 and href.startswith("#")]
    yield from (f"nothing has the id {name!r}" for name in dict.fromkeys(named + linked) if name not in ids)


def pictures(page: Element) -> Iterator[str]:
    """Every picture has a name that is read aloud, or is hidden on purpose (1.1.1)."""
    for picture in page.xpath("//svg[not(ancestor-or-self::*[@aria-hidden='true'])]"):
        if picture.get("role") != "img":
            yield "a picture (svg) has not the role img"
        if not _name(page, picture):
            yield "a picture (svg) has no name (aria-labelledby)"
    yield from ("an image (img) has no alternative text" for image in page.xpath("//img[not(@alt)]"))


def figures(page: Element) -> Iterator[str]:
    """Every figure says what it shows, and shows its numbers as a table too (1.1.1)."""
    for figure in page.xpath("//figure"):
        where = figure.get("id") or "without an id"
        if not any(_text(caption) for caption in figure.xpath("./figcaption")):
            yield f"figure {where!r} has no caption"
        if figure.xpath(".//svg") and not figure.xpath(".//table//td"):
            yield f"figure {where!r} has no table with its numbers"


def tables(page: Element) -> Iterator[str]:
    """A table has a caption, headers that say what they head, and rows of the same width (1.3.1)."""
    for table in page.xpath("//table"):
        where = "".join(_text(caption) for caption in table.xpath("./caption"))
        if not where:
            yield "a table has no caption"
        for header in table.xpath(".//th"):
            if header.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"table {where!r}: header {_text(header)!r} does not say what it heads (scope)"
            elif not _text(header):
                yield f"table {where!r}: a header is empty"
        if not table.xpath(".//th[@scope='col']"):
            yield f"table {where!r} has no headers of columns (th)"
        for row in table.xpath("./tbody/tr[not(th[@scope='row'])]"):
            yield f"table {where!r}: row {_text(row)!r} has no header (th)"
        widths = {sum(int(cell.get("colspan", 1)) for cell in row) for row in table.xpath(".//tr")}
        if len(widths) > 1 and not table.xpath(".//*[@rowspan]"):
            yield f"table {where!r} has rows of {' and '.join(map(str, sorted(widths)))} cells"


def controls(page: Element) -> Iterator[str]:
    """Whatever can be pressed has words, and is reached in the order in which it is read (2.4.3, 2.4.4, 4.1.2)."""
    for control in page.xpath("//a[@href]|//summary|//button|//*[@role='button' or @role='link']"):
        if not _name(page, control) and not _text(control):
            yield f"a {control.tag} has no words"
    for field in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        labels = page.xpath("//label[@for=$id]", id=field.get("id", "")) + field.xpath("ancestor::label")
        if not _name(page, field) and not any(map(_text, labels)):
            yield f"a field ({field.tag}) has no label"
    for order in page.xpath("//@tabindex"):
        if not order.lstrip("-").isdigit() or int(order) > 0:
            yield f"a tabindex of {order} changes the order of reading"


def regions(page: Element) -> Iterator[str]:
    """One main part, to which the first link leads (2.4.1); what scrolls sideways is reached by keyboard (2.1.1)."""
    main = page.xpath("//main")
    if len(main) != 1:
        yield f"it has {len(main)} main parts (main), expected one"
    elif page.xpath("(//a[@href])[1]/@href") != [f"#{main[0].get('id')}"]:
        yield "its first link does not lead to the main part"
    for region in page.xpath("//*[contains(concat(' ', @class, ' '), ' scroll ')]"):
        if region.get("tabindex") != "0" or region.get("role") != "region" or not _name(page, region):
            yield "a part that scrolls sideways is no named region that the keyboard reaches"


CHECKS = (language, title, headings, references, pictures, figures, tables, controls, regions)


def _text(element: Element) -> str:
    """What is read aloud of an element, in one line."""
    seen = element.xpath(".//text()[not(ancestor::*[@aria-hidden='true' or self::script or self::style])]")
    return " ".join("".join(seen).split())


def _name(page: Element, element: Element) -> str:
    """The name that was given to an element, by a label or by reference."""
    named = [page.xpath("//*[@id=$id]", id=name) for name in element.get("aria-labelledby", "").split()]
    return (element.get("aria-label") or " ".join(_text(found[0]) for found in named if found)).strip()
