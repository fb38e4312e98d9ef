"""Lists on a sheet that nobody described yet: one row a record."""

from collections.abc import Sequence

from werkmonitor.intake.drafting.looks import BLANK, DAY, FIGURES, LETTER, NUMBER, TEXT, has_mostly
from werkmonitor.intake.drafting.sightings import Sighting, Strip
from werkmonitor.intake.header_search import FARTHEST_HEADER

_LOOKED_AT = 200


def see_list(strip: Strip) -> Sighting | None:
    """The list in a strip of a sheet: columns under one or two rows of names, in which figures do not come last."""
    wide = set(strip.wide)
    starts = [row for row in strip.wide[:FARTHEST_HEADER] if row + 1 in wide]
    top = next((row for row in starts if _is_named(strip, row)), None)
    bottom = -1 if top is None else top + _has_groups(strip, top)
    if top is None:  # no names at all: the first row may be a record
        top = next(iter(starts), None)
        if top is None or not {DAY, TEXT} <= set(strip.rows[top]):
            return None
        bottom = top - 1
    end = next((row for row in range(bottom + 1, len(strip.rows)) if _is_end(strip, row)), len(strip.rows))
    data = [row for row in strip.wide if bottom < row < end]
    kinds = strip.kinds(data)
    if not any(kinds) or not _is_list(strip, data, kinds):
        return None
    header = range(top, bottom + 1)
    named = [one for one in range(strip.width) if any(strip.text(row, one) for row in header) or not header]
    columns = [strip.left + one for one in named if kinds[one] or header]
    return Sighting(strip.sheet, True, strip.left, strip.right, top, bottom, data, columns)


def _is_named(strip: Strip, row: int) -> bool:
    """Whether nothing but words stands here."""
    looks = strip.rows[row].replace(BLANK, "")
    return set(looks) <= {TEXT, LETTER} and len(looks) >= 2 and not _is_record(strip, row)


def _is_record(strip: Strip, row: int) -> bool:
    """Whether some of it stands in the same columns below it: names of columns do not, save where all are repeated."""
    texts = {one: strip.text(row, one) for one in range(strip.width)}
    filled = [one for one, text in texts.items() if text]
    below = range(row + 1, min(row + _LOOKED_AT, len(strip.rows)))
    again = [one for one in filled if any(strip.text(other, one) == texts[one] for other in below)]
    return bool(again) and len(again) < len(filled)


def _has_groups(strip: Strip, row: int) -> bool:
    """Whether names of groups stand over the names of the columns."""
    is_merged = any(top <= row <= bottom and left < right for top, left, bottom, right in strip.sheet.merged)
    return is_merged and _is_named(strip, row + 1) and strip.rows[row + 1].count(BLANK) < strip.rows[row].count(BLANK)


def _is_end(strip: Strip, row: int) -> bool:
    return not "".join(strip.rows[row : row + 3]).strip()


def _is_list(strip: Strip, data: Sequence[int], kinds: Sequence[str]) -> bool:
    used = [one for one, kind in enumerate(kinds) if kind]
    figures = [one for one in used if has_mostly(kinds[one], FIGURES)]
    days = [one for one in used if has_mostly(kinds[one], DAY)]
    last = used[-1]
    if not figures and strip.rows[data[-1]].count(NUMBER) > 1 and not days:
        return False  # a header of many rows over few figures
    if not figures:
        return bool(days) or len(used) >= 3 or len(data) >= 5
    if last in figures:
        changing = [one for one in days if len({strip.text(row, one) for row in data}) > 1]
        return len(changing) >= 2 and len(figures) <= 2
    words = [one for one in used if one > figures[0] and one not in figures and len(kinds[one]) > len(data) / 2]
    is_wordy = kinds[last].count(TEXT) > len(data) / 2
    return last in days or (is_wordy and (len(figures) <= 2 or len(words) >= 2))
