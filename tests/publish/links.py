"""Following links: what a reader reaches from the front door, by links alone."""

from pathlib import Path
from typing import NamedTuple

from lxml.html import document_fromstring


class Walked(NamedTuple):
    """broken: page and link that leads nowhere, or to no place in a page. missed: files that no link leads to."""

    broken: list[tuple[str, str]]
    missed: list[str]


def walk(site: Path) -> Walked:
    """From the index of a site. Scripts, and what lies beside a download for programs, need no link."""
    ids: dict[Path, set[str]] = {}
    links: list[tuple[Path, Path, str]] = []
    broken: list[tuple[str, str]] = []
    waiting = [(site / "index.html").resolve()]
    while waiting:
        page = waiting.pop()
        if page in ids:
            continue
        document = document_fromstring(page.read_bytes()) if page.suffix == ".html" else None
        ids[page] = set(document.xpath("//@id")) if document is not None else set()
        for link in document.xpath("//a/@href") if document is not None else ():
            path, _, place = str(link).partition("#")
            if path.startswith(("https:", "mailto:")):
                continue
            target = (page.parent / path).resolve() if path else page
            if path.startswith("/") or not target.is_file():  # a root of a server is not where a site lies
                broken.append((page.name, str(link)))
            else:
                links.append((page, target, place))
                waiting.append(target)
    broken += [
        (page.name, f"{target.name}#{place}") for page, target, place in links if place and place not in ids[target]
    ]
    rest = {path.resolve() for path in site.rglob("*") if path.is_file()} - set(ids)
    missed = [path for path in rest if path.parent.name != "assets" and not path.name.endswith("-metadata.json")]
    return Walked(broken, sorted(path.name for path in missed))
