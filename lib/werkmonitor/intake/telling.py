"""Facts, deliveries and cells in words, as a trace tells them; of a person's row no more than many others share."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.workbook import Fault, Value, is_blank
from werkmonitor.tables import SCHEMAS

_KEPT_TO_OURSELVES = {"delivery_id", "sheet", "cell", "partner", "person", "target_groups"}
_LONGEST = 60
_STATES = {"accepted": "accepted", "remarks": "accepted with remarks", "refused": "refused: nothing of it counts"}


def described(table: str, fact: Mapping[Any, Any]) -> str:
    """A row of a tidy table in words; of a person's row what many others share."""
    if table == "trajectories":
        months = [name for name in SCHEMAS[table].names if name.endswith("_on") and pd.notna(fact[name])]
        events = ", ".join(f"{name.removesuffix('_on')} in {fact[name]:%Y-%m}" for name in months)
        return f"{fact['project']}, {fact['municipality']}: {events}"
    if table in ("counts", "observations"):
        return f"{fact['indicator']} of {fact['project']}, {_at(fact['municipality'])}, {_when(fact)}: {_amount(fact)}"
    told = (
        f"{field.name} {_cut(fact[field.name])}"
        for field in SCHEMAS[table]
        if field.name not in _KEPT_TO_OURSELVES
        and not isinstance(fact[field.name], tuple)
        and pd.notna(fact[field.name])
    )
    return ", ".join(told)


def state_of(about: Mapping[Any, Any], files: Mapping[str, str]) -> str:
    """A delivery in one line: by whom, when, what came of it, and whether it still counts."""
    days = (("received", about["received_on"]), ("as of", about["as_of_on"]))
    said = ", ".join([about["partner"], *(f"{word} {day:%Y-%m-%d}" for word, day in days if pd.notna(day))])
    said = f"{said}: {_STATES[about['state']]}"
    if about["state"] == "refused":
        return said
    later = about["superseded_by"]
    return f"{said}, in force" if pd.isna(later) else f"{said}, superseded by {files[later]}"


def shown(value: Value) -> str:
    """What stands in a cell, in quotes."""
    if isinstance(value, Fault):
        return value.text or "a formula without a value"
    return "nothing" if is_blank(value) else f"'{_cut(as_text(value))}'"


def _when(fact: Mapping[Any, Any]) -> str:
    if "occurred_on" in fact:
        return f"{fact['occurred_on']:%Y-%m}"
    if fact["is_cumulative"] or pd.isna(fact["from_on"]):
        return f"until {fact['until_on']:%Y-%m-%d}"
    return f"{fact['from_on']:%Y-%m-%d} to {fact['until_on']:%Y-%m-%d}"


def _amount(fact: Mapping[Any, Any]) -> str:
    low, high = fact["low"], fact["high"]
    amount = "no number" if pd.isna(low) else str(low) if low == high else f"{low}–{high}"
    because = fact.get("not_counted_because")
    if because is None:
        return amount
    return f"{amount}, not counted: {because}" if because else f"{amount}, counted"


def _at(municipality: Any) -> str:
    return "no municipality" if pd.isna(municipality) else str(municipality)


def _cut(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
