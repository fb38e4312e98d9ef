"""From an executed notebook to HTML, by nbconvert with our template."""

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import TemplateExporter

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.publish.accessible import faults

TEMPLATE = "werkmonitor"


def to_html(executed: Path, name: str, links: dict[str, Any] | None = None) -> str:
    """The page of an executed notebook.

    name: what messages call it. links: where it leads to in the site (`places.links_of`). Raises
    PublicationRefused for an output that may not be published, for a page that not everybody could read, and when
    nbconvert changed the page so that its own style would be refused.
    """
    resources = {"werkmonitor_links": links or {}, "werkmonitor_name": name}
    html, _ = _exporter().from_filename(str(executed), resources=resources)
    page = _checked(str(html), name)
    if found := faults(page):
        remedy = "mend the heading, text or table that it names, in the notebook or where the text comes from"
        raise PublicationRefused([Problem(name, fault, remedy) for fault in found])
    return page


def prepare() -> None:
    """Do what the first page of a process would wait for, as far as forks can share it."""
    from werkmonitor.publish import pages, svg

    assert _exporter().template
    pages.prepare()
    svg.prepare_to_fork()
    for is_relaxed in (False, True):
        nbformat.validate(nbformat.v4.new_notebook(), relax_add_props=is_relaxed)  # type: ignore[no-untyped-call]


@cache
def _exporter() -> TemplateExporter:
    """nbconvert's exporter for our template, without what our page has no use for.

    Its HTMLExporter reads the finished page again with BeautifulSoup, for alternative texts and keyboard focus, which
    our templates give. And by default a dozen preprocessors stand ready, with a check of the notebook after each; here
    is only the one that conf.json names.
    """
    return TemplateExporter(  # type: ignore[no-untyped-call]
        template_name=TEMPLATE, file_extension=".html", default_preprocessors=[], optimistic_validation=True
    )


def _checked(html: str, name: str) -> str:
    from werkmonitor.publish.pages import style_hash, stylesheet

    if f"<style>{stylesheet()}</style>" not in html or style_hash() not in html:
        what = "the page's style is not the one its security policy allows"
        raise PublicationRefused(Problem(name, what, "keep nbconvert at the version in uv.lock"))
    return html.strip() + "\n"
