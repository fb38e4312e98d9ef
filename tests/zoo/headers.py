"""Odd beginnings: what stands above a table, and headers of every shape."""

import struct
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path

from tests.zoo.zoo import YEARS, animal, book, sheet

MONTHS = """
[[tables]]
kind = "crosstab"
across = "period"
columns = { region = "Regio" }
fields = { period = "period" }
"""
TWO = """
[[tables]]
kind = "crosstab"
across = ["year", "sex"]
totals = "totaal"
columns = { region = "Regio" }
fields = { year = "year" }
"""
TWO_BY_TWO = """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | B3
    Laren | 2020 | vrouw | 2 | C3
    Laren | 2021 | man | 3 | D3
    Laren | 2021 | vrouw | 4 | E3
    """


def _picture() -> bytes:
    """A PNG of one black pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B8
    Laren | 2021 | 6 | C8
    """,
)
def a_title_a_logo_and_notes_above(folder: Path) -> Path:
    """Everything that a communication department puts above a table, with some of the table's own words in it."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.insert_image("A1", "logo.png", {"image_data": BytesIO(_picture())})
        page.merge_range("A2:F2", "Inwoners per Regio in 2020 en 2021")
        page.write("A4", "Regio Gooi en Vechtstreek, bijgewerkt in 2021")
        page.write("A5", "Toelichting: zie blad 2")
        page.write_row("A7", ["Regio", 2020, 2021])
        page.write_row("A8", ["Laren", 5, 6])
    return folder / "dier.xlsx"


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B61
    """,
)
def a_header_in_row_sixty(folder: Path) -> Path:
    """A page of conditions of use stands above it."""
    return sheet(folder, "\n".join(f"Voorwaarde {number}" for number in range(59)) + "\nRegio | 2020\nLaren | 5")


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | AA2
    Huizen | 2020 | 7 | AA3
    """,
)
def a_table_that_starts_in_column_z(folder: Path) -> Path:
    """The columns before it are blank, as after a paste in the wrong place."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        for row, cells in enumerate([["Regio", 2020], ["Laren", 5], ["Huizen", 7]]):
            page.write_row(row, 25, cells)
    return folder / "dier.xlsx"


@animal(TWO, TWO_BY_TWO)
def a_header_merged_over_its_columns(folder: Path) -> Path:
    """As it should be done."""
    return sheet(
        folder,
        "Regio | 2020 | | 2021 |\n | man | vrouw | man | vrouw\nLaren | 1 | 2 | 3 | 4",
        "B1:C1",
        "D1:E1",
    )


@animal(TWO, TWO_BY_TWO)
def a_header_left_blank_to_the_right(folder: Path) -> Path:
    """Merged for the eye only: the cells beside it are just empty."""
    return sheet(folder, "| 2020 | | 2021 |\nRegio | man | vrouw | man | vrouw\nLaren | 1 | 2 | 3 | 4")


