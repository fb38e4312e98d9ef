"""The command line: a table of contents. Library errors become one friendly line each, here and nowhere else.

Everything heavy is imported where it is used, so that --help answers at once.
"""

import os
import re
import shlex
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from werkmonitor.errors import (
    DeliveryRefused,
    Exit,
    Problem,
    PublicationRefused,
    UsageError,
    WerkmonitorError,
    did_you_mean,
)

if TYPE_CHECKING:
    from werkmonitor.intake.checking import Checked
    from werkmonitor.intake.delivery import Outcome
    from werkmonitor.pipeline import Intake, Progress
    from werkmonitor.programme import Programme
    from werkmonitor.publish import Workers
    from werkmonitor.workspace import Workspace

app = typer.Typer(
    name="werkmonitor",
    help="From partners' workbooks to protected, published monitors of a regional labour-market programme.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Data = Annotated[str | None, typer.Option("--data", metavar="DIR", help="The programme's data folder, or its URL.")]
Outputs = Annotated[str | None, typer.Option("--outputs", metavar="DIR", help="Where everything built goes.")]
Editions = Annotated[list[str] | None, typer.Option("--edition", metavar="ID", help="Only this edition, as 2021-05.")]
WorkbookFile = Annotated[Path, typer.Argument(metavar="FILE", help="The workbook as it was received.")]
EditionId = Annotated[str, typer.Argument(metavar="ID", help="An edition of programme.toml, as 2022-11.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes at most. Default: one a processor.")
]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Of a Dask scheduler: its workers make the monitors.")
]
Force = Annotated[bool, typer.Option("--force", help="Also what stands already.")]
Why = Annotated[bool, typer.Option("--why", help="Name what changed, for everything that is done.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="Of a locked workbook. Default: asked for.")
]
PartnerCode = Annotated[str, typer.Option("--partner", metavar="CODE", help="Who sent it: a code of programme.toml.")]

Received = Annotated[
    datetime | None, typer.Option("--received", formats=["%Y-%m-%d"], metavar="DATE", help="Default: today.")
]

_EDITION = re.compile(r"\d{4}[\d-]*")
"""What is an edition's id, or a slip in one: a delivery has a name."""

_STATES = {"accepted": "accepted", "remarks": "accepted with remarks", "refused": "refused"}


@app.command()
def run(
    jobs: Jobs = None,
    cluster: Cluster = None,
    force: Force = False,
    why: Why = False,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Do everything that is due: read deliveries, compute editions, publish the adopted ones."""
    from werkmonitor.pipeline import run as run_all

    workers = _workers(jobs, cluster)
    with _open(data, outputs) as (workspace, programme), _at_work(workspace) as progress:
        result = run_all(workspace, programme, date.today(), progress, workers, jobs=jobs, force=force)
    _report(result.intake, result.intake.news)
    for line in [*result.notes, *(result.why() if why else ())]:
        print(line)
    if result.concepts:
        concepts = workspace.address(workspace.concepts / "site" / "index.html")
        print(f"Concepts, not published: {', '.join(result.concepts)} → {concepts}")
    made = f"{len(result.made)} monitors made" if result.made else "nothing to do, the site stands"
    site = workspace.address(workspace.site / "index.html")
    for problem in (*result.problems, *result.refused):
        print(problem, file=sys.stderr)
    if result.problems:
        print(f"Nothing was published: what was released is not as it was. The site stays → {site}")
    else:
        print(f"{len(result.released)} editions published, {made} → {site}")
    if result.problems or result.refused:
        raise typer.Exit(Exit.PUBLICATION_REFUSED)
    _leave(result.intake)


@app.command()
def intake(
    jobs: Jobs = None, force: Force = False, why: Why = False, data: Data = None, outputs: Outputs = None
) -> None:
    """Read the deliveries into tidy tables, and stop there."""
    from werkmonitor.pipeline import take_in

    with _open(data, outputs) as (workspace, programme), _at_work(workspace) as progress:
        result = take_in(workspace, programme, progress, jobs=jobs, force=force)
    _report(result, [problem for problems in result.urgent.values() for problem in problems])
    if why and result.reasons:
        print(f"deliveries: {', '.join(result.reasons)}")
    print(f"Tables: {workspace.address(workspace.processed / result.snapshot)}")
    _leave(result)


@app.command()
def receive(
    file: WorkbookFile,
    partner: PartnerCode,
    received: Received = None,
    password_file: PasswordFile = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Check a workbook and put it where it belongs: data/raw/PARTNER/DATE/."""
    from werkmonitor import intake as room

    received_on = received.date() if received else date.today()
    with _open(data, outputs, receives=True) as (workspace, programme), workspace.lock():
        password = _password(password_file)
        try:
            result = room.receive(
                file, partner, received_on, workspace, programme, today=date.today(), password=password
            )
        except DeliveryRefused:
            reply = f"werkmonitor check {shlex.quote(str(file))} --partner {partner} --reply antwoord.xlsx"
            print(f"Nothing was stored. For the reply to the partner: {reply}", file=sys.stderr)
            raise
    for problem in result.findings:
        print(problem, file=sys.stderr)
    place, outcome = workspace.relative(result.path), result.outcome
    print(f"Received: {place}" if result.is_new else f"Received before, nothing stored: {place}")
    print(f"{partner}: {_STATES[outcome.state]}{_rows(outcome)}")


@app.command()
def check(
    file: WorkbookFile,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="CODE", help="Who sent it. Default: by its folder or layout.")
    ] = None,
    received: Received = None,
    password_file: PasswordFile = None,
    reply: Annotated[
        Path | None, typer.Option("--reply", metavar="FILE", help="Write the reply to the partner here (.xlsx).")
    ] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Say all that is found in one workbook, as if it were received. Nothing is stored."""
    from werkmonitor.intake.checking import check as check_workbook

    received_on = received.date() if received else None
    with _open(data, outputs, writes=False) as (workspace, programme):
        password = _password(password_file)
        result = check_workbook(file, partner, received_on, workspace, programme, date.today(), password, reply)
    for finding in result.findings:
        print(finding.as_problem(file.name))
    print(f"{result.partner}: would be {_STATES[result.state]}{_rows(result)}")
    if reply:
        print(f"Reply to the partner: {reply}" if result.has_reply else "No reply: nothing was found.")
    if result.state == "refused":
        raise typer.Exit(Exit.DELIVERIES_REFUSED)


@app.command()
def template(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="Who fills it in: a code of programme.toml.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: in outputs/templates.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="ID", help="Default: the first that is not adopted, or the last.")
    ] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Make the workbook that a partner is asked to fill in: one for each of its layouts."""
    from werkmonitor import intake as room

    with _open(data, outputs) as (workspace, programme):
        made = room.make_templates(partner, workspace, programme, date.today(), edition)
        paths = room.write_templates(made, output or workspace.templates / partner)
    for path in paths:
        print(f"Template: {workspace.address(path)}")


@app.command()
def read(
    file: WorkbookFile,
    layout: Annotated[Path, typer.Option("--layout", metavar="FILE", help="What the workbook looks like, as TOML.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A CSV. Default: printed.")
    ] = None,
    received: Received = None,
    password_file: PasswordFile = None,
) -> None:
    """Turn any workbook into one tidy table of observations, by a layout."""
    from werkmonitor.intake.tidy import read_tidy
    from werkmonitor.workspace import write_file

    result = read_tidy(file, layout, received.date() if received else date.today(), _password(password_file))
    for finding in result.findings:
        print(finding.as_problem(file.name), file=sys.stderr)
    if output is None:
        sys.stdout.write(result.as_csv())
    else:
        write_file(output, result.as_csv())
    print(result.count, file=sys.stderr)
    if result.listed:
        raise typer.Exit(Exit.DELIVERIES_REFUSED)


@app.command()
def layout(
    file: WorkbookFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A TOML file. Default: printed.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="CODE", help="Who sent it. Default: by its folder.")
    ] = None,
    received: Received = None,
    password_file: PasswordFile = None,
    data: Data = None,
) -> None:
    """Look at a workbook and draft its layout, with what is unsure of it."""
    from werkmonitor.intake.drafting import draft_layout
    from werkmonitor.workspace import write_file

    if output is not None and output.exists():
        raise UsageError(Problem(str(output), "stands already", "give another name: a layout is somebody's work"))
    password = _password(password_file)
    with ExitStack() as stack:
        is_at_hand = data is not None or partner is not None or _is_at_hand()
        at_hand = stack.enter_context(_open(data, None, writes=False)) if is_at_hand else None
        draft = draft_layout(file, received.date() if received else None, date.today(), at_hand, partner, password)
    if output is None:
        sys.stdout.write(draft.text)
    else:
        write_file(output, draft.text)
    for line in draft.summary:
        print(line, file=sys.stderr)
    print(f"Unsure guesses: {draft.unsure}. Look for '# unsure:'", file=sys.stderr)


