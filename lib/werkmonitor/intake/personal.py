"""Personal data that should not be in a delivery: by the name of a column, or by what its values are.

Looks at every sheet, also at those no layout reads, at comments, properties and pivot tables: what a file holds is
stored with it. What the partner's agreement says stands in programme.toml.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.columns import counted, each, standing
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.header import Header
from werkmonitor.intake.header_search import FARTHEST_HEADER
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.personal_values import (
    Counted,
    births,
    count_bsn,
    eight_or_nine_digits,
    passes_eleven_test,
    personal_kind,
    personal_words,
    suspected_bsn,
)
from werkmonitor.intake.records import Remark, Rows, Tally, leave_out, tell
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Workbook, address, column_letters, is_blank
from werkmonitor.programme import Partner

BSN_HEADER = re.compile(r"\b(bsn|burgerservicenummer|burger service nummer|sofi ?-?nummer|sofinr)\b")
_OF_NO_PERSON = re.compile(r"\b(project|opleiding|cursus|gemeente|indicator|categorie|partner|organisatie|regio)\w*\b")
_HEADERS = re.compile(
    "|".join(
        (
            r"^(naam|namen|clientnaam|cliëntnaam|deelnemersnaam|contactpersoon)$",
            r"^(voor|achter|roep|geslachts|meisjes|familie)na(am|men)\b",
            r"^(voorletters?|initialen|tussenvoegsels?)\b",
            r"^(volledige )?naam\b",
            r"\bnaam (van )?(de )?(deelnemer|client|cliënt|kandidaat|klant|leerling|student|inwoner)\b",
            r"^(geboorte|geb\.? ?)(datum|jaar|dat\.?|plaats)?\b",
            r"^(woon)?adres(gegevens)?\b",
            r"^(straat(naam)?|huisnummer|huisnr|postcode)\b",
            r"^(telefoon(nummer)?|tel\.?|tel\.? ?nr\.?|mobiel(e)?( nummer)?|06(-| )?nummer|gsm)$",
            r"^e-?mail(adres)?\b",
            r"^(iban|rekeningnummer|bankrekening)\b",
            r"^nationaliteit$",
            r"^(deelnemer|client|cliënt|klant|student|leerling|kandidaat|persoons?|dossier)s?[ -]?"
            r"(nummer|nr\.?|code|id)$",
        )
    )
)
_REMARKS = re.compile(
    r"^(opmerking(en)?|toelichting(en)?|bijzonderhe(id|den)|notities?|memo|commentaar|achtergrond|diagnose|"
    r"(medische )?(klachten|beperking(en)?)|gezondheid|reden (van )?(uitval|verzuim|ziekte))\b"
)
"""Free text about a person, which may speak of health."""
_OF_ONE = re.compile(r"^(deelnemers?|cli[eë]nt(en)?|kandida(at|ten)|klant(en)?|inwoners?|leerling(en)?|student(en)?)$")
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[ '.,-]+[^\W\d_]+)*[.,]?")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_OTHER_DAYS = re.compile(
    r"start|begin|aanvang|eind|einde|gestart|datum (in|uit|af)|dienst|sinds|inschrij|vestig|opgericht|contract|besluit|"
    r"aanmeld|intake|peil|geplaatst|plaatsing|afgerond|uitkering|geldig|ontvang"
)
"""Words in the name of a column of days that are no one's birth."""
_PROGRAMS = re.compile(
    r"|openpyxl|xlsxwriter|apache poi|sheetjs|epplus|closedxml|unknown creator|microsoft (office|excel).*|"
    r"libreoffice.*|(windows[- ])?(user|gebruiker)|author|auteur|onbekend|werkmonitor",
    re.IGNORECASE,
)
"""What stands as author where no person does."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a delivery may hold: names of columns, folded. read: those its layout reads."""

    permitted: frozenset[str]
    forbidden: frozenset[str]
    read: frozenset[str]

    @classmethod
    def of(cls, partner: Partner, layout: Layout) -> "Agreement":
        names = (
            one.text
            for table in layout.tables
            for column in table.columns.values()
            for one in column.header
            if one.text
        )
        return cls(
            frozenset(map(fold, partner.personal_columns)),
            frozenset(map(fold, partner.forbidden_columns)),
            frozenset(map(fold, names)),
        )


def refuse_personal_data(workbook: Workbook, agreement: Agreement, on: date, findings: Findings) -> None:
    """Note every column with personal data that the agreement does not allow, with a count, never a value.

    on: the day by which ages are counted. A permitted participant number does not permit a BSN in its place.
    """
    for sheet in (*workbook.sheets, *workbook.ours):
        _refuse_on_sheet(sheet, agreement, on, findings)
    for fields in workbook.behind:
        _refuse_behind(fields, agreement, on, findings)
    for where, texts in (("comments beside cells", workbook.comments), ("the workbook's properties", workbook.about)):
        kinds = [kind for text in texts if (kind := personal_words(text))]
        for kind in dict.fromkeys(kinds):
            findings.add("personal_words", where=where, what=kind, count=kinds.count(kind))


def _refuse_on_sheet(sheet: Sheet, agreement: Agreement, on: date, findings: Findings) -> None:
    headers = list(_headers(sheet))
    told = _refuse_headers(sheet, headers, agreement, findings)
    for column in range(sheet.width):
        names = {name for _, place, name in headers if place == column}
        permitted = names & agreement.permitted
        if column in told or any(map(BSN_HEADER.search, permitted)):
            continue
        found = _by_values(counted(sheet.columns[column]), names, agreement, on)
        if found:
            code, given = found
            findings.add(code, sheet.name, f"{column_letters(column)}:{column_letters(column)}", **given)


