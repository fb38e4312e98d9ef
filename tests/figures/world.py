"""Small programmes and their tidy tables, drawn as text."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from werkmonitor.cube import CubeRows
from werkmonitor.figures import build_edition
from werkmonitor.programme import Programme
from werkmonitor.tables import SCHEMAS, TEXTS, as_table
from werkmonitor.workspace import Workspace

KEY = hashlib.sha256(b"no secret").digest()

PROGRAMME: dict[str, Any] = {
    "programme": {
        "code": "heuvelland",
        "name": "Heuvelland werkt",
        "region": "Heuvelland",
        "publisher": "Programmateam Heuvelland",
        "started_on": date(2021, 1, 1),
        "goals_on": date(2022, 12, 31),
        "ends_on": date(2022, 12, 31),
    },
    "categories": [
        {"code": "scholing", "name": "Scholing"},
        {"code": "banen", "name": "Banen"},
        {"code": "woorden", "name": "In woorden", "kind": "qualitative"},
    ],
    "indicators": [
        {
            "code": "started",
            "name": "Gestart",
            "name_en": "Started",
            "unit": "trajecten",
            "kind": "flow",
            "is_main": True,
            "definition": "-",
            "source": "-",
            "counted": {"how": "events", "on": "started_on"},
        },
        {
            "code": "placed",
            "name": "Geplaatst",
            "name_en": "Placed",
            "unit": "inwoners",
            "kind": "flow",
            "is_main": True,
            "definition": "-",
            "source": "-",
            "part_of": "started",
            "counted": {"how": "events", "on": "placed_on"},
        },
    ],
    "municipalities": [
        {"code": "berg", "name": "Berg", "cbs_code": "GM0001"},
        {"code": "dal", "name": "Dal", "cbs_code": "GM0002"},
        {"code": "bron", "name": "Bron", "cbs_code": "GM0003"},
        {
            "code": "veen",
            "name": "Veen",
            "cbs_code": "GM0004",
            "member_until": date(2021, 7, 31),
            "name_afterwards": "voormalig Veen",
        },
    ],
    "reporting_units": [{"code": "bergdal", "name": "Berg en Dal samen", "members": ["berg", "dal"]}],
    "sectors": [{"code": "zorg", "name": "Zorg"}, {"code": "breed", "name": "Breed"}],
    "target_groups": [
        {"code": "jongeren", "name": "Jongeren"},
        {"code": "statushouders", "name": "Statushouders", "is_sensitive": True},
        {"code": "onbekend", "name": "Niet geleverd"},
    ],
    "partners": [
        {"code": "team", "name": "Programmateam", "kind": "programme_team", "layouts": ["register"]},
        {"code": "berg", "name": "Berg", "kind": "municipality", "layouts": ["tel-berg"], "municipality": "berg"},
        {"code": "dal", "name": "Dal", "kind": "municipality", "layouts": ["tel-dal"], "municipality": "dal"},
        {"code": "samen", "name": "Samen", "kind": "municipality", "layouts": ["tel-samen"], "municipality": "bergdal"},
        {"code": "zorg", "name": "Zorgcoalitie", "kind": "care", "layouts": ["lijst"]},
        {"code": "uwv", "name": "UWV", "kind": "uwv", "layouts": ["stand"]},
    ],
    "editions": [
        {
            "id": "2021-05",
            "number": 1,
            "as_of": date(2021, 3, 31),
            "deliveries_until": date(2021, 4, 30),
            "published_on": date(2021, 5, 14),
        },
        {
            "id": "2021-11",
            "number": 2,
            "as_of": date(2021, 9, 30),
            "deliveries_until": date(2021, 10, 31),
            "published_on": date(2021, 11, 14),
        },
    ],
    "protection": {"sensitive_projects": ["taal"]},
}

PROJECTS = """
delivery_id | project | number | name | category | sector | kind | starts_on | capacity
r1 | zorgstart | A1 | ZorgStart | scholing | zorg  | quantitative | 2021-01-01 | 100
r1 | taal      | A2 | Taal      | scholing | breed | quantitative | 2021-01-01 | 50
r1 | horeca    | A3 | Horeca    | scholing | breed | quantitative | 2021-01-01 | 50
r1 | groen     | B1 | Groen     | banen    | breed | quantitative | 2021-01-01 | 50
r1 | kennis    | C1 | Kennis    | woorden  | breed | qualitative  | 2021-01-01 |
"""

DELIVERIES = """
delivery_id | partner | layout    | received_on | as_of_on   | coverage    | state
r1          | team    | register  | 2021-04-01  | 2021-03-31 | since_start | accepted
"""


def programme(**changes: Any) -> Programme:
    """The programme of Heuvelland with top-level keys replaced, protection settings merged."""
    protection = {**PROGRAMME["protection"], **changes.pop("protection", {})}
    return Programme.model_validate({**PROGRAMME, **changes, "protection": protection})


def rows(table: str, text: str) -> pd.DataFrame:
    """A tidy table drawn with pipes: blank is missing, lists with commas, every row gets a sheet and a cell."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    names, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    frame = pd.DataFrame(body, columns=names, dtype="object").replace("", None)
    lists = [field.name for field in SCHEMAS[table] if field.type == TEXTS]
    for name in lists:
        given = frame[name] if name in frame else pd.Series([None] * len(frame))
        frame[name] = [tuple(sorted(v.split(","))) if isinstance(v, str) else () for v in given]
    for field in SCHEMAS[table]:
        if field.name in frame and str(field.type) == "int64":
            frame[field.name] = [None if v is None else int(v) for v in frame[field.name]]
        if field.name in frame and str(field.type) == "bool":
            frame[field.name] = [None if v is None else v == "yes" for v in frame[field.name]]
        if field.name in frame and str(field.type) == "date32[day]":
            frame[field.name] = pd.to_datetime(frame[field.name])
    if "cell" in SCHEMAS[table].names:
        frame = frame.assign(
            sheet=frame.get("sheet", "Blad1"), cell=frame.get("cell", [f"A{n + 5}" for n in frame.index])
        )
    return as_table(table, frame)


