"""All figures of an edition as one tidy table: a published count or share a row."""

from werkmonitor.errors import UsageError
from werkmonitor.publish import wording
from werkmonitor.publish.downloads.sheets import Column, Sheet, Value
from werkmonitor.publish.facts import Facts, Row

LEVELS = {
    "programme": "programma",
    "category": "categorie",
    "project": "project",
    "sector": "sector",
    "target_group": "doelgroep",
    "municipality": "woonplaats",
}

SCOPE = (
    Column("level", "Niveau", "text", f"Waar het getal over gaat: {', '.join(LEVELS.values())}."),
    Column("code", "Code", "text", "De vaste code van het onderdeel. Die blijft in elke monitor dezelfde."),
    Column("name", "Naam", "text", "De naam van het onderdeel op de peildatum."),
)
"""Of what a row tells, in every table in which rows tell of different levels."""

INDICATOR = Column(
    "indicator", "Indicator", "text", "Wat er is geteld. Wat de woorden betekenen, staat bij de indicatoren."
)

COLUMNS = (
    Column("edition", "Monitor", "text", "De monitor waarin het getal staat: jaar en maand van verschijnen."),
    *SCOPE,
    Column("category", "Categorie", "text", "De categorie van het project, of van dit deel van een woonplaats."),
    INDICATOR,
    Column("unit", "Eenheid", "text", "Waarin is geteld."),
    Column("on", "Stand op", "date", "Geteld vanaf het begin van het programma tot en met deze dag."),
    Column("value", "Aantal", "number", "Het aantal; bij eenheid % het percentage. Leeg als het niet te bepalen is."),
    Column("low", "Ten minste", "whole", "Wat het werkelijke aantal ten minste is."),
    Column("high", "Ten hoogste", "whole", "Wat het werkelijke aantal ten hoogste is."),
    Column("base", "Afgerond op", "whole", "Waarop is afgerond: 1 is precies, 5 of 10 een veelvoud daarvan."),
    Column("goal", "Doel", "whole", "Het doel dat geldt, alleen bij de stand op de peildatum."),
    Column("plan_to_date", "Planning tot nu toe", "number", "Hoeveel er op de peildatum bereikt zou zijn."),
    Column("word", "Oordeel", "text", "Hoe het aantal zich verhoudt tot de planning, of waarom er geen getal is."),
    Column("numerator", "Teller", "whole", "Bij een percentage: van hoeveel het zo is."),
    Column("denominator", "Noemer", "whole", "Bij een percentage: van hoeveel in totaal."),
    Column("undetermined", "Nog niet te bepalen", "whole", "Bij een percentage: van hoeveel het nog niet bekend is."),
)


def figures(facts: Facts) -> Sheet:
    """Every published count, one a row, and at the as-of date its goal, plan and progress word.

    Shares and medians follow, with their two counts and how many are undetermined. 'Ten minste' and 'Ten hoogste' say
    what a rounded count can be; 'Afgerond op' is 1 for an exact one.
    """
    progress = {(row["level"], row["code"], row["indicator"]): row for row in facts.rows["progress"]}
    rows = []
    for level in LEVELS:
        rows += [_counted(facts, cell, progress) for cell in facts.rows["cells"] if cell["level"] == level]
        rows += [_share(facts, row) for row in facts.rows["shares"] if row["level"] == level]
    about = "Alle aantallen en percentages: één getal per regel."
    return Sheet("Cijfers", about, COLUMNS, rows)


def scope_of(facts: Facts, row: Row) -> tuple[Value, ...]:
    """The values of SCOPE."""
    return LEVELS[row["level"]], row["code"], name_of(facts, row["level"], row["code"])


def name_of(facts: Facts, level: str, code: str) -> str | None:
    """None for a code of which the edition shows nothing."""
    try:
        return facts.name(facts.scope(level, code))
    except UsageError:
        return None


def _counted(facts: Facts, cell: Row, progress: dict[tuple[str, str, str], Row]) -> list[Value]:
    indicator = facts.definitions[cell["indicator"]]
    is_now = cell["on"] == facts.as_of and not cell["category"]
    judged = progress.get((cell["level"], cell["code"], cell["indicator"])) if is_now else None
    goal, plan, word = (judged["goal"], judged["plan_to_date"], judged["word"]) if judged else (None, None, None)
    return [
        facts.edition["id"],
        *scope_of(facts, cell),
        _category(facts, cell),
        *(indicator["name"], indicator["unit"], cell["on"]),
        *(cell["value"], cell["low"], cell["high"], cell["base"]),
        goal,
        decimal(plan, 1),
        wording.PROGRESS[word].text if word else None,
        *(None, None, None),
    ]


def _share(facts: Facts, row: Row) -> list[Value]:
    """A share (as a percentage) or a median at the as-of date; or why it cannot be told, in place of a judgement."""
    indicator = facts.definitions[row["indicator"]]
    value = row["value"]
    if value is not None and indicator["unit"] == "%":
        value *= 100
    return [
        facts.edition["id"],
        *scope_of(facts, row),
        _category(facts, row),
        *(indicator["name"], indicator["unit"], facts.as_of),
        *(decimal(value, 2), None, None, None, None, None),
        wording.WHY_NOT[row["because"]] if row["because"] else None,
        *(row["numerator"], row["denominator"], row["undetermined"]),
    ]


def decimal(value: float | None, digits: int) -> float | None:
    """301.6, and never a nil below nil."""
    return None if value is None else round(value, digits) + 0.0


def _category(facts: Facts, row: Row) -> str | None:
    """Of a project its category; of a municipality that of this part of its figures."""
    within = row.get("category")
    if not within and row["level"] == "project":
        within = facts.scope("project", row["code"])["category"]
    return name_of(facts, "category", within) if within else None
