"""A deadline of a case, as clients see it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import strawberry

from domain.facts import Milestone
from interfaces.graphql import names
from interfaces.graphql.context import Context


@strawberry.type(
    name="Milestone", description="One named deadline that a case still has to meet."
)
class MilestoneNode:
    name: str = strawberry.field(description="Stable name, as in `contact` or `done`.")
    label: str = strawberry.field(description="Its name in the client's language.")
    due_at: datetime = strawberry.field(description="After this moment it is late.")
    provisional: bool = strawberry.field(
        description="The holidays of that year are not announced yet."
    )
    overdue: bool = strawberry.field(description="Whether it is late now.")

    @classmethod
    def of(
        cls, context: Context, profile: str, milestone: Milestone, now: datetime
    ) -> Self:
        """The deadline as it stands at a moment, named by the rules of a profile."""
        return cls(
            name=milestone.name,
            label=names.milestone(context, profile, milestone.name),
            due_at=milestone.due_at,
            provisional=milestone.provisional,
            overdue=milestone.due_at < now,
        )
