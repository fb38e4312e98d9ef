"""Who publishes: a person, by adopting an edition. A run only builds concepts; what was published stays as it was."""

import shutil
from datetime import date

import pytest

from tests.conftest import run_cli
from werkmonitor.cube import CUBE_FILE, read_rows
from werkmonitor.pipeline import compute_editions, is_public, take_in
from werkmonitor.programme import Edition, Programme, load_programme
from werkmonitor.workspace import Workspace


def not_adopted(workspace: Workspace, edition: str) -> Programme:
    """The programme with one edition's adoption taken out."""
    text = workspace.programme_file.read_text("utf-8")
    head, block = text.split(f'id = "{edition}"', 1)
    lines = block.split("\n")
    kept = [line for n, line in enumerate(lines) if not (n < 9 and line.startswith(("adopted_by", "adopted_on")))]
    workspace.programme_file.write_text(head + f'id = "{edition}"' + "\n".join(kept), "utf-8")
    return load_programme(workspace.programme_file)


@pytest.mark.parametrize(
    ("adopted_on", "today", "expected"),
    [
        (None, date(2022, 12, 1), False),
        (date(2022, 11, 18), date(2022, 11, 24), False),
        (date(2022, 11, 18), date(2022, 11, 25), True),
    ],
    ids=["nobody adopted it", "under embargo", "adopted and due"],
)
def test_an_edition_is_public_once_adopted_and_due(
    programme: Programme, adopted_on: date | None, today: date, expected: bool
) -> None:
    """Both decide: the adoption and the publication date."""
    edition: Edition = programme.edition("2022-11").model_copy(update={"adopted_on": adopted_on})
    assert is_public(edition, today) is expected


def test_an_edition_nobody_adopted_is_a_concept(standing: Workspace) -> None:
    """It is computed and marked, never released and never on the site."""
    shutil.rmtree(standing.editions / "2022-11")
    programme = not_adopted(standing, "2022-11")
    result = compute_editions(standing, programme, take_in(standing, programme), date(2026, 1, 1))
    assert result.released == ["2021-05", "2022-01", "2022-07"]
    assert result.concepts == list(result.computed) == ["2022-11"]
    assert read_rows(standing.concepts / "2022-11" / CUBE_FILE).is_concept
    assert not (standing.editions / "2022-11").exists()


def test_a_concept_is_published_beside_the_site_and_says_so_on_every_page(standing: Workspace) -> None:
    """The site holds the adopted editions only."""
    shutil.rmtree(standing.editions / "2022-11")
    shutil.rmtree(standing.site)  # never online: what is online stays online
    not_adopted(standing, "2022-11")
    said = run_cli("run", standing)
    assert "Concepts, not published: 2022-11" in said
    assert not (standing.site / "2022-11").exists()
    assert (standing.site / "2022-07" / "index.html").is_file()
    pages = list((standing.concepts / "site" / "2022-11").rglob("*.html"))
    assert len(pages) == 41
    assert all("CONCEPT" in page.read_text("utf-8").upper() for page in pages)


def test_a_released_edition_stays_when_its_deliveries_change(standing: Workspace) -> None:
    """A delivery that lies there by now with a receipt date of then is said, and changes no published figure."""
    before = (standing.editions / "2022-11" / CUBE_FILE).read_bytes()
    (sent,) = (standing.raw / "uwv").glob("2022-1*/*.xlsx")
    backdated = sent.parent.with_name("2022-11-10") / sent.name
    backdated.parent.mkdir()
    backdated.write_bytes(sent.read_bytes() + b"\0")
    programme = load_programme(standing.programme_file)
    result = compute_editions(standing, programme, take_in(standing, programme), date(2026, 1, 1))
    assert (standing.editions / "2022-11" / CUBE_FILE).read_bytes() == before
    assert result.problems == []
    (note,) = result.notes
    assert "Edition 2022-11 is published and stays as it is" in note
    assert 'werkmonitor release 2022-11 --revision "why"' in note


def test_status_tells_what_came_in_what_is_missing_and_what_is_due(standing: Workspace) -> None:
    """Before anything is run, and after something new came in."""
    said = run_cli("status", standing)
    assert "Edition 2022-07 (as of 2022-03-31): published 2022-07-12" in said
    assert "missing: gemeente-wijdemeren (last state 2021-09-30)" in said
    assert "leave the site as it stands" in said
    new = standing.raw / "uwv" / "2022-12-01" / "x.xlsx"
    new.parent.mkdir()
    new.write_bytes(b"anything")
    assert "read what is new or changed: data/raw/uwv/2022-12-01/x.xlsx" in run_cli("status", standing)


def test_status_of_an_empty_workspace(workspace: Workspace) -> None:
    """Nothing was read yet, and it says what a run would do."""
    assert "Nothing was read yet" in run_cli("status", workspace)
