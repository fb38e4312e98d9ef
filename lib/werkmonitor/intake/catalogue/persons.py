"""Findings of personal data that should not be in a delivery."""

from werkmonitor.intake.catalogue.entries import ASK, VRAAG, Entry

PERSONS: dict[str, Entry] = {
    "personal_column": Entry(
        "delivery",
        "column '{header}' holds personal data that the partner's agreement does not allow (cells filled: {count})",
        "remove this file, ask the partner for one without the column; what is allowed stands in programme.toml",
        "Kolom '{header}' bevat persoonsgegevens die niet in de afspraken staan (gevulde cellen: {count}).",
        "Verwijder deze kolom en lever het bestand opnieuw.",
    ),
    "bsn_column": Entry(
        "delivery",
        "{count} values in this column look like citizen service numbers (BSN), for which there is no basis",
        "remove this file, tell the privacy officer, ask the partner for a participant number of their own",
        "In deze kolom lijken {count} waarden op een burgerservicenummer (BSN). Dat mogen wij niet ontvangen.",
        "Vervang het BSN door een eigen deelnemernummer en lever het bestand opnieuw.",
    ),
    "bsn_suspected": Entry(
        "delivery",
        "{count} of {total} numbers in this column pass the test on citizen service numbers (BSN); by chance 9 % do",
        "remove this file, and ask the partner what the numbers are; BSNs may stand among them",
        "Van de {total} nummers in deze kolom kunnen {count} een burgerservicenummer (BSN) zijn. Dat is te veel.",
        "Laat weten wat dit voor nummers zijn, of gebruik een eigen deelnemernummer.",
    ),
    "personal_values": Entry(
        "delivery",
        "{count} cells of this column hold {what}, which the partner's agreement does not allow",
        "remove this file, ask the partner for one without the column; what is allowed stands in programme.toml",
        "In {count} cellen van deze kolom staan {what_nl}. Dat staat niet in de afspraken.",
        "Verwijder deze kolom en lever het bestand opnieuw.",
    ),
    "personal_words": Entry(
        "delivery",
        "{where} hold {what} (number: {count})",
        "remove this file, and ask the partner for one without them",
        "{where_nl} bevatten {what_nl} (aantal: {count}).",
        "Haal ze weg (in Excel: Bestand, Info, Document controleren) en lever het bestand opnieuw.",
    ),
    "pivot_field": Entry(
        "delivery",
        "a pivot table keeps values of a field with personal data, though none may be seen (values: {count})",
        "remove this file, and ask the partner to paste the pivot table as values into a new workbook",
        "Een draaitabel bewaart waarden van een veld met persoonsgegevens (aantal: {count}).",
        "Plak de draaitabel als waarden in een nieuw werkboek en lever dat.",
    ),
    "forbidden_column": Entry(
        "delivery",
        "column '{header}' is forbidden by the partner's agreement (cells filled: {count})",
        "remove this file, and ask the partner for one without the column",
        "Kolom '{header}' mag volgens de afspraken niet in een levering staan (gevulde cellen: {count}).",
        "Verwijder deze kolom en lever het bestand opnieuw.",
    ),
    "remarks_column": Entry(
        "logged",
        "column '{header}' holds remarks, perhaps about someone's health (cells filled: {count}); it was not read",
        "ask the partner to leave it out; forbidden_columns in programme.toml refuses it",
        "Kolom '{header}' bevat opmerkingen, misschien over iemands gezondheid ({count} cellen). Die is niet gelezen.",
        "Laat deze kolom de volgende keer weg.",
    ),
    "bsn_padded": Entry(
        "logged",
        "a citizen service number had lost its leading zero; it was put back (column '{column}')",
        "nothing to do",
        "Een burgerservicenummer miste de nul aan het begin; die is teruggezet (kolom '{column}').",
        "Maak van deze kolom tekst, dan blijft de nul staan.",
    ),
    "bsn_invalid": Entry(
        "row",
        "is not a citizen service number: it does not pass the eleven test (column '{column}')",
        ASK,
        "Dit is geen geldig burgerservicenummer (kolom '{column}').",
        VRAAG,
    ),
    "bsn_imprecise": Entry(
        "row",
        "a citizen service number was rounded to a power of ten; its digits are lost (column '{column}')",
        ASK,
        "Dit burgerservicenummer is afgerond; de cijfers zijn verloren (kolom '{column}').",
        "Maak van deze kolom tekst, vul de nummers opnieuw in en lever het bestand opnieuw.",
    ),
}
