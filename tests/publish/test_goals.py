"""What a page says when a goal changed: from what to what, since when, by whose decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.publish.example import example_cube
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.monitors.base import Monitor
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.municipality import MunicipalityMonitor
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.monitors.project import ProjectMonitor

MONITORS = {
    "programme": ProgrammeMonitor,
    "category": CategoryMonitor,
    "project": ProjectMonitor,
    "municipality": MunicipalityMonitor,
}

# level | code | indicator | version | value | relation | goal date | valid from | decided by
GOALS = """
programme    | gooi-en-vechtstreek | started | 1 | 1180 | circa      | 2023-12-31 | 2020-01-01 | overleg A
programme    | gooi-en-vechtstreek | started | 2 | 1200 | ten minste | 2023-12-31 | 2022-09-22 | overleg B
programme    | gooi-en-vechtstreek | placed  | 1 |  520 | circa      | 2023-12-31 | 2020-01-01 | overleg A
programme    | gooi-en-vechtstreek | placed  | 2 |  500 | circa      | 2023-12-31 | 2022-09-22 | overleg B
category     | scholingstrajecten  | started | 1 |  790 | ten minste | 2023-12-31 | 2020-06-15 |
category     | scholingstrajecten  | started | 2 |  820 | ten minste | 2023-12-31 | 2022-08-01 | stuurgroep
category     | scholingstrajecten  | placed  | 1 |  335 | ten minste | 2023-12-31 | 2020-06-15 |
category     | scholingstrajecten  | placed  | 2 |  335 | ten minste | 2024-06-30 | 2022-03-01 | stuurgroep
project      | zorgstart           | started | 1 |  400 | ten minste | 2023-12-31 | 2020-06-15 | team
project      | zorgstart           | started | 2 |  400 | ten minste | 2023-12-31 | 2021-06-15 | team
municipality | hilversum           | started | 1 |  300 | ten minste | 2023-12-31 | 2020-01-01 | college
municipality | hilversum           | started | 2 |  250 | ten minste | 2023-12-31 | 2022-01-01 | raad
"""


def monitor(level: str, code: str) -> Monitor:
    """A page of the fourth edition with these goals and no others."""
    names = ("level", "code", "indicator", "version", "value", "relation", "goal_on", "valid_from_on", "decided_by")
    drawn: list[dict[str, Any]] = []
    for line in GOALS.strip().splitlines():
        row: dict[str, Any] = dict(zip(names, (cell.strip() or None for cell in line.split("|")), strict=True))
        row |= {name: date.fromisoformat(row[name]) for name in ("goal_on", "valid_from_on")}
        drawn.append({**row, "version": int(row["version"]), "value": int(row["value"]), "reference": "stuk"})
    rows = Facts.of(example_cube("2022-11")).rows
    facts = Facts(replace(rows, tables=rows.tables | {"goals": drawn}))
    return MONITORS[level](facts, facts.scope(level, code))


@pytest.mark.parametrize(
    ("level", "code", "intro", "rows"),
    [
        pytest.param(
            "programme",
            "gooi-en-vechtstreek",
            [
                "Sinds 22 september 2022 gelden andere doelen. "
                "Gestarte trajecten: van circa 1180 naar ten minste 1200. Bemiddeld naar werk: van 520 naar 500."
            ],
            [("circa 1180", "ten minste 1200", "overleg B"), ("520", "500", "overleg B")],
            id="two goals on one day; what 'circa' became is said too",
        ),
        pytest.param(
            "category",
            "scholingstrajecten",
            [
                "Sinds 1 maart 2022 geldt een ander doel. "
                "Bemiddeld naar werk: van 335, eind 2023 naar 335, 30 juni 2024.",
                "Sinds 1 augustus 2022 geldt een ander doel. Gestarte trajecten: van 790 naar 820.",
            ],
            [("335, eind 2023", "335, 30 juni 2024", "stuurgroep"), ("790", "820", "stuurgroep")],
            id="each day its own sentence; another date is another goal",
        ),
        pytest.param(
            "municipality",
            "hilversum",
            ["Sinds 1 januari 2022 geldt een ander doel. Gestarte trajecten: van 300 naar 250."],
            [("300", "250", "raad")],
            id="a municipality's own goal",
        ),
    ],
)
def test_every_change_is_told(level: str, code: str, intro: list[str], rows: list[tuple[str, str, str]]) -> None:
    """In a sentence and in a table, the oldest first."""
    content = monitor(level, code).goals_changed().content
    assert content["intro"] == intro
    assert [(row["was"], row["now"], row["decision"]) for row in content["rows"]] == rows


def test_a_version_that_says_the_same_is_no_change() -> None:
    """ZorgStart's second version differs in nothing that readers see."""
    assert monitor("project", "zorgstart").goals_changed().content["paragraphs"] == ["Er is nog geen doel veranderd."]


def test_a_page_without_goals_says_nothing_of_them() -> None:
    """Most municipalities have none; then the page says why there is no judgement."""
    assert monitor("municipality", "laren").goals_changed().content["kind"] == "none"
    about = {code: monitor("municipality", code).conclusion().content["about"] for code in ("laren", "hilversum")}
    assert [any("niet per gemeente" in one for one in about[code]) for code in about] == [True, False]
