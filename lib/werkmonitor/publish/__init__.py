"""Publishing: from the protected cube to the monitors that councils and residents read.

Loaded when first used: a notebook's kernel, which opens a monitor and nothing more, pays for nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkmonitor.publish.notebooks import check_parameters
    from werkmonitor.publish.pool import Workers, processes, shared
    from werkmonitor.publish.site import Plan, PublishResult, preview_notebook, publish, stands

__all__ = [
    "Plan",
    "PublishResult",
    "Workers",
    "check_parameters",
    "preview_notebook",
    "processes",
    "publish",
    "shared",
    "stands",
]

_HOMES = {
    "check_parameters": "notebooks",
    **dict.fromkeys(("Workers", "processes", "shared"), "pool"),
    **dict.fromkeys(("Plan", "PublishResult", "preview_notebook", "publish", "stands"), "site"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"werkmonitor.publish has no '{name}'")
    return getattr(import_module(f"werkmonitor.publish.{_HOMES[name]}"), name)
