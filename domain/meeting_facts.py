"""The facts of a meeting: its call, who came, what was talked about.

Who came is known by role alone, except where members count for a quorum; all that was
said is sealed. What came of it stands in `meeting_outcome_facts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.committee_words import BodyKind, SeatSource
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.meeting_words import (
    BEFORE_CLOSE,
    CONVENED,
    OPEN,
    MeetingKind,
    MeetingStatus,
    MeetingStep,
)

if TYPE_CHECKING:
    from domain.meeting_state import MeetingState


@dataclass(frozen=True, slots=True)
class RosterSeat:
    """A member when the meeting opened. acting: not suspended."""

    person: str
    source: SeatSource
    acting: bool


class TalkFacts:
    """The namespace of a meeting until something comes of it."""

    class Convened(Beginning):
        """A body called a meeting; the notice was given now."""

        label = Label("发出会议通知", "Convened")
        texts = sealable(subject=Mask.M0, venue=Mask.M0)
        target = MeetingStatus.CONVENED
        committee_id: UUID
        body: BodyKind
        kind: MeetingKind
        starts_at: datetime

        def change(self, meeting: MeetingState) -> None:
            meeting.committee_id = self.committee_id
            meeting.body, meeting.kind = self.body, self.kind
            meeting.starts_at = self.starts_at

    class Rescheduled(Step):
        """The meeting begins at another time; the notice was given again."""

        label = Label("改期", "Rescheduled")
        sources = CONVENED
        starts_at: datetime

        def change(self, meeting: MeetingState) -> None:
            meeting.starts_at = self.starts_at

    class Cancelled(Step):
        """The meeting does not take place."""

        label = Label("取消会议", "Cancelled")
        texts = sealable(reason=Mask.M1)
        sources = CONVENED
        target = MeetingStatus.CANCELLED

    class ItemAdded(Step):
        """Something to talk about. matter: of those that the owners alone decide."""

        label = Label("列入议题", "Item added")
        texts = sealable(subject=Mask.M2)
        sources = BEFORE_CLOSE
        item: int
        matter: str | None
        proposer: SeatSource | None

        def change(self, meeting: MeetingState) -> None:
            meeting.add(self.item, self.matter)

    class Opened(Step):
        """The meeting began. roster: the members, where they count for a quorum."""

        label = Label("会议开始", "Opened")
        sources = CONVENED
        target = MeetingStatus.OPEN
        roster: tuple[RosterSeat, ...]

        def change(self, meeting: MeetingState) -> None:
            meeting.roster = {each.person: each for each in self.roster}

    class Attended(Step):
        """Somebody came: a member by id, others by role and number alone.

        proxy: who came in the member's place.
        """

        label = Label("签到", "Attended")
        sources = OPEN
        role: SeatSource
        person: str | None
        proxy: str | None
        count: int

        def change(self, meeting: MeetingState) -> None:
            meeting.attendance += self.count
            if self.person is not None:
                meeting.present = meeting.present | {self.person}

    class StatementHeard(Step):
        """A side said what it had to say. side: its code, as in `owners`."""

        label = Label("听取陈述", "Statement heard")
        texts = sealable(statement=Mask.M2)
        sources = OPEN
        item: int
        side: str
        role: SeatSource

        def change(self, meeting: MeetingState) -> None:
            sides = meeting.items[self.item].sides | {self.side}
            meeting.alter(self.item, sides=sides)

    class StepTaken(Step):
        """A step of the procedure was taken for an item.

        parties: who takes part from here, where the step sets them. rating: 1 to 5,
        of what was carried out.
        """

        label = Label("完成步骤", "Step taken")
        texts = sealable(note=Mask.M2)
        sources = OPEN
        item: int
        step: MeetingStep
        parties: tuple[SeatSource, ...]
        rating: int | None

        def change(self, meeting: MeetingState) -> None:
            steps = (*meeting.items[self.item].steps, self.step)
            meeting.alter(self.item, steps=steps)

    class OutcomePosted(Step):
        """What was deliberated is shown to everybody before it is decided."""

        label = Label("公示协商结果", "Outcome posted")
        sources = OPEN
        item: int
        on: date
        until: date

        def change(self, meeting: MeetingState) -> None:
            meeting.alter(self.item, posted_until=self.until)
