"""The site: every monitor of every edition, built beside the old one and put in place whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkmonitor.cube import TEAM, to_json
from werkmonitor.errors import Problem, PublicationRefused, UsageError, did_you_mean
from werkmonitor.publish import live
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.downloads.edition import EditionShelf
from werkmonitor.publish.facts import Facts, known_editions, vocabulary
from werkmonitor.publish.jobs import Job, Shelf
from werkmonitor.publish.pages import dressed
from werkmonitor.publish.places import all_versions, links_of, version_of
from werkmonitor.publish.pool import Progress, Workers, make_all, processes
from werkmonitor.publish.site_pages import site_pages
from werkmonitor.publish.slices import slice_of
from werkmonitor.publish.themes import own_theme
from werkmonitor.workspace import Workspace, link_or_copy, replaced_folder, write_file

if TYPE_CHECKING:
    from werkmonitor.programme import Programme

_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
"""What may stand in an address. Codes of projects are delivered: none may lead outside the site."""


@dataclass(frozen=True)
class PublishResult:
    """folder: where the pages are. made: the monitors made now, with why; the others stood already.

    is_new: whether anything in the folder differs from what stood there.
    """

    folder: Path
    pages: tuple[Path, ...]
    made: Mapping[str, Sequence[str]]
    is_new: bool


@dataclass(frozen=True)
class Team:
    """The team's own editions: facts by edition, and the pages on what figures are made of by their place."""

    facts: dict[str, Facts]
    pages: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """All that a site is to hold, by folder: the facts, the pages' addresses; and a shelf for every page.

    runs: where what is made is kept.
    """

    facts: dict[str, Facts]
    addresses: dict[str, list[Address]]
    runs: Path
    shelves: tuple[Shelf, ...]

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        editions: Sequence[str],
        only: str | None = None,
        facts: dict[str, Facts] | None = None,
        site: str = "",
    ) -> Plan:
        """facts: of the team's own editions; by default those that stand. site: where it stands on the web, if known.

        Raises UsageError for an edition without figures, or a pattern that no monitor has.
        """
        runs = workspace.runs / TEAM if facts else workspace.runs
        facts = facts or _facts(workspace, editions)
        addresses = {folder: _addresses(found, only) for folder, found in facts.items()}
        if not any(addresses.values()):
            known = [address.label for found in facts.values() for address in _addresses(found, None)]
            remedy = did_you_mean(only or "", dict.fromkeys(known))
            raise UsageError(Problem(f"--only '{only}'", "no monitor has this name", remedy))
        jobs = _jobs(workspace, facts, addresses, site)
        return cls(facts, addresses, runs, tuple(Shelf(runs, job) for job in jobs))

    def due(self) -> dict[Shelf, list[str]]:
        """The monitors that do not stand, with why."""
        return {shelf: reasons for shelf in self.shelves if (reasons := shelf.reasons())}

    def pages(self) -> dict[str, Path]:
        """Every monitor's place in the site, and the page on its shelf."""
        return {shelf.job.label: shelf.page for shelf in self.shelves}

    def kept(self) -> dict[str, Path]:
        """Every file's place in the site, of the monitors and their downloads, and where it is kept."""
        return {place: path for shelf in self.shelves for place, path in shelf.files().items()}


