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
