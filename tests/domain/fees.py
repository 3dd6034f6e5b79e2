"""What the tests of fees begin with: a unit, a tariff, an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.compound_words import ContractModel
from domain.fee_account import FeeAccount
from domain.fee_words import FeePayer, FeePaymentMethod
from domain.household import Household, household_id
from domain.household_facts import AreaSource, Holder, Housing, UnitUse
from domain.place import Place
from domain.quantities import Dm2, Fen, Rate
from domain.roles import Actor, Role
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff
from tests.scenario import COMPOUND_ID, STREET, stamp

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
CASHIER = Actor("cashier-1", Role.CASHIER)
DELIVERED = date(2015, 12, 10)
AREA = Dm2(9810)
RATE_OLD, RATE_NEW = Rate(1_300_000), Rate(1_570_000)
CASE_ID = UUID(int=55)


@dataclass
class Contract:
    """A compound as billing sees it: its tariffs, each from a day on.

    posted: the price of the trial service, if there is one.
    models: of the contracts, each from a day on.
    """

    tariffs: dict[date, Tariff] = field(default_factory=dict)
    charged_from: date | None = None
    trial: tuple[date, date] | None = None
    posted: Tariff | None = None
    models: dict[date, ContractModel] = field(default_factory=dict)

    def model_on(self, day: date) -> ContractModel | None:
        begun = [since for since in self.models if since <= day]
        return self.models[max(begun)] if begun else None

    def tariff_on(self, day: date) -> Tariff | None:
        if self.in_trial(day):
            return self.posted
        begun = [since for since in self.tariffs if since <= day]
        return self.tariffs[max(begun)] if begun else None

    def in_trial(self, day: date) -> bool:
        return self.trial is not None and self.trial[0] <= day <= self.trial[1]


def tariff(
    cycle: BillingCycle = BillingCycle.YEAR,
    rate: Rate = RATE_OLD,
    *,
    part_month: PartMonth = PartMonth.WHOLE,
    late_fee: int = 0,
    cap: int = 20,
) -> Tariff:
    item = FeeItem("property", UnitUse.DWELLING, ChargeBasis.AREA, rate)
    return Tariff((item,), cycle, part_month, late_fee, cap)


def contract(cycle: BillingCycle = BillingCycle.YEAR, **terms: Any) -> Contract:
    """1.30 yuan until 2020, 1.57 yuan from 2021 on, as in S0."""
    return Contract(
        {
            date(2016, 1, 1): tariff(cycle, RATE_OLD, **terms),
            date(2021, 1, 1): tariff(cycle, RATE_NEW, **terms),
        }
    )


def unit(*, delivered: date | None = DELIVERED, **changes: Any) -> Household:
    given: dict[str, Any] = {
        "number": "3-2-501",
        "area_dm2": AREA,
        "area_source": AreaSource.REGISTER,
        "use": UnitUse.DWELLING,
        "housing": Housing.COMMODITY,
        "holder": Holder.OWNER,
        "owners": ("o-1",),
    }
    given |= changes
    id = household_id(COMPOUND_ID, given["number"])
    made = Household.register(stamp(STREET), id=id, place=PLACE, **given)
    if delivered is not None:
        made.deliver(stamp(STREET), on=delivered)
    made.collect_events()
    return made


def opened(household: Household | None = None) -> FeeAccount:
    made = FeeAccount.open(stamp(CASHIER), unit=household or unit())
    made.collect_events()
    return made


def billed(
    *years: int,
    terms: Contract | None = None,
    household: Household | None = None,
    profile: str = "national",
) -> FeeAccount:
    """An account with every billing period of these years charged."""
    household = household or unit()
    account, terms = opened(household), terms or contract()
    for year in years:
        for month in range(1, 13):
            account.bill(
                stamp(CASHIER, profile=profile),
                unit=household,
                compound=terms,
                month=date(year, month, 1),
            )
    account.collect_events()
    return account


def cash(account: FeeAccount, fen: int, on: date, **changes: Any) -> str:
    """A payment at the counter, under the next number."""
    given: dict[str, Any] = {
        "receipt": max(account.receipts, default=0) + 1,
        "amount_fen": Fen(fen),
        "method": FeePaymentMethod.CASH,
        "payer": FeePayer.OWNER,
        "on": on,
        "signature": "sha256:abc",
    }
    return account.pay(stamp(CASHIER), **given | changes)


def ids(account: FeeAccount) -> list[UUID]:
    """The lines, the oldest due first."""
    lines = sorted(account.lines.values(), key=lambda line: line.charge.due_on)
    return [line.id for line in lines]
