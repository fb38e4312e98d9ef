"""The example workbooks: the same bytes everywhere, the right sums, the meant oddities, and nobody's personal data."""

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from examples import lists
from examples.afterwards import afterwards
from examples.generate import CHECKSUMS, ROOT, check, main, write_examples
from examples.scenario import INDICATORS, Delivery, Scenario, load_scenario
from examples.simulation import simulate
from tests.examples.workbooks import cells, count, is_day, latest, sheets

RAW = ROOT / "data" / "raw"
SCENARIO = load_scenario()
FILES = [RAW / delivery.path for delivery in SCENARIO.deliveries]


def delivered(partner: str, edition: str) -> list[Path]:
    return [RAW / d.path for d in SCENARIO.deliveries if (d.partner, d.edition) == (partner, edition)]


# ---------------------------------------------------------------- bytes


def test_the_workbooks_in_the_repository_are_those_of_the_generator() -> None:
    """Scenario, generator and workbooks belong to one commit."""
    assert check(RAW) == []


def test_other_zones_hash_seeds_and_languages_give_the_same_bytes(tmp_path: Path) -> None:
    """A machine in Auckland makes what one in Hilversum makes."""
    code = (
        "import sys, pathlib; from examples.generate import write_examples; write_examples(pathlib.Path(sys.argv[1]))"
    )
    there = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "4711", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=os.environ | there, cwd=tmp_path, check=True)
    for delivery in SCENARIO.deliveries:
        assert (tmp_path / delivery.path).read_bytes() == (RAW / delivery.path).read_bytes(), delivery.path


def test_the_list_names_every_workbook_and_no_other() -> None:
    """Sorted lines 'sha256  path', one a file below data/raw."""
    lines = (RAW / CHECKSUMS).read_text("utf-8").splitlines()
    names = [line.split("  ", 1)[1] for line in lines]
    assert names == sorted(delivery.path for delivery in SCENARIO.deliveries)
    for line in lines:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((RAW / name).read_bytes()).hexdigest() == digest


def test_check_names_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed, a missing and an unlisted workbook; the command says all is well otherwise."""
    changed, missing = (write_examples(tmp_path)[n] for n in (0, 1))
    changed.write_bytes(b"other")
    missing.unlink()
    assert check(tmp_path) == [
        f"{CHECKSUMS} is not what the generator makes",
        f"{missing.relative_to(tmp_path).as_posix()} is missing",
        f"{changed.relative_to(tmp_path).as_posix()} differs from what the generator makes",
    ]
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "the example deliveries are as generated\n"


@pytest.mark.parametrize("path", [f for f in FILES if f.suffix in (".xlsx", ".ods")], ids=lambda p: p.name)
def test_packages_depend_on_no_clock_platform_or_compression(path: Path) -> None:
    """Fixed times and marks, stored parts; ods begins with its mimetype."""
    with zipfile.ZipFile(path) as package:
        assert {e.date_time for e in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(e.create_system, e.compress_type) for e in package.infolist()} == {(3, zipfile.ZIP_STORED)}
        first = {".ods": "mimetype", ".xlsx": "[Content_Types].xml"}[path.suffix]
        assert package.namelist()[0] == first


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize("edition", range(4), ids=[e.id for e in SCENARIO.editions])
def test_the_workbooks_hold_the_figures_of_the_scenario(edition: int) -> None:
    """Counted from the files with a reader of its own: lists and aggregates, without the doubles of ZorgStart."""
    found: Counter[tuple[str, str]] = Counter()
    for delivery in latest(SCENARIO, edition):
        if delivery.partner != "programmateam":
            here = count(SCENARIO, delivery, RAW / delivery.path)
            doubles = SCENARIO.partners[delivery.partner].doubles
            found += Counter({key: number for key, number in here.items() if key[0] != doubles})
    expected = {key: counts[edition] for key, counts in SCENARIO.figures.items() if counts[edition]}
    assert found == expected
    assert [sum(n for (_, i), n in found.items() if i == indicator) for indicator in INDICATORS] == [
        SCENARIO.total(indicator, edition) for indicator in INDICATORS
    ]


def test_the_register_delivers_the_goals_and_plan_points() -> None:
    """27 projects in every edition; version 2 of the goals and the programme's own plan in the fourth only."""
    for edition, versions in zip(SCENARIO.editions, [{1}, {1}, {1}, {1, 2}], strict=True):
        (path,) = delivered("programmateam", edition.id)
        book = sheets(path)
        later = {"2021-05": ["Projectcijfers"], "2022-11": ["Projectcijfers", "Geld", "Oordeel"]}
        assert list(book) == [
            *("Leeswijzer", "Projecten", "Doelen", "Planning", "Standen", "Resultaten", "Verwachting"),
            *later.get(edition.id, ["Projectcijfers", "Geld"]),
        ]
        assert len(book["Projecten"][5:]) == 27
        goals = [dict(zip(book["Doelen"][4], row, strict=True)) for row in book["Doelen"][5:]]
        of_programme = [goal for goal in goals if goal["Niveau"] == "programma"]
        assert {int(goal["Versie"]) for goal in of_programme} == versions
        assert sum(goal["Doel"] for goal in goals if goal["Niveau"] == "project") == 1180 + 860 + 520
        header, *lines = book["Planning"][4:]
        at = header.index(edition.as_of)
        sums = [
            sum(line[at] for line in lines if line[0] == "project" and line[2] == name)
            for name in ("Gestarte trajecten", "Afgeronde scholingstrajecten", "Bemiddeld naar werk")
        ]
        if edition.id == "2021-05":
            assert sums == [194, 30, 13]
        assert any(line[0] == "programma" for line in lines) == (versions == {1, 2})


