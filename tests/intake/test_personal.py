"""Personal data that should not be in a delivery is refused before anything is kept, and never quoted."""

import random
import time
from datetime import date
from pathlib import Path

import pytest

from tests.intake.books import drawn
from tests.intake.reading import PROGRAMME, ROOT, codes, layout, made, read
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.personal import Agreement, is_personal_header, refuse_personal_data
from werkmonitor.intake.personal_values import count_bsn, names_a_person, passes_eleven_test
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Column, Sheet, Workbook

HEAD = "Deelnemernummer | Project | Doelgroep | Startdatum | Scholing afgerond op | Geplaatst op | Einde traject"
ROW = "H{n} | ZorgStart | jongere | 2021-01-0{n} | | |"
SECRETS = ["Jansen", "Pietersen", "Klaassen"]
PUBLIC_BSN = ["249566758", "123456782", "999999990"]
"""Public examples of numbers that pass the eleven test."""


def hilversum(header: str, contents: list[str], *, allowed: tuple[str, ...] | None = None) -> Outcome:
    rows = "\n".join(f"{ROW.format(n=n)} | {content}" for n, content in enumerate(contents, 1))
    return read(drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD} | {header}\n{rows}"), allowed=allowed)


@pytest.mark.parametrize(
    "header",
    [
        "Naam",
        "Achternaam",
        "Voornaam deelnemer",
        "Naam van de deelnemer",
        "Voorletters",
        "Geboortedatum",
        "Geb. datum",
        "geboortejaar",
        "Adres",
        "Postcode",
        "Straatnaam",
        "E-mail",
        "E-mailadres",
        "Telefoonnummer",
        "Mobiel",
        "IBAN",
        "Nationaliteit",
        "Klantnummer",
        "Cliëntnummer",
        "Dossiernummer",
        "Studentnummer",
    ],
)
def test_a_column_with_personal_data_by_its_name(header: str) -> None:
    """Refused with sheet, column and count; no value in any message."""
    outcome = hilversum(header, SECRETS)
    (finding,) = (one for one in outcome.findings if one.treatment == "delivery")
    assert (finding.code, finding.sheet, finding.cell) == ("personal_column", "Deelnemers", "H2")
    assert "cells filled: 3" in finding.message
    assert not any(secret in str(outcome.findings) for secret in SECRETS)
    assert outcome.tables == {}


@pytest.mark.parametrize(
    "header", ["Projectnaam", "Naam project", "Naam opleiding", "Naam organisatie", "Stand", "Adviesnummer", "Soort"]
)
def test_names_of_other_things_are_no_persons(header: str) -> None:
    """A project, a course and an organisation have names too."""
    assert not is_personal_header(fold(header))


def test_what_the_agreement_allows_is_accepted() -> None:
    """The participant's own number is in the agreement; another partner may have another one."""
    assert hilversum("Klantnummer", SECRETS, allowed=("Deelnemernummer", "Klantnummer")).state == "remarks"
    assert hilversum("Soort", SECRETS, allowed=()).state == "refused"


@pytest.mark.parametrize("header", ["BSN", "Burgerservicenummer", "BSN deelnemer", "sofinummer"])
def test_a_bsn_column_by_its_name(header: str) -> None:
    """Whatever stands in it (failure mode 41)."""
    assert "bsn_column" in codes(hilversum(header, ["1", "2", "3"]))


def test_bsn_under_another_name_are_recognised_by_the_eleven_test() -> None:
    """'Registratie' holds BSNs (failure mode 42); the message counts them and quotes none."""
    outcome = hilversum("Registratie", PUBLIC_BSN)
    (finding,) = (one for one in outcome.findings if one.code == "bsn_column")
    assert (finding.cell, "3 values" in finding.message) == ("H:H", True)
    assert not any(number in str(outcome.findings) for number in PUBLIC_BSN)


