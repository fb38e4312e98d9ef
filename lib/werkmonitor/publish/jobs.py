"""One monitor to make: what it is made of, what of that changed, and the making itself.

A job carries all it needs (notebook, its part of the cube, or the notebook as it was run), so that it can be made in
any process on any machine that has the same version of us; nothing but the asker writes into the workspace.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from werkmonitor.cube import CUBE_FILE
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.fingerprints import (
    PACKAGE,
    PROJECT,
    Parts,
    changed,
    digest,
    digest_of,
    digest_of_code,
    digest_of_files,
    digest_of_versions,
)
from werkmonitor.workspace import PROGRAMME_FILE, Workspace, write_file

RUN_CODE = (
    "__init__.py",
    "cube.py",
    "errors.py",
    "late.py",
    "workspace.py",
    "engine",
    "publish/__init__.py",
    "publish/addresses.py",
    "publish/blocks.py",
    "publish/dutch.py",
    "publish/facts.py",
    "publish/led.py",
    "publish/monitors",
    "publish/notebooks.py",
    "publish/slices.py",
    "publish/wording.py",
)
"""What a notebook's outputs depend on."""

RENDER_CODE = (
    "publish/accessible.py",
    "publish/addresses.py",
    "publish/charts",
    "publish/convert.py",
    "publish/downloads",
    "publish/dutch.py",
    "publish/live.py",
    "publish/pages.py",
    "publish/preprocessor.py",
    "publish/security.py",
    "publish/svg.py",
    "publish/themes.py",
    "publish/wording.py",
)
"""What a page depends on besides the notebook as it was run, its template and style."""


@dataclass(frozen=True, eq=False)
class Job:
    """One monitor of one edition.

    folder: of its edition in the site. page: where it lies in that. cube: its part, as JSON. links: where its page
    leads to. theme: the house style, as a style sheet; empty for our own. executed: the notebook as it was run before,
    where that still holds; then only the page is made.
    """

    notebook: str
    source: str
    parameters: dict[str, Any]
    folder: str
    page: str
    cube: str
    links: dict[str, Any] = field(default_factory=dict)
    theme: str = ""
    executed: str | None = None

    @property
    def edition(self) -> str:
        return str(self.parameters["edition"])

    @property
    def label(self) -> str:
        return f"{self.folder}/{self.page}"

    def run_parts(self) -> Parts:
        """What the notebook's run depends on."""
        return {
            "the notebook": digest(self.source),
            "its parameters": digest_of(self.parameters),
            "its figures": digest(self.cube),
            "the code that notebooks use": digest_of_code(*RUN_CODE),
            "versions of libraries": digest_of_versions(),
        }

    def render_parts(self, outputs: str) -> Parts:
        """What the page depends on. outputs: digest of what the run put out."""
        return {
            "what its notebook says": outputs,
            "its links to other editions": digest_of(self.links),
            "the template": template(),
            "the house style": digest(self.theme),
            "the code that makes pages": digest_of_code(*RENDER_CODE),
            "versions of libraries": digest_of_versions(),
        }


@dataclass(frozen=True)
class Made:
    """A monitor made, or what is wrong with it.

    executed: the notebook as it was run. html: its page. downloads: the files beside that, by name.
    """

    executed: str
    html: str = ""
    downloads: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def make(job: Job) -> Made:
    """Run a job's notebook, unless it was run before, and turn it into a page."""
    from werkmonitor.publish.convert import to_html
    from werkmonitor.publish.notebooks import run_name, run_notebook
    from werkmonitor.publish.pages import dressed

    executed = job.executed
    with tempfile.TemporaryDirectory(prefix="wm-", ignore_cleanup_errors=True) as folder:
        output = Path(folder) / "executed.ipynb"
        try:
            if executed is None:
                # A workspace of its own, in which there is this monitor's part of the cube and nothing else.
                own = Workspace(Path(folder) / "data", Path(folder) / "outputs")
                notebook, cube = Path(folder) / job.notebook, own.editions / job.edition / CUBE_FILE
                cube.parent.mkdir(parents=True)
                cube.write_text(job.cube, "utf-8")
                (own.data / PROGRAMME_FILE).touch()
                notebook.write_text(job.source, "utf-8")
                run_notebook(own, notebook, job.parameters, output)
            else:
                output.write_text(executed, "utf-8")
            html, downloads = to_html(output, run_name(Path(job.notebook), job.parameters), job.links)
        except PublicationRefused as refused:
            return Made(output.read_text("utf-8") if output.is_file() else "", problems=refused.problems)
        return Made(output.read_text("utf-8"), dressed(html, job.theme), downloads)


