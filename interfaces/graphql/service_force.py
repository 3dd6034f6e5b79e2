"""What clients see of a service force (服务力量)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import strawberry

from application.service_forces import ServiceForces
from domain.service_force_facts import ForceKind, ForceStatus
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.service_roster import SERVICE_ROSTER

HOURS = "Hours of the week, as in `1-5 08:00-18:00` (1 is Monday), China's time."
FIELDS: Mapping[str, str] = {
    "kind": "Which sort of force it is.",
    "code": "Its code; unique in the compound or region.",
    "programme": "The programme or net that it belongs to, as in `repair_net`.",
    "leaders": "Codes of the bodies that lead it.",
    "spot": "Code of where its desk is, as in `station-2`.",
    "matters": "Codes of what is done there.",
    "hours": HOURS,
    "member": "Opaque id of the member.",
    "skills": "What they can do, as in `lock_opening`.",
    "member_name": "Name of the member; sealed, and never released.",
    "member_phone": "Telephone of the member; sealed, and never released.",
    "on": "The day on which it happened.",
    "unit": "Code of the unit that brings the resource.",
    "resource": "Code of the resource.",
    "starts_on": "The first day.",
    "ends_on": "The last day.",
    "reason": "Why. Free text; sealed.",
}


@part("Hours of one day of the week, in China's time.")
class DutyHours:
    weekday: int = strawberry.field(description="1 is Monday.")
    opens: int = strawberry.field(description="Minutes after midnight.")
    closes: int = strawberry.field(description="Minutes after midnight, up to 1440.")


@part("A resource that a unit brings for a time (资源下沉).")
class ResourcePledge:
    unit: str = strawberry.field(description="Code of the unit.")
    resource: str = strawberry.field(description="Code of the resource.")
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date = strawberry.field(description="The last day.")


@part("Somebody who can be sent.")
class ForceMember:
    member: str = strawberry.field(description="Opaque id.")
    skills: list[str] = strawberry.field(description="What they can do.")
    hours: list[DutyHours] = strawberry.field(
        description="When they may be called; empty: at any time."
    )
    checked_on: date | None = strawberry.field(
        description="When their identity was checked; null: never, no home is entered."
    )


@shown(SERVICE_ROSTER, ServiceForces, "People who can be sent (服务力量).", FIELDS)
class ServiceForce(RecordNode):
    status: ForceStatus = strawberry.field(description="Whether it is there.")
    kind: ForceKind = strawberry.field(description="Which sort of force it is.")
    code: str = strawberry.field(description="Its code.")
    programme: str | None = strawberry.field(
        description="The programme or net that it belongs to."
    )
    leaders: list[str] = strawberry.field(description="Codes of who leads it.")
    spot: str | None = strawberry.field(description="Where its desk is.")
    matters: list[str] = strawberry.field(description="What is done there (D45).")
    hours: list[DutyHours] = strawberry.field(description="When it is open.")
    pledges: list[ResourcePledge] = strawberry.field(
        description="What units bring to it."
    )

    @resolved("How many members it has.")
    def member_count(self) -> int:
        return len(self.record.view["members"])

    @resolved("Its members; empty if they are not for you.")
    def members(self, info: Info) -> list[ForceMember]:
        if not self.shown_of.reads_restricted(info.context, self.record):
            return []
        members: Any = self.record.view["members"]
        return [msgspec.convert(each, ForceMember) for each in members]