def test_nothing_in_a_register_is_dated_after_its_own_date() -> None:
    """States, results, expectations and money are known on the as-of date; who judges it does so before it is sent."""
    for delivery in (one for one in SCENARIO.deliveries if one.partner == "programmateam"):
        book = sheets(RAW / delivery.path)
        for name in ("Standen", "Resultaten", "Verwachting", "Geld", "Oordeel"):
            days = [cell for row in book.get(name, [])[5:] for cell in row if is_day(cell)]
            assert days or name in ("Geld", "Oordeel")
            assert max(days, default=date.min) <= (delivery.received_on if name == "Oordeel" else delivery.as_of)


def test_the_register_delivers_money_and_what_projects_count_besides() -> None:
    """What Taaltrajecten no longer spends is what is freed; a funnel narrows; nothing since the start falls."""
    book = sheets(RAW / next(d.path for d in reversed(SCENARIO.deliveries) if d.partner == "programmateam"))
    money = [dict(zip(book["Geld"][4], row, strict=True)) for row in book["Geld"][5:]]
    (stopped,) = (row for row in money if row["Code"] == "taaltrajecten" and row["Vrijgevallen"])
    assert stopped["Begroot"] == stopped["Besteed"] + stopped["Vrijgevallen"]
    assert all("fictief" in row["Waarvoor"] for row in money if row["Vrijgevallen"])
    figures = {tuple(row[:2]): row[3:] for row in book["Projectcijfers"][5:]}
    assert all(counts == sorted(counts) for counts in figures.values())
    started = SCENARIO.figures["zorgstart", "started"]
    informed, intake = (figures["ZorgStart", name] for name in ("Voorgelicht", "Intake gedaan"))
    assert all(a > b > c for a, b, c in zip(informed, intake, started, strict=True))


def test_what_becomes_of_participants_can_be_true() -> None:
    """Known by the as-of date, after what it follows on, the same in every edition; most work lasts six months."""
    people = simulate(SCENARIO)["zorgcoalitie"]
    then: dict[int, tuple[date | None, ...]] = {}
    for number, edition in enumerate(SCENARIO.editions):
        for t in lists.known(people, number):
            after = afterwards(SCENARIO, t, number, edition.as_of)
            assert all(day <= edition.as_of for day in after if day)
            placed_on = t.delivered("placed", number)
            assert placed_on or not (after.work_ended_on or after.work_checked_on or after.benefit_ended_on)
            assert min(filter(None, (*after[1:4], date.max))) >= (placed_on or date.min)
            assert not (after.work_ended_on and after.work_checked_on) or after.work_checked_on <= after.work_ended_on
            fixed = (after.qualified_on, after.benefit_ended_on, after.work_ended_on)
            assert all(was in (None, now) for was, now in zip(then.get(id(t), fixed), fixed, strict=True))
            then[id(t)] = fixed
    long_ago = [t for t in people if (day := t.delivered("placed", 3)) and day <= date(2022, 3, 30)]
    ended = [t for t in long_ago if afterwards(SCENARIO, t, 3, date(2022, 9, 30)).work_ended_on]
    assert 0.70 < 1 - len(ended) / len(long_ago) < 0.95


# ---------------------------------------------------------------- what partners send


