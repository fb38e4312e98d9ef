"""Indicators as partners deliver them: by any of their names, in their own unit, on their own days."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.intake.books import drawn
from tests.intake.reading import PROGRAMME, codes, facts, made, read, told, values
from werkmonitor.errors import ConfigurationError
from werkmonitor.intake.corrections import Corrections
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.layout import Layout, load_layouts
from werkmonitor.intake.standings import Standings
from werkmonitor.intake.sums import Told
from werkmonitor.workspace import Workspace

FIGURES = """
title = "Cijfers van projecten"
coverage = "as_of"
[[tables]]
kind = "standing"
yields = "counts"
sheet = "Stand"
across = "indicator"
columns = { project = "Project" }
"""

LIST = """
title = "Deelnemers"
coverage = "since_start"
[[tables]]
kind = "list"
yields = "trajectories"
sheet = "Deelnemers"
constants = { project = "zorgstart" }
[tables.columns]
person = "Deelnemernummer"
started_on = "Start"
placed_on = "Werk"
qualified_on = "Diploma"
benefit_ended_on = "Uitkering"
work_ended_on = "Einde werk"
work_checked_on = "Nog aan het werk"
referred_on = "Verwezen"
"""


def counted(layout: Layout, table: str) -> Any:
    return read(drawn(Stand=f"Stand per 30-09-2021\n{table}"), "gemeente-wijdemeren", layout)


@pytest.mark.parametrize(
    ("word", "indicator"),
    [
        ("Gestarte trajecten", "started"),
        ("traject_gestart", "started"),
        ("started", "started"),
        ("Leerwerkplekken", "work_learning_places"),
        ("leerwerkplek", "work_learning_places"),
        ("Uitstroom uit uitkering", "left_benefit"),
        ("Verwerkte goederen", "goods"),
    ],
)
def test_any_name_of_an_indicator_is_known(tmp_path: Path, word: str, indicator: str) -> None:
    """Its Dutch name, its code and the code that partners use; no layout need say so."""
    outcome = counted(made(tmp_path, FIGURES), f"Project | {word}\nZorgStart | 7450")
    assert values(facts(outcome, "counts"), "indicator", "value") == [(indicator, 7450)]


@pytest.mark.parametrize("word", ["Verzonnen plekken", "Duurzaam aan het werk", "deelnemer_uniek", "Lopende"])
def test_a_figure_of_an_indicator_that_cannot_be_delivered_is_told(tmp_path: Path, word: str) -> None:
    """An unknown one, and one that is computed: a share, persons."""
    outcome = counted(made(tmp_path, FIGURES), f"Project | Gestarte trajecten | {word}\nZorgStart | 4 | 7")
    assert told(outcome) == [("column_not_read", "Stand!C2")]
    assert values(facts(outcome, "counts"), "indicator", "value") == [("started", 4)]


def test_a_layout_may_name_an_indicator_by_its_alias(tmp_path: Path) -> None:
    """It is one of programme.toml's; a computed one is refused with the near miss."""
    workspace = Workspace(tmp_path / "data", tmp_path / "outputs")
    workspace.layouts.mkdir(parents=True)
    partner = PROGRAMME.partners[0].model_copy(update={"layouts": ("cijfers",)})
    programme = PROGRAMME.model_copy(update={"partners": (partner,)})

    def loaded(meant: str) -> dict[str, str]:
        text = FIGURES.replace("[[tables]]", f'[words.indicator]\nInstroom = "{meant}"\n[[tables]]')
        (workspace.layouts / "cijfers.toml").write_text(text, encoding="utf-8")
        return load_layouts(workspace, programme)["cijfers"].folded_words["indicator"]

    assert loaded("traject_gestart") == loaded("started") == {"instroom": "started"}
    with pytest.raises(ConfigurationError, match="'duurzaam_werk' is not an indicator"):
        loaded("duurzaam_werk")


@pytest.mark.parametrize(
    ("indicator", "unit", "is_right"),
    [
        ("Verwerkte goederen", "goederen", True),
        ("Verwerkte goederen", "aantal", True),
        ("Verwerkte goederen", "trajecten", False),
        ("Verwerkt hout", "ton", True),
        ("Verwerkt hout", "tonnen", True),
        ("Verwerkt hout", "kg", False),
        ("Leerwerkplekken", "leerwerkplekken", True),
        ("Leerwerkplekken", "personen", True),
        ("Leerwerkplekken", "uren", False),
    ],
)
def test_a_unit_is_that_of_its_indicator(tmp_path: Path, indicator: str, unit: str, is_right: bool) -> None:
    """Things are in their own unit; people in any word for people."""
    layout = made(tmp_path, FIGURES.replace('project = "Project"', 'project = "Project", unit = "Eenheid"'))
    outcome = counted(layout, f"Project | Eenheid | {indicator}\nZorgStart | {unit} | 600\nTaaltrajecten | | 5")
    assert (codes(outcome), len(facts(outcome, "counts"))) == ((set(), 2) if is_right else ({"unit_differs"}, 1))


