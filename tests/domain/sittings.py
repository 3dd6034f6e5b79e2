"""Meetings as their tests begin with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.committee import Committee
from domain.committee_words import BodyKind, SeatSource
from domain.facts import Stamp
from domain.meeting import Meeting
from domain.meeting_words import MeetingKind, MeetingStep
from tests.domain.bodies import COMMITTEE, PMC, constituted
from tests.scenario import NOW, STREET, stamp

MEETING_ID = UUID(int=60)
CASE_ID = UUID(int=61)
STARTS = datetime(2026, 4, 1, 1, tzinfo=UTC)
"""09:00 in China, three weeks after NOW."""
AFTER = STARTS + timedelta(hours=1)
SESSION_OF = {
    COMMITTEE: MeetingKind.COMMITTEE_SESSION,
    PMC: MeetingKind.PMC_SESSION,
}
TEXTS = (
    "subject",
    "statement",
    "note",
    "finding",
    "dissent",
    "task",
    "minutes",
)


def by(
    profile: str = "national", at: datetime = AFTER, texts: tuple[str, ...] = TEXTS
) -> Stamp:
    """A clerk with every text that a command may need."""
    return stamp(STREET, at, *texts, profile=profile)


def convened(
    committee: Committee, kind: MeetingKind, *, starts_at: datetime = STARTS
) -> Meeting:
    made = Meeting.convene(
        by(committee.profile, NOW),
        id=MEETING_ID,
        committee=committee,
        kind=kind,
        starts_at=starts_at,
    )
    made.collect_events()
    return made


def opened(committee: Committee, kind: MeetingKind, *matters: str | None) -> Meeting:
    """A meeting under way, with an item for each matter, or one of no matter."""
    made = convened(committee, kind)
    for matter in matters or (None,):
        made.add_item(by(committee.profile, NOW), matter=matter)
    made.open(by(committee.profile), committee=committee)
    made.collect_events()
    return made


def session(
    kind: BodyKind, profile: str, *, size: int, present: int, **given: Any
) -> Meeting:
    """A session of a body of this size with so many present, the first ones."""
    committee = constituted(kind, profile, size=size, **given)
    made = opened(committee, SESSION_OF.get(kind, MeetingKind.BODY_SESSION))
    for number in range(1, present + 1):
        seat = committee.members[f"m-{number}"]
        made.attend(by(profile), role=seat.source, person=seat.person)
    made.collect_events()
    return made


def forum(kind: MeetingKind, *matters: str | None) -> Meeting:
    """A meeting of a council under way."""
    return opened(constituted(BodyKind.COUNCIL), kind, *matters)


def take(made: Meeting, *steps: MeetingStep, item: int = 1, **given: Any) -> None:
    for step in steps:
        parties = (SeatSource.OWNER,) if step is MeetingStep.SCREENING else ()
        made.take_step(by(), item=item, step=step, parties=parties, **given)
