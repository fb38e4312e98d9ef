"""All figures as files: where they lie, how to read them, and what stands in every column."""

from collections.abc import Iterable, Mapping

from werkmonitor.publish import wording
from werkmonitor.publish.addresses import DEFINITIONS, DOWNLOADS
from werkmonitor.publish.blocks import Block, Content, column, link
from werkmonitor.publish.downloads.edition import AS_TEXT
from werkmonitor.publish.downloads.figures import figures
from werkmonitor.publish.downloads.names import edition_names, metadata_name
from werkmonitor.publish.downloads.register import register
from werkmonitor.publish.downloads.sheets import Column
from werkmonitor.publish.downloads.workbook import DATES_AND_NUMBERS
from werkmonitor.publish.dutch import size
from werkmonitor.publish.places import number_of, older_versions
from werkmonitor.publish.site_pages.editions import Editions, section

KINDS = {"text": "tekst", "whole": "heel getal", "number": "getal", "date": "datum"}

WHICH = (
    ("CSV (puntkomma)", "Voor een Nederlands rekenprogramma: met decimale komma, en datums als 30-09-2022."),
    ("CSV (komma)", "Voor andere programma’s: met decimale punt, en datums als 2022-09-30."),
    ("Excel", "Een werkboek met een blad ‘Lees mij’, alle cijfers, en wat de monitor nog meer vertelt."),
    ("Kolommen", "Voor programma’s: wat er in elke kolom van het CSV-bestand staat (CSV on the Web, JSON)."),
)


def downloads_page(editions: Editions, downloads: Mapping[str, bytes]) -> str:
    """downloads: those of every edition, by their place in the site."""
    facts = editions.latest
    folders = [one for edition in editions.newest_first for one in (edition, *older_versions(editions.facts, edition))]
    columns = ["Kolom", "Soort", "Wat erin staat"]
    rounded = wording.rounding_note([row["base"] for row in facts.rows["cells"]], facts.edition["stuck_cells"] or 0)
    exactly = "De kolommen ‘Ten minste’ en ‘Ten hoogste’ zeggen wat het werkelijke aantal kan zijn."
    sections = [
        section(
            "Alle cijfers van een monitor",
            Block(
                "table",
                id="bestanden",
                caption="Bestanden van elke monitor",
                columns=[column("name", "Monitor"), *(column(name, name, "link") for name, _ in WHICH)],
                rows=[_files(editions, folder, downloads) for folder in folders],
            ),
            _terms(WHICH),
        ),
        section(
            "De cijfers van één figuur",
            Block(
                "prose",
                paragraphs=[
                    "Onder elke figuur en elke tabel op een monitor staat waar u die cijfers kunt downloaden. Ze zijn "
                    "dezelfde als op de pagina."
                ],
            ),
        ),
        section(
            "Hoe leest u de bestanden?",
            _terms(
                [
                    *([("Afgeronde aantallen", f"{rounded} {exactly}")] if rounded else []),
                    ("Datums en getallen", DATES_AND_NUMBERS),
                    ("Teksten", AS_TEXT),
                ]
            ),
            Block("links", groups=[{"title": "Meer", "links": [link("Wat elk cijfer betekent", DEFINITIONS.path)]}]),
        ),
        section(
            "Kolommen",
            Block(
                "table",
                id="kolommen-cijfers",
                caption="Kolommen van de CSV-bestanden, en van het blad Cijfers in Excel",
                columns=[column(name, name) for name in columns],
                rows=[dict(zip(columns, row, strict=True)) for row in _told(figures(facts).marked("").columns)],
            ),
        ),
        section("Andere bladen in Excel", _terms((sheet.name, sheet.about) for sheet in register(facts))),
    ]
    return editions.page(
        DOWNLOADS,
        "site.html.j2",
        "Cijfers downloaden",
        intro="Alle cijfers van de monitors mag u ook zelf bekijken en ermee rekenen.",
        sections=sections,
    )


def offers(folder: str, downloads: Mapping[str, bytes]) -> list[Content]:
    """What readers are offered of an edition, from the site's own folder: text, size and address."""
    return [
        {"text": text, "size": size(len(downloads[place])), "href": place}
        for text, name in edition_names(folder.partition("/")[0]).items()
        if (place := f"{folder}/{name}") in downloads
    ]


def _files(editions: Editions, folder: str, downloads: Mapping[str, bytes]) -> Content:
    edition = folder.partition("/")[0]
    version = f", versie {number_of(folder)}" if folder != edition else ""
    links = {one["text"]: link(f"{one['text']}, {one['size']}", one["href"]) for one in offers(folder, downloads)}
    described = link("JSON", f"{folder}/{metadata_name(edition_names(edition)['CSV (puntkomma)'])}")
    return {"name": f"{editions.name(edition)}{version}", **links, "Kolommen": described}


def _terms(told: Iterable[tuple[str, str]]) -> Block:
    return Block("terms", terms=[{"term": term, "text": text} for term, text in told])


def _told(columns: Iterable[Column]) -> list[tuple[str, str, str]]:
    return [(one.title, KINDS[one.kind], one.about) for one in columns]
