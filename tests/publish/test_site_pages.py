"""The pages about all monitors: what changed from one to the next, what was corrected, what the words mean."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from tests.publish.example import example_cube
from werkmonitor.cube import Cube
from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.dutch import slug
from werkmonitor.publish.facts import Facts, vocabulary
from werkmonitor.publish.places import links_of
from werkmonitor.publish.site_pages.changes import changes_page
from werkmonitor.publish.site_pages.corrections import corrections_page
from werkmonitor.publish.site_pages.definitions import definitions_page
from werkmonitor.publish.site_pages.editions import Editions
from werkmonitor.publish.site_pages.home import home_page

CONTACT = "monitor@example.nl"

REASON = "Hilversum leverde drie trajecten na"


def editions_of(cubes: Mapping[str, Cube]) -> Editions:
    """A site of these cubes, by their folder in it, with every monitor of each."""
    facts = {folder: Facts.of(cube) for folder, cube in cubes.items()}
    return Editions(facts, {folder: _every_page(found) for folder, found in facts.items()})


def _every_page(facts: Facts) -> list[Address]:
    words = vocabulary(facts, [])
    return [Address("programme"), *(Address(kind, code) for kind in words for code in words[kind])]


@pytest.fixture(scope="module")
def four() -> Editions:
    """A site of four editions."""
    return editions_of({edition: example_cube(edition) for edition in ("2021-05", "2022-01", "2022-07", "2022-11")})


def told(html: str, section: str = "main") -> str:
    """What a part of a page says, in one line."""
    part = BeautifulSoup(html, "html.parser").select_one(section)
    assert part is not None, section
    return " ".join(part.get_text(" ").split())


def table(part: Tag, caption: str) -> list[list[str]]:
    """The rows of the table with this caption, as texts."""
    found = part.find("caption", string=caption)
    assert found is not None, caption
    rows = found.find_parent("table").select("tbody tr")
    return [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in rows]


def test_a_page_knows_its_whole_address_where_the_programme_says_where_the_site_is(four: Editions) -> None:
    """Of every version its own; else its place in the site."""
    laren = Address("municipality", "laren")
    whole = links_of(four.facts, four.addresses, "2022-11", laren, "https://monitor.example.nl/")
    assert whole["permanent"] == "https://monitor.example.nl/2022-11/gemeente/laren.html"
    assert links_of(four.facts, four.addresses, "2022-11", laren)["permanent"] == "2022-11/gemeente/laren.html"


# ------------------------------------------------------------ what changed


def test_every_monitor_is_compared_with_the_one_before(four: Editions) -> None:
    """Newest first, each at the anchor that its own pages lead to; the first has nothing before it."""
    soup = BeautifulSoup(changes_page(four), "html.parser")
    assert [str(tag["id"]) for tag in soup.select("main section")] == [
        "monitor-4-november-2022",
        "monitor-3-juli-2022",
        "monitor-2-januari-2022",
    ]


def test_figures_then_and_now_are_those_of_both_monitors(four: Editions) -> None:
    """With the difference, and both judgements."""
    part = BeautifulSoup(changes_page(four), "html.parser").find(id="monitor-4-november-2022")
    rows = table(part, "De cijfers van het programma in juli 2022 en in november 2022")
    for code, row in zip(("started", "training_completed", "placed"), rows, strict=True):
        then, now = (
            next(iter(four.facts[folder].about("progress", four.facts[folder].whole(), indicator=code)))
            for folder in ("2022-07", "2022-11")
        )
        words = [f"{wording.PROGRESS[one['word']].mark} {wording.PROGRESS[one['word']].text}" for one in (then, now)]
        more = f"{now['value'] - then['value']} meer"
        assert row == [now_name(four, code), str(then["value"]), str(now["value"]), more, *words]


def now_name(editions: Editions, code: str) -> str:
    return str(editions.latest.definitions[code]["name"])


def test_what_is_judged_otherwise_is_listed_and_nothing_else(four: Editions) -> None:
    """Every category and project with another word on a figure of page one."""
    part = BeautifulSoup(changes_page(four), "html.parser").find(id="monitor-3-juli-2022")

    def words(folder: str) -> dict[tuple[str, str], str]:
        facts = four.facts[folder]
        return {
            (facts.name(facts.scope(row["level"], row["code"])), row["indicator"]): row["word"]
            for row in facts.rows["progress"]
            if row["level"] in ("category", "project") and row["indicator"] in facts.indicators
        }

    then, now = words("2022-01"), words("2022-07")
    expected = {
        (name, now_name(four, code)) for (name, code) in then.keys() & now.keys() if then[name, code] != now[name, code]
    }
    assert expected
    assert {(row[0], row[1]) for row in table(part, "Oordelen in januari 2022 en in juli 2022")} == expected


def test_projects_places_and_goals_that_are_others(four: Editions) -> None:
    """A project that stopped, with the day; a municipality that left; a goal that became another."""
    page = changes_page(four)
    assert "Weesp" in told(page, "#monitor-3-juli-2022")
    everything = told(page)
    assert "Voortijdig beëindigd (" in everything
    assert "Geen eigen pagina meer: Weesp." in everything


def test_the_first_monitor_has_nothing_to_compare_with() -> None:
    """The page says so, and the front door has no link to it."""
    one = editions_of({"2021-05": example_cube("2021-05")})
    assert "Dit is de eerste monitor." in told(changes_page(one))
    assert "Wat is er veranderd sinds" not in told(home_page(one, {}))


# ------------------------------------------------------------ corrections


def revision(edition: str, **about: Any) -> Cube:
    """Version 2 of an edition, in which a figure of the edition itself is another."""
    cube = example_cube(edition, revision=2, revised_on="2023-02-03", revision_reason=REASON, **about)
    rows = cube["revisions"].assign(was=300, now=303, since=f"{edition} r1", cause="corrected_delivery")
    return replace(cube, tables={**cube.tables, "revisions": rows})


def test_a_figure_that_was_restated_stands_with_was_is_and_cause(four: Editions) -> None:
    """Under the monitor that tells it otherwise than the one before."""
    part = BeautifulSoup(corrections_page(four, CONTACT), "html.parser").find(id="monitor-4-november-2022")
    rows = table(part, "Cijfers die zijn herzien sinds de monitor van juli 2022")
    assert rows == [["Programma", "Gestarte trajecten", "1e kwartaal 2021", "242", "245", "nalevering"]]
    assert part.find("a", string="Programma")["href"] == "2022-11/index.html"


def test_a_new_version_stands_with_its_day_reason_and_both_addresses() -> None:
    """And with its figures; those that the first version told otherwise than the edition before stay there too."""
    both = editions_of(
        {
            "2021-05": example_cube("2021-05"),
            "2022-11": revision("2022-11"),
            "2022-11/r1": example_cube("2022-11"),
        }
    )
    part = BeautifulSoup(corrections_page(both, CONTACT), "html.parser").find(id="monitor-4-november-2022")
    assert f"Dit is versie 2, herzien op 3 februari 2023: {REASON}." in part.get_text()
    links = {tag.get_text(): tag["href"] for tag in part.select(".item a")}
    assert links == {"versie 2": "2022-11/index.html", "versie 1": "2022-11/r1/index.html"}
    assert table(part, "Cijfers die zijn herzien sinds versie 1")[0][3:] == ["300", "303", "verbeterde levering"]
    assert table(part, "Cijfers die zijn herzien sinds de monitor van mei 2021")[0][3:] == ["242", "245", "nalevering"]


def test_a_new_version_may_have_the_same_exact_figures() -> None:
    """Because only rounded ones are others, of which no more is said."""
    cube = example_cube("2021-05", revision=2, revised_on="2023-02-03", revision_reason=REASON)
    both = editions_of({"2021-05": cube, "2021-05/r1": example_cube("2021-05")})
    assert "De precieze cijfers zijn dezelfde als in versie 1." in told(corrections_page(both, CONTACT))


def test_where_nothing_was_corrected_the_log_says_so_and_how_errors_are_handled() -> None:
    """In plain words, with whom to tell."""
    said = told(corrections_page(editions_of({"2021-05": example_cube("2021-05")}), CONTACT))
    assert "Er zijn nog geen correcties." in said
    assert "verandert niet in stilte" in said
    assert "Ziet u een fout? Meld die bij monitor@example.nl, met het adres van de pagina." in said


# ------------------------------------------------------------ words


def test_every_indicator_judgement_and_state_has_an_address(four: Editions) -> None:
    """The slug of its name, once."""
    page = BeautifulSoup(definitions_page(four), "html.parser")
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    names = [
        *(row["name"] for row in four.latest.definitions.values()),
        *(word.text for word in wording.PROGRESS.values()),
        *wording.STATES.values(),
    ]
    assert {slug(name) for name in names} <= set(ids)


def test_an_indicator_says_all_that_is_known_of_it(four: Editions) -> None:
    """Unit, definition, source, English name; of a share what is divided by what."""
    page = definitions_page(four)
    for row in four.latest.definitions.values():
        said = told(page, f"#{slug(row['name'])}")
        assert all(part in said for part in (row["definition"], row["source"], row["name_en"], row["unit"]))
    shares = [row for row in four.latest.definitions.values() if row["counted"]["how"] == "share"]
    assert shares
    for row in shares:
        said = told(page, f"#{slug(row['name'])}")
        assert all(now_name(four, row["counted"][part]) in said for part in ("numerator", "denominator"))


def test_judgements_say_from_when_by_the_thresholds_in_force() -> None:
    """Not by ours: the programme decides."""
    cube = example_cube("2022-11")
    limits = cube.programme["thresholds"] | {"ahead": 1.25, "on_course": 0.9}
    page = definitions_page(editions_of({"2022-11": replace(cube, programme=cube.programme | {"thresholds": limits})}))
    assert "125% of meer bereikt" in told(page, "#voor-op-schema")
    assert "ten minste 90%, maar minder dan 125%" in told(page, "#op-koers")
    assert "minder dan 80%" in told(page, "#loopt-achter")
