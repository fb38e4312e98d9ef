"""From blocks to a page: our templates, with everything escaped, and a style that the page itself vouches for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from werkmonitor.publish import dutch, live, themes, wording
from werkmonitor.publish.addresses import SITE_PAGES, SitePage
from werkmonitor.publish.security import secured

NUMERIC = ("number", "count")

Content = Mapping[str, Any]

_OUTERMOST = re.compile(r"(?::root|html|body) \{")
"""The selectors of a whole page; in someone else's page (JupyterLab) they mean our own part of it."""


@dataclass
class Section:
    """A question with its answer. prose: HTML made from the notebook's own Markdown."""

    heading: str = ""
    prose: str = ""
    blocks: list[Content] = field(default_factory=list)

    @property
    def id(self) -> str:
        return dutch.slug(self.heading)


def monitor_page(page: Content, sections: Sequence[Section], links: Content | None = None) -> str:
    """A monitor as one HTML file.

    page: the content of the page block. links: where it leads to in the site (`places.links_of`).
    """
    title = f"{page['heading']} – {page['eyebrow']}, stand {_day(page['as_of'])}"
    if page["is_concept"]:
        title = f"CONCEPT {title}"
    if page["is_for_team"]:
        title = f"NIET OPENBAAR {title}"
    root = {"root": page["to_edition"] + links["up"]} if links else {}
    return _render("monitor.html.j2", page, title=title, page=page, sections=sections, links=links or {}, **root)


def site_page(about: Content, page: SitePage, template: str, heading: str, **values: Any) -> str:
    """A page about all monitors, by a template of its own."""
    title = f"{heading} – regio {about['region']}"
    return _render(template, about, title=title, heading=heading, root="", here=page.path, **values)


def internal_page(about: Content, heading: str, eyebrow: str, sections: Sequence[Section]) -> str:
    """A page that is not public; the notice of `about` says so. Its sections have headings."""
    title = f"{heading} – {eyebrow}"
    return _render("internal.html.j2", about, title=title, heading=heading, eyebrow=eyebrow, sections=sections)


def block_for_notebook(content: Content) -> str:
    """A block as JupyterLab shows it: the same HTML, with its style beside it."""
    if content["kind"] == "page":
        shown = f"<h1>{Markup.escape(content['heading'])}</h1><p>{Markup.escape(content['notice'])}</p>"
    elif content["kind"] == "none":
        shown = "<p><em>Niet van toepassing; deze vraag komt niet op de pagina.</em></p>"
    else:
        module = _environment().get_template("blocks.html.j2").make_module({"numeric": NUMERIC})
        shown = str(module.block(content, 3))  # type: ignore[attr-defined]
    return (
        f'<style>.werkmonitor {{ {_OUTERMOST.sub("& {", stylesheet())} }}</style><div class="werkmonitor">{shown}</div>'
    )


def prepare() -> None:
    """Read and compile every template."""
    for name in _environment().list_templates(extensions=["j2"]):
        _environment().get_template(name)


def dressed(html: str, theme: str) -> str:
    """A page in a house style (`themes.own_theme`); as it is where there is none."""
    return secured(html.replace(stylesheet(), stylesheet(theme), 1), "house style") if theme else html


@cache
def stylesheet(theme: str = "") -> str:
    """The style of every page: a theme, by default our own, and the rules that use it."""
    rules = ((themes.DEFAULT.parent / name).read_text("utf-8") for name in ("monitor.css", "site.css"))
    return (theme or themes.default().css()) + themes.recoloured() + "".join(rules)


def _render(template: str, about: Content, **values: Any) -> str:
    shared = {key: about[key] for key in ("programme", "region", "publisher", "explanation", "notice")}
    page = (
        _environment()
        .get_template(template)
        .render(style=stylesheet(), numeric=NUMERIC, site_pages=SITE_PAGES, assumed=wording.ASSUMED, **shared, **values)
    )
    if "root" in values:
        page = live.with_loader(page, values["root"] + live.BUNDLE)
    return secured(page.strip() + "\n", values["title"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("werkmonitor.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        count=wording.figure,
        day=_day,
        number=dutch.number,
        picture=_picture,
        slug=dutch.slug,
        word_text=lambda word: wording.PROGRESS[word].text,
        word_mark=lambda word: wording.PROGRESS[word].mark,
    )
    return environment


@pass_context
def _picture(context: Context, figure: Content) -> Markup:
    """A figure as a picture; in a page of a site also what it is drawn of, for whoever points at it.

    A bare one has no words, also not for who points at it: they stand around it.
    """
    from werkmonitor.publish.svg import picture  # vl-convert takes a moment: only where something is drawn

    drawn = Markup(picture(dict(figure)))  # noqa: S704  our own SVG; its texts are escaped by the XML writer
    return drawn + live.data(figure) if "root" in context and not figure.get("is_bare") else drawn


def _day(day: str | date) -> str:
    return dutch.long_date(date.fromisoformat(day) if isinstance(day, str) else day)
