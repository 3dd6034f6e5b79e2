"""Paying fees: allocation, late fee, prepayments, receipts taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.errors import InvalidInput
from domain.fee_account import FeeAccount
from domain.fee_allocation import Allocation
from domain.fee_lines import late_fee
from domain.fee_refusals import (
    LineNotOpen,
    NoSuchLine,
    NoSuchReceipt,
    NothingPrepaid,
    PaymentKnown,
    PaymentNotPositive,
    PrepaymentForced,
    PrepaymentSpent,
    PrepaymentTooLong,
    ReceiptVoidAlready,
    ReferenceMissing,
    RefundBeyondPrepayment,
    SignatureMissing,
)
from domain.fee_words import (
    DisputeOutcome,
    FeeBook,
    FeePayer,
    FeePaymentMethod,
    RefundCause,
    ReversalCause,
)
from domain.ledger import balanced
from domain.quantities import Fen
from domain.receipt_numbers import verify_code
from tests.domain.fees import CASE_ID, CASHIER, billed, cash, contract, ids, unit
from tests.scenario import new_facts, refuses, stamp, then

ON = date(2021, 11, 5)
YEAR = 153_036
LATE = 500  # millionths a day: 0.05 %


def by_bank(account: FeeAccount, fen: int, reference: str, **changes: Any) -> str:
    given: dict[str, Any] = {
        "method": FeePaymentMethod.TRANSFER,
        "reference": reference,
        "signature": None,
    }
    return cash(account, fen, ON, **given | changes)


def test_a_payment_is_recorded_with_all_that_its_receipt_shows() -> None:
    account = billed(2016)
    [line] = account.lines
    code = cash(account, YEAR, ON, payer=FeePayer.TENANT)

    assert code == verify_code(account.id, 1, YEAR, ON, "") and len(code) == 16
    assert new_facts(account) == [
        then(
            FeeAccount.Paid,
            receipt=1,
            verify=code,
            amount_fen=YEAR,
            method=FeePaymentMethod.CASH,
            reference=None,
            payer=FeePayer.TENANT,
            signature="sha256:abc",
            on=ON,
            allocations=(Allocation(line, Fen(0), Fen(YEAR)),),
            prepaid_fen=0,
        )
    ]


def test_the_oldest_due_goes_first_unless_the_payer_chooses() -> None:
    account = billed(2016, 2017, 2018)
    oldest, second, newest = ids(account)
    cash(account, 200_000, ON, lines=(newest,))
    assert [account.lines[id].open_fen for id in (oldest, second, newest)] == [
        2 * YEAR - 200_000 + 0,
        YEAR,
        0,
    ]
    cash(account, 10_000, ON, lines=(second, oldest))
    assert account.lines[second].open_fen == YEAR - 10_000


def test_a_disputed_line_is_paid_only_if_it_is_chosen() -> None:
    account = billed(2016, 2017)
    oldest, newer = ids(account)
    account.dispute(stamp(CASHIER), lines=(oldest,), case_id=CASE_ID, on=ON)
    cash(account, 100, ON)
    assert account.lines[newer].paid_fen == 100
    cash(account, 100, ON, lines=(oldest,))
    assert account.lines[oldest].paid_fen == 100


def test_a_voluntary_payment_of_a_time_barred_debt_is_taken() -> None:
    account = billed(2016)
    cash(account, YEAR, date(2026, 3, 1))
    assert account.open_fen == 0


def test_late_fee_is_simple_daily_and_capped() -> None:
    account = billed(2016, terms=contract(late_fee=LATE))
    [line] = account.lines.values()
    assert late_fee(line, date(2016, 12, 31)) == 0
    assert late_fee(line, date(2017, 1, 1)) == 77  # 76.518
    assert late_fee(line, date(2017, 4, 10)) == 7_652  # 100 days: 7651.8
    assert late_fee(line, date(2026, 3, 10)) == 30_607  # the cap: 20 %


def test_without_a_late_fee_in_the_contract_there_is_none() -> None:
    [line] = billed(2016).lines.values()
    assert late_fee(line, date(2026, 3, 10)) == 0


def test_late_fee_comes_before_principal_and_runs_on_what_is_left() -> None:
    account = billed(2016, terms=contract(late_fee=LATE))
    [id] = account.lines
    cash(account, 60_688, date(2017, 4, 10))  # 100 days: 7652, then 53036
    line = account.lines[id]
    assert (line.late_paid_fen, line.open_fen) == (7_652, 100_000)
    assert late_fee(line, date(2017, 4, 10)) == 0
    assert late_fee(line, date(2017, 4, 20)) == 500  # 10 days on 100000
    assert account.books[FeeBook.LATE_FEE] == -7_652


def test_no_late_fee_runs_while_a_line_is_disputed() -> None:
    account = billed(2016, terms=contract(late_fee=LATE))
    [id] = account.lines
    account.dispute(stamp(CASHIER), lines=(id,), case_id=CASE_ID, on=date(2017, 1, 10))
    assert late_fee(account.lines[id], date(2017, 3, 1)) == 0
    account.settle_dispute(
        stamp(CASHIER, datetime(2017, 3, 1, 4, tzinfo=UTC)),
        lines=(id,),
        outcome=DisputeOutcome.REJECTED,
        on=date(2017, 3, 1),
    )
    assert late_fee(account.lines[id], date(2017, 3, 11)) == 1_530  # 20 days: 1530.36


def test_what_is_no_payment_is_refused() -> None:
    account = billed(2016, 2017)
    first, second = ids(account)
    cash(account, YEAR, ON)
    by_bank(account, 100, "B-1")
    account.collect_events()
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (PaymentNotPositive, {"amount_fen": 0}),
        (PaymentNotPositive, {"amount_fen": -1}),
        (InvalidInput, {"on": date(2026, 3, 11)}),
        (InvalidInput, {"on": date(1989, 12, 31)}),
        (InvalidInput, {"signature": "张三"}),
        (InvalidInput, {"reference": "a b"}),
        (InvalidInput, {"lines": (second, second)}),
        (SignatureMissing, {"signature": None}),
        (
            SignatureMissing,
            {"method": FeePaymentMethod.CARD, "reference": "x", "signature": None},
        ),
        (ReferenceMissing, {"method": FeePaymentMethod.TRANSFER}),
        (PaymentKnown, {"method": FeePaymentMethod.TRANSFER, "reference": "B-1"}),
        (NoSuchLine, {"lines": (UUID(int=4),)}),
        (LineNotOpen, {"lines": (first,)}),
        (PrepaymentForced, {"amount_fen": YEAR}),
        (PrepaymentForced, {"amount_fen": YEAR, "prepay_fen": 50}),
        (PrepaymentForced, {"amount_fen": 100, "prepay_fen": 101}),
        (PrepaymentForced, {"amount_fen": 100, "prepay_fen": -1}),
        (
            PrepaymentTooLong,
            {"amount_fen": 1_201, "prepay_fen": 1_201, "month_fen": 100},
        ),
    ]
    for refusal, changes in wrong:
        given = {"fen": 100, **changes}
        fen = given.pop("amount_fen", given.pop("fen"))
        refuses(refusal, account, cash, account, fen, given.pop("on", ON), **given)
    cash(account, 1_200, ON, prepay_fen=Fen(1_200), month_fen=Fen(100))


def test_who_pays_by_bank_prepays_the_rest_by_that() -> None:
    account = billed(2016)
    by_bank(account, YEAR + 5, "B-2")
    assert account.prepaid_fen == 5


def test_a_prepayment_pays_what_falls_due_on_its_day() -> None:
    household, terms = unit(), contract(late_fee=LATE)
    account = billed(2016, terms=terms, household=household)
    cash(account, 2 * YEAR, date(2016, 6, 1), prepay_fen=Fen(YEAR))
    account.collect_events()
    release = account.release_prepayment
    refuses(NothingPrepaid, account, release, stamp(CASHIER), on=date(2016, 7, 1))
    account.bill(stamp(CASHIER), unit=household, compound=terms, month=date(2017, 1, 1))
    line = account.lines[ids(account)[1]]
    assert (line.open_fen, late_fee(line, date(2026, 3, 10))) == (0, 0)
    account.collect_events()
    refuses(NothingPrepaid, account, account.release_prepayment, stamp(CASHIER), on=ON)


def test_a_prepayment_is_paid_back_up_to_what_is_left() -> None:
    account = billed(2016)
    cash(account, YEAR + 1_000, ON, prepay_fen=Fen(1_000))
    refund: dict[str, Any] = {
        "cause": RefundCause.CONTRACT_ENDED,
        "method": FeePaymentMethod.TRANSFER,
        "reference": "R-1",
        "on": ON,
    }
    account.collect_events()
    for refusal, fen in ((RefundBeyondPrepayment, 1_001), (PaymentNotPositive, 0)):
        refuses(
            refusal,
            account,
            account.refund,
            stamp(CASHIER),
            amount_fen=Fen(fen),
            **refund,
        )
    account.refund(stamp(CASHIER), amount_fen=Fen(1_000), **refund)
    assert new_facts(account) == [then(FeeAccount.Refunded, amount_fen=1_000, **refund)]
    assert account.prepaid_fen == 0 and account.books[FeeBook.CASH] == YEAR


def test_a_void_receipt_is_as_if_it_had_never_been() -> None:
    account = billed(2016, terms=contract(late_fee=LATE))
    [id] = account.lines
    before, books = account.lines[id], dict(account.books)
    cash(account, 60_688, date(2017, 4, 10))
    account.collect_events()
    account.void_receipt(stamp(CASHIER), receipt=1)
    assert new_facts(account) == [
        then(
            FeeAccount.ReceiptVoided,
            receipt=1,
            allocations=(Allocation(id, Fen(7_652), Fen(53_036)),),
            unprepaid_fen=0,
            on=date(2026, 3, 10),
        )
    ]
    after = account.lines[id]
    assert {k: v for k, v in account.books.items() if v} == books
    assert after.open_fen == before.open_fen
    for day in (date(2017, 4, 10), date(2017, 5, 1), date(2018, 1, 1)):
        assert late_fee(after, day) == late_fee(before, day)
    assert after.interrupted == ()
    refuses(
        ReceiptVoidAlready, account, account.void_receipt, stamp(CASHIER), receipt=1
    )
    refuses(NoSuchReceipt, account, account.void_receipt, stamp(CASHIER), receipt=2)


def test_a_reference_of_a_void_receipt_may_be_entered_again_by_hand_only() -> None:
    account = billed(2016)
    by_bank(account, 100, "B-1")
    account.void_receipt(stamp(CASHIER), receipt=1)
    assert account.has_seen("B-1")
    by_bank(account, 200, "B-1")
    assert account.lines[ids(account)[0]].paid_fen == 200


def test_a_receipt_whose_prepayment_was_spent_is_not_made_void() -> None:
    account = billed(2016)
    cash(account, YEAR + 1_000, ON, prepay_fen=Fen(1_000))
    account.refund(
        stamp(CASHIER),
        amount_fen=Fen(1),
        cause=RefundCause.ON_REQUEST,
        method=FeePaymentMethod.CASH,
        on=ON,
    )
    account.collect_events()
    refuses(PrepaymentSpent, account, account.void_receipt, stamp(CASHIER), receipt=1)


def test_a_receipt_for_a_line_taken_back_is_made_void_from_the_prepayment() -> None:
    account = billed(2016)
    [id] = account.lines
    cash(account, YEAR, ON)
    account.reverse_line(stamp(CASHIER), line_id=id, cause=ReversalCause.UNLAWFUL)
    assert account.prepaid_fen == YEAR
    account.void_receipt(stamp(CASHIER), receipt=1)
    assert (account.prepaid_fen, account.books[FeeBook.CASH]) == (0, 0)
    assert balanced(account.books)
