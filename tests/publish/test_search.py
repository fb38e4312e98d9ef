"""The search: what is in the index, and what is found, in a browser, on disk and under a path of a server."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from tests.publish.example import answered, example_cube
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.pages import monitor_page
from werkmonitor.publish.places import links_of
from werkmonitor.publish.preprocessor import read_notebook
from werkmonitor.publish.site_pages.definitions import definitions_page
from werkmonitor.publish.site_pages.editions import Editions
from werkmonitor.publish.site_pages.home import home_page
from werkmonitor.publish.site_pages.search import COMMON, INDEX, Entry, folded, index_of, search_files
from werkmonitor.workspace import Workspace

PAGES = {
    "2021-05": ["programme", "municipality/laren", "municipality/weesp"],
    "2022-11": ["programme", "municipality/laren", "category/scholingstrajecten", "project/zorgstart"],
}


@pytest.fixture(scope="module")
def site(released: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some pages of two editions, and what the site has around them, below a path of two levels."""
    folder = tmp_path_factory.mktemp("search") / "een" / "pad"
    facts = {edition: Facts.of(example_cube(edition)) for edition in PAGES}
    addresses = {edition: [Address(*label.split("/")) for label in labels] for edition, labels in PAGES.items()}
    made: dict[str, Path] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkmonitor.publish.svg.picture", lambda *_: "<svg></svg>")
        for edition, those in addresses.items():
            for address in those:
                parameters = {"edition": edition} | ({address.kind: address.code} if address.code else {})
                links = links_of(facts, addresses, edition, address)
                place = made[f"{edition}/{address.path}"] = folder / edition / address.path
                place.parent.mkdir(parents=True, exist_ok=True)
                page, sections, *_ = read_notebook(answered(address.kind, **parameters), address.kind)
                place.write_text(monitor_page(page, sections, links), "utf-8")
    editions = Editions(facts, addresses)
    definitions = definitions_page(editions)
    files = {"index.html": home_page(editions, {}), "definities.html": definitions}
    for name, text in (files | search_files(editions, made, definitions)).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


# ------------------------------------------------------------ the index


def test_the_index_is_small_and_holds_titles_headings_and_words(site: Path) -> None:
    """Of the newest page of each kind all of them; of an older one the title."""
    text = (site / INDEX).read_text("utf-8")
    index = json.loads(text.removeprefix("var zoekindex = ").rstrip(";\n"))
    assert len(text.encode()) < 150_000
    entries = {entry[2]: entry for entry in index["entries"]}
    group, title, _, edition, is_newest, about, places, words = entries["2022-11/project/zorgstart.html"]
    assert (group, title, edition, is_newest) == ("Project", "ZorgStart", "november 2022", 1)
    assert about
    assert ["wat-betekenen-de-woorden", "Wat betekenen de woorden?"] in [index["places"][place] for place in places]
    assert {"peildatum", "zorgstart"} <= {*words.split(), *index["common"].split(), folded(title)}
    assert entries["2021-05/gemeente/laren.html"][4:] == [0, "", [], ""]
    assert entries["2021-05/gemeente/weesp.html"][4] == 1
    assert entries["definities.html#peildatum"][:2] == ["Begrip", "Peildatum"]


def test_what_stands_on_most_pages_is_kept_once() -> None:
    """Nor does a page repeat the words of its own title and headings."""
    pages = [
        Entry("Project", f"Project {n}", f"{n}.html", words=frozenset({"overal", f"woord{n}", "project"}))
        for n in range(5)
    ]
    index = json.loads(index_of(pages).removeprefix("var zoekindex = ").rstrip(";\n"))
    assert index["common"] == "overal project"
    assert [entry[-1] for entry in index["entries"]] == [f"woord{n}" for n in range(5)]
    assert COMMON < 1


@pytest.mark.parametrize(
    ("text", "expected"), [("Reïntegratie", "reintegratie"), ("CAFÉ", "cafe"), ("beëindigd", "beeindigd")]
)
def test_accents_and_capitals_do_not_count(text: str, expected: str) -> None:
    """In the index; the script does the same with what is asked."""
    assert folded(text) == expected


