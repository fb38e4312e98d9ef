"""Words from numbers: what readers see is made here, so here is every rule as a table."""

import doctest
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.publish.example import example_cube, programme
from werkmonitor import team_pages
from werkmonitor.cube import FORECAST_WORDS, PROGRESS_WORDS
from werkmonitor.programme import load_programme
from werkmonitor.publish import dutch, wording
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.monitors import drawings
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor

PROGRAMME = load_programme(Path(__file__).parents[2] / "data" / "programme.toml")
OF_PROGRAMME = {one.code: one.model_dump(mode="json") for one in PROGRAMME.indicators}
INDICATORS = {one.code: OF_PROGRAMME[one.code] for one in PROGRAMME.main_indicators} | {
    "goods": {"code": "goods", "name": "Ingezamelde goederen", "unit": "kilo"},
}


def exact(value: int | None, **more: Any) -> dict[str, Any]:
    """A row of progress with an exact count."""
    nothing = dict.fromkeys(("goal", "goal_relation", "goal_on", "share_of_goal", "plan_to_date", "ratio", "word"))
    change = dict.fromkeys(("previous_edition", "previous_value", "change"))
    return {"indicator": "started", "value": value, "low": value, "high": value, "base": 1} | nothing | change | more


def rounded(value: int, base: int = 5, **more: Any) -> dict[str, Any]:
    return exact(value, low=max(0, value - base + 1), high=value + base - 1, base=base, **more)


@pytest.mark.parametrize("module", [dutch, drawings, team_pages], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module: Any) -> None:
    """What the docstrings show is what happens."""
    assert doctest.testmod(module).attempted > 0
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0"),
        (65, "65"),
        (99, "99"),
        (100, "100"),
        (140, "140"),
        (155, "ruim 150"),
        (180, "180"),
        (181, "ruim 180"),
        (190, "bijna 200"),
        (199, "bijna 200"),
        (200, "200"),
        (225, "ruim 220"),
        (242, "ruim 240"),
        (248, "bijna 250"),
        (300, "300"),
        (305, "ruim 300"),
        (520, "ruim 500"),
        (1180, "bijna 1200"),
        (12_040, "ruim 12.000"),
    ],
)
def test_a_round_number_near_a_count(count: int, expected: str) -> None:
    """'ruim' just above a round number, 'bijna' just below one, the number itself when it is round or small."""
    assert wording.around(count) == expected


@pytest.mark.parametrize(
    ("row", "in_a_table", "in_a_sentence"),
    [
        (exact(0), "0", "0"),
        (exact(1200), "1.200", "1200"),
        (exact(None), "–", None),
        (rounded(0), "0–4", "minder dan 5"),
        (rounded(5), "1–9", "1 tot en met 9"),
        (rounded(10), "10", "ongeveer 10"),
        (rounded(0, 10), "0–9", "minder dan 10"),
        (rounded(10, 10), "1–19", "1 tot en met 19"),
        (rounded(20, 10), "20", "ongeveer 20"),
        (rounded(0) | {"high": 9}, "0–9", "minder dan 10"),
        (exact(14) | {"high": 18}, "14–18", "14 tot en met 18"),
        (exact(0) | {"high": 4}, "0–4", "minder dan 5"),
    ],
    ids=str,
)
def test_a_published_count(row: dict[str, Any], in_a_table: str, in_a_sentence: str | None) -> None:
    """A rounded 0 or first step is shown as what it can be: never a bare 0, never as if exact."""
    assert wording.figure(row) == in_a_table
    if in_a_sentence:
        assert wording.amount(row) == in_a_sentence


