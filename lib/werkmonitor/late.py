"""What is imported by others, takes long, and is hardly ever used: here it is imported when it is used.

jsonschema, which Jupyter and Altair import, imports rfc3987_syntax to check texts of the format `iri`, for which that
makes a grammar: 1.8 seconds, most of the start of everything here. Nobody asks for such a check; whoever does has it.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

NAME = "rfc3987_syntax"


class Late(ModuleType):
    """Stands where the module will be."""

    def is_valid_syntax(self, term: str, value: str) -> bool:
        return bool(_load().is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_load(), name)


def _load() -> Any:
    if isinstance(sys.modules.get(NAME), Late):
        del sys.modules[NAME]
    return import_module(NAME)


def import_late() -> None:
    """Put the stand-in in place, where there is something to stand in for."""
    if NAME not in sys.modules and (spec := find_spec(NAME)):
        stand_in = Late(NAME)
        stand_in.__spec__, stand_in.__path__ = spec, list(spec.submodule_search_locations or [])
        sys.modules[NAME] = stand_in


import_late()
