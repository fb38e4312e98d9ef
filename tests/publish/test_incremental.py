"""Nothing whose parts stand is made again; what changed is named."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.publish.example import NOTEBOOKS, example_cube
from tests.publish.there import Here, there
from werkmonitor import publish
from werkmonitor.cube import CUBE_FILE, write_cube
from werkmonitor.errors import Problem, PublicationRefused
from werkmonitor.fingerprints import PACKAGE, changed
from werkmonitor.programme import Programme
from werkmonitor.publish.jobs import RENDER_CODE, RUN_CODE, Job, Made
from werkmonitor.workspace import Workspace

EDITIONS = ["2022-11"]
ALL = 41
SCHOLING, ZORGSTART = "2022-11/categorie/scholingstrajecten", "2022-11/project/zorgstart"

Publish = Callable[..., publish.PublishResult]


@pytest.fixture
def site(own: Workspace, programme: Programme, quick: Here) -> Publish:
    """Publishes the edition once; called again, publishes it again, with `quick.asked` only what is asked then."""

    def again(**options: Any) -> publish.PublishResult:
        quick.asked.clear()
        return publish.publish(own, programme, EDITIONS, workers=there(quick), **options)

    assert len(again().made) == len(quick.asked) == ALL
    return again


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_what_stands_is_not_touched(site: Publish, own: Workspace) -> None:
    """No job, no file written; also when files were touched without a change."""
    before = times(own.outputs)
    for path in own.data.rglob("*"):
        os.utime(path)
    result = site()
    assert (dict(result.made), result.is_new, len(result.pages)) == ({}, False, ALL)
    assert times(own.outputs) == before


def test_changed_figures_touch_the_monitors_that_show_them(site: Publish, own: Workspace) -> None:
    """One project's figure: its page, its category's and the programme's; the reason is told."""
    untouched = times(own.site)
    cube = example_cube("2022-11")
    progress = cube["progress"]
    progress.loc[(progress["level"] == "project") & (progress["code"] == "zorgstart"), "value"] += 1
    write_cube(cube, own.editions / "2022-11" / CUBE_FILE)
    result = site()
    assert {name: list(reasons) for name, reasons in result.made.items()} == {
        f"{page}.html": ["its figures"] for page in ("2022-11/index", SCHOLING, ZORGSTART)
    }
    assert result.is_new
    same = {path for path, time in times(own.site).items() if path.suffix == ".html" and untouched.get(path) == time}
    assert len(same & set(result.pages)) == ALL - 3


@pytest.mark.parametrize(
    ("patched", "reason", "is_run"),
    [
        pytest.param("template", "the template", False, id="another template or style"),
        pytest.param("digest_of_versions", "versions of libraries", True, id="other versions of libraries"),
    ],
)
def test_a_style_change_renders_without_running(
    site: Publish, quick: Here, monkeypatch: pytest.MonkeyPatch, patched: str, reason: str, is_run: bool
) -> None:
    """Notebooks run again only for what their outputs depend on."""
    monkeypatch.setattr(f"werkmonitor.publish.jobs.{patched}", lambda: "another")
    result = site()
    assert {tuple(reasons) for reasons in result.made.values()} == {(reason,)}
    assert [job.executed is None for job in quick.asked] == [is_run] * ALL


