"""What a fact changed of the duties of a place: those who watch it are told."""

from __future__ import annotations

import asyncio
from contextlib import closing

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore
from domain.duty_register import Register, order
from domain.duty_standing import Standing
from domain.facts import Fact
from projections import duty_changes
from projections.duties import DUTY_REGISTER
from projections.duty_filter import DutyFilter
from projections.duty_packs import pack_of
from projections.memory import Memory
from projections.projection import apply_or_park
from tests.domain.duties import COMPOUND, registered, signed, started
from tests.domain.duty_lives import life
from tests.projections.samples import append
from tests.scenario import DAY

HERE = DutyFilter(compound=COMPOUND)


def told(
    database: Database, database_url: str, facts: list[Fact], asked: DutyFilter
) -> list[tuple[list[Standing], list[Standing]]]:
    """Of each fact: what it changed, by the pure register, and what is told."""
    with closing(EventStore(database)) as store:
        for each in facts:
            append(store, [each])
        log = store.read(0, len(facts))
    at, register = log[-1].recorded_at + DAY, Register(pack_of)
    with database.connection() as conn:
        DUTY_REGISTER.create(conn)

    async def compare() -> list[tuple[list[Standing], list[Standing]]]:
        before: list[Standing] = []
        found = []
        async with await psycopg.AsyncConnection.connect(
            database_url, autocommit=True
        ) as conn:
            for each in log:
                with database.connection() as writing:
                    memory = Memory(writing, DUTY_REGISTER)
                    assert apply_or_park(writing, memory, [each]) == 0
                register.add(each.fact, each.recorded_at)
                after = register.standings(at)
                changed = [standing for standing in after if standing not in before]
                position = each.position
                answer = await duty_changes.changed(
                    conn, asked, position - 1, position, at
                )
                found.append((changed, answer))
                before = after
        return found

    return asyncio.run(compare())


@pytest.mark.parametrize("seed", [3, 14])
def test_nothing_that_changed_is_left_out(
    database: Database, database_url: str, seed: int
) -> None:
    for changed, answer in told(database, database_url, life(seed, 30), DutyFilter()):
        missing = [each.duty.id for each in changed if each not in answer]
        assert missing == []


def test_a_contract_recorded_late_brings_what_the_calendar_has(
    database: Database, database_url: str
) -> None:
    """Those duties no fact names: they are owed from the contract's beginning on."""
    facts = [registered(), signed(2), started(3)]

    *_, (changed, answer) = told(database, database_url, facts, HERE)

    occasions = {each.duty.occasion for each in changed}
    assert {"2026-Q2", "2026-Q3"} <= occasions, occasions
    assert changed == sorted(answer, key=order)