@pytest.mark.parametrize(
    ("row", "indicator", "expected"),
    [
        (exact(0), "started", "er zijn nog geen trajecten gestart"),
        (exact(1), "started", "1 traject is gestart"),
        (exact(2), "started", "2 trajecten zijn gestart"),
        (exact(1), "placed", "1 inwoner is bemiddeld naar werk"),
        (exact(305), "placed", "305 inwoners zijn bemiddeld naar werk"),
        (exact(1), "training_completed", "1 scholingstraject is afgerond"),
        (rounded(0), "placed", "minder dan 5 inwoners zijn bemiddeld naar werk"),
        (exact(0) | {"high": 4}, "placed", "minder dan 5 inwoners zijn bemiddeld naar werk"),
        (exact(1) | {"high": 4}, "placed", "1 tot en met 4 inwoners zijn bemiddeld naar werk"),
        (rounded(35), "started", "ongeveer 35 trajecten zijn gestart"),
        (exact(7450), "goods", "Ingezamelde goederen: 7450 kilo"),
    ],
    ids=str,
)
def test_what_a_count_says(row: dict[str, Any], indicator: str, expected: str) -> None:
    """Grammar for none, one and many, and for an indicator that has no sentence of its own."""
    assert wording.happened(row, INDICATORS[indicator]) == expected


@pytest.mark.parametrize(
    ("value", "plan", "expected"),
    [
        (242, 194.0, "25% meer dan gepland (194)"),
        (160, 200.0, "20% minder dan gepland (200)"),
        (200, 200.4, "vrijwel gelijk aan de planning (200)"),
        (20, 13.0, "gepland waren er 13"),
        (20, 49.9, "gepland waren er 50"),
        (2, 1.0, "gepland was er 1"),
        (2, 0.0, ""),
        (0, 0.4, ""),
        (0, 60.0, "gepland waren er 60"),
        (20, None, ""),
    ],
    ids=str,
)
def test_against_the_plan(value: int, plan: float | None, expected: str) -> None:
    """A percentage of a plan of fifty or more; of a smaller one the two numbers, never '154%'."""
    row = exact(value, plan_to_date=plan, ratio=value / plan if plan else None)
    assert wording.against_plan(row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (exact(242), "eerste monitor"),
        (exact(5, previous_edition="2021-05"), "geen cijfer in de vorige monitor"),
        (exact(5, previous_edition="2021-05", previous_value=5, change=0), "geen verandering sinds de vorige monitor"),
        (exact(7, previous_edition="2021-05", previous_value=5, change=2), "2 meer dan in de vorige monitor"),
        (exact(3, previous_edition="2021-05", previous_value=5, change=-2), "2 minder dan in de vorige monitor"),
        (rounded(5, previous_edition="2021-05", previous_value=5, change=0), "na afronding geen verandering"),
        (
            rounded(10, previous_edition="2021-05", previous_value=5, change=5),
            "na afronding 5 meer dan in de vorige monitor",
        ),
    ],
    ids=str,
)
def test_the_change(row: dict[str, Any], expected: str) -> None:
    """Since the previous monitor; of rounded figures it says so."""
    assert wording.changed(row) == expected


def words(*given: str) -> list[dict[str, Any]]:
    codes = ("started", "training_completed", "placed")
    return [exact(1, indicator=code, word=word, goal=400) for code, word in zip(codes, given, strict=True)]


@pytest.mark.parametrize(
    ("given", "causes", "expected"),
    [
        (("ahead", "on_course", "ahead"), {}, "Het programma ligt op koers."),
        (("ahead", "ahead", "ahead"), {}, "Het programma ligt op koers en is op alle punten voor op schema."),
        (
            ("ahead", "too_small", "on_course"),
            {},
            "Het aantal gestarte trajecten is voor op schema; de bemiddeling naar werk ligt op koers; het aantal "
            "afgeronde scholingstrajecten is te klein voor een oordeel.",
        ),
        (
            ("on_course", "undeterminable", "on_course"),
            {},
            "Het aantal gestarte trajecten en de bemiddeling naar werk liggen op koers; het aantal afgeronde "
            "scholingstrajecten is nog niet te beoordelen.",
        ),
        (("too_small", "undeterminable", "too_small"), {}, "Of het programma op koers ligt, is nog niet te bepalen."),
        (
            ("behind", "behind", "on_course"),
            {"started": "doordat X stopte", "training_completed": "doordat X stopte"},
            "De bemiddeling naar werk ligt op koers; het aantal gestarte trajecten en het aantal afgeronde "
            "scholingstrajecten lopen achter, doordat X stopte.",
        ),
        (
            ("behind", "attention", "ahead"),
            {"started": "doordat X stopte"},
            "De bemiddeling naar werk is voor op schema; het aantal afgeronde scholingstrajecten vraagt aandacht; het "
            "aantal gestarte trajecten loopt achter, doordat X stopte.",
        ),
    ],
    ids=str,
)
def test_the_headline(given: tuple[str, str, str], causes: dict[str, str], expected: str) -> None:
    """On course when everything is that has a goal or plan; otherwise what is not, and why."""
    assert wording.headline("Het programma", words(*given), INDICATORS, causes, 0.95) == expected


