"""What clients see of a tariff (收费标准)."""

from __future__ import annotations

from datetime import date

import strawberry

from domain.household_facts import UnitUse
from domain.quantities import Rate
from domain.tariff import BillingCycle, ChargeBasis, PartMonth
from interfaces.graphql.parts import part


@part("One listed item of charge; nothing else may be charged.")
class TariffItem:
    code: str = strawberry.field(description="As in `property` or `parking`.")
    use: UnitUse = strawberry.field(description="The units that it is for.")
    basis: ChargeBasis = strawberry.field(description="What its rate is multiplied by.")
    rate: Rate = strawberry.field(
        description="For a square metre, or a unit, and a month."
    )


@part("What a contract says is charged.")
class TariffNode:
    items: list[TariffItem] = strawberry.field(description="Everything charged.")
    cycle: BillingCycle = strawberry.field(description="What one bill covers.")
    part_month: PartMonth = strawberry.field(
        description="What is charged for a month that is not whole."
    )
    late_fee_per_day: int = strawberry.field(
        description="In millionths of the principal; 0: no late fee."
    )
    late_fee_cap: int = strawberry.field(
        description="The most of it, in percent of the principal."
    )


@part("A tariff and the days on which it holds.")
class TariffTermNode:
    number: str = strawberry.field(description="Number of its contract.")
    first: date = strawberry.field(description="The first day.")
    last: date | None = strawberry.field(
        description="The last day; null: until further notice."
    )
    tariff: TariffNode = strawberry.field(description="What is charged.")
