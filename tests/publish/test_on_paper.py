"""Monitors and the letter on A4, as chromium prints them: looked at sheet by sheet."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.publish.conftest import KINDS_OF_PAGE
from tests.publish.example import example_cube
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.letter import as_page
from werkmonitor.publish.letter.contents import Letter

pytestmark = pytest.mark.browser

FEW = 250
"""Letters on a sheet that would be nearly empty."""


@pytest.mark.parametrize("kind", [*KINDS_OF_PAGE, "letter"])
def test_every_sheet_is_a4_and_worth_its_paper(
    kind: str, page: Page, html_of: Callable[[str], str], tmp_path: Path
) -> None:
    """No sheet but the last is nearly empty, none ends with a heading that belongs to the next, and all are tagged."""
    html = as_page(Letter(Facts.of(example_cube("2022-11")))) if kind == "letter" else html_of(kind)
    (tmp_path / "page.html").write_text(html, "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    headings = {" ".join(text.split()) for text in page.locator("h2, h3, h4, thead tr").all_inner_texts()}
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, tagged=True, outline=True)))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "nl"
    sheets = [sheet.extract_text().strip() for sheet in pdf.pages]
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pdf.pages} == {(595, 842)}
    assert [sheet for sheet in sheets[:-1] if len(sheet) < FEW] == []
    assert [sheet for sheet in sheets[:-1] if " ".join(sheet.splitlines()[-1].split()) in headings] == []
