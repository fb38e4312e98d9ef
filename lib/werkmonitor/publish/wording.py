"""Words from numbers: every Dutch sentence that says a figure or judges one is made here, and nowhere else.

Only published values come in (a row of the cube's `progress` or `cells`), so no sentence can say more than the tables.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, floor
from typing import Any, NamedTuple

from werkmonitor.publish.dutch import (
    capital,
    end_of,
    euros,
    listed,
    long_date,
    number,
    number_in_text,
    percent,
    percent_exactly,
)

Row = dict[str, Any]

FOR_THE_TEAM = "Editie voor het programmateam: precieze cijfers, niet openbaar"

ASSUMED = "aanname: de bronnen noemen deze peildatum niet"
"""Of an as-of date that the programme assumes."""

SMALL_PLAN = 50
"""Below this plan a percentage says too little: the two numbers are named instead ("20, gepland waren er 13")."""

MODEST = 0.10
"""Below this share of its goal a figure is still modest, however far ahead of its plan."""


class Word(NamedTuple):
    """A progress word with a mark that differs in shape, so that it reads without colour."""

    text: str
    mark: str


PROGRESS = {
    "ahead": Word("voor op schema", "▲"),
    "on_course": Word("op koers", "●"),
    "attention": Word("vraagt aandacht", "◆"),
    "behind": Word("loopt achter", "▼"),
    "too_small": Word("te klein voor een oordeel", "○"),
    "undeterminable": Word("niet te bepalen", "○"),
    "qualitative": Word("wordt in woorden gevolgd", "□"),
}

JUDGED = ("ahead", "on_course", "attention", "behind")
"""The words that judge; the others say why there is no judgement."""

STATES = {
    "in_preparation": "in voorbereiding",
    "started": "gestart",
    "extended": "verlengd",
    "adapted": "aangepast",
    "stopped_early": "voortijdig beëindigd",
    "completed": "afgerond",
    "transferred": "overgedragen",
}

RESULTS = {
    "product": "Product",
    "cooperation": "Samenwerking",
    "embedded": "Geborgd in het gewone werk",
    "story": "Verhaal",
}


ROUNDED = {
    "municipality": "per gemeente",
    "target_group": "per doelgroep",
    "category": "van sommige categorieën",
    "project": "van projecten die iets over gezondheid of afkomst kunnen zeggen",
    "sector": "van sommige sectoren",
}


class Said(NamedTuple):
    """How an indicator sounds in a sentence: one and several of its unit, what was done, and as a subject."""

    one: str
    many: str
    done: str
    subject: str


def words_of(indicator: Row) -> Said | None:
    """The words of programme.toml; none where an indicator has none, as in cubes of before it had them."""
    if not indicator.get("done"):
        return None
    return Said(indicator["unit_one"] or indicator["unit"], indicator["unit"], indicator["done"], indicator["subject"])


UNDETERMINED = "nog niet te bepalen"

WHY_NOT = {
    "too_small": "niet genoemd, zodat niemand te herkennen is",
    "too_young": UNDETERMINED,
    "unknown": "niet volledig geleverd",
}
"""Why a share, a rate or a count cannot be told."""

_GROUPS = (
    ("ahead", "is voor op schema", "zijn voor op schema"),
    ("on_course", "ligt op koers", "liggen op koers"),
    ("attention", "vraagt aandacht", "vragen aandacht"),
    ("behind", "loopt achter", "lopen achter"),
    ("too_small", "is te klein voor een oordeel", "zijn te klein voor een oordeel"),
    ("undeterminable", "is nog niet te beoordelen", "zijn nog niet te beoordelen"),
)


def as_of(on: date, is_assumed: bool) -> str:
    """'30 september 2022', and that it is assumed, where it is."""
    return f"{long_date(on)} ({ASSUMED})" if is_assumed else long_date(on)


def around(count: int) -> str:
    """A round number near a count: 'ruim 300' (up to 5% above), 'bijna 200' (up to 5% below), else tens.

    Below a hundred the count itself.
    """
    if count < 100:
        return number_in_text(count)
    hundred = round(count / 100) * 100
    if abs(count - hundred) <= 0.05 * hundred:
        return _near(count, hundred)
    return _near(count, count // 10 * 10 if count % 10 <= 5 else count // 10 * 10 + 10)


def _near(count: int, round_number: int) -> str:
    if count == round_number:
        return number_in_text(count)
    return f"{'ruim' if count > round_number else 'bijna'} {number_in_text(round_number)}"


def figure(row: Row) -> str:
    """A published count in a table or tile: as it is; one that may be nil, or that starts at nil, as its range.

    A rounded 0 is '0–4', a 5 is '1–9': never a bare 0, never as if exact. So is a count in which a partner hid numbers:
    '14–18'. A count that is marked, because it is rounded and stands among exact ones, is 'ca. 40'.
    """
    if row["value"] is None:
        return "–"
    if is_range(row):
        return f"{number(row['low'])}–{number(row['high'])}"
    return f"ca. {number(row['value'])}" if row.get("is_marked") else number(row["value"])


def is_range(row: Row) -> bool:
    """Whether a count is shown as what it can be, from low to high, and not as one number."""
    return _is_hidden_in(row) or bool(row["base"] > 1 and row["value"] <= row["base"])


def amount(row: Row) -> str:
    """A published count in a sentence: '305', 'minder dan 5', '1 tot en met 9', 'ongeveer 35'."""
    value, base = row["value"], row["base"]
    if base == 1 and not _is_hidden_in(row):
        return number_in_text(value)
    if value <= base or base == 1:
        low, high = number_in_text(row["low"]), number_in_text(row["high"])
        return f"minder dan {number_in_text(row['high'] + 1)}" if row["low"] == 0 else f"{low} tot en met {high}"
    return f"ongeveer {number_in_text(value)}"


def happened(row: Row, indicator: Row, said: str | None = None) -> str:
    """What a count says: '242 trajecten zijn gestart', '1 inwoner is bemiddeld naar werk', 'er zijn nog geen …'.

    said: the count in other words, such as 'ruim 300'.
    """
    is_one = row["value"] == row["high"] == 1
    count = said or ("geen" if _is_nil(row) else amount(row))
    if (said_as := words_of(indicator)) is None:
        return f"{indicator['name']}: {count} {indicator['unit']}"
    if _is_nil(row):
        return f"er zijn nog geen {said_as.many} {said_as.done}"
    return f"{count} {f'{said_as.one} is' if is_one else f'{said_as.many} zijn'} {said_as.done}"


def subject_of(indicator: Row) -> str:
    """An indicator as the subject of a sentence: 'het aantal gestarte trajecten'."""
    said_as = words_of(indicator)
    return said_as.subject if said_as and said_as.subject else name_within(indicator["name"])


def of_reporting_unit(row: Row, indicator: Row, name: str) -> str:
    """What several municipalities delivered together, on the page of one of them.

    row: the unit's published count. name: 'HBEL (Huizen, Blaricum, Eemnes en Laren samen)'.
    """
    said_as = words_of(indicator)
    told = (
        f"Daarnaast zijn {amount(row)} {said_as.many} {said_as.done} die {name} leverde"
        if said_as
        else f"Daarnaast leverde {name}: {happened(row, indicator)}"
    )
    return f"{told}; die zijn niet per gemeente te verdelen. Ze staan niet in de cijfers op deze pagina."


def not_delivered(names: Sequence[str]) -> str:
    """Who did not deliver for this monitor, and what that means for its figures."""
    return f"Niet geleverd: {listed(names)}. De laatste stand telt mee; er is niets bijgeschat."


def last_delivered(partner: str, on: date | None) -> str:
    """That a municipality's own partner did not deliver, and of when its figures are then."""
    if on is None:
        return f"{partner} heeft nog geen cijfers geleverd. Er is niets bijgeschat."
    return (
        f"{partner} heeft voor deze monitor geen nieuwe cijfers geleverd. De laatste stand, van {long_date(on)}, telt "
        "mee; er is niets bijgeschat."
    )


