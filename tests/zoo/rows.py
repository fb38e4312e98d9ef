"""Odd middles and ends: what stands between and under the rows of a table, and several tables in one workbook."""

from pathlib import Path

from tests.zoo.zoo import SMALL, YEARS, animal, book, sheet, sheets

BLOCKS = """
[[tables]]
kind = "crosstab"
across = "year"
blocks = "province"
columns = { sex = "Geslacht" }
fields = { year = "year" }
"""
SEXES = """
[[tables]]
kind = "crosstab"
across = "year"
columns = { region = "Regio", sex = "Geslacht" }
fields = { year = "year" }
"""
NAMED = """
[[tables]]
name = "in"
kind = "crosstab"
across = "year"
totals = "Totaal"
columns = { region = "Herkomst" }

[[tables]]
name = "uit"
kind = "crosstab"
across = "year"
totals = "Totaal"
columns = { region = "Bestemming" }
"""
HIDDEN = "cells_hidden Blad1"
TWELVE = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


# ------------------------------------------------------------ labels on the left


@animal(
    SEXES,
    """
    region | sex | year | value | cell
    Laren | man | 2020 | 1 | C2
    Laren | vrouw | 2020 | 2 | C3
    Huizen | man | 2020 | 3 | C4
    Huizen | vrouw | 2020 | 4 | C5
    """,
)
def row_labels_merged_down(folder: Path) -> Path:
    """Only the first cell of each merge holds the name."""
    return sheet(
        folder,
        "Regio | Geslacht | 2020\nLaren | man | 1\n | vrouw | 2\nHuizen | man | 3\n | vrouw | 4",
        "A2:A3",
        "A4:A5",
    )


@animal(
    SEXES,
    """
    region | sex | year | value | cell
    Laren | man | 2020 | 1 | C2
    Laren | vrouw | 2020 | 2 | C3
     | man | 2020 | 3 | C4
    """,
)
def a_row_label_blank_below_its_merge(folder: Path) -> Path:
    """The merge ends a row too early: what is below it belongs to nobody knows whom, and is not called Laren."""
    return sheet(folder, "Regio | Geslacht | 2020\nLaren | man | 1\n | vrouw | 2\n | man | 3", "A2:A3")


@animal(
    SEXES.replace('"Regio"', '{ header = "Regio", fill_down = true }'),
    """
    region | sex | year | value | cell
    Laren | man | 2020 | 1 | C2
    Laren | vrouw | 2020 | 2 | C3
    Huizen | man | 2020 | 3 | C5
    Huizen | vrouw | 2020 | 4 | C6
    """,
)
def row_labels_written_once(folder: Path) -> Path:
    """Blank below means the same as above, also over a blank row."""
    return sheet(
        folder,
        "Regio | Geslacht | 2020\nLaren | man | 1\n | vrouw | 2\n|\nHuizen | man | 3\n | vrouw | 4",
    )


