"""What each tidy table can be filled with: its fields, what kind of value each holds, and which must be filled."""

from typing import Literal, NamedTuple

Kind = Literal[
    "person",
    "project",
    "place",
    "target_groups",
    "day",
    "whole",
    "euros",
    "role",
    "text",
    "texts",
    "truth",
    "code",
    "category",
    "plan",
    "sector",
    "indicator",
    "level",
    "level_code",
    "period",
    "words",
    "label",
    "period_name",
    "year",
]


class Field(NamedTuple):
    kind: Kind
    must_be_filled: bool = False
    allowed: tuple[str, ...] = ()
    """For kind `words`: the values the tidy table knows; a layout's words lead to one of them."""
    digits: int = 0
    """For kind `label`: of a code that Excel took for a number."""
    find: str | None = None
    """Of an analyst's own field: the part of its text that counts, as a pattern with one group."""


OWN_KINDS: dict[str, Kind] = {
    "text": "label",
    "period": "period_name",
    "year": "year",
    "day": "day",
    "whole": "whole",
}
"""What a layout calls the kinds of its own fields."""


PROJECT = Field("project", must_be_filled=True)
LEVEL = Field("level", must_be_filled=True)
CODE_OF_LEVEL = Field("level_code", must_be_filled=True)
TEXT = Field("text")
NEEDED_TEXT = Field("text", must_be_filled=True)
DAY = Field("day")
NEEDED_DAY = Field("day", must_be_filled=True)

LISTS: dict[str, dict[str, Field]] = {
    "trajectories": {
        "person": Field("person", must_be_filled=True),
        "project": PROJECT,
        "municipality": Field("place"),
        "target_groups": Field("target_groups"),
        "started_on": NEEDED_DAY,
        "training_completed_on": DAY,
        "qualified_on": DAY,
        "placed_on": DAY,
        "benefit_ended_on": DAY,
        "work_ended_on": DAY,
        "work_checked_on": DAY,
        "referred_on": DAY,
        "ended_on": DAY,
    },
    "projects": {
        "project": Field("code", must_be_filled=True),
        "number": TEXT,
        "name": NEEDED_TEXT,
        "aliases": Field("texts"),
        "category": Field("category", must_be_filled=True),
        "plan": Field("plan"),
        "sector": Field("sector"),
        "target_groups": Field("target_groups"),
        "kind": Field("words", must_be_filled=True, allowed=("quantitative", "qualitative")),
        "is_fictional": Field("truth"),
        "capacity": Field("whole"),
        "starts_on": DAY,
        "ends_on": DAY,
        "aim": TEXT,
        "description": TEXT,
        "financing": TEXT,
    },
    "targets": {
        "level": LEVEL,
        "code": CODE_OF_LEVEL,
        "indicator": Field("indicator", must_be_filled=True),
        "version": Field("whole", must_be_filled=True),
        "value": Field("whole", must_be_filled=True),
        "relation": Field("words", must_be_filled=True, allowed=("ten minste", "circa")),
        "goal_on": NEEDED_DAY,
        "valid_from_on": NEEDED_DAY,
        "decided_by": TEXT,
        "reference": TEXT,
    },
    "project_states": {
        "project": PROJECT,
        "state": Field(
            "words",
            must_be_filled=True,
            allowed=(
                "in_preparation",
                "started",
                "extended",
                "adapted",
                "stopped_early",
                "completed",
                "transferred",
            ),
        ),
        "on": NEEDED_DAY,
        "cause": TEXT,
        "effect": TEXT,
        "action": TEXT,
    },
    "results": {
        "project": PROJECT,
        "on": NEEDED_DAY,
        "kind": Field("words", must_be_filled=True, allowed=("product", "cooperation", "embedded", "story")),
        "text": NEEDED_TEXT,
        "is_public": Field("truth", must_be_filled=True),
    },
    "expectations": {
        "level": LEVEL,
        "code": CODE_OF_LEVEL,
        "indicator": Field("indicator"),
        "on": NEEDED_DAY,
        "text": NEEDED_TEXT,
        "decided_by": TEXT,
    },
    "money": {
        "level": LEVEL,
        "code": CODE_OF_LEVEL,
        "on": NEEDED_DAY,
        "budget": Field("euros"),
        "spent": Field("euros"),
        "freed": Field("euros"),
        "freed_for": TEXT,
    },
    "overrides": {
        "level": LEVEL,
        "code": CODE_OF_LEVEL,
        "indicator": Field("indicator", must_be_filled=True),
        "word": Field(
            "words",
            must_be_filled=True,
            allowed=("ahead", "on_course", "attention", "behind", "undeterminable"),
        ),
        "role": Field("role", must_be_filled=True),
        "on": NEEDED_DAY,
        "reason": NEEDED_TEXT,
    },
}
"""Tables with one row a record: kind `list` in a layout."""

CROSSTABS: dict[str, dict[str, Field]] = {
    "counts": {
        "project": PROJECT,
        "municipality": Field("place"),
        "target_groups": Field("target_groups"),
        "indicator": Field("indicator", must_be_filled=True),
        "period": Field("period"),
        "until_on": DAY,
        "unit": Field("label"),
    },
    "plan": {
        "level": LEVEL,
        "code": CODE_OF_LEVEL,
        "indicator": Field("indicator", must_be_filled=True),
        "on": NEEDED_DAY,
    },
}
"""Tables with one row a figure: kinds `crosstab` and `standing`. Every field is said by a column of labels, by a row of
the header, by the sheet, or by a constant; the figure itself stands in the cells."""

ABOUT_PERSONS = frozenset({"trajectories"})
