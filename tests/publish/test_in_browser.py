"""The pages in a real browser: pictures are seen whole, nothing is asked of the network, scripts are not needed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.publish.conftest import KINDS_OF_PAGE
from tests.publish.example import example_cube
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.site_pages.editions import Editions
from werkmonitor.publish.site_pages.home import home_page

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
