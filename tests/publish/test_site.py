"""The site: every monitor of every edition, put in place whole or not at all."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.publish.example import NOTEBOOKS, example_cube, write_example
from tests.publish.links import walk
from tests.publish.there import Here, no_picture, there
from werkmonitor import publish
from werkmonitor.cube import CUBE_FILE, write_cube
from werkmonitor.errors import PublicationRefused, UsageError
from werkmonitor.programme import Programme
from werkmonitor.publish.security import secured
from werkmonitor.workspace import Workspace


def main_of(html: str) -> str:
    """The <main> of a page, read and written again: `jupyter nbconvert` does so, which sorts attributes."""
    found = BeautifulSoup(html, "html.parser").main
    assert found
    return str(found)


# ------------------------------------------------------------ the whole site


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Workspace:
    """A workspace with the site of editions 1 and 4, as `publish` made it."""
    folder = tmp_path_factory.mktemp("online")
    write_example(folder / "data")
    workspace = Workspace(folder / "data", folder / "outputs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WERKMONITOR_DATA", str(workspace.data))
        patch.setattr("werkmonitor.publish.svg.picture", no_picture)
        result = publish.publish(workspace, programme, ["2022-11", "2021-05"], workers=there(Here()))
    assert result.folder == workspace.site
    assert set(result.pages) == set(workspace.site.glob("*/**/*.html"))
    return workspace


def test_every_monitor_of_every_edition_has_its_page(online: Workspace) -> None:
    """1 programme, 6 categories, 8 or 7 municipalities, 27 projects: 42 and 41 pages, at permanent addresses."""
    pages = {edition: len([*(online.site / edition).rglob("*.html")]) for edition in ("2021-05", "2022-11")}
    assert pages == {"2021-05": 42, "2022-11": 41}
    for address in ("index.html", "categorie/doorstroombanen.html", "gemeente/weesp.html", "project/zorgstart.html"):
        assert (online.site / "2021-05" / address).is_file()
    assert not (online.site / "2022-11" / "gemeente" / "weesp.html").exists()


def test_no_link_is_broken_and_every_page_is_reached(online: Workspace) -> None:
    """Every link leads to a file and a place in it; no address begins at the root of a server."""
    assert walk(online.site) == ([], [])


def test_the_index_tells_of_the_latest_first(online: Workspace) -> None:
    """Its conclusion, its three figures with goal and word; one step to a municipality; then the older ones."""
    soup = BeautifulSoup((online.site / "index.html").read_text("utf-8"), "html.parser")
    assert "Alle monitors blijven online." in soup.get_text()
    headings = [tag.get_text(strip=True) for tag in soup.select("h2, .edition-list h3")]
    assert (headings[0], headings[-2]) == ("Monitor 4, november 2022", "Monitor 1, mei 2021")
    latest = soup.select_one(".latest")
    assert "Taaltrajecten" in latest.select_one(".conclusion").get_text()
    assert [tile.h3.get_text() for tile in latest.select(".tile")] == [
        "Gestarte trajecten",
        "Afgeronde scholingstrajecten",
        "Bemiddeld naar werk",
    ]
    assert all(tile.select_one(".word") and "Doel: " in tile.get_text() for tile in latest.select(".tile"))
    assert latest.find("a", string="Wat is er veranderd sinds mei 2021?")
    assert soup.find("a", string="Hilversum")["href"] == "2022-11/gemeente/hilversum.html"
    assert "tot en met mei 2021" in soup.select_one("a[href='2021-05/gemeente/weesp.html']").get_text()
    assert "Stand op 31 maart 2021 (aanname); verschenen op 14 mei 2021. 42 pagina’s." in soup.get_text()
    assert "Voorbeeld met fictieve gegevens" in soup.header.get_text()


def test_a_page_leads_to_itself_in_other_editions(online: Workspace) -> None:
    """Where it exists there; Weesp has a page in the first edition only. Who reads an old one is told of the newest."""

    def leads(page: str, chosen: str) -> list[tuple[str, str]]:
        soup = BeautifulSoup((online.site / page).read_text("utf-8"), "html.parser")
        return [(tag.get_text(strip=True), str(tag.get("href", ""))) for tag in soup.select(chosen)]

    project = "project/zorgstart.html"
    there = ("november 2022", f"../../2022-11/{project}")
    assert leads(f"2021-05/{project}", ".editions a, .editions span") == [("mei 2021", ""), there]
    assert leads(f"2021-05/{project}", ".version a") == [there]
    assert leads(f"2022-11/{project}", ".editions [rel=prev]") == [("mei 2021", f"../../2021-05/{project}")]
    assert leads(f"2022-11/{project}", ".version a") == []
    assert leads("2021-05/index.html", ".editions [rel=next]") == [("november 2022", "../2022-11/index.html")]
    assert leads("2021-05/gemeente/weesp.html", ".editions a, .editions span, .version a") == []


def test_a_page_says_where_it_is_and_how_to_name_it(online: Workspace) -> None:
    """Publisher, programme, page, days and the address that stays; and what changed since the monitor before."""
    soup = BeautifulSoup((online.site / "2022-11/gemeente/laren.html").read_text("utf-8"), "html.parser")
    told = " ".join(soup.select_one(".citation").get_text().split())
    assert "monitor november 2022: Laren. Stand op 30 september 2022; verschenen op 25 november 2022." in told
    assert told.endswith(" 2022-11/gemeente/laren.html")
    assert soup.select_one(".around a[href*=veranderd]")["href"] == "../../veranderd.html#monitor-4-november-2022"


def test_every_figure_tile_and_section_can_be_linked_to(online: Workspace) -> None:
    """Its heading leads to its own place, once a page."""
    for page in ("2022-11/index.html", "2022-11/project/zorgstart.html", "2022-11/gemeente/laren.html"):
        soup = BeautifulSoup((online.site / page).read_text("utf-8"), "html.parser")
        linked = [str(tag["href"])[1:] for tag in soup.select("main .permalink")]
        assert len(linked) == len(set(linked))
        shown = soup.select("main section[id], main figure[id], main .tile")
        assert {str(tag["id"]) for tag in shown} <= set(linked)


def test_the_same_cubes_give_the_same_bytes(
    online: Workspace, programme: Programme, quick: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the site, made again."""
    monkeypatch.setenv("WERKMONITOR_DATA", str(online.data))
    before = {path.relative_to(online.site): path.read_bytes() for path in online.site.rglob("*") if path.is_file()}
    publish.publish(online, programme, ["2021-05", "2022-11"], workers=there(quick))
    assert {
        path.relative_to(online.site): path.read_bytes() for path in online.site.rglob("*") if path.is_file()
    } == before


