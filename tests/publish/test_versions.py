"""A revised edition: the new version at the permanent address, the old one beside it, and both say so."""

import csv
import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml.html import document_fromstring

from tests.publish.example import example_cube
from tests.publish.there import Here, no_picture, there
from werkmonitor import publish
from werkmonitor.cube import CUBE_FILE, Cube, write_cube
from werkmonitor.errors import PublicationRefused
from werkmonitor.programme import Programme
from werkmonitor.publish import wording
from werkmonitor.workspace import Workspace

SOME = "pro*m*"
"""The programme and a handful of projects."""

REASON = "Hilversum leverde drie trajecten na"
NEW = f"Dit is versie 2, herzien op 3 februari 2023: {REASON}."
OLD = f"Vervangen door versie 2 op 3 februari 2023: {REASON}."


@pytest.mark.parametrize(
    ("edition", "is_new", "was_replaced"),
    [
        ({}, "", None),
        ({"revision": 1, "revised_on": None, "revision_reason": None}, "", None),
        ({"revision": 2, "revised_on": "2023-02-03", "revision_reason": REASON}, NEW, OLD),
        ({"revision": 2, "revised_on": "2023-02-03", "revision_reason": f"{REASON}. "}, NEW, OLD),
    ],
    ids=["of before there were versions", "the first", "the second", "a reason with a full stop"],
)
def test_what_is_said_of_a_version(edition: dict[str, object], is_new: str, was_replaced: str | None) -> None:
    """Nothing of the first; of a later one which it is, since when and why."""
    assert wording.revised(edition) == is_new
    if was_replaced:
        assert wording.replaced(edition) == was_replaced


