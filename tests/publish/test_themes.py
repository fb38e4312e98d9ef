"""House style: one file of colours, type and spacing; checked, so that no choice makes a page that cannot be read."""

import re
from pathlib import Path

import pytest

from tests.publish.there import Here, there
from werkmonitor import publish
from werkmonitor.errors import ConfigurationError
from werkmonitor.programme import Programme
from werkmonitor.publish import themes
from werkmonitor.publish.charts import PALETTE
from werkmonitor.publish.pages import dressed, stylesheet
from werkmonitor.workspace import Workspace, write_file

MODES = {"light": themes.default().light, "dark": themes.default().light | themes.default().dark}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "ground", "least"), themes.PAIRS, ids=lambda value: str(value))
def test_everything_stands_out_from_what_is_behind_it(mode: str, front: str, ground: str, least: float) -> None:
    """Text 4.5 to 1, lines and bars 3 to 1, on pages and in charts, by day and by night (WCAG 1.4.3, 1.4.11)."""
    colours = MODES[mode]
    assert themes.contrast(colours[f"--wm-{front}"], colours[f"--wm-{ground}"]) >= least


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#00ff00", 2.91), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    """Values of the W3C's own definition; the order does not matter."""
    assert themes.contrast(one, other) == themes.contrast(other, one) == pytest.approx(expected, abs=0.005)


def test_every_colour_has_a_name_and_every_name_is_used() -> None:
    """Rules name no colour of their own, but black and white for paper, and the properties are those of the theme."""
    rules = stylesheet().removeprefix(themes.default().css())
    on_screen = rules[: rules.index("@media print")]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", on_screen)) <= set(PALETTE.values())
    assert set(re.findall(r"var\((--[\w-]+)", stylesheet())) == set(themes.default().light)


def test_pictures_take_the_colours_of_the_theme() -> None:
    """Every colour of the charts has a property of its own, which by day says the same."""
    light = themes.default().light
    assert {role: light[f"--wm-chart-{role}"] for role in PALETTE} == PALETTE
    assert set(themes.default().dark) >= {f"--wm-chart-{role}" for role in PALETTE}
    for role, colour in PALETTE.items():
        assert f'svg [fill="{colour}"] {{ fill: var(--wm-chart-{role}); }}' in stylesheet()


# ------------------------------------------------------------ a municipality's own

OWN = """
/* Huisstijl */
:root {
  --wm-color-header: darkred; --wm-border-radius: 0px;
  --wm-typography-font-family: "Fira Sans", Verdana, sans-serif
}
@media (prefers-color-scheme: dark) { :root { --wm-color-link: #fff } }
"""


def own(tmp_path: Path, text: str | bytes) -> str:
    workspace = Workspace(tmp_path / "data", tmp_path / "outputs")
    write_file(workspace.theme, text)
    return themes.own_theme(workspace)


def test_it_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    """Each mode apart: a colour for the day leaves the night as it was."""
    css = own(tmp_path, OWN)
    light, dark = css.split("@media")
    for name, value in MODES["light"].items():
        expected = {
            "--wm-color-header": "#8b0000",
            "--wm-border-radius": "0px",
            "--wm-typography-font-family": '"Fira Sans", Verdana, sans-serif',
        }.get(name, value)
        assert f"{name}: {expected};" in light
    for name, value in themes.default().dark.items():
        assert f"{name}: {'#ffffff' if name == '--wm-color-link' else value};" in dark


def test_without_one_pages_have_our_own(tmp_path: Path) -> None:
    """No file, no change."""
    assert themes.own_theme(Workspace(tmp_path / "data", tmp_path / "outputs")) == ""
    assert dressed("<p>", "") == "<p>"


