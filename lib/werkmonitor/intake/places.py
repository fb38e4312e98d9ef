"""Where a participant lived: places of residence → municipalities, reporting units, outside the region."""

from datetime import date
from typing import NamedTuple

import numpy as np

from werkmonitor.intake.columns import at, coded, codes_of, constant, days_of, standing
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.records import Remark, Rows, tell
from werkmonitor.intake.words import fold
from werkmonitor.intake.workbook import Column
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Municipality, Partner, Programme


class Places:
    """Settles the municipality of a fact of one partner, and notes what was read in another way than written."""

    def __init__(self, programme: Programme, partner: Partner, findings: Findings):
        self.findings = findings
        self.own = partner.municipality
        self.municipalities = {one.code: one for one in programme.municipalities}
        self.units = {one.code: one for one in programme.reporting_units}
        self.elsewhere = {fold(programme.outside_region.name), "buiten regio", OUTSIDE_REGION}
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
        read = [self._read(code, text) for code, text in zip(column.values, texts, strict=True)]
        cell = rows.first_column if rows.place_column is None else rows.place_column
        told = {number: one for number, (_, one) in enumerate(read) if one}
        remarks = [Remark(row, 0, one.code, cell, one.given) for row, one in standing(told, column)]
        known = [self.municipalities.get(kept) for kept, _ in read]
        codes, days = codes_of(column), days_of(rows.fields[began_on])
        first = np.array([((one and one.member_from) or date.min).toordinal() for one in known], np.int64)
        last = np.array([((one and one.member_until) or date.max).toordinal() for one in known], np.int64)
        is_outside = (days < first[codes]) | (days > last[codes])
        left = {number: _membership(one) for number, one in enumerate(known) if one}
        for row in at(is_outside):
            remarks.append(Remark(row, 1, "place_no_longer_member", cell, left[int(codes[row])]))
        tell(remarks, rows, self.findings)
        return coded([*(kept for kept, _ in read), OUTSIDE_REGION], np.where(is_outside, len(read), codes))

    def _read(self, code: str | None, written: str | None) -> "tuple[str, _Told | None]":
        """The code that stands for a place, and what is to be told of how it was read."""
        if code is None:
            is_missing = self.own is None and written is not None
            return self.own or UNALLOCATED, _Told("place_missing", {}) if is_missing else None
        if code == OUTSIDE_REGION and (not written or fold(written) in self.elsewhere):
            return code, None  # that is what it says
        if code == OUTSIDE_REGION:
            return code, _Told("place_outside_region", {"found": written})
        if code == UNALLOCATED:
            return code, _Told("place_is_region", {"found": written})
        if code in self.units and written is not None:
            return code, _Told("place_is_unit", {"found": written, "used": self.units[code].name})
        if municipality := self.places.get(fold(written or "")):
            return code, _Told("place_read_as", {"found": written, "used": municipality.name})
        return code, None


class _Told(NamedTuple):
    """A finding, and what fills its text."""

    code: str
    given: dict[str, str | None]


def _membership(known: Municipality) -> dict[str, str | None]:
    return {"found": known.name, "until": f"{known.member_until:%d-%m-%Y}" if known.member_until else "-"}
