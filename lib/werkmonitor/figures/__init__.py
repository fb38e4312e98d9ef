"""Figures: from tidy tables to one protected cube per edition.

Counts first, then protection and its checker, then everything that is derived from what is published.
"""

from werkmonitor.figures.edition import Revision, build_edition, newest_last
from werkmonitor.figures.observations import observe
from werkmonitor.figures.register import Row
from werkmonitor.figures.revisions import restated

__all__ = ["Revision", "Row", "build_edition", "newest_last", "observe", "restated"]
