"""Intake: partners' workbooks → tidy tables, or the reasons why not.

The door of this room; what is behind it is loaded when it is first used, so that the reader's own process stays small.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkmonitor.intake.door import check_delivery, receive
    from werkmonitor.intake.ledger import IntakeResult, delivery_files, read_deliveries

__all__ = ["IntakeResult", "check_delivery", "delivery_files", "read_deliveries", "receive"]


def __getattr__(name: str) -> Any:
    if name in ("check_delivery", "receive"):
        from werkmonitor.intake import door

        return getattr(door, name)
    if name in __all__:
        from werkmonitor.intake import ledger

        return getattr(ledger, name)
    raise AttributeError(name)
