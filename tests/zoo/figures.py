"""Odd figures: numbers as people and programs write them, and the signs that stand in their place."""

from datetime import date, time
from pathlib import Path

from tests.zoo.zoo import SMALL, YEARS, animal, book, sheet

MEASURES = """
[[tables]]
kind = "crosstab"
across = "measure"
columns = { region = "Regio" }
"""


def _with(settings: str) -> str:
    return MEASURES + settings


@animal(
    _with('[signs]\nhidden = ["x"]'),
    """
    region | measure | value | low | high | marker | meaning | cell
    Laren | a | | 1 | 4 | <5 | suppressed | B2
    Laren | b | | 1 | 4 | < 5 | suppressed | C2
    Laren | c | | 1 | 9 | minder dan 10 | suppressed | D2
    Laren | d | | | | x | suppressed | E2
    Laren | e | 0 | | | - | nil | F2
    Laren | f | 0 | | | – | nil | G2
    Laren | g | | | | n.v.t. | not_applicable | H2
    Laren | h | | | | . | unknown | I2
    Laren | i | | | | .. | not_yet | J2
    Laren | j | | | | onbekend | unknown | K2
    Laren | k | | | | | missing | L2
    Laren | l | 0 | | | | | M2
    Laren | m | 0 | | | nihil | nil | N2
    Laren | n | | | | ? | unknown | O2
    """,
)
def every_sign_there_is(folder: Path) -> Path:
    """Hidden, nil, not applicable, unknown, not yet, missing, and a real zero: all different."""
    signs = ["<5", "< 5", "minder dan 10", "x", "-", "–", "n.v.t.", ".", "..", "onbekend", "", "0", "nihil", "?"]
    return sheet(folder, f"Regio | {' | '.join('abcdefghijklmn')}\nLaren | {' | '.join(signs)}")


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 1 | B2
    """,
    tells="\n".join(f"not_a_figure Blad1!B{row}" for row in range(3, 11)),
)
def words_where_a_number_should_stand(folder: Path) -> Path:
    """About, more than, between: a person meant something by it, and only they know what."""
    words = ["ca. 20", "ruim 240", "10 à 12", "10-12", "±15", ">100", "twaalf", "x"]
    return sheet(folder, "Regio | M\na | 1\n" + "\n".join(f"r | {word}" for word in words))


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 1250 | B2
    b | M | 1250 | B3
    c | M | 1250 | B4
    d | M | 1250 | B5
    e | M | 1250 | B6
    f | M | 1250 | B7
    g | M | 1250000 | B8
    h | M | 12.5 | B9
    i | M | 1250.75 | B10
    j | M | 12 | B11
    k | M | -12 | B12
    l | M | -12.5 | B13
    m | M | 7 | B14
    n | M | 1250 | B15
    """,
    tells="not_a_figure Blad1!B16\nnot_a_figure Blad1!B17\nnot_a_figure Blad1!B18\nnot_a_figure Blad1!B19",
)
def dutch_numbers_as_text(folder: Path) -> Path:
    """Points, spaces of every width, apostrophes, minus signs of every length; what is no Dutch number is listed."""
    written = [
        "1.250",
        "1 250",
        "1\u00a0250",
        "1\u202f250",
        "1\u2009250",
        "1'250",
        "1.250.000",
        "12,5",
        "1.250,75",
        " 12 ",
        "-12",
        "\u221212,5",
        "\u200b7",
        "1’250",
        "1.25",
        "12.50,5",
        "1,250.75",
        "12-",
    ]
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        for row, text in enumerate(written, start=1):
            page.write_string(row, 0, "abcdefghijklmnopqrst"[row - 1])
            page.write_string(row, 1, text)
    return folder / "dier.xlsx"


