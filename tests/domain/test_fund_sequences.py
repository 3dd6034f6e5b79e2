"""Whatever is done with a fund in whatever order: the books balance, no sub-account
falls below zero, and no fen appears or vanishes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.fund_statement import statement
from domain.fund_words import FundAccount, FundUseStage
from domain.maintenance_fund import MaintenanceFund
from domain.quantities import Fen
from tests.domain.funds import (
    AUDITOR,
    COMMUNITY,
    DAY,
    FIRM,
    FUND,
    OWNERS,
    PUBLIC_UNIT,
    STREET,
    UNITS,
    by,
    opened,
)
from tests.effort import examples

ALL = (*UNITS, PUBLIC_UNIT)
IDS = [unit.unit_id for unit in ALL]
Step = tuple[str, int, int]
S = FundUseStage


def steps() -> st.SearchStrategy[list[Step]]:
    one = st.tuples(
        st.sampled_from([*MONEY, *["use"] * 20]),
        st.integers(1, 2),
        st.integers(1, 400_000),
    )
    return st.lists(one, min_size=40, max_size=80)


def begun() -> MaintenanceFund:
    """Some money in every account but one."""
    fund = opened(ALL)
    first(fund, 3, 900_000)
    fund.deposit_seller(by(), amount=Fen(300_000), on=DAY)
    return fund


def first(fund: MaintenanceFund, pick: int, amount: int) -> None:
    paid = tuple(Fen(amount + number) for number in range(pick))
    fund.deposit_first(by(), units=tuple(IDS[:pick]), amounts=paid, on=DAY)


def last(fund: MaintenanceFund, pick: int, amount: int) -> None:
    fund.deposit_first(by(), units=(IDS[-pick],), amounts=(Fen(amount),), on=DAY)


def spend(fund: MaintenanceFund, pick: int, amount: int) -> None:
    fund.distribute_income(
        by(OWNERS),
        year=2026,
        amount=Fen(amount),
        purpose="audit",
        vote_id=UUID(int=7),
        on=DAY,
    )


def receive(fund: MaintenanceFund, pick: int, amount: int) -> None:
    given: dict[str, Any] = {"source": "parking", "cost": Fen(amount // 3), "on": DAY}
    fund.receive_income(by(OWNERS), gross=Fen(amount), **given)


MONEY: dict[str, Callable[[MaintenanceFund, int, int], None]] = {
    "first": first,
    "last": last,
    "seller": lambda fund, _, amount: fund.deposit_seller(
        by(), amount=Fen(amount), on=DAY
    ),
    "interest": lambda fund, _, amount: fund.credit_interest(
        by(), amount=Fen(amount), on=DAY
    ),
    "receive": receive,
    "move": lambda fund, _, amount: fund.transfer_income(
        by(OWNERS), year=2026, amount=Fen(amount), on=DAY
    ),
    "spend": spend,
}


def report(fund: MaintenanceFund, pick: int, amount: int) -> None:
    more: dict[str, Any] = {"buildings": ("1", "2")[: pick % 3]}
    fund.report_emergency(
        by(FIRM),
        cause="collapse",
        scope="wall",
        budget=Fen(amount),
        units=(PUBLIC_UNIT.unit_id,),
        **more,
    )


def on_with(fund: MaintenanceFund, pick: int, amount: int) -> None:
    """The next step of a use, or a new one; sometimes it is given up."""
    if pick > len(fund.uses):
        report(fund, pick, amount)
        return
    use: dict[str, Any] = {"use": pick}
    paid: dict[str, Any] = {"payee": "firm", "on": DAY}
    # Around the budget: what is refused and what is not, about as often.
    money = Fen(1 + fund.uses[pick].budget * (amount % 115) // 100)
    match fund.uses[pick].stage:
        case S.REPORTED:
            fund.confirm_on_site(by(COMMUNITY), **use)
        case S.ON_SITE:
            fund.confirm_for_street(by(STREET), **use)
        case S.CONFIRMED:
            fund.approve_use(by(FUND), on=DAY, **use)
        case S.APPROVED if amount % 5 == 0:
            fund.withdraw_use(by(OWNERS), on=DAY, **use)
        case S.APPROVED:
            fund.pay_first(by(FUND), amount=money, **use, **paid)
        case S.FIRST_PAID:
            fund.complete_works(by(OWNERS), on=DAY, **use)
        case S.WORKS_DONE:
            fund.accept_works(by(OWNERS), on=DAY, **use)
        case S.ACCEPTED if amount % 2:
            fund.audit_use(by(AUDITOR), amount=money, **use)
        case S.ACCEPTED | S.AUDITED:
            fund.settle_use(by(FUND), amount=money, on=DAY, **use)
        case S.SETTLED:
            fund.pay_rest(by(FUND), **use, **paid)


@examples(100)
@given(steps())
def test_debits_equal_credits_whatever_is_done(done: list[Step]) -> None:
    fund = begun()
    into: int = fund.books.holds(FundAccount.BANK)
    out = 0
    for name, pick, amount in done:
        bank = fund.books.holds(FundAccount.BANK)
        with suppress(Refusal):
            (MONEY.get(name) or on_with)(fund, pick, amount)
        moved = fund.books.holds(FundAccount.BANK) - bank
        into, out = into + max(moved, 0), out - min(moved, 0)
        assert fund.books.faults() == []
    accounts = sum(
        fund.books.holds(account)
        for account in FundAccount
        if account is not FundAccount.BANK
    )
    assert accounts == fund.books.holds(FundAccount.BANK) == into - out
    of_year = statement(fund.lines, 2026)
    used = sum(use.amount for use in of_year.uses)
    assert of_year.closing == fund.books.fund
    assert used == of_year.deposits + of_year.interest + of_year.from_income - (
        fund.books.fund
    )
    kept = sum(
        use.budget + max(use.settled - use.budget, 0) - use.paid
        for use in fund.uses.values()
        if use.stage not in (S.PAID, S.WITHDRAWN)
    )
    assert fund.books.holds(FundAccount.PAYABLE) == kept


@examples(40)
@given(steps())
def test_a_replay_gives_the_same_books(done: list[Step]) -> None:
    fund = begun()
    for name, pick, amount in done:
        with suppress(Refusal):
            (MONEY.get(name) or on_with)(fund, pick, amount)
    again = opened(ALL)
    for fact in fund.collect_events():
        fact.mutate(again)

    assert again.books.units == fund.books.units
    assert again.lines == fund.lines
    assert again.uses == fund.uses
    assert again.incomes == fund.incomes
