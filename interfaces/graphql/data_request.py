"""What clients see of a data subject's request (个人信息权利请求)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import strawberry

from application.data_requests import DataSubjectRequests
from domain.data_request import is_overdue
from domain.data_request_facts import DataRequestKind, DataRequestStatus
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, shown
from projections.data_requests import DATA_REQUESTS

FIELDS: Mapping[str, str] = {
    "kind": "What is asked.",
    "request": "The request in the person's words; sealed, and never released.",
    "case_id": "The case that it is about, if it is about one.",
    "person": (
        "Id of the resident for whom you write it down; only a pseudonym is recorded."
        " Residents leave it out."
    ),
    "answer": "The answer with its reasons; sealed, and never released.",
    "basis": "The article relied on, as a citation code such as `个保47`.",
    "reason": "Why it takes longer; sealed, and never released.",
    "note": "What was done; sealed, and never released.",
}


@shown(
    DATA_REQUESTS,
    DataSubjectRequests,
    "Somebody asks about their own data (个人信息权利请求).",
    FIELDS,
)
class DataSubjectRequest(RecordNode):
    status: DataRequestStatus = strawberry.field(description="How far it has come.")
    kind: DataRequestKind = strawberry.field(description="What is asked.")
    person: str = strawberry.field(
        description="A pseudonym that holds for this request alone."
    )
    case_id: UUID | None = strawberry.field(description="The case that it is about.")
    received_at: datetime = strawberry.field(description="When it was asked.")
    due_at: datetime = strawberry.field(description="When the answer is due.")
    extended: bool = strawberry.field(description="Whether that was put off.")
    answered_at: datetime | None = strawberry.field(description="When it was answered.")
    basis: str | None = strawberry.field(description="The article of a refusal.")
    retained_until: date | None = strawberry.field(
        description="Until when the record must be kept, if that was the reason."
    )
    fulfilled_at: datetime | None = strawberry.field(description="When it was done.")

    @resolved("Whether the answer is late.")
    def overdue(self, info: Info) -> bool:
        now = self.until or info.context.services.clock()
        return is_overdue(self.status, self.due_at, now)
