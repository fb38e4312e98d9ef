"""Deliveries judged in their turn: by themselves, where they were not before, and beside the earlier ones."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

from werkmonitor.errors import near_miss
from werkmonitor.intake.corrections import Stated
from werkmonitor.intake.delivery import Circumstances, Outcome, read_delivery
from werkmonitor.intake.earlier import Earlier
from werkmonitor.intake.facts import as_records
from werkmonitor.intake.files.ahead import Readers
from werkmonitor.intake.findings import Findings
from werkmonitor.intake.folders import Delivery
from werkmonitor.intake.outcomes import Outcomes
from werkmonitor.intake.rules import Rules
from werkmonitor.intake.vocabulary import Vocabulary, vocabulary_of
from werkmonitor.intake.workbook import Hopeless, Workbook
from werkmonitor.programme import Partner, Programme

Progress = Callable[[int, int, str], None]

_MOST_AHEAD, _SMALL = 8, 1024 * 1024
"""So many workbooks are read ahead as long as their files are no larger together."""


@dataclass
class Judged:
    """A delivery and what came of it. explained: the entries of corrections.toml that explain something in it; None
    where it was refused before anything could be.
    """

    delivery: Delivery
    outcome: Outcome
    explained: tuple[Stated, ...] | None = None


class Judging:
    """One pass over deliveries. read: the ids of those that were read, in order; of the others the outcome stood.

    While one is judged the next are read already. That changes nothing else: each is judged in its turn.
    """

    def __init__(self, rules: Rules, readers: Readers, outcomes: Outcomes) -> None:
        self.rules, self.readers, self.outcomes = rules, readers, outcomes
        self._use(vocabulary_of(rules.programme))
        self.read: dict[str, None] = {}
        self._seen: dict[str, Judged] = {}
        self._earlier: dict[str, Earlier] = {}
        self._asked: dict[str, tuple[Future[Workbook], int]] = {}
        self._asked_until = 0

    def judge(self, found: Sequence[Delivery], progress: Progress) -> Iterator[Judged]:
        """Registers first: they say which projects there are. Then all others, in order of receipt."""
        turns = sorted(found, key=lambda one: not self._is_register(one))
        registers = sum(map(self._is_register, turns))
        for number, delivery in enumerate(turns):
            progress(number, len(turns), delivery.key)
            self._ask_ahead(turns, number, are_projects_known=number >= registers)
            if (judged := self._judge_one(delivery)) is not None:
                if (projects := judged.outcome.tables.get("projects")) is not None:
                    self._use(self.vocabulary.with_projects(as_records(projects)))
                yield judged
        progress(len(turns), len(turns), "")

    def _use(self, vocabulary: Vocabulary) -> None:
        self.vocabulary, self._projects = vocabulary, vocabulary.digest_of_projects

    def _is_register(self, delivery: Delivery) -> bool:
        return delivery.partner is not None and self.rules.is_register(delivery.partner)

    def _judge_one(self, delivery: Delivery) -> Judged | None:
        """A delivery judged, also against the earlier ones; None for a file that came before, byte for byte."""
        if earlier := self._seen.get(delivery.delivery_id):
            findings = Findings()
            findings.add("delivery_identical", other=delivery.key)
            earlier.outcome.findings.extend(findings.listed())
            return None
        if delivery.misplaced or delivery.partner is None:
            judged = Judged(delivery, _misplaced(delivery, self.rules.programme))
        else:
            outcome = self._by_itself(delivery, delivery.partner)
            explained = self._earlier_of(delivery.partner).judge(delivery, outcome)
            judged = Judged(delivery, outcome, explained)
        self._seen[delivery.delivery_id] = judged
        return judged

    def _earlier_of(self, partner: Partner) -> Earlier:
        if partner.code not in self._earlier:
            self._earlier[partner.code] = Earlier(self.rules.programme, partner, self.rules.corrections)
        return self._earlier[partner.code]

    def _by_itself(self, delivery: Delivery, partner: Partner) -> Outcome:
        """What comes of a delivery without the others: as it was kept, else read now."""
        corrections = self.rules.corrections.of(delivery.key)
        key = self.rules.digest_for(delivery, partner, self._projects)
        if kept := self.outcomes.find(delivery.delivery_id, key, corrections):
            return kept
        try:
            if delivery.delivery_id not in self._asked:
                self._asked[delivery.delivery_id] = self._ask(delivery)
            asked, _ = self._asked.pop(delivery.delivery_id)
            workbook = asked.result()
        except Hopeless as hopeless:
            outcome = _hopeless(hopeless)
        else:
            outcome = self._read(workbook, delivery, partner)
        if delivery.delivery_id in self.read and not ran_out(outcome):
            self.outcomes.keep(delivery.delivery_id, key, outcome, corrections)
        return outcome

    def _read(self, workbook: Workbook, delivery: Delivery, partner: Partner) -> Outcome:
        if delivery.received_on is None:
            raise ValueError(f"{delivery.key} has no date of receipt")
        circumstances = Circumstances(
            self.rules.programme,
            partner,
            delivery.received_on,
            delivery.path.name,
            self.vocabulary,
            self.rules.key,
            self.rules.limits,
            self.rules.corrections.of(delivery.key),
        )
        return read_delivery(workbook, self.rules.layouts_of(partner), circumstances)

    # ---------------------------------------------------------------------------------------------- reading ahead

    def _ask_ahead(self, turns: Sequence[Delivery], number: int, *, are_projects_known: bool) -> None:
        """Have the present delivery and the next ones read, as many as there are processes for, and more if small.

        So long as registers are to be judged, nobody can say whether what is kept of the next ones still stands.
        """
        self._asked_until = max(self._asked_until, number)
        while self._asked_until < len(turns) and self._is_little_ahead():
            delivery = turns[self._asked_until]
            if self._asked_until > number and not are_projects_known and self.outcomes.knows(delivery.delivery_id):
                return
            if self._must_be_read(delivery):
                with suppress(Hopeless):  # told in its turn
                    self._asked[delivery.delivery_id] = self._ask(delivery)
            self._asked_until += 1

    def _is_little_ahead(self) -> bool:
        """A few, or small ones: a large one behind these would else be begun when everyone is waiting for it."""
        return len(self._asked) <= self.readers.jobs or (
            len(self._asked) < _MOST_AHEAD and sum(size for _, size in self._asked.values()) < _SMALL
        )

    def _must_be_read(self, delivery: Delivery) -> bool:
        if delivery.misplaced or delivery.partner is None:
            return False
        if delivery.delivery_id in self._seen or delivery.delivery_id in self._asked:
            return False
        key = self.rules.digest_for(delivery, delivery.partner, self._projects)
        return not self.outcomes.has(delivery.delivery_id, key)

    def _ask(self, delivery: Delivery) -> tuple[Future[Workbook], int]:
        """The workbook when it is read, and how large its file is."""
        content = delivery.read(self.rules.limits)
        asked = self.readers.ask(content, self.rules.passwords.of(delivery.delivery_id))
        self.read[delivery.delivery_id] = None
        return asked, len(content)


def _hopeless(hopeless: Hopeless) -> Outcome:
    findings = Findings()
    findings.add(hopeless.code, **hopeless.given)
    return Outcome(findings=list(findings.listed()))


def _misplaced(delivery: Delivery, programme: Programme) -> Outcome:
    code, found = delivery.misplaced or ("not_in_place", "")
    partners = [partner.code for partner in programme.partners]
    close = near_miss(found, partners)
    hint = f"did you mean '{close}'?" if close else "rename it to a partner's code, or add the partner"
    findings = Findings()
    findings.add(code, found=found, hint=hint)
    return Outcome(findings=list(findings.listed()))


def ran_out(outcome: Outcome) -> bool:
    """Whether there was too little time or memory to read it: another time there may be enough."""
    return any(one.code == "reader_failed" for one in outcome.findings)