@pytest.mark.parametrize(
    ("subject", "within"),
    [("Het programma", "het programma"), ("De Gooise Waardebox", "De Gooise Waardebox"), ("Startbaan", "Startbaan")],
)
def test_a_name_keeps_its_capital_within_a_sentence(subject: str, within: str) -> None:
    """Only what is no name loses it."""
    said = wording.headline(subject, words("undeterminable", "too_small", "too_small"), INDICATORS, {}, 0.95)
    assert said == f"Of {within} op koers ligt, is nog niet te bepalen."


@pytest.mark.parametrize(("ratio", "is_on_course"), [(0.95, True), (1.54, True), (0.94, False), (None, False)])
def test_what_is_too_small_for_a_word_must_be_on_course_as_well(ratio: float | None, is_on_course: bool) -> None:
    """Every indicator of page one is held to the same ratio."""
    rows = words("ahead", "on_course", "too_small")
    rows[2] |= {"plan_to_date": 8.0, "ratio": ratio}
    said = wording.headline("Het programma", rows, INDICATORS, {}, 0.95)
    assert (said == "Het programma ligt op koers.") == is_on_course


def test_what_has_neither_goal_nor_plan_hinders_nothing() -> None:
    """A category that offers no training is on course without it."""
    rows = words("ahead", "on_course", "undeterminable")
    rows[2] |= {"goal": None}
    assert wording.headline("Het programma", rows, INDICATORS, {}, 0.95) == "Het programma ligt op koers."


def test_too_small_for_a_judgement_is_said_as_such() -> None:
    """Where every goal's figures are too small; not where one cannot be determined for another reason."""
    small = [row | {"goal": 8} for row in words("too_small", "too_small", "too_small")]
    expected = "Voor een oordeel zijn de aantallen te klein."
    assert wording.headline("Het programma", small, INDICATORS, {}, 0.95) == expected
    without_goal = [*small[:2], small[2] | {"goal": None, "word": "undeterminable"}]
    assert wording.headline("Het programma", without_goal, INDICATORS, {}, 0.95) == expected
    unclear = [*small[:2], small[2] | {"word": "undeterminable"}]
    assert wording.headline("Het programma", unclear, INDICATORS, {}, 0.95).startswith("Of het programma")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (exact(0, plan_to_date=4.0, ratio=0.0), "Er zijn nog geen trajecten gestart; gepland waren er 4."),
        (exact(0, plan_to_date=60.0, ratio=0.0), "Er zijn nog geen trajecten gestart; gepland waren er 60."),
        (exact(0, plan_to_date=0.0), "Er zijn nog geen trajecten gestart."),
        (exact(31, plan_to_date=26.0, ratio=1.2), "31 trajecten zijn gestart: gepland waren er 26."),
    ],
    ids=str,
)
def test_a_sentence_on_one_indicator(row: dict[str, Any], expected: str) -> None:
    """Nothing yet, or little: in plain words beside the plan."""
    assert wording.measured(row, INDICATORS["started"]) == expected


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        (225, 140, "Ruim 220 inwoners vonden zo werk, 140 van hen in de sector Zorg."),
        (305, 190, "Ruim 300 inwoners vonden zo werk, bijna 200 van hen in de sector Zorg (190)."),
        (2, 1, "2 inwoners vonden zo werk, 1 van hen in de sector Zorg."),
        (65, 65, "65 inwoners vonden zo werk, allen in de sector Zorg."),
        (1, 1, "1 inwoner vond zo werk, in de sector Zorg."),
    ],
)
def test_the_largest_sector(whole: int, part: int, expected: str) -> None:
    """The number between brackets only where the words are not that number already."""
    assert wording.of_whom(whole, part, "Zorg") == expected


