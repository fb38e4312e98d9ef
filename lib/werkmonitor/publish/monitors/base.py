"""What every monitor has: its facts, its scope, and the answers that more than one kind gives."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address, download_name
from werkmonitor.publish.blocks import Block, column, link, nothing
from werkmonitor.publish.dutch import capital, end_of, listed, long_date, month_year, number_in_text, percent
from werkmonitor.publish.facts import Facts, Row

LAGGING = ("attention", "behind")


class Monitor:
    """One page: an edition and a scope. Every public method answers one question with a Block."""

    kind: ClassVar[str]
    kind_name: ClassVar[str]

    def __init__(self, facts: Facts, scope: Row):
        self.facts = facts
        self.scope = scope
        self.address = Address(self.kind, "" if self.kind == "programme" else scope["code"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.head()._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"<monitor {self.address.label} of edition {self.facts.edition['id']}>"

    # ------------------------------------------------------------ the page

    @property
    def name(self) -> str:
        return self.facts.name(self.scope)

    @property
    def _edition_name(self) -> str:
        return month_year(self.facts.published_on)

    @property
    def is_qualitative(self) -> bool:
        return bool(self.scope["kind"] == "qualitative")

    def head(self) -> Block:
        """Title, edition and place of the page; shown first."""
        edition, programme = self.facts.edition, self.facts.programme
        return Block(
            "page",
            monitor=self.kind,
            kind_name=self.kind_name,
            name=self.name,
            heading=self.name,
            eyebrow=f"{self.kind_name}, monitor {self._edition_name}",
            edition=edition["id"],
            edition_number=edition["number"],
            edition_name=self._edition_name,
            as_of=edition["as_of"],
            as_of_is_assumed=bool(edition["as_of_is_assumed"]),
            adopted_by=edition["adopted_by"] or "",
            is_concept=self.facts.is_concept,
            notice=self.facts.notice,
            programme=programme["name"],
            region=programme["region"],
            publisher=programme["publisher"],
            explanation=programme["explanation"] if programme["is_fictional"] else "",
            path=self.address.path,
            to_edition=self.address.to_edition,
            download=self.address.to_edition + download_name(edition["id"]),
        )

    def link_to(self, kind: str, scope: Row) -> dict[str, str]:
        """A scope's name, leading to its page where it has one."""
        has_page = kind != "municipality" or scope["is_member"]
        return link(self.facts.name(scope), self.address.to(Address(kind, scope["code"])) if has_page else "")

    # ------------------------------------------------------------ answers that several kinds give

    def indicators(self) -> Block:
        """A tile for each indicator: number, goal, plan to date, progress word, change."""
        rows = self.facts.progress(self.scope)
        if not rows:
            return nothing()
        return Block("tiles", tiles=[self._tile(row) for row in rows], note=self._rounding_note(rows))

    def goals_changed(self) -> Block:
        """Which goals changed: from, to, since when, by whose decision."""
        rows = []
        for code, indicator in self.facts.indicators.items():
            versions = self.facts.goals(self.scope, code)
            for was, now in zip(versions, versions[1:], strict=False):
                rows.append(
                    {
                        "indicator": indicator["name"],
                        "was": was["value"],
                        "now": now["value"],
                        "since": now["valid_from_on"],
                        "decision": now["decided_by"] or now["reference"] or "",
                    }
                )
        if not rows:
            return Block("prose", paragraphs=["Er is nog geen doel veranderd."])
        published = self.facts.published_on
        first = min(row["since"] for row in rows)
        told = [
            f"{row['indicator']}: van {number_in_text(row['was'])} naar {number_in_text(row['now'])}." for row in rows
        ]
        return Block(
            "table",
            id="doelen-veranderd",
            intro=[f"Sinds {long_date(first)} gelden andere doelen. {' '.join(told)}"] if first <= published else [],
            caption="Doelen die zijn veranderd",
            columns=[
                column("indicator", "Doel"),
                column("was", "Was", "number"),
                column("now", "Is nu", "number"),
                column("since", "Geldt vanaf", "date"),
                column("decision", "Besluit"),
            ],
            rows=rows,
        )

    def trend(self) -> Block:
        """Per indicator a figure by quarter: the total so far against plan and goal, and what each quarter added."""
        figures = [self._trend_figure(row) for row in self.facts.progress(self.scope)]
        shown = [figure for figure in figures if figure.content["kind"] != "none"]
        return Block("group", blocks=shown, layout="columns") if shown else nothing()

    def expectation(self) -> Block:
        """The adopted expectation, in the words of those who adopted it."""
        rows = [row for row in self.facts.about("expectations", self.scope) if row["on"] <= self.facts.published_on]
        if not rows:
            return nothing()
        latest = max(row["on"] for row in rows)
        items = [
            {
                "title": self.facts.indicators[row["indicator"]]["name"] if row["indicator"] else "",
                "text": row["text"],
                "terms": [
                    {"term": "Vastgesteld", "text": f"{row['decided_by'] or 'programmateam'}, {long_date(row['on'])}"}
                ],
            }
            for row in rows
            if row["on"] == latest
        ]
        return Block("items", items=items)

    def definitions(self) -> Block:
        """What the words mean."""
        terms = [
            {"term": indicator["name"], "text": indicator["definition"]} for indicator in self.facts.indicators.values()
        ]
        thresholds = self.facts.programme["thresholds"]
        terms += [
            {
                "term": "Peildatum",
                "text": "De dag waarvan de stand is geteld. De monitor verschijnt later, omdat alle partners eerst hun cijfers aanleveren.",
            },
            {
                "term": "Planning tot nu toe",
                "text": "Hoeveel er op de peildatum volgens de planning bereikt zou zijn. Daarmee wordt vergeleken, niet met het einddoel.",
            },
            {
                "term": "Voor op schema, op koers, vraagt aandacht, loopt achter",
                "text": f"Bereikt gedeeld door planning tot nu toe: vanaf {percent(thresholds['ahead'])} voor op schema, vanaf "
                f"{percent(thresholds['on_course'])} op koers, vanaf {percent(thresholds['attention'])} vraagt aandacht, "
                f"daaronder loopt achter. Is de planning tot nu toe kleiner dan {thresholds['smallest_plan']} "
                f"(bij afgeronde cijfers {thresholds['smallest_plan_rounded']}), dan is het cijfer te klein voor een oordeel.",
            },
        ]
        return Block("terms", terms=terms)

    def history(self) -> Block:
        """Rounded figures as each monitor published them: the only trend that may be shown of them."""
        now = {
            code: row
            for code in self.facts.indicators
            if (row := self.facts.cell(self.scope, code)) and row["base"] > 1
        }
        if not now:
            return nothing()
        earlier: dict[str, dict[str, Row]] = {}
        for row in self.facts.about("history", self.scope):
            earlier.setdefault(row["edition"], {})[row["indicator"]] = row
        editions = [*sorted(earlier.items()), (self.facts.edition["id"], now)]
        rows = self._counts((f"Stand {long_date(_day_of(found))}", found) for _, found in editions)
        return self._nested_bars(
            "eerdere-monitors",
            "Stand in elke monitor",
            rows,
            "Monitor",
            f"{self.name}: afgeronde aantallen in elke monitor",
            conclusion=wording.grown(rows, self.facts.indicators),
        )

    # ------------------------------------------------------------ shared by the answers

    def _tile(self, row: Row) -> Row:
        indicator = self.facts.indicators[row["indicator"]]
        goal = wording.goal_in_words(row)
        share = row["share_of_goal"]
        plan = row["plan_to_date"]
        terms = []
        if goal:
            terms.append({"term": "Doel", "text": goal})
        if plan is not None:
            terms.append({"term": "Planning tot nu toe", "text": number_in_text(plan)})
        if share is not None and (row["goal"] or 0) >= wording.SMALL_PLAN:
            terms.append({"term": "Deel van het doel", "text": percent(share)})
        terms.append({"term": "Verandering", "text": wording.changed(row)})
        return {
            "indicator": row["indicator"],
            "name": indicator["name"],
            "unit": indicator["unit"],
            "count": _count(row),
            "word": row["word"] if goal or plan is not None else "",
            "terms": terms,
        }

    def _trend_figure(self, progress: Row) -> Block:
        indicator = self.facts.indicators[progress["indicator"]]
        code = indicator["code"]
        quarters = {row["on"]: row for row in self.facts.about("trend", self.scope, indicator=code)}
        if not quarters or progress["value"] in (None, 0) and progress["goal"] in (None, 0):
            return nothing()
        plan = {row["on"]: row["value"] for row in self.facts.about("plan", self.scope, indicator=code)}
        days = sorted({*quarters, *plan})
        rows = [
            {
                "on": day,
                "quarter": quarter_name(day),
                "added": quarters[day]["added"] if day in quarters else None,
                "cumulative": quarters[day]["cumulative"] if day in quarters else None,
                "plan": plan.get(day),
            }
            for day in days
        ]
        latest = max(quarters)
        last = quarters[latest]
        conclusion = wording.measured(progress, indicator)
        added = wording.quarter_added(last["added"], indicator, quarter_name(latest))
        columns = [
            column("quarter", "Kwartaal"),
            column("added", "In dit kwartaal", "number"),
            column("cumulative", "Totaal tot en met dit kwartaal", "number"),
        ]
        if plan:
            columns.append(column("plan", "Planning", "number"))
        goal = wording.goal_in_words(progress)
        return Block(
            "figure",
            id=f"verloop-{code.replace('_', '-')}",
            chart="trend",
            title=indicator["name"],
            conclusion=conclusion,
            subtitle=f"{capital(indicator['unit'])}, vanaf het begin van het programma, per kwartaal. {added}",
            description=(
                f"Lijn van het aantal {indicator['name'].lower()} per kwartaal, van {rows[0]['quarter']} tot en met "
                f"{quarter_name(latest)}, met de planning{' en het doel' if goal else ''}; daaronder staven van wat elk "
                f"kwartaal erbij kwam. De cijfers staan in de tabel."
            ),
            caption=f"{indicator['name']} per kwartaal: {self.name}",
            goal=progress["goal"],
            goal_label=f"doel: {goal}" if goal else "",
            notice=self.facts.notice,
            columns=columns,
            rows=rows,
        )

    def _goal_bars(
        self, figure_id: str, title: str, conclusion: str, rows: Sequence[Row], first_column: str, caption: str
    ) -> Block:
        """Bars against plan and goal: every row has name, count, plan, goal and word."""
        return Block(
            "figure",
            id=figure_id,
            chart="goal_bars",
            title=title,
            conclusion=conclusion,
            subtitle="De donkere balk is wat bereikt is, het streepje de planning tot nu toe, het lichte vak het doel.",
            description=(
                f"Staven van {len(rows)} onderdelen ({listed(_text(row['name']) for row in rows)}): bereikt, planning tot nu "
                f"toe en doel. De cijfers staan in de tabel."
            ),
            caption=caption,
            notice=self.facts.notice,
            columns=[
                column("name", first_column, "link" if isinstance(rows[0]["name"], dict) else "text"),
                column("count", "Bereikt", "count"),
                column("plan", "Planning tot nu toe", "number"),
                column("goal", "Doel", "number"),
                column("word", "Oordeel", "word"),
            ],
            rows=rows,
            note=self._rounding_note([row["count"] for row in rows if row["count"]]),
        )

    def _counts(self, found: Iterable[tuple[Any, Mapping[str, Row | None]]]) -> list[Row]:
        """Rows of a table with a published count per indicator; a name without any is left out."""
        return [
            {"name": name} | {code: _count(row) if row else None for code, row in counts.items()}
            for name, counts in found
            if any(counts.values())
        ]

    def _nested_bars(
        self, figure_id: str, title: str, rows: Sequence[Row], first_column: str, caption: str, conclusion: str = ""
    ) -> Block:
        """Rounded counts as bars within bars (placed are part of started); every indicator is in the table."""
        if not rows:
            return nothing()
        indicators = self.facts.indicators
        outer = [code for code, row in indicators.items() if not row["part_of"]][:1]
        inner = [code for code, row in indicators.items() if row["part_of"] in outer][-1:]
        names = [indicators[code]["name"].lower() for code in (*outer, *inner)]
        bars = [f"lichte balk: {names[0]}", *(f"donkere balk: {name}" for name in names[1:])]
        return Block(
            "figure",
            id=figure_id,
            chart="nested_bars",
            title=title,
            conclusion=conclusion or wording.most_in(rows, indicators),
            subtitle=f"Afgeronde aantallen sinds het begin van het programma. {capital('; '.join(bars))}.",
            description=(
                f"Staven per {first_column.lower()} ({listed(_text(row['name']) for row in rows)}): {' en '.join(names)}. "
                "De cijfers staan in de tabel."
            ),
            caption=caption,
            notice=self.facts.notice,
            series=[*outer, *inner],
            columns=[
                column("name", first_column, "link" if isinstance(rows[0]["name"], dict) else "text"),
                *(column(code, row["name"], "count") for code, row in indicators.items()),
            ],
            rows=rows,
            note=self._rounding_note([count for row in rows for code in indicators if (count := row.get(code))]),
        )

    def _bar_row(self, name: Any, progress: Row) -> Row:
        return {
            "name": name,
            "count": _count(progress),
            "plan": progress["plan_to_date"],
            "goal": progress["goal"],
            "word": progress["word"],
        }

    def _rounding_note(self, rows: Iterable[Row]) -> str:
        bases = [row["base"] for row in rows if row.get("base")]
        return wording.rounding_note(bases, self.facts.edition["stuck_cells"] or 0)

    def _causes(self, projects: Sequence[Row]) -> dict[str, str]:
        """Indicator that lags → why, as a clause, where a project that stopped early explains much of it."""
        causes = {}
        for row in self.facts.progress(self.scope):
            if row["word"] in LAGGING:
                behind = self._shortfalls(row["indicator"], projects)
                whole = sum(shortfall for _, shortfall in behind)
                names = [
                    self.facts.name(project)
                    for project, shortfall in behind
                    if project["state"] == "stopped_early" and shortfall >= 0.25 * whole
                ]
                if names:
                    causes[row["indicator"]] = wording.stopped(names)
        return causes

    def _shortfalls(self, indicator: str, projects: Sequence[Row]) -> list[tuple[Row, float]]:
        """The projects below their plan, and by how much (of published values), largest first."""
        found = []
        for project in projects:
            for row in self.facts.about("progress", project, indicator=indicator):
                if row["plan_to_date"] is not None and row["value"] is not None and row["plan_to_date"] > row["value"]:
                    found.append((project, row["plan_to_date"] - row["value"]))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]["code"]))

    def _measured(self, rows: Sequence[Row]) -> str:
        return " ".join(wording.measured(row, self.facts.indicators[row["indicator"]]) for row in rows)

    def _why(self, project: Row) -> list[Row]:
        """Cause, effect and action of a project's latest event that has any of them."""
        for state in self.facts.states(project["code"]):
            terms = [
                {"term": term, "text": state[key]}
                for term, key in (("Oorzaak", "cause"), ("Gevolg", "effect"), ("Wat er gebeurt", "action"))
                if state[key]
            ]
            if terms:
                return terms
        return []

    def _state(self, project: Row) -> str:
        """'voortijdig beëindigd (30 juni 2022)'."""
        if not project["state"]:
            return ""
        word = wording.STATES[project["state"]]
        return f"{word} ({long_date(project['state_on'])})" if project["state_on"] else word

    def _progress_cell(self, scope: Row, indicator: str) -> Row | None:
        """What a table of projects says of one indicator: count, goal, word."""
        for row in self.facts.about("progress", scope, indicator=indicator):
            if not row["value"] and not row["goal"]:
                return None
            return {"count": _count(row), "goal": row["goal"], "word": row["word"] if row["goal"] else ""}
        return None

    def _goal_date(self) -> str:
        return end_of(date.fromisoformat(self.facts.programme["goals_on"]))


def quarter_name(day: date) -> str:
    """
    >>> quarter_name(date(2021, 6, 30))
    '2e kwartaal 2021'
    """
    return f"{(day.month + 2) // 3}e kwartaal {day.year}"


def _count(row: Row) -> Row | None:
    """A published count, as blocks carry it."""
    if row["value"] is None:
        return None
    return {key: row[key] for key in ("value", "low", "high", "base")}


def _text(name: Any) -> str:
    return str(name["text"] if isinstance(name, dict) else name)


def _day_of(rows: Mapping[str, Row]) -> date:
    day: date = next(iter(rows.values()))["on"]
    return day
