"""Everybody can read the pages: by axe, by what axe overlooks, by keyboard, enlarged, on paper, in forced colours."""

# ruff: noqa: E501  a planted fault stands on one line

import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.publish.example import answered, example_cube, write_example
from tests.publish.laid_out import lay_out, some_of
from tests.publish.seeing import OPEN_ALL, axe, look, spaced
from werkmonitor.cube import CUBE_FILE, write_cube
from werkmonitor.errors import PublicationRefused
from werkmonitor.programme import Programme
from werkmonitor.publish.accessible import faults
from werkmonitor.publish.addresses import SITE_PAGES
from werkmonitor.publish.convert import to_html
from werkmonitor.publish.letter import write_letter
from werkmonitor.workspace import Workspace

MONITORS = {
    "programme": "2022-11/index.html",
    "first edition": "2021-05/index.html",
    "concept": "2022-07/index.html",
    "replaced": "2022-11/r1/index.html",
    "category": "2022-11/categorie/scholingstrajecten.html",
    "category in words": "2022-11/categorie/versterken-arbeidsmarkt.html",
    "municipality": "2022-11/gemeente/hilversum.html",
    "small municipality": "2022-11/gemeente/eemnes.html",
    "project": "2022-11/project/zorgstart.html",
    "rounded project": "2022-11/project/taaltrajecten.html",
    "project in words": "2022-11/project/regionale-benchmark.html",
}
"""Every kind of monitor; those of 2022-11 are a revised edition."""
PAGES = MONITORS | {page.path: page.path for page in SITE_PAGES} | {"letter": "letter/informatiebrief-2022-11.html"}
VARIANTS = ("first edition", "concept", "replaced", "small municipality")
"""Of the same template and style as another kind, with other words in it."""
FEWER = """document.querySelectorAll(
    'tbody tr:nth-child(n+4), .items > .item:nth-child(n+5), .letters > :nth-child(n+4)').forEach(part => part.remove())"""
