"""What an edition tells besides its figures, a table each: goals, planning, projects, money, judgements, deliveries."""

from collections.abc import Iterator, Sequence

from werkmonitor.publish import wording
from werkmonitor.publish.downloads.figures import INDICATOR, SCOPE, decimal, name_of, scope_of
from werkmonitor.publish.downloads.sheets import Column, Sheet, Value
from werkmonitor.publish.facts import Facts, Row

_OF_INDICATORS = (*SCOPE, INDICATOR)
_PROJECT = (
    Column("code", "Code", "text", "De vaste code van het project."),
    Column("name", "Project", "text", "De naam van het project op de peildatum."),
)


def register(facts: Facts) -> Iterator[Sheet]:
    """Every table, also one that is empty in this edition."""
    yield _goals(facts)
    yield _plan(facts)
    yield _projects(facts)
    yield _states(facts)
    yield _results(facts)
    yield _money(facts)
    yield _overrides(facts)
    yield _expectations(facts)
    yield _partners(facts)
    yield _revisions(facts)
    yield _history(facts)


def _goals(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("version", "Versie", "whole", "Een doel dat wordt gewijzigd, krijgt een volgende versie."),
        Column("value", "Doel", "whole", "Het aantal dat bereikt moet zijn."),
        Column("relation", "Soort doel", "text", "Of het doel een ondergrens is (‘ten minste’) of ongeveer (‘circa’)."),
        Column("goal_on", "Te bereiken op", "date", "De dag waarop het doel bereikt moet zijn."),
        Column("valid_from_on", "Geldt vanaf", "date", "Vanaf welke dag deze versie geldt."),
        Column("is_current", "Geldt nu", "text", "‘ja’ bij de versie die geldt, ‘nee’ bij een eerdere."),
        Column("decided_by", "Besloten door", "text", "Wie het doel heeft vastgesteld."),
        Column("reference", "Besluit", "text", "Waar het besluit is te vinden."),
    )
    rows = [
        [
            *_of_indicator(facts, row),
            *(row["version"], row["value"], row["relation"], row["goal_on"], row["valid_from_on"]),
            "ja" if row["is_current"] else "nee",
            *(row["decided_by"], row["reference"]),
        ]
        for row in facts.rows["goals"]
    ]
    return Sheet("Doelen", "Alle doelen, ook de eerdere versies.", columns, rows)


def _plan(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("on", "Dag", "date", "Het einde van een kwartaal."),
        Column("value", "Planning", "number", "Hoeveel er volgens de planning op die dag bereikt is, vanaf het begin."),
    )
    rows = [[*_of_indicator(facts, row), row["on"], decimal(row["value"], 1)] for row in facts.rows["plan"]]
    return Sheet("Planning", "De planning per kwartaal, van het begin tot de dag van het doel.", columns, rows)


def _projects(facts: Facts) -> Sheet:
    columns = (
        Column("number", "Nummer", "text", "Het nummer van het project in het register."),
        *_PROJECT,
        Column("category", "Categorie", "text", "De categorie waar het project bij hoort."),
        Column("kind", "Gevolgd in", "text", "‘cijfers’, of ‘woorden’ als het project geen aantallen heeft."),
        Column("state", "Stand", "text", f"Een van: {', '.join(wording.STATES.values())}."),
        Column("state_on", "Sinds", "date", "Vanaf welke dag het project in deze stand is."),
        Column("starts_on", "Begin", "date", "De eerste dag van het project."),
        Column("ends_on", "Einde", "date", "De laatste dag van het project."),
        Column("capacity", "Plaatsen", "whole", "Hoeveel mensen er mee kunnen doen."),
        Column("sector", "Sector", "text", "De sector waarvoor het project is."),
        Column("target_groups", "Doelgroep", "text", "Voor wie het project is."),
        Column("aim", "Doelstelling", "text", "Wat het project wil bereiken."),
        Column("description", "Beschrijving", "text", "Wat het project doet."),
        Column("financing", "Financiering", "text", "Waaruit het project wordt betaald."),
        Column("aliases", "Andere namen", "text", "Namen waaronder het project ook bekend is."),
    )

    def named(level: str, code: str | None) -> str | None:
        return (name_of(facts, level, code) or code) if code else None

    rows = [
        [
            *(row["number"], row["code"], facts.name(row), named("category", row["category"])),
            "woorden" if row["kind"] == "qualitative" else "cijfers",
            wording.STATES.get(row["state"]),
            *(row["state_on"], row["starts_on"], row["ends_on"], row["capacity"], named("sector", row["sector"])),
            "; ".join(str(named("target_group", code)) for code in row["target_groups"] or []) or None,
            *(row["aim"], row["description"], row["financing"]),
            "; ".join(row["aliases"] or []) or None,
        ]
        for row in facts.projects()
    ]
    return Sheet("Projecten", "De projecten, zoals het register ze op de peildatum kent.", columns, rows)


def _states(facts: Facts) -> Sheet:
    columns = (
        *_PROJECT,
        Column("state", "Stand", "text", f"Een van: {', '.join(wording.STATES.values())}."),
        Column("on", "Sinds", "date", "Vanaf welke dag."),
        Column("cause", "Oorzaak", "text", "Waardoor de stand veranderde."),
        Column("effect", "Gevolg", "text", "Wat dat betekent."),
        Column("action", "Wat er wordt gedaan", "text", "Wat eraan wordt gedaan."),
    )
    rows = [
        [*_of_project(facts, row), wording.STATES[row["state"]], row["on"], row["cause"], row["effect"], row["action"]]
        for row in facts.rows["states"]
        if row["on"] <= facts.as_of
    ]
    return Sheet(
        "Stand van projecten", "Wanneer projecten begonnen, veranderden of stopten, en waardoor.", columns, rows
    )


