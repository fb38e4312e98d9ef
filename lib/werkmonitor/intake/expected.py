"""What a partner's workbook should hold instead: for every finding that a reply tells of, in plain Dutch (B1)."""

_DATE = "Een datum, als dag-maand-jaar. Bijvoorbeeld 30-09-2021."
_COUNT = "Een heel getal. Bijvoorbeeld 12. Is het er geen? Dan een 0."
_COUNT_OR_SIGN = f"{_COUNT} Of een afgesproken teken, zoals <5."
_WORKBOOK = "Een werkboek van Excel (.xlsx) met alleen de gegevens, zonder wachtwoord."
_VALUES = "Een werkboek met alleen waarden: geen draaitabellen, macro's, plaatjes of koppelingen."
_COLUMNS = "Precies de afgesproken kolommen, elk met de afgesproken naam, en elk één keer."
_HEADING = "Boven elke kolom met cijfers de afgesproken kop."
_AS_OF = "Boven de tabel één regel met de dag van de stand. Bijvoorbeeld: Stand per 30-09-2021."
_SINCE_START = "Aantallen vanaf het begin van het programma. Die kunnen niet lager worden."
_AS_BEFORE = "Aantallen die passen bij uw vorige levering. Is er iets verbeterd? Laat het ons weten."
_PLACE = "De naam van een gemeente in onze regio."
_PROJECT = "De naam van een project uit het projectenregister."
_NO_PERSON = "Alleen gegevens die in onze afspraken staan. Nooit een naam, adres, geboortedatum of BSN."
_NOTHING_HIDDEN = "Alles wat u levert is zichtbaar."
_NONE = "Niets anders. Wij laten u alleen weten wat wij deden."