def test_bsn_in_the_place_of_an_allowed_participant_number() -> None:
    """An agreement about numbers of the partner's own is no basis for BSNs."""
    rows = "\n".join(f"{number} | ZorgStart | | 2021-01-01 | | |" for number in PUBLIC_BSN)
    outcome = read(drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{rows}"))
    assert "bsn_column" in codes(outcome)


def test_personal_data_on_a_sheet_that_nobody_reads() -> None:
    """What a file holds is stored with it, so every sheet is looked at."""
    rows = "\n".join(ROW.format(n=n) for n in range(1, 4))
    extra = "Naam | Geboortedatum\nJansen | 1980-01-01\nPietersen | 1981-01-01"
    outcome = read(drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{rows}", Blad2=extra))
    assert [one.sheet for one in outcome.findings if one.code == "personal_column"] == ["Blad2", "Blad2"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (PUBLIC_BSN, 3),
        ([*PUBLIC_BSN, "123456789"], 3),
        (PUBLIC_BSN[:2], 0),
        ([*PUBLIC_BSN, "111111111", "222222221", "333333331"], 0),
        (["2495.66.758", "123 456 782", 999999990.0], 3),
        (["000000000"] * 5, 0),
        (["HV0001", 20001.0, None], 0),
    ],
)
def test_how_many_values_must_pass(values: list[object], expected: int) -> None:
    """At least three of eight or nine digits, and 60 % of them."""
    assert count_bsn((value, 1) for value in values) == expected  # type: ignore[arg-type]


def test_numbers_in_a_row_are_no_bsn() -> None:
    """One in eleven passes by chance: sequential customer numbers are not refused as BSNs."""
    draw = random.Random(7)  # noqa: S311 - no secret, a fixed draw
    columns = [[float(start + n) for n in range(30)] for start in draw.sample(range(10**8, 9 * 10**8), 200)]
    assert not any(count_bsn((value, 1) for value in column) for column in columns)  # type: ignore[arg-type]


def test_a_lost_leading_zero_is_put_back() -> None:
    """Excel makes 012345672 into a number of eight digits (failure mode 43)."""
    assert passes_eleven_test("12345672") == passes_eleven_test("012345672")


# ------------------------------------------------------------ by what the values are

EMAILS = ["jan@example.org", "p.pieters@example.nl", "k_klaassen@mail.example.com"]
PHONES = ["06-12345678", "+31 6 1234 5678", "035 - 123 45 67"]
IBANS = ["NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", "DE89370400440532013000"]
ADDRESSES = ["1234 AB 12", "1201 AA 3 bis", "1403CD 7"]
NAMES = ["J. Jansen", "P.J. van der Berg", "Klaassen, K."]
BIRTHS = ["1985-03-12", "1999-11-02", "1961-07-30"]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        pytest.param(EMAILS, "e-mail addresses", id="e-mail"),
        pytest.param(PHONES, "telephone numbers", id="telephone"),
        pytest.param(IBANS, "bank account numbers (IBAN)", id="IBAN"),
        pytest.param(ADDRESSES, "postal codes of a street or house", id="addresses"),
        pytest.param(NAMES, "names of persons", id="names"),
        pytest.param(BIRTHS, "dates of birth", id="days of birth"),
        pytest.param(["12-3-1985", "02/11/1999", "30.07.1961"], "dates of birth", id="days of birth as text"),
    ],
)
def test_personal_values_under_a_name_that_says_nothing(values: list[str], what: str) -> None:
    """Refused with column, kind and count; no value in any message."""
    outcome = hilversum("Veld 8", values)
    (finding,) = (one for one in outcome.findings if one.treatment == "delivery")
    assert (finding.code, finding.cell) == ("personal_values", "H:H")
    assert f"3 cells of this column hold {what}" in finding.message
    assert not any(value in str(outcome.findings) for value in values)
    assert hilversum("Veld 8", values, allowed=("Deelnemernummer", "Veld 8")).state != "refused"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        pytest.param("Startdatum uitkering", ["2004-01-01", "1999-05-05", "2001-09-01"], id="since when, long ago"),
        pytest.param("Datum aanmelding", ["2020-01-01", "2020-05-05", "2020-09-01"], id="days of the programme"),
        pytest.param("Kenmerk", ["2021 AB", "2022 CD", "X 12"], id="codes with letters"),
        pytest.param("Kenmerk", ["0612", "06-12", "061234"], id="short numbers"),
        pytest.param("Cursus", ["B.B.L. niveau", "M.B.O. zorg", "Ned. taal"], id="abbreviations"),
        pytest.param("Vraag", ["wie@", "@jan", "a@b"], id="signs of an address alone"),
        pytest.param("Rekening", ["NL92ABNA0417164300", "NL00ABNA0417164300", "x"], id="IBANs that are none"),
        pytest.param("Wie", [*EMAILS[:2], "geen"], id="two addresses"),
    ],
)
def test_what_only_looks_like_it_is_no_personal_data(header: str, values: list[str]) -> None:
    """An honest column is never refused for its looks."""
    assert "personal_values" not in codes(hilversum(header, values))