def goal_in_words(row: Row) -> str:
    """'ten minste 1200, eind 2023'; empty without a goal."""
    if row["goal"] is None:
        return ""
    relation = f"{row['goal_relation']} " if row["goal_relation"] else ""
    return f"{relation}{number_in_text(row['goal'])}" + (f", {end_of(row['goal_on'])}" if row["goal_on"] else "")


def against_plan(row: Row) -> str:
    """How a count compares with the plan to date; empty without a plan, or when nothing was planned yet.

    '25% meer dan gepland (194)'; of a plan under 50, or of nil, only the numbers: 'gepland waren er 13'.
    """
    plan, ratio = row["plan_to_date"], row["ratio"]
    if plan is None or row["value"] is None or (planned := number_in_text(plan)) == "0":
        return ""
    if plan < SMALL_PLAN or ratio is None or _is_nil(row):
        return f"gepland {'was' if planned == '1' else 'waren'} er {planned}"
    difference = percent(abs(ratio - 1))
    if difference == "0%":
        return f"vrijwel gelijk aan de planning ({number_in_text(plan)})"
    return f"{difference} {'meer' if ratio > 1 else 'minder'} dan gepland ({number_in_text(plan)})"


def changed(row: Row) -> str:
    """The change since the previous edition: '63 meer dan in de vorige monitor'."""
    if row["previous_edition"] is None:
        return "eerste monitor"
    if row["change"] is None or row["previous_value"] is None:
        return "geen cijfer in de vorige monitor"
    if row["change"] == 0:
        return "geen verandering sinds de vorige monitor" if row["base"] == 1 else "na afronding geen verandering"
    about = "" if row["base"] == 1 else "na afronding "
    more = "meer" if row["change"] > 0 else "minder"
    return f"{about}{number_in_text(abs(row['change']))} {more} dan in de vorige monitor"


