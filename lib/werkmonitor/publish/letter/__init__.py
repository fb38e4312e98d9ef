"""The letter to the councils that goes with an edition: as a Word document by a municipality's template, and a page."""

from pathlib import Path
from typing import TYPE_CHECKING

from werkmonitor.errors import Problem, PublicationRefused, UsageError
from werkmonitor.publish.dutch import long_date
from werkmonitor.publish.facts import Facts, known_editions
from werkmonitor.publish.themes import own_theme
from werkmonitor.workspace import Workspace, write_file

if TYPE_CHECKING:
    from werkmonitor.publish.letter.contents import Letter

TEMPLATE = "brief.docx"
"""In the data folder: the municipality's own. Without it there is one of ours."""


def write_letter(workspace: Workspace, edition: str, folder: Path, site: str = "") -> tuple[Path, Path]:
    """The letter of an edition in a folder, as .docx and as .html; returns their paths.

    Both are of the newest version that was published, or of the concept. site: where the monitors stand on the web;
    empty where that is not known. Raises UsageError for an edition without
    figures, ConfigurationError with everything that is wrong with the template; then nothing is written.
    """
    from werkmonitor.publish.letter.contents import Letter

    cubes = known_editions(workspace)
    if edition not in cubes:
        raise UsageError(Problem(f"edition '{edition}'", "has no figures yet", "run 'werkmonitor run' first"))
    if folder.exists() and not folder.is_dir():
        raise UsageError(Problem(str(folder), "is a file", "name a folder: the letter is two files"))
    facts = Facts.read(cubes[edition])
    if facts.is_for_team:
        raise PublicationRefused(Problem(f"edition {edition}", "is the team's own", "run 'werkmonitor run' first"))
    letter = Letter(facts, f"{site}{edition}/index.html" if site and not facts.is_concept else "")
    theme = own_theme(workspace)
    word, page = (folder / f"informatiebrief-{edition}{suffix}" for suffix in (".docx", ".html"))
    written = {word: as_word(letter, *_template(workspace)), page: as_page(letter, theme).encode("utf-8")}
    for path, content in written.items():
        write_file(path, content)
    return word, page


def write_template(path: Path) -> None:
    """Our own template, to start from. Raises UsageError where a file stands already: it is somebody's work."""
    from werkmonitor.publish.letter.template import default_template

    if path.exists():
        raise UsageError(Problem(str(path), "stands already", "give another name: a template is somebody's work"))
    write_file(path, default_template())


def as_word(letter: "Letter", template: bytes, name: str) -> bytes:
    """A letter as a Word document. name: what messages call the template. Raises ConfigurationError as `check` does."""
    from werkmonitor.publish.letter import dashboard
    from werkmonitor.publish.letter.checking import check
    from werkmonitor.publish.letter.filling import fill

    check(template, name)
    facts = letter.facts
    about = {
        "title": letter.title,
        "subject": facts.programme["name"],
        "author": facts.programme["publisher"],
        "on": facts.published_on,
    }
    picture = dashboard.as_png(dashboard.as_svg(facts))
    return fill(template, name, letter.values(), picture, dashboard.described(facts), about)


def as_page(letter: "Letter", theme: str = "") -> str:
    """A letter as a page that stands by itself, to read on a screen or to print. theme: the house style."""
    from werkmonitor.publish.pages import dressed, internal_page

    facts = letter.facts
    programme = facts.programme
    about = programme | {"programme": programme["name"], "notice": facts.notice}
    about["explanation"] = programme["explanation"] if programme["is_fictional"] else ""
    concept = "CONCEPT van een informatiebrief" if facts.is_concept else "Informatiebrief"
    eyebrow = f"{concept} aan de gemeenteraden, {long_date(facts.published_on)}"
    return dressed(internal_page(about, letter.subject, eyebrow, letter.sections()), theme)


def _template(workspace: Workspace) -> tuple[bytes, str]:
    """The template of the workspace, or ours, and what messages call it."""
    from werkmonitor.publish.letter.template import default_template

    own = workspace.data / TEMPLATE
    return (own.read_bytes(), workspace.relative(own)) if own.is_file() else (default_template(), "our own template")
