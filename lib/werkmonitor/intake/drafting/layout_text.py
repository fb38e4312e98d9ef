"""A layout as TOML, with remarks: what was seen, and (after '# unsure:') what is a guess."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
UNSURE = "# unsure: "
_ORDER = (
    *("kind", "yields", "name", "sheet", "sheet_means", "every_sheet", "area", "header_row", "header_rows"),
    *("across", "blocks", "marks", "totals", "skip_columns", "skip_rows"),
)
"""Of the plain keys of a table."""


def as_toml(value: Any) -> str:
    """A value on one line.

    >>> as_toml({"header": "Regio's", "fill_down": True}), as_toml([1, "x"])
    ('{ header = "Regio\\'s", fill_down = true }', '[1, "x"]')
    """
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{key(name)} = {as_toml(one)}" for name, one in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    return name if _BARE.fullmatch(name) else as_toml(name)


def section(name: str, values: Mapping[str, Any], doubts: Mapping[str, str]) -> list[str]:
    """A TOML table with its heading; nothing where it is empty."""
    return ["", f"[{name}]", *entries(values, doubts)] if values else []


def entries(values: Mapping[str, Any], doubts: Mapping[str, str], within: str = "") -> list[str]:
    lines = []
    for name, value in values.items():
        doubt = doubts.get(within + name)
        lines.append(f"{key(name)} = {as_toml(value)}" + (f"    {UNSURE}{remark(doubt)}" if doubt else ""))
    return lines


def remark(text: str) -> str:
    """A text that stays on the line of its comment."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def table(keys: Mapping[str, Any], doubts: Mapping[str, str], seen: Sequence[str], hints: Sequence[str]) -> list[str]:
    """One [[tables]], with what was seen above it."""
    plain = {name: keys[name] for name in _ORDER if name in keys}
    lines = ["", *(f"# {remark(one)}" for one in seen), "[[tables]]", *entries(plain, doubts)]
    lines += [f"# {remark(one)}" for one in hints]
    for name, value in keys.items():
        if not isinstance(value, Mapping):
            continue
        if doubt := doubts.get(name):
            lines += ["", f"[tables.{name}]    {UNSURE}{remark(doubt)}", *entries(value, doubts, f"{name}.")]
        else:
            lines += ["", f"[tables.{name}]", *entries(value, doubts, f"{name}.")]
    return lines
