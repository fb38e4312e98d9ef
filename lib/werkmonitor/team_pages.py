"""Where the team's figures lead: a page a scope that says what each of its figures is made of, down to the cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from werkmonitor.programme import Programme
from werkmonitor.publish import wording
from werkmonitor.publish.addresses import FOLDERS, Address
from werkmonitor.publish.blocks import Block, column, link
from werkmonitor.publish.dutch import capital, long_date, number, number_exactly, number_in_text, percent_exactly, slug
from werkmonitor.publish.facts import Facts
from werkmonitor.publish.led import REGISTER, TABLES, heading, page_of
from werkmonitor.publish.monitors.drawings import quarter_name
from werkmonitor.publish.pages import Section, internal_page
from werkmonitor.signoff_pages import reason
from werkmonitor.traces import Piece, Trace, by_sheet, folded

if TYPE_CHECKING:
    from werkmonitor.figures.lineage import Lineage

Row = dict[str, Any]

FEW = 12
"""Up to so many rows a table of facts stands open."""

MONEY = {"budget": "Begroot", "spent": "Besteed", "freed": "Vrijgevallen"}
"""Columns of the register's money: euros."""

COUNTED = "Elke rij is een deel van het aantal; alle rijen samen zijn het aantal. Cellen met nul staan er niet bij."


def pages_of(lineage: "Lineage", facts: Facts, programme: Programme) -> dict[str, str]:
    """Place in the edition's folder → HTML, of every scope. lineage: of the public edition. facts: of the team's."""
    return {
        page_of(row["level"], row["code"]): _Page(lineage, facts, programme, row).html() for row in facts.rows["scopes"]
    }


