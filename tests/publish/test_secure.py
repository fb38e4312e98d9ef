"""The security policy: it allows what stands in the finished page; a page that would load or run more is refused."""

import base64
import hashlib
import re

import pytest

from werkmonitor.errors import PublicationRefused
from werkmonitor.publish.security import secured

POLICY = '<meta http-equiv="Content-Security-Policy" content="">'
PAGE = f"""<!DOCTYPE html>
<html lang="nl"><head>{POLICY}<title>Pagina</title><style>a {{ color: red }}</style></head>
<body><p><a href="../index.html#hier">terug</a></p>
<svg role="img"><title>Beeld</title><g clip-path="url(#knip)"><path d="M0,0"/></g></svg>
HERE</body></html>
"""


def page(planted: str = "") -> str:
    return PAGE.replace("HERE", planted)


def policy(html: str) -> dict[str, str]:
    """Directive → what it allows, as the page says."""
    [said] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in said.split(";"))}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_without_scripts_nothing_may_run() -> None:
    """Everything is forbidden, but the style that stands in the page and pictures that do."""
    assert policy(secured(page(), "page")) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "img-src": "data:",
        "style-src": hash_of("a { color: red }"),
    }


def test_every_script_and_style_in_the_page_is_allowed_by_what_it_is() -> None:
    """By the hash of its last byte; data is no script, whatever it holds."""
    planted = '<style>é</style><script>a < b && "é";\n</script><script type="application/json">{"x": 1}</script>'
    said = policy(secured(page(planted), "page"))
    assert said["style-src"].split() == [hash_of("a { color: red }"), hash_of("é")]
    assert said["script-src"].split() == [hash_of('a < b && "é";\n'), "'strict-dynamic'"]


def test_a_secured_page_is_as_it_was_but_for_its_policy() -> None:
    """No byte beside it, and doing it again changes nothing."""
    once = secured(page(), "page")
    assert re.sub(r'(Policy" content=")[^"]*', r"\1", once) == page()
    assert secured(once, "page") == once


REFUSED = {
    "a handler": '<p onclick="x()">a</p>',
    "a handler in a picture": "<svg onload=x()></svg>",
    "a style attribute": '<p style="color: red">a</p>',
    "a script from elsewhere": '<script src="https://example.org/x.js"></script>',
    "a script beside it": '<script src="assets/x.js"></script>',
    "a module": "<script type='module'>import 'x'</script>",
    "an import map": "<script type='importmap'>{}</script>",
    "a style from elsewhere": '<link rel="stylesheet" href="https://example.org/x.css">',
    "a font": "<style>@font-face { src: url(https://example.org/x.woff) }</style>",
    "an import": "<style>@import 'x.css'</style>",
    "a picture from elsewhere": '<img src="https://example.org/x.png" alt="">',
    "a picture by size": '<img srcset="x.png 2x" alt="">',
    "an icon from elsewhere": '<link rel="icon" href="/favicon.ico">',
    "a use from elsewhere": '<svg><use href="x.svg#a"></use></svg>',
    "a filter from elsewhere": '<svg><g filter="url(https://example.org/x)"></g></svg>',
    "a frame": "<iframe srcdoc='a'></iframe>",
    "a video": "<video></video>",
    "an object": "<object></object>",
    "a base": "<base href='https://example.org/'>",
    "a form that sends": "<form action='https://example.org/'></form>",
    "a refresh": '<meta http-equiv="refresh" content="0; url=https://example.org">',
    "a link that runs": '<a href="javascript:x()">a</a>',
    "a link that runs, hidden": '<a href=" JavaScript:x()">a</a>',
    "a link that runs, broken up": '<a href="java\nscript:x()">a</a>',
    "a link of data": '<a href="data:text/html,x">a</a>',
    "a second policy": POLICY,
}


@pytest.mark.parametrize("planted", REFUSED.values(), ids=REFUSED.keys())
def test_what_would_load_or_run_refuses_the_page(planted: str) -> None:
    """Whatever the policy would stop in the browser never gets there, and the message names the page."""
    with pytest.raises(PublicationRefused, match=r"^2022-11/index\.html: the page has "):
        secured(page(planted), "2022-11/index.html")


def test_a_page_without_a_place_for_its_policy_is_refused() -> None:
    """Or with one behind a style, for which it would not hold."""
    for html in (page().replace(POLICY, ""), page().replace(POLICY, "").replace("</style>", f"</style>{POLICY}")):
        with pytest.raises(PublicationRefused, match="no single place for its security policy"):
            secured(html, "page")


@pytest.mark.parametrize(
    "planted",
    [
        '<a href="https://www.regiogv.nl/">site</a>',
        '<a href="mailto:post@example.org">mail</a>',
        '<a href="cijfers.csv" download>csv</a>',
        '<img src="data:image/png;base64,AA==" alt="">',
        '<link rel="canonical" href="../2022-11/index.html">',
        '<link rel="icon" href="data:,">',
        "<p>javascript:x() onclick=x() url(x) @import</p>",
        '<p title="url(x) @import javascript:x()">a</p>',
    ],
)
def test_what_loads_nothing_may_stand_there(planted: str) -> None:
    """Links, a picture that stands in the page itself, and text that only looks like code."""
    assert planted in secured(page(planted), "page")
