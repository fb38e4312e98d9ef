"""Odd words and days: texts with what nobody sees in them, codes that became numbers, dates of every kind."""

from datetime import date, datetime, timedelta
from pathlib import Path

from tests.zoo.zoo import animal, book, sheet

PLACES = """
[[tables]]
kind = "list"
columns = { place = "Plaats", number = "Aantal" }
fields = { number = "whole" }

[words.place]
"De Gooise Waardebox" = "waardebox"
"Laren (NH)" = "laren"
"Zzp'ers" = "zzp"
"geïnformeerd" = "informed"
"""
DAYS = """
[[tables]]
kind = "list"
columns = { who = "Wie", on = "Datum" }
fields = { on = "day" }
"""
CODES = """
[[tables]]
kind = "list"
columns = { code = "Code", number = "Aantal" }
fields = { code = { digits = 4 }, number = "whole" }
"""


@animal(
    PLACES,
    """
    place | number | cell
    informed | 1 | A2
    informed | 2 | A3
    Café | 3 | A4
    Café | 4 | A5
    """,
)
def letters_broken_on_the_way(folder: Path) -> Path:
    """UTF-8 that was read as Windows text, and accents that are signs of their own."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Plaats", "Aantal"])
        written = ["geÃ¯nformeerd", "gei\u0308nformeerd", "CafÃ©", "Cafe\u0301"]
        for row, text in enumerate(written, start=1):
            page.write_row(row, 0, [text, row])
    return folder / "dier.xlsx"


@animal(
    PLACES,
    """
    place | number | cell
    ארבל עמק | 1 | A2
    Αθήνα | 2 | A3
    Zürich 😀 | 3 | A4
    naïve; "quoted" | 4 | A5
    """,
)
def words_of_many_scripts(folder: Path) -> Path:
    """From right to left, Greek, a picture, quotes and a separator."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.right_to_left()
        page.write_row("A1", ["Plaats", "Aantal"])
        for row, text in enumerate(["ארבל עמק", "Αθήνα", "Zürich 😀", 'naïve; "quoted"'], start=1):
            page.write_row(row, 0, [text, row])
    return folder / "dier.xlsx"


@animal(
    PLACES,
    """
    place | number | cell
    Laren | 1 | A2
    A & B <c> | 2 | A3
    regel een regel twee | 3 | A4
    """,
)
def words_with_signs_that_steer(folder: Path) -> Path:
    """A carriage return of another system, XML's own signs, lines within a cell."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Plaats", "Aantal"])
        for row, text in enumerate(["Laren\r\n", "A & B <c>", "regel een\r\n\r\nregel twee"], start=1):
            page.write_row(row, 0, [text, row])
    return folder / "dier.xlsx"


@animal(
    PLACES,
    f"place | number | cell\n{'a' * 32_767} | 1 | A2\nLaren | 2 | A3",
)
def the_longest_text_of_excel(folder: Path) -> Path:
    """32,767 characters in one cell, none of which is cut off."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Plaats", "Aantal"])
        page.write_row("A2", ["a" * 32_767, 1])
        page.write_row("A3", ["Laren", 2])
    return folder / "dier.xlsx"


