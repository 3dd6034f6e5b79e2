"""What a household, or those who keep the fund, see of one sub-account."""

from __future__ import annotations

from typing import Annotated, Any, Self
from uuid import UUID

import strawberry

from domain.fund_statement import is_low
from domain.household_facts import Housing
from domain.quantities import Dm2, Fen
from domain.rulepack import RulePack
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from projections import fund_accounts
from projections.fund_accounts import FundAccountRow

ACTION = "maintenance_fund.read_restricted"


@strawberry.type(description="What a unit holds in the maintenance fund (分户账).")
class FundSubAccount:
    unit_id: UUID = strawberry.field(description="The household.")
    fund_id: UUID = strawberry.field(description="The fund of its compound.")
    number: str = strawberry.field(description="The unit as people know it.")
    building: str = strawberry.field(description="The building that it is in.")
    area_dm2: Dm2 = strawberry.field(description="The area by which uses are shared.")
    housing: Housing = strawberry.field(description="The kind, by which it is pooled.")
    balance: Fen = strawberry.field(description="What it holds, without any pool.")
    first_deposit: Fen = strawberry.field(
        description="What was first paid into it, pooled parts aside."
    )
    low: bool = strawberry.field(
        description="Whether it is below the share of it that the rules name."
    )
    missing: Fen = strawberry.field(description="What it lacks up to it; 0 unless low.")

    @classmethod
    def of(cls, row: FundAccountRow, rules: RulePack) -> Self:
        share = rules.values.share("fund.low_share")
        low = is_low(row.balance, row.first_deposit, share)
        return cls(
            unit_id=row.unit_id,
            fund_id=row.fund_id,
            number=row.number,
            building=row.building,
            area_dm2=Dm2(row.area_dm2),
            housing=Housing[row.housing.upper()],
            balance=Fen(row.balance),
            first_deposit=Fen(row.first_deposit),
            low=low,
            missing=Fen(row.first_deposit - row.balance if low else 0),
        )


async def _fund_account(
    info: Info,
    unit_id: Annotated[UUID, strawberry.argument(description="The household.")],
) -> FundSubAccount | None:
    context = info.context
    async with context.services.pool.connection() as conn:
        found = await fund_accounts.of_unit(conn, unit_id)
    if found is None:
        return None
    row, place = found
    if not context.may_read(
        ACTION,
        unit_id,
        region_path=place.region_path,
        compound_id=place.compound_id,
        unit_id=unit_id,
    ):
        return None
    return FundSubAccount.of(row, context.services.rules.for_profile(place.profile))


QUERIES: dict[str, Any] = {
    "fund_account": resolved(
        "What a unit holds in the fund; null if nothing is kept of it, or not for you."
    )(_fund_account)
}
"""The fields of `Query` for sub-accounts."""
