"""What the words mean: every indicator, every judgement, every state of a project, each with an address of its own.

The anchor of a word is its slug: 'definities.html#gestarte-trajecten'.
"""

from collections.abc import Iterable
from datetime import date

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import CORRECTIONS, DEFINITIONS
from werkmonitor.publish.blocks import Block, Content, link
from werkmonitor.publish.dutch import capital, end_of, listed, number_in_text, percent, slug
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.site_pages.editions import Editions, section

KINDS = {
    "flow": "een telling vanaf het begin van het programma tot en met de peildatum",
    "stock": "een stand op de peildatum",
    "share": "een aandeel",
    "derived": "berekend uit andere cijfers",
    "text": "in woorden",
}

STATES = {
    "in_preparation": "Het project is bedacht en gaat nog beginnen.",
    "started": "Het project loopt.",
    "extended": "Het project duurt langer dan eerst was afgesproken.",
    "adapted": "Het project doet iets anders, of voor andere mensen, dan eerst was afgesproken.",
    "stopped_early": "Het project is gestopt voordat het klaar was.",
    "completed": "Het project is klaar.",
    "transferred": "Het project gaat verder bij een andere organisatie of in een ander programma.",
}

RESULTS = {
    "product": "Iets dat er nu is en eerst niet, zoals een handboek, een website of een onderzoek.",
    "cooperation": "Partijen die nu samenwerken, of dat anders doen.",
    "embedded": "Wat het project deed, is gewoon werk geworden.",
    "story": "Wat een deelnemer, een werkgever of een begeleider vertelt.",
}


def definitions_page(editions: Editions) -> str:
    """The words of the newest edition."""
    facts = editions.latest
    main = list(facts.indicators.values())
    others = [row for code, row in facts.definitions.items() if code not in facts.indicators]
    sections = [
        section("De cijfers van elke monitor", _indicators(facts, main)),
        section("Andere cijfers", _indicators(facts, others)) if others else None,
        section("Oordelen", *_judgements(facts)),
        section("Andere woorden", _items(_words(facts))),
        section("Standen van projecten", _items((capital(wording.STATES[code]), STATES[code]) for code in STATES)),
        section("Soorten resultaten", _items((wording.RESULTS[code], RESULTS[code]) for code in RESULTS)),
        section("Waarom een cijfer is herzien", *_causes()),
    ]
    return editions.page(
        DEFINITIONS,
        "site.html.j2",
        "Wat betekenen de woorden?",
        intro=f"Zoals ze gelden in {editions.name(editions.newest_first[0]).lower()}.",
        sections=[one for one in sections if one],
    )


def _indicators(facts: Facts, rows: Iterable[Row]) -> Block:
    return Block("items", layout="glossary", items=[_indicator(facts, row) for row in rows])


def _indicator(facts: Facts, row: Row) -> Content:
    """Its definition, unit, kind, the counts it is made of, source, and its name in English."""
    counted = row.get("counted") or {}
    terms = [{"term": "Eenheid", "text": row["unit"]}] if row["unit"] else []
    terms.append({"term": "Soort", "text": capital(KINDS[row["kind"]])})
    terms += [
        {"term": term, "links": [link(facts.definitions[code]["name"], f"#{slug(facts.definitions[code]['name'])}")]}
        for term, code in (
            ("Teller", counted.get("numerator")),
            ("Noemer", counted.get("denominator")),
            ("Onderdeel van", row.get("part_of")),
        )
        if code in facts.definitions
    ]
    terms.append({"term": "Bron", "text": row["source"]})
    if row.get("name_en"):
        terms.append({"term": "In het Engels", "text": row["name_en"], "lang": "en"})
    return _item(row["name"], row["definition"]) | {"terms": terms}


