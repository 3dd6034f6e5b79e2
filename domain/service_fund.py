"""One application to the Party service fund (党组织服务群众经费): asked for by the
community, granted by the street, spent, and closed with its result (SEED S2, D50)."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, stamped
from domain.lifecycle import invalid, require_between
from domain.place import Place
from domain.quantities import Fen
from domain.service_fund_facts import ServiceFundFacts
from domain.text_release import Releasing


class UnknownServicePurpose(Refusal):
    zh = "没有服务群众经费用途“{purpose}”。"
    en = "There is no purpose {purpose} for the Party service fund."
    fields = ("purpose",)


class ServicePurposeRefused(Refusal):
    zh = "服务群众经费不得用于“{what_zh}”（{origin}）。"
    en = "The Party service fund is not for {what} ({origin})."
    fields = ("purpose",)


class ApproverIsApplicant(Refusal):
    zh = "申请人不能批准自己的申请。"
    en = "Whoever applied cannot decide on it."
    fields = ("authorization",)


class GrantAboveApplication(Refusal):
    zh = "批准金额不得高于申请的 {asked} 分。"
    en = "No more than the {asked} fen that were asked for can be granted."
    fields = ("amount",)


class GrantExceeded(Refusal):
    zh = "经费余额 {left} 分，不足 {amount} 分。"
    en = "{left} fen are left of the grant, less than {amount}."
    fields = ("amount",)


class NothingSpentYet(Refusal):
    zh = "尚未使用，不能办结；不再使用的请说明后退回。"
    en = "Nothing was spent yet, so there is no result to close with."


class ServiceFund(ServiceFundFacts, Releasing, Aggregate):
    """One application. Commands take a `Stamp` and their own arguments, record facts,
    and raise a `Refusal` where a rule says no."""

    def __init__(self) -> None:
        self.applicant = ""
        self.asked = Fen(0)
        self.granted = Fen(0)
        self.spent = 0

    @classmethod
    def apply(
        cls, stamp: Stamp, *, id: UUID, place: Place, purpose: str, amount: Fen
    ) -> Self:
        """Ask the street for money, for a purpose that the list names."""
        listed = stamp.rules.catalogue("service_fund_purposes").get(purpose)
        if listed is None:
            raise UnknownServicePurpose(purpose=purpose)
        if listed.flag("refused"):
            raise ServicePurposeRefused(
                what=listed.en, what_zh=listed.zh, origin=listed.origin
            )
        most = stamp.rules.values.number("service_fund.most")
        require_between("amount", amount, 1, most)
        return cls._create(
            cls.Applied,
            id=id,
            **stamped(stamp),
            **place.fields(),
            purpose=purpose,
            amount=amount,
        )

    def approve(self, stamp: Stamp, *, amount: Fen) -> None:
        """Grant what was asked for, or less."""
        self._allow(self.Approved)
        self._require_other(stamp)
        require_between("amount", amount, 1, max(self.asked, amount))
        if amount > self.asked:
            raise GrantAboveApplication(asked=self.asked)
        self._record(self.Approved, stamp, amount=amount)

    def deny(self, stamp: Stamp) -> None:
        """Grant nothing, and say why."""
        self._allow(self.Denied)
        self._require_other(stamp)
        self._record(self.Denied, stamp)

    def spend(self, stamp: Stamp, *, amount: Fen, payee: str, on: date) -> None:
        """Record a payment out of the grant."""
        self._allow(self.Spent)
        require_code("payee", payee)
        require_between("amount", amount, 1, max(self.granted, amount))
        _require_past(stamp, on)
        left = self.granted - self.spent
        if amount > left:
            raise GrantExceeded(left=left, amount=amount)
        self._record(self.Spent, stamp, amount=amount, payee=payee, on=on)

    def close(self, stamp: Stamp, *, on: date) -> None:
        """Close it with its result; what is left goes back to the street."""
        self._allow(self.Closed)
        _require_past(stamp, on)
        if not self.spent:
            raise NothingSpentYet
        self._record(
            self.Closed,
            stamp,
            spent=Fen(self.spent),
            returned=Fen(self.granted - self.spent),
            on=on,
        )

    def _require_other(self, stamp: Stamp) -> None:
        if stamp.actor.id == self.applicant:
            raise ApproverIsApplicant


def _require_past(stamp: Stamp, on: date) -> None:
    if on > day_in_china(stamp.at):
        raise invalid("on", "日期尚未到来", "a day that has come expected")
