"""From a scenario to trajectories: who starts where and when, completes a training, finds work, leaves.

The unit of simulation is one project of one partner. Its counts an edition are fixed beforehand, so the sums of the
scenario hold exactly; only days, places and groups are drawn.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from examples.draws import Draws
from examples.scenario import INDICATORS, Late, Partner, Project, Scenario

DAYS_TO = {"training_completed": 90, "placed": 60}
"""The shortest time from the start that is usual; less where an edition's counts leave no other choice."""


@dataclass(slots=True)
class Trajectory:
    """One participation. known: the edition (from 0) with which each event was first delivered."""

    project: str
    place: str
    groups: str
    started_on: date
    known: dict[str, int]
    training_completed_on: date | None = None
    placed_on: date | None = None
    ended_on: date | None = None
    number: int = 0
    is_late: bool = False

    def day(self, indicator: str) -> date | None:
        return {
            "started": self.started_on,
            "training_completed": self.training_completed_on,
            "placed": self.placed_on,
        }[indicator]

    def delivered(self, indicator: str, edition: int) -> date | None:
        """The day of an event as delivered with an edition, or None when it was not known then."""
        return self.day(indicator) if self.known.get(indicator, edition + 1) <= edition else None


Counts = dict[str, list[int]]
"""New events an edition, by indicator."""


def simulate(scenario: Scenario) -> dict[str, list[Trajectory]]:
    """All trajectories by the partner that leads them, in the order in which they became known and began."""
    counts = divide(scenario)
    return {partner.code: simulate_partner(scenario, partner, counts) for partner in scenario.partners.values()}


def simulate_partner(scenario: Scenario, partner: Partner, counts: dict[tuple[str, str], Counts]) -> list[Trajectory]:
    """The trajectories of all projects of one partner; counts: new events by (partner, project)."""
    found: list[Trajectory] = []
    for code in partner.projects:
        late = next((x for x in scenario.late if (x.partner, x.project) == (partner.code, code)), None)
        draws = Draws(scenario.seed, partner.code, code)
        found += simulate_unit(draws, scenario, scenario.projects[code], partner, counts[partner.code, code], late)
    number(found, Draws(scenario.seed, partner.code, "numbers"))
    return found


def number(trajectories: list[Trajectory], draws: Draws) -> None:
    """Give every trajectory its participant's number; a few people begin a second project under their number."""
    trajectories.sort(key=lambda t: (t.known["started"], t.started_on, t.project, t.place))
    free: list[Trajectory] = []
    highest = 0
    for trajectory in trajectories:
        earlier = [t for t in free[:5] if t.project != trajectory.project and _left_before(t, trajectory.started_on)]
        if earlier and draws.chance(0.2):
            trajectory.number = earlier[0].number
            trajectory.place = earlier[0].place
            free.remove(earlier[0])
        else:
            highest += 1
            trajectory.number = highest
        if trajectory.ended_on and not trajectory.placed_on:
            free.append(trajectory)


def simulate_unit(
    draws: Draws,
    scenario: Scenario,
    project: Project,
    partner: Partner,
    counts: Counts,
    late: Late | None = None,
) -> list[Trajectory]:
    """The trajectories of one project at one partner, with exactly `counts` new events of each indicator an edition."""
    here: list[Trajectory] = []
    windows = scenario.windows(partner.code)
    for edition, window in enumerate(windows):
        if window is None:
            continue
        first, last = max(window[0], project.starts_on), min(window[1], project.closed_on or window[1])
        if first > last and any(counts[indicator][edition] for indicator in INDICATORS):
            raise ValueError(f"{project.code}: nothing can happen between {first} and {last}")
        is_late = late is not None and late.edition == scenario.editions[edition].id
        for n in range(counts["started"][edition]):
            begins = (late.since, late.until) if late and is_late and n < late.trajectories else (first, last)
            here.append(
                Trajectory(
                    project.code,
                    draws.weighted(partner.places),
                    draws.weighted(project.mix),
                    draws.weekday(*begins),
                    {"started": edition},
                    is_late=begins != (first, last),
                )
            )
        for indicator in INDICATORS[1:]:
            _reach(draws, here, indicator, counts[indicator][edition], edition, (first, last))
    last_day = max(edition.as_of for edition in scenario.editions)
    for trajectory in here:
        trajectory.ended_on = _end(draws, trajectory, project.closed_on, last_day)
    return here


