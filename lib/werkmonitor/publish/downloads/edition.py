"""The downloads of an edition: all its figures as CSV in two dialects, with what the columns mean, and a workbook."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from werkmonitor.cube import to_json
from werkmonitor.fingerprints import Parts, changed, digest, digest_of, digest_of_code, digest_of_versions
from werkmonitor.programme import About
from werkmonitor.publish import wording
from werkmonitor.publish.downloads.figures import figures
from werkmonitor.publish.downloads.metadata import to_metadata
from werkmonitor.publish.downloads.names import file_name, metadata_name
from werkmonitor.publish.downloads.register import register
from werkmonitor.publish.downloads.sheets import Sheet
from werkmonitor.publish.downloads.texts import DIALECTS, to_csv
from werkmonitor.publish.downloads.workbook import DATES_AND_NUMBERS, Part, ReadMe, to_xlsx
from werkmonitor.publish.dutch import listed, long_date, month_year
from werkmonitor.publish.facts import Facts
from werkmonitor.workspace import write_file

CODE = ("cube.py", "publish/downloads", "publish/dutch.py", "publish/facts.py", "publish/wording.py")
"""What the downloads of an edition are made by."""

AS_TEXT = (
    "Begint een tekst met =, +, - of @, dan staat er in de CSV-bestanden een apostrof voor: zo maakt een "
    "rekenprogramma er geen formule van."
)


def edition_files(facts: Facts, version: str, about: About) -> dict[str, bytes]:
    """The files of an edition, by name. version: which one it is of, in words; empty for the only one.

    about: the programme now; licence and contact are not those of the day of publication.
    """
    kind_of_data = " · ".join(part for part in (facts.notice, version) if part)
    told = figures(facts).marked(kind_of_data)
    sheets = [sheet.marked(kind_of_data) for sheet in register(facts)]
    dublin_core = {
        "title": f"Cijfers van {_title(facts)}",
        "description": kind_of_data,
        "publisher": facts.programme["publisher"],
        "issued": facts.edition["published_on"],
        "license": about.licence,
        "language": "nl",
    }
    files = {}
    for dialect in DIALECTS:
        name = file_name(facts.edition["id"], dialect.suffix)
        files[name] = to_csv(told, dialect)
        files[metadata_name(name)] = to_metadata(told, name, dialect, dublin_core)
    filled = [told, *(sheet for sheet in sheets if sheet.rows)]
    empty = [sheet.name for sheet in sheets if not sheet.rows]
    read_me = _read_me(facts, kind_of_data, about, filled, empty)
    files[file_name(facts.edition["id"], "", "xlsx")] = to_xlsx(read_me, filled)
    return files


def _title(facts: Facts) -> str:
    return f"monitor {month_year(facts.published_on)}: {facts.programme['name']}"


def _read_me(facts: Facts, kind_of_data: str, about: About, sheets: Sequence[Sheet], empty: Sequence[str]) -> ReadMe:
    return ReadMe(
        title=f"Cijfers van {_title(facts)}",
        notice=kind_of_data,
        publisher=facts.programme["publisher"],
        made_on=facts.published_on,
        parts=[
            Part("Wat is dit?", _what(facts, version=kind_of_data)),
            Part("Hoe leest u de cijfers?", _how(facts)),
            Part("Welke bladen zijn er?", [*((sheet.name, _counted(sheet)) for sheet in sheets), *_without(empty)]),
            Part("Wat betekenen de indicatoren?", _indicators(facts)),
            *(
                Part(f"Kolommen van het blad {sheet.name}", [(one.title, one.about) for one in sheet.columns])
                for sheet in sheets
            ),
            Part("Van wie is dit?", _source(facts, about)),
        ],
    )


def _what(facts: Facts, version: str) -> list[tuple[str, str]]:
    edition, programme = facts.edition, facts.programme
    as_of = wording.as_of(facts.as_of, edition["as_of_is_assumed"])
    terms = [
        ("Inhoud", f"Alle cijfers van monitor {edition['number']} ({edition['id']}), regio {programme['region']}."),
        ("Peildatum", f"Stand op {as_of}."),
        ("Verschenen", f"{long_date(facts.published_on)}."),
        ("Vastgesteld door", edition["adopted_by"] or "Nog niet vastgesteld."),
    ]
    if version:
        terms.append(("Let op", f"{version}. {programme['explanation'] if programme['is_fictional'] else ''}".strip()))
    return terms


def _how(facts: Facts) -> list[tuple[str, str]]:
    bases = [row["base"] for row in facts.rows["cells"]]
    rounded = wording.rounding_note(bases, facts.edition["stuck_cells"] or 0)
    columns = " De kolommen ‘Ten minste’ en ‘Ten hoogste’ zeggen wat het werkelijke aantal kan zijn."
    return [
        ("Afgeronde aantallen", f"{rounded}{columns}" if rounded else "Alle aantallen zijn precies."),
        ("Optellen", "Tel projecten, sectoren, doelgroepen en woonplaatsen niet bij elkaar op: ze overlappen."),
        ("Datums en getallen", DATES_AND_NUMBERS),
    ]


def _counted(sheet: Sheet) -> str:
    return f"{sheet.about} {wording.counted(len(sheet.rows), 'regel', 'regels')}."


def _without(empty: Sequence[str]) -> list[tuple[str, str]]:
    return [("Zonder gegevens", f"Deze monitor heeft geen gegevens over: {listed(empty)}.")] if empty else []


def _indicators(facts: Facts) -> list[tuple[str, str]]:
    """Those of which the edition has figures."""
    told = {row["indicator"] for name in ("cells", "shares", "goals") for row in facts.rows[name]}
    return [
        (row["name"], f"{row['definition']} Eenheid: {row['unit']}. Bron: {row['source']}.")
        for code, row in facts.definitions.items()
        if code in told
    ]


def _source(facts: Facts, about: About) -> list[tuple[str, str]]:
    terms = [
        ("Uitgave van", facts.programme["publisher"]),
        ("Bron", "Leveringen van de partners, bewerkt en beschermd door de uitgever."),
        ("Licentie", about.licence or "Niet opgegeven. Vraag de uitgever wat u met de cijfers mag doen."),
        ("Contact", about.contact or about.website),
    ]
    return [(term, text) for term, text in terms if text]


class EditionShelf:
    """Where the downloads of an edition are kept, with a record of what they were made of.

    Internal, in a folder of outputs/runs, like the monitors; all of it may be deleted at any time.
    """

    def __init__(self, folder: Path, facts: Facts, version: str, about: About):
        self._made_by = facts, version, about
        self._folder = folder
        self._record = folder / f"{file_name(facts.edition['id'])}.json"

    @cached_property
    def files(self) -> dict[str, bytes]:
        """As they were kept where they stand, else made now."""
        return self._kept or edition_files(*self._made_by)

    def keep(self) -> None:
        """Put them on the shelf, where they do not stand there."""
        if self._kept:
            return
        for name, content in self.files.items():
            write_file(self._folder / name, content)
        digests = {name: digest(content) for name, content in self.files.items()}
        write_file(self._record, json.dumps({"parts": self._parts, "files": digests}, indent=1) + "\n")

    @cached_property
    def _parts(self) -> Parts:
        facts, version, about = self._made_by
        return {
            "its figures": digest(to_json(facts.rows)),
            "its version": version,
            "whom to ask": digest_of([about.licence, about.contact, about.website]),
            "the code that makes downloads": digest_of_code(*CODE),
            "versions of libraries": digest_of_versions(),
        }

    @cached_property
    def _kept(self) -> dict[str, bytes]:
        """What was kept, where nothing it was made of changed since; else nothing."""
        try:
            record = json.loads(self._record.read_text("utf-8"))
            files = {name: (self._folder / name).read_bytes() for name in record["files"]}
        except (OSError, ValueError, TypeError, KeyError):
            return {}
        is_whole = all(digest(content) == record["files"][name] for name, content in files.items())
        return files if is_whole and not changed(record.get("parts"), self._parts) else {}