def counts(text: str) -> pd.DataFrame:
    """Counts: `value` may be '<5' or '?'; without from_on it is a standing."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    names = [cell.strip() for cell in lines[0].split("|")]
    drawn = []
    for line in lines[1:]:
        row = dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True))
        value = row.pop("value")
        low, high = {"<5": ("1", "4"), "?": ("", "")}.get(value, (value, value))
        is_standing = not row.get("from_on")
        drawn.append({**row, "low": low, "high": high, "is_cumulative": "yes" if is_standing else "no"})
    header = list(drawn[0])
    return rows("counts", "\n".join(" | ".join(cells) for cells in [header, *([r[h] for h in header] for r in drawn)]))


def tables(deliveries: str = "", projects: str = PROJECTS, **drawn: str | pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All tidy tables: the register of Heuvelland and what is drawn besides."""
    found = {name: as_table(name, []) for name in SCHEMAS}
    found["deliveries"] = rows("deliveries", DELIVERIES + deliveries.strip().partition("\n")[2])
    found["projects"] = rows("projects", projects)
    for name, text in drawn.items():
        if isinstance(text, str):
            found[name] = counts(text) if name == "counts" else rows(name, text)
        else:
            found[name] = text
    return found


def build(
    tables: Mapping[str, pd.DataFrame],
    programme: Programme,
    edition: str = "2021-05",
    released: Iterable[CubeRows] = (),
    key: bytes = KEY,
    until: date | None = None,
    **more: Any,
) -> CubeRows:
    """The cube of one edition. until: as known on another day than its own; more: what else `build_edition` takes."""
    workspace, wanted = Workspace(Path("data"), Path("outputs")), programme.edition(edition)
    as_known = wanted.model_copy(update={"deliveries_until": until} if until else {})
    return build_edition(workspace, programme, as_known, tables, released, key, is_concept=False, **more)


def shown(cube: CubeRows, table: str, columns: str, **where: Any) -> list[tuple[Any, ...]]:
    """Rows of a cube's table as tuples, None for missing; `where` filters columns."""
    found = [row for row in cube[table] if all(row[column] == value for column, value in where.items())]
    return [tuple(row[column] for column in columns.split()) for row in found]


def people(seed: int, number: int, first: date = date(2021, 1, 1), last: date = date(2021, 9, 30)) -> pd.DataFrame:
    """A made-up participant list of the care coalition: projects, places and groups of very different size."""
    draw = np.random.default_rng(seed)
    projects = draw.choice(["zorgstart", "taal", "horeca", "groen"], number, p=[0.5, 0.2, 0.1, 0.2])
    places = draw.choice(["berg", "dal", "bron", "veen", "buiten-regio"], number, p=[0.6, 0.2, 0.1, 0.06, 0.04])
    groups = draw.choice(["", "jongeren", "statushouders", "jongeren,statushouders"], number, p=[0.3, 0.4, 0.2, 0.1])
    days = (last - first).days
    started = [pd.Timestamp(first) + pd.Timedelta(days=int(d)) for d in draw.integers(0, days + 1, number)]
    placed = [
        s + pd.Timedelta(days=int(d)) if d < 150 else None
        for s, d in zip(started, draw.integers(10, 300, number), strict=True)
    ]
    return as_table(
        "trajectories",
        pd.DataFrame(
            {
                "delivery_id": "lijst",
                "sheet": "Deelnemers",
                "cell": [f"A{row + 6}" for row in range(number)],
                "partner": "zorg",
                "person": [f"p{row}" for row in range(number)],
                "project": projects,
                "municipality": places,
                "target_groups": [tuple(g.split(",")) if g else () for g in groups],
                "started_on": pd.Series(started, dtype="datetime64[us]"),
                "placed_on": pd.Series(placed, dtype="datetime64[us]"),
            }
        ),
    )


LIST = """
delivery_id | partner | layout    | received_on | as_of_on   | coverage    | state
lijst       | zorg    | lijst     | 2021-04-02  | 2021-03-31 | since_start | accepted
"""
"""The delivery of `people`; facts after an edition's as-of date wait for the next edition."""
