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
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Self,
    TypedDict,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

import msgspec
import strawberry

from application.authorisation import Forbidden, actor_for
from application.use_cases import UseCases
from domain.coded import Coded
from domain.roles import Actor
from interfaces.graphql.compound import Compound
from interfaces.graphql.context import Context, Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.node import Node
from interfaces.graphql.pagination import AFTER, FIRST, page_size
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

    def may(self, context: Context, action: str, record: Record) -> Actor | None:
        """The role in which whoever asks may do it with the record; None: they may
        not."""
        try:
            return actor_for(
                context.subject,
                f"{self.name}.{action}",
                region_path=record.region_path,
                compound_id=record.compound_id,
                unit_id=record.unit_id,
                own=context.is_own(record.id, record.view.get("people", ())),
            )
        except Forbidden:
            return None

    def readable(self, context: Context, record: Record) -> bool:
        return self.use_cases.public or self.may(context, "read", record) is not None


@strawberry.interface(description="What an aggregate is now.")
class RecordNode(Node):
    shown_of: ClassVar[Kind]
    form: ClassVar[Any]

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
        staff = self.shown_of.may(info.context, "read_restricted", self.record)
        return RecordHistory.of(page, after, staff=staff is not None)

    @resolved("The texts sealed with its facts.")
    async def texts(self, info: Info) -> list[Text]:
        reader = self.shown_of.may(info.context, "read_text", self.record)
        asked = [
            Asked(UUID(sealed_id), path, entry, reader)
            for _, entry, sealed_id, paths in self.record.texts
            for path in paths
        ]
        return await info.context.loaders.texts(asked)

    @classmethod
    def of(cls, record: Record, until: datetime | None = None) -> Self:
        """until: as it was known then."""
        values = msgspec.convert(
            {name: record.view.get(name) for name in cls.form.__annotations__},
            cls.form,
        )
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
        own = {
            name: hint
            for name, hint in get_type_hints(cls, include_extras=True).items()
            if name in cls.__annotations__
        }
        made = labelled(cls, own)
        made.shown_of = Kind(records, use_cases, fields)
        made.form = TypedDict("Form", own)  # type: ignore[misc]
        return cast(N, strawberry.type(made, description=description))

    return decorate


def part(description: str) -> Callable[[type], Any]:
    """The same for a part of a record that has no id of its own."""

    def decorate(cls: type) -> Any:
        made: Any = labelled(cls, get_type_hints(cls, include_extras=True))
        made = strawberry.type(made, description=description)
        # Made of a document by msgspec, which would look there for the labels, too.
        kept = {name: it for name, it in made.__dataclass_fields__.items() if it.init}
        made.__dataclass_fields__ = kept
        return made

    return decorate


def labelled(cls: Any, hints: dict[str, Any]) -> Any:
    """The class with a field `<name>_label` beside each field that is a code."""
    for name, hint in hints.items():
        code = _code(hint)
        if code is not None:
            setattr(cls, f"{name}_label", _label(name, optional=code is not hint))
    return cls


def _code(hint: Any) -> type[Coded] | None:
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Coded):
            return kind
    return None


def _label(name: str, *, optional: bool) -> Any:
    def resolve(self: Any, info: Info) -> Any:
        code = getattr(self, name)
        if code is None:
            return None
        label = code.label
        return label.zh if info.context.language == "zh" else label.en

    resolve.__annotations__ = {
        "info": Info,
        "return": str | None if optional else str,
    }
    words = name.replace("_", " ")
    return resolved(f"The {words} in the client's language.")(resolve)
