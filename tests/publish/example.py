"""A made-up programme at the real size (27 projects, 6 categories, 8 municipalities, 4 editions), drawn as text.

The figures of the programme follow the known series; the others are chosen so that every kind of row occurs: rounded
and exact, stopped and extended, on course and behind, in numbers and in words.
"""

# ruff: noqa: E501  the tables are wide

from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from werkmonitor.cube import CUBE_FILE, Cube, as_cube, write_cube
from werkmonitor.programme import Programme, load_programme

PROJECT = Path(__file__).resolve().parents[2]
DATA, NOTEBOOKS = PROJECT / "data", PROJECT / "notebooks"
SENSITIVE = {"taaltrajecten", "leerwerk-horeca", "ggz-werk-inkomen", "startbaan-statushouders", "werkfit-op-maat"}
INDICATORS = ("started", "training_completed", "placed")

# number, code, name, sector, target groups, state: goals of started / training / placed = edition 1 → edition 4
PROJECTS = """
A1 gooise-waardebox         | De Gooise Waardebox            | circulair | afstand             | completed      |  40   0  20 | 14  0 2 |  36   0  12
A2 recycling-hout           | Recycling Hout Ontwikkeltraject| circulair | afstand             | adapted        |  40   0  20 | 10  0 1 |  30   0  10
A3 doorstroombaan-groen     | Doorstroombaan Groen*          | groen     | afstand             | started        |  30   0  14 |  6  0 0 |  20   0   8
A4 doorstroombaan-facilitair| Doorstroombaan Facilitair*     | dienstverlening | afstand       | started        |  30   0  14 |  6  0 0 |  21   0   8
B1 zorgstart                | ZorgStart                      | zorg      | breed               | extended       | 400 360 250 | 68 20 8 | 290 215 115
B2 wijkleerbedrijf          | WijkLeerbedrijf                | zorg      | jongeren            | started        |  80  70  30 | 22  5 1 |  52  40  15
B3 taaltrajecten            | Taaltrajecten                  | breed     | statushouders       | stopped_early  | 200 180   0 | 40 10 0 |  60  40   0
B4 energietransitie         | Energietransitie               | techniek  | breed               | started        |  20  20  10 |  0  0 0 |   8   6   3
B5 instroom-ict             | Instroom ICT*                  | ict       | werkenden           | started        |  30  30  15 |  6  0 0 |  20  15   8
B6 leerwerk-horeca          | Leerwerk Horeca*               | horeca    | statushouders       | started        |  30  30  15 | 10  0 0 |  20  10  10
B7 zij-instroom-techniek    | Zij-instroom Techniek*         | techniek  | zij-instromers      | started        |  30  30  15 |  6  1 0 |  18  14   5
C1 junior-ai-operator       | Ontwikkeltraject Junior AI Operator | media | afstand            | started        |  10  10   4 |  2  0 0 |   6   4   2
C2 reparatiewerkplaats-circulair | Reparatiewerkplaats Circulair* | circulair | breed          | started        |  20  20   5 |  4  0 0 |  11   8   3
C3 mediamakers-van-morgen   | Mediamakers van Morgen*        | media     | zzp                 | started        |  20  20   5 |  0  0 0 |   9   7   2
D1 jongerenspecialist       | Jongerenspecialist             | breed     | jongeren            | started        |  60   0  30 | 18  0 5 | 110   0  65
D2 ggz-werk-inkomen         | Voortzetting gezamenlijke aanpak GGZ en Werk & inkomen (IPS) | zorg | psychische-klachten | started | 30 0 15 | 10 0 0 | 20 0 10
D3 startbaan-statushouders  | Startbaan Statushouders*       | breed     | statushouders       | started        |  40  40  15 | 10  0 0 |  20  20  10
D4 terug-aan-de-slag-50plus | Terug aan de Slag 50+*         | breed     | breed               | started        |  20  20   8 |  4  1 1 |  12   9   5
D5 werkfit-op-maat          | Werkfit op Maat*               | breed     | fysieke-beperking   | started        |  20  20   5 |  0  0 0 |  10  10   0
E1 gv-werkt-door            | Gooi en Vechtstreek Werkt Door | breed     | werkenden,zzp       | started        |  15   0  15 |  4  0 2 |  11   0   8
E2 van-werk-naar-werk-zzp   | Van Werk naar Werk Zzp*        | breed     | zzp                 | started        |  10  10  10 |  2  0 0 |   6   5   4
E3 functiecreatie           | Functiecreatie bij Werkgevers* | breed     | breed               | started        |   5   0   5 |  0  0 0 |   3   0   2
E4 werkgeverskring-kanssectoren | Werkgeverskring Kanssectoren* | breed  | breed               | started        |  -   -   -  |  -  - - |   -   -   -
F1 regionale-benchmark      | Regionale Benchmark*           | breed     | breed               | completed      |  -   -   -  |  -  - - |   -   -   -
F2 digitaal-kandidatenbestand | Digitaal Kandidatenbestand*  | breed     | breed               | started        |  -   -   -  |  -  - - |   -   -   -
F3 samenwerking-zorg-media-bouw | Samenwerking Zorg-Media-Bouw* | breed  | breed               | started        |  -   -   -  |  -  - - |   -   -   -
F4 arbeidsmarktanalyse      | Arbeidsmarktanalyse*           | breed     | breed               | in_preparation |  -   -   -  |  -  - - |   -   -   -
"""

