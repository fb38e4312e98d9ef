"""The pages: accessible, self-contained, and saying what the cube says."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from tests.publish.example import example_cube
from werkmonitor.publish.charts import PALETTE
from werkmonitor.publish.dutch import number
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.pages import stylesheet

NOTICE = "Voorbeeld met fictieve gegevens"


def text_of(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


# ------------------------------------------------------------ structure


def test_the_page_is_dutch_and_named(soup: BeautifulSoup) -> None:
    """Language, title with edition and as-of date, one main heading."""
    assert soup.html is not None
    assert soup.html["lang"] == "nl"
    assert re.search(r"\S+ – .+, stand \d+ \w+ \d{4}$", text_of(soup.title))
    assert len(soup.find_all("h1")) == 1


def test_headings_go_down_one_step_at_a_time(soup: BeautifulSoup) -> None:
    """No level is skipped, none is empty."""
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h\d$"))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text_of(tag) for tag in soup.find_all(re.compile(r"^h\d$")))


def test_landmarks_and_the_way_past_them(soup: BeautifulSoup) -> None:
    """Header, main, footer once; the first link leads past the header to the content."""
    assert [len(soup.find_all(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
    assert soup.body is not None
    first = soup.body.find("a")
    assert isinstance(first, Tag)
    assert soup.select_one(str(first["href"])) is soup.main
    labels = [
        text_of(soup.select_one(f"#{nav.get('aria-labelledby')}")) if nav.get("aria-labelledby") else nav["aria-label"]
        for nav in soup.find_all("nav")
    ]
    assert len(set(map(str, labels))) == len(labels)


def test_ids_are_unique_and_references_resolve(soup: BeautifulSoup) -> None:
    """Every id once; every label and every link within the page leads somewhere."""
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(set(ids)) == len(ids), sorted(i for i in ids if ids.count(i) > 1)
    named = [part for tag in soup.select("[aria-labelledby]") for part in str(tag["aria-labelledby"]).split()]
    linked = [str(tag["href"])[1:] for tag in soup.select('a[href^="#"]')]
    assert set(named + linked) <= set(ids)


def test_every_table_can_be_read_aloud(soup: BeautifulSoup) -> None:
    """A caption, column and row headers with scope, in a region that the keyboard reaches."""
    for table in soup.find_all("table"):
        assert text_of(table.caption)
        for cell in table.select("thead th"):
            assert cell["scope"] == ("colgroup" if cell.get("colspan") else "col")
        wide = sum(int(str(cell.get("colspan", 1))) for cell in table.select("thead tr")[0].find_all("th"))
        for row in table.select("tbody tr"):
            assert [cell["scope"] for cell in row.select("th")] == ["row"]
            assert len(row.find_all(["th", "td"])) == wide
        region = table.find_parent(class_="scroll")
        assert region is not None
        assert (region["role"], region["tabindex"]) == ("region", "0")
        assert region["aria-labelledby"] == table.caption["id"]
    assert not soup.select('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')


def test_every_figure_says_what_it_shows(soup: BeautifulSoup) -> None:
    """A sentence as its heading, a named picture with a description, and its numbers as a table."""
    for figure in soup.find_all("figure"):
        assert text_of(figure.select_one("figcaption .kicker"))
        assert text_of(figure.select_one("figcaption h3")).endswith(".")
        assert figure.svg
        for picture in figure.find_all("svg"):
            assert picture["role"] == "img"
            title, description = (soup.select_one(f"#{part}") for part in str(picture["aria-labelledby"]).split())
            own = picture.find_previous(["h3", "h4"])
            assert text_of(own if own.name == "h3" else own.find_next("p")) in text_of(title)
            assert "De cijfers staan in de tabel." in text_of(description)
            assert not picture.select("[role], [aria-label], [aria-roledescription], [style], [class]")
        assert figure.select_one("details summary")
        assert figure.select_one("details table tbody tr")


def test_it_says_that_it_is_fictional(soup: BeautifulSoup) -> None:
    """In the header, in the footer, and inside every picture, so that a cut-out still says it.

    In one without words its description says it.
    """
    assert NOTICE in text_of(soup.header)
    assert NOTICE in text_of(soup.footer)
    for picture in soup.find_all("svg"):
        words = [text_of(part) for part in picture.find_all("text")]
        assert NOTICE in words or (not words and NOTICE in text_of(picture.desc))


def test_nothing_runs_and_nothing_loads(soup: BeautifulSoup) -> None:
    """No script, no handler, no inline style, no address outside the site."""
    assert not soup.find_all(["script", "iframe", "object", "embed", "link", "img", "form", "base"])
    for tag in soup.find_all(True):
        assert not [
            name for name in tag.attrs if name.startswith("on") or name in ("style", "src", "srcset", "xlink:href")
        ]
        assert not re.match(r"(?i)\s*[a-z]+:|//", str(tag.get("href", "")))
    assert "url(" not in stylesheet()
    assert "@import" not in stylesheet()


def test_links_stay_within_the_site(soup: BeautifulSoup) -> None:
    """Relative addresses only, of the shapes that the site has."""
    shape = re.compile(
        r"^(\.\./){0,2}(index\.html|cijfers-\d{4}-\d{2}[a-z-]*\.(csv|xlsx)|(categorie|gemeente|project)/[a-z0-9-]+\.html)$"
    )
    addresses = [str(tag["href"]) for tag in soup.select("a[href]") if not str(tag["href"]).startswith("#")]
    assert addresses
    assert not [address for address in addresses if not shape.match(address)]


def test_a_word_never_stands_for_colour_alone(soup: BeautifulSoup) -> None:
    """Every progress word is text, with a mark that is hidden from those who hear the word."""
    for word in soup.select(".word"):
        assert text_of(word)
        assert word.select_one('[aria-hidden="true"]')


# ------------------------------------------------------------ looks


@pytest.mark.parametrize(
    "rule", [":focus-visible", "@media print", "prefers-color-scheme: dark", "forced-colors", "prefers-reduced-motion"]
)
def test_the_style_has(rule: str) -> None:
    """What readers need who use a keyboard, paper, the dark, high contrast or calm."""
    assert rule in stylesheet()


# ------------------------------------------------------------ figures equal the cube


def numbers(table: Tag) -> dict[str, list[str]]:
    """First cell → the others, as text."""
    rows = [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize(("kind", "edition"), [("programme", "2022-11"), ("programme, first edition", "2021-05")])
def test_the_tiles_say_what_the_cube_says(html_of: Callable[[str], str], kind: str, edition: str) -> None:
    """Number, goal, plan to date and word of the three indicators, exact at programme level."""
    soup = BeautifulSoup(html_of(kind), "html.parser")
    facts = Facts.of(example_cube(edition))
    rows = facts.progress(facts.whole())
    tiles = soup.select(".tile")
    assert len(tiles) == len(rows) == 3
    for tile, row in zip(tiles, rows, strict=True):
        assert text_of(tile.select_one(".value strong")) == number(row["value"])
        assert f"ten minste {row['goal']}" in text_of(tile)
        assert f"Planning tot nu toe {round(row['plan_to_date'])}" in text_of(tile)


def test_the_small_trend_of_a_tile_is_the_cubes(html_of: Callable[[str], str]) -> None:
    """A line without words; its name says from what to what it went, as the table of the whole trend does."""
    soup = BeautifulSoup(html_of("category"), "html.parser")
    tiles = soup.select(".tile")
    assert len(tiles) == 3
    for tile in tiles:
        picture, name = tile.svg, text_of(tile.h3)
        kicker = soup.find("p", class_="kicker", string=name)
        shown = [cells for cells in numbers(kicker.find_parent("figure").table).items() if cells[1][1] != "–"]
        (first, (_, start, *_)), (last, (_, end, *_)) = shown[0], shown[-1]
        assert text_of(picture.title) == f"{name}: van {start} in het {first} naar {end} in het {last}"
        assert not picture.select("text")
        assert end == text_of(tile.select_one(".value strong"))


def test_the_known_figures_of_the_first_edition(html_of: Callable[[str], str]) -> None:
    """242 started against a plan of 194, 20 placed against 13; goals 1180, 860 and 520; never '154%'."""
    said = text_of(BeautifulSoup(html_of("programme, first edition"), "html.parser").main)
    for figure in ("242", "194", "20", "13", "1180", "860", "520"):
        assert re.search(rf"\b{figure}\b", said)
    assert "154" not in said


@pytest.mark.parametrize("indicator", ["started", "training_completed", "placed"])
def test_the_table_of_a_trend_is_the_cubes_trend(html_of: Callable[[str], str], indicator: str) -> None:
    """Every quarter: what it added, the total, the plan."""
    facts = Facts.of(example_cube("2022-11"))
    category = facts.scope("category", "scholingstrajecten")
    soup = BeautifulSoup(html_of("category"), "html.parser")
    table = soup.select_one(f"#verloop-{indicator.replace('_', '-')} table")
    assert table is not None
    shown = numbers(table)
    for row in facts.about("trend", category, indicator=indicator):
        assert shown[row["label"]][:2] == [number(row["added"]), number(row["cumulative"])]
    plan = [number(row["value"]) for row in facts.about("plan", category, indicator=indicator)]
    assert [cells[2] for cells in shown.values()] == plan


def test_the_categories_are_the_cubes(html_of: Callable[[str], str]) -> None:
    """Every category with a goal, with count, plan and goal; the qualitative one in words, without a number."""
    facts = Facts.of(example_cube("2022-11"))
    soup = BeautifulSoup(html_of("programme"), "html.parser")
    table = soup.select_one("#categorieen table")
    assert table is not None
    shown = numbers(table)
    assert len(shown) == 5
    for category in facts.scopes("category"):
        for place, code in enumerate(facts.indicators):
            for row in facts.about("progress", category, indicator=code):
                expected = (
                    [number(row["value"]), number(row["plan_to_date"]), number(row["goal"])] if row["goal"] else []
                )
                assert shown[facts.name(category)][4 * place :][:3] == (expected or ["–"] * 3)
    in_words = next(item for item in soup.select(".item") if "Versterken" in text_of(item))
    assert "wordt in woorden gevolgd" in text_of(in_words)


@pytest.mark.parametrize(("kind", "figure"), [("programme", "categorieen"), ("category", "projecten")])
def test_small_multiples_have_the_same_parts(html_of: Callable[[str], str], kind: str, figure: str) -> None:
    """In every picture the same names in the same order at the same height, also of what has no goal there."""
    soup = BeautifulSoup(html_of(kind), "html.parser")
    names = [
        [
            (text_of(part), str(part["transform"]).split(",")[1])
            for part in picture.find_all("text", {"font-weight": "bold"})
        ]
        for picture in soup.select(f"#{figure} svg")
    ]
    assert len(names) == 3
    assert names[0] == names[1] == names[2]
    shown = list(numbers(soup.select_one(f"#{figure} table")))
    assert " ".join(name for name, _ in names[0]) == " ".join(shown)
    assert "geen doel" in text_of(soup.select_one(f"#{figure}"))


def test_municipalities_are_rounded_and_say_so(html_of: Callable[[str], str]) -> None:
    """Every figure by place is the cube's rounded one; a 0 is '0–4', a 5 is '1–9'; a note says what that means."""
    facts = Facts.of(example_cube("2022-11"))
    soup = BeautifulSoup(html_of("programme"), "html.parser")
    figure = soup.select_one("#gemeenten")
    assert figure is not None
    shown = numbers(figure.table)
    assert {"voormalig Weesp", "Buiten de regio", "Niet toe te delen"} < set(shown)
    for place in facts.municipalities():
        for code, cell in zip(facts.indicators, shown[facts.name(place)], strict=True):
            row = facts.cell(place, code)
            assert row is not None
            assert cell == {0: "0–4", 5: "1–9"}.get(row["value"], number(row["value"]))
    assert "veelvoud van 5" in text_of(figure.select_one(".note"))


