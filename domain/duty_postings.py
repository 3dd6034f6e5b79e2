"""Publications and exemptions as the duties see them, folded from their facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.duty import DutyExemption, PostedObjection, PostedVersion, Posting
from domain.duty_subjects import subject_of
from domain.duty_words import DutySubject
from domain.exemption_facts import ExemptionFacts
from domain.facts import Fact
from domain.occasions import day_of
from domain.publication_facts import PublicationFacts

SUBJECTS = {
    "D37": DutySubject.COMMUNITY,
    "D38": DutySubject.COUNTY,
    "D39": DutySubject.ENTERPRISE,
    "D40": DutySubject.ENTERPRISE,
}
"""What an item is about, where that is not a compound."""


def _facts(space: type) -> tuple[type[Fact], ...]:
    every = vars(space).values()
    return tuple(e for e in every if isinstance(e, type) and issubclass(e, Fact))


PUBLICATION, EXEMPTION = _facts(PublicationFacts), _facts(ExemptionFacts)


def posted(known: Posting | None, fact: Any, known_at: datetime) -> Posting:
    """A publication after a fact. Raises `LookupError` if it does not begin so."""
    match fact:
        case PublicationFacts.Published():
            return Posting(
                id=fact.originator_id,
                item=fact.item,
                subject=_subject(fact),
                occasion=fact.occasion,
                named_day=day_of(fact.occasion),
                versions=(PostedVersion(fact.timestamp, known_at, fact.filled),),
                taken_down=None,
                board=(),
                objections=(),
            )
    if known is None:
        raise LookupError(f"{type(fact).__qualname__} cannot begin a publication")
    match fact:
        case PublicationFacts.Corrected():
            new = PostedVersion(fact.timestamp, known_at, fact.filled)
            return replace(known, versions=(*known.versions, new))
        case PublicationFacts.Withdrawn() if known.taken_down is None:
            return replace(known, taken_down=(fact.timestamp, known_at))
        case PublicationFacts.BoardProved():
            return replace(known, board=(*known.board, known_at))
        case PublicationFacts.Objected():
            raised = PostedObjection(fact.objection, known_at, fact.due_at, None)
            return replace(known, objections=(*known.objections, raised))
        case PublicationFacts.ObjectionAnswered():
            answered = tuple(
                replace(each, answered=known_at)
                if each.number == fact.objection and each.answered is None
                else each
                for each in known.objections
            )
            return replace(known, objections=answered)
    return known


def exempted(
    known: DutyExemption | None, fact: Any, known_at: datetime
) -> DutyExemption:
    """An exemption after a fact. Raises `LookupError` if it does not begin so."""
    match fact:
        case ExemptionFacts.Requested():
            id: UUID = fact.originator_id
            return DutyExemption(
                id, fact.item, _subject(fact), fact.occasion, None, None
            )
    if known is None:
        raise LookupError(f"{type(fact).__qualname__} cannot begin an exemption")
    match fact:
        case ExemptionFacts.Approved() if known.approved is None:
            return replace(known, approved=known_at)
        case ExemptionFacts.Revoked() if known.revoked is None:
            return replace(known, revoked=known_at)
    return known


def _subject(fact: Any) -> str:
    kind = SUBJECTS.get(fact.item, DutySubject.COMPOUND)
    return subject_of(kind, fact.compound_id, fact.enterprise_id, fact.region_path)
