"""Pictures that answer whoever points at them: the Vega of the picture that stands still, drawn again in a browser.

One script in the site's assets draws them all. It holds Vega, every kind of chart without rows, and our own few lines;
a page holds the rows of its figures, as data. It is loaded when somebody points at a picture, and not before.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from werkmonitor.publish.security import DATA

BUNDLE = "assets/figures.js"
"""Where the script lies in a site."""

_NAME = re.compile(r"[A-Za-z_]\w*")
_SCRIPTS = Path(__file__).parent / "templates"
_IN_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def data(figure: Mapping[str, Any]) -> Markup:
    """What the script needs to draw a figure: an element that stands right behind its picture, and is never run."""
    from werkmonitor.publish.charts import filling

    rows, values, height = filling(dict(figure))
    tables = {name: _columns(table, _named_in(figure["chart"])) for name, table in rows.items()}
    told = {"chart": figure["chart"], "height": height, "values": values, "tables": tables}
    return Markup(f'<script type="{DATA}">{_json(_rounded(told))}</script>')  # noqa: S704  `<` and `&` are not in it


def with_loader(page: str, bundle: str) -> str:
    """A page, with the few lines that load the script when it is wanted, if there is anything to draw.

    bundle: the script's address; empty where it stands in the page itself.
    """
    if f'<script type="{DATA}">' not in page:
        return page
    loader = (_SCRIPTS / "loader.js").read_text("utf-8")
    return page.replace("</body>", f'<script data-bundle="{bundle}">\n{loader}</script>\n</body>')


@cache
def bundle() -> str:
    """The script of a site: Vega, the charts, and what makes them answer."""
    from werkmonitor.publish.charts import CHARTS
    from werkmonitor.publish.svg import DUTCH, compiled

    known = {"locale": DUTCH, "charts": {chart: compiled(chart) for chart in CHARTS}}
    ours = (_SCRIPTS / "figures.js").read_text("utf-8")
    return f"{_vega()}\nwindow.werkmonitor = {_json(known)};\n{ours}"


def _vega() -> str:
    """Vega and vega-embed as one script, from the library that draws the pictures that stand still; kept, as it takes
    two seconds."""
    from importlib.metadata import version

    import vl_convert
    from platformdirs import user_cache_path

    from werkmonitor.workspace import write_file

    place = user_cache_path("werkmonitor") / f"vega-{version('vl-convert-python')}.js"
    try:
        return place.read_text("utf-8")
    except (OSError, ValueError):
        made: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
        with suppress(OSError):
            write_file(place, made)
        return made


@cache
def _named_in(chart: str) -> frozenset[str]:
    """Every name that a chart knows, of fields among others."""
    from werkmonitor.publish.svg import compiled

    return frozenset(_NAME.findall(_json(compiled(chart))))


def _columns(table: list[dict[str, Any]], known: frozenset[str]) -> dict[str, Any]:
    """Rows as columns, of those fields only that are drawn: each says its name once, and once what all rows have."""
    names = sorted(name for name in (table[0] if table else ()) if name in known)
    columns = {name: [row[name] for row in table] for name in names}
    said = {name: column[0] if len(set(column)) == 1 else column for name, column in columns.items()}
    return {"length": len(table), "columns": said}


def _rounded(value: Any) -> Any:
    """To what no eye sees, also of what is a share of a picture's width."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _json(value: Any) -> str:
    """JSON that ends no script element and starts none."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_MARKUP)