@dataclass(frozen=True)
class _Page:
    """What the figures of one scope are made of."""

    lineage: "Lineage"
    facts: Facts
    programme: Programme
    scope: Row

    def html(self) -> str:
        facts = self.facts
        told = facts.programme
        about = {name: told[name] for name in ("region", "publisher")} | {"programme": told["name"]}
        about |= {"notice": facts.notice, "explanation": told["explanation"] if told["is_fictional"] else ""}
        eyebrow = f"Herkomst van de cijfers, stand {long_date(facts.as_of)}"
        return internal_page(about, facts.name(self.scope), eyebrow, [*self._sections(), self._back()])

    def _back(self) -> Section:
        """To the monitor of the scope, or to the edition's front page."""
        level, code = self.scope["level"], self.scope["code"]
        has_page = level in FOLDERS and self.scope["is_member"] is not False
        address = Address(level, code) if has_page else Address("programme")
        to = link(self.facts.name(self.scope) if has_page else "De voorpagina", f"../{address.path}")
        return _section("Terug", Block("links", groups=[{"title": "Monitor", "links": [to]}]))

    def _sections(self) -> Iterator[Section]:
        """One for everything that a figure of the edition leads to, in the order of the programme."""
        rows = [row for name in TABLES for row in self.facts.about(name, self.scope) if row.get("indicator")]
        asked: set[tuple[str, str]] = {(row["indicator"], row.get("category") or "") for row in rows}
        asked |= {(code, "") for code, one in self.facts.definitions.items() if self._is_of_register(one)}
        order = [*self.facts.definitions]
        for indicator, category in sorted(asked, key=lambda one: (order.index(one[0]), one[1])):
            name = heading(self.facts, indicator, category or None)
            yield _section(name, *self._blocks(indicator, category, slug(name)))
        if blocks := [*self._registered()]:
            yield _section(REGISTER, *blocks)

    def _is_of_register(self, indicator: Row) -> bool:
        is_told = indicator.get("counted", {}).get("how") == "register"
        return is_told and self.scope["level"] in ("programme", "category")

    def _blocks(self, indicator: str, category: str, name: str) -> Iterator[Block]:
        cell = (self.scope["level"], self.scope["code"], category, indicator)
        how = self.facts.definitions[indicator].get("counted", {}).get("how")
        found = self._trace(cell, "value")
        if how == "register":
            yield self._places(found.pieces, name, "Waar dit in het register staat", is_money=False)
        elif how in ("share", "median"):
            yield Block("prose", paragraphs=[self._computed(found)])
            if found.made_of:
                yield Block("terms", terms=[self._part(one) for one in found.made_of])
            else:
                yield self._facts_table(found.pieces, name)
        else:
            yield Block("prose", paragraphs=[self._sum(found, cell)])
            if any(piece.low or piece.high for piece in found.pieces):
                yield self._facts_table(found.pieces, name)
            if any(piece.high != 0 for piece in found.not_counted):
                yield self._not_counted(found.not_counted, name)
        if not category:
            yield from self._compared(cell, name)

    def _trace(self, cell: tuple[str, str, str, str], what: str) -> Trace:
        from werkmonitor.figures.tracing import trace

        return trace(self.lineage, cell, what)

    # ------------------------------------------------------------ counts

    def _sum(self, found: Trace, cell: tuple[str, str, str, str]) -> str:
        """How many, and what became of it in the public edition."""
        is_stock = self.facts.definitions[cell[3]].get("kind") == "stock"
        since = f"op {long_date(self.facts.as_of)}" if is_stock else "sinds het begin van het programma"
        said = f"{capital(_amount(found))} {since}."
        row = self.lineage.published(cell, self.facts.as_of)
        if row is None:
            return f"{said} Dit cijfer staat niet in de openbare monitor."
        public = f"In de openbare monitor staat {number(row['value'])}"
        if row["base"] > 1:
            bounds = f"{number(row['low'])} tot en met {number(row['high'])}"
            multiples = f"samen met andere cijfers afgerond op een veelvoud van {row['base']}"
            return f"{said} {public}: {multiples}. Voor een lezer zijn het er {bounds}."
        if found.differs:
            return f"{said} {public}. Met de gegevens van nu is het aantal anders: dat vraagt een herziening."
        return f"{said} In de openbare monitor staat hetzelfde."

    def _facts_table(self, pieces: Sequence[Piece], name: str) -> Block:
        """Which cells add up to it: by quarter, partner, workbook and sheet."""
        rows = []
        for quarter, group in _by_quarter(piece for piece in pieces if piece.low or piece.high):
            for place, alike in by_sheet(group):
                where = {"partner": self.programme.partner(place.partner).name, "file": _file(place.file)}
                where |= {"sheet": place.sheet, "cells": _cells(alike)}
                rows.append({"quarter": quarter_name(quarter), "number": _sum_of(alike), **where})
        rows.append(
            {"quarter": "Samen", "number": _sum_of(pieces), **dict.fromkeys(("partner", "file", "sheet", "cells"), "")}
        )
        titles = {"quarter": "Kwartaal", "number": "Aantal", "partner": "Partner", "file": "Werkboek"}
        titles |= {"sheet": "Blad", "cells": "Cellen"}
        return _table(f"{name}-cellen", "Waar het aantal uit bestaat", titles, rows, COUNTED)

    def _not_counted(self, pieces: Sequence[Piece], name: str) -> Block:
        rows = []
        for because in dict.fromkeys(piece.because for piece in pieces):
            alike = [piece for piece in pieces if piece.because == because and piece.high != 0]
            for place, group in by_sheet(alike):
                where = {"partner": self.programme.partner(place.partner).name, "file": _file(place.file)}
                where |= {"sheet": place.sheet, "cells": _cells(group)}
                rows.append({"number": _sum_of(group), **where, "why": capital(reason(because, self.programme))})
        titles = {"number": "Aantal", "partner": "Partner", "file": "Werkboek", "sheet": "Blad", "cells": "Cellen"}
        return _table(
            f"{name}-telt-niet", "Wat hierover ook is geleverd en niet meetelt", titles | {"why": "Waarom"}, rows
        )

    # ------------------------------------------------------------ computed

    def _computed(self, found: Trace) -> str:
        """A share as its two counts, a median as the number of its rows."""
        row = next(iter(self.facts.about("shares", self.scope, indicator=found.asked.indicator)), None)
        if row is None:
            return "Dit is voor dit onderdeel niet te berekenen."
        value, note = wording.rate(row, self.facts.definitions[found.asked.indicator])
        told = [f"{capital(value)}.", note]
        if found.pieces:
            told.append(f"Dit is de mediaan van {wording.counted(len(found.pieces), 'rij', 'rijen')} van lijsten.")
        return " ".join(filter(None, told))

    def _part(self, part: Trace) -> Row:
        """A count of which a share is made, leading to its own section."""
        name = heading(self.facts, part.asked.indicator, None)
        is_there = part.asked.indicator in {row["indicator"] for row in self.facts.about("cells", self.scope)}
        return {"term": name, "text": _amount(part), "href": f"#{slug(name)}" if is_there else ""}

    def _compared(self, cell: tuple[str, str, str, str], name: str) -> Iterator[Block]:
        """Goal and plan with their cells in the register, and what is computed of them."""
        row = next(iter(self.facts.about("progress", self.scope, indicator=cell[3])), None)
        if row is None:
            return
        if row["goal"] is not None:
            pieces = [piece for _, piece in self._trace(cell, "goal").all_pieces() if not piece.because]
            yield self._places(pieces, f"{name}-doel", f"Doel: {number_in_text(row['goal'])}", is_money=False)
        if row["plan_to_date"] is not None:
            pieces = [piece for _, piece in self._trace(cell, "plan").all_pieces()]
            title = f"Planning tot nu toe: {number_exactly(row['plan_to_date'])}"
            note = "Tussen twee punten van de planning loopt een rechte lijn."
            yield self._places(pieces, f"{name}-planning", title, is_money=False, note=note)
        terms = [
            {"term": term, "text": division(row["value"], row[by], row[of])}
            for term, of, by in (
                ("Deel van het doel", "share_of_goal", "goal"),
                ("Deel van de planning tot nu toe", "ratio", "plan_to_date"),
            )
            if row[of] is not None and (of == "share_of_goal" or row["word"] != "too_small")
        ]
        if row["change"] is not None:
            said = f"{number(row['value'])} − {number(row['previous_value'])} = {number(row['change'])}"
            terms.append({"term": f"Verandering sinds monitor {row['previous_edition']}", "text": said})
        for told in self.facts.about("revisions", self.scope, indicator=cell[3]):
            said = f"was {number(told['was'])}, is {number(told['now'])}: {wording.cause(told)}"
            terms.append({"term": f"Herzien: {quarter_name(told['on'])}", "text": said})
        for told in self.facts.about("forecasts", self.scope, indicator=cell[3]):
            said = wording.forecast(told, self.facts.definitions[cell[3]], row["value"] or 0)
            how = "Berekend uit de kwartaalcijfers, de planning, de looptijd en de capaciteit van de projecten."
            terms.append({"term": "Berekende verwachting", "text": f"{said} {how}"})
        if terms:
            yield Block("terms", terms=terms)

    # ------------------------------------------------------------ the register

    def _registered(self) -> Iterator[Block]:
        """What has no indicator: room for trajectories, and money."""
        scope = (self.scope["level"], self.scope["code"], "", "")
        if self.scope["capacity"] is not None:
            title = f"Beschikbare trajecten: {number(self.scope['capacity'])}"
            yield self._places(self._trace(scope, "capacity").pieces, "capaciteit", title, is_money=False)
        for row in self.facts.about("money", self.scope):
            for what, title in MONEY.items():
                if row[what] is not None:
                    yield self._places(self._trace(scope, what).pieces, f"geld-{what}", title, is_money=True)

    def _places(self, pieces: Iterable[Piece], name: str, title: str, *, is_money: bool, note: str = "") -> Block:
        """Rows of the register, each with its cell."""
        projects = {row["code"]: self.facts.name(row) for row in self.facts.scopes("project")}
        rows = [
            {
                "number": f"€ {number(piece.low)}" if is_money and piece.low is not None else _amount(piece),
                "project": projects.get(piece.project, ""),
                "file": _file(piece.place.file),
                "place": f"{piece.place.sheet}!{piece.place.cell}",
            }
            for piece in pieces
        ]
        titles = {"number": "Aantal", "project": "Project", "file": "Werkboek", "place": "Cel"}
        return _table(name, title, titles, rows, note)


