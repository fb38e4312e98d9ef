"""The 62 ways in which deliveries go wrong: what is done with each, and how a test of one is written.

python -m tests.intake.failure_modes > docs/failure-modes.md
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
import pytest

from werkmonitor.intake import IntakeResult
from werkmonitor.intake.catalogue import CATALOGUE
from werkmonitor.intake.delivery import Outcome

F, L, R, D = "F", "L", "R", "D"
TREATMENTS = {F: "fixed silently", L: "fixed and told", R: "row left out", D: "delivery refused"}
IN_CATALOGUE = {L: "logged", R: "row", D: "delivery"}

MODES = """
1  | F L   | A title, a logo, empty rows above the header; 'Stand per 30-09-2021'
2  | L D   | A header over two or three rows with merged cells; two readings of it
3  | L R   | A project's name merged down over its rows; a blank outside the merged cells
4  | F     | Rows and columns 'Totaal', 'Subtotaal', 'Eindtotaal'
5  | L D   | A total that is not the sum of its parts: by rounding or '<5', or not
6  | F L   | Notes under the table ('Bron: …'); a mark that may change what a figure means
7  | D     | Several tables on one sheet that the layout does not know
8  | L D   | Sheets too many: 'Blad1 (2)', an old copy; two that both fit
9  | L     | Hidden sheets, rows, columns; an active filter
10 | L D   | A header renamed ('Startdatum' → 'Datum aanvang'): known since a day, or unknown
11 | F L   | Columns moved; columns added
12 | D     | The same header twice ('Datum', 'Datum')
13 | F L   | Months as columns: 'jan-21', a real date; 44197
14 | L D   | .xls, .xlsb, .ods; CSV named .xlsx, a PDF, a password
15 | L     | A workbook with macros, with links to other workbooks
16 | R D   | A formula without a stored value; #REF!, #VERW!, #N/B; in more than 5 % of the rows
17 | F     | 1,048,576 formatted empty rows
18 | F     | A number as text: '1.250', '1 250', '1250 '
19 | F     | '€ 250.000,-'; '12,5'
20 | R     | A count of 1.25, as Excel reads '1.250' with English settings
21 | L     | '<5', '< 5', 'minder dan 5', 'x'
22 | L R   | '-', 'n.v.t.', 'onbekend', '?', blank; blank where something must stand
23 | R     | 'ca. 20', 'ruim 240', '10 à 12'
24 | F L R | 0.92, 92 and '92 %' in one column; more than 100 %
25 | F     | A date as text: '1-3-2021', '1 mrt 2021', '2021-03-01'
26 | R D   | '01/28/21'; next to '03/01/21'
27 | L     | 'maart 2021', 'week 12', 'Q3 2021'
28 | F L   | A date as the number 44256; the 1904 date system; outside the programme's years
29 | R     | 2012 for 2021, 1921, a date after the as-of date
30 | R     | An end or a placement before the start
31 | F     | Spaces that do not break, double spaces, case, curly quotes, soft hyphens
32 | L     | 'geÃ¯nformeerd'
33 | L     | A place instead of a municipality (Bussum, Loosdrecht)
34 | L     | 'HBEL', 'BEL-gemeenten', 'regio'
35 | L     | Weesp after 24 March 2022
36 | L     | A municipality outside the region (Almere)
37 | L R D | A project by another name ('Waardetas'); an unknown one; more than 10 % unknown
38 | L     | A project under a plan that has ended
39 | L     | Two target groups in a cell ('jongere/statushouder'); an unknown one
40 | L D   | Remarks about persons; a column that the agreement forbids
41 | D     | A column with BSNs of a partner without a basis for it
42 | D     | Numbers of nine digits that pass the eleven test in another column
43 | L R   | A permitted BSN that lost its zero; as 1.23457E8; that fails the test
44 | L     | A row that stands twice
45 | R     | The same person, project and start with other values
46 | F     | The same person starts again in a project
47 | L     | One placement claimed by a municipality and by UWV
48 | L D   | A partner's own list and crosstab differ
49 | D     | A figure of the period where a standing belongs, or the reverse
50 | L D   | A standing that falls (42 → 39): with a reason, without
51 | L     | Late records of months that were closed
52 | L     | 'def', 'def2', 'DEFINITIEF'
53 | F     | The same file again
54 | D     | A period in the file that is not the one of its name or folder
55 | L     | A partner or a project missing this time
56 | L     | An as-of date of 15 September instead of 30
57 | L R   | More placed than started; three times as many; in a list: placed before the start
58 | L     | Figures of a project that is followed in words, or the reverse
59 | D     | A crosstab with the rows behind its pivot table, or other personal data unseen
60 | L     | A text that begins with = + - @, on its way to a CSV
61 | L     | A number hidden by the partner and by us
62 | R     | Another unit: fte, hours, goods, ton
"""

ELSEWHERE: dict[int, tuple[str, str]] = {
    2: (
        "F D",
        "the layout says what the header rows mean, so there is one reading; to tell it of every delivery hides more",
    ),
    3: ("F R", "what is merged has one meaning; what is not is left out and told"),
    14: (
        "F D",
        "the format changes no value: what calamine does not tell of a format is read from the file's own parts",
    ),
    24: ("F L", "a share may rightly be above 100 %: values stay as they stand, and are told"),
    27: (
        "F R",
        "a fact of a period holds its first and last day; for a person no day is invented, so the row is left out",
    ),
    28: ("F L R", "a participant's date outside the programme, or after the as-of date, cannot be right"),
    53: ("L", "nothing is done with it; who looks into the folder is told why it counts for nothing"),
    58: ("L R", "words where a number must stand are no note: the partner is asked"),
    60: ("F", "the fact stays as sent; the quote is seen in the file that is written"),
}
"""Where we judge otherwise: what we do, and why."""

SHOWN = {
    47: "`werkmonitor status`; `not_counted_because` in the table `observations`",
    51: "`werkmonitor status`",
    55: "`werkmonitor status`",
    60: "a quote before the text",
    61: "`werkmonitor status`",
}
"""Where else than in a finding it is told."""


class Mode(NamedTuple):
    """treatments: what is usually done. ours: what we do. because: where that is something else, why."""

    number: int
    example: str
    treatments: str
    ours: str
    because: str


class Case(NamedTuple):
    """One drawn example. code: of the finding that tells it, empty where nothing is told.

    given: what is put in; becomes: what the facts are. listed: whether a row or figure is left out although the
    treatment is a remark.
    """

    treatment: str
    code: str
    given: Any
    becomes: Any = None
    listed: bool = False


class Seen(NamedTuple):
    """What came of a delivery, whether it was judged alone or in a workspace."""

    state: str
    told: dict[str, str]
    listed: int
    kept: int

    @classmethod
    def of(cls, outcome: Outcome) -> "Seen":
        told = {one.code: one.treatment for one in outcome.findings}
        assert outcome.rows_read == outcome.rows_kept + outcome.rows_listed
        return cls(outcome.state, told, outcome.rows_listed, sum(map(len, outcome.tables.values())))

    @classmethod
    def in_ledger(cls, result: IntakeResult, file: str) -> "Seen":
        """Of the file whose place ends so."""
        table: pd.DataFrame = result.tables["deliveries"]
        row = table[table["file"].str.endswith(file)].iloc[0]
        found = result.tables["findings"].query("delivery_id == @row.delivery_id")
        assert (table["rows_read"] == table["rows_kept"] + table["rows_listed"]).all()
        return cls(row.state, dict(zip(found.code, found.treatment, strict=True)), row.rows_listed, row.rows_kept)


TESTED: dict[int, tuple[Case, ...]] = {}


def mode(number: int, *cases: Case) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test of this failure mode, run once for each case."""
    TESTED[number] = (*TESTED.get(number, ()), *cases)
    names = [f"{number}-{one.treatment}-{one.code or 'nothing told'}-{place}" for place, one in enumerate(cases)]
    return pytest.mark.parametrize("case", cases, ids=names)


