"""The duty register (公示义务台账): what had to be published, and whether it was.

A pure function of the public log and a moment. Give it every fact in the order of the
log; facts that are not public, or say nothing about duties, change nothing, so that
whoever replays the public entries alone comes to the same.

    register = Register(packs)
    for fact, recorded_at in log:
        register.add(fact, recorded_at)
    register.standings(at)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.duty import Duty, DutyEnd, DutyExemption, DutyKey, PackOf, Posting
from domain.duty_heads import Head, remembered
from domain.duty_notes import (
    Arose,
    EndedDuties,
    Note,
    Woke,
    matters,
    noted,
)
from domain.duty_periods import DutyRules, DutySpan
from domain.duty_postings import EXEMPTION, PUBLICATION, exempted, posted
from domain.duty_spans import SpanBegan, SpanEnded
from domain.duty_standing import Evidence, Standing, answers, standing
from domain.facts import Audience, Fact


@dataclass
class _Entry:
    """A duty as the register keeps it.

    shows: since when it is known that it is owed, None while it waits.
    replaced: when it was recorded that it arose anew, with other terms.
    """

    duty: Duty
    shows: datetime | None
    end: DutyEnd | None = None
    replaced: datetime | None = None

    def known(self, at: datetime) -> bool:
        if self.shows is None or self.shows > at:
            return False
        return self.replaced is None or self.replaced > at


class Register:
    """Duties folded from facts."""

    def __init__(self, packs: PackOf) -> None:
        self._packs = packs
        self._rules = DutyRules(packs)
        self._heads: dict[UUID, Head] = {}
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._of_subject: dict[str, list[_Entry]] = defaultdict(list)
        self._of_occasion: dict[str, list[_Entry]] = defaultdict(list)
        self._spans: list[DutySpan] = []
        self._open: dict[tuple[str, str, str], int] = {}
        self._postings: dict[UUID, Posting] = {}
        self._exemptions: dict[UUID, DutyExemption] = {}

    def add(self, fact: Any, recorded_at: datetime) -> list[Note]:
        """Take in the next fact of the log; what it says of duties."""
        kind: type[Fact] = type(fact)
        notes: list[Note] = []
        if kind.audience is not Audience.PUBLIC:
            return notes
        self._rules.see(fact.rules, recorded_at)
        id = fact.originator_id
        if issubclass(kind, PUBLICATION):
            self._postings[id] = posted(self._postings.get(id), fact, recorded_at)
        elif issubclass(kind, EXEMPTION):
            self._exemptions[id] = exempted(self._exemptions.get(id), fact, recorded_at)
        elif matters(kind):
            head = self._heads[id] = remembered(self._heads.get(id), fact)
            notes = noted(self._packs(fact.rules), head, fact, recorded_at)
            for note in notes:
                self._keep(note)
        return notes

    def standings(self, at: datetime) -> list[Standing]:
        """Every duty that was known at a moment, by due time and id."""
        postings: dict[tuple[str, str], list[Posting]] = defaultdict(list)
        for each in self._postings.values():
            postings[each.item, each.subject].append(each)
        exemptions: dict[DutyKey, list[DutyExemption]] = defaultdict(list)
        for exemption in self._exemptions.values():
            exemptions[exemption.key].append(exemption)
        found = []
        for duty, end in self._duties(at):
            meant = [
                each
                for each in postings[duty.item, duty.subject]
                if answers(duty, each, self._packs)
            ]
            evidence = Evidence(end, meant, exemptions[duty.key])
            found.append(standing(duty, evidence, at, self._packs))
        return sorted(found, key=order)

    def duties(self, at: datetime) -> list[Duty]:
        """Every duty that was known at a moment, whatever became of it."""
        return [duty for duty, _ in self._duties(at)]

    def _duties(self, at: datetime) -> Iterator[tuple[Duty, DutyEnd | None]]:
        for entries in self._entries.values():
            for each in entries:
                if each.known(at):
                    yield each.duty, each.end
        owed: dict[str, Duty] = {}
        for span in self._spans:
            for period in self._rules.periods(span.profile, span.since, at):
                if period.group == span.group and span.owes(period.last, at):
                    duty = period.duty(span)
                    owed.setdefault(duty.id, duty)  # Whoever came first owes it.
        for duty in owed.values():
            yield duty, None

    def _keep(self, note: Note) -> None:
        match note:
            case Arose(duty, waits):
                entry = _Entry(duty, None if waits else duty.known_at)
                self._arise(entry)
            case EndedDuties():
                for entry in self._of_subject[note.subject]:
                    if entry.end is None and _ends(note, entry.duty):
                        entry.end = note.end
            case Woke(codes, occasion, known_at):
                for entry in self._of_occasion[occasion]:
                    if entry.duty.code in codes and entry.shows is None:
                        entry.shows = known_at
                        entry.duty = replace(entry.duty, known_at=known_at)
            case SpanBegan(span):
                key = (span.group, span.subject, span.detail)
                if key not in self._open:
                    self._open[key] = len(self._spans)
                    self._spans.append(span)
            case SpanEnded(group, subject, detail, until, known_at):
                place = self._open.pop((group, subject, detail), None)
                if place is not None:
                    self._spans[place] = replace(
                        self._spans[place], until=until, ended_known=known_at
                    )

    def _arise(self, entry: _Entry) -> None:
        """A duty with the same id took the place of an earlier one."""
        duty = entry.duty
        for earlier in self._entries[duty.id]:
            if earlier.replaced is None:
                earlier.replaced = duty.known_at
        self._entries[duty.id].append(entry)
        self._of_subject[duty.subject].append(entry)
        self._of_occasion[duty.occasion].append(entry)


def _ends(note: EndedDuties, duty: Duty) -> bool:
    return (
        duty.code in note.codes
        and (note.detail is None or note.detail == duty.detail)
        and note.keeps != duty.occasion
    )


def order(each: Standing) -> tuple[bool, datetime | None, str]:
    """By due time, those without one last, then by id."""
    due = each.duty.due_at
    return (due is None, due or each.duty.anchor_at, each.duty.id)
