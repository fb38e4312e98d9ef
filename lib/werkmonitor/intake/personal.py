"""Personal data that should not be in a delivery: by the name of a column, or by what its numbers are.

Looks at every sheet, also at those no layout reads: what a file holds is stored with it.
"""

import re
from collections.abc import Iterable, Iterator

from werkmonitor.intake.cells import as_text
from werkmonitor.intake.columns import counted
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.headers import FARTHEST_HEADER
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Sheet, Value, Workbook, address, column_letters, is_blank

FEWEST_BSN, BSN_SHARE = 3, 0.6
"""A column holds BSNs when at least 3 of its values have 8 or 9 digits and 60 % of those pass the eleven test. One
value in eleven passes by chance: 3 of 3 do so in 1 column of 1,000, 10 numbers in one of 12,000."""

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
_PROGRAMS = re.compile(
    r"|openpyxl|xlsxwriter|apache poi|sheetjs|epplus|closedxml|unknown creator|microsoft (office|excel).*|"
    r"libreoffice.*|(windows[- ])?(user|gebruiker)|author|auteur|onbekend|werkmonitor",
    re.IGNORECASE,
)
"""What stands as author where no person does."""
_SEPARATORS = re.compile(r"[\s.\-]")


def refuse_personal_data(workbook: Workbook, allowed: tuple[str, ...], findings: Findings) -> None:
    """Note every column with personal data that the partner's agreement does not allow, with a count, never a value.

    allowed: names of columns from programme.toml. A permitted participant number does not permit a BSN in its place.
    """
    permitted = {fold(name) for name in allowed}
    for sheet in (*workbook.sheets, *workbook.ours):
        told: set[int] = set()
        headers = list(_headers(sheet))
        for row, column, name in headers:
            is_bsn = bool(BSN_HEADER.search(name))
            if name in permitted or column in told or not (is_bsn or is_personal_header(name)):
                continue
            count = sum(count for value, count in counted(sheet.columns[column], row + 1) if not is_blank(value))
            if count:
                told.add(column)
                header = as_text(sheet.value(row, column))
                if (known := _HEADERS.search(name)) and known[0] != name:  # 'Naam: J. Jansen' says more than it should
                    header = known[0]
                code = "bsn_column" if is_bsn else "personal_column"
                findings.add(code, sheet.name, address(row, column), header=header, count=count)
        bsn_allowed = {column for _, column, name in headers if name in permitted and BSN_HEADER.search(name)}
        for column in range(sheet.width):
            if column not in told | bsn_allowed and (count := count_bsn(counted(sheet.columns[column]))):
                findings.add(
                    "bsn_column", sheet.name, f"{column_letters(column)}:{column_letters(column)}", count=count
                )


def is_personal_header(name: str) -> bool:
    """Whether a column with this name (folded) holds data about one person."""
    return bool(_HEADERS.search(name)) and not _OF_NO_PERSON.search(name)


def is_program(author: str) -> bool:
    """Whether a workbook's author is no person.

    >>> is_program("openpyxl"), is_program(" "), is_program("J. Jansen")
    (True, True, False)
    """
    return bool(_PROGRAMS.fullmatch(author.strip()))


def count_bsn(values: Iterable[tuple[Value, int]]) -> int:
    """How many cells look like BSNs, when there are enough of them to be no coincidence; otherwise 0.

    values: what stands in the cells, and in how many.
    """
    numbers = [(digits, count) for value, count in values if (digits := _eight_or_nine_digits(value))]
    total = sum(count for _, count in numbers)
    passing = sum(count for digits, count in numbers if passes_eleven_test(digits))
    return passing if total >= FEWEST_BSN and passing >= BSN_SHARE * total else 0


def passes_eleven_test(digits: str) -> bool:
    """The check on a BSN: 9a + 8b + … + 2h − i is a multiple of 11; Excel drops a leading zero.

    >>> passes_eleven_test("123456782"), passes_eleven_test("123456789")
    (True, False)
    """
    numbers = [int(sign) for sign in digits.zfill(9)]
    total = sum(weight * number for weight, number in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), numbers, strict=True))
    return total % 11 == 0 and any(numbers)


def _headers(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Texts that may be names of columns: short ones, in a row near the top with two or more texts and no data."""
    for row, cells in enumerate(sheet.rows(0, FARTHEST_HEADER)):
        if all(value is None or isinstance(value, str) for value in cells):
            filled = [(column, value) for column, value in enumerate(cells) if not is_blank(value)]
            if len(filled) >= 2 and all(len(str(value)) <= 60 for _, value in filled):
                for column, value in filled:
                    yield row, column, fold(as_text(value)).rstrip(" *:")


def _eight_or_nine_digits(value: Value) -> str | None:
    if isinstance(value, float | int):
        return str(int(value)) if 10_000_000 <= value <= 999_999_999 and value == int(value) else None
    if not isinstance(value, str) or not 8 <= len(value) <= 20 or value[0].isalpha():
        return None
    text = _SEPARATORS.sub("", value)
    return text if text.isascii() and text.isdigit() and len(text) in (8, 9) else None