def check(seen: Seen, case: Case) -> None:
    """What is told, and what becomes of the rows, is what the treatment says."""
    if case.treatment == F:
        assert (seen.state, seen.told, seen.listed) == ("accepted", {}, 0)
        return
    assert seen.told.get(case.code) == IN_CATALOGUE[case.treatment], seen.told
    assert (seen.state == "refused") == (case.treatment == D), seen.told
    if case.treatment == D:
        assert seen.kept == 0
    else:
        assert (seen.listed > 0) == (case.treatment == R or case.listed)


def modes() -> list[Mode]:
    """All of them, as they are drawn above."""
    found = []
    for line in MODES.strip().splitlines():
        number, treatments, example = (part.strip() for part in line.split("|"))
        ours, because = ELSEWHERE.get(int(number), (treatments, ""))
        found.append(Mode(int(number), example, treatments, ours, because))
    return found


def page() -> str:
    """docs/failure-modes.md."""
    lines = [
        "# What goes wrong in deliveries, and what is done",
        "",
        "Every way in which partners' workbooks go wrong that we know of. *Treatment*: "
        + ", ".join(f"**{letter}** {words}" for letter, words in TREATMENTS.items())
        + ". *Told as*: the code of the finding in the catalogue, and in the table `findings`. Each has its test in "
        "`tests/intake/test_failure_modes.py`; this page is made by `python -m tests.intake.failure_modes`.",
        "",
        "| No. | What goes wrong | Treatment | Told as | Because |",
        "|---|---|---|---|---|",
    ]
    for one in modes():
        codes = dict.fromkeys(f"`{case.code}`" for case in TESTED[one.number] if case.code)
        codes |= dict.fromkeys([SHOWN[one.number]] if one.number in SHOWN else [])
        treatment = " ".join(one.ours.split())
        if one.ours != one.treatments:
            treatment += f" (usually {one.treatments})"
        cells = [str(one.number), _escaped(one.example), treatment, ", ".join(codes), _escaped(one.because)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([<|])", r"\\\1", text)


def exercised(cases: Iterable[Case], treatments: str) -> set[str]:
    """The treatments that cases show; where nothing is said of fixing silently, such a case shows the contrast."""
    return {one.treatment for one in cases} - ({F} - set(treatments))


def known_codes() -> set[str]:
    return {*CATALOGUE, ""}


if __name__ == "__main__":
    importlib.import_module("tests.intake.test_failure_modes")
    from tests.intake import failure_modes

    sys.stdout.write(failure_modes.page())
