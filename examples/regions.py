"""Larger sets: regions with the projects and partners of the example, and as many participant rows as asked for.

A participant row is a row of a participant list as it stands in a workbook: a list holds everything since the start, so
one trajectory is a row in every later edition too. Two editions a year. No sheet holds more than LIST_ROWS of them: a
partner whose list grows beyond that is divided into several partners of the same layout.
"""

import shutil
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomli_w

from examples.deliveries import LISTS, write_delivery
from examples.draws import Draws
from examples.scenario import INDICATORS, Delivery, Edition, Partner, PlanLine, Project, Scenario, load_scenario
from examples.simulation import Counts, Trajectory, divide, simulate_partner

DATA = Path(__file__).resolve().parents[1] / "data"
LIST_ROWS = 90_000
MOST_YEARS = 7
"""A crosstab with three blocks of months would be wider than any reader accepts."""

MOST_GROWTH = 100
"""Counted deliveries grow with the lists, but no further than this: their size is that of months × projects."""


def write_regions(out: Path, regions: int, years: int, rows: int, seed: str, deliveries: int = 0) -> list[Path]:
    """Write so many workspaces, `out`/region-01/data and on, with exactly `rows` participant rows in all.

    deliveries: at least so many in each; the lists are then divided over more partners. Returns the data folders.
    Raises ValueError for numbers below 1, more than MOST_YEARS and more lists than rows.
    """
    if min(regions, years, rows) < 1 or years > MOST_YEARS:
        raise ValueError(f"expected at least one region and row, and 1 to {MOST_YEARS} years")
    if deliveries * 2 * years > rows // regions:
        raise ValueError(f"expected at least {deliveries * 2 * years} rows a region, so that no list is empty")
    base = load_scenario()
    folders = []
    for number in range(1, regions + 1):
        share = rows // regions + (number <= rows % regions)
        folder = out / f"region-{number:02d}" / "data"
        write_region(folder, base, number, years, share, seed, deliveries)
        folders.append(folder)
    return folders


def write_region(
    data: Path, base: Scenario, number: int, years: int, rows: int, seed: str, deliveries: int = 0
) -> None:
    """Write one workspace: programme, layouts, the example's key, and every delivery."""
    scenario, counts = region_scenario(base, number, years, rows, seed, deliveries)
    data.mkdir(parents=True, exist_ok=True)
    (data / "programme.toml").write_bytes(tomli_w.dumps(programme(scenario, number)).encode("utf-8"))
    shutil.copyfile(DATA / "example.key", data / "example.key")
    shutil.copytree(DATA / "layouts", data / "layouts", dirs_exist_ok=True)
    known: dict[str, list[Trajectory]] = {}
    for delivery in scenario.deliveries:
        if delivery.partner not in scenario.partners:
            write_delivery(data / "raw", scenario, delivery, known)
    for partner in sorted(scenario.partners.values(), key=lambda p: p.writer not in LISTS):
        found = simulate_partner(scenario, partner, counts)
        for delivery in scenario.deliveries:
            if delivery.partner == partner.code:
                write_delivery(data / "raw", scenario, delivery, {**known, partner.code: found})
        if any(partner.writer == "list-zorgstart" and other.doubles for other in scenario.partners.values()):
            known[partner.code] = found