@animal(
    TWO,
    """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | B3
    Laren | 2020 | vrouw | 2 | C3
    Laren | 2021 | man | 3 | E3
    Laren | 2021 | vrouw | 4 | F3
    """,
)
def groups_of_unequal_width(folder: Path) -> Path:
    """Three columns under the first year, one of them a total, and two under the next."""
    return sheet(
        folder,
        "Regio | 2020 | | | 2021 |\n | man | vrouw | totaal | man | vrouw\nLaren | 1 | 2 | 3 | 3 | 4",
        "B1:D1",
        "E1:F1",
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "-", "sex"]
    columns = { region = "Regio" }
    fields = { year = "year" }
    """,
    """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | B4
    Laren | 2020 | vrouw | 2 | C4
    """,
)
def a_label_merged_down_three_header_rows(folder: Path) -> Path:
    """The name of the label column, and a year over two rows."""
    return sheet(
        folder,
        "Regio | 2020 |\n | |\n | man | vrouw\nLaren | 1 | 2",
        "A1:A3",
        "B1:C2",
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex", "-"]
    columns = { region = "Regio" }
    fields = { year = "year" }
    """,
    """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | B4
    Laren | 2020 | vrouw | 2 | C4
    Laren | 2021 | man | 3 | D4
    Laren | 2021 | vrouw | 4 | E4
    """,
)
def names_of_the_header_rows_in_the_first_column(folder: Path) -> Path:
    """'Jaar' and 'Geslacht' say what stands to their right; 'Regio' what stands below it."""
    return sheet(
        folder,
        "Jaar | 2020 | | 2021 |\nGeslacht | man | vrouw | man | vrouw\nRegio | | | |\nLaren | 1 | 2 | 3 | 4",
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["-", "year", "sex"]
    columns = { region = "Regio" }
    fields = { year = "year" }
    """,
    """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | B4
    Laren | 2021 | man | 3 | C4
    """,
)
def a_title_that_is_merged_over_the_header(folder: Path) -> Path:
    """It touches the header, and is as wide as the table."""
    return sheet(folder, "Aantal banen | |\nRegio | 2020 | 2021\n | man | man\nLaren | 1 | 3", "A1:C1", "A2:A3")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["measure", "-", "-"]
    columns = { region = "Regio" }
    values = { "Aandeel" = { kind = "share", scale = 0.01, unit = "%" } }
    """,
    """
    region | measure | value | unit | cell
    Laren | Banen | 12 | | B4
    Laren | Aandeel | 0.5 | % | C4
    """,
)
def units_and_numbers_under_the_header(folder: Path) -> Path:
    """A row of units, and one that numbers the columns as a statute does."""
    return sheet(folder, "Regio | Banen | Aandeel\n | x 1 | in %\n1 | 2 | 3\nLaren | 12 | 50")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["year", "sex"]
    columns = { region = "Regio" }
    fields = { year = "year" }
    """,
    """
    region | year | sex | value | cell
    Laren | 2020 | man | 1 | C5
    Laren | 2020 | vrouw | 2 | E5
    Laren | 2021 | man | 3 | G5
    Huizen | 2020 | man | 4 | C8
    Huizen | 2020 | vrouw | 5 | E8
    Huizen | 2021 | man | 6 | G8
    """,
)
def spacers_between_everything(folder: Path) -> Path:
    """Blank rows and narrow blank columns for the look of it, also right under the header."""
    return sheet(
        folder,
        """
        Regio | | 2020 | | | | 2021
        | | man | | vrouw | | man
        |
        |
        Laren | | 1 | | 2 | | 3
        |
        |
        Huizen | | 4 | | 5 | | 6
        """,
    )


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Laren | 2021 | 6 | C2
    Huizen | 2020 | 7 | B5
    Huizen | 2021 | 8 | C5
    """,
)
def a_header_repeated_for_printing(folder: Path) -> Path:
    """On top of every page."""
    return sheet(folder, "Regio | 2020 | 2021\nLaren | 5 | 6\n|\nRegio | 2020 | 2021\nHuizen | 7 | 8")


@animal(
    YEARS,
    """
    region | year | value | note | cell
    Laren | 2019 | 1 | * | B2
    Laren | 2020 | 2 | 1) | C2
    Laren | 2020/21 | 3 | ² | D2
    Laren | 2022 | 4 | ** | E2
    """,
)
def years_with_marks(folder: Path) -> Path:
    """Provisional, broken off, over the turn of the year, and as text."""
    return sheet(folder, "Regio | '2019* | '2020 1) | 2020/'21² | 2022**\nLaren | 1 | 2 | 3 | 4".replace("/'", "/"))