CATEGORIES = dict(
    zip(
        "ABCDEF",
        [
            "doorstroombanen",
            "scholingstrajecten",
            "toekomstgerichte-banen",
            "kwetsbare-doelgroepen",
            "werkgeversdienstverlening",
            "versterken-arbeidsmarkt",
        ],
        strict=True,
    )
)

# How far the plan is (share of the goals) and how far between edition 1 and 4 the counts are
EDITIONS = """
2021-05 | 0.1644 0.030 0.025 | 0.00
2022-01 | 0.45   0.35  0.25  | 0.45
2022-07 | 0.68   0.58  0.43  | 0.75
2022-11 | 0.85   0.75  0.58  | 1.00
"""

# share of started, rounded
PLACES = """
blaricum 0.02 | eemnes 0.008 | gooise-meren 0.22 | hilversum 0.38 | huizen 0.12 | laren 0.01 | weesp 0.06 | wijdemeren 0.05
hbel 0.02 | buiten-regio 0.03 | niet-toe-te-delen 0.09
"""

STATES = [
    ("taaltrajecten", "started", "2020-03-01", "", "", ""),
    (
        "taaltrajecten",
        "stopped_early",
        "2022-03-15",
        "Er konden te weinig deelnemers instromen, omdat inburgeraars sinds 2022 taalles krijgen onder de nieuwe wet.",
        "Het aantal gestarte trajecten en afgeronde scholingstrajecten blijft achter bij de planning.",
        "Het geld dat vrijkomt, gaat naar nieuwe projecten; een opleiding tot gastouder wordt onderzocht.",
    ),
    ("zorgstart", "started", "2020-06-01", "", "", ""),
    (
        "zorgstart",
        "extended",
        "2022-01-10",
        "De vraag naar personeel in de zorg blijft groot.",
        "",
        "Het project loopt een jaar langer door.",
    ),
    ("recycling-hout", "started", "2020-09-01", "", "", ""),
    (
        "recycling-hout",
        "adapted",
        "2022-02-01",
        "Door corona startte de werkplaats later.",
        "Minder plekken dan gepland.",
        "Er komt een tweede locatie.",
    ),
    ("gooise-waardebox", "completed", "2022-08-31", "", "", "De werkplekken zijn overgenomen door de GAD."),
]

RESULTS = [
    (
        "regionale-benchmark",
        "2021-02-01",
        "product",
        "Er is een benchmark die de zeven gemeenten met elkaar vergelijkt.",
    ),
    (
        "digitaal-kandidatenbestand",
        "2021-03-01",
        "product",
        "Een digitaal kandidatenbestand waarin werkgevers kandidaten vinden.",
    ),
    (
        "samenwerking-zorg-media-bouw",
        "2021-03-15",
        "cooperation",
        "Nieuwe samenwerkingsverbanden in de media-, zorg- en bouwsector.",
    ),
    ("zorgstart", "2021-03-20", "story", "Deelnemers vertellen op de site van ZorgStart over hun nieuwe werk."),
]


def programme() -> Programme:
    return load_programme(DATA / "programme.toml")


