"""The service contract: who must have decided on it, what it may say, what is charged
under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compound import Compound
from domain.compound_contract import IncomeShare
from domain.compound_refusals import (
    AlreadyFiled,
    BackstopNeedsPlan,
    BackstopNotNeeded,
    CompoundDayAhead,
    ContractNeedsVote,
    ContractNumberUsed,
    ContractRuns,
    FullSubcontracting,
    LegalBasisMissing,
    NoContract,
    NotContracted,
    PriceNoticeTooShort,
    RenewalNotLonger,
    SharesDoNotFit,
    SharesNotExpected,
    TariffBackdated,
    TariffNotLater,
    UnknownService,
    UnvotedTooLong,
)
from domain.compound_service_refusals import AlreadyStarted
from domain.compound_words import (
    ContractModel,
    Management,
    NoticeSide,
    ShareHolder,
)
from domain.errors import IllegalTransition, InvalidInput
from domain.tariff import BillingCycle
from tests.domain.compound_samples import (
    DAY,
    FIRM,
    OTHER_FIRM,
    TERMS,
    TODAY,
    VOTE,
    compound,
    served,
    signed,
    tariff,
    unmanaged,
)
from tests.scenario import STREET, new_facts, refuses, stamp, then

MANAGER: dict[str, Any] = {
    "model": ContractModel.MANAGER,
    "income_shares": (
        IncomeShare(ShareHolder.OWNERS, 70),
        IncomeShare(ShareHolder.MANAGER, 30),
    ),
}
EMERGENCY: dict[str, Any] = {
    "model": ContractModel.EMERGENCY,
    "vote_id": None,
    "legal_basis": "京77",
    "ends_on": date(2026, 6, 30),
}


def sign(made: Compound, **changes: Any) -> None:
    made.sign_contract(stamp(STREET, profile="heze"), **TERMS | changes)


def test_a_contract_is_signed() -> None:
    made = compound()
    sign(made)

    assert new_facts(made) == [
        then(
            Compound.ContractSigned,
            **TERMS,
            model=ContractModel.ORDINARY,
            legal_basis=None,
            income_shares=(),
            # Fifteen days end on Sunday, 4 January, which was worked.
            file_by=datetime(2026, 1, 4, 16, tzinfo=UTC),
            decide_by=date(2027, 6, 30),
        )
    ]
    assert made.contract is not None
    assert made.contract.enterprise_id == FIRM
    assert made.tariff_on(date(2025, 12, 31)) is None
    assert made.tariff_on(date(2026, 1, 1)) == tariff()
    # It runs on after its term, open-ended (民948).
    assert made.tariff_on(date(2028, 5, 1)) == tariff()
    assert made.contract.open_ended(date(2028, 1, 1))
    assert made.charged_from is None


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (ContractNeedsVote, {"vote_id": None}),
        (ContractNeedsVote, MANAGER | {"vote_id": None}),
        (LegalBasisMissing, EMERGENCY | {"legal_basis": None}),
        (UnvotedTooLong, EMERGENCY | {"ends_on": date(2026, 7, 1)}),
        (BackstopNotNeeded, {"model": ContractModel.STATE_BACKSTOP}),
        (UnknownService, {"items": ("general", "magic")}),
        (SharesDoNotFit, {"model": ContractModel.MANAGER}),
        (SharesNotExpected, {"income_shares": MANAGER["income_shares"]}),
        (CompoundDayAhead, {"signed_on": TODAY + DAY}),
    ],
)
def test_what_no_contract_may_be(refusal: Any, changes: dict[str, Any]) -> None:
    made = compound()
    refuses(refusal, made, sign, made, **changes)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": "合同一"}),
        ("grade", {"grade": 0}),
        ("grade", {"grade": 6}),
        ("items", {"items": ()}),
        ("items", {"items": ("general", "general")}),
        ("ends_on", {"ends_on": date(2025, 12, 31)}),
        ("legal_basis", {"legal_basis": "as agreed"}),
        ("tariff", {"tariff": tariff(0)}),
        ("tariff", {"tariff": replace(tariff(), items=())}),
        ("tariff", {"tariff": replace(tariff(), items=tariff().items * 2)}),
        ("tariff", {"tariff": replace(tariff(), late_fee_cap=101)}),
    ],
)
def test_a_wrong_term_is_refused_by_its_field(
    field: str, changes: dict[str, Any]
) -> None:
    made = compound()
    with pytest.raises(InvalidInput) as refused:
        sign(made, **changes)
    assert refused.value.fields == (field,)


def test_a_first_period_contract_and_a_short_emergency_need_no_vote() -> None:
    first = signed(model=ContractModel.FIRST_PERIOD, vote_id=None)
    assert first.contract is not None and first.contract.vote_id is None
    assert signed(**EMERGENCY).contract is not None


def test_the_backstop_is_for_unmanaged_compounds_with_a_plan() -> None:
    made = unmanaged()
    terms = EMERGENCY | {"model": ContractModel.STATE_BACKSTOP}
    refuses(BackstopNeedsPlan, made, sign, made, **terms)
    made.adopt_plan(
        stamp(STREET), measures=("entry",), from_on=TODAY, until=TODAY + 90 * DAY
    )
    made.collect_events()
    refuses(UnvotedTooLong, made, sign, made, **terms | {"ends_on": date(2026, 12, 31)})
    sign(made, **terms | {"ends_on": date(2026, 6, 30)})
    sign_twice = unmanaged()
    sign_twice.adopt_plan(
        stamp(STREET), measures=("entry",), from_on=TODAY, until=TODAY + 90 * DAY
    )
    sign(sign_twice, model=ContractModel.STATE_BACKSTOP)  # two years, with a vote


def test_one_compound_has_one_firm() -> None:
    made = served()
    next_terms = TERMS | {
        "number": "WY-2026-2",
        "enterprise_id": OTHER_FIRM,
        "starts_on": date(2026, 6, 1),
    }
    refuses(ContractRuns, made, sign, made, **next_terms)
    refuses(ContractNumberUsed, made, sign, made)
    made.notice_termination(
        stamp(STREET),
        side=NoticeSide.OWNERS,
        noticed_on=TODAY,
        last_day=date(2026, 5, 31),
        vote_id=VOTE,
    )
    made.collect_events()
    refuses(
        ContractRuns, made, sign, made, **next_terms | {"starts_on": date(2026, 5, 31)}
    )
    sign(made, **next_terms)
    made.collect_events()
    assert made.next_contract is not None
    assert made.contract is not None and made.contract.enterprise_id == FIRM
    refuses(ContractRuns, made, sign, made, **next_terms | {"number": "WY-3"})
    made.cancel_contract(stamp(STREET), number="WY-2026-2", on=TODAY)
    assert made.next_contract is None


def test_a_contract_is_filed_once() -> None:
    made = signed()
    file: Any = made.file_contract
    refuses(NoContract, made, file, stamp(STREET), number="WY-9", on=TODAY)
    with pytest.raises(InvalidInput):
        file(stamp(STREET), number="WY-2026-1", on=date(2025, 12, 19))
    file(stamp(STREET), number="WY-2026-1", on=TODAY)
    assert new_facts(made) == [
        then(Compound.ContractFiled, number="WY-2026-1", on=TODAY)
    ]
    refuses(AlreadyFiled, made, file, stamp(STREET), number="WY-2026-1", on=TODAY)


def test_a_contract_is_undone_before_its_firm_enters() -> None:
    made = signed()
    made.agree_serve_first(stamp(STREET))
    made.cancel_contract(stamp(STREET), number="WY-2026-1", on=TODAY)
    assert (made.contract, made.tariffs, made.free_periods) == (None, [], [])
    made = served()
    refuses(
        AlreadyStarted,
        made,
        made.cancel_contract,
        stamp(STREET),
        number="WY-2026-1",
        on=TODAY,
    )


def test_a_renewal_needs_a_vote_and_a_later_end() -> None:
    made = served()
    renew: Any = made.renew_contract
    end = date(2028, 12, 31)
    refuses(ContractNeedsVote, made, renew, stamp(STREET), ends_on=end)
    refuses(
        RenewalNotLonger,
        made,
        renew,
        stamp(STREET),
        ends_on=date(2027, 12, 31),
        vote_id=VOTE,
    )
    made.notice_termination(
        stamp(STREET),
        side=NoticeSide.FIRM,
        noticed_on=TODAY,
        last_day=date(2027, 12, 31),
    )
    assert str(made.status) == Management.BEING_LEFT
    renew(stamp(STREET), ends_on=end, vote_id=VOTE)
    assert made.status is Management.MANAGED
    assert made.contract is not None
    assert (made.contract.ends_on, made.contract.last_day) == (end, None)
    made = compound()
    refuses(
        IllegalTransition,
        made,
        made.renew_contract,
        stamp(STREET),
        ends_on=end,
        vote_id=VOTE,
    )


@pytest.mark.parametrize(("days", "holds"), [(30, False), (31, True)])
def test_a_price_is_posted_thirty_full_days_before(days: int, holds: bool) -> None:
    made = served()
    given: Any = {
        "tariff": tariff(1_570_000),
        "effective_on": TODAY + days * DAY,
        "posted_on": TODAY,
    }
    refuses(ContractNeedsVote, made, made.change_tariff, stamp(STREET), **given)
    if not holds:
        given["vote_id"] = VOTE
        refuses(PriceNoticeTooShort, made, made.change_tariff, stamp(STREET), **given)
        return
    made.change_tariff(stamp(STREET), vote_id=VOTE, **given)
    assert made.tariff_on(TODAY + 30 * DAY) == tariff()
    assert made.tariff_on(TODAY + 31 * DAY) == tariff(1_570_000)


def test_a_price_follows_the_last_one() -> None:
    made = served(starts_on=TODAY, ends_on=date(2029, 1, 1))
    change: Any = made.change_tariff
    given = {"tariff": tariff(5), "posted_on": date(2026, 1, 5), "vote_id": VOTE}
    refuses(TariffNotLater, made, change, stamp(STREET), effective_on=TODAY, **given)
    empty = compound()
    refuses(
        NoContract,
        empty,
        empty.change_tariff,
        stamp(STREET),
        effective_on=TODAY,
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("cycle", "earliest"),
    [
        (BillingCycle.MONTH, date(2026, 3, 1)),
        (BillingCycle.QUARTER, date(2026, 1, 1)),
        (BillingCycle.YEAR, date(2026, 1, 1)),
    ],
)
def test_a_price_does_not_reach_back_into_billed_periods(
    cycle: BillingCycle, earliest: date
) -> None:
    early: dict[str, Any] = {
        "starts_on": date(2024, 1, 1),
        "signed_on": date(2023, 12, 20),
    }
    made = served(**early, tariff=replace(tariff(), cycle=cycle))
    given: Any = {
        "tariff": tariff(1_570_000),
        "posted_on": date(2025, 10, 1),
        "vote_id": VOTE,
    }
    change: Any = made.change_tariff
    refuses(
        TariffBackdated,
        made,
        change,
        stamp(STREET),
        effective_on=earliest - DAY,
        **given,
    )
    change(stamp(STREET), effective_on=earliest, **given)
    assert made.tariff_on(earliest) == tariff(1_570_000)
    assert made.tariff_on(earliest - DAY) != tariff(1_570_000)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 500))
def test_every_day_of_a_contract_has_the_last_tariff_begun(
    gaps: list[int], offset: int
) -> None:
    made = served()
    day, changes = TODAY, [(TERMS["starts_on"], tariff())]
    for number, gap in enumerate(gaps, start=1):
        day += timedelta(days=gap)
        price = tariff(1_000_000 + number)
        made.change_tariff(
            stamp(STREET),
            tariff=price,
            effective_on=day,
            posted_on=min(TODAY, day - 31 * DAY),
            vote_id=VOTE,
        )
        changes.append((day, price))
    asked = TERMS["starts_on"] + timedelta(days=offset)
    expected = [each for first, each in changes if first <= asked][-1]
    assert made.tariff_on(asked) == expected


def test_never_all_of_the_service_is_handed_on() -> None:
    made = served()
    given: Any = {"starts_on": TODAY, "ends_on": date(2026, 12, 31)}
    agree: Any = made.agree_subcontract
    every = ("general", "cleaning", "lifts")
    refuses(
        FullSubcontracting,
        made,
        agree,
        stamp(STREET),
        enterprise_id=OTHER_FIRM,
        services=every,
        **given,
    )
    refuses(
        NotContracted,
        made,
        agree,
        stamp(STREET),
        enterprise_id=OTHER_FIRM,
        services=("fire",),
        **given,
    )
    with pytest.raises(InvalidInput):
        agree(stamp(STREET), enterprise_id=FIRM, services=("lifts",), **given)
    agree(stamp(STREET), enterprise_id=OTHER_FIRM, services=("lifts",), **given)
    made.collect_events()
    refuses(
        FullSubcontracting,
        made,
        agree,
        stamp(STREET),
        enterprise_id=OTHER_FIRM,
        services=("general", "cleaning"),
        **given,
    )
    later = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    agree(
        stamp(STREET),
        enterprise_id=OTHER_FIRM,
        services=("general", "cleaning"),
        **later,
    )


@given(st.lists(st.integers(-5, 105), min_size=1, max_size=4))
def test_shares_of_the_income_sum_to_a_hundred(percents: list[int]) -> None:
    made = compound()
    shares = tuple(map(IncomeShare, ShareHolder, percents))
    terms = MANAGER | {"income_shares": shares}
    if sum(percents) == 100 and min(percents) > 0:
        sign(made, **terms)
        assert made.contract is not None and made.contract.income_shares == shares
    else:
        refuses(SharesDoNotFit, made, sign, made, **terms)
