"""One page a partner, with its own figures for an edition on it, to confirm: outputs/signoff/<edition>/, not public."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from werkmonitor.errors import Problem, UsageError
from werkmonitor.pipeline import Progress, tables_known, take_in
from werkmonitor.programme import Edition, Programme
from werkmonitor.publish.blocks import Block, column, link
from werkmonitor.publish.dutch import capital, long_date, month_year, number
from werkmonitor.publish.pages import Section, dressed, internal_page
from werkmonitor.publish.themes import own_theme
from werkmonitor.signoffs import Standing, sign, standings
from werkmonitor.workspace import Workspace, replaced_folder, write_file

if TYPE_CHECKING:
    from werkmonitor.figures.contributions import Bounds, Own

MOST_ROWS = 200
"""So many rows that were not used are shown; the reply to the delivery has all of them."""

REASONS = (
    (r"the partner gave no number", "er is geen aantal geleverd"),
    (r"the indicator is not one that programme\.toml counts", "dit cijfer telt het programma niet"),
    (r"the project is not in the register that was known then", "het project stond nog niet in het register"),
    (r"the project is followed in words", "dit project wordt in woorden gevolgd"),
    (r"lives outside the region, .*", "wie buiten de regio woont, telt niet mee voor de doelen"),
    (r"counts nobody new: .*", "dit telt niemand extra: de persoon is al geteld, of het is een aantal zonder personen"),
    (r"the own figures of .* lead its list", "uw eigen aantallen gaan voor uw lijst"),
    (r"the list of (?P<who>.*) leads: .*", "de lijst van {who} telt: hetzelfde project, cijfer en dezelfde maand"),
    (r"(?P<who>\S+) leads, as the earlier partner: .*", "{who} telt: hetzelfde project, cijfer en dezelfde maand"),
    (r"(?P<who>\S+) leads: (?P<why>.*)", "{who} telt: {why}"),
)
"""Why a fact does not count, as `figures.observations` says it, and what a partner reads."""


def signoff(
    workspace: Workspace,
    programme: Programme,
    edition_id: str,
    today: date,
    confirmed: tuple[str, str, date, str] | None = None,
    progress: Progress | None = None,
) -> list[Standing]:
    """Write every partner's page of an edition, and keep a confirmation; returns who confirmed and who did not.

    confirmed: partner, role, day and remark. Raises UsageError for a partner without figures, or a day to come.
    """
    edition = programme.edition(edition_id)
    if confirmed and confirmed[2] > today:
        raise UsageError(Problem("--on", f"{confirmed[2]} is yet to come", "give the day on which it was confirmed"))
    take_in(workspace, programme, progress)
    tables = tables_known(workspace, programme, edition.deliveries_until)
    standing = standings(workspace, programme, edition, tables)
    if not standing:
        remedy = "receive the deliveries first: werkmonitor receive"
        raise UsageError(Problem(f"edition {edition.id}", "nothing was delivered for it yet", remedy))
    if confirmed:
        sign(workspace, edition, standing, *confirmed)
        standing = standings(workspace, programme, edition, tables)
    projects = tables["projects"]
    names = dict(zip(projects["project"], projects["name"], strict=True))
    _write_pages(workspace, programme, edition, standing, names)
    return standing


def _write_pages(
    workspace: Workspace,
    programme: Programme,
    edition: Edition,
    standing: Sequence[Standing],
    names: Mapping[str, str],
) -> None:
    """The pages of an edition and an index of them, put in place together. names: of projects, by code."""
    theme = own_theme(workspace)
    with replaced_folder(workspace.signoffs / edition.id) as folder:
        for one in standing:
            page = _Page(programme, edition, one, names).html()
            write_file(folder / f"{one.partner}.html", dressed(page, theme))
        write_file(folder / "index.html", dressed(_index(workspace, programme, edition, standing), theme))


def reason(told: str, programme: Programme) -> str:
    """Why a fact does not count, in Dutch; told: as the observations say it."""
    for pattern, text in REASONS:
        if found := re.fullmatch(pattern, told):
            said = dict(found.groupdict())
            if "who" in said:
                said["who"] = ", ".join(programme.partner(code).name for code in said["who"].split(", "))
            return text.format(**said)
    return "telt niet mee"


def state_of(one: Standing) -> str:
    """'bevestigd op 15 november 2022 door teammanager'."""
    if one.signoff is None:
        return "nog niet bevestigd"
    said = f"op {long_date(one.signoff.on)} door {one.signoff.role}"
    return (
        f"bevestigd {said}" if one.state == "signed" else f"vervallen: bevestigd {said}, maar de cijfers zijn veranderd"
    )


def bounds(one: "Bounds") -> str:
    if one is None:
        return "geen aantal"
    low, high = one
    return number(low) if low == high else f"{number(low)} tot en met {number(high)}"


def _about(programme: Programme) -> dict[str, Any]:
    """What the frame of a page says: that it is internal, and where it is, that the data are fictional."""
    about = programme.programme
    notice = " · ".join(part for part in ("CONCEPT, niet openbaar", about.notice) if part)
    told = {"programme": about.name, "region": about.region, "publisher": about.publisher, "notice": notice}
    return told | {"explanation": about.explanation if about.is_fictional else ""}


def _section(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks=[block.content for block in blocks])


class _Page:
    """A partner's page."""

    def __init__(self, programme: Programme, edition: Edition, one: Standing, names: Mapping[str, str]) -> None:
        self.programme, self.edition, self.one, self.names = programme, edition, one, names
        self.own = one.contribution
        self.name = programme.partner(one.partner).name
        self.indicators = {indicator.code: indicator.name for indicator in programme.indicators}
        self.files = {row["delivery_id"]: row for row in (*self.own.deliveries, *self.own.refused)}

    def html(self) -> str:
        eyebrow = f"Uw cijfers voor de monitor van {month_year(self.edition.published_on)}, ter controle"
        sections = [section for section in self._sections() if section.blocks]
        return internal_page(_about(self.programme), self.name, eyebrow, sections)

    def _sections(self) -> Iterator[Section]:
        yield _section("Wat vragen wij u?", Block("prose", paragraphs=self._asked()))
        yield _section(f"Uw cijfers tot en met {long_date(self.edition.as_of)}", *self._figures())
        yield _section("Welke doelen staan in het register?", *self._goals())
        yield _section("Wat telt niet mee, en waarom?", *self._not_counted())
        yield _section("Wat is niet gebruikt?", *self._left_out())
        yield _section("Welke leveringen zijn gebruikt?", *self._deliveries())

    def _asked(self) -> list[str]:
        return [
            f"Kloppen deze cijfers? De monitor verschijnt op {long_date(self.edition.published_on)}. Bevestig de "
            "cijfers voor die dag bij het programmateam, met uw functie en de datum.",
            "Klopt er iets niet? Stuur dan een verbeterd werkboek. Verandert daardoor een cijfer, dan vragen wij u om "
            "een nieuwe bevestiging.",
            f"Stand van zaken: {state_of(self.one)}.",
            "Deze pagina is alleen voor u. In de monitor zijn kleine aantallen afgerond.",
        ]

    def _figures(self) -> Iterator[Block]:
        if not self.own.figures:
            return
        yield Block(
            "table",
            id="cijfers",
            caption="Wat u leverde, geteld vanaf het begin van het programma",
            columns=[
                column("project", "Project"),
                column("indicator", "Cijfer"),
                column("delivered", "Geleverd"),
                column("counted", "Telt mee"),
                column("change", "Verschil met vorige monitor"),
                column("as_of", "Stand van", "date"),
                column("file", "Uit werkboek"),
            ],
            rows=[self._figure(own) for own in self.own.figures],
        )

    def _figure(self, own: "Own") -> dict[str, Any]:
        delivery = self.files[own.delivery]
        return {
            "project": self.names.get(own.project, own.project),
            "indicator": self.indicators[own.indicator],
            "delivered": bounds(own.delivered),
            "counted": bounds(own.counted),
            "change": _change(own),
            "as_of": delivery["as_of_on"],
            "file": _file(delivery),
        }

    def _goals(self) -> Iterator[Block]:
        if not self.own.goals:
            return
        yield Block(
            "table",
            id="doelen",
            caption="De geldende versie van elk doel",
            columns=[
                column("scope", "Van"),
                column("indicator", "Cijfer"),
                column("value", "Doel", "number"),
                column("goal_on", "Voor", "date"),
                column("decided_by", "Besluit"),
            ],
            rows=[
                {
                    "scope": self._scope(row["level"], row["code"]),
                    "indicator": self.indicators.get(row["indicator"], row["indicator"]),
                    "value": row["value"],
                    "goal_on": row["goal_on"],
                    "decided_by": row["decided_by"] or row["reference"] or "",
                }
                for row in self.own.goals
            ],
        )

    def _scope(self, level: str, code: str) -> str:
        if level == "programme":
            return "Het programma"
        if level == "category":
            return self.programme.category(code).name
        if level == "municipality":
            return self.programme.residence_name(code, self.edition.as_of)
        return self.names.get(code, code)

    def _not_counted(self) -> Iterator[Block]:
        told = [own for own in self.own.figures if own.reasons and own.delivered != own.counted]
        if not told:
            return
        yield Block(
            "table",
            id="telt-niet-mee",
            caption="Cijfers die niet of niet helemaal meetellen; niemand telt twee keer",
            columns=[
                column("project", "Project"),
                column("indicator", "Cijfer"),
                column("delivered", "Geleverd"),
                column("counted", "Telt mee"),
                column("why", "Waarom"),
            ],
            rows=[
                {
                    "project": self.names.get(own.project, own.project),
                    "indicator": self.indicators[own.indicator],
                    "delivered": bounds(own.delivered),
                    "counted": bounds(own.counted),
                    "why": capital("; ".join(reason(told, self.programme) for told in own.reasons)),
                }
                for own in told
            ],
        )

    def _left_out(self) -> Iterator[Block]:
        rows = [
            {
                "place": f"{_file(self.files[row['delivery_id']])}{_cell(row)}",
                "what": row["message_nl"] or "",
                "remedy": row["remedy_nl"] or "",
            }
            for row in self.own.left_out
        ]
        if not rows:
            return
        more = len(rows) - MOST_ROWS
        yield Block(
            "table",
            id="niet-gebruikt",
            caption="Regels en werkboeken die niet zijn gebruikt",
            columns=[column("place", "Waar"), column("what", "Wat er is"), column("remedy", "Wat u kunt doen")],
            rows=rows[:MOST_ROWS],
            note=f"Nog {number(more)} staan in het antwoord op uw levering." if more > 0 else "",
        )

    def _deliveries(self) -> Iterator[Block]:
        if not self.own.deliveries:
            return
        yield Block(
            "table",
            id="leveringen",
            caption="Gebruikte leveringen",
            columns=[
                column("file", "Werkboek"),
                column("as_of", "Stand van", "date"),
                column("received", "Ontvangen op", "date"),
                column("read", "Regels gelezen", "number"),
                column("kept", "Gebruikt", "number"),
                column("listed", "Niet gebruikt", "number"),
            ],
            rows=[
                {
                    "file": _file(row),
                    "as_of": row["as_of_on"],
                    "received": row["received_on"],
                    "read": row["rows_read"],
                    "kept": row["rows_kept"],
                    "listed": row["rows_listed"],
                }
                for row in self.own.deliveries
            ],
        )


