"""A table as CSV: UTF-8, one header, CRLF (RFC 4180), in two dialects."""

import csv
import io
from datetime import date
from typing import NamedTuple

from werkmonitor.publish.downloads.sheets import Sheet, Value, is_unsafe

MOST_DECIMALS = 2


class Dialect(NamedTuple):
    """How a CSV is written. name: in words. suffix: in the file's name. day: how a date looks, for `format`."""

    name: str
    suffix: str
    delimiter: str
    decimal: str
    day: str
    has_mark: bool


SEMICOLON = Dialect("puntkomma", "", ";", ",", "%d-%m-%Y", has_mark=True)
"""As a Dutch spreadsheet program opens it; the byte-order mark makes it see the UTF-8."""

COMMA = Dialect("komma", "-komma", ",", ".", "%Y-%m-%d", has_mark=False)
"""As international tools expect it: a decimal point, dates as yyyy-mm-dd, nothing before the header."""

DIALECTS = (SEMICOLON, COMMA)


def to_csv(sheet: Sheet, dialect: Dialect) -> bytes:
    """Text that a spreadsheet program would run as a formula gets an apostrophe; numbers stay numbers."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow(written(column.title, dialect) for column in sheet.columns)
    writer.writerows([written(value, dialect) for value in row] for row in sheet.rows)
    return (("\ufeff" if dialect.has_mark else "") + target.getvalue()).encode("utf-8")


def written(value: Value, dialect: Dialect) -> str:
    """A value as it stands in a CSV.

    >>> [written(value, SEMICOLON) for value in (301.6, 51.0, -5, "-5", None, date(2022, 9, 30))]
    ['301,6', '51', '-5', "'-5", '', '30-09-2022']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if is_unsafe(value) else value
    if isinstance(value, date):
        return format(value, dialect.day)
    if isinstance(value, float):
        return f"{value:.{MOST_DECIMALS}f}".rstrip("0").rstrip(".").replace(".", dialect.decimal)
    return str(value)
