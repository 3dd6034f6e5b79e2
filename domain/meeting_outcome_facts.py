"""The facts of what comes of a meeting: findings, decisions, tasks, minutes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.meeting_words import (
    HELD,
    OPEN,
    ItemOutcome,
    MeetingKind,
    MeetingStatus,
    MeetingStep,
)
from domain.text_release import ReleasedText
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.meeting_state import MeetingState


class OutcomeFacts:
    """The namespace of what comes of a meeting."""

    class FindingMade(Step):
        """A hearing came to its finding, the sides having been heard."""

        label = Label("形成听证意见", "Finding made")
        texts = sealable(finding=Mask.M2)
        sources = OPEN
        item: int

        def change(self, meeting: MeetingState) -> None:
            meeting.alter(self.item, outcome=ItemOutcome.FOUND)

    class Decided(OnVote, Step):
        """An item was decided (V10 to V13).

        present: heads that count for the quorum; signed: members who signed.
        eligible: adults, households or delegates of a residents' meeting.
        consensus: of a forum, None elsewhere. passed: None: the owners' vote says.
        vote_id: of the owners; session_id: of the body that decided it.
        binding: on the body and those it acts for; never on owners for a forum.
        post_by: the last day to post it, if it must be.
        """

        label = Label("作出决定", "Decided")
        texts = sealable(dissent=Mask.M2)
        sources = OPEN
        item: int
        in_favour: int
        against: int
        abstained: int
        signed: int
        present: int
        eligible: int | None
        consensus: bool | None
        vote_id: UUID | None
        question: str | None
        session_id: UUID | None
        passed: bool | None
        binding: bool
        post_by: date | None

        def change(self, meeting: MeetingState) -> None:
            steps = meeting.items[self.item].steps
            if meeting.kind is MeetingKind.FIVE_STEP:
                steps = (*steps, MeetingStep.DECISION)
            meeting.alter(
                self.item,
                outcome=ItemOutcome.DECIDED,
                passed=self.passed,
                steps=steps,
            )

    class DecisionPosted(Step):
        """A decision was posted; the proof belongs to the disclosure."""

        label = Label("公布决定", "Decision posted")
        sources = HELD
        item: int
        on: date
        until: date

        def change(self, meeting: MeetingState) -> None:
            meeting.alter(self.item, announced=True)

    class ItemSettled(Step):
        """An item was solved on the spot, became a case, or was dropped."""

        label = Label("了结议题", "Item settled")
        texts = sealable(note=Mask.M2)
        sources = OPEN
        item: int
        outcome: ItemOutcome
        case_id: UUID | None

        def change(self, meeting: MeetingState) -> None:
            meeting.alter(self.item, outcome=self.outcome)

    class TaskSet(Step):
        """A resolution gave somebody something to do.

        party: code of the rule pack; assignee: id of a person or unit.
        """

        label = Label("交办任务", "Task set")
        texts = sealable(task=Mask.M2)
        sources = HELD
        task_number: int
        item: int
        party: str
        assignee: str | None
        due_on: date
        case_id: UUID | None

        def change(self, meeting: MeetingState) -> None:
            meeting.tasks = meeting.tasks | {self.task_number: None}

    class TaskDone(Step):
        """What was to be done is done."""

        label = Label("完成任务", "Task done")
        texts = sealable(result=Mask.M2)
        sources = HELD
        task_number: int
        on: date

        def change(self, meeting: MeetingState) -> None:
            meeting.tasks = meeting.tasks | {self.task_number: self.on}

    class MinutesTaken(Step):
        """The minutes (会议记录), whole; later ones take the place of earlier ones."""

        label = Label("会议记录", "Minutes taken")
        texts = sealable(minutes=Mask.M2)
        sources = HELD
        signed: int

        def change(self, meeting: MeetingState) -> None:
            meeting.minuted = True

    class Closed(Step):
        """The meeting is over."""

        label = Label("会议结束", "Closed")
        sources = OPEN
        target = MeetingStatus.CLOSED
        on: date

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item.

        entry: the version of the fact that sealed it; path: which of its texts.
        """

        sources = frozenset(MeetingStatus)