def revised(number: int = 2, value: int = 950) -> Cube:
    """Another version of edition 4, with another number of started trajectories in the programme."""
    about = {"revision": number, "revised_on": "2023-02-03", "revision_reason": REASON}
    cube = example_cube("2022-11", **about)
    for table in ("cells", "progress", "trend"):
        rows = cube[table]
        column = "cumulative" if table == "trend" else "value"
        is_started = (rows["level"] == "programme") & (rows["indicator"] == "started")
        rows.loc[is_started & (rows.get("on", cube.as_of) == str(cube.as_of)), column] = value
    return cube


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> tuple[Workspace, dict[str, str]]:
    """A site of two editions of which the second was revised afterwards, and its pages as they were before that."""
    folder = tmp_path_factory.mktemp("versions")
    workspace = Workspace(folder / "data", folder / "outputs")
    workspace.data.mkdir()
    workspace.programme_file.write_text("", "utf-8")
    for edition in ("2021-05", "2022-11"):
        write_cube(example_cube(edition, revision=1), workspace.editions / edition / CUBE_FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkmonitor.publish.svg.picture", no_picture)
        put_online(workspace, programme)
        before = pages(workspace)
        write_cube(revised(), workspace.editions / "2022-11" / "r2" / CUBE_FILE)
        put_online(workspace, programme)
    return workspace, before


def put_online(workspace: Workspace, programme: Programme) -> None:
    publish.publish(
        workspace, programme, ["2021-05", "2022-11"], only=SOME, target=workspace.site, workers=there(Here())
    )


def pages(workspace: Workspace) -> dict[str, str]:
    return {
        path.relative_to(workspace.site).as_posix(): path.read_text("utf-8")
        for path in workspace.site.rglob("*.*")
        if path.suffix in (".html", ".csv")
    }


def told(html: str) -> str:
    """What the notice at the top of a page says."""
    return " ".join(" ".join(tag.get_text() for tag in BeautifulSoup(html, "html.parser").select(".version")).split())


@pytest.mark.parametrize("page", ["index.html", "project/instroom-ict.html"])
def test_the_new_version_stands_at_the_permanent_address_and_says_so(
    site: tuple[Workspace, dict[str, str]], page: str
) -> None:
    """Which version, since when, why; and it leads to what changed and to the version before."""
    workspace, before = site
    now = pages(workspace)
    up = "../" if "/" in page else ""
    assert told(before[f"2022-11/{page}"]) == ""
    assert told(now[f"2022-11/{page}"]) == f"{NEW} Lees wat er is veranderd en de vorige versie."
    links = BeautifulSoup(now[f"2022-11/{page}"], "html.parser").select(".version a")
    assert [link["href"] for link in links] == [f"{up}index.html#wat-is-er-herzien", f"{up}../2022-11/r1/{page}"]


@pytest.mark.parametrize("page", ["index.html", "project/instroom-ict.html"])
def test_the_old_version_stays_as_it_was_and_says_that_it_was_replaced(
    site: tuple[Workspace, dict[str, str]], page: str
) -> None:
    """At an address of its own; but for the notice and its links it is the page that was published."""
    workspace, before = site
    now = pages(workspace)[f"2022-11/r1/{page}"]
    up = "../" if "/" in page else ""
    assert told(now) == f"{OLD} Lees de nieuwste versie."
    assert BeautifulSoup(now, "html.parser").select_one(".version a")["href"] == f"{up}../../2022-11/{page}"
    assert content(now) == content(before[f"2022-11/{page}"])


def content(html: str) -> str:
    """A page's main part without the notice, and without how large its downloads are, which say the notice too."""
    main = BeautifulSoup(html, "html.parser").main
    for notice in main.select(".version"):
        notice.decompose()
    return re.sub(r"\d+ kB", "kB", " ".join(main.get_text().split()))


def test_each_version_shows_its_own_figures(site: tuple[Workspace, dict[str, str]]) -> None:
    """On its front page and in its download."""
    workspace, before = site
    now = pages(workspace)
    assert "950" in content(now["2022-11/index.html"])
    assert "950" not in content(now["2022-11/r1/index.html"])
    old, new = (started(now[f"2022-11/{folder}cijfers-2022-11.csv"]) for folder in ("r1/", ""))
    assert new == ("950", f"Voorbeeld met fictieve gegevens · {NEW}")
    assert old == (started(before["2022-11/cijfers-2022-11.csv"])[0], f"Voorbeeld met fictieve gegevens · {OLD}")


def started(text: str) -> tuple[str, str]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    is_last = {"Niveau": "programma", "Indicator": "Gestarte trajecten", "Stand op": "30-09-2022"}
    (row,) = (row for row in rows if all(row[name] == value for name, value in is_last.items()))
    return row["Aantal"], row["Aard van de gegevens"]


def test_no_link_is_broken(site: tuple[Workspace, dict[str, str]]) -> None:
    """Of any page to a page of any version that is there; an anchor is on the page it leads to."""
    workspace, _ = site
    found = {path.resolve(): document_fromstring(path.read_bytes()) for path in workspace.site.rglob("*.html")}
    files = {path.resolve() for path in workspace.site.rglob("*.*")}
    around = "//*[contains(@class, 'version') or contains(@class, 'edition-list') or self::nav]//a/@href"
    for page, html in found.items():
        for link in html.xpath(around):
            path, _, place = str(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target in files, (page, link)
            assert not place or found[target].xpath(f"//*[@id='{place}']"), (page, link)


def test_the_index_lists_the_versions(site: tuple[Workspace, dict[str, str]]) -> None:
    """The edition once, with its newest conclusion; its earlier version by name."""
    workspace, _ = site
    index = BeautifulSoup(pages(workspace)["index.html"], "html.parser")
    assert index.select_one(".latest h2").get_text(strip=True) == "Monitor 4, november 2022"
    assert [tag.get_text(strip=True) for tag in index.select(".edition-list h3")] == ["Monitor 1, mei 2021"]
    assert f"{NEW} Eerder verschenen: versie 1." in " ".join(index.get_text().split())
    assert index.find("a", string="versie 1")["href"] == "2022-11/r1/index.html"


def test_a_version_that_is_online_stays_online(
    site: tuple[Workspace, dict[str, str]], programme: Programme, tmp_path: Path
) -> None:
    """Also an old one: the site is not put together without it."""
    workspace, _ = site
    cube = workspace.editions / "2022-11" / "r2" / CUBE_FILE
    cube.rename(tmp_path / CUBE_FILE)
    with pytest.raises(PublicationRefused, match="edition 2022-11/r1: is online and would disappear"):
        put_online(workspace, programme)
    (tmp_path / CUBE_FILE).rename(cube)


def test_a_third_version_leads_to_the_second(own: Workspace, programme: Programme, quick: Here) -> None:
    """And both old ones to the newest; the second says both what it was and that it was replaced."""
    for number in (2, 3):
        write_cube(revised(number, 950 + number), own.editions / "2022-11" / f"r{number}" / CUBE_FILE)
    publish.publish(own, programme, ["2022-11"], only="programme", target=own.site, workers=there(quick))
    now = {folder: (own.site / "2022-11" / folder / "index.html").read_text("utf-8") for folder in ("", "r1", "r2")}
    links = {
        folder: [link["href"] for link in BeautifulSoup(html, "html.parser").select(".version a")]
        for folder, html in now.items()
    }
    assert links == {
        "": ["index.html#wat-is-er-herzien", "../2022-11/r2/index.html"],
        "r1": ["../../2022-11/index.html"],
        "r2": ["../../2022-11/index.html", "index.html#wat-is-er-herzien", "../../2022-11/r1/index.html"],
    }
    assert told(now["r2"]).startswith(OLD.replace("versie 2", "versie 3"))
