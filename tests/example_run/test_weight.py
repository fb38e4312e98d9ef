"""How much a reader has to wait for."""

import re

from tests.conftest import Workspace

MOST = 150_000
"""Bytes of a page with all that is in it. The script that draws pictures anew comes when it is wanted."""
MOST_OF_SCRIPTS = 3_000


def test_every_page_is_light(example: Workspace) -> None:
    """With style and pictures in it, and nothing to be loaded before it is seen."""
    pages = sorted(example.site.rglob("*.html"))
    assert len(pages) > 166
    sizes = {path.relative_to(example.site).as_posix(): path.stat().st_size for path in pages}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
    for path in pages:
        html = path.read_text("utf-8")
        assert not re.search(r"<script[^>]* src=|<link[^>]* rel=.?stylesheet", html), path
        scripts = re.findall(r'<script(?! type="application/json")[^>]*>(.*?)</script>', html, re.DOTALL)
        assert sum(map(len, scripts)) < MOST_OF_SCRIPTS or path.name == "zoeken.html", path
