"""A public fact as those who watch a compound are told of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.history import public
from interfaces.graphql.scalars import Position
from projections.compound_feed import FeedEntry


@strawberry.type(description="A public fact of something in a compound or a region.")
class CompoundEvent:
    label_zh: strawberry.Private[str]
    label_en: strawberry.Private[str]

    position: Position = strawberry.field(
        description="Its place in the log; give it as `after` to go on from here."
    )
    id: UUID = strawberry.field(description="Of what it is told; ask `node` for it.")
    version: int = strawberry.field(description="Its place there, from 1.")
    compound_id: UUID | None = strawberry.field(
        description="The compound; null for a matter of the region."
    )
    type: str = strawberry.field(
        description="Stable name of the fact, as in `Case.Accepted`."
    )
    occurred_at: datetime = strawberry.field(description="When it happened.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    actor_role: str = strawberry.field(description="The role acted in.")
    payload: JSON = strawberry.field(
        description="The fact's own fields, without people and texts."
    )

    @resolved("Its name in the client's language.")
    def label(self, info: Info) -> str:
        return self.label_zh if info.context.language == "zh" else self.label_en

    @classmethod
    def of(cls, found: FeedEntry) -> Self:
        entry = found.entry
        return cls(
            label_zh=entry.label.zh,
            label_en=entry.label.en,
            position=Position(entry.position),
            id=found.id,
            version=entry.version,
            compound_id=found.compound_id,
            type=entry.type,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            actor_role=entry.actor_role,
            payload=JSON(public(entry.payload)),
        )
