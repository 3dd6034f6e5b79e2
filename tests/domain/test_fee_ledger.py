"""Debits equal credits, whatever is commanded in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.civil_time import day_in_china
from domain.errors import Refusal
from domain.fee_account import FeeAccount
from domain.fee_moves import Moving
from domain.fee_words import (
    ClaimForum,
    DisputeOutcome,
    FeeBook,
    FeePaymentMethod,
    RefundCause,
    ReversalCause,
    WaiverAuthority,
    WaiverReason,
)
from domain.household import Household
from domain.household_facts import AreaSource
from domain.ledger import balanced
from domain.quantities import Dm2, Fen
from domain.suspense import HoldCause, SuspenseList
from domain.tariff import BillingCycle, PartMonth
from tests.domain.fees import (
    CASE_ID,
    CASHIER,
    PLACE,
    Contract,
    cash,
    contract,
    opened,
    unit,
)
from tests.effort import examples
from tests.scenario import STREET, stamp

MONTHS = [date(2016 + n // 12, 1 + n % 12, 1) for n in range(120)]
BY = stamp(CASHIER)
AMOUNTS = st.integers(1, 400_000) | st.sampled_from([1, 12_753, 153_036])
NUMBERS = st.integers(0, 30)


class World:
    """A household, its contract and its account; every command may be refused."""

    def __init__(self, terms: Contract) -> None:
        self.unit: Household = unit()
        self.terms = terms
        self.account: FeeAccount = opened(self.unit)

    def line(self, number: int) -> UUID:
        lines = list(self.account.lines)
        return lines[number % len(lines)] if lines else UUID(int=0)

    def bill(self, number: int, fen: int, day: date) -> None:
        self.account.bill(BY, unit=self.unit, compound=self.terms, month=day)

    def pay(self, number: int, fen: int, day: date) -> None:
        cash(self.account, fen, day)

    def choose(self, number: int, fen: int, day: date) -> None:
        cash(self.account, fen, day, lines=(self.line(number),))

    def prepay(self, number: int, fen: int, day: date) -> None:
        cash(self.account, fen, day, prepay_fen=Fen(fen))

    def send(self, number: int, fen: int, day: date) -> None:
        given: dict[str, Any] = {"reference": f"B-{number}", "signature": None}
        cash(self.account, fen, day, method=FeePaymentMethod.TRANSFER, **given)

    def void(self, number: int, fen: int, day: date) -> None:
        self.account.void_receipt(BY, receipt=number)

    def release(self, number: int, fen: int, day: date) -> None:
        self.account.release_prepayment(BY, on=day)

    def refund(self, number: int, fen: int, day: date) -> None:
        self.account.refund(
            BY,
            amount_fen=Fen(fen),
            cause=RefundCause.ON_REQUEST,
            method=FeePaymentMethod.CASH,
            on=day,
        )

    def waive(self, number: int, fen: int, day: date) -> None:
        self.account.waive(
            BY,
            line_id=self.line(number),
            amount_fen=Fen(fen),
            authority=WaiverAuthority.FIRM,
            reason=WaiverReason.HARDSHIP,
            on=day,
        )

    def take_back(self, number: int, fen: int, day: date) -> None:
        cause = ReversalCause.CHARGED_WRONGLY
        self.account.reverse_line(BY, line_id=self.line(number), cause=cause)

    def correct(self, number: int, fen: int, day: date) -> None:
        self.unit.correct_area(
            stamp(STREET),
            area_dm2=Dm2(5_000 + fen % 9_000),
            area_source=AreaSource.SURVEY,
            effective_on=day,
        )
        self.account.rebill(BY, unit=self.unit)

    def dispute(self, number: int, fen: int, day: date) -> None:
        lines = (self.line(number),)
        self.account.dispute(BY, lines=lines, case_id=CASE_ID, on=day)

    def settle(self, number: int, fen: int, day: date) -> None:
        lines, rejected = (self.line(number),), DisputeOutcome.REJECTED
        today = day_in_china(BY.at)
        self.account.settle_dispute(BY, lines=lines, outcome=rejected, on=today)

    def demand(self, number: int, fen: int, day: date) -> None:
        self.account.demand(BY, sent_on=day)

    def claim(self, number: int, fen: int, day: date) -> None:
        lines, forum = (self.line(number),), ClaimForum.ARBITRATION
        self.account.file_claim(BY, lines=lines, forum=forum, reference="1号", on=day)

    def costs(self, number: int, fen: int, day: date) -> None:
        self.account.award_costs(BY, amount_fen=Fen(fen), reference="1号", due_on=day)


COMMANDS = [name for name in vars(World) if not name.startswith("_") and name != "line"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*COMMANDS, "bill", "bill", "pay"]),
        NUMBERS,
        AMOUNTS,
        st.sampled_from(MONTHS),
    ),
    min_size=5,
    max_size=60,
)


@examples(150)
@given(
    st.sampled_from(BillingCycle),
    st.sampled_from(PartMonth),
    st.sampled_from([0, 500]),
    STEPS,
)
def test_debits_equal_credits_for_any_sequence_of_commands(
    cycle: BillingCycle,
    part_month: PartMonth,
    late: int,
    steps: list[tuple[str, int, int, date]],
) -> None:
    world = World(contract(cycle, part_month=part_month, late_fee=late))
    account = world.account
    for name, number, fen, month in steps:
        before = dict(account.books), account.version
        try:
            getattr(world, name)(number, fen, month + timedelta(days=number % 27))
        except Refusal:
            assert (dict(account.books), account.version) == before
    for fact in account.pending_events:
        if isinstance(fact, Moving):
            assert sum(each.fen for each in fact.postings()) == 0
    books = account.books
    assert balanced(books)
    assert books.get(FeeBook.RECEIVABLE, 0) == account.open_fen
    assert account.prepaid_fen >= 0 and books.get(FeeBook.CASH, 0) >= 0
    assert all(line.open_fen >= 0 for line in account.lines.values())
    standing = [
        paid
        for number, paid in account.receipts.items()
        if number not in account.voided
    ]
    refunded = sum(
        fact.amount_fen
        for fact in account.pending_events
        if isinstance(fact, FeeAccount.Refunded)
    )
    taken = sum(paid.amount_fen for paid in standing) - refunded
    assert books.get(FeeBook.CASH, 0) == taken
    for item in {line.charge.item for line in account.lines.values()}:
        live = sorted(
            (x.charge.period_from, x.charge.period_to)
            for x in account.lines.values()
            if x.charge.item == item and not x.reversed and item != "costs"
        )
        assert all(a[1] < b[0] for a, b in pairwise(live)), live


@given(
    st.lists(st.tuples(st.sampled_from(["hold", "match", "back"]), NUMBERS, AMOUNTS))
)
def test_a_payment_in_suspense_is_neither_lost_nor_doubled(
    steps: list[tuple[str, int, int]],
) -> None:
    kept = SuspenseList.begin(BY, place=PLACE)
    for name, number, fen in steps:
        id = kept.payment_id(f"B-{number}")
        try:
            match name:
                case "hold":
                    kept.hold(
                        BY,
                        reference=f"B-{number}",
                        amount_fen=Fen(fen),
                        paid_on=MONTHS[0],
                        cause=HoldCause.UNIT_MISSING,
                    )
                case "match":
                    kept.match(BY, payment_id=id, account_id=CASE_ID, receipt=1)
                case _:
                    kept.send_back(BY, payment_id=id, reference="R-1")
        except Refusal:
            pass
    waiting = sum(each.amount_fen for each in kept.payments.values() if each.held)
    assert balanced(kept.books)
    assert kept.books.get(FeeBook.SUSPENSE, 0) == -waiting
