"""A category's monitor."""

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, Content, column, group, nothing
from werkmonitor.publish.dutch import capital, long_date
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors import drawings, lag
from werkmonitor.publish.monitors.base import Monitor


class CategoryMonitor(Monitor):
    kind = "category"
    kind_name = "Categorie"

    def conclusion(self) -> Block:
        """The category in a few sentences."""
        about = [self.scope["description"]] if self.scope["description"] else []
        if self.is_qualitative:
            first = "Deze categorie wordt in woorden gevolgd: de resultaten laten zich niet in cijfers uitdrukken."
            return Block("lead", paragraphs=[first], about=about)
        rows = [row for row in self.facts.progress(self.scope) if self._is_shown(row) and row["value"] is not None]
        causes = lag.causes(self.facts, self.scope, self._projects())
        first = self.headline(f"De categorie {self.name}", rows, causes)
        return Block("lead", paragraphs=[first], about=[*about, *self.not_delivered()])

    def projects(self) -> Block:
        """The category's projects as bars against plan and goal, a picture an indicator; and the state of each."""
        projects = self._projects()
        if not projects:
            return nothing()
        parts = [drawings.Part(self.link_to("project", row), row, self.state(row)) for row in projects]
        caption = f"Projecten in de categorie {self.name}"
        figure = drawings.against_goals(self, "projecten", "Projecten", parts, caption, one="project", many="projecten")
        if figure.content["kind"] != "none":
            return figure
        number = wording.counted(len(projects), "project hoort", "projecten horen")
        return Block(
            "table",
            id="projecten",
            intro=[f"{capital(number)} bij deze categorie."],
            caption=caption,
            columns=[column("name", "Project", "link"), column("state", "Stand")],
            rows=[{"name": part.name, "state": part.state} for part in parts],
        )

    def lagging(self) -> Block:
        """Which projects lag, changed or stopped, why, and what is being done."""
        items = [
            lag.lagging_project(self, project)
            for project in self._projects()
            if lag.lagging_rows(self.facts, project)
            or (project["state"] in lag.CHANGED and lag.why(self.facts, project))
        ]
        if items:
            return Block("items", items=items)
        if self.is_qualitative:
            return nothing()
        words = [row["word"] for project in self._projects() for row in self.facts.progress(project)]
        return Block("prose", paragraphs=[wording.nothing_lags("In deze categorie", words)])

    def results(self) -> Block:
        """Results in words, of projects in this category, newest first."""
        items: list[Content] = []
        for project in self._projects():
            found = [row for row in self.facts.rows["results"] if row["project"] == project["code"]]
            terms = [
                {"term": f"{wording.RESULTS[row['kind']]}, {long_date(row['on'])}", "text": row["text"]}
                for row in sorted(found, key=lambda row: row["on"], reverse=True)
            ]
            if terms:
                items.append({"title": self.link_to("project", project), "terms": terms})
        return group(Block("items", items=items)) if items else nothing()

    def municipalities(self) -> Block:
        """Where the participants live, rounded."""
        cells = {
            place["code"]: {code: self.facts.cell(place, code, self.scope["code"]) for code in self.facts.indicators}
            for place in self.facts.municipalities()
        }
        rows = self.counts(
            (self.link_to("municipality", place), cells[place["code"]]) for place in self.facts.municipalities()
        )
        caption = f"{self.name} naar woonplaats"
        return drawings.nested_bars(self, "woonplaats", "Gemeenten", rows, "Woonplaats", caption)

    def _projects(self) -> list[Row]:
        return self.facts.projects(self.scope["code"])
