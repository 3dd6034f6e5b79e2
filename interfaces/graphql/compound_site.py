"""What clients see of the places, works and events of a compound."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import strawberry

from domain.compound_site_words import (
    CompoundRecordKind,
    EntryDeviceKind,
    HomeCareService,
    IncidentKind,
    QuantityUnit,
    SiteInspectionKind,
    VenueKind,
    WorkKind,
    WorkPayer,
)
from domain.quantities import Dm2, Fen
from interfaces.graphql.parts import part


@part("A place where residents are served.")
class HelpPointNode:
    code: str = strawberry.field(description="Its code.")
    kind: VenueKind = strawberry.field(description="What it is for.")
    matters: list[str] = strawberry.field(description="Codes of what it takes.")
    opens: int = strawberry.field(description="Minutes after midnight.")
    closes: int = strawberry.field(description="Minutes after midnight.")
    since: date = strawberry.field(description="Since when.")


@part("What opens or watches an entrance.")
class EntryDeviceNode:
    code: str = strawberry.field(description="Its code.")
    entrance: str = strawberry.field(description="Code of the entrance.")
    kind: EntryDeviceKind = strawberry.field(description="What it is.")
    basis: str | None = strawberry.field(description="The article that allows it.")
    since: date = strawberry.field(description="Since when.")


@part("A platform, and whether the compound is connected to it.")
class PlatformNode:
    platform: str = strawberry.field(description="Code of the platform.")
    connected: bool = strawberry.field(description="Whether it is connected.")
    on: date = strawberry.field(description="Since when.")


@part("An improvement work (硬件提升项目).")
class ImprovementWorkNode:
    code: str = strawberry.field(description="Its code.")
    kind: WorkKind = strawberry.field(description="What it is.")
    quantity: int = strawberry.field(description="How much was planned, or done.")
    unit: QuantityUnit = strawberry.field(description="What the quantity counts.")
    payer: WorkPayer = strawberry.field(description="Who pays.")
    cost: Fen | None = strawberry.field(description="What it costs, if known.")
    planned_on: date = strawberry.field(description="When it was planned.")
    accepted_on: date | None = strawberry.field(description="When it was accepted.")


@part("The plan for this compound alone (一区一策).")
class CompoundPlanNode:
    number: int = strawberry.field(description="From 1; each replaces the last.")
    mode: str | None = strawberry.field(description="Mode of governance, if named.")
    measures: list[str] = strawberry.field(description="Codes of its measures.")
    from_on: date = strawberry.field(description="Its first day.")
    until: date = strawberry.field(description="Its last day.")


@part("The smart compound's star of a year.")
class StarNode:
    year: int = strawberry.field(description="The year.")
    planned: bool = strawberry.field(description="Whether it was planned for.")
    target_stars: int = strawberry.field(description="The star to reach.")
    standard: str | None = strawberry.field(description="Code of the standard.")
    score: int | None = strawberry.field(description="The score; null: not assessed.")
    stars: int | None = strawberry.field(description="The star; null: not assessed.")


@part("How many parking spaces there are.")
class ParkingNode:
    spaces: int = strawberry.field(description="All of them.")
    sold: int = strawberry.field(description="Sold.")
    leased: int = strawberry.field(description="Leased.")
    self_managed: int = strawberry.field(description="Managed by residents.")
    on: date = strawberry.field(description="As of which day.")


@part("A common part that serves another purpose.")
class CommonAreaNode:
    code: str = strawberry.field(description="Its code.")
    purpose: str = strawberry.field(description="Code of what it is for now.")
    area_dm2: Dm2 = strawberry.field(description="How large it is.")
    vote_id: UUID = strawberry.field(description="The owners' vote.")
    question: str | None = strawberry.field(description="Which question of it.")
    approvals: list[str] = strawberry.field(description="Codes of who approved.")
    on: date = strawberry.field(description="Since when.")


@part("Something kept on record.")
class CompoundRecordNode:
    kind: CompoundRecordKind = strawberry.field(description="What it is.")
    code: str = strawberry.field(description="Its code among its kind.")
    party: str | None = strawberry.field(description="Who gives, does or holds it.")
    quantity: int | None = strawberry.field(description="How much, if it is counted.")
    unit: QuantityUnit | None = strawberry.field(
        description="What the quantity counts."
    )
    since: date = strawberry.field(description="Since when.")
    until: date | None = strawberry.field(description="Until when, if known.")


@part("One item of a checklist.")
class CheckedItemNode:
    code: str = strawberry.field(description="Its code.")
    passed: bool = strawberry.field(description="Whether it was in order.")


@part("An inspection of the compound.")
class SiteInspectionNode:
    code: str = strawberry.field(description="Its code.")
    kind: SiteInspectionKind = strawberry.field(description="Who looks, at what.")
    squad: str = strawberry.field(description="Code of the squad.")
    departments: list[str] = strawberry.field(description="Codes of departments.")
    checklist: list[CheckedItemNode] = strawberry.field(description="What was seen.")
    open: list[str] = strawberry.field(description="Findings still to be fixed.")
    on: date = strawberry.field(description="When.")


@part("Something that happened: what, never to whom.")
class IncidentNode:
    code: str = strawberry.field(description="Its code.")
    kind: IncidentKind = strawberry.field(description="What happened.")
    count: int = strawberry.field(description="How often.")
    on: date = strawberry.field(description="When.")
    police_at: datetime | None = strawberry.field(
        description="When the police had it; null: they were not needed."
    )
    closed_on: date | None = strawberry.field(description="When it was dealt with.")


@part("How many errands a help point ran.")
class ErrandsNode:
    point: str = strawberry.field(description="Code of the help point.")
    done: int = strawberry.field(description="How many.")
    settled: int = strawberry.field(description="How many with success.")


@part("An order of home care that is still to be done.")
class HomeCareOrderNode:
    code: str = strawberry.field(description="Its code.")
    service: HomeCareService = strawberry.field(description="Which service.")
    unit_id: UUID = strawberry.field(description="For which household.")
    provider: str = strawberry.field(description="Code of who serves.")
    scheduled_on: date = strawberry.field(description="When.")