@animal(
    _with('value = { decimal = "." }'),
    """
    region | measure | value | cell
    a | M | 1250 | B2
    b | M | 1250.5 | B3
    c | M | 0.5 | B4
    d | M | 12.5 | B5
    e | M | 1250000 | B6
    """,
    tells="not_a_figure Blad1!B7\nnot_a_figure Blad1!B8",
)
def english_numbers_as_text(folder: Path) -> Path:
    """With commas for thousands, and no zero before the point."""
    return sheet(
        folder,
        "Regio | M\na | '1,250\nb | '1,250.5\nc | '.5\nd | '12.5\ne | '1 250 000\nf | '12,5\ng | '1.250,5",
    )


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | -5 | B2
    b | M | -5.5 | B3
    c | M | -1250 | B4
    """,
    tells="not_a_figure Blad1!B5\nnot_a_figure Blad1!B6",
)
def numbers_below_zero(folder: Path) -> Path:
    """Real ones, also in red and between parentheses; as text between parentheses it is not sure what was meant."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        page.write_row("A2", ["a", -5])
        page.write("A3", "b")
        page.write("B3", -5.5, made.add_format({"num_format": "#,##0.0;[Red](#,##0.0)"}))
        for row, (name, text) in enumerate([("c", "- 1.250"), ("d", "(5)"), ("e", "5-")], start=3):
            page.write_row(row, 0, [name, text])
    return folder / "dier.xlsx"


@animal(
    _with('values = { "%" = { kind = "share", scale = 0.01 }, "deel" = { kind = "share" } }'),
    """
    region | measure | value | cell
    a | deel | 0.92 | B2
    a | % | 0.92 | C2
    b | deel | 0.92 | B3
    b | % | 0.925 | C3
    c | deel | 0.925 | B4
    c | % | | C4
    """,
    tells="shares_mixed Blad1!B3",
)
def shares_in_every_dress(folder: Path) -> Path:
    """A cell that shows 92 %, the texts '92 %' and '92,5%', a number of 92, and 0,92."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "deel", "%"])
        page.write("A2", "a")
        page.write("B2", 0.92, made.add_format({"num_format": "0%"}))
        page.write("C2", 92)
        page.write_row("A3", ["b", 0.92, 92.5])
        page.write_row("A4", ["c", "92,5%"])
    return folder / "dier.xlsx"


@animal(
    _with('value = { kind = "money", unit = "euro" }'),
    """
    region | measure | value | unit | cell
    a | Bedrag | 250000 | euro | B2
    b | Bedrag | 250000 | euro | B3
    c | Bedrag | 12.5 | euro | B4
    d | Bedrag | 1250 | euro | B5
    e | Bedrag | -75 | euro | B6
    f | Bedrag | 12.5 | euro | B7
    """,
)
def money_as_it_is_written(folder: Path) -> Path:
    """With a euro sign before or behind it, with ',-', and as a real number shown as money."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "Bedrag"])
        for row, text in enumerate(["€ 250.000,-", "€250.000,--", "12,50 euro", "EUR 1.250", "€ -75"], start=1):
            page.write_row(row, 0, ["abcde"[row - 1], text])
        page.write("A7", "f")
        page.write("B7", 12.5, made.add_format({"num_format": "€ #,##0.00;€ -#,##0.00"}))
    return folder / "dier.xlsx"


@animal(
    _with('value = { scale = 1000, unit = "personen" }\nvalues = { "mln" = { scale = 1000000, unit = "euro" } }'),
    """
    region | measure | value | unit | cell
    a | x 1 000 | 12300 | personen | B2
    a | mln | 1100000 | euro | C2
    b | x 1 000 | 100 | personen | B3
    b | mln | 2500000 | euro | C3
    """,
)
def thousands_and_millions(folder: Path) -> Path:
    """12,3 thousand is 12300 and 1,1 million is 1100000, also where a processor would make something else of it."""
    return sheet(folder, "Regio | x 1 000 | mln\na | 12.3 | 1.1\nb | '0,1 | '2,5")


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 12345678901234 | B2
    b | M | 1e-07 | B3
    c | M | 0.1 | B4
    d | M | 0.3 | B5
    e | M | 0 | B6
    f | M | 1500000 | B7
    g | M | 0.2 | B8
    """,
)
def numbers_as_computers_keep_them(folder: Path) -> Path:
    """Fourteen digits, an exponent, a minus zero, and 0.1 + 0.2 with a tail that Excel never shows."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        for row, number in enumerate([12345678901234, 1e-7, 0.1, 0.1 + 0.2, -0.0, 1.5e6, 0.2], start=1):
            page.write(row, 0, "abcdefg"[row - 1])
            page.write_number(row, 1, number, made.add_format({"num_format": '0.0,,"M"' if row == 6 else "0"}))
    return folder / "dier.xlsx"


