"""What a public fact says about duties: they arise, end, or are published.

`noted` is all that the register and the read model know of facts; both only keep what
it returns. The facts of one stream come in order; streams may come in any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.duty import Duty, DutyEnd
from domain.duty_due import due_time, required_of
from domain.duty_endings import ENDINGS, WAKINGS, Ending, Waking
from domain.duty_heads import (
    REMEMBERED,
    Head,
    compound_of,
    enterprise_of,
    region_of,
)
from domain.duty_periods import (
    display_of,
)
from domain.duty_spans import SPANNED, SpanBegan, SpanEnded, spans_of
from domain.duty_subjects import subject_of
from domain.duty_triggers import TRIGGERS, Trigger, name_of
from domain.duty_words import DutyDisplay
from domain.facts import Audience, Fact
from domain.rulepack import RulePack

T = TypeVar("T", Trigger, Ending, Waking)


@dataclass(frozen=True, slots=True)
class Arose:
    """A duty arose. waits: it shows once it is woken."""

    duty: Duty
    waits: bool


@dataclass(frozen=True, slots=True)
class EndedDuties:
    """Open duties with one of these codes, of this subject, ended.

    detail: with this one alone, None: any. keeps: an occasion that goes on.
    """

    codes: tuple[str, ...]
    subject: str
    detail: str | None
    keeps: str | None
    end: DutyEnd


@dataclass(frozen=True, slots=True)
class Woke:
    """Duties that waited, with one of these codes and this occasion, are owed."""

    codes: tuple[str, ...]
    occasion: str
    known_at: datetime


Note = Arose | EndedDuties | Woke | SpanBegan | SpanEnded


def noted(rules: RulePack, head: Head, fact: Any, known_at: datetime) -> list[Note]:
    """What a fact says; head: of its stream, after it. rules: the pack it names."""
    if type(fact).audience is not Audience.PUBLIC:
        return []
    return [
        *_ended(head, fact, known_at),
        *_arisen(rules, head, fact, known_at),
        *_woken(head, fact, known_at),
        *spans_of(head, fact, known_at),
    ]


@cache
def matters(kind: type[Fact]) -> bool:
    """Whether facts of this class say, or let later ones say, anything of duties."""
    tables = (_TRIGGERS, _ENDINGS, _WAKINGS)
    known = (*REMEMBERED, *SPANNED)
    return any(each.of(kind) for each in tables) or issubclass(kind, known)


class _Table(Generic[T]):
    """The entries of a table by the class of their fact."""

    def __init__(self, entries: tuple[T, ...]) -> None:
        self._entries: tuple[T, ...] = entries
        self._known: dict[type[Fact], tuple[T, ...]] = {}

    def of(self, kind: type[Fact]) -> tuple[T, ...]:
        found = self._known.get(kind)
        if found is None:
            found = tuple(e for e in self._entries if issubclass(kind, e.fact))
            self._known[kind] = found
        return found


_TRIGGERS, _ENDINGS, _WAKINGS = _Table(TRIGGERS), _Table(ENDINGS), _Table(WAKINGS)


def _arisen(
    rules: RulePack, head: Head, fact: Any, known_at: datetime
) -> Iterator[Note]:
    triggers = [t for t in _TRIGGERS.of(type(fact)) if t.when(fact, head)]
    duties = [_duty(rules, each, head, fact, known_at) for each in triggers]
    for duty in duties:
        if duty.display is DutyDisplay.CONTINUOUS:
            yield _replaced(rules, duty)
    for trigger, duty in zip(triggers, duties, strict=True):
        yield Arose(duty, trigger.waits)


def _replaced(rules: RulePack, duty: Duty) -> EndedDuties:
    """What is shown continuously takes the place of what was shown before."""
    every = rules.catalogue("duties").values()
    codes = tuple(each.code for each in every if each.word("item") == duty.item)
    end = DutyEnd(duty.anchor_at, duty.known_at, False)
    return EndedDuties(codes, duty.subject, duty.detail, duty.occasion, end)


def _duty(
    rules: RulePack, trigger: Trigger, head: Head, fact: Any, known_at: datetime
) -> Duty:
    entry = rules.catalogue("duties")[trigger.code]
    anchor, due, provisional = due_time(rules, entry, trigger.anchor(fact, head))
    if trigger.not_before is not None and due is not None:
        due = max(due, trigger.not_before(fact, head))
    compound, enterprise = _parties(trigger, head, fact)
    region = region_of(head)
    return Duty(
        code=trigger.code,
        item=entry.word("item"),
        subject=subject_of(trigger.subject, compound, enterprise, region),
        occasion=trigger.occasion(fact, head),
        detail=trigger.detail(fact, head),
        compound_id=compound,
        enterprise_id=enterprise,
        region_path=region,
        trigger=name_of(trigger.fact),
        anchor_at=anchor,
        due_at=due,
        provisional_due=provisional,
        required=required_of(rules, entry),
        ahead=trigger.ahead,
        display=display_of(entry),
        shown=entry.word("shown") if entry.has("shown") else None,
        until=entry.has("until"),
        rules=rules.id,
        known_at=known_at,
    )


def _parties(
    trigger: Trigger, head: Head, fact: Any
) -> tuple[UUID | None, UUID | None]:
    """The compound and the firm: those that the fact names, else its stream's."""
    agreed = head.get("agreed", {}).get(getattr(fact, "agreement", None))
    compound = UUID(agreed) if agreed else compound_of(head)
    named = getattr(fact, "enterprise_id", None)
    return compound, named or enterprise_of(head)


def _ended(head: Head, fact: Any, known_at: datetime) -> Iterator[Note]:
    for ending in _ENDINGS.of(type(fact)):
        compound, enterprise = compound_of(head), enterprise_of(head)
        yield EndedDuties(
            codes=ending.codes,
            subject=subject_of(ending.subject, compound, enterprise, region_of(head)),
            detail=ending.detail(fact, head) if ending.detail else None,
            keeps=ending.keeps(fact, head) if ending.keeps else None,
            end=DutyEnd(fact.timestamp, known_at, ending.void),
        )


def _woken(head: Head, fact: Any, known_at: datetime) -> Iterator[Note]:
    for waking in _WAKINGS.of(type(fact)):
        yield Woke(waking.codes, waking.occasion(fact, head), known_at)
