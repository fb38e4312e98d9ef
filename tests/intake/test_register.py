"""The register: the programme team's projects, goals, plan, states, results, expectations, money and judgements."""

from datetime import date

import pytest

from tests.intake.books import drawn
from tests.intake.reading import PROGRAMME, codes, facts, read, told, values
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.vocabulary import vocabulary_of

PROJECTS = """
Register: projecten
Stand per 30-09-2021
Nr | Code | Projectnaam | Eerdere namen | Categorie | Programma | Sector | Doelgroep | Soort | Fictief | {rest}
B1 | zorgstart | ZorgStart | Zorg Start; Zorgstart GV | scholingstrajecten | {plan} | zorg | {groups} | nee | {more}
F1 | benchmark | Regionale Benchmark | | Versterken regionale arbeidsmarkt | waw | - | | kwalitatief | ja | | | | | |
""".format(
    rest="Capaciteit | Startdatum | Einddatum | Doelstelling | Beschrijving | Financiering",
    plan="Perspectief op Werk",
    groups="jongeren/ggz | kwantitatief",
    more="600 | 2020-11-02 | | Doel | Tekst | Geld",
)
GOALS = """
Niveau | Code | Indicator | Versie | Doel | Relatie | Doeldatum | Geldig vanaf | Besluit | Bron
programma | gooi-en-vechtstreek | Gestarte trajecten | 1 | 1.180 | circa | 2023-12-31 | 2020-01-01 | besluit | bron
categorie | Scholingstrajecten | Gestarte trajecten | 1 | 790 | ten minste | 31-12-2023 | 2020-01-01 | |
project | ZorgStart | Bemiddeld naar werk | 2 | 250 | Ten minste | 2023-12-31 | 2021-01-01 | |
gemeente | Hilversum | Gestarte trajecten | 1 | 300 | circa | 2023-12-31 | 2021-01-01 | |
""".replace("1.180", "'1.180")
PLAN = """
Niveau | Code | Indicator | 2020-12-31 | 31-03-2021 | 2021-09-30
project | zorgstart | Gestarte trajecten | 0 | 12 |
project | zorgstart | Bemiddeld naar werk | | | 5
"""
STATES = """
Project | Stand | Datum | Oorzaak | Gevolg | Actie
ZorgStart | gestart | 2020-11-02 | | |
zorg start | voortijdig beëindigd | 2021-09-01 | oorzaak | gevolg | actie
"""
RESULTS = """
Project | Datum | Soort | Tekst | Publiceren
Regionale Benchmark | 2021-03-15 | product | Een  benchmark | ja
Regionale Benchmark | 2021-03-16 | verhaal | Een verhaal | nee
"""
EXPECTATIONS = """
Niveau | Code | Indicator | Datum | Tekst | Besluit
programma | gooi-en-vechtstreek | | 2021-09-30 | Alle doelen worden gehaald. | besluit
"""
MONEY = """
Niveau | Code | Datum | Begroot | Besteed | Vrijgevallen | Waarvoor
programma | | 2021-09-30 | '€ 2.000.000,- | 750000 | |
project | zorgstart | 2021-09-30 | 500000 | '125.000,50 | - | Nieuwe  projecten
"""
JUDGEMENTS = """
Niveau | Code | Indicator | Oordeel | Rol | Datum | Reden
project | zorgstart | Bemiddeld naar werk | vraagt aandacht | programmamanager | 2021-10-10 | Er start een groep.
"""
SHEETS = {
    "Leeswijzer": "Dit register | is fictief",
    "Projecten": PROJECTS,
    "Doelen": GOALS,
    "Planning": PLAN,
    "Standen": STATES,
    "Resultaten": RESULTS,
    "Verwachting": EXPECTATIONS,
    "Geld": MONEY,
    "Oordeel": JUDGEMENTS,
}


def register(**changed: str) -> Outcome:
    """The register as drawn, with some sheets changed; nothing is known beforehand."""
    return read(drawn(**{**SHEETS, **changed}), "programmateam", vocabulary=vocabulary_of(PROGRAMME))


