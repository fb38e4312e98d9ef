"""The programme's monitor: the front page of an edition."""

from datetime import date

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import Address
from werkmonitor.publish.blocks import Block, Content, column, group, link, nothing
from werkmonitor.publish.dutch import capital, long_date
from werkmonitor.publish.facts import Row
from werkmonitor.publish.led import traced
from werkmonitor.publish.monitors import drawings, lag
from werkmonitor.publish.monitors.base import Monitor

LARGEST_SECTOR = 0.5
"""From this share of all placements a sector is named in the conclusion."""

TELLING = 0.15
"""From this share of all that is missing a project is named beside the indicator that lags."""


class ProgrammeMonitor(Monitor):
    kind = "programme"
    kind_name = "Programma"

    def head(self) -> Block:
        head = super().head()
        number, programme = self.facts.edition["number"], self.facts.programme["name"]
        head.content |= {"heading": f"Monitor {self.edition_name}", "eyebrow": f"{programme}, monitor {number}"}
        return head

    def conclusion(self) -> Block:
        """The programme in a few sentences: on course or not, and why; the tiles below tell of each indicator."""
        rows = [row for row in self.facts.progress(self.scope) if row["value"] is not None]
        causes = lag.causes(self.facts, self.scope, self.facts.projects())
        first = self.headline("Het programma", rows, causes)
        return Block("lead", paragraphs=[first], about=self._largest_sector())

    def lagging(self) -> Block:
        """What lags, why, and what is being done: indicators, the projects that tell why, the others by name."""
        projects = self.facts.projects()
        told, others = [], []
        for project in projects:
            is_behind = any(row["word"] == "behind" for row in self.facts.progress(project))
            if lag.why(self.facts, project) and (is_behind or project["state"] in lag.CHANGED):
                told.append(lag.lagging_project(self, project))
            elif is_behind:
                others.append(self.link_to("project", project))
        indicators = [self._lagging_indicator(row) for row in lag.lagging_rows(self.facts, self.scope)]
        words = [row["word"] for row in self.facts.progress(self.scope)]
        nothing_lags = wording.nothing_lags("Voor het programma als geheel", words)
        title = "Projecten die zijn gestopt, aangepast of achterblijven"
        which = "Ook achter op schema" if told else "Projecten achter op schema"
        by_name = {"term": f"{which}, geen oorzaak geleverd", "links": others}
        return group(
            Block("items", items=indicators) if indicators else Block("prose", paragraphs=[nothing_lags]),
            Block("items", title=title, items=told) if told else nothing(),
            Block("terms", terms=[by_name]) if others else nothing(),
        )

    def going_well(self) -> Block:
        """Projects that are ahead of schedule on something and lag on nothing."""
        items = [
            {"title": self.link_to("project", project), "word": "ahead", "text": self.measured(ahead)}
            for project in self.facts.projects()
            if (ahead := [row for row in self.facts.progress(project) if row["word"] == "ahead"])
            and not lag.lagging_rows(self.facts, project)
        ]
        return Block("items", items=items) if items else nothing()

    def categories(self) -> Block:
        """Categories as bars against plan and goal, a picture an indicator; those followed in words, in words."""
        categories = self.facts.scopes("category")
        counted = [category for category in categories if category["kind"] != "qualitative"]
        parts = [drawings.Part(self.link_to("category", category), category) for category in counted]
        caption = "Stand per categorie"
        figure = drawings.against_goals(
            self, "categorieen", "Categorieën", parts, caption, one="categorie", many="categorieën"
        )
        in_words = [self._in_words(category) for category in categories if category["kind"] == "qualitative"]
        return group(figure, Block("items", title="In woorden", items=in_words) if in_words else nothing())

    def municipalities(self) -> Block:
        """Every place of residence, rounded."""
        rows = self.counts(
            (
                self.link_to("municipality", place),
                {code: self.facts.cell(place, code) for code in self.facts.indicators},
            )
            for place in self.facts.municipalities()
        )
        caption = "Aantallen naar woonplaats"
        return drawings.nested_bars(self, "gemeenten", "Gemeenten", rows, "Woonplaats", caption)

    def deliveries(self) -> Block:
        """Who delivered up to when, who did not, and how old the oldest figures are; in full where somebody did not."""
        partners = self.facts.rows["partners"]
        if not partners:
            return nothing()
        absent = [row for row in partners if row["state"] == "missing"]
        days = [row["as_of_on"] for row in partners if row["as_of_on"]]
        delivered = wording.counted(len(partners) - len(absent), "partner heeft", "partners hebben")
        sentences = [
            f"{capital(delivered)} cijfers geleverd voor deze monitor.",
            *(self.not_delivered() or ["Er ontbreekt niemand."]),
            *([f"De oudste stand is van {long_date(min(days))}."] if days else []),
        ]
        return Block(
            "table",
            id="leveringen",
            intro=[" ".join(sentences)],
            summary="" if absent else "Alle leveringen",
            caption="Wie tot wanneer heeft geleverd",
            columns=[column("name", "Partner"), column("state", "Levering"), column("as_of", "Stand van", "date")],
            rows=[
                {
                    "name": row["name"],
                    "state": "niet geleverd" if row["state"] == "missing" else "geleverd",
                    "as_of": row["as_of_on"],
                }
                for row in sorted(partners, key=lambda row: row["state"] != "missing")
            ],
        )

    def money(self) -> Block:
        """The programme's money, and which projects freed what for what."""
        freed = [
            (project, row)
            for project in self.facts.projects()
            for row in self.facts.about("money", project)
            if row["freed"]
        ]
        if not freed:
            return super().money()
        table = Block(
            "table",
            id="vrijgevallen-geld",
            caption="Geld dat vrijviel doordat projecten stopten of veranderden",
            columns=[
                column("project", "Project", "link"),
                column("freed", "Vrijgevallen (in euro’s)", "number"),
                column("freed_for", "Waarvoor"),
            ],
            rows=[
                {
                    "project": self.link_to("project", project),
                    "freed": row["freed"],
                    "freed_for": row["freed_for"] or "",
                    **traced(row, "freed"),
                }
                for project, row in freed
            ],
        )
        return group(super().money(), table)

    def all_monitors(self) -> Block:
        """Every page of this edition."""
        members = [row for row in self.facts.municipalities() if row["is_member"]]
        scopes = {
            "Categorieën": ("category", self.facts.scopes("category")),
            "Gemeenten": ("municipality", members),
            "Projecten": ("project", self.facts.projects()),
        }
        return Block(
            "links",
            groups=[
                {
                    "title": title,
                    "links": [link(self.facts.name(row), self.address.to(Address(kind, row["code"]))) for row in rows],
                }
                for title, (kind, rows) in scopes.items()
            ],
        )

    # ------------------------------------------------------------ parts

    def _lagging_indicator(self, row: Row) -> Content:
        indicator, projects = self.facts.definitions[row["indicator"]], self.facts.projects()
        cause = lag.causes(self.facts, self.scope, projects).get(row["indicator"])
        most = [
            project for project, share in lag.missing(self.facts, row["indicator"], projects)[:3] if share >= TELLING
        ]
        links = [self.link_to("project", project) for project in most]
        return {
            "title": indicator["name"],
            "word": row["word"],
            "text": f"{capital(wording.in_proportion(row))}." + (f" Dit komt {cause}." if cause else ""),
            "terms": [{"term": "Het verschil zit vooral bij", "links": links}] if links else [],
        }

    def _in_words(self, category: Row) -> Content:
        """A category that is followed in words: what it is, how many results, and the latest."""
        codes = {project["code"] for project in self.facts.projects(category["code"])}
        results = [row for row in self.facts.rows["results"] if row["project"] in codes]
        told = [category["description"] or ""]
        if results:
            latest = max(results, key=lambda row: (row["on"] or date.min, row["project"]))
            number = wording.counted(len(results), "resultaat", "resultaten")
            told.append(f"{capital(number)} tot nu toe; het laatste: {latest['text']}")
        return {
            "title": self.link_to("category", category),
            "word": "qualitative",
            "text": " ".join(filter(None, told)),
        }

    def _largest_sector(self) -> list[str]:
        """A sentence on the sector where most of those placed went to work, when it is most of them."""
        placed = self.facts.cell(self.scope, "placed")
        if not placed or not placed["value"]:
            return []
        sectors = [
            (row["value"], sector["name"])
            for sector in self.facts.scopes("sector")
            if (row := self.facts.cell(sector, "placed")) and row["base"] == 1
        ]
        most = max(sectors, default=(0, ""))
        return [wording.of_whom(placed["value"], *most)] if most[0] >= LARGEST_SECTOR * placed["value"] else []
