"""Text of partners and of the programme is text, wherever it lands: forty payloads in every field, nothing fires."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from tests.intake.books import write
from tests.intake.reading import PROGRAMME, facts, read
from tests.intake.test_register import SHEETS
from tests.publish import hostile
from tests.publish.conftest import make_page
from tests.publish.example import example_cube, programme
from tests.publish.hostile import PAYLOADS, mark, places, planted
from tests.publish.laid_out import lay_out, some_of
from werkmonitor.cube import COLUMNS, CUBE_FILE, Cube, as_cube, write_cube
from werkmonitor.errors import PublicationRefused
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.vocabulary import vocabulary_of
from werkmonitor.intake.workbook import Workbook
from werkmonitor.programme import Accessibility, Programme
from werkmonitor.workspace import Workspace

LABELS = (
    "programme",
    "category/scholingstrajecten",
    "category/versterken-arbeidsmarkt",
    "municipality/hilversum",
    "project/zorgstart",
    "project/taaltrajecten",
    "project/regionale-benchmark",
)
NOT_SHOWN = {"goals.reference", "scopes.number", "trend.label"}
"""Texts of the cube that no page has a place for; the downloads have."""


def full(cube: Cube) -> Cube:
    """The cube with a row in every table that has texts, so that all of them can be planted."""
    scope = {"level": "project", "code": "zorgstart"}
    more = {
        "money": [scope | {"on": cube.as_of, "budget": 500_000, "freed": 100_000, "freed_for": "x"}],
        "overrides": [
            scope | {"indicator": "placed", "word": "attention", "role": "x", "reason": "x", "on": cube.as_of}
        ],
    }
    tables = dict(cube.tables) | {name: as_cube({}, {}, {name: rows})[name] for name, rows in more.items()}
    return Cube(cube.edition, cube.programme, tables)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two editions, the second in its second version, with all payloads in all texts."""
    folder = tmp_path_factory.mktemp("hostile")
    workspace = Workspace(folder / "data", folder / "outputs")
    workspace.data.mkdir()
    workspace.programme_file.write_text("", "utf-8")
    revised = {"revision": 2, "revised_on": "2023-02-03", "revision_reason": "x"}
    for edition, version, about in (
        ("2021-05", ".", {}),
        ("2022-11", ".", {"revision": 1}),
        ("2022-11", "r2", revised),
    ):
        cube = planted(full(example_cube(edition, **about)))
        write_cube(cube, workspace.editions / edition / version / CUBE_FILE)
    wanted = some_of(LABELS, of_others=["programme"])
    lay_out(workspace, hostile_programme(), ["2021-05", "2022-11"], wanted, folder / "site")
    return folder / "site"


def hostile_programme() -> Programme:
    """The programme with payloads in what a site says of it today."""
    whole = programme()
    about = hostile.said("programme", whole.programme.model_dump())
    return whole.model_copy(
        update={
            "programme": whole.programme.model_copy(update=about),
            "accessibility": Accessibility.model_construct(organisation=hostile.text("accessibility.organisation")),
        }
    )


def test_there_are_forty_payloads_and_every_text_is_planted() -> None:
    """A column that is new in the cube is text until it is said to hold codes."""
    assert len(set(PAYLOADS)) == 40
    assert {"scopes.name", "states.cause", "results.text", "overrides.reason", "money.freed_for"} <= set(places())
    for rows in (1, 7, 27):
        column = " ".join(hostile.text("scopes.aim", row, rows) for row in range(rows))
        assert [one for one in PAYLOADS if one not in column] == []


def test_every_text_reaches_a_page_as_it_was_written(site: Path) -> None:
    """Whatever is planted is on some page, letter by letter; so it was really tried."""
    said = "".join(
        BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text() for page in sorted(site.rglob("*.html"))
    )
    assert [place for place in places() if place not in NOT_SHOWN and mark(place) not in said] == []
    shown = " ".join(said.split())
    assert [one for one in PAYLOADS if " ".join(one.split()) not in shown] == []


# ------------------------------------------------------------ in a real browser


@dataclass
class Fired:
    """What happened in a page that should not: dialogs, requests, messages, and calls of `stuk`."""

    told: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.add_init_script("window.fired = []; window.stuk = number => { window.fired.push(number) }")
        page.on("dialog", lambda dialog: (self.told.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))
        page.on("popup", lambda popup: self.told.append(f"popup {popup.url}"))
        page.on("request", lambda request: self.told.append(request.url) if "stuk" in request.url else None)
        page.on("requestfailed", lambda request: self.told.append(request.url))


TEASE = """() => {
    for (const element of document.querySelectorAll('*')) {
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle', 'error', 'load', 'begin', 'animationend'])
            element.dispatchEvent(new Event(kind))
        if (element.localName == 'details') element.open = true
    }
    const every = [...document.querySelectorAll('*')]
    return {
        fired: window.fired,
        handlers: every.flatMap(element => element.getAttributeNames().filter(name => name.startsWith('on'))),
        addresses: every.flatMap(element => [element.href, element.src, element.action]).filter(address =>
            typeof address == 'string' && /^(javascript|data|vbscript|blob):|^[a-z]+:[/][/][^/]*stuk/i.test(address)),
        foreign: every.map(element => element.localName).filter(name =>
            /^(img|iframe|object|embed|base|video|audio|source|math|mglyph|template|textarea|noscript|frame)$/.test(name)),
        policies: document.querySelectorAll('meta[http-equiv]').length,
    }
}"""