def test_an_edition_that_is_online_stays_online(online: Workspace, programme: Programme, quick: Here) -> None:
    """Publishing without it is refused, and the site stands."""
    with pytest.raises(PublicationRefused, match="2021-05: is online and would disappear"):
        publish.publish(online, programme, ["2022-11"], workers=there(quick))
    assert (online.site / "2021-05" / "index.html").is_file()


def test_a_concept_never_lands_in_the_site(own: Workspace, programme: Programme, quick: Here) -> None:
    """It can be looked at elsewhere, marked on the page."""
    shutil.rmtree(own.editions)
    write_cube(example_cube("2022-11", is_concept=True, adopted_by=None), own.concepts / "2022-11" / CUBE_FILE)
    with pytest.raises(PublicationRefused, match="is a concept"):
        publish.publish(own, programme, ["2022-11"], workers=there(quick))
    assert not own.site.exists()
    result = publish.publish(
        own, programme, ["2022-11"], only="project/z*", target=own.concepts / "site", workers=there(quick)
    )
    soup = BeautifulSoup(result.pages[0].read_text("utf-8"), "html.parser")
    assert soup.title.get_text().startswith("CONCEPT ")
    assert soup.select_one("main .concept")
    assert "CONCEPT · Voorbeeld met fictieve gegevens" in soup.header.get_text()


def test_a_preview_leaves_the_site_alone(own: Workspace, programme: Programme, quick: Here) -> None:
    """A pattern makes a few pages in a folder of their own; progress is told for each."""
    told: list[tuple[int, int, str]] = []
    result = publish.publish(
        own, programme, ["2022-11"], only="category/*", workers=there(quick), progress=lambda *step: told.append(step)
    )
    assert result.folder == own.preview
    assert len(result.pages) == 6
    assert not own.site.exists()
    assert [step[:2] for step in told] == [(n, 6) for n in range(7)]


