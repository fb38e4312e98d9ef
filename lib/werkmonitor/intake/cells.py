"""Reading one cell as the field it belongs to: values and words → what the tidy tables hold."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from werkmonitor.errors import did_you_mean
from werkmonitor.intake.fields import OWN_KINDS, Field
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.numbers import in_whole_euros, read_amount
from werkmonitor.intake.periods import months_of
from werkmonitor.intake.personal_values import names_a_person
from werkmonitor.intake.values import Unreadable, read_day, read_period, read_whole, refuse_fault
from werkmonitor.intake.vocabulary import Vocabulary
from werkmonitor.intake.words import clean, fold, unmarked
from werkmonitor.intake.workbook import Value, is_blank

UNKNOWN_GROUP = "onbekend"
LONGEST_TEXT = 4000
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SEPARATORS = re.compile(r"[/;,&+|\n]")
OWN = frozenset(OWN_KINDS.values()) - {"day", "whole"}
_BROKEN_WORD = re.compile(r"(?<=[^\W\d])-\n(?=[^\W\dA-Z])")
_YEAR = re.compile(r"(\d{4})(?: ?[/-] ?(\d{4}|\d{2}))?")


class CellReader:
    """Reads the cells of one workbook by its layout and the vocabulary.

    A word that was read once is remembered: lists hold the same few words thousands of times.
    """

    def __init__(self, layout: Layout, vocabulary: Vocabulary, *, has_1904_dates: bool = False):
        self.layout = layout
        self.vocabulary = vocabulary
        self.has_1904_dates = has_1904_dates
        self.signs = layout.signs.signs
        self.label_marks = sorted(
            {mark for table in layout.tables for mark in table.label_marks}, key=len, reverse=True
        )
        self._remembered: dict[tuple[str, str], Any] = {}

    def read(self, name: str, field: Field, value: Value) -> Any:
        """The value of a field, None for a blank; raises Unreadable for what it cannot be.

        `name` is the field's own: the layout's words for it go first, then the vocabulary of its kind.
        """
        refuse_fault(value)
        if is_blank(value):
            return None
        if field.kind in OWN:
            value = self._own(name, field, value)
        match field.kind:
            case "day":
                return read_day(value, has_1904_dates=self.has_1904_dates)
            case "period":
                return self._period(value)
            case "period_name":
                return name_of_period(*self._period(value))
            case "year":
                return _year(value)
            case "label":
                return value
            case "whole":
                return read_whole(value)
            case "euros":
                amount = read_amount(value, self.signs)
                return None if amount is None else in_whole_euros(amount)
            case "role":
                return _role(as_text(value))
            case "person":
                return as_text(value)
            case "text":
                return _not_too_long(as_text(value))
            case "texts":
                return tuple(sorted({part for one in as_text(value).split(";") if (part := one.strip())}))
            case "code":
                return self._code(as_text(value))
            case "level_code":
                raise ValueError("a level's code is read with `level_code`")
        if not isinstance(value, str):
            return self._read_word(name, field, value)
        key = (name, value)
        if key not in self._remembered:
            self._remembered[key] = self._read_word(name, field, value)
        return self._remembered[key]

    def _period(self, value: Value) -> tuple[date, date]:
        months = months_of(self.layout.language)
        return read_period(value, has_1904_dates=self.has_1904_dates, months=months)

    def _own(self, name: str, field: Field, value: Value) -> Value:
        """A value of the analyst's own field: our word for it, or what stands there without its footnote marks."""
        if field.kind != "label" and not isinstance(value, str):
            return value
        own = self.layout.folded_words.get(name, {})
        text = _in_one_line(as_text(value))
        plain = self.unmarked(text)[0]
        for word in (fold(text), fold(plain)):
            if word in own:
                return own[word]
        if field.find and (match := re.search(field.find, text)):
            plain = match[1].strip()
        return plain.zfill(field.digits) if field.digits and plain.isdigit() else plain

    def together(self, name: str, field: Field, parts: Sequence[Value]) -> Value:
        """What several places say of one field, as one value; of an analyst's own each in our word for it, if there is.

        Our word may be nothing: then the other parts say it all.
        """
        own = self.layout.folded_words.get(name, {}) if field.kind in OWN and len(parts) > 1 else {}
        return put_together(field, [own.get(fold(part), part) if isinstance(part, str) else part for part in parts])

    def unmarked(self, text: str) -> tuple[str, str]:
        """A label without its footnote marks, and those marks."""
        return unmarked(text, self.label_marks)

    def _read_word(self, name: str, field: Field, value: Value) -> Any:
        text = as_text(value)
        match field.kind:
            case "target_groups":
                return self.target_groups(name, value)[0]
            case "truth":
                return self._word(name, "truth", text) == "ja"
            case "words":
                return self._one_of(name, field, text)
        return self._word(name, field.kind, text)

    def target_groups(self, name: str, value: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes in a cell that may name several groups ('jongere/statushouder'), and the words unknown to us."""
        text = as_text(value)
        words = [text] if self._known(name, "target_groups", text) else _SEPARATORS.split(text)
        codes: set[str] = set()
        unknown: list[str] = []
        for word in filter(None, map(str.strip, words)):
            code = self._known(name, "target_groups", word)
            codes.add(code or UNKNOWN_GROUP)
            if code is None:
                unknown.append(word)
        if len(codes) > 1:
            codes.discard(UNKNOWN_GROUP)
        return tuple(sorted(codes or {UNKNOWN_GROUP})), tuple(unknown)

    def level_code(self, level: str, value: Value) -> str | None:
        """The code of a programme (there is one, so a blank is its code), category, project or municipality."""
        refuse_fault(value)
        if is_blank(value):
            return self._word("code", level, "programma") if level == "programme" else None
        return self._word("code", level, as_text(value))

    def _known(self, name: str, kind: str, text: str) -> str | None:
        own = self.layout.folded_words.get(name, {})
        if code := self.vocabulary.find(kind, own.get(fold(text)) or text):
            return code
        plain, marks = unmarked(text)
        return self.vocabulary.find(kind, own.get(fold(plain)) or plain) if marks else None

    def _word(self, name: str, kind: str, text: str) -> str:
        if code := self._known(name, kind, text):
            return code
        own = self.layout.words.get(name, {})
        problem = {"project": "project_unknown", "place": "place_unknown"}.get(kind, "word_unknown")
        raise Unreadable(problem, found=text, **self.vocabulary.hint(kind, text, own))

    def _one_of(self, name: str, field: Field, text: str) -> str:
        own = self.layout.folded_words.get(name, {})
        meant = own.get(fold(text), fold(text))
        if meant not in field.allowed:
            own_words = self.layout.words.get(name, {})
            words = [word for word, code in own_words.items() if code in field.allowed] or list(field.allowed)
            hint = f"{did_you_mean(text, words)}; or "
            raise Unreadable("word_unknown", found=text, hint=hint, hint_nl=f"Kies uit: {', '.join(words)}.")
        return meant

    def _code(self, text: str) -> str:
        if not _CODE.fullmatch(text):
            raise Unreadable("code_invalid", found=text)
        return text


def put_together(field: Field, parts: Sequence[Value]) -> Value:
    """What several places say of one field, as one value: 'jan' under '2021', a group over a label."""
    filled = [part for part in parts if not is_blank(part)]
    if len(filled) < 2:
        return filled[0] if filled else None
    texts = (unmarked(_in_one_line(as_text(part)))[0] for part in filled)
    return (" > " if field.kind == "label" else " ").join(texts)


def name_of_period(first: date, last: date) -> str:
    """A period by its shortest name: 2021, 2021-H1, 2021-Q3, 2021-03; any other by its first and last month or day.

    >>> name_of_period(date(2021, 7, 1), date(2021, 9, 30)), name_of_period(date(2021, 2, 1), date(2021, 4, 30))
    ('2021-Q3', '2021-02/2021-04')
    """
    months = last.month - first.month + 1
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1] or first.year != last.year:
        return f"{first}/{last}"
    if months not in (1, 3, 6, 12) or (first.month - 1) % months:
        return f"{first:%Y-%m}/{last:%Y-%m}"
    number = (first.month - 1) // months + 1
    return {1: f"{first:%Y-%m}", 3: f"{first:%Y}-Q{number}", 6: f"{first:%Y}-H{number}", 12: f"{first:%Y}"}[months]


def _in_one_line(text: str) -> str:
    """A label that was broken over lines to fit its cell.

    >>> _in_one_line("Arbeit-\\nnehmer\\ninsgesamt")
    'Arbeitnehmer insgesamt'
    """
    return _BROKEN_WORD.sub("", text).replace("\n", " ")


def _year(value: Value) -> str:
    """A year as 2021, or two of them as 2020/21; also from a day that a cell may show as a year: its first or last."""
    text = as_text(value)
    if isinstance(value, date) and (value.month, value.day) in ((1, 1), (12, 31)):
        text = str(value.year)
    match = _YEAR.fullmatch(unmarked(text)[0])
    if match is None:
        raise Unreadable("not_a_period", found=text)
    return f"{match[1]}/{match[2][-2:]}" if match[2] else match[1]


def as_text(value: Value) -> str:
    """A value as text, cleaned: a whole number without decimals, a date as 31-12-2021."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value)


def as_written(value: Value) -> str:
    """The same, and nothing for a blank."""
    return "" if is_blank(value) else as_text(value)


def _role(text: str) -> str:
    """Who says something, by role; a name is refused, and not repeated."""
    if names_a_person(text):
        raise Unreadable("role_is_name")
    return _not_too_long(text)


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unreadable("text_too_long", most=LONGEST_TEXT)
    return text