def test_without_the_script_there_is_a_list_of_all_pages(site: Path) -> None:
    """From A to Z, each with all its editions; and the words."""
    soup = BeautifulSoup((site / "zoeken.html").read_text("utf-8"), "html.parser")
    assert soup.select_one("form").has_attr("hidden")
    linked = {str(tag["href"]) for tag in soup.select("#alle-paginas a")}
    assert {f"{path.relative_to(site).as_posix()}" for path in site.glob("2*/**/*.html")} <= linked
    assert "definities.html#peildatum" in linked
    letters = [tag.get_text() for tag in soup.select(".letter h3")]
    assert letters == sorted(letters)


# ------------------------------------------------------------ in a browser


@pytest.fixture(params=["disk", "server"])
def start(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """Where the site begins: on disk, and under a path of a server."""
    if request.param == "disk":
        yield site.as_uri()
        return
    handler = partial(Quiet, directory=str(site.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/een/pad"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def asked(page: Page) -> Iterator[Page]:
    """A page of a browser in which nothing may be refused or go wrong."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


@pytest.fixture
def ask(asked: Page, site: Path) -> Callable[[str], list[str]]:
    """Asks the search by its address and answers the titles found."""

    def answer(question: str) -> list[str]:
        asked.goto("about:blank")
        asked.goto(f"{(site / 'zoeken.html').as_uri()}#{question}")
        asked.wait_for_function("document.querySelector('[role=status]').textContent.includes('‘')")
        return asked.locator("#zoekresultaat section > ul > li > a").all_inner_texts()

    return answer


@pytest.mark.browser
def test_what_is_found(ask: Callable[[str], list[str]]) -> None:
    """By the beginning of a word, without accents; every word asked for is on the page; a title comes first."""
    with_care = ["ZorgStart", "Monitor november 2022", "Scholingstrajecten"]
    found = {
        "q=zorgst": with_care,
        "q=Z%C3%96RGSTART": with_care,
        "q=weesp": ["Weesp", "Monitor november 2022"],
        "q=planning+tot": ["Planning tot nu toe"],
        "q=zorgstart+bestaatniet": [],
    }
    assert {question: ask(question)[: max(1, len(titles))] for question, titles in found.items()} == found


@pytest.mark.browser
def test_a_reader_asks_and_follows_the_answer(asked: Page, start: str) -> None:
    """From the front door, by keyboard alone; the number of results is told, older pages come when asked for, the
    question stands in the address, and a result leads to its page."""
    asked.goto(f"{start}/index.html")
    asked.get_by_label("Zoeken in alle monitors").fill("laren")
    asked.keyboard.press("Enter")
    asked.wait_for_url("**/zoeken.html#q=laren")
    status = asked.get_by_role("status")
    asked.wait_for_function("document.querySelector('[role=status]').textContent.includes('resultaten voor ‘laren’')")
    assert "In eerdere monitors staan er nog 1." in status.inner_text()
    before = asked.locator("#zoekresultaat section > ul > li").count()
    asked.get_by_label("Ook in eerdere monitors").press("Space")
    assert asked.locator("#zoekresultaat section > ul > li").count() == before + 1
    assert asked.url.endswith("zoeken.html#q=laren&eerder=1")
    assert not asked.locator("#alle-paginas").is_visible()
    asked.get_by_role("link", name="Laren", exact=True).first.press("Enter")
    asked.wait_for_url("**/2022-11/gemeente/laren.html")
    assert asked.locator("h1").inner_text() == "Laren"


@pytest.mark.browser
def test_a_place_within_a_page_is_found(asked: Page, ask: Callable[[str], list[str]]) -> None:
    """A heading that holds a word asked for leads to where it stands."""
    assert "ZorgStart" in ask("q=betekenen+zorgstart")
    place = asked.locator("#zoekresultaat li li a[href*='zorgstart']", has_text="Wat betekenen de woorden?")
    assert place.get_attribute("href") == "2022-11/project/zorgstart.html#wat-betekenen-de-woorden"


@pytest.mark.browser
def test_without_javascript_the_list_is_there(browser: Browser, site: Path) -> None:
    """And no field that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "zoeken.html").as_uri())
    assert not page.locator("form").is_visible()
    assert page.locator("#alle-paginas a").first.is_visible()
    context.close()
