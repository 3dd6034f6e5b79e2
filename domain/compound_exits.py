"""Commands about one firm that leaves a compound and another that enters."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.compound_contract import CheckedItem, ServiceContract
from domain.compound_exit_facts import ExitFacts
from domain.compound_refusals import (
    ContractNeedsVote,
    ManagementNotLater,
    NoContract,
    SameManagement,
    StillServed,
)
from domain.compound_service_refusals import (
    AlreadyStarted,
    BeforeContract,
    BeforeTermEnds,
    HandoverIncomplete,
    NoticeMissing,
    TakeoverMissing,
    TerminationNoticeTooShort,
    UnknownHandoverItem,
)
from domain.compound_state import (
    CompoundState,
    due_after,
    require_checklist,
    require_codes,
    require_happened,
    require_order,
)
from domain.compound_words import (
    ContractModel,
    HandoverTo,
    Management,
    NoticeSide,
    UnmanagedCause,
)
from domain.facts import Stamp
from domain.lifecycle import invalid


class Exits(ExitFacts, CompoundState):
    """State how it is managed; give notice, hand over, leave; inspect and enter."""

    def state_management(
        self,
        stamp: Stamp,
        *,
        management: Management,
        since: date,
        cause: UnmanagedCause | None = None,
    ) -> None:
        """State whether a firm answers for the compound, since a day (失管、脱管)."""
        require_happened(stamp, "since", since)
        if management is self.status or management is Management.UNSTATED:
            raise SameManagement
        if self.managed_since is not None and since < self.managed_since:
            raise ManagementNotLater(day=since, since=self.managed_since)
        serving = self.contract if self.contract and self.contract.started_on else None
        if management is Management.UNMANAGED and serving is not None:
            raise StillServed(number=serving.number)
        if (management is Management.MANAGED) is (cause is not None):
            raise invalid("cause", "失管、脱管须说明原因", "a cause, unless managed")
        self._record(
            self.ManagementStated,
            stamp,
            management=management,
            cause=cause,
            since=since,
        )

    def notice_termination(
        self,
        stamp: Stamp,
        *,
        side: NoticeSide,
        noticed_on: date,
        last_day: date,
        vote_id: UUID | None = None,
        question: str | None = None,
    ) -> None:
        """Record a written notice that ends the contract with its last day (民946-948).

        The owners dismiss by vote; a firm may go when its term ends.
        """
        self._allow(self.TerminationNoticed)
        contract = self._contract()
        require_happened(stamp, "noticed_on", noticed_on)
        if side is NoticeSide.OWNERS and vote_id is None:
            raise ContractNeedsVote
        values, ended = stamp.rules.values, contract.open_ended(noticed_on)
        key = "open_ended_notice" if ended else f"{side.value}_notice"
        days = values.span(f"contract.{key}").amount
        if (last_day - noticed_on).days < days:
            raise TerminationNoticeTooShort(days=days)
        if side is NoticeSide.FIRM and last_day < contract.ends_on:
            raise BeforeTermEnds(ends_on=contract.ends_on)
        within = values.span("handover.within")
        self._record(
            self.TerminationNoticed,
            stamp,
            number=contract.number,
            side=side,
            vote_id=vote_id,
            question=question,
            noticed_on=noticed_on,
            last_day=last_day,
            hand_over_by=due_after(stamp, last_day, within),
        )

    def hand_over(
        self, stamp: Stamp, *, items: tuple[str, ...], to: HandoverTo, on: date
    ) -> None:
        """Record what the leaving firm handed over (移交)."""
        self._allow(self.HandedOver)
        contract = self._contract()
        require_happened(stamp, "on", on)
        require_handover_items(stamp, items)
        self._record(
            self.HandedOver, stamp, number=contract.number, items=items, to=to, on=on
        )

    def refuse_hand_over(
        self, stamp: Stamp, *, items: tuple[str, ...], on: date
    ) -> None:
        """Record that the firm refuses to hand these over (拒不移交)."""
        self._allow(self.HandoverRefused)
        contract = self._contract()
        require_happened(stamp, "on", on)
        require_handover_items(stamp, items)
        self._record(
            self.HandoverRefused, stamp, number=contract.number, items=items, on=on
        )

    def end_service(self, stamp: Stamp, *, on: date, cause: UnmanagedCause) -> None:
        """Record that the firm left: after its last day, with everything handed over
        or recorded as refused."""
        self._allow(self.ServiceEnded)
        contract = self._contract()
        require_happened(stamp, "on", on)
        last_day = _last_day(contract)
        if last_day is None or on < last_day:
            raise NoticeMissing
        known = stamp.rules.catalogue("handover_items")
        missing = [each for each in known if each not in self.handed_over]
        unsaid = [each for each in missing if each not in self.refused]
        if unsaid and contract.started_on is not None:
            raise HandoverIncomplete(missing=", ".join(unsaid))
        follows = self.next_contract is not None
        self._record(
            self.ServiceEnded,
            stamp,
            number=contract.number,
            management=Management.BEING_LEFT if follows else Management.UNMANAGED,
            cause=cause,
            on=on,
            charged_until=last_day if self.refused else on,
        )

    def inspect_takeover(
        self, stamp: Stamp, *, checklist: tuple[CheckedItem, ...], on: date
    ) -> None:
        """Record the inspection of what the entering firm takes over (承接查验)."""
        contract = self._arriving()
        require_happened(stamp, "on", on)
        require_checklist("checklist", checklist)
        require_order("on", contract.signed_on, on)
        self._record(
            self.TakeoverInspected,
            stamp,
            number=contract.number,
            checklist=checklist,
            on=on,
        )

    def start_service(self, stamp: Stamp, *, on: date) -> None:
        """Record that the firm entered and serves; an emergency service alone enters
        without an inspection."""
        contract = self._contract()
        require_happened(stamp, "on", on)
        if contract.started_on is not None:
            raise AlreadyStarted
        if on < contract.starts_on:
            raise BeforeContract(starts_on=contract.starts_on)
        inspected = contract.inspected_on
        if contract.model is not ContractModel.EMERGENCY and (
            inspected is None or on < inspected
        ):
            raise TakeoverMissing
        self._record(self.ServiceStarted, stamp, number=contract.number, on=on)

    def _arriving(self) -> ServiceContract:
        """The contract whose firm is still to enter."""
        for each in (self.contract, self.next_contract):
            if each is not None and each.started_on is None:
                return each
        raise AlreadyStarted if self.contract else NoContract


def _last_day(contract: ServiceContract) -> date | None:
    """When a contract ends: by notice, or by itself if no vote stands behind it."""
    if contract.last_day is None and contract.lapses:
        return contract.ends_on
    return contract.last_day


def require_handover_items(stamp: Stamp, items: tuple[str, ...]) -> None:
    """Refuse what the list of a hand-over does not have."""
    require_codes("items", items)
    for item in items:
        if item not in stamp.rules.catalogue("handover_items"):
            raise UnknownHandoverItem(item=item)