def headline(
    subject: str, rows: Sequence[Row], indicators: dict[str, Row], causes: dict[str, str], on_course: float
) -> str:
    """One sentence on the whole: on course when every indicator with a goal or plan is; else what is not, and why.

    subject: 'Het programma'. causes: indicator → a clause such as 'doordat het project X voortijdig is beëindigd'.
    on_course: the ratio to the plan from which one is; a figure too small for a word of its own is held to it too.
    """
    asked = [row for row in rows if row["goal"] is not None or row["plan_to_date"] is not None or row["word"] in JUDGED]
    words = {row["indicator"]: row["word"] for row in asked}
    judged = [word for word in words.values() if word in JUDGED]
    if not judged:
        if set(words.values()) == {"too_small"}:
            return "Voor een oordeel zijn de aantallen te klein."
        return f"Of {subject_within(subject)} op koers ligt, is nog niet te bepalen."
    fine = {row["word"] in ("ahead", "on_course") or (row["ratio"] or 0) >= on_course for row in asked}
    if fine == {True}:
        if len(judged) > 1 and set(words.values()) == {"ahead"}:
            return f"{subject} ligt op koers en is op alle punten voor op schema."
        return f"{subject} ligt op koers."
    clauses = []
    for word, one, many in _GROUPS:
        codes = [code for code, given in words.items() if given == word]
        if codes:
            reasons = listed(dict.fromkeys(causes[code] for code in codes if code in causes))
            subjects = listed(subject_of(indicators[code]) for code in codes)
            clauses.append(f"{subjects} {many if len(codes) > 1 else one}{', ' + reasons if reasons else ''}")
    return f"{capital('; '.join(clauses))}."


def measured(row: Row, indicator: Row) -> str:
    """A sentence on one indicator: the count, its plan, and whether it is still modest.

    '242 trajecten zijn gestart: 25% meer dan gepland (194).'
    """
    said, compared = capital(happened(row, indicator)), in_proportion(row)
    return f"{said}{('; ' if _is_nil(row) else ': ') + compared if compared else ''}."


