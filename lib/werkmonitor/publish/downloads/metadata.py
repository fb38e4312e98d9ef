"""What the columns of a CSV are, for programs: metadata of the W3C's "CSV on the web".

Beside `x.csv` lies `x.csv-metadata.json`, where the standard looks for it. Source: W3C Recommendations "Model for
Tabular Data and Metadata on the Web" and "Metadata Vocabulary for Tabular Data" (17 December 2015).
"""

import json
from collections.abc import Mapping
from typing import Any

from werkmonitor.publish.downloads.sheets import Column, Sheet
from werkmonitor.publish.downloads.texts import COMMA, Dialect

_DAYS = {"%d-%m-%Y": "dd-MM-yyyy", "%Y-%m-%d": "yyyy-MM-dd"}
"""How a date looks, as the standard says it (Unicode, LDML)."""


def to_metadata(sheet: Sheet, file: str, dialect: Dialect, about: Mapping[str, str]) -> bytes:
    """The metadata of a table written to a file. about: of the whole, by terms of Dublin Core ('title', 'license')."""
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": file,
        "lang": "nl",
        **{f"dc:{term}": text for term, text in about.items() if text},
        "dialect": {"encoding": "utf-8", "delimiter": dialect.delimiter, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(column, dialect) for column in sheet.columns]},
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _column(column: Column, dialect: Dialect) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": {"nl": column.title},
        "dc:description": column.about,
        "datatype": _datatype(column, dialect),
        "null": "",
    }


def _datatype(column: Column, dialect: Dialect) -> Any:
    match column.kind:
        case "whole":
            return "integer"
        case "number":
            return "decimal" if dialect == COMMA else {"base": "decimal", "format": {"decimalChar": dialect.decimal}}
        case "date":
            return {"base": "date", "format": _DAYS[dialect.day]}
        case _:
            return "string"
