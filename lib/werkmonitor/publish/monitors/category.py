"""A category's monitor."""

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, column, group, nothing
from werkmonitor.publish.facts import Row
from werkmonitor.publish.monitors.base import LAGGING, Monitor


class CategoryMonitor(Monitor):
    kind = "category"
    kind_name = "Categorie"

    def conclusion(self) -> Block:
        """The category in a few sentences."""
        if self.is_qualitative:
            return Block(
                "lead",
                paragraphs=[
                    "Deze categorie wordt in woorden gevolgd: de resultaten laten zich niet in cijfers uitdrukken."
                ],
                more=self._about(),
            )
        rows = [row for row in self.facts.progress(self.scope) if row["goal"] or row["value"]]
        first = wording.headline(
            f"De categorie {self.name}", rows, self.facts.indicators, self._causes(self._projects())
        )
        sentences = [
            wording.measured(row, self.facts.indicators[row["indicator"]]) for row in rows if row["value"] is not None
        ]
        return Block("lead", paragraphs=[first], more=[*sentences, *self._about()])

    def projects(self) -> Block:
        """The category's projects: state, and for each indicator the count, the goal and the progress word."""
        projects = self._projects()
        if not projects:
            return nothing()
        numbers = [] if self.is_qualitative else list(self.facts.indicators.values())
        rows = [
            {"name": self.link_to("project", project), "state": self._state(project)}
            | {row["code"]: self._progress_cell(project, row["code"]) for row in numbers}
            for project in projects
        ]
        counts = [cell["count"] for row in rows for item in numbers if (cell := row[item["code"]]) and cell["count"]]
        return Block(
            "table",
            id="projecten",
            intro=[
                f"{wording.counted(len(projects), 'project hoort', 'projecten horen').capitalize()} bij deze categorie."
            ],
            caption=f"Projecten in de categorie {self.name}",
            columns=[
                column("name", "Project", "link"),
                *(column(row["code"], row["name"], "progress") for row in numbers),
                column("state", "Stand van het project"),
            ],
            rows=rows,
            note=self._rounding_note(counts),
        )

    def lagging(self) -> Block:
        """Which projects lag or changed, why, and what is being done."""
        items = []
        for project in self._projects():
            behind = [row for row in self.facts.progress(project) if row["word"] in LAGGING]
            why = self._why(project)
            if behind or (why and project["state"] in ("stopped_early", "adapted")):
                word = "behind" if any(row["word"] == "behind" for row in behind) else "attention" if behind else ""
                items.append(
                    {
                        "title": self.link_to("project", project),
                        "word": word,
                        "text": self._measured(behind),
                        "terms": [{"term": "Stand", "text": self._state(project)}, *why],
                    }
                )
        if not items:
            return (
                nothing()
                if self.is_qualitative
                else Block("prose", paragraphs=["In deze categorie blijft op de peildatum niets achter."])
            )
        return Block("items", items=items)

    def results(self) -> Block:
        """Results in words, of projects in this category."""
        blocks = []
        for project in self._projects():
            found = [row for row in self.facts.rows["results"] if row["project"] == project["code"]]
            if found:
                items = [
                    {"term": wording.RESULTS[row["kind"]], "text": row["text"], "on": row["on"]}
                    for row in sorted(found, key=lambda row: row["on"], reverse=True)
                ]
                blocks.append(
                    Block("items", items=[{"title": self.link_to("project", project), "text": "", "terms": items}])
                )
        return group(*blocks)

    def municipalities(self) -> Block:
        """Where the participants live, rounded."""
        rows = self._counts(
            (
                self.link_to("municipality", place),
                {code: self.facts.cell(place, code, self.scope["code"]) for code in self.facts.indicators},
            )
            for place in self.facts.municipalities()
        )
        return self._nested_bars(
            "woonplaats", "Waar de deelnemers wonen", rows, "Woonplaats", f"{self.name} naar woonplaats, afgerond"
        )

    def _projects(self) -> list[Row]:
        return self.facts.projects(self.scope["code"])

    def _about(self) -> list[str]:
        return [self.scope["description"]] if self.scope["description"] else []
