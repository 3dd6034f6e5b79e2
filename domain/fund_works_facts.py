"""The facts of a use of the fund from the first payment to the last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.facts import Label
from domain.fund_use_facts import NOTE, UseBooking, UseStep
from domain.fund_words import FundUseStage as S
from domain.quantities import Fen

if TYPE_CHECKING:
    from domain.fund_state import FundState

UNPAID = frozenset(
    {S.REQUESTED, S.SURVEYED, S.PLANNED, S.POSTED, S.VOTING, S.PASSED, S.APPLIED}
    | {S.REPORTED, S.ON_SITE, S.CONFIRMED, S.APPROVED}
)
"""Stages in which nobody was paid yet."""


class FundWorksFacts:
    """The fourth part of the namespace: payments, works, settlement."""

    class FirstPaid(UseBooking):
        """Part of the budget was paid before the works. payee: code of the firm."""

        label = Label("支付首款", "First payment made")
        stages = frozenset({S.APPROVED})
        stage = S.FIRST_PAID
        amount: Fen
        payee: str

        def tell_use(self, fund: FundState) -> None:
            use = fund.uses[self.use]
            use.paid += self.amount
            use.payee = self.payee

    class WorksDone(UseStep):
        """The firm says that the works are done."""

        label = Label("施工完成", "Works done")
        texts = NOTE
        stages = frozenset({S.APPROVED, S.FIRST_PAID})
        stage = S.WORKS_DONE
        on: date

    class WorksAccepted(UseStep):
        """The works were accepted; after an emergency its papers are to be posted now
        (D13)."""

        label = Label("验收合格", "Works accepted")
        texts = NOTE
        stages = frozenset({S.WORKS_DONE})
        stage = S.ACCEPTED
        emergency: bool
        on: date

    class UseAudited(UseStep):
        """The accounts of the works were audited, perhaps again. amount: what was found
        due; the last one binds."""

        label = Label("审计", "Audited")
        texts = NOTE
        stages = frozenset({S.ACCEPTED, S.AUDITED})
        stage = S.AUDITED
        amount: Fen

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].audited = self.amount

    class UseSettled(UseBooking):
        """What the works cost in the end; what exceeds the budget is taken now."""

        label = Label("结算", "Settled")
        stages = frozenset({S.ACCEPTED, S.AUDITED})
        stage = S.SETTLED
        amount: Fen
        budget: Fen

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].settled = self.amount

    class FinalPaid(UseBooking):
        """The rest was paid, and what was not spent went back to where it came from."""

        label = Label("支付尾款", "Last payment made")
        stages = frozenset({S.SETTLED})
        stage = S.PAID
        amount: Fen
        released: Fen
        payee: str

        def tell_use(self, fund: FundState) -> None:
            use = fund.uses[self.use]
            use.paid += self.amount
            use.payee = self.payee

    class UseWithdrawn(UseBooking):
        """Given up before anybody was paid; what was kept for it went back."""

        label = Label("撤回", "Withdrawn")
        stages = UNPAID
        stage = S.WITHDRAWN
        released: Fen