SECTORS = {
    "Zorg en welzijn": "in de sector Zorg en welzijn",
    "Techniek en bouw": "in de sector Techniek en bouw",
    "ICT": "in de sector ICT",
    "Media": "in de sector Media",
    "Circulaire economie": "in de sector Circulaire economie",
    "Groen": "in de sector Groen",
    "Dienstverlening": "in de sector Dienstverlening",
    "Horeca": "in de sector Horeca",
    "Verschillende sectoren": "in verschillende sectoren",
}


@pytest.mark.parametrize(("sector", "expected"), SECTORS.items())
def test_every_sector_fits_in_the_sentence(sector: str, expected: str) -> None:
    """What holds several is not called a sector."""
    assert wording.of_whom(300, 140, sector) == f"300 inwoners vonden zo werk, 140 van hen {expected}."


def test_those_are_the_sectors_of_the_programme() -> None:
    """A new one gets its row above."""
    assert list(SECTORS) == [sector.name for sector in programme().sectors]


@pytest.mark.parametrize(("count", "expected"), [(0, "kwamen er geen bij."), (1, "kwam er 1 bij."), (9, "kwamen er 9")])
def test_what_a_quarter_added(count: int, expected: str) -> None:
    """None, one, many."""
    assert expected in wording.quarter_added(count, "3e kwartaal 2022")


def test_every_word_of_the_cube_has_a_dutch_one() -> None:
    """With a mark that differs between the words that judge, so that colour is not needed."""
    assert set(wording.PROGRESS) == set(PROGRESS_WORDS)
    judging = [wording.PROGRESS[word].mark for word in ("ahead", "on_course", "attention", "behind", "too_small")]
    assert len(set(judging)) == len(judging)


@pytest.mark.parametrize(
    ("edition", "conclusion", "sentences"),
    [
        (
            "2021-05",
            "Het programma ligt op koers en is op alle punten voor op schema.",
            [
                "25% meer dan gepland (194).",
                "Nog bescheiden, maar al wel boven verwachting (gepland waren er 13).",
            ],
        ),
        (
            "2022-11",
            "De bemiddeling naar werk ligt op koers; het aantal gestarte trajecten en het aantal afgeronde "
            "scholingstrajecten lopen achter, doordat het project Taaltrajecten voortijdig is beëindigd.",
            ["1% meer dan gepland (302)."],
        ),
    ],
)
def test_the_conclusions_say_what_the_sources_said(edition: str, conclusion: str, sentences: list[str]) -> None:
    """Edition 1: on course, placed modest but above expectation. Edition 4: two behind, as Taaltrajecten stopped."""
    facts = Facts.of(example_cube(edition))
    monitor = ProgrammeMonitor(facts, facts.whole())
    assert monitor.conclusion().content["paragraphs"] == [conclusion]
    assert set(sentences) <= {tile["text"] for tile in monitor.indicators().content["tiles"]}


def test_a_cause_is_named_only_where_it_explains_much() -> None:
    """Taaltrajecten stopped in the category of training; no other category lags because of it."""
    facts = Facts.of(example_cube("2022-11"))
    for category in facts.scopes("category"):
        said = CategoryMonitor(facts, category).conclusion().content["paragraphs"][0]
        assert ("Taaltrajecten" in said) == (category["code"] == "scholingstrajecten"), said


