"""The history of a record: one entry a fact, complete and in order."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import strawberry
from strawberry.scalars import JSON

from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.pagination import PageInfo, page_info
from interfaces.graphql.scalars import Position
from projections.stream_history import Entries, Entry


@strawberry.type(description="One fact of a record, ready to show.")
class RecordEntry:
    label_zh: strawberry.Private[str]
    label_en: strawberry.Private[str]

    position: Position = strawberry.field(description="Its place in the log.")
    version: int = strawberry.field(description="Its place in the record, from 1.")
    type: str = strawberry.field(
        description="Stable name of the fact, as in `Household.Registered`."
    )
    occurred_at: datetime = strawberry.field(description="When it happened.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    actor_role: str = strawberry.field(description="The role acted in.")
    actor_id: str | None = strawberry.field(
        description="Opaque id of who acted; null for the public."
    )
    payload: JSON | None = strawberry.field(
        description="The fact's own fields; null if they are not for you."
    )

    @resolved("Its leaf in the transparency log, for `inclusionProof` and `/log`.")
    def leaf_index(self) -> Position:
        return Position(self.position - 1)

    @resolved("Its name in the client's language.")
    def label(self, info: Info) -> str:
        return self.label_zh if info.context.language == "zh" else self.label_en

    @classmethod
    def of(cls, entry: Entry, *, staff: bool) -> Self:
        return cls(
            label_zh=entry.label.zh,
            label_en=entry.label.en,
            position=Position(entry.position),
            version=entry.version,
            type=entry.type,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            actor_role=entry.actor_role,
            actor_id=entry.actor_id if staff else None,
            payload=JSON(entry.payload) if staff or entry.public else None,
        )


@strawberry.type(description="An entry and its cursor (Relay).")
class RecordEntryEdge:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    node: RecordEntry = strawberry.field(description="The entry.")


@strawberry.type(description="Entries of one record, oldest first (Relay).")
class RecordHistory:
    edges: list[RecordEntryEdge] = strawberry.field(description="With cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")

    @resolved("The entries without cursors.")
    def nodes(self) -> list[RecordEntry]:
        return [edge.node for edge in self.edges]

    @classmethod
    def of(cls, page: Entries, after: str | None, *, staff: bool) -> Self:
        return cls(
            edges=[
                RecordEntryEdge(cursor=cursor, node=RecordEntry.of(entry, staff=staff))
                for cursor, entry in zip(page.cursors, page.entries, strict=True)
            ],
            page_info=page_info(page.cursors, more=page.has_next, after=after),
        )