def test_a_register_fills_eight_tables() -> None:
    """Every word as a code, every date as a date, every blank as nothing."""
    outcome = register()
    assert (outcome.state, outcome.as_of_on, told(outcome)) == (
        "remarks",
        date(2021, 9, 30),
        [("project_read_as", "Standen!A3"), ("amount_rounded", "Geld!E3")],
    )
    assert values(facts(outcome, "projects"), "project", "number", "aliases", "category", "plan", "sector", "kind") == [
        ("zorgstart", "B1", ("Zorg Start", "Zorgstart GV"), "scholingstrajecten", "pow", "zorg", "quantitative"),
        ("benchmark", "F1", (), "versterken-arbeidsmarkt", "waw", "breed", "qualitative"),
    ]
    assert values(facts(outcome, "projects"), "target_groups", "is_fictional", "capacity", "starts_on", "ends_on") == [
        (("jongeren", "psychische-klachten"), False, 600, date(2020, 11, 2), None),
        ((), True, None, None, None),
    ]
    assert values(facts(outcome, "targets"), "cell", "level", "code", "indicator", "version", "value", "relation") == [
        ("A2", "programme", "gooi-en-vechtstreek", "started", 1, 1180, "circa"),
        ("A3", "category", "scholingstrajecten", "started", 1, 790, "ten minste"),
        ("A4", "project", "zorgstart", "placed", 2, 250, "ten minste"),
        ("A5", "municipality", "hilversum", "started", 1, 300, "circa"),
    ]
    assert values(facts(outcome, "plan"), "cell", "level", "code", "indicator", "on", "value") == [
        ("D2", "project", "zorgstart", "started", date(2020, 12, 31), 0),
        ("E2", "project", "zorgstart", "started", date(2021, 3, 31), 12),
        ("F3", "project", "zorgstart", "placed", date(2021, 9, 30), 5),
    ]
    assert values(facts(outcome, "project_states"), "project", "state", "cause") == [
        ("zorgstart", "started", None),
        ("zorgstart", "stopped_early", "oorzaak"),
    ]
    assert values(facts(outcome, "results"), "project", "kind", "text", "is_public") == [
        ("benchmark", "product", "Een benchmark", True),
        ("benchmark", "story", "Een verhaal", False),
    ]
    assert values(facts(outcome, "expectations"), "level", "code", "indicator", "decided_by") == [
        ("programme", "gooi-en-vechtstreek", None, "besluit")
    ]
    assert values(facts(outcome, "money"), "level", "code", "on", "budget", "spent", "freed", "freed_for") == [
        ("programme", "gooi-en-vechtstreek", date(2021, 9, 30), 2_000_000, 750_000, None, None),
        ("project", "zorgstart", date(2021, 9, 30), 500_000, 125_001, 0, "Nieuwe projecten"),
    ]
    assert values(facts(outcome, "overrides"), "level", "code", "indicator", "word", "role", "on", "reason") == [
        ("project", "zorgstart", "placed", "attention", "programmamanager", date(2021, 10, 10), "Er start een groep.")
    ]
    assert (outcome.rows_read, outcome.rows_kept) == (17, 17)