def test_what_rounding_means() -> None:
    """The note names the bases that occur, and a wider margin when cells were stuck."""
    assert wording.rounding_note([1, 1], 0) == ""
    assert "veelvoud van 5," in wording.rounding_note([1, 5], 0)
    assert "veelvoud van 5 of 10," in wording.rounding_note([10, 5], 0)
    assert "minder dan 5 hoger of lager. 5 staat er als 1–9, en nul als 0–4." in wording.rounding_note([5], 0)
    stuck = wording.rounding_note([5], 3)
    assert "en bij 3 cijfers in deze monitor minder dan 10." in stuck
    assert "daarom staat 5 er als 0–14, en nul als 0–9." in stuck
    assert "De aantallen van A en B zijn afgerond" in wording.rounding_note([10], 0, ["A", "B"])
    assert wording.figure(rounded(40, 10) | {"is_marked": True}) == "ca. 40"
    assert wording.figure(rounded(10, 10) | {"is_marked": True}) == "1–19"


MONEY = dict.fromkeys(("budget", "spent", "freed", "freed_for"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, ""),
        ({"budget": 400_000, "spent": 260_000}, "Van het budget van € 400.000 is € 260.000 besteed (65%)."),
        ({"budget": 400_000, "spent": 0}, "Van het budget van € 400.000 is nog niets besteed."),
        ({"budget": 400_000}, "Het budget is € 400.000; hoeveel daarvan is besteed, is niet gemeld."),
        ({"spent": 1_000}, "Er is € 1.000 besteed; een budget is niet gemeld."),
        ({"budget": 400_000, "spent": 420_000}, "Er is € 420.000 besteed: € 20.000 meer dan het budget van € 400.000."),
    ],
    ids=str,
)
def test_what_was_spent(row: dict[str, Any], expected: str) -> None:
    """Beside the budget; what was not said is said to be so, and is never nil."""
    assert wording.spent(MONEY | row).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, ""),
        ({"freed": 0}, ""),
        (
            {"freed": 150_000, "freed_for": "Nieuwe projecten."},
            "Er viel € 150.000 vrij. Bestemming: Nieuwe projecten.",
        ),
        ({"freed": 150_000, "freed_for": "UWV"}, "Er viel € 150.000 vrij. Bestemming: UWV."),
        ({"freed": 150_000}, "Er viel € 150.000 vrij. Waarvoor, is niet gemeld."),
    ],
    ids=str,
)
def test_what_was_freed(row: dict[str, Any], expected: str) -> None:
    """By a project that stopped, and what for, as part of the sentence."""
    assert wording.freed(MONEY | row).replace("\u00a0", " ") == expected


def test_a_judgement_of_a_person_names_the_role_the_day_and_why() -> None:
    """Beside the computed word, never instead of it."""
    row = {
        "word": "attention",
        "role": "programmaleider",
        "on": date(2022, 11, 3),
        "reason": "De achterstand loopt in.",
    }
    assert wording.override(row) == "vraagt aandacht (programmaleider, 3 november 2022): De achterstand loopt in."


CATEGORIES = [f"De categorie {category.name}" for category in programme().categories]
LEVELS = ["Het programma", *CATEGORIES, "ZorgStart", "De Gooise Waardebox"]


@pytest.mark.parametrize("subject", LEVELS)
@pytest.mark.parametrize("indicator", ["started", "training_completed", "placed"])
def test_every_sentence_is_one(subject: str, indicator: str) -> None:
    """For none, one and many, exact and rounded, every plan and word: capital, full stop, number and verb agree."""
    for row in [exact(value) for value in (0, 1, 2, 300)] + [rounded(value) for value in (0, 5, 300)]:
        for plan in (None, 0.0, 0.4, 1.0, 30.0, 60.0, 300.0):
            ratio = row["value"] / plan if plan else None
            for word in PROGRESS_WORDS:
                told = row | {"indicator": indicator, "plan_to_date": plan, "ratio": ratio, "word": word, "goal": 400}
                whole = wording.headline(subject, [told], INDICATORS, {indicator: wording.stopped(["Taal"])}, 0.95)
                for sentence in (whole, wording.measured(told | {"share_of_goal": 0.05}, INDICATORS[indicator])):
                    assert WHOLE.fullmatch(sentence), sentence
                    assert not CLUMSY.search(sentence), sentence


