"""The pages of the site that are about all its monitors: the front door, what changed, words, corrections, search."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from werkmonitor.programme import Programme
from werkmonitor.publish.addresses import ACCESSIBILITY, CHANGES, CORRECTIONS, DEFINITIONS, DOWNLOADS, HOME, Address
from werkmonitor.publish.facts import Facts


def site_pages(
    programme: Programme,
    facts: Mapping[str, Facts],
    addresses: Mapping[str, Sequence[Address]],
    pages: Mapping[str, Path],
    downloads: Mapping[str, bytes],
) -> dict[str, str]:
    """Every such page, and the scripts of the search, by their place in the site.

    facts, addresses: of every version of every edition, by its folder in the site. pages: the monitors, made, by their
    place in the site: what can be found is read from them. downloads: those of every edition, by their place too.
    """
    from werkmonitor.publish.site_pages.accessibility import accessibility_page
    from werkmonitor.publish.site_pages.changes import changes_page
    from werkmonitor.publish.site_pages.corrections import corrections_page
    from werkmonitor.publish.site_pages.definitions import definitions_page
    from werkmonitor.publish.site_pages.downloads import downloads_page
    from werkmonitor.publish.site_pages.editions import Editions
    from werkmonitor.publish.site_pages.home import home_page
    from werkmonitor.publish.site_pages.search import search_files

    editions = Editions(facts, addresses)
    found = {
        HOME.path: home_page(editions, downloads),
        CHANGES.path: changes_page(editions),
        DEFINITIONS.path: definitions_page(editions),
        CORRECTIONS.path: corrections_page(editions, programme.programme.contact or programme.programme.publisher),
        DOWNLOADS.path: downloads_page(editions, downloads),
        ACCESSIBILITY.path: accessibility_page(editions, programme),
    }
    return found | search_files(editions, pages, found[DEFINITIONS.path])
