"""What clients see of a household (户)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry

from application.households import Households
from domain.civil_time import day_in_china
from domain.household_facts import AreaSource, Holder, HouseholdStatus, Housing, UnitUse
from domain.household_relations import Relation
from domain.quantities import Dm2
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.household_register import HOUSEHOLD_REGISTER, claims_of

FIELDS: Mapping[str, str] = {
    "number": "As people know it, as in `3-2-501`; unique in the compound.",
    "building": (
        "The building that it is in; the part before the first dash unless given."
    ),
    "area_dm2": "Its area in 0.01 m2.",
    "area_source": "Where the area is from.",
    "use": "What it is for.",
    "housing": "The kind of housing, by which the fund is pooled.",
    "holder": "An owner, or still the developer.",
    "owners": "Opaque ids of the owners; the one who votes for all of them first.",
    "owner_name": "Names of the owners; sealed, and never released.",
    "owner_phone": "Telephone of the owners; sealed, and never released.",
    "on": "The day on which it happened.",
    "effective_on": "The first day on which it holds.",
    "vacant": "Whether it stands empty.",
    "since": "Since which day.",
    "reason": "Why. Free text; sealed.",
    "relation": "How the person belongs to it.",
    "evidence": "Digest or number of the paper that shows it, never the paper.",
    "until": "The last day of it; a tenancy has one.",
    "person": (
        "In a claim, the id of the resident for whom you ask; afterwards the pseudonym"
        " that `claims` shows. Residents leave it out."
    ),
    "note": "Free text; sealed, and never released.",
}


@part("Somebody says to belong to a household.")
class ClaimOnHousehold:
    person: str = strawberry.field(
        description="A pseudonym that holds for this household alone."
    )
    relation: Relation = strawberry.field(description="How they belong to it.")
    until: date | None = strawberry.field(description="The last day of it.")
    verified: bool = strawberry.field(description="Whether somebody else verified it.")


@shown(HOUSEHOLD_REGISTER, Households, "One unit of a compound (户).", FIELDS)
class Household(RecordNode):
    status: HouseholdStatus = strawberry.field(description="Where it stands.")
    number: str = strawberry.field(description="As people know it, as in `3-2-501`.")
    building: str = strawberry.field(description="The building that it is in.")
    area_dm2: Dm2 = strawberry.field(description="Its area in 0.01 m2.")
    area_source: AreaSource = strawberry.field(description="Where the area is from.")
    use: UnitUse = strawberry.field(description="What it is for.")
    housing: Housing = strawberry.field(description="The kind of housing.")
    holder: Holder = strawberry.field(description="Who holds it.")
    owners: list[str] = strawberry.field(
        description="Opaque ids; the one who votes for all of them first."
    )
    delivered_on: date | None = strawberry.field(
        description="When it was handed to its owner."
    )
    held_since: date | None = strawberry.field(
        description="Since when these own it, if it changed hands."
    )
    vacant_since: date | None = strawberry.field(
        description="Since when it stands empty; null if it does not."
    )

    @resolved("How many people belong to it now.")
    def present(self, info: Info) -> int:
        day = day_in_china(info.context.services.clock())
        claims = claims_of(self.record.view).values()
        return sum(each.holds(day) for each in claims)

    @resolved("Who says to belong to it, and whether that is verified.")
    def claims(self, info: Info) -> list[ClaimOnHousehold]:
        if not self.shown_of.reads_restricted(info.context, self.record):
            return []
        made: Any = ClaimOnHousehold
        return [
            made(
                person=person,
                relation=each.relation,
                until=each.until,
                verified=each.verified,
            )
            for person, each in claims_of(self.record.view).items()
        ]
