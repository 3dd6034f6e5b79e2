"""The facts of a fee account (物业费账户): its opening, its charges, its hands. All of
it is restricted: what a household owes is no concern of the public.

A fact that moves money says which postings it makes; they follow from the fact alone.
`fee_payment_facts` and `fee_claim_facts` hold the rest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.facts import Audience, Label, Mask, sealable
from domain.fee_claim_facts import FeeClaimFacts
from domain.fee_lines import Charge, FeeLine
from domain.fee_moves import Moving, OnOpen
from domain.fee_payment_facts import FeePaymentFacts
from domain.fee_words import (
    ArrearsBearer,
    FeeAccountStatus,
    FeeBook,
    ReversalCause,
    WaiverAuthority,
    WaiverReason,
)
from domain.household_facts import Holder, UnitUse
from domain.ledger import Postings, moved
from domain.lifecycle import Beginning
from domain.quantities import Fen

if TYPE_CHECKING:
    from domain.fee_account import FeeAccount


class FeeAccountFacts(FeePaymentFacts, FeeClaimFacts):
    """The namespace that makes the facts read `FeeAccount.Opened`, ..."""

    class Opened(Beginning):
        """A household has an account. unit_id: the household."""

        label = Label("开户", "Opened")
        audience = Audience.RESTRICTED
        target = FeeAccountStatus.OPEN
        unit_id: UUID
        number: str
        use: UnitUse
        holder: Holder
        owners: tuple[str, ...]

        def change(self, account: FeeAccount) -> None:
            account.unit_id = self.unit_id
            account.number = self.number
            account.hands = ((date.min, self.holder, self.owners),)

    class Charged(Moving):
        """A line fell on the account, by the listed price alone (F10).

        replaces: the line that was taken back for it, if one was.
        """

        label = Label("计费", "Charged")
        charge: Charge
        replaces: UUID | None

        def postings(self) -> Postings:
            fen = self.charge.amount_fen
            return moved(fen, debit=FeeBook.RECEIVABLE, credit=FeeBook.INCOME)

        def change(self, account: FeeAccount) -> None:
            line = FeeLine(self.charge)
            if self.replaces is not None:
                line = line.instead_of(account.lines[self.replaces])
            account.put(line)

    class CostsAwarded(Moving):
        """A court or an arbitrator awarded costs of enforcing the debt.

        charge: of the kind `costs`. reference: number of the judgment or award.
        """

        label = Label("判令负担的费用", "Costs awarded")
        charge: Charge
        reference: str

        def postings(self) -> Postings:
            fen = self.charge.amount_fen
            return moved(fen, debit=FeeBook.RECEIVABLE, credit=FeeBook.INCOME)

        def change(self, account: FeeAccount) -> None:
            account.put(FeeLine(self.charge))

    class LineReversed(Moving):
        """A line is taken back by a counter-line; it is never edited (F2).

        open_fen, paid_fen, waived_fen, late_fen: what had become of it. What was paid
        of it is prepaid from now on.
        """

        label = Label("冲销", "Taken back")
        texts = sealable(reason=Mask.M2)
        line_id: UUID
        open_fen: Fen
        paid_fen: Fen
        waived_fen: Fen
        late_fen: Fen
        cause: ReversalCause
        on: date

        def postings(self) -> Postings:
            income, prepaid = FeeBook.INCOME, FeeBook.PREPAYMENT
            return (
                *moved(self.open_fen, debit=income, credit=FeeBook.RECEIVABLE),
                *moved(self.paid_fen, debit=income, credit=prepaid),
                *moved(self.waived_fen, debit=income, credit=FeeBook.WAIVED),
                *moved(self.late_fen, debit=FeeBook.LATE_FEE, credit=prepaid),
            )

        def change(self, account: FeeAccount) -> None:
            account.put(replace(account.lines[self.line_id], reversed=True))
            if self.paid_fen or self.late_fen:
                account.note_prepaid(self.on)

    class Waived(Moving):
        """Less is paid of a line: a line of its own, never another price (F19)."""

        label = Label("减免", "Waived")
        texts = sealable(note=Mask.M2)
        line_id: UUID
        amount_fen: Fen
        authority: WaiverAuthority
        reason: WaiverReason
        on: date

        def postings(self) -> Postings:
            fen, waived = self.amount_fen, FeeBook.WAIVED
            return moved(fen, debit=waived, credit=FeeBook.RECEIVABLE)

        def change(self, account: FeeAccount) -> None:
            line = account.lines[self.line_id]
            account.put(line.waived(self.on, self.amount_fen))

    class LiabilityPassed(OnOpen):
        """The unit changed hands; each owes for its own time (条例41).

        open_fen, prepaid_fen: how the account stood, for seller and buyer to settle.
        bearer: who bears what was open; None: nothing was.
        """

        label = Label("交费义务转移", "Liability passed on")
        holder: Holder
        owners: tuple[str, ...]
        on: date
        open_fen: Fen
        prepaid_fen: Fen
        bearer: ArrearsBearer | None

        def change(self, account: FeeAccount) -> None:
            account.hands = (*account.hands, (self.on, self.holder, self.owners))
            if self.bearer is ArrearsBearer.BUYER:
                for line in account.open_lines:
                    account.put(replace(line, borne_by=self.owners))

    class Closed(OnOpen):
        """Everything is settled and nothing will be charged any more."""

        label = Label("销户", "Closed")
        target = FeeAccountStatus.CLOSED
