"""A compound in Heze that the tests of its commands begin with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.compound import Compound
from domain.compound_contract import CheckedItem
from domain.compound_facts import CompoundKind
from domain.compound_words import (
    ContractFeeMode,
    HandoverTo,
    Management,
    PriceRegime,
    UnmanagedCause,
)
from domain.household_facts import UnitUse
from domain.quantities import Rate
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff
from tests.scenario import PACKS, STREET, stamp

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
FIRM, OTHER_FIRM, VOTE = UUID(int=61), UUID(int=62), UUID(int=63)
HANDOVER = tuple(PACKS.for_profile("heze").catalogue("handover_items"))
PASSED = (CheckedItem("lifts", True), CheckedItem("gate", True))
FAILED = (CheckedItem("lifts", False), CheckedItem("gate", True))


def tariff(rate: int = 1_300_000) -> Tariff:
    item = FeeItem("property", UnitUse.DWELLING, ChargeBasis.AREA, Rate(rate))
    return Tariff((item,), BillingCycle.YEAR, PartMonth.WHOLE, 0, 0)


TERMS: dict[str, Any] = {
    "number": "WY-2026-1",
    "enterprise_id": FIRM,
    "grade": 2,
    "items": ("general", "cleaning", "lifts"),
    "tariff": tariff(),
    "price_regime": PriceRegime.MARKET,
    "fee_mode": ContractFeeMode.LUMP_SUM,
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2027, 12, 31),
    "signed_on": date(2025, 12, 20),
    "vote_id": VOTE,
    "question": "A",
}


def compound(**changes: Any) -> Compound:
    entry: dict[str, Any] = {
        "code": "HZ-1",
        "name": "和平里",
        "region_codes": ("c", "d", "s", "m"),
        "region_names": ("菏泽", "牡丹", "北城", "和平"),
        "kind": CompoundKind.OLD,
        "buildings": 12,
        "households": 986,
        "completion_year": 1998,
        "profile": "heze",
    }
    made = Compound.register(stamp(STREET), **entry | changes)
    made.collect_events()
    return made


def unmanaged() -> Compound:
    made = compound()
    made.state_management(
        stamp(STREET),
        management=Management.UNMANAGED,
        since=date(2025, 1, 1),
        cause=UnmanagedCause.WITHDREW,
    )
    made.collect_events()
    return made


def signed(made: Compound | None = None, **changes: Any) -> Compound:
    """With a contract whose firm has not entered."""
    made = made or compound()
    made.sign_contract(stamp(STREET, profile="heze"), **TERMS | changes)
    made.collect_events()
    return made


def served(made: Compound | None = None, **changes: Any) -> Compound:
    """With a contract under which a firm serves."""
    made = signed(made, **changes)
    assert made.contract is not None
    on = made.contract.starts_on
    made.inspect_takeover(stamp(STREET), checklist=PASSED, on=on)
    made.start_service(stamp(STREET), on=on)
    made.collect_events()
    return made


def hand_over_all(made: Compound, on: date) -> None:
    made.hand_over(stamp(STREET), items=HANDOVER, to=HandoverTo.OWNERS_BODY, on=on)
