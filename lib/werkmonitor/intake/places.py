"""Where a participant lived: places of residence → municipalities, reporting units, outside the region."""

from datetime import date

from werkmonitor.intake.columns import constant
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.records import Rows
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Column
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Municipality, Partner, Programme


class Places:
    """Settles the municipality of a fact of one partner, and notes what was read in another way than written."""

    def __init__(self, programme: Programme, partner: Partner, findings: Findings):
        self.findings = findings
        self.own = partner.municipality
        self.municipalities = {one.code: one for one in programme.municipalities}
        self.places = {fold(place): one for one in programme.municipalities for place in one.places}

    def settle(self, code: str | None, written: str | None, began_on: date | None, sheet: str, cell: str) -> str:
        """The code to keep for a fact. code: of its municipality; written: what its cell says (None: no cell does).

        Without a place it is the partner's own municipality or reporting unit, else unallocated. A municipality that no
        longer (or not yet) belonged to the region when the fact began counts as outside it; began_on is None for a
        standing, which holds everything since the start.
        """
        kept, told = self._read(code, written)
        if told:
            self.findings.add(told.code, sheet, cell, **told.given)
        known = self.municipalities.get(kept)
        if known and began_on and not known.is_member_on(began_on):
            self.findings.add("place_no_longer_member", sheet, cell, **_membership(known))
            return OUTSIDE_REGION
        return kept

    def settle_rows(self, rows: Rows, began_on: str) -> Column:
        """The same for the rows of a list, each of which began on the day in the field `began_on`."""
        column = rows.fields.get("municipality") or constant(None, len(rows))
        texts = rows.written.values if rows.written else [None] * len(column.values)
        undisputed = [self._undisputed(code, text) for code, text in zip(column.values, texts, strict=True)]
        kept = [undisputed[code] for code in column.codes]
        for row, code in enumerate(kept):
            if code is None:
                number, began, cell = column.codes[row], rows.value(began_on, row), rows.cell(row, rows.place_column)
                kept[row] = self.settle(column.values[number], texts[number], began, rows.sheet, cell)
        return Column.of(kept)

    def _undisputed(self, code: str | None, written: str | None) -> str | None:
        """The code to keep where there is nothing to tell of it, whenever the fact began; otherwise None."""
        is_missing = code is None and self.own is None and written is not None
        if is_missing or code == OUTSIDE_REGION or fold(written or "") in self.places:
            return None
        kept = code or self.own or UNALLOCATED
        known = self.municipalities.get(kept)
        return None if known and (known.member_from or known.member_until) else kept


def _left_on(municipality: Municipality) -> str:
    return f"{municipality.member_until:%d-%m-%Y}" if municipality.member_until else "-"