def _results(facts: Facts) -> Sheet:
    columns = (
        *_PROJECT,
        Column("on", "Dag", "date", "De dag van het resultaat."),
        Column("kind", "Soort", "text", f"Een van: {', '.join(wording.RESULTS.values())}."),
        Column("text", "Resultaat", "text", "Het resultaat in woorden."),
    )
    rows = [
        [*_of_project(facts, row), row["on"], wording.RESULTS.get(row["kind"]), row["text"]]
        for row in facts.rows["results"]
    ]
    return Sheet(
        "Resultaten", "Resultaten in woorden, van projecten die niet in cijfers worden gevolgd.", columns, rows
    )


def _money(facts: Facts) -> Sheet:
    columns = (
        *SCOPE,
        Column("on", "Stand op", "date", "De dag waarvan deze bedragen zijn."),
        Column("budget", "Budget", "whole", "In hele euro’s."),
        Column("spent", "Besteed", "whole", "In hele euro’s."),
        Column("freed", "Vrijgevallen", "whole", "In hele euro’s: geld dat niet meer nodig is."),
        Column("freed_for", "Bestemming", "text", "Waarvoor het vrijgevallen geld is."),
    )
    rows = [
        [*scope_of(facts, row), row["on"], row["budget"], row["spent"], row["freed"], row["freed_for"]]
        for row in facts.rows["money"]
    ]
    return Sheet("Geld", "Budget, besteding en vrijgevallen geld, zoals het register ze noemt.", columns, rows)


def _overrides(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("word", "Oordeel", "text", "Het oordeel van een mens. Dat wijkt af van het berekende oordeel."),
        Column("role", "Van", "text", "De functie van wie zo oordeelt."),
        Column("on", "Dag", "date", "Wanneer."),
        Column("reason", "Reden", "text", "Waarom."),
    )
    rows = [
        [*_of_indicator(facts, row), wording.PROGRESS[row["word"]].text, row["role"], row["on"], row["reason"]]
        for row in facts.rows["overrides"]
    ]
    return Sheet("Oordelen", "Oordelen van het programmateam, naast wat is berekend.", columns, rows)


def _expectations(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("on", "Dag", "date", "Wanneer de verwachting is vastgesteld."),
        Column("text", "Verwachting", "text", "De verwachting, in de woorden van wie haar vaststelde."),
        Column("decided_by", "Vastgesteld door", "text", "Door wie."),
    )
    rows = [
        [*_of_indicator(facts, row), row["on"], row["text"], row["decided_by"]]
        for row in facts.rows["expectations"]
        if row["on"] <= facts.published_on
    ]
    return Sheet("Verwachtingen", "Vastgestelde verwachtingen.", columns, rows)


def _partners(facts: Facts) -> Sheet:
    columns = (
        Column("partner", "Code", "text", "De vaste code van de partner."),
        Column("name", "Partner", "text", "De naam van de partner."),
        Column("state", "Levering", "text", "‘geleverd’, of ‘niet geleverd’ voor deze peildatum."),
        Column("as_of_on", "Stand van", "date", "Van welke dag de laatste levering is."),
    )
    rows = [
        [row["partner"], row["name"], "niet geleverd" if row["state"] == "missing" else "geleverd", row["as_of_on"]]
        for row in facts.rows["partners"]
    ]
    return Sheet("Leveringen", "Welke partners tot wanneer cijfers hebben geleverd.", columns, rows)


def _revisions(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("on", "Tot en met", "date", "Het cijfer over de tijd tot en met deze dag is veranderd."),
        Column("was", "Was", "whole", "Wat er eerder is gepubliceerd."),
        Column("now", "Is nu", "whole", "Wat het nu is."),
        Column("since", "Anders dan in", "text", "De monitor, of de versie (r1, r2), waarmee is vergeleken."),
        Column("cause", "Oorzaak", "text", "Waardoor het cijfer anders is."),
    )
    rows = [
        [*_of_indicator(facts, row), row["on"], row["was"], row["now"], row["since"], wording.cause(row)]
        for row in facts.rows["revisions"]
    ]
    return Sheet("Herzieningen", "Eerder gepubliceerde cijfers die nu anders zijn, en waardoor.", columns, rows)


def _history(facts: Facts) -> Sheet:
    columns = (
        *_OF_INDICATORS,
        Column("edition", "Monitor", "text", "De eerdere monitor waarin dit cijfer stond."),
        Column("on", "Stand op", "date", "De peildatum van die monitor."),
        Column("value", "Aantal", "whole", "Het aantal, zoals het toen is gepubliceerd."),
        Column("low", "Ten minste", "whole", "Wat het werkelijke aantal ten minste was."),
        Column("high", "Ten hoogste", "whole", "Wat het werkelijke aantal ten hoogste was."),
        Column("base", "Afgerond op", "whole", "Waarop is afgerond."),
    )
    names = ("edition", "on", "value", "low", "high", "base")
    rows = [[*_of_indicator(facts, row), *(row[name] for name in names)] for row in facts.rows["history"]]
    return Sheet("Eerdere monitors", "Afgeronde cijfers, zoals eerdere monitors ze noemden.", columns, rows)


def _of_indicator(facts: Facts, row: Row) -> Sequence[Value]:
    name = facts.definitions[row["indicator"]]["name"] if row["indicator"] else None
    return [*scope_of(facts, row), name]


def _of_project(facts: Facts, row: Row) -> Sequence[Value]:
    return [row["project"], name_of(facts, "project", row["project"])]
