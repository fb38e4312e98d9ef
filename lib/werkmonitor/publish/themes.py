"""House style: the values of the custom properties that every rule of our style sheets uses, for light and dark.

Our own stand in templates/theme.css. A municipality's are one file in its workspace, data/theme.css, which gives other
values to any of these names. It is checked before a page is made: it can change how a page looks, never what is loaded
or run, and never so that somebody cannot read it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from werkmonitor.errors import ConfigurationError, Problem, did_you_mean
from werkmonitor.publish.charts import PALETTE
from werkmonitor.workspace import Workspace

DEFAULT = Path(__file__).parent / "templates" / "theme.css"
DARK = "(prefers-color-scheme: dark)"

Values = dict[str, str]
"""Custom property → value, as CSS writes it; colours as #rrggbb."""


class Theme(NamedTuple):
    """light: every property. dark: those that are other in the dark."""

    light: Values
    dark: Values

    def css(self) -> str:
        """As a style sheet. On paper it is never dark."""
        light, dark = (" ".join(f"{name}: {value};" for name, value in mode.items()) for mode in self)
        return f":root {{ {light} }}\n@media screen and {DARK} {{ :root {{ {dark} }} }}\n"


TEXT, GRAPHICS = 4.5, 3.0
"""The least contrast with what is behind it (WCAG 2.2, 1.4.3 and 1.4.11)."""

_GROUNDS = ("color-background", "color-background-subtle")
_ON_GROUNDS = [
    f"color-{name}" for name in ("text", "text-subtle", "link", "positive", "attention", "negative", "neutral")
]
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((text, ground, TEXT) for text, ground in product(_ON_GROUNDS, _GROUNDS)),
    ("color-on-header", "color-header", TEXT),
    ("color-on-notice", "color-notice", TEXT),
    ("color-background", "color-negative", TEXT),  # CONCEPT, white on red
    *(
        (name, ground, GRAPHICS)
        for name, ground in product(("color-focus", "color-line-strong", "color-brand"), _GROUNDS)
    ),
    *((f"chart-{name}", "chart-background", TEXT) for name in ("text", "text-subtle", "bar")),
    ("chart-edge", "chart-background", GRAPHICS),
    ("chart-bar", "chart-goal", GRAPHICS),
    ("chart-text", "chart-goal", GRAPHICS),
)
"""What is read on what, and with how much contrast. Hairlines between rows carry no meaning and are not among them."""

_LENGTH = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:rem|em|px)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_FONTS = re.compile(r"""(?:"[\w .-]+"|[a-zA-Z][\w -]*)(?:\s*,\s*(?:"[\w .-]+"|[a-zA-Z][\w -]*))*|var\(--wm-[\w-]+\)""")


@cache
def default() -> Theme:
    return _read(DEFAULT.read_text("utf-8"), DEFAULT.name, known=None)


def own_theme(workspace: Workspace) -> str:
    """A workspace's house style as a style sheet; empty where it has none.

    Raises ConfigurationError with everything that is wrong with it: names that are not known, values that are not what
    the name takes, rules other than for light and dark, too little contrast.
    """
    where = workspace.relative(workspace.theme)
    try:
        text = workspace.theme.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise ConfigurationError(Problem(where, "is not text in UTF-8", "save it as UTF-8")) from None
    given = _read(text, where, default().light)
    theme = Theme(default().light | given.light, default().dark | given.dark)
    if problems := list(_too_faint(theme, where)):
        raise ConfigurationError(problems)
    return theme.css()


def recoloured() -> str:
    """The rules by which pictures take the theme's colours: whatever has a colour of the charts' palette."""
    return "".join(
        f'svg [{what}="{colour}"] {{ {what}: var(--wm-chart-{role}); }}\n'
        for role, colour in PALETTE.items()
        for what in ("fill", "stroke")
    )


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); colours as #rrggbb. Relative luminance as in WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _too_faint(theme: Theme, where: str) -> Iterator[Problem]:
    for mode, values in (("light", theme.light), ("dark", theme.light | theme.dark)):
        for front, ground, least in PAIRS:
            one, other = values[f"--wm-{front}"], values[f"--wm-{ground}"]
            if (found := contrast(one, other)) < least:
                pair = f"--wm-{front} ({one}) on --wm-{ground} ({other})"
                what = f"{mode}: {pair} has a contrast of {found:.2f}, less than {least:g}"
                yield Problem(where, what, "make one of the two lighter or darker, or leave it to the default")


def _read(text: str, where: str, known: Values | None) -> Theme:
    """The properties of a theme file; raises ConfigurationError with all that is wrong.

    known: the properties that there are; None for the file that says which there are.
    """
    import tinycss2

    reader = _Reader(where, known)
    reader.rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    if reader.problems:
        raise ConfigurationError(reader.problems)
    return reader.theme


class _Reader:
    """Reads the rules of a theme file, and notes what does not belong there."""

    def __init__(self, where: str, known: Values | None):
        self.where, self.known = where, known
        self.theme = Theme({}, {})
        self.problems: list[Problem] = []

    def rules(self, rules: list[Any], *, is_dark: bool = False) -> None:
        from tinycss2 import parse_rule_list, serialize

        for rule in rules:
            selector = "" if rule.type == "error" else serialize(rule.prelude).strip()
            if rule.type == "qualified-rule" and selector == ":root":
                self._declarations(rule.content, self.theme.dark if is_dark else self.theme.light)
            elif rule.type == "at-rule" and (rule.lower_at_keyword, selector) == ("media", DARK) and not is_dark:
                self.rules(parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True), is_dark=True)
            else:
                what = rule.message if rule.type == "error" else "holds a rule that a theme may not have"
                self._wrong(rule, what, f"keep to ':root {{ … }}' and '@media {DARK} {{ :root {{ … }} }}'")

    def _declarations(self, content: list[Any], values: Values) -> None:
        from tinycss2 import parse_blocks_contents

        for one in parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            name = getattr(one, "name", "")
            if one.type != "declaration":
                self._wrong(one, "is not a property with a value", "write it as '--wm-color-link: #0f5a78;'")
            elif self.known is not None and name not in self.known:
                self._wrong(one, f"there is no property '{name}'", did_you_mean(name, self.known))
            elif (value := _value(name, one)) is None:
                kind, example = _kind(name)
                self._wrong(one, f"the value of {name} is not {kind}", f"write it as in '{name}: {example};'")
            else:
                values[name] = value

    def _wrong(self, node: Any, what: str, remedy: str) -> None:
        self.problems.append(Problem(f"{self.where}, line {node.source_line}", what, remedy))


def _kind(name: str) -> tuple[str, str]:
    """What a property takes, and an example."""
    if name.startswith(("--wm-color-", "--wm-chart-")):
        return "a colour", "#0f5a78"
    if name.endswith("font-family"):
        return "a list of fonts that readers have", '"Segoe UI", Arial, sans-serif'
    return ("a number", "1.55") if name.endswith("line-height") else ("a length", "1.25rem")


def _value(name: str, declaration: Any) -> str | None:
    """The value as we write it; None for one that the property does not take."""
    from tinycss2 import serialize
    from tinycss2.color3 import parse_color

    if declaration.important:
        return None
    kind = _kind(name)[0]
    written = " ".join(serialize(declaration.value).split())
    if kind == "a colour":
        colour = parse_color(written)
        if not isinstance(colour, tuple) or colour[3] != 1:
            return None
        return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
    shape = {"a number": _NUMBER, "a length": _LENGTH}.get(kind, _FONTS)
    return written if shape.fullmatch(written) else None
