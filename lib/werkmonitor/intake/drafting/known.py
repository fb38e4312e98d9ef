"""The words of a programme at hand, by which a workbook that nobody described yet is recognised as a delivery."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from werkmonitor.errors import ConfigurationError
from werkmonitor.intake.cells import CellReader, as_text
from werkmonitor.intake.delivery import Circumstances, read_delivery
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.fields import CROSSTABS, LISTS
from werkmonitor.intake.files.reader import Reader
from werkmonitor.intake.folders import find_deliveries
from werkmonitor.intake.layout import Layout
from werkmonitor.intake.vocabulary import Vocabulary, vocabulary_of
from werkmonitor.intake.words import fold, unmarked
from werkmonitor.intake.workbook import Hopeless, Value
from werkmonitor.limits import Limits
from werkmonitor.models import load_model
from werkmonitor.programme import Partner, Programme
from werkmonitor.workspace import Workspace

_FEWEST = 0.5
"""Which part of the words of a column must be known before the column is taken for theirs."""
_BY_WORD = {
    "placed": r"geplaatst|plaatsing|bemiddeld|werk gevonden|baan|naar werk|in dienst|contract|placed",
    "training_completed": r"scholing|opleiding|diploma|certificaat|cursus|training",
    "started": r"gestart|start|instroom|aanvang|begin|ingestroomd|started",
}
"""Indicator → the words by which it is mostly called."""


@dataclass(frozen=True)
class Known:
    """partner: whose workbook it is, as far as that is said."""

    programme: Programme
    vocabulary: Vocabulary
    partner: Partner | None
    limits: Limits

    @classmethod
    def of(cls, workspace: Workspace, programme: Programme, partner: str | None) -> "Known":
        """Raises UsageError for an unknown partner."""
        limits = Limits(**programme.limits)  # type: ignore[arg-type]  # the programme knows their names
        whose = programme.partner(partner) if partner else None
        return cls(programme, _with_registers(workspace, programme, limits), whose, limits)

    def field_of(self, values: Iterable[Value]) -> str | None:
        """Which field of the programme a column of words holds: project, municipality, target_groups or indicator."""
        texts = {text for value in values if isinstance(value, str) and (text := as_text(value))}
        shares = {name: self._share(name, texts) for name in ("project", "municipality", "indicator", "target_groups")}
        best = max(shares, key=lambda name: shares[name])
        return best if shares[best] >= _FEWEST else None

    def _share(self, name: str, texts: set[str]) -> float:
        return sum(self.knows(name, text) for text in texts) / len(texts) if texts else 0

    def knows(self, name: str, text: str) -> bool:
        """Whether this is a word of the programme for a field."""
        plain = unmarked(text)[0]
        if name == "indicator":
            return self.indicator(plain) is not None
        if name == "target_groups":
            known = CellReader(Layout.model_construct(tables=()), self.vocabulary).target_groups(name, plain)[1]
            return not known
        field = (LISTS["trajectories"] | CROSSTABS["counts"])[name]
        return self.vocabulary.find(field.kind, plain) is not None

    def are_levels(self, values: Iterable[Value]) -> bool:
        """Whether these say of which level (programme, category, project) something is."""
        texts = {as_text(value) for value in values if isinstance(value, str)}
        return bool(texts) and all(self.vocabulary.find("level", text) for text in texts)

    def indicator(self, text: str) -> tuple[str, bool] | None:
        """The indicator that a header word means, and whether it is a guess by its sound."""
        plain = unmarked(text)[0]
        if code := self.vocabulary.find("indicator", plain):
            return code, False
        codes = {one.code for one in self.programme.counted_indicators}
        for code, pattern in _BY_WORD.items():
            if code in codes and re.search(rf"\b(?:{pattern})", fold(plain)):
                return code, True
        return None

    def project_named_in(self, texts: Iterable[str]) -> str | None:
        """The one project of which these texts name most words."""
        said = {word for text in texts for word in _words(text)}
        scores: dict[str, int] = {}
        for name, code in self.vocabulary.codes["project"].items():
            whole = name in {fold(text) for text in texts} or name in said
            scores[code] = max(scores.get(code, 0), len(_words(f"{name} {code}") & said) + whole)
        best = max(scores.values(), default=0)
        named = [code for code, score in scores.items() if score == best > 0]
        return named[0] if len(named) == 1 else None

    def place_named_in(self, texts: Iterable[str]) -> str | None:
        """The one municipality that these texts name, if it is not the partner's own, which is known."""
        said = " ".join(map(fold, texts))
        named = {
            one.name for one in self.programme.municipalities if re.search(rf"\b{re.escape(fold(one.name))}\b", said)
        }
        own = {
            one.name for one in self.programme.municipalities if self.partner and one.code == self.partner.municipality
        }
        return named.pop() if len(named) == 1 and not named & own else None

    def group_named_in(self, texts: Iterable[str]) -> str | None:
        """The one target group that these texts name."""
        said = {word for text in texts for word in _words(text)}
        codes = {code for word, code in self.vocabulary.codes["target_groups"].items() if word in said}
        return codes.pop() if len(codes) == 1 else None


_COMMON = {
    "van",
    "voor",
    "met",
    "het",
    "een",
    "project",
    "projecten",
    "pilot",
    "naar",
    "bij",
    "trajecten",
    "deelnemers",
}
_COMMON |= {"gemeente", "stand"}


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]+", fold(text)) if len(word) >= 3} - _COMMON


def _with_registers(workspace: Workspace, programme: Programme, limits: Limits) -> Vocabulary:
    """The words of the programme and of its registers, as far as those can be read; the last one received leads.

    Other layouts may be missing or faulty: that is why one is drafted.
    """
    vocabulary = vocabulary_of(programme)
    layouts = {one.code: _registers_layouts(workspace, one) for one in programme.partners}
    with Reader(limits) as reader:
        for one in find_deliveries(workspace, programme):
            if one.misplaced or not one.partner or not layouts[one.partner.code]:
                continue
            try:
                workbook = reader.read(one.read(limits))
            except Hopeless:
                continue
            given = Circumstances(
                programme, one.partner, one.received_on or date.max, one.path.name, vocabulary, b"", limits
            )
            projects = read_delivery(workbook, layouts[one.partner.code], given).tables.get("projects")
            if projects is not None:
                vocabulary = vocabulary.with_projects(as_records(projects))
    return vocabulary


def _registers_layouts(workspace: Workspace, partner: Partner) -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    for code in partner.layouts:
        path: Path = workspace.layouts / f"{code}.toml"
        try:
            layout = load_model(path, Layout, shown_as=path.name)
        except (ConfigurationError, OSError):
            continue
        if layout.yields("projects"):
            found[code] = layout
    return found
