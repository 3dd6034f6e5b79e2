"""Receipt numbers leave no gap and come once; payments in suspense are kept."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.errors import InvalidInput
from domain.fee_refusals import (
    NoSuchPayment,
    PaymentNotHeld,
    PaymentNotPositive,
    ReceiptNumberGap,
    ReceiptNumberTaken,
)
from domain.quantities import Fen
from domain.receipt_numbers import verify_code
from domain.receipts import PAGES, ReceiptBook, receipt_book_id, volume_of
from domain.suspense import HoldCause, SuspenseList, suspense_list_id
from tests.domain.fees import CASHIER, PLACE
from tests.scenario import COMPOUND_ID, new_facts, refuses, stamp, then

ACCOUNT = UUID(int=41)
ON = date(2026, 3, 2)
BY = stamp(CASHIER)


def test_numbers_follow_each_other_whatever_becomes_of_the_receipts() -> None:
    book = ReceiptBook.begin(BY, place=PLACE)
    assert (book.id, book.last) == (receipt_book_id(COMPOUND_ID), 0)
    book.issue(BY, account_id=ACCOUNT, amount_fen=Fen(5), verify="a1")
    book.void(BY, number=1)
    book.issue(BY, account_id=ACCOUNT, amount_fen=Fen(6), verify="a2")
    assert new_facts(book) == [
        then(ReceiptBook.Begun, **PLACE.fields(), volume=0, first_number=1),
        then(
            ReceiptBook.Issued, number=1, account_id=ACCOUNT, amount_fen=5, verify="a1"
        ),
        then(ReceiptBook.Voided, number=1),
        then(
            ReceiptBook.Issued, number=2, account_id=ACCOUNT, amount_fen=6, verify="a2"
        ),
    ]
    assert (book.next, book.voided) == (3, 1)


def test_a_full_book_is_followed_by_the_next_without_a_gap() -> None:
    book = ReceiptBook.begin(BY, place=PLACE)
    for number in range(1, PAGES + 1):
        assert not book.full and volume_of(number) == 0
        book.issue(BY, account_id=ACCOUNT, amount_fen=Fen(5), verify="a")
    following = ReceiptBook.begin(BY, place=PLACE, volume=1)
    assert book.full and not following.full
    assert following.next == book.last + 1 == PAGES + 1
    assert volume_of(following.next) == 1


@pytest.mark.parametrize(
    ("number", "refusal"),
    [(1, ReceiptNumberTaken), (0, ReceiptNumberTaken), (3, ReceiptNumberGap)],
)
def test_a_printed_number_is_the_next_one(number: int, refusal: Any) -> None:
    book = ReceiptBook.begin(BY, place=PLACE)
    book.issue(BY, account_id=ACCOUNT, amount_fen=Fen(5), verify="a1")
    book.collect_events()
    refuses(refusal, book, book.require_number, number)
    book.require_number(2)


def test_any_other_figure_gives_another_code() -> None:
    code = verify_code(ACCOUNT, 7, 950_000, ON, "")
    others = {
        verify_code(UUID(int=42), 7, 950_000, ON, ""),
        verify_code(ACCOUNT, 8, 950_000, ON, ""),
        verify_code(ACCOUNT, 7, 950_001, ON, ""),
        verify_code(ACCOUNT, 7, 950_000, date(2026, 3, 3), ""),
    }
    assert len(others) == 4 and code not in others


def held() -> tuple[SuspenseList, UUID]:
    kept = SuspenseList.begin(BY, place=PLACE)
    kept.collect_events()
    hold(kept)
    return kept, kept.payment_id("B-1")


def hold(kept: SuspenseList, **changes: Any) -> None:
    given: dict[str, Any] = {
        "reference": "B-1",
        "amount_fen": Fen(500),
        "paid_on": ON,
        "cause": HoldCause.UNIT_UNKNOWN,
    }
    kept.hold(BY, **given | changes)


def test_a_payment_is_held_once() -> None:
    kept, id = held()
    assert kept.id == suspense_list_id(COMPOUND_ID)
    assert new_facts(kept) == [
        then(
            SuspenseList.Held,
            payment_id=id,
            reference="B-1",
            amount_fen=500,
            paid_on=ON,
            cause=HoldCause.UNIT_UNKNOWN,
            refusal=None,
        )
    ]
    hold(kept)
    assert new_facts(kept) == []
    refuses(PaymentNotPositive, kept, hold, kept, amount_fen=0)
    refuses(InvalidInput, kept, hold, kept, reference="流水 1")


def test_a_held_payment_is_matched_or_sent_back_once() -> None:
    kept, id = held()
    kept.collect_events()
    kept.match(BY, payment_id=id, account_id=ACCOUNT, receipt=3)
    assert new_facts(kept) == [
        then(
            SuspenseList.Matched,
            payment_id=id,
            account_id=ACCOUNT,
            amount_fen=500,
            receipt=3,
        )
    ]
    back = kept.send_back
    refuses(PaymentNotHeld, kept, back, BY, payment_id=id, reference="R")
    refuses(NoSuchPayment, kept, back, BY, payment_id=ACCOUNT, reference="R")
    other, id = held()
    other.collect_events()
    other.send_back(BY, payment_id=id, reference="R-1")
    assert new_facts(other) == [
        then(SuspenseList.Returned, payment_id=id, amount_fen=500, reference="R-1")
    ]
    hold(other)
    assert new_facts(other) == [], "what was sent back is known"