@pytest.mark.parametrize(
    ("sheet", "find", "replace", "code", "cell"),
    [
        ("Doelen", "circa", "ongeveer", "word_unknown", "Doelen!F2"),
        ("Doelen", "| 790", "| veel", "not_a_number", "Doelen!E3"),
        ("Doelen", "project | ZorgStart", "project | ZorgStrat", "project_unknown", "Doelen!B4"),
        ("Doelen", "categorie", "kategorie", "word_unknown", "Doelen!A3"),
        ("Standen", "| gestart", "| begonnen", "word_unknown", "Standen!B2"),
        ("Resultaten", "| nee", "| misschien", "word_unknown", "Resultaten!E3"),
        ("Planning", "| 12 ", "| ca. 12", "not_a_number", "Planning!E2"),
        ("Doelen", "project | ZorgStart", "gemeente | Utrecht", "word_unknown", "Doelen!B4"),
        ("Doelen", "project | ZorgStart", "sector | Zorg", "word_unknown", "Doelen!A4"),
        ("Geld", "750000", "ca. 750000", "not_a_figure", "Geld!E2"),
        ("Geld", "750000", "-5", "number_negative", "Geld!E2"),
        ("Geld", "750000", "1e30", "not_a_figure", "Geld!E2"),
        ("Geld", "| 500000 | '125.000,50 | -", "| | | n.v.t.", "money_without_amount", "Geld!D3"),
        ("Geld", "project | zorgstart", "project | ", "cell_blank", "Geld!B3"),
        ("Oordeel", "vraagt aandacht", "oranje", "word_unknown", "Oordeel!D2"),
        ("Oordeel", "programmamanager", "", "cell_blank", "Oordeel!E2"),
        ("Oordeel", "programmamanager", "wethouder J. de Vries", "role_is_name", "Oordeel!E2"),
    ],
)
def test_a_row_of_the_register_that_cannot_be_read_is_listed(
    sheet: str, find: str, replace: str, code: str, cell: str
) -> None:
    """With its cell, and the others stay."""
    assert find in SHEETS[sheet]
    outcome = register(**{sheet: SHEETS[sheet].replace(find, replace)})
    assert (code, cell) in told(outcome)
    assert outcome.rows_read == outcome.rows_kept + outcome.rows_listed


@pytest.mark.parametrize(
    ("find", "replace", "code"),
    [
        ("F1 | benchmark", "F1 | zorgstart", "name_taken"),
        ("Regionale Benchmark |", "Zorg  start |", "name_taken"),
        ("F1 | benchmark", "F1 | Bench Mark", "register_incomplete"),
        ("| scholingstrajecten", "| scholing", "register_incomplete"),
        ("| kwalitatief", "| anders", "register_incomplete"),
    ],
)
def test_a_register_in_which_a_project_would_be_lost_is_refused(find: str, replace: str, code: str) -> None:
    """Two projects under one name, or one that cannot be read: the earlier register stays in force."""
    outcome = register(Projecten=PROJECTS.replace(find, replace))
    assert outcome.state == "refused"
    assert code in codes(outcome)


@pytest.mark.parametrize(
    ("find", "replace", "cell", "message"),
    [
        ("F1 | benchmark", "F1 | zorgstart", "B5", "'zorgstart' already stands for another project, in B4"),
        (
            "Benchmark | |",
            "Benchmark | Zorgstart GV |",
            "D5",
            "'Zorgstart GV' already stands for another project, in D4",
        ),
        ("Regionale Benchmark |", "zorgstart gv |", "C5", "'zorgstart gv' already stands for another project, in D4"),
    ],
    ids=["code", "earlier name", "name"],
)
def test_a_name_that_is_taken_is_told_with_both_cells(find: str, replace: str, cell: str, message: str) -> None:
    """Where it stands the second time, and where it stood first."""
    outcome = register(Projecten=PROJECTS.replace(find, replace, 1))
    assert [(one.cell, one.message) for one in outcome.findings if one.code == "name_taken"] == [(cell, message)]


@pytest.mark.parametrize(
    ("sheet", "changed", "cell"),
    [
        ("Doelen", "1.180 -> 1190", "Doelen!A6"),
        ("Planning", "| 12 -> | 13", "Planning!E4"),
        ("Geld", "750000 -> 800000", "Geld!A4"),
        ("Oordeel", "vraagt aandacht -> op koers", "Oordeel!A3"),
    ],
)
def test_a_register_that_says_two_things_of_one_is_refused(sheet: str, changed: str, cell: str) -> None:
    """A goal that changed is a new version; without one nobody knows which of the two holds."""
    text = SHEETS[sheet].strip("\n")
    again = text.splitlines()[1]
    outcome = register(**{sheet: f"{text}\n{again.replace(*changed.split(' -> '))}"})
    assert (outcome.state, ("register_contradicts", cell) in told(outcome)) == ("refused", True)
    assert "register_contradicts" not in codes(register(**{sheet: f"{text}\n{again}"}))


