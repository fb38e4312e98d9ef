"""Facts of one workbook as Arrow tables: a tidy table without what the ledger adds."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from werkmonitor.tables import SCHEMAS, TEXTS

_ADDED = ("delivery_id", "partner")
"""Columns that are the same for every fact of a delivery; the ledger knows them."""


def schema_of(name: str) -> pa.Schema:
    """The columns of a tidy table that a workbook itself fills."""
    return pa.schema([field for field in SCHEMAS[name] if field.name not in _ADDED])


def as_facts(name: str, records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Records as the facts of one workbook; a missing column is null. Raises KeyError for a column there is not."""
    rows, schema = list(records), schema_of(name)
    if unknown := sorted({column for row in rows for column in row} - set(schema.names)):
        raise KeyError(f"table {name} has no column {', '.join(unknown)}")
    return pa.table([pa.array([row.get(one.name) for row in rows], one.type) for one in schema], schema=schema)


def as_records(facts: pa.Table) -> list[dict[str, Any]]:
    """The rows of a table of facts; lists are tuples."""
    lists = [field.name for field in facts.schema if field.type == TEXTS]
    return [row | {name: tuple(row[name]) for name in lists if row[name] is not None} for row in facts.to_pylist()]
