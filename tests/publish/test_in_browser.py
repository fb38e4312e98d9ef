"""The pages in a real browser: nothing is asked of the network, nothing runs, nothing sticks out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.publish.conftest import KINDS_OF_PAGE, make_page
from tests.publish.example import example_cube, planted_cube
from werkmonitor.cube import CUBE_FILE, write_cube
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.site_pages.editions import Editions
from werkmonitor.publish.site_pages.home import home_page
from werkmonitor.workspace import Workspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, html_of: Callable[[str], str]) -> dict[str, Path]:
    """Every kind of page as a file, and an index."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for kind in KINDS_OF_PAGE:
        found[kind] = folder / f"{kind.replace(' ', '-').replace(',', '')}.html"
        found[kind].write_text(html_of(kind), "utf-8")
    facts = Facts.of(example_cube("2022-11"))
    editions = Editions({"2022-11": facts}, {"2022-11": [Address("programme"), Address("municipality", "laren")]})
    found["index"] = folder / "index.html"
    found["index"].write_text(home_page(editions, {}), "utf-8")
    return found


@pytest.fixture(params=[*KINDS_OF_PAGE, "index"])
def address(request: pytest.FixtureRequest, files: dict[str, Path]) -> str:
    """Where each kind of page lies on disk."""
    return files[request.param].as_uri()


@pytest.fixture
def told(page: Page) -> Iterator[list[str]]:
    """All that a page asks of the network and all that its console says; there should be nothing."""
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


def test_a_wide_page(page: Page, told: list[str], address: str) -> None:
    """Every picture is seen, with its text within it; the style is allowed by the page's own policy."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px"
    for picture in page.locator("svg").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert box["height"] > 80
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect()
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect()
                return box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2
            }).map(text => text.textContent)
        })"""
    )
    assert outside == []


def test_a_narrow_page(page: Page, told: list[str], address: str) -> None:
    """At 320 pixels (400 percent) the page does not scroll sideways; wide tables do, within the keyboard's reach.

    Nor with the text spacing of WCAG 1.4.12. Targets that stand alone are 24 pixels high (2.5.8).
    """
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for region in page.locator(".scroll").all():
        region.focus()
        assert region.evaluate("element => document.activeElement === element")
    targets = "[...document.querySelectorAll('nav a, .link-groups a, summary')]"
    assert page.evaluate(f"{targets}.filter(target => target.getBoundingClientRect().height < 24).length") == 0
    page.evaluate(
        """() => document.querySelectorAll('body *').forEach(element => {
            element.style.setProperty('line-height', '1.5'); element.style.setProperty('letter-spacing', '.12em')
            element.style.setProperty('word-spacing', '.16em')
        })"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_sees_where_it_is(page: Page, told: list[str], files: dict[str, Path]) -> None:
    """The first stop is the way to the content; every stop shows itself."""
    page.goto(files["programme"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    for _ in range(12):
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Tab")


def test_on_paper(page: Page, told: list[str], files: dict[str, Path]) -> None:
    """Closed tables are printed, navigation is not, and the notice is."""
    page.goto(files["programme"].as_uri())
    page.emulate_media(media="print")
    for table in page.locator("details table").all():
        assert table.is_visible()
    assert not page.locator(".contents").is_visible()
    assert page.locator(".notice").is_visible()


def test_nothing_hostile_runs(page: Page, told: list[str], own: Workspace, tmp_path: Path) -> None:
    """A page with payloads in every text: no script runs, nothing is loaded, the policy has nothing to refuse."""
    write_cube(planted_cube(), own.editions / "2022-11" / CUBE_FILE)
    (tmp_path / "planted.html").write_text(make_page(edition="2022-11"), "utf-8")
    page.goto((tmp_path / "planted.html").as_uri())
    assert page.title().startswith("Monitor november 2022")


def test_it_is_the_same_without_javascript(browser: Browser, files: dict[str, Path]) -> None:
    """There is none: the page is the same where scripts are switched off."""
    seen = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled, viewport={"width": 1280, "height": 900})
        fresh = context.new_page()
        fresh.goto(files["programme"].as_uri())
        seen.append(fresh.screenshot(full_page=True))
        context.close()
    assert seen[0] == seen[1]
