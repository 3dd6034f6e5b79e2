"""A data subject's request (个人信息权利请求): asked, answered with reasons, done.

The answer is due in working days (DOMAIN 2.12). A duty to keep a record goes before a
wish to have it erased: such a request is refused with that basis (LAW 个保47).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.codes import require_citation, require_code
from domain.data_request_facts import (
    UNANSWERED,
    DataRequestFacts,
    DataRequestKind,
    DataRequestStatus,
)
from domain.errors import Refusal
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import Living
from domain.place import Place


class ExtendedOnce(Refusal):
    zh = "答复期限只能延长一次。"
    en = "The answer was put off once already."
    fields = ("id",)


class ExtendedTooLate(Refusal):
    zh = "答复期限已过，不能延长。"
    en = "The answer is overdue and cannot be put off."
    fields = ("id",)


class DataSubjectRequest(DataRequestFacts, Living, Aggregate):
    """One request. case_id: the case that it is about, if it is about one."""

    def __init__(self) -> None:
        self.kind = DataRequestKind.ACCESS
        self.person = ""
        self.case_id: UUID | None = None
        self.due_at: datetime | None = None
        self.extended = False

    @property
    def people(self) -> frozenset[str]:
        """Who asks, by the name that they have here."""
        return frozenset({self.person})

    @classmethod
    def receive(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        kind: DataRequestKind,
        person: str,
        case_id: UUID | None = None,
    ) -> Self:
        """Take a request in; the answer falls due."""
        require_code("person", person)
        require_text(stamp, "request")
        span = stamp.rules.values.span("privacy.answer")
        return cls._create(
            cls.Received,
            id=id,
            **stamped(stamp),
            **place.fields(),
            kind=kind,
            person=person,
            case_id=case_id,
            due_at=stamp.rules.calendar.after(stamp.at, span).at,
        )

    def extend(self, stamp: Stamp) -> None:
        """Put the answer off once, and say why."""
        self._allow(self.Extended)
        require_text(stamp, "reason")
        if self.extended:
            raise ExtendedOnce
        if self.overdue(stamp.at):
            raise ExtendedTooLate
        assert self.due_at is not None, "a request has a deadline from its beginning"
        span = stamp.rules.values.span("privacy.extension")
        # It ends at midnight: counted from there, the day that begins would be lost.
        due_at = stamp.rules.calendar.after(_last_moment(self.due_at), span).at
        self._record(self.Extended, stamp, due_at=due_at)

    def grant(self, stamp: Stamp) -> None:
        """Answer yes."""
        self._allow(self.Granted)
        require_text(stamp, "answer")
        self._record(self.Granted, stamp)

    def refuse(
        self, stamp: Stamp, *, basis: str, retained_until: date | None = None
    ) -> None:
        """Answer no, with the article relied on and the reasons."""
        self._allow(self.Refused)
        require_citation("basis", basis)
        require_text(stamp, "answer")
        self._record(self.Refused, stamp, basis=basis, retained_until=retained_until)

    def fulfil(self, stamp: Stamp) -> None:
        """Say that what was granted is done."""
        self._record(self.Fulfilled, stamp)

    def withdraw(self, stamp: Stamp) -> None:
        """Ask no longer."""
        self._record(self.Withdrawn, stamp)

    def overdue(self, at: datetime) -> bool:
        """Whether the answer is late at a moment."""
        return is_overdue(self.status, self.due_at, at)


def is_overdue(
    status: DataRequestStatus | str, due_at: datetime | None, at: datetime
) -> bool:
    """Whether an answer is owed and late."""
    return status in UNANSWERED and due_at is not None and at > due_at


def _last_moment(due_at: datetime) -> datetime:
    return due_at - due_at.resolution
