"""The team's own edition: what the public one shows, exact, and nothing that it does not show."""

from datetime import date
from pathlib import Path

import pytest

from tests.figures.world import DELIVERIES, KEY, LIST, build, people, programme, tables
from werkmonitor.cube import TEAM, CubeRows
from werkmonitor.editions import freeze
from werkmonitor.errors import PublicationRefused
from werkmonitor.figures.team import build_for_team
from werkmonitor.tables import Tables
from werkmonitor.workspace import Workspace


@pytest.fixture(scope="module")
def drawn() -> Tables:
    return tables(DELIVERIES + LIST.strip().partition("\n")[2], trajectories=people(3, 90, last=date(2021, 3, 31)))


def of_team(drawn: Tables, **settings: object) -> CubeRows:
    of = programme(**settings)
    workspace = Workspace(Path("data"), Path("outputs"))
    return build_for_team(workspace, of, of.edition("2021-05"), drawn, [], KEY, False, {})


@pytest.mark.parametrize("policy", ["region_exact", "strict"])
def test_every_figure_is_exact_and_of_the_public_scopes(drawn: Tables, policy: str) -> None:
    """The same scopes and days; what is rounded in public is within its bounds here."""
    cube, public = of_team(drawn, protection={"policy": policy}), build(drawn, programme(protection={"policy": policy}))
    assert cube.edition["audience"] == TEAM
    assert {row["base"] for row in cube["cells"]} == {1}
    exact = {(row["level"], row["code"], row["category"], row["indicator"], row["on"]): row for row in cube["cells"]}
    for row in public["cells"]:
        key = (row["level"], row["code"], row["category"], row["indicator"], row["on"])
        if key in exact:  # what is nil and not offered is left out where it is exact
            assert row["low"] <= exact[key]["value"] <= row["high"]
        else:
            assert row["low"] == 0
    shown = {(row["level"], row["code"]) for row in public["scopes"]}
    assert {key[:2] for key in exact} <= shown
    assert not any(row["level"] == "project" and row["category"] for row in cube["cells"])


def test_the_programme_is_not_opened_for_anybody_else(drawn: Tables) -> None:
    """The settings of the public edition are as they were, before and after."""
    before = programme()
    of_team(drawn)
    assert programme().protection == before.protection
    assert {row["base"] for row in build(drawn, before)["cells"]} > {1}


def test_it_is_never_released(drawn: Tables, tmp_path: Path) -> None:
    """Not even where somebody asks for it."""
    workspace = Workspace(tmp_path / "data", tmp_path / "outputs")
    with pytest.raises(PublicationRefused, match="the team's own edition"):
        freeze(workspace, of_team(drawn), drawn, [])
    assert not workspace.editions.exists()
