"""What is different since the edition before, monitor after monitor: figures, judgements, projects, places, goals."""

from collections.abc import Iterator

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import CHANGES, CORRECTIONS, Address
from werkmonitor.publish.blocks import Block, Content, column, link, nothing
from werkmonitor.publish.dutch import capital, listed, long_date
from werkmonitor.publish.facts import Facts, Row, published
from werkmonitor.publish.pages import Section
from werkmonitor.publish.site_pages.editions import Editions, section, titled

LEVELS = ("programme", "category", "project")
"""Of what is judged; municipalities have no goals of their own."""

FEW = 12
"""Up to so many rows a table stands open."""


def changes_page(editions: Editions) -> str:
    """A section for every edition that has one before it, newest first."""
    sections = [_section(editions, folder) for folder in editions.newest_first if editions.before(folder)]
    nothing_yet = Block("prose", paragraphs=["Dit is de eerste monitor. Er is nog niets om mee te vergelijken."])
    return editions.page(
        CHANGES,
        "site.html.j2",
        "Wat is er veranderd?",
        intro="Van monitor tot monitor: welke cijfers, oordelen, projecten en doelen anders zijn dan de keer daarvoor.",
        sections=sections or [section("Nog niets", nothing_yet)],
    )


def _section(editions: Editions, folder: str) -> Section:
    told = _Between(editions, folder, editions.before(folder) or "")
    return section(
        editions.name(folder),
        told.days(),
        told.figures(),
        told.judgements(),
        told.projects(),
        told.goals(),
        told.places(),
        told.restated(),
    )


