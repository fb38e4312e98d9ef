"""The accessibility statement, after the model of the Dutch government: what was tested, what is not right yet, whom to
tell. What only who publishes can say comes from programme.toml; the page names what is not there.

Model and statuses: digitoegankelijk.nl, "De toegankelijkheidsverklaring" and "De status".
"""

from werkmonitor.programme import WEB_ADDRESS, Accessibility, Programme
from werkmonitor.publish.addresses import ACCESSIBILITY
from werkmonitor.publish.blocks import Block, link
from werkmonitor.publish.dutch import long_date
from werkmonitor.publish.site_pages.editions import Editions, section

STATUSES = {
    "A": "voldoet volledig aan de wet",
    "B": "voldoet gedeeltelijk aan de wet",
    "C": "eerste maatregelen genomen; er komt een onderzoek",
    "D": "voldoet niet aan de wet",
}

TESTED = {
    "De regels van WCAG 2.2 (A en AA)": "Met het programma axe-core, op een breed en een smal scherm, in lichte en in "
    "donkere kleuren.",
    "Wat zo’n programma niet ziet": "Met eigen controles: de taal, de namen van grafieken, het contrast in grafieken, "
    "de koppen van tabellen, en of de cijfers in een grafiek ook in de tabel erbij staan. Die controles zijn zelf "
    "getest met zeventien fouten die ze moeten vinden.",
    "Toetsenbord": "Alles wat u kunt aanklikken, bereikt u met de tabtoets, in de volgorde waarin u leest. U ziet "
    "steeds waar u bent.",
    "Vergroten": "Vier keer vergroot blijft alle tekst staan en schuift de pagina niet opzij. Alleen brede tabellen "
    "schuiven, binnen hun eigen kader. Meer ruimte tussen letters en regels kan ook.",
    "Kleuren": "Een oordeel staat er altijd in woorden en met een teken, nooit alleen met een kleur. Ook met het hoge "
    "contrast van uw computer.",
    "Op papier": "Wie de pagina afdrukt of als pdf bewaart, krijgt haar helemaal, met alle tabellen open.",
    "Zonder hulp van elders": "Elke monitor is volledig zonder JavaScript en laadt niets van andere sites.",
}

NOT_RIGHT_YET = (
    "De site is niet getest door mensen die elke dag een schermlezer of een ander hulpmiddel gebruiken.",
    "Grafieken worden op een smal scherm klein. Dezelfde cijfers staan steeds in een tabel bij de grafiek.",
    "Teksten en namen van projecten staan er zoals partners ze schrijven. Een schermlezer leest Engelse woorden daarin "
    "op zijn Nederlands voor.",
    "De bestanden om te downloaden zijn gemaakt om mee te rekenen en niet apart onderzocht. Wat erin staat, staat ook "
    "op de pagina’s.",
)
NOT_RESEARCHED = "De site is nog niet onderzocht door een onafhankelijk bureau."


def accessibility_page(editions: Editions, programme: Programme) -> str:
    """What is true of every site that is made like this, with what its publisher says of it."""
    said = programme.accessibility
    return editions.page(
        ACCESSIBILITY,
        "site.html.j2",
        "Toegankelijkheid",
        intro="Iedereen moet deze monitors kunnen lezen: ook met een schermlezer, met alleen een toetsenbord, sterk "
        "vergroot of op papier.",
        sections=[
            section("Verklaring", _declaration(programme), _law(programme)),
            section("Lukt iets niet?", _contact(programme)),
            section("Wat is er getest?", *_tested()),
            section("Wat is nog niet goed?", _not_right_yet(said)),
        ],
    )


def _declaration(programme: Programme) -> Block:
    said = programme.accessibility
    of = said.organisation or programme.programme.publisher
    missing = {
        "of": "welke organisatie de verklaring aflegt",
        "status": "de status. Zonder verklaring in het register van de overheid is dat status E",
        "day": "de dag van een onafhankelijk onderzoek",
        "declaration": "de link naar de eigen verklaring",
    }
    told = {name: _missing(what) for name, what in missing.items()}
    status = f"Status {said.status}: {STATUSES[said.status]}." if said.status else told["status"]
    day = long_date(said.researched_on) if said.researched_on else told["day"]
    register = {"links": [link(f"De verklaring van {of} in het register van de overheid", said.declaration)]}
    terms = [
        _term("Voor welke site?", "Deze site met monitors: alle pagina’s, grafieken, tabellen en downloads."),
        _term("Van wie?", said.organisation or told["of"]),
        _term("Status", status),
        _term("Onderzocht op", day),
        _term("In het register", told["declaration"]) | (register if said.declaration else {}),
    ]
    return Block("terms", terms=terms)


def _law(programme: Programme) -> Block:
    law = (
        "De wet heet het Besluit digitale toegankelijkheid overheid. Een site voldoet als zij voldoet aan EN 301 549: "
        "de regels van WCAG 2.1, niveau A en AA. Wij testen op de nieuwere regels van WCAG 2.2."
    )
    who = f"Wat hier nog niet is ingevuld, kan alleen {programme.programme.publisher} zeggen."
    return Block("prose", paragraphs=[law] if programme.accessibility.is_complete else [who, law])


def _contact(programme: Programme) -> Block:
    given = programme.accessibility.contact
    to = link(given, given if WEB_ADDRESS.fullmatch(given) else f"mailto:{given}")
    where = programme.programme.contact or _missing("een adres voor e-mail of een pagina waar u terechtkunt")
    what = "Wat u niet kunt lezen of gebruiken, en op welke pagina. Of in welke andere vorm u de cijfers wilt hebben."
    then = "Dien een klacht in bij de organisatie. Daarna kunt u naar de ombudsman van uw gemeente of de Nationale "
    terms = [
        _term("Waar?", where) | ({"links": [to]} if given else {}),
        _term("Wat laat u weten?", what),
        _term("Helpt het antwoord niet?", f"{then}ombudsman."),
    ]
    return Block("terms", terms=terms)


def _tested() -> tuple[Block, Block, Block]:
    before = (
        "Elke versie van de software die deze site maakt, wordt getest met elke soort pagina. Er mag geen enkele fout "
        "gevonden worden."
    )
    after = (
        "Bovendien wordt elke monitor nagekeken voordat hij verschijnt: op taal, titel, koppen, tabellen, namen van "
        "grafieken en wat het toetsenbord bereikt. Een monitor met een fout verschijnt niet."
    )
    terms = [_term(*one) for one in TESTED.items()]
    return Block("prose", paragraphs=[before]), Block("terms", terms=terms), Block("prose", paragraphs=[after])


def _not_right_yet(said: Accessibility) -> Block:
    unknown = [] if said.researched_on else [NOT_RESEARCHED]
    return Block("prose", paragraphs=[*unknown, *NOT_RIGHT_YET])


def _missing(what: str) -> str:
    return f"Nog in te vullen: {what}."


def _term(term: str, text: str) -> dict[str, object]:
    return {"term": term, "text": text}
