"""A check: two ways of arriving at the same numbers, beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkmonitor.errors import Problem

MOST_TOLD = 20
"""So many breaches of one check are told one by one."""

Numbers = Mapping[str, int]
"""What a number is about, as messages name it → the number."""

Bounds = Mapping[str, tuple[int, int]]
"""The same → the least and the most it can be."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of tables or of an edition.

    about: 'tables' or 'edition 2022-11'. name: what is compared. left, right: the sums of both sides. compared: how
    many numbers. breaches: those that differ and may not. known: how many differ for a reason that is known: they are
    revised in a next edition or revision. note: what else there is to say.
    """

    about: str
    name: str
    compared: int
    left: int
    right: int
    breaches: tuple[Problem, ...] = ()
    known: int = 0
    note: str = ""

    @property
    def is_passed(self) -> bool:
        return not self.breaches

    @property
    def verdict(self) -> str:
        if self.breaches:
            return f"FAILED ({len(self.breaches)})"
        return f"ok, {self.known} to revise" if self.known else "ok"

    def problems(self) -> list[Problem]:
        """Its breaches; of very many the first ones and how many there are more."""
        told = list(self.breaches[:MOST_TOLD])
        if more := len(self.breaches) - len(told):
            told.append(Problem(f"{self.about}, {self.name}", f"fails {more} times more", self.breaches[-1].remedy))
        return told


def compare(
    about: str,
    name: str,
    left: Numbers,
    right: Numbers,
    sides: tuple[str, str],
    remedy: str,
    *,
    explained: bool = False,
    note: str = "",
) -> Check:
    """Numbers that must be equal, one by one; one that is on one side only is a breach too.

    sides: what the left and the right numbers are, as messages say it ('242 rows kept, 241 facts in the tables').
    explained: whether a difference has a cause that is known.
    """
    wrong = [key for key in dict.fromkeys((*left, *right)) if left.get(key) != right.get(key)]
    breaches = tuple(
        Problem(
            f"{about}, {name} › {key}", f"{_said(left.get(key), sides[0])}, {_said(right.get(key), sides[1])}", remedy
        )
        for key in wrong
    )
    told, known = ((), len(breaches)) if explained else (breaches, 0)
    return Check(about, name, len({*left, *right}), sum(left.values()), sum(right.values()), told, known, note)


def within(
    about: str, name: str, left: Bounds, right: Bounds, sides: tuple[str, str], remedy: str, *, explained: bool = False
) -> Check:
    """Numbers of which at least one side is known within bounds only: the bounds must meet, wherever both are known."""
    both = [key for key in left if key in right]
    wrong = [key for key in both if left[key][1] < right[key][0] or right[key][1] < left[key][0]]
    breaches = tuple(
        Problem(
            f"{about}, {name} › {key}", f"{_range(*left[key])} {sides[0]}, {_range(*right[key])} {sides[1]}", remedy
        )
        for key in wrong
    )
    least_left, least_right = (sum(side[key][0] for key in both) for side in (left, right))
    told, known = ((), len(breaches)) if explained else (breaches, 0)
    return Check(about, name, len(both), least_left, least_right, told, known)


def refused(checks: Iterable[Check]) -> list[Problem]:
    """Everything that is wrong."""
    return [problem for check in checks for problem in check.problems()]


def as_text(checks: Sequence[Check]) -> str:
    """The checks as a table to read."""
    header = ("what is compared", "numbers", "left", "right", "verdict")
    lines = []
    width = max((len(check.name) for check in checks), default=0)
    for about in dict.fromkeys(check.about for check in checks):
        lines += ["", about]
        lines.append(f"  {header[0]:<{width}}  {header[1]:>7}  {header[2]:>7}  {header[3]:>7}  {header[4]}")
        for one in (check for check in checks if check.about == about):
            told = f"{one.verdict}; {one.note}" if one.note else one.verdict
            lines.append(f"  {one.name:<{width}}  {one.compared:>7}  {one.left:>7}  {one.right:>7}  {told}")
    failed = sum(not check.is_passed for check in checks)
    lines += ["", f"{len(checks)} checks, {failed} failed" if failed else f"{len(checks)} checks, all passed"]
    return "\n".join(lines).lstrip("\n")


def _said(number: int | None, what: str) -> str:
    return f"nothing {what}" if number is None else f"{number} {what}"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"
