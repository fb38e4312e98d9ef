"""Where the figures of the team's edition lead: to the page that says what each is made of.

A page a scope, in 'herkomst/' beside the monitors, with a section for every indicator.
"""

from typing import Any

from werkmonitor.cube import CubeRows
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.dutch import slug
from werkmonitor.publish.facts import Facts, Row

TABLES = ("cells", "goals", "progress", "trend", "shares", "forecasts", "revisions", "money")

REGISTER = "Wat staat er in het register?"
"""The section on what has no indicator."""


def page_of(level: str, code: str) -> str:
    """Within an edition's folder."""
    return f"herkomst/{level}-{code}.html"


def heading(facts: Facts, indicator: str | None, category: str | None) -> str:
    """Of the section on an indicator, also of a municipality's residents in one category."""
    if indicator is None:
        return REGISTER
    name = str(facts.definitions[indicator]["name"])
    return f"{name}: {facts.name(facts.scope('category', category))}" if category else name


def leading(facts: Facts, page: Address) -> Facts:
    """The facts of a monitor of the team's edition: every row that has a figure says where it leads, as 'trace'."""

    def led(row: Row) -> Row:
        section = slug(heading(facts, row.get("indicator"), row.get("category")))
        return row | {"trace": f"{page.to_edition}{page_of(row['level'], row['code'])}#{section}"}

    tables = facts.rows.tables
    found = tables | {name: [led(row) for row in tables[name]] for name in TABLES}
    to_page = {
        (row["level"], row["code"]): page.to_edition + page_of(row["level"], row["code"]) for row in tables["scopes"]
    }
    found["scopes"] = [row | {"trace": to_page[row["level"], row["code"]]} for row in tables["scopes"]]
    return Facts(CubeRows(facts.edition, facts.programme, found))


def section_of(scope: Row, heading: str, *columns: str) -> Row:
    """For a row of a table about a scope: where these columns lead, to the section with this heading."""
    return traced(scope | {"trace": f"{scope['trace']}#{slug(heading)}"} if "trace" in scope else scope, *columns)


def traced(row: Row, *columns: str) -> Row:
    """For a row of a table: where the figures in these columns lead; nothing for a public edition."""
    traces: dict[str, Any] = dict.fromkeys(columns, row["trace"]) if "trace" in row else {}
    return {"traces": traces} if traces else {}
