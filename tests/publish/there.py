"""An executor for tests: jobs are made in this process, without a kernel and without pictures."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import pytest

from tests.publish.example import answered
from werkmonitor.cube import CUBE_FILE
from werkmonitor.publish.jobs import Job, Made
from werkmonitor.publish.pages import dressed
from werkmonitor.publish.pool import Workers
from werkmonitor.publish.preprocessor import page_of
from werkmonitor.workspace import Workspace, write_file


class Here(Executor):
    """Everything of publishing but the kernels. asked: the jobs it was given."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def submit(self, _: Callable[..., Any], job: Job, /, *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        self.asked.append(job)
        done: Future[Any] = Future()
        try:
            executed = nbformat.reads(job.executed, as_version=4) if job.executed else run_here(job)
            html, downloads = page_of(executed, job.notebook, job.links)
            done.set_result(Made(nbformat.writes(executed), dressed(html, job.theme), downloads))
        except Exception as error:
            done.set_exception(error)
        return done


def run_here(job: Job) -> nbformat.NotebookNode:
    """In a workspace that holds the job's part of the cube and nothing else, as a kernel would find it."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        own = Workspace(Path(folder) / "data", Path(folder) / "outputs")
        write_file(own.editions / job.edition / CUBE_FILE, job.cube)
        write_file(own.programme_file, "")
        patch.setenv("WERKMONITOR_DATA", str(own.data))
        return answered(job.notebook.removesuffix(".ipynb"), **job.parameters)


def there(executor: Executor) -> Workers:
    """That executor, whenever it is asked for."""
    return lambda: nullcontext(executor)


def no_picture(figure: dict[str, Any]) -> str:
    """Stands for a drawing, which takes most of a page's time."""
    return f"<svg>{figure['id']}</svg>"
