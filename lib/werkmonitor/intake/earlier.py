"""A delivery beside what its partner delivered before: what changed, what is gone, and what cannot be."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from werkmonitor.intake.corrections import Corrections, Stated
from werkmonitor.intake.cumulative import looks_cumulative
from werkmonitor.intake.delivery import Outcome
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.folders import Delivery
from werkmonitor.intake.standings import Standings
from werkmonitor.intake.sums import NOBODY, Period, Range, Sums, Told
from werkmonitor.programme import Partner, Programme

MOST_SHOWN = 12
"""So many changes a message holds; the reply to the partner has them all."""
JUMP, FROM = 3, 5
"""Three times as many as before, since the start or in the best month so far, is asked about where that was five or
more: fewer are soon three times as many."""
NAMES_OF_TABLES = {
    "projects": "projecten",
    "targets": "doelen",
    "plan": "planning",
    "project_states": "standen",
    "results": "resultaten",
    "expectations": "verwachtingen",
    "money": "bedragen",
    "overrides": "oordelen",
}
"""Tables of a register → what partners call them."""


class Known(NamedTuple):
    """An accepted delivery, as far as later ones are compared with it."""

    delivery: Delivery
    layout: str
    coverage: str
    told: Told

    @property
    def turn(self) -> tuple[date, date, str]:
        """What `tables.with_supersession` orders by."""
        return self.told.as_of_on, self.delivery.received_on or date.min, self.delivery.file


class Earlier:
    """What is known of one partner so far, as deliveries are judged in order of receipt."""

    def __init__(self, programme: Programme, partner: Partner, corrections: Corrections) -> None:
        self.programme, self.partner, self.corrections = programme, partner, corrections
        self._known: list[Known] = []
        self._used: list[Stated] = []
        self._standings: dict[str, Standings] = defaultdict(lambda: Standings(programme))

    def judge(self, delivery: Delivery, outcome: Outcome) -> tuple[Stated, ...] | None:
        """Add to the findings of a delivery what the earlier ones tell of it; it may be refused after all.

        Returns the entries of corrections.toml that explain something in it, None where it was refused already;
        remembers what is not refused.
        """
        if outcome.state == "refused" or outcome.as_of_on is None or outcome.layout is None:
            return None
        findings = Findings(outcome.layout)
        standings = self._standings[outcome.layout]
        self._used = list(standings.note_falls(outcome, delivery.key, self.corrections, findings))
        told = Told.by(outcome.tables, outcome.as_of_on, self.programme.list_days)
        new = Known(delivery, outcome.layout, outcome.coverage or "", told)
        self._compare(new, findings)
        if findings.is_refused:
            outcome.refuse(findings)
        else:
            outcome.findings.extend(findings.listed())
            standings.remember(outcome)
            self._known.append(new)
        return tuple(self._used)

    def _compare(self, new: Known, findings: Findings) -> None:
        series = [one for one in self._known if one.layout == new.layout]
        newest = max(series, key=lambda one: one.turn, default=None)
        same_day = [one for one in series if one.told.as_of_on == new.told.as_of_on]
        if newest and new.coverage == "since_start" and newest.turn > new.turn:
            findings.add("delivery_outdated", found=_day(new.told.as_of_on), other=_day(newest.told.as_of_on))
            return
        if looks_cumulative(new.told.counted, newest.told.counted if newest else {}):
            self._refuse_cumulative(new, findings)
        if same_day:
            self._tell_replaced(max(same_day, key=lambda one: one.turn), new, findings)
        elif newest and new.coverage == "since_start":
            self._tell_restated(newest, new, findings)
        before = max((one for one in series if one.turn < new.turn), key=lambda one: one.turn, default=None)
        if before:
            self._tell_gone(before, new, findings)
            self._tell_jumps(before, new, findings)
        self._compare_own(new, findings)

    # ------------------------------------------------------------------------------------------ what changed

    def _tell_replaced(self, before: Known, new: Known, findings: Findings) -> None:
        changes = [text for _, text in self._changes(before.told, new.told, date.max)]
        other_rows = list(_other_rows(before.told, new.told))
        english = [*changes, *(f"rows of {name}: {count}" for name, count in other_rows)]
        dutch = [*changes, *(f"regels van {NAMES_OF_TABLES[name]}: {count}" for name, count in other_rows)]
        given = {"other": before.delivery.path.name, "received": _day(before.delivery.received_on or date.min)}
        findings.add("delivery_replaced", **given, changes=_some(english) or "none", changes_nl=_some(dutch) or "geen")

    def _tell_restated(self, before: Known, new: Known, findings: Findings) -> None:
        """Tell which months are other than before, and the editions that were made with them by then."""
        if not (changes := self._changes(before.told, new.told, before.told.as_of_on)):
            return
        first, received_on = min(day for day, _ in changes), new.delivery.received_on or date.max
        closed = [
            edition.id
            for edition in self.programme.editions
            if first <= edition.as_of <= before.told.as_of_on and edition.deliveries_until < received_on
        ]
        given = {"until": _day(before.told.as_of_on), "changes": _some([text for _, text in changes])}
        if closed:
            findings.add("closed_months_restated", **given, editions=", ".join(closed))
        else:
            findings.add("months_restated", **given)

    def _changes(self, before: Told, after: Told, until: date) -> list[tuple[date, str]]:
        """Months (or days of standings) with other numbers than before: the day, 'Gestarte trajecten 2021-02 3 → 4'.

        until: only months that were over on that day. Of each project as long as they are few, else of all together.
        """
        was, now = (_until(told, until) for told in (before, after))
        changed = _different(was, now)
        if len(changed) > MOST_SHOWN:
            was, now = _of_all_projects(was), _of_all_projects(now)
            changed = _different(was, now) or changed
        return [
            (period.until_on, f"{self._about(period)} {was.get(period, NOBODY)} → {now.get(period, NOBODY)}")
            for period in changed
        ]

    def _about(self, period: Period) -> str:
        """'zorgstart Gestarte trajecten 2021-02', with the day for a standing."""
        when = f"{period.until_on:%Y-%m}" if period.from_on else _day(period.until_on)
        return f"{period.project} {self.programme.indicator(period.indicator).name} {when}".strip()

    def _tell_gone(self, before: Known, new: Known, findings: Findings) -> None:
        gone = sorted(before.told.projects - new.told.projects)
        if gone:
            findings.add("projects_gone", present=_some(gone), since=_day(before.told.as_of_on))

    def _tell_jumps(self, before: Known, new: Known, findings: Findings) -> None:
        was = before.told.totals
        jumps = [
            f"{project} {self.programme.indicator(indicator).name} {was[project, indicator]} → {now}"
            for (project, indicator), now in sorted(new.told.totals.items())
            if FROM <= was.get((project, indicator), NOBODY).high <= now.low / JUMP
        ]
        months = {period: number for period, number in before.told.dated.items() if period.from_on}
        last = max((period.until_on for period in months), default=date.max)
        most: dict[tuple[str, str], int] = defaultdict(int)
        for period, number in months.items():
            most[period.project, period.indicator] = max(most[period.project, period.indicator], number.high)
        jumps += [
            f"{self._about(period)} {most[period.project, period.indicator]} → {number}"
            for period, number in sorted(new.told.dated.items(), key=lambda one: one[0].until_on)
            if period.from_on and period.until_on > last
            if FROM <= most[period.project, period.indicator] <= number.low / JUMP
        ]
        if jumps:
            findings.add("numbers_jumped", since=_day(before.told.as_of_on), changes=_some(jumps))

    # ------------------------------------------------------------------------------------------ what cannot be

    def _compare_own(self, new: Known, findings: Findings) -> None:
        """A partner's list and figures of the same day must tell the same, unless programme.toml says which leads."""
        latest = {one.layout: one.told for one in self._known if one.layout != new.layout}
        others = [told for told in latest.values() if told.as_of_on == new.told.as_of_on]
        pairs = [(new.told, new.told), *((new.told, one) for one in others), *((one, new.told) for one in others)]
        differing = sorted({text for one, other in pairs for text in self._differing(one.listed, other)})
        if not differing:
            return
        if self.partner.own_figures_lead:
            findings.add("list_differs_ruled", changes=_some(differing), **_LEADING[self.partner.own_figures_lead])
        else:
            findings.add("list_differs", changes=_some(differing), partner=self.partner.code)

    def _differing(self, listed: Sums, other: Told) -> Iterator[str]:
        """Where a list has another number than the figures, of the projects and indicators that both tell of."""
        months: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
        for period, number in listed.items():
            months[period.project, period.indicator][period.until_on.replace(day=1)] = number.low
        projects, indicators = {project for project, _ in months}, {indicator for _, indicator in months}
        for period, number in (*other.counted.items(), *other.standing.items()):
            is_whole = period.until_on == other.as_of_on or (period.until_on + timedelta(days=1)).day == 1
            if period.project not in projects or period.indicator not in indicators or not is_whole:
                continue
            first = (period.from_on or date.min).replace(day=1)
            found = sum(
                count
                for month, count in months[period.project, period.indicator].items()
                if first <= month <= period.until_on
            )
            if not number.low <= found <= number.high:
                yield f"{self._about(period)} {found} / {number}"

    def _refuse_cumulative(self, new: Known, findings: Findings) -> None:
        if said := self.corrections.accepts(new.delivery.key, "periods_cumulative"):
            self._used.append(said)
            findings.add("periods_cumulative_explained", reason=said.reason)
        else:
            findings.add("periods_cumulative")


