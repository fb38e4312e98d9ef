"""What the letter to the councils says: sections of blocks for a page, and the same as fields for a Word template.

All of it comes from an edition's protected cube, by way of the programme's monitor; so letter and monitor agree.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urljoin

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, Content
from werkmonitor.publish.dutch import end_of, listed, long_date, number, percent
from werkmonitor.publish.facts import Facts, Row
from werkmonitor.publish.monitors.category import CategoryMonitor
from werkmonitor.publish.monitors.drawings import quarter_name
from werkmonitor.publish.monitors.programme import ProgrammeMonitor
from werkmonitor.publish.pages import Section

_KEPT = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cn": "", "Co": "", "Cs": ""}
"""What becomes of letters that are none, by their Unicode category."""


class Letter:
    """The letter that goes with an edition. address: where its monitor is online; empty when that is not known."""

    def __init__(self, facts: Facts, address: str = ""):
        self.facts = facts
        self.address = address
        self.monitor = ProgrammeMonitor(facts, facts.whole())

    @property
    def subject(self) -> str:
        return f"Stand van zaken {self.facts.programme['name']}: monitor {self.monitor.edition_name}"

    @property
    def title(self) -> str:
        """Of the document: that it is a concept, or fictional, stands in it."""
        notice = f" ({self.facts.notice})" if self.facts.notice else ""
        return f"Informatiebrief {self.facts.programme['name']}, {self.monitor.edition_name}{notice}"

    def sections(self) -> list[Section]:
        """The letter as a page shows it; a section that has nothing to say is left out."""
        monitor = self.monitor
        answers: list[tuple[str, list[Block]]] = [
            ("Kennisnemen van", [_prose(self._acquaint())]),
            ("Inleiding", [_prose(self._introduction())]),
            ("Kernboodschap", [monitor.conclusion()]),
            ("Doelstellingen en resultaten", [monitor.indicators(), monitor.categories()]),
            ("Wat blijft achter, en wat gebeurt eraan?", [monitor.lagging()]),
            ("Wat gaat goed?", [monitor.going_well()]),
            ("Resultaten in woorden", self._in_words()),
            ("Veranderde doelen", [monitor.goals_changed()]),
            ("Verwachting", [monitor.expectation()]),
            ("Geld", [monitor.money()]),
            ("Herziene cijfers", [monitor.revisions()]),
            ("Leveringen", [_prose(*_intro(monitor.deliveries()))]),
            ("Vervolg", [_prose(self._next(), self._whereabouts())]),
            ("Wat betekenen de woorden?", [Block("terms", terms=self._terms())]),
        ]
        sections = []
        for heading, blocks in answers:
            said = [self._reached(block.content) for block in blocks if block.content["kind"] != "none"]
            if said:
                sections.append(Section(heading, blocks=said))
        return sections

    def values(self) -> dict[str, Any]:
        """What each of `fields.FIELDS` says, without the picture: texts, lists of texts, or lists of rows."""
        facts, edition, programme = self.facts, self.facts.edition, self.facts.programme
        members = [row["name"] for row in facts.municipalities() if row["is_member"]]
        by_category, note = self._by_category()
        adopted = f"{edition['adopted_by']}, {_day(edition['adopted_on'])}" if edition["adopted_by"] else ""
        said: dict[str, Any] = _clean(
            {
                "melding": facts.notice,
                "toelichting": programme["explanation"] if programme["is_fictional"] else "",
                "onderwerp": self.subject,
                "programma": programme["name"],
                "regio": programme["region"],
                "gemeenten": listed(members),
                "uitgever": programme["publisher"],
                "monitor": self.monitor.edition_name,
                "nummer": str(edition["number"]),
                "peildatum": long_date(facts.as_of),
                "datum": long_date(facts.published_on),
                "vastgesteld": adopted,
                "versie": wording.revised(edition),
                "kennisnemen": self._acquaint(),
                "inleiding": self._introduction(),
                "kernboodschap": " ".join(self.monitor.conclusion().content["paragraphs"]),
                "afronding": self._rounding(),
                "vervolg": self._next(),
                "adres": self.address,
                "conclusies": self._conclusions(),
                "cijfers": [self._figure(row) for row in facts.progress(self.monitor.scope)],
                "categorieen": by_category,
                "categorieen_noot": [note] if note else [],
                "achter": points(self.monitor.lagging()),
                "goed": points(self.monitor.going_well()),
                "doelen": self._goals(),
                "verwachting": points(self.monitor.expectation()),
                "geld": points(self.monitor.money()),
                "in_woorden": points(*self._in_words()),
                "herzien": self._revised(),
                "leveringen": points(_prose(*_intro(self.monitor.deliveries()))),
                "begrippen": [{"begrip": one["kop"], "uitleg": one["tekst"]} for one in self._definitions()],
            }
        )
        return said

    # ------------------------------------------------------------ sentences

    def _acquaint(self) -> str:
        return f"De voortgang van {self.facts.programme['name']}, zoals die blijkt uit de monitor van {self._named}."

    def _introduction(self) -> str:
        as_of = wording.as_of(self.facts.as_of, self.facts.edition["as_of_is_assumed"])
        started_on = _day(self.facts.programme["started_on"])
        return (
            f"Hierbij ontvangt u de monitor van {self._named}. Daarin staat wat op {as_of} "
            "is bereikt, hoe dat zich verhoudt tot de planning en de doelen, en wat er gebeurt als iets achterblijft. "
            f"Alle cijfers tellen vanaf het begin van het programma, {started_on}."
        )

    @property
    def _named(self) -> str:
        return f"{self.monitor.edition_name}, de {self.facts.edition['number']}e in de reeks"

    def _next(self) -> str:
        """Until when goals and programme last, or lasted: as it was on the day of publication."""
        goals_on, ends_on = (date.fromisoformat(self.facts.programme[key]) for key in ("goals_on", "ends_on"))
        goals = "gelden" if goals_on >= self.facts.published_on else "golden"
        lasts, more = "liep", ""
        if ends_on >= self.facts.published_on:
            lasts, more = "loopt", "Tot die tijd verschijnen er nieuwe monitors. "
        return (
            f"De doelen {goals} tot {end_of(goals_on)}. Het programma {lasts} tot en met {long_date(ends_on)}. {more}"
            "Eerdere monitors blijven beschikbaar."
        )

    def _whereabouts(self) -> str:
        told = "In de monitor staan alle cijfers, ook per categorie, per gemeente en per project"
        return f"{told}: {self.address}" if self.address else f"{told}."

    def _rounding(self) -> str:
        return next((one["tekst"] for one in self._definitions() if one["kop"] == "Afgeronde aantallen"), "")

    def _conclusions(self) -> list[str]:
        """What comes after the first sentence: each figure of the programme, and what else the monitor concludes."""
        concluded = self.monitor.conclusion().content
        measured = [
            wording.measured(row, self.facts.definitions[row["indicator"]])
            for row in self.facts.progress(self.monitor.scope)
            if row["value"] is not None
        ]
        return [*measured, *concluded.get("about", []), *concluded.get("more", [])]

    def _definitions(self) -> list[Row]:
        return points(self.monitor.definitions())

    def _terms(self) -> list[Row]:
        return [{"term": one["kop"], "text": one["tekst"]} for one in self._definitions()]

    # ------------------------------------------------------------ rows

    def _figure(self, row: Row) -> Row:
        share = row["share_of_goal"]
        return {
            "indicator": self.facts.definitions[row["indicator"]]["name"],
            "bereikt": wording.figure(row),
            "planning": _number(row["plan_to_date"]),
            "doel": wording.goal_in_words(row) or "–",
            "deel": percent(share) if share is not None else "–",
            "oordeel": _judged(row),
            "verandering": _since(wording.changed(row)),
        }

    def _by_category(self) -> tuple[list[Row], str]:
        """A row for every category and indicator with a goal or count, and the note on those that are rounded."""
        found = [
            (self.facts.name(category), dict(row))
            for category in self.facts.scopes("category")
            for row in self.facts.progress(category)
            if row["value"] or row["goal"]
        ]
        note = self.monitor.mark_rounded([pair for pair in found if pair[1]["value"] is not None])
        rows = [
            {
                "categorie": name,
                "indicator": self.facts.definitions[row["indicator"]]["name"],
                "bereikt": wording.figure(row),
                "planning": _number(row["plan_to_date"]),
                "doel": _number(row["goal"]),
                "oordeel": _judged(row),
            }
            for name, row in found
        ]
        return rows, note

    def _goals(self) -> list[Row]:
        return [
            {
                "indicator": row["indicator"],
                "was": row["was"],
                "nu": row["now"],
                "vanaf": _day(row["since"]) if row["since"] else "–",
                "besluit": row["decision"] or "–",
            }
            for row in self.monitor.goals_changed().content.get("rows", [])
        ]

    def _revised(self) -> list[Row]:
        """What of the programme's own figures is other than it was; the monitor has those of its parts."""
        rows = [
            row
            for row in self.facts.about("revisions", self.monitor.scope)
            if row["indicator"] in self.facts.indicators
        ]
        told = points(self.monitor.revisions())
        return [
            *told,
            *(
                _point(
                    f"{self.facts.indicators[row['indicator']]['name']}, tot en met het {quarter_name(row['on'])}",
                    f"Was {number(row['was'])}, is nu {number(row['now'])}. Oorzaak: {wording.cause(row)}.",
                )
                for row in rows
            ),
        ]

    def _in_words(self) -> list[Block]:
        """The results of projects in categories that are followed in words."""
        categories = [row for row in self.facts.scopes("category") if row["kind"] == "qualitative"]
        return [CategoryMonitor(self.facts, category).results() for category in categories]

    # ------------------------------------------------------------ links

    def _reached(self, value: Any) -> Any:
        """A block whose links lead to the monitor online; without its address they are plain text."""
        if isinstance(value, dict):
            return {
                key: (urljoin(self.address, item) if self.address and item else "")
                if key == "href"
                else self._reached(item)
                for key, item in value.items()
            }
        return [self._reached(item) for item in value] if isinstance(value, list) else value


