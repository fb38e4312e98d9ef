"""From rows to a picture that stands on its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import altair as alt
import pytest
import vl_convert
from defusedxml.ElementTree import fromstring

from werkmonitor.publish import svg
from werkmonitor.publish.charts import CHARTS, filling, specification
from werkmonitor.publish.svg import picture

SVG = "{http://www.w3.org/2000/svg}"
BARE = {"spark"}
"""Charts without a word in them: the notice stands in their description only."""


def count(value: int, base: int = 1) -> dict[str, int]:
    return {"value": value, "low": max(0, value - base + 1), "high": value + base - 1, "base": base}


def figure(chart: str, **more: Any) -> dict[str, Any]:
    """A figure block of each chart, as monitors make them."""
    named = {
        "id": f"f-{chart}",
        "title": "Titel",
        "conclusion": "Zin.",
        "description": "Staven.",
        "notice": "Voorbeeld",
    }
    quarters = ["2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31", "2021-03-31"]
    content: dict[str, dict[str, Any]] = {
        "trend": {
            "goal": 1200,
            "goal_label": "doel: ten minste 1200, eind 2021",
            "rows": [
                {"on": day, "added": n if n < 3 else None, "cumulative": 10 * n if n < 3 else None, "plan": 300.0 * n}
                for n, day in enumerate(quarters)
            ],
        },
        "goal_bars": {
            "widest": 40.0,
            "rows": [
                {
                    "name": {"text": "Doorstroombanen"},
                    "count": count(90),
                    "plan": 100.0,
                    "goal": 140,
                    "word": "attention",
                },
                {
                    "name": {"text": "Te klein"},
                    "count": count(0, 5),
                    "plan": None,
                    "goal": None,
                    "word": "undeterminable",
                },
                {"name": "Ver voorbij het doel", "count": count(400), "plan": 20.0, "goal": 10, "word": "ahead"},
                {"name": "Niet gepubliceerd", "count": None, "plan": None, "goal": 10, "word": "undeterminable"},
            ],
        },
        "nested_bars": {
            "series": ["started", "placed"],
            "columns": [
                {"key": "name", "title": "Woonplaats", "kind": "link"},
                {"key": "started", "title": "Gestarte trajecten", "kind": "count"},
                {"key": "placed", "title": "Bemiddeld naar werk", "kind": "count"},
            ],
            "rows": [
                {"name": "Hilversum", "started": count(245, 5), "placed": count(80, 5)},
                {"name": "Laren", "started": count(5, 5), "placed": count(0, 5)},
                {"name": "Eemnes", "started": count(10, 5), "placed": None},
            ],
        },
    }
    content["spark"] = content["trend"] | {"is_bare": True, "description": ""}
    return {"kind": "figure", "chart": chart} | named | content[chart] | more


def vega_lite(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure whole, as Vega-Lite."""
    rows, values, height = filling(figure)
    params = [{"name": name, "value": value} for name, value in values.items()]
    return {**specification(figure["chart"]), "datasets": rows, "params": params, "height": height}


def texts(drawn: str) -> list[str]:
    return [element.text or "" for element in fromstring(drawn).iter(f"{SVG}text")]


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest) -> str:
    """Every chart there is."""
    return str(request.param)


def test_a_chart_is_valid_vega_lite(chart: str) -> None:
    """Altair checks nothing while a page is made (it costs most of the time), so its schema is checked here."""
    alt.Chart.from_dict(vega_lite(figure(chart)), validate=True)