@animal(
    CODES,
    """
    code | number | cell
    0417 | 1 | A2
    0406 | 2 | A3
    0402 | 3 | A4
    GM0417 | 4 | A5
    1234 | 5 | A6
    """,
)
def codes_that_lost_their_zeros(folder: Path) -> Path:
    """As a number shown with zeros, as text with and without them; another code stays what it is."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Code", "Aantal"])
        page.write("A2", 417, made.add_format({"num_format": "0000"}))
        page.write("A3", "0406")
        page.write("A4", "402")
        page.write("A5", "GM0417")
        page.write("A6", 1234)
        page.write_column("B2", [1, 2, 3, 4, 5])
    return folder / "dier.xlsx"


@animal(
    DAYS,
    """
    who | on | cell
    a | 2021-03-01 | A2
    b | 2021-03-01 | A3
    c | 2021-03-01 | A4
    d | 2021-03-01 | A5
    e | 2021-03-01 | A6
    f | 2021-03-01 | A7
    g | 2021-03-01 | A8
    h | 2021-03-01 | A9
    i | 2021-03-01 | A10
    j | 2021-03-01 | A11
    """,
)
def one_day_in_ten_ways(folder: Path) -> Path:
    """The first of March 2021 as a date, with a time, as a number, and as texts."""
    texts = ["1-3-2021", "01/03/2021", "1 mrt 2021", "2021-03-01", "1 maart '21", "2021-03-01T14:30:00", "ma 1.3.21"]
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Wie", "Datum"])
        page.write_column("A2", list("abcdefghij"))
        page.write_datetime("B2", date(2021, 3, 1), made.add_format({"num_format": "d-m-yyyy"}))
        page.write_datetime("B3", datetime(2021, 3, 1, 23, 59), made.add_format({"num_format": "d-m-yyyy hh:mm"}))
        page.write_number("B4", 44256)
        page.write_column("B5", [text.removeprefix("ma ") for text in texts])
    return folder / "dier.xlsx"


@animal(
    DAYS,
    """
    who | on | cell
    a | 2021-03-01 | A2
    b | 2021-03-01 | A3
    """,
)
def dates_that_count_from_1904(folder: Path) -> Path:
    """As the Macintosh did: day 0 is the first of January 1904, also for a number without a format."""
    with book(folder, date_1904=True) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Wie", "Datum"])
        page.write_column("A2", ["a", "b"])
        page.write_datetime("B2", date(2021, 3, 1), made.add_format({"num_format": "d-m-yyyy"}))
        page.write_number("B3", 42794)
    return folder / "dier.xlsx"


@animal(
    DAYS,
    """
    who | on | cell
    a | 2021-03-01 | A2
    h | | A9
    """,
    tells=(
        "date_impossible Blad1!B3\ndate_without_day Blad1!B4\ndate_month_first Blad1!B5\ndate_without_day Blad1!B6\n"
        "not_a_date Blad1!B7\nnot_a_date Blad1!B8\nnot_a_date Blad1!B10"
    ),
)
def days_that_are_none(folder: Path) -> Path:
    """The 31st of February, a month, an American one, a week, a small number, a word; a blank is just blank."""
    written = ["2021-03-01", "31-2-2021", "maart 2021", "01/28/21", "week 12", 12, "binnenkort", "", "2021"]
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Wie", "Datum"])
        for row, text in enumerate(written, start=1):
            page.write_row(row, 0, ["abcdefghi"[row - 1], text])
    return folder / "dier.xlsx"


@animal(
    DAYS,
    """
    who | on | cell
    a | 1899-12-31 | A2
    b | 1955-06-01 | A3
    """,
)
def days_before_excel(folder: Path) -> Path:
    """Excel knows no day before 1900, so it stands there as text."""
    return sheet(folder, "Wie | Datum\na | 31-12-1899\nb | 1-6-1955")


@animal(DAYS, tells="dates_month_first Blad1!B1\ndate_month_first Blad1!B3")
def american_days_among_others(folder: Path) -> Path:
    """'01/28/21' proves that '03/01/21' above it is the first of March or the third of January; nobody knows."""
    return sheet(folder, "Wie | Datum\na | 03/01/21\nb | 01/28/21")


@animal(
    DAYS,
    """
    who | on | cell
    a | 2021-03-01 | A2
    """,
    tells="not_a_date Blad1!B3\nnot_a_date Blad1!B4\nnot_a_date Blad1!B5\nnot_a_date Blad1!B6",
)
def days_that_excel_only_dreams_of(folder: Path) -> Path:
    """The 29th of February 1900, day 0, a time of day, and hours beyond a day, all shown as dates."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        shown = made.add_format({"num_format": "d-m-yyyy"})
        page.write_row("A1", ["Wie", "Datum"])
        page.write_column("A2", list("abcde"))
        page.write_datetime("B2", date(2021, 3, 1), shown)
        page.write_number("B3", 60, shown)
        page.write_number("B4", 0, shown)
        page.write_number("B5", 0.6, made.add_format({"num_format": "hh:mm"}))
        page.write_datetime("B6", timedelta(hours=49), made.add_format({"num_format": "[h]:mm"}))
    return folder / "dier.xlsx"


@animal(
    PLACES,
    """
    place | number | cell
    waardebox | 1 | A2
    waardebox | 2 | A3
    waardebox | 3 | A4
    waardebox | 4 | A5
    zzp | 5 | A6
    zzp | 6 | A7
    laren | 7 | A8
    """,
)
def words_with_what_nobody_sees(folder: Path) -> Path:
    """Unbreakable and double spaces, soft hyphens, zero-width signs, marks of direction, curly quotes."""
    written = [
        "De\u00a0Gooise  Waardebox ",
        "De Gooise Waarde\u00adbox",
        "\ufeffDe Gooise\u200b Waardebox",
        "\u200eDe Gooise Waardebox\u200f",
        "Zzp’ers",
        "ZZP`ers",
        "Laren\n(NH)",
    ]
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Plaats", "Aantal"])
        for row, text in enumerate(written, start=1):
            page.write_row(row, 0, [text, row])
    return folder / "dier.xlsx"