SCREENS = [(1280, "light"), (320, "dark"), (1280, "dark"), (320, "light")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> Path:
    """A site with every kind of page, and a letter beside it."""
    folder = tmp_path_factory.mktemp("accessible")
    workspace = Workspace(folder / "data", folder / "outputs")
    write_example(workspace.data, ("2021-05", "2022-11"))
    revised = {"revision": 2, "revised_on": "2023-02-03", "revision_reason": "Hilversum leverde drie trajecten na"}
    write_cube(example_cube("2022-11", revision=1), workspace.editions / "2022-11" / CUBE_FILE)
    write_cube(example_cube("2022-11", **revised), workspace.editions / "2022-11" / "r2" / CUBE_FILE)
    write_cube(example_cube("2022-07", is_concept=True), workspace.concepts / "2022-07" / CUBE_FILE)
    labels = ["programme", "category/scholingstrajecten", "category/versterken-arbeidsmarkt", "municipality/hilversum"]
    labels += ["municipality/eemnes", "project/zorgstart", "project/taaltrajecten", "project/regionale-benchmark"]
    wanted = some_of(labels, of_others=["programme"])
    lay_out(workspace, programme, ["2021-05", "2022-07", "2022-11"], wanted, folder / "site")
    write_letter(workspace, "2022-11", folder / "site" / "letter")
    return folder / "site"


@pytest.fixture(params=PAGES.values(), ids=PAGES)
def html(request: pytest.FixtureRequest, site: Path) -> str:
    """Every kind of page."""
    return (site / request.param).read_text("utf-8")


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens a page with everything unfolded. Options: of the browser's context."""
    contexts = []

    def opened(path: Path, width: int = 1280, height: int = 900, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate(OPEN_ALL)
        return page

    yield opened
    for context in contexts:
        context.close()


# ------------------------------------------------------------ every kind of page


@pytest.mark.browser
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wrong_with_any_kind_of_page(site: Path, opened: Opened, kind: str) -> None:
    """By what axe overlooks, wide and narrow, light and dark, and with wider text; by axe, wide and light, narrow and dark.

    Axe knows every rule of WCAG 2.2 A and AA and of best practice. For it the first rows of a table and of a list stand
    for the others, which are alike; a variant of another kind is seen once, its colours being those of that kind.
    """
    page = opened(site / PAGES[kind])
    for width, scheme in SCREENS:
        on(page, width, scheme)
        assert look(page) == [], (width, scheme)
    assert spaced(page) == []
    page.evaluate(FEWER)
    page.evaluate("document.adoptedStyleSheets = []")
    is_variant = kind in VARIANTS
    for width, scheme in SCREENS[1:2] if is_variant else SCREENS[:2]:
        on(page, width, scheme)
        assert axe(page, without_contrast=is_variant) == [], (width, scheme)


def on(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def test_nothing_is_wrong_in_the_page_itself(html: str) -> None:
    """What publishing asks of a monitor holds for every page of the site."""
    assert faults(html) == []


def test_a_picture_shows_the_numbers_of_its_table(html: str) -> None:
    """Every number drawn beside a mark stands in the words or the table with it; those of an axis are apart."""
    for figure in BeautifulSoup(html, "html.parser").find_all("figure"):
        told = numbers(" ".join(part.get_text(" ") for part in figure.select("figcaption, table, .note")))
        drawn = [part.get_text() for part in figure.select("svg text:not([aria-hidden])")]
        assert numbers(" ".join(drawn)) <= told | ticks(drawn), figure["id"]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.]*(?:[,–]\d+)*", text))


def ticks(drawn: list[str]) -> set[str]:
    """The numbers of an axis: texts that are a number only, at equal steps; and the years below it."""
    found = [int(text.replace(".", "")) for text in drawn if re.fullmatch(r"[\d.]+", text)]
    return {text for text in drawn if re.fullmatch(r"[\d.]+", text) and len(found) > 2}


# ------------------------------------------------------------ faults planted in a page


def replaced(old: str, new: str) -> Callable[[str], str]:
    """Plants a fault: the first match of a pattern becomes something else."""

    def plant(html: str) -> str:
        planted, times = re.subn(old, new, html, count=1, flags=re.S)
        assert times, f"nothing matches {old}"
        return planted

    return plant


def styled(rule: str) -> Callable[[str], str]:
    return replaced("</head>", f"<style>{rule}</style></head>")


WIDE = "<p>" + "breed" * 40 + "</p>"
SEEDED: dict[str, tuple[Callable[[str], str], str]] = {
    # what tools see
    "no language": (replaced('<html lang="nl"', "<html"), "axe html-has-lang"),
    "no title": (replaced("<title>.*?</title>", ""), "axe document-title"),
    "a picture without a name": (
        replaced(r'<svg([^>]*) aria-labelledby="[^"]*"([^>]*)><title.*?</title><desc.*?</desc>', r"<svg\1\2>"),
        "axe svg-img-alt",
    ),
    "text that is too light": (styled("p { color: #ccc !important; background: #fff }"), "axe color-contrast"),
    "a link without words": (replaced("</main>", '<p><a href="#inhoud"></a></p></main>'), "axe link-name"),
    "a level of headings left out": (replaced(r"<h2([^>]*)>(.*?)</h2>", r"<h5\1>\2</h5>"), "axe heading-order"),
    "no main part": (replaced("<main([^>]*)>(.*)</main>", r"<div\1>\2</div>"), "axe landmark-one-main"),
    "a role that does not exist": (replaced('role="region"', 'role="regio"'), "axe aria-roles"),
    "an order of its own": (replaced('tabindex="0"', 'tabindex="3"'), "axe tabindex"),
    "wider than the screen": (replaced("</main>", f"{WIDE}</main>"), "overflow"),
    # what tools overlook
    "another language": (replaced('lang="nl"', 'lang="en"'), "its language is 'en'"),
    "a picture without role and name": (replaced(r'<svg([^>]*) role="img" aria-labelledby="[^"]*"', r"<svg\1"), "a picture (svg)"),
    "a picture that is too light": (styled("svg text { fill: #ccc !important }"), "picture: "),
    "a table without headers": (replaced("<thead>.*?</thead>", ""), "has no headers of columns"),
    "focus that is not seen": (styled(":focus-visible { outline: none !important; box-shadow: none !important }"), "focus: "),
    "a fold without words": (replaced("<summary([^>]*)>.*?</summary>", r"<summary\1></summary>"), "a summary has no words"),
    # and what they see only where something really scrolls
    "a wide table out of the keyboard's reach": (
        replaced(r'<div class="scroll"[^>]*>', '<div class="scroll"><div style="width: 60rem"></div>'),
        "scroll: ",
    ),
}  # fmt: skip


def test_there_are_seventeen_faults() -> None:
    """Ten that tools see, six that they overlook, and one that depends on the table."""
    assert len(SEEDED) == 17


@pytest.mark.browser
@pytest.mark.parametrize("fault", SEEDED)
def test_a_planted_fault_is_found(site: Path, opened: Opened, tmp_path: Path, fault: str) -> None:
    """Each in a page that is otherwise in order, on a narrow screen."""
    plant, expected = SEEDED[fault]
    html = plant((site / MONITORS["rounded project"]).read_text("utf-8"))
    (tmp_path / "planted.html").write_text(html, "utf-8")
    page = opened(tmp_path / "planted.html", width=320, bypass_csp=True)
    rules = [expected.removeprefix("axe ")] if expected.startswith("axe ") else None
    found = faults(html) + look(page) + (axe(page, rules) if rules else [])
    assert [one for one in found if one.startswith(expected) or expected in one], found


@pytest.mark.usefixtures("released")
def test_a_page_with_a_fault_is_not_published(tmp_path: Path) -> None:
    """Every fault that the page itself shows refuses it, by the name of the monitor: here a heading two levels down."""
    notebook = answered("category", edition="2022-11")
    notebook.cells[3].source += "\n\n#### Een kop te diep\n\n#### "
    nbformat.write(notebook, tmp_path / "executed.ipynb")
    with pytest.raises(PublicationRefused) as refused:
        to_html(tmp_path / "executed.ipynb", "category.ipynb")
    said = str(refused.value)
    assert "category.ipynb: heading 'Een kop te diep' is of level 4, below one of level 2" in said
    assert "a heading of level 4 is empty" in said


# ------------------------------------------------------------ by keyboard

STOPS = 'a[href], button, input, select, summary, [tabindex="0"]'
WATCH = """() => {
    window.stops = []
    const look = () => {
        const target = document.activeElement, style = getComputedStyle(target)
        const isOnTop = box => {
            const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            return top && (target.contains(top) || top.contains(target))
        }
        if (target != document.body) stops.push({
            target,
            isSeen: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2,
            isCovered: ![...target.getClientRects()].some(isOnTop),
        })
    }
    // Where the last key led is looked at when the next one is pressed: by then the page has moved.
    document.addEventListener('keydown', look, true)
}"""
REACHED = """stopping => {
    const all = [...document.querySelectorAll(stopping)]
        .filter(element => element.checkVisibility({visibilityProperty: true}) && !element.disabled)
    const called = element => element.textContent.trim().slice(0, 40) || element.id
    const reached = stops.map(stop => stop.target)
    return {
        inOrder: reached.every((element, place) => element == all[place]),
        missed: all.filter(element => !reached.includes(element)).map(called),
        unseen: stops.filter(stop => !stop.isSeen).map(stop => called(stop.target)),
        covered: stops.filter(stop => stop.isCovered).map(stop => called(stop.target)),
    }
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("kind", "width"), [("programme", 1280), ("municipality", 320), ("index.html", 320), ("zoeken.html", 1280)]
)
def test_the_keyboard_reaches_everything_in_order(site: Path, opened: Opened, kind: str, width: int) -> None:
    """Every link, field, fold and scrolling table, in the order in which they are read, each seen and not covered."""
    page = opened(site / PAGES[kind], width=width, reduced_motion="reduce")
    page.evaluate(WATCH)
    for _ in range(page.locator(STOPS).count() + 1):
        page.keyboard.press("Tab")
    assert page.evaluate(REACHED, STOPS) == {"inOrder": True, "missed": [], "unseen": [], "covered": []}


@pytest.mark.browser
def test_the_first_stop_leads_past_the_header(site: Path, opened: Opened) -> None:
    """It shows itself when it is reached, and the next stop after it is within the main part."""
    page = opened(site / PAGES["programme"])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Naar de inhoud"
    assert (skip.bounding_box() or {"x": -1})["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_a_fold_opens_by_keyboard(site: Path, opened: Opened) -> None:
    """Enter on its words shows what is in it."""
    page = opened(site / PAGES["programme"])
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = false)")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("details => details.open")


# ------------------------------------------------------------ enlarged, without style, without colours

WORDS = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), words = []
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement
        if (!parent.closest('script, style, title, desc, .skip') && parent.checkVisibility({visibilityProperty: true}))
            words.push(...walk.currentNode.textContent.trim().split(/\\s+/))
    }
    return words.filter(Boolean)
}"""


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["programme", "category", "municipality", "project in words", "index.html"])
def test_nothing_is_lost_at_four_times_the_size(site: Path, opened: Opened, kind: str) -> None:
    """A window of 1280 by 1024 at 400 % has 320 by 256 pixels left: every word is still there, in the same order.

    And without any style it still is.
    """
    page = opened(site / PAGES[kind], height=1024, bypass_csp=True)
    words = page.evaluate(WORDS)
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate(WORDS) == words
    page.evaluate("document.querySelectorAll('style').forEach(style => style.remove())")
    assert page.evaluate(WORDS) == words


@pytest.mark.browser
@pytest.mark.parametrize(
    ("kind", "scheme"), [("programme", "light"), ("rounded project", "dark"), ("index.html", "dark")]
)
def test_forced_colours_leave_words_and_shapes(site: Path, opened: Opened, kind: str, scheme: str) -> None:
    """High contrast of Windows: every judgement has its word and mark, every picture can still be read."""
    page = opened(site / PAGES[kind], forced_colors="active", color_scheme=scheme)
    assert look(page) == []
    for word in page.locator(".word").all():
        assert word.inner_text().strip()


# ------------------------------------------------------------ on paper


@pytest.mark.browser
def test_on_paper_everything_is_open_and_nothing_is_cut(site: Path, browser: Browser) -> None:
    """Folded tables are printed whole, and what can only be clicked is not."""
    for kind in ("programme", "municipality", "project"):
        page = browser.new_page(viewport={"width": 680, "height": 960})  # A4 within its margins
        page.goto((site / MONITORS[kind]).as_uri())
        page.emulate_media(media="print")
        folded = (
            "[...document.querySelectorAll('details :is(th, td, p)')].filter(part => !part.checkVisibility()).length"
        )
        assert page.evaluate(folded) == 0
        assert not page.locator(".contents").first.is_visible()
        assert page.locator(".notice").first.is_visible()
        assert [fault for fault in look(page) if fault.startswith(("cut", "overflow"))] == []
        page.close()


@pytest.mark.browser
def test_a_pdf_is_tagged_named_and_dutch(site: Path, browser: Browser) -> None:
    """What chromium makes of the print style: a screen reader finds language, title, headings, tables and pictures."""
    page = browser.new_page()
    page.goto((site / MONITORS["programme"]).as_uri())
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, tagged=True, outline=True)))
    title, headings = page.title(), page.locator("h1, h2").all_inner_texts()
    rows, numbers_shown = page.locator("tr").count(), numbers(" ".join(page.locator("td").all_text_contents()))
    page.close()
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/Lang"] == "nl"  # type: ignore[index]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert pdf.metadata is not None
    assert pdf.metadata.title == title
    assert {item["/Title"] for item in flattened(pdf.outline)} >= set(headings)
    parts = Counter(structure(catalogue["/StructTreeRoot"]))  # type: ignore[index]
    assert parts["/H1"] == 1
    assert parts["/TR"] == rows
    assert min(parts[kind] for kind in ("/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/L", "/Link")) > 0
    assert numbers_shown <= numbers("".join(sheet.extract_text() for sheet in pdf.pages))


def flattened(outline: list) -> list:
    return [one for item in outline for one in (flattened(item) if isinstance(item, list) else [item])]


def structure(node: object) -> Iterator[str]:
    """The kinds of parts in the tree that a screen reader walks."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, dict):
        yield str(node.get("/S", ""))
        yield from structure(node.get("/K", []))
    elif isinstance(node, list):
        for part in node:
            yield from structure(part)
