"""The workbook we would like to get from a partner, made from its layouts and the vocabulary."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from werkmonitor.errors import Problem, UsageError
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.files.ahead import Readers
from werkmonitor.intake.folders import find_deliveries
from werkmonitor.intake.judging import Judging
from werkmonitor.intake.outcomes import Outcomes
from werkmonitor.intake.personal import BSN_HEADER, is_personal_header
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.templates.choices import Choices
from werkmonitor.intake.templates.forms import forms_of
from werkmonitor.intake.templates.instructions import dated
from werkmonitor.intake.templates.sheets import write_template
from werkmonitor.intake.words import fold
from werkmonitor.programme import Edition, Partner, Programme
from werkmonitor.tables import read_table
from werkmonitor.workspace import Workspace, write_file


@dataclass(frozen=True, slots=True)
class Template:
    """name: for the file, with the as-of date as its layout wants it there."""

    layout: str
    name: str
    content: bytes


def make_templates(
    partner: str, workspace: Workspace, programme: Programme, on: date, edition: str | None = None
) -> list[Template]:
    """A workbook for each layout of a partner, to be filled in for an edition and received on a day or later.

    edition: its id; by default the first that nobody has adopted yet, else the last. The same layouts, register and day
    give the same bytes. Raises UsageError for an unknown partner or edition and where there is no register yet,
    ConfigurationError for a faulty layout.
    """
    whose = programme.partner(partner)
    chosen = programme.edition(edition) if edition else _next(programme, whose)
    rules = Rules.of(workspace, programme)
    projects = _projects(workspace, rules)
    _refuse_without_register(whose, rules, projects)
    delivered = _projects_of(whose, workspace)
    made = []
    for code, layout in rules.layouts_of(whose).items():
        choices = Choices(programme, whose, layout, projects, chosen)
        forms = forms_of(choices, max(on, chosen.as_of), delivered)
        if not forms:  # another layout of theirs took its place
            continue
        _refuse_forbidden_columns(whose, code, [name for form in forms for one in form.labels for name in one.title])
        content = io.BytesIO()
        write_template(content, choices, forms)
        made.append(Template(code, f"{code}-{dated(choices)}.xlsx", content.getvalue()))
    if not made:
        what = f"no table of its layouts ({', '.join(whose.layouts)}) holds on {max(on, chosen.as_of)}"
        raise UsageError(Problem(f"partner '{partner}'", what, "look at 'from' and 'until' in the layouts"))
    return made


def write_templates(made: Sequence[Template], target: Path) -> list[Path]:
    """Write templates under their own names into a folder, or under the name of an .xlsx file that is given.

    Several get their layout's code behind that name. Raises UsageError for a file of another kind.
    """
    if target.is_dir() or not target.suffix:
        paths = [target / one.name for one in made]
    elif target.suffix.casefold() != ".xlsx":
        raise UsageError(Problem(str(target), "is no name for a template", "let it end in .xlsx, or name a folder"))
    elif len(made) == 1:
        paths = [target]
    else:
        paths = [target.with_stem(f"{target.stem}-{one.layout}") for one in made]
    for path, one in zip(paths, made, strict=True):
        write_file(path, one.content)
    return paths


def _next(programme: Programme, partner: Partner) -> Edition:
    """Of the editions for which this partner delivers."""
    editions = [one for one in programme.editions if partner.delivers_on(one.as_of)] or programme.editions
    return next((one for one in editions if not one.is_adopted), editions[-1])


def _projects(workspace: Workspace, rules: Rules) -> list[Mapping[str, Any]]:
    """The projects as the last good register has them; none where there is no register."""
    registers = [
        one
        for one in find_deliveries(workspace, rules.programme)
        if one.partner and not one.misplaced and rules.is_register(one.partner)
    ]
    with Readers(rules.limits) as readers:
        judged = list(Judging(rules, readers, Outcomes(workspace, is_readonly=True)).judge(registers, _in_silence))
    good = [one for one in judged if "projects" in one.outcome.tables]
    if not good:
        return []
    last = max(good, key=lambda one: (one.outcome.as_of_on or date.min, one.delivery.received_on or date.min))
    return list(as_records(last.outcome.tables["projects"]))


def _in_silence(done: int, total: int, label: str) -> None:
    """A few registers take no time."""


def _projects_of(partner: Partner, workspace: Workspace) -> frozenset[str]:
    """Codes of the projects of which this partner delivered figures so far; none before the first intake."""
    if workspace.current_tables is None:
        return frozenset()
    counts = read_table(workspace, "counts")
    return frozenset(counts.loc[counts["partner"] == partner.code, "project"])


def _refuse_without_register(partner: Partner, rules: Rules, projects: list[Mapping[str, Any]]) -> None:
    if not projects and not rules.is_register(partner):
        what = "a template needs the projects, and no register of them has been accepted yet"
        raise UsageError(Problem(f"partner '{partner.code}'", what, "receive the programme team's register first"))


def _refuse_forbidden_columns(partner: Partner, layout: str, titles: list[str]) -> None:
    """What comes back filled in would be refused for these columns."""
    agreed, forbidden = (
        {fold(name) for name in names} for names in (partner.personal_columns, partner.forbidden_columns)
    )
    problems = [
        Problem(
            f"data/layouts/{layout}.toml",
            f"asks for column '{title}', which is not agreed with '{partner.code}'",
            f"see personal_columns and forbidden_columns of '{partner.code}' in programme.toml",
        )
        for title in dict.fromkeys(titles)
        if (word := fold(title)) in forbidden
        or (word not in agreed and (is_personal_header(word) or BSN_HEADER.search(word)))
    ]
    if problems:
        raise UsageError(problems)
