"""Fee accounts as they are read: the document says what the account says."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.database import Database
from application.event_store import EventStore
from application.mapper import FactMapper
from domain.errors import Refusal
from domain.facts import Fact
from domain.fee_account import FeeAccount
from domain.fee_watch import Falling, Owing, Received
from domain.fee_words import ArrearsBearer, ReversalCause
from domain.quantities import Fen
from domain.receipts import ReceiptBook
from domain.suspense import HoldCause, SuspenseList
from projections import fee_reports
from projections.documents import plain
from projections.engine import Engine
from projections.fee_accounts import FEE_ACCOUNTS, line_of
from projections.receipt_books import RECEIPT_BOOKS
from projections.record_filter import RecordFilter
from projections.records import Record, Records
from projections.suspense_lists import SUSPENSE_LISTS
from tests.domain.fees import CASE_ID, CASHIER, PLACE, cash, contract, ids, unit
from tests.domain.test_fee_ledger import STEPS, World
from tests.effort import examples
from tests.projections.samples import append, recorded
from tests.scenario import COMPOUND_ID, STREET, stamp

YEAR = 153_036
ON = date(2021, 11, 5)


def folded(records: Records, facts: list[Fact]) -> Record:
    row: Record | None = None
    for each in recorded(facts):
        row = records.evolve(row, each)
    assert row is not None
    return row


def history(account: Any) -> list[Fact]:
    """What is pending, as it comes back from the log."""
    mapper = FactMapper()
    return [
        mapper.to_domain_event(mapper.to_stored_event(fact))
        for fact in account.pending_events
    ]


def fresh(terms: Any = None, *years: int) -> FeeAccount:
    household = unit()
    account = FeeAccount.open(stamp(CASHIER), unit=household)
    for year in years:
        account.bill(
            stamp(CASHIER),
            unit=household,
            compound=terms or contract(),
            month=date(year, 1, 1),
        )
    return account


def test_a_document_shows_what_is_owed_and_what_was_paid() -> None:
    account = fresh(None, 2016, 2017)
    first, second = ids(account)
    code = cash(account, YEAR + 1, ON)
    cash(account, 7, ON, prepay_fen=Fen(7))
    account.void_receipt(stamp(CASHIER), receipt=2)
    account.dispute(stamp(CASHIER), lines=(second,), case_id=CASE_ID, on=ON)
    row = folded(FEE_ACCOUNTS, history(account))

    assert (row.status, row.kind, row.sort) == ("open", "dwelling", "3-2-501")
    assert (row.unit_id, row.compound_id) == (unit().id, COMPOUND_ID)
    view = row.view
    assert (view["open_fen"], view["prepaid_fen"]) == (YEAR - 1, 0)
    assert (view["oldest_due"], view["in_dispute"]) == ("2017-12-31", True)
    assert view["lines"][1]["case_id"] == str(CASE_ID)
    receipt, void = view["receipts"]
    assert receipt == {
        "number": 1,
        "verify": code,
        "on": "2021-11-05",
        "amount_fen": YEAR + 1,
        "method": "cash",
        "reference": None,
        "payer": "owner",
        "cashier": "cashier-1",
        "signature": "sha256:abc",
        "prepaid_fen": 0,
        "voided": False,
        "allocations": [
            {
                "line_id": str(line),
                "late_fen": 0,
                "principal_fen": fen,
                "item": "property",
                "period_from": f"{year}-01-01",
                "period_to": f"{year}-12-31",
                "due_on": f"{year}-12-31",
            }
            for line, fen, year in ((first, YEAR, 2016), (second, 1, 2017))
        ],
    }
    assert (void["number"], void["voided"]) == (2, True)


def test_a_document_follows_hands_and_claims() -> None:
    household = unit()
    account = fresh(None, 2016)
    household.transfer(stamp(STREET), owners=("o-2",), on=date(2017, 7, 1))
    account.pass_liability(stamp(CASHIER), unit=household, bearer=ArrearsBearer.BUYER)
    [line] = account.lines
    account.reverse_line(stamp(CASHIER), line_id=line, cause=ReversalCause.UNLAWFUL)
    account.close(stamp(CASHIER))
    row = folded(FEE_ACCOUNTS, history(account))
    assert (row.status, row.view["owners"]) == ("closed", ["o-2"])
    assert row.view["lines"][0]["borne_by"] == ["o-2"]
    assert row.view["oldest_due"] is None


@examples(60)
@given(st.sampled_from([0, 500]), STEPS)
def test_the_document_says_what_the_account_says(
    late: int, steps: list[tuple[str, int, int, date]]
) -> None:
    world = World(contract(late_fee=late))
    account = world.account = FeeAccount.open(stamp(CASHIER), unit=world.unit)
    for name, number, fen, month in steps:
        with suppress(Refusal):
            getattr(world, name)(number, fen, month)
    view = folded(FEE_ACCOUNTS, history(account)).view

    assert [line_of(each) for each in view["lines"]] == list(account.lines.values())
    assert view["books"] == {k.value: v for k, v in account.books.items()}
    assert view["open_fen"] == account.open_fen
    assert view["prepaid_fen"] == account.prepaid_fen
    numbers = {each["number"] for each in view["receipts"] if each["voided"]}
    assert numbers == account.voided


def test_an_earlier_document_stays_as_it_was() -> None:
    account = fresh(None, 2016)
    cash(account, 5, ON)
    rows: list[Record] = []
    copies: list[Any] = []
    row: Record | None = None
    for each in recorded(history(account)):
        row = FEE_ACCOUNTS.evolve(row, each)
        rows.append(row)
        copies.append(repr(row))
    assert [repr(each) for each in rows] == copies


def test_a_book_and_a_list_of_suspense_as_they_are_read() -> None:
    book = ReceiptBook.begin(stamp(CASHIER), place=PLACE)
    book.issue(stamp(CASHIER), account_id=CASE_ID, amount_fen=Fen(5), verify="a")
    book.issue(stamp(CASHIER), account_id=CASE_ID, amount_fen=Fen(6), verify="b")
    book.void(stamp(CASHIER), number=1)
    view = folded(RECEIPT_BOOKS, history(book)).view
    assert (view["last_number"], view["voided"], view["amount_fen"]) == (2, 1, 11)

    kept = SuspenseList.begin(stamp(CASHIER), place=PLACE)
    for number in range(3):
        kept.hold(
            stamp(CASHIER),
            reference=f"B-{number}",
            amount_fen=Fen(100 + number),
            paid_on=ON,
            cause=HoldCause.UNIT_MISSING,
        )
    matched, back = kept.payment_id("B-0"), kept.payment_id("B-2")
    kept.match(stamp(CASHIER), payment_id=matched, account_id=CASE_ID, receipt=1)
    kept.send_back(stamp(CASHIER), payment_id=back, reference="R")
    view = folded(SUSPENSE_LISTS, history(kept)).view
    assert view["held_fen"] == 101
    assert [each["reference"] for each in view["payments"]] == ["B-1"]
    assert (view["payments"][0]["entry"], view["payments"][0]["cause"]) == (
        3,
        plain(HoldCause.UNIT_MISSING),
    )


@pytest.fixture
def billed(store: EventStore, engine: Engine) -> FeeAccount:
    account = fresh(None, 2019, 2020, 2021)
    cash(account, YEAR + 5, date(2020, 3, 1))
    cash(account, 9, date(2020, 4, 1), prepay_fen=Fen(9))
    cash(account, 3, date(2021, 4, 1))
    append(store, history(account))
    engine.run_until_caught_up()
    return account


async def test_totals_of_a_compound(
    billed: FeeAccount, reader: psycopg.AsyncConnection[Any]
) -> None:
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    assert await fee_reports.owing(reader, COMPOUND_ID) == [
        Owing(date(2020, 12, 31), YEAR - 8),
        Owing(date(2021, 12, 31), 184_820),
    ]
    assert await fee_reports.falling(reader, COMPOUND_ID, first, last) == [
        Falling(date(2020, 12, 31), YEAR, 8)
    ]
    received = await fee_reports.received(reader, COMPOUND_ID, first, last)
    assert set(received) == {
        Received(date(2020, 3, 1), date(2019, 12, 31), YEAR),
        Received(date(2020, 3, 1), date(2020, 12, 31), 5),
        Received(date(2020, 4, 1), None, 9),
    }
    assert await fee_reports.owing(reader, UUID(int=4)) == []


async def test_a_receipt_is_genuine_by_its_number_and_code_until_it_is_void(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    book = ReceiptBook.begin(stamp(CASHIER), place=PLACE)
    for verify in ("a", "b"):
        given: dict[str, Any] = {"account_id": CASE_ID, "amount_fen": Fen(5)}
        book.issue(stamp(CASHIER), verify=verify, **given)
    book.void(stamp(CASHIER), number=2)
    append(store, history(book))
    engine.run_until_caught_up()
    asked = fee_reports.is_genuine
    assert await asked(reader, COMPOUND_ID, 1, "a")
    for compound, number, code in (
        (COMPOUND_ID, 1, "b"),
        (COMPOUND_ID, 2, "b"),
        (COMPOUND_ID, 0, "a"),
        (COMPOUND_ID, 501, "a"),
        (UUID(int=4), 1, "a"),
    ):
        assert not await asked(reader, compound, number, code)


async def test_accounts_are_listed_with_their_records(
    billed: FeeAccount, reader: psycopg.AsyncConnection[Any], database: Database
) -> None:
    page = await FEE_ACCOUNTS.page(reader, RecordFilter(unit_id=billed.unit_id))
    assert [row.id for row in page.rows] == [billed.id]
    assert page.rows[0].view["open_fen"] == billed.open_fen
