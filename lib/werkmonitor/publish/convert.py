"""From an executed notebook to HTML, by nbconvert with our template."""

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import TemplateExporter

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.publish.accessible import faults

TEMPLATE = "werkmonitor"


def to_html(executed: Path, name: str, links: dict[str, Any] | None = None) -> tuple[str, dict[str, bytes]]:
    """The page of an executed notebook, and the downloads that lie beside it, by name.

    name: what messages call it. links: where it leads to in the site (`places.links_of`). Raises
    PublicationRefused for an output that may not be published, for a page that not everybody could read, and when
    nbconvert changed the page, so that its security policy may no longer be its own.
    """
    resources = {"werkmonitor_links": links or {}, "werkmonitor_name": name}
    html, printed = _exporter().from_filename(str(executed), resources=resources)
    page = str(printed["werkmonitor_page"])
    if html.strip() != page.strip():
        remedy = "keep nbconvert at the version in uv.lock"
        raise PublicationRefused(Problem(name, "nbconvert printed another page than the template made", remedy))
    if found := faults(page):
        remedy = "mend the heading, text or table that it names, in the notebook or where the text comes from"
        raise PublicationRefused([Problem(name, fault, remedy) for fault in found])
    return page, dict(printed["werkmonitor_downloads"])


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
