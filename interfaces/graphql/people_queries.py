"""What may be asked about people and households, beside their records."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.visit import VisitShares
from projections import visit_book


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
