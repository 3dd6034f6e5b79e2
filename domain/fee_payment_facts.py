"""The facts of a fee account about money that came or went."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Label, Mask, sealable
from domain.fee_allocation import Allocation
from domain.fee_moves import Moving
from domain.fee_words import (
    FeeBook,
    FeePayer,
    FeePaymentMethod,
    Interruption,
    RefundCause,
)
from domain.ledger import Postings, moved
from domain.quantities import Fen

if TYPE_CHECKING:
    from domain.fee_account import FeeAccount


def _money(
    allocations: tuple[Allocation, ...], prepaid_fen: int, sign: int = 1
) -> Postings:
    principal = sign * sum(each.principal_fen for each in allocations)
    late = sign * sum(each.late_fen for each in allocations)
    return (
        *moved(principal, debit=FeeBook.CASH, credit=FeeBook.RECEIVABLE),
        *moved(late, debit=FeeBook.CASH, credit=FeeBook.LATE_FEE),
        *moved(sign * prepaid_fen, debit=FeeBook.CASH, credit=FeeBook.PREPAYMENT),
    )


class FeePaymentFacts:
    """Part of the namespace `FeeAccountFacts`."""

    class Paid(Moving):
        """Money came, and a receipt was given for it (F18).

        receipt: its number in the compound's book. verify: what proves the receipt.
        reference: of the bank or of the terminal; None for cash.
        signature: digest of what the payer signed. The cashier is the actor.
        """

        label = Label("交费", "Paid")
        texts = sealable(payer_name=Mask.NEVER)
        receipt: int
        verify: str
        amount_fen: Fen
        method: FeePaymentMethod
        reference: str | None
        payer: FeePayer
        signature: str | None
        on: date
        allocations: tuple[Allocation, ...]
        prepaid_fen: Fen

        def postings(self) -> Postings:
            return _money(self.allocations, self.prepaid_fen)

        def change(self, account: FeeAccount) -> None:
            for each in self.allocations:
                line = account.lines[each.line_id]
                line = line.paid(self.on, each.principal_fen, each.late_fen)
                account.put(line.interrupted_by(Interruption.PAYMENT, self.on))
            account.receipts[self.receipt] = self
            if self.reference is not None:
                account.references |= {(self.method, self.reference)}
            if self.prepaid_fen:
                account.note_prepaid(self.on)

    class ReceiptVoided(Moving):
        """A payment is taken back by a counter-entry; its number stays used.

        allocations: what goes back to the lines. unprepaid_fen: what is taken from the
            prepayments, with what had been paid for lines since taken back.
        """

        label = Label("收据作废", "Receipt made void")
        texts = sealable(reason=Mask.M2)
        receipt: int
        allocations: tuple[Allocation, ...]
        unprepaid_fen: Fen
        on: date

        def postings(self) -> Postings:
            return _money(self.allocations, self.unprepaid_fen, sign=-1)

        def change(self, account: FeeAccount) -> None:
            paid = account.receipts[self.receipt]
            for each in self.allocations:
                line = account.lines[each.line_id]
                # As if it had never been paid: from the same day on.
                line = line.paid(paid.on, -each.principal_fen, -each.late_fen)
                account.put(line.uninterrupted_by(Interruption.PAYMENT, paid.on))
            account.voided |= {self.receipt}
            account.references -= {(paid.method, paid.reference)}

    class PrepaymentReleased(Moving):
        """A line fell due and was paid from what had been prepaid (F11)."""

        label = Label("预交冲抵", "Prepayment released")
        line_id: UUID
        amount_fen: Fen
        on: date

        def postings(self) -> Postings:
            prepaid = FeeBook.PREPAYMENT
            return moved(self.amount_fen, debit=prepaid, credit=FeeBook.RECEIVABLE)

        def change(self, account: FeeAccount) -> None:
            line = account.lines[self.line_id]
            account.put(line.paid(self.on, self.amount_fen))

    class Refunded(Moving):
        """A prepayment was paid back. reference: of the transfer or voucher."""

        label = Label("退还预交", "Refunded")
        amount_fen: Fen
        cause: RefundCause
        method: FeePaymentMethod
        reference: str | None
        on: date

        def postings(self) -> Postings:
            prepaid = FeeBook.PREPAYMENT
            return moved(self.amount_fen, debit=prepaid, credit=FeeBook.CASH)
