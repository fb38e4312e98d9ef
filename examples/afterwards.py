"""What becomes of participants after a training or a placement: a diploma, the end of a benefit, how long work lasts.

Drawn for every trajectory by itself, so it changes nothing of what the simulation drew.
"""

from datetime import date, timedelta
from typing import NamedTuple

from examples.draws import Draws
from examples.scenario import Scenario
from examples.simulation import Trajectory

CHECKED_AFTER = (91, 184, 366, 549)
"""So many days after a placement the coalition asks whether someone still works; 184 days are at least six months."""


class Afterwards(NamedTuple):
    """Days as a partner knows them on the as-of date; None where it did not happen or is not known yet."""

    qualified_on: date | None
    benefit_ended_on: date | None
    work_ended_on: date | None
    work_checked_on: date | None
    referred_on: date | None


def afterwards(scenario: Scenario, trajectory: Trajectory, edition: int, as_of: date) -> Afterwards:
    """What is known of a trajectory with an edition (counted from 0).

    Of those placed 82 % work longer than six months, as CBS found nationally; of a few nobody asks any more.
    """
    draws = Draws(scenario.seed, trajectory.project, trajectory.number, "afterwards")
    has_diploma, diploma_after = draws.chance(0.85), draws.below(21)
    had_benefit, benefit_after = draws.chance(0.4), draws.below(31)
    lasts, ends_after = draws.chance(0.82), 20 + draws.below(150)
    is_asked, asked_later = draws.chance(0.94), draws.below(14)
    is_referred, referred_after = draws.chance(0.8), 30 + draws.below(120)
    trained_on, placed_on = (trajectory.delivered(indicator, edition) for indicator in ("training_completed", "placed"))

    def known(since: date | None, days: int) -> date | None:
        day = since + timedelta(days=days) if since else None
        return day if day and day <= as_of else None

    work_ended_on = None if lasts else known(placed_on, ends_after)
    checks = [known(placed_on, days + asked_later) for days in CHECKED_AFTER[: None if is_asked else 1]]
    last_day = None if lasts or placed_on is None else placed_on + timedelta(days=ends_after)
    seen = [day for day in checks if day and (last_day is None or day <= last_day)]
    return Afterwards(
        qualified_on=known(trained_on, diploma_after) if has_diploma else None,
        benefit_ended_on=known(placed_on, benefit_after) if had_benefit else None,
        work_ended_on=work_ended_on,
        work_checked_on=max(seen, default=None),
        referred_on=known(trajectory.started_on, referred_after) if is_referred and not trajectory.placed_on else None,
    )
