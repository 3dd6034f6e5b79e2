"""The account of a contract under commission (酬金制, F8): what owners prepay is
theirs; the firm takes its commission as the contract says, and no more.

The account is shared (共管): the firm asks for a payment, and the owners' side
countersigns it before money moves (京72). The accounts are open every year (D07), and
what is over or short then is the owners', and goes into the next year.
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.commission_refusals import (
    AdvanceBeforeHandOver,
    CommissionCodeUnknown,
    CommissionContractRuns,
    CommissionDayOutside,
    CommissionItemAmiss,
    CommissionNotAdvanced,
    CommissionNotEarned,
    CommissionPaymentDecided,
    CommissionPaymentsWait,
    CommissionPaymentUnknown,
    CommissionSelfSigned,
    CommissionYearNotNext,
    CommissionYearRuns,
    NotOnCommission,
    SharedAccountShort,
)
from domain.commission_state import CommissionState
from domain.commission_words import (
    ITEMISED,
    SIDES,
    CommissionBasis,
    CommissionLedger,
    CommissionMove,
    CommissionRequest,
    CommissionRequestStage,
    CommissionTerms,
)
from domain.compound_contract import ServiceContract
from domain.compound_words import ContractFeeMode
from domain.facts import Stamp, stamped
from domain.lifecycle import require_between
from domain.place import Place
from domain.quantities import Fen


def commission_account_id(compound_id: UUID, contract: str) -> UUID:
    """An account's id follows from its contract: each has one."""
    return uuid5(compound_id, f"commission/{contract}")


class CommissionAccount(CommissionState, Aggregate):
    """One account. Commands take a `Stamp` and their own arguments, record facts, and
    raise a `Refusal` where a rule says no. `on` is the day of the money."""

    @classmethod
    def open(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        contract: ServiceContract,
        terms: CommissionTerms,
    ) -> Self:
        """Open the shared account of a contract that is under commission."""
        if contract.fee_mode is not ContractFeeMode.COMMISSION:
            raise NotOnCommission(contract=contract.number)
        values = stamp.rules.values
        most = values.number("commission.most_per_year")
        if terms.basis is CommissionBasis.OF_FEES:
            most = values.number("commission.most_share")
        require_between("rate", terms.rate, 1, most)
        return cls._create(
            cls.Opened,
            id=id,
            **stamped(stamp),
            **place.fields(),
            contract=contract.number,
            terms=terms,
            signed_on=contract.signed_on,
            starts_on=contract.starts_on,
        )

    def receive(self, stamp: Stamp, *, source: str, amount: Fen, on: date) -> None:
        """Record money of the owners that came into the shared account."""
        self._allow(self.MoneyReceived)
        listed = stamp.rules.catalogue("commission_receipts").get(source)
        if listed is None:
            raise CommissionCodeUnknown("source", code=source)
        self._require_amount(stamp, amount)
        self._require_day(stamp, on)
        self._record(
            self.MoneyReceived,
            stamp,
            source=source,
            amount=amount,
            earning=listed.flag("earning"),
            on=on,
        )

    def request_payment(
        self,
        stamp: Stamp,
        *,
        move: CommissionMove,
        amount: Fen,
        payee: str,
        item: str | None = None,
    ) -> None:
        """Ask the owners' side to countersign a payment."""
        self._allow(self.PaymentRequested)
        require_code("payee", payee)
        self._require_amount(stamp, amount)
        if (item is not None) is not (move in ITEMISED):
            raise CommissionItemAmiss
        if item is not None and item not in stamp.rules.catalogue("commission_costs"):
            raise CommissionCodeUnknown("item", code=item)
        self._record(
            self.PaymentRequested,
            stamp,
            payment=len(self.payments) + 1,
            move=move,
            item=item,
            amount=amount,
            payee=payee,
        )

    def countersign(self, stamp: Stamp, *, payment: int, on: date) -> None:
        """Sign a requested payment for the owners' side; its money moved on a day."""
        self._allow(self.PaymentCountersigned)
        asked = self._undecided(stamp, payment)
        self._require_day(stamp, on)
        self._require_payable(asked, on)
        self._record(
            self.PaymentCountersigned,
            stamp,
            payment=payment,
            move=asked.move,
            item=asked.item,
            amount=asked.amount,
            on=on,
        )

    def refuse_payment(self, stamp: Stamp, *, payment: int) -> None:
        """Refuse to countersign a payment, and say why."""
        self._allow(self.PaymentRefused)
        self._undecided(stamp, payment)
        self._record(self.PaymentRefused, stamp, payment=payment)

    def close_year(self, stamp: Stamp, *, year: int) -> None:
        """Open the account of a year to the owners; nothing moves in it any more."""
        self._allow(self.YearClosed)
        if year != self.next_year:
            raise CommissionYearNotNext(year=self.next_year)
        if year >= day_in_china(stamp.at).year:
            raise CommissionYearRuns(year=year)
        self._record(self.YearClosed, stamp, statement=self.statement(year))

    def close(self, stamp: Stamp, *, running: bool, payee: str, on: date) -> None:
        """Settle the account after the contract: the last open account, and the
        owners' money to whoever they name.

        running: whether the contract still runs.
        """
        self._allow(self.Closed)
        require_code("payee", payee)
        self._require_day(stamp, on)
        if running:
            raise CommissionContractRuns(contract=self.contract)
        waiting = [
            each
            for each in self.payments.values()
            if each.stage is CommissionRequestStage.REQUESTED
        ]
        if waiting:
            raise CommissionPaymentsWait(count=len(waiting))
        if on.year != self.next_year:
            raise CommissionYearNotNext("on", year=self.next_year)
        if self.in_account and self.owed:
            raise AdvanceBeforeHandOver(owed=self.owed)
        surplus, shortfall = self.in_account, self.owed
        self._record(self.YearClosed, stamp, statement=self.statement(on.year))
        self._follow(
            self.Closed,
            stamp,
            payee=payee,
            surplus=surplus,
            shortfall=shortfall,
            on=on,
        )

    def _undecided(self, stamp: Stamp, payment: int) -> CommissionRequest:
        asked = self.payments.get(payment)
        if asked is None:
            raise CommissionPaymentUnknown(payment=payment)
        if asked.stage is not CommissionRequestStage.REQUESTED:
            raise CommissionPaymentDecided(payment=payment)
        if asked.asked_by == stamp.actor.id:
            raise CommissionSelfSigned
        return asked

    def _require_payable(self, asked: CommissionRequest, on: date) -> None:
        amount = asked.amount
        left = self.to_take(on)
        if asked.move is CommissionMove.COMMISSION and amount > left:
            raise CommissionNotEarned(left=left, amount=amount)
        if asked.move is CommissionMove.REPAYMENT and amount > self.owed:
            raise CommissionNotAdvanced(owed=self.owed, amount=amount)
        from_account = SIDES[asked.move][1] is CommissionLedger.BANK
        if from_account and amount > self.in_account:
            raise SharedAccountShort(left=self.in_account, amount=amount)

    def _require_amount(self, stamp: Stamp, amount: Fen) -> None:
        most = stamp.rules.values.number("commission.most_payment")
        require_between("amount", amount, 1, most)

    def _require_day(self, stamp: Stamp, on: date) -> None:
        """A day of the contract that has come and lies in no closed year."""
        first = max(self.signed_on, date(self.next_year, 1, 1))
        last = day_in_china(stamp.at)
        if not first <= on <= last:
            raise CommissionDayOutside(first=first, last=last)
