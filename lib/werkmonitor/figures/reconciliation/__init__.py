"""Reconciliation: everything that must agree is counted twice and compared, on every run.

What is compared, and what to do where it differs: `docs/reconciliation.md`.
"""

from werkmonitor.figures.reconciliation.checks import Check, as_text, refused
from werkmonitor.figures.reconciliation.of_editions import reconcile_edition
from werkmonitor.figures.reconciliation.of_snapshot import lost_rows, reconcile_snapshot
from werkmonitor.figures.reconciliation.of_tables import reconcile_tables

__all__ = [
    "Check",
    "as_text",
    "lost_rows",
    "reconcile_edition",
    "reconcile_snapshot",
    "reconcile_tables",
    "refused",
]
