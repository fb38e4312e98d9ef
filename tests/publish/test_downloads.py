"""The download: the same numbers again, as a spreadsheet program opens them."""

import csv
import io

import pytest

from tests.publish.example import example_cube
from werkmonitor.cube import as_cube
from werkmonitor.publish.downloads import HEADER, _safe, figures_csv
from werkmonitor.publish.facts import Facts


def lines(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def test_every_cell_of_the_cube_is_a_line() -> None:
    """With its bounds; of sums by place, the category too."""
    facts = Facts.of(example_cube("2022-11"))
    found = lines(figures_csv(facts))
    assert len(found) == len(facts.rows["cells"]) + len(facts.rows["shares"])
    assert tuple(found[0]) == HEADER
    placed = next(row for row in found if row["Niveau"] == "programma" and row["Indicator"] == "Bemiddeld naar werk")
    assert (placed["Aantal"], placed["Doel"], placed["Afgerond op"]) == ("305", "500", "1")
    assert (placed["Planning tot nu toe"], placed["Oordeel"]) == ("301,6", "op koers")
    small = next(row for row in found if row["Code"] == "eemnes" and row["Indicator"] == "Bemiddeld naar werk")
    assert (small["Aantal"], small["Ten minste"], small["Ten hoogste"], small["Afgerond op"]) == ("0", "0", "4", "5")
    assert {row["Categorie"] for row in found if row["Code"] == "hilversum"} > {"", "Doorstroombanen"}
    assert {row["Categorie"] for row in found if row["Code"] == "zorgstart"} == {"Scholingstrajecten"}
    assert not [row for row in found if row["Planning tot nu toe"].endswith(",0")]
    assert [row for row in found if row["Planning tot nu toe"] == "51"]


def test_shares_have_their_two_counts() -> None:
    """A percentage, its numerator and denominator, and why one cannot be told."""
    cube = example_cube("2022-11")
    rows = [
        {"indicator": "language_level_share", "numerator": 46, "denominator": 50, "value": 0.92},
        {"indicator": "sustained_work", "undetermined": 12, "because": "too_young"},
        {"indicator": "time_to_placement", "value": 40.5},
    ]
    cube.tables["shares"] = as_cube(
        {}, {}, {"shares": [{"level": "project", "code": "zorgstart", **row} for row in rows]}
    )["shares"]
    names = {"Verhoogd taalniveau", "Duurzaam aan het werk", "Doorlooptijd tot plaatsing"}
    found = [row for row in lines(figures_csv(Facts.of(cube))) if row["Indicator"] in names]
    columns = ("Indicator", "Eenheid", "Aantal", "Teller", "Noemer", "Nog niet te bepalen", "Oordeel")
    assert [tuple(row[name] for name in columns) for row in found] == [
        ("Verhoogd taalniveau", "%", "92", "46", "50", "", ""),
        ("Duurzaam aan het werk", "%", "", "", "", "12", "nog niet te bepalen"),
        ("Doorlooptijd tot plaatsing", "dagen", "40,5", "", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("edition", "expected"),
    [({}, "Voorbeeld met fictieve gegevens"), ({"is_concept": True}, "CONCEPT · Voorbeeld met fictieve gegevens")],
)
def test_every_line_says_what_it_is(edition: dict[str, bool], expected: str) -> None:
    """Cut out of its file a line still says that it is fictional, or a concept."""
    assert {
        row["Aard van de gegevens"] for row in lines(figures_csv(Facts.of(example_cube("2021-05", **edition))))
    } == {expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+31", "'+31"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("Gooise Meren", "Gooise Meren"),
        (-5, -5),
        (0, 0),
        (None, ""),
    ],
    ids=repr,
)
def test_text_never_runs_as_a_formula(value: object, expected: object) -> None:
    """Text that begins like a formula gets an apostrophe; a number stays a number."""
    assert _safe(value) == expected