@animal(
    YEARS,
    """
    region | year | value | cell
    Gooi | 2020 | 12 | B2
    Laren | 2020 | 5 | B3
    Huizen | 2020 | 7 | B4
    """,
)
def row_labels_indented(folder: Path) -> Path:
    """With spaces, and with a cell format."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", 2020])
        page.write_row("A2", ["Gooi", 12])
        page.write_row("A3", ["     Laren", 5])
        page.write("A4", "Huizen", made.add_format({"indent": 2}))
        page.write("B4", 7)
    return folder / "dier.xlsx"


@animal(
    BLOCKS,
    """
    province | sex | year | value | cell
    Utrecht | m | 2020 | 1 | B3
    Utrecht | v | 2020 | 2 | B4
    Flevoland | m | 2020 | 3 | B6
    Flevoland | v | 2020 | 4 | B7
    """,
)
def blocks_under_a_label(folder: Path) -> Path:
    """The province stands on a row of its own."""
    return sheet(folder, "Geslacht | 2020\nUtrecht\nm | 1\nv | 2\nFlevoland\nm | 3\nv | 4")


@animal(
    BLOCKS,
    """
    province | sex | year | value | cell
    Utrecht | m | 2020 | 1 | B3
    Utrecht | v | 2020 | 2 | B4
    Flevoland | m | 2020 | 3 | B6
    Flevoland | v | 2020 | 4 | B7
    """,
)
def blocks_under_a_merged_label(folder: Path) -> Path:
    """The label is merged over the whole width."""
    return sheet(
        folder,
        "Geslacht | 2020\nUtrecht |\nm | 1\nv | 2\nFlevoland |\nm | 3\nv | 4",
        "A2:B2",
        "A5:B5",
    )


@animal(
    BLOCKS.replace('"province"', '["province", "town"]'),
    """
    province | town | sex | year | value | cell
    Utrecht | Baarn | m | 2020 | 1 | B4
    Utrecht | Baarn | v | 2020 | 2 | B5
    Utrecht | Soest | m | 2020 | 3 | B7
    Flevoland | Almere | m | 2020 | 4 | B10
    Flevoland | Urk | m | 2020 | 5 | B12
    """,
)
def blocks_in_two_levels(folder: Path) -> Path:
    """Towns under provinces; a label alone is a town."""
    return sheet(
        folder,
        "Geslacht | 2020\nUtrecht\nBaarn\nm | 1\nv | 2\nSoest\nm | 3\nFlevoland\nAlmere\nm | 4\nUrk\nm | 5",
    )


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Huizen | 2020 | 7 | B3
    Almere | 2020 | 1 | B5
    """,
)
def totals_of_three_kinds(folder: Path) -> Path:
    """A subtotal, a total and a grand total that says it all once more; all of them are right."""
    return sheet(
        folder,
        "Regio | 2020 | Totaal\nLaren | 5 | 5\nHuizen | 7 | 7\nSubtotaal Gooi | 12 | 12\nAlmere | 1 | 1\n"
        "Totaal | 13 | 13\nEindtotaal: | 13 | 13",
    )


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    Huizen | 2020 | 7 | B3
    """,
    tells="total_off Blad1!B4",
)
def a_total_that_is_not_the_sum(folder: Path) -> Path:
    """One of the three numbers is wrong; nobody can say which."""
    return sheet(folder, "Regio | 2020\nLaren | 5\nHuizen | 7\nTotaal | 13")


@animal(
    YEARS,
    """
    region | year | value | cell
    Laren | 2020 | 1.3 | B3
    Huizen | 2020 | 1.3 | B4
    """,
)
def a_total_above_its_rows_that_was_rounded(folder: Path) -> Path:
    """The total comes first, as statistics offices like it; 1,3 + 1,3 = 2,7 there."""
    return sheet(folder, "Regio | 2020\nTotaal | 2.7\nLaren | 1.3\nHuizen | 1.3")


@animal(
    YEARS.replace(
        "[[tables]]", '[[tables]]\nskip_rows = ["verandering", "rang*", "index*"]\nskip_columns = ["rang*", "%*"]'
    ),
    SMALL,
)
def changes_and_ranks_among_the_figures(folder: Path) -> Path:
    """A column with the rank, one with the change in percents, and rows of both."""
    return sheet(
        folder,
        "Regio | 2020 | 2021 | Rangorde | % verschil\nLaren | 5 | 6 | 2 | 20\nHuizen | 7 | 8 | 1 | 14.3\n"
        "Verandering | | 1 | | \nRang Laren | 2 | 2 | |\nIndex 2020 = 100 | 100 | 117 | |",
    )


@animal(YEARS, SMALL, tells="heading_not_read Blad1!A4")
def a_line_of_dashes(folder: Path) -> Path:
    """Typed above the total."""
    return sheet(folder, "Regio | 2020 | 2021\nLaren | 5 | 6\nHuizen | 7 | 8\n'------\nTotaal | 12 | 14")


# ------------------------------------------------------------ below the table


@animal(YEARS, SMALL, tells="column_not_read Blad1!D1")
def remarks_beside_the_table(folder: Path) -> Path:
    """In a column without a name; they are told, and not read."""
    return sheet(folder, "Regio | 2020 | 2021 |\nLaren | 5 | 6 | nog controleren!\nHuizen | 7 | 8 |")


@animal(YEARS, SMALL)
def a_million_formatted_rows(folder: Path) -> Path:
    """Somebody gave whole columns a border; the last row of Excel has one, and so has a far one."""
    with book(folder) as made:
        line = made.add_format({"border": 1})
        page = made.add_worksheet("Blad1")
        page.set_column("A:XFD", None, line)
        for row, cells in enumerate([["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8]]):
            page.write_row(row, 0, cells)
        page.write_blank("A50000", None, line)
        page.write_blank("XFD1048576", None, line)
    return folder / "dier.xlsx"


@animal(YEARS, SMALL.replace("B3", "B5000").replace("C3", "C5000"))
def rows_far_apart(folder: Path) -> Path:
    """Five thousand rows further, because rows between were deleted one by one."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        page.write_row("A1", ["Regio", 2020, 2021])
        page.write_row("A2", ["Laren", 5, 6])
        page.write_row("A5000", ["Huizen", 7, 8])
    return folder / "dier.xlsx"


