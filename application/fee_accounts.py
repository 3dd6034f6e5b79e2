"""The use cases of a fee account (物业费账户).

Those that need the household, the compound's tariff or the book of receipts are
written out; the others only bring their command to the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.fee_payments import FeePayments
from application.fee_rows import FEE_ROWS
from application.order import Order
from application.roles_allowed import Row
from application.steps import Steps
from application.use_cases import changing
from domain.case import Case
from domain.facts import Stamp
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_billing import Tariffed
from domain.fee_refusals import FeeAccountTaken, NotAFeeDispute
from domain.fee_words import ArrearsBearer
from domain.household import Household


class FeeAccounts(FeePayments[R]):
    """The accounts of the households of a compound."""

    kind = FeeAccount
    name = "fee_account"
    public = False
    rows: ClassVar[Mapping[str, Row]] = FEE_ROWS
    mutations: ClassVar[Mapping[str, str]] = {
        "bill": "bill_fees",
        "charge": "charge_fee",
        "rebill": "rebill_fees",
        "reverse_line": "reverse_fee",
        "waive": "waive_fee",
        "pay": "pay_fees",
        "void_receipt": "void_fee_receipt",
        "release_prepayment": "release_fee_prepayment",
        "refund": "refund_fee_prepayment",
        "dispute": "dispute_fees",
        "settle_dispute": "settle_fee_dispute",
        "demand": "demand_fees",
        "acknowledge": "acknowledge_fees",
        "take_measure": "take_fee_measure",
        "file_claim": "file_fee_claim",
        "award_costs": "award_fee_costs",
        "pass_liability": "pass_fee_liability",
    }

    def open(self, order: Order, *, unit_id: UUID) -> R:
        """Begin the account of a household.

        unit_id: the household.
        """
        body = {"unit_id": unit_id}

        def steps() -> Steps[Receipt]:
            unit = yield from self._commands.loading(Household, unit_id)
            id = fee_account_id(unit_id)
            return (
                yield from self._commands.creating(
                    order,
                    "fee_account.open",
                    unit.profile,
                    body,
                    {},
                    lambda stamp: FeeAccount.open(stamp, unit=unit),
                    id,
                    taken=FeeAccountTaken(id=id),
                )
            )

        return self._commands.run(steps())

    def bill(self, order: Order, id: UUID, *, month: date) -> R:
        """Charge what is not charged yet of the billing period around a day."""

        def decide(
            account: FeeAccount, unit: Household, compound: Tariffed, stamp: Stamp
        ) -> None:
            account.bill(stamp, unit=unit, compound=compound, month=month)

        return self._with_unit(order, "bill", id, {"month": month}, decide)

    def charge(
        self,
        order: Order,
        id: UUID,
        *,
        item: str,
        period_from: date,
        period_to: date,
    ) -> R:
        """Charge one listed item for a period by hand, within one billing period."""
        body: dict[str, Any] = {
            "item": item,
            "period_from": period_from,
            "period_to": period_to,
        }

        def decide(
            account: FeeAccount, unit: Household, compound: Tariffed, stamp: Stamp
        ) -> None:
            account.charge(stamp, unit=unit, compound=compound, **body)

        return self._with_unit(order, "charge", id, body, decide)

    def rebill(self, order: Order, id: UUID) -> R:
        """Charge anew what corrected areas change: a counter-line and a new line for
        each; what was paid stays paid."""

        def decide(
            account: FeeAccount, unit: Household, compound: Tariffed, stamp: Stamp
        ) -> None:
            account.rebill(stamp, unit=unit)

        return self._with_unit(order, "rebill", id, {}, decide)

    def pass_liability(
        self, order: Order, id: UUID, *, bearer: ArrearsBearer | None = None
    ) -> R:
        """Settle at a transfer that the register of households has: the new owners owe
        from its day on, and seller and buyer say who bears what is open."""

        def decide(
            account: FeeAccount, unit: Household, compound: Tariffed, stamp: Stamp
        ) -> None:
            account.pass_liability(stamp, unit=unit, bearer=bearer)

        body = {"bearer": bearer}
        return self._with_unit(order, "pass_liability", id, body, decide)

    def dispute(
        self,
        order: Order,
        id: UUID,
        *,
        lines: tuple[UUID, ...],
        case_id: UUID,
        on: date,
    ) -> R:
        """Record that the payer contests lines; no late fee runs until it is settled.

        case_id: the case in which it is settled.
        """
        body: dict[str, Any] = {"lines": lines, "case_id": case_id, "on": on}

        def steps() -> Steps[Receipt]:
            case = yield from self._commands.loading(Case, case_id)

            def decide(account: FeeAccount, stamp: Stamp) -> None:
                category = stamp.rules.values.word("fee.dispute_category")
                here = case.compound_id == account.compound_id
                if case.category != category or not here:
                    raise NotAFeeDispute(category=category)
                account.dispute(stamp, **body)

            return (
                yield from self._commands.changing(
                    order, "fee_account.dispute", FeeAccount, id, body, {}, decide
                )
            )

        return self._commands.run(steps())

    reverse_line = changing(FeeAccount.reverse_line, reason=True)
    waive = changing(FeeAccount.waive, note=False)
    release_prepayment = changing(FeeAccount.release_prepayment)
    refund = changing(FeeAccount.refund)
    settle_dispute = changing(FeeAccount.settle_dispute)
    demand = changing(FeeAccount.demand, letter=True)
    acknowledge = changing(FeeAccount.acknowledge, note=False)
    take_measure = changing(FeeAccount.take_measure, note=False)
    file_claim = changing(FeeAccount.file_claim)
    award_costs = changing(FeeAccount.award_costs)
    close = changing(FeeAccount.close)
