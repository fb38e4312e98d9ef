"""Where every page of the site lies. Addresses are permanent; links are relative, so that a site works from disk and
under any path.
"""

from typing import NamedTuple

FOLDERS = {"category": "categorie", "municipality": "gemeente", "project": "project"}
KINDS = ("programme", *FOLDERS)


class SitePage(NamedTuple):
    """A page that is about all monitors. about: what the front door says of it. in_header: whether every page names it
    at the top too."""

    path: str
    name: str
    about: str = ""
    in_header: bool = False


HOME = SitePage("index.html", "Alle monitors")
SEARCH = SitePage("zoeken.html", "Zoeken", in_header=True)
CHANGES = SitePage(
    "veranderd.html",
    "Veranderingen",
    "Welke cijfers, oordelen, projecten en doelen anders zijn dan in de monitor daarvoor.",
    in_header=True,
)
DEFINITIONS = SitePage(
    "definities.html",
    "Begrippen",
    "Wat elk cijfer betekent, en wanneer iets op koers ligt of achterloopt.",
    in_header=True,
)
CORRECTIONS = SitePage(
    "correcties.html", "Correcties", "Welke gepubliceerde cijfers zijn verbeterd, wanneer en waarom."
)
DOWNLOADS = SitePage(
    "downloads.html", "Cijfers downloaden", "Alle cijfers als CSV en Excel, en wat er in elke kolom staat."
)
ACCESSIBILITY = SitePage(
    "toegankelijkheid.html", "Toegankelijkheid", "Wat er is getest, wat nog niet goed is en waar u terechtkunt."
)
SITE_PAGES = (HOME, SEARCH, CHANGES, DEFINITIONS, CORRECTIONS, DOWNLOADS, ACCESSIBILITY)


class Address(NamedTuple):
    """One monitor: a kind and a code (empty for the programme)."""

    kind: str
    code: str = ""

    @property
    def label(self) -> str:
        """As commands and messages name it: 'category/scholingstrajecten'."""
        return f"{self.kind}/{self.code}" if self.code else self.kind

    @property
    def path(self) -> str:
        """Within an edition's folder."""
        return f"{FOLDERS[self.kind]}/{self.code}.html" if self.code else "index.html"

    @property
    def to_edition(self) -> str:
        """From this page to its edition's folder."""
        return "../" if self.code else ""

    def to(self, other: "Address") -> str:
        """A link from this page to another of the same edition."""
        return self.to_edition + other.path
