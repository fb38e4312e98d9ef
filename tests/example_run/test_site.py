"""The site of the example's four editions, as readers get it: light, whole, safe, and for everybody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import Workspace
from tests.publish.links import walk
from tests.publish.seeing import OPEN_ALL, axe, look
from werkmonitor.publish.accessible import faults
from werkmonitor.publish.security import secured

EDITIONS = ("2021-05", "2022-01", "2022-07", "2022-11")
MOST = 150_000
"""Bytes of a page with all that is in it. The script that draws pictures anew comes when it is wanted."""
MOST_OF_SCRIPTS = 3_000


@pytest.fixture(scope="module")
def pages(example: Workspace) -> dict[Path, str]:
    """Every page of the site."""
    found = {path: path.read_text("utf-8") for path in sorted(example.site.rglob("*.html"))}
    assert len(found) > 166
    return found


def test_every_page_is_light(pages: dict[Path, str]) -> None:
    """With style and pictures in it, and nothing to be loaded before it is seen."""
    assert {path.name: len(html.encode()) for path, html in pages.items() if len(html.encode()) > MOST} == {}
    for path, html in pages.items():
        assert not re.search(r"<script[^>]* src=|<link[^>]* rel=.?stylesheet", html), path
        scripts = re.findall(r'<script(?! type="application/json")[^>]*>(.*?)</script>', html, re.DOTALL)
        assert sum(map(len, scripts)) < MOST_OF_SCRIPTS or path.name == "zoeken.html", path


def test_every_page_can_be_read_and_its_policy_is_that_of_its_bytes(pages: dict[Path, str]) -> None:
    """What is asked of a page as it is made still holds of all that lie in the site."""
    for path, html in pages.items():
        assert faults(html) == [], path
        assert secured(html, path.name) == html, path


def test_every_link_arrives_and_everything_is_reached(example: Workspace) -> None:
    """Within the site, over all editions."""
    assert walk(example.site) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("edition", EDITIONS)
def test_page_one_of_every_edition_is_for_everybody(example: Workspace, page: Page, edition: str) -> None:
    """By axe and by what axe overlooks: wide and light, narrow and dark."""
    page.goto((example.site / edition / "index.html").as_uri())
    page.evaluate(OPEN_ALL)
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert look(page) == [], (width, scheme)
        assert axe(page) == [], (width, scheme)