NIGHT = "@media (prefers-color-scheme: dark)"
WRONG = {
    "an unknown name": (":root { --wm-color-lnk: #000 }", "line 1: there is no property '--wm-color-lnk'"),
    "another property": (":root { color: #000 }", "line 1: there is no property 'color'"),
    "no colour": (":root { --wm-color-link: blauw }", "line 1: the value of --wm-color-link is not a colour"),
    "a colour one sees through": (":root { --wm-color-link: rgba(0,0,0,.5) }", "is not a colour"),
    "an address": (":root { --wm-color-link: url(https://x.nl/a) }", "is not a colour"),
    "a font to load": (':root { --wm-typography-font-family: url("x") }', "is not a list of fonts that readers have"),
    "markup in a font": (':root { --wm-typography-font-family: "</style><script>" }', "is not a list of fonts"),
    "a length": (":root { --wm-space-page: -1rem }", "the value of --wm-space-page is not a length"),
    "a number": (":root { --wm-typography-line-height: 2rem }", "is not a number"),
    "important": (":root { --wm-color-link: #000 !important }", "is not a colour"),
    "another selector": ("a { --wm-color-link: #000 }", "line 1: holds a rule that a theme may not have"),
    "a rule of paper": ("@media print { :root { --wm-color-link: #000 } }", "line 1: holds a rule"),
    "an import": ('@import "x.css";', "line 1: holds a rule that a theme may not have"),
    "a font face": ("@font-face { src: url(x) }", "line 1: holds a rule that a theme may not have"),
    "night within night": (
        f"{NIGHT} {{ {NIGHT} {{ :root {{ --wm-color-link: #fff }} }} }}",
        "line 1: holds a rule that a theme may not have",
    ),
    "markup": ("</style><script>x()</script>", "line 1: "),
    "no value": (":root { --wm-color-link }", "line 1: is not a property with a value"),
    "too faint": (
        ":root { --wm-color-link: #aaa }",
        "light: --wm-color-link (#aaaaaa) on --wm-color-background (#ffffff)",
    ),
    "too faint at night": (
        f"{NIGHT} {{ :root {{ --wm-chart-bar: #234 }} }}",
        "dark: --wm-chart-bar (#223344) on --wm-chart-background",
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said(tmp_path: Path, text: str, expected: str) -> None:
    """Where, what, and what to write instead."""
    with pytest.raises(ConfigurationError) as refused:
        own(tmp_path, text)
    assert expected in str(refused.value)
    assert all(problem.where.startswith("data/theme.css") and problem.remedy for problem in refused.value.problems)


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    """Every line that is wrong; and a file that is no text."""
    with pytest.raises(ConfigurationError) as refused:
        own(tmp_path, ":root { --wm-color-lnk: #000;\n --wm-color-link: x }\na {}")
    assert [problem.where for problem in refused.value.problems] == [f"data/theme.css, line {n}" for n in (1, 2, 3)]
    with pytest.raises(ConfigurationError, match="is not text in UTF-8"):
        own(tmp_path, b"\xff\xfe")


def test_another_house_style_renders_the_pages_and_runs_nothing(
    own: Workspace, programme: Programme, quick: Here
) -> None:
    """Every page of the site is in it, of the same notebooks as they were run; without it all is as it was."""

    def published() -> dict[str, str]:
        quick.asked.clear()
        publish.publish(own, programme, ["2022-11"], only="category/*", workers=there(quick))
        pages = own.preview.rglob("*.html")
        return {path.relative_to(own.preview).as_posix(): path.read_text("utf-8") for path in pages}

    before = published()
    own.theme.write_text(OWN, "utf-8")
    after = published()
    assert len(quick.asked) == 6
    assert all(job.executed for job in quick.asked)
    assert set(after) == set(before)
    assert all("--wm-color-header: #8b0000;" in html for html in after.values())
    own.theme.unlink()
    assert published() == before
    assert all(job.executed for job in quick.asked)


def test_a_house_style_that_is_wrong_stops_before_anything_is_made(
    own: Workspace, programme: Programme, quick: Here
) -> None:
    """The error names the file as the user knows it."""
    own.theme.write_text(":root { --wm-color-link: #eee }", "utf-8")
    with pytest.raises(ConfigurationError, match=r"^data/theme\.css: light: "):
        publish.publish(own, programme, ["2022-11"], workers=there(quick))
    assert quick.asked == []