def _change(own: "Own") -> str:
    if own.before is None or own.delivered is None:
        return "nieuw" if own.before is None else ""
    if own.before == own.delivered:
        return "geen"
    if own.before[0] == own.before[1] and own.delivered[0] == own.delivered[1]:
        more = own.delivered[0] - own.before[0]
        return f"{'+' if more > 0 else '−'}{number(abs(more))}"
    return f"was {bounds(own.before)}"


def _file(delivery: Mapping[str, Any]) -> str:
    return PurePosixPath(delivery["file"]).name


def _cell(finding: Mapping[str, Any]) -> str:
    place = "!".join(part for part in (finding["sheet"], finding["cell"]) if part)
    return f" › {place}" if place else ""


def _index(workspace: Workspace, programme: Programme, edition: Edition, standing: Sequence[Standing]) -> str:
    """Every partner, with its page and whether it confirmed."""
    concept = workspace.concepts / "site" / edition.id / "index.html"
    signed = sum(one.state == "signed" for one in standing)
    paragraphs = [
        f"Bevestigd: {signed} van de {len(standing)}. De monitor verschijnt op {long_date(edition.published_on)}. "
        "Stuur elke partner alleen de eigen pagina."
    ]
    table = Block(
        "table",
        id="partners",
        intro=paragraphs,
        caption="Partners en hun bevestiging",
        columns=[column("partner", "Partner", "link"), column("state", "Bevestiging"), column("remark", "Opmerking")],
        rows=[
            {
                "partner": link(programme.partner(one.partner).name, f"{one.partner}.html"),
                "state": capital(state_of(one)),
                "remark": one.signoff.remark if one.signoff else "",
            }
            for one in standing
        ],
    )
    blocks = [table]
    if concept.is_file():
        href = f"../../concepts/site/{edition.id}/index.html"
        blocks.append(Block("links", groups=[{"title": "Concept", "links": [link("De monitor in concept", href)]}]))
    eyebrow = f"Monitor van {month_year(edition.published_on)}, stand {long_date(edition.as_of)}"
    return internal_page(_about(programme), "Cijfers ter controle", eyebrow, [_section("Wie bevestigde?", *blocks)])