def test_projects_that_spend_more_than_the_programme_are_told() -> None:
    """Of the same day only: another day's amounts are no parts of it."""
    above = MONEY.replace("'125.000,50", "750001")
    assert ("money_above_whole", "Geld!A2") in told(register(Geld=above))
    assert "money_above_whole" not in codes(
        register(Geld=above.replace("zorgstart | 2021-09-30", "zorgstart | 2021-06-30"))
    )


def test_older_registers_have_no_money_and_no_judgements() -> None:
    """Without these two sheets nothing is told; under a name that is nearly theirs they are read, or asked about."""
    rest = {name: text for name, text in SHEETS.items() if name not in ("Geld", "Oordeel")}

    def book(**more: str) -> Outcome:
        return read(drawn(**rest, **more), "programmateam", vocabulary=vocabulary_of(PROGRAMME))

    assert told(book()) == [("project_read_as", "Standen!A3")]
    renamed = book(Geldstromen=MONEY)
    assert "sheet_renamed" in codes(renamed)
    assert renamed.tables["money"].num_rows == 2
    assert book(Geld2="Niveau | Iets anders").state == "refused"
    assert register(Geld=MONEY.strip().splitlines()[0]).state == "remarks"


def test_one_project_that_cannot_be_read_is_told_as_one() -> None:
    """'1 of its projects', not '1 projects'."""
    (finding,) = (
        one
        for one in register(Projecten=PROJECTS.replace("| kwalitatief", "| anders")).findings
        if one.code == "register_incomplete"
    )
    assert finding.message.startswith("1 of its projects cannot be read")


def test_results_and_expectations_may_be_empty_projects_may_not() -> None:
    """At first there are no results."""
    assert register(Resultaten=RESULTS.strip().splitlines()[0]).tables["results"].num_rows == 0
    assert codes(register(Projecten="\n".join(PROJECTS.strip("\n").splitlines()[:3]))) >= {"no_rows"}


def test_without_a_register_nothing_else_can_be_judged() -> None:
    """One clear finding, not an unknown project in every row."""
    book = drawn(Stand="Stand per 30-09-2021\nIndicator | 30-09-2021\nGestarte trajecten | 8")
    assert "register_missing" in codes(read(book, "ggz-pilot", vocabulary=vocabulary_of(PROGRAMME)))


def test_a_register_may_say_only_what_was_budgeted_and_spent() -> None:
    """Freed money, and what it is for, are columns of their own; the other two have more than one name."""
    outcome = register(Geld="Niveau | Code | Datum | Begroting | Uitgegeven\nprogramma | | 2021-09-30 | 2000 | 100")
    assert values(facts(outcome, "money"), "budget", "spent", "freed", "freed_for") == [(2000, 100, None, None)]


def test_a_judgement_of_a_project_in_words_is_told() -> None:
    """There is no computed word that it could stand beside."""
    of_words = JUDGEMENTS.replace("project | zorgstart", "project | benchmark")
    assert ("project_in_words", "Oordeel!A2") in told(register(Oordeel=of_words))


FIGURES = """
Project | Indicator | Eenheid | 31-03-2021 | 30-09-2021
ZorgStart | Voorgelicht | inwoners | 148 | 362
ZorgStart | Verwerkte goederen | goederen | | 12
"""


@pytest.mark.parametrize(
    ("sheet", "kept", "found"),
    [
        pytest.param(FIGURES, [148, 362, 12], [], id="in their own unit; a blank is no figure"),
        pytest.param(FIGURES.replace("| goederen", "| kilo"), [148, 362], ["unit_differs"], id="another unit"),
        pytest.param(
            "\n".join(
                line.replace(" | inwoners", "").replace(" | goederen", "").replace(" | Eenheid", "")
                for line in FIGURES.strip().splitlines()
            ),
            [148, 362, 12],
            [],
            id="without units",
        ),
    ],
)
def test_projects_count_what_is_their_own(sheet: str, kept: list[int], found: list[str]) -> None:
    """A funnel or goods: any indicator of programme.toml that can be delivered, as standings of several days."""
    outcome = register(Projectcijfers=sheet)
    assert [value for (value,) in values(facts(outcome, "counts"), "value")] == kept
    assert [code for code, cell in told(outcome) if cell.startswith("Projectcijfers")] == found
