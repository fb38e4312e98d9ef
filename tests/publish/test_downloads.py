"""Downloads: the same numbers again, as spreadsheet programs and others read them."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup, Tag
from csvw import CSVW
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.publish.conftest import KINDS_OF_PAGE
from tests.publish.example import answered, example_cube, planted_cube
from tests.publish.there import Here, no_picture
from werkmonitor.cube import Cube, as_cube
from werkmonitor.programme import About
from werkmonitor.publish import wording
from werkmonitor.publish.downloads.edition import EditionShelf, edition_files
from werkmonitor.publish.downloads.names import metadata_name
from werkmonitor.publish.downloads.sheets import KIND_OF_DATA, Column, Sheet, is_unsafe
from werkmonitor.publish.downloads.texts import COMMA, DIALECTS, SEMICOLON, Dialect, to_csv, written
from werkmonitor.publish.downloads.workbook import READ_ME, ReadMe, tab, to_xlsx
from werkmonitor.publish.dutch import number
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.pages import Section
from werkmonitor.publish.preprocessor import page_of
from werkmonitor.workspace import Workspace

ABOUT = About(
    code="regio",
    name="Werk",
    region="Regio",
    publisher="Programmateam",
    started_on=date(2020, 1, 1),
    goals_on=date(2023, 12, 31),
    ends_on=date(2024, 12, 31),
    licence="CC BY 4.0",
    contact="monitor@example.nl",
)
SEMICOLONS, COMMAS, EXCEL = "cijfers-2022-11.csv", "cijfers-2022-11-komma.csv", "cijfers-2022-11.xlsx"


def files_of(cube: Cube, version: str = "") -> dict[str, bytes]:
    return edition_files(Facts.of(cube), version, ABOUT)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Those of edition 4, with rows in every table that the workbook has a sheet for."""
    cube = example_cube("2022-11")
    more = {
        "money": [{"level": "project", "code": "zorgstart", "on": "2022-09-30", "budget": 400000, "spent": 260000}],
        "overrides": [
            {
                "level": "project",
                "code": "zorgstart",
                "indicator": "started",
                "word": "attention",
                "role": "Programmamanager",
                "on": "2022-11-04",
                "reason": "Er is een wachtlijst.",
            }
        ],
    }
    cube.tables.update({name: as_cube({}, {}, {name: rows})[name] for name, rows in more.items()})
    return files_of(cube)


@pytest.fixture(scope="module")
def sheets(files: dict[str, bytes]) -> dict[str, Any]:
    """Those of its workbook."""
    return sheets_of(files[EXCEL])


def lines(content: bytes, dialect: Dialect = SEMICOLON) -> list[dict[str, str]]:
    text = content.decode("utf-8")
    assert text.startswith("\ufeff") == (dialect == SEMICOLON)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=dialect.delimiter))


def sheets_of(content: bytes) -> dict[str, Any]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(content))}