@app.command()
def trace(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE|EDITION", help="A delivery, by its place or its name; or an edition.")
    ] = None,
    cell: Annotated[
        str | None,
        typer.Argument(
            metavar="SHEET!CELL|INDICATOR", help="A cell of it, as 'Deelnemers!D14'; or an indicator of it."
        ),
    ] = None,
    project: Annotated[str | None, typer.Option("--project", metavar="CODE", help="Only of this project.")] = None,
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="CODE", help="Only of its residents.")
    ] = None,
    category: Annotated[str | None, typer.Option("--category", metavar="CODE", help="A figure of it.")] = None,
    sector: Annotated[str | None, typer.Option("--sector", metavar="CODE", help="A figure of it.")] = None,
    target_group: Annotated[str | None, typer.Option("--target-group", metavar="CODE", help="A figure of it.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="DATE", help="A figure of this day. Default: the as-of date."
        ),
    ] = None,
    what: Annotated[
        str | None,
        typer.Option("--what", metavar="WHAT", help="value, added, goal, plan, ratio, change, … Default: value."),
    ] = None,
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", min=1, help="Of this version. Default: the newest.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A CSV with every fact of a figure.")
    ] = None,
    table: Annotated[str, typer.Option("--table", metavar="NAME", help="Rows of this tidy table.")] = "observations",
    row: Annotated[int | None, typer.Option("--row", metavar="N", min=0, help="Its row, counted from 0.")] = None,
    partner: Annotated[str | None, typer.Option("--partner", metavar="CODE", help="Its rows of this partner.")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", metavar="CODE", help="Its rows of this one.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE", help="Its rows until this day.")
    ] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """What a published figure is made of: EDITION INDICATOR, as '2022-11 placed --category doorstroombanen'.

    Or what a delivered cell became: FILE SHEET!CELL. Or where rows of a tidy table stand: --table, --row, --partner, …
    """
    figures: dict[str, object] = {
        "--category": category,
        "--sector": sector,
        "--target-group": target_group,
        "--on": on,
    }
    figures |= {"--what": what, "--revision": revision, "-o": output}
    rows: dict[str, object] = {"--row": row, "--partner": partner, "--indicator": indicator, "--until": until}
    is_figure = file is not None and _EDITION.fullmatch(file) is not None
    if wrong := [name for name, given in (rows if is_figure else figures).items() if given is not None]:
        remedy = "leave it out" if is_figure else "name the figure: werkmonitor trace EDITION INDICATOR"
        what_for = "rows of a tidy table" if is_figure else "a figure of an edition"
        raise UsageError(Problem(", ".join(wrong), f"is for {what_for}", remedy))
    with _open(data, outputs, writes=False) as (workspace, programme):
        if file and is_figure:
            from werkmonitor.traces import as_csv
            from werkmonitor.tracing import trace_figure
            from werkmonitor.workspace import write_file

            scope = {"category": category, "project": project, "municipality": municipality}
            scope |= {"sector": sector, "target_group": target_group}
            day = on.date() if on else None
            found = trace_figure(workspace, programme, file, cell, scope, what=what, on=day, revision=revision)
            print(found)
            if output is not None:
                write_file(output, as_csv(found))
            return
        from werkmonitor import intake as room
        from werkmonitor.tracing import refuse_changed_tables

        refuse_changed_tables(workspace, programme)
        if file and cell:
            print(room.trace_cell(workspace, programme, file, cell))
            return
        if file:
            raise UsageError(Problem(file, "which cell of it?", "add it, as 'Deelnemers!D14'"))
        wanted = {"partner": partner, "project": project, "indicator": indicator, "municipality": municipality}
        last = until.date() if until else None
        for one in room.trace_rows(workspace, programme, table, row, last, **wanted):
            print(one)