def test_totals_in_the_workbooks_are_right() -> None:
    """The last row is the sum of the rows, the last column of a block the sum of its months."""
    for delivery in SCENARIO.deliveries:
        if delivery.partner in ("gemeente-weesp", "gemeente-wijdemeren", "gemeente-gooise-meren"):
            for rows in sheets(RAW / delivery.path).values():
                body = [row for row in rows[5:] if row[0] not in ("", "Project") and "* " not in row[0]]
                (total,) = (row for row in body if row[0] == "Totaal")
                lines = [row for row in body[: body.index(total)] if row[0]]
                for column in range(1, len(total)):
                    numbers = [row[column] for row in lines if isinstance(row[column], float | int)]
                    assert sum(numbers) == total[column], (delivery.path, column)


ODDITIES: dict[str, tuple[int, set[str]]] = {  # oddity → (at least so many cells, that match one of these)
    "date typed as 1-3-2021": (3, {r"\d{1,2}-\d{1,2}-\d{4}"}),
    "date typed as 1 mrt 2021": (3, {r"\d{1,2} [a-z]{3} \d{4}"}),
    "month as text": (12, {r"[a-z]{3}-\d\d"}),
    "month in words": (12, {r"[a-z]+ 202\d"}),
    "suppressed": (4, {"<5"}),
    "nil": (10, {"-"}),
    "not applicable": (3, {r"n\.v\.t\."}),
    "no-break space": (3, {".*\u00a0.*"}),
    "double space": (3, {r".*\w  \w.*"}),
    "space at the end": (3, {r".*\w "}),
    "other spelling of a project": (3, {"Zorgstart", "Taal trajecten", "Waardetas", "GV Werkt Door"}),
    "two target groups": (3, {r"\w+/\w+"}),
    "unknown target group": (1, {r"\?", "onbekend"}),
    "reporting unit": (4, {"HBEL"}),
    "place instead of municipality": (10, {"Bussum", "Loosdrecht", "'s-Graveland"}),
    "outside the region": (4, {"Almere", "Amsterdam", "Buiten regio"}),
    "footnote": (4, {r"\* incl\. naleveringen"}),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_oddities_that_partners_send_are_there(oddity: str) -> None:
    """Every oddity that intake must digest occurs in the deliveries."""
    least, patterns = ODDITIES[oddity]
    texts = [cell for cell in all_cells() if isinstance(cell, str)]
    assert sum(any(re.fullmatch(p, text) for p in patterns) for text in texts) >= least


@cache
def all_cells() -> tuple[object, ...]:
    return tuple(cell for path in FILES for cell in cells(path))


def test_hilversum_renames_a_header_in_the_third_edition() -> None:
    """'Startdatum' becomes 'Datum aanvang'."""
    headers = [sheets(delivered("gemeente-hilversum", e.id)[0])["Deelnemers"][4] for e in SCENARIO.editions]
    assert [header[3] for header in headers] == ["Startdatum", "Startdatum", "Datum aanvang", "Datum aanvang"]


def test_wijdemeren_is_missing_once_and_weesp_after_it_left() -> None:
    """Nothing from Wijdemeren for the third edition, nothing from Weesp for the fourth."""
    missing = {
        (partner, edition.id)
        for partner in SCENARIO.partners
        for edition in SCENARIO.editions
        if not delivered(partner, edition.id)
    }
    assert missing == {("gemeente-wijdemeren", "2022-07"), ("gemeente-weesp", "2022-11")}
    (last,) = delivered("gemeente-weesp", "2022-07")
    assert sheets(last)["Gestart"][2][0] == "Stand per 23-03-2022"


def test_gooise_meren_sends_a_corrected_version() -> None:
    """'def2' comes a week later and differs from the first in two rows."""
    first, second = delivered("gemeente-gooise-meren", "2022-01")
    assert "def2" in second.name
    assert first.parent.name < second.parent.name
    rows = zip(sheets(first)["Kruistabel"], sheets(second)["Kruistabel"], strict=True)
    assert sum(before != after for before, after in rows) == 2


def test_the_coalition_sends_late_records_with_the_fourth_edition() -> None:
    """Six participants started before 31 March 2022 and were in no earlier file."""
    before, after = (sheets(delivered("zorgcoalitie", e)[0])["Deelnemers"][5:] for e in ("2022-07", "2022-11"))
    late = {row[0] for row in after if row[3] <= date(2022, 3, 31)} - {row[0] for row in before}
    assert len(late) == 6
    assert {row[0] for row in before} < {row[0] for row in after}


def test_people_of_weesp_start_before_and_after_it_left() -> None:
    """The day decides whether they are counted in the region."""
    rows = sheets(delivered("zorgcoalitie", "2022-11")[0])["Deelnemers"][5:]
    sides = Counter(row[3] >= date(2022, 3, 24) for row in rows if row[1] == "Weesp")
    assert sides[True] >= 1
    assert sides[False] >= 1


def test_gooise_meren_counts_participants_of_the_coalition_again() -> None:
    """Every ZorgStart month of the crosstab has at least as many participants in the coalition's list."""
    in_crosstab = count(SCENARIO, latest_of("gemeente-gooise-meren"), RAW / latest_of("gemeente-gooise-meren").path)
    in_list = count(SCENARIO, latest_of("zorgcoalitie"), RAW / latest_of("zorgcoalitie").path)
    for indicator in INDICATORS:
        assert 0 < in_crosstab["zorgstart", indicator] < in_list["zorgstart", indicator]


def test_uwv_hides_its_small_numbers_of_zorgstart() -> None:
    """'<5' where it has some, '-' where it has none; so this double can never be counted exactly."""
    found = [
        row[1:]
        for edition in SCENARIO.editions
        for row in sheets(delivered("uwv", edition.id)[0])["Rapport"]
        if row[0] == "Zorgstart"
    ]
    assert found == [["<5", "-", "-"], *[["<5", "<5", "<5"]] * 3]


def latest_of(partner: str, scenario: Scenario = SCENARIO) -> Delivery:
    return next(d for d in latest(scenario, 3) if d.partner == partner)


def test_deliveries_arrive_in_time_and_after_their_as_of_date() -> None:
    """Between the as-of date and the day on which the edition closes."""
    from werkmonitor.programme import load_programme

    programme = load_programme(ROOT / "data" / "programme.toml")
    for delivery in SCENARIO.deliveries:
        edition = programme.edition(delivery.edition)
        assert delivery.as_of <= edition.as_of < delivery.received_on <= edition.deliveries_until
        assert programme.partner(delivery.partner).delivers_on(delivery.as_of)
    assert [(e.id, e.as_of) for e in SCENARIO.editions] == [(e.id, e.as_of) for e in programme.editions]
    assert {p.code for p in programme.partners} == {*SCENARIO.partners, "programmateam"}
    names = {category.name for category in programme.categories}
    assert {project.category for project in SCENARIO.projects.values()} == names


# ---------------------------------------------------------------- nobody's data


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name} {p.name}")
def test_every_sheet_says_that_it_is_fictional(path: Path) -> None:
    """In its second row, so that a printed page says it."""
    for rows in sheets(path).values():
        assert rows[1][0] == "VOORBEELD MET FICTIEVE GEGEVENS"


