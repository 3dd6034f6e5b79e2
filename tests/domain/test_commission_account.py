"""Money under commission is the owners'; the firm takes what was agreed (F8)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commission_account import CommissionAccount, commission_account_id
from domain.commission_refusals import (
    AdvanceBeforeHandOver,
    CommissionCodeUnknown,
    CommissionContractRuns,
    CommissionDayOutside,
    CommissionItemAmiss,
    CommissionNotAdvanced,
    CommissionNotEarned,
    CommissionPaymentDecided,
    CommissionPaymentsWait,
    CommissionPaymentUnknown,
    CommissionSelfSigned,
    CommissionYearNotNext,
    CommissionYearRuns,
    NotOnCommission,
    SharedAccountShort,
)
from domain.commission_words import (
    CommissionBasis,
    CommissionItem,
    CommissionMove,
    CommissionStatus,
    CommissionTerms,
    CommissionYear,
)
from domain.compound_contract import ServiceContract
from domain.compound_words import ContractFeeMode
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.ledger import balanced
from domain.place import Place
from domain.quantities import Fen
from tests.domain.compound_samples import TERMS, served
from tests.domain.funds import DAY, FIRM, OWNERS
from tests.effort import examples
from tests.scenario import COMPOUND_ID, new_facts, refuses, stamp, then

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "beijing")
TENTH = CommissionTerms(CommissionBasis.OF_FEES, 1000)
YEARLY = CommissionTerms(CommissionBasis.PER_YEAR, 120_000)
NEXT_YEAR = datetime(2027, 2, 1, 1, tzinfo=UTC)
Move = CommissionMove
Account = CommissionAccount


def contract(mode: ContractFeeMode = ContractFeeMode.COMMISSION) -> ServiceContract:
    signed = served(number=TERMS["number"]).contract
    assert signed is not None
    return replace(signed, fee_mode=mode)


def opened(terms: CommissionTerms = TENTH, fees: int = 0) -> CommissionAccount:
    account = CommissionAccount.open(
        stamp(OWNERS),
        id=commission_account_id(COMPOUND_ID, TERMS["number"]),
        place=PLACE,
        contract=contract(),
        terms=terms,
    )
    if fees:
        receive(account, fees)
    account.collect_events()
    return account


def receive(account: Account, amount: int, source: str = "prepaid_fees") -> None:
    account.receive(stamp(FIRM), source=source, amount=Fen(amount), on=DAY)


def ask(account: Account, move: Move, amount: int, **more: Any) -> int:
    """Ask for a payment; its number."""
    account.request_payment(
        stamp(FIRM), move=move, amount=Fen(amount), payee="firm-1", **more
    )
    account.collect_events()
    return len(account.payments)


def pay(account: Account, move: Move, amount: int, **more: Any) -> None:
    payment = ask(account, move, amount, **more)
    account.countersign(stamp(OWNERS), payment=payment, on=DAY)
    account.collect_events()


def test_the_shared_account_of_a_contract_is_opened() -> None:
    account = CommissionAccount.open(
        stamp(OWNERS),
        id=commission_account_id(COMPOUND_ID, "WY-2026-1"),
        place=PLACE,
        contract=contract(),
        terms=TENTH,
    )
    assert new_facts(account) == [
        then(
            Account.Opened,
            **PLACE.fields(),
            contract="WY-2026-1",
            terms=TENTH,
            signed_on=date(2025, 12, 20),
            starts_on=date(2026, 1, 1),
        )
    ]


@pytest.mark.parametrize(
    ("mode", "terms", "refusal"),
    [
        (ContractFeeMode.LUMP_SUM, TENTH, NotOnCommission),
        (ContractFeeMode.COMMISSION, replace(TENTH, rate=2001), InvalidInput),
        (ContractFeeMode.COMMISSION, replace(YEARLY, rate=0), InvalidInput),
    ],
)
def test_only_a_contract_under_commission_has_one(
    mode: ContractFeeMode, terms: CommissionTerms, refusal: type[Refusal]
) -> None:
    id = commission_account_id(COMPOUND_ID, "WY-2026-1")
    with pytest.raises(refusal):
        CommissionAccount.open(
            stamp(OWNERS), id=id, place=PLACE, contract=contract(mode), terms=terms
        )


def test_the_firm_asks_and_the_owners_side_signs() -> None:
    account = opened(fees=100_000)
    account.request_payment(
        stamp(FIRM), move=Move.COST, amount=Fen(60_000), payee="staff", item="wages"
    )
    account.countersign(stamp(OWNERS), payment=1, on=DAY)

    what = {"payment": 1, "move": Move.COST, "item": "wages", "amount": 60_000}
    assert new_facts(account) == [
        then(Account.PaymentRequested, **what, payee="staff"),
        then(Account.PaymentCountersigned, **what, on=DAY),
    ]
    assert account.in_account == 40_000


def test_a_request_is_decided_once_and_not_by_who_asked() -> None:
    account = opened(fees=100_000)
    one = ask(account, Move.COST, 1, item="wages")
    sign, on = account.countersign, {"on": DAY}

    refuses(CommissionSelfSigned, account, sign, stamp(FIRM), payment=one, **on)
    refuses(CommissionPaymentUnknown, account, sign, stamp(OWNERS), payment=2, **on)
    account.refuse_payment(stamp(OWNERS), payment=one)
    assert new_facts(account) == [then(Account.PaymentRefused, payment=1)]
    refuses(CommissionPaymentDecided, account, sign, stamp(OWNERS), payment=one, **on)


def test_what_cannot_be_received_or_asked_for() -> None:
    account = opened()
    money: dict[str, Any] = {"source": "other", "amount": Fen(1), "on": DAY}
    take = account.receive
    by = stamp(FIRM)
    refuses(CommissionCodeUnknown, account, take, by, **money | {"source": "gift"})
    refuses(InvalidInput, account, take, by, **money | {"amount": Fen(0)})
    for day in (date(2025, 12, 19), date(2026, 3, 11)):
        refuses(CommissionDayOutside, account, take, by, **money | {"on": day})

    asked: dict[str, Any] = {"amount": Fen(1), "payee": "firm-1"}
    ask = account.request_payment
    refuses(CommissionItemAmiss, account, ask, by, move=Move.COST, **asked)
    fee: dict[str, Any] = {"move": Move.COMMISSION, "item": "wages"}
    refuses(CommissionItemAmiss, account, ask, by, **fee, **asked)
    odd: dict[str, Any] = {"move": Move.COST, "item": "travel"}
    refuses(CommissionCodeUnknown, account, ask, by, **odd, **asked)


def test_the_commission_is_the_agreed_share_of_the_fees_and_no_more() -> None:
    account = opened(fees=100_005)
    receive(account, 50_000, "carried_over")
    account.collect_events()
    more = ask(account, Move.COMMISSION, 10_002)

    sign = account.countersign
    refuses(CommissionNotEarned, account, sign, stamp(OWNERS), payment=more, on=DAY)
    pay(account, Move.COMMISSION, 10_001)  # a tenth, half up
    assert account.to_take(DAY) == 0
    assert account.in_account == 140_004


@pytest.mark.parametrize(
    ("day", "earned"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 31), 0),
        (date(2026, 2, 1), 10_000),
        (date(2026, 12, 31), 110_000),
        (date(2027, 1, 1), 120_000),
    ],
)
def test_a_yearly_commission_is_earned_by_whole_months(day: date, earned: int) -> None:
    assert opened(YEARLY).to_take(day) == earned


def test_what_is_missing_the_firm_advances_and_gets_back() -> None:
    account = opened(fees=50_000)
    dear = ask(account, Move.COST, 50_001, item="upkeep")
    sign, by = account.countersign, stamp(OWNERS)

    refuses(SharedAccountShort, account, sign, by, payment=dear, on=DAY)
    pay(account, Move.ADVANCE, 70_000, item="upkeep")
    assert (account.in_account, account.owed) == (50_000, 70_000)
    too_much = ask(account, Move.REPAYMENT, 70_001)
    refuses(CommissionNotAdvanced, account, sign, by, payment=too_much, on=DAY)
    pay(account, Move.REPAYMENT, 50_000)
    assert (account.in_account, account.owed) == (0, 20_000)
    assert account.statement(2026).closing == -20_000  # a shortfall of the owners


def test_accounts_are_open_every_year_and_carry_on() -> None:
    account = opened(fees=100_000)
    pay(account, Move.COST, 40_000, item="wages")
    pay(account, Move.COMMISSION, 10_000)
    pay(account, Move.RETURN, 5_000)
    later = stamp(FIRM, NEXT_YEAR)

    refuses(CommissionYearNotNext, account, account.close_year, later, year=2026)
    account.close_year(stamp(FIRM), year=2025)
    account.collect_events()
    refuses(CommissionYearRuns, account, account.close_year, stamp(FIRM), year=2026)
    account.close_year(later, year=2026)
    account.receive(later, source="other", amount=Fen(1), on=date(2027, 1, 2))

    year = CommissionYear(
        year=2026,
        opening=Fen(0),
        receipts=(CommissionItem("prepaid_fees", Fen(100_000)),),
        costs=(CommissionItem("wages", Fen(40_000)),),
        commission=Fen(10_000),
        returned=Fen(5_000),
        closing=Fen(45_000),
    )
    assert new_facts(account)[0] == then(Account.YearClosed, statement=year)
    assert account.statement(2027).opening == 45_000
    late: dict[str, Any] = {
        "source": "other",
        "amount": Fen(1),
        "on": date(2026, 12, 31),
    }
    refuses(CommissionDayOutside, account, account.receive, later, **late)


def test_at_the_end_the_money_goes_to_the_owners() -> None:
    account = opened(fees=100_000)
    by = stamp(OWNERS)
    end: dict[str, Any] = {"running": False, "payee": "owners-1", "on": DAY}

    running = end | {"running": True}
    refuses(CommissionContractRuns, account, account.close, by, **running)
    refuses(CommissionYearNotNext, account, account.close, by, **end)
    account.close_year(by, year=2025)
    payment = ask(account, Move.ADVANCE, 30_000, item="wages")
    refuses(CommissionPaymentsWait, account, account.close, by, **end)
    account.countersign(by, payment=payment, on=DAY)
    account.collect_events()
    refuses(AdvanceBeforeHandOver, account, account.close, by, **end)
    pay(account, Move.REPAYMENT, 30_000)

    account.close(by, **end)
    _, closed = new_facts(account)
    said = {"payee": "owners-1", "surplus": 70_000, "shortfall": 0, "on": DAY}
    assert closed == then(Account.Closed, **said)
    assert account.status is CommissionStatus.CLOSED
    assert account.in_account == 0
    refuses(IllegalTransition, account, account.close, by, **end)


@examples(100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, *Move]),
            st.integers(1, 200_000),
        ),
        max_size=30,
    )
)
def test_debits_equal_credits_and_a_year_accounts_for_every_fen(
    steps: list[tuple[Move | None, int]],
) -> None:
    account = opened()
    for move, amount in steps:
        with suppress(Refusal):
            if move is None:
                receive(account, amount)
            elif move in (Move.COST, Move.ADVANCE):
                pay(account, move, amount, item="wages")
            else:
                pay(account, move, amount)
        assert balanced(account.books)
        assert account.in_account >= 0
        assert account.owed >= 0
        closing = account.statement(2026).closing
        assert closing == account.in_account - account.owed
        assert account.taken <= account.terms.earned(0, account.fees)
