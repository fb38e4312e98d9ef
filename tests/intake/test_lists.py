"""Lists of participants: what is kept, what is listed, and what is said of it."""

import hmac
from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import drawn
from tests.intake.reading import codes, facts, made, read, rows_add_up, told, values
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.records import Rows
from werkmonitor.intake.trajectories import pseudonyms
from werkmonitor.intake.words import fold

HEAD = """
Deelnemers gemeente Hilversum
VOORBEELD MET FICTIEVE GEGEVENS
Stand per 30-09-2021
blank
Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject
"""
GOOD = "\n".join(f"H{n} | ZorgStart | jongere | 2021-01-0{n} | | |" for n in range(1, 10))


def hilversum(rows: str, *, good: str = GOOD, head: str = HEAD) -> Outcome:
    """The list with nine good rows (row 6 to 14) and the given ones under them."""
    return read(drawn(Deelnemers=f"{head}{good}\n{rows}"))


def test_a_row_becomes_a_trajectory_with_its_place() -> None:
    """Every field in its type, the number as a pseudonym, the row by its first cell."""
    outcome = hilversum("H10 | Zorg  start | jongere/statushouder | 1 mrt 2021 | 2021-06-01 | 1-7-2021 | 2021-08-01")
    last = facts(outcome, "trajectories")[-1]
    assert told(outcome) == [("project_read_as", "Deelnemers!B15")]
    assert values([last], "sheet", "cell", "project", "municipality", "target_groups") == [
        ("Deelnemers", "A15", "zorgstart", "hilversum", ("jongeren", "statushouders"))
    ]
    assert values([last], "started_on", "training_completed_on", "placed_on", "ended_on") == [
        (date(2021, 3, 1), date(2021, 6, 1), date(2021, 7, 1), date(2021, 8, 1))
    ]
    assert "H10" not in str(last)
    assert (outcome.rows_read, outcome.rows_kept, outcome.rows_listed) == (10, 10, 0)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("H10 | ZorgStart | jongere | 31-02-2021 | | |", "date_impossible", "D15"),
        ("H10 | ZorgStart | jongere | 13/28/21 | | |", "date_impossible", "D15"),
        ("H10 | ZorgStart | jongere | 01/28/21 | | |", "date_month_first", "D15"),
        ("H10 | ZorgStart | jongere | maart 2021 | | |", "date_without_day", "D15"),
        ("H10 | ZorgStart | jongere | onbekend | | |", "date_unknown", "D15"),
        ("H10 | ZorgStart | jongere | | | |", "cell_blank", "D15"),
        ("H10 | ZorgStart | jongere | - | | |", "cell_blank", "D15"),
        ("H10 | ZorgStart | jongere | 2021-10-01 | | |", "date_after_as_of", "D15"),
        ("H10 | ZorgStart | jongere | 2012-03-01 | | |", "date_before_programme", "D15"),
        ("H10 | ZorgStart | jongere | 2021-03-01 | 2021-02-01 | |", "date_before_start", "E15"),
        ("H10 | ZorgStart | jongere | 2021-03-01 | | 2020-12-01 |", "date_before_start", "F15"),
        ("H10 | ZorgStart | jongere | 2021-03-01 | | #REF! |", "cell_error", "F15"),
        ("H10 | ZorgStart | jongere | 2021-03-01 | | #VERW! |", "cell_error", "F15"),
        ("H10 | ZorgStart | jongere | 2021-03-01 | | = |", "cell_formula", "F15"),
        ("H10 | ZorgStrat | jongere | 2021-03-01 | | |", "project_unknown", "B15"),
        ("H10 | | jongere | 2021-03-01 | | |", "cell_blank", "B15"),
        (" | ZorgStart | jongere | 2021-03-01 | | |", "cell_blank", "A15"),
    ],
)
def test_a_row_that_cannot_be_right_is_listed_with_its_cell(row: str, code: str, cell: str) -> None:
    """It is left out, the others stay, and nothing is lost."""
    outcome = hilversum(f"{row}\n" + "\n".join(f"G{n} | ZorgStart | | 2021-02-01 | | |" for n in range(20)))
    assert (code, f"Deelnemers!{cell}") in told(outcome)
    assert outcome.state == "remarks"
    assert (outcome.rows_read, outcome.rows_kept, outcome.rows_listed) == (30, 29, 1)


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    """Not the first problem only."""
    outcome = hilversum("H10 | ZorgStrat | jongere | 31-02-2021 | #REF! | |")
    assert {"project_unknown", "date_impossible", "cell_error"} <= codes(outcome)
    assert rows_add_up(outcome)


