"""The tidy tables: the only meeting point of intake and figures.

One row one fact, and every fact knows the delivery, sheet and cell it came from. A *snapshot* is a folder that is named
after its content and never changes; `current` is a one-line file that names the snapshot in force.

Column names: `_on` is a date (datetime64 at midnight), `is_`/`has_` a boolean, lists are sorted tuples of codes.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from werkmonitor.errors import Problem, UsageError, did_you_mean
from werkmonitor.workspace import Workspace, is_as_written, replaced_folder, snapshot_id, write_file

TEXT, DAY, WHOLE, TRUTH = pa.string(), pa.date32(), pa.int64(), pa.bool_()
TEXTS = pa.list_(pa.string())

_SOURCE = {"delivery_id": TEXT, "sheet": TEXT, "cell": TEXT}
"""Where a fact stands: the delivery, the sheet, and its cell (a list's row: the row's first cell, as 'A14')."""

_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    # One row a workbook received. delivery_id: SHA-256 of its bytes. state: accepted, remarks or refused.
    # coverage: since_start (holds everything since the start, replaces all earlier ones of its layout) or as_of (a
    # standing; replaces only one of the same as-of date). supersedes, superseded_by: the delivery that this one
    # replaces, and the one that replaces it, as known now.
    # rows_*: rows of a list, cells of a crosstab or standing; always rows_read = rows_kept + rows_listed.
    "deliveries": {
        "delivery_id": TEXT,
        "partner": TEXT,
        "layout": TEXT,
        "file": TEXT,
        "received_on": DAY,
        "as_of_on": DAY,
        "coverage": TEXT,
        "state": TEXT,
        "supersedes": TEXT,
        "superseded_by": TEXT,
        "rows_read": WHOLE,
        "rows_kept": WHOLE,
        "rows_listed": WHOLE,
    },
    # One row a finding. treatment: logged (fixed and told), row (row left out) or delivery (delivery refused).
    # message and remedy are English, message_nl and remedy_nl Dutch; none holds a personal value. cells: where it says
    # the same of several, the addresses of all of them, with blanks between.
    "findings": {
        **_SOURCE,
        "code": TEXT,
        "treatment": TEXT,
        "message": TEXT,
        "remedy": TEXT,
        "message_nl": TEXT,
        "remedy_nl": TEXT,
        "cells": TEXT,
    },
    # One row a participation (traject). person: keyed pseudonym, never a name, birth date or BSN.
    # municipality: code at the start of the trajectory; may be a reporting unit, buiten-regio or niet-toe-te-delen.
    # work_ended_on: the last day of the work that was found; work_checked_on: the last day on which someone made sure
    # that the person works.
    "trajectories": {
        **_SOURCE,
        "partner": TEXT,
        "person": TEXT,
        "project": TEXT,
        "municipality": TEXT,
        "target_groups": TEXTS,
        "started_on": DAY,
        "training_completed_on": DAY,
        "qualified_on": DAY,
        "placed_on": DAY,
        "benefit_ended_on": DAY,
        "work_ended_on": DAY,
        "work_checked_on": DAY,
        "referred_on": DAY,
        "ended_on": DAY,
    },
    # One row a delivered aggregate, as sent: how many in the period [from_on, until_on]; is_cumulative: a standing
    # since
    # the start (from_on is then NA), which figures turn into differences. A suppressed count ("<5") has value NA and
    # low/high 1–4; otherwise low = high = value. marker: the sign that stood in the cell, empty for a number.
    "counts": {
        **_SOURCE,
        "partner": TEXT,
        "project": TEXT,
        "municipality": TEXT,
        "target_groups": TEXTS,
        "indicator": TEXT,
        "from_on": DAY,
        "until_on": DAY,
        "is_cumulative": TRUTH,
        "value": WHOLE,
        "low": WHOLE,
        "high": WHOLE,
        "marker": TEXT,
    },
    # The register workbook of the programme team, sheet by sheet.
    "projects": {
        **_SOURCE,
        "project": TEXT,
        "number": TEXT,
        "name": TEXT,
        "aliases": TEXTS,
        "category": TEXT,
        "plan": TEXT,
        "sector": TEXT,
        "target_groups": TEXTS,
        "kind": TEXT,
        "is_fictional": TRUTH,
        "capacity": WHOLE,
        "starts_on": DAY,
        "ends_on": DAY,
        "aim": TEXT,
        "description": TEXT,
        "financing": TEXT,
    },
    # level: programme, category or project; code: of that level. relation: 'ten minste' or 'circa'.
    "targets": {
        **_SOURCE,
        "level": TEXT,
        "code": TEXT,
        "indicator": TEXT,
        "version": WHOLE,
        "value": WHOLE,
        "relation": TEXT,
        "goal_on": DAY,
        "valid_from_on": DAY,
        "decided_by": TEXT,
        "reference": TEXT,
    },
    # Cumulative plan at a day; between two points a straight line.
    "plan": {**_SOURCE, "level": TEXT, "code": TEXT, "indicator": TEXT, "on": DAY, "value": WHOLE},
    # Dated events of a project. state: in_preparation, started, extended, adapted, stopped_early, completed,
    # transferred.
    "project_states": {
        **_SOURCE,
        "project": TEXT,
        "state": TEXT,
        "on": DAY,
        "cause": TEXT,
        "effect": TEXT,
        "action": TEXT,
    },
    # Results in words. kind: product, cooperation, embedded or story. Only rows flagged for publication are published.
    "results": {**_SOURCE, "project": TEXT, "on": DAY, "kind": TEXT, "text": TEXT, "is_public": TRUTH},
    # What the administrators expect, adopted with an edition: level and code as in targets; text is Dutch.
    "expectations": {
        **_SOURCE,
        "level": TEXT,
        "code": TEXT,
        "indicator": TEXT,
        "on": DAY,
        "text": TEXT,
        "decided_by": TEXT,
    },
    # Whole euros since the start, as known on a day: level and code as in targets.
    "money": {
        **_SOURCE,
        "level": TEXT,
        "code": TEXT,
        "on": DAY,
        "budget": WHOLE,
        "spent": WHOLE,
        "freed": WHOLE,
        "freed_for": TEXT,
    },
    # A person's judgement beside the computed progress word: level, code as in targets; word: one of the cube's
    # progress words; role of who says so, never a name.
    "overrides": {
        **_SOURCE,
        "level": TEXT,
        "code": TEXT,
        "indicator": TEXT,
        "word": TEXT,
        "role": TEXT,
        "on": DAY,
        "reason": TEXT,
    },
    # Derived by figures: every fact that speaks of an indicator, counted or not. One trajectory gives a row for every
    # indicator that happens in it; low and high are −1 where one does not run any more. occurred_on: the event's day,
    # for aggregates the last day of the period. origin: list or aggregate. not_counted_because: empty where it counts.
    "observations": {
        **_SOURCE,
        "partner": TEXT,
        "project": TEXT,
        "municipality": TEXT,
        "target_groups": TEXTS,
        "indicator": TEXT,
        "occurred_on": DAY,
        "low": WHOLE,
        "high": WHOLE,
        "origin": TEXT,
        "not_counted_because": TEXT,
    },
}

SCHEMAS: dict[str, pa.Schema] = {name: pa.schema(list(columns.items())) for name, columns in _COLUMNS.items()}

_PANDAS: dict[pa.DataType, Any] = {
    TEXT: pd.StringDtype(na_value=np.nan),
    DAY: np.dtype("datetime64[us]"),
    WHOLE: pd.Int64Dtype(),
    TRUTH: pd.BooleanDtype(),
    TEXTS: np.dtype(object),
}

Tables = Mapping[str, pd.DataFrame]


def as_table(name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Rows as the named table: its columns in order, its types; a missing column is filled with NA.

    Raises KeyError for a column the table does not have.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records(list(rows))
    schema = SCHEMAS[name]
    if unknown := sorted(set(frame.columns) - set(schema.names)):
        raise KeyError(f"table {name} has no column {', '.join(unknown)}")
    columns = {}
    for field in schema:
        missing = field.name not in frame
        column = pd.Series([None] * len(frame), index=frame.index) if missing else frame[field.name]
        columns[field.name] = column.astype(_PANDAS[field.type])
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def from_arrow(name: str, table: pa.Table) -> pd.DataFrame:
    """An Arrow table in the schema of the named table, as that table; an absent list is an empty one."""
    columns = {}
    for field in SCHEMAS[name]:
        column = table.column(field.name)
        kind = _PANDAS[field.type]
        if field.type == TEXTS:
            values: Any = _tuples(column)
        elif field.type == DAY:
            values = column.cast(pa.timestamp("us")).to_numpy()
        else:
            values = kind.__from_arrow__(column)
        columns[field.name] = pd.Series(values, dtype=kind, copy=False)
    return pd.DataFrame(columns, copy=False)


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """The named table as Arrow; lists are sorted."""
    arrays = []
    for field in SCHEMAS[name]:
        column = frame[field.name]
        if field.type == TEXTS:
            array = _lists(column)
        elif field.type == DAY:
            array = pa.array(column.to_numpy().astype("datetime64[D]"), type=DAY, from_pandas=True)
        else:
            array = pa.array(column.array, type=field.type, from_pandas=True)
        arrays.append(array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array)
    return pa.Table.from_arrays(arrays, schema=SCHEMAS[name])


_SEPARATOR = "\x1f"
"""Between codes of a list while it is one text; no workbook can hold it."""
_MISSING, _END = "\x00", "\x1e"
"""Of a value, in a column that is one text; neither can they hold these."""


def _tuples(column: pa.ChunkedArray) -> "np.ndarray[Any, Any]":
    """Lists as tuples, each different one made once: a column holds few of them, many times."""
    column = column.combine_chunks()
    is_empty = pc.equal(pc.fill_null(pc.list_value_length(column), 0), 0)
    joined = pc.if_else(is_empty, None, pc.binary_join(column, _SEPARATOR)).dictionary_encode(null_encoding="encode")
    written = joined.dictionary.to_pylist()
    different = np.empty(len(written), dtype=object)
    different[:] = [() if text is None else tuple(text.split(_SEPARATOR)) for text in written]
    places: np.ndarray[Any, Any] = joined.indices.to_numpy()
    return different.take(places)


def _lists(column: "pd.Series[Any]") -> pa.ListArray:
    """Tuples or lists as sorted lists; whatever else is none."""
    places: dict[tuple[str, ...] | None, int] = {}
    rows = (tuple(value) if isinstance(value, tuple | list) else None for value in column)
    indices = [places.setdefault(row, len(places)) for row in rows]
    different = pa.array([None if row is None else sorted(row) for row in places], type=TEXTS)
    return different.take(pa.array(indices, type=pa.int64()))


def digest_of_table(name: str, frame: pd.DataFrame) -> str:
    """SHA-256 of what a table says, whatever the versions of the libraries that hold it."""
    table = to_arrow(name, as_table(name, frame))
    content = hashlib.sha256()
    for field, column in zip(table.schema, table.columns, strict=True):
        texts = pc.binary_join(column, _SEPARATOR) if field.type == TEXTS else column.cast(TEXT)
        whole = pa.ListArray.from_arrays([0, len(texts)], pc.fill_null(texts, _MISSING).combine_chunks())
        content.update(f"{field.name}\n{pc.binary_join(whole, _END)[0]}\n".encode())
    return content.hexdigest()


def save_snapshot(workspace: Workspace, tables: Tables) -> str:
    """Write all tables as a new snapshot, make it the current one, return its id (a hash of the content).

    The same tables give the same bytes and the same id; older snapshots stay. A table that did not change since the
    current snapshot is not written again; a snapshot that was damaged is.
    """
    files = {f"{name}.parquet": _parquet(name, as_table(name, tables.get(name, pd.DataFrame()))) for name in SCHEMAS}
    snapshot = snapshot_id(files)
    folder = workspace.processed / snapshot
    if not folder.is_dir() or not is_as_written(folder):
        before = workspace.current_tables
        with replaced_folder(folder) as new:
            for name, content in files.items():
                if before is None or not _is_linked(before / name, new / name, content):
                    write_file(new / name, content)
    write_file(workspace.processed / "current", snapshot + "\n")
    return snapshot


def _is_linked(file: Path, link: Path, content: bytes) -> bool:
    """Give a file that has this content a second name; False where it has another, or nothing can be linked."""
    try:
        if file.stat().st_size != len(content) or file.read_bytes() != content:
            return False
        os.link(file, link)
    except OSError:
        return False
    return True


def read_table(workspace: Workspace, name: str) -> pd.DataFrame:
    """One tidy table of the current snapshot; raises UsageError when there is none yet or the name is unknown."""
    if name not in SCHEMAS:
        raise UsageError(Problem(f"table '{name}'", "is not a tidy table", did_you_mean(name, SCHEMAS)))
    folder = workspace.current_tables
    if folder is None:
        where = workspace.relative(workspace.processed)
        raise UsageError(Problem(where, "there are no tables yet", "run 'werkmonitor intake' first"))
    return _from_parquet(name, folder / f"{name}.parquet")


def read_tables(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """All tidy tables of the current snapshot, by name."""
    return {name: read_table(workspace, name) for name in SCHEMAS}


def _parquet(name: str, frame: pd.DataFrame) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(to_arrow(name, frame), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _from_parquet(name: str, path: Path) -> pd.DataFrame:
    return from_arrow(name, pq.read_table(path, schema=SCHEMAS[name]))


def in_force(deliveries: pd.DataFrame, known_until: date | None = None) -> pd.DataFrame:
    """The deliveries whose facts count: usable, received by then, and not replaced by one also received by then.

    deliveries: the table of that name. known_until: None for all that is known now. Returns its rows, in order of
    as_of_on and received_on, with superseded_by as known at that time (NA in every row returned).
    """
    known = with_supersession(deliveries, known_until)
    return known[known["superseded_by"].isna()].reset_index(drop=True)


def with_supersession(deliveries: pd.DataFrame, known_until: date | None = None) -> pd.DataFrame:
    """The usable deliveries received by a day, with superseded_by as known on that day."""
    usable = deliveries[deliveries["state"].isin(["accepted", "remarks"])]
    if known_until is not None:
        usable = usable[usable["received_on"] <= pd.Timestamp(known_until)]
    usable = usable.sort_values(["as_of_on", "received_on", "file"], kind="stable").reset_index(drop=True)
    # A standing is replaced only by one of the same day; a since-start delivery by any later one of its layout.
    day = usable["as_of_on"].where(usable["coverage"] == "as_of")
    groups = usable.groupby(["partner", "layout", day], sort=False, dropna=False)
    usable["superseded_by"] = groups["delivery_id"].shift(-1)
    return usable


@cache
def describe(name: str) -> dict[str, str]:
    """Column → type of a tidy table, as an analyst reads it."""
    return {field.name: str(field.type) for field in SCHEMAS[name]}
