"""Downloads: the numbers of the pages again, as files that spreadsheets and programs read.

Every file is made of a `Sheet`, whose values have their own kinds: so a CSV, a workbook and the definitions of columns
cannot differ.
"""
