"""What may be asked about people and households, beside their records."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from application.household_rights import rights_of
from domain.civil_time import day_in_china
from domain.household_relations import Relation
from domain.roles import Actor
from interfaces.graphql.access import SignInRequired
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.visit import VisitShares
from interfaces.language import Language
from projections import visit_book
from projections.household_register import claimed


@strawberry.type(description="A household to which you belong.")
class MyHousehold:
    unit_id: UUID = strawberry.field(description="The household.")
    relation: Relation = strawberry.field(description="How you belong to it.")
    relation_label: str = strawberry.field(description="That, in your language.")
    until: date | None = strawberry.field(description="The last day of it.")
    role: str = strawberry.field(description="The role that it gives you there.")
    scope: str = strawberry.field(description="Where: the scope of a grant.")


@strawberry.type(description="Reads about people and households.")
class PeopleQueries:
    @resolved("How far households are visited, in a compound, a region, or all.")
    async def visit_shares(
        self,
        info: Info,
        compound_id: Annotated[
            UUID | None, strawberry.argument(description="Of this compound.")
        ] = None,
        region: Annotated[
            str | None,
            strawberry.argument(description="Of this region; its code, of any level."),
        ] = None,
    ) -> VisitShares:
        async with info.context.services.pool.connection() as conn:
            found = await visit_book.rates(conn, compound_id=compound_id, region=region)
        return VisitShares.of(found)

    @resolved("The households of a compound to which you belong, by verified claims.")
    async def my_households(
        self,
        info: Info,
        compound_id: Annotated[
            UUID, strawberry.argument(description="In this compound.")
        ],
    ) -> list[MyHousehold]:
        context = info.context
        if not context.subject.grants:
            raise SignInRequired
        day = day_in_china(context.services.clock())
        async with context.services.pool.connection() as conn:
            found = await claimed(conn, compound_id)
        rights = rights_of(context.services.vault, context.subject.id, found, day)
        person = Actor(context.subject.id, context.subject.grants[0].role)
        for each in rights:
            context.readings.note(person, "household.claims", each.unit_id)
        return [
            MyHousehold(
                unit_id=each.unit_id,
                relation=each.claim.relation,
                relation_label=_in(context.language, each.claim.relation),
                until=each.claim.until,
                role=each.role.value,
                scope=each.scope,
            )
            for each in rights
        ]


def _in(language: Language, relation: Relation) -> str:
    return relation.label.zh if language == "zh" else relation.label.en
