"""A household's fee account (物业费账户, DOMAIN 2.8): the aggregate, put together.

ledger            double entry: what every movement of money is made of
fee_words         statuses, methods, causes
fee_lines         a line of a bill, and the late fee of it
fee_billing       periods, months, amounts
fee_allocation    to which lines a payment goes
fee_watch         ages, limitation, collection rate
fee_facts         what can be true of an account (with fee_payment_facts,
                  fee_claim_facts)
fee_state         what it remembers
fee_charging      bill, charge, rebill, take back, waive, costs
fee_paying        pay, void, release, refund
fee_claiming      dispute, demand, acknowledge, measures, claim
fee_refusals      why a command is refused
receipts          the compound's book of receipts, saved together with the account
suspense          payments that could not be matched
"""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.facts import Stamp, stamped
from domain.fee_charging import FeeCharging
from domain.fee_claiming import FeeClaiming
from domain.fee_refusals import (
    AccountNotSettled,
    OwnersUnchanged,
    TransferNotSettled,
    UnitRemoved,
)
from domain.fee_words import ArrearsBearer
from domain.household import Household
from domain.household_facts import HouseholdStatus
from domain.quantities import Fen


def fee_account_id(household_id: UUID) -> UUID:
    """A household has one account: its id follows from the household's."""
    return uuid5(household_id, "fee-account")


class FeeAccount(FeeCharging, FeeClaiming, Aggregate):
    """The fees of one household. Commands take a `Stamp` and their own arguments,
    record facts, and raise a `Refusal` where a rule says no."""

    @classmethod
    def open(cls, stamp: Stamp, *, unit: Household) -> Self:
        """Begin the account of a household."""
        if unit.status is HouseholdStatus.REMOVED:
            raise UnitRemoved
        return cls._create(
            cls.Opened,
            id=fee_account_id(unit.id),
            **stamped(stamp),
            **unit.place.fields(),
            unit_id=unit.id,
            number=unit.number,
            use=unit.use,
            holder=unit.holder,
            owners=unit.owners,
        )

    def pass_liability(
        self, stamp: Stamp, *, unit: Household, bearer: ArrearsBearer | None = None
    ) -> None:
        """Settle at a transfer of the unit: from that day on the new owners owe, and
        seller and buyer say who bears what is open (F7).

        bearer: needed if anything is open.
        """
        self._allow(self.LiabilityPassed)
        _, holder, owners = self.hands[-1]
        on = unit.held_since
        if on is None or (holder, owners) == (unit.holder, unit.owners):
            raise OwnersUnchanged
        open_fen = self.open_fen
        if open_fen and bearer is None:
            raise TransferNotSettled(open=open_fen)
        self._record(
            self.LiabilityPassed,
            stamp,
            holder=unit.holder,
            owners=unit.owners,
            on=on,
            open_fen=Fen(open_fen),
            prepaid_fen=Fen(self.prepaid_fen),
            bearer=bearer if open_fen else None,
        )

    def close(self, stamp: Stamp) -> None:
        """Close an account on which nothing is open and nothing prepaid."""
        self._allow(self.Closed)
        if self.open_fen or self.prepaid_fen:
            raise AccountNotSettled(open=self.open_fen, prepaid=self.prepaid_fen)
        self._record(self.Closed, stamp)
