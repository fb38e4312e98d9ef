"""Where editions and their versions lie in a site, and where a page leads to in it.

The newest version of an edition lies at the permanent address, '2022-11'; the earlier ones at '2022-11/r1', and so on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from werkmonitor.cube import released_cubes
from werkmonitor.publish import wording
from werkmonitor.publish.addresses import CHANGES, Address
from werkmonitor.publish.dutch import long_date, month_year, slug
from werkmonitor.publish.facts import Facts, known_editions
from werkmonitor.workspace import Workspace

Links = dict[str, Any]


def all_versions(workspace: Workspace, editions: Sequence[str]) -> dict[str, Facts]:
    """Folder in the site → facts, of every version of the editions; oldest edition first, newest version first."""
    cubes = known_editions(workspace)
    found = {}
    for edition in sorted(editions):
        found[edition] = Facts.read(cubes[edition])
        for number, path in released_cubes(workspace, edition).items():
            if path != cubes[edition]:
                found[f"{edition}/r{number}"] = Facts.read(path)
    return found


def is_newest(folder: str) -> bool:
    return "/" not in folder


def older_versions(facts: Mapping[str, Facts], edition: str) -> list[str]:
    """The folders of the earlier versions of an edition, newest first."""
    return sorted((folder for folder in facts if folder.startswith(f"{edition}/")), key=number_of, reverse=True)


def links_of(
    facts: Mapping[str, Facts],
    addresses: Mapping[str, Sequence[Address]],
    folder: str,
    address: Address,
    site: str = "",
) -> Links:
    """Where a page leads to. site: where that stands on the web, as 'https://monitor.example.nl/', if known.

    permanent: its own address, and citation: how to name it. changes: what is different since the edition
    before, where there is one. up: from its edition's folder to the site's. editions: the same page in every edition
    that has it, oldest first; earlier, later: in those beside this one; newest: in the last one, where that is another.
    previous: the same page in the version before. replaced: by which version, when and why, and where that is. To a
    version that has no such page, its front page leads.
    """

    def there(other: str) -> str:
        target = address if address in addresses[other] else Address("programme")
        return f"{address.to_edition}{up}{other}/{target.path}"

    up = "../" * (folder.count("/") + 1)
    edition = folder.partition("/")[0]
    versions = [edition, *older_versions(facts, edition)]
    place = versions.index(folder)
    having = [other for other in facts if is_newest(other) and (address in addresses[other] or other == edition)]
    editions = [
        {"label": month_year(facts[other].published_on), "href": there(other), "is_current": other == folder}
        for other in having
    ]
    now = having.index(edition)
    about = slug(monitor_name(facts[edition]))
    return {
        "permanent": f"{site}{folder}/{address.path}",
        "citation": _citation(facts[folder], address),
        "changes": f"{address.to_edition}{up}{CHANGES.path}#{about}" if edition != min(facts) else "",
        "up": up,
        "editions": editions,
        "earlier": editions[now - 1] if now else None,
        "later": editions[now + 1] if now + 1 < len(editions) else None,
        "newest": editions[-1] if now + 1 < len(editions) else None,
        "previous": there(versions[place + 1]) if place + 1 < len(versions) else "",
        "replaced": {"text": version_of(facts, folder), "href": there(edition)} if place else None,
    }


def version_of(facts: Mapping[str, Facts], folder: str) -> str:
    """What is said of a version: that it is a revision, or was replaced; empty for an only one."""
    if is_newest(folder):
        return wording.revised(facts[folder].edition)
    return wording.replaced(facts[folder.partition("/")[0]].edition)


def monitor_name(facts: Facts) -> str:
    """'Monitor 4, november 2022': pages about all monitors tell of it under this heading."""
    return f"Monitor {facts.edition['number']}, {month_year(facts.published_on)}"


def _citation(facts: Facts, address: Address) -> str:
    """Publisher, page, version and days: 'Programmateam. Monitor november 2022: Laren. Stand op …; verschenen op …'."""
    edition = facts.edition
    name = f": {facts.name(facts.scope(address.kind, address.code))}" if address.code else ""
    version = f", versie {edition['revision']}" if (edition.get("revision") or 1) > 1 else ""
    return (
        f"{facts.programme['publisher']}. {facts.programme['name']}, monitor {month_year(facts.published_on)}{version}"
        f"{name}. Stand op {long_date(facts.as_of)}; verschenen op {long_date(facts.published_on)}."
    )


def number_of(folder: str) -> int:
    """Of an earlier version: 2 of '2022-11/r2'."""
    return int(folder.rpartition("/r")[2])
