"""Charging fees: S0's fixture to the fen, periods, corrections, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from domain.errors import IllegalTransition, InvalidInput
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_billing import amount_fen, cycle_around, month_shares
from domain.fee_lines import Charge, Terms
from domain.fee_refusals import (
    AccountNotSettled,
    AlreadyCharged,
    BeforeChargedFrom,
    ChargeInTrial,
    ChargeNotListed,
    LineNotOpen,
    NoSuchLine,
    NoTariff,
    NothingToRebill,
    OwnersUnchanged,
    PaymentNotPositive,
    PeriodBeyondCycle,
    TransferNotSettled,
    UnitRemoved,
    WaiverBeyondLine,
)
from domain.fee_words import (
    ArrearsBearer,
    ChargeKind,
    FeeBook,
    ReversalCause,
    WaiverAuthority,
    WaiverReason,
)
from domain.household_facts import AreaSource, Holder, UnitUse
from domain.ledger import balanced
from domain.quantities import Dm2, Fen, Rate
from domain.tariff import BillingCycle, ChargeBasis, PartMonth
from tests.domain.fees import (
    AREA,
    CASHIER,
    RATE_OLD,
    Contract,
    billed,
    cash,
    contract,
    opened,
    tariff,
    unit,
)
from tests.scenario import STREET, new_facts, refuses, stamp, then

YEARS = (2016, 2017, 2018, 2019, 2020)
TODAY = date(2026, 3, 10)
LAST_DAY = date(2017, 12, 31)


@pytest.mark.parametrize(
    ("cycle", "total", "lines"),
    [
        (BillingCycle.YEAR, 950_000, 6),
        (BillingCycle.HALF_YEAR, 950_000, 12),
        (BillingCycle.QUARTER, 950_000, 24),
        (BillingCycle.MONTH, 950_004, 72),
    ],
)
def test_the_receipt_of_weihai_comes_out_to_the_fen(
    cycle: BillingCycle, total: int, lines: int
) -> None:
    account = billed(*YEARS, 2021, terms=contract(cycle))

    assert len(account.lines) == lines
    assert account.open_fen == total
    cash(account, total, date(2021, 11, 5))
    assert (account.open_fen, account.prepaid_fen) == (0, 0)
    assert account.books[FeeBook.CASH] == total


def test_five_years_of_arrears_and_one_year_ahead_are_one_receipt() -> None:
    account = billed(*YEARS)
    assert account.open_fen == 765_180
    cash(account, 950_000, date(2020, 12, 31), prepay_fen=Fen(184_820))
    assert (account.open_fen, account.prepaid_fen) == (0, 184_820)
    account.bill(
        stamp(CASHIER), unit=unit(), compound=contract(), month=date(2021, 1, 1)
    )
    assert (account.open_fen, account.prepaid_fen) == (0, 0)
    assert balanced(account.books)


def test_a_line_says_all_that_it_was_made_from() -> None:
    account = opened()
    account.bill(
        stamp(CASHIER), unit=unit(), compound=contract(), month=date(2016, 5, 9)
    )

    assert account.id == fee_account_id(unit().id)
    assert new_facts(account) == [
        then(
            FeeAccount.Charged,
            charge=Charge(
                id=uuid5(account.id, "property/2016-01-01/2016-12-31"),
                kind=ChargeKind.FEE,
                item="property",
                period_from=date(2016, 1, 1),
                period_to=date(2016, 12, 31),
                amount_fen=Fen(153_036),
                due_on=date(2016, 12, 31),
                liable=Holder.OWNER,
                terms=Terms(
                    basis=ChargeBasis.AREA,
                    area_dm2=AREA,
                    rate=RATE_OLD,
                    cycle=BillingCycle.YEAR,
                    part_month=PartMonth.WHOLE,
                    late_fee_per_day=0,
                    late_fee_cap=20,
                ),
            ),
            replaces=None,
        )
    ]


def test_a_period_is_billed_once() -> None:
    account = billed(2016)
    again = account.bill(
        stamp(CASHIER), unit=unit(), compound=contract(), month=date(2016, 7, 1)
    )
    assert again == [] and new_facts(account) == []


def test_months_that_were_charged_by_the_month_are_left_out_of_the_quarter() -> None:
    account, household = opened(), unit()
    monthly = contract(BillingCycle.MONTH)
    quarterly = contract(BillingCycle.QUARTER)
    for terms in (monthly, quarterly):
        account.bill(
            stamp(CASHIER), unit=household, compound=terms, month=date(2016, 2, 1)
        )
    spans = [(x.charge.period_from, x.charge.period_to) for x in account.lines.values()]
    assert spans == [
        (date(2016, 2, 1), date(2016, 2, 29)),
        (date(2016, 1, 1), date(2016, 1, 31)),
        (date(2016, 3, 1), date(2016, 3, 31)),
    ]


def test_the_owner_owes_from_the_month_after_delivery() -> None:
    household = unit(delivered=date(2016, 3, 31))
    account = billed(2016, household=household)
    shares = [
        (x.charge.liable, x.charge.period_to, x.charge.amount_fen)
        for x in account.lines.values()
    ]
    assert shares == [
        (Holder.DEVELOPER, date(2016, 3, 31), 38_259),
        (Holder.OWNER, date(2016, 12, 31), 114_777),
    ]


def test_a_developers_unit_is_owed_by_the_developer() -> None:
    account = billed(2016, household=unit(delivered=None))
    assert [x.charge.liable for x in account.lines.values()] == [Holder.DEVELOPER]


def test_a_price_holds_from_its_month_on() -> None:
    terms = Contract(
        {
            date(2016, 1, 1): tariff(),
            date(2016, 7, 1): tariff(rate=Rate(1_570_000)),
        }
    )
    account = billed(2016, terms=terms)
    assert [x.charge.amount_fen for x in account.lines.values()] == [76_518, 92_410]


def test_charging_begins_on_the_first_charged_day() -> None:
    terms = contract()
    terms.charged_from = date(2016, 10, 16)
    account = billed(2016, terms=terms)
    [line] = account.lines.values()
    assert (line.charge.period_from, line.charge.amount_fen) == (
        date(2016, 10, 16),
        38_259,
    )


@pytest.mark.parametrize(
    ("first", "last", "part", "months"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), PartMonth.BY_DAYS, "1"),
        (date(2024, 2, 15), date(2024, 3, 31), PartMonth.BY_DAYS, "44/29"),
        (date(2024, 2, 15), date(2024, 3, 31), PartMonth.WHOLE, "2"),
        (date(2023, 12, 31), date(2024, 1, 1), PartMonth.BY_DAYS, "2/31"),
        (date(2023, 12, 31), date(2024, 1, 1), PartMonth.WHOLE, "2"),
    ],
)
def test_a_part_of_a_month_goes_by_days_only_if_the_contract_says(
    first: date, last: date, part: PartMonth, months: str
) -> None:
    assert str(month_shares(first, last, part)) == months


def test_an_amount_is_rounded_half_up_at_the_line() -> None:
    january = (date(2024, 1, 1), date(2024, 1, 31), PartMonth.WHOLE)
    half = amount_fen(ChargeBasis.AREA, 50, Rate(10_000), *january)  # 0.5 fen
    less = amount_fen(ChargeBasis.AREA, 49, Rate(10_000), *january)
    flat = amount_fen(ChargeBasis.UNIT, 9810, Rate(20_000_000), *january)
    assert (half, less, flat) == (1, 0, 2_000)


@pytest.mark.parametrize(
    ("cycle", "first", "last"),
    [
        (BillingCycle.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (BillingCycle.QUARTER, date(2024, 1, 1), date(2024, 3, 31)),
        (BillingCycle.HALF_YEAR, date(2024, 1, 1), date(2024, 6, 30)),
        (BillingCycle.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_periods_follow_the_year(cycle: BillingCycle, first: date, last: date) -> None:
    assert cycle_around(cycle, date(2024, 2, 17)) == (first, last)


def test_the_free_months_of_a_trial_are_left_out_of_the_period() -> None:
    terms = contract()
    terms.trial = (date(2016, 10, 15), date(2016, 12, 31))
    account = opened()
    account.bill(stamp(CASHIER), unit=unit(), compound=terms, month=date(2016, 1, 1))
    [line] = account.lines.values()
    assert (line.charge.period_to, line.charge.amount_fen) == (
        date(2016, 9, 30),
        114_777,
    )
    account.bill(stamp(CASHIER), unit=unit(), compound=terms, month=date(2016, 1, 1))
    assert len(account.lines) == 1


def test_a_trial_whose_price_was_posted_is_charged() -> None:
    terms = contract()
    terms.trial = (date(2016, 1, 1), date(2016, 12, 31))
    account = opened()
    refuses(
        ChargeInTrial,
        account,
        account.bill,
        stamp(CASHIER),
        unit=unit(),
        compound=terms,
        month=date(2016, 1, 1),
    )
    terms.posted = tariff(rate=Rate(500_000))
    account.bill(stamp(CASHIER), unit=unit(), compound=terms, month=date(2016, 1, 1))
    assert account.open_fen == 58_860


def by_hand(terms: Contract, **changes: Any) -> dict[str, Any]:
    given = {
        "unit": unit(),
        "compound": terms,
        "item": "property",
        "period_from": date(2018, 1, 1),
        "period_to": date(2018, 6, 30),
    }
    return given | changes


def test_a_charge_by_hand_is_one_line() -> None:
    account, terms = opened(), contract()
    account.charge(stamp(CASHIER), **by_hand(terms))
    assert account.open_fen == 76_518


def test_what_must_not_be_charged_is_refused() -> None:
    account, terms = billed(2017), contract()
    early, trial = contract(), contract()
    early.charged_from = date(2018, 2, 1)
    trial.trial = (date(2018, 6, 20), date(2018, 7, 20))
    removed = unit()
    removed.remove(stamp(STREET))
    cases: list[tuple[Any, dict[str, Any]]] = [
        (AlreadyCharged, {"period_from": LAST_DAY, "period_to": LAST_DAY}),
        (ChargeNotListed, {"item": "lift"}),
        (ChargeNotListed, {"unit": unit(use=UnitUse.PARKING)}),
        (NoTariff, {"period_from": date(2015, 1, 1), "period_to": date(2015, 2, 1)}),
        (PeriodBeyondCycle, {"period_to": date(2019, 1, 1)}),
        (BeforeChargedFrom, {"compound": early}),
        (ChargeInTrial, {"compound": trial}),
        (InvalidInput, {"period_to": date(2017, 12, 31)}),
        (UnitRemoved, {"unit": removed}),
    ]
    for refusal, changes in cases:
        given = by_hand(terms, **changes)
        refuses(refusal, account, account.charge, stamp(CASHIER), **given)
    refuses(
        ChargeInTrial,
        account,
        account.bill,
        stamp(CASHIER),
        unit=unit(),
        compound=trial,
        month=date(2018, 7, 1),
    )
    early.charged_from = date(2019, 1, 1)
    refuses(
        BeforeChargedFrom,
        account,
        account.bill,
        stamp(CASHIER),
        unit=unit(),
        compound=early,
        month=date(2018, 1, 1),
    )
    with pytest.raises(UnitRemoved):
        FeeAccount.open(stamp(CASHIER), unit=removed)


def test_a_corrected_area_bills_anew_from_its_day_and_never_edits() -> None:
    household = unit()
    account = billed(2016, 2017, household=household)
    cash(account, 2 * 153_036, date(2018, 1, 5))
    account.collect_events()
    household.correct_area(
        stamp(STREET),
        area_dm2=Dm2(9000),
        area_source=AreaSource.SURVEY,
        effective_on=date(2017, 7, 1),
    )
    account.rebill(stamp(CASHIER), unit=household)

    facts = [kind.__name__ for kind, _ in new_facts(account)]
    assert facts == [
        "LineReversed",
        "Charged",
        "Charged",
        "PrepaymentReleased",
        "PrepaymentReleased",
    ]
    standing = [x for x in account.lines.values() if not x.reversed]
    assert [x.charge.amount_fen for x in standing] == [153_036, 76_518, 70_200]
    assert (account.open_fen, account.prepaid_fen) == (0, 76_518 - 70_200)
    assert balanced(account.books)
    refuses(NothingToRebill, account, account.rebill, stamp(CASHIER), unit=household)


def test_what_was_paid_of_a_line_taken_back_is_prepaid() -> None:
    account = billed(2016, 2017)
    first, second = account.lines
    cash(account, 100_000, date(2017, 1, 5))
    waive(account, first, 10_000)
    account.collect_events()
    account.reverse_line(
        stamp(CASHIER), line_id=first, cause=ReversalCause.CHARGED_WRONGLY
    )
    assert new_facts(account) == [
        then(
            FeeAccount.LineReversed,
            line_id=first,
            open_fen=43_036,
            paid_fen=100_000,
            waived_fen=10_000,
            late_fen=0,
            cause=ReversalCause.CHARGED_WRONGLY,
            on=TODAY,
        )
    ]
    assert (account.open_fen, account.prepaid_fen) == (153_036, 100_000)
    assert (account.books[FeeBook.WAIVED], balanced(account.books)) == (0, True)
    refuses(
        LineNotOpen,
        account,
        account.reverse_line,
        stamp(CASHIER),
        line_id=first,
        cause=ReversalCause.UNLAWFUL,
    )
    again = account.bill(
        stamp(CASHIER), unit=unit(), compound=contract(), month=date(2016, 1, 1)
    )
    assert again == []
    account.charge(
        stamp(CASHIER),
        **by_hand(
            contract(),
            period_from=date(2016, 1, 1),
            period_to=date(2016, 12, 31),
        ),
    )
    assert list(account.lines)[-1] not in (first, second)


def waive(account: FeeAccount, line: Any, fen: int) -> None:
    account.waive(
        stamp(CASHIER),
        line_id=line,
        amount_fen=Fen(fen),
        authority=WaiverAuthority.FIRM,
        reason=WaiverReason.SERVICE_FAULT,
        on=date(2017, 3, 1),
    )


def test_a_waiver_is_a_line_of_its_own_and_never_beyond_what_is_open() -> None:
    account = billed(2016)
    [line] = account.lines
    waive(account, line, 153_036)
    assert account.open_fen == 0
    assert account.lines[line].charge.amount_fen == 153_036
    account.collect_events()
    for refusal, fen in ((WaiverBeyondLine, 1), (PaymentNotPositive, 0)):
        with pytest.raises(refusal):
            waive(account, line, fen)
    with pytest.raises(NoSuchLine):
        waive(account, account.id, 1)
    assert new_facts(account) == []


def test_each_owner_owes_for_the_own_time() -> None:
    household = unit()
    account = billed(2016, 2017, household=household)
    refuses(
        OwnersUnchanged, account, account.pass_liability, stamp(CASHIER), unit=household
    )
    household.transfer(stamp(STREET), owners=("o-2",), on=date(2017, 7, 1))
    refuses(
        TransferNotSettled,
        account,
        account.pass_liability,
        stamp(CASHIER),
        unit=household,
    )
    account.pass_liability(stamp(CASHIER), unit=household, bearer=ArrearsBearer.SELLER)
    assert new_facts(account) == [
        then(
            FeeAccount.LiabilityPassed,
            holder=Holder.OWNER,
            owners=("o-2",),
            on=date(2017, 7, 1),
            open_fen=306_072,
            prepaid_fen=0,
            bearer=ArrearsBearer.SELLER,
        )
    ]
    first, second = account.lines.values()
    assert account.liable(first) == ((("o-1",), 366),)
    assert account.liable(second) == ((("o-1",), 181), (("o-2",), 184))


def test_a_buyer_may_take_the_arrears_over() -> None:
    household = unit()
    account = billed(2016, household=household)
    household.transfer(stamp(STREET), owners=("o-2",), on=date(2017, 7, 1))
    account.pass_liability(stamp(CASHIER), unit=household, bearer=ArrearsBearer.BUYER)
    [line] = account.lines.values()
    assert account.liable(line) == ((("o-2",), 366),)


def test_an_account_is_closed_when_nothing_is_left() -> None:
    account = billed(2016)
    refuses(AccountNotSettled, account, account.close, stamp(CASHIER))
    cash(account, 153_036, date(2017, 1, 5))
    account.close(stamp(CASHIER))
    account.collect_events()
    refuses(
        IllegalTransition,
        account,
        account.bill,
        stamp(CASHIER),
        unit=unit(),
        compound=contract(),
        month=date(2017, 1, 1),
    )