def division(value: int, by: float, share: float) -> str:
    """A sum that is right for who calculates it again.

    >>> division(24, 10.471204, 2.292)
    '24 ÷ 10,471204 = 229,20%'
    """
    return f"{number(value)} ÷ {number_exactly(by)} = {percent_exactly(share)}"


def _section(title: str, *blocks: Block) -> Section:
    return Section(title, blocks=[block.content for block in blocks])


def _table(name: str, caption: str, titles: dict[str, str], rows: Sequence[Row], note: str = "") -> Block:
    """A table, folded where it is long."""
    columns = [column(key, title) for key, title in titles.items()]
    summary = f"{caption} ({wording.counted(len(rows), 'regel', 'regels')})" if len(rows) > FEW else ""
    return Block("table", id=name, caption=caption, columns=columns, rows=list(rows), note=note, summary=summary)


def _by_quarter(pieces: Iterable[Piece]) -> list[tuple[date, list[Piece]]]:
    """Pieces by the quarter in which they count: that of their month, or of the end of their period."""
    found: dict[date, list[Piece]] = {}
    for piece in pieces:
        year, month = map(int, piece.when.rpartition(" ")[2].split("-")[:2])
        found.setdefault(date(year, (month + 2) // 3 * 3, 1), []).append(piece)
    return sorted(found.items())


def _cells(pieces: Sequence[Piece]) -> str:
    """'3 × 1: A14:A16; 1 × 2: D32', and of a standing what stood there before."""
    told = []
    for low, high in dict.fromkeys((piece.low, piece.high) for piece in pieces if piece.standing is None):
        alike = [piece for piece in pieces if (piece.low, piece.high, piece.standing) == (low, high, None)]
        cells = folded(piece.place.cell for piece in alike)
        told.append(cells if (low, high) == (1, 1) else f"{len(alike)} × {_amount(alike[0])}: {cells}")
    for piece in pieces:
        if piece.standing and piece.was:
            before = "de eerste stand"
            if piece.before:
                where = f"{_file(piece.before.file)}, {piece.before.sheet}!{piece.before.cell}"
                before = f"was {_bounds(*piece.was)} in {where}"
            told.append(f"{piece.place.cell}: stand {_bounds(*piece.standing)}, {before}")
    remarks = dict.fromkeys(piece.place.cell for piece in pieces if piece.remark)
    return "; ".join(told) + (f"; door ons verbeterd: {folded(remarks)}" if remarks else "")


def _sum_of(pieces: Sequence[Piece]) -> str:
    known = [(piece.low, piece.high) for piece in pieces if piece.low is not None and piece.high is not None]
    return _bounds(sum(low for low, _ in known), sum(high for _, high in known)) if known else "geen aantal"


def _amount(told: Piece | Trace) -> str:
    return "geen aantal" if told.low is None or told.high is None else _bounds(told.low, told.high)


def _bounds(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)} tot en met {number(high)}"


def _file(file: str) -> str:
    """A workbook by the day it was received and its name."""
    return "/".join(PurePosixPath(file).parts[-2:])