class _Between:
    """Two editions compared, the newer one in its newest version."""

    def __init__(self, editions: Editions, folder: str, before: str):
        self.editions, self.folder, self.before = editions, folder, before
        self.now, self.then = editions.facts[folder], editions.facts[before]
        self.month, self.month_then = editions.month(folder), editions.month(before)

    def days(self) -> Block:
        """Which days are compared, and the way to both monitors."""
        return Block(
            "terms",
            terms=[self._term("Deze monitor", self.folder, self.now), self._term("Vorige", self.before, self.then)],
        )

    def figures(self) -> Block:
        """The figures of page one, then and now."""
        rows = [
            {
                "name": link(self.now.definitions[row["indicator"]]["name"], ""),
                "was": published(was),
                "now": published(row),
                "changed": _difference(row, was),
                "word_then": was["word"],
                "word": row["word"],
            }
            for row in self.now.progress(self.now.whole())
            if (was := self._then("programme", self.now.whole()["code"], row["indicator"]))
        ]
        columns = [
            column("name", "Cijfer", "link"),
            column("was", capital(self.month_then), "count"),
            column("now", capital(self.month), "count"),
            column("changed", "Verschil"),
            column("word_then", f"Oordeel {self.month_then}", "word"),
            column("word", f"Oordeel {self.month}", "word"),
        ]
        caption = f"De cijfers van het programma in {self.month_then} en in {self.month}"
        return Block("table", id=f"cijfers-{self.folder}", caption=caption, columns=columns, rows=rows)

    def judgements(self) -> Block:
        """Categories and projects that are judged otherwise."""
        rows = [
            {
                "name": self.editions.link_to(self.folder, row["level"], self.now.scope(row["level"], row["code"])),
                "indicator": self.now.definitions[row["indicator"]]["name"],
                "was": was["word"],
                "now": row["word"],
            }
            for row in self.now.rows["progress"]
            if row["level"] in LEVELS[1:] and row["indicator"] in self.now.indicators
            if (was := self._then(row["level"], row["code"], row["indicator"])) and was["word"] != row["word"]
        ]
        title = "Categorieën en projecten met een ander oordeel"
        if not rows:
            return titled(title, Block("prose", paragraphs=["Geen enkele categorie en geen enkel project."]))
        columns = [
            column("name", "Onderdeel", "link"),
            column("indicator", "Cijfer"),
            column("was", capital(self.month_then), "word"),
            column("now", capital(self.month), "word"),
        ]
        told = f"{wording.counted(len(rows), 'ander oordeel', 'andere oordelen')}: bekijk ze in een tabel"
        return titled(
            title,
            Block(
                "table",
                id=f"oordelen-{self.folder}",
                caption=f"Oordelen in {self.month_then} en in {self.month}",
                columns=columns,
                rows=rows,
                summary=capital(told) if len(rows) > FEW else "",
            ),
        )

    def projects(self) -> Block:
        """Projects that are new, or in another state."""
        items = [
            {"title": self.editions.link_to(self.folder, "project", project), "text": told}
            for project in self.now.projects()
            if (told := self._of_project(project))
        ]
        return Block("items", title="Projecten", items=items) if items else nothing()

    def goals(self) -> Block:
        """Goals that are others than they were."""
        rows = [*self._goals()]
        columns = [
            column("name", "Onderdeel", "link"),
            column("goal", "Doel"),
            column("was", "Was"),
            column("now", "Is nu"),
        ]
        table = Block(
            "table",
            id=f"doelen-{self.folder}",
            caption=f"Doelen in {self.month_then} en in {self.month}",
            columns=columns,
            rows=rows,
        )
        return titled("Doelen", table) if rows else nothing()

    def places(self) -> Block:
        """Municipalities with a page in one of both only."""
        here, there = self._municipalities(self.folder), self._municipalities(self.before)
        gone = [name for code, name in there.items() if code not in here]
        new = [name for code, name in here.items() if code not in there]
        told = [f"Geen eigen pagina meer: {listed(gone)}."] if gone else []
        told += [f"Nieuw, met een eigen pagina: {listed(new)}."] if new else []
        return titled("Gemeenten", Block("prose", paragraphs=told)) if told else nothing()

    def restated(self) -> Block:
        """That figures on earlier quarters are others now, with the way to them."""
        first = self.editions.facts[self.editions.first_version(self.folder)]
        number = len(first.rows["revisions"])
        if not number:
            return nothing()
        told = wording.counted(number, "cijfer over een eerder kwartaal is", "cijfers over eerdere kwartalen zijn")
        to = link(f"{capital(told)} verbeterd of aangevuld", self.editions.told_at(CORRECTIONS, self.folder))
        return Block("links", groups=[{"title": "Correcties", "links": [to]}])

    def _term(self, term: str, folder: str, facts: Facts) -> Content:
        name = f"{self.editions.name(folder)}, stand op {long_date(facts.as_of)}"
        return {"term": term, "links": [link(name, self.editions.href(folder, Address("programme")))]}

    def _then(self, level: str, code: str, indicator: str) -> Row | None:
        found = [
            row
            for row in self.then.rows["progress"]
            if (row["level"], row["code"], row["indicator"]) == (level, code, indicator)
        ]
        return found[0] if found else None

    def _of_project(self, project: Row) -> str:
        known = [row for row in self.then.scopes("project") if row["code"] == project["code"]]
        if not known:
            return "Nieuw in deze monitor."
        if not project["state"] or project["state"] == known[0]["state"]:
            return ""
        day = f" ({long_date(project['state_on'])})" if project["state_on"] else ""
        before = f" In de vorige monitor: {wording.STATES[known[0]['state']]}." if known[0]["state"] else ""
        return f"{capital(wording.STATES[project['state']])}{day}.{before}"

    def _goals(self) -> Iterator[Content]:
        for row in self.now.rows["progress"]:
            was = self._then(row["level"], row["code"], row["indicator"])
            if row["level"] not in LEVELS or was is None:
                continue
            before, now = wording.goal_in_words(was), wording.goal_in_words(row)
            if before != now:
                yield {
                    "name": self.editions.link_to(self.folder, row["level"], self.now.scope(row["level"], row["code"])),
                    "goal": self.now.definitions[row["indicator"]]["name"],
                    "was": before or "geen doel",
                    "now": now or "geen doel",
                }

    def _municipalities(self, folder: str) -> dict[str, str]:
        facts = self.editions.facts[folder]
        return {row["code"]: facts.name(row) for row in facts.municipalities() if row["is_member"]}


def _difference(row: Row, was: Row) -> str:
    """Between the two figures that are shown: the one before may have been revised since this one was made."""
    known = row["value"] is not None and was["value"] is not None
    compared = {"previous_value": was["value"], "change": row["value"] - was["value"] if known else None}
    return wording.changed(row | compared).removesuffix(" dan in de vorige monitor")
