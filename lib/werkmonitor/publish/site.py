"""The site: every monitor of every edition, built beside the old one and put in place whole."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkmonitor.errors import Problem, PublicationRefused, UsageError, did_you_mean
from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address, download_name
from werkmonitor.publish.dutch import month_year
from werkmonitor.publish.facts import Facts, known_editions, vocabulary
from werkmonitor.workspace import Workspace, replaced_folder, write_file

if TYPE_CHECKING:
    from werkmonitor.programme import Programme

Progress = Callable[[int, int, str], None]


_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
"""What may stand in an address. Codes of projects are delivered: none may lead outside the site."""


@dataclass(frozen=True)
class PublishResult:
    """What was published: the folder, and every monitor's page in it."""

    folder: Path
    pages: tuple[Path, ...]


@dataclass(frozen=True)
class Job:
    """One monitor to make, independent of all others. links: the same page in other editions."""

    workspace: Workspace
    notebook: Path
    parameters: dict[str, Any]
    executed: Path
    links: tuple[dict[str, Any], ...]
    page: str

    @property
    def label(self) -> str:
        return f"{self.parameters['edition']}/{self.page}"


def publish(
    workspace: Workspace,
    programme: Programme,
    editions: Sequence[str],
    *,
    only: str | None = None,
    target: Path | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> PublishResult:
    """Make every monitor of the editions, and the site around them.

    only: a pattern on 'programme', 'category/CODE', 'municipality/CODE', 'project/CODE'; with it, or with a target, the
    result is a preview and the live site is not touched. executor: where the jobs run; two processes by default.
    progress(done, total, label) is called after each monitor.

    Raises UsageError when there is nothing to make, PublicationRefused when a notebook or its output may not be
    published: the folder that stood then stays as it was.
    """
    folder = target or (workspace.preview if only else workspace.site)
    facts = _facts(workspace, editions)
    if folder == workspace.site:
        _check_live(workspace, facts)
    addresses = {edition: _addresses(found, only) for edition, found in facts.items()}
    if not any(addresses.values()):
        known = [address.label for found in facts.values() for address in _addresses(found, None)]
        remedy = did_you_mean(only or "", dict.fromkeys(known))
        raise UsageError(Problem(f"--only '{only}'", "no monitor has this name", remedy))
    jobs = _jobs(workspace, facts, addresses)
    made: list[Path] = []
    with replaced_folder(folder) as new:
        for job, html in _made(jobs, executor, progress):
            path = Path(job.parameters["edition"]) / job.page
            write_file(new / path, html)
            made.append(folder / path)
        for edition, found in facts.items():
            write_downloads(found, new / edition)
        write_file(new / "index.html", site_index(programme, facts, addresses))
    return PublishResult(folder, tuple(sorted(made)))


def preview_notebook(
    workspace: Workspace,
    programme: Programme,
    notebook: str | Path,
    parameters: dict[str, Any],
    output: Path | None = None,
) -> Path:
    """One notebook with checked parameters as one HTML file; returns its path.

    notebook: a name in the workspace's notebooks, or a path. output: by default a file in outputs/preview. Raises
    UsageError before any kernel starts when a parameter is unknown, missing, mistyped or outside the vocabulary.
    """
    from werkmonitor.publish.notebooks import check_parameters

    path = Path(notebook)
    if not path.suffix:
        path = workspace.notebooks / f"{path.name}.ipynb"
    cubes = known_editions(workspace)
    edition = parameters.get("edition")
    facts = Facts.read(cubes[edition]) if edition in cubes else None
    words = vocabulary(facts, list(cubes)) if facts else {"edition": list(cubes)}
    check_parameters(path, parameters, words)
    output = output or workspace.preview / f"{path.stem}.html"
    job = Job(workspace, path, dict(parameters), workspace.runs / "preview" / path.name, (), output.name)
    write_file(output, make(job))
    return output


def make(job: Job) -> str:
    """Run one notebook and turn it into its page: the HTML."""
    from werkmonitor.publish.convert import to_html
    from werkmonitor.publish.notebooks import run_name, run_notebook

    run_notebook(job.workspace, job.notebook, job.parameters, job.executed)
    return to_html(job.executed, run_name(job.notebook, job.parameters), job.links)


def write_downloads(facts: Facts, folder: Path) -> None:
    from werkmonitor.publish.downloads import figures_csv

    write_file(folder / download_name(facts.edition["id"]), figures_csv(facts))


def site_index(programme: Programme, facts: dict[str, Facts], addresses: dict[str, list[Address]]) -> str:
    """The page of all editions, newest first."""
    from werkmonitor.publish.monitors.programme import ProgrammeMonitor
    from werkmonitor.publish.pages import index_page

    about = programme.programme.model_dump() | {
        "notice": programme.programme.notice,
        "programme": programme.programme.name,
    }
    shown = []
    for found in sorted(facts.values(), key=lambda found: found.as_of, reverse=True):
        monitor = ProgrammeMonitor(found, found.whole())
        head = monitor.head().content
        pages = addresses[head["edition"]]
        shown.append(
            found.edition
            | {
                "name": head["edition_name"],
                "conclusion": monitor.conclusion().content["paragraphs"][0],
                "download": download_name(head["edition"]),
                "size": wording.counted(len(pages), "pagina", "pagina’s"),
                "pages": [{"path": address.path, "label": _name(found, address)} for address in pages],
                "has_front_page": Address("programme") in pages,
            }
        )
    return index_page(about, shown)


def _name(facts: Facts, address: Address) -> str:
    return facts.name(facts.scope(address.kind, address.code) if address.code else facts.whole())


def _facts(workspace: Workspace, editions: Sequence[str]) -> dict[str, Facts]:
    cubes = known_editions(workspace)
    problems = [
        Problem(f"edition '{edition}'", "has no figures yet", did_you_mean(edition, cubes) if cubes else "run first")
        for edition in editions
        if edition not in cubes
    ]
    if problems or not editions:
        raise UsageError(
            problems or Problem("editions", "there is no edition to publish", "run 'werkmonitor run' first")
        )
    return {edition: Facts.read(cubes[edition]) for edition in sorted(editions)}


def _check_live(workspace: Workspace, facts: dict[str, Facts]) -> None:
    """A concept never lands in the live site, and an edition that is online stays online."""
    problems = [
        Problem(f"edition {edition}", "is a concept", "let it be adopted in programme.toml (adopted_by, adopted_on)")
        for edition, found in facts.items()
        if found.is_concept
    ]
    online = {path.parent.name for path in workspace.site.glob("*/index.html")}
    problems += [
        Problem(f"edition {edition}", "is online and would disappear", "publish it again together with the others")
        for edition in sorted(online - set(facts))
    ]
    if problems:
        raise PublicationRefused(problems)


def _addresses(facts: Facts, only: str | None) -> list[Address]:
    words = vocabulary(facts, [])
    if odd := [code for codes in words.values() for code in codes if not _CODE.fullmatch(code)]:
        problems = [
            Problem(f"edition {facts.edition['id']}", f"code {code!r} cannot be an address", "use a-z, 0-9 and -")
            for code in odd
        ]
        raise PublicationRefused(problems)
    every = [
        Address("programme"),
        *(Address(kind, code) for kind in words if kind != "edition" for code in words[kind]),
    ]
    return [address for address in every if only is None or fnmatchcase(address.label, only)]


def _jobs(workspace: Workspace, facts: dict[str, Facts], addresses: dict[str, list[Address]]) -> list[Job]:
    from werkmonitor.publish.notebooks import check_parameters

    jobs = []
    for edition, found in facts.items():
        words = vocabulary(found, list(facts))
        for address in addresses[edition]:
            notebook = workspace.notebooks / f"{address.kind}.ipynb"
            parameters = {"edition": edition} | ({address.kind: address.code} if address.code else {})
            check_parameters(notebook, parameters, words)
            executed = workspace.runs / edition / address.kind / f"{address.code or 'index'}.ipynb"
            jobs.append(
                Job(workspace, notebook, parameters, executed, _links(facts, addresses, edition, address), address.path)
            )
    return jobs


def _links(
    facts: dict[str, Facts], addresses: dict[str, list[Address]], edition: str, address: Address
) -> tuple[dict[str, Any], ...]:
    """The same page in every edition that has it, oldest first."""
    return tuple(
        {
            "label": month_year(found.published_on),
            "href": f"{address.to_edition}../{other}/{address.path}",
            "is_current": other == edition,
        }
        for other, found in facts.items()
        if address in addresses[other]
    )


def _made(jobs: list[Job], executor: Executor | None, progress: Progress | None) -> Any:
    """(job, html) of every job as it is done; the first failure stops the others that have not begun."""
    if executor is None:
        # Fresh processes: a forked one would hang where vl-convert was used before.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=2, mp_context=context) as own:
            yield from _made(jobs, own, progress)
        return
    futures = {executor.submit(make, job): job for job in jobs}
    try:
        for done, future in enumerate(as_completed(futures), 1):
            html = future.result()
            if progress:
                progress(done, len(jobs), futures[future].label)
            yield futures[future], html
    finally:
        for future in futures:
            future.cancel()
