"""A use of the fund from the first payment to the last (DOMAIN 2.9)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.codes import require_code
from domain.facts import Stamp
from domain.fund_refusals import (
    AboveAudit,
    AuditRequired,
    FirstPaymentTooLarge,
    OverRun,
    SettledBelowPaid,
)
from domain.fund_shares import Shared, apportion, drawn, pro_rata
from domain.fund_state import FundState, FundUse, require_amount
from domain.fund_words import FundAccount, FundMovement
from domain.quantities import Fen


class FundWorks(FundState):
    """The commands of paying, building, accepting and settling."""

    def pay_first(
        self, stamp: Stamp, *, use: int, amount: Fen, payee: str, on: date
    ) -> None:
        """Pay part of the budget before the works, by transfer to the firm."""
        found = self._allow_use(self.FirstPaid, use)
        require_code("payee", payee)
        require_amount(amount)
        self._require_day(stamp, on)
        share = stamp.rules.values.share("fund.first_payment")
        most = int(found.budget * share)
        if amount > most:
            raise FirstPaymentTooLarge(percent=_percent(share), most=most)
        self._book(
            self.FirstPaid,
            stamp,
            on,
            FundMovement.PAYMENT,
            {FundAccount.PAYABLE: amount, FundAccount.BANK: -amount},
            use=use,
            amount=amount,
            payee=payee,
        )

    def complete_works(self, stamp: Stamp, *, use: int, on: date) -> None:
        """Record that the works are done."""
        self._allow_use(self.WorksDone, use)
        self._require_come(stamp, on)
        self._record(self.WorksDone, stamp, use=use, on=on)

    def accept_works(self, stamp: Stamp, *, use: int, on: date) -> None:
        """Accept the works for the owners."""
        found = self._allow_use(self.WorksAccepted, use)
        self._require_come(stamp, on)
        self._record(
            self.WorksAccepted, stamp, use=use, emergency=found.emergency, on=on
        )

    def audit_use(self, stamp: Stamp, *, use: int, amount: Fen) -> None:
        """Record what the audit found to be due."""
        self._allow_use(self.UseAudited, use)
        require_amount(amount)
        self._record(self.UseAudited, stamp, use=use, amount=amount)

    def settle_use(self, stamp: Stamp, *, use: int, amount: Fen, on: date) -> None:
        """Settle what the works cost; a small over-run is taken as the rest was."""
        found = self._allow_use(self.UseSettled, use)
        require_amount(amount)
        self._require_day(stamp, on)
        _require_settlement(stamp, found, amount)
        over = max(amount - found.budget, 0)
        shares = apportion(over, found.shares)
        taken = drawn(shares, self.units, self.held, stamp.rules.values)
        self._book(
            self.UseSettled,
            stamp,
            on,
            FundMovement.USE,
            {FundAccount.PAYABLE: -taken.total},
            taken,
            side=-1,
            use=use,
            amount=amount,
            budget=Fen(found.budget),
        )

    def pay_rest(self, stamp: Stamp, *, use: int, payee: str, on: date) -> None:
        """Pay what is left of the settlement; what was not spent goes back."""
        found = self._allow_use(self.FinalPaid, use)
        require_code("payee", payee)
        self._require_day(stamp, on)
        rest = found.settled - found.paid
        back = _back(found, max(found.budget - found.settled, 0))
        self._book(
            self.FinalPaid,
            stamp,
            on,
            FundMovement.USE,
            {FundAccount.PAYABLE: rest + back.total, FundAccount.BANK: -rest},
            back,
            use=use,
            amount=Fen(rest),
            released=Fen(back.total),
            payee=payee,
        )

    def withdraw_use(self, stamp: Stamp, *, use: int, on: date) -> None:
        """Give the use up; what was kept for it goes back."""
        found = self._allow_use(self.UseWithdrawn, use)
        self._require_day(stamp, on)
        back = _back(found, found.budget)
        self._book(
            self.UseWithdrawn,
            stamp,
            on,
            FundMovement.USE,
            {FundAccount.PAYABLE: back.total},
            back,
            use=use,
            released=Fen(back.total),
        )


def _require_settlement(stamp: Stamp, use: FundUse, amount: int) -> None:
    rules = stamp.rules.values
    share = rules.share("fund.overrun")
    most = use.budget + int(use.budget * share)
    if amount > most:
        raise OverRun(percent=_percent(share), most=most)
    above = rules.number("fund.audit_above")
    if amount > above and use.audited is None:
        raise AuditRequired(above=above)
    if use.audited is not None and amount > use.audited:
        raise AboveAudit(amount=amount, audited=use.audited)
    if amount < use.paid:
        raise SettledBelowPaid(amount=amount, paid=use.paid)


def _back(use: FundUse, amount: int) -> Shared:
    """What goes back, in proportion to what each gave: never more than that."""
    return pro_rata(amount, use.units, use.pools) if amount else Shared({}, {})


def _percent(share: Fraction) -> int:
    return int(share * 100)
