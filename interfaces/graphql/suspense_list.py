"""What clients see of payments that could not be matched (待查款项)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import strawberry

from application.suspense_lists import SuspenseLists
from domain.quantities import Fen
from domain.suspense import HoldCause, SuspenseListStatus
from interfaces.graphql.record import RecordNode, part, shown
from projections.suspense_lists import SUSPENSE_LISTS

FIELDS: Mapping[str, str] = {
    "payment_id": "The payment, as the list names it.",
    "account_id": "The fee account that takes it.",
    "payer": "Who paid; the owner stays liable.",
    "reference": "Number of the transfer back.",
    "reason": "Why. Free text; sealed.",
}


@part("A payment that waits.")
class HeldPayment:
    payment_id: UUID = strawberry.field(description="Names it on the list.")
    reference: str = strawberry.field(description="Number of the bank.")
    amount_fen: Fen = strawberry.field(description="The amount.")
    paid_on: date = strawberry.field(description="The day of the payment.")
    cause: HoldCause = strawberry.field(description="Why no account took it.")
    refusal: str | None = strawberry.field(
        description="The code with which the account refused it."
    )
    entry: int = strawberry.field(
        description="Version of the entry with its texts, as `texts` names them."
    )


@shown(SUSPENSE_LISTS, SuspenseLists, "Unmatched payments of a compound.", FIELDS)
class SuspenseList(RecordNode):
    status: SuspenseListStatus = strawberry.field(description="Where it stands.")
    held_fen: Fen = strawberry.field(description="All that waits together.")
    payments: list[HeldPayment] = strawberry.field(description="What waits.")
