"""The read model of duties says what the pure register says, at every moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from application.database import Database
from application.event_store import Recorded
from domain.compound_facts import CompoundFacts
from domain.duty_rates import counted
from domain.duty_register import Register
from domain.duty_standing import Standing
from domain.facts import Fact
from projections import duty_lists, duty_rates
from projections.duties import DUTY_REGISTER
from projections.duty_filter import DutyFilter
from projections.duty_packs import pack_of
from projections.memory import Memory
from projections.projection import apply_or_park
from projections.proof import digest
from tests.domain.duties import COMPOUND, REGION, published, registered, signed
from tests.domain.duty_lives import aggregate_of, life, lives, moments
from tests.projections.samples import fact
from tests.scenario import DAY, NOW

Conn = psycopg.AsyncConnection[Any]
FILTERS = (
    DutyFilter(),
    DutyFilter(compound=UUID(int=77)),
    DutyFilter(region="01"),
    DutyFilter(enterprise=UUID(int=5)),
    DutyFilter(items=["D10", "D16", "D33"]),
    DutyFilter(due_from=NOW + 20 * DAY, due_before=NOW + 120 * DAY),
)


def recorded(facts: Sequence[Fact]) -> list[Recorded]:
    """The facts as they lie in a log, each recorded a second after it happened."""
    return [
        Recorded(
            position,
            each.timestamp + timedelta(seconds=1),
            f"{aggregate_of(each)}.{type(each).__name__}",
            each,
        )
        for position, each in enumerate(facts, start=1)
    ]


def register(facts: Sequence[Fact]) -> Register:
    found = Register(pack_of)
    for each in recorded(facts):
        found.add(each.fact, each.recorded_at)
    return found


def chosen(found: Sequence[Standing], asked: DutyFilter) -> list[Standing]:
    """What the filter means, said plainly."""
    return [
        each
        for each in found
        if (asked.compound in (None, each.duty.compound_id))
        and (asked.enterprise in (None, each.duty.enterprise_id))
        and (asked.region is None or asked.region in each.duty.region_path)
        and asked.takes(each.duty.item, each.duty.due_at)
    ]


async def listed(conn: Conn, asked: DutyFilter, at: datetime) -> list[Standing]:
    """Every page, some duties at a time."""
    found: list[Standing] = []
    after: str | None = None
    while True:
        page = await duty_lists.page(conn, asked, at, first=17, after=after)
        found += page.rows
        if page.last is None:
            return found
        after = page.last


def agrees(database: Database, database_url: str, facts: list[Fact]) -> None:
    """Fold a life in batches; compare lists and rates at several moments."""
    batch = recorded(facts)
    with database.connection() as conn:
        DUTY_REGISTER.create(conn)
        for start in range(0, len(batch), 7):
            memory = Memory(conn, DUTY_REGISTER)
            assert apply_or_park(conn, memory, batch[start : start + 7]) == 0
    found = register(facts)

    async def compare() -> None:
        async with await psycopg.AsyncConnection.connect(
            database_url, autocommit=True
        ) as conn:
            for at in moments(facts):
                pure = found.standings(at)
                for asked in FILTERS:
                    want = chosen(pure, asked)
                    assert await listed(conn, asked, at) == want
                    counts = await duty_rates.counts(conn, asked, at)
                    assert counts == counted(want, at)
                for each in pure[:5]:
                    assert await duty_lists.by_id(conn, each.duty.id, at) == each

    asyncio.run(compare())


FIXTURES = [HealthCheck.function_scoped_fixture]


@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=FIXTURES)
@given(drawn=lives())
def test_the_read_model_is_the_register(
    database: Database, database_url: str, drawn: tuple[int, int]
) -> None:
    agrees(database, database_url, life(*drawn))


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=60, suppress_health_check=FIXTURES)
@given(drawn=lives(most=80))
def test_the_read_model_is_the_register_for_many_lives(
    database: Database, database_url: str, drawn: tuple[int, int]
) -> None:
    agrees(database, database_url, life(*drawn))


def test_a_stream_that_comes_late_owes_from_where_the_log_has_it(
    database: Database,
) -> None:
    """As after `projections retry`: of two compounds of a community, which owes once,
    the first comes last, and it names a pack before the other does."""
    beside = fact(CompoundFacts.Registered, 1, UUID(int=78), NOW, region_codes=REGION)
    log = recorded([registered(), beside])
    digests = []
    with database.connection() as conn:
        for order in (log, log[::-1]):
            DUTY_REGISTER.create(conn)
            for each in order:
                assert apply_or_park(conn, Memory(conn, DUTY_REGISTER), [each]) == 0
            digests.append(digest(conn, DUTY_REGISTER))

    assert digests[0] == digests[1]


def test_a_batch_may_hold_more_duties_than_are_sent_at_once(database: Database) -> None:
    """Facts of other streams follow them, whose rows the same connection reads."""
    many = [signed(version, signed_on=date(2026, 3, 10)) for version in range(2, 503)]
    facts = [registered(), *many, published("D04", f"{COMPOUND}.2", NOW)]
    with database.connection() as conn:
        DUTY_REGISTER.create(conn)
        assert apply_or_park(conn, Memory(conn, DUTY_REGISTER), recorded(facts)) == 0
        found = conn.execute("SELECT count(*) FROM duty WHERE item = 'D04'").fetchone()

    assert found == (len(many),)