def region_scenario(
    base: Scenario, number: int, years: int, rows: int, seed: str, deliveries: int = 0
) -> tuple[Scenario, dict[tuple[str, str], Counts]]:
    """The scenario of a region, and the new events by (partner, project)."""
    editions = _editions(years)
    draws = Draws("region", seed, number)
    counts: dict[tuple[str, str], Counts] = {}
    partners: dict[str, Partner] = {}

    sizes = {key: sum(events["started"]) for key, events in divide(base).items()}
    listed = {key: n for key, n in sizes.items() if base.partners[key[0]].writer in LISTS}
    in_lists = _new_rows(rows, len(editions))
    growth = min(max(1, sum(in_lists) // sum(listed.values())), MOST_GROWTH)
    shares = [draws.shares(new, list(listed.values())) for new in in_lists]
    starts = {key: [share[place] for share in shares] for place, key in enumerate(listed)}
    lists = -(-deliveries // len(editions)) - sum(p.writer not in LISTS for p in base.partners.values())
    for partner in base.partners.values():
        if partner.writer not in LISTS:
            partners[partner.code] = partner
            for project in partner.projects:
                new = _spread(sizes[partner.code, project] * growth, len(editions))
                counts[partner.code, project] = _events(base, project, new)
            continue
        whole = sum(sum(new) for key, new in starts.items() if key[0] == partner.code)
        clones = max(1, -(-whole // LIST_ROWS), -(-lists * whole // sum(in_lists)))
        turns = [0] * len(editions)
        codes = [partner.code, *(f"{partner.code}-{clone}" for clone in range(2, clones + 1))]
        partners |= {code: replace(partner, code=code) for code in codes}
        for project in partner.projects:
            dealt = [_dealt(n, clones, turn) for n, turn in zip(starts[partner.code, project], turns, strict=True)]
            turns = [turn + n for turn, n in zip(turns, starts[partner.code, project], strict=True)]
            for place, code in enumerate(codes):
                counts[code, project] = _events(base, project, [share[place] for share in dealt])
    if any(code.startswith("zorgcoalitie-") for code in partners):  # then no single partner leads
        partners = {code: replace(partner, doubles=None) for code, partner in partners.items()}

    scenario = replace(
        base,
        code=f"region-{number:02d}",
        seed=f"region/{seed}/{number}",
        projects={code: _always_open(project, editions) for code, project in base.projects.items()},
        editions=editions,
        partners=partners,
        deliveries=_deliveries(editions, partners),
        late=(),
        expectations=(),
        judgements=(),
        money=(),
        project_figures=(),
    )
    return _with_figures(scenario, _weesp_stops(scenario, counts), draws), counts


def programme(scenario: Scenario, number: int) -> dict[str, Any]:
    """programme.toml of a region: the example's, with its own name, editions and partners."""
    content = tomllib.loads((DATA / "programme.toml").read_text(encoding="utf-8"))
    content["programme"] |= {
        "code": scenario.code,
        "name": f"Arbeidsmarktprogramma regio {number} (fictief)",
        "region": f"Regio {number} (fictief)",
        "publisher": f"Programmateam regio {number} (fictief)",
        "explanation": "Alles in deze monitor is verzonnen, om grote aantallen te beproeven.",
        "website": "",
        "goals_on": scenario.goals[0].goal_on,
        "ends_on": date(scenario.goals[0].goal_on.year + 1, 12, 31),
    }
    by_code = {partner["code"]: partner for partner in content["partners"]}
    for code, partner in scenario.partners.items():
        original = next(name for name in sorted(by_code, key=len, reverse=True) if code.startswith(name))
        if code not in by_code:
            name = f"{by_code[original]['name']} {code.rsplit('-', 1)[1]}"
            content["partners"].append({**by_code[original], "code": code, "name": name})
        if not partner.doubles and original == "uwv":
            content["leads"] = []
    content["editions"] = [
        {
            "id": edition.id,
            "number": place,
            "as_of": edition.as_of,
            "deliveries_until": edition.as_of + timedelta(days=40),
            "published_on": edition.as_of + timedelta(days=45),
            "adopted_by": "Fictief besluit",
            "adopted_on": edition.as_of + timedelta(days=43),
        }
        for place, edition in enumerate(scenario.editions, 1)
    ]
    return content


def _editions(years: int) -> tuple[Edition, ...]:
    days = [day for year in range(2021, 2021 + years) for day in (date(year, 3, 31), date(year, 9, 30))]
    return tuple(Edition(f"{day + timedelta(days=45):%Y-%m}", day) for day in days)


def _new_rows(rows: int, editions: int) -> list[int]:
    """New trajectories an edition, so that lists since the start hold exactly `rows` rows over all editions."""
    whole = editions * (editions + 1) // 2
    held = [rows * number // whole for number in range(1, editions + 1)]
    held[-1] += rows - sum(held)
    return [now - before for before, now in zip((0, *held), held, strict=False)]


def _always_open(project: Project, editions: tuple[Edition, ...]) -> Project:
    """The project without the example's history: open to new participants in every edition."""
    since = date(2020, 2, 3)
    states = ({"state": "gestart", "on": since},)
    last = date(editions[-1].as_of.year + 1, 12, 31)
    return replace(project, starts_on=since, ends_on=last, closed_on=None, states=states, results=())


def _spread(total: int, editions: int) -> list[int]:
    return [total // editions + (place < total % editions) for place in range(editions)]


def _dealt(total: int, partners: int, turn: int) -> list[int]:
    """Rows of a project dealt out as cards, from whose turn it is on: no list stays empty beside a long one."""
    return [total // partners + ((place - turn) % partners < total % partners) for place in range(partners)]


def _events(base: Scenario, project: str, new: list[int]) -> Counts:
    """Starts as given; training and placement in the example's proportion, half an edition later."""
    counts = {"started": new}
    for indicator in INDICATORS[1:]:
        rate = base.figures.get((project, indicator), (0,))[-1] / base.figures[project, "started"][-1]
        reached, before, so_far = [], 0, 0
        for n in new:
            target = int(rate * (2 * so_far + n) / 2)
            reached.append(target - before)
            before, so_far = target, so_far + n
        counts[indicator] = reached
    return counts


def _weesp_stops(scenario: Scenario, counts: dict[tuple[str, str], Counts]) -> dict[tuple[str, str], Counts]:
    """Only what is delivered counts: nothing after a partner's last delivery."""
    delivers = {code: [window is not None for window in scenario.windows(code)] for code in scenario.partners}
    for (partner, _), events in counts.items():
        for indicator in INDICATORS:
            events[indicator] = [n * here for n, here in zip(events[indicator], delivers[partner], strict=True)]
    return counts


def _deliveries(editions: tuple[Edition, ...], partners: dict[str, Partner]) -> tuple[Delivery, ...]:
    """Every partner delivers for every edition, except Weesp after it left the region."""
    left_on = date(2022, 3, 23)
    found = []
    for edition in editions:
        for place, code in enumerate(("programmateam", *partners)):
            as_of, received_on = edition.as_of, edition.as_of + timedelta(days=15 + place % 20)
            if code == "gemeente-weesp" and edition.as_of > left_on:
                if edition.as_of - left_on > timedelta(days=30):
                    continue
                as_of = left_on
            ending = {"gemeente-weesp": "xls", "gemeente-wijdemeren": "ods"}.get(code, "xlsx")
            found.append(Delivery(code, edition.id, received_on, as_of, f"{code} {as_of.isoformat()}.{ending}"))
    return tuple(found)


def _with_figures(scenario: Scenario, counts: dict[tuple[str, str], Counts], draws: Draws) -> Scenario:
    """Figures, goals and plan points that go with the new events."""
    figures: dict[tuple[str, str], tuple[int, ...]] = {}
    for (_, project), events in counts.items():
        for indicator in INDICATORS:
            if any(goal.code == project and goal.indicator == indicator for goal in scenario.goals):
                so_far = figures.get((project, indicator), (0,) * len(scenario.editions))
                added = [sum(events[indicator][: place + 1]) for place in range(len(scenario.editions))]
                figures[project, indicator] = tuple(a + b for a, b in zip(so_far, added, strict=True))
    goal_on = date(scenario.editions[-1].as_of.year + 1, 12, 31)
    goals, plan = [], []
    for goal in scenario.goals:
        if goal.level == "project":
            reached = figures[goal.code, goal.indicator]
            target = 1 + reached[-1] * (90 + draws.below(60)) // 100
            goals.append(replace(goal, value=target * 5 // 4, goal_on=goal_on, valid_from_on=scenario.started_on))
            points = {scenario.started_on: 0}
            for place, edition in enumerate(scenario.editions, 1):
                points[edition.as_of] = target * place // len(scenario.editions)
            points[goal_on] = target * 5 // 4
            plan.append(PlanLine("project", goal.code, goal.indicator, scenario.started_on, points))
    return replace(scenario, figures=figures, goals=tuple(goals), plan=tuple(plan))