def in_proportion(row: Row) -> str:
    """A count beside its plan, and whether it is still modest: '25% meer dan gepland (194)'; empty without a plan."""
    compared = against_plan(row)
    is_modest = row["share_of_goal"] is not None and row["share_of_goal"] < MODEST
    if is_modest and row["word"] in ("ahead", "on_course") and compared:
        expected = "al wel boven verwachting" if row["word"] == "ahead" else "wel volgens verwachting"
        return f"nog bescheiden, maar {expected} ({compared})"
    return compared


def quarter_added(count: int | None, quarter: str) -> str:
    """'In het 3e kwartaal 2022 kwamen er 35 bij.'"""
    if count is None:
        return ""
    if count <= 0:
        return f"In het {quarter} kwamen er geen bij."
    return f"In het {quarter} {'kwam' if count == 1 else 'kwamen'} er {number_in_text(count)} bij."


def lagging_bars(words: Sequence[str]) -> str:
    """What a picture of several parts says at a glance, of their progress words.

    >>> lagging_bars(["behind", "behind", "attention", "ahead", "too_small"])
    'Van de 4 met een oordeel lopen er 2 achter en vraagt er 1 aandacht.'
    """
    judged, behind, attention = (sum(word in found for word in words) for found in (JUDGED, ["behind"], ["attention"]))
    if not judged:
        return "Hierover is nog geen oordeel te geven."
    if judged == 1:
        return f"Eén is te beoordelen: {next(PROGRESS[word].text for word in words if word in JUDGED)}."
    if behind == judged:
        return f"Alle {judged} met een oordeel lopen achter."
    told = [f"{'lopen' if behind > 1 else 'loopt'} er {behind or 'geen'} achter"]
    told += [f"{'vraagt' if attention == 1 else 'vragen'} er {attention} aandacht"] if attention else []
    return f"Van de {judged} met een oordeel {' en '.join(told)}."


def lagging_parts(parts: Sequence[tuple[str, Sequence[str]]], many: str) -> str:
    """How many of several parts lag on something, and which. parts: of each its name and its progress words.

    many: what they are called together.

    >>> lagging_parts([("A", ["behind", "ahead"]), ("B", ["on_course"]), ("C", ["too_small"])], "projecten")
    'Van de 2 projecten die te beoordelen zijn, loopt er 1 op een of meer punten achter: A.'
    """
    judged = [(name, words) for name, words in parts if any(word in JUDGED for word in words)]
    behind = [name for name, words in judged if "behind" in words]
    if not judged:
        return f"Over {many} is nog geen oordeel te geven."
    if len(judged) == 1:
        return f"{judged[0][0]} loopt {'op een of meer punten' if behind else 'op geen enkel punt'} achter."
    which = " die te beoordelen zijn," if len(judged) < len(parts) else ""
    if len(behind) == len(judged):
        return f"Alle {len(judged)} {many}{which} lopen op een of meer punten achter."
    whole = f"Van de {len(judged)} {many}{which}"
    if not behind:
        return f"{whole} loopt er geen achter."
    named = f": {listed(behind)}" if len(behind) <= 3 else ""
    return f"{whole} {'loopt' if len(behind) == 1 else 'lopen'} er {len(behind)} op een of meer punten achter{named}."


def went(first: Row, last: Row) -> str:
    """From what to what a total went. Rows: quarter, cumulative.

    >>> went({"quarter": "1e kwartaal 2020", "cumulative": 14}, {"quarter": "3e kwartaal 2022", "cumulative": 1734})
    'van 14 in het 1e kwartaal 2020 naar 1734 in het 3e kwartaal 2022'
    """
    told = (f"{number_in_text(row['cumulative'])} in het {row['quarter']}" for row in (first, last))
    return "van {} naar {}".format(*told)