@animal(YEARS, SMALL, tells=HIDDEN)
def hidden_rows_columns_and_a_filter(folder: Path) -> Path:
    """They are read as all others, and told."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        for row, cells in enumerate([["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8]]):
            page.write_row(row, 0, cells)
        page.autofilter("A1:C3")
        page.filter_column("A", "x == Laren")
        page.set_row(2, options={"hidden": True})
        page.set_column("C:C", None, None, {"hidden": True})
    return folder / "dier.xlsx"


@animal(YEARS, SMALL, tells=HIDDEN)
def outlined_rows_folded_away(folder: Path) -> Path:
    """Rows grouped with a [+] in the margin, closed."""
    with book(folder) as made:
        page = made.add_worksheet("Blad1")
        for row, cells in enumerate([["Regio", 2020, 2021], ["Laren", 5, 6], ["Huizen", 7, 8], ["Totaal", 12, 14]]):
            page.write_row(row, 0, cells)
        for row in (1, 2):
            page.set_row(row, None, None, {"level": 1, "hidden": True})
        page.set_row(3, None, None, {"collapsed": True})
    return folder / "dier.xlsx"


# ------------------------------------------------------------ several tables


@animal(
    NAMED,
    """
    table | region | year | value | cell
    in | Laren | 2020 | 1 | B2
    in | Huizen | 2020 | 2 | B3
    uit | Laren | 2020 | 3 | B7
    """,
)
def two_tables_under_each_other(folder: Path) -> Path:
    """The first ends where the second begins, with its title between them."""
    return sheet(
        folder,
        "Herkomst | 2020\nLaren | 1\nHuizen | 2\nTotaal | 3\n|\nBestemming | 2020\nLaren | 3",
    )


@animal(
    """
    [[tables]]
    name = "a"
    kind = "crosstab"
    area = "A2:B3"
    across = "year"
    columns = { region = "Regio" }

    [[tables]]
    name = "b"
    kind = "crosstab"
    area = "D2:E"
    across = "year"
    columns = { region = "Regio" }
    """,
    """
    table | region | year | value | cell
    a | Laren | 2020 | 1 | B3
    b | Laren | 2020 | 3 | E3
    b | Huizen | 2020 | 4 | E4
    """,
)
def twins_side_by_side(folder: Path) -> Path:
    """Two tables with the same header: only their addresses tell them apart."""
    return sheet(
        folder,
        "Instroom | | | Uitstroom\nRegio | 2020 | | Regio | 2020\nLaren | 1 | | Laren | 3\nHuizen | 2 | | Huizen | 4",
    )


@animal(
    """
    [[tables]]
    name = "m"
    kind = "crosstab"
    below = "Tabel 1"
    ends_before = "Tabel 2"
    across = "year"
    columns = { region = "Regio" }

    [[tables]]
    name = "v"
    kind = "crosstab"
    below = "Tabel 2"
    across = "year"
    columns = { region = "Regio" }
    """,
    """
    table | region | year | value | cell
    m | Laren | 2020 | 1 | B3
    v | Laren | 2020 | 2 | B7
    """,
)
def twins_under_each_other(folder: Path) -> Path:
    """Two tables with the same header, told apart by the titles above them."""
    return sheet(
        folder,
        "Tabel 1. Mannen\nRegio | 2020\nLaren | 1\n|\nTabel 2. Vrouwen\nRegio | 2020\nLaren | 2",
    )


@animal(
    """
    [[tables]]
    kind = "crosstab"
    sheet = "*"
    sheet_means = "month"
    across = "year"
    columns = { region = "Regio" }
    """,
    "month | region | year | value | sheet | cell\n"
    + "\n".join(f"{name} | Laren | 2020 | {number} | {name} | B2" for number, name in enumerate(TWELVE, start=1)),
)
def the_same_table_on_twelve_sheets(folder: Path) -> Path:
    """One for each month."""
    return sheets(folder, **{name: f"Regio | 2020\nLaren | {number}" for number, name in enumerate(TWELVE, start=1)})


@animal(
    YEARS.replace(
        "[[tables]]", '[[tables]]\nsheet = ["Zichtbaar", "Verborgen", "Diep verborgen"]\nsheet_means = "sheets"'
    ),
    """
    sheets | region | year | value | sheet | cell
    Zichtbaar | Laren | 2020 | 1 | Zichtbaar | B2
    Verborgen | Laren | 2020 | 2 | Verborgen | B2
    Diep verborgen | Laren | 2020 | 3 | Diep verborgen | B2
    """,
    tells="sheet_hidden Verborgen\nsheet_hidden Diep verborgen",
)
def hidden_sheets_of_both_kinds(folder: Path) -> Path:
    """One that a click brings back, and one that only a macro can."""
    with book(folder) as made:
        for number, name in enumerate(["Zichtbaar", "Verborgen", "Diep verborgen"], start=1):
            page = made.add_worksheet(name)
            page.write_row("A1", ["Regio", 2020])
            page.write_row("A2", ["Laren", number])
        made.worksheets()[1].hide()
        made.worksheets()[2].very_hidden()
    return folder / "dier.xlsx"


@animal(
    YEARS.replace("[[tables]]", '[[tables]]\nsheet = "*"\nsheet_means = "of"'),
    """
    of | region | year | value | sheet | cell
    Jan's blad | Laren | 2020 | 1 | Jan's blad | B2
    Banen & 'werk' <nieuw> | Laren | 2020 | 2 | Banen & 'werk' <nieuw> | B2
    Kwartaalcijfers Gooi en Vecht 1 | Laren | 2020 | 3 | Kwartaalcijfers Gooi en Vecht 1 | B2
    Kwartaalcijfers Gooi en Vecht 2 | Laren | 2020 | 4 | Kwartaalcijfers Gooi en Vecht 2 | B2
    😀 €-cijfers | Laren | 2020 | 5 | 😀 €-cijfers | B2
    """,
)
def sheets_with_the_oddest_names(folder: Path) -> Path:
    """Quotes, an ampersand, 31 characters that differ in the last one, a picture."""
    names = [
        "Jan's blad",
        "Banen & 'werk' <nieuw>",
        "Kwartaalcijfers Gooi en Vecht 1",
        "Kwartaalcijfers Gooi en Vecht 2",
        "😀 €-cijfers",
    ]
    return sheets(folder, **{name: f"Regio | 2020\nLaren | {number}" for number, name in enumerate(names, start=1)})


@animal(
    YEARS.replace("[[tables]]", '[[tables]]\nsheet = "Cijfers 2021"'),
    """
    region | year | value | cell
    Laren | 2020 | 5 | B2
    """,
)
def a_sheet_name_with_spaces_around_it(folder: Path) -> Path:
    """' Cijfers  2021 ' is meant by 'Cijfers 2021'."""
    return sheets(folder, **{" Cijfers  2021 ": "Regio | 2020\nLaren | 5"})


@animal(YEARS.replace("[[tables]]", '[[tables]]\nsheet = "Blad1"'), SMALL)
def an_old_copy_beside_it(folder: Path) -> Path:
    """'Blad1 (2)' holds the same table with other figures; the layout says which one counts."""
    drawn = "Regio | 2020 | 2021\nLaren | {} | 6\nHuizen | 7 | 8"
    return sheets(folder, **{"Blad1": drawn.format(5), "Blad1 (2)": drawn.format(50)})


@animal(YEARS, tells="sheet_twice")
def two_sheets_that_fit(folder: Path) -> Path:
    """Without a name in the layout nobody can say which one counts."""
    drawn = "Regio | 2020\nLaren | {}"
    return sheets(folder, **{"Blad1": drawn.format(5), "Blad1 (2)": drawn.format(50)})


@animal(
    """
    [[tables]]
    kind = "crosstab"
    across = "year"
    marks = "right"
    columns = { region = "Regio" }

    [signs]
    beside = ["p"]
    """,
    """
    region | year | value | marker | cell
    Laren | 2020 | 5 | p | B2
    Laren | 2021 | 6 | | D2
    Huizen | 2020 | 7 | | B3
    Huizen | 2021 | 8 | b p | D3
    """,
)
def flags_in_columns_of_their_own(folder: Path) -> Path:
    """Each figure has a narrow column on its right."""
    return sheet(folder, "Regio | 2020 | | 2021 |\nLaren | 5 | p | 6 |\nHuizen | 7 | | 8 | b p")


@animal(
    YEARS,
    SMALL,
    tells="note_not_read Blad1!A5 A6 A7",
)
def a_legend_under_the_table(folder: Path) -> Path:
    """Signs beside what they mean look like rows of a table."""
    return sheet(
        folder,
        "Regio | 2020 | 2021\nLaren | 5 | 6\nHuizen | 7 | 8\n|\nLegenda\n. | onbekend\nx | geheim",
    )


@animal(
    BLOCKS,
    """
    province | sex | year | value | cell
    Utrecht | m | 2020 | 1 | B3
    Utrecht | v | 2020 | 2 | B4
    Flevoland | m | 2020 | 3 | B8
    Flevoland | v | 2020 | 4 | B9
    """,
)
def blocks_with_a_header_each(folder: Path) -> Path:
    """The label stands above each header, and a blank row between the blocks."""
    return sheet(
        folder,
        "Utrecht\nGeslacht | 2020\nm | 1\nv | 2\n|\nFlevoland\nGeslacht | 2020\nm | 3\nv | 4",
    )


@animal(YEARS, SMALL, tells="note_not_read Blad1!A4 A5 A8")
def notes_a_source_and_a_print_footer(folder: Path) -> Path:
    """Right under the last row, without a blank one; the source is no finding."""
    return sheet(
        folder,
        "Regio | 2020 | 2021\nLaren | 5 | 6\nHuizen | 7 | 8\n* voorlopige cijfers\n1) zonder Eemnes\nBron: CBS\n|\n"
        "Pagina 1 van 3 | | 31-12-2021",
    )


@animal(
    NAMED,
    """
    table | region | year | value | cell
    in | Laren | 2020 | 1 | B2
    in | Huizen | 2020 | 2 | B3
    uit | Laren | 2020 | 3 | E2
    """,
)
def two_tables_side_by_side(folder: Path) -> Path:
    """One of them longer than the other."""
    return sheet(folder, "Herkomst | 2020 | | Bestemming | 2020\nLaren | 1 | | Laren | 3\nHuizen | 2")


@animal(YEARS, SMALL, tells="note_not_read Blad1!A4 A5")
def footnotes_in_two_columns(folder: Path) -> Path:
    """The mark in one cell and what it means in the next, right under the last row."""
    return sheet(
        folder, "Regio | 2020 | 2021\nLaren | 5 | 6\nHuizen | 7 | 8\n1) | zonder Eemnes\n2) | met Laren, ca. 20 banen"
    )


@animal(
    NAMED,
    """
    table | region | year | value | cell
    in | Laren | 2020 | 1 | B2
    in | Laren | 2021 | 2 | C2
    in | Huizen | 2020 | 3 | B3
    in | Huizen | 2021 | 4 | C3
    in | Eemnes | 2020 | 5 | B4
    in | Eemnes | 2021 | 6 | C4
    uit | Laren | 2020 | 7 | F4
    uit | Huizen | 2020 | 8 | F5
    """,
)
def a_table_that_begins_beside_the_data_of_another(folder: Path) -> Path:
    """Its header stands on a row of the first one's figures, and it goes on below that."""
    return sheet(
        folder,
        """
        Herkomst | 2020 | 2021
        Laren | 1 | 2
        Huizen | 3 | 4 | | Bestemming | 2020
        Eemnes | 5 | 6 | | Laren | 7
        | | | | Huizen | 8
        """,
    )


