"""What a notebook may be given, and what of it may reach a page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from bs4 import BeautifulSoup

import werkmonitor as wm
from tests.publish.conftest import KINDS_OF_PAGE, make_page
from tests.publish.example import NOTEBOOKS, PAYLOADS, answered, example_cube, planted_cube
from werkmonitor.cube import CUBE_FILE, write_cube
from werkmonitor.errors import PublicationRefused, UsageError
from werkmonitor.publish import check_parameters
from werkmonitor.publish.blocks import MIME, Block
from werkmonitor.publish.facts import Facts, vocabulary
from werkmonitor.publish.notebooks import declared_parameters
from werkmonitor.publish.preprocessor import read_notebook
from werkmonitor.workspace import Workspace

VOCABULARY = vocabulary(Facts.of(example_cube("2022-11")), ["2021-05", "2022-11"])

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("category", {"edition": "2022-11", "categorie": "x", "category": "doorstroombanen"}, "did you mean 'category'?"),
    ("category", {"edition": "2022-11"}, "'category' is missing"),
    ("category", {"category": "doorstroombanen"}, "'edition' is missing"),
    ("category", {"edition": "2022-11", "category": "doorstroombaan"}, "did you mean 'doorstroombanen'?"),
    ("category", {"edition": "2022-12", "category": "doorstroombanen"}, "did you mean '2022-11'?"),
    ("category", {"edition": 2022, "category": "doorstroombanen"}, "is 2022, expected str"),
    ("municipality", {"edition": "2022-11", "municipality": "weesp"}, "there is no municipality 'weesp'"),
    ("municipality", {"edition": "2022-11", "municipality": "hbel"}, "there is no municipality 'hbel'"),
    ("project", {"edition": "2022-11", "project": "Zorgstart"}, "did you mean 'zorgstart'?"),
    ("programme", {"edition": "2022-11", "category": "doorstroombanen"}, "'category' does not exist"),
    ("categorie", {"edition": "2022-11"}, "did you mean 'category'?"),
]


@pytest.mark.parametrize(("notebook", "parameters", "expected"), REFUSED, ids=lambda value: str(value)[:50])
def test_parameters_are_refused_before_a_kernel_starts(
    notebook: str, parameters: dict[str, Any], expected: str
) -> None:
    """Unknown, missing, of the wrong type or outside the vocabulary; with the near miss."""
    with pytest.raises(UsageError) as refused:
        check_parameters(NOTEBOOKS / f"{notebook}.ipynb", parameters, VOCABULARY)
    assert expected in str(refused.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Two misspelt names and a missing one are three lines, not the first only."""
    with pytest.raises(UsageError) as refused:
        check_parameters(NOTEBOOKS / "category.ipynb", {"editie": "2022-11", "categorie": "x"}, VOCABULARY)
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(None, {"edition": "str", "aantal": "int", "vrij": ""}, id="as papermill sees it"),
        pytest.param("%%bash\nls", "parameters cannot be read", id="no Python"),
        pytest.param("", {}, id="an empty cell"),
    ],
)
def test_declared_parameters_are_those_that_papermill_sees(
    tmp_path: Path, content: str | None, expected: dict[str, str] | str
) -> None:
    """Annotated or not, with comments and statements between; anything else in the cell is told."""
    lines = ['edition: str = "2022-11"  # een editie', "aantal: int = 3", "vrij = 1", "print(vrij)", "a.b = 1"]
    source = "\n".join(lines) if content is None else content
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = tmp_path / "eigen.ipynb"
    nbformat.write(book, path)
    if isinstance(expected, str):
        with pytest.raises(UsageError, match=expected):
            declared_parameters(path)
        return
    assert declared_parameters(path) == expected
    if content is None:
        seen = papermill.inspect_notebook(str(path))
        assert {name: about["inferred_type_name"].replace("None", "") for name, about in seen.items()} == expected


def test_what_is_no_notebook_is_told(tmp_path: Path) -> None:
    """A file of that name with something else in it."""
    (tmp_path / "eigen.ipynb").write_text("<html>", "utf-8")
    with pytest.raises(UsageError, match="parameters cannot be read"):
        declared_parameters(tmp_path / "eigen.ipynb")


