"""A project's monitor, under the headings the region uses: aim, description, target group, period, financing."""

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, nothing
from werkmonitor.publish.dutch import capital, listed, long_date, number_in_text
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors.base import Monitor


class ProjectMonitor(Monitor):
    kind = "project"
    kind_name = "Project"

    def conclusion(self) -> Block:
        """The project in a few sentences: its state, and how far it is."""
        category = self.facts.scope("category", self.scope["category"])
        belongs = [f"Het project hoort bij de categorie {self.facts.name(category)}."]
        state = [f"Stand van het project: {self._state(self.scope)}."] if self.scope["state"] else []
        if self.is_qualitative:
            first = f"{self.name} wordt in woorden gevolgd: de resultaten laten zich niet in cijfers uitdrukken."
            return Block("lead", paragraphs=[first], more=[*state, *belongs])
        rows = [
            row for row in self.facts.progress(self.scope) if row["value"] is not None and (row["goal"] or row["value"])
        ]
        if not rows:
            return Block(
                "lead", paragraphs=[f"Over {self.name} zijn geen cijfers gepubliceerd."], more=[*state, *belongs]
            )
        first = wording.headline(self.name, rows, self.facts.indicators, self._causes([self.scope]))
        sentences = [wording.measured(row, self.facts.indicators[row["indicator"]]) for row in rows]
        return Block("lead", paragraphs=[first], more=[*sentences, *state, *belongs])

    def aim(self) -> Block:
        """Doelstelling: what the project is for, and its goals in numbers."""
        goals = [
            f"{self.facts.indicators[row['indicator']]['name']}: {wording.goal_in_words(row)}"
            for row in self.facts.progress(self.scope)
            if row["goal"]
        ]
        told = [self.scope["aim"]] if self.scope["aim"] else []
        told += [f"{capital('; '.join(goals))}."] if goals and not self.is_qualitative else []
        return _prose(told)

    def description(self) -> Block:
        """Beschrijving."""
        names = [name for name in self.scope["aliases"] if name != self.scope["name"]]
        told = [self.scope["description"]] if self.scope["description"] else []
        told += [f"Ook bekend als: {listed(names)}."] if names else []
        return _prose(told)

    def target_group(self) -> Block:
        """Doelgroep and sector."""
        groups = [
            self.facts.name(self.facts.scope("target_group", code))
            for code in self._known("target_group", self.scope["target_groups"])
        ]
        sectors = [
            self.facts.name(self.facts.scope("sector", code)) for code in self._known("sector", [self.scope["sector"]])
        ]
        told = [f"{listed(groups)}."] if groups else []
        told += [f"Sector: {listed(sectors)}."] if sectors else []
        return _prose(told)

    def period(self) -> Block:
        """Start- en einddatum, and how many may take part."""
        scope = self.scope
        start = (
            f"Gestart op {long_date(scope['starts_on'])}."
            if scope["starts_on"] and scope["starts_on"] <= self.facts.as_of
            else ""
        )
        if scope["starts_on"] and not start:
            start = f"Start op {long_date(scope['starts_on'])}."
        end = f"Einddatum: {long_date(scope['ends_on'])}." if scope["ends_on"] else ""
        places = (
            f"Er is plaats voor {number_in_text(scope['capacity'])} {'traject' if scope['capacity'] == 1 else 'trajecten'}."
            if scope["capacity"]
            else ""
        )
        return _prose([" ".join(filter(None, [start, end])), places])

    def financing(self) -> Block:
        """Financiering."""
        return _prose([self.scope["financing"] or ""])

    def states(self) -> Block:
        """Every event in the project's life, newest first, with cause, effect and action."""
        items = [
            {
                "title": f"{capital(wording.STATES[row['state']])}, {long_date(row['on'])}",
                "text": "",
                "terms": [
                    {"term": term, "text": row[key]}
                    for term, key in (("Oorzaak", "cause"), ("Gevolg", "effect"), ("Wat er gebeurt", "action"))
                    if row[key]
                ],
            }
            for row in self.facts.states(self.scope["code"])
        ]
        return Block("items", items=items, layout="timeline") if items else nothing()

    def results(self) -> Block:
        """Results in words, newest first."""
        rows: list[Row] = [row for row in self.facts.rows["results"] if row["project"] == self.scope["code"]]
        rows.sort(key=lambda row: row["on"], reverse=True)
        terms = [
            {"term": f"{wording.RESULTS[row['kind']]}, {long_date(row['on'])}", "text": row["text"]} for row in rows
        ]
        if terms:
            return Block("terms", terms=terms)
        return (
            Block("prose", paragraphs=["Er zijn nog geen resultaten in woorden gemeld."])
            if self.is_qualitative
            else nothing()
        )

    def indicators(self) -> Block:
        return nothing() if self.is_qualitative else super().indicators()

    def _known(self, level: str, codes: list[str] | None) -> list[str]:
        there = {row["code"] for row in self.facts.scopes(level)}
        return [code for code in codes or [] if code in there]


def _prose(paragraphs: list[str]) -> Block:
    told = [paragraph for paragraph in paragraphs if paragraph]
    return Block("prose", paragraphs=told or ["Hierover heeft het programmateam nog niets aangeleverd."])
