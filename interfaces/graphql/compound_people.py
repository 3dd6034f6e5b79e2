"""What clients see of who answers for what in a compound."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.compound_people_words import (
    FivePartyFramework,
    GovernanceAreaKind,
    PartySlot,
)
from domain.party_coverage import PartyCoverageMode
from interfaces.graphql.parts import part


@part("A seat of the five parties, filled or vacant.")
class PartySlotNode:
    framework: FivePartyFramework = strawberry.field(description="The framework.")
    slot: PartySlot = strawberry.field(description="The seat.")
    holders: list[str] = strawberry.field(
        description="Opaque ids of who sits there; empty: vacant."
    )
    since: date = strawberry.field(description="Since when.")


@part("A grid, governance area or service net.")
class GovernanceAreaNode:
    code: str = strawberry.field(description="Its code.")
    kind: GovernanceAreaKind = strawberry.field(description="What it is.")
    buildings: list[str] = strawberry.field(description="Its buildings.")
    worker_id: str | None = strawberry.field(description="Who answers for it.")
    since: date = strawberry.field(description="Since when.")


@part("The red stewards (红色管家) of an area.")
class RedStewardsNode:
    area: str = strawberry.field(description="Code of the area.")
    commissioner_id: str | None = strawberry.field(
        description="The guiding commissioner; null: vacant."
    )
    grid_worker_id: str | None = strawberry.field(
        description="The grid worker; null: vacant."
    )
    steward_id: str | None = strawberry.field(
        description="The property steward; null: vacant."
    )
    since: date = strawberry.field(description="Since when.")


@part("The leader of a building (楼门长).")
class BuildingLeaderNode:
    building: str = strawberry.field(description="The building.")
    leader_id: str | None = strawberry.field(description="Who; null: nobody.")
    since: date = strawberry.field(description="Since when.")
    term_ends_on: date | None = strawberry.field(description="The last day, if any.")


@part("The firm's manager on site (项目负责人).")
class SiteManagerNode:
    manager_id: str = strawberry.field(description="Opaque id of the manager.")
    since: date = strawberry.field(description="Since when.")
    reported_on: date | None = strawberry.field(
        description="When the manager reported to the neighbourhood committee."
    )
    report_by: datetime = strawberry.field(description="When that was due.")


@part("How the Party reaches the compound.")
class PartyCoverageNode:
    mode: PartyCoverageMode = strawberry.field(description="By which mode.")
    organisation: str | None = strawberry.field(description="Code of the branch.")
    instructor_id: str | None = strawberry.field(description="The instructor sent.")
    since: date = strawberry.field(description="Since when.")


@part("Who answers for a matter (三方责任).")
class ResponsibilityNode:
    matter: str = strawberry.field(description="Code of the matter.")
    party: str = strawberry.field(description="Code of the party; see `parties`.")
    basis: str | None = strawberry.field(description="The article relied on.")
    since: date = strawberry.field(description="Since when.")
