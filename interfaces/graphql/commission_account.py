"""What clients see of an account under commission (酬金制共管账户)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from application.commission_accounts import CommissionAccounts
from domain.commission_words import (
    CommissionBasis,
    CommissionMove,
    CommissionRequestStage,
    CommissionStatus,
)
from domain.quantities import Fen
from interfaces.graphql.record import RecordNode, part, shown
from projections.commission_accounts import COMMISSION_ACCOUNTS

FIELDS: Mapping[str, str] = {
    "contract": "Number of the service contract, which is under commission.",
    "basis": "What the commission is measured by.",
    "rate": "Fen for a year, or hundredths of a percent of the fees prepaid.",
    "source": "Code of where the money came from, as in `prepaid_fees`.",
    "amount": "How much.",
    "move": "What the payment is for.",
    "item": "Code of the cost, as in `wages`; only where it is one.",
    "payee": "Code of who receives it.",
    "payment": "Number of the request, from 1.",
    "year": "The year whose account is opened to the owners.",
    "note": "What it is for. Free text; sealed.",
    "reason": "Why not. Free text; sealed.",
    "on": "The day of the money.",
}


@part("Money of the owners that came in.")
class CommissionReceipt:
    source: str = strawberry.field(description="Code of where it came from.")
    amount: Fen = strawberry.field(description="How much.")
    on: date = strawberry.field(description="On which day.")


@part("A payment out of the shared account, or one that is asked for.")
class CommissionPayment:
    payment: int = strawberry.field(description="Its number, from 1.")
    move: CommissionMove = strawberry.field(description="What it is for.")
    item: str | None = strawberry.field(description="Code of the cost, if it is one.")
    amount: Fen = strawberry.field(description="How much.")
    payee: str = strawberry.field(description="Code of who receives it.")
    stage: CommissionRequestStage = strawberry.field(description="How far it went.")
    on: date | None = strawberry.field(description="When the money moved.")


@part("What one source brought, or one item cost, in a year.")
class CommissionSum:
    code: str = strawberry.field(description="Its code.")
    amount: Fen = strawberry.field(description="The sum.")


@part("The open account of a year.")
class CommissionYearAccount:
    year: int = strawberry.field(description="The year.")
    opening: Fen = strawberry.field(
        description="Carried from the year before; below zero: a shortfall."
    )
    receipts: list[CommissionSum] = strawberry.field(description="What came in.")
    costs: list[CommissionSum] = strawberry.field(description="What the service cost.")
    commission: Fen = strawberry.field(description="What the firm took.")
    returned: Fen = strawberry.field(description="What went back to owners.")
    closing: Fen = strawberry.field(
        description="Carried into the next year; below zero: a shortfall."
    )


@shown(
    COMMISSION_ACCOUNTS,
    CommissionAccounts,
    "Owners' money that a firm manages for a commission (酬金制).",
    FIELDS,
)
class CommissionAccount(RecordNode):
    status: CommissionStatus = strawberry.field(description="Where it stands.")
    contract: str = strawberry.field(description="Number of the service contract.")
    basis: CommissionBasis = strawberry.field(
        description="What the commission is measured by."
    )
    rate: int = strawberry.field(
        description="Fen for a year, or hundredths of a percent of the fees prepaid."
    )
    in_account: Fen = strawberry.field(description="What the shared account holds.")
    advanced: Fen = strawberry.field(description="What the firm is owed of advances.")
    commission_taken: Fen = strawberry.field(
        description="The commission that the firm took so far."
    )
    receipts: list[CommissionReceipt] = strawberry.field(
        description="What came in, in the order recorded."
    )
    payments: list[CommissionPayment] = strawberry.field(
        description="What was asked for, by number."
    )
    years: list[CommissionYearAccount] = strawberry.field(
        description="The open accounts, oldest first."
    )
    surplus: Fen | None = strawberry.field(
        description="What was handed over to the owners at the end."
    )
    shortfall: Fen | None = strawberry.field(
        description="What the owners owed the firm at the end."
    )
