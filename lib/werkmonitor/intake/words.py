"""How partners write words, made comparable: spaces, quotes, case, broken encodings."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SAME = str.maketrans({"‘": "'", "’": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"'}) | str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
)
_BROKEN = re.compile(r"[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def clean(text: str) -> str:
    """A text as it is kept: one line a paragraph, single ordinary spaces, no invisible signs.

    >>> clean("De  Gooise\\u00a0Waarde\\u00adbox ")
    'De Gooise Waardebox'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    lines = unicodedata.normalize("NFC", repair(text)).translate(_INVISIBLE).splitlines()
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in lines) if line)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A text as it is compared: also without difference of case, quotes and dashes.

    >>> fold("Zzp’ers") == fold("ZZP'ERS ")
    True
    """
    if text.isascii():  # the same, without what only other signs need
        return " ".join(text.split()).replace("`", "'").casefold()
    same = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_INVISIBLE)
    return _SPACES.sub(" ", repair(same)).strip().casefold()


def repair(text: str) -> str:
    """Undo the best known broken encoding: UTF-8 that was read as Windows text ('geÃ¯nformeerd').

    A text that does not become valid by it stays as it is.
    """
    if not _BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