def points(*blocks: Block) -> list[Row]:
    """What blocks say, one after the other: heading, judgement, text and lines of each point."""
    return [point for block in blocks for point in _points(block.content)]


def _points(block: Content) -> Iterator[Row]:
    match block["kind"]:
        case "group":
            for part in block["blocks"]:
                yield from _points(part)
        case "lead" | "prose":
            for text in [*block["paragraphs"], *block.get("about", []), *block.get("more", [])]:
                yield _point("", text)
        case "table":
            for text in block.get("intro", []):
                yield _point("", text)
        case "terms" if not block.get("summary"):  # what a page has folded is no part of a letter
            for term in block["terms"]:
                yield _point(term["term"], _text(term))
        case "items":
            for item in block["items"]:
                terms = [{"naam": term["term"], "tekst": _text(term)} for term in item.get("terms", [])]
                judged = wording.PROGRESS[item["word"]].text if item.get("word") else ""
                yield _point(_name(item.get("title", "")), item.get("text", ""), judged, terms)


def _point(heading: str, text: str, judged: str = "", lines: Sequence[Row] = ()) -> Row:
    return {"kop": heading, "oordeel": judged, "tekst": text, "regels": list(lines)}


def _text(term: Content) -> str:
    return listed(link["text"] for link in term["links"]) if term.get("links") else term["text"]