def example_cube(edition_id: str = "2022-11", **changes: Any) -> Cube:
    """The cube of an edition. changes: keys of the edition's own facts, such as is_concept."""
    whole = programme()
    edition = whole.edition(edition_id)
    previous = whole.previous_edition(edition)
    line = next(row for row in EDITIONS.split("\n") if row.startswith(edition_id)).split("|")
    paces, share = [float(word) for word in line[1].split()], float(line[2])
    projects = [_project(row) for row in PROJECTS.strip().splitlines()]
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("scopes", "cells", "goals", "plan", "progress", "trend", "history")
    }
    quarters = _quarters(whole.programme.started_on, whole.programme.goals_on)
    passed = [day for day in quarters if day <= edition.as_of]

    def scope(level: str, code: str, name: str, **more: Any) -> None:
        base = {"kind": "quantitative", "is_fictional": False, "protection": "exact"}
        tables["scopes"].append({"level": level, "code": code, "name": name, **base, **more})

    def count(
        level: str, code: str, indicator: str, value: int, base: int = 1, category: str | None = None
    ) -> dict[str, Any]:
        low, high = (value, value) if base == 1 else (max(0, value - base + 1), value + base - 1)
        return {
            "level": level,
            "code": code,
            "category": category,
            "indicator": indicator,
            "on": edition.as_of,
            "value": value,
            "low": low,
            "high": high,
            "base": base,
        }

    def measure(
        level: str,
        code: str,
        counts: dict[str, int],
        before: dict[str, int] | None,
        goals: dict[str, int],
        base: int = 1,
    ) -> None:
        for indicator, pace in zip(INDICATORS, paces, strict=True):
            cell = count(level, code, indicator, counts[indicator], base)
            tables["cells"].append(cell)
            goal, value = goals[indicator], counts[indicator]
            plan = round(goal * pace, 1) if goal else None
            was = before[indicator] if before else None
            tables["progress"].append(
                {key: cell[key] for key in ("level", "code", "indicator", "value", "low", "high", "base")}
                | {
                    "goal": goal or None,
                    "goal_relation": "ten minste" if goal else None,
                    "goal_on": whole.programme.goals_on if goal else None,
                    "share_of_goal": value / goal if goal else None,
                    "plan_to_date": plan,
                    "ratio": value / plan if plan else None,
                    "word": _word(value, plan, base, whole),
                    "previous_edition": previous.id if previous else None,
                    "previous_value": was,
                    "change": None if was is None else value - was,
                }
            )
            if goal:
                tables["goals"].append(
                    {
                        "level": level,
                        "code": code,
                        "indicator": indicator,
                        "version": 1,
                        "value": goal,
                        "relation": "ten minste",
                        "goal_on": whole.programme.goals_on,
                        "valid_from_on": "2021-05-01",
                        "decided_by": "Portefeuillehoudersoverleg",
                        "is_current": True,
                    }
                )
                tables["plan"] += [
                    {
                        "level": level,
                        "code": code,
                        "indicator": indicator,
                        "on": day,
                        "value": goal * ((n + 1) / len(quarters)) ** 1.3,
                    }
                    for n, day in enumerate(quarters)
                ]
            if base == 1:
                reached = [round(value * ((n + 1) / len(passed)) ** 1.6) for n in range(len(passed))]
                for n, day in enumerate(passed):
                    tables["trend"].append(
                        {
                            "level": level,
                            "code": code,
                            "indicator": indicator,
                            "on": day,
                            "label": f"{(day.month + 2) // 3}e kwartaal {day.year}",
                            "added": reached[n] - (reached[n - 1] if n else 0),
                            "cumulative": reached[n],
                        }
                    )

    totals: dict[str, dict[str, dict[str, int]]] = {}
    for project in projects:
        is_sensitive = project["code"] in SENSITIVE
        more = {
            key: project[key]
            for key in ("kind", "is_fictional", "category", "sector", "target_groups", "number", "state")
        }
        if project["state"] == "stopped_early" and edition.number < 3:
            more["state"] = "started"
        scope(
            "project",
            project["code"],
            project["name"],
            **more,
            plan="waw",
            protection="rounded" if is_sensitive else "exact",
            state_on="2022-03-15" if more["state"] == "stopped_early" else "2020-06-01",
            starts_on="2020-06-01",
            ends_on="2023-12-31",
            capacity=project["goals"].get("started") or None,
            aliases=["Waardetas"] if project["code"] == "gooise-waardebox" else [],
            aim="Inwoners vinden duurzaam werk.",
            description="Deelnemers leren het vak op de werkvloer, met begeleiding van een jobcoach.",
            financing="Perspectief op Werk, cofinanciering door de gemeenten.",
        )
        if project["kind"] == "qualitative":
            continue
        now, before = (
            {i: _between(project, i, part, is_sensitive) for i in INDICATORS} for part in (share, max(0.0, share - 0.3))
        )
        measure(
            "project", project["code"], now, before if previous else None, project["goals"], 10 if is_sensitive else 1
        )
        for level, code in (
            ("category", project["category"]),
            ("programme", whole.programme.code),
            ("sector", project["sector"]),
        ):
            for name, counts in (("now", now), ("before", before), ("goals", project["goals"])):
                for indicator in INDICATORS:
                    sums = totals.setdefault(f"{level}/{code}", {}).setdefault(name, dict.fromkeys(INDICATORS, 0))
                    sums[indicator] += counts[indicator]

    for category in whole.categories:
        scope(
            "category",
            category.code,
            category.name,
            kind=category.kind,
            is_fictional=category.is_fictional_name,
            description=category.description,
        )
    scope("programme", whole.programme.code, whole.programme.name)
    for sector in whole.sectors:
        scope("sector", sector.code, sector.name)
    for target_group in whole.target_groups:
        scope("target_group", target_group.code, target_group.name, protection="rounded")
    for key, sums in totals.items():
        level, code = key.split("/")
        if level == "sector":
            tables["cells"] += [count(level, code, indicator, sums["now"][indicator]) for indicator in INDICATORS]
        else:
            measure(level, code, sums["now"], sums["before"] if previous else None, sums["goals"])

    for word in PLACES.replace("\n", "|").split("|"):
        if not word.strip():
            continue
        code, part = word.split()
        member = {m.code: m.is_member_on(edition.as_of) for m in whole.municipalities}.get(code, False)
        scope("municipality", code, whole.residence_name(code, edition.as_of), is_member=member, protection="rounded")
        for indicator in INDICATORS:
            for key, sums in totals.items():
                level, category = key.split("/")
                value = round(sums["now"][indicator] * float(part) / 5) * 5
                if level == "programme":
                    tables["cells"].append(count("municipality", code, indicator, value, 5))
                    if previous:
                        tables["history"].append(
                            {
                                "level": "municipality",
                                "code": code,
                                "edition": previous.id,
                                "on": previous.as_of,
                                "indicator": indicator,
                                "value": value // 10 * 5,
                                "low": max(0, value // 10 * 5 - 4),
                                "high": value // 10 * 5 + 4,
                                "base": 5,
                            }
                        )
                elif level == "category":
                    tables["cells"].append(count("municipality", code, indicator, value, 5, category))
    if edition.number == 4:  # the councils set other goals for the programme as a whole
        for row in [row for row in tables["goals"] if row["level"] == "programme"]:
            now_goal = {"started": 1200, "training_completed": 800, "placed": 500}[row["indicator"]]
            tables["goals"].append(
                row
                | {
                    "version": 2,
                    "value": now_goal,
                    "valid_from_on": "2022-10-01",
                    "decided_by": "Gemeenteraden, najaar 2022",
                }
            )
            row["is_current"] = False
            for progress in tables["progress"]:
                if progress["level"] == "programme" and progress["indicator"] == row["indicator"]:
                    progress |= {"goal": now_goal, "share_of_goal": progress["value"] / now_goal}
    partners = [
        {
            "partner": partner.code,
            "name": partner.name,
            "municipality": partner.municipality,
            "state": "missing" if partner.code == "gemeente-wijdemeren" and edition.number == 3 else "delivered",
            "as_of_on": previous.as_of
            if partner.code == "gemeente-wijdemeren" and edition.number == 3 and previous
            else edition.as_of,
        }
        for partner in whole.partners
        if partner.delivers_on(edition.as_of)
    ]
    about = {
        "id": edition.id,
        "number": edition.number,
        "as_of": edition.as_of.isoformat(),
        "as_of_is_assumed": edition.as_of_is_assumed,
        "published_on": edition.published_on.isoformat(),
        "deliveries_until": edition.deliveries_until.isoformat(),
        "adopted_by": edition.adopted_by,
        "adopted_on": edition.adopted_on.isoformat() if edition.adopted_on else None,
        "is_concept": False,
        "previous": previous.id if previous else None,
        "stuck_cells": 0,
    }
    dumped = whole.model_dump(mode="json")
    described = dumped["programme"] | {
        key: dumped[key] for key in ("thresholds", "protection", "indicators", "categories", "reporting_units")
    }
    return as_cube(
        about | changes,
        described,
        tables
        | {
            "states": [
                dict(zip(("project", "state", "on", "cause", "effect", "action"), row, strict=True))
                for row in STATES
                if row[2] <= about["as_of"]
            ],
            "results": [
                dict(zip(("project", "on", "kind", "text"), row, strict=True))
                for row in RESULTS
                if row[1] <= about["as_of"]
            ],
            "expectations": [
                {
                    "level": "programme",
                    "code": whole.programme.code,
                    "on": edition.adopted_on,
                    "text": "Alle doelstellingen worden voor eind 2023 alsnog behaald.",
                    "decided_by": "Portefeuillehoudersoverleg",
                }
            ],
            "partners": partners,
            "revisions": [
                {
                    "level": "programme",
                    "code": whole.programme.code,
                    "indicator": "started",
                    "on": "2021-03-31",
                    "was": 242,
                    "now": 245,
                    "since": previous.id,
                    "cause": "late_record",
                }
            ]
            if previous
            else [],
        },
    )


PAYLOADS = [
    "<script>document.title='stuk'</script>",
    "<img src=x onerror=\"document.title='stuk'\">",
    '"><svg onload="document.title=\'stuk\'">',
    "'><a href='javascript:alert(1)'>klik</a>",
    "</title></style></svg><script>document.title='stuk'</script>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "]]> <!-- --> &lt;b&gt; &amp;",
    '=HYPERLINK("http://x")',
]


