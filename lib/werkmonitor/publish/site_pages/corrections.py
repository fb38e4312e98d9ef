"""The log of corrections: every new version of a monitor, and every figure on an earlier quarter that was restated."""

from itertools import pairwise

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import CORRECTIONS, Address
from werkmonitor.publish.blocks import Block, link
from werkmonitor.publish.dutch import capital
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors import revised
from werkmonitor.publish.pages import Section
from werkmonitor.publish.places import number_of, older_versions
from werkmonitor.publish.site_pages.editions import Editions, section, titled

FEW = 15
"""Up to so many rows a table stands open."""

POLICY = (
    "Een cijfer dat eenmaal is gepubliceerd, verandert niet in stilte.",
    "Levert een partner later iets aan of verbetert een partner iets? Dan telt dat mee in de volgende monitor. Daar "
    "staat bij welke cijfers over eerdere kwartalen anders zijn, en waardoor. De oude monitor blijft zoals hij was.",
    "Staat er een fout in een monitor die niet kan wachten? Dan komt er een nieuwe versie. Die staat op hetzelfde "
    "adres, met bovenaan elke pagina wat er is veranderd en waarom. De oude versie blijft ook online, met een "
    "verwijzing naar de nieuwe.",
    "Van afgeronde cijfers laten we niet zien wat er is herzien: dat zou iets kunnen zeggen over één persoon.",
)

REPORT = "Ziet u een fout? Meld die bij {}, met het adres van de pagina."

NONE = "Er zijn nog geen correcties."


def corrections_page(editions: Editions, contact: str) -> str:
    """Newest monitor first, each correction from what to what and why; then how errors are handled, and by whom."""
    return editions.page(
        CORRECTIONS,
        "site.html.j2",
        "Correcties",
        intro="Welke gepubliceerde cijfers zijn verbeterd of aangevuld, wanneer en waarom.",
        sections=[
            *([one for folder in editions.newest_first if (one := _section(editions, folder)).blocks] or [_none()]),
            section("Hoe gaan we met fouten om?", Block("prose", paragraphs=[*POLICY, REPORT.format(contact)])),
        ],
    )


def _none() -> Section:
    return section("Nog geen correcties", Block("prose", paragraphs=[NONE]))


def _section(editions: Editions, folder: str) -> Section:
    """The versions of an edition that came in the place of others, newest first; and what it tells of earlier ones."""
    versions = [folder, *older_versions(editions.facts, folder)]
    blocks = [part for new, old in pairwise(versions) for part in _version(editions, new, old)]
    return section(editions.name(folder), *blocks, *_restated(editions, folder))


def _version(editions: Editions, new: str, old: str) -> list[Block]:
    """That one version replaced another: when, why, where both are, and which figures are others."""
    facts = editions.facts[new]
    links = [
        link(f"versie {facts.edition['revision']}", editions.href(new, Address("programme"))),
        link(f"versie {number_of(old)}", editions.href(old, Address("programme"))),
    ]
    item = {
        "title": f"Versie {facts.edition['revision']}",
        "text": wording.revised(facts.edition),
        "terms": [{"term": "Nieuw en oud", "links": links}],
    }
    before = f"versie {number_of(old)}"
    same = Block("prose", paragraphs=[f"De precieze cijfers zijn dezelfde als in {before}."])
    return [Block("items", items=[item]), *(_figures(editions, new, before) or [same])]


def _restated(editions: Editions, folder: str) -> list[Block]:
    """The figures on earlier quarters that an edition told otherwise than the edition before it."""
    if not (before := editions.before(folder)):
        return []
    month = editions.month(before)
    figures = _figures(editions, editions.first_version(folder), f"de monitor van {month}")
    return [titled(f"Anders dan in {month}", one) for one in figures]


def _figures(editions: Editions, folder: str, compared: str) -> list[Block]:
    """The table of all that is another figure in a version of an edition; nothing where none is."""
    facts = editions.facts[folder]
    rows = facts.rows["revisions"]
    if not rows:
        return []
    number = wording.counted(len(rows), "cijfer is anders", "cijfers zijn anders")
    table = Block(
        "table",
        id=f"herzien-{folder.replace('/', '-')}",
        intro=[f"{capital(number)} dan in {compared}.", *wording.causes(rows)],
        caption=f"Cijfers die zijn herzien sinds {compared}",
        summary="Alle herziene cijfers in een tabel" if len(rows) > FEW else "",
        columns=revised.columns("Cijfer"),
        rows=[revised.told(facts, row, _scope(editions, folder, row)) for row in rows],
    )
    return [table]


def _scope(editions: Editions, folder: str, row: Row) -> dict[str, str]:
    return editions.link_to(folder, row["level"], editions.facts[folder].scope(row["level"], row["code"]))
