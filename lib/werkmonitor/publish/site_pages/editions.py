"""All editions of a site: in which order, what they are called, and where their pages are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address, SitePage
from werkmonitor.publish.blocks import Block, group, link
from werkmonitor.publish.dutch import month_year, slug
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.pages import Section, site_page
from werkmonitor.publish.places import is_newest, monitor_name, older_versions


@dataclass(frozen=True)
class Editions:
    """facts and addresses of every version of every edition, by its folder in the site."""

    facts: Mapping[str, Facts]
    addresses: Mapping[str, Sequence[Address]]

    @cached_property
    def newest_first(self) -> list[str]:
        """The editions, each in its newest version."""
        return sorted((folder for folder in self.facts if is_newest(folder)), reverse=True)

    @property
    def latest(self) -> Facts:
        return self.facts[self.newest_first[0]]

    def before(self, edition: str) -> str | None:
        """The edition before this one."""
        older = [other for other in self.newest_first if other < edition]
        return older[0] if older else None

    def name(self, folder: str) -> str:
        return monitor_name(self.facts[folder])

    def month(self, folder: str) -> str:
        """'november 2022'."""
        return month_year(self.facts[folder].published_on)

    def first_version(self, edition: str) -> str:
        """The folder of the version that was published first."""
        return [edition, *older_versions(self.facts, edition)][-1]

    def told_at(self, page: SitePage, folder: str) -> str:
        """Where a page about all monitors tells of one."""
        return f"{page.path}#{slug(self.name(folder))}"

    def href(self, folder: str, address: Address) -> str:
        """Where a monitor is; empty where the site does not have it."""
        return f"{folder}/{address.path}" if address in self.addresses[folder] else ""

    def link_to(self, folder: str, level: str, scope: Row) -> dict[str, str]:
        """A scope's name, leading to its monitor where it has one."""
        facts = self.facts[folder]
        if level == "programme":
            return link("Programma", self.href(folder, Address("programme")))
        return link(facts.name(scope), self.href(folder, Address(level, scope["code"])))

    def page(self, page: SitePage, template: str, heading: str, **values: Any) -> str:
        """A page of the site, with what every page says of the programme and of itself."""
        about = self.latest.programme
        team = wording.FOR_THE_TEAM if any(found.is_for_team for found in self.facts.values()) else ""
        notice = " · ".join(part for part in (team, about["notice"]) if part)
        told = about | {"programme": about["name"], "notice": notice}
        if not about["is_fictional"]:
            told["explanation"] = ""
        return site_page(told, page, template, heading, **values)


def section(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks=[block.content for block in blocks if block.content["kind"] != "none"])


def titled(title: str, block: Block) -> Block:
    """A block below a heading of its own."""
    return group(Block("items", title=title, items=[]), block)