def _refuse_headers(
    sheet: Sheet, headers: list[tuple[int, int, str]], agreement: Agreement, findings: Findings
) -> set[int]:
    """Columns whose name says that they hold personal data; returns those that were told of."""
    told: set[int] = set()
    for row, column, name in headers:
        is_bsn, is_remarks = bool(BSN_HEADER.search(name)), bool(_REMARKS.search(name))
        is_forbidden = name in agreement.forbidden
        is_personal = _is_of_persons(name) or is_remarks or is_forbidden
        is_agreed = not is_forbidden and (name in agreement.permitted or (is_remarks and name in agreement.read))
        if column in told or is_agreed or not is_personal:
            continue
        if not (count := _filled(sheet, column, row + 1)):
            continue
        told.add(column)
        header = as_text(sheet.value(row, column))
        if (known := _HEADERS.search(name)) and known[0] != name:  # 'Naam: J. Jansen' says more than it should
            header = known[0]
        code = "forbidden_column" if is_forbidden else "remarks_column" if is_remarks else "personal_column"
        findings.add("bsn_column" if is_bsn else code, sheet.name, address(row, column), header=header, count=count)
    return told


def _by_values(
    values: Counted, names: Collection[str], agreement: Agreement, on: date
) -> tuple[str, dict[str, object]] | None:
    """Code and texts of what a column's values tell of persons. names: what may be its headers."""
    if count := count_bsn(values):
        return "bsn_column", {"count": count}
    if suspected := suspected_bsn(values):
        return "bsn_suspected", {"count": suspected[0], "total": suspected[1]}
    if agreement.permitted.intersection(names):
        return None
    if found := personal_kind(values):
        return "personal_values", {"what": found[0], "count": found[1]}
    if not agreement.read.intersection(names) and not any(map(_OTHER_DAYS.search, names)) and (n := births(values, on)):
        return "personal_values", {"what": "dates of birth", "count": n}
    if any(map(_OF_ONE.search, names)) and (count := _count_names(values)):
        return "personal_values", {"what": "names of persons", "count": count}
    return None


def _refuse_behind(fields: Sheet, agreement: Agreement, on: date, findings: Findings) -> None:
    """What a pivot table keeps of each of its fields; the first value is the field's name."""
    for number, column in enumerate(fields.columns):
        name, values = fold(as_text(fields.value(0, number))), counted(column, 1)
        count = sum(count for value, count in values if not is_blank(value))
        is_personal = _is_of_persons(name) or name in agreement.forbidden
        if count and ((is_personal and name not in agreement.permitted) or _by_values(values, {name}, agreement, on)):
            findings.add("pivot_field", count=count)


def _filled(sheet: Sheet, column: int, first: int) -> int:
    return sum(count for value, count in counted(sheet.columns[column], first) if not is_blank(value))


def _count_names(values: Counted) -> int:
    """How many cells of a column about persons hold words and no number or code, where most do; otherwise 0."""
    filled = sum(count for value, count in values if not is_blank(value))
    words = sum(count for value, count in values if isinstance(value, str) and _WORDS_ONLY.fullmatch(value.strip()))
    return words if words >= 3 and words >= 0.8 * filled else 0


def is_personal_header(name: str) -> bool:
    """Whether a column with this name (folded) holds data about one person."""
    return bool(_HEADERS.search(name)) and not _OF_NO_PERSON.search(name)


def _is_of_persons(name: str) -> bool:
    return bool(BSN_HEADER.search(name)) or is_personal_header(name)


def settle_bsn(rows: Rows, tally: Tally, header: Header, permitted: Collection[str], findings: Findings) -> Rows:
    """Where the agreement permits BSNs as participants' numbers: nine digits of each, or its row is left out.

    A leading zero that a spreadsheet dropped is put back where the number then passes the eleven test.
    """
    title = header.titles.get("person", "")
    if "person" not in rows.fields or not BSN_HEADER.search(fold(title)) or fold(title) not in permitted:
        return rows
    cells, column, given = rows.fields["person"], header.columns["person"], {"column": title}
    told: dict[int, str] = {}
    for number, value in enumerate(cells.values):
        digits = eight_or_nine_digits(value)
        if isinstance(value, str) and _ROUNDED.fullmatch(value.strip()):
            told[number] = "bsn_imprecise"
        elif value is not None and (digits is None or not passes_eleven_test(digits)):
            told[number] = "bsn_invalid"
        elif digits and len(digits) == 8:
            told[number] = "bsn_padded"
    remarks = [Remark(row, 0, code, column, given) for row, code in standing(told, cells)]
    tell(remarks, rows, findings)
    rows.fields["person"] = each(cells, lambda value: (eight_or_nine_digits(value) or "").zfill(9) if value else value)
    return leave_out([one for one in remarks if one.code != "bsn_padded"], rows, tally)


def is_program(author: str) -> bool:
    """Whether a workbook's author is no person.

    >>> is_program("openpyxl"), is_program(" "), is_program("J. Jansen")
    (True, True, False)
    """
    return bool(_PROGRAMS.fullmatch(author.strip()))


def _headers(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Texts that may be names of columns: short ones, in a row near the top with two or more texts and no data.

    Also a name of personal data that stands alone, with a whole column below it.
    """
    for row, cells in enumerate(sheet.rows(0, FARTHEST_HEADER)):
        if not all(value is None or isinstance(value, str) for value in cells):
            continue
        filled = [(column, value) for column, value in enumerate(cells) if not is_blank(value)]
        if all(len(str(value)) <= 60 for _, value in filled):
            for column, value in filled:
                name = fold(as_text(value)).rstrip(" *:")
                if len(filled) > 1 or (_is_of_persons(name) and _filled(sheet, column, row + 1) >= 3):
                    yield row, column, name