def _name(title: Any) -> str:
    return str(title["text"] if isinstance(title, dict) else title)


def _intro(block: Block) -> list[str]:
    return list(block.content.get("intro", []))


def _prose(*paragraphs: str) -> Block:
    said = [paragraph for paragraph in paragraphs if paragraph]
    return Block("prose", paragraphs=said) if said else Block("none")


def _number(value: float | None) -> str:
    return "–" if value is None else number(value)


def _judged(row: Row) -> str:
    """The progress word of what has a goal or a plan, with its mark."""
    if row["goal"] is None and row["plan_to_date"] is None:
        return "–"
    return f"{wording.PROGRESS[row['word']].mark} {wording.PROGRESS[row['word']].text}"


def _since(changed: str) -> str:
    """What changed, under a heading that says since when."""
    return changed.removesuffix(" dan in de vorige monitor").removesuffix(" sinds de vorige monitor")


def _day(day: date | str) -> str:
    return long_date(date.fromisoformat(day) if isinstance(day, str) else day)


def _clean(value: Any) -> Any:
    """Texts as one line, without what Word's format has no place for and without marks that turn the reading order."""
    if isinstance(value, str):
        return re.sub(r" {2,}", " ", "".join(_KEPT.get(unicodedata.category(one), one) for one in value)).strip(" ")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value