def test_charts_show_the_numbers_of_their_table(soup: BeautifulSoup) -> None:
    """Every number in a picture, axes apart, stands in words or in the table beside it."""
    for figure in soup.find_all("figure"):
        told = re.findall(r"[\d.]*\d(?:–\d+)?", text_of(figure.figcaption) + " " + text_of(figure.table))
        for part in figure.select("svg text"):
            if part.get("fill") != PALETTE["text-subtle"]:
                assert set(re.findall(r"[\d.]*\d(?:–\d+)?", text_of(part))) <= set(told)


def test_a_qualitative_project_has_no_figures(html_of: Callable[[str], str]) -> None:
    """Its headings and its results in words; no tile, no chart, no number made up."""
    soup = BeautifulSoup(html_of("project in words"), "html.parser")
    assert not soup.select(".tile, figure")
    headings = [text_of(tag) for tag in soup.find_all("h2")]
    for heading in ("Doelstelling", "Beschrijving", "Doelgroep", "Start- en einddatum", "Financiering"):
        assert heading in headings
    assert "benchmark" in text_of(soup.main)


def test_a_rounded_project_shows_no_quarters(html_of: Callable[[str], str]) -> None:
    """Its history over the monitors instead: a trend by quarter would be exact."""
    soup = BeautifulSoup(html_of("rounded project"), "html.parser")
    assert soup.select_one("#eerdere-monitors")
    assert not soup.select(".figure--trend")


def test_made_up_names_say_so(html_of: Callable[[str], str]) -> None:
    """'(fictief)' behind every name that the register marks as made up, wherever it is a link."""
    facts = Facts.of(example_cube("2022-11"))
    made_up = {row["name"] for row in (*facts.scopes("project"), *facts.scopes("category")) if row["is_fictional"]}
    for link in BeautifulSoup(html_of("programme"), "html.parser").find_all("a"):
        assert text_of(link) not in made_up
