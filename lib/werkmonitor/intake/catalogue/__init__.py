"""Every finding there is: its code, how it is treated, and what it says in two languages.

Treatments (how a workbook's reader deals with it):
    delivery  the delivery is refused whole; its earlier good version stays in force
    row       the row or cell is left out and listed
    logged    the message says in which way the row or cell was used, or why it rightly counts for nothing

One module a subject. English is for the analyst at the terminal, Dutch for the partner. No text holds a personal value:
{found} is only ever filled with what `findings.Findings` lets through.
"""

from werkmonitor.intake.catalogue.checks import CHECKS
from werkmonitor.intake.catalogue.entries import Entry, Treatment
from werkmonitor.intake.catalogue.files import FILES
from werkmonitor.intake.catalogue.persons import PERSONS
from werkmonitor.intake.catalogue.readings import READINGS
from werkmonitor.intake.catalogue.structure import STRUCTURE
from werkmonitor.intake.catalogue.values import VALUES

__all__ = ["CATALOGUE", "NAMES_NL", "PRIVATE", "Entry", "Treatment"]

CATALOGUE: dict[str, Entry] = FILES | PERSONS | STRUCTURE | VALUES | READINGS | CHECKS

PRIVATE = {
    "personal_column",
    "personal_values",
    "personal_words",
    "forbidden_column",
    "bsn_column",
    "bsn_suspected",
    "pivot_records",
    "pivot_field",
}
"""Findings of a workbook of which nothing may be sent on, not even back to who sent it."""

NAMES_NL = {
    "megabytes in the file": "megabyte",
    "megabytes when unpacked": "megabyte, uitgepakt",
    "megabytes in one part": "megabyte in één onderdeel",
    "times its packed size when unpacked": "keer de ingepakte omvang",
    "parts in the package": "onderdelen",
    "rows on a sheet": "rijen op een tabblad",
    "columns on a sheet": "kolommen op een tabblad",
    "rows or columns on a sheet": "rijen of kolommen op een tabblad",
    "cells on a sheet": "cellen op een tabblad",
    "characters in one cell": "tekens in één cel",
    "macro sheets": "macrobladen",
    "ActiveX controls": "ActiveX-knoppen",
    "embedded files": "ingesloten bestanden",
    "database queries": "koppelingen met een database",
    "database connections": "koppelingen met een database",
    "citizen service numbers (BSN)": "burgerservicenummers (BSN)",
    "e-mail addresses": "e-mailadressen",
    "telephone numbers": "telefoonnummers",
    "bank account numbers (IBAN)": "bankrekeningnummers (IBAN)",
    "postal codes of a street or house": "postcodes van een straat of huis",
    "names of persons": "namen van personen",
    "dates of birth": "datums die op geboortedatums lijken",
    "comments beside cells": "Opmerkingen bij cellen",
    "the workbook's properties": "De eigenschappen van het werkboek",
    "a record of earlier changes": "een logboek van eerdere wijzigingen",
    "a data model with the rows behind the tables": "een gegevensmodel met de rijen achter de tabellen",
    "different texts": "verschillende teksten",
    "parts that overlap": "onderdelen die door elkaar lopen",
    "XML in an unusual encoding": "XML in een ongewone codering",
    "XML nested too deep": "XML met te veel niveaus",
    "another kind of document": "een ander soort document",
    "an .xlsb of a kind that cannot be read": "een .xlsb van een soort die wij niet kunnen lezen",
    "a zip file": "een zip-bestand",
    "a PDF": "een pdf",
    "a picture": "een plaatje",
    "a packed file": "een ingepakt bestand",
    "an e-mail": "een e-mailbericht",
    "a web page": "een webpagina",
    "an empty file": "een leeg bestand",
    "a file of an unknown kind": "een onbekend soort bestand",
    "a workbook in an old XML format": "een werkboek in een oud XML-formaat",
    "a text file with separators (CSV)": "een tekstbestand met scheidingstekens (CSV)",
    "a text file": "een tekstbestand",
    "two parts with the same name": "twee onderdelen met dezelfde naam",
    "part names that point outside the package": "onderdelen die buiten het bestand wijzen",
    "a document type or entities in its XML": "verwijzingen in de XML",
}
"""Dutch for the words that fill {what} and {where}."""
