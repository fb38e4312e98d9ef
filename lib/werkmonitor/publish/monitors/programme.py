"""The programme's monitor: the front page of an edition."""

from datetime import date
from typing import Any

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.blocks import Block, column, group, link, nothing
from werkmonitor.publish.dutch import capital, listed, long_date, number_in_text
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors.base import LAGGING, Monitor, quarter_name

CHANGED = ("stopped_early", "adapted")

LARGEST_SECTOR = 0.5
"""From this share of all placements a sector is named in the conclusion."""


class ProgrammeMonitor(Monitor):
    kind = "programme"
    kind_name = "Programma"

    def head(self) -> Block:
        head = super().head()
        number, programme = self.facts.edition["number"], self.facts.programme["name"]
        head.content |= {"heading": f"Monitor {self._edition_name}", "eyebrow": f"{programme}, monitor {number}"}
        return head

    def conclusion(self) -> Block:
        """The programme in a few sentences: on course or not, why, and each indicator."""
        rows = self.facts.progress(self.scope)
        first = wording.headline("Het programma", rows, self.facts.indicators, self._causes(self.facts.projects()))
        sentences = [
            wording.measured(row, self.facts.indicators[row["indicator"]]) for row in rows if row["value"] is not None
        ]
        return Block("lead", paragraphs=[first], more=[*sentences, *self._sector_sentence()])

    def lagging(self) -> Block:
        """What lags, why, and what is being done: the indicators, the projects that tell why, and the others by name."""
        items = [self._lagging_indicator(row) for row in self.facts.progress(self.scope) if row["word"] in LAGGING]
        told, others = [], []
        for project in self.facts.projects():
            lags = any(row["word"] == "behind" for row in self.facts.progress(project))
            why = self._why(project)
            if why and (lags or project["state"] in CHANGED):
                told.append(self._lagging_project(project, why))
            elif lags:
                others.append(self.link_to("project", project))
        nothing_lags = "Voor het programma als geheel blijft op de peildatum niets achter."
        return group(
            Block("items", items=items) if items else Block("prose", paragraphs=[nothing_lags]),
            Block("items", title="Projecten die zijn gestopt, aangepast of achterblijven", items=told)
            if told
            else nothing(),
            Block("terms", terms=[{"term": "Ook achter op schema" if told else "Achter op schema", "links": others}])
            if others
            else nothing(),
        )

    def going_well(self) -> Block:
        """Projects that are ahead of schedule on something and lag on nothing."""
        items = []
        for project in self.facts.projects():
            rows = self.facts.progress(project)
            ahead = [row for row in rows if row["word"] == "ahead"]
            if ahead and not any(row["word"] in LAGGING for row in rows):
                items.append(
                    {"title": self.link_to("project", project), "word": "ahead", "text": self._measured(ahead)}
                )
        return Block("items", items=items) if items else nothing()

    def progress(self) -> Block:
        """The three indicators as bars against plan and goal."""
        rows = [row for row in self.facts.progress(self.scope) if row["value"] is not None]
        if not rows:
            return nothing()
        bars = [self._bar_row(self.facts.indicators[row["indicator"]]["name"], row) for row in rows]
        judged = wording.headline("Het programma", rows, self.facts.indicators, {})
        return self._goal_bars(
            "voortgang",
            "Voortgang van het programma",
            judged,
            bars,
            "Indicator",
            "Bereikt, planning en doel van het programma",
        )

    def categories(self) -> Block:
        """Categories as bars against plan and goal, one figure an indicator; those followed in words, in words."""
        categories = self.facts.scopes("category")
        figures = []
        for code, indicator in self.facts.indicators.items():
            rows = []
            for category in categories:
                for row in self.facts.about("progress", category, indicator=code):
                    if row["value"] is not None and (row["value"] or row["goal"]):
                        rows.append(self._bar_row(self.link_to("category", category), row))
            if rows:
                conclusion = wording.parts_against_plan(rows, indicator)
                figures.append(
                    self._goal_bars(
                        f"categorieen-{code.replace('_', '-')}",
                        indicator["name"],
                        conclusion,
                        rows,
                        "Categorie",
                        f"{indicator['name']} per categorie",
                    )
                )
        in_words = [
            {
                "title": self.link_to("category", category),
                "word": "qualitative",
                "text": " ".join(filter(None, [category["description"], self._results_in_words(category["code"])])),
            }
            for category in categories
            if category["kind"] == "qualitative"
        ]
        return group(
            Block("group", blocks=figures, layout="columns") if figures else nothing(),
            Block("items", items=in_words) if in_words else nothing(),
        )

    def municipalities(self) -> Block:
        """Every place of residence, rounded: a table with all indicators, and placements as a figure."""
        rows = self._counts(
            (self.link_to("municipality", row), {code: self.facts.cell(row, code) for code in self.facts.indicators})
            for row in self.facts.municipalities()
        )
        return self._nested_bars(
            "gemeenten", "Waar de deelnemers wonen", rows, "Woonplaats", "Afgeronde aantallen naar woonplaats"
        )

    def deliveries(self) -> Block:
        """Who delivered up to when, who did not, and how old the oldest figures are."""
        partners = self.facts.rows["partners"]
        if not partners:
            return nothing()
        missing = [row["name"] for row in partners if row["state"] == "missing"]
        days = [row["as_of_on"] for row in partners if row["as_of_on"]]
        sentences = [
            f"{capital(wording.counted(len(partners) - len(missing), 'partner heeft', 'partners hebben'))} cijfers geleverd voor deze monitor.",
            f"Niet geleverd: {listed(missing)}. Hun laatste stand telt mee; er is niets bijgeschat."
            if missing
            else "Er ontbreekt niemand.",
        ]
        if days:
            sentences.append(f"De oudste stand is van {long_date(min(days))}.")
        order = {"missing": 0, "delivered": 1}
        return Block(
            "table",
            id="leveringen",
            intro=[" ".join(sentences)],
            caption="Wie tot wanneer heeft geleverd",
            columns=[column("name", "Partner"), column("state", "Levering"), column("as_of", "Stand van", "date")],
            rows=[
                {
                    "name": row["name"],
                    "state": "geleverd" if row["state"] == "delivered" else "niet geleverd",
                    "as_of": row["as_of_on"],
                }
                for row in sorted(partners, key=lambda row: order.get(row["state"], 2))
            ],
        )

    def revisions(self) -> Block:
        """Figures of earlier quarters that differ from what the previous monitor said."""
        rows = [row for row in self.facts.rows["revisions"] if row["level"] in ("programme", "category")]
        if self.facts.edition["previous"] is None:
            return Block("prose", paragraphs=["Dit is de eerste monitor; er is nog niets herzien."])
        if not rows:
            return Block(
                "prose", paragraphs=["De cijfers over eerdere kwartalen zijn niet veranderd sinds de vorige monitor."]
            )
        return Block(
            "table",
            id="herzien",
            intro=[
                "Partners leverden gegevens na of verbeterden ze. Daardoor zijn cijfers over eerdere kwartalen anders dan in de "
                "vorige monitor. De vorige monitor blijft staan zoals hij was."
            ],
            caption="Cijfers over eerdere kwartalen die zijn herzien",
            columns=[
                column("scope", "Onderdeel", "link"),
                column("indicator", "Indicator"),
                column("quarter", "Stand eind"),
                column("was", "Was", "number"),
                column("now", "Is nu", "number"),
            ],
            rows=[
                {
                    "scope": link("Programma", "")
                    if row["level"] == "programme"
                    else self.link_to("category", self.facts.scope("category", row["code"])),
                    "indicator": self.facts.indicators[row["indicator"]]["name"],
                    "quarter": quarter_name(row["on"]),
                    "was": row["was"],
                    "now": row["now"],
                }
                for row in rows
            ],
        )

    def all_monitors(self) -> Block:
        """Every page of this edition, and the figures to download."""

        def pages(kind: str, scopes: list[Row]) -> list[dict[str, str]]:
            return [link(self.facts.name(scope), self.address.to(Address(kind, scope["code"]))) for scope in scopes]

        groups: list[dict[str, Any]] = [
            {"title": "Categorieën", "links": pages("category", self.facts.scopes("category"))},
            {
                "title": "Gemeenten",
                "links": pages("municipality", [m for m in self.facts.municipalities() if m["is_member"]]),
            },
            {"title": "Projecten", "links": pages("project", self.facts.projects())},
        ]
        return Block("links", groups=groups)

    # ------------------------------------------------------------ parts

    def _lagging_indicator(self, row: Row) -> Row:
        indicator = self.facts.indicators[row["indicator"]]
        behind = self._shortfalls(row["indicator"], self.facts.projects())
        most = [project for project, shortfall in behind[:3] if shortfall >= 0.15 * sum(s for _, s in behind)]
        cause = self._causes(self.facts.projects()).get(row["indicator"])
        text = wording.measured(row, indicator)
        if cause:
            text += f" {capital(_because(cause))}."
        terms = []
        if most:
            terms.append(
                {"term": "Het verschil zit vooral bij", "links": [self.link_to("project", project) for project in most]}
            )
        return {"title": indicator["name"], "word": row["word"], "text": text, "terms": terms}

    def _lagging_project(self, project: Row, why: list[Row]) -> Row:
        behind = [row for row in self.facts.progress(project) if row["word"] in LAGGING]
        worst = "behind" if any(row["word"] == "behind" for row in behind) else "attention"
        return {
            "title": self.link_to("project", project),
            "word": worst if behind else "",
            "text": self._measured(behind),
            "terms": [{"term": "Stand", "text": self._state(project)}, *why],
        }

    def _sector_sentence(self) -> list[str]:
        """The sector where most of those placed went to work, when it is most of them."""
        placed = self.facts.cell(self.scope, "placed")
        if not placed or not placed["value"]:
            return []
        counts = [
            (row["value"], sector["name"])
            for sector in self.facts.scopes("sector")
            if (row := self.facts.cell(sector, "placed")) and row["base"] == 1 and row["value"]
        ]
        if counts and (largest := max(counts))[0] >= LARGEST_SECTOR * placed["value"]:
            return [wording.of_whom(placed["value"], *largest)]
        return []

    def _results_in_words(self, category: str) -> str:
        codes = {project["code"] for project in self.facts.projects(category)}
        results = [row for row in self.facts.rows["results"] if row["project"] in codes]
        if not results:
            return ""
        latest = max(results, key=lambda row: (row["on"] or date.min, row["project"]))
        count = wording.counted(len(results), "resultaat", "resultaten")
        return f"{capital(count)} tot nu toe; het laatste: {latest['text']}"


def _because(clause: str) -> str:
    return "dit komt " + clause
