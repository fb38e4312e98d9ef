"""A municipality's monitor: rounded figures, and what they mean."""

from werkmonitor.publish import wording
from werkmonitor.publish.blocks import Block, nothing
from werkmonitor.publish.dutch import listed
from werkmonitor.publish.monitors import drawings
from werkmonitor.publish.monitors.base import Monitor

_NO_GOALS = "Doelen zijn er voor het programma als geheel, niet per gemeente. Daarom staat hier geen oordeel bij."


class MunicipalityMonitor(Monitor):
    kind = "municipality"
    kind_name = "Gemeente"

    def conclusion(self) -> Block:
        """What residents took part in, in a sentence."""
        said = [
            wording.happened(row, indicator)
            for code, indicator in self.facts.indicators.items()
            if (row := self.facts.cell(self.scope, code))
        ]
        if not said:
            none = f"Over inwoners van {self.name} zijn geen cijfers gepubliceerd."
            return Block("lead", paragraphs=[none], about=[*self._own_partner(), *self._reporting_units()])
        has_goals = any(self.facts.goals(self.scope, code) for code in self.facts.indicators)
        about = [*self._own_partner(), *self._reporting_units(), *([] if has_goals else [_NO_GOALS])]
        return Block("lead", paragraphs=[f"Van inwoners van {self.name}: {listed(said)}."], about=about)

    def by_category(self) -> Block:
        """The residents' figures per category, rounded."""
        cells = {
            row["code"]: {code: self.facts.cell(self.scope, code, row["code"]) for code in self.facts.indicators}
            for row in self.facts.scopes("category")
        }
        rows = self.counts((self.link_to("category", row), cells[row["code"]]) for row in self.facts.scopes("category"))
        caption = f"Inwoners van {self.name} per categorie"
        # The page has a section on what rounding means.
        return drawings.nested_bars(self, "categorieen", "Categorieën", rows, "Categorie", caption, with_note=False)

    def protection(self) -> Block:
        """What rounding means, and why it is done."""
        rows = [row for code in self.facts.indicators if (row := self.facts.cell(self.scope, code))]
        if self.facts.is_for_team:
            return nothing()
        paragraphs = [
            "In één gemeente doen soms maar enkele mensen mee. Met precieze aantallen zou te herkennen zijn om wie het "
            "gaat, zeker als meer tabellen of meer monitors naast elkaar liggen. Daarom zijn alle cijfers per gemeente "
            "afgerond.",
            self.rounding_note(rows),
            "Van afzonderlijke projecten staan er geen cijfers per gemeente in de monitor: daarvoor zijn de aantallen "
            "te klein. De afronding van alle tabellen is in één keer bepaald, zodat ze onderling kloppen en niet "
            "precies terug te rekenen zijn.",
        ]
        return Block("prose", paragraphs=[paragraph for paragraph in paragraphs if paragraph])

    def _units(self) -> list[str]:
        """The reporting units of which the municipality is a member; none in a cube that does not hold them."""
        units = self.facts.programme.get("reporting_units") or []
        return [unit["code"] for unit in units if self.scope["code"] in unit["members"]]

    def _reporting_units(self) -> list[str]:
        """What was delivered for this municipality and others together: in none of the figures of this page."""
        indicator = next(iter(self.facts.indicators.values()))
        units = [row for row in self.facts.municipalities() if row["code"] in self._units()]
        return [
            wording.of_reporting_unit(row, indicator, self.facts.name(unit))
            for unit in units
            if (row := self.facts.cell(unit, indicator["code"]))
        ]

    def _own_partner(self) -> list[str]:
        """That those who deliver for this municipality did not, and of when its figures are then."""
        return [
            wording.last_delivered(row["name"], row["as_of_on"])
            for row in self.facts.rows["partners"]
            if row["state"] == "missing" and row["municipality"] in (self.scope["code"], *self._units())
        ]
