"""What clients see of a dispatch (派单)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from application.service_dispatches import ServiceDispatches
from domain.quantities import Fen
from domain.service_dispatch_facts import (
    CostBearer,
    DispatchEnd,
    DispatchResult,
    DispatchStatus,
)
from domain.service_force_facts import ForceKind
from interfaces.graphql.record import RecordNode, shown
from projections.service_dispatches import SERVICE_DISPATCHES

FIELDS: Mapping[str, str] = {
    "force_id": "The force whose member is sent.",
    "member": "Opaque id of the member.",
    "case_id": "The case; or give `matter`.",
    "matter": "Code of the errand, one that the force offers; or give `caseId`.",
    "skill": "The skill that is needed, as in `lock_opening`.",
    "enters_home": "Whether the visit leads into a home.",
    "bearer": "Who bears what it costs.",
    "unrelated": "The one sent states to be neither kin nor party.",
    "result": "What came of it.",
    "minutes": "How long it took.",
    "cost": "What it cost.",
    "end": "Why nobody goes.",
}


@shown(SERVICE_DISPATCHES, ServiceDispatches, "Somebody is sent (派单).", FIELDS)
class ServiceDispatch(RecordNode):
    status: DispatchStatus = strawberry.field(description="How far they have come.")
    force_id: UUID = strawberry.field(description="The force.")
    kind: ForceKind = strawberry.field(description="Which sort of force it is.")
    member: str = strawberry.field(description="Opaque id of the member.")
    skill: str | None = strawberry.field(description="The skill that is needed.")
    case_id: UUID | None = strawberry.field(description="The case.")
    matter: str | None = strawberry.field(description="The errand.")
    enters_home: bool = strawberry.field(description="Whether a home is entered.")
    bearer: CostBearer = strawberry.field(description="Who bears what it costs.")
    unrelated: bool | None = strawberry.field(
        description="Whether they state to be neither kin nor party."
    )
    sent_at: datetime = strawberry.field(description="When they were sent.")
    arrived_at: datetime | None = strawberry.field(description="When they were there.")
    ended_at: datetime | None = strawberry.field(description="When it was over.")
    result: DispatchResult | None = strawberry.field(description="What came of it.")
    minutes: int | None = strawberry.field(description="How long it took.")
    cost: Fen | None = strawberry.field(description="What it cost.")
    end: DispatchEnd | None = strawberry.field(description="Why nobody went.")
