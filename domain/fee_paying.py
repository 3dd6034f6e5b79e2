"""Paying: allocation, receipts, prepayments, refunds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.civil_time import today
from domain.codes import require_code
from domain.facts import Stamp
from domain.fee_allocation import allocated
from domain.fee_lines import FeeLine
from domain.fee_refusals import (
    NoSuchReceipt,
    NothingPrepaid,
    PaymentKnown,
    PaymentNotPositive,
    PrepaymentForced,
    PrepaymentSpent,
    PrepaymentTooLong,
    ReceiptVoidAlready,
    ReferenceMissing,
    RefundBeyondPrepayment,
    SignatureMissing,
)
from domain.fee_state import FeeState, require_past
from domain.fee_words import FeePayer, FeePaymentMethod, RefundCause
from domain.quantities import Fen
from domain.receipt_numbers import verify_code

UNATTENDED = frozenset({FeePaymentMethod.TRANSFER, FeePaymentMethod.ONLINE})
"""Here the payer alone decides how much to send; nobody could force a prepayment."""


class FeePaying(FeeState):
    """Commands that move money."""

    def pay(
        self,
        stamp: Stamp,
        *,
        receipt: int,
        amount_fen: Fen,
        method: FeePaymentMethod,
        payer: FeePayer,
        on: date,
        reference: str | None = None,
        signature: str | None = None,
        lines: tuple[UUID, ...] = (),
        prepay_fen: Fen | None = None,
        month_fen: Fen | None = None,
        nonce: str = "",
    ) -> str:
        """Take a payment; the code that proves its receipt.

        receipt: the number that the compound's book gives. lines: the payer's choice.
        prepay_fen: what the payer wants to prepay, taken off before the lines; None:
            nothing, or the rest, if the payer sent it by bank.
        nonce: drawn at random, for the code.
        month_fen: what a month costs, if known; it bounds the prepayments (F11).
        """
        self._allow(self.Paid)
        _require_payment(stamp, amount_fen, method, on, reference, signature)
        if (method, reference) in self.references and reference is not None:
            raise PaymentKnown(reference=reference)
        self._owed(lines, on)
        chosen = prepay_fen or 0
        if not 0 <= chosen <= amount_fen:
            raise PrepaymentForced(rest=amount_fen, chosen=chosen)
        allocations, rest = allocated(self._payable(), amount_fen - chosen, lines, on)
        if rest and (prepay_fen is not None or method not in UNATTENDED):
            raise PrepaymentForced(rest=rest + chosen, chosen=chosen)
        prepaid = Fen(rest + chosen)
        if prepaid and month_fen is not None:
            self._require_short(stamp, prepaid, month_fen)
        verify = verify_code(self.id, receipt, amount_fen, on, nonce)
        self._record(
            self.Paid,
            stamp,
            receipt=receipt,
            verify=verify,
            amount_fen=amount_fen,
            method=method,
            reference=reference,
            payer=payer,
            signature=signature,
            on=on,
            allocations=allocations,
            prepaid_fen=prepaid,
        )
        return verify

    def void_receipt(self, stamp: Stamp, *, receipt: int) -> None:
        """Take a payment back by a counter-entry: it never came, or was entered
        wrongly."""
        self._allow(self.ReceiptVoided)
        self.require_receipt(receipt)
        paid = self.receipts[receipt]
        standing = tuple(
            each for each in paid.allocations if not self.lines[each.line_id].reversed
        )
        unprepaid = paid.amount_fen - sum(each.fen for each in standing)
        if unprepaid > self.prepaid_fen:
            raise PrepaymentSpent(balance=self.prepaid_fen)
        self._record(
            self.ReceiptVoided,
            stamp,
            receipt=receipt,
            allocations=standing,
            unprepaid_fen=Fen(unprepaid),
            on=today(stamp),
        )

    def require_receipt(self, number: int) -> None:
        """Refuse the number of a receipt that is not the account's, or is void."""
        if number not in self.receipts:
            raise NoSuchReceipt(number=number)
        if number in self.voided:
            raise ReceiptVoidAlready(number=number)

    def release_prepayment(self, stamp: Stamp, *, on: date) -> None:
        """Pay the lines that fell due by a day from what is prepaid (F11)."""
        self._allow(self.PrepaymentReleased)
        require_past("on", on, stamp)
        if not self._release(stamp, on):
            raise NothingPrepaid

    def refund(
        self,
        stamp: Stamp,
        *,
        amount_fen: Fen,
        cause: RefundCause,
        method: FeePaymentMethod,
        reference: str | None = None,
        on: date,
    ) -> None:
        """Pay a prepayment back, in whole or in part."""
        self._allow(self.Refunded)
        require_code("reference", reference)
        require_past("on", on, stamp)
        if amount_fen <= 0:
            raise PaymentNotPositive
        if amount_fen > self.prepaid_fen:
            raise RefundBeyondPrepayment(balance=self.prepaid_fen, fen=amount_fen)
        self._record(
            self.Refunded,
            stamp,
            amount_fen=amount_fen,
            cause=cause,
            method=method,
            reference=reference,
            on=on,
        )

    def _release(self, stamp: Stamp, on: date) -> bool:
        """Whether anything was released. A line is paid on the day it fell due, if
        the money was there then, so that no late fee runs."""
        released = False
        for line in self._due(on):
            fen = min(self.prepaid_fen, line.open_fen)
            if fen <= 0:
                break
            since = self.prepaid_since
            assert since is not None, "something is prepaid"
            self._follow(
                self.PrepaymentReleased,
                stamp,
                line_id=line.id,
                amount_fen=Fen(fen),
                on=max(line.charge.due_on, since),
            )
            released = True
        return released

    def _payable(self) -> list[FeeLine]:
        return [line for line in self.lines.values() if not line.reversed]

    def _require_short(self, stamp: Stamp, prepaid: int, month_fen: int) -> None:
        months = stamp.rules.values.number("fee.prepayment_months")
        total, limit = self.prepaid_fen + prepaid, months * month_fen
        if total > limit:
            raise PrepaymentTooLong(months=months, limit=limit, fen=total)


def _require_payment(
    stamp: Stamp,
    amount_fen: int,
    method: FeePaymentMethod,
    on: date,
    reference: str | None,
    signature: str | None,
) -> None:
    require_code("reference", reference)
    require_code("signature", signature)
    require_past("on", on, stamp)
    if amount_fen <= 0:
        raise PaymentNotPositive
    if reference is None and method is not FeePaymentMethod.CASH:
        raise ReferenceMissing
    if signature is None and method in stamp.rules.values.words("fee.signed_methods"):
        raise SignatureMissing