def test_a_near_miss_is_offered_for_an_unknown_project() -> None:
    """The message quotes what stands there, the remedy what was probably meant."""
    outcome = hilversum("H10 | ZorgStrat | jongere | 2021-03-01 | | |")
    (finding,) = (one for one in outcome.findings if one.code == "project_unknown")
    assert "'ZorgStrat'" in finding.message
    assert "'ZorgStart'" in finding.remedy
    assert "'ZorgStart'" in finding.remedy_nl


@pytest.mark.parametrize(("unknown", "state"), [(1, "remarks"), (2, "refused")])
def test_more_than_a_tenth_of_unknown_projects_refuses_the_delivery(unknown: int, state: str) -> None:
    """One of ten is a slip, two of eleven are another programme."""
    outcome = hilversum("\n".join(f"X{n} | Onbekend | | 2021-03-01 | | |" for n in range(unknown)))
    assert outcome.state == state
    assert ("too_many_unknown_projects" in codes(outcome)) == (state == "refused")
    assert (not outcome.tables) == (state == "refused")
    assert rows_add_up(outcome)


def test_what_is_wrong_is_told_in_the_order_of_reading() -> None:
    """Row by row, in a row from left to right; what is told of several cells, where it stands first."""
    outcome = hilversum(
        "P1 | Zrgstart | jongere/fietser | 2021-03-01 | | | mrt 2021\n"
        "P2 | ZorgStart | fietser | 31-02-2021 | x | |\n"
        "P3 | ZorgStart | fietser | | 2021-02-01 | |"
    )
    assert told(outcome) == [
        ("project_unknown", "Deelnemers!B15"),
        ("target_group_unknown", "Deelnemers!C15"),
        ("date_without_day", "Deelnemers!G15"),
        ("date_impossible", "Deelnemers!D16"),
        ("not_a_date", "Deelnemers!E16"),
        ("cell_blank", "Deelnemers!D17"),
    ]


@pytest.mark.parametrize(("errors", "state"), [(1, "remarks"), (2, "refused")])
def test_more_than_a_twentieth_of_errors_refuses_the_delivery(errors: int, state: str) -> None:
    """Errors in cells that are needed (failure mode 16)."""
    good = "\n".join(f"G{n} | ZorgStart | | 2021-02-01 | | |" for n in range(20))
    bad = "\n".join(f"X{n} | ZorgStart | | #REF! | | |" for n in range(errors))
    assert hilversum(f"{good}\n{bad}").state == state


@pytest.mark.parametrize(
    ("rows", "kept", "listed", "code"),
    [
        pytest.param(
            "P | ZorgStart | | 2021-03-01 | | |\nP | ZorgStart | | 2021-03-01 | | |", 10, 1, "row_twice", id="exact"
        ),
        pytest.param(
            "P | ZorgStart | | 2021-03-01 | | |\nP | ZorgStart | | 2021-03-01 | | 2021-05-01 |",
            9,
            2,
            "row_contradicts",
            id="other values",
        ),
        pytest.param(
            "P | ZorgStart | | 2021-03-01 | | |\nP | ZorgStart | | 2021-06-01 | | |", 11, 0, None, id="restart"
        ),
        pytest.param(
            "P | ZorgStart | | 2021-03-01 | | |\nP | Taaltrajecten | | 2021-03-01 | | |", 11, 0, None, id="two projects"
        ),
    ],
)
def test_the_same_person_in_two_rows(rows: str, kept: int, listed: int, code: str | None) -> None:
    """Failure modes 44, 45 and 46."""
    outcome = hilversum(rows)
    assert (outcome.rows_kept, outcome.rows_listed) == (kept, listed)
    assert code is None or code in codes(outcome)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("jongere", ("jongeren",)),
        ("Jongere / Statushouder", ("jongeren", "statushouders")),
        ("zzp’er", ("zzp",)),
        ("", ("onbekend",)),
        ("?", ("onbekend",)),
        ("marsmannen", ("onbekend",)),
        ("jongere; marsmannen", ("jongeren",)),
    ],
)
def test_target_groups_are_never_dropped(written: str, expected: tuple[str, ...]) -> None:
    """Several in a cell are several; what is unknown is 'onbekend', and told (failure mode 39)."""
    outcome = hilversum(f"H10 | ZorgStart | {written} | 2021-03-01 | | |")
    assert facts(outcome, "trajectories")[-1]["target_groups"] == expected
    assert ("target_group_unknown" in codes(outcome)) == ("mars" in written)


