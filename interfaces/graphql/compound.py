"""A compound (小区): the register's entry of it, and what leads on from there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry
from fastapi.concurrency import run_in_threadpool

from application.authorisation import Forbidden, actor_for
from domain.compound_facts import CompoundKind
from domain.compound_words import Management
from domain.roles import Actor
from interfaces.graphql.compound_care import CompoundCare
from interfaces.graphql.context import Info
from interfaces.graphql.counting import IS_ESTIMATE, TOTAL, Counting
from interfaces.graphql.fields import resolved
from interfaces.graphql.labels import label
from interfaces.graphql.node import Node
from interfaces.graphql.pagination import AFTER, FIRST, PageInfo, page_size
from interfaces.graphql.parts import built
from interfaces.graphql.record_history import RecordHistory
from interfaces.graphql.scalars import Position
from interfaces.graphql.text import Text
from interfaces.graphql.text_reader import Asked
from projections.compound_care import COMPOUND_CARE
from projections.compound_directory import CompoundFilter
from projections.compound_row import CompoundRow


@strawberry.type(description="One step of the region tree.")
class RegionStep:
    code: str = strawberry.field(description="Code of the region.")
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="A residential compound (小区) of the register.")
class Compound(Node):
    version: int = strawberry.field(description="How many facts it has.")
    position: Position = strawberry.field(description="Place of its last fact.")
    code: str = strawberry.field(description="The register's own number.")
    name: str = strawberry.field(description="Its name.")
    regions: list[RegionStep] = strawberry.field(
        description="City, district, street, community, in order."
    )
    kind: CompoundKind = strawberry.field(description="What sort of compound it is.")
    buildings: int = strawberry.field(description="How many buildings it has.")
    households: int = strawberry.field(description="How many households it has.")
    completion_year: int | None = strawberry.field(
        description="Year of the first building; null if unknown."
    )
    profile: str = strawberry.field(
        description="The jurisdiction profile whose rules hold in it."
    )

    management: Management = strawberry.field(
        description="Whether a firm answers for it."
    )
    until: strawberry.Private[datetime | None]

    @classmethod
    def of(cls, row: CompoundRow, until: datetime | None = None) -> Self:
        """until: as it was known then."""
        return cls(
            until=until,
            management=built(Management, row.management),
            id=row.compound_id,
            version=row.version,
            position=row.position,  # type: ignore[arg-type]  # a NewType of int
            code=row.code,
            name=row.name,
            regions=[
                RegionStep(code=code, name=name)
                for code, name in zip(row.region_codes, row.region_names, strict=True)
            ],
            kind=CompoundKind(row.kind),
            buildings=row.buildings,
            households=row.households,
            completion_year=row.completion_year,
            profile=row.profile,
        )

    @resolved("Its kind in the client's language.")
    def kind_label(self, info: Info) -> str:
        return label(self.kind, info.context.language)

    @resolved("Its management in the client's language.")
    def management_label(self, info: Info) -> str:
        return label(self.management, info.context.language)

    @resolved("How it is governed and served; null if not yet visible.")
    async def care(self, info: Info) -> CompoundCare | None:
        if self.until is None:
            record = await info.context.loaders.compound_care.load(self.id)
        else:
            store = info.context.services.store
            read = COMPOUND_CARE.as_of
            record = await run_in_threadpool(read, store, self.id, self.until)
        return CompoundCare.of(record) if record else None

    @resolved("What happened to it, in order.")
    async def history(
        self,
        info: Info,
        first: Annotated[int | None, FIRST] = None,
        after: Annotated[str | None, AFTER] = None,
    ) -> RecordHistory:
        page = await info.context.loaders.history_of(
            self.id, self.until, page_size(first), after
        )
        staff = info.context.may_read(
            "compound.read_restricted", self.id, **self._place
        )
        return RecordHistory.of(page, after, staff=staff)

    @resolved("The texts sealed with its facts.")
    async def texts(self, info: Info) -> list[Text]:
        record = await info.context.loaders.compound_care.load(self.id)
        reader = self._text_reader(info)
        asked = [
            Asked(UUID(sealed_id), path, entry, reader)
            for _, entry, sealed_id, paths in (record.texts if record else ())
            for path in paths
        ]
        return await info.context.loaders.texts(asked)

    def _text_reader(self, info: Info) -> Actor | None:
        """The role in which whoever asks may read its texts; None: they may not."""
        try:
            return actor_for(info.context.subject, "compound.read_text", **self._place)
        except Forbidden:
            return None

    @property
    def _place(self) -> dict[str, Any]:
        path = [each.code for each in self.regions]
        return {"region_path": path, "compound_id": self.id}

    @resolved("How many of its cases are open.")
    async def open_cases(self, info: Info) -> int:
        return await info.context.loaders.open_cases.load(self.id)


@strawberry.type(description="A compound and its cursor (Relay).")
class CompoundEdge:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    node: Compound = strawberry.field(description="The compound.")


@strawberry.type(description="Compounds by name (Relay).")
class CompoundConnection:
    edges: list[CompoundEdge] = strawberry.field(description="Compounds with cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    counting: strawberry.Private[Counting]

    @resolved("The compounds without cursors.")
    def nodes(self) -> list[Compound]:
        return [edge.node for edge in self.edges]

    @resolved(TOTAL)
    async def total_count(self, info: Info) -> int:
        return await self.counting.total(info)

    @resolved(IS_ESTIMATE)
    async def total_count_is_estimate(self, info: Info) -> bool:
        return await self.counting.is_estimate(info)


@strawberry.input(name="CompoundFilter", description="Every condition must hold.")
class CompoundFilterInput:
    region: str | None = strawberry.field(
        default=None, description="Code of a region of any level."
    )
    kind: CompoundKind | None = strawberry.field(
        default=None, description="What sort of compound."
    )
    name: str | None = strawberry.field(default=None, description="Part of its name.")
    profile: str | None = strawberry.field(
        default=None, description="Its jurisdiction profile."
    )
    management: Management | None = strawberry.field(
        default=None, description="Whether a firm answers for it."
    )

    def asked(self) -> CompoundFilter:
        return CompoundFilter(
            region=self.region,
            kind=self.kind and self.kind.value,
            name=self.name,
            profile=self.profile,
            management=self.management and self.management.value,
        )