def publish(
    workspace: Workspace,
    programme: Programme,
    editions: Sequence[str],
    *,
    only: str | None = None,
    target: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
    workers: Workers | None = None,
    team: Team | None = None,
) -> PublishResult:
    """Make the monitors of the editions that do not stand yet, and the site around them.

    only: a pattern on 'programme', 'category/CODE', 'municipality/CODE', 'project/CODE'; with it, or with a target, the
    result is a preview and the live site is not touched. force: make all of them. workers: where they are made; by
    default in processes of this machine, one a processor. progress(done, total, what is being made) is called. team:
    the team's own editions instead, which lie in outputs/team and nowhere else.

    Raises UsageError when there is nothing to make, PublicationRefused with everything that may not be published: the
    folder that stood then stays as it was, and what could be made is kept for the next time.
    """
    folder = workspace.team if team else target or (workspace.preview if only else workspace.site)
    plan = Plan.of(workspace, editions, only, team.facts if team else None, "" if team else programme.programme.address)
    _check_audience(workspace, plan.facts, folder)
    if folder == workspace.site:
        _check_live(workspace, plan.facts)
    due = {shelf: ["asked for"] for shelf in plan.shelves} if force else plan.due()
    if due:
        with (workers or processes)() as executor:
            _check_parameters(workspace, plan, due)
            _make(due, force, executor, progress)
    theme = plan.shelves[0].job.theme
    pages = {name: dressed(text, theme).encode("utf-8") for name, text in team.pages.items()} if team else {}
    downloads = _downloads(programme, plan)
    for shelf in downloads.values():
        shelf.keep()
    files = _files(programme, plan, downloads) | pages
    if is_new := not _holds(folder, plan, files):
        _put_in_place(folder, plan, files)
    made = {shelf.job.label: reasons for shelf, reasons in due.items()}
    return PublishResult(folder, tuple(sorted(folder / name for name in plan.pages())), made, is_new)


def made_page(workspace: Workspace, editions: Sequence[str], edition: str, page: str, site: str) -> Shelf:
    """The shelf of one monitor, as it stands in a site of these editions; made where it does not stand.

    page: 'programme', 'category/CODE', …. site: where that stands on the web, if known. Raises UsageError for a page
    that the edition has not, PublicationRefused.
    """
    plan = Plan.of(workspace, editions, site=site)
    places = {address.label: f"{edition}/{address.path}" for address in plan.addresses[edition]}
    if page not in places:
        raise UsageError(Problem(page, f"is no page of edition {edition}", did_you_mean(page, places)))
    [shelf] = [shelf for shelf in plan.shelves if shelf.job.label == places[page]]
    if shelf.reasons():
        with processes(1) as executor:
            _check_parameters(workspace, plan, [shelf])
            _make([shelf], False, executor, None)
    return shelf


def _check_parameters(workspace: Workspace, plan: Plan, shelves: Iterable[Shelf]) -> None:
    from werkmonitor.publish.notebooks import check_parameters

    words = {folder: vocabulary(facts, list(plan.facts)) for folder, facts in plan.facts.items()}
    for shelf in shelves:
        job = shelf.job
        check_parameters(workspace.notebooks / job.notebook, job.parameters, words[job.folder])


def _make(shelves: Iterable[Shelf], force: bool, executor: Executor, progress: Progress | None) -> None:
    """Make what is due, the largest first, and put it on its shelf; raises PublicationRefused with all problems."""
    shelf_of = {shelf.job if force else shelf.due(): shelf for shelf in shelves}
    problems: list[Problem] = []
    for job, made in make_all(sorted(shelf_of, key=lambda job: -len(job.cube)), executor, progress):
        shelf_of[job].keep(made)
        problems += made.problems
    if problems:
        raise PublicationRefused(problems)


def stands(programme: Programme, plan: Plan, folder: Path) -> bool:
    """Whether a folder holds the site as it should be, its monitors being made; and no other file."""
    return _holds(folder, plan, _files(programme, plan, _downloads(programme, plan)))


def _holds(folder: Path, plan: Plan, files: Mapping[str, bytes]) -> bool:
    kept = plan.kept()
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return there.keys() == kept.keys() | files.keys() and all(
        path.read_bytes() == files[name] if name in files else _is_same(path, kept[name])
        for name, path in there.items()
    )


def _is_same(path: Path, other: Path) -> bool:
    """Whether two files hold the same; most often they are one, in two places."""
    return path.samefile(other) or path.read_bytes() == other.read_bytes()


