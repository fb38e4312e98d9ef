"""The second programme, Rivierenland: its own categories, partners and layouts, one final edition, the same software.

Source: the region's look back on Perspectief op Werk. The counts behind its two percentages are ours.
"""

import html
import re
import shutil
from pathlib import Path

import pytest

from examples.generate import CHECKSUMS, EXAMPLES, ROOT, check
from examples.scenario import RIVIERENLAND, load_scenario
from tests.conftest import run_cli
from werkmonitor.cube import cube_path, read_cube
from werkmonitor.workspace import Workspace

DATA = ROOT / "examples" / "rivierenland" / "data"


@pytest.fixture(scope="module")
def rivierenland(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace after `werkmonitor run`."""
    folder = tmp_path_factory.mktemp("rivierenland")
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("processed", "editions"))
    workspace = Workspace(folder / "data", folder / "outputs")
    run_cli("run", workspace)
    return workspace


def text_of(workspace: Workspace, page: str) -> str:
    """What a reader reads on a page, pictures left out."""
    page = re.sub(r"<(style|svg).*?</\1>", " ", (workspace.site / "2022-03" / page).read_text("utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param(
            "project/leerwerkroute-ict.html", "Percentage boven ambitie 24,62% (81 van 65)", id="over ambition"
        ),
        pytest.param("project/voorschakel-taaltrajecten.html", "92% Bij 46 van 50", id="raised language level"),
        pytest.param("index.html", "Van het budget van € 2.000.000", id="two million euros"),
        pytest.param("index.html", "Het programma ligt op koers.", id="conclusion"),
    ],
)
def test_percentages_are_those_of_the_source_with_their_two_numbers(
    rivierenland: Workspace, page: str, said: str
) -> None:
    """As printed in the look back: 24,62% more work-learning places in ICT, 92% raised their language level."""
    assert said in text_of(rivierenland, page)


def test_a_share_of_some_projects_is_not_told_of_all(rivierenland: Workspace) -> None:
    """The language level is measured in one project: 46 of all 680 trajectories would mean nothing."""
    shares = read_cube(cube_path(rivierenland, "2022-03"))["shares"]
    found = shares.loc[shares["indicator"] == "language_level_share", ["level", "code", "numerator", "denominator"]]
    assert found.to_numpy().tolist() == [["project", "voorschakel-taaltrajecten", 46, 50]]


def test_seventeen_projects_of_which_three_are_real(rivierenland: Workspace) -> None:
    """Every other one says on its page that it is fictional; the categories' names are invented too."""
    scopes = read_cube(cube_path(rivierenland, "2022-03"))["scopes"]
    projects = scopes[scopes["level"] == "project"]
    assert len(projects) == 17
    assert set(projects.loc[~projects["is_fictional"], "code"]) == {
        "leerwerkroute-ict",
        "voorschakel-taaltrajecten",
        "groepsaanpak-schulden",
    }
    assert "Leerwerkroutes (fictief)" in text_of(rivierenland, "index.html")
    assert len(list((rivierenland.site / "2022-03").rglob("*.html"))) == 1 + 4 + 8 + 17


def test_its_workbooks_are_those_of_the_generator() -> None:
    """Scenario, generator, workbooks and their list belong to one commit; the register has the one layout."""
    assert EXAMPLES[DATA / "raw"] == RIVIERENLAND
    assert check(DATA / "raw", RIVIERENLAND) == []
    listed = {line.split("  ", 1)[1] for line in (DATA / "raw" / CHECKSUMS).read_text("utf-8").splitlines()}
    assert listed == {delivery.path for delivery in load_scenario(RIVIERENLAND).deliveries}
    register = Path("layouts") / "register.toml"
    assert (DATA / register).read_bytes() == (ROOT / "data" / register).read_bytes()