@animal(
    """
    [[tables]]
    name = "a"
    kind = "crosstab"
    across = "year"
    columns = { region = "Een" }

    [[tables]]
    name = "b"
    kind = "crosstab"
    across = "year"
    columns = { region = "Twee" }

    [[tables]]
    name = "c"
    kind = "crosstab"
    across = "year"
    columns = { region = "Drie" }

    [[tables]]
    name = "d"
    kind = "crosstab"
    across = "year"
    columns = { region = "Vier" }
    """,
    """
    table | region | year | value | cell
    a | Laren | 2020 | 1 | B2
    b | Laren | 2020 | 2 | E2
    c | Laren | 2020 | 3 | B5
    d | Laren | 2020 | 4 | E5
    """,
)
def four_tables_in_a_square(folder: Path) -> Path:
    """Two beside each other, and two below them."""
    return sheet(
        folder,
        "Een | 2020 | | Twee | 2020\nLaren | 1 | | Laren | 2\n|\nDrie | 2020 | | Vier | 2020\nLaren | 3 | | Laren | 4",
    )


@animal(
    YEARS,
    """
    region | year | value | meaning | cell
    Laren | 2020 | 5 | | B2
    Laren | 2021 | 6 | | C2
    Eemnes | 2020 | | unknown | B4
    Eemnes | 2021 | | not_yet | C4
    """,
)
def a_last_row_of_signs_alone(folder: Path) -> Path:
    """It stands apart and holds no number, and is a row of the table for all that."""
    return sheet(folder, "Regio | 2020 | 2021\nLaren | 5 | 6\n|\nEemnes | . | ..")


