"""Laws that hold for every sheet, whatever stands in it: nothing is lost, nothing is invented."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.reading import RECEIVED, facts, read, rows_add_up
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.workbook import Fault, Sheet, Value, Workbook

HEAD: list[Value] = [
    "Deelnemernummer",
    "Project",
    "Doelgroep",
    "Startdatum",
    "Scholing afgerond op",
    "Geplaatst op",
    "Einde traject",
]
odd: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "-", "<5", "n.v.t.", "onbekend", "Totaal", "Subtotaal", "* noot", "Bron: x", "31-02-2021", "1-3-2021"]
    ),
    st.sampled_from(["ZorgStart", "zorgstrat", "jongere", "H1", "H2", "#VERW!", "Project", "Startdatum", "jan-21"]),
    st.sampled_from([Fault("#REF!"), Fault(""), True, 0.0, 1.0, 1.25, -3.0, 44256.0, 1e300, float("nan")]),
    st.dates(),
    st.text(max_size=8),
)

unhurried = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no reason to fail."""


def lines(width: int) -> st.SearchStrategy[list[list[Value]]]:
    return st.lists(st.lists(odd, min_size=width, max_size=width), max_size=12)


def number_of_facts(outcome: Outcome) -> int:
    """How many rows there are in the tidy tables."""
    return sum(len(table) for table in outcome.tables.values())


@unhurried
@given(lines(7))
def test_every_row_of_a_list_is_kept_or_listed(rows: list[list[Value]]) -> None:
    """Rows in = rows kept + rows listed, and what is kept is what stands in the tables."""
    outcome = read(Workbook("xlsx", [Sheet.of("Deelnemers", [["Stand per 30-09-2021", *[None] * 6], HEAD, *rows])]))
    assert rows_add_up(outcome)
    assert number_of_facts(outcome) == outcome.rows_kept
    if outcome.state != "refused":
        assert all(row["started_on"] <= RECEIVED for row in facts(outcome, "trajectories"))
        filled = sum(any(value is not None and str(value).strip() for value in row) for row in rows)
        assert outcome.rows_read <= filled


@unhurried
@given(lines(4))
def test_every_cell_of_a_standing_is_kept_or_listed(rows: list[list[Value]]) -> None:
    """Cells in = cells kept + cells listed; a kept cell has an interval of its own."""
    head: list[Value] = ["Project", "Gestart", "Scholing afgerond", "Bemiddeld naar werk"]
    sheet = Sheet.of("Stand", [["Stand per 30-09-2021", None, None, None], head, *rows])
    outcome = read(Workbook("xlsx", [sheet]), "gemeente-wijdemeren")
    assert rows_add_up(outcome)
    assert number_of_facts(outcome) == outcome.rows_kept
    for count in facts(outcome, "counts"):
        assert 0 <= count["low"] <= count["high"]
        assert count["value"] in (None, count["low"])


@unhurried
@given(lines(6))
def test_no_sheet_whatever_stands_in_it_makes_intake_fail(rows: list[list[Value]]) -> None:
    """Also without any header: there is an outcome, and refused ones leave no fact."""
    for partner in ("gemeente-hilversum", "gemeente-gooise-meren", "gemeente-weesp", "ggz-pilot", "programmateam"):
        outcome = read(Workbook("xlsx", [Sheet.of("Blad1", rows)]), partner)
        assert rows_add_up(outcome)
        assert outcome.state == "refused"
        assert not number_of_facts(outcome)


FAULTS: list[tuple[Value, ...]] = [
    ("H{n}", "Zorgstrat", None, "2021-01-01", None, None, None),
    ("H{n}", "ZorgStart", None, "31-02-2021", None, None, None),
    ("H{n}", "ZorgStart", None, "2021-02-01", "2021-01-01", None, None),
    (None, "ZorgStart", None, "2021-02-01", None, None, None),
    ("H{n}", None, None, "2021-02-01", None, None, None),
    ("H1", "ZorgStart", None, "2021-01-01", None, "2021-03-01", None),
]
RIGHT: tuple[Value, ...] = ("H{n}", "ZorgStart", "jongere", "2021-01-01", None, None, None)


@unhurried
@given(st.lists(st.sampled_from([None, *FAULTS]), min_size=1, max_size=40))
def test_planted_faults_are_listed_and_nothing_else_is(plan: list[tuple[Value, ...] | None]) -> None:
    """Every row with a fault has a finding of its own; every other one is a fact."""
    rows = [
        [value.format(n=number + 100) if isinstance(value, str) else value for value in one or RIGHT]
        for number, one in enumerate(plan)
    ]
    good = [[str(value).format(n=number + 1000) if value else None for value in RIGHT] for number in range(400)]
    table = [["Stand per 30-09-2021", *[None] * 6], HEAD, *good, *rows]
    outcome = read(Workbook("xlsx", [Sheet.of("Deelnemers", table)]))
    same = [one for one in plan if one == FAULTS[-1]]
    faulty = sum(one is not None for one in plan) - min(len(same), 1)
    assert outcome.state == ("remarks" if faulty else "accepted")
    assert (outcome.rows_read, outcome.rows_listed) == (len(good) + len(rows), faulty)
    assert len(facts(outcome, "trajectories")) == outcome.rows_kept == outcome.rows_read - faulty


SIGNS: dict[Value, bool] = {
    3.0: True,
    "1.250": True,
    "<5": True,
    "-": True,
    "n.v.t.": False,
    "onbekend": False,
    "ca. 20": False,
    1.25: False,
    -2.0: False,
    None: False,
}
"""What may stand where a number should, and whether it is one."""
PLACES = ("Huizen", "Blaricum", "Eemnes", "Laren", "HBEL", "Almere", "Verweg")


@unhurried
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.integers(0, 20), st.sampled_from(list(SIGNS))),
        unique_by=lambda one: one[:2],
        min_size=1,
        max_size=30,
    )
)
def test_every_figure_of_a_crosstab_is_a_fact_or_listed(rows: list[tuple[str, int, Value]]) -> None:
    """By what stands in its cell and in its label; a figure of an unknown place is no fact, whatever it is."""
    head: list[Value] = ["Gemeente", "Project", "Maand", "Gestart", "Scholing afgerond", "Bemiddeld naar werk"]
    body = [[place, "ZorgStart", f"{m % 12 + 1}-{2020 + m // 12}", value, 0.0, 0.0] for place, m, value in rows]
    many = [["Huizen", "Taaltrajecten", f"{m % 12 + 1}-{2010 + m // 12}", 1.0, 0.0, 0.0] for m in range(120)]
    sheet = Sheet.of("Trajecten", [["Stand per 30-09-2021", *[None] * 5], head, *many, *body])
    outcome = read(Workbook("xlsx", [sheet]), "hbel")
    unknown = sum(place == "Verweg" for place, _, _ in rows)
    left_out = sum(3 if place == "Verweg" else not SIGNS[value] for place, _, value in rows)
    assert rows_add_up(outcome)
    assert outcome.rows_read == 3 * (len(rows) + len(many))
    if unknown <= 0.1 * (len(rows) + len(many)):
        assert outcome.state != "refused"
        assert outcome.rows_listed == left_out
        assert number_of_facts(outcome) == outcome.rows_kept
    else:
        assert outcome.rows_listed == outcome.rows_read
