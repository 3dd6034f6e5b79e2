"""The use cases of a fee account (物业费账户).

Those that need the household, the compound's tariff or the book of receipts are
written out; the others only bring their command to the account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, ClassVar, cast
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.fee_rows import FEE_ROWS
from application.order import Order
from application.receipt_books import book_among, books_from, present_volume
from application.roles_allowed import Row
from application.steps import Blocking, Steps
from application.use_cases import UseCases, changing
from domain.case import Case
from domain.compound import Compound
from domain.facts import Stamp
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_billing import Tariffed, month_fen
from domain.fee_refusals import FeeAccountTaken, NotAFeeDispute
from domain.fee_words import ArrearsBearer, FeePayer, FeePaymentMethod
from domain.household import Household
from domain.place import Place
from domain.quantities import Fen
from domain.receipts import ReceiptBook, receipt_book_id, volume_of


class FeeAccounts(UseCases[R]):
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

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """A new account belongs where its household is."""
        unit = yield from self._commands.loading(Household, given["unit_id"])
        return unit.place

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

    def pay(
        self,
        order: Order,
        id: UUID,
        *,
        amount_fen: Fen,
        method: FeePaymentMethod,
        on: date,
        payer: FeePayer = FeePayer.OWNER,
        reference: str | None = None,
        signature: str | None = None,
        lines: tuple[UUID, ...] = (),
        prepay_fen: Fen | None = None,
        receipt_number: int | None = None,
        payer_name: str | None = None,
    ) -> R:
        """Take a payment and give its receipt, with the next number of the compound."""
        payment: dict[str, Any] = {
            "amount_fen": amount_fen,
            "method": method,
            "on": on,
            "payer": payer,
            "reference": reference,
            "signature": signature,
            "lines": lines,
            "prepay_fen": prepay_fen,
        }
        body = {**payment, "receipt_number": receipt_number}
        texts = {"payer_name": payer_name} if payer_name is not None else {}

        def steps() -> Steps[Receipt]:
            account, unit, compound = yield from self._loaded(id)
            tariff = compound.tariff_on(on)
            month = None if tariff is None else month_fen(unit, tariff, on)
            volume, books = yield from self._books(account.place)

            def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                book = book_among(found, account.place, volume, stamp)
                if receipt_number is not None:
                    book.require_number(receipt_number)
                receipted(found[id], book, stamp, month_fen=month, **payment)

            return (
                yield from self._commands.together(
                    order,
                    "fee_account.pay",
                    {id: FeeAccount, **books},
                    body,
                    texts,
                    decide,
                    new=books,
                )
            )

        return self._commands.run(steps())

    def void_receipt(self, order: Order, id: UUID, *, receipt: int, reason: str) -> R:
        """Take a payment back by a counter-entry; its number stays used."""

        def steps() -> Steps[Receipt]:
            account = yield from self._commands.loading(FeeAccount, id)
            account.require_receipt(receipt)
            assert account.compound_id is not None, "a household lies in a compound"
            book_id = receipt_book_id(account.compound_id, volume_of(receipt))

            def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                found[id].void_receipt(stamp, receipt=receipt)
                found[book_id].void(stamp, number=receipt)

            return (
                yield from self._commands.together(
                    order,
                    "fee_account.void_receipt",
                    {id: FeeAccount, book_id: ReceiptBook},
                    {"receipt": receipt},
                    {"reason": reason},
                    decide,
                )
            )

        return self._commands.run(steps())

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

    def _with_unit(
        self,
        order: Order,
        name: str,
        id: UUID,
        body: Mapping[str, Any],
        decide: Callable[[FeeAccount, Household, Tariffed, Stamp], None],
    ) -> R:
        """A command on one account that looks at its household and its compound."""

        def steps() -> Steps[Receipt]:
            _, unit, compound = yield from self._loaded(id)

            def change(account: FeeAccount, stamp: Stamp) -> None:
                decide(account, unit, compound, stamp)

            return (
                yield from self._commands.changing(
                    order, f"fee_account.{name}", FeeAccount, id, body, {}, change
                )
            )

        return self._commands.run(steps())

    def _books(self, place: Place) -> Steps[tuple[int, dict[UUID, type[ReceiptBook]]]]:
        assert place.compound_id is not None, "a household lies in a compound"
        store = self._commands.store
        looking = Blocking(partial(present_volume, store, place.compound_id))
        volume: int = yield looking
        return volume, books_from(place.compound_id, volume)

    def _loaded(self, id: UUID) -> Steps[tuple[FeeAccount, Household, Tariffed]]:
        account = yield from self._commands.loading(FeeAccount, id)
        unit = yield from self._commands.loading(Household, account.unit_id)
        assert account.compound_id is not None, "a household lies in a compound"
        compound = yield from self._commands.loading(Compound, account.compound_id)
        return account, unit, cast(Tariffed, compound)


def receipted(
    account: FeeAccount, book: ReceiptBook, stamp: Stamp, **payment: Any
) -> None:
    """Take a payment under the next number of the book; both are to be saved."""
    number = book.next
    verify = account.pay(stamp, receipt=number, **payment)
    book.issue(
        stamp, account_id=account.id, amount_fen=payment["amount_fen"], verify=verify
    )
