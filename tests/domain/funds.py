"""A fund for the tests: three units in two buildings, and the way of a use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.facts import Stamp
from domain.fund_words import FundUnit
from domain.household_facts import Housing
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.place import Place
from domain.quantities import Dm2, Fen
from domain.roles import Actor, Role
from tests.scenario import COMPOUND_ID, stamp

FUND = Actor("fund-1", Role.FUND_OFFICER)
OWNERS = Actor("committee-1", Role.COMMITTEE_MEMBER)
COMMUNITY = Actor("community-1", Role.NEIGHBOURHOOD_COMMITTEE)
STREET = Actor("street-1", Role.STREET_OFFICER)
FIRM = Actor("manager-1", Role.SITE_MANAGER)
AUDITOR = Actor("auditor-1", Role.AUDITOR)

DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 1, tzinfo=UTC)
A, B, C, P = (UUID(int=101 + number) for number in range(4))
VOTE, OTHER_VOTE = UUID(int=201), UUID(int=202)


def unit(id: UUID, building: str, area: int, housing: Housing) -> FundUnit:
    return FundUnit(id, f"{building}-{id.int}", building, Dm2(area), housing)


UNITS = (
    unit(A, "1", 10000, Housing.COMMODITY),
    unit(B, "1", 5000, Housing.COMMODITY),
    unit(C, "2", 5000, Housing.COMMODITY),
)
PUBLIC_UNIT = unit(P, "1", 5000, Housing.FORMER_PUBLIC)


def by(actor: Actor = FUND, *texts: str, at: datetime = AT, profile: str = "") -> Stamp:
    return stamp(actor, at, *texts, profile=profile or "national")


def opened(units: tuple[FundUnit, ...] = UNITS, **place: Any) -> MaintenanceFund:
    where = Place(COMPOUND_ID, ("c", "d", "s", "m"), place.get("profile", "national"))
    fund = MaintenanceFund.open(by(), id=fund_id(COMPOUND_ID), place=where)
    fund.enter_units(by(), units=units)
    fund.collect_events()
    return fund


def filled(**place: Any) -> MaintenanceFund:
    """10,000 yuan in A, 5,000 each in B and C."""
    fund = opened(**place)
    deposit(fund, {A: 1_000_000, B: 500_000, C: 500_000})
    return fund


def deposit(fund: MaintenanceFund, amounts: dict[UUID, int], on: date = DAY) -> None:
    paid = tuple(Fen(amount) for amount in amounts.values())
    fund.deposit_first(by(), units=tuple(amounts), amounts=paid, on=on)
    fund.collect_events()


def planned(
    fund: MaintenanceFund, budget: int = 300_000, buildings: tuple[str, ...] = ("1",)
) -> int:
    """A use up to its plan; its number."""
    fund.request_use(by(OWNERS), cause="repair", scope="roof", buildings=buildings)
    use = len(fund.uses)
    fund.survey_need(by(FIRM), use=use)
    fund.plan_use(by(OWNERS), use=use, budget=Fen(budget), quotes=3)
    return use


def applied(
    fund: MaintenanceFund,
    budget: int = 300_000,
    buildings: tuple[str, ...] = ("1",),
    vote: UUID = VOTE,
) -> int:
    """A use that waits for its review; its number."""
    use = planned(fund, budget, buildings)
    fund.post_plan(by(OWNERS), use=use, posted_on=date(2026, 3, 1))
    opens = date(2026, 3, 9)
    fund.name_use_vote(by(OWNERS), use=use, vote_id=vote, opens_on=opens)
    fund.confirm_use_vote(by(OWNERS), use=use, passed=True, on=DAY)
    fund.apply_for_use(by(OWNERS), use=use)
    fund.collect_events()
    return use


def accepted(fund: MaintenanceFund, budget: int = 300_000, first: int = 0) -> int:
    """A use whose works are accepted; its number."""
    use = applied(fund, budget)
    fund.approve_use(by(FUND), use=use, on=DAY)
    if first:
        fund.pay_first(by(FUND), use=use, amount=Fen(first), payee="firm-1", on=DAY)
    fund.complete_works(by(OWNERS), use=use, on=DAY)
    fund.accept_works(by(OWNERS), use=use, on=DAY)
    fund.collect_events()
    return use


def held(fund: MaintenanceFund) -> dict[UUID, int]:
    assert fund.books.faults() == []
    return dict(fund.books.units)