class Shelf:
    """Where a made monitor is kept: the notebook as it was run, its page and downloads, and a record.

    The record says what all of it was made of.

    Internal, in a folder in outputs/runs: the site is put together from it, and all of it may be deleted at any time.
    """

    def __init__(self, folder: Path, job: Job):
        place = folder / job.folder / job.page
        self.job = job
        self.executed = place.with_suffix(".ipynb")
        self.page = place
        self._record = place.with_suffix(".json")

    def reasons(self) -> list[str]:
        """Why the monitor must be made; nothing where it stands."""
        return self._to_run() or self._to_render()

    def files(self) -> dict[str, Path]:
        """What a site holds of a monitor that stands: its page and its downloads, by their place in it."""
        beside = [self.page.with_name(name) for name in self._read().get("downloads", {})]
        folder = self.job.label.rpartition("/")[0]
        return {f"{folder}/{path.name}": path for path in (self.page, *beside)}

    def due(self) -> Job:
        """The job, with the notebook as it was run before where that still holds."""
        return self.job if self._to_run() else replace(self.job, executed=self.executed.read_text("utf-8"))

    def keep(self, made: Made) -> None:
        """Put what was made on the shelf; of what failed only the notebook, to look at."""
        before = self._read().get("downloads", {})
        self._record.unlink(missing_ok=True)
        write_file(self.executed, made.executed)
        if made.problems:
            return
        write_file(self.page, made.html)
        for name, content in made.downloads.items():
            write_file(self.page.with_name(name), content)
        for name in before.keys() - made.downloads.keys():
            self.page.with_name(name).unlink(missing_ok=True)
        outputs = outputs_of(made.executed)
        record = {
            "executed": digest(made.executed),
            "page": digest(made.html),
            "downloads": {name: digest(content) for name, content in made.downloads.items()},
            "outputs": outputs,
            "run": self.job.run_parts(),
            "render": self.job.render_parts(outputs),
        }
        write_file(self._record, json.dumps(record, indent=1) + "\n")

    def _to_run(self) -> list[str]:
        record = self._read()
        if record and not _is(self.executed, record["executed"]):
            return ["its notebook as it was run is gone or damaged"]
        return changed(record.get("run"), self.job.run_parts())

    def _to_render(self) -> list[str]:
        record = self._read()
        if not _is(self.page, record["page"]):
            return ["its page is gone or damaged"]
        if not all(_is(self.page.with_name(name), expected) for name, expected in record["downloads"].items()):
            return ["a download of it is gone or damaged"]
        return changed(record.get("render"), self.job.render_parts(record["outputs"]))

    def _read(self) -> dict[str, Any]:
        try:
            record = json.loads(self._record.read_text("utf-8"))
            return record if {"executed", "page", "downloads", "outputs", "run", "render"} <= set(record) else {}
        except (OSError, ValueError, TypeError):
            return {}


@cache
def template() -> str:
    """Our templates and style, and how nbconvert finds them."""
    return digest_of_files([PACKAGE / "publish" / "templates", PROJECT / "share" / "jupyter" / "nbconvert"])


def outputs_of(executed: str) -> str:
    """A digest of what a run says: its cells with their outputs, without times and places of the run."""
    cells = json.loads(executed)["cells"]
    return digest_of(
        [(cell["cell_type"], cell["source"], cell.get("outputs"), cell["metadata"].get("tags")) for cell in cells]
    )


def _is(path: Path, expected: str) -> bool:
    """Whether a file is there and what it was."""
    return path.is_file() and digest(path.read_bytes()) == expected
