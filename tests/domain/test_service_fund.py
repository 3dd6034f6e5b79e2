"""The Party service fund: asked for, granted, spent, closed (SEED S2, D50)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.place import Place
from domain.quantities import Fen
from domain.service_fund import (
    ApproverIsApplicant,
    GrantAboveApplication,
    GrantExceeded,
    NothingSpentYet,
    ServiceFund,
    ServicePurposeRefused,
    UnknownServicePurpose,
)
from domain.service_fund_facts import ServiceFundStatus
from tests.domain.funds import COMMUNITY, DAY, STREET
from tests.scenario import new_facts, refuses, stamp, then

PLACE = Place(None, ("c", "d", "s", "m"), "beijing")
ASKED: dict[str, Any] = {"purpose": "facilities", "amount": Fen(50_000)}
TOMORROW = date(2026, 3, 11)


def applied(**changes: Any) -> ServiceFund:
    made = ServiceFund.apply(
        stamp(COMMUNITY), id=UUID(int=5), place=PLACE, **ASKED | changes
    )
    made.collect_events()
    return made


def granted(amount: int = 40_000) -> ServiceFund:
    fund = applied()
    fund.approve(stamp(STREET), amount=Fen(amount))
    fund.collect_events()
    return fund


def test_it_is_spent_and_closed_with_what_is_left() -> None:
    fund = granted()
    fund.spend(stamp(COMMUNITY), amount=Fen(30_000), payee="firm-1", on=DAY)
    fund.close(stamp(COMMUNITY), on=DAY)

    assert new_facts(fund) == [
        then(ServiceFund.Spent, amount=30_000, payee="firm-1", on=DAY),
        then(ServiceFund.Closed, spent=30_000, returned=10_000, on=DAY),
    ]
    assert fund.status is ServiceFundStatus.CLOSED
    refuses(IllegalTransition, fund, fund.close, stamp(COMMUNITY), on=DAY)


def test_what_is_asked_for_is_recorded() -> None:
    made = ServiceFund.apply(stamp(COMMUNITY), id=UUID(int=5), place=PLACE, **ASKED)

    assert new_facts(made) == [then(ServiceFund.Applied, **ASKED, **PLACE.fields())]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"purpose": "party"}, UnknownServicePurpose),
        ({"purpose": "allowances"}, ServicePurposeRefused),
        ({"purpose": "hospitality"}, ServicePurposeRefused),
        ({"amount": Fen(0)}, InvalidInput),
        ({"amount": Fen(100_000_001)}, InvalidInput),
    ],
)
def test_not_everything_can_be_asked_for(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        applied(**changes)


def test_the_street_decides_and_grants_no_more_than_asked() -> None:
    fund = applied()

    refuses(ApproverIsApplicant, fund, fund.approve, stamp(COMMUNITY), amount=Fen(1))
    refuses(ApproverIsApplicant, fund, fund.deny, stamp(COMMUNITY))
    more = Fen(50_001)
    refuses(GrantAboveApplication, fund, fund.approve, stamp(STREET), amount=more)
    refuses(InvalidInput, fund, fund.approve, stamp(STREET), amount=Fen(0))
    fund.deny(stamp(STREET))
    assert new_facts(fund) == [then(ServiceFund.Denied)]


def test_no_more_is_spent_than_was_granted() -> None:
    fund = granted()
    spend: dict[str, Any] = {"payee": "firm-1", "on": DAY}
    by = stamp(COMMUNITY)

    refuses(GrantExceeded, fund, fund.spend, by, amount=Fen(40_001), **spend)
    refuses(InvalidInput, fund, fund.spend, by, amount=Fen(0), **spend)
    late = spend | {"on": TOMORROW}
    refuses(InvalidInput, fund, fund.spend, by, amount=Fen(1), **late)
    refuses(NothingSpentYet, fund, fund.close, by, on=DAY)
