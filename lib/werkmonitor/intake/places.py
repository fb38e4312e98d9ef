"""Where a participant lived: places of residence → municipalities, reporting units, outside the region."""

from datetime import date

from werkmonitor.intake.findings import Findings
from werkmonitor.intake.records import Record
from werkmonitor.intake.words import fold
from werkmonitor.programme import OUTSIDE_REGION, UNALLOCATED, Municipality, Partner, Programme


class Places:
    """Settles the municipality of a fact of one partner, and notes what was read in another way than written."""

    def __init__(self, programme: Programme, partner: Partner, findings: Findings):
        self.findings = findings
        self.own = partner.municipality
        self.municipalities = {one.code: one for one in programme.municipalities}
        self.places = {fold(place): one for one in programme.municipalities for place in one.places}

    def settle(self, record: Record, began_on: date | None) -> str:
        """The code to keep for a record that may have `municipality` (a code) and `written_place` (its cell's text).

        Without a place it is the partner's own municipality or reporting unit, else unallocated. A municipality that no
        longer (or not yet) belonged to the region when the fact began counts as outside it; began_on is None for a
        standing, which holds everything since the start.
        """
        code: str | None = record.get("municipality")
        written: str | None = record.get("written_place")
        sheet: str = record["sheet"]
        cell: str = record.get("place_cell") or record["cell"]
        if code is None:
            if self.own is None and written is not None:
                self.findings.add("place_missing", sheet, cell)
            code = self.own or UNALLOCATED
        elif code == OUTSIDE_REGION:
            self.findings.add("place_outside_region", sheet, cell, found=written)
        elif municipality := self.places.get(fold(written or "")):
            self.findings.add("place_read_as", sheet, cell, found=written, used=municipality.name)
        known = self.municipalities.get(code)
        if known and began_on and not known.is_member_on(began_on):
            self.findings.add("place_no_longer_member", sheet, cell, found=known.name, until=_left_on(known))
            return OUTSIDE_REGION
        return code


def _left_on(municipality: Municipality) -> str:
    return f"{municipality.member_until:%d-%m-%Y}" if municipality.member_until else "-"