PLACES = """
Stand per 30-09-2022
Deelnemernummer | Woonplaats | Doelgroep | Startdatum | Opleiding afgerond | In dienst per | Uitgestroomd
Z1 | {place} | | {start} | | |
Z2 | Huizen | | 2021-01-01 | | |
"""


@pytest.mark.parametrize(
    ("place", "start", "expected", "code"),
    [
        ("Hilversum", "2021-01-01", "hilversum", None),
        ("HILVERSUM ", "2021-01-01", "hilversum", None),
        ("Bussum", "2021-01-01", "gooise-meren", "place_read_as"),
        ("’s-Graveland", "2021-01-01", "wijdemeren", "place_read_as"),
        ("Almere", "2021-01-01", "buiten-regio", "place_outside_region"),
        ("HBEL", "2021-01-01", "hbel", "place_is_unit"),
        ("regio", "2021-01-01", "niet-toe-te-delen", "place_is_region"),
        ("Weesp", "2022-03-23", "weesp", None),
        ("Weesp", "2022-03-24", "buiten-regio", "place_no_longer_member"),
        ("", "2021-01-01", "niet-toe-te-delen", "place_missing"),
        ("onbekend", "2021-01-01", "niet-toe-te-delen", "place_missing"),
    ],
)
def test_where_people_live(place: str, start: str, expected: str, code: str | None) -> None:
    """Places become municipalities, dated ones by the start of the trajectory; nothing is split or guessed."""
    book = drawn(Deelnemers=PLACES.format(place=place, start=start))
    outcome = read(book, "zorgcoalitie", received_on=date(2022, 10, 20))
    assert facts(outcome, "trajectories")[0]["municipality"] == expected
    assert codes(outcome) == ({code} if code else set())


@pytest.mark.parametrize(
    ("place", "code", "kept"),
    [("Huizen", "row_twice", 2), ("huizen ", "row_twice", 2), ("Laren", "row_contradicts", 1)],
)
def test_a_row_with_a_place_that_stands_twice(place: str, code: str, kept: int) -> None:
    """Identical when it means the same, wherever it stands and however it is written."""
    rows = PLACES.format(place="Hilversum", start="2021-01-01") + f"Z2 | {place} | | 2021-01-01 | | |"
    outcome = read(drawn(Deelnemers=rows), "zorgcoalitie", received_on=date(2022, 10, 20))
    assert (codes(outcome), len(facts(outcome, "trajectories"))) == ({code}, kept)


def living_in(places: list[str]) -> Outcome:
    """A list with a row for each place of residence, from row 3 on."""
    head = "\n".join(PLACES.strip().splitlines()[:2])
    rows = "\n".join(f"Z{n} | {place} | | 2021-01-01 | | |" for n, place in enumerate(places))
    return read(drawn(Deelnemers=f"{head}\n{rows}"), "zorgcoalitie", received_on=date(2022, 10, 20))


def test_an_unknown_place_is_listed_with_its_near_miss() -> None:
    """'Huisen' is no place, 'Huizen' is."""
    (finding,) = living_in(["Huisen"] + ["Huizen"] * 9).findings
    assert (finding.code, finding.cell) == ("place_unknown", "B3")
    assert "'Huizen'" in finding.remedy


@pytest.mark.parametrize(("unknown", "state"), [(1, "remarks"), (2, "refused")])
def test_more_than_a_tenth_of_unknown_places_refuses_the_delivery(unknown: int, state: str) -> None:
    """As with projects: the earlier good version is better than one with so many rows left out."""
    outcome = living_in(["Verweg"] * unknown + ["Huizen"] * (10 - unknown))
    assert outcome.state == state
    assert (outcome.rows_kept, outcome.rows_listed) == ((9, 1) if state == "remarks" else (0, 10))
    refusals = [one.message for one in outcome.findings if one.treatment == "delivery"]
    expected = "in 2 of 10 rows stands a municipality or place that is not known: 'Verweg'"
    assert refusals == ([expected] if state == "refused" else [])


def test_american_dates_make_a_whole_column_doubtful() -> None:
    """One that can only be month-first proves that the others, which could be read both ways, are not to be trusted."""
    outcome = hilversum("A | ZorgStart | | 01/28/21 | | |\nB | ZorgStart | | 03/01/21 | | |")
    assert outcome.state == "refused"
    assert ("dates_month_first", "Deelnemers!D5") in told(outcome)