@animal(
    MONTHS,
    """
    region | period | value | cell
    Laren | 2021-01 | 1 | B2
    Laren | 2021-02 | 2 | C2
    Laren | 2021-03 | 3 | D2
    Laren | 2021-04 | 4 | E2
    """,
)
def months_as_dates_numbers_and_texts(folder: Path) -> Path:
    """A real date shown as jan-21, the bare number of a day, a word and a code, side by side."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write("A1", "Regio")
        page.write_datetime("B1", date(2021, 1, 1), made.add_format({"num_format": "mmm-yy"}))
        page.write("C1", 44228)
        page.write("D1", "Maart 2021")
        page.write("E1", "2021M04")
        page.write_row("A2", ["Laren", 1, 2, 3, 4])
    return folder / "dier.xlsx"


@animal(
    MONTHS,
    """
    region | period | value | cell
    Laren | 2021-05 | 1 | B2
    Laren | 2021-08 | 2 | C2
    Laren | 2021-10 | 3 | D2
    Laren | 2021-12 | 4 | E2
    """,
)
def months_in_dutch(folder: Path) -> Path:
    """Short, long, with a point and with a stroke."""
    return sheet(folder, "Regio | mei 2021 | aug-21 | okt. '21 | 2021 december\nLaren | 1 | 2 | 3 | 4")


@animal(
    'language = "de"' + MONTHS,
    """
    region | period | value | cell
    Laren | 2021-01 | 1 | B2
    Laren | 2021-03 | 2 | C2
    Laren | 2021-05 | 3 | D2
    Laren | 2021-12 | 4 | E2
    """,
)
def months_in_german(folder: Path) -> Path:
    """With umlauts, and an abbreviation with a point."""
    return sheet(folder, "Regio | Januar 2021 | März 2021 | Mai 2021 | Dez. 2021\nLaren | 1 | 2 | 3 | 4")


@animal(
    'language = "fr"' + MONTHS,
    """
    region | period | value | cell
    Laren | 2021-02 | 1 | B2
    Laren | 2021-08 | 2 | C2
    Laren | 2021-12 | 3 | D2
    """,
)
def months_in_french(folder: Path) -> Path:
    """With accents, also missing ones on a capital are not guessed: these are written as they should be."""
    return sheet(folder, "Regio | février 2021 | août 2021 | déc. 2021\nLaren | 1 | 2 | 3")


@animal(
    MONTHS,
    """
    region | period | value | cell
    Laren | 2021-Q1 | 1 | B2
    Laren | 2021-Q2 | 2 | C2
    Laren | 2021-Q3 | 3 | D2
    Laren | 2021-Q4 | 4 | E2
    Laren | 2022-Q1 | 5 | F2
    Laren | 2022-H2 | 6 | G2
    Laren | 2023-H1 | 7 | H2
    Laren | 2023 | 8 | I2
    """,
)
def quarters_and_half_years_of_every_style(folder: Path) -> Path:
    """Dutch, English, German and French ones, half-years, and a whole year among them."""
    return sheet(
        folder,
        "Regio | 1e kwartaal 2021 | Q2 2021 | 2021 Q3 | 4. Quartal 2021 | 1er trimestre 2022 | 2e halfjaar 2022"
        " | H1 2023 | 2023\nLaren | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8",
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["when", "when"]
    columns = { region = "Regio" }
    fields = { when = "period" }
    """,
    """
    region | when | value | cell
    Laren | 2020-12 | 1 | B3
    Laren | 2021-01 | 2 | C3
    Laren | 2021-02 | 3 | D3
    """,
)
def months_under_their_year(folder: Path) -> Path:
    """The year stands once, over its first month, and is a number."""
    return sheet(folder, "Regio | 2020 | 2021 |\n | dec | jan | feb\nLaren | 1 | 2 | 3")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = "measure"
    columns = { region = "Gemeente van inschrijving" }
    """,
    """
    region | measure | value | cell
    Laren | Aantal personen | 5 | B2
    Laren | Trajecten per maand | 6 | C2
    """,
)
def a_header_with_line_breaks_and_soft_hyphens(folder: Path) -> Path:
    """Made narrow by hand: Alt+Enter, invisible hyphens, double and unbreakable spaces."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        wanted = ["Gemeente\u00a0van in\u00adschrij\u00adving ", "Aantal \n personen", "Trajecten  per\u00a0maand"]
        page.write_row("A1", wanted)
        page.write_row("A2", ["Laren", 5, 6])
    return folder / "dier.xlsx"