def _put_in_place(folder: Path, plan: Plan, files: Mapping[str, bytes]) -> None:
    with replaced_folder(folder) as new:
        for name, path in plan.kept().items():
            link_or_copy(path, new / name)
        for name, content in files.items():
            write_file(new / name, content)


def _downloads(programme: Programme, plan: Plan) -> dict[str, EditionShelf]:
    """The downloads of every edition, by its folder."""
    return {
        folder: EditionShelf(plan.runs / folder, found, version_of(plan.facts, folder), programme.programme)
        for folder, found in plan.facts.items()
    }


def _files(programme: Programme, plan: Plan, downloads: Mapping[str, EditionShelf]) -> dict[str, bytes]:
    """The files of a site besides the monitors, by their place in it."""
    files = {f"{folder}/{name}": content for folder, one in downloads.items() for name, content in one.files.items()}
    texts = site_pages(programme, plan.facts, plan.addresses, plan.pages(), files)
    theme = plan.shelves[0].job.theme
    dress = {name: dressed(text, theme) if name.endswith(".html") else text for name, text in texts.items()}
    dress[live.BUNDLE] = live.bundle()
    return files | {name: text.encode("utf-8") for name, text in dress.items()}


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
    from werkmonitor.publish.convert import to_html
    from werkmonitor.publish.notebooks import check_parameters, run_name, run_notebook

    path = Path(notebook)
    if not path.suffix:
        path = workspace.notebooks / f"{path.name}.ipynb"
    cubes = known_editions(workspace)
    edition = parameters.get("edition")
    facts = Facts.read(cubes[edition]) if edition in cubes else None
    words = vocabulary(facts, list(cubes)) if facts else {"edition": list(cubes)}
    check_parameters(path, parameters, words)
    output = output or workspace.preview / f"{path.stem}.html"
    executed = workspace.runs / "preview" / path.name
    run_notebook(workspace, path, parameters, executed)
    html, downloads = to_html(executed, run_name(path, parameters))
    for name, content in downloads.items():
        write_file(output.with_name(name), content)
    write_file(output, dressed(html, own_theme(workspace)))
    return output


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
    return all_versions(workspace, editions)


def _check_audience(workspace: Workspace, facts: dict[str, Facts], folder: Path) -> None:
    """The team's own editions lie in the team's folder, and nothing else does."""
    problems = [
        Problem(f"edition {name}", "is the team's own, with exact figures", "publish the public one: werkmonitor run")
        for name, found in facts.items()
        if found.is_for_team and folder != workspace.team
    ]
    if problems:
        raise PublicationRefused(problems)


def _check_live(workspace: Workspace, facts: dict[str, Facts]) -> None:
    """A concept never lands in the live site, and an edition that is online stays online."""
    problems = [
        Problem(f"edition {folder}", "is a concept", "let it be adopted in programme.toml (adopted_by, adopted_on)")
        for folder, found in facts.items()
        if found.is_concept
    ]
    pages = [page for pattern in ("*/index.html", "*/r*/index.html") for page in workspace.site.glob(pattern)]
    online = {page.parent.relative_to(workspace.site).as_posix() for page in pages}
    problems += [
        Problem(f"edition {folder}", "is online and would disappear", "publish it again together with the others")
        for folder in sorted(online - set(facts))
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


def _jobs(workspace: Workspace, facts: dict[str, Facts], addresses: dict[str, list[Address]], site: str) -> list[Job]:
    jobs = []
    theme = own_theme(workspace)
    for folder, found in facts.items():
        for address in addresses[folder]:
            notebook = workspace.notebooks / f"{address.kind}.ipynb"
            scope = {address.kind: address.code} if address.code else {}
            jobs.append(
                Job(
                    notebook=notebook.name,
                    source=notebook.read_text("utf-8"),
                    parameters={"edition": found.edition["id"], **scope},
                    folder=folder,
                    page=address.path,
                    cube=to_json(slice_of(found, address.kind, address.code).rows),
                    links=links_of(facts, addresses, folder, address, site),
                    theme=theme,
                )
            )
    return jobs
