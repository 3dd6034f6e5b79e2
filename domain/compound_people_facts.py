"""The facts of who answers for what in a compound. Persons are opaque ids; what is said
of a Party organisation is a number, never who belongs to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.compound_people_words import (
    FivePartyFramework,
    GovernanceAreaKind,
    PartySlot,
)
from domain.compound_words import EVERY
from domain.facts import Label
from domain.lifecycle import Step
from domain.party_coverage import PartyCoverageMode

if TYPE_CHECKING:
    from domain.compound import Compound


class PeopleFacts:
    """Read as `Compound.PartySlotFilled`, ..."""

    class PartySlotFilled(Step):
        """A seat of a framework of five parties was taken (五位一体、五方)."""

        label = Label("五方席位到位", "Party slot filled")
        sources = EVERY
        framework: FivePartyFramework
        slot: PartySlot
        holders: tuple[str, ...]
        since: date

        def change(self, compound: Compound) -> None:
            compound.slots[self.framework, self.slot] = self.holders

    class PartySlotVacated(Step):
        """A seat of a framework of five parties is vacant since a day."""

        label = Label("五方席位空缺", "Party slot vacated")
        sources = EVERY
        framework: FivePartyFramework
        slot: PartySlot
        since: date

        def change(self, compound: Compound) -> None:
            del compound.slots[self.framework, self.slot]

    class AreaDrawn(Step):
        """A grid, governance area or service net: its buildings and who answers."""

        label = Label("划定网格片区", "Area drawn")
        sources = EVERY
        code: str
        kind: GovernanceAreaKind
        buildings: tuple[str, ...]
        worker_id: str | None
        since: date

        def change(self, compound: Compound) -> None:
            compound.areas[self.code] = (self.kind, self.buildings)

    class AreaDissolved(Step):
        """The area is no more."""

        label = Label("撤销网格片区", "Area dissolved")
        sources = EVERY
        code: str
        on: date

        def change(self, compound: Compound) -> None:
            del compound.areas[self.code]

    class RedStewardsNamed(Step):
        """The team of an area (红色管家): guiding commissioner, grid worker, steward;
        None: that slot is vacant."""

        label = Label("确定红色管家", "Red stewards named")
        sources = EVERY
        area: str
        commissioner_id: str | None
        grid_worker_id: str | None
        steward_id: str | None
        since: date

    class BuildingLeaderNamed(Step):
        """The leader of a building or stairwell (楼门长); None: vacant."""

        label = Label("推选楼门长", "Building leader named")
        sources = EVERY
        building: str
        leader_id: str | None
        since: date
        term_ends_on: date | None

    class SiteManagerNamed(Step):
        """The firm's manager on site, who reports to the neighbourhood committee
        (京66). report_by: until when."""

        label = Label("确定项目负责人", "Site manager named")
        sources = EVERY
        manager_id: str
        since: date
        reported_on: date | None
        report_by: datetime

    class PartyCoverageStated(Step):
        """How the Party reaches the compound; members: how many the organisation has,
        never who (DOMAIN 2.7)."""

        label = Label("登记党组织覆盖", "Party coverage stated")
        sources = EVERY
        mode: PartyCoverageMode
        organisation: str | None
        instructor_id: str | None
        members: int | None
        since: date

        def change(self, compound: Compound) -> None:
            compound.covered_since = self.since

    class PartyCoverageEnded(Step):
        """The Party organisation or instructor is there no longer."""

        label = Label("党组织覆盖终止", "Party coverage ended")
        sources = EVERY
        on: date

        def change(self, compound: Compound) -> None:
            compound.covered_since = None

    class ResponsibilityAssigned(Step):
        """Who answers for a matter (三方责任), by a party code of the rules."""

        label = Label("明确责任主体", "Responsibility assigned")
        sources = EVERY
        matter: str
        party: str
        basis: str | None
        since: date