def test_the_start_of_a_trajectory_is_no_birth() -> None:
    """Nor would it be if the programme ran for twenty years: the layout reads that column."""
    outcome = hilversum("Soort", ["a", "b", "c"])
    assert codes(outcome) == {"column_not_read"}


@pytest.mark.parametrize(
    ("header", "values", "is_refused"),
    [
        ("Deelnemer", ["Jan Jansen", "Fatima el Amrani", "Kees de Wit"], True),
        ("Deelnemer", ["D-001", "D-002", "D-003"], False),
        ("Kandidaten", ["12", "13", "14"], False),
    ],
)
def test_whether_a_column_of_participants_holds_names(header: str, values: list[str], is_refused: bool) -> None:
    """Or numbers of the partner's own."""
    assert ("personal_values" in codes(hilversum(header, values))) is is_refused


def test_more_numbers_pass_the_eleven_test_than_chance_gives() -> None:
    """'klantnr' with BSNs among its numbers is held, though not all are (failure mode 42)."""
    others = [f"{number}" for number in range(400_000_001, 400_000_400) if not passes_eleven_test(str(number))]
    numbers = [*PUBLIC_BSN, "111222333", *others[:7]]
    rows = "\n".join(f"H{n} | ZorgStart | | 2021-01-01 | | | | {number}" for n, number in enumerate(numbers))
    outcome = read(drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD} | Volgnr\n{rows}"))
    (finding,) = (one for one in outcome.findings if one.treatment == "delivery")
    assert (finding.code, "4 of 11 numbers" in finding.message) == ("bsn_suspected", True)


def test_remarks_are_dropped_and_told_or_refused_if_the_agreement_forbids_them() -> None:
    """A remark may speak of someone's health (failure mode 40); no word of it goes further."""
    told = hilversum("Opmerkingen", ["depressie", "", "belt op 06-12345678"])
    assert (told.state, codes(told)) == ("remarks", {"remarks_column"})
    forbidden = PROGRAMME.partner("gemeente-hilversum").model_copy(update={"forbidden_columns": ("opmerkingen",)})
    others = tuple(one for one in PROGRAMME.partners if one.code != forbidden.code)
    rows = ROW.format(n=1) + " | depressie"
    outcome = read(
        drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD} | Opmerkingen\n{rows}"),
        programme=PROGRAMME.model_copy(update={"partners": (*others, forbidden)}),
    )
    assert (outcome.state, codes(outcome)) == ("refused", {"forbidden_column"})
    assert "depressie" not in str(outcome.findings) + str(told.findings)


BSN_HEAD = HEAD.replace("Deelnemernummer", "BSN")
BSN_LAYOUT = (ROOT / "data" / "layouts" / "deelnemerslijst-gemeente.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "code", "kept"),
    [
        ("123456782", None, 1),
        ("'012345672", None, 1),
        ("12345672", "bsn_padded", 1),
        ("'1,23457E+08", "bsn_imprecise", 0),
        ("123456789", "bsn_invalid", 0),
        ("H001", "bsn_invalid", 0),
    ],
)
def test_a_permitted_bsn_has_nine_digits_or_its_row_is_left_out(
    tmp_path: Path, number: str, code: str | None, kept: int
) -> None:
    """A lost zero is put back; what is rounded or fails the test is listed (failure mode 43)."""
    own = made(tmp_path, BSN_LAYOUT.replace('"Deelnemernummer"', '"BSN"'))
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{BSN_HEAD}\n{number} | ZorgStart | | 2021-01-01 | | |")
    outcome = read(book, own=own, allowed=("BSN",))
    assert codes(outcome) - {"nothing_usable"} == ({code} if code else set())
    assert (outcome.rows_read, outcome.rows_kept) == (1, kept)
    assert number.strip("'") not in str(outcome.findings)


