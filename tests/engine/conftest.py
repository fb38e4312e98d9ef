"""Running a notebook drawn as text, with our engine and with papermill's own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import papermill
import pytest

from werkmonitor.engine import engine_name

KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
OURS, STOCK = "werkmonitor", None

if engine_name() is None:  # processes cannot be forked here
    collect_ignore_glob = ["test_*.py"]


class Outcome(NamedTuple):
    """The notebook as papermill left it on disk, and what it raised."""

    notebook: Any
    error: BaseException | None

    @property
    def cells(self) -> list[Any]:
        """The code cells, without what papermill puts around a failure."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    def text(self, number: int) -> str:
        """What a cell printed and returned, as text."""
        return "".join(output.get("text") or output.data["text/plain"] for output in self.cells[number].outputs)


Runner = Callable[..., Outcome]


def notebook_of(text: str, kernel: str = "python3") -> Any:
    """A notebook of cells separated by lines of '---'; tags stand after it, as '--- raises-exception'."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL | {"name": kernel}})
    parts = re.split(r"^---(.*)\n", "---\n" + text, flags=re.MULTILINE)[1:]
    for number, (tags, source) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        cell = nbformat.v4.new_code_cell(source.rstrip("\n"), id=f"cell-{number}", metadata={"tags": tags.split()})
        notebook.cells.append(cell)
    return notebook


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """run(text or path of a notebook, engine, **what papermill.execute_notebook takes): an Outcome."""
    folder = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))

        def run(text: str | Path, engine: str | None = OURS, *, kernel: str = "python3", **options: Any) -> Outcome:
            # Under pytest an ipykernel leaves descriptors 1 and 2 alone; both engines are to work as for users.
            patch.delenv("PYTEST_CURRENT_TEST", raising=False)
            output, error = folder / "out.ipynb", None
            output.unlink(missing_ok=True)
            try:
                options = {"progress_bar": False} | options
                notebook = notebook_of(text, kernel) if isinstance(text, str) else text
                papermill.execute_notebook(notebook, output, engine_name=engine, **options)
            except (Exception, KeyboardInterrupt) as raised:
                error = raised
                if not output.exists():
                    raise
            return Outcome(nbformat.read(output, as_version=4), error)

        yield run
