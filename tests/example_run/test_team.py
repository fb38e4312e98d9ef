"""The team's own edition of the example: exact, marked on every page, each figure leading to its cells; not public."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import run_cli
from werkmonitor.cube import CubeRows, read_rows, to_json
from werkmonitor.errors import PublicationRefused
from werkmonitor.programme import Programme
from werkmonitor.publish import publish
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.wording import FOR_THE_TEAM
from werkmonitor.tables import read_table
from werkmonitor.team import team_cubes
from werkmonitor.traces import number
from werkmonitor.workspace import Workspace

EDITION = "2022-11"
PAGES = 41


@pytest.fixture(scope="module")
def team(example: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example after the team's edition was made beside what is public."""
    folder = tmp_path_factory.mktemp("team") / "example"
    shutil.copytree(example.data.parent, folder)
    made = Workspace(folder / "data", folder / "outputs")
    said = run_cli(f"publish --audience team --edition {EDITION}", made)
    assert f"{PAGES} monitors" in said
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(team: Workspace) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in sorted(team.team.rglob("*.html"))}


def monitors(team: Workspace) -> dict[Path, str]:
    """The pages of the edition that say figures; others say what these are made of, or lead to them."""
    return {path: html for path, html in pages(team).items() if EDITION in path.parts and "herkomst" not in path.parts}


def test_what_is_public_stays_as_it_was(example: Workspace, team: Workspace) -> None:
    """Site, released editions and previews hold nothing of it."""
    assert files(team.site) == files(example.site)
    assert files(team.editions) == files(example.editions)
    assert not team.preview.exists()


def test_every_page_picture_and_download_says_that_it_is_not_public(team: Workspace) -> None:
    """A cut-out still says it, and so does print: it is a text of the page, not of the screen."""
    assert len(monitors(team)) == PAGES
    for path, html in pages(team).items():
        assert FOR_THE_TEAM in html, path
        for picture in re.findall(r"<svg.*?</svg>", html, flags=re.S):
            assert FOR_THE_TEAM in picture, path
    downloads = sorted(team.team.rglob("*.csv"))
    assert len(downloads) > PAGES
    for path in downloads:
        _, *lines = path.read_text("utf-8-sig").splitlines()
        assert all(FOR_THE_TEAM in line for line in lines), path
    for path in team.team.rglob("*.xlsx"):
        with ZipFile(path) as parts:
            sheets = [parts.read(name).decode("utf-8") for name in parts.namelist() if "worksheets/sheet" in name]
        assert all(FOR_THE_TEAM in sheet for sheet in sheets), path


def test_nothing_in_it_is_rounded(team: Workspace) -> None:
    """Also small areas and groups are as counted."""
    huizen = (team.team / EDITION / "gemeente" / "huizen.html").read_text("utf-8")
    assert re.search(r"[1-9]\d* trajecten zijn gestart", huizen)
    for path, html in pages(team).items():
        if "herkomst" not in path.parts:
            text = re.sub(r"<[^>]+>", " ", html)
            assert "veelvoud van" not in text, path
            assert "0–4" not in text, path


def test_every_figure_of_a_table_or_tile_leads_to_what_it_is_made_of(team: Workspace) -> None:
    """All numbers on the monitors are links, and every link of the edition arrives."""
    texts = pages(team)
    ids = {path: set(re.findall(r'\bid="([^"]+)"', html)) for path, html in texts.items()}
    for path, html in texts.items():
        for href in re.findall(r'href="([^"]+)"', html):
            place, _, section = href.partition("#")
            target = (path.parent / place).resolve() if place else path
            assert target.exists(), (path, href)
            assert not section or section in ids[target], (path, href)
    for path, html in monitors(team).items():
        for tile in re.findall(r'<p class="value">.*?</p>', html, flags=re.S):
            assert 'class="trace"' in tile, path
        for cell in re.findall(r'<td class="n">(.*?)</td>', html, flags=re.S):
            assert "<a " in cell or "–" in cell or not re.search(r"\d", cell), (path, cell)