@animal(
    YEARS,
    """
    region | year | value | cell
    Regio | 2020 | 12 | B2
    Laren | 2020 | 5 | B3
    Huizen | 2020 | 7 | B4
    """,
)
def a_row_that_is_called_like_its_header(folder: Path) -> Path:
    """The region as a whole is called 'Regio'; this is no header once more."""
    return sheet(folder, "Regio | 2020\nRegio | 12\nLaren | 5\nHuizen | 7")


@animal(
    YEARS,
    SMALL.replace("Laren | 2021 | 6 | C2\n", "Laren | 2021 | 6 | D2\n").replace("C3", "D3"),
    tells="column_not_read Blad1!C1",
)
def figures_under_no_header(folder: Path) -> Path:
    """A column between two years without a word over it: whose figures these are, nobody says; they are told."""
    return sheet(folder, "Regio | 2020 | | 2021\nLaren | 5 | 55 | 6\nHuizen | 7 | 77 | 8")


@animal(
    """
    [[tables]]
    kind = "list"
    columns = { who = "Wie", number = "Aantal" }
    fields = { number = "whole" }
    """,
    """
    who | number | cell
    a | 1 | A2
    b | 2 | A5
    """,
    tells="note_not_read Blad1!A3 A8\nnot_a_number Blad1!B6",
)
def a_list_with_its_header_on_every_page(folder: Path) -> Path:
    """A note stands before it; a raised digit is no number, and what stands apart at the end is no row."""
    return sheet(folder, "Wie | Aantal\na | 1\n* zie boven\nWie | Aantal\nb | 2\nc | 7²\n|\neinde")