def test_other_code_of_pages_renders_without_running(
    site: Publish, quick: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code is told apart: what notebooks use, and what makes pages."""
    monkeypatch.setattr("werkmonitor.publish.jobs.digest_of_code", lambda *modules: str(modules == RENDER_CODE))
    site()
    monkeypatch.setattr("werkmonitor.publish.jobs.digest_of_code", lambda *modules: str(modules != RENDER_CODE))
    result = site()
    assert {tuple(reasons) for reasons in result.made.values()} == {("the code that notebooks use",)}


def test_another_notebook_touches_its_own_monitors(site: Publish, own: Workspace, quick: Here) -> None:
    """Of the workspace's own notebooks one is changed: six categories are run."""
    notebooks = own.data.parent / "notebooks"
    notebooks.mkdir()
    for path in NOTEBOOKS.glob("*.ipynb"):
        (notebooks / path.name).write_text(path.read_text("utf-8"), "utf-8")
    assert not site().made
    (notebooks / "category.ipynb").write_text(f"{(NOTEBOOKS / 'category.ipynb').read_text('utf-8')}\n", "utf-8")
    assert {reasons[0] for reasons in site().made.values()} == {"the notebook"}
    assert {job.notebook for job in quick.asked} == {"category.ipynb"}
    assert len(quick.asked) == 6


def test_a_new_edition_renders_the_links_of_the_others(
    site: Publish, own: Workspace, programme: Programme, quick: Here
) -> None:
    """Every page leads to itself in the new edition; no notebook of an old edition is run for that."""
    write_cube(example_cube("2021-05"), own.editions / "2021-05" / CUBE_FILE)
    quick.asked.clear()
    result = publish.publish(own, programme, ["2021-05", "2022-11"], workers=there(quick))
    assert {reasons[0] for name, reasons in result.made.items() if name.startswith("2022-11")} == {
        "its links to other editions"
    }
    assert {job.edition for job in quick.asked if job.executed is None} == {"2021-05"}


@pytest.mark.parametrize(
    ("suffix", "content", "reason", "is_run"),
    [
        (".html", None, "its page is gone or damaged", False),
        (".html", "half a pa", "its page is gone or damaged", False),
        (".ipynb", None, "its notebook as it was run is gone or damaged", True),
        (".ipynb", "{", "its notebook as it was run is gone or damaged", True),
        (".json", None, "it was never made", True),
        (".json", "{}", "it was never made", True),
        (".json", "[1", "it was never made", True),
    ],
    ids=[
        "page gone",
        "page damaged",
        "notebook gone",
        "notebook damaged",
        "no record",
        "empty record",
        "half a record",
    ],
)
def test_what_is_damaged_is_made_again(
    site: Publish, own: Workspace, quick: Here, suffix: str, content: str | None, reason: str, is_run: bool
) -> None:
    """outputs/runs may always be deleted, wholly or in part."""
    file = (own.runs / ZORGSTART).with_suffix(suffix)
    before = (own.site / f"{ZORGSTART}.html").read_bytes()
    file.unlink()
    if content is not None:
        file.write_text(content, "utf-8")
    assert {name: list(reasons) for name, reasons in site().made.items()} == {f"{ZORGSTART}.html": [reason]}
    assert [job.executed is None for job in quick.asked] == [is_run]
    assert (own.site / f"{ZORGSTART}.html").read_bytes() == before


def test_a_download_that_is_gone_is_made_again(site: Publish, own: Workspace, quick: Here) -> None:
    """With its page, and without running; a download of a figure that is no more goes."""
    shelf = (own.runs / ZORGSTART).parent
    file = shelf / "cijfers-2022-11-zorgstart-verloop-placed.csv"
    before = file.read_bytes()
    record = json.loads((own.runs / ZORGSTART).with_suffix(".json").read_text("utf-8"))
    record["downloads"]["cijfers-2022-11-zorgstart-vroeger.csv"] = ""
    (own.runs / ZORGSTART).with_suffix(".json").write_text(json.dumps(record), "utf-8")
    (shelf / "cijfers-2022-11-zorgstart-vroeger.csv").write_bytes(b"")
    file.unlink()
    assert dict(site().made) == {f"{ZORGSTART}.html": ["a download of it is gone or damaged"]}
    assert [job.executed is None for job in quick.asked] == [False]
    assert file.read_bytes() == before
    assert {path.name for path in own.site.rglob("cijfers-2022-11-zorgstart*")} == {
        path.name for path in shelf.glob("cijfers-2022-11-zorgstart*")
    }
    assert not (shelf / "cijfers-2022-11-zorgstart-vroeger.csv").exists()


def test_a_site_that_was_meddled_with_is_put_together_again(site: Publish, own: Workspace) -> None:
    """A page overwritten, one gone, a file too many: the site is as it was, and nothing is run."""
    (own.site / f"{ZORGSTART}.html").unlink()
    (own.site / f"{ZORGSTART}.html").write_text("anders", "utf-8")
    (own.site / f"{SCHOLING}.html").unlink()
    (own.site / "te-veel.html").write_text("", "utf-8")
    result = site()
    assert (dict(result.made), result.is_new) == ({}, True)
    assert not (own.site / "te-veel.html").exists()
    assert set(own.site.rglob("2022-11/**/*.html")) == set(result.pages)
    assert "<html" in (own.site / f"{ZORGSTART}.html").read_text("utf-8")


def test_a_page_changed_in_place_is_not_taken_for_ours(site: Publish, own: Workspace) -> None:
    """The site and the shelf may share a file: writing in the one spoils both, and is noticed."""
    (own.site / f"{ZORGSTART}.html").write_text("anders", "utf-8")
    site()
    assert "<html" in (own.site / f"{ZORGSTART}.html").read_text("utf-8")


def test_force_makes_everything_again(site: Publish, quick: Here) -> None:
    """Also what stands; and the result is the same."""
    result = site(force=True)
    assert {tuple(reasons) for reasons in result.made.values()} == {("asked for",)}
    assert all(job.executed is None for job in quick.asked)
    assert not result.is_new


class FailingFor(Here):
    """Refuses the jobs of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page

    def submit(self, call: Callable[..., Any], job: Job, /, *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        if job.label != f"{self.page}.html":
            return super().submit(call, job)
        done: Future[Any] = Future()
        done.set_result(Made('{"cells": []}', problems=(Problem(job.notebook, "printed text", "do not"),)))
        return done


def test_what_could_be_made_is_kept_when_another_fails(own: Workspace, programme: Programme, quick: Here) -> None:
    """The site stays away; the next time only what failed is made, and its run can be looked at meanwhile."""
    with pytest.raises(PublicationRefused, match=r"project\.ipynb: printed text"):
        publish.publish(own, programme, EDITIONS, workers=there(FailingFor(ZORGSTART)))
    assert not own.site.exists()
    assert (own.runs / f"{ZORGSTART}.ipynb").is_file()
    result = publish.publish(own, programme, EDITIONS, workers=there(quick))
    assert list(result.made) == [f"{ZORGSTART}.html"]
    assert own.site.is_dir()


def files(parts: tuple[str, ...]) -> set[Path]:
    paths = [PACKAGE / part for part in parts]
    assert all(path.exists() for path in paths)
    return {file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))}


def loaded(code: str, data: Path) -> set[Path]:
    """The files of our package that a new process has loaded after some code."""
    code += "\nimport sys\nfor m in list(sys.modules.values()):\n    print(getattr(m, '__file__', None) or '')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"WERKMONITOR_DATA": str(data)},
        check=True,
        capture_output=True,
        text=True,
    )
    found = {Path(line) for line in done.stdout.splitlines() if line}
    return {path for path in found if path.is_relative_to(PACKAGE)}


def test_the_code_that_notebooks_use_is_known(released: Workspace) -> None:
    """Every module of ours that is loaded when notebooks of each kind are answered is among RUN_CODE."""
    code = """
import tests.publish.example as example
for notebook, given in (("programme", {}), ("category", {"category": "scholingstrajecten"}),
                        ("municipality", {"municipality": "eemnes"}), ("project", {"project": "zorgstart"})):
    example_notebook = example.nbformat.read(example.NOTEBOOKS / f"{notebook}.ipynb", as_version=4)
    example.answered(notebook, edition="2022-11", **given)
"""
    beyond = loaded(code, released.data) - files(RUN_CODE)
    # tests.publish.example itself makes cubes: what it loads is not the notebooks' doing.
    assert beyond <= loaded("import tests.publish.example", released.data)
    assert files(RUN_CODE) & loaded(code, released.data) >= files(("publish/monitors", "publish/slices.py"))


def test_the_code_that_makes_pages_is_known(released: Workspace) -> None:
    """Every module of ours that is loaded to render a page is among RENDER_CODE, or tells only of errors and files."""
    code = """
from werkmonitor.publish.convert import to_html
from werkmonitor.publish import pages, svg, charts
"""
    apart = files(
        (
            "__init__.py",
            "errors.py",
            "fingerprints.py",
            "late.py",
            "publish/__init__.py",
            "publish/blocks.py",
            "workspace.py",
        )
    )
    assert loaded(code, released.data) - apart <= files(RENDER_CODE)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (None, {"a": "1"}, ["it was never made"]),
        ({"a": "1"}, {"a": "1"}, []),
        ({"a": "1", "b": "1"}, {"b": "2", "a": "1"}, ["b"]),
        ({"a": "1", "b": "1"}, {"a": "1"}, ["b"]),
        ({"a": "1"}, {"a": "1", "c": "1"}, ["c"]),
    ],
    ids=["never made", "same", "other", "gone", "new"],
)
def test_what_changed_is_named(was: dict[str, str] | None, now: dict[str, str], expected: list[str]) -> None:
    """Parts that are other, gone or new."""
    assert changed(was, now) == expected
