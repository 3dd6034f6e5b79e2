"""Payments in suspense on a real log: list, account and book change together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest

from application.commands import Commands
from application.commit import Receipt
from application.event_store import EventStore
from application.order import Order
from application.receipt_books import present_volume
from application.rules import RulePacks
from application.suspense_lists import SuspenseLists
from domain import receipts
from domain.fee_account import FeeAccount
from domain.fee_refusals import AccountElsewhere
from domain.quantities import Fen
from domain.receipts import receipt_book_id
from domain.suspense import HoldCause, SuspenseList
from tests.application.cases import stamp
from tests.application.fees import CASHIER, accounts, charging, garden, units

CASHIERS = 8
PAID_ON = date(2026, 2, 1)


@pytest.fixture
def compound_id(
    store: EventStore, rules: RulePacks, monkeypatch: pytest.MonkeyPatch
) -> UUID:
    charging(monkeypatch)
    return garden(store, rules)


@pytest.fixture
def lists(commands: Commands[Receipt]) -> SuspenseLists[Receipt]:
    return SuspenseLists(commands)


Given = tuple[list[UUID], SuspenseList]


@pytest.fixture
def held(
    store: EventStore, rules: RulePacks, compound_id: UUID
) -> Callable[[int], Given]:
    """So many accounts, and a list that holds a payment for each."""

    def hold(count: int) -> Given:
        numbers = [f"1-{number}" for number in range(count)]
        ids = accounts(store, rules, units(store, rules, compound_id, numbers))
        place = store.load(FeeAccount, ids[0]).place
        kept = SuspenseList.begin(stamp(rules), place=place)
        for number in range(count):
            kept.hold(
                stamp(rules),
                reference=f"B-{number}",
                amount_fen=Fen(500),
                paid_on=PAID_ON,
                cause=HoldCause.UNIT_MISSING,
            )
        store.save(kept)
        return ids, kept

    return hold


def test_a_payment_goes_to_an_account_in_one_commit(
    held: Callable[[int], Given],
    lists: SuspenseLists[Receipt],
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
) -> None:
    (id,), kept = held(1)
    elsewhere = garden(store, rules, "G2")
    other = accounts(store, rules, units(store, rules, elsewhere, ["1-1"]))[0]
    payment = kept.payment_id("B-0")

    with pytest.raises(AccountElsewhere):
        lists.match(Order(CASHIER), kept.id, payment_id=payment, account_id=other)
    done = lists.match(Order(CASHIER), kept.id, payment_id=payment, account_id=id)

    assert done.ids == (kept.id, id, receipt_book_id(compound_id))
    account = store.load(FeeAccount, id)
    assert (account.prepaid_fen, account.has_seen("B-0")) == (500, True)
    assert not store.load(SuspenseList, kept.id).payments[payment].held


def test_a_match_that_waited_while_two_books_were_filled_goes_into_the_next(
    held: Callable[[int], Given],
    lists: SuspenseLists[Receipt],
    store: EventStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receipts, "PAGES", 2)
    ids, kept = held(8)
    volumes = [0]  # as it was looked up long ago

    def looked_up(store: EventStore, compound_id: UUID) -> int:
        late = volumes and number == 7
        return volumes.pop() if late else present_volume(store, compound_id)

    monkeypatch.setattr("application.receipt_books.present_volume", looked_up)
    for number, id in enumerate(ids):
        payment = kept.payment_id(f"B-{number}")
        lists.match(Order(CASHIER), kept.id, payment_id=payment, account_id=id)
    assert not volumes
    assert list(store.load(FeeAccount, ids[7]).receipts) == [8]


def test_cashiers_who_match_at_once_leave_no_gap(
    held: Callable[[int], Given],
    lists: SuspenseLists[Receipt],
    store: EventStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Books of two pages: each turns while others wait for it."""
    monkeypatch.setattr(receipts, "PAGES", 2)
    ids, kept = held(CASHIERS)
    start = Barrier(CASHIERS)

    def match(number: int) -> None:
        start.wait()
        payment = kept.payment_id(f"B-{number}")
        order = Order(CASHIER, key=f"match-{number}")
        lists.match(order, kept.id, payment_id=payment, account_id=ids[number])

    with ThreadPoolExecutor(CASHIERS) as pool:
        list(pool.map(match, range(CASHIERS)))

    given = [
        number
        for account in store.load_many(FeeAccount, ids).values()
        for number in account.receipts
    ]
    assert sorted(given) == list(range(1, CASHIERS + 1))
    assert not any(x.held for x in store.load(SuspenseList, kept.id).payments.values())