def nothing_lags(where: str, words: Sequence[str]) -> str:
    """That nothing lags, where anything could be judged. words: the progress words there.

    >>> nothing_lags("In deze categorie", ["ahead", "too_small"])
    'In deze categorie blijft op de peildatum niets achter.'
    >>> nothing_lags("In deze categorie", ["undeterminable"])
    'Of er in deze categorie iets achterblijft, is nog niet te bepalen.'
    """
    if not any(word in JUDGED for word in words):
        return f"Of er {name_within(where)} iets achterblijft, is {UNDETERMINED}."
    return f"{where} blijft op de peildatum niets achter."


def most_in(rows: Sequence[Row], indicators: dict[str, Row]) -> str:
    """Where most of the first indicator is; rows: name, and a count per indicator."""
    code, indicator = next(iter(indicators.items()))
    counted = [row for row in rows if row.get(code) and row[code]["value"] > row[code]["base"]]
    if not counted:
        return "In alle rijen gaat het om kleine aantallen."
    most = max(row[code]["value"] for row in counted)
    found = [row for row in counted if row[code]["value"] == most]
    names = [_text(row["name"]) for row in found]
    return f"{indicator['name']}: de meeste bij {listed(names)} ({amount(found[0][code])})."


def grown(rows: Sequence[Row], indicators: dict[str, Row]) -> str:
    """How the first indicator grew over the monitors; rows: oldest first, a count per indicator."""
    code, indicator = next(iter(indicators.items()))
    counts = [row[code] for row in rows if row.get(code)]
    if len(counts) < 2:
        return f"{capital(happened(counts[-1], indicator))}." if counts else "Er zijn nog geen eerdere cijfers."
    first, last = amount(counts[0]), amount(counts[-1])
    return f"{capital(subject_of(indicator))} {f'bleef {last}' if first == last else f'ging van {first} naar {last}'}."


def of_whom(whole: int, part: int, sector: str) -> str:
    """'Ruim 300 inwoners vonden zo werk, bijna 200 van hen in de sector Zorg en welzijn (190).'"""
    found = f"{capital(around(whole))} {'inwoner vond' if whole == 1 else 'inwoners vonden'} zo werk"
    where = f"in {name_within(sector)}" if sector.endswith("sectoren") else f"in de sector {sector}"
    if part == whole:
        return f"{found}, {where}." if whole == 1 else f"{found}, allen {where}."
    precise = number_in_text(part)
    return f"{found}, {around(part)} van hen {where}{'' if around(part) == precise else f' ({precise})'}."


def stopped(names: Sequence[str]) -> str:
    """'doordat het project Taaltrajecten voortijdig is beëindigd'."""
    if len(names) == 1:
        return f"doordat het project {names[0]} voortijdig is beëindigd"
    return f"doordat de projecten {listed(names)} voortijdig zijn beëindigd"


def override(row: Row) -> str:
    """A person's judgement, beside the computed one: 'vraagt aandacht (programmaleider, 3 november 2022): …'.

    row: of the cube's table `overrides`.
    """
    reason = f": {_ended(row['reason'])}" if row["reason"] else ""
    return f"{PROGRESS[row['word']].text} ({row['role']}, {long_date(row['on'])}){reason}"


def spent(row: Row) -> str:
    """What was spent of a budget: 'Van het budget van € 400.000 is € 260.000 besteed (65%).'

    row: of the cube's table `money`. Empty where the register says neither.
    """
    budget, amount = row["budget"], row["spent"]
    if budget is None:
        return "" if amount is None else f"Er is {euros(amount)} besteed; een budget is niet gemeld."
    if amount is None:
        return f"Het budget is {euros(budget)}; hoeveel daarvan is besteed, is niet gemeld."
    if amount > budget:
        return f"Er is {euros(amount)} besteed: {euros(amount - budget)} meer dan het budget van {euros(budget)}."
    if amount == 0 or budget == 0:
        return f"Van het budget van {euros(budget)} is nog niets besteed."
    return f"Van het budget van {euros(budget)} is {euros(amount)} besteed ({percent(amount / budget)})."