def test_participants_have_a_number_and_nothing_else() -> None:
    """The columns of the lists are these; no number could be a citizen service number."""
    headers = {
        name
        for delivery in SCENARIO.deliveries
        for rows in sheets(RAW / delivery.path).values()
        for row in rows
        if row[0] in ("Deelnemernummer", "Studentnummer")
        for name in row
    }
    assert headers == {
        *("Deelnemernummer", "Studentnummer", "Project", "Doelgroep", "Gemeente", "Woonplaats"),
        *("Startdatum", "Datum aanvang", "Start", "Scholing afgerond op", "Opleiding afgerond", "Diploma/afgerond"),
        *("Geplaatst op", "In dienst per", "Baan per", "Werk gevonden op"),
        *("Einde traject", "Uitgestroomd", "Beëindigd op"),
        *("Diploma behaald op", "Uitkering gestopt per", "Uit dienst per", "Nog in dienst op", "Doorverwezen op"),
    }
    for cell in all_cells():
        text = f"{cell:.0f}" if isinstance(cell, float) else str(cell)
        assert not re.search(r"(?<![\d-])\d{8,9}(?!\d)", text), text
        assert "@" not in text


@pytest.mark.parametrize("path", [f for f in FILES if f.suffix in (".xlsx", ".ods")], ids=lambda p: p.name)
def test_no_author_and_no_comment_travels_along(path: Path) -> None:
    """Document properties hold no name; there are no comments, pivot caches or links."""
    with zipfile.ZipFile(path) as package:
        names = " ".join(package.namelist())
        assert not re.search("comment|pivot|externalLink|vba", names, re.IGNORECASE)
        for part in ("docProps/core.xml", "meta.xml"):
            if part in package.namelist():
                text = package.read(part).decode("utf-8")
                assert not re.search(r"<(dc:creator|cp:lastModifiedBy|meta:initial-creator)>[^<]", text)
