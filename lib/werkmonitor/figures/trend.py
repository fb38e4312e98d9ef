"""Over time: quarters of exact figures, earlier editions of rounded ones, and what was revised since.

Everything here is computed from published cells, never from true counts.
"""

from collections.abc import Sequence

import pandas as pd

from werkmonitor.cube import Cube
from werkmonitor.figures.policy import EXACT

FIGURE = ["level", "code", "indicator"]


def quarter_label(on: pd.Timestamp) -> str:
    """What readers see: '2e kwartaal 2021', and for a day within it '2e kwartaal 2021 (tot en met 15-5)'."""
    whole = f"{on.quarter}e kwartaal {on.year}"
    return whole if on.is_quarter_end else f"{whole} (tot en met {on.day}-{on.month})"


def trend(cells: pd.DataFrame) -> pd.DataFrame:
    """The cube's table 'trend': per exact figure every quarter's end, with what was added within the quarter."""
    exact = cells[(cells["base"] == EXACT) & cells["category"].isna()]
    ordered = exact.assign(rank=exact.groupby(FIGURE, sort=False).ngroup()).sort_values(["rank", "on"], kind="stable")
    before = ordered.groupby("rank")["value"].shift(1).fillna(0)
    return pd.DataFrame(
        {
            **{column: ordered[column] for column in [*FIGURE, "on"]},
            "label": [quarter_label(on) for on in ordered["on"]],
            "added": ordered["value"] - before,
            "cumulative": ordered["value"],
        }
    )


def history(cells: pd.DataFrame, released: Sequence[Cube]) -> pd.DataFrame:
    """The cube's table 'history': what earlier editions showed of the figures that are rounded now."""
    rounded = cells[(cells["base"] > EXACT) & cells["category"].isna()][FIGURE].drop_duplicates()
    found = []
    for cube in released:
        earlier = cube["cells"]
        earlier = earlier[(earlier["on"] == pd.Timestamp(cube.as_of)) & earlier["category"].isna()]
        both = rounded.merge(earlier, on=FIGURE)
        found.append(both[[*FIGURE, "on", "value", "low", "high", "base"]].assign(edition=cube.edition["id"]))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def revisions(cells: pd.DataFrame, revised: pd.DataFrame, released: Sequence[Cube]) -> pd.DataFrame:
    """The cube's table 'revisions': exact figures of earlier days that are different now.

    cells: the published cells. revised: the exact counts as known now on the days that only earlier editions show
    (columns level, code, category, indicator, on, value); the previous edition is compared.
    """
    if not released:
        return pd.DataFrame()
    was = released[-1]["cells"]
    was = was[(was["base"] == EXACT) & was["category"].isna()]
    exact = cells[(cells["base"] == EXACT) & cells["category"].isna()]
    now = pd.concat([exact, revised])[[*FIGURE, "on", "value"]].drop_duplicates([*FIGURE, "on"])
    both = was.merge(now, on=[*FIGURE, "on"], suffixes=("_was", "_now"))
    both = both[both["value_was"] != both["value_now"]]
    return both.rename(columns={"value_was": "was", "value_now": "now"})[[*FIGURE, "on", "was", "now"]]