def divide(scenario: Scenario) -> dict[tuple[str, str], Counts]:
    """The scenario's new events by (partner, project): starts by weight, later events from those who are there."""
    return {
        (partner, project): counts
        for project in scenario.projects
        for partner, counts in _divide_project(scenario, project).items()
    }


def _divide_project(scenario: Scenario, project: str) -> dict[str, Counts]:
    partners = [p for p in scenario.partners.values() if project in p.projects]
    draws = Draws(scenario.seed, project, "division")
    delivers = [[window is not None for window in scenario.windows(partner.code)] for partner in partners]
    counts = [{indicator: [0] * len(scenario.editions) for indicator in INDICATORS} for _ in partners]
    for indicator in INDICATORS:
        for edition, total in enumerate(scenario.increments(project, indicator)):
            weights = [
                (
                    partner.weight * 100
                    if indicator == "started"
                    else sum(have["started"][: edition + 1]) - sum(have[indicator][:edition])
                )
                * is_here[edition]
                for partner, is_here, have in zip(partners, delivers, counts, strict=True)
            ]
            if sum(weights) < total:
                raise ValueError(f"{project}: {total} × {indicator} at edition {edition + 1} have no takers")
            for have, share in zip(counts, draws.shares(total, weights), strict=True):
                have[indicator][edition] = share
    return {partner.code: have for partner, have in zip(partners, counts, strict=True)}


def _reach(
    draws: Draws, here: list[Trajectory], indicator: str, how_many: int, edition: int, window: tuple[date, date]
) -> None:
    """Let so many trajectories reach an indicator within the window, those who began first most often."""
    if not how_many:
        return
    _, last = window
    waiting = [t for t in here if indicator not in t.known]
    order = {id(t): t.started_on.toordinal() + draws.below(150) for t in waiting}
    ready = [t for t in waiting if t.started_on + timedelta(days=DAYS_TO[indicator]) <= last]
    others = [t for t in waiting if t.started_on + timedelta(days=DAYS_TO[indicator]) > last]
    ready.sort(key=lambda t: order[id(t)] - (200 if t.training_completed_on else 0))
    others.sort(key=lambda t: t.started_on)
    for trajectory in (ready + others)[:how_many]:
        earliest = trajectory.started_on + timedelta(days=DAYS_TO[indicator])
        if indicator == "placed" and trajectory.training_completed_on:
            earliest = max(earliest, trajectory.training_completed_on)
        day = draws.weekday(min(max(earliest, window[0]), last), last)
        trajectory.known[indicator] = edition
        if indicator == "placed":
            trajectory.placed_on = max(day, trajectory.started_on)
        else:
            trajectory.training_completed_on = max(day, trajectory.started_on)


def _end(draws: Draws, trajectory: Trajectory, closed_on: date | None, last_day: date) -> date | None:
    """When the trajectory ended: after its last event, by dropping out, or with the project; None while it runs."""
    events = [day for day in (trajectory.training_completed_on, trajectory.placed_on) if day]
    if events:
        end = max(events) + timedelta(days=draws.below(60))
    elif draws.chance(0.5):
        end = trajectory.started_on + timedelta(days=120 + draws.below(150))
    else:
        end = date.max
    end = min(end, max([closed_on, *events])) if closed_on else end
    return end if end <= last_day else None


def _left_before(trajectory: Trajectory, day: date) -> bool:
    return trajectory.ended_on is not None and trajectory.ended_on < day