WHOLE = re.compile(r"[A-Z0-9][^.]*(?:\d\.\d{3}[^.]*)*\.")
"""One sentence: a capital or a number first, one full stop, at the end."""

CLUMSY = re.compile(
    r"  |\s[.,;:]|\(\)|\bNone\b|\bnan\b"
    r"|\b1 (trajecten|scholingstrajecten|inwoners)\b|\b(?!1\b)\d+ (traject|scholingstraject|inwoner)\b"
    r"|\b1 \w+ zijn\b|\b(trajecten|scholingstrajecten|inwoners) is\b|\b0 (trajecten|scholingstrajecten|inwoners)\b"
)
"""What no sentence may hold: number and noun or verb that do not agree, a bare nil, blanks before a sign."""


def cell(value: int) -> dict[str, Any]:
    return {"value": value, "low": value, "high": value, "base": 1}


@pytest.mark.parametrize(
    ("row", "indicator", "because", "expected"),
    [
        (cell(41), "left_benefit", None, ("41", "Deelnemers")),
        (cell(1), "left_benefit", None, ("1", "Deelnemer")),
        (cell(7450), "goods", None, ("7.450", "Goederen")),
        (cell(600), "tonnes", None, ("600", "Tonnen")),
        (None, "left_benefit", "too_small", ("–", "Niet genoemd, zodat niemand te herkennen is.")),
        (cell(41), "left_benefit", "unknown", ("ten minste 41", "Deelnemers; niet van alle trajecten geleverd.")),
        (
            None,
            "participants",
            "unknown",
            ("nog niet te bepalen", "Niet van alle trajecten is geleverd wat hiervoor nodig is."),
        ),
    ],
)
def test_a_further_count(
    row: dict[str, Any] | None, indicator: str, because: str | None, expected: tuple[str, str]
) -> None:
    """What is known of a part only is said to be a part, and never guessed."""
    assert wording.counted_besides(row, OF_PROGRAMME[indicator], because) == expected


@pytest.mark.parametrize(
    ("indicator", "row", "expected"),
    [
        ("language_level_share", {"numerator": 46, "denominator": 50, "value": 0.92}, ("92%", "Bij 46 van 50.")),
        (
            "sustained_work",
            {"numerator": 41, "denominator": 50, "undetermined": 120, "value": 0.82},
            ("82%", "Bij 41 van 50; 120 zijn nog niet te bepalen."),
        ),
        (
            "sustained_work",
            {"numerator": 299, "denominator": 300, "undetermined": 1, "value": 0.996667},
            ("99%", "Bij 299 van 300; 1 is nog niet te bepalen."),
        ),
        ("sustained_work", {"numerator": 1, "denominator": 300, "value": 0.003333}, ("1%", "Bij 1 van 300.")),
        ("sustained_work", {"numerator": 60, "denominator": 60, "value": 1.0}, ("100%", "Bij 60 van 60.")),
        (
            "sustained_work",
            {"undetermined": 12, "because": "too_young"},
            ("nog niet te bepalen", "12 zijn nog niet te bepalen."),
        ),
        ("sustained_work", {"because": "too_small"}, ("–", "Niet genoemd, zodat niemand te herkennen is.")),
        (
            "language_level_share",
            {"because": "unknown"},
            ("nog niet te bepalen", "De geleverde aantallen zijn hiervoor niet volledig."),
        ),
        ("time_to_placement", {"value": 120.5}, ("121 dagen", "De middelste waarde.")),
        ("time_to_placement", {"value": 1.0}, ("1 dag", "De middelste waarde.")),
    ],
)
def test_a_share_or_median(indicator: str, row: dict[str, Any], expected: tuple[str, str]) -> None:
    """With its two integers, and how many cannot be told yet; nearly all is not all."""
    nothing = dict.fromkeys(("numerator", "denominator", "undetermined", "value", "because"))
    assert wording.rate(nothing | row, OF_PROGRAMME[indicator]) == expected