def test_a_filled_chart_draws_what_its_vega_lite_draws(chart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart is drawn and compiled once, then filled with each figure; the same as drawing each figure whole."""
    figures = [figure(chart), figure(chart, rows=figure(chart)["rows"][:1]), figure(chart)]
    filled = [picture(one) for one in figures]
    monkeypatch.setattr(svg, "_filled", lambda one: vl_convert.vegalite_to_vega(vega_lite(one)))
    assert [picture(one) for one in figures] == filled
    assert filled[0] == filled[2] != filled[1]


def test_a_picture_has_a_name_a_description_and_the_notice(chart: str) -> None:
    """In Dutch, and the notice is drawn inside it as well."""
    root: Element = fromstring(picture(figure(chart)))
    assert root.get("role") == "img"
    names = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert str(root.get("aria-labelledby")).split() == list(names)
    assert list(names.values()) == ["Titel: Zin.", f"{figure(chart)['description']} Voorbeeld.".strip()]
    assert ("Voorbeeld" in texts(picture(figure(chart)))) == (chart not in BARE)
    assert "Voorbeeld" not in picture(figure(chart, notice=""))


def test_nothing_of_vega_is_left(chart: str) -> None:
    """No English role, no class, no inline style, no long decimals; every id begins with the figure's own."""
    root: Element = fromstring(picture(figure(chart)))
    for element in root.iter():
        assert not {"class", "style", "aria-roledescription"} & set(element.attrib)
        assert element is root or "role" not in element.attrib
        assert str(element.get("id", f"f-{chart}")).startswith(f"f-{chart}")
        assert not re.search(r"\.\d{3}", " ".join(element.attrib.values()))


def test_two_pictures_on_a_page_share_no_id() -> None:
    """Vega numbers its clip paths for the whole process; ours carry the figure's id."""
    found = [
        {element.get("id") for element in fromstring(picture(figure("trend", id=name))).iter() if element.get("id")}
        for name in ("een", "twee")
    ]
    assert not found[0] & found[1]


def test_a_picture_is_the_same_in_every_process_zone_and_locale(tmp_path: Path) -> None:
    """Byte for byte, whatever the machine's time zone, locale and hash seed, and however many were drawn before."""
    script = """
import sys
from tests.publish.test_pictures import CHARTS, figure, picture
for chart in [*CHARTS, *CHARTS]:
    sys.stdout.buffer.write(picture(figure(chart)).encode())
"""
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    other = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | path | other, cwd=tmp_path, capture_output=True, check=True
    )
    assert there.stdout.decode() == "".join(picture(figure(chart)) for chart in CHARTS) * 2


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, and caches lie where XDG says")
def test_a_fork_of_a_prepared_process_draws(tmp_path: Path) -> None:
    """All is prepared but vl-convert: used before the fork, it would hang there. A second time Altair is not needed."""
    script = """
import os, signal
from tests.publish.test_pictures import CHARTS, figure
from werkmonitor.publish.charts import specification
from werkmonitor.publish.convert import prepare
from werkmonitor.publish.svg import picture
prepare()
if os.fork():
    assert os.wait()[1] == 0
    print(specification.cache_info().currsize)
else:
    signal.alarm(30)
    for chart in CHARTS:
        picture(figure(chart))
    os._exit(0)
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def drawn() -> str:
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=environment, cwd=tmp_path, check=True, timeout=60, stdout=subprocess.PIPE)
        return done.stdout.decode().strip()

    assert drawn() == str(len(CHARTS))
    kept = list((tmp_path / "cache" / "werkmonitor").glob("chart-*.json"))
    assert len(kept) == len(CHARTS)
    assert drawn() == "0"
    kept[0].write_text("{half", "utf-8")
    assert drawn() == "1"


def test_what_the_bars_say() -> None:
    """Count, goal and word; a rounded 0 as its range; what is not published as such; nothing invented."""
    said = texts(picture(figure("goal_bars")))
    assert "90 van 140  ·  ◆ vraagt aandacht" in said
    assert "0–4  ·  geen doel" in said
    assert "400 van 10  ·  ▲ voor op schema" in said
    assert "geen cijfer  ·  doel 10" in said
    assert "245  ·  80" in (nested := texts(picture(figure("nested_bars"))))
    assert "1–9  ·  0–4" in nested
    assert "10  ·  –" in nested
    assert "Gestarte trajecten · Bemiddeld naar werk" in nested


def test_what_the_line_says() -> None:
    """The total so far, the goal and the plan by name; the axis in Dutch thousands; years below."""
    said = texts(picture(figure("trend")))
    assert {"20", "doel: ten minste 1200, eind 2021", "planning", "1.000", "2020", "2021"} <= set(said)


def test_the_last_total_stands_clear_of_the_plan() -> None:
    """Above the line where it is ahead of the plan, below it where it lags."""
    rows = figure("trend")["rows"]
    ahead = figure("trend", rows=[row | {"plan": 1.0} for row in rows], goal=40)
    behind = figure("trend", rows=[row | {"plan": 30.0} for row in rows], goal=40)
    (total, *_), (other, *_) = (
        [element for element in fromstring(picture(one)).iter(f"{SVG}text") if element.get("font-weight") == "bold"]
        for one in (behind, ahead)
    )
    assert (total.text, total.get("text-anchor", "start")) == ("20", "start")
    assert (other.text, other.get("text-anchor")) == ("20", "end")


@pytest.mark.parametrize("rows", [1, 2])
def test_a_short_series_is_drawn(rows: int) -> None:
    """The first quarter of a programme, without plan and goal, is a picture too."""
    given = figure("trend")["rows"][:rows]
    short = figure("trend", goal=None, goal_label="", rows=[row | {"plan": None} for row in given])
    assert "planning" not in texts(picture(short))


def test_text_is_escaped() -> None:
    """A name from a delivery is text in the picture, and in its title."""
    drawn = picture(
        figure("nested_bars", title="<b>&", rows=[{"name": "</text><script>x", "started": count(5), "placed": None}])
    )
    assert "<script" not in drawn
    assert "</text><script>x" in texts(drawn)