def freed(row: Row) -> str:
    """What is not spent any more, and what for: 'Er viel € 150.000 vrij. Bestemming: nieuwe projecten.'

    row: of the cube's table `money`. Empty where nothing was freed.
    """
    if not row["freed"]:
        return ""
    goes_to = f"Bestemming: {_ended(row['freed_for'])}" if row["freed_for"] else "Waarvoor, is niet gemeld."
    return f"Er viel {euros(row['freed'])} vrij. {goes_to}"


def revised(edition: Row) -> str:
    """Which version of an edition this is; empty for the first.

    >>> revised({"revision": 2, "revised_on": "2023-02-03", "revision_reason": "Hilversum leverde na."})
    'Dit is versie 2, herzien op 3 februari 2023: Hilversum leverde na.'
    """
    if (edition.get("revision") or 1) == 1:
        return ""
    return f"Dit is versie {edition['revision']}, herzien op {_when_and_why(edition)}"


def replaced(newest: Row) -> str:
    """Which version came in the place of this one. newest: that edition.

    >>> replaced({"revision": 2, "revised_on": "2023-02-03", "revision_reason": "Hilversum leverde na"})
    'Vervangen door versie 2 op 3 februari 2023: Hilversum leverde na.'
    """
    return f"Vervangen door versie {newest['revision']} op {_when_and_why(newest)}"


def _when_and_why(edition: Row) -> str:
    return f"{long_date(date.fromisoformat(edition['revised_on']))}: {_ended(edition['revision_reason'])}"


def rounding_note(bases: Sequence[int], stuck_cells: int, names: Sequence[str] = ()) -> str:
    """What readers must know of rounded figures; empty when there are none.

    names: whose figures are rounded, where those of others beside them are exact.
    """
    used = sorted({base for base in bases if base > 1})
    if not used:
        return ""
    multiples = listed(f"{base}" for base in used).replace(" en ", " of ")
    base, largest = used[0], used[-1]
    which = f"De aantallen van {listed(names)}" if names else "Deze aantallen"
    marked = " Daar staat ‘ca.’ bij; de andere aantallen zijn precies." if names else ""
    margin = f"minder dan {largest} hoger of lager. {base} staat er als 1–{2 * base - 1}, en nul als 0–{base - 1}."
    if stuck_cells:
        some = "één cijfer" if stuck_cells == 1 else f"{number_in_text(stuck_cells)} cijfers"
        margin = (
            f"minder dan {largest} hoger of lager, en bij {some} in deze monitor minder dan {2 * largest}. Bij welk "
            f"mag niet te zien zijn; daarom staat {base} er als 0–{3 * base - 1}, en nul als 0–{2 * base - 1}."
        )
    return (
        f"{which} zijn afgerond op een veelvoud van {multiples}, zodat ze niet precies terug te rekenen zijn.{marked} "
        f"Het werkelijke aantal ligt {margin} Afgeronde delen hoeven niet op te tellen tot een totaal dat niet is "
        "afgerond."
    )


def counted_besides(row: Row | None, indicator: Row, because: str | None) -> tuple[str, str]:
    """What a table says of a further count, and the note beside it. because: why it is no whole count, if it is none.

    ('41', 'Deelnemers'); of a part ('ten minste 41', 'Deelnemers; niet van alle trajecten geleverd.').
    """
    if because == "too_small":
        return "–", f"{capital(WHY_NOT[because])}."
    if row is None:
        return UNDETERMINED, "Niet van alle trajecten is geleverd wat hiervoor nodig is."
    unit = indicator["unit_one"] if row["value"] == 1 and indicator.get("unit_one") else indicator["unit"]
    if because:
        return f"ten minste {figure(row)}", f"{capital(unit)}; niet van alle trajecten geleverd."
    return figure(row), capital(unit)


