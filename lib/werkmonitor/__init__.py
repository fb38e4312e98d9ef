"""werkmonitor: what a notebook calls, as `import werkmonitor as wm`.

Everything is loaded when it is first used, so that a notebook or a command pays only for what it needs.
"""

from importlib import import_module
from typing import Any

from werkmonitor import late  # noqa: F401  (before anything that would import what it stands for)

_HOMES = {
    "open_monitor": "werkmonitor.publish.monitors",
    "overview": "werkmonitor.explore",
    "table": "werkmonitor.explore",
    "findings": "werkmonitor.explore",
    "monthly": "werkmonitor.explore",
    "trend": "werkmonitor.explore",
    "project_trend": "werkmonitor.explore",
    "by_residence": "werkmonitor.explore",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"werkmonitor has no '{name}'; there is: {', '.join(sorted(_HOMES))}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
