"""The facts of a compound's service contract: signed, filed, priced, renewed. All of
them are public: each is something that owners must be told (民943, DOMAIN 2.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound_contract import TERMS, IncomeShare, ServiceContract, TariffTerm
from domain.compound_words import (
    EVERY,
    SERVED,
    ContractFeeMode,
    ContractModel,
    Management,
    PriceRegime,
)
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.tariff import Tariff
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.compound import Compound


class ContractFacts:
    """Read as `Compound.ContractSigned`, ..."""

    class ContractSigned(OnVote, Step):
        """A contract was signed; without a running one it is the present one, else
        the next.

        file_by: when it must be filed (京63). decide_by: the day by which renewal is
            to be decided (京75).
        """

        label = Label("签订服务合同", "Contract signed")
        texts = sealable(note=Mask.M1)
        sources = EVERY
        number: str
        enterprise_id: UUID
        model: ContractModel
        grade: int
        items: tuple[str, ...]
        tariff: Tariff
        price_regime: PriceRegime
        fee_mode: ContractFeeMode
        income_shares: tuple[IncomeShare, ...]
        starts_on: date
        ends_on: date
        vote_id: UUID | None
        question: str | None
        legal_basis: str | None
        signed_on: date
        file_by: datetime
        decide_by: date

        def change(self, compound: Compound) -> None:
            terms = {name: getattr(self, name) for name in TERMS}
            if compound.contract is None:
                compound.contract = ServiceContract(**terms)
                compound.charged_from = None
            else:
                compound.next_contract = ServiceContract(**terms)
            compound.models[self.number] = self.model
            compound.tariffs.append(
                TariffTerm(self.number, self.starts_on, None, self.tariff)
            )

    class ContractFiled(Step):
        """The contract was filed with the authority (京63)."""

        label = Label("合同备案", "Contract filed")
        sources = EVERY
        number: str
        on: date

        def change(self, compound: Compound) -> None:
            compound.note_contract(self.number, filed_on=self.on)

    class ContractCancelled(Step):
        """The contract was undone before its firm entered."""

        label = Label("合同撤销", "Contract cancelled")
        texts = sealable(reason=Mask.M1)
        sources = EVERY
        number: str
        on: date

        def change(self, compound: Compound) -> None:
            if compound.contract is None or compound.contract.number != self.number:
                compound.next_contract = None
            else:
                compound.contract, compound.next_contract = compound.next_contract, None
                compound.free_periods = [x for x in compound.free_periods if x.last]
            compound.tariffs = [x for x in compound.tariffs if x.number != self.number]
            compound.cancelled = compound.cancelled | {self.number: self.on}

    class ContractRenewed(OnVote, Step):
        """The owners renewed the contract; a notice that was given is void."""

        label = Label("续签合同", "Contract renewed")
        sources = SERVED
        target = Management.MANAGED
        number: str
        ends_on: date
        vote_id: UUID
        question: str | None

        def change(self, compound: Compound) -> None:
            compound.note_contract(
                self.number,
                ends_on=self.ends_on,
                vote_id=self.vote_id,
                question=self.question,
                last_day=None,
            )

    class TariffChanged(OnVote, Step):
        """Another price from a day on; the owners voted and it was posted (F9)."""

        label = Label("调整收费标准", "Tariff changed")
        sources = EVERY
        number: str
        tariff: Tariff
        effective_on: date
        vote_id: UUID
        question: str | None
        posted_on: date

        def change(self, compound: Compound) -> None:
            compound.tariffs.append(
                TariffTerm(self.number, self.effective_on, None, self.tariff)
            )

    class SubcontractAgreed(Step):
        """A part of the service went to a special firm: security, cleaning, lifts."""

        label = Label("专项分包", "Subcontract agreed")
        sources = EVERY
        number: str
        enterprise_id: UUID
        services: tuple[str, ...]
        starts_on: date
        ends_on: date

        def change(self, compound: Compound) -> None:
            compound.subcontracted.append((self.number, self.services, self.ends_on))
