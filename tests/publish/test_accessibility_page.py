"""The accessibility statement: what is true of every site, what the publisher says, what is still to be filled in."""

import pytest
from bs4 import BeautifulSoup

from tests.publish.example import example_cube
from werkmonitor.programme import Accessibility, Programme
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.site_pages.accessibility import accessibility_page
from werkmonitor.publish.site_pages.editions import Editions

FILLED_IN = {
    "organisation": "Gemeente Hilversum",
    "contact": "toegankelijkheid@hilversum.example",
    "status": "B",
    "researched_on": "2022-09-01",
    "declaration": "https://register.example/123",
}


def page(programme: Programme, **said: str) -> BeautifulSoup:
    editions = Editions({"2022-11": Facts.of(example_cube("2022-11"))}, {"2022-11": [Address("programme")]})
    settings = programme.model_copy(update={"accessibility": Accessibility.model_validate(said)})
    return BeautifulSoup(accessibility_page(editions, settings), "html.parser")


def terms(soup: BeautifulSoup) -> dict[str, str]:
    return {
        " ".join(term.get_text().split()): " ".join(term.find_next("dd").get_text().split())
        for term in soup.select("main dt")
    }


def test_what_nobody_said_is_still_to_be_filled_in(programme: Programme) -> None:
    """Five things; and who can say them."""
    soup = page(programme)
    missing = [term for term, text in terms(soup).items() if text.startswith("Nog in te vullen: ")]
    assert missing == ["Van wie?", "Status", "Onderzocht op", "In het register", "Waar?"]
    assert "status E" in terms(soup)["Status"]
    assert f"kan alleen {programme.programme.publisher} zeggen" in soup.main.get_text()
    assert "niet onderzocht door een onafhankelijk bureau" in " ".join(soup.main.get_text().split())


def test_what_the_publisher_says_stands_on_the_page(programme: Programme) -> None:
    """With a way to the declaration and to the people; and then nothing is to be filled in."""
    soup = page(programme, **FILLED_IN)
    said = terms(soup)
    assert said["Van wie?"] == "Gemeente Hilversum"
    assert said["Status"] == "Status B: voldoet gedeeltelijk aan de wet."
    assert said["Onderzocht op"] == "1 september 2022"
    assert [link["href"] for link in soup.select("main dd a")] == [
        "https://register.example/123",
        "mailto:toegankelijkheid@hilversum.example",
    ]
    assert "Nog in te vullen" not in soup.get_text()
    assert "onafhankelijk bureau" not in soup.main.get_text()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": ""}, "'A', 'B', 'C' or 'D'"),
        ({"status": "E"}, "'A', 'B', 'C' or 'D'"),
        ({"declaration": ""}, "go together"),
        ({"researched_on": None}, "needs researched_on"),
        ({"declaration": "http://register.example"}, "expected the address of a page"),
        ({"contact": "bel ons"}, "expected an e-mail address"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_contradicts_itself_is_refused(change: dict[str, str | None], expected: str) -> None:
    """A status is that of a declaration; A and B rest on research."""
    with pytest.raises(ValueError, match=expected):
        Accessibility.model_validate(FILLED_IN | change)