@pytest.mark.parametrize(
    ("total", "state", "code"),
    [
        ("Totaal | 9", "accepted", None),
        ("Totaal: | 9", "accepted", None),
        ("Totaal | 8", "refused", "total_differs"),
        ("Totaal | negen", "remarks", "total_unchecked"),
    ],
)
def test_the_number_under_a_list_is_a_check(total: str, state: str, code: str | None) -> None:
    """A list says how many rows it has; it is no row itself."""
    outcome = hilversum(total)
    assert (outcome.state, outcome.rows_read) == (state, 9)
    assert codes(outcome) == ({code} if code else set())


def test_notes_under_a_list_are_told_and_a_broken_row_is_no_note() -> None:
    """A lone text after a blank line is a note; a lone number right under the rows is a row that lacks the rest."""
    assert told(hilversum("blank\nDit is een voorlopige lijst")) == [("note_not_read", "Deelnemers!A16")]
    assert hilversum("blank\nBron: eigen registratie").state == "accepted"
    broken = hilversum("H10")
    assert broken.rows_listed == 1
    assert ("cell_blank", "Deelnemers!B15") in told(broken)


def test_a_blank_row_in_between_ends_nothing() -> None:
    """Rows under a blank line are read (failure mode 17: formatted empty rows are no rows)."""
    assert hilversum("blank\nH10 | ZorgStart | | 2021-03-01 | | |\nblank\nblank").rows_kept == 10


def test_fields_may_be_filled_down_where_the_layout_says_so(tmp_path: Path) -> None:
    """A blank means the same as above, only then."""
    toml = """
        title = "t"
        coverage = "since_start"
        [[tables]]
        kind = "list"
        yields = "trajectories"
        sheet = "L"
        columns = {{ project = {{ header = "Project"{fill} }}, started_on = "Start" }}
    """
    book = """
        Stand per 30-09-2021 |
        Project | Start
        ZorgStart | 2021-01-01
         | 2021-01-02
    """
    filled = read(drawn(L=book), own=made(tmp_path, toml.format(fill=", fill_down = true")))
    plain = read(drawn(L=book), own=made(tmp_path, toml.format(fill="")))
    assert (filled.rows_kept, plain.rows_kept) == (2, 1)


def test_messages_about_participants_never_quote_what_may_be_personal() -> None:
    """A name in a date column is told by its cell alone; a date is quoted."""
    outcome = hilversum("H10 | 06-12345678 | | Jan Jansen | 123456782 | 31-02-2021 | j@example.nl")
    said = " ".join(f"{one.message} {one.remedy} {one.message_nl} {one.remedy_nl}" for one in outcome.findings)
    assert "31-02-2021" in said
    assert not any(secret in said for secret in ("Jansen", "123456782", "12345678", "example.nl"))


def test_a_delivery_of_which_no_row_can_be_used_is_refused() -> None:
    """It would replace the earlier list by nothing."""
    outcome = hilversum("H1 | ZorgStart | | 31-02-2021 | | |\nH2 | ZorgStart | | 31-02-2021 | | |", good="")
    assert "nothing_usable" in codes(outcome)
    assert (outcome.state, outcome.rows_read, outcome.rows_listed) == ("refused", 2, 2)


def test_a_row_that_gets_lost_is_a_fault_of_ours_and_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in = rows kept + rows listed is checked on every run."""

    def lose_one(rows: Rows, *_: object, **__: object) -> Rows:
        return rows.only(rows.numbers != rows.numbers[0])

    monkeypatch.setattr("werkmonitor.intake.delivery.settle_trajectories", lose_one)
    with pytest.raises(RuntimeError, match="9 rows read, but 8 kept and 0 listed"):
        hilversum("")


@pytest.mark.parametrize("size", [1, 32, 64, 65, 200], ids=lambda size: f"key of {size}")
@pytest.mark.parametrize("number", ["H1", "12", "Zoë 3"])
def test_a_pseudonym_is_an_hmac_of_partner_and_number(size: int, number: str) -> None:
    """As the standard library makes it, whatever the length of the key."""
    key, message = bytes(range(size)), f"uwv\0{fold(number)}".encode()
    assert pseudonyms(key, "uwv")(number) == hmac.digest(key, message, "sha256").hex()[:32]