@pytest.mark.parametrize("notebook", ["programme", "category", "municipality", "project"])
def test_every_parameter_is_declared_with_its_type(notebook: str) -> None:
    """So that a list of parameters, with help, can be shown; and the defaults pass their own check."""
    declared = declared_parameters(NOTEBOOKS / f"{notebook}.ipynb")
    assert set(declared) == {"edition"} | ({notebook} - {"programme"})
    assert set(declared.values()) == {"str"}
    defaults: dict[str, Any] = {}
    cells = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells
    exec(next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])), defaults)  # noqa: S102
    check_parameters(NOTEBOOKS / f"{notebook}.ipynb", {name: defaults[name] for name in declared}, VOCABULARY)


@pytest.mark.parametrize(
    ("kind", "scope", "expected"),
    [
        ("categories", {}, "did you mean 'category'?"),
        ("category", {}, "'category'"),
        ("category", {"category": "doorstroombaan"}, "did you mean 'doorstroombanen'?"),
        ("category", {"category": "doorstroombanen", "project": "zorgstart"}, "no such parameter"),
        ("category", {"category": 7}, "expected text, found 7"),
        ("municipality", {"municipality": "weesp"}, "is not a known municipality"),
        ("project", {"project": "zorgstrat"}, "did you mean 'zorgstart'?"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("released")
def test_the_first_call_of_a_notebook_refuses_too(kind: str, scope: dict[str, Any], expected: str) -> None:
    """Under plain papermill there is no other door."""
    with pytest.raises(UsageError) as refused:
        wm.open_monitor(kind, edition="2022-11", **scope)
    assert expected in str(refused.value)


def test_a_refusal_in_a_notebook_shows_the_problem_alone(released: Workspace) -> None:
    """IPython asks the error how to show itself: no wall of code above the line that matters."""
    with pytest.raises(UsageError) as refused:
        wm.open_monitor("category", edition="2022-11", category="doorstroombaan")
    (shown,) = refused.value._render_traceback_()
    assert shown.startswith("UsageError: category 'doorstroombaan'")
    assert "File" not in shown


# ------------------------------------------------------------ what may reach a page


def output(kind: str, **content: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(kind, **content)


NOT_ALLOWED = {
    "printed text": output("stream", name="stdout", text="tussenresultaat"),
    "a warning": output("stream", name="stderr", text="FutureWarning"),
    "HTML": output("display_data", data={"text/html": "<b>vet</b>"}),
    "a table of pandas": output("execute_result", data={"text/html": "<table>", "text/plain": "0"}, execution_count=1),
    "a picture": output("display_data", data={"image/png": "iVBORw0="}),
    "a drawing": output("display_data", data={"image/svg+xml": "<svg onload='alert(1)'></svg>"}),
    "Markdown": output("display_data", data={"text/markdown": "[klik](javascript:alert(1))"}),
    "a formula": output("display_data", data={"text/latex": r"$\href{javascript:alert(1)}{x}$"}),
    "a widget": output("display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}),
    "a chart that runs": output("display_data", data={"application/vnd.vegalite.v6+json": {"mark": "bar"}}),
    "a script": output("display_data", data={"application/javascript": "alert(1)"}),
    "a number": output("execute_result", data={"text/plain": "42"}, execution_count=1),
    "an error": output("error", ename="ValueError", evalue="mis", traceback=["wall of code"]),
    "an unknown block": output("display_data", data={MIME: {"kind": "html", "html": "<script>"}}),
    "no block": output("display_data", data={MIME: "<script>"}),
}


@pytest.mark.parametrize("disallowed", NOT_ALLOWED.values(), ids=NOT_ALLOWED)
@pytest.mark.usefixtures("released")
def test_any_other_output_refuses_the_page(disallowed: nbformat.NotebookNode) -> None:
    """Naming notebook and cell, as it stands in the notebook; the output itself is not in the message."""
    notebook = answered("category")
    notebook.cells[6].outputs.append(disallowed)
    notebook.cells.insert(2, nbformat.v4.new_code_cell("", metadata={"tags": ["injected-parameters"]}))
    with pytest.raises(PublicationRefused) as refused:
        read_notebook(notebook, "category.ipynb")
    assert "category.ipynb › cell 7" in str(refused.value)
    assert "alert" not in str(refused.value)
    assert "wall" not in str(refused.value)


@pytest.mark.usefixtures("released")
def test_every_wrong_output_is_named_at_once() -> None:
    """Two cells that print are two problems."""
    notebook = answered("category")
    for number in (4, 6):
        notebook.cells[number].outputs.append(NOT_ALLOWED["printed text"])
    with pytest.raises(PublicationRefused) as refused:
        read_notebook(notebook, "category.ipynb")
    assert len(refused.value.problems) == 2


@pytest.mark.usefixtures("released")
def test_a_notebook_that_opens_no_monitor_is_no_page() -> None:
    """Also when it opens two."""
    notebook = answered("category")
    for outputs in ([], notebook.cells[2].outputs * 2):
        notebook.cells[2].outputs = outputs
        with pytest.raises(PublicationRefused, match="expected one page"):
            read_notebook(notebook, "category.ipynb")


@pytest.mark.usefixtures("released")
def test_a_question_without_an_answer_goes_with_it() -> None:
    """A project in words has no trend by quarter: neither the figure nor its heading is on the page."""
    _, sections = read_notebook(answered("project", project="regionale-benchmark"), "project.ipynb")
    headings = [section.heading for section in sections]
    assert "Hoe verliep het per kwartaal?" not in headings
    assert "Hoe ver is dit project?" not in headings


@pytest.mark.usefixtures("released")
def test_markdown_is_text_not_markup() -> None:
    """A script in a notebook's prose is shown, not run."""
    notebook = answered("category")
    notebook.cells[3].source = "## Vraag <script>x</script>\n\nTekst <img src=x onerror=alert(1)> en **nadruk**."
    _, sections = read_notebook(notebook, "category.ipynb")
    assert "<img" not in sections[0].prose
    assert "<strong>nadruk</strong>" in sections[0].prose


def test_a_block_under_jupyter_also_shows_itself(released: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person in JupyterLab sees the same table and picture; run by papermill it is data alone."""
    monitor = wm.open_monitor("category", edition="2022-11", category="scholingstrajecten")
    assert set(monitor.trend()._repr_mimebundle_()) == {MIME}
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/category.ipynb")
    for block in (monitor, monitor.trend(), monitor.projects(), Block("none")):
        bundle = block._repr_mimebundle_()
        assert set(bundle) == {MIME, "text/html"}
        assert "werkmonitor" in bundle["text/html"]
        assert not re.search(r"(:root|html|body) \{", bundle["text/html"])  # the style is our own part's only
    assert "<svg" in monitor.trend()._repr_mimebundle_()["text/html"]


# ------------------------------------------------------------ text is never markup


@pytest.mark.parametrize("kind", ["programme", "category", "category in words", "municipality", "project"])
def test_text_of_partners_is_never_markup(own: Workspace, html_of: Callable[[str], str], kind: str) -> None:
    """Payloads in every text of the cube stand on the page as text: not a tag or attribute more than without them."""
    write_cube(planted_cube(), own.editions / "2022-11" / CUBE_FILE)
    soup = BeautifulSoup(make_page(**KINDS_OF_PAGE[kind]), "html.parser")
    clean = BeautifulSoup(html_of(kind), "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= {tag.name for tag in clean.find_all(True)}
    attributes = {name for tag in clean.find_all(True) for name in tag.attrs}
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= attributes
    assert not [tag for tag in soup.select("[href]") if ":" in str(tag["href"])]
    assert PAYLOADS[1] in soup.get_text()


def test_the_notebooks_lie_where_the_workspace_says(released: Workspace, tmp_path: Path) -> None:
    """A workspace without notebooks of its own uses the project's."""
    assert released.notebooks == NOTEBOOKS