@animal(
    _with('value = { kind = "count" }'),
    """
    region | measure | value | cell
    a | M | 1250 | B2
    b | M | 7 | B3
    """,
    tells="number_not_whole Blad1!B4\nnumber_negative Blad1!B5\nnot_a_number Blad1!B6\nnumber_not_whole Blad1!B7",
)
def counts_that_cannot_be_counted(folder: Path) -> Path:
    """A number that English settings made of 1.250, one below zero, one far too large, a half."""
    return sheet(folder, "Regio | M\na | '1.250\nb | 7\nc | 1.25\nd | -3\ne | 99999999999\nf | '3,5")


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 1 | B2
    """,
    tells="not_a_figure Blad1!B3\nnot_a_figure Blad1!B4\nnot_a_figure Blad1!B5",
)
def figures_that_excel_made_a_date(folder: Path) -> Path:
    """Someone typed 1-3 and 10:30 where a figure should stand; a yes and a no are no figures either."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        page.write_row("A2", ["a", 1])
        page.write("A3", "b")
        page.write_datetime("B3", date(2021, 3, 1), made.add_format({"num_format": "d-mmm"}))
        page.write("A4", "c")
        page.write_datetime("B4", time(10, 30), made.add_format({"num_format": "hh:mm"}))
        page.write("A5", "d")
        page.write_boolean("B5", True)
    return folder / "dier.xlsx"


@animal(
    MEASURES,
    """
    region | measure | value | meaning | cell
    Laren | a | | missing | B2
    Laren | b | | missing | C2
    Laren | c | 1 | | D2
    """,
)
def blanks_that_are_not_empty(folder: Path) -> Path:
    """A space and an unbreakable one: nothing stands there for who looks at it."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "a", "b", "c"])
        page.write_row("A2", ["Laren", "  ", "\u00a0", 1])
    return folder / "dier.xlsx"


@animal(
    _with('[signs]\nbeside = ["p", "r", "e"]\nhidden = "x"'),
    """
    region | measure | value | marker | meaning | cell
    a | M | 12.3 | p | | B2
    b | M | 12 | r | | B3
    c | M | 1250 | * | | B4
    d | M | 12 | 1) | | B5
    e | M | 12 | ² | | B6
    f | M | 12 | [2] | | B7
    g | M | | x 1) | suppressed | B8
    h | M | 12 | p* | | B9
    """,
    tells="not_a_figure Blad1!B10",
)
def figures_with_marks(folder: Path) -> Path:
    """Provisional and revised figures, footnotes behind a number; an unknown letter is listed."""
    written = ["12,3p", "12 r", "1.250*", "12 1)", "12²", "12[2]", "x 1)", "12p*", "12z"]
    return sheet(folder, "Regio | M\n" + "\n".join(f"{'abcdefghi'[n]} | '{text}" for n, text in enumerate(written)))


@animal(
    MEASURES,
    """
    region | measure | value | cell
    Laren | Banen | 5 | B2
    """,
)
def superscripts_of_both_kinds(folder: Path) -> Path:
    """A raised 1 as a sign of its own, and one that is only formatted as raised."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        raised = made.add_format({"font_script": 1})
        page.write_row("A1", ["Regio", "Banen²"])
        page.write_rich_string("A2", "Laren", raised, " 1)")
        page.write("B2", 5)
    return folder / "dier.xlsx"


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 1 | B2
    """,
    tells="\n".join(f"cell_error Blad1!B{row}" for row in range(3, 15)),
)
def errors_real_and_pasted(folder: Path) -> Path:
    """As Excel keeps them, and as Dutch and English texts of them that were pasted as values."""
    real = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"]
    pasted = ["#VERW!", "#N/B", "#DEEL/0!", "#WAARDE!", "#NAAM?"]
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        page.write_row("A2", ["a", 1])
        for row, error in enumerate(real + pasted, start=2):
            page.write(row, 0, "r")
            if error in real:
                page.write_formula(row, 1, "=B1", None, error)
            else:
                page.write_string(row, 1, error)
    return folder / "dier.xlsx"


@animal(
    MEASURES,
    """
    region | measure | value | cell
    a | M | 3 | B2
    b | M | 12 | B3
    c | M | 6 | B4
    """,
    tells="not_a_figure Blad1!B5\ncell_error Blad1!B6\ncell_formula Blad1!B7",
)
def formulas_with_and_without_a_result(folder: Path) -> Path:
    """A number, a text that is a number, an array, a truth, an error, and one that was never calculated."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", "M"])
        page.write_column("A2", list("abcdef"))
        page.write_formula("B2", "=1+2", None, 3)
        page.write_formula("B3", '="1"&"2"', None, "12")
        page.write_array_formula("B4:B4", "{=SUM(B2:B2*2)}", None, 6)
        page.write_formula("B5", "=1=1", None, True)
        page.write_formula("B6", "=1/0", None, "#DIV/0!")
        page.write_formula("B7", "=B2+B3", None, "")
    return folder / "dier.xlsx"


