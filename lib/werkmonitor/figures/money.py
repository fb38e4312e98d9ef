"""Money, where the register has it: of a scope its latest row, else the sum over its projects when all have one."""

from collections.abc import Sequence

from werkmonitor.cube import COLUMNS
from werkmonitor.figures.register import Register, Row, Scope, until
from werkmonitor.programme import Edition, Programme

_COLUMNS = tuple(COLUMNS["money"])
_AMOUNTS = ("budget", "spent", "freed")


def money(register: Register, programme: Programme, edition: Edition) -> list[Row]:
    """The cube's table 'money': whole euros as known on the as-of date, one row a scope.

    The programme and a category without a row of their own get the sum over their projects, those that are followed in
    words too, but only where every one of them has a row: a sum of some would pass for the whole.
    """
    latest: dict[Scope, Row] = {}
    for row in until(register.money, edition.as_of):
        latest[row["level"], row["code"]] = {name: row[name] for name in _COLUMNS}
    wholes = [("programme", programme.programme.code), *(("category", one.code) for one in programme.categories)]
    for level, code in wholes:
        if (level, code) not in latest:
            within = [row["project"] for row in register.projects if level == "programme" or row["category"] == code]
            parts = [latest[part] for project in within if (part := ("project", project)) in latest]
            if parts and len(parts) == len(within):
                latest[level, code] = {"level": level, "code": code, **_sum(parts)}
    order = {scope: number for number, scope in enumerate(wholes)}
    return [latest[scope] for scope in sorted(latest, key=lambda scope: (order.get(scope, len(order)), scope))]


def _sum(parts: Sequence[Row]) -> Row:
    """Amounts added up, as of the oldest of their days.

    A budget or spending that one part does not have makes the sum unknown; a blank of freed money says that there was
    none, which is how the register asks for it.
    """
    found: Row = {"on": min(row["on"] for row in parts)}
    for name in _AMOUNTS:
        known = [row[name] for row in parts if row[name] is not None]
        is_known = len(known) == len(parts) or (name == "freed" and known)
        found[name] = sum(known) if is_known else None
    purposes = dict.fromkeys(row["freed_for"] for row in parts if row["freed"] and row["freed_for"])
    return found | {"freed_for": "; ".join(purposes) or None}
