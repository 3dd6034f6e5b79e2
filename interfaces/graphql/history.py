"""The history of a case: one entry a proven fact, complete and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry
from strawberry.scalars import JSON

from domain.case_words import Level
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.loaders import CaseAt
from interfaces.graphql.pagination import PageInfo
from interfaces.graphql.scalars import Position
from interfaces.graphql.text import Text
from projections.case_entry import HistoryRow
from projections.case_filters import covered
from projections.case_row import CaseRow

# What the payload of a fact says about people: for staff of the case only.
PEOPLE = frozenset({"reporter", "reporters", "handler_id", "mediator_id"})
# The same in SQL, over `case_board b` and its `case_history e`: who asks is staff of
# the case, and what the payload shows them or everybody else (see `public`).
STAFF = f"(%(staff_everywhere)s OR {covered('staff')})"
HIDDEN = ", ".join(
    f"CASE WHEN jsonb_typeof(e.payload -> '{name}') NOT IN ('number', 'boolean')"
    f" THEN '{name}' END"
    for name in sorted(PEOPLE)
)
PAYLOAD = f"""CASE
    WHEN {STAFF} OR NOT e.payload ?| ARRAY{sorted(PEOPLE)} THEN e.payload
    ELSE e.payload - ARRAY[{HIDDEN}] END"""


@strawberry.type(description="One fact of a case, ready to show.")
class HistoryEntry:
    row: strawberry.Private[HistoryRow]
    case: strawberry.Private[CaseRow]

    position: Position = strawberry.field(description="Its place in the log.")
    version: int = strawberry.field(description="Its place in the case, from 1.")
    part: int = strawberry.field(
        description="Which of the facts that one imported row proves; 0 otherwise."
    )
    type: str = strawberry.field(
        description="Stable name of the fact, as in `Case.Accepted`."
    )
    label_zh: str = strawberry.field(description="Its name in Chinese.")
    label_en: str = strawberry.field(description="Its name in English.")
    occurred_at: datetime | None = strawberry.field(
        description="When it happened; null if an import does not prove it."
    )
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    actor_role: str = strawberry.field(description="The role acted in.")
    level: Level | None = strawberry.field(description="Level of the case then.")
    due_at: datetime | None = strawberry.field(description="Deadline then in force.")
    void_at: datetime | None = strawberry.field(
        description="When it was recorded that the entry no longer holds."
    )

    @resolved(
        "Its leaf in the transparency log, for `inclusionProof` and `/log`.",
        sql="e.position - 1",
    )
    def leaf_index(self) -> Position:
        return Position(self.position - 1)

    @resolved(
        "Its name in the client's language.",
        sql="CASE WHEN %(zh)s THEN e.label_zh ELSE e.label_en END",
    )
    def label(self, info: Info) -> str:
        return self.label_zh if info.context.language == "zh" else self.label_en

    @resolved(
        "A mistake, or out of date: shown, not counted.", sql="e.void_at IS NOT NULL"
    )
    def void(self) -> bool:
        return self.void_at is not None

    @resolved(
        "Opaque id of who acted; null for the public.",
        sql=f"CASE WHEN {STAFF} THEN e.actor_id END",
    )
    def actor_id(self, info: Info) -> str | None:
        staff = info.context.is_staff(self.case)
        return self.row.actor_id if staff else None

    @resolved("The fact's own fields, without people and texts.", sql=PAYLOAD)
    def payload(self, info: Info) -> JSON:
        if info.context.is_staff(self.case):
            return JSON(dict(self.row.payload))
        return JSON(public(self.row.payload))

    @resolved("The texts given with it.")
    async def texts(self, info: Info) -> list[Text]:
        sealed_id = self.row.sealed_id
        if sealed_id is None:
            return []
        text = info.context.loaders.text
        return await asyncio.gather(
            *(
                text(self.case, self.type, self.version, sealed_id, path)
                for path in self.row.paths
            )
        )

    @classmethod
    def of(cls, case: CaseRow, row: HistoryRow) -> Self:
        return cls(
            row=row,
            case=case,
            level=None if row.level is None else Level(row.level),
            **{name: getattr(row, name) for name in PLAIN},
        )


PLAIN = (
    "position",
    "version",
    "part",
    "type",
    "label_zh",
    "label_en",
    "occurred_at",
    "recorded_at",
    "actor_role",
    "due_at",
    "void_at",
)


def public(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload without whatever stands for a person; how many there are may stay."""
    return {
        name: value
        for name, value in payload.items()
        if name not in PEOPLE or isinstance(value, int)
    }


@strawberry.type(description="An entry and its cursor (Relay).")
class HistoryEdge:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    node: HistoryEntry = strawberry.field(description="The entry.")


@strawberry.type(description="Entries of one case, oldest first (Relay).")
class HistoryConnection:
    case_at: strawberry.Private[CaseAt]
    edges: list[HistoryEdge] = strawberry.field(description="Entries with cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")

    @resolved("The entries without cursors.")
    def nodes(self) -> list[HistoryEntry]:
        return [edge.node for edge in self.edges]

    @resolved("How many entries the case has.")
    async def total_count(self, info: Info) -> int:
        return await info.context.loaders.counts.load(self.case_at)
