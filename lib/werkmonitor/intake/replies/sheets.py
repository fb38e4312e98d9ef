"""The sheets of a reply that are ours: 'Bevindingen', and 'Verschil' where there is an earlier delivery."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from werkmonitor.intake.dutch import day_in_words
from werkmonitor.intake.ours import MARK
from werkmonitor.intake.replies.letter import STATES, Difference, Letter, Line, Span, lines

Style = Mapping[str, Any]
"""Of a cell, as XlsxWriter names its properties."""

# Also told apart in black and white: by the pattern, and by the line around the cell.
_BLACK: Style = {"font_color": "#000000"}
MARKS: dict[str, Style] = {
    "delivery": {
        **_BLACK,
        "pattern": 14,
        "bg_color": "#FFD3C9",
        "fg_color": "#E8836F",
        "border": 5,
        "border_color": "#A61E05",
    },
    "row": {
        **_BLACK,
        "pattern": 17,
        "bg_color": "#FFE699",
        "fg_color": "#B7791F",
        "border": 2,
        "border_color": "#8A5A00",
    },
    "logged": {
        **_BLACK,
        "pattern": 1,
        "bg_color": "#DDEBF7",
        "fg_color": "#DDEBF7",
        "border": 4,
        "border_color": "#2E75B6",
    },
}
KINDS = {"delivery": "Reden van weigering", "row": "Telt niet mee", "logged": "Opmerking"}
LEGEND = {
    "delivery": "Hierdoor kunnen wij het bestand niet gebruiken",
    "row": "Deze cel of rij telt niet mee",
    "logged": "Een opmerking: het gegeven is gebruikt, of telt terecht niet mee",
}

MOST_LOWER = 5
MOST_LINKS = 25
"""Cells of one line that are linked one by one; the others are marked all the same. Those of a remark are folded."""

_FONT: Style = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_TEXT: Style = {**_FONT, "text_wrap": True}
_TITLE: Style = {**_FONT, "bold": True, "font_size": 18, "font_color": "#1F3864"}
_QUIET: Style = {**_FONT, "italic": True, "font_color": "#595959"}
_NOTICE: Style = {**_FONT, "bold": True, "font_color": "#9C0006"}
_BOLD: Style = {**_FONT, "bold": True}
_ASK: Style = {**_TEXT, "bg_color": "#F2F2F2", "left": 5, "left_color": "#1F3864"}
_LINED: Style = {"border": 1, "border_color": "#BFBFBF"}
_HEAD: Style = {**_TEXT, **_LINED, "bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"}
_CELL: Style = {**_TEXT, **_LINED}
_LINK: Style = {**_CELL, "font_color": "#0563C1", "underline": 1}
_CENTRED: Style = {**_CELL, "align": "center"}
_NUMBER: Style = {**_CELL, "num_format": "#,##0", "align": "right"}
_SIGNED: Style = {**_NUMBER, "num_format": "+#,##0;-#,##0;0"}

_HEADS = ("Nr", "Soort", "Tabblad", "Cel", "Wat wij vonden", "Wat wij verwachten", "Zo lost u het op", "Cellen")
_WIDTHS = (4, 15, 15, 8, 44, 30, 34, 7)
_LINE_HEIGHT = 15
_WHOLE = re.compile(r"^(\w+):\1$")
"""A whole row or column: '2:2', 'C:C'."""
_LISTS = {
    "trajectories": "trajecten",
    "projects": "projecten",
    "targets": "doelen",
    "plan": "punten van de planning",
    "project_states": "gebeurtenissen bij projecten",
    "results": "resultaten",
    "expectations": "verwachtingen",
    "money": "bedragen",
    "overrides": "oordelen",
}


class OwnSheets:
    """Writes them into a workbook. names: the partner's sheets → how they are named in it; none come along if empty."""

    def __init__(self, book: Any, letter: Letter, names: Mapping[str, str]) -> None:
        self.book, self.letter, self.names = book, letter, names
        self._formats: dict[int, Any] = {}

    def write_findings(self, name: str, *, reason: str = "") -> None:
        """The first sheet. reason: why the partner's own sheets do not come along."""
        sheet = self._begin(name, _WIDTHS, "Bevindingen bij uw levering")
        row = self._about(sheet, 2)
        row = self._paragraphs(sheet, row + 1, [*_asked(self.letter, bool(self.names)), reason])
        if self.names:
            row = self._legend(sheet, row + 1)
        row = self._heads(sheet, row + 1, _HEADS)
        sheet.outline_settings(symbols_below=False)
        for number, line in enumerate(lines(self.letter.told), 1):
            row = self._line(sheet, row, number, line)
        sheet.activate()

    def write_difference(self, name: str, difference: Difference) -> None:
        """The second sheet: numbers only."""
        sheet = self._begin(name, (44, 34, 18, 18, 14), "Verschil met uw vorige levering")
        facts = (
            ("Deze levering", self.letter.file, self.letter.received_on, self.letter.as_of_on),
            ("Vorige levering", difference.file, difference.received_on, difference.as_of_on),
        )
        row = 2
        for label, file, received_on, as_of_on in facts:
            self._fact(sheet, row, label, f"{file}, ontvangen {_day(received_on)}, stand van {_day(as_of_on)}")
            row += 1
        row = self._paragraphs(sheet, row + 1, list(_rows_told(difference)))
        if not difference.numbers:
            return
        row = self._heads(sheet, row + 1, ("Project", "Indicator", "Vorige levering", "Deze levering", "Verschil"))
        changed = difference.changed
        for one in (*changed, *(one for one in difference.numbers if one not in changed)):
            less = one.now.high < one.before.low
            for column, code in enumerate((one.project, one.indicator)):
                sheet.write_string(row, column, difference.name(code), self._format(_CELL))
            self._number(sheet, row, 2, one.before, _NUMBER)
            self._number(sheet, row, 3, one.now, _NUMBER)
            step = Span(one.now.low - one.before.high, one.now.high - one.before.low)
            self._number(sheet, row, 4, step, {**_SIGNED, **MARKS["row"]} if less else _SIGNED)
            row += 1

    # ---------------------------------------------------------------------------------------------- their parts

    def _begin(self, name: str, widths: tuple[int, ...], title: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#1F3864")
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RBlad &P van &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, title, self._format(_TITLE))
        sheet.write_string(1, 0, MARK, self._format(_QUIET))
        return sheet

    def _about(self, sheet: Any, row: int) -> int:
        letter = self.letter
        if letter.notice:
            sheet.write_string(row, 0, letter.notice, self._format(_NOTICE))
            row += 1
        facts = {
            "Programma": letter.programme,
            "Van": letter.partner,
            "Bestand": letter.file,
            "Ontvangen": _day(letter.received_on),
            "Uitkomst": STATES[letter.state],
        }
        if not letter.is_private:
            used = f"{letter.rows_kept} gebruikt, {letter.rows_listed} niet gebruikt"
            facts["Stand van"] = _day(letter.as_of_on)
            facts["Rijen of cijfers"] = f"{letter.rows_read} gelezen, {used}"
        for label, said in facts.items():
            self._fact(sheet, row, label, said)
            row += 1
        return row

    def _fact(self, sheet: Any, row: int, label: str, said: str) -> None:
        # In one cell: beside each other they could be taken for the names of columns.
        sheet.write_rich_string(row, 0, self._format(_BOLD), f"{label}: ", self._format(_FONT), said)

    def _paragraphs(self, sheet: Any, row: int, texts: list[str]) -> int:
        for text in filter(None, texts):
            sheet.merge_range(row, 0, row, self._last(sheet), text, self._format(_ASK))
            sheet.set_row(row, _LINE_HEIGHT * (1 + int(len(text) * 1.1) // sum(_WIDTHS)) + 2)
            row += 1
        return row

    def _legend(self, sheet: Any, row: int) -> int:
        for kind in MARKS:
            if self.letter.count(kind):  # type: ignore[arg-type]  # the keys of MARKS are treatments
                sheet.write_string(row, 1, KINDS[kind], self._format({**_FONT, **MARKS[kind]}))
                sheet.write_string(row, 2, LEGEND[kind], self._format(_FONT))
                row += 1
        return row

    def _heads(self, sheet: Any, row: int, heads: tuple[str, ...]) -> int:
        for column, head in enumerate(heads):
            sheet.write_string(row, column, head, self._format(_HEAD))
        sheet.repeat_rows(row)
        return row + 1

    def _line(self, sheet: Any, row: int, number: int, line: Line) -> int:
        """A line with a link to its first cell, below it the others; returns the next free row."""
        place = next(iter(line.cells), line.place)
        texts = {4: line.found, 5: line.expected, 6: line.remedy}
        sheet.write_number(row, 0, number, self._format(_CENTRED))
        sheet.write_string(row, 1, KINDS[line.treatment], self._format({**_CELL, **MARKS[line.treatment]}))
        sheet.write_string(row, 2, line.sheet or "het hele bestand", self._format(_CELL))
        self._link(sheet, row, 3, line.sheet, place)
        for column, text in texts.items():
            sheet.write_string(row, column, text, self._format(_CELL))
        sheet.write(row, 7, len(line.cells) or None, self._format(_CENTRED))
        is_folded = line.treatment == "logged" and len(line.cells) > 1
        _fit(sheet, row, {1: KINDS[line.treatment], 2: line.sheet, **texts}, collapsed=is_folded)
        return self._others(sheet, row + 1, line)

    def _others(self, sheet: Any, row: int, line: Line) -> int:
        """The other cells of a line, each with its link and with what it says where that is something else."""
        others = list(line.cells)[1:]
        is_folded, is_various = line.treatment == "logged", line.is_various
        for cell in others[: MOST_LINKS - 1]:
            self._link(sheet, row, 3, line.sheet, cell)
            said = line.cells[cell] if is_various else "zie hierboven"
            sheet.write_string(row, 4, said, self._format(_CELL if is_various else {**_CELL, **_QUIET}))
            _fit(sheet, row, {4: said}, level=1, hidden=is_folded)
            row += 1
        if (rest := len(others) - (MOST_LINKS - 1)) > 0:
            marked = " Ze zijn gemarkeerd in het tabblad." if self.names else ""
            sheet.write_string(row, 4, f"… en nog {rest} cellen.{marked}", self._format({**_CELL, **_QUIET}))
            _fit(sheet, row, {}, level=1, hidden=is_folded)
            row += 1
        return row

    def _link(self, sheet: Any, row: int, column: int, target: str, cell: str) -> None:
        """A link to a cell or sheet of the partner's own, where that comes along."""
        shown = _WHOLE.sub(lambda whole: f"{'rij' if whole[1].isdigit() else 'kolom'} {whole[1]}", cell)
        if target in self.names:
            quoted = self.names[target].replace("'", "''")
            sheet.write_url(row, column, f"internal:'{quoted}'!{cell or 'A1'}", self._format(_LINK), shown or "bekijk")
        else:
            sheet.write_string(row, column, shown, self._format(_CELL))

    def _number(self, sheet: Any, row: int, column: int, number: Span, style: Style) -> None:
        if number.low == number.high:
            sheet.write_number(row, column, number.low, self._format(style))
        else:
            sheet.write_string(row, column, str(number), self._format(style))

    def _last(self, sheet: Any) -> int:
        return len(_WIDTHS) - 1 if sheet.index == 0 else 4

    def _format(self, style: Style) -> Any:
        key = hash(tuple(sorted(style.items())))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(style))
        return self._formats[key]


def _asked(letter: Letter, has_sheets: bool) -> Iterator[str]:
    """What the partner is asked to do."""
    if letter.state == "refused":
        yield (
            "Wij kunnen dit bestand niet gebruiken. Uw vorige levering blijft gelden, als die er is. "
            "Hieronder staat waarom, en hoe u het oplost."
        )
    elif letter.count("row"):
        yield "Wij gebruiken uw levering, maar een deel telt nog niet mee. Hieronder staat wat, en hoe u het oplost."
    else:
        yield "Wij gebruiken uw levering helemaal. Hieronder staan opmerkingen. Kloppen ze? Dan hoeft u niets te doen."
    if has_sheets:
        yield (
            "Uw eigen tabbladen staan in dit bestand, met markeringen. Klik op een cel in de kolom 'Cel' om erheen te "
            "gaan; wijs de cel daar aan om de uitleg te lezen. Verbeter de cellen in dit bestand, sla het op en stuur "
            "het terug. De markeringen en dit tabblad mag u laten staan."
        )
    elif letter.is_private:
        yield (
            "Uw werkboek bevat gegevens die wij niet mogen hebben. Daarom sturen wij er niets van terug. Verbeter uw "
            "eigen bestand en stuur dat opnieuw. De andere controles doen wij dan pas."
        )
    else:
        yield "Verbeter uw eigen bestand en stuur dat opnieuw."
    if any(len(line.cells) > 1 and line.treatment == "logged" for line in lines(letter.told)):
        yield "Gaat een opmerking over meer cellen? Klik op het plusje links van de regel om ze te zien."


def _rows_told(difference: Difference) -> Iterator[str]:
    """What changed, in sentences."""
    for one in difference.rows:
        counts = f"{one.new} nieuw, {one.gone} vervallen, {one.changed} gewijzigd, {one.same} gelijk gebleven"
        yield f"Rijen met {_LISTS[one.table]}: {counts}."
    if difference.numbers and not difference.changed:
        yield "Alle aantallen zijn gelijk aan die van de vorige keer."
    if lower := [one for one in difference.changed if one.now.high < one.before.low]:
        name = difference.name
        told = [
            f"{name(one.indicator)} bij {name(one.project)}: vorige keer {one.before}, nu {one.now}"
            for one in lower[:MOST_LOWER]
        ]
        more = f"; en nog {len(lower) - MOST_LOWER} andere" if len(lower) > MOST_LOWER else ""
        yield f"Let op, deze aantallen zijn lager dan de vorige keer: {'; '.join(told)}{more}."


def _fit(sheet: Any, row: int, texts: Mapping[int, str], **outline: int | bool) -> None:
    """Make a row as high as its longest text needs: not every program does so by itself."""
    lines = max((1 + int(len(text) * 1.1) // _WIDTHS[column] for column, text in texts.items()), default=1)
    sheet.set_row(row, _LINE_HEIGHT * lines + 1, None, outline)


def _day(day: date | None) -> str:
    return "niet gevonden" if day is None else day_in_words(day)
