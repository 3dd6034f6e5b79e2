"""What clients see of a meeting (会议)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from application.meetings import Meetings
from domain.civil_time import day_in_china
from domain.committee_words import BodyKind, SeatSource
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStatus, MeetingStep
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.meetings import MEETINGS

FIELDS: Mapping[str, str] = {
    "committee_id": "The body that convenes it.",
    "kind": "What sort of meeting it is.",
    "starts_at": "When it begins; the notice runs from now until then.",
    "subject": "What it is about. Free text; sealed.",
    "venue": "Where it takes place. Free text; sealed.",
    "reason": "Why. Free text; sealed.",
    "matter": "`V1` to `V8`, if it is one that the owners alone decide.",
    "proposer": "For whom whoever raised it speaks.",
    "role": "For whom somebody came or spoke.",
    "person": "Opaque id of the member, where members count; else leave it out.",
    "proxy": "Id of whoever came in the member's place.",
    "count": "How many of this role came.",
    "item": "Number of the item, from 1.",
    "side": "Code of the side, as in `owners`.",
    "statement": "What the side said. Free text; sealed.",
    "step": "The next step of the procedure.",
    "parties": "Who takes part from here; the screening sets them.",
    "rating": "1 to 5, of what was carried out; with the report.",
    "note": "Free text; sealed.",
    "on": "The day on which it happened.",
    "until": "The last day on which it is shown.",
    "finding": "What the hearing found. Free text; sealed.",
    "in_favour": "Votes in favour, where votes count.",
    "against": "Votes against.",
    "abstained": "Abstentions.",
    "signed": "How many signed.",
    "eligible": "Adults, households or delegates who may take part.",
    "consensus": "Whether a forum agreed; dissent is then recorded.",
    "vote_id": "The owners' vote that decided it.",
    "question": "Code of the question of that vote; needed if it has several such.",
    "session_id": "The session of the body that decided it.",
    "dissent": "Who disagreed, and why. Free text; sealed.",
    "outcome": "What became of it.",
    "case_id": "The case that it became, or that the task is about.",
    "party": "Code of the party that has the task; see `parties`.",
    "due_on": "The last day for it.",
    "task": "What is to be done. Free text; sealed.",
    "assignee": "Id of the person or unit that does it.",
    "task_number": "Number of the task, from 1.",
    "result": "What was done. Free text; sealed.",
    "minutes": "The minutes, whole. Free text; sealed.",
}


@part("Who came: a member by id where members count, others by role and number.")
class MeetingAttendance:
    role: SeatSource = strawberry.field(description="For whom they came.")
    person: str | None = strawberry.field(description="Opaque id of a member.")
    proxy: str | None = strawberry.field(description="Who came in their place.")
    count: int = strawberry.field(description="How many.")


@part("How an item was decided.")
class MeetingDecision:
    passed: bool | None = strawberry.field(description="Null: the owners' vote says.")
    binding: bool = strawberry.field(
        description="On the body itself; a forum never binds an owner."
    )
    in_favour: int = strawberry.field(description="Votes in favour.")
    against: int = strawberry.field(description="Votes against.")
    abstained: int = strawberry.field(description="Abstentions.")
    signed: int = strawberry.field(description="How many signed.")
    present: int = strawberry.field(description="Heads that counted.")
    eligible: int | None = strawberry.field(description="How many might take part.")
    consensus: bool | None = strawberry.field(description="Whether a forum agreed.")
    vote_id: UUID | None = strawberry.field(description="The owners' vote.")
    question: str | None = strawberry.field(description="Which question of it.")
    session_id: UUID | None = strawberry.field(description="The deciding session.")
    post_by: date | None = strawberry.field(description="The last day to post it.")
    posted_on: date | None = strawberry.field(description="When it was posted.")
    posted_until: date | None = strawberry.field(description="Until when at least.")


@part("An item of a meeting; what was said of it is sealed.")
class MeetingItem:
    item: int = strawberry.field(description="Its number, from 1.")
    matter: str | None = strawberry.field(description="`V1` to `V8`, if reserved.")
    proposer: SeatSource | None = strawberry.field(description="For whom raised.")
    steps: list[MeetingStep] = strawberry.field(description="Steps taken, in order.")
    sides: list[str] = strawberry.field(description="Codes of the sides heard.")
    parties: list[SeatSource] = strawberry.field(description="Who deliberates.")
    rating: int | None = strawberry.field(description="1 to 5, when reported.")
    posted_on: date | None = strawberry.field(description="When its outcome was shown.")
    posted_until: date | None = strawberry.field(description="Until when.")
    outcome: ItemOutcome = strawberry.field(description="What became of it.")
    case_id: UUID | None = strawberry.field(description="The case that it became.")
    decision: MeetingDecision | None = strawberry.field(description="If decided.")


@part("What a resolution gave somebody to do.")
class MeetingTask:
    task_number: int = strawberry.field(description="Its number, from 1.")
    item: int = strawberry.field(description="The item that it came of.")
    party: str = strawberry.field(description="Code of the party that has it.")
    assignee: str | None = strawberry.field(description="Id of who does it.")
    due_on: date = strawberry.field(description="The last day.")
    done_on: date | None = strawberry.field(description="When it was done.")
    case_id: UUID | None = strawberry.field(description="The case it is about.")

    @resolved("Whether it was not done in time, as of a day (today unless given).")
    def overdue(
        self,
        info: Info,
        on: Annotated[
            date | None, strawberry.argument(description="As of this day.")
        ] = None,
    ) -> bool:
        day = on or day_in_china(info.context.services.clock())
        done: date | None = self.done_on
        return (day if done is None or done > day else done) > self.due_on


@shown(MEETINGS, Meetings, "One meeting of a body or forum (会议).", FIELDS)
class Meeting(RecordNode):
    status: MeetingStatus = strawberry.field(description="Where it stands.")
    kind: MeetingKind = strawberry.field(description="What sort of meeting it is.")
    committee_id: UUID = strawberry.field(description="The body that convened it.")
    body: BodyKind = strawberry.field(description="What sort of body that is.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    members: int | None = strawberry.field(
        description="How many members count, once it began; null if none do."
    )
    attendance: list[MeetingAttendance] = strawberry.field(description="Who came.")
    items: list[MeetingItem] = strawberry.field(description="The agenda, in order.")
    tasks: list[MeetingTask] = strawberry.field(description="What is to be done.")
    minutes_signed: int | None = strawberry.field(
        description="How many signed the minutes; null if there are none."
    )
    closed_on: date | None = strawberry.field(description="When it ended.")
