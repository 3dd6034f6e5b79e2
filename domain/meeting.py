"""A meeting (会议) of a body or forum: convened, held, closed; what it decided and gave
somebody to do.

    meeting_words, meeting_facts, meeting_outcome_facts    what can be true of it
    meeting_rules       notice, steps and votes, as the rule pack has them
    meeting_state       what it remembers
    meeting_items       what is talked about, step by step
    meeting_decisions   how it is decided
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.committee import Committee
from domain.committee_state import require_not_ahead
from domain.committee_words import SeatSource
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import require_between
from domain.meeting_decisions import Decisions
from domain.meeting_facts import RosterSeat, TalkFacts
from domain.meeting_items import Items
from domain.meeting_outcome_facts import OutcomeFacts
from domain.meeting_refusals import (
    ItemsOpen,
    MeetingNotBegun,
    MemberIdNeeded,
    MinutesMissing,
    NotInOffice,
    NotOnRoster,
    PresentAlready,
    RoleAlone,
    SealWithoutDecision,
    SuspendedMember,
    TaskDueBefore,
    TaskFinished,
    UnknownTask,
)
from domain.meeting_rules import Template, Voting
from domain.meeting_words import ItemOutcome, MeetingKind

MOST_HEADS = 100_000


class Meeting(Items, Decisions, TalkFacts, OutcomeFacts, Aggregate):
    """One meeting. Commands take a `Stamp` and their own arguments, record facts, and
    raise a `Refusal` where a rule says no."""

    @classmethod
    def convene(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        committee: Committee,
        kind: MeetingKind,
        starts_at: datetime,
    ) -> Self:
        """Call a meeting of a body, in time."""
        if not committee.in_office:
            raise NotInOffice
        template = Template(stamp.rules, kind)
        template.require_body(committee.kind)
        template.require_notice(stamp.at, starts_at)
        return cls._create(
            cls.Convened,
            id=id,
            **stamped(stamp),
            **committee.place.fields(),
            committee_id=committee.id,
            body=committee.kind,
            kind=kind,
            starts_at=starts_at,
        )

    def reschedule(self, stamp: Stamp, *, starts_at: datetime) -> None:
        """Call it for another time, with the same notice."""
        self._allow(self.Rescheduled)
        self._template(stamp).require_notice(stamp.at, starts_at)
        self._record(self.Rescheduled, stamp, starts_at=starts_at)

    def cancel(self, stamp: Stamp) -> None:
        """Call it off before it begins."""
        self._record(self.Cancelled, stamp)

    def open(self, stamp: Stamp, *, committee: Committee) -> None:
        """Begin the meeting; the members of the body as it is now count."""
        self._allow(self.Opened)
        if stamp.at < self.starts_at:
            raise MeetingNotBegun(starts_at=self.starts_at.isoformat())
        roster: tuple[RosterSeat, ...] = ()
        if self._template(stamp).by_members:
            roster = tuple(
                RosterSeat(each.person, each.source, not each.suspended)
                for each in committee.roster()
            )
        self._record(self.Opened, stamp, roster=roster)

    def attend(
        self,
        stamp: Stamp,
        *,
        role: SeatSource,
        person: str | None = None,
        proxy: str | None = None,
        count: int = 1,
    ) -> None:
        """Record who came: a member by id where members count, else role and number.

        proxy: who came in the member's place, where that is allowed.
        """
        self._allow(self.Attended)
        require_code("person", person)
        require_code("proxy", proxy)
        require_between("count", count, 1, MOST_HEADS)
        if self._template(stamp).by_members:
            role = self._require_member(stamp, person, proxy, count).source
        elif person is not None or proxy is not None:
            raise RoleAlone
        self._record(
            self.Attended, stamp, role=role, person=person, proxy=proxy, count=count
        )

    def set_task(
        self,
        stamp: Stamp,
        *,
        item: int,
        party: str,
        due_on: date,
        assignee: str | None = None,
        case_id: UUID | None = None,
    ) -> None:
        """Give somebody something to do, by a day. case_id: the case it is about."""
        self._allow(self.TaskSet)
        self._item(item)
        require_text(stamp, "task")
        require_code("assignee", assignee)
        stamp.rules.party(party)
        if due_on < day_in_china(stamp.at):
            raise TaskDueBefore(day=due_on)
        self._record(
            self.TaskSet,
            stamp,
            task_number=len(self.tasks) + 1,
            item=item,
            party=party,
            assignee=assignee,
            due_on=due_on,
            case_id=case_id,
        )

    def finish_task(self, stamp: Stamp, *, task_number: int, on: date) -> None:
        """Record that a task was done."""
        self._allow(self.TaskDone)
        require_not_ahead(stamp, on)
        if task_number not in self.tasks:
            raise UnknownTask(task=task_number)
        if self.tasks[task_number] is not None:
            raise TaskFinished(task=task_number)
        self._record(self.TaskDone, stamp, task_number=task_number, on=on)

    def take_minutes(self, stamp: Stamp, *, signed: int = 0) -> None:
        """Keep the minutes; later ones take the place of earlier ones."""
        self._allow(self.MinutesTaken)
        require_text(stamp, "minutes")
        require_between("signed", signed, 0, MOST_HEADS)
        self._record(self.MinutesTaken, stamp, signed=signed)

    def close(self, stamp: Stamp, *, committee: Committee) -> None:
        """End the meeting, every item being settled; the body takes note of it."""
        self._allow(self.Closed)
        template = self._template(stamp)
        left = [
            number
            for number, item in self.items.items()
            if item.outcome is ItemOutcome.OPEN
            or (
                item.outcome is ItemOutcome.DECIDED
                and self.next_step(template, item) is not None
            )
        ]
        if left:
            raise ItemsOpen(items=", ".join(map(str, left)))
        if not self.minuted:
            raise MinutesMissing
        day = day_in_china(stamp.at)
        self._record(self.Closed, stamp, on=day)
        committee.hold_meeting(
            stamp,
            meeting_id=self.id,
            meeting=self.kind,
            on=day_in_china(self.starts_at),
        )

    def require_decided(self, committee_id: UUID, item: int) -> None:
        """Refuse the seal where this body decided nothing that it could be for."""
        found = self.items.get(item)
        if (
            found is None
            or self.committee_id != committee_id
            or found.outcome is not ItemOutcome.DECIDED
            or found.passed is False
        ):
            raise SealWithoutDecision

    def _require_member(
        self, stamp: Stamp, person: str | None, proxy: str | None, count: int
    ) -> RosterSeat:
        if person is None or count != 1:
            raise MemberIdNeeded
        seat = self.roster.get(person)
        if seat is None:
            raise NotOnRoster(person=person)
        if not seat.acting:
            raise SuspendedMember(person=person)
        if person in self.present:
            raise PresentAlready(person=person)
        if proxy is not None:
            Voting(stamp.rules, self.body, self.roster.values()).require_proxy(seat)
        return seat
