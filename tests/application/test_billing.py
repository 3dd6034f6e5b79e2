"""Billing runs: one command over many households, restartable, nobody billed twice."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from application import billing
from application.billing import BillingRun
from application.event_store import EventStore
from application.refusals import Conflict
from application.rules import RulePacks
from domain.errors import NotFound
from domain.fee_account import FeeAccount, fee_account_id
from domain.household import Household
from tests.application.cases import stamp
from tests.application.conftest import StandingClock
from tests.application.fees import MANAGER, charging, garden, units
from tests.domain.fees import contract

MONTH = date(2025, 5, 1)
YEAR = 184_820
HOUSEHOLDS = 250


@pytest.fixture
def run(
    store: EventStore,
    rules: RulePacks,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> BillingRun:
    charging(monkeypatch)
    return BillingRun(store, rules, clock, MANAGER)


@pytest.fixture
def compound_id(store: EventStore, rules: RulePacks) -> UUID:
    return garden(store, rules)


@pytest.fixture
def ids(store: EventStore, rules: RulePacks, compound_id: UUID) -> list[UUID]:
    return units(store, rules, compound_id, [f"1-{n}" for n in range(HOUSEHOLDS)])


def test_a_run_bills_every_household_once(
    run: BillingRun, store: EventStore, compound_id: UUID, ids: list[UUID]
) -> None:
    done: list[int] = []
    first = run.run(compound_id, ids, MONTH, moved=done.append)
    position = store.position()
    second = run.run(compound_id, ids, date(2025, 9, 1))

    assert (first.households, first.billed, first.unchanged) == (250, 250, 0)
    assert (first.lines, first.amount_fen) == (250, 250 * YEAR)
    assert done == [100, 200, 250]
    assert (second.billed, second.unchanged, second.lines) == (0, 250, 0)
    assert store.position() == position
    account = store.load(FeeAccount, fee_account_id(ids[7]))
    assert (account.open_fen, len(account.lines)) == (YEAR, 1)


def test_a_run_that_broke_off_goes_on(
    run: BillingRun,
    store: EventStore,
    compound_id: UUID,
    ids: list[UUID],
) -> None:
    class Stopped(BaseException):
        pass

    def stop(done: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        run.run(compound_id, ids, MONTH, moved=stop)
    again = run.run(compound_id, [*ids, *ids], MONTH)
    assert (again.households, again.billed, again.unchanged) == (250, 150, 100)


def test_a_dry_run_writes_nothing(
    run: BillingRun, store: EventStore, compound_id: UUID, ids: list[UUID]
) -> None:
    position = store.position()
    told = run.run(compound_id, ids, MONTH, dry_run=True)
    assert (told.billed, told.amount_fen) == (250, 250 * YEAR)
    assert store.position() == position


def test_who_cannot_be_billed_does_not_stop_the_others(
    run: BillingRun,
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
    ids: list[UUID],
) -> None:
    gone = store.load(Household, ids[0])
    gone.remove(stamp(rules))
    store.save(gone)
    elsewhere = units(store, rules, garden(store, rules, "G2"), ["9-9"])
    told = run.run(compound_id, [*ids[:3], *elsewhere, UUID(int=1)], MONTH)
    assert (told.billed, told.refused) == (2, {"UNIT_REMOVED": 1, "NOT_FOUND": 2})
    assert set(told.refusals) == {"UNIT_REMOVED", "NOT_FOUND"}
    with pytest.raises(NotFound):
        run.run(UUID(int=1), ids, MONTH)


def test_a_trial_service_costs_nothing(
    run: BillingRun,
    compound_id: UUID,
    ids: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terms = contract()
    terms.trial = (date(2025, 4, 1), date(2025, 12, 31))
    charging(monkeypatch, terms)
    told = run.run(compound_id, ids[:2], MONTH)
    assert (told.billed, told.refused) == (0, {"CHARGE_IN_TRIAL": 2})


def test_an_account_that_moves_meanwhile_is_decided_again(
    run: BillingRun,
    store: EventStore,
    rules: RulePacks,
    compound_id: UUID,
    ids: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run.run(compound_id, ids[:2], MONTH)
    load, moves = store.load_many, iter(range(1_000))
    left = [3]

    def overtaken(kind: Any, wanted: list[UUID]) -> dict[UUID, Any]:
        found: dict[UUID, Any] = load(kind, wanted)
        if kind is FeeAccount and left[0]:
            left[0] -= 1
            other = load(FeeAccount, wanted)[fee_account_id(ids[0])]
            other.take_measure(stamp(rules), measure="phone", on=date(2026, 1, 1))
            store.save(other)
            next(moves)
        return found

    monkeypatch.setattr(store, "load_many", overtaken)
    told = run.run(compound_id, ids[:2], date(2026, 1, 1))
    assert (told.billed, next(moves)) == (2, 3)
    left[0] = billing.ATTEMPTS
    with pytest.raises(Conflict):
        run.run(compound_id, ids[:2], date(2024, 1, 1))
