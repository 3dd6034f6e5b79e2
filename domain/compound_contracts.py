"""Commands about the service contract of a compound."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.compound_contract import TERMS, IncomeShare, ServiceContract
from domain.compound_contract_facts import ContractFacts
from domain.compound_refusals import (
    AlreadyFiled,
    BackstopNeedsPlan,
    BackstopNotNeeded,
    ContractNeedsVote,
    ContractNumberUsed,
    ContractRuns,
    FullSubcontracting,
    LegalBasisMissing,
    NoContract,
    NotContracted,
    RenewalNotLonger,
    UnvotedTooLong,
)
from domain.compound_service_refusals import AlreadyStarted, TrialUndecided
from domain.compound_state import (
    CompoundState,
    due_after,
    months_after,
    require_codes,
    require_happened,
    require_order,
)
from domain.compound_terms import require_shares, require_terms
from domain.compound_words import (
    ContractFeeMode,
    ContractModel,
    Management,
    PriceRegime,
)
from domain.facts import Stamp
from domain.lifecycle import invalid
from domain.tariff import Tariff

VOTED = frozenset({ContractModel.ORDINARY, ContractModel.MANAGER})
"""Models that only a vote of the owners (V3) brings about."""


class Contracts(ContractFacts, CompoundState):
    """Sign, file, renew, hand on in part."""

    def sign_contract(
        self,
        stamp: Stamp,
        *,
        number: str,
        enterprise_id: UUID,
        grade: int,
        items: tuple[str, ...],
        tariff: Tariff,
        price_regime: PriceRegime,
        fee_mode: ContractFeeMode,
        starts_on: date,
        ends_on: date,
        signed_on: date,
        model: ContractModel = ContractModel.ORDINARY,
        vote_id: UUID | None = None,
        question: str | None = None,
        legal_basis: str | None = None,
        income_shares: tuple[IncomeShare, ...] = (),
    ) -> None:
        """Record the service contract that was signed; the owners voted for it unless
        its model needs no vote."""
        contract = ServiceContract(
            number=number,
            enterprise_id=enterprise_id,
            model=model,
            grade=grade,
            items=items,
            tariff=tariff,
            price_regime=price_regime,
            fee_mode=fee_mode,
            income_shares=income_shares,
            starts_on=starts_on,
            ends_on=ends_on,
            vote_id=vote_id,
            question=question,
            legal_basis=legal_basis,
            signed_on=signed_on,
        )
        require_happened(stamp, "signed_on", signed_on)
        require_terms(stamp, contract)
        require_shares(contract)
        self._require_free(contract)
        self._require_decided(stamp, contract)
        values = stamp.rules.values
        self._record(
            self.ContractSigned,
            stamp,
            **{name: getattr(contract, name) for name in TERMS},
            file_by=due_after(stamp, signed_on, values.span("contract.filing")),
            decide_by=months_after(ends_on, -values.number("contract.decide_months")),
        )

    def file_contract(self, stamp: Stamp, *, number: str, on: date) -> None:
        """Record that the contract was filed with the authority (备案)."""
        contract = self._numbered(number)
        require_happened(stamp, "on", on)
        require_order("on", contract.signed_on, on)
        if contract.filed_on is not None:
            raise AlreadyFiled
        self._record(self.ContractFiled, stamp, number=number, on=on)

    def cancel_contract(self, stamp: Stamp, *, number: str, on: date) -> None:
        """Undo a contract whose firm has not entered."""
        contract = self._numbered(number)
        require_happened(stamp, "on", on)
        require_order("on", contract.signed_on, on)
        if contract.started_on is not None:
            raise AlreadyStarted
        self._record(self.ContractCancelled, stamp, number=number, on=on)

    def renew_contract(
        self,
        stamp: Stamp,
        *,
        ends_on: date,
        vote_id: UUID | None = None,
        question: str | None = None,
    ) -> None:
        """Renew the running contract by the owners' vote; a notice becomes void."""
        self._allow(self.ContractRenewed)
        contract = self._contract()
        if vote_id is None:
            raise ContractNeedsVote
        if ends_on <= contract.ends_on:
            raise RenewalNotLonger(ends_on=contract.ends_on)
        if self.next_contract is not None:
            raise ContractRuns("id", number=self.next_contract.number)
        self._record(
            self.ContractRenewed,
            stamp,
            number=contract.number,
            ends_on=ends_on,
            vote_id=vote_id,
            question=question,
        )

    def agree_subcontract(
        self,
        stamp: Stamp,
        *,
        enterprise_id: UUID,
        services: tuple[str, ...],
        starts_on: date,
        ends_on: date,
    ) -> None:
        """Record that a special firm does a part of the service, never all of it."""
        contract = self._contract()
        require_codes("services", services)
        require_order("ends_on", starts_on, ends_on)
        for service in services:
            if service not in contract.items:
                raise NotContracted(service=service)
        given = {each for _, part, end in self.subcontracted if end >= starts_on
                 for each in part}  # fmt: skip
        if given | set(services) >= set(contract.items):
            raise FullSubcontracting
        if enterprise_id == contract.enterprise_id:
            raise invalid("enterprise_id", "不能分包给自己", "another firm expected")
        self._record(
            self.SubcontractAgreed,
            stamp,
            number=contract.number,
            enterprise_id=enterprise_id,
            services=services,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def _numbered(self, number: str) -> ServiceContract:
        for each in (self.contract, self.next_contract):
            if each is not None and each.number == number:
                return each
        raise NoContract("number")

    def _require_free(self, contract: ServiceContract) -> None:
        """One compound, one firm: nothing runs, or what runs ends before."""
        if self.trial is not None:
            raise TrialUndecided
        if any(each.number == contract.number for each in self.tariffs):
            raise ContractNumberUsed(number=contract.number)
        running = self.contract
        if running is None:
            return
        leaves = running.last_day is not None and running.last_day < contract.starts_on
        if self.next_contract is not None or not leaves:
            raise ContractRuns(number=running.number)

    def _require_decided(self, stamp: Stamp, contract: ServiceContract) -> None:
        """By the owners, or by a rule of law where they have not voted."""
        if contract.model is ContractModel.STATE_BACKSTOP:
            if self.status is not Management.UNMANAGED:
                raise BackstopNotNeeded
            if not self.plan:
                raise BackstopNeedsPlan
        if contract.vote_id is not None:
            return
        if contract.model in VOTED:
            raise ContractNeedsVote
        if contract.lapses and contract.legal_basis is None:
            raise LegalBasisMissing
        months = stamp.rules.values.number("contract.unvoted_months")
        most = months_after(contract.starts_on, months)
        if contract.lapses and contract.ends_on >= most:
            raise UnvotedTooLong(months=months)
