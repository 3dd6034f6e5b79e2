"""What a contract says is charged: the tariff (收费标准) of DOMAIN 2.8.

It belongs to a compound's service contract; each bill names the rate that it used, so a
later tariff never changes a bill.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.coded import Coded
from domain.household_facts import UnitUse
from domain.quantities import Rate


class BillingCycle(Coded):
    """How many months one bill covers, and with it where amounts are rounded (F4)."""

    MONTH = "month", "按月", "Monthly"
    QUARTER = "quarter", "按季", "Quarterly"
    HALF_YEAR = "half_year", "按半年", "Half-yearly"
    YEAR = "year", "按年", "Yearly"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


class PartMonth(Coded):
    """What is charged for a month that is not whole (F5)."""

    WHOLE = "whole", "按整月", "The whole month"
    BY_DAYS = "by_days", "按天折算", "By days over days of that month"


class ChargeBasis(Coded):
    """What an item's rate is multiplied by."""

    AREA = "area", "按面积", "For a square metre and a month"
    UNIT = "unit", "按户", "For a unit and a month"


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One listed item of charge; nothing else may be charged (F10).

    code: as in `property` or `parking`.
    use: the units that it is for.
    basis: what its rate is multiplied by.
    rate: for a square metre, or a unit, and a month.
    """

    code: str
    use: UnitUse
    basis: ChargeBasis
    rate: Rate


@dataclass(frozen=True, slots=True)
class Tariff:
    """All that a bill is made from.

    items: everything charged; nothing else may be.
    cycle: how many months one bill covers.
    part_month: what is charged for a month that is not whole.
    late_fee_per_day: in millionths of the principal, 0: no late fee (F14).
    late_fee_cap: the most of it, in percent of the principal.
    """

    items: tuple[FeeItem, ...]
    cycle: BillingCycle
    part_month: PartMonth
    late_fee_per_day: int
    late_fee_cap: int

    def item(self, code: str, use: UnitUse) -> FeeItem | None:
        """The item of this code for a unit of this use; None if it is not listed."""
        for each in self.items:
            if (each.code, each.use) == (code, use):
                return each
        return None