def test_a_page_of_origins_adds_up(team: Workspace, programme: Programme) -> None:
    """The rows of the table of a count are together what stands in its heading, and on the monitor."""
    cube = team_cubes(team, programme, EDITION)[EDITION]
    facts = Facts(cube)
    for level, code in (("category", "doorstroombanen"), ("municipality", "huizen"), ("target_group", "jongeren")):
        html = (team.team / EDITION / "herkomst" / f"{level}-{code}.html").read_text("utf-8")
        cell = facts.cell(facts.scope(level, code), "placed")
        assert cell
        (section,) = re.findall(r'<section[^>]* id="bemiddeld-naar-werk".*?</section>', html, flags=re.S)
        table = section.partition("Waar het aantal uit bestaat")[2].partition("</table>")[0]
        rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]]
        numbers = [int(row[1].replace(".", "").replace("−", "-")) for row in rows]
        assert rows[-1][0] == "Samen"
        assert sum(numbers[:-1]) == numbers[-1] == cell["value"]
        assert f"{number(cell['value'])} sinds het begin" in section


def test_a_division_on_a_page_of_origins_is_right(team: Workspace) -> None:
    """Who calculates it again finds the same."""

    def read(told: str) -> float:
        return float(told.replace(".", "").replace(",", "."))

    html = "".join(path.read_text("utf-8") for path in (team.team / EDITION / "herkomst").glob("*.html"))
    divisions = re.findall(r"([\d.]+) ÷ ([\d.,]+) = ([\d.,]+)%", html)
    assert divisions
    for value, by, share in divisions:
        assert read(value) / read(by) * 100 == pytest.approx(read(share), abs=0.0051)


def test_what_is_so_on_a_day_did_not_add_up_since_the_beginning(team: Workspace) -> None:
    """Running trajectories are those of the as-of date; and a sentence ends with one full stop."""
    html = (team.team / EDITION / "herkomst" / "project-zorgstart.html").read_text("utf-8")
    (running,) = re.findall(r'<section[^>]* id="lopende-trajecten".*?</section>', html, flags=re.S)
    assert "op 30 september 2022." in running
    assert "sinds het begin" not in running
    assert not re.search(r"\.\.\s", re.sub(r"<[^>]+>", " ", html))


def test_what_was_revised_has_the_same_cause_as_in_public(team: Workspace, programme: Programme) -> None:
    """Was, is and why, for all that the public edition tells; the team's has more of them."""

    def told(cube: CubeRows) -> set[tuple[object, ...]]:
        return {tuple(row.values()) for row in cube["revisions"]}

    public = read_rows(team.editions / EDITION / "cube.json")
    assert told(public)
    assert told(public) <= told(team_cubes(team, programme, EDITION)[EDITION])


def test_no_person_is_in_it(team: Workspace) -> None:
    """Of a row of a list its cell, project and month: no pseudonym, no participant number, no day."""
    trajectories = read_table(team, "trajectories")
    persons = set(trajectories["person"].dropna())
    days = {f"{day:%d-%m-%Y}" for day in trajectories["started_on"].dropna()}
    for path, html in pages(team).items():
        words = set(re.findall(r"[\w.-]+", html))
        assert not words & persons, path
        assert "herkomst" not in path.parts or not words & days, path


def test_the_site_refuses_it(team: Workspace, programme: Programme) -> None:
    """Also where such a cube lies among the released ones."""
    before = files(team.site)
    planted = team.editions / EDITION / "r9"
    planted.mkdir()
    cube = team_cubes(team, programme, EDITION)[EDITION]
    told = {"revision": 9, "revision_reason": "typefout", "revised_on": "2023-01-01"}
    (planted / "cube.json").write_text(to_json(replace(cube, edition=cube.edition | told)), "utf-8")
    try:
        with pytest.raises(PublicationRefused, match="the team's own"):
            publish(team, programme, [EDITION])
    finally:
        shutil.rmtree(planted)
    assert files(team.site) == before


def test_an_unknown_audience_is_refused(team: Workspace) -> None:
    """With what was meant."""
    assert "did you mean 'team'?" in run_cli("publish --audience teem", team, expect=2)
