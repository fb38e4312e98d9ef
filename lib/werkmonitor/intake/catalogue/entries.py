"""What an entry of the catalogue is, and what many of them say."""

from typing import Literal, NamedTuple

Treatment = Literal["delivery", "row", "logged"]


class Entry(NamedTuple):
    treatment: Treatment
    message: str
    remedy: str
    message_nl: str
    remedy_nl: str


ASK = "ask the partner for the right value, or record their answer in corrections.toml"
VRAAG = "Vul de juiste waarde in en lever het bestand opnieuw."
OPNIEUW = "Pas het bestand aan en lever het opnieuw."
NIETS = "U hoeft niets te doen als dit klopt."
