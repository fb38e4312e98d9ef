"""Partners see their own figures on one page and confirm them; what changes afterwards was not confirmed."""

import re
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from werkmonitor import cli
from werkmonitor.editions import versions_of
from werkmonitor.errors import ConfigurationError, PublicationRefused, UsageError
from werkmonitor.pipeline import compute_editions, take_in
from werkmonitor.programme import Programme, load_programme
from werkmonitor.release import release
from werkmonitor.signoff_pages import reason, signoff
from werkmonitor.signoffs import SIGNOFFS_FILE, Standing, load_signoffs, sign, standings
from werkmonitor.status import describe
from werkmonitor.workspace import Workspace

EDITION = "2021-05"
TODAY = date(2021, 7, 1)
CONFIRMED_ON = date(2021, 5, 11)
HILVERSUM, UWV, WEESP = "gemeente-hilversum", "uwv", "gemeente-weesp"


@pytest.fixture
def waiting(own: Workspace) -> Workspace:
    """The first edition before it is released, needing everyone's confirmation."""
    shutil.rmtree(own.editions)
    with own.programme_file.open("a", encoding="utf-8") as file:
        file.write("\n[release]\nneeds_signoff = true\n")
    return own


def pages(workspace: Workspace, *confirmed: tuple[str, str, date, str]) -> list[Standing]:
    """Make the pages, with a confirmation first where one is given."""
    programme = load_programme(workspace.programme_file)
    return signoff(workspace, programme, EDITION, TODAY, *confirmed)


def page(workspace: Workspace, name: str) -> BeautifulSoup:
    return BeautifulSoup((workspace.signoffs / EDITION / f"{name}.html").read_text("utf-8"), "html.parser")


def rows(workspace: Workspace, name: str, table: str) -> list[list[str]]:
    found = page(workspace, name).find(id=f"{table}-tabel")
    body = found.find_parent("table").tbody if found else BeautifulSoup("", "html.parser")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in body.find_all("tr")]


def send_again(workspace: Workspace, *more: list[object]) -> None:
    """Hilversum sends its list again, still in time, with rows more."""
    (sent,) = workspace.raw.glob("gemeente-hilversum/2021-04*/*.xlsx")
    book = openpyxl.load_workbook(sent)
    for row in more:
        book.worksheets[0].append(row)
    path = workspace.raw / HILVERSUM / "2021-05-06" / "Deelnemers Hilversum 2021-03 def.xlsx"
    path.parent.mkdir()
    book.save(path)


# ------------------------------------------------------------ pages


def test_every_partner_has_one_page_with_its_own_figures(own: Workspace) -> None:
    """What was delivered and counted, as of when, from which workbook; a hidden number as what it lies between."""
    found = pages(own)
    assert {path.stem for path in (own.signoffs / EDITION).iterdir()} == {one.partner for one in found} | {"index"}
    figures = rows(own, UWV, "cijfers")
    as_sent = ["nieuw", "31 maart 2021", "UWV_GV_202103.xlsx"]
    assert ["Doorstroombaan Facilitair", "Gestarte trajecten", "12", "12", *as_sent] in figures
    assert ["ZorgStart", "Gestarte trajecten", "1 tot en met 4", "0", *as_sent] in figures
    assert page(own, UWV).h1.get_text() == "UWV WERKbedrijf Gooi en Vechtstreek"
    assert rows(own, UWV, "leveringen") == [["UWV_GV_202103.xlsx", "31 maart 2021", "15 april 2021", "15", "15", "0"]]


def test_a_page_says_what_does_not_count_and_why(own: Workspace) -> None:
    """Who leads, in words a partner reads."""
    pages(own)
    (zorgstart,) = [row for row in rows(own, UWV, "telt-niet-mee") if row[:2] == ["ZorgStart", "Gestarte trajecten"]]
    assert zorgstart[2:4] == ["1 tot en met 4", "0"]
    assert zorgstart[4].startswith("ZorgStart-coalitie telt: De coalitie registreert elke deelnemer")


def test_a_page_lists_what_was_left_out(own: Workspace) -> None:
    """By its place and in Dutch, with what to do; nothing else of the row."""
    send_again(own, ["HV9001", "Onbekend project", "afstand", datetime(2021, 2, 10)])
    pages(own)
    ((place, what, remedy),) = rows(own, HILVERSUM, "niet-gebruikt")
    assert re.fullmatch(r"Deelnemers Hilversum 2021-03 def\.xlsx › Deelnemers!B\d+", place)
    assert "Onbekend project" in what
    assert remedy
    assert "HV9001" not in str(page(own, HILVERSUM))


