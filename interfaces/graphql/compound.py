"""A compound (小区) as the register has it."""

from __future__ import annotations

from typing import Self

import strawberry

from domain.compound_facts import CompoundKind
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.labels import label
from interfaces.graphql.node import Node
from interfaces.graphql.pagination import PageInfo
from interfaces.graphql.scalars import Position
from projections.compound_directory import CompoundFilter
from projections.compound_row import CompoundRow


@strawberry.type(description="One step of the region tree.")
class RegionStep:
    code: str = strawberry.field(description="Code of the region.")
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="A residential compound (小区) of the register.")
class Compound(Node):
    version: int = strawberry.field(description="How often its entry was stated.")
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

    @classmethod
    def of(cls, row: CompoundRow) -> Self:
        return cls(
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
    filter: strawberry.Private[CompoundFilter]

    @resolved("The compounds without cursors.")
    def nodes(self) -> list[Compound]:
        return [edge.node for edge in self.edges]

    @resolved("How many compounds match.")
    async def total_count(self, info: Info) -> int:
        return await info.context.loaders.compound_count(self.filter)


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

    def asked(self) -> CompoundFilter:
        return CompoundFilter(
            region=self.region,
            kind=self.kind and self.kind.value,
            name=self.name,
            profile=self.profile,
        )
