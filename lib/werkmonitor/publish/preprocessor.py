"""The nbconvert side: an executed notebook becomes one page, or the build fails.

Named in the template's conf.json, so that plain `jupyter nbconvert --to html --template werkmonitor` does the same.
Only our own block type may reach the page. Anything else that a cell put out (printed text, a warning, HTML, an
error) refuses the publication, naming notebook and cell.
"""

import re
from typing import Any

from mistune import create_markdown
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.publish.blocks import KINDS, MIME
from werkmonitor.publish.downloads.page import page_downloads
from werkmonitor.publish.pages import Section, monitor_page

NOTEBOOK_ONLY = "notebook-only"
"""The tag of Markdown for whoever opens the notebook; it does not reach the page."""

_HEADING = re.compile(r"\A#{1,2} +(.+?)\s*(?:\n|\Z)")


class MonitorPreprocessor(Preprocessor):
    """Puts the finished page in resources['werkmonitor_page'], where the template prints it.

    The downloads that lie beside it are in resources['werkmonitor_downloads'], and in 'outputs', from where nbconvert
    writes them.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        name = resources.get("werkmonitor_name") or f"{resources.get('metadata', {}).get('name', 'notebook')}.ipynb"
        html, downloads = page_of(nb, name, resources.get("werkmonitor_links") or {})
        resources["werkmonitor_page"] = html
        resources["werkmonitor_downloads"] = downloads
        here = {f"./{name}": content for name, content in downloads.items()}  # without a folder, its writer fails
        resources["outputs"] = {**resources.get("outputs", {}), **here}
        return nb, resources


def page_of(nb: NotebookNode, name: str, links: dict[str, Any]) -> tuple[str, dict[str, bytes]]:
    """The page of an executed notebook, and the downloads beside it, by name. Raises as `read_notebook` does."""
    page, sections = read_notebook(nb, name)
    downloads = page_downloads(page, sections, links)
    return monitor_page(page, sections, links), downloads


def read_notebook(nb: NotebookNode, name: str) -> tuple[dict[str, Any], list[Section]]:
    """The page block and the sections of an executed notebook.

    Raises PublicationRefused with every output that may not be published, and when the notebook is no monitor.
    """
    problems: list[Problem] = []
    pages: list[dict[str, Any]] = []
    sections: list[Section] = []
    prose = create_markdown(escape=True)
    own = [cell for cell in nb.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    for number, cell in enumerate(own, 1):
        where = f"{name} › cell {number}"
        if cell.cell_type == "markdown" and NOTEBOOK_ONLY not in cell.metadata.get("tags", []):
            sections.append(_section(cell.source, prose))
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            content = output.get("data", {}).get(MIME)
            if problem := _refused(output, content):
                problems.append(
                    Problem(where, problem, "let the cell's last line be a call of the monitor, and nothing else")
                )
            elif content["kind"] == "page":
                pages.append(content)
            else:
                if not sections:
                    sections.append(Section())
                sections[-1].blocks.append(content)
    if not problems and len(pages) != 1:
        remedy = "let one cell end with the monitor that wm.open_monitor gave"
        problems.append(Problem(name, f"expected one page, found {len(pages)}", remedy))
    if problems:
        raise PublicationRefused(problems)
    return pages[0], [shown for section in sections if (shown := _shown(section))]


def _section(source: str, prose: Any) -> Section:
    found = _HEADING.match(source)
    heading = found[1] if found else ""
    return Section(heading, str(prose(source[found.end() :] if found else source)).strip())


def _shown(section: Section) -> Section | None:
    """A question that does not apply goes, with its answer."""
    blocks = [block for block in section.blocks if block["kind"] != "none"]
    return Section(section.heading, section.prose, blocks) if blocks or not section.blocks else None


def _refused(output: NotebookNode, content: Any) -> str:
    kind = output.output_type
    if kind == "error":
        return f"ended with {output.ename}: {output.evalue.splitlines()[0] if output.evalue else ''}".rstrip(": ")
    if kind == "stream":
        return f"printed text ({output.name}), which may not be published"
    if content is None:
        return f"put out {', '.join(sorted(output.get('data', {}))) or kind}, which may not be published"
    if not isinstance(content, dict) or content.get("kind") not in KINDS:
        return "put out a block of an unknown kind"
    return ""