_LEADING = {
    "list": {"leading": "the list", "leading_nl": "de lijst"},
    "figures": {"leading": "the figures", "leading_nl": "de cijfers"},
}


def _other_rows(before: Told, after: Told) -> Iterator[tuple[str, int]]:
    """Tables of a register and how many of their rows came, went or changed."""
    for name in NAMES_OF_TABLES:
        was, now = before.others.get(name, Counter()), after.others.get(name, Counter())
        if count := max((was - now).total(), (now - was).total()):
            yield name, count


def _different(was: Sums, now: Sums) -> list[Period]:
    """Where two deliveries have other numbers; nobody and nothing told are the same here."""
    periods = sorted({*was, *now}, key=lambda one: (one.indicator, one.until_on, one.project))
    return [period for period in periods if was.get(period, NOBODY) != now.get(period, NOBODY)]


def _until(told: Told, day: date) -> Sums:
    return {period: number for period, number in told.dated.items() if _last_day(period) <= day}


def _last_day(period: Period) -> date:
    """Of a month, which is known by its first day; of a standing its own day."""
    if period.from_on is None:
        return period.until_on
    return period.from_on.replace(day=monthrange(period.from_on.year, period.from_on.month)[1])


def _of_all_projects(sums: Sums) -> Sums:
    found: dict[Period, Range] = {}
    for period, number in sums.items():
        key = period._replace(project="")
        found[key] = found.get(key, NOBODY).plus(number)
    return found


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _some(texts: list[str]) -> str:
    rest = len(texts) - MOST_SHOWN
    return "; ".join(texts[:MOST_SHOWN]) + (f"; … (+{rest})" if rest > 0 else "")