@pytest.fixture(params=[False, True], ids=["with its policy", "without its policy"])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator:
    """As readers have it; and with the security policy switched off, which then can hide nothing."""
    context = browser.new_context(bypass_csp=request.param)
    yield context
    context.close()


@pytest.mark.browser
def test_nothing_fires(site: Path, context) -> None:
    """In no page: nothing is called, asked, said or refused; no handler, no foreign element or address stands in it."""
    for path in sorted(site.rglob("*.html")):
        page, fired = context.new_page(), Fired()
        fired.watch(page)
        page.goto(path.as_uri())
        assert page.evaluate(TEASE) == {
            "fired": [],
            "handlers": [],
            "addresses": [],
            "foreign": [],
            "policies": 1,
        }, path
        assert fired.told == [], path
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["stuk", '"><svg onload=stuk(4)>'])
def test_the_search_shows_what_it_finds_as_text(site: Path, context, asked: str) -> None:
    """The one page that writes into itself: found texts and the question itself stay text."""
    page, fired = context.new_page(), Fired()
    fired.watch(page)
    page.goto((site / "zoeken.html").as_uri())
    page.locator("main input[type=search]").fill(asked)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate(TEASE)["fired"] == []
    assert fired.told == []


# ------------------------------------------------------------ in downloads


def test_no_cell_of_a_download_is_a_formula(site: Path) -> None:
    """Text that begins like one gets an apostrophe in CSV; in a workbook it is of the type text."""
    tables = sorted(site.rglob("*.csv"))
    assert tables
    for path in tables:
        text = path.read_text("utf-8-sig")
        for row in csv.reader(io.StringIO(text), delimiter=";" if text.split("\n")[0].count(";") else ","):
            for cell in row:
                is_number = cell.lstrip("-").replace(",", "").replace(".", "").isdigit()
                assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path, cell[:40])
    for path in sorted(site.rglob("*.xlsx")):
        for sheet in load_workbook(path, read_only=False):
            assert not [cell for row in sheet for cell in row if cell.data_type == "f"], path


# ------------------------------------------------------------ from a workbook


def test_a_payload_in_a_workbook_arrives_as_it_was_written(tmp_path: Path, own: Workspace) -> None:
    """All forty as results in words of a real register: each is read as one fact, and stands as text on the page.

    But for characters that cannot be seen, such as those that turn the direction of reading: intake takes them out.
    """
    path = write(tmp_path / "register.xlsx", **SHEETS)
    book = load_workbook(path)
    sheet = book["Resultaten"]
    for payload in PAYLOADS:
        sheet.append(["Regionale Benchmark", "2021-03-16", "product", "", "ja"])
        text = sheet.cell(sheet.max_row, 4)
        text.value, text.data_type = payload, "s"  # also what begins like a formula
    book.save(path)
    with Reader() as reader:
        workbook = reader.read(path.read_bytes())
    assert isinstance(workbook, Workbook)
    delivered = read(workbook, "programmateam", vocabulary=vocabulary_of(PROGRAMME))
    results = [{**row, "project": "regionale-benchmark"} for row in facts(delivered, "results") if row["is_public"]]

    cube = example_cube("2022-11")
    rows = [{column: row[column] for column in COLUMNS["results"]} for row in results]
    tables = cube.tables | {"results": as_cube({}, {}, {"results": rows})["results"]}
    write_cube(Cube(cube.edition, cube.programme, tables), own.editions / "2022-11" / CUBE_FILE)
    page = " ".join(BeautifulSoup(make_page(project="regionale-benchmark"), "html.parser").get_text().split())
    assert [one for one in PAYLOADS if " ".join(seen(one).split()) not in page] == []


def seen(text: str) -> str:
    """The text without characters that cannot be seen."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


# ------------------------------------------------------------ where a text would be an address


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(1, 41))
def test_a_payload_is_no_code(own: Workspace, payload: str) -> None:
    """What becomes an address is refused before anything is made of it."""
    cube = example_cube("2022-11")
    scopes = cube["scopes"].copy()
    scopes.loc[scopes["code"] == "zorgstart", "code"] = payload
    write_cube(
        Cube(cube.edition, cube.programme, cube.tables | {"scopes": scopes}), own.editions / "2022-11" / CUBE_FILE
    )
    with pytest.raises(PublicationRefused, match="cannot be an address"):
        lay_out(own, programme(), ["2022-11"], lambda facts, label: True, own.outputs / "site")


@pytest.mark.parametrize("setting", ["contact", "declaration"])
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(1, 41))
def test_a_payload_is_no_link_of_the_programme(payload: str, setting: str) -> None:
    """An address in programme.toml is one, or is refused."""
    with pytest.raises(ValueError, match=r"expected (an e-mail address|the address of a page)"):
        Accessibility(**{setting: payload})
