"""A case as clients see it: where it stands, its texts, and its whole history."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Self
from uuid import UUID

import strawberry

from domain.case_words import Channel, Level, Satisfaction, Status
from interfaces.graphql import names
from interfaces.graphql.compound import Compound
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.history import HistoryConnection, HistoryEdge, HistoryEntry
from interfaces.graphql.labels import label
from interfaces.graphql.loaders import CaseAt, HistoryKey
from interfaces.graphql.milestone import MilestoneNode
from interfaces.graphql.node import Node
from interfaces.graphql.pagination import AFTER, FIRST, page_info, page_size
from interfaces.graphql.scalars import Position
from interfaces.graphql.text import Text
from projections.case_row import CaseRow
from projections.case_texts import SealedPath

IF_READABLE = "Null if there is none or you may not read it: see `texts`."

# Fields that are shown as the row has them.
PLAIN = (
    "version",
    "position",
    "category",
    "compound_id",
    "receiver",
    "urgent",
    "joint",
    "reporters",
    "reported_at",
    "changed_at",
    "due_at",
    "due_name",
    "resolved_at",
    "closed_at",
    "solved",
    "source_system",
    "source_reference",
    "source_category",
    "adopted",
    "open",
    "merged_into",
    "support_count",
    "objection_count",
)
_plain = attrgetter(*PLAIN)


@strawberry.type(name="Case", description="One matter (诉求) from intake to closing.")
class CaseNode(Node):
    row: strawberry.Private[CaseRow]
    as_of: strawberry.Private[datetime | None] = None
    beside: strawberry.Private[Sequence[str]] = ()

    version: int = strawberry.field(description="How many facts it is made of.")
    position: Position = strawberry.field(description="Place of its last fact.")
    status: Status = strawberry.field(description="Where it stands.")
    level: Level | None = strawberry.field(
        description="Step of the escalation ladder; null until an import is adopted."
    )
    channel: Channel = strawberry.field(description="How it came in.")
    category: str | None = strawberry.field(
        description="Code of the taxonomy, as in `SAF-01`; null if unknown."
    )
    compound_id: UUID | None = strawberry.field(
        description="The compound, null while nobody knows which is meant."
    )
    region_path: list[str] = strawberry.field(
        description="Codes from city to community, as far as known."
    )
    receiver: str | None = strawberry.field(
        description="Code of the party that answers for it now."
    )
    urgent: bool = strawberry.field(description="Taken in as urgent.")
    joint: bool = strawberry.field(description="A joint complaint (联名诉求).")
    reporters: int = strawberry.field(description="How many reported the matter.")
    reported_at: datetime | None = strawberry.field(description="When it was reported.")
    changed_at: datetime = strawberry.field(description="When its last fact happened.")
    due_at: datetime | None = strawberry.field(
        description="The next deadline; null while no clock runs."
    )
    due_name: str | None = strawberry.field(description="Which milestone that is.")
    resolved_at: datetime | None = strawberry.field(
        description="When the handler called it done."
    )
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    solved: bool | None = strawberry.field(
        description="The reporter's answer: is it solved?"
    )
    satisfaction: Satisfaction | None = strawberry.field(
        description="The reporter's answer: satisfied?"
    )
    source_system: str | None = strawberry.field(
        description="The system that it came from, if another."
    )
    source_reference: str | None = strawberry.field(
        description="Its number in that system."
    )
    source_category: str | None = strawberry.field(
        description="Its category there, word for word."
    )
    adopted: bool = strawberry.field(
        description="False for an imported case that nobody has taken on."
    )
    open: bool = strawberry.field(description="Not closed, withdrawn or merged.")
    merged_into: UUID | None = strawberry.field(
        description="The case as which it goes on."
    )
    support_count: int | None = strawberry.field(description="Imported: supporters.")
    objection_count: int | None = strawberry.field(description="Imported: objectors.")

    @classmethod
    def of(
        cls, row: CaseRow, as_of: datetime | None = None, beside: Sequence[str] = ()
    ) -> Self:
        """The case of a row; as_of: the moment that the row was replayed to.

        beside: what the context wanted to be read with it.
        """
        return cls(
            **dict(zip(PLAIN, _plain(row), strict=True)),
            id=row.case_id,
            row=row,
            as_of=as_of,
            beside=beside,
            status=Status(row.status),
            level=None if row.level is None else Level(row.level),
            channel=Channel(row.channel),
            satisfaction=Satisfaction(row.satisfaction) if row.satisfaction else None,
            region_path=list(row.region_path),
        )

    @resolved("The status in the client's language.")
    def status_label(self, info: Info) -> str:
        return label(self.status, info.context.language)

    @resolved("The level in the client's language.")
    def level_label(self, info: Info) -> str | None:
        return (
            label(self.level, info.context.language) if self.level is not None else None
        )

    @resolved("The channel in the client's language.")
    def channel_label(self, info: Info) -> str:
        return label(self.channel, info.context.language)

    @resolved("The category in the client's language.")
    def category_label(self, info: Info) -> str | None:
        return names.category(info.context, self.row.profile, self.category)

    @resolved("The receiving party in the client's language.")
    def receiver_label(self, info: Info) -> str | None:
        return names.party(info.context, self.row.profile, self.receiver)

    @resolved("Whether its next deadline has passed.")
    def overdue(self, info: Info) -> bool:
        return self.due_at is not None and self.due_at < self._now(info)

    @resolved("The deadlines that it still has to meet.")
    def milestones(self, info: Info) -> list[MilestoneNode]:
        context, profile, now = info.context, self.row.profile, self._now(info)
        return [
            MilestoneNode.of(context, profile, each, now)
            for each in self.row.milestones.values()
        ]

    @resolved("Id of its handler; null for the public.")
    def handler_id(self, info: Info) -> str | None:
        staff = info.context.is_staff(self.row)
        return self.row.handler_id if staff else None

    @resolved("Its compound, if known and registered.", repeatable=True)
    async def compound(self, info: Info) -> Compound | None:
        if self.compound_id is None:
            return None
        row = await info.context.loaders.compounds.load(self.compound_id)
        return Compound.of(row) if row else None

    @resolved(f"What it is about. {IF_READABLE}")
    async def title(self, info: Info) -> str | None:
        return await self._value(info, "title")

    @resolved(f"What the reporter said. {IF_READABLE}")
    async def body(self, info: Info) -> str | None:
        return await self._value(info, "body")

    @resolved(f"The reply to an imported case. {IF_READABLE}")
    async def reply(self, info: Info) -> str | None:
        return await self._value(info, "reply")

    @resolved(f"What was done. {IF_READABLE}")
    async def outcome(self, info: Info) -> str | None:
        return await self._value(info, "outcome")

    @resolved(
        "Its texts as they are now: title, body, reply, outcome, ...; "
        "those of single entries stand in the history."
    )
    async def texts(self, info: Info) -> list[Text]:
        sealed = await self._sealed(info)
        return await asyncio.gather(*(self._text(info, each) for each in sealed))

    @resolved("What happened, oldest first.")
    async def history(
        self,
        info: Info,
        first: Annotated[int | None, FIRST] = None,
        after: Annotated[str | None, AFTER] = None,
    ) -> HistoryConnection:
        key = HistoryKey(self.id, self.as_of, page_size(first), after)
        found = await info.context.loaders.histories.load(key)
        return HistoryConnection(
            case_at=CaseAt(self.id, self.as_of),
            edges=[
                HistoryEdge(cursor=cursor, node=HistoryEntry.of(self.row, entry))
                for cursor, entry in zip(found.cursors, found.entries, strict=True)
            ],
            page_info=page_info(found.cursors, more=found.has_next, after=after),
        )

    async def _sealed(self, info: Info) -> list[SealedPath]:
        at = CaseAt(self.id, self.as_of)
        return await info.context.loaders.case_texts.load(at)

    async def _text(self, info: Info, at: SealedPath) -> Text:
        text = info.context.loaders.text
        return await text(self.row, at.type, at.version, at.sealed_id, at.path)

    async def _value(self, info: Info, path: str) -> str | None:
        """One of the texts; only what is asked for is opened, and logged."""
        for each in await self._sealed(info):
            if each.path == path:
                return (await self._text(info, each)).value
        return None

    def _now(self, info: Info) -> datetime:
        return self.as_of or info.context.services.clock()
