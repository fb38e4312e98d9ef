"""Figures: from tidy tables to one protected cube per edition.

Counts first, then protection and its checker, then everything that is derived from what is published.
"""

from werkmonitor.figures.contributions import contributions
from werkmonitor.figures.edition import Revision, build_edition, newest_last, version_of
from werkmonitor.figures.observations import observe
from werkmonitor.figures.published import Origin, origin
from werkmonitor.figures.reconciliation import lost_rows, reconcile_edition, reconcile_tables, refused
from werkmonitor.figures.register import Row
from werkmonitor.figures.revisions import restated

__all__ = [
    "Origin",
    "Revision",
    "Row",
    "build_edition",
    "contributions",
    "lost_rows",
    "newest_last",
    "observe",
    "origin",
    "reconcile_edition",
    "reconcile_tables",
    "refused",
    "restated",
    "version_of",
]
