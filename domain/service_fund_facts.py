"""The facts of one application to the Party service fund (党组织服务群众经费): a
community asks its street for money (SEED S2). All of it is public (D50)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.coded import Coded
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.quantities import Fen
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.service_fund import ServiceFund


class ServiceFundStatus(Coded):
    """Where an application to the Party service fund stands."""

    APPLIED = "applied", "已申请", "Applied for"
    APPROVED = "approved", "已批准", "Approved"
    DENIED = "denied", "未批准", "Denied"
    CLOSED = "closed", "已完成", "Closed"


class ServiceFundFacts:
    """The namespace that makes the facts read `ServiceFund.Applied`, ..."""

    class Applied(Beginning):
        """The community asks. purpose: code of `service_fund_purposes`."""

        label = Label("申请经费", "Applied for")
        texts = sealable(plan=Mask.M1)
        target = ServiceFundStatus.APPLIED
        purpose: str
        amount: Fen

        def change(self, fund: ServiceFund) -> None:
            fund.applicant = self.actor_id
            fund.asked = self.amount

    class Approved(Step):
        """The street grants this much."""

        label = Label("批准", "Approved")
        sources = frozenset({ServiceFundStatus.APPLIED})
        target = ServiceFundStatus.APPROVED
        amount: Fen

        def change(self, fund: ServiceFund) -> None:
            fund.granted = self.amount

    class Denied(Step):
        """The street grants nothing."""

        label = Label("不予批准", "Denied")
        texts = sealable(reason=Mask.M1)
        sources = frozenset({ServiceFundStatus.APPLIED})
        target = ServiceFundStatus.DENIED

    class Spent(Step):
        """Some of it was spent on a day. payee: code of who received it."""

        label = Label("使用", "Spent")
        sources = frozenset({ServiceFundStatus.APPROVED})
        amount: Fen
        payee: str
        on: date

        def change(self, fund: ServiceFund) -> None:
            fund.spent += self.amount

    class Closed(Step):
        """The use is over, with its result; now it is published (D50).

        spent: in all. returned: what went back to the street.
        """

        label = Label("完成", "Closed")
        texts = sealable(result=Mask.M1)
        sources = frozenset({ServiceFundStatus.APPROVED})
        target = ServiceFundStatus.CLOSED
        spent: Fen
        returned: Fen
        on: date

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = frozenset(ServiceFundStatus)