@animal(YEARS, tells="column_twice Blad1!C1")
def the_same_header_twice(folder: Path) -> Path:
    """Two columns called 2020: nobody can say which one counts."""
    return sheet(folder, "Regio | 2020 | 2020\nLaren | 5 | 6")


@animal(YEARS, tells="header_unreadable Blad1!C1")
def a_year_that_is_none(folder: Path) -> Path:
    """A column of figures under a typing error would be lost."""
    return sheet(folder, "Regio | 2020 | 20221 | 2022\nLaren | 5 | 6 | 7")


@animal(YEARS, tells="header_missing Blad1")
def a_renamed_label_column(folder: Path) -> Path:
    """'Regio' has become 'Gebied'."""
    return sheet(folder, "Gebied | 2020 | 2021\nLaren | 5 | 6")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = "year"
    header_row = 3
    columns = { region = { column = "B" } }
    fields = { year = "year" }
    """,
    """
    region | year | value | cell
    Laren | 2020 | 5 | C4
    Laren | 2021 | 6 | D4
    """,
)
def a_label_column_without_a_name(folder: Path) -> Path:
    """The header starts right of it, and says nothing of the labels."""
    return sheet(folder, "Inwoners\n|\n| | 2020 | 2021\n | Laren | 5 | 6")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = "measure"
    columns = { region = "Regio", code = "Code" }
    fields = { code = { digits = 4 } }
    """,
    """
    code | region | measure | value | cell
    0417 | Laren | Banen | 5 | A2
    0406 | Huizen | Banen | 7 | A3
    """,
)
def figures_left_of_their_labels(folder: Path) -> Path:
    """The names stand at the end of the row."""
    return sheet(folder, "Banen | Code | Regio\n5 | 417 | Laren\n7 | 406 | Huizen")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = "year"
    columns = { region = ["Gebied", "Regio"] }
    fields = { year = "year" }
    """,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    """,
    tells="column_renamed Blad1!A1",
)
def a_header_under_its_second_name(folder: Path) -> Path:
    """The layout knows both names, and says that the other one is used."""
    return sheet(folder, "Regio | 2020\nLaren | 5")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["subject", "year", "quarter", "sex", "-"]
    columns = { region = "Regio" }
    fields = { year = "year" }
    """,
    """
    region | subject | year | quarter | sex | value | cell
    Laren | Instroom | 2020 | 1e kw | m | 12 | B6
    Laren | Instroom | 2020 | 1e kw | v | 25 | C6
    Laren | Instroom | 2020 | 2e kw | m | 31 | D6
    Laren | Instroom | 2020 | 2e kw | v | 40 | E6
    Laren | Uitstroom | 2020 | 1e kw | m | 58 | F6
    Laren | Uitstroom | 2020 | 1e kw | v | 69 | G6
    """,
)
def a_header_of_five_rows(folder: Path) -> Path:
    """Subject, year, quarter, sex, and a row of units under them."""
    return sheet(
        folder,
        """
        | Instroom | | | | Uitstroom |
        | 2020 | | | | 2020 |
        | 1e kw | | 2e kw | | 1e kw |
        | m | v | m | v | m | v
        Regio | aantal | aantal | aantal | aantal | aantal | aantal
        Laren | 12 | 25 | 31 | 40 | 58 | 69
        """,
    )


@animal(
    'language = "en"' + MONTHS,
    """
    region | period | value | cell
    Laren | 2021-05 | 1 | B2
    Laren | 2021-08 | 2 | C2
    Laren | 2021-10 | 3 | D2
    Laren | 2021-09 | 4 | E2
    """,
)
def months_in_english(folder: Path) -> Path:
    """'Sept' too."""
    return sheet(folder, "Regio | May 2021 | August 2021 | Oct-21 | Sept 2021\nLaren | 1 | 2 | 3 | 4")


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["sex", "year"]
    columns = { region = "Regio" }
    """,
    """
    region | sex | year | value | cell
    Laren | man | 2019 | 11 | B4
    Laren | man | 2020 | 12 | C4
    Laren | man | 2021 | 13 | D4
    Laren | vrouw | 2019 | 21 | E4
    Laren | vrouw | 2020 | 22 | F4
    Laren | vrouw | 2021 | 23 | G4
    Huizen | man | 2019 | 31 | B5
    Huizen | man | 2020 | 32 | C5
    Huizen | man | 2021 | 33 | D5
    Huizen | vrouw | 2019 | 41 | E5
    Huizen | vrouw | 2020 | 42 | F5
    Huizen | vrouw | 2021 | 43 | G5
    """,
)
def wide_groups_over_a_full_row(folder: Path) -> Path:
    """Two words stand over six columns: less than in the first row of data, which is no header for all that."""
    return sheet(
        folder,
        """
        Banen naar geslacht
        | man | | | vrouw | |
        Regio | 2019 | 2020 | 2021 | 2019 | 2020 | 2021
        Laren | 11 | 12 | 13 | 21 | 22 | 23
        Huizen | 31 | 32 | 33 | 41 | 42 | 43
        """,
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["subject", "sex", "-"]
    columns = { year = "Jaar" }
    """,
    """
    year | subject | sex | value | cell
    2020 | Banen | man | 1 | B4
    2020 | Banen | vrouw | 2 | C4
    2020 | Werk | man | 3 | D4
    2020 | Werk | vrouw | 4 | E4
    2021 | Banen | man | 5 | B5
    2021 | Banen | vrouw | 6 | C5
    2021 | Werk | man | 7 | D5
    2021 | Werk | vrouw | 8 | E5
    """,
)
def the_name_of_the_labels_beside_the_units(folder: Path) -> Path:
    """'Jaar' stands in the last header row, which says nothing else that is needed; years are labels here."""
    return sheet(
        folder,
        """
        | Banen | | Werk |
        | man | vrouw | man | vrouw
        Jaar | x 1 000 | x 1 000 | uren | uren
        2020 | 1 | 2 | 3 | 4
        2021 | 5 | 6 | 7 | 8
        """,
    )


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Laren | 2021 | 6 | C2
    """,
)
def years_that_are_days(folder: Path) -> Path:
    """The first of January, shown as a year."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        shown = made.add_format({"num_format": "yyyy"})
        page.write("A1", "Regio")
        page.write_datetime("B1", date(2020, 1, 1), shown)
        page.write_datetime("C1", date(2021, 1, 1), shown)
        page.write_row("A2", ["Laren", 5, 6])
    return folder / "dier.xlsx"


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["sex", "year"]
    columns = { region = "Regio" }
    """,
    """
    region | sex | year | value | meaning | cell
    Laren | man | 2019 | | unknown | B3
    Laren | man | 2020 | 1250 | | C3
    Laren | man | 2021 | 1300 | | D3
    Laren | vrouw | 2019 | 900 | | E3
    Laren | vrouw | 2020 | 950 | | F3
    Laren | vrouw | 2021 | | not_yet | G3
    """,
)
def figures_that_are_all_text(folder: Path) -> Path:
    """Years, figures and signs, every one a text: what is a header is told by where the names of labels stand."""
    return sheet(
        folder,
        """
        | man | | | vrouw | |
        Regio | '2019 | '2020 | '2021 | '2019 | '2020 | '2021
        Laren | . | '1.250 | '1.300 | '900 | '950 | ..
        """,
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = ["sex", "year"]
    columns = { region = "Regio" }
    """,
    """
    region | sex | year | value | cell
    Laren | man | 2019 | 2001 | B3
    Laren | man | 2020 | 2012 | C3
    Laren | man | 2021 | 1999 | D3
    Laren | vrouw | 2019 | 2050 | E3
    Laren | vrouw | 2020 | 1950 | F3
    Laren | vrouw | 2021 | 2000 | G3
    """,
)
def figures_that_look_like_years(folder: Path) -> Path:
    """About two thousand in each cell, under a row of years."""
    return sheet(
        folder,
        """
        | man | | | vrouw | |
        Regio | 2019 | 2020 | 2021 | 2019 | 2020 | 2021
        Laren | 2001 | 2012 | 1999 | 2050 | 1950 | 2000
        """,
    )