@pytest.mark.parametrize(
    ("value", "over", "expected"),
    [
        (
            81,
            0.2462,
            "Leerwerkplekken; doel: ten minste 65, eind 2021; 24,62% (81 van 65) boven ambitie; voor op schema.",
        ),
        (64, None, "Leerwerkplekken; doel: ten minste 65, eind 2021; op koers."),
    ],
)
def test_over_the_ambition(value: int, over: float | None, expected: str) -> None:
    """As Rivierenland printed it."""
    row = exact(value, goal=65, goal_relation="ten minste", goal_on=date(2021, 12, 31), over_goal=over)
    row["word"] = "ahead" if over else "on_course"
    assert wording.of_goal(row, OF_PROGRAMME["work_learning_places"]) == expected


@pytest.mark.parametrize(
    "indicator", [one for one in OF_PROGRAMME.values() if one["done"]], ids=lambda one: one["code"]
)
@pytest.mark.parametrize("count", [0, 1, 12])
def test_every_counted_indicator_has_its_sentence(indicator: dict[str, Any], count: int) -> None:
    """None, one and many, by the words of programme.toml alone."""
    told = wording.happened(exact(count), indicator)
    many, one = indicator["unit"], indicator["unit_one"]
    assert (
        told
        == {
            0: f"er zijn nog geen {many} {indicator['done']}",
            1: f"1 {one} is {indicator['done']}",
            12: f"12 {many} zijn {indicator['done']}",
        }[count]
    )


def expected(word: str, numbers: tuple[float, float, float, float] | None = None, **more: Any) -> dict[str, Any]:
    """A row of the cube's forecasts; numbers: low, expected, high, probability."""
    low, middle, high, probability = numbers or (None,) * 4
    told = {"low": low, "expected": middle, "high": high, "probability": probability, "word": word}
    return {"goal": 1200, "on": date(2023, 12, 31), "so_far": 734} | told | more


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ahead", "undeterminable"], "Voor het programma als geheel blijft op de peildatum niets achter."),
        (["too_small"], "Of er voor het programma als geheel iets achterblijft, is nog niet te bepalen."),
        ([], "Of er voor het programma als geheel iets achterblijft, is nog niet te bepalen."),
    ],
)
def test_that_nothing_lags_is_said_of_what_can_be_judged(words: list[str], sentence: str) -> None:
    """Where nothing can, it is not known."""
    assert wording.nothing_lags("Voor het programma als geheel", words) == sentence


