"""The households of the compound whose year is lived, and what each of them pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.fee_account import fee_account_id
from domain.fee_billing import amount_fen
from domain.household import household_id
from domain.household_facts import UnitUse
from domain.quantities import Dm2, Rate
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff

YEAR = 2025
RATE = Rate(1_300_000)
ITEM = FeeItem("property", UnitUse.DWELLING, ChargeBasis.AREA, RATE)
TARIFF = Tariff((ITEM,), BillingCycle.MONTH, PartMonth.WHOLE, 0, 0)

PREPAYING = 2
"""One household in so many pays the whole year in January."""
QUARTER = 3
"""The others pay what they owe once in so many months, not all in the same."""
SECOND_UNIT = 10
"""One unit in so many belongs to the owner of the one before."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The household of a number, from 0 on."""

    index: int
    compound_id: UUID

    @property
    def number(self) -> str:
        building, flat = divmod(self.index, 100)
        return f"{building + 1}-{flat // 50 + 1}-{flat % 50 + 101}"

    @property
    def id(self) -> UUID:
        return household_id(self.compound_id, self.number)

    @property
    def account_id(self) -> UUID:
        return fee_account_id(self.id)

    @property
    def area_dm2(self) -> Dm2:
        return Dm2(6_000 + self.index * 37 % 8_000)

    @property
    def second(self) -> bool:
        """Whether it is the second unit of its owner, who has one ballot for both."""
        return self.index % SECOND_UNIT == SECOND_UNIT - 1

    @property
    def owner(self) -> str:
        return f"owner-{self.index - self.second}"

    def brings(self, month: int, owed: int) -> int:
        """What the household pays in a month, in fen; owed: as the cashier tells."""
        if self.index % PREPAYING == 0:
            return 12 * self.month_fen if month == 1 else 0
        return owed if (self.index // PREPAYING + month) % QUARTER == 0 else 0

    @property
    def month_fen(self) -> int:
        """What a month costs it."""
        month = date(YEAR, 1, 1), date(YEAR, 1, 31)
        return amount_fen(ITEM.basis, self.area_dm2, RATE, *month, TARIFF.part_month)