@app.command()
def publish(
    edition: Editions = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="PATTERN", help="As 'category/*' or 'project/zorgstart'.")
    ] = None,
    audience: Annotated[
        str, typer.Option("--audience", metavar="WHO", help="'team': exact figures, in outputs/team; not public.")
    ] = "public",
    jobs: Jobs = None,
    cluster: Cluster = None,
    force: Force = False,
    why: Why = False,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Make monitors to look at, in outputs/preview. The live site is not touched: only `run` publishes."""
    from werkmonitor.cube import PUBLIC, TEAM, cube_path

    if audience not in (PUBLIC, TEAM):
        raise UsageError(Problem(f"--audience {audience}", "is nobody", did_you_mean(audience, (PUBLIC, TEAM))))
    if audience == TEAM:
        from werkmonitor.team import publish_for_team as make
    else:
        from werkmonitor.pipeline import preview as make
    workers = _workers(jobs, cluster)
    with _open(data, outputs) as (workspace, programme), _at_work(workspace) as progress:
        wanted = [programme.edition(i).id for i in edition or ()]
        standing = [e.id for e in programme.editions if cube_path(workspace, e).is_file()]
        if missing := [i for i in wanted if i not in standing] or ([] if standing else ["any edition"]):
            raise UsageError(Problem(", ".join(missing), "has no figures yet", "run 'werkmonitor run' first"))
        result = make(workspace, programme, wanted or standing, only, progress, workers, force=force)
    for label, reasons in result.made.items() if why else ():
        print(f"{label}: {', '.join(reasons)}")
    index = workspace.address(result.folder / "index.html")
    print(f"{len(result.pages)} monitors, {len(result.made)} made now → {index}")


@app.command()
def save(
    edition: EditionId,
    page: Annotated[str, typer.Argument(metavar="PAGE", help="'programme', 'category/CODE', 'project/CODE', …")],
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Default: a file in outputs/saved.")] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Save one page as one file with everything in it: to send by mail, to keep."""
    from werkmonitor.pipeline import save as save_page

    with _open(data, outputs) as (workspace, programme):
        path = save_page(workspace, programme, edition, page, to)
        print(f"Page: {path if to else workspace.address(path)}")