def rate(row: Row, indicator: Row) -> tuple[str, str]:
    """What a table says of a share or a median, and the note beside it.

    ('92%', 'Bij 46 van 50.'); ('84%', 'Bij 42 van 50; 120 zijn nog niet te bepalen.'); ('120 dagen', 'De middelste …').
    """
    if row["because"] == "too_small":
        return "–", f"{capital(WHY_NOT['too_small'])}."
    if row["because"] == "unknown":
        return UNDETERMINED, "De geleverde aantallen zijn hiervoor niet volledig."
    if row["because"] == "too_young":
        return UNDETERMINED, f"{capital(_too_young(row['undetermined']))}."
    if row["denominator"] is None:
        days = number_in_text(row["value"])
        return f"{days} {indicator['unit_one'] if days == '1' else indicator['unit']}", "De middelste waarde."
    told = f"Bij {number_in_text(row['numerator'])} van {number_in_text(row['denominator'])}"
    young = f"; {_too_young(row['undetermined'])}" if row["undetermined"] else ""
    return _whole_percent(row["value"]), f"{told}{young}."


def of_goal(row: Row, indicator: Row) -> str:
    """A further count beside its goal.

    'Leerwerkplekken; doel: 65, eind 2021; 24,62% (81 van 65) boven ambitie; voor op schema.'
    """
    parts = [capital(indicator["unit"]), f"doel: {goal_in_words(row)}"]
    if row["over_goal"]:
        parts.append(f"{over_goal(row)} boven ambitie")
    if row["word"] in JUDGED:
        parts.append(PROGRESS[row["word"]].text)
    return f"{'; '.join(parts)}."


def over_goal(row: Row) -> str:
    """'24,62% (81 van 65)'."""
    return f"{percent_exactly(row['over_goal'])} ({number_in_text(row['value'])} van {number_in_text(row['goal'])})"


def of_states(known: Mapping[str, int]) -> str:
    """'18 gestart, 4 afgerond en 1 voortijdig beëindigd'."""
    return listed(f"{number_in_text(count)} {STATES[state]}" for state, count in known.items())


def known_besides(values: Sequence[str]) -> str:
    """What a table of further indicators is about, and what is undetermined in it. values: what it says of each."""
    told = "Naast de cijfers hierboven is dit bekend."
    if UNDETERMINED in values:
        told += f" Wat ‘{UNDETERMINED}’ is, is te kort geleden of hebben niet alle partners geleverd."
    return told


def whole(count: int) -> str:
    """A count that the register says, in a table."""
    return number(count)


def _too_young(count: int) -> str:
    return f"{number_in_text(count)} {'is' if count == 1 else 'zijn'} nog niet te bepalen"


def _whole_percent(share: float) -> str:
    """Never 0% or 100% of what is not exactly none or all."""
    return percent(share if share in (0, 1) else min(max(share, 0.01), 0.99))


def counted(count: int, one: str, many: str) -> str:
    """'geen projecten', '1 project', '27 projecten'."""
    return f"{'geen' if count == 0 else number_in_text(count)} {one if count == 1 else many}"


def _is_nil(row: Row) -> bool:
    """Whether a count is exactly nil; a rounded 0 may be more."""
    return bool(row["value"] == 0 and row["base"] == 1 and not _is_hidden_in(row))


def _is_hidden_in(row: Row) -> bool:
    """Whether a count that we did not round is known between bounds only: a partner hid a number ("<5") in it."""
    return bool(row["base"] == 1 and row["high"] > row["low"])


def name_within(name: str) -> str:
    """A name within a sentence: a word keeps its capitals when it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _ended(text: str) -> str:
    """A delivered text as the end of a sentence, as it stands: a name keeps its capital."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def subject_within(subject: str) -> str:
    """A subject within a sentence: 'het programma', but 'De Gooise Waardebox' is a name."""
    first, _, rest = subject.partition(" ")
    return f"{first.lower()} {rest}" if first in ("De", "Het") and rest[:1].islower() else subject


def _text(name: Any) -> str:
    return str(name["text"] if isinstance(name, dict) else name)


CAUSES = {
    "late_record": ("nalevering", "een partner meldde later wat al eerder was gebeurd"),
    "corrected_delivery": ("verbeterde levering", "een partner verbeterde gegevens die al waren geleverd"),
    "definition": ("andere definitie", "we tellen anders dan toen"),
    "our_correction": ("eigen correctie", "we verbeterden een fout van onszelf"),
}
"""Why a published figure is another one now: in a table, and in a sentence."""


