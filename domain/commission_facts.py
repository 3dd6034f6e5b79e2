"""The facts of an account under commission (酬金制). All are public: it is the owners'
money, and its accounts are open to them every year (D07)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.commission_words import (
    SIDES,
    CommissionLedger,
    CommissionMove,
    CommissionRequest,
    CommissionRequestStage,
    CommissionStatus,
    CommissionTerms,
    CommissionYear,
)
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.quantities import Fen

if TYPE_CHECKING:
    from domain.commission_state import CommissionState

OPEN = frozenset({CommissionStatus.OPEN})


class CommissionFacts:
    """The namespace that makes the facts read `CommissionAccount.Opened`, ..."""

    class Opened(Beginning):
        """The firm and the owners opened a shared account for the contract.

        contract: its number. starts_on: the first day of service.
        """

        label = Label("设立共管账户", "Opened")
        target = CommissionStatus.OPEN
        contract: str
        terms: CommissionTerms
        signed_on: date
        starts_on: date

        def change(self, account: CommissionState) -> None:
            account.contract = self.contract
            account.terms = self.terms
            account.signed_on = self.signed_on
            account.starts_on = self.starts_on
            account.next_year = self.signed_on.year

    class MoneyReceived(Step):
        """Money of the owners came into the shared account.

        source: code of `commission_receipts`. earning: whether a commission that is
            a share is measured by it.
        """

        label = Label("业主资金入账", "Money received")
        sources = OPEN
        source: str
        amount: Fen
        earning: bool
        on: date

        def change(self, account: CommissionState) -> None:
            account.book(CommissionLedger.BANK, CommissionLedger.OWNERS, self.amount)
            sums = account.sums(self.on.year)
            sums.receipts[self.source] += self.amount
            account.fees += self.amount if self.earning else 0

    class PaymentRequested(Step):
        """The firm asks for a payment. payment: its number, from 1.

        item: code of `commission_costs`, None where it is no cost.
        payee: code of who receives it.
        """

        label = Label("申请支付", "Payment requested")
        texts = sealable(note=Mask.M1)
        sources = OPEN
        payment: int
        move: CommissionMove
        item: str | None
        amount: Fen
        payee: str

        def change(self, account: CommissionState) -> None:
            account.payments[self.payment] = CommissionRequest(
                move=self.move,
                item=self.item,
                amount=self.amount,
                payee=self.payee,
                asked_by=self.actor_id,
                stage=CommissionRequestStage.REQUESTED,
            )

    class PaymentCountersigned(Step):
        """The owners' side signed too, and the money moved on a day."""

        label = Label("业主方会签支付", "Payment countersigned")
        sources = OPEN
        payment: int
        move: CommissionMove
        item: str | None
        amount: Fen
        on: date

        def change(self, account: CommissionState) -> None:
            account.mark(self.payment, CommissionRequestStage.PAID)
            account.book(*SIDES[self.move], self.amount)
            sums = account.sums(self.on.year)
            if self.item is not None:
                sums.costs[self.item] += self.amount
            elif self.move is CommissionMove.COMMISSION:
                sums.commission += self.amount
                account.taken += self.amount
            elif self.move is CommissionMove.RETURN:
                sums.returned += self.amount

    class PaymentRefused(Step):
        """The owners' side did not sign."""

        label = Label("业主方拒绝会签", "Payment refused")
        texts = sealable(reason=Mask.M1)
        sources = OPEN
        payment: int

        def change(self, account: CommissionState) -> None:
            account.mark(self.payment, CommissionRequestStage.REFUSED)

    class YearClosed(Step):
        """The open account of a year; what is over or short goes into the next."""

        label = Label("公布年度账目", "Year closed")
        sources = OPEN
        statement: CommissionYear

        def change(self, account: CommissionState) -> None:
            account.carried = self.statement.closing
            account.next_year = self.statement.year + 1

    class Closed(Step):
        """The contract ended and the account was settled.

        payee: code of who holds the owners' money now.
        surplus: what was handed over. shortfall: what the owners owe the firm.
        """

        label = Label("结清移交", "Closed")
        sources = OPEN
        target = CommissionStatus.CLOSED
        payee: str
        surplus: Fen
        shortfall: Fen
        on: date

        def change(self, account: CommissionState) -> None:
            account.book(CommissionLedger.OWNERS, CommissionLedger.BANK, self.surplus)
