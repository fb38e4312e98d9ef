"""A project's monitor, under the headings the region uses: aim, description, target group, period, financing."""

from werkmonitor.publish import dutch, wording
from werkmonitor.publish.blocks import Block, nothing
from werkmonitor.publish.dutch import capital, listed, long_date
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors.base import Monitor
from werkmonitor.publish.monitors.lag import LAGGING, event_terms


class ProjectMonitor(Monitor):
    kind = "project"
    kind_name = "Project"

    def conclusion(self) -> Block:
        """The project in a few sentences: its state, and how far it is."""
        category = self.facts.scope("category", self.scope["category"])
        belongs = [f"Het project hoort bij de categorie {self.facts.name(category)}."]
        state = [f"Stand van het project: {self.state(self.scope)}."] if self.scope["state"] else []
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
        first = self.headline(self.name, rows, self._own_cause(rows))
        return Block("lead", paragraphs=[first], more=[*state, *belongs])

    def aim(self) -> Block:
        """Doelstelling: what the project is for, and its goals in numbers."""
        goals = [
            f"{wording.name_within(self.facts.definitions[row['indicator']]['name'])}: {wording.goal_in_words(row)}"
            for row in self.facts.progress(self.scope)
            if row["goal"]
        ]
        told = [self.scope["aim"]] if self.scope["aim"] else []
        told += [f"{capital('; '.join(goals))}."] if goals and not self.is_qualitative else []
        return _prose(told)

    def description(self) -> Block:
        """Beschrijving."""
        own = dutch.slug(self.scope["name"]).replace("-", "")
        names = [name for name in self.scope["aliases"] or [] if dutch.slug(name).replace("-", "") != own]
        told = [self.scope["description"]] if self.scope["description"] else []
        told += [f"Ook bekend als: {listed(names)}."] if names else []
        return _prose(told)

    def target_group(self) -> Block:
        """Doelgroep and sector."""
        groups = self._names("target_group", self.scope["target_groups"] or [])
        sectors = self._names("sector", [self.scope["sector"]])
        told = [f"{listed(groups)}."] if groups else []
        return _prose(told + ([f"Sector: {listed(sectors)}."] if sectors else []))

    def period(self) -> Block:
        """Start- en einddatum, and how many may take part."""
        starts_on, ends_on, capacity = (self.scope[key] for key in ("starts_on", "ends_on", "capacity"))
        told = []
        if starts_on:
            told.append(f"{'Gestart' if starts_on <= self.facts.as_of else 'Start'} op {long_date(starts_on)}.")
        if ends_on:
            told.append(f"Einddatum: {long_date(ends_on)}.")
        if capacity:
            told.append(f"Er is plaats voor {wording.counted(capacity, 'traject', 'trajecten')}.")
        return _prose([" ".join(told)])

    def financing(self) -> Block:
        """Financiering."""
        return _prose([self.scope["financing"] or ""])

    def states(self) -> Block:
        """Every event in the project's life, newest first, with cause, effect and action."""
        items = [
            {
                "title": f"{capital(wording.STATES[row['state']])}, {long_date(row['on'])}",
                "text": "",
                "terms": event_terms(row),
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

    def _own_cause(self, rows: list[Row]) -> dict[str, str]:
        if self.scope["state"] != "stopped_early":
            return {}
        return {
            row["indicator"]: "doordat het project voortijdig is beëindigd" for row in rows if row["word"] in LAGGING
        }

    def _names(self, level: str, codes: list[str]) -> list[str]:
        """The names of those that the edition knows."""
        there = {row["code"]: row for row in self.facts.scopes(level)}
        return [self.facts.name(there[code]) for code in codes if code in there]


def _prose(paragraphs: list[str]) -> Block:
    told = [paragraph for paragraph in paragraphs if paragraph]
    return Block("prose", paragraphs=told or ["Hierover heeft het programmateam nog niets aangeleverd."])
