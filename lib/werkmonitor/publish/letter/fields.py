"""What a Word template of the letter may ask for: its fields, by the names that a municipality types in Word.

Names and explanations are Dutch: who owns the template reads them. `contents.values` fills exactly these.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NONE: Mapping[str, "Field"] = MappingProxyType({})


class Field(NamedTuple):
    """What a field stands for. is_list: it is gone through. parts: the fields of each of its items; none are texts."""

    explained: str
    is_list: bool = False
    parts: Mapping[str, "Field"] = _NONE


_LINES = Field(
    "wat erbij hoort: oorzaak, gevolg, wat er gebeurt", True, {"naam": Field("wat"), "tekst": Field("wat er is")}
)
_POINT = {
    "kop": Field("waarover het gaat; kan leeg zijn"),
    "oordeel": Field("het oordeel, zoals ‘loopt achter’; kan leeg zijn"),
    "tekst": Field("wat erover te zeggen is; kan leeg zijn"),
    "regels": _LINES,
}


def _points(explained: str) -> Field:
    return Field(explained, True, _POINT)


FIELDS: Mapping[str, Field] = {
    # ------------------------------------------------------------ one text each
    "melding": Field(
        "dat het een concept is, of een voorbeeld met fictieve gegevens; anders leeg. Moet in de brief staan"
    ),
    "toelichting": Field("wat er fictief is; leeg bij echte gegevens"),
    "onderwerp": Field("waarover de brief gaat"),
    "programma": Field("de naam van het programma"),
    "regio": Field("de naam van de regio"),
    "gemeenten": Field("de gemeenten van de regio op de peildatum"),
    "uitgever": Field("wie de monitor uitgeeft"),
    "monitor": Field("de monitor, naar de maand waarin hij verschijnt"),
    "nummer": Field("de hoeveelste monitor het is"),
    "peildatum": Field("de dag waarvan de stand is geteld"),
    "datum": Field("de dag waarop de monitor verschijnt"),
    "vastgesteld": Field("wie de monitor heeft vastgesteld en wanneer; leeg bij een concept"),
    "versie": Field("dat dit een herziene versie is, en waarom; anders leeg"),
    "kennisnemen": Field("waarvan de raad kennisneemt"),
    "inleiding": Field("wat de monitor is, en van welke dag"),
    "kernboodschap": Field("de conclusie in één zin"),
    "afronding": Field("welke cijfers zijn afgerond, en waarom; anders leeg"),
    "vervolg": Field("tot wanneer de doelen gelden en het programma loopt"),
    "adres": Field("het webadres van de monitor; leeg als het niet bekend is"),
    # ------------------------------------------------------------ the picture
    "dashboard": Field("de afbeelding met de cijfers en de categorieën"),
    # ------------------------------------------------------------ lists
    "conclusies": Field("de zinnen na de kernboodschap", True),
    "cijfers": Field(
        "een regel voor elk cijfer van het programma",
        True,
        {
            "indicator": Field("wat is geteld"),
            "bereikt": Field("hoeveel er is bereikt"),
            "planning": Field("hoeveel er op de peildatum was gepland"),
            "doel": Field("het doel, met het jaar"),
            "deel": Field("bereikt als deel van het doel"),
            "oordeel": Field("het oordeel, met een teken"),
            "verandering": Field("de verandering sinds de vorige monitor"),
        },
    ),
    "categorieen": Field(
        "een regel voor elk cijfer van een categorie",
        True,
        {
            "categorie": Field("de categorie"),
            "indicator": Field("wat is geteld"),
            "bereikt": Field("hoeveel er is bereikt"),
            "planning": Field("hoeveel er op de peildatum was gepland"),
            "doel": Field("het doel"),
            "oordeel": Field("het oordeel, met een teken"),
        },
    ),
    "categorieen_noot": Field("wat te weten is van afgeronde cijfers onder de categorieën", True),
    "achter": _points("wat achterblijft, waarom, en wat eraan gebeurt"),
    "goed": _points("wat goed gaat"),
    "doelen": Field(
        "een regel voor elk doel dat is veranderd",
        True,
        {
            "indicator": Field("het doel"),
            "was": Field("wat het was"),
            "nu": Field("wat het nu is"),
            "vanaf": Field("sinds wanneer"),
            "besluit": Field("wiens besluit"),
        },
    ),
    "verwachting": _points("de vastgestelde verwachting"),
    "geld": _points("begroot, besteed en vrijgevallen"),
    "in_woorden": _points("resultaten van de projecten die in woorden worden gevolgd"),
    "herzien": _points("welke eerdere cijfers van het programma zijn herzien"),
    "leveringen": _points("wie cijfers leverde en wie niet"),
    "begrippen": Field(
        "wat de woorden betekenen", True, {"begrip": Field("het woord"), "uitleg": Field("wat het betekent")}
    ),
}