def test_a_page_says_what_changed_since_the_edition_before(own: Workspace, programme: Programme) -> None:
    """The same partner's figures as they were known then."""
    root = Path(__file__).resolve().parents[2]
    for name in ("uwv/2021-12-10", "programmateam/2022-01-05"):
        shutil.copytree(root / "data" / "raw" / name, own.raw / name)
    signoff(own, programme, "2022-01", date(2022, 1, 8))
    html = (own.signoffs / "2022-01" / "uwv.html").read_text("utf-8")
    cells = [cell.get_text(strip=True) for cell in BeautifulSoup(html, "html.parser").select("tbody tr")[0].children
             if cell.name in ("th", "td")]  # fmt: skip
    assert cells[:5] == ["Doorstroombaan Facilitair", "Gestarte trajecten", "16", "16", "+4"]


def test_the_register_shows_its_goals(own: Workspace) -> None:
    """The programme team confirms what it delivered: the goals in force."""
    pages(own)
    assert ["Het programma", "Gestarte trajecten", "1.180", "31 december 2023"] in [
        row[:4] for row in rows(own, "programmateam", "doelen")
    ]


def test_pages_are_marked_internal_and_hold_no_person(own: Workspace) -> None:
    """Concept, not public; fictional where it is; no participant's number; nothing is loaded from elsewhere."""
    pages(own)
    for path in (own.signoffs / EDITION).iterdir():
        html = path.read_text("utf-8")
        assert "CONCEPT, niet openbaar · Voorbeeld met fictieve gegevens" in html
        assert not re.search(r"\bHV\d{4}\b|\bZS\d{3,}\b", html)
        assert not re.search(r'(src|href)="https?:', html)


REASONS = [
    ("the partner gave no number", "er is geen aantal geleverd"),
    ("the indicator is not one that programme.toml counts", "dit cijfer telt het programma niet"),
    ("the project is not in the register that was known then", "het project stond nog niet in het register"),
    ("the project is followed in words", "dit project wordt in woorden gevolgd"),
    ("the own figures of hbel lead its list", "uw eigen aantallen gaan voor uw lijst"),
    (
        "the list of zorgcoalitie, jongerenloket leads: same project, indicator and month",
        "de lijst van ZorgStart-coalitie, Jongerenloket (jongerenspecialisten) telt: hetzelfde project, cijfer en "
        "dezelfde maand",
    ),
    (
        "hbel leads, as the earlier partner: same project, indicator and month",
        "HBEL-samenwerking telt: hetzelfde project, cijfer en dezelfde maand",
    ),
    ("zorgcoalitie leads: Zij registreert elke deelnemer.", "ZorgStart-coalitie telt: Zij registreert elke deelnemer."),
    ("what nobody foresaw", "telt niet mee"),
]


@pytest.mark.parametrize(("told", "expected"), REASONS)
def test_every_reason_has_its_dutch(told: str, expected: str, programme: Programme) -> None:
    """As the observations say it, and as a partner reads it."""
    assert reason(told, programme) == expected


def test_the_observations_say_nothing_without_dutch(example: Workspace, programme: Programme) -> None:
    """Of all reasons in the example."""
    from werkmonitor.tables import read_table

    told = set(read_table(example, "observations")["not_counted_because"].dropna()) - {""}
    assert told
    assert [one for one in told if reason(one, programme) == "telt niet mee"] == []


# ------------------------------------------------------------ confirmations


def test_a_confirmation_is_kept_and_told(waiting: Workspace) -> None:
    """On the page, in the index, and by status who is still to confirm."""
    found = {one.partner: one.state for one in pages(waiting, (UWV, "teammanager", CONFIRMED_ON, "Akkoord."))}
    assert (found[UWV], found[WEESP]) == ("signed", "open")
    (kept,) = load_signoffs(waiting)
    assert (kept.edition, kept.partner, kept.role, kept.on, kept.remark) == (
        EDITION, UWV, "teammanager", CONFIRMED_ON, "Akkoord.",
    )  # fmt: skip
    assert "Stand van zaken: bevestigd op 11 mei 2021 door teammanager." in page(waiting, UWV).get_text()
    said = ["UWV WERKbedrijf Gooi en Vechtstreek", "Bevestigd op 11 mei 2021 door teammanager", "Akkoord."]
    assert said in rows(waiting, "index", "partners")
    assert "Bevestigd: 1 van de 11." in page(waiting, "index").get_text()
    told = describe(waiting, load_programme(waiting.programme_file), TODAY)
    (line,) = [line for line in told.splitlines() if "not signed off" in line]
    assert WEESP in line
    assert UWV not in line


