"""The fund's accounts: units, deposits, interest, income, low balances, statements."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.facts import Audience, Fact
from domain.fund_books import Unbalanced, entry
from domain.fund_refusals import (
    AmountsDoNotMatch,
    CostAboveIncome,
    FundDayInFuture,
    IncomeFenced,
    IncomeOwedToFund,
    IncomeTooSmall,
    NoSubAccount,
    NothingIsLow,
    NotTransferredYet,
    RaiseNotDecided,
    TransferNoted,
    UnknownIncomePurpose,
    UnknownIncomeSource,
    VoteUsedBefore,
    YearNotOver,
    YearReconciled,
)
from domain.fund_shares import NothingToShareBy
from domain.fund_statement import FundStatement, UseOfYear
from domain.fund_words import (
    BuildingAmount,
    FundAccount,
    FundBuilding,
    FundMovement,
    FundPosting,
    FundStatus,
    UnitAmount,
)
from domain.household_facts import Housing
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.place import Place
from domain.quantities import Dm2, Fen
from tests.domain.funds import (
    COMMUNITY,
    DAY,
    FUND,
    OTHER_VOTE,
    OWNERS,
    PUBLIC_UNIT,
    STREET,
    UNITS,
    VOTE,
    A,
    B,
    C,
    P,
    accepted,
    applied,
    by,
    deposit,
    filled,
    held,
    opened,
    unit,
)
from tests.scenario import COMPOUND_ID, new_facts, refuses, then

NEXT_YEAR = datetime(2027, 1, 5, 2, tzinfo=UTC)
INCOME: dict[str, Any] = {"source": "parking", "gross": Fen(100_000), "on": DAY}


def test_a_compound_has_one_fund_kept_by_the_authority() -> None:
    place = Place(COMPOUND_ID, ("c", "d"), "beijing")
    fund = MaintenanceFund.open(by(), id=fund_id(COMPOUND_ID), place=place)

    assert new_facts(fund) == [then(MaintenanceFund.Opened, **place.fields())]
    assert fund.status == FundStatus.AUTHORITY
    assert fund.compound_id == COMPOUND_ID
    fund.manage_by_owners(by(OWNERS), vote_id=VOTE, on=DAY)
    assert fund.status == FundStatus.SELF_MANAGED.value
    fund.collect_events()
    again: dict[str, Any] = {"vote_id": OTHER_VOTE, "on": DAY}
    refuses(IllegalTransition, fund, fund.manage_by_owners, by(), **again)


def test_no_public_fact_says_what_a_unit_holds() -> None:
    """Decision 12: public facts go down to the building."""
    kinds = [
        kind
        for _, kind in inspect.getmembers(MaintenanceFund, inspect.isclass)
        if issubclass(kind, Fact)
    ]
    fields = {
        kind.__name__: {str(hint) for hint in inspect.get_annotations(kind).values()}
        for kind in kinds
    }
    by_unit = {
        name
        for name, hints in fields.items()
        if any("UnitAmount" in hint or "FundUnit" in hint for hint in hints)
    }
    public = {kind.__name__ for kind in kinds if kind.audience is Audience.PUBLIC}

    assert by_unit >= {"UnitsEntered", "UnitsBooked", "SharesPlanned", "TopUpNoticed"}
    assert not by_unit & public
    assert "UnitTransferred" not in public


def test_units_are_entered_and_brought_up_to_date() -> None:
    fund = opened()
    larger = unit(C, "2", 6000, Housing.COMMODITY)
    fund.enter_units(by(), units=(larger, PUBLIC_UNIT))

    assert new_facts(fund) == [
        then(
            MaintenanceFund.RollChanged,
            buildings=(
                FundBuilding("1", 3, Dm2(20_000)),
                FundBuilding("2", 1, Dm2(6_000)),
            ),
        ),
        then(MaintenanceFund.UnitsEntered, units=(larger, PUBLIC_UNIT)),
    ]
    refuses(InvalidInput, fund, fund.enter_units, by(), units=(larger, larger))


def test_a_deposit_is_booked_down_to_the_unit() -> None:
    fund = opened((*UNITS, PUBLIC_UNIT))
    paid = (Fen(500), Fen(300), Fen(200))
    fund.deposit_first(by(), units=(A, C, P), amounts=paid, on=DAY)

    assert new_facts(fund) == [
        then(
            MaintenanceFund.Deposited,
            on=DAY,
            movement=FundMovement.FIRST_DEPOSIT,
            vote_id=None,
            postings=(
                FundPosting(FundAccount.BANK, Fen(1_000)),
                FundPosting(FundAccount.UNITS, Fen(-800)),
                FundPosting(FundAccount.POOL_FORMER_PUBLIC, Fen(-200)),
            ),
            buildings=(BuildingAmount("1", Fen(500)), BuildingAmount("2", Fen(300))),
        ),
        then(
            MaintenanceFund.UnitsBooked,
            movement=FundMovement.FIRST_DEPOSIT,
            use=None,
            amounts=(UnitAmount(A, Fen(500)), UnitAmount(C, Fen(300))),
        ),
    ]
    assert held(fund) == {A: 500, B: 0, C: 300, P: 0}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"units": (A, B)}, AmountsDoNotMatch),
        ({"units": (), "amounts": ()}, AmountsDoNotMatch),
        ({"units": (UUID(int=9),)}, NoSubAccount),
        ({"amounts": (Fen(0),)}, InvalidInput),
        ({"amounts": (Fen(-5),)}, InvalidInput),
        ({"units": (A, A), "amounts": (Fen(1), Fen(1))}, InvalidInput),
        ({"on": date(2026, 3, 11)}, FundDayInFuture),
    ],
)
def test_a_wrong_deposit_is_refused(
    given: dict[str, Any], refusal: type[Refusal]
) -> None:
    fund = opened()
    usual: dict[str, Any] = {"units": (A,), "amounts": (Fen(1),), "on": DAY}

    refuses(refusal, fund, fund.deposit_first, by(), **usual | given)


def test_a_seller_pays_into_the_pool_of_former_public_housing() -> None:
    fund = opened((*UNITS, PUBLIC_UNIT))
    fund.deposit_seller(by(), amount=Fen(700), on=DAY)

    (fact,) = new_facts(fund)
    assert fact[1]["movement"] is FundMovement.SELLER_DEPOSIT
    assert fund.books.holds(FundAccount.POOL_FORMER_PUBLIC) == 700
    assert fund.first_pools[FundAccount.POOL_FORMER_PUBLIC] == 700
    assert held(fund) == {A: 0, B: 0, C: 0, P: 0}


def test_a_top_up_needs_the_owners_decision() -> None:
    fund = filled()
    pay: dict[str, Any] = {"units": (A,), "amounts": (Fen(10),), "on": DAY}

    refuses(RaiseNotDecided, fund, fund.deposit_top_up, by(), **pay)
    refuses(RaiseNotDecided, fund, fund.deposit_top_up, by(), vote_id=VOTE, **pay)
    fund.decide_raise(by(OWNERS), vote_id=VOTE, per_m2=Fen(500), on=DAY)
    assert new_facts(fund) == [
        then(
            MaintenanceFund.RaiseDecided,
            vote_id=VOTE,
            question=None,
            per_m2=500,
            on=DAY,
        )
    ]
    refuses(VoteUsedBefore, fund, fund.decide_raise, by(), vote_id=VOTE, on=DAY)
    fund.deposit_top_up(by(), vote_id=VOTE, **pay)
    assert held(fund)[A] == 1_000_010
    assert fund.first[A] == 1_000_000


def test_in_beijing_low_accounts_are_topped_up_without_a_vote() -> None:
    fund = filled(profile="beijing")
    pay: dict[str, Any] = {"units": (A,), "amounts": (Fen(10),), "on": DAY}

    fund.deposit_top_up(by(profile="beijing"), **pay)
    fund.collect_events()
    other = {"vote_id": OTHER_VOTE, **pay}
    refuses(RaiseNotDecided, fund, fund.deposit_top_up, by(profile="beijing"), **other)


def test_interest_follows_what_each_holds() -> None:
    fund = filled()
    fund.credit_interest(by(), amount=Fen(10_003), on=DAY)

    assert held(fund) == {A: 1_005_001, B: 502_501, C: 502_501}
    empty = opened()
    refuses(NothingToShareBy, empty, empty.credit_interest, by(), amount=Fen(1), on=DAY)


# --- low balances ---------------------------------------------------------------------


def test_exactly_thirty_percent_is_not_low_and_a_fen_less_is() -> None:
    fund = opened()
    deposit(fund, {A: 1_000, B: 500})
    use = applied(fund, budget=1_050)
    fund.approve_use(by(FUND), use=use, on=DAY)
    fund.collect_events()
    assert held(fund) == {A: 300, B: 150, C: 0}
    refuses(NothingIsLow, fund, fund.urge_top_up, by(OWNERS))

    other = applied(fund, budget=1, vote=OTHER_VOTE)
    fund.approve_use(by(FUND), use=other, on=DAY)
    fund.collect_events()
    fund.urge_top_up(by(OWNERS))
    assert new_facts(fund) == [
        then(
            MaintenanceFund.LowBalancesFound,
            on=DAY,
            units=1,
            buildings=("1",),
            pools=(),
            missing=701,
        ),
        then(MaintenanceFund.TopUpNoticed, on=DAY, amounts=(UnitAmount(A, Fen(701)),)),
    ]


def test_a_pool_can_be_low_too() -> None:
    fund = opened((*UNITS, PUBLIC_UNIT))
    deposit(fund, {A: 1_000, B: 1_000, P: 1_000})
    fund.report_emergency(
        by(OWNERS), cause="lift_failure", scope="lift", units=(P,), budget=Fen(701)
    )
    fund.confirm_on_site(by(COMMUNITY), use=1)
    fund.confirm_for_street(by(STREET), use=1)
    fund.approve_use(by(FUND), use=1, on=DAY)
    fund.collect_events()

    fund.urge_top_up(by(OWNERS))
    found = new_facts(fund)[0][1]
    assert found["pools"] == (FundAccount.POOL_FORMER_PUBLIC,)
    assert (found["units"], found["missing"]) == (0, 701)


# --- common income --------------------------------------------------------------------


def test_income_is_booked_net_of_its_cost() -> None:
    fund = filled()
    fund.receive_income(by(OWNERS), cost=Fen(30_000), contract="HT2026-1", **INCOME)

    assert new_facts(fund) == [
        then(
            MaintenanceFund.IncomeReceived,
            movement=FundMovement.INCOME_RECEIVED,
            cost=30_000,
            contract="HT2026-1",
            postings=(
                FundPosting(FundAccount.BANK, Fen(70_000)),
                FundPosting(FundAccount.INCOME, Fen(-70_000)),
            ),
            buildings=(),
            **INCOME,
        )
    ]
    assert fund.books.fund == 2_000_000


def test_income_goes_into_the_fund_by_area() -> None:
    fund = filled()
    fund.receive_income(by(OWNERS), **INCOME)
    fund.transfer_income(by(OWNERS), year=2026, amount=Fen(80_000), on=DAY)
    fund.collect_events()

    assert held(fund) == {A: 1_040_000, B: 520_000, C: 520_000}
    assert fund.incomes[2026].left == 20_000
    refuses(
        IncomeTooSmall,
        fund,
        fund.transfer_income,
        by(OWNERS),
        year=2026,
        amount=Fen(20_001),
        on=DAY,
    )


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"source": "donations"}, UnknownIncomeSource),
        ({"gross": Fen(0)}, InvalidInput),
        ({"cost": Fen(-1)}, InvalidInput),
        ({"cost": Fen(100_001)}, CostAboveIncome),
        ({"contract": "合同"}, InvalidInput),
        ({"on": date(2026, 3, 11)}, FundDayInFuture),
    ],
)
def test_wrong_income_is_refused(given: dict[str, Any], refusal: type[Refusal]) -> None:
    fund = filled()

    refuses(refusal, fund, fund.receive_income, by(OWNERS), **INCOME | given)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"purpose": "loan"}, IncomeFenced),
        ({"purpose": "property_fee"}, IncomeFenced),
        ({"purpose": "party"}, UnknownIncomePurpose),
        ({"amount": Fen(100_001)}, IncomeTooSmall),
        ({"year": 2025}, IncomeTooSmall),
        ({"amount": Fen(0)}, InvalidInput),
    ],
)
def test_income_is_not_for_everything(
    given: dict[str, Any], refusal: type[Refusal]
) -> None:
    fund = filled()
    fund.receive_income(by(OWNERS), **INCOME)
    fund.collect_events()
    usual: dict[str, Any] = {
        "year": 2026,
        "amount": Fen(1),
        "purpose": "owners_body",
        "vote_id": VOTE,
        "on": DAY,
    }

    refuses(refusal, fund, fund.distribute_income, by(OWNERS), **usual | given)


@pytest.mark.parametrize(
    ("profile", "low", "most"),
    [("beijing", True, 50_000), ("beijing", False, 100_000), ("heze", True, 100_000)],
)
def test_a_low_fund_in_beijing_gets_half_of_the_income(
    profile: str, low: bool, most: int
) -> None:
    fund = filled(profile=profile)
    if low:
        use = applied(fund, budget=1_410_000, buildings=("1", "2"))
        fund.approve_use(by(FUND), use=use, on=DAY)
    stamp = by(OWNERS, profile=profile)
    fund.receive_income(stamp, **INCOME)
    fund.collect_events()
    spend: dict[str, Any] = {
        "year": 2026,
        "purpose": "public_works",
        "vote_id": OTHER_VOTE,
        "on": DAY,
    }

    refused = IncomeOwedToFund if low and profile == "beijing" else IncomeTooSmall
    refuses(refused, fund, fund.distribute_income, stamp, amount=Fen(most + 1), **spend)
    fund.distribute_income(stamp, amount=Fen(most), **spend)
    held(fund)


# --- hands and years ------------------------------------------------------------------


def test_a_sub_account_follows_its_unit() -> None:
    fund = filled()
    move: dict[str, Any] = {"unit": A, "on": DAY}
    transfer = fund.transfer_account

    refuses(NotTransferredYet, fund, transfer, by(), held_since=None, **move)
    before = date(2026, 3, 9)
    refuses(NotTransferredYet, fund, transfer, by(), held_since=before, **move)
    transfer(by(), held_since=DAY, **move)
    assert new_facts(fund) == [
        then(MaintenanceFund.UnitTransferred, unit_id=A, on=DAY, balance=1_000_000)
    ]
    refuses(TransferNoted, fund, transfer, by(), held_since=DAY, **move)
    assert held(fund)[A] == 1_000_000


def test_a_year_is_closed_with_its_statement() -> None:
    fund = opened()
    deposit(fund, {A: 1_000_000, B: 500_000, C: 500_000}, on=date(2025, 6, 1))
    fund.receive_income(by(OWNERS), **INCOME)
    fund.transfer_income(by(OWNERS), year=2026, amount=Fen(60_000), on=DAY)
    use = accepted(fund)
    fund.settle_use(by(), use=use, amount=Fen(290_000), on=DAY)
    fund.pay_rest(by(), use=use, payee="firm-1", on=DAY)
    fund.credit_interest(by(), amount=Fen(5_000), on=DAY)
    fund.collect_events()
    refuses(YearNotOver, fund, fund.reconcile, by(), year=2026, bank=Fen(0))

    fund.reconcile(by(at=NEXT_YEAR), year=2026, bank=Fen(1_815_000))
    closed = FundStatement(
        year=2026,
        opening=Fen(2_000_000),
        deposits=Fen(0),
        interest=Fen(5_000),
        from_income=Fen(60_000),
        uses=(UseOfYear(1, Fen(290_000)),),
        closing=Fen(1_775_000),
    )
    assert new_facts(fund) == [
        then(
            MaintenanceFund.Reconciled,
            statement=closed,
            bank=1_815_000,
            in_books=1_815_000,
        )
    ]
    assert fund.books.fund == closed.closing
    late: dict[str, Any] = {"amount": Fen(1), "on": DAY}
    refuses(YearReconciled, fund, fund.credit_interest, by(at=NEXT_YEAR), **late)
    again = by(at=NEXT_YEAR)
    refuses(YearReconciled, fund, fund.reconcile, again, year=2025, bank=Fen(0))


def test_an_entry_that_does_not_balance_is_a_mistake_in_the_code() -> None:
    with pytest.raises(Unbalanced):
        entry({FundAccount.BANK: 5, FundAccount.INCOME: -4})
