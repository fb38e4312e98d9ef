"""The same work with papermill and nbconvert as anyone has them, without a line of ours but notebooks and template."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import ROOT, command


class Monitor(NamedTuple):
    """A notebook and its parameters."""

    notebook: str
    parameters: tuple[tuple[str, str], ...]


def loop(monitors: Sequence[Monitor], data: Path, folder: Path) -> None:
    """What a user would write in a shell: papermill, then jupyter nbconvert, one monitor after another.

    The notebooks find the workspace `data` by where they are run.
    """
    for monitor in monitors:
        output = folder / "executed.ipynb"
        given = [word for name, value in monitor.parameters for word in ("-p", name, value)]
        source = ROOT / "notebooks" / monitor.notebook
        command("-m", "papermill", "--no-progress-bar", source, output, *given, cwd=data.parent)
        command("-m", "jupyter", "nbconvert", "--to", "html", "--template", "werkmonitor", output, cwd=data.parent)


def pool(monitors: Sequence[Monitor], data: Path, folder: Path, processes: int) -> None:
    """What a user would write in Python: both libraries imported once in each of some processes."""
    tasks = [(monitor, data.parent, folder / f"{number}.ipynb") for number, monitor in enumerate(monitors)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as executor:
        list(executor.map(_make, tasks))


def _make(task: tuple[Monitor, Path, Path]) -> None:
    import papermill
    from nbconvert.exporters import HTMLExporter

    monitor, cwd, output = task
    source = ROOT / "notebooks" / monitor.notebook
    papermill.execute_notebook(source, output, dict(monitor.parameters), cwd=cwd, progress_bar=False)
    exporter = HTMLExporter(template_name="werkmonitor")  # type: ignore[no-untyped-call]
    html, _ = exporter.from_filename(str(output))
    output.with_suffix(".html").write_text(html, "utf-8")
