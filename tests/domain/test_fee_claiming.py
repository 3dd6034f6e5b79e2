"""Debts: demands before claims, forbidden measures, disputes, limitation, ages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.civil_time import day_in_china
from domain.errors import InvalidInput
from domain.fee_account import FeeAccount
from domain.fee_refusals import (
    ClaimMissing,
    DemandRunning,
    DemandsMissing,
    LineDisputed,
    LineNotDisputed,
    LineNotOpen,
    MeasureForbidden,
    NothingDue,
    PaymentNotPositive,
)
from domain.fee_watch import (
    CollectionRate,
    Falling,
    Owing,
    Received,
    age_bucket,
    ageing,
    collection_rate,
    limitation,
)
from domain.fee_words import (
    ClaimForum,
    DisputeOutcome,
    Interruption,
    LimitationState,
)
from domain.quantities import Fen
from tests.domain.fees import CASE_ID, CASHIER, billed, cash, contract, ids
from tests.scenario import NOW, RULES, new_facts, refuses, stamp, then

ON = date(2025, 9, 1)
AGES = RULES.catalogue("fee_ages")


def demanded(account: FeeAccount, *days: date) -> None:
    for day in days:
        account.demand(stamp(CASHIER), sent_on=day)
    account.collect_events()


def test_a_demand_names_what_is_due_and_gives_thirty_days() -> None:
    account = billed(2024, 2025)
    first, _ = ids(account)
    account.demand(stamp(CASHIER), sent_on=ON)
    assert new_facts(account) == [
        then(
            FeeAccount.Demanded,
            lines=(first,),
            amount_fen=184_820,
            sent_on=ON,
            # 1 October is a holiday: the period ends on the next working day.
            answer_by=date(2025, 10, 9),
        )
    ]


def test_a_demand_asks_for_late_fee_too() -> None:
    account = billed(2024, terms=contract(late_fee=500))
    account.demand(stamp(CASHIER), sent_on=date(2025, 1, 10))
    [(_, demand)] = new_facts(account)
    assert demand["amount_fen"] == 184_820 + 924  # 10 days: 924.1


def test_a_demand_for_nothing_due_is_refused() -> None:
    account = billed(2024, 2025)
    first, second = ids(account)
    for lines in ((), (second,)):
        refuses(
            NothingDue,
            account,
            account.demand,
            stamp(CASHIER),
            lines=lines,
            sent_on=date(2024, 12, 30),
        )
    account.dispute(stamp(CASHIER), lines=(first,), case_id=CASE_ID, on=ON)
    account.collect_events()
    demand = account.demand
    refuses(LineDisputed, account, demand, stamp(CASHIER), lines=(first,), sent_on=ON)
    refuses(NothingDue, account, demand, stamp(CASHIER), sent_on=ON)


def test_a_second_demand_waits_for_the_first() -> None:
    account = billed(2024)
    demanded(account, ON)
    refuses(
        DemandRunning,
        account,
        account.demand,
        stamp(CASHIER),
        sent_on=date(2025, 10, 9),
    )
    demanded(account, date(2025, 10, 10))
    assert account.lines[ids(account)[0]].demands == 2


def claim(account: FeeAccount, on: date) -> dict[str, Any]:
    return {
        "lines": tuple(ids(account)[:1]),
        "forum": ClaimForum.LAWSUIT,
        "reference": "(2026)鲁1002民初123号",
        "on": on,
    }


def test_a_lawsuit_comes_after_two_demands_whose_time_ran_out() -> None:
    account = billed(2024)
    demanded(account, ON)
    file = account.file_claim
    for day in (date(2025, 10, 9), date(2025, 10, 10)):
        refuses(DemandsMissing, account, file, stamp(CASHIER), **claim(account, day))
    demanded(account, date(2025, 10, 10))
    last = account.lines[ids(account)[0]].answer_by
    assert last == date(2025, 11, 10)  # the 9th is a Sunday
    refuses(DemandsMissing, account, file, stamp(CASHIER), **claim(account, last))
    given = claim(account, date(2025, 11, 11))
    file(stamp(CASHIER), **given)
    assert new_facts(account) == [then(FeeAccount.ClaimFiled, **given)]


def test_costs_are_recorded_after_a_claim_and_paid_before_the_debt() -> None:
    account = billed(2024)
    award = account.award_costs
    cost: dict[str, Any] = {
        "amount_fen": Fen(5_000),
        "reference": "(2026)鲁1002民初123号",
        "due_on": date(2026, 2, 1),
    }
    refuses(ClaimMissing, account, award, stamp(CASHIER), **cost)
    demanded(account, ON, date(2025, 10, 10))
    account.file_claim(stamp(CASHIER), **claim(account, date(2025, 11, 11)))
    account.collect_events()
    refuses(
        PaymentNotPositive, account, award, stamp(CASHIER), **cost | {"amount_fen": 0}
    )
    refuses(
        InvalidInput, account, award, stamp(CASHIER), **cost | {"reference": "某案"}
    )
    award(stamp(CASHIER), **cost)
    cash(account, 5_001, date(2026, 2, 1))
    assert [line.open_fen for line in account.lines.values()] == [184_819, 0]


@pytest.mark.parametrize(
    "measure",
    ["cut_water", "cut_power", "cut_heat", "cut_gas", "bundle", "post_names"],
)
def test_what_the_law_forbids_is_refused(measure: str) -> None:
    account = billed(2024)
    refuses(
        MeasureForbidden,
        account,
        account.take_measure,
        stamp(CASHIER),
        measure=measure,
        on=ON,
    )


def test_a_lawful_measure_is_recorded_and_an_unknown_one_refused() -> None:
    account = billed(2024)
    refuses(
        InvalidInput,
        account,
        account.take_measure,
        stamp(CASHIER),
        measure="drone",
        on=ON,
    )
    account.take_measure(stamp(CASHIER), measure="committee_urge", on=ON)
    assert new_facts(account) == [
        then(FeeAccount.MeasureTaken, measure="committee_urge", on=ON)
    ]


def test_a_dispute_concerns_lines_that_are_open_once_at_a_time() -> None:
    account = billed(2023, 2024)
    first, second = ids(account)
    contest: dict[str, Any] = {"case_id": CASE_ID, "on": ON}
    cash(account, account.lines[first].open_fen, ON)
    account.collect_events()
    dispute, settle = account.dispute, account.settle_dispute
    refuses(LineNotOpen, account, dispute, stamp(CASHIER), lines=(first,), **contest)
    refuses(InvalidInput, account, dispute, stamp(CASHIER), lines=(), **contest)
    dispute(stamp(CASHIER), lines=(second,), **contest)
    assert new_facts(account) == [then(FeeAccount.Disputed, lines=(second,), **contest)]
    refuses(LineDisputed, account, dispute, stamp(CASHIER), lines=(second,), **contest)
    ended: dict[str, Any] = {"outcome": DisputeOutcome.UPHELD, "on": day_in_china(NOW)}
    early = ended | {"on": day_in_china(NOW) - timedelta(days=1)}
    refuses(InvalidInput, account, settle, stamp(CASHIER), lines=(second,), **early)
    refuses(LineNotDisputed, account, settle, stamp(CASHIER), lines=(first,), **ended)
    settle(stamp(CASHIER), lines=(second,), **ended)
    assert not account.lines[second].in_dispute
    assert account.lines[second].case_id is None


DUE = date(2020, 12, 31)
DEMAND, PAYMENT = Interruption.DEMAND, Interruption.PAYMENT
RUNNING, WATCH, RISK = LimitationState


@pytest.mark.parametrize(
    ("interrupted", "day", "state"),
    [
        ([], date(2023, 6, 29), RUNNING),
        ([], date(2023, 6, 30), WATCH),  # two years and a half
        ([], date(2023, 12, 31), WATCH),
        ([], date(2024, 1, 1), RISK),
        ([(date(2023, 12, 31), DEMAND)], date(2026, 6, 29), RUNNING),
        ([(date(2023, 12, 31), DEMAND)], date(2026, 6, 30), WATCH),
        ([(date(2024, 1, 1), DEMAND)], date(2024, 1, 2), RISK),  # too late
        ([(date(2024, 1, 1), PAYMENT)], date(2024, 1, 2), RUNNING),
        ([(date(2024, 6, 1), Interruption.ACKNOWLEDGEMENT)], date(2024, 6, 2), RUNNING),
        ([(date(2024, 6, 1), PAYMENT)], date(2024, 5, 1), RISK),  # not known then
        ([(date(2020, 6, 1), PAYMENT)], date(2024, 1, 1), RISK),  # before it was due
        (
            [(date(2025, 1, 1), DEMAND), (date(2022, 6, 1), DEMAND)],
            date(2027, 1, 1),
            RUNNING,
        ),
    ],
)
def test_the_limitation_is_watched_and_runs_anew(
    interrupted: list[tuple[date, Interruption]], day: date, state: LimitationState
) -> None:
    assert limitation(RULES, DUE, interrupted, day) is state


def test_an_account_knows_what_made_its_limitation_run_anew() -> None:
    account = billed(2024)
    [id] = ids(account)
    account.demand(stamp(CASHIER), sent_on=ON)
    account.acknowledge(stamp(CASHIER), lines=(id,), on=ON)
    cash(account, 1, ON)
    kinds = [kind for _, kind in account.lines[id].interrupted]
    assert kinds == [DEMAND, Interruption.ACKNOWLEDGEMENT, PAYMENT]


@pytest.mark.parametrize(
    ("day", "bucket"),
    [
        (date(2020, 12, 30), None),
        (date(2020, 12, 31), "d30"),
        (date(2021, 1, 30), "d30"),
        (date(2021, 1, 31), "d90"),
        (date(2021, 3, 31), "d90"),
        (date(2021, 4, 1), "d180"),
        (date(2021, 6, 29), "d180"),
        (date(2021, 6, 30), "y1"),
        (date(2021, 12, 31), "y1"),
        (date(2022, 1, 1), "y2"),
        (date(2022, 12, 31), "y2"),
        (date(2023, 1, 1), "y3"),
        (date(2023, 12, 31), "y3"),
        (date(2024, 1, 1), "older"),
    ],
)
def test_a_debt_has_an_age(day: date, bucket: str | None) -> None:
    assert age_bucket(AGES, DUE, day) == bucket


def test_the_arrears_of_weihai_by_age() -> None:
    account = billed(2016, 2017, 2018, 2019, 2020)
    owing = [Owing(x.charge.due_on, x.open_fen) for x in account.open_lines]
    year = 153_036
    assert ageing(AGES, owing, date(2021, 11, 5)) == {
        "d30": 0,
        "d90": 0,
        "d180": 0,
        "y1": year,
        "y2": year,
        "y3": year,
        "older": 2 * year,
    }


def test_the_collection_rate_keeps_its_two_numbers_and_what_is_apart() -> None:
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    falling = [
        Falling(date(2020, 12, 31), 900, 900),
        Falling(first, 300, 100),
        Falling(last, 700, 472),
        Falling(date(2022, 1, 1), 500, 500),
    ]
    received = [
        Received(first, date(2020, 12, 31), 80),
        Received(date(2020, 12, 31), date(2020, 12, 31), 820),
        Received(last, date(2021, 12, 31), 472),
        Received(last, date(2022, 1, 1), 500),
        Received(last, None, 7),
        Received(date(2022, 1, 1), None, 9),
    ]
    found = collection_rate(falling, received, first, last)
    assert found == CollectionRate(572, 1_000, 80, 507)
    assert str(found.rate) == "143/250"
    assert collection_rate([], [], first, last).rate is None