def values_of(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


# ------------------------------------------------------------ an edition's figures


def test_every_cell_of_the_cube_is_a_line(files: dict[str, bytes]) -> None:
    """With its bounds; of sums by place, the category too."""
    facts, found = Facts.of(example_cube("2022-11")), lines(files[SEMICOLONS])
    assert len(found) == len(facts.rows["cells"]) + len(facts.rows["shares"])
    placed = next(row for row in found if row["Niveau"] == "programma" and row["Indicator"] == "Bemiddeld naar werk")
    assert (placed["Aantal"], placed["Doel"], placed["Afgerond op"]) == ("305", "500", "1")
    assert (placed["Planning tot nu toe"], placed["Oordeel"]) == ("301,6", "op koers")
    small = next(row for row in found if row["Code"] == "eemnes" and row["Indicator"] == "Bemiddeld naar werk")
    assert (small["Aantal"], small["Ten minste"], small["Ten hoogste"], small["Afgerond op"]) == ("0", "0", "4", "5")
    assert {row["Categorie"] for row in found if row["Code"] == "hilversum"} > {"", "Doorstroombanen"}
    assert {row["Categorie"] for row in found if row["Code"] == "zorgstart"} == {"Scholingstrajecten"}
    assert not [row for row in found if row["Planning tot nu toe"].endswith(",0")]
    assert [row for row in found if row["Planning tot nu toe"] == "51"]


def test_shares_have_their_two_counts() -> None:
    """A percentage, its numerator and denominator, and why one cannot be told."""
    cube = example_cube("2022-11")
    rows = [
        {"indicator": "language_level_share", "numerator": 46, "denominator": 50, "value": 0.92},
        {"indicator": "sustained_work", "undetermined": 12, "because": "too_young"},
        {"indicator": "time_to_placement", "value": 40.5},
    ]
    cube.tables["shares"] = as_cube(
        {}, {}, {"shares": [{"level": "project", "code": "zorgstart", **row} for row in rows]}
    )["shares"]
    names = {"Verhoogd taalniveau", "Duurzaam aan het werk", "Doorlooptijd tot plaatsing"}
    found = [row for row in lines(files_of(cube)[SEMICOLONS]) if row["Indicator"] in names]
    columns = ("Indicator", "Eenheid", "Aantal", "Teller", "Noemer", "Nog niet te bepalen", "Oordeel")
    assert [tuple(row[name] for name in columns) for row in found] == [
        ("Verhoogd taalniveau", "%", "92", "46", "50", "", ""),
        ("Duurzaam aan het werk", "%", "", "", "", "12", "nog niet te bepalen"),
        ("Doorlooptijd tot plaatsing", "dagen", "40,5", "", "", "", ""),
    ]


def test_both_dialects_and_the_workbook_say_the_same(files: dict[str, bytes], sheets: dict[str, Any]) -> None:
    """They differ in the sign between values, in the sign of decimals and in how a day is written, and in no value."""
    semicolons, commas = lines(files[SEMICOLONS]), lines(files[COMMAS], COMMA)
    typed = values_of(sheets["Cijfers"])
    assert {row["Stand op"] for row in semicolons} >= {"30-09-2022"}
    assert {row["Stand op"] for row in commas} >= {"2022-09-30"}
    for dialect, rows in ((SEMICOLON, semicolons), (COMMA, commas)):
        said = [
            {
                name: written(value.date() if isinstance(value, datetime) else value, dialect)
                for name, value in row.items()
            }
            for row in typed
        ]
        assert said == rows


@pytest.mark.parametrize(
    ("edition", "version", "expected"),
    [
        ({}, "", "Voorbeeld met fictieve gegevens"),
        ({"is_concept": True}, "", "CONCEPT · Voorbeeld met fictieve gegevens"),
        ({}, "Vervangen door versie 2", "Voorbeeld met fictieve gegevens · Vervangen door versie 2"),
        ({"audience": "team"}, "", f"{wording.FOR_THE_TEAM} · Voorbeeld met fictieve gegevens"),
    ],
    ids=["fictional", "concept", "replaced", "team"],
)
def test_every_line_says_what_it_is(edition: dict[str, Any], version: str, expected: str) -> None:
    """Cut out of its file a line still says it, in every file and on every sheet; so does what is printed."""
    found = edition_files(Facts.of(example_cube("2021-05", **edition)), version, ABOUT)
    for name, dialect in (("cijfers-2021-05.csv", SEMICOLON), ("cijfers-2021-05-komma.csv", COMMA)):
        assert {row[KIND_OF_DATA] for row in lines(found[name], dialect)} == {expected}
        assert expected.encode() in found[metadata_name(name)]
    read_me, *sheets = sheets_of(found["cijfers-2021-05.xlsx"]).values()
    assert expected in [cell.value for (cell,) in read_me["A1:A3"]]
    for sheet in sheets:
        assert {row[KIND_OF_DATA] for row in values_of(sheet)} == {expected}
        assert sheet.oddFooter.left.text == expected


# ------------------------------------------------------------ what columns are


@pytest.mark.parametrize("name", [SEMICOLONS, COMMAS])
def test_the_metadata_are_those_of_the_file(
    files: dict[str, bytes], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the standard: every value is of its column's type; and the header has the columns in their order."""
    for file in (name, metadata_name(name)):
        (tmp_path / file).write_bytes(files[file])
    monkeypatch.chdir(tmp_path)
    assert CSVW(name, md_url=metadata_name(name), validate=True).is_valid
    columns = json.loads(files[metadata_name(name)])["tableSchema"]["columns"]
    header = lines(files[name], SEMICOLON if name == SEMICOLONS else COMMA)[0]
    assert [column["titles"]["nl"] for column in columns] == list(header)
    assert all(column["dc:description"] for column in columns)


@pytest.mark.filterwarnings("default::UserWarning")
@pytest.mark.parametrize(
    ("was", "wrong"),
    [(b";305;", b";ruim 300;"), (b";30-09-2022;", b";2022-09-30;")],
    ids=["a number in words", "a day the other way round"],
)
def test_a_value_of_another_type_is_found(
    files: dict[str, bytes], was: bytes, wrong: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The validator knows every type that we use."""
    assert was in files[SEMICOLONS]
    (tmp_path / SEMICOLONS).write_bytes(files[SEMICOLONS].replace(was, wrong))
    (tmp_path / metadata_name(SEMICOLONS)).write_bytes(files[metadata_name(SEMICOLONS)])
    monkeypatch.chdir(tmp_path)
    assert not CSVW(SEMICOLONS, md_url=metadata_name(SEMICOLONS), validate=True).is_valid


# ------------------------------------------------------------ the workbook


def test_the_workbook_has_a_sheet_for_all_that_the_edition_tells(sheets: dict[str, Any]) -> None:
    """What is read first stands first; a table without rows is named there, and has no sheet."""
    assert list(sheets) == [
        *("Lees mij", "Cijfers", "Doelen", "Planning", "Projecten", "Stand van projecten", "Resultaten", "Geld"),
        *("Oordelen", "Verwachtingen", "Leveringen", "Herzieningen", "Eerdere monitors"),
    ]
    first = edition_files(Facts.of(example_cube("2021-05")), "", ABOUT)["cijfers-2021-05.xlsx"]
    found = sheets_of(first)
    assert not {"Geld", "Oordelen", "Herzieningen", "Eerdere monitors"} & set(found)
    told = [cell.value for cell in found[READ_ME]["B"]]
    assert "Deze monitor heeft geen gegevens over: Geld, Oordelen, Herzieningen en Eerdere monitors." in told


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("Doelen", {"Code": "gooi-en-vechtstreek", "Versie": 2, "Doel": 1200, "Geldt nu": "ja"}),
        ("Projecten", {"Nummer": "B1", "Project": "ZorgStart", "Stand": "verlengd", "Gevolgd in": "cijfers"}),
        ("Stand van projecten", {"Code": "taaltrajecten", "Stand": "voortijdig beëindigd"}),
        ("Geld", {"Naam": "ZorgStart", "Stand op": datetime(2022, 9, 30), "Budget": 400000, "Besteed": 260000}),
        ("Oordelen", {"Naam": "ZorgStart", "Oordeel": "vraagt aandacht", "Dag": datetime(2022, 11, 4)}),
        ("Leveringen", {"Levering": "geleverd", "Stand van": datetime(2022, 9, 30)}),
        ("Herzieningen", {"Was": 242, "Is nu": 245, "Anders dan in": "2022-07", "Oorzaak": "nalevering"}),
    ],
)
def test_its_sheets_hold_what_the_cube_says(sheets: dict[str, Any], sheet: str, expected: dict[str, Any]) -> None:
    """In words of readers, days as days and numbers as numbers."""
    rows = values_of(sheets[sheet])
    assert [row for row in rows if expected.items() <= row.items()]


def test_what_is_yet_to_come_is_not_told() -> None:
    """A project's state of after the as-of date stays out, as on the pages."""
    cube = example_cube("2022-11")
    late = {"project": "zorgstart", "state": "stopped_early", "on": "2022-10-01"}
    cube.tables["states"] = as_cube({}, {}, {"states": [late]})["states"]
    assert "Stand van projecten" not in sheets_of(files_of(cube)[EXCEL])


def test_the_first_sheet_says_what_it_is(sheets: dict[str, Any]) -> None:
    """Edition, day, who adopted it, how to read it, each sheet with a link, each column, licence and contact."""
    read_me = sheets[READ_ME]
    rows = [(str(term), text) for term, text in read_me.iter_rows(values_only=True) if term]
    told = dict(reversed(rows))  # of a term that comes more than once, the first
    assert told["Peildatum"] == "Stand op 30 september 2022 (aanname: de bronnen noemen deze peildatum niet)."
    assert told["Vastgesteld door"].startswith("Portefeuillehoudersoverleg")
    assert "0–4" in told["Afgeronde aantallen"]
    assert (told["Licentie"], told["Contact"]) == ("CC BY 4.0", "monitor@example.nl")
    assert "Bron:" in told["Gestarte trajecten"]
    tables = {name: sheet for name, sheet in sheets.items() if name != READ_ME}
    for name, sheet in tables.items():
        assert told[name]
        assert all(told[column.value] for column in sheet[1])
    links = {cell.hyperlink.location for cell in read_me["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in tables}


def test_its_sheets_are_ready_to_work_with(files: dict[str, bytes]) -> None:
    """Frozen header, filter on all rows, no formula; it names title and publisher, and no day of today."""
    book = openpyxl.load_workbook(io.BytesIO(files[EXCEL]))
    for sheet in book.worksheets[1:]:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
        assert sheet.print_title_rows == "$1:$1"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert book.properties.creator == "Programmateam Economie en Werk, Regio Gooi en Vechtstreek"
    assert book.properties.created == datetime(2022, 11, 25)
    with zipfile.ZipFile(io.BytesIO(files[EXCEL])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_edition_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    """However often it is made."""
    assert files_of(example_cube("2021-05")) == files_of(example_cube("2021-05"))


@pytest.mark.parametrize(
    ("number", "title", "expected"),
    [
        (1, "Gestarte trajecten per kwartaal", "1 Gestarte trajecten per"),
        (2, "Wat [is] dit: a/b?", "2 Wat is dit a b"),
        (3, "Kort", "3 Kort"),
        (4, "Goed \U0001f600 en\x01 wel", "4 Goed en wel"),
    ],
)
def test_a_tab_has_a_name_that_excel_allows(number: int, title: str, expected: str) -> None:
    """At most 31 signs and none of []:*?/\\'; whole words."""
    assert tab(number, title) == expected


# ------------------------------------------------------------ text never runs


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+31", "'+31"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("Gooise Meren", "Gooise Meren"),
        (-5, "-5"),
        (-0.5, "-0,5"),
        (0, "0"),
        (None, ""),
        (date(2022, 9, 30), "30-09-2022"),
    ],
    ids=repr,
)
def test_text_never_runs_as_a_formula(value: Any, expected: str) -> None:
    """Text that begins like one gets an apostrophe; a number stays a number, also below nil."""
    assert written(value, SEMICOLON) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text("=+-@\t\r\n;,\"'x1 ", max_size=8)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9).map(lambda value: round(value, 2) + 0.0)


@given(st.lists(st.tuples(TEXTS, NUMBERS), min_size=1, max_size=5))
def test_any_text_comes_back_as_text_and_any_number_as_number(rows: list[tuple[str, float]]) -> None:
    """From both dialects; no value begins like a formula, but for numbers."""
    sheet = Sheet("Blad", "", [Column("text", "Tekst"), Column("number", "Getal", "number")], rows)
    for dialect in DIALECTS:
        text = to_csv(sheet, dialect).decode("utf-8").removeprefix("\ufeff")
        _, *read = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
        assert [float(value.replace(dialect.decimal, ".")) for _, value in read] == [value for _, value in rows]
        assert not [value for value, _ in read if is_unsafe(value)]
        assert [
            value.removeprefix("'") if is_unsafe(said) else value
            for (value, _), (said, _) in zip(read, rows, strict=True)
        ] == [said for said, _ in rows]


READABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20) | st.text(
    "=+-@'x1 ", min_size=1
)


@settings(max_examples=50, deadline=None)  # openpyxl reads slowly
@given(st.lists(st.tuples(READABLE, NUMBERS), min_size=1, max_size=5))
def test_a_workbook_holds_any_text_as_text(rows: list[tuple[str, float]]) -> None:
    """As it is, also what begins like a formula; numbers are numbers."""
    sheet = Sheet("Blad", "", [Column("text", "Tekst"), Column("number", "Getal", "number")], rows)
    read = sheets_of(to_xlsx(ReadMe("Titel", "", "Uitgever", date(2022, 1, 1), []), [sheet]))["Blad"]
    found = list(read.iter_rows(min_row=2))
    assert [(text.value, value.value) for text, value in found] == rows
    assert {text.data_type for text, _ in found} == {"s"}


def test_hostile_texts_of_partners_stay_texts() -> None:
    """Names, causes, results: in no file does one begin a formula."""
    found = files_of(planted_cube())
    for name, dialect in ((SEMICOLONS, SEMICOLON), (COMMAS, COMMA)):
        texts = [value for row in lines(found[name], dialect) for title, value in row.items() if title == "Naam"]
        assert [text for text in texts if text.startswith("'=")]
        assert not [text for text in texts if is_unsafe(text)]
    cells = [cell for sheet in sheets_of(found[EXCEL]).values() for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if str(cell.value).startswith("=HYPERLINK")]
    assert "f" not in {cell.data_type for cell in cells}


# ------------------------------------------------------------ a page's figures


@pytest.fixture(scope="module", params=KINDS_OF_PAGE)
def page(request: pytest.FixtureRequest, released: Workspace) -> tuple[BeautifulSoup, dict[str, bytes]]:
    """Every kind of page, with the files beside it."""
    parameters = KINDS_OF_PAGE[request.param]
    notebook = next((name for name in parameters if name != "edition"), "programme")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("werkmonitor.publish.svg.picture", no_picture)
        html, downloads = page_of(answered(notebook, **parameters), notebook, {})
    return BeautifulSoup(html, "html.parser"), downloads


def tables_of(soup: BeautifulSoup) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Of every table on a page: id, header (of a column in a group: both), rows as they are read."""
    for table in soup.select("table"):
        first, *below = [
            [(_text(cell), int(str(cell.get("colspan", 1)))) for cell in row.select("th")]
            for row in table.select("thead tr")
        ]
        titles = iter([title for row in below for title, _ in row])
        header = []
        for title, width in first:
            header += [f"{title}: {next(titles)}" for _ in range(width)] if width > 1 else [title]
        rows = [[_text(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
        yield str(table.select_one("caption")["id"]).removesuffix("-tabel"), header, rows  # type: ignore[index]


def _text(tag: Tag) -> str:
    return tag.get_text(" ", strip=True)


def test_a_table_on_a_page_and_its_downloads_say_the_same(page: tuple[BeautifulSoup, dict[str, bytes]]) -> None:
    """Every number and word of every table, in the CSV of either dialect and on its sheet of the page's workbook."""
    soup, downloads = page
    workbooks = [content for name, content in downloads.items() if name.endswith(".xlsx")]
    sheets = [sheet for workbook in workbooks for sheet in list(sheets_of(workbook).values())[1:]]
    shown = list(tables_of(soup))
    assert len(shown) == len(sheets)
    assert len(downloads) == 2 * len(shown) + len(workbooks)
    for (table, header, rows), sheet in zip(shown, sheets, strict=True):
        typed = values_of(sheet)
        for dialect in DIALECTS:
            (text,) = (content for name, content in downloads.items() if name.endswith(f"-{table}{dialect.suffix}.csv"))
            read = lines(text, dialect)
            assert [[written(_day(value), dialect) for value in row.values()] for row in typed] == [
                list(row.values()) for row in read
            ]
        assert len(typed) == len(rows)
        for row, found in zip(rows, typed, strict=True):
            for title, text_shown in zip(header, row, strict=True):
                assert _as_shown(found, title) == text_shown.replace("ca. ", ""), (table, title)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _as_shown(row: dict[str, Any], title: str) -> str:
    """What the page says of a value."""
    value = row[title]
    return _marked(value) if title.endswith("Oordeel") and value else _said(value)


def _marked(word: str) -> str:
    return next(f"{one.mark} {one.text}" for one in wording.PROGRESS.values() if one.text == word)


def _said(value: Any) -> str:
    from werkmonitor.publish.dutch import long_date

    if value is None:
        return "–"
    if isinstance(value, datetime):
        return long_date(value.date())
    return value if isinstance(value, str) else number(value)


def test_every_figure_says_where_its_numbers_are(page: tuple[BeautifulSoup, dict[str, bytes]]) -> None:
    """Type and size; the files are those that lie beside the page, and all of them are named."""
    soup, downloads = page
    links = soup.select(".downloads a[download]")
    assert {str(link["href"]) for link in links} == set(downloads)
    for link in links:
        assert "kB" in str(link.next_sibling)
        assert soup.find(id=str(link["aria-describedby"]))
    assert len(soup.select(".downloads")) == len(list(tables_of(soup)))


def test_a_page_leads_to_the_files_of_its_edition(page: tuple[BeautifulSoup, dict[str, bytes]]) -> None:
    """In its footer."""
    soup, _ = page
    names = {str(link["href"]).rpartition("/")[2] for link in soup.select("footer a[download]")}
    edition = next(iter(names))[8:15]
    assert names == {f"cijfers-{edition}.csv", f"cijfers-{edition}-komma.csv", f"cijfers-{edition}.xlsx"}


def test_the_header_of_a_download_names_every_column_once(page: tuple[BeautifulSoup, dict[str, bytes]]) -> None:
    """And every line says of which page and day it is, and that it is fictional."""
    _, downloads = page
    for name, content in downloads.items():
        if name.endswith(".csv"):
            dialect = COMMA if name.endswith("-komma.csv") else SEMICOLON
            header = next(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=dialect.delimiter))
            assert len(set(header)) == len(header)
            for row in lines(content, dialect):
                assert row["Pagina"]
                assert row["Peildatum"] in {"31-03-2021", "30-09-2022", "2021-03-31", "2022-09-30"}
                assert row[KIND_OF_DATA] == "Voorbeeld met fictieve gegevens"


def test_what_a_rounded_count_can_be_stands_beside_it(released: Workspace, quick: Here) -> None:
    """Never a bare nil: as on the page, and from low to high."""
    _, downloads = page_of(answered("municipality", municipality="eemnes"), "municipality", {})
    (name,) = (name for name in downloads if name.endswith("-eerdere-monitors.csv"))
    row = lines(downloads[name])[-1]
    title = "Bemiddeld naar werk"
    assert (row[title], row[f"{title}: ten minste"], row[f"{title}: ten hoogste"]) == ("0–4", "0", "4")


def test_a_page_without_tables_has_no_downloads() -> None:
    """A page in words offers the files of its edition only."""
    from werkmonitor.publish.downloads.page import page_downloads

    page = {"edition": "2022-11", "to_edition": "../"}
    assert page_downloads(page, [Section(blocks=[{"kind": "prose", "paragraphs": ["Woorden."]}])], {}) == {}
    assert page["downloads"]


# ------------------------------------------------------------ what stands is not made again


def test_downloads_are_made_when_something_of_them_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept once; then read, until figures, version or licence are others, or a file is damaged."""
    made: list[str] = []

    def count(facts: Facts, version: str, about: About) -> dict[str, bytes]:
        made.append(version)
        return {"cijfers-2021-05.csv": version.encode()}

    monkeypatch.setattr("werkmonitor.publish.downloads.edition.edition_files", count)

    def shelf(version: str = "a", licence: str = "", **edition: Any) -> EditionShelf:
        about = ABOUT.model_copy(update={"licence": licence})
        return EditionShelf(tmp_path, Facts.of(example_cube("2021-05", **edition)), version, about)

    def again(one: EditionShelf) -> int:
        made.clear()
        one.keep()
        assert one.files
        return len(made)

    assert again(shelf()) == 1
    assert again(shelf()) == 0
    assert shelf().files == {"cijfers-2021-05.csv": b"a"}
    assert again(shelf("b")) == 1
    assert again(shelf("b", "CC0")) == 1
    assert again(shelf("b", "CC0", is_concept=True)) == 1
    (tmp_path / "cijfers-2021-05.csv").write_bytes(b"half")
    assert again(shelf("b", "CC0", is_concept=True)) == 1
    assert again(shelf("b", "CC0", is_concept=True)) == 0


def test_looking_writes_nothing(tmp_path: Path) -> None:
    """Who asks what a run would do gets the files, and leaves no trace."""
    shelf = EditionShelf(tmp_path, Facts.of(example_cube("2021-05")), "", ABOUT)
    assert shelf.files
    assert not list(tmp_path.iterdir())