def cause(row: Row) -> str:
    """The cause of a revision, as a table says it.

    >>> cause({"cause": "late_record"})
    'nalevering'
    """
    return CAUSES[row["cause"]][0] if row["cause"] else ""


def causes(rows: Sequence[Row]) -> list[str]:
    """What the causes in a table mean, each once.

    >>> causes([{"cause": "late_record"}, {"cause": "late_record"}])
    ['Nalevering: een partner meldde later wat al eerder was gebeurd.']
    """
    told = {row["cause"] for row in rows}
    return [f"{capital(name)}: {meaning}." for code, (name, meaning) in CAUSES.items() if code in told]


def not_revised_by_cause(compared: str) -> str:
    """Of rounded figures no was and is: it would say more than they do. compared: 'de vorige monitor'."""
    return (
        f"Van afgeronde cijfers laten we niet zien wat er is herzien sinds {compared}, en waardoor: dat zou iets "
        "kunnen zeggen over één persoon."
    )


FORECASTS = {
    "met": "doel gehaald",
    "likely": "naar verwachting gehaald",
    "uncertain": "onzeker",
    "unlikely": "naar verwachting niet gehaald",
    "too_few": "te weinig gegevens voor een verwachting",
}

COMPUTED = (
    "Deze verwachting is berekend en niet vastgesteld. Zij gaat ervan uit dat projecten doorgaan in het tempo van de "
    "laatste tijd, tot hun einddatum en niet verder dan er plaats is. De uitkomst ligt met een kans van 80% tussen de "
    "twee getallen die erbij staan."
)


def forecast(row: Row, indicator: Row, so_far: int = 0) -> str:
    """What a computed forecast says. row: of the cube's table `forecasts`; so_far: what was counted.

    'Eind 2023 zijn naar verwachting ongeveer 1150 trajecten gestart (tussen 1080 en 1220); de kans dat het doel van
    1200 wordt gehaald is 15%.'
    """
    goal = f"het doel van {number_in_text(row['goal'])}"
    is_met = row["word"] == "met"
    if row["expected"] is None:
        return f"{capital(goal)} is al gehaald." if is_met else f"{capital(FORECASTS['too_few'])}."
    when = end_of(row["on"])
    when = capital(when if when.startswith("eind") else f"op {when}")
    if row["low"] == row["high"]:
        told = f"{when} {_reached(row['low'], number_in_text(row['low']), indicator)}"
        told += " (zo goed als zeker)" if row["low"] > so_far else ": daar komt niets meer bij"
    else:
        low, expected, high = _coarse(row)
        expected = max(expected, so_far)  # what was counted is there already, however coarse the rest is told
        reached = _reached(expected, f"ongeveer {number_in_text(expected)}", indicator)
        told = f"{when} {reached} (tussen {number_in_text(max(low, so_far))} en {number_in_text(high)})"
    if is_met:
        return f"{told}. {capital(goal)} is al gehaald."
    return f"{told}; de kans dat {goal} wordt gehaald is {_chance(row['probability'])}."


def _reached(number: int, count: str, indicator: Row) -> str:
    said_as = words_of(indicator)
    if said_as is None:
        return f"is naar verwachting {count} {indicator['unit']} bereikt ({name_within(indicator['name'])})"
    one, many = f"is naar verwachting {count} {said_as.one}", f"zijn naar verwachting {count} {said_as.many}"
    return f"{one if number == 1 else many} {said_as.done}"


def _coarse(row: Row) -> tuple[int, int, int]:
    """low, expected and high: from a hundred on no more precise than tens, without making the interval narrower."""
    step = 10 if row["high"] >= 100 else 1
    low, expected, high = (row[name] / step for name in ("low", "expected", "high"))
    return step * floor(low), step * floor(expected + 0.5), step * ceil(high)


def _chance(probability: float) -> str:
    if 0 < probability < 0.01:
        return "kleiner dan 1%"
    return "groter dan 99%" if 0.99 < probability < 1 else percent(probability)
