"""Pictures that answer: what is in the page, what is loaded when, and what a reader gets from disk, web and mail."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page

from tests.conftest import run_cli
from tests.publish.there import Here, there
from werkmonitor import publish
from werkmonitor.programme import Programme
from werkmonitor.publish import live
from werkmonitor.publish.saving import alone
from werkmonitor.workspace import Workspace

CATEGORY = "2022-11/categorie/scholingstrajecten.html"
LIVE = "svg:has(+ script)"
NUMBER = re.compile(r"\d[\d.]*")


@pytest.fixture(scope="module")
def site(released: Workspace, programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site around one category, with its pictures, some folders deep."""
    folder = tmp_path_factory.mktemp("www") / "regio" / "monitor"
    only = "category/scholingstrajecten"
    publish.publish(released, programme, ["2022-11"], only=only, target=folder, workers=there(Here()))
    return folder


@pytest.fixture(scope="module")
def on_the_web(site: Path) -> Iterator[str]:
    """The address of that site under a sub-path of a server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parents[1]))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/regio/monitor/"
        server.shutdown()


# ------------------------------------------------------------ what is in the page


def answers_of(data: str) -> list[str]:
    """What the places of a picture say. What is the same in all rows is written once."""
    said = json.loads(data)["tables"]["answers"]["columns"]["says"]
    return [said] if isinstance(said, str) else said


def figures(html: str) -> list[tuple[Tag, list[str]]]:
    """Every picture of a page: the figure it stands in, and what it answers."""
    soup = BeautifulSoup(html, "html.parser")
    return [(data.find_parent("figure"), answers_of(data.string)) for data in soup.select("figure svg + script")]


def test_a_picture_says_what_its_table_says(site: Path) -> None:
    """Every number that it can answer stands in the table below it; every row of bars and every quarter answers."""
    found = figures((site / CATEGORY).read_text("utf-8"))
    assert len(found) >= 5
    for figure, answers in found:
        table = " ".join(cell.get_text(" ") for cell in figure.select("tbody :is(th, td)"))
        for says in answers:
            assert set(NUMBER.findall(says)) <= set(NUMBER.findall(table)), says
        rows = [row.th.get_text(" ", strip=True) for row in figure.select("tbody tr") if row.th]
        assert {says.partition(":")[0] for says in answers} <= set(rows)


def test_what_a_partner_wrote_stays_text() -> None:
    """Nothing of a name can end the element it stands in."""
    row = {"name": "</script><script>x()</script><!--", "count": None, "plan": None, "goal": 3, "word": ""}
    data = live.data({"chart": "goal_bars", "rows": [row], "widest": 1})
    assert data.count("<") == 2
    said = answers_of(data[data.index(">") + 1 : data.rindex("<")])
    assert said == ["</script><script>x()</script><!--: geen cijfer, doel 3"]


def test_a_page_without_a_site_has_no_script(html_of: Callable[[str], str]) -> None:
    """As plain nbconvert makes it: there is nothing it could load."""
    assert "<script" not in html_of("category")


def test_a_page_without_pictures_has_no_script(site: Path) -> None:
    """Of the pages about all monitors only those with a search field."""
    assert "<script" not in (site / "correcties.html").read_text("utf-8")


def test_the_script_of_a_site_asks_nothing_of_anyone(site: Path) -> None:
    """It lies in the site, is the same every time, and names no address to load from."""
    script = (site / live.BUNDLE).read_text("utf-8")
    assert script == live.bundle()
    assert len(script) < 1_000_000
    assert not re.search(r"https?://(?!www\.w3\.org/|vega\.github\.io/|github\.com/vega/)", script)
    assert not re.search(r"\bimport\s*\(", script)


# ------------------------------------------------------------ in a browser


class Watched:
    """A page, with all that it asks for and all that its console says."""

    def __init__(self, page: Page):
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def told(self) -> str:
        """What is said of the place that is pointed at; empty when nothing is."""
        return "".join(self.page.locator(".tip").all_text_contents())

    def wait(self, for_what: str) -> None:
        self.page.wait_for_function(f"() => {for_what}", timeout=10_000)


@pytest.fixture
def watched(page: Page) -> Watched:
    return Watched(page)


def texts(page: Page) -> list[list[object]]:
    """The words of the first picture, with where they stand."""
    found: list[list[object]] = page.locator(LIVE).first.evaluate(
        """svg => [...svg.querySelectorAll('text')].map(text => {
            const box = text.getBoundingClientRect(), frame = svg.getBoundingClientRect()
            return [text.textContent, Math.round(box.x - frame.x), Math.round(box.y - frame.y)]
        }).sort()"""
    )
    return found


@pytest.mark.browser
@pytest.mark.parametrize("place", ["disk", "web"])
def test_pointing_at_a_picture(watched: Watched, site: Path, on_the_web: str, place: str) -> None:
    """The script comes when somebody points, and once; the picture is the same one, lights up and says what is there.

    Under the page's own policy, with nothing to say for the console.
    """
    page, root = watched.page, on_the_web if place == "web" else f"{site.as_uri()}/"
    page.goto(root + CATEGORY)
    picture = page.locator(LIVE).first
    picture.scroll_into_view_if_needed()
    before = texts(page), picture.get_attribute("aria-labelledby"), picture.bounding_box()
    assert watched.asked == [root + CATEGORY]
    box = picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 3)
    watched.wait("document.querySelector('.tip')?.textContent")
    assert re.fullmatch(r"[^:]+: .*\d bereikt, .*", watched.told())
    assert (texts(page), picture.get_attribute("aria-labelledby"), picture.bounding_box()) == before
    assert picture.locator('[fill-opacity="0.1"]').count() == 1
    assert picture.locator("[role], [aria-label], [aria-roledescription]").count() == 0
    page.keyboard.press("Escape")
    assert watched.told() == ""
    page.locator(LIVE).nth(1).hover()
    watched.wait("document.querySelectorAll('.tip').length === 2")
    assert watched.asked == [root + CATEGORY, root + live.BUNDLE]
    assert watched.said == []


@pytest.mark.browser
def test_with_the_keyboard(watched: Watched, site: Path) -> None:
    """A picture is reached by Tab, its places by the arrows, and left with Escape or Tab."""
    page = watched.page
    page.goto((site / CATEGORY).as_uri())
    page.locator(LIVE).first.focus()
    watched.wait("document.querySelector('.tip')")
    said = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        said.append(watched.told())
    page.keyboard.press("ArrowLeft")
    assert watched.told() == said[1]
    assert len(set(said)) == 3
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    assert watched.told() == ""
    assert watched.said == []


@pytest.mark.browser
def test_with_a_finger(browser: Browser, site: Path) -> None:
    """A tap says what is there until another tap beside it; on a narrow screen nothing sticks out."""
    with browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True) as context:
        watched = Watched(context.new_page())
        watched.page.goto((site / CATEGORY).as_uri())
        watched.page.locator(LIVE).first.tap()
        watched.wait("document.querySelector('.tip')?.textContent")
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= 320
        watched.page.locator("figcaption").first.tap()
        assert watched.told() == ""
        assert watched.said == []


@pytest.mark.browser
def test_a_saved_page_works_by_itself(watched: Watched, site: Path, tmp_path: Path) -> None:
    """From a folder with nothing else in it: no request, nothing for the console, and pictures that answer."""
    file = tmp_path / "bijlage" / "pagina.html"
    file.parent.mkdir()
    file.write_text(alone((site / CATEGORY).read_text("utf-8"), ""), "utf-8")
    watched.page.goto(file.as_uri())
    watched.page.locator(LIVE).first.hover()
    watched.wait("document.querySelector('.tip')")
    assert watched.asked == [file.as_uri()]
    assert watched.said == []


# ------------------------------------------------------------ one page as one file


def test_what_leads_out_of_a_saved_page(site: Path) -> None:
    """To where the site stands, when that is known; else it is text, and the ways around the site are left out."""
    html = (site / CATEGORY).read_text("utf-8")
    where = f"https://monitor.example.nl/{CATEGORY}"
    kept, by_itself = (BeautifulSoup(alone(html, address), "html.parser") for address in (where, ""))
    out = {str(link["href"]) for link in kept.select("a[href]") if not str(link["href"]).startswith("#")}
    assert "https://monitor.example.nl/2022-11/index.html" in out
    assert "https://monitor.example.nl/zoeken.html" in out
    assert all(href.startswith("https://") for href in out)
    assert not [link for link in by_itself.select("a[href]") if not str(link["href"]).startswith("#")]
    assert not by_itself.select(".site-nav, .editions, .downloads, .offers, .around")
    whole = BeautifulSoup(html, "html.parser")
    for offer in whole.select(".downloads"):
        offer.decompose()
    assert by_itself.main.get_text().split() == whole.main.get_text().split()
    assert by_itself.footer


def test_a_page_without_pictures_is_saved_without_a_script(site: Path) -> None:
    """It would have nothing to draw."""
    assert len(alone((site / "correcties.html").read_text("utf-8"), "")) < 100_000


def test_the_command_saves_a_page(example: Workspace, tmp_path: Path) -> None:
    """As a user gives it; a page that there is not is answered with the nearest one."""
    file = tmp_path / "laren.html"
    assert str(file) in run_cli(f"save 2022-11 municipality/laren --to '{file}'", example)
    page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    assert page.h1.get_text() == "Laren"
    assert "did you mean 'municipality/laren'?" in run_cli("save 2022-11 municipality/larn", example, expect=2)
    assert "is not an edition" in run_cli("save 2022-12 programme", example, expect=2)
