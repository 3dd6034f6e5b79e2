"""The use cases of a meeting (会议)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from application.chance import new_id
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import COORDINATORS, OWNERS_BODIES, RELEASERS, Row, row
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.case import Case
from domain.committee import Committee
from domain.facts import Stamp
from domain.meeting import Meeting
from domain.meeting_words import ItemOutcome, MeetingKind
from domain.place import Place
from domain.roles import Role
from domain.vote import Vote

_CLERKS = COORDINATORS | OWNERS_BODIES | {Role.SUPERVISION_MEMBER}
_READERS = _CLERKS | {Role.AUDITOR}

Decide = Callable[[Meeting, Committee, Stamp], None]


def _decided(
    vote: Vote, meeting: Meeting, given: Mapping[str, Any], stamp: Stamp
) -> str:
    """A reserved matter is decided by a vote on that very matter."""
    item = meeting.items.get(given["item"])
    matters = (item.matter,) if item is not None and item.matter is not None else ()
    return vote.require_passed(meeting.compound_id, matters, given["question"])


class Meetings(UseCases[R]):
    """Meetings of every kind: notice, attendance, items, decisions, tasks, minutes."""

    kind = Meeting
    name = "meeting"
    rows: ClassVar[Mapping[str, Row]] = {
        "convene": row(_CLERKS),
        "reschedule": row(_CLERKS),
        "cancel": row(_CLERKS),
        "add_item": row(_CLERKS),
        "open": row(_CLERKS),
        "attend": row(_CLERKS),
        "hear_statement": row(_CLERKS),
        "take_step": row(_CLERKS),
        "post_outcome": row(_CLERKS),
        "make_finding": row(_CLERKS),
        "decide_item": row(_CLERKS),
        "post_decision": row(_CLERKS),
        "settle_item": row(_CLERKS),
        "set_task": row(_CLERKS),
        "finish_task": row(_CLERKS),
        "take_minutes": row(_CLERKS),
        "close": row(_CLERKS),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(_READERS),
        "read_text": row(_READERS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "post_outcome": "post_outcome_of_meeting",
        "make_finding": "make_finding_of_meeting",
    }

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """Where its body is."""
        committee = yield from self._commands.loading(Committee, given["committee_id"])
        return committee.place

    def convene(
        self,
        order: Order,
        *,
        committee_id: UUID,
        kind: MeetingKind,
        starts_at: datetime,
        subject: str | None = None,
        venue: str | None = None,
    ) -> R:
        """Call a meeting of a body, in time."""
        id = new_id()
        body = {"committee_id": committee_id, "kind": kind, "starts_at": starts_at}
        texts = _given(subject=subject, venue=venue)

        def steps() -> Steps[Receipt]:
            committee = yield from self._commands.loading(Committee, committee_id)

            def begin(stamp: Stamp) -> Meeting:
                return Meeting.convene(
                    stamp, id=id, committee=committee, kind=kind, starts_at=starts_at
                )

            return (
                yield from self._commands.creating(
                    order,
                    "meeting.convene",
                    committee.profile,
                    body,
                    texts,
                    begin,
                    id,
                )
            )

        return self._commands.run(steps())

    reschedule = changing(Meeting.reschedule)
    cancel = changing(Meeting.cancel, reason=True)
    add_item = changing(Meeting.add_item, subject=True)

    def open(self, order: Order, id: UUID) -> R:
        """Begin the meeting; the members of the body as it is now count."""

        def decide(meeting: Meeting, committee: Committee, stamp: Stamp) -> None:
            meeting.open(stamp, committee=committee)

        return self._with_body(order, id, "meeting.open", decide)

    attend = changing(Meeting.attend)
    hear_statement = changing(Meeting.hear_statement, statement=True)
    take_step = changing(Meeting.take_step, note=False)
    post_outcome = changing(Meeting.post_outcome)
    make_finding = changing(Meeting.make_finding, finding=True)
    decide_item = changing(Meeting.decide_item, votes=_decided, dissent=False)
    post_decision = changing(Meeting.post_decision)

    def settle_item(
        self,
        order: Order,
        id: UUID,
        *,
        item: int,
        outcome: ItemOutcome,
        case_id: UUID | None = None,
        note: str | None = None,
    ) -> R:
        """Close an item without a decision: solved, a case, or dropped."""
        data = {"item": item, "outcome": outcome, "case_id": case_id}

        def decide(meeting: Meeting, stamp: Stamp) -> None:
            meeting.settle_item(stamp, item=item, outcome=outcome, case_id=case_id)

        return self._about_case(
            order, id, "meeting.settle_item", case_id, data, _given(note=note), decide
        )

    def set_task(
        self,
        order: Order,
        id: UUID,
        *,
        item: int,
        party: str,
        due_on: date,
        task: str,
        assignee: str | None = None,
        case_id: UUID | None = None,
    ) -> R:
        """Give somebody something to do, by a day."""
        data: dict[str, Any] = {
            "item": item,
            "party": party,
            "due_on": due_on,
            "assignee": assignee,
            "case_id": case_id,
        }

        def decide(meeting: Meeting, stamp: Stamp) -> None:
            meeting.set_task(stamp, **data)

        return self._about_case(
            order, id, "meeting.set_task", case_id, data, {"task": task}, decide
        )

    finish_task = changing(Meeting.finish_task, result=False)
    release_text = changing(Meeting.release_text)
    take_minutes = changing(Meeting.take_minutes, minutes=True)

    def close(self, order: Order, id: UUID) -> R:
        """End the meeting, every item being settled; the body takes note of it."""

        def decide(meeting: Meeting, committee: Committee, stamp: Stamp) -> None:
            meeting.close(stamp, committee=committee)

        return self._with_body(order, id, "meeting.close", decide)

    def _with_body(self, order: Order, id: UUID, name: str, decide: Decide) -> R:
        """Change the meeting together with its body."""

        def steps() -> Steps[Receipt]:
            meeting = yield from self._commands.loading(Meeting, id)
            body = meeting.committee_id

            def both(found: dict[UUID, Any], stamp: Stamp) -> None:
                decide(found[id], found[body], stamp)

            kinds = {id: Meeting, body: Committee}
            return (
                yield from self._commands.together(order, name, kinds, {}, {}, both)
            )

        return self._commands.run(steps())

    def _about_case(
        self,
        order: Order,
        id: UUID,
        name: str,
        case_id: UUID | None,
        body: Mapping[str, object],
        texts: Mapping[str, str],
        decide: Callable[[Meeting, Stamp], None],
    ) -> R:
        """Change the meeting; a case that is named must be there."""

        def steps() -> Steps[Receipt]:
            if case_id is not None:
                yield from self._commands.loading(Case, case_id)
            return (
                yield from self._commands.changing(
                    order, name, Meeting, id, body, texts, decide
                )
            )

        return self._commands.run(steps())


def _given(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text is not None}
