"""Reading a drawn workbook as a delivery of the example programme, without a file."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from werkmonitor.intake.delivery import Circumstances, Outcome, read_delivery
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.vocabulary import Vocabulary, vocabulary_of
from werkmonitor.intake.workbook import Workbook
from werkmonitor.limits import DEFAULT_LIMITS
from werkmonitor.models import load_model
from werkmonitor.programme import Programme, load_programme

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = load_programme(ROOT / "data" / "programme.toml")
RECEIVED = date(2021, 10, 20)

PROJECTS = [
    {"project": "zorgstart", "name": "ZorgStart", "aliases": ("Zorg Start",)},
    {"project": "gooise-waardebox", "name": "De Gooise Waardebox", "aliases": ("Waardebox", "Waardetas")},
    {"project": "taaltrajecten", "name": "Taaltrajecten", "aliases": ()},
    {"project": "jongerenspecialist", "name": "Jongerenspecialist", "aliases": ()},
    {"project": "ggz-werk-inkomen", "name": "Voortzetting gezamenlijke aanpak GGZ", "aliases": ("IPS/GGZ",)},
]


def known(programme: Programme = PROGRAMME) -> Vocabulary:
    """The words of the programme and five projects."""
    return vocabulary_of(programme).with_projects(PROJECTS)


def layout(code: str) -> Layout:
    """A layout of the example programme."""
    return load_model(ROOT / "data" / "layouts" / f"{code}.toml", Layout, shown_as=code)


def made(tmp_path: Path, toml: str) -> Layout:
    """A layout written in a test."""
    path = tmp_path / "made.toml"
    path.write_text(toml, "utf-8")
    return load_model(path, Layout, shown_as="made.toml")


def read(
    workbook: Workbook,
    partner: str = "gemeente-hilversum",
    own: Layout | None = None,
    *,
    received_on: date = RECEIVED,
    file_name: str = "lijst.xlsx",
    programme: Programme = PROGRAMME,
    vocabulary: Vocabulary | None = None,
    allowed: tuple[str, ...] | None = None,
) -> Outcome:
    """The outcome for a partner with its layout, or with `own`. allowed: other personal columns than agreed."""
    whose = programme.partner(partner)
    if allowed is not None:
        whose = whose.model_copy(update={"personal_columns": allowed})
    layouts = {"made": own} if own else {code: layout(code) for code in whose.layouts}
    circumstances = Circumstances(
        programme, whose, received_on, file_name, vocabulary or known(programme), b"k" * 32, DEFAULT_LIMITS
    )
    return read_delivery(workbook, layouts, circumstances)


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """(code, sheet!cell) of every finding."""
    return [(one.code, f"{one.sheet}!{one.cell}" if one.cell else one.sheet) for one in outcome.findings]


def codes(outcome: Outcome) -> set[str]:
    return {one.code for one in outcome.findings}


def facts(outcome: Outcome, name: str) -> list[dict[str, Any]]:
    """The rows of a table; none where the delivery was refused."""
    return as_records(outcome.tables[name]) if name in outcome.tables else []


def values(rows: Iterable[dict[str, object]], *names: str) -> list[tuple[object, ...]]:
    """Some columns of records, to compare with a drawn table."""
    return [tuple(row.get(name) for name in names) for row in rows]


def rows_add_up(outcome: Outcome) -> bool:
    return outcome.rows_read == outcome.rows_kept + outcome.rows_listed