def _judgements(facts: Facts) -> list[Block]:
    """Every word of judgement with its mark and when it is given."""
    limits = facts.programme["thresholds"]
    ahead, on_course, attention = (percent(limits[word]) for word in ("ahead", "on_course", "attention"))
    small, small_rounded = (number_in_text(limits[size]) for size in ("smallest_plan", "smallest_plan_rounded"))
    told = {
        "ahead": f"Er is {ahead} of meer bereikt van wat nu gepland was.",
        "on_course": f"Er is ten minste {on_course}, maar minder dan {ahead} bereikt van wat nu gepland was.",
        "attention": f"Er is ten minste {attention}, maar minder dan {on_course} bereikt van wat nu gepland was.",
        "behind": f"Er is minder dan {attention} bereikt van wat nu gepland was.",
        "too_small": f"De planning tot nu toe is kleiner dan {small} (bij afgeronde cijfers {small_rounded}). Dan zegt "
        "een percentage te weinig.",
        "undeterminable": "Er is geen planning om mee te vergelijken, of het cijfer is niet volledig geleverd.",
        "qualitative": "De resultaten laten zich niet in cijfers uitdrukken. Ze staan in woorden op de pagina.",
    }
    intro = (
        "Een oordeel vergelijkt wat bereikt is met de planning tot nu toe, en niet met het doel. Zo is halverwege te "
        "zien of het programma op koers ligt. Elk woord heeft een eigen teken, zodat het ook zonder kleur te lezen is."
    )
    items = [
        _item(capital(word.text), told[code]) | {"terms": [{"term": "Teken", "text": word.mark}]}
        for code, word in wording.PROGRESS.items()
    ]
    return [Block("prose", paragraphs=[intro]), Block("items", layout="glossary", items=items)]


def _words(facts: Facts) -> list[tuple[str, str]]:
    goals_on = facts.programme.get("goals_on")
    bases = sorted({row["base"] for row in facts.rows["cells"] if row["base"] > 1})
    multiples = listed(str(base) for base in bases).replace(" en ", " of ")
    rounding = [
        (
            "Afgeronde aantallen",
            f"Cijfers over kleine groepen ronden we af op een veelvoud van {multiples}, zodat niemand te herkennen is. "
            "Ze zijn samen afgerond: ze passen bij elkaar, en het precieze aantal is niet terug te rekenen.",
        ),
        ("Ca.", "Circa: dit aantal is afgerond, en de aantallen ernaast zijn precies."),
    ]
    return [
        (
            "Peildatum",
            "De dag waarvan de stand is geteld. De monitor verschijnt later: eerst leveren partners hun cijfers.",
        ),
        (
            "Planning tot nu toe",
            "Hoeveel er op de peildatum bereikt zou zijn. Daarmee wordt vergeleken, niet met het doel.",
        ),
        (
            "Doel",
            "Wat het programma of een project in totaal wil bereiken"
            + (f", meestal {end_of(date.fromisoformat(goals_on))}." if goals_on else "."),
        ),
        ("Woonplaats", "De gemeente waar een deelnemer woont. Waar het project is, maakt niet uit."),
        *(rounding if bases else []),
        (
            "Nog niet te bepalen",
            "Het is nog te kort geleden, of niet alle partners leverden wat nodig is. Er is niets bijgeschat.",
        ),
        (
            "Verwachting",
            "Wat naar verwachting op de doeldatum bereikt is. Vastgesteld is een verwachting van bestuurders; berekend "
            "is een uitkomst van rekenen met het tempo van de laatste tijd.",
        ),
    ]


def _causes() -> list[Block]:
    items = _items((capital(name), f"{capital(meaning)}.") for name, meaning in wording.CAUSES.values())
    to_log = Block("links", groups=[{"title": "Meer", "links": [link("Alle correcties", CORRECTIONS.path)]}])
    return [items, to_log]


def _items(told: Iterable[tuple[str, str]]) -> Block:
    return Block("items", layout="glossary", items=[_item(name, text) for name, text in told])


def _item(name: str, text: str) -> Content:
    return {"id": slug(name), "title": name, "text": text}