@pytest.mark.parametrize("code", ["../../elders", "a/b", "A1", ""])
def test_a_delivered_code_never_leads_outside_the_site(own: Workspace, programme: Programme, code: str) -> None:
    """Codes of projects come from a workbook; one that is no plain word is refused before anything is made."""
    cube = example_cube("2022-11")
    scopes = cube["scopes"].assign(code=cube["scopes"]["code"].replace("zorgstart", code))
    write_cube(
        type(cube)(cube.edition, cube.programme, {**cube.tables, "scopes": scopes}),
        own.editions / "2022-11" / CUBE_FILE,
    )
    with pytest.raises(PublicationRefused, match="cannot be an address"):
        publish.publish(own, programme, ["2022-11"])
    assert not own.outputs.exists()


@pytest.mark.parametrize(
    ("editions", "only", "expected"),
    [
        (["2022-11"], "category/doorstroombaan", "did you mean 'category/doorstroombanen'?"),
        (["2022-12"], None, "did you mean '2022-11'?"),
        ([], None, "there is no edition to publish"),
    ],
)
def test_nothing_to_make_is_said(
    own: Workspace, programme: Programme, editions: list[str], only: str | None, expected: str
) -> None:
    """A pattern that matches no monitor, an edition without figures, no edition at all."""
    with pytest.raises(UsageError) as refused:
        publish.publish(own, programme, editions, only=only)
    assert expected in str(refused.value)


# ------------------------------------------------------------ with real kernels


def test_one_command_and_plain_tools_give_the_same_page(own: Workspace, programme: Programme, tmp_path: Path) -> None:
    """papermill and jupyter nbconvert, as anyone has them: the same <main>, its downloads, and a policy that fits."""
    given = {"edition": "2022-11", "category": "doorstroombanen"}
    ours = publish.preview_notebook(own, programme, "category", given).read_text("utf-8")
    folder = tmp_path / "plain"
    folder.mkdir()
    papermill = [sys.executable, "-m", "papermill", str(NOTEBOOKS / "category.ipynb"), "out.ipynb"]
    subprocess.run(
        [*papermill, "-p", "category", "doorstroombanen", "-p", "edition", "2022-11", "--no-progress-bar"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    nbconvert = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "werkmonitor", "out.ipynb"]
    subprocess.run(nbconvert, cwd=folder, check=True, capture_output=True)
    plain = (folder / "out.html").read_text("utf-8")
    assert main_of(plain) == main_of(ours)
    downloads = {path.name: path.read_bytes() for path in folder.glob("cijfers-*")}
    assert downloads
    assert downloads == {path.name: path.read_bytes() for path in own.preview.glob("cijfers-*")}
    for html in (plain, ours):
        assert secured(html, "page") == html
        assert str(own.data) not in html
        assert "papermill" not in html


def test_one_notebook_is_refused_before_a_kernel_starts(own: Workspace, programme: Programme, tmp_path: Path) -> None:
    """A misspelt value, a notebook that does not exist, an edition that does not: no file, no run."""
    for notebook, given, expected in (
        ("project", {"edition": "2022-11", "project": "zorgstrat"}, "did you mean 'zorgstart'"),
        ("projects", {"edition": "2022-11"}, "did you mean 'project'"),
        ("project", {"edition": "2022-10", "project": "zorgstart"}, "did you mean '2022-11'"),
    ):
        with pytest.raises(UsageError, match=expected):
            publish.preview_notebook(own, programme, notebook, given, tmp_path / "x.html")
    assert not own.outputs.exists()
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("print('tussenresultaat')", r"category.ipynb \(2022-11, doorstroombanen\) › cell 5: printed text \(stdout\)"),
        ("monitor.conclusions()", r"category.ipynb \(2022-11, doorstroombanen\) › cell 5: ended with AttributeError"),
    ],
    ids=["prints", "fails"],
)
def test_a_notebook_that_fails_or_prints_stops_the_site(
    own: Workspace, programme: Programme, source: str, expected: str
) -> None:
    """The message names notebook and cell; the site that stood is untouched, and nothing is left beside it."""
    notebooks = own.data.parent / "notebooks"
    notebooks.mkdir()
    broken = nbformat.read(NOTEBOOKS / "category.ipynb", as_version=4)
    broken.cells[4].source = source
    nbformat.write(broken, notebooks / "category.ipynb")
    own.preview.mkdir(parents=True)
    (own.preview / "index.html").write_text("wat er stond", "utf-8")
    with pytest.raises(PublicationRefused, match=expected):
        publish.publish(own, programme, ["2022-11"], only="category/doorstroombanen")
    assert (own.preview / "index.html").read_text("utf-8") == "wat er stond"
    assert {path.name for path in own.outputs.iterdir()} == {"preview", "runs"}
