"""Where editions and their versions lie in a site, and where a page leads to in it.

The newest version of an edition lies at the permanent address, '2022-11'; the earlier ones at '2022-11/r1', and so on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from werkmonitor.cube import released_cubes
from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.dutch import month_year
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
    facts: Mapping[str, Facts], addresses: Mapping[str, Sequence[Address]], folder: str, address: Address
) -> Links:
    """Where a page leads to.

    up: from its edition's folder to the site's. editions: the same page in every edition that has it, oldest first.
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
    return {
        "up": up,
        "editions": [
            {"label": month_year(found.published_on), "href": there(other), "is_current": other == folder}
            for other, found in facts.items()
            if is_newest(other) and address in addresses[other]
        ],
        "previous": there(versions[place + 1]) if place + 1 < len(versions) else "",
        "replaced": {"text": version_of(facts, folder), "href": there(edition)} if place else None,
    }


def version_of(facts: Mapping[str, Facts], folder: str) -> str:
    """What is said of a version: that it is a revision, or was replaced; empty for an only one."""
    if is_newest(folder):
        return wording.revised(facts[folder].edition)
    return wording.replaced(facts[folder.partition("/")[0]].edition)


def number_of(folder: str) -> int:
    """Of an earlier version: 2 of '2022-11/r2'."""
    return int(folder.rpartition("/r")[2])