@pytest.mark.parametrize(
    ("code", "row", "sentence"),
    [
        pytest.param(
            "started",
            expected("unlikely", (1083.0, 1147.33, 1216.0, 0.15)),
            "Eind 2023 zijn naar verwachting ongeveer 1150 trajecten gestart (tussen 1080 en 1220); de kans dat het "
            "doel van 1200 wordt gehaald is 15%.",
            id="tens, from a hundred on",
        ),
        pytest.param(
            "placed",
            expected("uncertain", (21.0, 25.4, 30.0, 0.48), goal=26, so_far=20, on=date(2023, 6, 30)),
            "Op 30 juni 2023 zijn naar verwachting ongeveer 25 inwoners bemiddeld naar werk (tussen 21 en 30); de kans "
            "dat het doel van 26 wordt gehaald is 48%.",
            id="small numbers, a day within the year",
        ),
        pytest.param(
            "started",
            expected("likely", (734.0, 760.0, 790.0, 0.9994), goal=735),
            "Eind 2023 zijn naar verwachting ongeveer 760 trajecten gestart (tussen 734 en 790); de kans dat het doel "
            "van 735 wordt gehaald is groter dan 99%.",
            id="never fewer than there are; next to certain is not certain",
        ),
        pytest.param(
            "started",
            expected("met", (103.0, 104.0, 105.0, 1.0), goal=100, so_far=103),
            "Eind 2023 zijn naar verwachting ongeveer 103 trajecten gestart (tussen 103 en 110). Het doel van 100 is "
            "al gehaald.",
            id="nor is what is expected",
        ),
        pytest.param(
            "started",
            expected("unlikely", (730.0, 760.0, 790.0, 0.0004), so_far=0),
            "Eind 2023 zijn naar verwachting ongeveer 760 trajecten gestart (tussen 730 en 790); de kans dat het doel "
            "van 1200 wordt gehaald is kleiner dan 1%.",
            id="next to impossible is not impossible",
        ),
        pytest.param(
            "started",
            expected("unlikely", (46.0, 46.0, 46.0, 0.0), goal=200, so_far=46),
            "Eind 2023 zijn naar verwachting 46 trajecten gestart: daar komt niets meer bij; de kans dat het doel van "
            "200 wordt gehaald is 0%.",
            id="a project that stopped",
        ),
        pytest.param(
            "started",
            expected("met", (90.0, 89.97, 90.0, 1.0), goal=60, so_far=78),
            "Eind 2023 zijn naar verwachting 90 trajecten gestart (zo goed als zeker). Het doel van 60 is al gehaald.",
            id="a project that will be full",
        ),
        pytest.param(
            "training_completed",
            expected("uncertain", (0.0, 1.2, 2.0, 0.3), goal=2, so_far=0),
            "Eind 2023 is naar verwachting ongeveer 1 scholingstraject afgerond (tussen 0 en 2); de kans dat het doel "
            "van 2 wordt gehaald is 30%.",
            id="one",
        ),
        pytest.param(
            "started",
            expected("met", (750.0, 801.0, 850.0, 1.0), goal=700),
            "Eind 2023 zijn naar verwachting ongeveer 800 trajecten gestart (tussen 750 en 850). Het doel van 700 is "
            "al gehaald.",
            id="met already",
        ),
        pytest.param("placed", expected("met", goal=5, so_far=6), "Het doel van 5 is al gehaald.", id="met, too few"),
        pytest.param("placed", expected("too_few"), "Te weinig gegevens voor een verwachting.", id="too few"),
        pytest.param(
            "goods",
            expected("likely", (900.0, 1000.0, 1100.0, 0.97), goal=800, so_far=700),
            "Eind 2023 is naar verwachting ongeveer 1000 kilo bereikt (ingezamelde goederen) (tussen 900 en 1100); de "
            "kans dat het doel van 800 wordt gehaald is 97%.",
            id="an indicator without words of its own",
        ),
    ],
)
def test_what_a_forecast_says(code: str, row: dict[str, Any], sentence: str) -> None:
    """What is expected, between which numbers, and the chance that the goal is met."""
    assert wording.forecast(row, INDICATORS[code], row["so_far"]) == sentence


def test_every_forecast_has_a_word() -> None:
    """The words of the cube, and no other."""
    assert tuple(wording.FORECASTS) == FORECAST_WORDS
    assert list(wording.FORECASTS.values())[1:4] == [
        "naar verwachting gehaald",
        "onzeker",
        "naar verwachting niet gehaald",
    ]


def test_a_page_shows_a_forecast_only_where_the_edition_has_one() -> None:
    """Without rows the question goes with its answer; with one it is named as computed."""
    facts = Facts.of(example_cube("2022-11"))
    facts.rows["forecasts"].clear()
    monitor = ProgrammeMonitor(facts, facts.whole())
    assert monitor.forecast().content["kind"] == "none"
    whole = {"level": "programme", "code": facts.whole()["code"], "indicator": "started"}
    facts.rows["forecasts"].append(whole | expected("uncertain", (1083.0, 1147.33, 1216.0, 0.35)))
    prose, items = monitor.forecast().content["blocks"]
    assert "berekend en niet vastgesteld" in prose["paragraphs"][0]
    [item] = items["items"]
    assert item["title"] == "Gestarte trajecten"
    assert item["text"].startswith("Eind 2023 zijn naar verwachting ongeveer 1150 trajecten gestart")
    assert [(term["term"], term["text"]) for term in item["terms"]] == [("Doel", "onzeker")]
