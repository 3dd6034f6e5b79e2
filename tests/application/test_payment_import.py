"""A bank's list of payments: matched, kept in suspense, never dropped or doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from application.billing import BillingRun
from application.event_store import EventStore
from application.payment_import import ImportPayments, PaymentRow
from application.receipt_books import present_volume
from application.rules import RulePacks
from application.vault import Vault
from domain.errors import NotFound
from domain.fee_account import FeeAccount, fee_account_id
from domain.household import household_id
from domain.quantities import Fen
from domain.receipts import ReceiptBook, receipt_book_id
from domain.suspense import SuspenseList, suspense_list_id
from tests.application.cases import stamp
from tests.application.conftest import StandingClock
from tests.application.fees import CASHIER, MANAGER, charging, garden, units

ON = date(2026, 2, 1)
YEAR = 184_820


def row(number: int, *named: str, fen: int = YEAR) -> PaymentRow:
    texts = {"payer_name": "王小明", "said": "物业费"}
    return PaymentRow(number, f"B-{number}", Fen(fen), ON, named, texts)


@pytest.fixture
def imports(
    store: EventStore,
    vault: Vault,
    rules: RulePacks,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> ImportPayments:
    charging(monkeypatch)
    return ImportPayments(store, vault, rules, clock, CASHIER)


@pytest.fixture
def compound_id(
    imports: ImportPayments, store: EventStore, rules: RulePacks, clock: StandingClock
) -> UUID:
    id = garden(store, rules)
    found = units(store, rules, id, ["1-1", "1-2", "1-3"])
    BillingRun(store, rules, clock, MANAGER).run(id, found[:2], date(2025, 1, 1))
    return id


ROWS = [
    row(1, "1-1"),
    row(2, "1-2", "no-unit", fen=1_000),
    row(3),
    row(4, "9-9"),
    row(5, "1-3"),
    row(6, "1-1", "1-2"),
    row(7, "1-1", fen=10_000_000),  # more than a year ahead: the account refuses it
]


def test_every_payment_goes_to_an_account_or_waits(
    imports: ImportPayments, store: EventStore, compound_id: UUID
) -> None:
    told = imports.run("G1", ROWS)

    assert (told.read, told.paid, told.held, told.known) == (7, 2, 5, 0)
    assert (told.paid_fen, told.held_fen) == (YEAR + 1_000, 4 * YEAR + 10_000_000)
    assert told.causes == {
        "unit_missing": 1,
        "unit_unknown": 1,
        "no_account": 1,
        "unit_ambiguous": 1,
        "refused": 1,
    }
    kept = store.load(SuspenseList, suspense_list_id(compound_id))
    assert [each.reference for each in kept.payments.values()] == [
        f"B-{n}" for n in (3, 4, 5, 6, 7)
    ]
    refused = store.stream(kept.id)[-1].fact
    assert refused.refusal == "PREPAYMENT_TOO_LONG"  # type: ignore[attr-defined]
    assert refused.sealed.keys() == {"payer_name", "said"}
    assert store.load(ReceiptBook, receipt_book_id(compound_id)).last == 2


def test_the_same_list_again_adds_nothing(
    imports: ImportPayments, store: EventStore, compound_id: UUID
) -> None:
    imports.run("G1", ROWS)
    position = store.position()
    told = imports.run("G1", ROWS)
    assert (told.paid, told.held, told.known) == (0, 0, 7)
    assert store.position() == position
    twice = imports.run("G1", [row(8, "1-2", fen=5), row(8, "1-2", fen=5)])
    assert (twice.paid, twice.known) == (1, 1)


def test_what_was_made_void_does_not_come_back_with_the_list(
    imports: ImportPayments,
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
) -> None:
    imports.run("G1", ROWS[:1])
    account = store.load(FeeAccount, fee_account_id(household_id(compound_id, "1-1")))
    account.void_receipt(stamp(rules), receipt=1)
    store.save(account)
    assert imports.run("G1", ROWS[:1]).known == 1


def test_a_long_list_is_taken_in_batches(
    imports: ImportPayments, store: EventStore, compound_id: UUID
) -> None:
    done: list[int] = []
    many = [replace(row(n, "1-2", fen=1)) for n in range(650)]
    told = imports.run("G1", many, moved=done.append)
    assert (told.paid, done) == (650, [200, 400, 600, 650])
    first, second = (receipt_book_id(compound_id, volume) for volume in (0, 1))
    assert store.load(ReceiptBook, first).full
    assert store.load(ReceiptBook, second).last == 650
    assert present_volume(store, compound_id) == 1
    account = store.load(FeeAccount, fee_account_id(household_id(compound_id, "1-2")))
    assert list(account.receipts) == list(range(1, 651))


def test_an_unknown_compound_is_refused(imports: ImportPayments) -> None:
    with pytest.raises(NotFound):
        imports.run("nowhere", ROWS)
