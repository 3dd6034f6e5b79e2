"""What clients see of a fee account (物业费账户)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from application.fee_accounts import FeeAccounts
from domain.civil_time import day_in_china
from domain.fee_lines import late_fee
from domain.fee_watch import Owing, age_bucket, ageing, limitation
from domain.fee_words import (
    ChargeKind,
    FeeAccountStatus,
    FeePayer,
    FeePaymentMethod,
    LimitationState,
)
from domain.household_facts import Holder, UnitUse
from domain.quantities import Dm2, Fen, Rate
from domain.rulepack import RulePack
from domain.tariff import BillingCycle, ChargeBasis, PartMonth
from interfaces.graphql.context import Context, Info
from interfaces.graphql.fee_ages import ON, AgeBucket, buckets_of
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.fee_accounts import FEE_ACCOUNTS, line_of

FIELDS: Mapping[str, str] = {
    "unit_id": "The household.",
    "month": "A day of the billing period that is to be charged.",
    "item": "Code of the listed item, as in `property`.",
    "period_from": "The first day that is charged.",
    "period_to": "The last day that is charged.",
    "line_id": "The line.",
    "lines": "Ids of lines; of a payment those that the payer chose, in that order.",
    "cause": "Why.",
    "reason": "Why: one of the listed reasons, or a free text, which is sealed.",
    "authority": "By whose authority.",
    "note": "Free text; sealed.",
    "amount_fen": "The amount, in fen.",
    "method": "How the money comes or goes.",
    "payer": "Who pays; the owner stays liable.",
    "payer_name": "Name of whoever pays; sealed, and never released.",
    "reference": "Number of the bank, the terminal, the voucher or the court's case.",
    "signature": "Digest of what the payer signed on the receipt.",
    "prepay_fen": "What the payer wants to prepay, in fen.",
    "receipt_number": "Number printed on the receipt, if it has one: it must be next.",
    "receipt": "Number of the receipt.",
    "on": "The day on which it happened.",
    "case_id": "The case (FEE-01) in which the dispute is settled.",
    "outcome": "How the dispute ended.",
    "letter": "The text of the demand; sealed, and never released.",
    "sent_on": "The day on which the demand reached the debtor.",
    "measure": "Code of the measure; the catalogue `fee_measures` lists them.",
    "forum": "Court or arbitration.",
    "due_on": "The day by which it must be paid.",
    "bearer": "Who bears what is open; needed if anything is.",
}


@part("What an amount was made from, as the contract said then.")
class FeeTerms:
    basis: ChargeBasis = strawberry.field(description="What the rate is for.")
    area_dm2: Dm2 = strawberry.field(description="The area charged, in 0.01 m2.")
    rate: Rate = strawberry.field(description="The price.")
    cycle: BillingCycle = strawberry.field(
        description="The billing period, at whose end the amount was rounded."
    )
    part_month: PartMonth = strawberry.field(description="How a part is charged.")
    late_fee_per_day: int = strawberry.field(
        description="Late fee a day, in millionths of the principal; 0: none."
    )
    late_fee_cap: int = strawberry.field(
        description="The most of it, in percent of the principal."
    )


@part("What was charged.")
class FeeCharge:
    id: UUID = strawberry.field(description="Id of the line.")
    kind: ChargeKind = strawberry.field(description="A listed item, or costs.")
    item: str = strawberry.field(description="Code of the item.")
    period_from: date = strawberry.field(description="The first day charged.")
    period_to: date = strawberry.field(description="The last day charged.")
    amount_fen: Fen = strawberry.field(description="The amount.")
    due_on: date = strawberry.field(description="The day by which it is paid.")
    liable: Holder = strawberry.field(description="Who owes it.")
    terms: FeeTerms | None = strawberry.field(description="Null for costs.")


@part("A line of the account, and what became of it.")
class FeeLine:
    charge: FeeCharge = strawberry.field(description="What was charged.")
    open_fen: Fen = strawberry.field(description="What is still owed.")
    paid_fen: Fen = strawberry.field(description="What was paid.")
    waived_fen: Fen = strawberry.field(description="What was let off.")
    late_paid_fen: Fen = strawberry.field(description="Late fee that was paid.")
    in_dispute: bool = strawberry.field(description="Whether the payer contests it.")
    case_id: UUID | None = strawberry.field(description="The case of the dispute.")
    demands: int = strawberry.field(description="How many demands were sent.")
    answer_by: date | None = strawberry.field(
        description="The last day that the last demand gives."
    )
    reversed: bool = strawberry.field(description="Whether it was taken back.")


@part("What a line got of a payment.")
class FeeAllocation:
    line_id: UUID = strawberry.field(description="The line.")
    item: str = strawberry.field(description="Code of the item.")
    period_from: date = strawberry.field(description="The first day paid for.")
    period_to: date = strawberry.field(description="The last day paid for.")
    principal_fen: Fen = strawberry.field(description="For the charge itself.")
    late_fen: Fen = strawberry.field(description="For the late fee.")


@part("A receipt (收据).")
class FeeReceipt:
    number: int = strawberry.field(description="Its number in the compound's book.")
    verify: str = strawberry.field(description="The code that proves it.")
    on: date = strawberry.field(description="The day of the payment.")
    amount_fen: Fen = strawberry.field(description="The amount.")
    method: FeePaymentMethod = strawberry.field(description="How it was paid.")
    reference: str | None = strawberry.field(description="Number of the bank.")
    payer: FeePayer = strawberry.field(description="Who paid.")
    cashier: str = strawberry.field(description="Id of the cashier.")
    signature: str | None = strawberry.field(
        description="Digest of what the payer signed."
    )
    allocations: list[FeeAllocation] = strawberry.field(
        description="What was paid for."
    )
    prepaid_fen: Fen = strawberry.field(description="What was prepaid.")
    voided: bool = strawberry.field(description="Taken back by a counter-entry.")


@strawberry.type(description="What time made of an open line.")
class FeeWatch:
    line_id: UUID = strawberry.field(description="The line.")
    late_fee_fen: Fen = strawberry.field(description="The late fee asked for it.")
    age: str | None = strawberry.field(
        description="Code of its age; null if it is not due yet."
    )
    limitation: LimitationState = strawberry.field(
        description="How near it is to its limitation; it may be paid all the same."
    )


@shown(FEE_ACCOUNTS, FeeAccounts, "The fees of one household (物业费账户).", FIELDS)
class FeeAccount(RecordNode):
    status: FeeAccountStatus = strawberry.field(description="Where it stands.")
    unit_id: UUID = strawberry.field(description="The household.")
    number: str = strawberry.field(description="The unit, as in `3-2-501`.")
    use: UnitUse = strawberry.field(description="What the unit is for.")
    holder: Holder = strawberry.field(description="Who holds the unit.")
    owners: list[str] = strawberry.field(description="Opaque ids of the owners.")
    open_fen: Fen = strawberry.field(description="What is owed, without late fee.")
    prepaid_fen: Fen = strawberry.field(description="What is prepaid.")
    oldest_due: date | None = strawberry.field(
        description="Due day of the oldest line that is open."
    )
    in_dispute: bool = strawberry.field(description="Whether a line is contested.")
    claims: list[str] = strawberry.field(description="Numbers of lawsuits.")
    lines: list[FeeLine] = strawberry.field(description="Every line, as charged.")
    receipts: list[FeeReceipt] = strawberry.field(description="Every receipt.")

    @resolved("What is owed on a day, by age.")
    def ageing(
        self, info: Info, on: Annotated[date | None, ON] = None
    ) -> list[AgeBucket]:
        day = on or today(info.context)
        owing = [
            Owing(each.charge.due_on, each.open_fen)
            for each in self.lines
            if each.open_fen
        ]
        buckets = self._rules(info).catalogue("fee_ages")
        return buckets_of(buckets, ageing(buckets, owing, day), info.context.language)

    @resolved("Late fee, age and limitation of every open line on a day.")
    def watch(
        self, info: Info, on: Annotated[date | None, ON] = None
    ) -> list[FeeWatch]:
        day, rules = on or today(info.context), self._rules(info)
        lines = [line_of(each) for each in self.record.view["lines"]]
        return [
            FeeWatch(
                line_id=line.id,
                late_fee_fen=Fen(late_fee(line, day)),
                age=age_bucket(rules.catalogue("fee_ages"), line.charge.due_on, day),
                limitation=limitation(rules, line.charge.due_on, line.interrupted, day),
            )
            for line in lines
            if line.open_fen or late_fee(line, day)
        ]

    def _rules(self, info: Info) -> RulePack:
        return info.context.services.rules.for_profile(self.record.view["profile"])


def today(context: Context) -> date:
    """The present day in China."""
    return day_in_china(context.services.clock())