def test_the_same_person_with_and_without_a_leading_zero_is_one(tmp_path: Path) -> None:
    """The pseudonym is made of nine digits."""
    own = made(tmp_path, BSN_LAYOUT.replace('"Deelnemernummer"', '"BSN"'))
    rows = "12345672 | ZorgStart | | 2021-01-01 | | |\n'012345672 | Taaltrajecten | | 2021-02-01 | | |"
    outcome = read(drawn(Deelnemers=f"Stand per 30-09-2021\n{BSN_HEAD}\n{rows}"), own=own, allowed=("BSN",))
    persons = outcome.tables["trajectories"].column("person").to_pylist()
    assert (len(persons), len(set(persons))) == (2, 1)


# ------------------------------------------------------------ beside the cells


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("bel 06-12345678 voor meer", True),
        ("bsn 123456782 klopt niet", True),
        ("vragen aan jan@example.org", True),
        ("rekening NL91ABNA0417164300", True),
        ("graag controleren voor 1-10-2021, zie regel 123456789", False),
    ],
)
def test_personal_data_in_comments_and_properties(words: str, is_refused: bool) -> None:
    """They are stored with the file (failure mode 59); the message names where, what and how many."""
    for where in ("comments", "about"):
        book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{ROW.format(n=1)}")
        getattr(book, where).append(words)
        outcome = read(book)
        assert ("personal_words" in codes(outcome)) is is_refused
        assert words not in str(outcome.findings)


@pytest.mark.parametrize(
    ("name", "values", "is_refused"),
    [
        ("Achternaam", ["Jansen", "Pietersen"], True),
        ("Nummer", PUBLIC_BSN, True),
        ("Project", ["ZorgStart", "Taaltrajecten"], False),
    ],
)
def test_what_a_pivot_table_keeps_of_its_fields(name: str, values: list[str], is_refused: bool) -> None:
    """Though its rows are gone, the names may still be there (failure mode 59)."""
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{ROW.format(n=1)}")
    book.behind.append(Sheet("pivot", [Column.of([name, *values])]))
    outcome = read(book)
    assert ("pivot_field" in codes(outcome)) is is_refused
    assert not any(value in str(outcome.findings) for value in values)


def test_makers_are_told_by_their_number_only() -> None:
    """Of programs and of nobody nothing is told."""
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{ROW.format(n=1)}")
    book.persons += ["openpyxl", "", "J. Jansen", "j. jansen", "P. Pietersen"]
    (finding,) = read(book).findings
    assert (finding.code, "names: 2" in finding.message) == ("workbook_persons", True)
    assert "Jansen" not in str(finding)


def test_a_hundred_thousand_rows_take_no_time() -> None:
    """A value is looked at once, however often it stands there."""
    columns = [Column.of([f"kop {number}", *(f"H{row:06}" for row in range(100_000))]) for number in range(10)]
    book = Workbook("xlsx", [Sheet("Lijst", columns)])
    agreement = Agreement.of(PROGRAMME.partner("gemeente-hilversum"), layout("deelnemerslijst-gemeente"))
    began = time.process_time()
    refuse_personal_data(book, agreement, date(2021, 10, 20), Findings())
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        *((role, False) for role in ("programmamanager", "Programmamanager W&I", "Wethouder Werk en Inkomen")),
        *((role, False) for role in ("Directeur-bestuurder", "Werkgeversservicepunt Gooi", "Stuurgroep", "UWV")),
        *(
            (role, False)
            for role in ("Portefeuillehoudersoverleg Werk en Participatie (fictief besluit)", "Manager P&O")
        ),
        *((name, True) for name in ("Jan Jansen", "Marie van der Berg", "J. Jansen", "wethouder A.B. de Vries")),
        *((name, True) for name in ("Mevr. Jansen", "de heer De Boer", "programmamanager, 06-12345678", "j@regio.nl")),
    ],
)
def test_a_name_where_a_role_belongs(text: str, is_name: bool) -> None:
    """Initials, a title, two capitals without a word of office, a number or address to reach someone."""
    assert names_a_person(text) == is_name
