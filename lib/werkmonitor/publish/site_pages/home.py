"""The front door: the latest monitor in a minute, one step to one's own municipality, and all that is older."""

from collections.abc import Iterator, Mapping

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import CHANGES, HOME, Address
from werkmonitor.publish.blocks import Content
from werkmonitor.publish.facts import Facts, Row, published
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.places import number_of, older_versions, version_of
from werkmonitor.publish.site_pages.downloads import offers
from werkmonitor.publish.site_pages.editions import Editions


def home_page(editions: Editions, downloads: Mapping[str, bytes]) -> str:
    """The page of all editions, newest first, each with its earlier versions."""
    shown = [_edition(editions, folder) | {"downloads": offers(folder, downloads)} for folder in editions.newest_first]
    facts = editions.latest
    return editions.page(
        HOME,
        "index.html.j2",
        f"Monitors {facts.programme['name']}",
        latest=shown[0] | {"tiles": [_tile(facts, row) for row in _told(facts, facts.whole())]},
        older=shown[1:],
        municipalities=[*_municipalities(editions)],
        categories=[*_categories(editions)],
    )


def _edition(editions: Editions, folder: str) -> Content:
    facts = editions.facts[folder]
    monitor = ProgrammeMonitor(facts, facts.whole())
    before = editions.before(folder)
    pages = editions.addresses[folder]
    return facts.edition | {
        "name": editions.name(folder),
        "href": editions.href(folder, Address("programme")),
        "conclusion": monitor.conclusion().content["paragraphs"][0],
        "size": wording.counted(len(pages), "pagina", "pagina’s"),
        "pages": [] if Address("programme") in pages else [_page(editions, folder, address) for address in pages],
        "changes": editions.told_at(CHANGES, folder) if before else "",
        "before": editions.month(before) if before else "",
        "version": version_of(editions.facts, folder),
        "versions": [
            {"href": href, "text": f"versie {number_of(old)}"}
            for old in older_versions(editions.facts, folder)
            if (href := editions.href(old, Address("programme")))
        ],
    }


def _page(editions: Editions, folder: str, address: Address) -> Content:
    return editions.link_to(folder, address.kind, editions.facts[folder].scope(address.kind, address.code))


def _told(facts: Facts, scope: Row) -> list[Row]:
    """Its progress on the indicators of page one that has something to tell."""
    rows = [row for row in facts.progress(scope) if row["indicator"] in facts.indicators]
    return [row for row in rows if row["value"] or row["goal"]]


def _tile(facts: Facts, row: Row) -> Content:
    return {
        "name": facts.definitions[row["indicator"]]["name"],
        "unit": facts.definitions[row["indicator"]]["unit"],
        "count": published(row),
        "word": row["word"] if row["goal"] or row["plan_to_date"] is not None else "",
        "goal": wording.goal_in_words(row),
        "changed": wording.changed(row),
    }


def _municipalities(editions: Editions) -> Iterator[Content]:
    """Those with a page in the latest edition; then those that had one before, with the last."""
    seen: set[str] = set()
    for folder in editions.newest_first:
        facts = editions.facts[folder]
        for place in facts.municipalities():
            if place["code"] in seen or not (href := editions.href(folder, Address("municipality", place["code"]))):
                continue
            seen.add(place["code"])
            is_gone = facts is not editions.latest
            yield {"text": facts.name(place), "href": href, "until": editions.month(folder) if is_gone else ""}


def _categories(editions: Editions) -> Iterator[Content]:
    folder, facts = editions.newest_first[0], editions.latest
    for category in facts.scopes("category"):
        rows = [_tile(facts, row) for row in _told(facts, category)]
        link = editions.link_to(folder, "category", category)
        yield {"link": link, "description": category["description"] or "", "kind": category["kind"], "rows": rows}
