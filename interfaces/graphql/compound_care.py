"""What clients see of how a compound is governed and served."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import strawberry

from domain.compound_words import Management
from interfaces.graphql.compound_people import (
    BuildingLeaderNode,
    GovernanceAreaNode,
    PartyCoverageNode,
    PartySlotNode,
    RedStewardsNode,
    ResponsibilityNode,
    SiteManagerNode,
)
from interfaces.graphql.compound_service import (
    ManagementPeriod,
    ServeFirstNode,
    ServiceContractNode,
    SubcontractNode,
    TrialNode,
)
from interfaces.graphql.compound_site import (
    CommonAreaNode,
    CompoundPlanNode,
    CompoundRecordNode,
    EntryDeviceNode,
    ErrandsNode,
    HelpPointNode,
    HomeCareOrderNode,
    ImprovementWorkNode,
    IncidentNode,
    ParkingNode,
    PlatformNode,
    SiteInspectionNode,
    StarNode,
)
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.parts import FORM, built, built_each, part
from interfaces.graphql.tariff import TariffTermNode
from projections.records import Record


@part("How a compound is governed and served.")
class CompoundCare:
    status: Management = strawberry.field(description="How it is managed.")
    managed_since: date | None = strawberry.field(description="Since when.")
    management_history: list[ManagementPeriod] = strawberry.field(
        description="Every status that it had, oldest first."
    )
    contract: ServiceContractNode | None = strawberry.field(
        description="The present contract."
    )
    next_contract: ServiceContractNode | None = strawberry.field(
        description="Signed for the time after it."
    )
    past_contracts: list[ServiceContractNode] = strawberry.field(
        description="Those that ended, oldest first."
    )
    tariffs: list[TariffTermNode] = strawberry.field(
        description="What was, is and will be charged; the latest first day holds."
    )
    subcontracts: list[SubcontractNode] = strawberry.field(
        description="Parts of the present service that special firms do."
    )
    handed_over: list[str] = strawberry.field(
        description="What the leaving firm handed over."
    )
    hand_over_refused: list[str] = strawberry.field(
        description="What the leaving firm refuses to hand over."
    )
    trials: list[TrialNode] = strawberry.field(description="Trials, oldest first.")
    serve_first: ServeFirstNode | None = strawberry.field(
        description="Service before charge, if agreed."
    )
    party_slots: list[PartySlotNode] = strawberry.field(
        description="The seats of five parties."
    )
    areas: list[GovernanceAreaNode] = strawberry.field(
        description="Grids, governance areas and service nets."
    )
    red_stewards: list[RedStewardsNode] = strawberry.field(
        description="The team of each area."
    )
    building_leaders: list[BuildingLeaderNode] = strawberry.field(
        description="The leader of each building."
    )
    site_manager: SiteManagerNode | None = strawberry.field(
        description="The firm's manager on site."
    )
    party_coverage: PartyCoverageNode | None = strawberry.field(
        description="How the Party reaches it; null: not at all."
    )
    responsibilities: list[ResponsibilityNode] = strawberry.field(
        description="Who answers for which matter."
    )
    help_points: list[HelpPointNode] = strawberry.field(
        description="Places where residents are served."
    )
    entry_devices: list[EntryDeviceNode] = strawberry.field(
        description="What opens or watches its entrances."
    )
    platforms: list[PlatformNode] = strawberry.field(
        description="Platforms that it is or was connected to."
    )
    works: list[ImprovementWorkNode] = strawberry.field(
        description="Improvement works."
    )
    plan: CompoundPlanNode | None = strawberry.field(description="The latest plan.")
    stars: list[StarNode] = strawberry.field(description="Its star of each year.")
    parking: ParkingNode | None = strawberry.field(description="Its parking spaces.")
    common_areas: list[CommonAreaNode] = strawberry.field(
        description="Common parts that serve another purpose."
    )
    records: list[CompoundRecordNode] = strawberry.field(
        description="What else is kept on record."
    )
    inspections: list[SiteInspectionNode] = strawberry.field(
        description="The latest inspections, and all with open findings."
    )
    incidents: list[IncidentNode] = strawberry.field(
        description="The latest incidents, and all that are open."
    )
    errands: list[ErrandsNode] = strawberry.field(
        description="Errands of each help point."
    )
    record: strawberry.Private[Record]

    @resolved("Home care still to be done; null if that is not for you.")
    def home_care(self, info: Info) -> list[HomeCareOrderNode] | None:
        seen = info.context.may_read(
            "compound.read_restricted",
            self.record.id,
            region_path=self.record.view["region_path"],
            compound_id=self.record.id,
        )
        if not seen:
            return None
        found: Any = built(list[HomeCareOrderNode], self.record.view["home_care"])
        return list(found)

    @classmethod
    def of(cls, record: Record) -> Self:
        form = {k: v for k, v in vars(cls)[FORM].items() if k != "record"}
        make: Any = cls
        made: Self = make(record=record, **built_each(form, record.view))
        return made
