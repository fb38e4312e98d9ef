"""What every monitor has: its facts, its scope, its page, and the answers that more than one kind gives."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.blocks import Block, group, link, nothing
from werkmonitor.publish.dutch import capital, listed, long_date, month_year, number_in_text, percent, slug
from werkmonitor.publish.facts import Facts, Row, published
from werkmonitor.publish.led import leading
from werkmonitor.publish.monitors import drawings, further, goals, revised

CHANGES = slug("Wat is er herzien?")
"""The section of the programme's monitor that says what was, and what is."""


class Monitor:
    """One page: an edition and a scope. Every public method answers one question with a Block."""

    kind: ClassVar[str]
    kind_name: ClassVar[str]

    def __init__(self, facts: Facts, scope: Row):
        self.address = Address(self.kind, "" if self.kind == "programme" else scope["code"])
        self.facts = leading(facts, self.address) if facts.is_for_team else facts
        self.scope = self.facts.scope(scope["level"], scope["code"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.head()._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"<monitor {self.address.label} of edition {self.facts.edition['id']}>"

    @property
    def name(self) -> str:
        return self.facts.name(self.scope)

    @property
    def is_qualitative(self) -> bool:
        return bool(self.scope["kind"] == "qualitative")

    @property
    def edition_name(self) -> str:
        """'november 2022': the month of publication."""
        return month_year(self.facts.published_on)

    # ------------------------------------------------------------ the page

    def head(self) -> Block:
        """Title, edition and place of the page; shown first."""
        edition, programme = self.facts.edition, self.facts.programme
        return Block(
            "page",
            monitor=self.kind,
            code=self.address.code,
            name=self.name,
            heading=self.name,
            eyebrow=f"{self.kind_name}, monitor {self.edition_name}",
            edition=edition["id"],
            edition_name=self.edition_name,
            as_of=edition["as_of"],
            as_of_is_assumed=bool(edition["as_of_is_assumed"]),
            adopted_by=edition["adopted_by"] or "",
            revised=wording.revised(edition),
            changes=f"{self.address.to_edition}index.html#{CHANGES}",
            is_counted=not self.is_qualitative,
            is_concept=self.facts.is_concept,
            is_for_team=self.facts.is_for_team,
            notice=self.facts.notice,
            programme=programme["name"],
            region=programme["region"],
            publisher=programme["publisher"],
            explanation=programme["explanation"] if programme["is_fictional"] else "",
            to_edition=self.address.to_edition,
        )

    def link_to(self, kind: str, scope: Row) -> dict[str, str]:
        """A scope's name, leading to its page where it has one."""
        has_page = kind != "municipality" or scope["is_member"]
        return link(self.facts.name(scope), self.address.to(Address(kind, scope["code"])) if has_page else "")

    # ------------------------------------------------------------ answers that several kinds give

    def indicators(self) -> Block:
        """A tile for each indicator: number, goal, plan to date, progress word, change."""
        rows = [row for row in self.facts.progress(self.scope) if self._is_shown(row)]
        if not rows:
            return nothing()
        return Block("tiles", tiles=[self._tile(row) for row in rows], note=self.rounding_note(rows))

    def trend(self) -> Block:
        """Per indicator a figure by quarter: the total so far against plan and goal, and what each quarter added."""
        figures = [drawings.trend(self, row) for row in self.facts.progress(self.scope)]
        shown = [figure for figure in figures if figure.content["kind"] != "none"]
        return Block("group", blocks=shown, layout="columns") if shown else nothing()

    def history(self) -> Block:
        """Rounded figures as each monitor published them: the only trend that may be shown of them."""
        return drawings.history(self)

    def revisions(self) -> Block:
        """Which published figures are other than they were, and why."""
        return revised.table(self)

    def goals_changed(self) -> Block:
        """Which goals changed: from, to, since when, by whose decision."""
        return goals.changed(self)

    def expectation(self) -> Block:
        """The adopted expectation, in the words of those who adopted it."""
        rows = [row for row in self.facts.about("expectations", self.scope) if row["on"] <= self.facts.published_on]
        latest = max((row["on"] for row in rows), default=None)
        items = [
            {
                "title": self.facts.definitions[row["indicator"]]["name"] if row["indicator"] else "",
                "text": row["text"],
                "terms": [_term("Vastgesteld", f"{row['decided_by'] or 'programmateam'}, {long_date(row['on'])}")],
            }
            for row in rows
            if row["on"] == latest
        ]
        return Block("items", items=items) if items else nothing()

    def forecast(self) -> Block:
        """The computed forecast, where the edition shows it: named as computed, beside the adopted expectation."""
        rows = {row["indicator"]: row for row in self.facts.about("forecasts", self.scope)}
        so_far = {row["indicator"]: row["value"] or 0 for row in self.facts.progress(self.scope)}
        items = [
            {
                "title": self.facts.definitions[code]["name"],
                "text": wording.forecast(row, self.facts.definitions[code], so_far.get(code, 0)),
                "terms": [_term("Doel", wording.FORECASTS[row["word"]]) | {"href": row.get("trace", "")}],
            }
            for code, row in rows.items()
        ]
        return group(Block("prose", paragraphs=[wording.COMPUTED]), Block("items", items=items)) if items else nothing()

    def money(self) -> Block:
        """What was budgeted, spent and freed, and what for, where the register has it."""
        rows = self.facts.about("money", self.scope)
        told = [sentence for row in rows for sentence in (wording.spent(row), wording.freed(row)) if sentence]
        if not told:
            return nothing()
        return Block("prose", paragraphs=[*told, f"Stand van {long_date(max(row['on'] for row in rows))}."])

    def other_indicators(self) -> Block:
        """What is known besides the indicators of page one: other counts, shares, medians, and what is undetermined."""
        return further.table(self.facts, self.scope)

    def definitions(self) -> Block:
        """What the words mean."""
        limits = self.facts.programme["thresholds"]
        as_of = "De dag waarvan de stand is geteld. De monitor verschijnt later: eerst leveren partners hun cijfers."
        plan = "Hoeveel er op de peildatum bereikt zou zijn. Daarmee wordt vergeleken, niet met het doel."
        words = (
            "Bereikt gedeeld door planning tot nu toe: "
            f"vanaf {percent(limits['ahead'])} voor op schema, vanaf {percent(limits['on_course'])} op koers, "
            f"vanaf {percent(limits['attention'])} vraagt aandacht, daaronder loopt achter. "
            f"Is de planning tot nu toe kleiner dan {limits['smallest_plan']} (bij afgeronde cijfers "
            f"{limits['smallest_plan_rounded']}), dan is het cijfer te klein voor een oordeel."
        )
        day = _term("Peildatum", as_of)
        if self.is_qualitative:
            return Block("terms", terms=[day])
        terms = [day, *(_defined(row) for row in self.facts.indicators.values())]
        terms += [_term("Planning tot nu toe", plan), _term(_words_that_judge(), words)]
        if note := self._what_is_rounded():
            terms.append(_term("Afgeronde aantallen", note))
        further = [_defined(row) for row in self._further_shown()]
        more = Block(
            "terms",
            terms=further,
            summary=f"Ook op deze pagina: {wording.counted(len(further), 'begrip', 'begrippen')}",
        )
        return group(Block("terms", terms=terms), more if further else nothing())

    # ------------------------------------------------------------ parts of answers

    def headline(self, subject: str, rows: Sequence[Row], causes: dict[str, str]) -> str:
        """One sentence on the whole, of its rows of progress."""
        on_course = self.facts.programme["thresholds"]["on_course"]
        return wording.headline(subject, rows, self.facts.definitions, causes, on_course)

    def measured(self, rows: Sequence[Row]) -> str:
        """A sentence on each of the rows of progress."""
        return " ".join(wording.measured(row, self.facts.definitions[row["indicator"]]) for row in rows)

    def counts(self, found: Iterable[tuple[Any, Mapping[str, Row | None]]]) -> list[Row]:
        """Rows of a table: a name and a published count per indicator; a name without any is left out."""
        return [
            {"name": name} | {code: published(row) if row else None for code, row in cells.items()}
            for name, cells in found
            if any(cells.values())
        ]

    def rounding_note(self, rows: Iterable[Row]) -> str:
        bases = [row["base"] for row in rows if row.get("base")]
        return wording.rounding_note(bases, self.facts.edition["stuck_cells"] or 0)

    def mark_rounded(self, counts: Sequence[tuple[str, Row]]) -> str:
        """The note under a table in which exact and rounded counts may stand together; there it marks the rounded ones.

        counts: of every cell the name of its row, and the count.
        """
        rounded = [(name, row) for name, row in counts if row["base"] > 1]
        if len(rounded) in (0, len(counts)):
            return self.rounding_note(row for _, row in rounded)
        for _, row in rounded:
            row["is_marked"] = True
        names = list(dict.fromkeys(name for name, _ in rounded))
        bases = [row["base"] for _, row in rounded]
        return wording.rounding_note(bases, self.facts.edition["stuck_cells"] or 0, names)

    def not_delivered(self) -> list[str]:
        """A sentence on who did not deliver for this edition; none when everyone did."""
        absent = [row["name"] for row in self.facts.rows["partners"] if row["state"] == "missing"]
        return [wording.not_delivered(absent)] if absent else []

    def state(self, project: Row) -> str:
        """'voortijdig beëindigd (30 juni 2022)'."""
        if not project["state"]:
            return ""
        word = wording.STATES[project["state"]]
        return f"{word} ({long_date(project['state_on'])})" if project["state_on"] else word

    def _what_is_rounded(self) -> str:
        """Which figures of the edition are rounded, and why; empty when none is."""
        named = [wording.ROUNDED[level] for level in wording.ROUNDED if level in self.facts.rounded_levels]
        also = [code.split("/") for code in self.facts.edition.get("also_rounded") or []]
        names = [self.facts.name(self.facts.scope(level, code)) for level, code in also]
        if not named:
            return ""
        more = f" Daarom zijn ook afgerond: {listed(names)}." if names else ""
        together = "Ze zijn samen afgerond, zodat ze bij elkaar passen en niet precies terug te rekenen zijn."
        return f"Afgerond zijn cijfers {listed(named)}. {together}{more}"

    def _further_shown(self) -> list[Row]:
        """The definitions of further indicators that the page shows, and of what is computed of goals where it is."""
        told = {one.indicator["code"] for one in further.further(self.facts, self.scope)}
        told |= {row["indicator"] for row in self.facts.progress(self.scope)} - self.facts.indicators.keys()
        columns = {
            column
            for row in self.facts.about("progress", self.scope)
            for column in ("share_of_goal", "ratio", "over_goal")
            if row.get(column) is not None
        }
        return [
            row
            for code, row in self.facts.definitions.items()
            if code in told or row.get("counted", {}).get("column") in columns
        ]

    def _computed(self, column: str) -> str:
        """What programme.toml calls a column of progress; cubes of before it did are read too."""
        definitions = self.facts.definitions.values()
        names = (row["name"] for row in definitions if row.get("counted", {}).get("column") == column)
        return next(names, "Deel van het doel")

    def _is_shown(self, row: Row) -> bool:
        """Whether an indicator says anything of this scope; one without a goal and with nothing to count does not."""
        return bool(row["value"] or row["goal"] or self.kind == "municipality")

    def _tile(self, row: Row) -> Row:
        indicator = self.facts.definitions[row["indicator"]]
        goal, plan, share = wording.goal_in_words(row), row["plan_to_date"], row["share_of_goal"]
        terms = [_term("Doel", goal)] if goal else []
        if plan is not None:
            terms.append(_term("Planning tot nu toe", number_in_text(plan)))
        if share is not None and (row["goal"] or 0) >= wording.SMALL_PLAN:
            terms.append(_term(self._computed("share_of_goal"), percent(share)))
            if row["over_goal"]:
                terms.append(_term(self._computed("over_goal"), wording.over_goal(row)))
        terms.append(_term("Verandering", wording.changed(row)))
        terms = [term | {"href": row.get("trace", "")} for term in terms]
        judged = self.facts.about("overrides", self.scope, indicator=row["indicator"])
        return {
            "name": indicator["name"],
            "unit": indicator["unit"],
            "count": published(row),
            "word": row["word"] if goal or plan is not None else "",
            "trend": drawings.small_trend(self, row),
            "text": f"{capital(compared)}." if (compared := wording.in_proportion(row)) else "",
            "terms": terms + [_term("Oordeel van het programmateam", wording.override(one)) for one in judged],
        }


def _words_that_judge() -> str:
    words = [wording.PROGRESS[word].text for word in ("ahead", "on_course", "attention", "behind")]
    return capital(", ".join(words))


def _defined(indicator: Row) -> Row:
    return _term(indicator["name"], f"{indicator['definition']} Bron: {indicator['source']}.")


def _term(term: str, text: str) -> Row:
    return {"term": term, "text": text}