@app.command()
def letter(
    edition: Annotated[
        str | None, typer.Argument(metavar="ID", help="An edition whose figures stand, as 2022-11.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Default: a folder in outputs/letters.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help="Write the Word template to start from here.")
    ] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Write the letter to the councils that goes with an edition: as a Word document, and as a page."""
    if (edition is None) == (template is None) or (template and to):
        raise UsageError(Problem("letter", "which edition?", "werkmonitor letter 2022-11, or: letter --template FILE"))
    if template is not None:
        from werkmonitor.publish.letter import write_template

        write_template(template)
        print(f"Template: {template} (to use it: data/brief.docx)")
        return
    from werkmonitor.pipeline import letter as write_letter

    with _open(data, outputs) as (workspace, programme):
        for path in write_letter(workspace, programme, str(edition), to):
            print(f"Letter: {path if to else workspace.address(path)}")


@app.command()
def release(
    edition: EditionId,
    revision: Annotated[
        str | None, typer.Option("--revision", metavar="REASON", help="A new version of a released edition: why.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%d"], metavar="DATE", help="Of what was received by then. Default: today."
        ),
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Release an adopted edition, for ever; or, with a reason, a new version of a released one."""
    from werkmonitor.release import release as release_edition

    workers, day = _workers(jobs, cluster), until.date() if until else None
    with _open(data, outputs) as (workspace, programme), _at_work(workspace) as progress:
        result = release_edition(
            workspace, programme, edition, date.today(), progress, workers, reason=revision, until=day, jobs=jobs
        )
    _report(result.intake, result.intake.news)
    for note in result.notes:
        print(note)
    if result.released is None:
        print(f"Edition {edition}: nothing is different, no new version was made.")
    else:
        print(f"Released: {result.released.name} → {workspace.address(result.released.folder)}")
    print(f"{len(result.site.made)} monitors made → {workspace.address(workspace.site / 'index.html')}")
    _leave(result.intake)


@app.command()
def signoff(
    edition: EditionId,
    partner: Annotated[
        str | None, typer.Option("--partner", metavar="CODE", help="Keep that this partner confirms its figures.")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Of who confirms; never a name.")] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="Default: today.")
    ] = None,
    remark: Annotated[str, typer.Option("--remark", metavar="TEXT", help="What was said with it.")] = "",
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Make each partner's page with its own figures, to confirm; with a partner and a role: keep that it did."""
    from werkmonitor.signoff_pages import signoff as sign_off

    if any(one is not None for one in (partner, role)) and not all(one and one.strip() for one in (partner, role)):
        raise UsageError(Problem("--partner, --role", "go together", "say which partner confirms, and in which role"))
    confirmed = (partner, role, on.date() if on else date.today(), remark) if partner and role else None
    with _open(data, outputs) as (workspace, programme), _at_work(workspace) as progress:
        standing = sign_off(workspace, programme, edition, date.today(), confirmed, progress)
    for one in standing:
        print(f"{one.partner}: {one.told}")
    index = workspace.address(workspace.signoffs / edition / "index.html")
    print(f"{len(standing)} pages, not public, each for its own partner → {index}")


@app.command()
def verify(
    edition: Annotated[
        list[str] | None, typer.Argument(metavar="[ID …]", help="As 2022-11, or 2022-11 r2. Default: all released.")
    ] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Make released editions again from their workbooks, and compare."""
    from werkmonitor import verify as room

    is_wrong = False
    with _open(data, outputs, writes=False) as (workspace, _):
        released = room.find(workspace, edition or ())
        for verified in room.verify(workspace, released):
            is_wrong |= bool(verified.problems)
            for problem in verified.problems:
                print(problem, file=sys.stderr)
            print(verified, flush=True)
    if is_wrong:
        raise typer.Exit(Exit.PUBLICATION_REFUSED)


@app.command()
def reconcile(
    editions: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="As 2022-11. Default: all.")] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Count everything a second time and compare: tables, parts and totals, places, goals, the last edition."""
    from werkmonitor.reconciling import reconcile as reconcile_all

    with _open(data, outputs, writes=False) as (workspace, programme):
        wanted = [programme.edition(i) for i in editions or ()] or programme.editions
        table, problems = reconcile_all(workspace, programme, wanted)
    print(table)
    if problems:
        raise PublicationRefused(problems)


@app.command()
def notebook(
    name: Annotated[
        str, typer.Argument(metavar="NOTEBOOK", help="A monitor: programme, category, municipality, project.")
    ],
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="As -p edition=2021-05.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where the HTML goes.")] = None,
    data: Data = None,
    outputs: Outputs = None,
) -> None:
    """Run one notebook with checked parameters and write its HTML, to look at."""
    from werkmonitor.publish import preview_notebook

    given = dict(_name_and_value(text) for text in parameter or ())
    with _open(data, outputs) as (workspace, programme):
        page = preview_notebook(workspace, programme, name, given, output)
    print(f"Made: {workspace.address(page)}")


@app.command()
def status(
    data: Data = None,
    outputs: Outputs = None,
    deliveries: Annotated[
        bool, typer.Option("--deliveries", help="Every delivery: what became of it, and why.")
    ] = False,
) -> None:
    """Say what came in, what is missing, and what a run would do and why."""
    from werkmonitor.status import describe, ledger

    with _open(data, outputs, writes=False) as (workspace, programme):
        print(ledger(workspace) if deliveries else describe(workspace, programme, date.today()))


def main() -> None:
    """Run the command line; ends the process with an exit code of `errors.Exit`."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not be UTF-8
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # A scheduler's stop is answered as Ctrl-C is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except WerkmonitorError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def _is_at_hand() -> bool:
    """Whether there is a programme where we are, also where nobody asked for one."""
    from werkmonitor.errors import ConfigurationError
    from werkmonitor.workspace import Workspace

    with suppress(ConfigurationError):
        Workspace.find()
        return True
    return "WERKMONITOR_DATA" in os.environ


@contextmanager
def _open(
    data: str | None, outputs: str | None, *, writes: bool = True, receives: bool = False
) -> "Iterator[tuple[Workspace, Programme]]":
    from werkmonitor.programme import load_programme
    from werkmonitor.remote import opened

    with opened(data, outputs, writes=writes, receives=receives) as workspace:
        yield workspace, load_programme(workspace.programme_file)


def _workers(jobs: int | None, address: str | None) -> "Workers":
    from werkmonitor.publish import processes
    from werkmonitor.publish.cluster import cluster

    if address is None:
        return partial(processes, jobs=jobs)
    if jobs is not None:
        remedy = "leave one of them out: a cluster has as many processes as it has workers"
        raise UsageError(Problem("--jobs, --cluster", "do not go together", remedy))
    return cluster(address)


def _password(file: Path | None) -> Callable[[], str] | None:
    """What gives the password of a locked workbook: a file, or whoever sits at the terminal."""
    if file is None:
        is_there = sys.stdin.isatty() and sys.stderr.isatty()
        return partial(typer.prompt, "Password of the workbook", hide_input=True, err=True) if is_there else None
    try:
        password = next(iter(file.read_text("utf-8-sig").splitlines()), "")
    except (OSError, UnicodeDecodeError):
        password = ""
    if not password:
        raise UsageError(Problem(str(file), "holds no password", "write it on the first line of a text file")) from None
    return lambda: password


def _name_and_value(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(Problem(f"-p {text}", "is not NAME=VALUE", "write it as -p edition=2021-05"))
    return name.strip(), value.strip()


def _report(result: "Intake", problems: Sequence[Problem]) -> None:
    """What needs a person, each in the one shape, then a line of counts. Remarks are in the table `findings`."""
    for problem in problems:
        print(problem, file=sys.stderr)
    counts = result.counts
    now = f" ({len(result.read)} read now)" if result.read else ""
    print(
        f"{counts['deliveries']} deliveries{now}, {counts['refused']} refused; {counts['rows_read']} rows read = "
        f"{counts['rows_kept']} kept + {counts['rows_listed']} listed"
    )


def _rows(result: "Outcome | Checked") -> str:
    as_of = f", as of {result.as_of_on}" if result.as_of_on else ""
    counts = f"{result.rows_read} rows read = {result.rows_kept} kept + {result.rows_listed} listed"
    return f"{as_of}; {counts}"


def _leave(result: "Intake") -> None:
    if result.newly_refused:
        print(f"Newly refused: {', '.join(result.newly_refused)}", file=sys.stderr)
        raise typer.Exit(Exit.DELIVERIES_REFUSED)


@contextmanager
def _at_work(workspace: "Workspace") -> "Iterator[Progress | None]":
    """Alone in the workspace, with a bar; whoever stops the work hears what stands (exit code 130)."""
    try:
        with workspace.lock(), _progress() as progress:
            yield progress
    except KeyboardInterrupt:
        print("Stopped. What was published stands as it was; a next run goes on where this one was.", file=sys.stderr)
        raise


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """A bar on a terminal; nothing in a scheduler's log."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    busy = TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))
    columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), busy)
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bars:
        task = bars.add_task("werkmonitor", total=None)
        yield lambda done, total, label: bars.update(task, completed=done, total=total, description=label)