def planted_cube() -> Cube:
    """The cube of edition 4 with something hostile in every text that a partner or the register can write."""
    cube = example_cube("2022-11")
    tables = dict(cube.tables)
    for name, columns in {
        "scopes": ["name", "description", "aim", "financing"],
        "states": ["cause", "effect", "action"],
        "results": ["text"],
        "partners": ["name"],
        "goals": ["decided_by"],
        "expectations": ["text", "decided_by"],
    }.items():
        frame = tables[name].copy()
        for number, column in enumerate(columns):
            frame[column] = [f"{PAYLOADS[(row + number) % len(PAYLOADS)]} {row}" for row in range(len(frame))]
        tables[name] = frame
    programme = cube.programme | {"name": PAYLOADS[0], "notice": PAYLOADS[1], "explanation": PAYLOADS[2]}
    return Cube(cube.edition, programme, tables)


def write_example(data: Path, editions: tuple[str, ...] = ("2021-05", "2022-11")) -> None:
    """Released editions in a workspace's data folder, beside a copy of programme.toml."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "programme.toml").write_text((DATA / "programme.toml").read_text("utf-8"), "utf-8")
    for edition in editions:
        write_cube(example_cube(edition), data / "editions" / edition / CUBE_FILE)


def _project(line: str) -> dict[str, Any]:
    first, name, sector, groups, state, goals, early, late = (part.strip() for part in line.split("|"))
    number, code = first.split()
    numbers = [[0 if word == "-" else int(word) for word in part.split()] for part in (goals, early, late)]
    early_, late_ = (dict(zip(INDICATORS, row, strict=True)) for row in numbers[1:])
    return {
        "number": number,
        "code": code,
        "name": name.rstrip("*"),
        "is_fictional": name.endswith("*"),
        "category": CATEGORIES[number[0]],
        "sector": sector,
        "target_groups": groups.split(","),
        "state": state,
        "kind": "qualitative" if goals.startswith("-") else "quantitative",
        "goals": dict(zip(INDICATORS, numbers[0], strict=True)),
        "early": early_,
        "late": late_,
    }


def _between(project: dict[str, Any], indicator: str, share: float, is_sensitive: bool) -> int:
    early, late = project["early"][indicator], project["late"][indicator]
    value = early + (late - early) * share
    return round(value / 10) * 10 if is_sensitive else round(value)


def _word(value: int, plan: float | None, base: int, whole: Programme) -> str:
    limits = whole.thresholds
    if plan is None:
        return "undeterminable"
    if plan < (limits.smallest_plan if base == 1 else limits.smallest_plan_rounded):
        return "too_small"
    ratio = value / plan
    return (
        "ahead"
        if ratio >= limits.ahead
        else "on_course"
        if ratio >= limits.on_course
        else "attention"
        if ratio >= limits.attention
        else "behind"
    )


def _quarters(first: date, last: date) -> list[date]:
    days = [
        date(year, month, 31 if month in (3, 12) else 30)
        for year in range(first.year, last.year + 1)
        for month in (3, 6, 9, 12)
    ]
    return [day for day in days if first <= day <= last]


def answered(notebook: str, **parameters: str) -> nbformat.NotebookNode:
    """A notebook with its answers, in this process: what papermill makes with a kernel, without one."""
    executed = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4)
    names: dict[str, Any] = {}
    for cell in executed.cells:
        if cell.cell_type == "code":
            *statements, last = cell.source.split("\n")
            if "parameters" in cell.metadata.get("tags", []):
                exec(cell.source, names)  # noqa: S102  our own notebooks
                names |= parameters
                continue
            exec("\n".join(statements), names)  # noqa: S102
            data = eval(last, names)._repr_mimebundle_()  # noqa: S307
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    return executed