@animal(YEARS, SMALL)
def a_sheet_with_all_that_excel_can_add(folder: Path) -> Path:
    """A table object with a row of totals, drop-downs, colour scales, frozen panes, print titles, names, a comment."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        columns = [
            {"header": "Regio", "total_string": "Totaal"},
            {"header": "2020", "total_function": "sum", "total_value": 12},
            {"header": "2021", "total_function": "sum", "total_value": 14},
        ]
        data = [["Laren", 5, 6], ["Huizen", 7, 8]]
        page.add_table("A1:C4", {"columns": columns, "data": data, "total_row": True})
        page.data_validation("A2:A3", {"validate": "list", "source": ["Laren", "Huizen"]})
        page.conditional_format("B2:C3", {"type": "3_color_scale"})
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        page.set_footer("&LBron: CBS&RPagina &P van &N")
        page.write_comment("B2", "klopt dit?")
        made.define_name("Inwoners", "=Blad1!$A$1:$C$3")
    return folder / "dier.xlsx"


@animal(YEARS, SMALL)
def figures_beside_a_chart_a_link_and_a_lock(folder: Path) -> Path:
    """A chart on the sheet and one on a sheet of its own, a link to the web, one to another workbook, a password."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        for row, cells in enumerate([["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8]]):
            page.write_row(row, 0, cells)
        page.write_url("A2", "https://example.org", string="Laren")
        page.write_formula("B2", "=[1]Ander!A1", None, 5)
        page.protect("geheim")
        for where in (page, made.add_chartsheet("Grafiek")):
            chart = made.add_chart({"type": "column"})
            chart.add_series({"values": "=Blad1!$B$2:$C$2"})
            if where is page:
                page.insert_chart("F1", chart)
            else:
                where.set_chart(chart)
    return folder / "dier.xlsx"


@animal(YEARS, SMALL)
def figures_that_nobody_sees(folder: Path) -> Path:
    """One shown as nothing by its format, one in white; a cell holds what it holds."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        for row, cells in enumerate([["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8]]):
            page.write_row(row, 0, cells)
        page.write("B3", 7, made.add_format({"num_format": ";;;"}))
        page.write("C3", 8, made.add_format({"font_color": "white"}))
    return folder / "dier.xlsx"


@animal(
    MEASURES,
    """
    region | measure | value | cell
    Laren | b | 5 | C2
    Huizen | b | 6 | C3
    """,
    tells="figure_merged Blad1!B2",
)
def a_figure_merged_over_two_rows(folder: Path) -> Path:
    """Is it of the first, of both together, or of each of them? It is listed."""
    return sheet(folder, "Regio | a | b\nLaren | 12 | 5\nHuizen | | 6", "B2:B3")


@animal(
    MEASURES,
    """
    region | measure | value | marker | cell
    a | M | 12 | ² | B2
    b | M | 3.5 | | B3
    """,
    tells="not_a_figure Blad1!B4\nnot_a_figure Blad1!B5\nnot_a_figure Blad1!B6",
)
def raised_digits(folder: Path) -> Path:
    """A mark behind a number, a half, a mark where a number should stand, one within a number, one in a circle."""
    return sheet(folder, "Regio | M\na | 12²\nb | 3½\nc | ²\nd | 1²5\ne | ①")
