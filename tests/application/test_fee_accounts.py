"""Fees on a real log: receipts under concurrency, what is saved together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from application.cases import Cases
from application.commands import Commands
from application.commit import Receipt
from application.event_store import EventStore
from application.fee_accounts import FeeAccounts
from application.files import FileStore
from application.order import Order
from application.receipt_books import present_volume
from application.rules import RulePacks
from domain import receipts
from domain.case_words import Channel
from domain.errors import NotFound, Refusal
from domain.fee_account import FeeAccount, fee_account_id
from domain.fee_refusals import (
    FeeAccountTaken,
    NoSuchReceipt,
    NotAFeeDispute,
    PrepaymentForced,
    ReceiptNumberTaken,
)
from domain.fee_words import ArrearsBearer, FeePaymentMethod
from domain.household import Household
from domain.household_facts import AreaSource
from domain.quantities import Dm2, Fen
from domain.receipts import ReceiptBook, receipt_book_id
from tests.application.cases import STEWARD, stamp
from tests.application.fees import CASHIER, MANAGER, accounts, charging, garden, units
from tests.domain.fees import Contract

CASHIERS, EACH = 16, 4
ON = date(2026, 2, 1)
MONTH = date(2025, 5, 1)
YEAR = 184_820


@pytest.fixture
def fees(
    commands: Commands[Receipt], monkeypatch: pytest.MonkeyPatch
) -> FeeAccounts[Receipt]:
    charging(monkeypatch)
    return FeeAccounts(commands)


@pytest.fixture
def compound_id(store: EventStore, rules: RulePacks) -> UUID:
    return garden(store, rules)


@pytest.fixture
def unit_id(store: EventStore, rules: RulePacks, compound_id: UUID) -> UUID:
    return units(store, rules, compound_id, ["3-2-501"])[0]


def by_cash(fen: int, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "amount_fen": Fen(fen),
        "method": FeePaymentMethod.CASH,
        "on": ON,
        "signature": "sha256:a",
    }
    return given | changes


def test_sixteen_cashiers_at_once_leave_no_gap(
    fees: FeeAccounts[Receipt],
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
) -> None:
    numbers = [f"1-{n}" for n in range(CASHIERS)]
    ids = accounts(store, rules, units(store, rules, compound_id, numbers))
    for id in ids:
        fees.bill(Order(CASHIER), id, month=MONTH)
    start = Barrier(CASHIERS)

    def work(id: UUID) -> None:
        start.wait()
        for n in range(EACH):
            fees.pay(Order(CASHIER, key=f"{id}-{n}"), id, **by_cash(100 + n))

    with ThreadPoolExecutor(CASHIERS) as pool:
        list(pool.map(work, ids))

    given = {
        number: id
        for id, account in store.load_many(FeeAccount, ids).items()
        for number in account.receipts
    }
    assert sorted(given) == list(range(1, CASHIERS * EACH + 1))
    issued = [
        (recorded.fact.number, recorded.fact.account_id)
        for recorded in store.stream(receipt_book_id(compound_id))
        if isinstance(recorded.fact, ReceiptBook.Issued)
    ]
    assert issued == sorted(given.items())


def test_the_books_of_a_compound_follow_each_other(
    fees: FeeAccounts[Receipt],
    store: EventStore,
    compound_id: UUID,
    unit_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receipts, "PAGES", 2)
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    fees.bill(Order(CASHIER), id, month=MONTH)
    for number in range(1, 12):
        fees.pay(Order(CASHIER), id, **by_cash(number, receipt_number=number))
    assert present_volume(store, compound_id) == 5
    assert list(store.load(FeeAccount, id).receipts) == list(range(1, 12))
    fees.void_receipt(Order(MANAGER), id, receipt=3, reason="误收")
    voided = [
        store.load(ReceiptBook, receipt_book_id(compound_id, volume)).voided
        for volume in range(6)
    ]
    assert voided == [0, 1, 0, 0, 0, 0]
    with pytest.raises(NoSuchReceipt):
        fees.void_receipt(Order(MANAGER), id, receipt=12, reason="误收")


def test_a_payment_that_waited_while_two_books_were_filled_goes_into_the_next(
    fees: FeeAccounts[Receipt], unit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "PAGES", 2)
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    fees.bill(Order(CASHIER), id, month=MONTH)
    for number in range(1, 8):
        fees.pay(Order(CASHIER), id, **by_cash(number))
    volumes = [0]  # as it was looked up long ago

    def looked_up(store: EventStore, compound_id: UUID) -> int:
        return volumes.pop() if volumes else present_volume(store, compound_id)

    monkeypatch.setattr("application.receipt_books.present_volume", looked_up)
    fees.pay(Order(CASHIER), id, **by_cash(8, receipt_number=8))
    assert not volumes


def test_two_processes_share_the_book(
    commands: Commands[Receipt],
    fees: FeeAccounts[Receipt],
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
) -> None:
    ids = accounts(store, rules, units(store, rules, compound_id, ["1-1", "1-2"]))
    elsewhere = FeeAccounts(
        Commands(store, commands.vault, rules, commands.clock, commands.run)
    )
    for service, id in zip((fees, elsewhere) * 2, ids * 2, strict=True):
        service.pay(Order(CASHIER), id, **by_cash(100, prepay_fen=Fen(100)))
    assert store.load(ReceiptBook, receipt_book_id(compound_id)).last == 4


def test_an_account_is_opened_once_for_a_household(
    fees: FeeAccounts[Receipt], store: EventStore, unit_id: UUID
) -> None:
    opened = fees.open(Order(CASHIER), unit_id=unit_id)

    account = store.load(FeeAccount, opened.ids[0])
    assert account.id == fee_account_id(unit_id)
    assert (account.unit_id, account.profile) == (unit_id, "national")
    with pytest.raises(FeeAccountTaken):
        fees.open(Order(CASHIER), unit_id=unit_id)
    with pytest.raises(NotFound):
        fees.open(Order(CASHIER), unit_id=account.id)


def test_a_payment_and_its_receipt_are_one_commit(
    fees: FeeAccounts[Receipt], store: EventStore, unit_id: UUID, compound_id: UUID
) -> None:
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    fees.bill(Order(CASHIER), id, month=MONTH)
    paid = fees.pay(Order(CASHIER, key="k"), id, **by_cash(YEAR, payer_name="王小明"))
    again = fees.pay(Order(CASHIER, key="k"), id, **by_cash(YEAR, payer_name="王小明"))

    book_id = receipt_book_id(compound_id)
    assert (paid.ids, paid.versions) == ((id, book_id), (3, 2))
    assert again.replayed and again.position == paid.position
    account = store.load(FeeAccount, id)
    assert account.open_fen == 0
    fact = store.stream(id)[-1].fact
    assert fact.sealed.keys() == {"payer_name"}
    assert store.load(ReceiptBook, book_id).last == 1

    with pytest.raises(PrepaymentForced):
        fees.pay(Order(CASHIER), id, **by_cash(1))
    with pytest.raises(ReceiptNumberTaken):
        fees.pay(Order(CASHIER), id, **by_cash(1, prepay_fen=Fen(1), receipt_number=1))
    assert store.load(ReceiptBook, book_id).last == 1
    fees.void_receipt(Order(MANAGER), id, receipt=1, reason="误收")
    book = store.load(ReceiptBook, book_id)
    assert (book.last, book.voided) == (1, 1)
    fees.pay(Order(CASHIER), id, **by_cash(YEAR, receipt_number=2))
    assert store.load(FeeAccount, id).open_fen == 0


def test_prepayments_are_bounded_by_what_a_year_costs(
    fees: FeeAccounts[Receipt], unit_id: UUID
) -> None:
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    most = 12 * 15_402
    with pytest.raises(Refusal, match=f"{most} fen"):
        fees.pay(Order(CASHIER), id, **by_cash(most + 1, prepay_fen=Fen(most + 1)))
    fees.pay(Order(CASHIER), id, **by_cash(most, prepay_fen=Fen(most)))


def test_an_account_follows_the_register_of_households(
    fees: FeeAccounts[Receipt],
    store: EventStore,
    rules: RulePacks,
    unit_id: UUID,
) -> None:
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    fees.charge(
        Order(CASHIER),
        id,
        item="property",
        period_from=date(2025, 1, 1),
        period_to=date(2025, 12, 31),
    )
    unit = store.load(Household, unit_id)
    unit.correct_area(
        stamp(rules),
        area_dm2=Dm2(9_000),
        area_source=AreaSource.SURVEY,
        effective_on=date(2020, 1, 1),
    )
    unit.transfer(stamp(rules), owners=("o-2",), on=date(2025, 7, 1))
    store.save(unit)
    fees.rebill(Order(MANAGER), id)
    fees.pass_liability(Order(CASHIER), id, bearer=ArrearsBearer.BUYER)

    account = store.load(FeeAccount, id)
    assert account.open_fen == 169_560  # 90 m2 x 1.57 x 12
    [line] = account.open_lines
    assert account.liable(line) == ((("o-2",), 365),)


def test_a_dispute_names_a_case_about_fees_of_the_same_compound(
    fees: FeeAccounts[Receipt],
    commands: Commands[Receipt],
    files: FileStore,
    store: EventStore,
    unit_id: UUID,
    compound_id: UUID,
) -> None:
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    fees.bill(Order(CASHIER), id, month=MONTH)
    lines = tuple(store.load(FeeAccount, id).lines)
    cases = Cases(commands, files)
    wrong, right = (
        cases.report(
            Order(STEWARD),
            channel=Channel.APP,
            category=category,
            title="物业费",
            compound_id=compound_id,
        ).ids[0]
        for category in ("FEE-02", "FEE-01")
    )
    with pytest.raises(NotAFeeDispute):
        fees.dispute(Order(CASHIER), id, lines=lines, case_id=wrong, on=ON)
    fees.dispute(Order(CASHIER), id, lines=lines, case_id=right, on=ON)
    assert store.load(FeeAccount, id).lines[lines[0]].case_id == right


def test_an_account_cannot_charge_without_a_tariff(
    fees: FeeAccounts[Receipt], unit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    charging(monkeypatch, Contract())
    id = fees.open(Order(CASHIER), unit_id=unit_id).ids[0]
    with pytest.raises(Refusal, match="No tariff"):
        fees.bill(Order(CASHIER), id, month=MONTH)
