"""What clients see of any record alike, and how a type of the schema is made of one.

A module of this folder says what clients see of one aggregate:

    @shown(HOUSEHOLD_REGISTER, Households, "One unit of a compound (户).", FIELDS)
    class Household(RecordNode):
        number: str = strawberry.field(description="As people know it.")

Its fields are those of the read model's document; an enumeration of the domain gets a
label in the client's language beside it. `interfaces.graphql.records` makes queries,
mutations and `node(id)` of that and of the use cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import (
    Annotated,
    Any,
    ClassVar,
    Self,
    TypeVar,
    cast,
)
from uuid import UUID

import strawberry

from application.authorisation import Forbidden, actor_for
from application.use_cases import UseCases
from domain.roles import Actor
from interfaces.graphql.compound import Compound
from interfaces.graphql.context import Context, Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.node import Node
from interfaces.graphql.pagination import AFTER, FIRST, page_size
from interfaces.graphql.parts import built_each, labelled, own_fields
from interfaces.graphql.parts import part as part
from interfaces.graphql.record_history import RecordHistory
from interfaces.graphql.scalars import Position
from interfaces.graphql.text import Text
from interfaces.graphql.text_reader import Asked
from projections.records import Record, Records

N = TypeVar("N", bound="type[RecordNode]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: where it is read, how it is changed, who may see it.

    fields: what each argument of its commands means, where `command_docs` does not say.
    """

    records: Records
    use_cases: type[UseCases[Any]]
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.use_cases.name

    def text_reader(self, context: Context, record: Record) -> Actor | None:
        """The role in which whoever asks may read the record's texts; None: they may
        not."""
        try:
            return actor_for(
                context.subject, f"{self.name}.read_text", **_place(context, record)
            )
        except Forbidden:
            return None

    def reads(self, context: Context, record: Record) -> bool:
        """Whether whoever asks may read the record, and now does."""
        return self.use_cases.public or self._reads(context, "read", record)

    def reads_restricted(self, context: Context, record: Record) -> bool:
        """Whether they may read what only staff see of it, and now do."""
        return self._reads(context, "read_restricted", record)

    def _reads(self, context: Context, action: str, record: Record) -> bool:
        place = _place(context, record)
        return context.may_read(f"{self.name}.{action}", record.id, **place)


def _place(context: Context, record: Record) -> dict[str, Any]:
    """Where a record belongs, as the table of authorisation asks for it."""
    return {
        "region_path": record.region_path,
        "compound_id": record.compound_id,
        "unit_id": record.unit_id,
        "own": context.is_own(record.id, record.view.get("people", ())),
    }


@strawberry.interface(description="What an aggregate is now.")
class RecordNode(Node):
    shown_of: ClassVar[Kind]
    form: ClassVar[Mapping[str, Any]]

    record: strawberry.Private[Record]
    until: strawberry.Private[datetime | None]

    version: int = strawberry.field(description="How many facts it has.")
    position: Position = strawberry.field(description="Place of its last fact.")
    changed_at: datetime = strawberry.field(description="When that fact happened.")
    compound_id: UUID | None = strawberry.field(
        description="The compound (小区) that it belongs to; null for a region's."
    )
    region_path: list[str] = strawberry.field(
        description="Codes from the city down, as far as it reaches."
    )

    @resolved("The compound that it belongs to.")
    async def compound(self, info: Info) -> Compound | None:
        if self.compound_id is None:
            return None
        row = await info.context.loaders.compounds.load(self.compound_id)
        return Compound.of(row) if row else None

    @resolved("What happened to it, in order.")
    async def history(
        self,
        info: Info,
        first: Annotated[int | None, FIRST] = None,
        after: Annotated[str | None, AFTER] = None,
    ) -> RecordHistory:
        page = await info.context.loaders.history_of(
            self.record.id, self.until, page_size(first), after
        )
        staff = self.shown_of.reads_restricted(info.context, self.record)
        return RecordHistory.of(page, after, staff=staff)

    @resolved("The texts sealed with its facts.")
    async def texts(self, info: Info) -> list[Text]:
        reader = self.shown_of.text_reader(info.context, self.record)
        asked = [
            Asked(UUID(sealed_id), path, entry, reader)
            for _, entry, sealed_id, paths in self.record.texts
            for path in paths
        ]
        return await info.context.loaders.texts(asked)

    @classmethod
    def of(cls, record: Record, until: datetime | None = None) -> Self:
        """until: as it was known then."""
        values = built_each(cls.form, record.view)
        return cls(
            id=record.id,
            record=record,
            until=until,
            version=record.version,
            position=Position(record.position),
            changed_at=record.changed_at,
            compound_id=record.compound_id,
            region_path=list(record.region_path),
            **values,
        )


def shown(
    records: Records,
    use_cases: type[UseCases[Any]],
    description: str,
    fields: Mapping[str, str],
) -> Callable[[N], N]:
    """Make a type of the schema, with a label for each field that is a code.

    fields: as in `Kind`.
    """

    def decorate(cls: N) -> N:
        own = own_fields(cls)
        made = labelled(cls, own)
        made.shown_of = Kind(records, use_cases, fields)
        made.form = own
        return cast(N, strawberry.type(made, description=description))

    return decorate
