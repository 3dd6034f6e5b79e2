"""The tables of duties: what arose, what owes, what was published and exempted.

Every row says when what it holds was recorded and until when it was so, so that a
question about an earlier moment asks the same tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.duty import (
    Duty,
    DutyEnd,
    DutyExemption,
    PostedObjection,
    PostedVersion,
    Posting,
)
from domain.duty_heads import Head
from domain.duty_words import DutyDisplay
from projections.documents import plain
from projections.tables import Table


class DutyRow(NamedTuple):
    """A duty that a fact gave, and what became of it."""

    position: int
    number: int
    version: int
    id: str
    code: str
    item: str
    subject: str
    occasion: str
    detail: str
    compound_id: UUID | None
    enterprise_id: UUID | None
    region_path: tuple[str, ...]
    trigger: str
    anchor_at: datetime
    due_at: datetime | None
    provisional: bool
    required: tuple[str, ...]
    ahead: bool
    display: str
    shown: str | None
    until: bool
    rules: str
    known_at: datetime | None
    replaced_at: datetime | None
    ended_at: datetime | None
    ended_known: datetime | None
    void: bool


class SpanRow(NamedTuple):
    """What owes the calendar's duties."""

    position: int
    duty_group: str
    subject: str
    detail: str
    version: int
    compound_id: UUID | None
    enterprise_id: UUID | None
    region_path: tuple[str, ...]
    profile: str
    since: date
    known_at: datetime
    until: date | None
    ended_known: datetime | None


class RulesRow(NamedTuple):
    """When a rule pack was first named."""

    rules: str
    version: int
    known_at: datetime
    position: int


class PostingRow(NamedTuple):
    """A publication."""

    id: UUID
    version: int
    item: str
    subject: str
    occasion: str
    named_day: str | None
    posted_at: datetime
    known_at: datetime
    filled: tuple[str, ...]
    plain: bool
    document: dict[str, Any]


class ExemptionRow(NamedTuple):
    """An exemption."""

    id: UUID
    version: int
    item: str
    subject: str
    occasion: str
    approved: datetime | None
    revoked: datetime | None


class HeadRow(NamedTuple):
    """What is remembered of a stream."""

    id: UUID
    version: int
    head: Head


DUTIES = Table("duty", DutyRow, ("position", "number"))
SPANS = Table("duty_span", SpanRow, ("position", "duty_group", "subject", "detail"))
RULES = Table("duty_rules", RulesRow, ("rules",))
POSTINGS = Table("duty_posting", PostingRow, ("id",))
EXEMPTIONS = Table("duty_exemption", ExemptionRow, ("id",))
HEADS = Table("duty_head", HeadRow, ("id",))
TABLES = (DUTIES, SPANS, RULES, POSTINGS, EXEMPTIONS, HEADS)


def row_of(duty: Duty, position: int, number: int, *, waits: bool) -> DutyRow:
    return DutyRow(
        position=position,
        number=number,
        version=1,
        id=duty.id,
        code=duty.code,
        item=duty.item,
        subject=duty.subject,
        occasion=duty.occasion,
        detail=duty.detail,
        compound_id=duty.compound_id,
        enterprise_id=duty.enterprise_id,
        region_path=duty.region_path,
        trigger=duty.trigger,
        anchor_at=duty.anchor_at,
        due_at=duty.due_at,
        provisional=duty.provisional_due,
        required=duty.required,
        ahead=duty.ahead,
        display=duty.display.value,
        shown=duty.shown,
        until=duty.until,
        rules=duty.rules,
        known_at=None if waits else duty.known_at,
        replaced_at=None,
        ended_at=None,
        ended_known=None,
        void=False,
    )


def duty_of(row: DutyRow) -> tuple[Duty, DutyEnd | None]:
    """The duty of a row that shows, and its end."""
    assert row.known_at is not None
    end = None
    if row.ended_at is not None and row.ended_known is not None:
        end = DutyEnd(_utc(row.ended_at), _utc(row.ended_known), row.void)
    duty = Duty(
        code=row.code,
        item=row.item,
        subject=row.subject,
        occasion=row.occasion,
        detail=row.detail,
        compound_id=row.compound_id,
        enterprise_id=row.enterprise_id,
        region_path=tuple(row.region_path),
        trigger=row.trigger,
        anchor_at=_utc(row.anchor_at),
        due_at=_utc(row.due_at) if row.due_at else None,
        provisional_due=row.provisional,
        required=tuple(row.required),
        ahead=row.ahead,
        display=DutyDisplay.of(row.display),
        shown=row.shown,
        until=row.until,
        rules=row.rules,
        known_at=_utc(row.known_at),
    )
    return duty, end


def posting_row(posting: Posting, version: int) -> PostingRow:
    first = posting.versions[0]
    return PostingRow(
        id=posting.id,
        version=version,
        item=posting.item,
        subject=posting.subject,
        occasion=posting.occasion,
        named_day=posting.named_day.isoformat() if posting.named_day else None,
        posted_at=first.at,
        known_at=first.known_at,
        filled=first.filled,
        plain=len(posting.versions) == 1 and posting.taken_down is None,
        document=plain(posting),
    )


def posting_of(document: dict[str, Any]) -> Posting:
    """A publication as the domain has it, from its document."""
    down, day = document["taken_down"], document["named_day"]
    return Posting(
        id=UUID(document["id"]),
        item=document["item"],
        subject=document["subject"],
        occasion=document["occasion"],
        named_day=date.fromisoformat(day) if day else None,
        versions=tuple(
            PostedVersion(
                _moment(each["at"]), _moment(each["known_at"]), tuple(each["filled"])
            )
            for each in document["versions"]
        ),
        taken_down=(_moment(down[0]), _moment(down[1])) if down else None,
        board=tuple(_moment(each) for each in document["board"]),
        objections=tuple(
            PostedObjection(
                each["number"],
                _moment(each["known_at"]),
                _moment(each["due_at"]),
                _moment(each["answered"]) if each["answered"] else None,
            )
            for each in document["objections"]
        ),
    )


def exemption_of(row: Sequence[Any]) -> DutyExemption:
    return DutyExemption(row[0], *row[2:])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
