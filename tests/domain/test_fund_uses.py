"""Uses of the fund: the ordinary way, the way of emergencies, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.facts import Milestone
from domain.fund_refusals import (
    AboveAudit,
    AuditRequired,
    ConfirmerIsReporter,
    FirstPaymentTooLarge,
    FundDayInFuture,
    FundFenced,
    NoSubAccount,
    NoSuchUse,
    NotAnEmergency,
    NotPayable,
    NoUnitsThere,
    OverRun,
    PlanPostedTooShort,
    ReviewerIsApplicant,
    SettledBelowPaid,
    TooFewQuotes,
    UnknownFundCause,
    VoteUsedBefore,
)
from domain.fund_shares import SubAccountsTooSmall
from domain.fund_words import (
    BuildingAmount,
    FundAccount,
    FundMovement,
    FundPosting,
    FundUseStage,
    UnitAmount,
)
from domain.maintenance_fund import MaintenanceFund
from domain.quantities import Fen
from tests.domain.funds import (
    AUDITOR,
    COMMUNITY,
    DAY,
    FIRM,
    FUND,
    OTHER_VOTE,
    OWNERS,
    STREET,
    VOTE,
    A,
    B,
    C,
    accepted,
    applied,
    by,
    filled,
    held,
    planned,
)
from tests.scenario import new_facts, refuses, then


def fen(*amounts: int) -> tuple[Fen, ...]:
    return tuple(Fen(amount) for amount in amounts)


def test_a_request_gets_the_next_number() -> None:
    fund = filled()
    fund.request_use(by(OWNERS, "note"), cause="repair", scope="roof", units=(C,))

    assert new_facts(fund) == [
        then(
            MaintenanceFund.UseRequested,
            use=1,
            cause="repair",
            scope="roof",
            buildings=(),
            units=(C,),
        )
    ]


def test_a_plan_is_shared_by_area_down_to_the_unit() -> None:
    fund = filled()
    fund.request_use(by(OWNERS), cause="repair", scope="roof", buildings=("1", "2"))
    fund.survey_need(by(FIRM), use=1)
    fund.collect_events()

    fund.plan_use(by(OWNERS), use=1, budget=Fen(100_001), quotes=2)

    assert new_facts(fund) == [
        then(
            MaintenanceFund.PlanMade,
            use=1,
            budget=100_001,
            quotes=2,
            shares=(BuildingAmount("1", Fen(75_001)), BuildingAmount("2", Fen(25_000))),
        ),
        then(
            MaintenanceFund.SharesPlanned,
            use=1,
            shares=(
                UnitAmount(A, Fen(50_001)),
                UnitAmount(B, Fen(25_000)),
                UnitAmount(C, Fen(25_000)),
            ),
        ),
    ]


def test_an_approval_takes_the_budget_from_the_units_and_keeps_it() -> None:
    fund = filled()
    use = applied(fund)
    fund.approve_use(by(FUND), use=use, on=DAY)

    assert new_facts(fund) == [
        then(
            MaintenanceFund.UseApproved,
            use=1,
            on=DAY,
            movement=FundMovement.USE,
            budget=300_000,
            postings=(
                FundPosting(FundAccount.UNITS, Fen(300_000)),
                FundPosting(FundAccount.PAYABLE, Fen(-300_000)),
            ),
            buildings=(BuildingAmount("1", Fen(-300_000)),),
        ),
        then(
            MaintenanceFund.UnitsBooked,
            movement=FundMovement.USE,
            use=1,
            amounts=(UnitAmount(A, Fen(-200_000)), UnitAmount(B, Fen(-100_000))),
        ),
    ]
    assert held(fund) == {A: 800_000, B: 400_000, C: 500_000}


def test_what_is_not_spent_goes_back_to_where_it_came_from() -> None:
    fund = filled()
    use = accepted(fund, first=210_000)
    fund.settle_use(by(FUND), use=use, amount=Fen(270_000), on=DAY)
    fund.collect_events()
    fund.pay_rest(by(FUND), use=use, payee="firm-1", on=DAY)

    assert new_facts(fund) == [
        then(
            MaintenanceFund.FinalPaid,
            use=1,
            on=DAY,
            movement=FundMovement.USE,
            amount=60_000,
            released=30_000,
            payee="firm-1",
            postings=(
                FundPosting(FundAccount.BANK, Fen(-60_000)),
                FundPosting(FundAccount.UNITS, Fen(-30_000)),
                FundPosting(FundAccount.PAYABLE, Fen(90_000)),
            ),
            buildings=(BuildingAmount("1", Fen(30_000)),),
        ),
        then(
            MaintenanceFund.UnitsBooked,
            movement=FundMovement.USE,
            use=1,
            amounts=(UnitAmount(A, Fen(20_000)), UnitAmount(B, Fen(10_000))),
        ),
    ]
    assert held(fund) == {A: 820_000, B: 410_000, C: 500_000}
    assert fund.books.holds(FundAccount.PAYABLE) == 0
    assert fund.books.holds(FundAccount.BANK) == 1_730_000
    assert fund.uses[use].stage is FundUseStage.PAID


def test_a_small_over_run_is_taken_as_the_rest_was() -> None:
    fund = filled()
    use = accepted(fund, budget=300_000)
    fund.settle_use(by(FUND), use=use, amount=Fen(330_000), on=DAY)
    fund.pay_rest(by(FUND), use=use, payee="firm-1", on=DAY)

    assert held(fund) == {A: 780_000, B: 390_000, C: 500_000}
    assert fund.books.holds(FundAccount.BANK) == 2_000_000 - 330_000


def test_a_larger_one_has_to_be_applied_for_again() -> None:
    fund = filled()
    use = accepted(fund, budget=300_000)

    refuses(OverRun, fund, fund.settle_use, by(), use=use, amount=Fen(330_001), on=DAY)


def test_an_audit_is_needed_above_the_limit_and_binds() -> None:
    fund = filled()
    for unit in fund.units:
        fund.deposit_first(by(), units=(unit,), amounts=fen(9_000_000), on=DAY)
    use = accepted(fund, budget=3_000_000)
    settle: Callable[..., None] = fund.settle_use

    refuses(AuditRequired, fund, settle, by(), use=use, amount=Fen(3_000_001), on=DAY)
    fund.audit_use(by(AUDITOR), use=use, amount=Fen(3_100_000))
    fund.collect_events()
    refuses(AboveAudit, fund, settle, by(), use=use, amount=Fen(3_100_001), on=DAY)
    settle(by(), use=use, amount=Fen(3_100_000), on=DAY)


def test_up_to_the_limit_none_is_needed() -> None:
    fund = filled()
    for unit in fund.units:
        fund.deposit_first(by(), units=(unit,), amounts=fen(9_000_000), on=DAY)
    use = accepted(fund, budget=3_000_000)

    fund.settle_use(by(), use=use, amount=Fen(3_000_000), on=DAY)


def test_a_settlement_is_not_below_what_is_paid() -> None:
    fund = filled()
    use = accepted(fund, first=210_000)

    refuses(
        SettledBelowPaid, fund, fund.settle_use, by(), use=use, amount=Fen(1), on=DAY
    )


def test_the_first_payment_is_seventy_percent_at_most() -> None:
    fund = filled()
    use = applied(fund, budget=100_001)
    fund.approve_use(by(FUND), use=use, on=DAY)
    fund.collect_events()
    pay: dict[str, Any] = {"use": use, "payee": "firm-1", "on": DAY}

    refuses(FirstPaymentTooLarge, fund, fund.pay_first, by(), amount=Fen(70_001), **pay)
    refuses(InvalidInput, fund, fund.pay_first, by(), amount=Fen(0), **pay)
    fund.pay_first(by(), amount=Fen(70_000), **pay)
    assert fund.books.holds(FundAccount.PAYABLE) == 30_001


@pytest.mark.parametrize(
    ("cause", "refusal", "source"),
    [
        ("developer_warranty", NotPayable, "鲁71"),
        ("utility_lines", NotPayable, "杭74"),
        ("culprit", NotPayable, "杭74"),
        ("contracted_upkeep", NotPayable, "杭74"),
        ("property_fee", FundFenced, "京85"),
        ("dividend", FundFenced, "京85"),
        ("loan", FundFenced, "京85"),
        ("party", UnknownFundCause, "party"),
    ],
)
def test_what_the_fund_never_pays_for(
    cause: str, refusal: type[Refusal], source: str
) -> None:
    fund = filled()
    ask: dict[str, Any] = {"cause": cause, "scope": "roof", "buildings": ("1",)}

    commands: list[Callable[..., None]] = [fund.request_use, fund.report_emergency]
    for command in commands:
        more: Any = {"budget": Fen(1)} if command == fund.report_emergency else {}
        refuses(refusal, fund, command, by(OWNERS), **ask, **more)
        with pytest.raises(refusal) as refused:
            command(by(OWNERS), **ask, **more)
        assert source in refused.value.message("zh")
        assert refused.value.fields == ("cause",)


@pytest.mark.parametrize(
    ("affected", "refusal"),
    [
        ({}, NoUnitsThere),
        ({"buildings": ("9",)}, NoUnitsThere),
        ({"units": (UUID(int=9),)}, NoSubAccount),
        ({"buildings": ("1", "1")}, InvalidInput),
        ({"buildings": ("1",), "scope": "屋面"}, InvalidInput),
    ],
)
def test_a_use_names_units_that_are_there(
    affected: dict[str, Any], refusal: type[Refusal]
) -> None:
    fund = filled()
    ask = {"cause": "repair", "scope": "roof"} | affected

    refuses(refusal, fund, fund.request_use, by(OWNERS), **ask)


def test_a_plan_needs_quotes() -> None:
    fund = filled()
    fund.request_use(by(OWNERS), cause="repair", scope="roof", buildings=("1",))
    fund.survey_need(by(FIRM), use=1)
    fund.collect_events()

    refuses(TooFewQuotes, fund, fund.plan_use, by(), use=1, budget=Fen(100), quotes=1)


def test_a_plan_stands_posted_seven_full_days_before_the_vote() -> None:
    fund = filled()
    use = planned(fund)
    fund.post_plan(by(OWNERS), use=use, posted_on=date(2026, 3, 1))
    fund.collect_events()
    name = fund.name_use_vote

    early = date(2026, 3, 8)
    refuses(PlanPostedTooShort, fund, name, by(), use=1, vote_id=VOTE, opens_on=early)
    name(by(OWNERS), use=use, vote_id=VOTE, opens_on=date(2026, 3, 9))
    assert new_facts(fund) == [
        then(
            MaintenanceFund.UseVoteNamed,
            use=1,
            vote_id=VOTE,
            question=None,
            opens_on=date(2026, 3, 9),
        )
    ]


def test_one_vote_decides_one_use() -> None:
    fund = filled()
    applied(fund, vote=VOTE)
    use = planned(fund)
    fund.post_plan(by(OWNERS), use=use, posted_on=date(2026, 3, 1))
    fund.collect_events()

    refuses(
        VoteUsedBefore,
        fund,
        fund.name_use_vote,
        by(OWNERS),
        use=use,
        vote_id=VOTE,
        opens_on=DAY,
    )


def test_a_vote_that_fails_ends_the_use() -> None:
    fund = filled()
    use = planned(fund)
    fund.post_plan(by(OWNERS), use=use, posted_on=date(2026, 3, 1))
    fund.name_use_vote(by(OWNERS), use=use, vote_id=OTHER_VOTE, opens_on=DAY)
    fund.confirm_use_vote(by(OWNERS), use=use, passed=False, on=DAY)
    fund.collect_events()

    refuses(IllegalTransition, fund, fund.apply_for_use, by(OWNERS), use=use)
    assert fund.uses[use].stage is FundUseStage.FAILED


def test_nobody_reviews_what_they_asked_for() -> None:
    fund = filled()
    use = applied(fund)

    refuses(ReviewerIsApplicant, fund, fund.approve_use, by(OWNERS), use=use, on=DAY)
    refuses(ReviewerIsApplicant, fund, fund.deny_use, by(OWNERS, "reason"), use=use)
    fund.deny_use(by(FUND, "reason"), use=use)
    assert new_facts(fund) == [then(MaintenanceFund.UseDenied, use=1)]


def test_no_sub_account_is_ever_below_zero() -> None:
    fund = filled()
    use = applied(fund, budget=1_500_001)

    with pytest.raises(SubAccountsTooSmall) as refused:
        fund.approve_use(by(FUND), use=use, on=DAY)
    assert refused.value.values == {"units": 1, "missing": 1}
    assert new_facts(fund) == []


def test_a_withdrawn_use_gives_back_what_was_kept() -> None:
    fund = filled()
    before = held(fund)
    use = applied(fund)
    fund.approve_use(by(FUND), use=use, on=DAY)
    fund.withdraw_use(by(OWNERS), use=use, on=DAY)

    assert held(fund) == before
    early = planned(fund)
    fund.collect_events()
    fund.withdraw_use(by(OWNERS), use=early, on=DAY)
    (kind, payload), *rest = new_facts(fund)
    assert (kind, payload["postings"], rest) == (MaintenanceFund.UseWithdrawn, (), [])
    refuses(IllegalTransition, fund, fund.survey_need, by(), use=early)


# --- emergencies ----------------------------------------------------------------------


def emergency(fund: MaintenanceFund) -> int:
    fund.report_emergency(
        by(FIRM),
        cause="burst_drain",
        scope="drain",
        budget=Fen(90_000),
        buildings=("1",),
    )
    fund.collect_events()
    return len(fund.uses)


def test_an_emergency_is_confirmed_twice_and_reviewed_in_two_working_days() -> None:
    fund = filled()
    use = emergency(fund)
    refuses(IllegalTransition, fund, fund.approve_use, by(), use=use, on=DAY)
    fund.confirm_on_site(by(COMMUNITY), use=use)
    fund.collect_events()
    fund.confirm_for_street(by(STREET), use=use)

    due = Milestone("emergency_review", datetime(2026, 3, 12, 16, tzinfo=UTC))
    assert new_facts(fund) == [then(MaintenanceFund.StreetConfirmed, use=1, due=due)]
    fund.approve_use(by(FUND), use=use, on=DAY)
    fund.complete_works(by(OWNERS), use=use, on=DAY)
    fund.collect_events()
    fund.accept_works(by(OWNERS), use=use, on=DAY)
    assert new_facts(fund) == [
        then(MaintenanceFund.WorksAccepted, use=1, emergency=True, on=DAY)
    ]
    assert held(fund) == {A: 940_000, B: 470_000, C: 500_000}


def test_who_reported_an_emergency_does_not_confirm_it() -> None:
    fund = filled()
    use = emergency(fund)

    refuses(ConfirmerIsReporter, fund, fund.confirm_on_site, by(FIRM), use=use)
    fund.confirm_on_site(by(COMMUNITY), use=use)
    fund.collect_events()
    refuses(ConfirmerIsReporter, fund, fund.confirm_for_street, by(COMMUNITY), use=use)


def test_only_listed_dangers_go_without_a_vote() -> None:
    fund = filled()
    ask: dict[str, Any] = {"scope": "roof", "budget": Fen(1), "buildings": ("1",)}

    for cause in ("repair", "renewal"):
        refuses(
            NotAnEmergency,
            fund,
            fund.report_emergency,
            by(OWNERS),
            cause=cause,
            **ask,
        )


# --- order ----------------------------------------------------------------------------

STEPS: dict[str, dict[str, Any]] = {
    "survey_need": {},
    "plan_use": {"budget": Fen(100), "quotes": 3},
    "post_plan": {"posted_on": DAY},
    "name_use_vote": {"vote_id": OTHER_VOTE, "opens_on": DAY},
    "confirm_use_vote": {"passed": True, "on": DAY},
    "apply_for_use": {},
    "approve_use": {"on": DAY},
    "pay_first": {"amount": Fen(1), "payee": "f", "on": DAY},
    "complete_works": {"on": DAY},
    "accept_works": {"on": DAY},
    "audit_use": {"amount": Fen(1)},
    "settle_use": {"amount": Fen(1), "on": DAY},
    "pay_rest": {"payee": "f", "on": DAY},
}


@pytest.mark.parametrize("step", [step for step in STEPS if step != "survey_need"])
def test_no_step_is_taken_before_its_time(step: str) -> None:
    fund = filled()
    fund.request_use(by(OWNERS), cause="repair", scope="roof", buildings=("1",))
    fund.collect_events()

    refuses(IllegalTransition, fund, getattr(fund, step), by(), use=1, **STEPS[step])
    refuses(NoSuchUse, fund, getattr(fund, step), by(), use=2, **STEPS[step])


def test_a_day_to_come_is_refused() -> None:
    fund = filled()
    use = applied(fund)

    tomorrow = date(2026, 3, 11)
    refuses(FundDayInFuture, fund, fund.approve_use, by(), use=use, on=tomorrow)
