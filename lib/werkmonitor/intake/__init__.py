"""Intake: partners' workbooks → tidy tables, or the reasons why not.

The door of this room; what is behind it is loaded when it is first used, so that the reader's own process stays small.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkmonitor.intake.digests import inputs
    from werkmonitor.intake.door import Received, check_delivery, receive
    from werkmonitor.intake.folders import delivery_files
    from werkmonitor.intake.ledger import IntakeResult, read_deliveries
    from werkmonitor.intake.replies.making import write_replies
    from werkmonitor.intake.replies.record import replies_stand
    from werkmonitor.intake.templates.making import make_templates, write_templates
    from werkmonitor.intake.trace import trace_cell, trace_rows

__all__ = [
    "IntakeResult",
    "Received",
    "check_delivery",
    "delivery_files",
    "inputs",
    "make_templates",
    "read_deliveries",
    "receive",
    "replies_stand",
    "trace_cell",
    "trace_rows",
    "write_replies",
    "write_templates",
]


_HOMES = {
    "IntakeResult": "ledger",
    "Received": "door",
    "check_delivery": "door",
    "delivery_files": "folders",
    "inputs": "digests",
    "make_templates": "templates.making",
    "read_deliveries": "ledger",
    "receive": "door",
    "replies_stand": "replies.record",
    "write_replies": "replies.making",
    "trace_cell": "trace",
    "trace_rows": "trace",
    "write_templates": "templates.making",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"werkmonitor.intake has no '{name}'")
    return getattr(import_module(f"werkmonitor.intake.{_HOMES[name]}"), name)
