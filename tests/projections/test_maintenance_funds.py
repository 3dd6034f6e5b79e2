"""The read models of the fund: public down to the building, and each unit's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg

from application.database import Database
from application.event_store import EventStore
from domain.facts import Fact
from domain.fund_statement import statement
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.place import Place
from domain.quantities import Fen
from projections import fund_accounts
from projections.engine import Engine
from projections.fund_accounts import FUND_ACCOUNTS
from projections.maintenance_funds import MAINTENANCE_FUNDS
from projections.proof import digest
from projections.records import Record
from tests.domain.funds import (
    COMMUNITY,
    DAY,
    FIRM,
    FUND,
    OTHER_VOTE,
    OWNERS,
    PUBLIC_UNIT,
    STREET,
    UNITS,
    VOTE,
    A,
    B,
    C,
    P,
    applied,
    by,
)
from tests.projections.logs import Redelivering
from tests.projections.samples import append, recorded
from tests.scenario import COMPOUND_ID

ID = fund_id(COMPOUND_ID)


class Told:
    """A fund whose facts are kept as they are recorded."""

    def __init__(self) -> None:
        place = Place(COMPOUND_ID, ("c", "d"), "beijing")
        self.fund = MaintenanceFund.open(by(), id=ID, place=place)

    @property
    def facts(self) -> list[Fact]:
        return [each for each in self.fund.pending_events if isinstance(each, Fact)]


def told() -> Told:
    """A fund with deposits, a settled use, an emergency, income, and low balances."""
    made = Told()
    fund = made.fund
    # The steps of `applied` and the like take away what was recorded.
    fund.collect_events = lambda: []  # type: ignore[method-assign]
    fund.enter_units(by(), units=(*UNITS, PUBLIC_UNIT))
    first = (Fen(1_000_000), Fen(500_000), Fen(500_000), Fen(400_000))
    fund.deposit_first(by(), units=(A, B, C, P), amounts=first, on=DAY)
    use = applied(fund, budget=800_000)
    fund.approve_use(by(FUND), use=use, on=DAY)
    fund.pay_first(by(FUND), use=use, amount=Fen(500_000), payee="firm-1", on=DAY)
    fund.complete_works(by(OWNERS), use=use, on=DAY)
    fund.accept_works(by(OWNERS), use=use, on=DAY)
    fund.settle_use(by(), use=use, amount=Fen(760_000), on=DAY)
    fund.pay_rest(by(), use=use, payee="firm-1", on=DAY)
    fund.report_emergency(
        by(FIRM), cause="collapse", scope="wall", budget=Fen(350_001), buildings=("2",)
    )
    fund.confirm_on_site(by(COMMUNITY), use=2)
    fund.confirm_for_street(by(STREET), use=2)
    fund.approve_use(by(FUND), use=2, on=DAY)
    fund.urge_top_up(by(OWNERS))
    fund.decide_raise(by(OWNERS), vote_id=OTHER_VOTE, per_m2=Fen(500), on=DAY)
    income: dict[str, Any] = {"source": "parking", "on": DAY}
    fund.receive_income(by(OWNERS), gross=Fen(90_000), cost=Fen(10_000), **income)
    fund.transfer_income(by(OWNERS), year=2026, amount=Fen(50_000), on=DAY)
    fund.credit_interest(by(), amount=Fen(777), on=DAY)
    return made


def folded(facts: list[Fact]) -> Record:
    row: Record | None = None
    for each in recorded(facts):
        row = MAINTENANCE_FUNDS.evolve(row, each)
    assert row is not None
    return row


def test_the_document_says_what_the_books_say() -> None:
    made = told()
    view = folded(made.facts).view
    books = made.fund.books

    assert books.faults() == []
    assert view["status"] == "authority"
    assert (view["units"], view["area_dm2"]) == (4, 25_000)
    of_building = {each["building"]: each["balance"] for each in view["buildings"]}
    assert of_building == {
        "1": books.units[A] + books.units[B] + books.units[P],
        "2": books.units[C],
    }
    assert sum(of_building.values()) == view["accounts"]["units"]
    assert view["accounts"]["bank"] == 2_400_000 - 760_000 + 80_000 + 777
    assert view["accounts"]["payable"] == 350_001
    assert view["incomes"] == [
        {
            "year": 2026,
            "gross": 90_000,
            "cost": 10_000,
            "to_fund": 50_000,
            "spent": 0,
            "left": 30_000,
        }
    ]
    assert view["low"] == {
        "on": "2026-03-10",
        "units": 1,
        "buildings": ["2"],
        "pools": [],
        "missing": 350_001,
    }
    assert [each["vote_id"] for each in view["raises"]] == [str(OTHER_VOTE)]


def test_uses_are_told_by_number() -> None:
    ordinary, emergency = folded(told().facts).view["uses"]

    assert ordinary | {"shares": None} == {
        "number": 1,
        "stage": "paid",
        "emergency": False,
        "cause": "repair",
        "scope": "roof",
        "buildings": ["1"],
        "units": [],
        "budget": 800_000,
        "quotes": 3,
        "shares": None,
        "posted_on": "2026-03-01",
        "vote_id": str(VOTE),
        "question": None,
        "review_due_at": None,
        "payee": "firm-1",
        "paid": 760_000,
        "audited": None,
        "settled": 760_000,
        "accepted_on": "2026-03-10",
        "profile": "beijing",
    }
    assert (emergency["stage"], emergency["emergency"]) == ("approved", True)
    assert emergency["review_due_at"].startswith("2026-03-12T16:00")
    assert emergency["shares"] == [{"building": "2", "amount": 350_001}]


def test_a_closed_year_is_shown_with_its_uses() -> None:
    made = told()
    late = by(at=by().at.replace(year=2027))
    made.fund.reconcile(late, year=2026, bank=Fen(5))

    (year,) = folded(made.facts).view["statements"]
    expected = statement(made.fund.lines, 2026)
    assert year["closing"] == expected.closing
    assert year["uses"] == [
        {"use": 1, "amount": 760_000},
        {"use": 2, "amount": 350_001},
    ]
    assert (year["bank"], year["in_books"]) == (5, 1_720_777)


async def test_each_unit_has_its_own_row(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    made = told()
    append(store, made.facts)
    engine.run_until_caught_up()

    for unit in (A, B, C, P):
        found = await fund_accounts.of_unit(reader, unit)
        assert found is not None
        row, place = found
        assert row.balance == made.fund.books.units[unit]
        assert row.first_deposit == made.fund.first[unit]
        assert (row.fund_id, place.profile) == (ID, "beijing")
        assert (place.compound_id, place.region_path) == (COMPOUND_ID, ("c", "d"))
    assert await fund_accounts.of_unit(reader, COMPOUND_ID) is None


def test_facts_delivered_twice_are_counted_once(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, told().facts)
    engine.run_until_caught_up()
    with database.connection() as conn:
        before = digest(conn, FUND_ACCOUNTS)
    twice = Redelivering(database)
    again = Engine(database, twice, [FUND_ACCOUNTS])
    with database.connection() as conn:
        FUND_ACCOUNTS.create(conn)
    again.run_until_caught_up()
    with database.connection() as conn:
        assert digest(conn, FUND_ACCOUNTS) == before
    twice.close()


def test_the_day_of_the_money_is_what_counts() -> None:
    made = Told()
    made.fund.enter_units(by(), units=UNITS)
    paid, day = (Fen(100),), date(2025, 12, 31)
    made.fund.deposit_first(by(), units=(A,), amounts=paid, on=day)

    assert statement(made.fund.lines, 2025).closing == 100
    assert statement(made.fund.lines, 2026).opening == 100
