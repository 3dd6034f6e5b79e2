"""What clients see of an application to the Party service fund (服务群众经费)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from application.service_funds import ServiceFunds
from domain.quantities import Fen
from domain.service_fund_facts import ServiceFundStatus
from interfaces.graphql import names
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.service_funds import SERVICE_FUNDS

FIELDS: Mapping[str, str] = {
    "purpose": "Code of what it is for, as in `facilities`.",
    "amount": "Money: asked for, granted, or paid.",
    "plan": "What is planned. Free text; sealed.",
    "payee": "Code of who receives the payment.",
    "result": "What came of it. Free text; sealed.",
    "reason": "Why not. Free text; sealed.",
    "on": "The day on which it happened.",
}


@part("A payment out of a grant of the Party service fund.")
class ServiceFundPayment:
    amount: Fen = strawberry.field(description="How much.")
    payee: str = strawberry.field(description="Code of who received it.")
    on: date = strawberry.field(description="On which day.")


@shown(
    SERVICE_FUNDS,
    ServiceFunds,
    "Money that a community asked its street for (服务群众经费).",
    FIELDS,
)
class ServiceFund(RecordNode):
    profile: strawberry.Private[str]

    status: ServiceFundStatus = strawberry.field(description="Where it stands.")
    purpose: str = strawberry.field(description="Code of what it is for.")
    asked: Fen = strawberry.field(description="What was asked for.")
    granted: Fen | None = strawberry.field(description="What the street granted.")
    spent: Fen = strawberry.field(description="What was paid so far.")
    returned: Fen | None = strawberry.field(
        description="What went back to the street at the end."
    )
    payments: list[ServiceFundPayment] = strawberry.field(
        description="Payments in the order recorded."
    )
    closed_on: date | None = strawberry.field(
        description="When it was closed with its result."
    )

    @resolved("What it is for, in the client's language.")
    def purpose_name(self, info: Info) -> str:
        listed = names.listed
        return listed(info.context, self.profile, "service_fund_purposes", self.purpose)
