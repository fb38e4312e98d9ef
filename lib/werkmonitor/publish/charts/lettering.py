"""How much room words take in a picture: about as wide as they get in any of the fonts a reader may have."""

from typing import NamedTuple

ROOM = 1.1
"""Other fonts are up to this much wider than the one that is measured."""

BOLD = 1.07

# Widths in Liberation Sans (those of Arial), in thousandths of the type's size.
_WIDTHS = {
    width: set(characters)
    for width, characters in {
        222: "ijl'|’‘",
        278: " .,:;!/\\()[]·Ift\N{NO-BREAK SPACE}",
        333: 'r-"`*‑',
        500: "ckJsvxyz",
        556: "0123456789abdeghnopquL?_+=<>~−–€$#",
        667: "ABEKPSVXY&",
        722: "CDHNRUwTFZ",
        778: "GOQ",
        889: "mM%",
        1000: "W@…—▲●◆▼○□",
    }.items()
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}
_LETTER, _OTHER = 667, 1000


class Box(NamedTuple):
    """A part of a picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide a text can get in type of this size, in the same units."""
    units = sum(_WIDTH.get(character, _LETTER if ord(character) < 0x250 else _OTHER) for character in text)
    return units / 1000 * size * ROOM * (BOLD if is_bold else 1)


def shortened(text: str, room: float, size: float, *, is_bold: bool = False) -> str:
    """The text, or as much of it as fits with '…' behind it.

    >>> shortened("Werkgeversdienstverlening", 100, 14), shortened("Laren", 100, 14)
    ('Werkgevers…', 'Laren')
    """
    if width(text, size, is_bold=is_bold) <= room:
        return text
    kept = text[: int(room / width("i", size, is_bold=is_bold)) + 1]  # of no text fits more
    while kept and width(f"{kept}…", size, is_bold=is_bold) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def wrapped(text: str, room: float, size: float, *, is_bold: bool = False, most: int = 2) -> list[str]:
    """The text on as few lines as it fits on; what is left of it on the last of `most` lines is shortened.

    >>> wrapped("Werkgeversdienstverlening en mobiliteit", 200, 14)
    ['Werkgeversdienstverlening', 'en mobiliteit']
    """
    words, lines = text.split(), [""]
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if lines[-1] and width(longer, size, is_bold=is_bold) > room:
            if len(lines) == most:
                lines[-1] = f"{lines[-1]} {' '.join(words)}"
                break
            lines.append("")
        else:
            lines[-1] = longer
            words.pop(0)
    return [shortened(line, room, size, is_bold=is_bold) for line in lines if line]