def test_what_runs_at_the_end_of_a_month_is_a_standing(tmp_path: Path) -> None:
    """Months of running trajectories are never added up; months of started ones are."""
    months = FIGURES.replace('kind = "standing"', 'kind = "crosstab"').replace(
        'across = "indicator"', 'across = ["indicator", "period"]'
    )
    table = (
        "Project | Gestarte trajecten | | Lopende trajecten | \n"
        " | 2021-01 | 2021-02 | 2021-01 | 2021-02\n"
        "ZorgStart | 4 | 3 | 4 | 2"
    )
    outcome = counted(made(tmp_path, months), table.replace("2021-01", "jan 2021").replace("2021-02", "feb 2021"))
    january, february = date(2021, 1, 31), date(2021, 2, 28)
    assert values(facts(outcome, "counts"), "indicator", "from_on", "until_on", "is_cumulative", "value") == [
        ("started", date(2021, 1, 1), january, False, 4),
        ("started", date(2021, 2, 1), february, False, 3),
        ("running", None, january, True, 4),
        ("running", None, february, True, 2),
    ]


HEAD = "Deelnemernummer | Start | Werk | Diploma | Uitkering | Einde werk | Nog aan het werk | Verwezen"


def listed(tmp_path: Path, row: str) -> Any:
    book = drawn(Deelnemers=f"Stand per 30-09-2021\n{HEAD}\n{row}\nZ2 | 2021-02-05 | | | | | |")
    return read(book, "zorgcoalitie", made(tmp_path, LIST))


def test_a_list_may_tell_what_became_of_participants(tmp_path: Path) -> None:
    """Five more days, each a date."""
    days = "2021-03-01 | 2021-04-01 | 2021-04-02 | 2021-08-01 | 2021-07-01 | 2021-05-01"
    outcome = listed(tmp_path, f"Z1 | 2021-01-05 | {days}")
    assert told(outcome) == []
    columns = ("placed_on", "qualified_on", "benefit_ended_on", "work_ended_on", "work_checked_on", "referred_on")
    row, _ = values(facts(outcome, "trajectories"), *columns)
    assert row == tuple(date.fromisoformat(day) for day in days.split(" | "))


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("2021-03-01 | 2020-12-31 | | | |", "date_before_start", "D3"),
        ("2021-03-01 | | 2021-01-04 | | |", "date_before_start", "E3"),
        ("2021-03-01 | | 2021-10-01 | | |", "date_after_as_of", "E3"),
        ("2021-03-01 | | | 2021-02-28 | |", "date_before_work", "F3"),
        ("2021-03-01 | | | | 2021-02-28 |", "date_before_work", "G3"),
        ("2021-03-01 | | | | onbekend |", "date_unknown", "G3"),
        ("2021-03-01 | | | | | 2012-01-01", "date_before_programme", "H3"),
    ],
)
def test_these_days_follow_the_rules_of_the_others(tmp_path: Path, row: str, code: str, cell: str) -> None:
    """In the programme, not after the as-of date, not before the start; nobody works before the first day of work."""
    assert told(listed(tmp_path, f"Z1 | 2021-01-05 | {row}")) == [(code, f"Deelnemers!{cell}")]


def test_a_day_of_work_without_a_placement_is_kept(tmp_path: Path) -> None:
    """Who worked already has no first day here."""
    outcome = listed(tmp_path, "Z1 | 2021-01-05 | | | | | 2021-07-01 |")
    assert (told(outcome), outcome.rows_kept) == ([], 2)


def test_deliveries_are_compared_by_every_simple_day_of_a_list(tmp_path: Path) -> None:
    """Late records of diplomas are told as those of starts are; the days are said once, in programme.toml."""
    outcome = listed(tmp_path, "Z1 | 2021-01-05 | 2021-03-01 | 2021-04-01 | | | |")
    totals = Told.by(outcome.tables, date(2021, 9, 30), PROGRAMME.list_days).totals
    assert {indicator: number.low for (_, indicator), number in totals.items()} == {
        "started": 2,
        "placed": 1,
        "qualified": 1,
    }


def test_what_runs_may_fall_where_a_total_may_not(tmp_path: Path) -> None:
    """Ten running and then eight is right; ten started and then eight needs a reason."""
    layout, standings = made(tmp_path, FIGURES), Standings(PROGRAMME)
    table = "Project | Gestarte trajecten | Lopende trajecten\nZorgStart | {} | {}"
    first = read(drawn(Stand=f"Stand per 31-03-2021\n{table.format(10, 10)}"), "gemeente-wijdemeren", layout)
    standings.remember(first)

    def falls(started: int, running: int) -> list[str]:
        later = read(
            drawn(Stand=f"Stand per 30-09-2021\n{table.format(started, running)}"), "gemeente-wijdemeren", layout
        )
        findings = Findings("cijfers")
        standings.note_falls(later, "b.xlsx", Corrections(), findings)
        return [finding.code for finding in findings.listed()]

    assert falls(10, 8) == []
    assert falls(8, 8) == ["standing_fell"]
