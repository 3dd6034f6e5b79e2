"""What clients see of the visits (走访回访) to a household."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from application.visits import Visits
from domain.visit_facts import VisitPurpose, VisitStatus
from interfaces.graphql.record import RecordNode, shown
from interfaces.graphql.share import CountShare
from projections.visit_book import VISIT_BOOK, VisitRates

FIELDS: Mapping[str, str] = {
    "unit_id": "The household.",
    "visitor": "Opaque id of who visits.",
    "purpose": "Why it is visited.",
    "on": "The day.",
    "needs": "What the household needs: codes of the taxonomy, as in `SAF-01`.",
    "cases": "The cases that came of it.",
    "return_promised": "Whether somebody comes back.",
    "content": "Whether the household is content.",
    "note": "What was said. Free text; sealed, and never released.",
    "reason": "Why. Free text; sealed, and never released.",
}


@shown(VISIT_BOOK, Visits, "The visits to one household (走访回访).", FIELDS)
class Visit(RecordNode):
    status: VisitStatus = strawberry.field(description="Where the last visit stands.")
    unit_id: UUID = strawberry.field(description="The household.")
    visitor: str = strawberry.field(description="Opaque id of who visits.")
    purpose: VisitPurpose = strawberry.field(description="Why it is visited.")
    planned_on: date = strawberry.field(description="For which day it is planned.")
    made_on: date | None = strawberry.field(description="When it was made.")
    needs: list[str] = strawberry.field(description="What the household needs.")
    cases: list[UUID] = strawberry.field(description="The cases that came of it.")
    returned_on: date | None = strawberry.field(description="When they came back.")
    content: bool | None = strawberry.field(description="Whether it is content.")
    planned: int = strawberry.field(description="Visits planned so far.")
    made: int = strawberry.field(description="Visits made so far.")
    missed: int = strawberry.field(description="Times that nobody was at home.")
    promised: int = strawberry.field(description="Return visits promised so far.")
    kept: int = strawberry.field(description="Return visits made so far.")


@strawberry.type(description="How far households are visited (DOMAIN 2.11).")
class VisitShares:
    coverage: CountShare = strawberry.field(
        description="Households visited of those in the register."
    )
    returns: CountShare = strawberry.field(
        description="Return visits made of those promised."
    )

    @classmethod
    def of(cls, rates: VisitRates) -> Self:
        coverage, returns = (CountShare.of(each) for each in rates)
        return cls(coverage=coverage, returns=returns)
