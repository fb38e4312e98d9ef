"""Personal data that should not be in a delivery is refused before anything is kept, and never quoted."""

import random

import pytest

from tests.intake.books import drawn
from tests.intake.reading import codes, read
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.personal import is_personal_header
from werkmonitor.intake.personal_values import count_bsn, passes_eleven_test
from werkmonitor.intake.words import fold

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
