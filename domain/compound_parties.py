"""Commands about the parties of a compound: their seats, the Party's reach, and which
of them answers for what."""

from __future__ import annotations

from datetime import date

from domain.codes import require_citation, require_code
from domain.compound_people_facts import PeopleFacts
from domain.compound_people_words import (
    FivePartyFramework,
    PartySlot,
)
from domain.compound_site_refusals import (
    CoverageNotStated,
    InstructorMissing,
    OrganisationMissing,
    PartySlotTaken,
    PartySlotVacant,
    SeatsConflict,
    SlotNotInFramework,
)
from domain.compound_state import (
    CompoundState,
    require_codes,
    require_happened,
    require_order,
)
from domain.facts import Stamp
from domain.lifecycle import require_between
from domain.party_coverage import PartyCoverageMode

LARGEST = 100_000


class Parties(PeopleFacts, CompoundState):
    """slots: who holds each seat that is filled."""

    slots: dict[tuple[FivePartyFramework, PartySlot], tuple[str, ...]]
    covered_since: date | None

    def _init_parties(self) -> None:
        self.slots = {}
        self.covered_since = None

    def fill_party_slot(
        self,
        stamp: Stamp,
        *,
        framework: FivePartyFramework,
        slot: PartySlot,
        holders: tuple[str, ...],
        since: date,
    ) -> None:
        """Fill a seat of the five parties; whoever supervises sits in no other,
        and nobody sits for the firm and for the owners."""
        require_happened(stamp, "since", since)
        require_codes("holders", holders)
        known = stamp.rules.catalogue("five_party")[framework.value].words("slots")
        if slot.value not in known:
            raise SlotNotInFramework(zh_name=slot.label.zh, en_name=slot.label.en)
        if (framework, slot) in self.slots:
            raise PartySlotTaken
        for (_, other), seated in self.slots.items():
            if _apart(slot, other) and set(seated) & set(holders):
                raise SeatsConflict(zh_name=other.label.zh, en_name=other.label.en)
        self._record(
            self.PartySlotFilled,
            stamp,
            framework=framework,
            slot=slot,
            holders=holders,
            since=since,
        )

    def vacate_party_slot(
        self,
        stamp: Stamp,
        *,
        framework: FivePartyFramework,
        slot: PartySlot,
        since: date,
    ) -> None:
        """Record that a seat of the five parties is vacant."""
        require_happened(stamp, "since", since)
        if (framework, slot) not in self.slots:
            raise PartySlotVacant
        self._record(
            self.PartySlotVacated, stamp, framework=framework, slot=slot, since=since
        )

    def state_party_coverage(
        self,
        stamp: Stamp,
        *,
        mode: PartyCoverageMode,
        since: date,
        organisation: str | None = None,
        instructor_id: str | None = None,
        members: int | None = None,
    ) -> None:
        """State how the Party reaches the compound: by one of three modes."""
        require_happened(stamp, "since", since)
        require_code("organisation", organisation)
        require_code("instructor_id", instructor_id)
        if members is not None:
            require_between("members", members, 0, LARGEST)
        if mode is PartyCoverageMode.INSTRUCTOR and instructor_id is None:
            raise InstructorMissing
        if mode is not PartyCoverageMode.INSTRUCTOR and organisation is None:
            raise OrganisationMissing
        self._record(
            self.PartyCoverageStated,
            stamp,
            mode=mode,
            organisation=organisation,
            instructor_id=instructor_id,
            members=members,
            since=since,
        )

    def end_party_coverage(self, stamp: Stamp, *, on: date) -> None:
        """Record that no Party organisation or instructor is there any longer."""
        require_happened(stamp, "on", on)
        if self.covered_since is None:
            raise CoverageNotStated
        require_order("on", self.covered_since, on)
        self._record(self.PartyCoverageEnded, stamp, on=on)

    def assign_responsibility(
        self,
        stamp: Stamp,
        *,
        matter: str,
        party: str,
        since: date,
        basis: str | None = None,
    ) -> None:
        """Fix which party answers for a matter (三方责任)."""
        require_happened(stamp, "since", since)
        require_code("matter", matter)
        require_citation("basis", basis)
        stamp.rules.party(party)
        self._record(
            self.ResponsibilityAssigned,
            stamp,
            matter=matter,
            party=party,
            basis=basis,
            since=since,
        )


def _apart(one: PartySlot, other: PartySlot) -> bool:
    """Whether nobody may sit in both (DOMAIN 2.7, 2.17)."""
    if PartySlot.SUPERVISION in (one, other):
        return one is not other
    return {one, other} == {PartySlot.FIRM, PartySlot.OWNERS_BODY}