def test_a_confirmation_lapses_when_a_figure_changes(waiting: Workspace) -> None:
    """And not when the same figures come in another workbook."""
    pages(waiting, (HILVERSUM, "beleidsadviseur", CONFIRMED_ON, ""))
    send_again(waiting)
    assert {one.partner: one.state for one in pages(waiting)}[HILVERSUM] == "signed"
    shutil.rmtree(waiting.raw / HILVERSUM / "2021-05-06")
    send_again(waiting, ["HV9001", "Doorstroombaan Groen", "afstand", datetime(2021, 2, 10)])
    (lapsed,) = [one for one in pages(waiting) if one.partner == HILVERSUM]
    assert lapsed.state == "lapsed"
    assert "vervallen: bevestigd op 11 mei 2021 door beleidsadviseur" in page(waiting, HILVERSUM).get_text()
    again = pages(waiting, (HILVERSUM, "beleidsadviseur", date(2021, 5, 12), ""))
    assert {one.partner: one.state for one in again}[HILVERSUM] == "signed"


@pytest.mark.parametrize(
    ("confirmed", "said"),
    [
        (("uvw", "teammanager", CONFIRMED_ON, ""), "did you mean 'uwv'"),
        ((UWV, " ", CONFIRMED_ON, ""), "says not who confirms"),
        ((UWV, "teammanager", date(2021, 7, 2), ""), "is yet to come"),
    ],
)
def test_who_confirms_and_when_must_be_known(own: Workspace, confirmed: tuple[str, str, date, str], said: str) -> None:
    """And nothing is kept."""
    with pytest.raises(UsageError, match=said):
        pages(own, confirmed)
    assert not (own.data / SIGNOFFS_FILE).exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(role=st.text(st.characters(exclude_categories=["Cs"]), min_size=3).filter(lambda text: len(text.strip()) > 2))
def test_any_role_comes_back_as_it_was_given(tmp_path: Path, first: Workspace, role: str) -> None:
    """Quotes, backslashes, lines, signs of any kind."""
    workspace = Workspace(tmp_path, tmp_path / "outputs")
    (tmp_path / SIGNOFFS_FILE).unlink(missing_ok=True)
    programme = load_programme(first.programme_file)
    standing = known_standings(first, programme)
    sign(workspace, programme.edition(EDITION), standing, UWV, role, CONFIRMED_ON, role)
    sign(workspace, programme.edition(EDITION), standing, WEESP, "wethouder", CONFIRMED_ON)
    uwv, weesp = load_signoffs(workspace)
    assert (uwv.role.strip(), uwv.remark.strip()) == (role.strip(), role.strip())
    assert weesp.role == "wethouder"


_KNOWN: list[Standing] = []


def known_standings(first: Workspace, programme: Programme) -> list[Standing]:
    """Of the first edition; computed once."""
    from werkmonitor.tables import read_tables

    if not _KNOWN:
        _KNOWN.extend(standings(first, programme, programme.edition(EDITION), read_tables(first)))
    return _KNOWN


def test_a_faulty_file_is_told(own: Workspace) -> None:
    """By its key, with the near miss."""
    (own.data / SIGNOFFS_FILE).write_text('[[signoffs]]\neditoin = "2021-05"\n', "utf-8")
    with pytest.raises(ConfigurationError, match="editoin"):
        pages(own)


# ------------------------------------------------------------ where the programme asks for them


def test_an_edition_waits_for_everyone_where_the_programme_asks_for_it(waiting: Workspace) -> None:
    """A run leaves it a concept, a release refuses; both name who is to confirm. Then the manifest names who did."""
    programme = load_programme(waiting.programme_file)
    standing = pages(waiting)
    partners = [one.partner for one in standing]
    for partner in partners[:-1]:
        sign(waiting, programme.edition(EDITION), standing, partner, "teamleider", CONFIRMED_ON)
    result = compute_editions(waiting, programme, take_in(waiting, programme), TODAY)
    assert (result.released, result.concepts) == ([], [EDITION])
    assert result.notes[0] == f"Edition {EDITION} is adopted and waits for sign-off: {partners[-1]}"
    with pytest.raises(PublicationRefused, match=f"waits for sign-off: {partners[-1]}"):
        release(waiting, programme, EDITION, TODAY)
    sign(waiting, programme.edition(EDITION), standing, partners[-1], "teamleider", CONFIRMED_ON)
    result = compute_editions(waiting, programme, take_in(waiting, programme), TODAY)
    assert result.released == [EDITION]
    (released,) = versions_of(waiting, EDITION)
    assert [one["partner"] for one in released.manifest.signoffs] == partners


def test_otherwise_an_edition_does_not_wait(first: Workspace) -> None:
    """And its manifest names nobody."""
    (released,) = versions_of(first, EDITION)
    assert released.manifest.signoffs == ()


@pytest.mark.parametrize(("partner", "role"), [("uwv", None), ("uwv", " "), (None, "teammanager"), ("", "teammanager")])
def test_a_confirmation_names_a_partner_and_a_role(partner: str | None, role: str | None) -> None:
    """Half of it is refused, never left out without a word."""
    with pytest.raises(UsageError, match="go together"):
        cli.signoff("2021-05", partner=partner, role=role)