EXPECTED = {
    # the file as a whole
    "delivery_identical": "Elk bestand één keer.",
    "not_a_workbook": _WORKBOOK,
    "workbook_damaged": "Een werkboek dat u zelf zonder melding kunt openen.",
    "workbook_locked": _WORKBOOK,
    "workbook_encrypted": _WORKBOOK,
    "workbook_empty": "Een werkboek waarin de tabel is ingevuld.",
    "workbook_too_large": "Een werkboek met alleen de tabel.",
    "workbook_unsafe": _VALUES,
    "pivot_records": _VALUES,
    "reader_failed": "Een werkboek met alleen de tabel.",
    "workbook_macros": _VALUES,
    "workbook_links": _VALUES,
    "workbook_pictures": _VALUES,
    "workbook_comments": "Gegevens in cellen, geen opmerkingen bij cellen.",
    "workbook_persons": "Geen namen van personen in het bestand.",
    "sheet_hidden": _NOTHING_HIDDEN,
    "cells_hidden": _NOTHING_HIDDEN,
    "personal_column": _NO_PERSON,
    "bsn_column": _NO_PERSON,
    # structure
    "sheet_missing": "De afgesproken tabbladen, met de afgesproken namen.",
    "sheet_renamed": "De afgesproken naam van het tabblad.",
    "sheet_twice": "Eén tabblad met deze gegevens.",
    "header_missing": _COLUMNS,
    "column_missing": _COLUMNS,
    "column_twice": _COLUMNS,
    "column_renamed": _COLUMNS,
    "column_not_read": _COLUMNS,
    "header_unreadable": _HEADING,
    "header_unknown": _HEADING,
    "header_blank": _HEADING,
    "constant_unknown": _NONE,
    "layout_ambiguous": "Een werkboek in één van de afgesproken vormen.",
    "no_rows": "Een tabel met onder de koppen minstens één rij.",
    "nothing_filled_in": "Een tabel met onder de koppen minstens één ingevulde rij.",
    "nothing_usable": "Minstens één rij of cijfer dat wij kunnen gebruiken.",
    "note_not_read": "Verandert de opmerking wat de cijfers betekenen? Laat het ons dan weten.",
    "register_missing": _NONE,
    # of which day
    "as_of_missing": _AS_OF,
    "as_of_unreadable": _AS_OF,
    "as_of_after_receipt": "Een dag die voorbij is op de dag dat u het bestand stuurt.",
    "as_of_contradicts": "Overal in het bestand dezelfde dag.",
    "as_of_unusual": "De stand van de afgesproken peildatum.",
    # cells and rows
    "cell_error": "Een waarde, geen fout.",
    "cell_formula": "Een waarde, of een formule met een uitkomst.",
    "cell_blank": "Een ingevulde cel.",
    "not_a_number": _COUNT_OR_SIGN,
    "number_not_whole": _COUNT,
    "number_negative": _COUNT,
    "count_missing": _COUNT_OR_SIGN,
    "count_unknown": _COUNT_OR_SIGN,
    "count_not_yet": _COUNT_OR_SIGN,
    "count_not_applicable": _COUNT_OR_SIGN,
    "count_hidden": "Het exacte aantal, als dat in onze afspraken staat.",
    "count_after_as_of": "Aantallen tot en met de dag van de stand. Latere maanden blijven leeg.",
    "not_a_date": _DATE,
    "date_impossible": _DATE,
    "date_month_first": _DATE,
    "dates_month_first": _DATE,
    "date_without_day": _DATE,
    "not_a_period": "Een maand, kwartaal of jaar. Bijvoorbeeld mrt 2021, 1e kwartaal 2021 of 2021.",
    "date_unknown": _DATE,
    "date_after_as_of": "Een datum tot en met de dag van de stand.",
    "date_before_programme": "Een datum vanaf het begin van het programma.",
    "date_before_start": "Een datum op of na de startdatum in dezelfde rij.",
    "word_unknown": "Een van de afgesproken woorden.",
    "project_unknown": _PROJECT,
    "place_unknown": _PLACE,
    "code_invalid": "Een code van kleine letters en cijfers. Bijvoorbeeld zorgstart of taal-op-maat.",
    "text_too_long": "Een kortere tekst.",
    "row_twice": "Elke rij één keer.",
    "row_contradicts": "Van elk traject één rij.",
    "register_incomplete": "Een register waarin elk project te lezen is.",
    "name_taken": "Een code en namen die alleen bij dit project horen.",
    "too_many_unknown_projects": _PROJECT,
    "too_many_unknown_places": _PLACE,
    "too_many_unreadable": "Een tabel zonder fouten, met formules die een uitkomst hebben.",
    # read with a remark
    "place_read_as": _PLACE,
    "place_outside_region": _PLACE,
    "place_missing": _PLACE,
    "place_no_longer_member": _PLACE,
    "target_group_unknown": "Een van de afgesproken doelgroepen.",
    "correction_applied": _NONE,
    # totals, and what was delivered before
    "total_differs": "Een totaal dat de som van de delen is.",
    "total_unchecked": "Een totaal en delen die gewone getallen zijn.",
    "part_above_whole": "Een deel is nooit meer dan het geheel.",
    "standing_fell": _SINCE_START,
    "standing_fell_explained": _SINCE_START,
    "standing_of_a_period": _SINCE_START,
    "periods_cumulative": "Van elke maand alleen het aantal van die maand.",
    "periods_cumulative_explained": _NONE,
    "list_differs": "In de lijst en in de cijfers dezelfde aantallen.",
    "list_differs_ruled": "In de lijst en in de cijfers dezelfde aantallen.",
    "delivery_outdated": _NONE,
    "delivery_replaced": _NONE,
    "months_restated": _AS_BEFORE,
    "closed_months_restated": _AS_BEFORE,
    "projects_gone": "Alle projecten waarover u eerder leverde.",
    "numbers_jumped": _AS_BEFORE,
}
"""Code of a finding → what should stand there. What concerns only where a file lies is for nobody but the analyst."""
