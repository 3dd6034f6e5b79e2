"""What clients see of an absence (离岗)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from application.absences import Absences
from domain.absence_facts import AbsenceStatus
from interfaces.graphql.record import RecordNode, shown
from projections.absences import ABSENCES

FIELDS: Mapping[str, str] = {
    "person": "Opaque id of who is away.",
    "deputy": "Opaque id of who stands in.",
    "starts_on": "The first day.",
    "ends_on": "The last day.",
    "on": "The first day back.",
    "note": "Free text; sealed, and never released.",
}


@shown(ABSENCES, Absences, "Somebody is away (离岗).", FIELDS)
class Absence(RecordNode):
    status: AbsenceStatus = strawberry.field(description="Whether it stands.")
    person: str = strawberry.field(description="Opaque id of who is away.")
    deputy: str | None = strawberry.field(description="Opaque id of who stands in.")
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date = strawberry.field(description="The last day.")
    back_on: date | None = strawberry.field(
        description="The first day back, if they are back earlier."
    )
