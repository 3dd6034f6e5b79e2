"""Totals of a compound's fees, for those who may read its accounts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import strawberry

from application.steps import soon
from domain.compound import Compound
from domain.fee_watch import ageing, collection_rate
from domain.quantities import Fen
from interfaces.graphql.context import Context, Info
from interfaces.graphql.fee_account import today
from interfaces.graphql.fee_ages import ON, AgeBucket, buckets_of
from interfaces.graphql.fields import resolved
from projections import fee_reports

CompoundId = Annotated[UUID, strawberry.argument(description="The compound.")]


@strawberry.type(description="How much of what fell due was received (F20).")
class CollectionRate:
    received_fen: Fen = strawberry.field(description="Numerator: received of it.")
    due_fen: Fen = strawberry.field(
        description="Denominator: what fell due in the period, waivers taken off."
    )
    per_mille: int | None = strawberry.field(
        description="The rate in thousandths, rounded down; null if nothing fell due."
    )
    old_fen: Fen = strawberry.field(
        description="Paid in the period for what was due before; not in the rate."
    )
    ahead_fen: Fen = strawberry.field(
        description="Prepaid, or paid for what is due later; not in the rate."
    )


@resolved("What a compound's households owe on a day, by age.")
async def arrears(
    info: Info, compound_id: CompoundId, on: Annotated[date | None, ON] = None
) -> list[AgeBucket]:
    compound = await _readable(info.context, compound_id)
    async with info.context.services.pool.connection() as conn:
        owing = await fee_reports.owing(conn, compound_id)
    rules = info.context.services.rules.for_profile(compound.profile)
    buckets = rules.catalogue("fee_ages")
    totals = ageing(buckets, owing, on or today(info.context))
    return buckets_of(buckets, totals, info.context.language)


@resolved("How much of what fell due in a period was received.")
async def collection_rate_of(
    info: Info,
    compound_id: CompoundId,
    first: Annotated[
        date, strawberry.argument(name="from", description="The first day.")
    ],
    last: Annotated[date, strawberry.argument(name="to", description="The last day.")],
) -> CollectionRate:
    await _readable(info.context, compound_id)
    async with info.context.services.pool.connection() as conn:
        falling = await fee_reports.falling(conn, compound_id, first, last)
        received = await fee_reports.received(conn, compound_id, first, last)
    found = collection_rate(falling, received, first, last)
    return CollectionRate(
        received_fen=Fen(found.received_fen),
        due_fen=Fen(found.due_fen),
        per_mille=None if found.rate is None else int(found.rate * 1000),
        old_fen=Fen(found.old_fen),
        ahead_fen=Fen(found.ahead_fen),
    )


@resolved("Whether a receipt was given, with just this content, and stands.")
async def receipt_is_genuine(
    info: Info,
    compound_id: CompoundId,
    number: Annotated[
        int, strawberry.argument(description="The number on the receipt.")
    ],
    code: Annotated[str, strawberry.argument(description="The code on the receipt.")],
) -> bool:
    async with info.context.services.pool.connection() as conn:
        return await fee_reports.is_genuine(conn, compound_id, number, code)


async def _readable(context: Context, compound_id: UUID) -> Compound:
    """The compound, if whoever asks may read its accounts. Raises `NotFound` and
    `Forbidden`."""
    loading = context.services.commands.loading
    compound = await soon(loading(Compound, compound_id))
    context.reads(
        "fee_account.read",
        compound_id,
        region_path=compound.region_path,
        compound_id=compound_id,
    )
    return compound


QUERIES: dict[str, Any] = {
    "arrears": arrears,
    "collection_rate": collection_rate_of,
    "receipt_is_genuine": receipt_is_genuine,
}
"""Fields of `Query`."""
