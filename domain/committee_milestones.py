"""The days of a body's life that its duties run from and end with, by name.

The aggregate and the read model keep them alike, so that duties can be told of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.committee_facts import FormationFacts
from domain.committee_life_facts import LifeFacts
from domain.committee_words import BodyPosting
from domain.facts import Fact
from domain.meeting_words import SESSIONS, MeetingKind

Milestones = Mapping[str, date]

OF_ALL_TERMS = ("started", "assembly", "successor_filed")
"""What a new term does not begin anew."""


def milestones_after(known: Milestones, fact: Fact) -> dict[str, date]:
    """The milestones once a fact of the body is true."""
    new = dict(known)
    match fact:
        case FormationFacts.Formed():
            return {"started": fact.started_on}
        case FormationFacts.Constituted():
            new = {name: day for name, day in new.items() if name in OF_ALL_TERMS}
            if fact.term > 1:
                new["relieved"] = fact.on
            if fact.term_ends_on is not None:
                new["term_end"] = fact.term_ends_on
        case LifeFacts.MeetingHeld():
            new[f"meeting.{fact.meeting}"] = fact.on
            if fact.meeting in SESSIONS:
                new["session"] = fact.on
            elif fact.meeting is MeetingKind.OWNERS_ASSEMBLY:
                new["assembly"] = fact.on
        case LifeFacts.Posted():
            if fact.what is not BodyPosting.CANDIDATES:
                new[f"{fact.what}_posted"] = fact.on
    mark: str | None = getattr(type(fact), "mark", None)
    if mark is not None:
        new[mark] = fact.on  # type: ignore[attr-defined]
    if getattr(type(fact), "relieves", False):
        new["relieved"] = fact.on  # type: ignore[attr-defined]
    return new
