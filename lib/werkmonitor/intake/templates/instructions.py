"""What a template says to whoever fills it in: plain Dutch (B1), no word of ours that a partner need not know."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from werkmonitor.intake.dutch import day_in_words
from werkmonitor.intake.templates.choices import Choices
from werkmonitor.intake.templates.forms import Form, Heads, Labels
from werkmonitor.intake.values import HIDDEN_RANGE

_DAY = "Vul een datum in, als dag-maand-jaar."
_EUROS = "In hele euro's."
_NOTHING_FREED = "Is er niets vrijgevallen? Laat de cel dan leeg."
_EMPTY = "Is dit niet gebeurd? Laat de cel dan leeg."


class Text(NamedTuple):
    """name: of a column whose layout gives only its place."""

    name: str
    explained: str


_PROJECT = Text("Project", "Kies het project uit de lijst.")
_ON = Text("Datum", _DAY)
_LEVEL = Text("Niveau", "Kies: gaat het over het hele programma, een categorie, een project of een gemeente?")
_CODE = Text("Code", "Kies of schrijf de code of de naam van het programma, de categorie, het project of de gemeente.")
_INDICATOR = Text("Indicator", "Kies uit de lijst waar het aantal over gaat.")
_BY = Text("Besluit", "Wie heeft dit besloten?")

_OF_EVERY_TABLE: dict[str, Text] = {
    "person": Text(
        "Deelnemernummer",
        "Uw eigen nummer voor deze deelnemer, elke keer hetzelfde. Nooit het burgerservicenummer (BSN).",
    ),
    "project": _PROJECT,
    "municipality": Text("Gemeente", "De gemeente waar de deelnemer woonde toen het traject begon. Kies uit de lijst."),
    "target_groups": Text(
        "Doelgroep",
        "Kies uit de lijst. Zijn er meer? Zet er een schuine streep (/) tussen. Weet u het niet? Laat leeg.",
    ),
    "started_on": Text("Startdatum", f"De dag waarop het traject begon. {_DAY}"),
    "training_completed_on": Text("Scholing afgerond op", f"De dag waarop de scholing is afgerond. {_EMPTY}"),
    "qualified_on": Text("Diploma behaald op", f"De dag waarop het eerste certificaat of diploma is behaald. {_EMPTY}"),
    "placed_on": Text("Geplaatst op", f"De eerste dag van het werk dat via het traject is gevonden. {_EMPTY}"),
    "benefit_ended_on": Text("Uitkering beëindigd op", f"De dag waarop de uitkering is beëindigd. {_EMPTY}"),
    "work_ended_on": Text("Einde werk", f"De laatste dag van het werk dat via het traject is gevonden. {_EMPTY}"),
    "work_checked_on": Text(
        "Nog aan het werk op", f"De laatste dag waarop is nagegaan dat de deelnemer nog werkt. {_EMPTY}"
    ),
    "referred_on": Text("Doorverwezen op", f"De dag van doorverwijzing naar andere hulp, of terugmelding. {_EMPTY}"),
    "ended_on": Text("Einde traject", f"De dag waarop het traject is geëindigd. {_EMPTY}"),
    "indicator": _INDICATOR,
    "period": Text("Maand", "Kies de maand. Een maand zonder aantallen hoeft niet."),
    "until_on": Text("Peildatum", "De dag waarvan u de stand geeft."),
    "unit": Text("Eenheid", "Kies waarin u telt."),
    "level": _LEVEL,
    "code": _CODE,
    "on": _ON,
    "decided_by": _BY,
}

_OF_TABLE: dict[str, dict[str, Text]] = {
    "projects": {
        "number": Text("Nr", "Het nummer waarmee u het project aanduidt."),
        "project": Text("Code", "Een vaste code: kleine letters en cijfers, met streepjes. Verander die nooit."),
        "name": Text("Projectnaam", "De naam zoals lezers die zien."),
        "aliases": Text("Eerdere namen", "Andere namen die partners gebruiken, met een puntkomma (;) ertussen."),
        "category": Text("Categorie", "Kies uit de lijst."),
        "plan": Text("Programma", "Kies het arbeidsmarktplan waar het project bij hoort."),
        "sector": Text("Sector", "Kies uit de lijst."),
        "kind": Text("Soort", "Kies: wordt het project in cijfers gevolgd of in woorden?"),
        "is_fictional": Text("Fictief", "Alleen 'ja' als het project voor een voorbeeld is verzonnen."),
        "capacity": Text("Capaciteit", "Hoeveel trajecten er plaats hebben: een heel getal."),
        "starts_on": Text("Startdatum", f"De dag waarop het project begint. {_DAY}"),
        "ends_on": Text("Einddatum", f"De dag waarop het project eindigt. {_DAY}"),
        "aim": Text("Doelstelling", "Wat het project wil bereiken, in een zin."),
        "description": Text("Beschrijving", "Wat er in het project gebeurt, in gewone woorden."),
        "financing": Text("Financiering", "Wie het project betaalt."),
    },
    "targets": {
        "version": Text("Versie", "1 voor het eerste doel, 2 als het doel is veranderd, enzovoort."),
        "value": Text("Doel", "Het aantal dat bereikt moet zijn: een heel getal."),
        "relation": Text("Relatie", "Kies: 'ten minste' of 'circa'."),
        "goal_on": Text("Doeldatum", "De dag waarop het doel bereikt moet zijn."),
        "valid_from_on": Text("Geldig vanaf", "De dag vanaf wanneer dit doel geldt."),
        "reference": Text("Bron", "In welk stuk het doel staat."),
    },
    "project_states": {
        "state": Text("Stand", "Kies uit de lijst wat er met het project gebeurde."),
        "cause": Text("Oorzaak", "Waardoor het kwam."),
        "effect": Text("Gevolg", "Wat het betekent voor het project."),
        "action": Text("Actie", "Wat er nu gebeurt."),
    },
    "results": {
        "kind": Text("Soort", "Kies uit de lijst."),
        "text": Text("Tekst", "Het resultaat in een of twee zinnen. Noem nooit een deelnemer."),
        "is_public": Text("Publiceren", "'ja' als deze tekst in de monitor mag staan."),
    },
    "expectations": {
        "indicator": Text("Indicator", "Kies uit de lijst. Gaat het over alle indicatoren? Laat de cel dan leeg."),
        "text": Text("Tekst", "Wat u verwacht, in een of twee zinnen."),
    },
    "money": {
        "on": Text("Datum", f"De dag tot en met wanneer de bedragen zijn geteld. {_DAY}"),
        "budget": Text("Begroot", f"Wat er in totaal te besteden is. {_EUROS}"),
        "spent": Text("Besteed", f"Wat er vanaf het begin is besteed. {_EUROS}"),
        "freed": Text(
            "Vrijgevallen", f"Wat niet meer wordt besteed doordat een project is gestopt. {_EUROS} {_NOTHING_FREED}"
        ),
        "freed_for": Text("Waarvoor", "Waar het vrijgevallen geld nu voor is."),
    },
    "overrides": {
        "indicator": Text("Indicator", "Kies uit de lijst over welk cijfer u oordeelt."),
        "word": Text("Oordeel", "Kies uit de lijst. Het staat in de monitor naast het berekende oordeel."),
        "role": Text("Rol", "De rol van wie zo oordeelt, bijvoorbeeld programmamanager. Noem nooit een naam."),
        "on": Text("Datum", f"De dag van het oordeel. {_DAY}"),
        "reason": Text("Reden", "Waarom het oordeel anders is dan berekend, in een zin. Noem nooit een deelnemer."),
    },
}


def text_of(form: Form, name: str) -> Text:
    """What a field is called, and how it is explained."""
    return _OF_TABLE.get(form.table.yields or "", {}).get(name) or _OF_EVERY_TABLE.get(name) or Text(name, "")


class Line(NamedTuple):
    """style: title, heading, text or row (a name and what it means)."""

    style: str
    text: str
    meaning: str = ""


def instructions(choices: Choices, forms: Sequence[Form]) -> Iterator[Line]:
    """The sheet 'Uitleg', line by line."""
    about, edition, layout = choices.programme.programme, choices.edition, choices.layout
    yield Line("title", f"Uitleg: {layout.title}")
    if about.is_fictional:
        yield Line("text", about.notice.upper())
    yield Line("text", f"Sjabloon van het programma {about.name}, regio {about.region}, voor {choices.partner.name}.")
    yield Line("heading", "Wat, wanneer en aan wie")
    start, as_of = day_in_words(about.started_on), day_in_words(edition.as_of)
    yield Line("row", "Peildatum", f"{as_of}. U geeft de stand op die dag. Wat daarna gebeurde, hoort er niet in.")
    if layout.coverage == "since_start":
        yield Line("row", "Periode", f"Alles vanaf {start} tot en met de peildatum. Uw vorige levering vervalt.")
    else:
        yield Line("row", "Periode", f"Tel alles mee vanaf {start} tot en met de peildatum.")
    yield Line("row", "Uiterlijk", f"{day_in_words(edition.deliveries_until)}.")
    yield Line("row", "Aan", f"{about.publisher}. Gebruik de veilige weg die met u is afgesproken.")
    yield from _file_name(choices)
    yield Line("heading", "Zo vult u het in")
    yield Line("text", "Vul alleen de witte cellen in. De koppen zijn vergrendeld; verander ze niet.")
    yield Line("text", "Waar u kunt kiezen, staat een pijltje naast de cel. Alle woorden staan op het tabblad Lijsten.")
    if any(form.rows for form in forms):
        yield Line("text", "Mist u een project? Kies het op een lege regel onderaan de tabel.")
        yield Line("text", "Hoort een regel niet bij u? Maak dan de hele regel leeg, ook de eerste kolom.")
    yield Line("text", "Gebruik geen formules en zet niets naast of onder de tabel.")
    for sheet in dict.fromkeys(form.sheet for form in forms):
        yield Line("heading", f"Tabblad {sheet}")
        yield from dict.fromkeys(line for form in forms if form.sheet == sheet for line in _columns(form, choices))
    if any(form.figures for form in forms):
        yield from _signs(choices)
    yield Line("heading", "Dit stuurt u nooit mee")
    yield Line("text", "Namen, geboortedatums, adressen, telefoonnummers en e-mailadressen van deelnemers.")
    yield Line("text", "Burgerservicenummers (BSN).")
    yield Line("text", "Opmerkingen over deelnemers, bijvoorbeeld over hun gezondheid.")
    yield Line("text", "Verborgen tabbladen, draaitabellen en koppelingen met andere bestanden.")


def _file_name(choices: Choices) -> Iterator[Line]:
    if choices.layout.as_of.file_name:
        yield Line("row", "Bestandsnaam", f"Zet {dated(choices)} in de naam van het bestand.")


def dated(choices: Choices) -> str:
    """The as-of date as it stands in the name of a file."""
    day = choices.edition.as_of
    written = {"yyyymm": f"{day:%Y%m}", "yyyy-mm": f"{day:%Y-%m}"}
    return written.get(choices.layout.as_of.file_name or "", day.isoformat())


def _columns(form: Form, choices: Choices) -> Iterator[Line]:
    if form.table.yields == "trajectories":
        yield Line("text", "Een regel is een traject. Wie twee trajecten volgt, krijgt twee regels.")
    for one in form.asked:
        yield Line("row", one.text or one.name, f"{text_of(form, one.name).explained} Dit geldt voor de hele tabel.")
    for labels in form.labels:
        yield Line("row", name_of(form, labels), f"{text_of(form, labels.name).explained}{_needed(labels)}")
    if form.table.kind == "list":
        return
    if "indicator" in (*form.table.across, form.table.sheet_means):
        names = dict.fromkeys(_word(form, figures) for figures in form.figures)
        codes = choices.layout.words.get("indicator", {})
        for name in filter(None, names):
            indicator = next((one for one in choices.programme.indicators if one.code == codes.get(name, "")), None)
            yield Line("row", name, indicator.definition if indicator else "Vul een heel getal in.")
    if "period" in form.table.across:
        yield Line("row", "Maanden", "Vul in hoeveel het er in die maand waren. Waren het er geen? Vul 0 in.")
    elif "on" in form.table.across:
        yield Line("row", "Datums", "Wat op die dag bereikt moet zijn, geteld vanaf het begin. Leeg: geen planpunt.")
    else:
        yield Line("row", "Aantallen", "Vul overal een heel getal in. Waren het er geen? Vul 0 in.")


def _word(form: Form, figures: Heads) -> str:
    """Their word for the indicator of a column of figures."""
    if form.table.sheet_means == "indicator":
        return form.sheet
    return str(figures.above[form.table.across.index("indicator")])


def _needed(labels: Labels) -> str:
    return " Deze kolom moet gevuld zijn." if labels.field.must_be_filled else ""


def name_of(form: Form, labels: Labels) -> str:
    return labels.title[-1] if labels.title else text_of(form, labels.name).name


def _signs(choices: Choices) -> Iterator[Line]:
    signs = choices.layout.signs.signs
    low, high = signs.hidden_range or HIDDEN_RANGE
    yield Line("heading", "Als u geen getal kunt geven")
    yield Line("text", "Wij krijgen het liefst overal een getal. Kan dat niet? Gebruik dan een van deze tekens.")
    yield Line("row", "<5", "Het zijn er 1, 2, 3 of 4, en u mag het precieze aantal niet geven.")
    for word in sorted(signs.hidden):
        yield Line("row", word, f"Het zijn er {low} tot en met {high}, en u mag het precieze aantal niet geven.")
    for words, usual, meaning in (
        (signs.not_applicable, "n.v.t.", "Dit kan bij dit project niet voorkomen."),
        (signs.unknown, "onbekend", "U weet het niet."),
        (signs.not_yet, "..", "Het aantal is er nog niet."),
    ):
        if words:
            yield Line("row", usual if usual in words else min(words), meaning)
    yield Line("text", "Laat een cel nooit leeg om een van deze dingen te zeggen.")
