"""The price of a compound's service: which holds from when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.civil_time import day_in_china
from domain.compound_contract_facts import ContractFacts
from domain.compound_refusals import (
    ContractNeedsVote,
    PriceNoticeTooShort,
    TariffBackdated,
    TariffNotLater,
)
from domain.compound_state import CompoundState, require_happened
from domain.compound_terms import require_tariff
from domain.facts import Stamp
from domain.fee_billing import cycle_around
from domain.tariff import Tariff


class Prices(ContractFacts, CompoundState):
    """Change the price."""

    def change_tariff(
        self,
        stamp: Stamp,
        *,
        tariff: Tariff,
        effective_on: date,
        posted_on: date,
        vote_id: UUID | None = None,
        question: str | None = None,
    ) -> None:
        """Let another price hold from a day on: voted for, and posted before (F9).

        It does not reach back behind the billing period of today: earlier ones are
        billed by the price that held in them, and what was billed stays.
        """
        contract = self._contract()
        require_happened(stamp, "posted_on", posted_on)
        require_tariff(tariff)
        if vote_id is None:
            raise ContractNeedsVote
        notice = stamp.rules.values.span("contract.price_notice").amount
        if (effective_on - posted_on).days <= notice:
            raise PriceNoticeTooShort(days=notice)
        first = max(x.first for x in self.tariffs if x.number == contract.number)
        if effective_on <= first:
            raise TariffNotLater(first=first)
        earliest = self._billed_anew(stamp)
        if effective_on < earliest:
            raise TariffBackdated(earliest=earliest)
        self._record(
            self.TariffChanged,
            stamp,
            number=contract.number,
            tariff=tariff,
            effective_on=effective_on,
            vote_id=vote_id,
            question=question,
            posted_on=posted_on,
        )

    def _billed_anew(self, stamp: Stamp) -> date:
        """The first day of the billing period of today."""
        today = day_in_china(stamp.at)
        held = self.tariff_on(today) or self._contract().tariff
        return cycle_around(held.cycle, today)[0]
